//! Problems, health concerns and diagnoses: one statement for each observation, whatever act is around it.
//!
//! The status is that of the status observation. Without one it is the status of the concern and the end of the problem:
//! a completed concern whose problem has no end is no longer followed, which is not the same as resolved. Whether the concern is
//! followed is said beside, as an aspect of its own.

use crate::ccda::at::At;
use crate::ccda::codes;
use crate::ccda::entry::{Entry, date_value};
use crate::ccda::note;
use crate::ccda::role::Area;
use crate::ccda::Reader;
use crate::leaf;
use crate::vocabulary::tokens;
use model::{Aspect, Coding, Date, How, Kind, Value};
use std::collections::BTreeMap;

/// The section of what a patient had (LOINC): history of past illness.
const HISTORY: &str = "11348-0";

/// The list that a problem stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// The problem list.
    Problems,
    /// Health concerns.
    Concerns,
    /// Diagnoses of an encounter.
    Diagnoses,
    /// No list: a finding of an operation, a complication.
    Elsewhere,
}

impl List {
    /// The list of a section.
    pub(super) fn of(area: Area) -> Self {
        match area {
            Area::Problems => Self::Problems,
            Area::Concerns => Self::Concerns,
            Area::Diagnoses => Self::Diagnoses,
            _ => Self::Elsewhere,
        }
    }

    fn category(self) -> &'static str {
        match self {
            Self::Problems => "problem-list-item",
            Self::Concerns => "health-concern",
            Self::Diagnoses => "encounter-diagnosis",
            Self::Elsewhere => "",
        }
    }
}

/// The problems of a concern.
pub(super) fn concern<'d>(reader: &mut Reader<'_, 'd>, act: &At<'d>) -> bool {
    let list = List::of(reader.area);
    all(reader, act, list, None)
}

/// The problems that a health concern holds; observations of status stay observations. A concern that holds nothing and
/// refers to nothing is what its text says.
pub(super) fn health_concern<'d>(reader: &mut Reader<'_, 'd>, act: &At<'d>) -> bool {
    if all(reader, act, List::Concerns, None) {
        return true;
    }
    let refers = act.related().iter().any(|(_, s)| s.claims(&["22.4.122"]));
    let mut entry = Entry::new(reader.places, reader.document);
    // What begins like a denial of all concerns may be one: `No transportation`.
    let says_none = |value: &Value| matches!(value, Value::Code(_, words) if names_none(words) || note::names_nothing(words));
    if refers || entry.name(None, act).is_none_or(|named| says_none(&named)) {
        drop(entry);
        reader.exclude(act.element, "the concern names nothing itself");
        return true;
    }
    entry.status(act, codes::concern_status);
    entry.time(act.child("effectiveTime").as_ref(), Aspect::Onset, Aspect::End);
    entry.authors(&[Some(act)], How::Copied, How::Copied);
    entry.builder.say(Aspect::Category, Value::Word("health-concern".into()), "ancestor::section/code/@code", How::Translated);
    let (statement, read) = entry.finish(Kind::Problem, &reader.patient, reader.artifact, act.element);
    reader.close(statement, read, act.element);
    true
}

/// The diagnoses of a section: of the encounter that the document is about.
pub(super) fn diagnosis<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>) -> bool {
    let place = "/ClinicalDocument/componentOf/encompassingEncounter/id";
    let about = reader.header.encounter.clone().map(|key| (key, place.to_string()));
    diagnosis_of(reader, at, about)
}

/// The diagnoses of one encounter.
pub(super) fn diagnosis_of<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>, encounter: Option<(String, String)>) -> bool {
    if at.element.name() == "observation" {
        read_for(reader, at, None, List::Diagnoses, encounter);
        return true;
    }
    all(reader, at, List::Diagnoses, encounter)
}

fn all<'d>(reader: &mut Reader<'_, 'd>, act: &At<'d>, list: List, encounter: Option<(String, String)>) -> bool {
    let mut any = false;
    for (_, statement) in act.related().into_iter().filter(|(_, s)| !s.is_of_another()) {
        let inner = statement.alone();
        match statement.element.name() {
            "observation" if statement.claims(&["22.4.4", "1.28"]) || !is_about(&statement) => {
                read_for(reader, &inner, Some(act), list, encounter.clone());
                any = true;
            }
            // A concern inside a health concern, or a diagnosis inside a discharge.
            "act" if statement.claims(&["22.4.3", "22.4.80", "22.4.33", "22.4.34"]) => any |= all(reader, &inner, list, encounter.clone()),
            "observation" | "act" if statement.claims(&["22.4.7", "22.4.90", "22.4.30", "22.4.5", "22.4.2", "22.4.27", "22.4.38", "22.4.78", "22.4.85", "22.4.69"]) => {
                any |= reader.dispatch(&inner);
            }
            _ => {}
        }
    }
    any
}

/// Whether an observation is about the concern rather than a problem of it.
fn is_about(observation: &At<'_>) -> bool {
    let coded = ["33999-4", "SEV", "225773000", "11323-3", "75323-6"].iter().any(|code| observation.coded(code));
    coded || observation.templates().any(|t| t.starts_with("22.4."))
}

