//! Which list of a chart a statement belongs to, and what later statements do to earlier ones: a newer code status takes the
//! place of the older, a pregnancy ends, an allergy speaks against "none known".

use super::standing::{At, Holds, Says, Standing, begun, holds, says, span, standing};
use crate::directives::is_coded;
use crate::harm::{answers_directive, codes_directive, orders_directive};
use model::{Aspect, Date, Kind, Statement, Value};

/// A list that a clinician looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// The problem list.
    Problems,
    /// What the patient takes.
    Medications,
    /// Allergies and intolerances.
    Allergies,
    /// The assertion that none is known.
    NoKnownAllergies,
    /// Code status and advance directives.
    CodeStatus,
    /// A pregnancy, where one is documented.
    Pregnancy,
}

impl List {
    /// Every list, in the order of the screen.
    pub const ALL: [List; 6] = [List::Allergies, List::NoKnownAllergies, List::CodeStatus, List::Pregnancy, List::Medications, List::Problems];

    /// The word on screen and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Problems => "problems",
            Self::Medications => "medications",
            Self::Allergies => "allergies",
            Self::NoKnownAllergies => "no known allergy",
            Self::CodeStatus => "code status",
            Self::Pregnancy => "pregnancy",
        }
    }

    /// The answer of a statement where the list is one of questions and answers: what is in force there is the answer, and no question.
    pub fn answer(self, statement: &Statement) -> Option<&Value> {
        statement.value(Aspect::Value).filter(|_| self == Self::CodeStatus)
    }
}

/// LOINC: pregnancy status, by observation and as reported.
const PREGNANCY_TESTS: [&str; 3] = ["82810-3", "11449-6", "45687-1"];
/// SNOMED CT: pregnant, normal pregnancy, high-risk pregnancy.
const PREGNANT: [&str; 3] = ["77386006", "72892002", "47200007"];
/// SNOMED CT: not pregnant.
const NOT_PREGNANT: [&str; 1] = ["60001007"];
/// ICD-10-CM: pregnancy, its supervision and its complications, without its end, birth and what follows.
const PREGNANCY_CODES: [&str; 10] = ["Z33.1", "Z331", "Z33.3", "Z333", "Z34", "O09", "O1", "O2", "O3", "O4"];
/// Days that a pregnancy lasts at most.
const PREGNANCY_DAYS: i32 = 300;

/// The list of a statement; a pregnancy or a wish not to be resuscitated among the problems is on both.
pub(super) fn lists_of(statement: &Statement) -> Vec<List> {
    match statement.kind {
        Kind::Problem if is_pregnancy(statement) => vec![List::Problems, List::Pregnancy],
        // Where bills are made of it, it stands among the diagnoses (ICD-10-CM Z66).
        Kind::Problem if codes_directive(statement) => vec![List::Problems, List::CodeStatus],
        Kind::Problem => vec![List::Problems],
        Kind::Medication => vec![List::Medications],
        Kind::Allergy => vec![List::Allergies],
        Kind::NoKnownAllergy => vec![List::NoKnownAllergies],
        Kind::AdvanceDirective => vec![List::CodeStatus],
        // Most systems keep it as an order, and messages tell it as a result.
        Kind::Order if orders_directive(statement) => vec![List::CodeStatus],
        Kind::Observation if asks_for_pregnancy(statement) => vec![List::Pregnancy],
        Kind::Observation if is_code_status(statement) => vec![List::CodeStatus],
        _ => Vec::new(),
    }
}

fn codes(value: Option<&Value>) -> impl Iterator<Item = (&str, &str)> {
    let codings = match value {
        Some(Value::Code(codings, _)) => &**codings,
        _ => &[],
    };
    codings.iter().map(|c| (c.system.as_str(), c.code.as_str()))
}

fn is_pregnancy(statement: &Statement) -> bool {
    codes(statement.value(Aspect::Code)).any(|(system, code)| PREGNANT.contains(&code) || (system.contains("icd-10") && PREGNANCY_CODES.iter().any(|p| code.starts_with(p))))
}

fn is_code_status(statement: &Statement) -> bool {
    codes(statement.value(Aspect::Code)).any(|(_, code)| is_coded(code)) || answers_directive(statement)
}

fn asks_for_pregnancy(statement: &Statement) -> bool {
    codes(statement.value(Aspect::Code)).any(|(_, code)| PREGNANCY_TESTS.contains(&code) || PREGNANT.contains(&code))
}

/// Whether a statement says of a pregnancy that there is one, or whether there is.
pub(crate) fn is_about_pregnancy(statement: &Statement) -> bool {
    is_pregnancy(statement) || asks_for_pregnancy(statement)
}

/// Whether it answers that there is none.
pub(crate) fn denies_pregnancy(statement: &Statement) -> bool {
    answers(statement) == Some(false)
}

