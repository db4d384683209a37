//! DG1, PRB and PR1: diagnoses of a visit, problems of a patient, procedures.

use super::entry::{Entry, Words};
use super::value;
use model::{Aspect, Coding, Codings, How, Kind, Value};

/// Table 0052: an admitting or a working diagnosis is one for the time being.
const DIAGNOSIS_TYPES: Words = &[("A", "provisional"), ("W", "provisional"), ("F", "confirmed")];
/// Confirmation of a problem, in what senders write.
const CONFIRMATIONS: Words = &[
    ("C", "confirmed"), ("confirmed", "confirmed"), ("U", "unconfirmed"), ("unconfirmed", "unconfirmed"), ("P", "provisional"), ("provisional", "provisional"),
    ("differential", "differential"), ("D", "differential"), ("S", "provisional"), ("refuted", "refuted"), ("R", "refuted"), ("E", "entered-in-error"),
    ("entered-in-error", "entered-in-error"),
];
const LIFE_CYCLES: Words = &[
    ("A", "active"), ("ACTIVE", "active"), ("I", "inactive"), ("INACTIVE", "inactive"), ("R", "resolved"), ("RESOLVED", "resolved"), ("RECURRENCE", "recurrence"),
    ("RELAPSE", "relapse"), ("REMISSION", "remission"), ("C", "resolved"), ("CLOSED", "resolved"),
];
const SEVERITIES: Words = &[
    ("SV", "severe"), ("SEVERE", "severe"), ("24484000", "severe"), ("MO", "moderate"), ("MODERATE", "moderate"), ("6736007", "moderate"), ("MI", "mild"),
    ("MILD", "mild"), ("255604002", "mild"),
];

/// DG1.
pub(super) fn encounter_diagnosis(entry: &mut Entry<'_, '_>) -> Kind {
    named(entry);
    entry.date(Aspect::Onset, 5, 1);
    entry.date(Aspect::Recorded, 19, 1);
    entry.key(Aspect::Author, 16);
    if entry.get(21, 1).as_deref() == Some("D") {
        entry.say(Aspect::Verification, Value::Word("entered-in-error".into()), 21, How::Translated);
    } else {
        entry.listed(Aspect::Verification, 6, DIAGNOSIS_TYPES);
        // Of which stage of the visit a diagnosis is (admission, work, discharge) only implies how sure it is: in FHIR the visit says the stage.
        if !entry.scene.tells_all() {
            entry.builder.imply(&[Aspect::Verification]);
        }
    }
    Kind::EncounterDiagnosis
}

/// The code of field 3; old versions have its system in field 2 and its words in field 4.
fn named(entry: &mut Entry<'_, '_>) {
    let method = entry.get(2, 1).unwrap_or_default();
    let described = entry.get(4, 1);
    let value = match (entry.concept_of(3, 1, ""), described) {
        (Some(Value::Code(codings, text)), described) => {
            let unnamed = codings.iter().all(|c| c.system.is_empty()) && !method.is_empty();
            let code = if codings.is_empty() { entry.get(3, 1) } else { None };
            let codings: Codings = match (unnamed, code) {
                (true, Some(code)) => coded(&code, &method, described.as_deref()).into(),
                (true, None) => codings.iter().flat_map(|c| coded(&c.code, &method, Some(c.display.as_str()))).collect(),
                // Beside words of its own a code without its system is kept as what it is.
                (false, Some(code)) if described.is_some() => [Coding { system: String::new(), code, display: String::new() }].into(),
                (false, _) => codings,
            };
            Some(Value::code(codings, described.unwrap_or(text)))
        }
        (_, Some(described)) => Some(Value::words(described)),
        (other, None) => other,
    };
    if let Some(value) = value {
        entry.say(Aspect::Code, value, 3, How::Copied);
    }
}

/// One coding under the system that a coding method names.
fn coded(code: &str, method: &str, display: Option<&str>) -> Vec<Coding> {
    let part = |component: usize| match component {
        1 => Some(code.to_string()),
        2 => display.filter(|d| !d.is_empty()).map(str::to_string),
        3 => Some(method.to_string()),
        _ => None,
    };
    match value::concept(part, "") {
        Some(Value::Code(codings, _)) => codings.to_vec(),
        _ => Vec::new(),
    }
}

/// PRB: action, state and certainty decide what holds.
pub(super) fn problem(entry: &mut Entry<'_, '_>) -> Kind {
    entry.concept(Aspect::Code, 3);
    entry.date(Aspect::Onset, 16, 1);
    entry.date(Aspect::End, 9, 1);
    entry.date(Aspect::Recorded, 7, 1);
    if !entry.builder.has(Aspect::Recorded) {
        entry.date(Aspect::Recorded, 2, 1);
    }
    if entry.get(1, 1).as_deref() == Some("DE") {
        entry.say(Aspect::Verification, Value::Word("entered-in-error".into()), 1, How::Translated);
    } else {
        entry.listed(Aspect::Verification, 13, CONFIRMATIONS);
        entry.listed(Aspect::Status, 14, LIFE_CYCLES);
        if !entry.builder.has(Aspect::Status) && entry.builder.has(Aspect::End) {
            entry.say(Aspect::Status, Value::Word("resolved".into()), 9, How::Derived);
        }
    }
    entry.listed(Aspect::Severity, 26, SEVERITIES);
    entry.builder.say(Aspect::Category, Value::Word("problem-list-item".into()), "PRB", How::Derived);
    Kind::Problem
}

/// PR1: what is reported has been done.
pub(super) fn procedure(entry: &mut Entry<'_, '_>) -> Kind {
    named(entry);
    entry.date(Aspect::Effective, 5, 1);
    entry.key(Aspect::Performer, 11);
    // Another practitioner stands for the surgeon only where nobody holds both fields against those of the other book.
    if !entry.builder.has(Aspect::Performer) && !entry.scene.tells_all() {
        entry.key(Aspect::Performer, 12);
    }
    entry.concept(Aspect::Reason, 15);
    for repetition in 1..=entry.repetitions(16) {
        if let Some(code) = entry.part(16, repetition, 1) {
            let place = entry.place(16, repetition, 0);
            entry.builder.word(Aspect::Modifier, &code, &place);
        }
    }
    let (word, how) = if entry.get(20, 1).as_deref() == Some("D") { ("entered-in-error", How::Translated) } else { ("completed", How::Derived) };
    entry.say(Aspect::Status, Value::Word(word.into()), 20, how);
    Kind::Procedure
}
