//! Where the links between the records of two aligned charts lead, each by whoever can tell: encounters by the pairs of the patient, what
//! stands within the chart by its panels and reports, people and places by the pairs of all charts.

use crate::align::Match;
use crate::digest::digest;
use crate::directory::{self, Directory};
use crate::judge::is_chart_link;
use crate::links::{Asked, EncounterLinks, Links};
use crate::panels::ChartLinks;
use crate::reading::Coverage;
use crate::within::{is_record_of_chart, leads_within};
use model::{Aspect, Statement};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What became of the links of one patient.
pub(crate) struct Leads<'l> {
    encounters: EncounterLinks,
    /// Links within the chart.
    pub(crate) within: ChartLinks,
    links: &'l Links,
    /// Who and what both books know by id.
    directories: (&'l Directory, &'l Directory),
    /// What was asked of the links of all charts, in an order of its own: a result that is kept is the same bytes each time.
    asked: RefCell<BTreeMap<(Aspect, u64), Question>>,
}

/// Both keys, and whether one has become the other.
type Question = (String, String, Option<bool>);

impl<'l> Leads<'l> {
    pub(crate) fn of(legacy: &[Statement], destination: &[Statement], matches: &[Match], links: &'l Links, (ours, theirs): (&'l Coverage, &'l Coverage)) -> Self {
        let (encounters, within) = (EncounterLinks::of(legacy, destination, matches), ChartLinks::of(legacy, destination, matches));
        Self { encounters, within, links, directories: (&ours.directory, &theirs.directory), asked: RefCell::default() }
    }

    /// Whether a legacy key has become that key; `None` when nobody can tell.
    pub(crate) fn to(&self, aspect: Aspect, legacy: &str, destination: &str) -> Option<bool> {
        let encounters = || self.encounters.leads(legacy, destination);
        let within = || self.within.leads(aspect, legacy, destination).or_else(|| self.leads_out(aspect, legacy, destination));
        let is_same = || directory::is_same(self.directories.0, self.directories.1, legacy, destination);
        let links = || match self.ask(aspect, legacy, destination) {
            Some(true) => Some(true),
            _ if is_same() => Some(true),
            other => other,
        };
        match aspect {
            Aspect::Encounter => encounters(),
            other if is_chart_link(other) => within(),
            // What was taken of a patient is of nobody else.
            other if is_record_of_chart(other) => within().or_else(links),
            // It may lead to a record of the chart, an encounter among them, or to a person or place.
            Aspect::Element => within().or_else(encounters).or_else(links),
            _ => links(),
        }
    }

    /// That what led to a record of the chart leads to none of it any more, where that is known to be told by keys.
    fn leads_out(&self, aspect: Aspect, legacy: &str, destination: &str) -> Option<bool> {
        let kind = self.within.out_of_chart(legacy, destination).filter(|_| leads_within(aspect))?;
        self.links.lead_within(kind).then_some(false)
    }

    /// Asks the links of all charts once, and notes what they say.
    fn ask(&self, aspect: Aspect, legacy: &str, destination: &str) -> Option<bool> {
        let ask = || (legacy.to_string(), destination.to_string(), self.links.leads(aspect, legacy, destination));
        self.asked.borrow_mut().entry((aspect, digest(&(legacy, destination)))).or_insert_with(ask).2
    }

    /// What was asked of the links of all charts.
    pub(crate) fn asked(self) -> Asked {
        let answers = self.asked.into_inner().into_iter().map(|((aspect, _), (legacy, destination, answer))| (aspect, legacy, destination, answer));
        Asked::new(self.links, answers.collect())
    }
}
