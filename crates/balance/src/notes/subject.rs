//! What a structured statement is about, in the concepts that notes are read for, and how it stands on a day.
//!
//! Conservative: a date that knows only its year began on its last day, a label that itself is denied, doubted or of the family names nothing.

use super::context::Scene;
use super::own::Own;
use super::sides::{Side, sides_of, sides_of_labels};
use model::{Aspect, Date, Kind, Precision, Statement, Value};
use std::collections::HashMap;

/// A structured statement as notes are held against it.
pub(super) struct Subject {
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
}

/// Words of a label that make it something else than the problem it names.
pub(super) const OTHER_MEANING: &[&str] = &[
    "history", "family", "screening", "risk", "allergy", "adverse", "exposure", "prophylactic", "vaccination", "suspected", "possible", "fear", "personal",
    "encounter", "status", "aftercare", "observation", "rule",
];

/// What the labels of a statement say, whatever else it says.
#[derive(Debug, Clone)]
struct Label {
    concepts: Vec<String>,
    side: Option<Side>,
    sites: Vec<String>,
}

impl Label {
    fn read(kind: Kind, labels: &[String], own: &Own) -> Self {
        let (side, sites) = sides_of_labels(labels);
        Self { concepts: concepts(kind, labels, own), side, sites }
    }
}

/// The labels of some charts, each read once: both charts say most of what they say in the same words.
#[derive(Debug, Default)]
pub(super) struct Labels(HashMap<Kind, HashMap<Vec<String>, Label>>);

impl Labels {
    pub(super) fn of(charts: &[&[Statement]], own: &Own) -> Self {
        let mut read = Self::default();
        for statement in charts.iter().flat_map(|chart| chart.iter()).filter(|s| is_held_against_notes(s.kind)) {
            let labels = labels(statement);
            let known = read.0.entry(statement.kind).or_default();
            if !known.contains_key(&labels) {
                let label = Label::read(statement.kind, &labels, own);
                known.insert(labels, label);
            }
        }
        read
    }

    fn get(&self, kind: Kind, labels: &[String]) -> Option<&Label> {
        self.0.get(&kind)?.get(labels)
    }
}

impl Subject {
    pub(super) fn of(statement: &Statement, own: &Own, read: &Labels) -> Self {
        let labels = if is_held_against_notes(statement.kind) { labels(statement) } else { Vec::new() };
        let verification = statement.word(Aspect::Verification);
        let status = statement.word(Aspect::Status);
        let negated = statement.value(Aspect::Negation) == Some(&Value::Flag(true));
        let void = negated || matches!(verification, Some("refuted" | "entered-in-error")) || status == Some("entered-in-error");
        let from = began(statement);
        let known = read.get(statement.kind, &labels).cloned();
        let Label { concepts, side, sites } = known.unwrap_or_else(|| Label::read(statement.kind, &labels, own));
        let (side, sites) = sides_of(statement, (side, sites));
        Self {
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

/// Kinds that a note is asked about; of the others, which are many, not even the label is read.
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
pub(super) fn labels(statement: &Statement) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for fact in statement.facts.iter().filter(|f| matches!(f.aspect, Aspect::Code | Aspect::Text)) {
        match &fact.value {
            Value::Code(codings, text) => {
                out.extend(codings.iter().map(|c| c.display.clone()));
                out.push(text.clone());
            }
            Value::Text(text) | Value::Word(text) => out.push(text.clone()),
            _ => {}
        }
    }
    out.retain(|label| !label.trim().is_empty());
    if out.is_empty() {
        out.push(statement.label());
    }
    out
}

fn concepts(kind: Kind, labels: &[String], own: &Own) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut add = |names: &[String]| {
        for name in names {
            if !out.contains(name) {
                out.push(name.clone());
            }
        }
    };
    for label in labels {
        let scene = Scene::of_label(label);
        let of_problem = matches!(kind, Kind::Problem | Kind::EncounterDiagnosis | Kind::Procedure | Kind::FamilyHistory);
        if of_problem && kind != Kind::FamilyHistory && scene.words.iter().any(|w| OTHER_MEANING.contains(&w.text.as_str())) {
            return Vec::new();
        }
        let meant = scene.mentions.iter().filter(|m| {
            let aside = m.context.is_aside() || m.context.denied.is_some() || m.context.historical;
            m.problem == of_problem && (!aside || !of_problem || kind == Kind::FamilyHistory)
        });
        // A diagnosis is about what it names first; what follows is a cause or a circumstance.
        meant.take(if of_problem { 1 } else { usize::MAX }).for_each(|m| add(&m.concepts));
        add(&own.named(kind, label).filter(|_| scene.mentions.is_empty()).map(str::to_string).into_iter().collect::<Vec<_>>());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin};

    fn problem(label: &str, more: &[(Aspect, &str)]) -> Statement {
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let mut facts = vec![fact(Aspect::Code, Value::Code(Vec::new(), label.into()))];
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
        let own = Own::of(&charts);
        let read = Labels::of(&charts, &own);
        let seen = |read: &Labels| chart.iter().map(|s| Subject::of(s, &own, read)).map(|s| (s.concepts, s.side, s.sites)).collect::<Vec<_>>();
        let (once, anew) = (seen(&read), seen(&Labels::default()));
        assert_eq!(once, anew);
        assert_eq!(once.iter().map(|(_, side, _)| *side).collect::<Vec<_>>(), [Some(Side::Left), Some(Side::Right), Some(Side::Right)]);
        assert_eq!([&once[1].2, &once[2].2], [&vec!["knee".to_string(), "hip".to_string()], &vec!["arm".to_string()]]);
        assert!(!once[2].0.is_empty());
    }
}
