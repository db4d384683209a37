//! Allergies and intolerances, and the absence of any, of every version.
//!
//! DSTU2 has one status for what is later two: whether it still holds, and how sure that is.

use super::Out;
use super::condition;
use super::entry::Entry;
use super::source::Source;
use super::values;
use crate::ccda::codes;
use crate::reading::coding;
use formats::Json;
use model::{Aspect, Coding, How, Kind, Value};

/// Codes that say that no allergy of a sort is known: SNOMED CT, and what senders of HL7 v2 write.
const NONE_KNOWN: [&str; 9] = ["716186003", "409137002", "428607008", "429625007", "428197003", "NKA", "NKDA", "NKFA", "NKEA"];

/// Words that name no substance in particular, of the concepts that stand for any.
const OF_NOTHING: [&str; 57] = [
    "allergy", "allergies", "allergic", "hypersensitivity", "intolerance", "intolerances", "propensity", "adverse", "reaction", "reactions", "disposition",
    "disorder", "finding", "to", "of", "or", "and", "any", "no", "not", "none", "known", "substance", "substances", "drug", "drugs", "medicament", "medication",
    "medications", "pharmaceutical", "biologic", "product", "food", "foods", "edible", "environment", "environmental", "physical", "object", "nka", "nkda",
    "patient", "denies", "denied", "has", "have", "reported", "on", "file", "active", "current", "medicine", "medicines", "medicinal", "nkma", "nkfa", "nkea",
];

const SNOMED: &str = "http://snomed.info/sct";

/// One allergy.
pub(super) fn allergy(entry: &mut Entry<'_, '_, '_>) -> Kind {
    let denied = denied_as_a_whole(entry);
    if let Some(none) = denied {
        entry.word(Aspect::Status, "clinicalStatus");
        none_at_all(entry, none, ["code", "verificationStatus"]);
    } else {
        entry.concept(Aspect::Code, "code");
        entry.concept(Aspect::Code, "substance");
        entry.word(Aspect::Status, "clinicalStatus");
        entry.word(Aspect::Verification, "verificationStatus");
        old_status(entry);
    }
    entry.word(Aspect::Type, "type");
    categories(entry);
    criticality(entry);
    condition::onset(entry);
    entry.first_date(Aspect::Onset, &["onset"]);
    entry.first_date(Aspect::Recorded, &["recordedDate", "assertedDate"]);
    abatement(entry);
    reactions(entry, "reaction");
    entry.encounter_link();
    condition::author(entry);
    entry.notes(&["note"]);
    if denied.is_some() || none_known(entry) {
        return Kind::NoKnownAllergy;
    }
    entry.refuted();
    Kind::Allergy
}

/// That none is known, where a list of allergies is empty for that reason. Any other list asserts nothing by itself.
pub(super) fn none_listed(out: &mut Out<'_>, source: &Source<'_>) {
    let has = |member: &str, codes: &[&str]| source.first(member).is_some_and(|c| values::codes(c).iter().any(|code| codes.contains(code)));
    let is_current = !matches!(source.text("status"), Some("retired" | "entered-in-error"));
    if !is_current || !has("code", &["48765-2", "allergies"]) || !has("emptyReason", &["nilknown"]) || !source.items("entry").is_empty() {
        return out.unread();
    }
    let mut entry = Entry::new(&mut *out.places, source);
    none_at_all(&mut entry, codes::no_known_allergy(""), ["emptyReason", "emptyReason"]);
    entry.first_date(Aspect::Recorded, &["date"]);
    entry.encounter_link();
    entry.reference(Aspect::Author, "source");
    let statement = entry.finish(Kind::NoKnownAllergy, &out.patient, &out.origin);
    out.emit(statement);
}

/// What a record says that has no allergy of a sort: the code of SNOMED CT for it, which is sure and holds unless it says otherwise.
fn none_at_all(entry: &mut Entry<'_, '_, '_>, (code, display): (&str, &str), [named, held]: [&str; 2]) {
    entry.builder.say_at(Aspect::Code, Value::code(vec![coding(SNOMED, code, display)], String::new()), named, How::Translated);
    if !entry.builder.has(Aspect::Status) {
        entry.derive(Aspect::Status, Value::Word("active".into()), held);
    }
    entry.derive(Aspect::Verification, Value::Word("confirmed".into()), held);
}

/// Which allergy is not known, where one to nothing in particular was refuted. Words beside its code, or a reaction, may name to what it was: then that one was
/// refuted, and nothing is said of any other.
fn denied_as_a_whole(entry: &Entry<'_, '_, '_>) -> Option<(&'static str, &'static str)> {
    let is_refuted = entry.source.first("verificationStatus").and_then(values::word).is_some_and(|(word, _)| word == "refuted");
    let Some(Value::Code(codings, text)) = entry.source.first("code").filter(|_| is_refuted).and_then(values::concept) else { return None };
    let is_any = |c: &Coding| c.system == SNOMED && (codes::allergy_kind(&c.code).is_some() || codes::ANY_SUBSTANCE.contains(&c.code.as_str()));
    let names_nothing = |c: &Coding| is_any(c) && is_of_nothing(&c.display);
    let is_in_a_reaction = || entry.source.items("reaction").iter().any(|reaction| values::first(reaction, "substance").is_some());
    let first = codings.first()?;
    (codings.iter().all(names_nothing) && is_of_nothing(&text) && !is_in_a_reaction()).then(|| codes::no_known_allergy(&first.code))
}

