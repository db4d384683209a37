//! Only what changed is read again, and a comparison that was spared the rest says what one says that read everything.

use app::{AppError, CompareReport};
use contract::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tests::{Bench, HOUR};

const LEGACY: usize = 0;
const DESTINATION: usize = 1;

fn migrated() -> Bench {
    let bench = Bench::harbor();
    bench.migrate();
    bench
}

/// The run, which must say what a comparison says that reads everything again.
fn compare(bench: &Bench) -> CompareReport {
    let report = bench.compare().0;
    // The second run has one more before it to compare its equivalences with: it may warn of other things.
    let everything = |report: &CompareReport| {
        let mut said = bench.everything(&CompareReport { warnings: Vec::new(), ..report.clone() });
        let (run, population) = app::population(&bench.workspace).unwrap();
        assert_eq!(run, report.run);
        said.push(format!("{population:?}"));
        said
    };
    let said = everything(&report);
    app::forget_readings(&bench.workspace).unwrap();
    let anew = bench.compare().0;
    assert_eq!([anew.records[LEGACY][1], anew.records[DESTINATION][1], anew.judged[1]], [0; 3]);
    let other = everything(&anew);
    for (own, other) in said.iter().zip(&other) {
        assert_eq!(own, other);
    }
    assert_eq!(said.len(), other.len());
    report
}

#[test]
fn nothing_is_read_twice_where_nothing_changed() {
    let bench = migrated();
    let first = bench.compare().0;
    assert!(first.records.iter().all(|[read, kept]| *read > 1_000 && *kept == 0), "{:?}", first.records);
    let second = compare(&bench);
    assert_eq!(second.records, first.records.map(|[read, _]| [0, read]));
    assert_eq!((first.judged[1], second.judged), (0, [0, first.judged[0]]));
    assert!(first.judged[0] > 100);
}

/// A comparison, and how often it said where it stands: once where the results of the run before stand, else again and again.
fn steps(bench: &Bench) -> u64 {
    steps_at(bench, tests::now)
}

fn steps_at(bench: &Bench, now: fn() -> u64) -> u64 {
    let told = AtomicU64::new(0);
    app::compare(&bench.workspace, now, &|_| {
        told.fetch_add(1, Ordering::Relaxed);
        ControlFlow::Continue(())
    })
    .unwrap();
    told.load(Ordering::Relaxed)
}

/// A document in another version that says the same: the results of the run before do not stand any more, and every reading and judgment does.
fn look_through(bench: &Bench) {
    bench.document("questions", &format!("{}\n# Looked through.\n", balance::STANDARD_QUESTIONS));
}

/// What a comparison leaves beside what it says: the charts as they are sealed, populations, what may be shown and what explanations are judged by.
fn left(bench: &Bench) -> Vec<Vec<u8>> {
    let store = bench.workspace.store();
    let (run, population) = app::population(&bench.workspace).unwrap();
    assert_eq!(Some(run), store.last_run("compare").unwrap().map(|run| run.id));
    let mut left = vec![format!("{population:?}").into_bytes()];
    left.extend(["common texts", "destination design"].map(|of| store.setting(of).unwrap().unwrap().into_bytes()));
    for of in ["learnt by the run", "kept books"] {
        let kept = store.setting(of).unwrap().unwrap();
        assert!(kept.starts_with(&format!("{run} ")), "{of}: {kept}");
    }
    for patient in store.patients_from(run, 0, 10_000).unwrap() {
        left.extend([&patient.charts, &patient.judged].map(|part| store.read_blob_part(part, "charts").unwrap()));
    }
    left
}