/// What an answer says; `None` when it says neither.
fn answers(statement: &Statement) -> Option<bool> {
    let value = statement.value(Aspect::Value);
    if codes(value).any(|(_, code)| PREGNANT.contains(&code)) {
        return Some(true);
    }
    if codes(value).any(|(_, code)| NOT_PREGNANT.contains(&code)) {
        return Some(false);
    }
    match value? {
        Value::Flag(flag) => Some(*flag),
        Value::Text(text) | Value::Word(text) | Value::Code(_, text) => match text.trim().to_lowercase().as_str() {
            "pregnant" | "yes" | "positive" => Some(true),
            "not pregnant" | "no" | "negative" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// How a statement stands in one of its lists, before the others are looked at.
pub(super) fn standing_in(list: List, index: usize, statement: &Statement, at: At) -> Standing {
    let plain = standing(index, statement, at);
    if list != List::Pregnancy || plain.holds == Holds::No {
        return plain;
    }
    // A problem list that nobody tidied goes on with a pregnancy that has ended.
    if statement.kind != Kind::Observation {
        return if too_long_ago(statement, at) { Standing { holds: Holds::No, why: "longer ago than a pregnancy lasts", ..plain } } else { plain };
    }
    let (holds, why) = match (answers(statement), begun(statement, at).0) {
        (None, _) => (Holds::CannotTell, "the answer says neither yes nor no"),
        (Some(false), _) => (Holds::No, "says that there is none"),
        (Some(true), Holds::Yes) if too_long_ago(statement, at) => (Holds::No, "longer ago than a pregnancy lasts"),
        (Some(true), _) => (plain.holds, plain.why),
    };
    Standing { holds, why, ..plain }
}

fn too_long_ago(statement: &Statement, at: At) -> bool {
    statement.when().is_some_and(|d| at.day - span(&d).1 > PREGNANCY_DAYS)
}

/// What one answer is about: answers about the same take each other's place.
pub(super) fn question(statement: &Statement) -> String {
    match codes(statement.value(Aspect::Code)).next() {
        Some((system, code)) => format!("{system}|{code}"),
        None => statement.label().trim().to_lowercase(),
    }
}

/// The moments from which an answer may count, first and last; `None` for what is no answer, has not begun, or never was.
fn answered(list: List, statement: &Statement, at: At) -> Option<Moments> {
    let is_answer = match list {
        List::Pregnancy => statement.kind == Kind::Observation,
        _ => statement.value(Aspect::Value).is_some(),
    };
    if !is_answer || says(statement) == Says::Never || begun(statement, at).0 == Holds::No {
        return None;
    }
    statement.when().map(|date| Moments::of(&date))
}

/// When something was said, as far as its date tells.
#[derive(Debug, Clone, Copy)]
struct Moments {
    /// First and last day.
    days: (i32, i32),
    /// Seconds since 1970, where a time of day is told, and whether its zone is.
    instant: Option<(i64, bool)>,
}

impl Moments {
    fn of(date: &Date) -> Self {
        Self { days: span(date), instant: date.has_time().then(|| (date.instant(0), date.offset.is_some())) }
    }

    /// Whether it was said after the other, without doubt: by the time of day where both tell it in one manner, else by the day.
    fn is_after(&self, other: &Self) -> bool {
        match (self.instant, other.instant) {
            (Some((own, has_zone)), Some((before, zoned))) if has_zone == zoned => own > before,
            _ => self.days.0 > other.days.1,
        }
    }
}

/// Marks answers that a later answer to the same question has replaced. Of two that go on and say something else, where nothing tells which
/// came later, neither can be told to be in force.
pub(super) fn supersede(list: List, chart: &[Statement], standings: &mut [Standing], at: At) {
    let subject = |s: &Statement| if list == List::Pregnancy { String::new() } else { question(s) };
    let answers: Vec<(String, Moments, &Statement)> =
        standings.iter().filter_map(|s| chart.get(s.index)).filter_map(|s| Some((subject(s), answered(list, s, at)?, s))).collect();
    for standing in standings.iter_mut().filter(|s| s.holds != Holds::No) {
        let Some(statement) = chart.get(standing.index) else { continue };
        let Some(said) = answered(list, statement, at) else { continue };
        let about = subject(statement);
        let mut others = answers.iter().filter(|(other, ..)| *other == about);
        if others.clone().any(|(_, other, _)| other.is_after(&said)) {
            (standing.holds, standing.why) = (Holds::No, "a later one takes its place");
        } else if others.any(|(_, other, one)| !said.is_after(other) && holds(one, at).0 != Holds::No && says_otherwise(statement, one)) {
            (standing.holds, standing.why) = (Holds::CannotTell, "another answer may be the later one");
        }
    }
}

/// What an answer is called: its codes and its words.
pub(super) fn names_of_answer(value: &Value) -> Vec<String> {
    let words: Vec<String> = match value {
        Value::Code(codings, text) => codings.iter().map(|c| c.display.to_string()).chain([text.to_string()]).collect(),
        other => vec![other.shown()],
    };
    let words = words.iter().map(|words| words.trim().to_lowercase()).filter(|words| !words.is_empty());
    words.chain(codes(Some(value)).map(|(system, code)| format!("{system}|{code}"))).collect()
}

/// Whether two answers to one question part: by a code that they share they do not, nor by their words.
pub(super) fn says_otherwise(one: &Statement, other: &Statement) -> bool {
    let (left, right) = (one.value(Aspect::Value), other.value(Aspect::Value));
    let words = |value: Option<&Value>| value.map(|v| v.shown().trim().to_lowercase());
    let shares_a_code = codes(left).any(|code| codes(right).any(|other| code == other));
    let same_answer = answers(one).is_some() && answers(one) == answers(other);
    !shares_a_code && !same_answer && words(left) != words(right)
}
