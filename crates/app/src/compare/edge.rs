//! Which patients are likely to break, and why.

use super::books::Person;
use model::{Aspect, Kind, Severity, Statement};
use serde::{Deserialize, Serialize};

/// A reason to look at a patient first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Reason {
    pub key: String,
    pub count: u64,
}

/// How likely a patient is to break, and why.
pub(super) fn edge(legacy: &[Statement], severities: &[u64; 5], person: Option<&Person>, side: &str) -> (f64, Vec<Reason>) {
    let count = |kind: Kind| legacy.iter().filter(|s| s.kind == kind).count() as u64;
    let mut reasons = Vec::new();
    let mut score = 0.0;
    let mut add = |key: &str, count: u64, weight: f64| {
        reasons.push((weight, Reason { key: key.into(), count }));
        score += weight;
    };
    if severities[Severity::Safety as usize] > 0 {
        add("safety findings", severities[0], 40.0 + severities[0].min(40) as f64);
    }
    if side != "paired" {
        add(side, 1, 35.0);
    }
    if severities[1] > 0 {
        add("clinical findings", severities[1], 10.0 + severities[1].min(50) as f64 / 5.0);
    }
    let checks: [(&str, u64, u64, f64); 4] = [
        ("many allergies", count(Kind::Allergy), 4, 8.0),
        ("many medications", count(Kind::Medication), 12, 8.0),
        ("many encounters", count(Kind::Encounter), 20, 6.0),
        ("long record", legacy.len() as u64, 150, 6.0),
    ];
    for (key, n, least, weight) in checks {
        if n >= least {
            add(key, n, weight + (n as f64 / least as f64).min(4.0));
        }
    }
    let corrected = legacy.iter().filter(|s| matches!(s.word(Aspect::Status), Some("corrected" | "entered-in-error")) || s.word(Aspect::Verification) == Some("refuted")).count() as u64;
    if corrected > 0 {
        add("corrected or refuted", corrected, 7.0 + corrected.min(5) as f64);
    }
    let none_known = count(Kind::NoKnownAllergy);
    if none_known > 0 && count(Kind::Allergy) > 0 {
        add("conflicting allergies", none_known, 12.0);
    }
    if let Some(person) = person {
        if person.duplicate {
            add("possible duplicate", 1, 14.0);
        }
        if person.deceased {
            add("deceased", 1, 5.0);
        }
        if person.child && count(Kind::Medication) > 0 {
            add("child with medications", count(Kind::Medication), 6.0);
        }
    }
    reasons.sort_by(|a, b| b.0.total_cmp(&a.0));
    (score, reasons.into_iter().map(|(_, r)| r).collect())
}
