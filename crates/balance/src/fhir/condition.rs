//! Conditions: problems, health concerns and diagnoses of an encounter, of every version.

use super::contrary;
use super::entry::Entry;
use super::values;
use formats::Json;
use model::{Aspect, Kind, Value};

/// SNOMED CT: there is no problem.
const NO_PROBLEM: [&str; 2] = ["160245001", "160243008"];

/// One condition.
pub(super) fn condition(entry: &mut Entry<'_, '_, '_>) -> Kind {
    entry.concept(Aspect::Code, "code");
    entry.word(Aspect::Status, "clinicalStatus");
    entry.word(Aspect::Verification, "verificationStatus");
    severity(entry);
    onset(entry);
    abatement(entry);
    recorded(entry);
    entry.concept(Aspect::BodySite, "bodySite");
    entry.encounter_link();
    author(entry);
    let diagnosis = categories(entry);
    entry.sites("bodySite");
    entry.notes(&["note", "notes"]);
    denied(entry);
    if diagnosis { Kind::EncounterDiagnosis } else { Kind::Problem }
}

/// Severity as a word, whether it is coded in SNOMED CT or not.
fn severity(entry: &mut Entry<'_, '_, '_>) {
    let code = entry.source.first("severity").and_then(values::word).map_or("", |(code, _)| code);
    let word = match code {
        "255604002" => "mild",
        "6736007" => "moderate",
        "24484000" => "severe",
        _ => return entry.word(Aspect::Severity, "severity"),
    };
    let both = entry.source.first("severity").and_then(|concept| contrary::both(Aspect::Severity, concept, word));
    entry.builder.word(Aspect::Severity, both.as_deref().unwrap_or(word), "severity.coding[0].code");
}

/// Onset as a date; an age is another aspect.
pub(super) fn onset(entry: &mut Entry<'_, '_, '_>) {
    entry.first_date(Aspect::Onset, &["onsetDateTime", "onsetPeriod.start", "onsetString"]);
    for member in ["onsetAge", "onsetQuantity"] {
        entry.number(Aspect::OnsetAge, member);
    }
    let range = entry.source.first("onsetRange").and_then(values::range);
    entry.told(Aspect::OnsetAge, range, "onsetRange");
}

fn abatement(entry: &mut Entry<'_, '_, '_>) {
    entry.first_date(Aspect::End, &["abatementDateTime", "abatementPeriod.end", "abatementString"]);
    let over = entry.source.flag("abatementBoolean") == Some(true);
    if over && !entry.builder.has(Aspect::Status) {
        entry.derive(Aspect::Status, Value::Word("resolved".into()), "abatementBoolean");
    }
}

/// When it was recorded, else when it was asserted.
fn recorded(entry: &mut Entry<'_, '_, '_>) {
    entry.first_date(Aspect::Recorded, &["recordedDate", "assertedDate", "dateRecorded"]);
    for (index, extension) in entry.source.extensions(&["condition-assertedDate"]) {
        let date = values::first(extension, "valueDateTime").and_then(values::date);
        if !entry.builder.has(Aspect::Recorded) {
            entry.told(Aspect::Recorded, date, format_args!("extension[{index}].valueDateTime"));
        }
    }
}

/// Who recorded it, else who asserted it; what the patient asserts nobody here found out.
pub(super) fn author(entry: &mut Entry<'_, '_, '_>) {
    for path in ["recorder", "participant.actor", "asserter", "reporter"] {
        if !entry.builder.has(Aspect::Author) {
            entry.reference(Aspect::Author, path);
        }
    }
    for member in ["asserter", "reporter"] {
        let asserter = entry.source.first(member).and_then(|who| values::text(who, "reference"));
        if asserter.and_then(values::target_type) == Some("Patient") {
            entry.say(Aspect::Reported, Value::Flag(true), member);
        }
    }
}

/// Categories in the words of R4; true when one says that it is a diagnosis of an encounter.
fn categories(entry: &mut Entry<'_, '_, '_>) -> bool {
    let source = entry.source;
    let mut diagnosis = false;
    for (index, category) in source.items("category").iter().enumerate() {
        diagnosis |= values::codes(category).iter().any(|code| *code == "encounter-diagnosis") || is_old(category, "diagnosis");
        let base = format!("category[{index}]");
        if is_old(category, "diagnosis") {
            entry.translate(Aspect::Category, "encounter-diagnosis", format_args!("{base}.coding[0].code"));
        } else if is_old(category, "problem") {
            entry.translate(Aspect::Category, "problem-list-item", format_args!("{base}.coding[0].code"));
        } else {
            entry.spoken(Aspect::Category, category, &base);
        }
    }
    diagnosis
}

/// A category of DSTU2 or of Argonaut.
fn is_old(category: &Json, code: &str) -> bool {
    let is_system = |s: &str| s.ends_with("/condition-category") || s.starts_with("http://argonaut.hl7.org");
    let of_then = |c: &Json| values::text(c, "system").is_some_and(is_system);
    values::items(category, "coding").iter().any(|c| values::text(c, "code") == Some(code) && of_then(c))
}

/// A refuted problem is denied, and so is every problem where the code says that there is none.
fn denied(entry: &mut Entry<'_, '_, '_>) {
    entry.refuted();
    let none = entry.source.first("code").is_some_and(|c| values::codes(c).iter().any(|code| NO_PROBLEM.contains(code)));
    if none {
        entry.derive(Aspect::Negation, Value::Flag(true), "code");
    }
}