#[test]
fn where_nothing_changed_the_results_of_the_run_before_are_those_of_the_next() {
    let bench = migrated();
    let first = bench.compare().0;
    let (said, charts, blobs_before) = (bench.everything(&first), left(&bench), blobs(&bench).len());
    let store = bench.workspace.store();
    let pages = || ["causes", "findings", "patients"].map(|of| bench.call(Some(Role::Lead), of, json!({})).unwrap()["rows"].clone());
    let shown = pages();
    assert!(shown.iter().all(|rows| !rows.as_array().unwrap().is_empty()));
    let open: Vec<[u64; 2]> = store.burn(first.run).unwrap().iter().map(|row| [row.findings, row.accepted]).collect();
    assert!(said.len() > 100 && charts.len() > 100);

    assert_eq!(steps(&bench), 1, "not a statement is read");
    let run = store.last_run("compare").unwrap().unwrap();
    let second: CompareReport = serde_json::from_str(&run.report).unwrap();
    assert_eq!((second.run, run.version), (run.id, first.version));
    assert!(second.run > first.run);
    assert_eq!((second.records, second.judged), (first.records.map(|[read, _]| [0, read]), [0, first.judged[0]]));
    assert_eq!(bench.everything(&second), said);
    assert_eq!(left(&bench), charts, "to the byte");
    assert_eq!(blobs(&bench).len(), blobs_before);
    assert_eq!(pages(), shown);
    assert_eq!(app::discrepancy_report(&bench.workspace, app::ReportFormat::Html).unwrap().summary.run, second.run);
    let burnt = store.burn(second.run).unwrap();
    assert_eq!(burnt.iter().map(|row| [row.findings, row.accepted]).collect::<Vec<_>>(), open);
    assert!(burnt.iter().all(|row| [row.fresh, row.returned, row.closed] == [0; 3]), "nothing came, nothing is closed: {burnt:?}");
    assert!(store.patients_from(first.run, 0, 1).unwrap().is_empty() && store.causes(first.run).unwrap().is_empty(), "results stand once");
    let again = app::rejudge(&bench.workspace, tests::now, &app::quiet).unwrap();
    assert_eq!((again.rejudged, again.findings), (Some(second.run), first.findings), "its pairs can be judged again as those of any run");
    assert!(steps(&bench) > 1, "a run that judged kept pairs again read nothing that another one could hand on");
    assert_eq!(steps(&bench), 1);
}

#[test]
fn where_only_what_is_judged_by_changes_the_charts_stay_where_they_are() {
    let bench = migrated();
    let first = bench.compare().0;
    let store = bench.workspace.store();
    let places = || {
        let run = store.last_run("compare").unwrap().unwrap().id;
        store.patients_from(run, 0, 10_000).unwrap().into_iter().map(|patient| (patient.charts, patient.judged)).collect::<Vec<_>>()
    };
    let changes: [&dyn Fn(); 3] = [
        &|| look_through(&bench),
        &|| {
            bench.document("equivalences", HOUR);
        },
        &|| {
            let rule = bench.call(Some(Role::Analyst), "retention", json!({})).unwrap()["rule"].clone();
            bench.call(Some(Role::Analyst), "save_retention", json!({ "base": 0, "rule": rule, "reason": "the records policy" })).unwrap();
            bench.call(Some(Role::Lead), "enforce_retention", json!({ "version": 1, "reason": "the board has decided" })).unwrap();
        },
    ];
    for (index, change) in changes.into_iter().enumerate() {
        change();
        let (before, blobs_before) = (places(), blobs(&bench).len());
        let phases = Mutex::new(BTreeSet::new());
        let over_kept = app::compare(&bench.workspace, tests::now, &|step| {
            phases.lock().unwrap().insert(step.phase);
            ControlFlow::Continue(())
        });
        let phases = phases.into_inner().unwrap();
        assert!(phases.contains("comparing") && !phases.contains("reading both books") && !phases.contains("linking patients"), "{phases:?}");
        assert_eq!(over_kept.unwrap().records, first.records.map(|[read, _]| [0, read]));
        let after = places();
        assert!(before.iter().zip(&after).all(|(before, after)| before.0 == after.0 && before.1 != after.1), "charts stay, judgments are new");
        // An archive rule in force keeps what it gathered of whom.
        let blobs_after = blobs(&bench).len();
        assert_eq!((after.len(), blobs_after), (before.len(), blobs_before + usize::from(index == 2)));
        // Its results stand, and are held against those of a run that reads everything.
        compare(&bench);
        assert!(places().iter().zip(&after).all(|(anew, kept)| anew.0.blob != kept.0.blob), "until everything is read anew");
        assert_eq!(blobs(&bench).len(), blobs_after);
    }
}

