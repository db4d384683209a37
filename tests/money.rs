//! Charges, claims, what payers answered and coverages of tables: both books say them, they balance, and each error of money in the
//! mapping is a financial finding of its own kind and aspect.

use model::{Aspect, Kind, Side, Value as Said};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use tests::Bench;

const MONEY: [&str; 4] = ["charge", "claim", "payment", "coverage"];

/// Kind, verdict and aspect of the findings about money, with their number.
fn of_money(findings: &[Value]) -> BTreeMap<[String; 3], usize> {
    let mut found = BTreeMap::new();
    for finding in findings.iter().filter(|f| MONEY.contains(&f["kind"].as_str().unwrap_or(""))) {
        assert_eq!(finding["severity"], "financial", "{finding:#}");
        *found.entry(["kind", "verdict", "aspect"].map(|key| finding[key].as_str().unwrap_or("").to_string())).or_default() += 1;
    }
    found
}

/// The sample hospital with changes in the mapping's text.
fn with_changes(changes: &[(&str, &str)]) -> BTreeMap<[String; 3], usize> {
    of_money(&Bench::harbor_changed(changes))
}

fn named(kind: &str, verdict: &str, aspect: &str) -> [String; 3] {
    [kind, verdict, aspect].map(str::to_string)
}

#[test]
fn the_sample_hospitals_money_balances_but_for_charges_of_nobody() {
    let bench = Bench::harbor();
    let made = bench.given_back();
    let count = |kind: &str| made.iter().filter(|r| r["resourceType"] == kind).count();
    assert!(count("ChargeItem") > 1_500 && count("Claim") > 800 && count("Claim") > count("ClaimResponse") && count("ClaimResponse") > 700);
    let payers: BTreeSet<(String, String)> = made
        .iter()
        .filter(|r| r["resourceType"] == "Coverage")
        .map(|r| (r["beneficiary"]["reference"].to_string(), r["payor"][0]["display"].to_string()))
        .collect();
    assert!(payers.len() > 400 && count("Coverage") >= payers.len() && count("Coverage") - payers.len() <= 20, "one a payer and chart; charts that were merged may have two: {} of {}", payers.len(), count("Coverage"));
    let (report, findings) = bench.compare();
    // Two charges name a patient whom no table knows.
    assert_eq!(of_money(&findings), BTreeMap::from([(named("charge", "lost", "statement"), 2)]), "{findings:#?}");
    assert!(report.unread.iter().all(|(_, relation, _)| !["charges", "claims"].contains(&relation.as_str())), "{:?}", report.unread);
}

#[test]
fn sums_that_are_wrong_are_told_apart() {
    let found = with_changes(&[
        ("value = \"CAST(AMT AS DECIMAL)\"", "value = \"CAST(AMT AS DECIMAL) * 100\""),
        ("value = \"CAST(BILLED AS DECIMAL)\"", "value = \"ROUND(CAST(BILLED AS DECIMAL), 0)\""),
        ("value = \"CAST(ALLOWED AS DECIMAL)\"", "value = \"CAST(PAID AS DECIMAL)\""),
    ]);
    for told in [named("charge", "altered", "amount"), named("claim", "altered", "amount"), named("payment", "altered", "value"), named("payment", "altered", "allowed")] {
        assert!(found.get(&told).is_some_and(|n| *n > 20), "{told:?}: {found:#?}");
    }
    assert!(!found.contains_key(&named("payment", "altered", "amount")), "what was paid is right: {found:#?}");
}

#[test]
fn what_money_hangs_on_is_told_apart() {
    let found = with_changes(&[
        ("{ from = \"D\", to = \"denied\"", "{ from = \"D\", to = \"approved\""),
        ("value = \"MAP(MOD, 'modifier')\"", "value = \"NULLIF(MOD, MOD)\""),
        ("SPLIT_PART(DX_PTR, ',', 1)", "SPLIT_PART(DX_PTR, ',', 9)"),
        ("CAST(PAYER_SEQ AS INTEGER)", "CAST(PAYER_SEQ AS INTEGER) + 1"),
        ("{ from = \"MCR\", to = \"Medicare\"", "{ from = \"MCR\", to = \"Medicaid\""),
    ]);
    let expected = [
        named("payment", "altered", "status"),
        named("charge", "altered", "modifier"),
        named("charge", "altered", "diagnosis_pointer"),
        named("claim", "altered", "payer_order"),
        named("claim", "altered", "payer"),
        named("coverage", "altered", "payer"),
    ];
    for told in expected {
        assert!(found.contains_key(&told), "{told:?}: {found:#?}");
    }
}

#[test]
fn a_charge_under_another_number_is_found() {
    let found = with_changes(&[("value = \"CHG_ID\"", "value = \"CHG_ID || '9'\"")]);
    assert!(found.get(&named("charge", "altered", "identifier")).is_some_and(|n| *n > 1_500), "{found:#?}");
}

