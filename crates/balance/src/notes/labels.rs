//! What labels say by themselves, each read once for all patients: the charts of a book name the same few things over and over.
//!
//! Remembered up to a declared number, none that goes on; beyond it the memory starts anew. Nothing of a chart is remembered but the label, and the names that only
//! one patient's charts lend are looked up anew for each. What must stay true: what is remembered is what would be read.

use super::context::Scene;
use super::own::own_name;
use super::sides::{Side, look};
use model::{Kind, Statement};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Labels that are remembered.
const LABELS_MAX: usize = 20_000;
/// Bytes of one of them: what is longer is somebody's own, and read whenever it is met.
const LABEL_BYTES_MAX: usize = 1_000;

/// Words of a label that make it something else than the problem it names.
pub(super) const OTHER_MEANING: &[&str] = &[
    "history", "family", "screening", "risk", "allergy", "adverse", "exposure", "prophylactic", "vaccination", "suspected", "possible", "fear", "personal",
    "encounter", "status", "aftercare", "observation", "rule",
];

/// What one label says in a statement of a kind.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// It is about something else than the problem it names.
    pub is_other: bool,
    /// What it names of the lexicon.
    pub names: Vec<String>,
    /// The words by which notes may name it, where it names nothing of the lexicon.
    pub own: Option<Vec<String>>,
    /// The first side it says.
    pub side: Option<Side>,
    /// Every site it says, once.
    pub sites: Vec<String>,
}

impl Label {
    fn read(kind: Kind, label: &str) -> Self {
        let scene = Scene::of_label(label);
        let of_problem = matches!(kind, Kind::Problem | Kind::EncounterDiagnosis | Kind::Procedure | Kind::FamilyHistory);
        let is_other = of_problem && kind != Kind::FamilyHistory && scene.words.iter().any(|w| OTHER_MEANING.contains(&w.text.as_str()));
        let meant = scene.mentions.iter().filter(|m| {
            let aside = m.context.is_aside() || m.context.denied.is_some() || m.context.historical;
            m.problem == of_problem && (!aside || !of_problem || kind == Kind::FamilyHistory)
        });
        // A diagnosis is about what it names first; what follows is a cause or a circumstance.
        let names = meant.take(if of_problem { 1 } else { usize::MAX }).flat_map(|m| m.concepts.iter().cloned()).collect();
        let own = if scene.mentions.is_empty() { own_name(kind, label) } else { None };
        let (mut side, mut sites) = (None, Vec::new());
        look(label, &mut side, &mut sites);
        Self { is_other, names, own, side, sites }
    }
}

#[derive(Debug, Default)]
struct Known {
    labels: HashMap<Kind, HashMap<String, Arc<Label>>>,
    count: usize,
}

/// The labels that were read so far, by whoever read them.
#[derive(Debug, Default)]
pub struct NoteLabels(RwLock<Known>);

impl NoteLabels {
    /// What a label says in a statement of a kind.
    pub(super) fn of(&self, kind: Kind, label: &str) -> Arc<Label> {
        if label.len() > LABEL_BYTES_MAX {
            return Arc::new(Label::read(kind, label));
        }
        if let Some(known) = self.known(kind, label) {
            return known;
        }
        let read = Arc::new(Label::read(kind, label));
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.count >= LABELS_MAX {
            *known = Known::default();
        }
        known.count += 1;
        known.labels.entry(kind).or_default().insert(label.to_string(), Arc::clone(&read));
        read
    }

    fn known(&self, kind: Kind, label: &str) -> Option<Arc<Label>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.labels.get(&kind)?.get(label).cloned()
    }

    /// What the labels of a statement say, in their order.
    pub(super) fn of_statement(&self, statement: &Statement, labels: &[impl AsRef<str>]) -> Vec<Arc<Label>> {
        labels.iter().map(|label| self.of(statement.kind, label.as_ref())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_what_it_would_say_anew_and_each_kind_hears_its_own() {
        let labels = NoteLabels::default();
        let words = ["Warfarin 5 MG Oral Tablet", "Osteoarthritis of left knee", "Family history of gout", "Huntington's chorea (disorder)", ""];
        for _ in 0..2 {
            for kind in [Kind::Medication, Kind::Problem, Kind::FamilyHistory, Kind::Allergy] {
                for label in words {
                    assert_eq!(*labels.of(kind, label), Label::read(kind, label), "{kind} {label}");
                }
            }
        }
        let of = |kind, label| labels.of(kind, label);
        assert_eq!((of(Kind::Medication, words[0]).names.as_slice(), of(Kind::Problem, words[0]).names.len()), (["warfarin".to_string()].as_slice(), 0));
        assert_eq!(of(Kind::Problem, words[1]).side, Some(Side::Left));
        assert!(of(Kind::Problem, words[2]).is_other && !of(Kind::FamilyHistory, words[2]).is_other);
        assert_eq!(of(Kind::Problem, words[3]).own.as_deref().map(|own| own.join(" ")).as_deref(), Some("huntington's chorea"));
    }

    #[test]
    fn a_full_memory_starts_anew() {
        let labels = NoteLabels(RwLock::new(Known { labels: HashMap::new(), count: LABELS_MAX }));
        labels.of(Kind::Problem, "Gout");
        let known = labels.0.read().unwrap();
        assert_eq!((known.count, known.labels.len()), (1, 1));
        drop(known);
        let long = format!("Gout. {}", "It came back. ".repeat(100));
        assert_eq!(*labels.of(Kind::Problem, &long), Label::read(Kind::Problem, &long));
        assert_eq!(labels.0.read().unwrap().count, 1, "a remark that goes on is not remembered");
    }
}
