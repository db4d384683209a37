//! Who talks to the legacy system: applications, facilities, payers and laboratories that show in its data, with when.
//!
//! An accumulator: whoever reads records notes what it sees. An interface that fell silent years ago and one that is in
//! use look the same in a configuration; here they do not.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Integrations kept one by one; further ones of a kind are one.
const INTEGRATIONS_MAX: usize = 10_000;
/// The name under which further ones are counted.
const FURTHER: &str = "(further)";

/// Year and month.
pub type Month = (i16, u8);

/// A system, interface, payer or laboratory that shows in the data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Integration {
    /// `sending application`, `receiving application`, `sending facility`, `message type`, `payer`, `laboratory`, `portal`, `interface`, `source system`,
    /// `software`, `device`, `custodian`, `author organization`, `informant organization`, `receiving organization`, `provider organization`.
    pub kind: String,
    /// Its name as written in the data.
    pub name: String,
    /// Records.
    pub records: u64,
    /// First month with records, when any told one.
    pub first: Option<Month>,
    /// Last month with records.
    pub last: Option<Month>,
    /// Records by year; those that tell none are under 0.
    pub years: BTreeMap<i16, u64>,
}

/// Gathers integrations.
#[derive(Debug, Default)]
pub struct Integrations {
    seen: BTreeMap<String, BTreeMap<String, Integration>>,
    kept: usize,
}

impl Integrations {
    /// Notes one record of an integration; an empty name is none.
    pub fn note(&mut self, kind: &str, name: &str, month: Option<Month>) {
        let mut name = name.trim();
        if name.is_empty() {
            return;
        }
        if !self.seen.contains_key(kind) {
            self.seen.insert(kind.into(), BTreeMap::new());
        }
        let Some(of_kind) = self.seen.get_mut(kind) else { return };
        if !of_kind.contains_key(name) {
            name = if self.kept >= INTEGRATIONS_MAX { FURTHER } else { name };
            self.kept += 1;
            let new = || Integration { kind: kind.into(), name: name.into(), ..Integration::default() };
            of_kind.entry(name.into()).or_insert_with(new);
        }
        let Some(integration) = of_kind.get_mut(name) else { return };
        integration.records += 1;
        *integration.years.entry(month.map_or(0, |(year, _)| year)).or_default() += 1;
        if let Some(month) = month {
            integration.first = Some(integration.first.map_or(month, |first| first.min(month)));
            integration.last = Some(integration.last.map_or(month, |last| last.max(month)));
        }
    }

    /// All, by kind, most records first.
    pub fn list(self) -> Vec<Integration> {
        let mut all: Vec<Integration> = self.seen.into_values().flat_map(BTreeMap::into_values).collect();
        all.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| b.records.cmp(&a.records)).then_with(|| a.name.cmp(&b.name)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traffic_with_its_months() {
        let mut integrations = Integrations::default();
        for (name, month) in [("LABSYS", Some((2014, 3))), ("LABSYS", Some((2012, 11))), ("PACS", None), (" ", Some((2014, 1))), ("LABSYS", Some((2014, 5)))] {
            integrations.note("sending application", name, month);
        }
        integrations.note("payer", "Plan A", Some((2013, 1)));
        let list = integrations.list();
        let names: Vec<(&str, u64)> = list.iter().map(|i| (i.name.as_str(), i.records)).collect();
        assert_eq!(names, [("Plan A", 1), ("LABSYS", 3), ("PACS", 1)]);
        assert_eq!((list[1].first, list[1].last), (Some((2012, 11)), Some((2014, 5))));
        assert_eq!(list[1].years, BTreeMap::from([(2012, 1), (2014, 2)]));
        assert_eq!((list[2].first, list[2].years[&0]), (None, 1));
    }

    #[test]
    fn memory_is_bounded_and_nothing_is_lost() {
        let mut integrations = Integrations::default();
        (0..INTEGRATIONS_MAX + 50).for_each(|n| integrations.note("payer", &format!("P{n}"), None));
        let list = integrations.list();
        assert!(list.len() <= INTEGRATIONS_MAX + 1);
        assert_eq!(list.iter().map(|i| i.records).sum::<u64>(), INTEGRATIONS_MAX as u64 + 50);
    }
}