#[test]
fn a_claim_on_another_coverage_and_an_answer_to_another_claim_are_found() {
    let found = with_changes(&[
        ("REF('Coverage', PAT_ID || '|' || PAYER_CD)", "REF('Coverage', PAT_ID || '|' || LOOKUP(PAT_ID, 'claims', 'PAT_ID', 'PAYER_CD'))"),
        ("REF('Claim', CLM_ID)", "REF('Claim', LOOKUP(PAT_ID, 'claims', 'PAT_ID', 'CLM_ID'))"),
    ]);
    for told in [named("claim", "altered", "payer"), named("payment", "altered", "payer"), named("payment", "altered", "claim_number")] {
        assert!(found.get(&told).is_some_and(|n| *n > 20), "{told:?}: {found:#?}");
    }
}

#[test]
fn a_claim_of_another_visit_is_found() {
    let (own, other) = ("valueReference.reference\"\n  value = \"REF('Encounter', ENC_ID)\"", "valueReference.reference\"\n  value = \"REF('Encounter', LOOKUP(PAT_ID, 'encounters', 'PAT_ID', 'ENC_ID'))\"");
    let found = with_changes(&[(own, other)]);
    let moved: usize = found.iter().filter(|([kind, _, aspect], _)| kind == "claim" && aspect == "encounter").map(|(_, n)| n).sum();
    assert!(moved > 400, "{found:#?}");
}

const CLAIMS: &[u8] = b"ID,PATIENT,PAYER,DX\n1,7,A,I10;E11.9\n2,7,A,I10\n3,7,B,E11.9;I10\n4,8,A,\n5,8,,I10\n";

const MAPPING: &str = r#"format = "throughline-mapping/1"
name = "small"
system = "urn:small"
target = "hl7.fhir.us.core#6.1.0"

[[resource]]
type = "Coverage"
from = "claims"
key = "PATIENT || '|' || PAYER"
where = "LOOKUP(PATIENT, PAYER, 'claims', 'PATIENT', 'PAYER', 'ID') = ID"
dropped = "told by an earlier claim, or to nobody"

  [[resource.rule]]
  id = "status"
  to = "status"
  value = "'active'"

  [[resource.rule]]
  id = "patient"
  to = "beneficiary.reference"
  value = "REF('Patient', PATIENT)"

  [[resource.rule]]
  id = "payer"
  to = "payor[0].display"
  value = "PAYER"
"#;

const LENS: &str = r#"
[[assert]]
kind = "coverage"
from = "claims"
patient = "PATIENT"
where = "ID = LOOKUP(PATIENT, PAYER, 'claims', 'PATIENT', 'PAYER', 'ID')"
excluded = "told by an earlier claim, or to nobody"

  [assert.say]
  payer = { field = "PAYER", as = "text" }

[[assert]]
kind = "claim"
from = "claims"
patient = "PATIENT"

  [assert.say]
  claim_number = { field = "ID", as = "text" }
  diagnosis_pointer = { field = "DX", as = "word", split = ";" }
"#;

#[test]
fn a_key_of_two_fields_is_looked_up_by_both_documents() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "claims.csv", CLAIMS);
    bench.document("mapping", MAPPING);
    bench.lens(LENS);
    let made: Vec<String> = bench.given_back().iter().map(|r| r["payor"][0]["display"].as_str().unwrap_or("").to_string()).collect();
    assert_eq!(made.len(), 3, "the first claim of each patient to each payer: {made:?}");
    let (mut payers, mut pointers) = (Vec::new(), Vec::new());
    app::read_statements(&bench.workspace, Side::Legacy, &|_| true, &app::quiet, &mut |statement, _| {
        payers.extend(statement.value(Aspect::Payer).filter(|_| statement.kind == Kind::Coverage).map(Said::shown));
        pointers.extend(statement.value(Aspect::DiagnosisPointer).map(Said::shown));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(payers, ["A", "B", "A"]);
    assert_eq!(pointers, ["I10,E11.9", "I10", "E11.9,I10", "I10"], "the order of a list is part of what it says");
    let schema = app::legacy_schema(&bench.workspace).unwrap();
    let wrong = MAPPING.replace("'PATIENT', 'PAYER', 'ID')", "'PATIENT', 'ID')");
    let problems = mapping::Plan::check(mapping::Document::parse(&wrong).unwrap(), Some(&schema)).1;
    assert!(problems.iter().any(|p| p.message.contains("LOOKUP takes 4 arguments, not 5")), "{problems:?}");
    let unknown = MAPPING.replace("'PAYER', 'ID')", "'PLAN', 'ID')");
    let problems = mapping::Plan::check(mapping::Document::parse(&unknown).unwrap(), Some(&schema)).1;
    assert!(problems.iter().any(|p| p.message == "relation claims has no field PLAN"), "{problems:?}");
}