#[test]
fn until_everything_was_read_anew_the_pairs_of_the_last_run_can_be_judged_again() {
    let bench = migrated();
    let first = bench.compare().0;
    app::forget_readings(&bench.workspace).unwrap();
    let cancelled = app::compare(&bench.workspace, tests::now, &|step| if step.phase == "comparing" { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
    assert!(matches!(cancelled, Err(AppError::Cancelled)));
    let again = app::rejudge(&bench.workspace, tests::now, &app::quiet).unwrap();
    assert_eq!((again.rejudged, again.findings), (Some(first.run), first.findings));
    assert_ne!(bench.compare().0.judged[0], 0, "and still the next one judges everybody");
}

/// The day after that of the tests.
fn tomorrow() -> u64 {
    tests::now() + 86_400_000
}

#[test]
fn whatever_changes_that_a_comparison_sees_its_results_are_made_anew() {
    let bench = migrated();
    let looked_through = |kind: &str| {
        bench.document(kind, &format!("{}\n# Looked through.\n", Bench::starter_text("harbor", kind)));
    };
    let changed = |what: &str| match what {
        "the lens" => looked_through("lens"),
        "what is declared to be the same" => {
            // It holds on the day of the tests for the last time.
            bench.document("equivalences", &HOUR.replace("author = ", "expires = 2025-06-15\nauthor = "));
        }
        "the questions" => look_through(&bench),
        "a mapping that nobody ran" => looked_through("mapping"),
        "a migration that made the same again" => {
            bench.migrate();
        }
        "an artifact" => {
            bench.ingest_bytes("legacy", "more.ndjson", b"{\"resourceType\":\"Patient\",\"id\":\"p-1\"}\n");
        }
        "a rule that nobody put in force" => {
            let rule = bench.call(Some(Role::Analyst), "retention", json!({})).unwrap()["rule"].clone();
            bench.call(Some(Role::Analyst), "save_retention", json!({ "base": 0, "rule": rule, "reason": "the records policy" })).unwrap();
        }
        "that rule in force" => {
            bench.call(Some(Role::Lead), "enforce_retention", json!({ "version": 1, "reason": "the board has decided" })).unwrap();
        }
        _ => app::forget_readings(&bench.workspace).unwrap(),
    };
    let all = [
        "the lens",
        "what is declared to be the same",
        "the questions",
        "a mapping that nobody ran",
        "a migration that made the same again",
        "an artifact",
        "a rule that nobody put in force",
        "that rule in force",
        "everything that was kept",
    ];
    bench.compare();
    for what in all {
        assert_eq!(steps(&bench), 1, "before: {what}");
        changed(what);
        assert!(steps(&bench) > 1, "{what}");
        // Which is handed on, and says what one says that reads everything.
        compare(&bench);
    }
    assert_eq!(steps(&bench), 1);
    assert!(steps_at(&bench, tomorrow) > 1, "ages, what is still to come and what has expired are told by the day");
    assert_eq!(steps_at(&bench, tomorrow), 1);
}

#[test]
fn the_same_mapping_makes_the_same_artifacts() {
    let bench = migrated();
    let first = bench.compare().0;
    bench.migrate();
    let second = compare(&bench);
    assert_eq!(second.records, first.records.map(|[read, _]| [0, read]), "artifacts that came out as they were are the same");
    assert_eq!(second.judged, [0, first.judged[0]]);
}

#[test]
fn artifacts_that_a_newer_run_made_again_are_judged_by_its_mapping() {
    let bench = migrated();
    let first = bench.compare().0;
    let version = bench.document("mapping", &format!("{}\n# Looked through.\n", Bench::starter_text("harbor", "mapping")));
    bench.migrate();
    let again = app::rejudge(&bench.workspace, tests::now, &app::quiet).unwrap();
    assert_eq!((again.version, again.version), (version, first.version + 1));
}

/// The starter mapping without one of its rules, and what was made by it.
fn without(bench: &Bench, rule: &str) {
    let mapping = Bench::starter_text("harbor", "mapping");
    let start = mapping.find(&format!("id = \"{rule}\"")).and_then(|at| mapping[..at].rfind("[[")).unwrap();
    let end = mapping[start + 2..].find("[[").map_or(mapping.len(), |at| start + 2 + at);
    bench.document("mapping", &format!("{}{}", &mapping[..start], &mapping[end..]));
    bench.migrate();
}

#[test]
fn a_rule_changed_reads_what_it_made_again_and_judges_who_has_such_a_record() {
    let bench = migrated();
    let all = bench.compare().0.judged[0];
    without(&bench, "allergy-category");
    let report = compare(&bench);
    let [read, kept] = report.records[DESTINATION];
    assert!(read > 0 && read * 5 < kept, "allergies alone are read again: {read} of {}", read + kept);
    assert_eq!(report.records[LEGACY][0], 0);
    assert!(report.findings > 0);
    let [judged, stand] = report.judged;
    assert!(judged + stand == all && judged > 0 && stand > 0, "who has no allergy stands: {judged} judged, {stand} not");
}

#[test]
fn whichever_rule_is_taken_out_the_others_judgments_are_those_of_a_comparison_that_judges_everybody() {
    let bench = migrated();
    let all = bench.compare().0.judged[0];
    for rule in ["allergy-status", "problem-severity", "medication-as-needed", "encounter-discharge", "patient-merged-into"] {
        without(&bench, rule);
        // Held against the run before it, which had all rules but another one.
        let [judged, stand] = compare(&bench).judged;
        assert!(judged + stand == all && judged > 0, "{rule}: {judged} judged, {stand} not");
    }
}

#[test]
fn a_lens_changed_reads_the_legacy_side_again_and_judges_of_whom_it_says_another_thing() {
    let bench = migrated();
    let all = bench.compare().0.judged[0];
    let lens = Bench::starter_text("harbor", "lens");
    let changed = |from: &str, to: &str| {
        assert!(lens.contains(from), "{from}");
        bench.document("lens", &lens.replacen(from, to, 1));
        let report = compare(&bench);
        assert_eq!((report.records[LEGACY][1], report.records[DESTINATION][0]), (0, 0));
        report.judged
    };
    assert_eq!(changed("[[assert]]", "# Looked through.\n[[assert]]"), [0, all]);
    let [judged, stand] = changed("U = \"unable-to-assess\"", "U = \"high\"");
    assert!(judged + stand == all && judged > 0 && stand > 0, "who has no such allergy stands: {judged} judged, {stand} not");
    assert_eq!(changed("CONTR = \"426722004\"", "CONTR = \"372687004\""), [all, 0], "a map declares what is the same");
}

#[test]
fn a_row_of_a_code_map_changed_judges_the_patients_who_have_the_code() {
    let bench = migrated();
    let all = bench.compare().0.judged[0];
    let mapping = Bench::starter_text("harbor", "mapping");
    let (before, after) = mapping.split_once("  { from = \"BEE\"").unwrap();
    let (_, rest) = after.split_once('\n').unwrap();
    bench.document("mapping", &format!("{before}{rest}"));
    bench.migrate();
    let report = compare(&bench);
    let [judged, stand] = report.judged;
    assert_eq!(judged + stand, all);
    assert!(judged > 0 && judged * 2 < stand, "{judged} judged, {stand} not");
    assert!(report.findings > 0);
}

#[test]
fn an_artifact_delivered_again_is_read_again_and_its_neighbours_are_not() {
    let bench = migrated();
    bench.compare();
    let path = tests::sample().join("allergies.csv");
    let (first, rest) = std::fs::read_to_string(&path).unwrap().split_once('\n').map(|(a, b)| (a.to_string(), b.to_string())).unwrap();
    let folder = bench.folder.path().join("again");
    std::fs::create_dir_all(&folder).unwrap();
    // The first allergy is no longer there.
    let rest = rest.split_once('\n').unwrap().1;
    std::fs::write(folder.join("allergies.csv"), format!("{first}\n{rest}")).unwrap();
    bench.ingest("legacy", &folder);
    let report = compare(&bench);
    let [read, kept] = report.records[LEGACY];
    assert!(read > 0 && kept > read, "{read} read, {kept} kept");
    assert_eq!(report.records[DESTINATION][0], 0);
    let [judged, stand] = report.judged;
    assert!(judged > 0 && stand > 0, "who has no allergy stands: {judged} judged, {stand} not");
}

#[test]
fn a_giver_of_numbers_who_becomes_known_judges_those_anew_who_name_him() {
    let bench = Bench::new();
    let message = |number: &str, giver: &str, name: &str| {
        format!("MSH|^~\\&|REG|H|E|H|202401010900||ADT^A04|{number}|P|2.5.1\rPID|1||{number}^^^{giver}^MR||{name}||19700501|F\r")
    };
    bench.ingest_bytes("legacy", "feed.hl7", [message("12", "H", "Holm^Mira"), message("77", "H", "Vik^Ida")].concat().as_bytes());
    bench.ingest_bytes("destination", "there.hl7", [message("12", "K", "Holm^Mira"), message("77", "H", "Vik^Ida")].concat().as_bytes());
    assert_eq!(compare(&bench).findings, 0, "a giver may have a new name");
    bench.ingest_bytes("legacy", "more.hl7", message("99", "K", "Lund^Ada").as_bytes());
    assert_eq!(compare(&bench).findings, 2, "the name is somebody else's, and whoever came along has no counterpart");
}

#[test]
fn what_a_cancelled_comparison_has_read_is_read() {
    let bench = migrated();
    let told = AtomicU64::new(0);
    let cancelled = app::compare(&bench.workspace, tests::now, &|step| match step.phase {
        "comparing" => {
            told.store(step.total, Ordering::Relaxed);
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    });
    assert!(matches!(cancelled, Err(AppError::Cancelled)));
    assert!(told.load(Ordering::Relaxed) > 0);
    assert_eq!(compare(&bench).records.map(|[read, _]| read), [0, 0]);
}

#[test]
fn what_a_cancelled_comparison_saw_is_not_said_of_the_run_before() {
    let bench = migrated();
    bench.compare();
    let known = || ["common texts", "learnt by the run", "destination design"].map(|of| bench.workspace.store().setting(of).unwrap().unwrap());
    let before = known();
    let problem = format!("{}\n", json!({"resourceType": "Condition", "id": "c-1", "code": {"text": "Marsh fever"}, "subject": {"reference": "Patient/nobody"}}));
    bench.ingest_bytes("legacy", "more.ndjson", problem.as_bytes());
    for phase in ["drawing causes", "keeping both books"] {
        let late = |step: app::Step| if step.phase == phase { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        assert!(matches!(app::compare(&bench.workspace, tests::now, &late), Err(AppError::Cancelled)), "{phase}");
        assert_eq!(known(), before, "{phase}: the results that are shown are those of the run before");
    }
    let ended = app::compare(&bench.workspace, tests::now, &app::quiet).unwrap();
    assert_eq!(bench.workspace.store().last_run("compare").unwrap().map(|run| run.id), Some(ended.run), "what a run learnt is that of the results that are shown");
    assert_ne!(known()[1], before[1], "what a run learnt is its own");
}

#[test]
fn two_programs_do_not_compare_at_once_and_the_second_one_says_why() {
    let bench = migrated();
    let other = app::Workspace::open(&bench.home(), "passphrase").unwrap();
    // The first one is at work: it asks whether it may go on, and meanwhile the second one is started.
    let asked = AtomicU64::new(0);
    let report = app::compare(&bench.workspace, tests::now, &|_| {
        if asked.fetch_add(1, Ordering::Relaxed) == 0 {
            let busy = [
                app::compare(&other, tests::now, &app::quiet).err(),
                app::rejudge(&other, tests::now, &app::quiet).err(),
                app::migrate(&other, true, None, tests::now, &app::quiet).err(),
                app::forget_readings(&other).err(),
                app::link(&other, &app::quiet, &mut |_| ()).err(),
            ];
            assert!(busy.iter().all(|error| matches!(error, Some(AppError::Busy))), "{busy:?}");
            assert!(busy[0].as_ref().is_some_and(|error| error.to_string().contains("another comparison or migration is running")));
        }
        ControlFlow::Continue(())
    });
    assert!(asked.load(Ordering::Relaxed) > 0);
    let again = app::compare(&other, tests::now, &app::quiet).unwrap();
    assert_eq!((report.unwrap().findings, again.records.map(|[read, _]| read)), (again.findings, [0, 0]), "whatever the first one read is kept for the second");
}

#[test]
fn what_a_crash_left_goes_when_the_workspace_is_opened_and_nothing_else_does() {
    let bench = migrated();
    let before = bench.compare().0;
    let whole = blobs(&bench).len();
    // A program that stops in the middle: a run that nobody ends, charts that no row names, and a blob in the making.
    bench.workspace.store().start_run("compare", tests::now(), 0).unwrap();
    let mut charts = bench.workspace.store().write_blob("charts").unwrap();
    charts.write_all(b"charts of nobody").unwrap();
    charts.finish().unwrap();
    let part = blobs(&bench)[0].with_extension("part");
    std::fs::write(&part, b"half a blob").unwrap();
    assert_eq!(blobs(&bench).len(), whole + 1);
    let Bench { workspace, folder } = bench;
    let beside = app::Workspace::open(&folder.path().join("ws"), "passphrase").unwrap();
    assert!(part.exists(), "somebody else has it open, and may be writing it");
    drop((workspace, beside));
    let bench = Bench { workspace: app::Workspace::open(&folder.path().join("ws"), "passphrase").unwrap(), folder };
    assert_eq!((blobs(&bench).len(), part.exists()), (whole, false));
    let again = bench.compare().0;
    assert_eq!((again.findings, again.records), (before.findings, before.records.map(|[read, kept]| [0, read + kept])), "kept readings are no leftovers");
}

#[test]
fn a_comparison_that_dies_in_whatever_phase_leaves_what_was_shown_before() {
    let mut bench = migrated();
    let before = bench.compare().0;
    let (shown, whole) = (left(&bench), blobs(&bench).len());
    look_through(&bench);
    for phase in ["comparing", "drawing causes", "keeping both books"] {
        let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            app::compare(&bench.workspace, tests::now, &|step| {
                assert_ne!(step.phase, phase, "this is where it dies");
                ControlFlow::Continue(())
            })
        }));
        assert!(died.is_err(), "{phase}");
        let Bench { workspace, folder } = bench;
        drop(workspace);
        bench = Bench { workspace: app::Workspace::open(&folder.path().join("ws"), "passphrase").unwrap(), folder };
        assert!(left(&bench) == shown, "{phase}: the comparison before, with all that is kept of it");
        assert_eq!(blobs(&bench).len(), whole, "{phase}: and nothing else");
    }
    let after = bench.compare().0;
    let moved = |run| bench.workspace.store().burn(run).unwrap().iter().map(|row| [row.fresh, row.returned, row.closed]).collect::<Vec<_>>();
    assert_eq!((after.findings, moved(after.run)), (before.findings, vec![[0; 3]; 5]), "no finding is new, back or closed by a run that died");
}

/// Files of blobs, without those in the making and the shelves of whoever has the workspace open.
fn blobs(bench: &Bench) -> Vec<PathBuf> {
    let inside = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect::<Vec<_>>();
    inside(&bench.home().join("blobs")).iter().filter(|p| p.is_dir()).flat_map(|p| inside(p)).filter(|p| p.extension().is_none()).collect()
}

#[test]
fn a_comparison_cancelled_in_whatever_phase_loses_no_reading_and_leaves_nothing() {
    let bench = migrated();
    bench.compare();
    let before = blobs(&bench).len();
    // Where everything is as it was there would be nothing to cancel in, and where only questions are others nothing would be read.
    let over_kept_charts = ["comparing", "drawing causes", "keeping both books"];
    let phases = over_kept_charts.into_iter().chain(["reading both books", "linking patients"]).chain(over_kept_charts);
    for (index, phase) in phases.enumerate() {
        match index {
            0 => look_through(&bench),
            3 => drop(bench.migrate()),
            _ => (),
        }
        let told = AtomicU64::new(0);
        let cancelled = app::compare(&bench.workspace, tests::now, &|step| match step.phase == phase {
            true => {
                told.fetch_add(1, Ordering::Relaxed);
                ControlFlow::Break(())
            }
            false => ControlFlow::Continue(()),
        });
        assert!(matches!(cancelled, Err(AppError::Cancelled)), "{phase}");
        assert!(told.load(Ordering::Relaxed) > 0, "{phase}");
        assert_eq!(blobs(&bench).len(), before, "{phase}");
    }
    assert_eq!(bench.compare().0.records.map(|[read, _]| read), [0, 0]);
    assert_eq!(blobs(&bench).len(), before, "and a comparison that reads nothing adds none");
    let cancelled = app::compare(&bench.workspace, tests::now, &|_| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(AppError::Cancelled)), "nor need one end that would read nothing at all");
    assert_eq!((steps(&bench), blobs(&bench).len()), (1, before), "the results of the run before are still there");
}