/// A problem on the list of its section.
pub(super) fn read<'d>(reader: &mut Reader<'_, 'd>, observation: &At<'d>, act: Option<&At<'d>>, list: List) {
    read_for(reader, observation, act, list, None);
}

fn read_for<'d>(reader: &mut Reader<'_, 'd>, observation: &At<'d>, act: Option<&At<'d>>, list: List, encounter: Option<(String, String)>) {
    let around = act.map(|a| At::under(a.element, "../.."));
    let (today, whole, is_history) = (reader.header.day(), reader.whole, reader.section == HISTORY);
    let mut entry = Entry::new(reader.places, reader.document);
    name(&mut entry, observation, around.as_ref());
    if whole {
        sort(&mut entry, observation);
    }
    clinical_status(&mut entry, observation, around.as_ref(), today, true);
    if whole && list == List::Problems {
        standing(&mut entry, is_history);
    }
    if matches!(list, List::Problems | List::Concerns) {
        followed(&mut entry, around.as_ref());
    }
    severity(&mut entry, observation);
    entry.time(observation.child("effectiveTime").as_ref(), Aspect::Onset, Aspect::End);
    entry.authors(&[Some(observation), around.as_ref()], How::Copied, How::Copied);
    for (_, act) in observation.related().iter().filter(|(_, a)| a.coded("77975-1")) {
        let time = act.child("effectiveTime");
        let diagnosed = time.as_ref().and_then(|t| t.child("low")).or(time);
        if !entry.builder.has(Aspect::Recorded) {
            entry.date(Aspect::Recorded, diagnosed.as_ref(), How::Derived);
        }
    }
    for (_, age) in observation.asserted().iter().filter(|(_, o)| o.coded("445518008") || o.claims(&["22.4.31"])) {
        entry.quantity(Aspect::OnsetAge, age.child("value").as_ref());
    }
    entry.sites(observation);
    if !list.category().is_empty() {
        entry.builder.say(Aspect::Category, Value::Word(list.category().into()), "ancestor::section/code/@code", How::Translated);
    }
    if !entry.encounter(observation)
        && let Some((key, place)) = encounter
    {
        entry.builder.say(Aspect::Encounter, Value::Key(key), &place, How::Copied);
    }
    entry.comments(observation);
    let kind = if list == List::Diagnoses { Kind::EncounterDiagnosis } else { Kind::Problem };
    let (statement, read) = entry.finish(kind, &reader.patient, reader.artifact, observation.element);
    reader.close(statement, read, observation.element);
}

/// Whether words say that there is no problem: `No current problems`, `No known medical conditions`. What begins alike may be one: `No sense of smell`.
fn names_none(words: &str) -> bool {
    const OF_PROBLEMS: [&str; 19] = [
        "problem", "condition", "diagnosis", "diagnose", "concern", "issue", "disability", "health", "medical", "current", "past", "active", "chronic", "significant", "history", "this", "time",
        "patient", "at",
    ];
    let words = tokens(words);
    let is_of_list = |word: &String| OF_PROBLEMS.contains(&word.as_str()) || note::OF_LISTS.contains(&word.as_str());
    words.len() > 1 && words.first().is_some_and(|word| word == "no") && words.iter().skip(1).all(is_of_list)
}

/// What the problem is, and whether it is one at all.
fn name<'d>(entry: &mut Entry<'_, 'd>, observation: &At<'d>, act: Option<&At<'d>>) {
    let value = observation.child("value");
    let negated = observation.is_true("negationInd") || act.is_some_and(|a| a.denies(observation.element));
    let code = value.as_ref().and_then(|v| v.attribute("code"));
    let words = value.as_ref().and_then(|v| v.child("originalText")).map(|t| entry.name_words(&t).to_lowercase()).unwrap_or_default();
    let unnamed = match code {
        Some(code) => codes::ANY_PROBLEM.contains(&code),
        None => words.is_empty() || words.starts_with("no ") || words.contains("problem"),
    };
    if let Some(value) = value.as_ref().filter(|_| code.is_some()) {
        entry.side(value);
    }
    // The code of any problem, under words that say that there is none.
    let display = value.as_ref().and_then(|v| v.attribute("displayName")).unwrap_or("");
    let says_none = code.is_some() && (names_none(&words) || names_none(display));
    if (negated || says_none) && unnamed {
        let none = Coding { system: codes::SNOMED.into(), code: "160245001".into(), display: "No current problems or disability".into() };
        entry.builder.say(Aspect::Code, Value::code(vec![none], String::new()), "@negationInd", How::Derived);
        entry.builder.say(Aspect::Negation, Value::Flag(true), "@negationInd", How::Derived);
        value.iter().for_each(|v| entry.seen(v));
        return;
    }
    entry.name(value.as_ref(), observation);
    let (word, how) = if negated { ("refuted", How::Translated) } else { ("confirmed", How::Derived) };
    entry.builder.say(Aspect::Verification, Value::Word(word.into()), "@negationInd", how);
    if negated {
        entry.builder.say(Aspect::Negation, Value::Flag(true), "@negationInd", How::Derived);
    }
}

