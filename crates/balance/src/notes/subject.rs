//! What a structured statement is about, in the concepts that notes are read for, and how it stands on a day.
//!
//! Conservative: a date that knows only its year began on its last day, a label that itself is denied, doubted or of the family names nothing.

use super::labels::{Label, NoteLabels};
use super::lexicon::lexicon;
use super::own::Own;
use super::sides::{Side, sides_of};
use crate::state::is_none_known;
use model::{Aspect, Date, Kind, Precision, Statement, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// A structured statement as notes are held against it.
pub(super) struct Subject {
    /// Its index in the chart.
    pub index: usize,
    pub kind: Kind,
    /// What it names: all ingredients of a drug, the one problem of a diagnosis.
    pub concepts: Vec<String>,
    /// Its words, in lower case.
    pub label: String,
    /// The day from which it holds at the latest.
    pub from: Option<i32>,
    /// The year of it.
    pub year: Option<i16>,
    /// The day on which it ended at the earliest.
    pub to: Option<i32>,
    /// Live: neither over nor withdrawn.
    pub active: bool,
    /// Withdrawn or refuted.
    pub void: bool,
    pub side: Option<Side>,
    pub sites: Vec<String>,
    /// Says that no allergy to any drug is known, and to anything else.
    pub none_known: [bool; 2],
}

impl Subject {
    /// Those of a chart, in its order: of kinds that a note is asked about.
    pub(super) fn all(chart: &[Statement], own: &Own, known: &NoteLabels) -> Vec<Self> {
        let held = chart.iter().enumerate().filter(|(_, statement)| is_held_against_notes(statement.kind));
        held.map(|(index, statement)| Self::of(index, statement, own, known)).collect()
    }

    pub(super) fn of(index: usize, statement: &Statement, own: &Own, known: &NoteLabels) -> Self {
        let labels = labels(statement);
        let verification = statement.word(Aspect::Verification);
        let status = statement.word(Aspect::Status);
        let negated = statement.value(Aspect::Negation) == Some(&Value::Flag(true));
        let void = negated || matches!(verification, Some("refuted" | "entered-in-error")) || status == Some("entered-in-error");
        let from = began(statement);
        let said = known.of_statement(statement, &labels);
        let (side, mut sites) = sides_of(statement, &said);
        let concepts = concepts(&said, own);
        let always = concepts.first().map_or("", |concept| lexicon().site(concept));
        if !always.is_empty() && !sites.iter().any(|site| site == always) {
            sites.push(always.to_string());
        }
        Self {
            index,
            kind: statement.kind,
            concepts,
            label: labels.join(" | ").to_lowercase(),
            from: from.map(|d| latest(&d)),
            year: from.map(|d| d.year),
            to: statement.date(Aspect::End).map(|d| d.days()),
            active: !void && matches!(status, None | Some("active" | "recurrence" | "relapse" | "in-progress")),
            void,
            side,
            sites,
            none_known: [true, false].map(|drug| statement.kind == Kind::NoKnownAllergy && is_none_known(statement, Some(drug))),
        }
    }

    /// Whether it holds on a day and does not end within some days after it.
    pub(super) fn holds_on(&self, day: i32, slack: i32) -> bool {
        self.from.is_some_and(|from| from <= day) && self.to.is_none_or(|to| to > day + slack)
    }

    /// Whether it is live and holds on a day.
    pub(super) fn is_live_on(&self, day: i32, slack: i32) -> bool {
        self.active && self.holds_on(day, slack)
    }

    /// Whether it was there before a day.
    pub(super) fn is_older(&self, day: i32) -> bool {
        self.from.is_some_and(|from| from < day)
    }

    /// Whether its label has words at all; a bare code tells nothing.
    pub(super) fn is_readable(&self) -> bool {
        self.label.split(|c: char| !c.is_alphabetic()).any(|word| word.len() >= 4)
    }
}

/// Kinds that a note is asked about; the others, which are many, are not read.
fn is_held_against_notes(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Allergy
            | Kind::NoKnownAllergy
            | Kind::Problem
            | Kind::EncounterDiagnosis
            | Kind::Medication
            | Kind::Immunization
            | Kind::Procedure
            | Kind::FamilyHistory
            | Kind::Device
            | Kind::Order
    )
}