#[test]
fn a_part_that_fails_ends_the_comparison_and_what_others_read_meanwhile_is_no_leftover() {
    let bench = migrated();
    let before = bench.compare().0;
    let whole = blobs(&bench).len();
    app::forget_readings(&bench.workspace).unwrap();
    let artifacts = bench.workspace.store().artifacts("destination").unwrap();
    let artifact = artifacts.iter().max_by_key(|a| a.records).unwrap();
    let file = bench.home().join("blobs").join(&artifact.blob[..2]).join(&artifact.blob);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let failed = app::compare(&bench.workspace, tests::now, &|_| ControlFlow::Continue(()));
    assert!(failed.is_err_and(|error| !matches!(error, AppError::Cancelled)), "why it failed is told, not that the other parts were ended");
    std::fs::write(&file, bytes).unwrap();
    let after = bench.compare().0;
    assert_eq!((after.findings, after.verdicts), (before.findings, before.verdicts));
    assert_eq!(blobs(&bench).len(), whole);
}

#[test]
fn what_is_kept_and_no_longer_whole_is_read_again() {
    let bench = migrated();
    bench.compare();
    let blobs = blobs(&bench);
    let before: Vec<_> = bench.workspace.store().artifacts("").unwrap().into_iter().flat_map(|a| [Some(a.blob), a.origins]).flatten().collect();
    for blob in blobs.iter().filter(|p| !before.iter().any(|id| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(id.as_str())))) {
        let bytes = std::fs::read(blob).unwrap();
        std::fs::write(blob, &bytes[..bytes.len() / 2]).unwrap();
    }
    let report = bench.compare().0;
    assert!(report.records.iter().all(|[read, kept]| *read > 0 && *kept == 0), "{:?}", report.records);
}