/// What sort of problem it is said to be, beside what it is: a diagnosis, a symptom, a complaint. Documents alone say so, and it is news only
/// where nothing else differs.
fn sort<'d>(entry: &mut Entry<'_, 'd>, observation: &At<'d>) {
    let Some(code) = observation.child("code") else { return };
    let given = std::iter::once(code.clone()).chain(code.all("translation"));
    let sorts: BTreeMap<&str, String> = given.filter_map(|c| Some((codes::problem_sort(c.attribute("code")?)?, c.place("@code")))).collect();
    for (word, place) in sorts {
        entry.builder.say(Aspect::Element, Value::Text(leaf::exactly("sort", word)), &place, How::Derived);
    }
}

/// Whether what is active stands on the list of today or in the history: nothing else of the document tells what is treated from what was.
fn standing(entry: &mut Entry<'_, '_>, is_history: bool) {
    let is_active = entry.builder.told().any(|(fact, _)| fact.aspect == Aspect::Status && fact.value == Value::Word("active".into()));
    if is_active {
        let said = leaf::exactly(leaf::LIST, if is_history { leaf::HISTORY } else { "problems" });
        entry.builder.say(Aspect::Element, Value::Text(said), "ancestor::section/code/@code", How::Derived);
    }
}

/// Severity of a problem, an allergy or a reaction. True when there is one.
pub(super) fn severity<'d>(entry: &mut Entry<'_, 'd>, statement: &At<'d>) -> bool {
    let mut any = false;
    for (_, observation) in statement.asserted().iter().filter(|(_, o)| o.coded("SEV") || o.claims(&["22.4.8"])) {
        let Some(value) = observation.child("value") else { continue };
        let word = std::iter::once(value.clone()).chain(value.all("translation")).find_map(|v| codes::severity(v.attribute("code")?));
        any |= entry.word(Aspect::Severity, &value, word, How::Translated);
    }
    any
}

/// Clinical status of a problem or an allergy. `ends` says that an end overrules a status of being active.
pub(super) fn clinical_status<'d>(entry: &mut Entry<'_, 'd>, observation: &At<'d>, act: Option<&At<'d>>, today: Option<Date>, ends: bool) {
    let high = observation.down("effectiveTime/high");
    let end = high.as_ref().and_then(|h| h.attribute("value"));
    let over = end.is_some_and(|text| match (date_value(text), today) {
        (Value::Date(end), Some(today)) => end.days() <= today.days(),
        _ => true,
    });
    if let Some(value) = observed_status(observation, act) {
        let word = value.attribute("code").and_then(codes::clinical_status);
        // FHIR has no active condition with an end in the past.
        if ends && over && word.is_some_and(|w| matches!(w, "active" | "recurrence" | "relapse")) {
            entry.builder.say(Aspect::Status, Value::Word("inactive".into()), "effectiveTime/high/@value", How::Derived);
            entry.seen(&value);
        } else {
            entry.word(Aspect::Status, &value, word, How::Translated);
        }
        return;
    }
    let status = act.and_then(|a| a.child("statusCode"));
    let code = status.as_ref().and_then(|s| s.attribute("code"));
    // An unknown end is the usual way to say that it ended some time; exporters also write it on what goes on, and then
    // the concern is active.
    let ended_some_time = high.as_ref().is_some_and(|h| h.attribute("nullFlavor") == Some("UNK")) && code == Some("completed");
    if over || ended_some_time {
        let place = if over { "effectiveTime/high/@value" } else { "effectiveTime/high/@nullFlavor" };
        entry.builder.say(Aspect::Status, Value::Word("resolved".into()), place, How::Derived);
    } else if let (Some(status), Some(code)) = (&status, code) {
        let word = codes::concern_status(code).unwrap_or(code);
        entry.builder.say(Aspect::Status, Value::Word(word.into()), &status.place("@code"), How::Translated);
    }
    status.iter().for_each(|s| entry.seen(s));
}

/// Whether somebody follows it: the status of the concern around it. It is said beside the status of what it is about, which goes first.
pub(super) fn followed<'d>(entry: &mut Entry<'_, 'd>, concern: Option<&At<'d>>) {
    let Some(status) = concern.and_then(|c| c.child("statusCode")) else { return };
    let Some(code) = status.attribute("code").filter(|code| matches!(*code, "active" | "suspended" | "completed" | "aborted")) else { return };
    entry.builder.say(Aspect::Concern, Value::Word(code.into()), &status.place("@code"), How::Copied);
    entry.seen(&status);
}

/// The value of the status observation: of the problem, else of the concern.
fn observed_status<'d>(observation: &At<'d>, act: Option<&At<'d>>) -> Option<At<'d>> {
    let of = |holder: &At<'d>| {
        let related = holder.related();
        let status = related.iter().find(|(_, o)| o.coded("33999-4") || o.claims(&["22.4.6", "22.4.28", "1.50", "1.39"]));
        status.and_then(|(_, o)| o.child("value")).filter(|v| v.attribute("code").is_some() || v.attribute("displayName").is_some())
    };
    of(observation).or_else(|| act.and_then(of))
}
