//! Results of comparisons, kept, paged and handed on.

use super::*;

fn patient(ordinal: u64, score: f64) -> PatientRow {
    PatientRow {
        ordinal,
        token: format!("p-{ordinal}"),
        side: "paired".into(),
        sex: String::new(),
        age_band: String::new(),
        legacy: 0,
        destination: 0,
        findings: 0,
        safety: 0,
        clinical: 0,
        score,
        reasons: "[]".into(),
        charts: BlobPart { blob: "b".into(), offset: 0, length: 0 },
        judged: BlobPart { blob: "j".into(), offset: 0, length: 0 },
        worst: 9,
    }
}

#[test]
fn all_patients_of_a_run_come_once_each_in_the_order_of_the_run() {
    let (_folder, store) = crate::trial();
    let run = store.start_run("compare", 1, 0).unwrap();
    let other = store.start_run("compare", 2, 0).unwrap();
    store.add_results(run, &(0..25).map(|n| patient(n, (n % 7) as f64)).collect::<Vec<_>>(), &[]).unwrap();
    store.add_results(other, &[patient(25, 1.0)], &[]).unwrap();
    let (mut next, mut found) = (0, Vec::new());
    loop {
        let rows = store.patients_from(run, next, 10).unwrap();
        let Some(last) = rows.last() else { break };
        next = last.ordinal + 1;
        assert!(rows.len() <= 10);
        found.extend(rows.iter().map(|row| row.ordinal));
    }
    assert_eq!(found, (0..25).collect::<Vec<_>>(), "and nobody of another run");
}

#[test]
fn results_that_are_handed_on_are_those_of_the_other_run_with_what_is_kept_beside_them() {
    let (_folder, store) = crate::trial();
    let [run, next] = [1, 2].map(|at| store.start_run("compare", at, 0).unwrap());
    store.add_results(run, &(0..9).map(|n| patient(n, 1.0)).collect::<Vec<_>>(), &[]).unwrap();
    assert_eq!(store.chart_blobs(run).unwrap(), ["b", "j"]);
    store.set_setting("population", &format!("{run} a b")).unwrap();
    // Of another run, whose number begins as this one's does, and of none.
    store.set_setting("learnt", &format!("{run}9 c")).unwrap();
    store.set_setting("books", "").unwrap();
    let (stands, burn) = (["population", "learnt", "books", "nothing"], crate::BurnRow::none_of(next));
    store.conclude(&crate::Conclusion { run: next, previous: run, stands: Some(&stands), burn: &burn, ended_ms: 7, report: "{\"counts\":1}" }).unwrap();
    assert!(store.patients_from(run, 0, 10).unwrap().is_empty() && store.chart_blobs(run).unwrap().is_empty());
    assert_eq!(store.patients_from(next, 0, 10).unwrap().len(), 9);
    let settings = ["population", "learnt", "books", "nothing"].map(|of| store.setting(of).unwrap());
    assert_eq!(settings, [Some(format!("{next} a b")), Some(format!("{run}9 c")), Some(String::new()), None]);
    let last = store.last_run("compare").unwrap().unwrap();
    assert_eq!((last.id, last.state.as_str(), last.ended_ms, last.report.as_str()), (next, "done", Some(7), "{\"counts\":1}"));
    assert_eq!(store.burn(next).unwrap(), burn, "with what it came to: no run stands as done without");
}