#[test]
fn what_an_index_referred_to_that_nobody_can_read_goes_when_the_workspace_is_opened_next() {
    let bench = migrated();
    bench.compare();
    let whole = blobs(&bench).len();
    let index = bench.workspace.store().setting("kept readings, legacy").unwrap().unwrap();
    let file = bench.home().join("blobs").join(&index[..2]).join(&index);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let report = bench.compare().0;
    assert_eq!((report.records[LEGACY][1], report.records[DESTINATION][0]), (0, 0), "{:?}", report.records);
    assert!(blobs(&bench).len() > whole, "nobody knows what the other one referred to");
    let Bench { workspace, folder } = bench;
    drop(workspace);
    let bench = Bench { workspace: app::Workspace::open(&folder.path().join("ws"), "passphrase").unwrap(), folder };
    assert_eq!(blobs(&bench).len(), whole);
    assert_eq!(bench.compare().0.records.map(|[read, _]| read), [0, 0]);
}

/// Starts a comparison as the window does, and waits for its end.
fn in_the_window(bench: &Bench, request: Value) -> Value {
    let started = bench.call(Some(Role::Analyst), "start_compare", request).unwrap();
    loop {
        let jobs = bench.call(Some(Role::Analyst), "jobs", json!({})).unwrap();
        let job = jobs["rows"].as_array().unwrap().iter().find(|job| job["id"] == started["id"]).unwrap().clone();
        if !["queued", "running"].contains(&job["state"].as_str().unwrap()) {
            assert_eq!(job["state"], "done", "{job}");
            return job;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_window_says_how_much_was_read_again_and_reads_everything_when_asked() {
    let bench = migrated();
    let CompareReport { records: [[legacy, _], [destination, _]], judged: [patients, _], .. } = bench.compare().0;
    let said = |reading: Value| ["legacyRead", "legacyKept", "destinationRead", "destinationKept"].map(|part| reading[part].as_u64().unwrap());
    let shown = || {
        let of = |command: &str| said(bench.call(Some(Role::Lead), command, json!({})).unwrap()["reading"].clone());
        assert_eq!(of("overview"), of("causes"));
        of("causes")
    };
    assert_eq!(shown(), [legacy, 0, destination, 0]);

    let job = in_the_window(&bench, json!({}));
    assert_eq!(shown(), [0, legacy, 0, destination], "nothing changed");
    let again = format!("0 of {} records read and 0 of {patients} patients judged again, the rest unchanged", legacy + destination);
    assert!(job["summary"].as_str().unwrap().contains(&again), "{job}");

    let job = in_the_window(&bench, json!({ "anew": true }));
    assert_eq!(shown(), [legacy, 0, destination, 0], "everything was asked for");
    assert!(!job["summary"].as_str().unwrap().contains("read again"), "{job}");
}
