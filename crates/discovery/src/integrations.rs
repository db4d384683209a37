//! Who talks to the legacy system: applications, facilities, payers and laboratories that show in its data, with when.
//!
//! An accumulator: whoever reads records notes what it sees. An interface that fell silent years ago and one that is in
//! use look the same in a configuration; here they do not.

use crate::hash::hash;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Integrations kept one by one; further ones of a kind are one.
const INTEGRATIONS_MAX: usize = 10_000;
/// Patients that are told apart of a name that a column gives; further ones are not counted.
const PATIENTS_MAX: usize = 32;
/// The name under which further ones are counted.
const FURTHER: &str = "(further)";

/// Year and month.
pub type Month = (i16, u8);

/// Who says that a name is one of an integration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Given {
    /// The format of the record itself.
    #[default]
    ByFormat,
    /// A column of a table that names no patients: by what it is called.
    ByColumn,
    /// The same of a table that does: so many different patients have it, counted up to 32.
    ByColumnOf(usize),
}

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
    /// Whether a column gives it, and if so, whether of a table with patients.
    #[serde(skip)]
    column: Option<bool>,
    /// Hashes of the patients whose rows have it.
    #[serde(skip)]
    patients: Vec<u64>,
}

impl Integration {
    /// Who says that it is one.
    pub fn given(&self) -> Given {
        match self.column {
            None => Given::ByFormat,
            Some(false) => Given::ByColumn,
            Some(true) => Given::ByColumnOf(self.patients.len()),
        }
    }

    /// Notes that a column of a table gives it; `patient` is what the column of patients says, where there is one.
    fn given_by_column(&mut self, patient: Option<&str>) {
        self.column = Some(self.column.unwrap_or(false) || patient.is_some());
        let patient = patient.map(str::trim).filter(|patient| !patient.is_empty()).map(hash);
        if let Some(patient) = patient.filter(|patient| self.patients.len() < PATIENTS_MAX && !self.patients.contains(patient)) {
            self.patients.push(patient);
        }
    }
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
        self.noted(kind, name, month);
    }

    /// Notes one row of a table whose column names an integration, with the patient of the row where the table has a column of patients.
    pub fn note_column(&mut self, kind: &str, name: &str, month: Option<Month>, patient: Option<&str>) {
        if let Some(integration) = self.noted(kind, name, month) {
            integration.given_by_column(patient);
        }
    }

    fn noted(&mut self, kind: &str, name: &str, month: Option<Month>) -> Option<&mut Integration> {
        let mut name = name.trim();
        if name.is_empty() {
            return None;
        }
        if !self.seen.contains_key(kind) {
            self.seen.insert(kind.into(), BTreeMap::new());
        }
        let of_kind = self.seen.get_mut(kind)?;
        if !of_kind.contains_key(name) {
            name = if self.kept >= INTEGRATIONS_MAX { FURTHER } else { name };
            self.kept += 1;
            let new = || Integration { kind: kind.into(), name: name.into(), ..Integration::default() };
            of_kind.entry(name.into()).or_insert_with(new);
        }
        let integration = of_kind.get_mut(name)?;
        integration.records += 1;
        *integration.years.entry(month.map_or(0, |(year, _)| year)).or_default() += 1;
        if let Some(month) = month {
            integration.first = Some(integration.first.map_or(month, |first| first.min(month)));
            integration.last = Some(integration.last.map_or(month, |last| last.max(month)));
        }
        Some(integration)
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

    #[test]
    fn of_a_name_that_a_column_gives_the_different_patients_are_counted() {
        let mut integrations = Integrations::default();
        for n in 0..50 {
            integrations.note_column("payer", "Plan A", None, Some(&(n % 5).to_string()));
            integrations.note_column("payer", "Plan B", None, Some(&n.to_string()));
            integrations.note_column("payer", "Plan C", None, None);
        }
        integrations.note_column("payer", "Plan C", None, Some(" "));
        integrations.note("payer", "Plan D", None);
        let given: Vec<(String, Given)> = integrations.list().into_iter().map(|i| (i.name.clone(), i.given())).collect();
        let wanted = [("Plan C", Given::ByColumnOf(0)), ("Plan A", Given::ByColumnOf(5)), ("Plan B", Given::ByColumnOf(PATIENTS_MAX)), ("Plan D", Given::ByFormat)];
        assert_eq!(given, wanted.map(|(name, given)| (name.to_string(), given)));
        let mut integrations = Integrations::default();
        integrations.note_column("payer", "Plan A", None, None);
        assert_eq!(integrations.list()[0].given(), Given::ByColumn);
    }
}