/// Whether words name no substance in particular.
fn is_of_nothing(words: &str) -> bool {
    let words = words.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| OF_NOTHING.contains(&word))
}

/// The one status of DSTU2.
fn old_status(entry: &mut Entry<'_, '_, '_>) {
    let Some(status) = entry.source.text("status") else { return };
    let (clinical, verification) = match status {
        "unconfirmed" | "confirmed" => ("active", status),
        "refuted" | "entered-in-error" => ("", status),
        other => (other, ""),
    };
    for (aspect, word) in [(Aspect::Status, clinical), (Aspect::Verification, verification)] {
        if !word.is_empty() && !entry.builder.has(aspect) {
            entry.translate(aspect, word, "status");
        }
    }
    if status == "refuted" {
        entry.derive(Aspect::Negation, Value::Flag(true), "status");
    }
}

/// The first category stands under its plain name, as a category that is no list does.
fn categories(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, category) in source.items("category").iter().enumerate() {
        let place = if index == 0 { "category".to_string() } else { format!("category[{index}]") };
        entry.spoken(Aspect::Category, category, &place);
    }
}

fn criticality(entry: &mut Entry<'_, '_, '_>) {
    let word = match entry.source.text("criticality") {
        Some("CRITL") => "low",
        Some("CRITH") => "high",
        Some("CRITU") => "unable-to-assess",
        _ => return entry.word(Aspect::Criticality, "criticality"),
    };
    entry.translate(Aspect::Criticality, word, "criticality");
}

fn abatement(entry: &mut Entry<'_, '_, '_>) {
    for (index, extension) in entry.source.extensions(&["allergyintolerance-abatement"]) {
        let date = values::first(extension, "valueDateTime").and_then(values::date);
        entry.told(Aspect::End, date, format_args!("extension[{index}].valueDateTime"));
    }
}

/// Reactions with their severity, their way into the body and the exact substance.
fn reactions(entry: &mut Entry<'_, '_, '_>, member: &str) {
    let source = entry.source;
    for (index, reaction) in source.items(member).iter().enumerate() {
        let base = format!("{member}[{index}]");
        for (i, manifestation) in values::items(reaction, "manifestation").iter().enumerate() {
            entry.told(Aspect::Reaction, values::concept(manifestation), format_args!("{base}.manifestation[{i}]"));
        }
        let words = values::first(reaction, "description");
        if values::items(reaction, "manifestation").is_empty() {
            entry.told(Aspect::Reaction, words.and_then(values::concept), format_args!("{base}.description"));
        } else {
            entry.text(Aspect::Text, words, format_args!("{base}.description"));
        }
        if let Some(severity) = values::text(reaction, "severity") {
            entry.builder.word(Aspect::Severity, severity, &format!("{base}.severity"));
        }
        entry.told(Aspect::Route, values::first(reaction, "exposureRoute").and_then(values::concept), format_args!("{base}.exposureRoute"));
        let substance = values::first(reaction, "substance").filter(|substance| !is_the_allergen(entry, substance));
        if let Some(words) = substance.and_then(values::named) {
            // Where nothing else names the allergen these are its words, and no code that a check could find.
            let words = if entry.builder.has(Aspect::Code) { format!("reaction to {words}") } else { words };
            entry.builder.text(Aspect::Text, &words, &format!("{base}.substance"));
        }
        for (i, note) in values::items(reaction, "note").iter().enumerate() {
            let words = values::first(note, "text").or(Some(note));
            entry.text(Aspect::Text, words, format_args!("{base}.note[{i}].text"));
        }
    }
}

/// Whether the substance of a reaction is the allergen itself, by its code or its words: then no words say more. Its codes are held against those of the
/// allergen as elements.
fn is_the_allergen(entry: &Entry<'_, '_, '_>, substance: &Json) -> bool {
    let Some(Value::Code(codings, words)) = values::concept(substance) else { return false };
    let is_it = |value: &Value| match value {
        Value::Code(known, text) => {
            let coded = known.iter().any(|k| !k.system.is_empty() && codings.iter().any(|c| c.system == k.system && c.code == k.code));
            coded || !words.is_empty() && words.trim().eq_ignore_ascii_case(text.trim())
        }
        _ => false,
    };
    entry.builder.told().any(|(fact, _)| fact.aspect == Aspect::Code && is_it(&fact.value))
}

/// Whether it says that no allergy is known.
fn none_known(entry: &Entry<'_, '_, '_>) -> bool {
    let coded = |c: &Json| values::codes(c).iter().any(|code| NONE_KNOWN.contains(code));
    let written = |c: &Json| values::items(c, "coding").is_empty() && values::text(c, "text").is_some_and(says_none);
    ["code", "substance"].iter().filter_map(|member| entry.source.first(member)).any(|c| coded(c) || written(c))
}

fn says_none(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    let known = (text.starts_with("no known") || text.starts_with("no allerg")) && text.len() < 60;
    known || matches!(text.as_str(), "nka" | "nkda" | "none" | "none known" | "no drug allergies" | "denies allergies")
}
