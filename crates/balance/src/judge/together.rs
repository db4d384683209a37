//! Codes that are declared together, held against what a destination gives of them.

use super::{Judge, Relation};
use crate::codes::Equivalences;
use crate::reading::Coverage;
use model::{Aspect, Coding, Value, Verdict};

const SNOMED: &str = "http://snomed.info/sct";

fn codes(codings: &[(&str, &str)]) -> Value {
    let coding = |(system, code): &(&str, &str)| Coding { system: (*system).into(), code: (*code).into(), display: String::new() };
    Value::Code(codings.iter().map(coding).collect(), "words".into())
}

#[test]
fn codes_that_are_declared_together_must_all_be_there() {
    const LOCAL: &str = "urn:local:problem";
    const ICD: &str = "http://hl7.org/fhir/sid/icd-10-cm";
    let mut equivalences = Equivalences::default();
    equivalences.add_of("problems", (LOCAL, "DM2"), (SNOMED, "44054006"));
    equivalences.add_of("problems", (LOCAL, "DM2"), (ICD, "E11.9"));
    equivalences.add_of("problems", (LOCAL, "HTN"), (SNOMED, "38341003"));
    equivalences.add_of("billing", (LOCAL, "HTN"), (ICD, "I10"));
    let coverage = Coverage::default();
    let judge = Judge { equivalences: &equivalences, legacy: &coverage, destination: &coverage, links: &|_, _, _| None, ids_are_kept: false, resources: [false; 2], concepts: None };
    let judged = |legacy: &[(&str, &str)], destination: &[(&str, &str)]| judge.values(Aspect::Code, &codes(legacy), &codes(destination));
    let missing = |which: &str| Relation::Differs(Verdict::Altered, Aspect::Code, format!("of the codes declared together, missing: {which}"));
    let (snomed, icd) = ((SNOMED, "44054006"), (ICD, "E11.9"));
    assert_eq!(judged(&[(LOCAL, "DM2")], &[snomed, icd]), Relation::Equivalent);
    assert_eq!(judged(&[(LOCAL, "DM2")], &[icd, (LOCAL, "DM2"), snomed]), Relation::Same);
    assert_eq!(judged(&[(LOCAL, "DM2")], &[snomed]), missing(&format!("E11.9 ({ICD})")));
    assert_eq!(judged(&[(LOCAL, "DM2")], &[(LOCAL, "DM2"), icd]), missing(&format!("44054006 ({SNOMED})")));
    assert_eq!(judged(&[(LOCAL, "DM2")], &[(LOCAL, "DM2")]), missing(&format!("44054006 ({SNOMED}), E11.9 ({ICD})")));
    assert!(matches!(judged(&[(LOCAL, "DM2")], &[snomed, (ICD, "E10.9")]), Relation::Differs(Verdict::Altered, Aspect::Code, _)), "a wrong one beside a right one");
    // The other way round the local code says both.
    assert_eq!(judged(&[snomed, icd], &[(LOCAL, "DM2")]), Relation::Equivalent);
    assert!(matches!(judged(&[snomed], &[(LOCAL, "DM2")]), Relation::Differs(Verdict::Altered, Aspect::Code, _)));
    // Two maps each say what it means in one system.
    for one in [(SNOMED, "38341003"), (ICD, "I10")] {
        assert_eq!(judged(&[(LOCAL, "HTN")], &[one]), Relation::Equivalent);
    }
}
