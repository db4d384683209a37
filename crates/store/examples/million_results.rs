//! How long the lists of findings and patients take at a million rows: `cargo run -p store --example million_results [ROWS]`.
//!
//! It makes a workspace in a temporary folder, fills it, and prints the time of each question that the screens ask. It judges
//! nothing.

use std::time::Instant;
use store::{BlobPart, BurnRow, Conclusion, FindingFilter, FindingRow, PatientFilter, PatientRow, Result, Store};

fn patient(ordinal: u64) -> PatientRow {
    PatientRow {
        ordinal,
        token: format!("P{ordinal:08}"),
        side: "paired".into(),
        sex: "unknown".into(),
        age_band: "40-44".into(),
        legacy: 60,
        destination: 60,
        findings: 1,
        safety: ordinal % 3,
        clinical: ordinal % 5,
        score: (ordinal * 7919 % 1000) as f64,
        reasons: format!("[{{\"key\":\"reason {}\",\"count\":1}},{{\"key\":\"long record\",\"count\":2}}]", ordinal % 9),
        charts: BlobPart::default(),
        judged: BlobPart::default(),
        worst: (ordinal % 5) as u8,
    }
}

fn finding(ordinal: u64) -> FindingRow {
    FindingRow {
        ordinal,
        id: format!("f-{ordinal:016x}"),
        patient: ordinal,
        verdict: "altered".into(),
        aspect: "status".into(),
        kind: "medication".into(),
        severity: (ordinal % 5) as u8,
        cause: format!("c-{}", ordinal % 20),
        class: "mapping rule".into(),
        detail: "{}".into(),
        artifacts: vec![(ordinal % 1_000) as u32],
    }
}

fn timed<T>(what: &str, question: impl FnOnce() -> Result<T>) -> Result<T> {
    let began = Instant::now();
    let answer = question()?;
    println!("{what}: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    Ok(answer)
}

fn main() -> Result<()> {
    let rows: u64 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir()?;
    let store = Store::init(&folder.path().join("ws"), "Bench", "passphrase", vault::Cost::TRIVIAL)?;
    let run = store.start_run("compare", 0, 1)?;
    timed(&format!("fill with {rows} patients and findings"), || {
        for from in (0..rows).step_by(50_000) {
            let range = from..(from + 50_000).min(rows);
            store.add_results(run, &range.clone().map(patient).collect::<Vec<_>>(), &range.map(finding).collect::<Vec<_>>())?;
        }
        Ok(())
    })?;
    timed("causes and severities, counted for triage", || store.finding_groups(run, &FindingFilter::default(), &[]))?;
    let burn = BurnRow::none_of(run);
    let conclusion = Conclusion { run, previous: 0, stands: None, burn: &burn, ended_ms: 1, report: "{}" };
    timed("concluded as the first comparison", || store.conclude(&conclusion))?;
    timed("concluded again, nothing changed", || store.conclude(&conclusion))?;
    let (all, patients) = (FindingFilter::default(), PatientFilter::default());
    timed("findings, first page", || store.findings(run, &all, 0, 100))?;
    timed("findings, a page in the middle", || store.findings(run, &all, rows / 2, 100))?;
    timed("findings by severity, counted", || store.count_findings(run, &all, "severity"))?;
    timed("patients, first page", || store.patients(run, &patients, "", 0, 100))?;
    timed("patients, a page in the middle", || store.patients(run, &patients, "", rows / 2, 100))?;
    timed("patients, facets", || store.patient_facets(run, &patients))?;
    timed("patients, facets again", || store.patient_facets(run, &patients))?;
    let some = PatientFilter { reasons: vec!["reason 4".into()], severities: vec!["safety".into()], ..Default::default() };
    timed("patients of a reason and a severity, a page in the middle", || store.patients(run, &some, "", rows / 40, 100))?;
    timed("patients of a reason and a severity, facets", || store.patient_facets(run, &some))?;
    let named = PatientFilter { text: "99999".into(), ..Default::default() };
    timed("patients by a part of the pseudonym", || store.patients(run, &named, "", 0, 100))?;
    timed("patients by findings, a page in the middle", || store.patients(run, &patients, "-findings", rows / 2, 100))?;
    let of_cause = FindingFilter { cause: Some("c-7".into()), verdicts: vec!["altered".into()], ..Default::default() };
    timed("findings of a cause and a verdict, first page", || store.findings(run, &of_cause, 0, 100))?;
    let of_kind = FindingFilter { kinds: vec!["medication".into()], severities: vec![0, 1], ..Default::default() };
    timed("findings of a kind and two severities, a page in the middle", || store.findings(run, &of_kind, rows / 5, 100))?;
    timed("the same counted by class", || store.count_findings(run, &of_kind, "class"))?;
    Ok(())
}
