//! Which record of the other side a link leads to: learnt from the pairs, never from keys that look alike.
//!
//! An encounter belongs to one patient: the encounters that were paired tell it, else the majority of the statements that
//! hang on it. A practitioner, an organisation or a place serves many patients: what most pairs of all charts so far say is
//! what a legacy key has become. A link that goes elsewhere, where that is settled, is another link.

use crate::align::Match;
use model::{Aspect, Kind, Statement, Value};
use std::collections::HashMap;

type Votes = HashMap<String, HashMap<String, u32>>;

/// Pairs that must have spoken before a link is settled.
const SETTLED: u32 = 4;

/// What legacy keys of people and places have become, from the pairs of every chart that was aligned so far.
#[derive(Debug, Default)]
pub struct Links {
    votes: HashMap<Aspect, Votes>,
}

/// The one key of an aspect; several at once tell nothing about each other.
fn key(statement: &Statement, aspect: Aspect) -> Option<&str> {
    let mut found = statement.facts.iter().filter(|f| f.aspect == aspect);
    match (found.next().map(|f| &f.value), found.next()) {
        (Some(Value::Key(key)), None) => Some(key),
        _ => None,
    }
}

/// Links that lead to a record of the same patient: no other chart tells anything about them.
fn of_the_chart(aspect: Aspect) -> bool {
    matches!(aspect, Aspect::Encounter | Aspect::Panel | Aspect::Results | Aspect::Replaces)
}

impl Links {
    /// Notes the links of the pairs of one patient.
    pub(crate) fn note(&mut self, legacy: &[Statement], destination: &[Statement], matches: &[Match]) {
        for (l, r) in matches.iter().filter_map(|m| Some((&legacy[m.legacy?], &destination[m.destination?]))) {
            for fact in l.facts.iter().filter(|f| !of_the_chart(f.aspect) && matches!(f.value, Value::Key(_))) {
                if let (Some(a), Some(b)) = (key(l, fact.aspect), key(r, fact.aspect)) {
                    *self.votes.entry(fact.aspect).or_default().entry(a.into()).or_default().entry(b.into()).or_default() += 1;
                }
            }
        }
    }

    /// Whether a legacy key has become that key; `None` while nobody can tell.
    pub(crate) fn leads(&self, aspect: Aspect, legacy: &str, destination: &str) -> Option<bool> {
        let votes = self.votes.get(&aspect)?.get(legacy)?;
        let all: u32 = votes.values().sum();
        let best = votes.values().max()?;
        let own = votes.get(destination).copied().unwrap_or(0);
        if own == *best || own * 4 >= all {
            return Some(true);
        }
        (all >= SETTLED).then_some(false)
    }
}

/// Legacy encounters of one patient with the encounter each became.
#[derive(Debug, Default)]
pub(crate) struct EncounterLinks(HashMap<String, String>);

impl EncounterLinks {
    pub(crate) fn of(legacy: &[Statement], destination: &[Statement], matches: &[Match]) -> Self {
        let mut votes = Votes::new();
        let mut paired = HashMap::new();
        for (l, r) in matches.iter().filter_map(|m| Some((&legacy[m.legacy?], &destination[m.destination?]))) {
            let (Some(a), Some(b)) = (key(l, Aspect::Encounter), key(r, Aspect::Encounter)) else { continue };
            if l.kind == Kind::Encounter && r.kind == Kind::Encounter {
                paired.insert(a.to_string(), b.to_string());
            } else {
                *votes.entry(a.into()).or_default().entry(b.into()).or_default() += 1;
            }
        }
        let winner = |(key, options): (String, HashMap<String, u32>)| {
            let mate = options.into_iter().max_by(|x, y| x.1.cmp(&y.1).then_with(|| y.0.cmp(&x.0)))?;
            Some((key, mate.0))
        };
        let mut links: HashMap<String, String> = votes.into_iter().filter_map(winner).collect();
        links.extend(paired);
        Self(links)
    }

    /// Whether a legacy encounter has become that encounter; `None` when nobody can tell.
    pub(crate) fn leads(&self, legacy: &str, destination: &str) -> Option<bool> {
        self.0.get(legacy).map(|mate| mate == destination)
    }
}
