//! Where the links between the records of two aligned charts lead, each by whoever can tell: encounters by the pairs of the patient, what
//! stands within the chart by its panels and reports, people and places by the pairs of all charts.

use crate::align::Match;
use crate::judge::is_chart_link;
use crate::links::{EncounterLinks, Links};
use crate::panels::ChartLinks;
use model::{Aspect, Statement};

/// What became of the links of one patient.
pub(crate) struct Leads<'l> {
    encounters: EncounterLinks,
    /// Links within the chart.
    pub(crate) within: ChartLinks,
    links: &'l Links,
}

impl<'l> Leads<'l> {
    pub(crate) fn of(legacy: &[Statement], destination: &[Statement], matches: &[Match], links: &'l Links) -> Self {
        Self { encounters: EncounterLinks::of(legacy, destination, matches), within: ChartLinks::of(legacy, destination, matches), links }
    }

    /// Whether a legacy key has become that key; `None` when nobody can tell.
    pub(crate) fn to(&self, aspect: Aspect, legacy: &str, destination: &str) -> Option<bool> {
        let (encounters, within) = (|| self.encounters.leads(legacy, destination), || self.within.leads(aspect, legacy, destination));
        let links = || self.links.leads(aspect, legacy, destination);
        match aspect {
            Aspect::Encounter => encounters(),
            other if is_chart_link(other) => within(),
            // It may lead to a record of the chart, an encounter among them, or to a person or place.
            Aspect::Element => within().or_else(encounters).or_else(links),
            _ => links(),
        }
    }
}