/// An allergy is known from when it was recorded; other things hold from their onset.
fn began(statement: &Statement) -> Option<Date> {
    let order = match statement.kind {
        Kind::Allergy | Kind::NoKnownAllergy => [Aspect::Recorded, Aspect::Onset, Aspect::Effective],
        _ => [Aspect::Onset, Aspect::Effective, Aspect::Recorded],
    };
    order.iter().find_map(|aspect| statement.date(*aspect))
}

fn latest(date: &Date) -> i32 {
    date.days()
        + match date.precision {
            Precision::Year => 364,
            Precision::Month => 30,
            _ => 0,
        }
}

/// Every wording of what a statement is about.
pub(super) fn labels(statement: &Statement) -> Vec<Cow<'_, str>> {
    let mut out: Vec<Cow<'_, str>> = Vec::new();
    for fact in statement.facts.iter().filter(|f| matches!(f.aspect, Aspect::Code | Aspect::Text)) {
        match &fact.value {
            Value::Code(codings, text) => {
                out.extend(codings.iter().map(|c| Cow::Borrowed(c.display.as_str())));
                out.push(Cow::Borrowed(text.as_str()));
            }
            Value::Text(text) | Value::Word(text) => out.push(Cow::Borrowed(text.as_str())),
            _ => {}
        }
    }
    out.retain(|label| !label.trim().is_empty());
    if out.is_empty() {
        out.push(Cow::Owned(statement.label()));
    }
    out
}

/// What the labels of a statement name, each once: of the lexicon, and of the names that its own patient's charts lend.
fn concepts(labels: &[Arc<Label>], own: &Own) -> Vec<String> {
    if labels.iter().any(|label| label.is_other) {
        return Vec::new();
    }
    let mut out: Vec<String> = Vec::new();
    for label in labels {
        let lent = label.own.as_deref().and_then(|words| own.named(words));
        for name in label.names.iter().map(String::as_str).chain(lent) {
            if !out.iter().any(|known| known == name) {
                out.push(name.to_string());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin};

    fn problem(label: &str, more: &[(Aspect, &str)]) -> Statement {
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let mut facts = vec![fact(Aspect::Code, Value::words(label))];
        facts.extend(more.iter().map(|(aspect, word)| fact(*aspect, Value::Word((*word).into()))));
        let origin = Origin { artifact: 0, relation: 0, line: 1, reference: String::new() };
        Statement { kind: Kind::Problem, patient: "1".into(), origin, facts }
    }

    #[test]
    fn a_label_that_was_read_once_says_the_same_beside_whatever_else_is_said() {
        let chart = [
            problem("Osteoarthritis of left knee", &[]),
            problem("Osteoarthritis of left knee", &[(Aspect::Laterality, "right"), (Aspect::BodySite, "hip")]),
            problem("Hypertension", &[(Aspect::BodySite, "right arm")]),
        ];
        let charts: [&[Statement]; 1] = [&chart];
        let known = NoteLabels::default();
        let own = Own::of(&charts, &known);
        let seen = |known: &NoteLabels| chart.iter().map(|s| Subject::of(0, s, &own, known)).map(|s| (s.concepts, s.side, s.sites)).collect::<Vec<_>>();
        let (once, anew) = (seen(&known), seen(&NoteLabels::default()));
        assert_eq!(once, anew);
        assert_eq!(once.iter().map(|(_, side, _)| *side).collect::<Vec<_>>(), [Some(Side::Left), Some(Side::Right), Some(Side::Right)]);
        assert_eq!([&once[1].2, &once[2].2], [&vec!["knee".to_string(), "hip".to_string()], &vec!["arm".to_string()]]);
        assert!(!once[2].0.is_empty());
    }
}
