//! Ids that a run made and references that it wrote: which lead nowhere, and which lead to a patient of whom nothing is made.
//!
//! Every row of a source has an id, so that each is held as [`Ids`] hold it.

use crate::ids::{Ids, id_number};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Ids made, and references that led nowhere when they were written.
#[derive(Default)]
pub(crate) struct Links {
    made: HashMap<String, Ids>,
    /// Patients of whom nothing is made.
    kept_out: HashSet<u128>,
    open: HashMap<String, Ids>,
}

impl Links {
    /// False when the id is taken.
    pub(crate) fn made(&mut self, kind: &str, id: &str) -> bool {
        insert(&mut self.made, kind, id_number(id))
    }

    /// Nothing is made of a patient.
    pub(crate) fn keep_out(&mut self, patient: &str) {
        self.kept_out.insert(id_number(patient));
    }

    /// Whether a reference leads to a patient of whom nothing is made.
    pub(crate) fn is_kept_out(&self, reference: &str) -> bool {
        reference.strip_prefix("Patient/").is_some_and(|id| self.kept_out.contains(&id_number(id)))
    }

    pub(crate) fn referred(&mut self, reference: &str) {
        if let Some((kind, id)) = reference.split_once('/') {
            let id = id_number(id);
            // What was made stays made.
            if self.made.get(kind).is_none_or(|ids| !ids.contains(id)) {
                insert(&mut self.open, kind, id);
            }
        }
    }

    /// References by kind that lead nowhere in the end, each once.
    pub(crate) fn dangling(&self) -> BTreeMap<String, u64> {
        let is_made = |kind: &str, id: u128| self.made.get(kind).is_some_and(|ids| ids.contains(id));
        let count = |(kind, ids): (&String, &Ids)| (kind.clone(), ids.iter().filter(|id| !is_made(kind, *id)).count() as u64);
        self.open.iter().map(count).filter(|(_, count)| *count > 0).collect()
    }
}

/// False when the id is among those of its kind already.
fn insert(ids: &mut HashMap<String, Ids>, kind: &str, id: u128) -> bool {
    match ids.get_mut(kind) {
        Some(known) => known.insert(id),
        None => ids.entry(kind.into()).or_default().insert(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::stable_id;

    #[test]
    fn what_is_made_after_it_was_referred_to_leads_somewhere_and_nobody_is_made_twice() {
        let mut links = Links::default();
        let [first, second] = ["1", "2"].map(|key| stable_id("urn:a", "Patient", key));
        links.referred(&format!("Patient/{first}"));
        links.referred(&format!("Patient/{second}"));
        links.referred(&format!("Patient/{second}"));
        assert!(links.made("Patient", &first) && !links.made("Patient", &first) && links.made("Encounter", &first));
        links.referred(&format!("Patient/{first}"));
        assert_eq!(links.dangling(), BTreeMap::from([("Patient".to_string(), 1)]));
        links.keep_out(&second);
        let leads_out = |reference: &str| links.is_kept_out(reference);
        assert!(leads_out(&format!("Patient/{second}")) && !leads_out(&format!("Patient/{first}")) && !leads_out(&format!("Encounter/{second}")));
    }
}
