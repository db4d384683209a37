//! The evidence of a pair in words without content, and the values that stand beside them.

use super::{Stance, Step};
use crate::align::{Key, Part, Refusal, related};
use model::{Aspect, Statement, Value};

/// One part of a resemblance as a step; nothing where neither side says anything and nothing is given for it.
pub(super) fn step((a, b): (&Key<'_>, &Key<'_>), (x, y): (&Statement, &Statement), part: Part, points: u32, most: u32) -> Option<Step> {
    let (what, words, aspects): (_, String, &[Aspect]) = match part {
        Part::Person => ("person", "both say who the patient is".into(), &[]),
        Part::Concept => ("concept", concept_words((a, b), (x, y), points), &[Aspect::Code, Aspect::Type, Aspect::ClaimNumber, Aspect::Text, Aspect::Title]),
        Part::Day => ("day", day_words(a.days_apart(b), a.day.or(b.day).is_some()), TIMES),
        // The day shows the values of both.
        Part::Instant => ("instant", instant_words(a.second, b.second), &[]),
        Part::Value => ("value", either(&a.value, &b.value, "equal value", "another value", "value"), &[Aspect::Value, Aspect::Body, Aspect::Member]),
        Part::End => ("end", either(&day_text(a.end), &day_text(b.end), "same end", "another end", "end"), &[Aspect::End]),
        Part::Status => ("status", either(&a.status, &b.status, "same status", "another status", "status"), &[Aspect::Status]),
        Part::Facts => ("facts", format!("{} facts agree word for word", a.agreement(b)), &[]),
    };
    let (legacy, destination) = (said(x, aspects), said(y, aspects));
    if points == 0 && legacy.is_none() && destination.is_none() && part != Part::Instant {
        return None;
    }
    // An instant is weighed only where both have one.
    let both = part == Part::Instant || legacy.is_some() && destination.is_some();
    let stance = match (points, both) {
        (0, true) => Stance::Against,
        (0, false) => Stance::Silent,
        _ if part == Part::Day && (a.day.is_none() || b.day.is_none()) => Stance::Silent,
        _ => Stance::For,
    };
    Some(Step { what, stance, points: i64::from(points), most: i64::from(most), words, legacy, destination })
}

/// When a statement is about, in the order of [`Statement::when`].
const TIMES: &[Aspect] = &[Aspect::Effective, Aspect::Onset, Aspect::Recorded, Aspect::End];

/// The first of some aspects that a statement asserts.
pub(super) fn said(statement: &Statement, aspects: &[Aspect]) -> Option<(Aspect, Value)> {
    aspects.iter().find_map(|a| statement.value(*a).map(|v| (*a, v.clone())))
}

fn day_text(day: Option<i32>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

fn either(a: &str, b: &str, same: &str, other: &str, name: &str) -> String {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => format!("no {name} on either side"),
        (false, false) if a == b => same.into(),
        (false, false) => other.into(),
        _ => format!("{name} on one side only"),
    }
}

pub(super) fn word_for_word(a: &Key<'_>, b: &Key<'_>) -> Step {
    let (both, most) = (a.agreement(b), a.facts.len().max(b.facts.len()));
    let stance = if both > 0 { Stance::For } else { Stance::Against };
    Step { what: "facts word for word", stance, points: 0, most: 0, words: format!("{both} of {most} facts are the same word for word; decides between equal scores"), legacy: None, destination: None }
}

pub(super) fn refusal_words(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::OtherKind => "they are of different kinds",
        Refusal::OtherObservation => "an observation of another time with another value is another observation",
        Refusal::TooLittle => "without a common concept, instant and value must agree, or the rest must come to 350 points",
    }
}

fn concept_words((a, b): (&Key<'_>, &Key<'_>), (x, y): (&Statement, &Statement), points: u32) -> String {
    let shared = a.codes.iter().find(|c| !c.0.is_empty() && b.codes.contains(c));
    match (points, shared) {
        (0, _) => "another concept".into(),
        (_, Some(code)) if holds(x, code) && holds(y, code) => format!("same code in {}", system_name(&code.0)),
        (_, Some(code)) => format!("declared to mean the same in {}", system_name(&code.0)),
        _ if !a.text.is_empty() && a.text == b.text => "same words, no code in common".into(),
        _ if a.shares_bill(b) => "the answer to a claim of the same number".into(),
        (300, _) => "the same code under another code system".into(),
        _ if a.codes.iter().any(|c| b.codes.iter().any(|d| c.0 == d.0 && related(&c.1, &d.1))) => "a neighbouring code of one classification".into(),
        _ => "the first long word is the same".into(),
    }
}

/// Whether the statement itself has the code, not only what it is declared to mean.
fn holds(statement: &Statement, (system, code): &(String, String)) -> bool {
    let value = statement.value(Aspect::Code).or_else(|| statement.value(Aspect::Type));
    matches!(value, Some(Value::Code(codings, _)) if codings.iter().any(|c| c.system == *system && c.code.eq_ignore_ascii_case(code)))
}

/// The name of a public code system. Names of local ones are content: of these it is said only that both sides use the same.
fn system_name(system: &str) -> &'static str {
    let of_cpt = || (system == "http://www.ama-assn.org/go/cpt").then_some("CPT");
    model::system_name(system).or_else(of_cpt).unwrap_or("a code system without a public name")
}

fn day_words(apart: Option<i32>, one_known: bool) -> String {
    let Some(apart) = apart else {
        return if one_known { "no day on one side: neither for nor against" } else { "no day on either side: neither for nor against" }.into();
    };
    match apart {
        0 => "same day".into(),
        1 => "1 day apart".into(),
        n if n > 31 && n % 365 <= 1 && n < 3660 => format!("{n} days apart, which is whole years"),
        n => format!("{n} days apart"),
    }
}

fn instant_words(a: Option<i64>, b: Option<i64>) -> String {
    match (a, b) {
        (Some(a), Some(b)) if a == b => "same instant".into(),
        (Some(a), Some(b)) => {
            let seconds = (a - b).abs();
            let zone = seconds <= 14 * 3600 && seconds % 1800 == 0;
            if zone { format!("{}:{:02} h apart, as between time zones", seconds / 3600, seconds / 60 % 60) } else { "another time of day".into() }
        }
        _ => String::new(),
    }
}
