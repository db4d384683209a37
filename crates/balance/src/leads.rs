//! Where the links between the records of two aligned charts lead, each by whoever can tell: encounters by the pairs of the patient, what
//! stands within the chart by its panels and reports, people and places by the pairs of all charts.

use crate::align::Match;
use crate::digest::digest;
use crate::directory::{self, Directory};
use crate::judge::{AspectDifference, is_chart_link};
use crate::links::{Asked, EncounterLinks, Links};
use crate::own;
use crate::panels::ChartLinks;
use crate::reading::Coverage;
use crate::within::{is_record_of_chart, leads_within};
use crate::written::part_and_key;
use model::{Aspect, Fact, Kind, Statement, Value};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

/// What became of the links of one patient.
pub(crate) struct Leads<'l> {
    encounters: EncounterLinks<'l>,
    diagnoses: Diagnoses,
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
    pub(crate) fn of(legacy: &'l [Statement], destination: &'l [Statement], matches: &[Match], links: &'l Links, (ours, theirs): (&'l Coverage, &'l Coverage)) -> Self {
        let (encounters, within) = (EncounterLinks::of(legacy, destination, matches), ChartLinks::of(legacy, destination, matches));
        let diagnoses = Diagnoses::of(legacy, destination, matches);
        Self { encounters, diagnoses, within, links, directories: (&ours.directory, &theirs.directory), asked: RefCell::default() }
    }

    /// Whether a legacy key has become that key; `None` when nobody can tell.
    pub(crate) fn to(&self, aspect: Aspect, legacy: &str, destination: &str) -> Option<bool> {
        if aspect == Aspect::Role {
            // Whoever took another part is not meant, be it the same person.
            let ((part, legacy), (other, destination)) = (part_and_key(legacy), part_and_key(destination));
            return if part == other { self.to_others(aspect, legacy, destination) } else { Some(false) };
        }
        let encounters = || self.encounters.leads(legacy, destination);
        let within = || self.within.leads(aspect, legacy, destination).or_else(|| self.leads_out(aspect, legacy, destination));
        let links = || self.to_others(aspect, legacy, destination);
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

    /// The same of people, organizations and places.
    fn to_others(&self, aspect: Aspect, legacy: &str, destination: &str) -> Option<bool> {
        let (ours, theirs) = self.directories;
        if directory::is_another_number(theirs, legacy, destination) || directory::is_another_number(ours, destination, legacy) {
            return Some(false);
        }
        match self.ask(aspect, legacy, destination) {
            Some(true) => Some(true),
            _ if directory::is_same(self.directories.0, self.directories.1, legacy, destination) => Some(true),
            other => other,
        }
    }

    /// Leaves of the differences a link of which the other end says it: a visit names what was found at it, or what was found names the visit.
    pub(crate) fn settle(&self, legacy: &Statement, destination: &Statement, differences: &mut Vec<AspectDifference>) {
        if self.diagnoses.visits.is_empty() {
            return;
        }
        let is_named = || {
            let visits = self.diagnoses.visits.get(own::id(legacy)).map_or(&[][..], Vec::as_slice);
            let there = keys(destination, Aspect::Encounter).next();
            there.is_some_and(|there| visits.iter().any(|visit| self.encounters.leads(visit, there) == Some(true)))
        };
        let is_named_there = |fact: &Fact| matches!(&fact.value, Value::Key(found) if self.diagnoses.there.get(found).is_some_and(|visit| visit == own::id(destination)));
        let name_it = || legacy.facts.iter().filter(|fact| fact.aspect == Aspect::DiagnosisPointer).all(is_named_there);
        differences.retain(|d| match d.read_as {
            Aspect::Encounter if d.legacy.is_empty() => !is_named(),
            Aspect::DiagnosisPointer if d.destination.is_empty() && legacy.kind == Kind::Encounter => !name_it(),
            _ => true,
        });
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

/// What was found at which visit, where visits of the legacy chart name it; all by id.
#[derive(Default)]
struct Diagnoses {
    /// The visits that name a legacy record.
    visits: HashMap<String, Vec<String>>,
    /// The visit that the mate of such a record names.
    there: HashMap<String, String>,
}

impl Diagnoses {
    fn of(legacy: &[Statement], destination: &[Statement], matches: &[Match]) -> Self {
        let mut found = Self::default();
        for visit in legacy.iter().filter(|statement| statement.kind == Kind::Encounter) {
            for key in keys(visit, Aspect::DiagnosisPointer) {
                found.visits.entry(key.to_string()).or_default().push(own::id(visit).to_string());
            }
        }
        if found.visits.is_empty() {
            return found;
        }
        for (one, mate) in matches.iter().filter_map(|m| Some((legacy.get(m.legacy?)?, destination.get(m.destination?)?))) {
            if let Some(visit) = keys(mate, Aspect::Encounter).next().filter(|_| found.visits.contains_key(own::id(one))) {
                found.there.insert(own::id(one).to_string(), visit.to_string());
            }
        }
        found
    }
}

/// The records that a statement leads to by an aspect.
fn keys(statement: &Statement, aspect: Aspect) -> impl Iterator<Item = &str> {
    statement.facts.iter().filter(move |fact| fact.aspect == aspect).filter_map(|fact| if let Value::Key(key) = &fact.value { Some(key.as_str()) } else { None })
}
