//! A destination of FHIR R4 resources, in one file of NDJSON.

use super::{Destination, File};
use damage::{Dice, Effect, Index, Operator, Site, Work, named_by, patient, reference};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Types of resources that belong to no chart: records of any type hang on them.
const OF_NOBODY: [&str; 3] = ["Practitioner", "Organization", "Location"];

/// The resources, as values and as written.
pub struct Resources {
    clean: Vec<Value>,
    lines: Vec<String>,
    places: Index,
    /// The records of patients that name somebody by a key.
    naming: HashMap<String, Vec<usize>>,
}

impl Resources {
    /// Of resources in their order.
    pub fn new(clean: Vec<Value>) -> Self {
        let mut naming: HashMap<String, Vec<usize>> = HashMap::new();
        for (record, resource) in clean.iter().enumerate().filter(|(_, resource)| !patient(resource).is_empty()) {
            named_by(resource).into_iter().for_each(|key| naming.entry(key.to_string()).or_default().push(record));
        }
        Self { naming, lines: clean.iter().map(Value::to_string).collect(), places: Index::new(&clean), clean }
    }
}

impl Resources {
    /// The records that hang on somebody who belongs to no chart: a finding on one of them names who was damaged.
    fn hanging(&self, record: usize) -> impl Iterator<Item = String> {
        let resource = &self.clean[record];
        let is_entry = OF_NOBODY.iter().any(|kind| resource["resourceType"] == *kind);
        let numbers = resource["identifier"].as_array().into_iter().flatten().filter_map(|i| i["value"].as_str());
        let keys = resource["id"].as_str().into_iter().chain(numbers).filter(move |_| is_entry);
        keys.filter_map(move |key| self.naming.get(key)).flatten().map(move |record| self.name(*record))
    }
}

fn file(lines: &[String]) -> Vec<File> {
    vec![("destination.ndjson".into(), lines.join("\n") + "\n")]
}

impl Destination for Resources {
    type Work = Work;
    type Change = (Value, Effect);
    const RECORDS: &'static str = "resources";

    fn size(&self) -> usize {
        self.clean.len()
    }

    fn files(&self) -> Vec<File> {
        file(&self.lines)
    }

    fn name(&self, record: usize) -> String {
        reference(&self.clean[record])
    }

    fn whose(&self, record: usize) -> String {
        patient(&self.clean[record])
    }

    fn bound(&self, record: usize) -> Vec<usize> {
        vec![record]
    }

    fn is_each(operator: &Operator<Work>) -> bool {
        operator.is_each()
    }

    fn change(&self, record: usize, operator: &Operator<Work>, dice: Dice) -> Option<Self::Change> {
        let Work::Each(work) = operator.work else { return None };
        let resource = &self.clean[record];
        let kind = resource["resourceType"].as_str().unwrap_or("");
        if !operator.types.is_empty() && !operator.types.contains(&kind) {
            return None;
        }
        let mut copy = resource.clone();
        let effect = work(&mut copy, &mut Site::new(&self.clean, &self.places, dice));
        (effect != Effect::None).then_some((copy, effect))
    }

    fn changed(&self, changes: &[(usize, Self::Change)]) -> (Vec<File>, Vec<HashSet<String>>) {
        let mut edited: HashMap<usize, Option<String>> = HashMap::new();
        let (mut added, mut names) = (Vec::new(), Vec::new());
        for (record, (copy, effect)) in changes {
            let kept = match effect {
                Effect::Changed | Effect::Split(_) => Some(copy.to_string()),
                Effect::Removed => None,
                Effect::None | Effect::Added(_) => Some(self.lines[*record].clone()),
            };
            edited.insert(*record, kept);
            let mut records = HashSet::from([self.name(*record)]);
            records.extend(self.hanging(*record));
            if let Effect::Added(new) | Effect::Split(new) = effect {
                records.extend(new.iter().map(reference));
                added.extend(new.iter().map(Value::to_string));
            }
            names.push(records);
        }
        let kept = self.lines.iter().enumerate().filter_map(|(record, line)| edited.remove(&record).unwrap_or_else(|| Some(line.clone())));
        let mut lines: Vec<String> = kept.collect();
        lines.extend(added);
        (file(&lines), names)
    }

    fn is_of_nobody(operator: &Operator<Work>) -> bool {
        operator.types.iter().any(|kind| OF_NOBODY.contains(kind))
    }

    fn rewritten(&self, operator: &Operator<Work>, dice: &mut Dice) -> Option<(Vec<File>, usize)> {
        let Work::Whole(work) = operator.work else { return None };
        let mut copy = self.clean.clone();
        work(&mut copy, dice);
        let changed = copy.iter().zip(&self.clean).filter(|(a, b)| a != b).count().max(1);
        let lines: Vec<String> = copy.iter().map(Value::to_string).collect();
        Some((file(&lines), changed))
    }
}
