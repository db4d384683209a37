//! The reading of X12: claims and their lines (837), payments (835, 820), coverages (834, 270 and 271, SBR), the persons they
//! name, the status of claims (277), and reviews of services (278).
//!
//! Segments are gathered by loop and read when the loop is left, so that memory holds one claim at most. What a loop says
//! holds for the loops below it. A person or a coverage that one file repeats word for word (each claim names its
//! subscriber) is one statement, and so is what a set says that is delivered again, in the same file or another one (`delivered.rs`). Where both books are X12 what no aspect asserts is
//! told as well (`rest.rs`), and so are inquiries for the status of claims (276) and what a payer settled beside the claims of a remittance (PLB), which is about no patient. Segments of which no fact came are
//! counted as unread, acknowledgements wholly. A statement's origin is the segment that opens its loop (CLM, SV1, CLP, SVC, HD, EB, UM, NM1).

mod claim;
mod delivered;
mod group;
mod payment;
mod person;
mod rest;
mod review;
mod words;

#[cfg(test)]
mod tests;

use crate::directory::{self, Entry, Sort};
use crate::leaf;
use crate::reading::{Coverage, Places};
use delivered::{Delivered, hashed};
use formats::Record;
use group::{Group, Inherited, Out, segment, unread};
use model::{Aspect, Date, Fact, Kind, Statement, Value};
use std::collections::HashSet;

/// The system of the national numbers of providers.
const NATIONAL: &str = "http://hl7.org/fhir/sid/us-npi";

/// What the segments above say.
#[derive(Default)]
struct Shared {
    currency: String,
    /// The header of the transaction set.
    header: Vec<Inherited>,
    /// The level of the billing provider (837) or of the payer (271).
    provider: Vec<Inherited>,
    /// The subscriber or member.
    coverage: Vec<Inherited>,
    /// The claim, for its lines.
    claim: Vec<Inherited>,
    /// Who took part in the lines of the claim that were read so far, beside whoever rendered them.
    parts: Vec<Inherited>,
    /// The subscriber is the patient.
    is_self: bool,
    /// First and last day of service of the lines read so far.
    days: Option<(Date, Date)>,
    /// What no aspect asserts of all that stands below: of the set as a whole, then by the code of each level of the hierarchy.
    above: Vec<(String, Vec<rest::Told>)>,
    /// The same of the subscriber's level of a claim, for the coverage of whoever is the patient.
    insured: Vec<rest::Told>,
}

impl Shared {
    /// Forgets what a level above said; the header of the set stays.
    fn reset(&mut self) {
        let mut above = std::mem::take(&mut self.above);
        above.retain(|(level, _)| level.is_empty());
        *self = Self { header: std::mem::take(&mut self.header), currency: "USD".into(), above, ..Self::default() };
    }

    /// What a level says of all below it; it ends the one before of its sort, with all that stood below that. The level of the set has no code.
    fn tell_below(&mut self, level: &str, told: Vec<rest::Told>) {
        if !level.is_empty() {
            let at = self.above.iter().position(|(own, _)| own == level).unwrap_or(self.above.len());
            self.above.truncate(at);
        }
        if !level.is_empty() || !told.is_empty() {
            self.above.push((level.to_string(), told.into_iter().map(above).collect()));
        }
    }

    /// The number of the claim that the lines are of.
    fn number(&self) -> &str {
        let number = self.claim.iter().find(|fact| fact.aspect == Aspect::ClaimNumber);
        number.map_or("", |fact| match &fact.value {
            Value::Text(number) => number.as_str(),
            _ => "",
        })
    }

    /// Takes the days of a line into the span of its claim.
    fn widen(&mut self, days: [Option<Date>; 2]) {
        for day in days.into_iter().flatten() {
            let (first, last) = self.days.unwrap_or((day, day));
            let first = if day.days() < first.days() { day } else { first };
            let last = if day.days() > last.days() { day } else { last };
            self.days = Some((first, last));
        }
    }
}

/// What a level tells, as those below it tell it.
fn above((place, text): rest::Told) -> rest::Told {
    (place, leaf::above(&text))
}

/// Persons and coverages said before, by hash.
#[derive(Default)]
struct Said(HashSet<u64>);

impl Said {
    /// Beyond it repetitions are statements again.
    const MAX: usize = 1 << 20;

    fn first_time(&mut self, statement: &Statement) -> bool {
        let hash = hashed(statement);
        if self.0.len() >= Self::MAX {
            return !self.0.contains(&hash);
        }
        self.0.insert(hash)
    }
}

pub(crate) use delivered::elsewhere;

/// Whether a statement only says that a claim came: that it was passed on, received, or let in to be judged (277). Whoever sends one is told so, and
/// nothing has become of the claim.
pub(crate) fn is_receipt(statement: &Statement) -> bool {
    const CAME: [&str; 3] = ["A0:", "A1:", "A2:"];
    let mut states = statement.facts.iter().filter(|fact| fact.aspect == Aspect::Status).peekable();
    let came = |fact: &Fact| matches!(&fact.value, Value::Word(word) if CAME.iter().any(|state| word.starts_with(state)));
    statement.kind == Kind::Claim && states.peek().is_some() && states.all(came)
}

/// Takes up whom a set names by the national number of a provider, for a book of another format that gives keys of its own: whoever has another number is
/// somebody else, be it in every claim. Under which name somebody goes in the set is no matter of the directory: the first one of an artifact is kept, to be shown.
fn note_provider(record: &Record, coverage: &mut Coverage) {
    let part = |field: &str| record.get(field).map(str::trim).filter(|text| !text.is_empty());
    let (Some("1"), Some("XX"), Some(number)) = (part("NM102"), part("NM108"), part("NM109")) else { return };
    // The number is how it is named; an entry of its own is what the other book has.
    let id = format!("npi {number}");
    if coverage.directory.holds(&id) {
        return;
    }
    coverage.note_entry(Entry {
        keys: vec![number.to_string()],
        numbers: directory::number(NATIONAL, &[], number).into_iter().collect(),
        shown: ["NM104", "NM103"].into_iter().filter_map(part).collect::<Vec<_>>().join(" "),
        ..Entry::new(Sort::OfMessages, id)
    });
}

/// Families of transaction sets that are read alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Family {
    Claim,
    Remittance,
    Premium,
    Enrollment,
    Inquiry,
    Eligibility,
    Review,
    /// What became of claims, and the question for it.
    Status,
    #[default]
    Unread,
}

impl Family {
    fn of(transaction: &str) -> Self {
        match transaction {
            "837P" | "837I" | "837D" | "837" => Self::Claim,
            "835" => Self::Remittance,
            "820" => Self::Premium,
            "834" => Self::Enrollment,
            "270" => Self::Inquiry,
            "271" => Self::Eligibility,
            "278" => Self::Review,
            "276" | "277" | "277CA" => Self::Status,
            _ => Self::Unread,
        }
    }
}

/// How deep a segment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Header,
    Person,
    Claim,
    Line,
}

/// Reads one artifact.
pub(crate) struct X12Reading {
    artifact: u32,
    /// Whether what no aspect stands for is told as well.
    whole: bool,
    family: Family,
    shared: Shared,
    said: Said,
    delivered: Delivered,
    header: Option<Group>,
    person: Option<Group>,
    claim: Option<Group>,
    line: Option<Group>,
}

impl X12Reading {
    pub(crate) fn new(artifact: u32) -> Self {
        Self { artifact, whole: false, family: Family::default(), shared: Shared::default(), said: Said::default(), delivered: Delivered::default(), header: None, person: None, claim: None, line: None }
    }

    /// Also what no aspect asserts, where both books are X12.
    pub(crate) fn tell_all(&mut self, whole: bool) {
        self.whole = whole;
    }

    /// Takes a segment; emits what it closes.
    pub(crate) fn record(&mut self, record: &Record, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
        let mut delivered = std::mem::take(&mut self.delivered);
        let mut out = Out { artifact: self.artifact, whole: self.whole, places, coverage, each, delivered: &mut delivered };
        self.read(record, &mut out);
        self.delivered = delivered;
    }

    fn read(&mut self, record: &Record, out: &mut Out<'_>) {
        let name = segment(record);
        if matches!(name, "ISA" | "GS" | "ST" | "SE" | "GE" | "IEA") {
            self.close(Depth::Header, out);
            out.delivered.begin();
            if name == "ISA" {
                out.delivered.interchange();
            }
            self.shared = Shared { currency: "USD".into(), ..Shared::default() };
            if name == "ST" {
                out.coverage.note_set(self.artifact, record.line, 0);
            }
            self.family = if name == "ST" { Family::of(record.get("transaction").unwrap_or("")) } else { Family::Unread };
            return;
        }
        if self.family == Family::Unread {
            unread(record, out.coverage);
            return;
        }
        if name == "NM1" && !out.whole {
            note_provider(record, out.coverage);
        }
        let (depth, opens) = self.depth(record);
        if opens {
            self.close(depth, out);
        }
        if depth == Depth::Header {
            if let Some(set) = out.delivered.header(name, record) {
                out.coverage.note_set(self.artifact, record.line, set);
            }
        } else {
            self.close_header(out);
        }
        self.slot(depth).get_or_insert_with(Group::default).push(record, out.coverage);
    }

    /// Emits what is open at the end of the artifact.
    pub(crate) fn finish(&mut self, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
        let mut delivered = std::mem::take(&mut self.delivered);
        let mut out = Out { artifact: self.artifact, whole: self.whole, places, coverage, each, delivered: &mut delivered };
        self.close(Depth::Header, &mut out);
        self.delivered = delivered;
    }

    fn slot(&mut self, depth: Depth) -> &mut Option<Group> {
        match depth {
            Depth::Header => &mut self.header,
            Depth::Person => &mut self.person,
            Depth::Claim => &mut self.claim,
            Depth::Line => &mut self.line,
        }
    }

    /// Where a segment belongs, and whether it opens a new group there.
    fn depth(&self, record: &Record) -> (Depth, bool) {
        let (name, within) = (segment(record), record.get("loop").unwrap_or(""));
        let starts = |loops: &[&str]| loops.iter().any(|l| within.starts_with(l));
        match self.family {
            Family::Claim if matches!(name, "SV1" | "SV2" | "SV3") => (Depth::Line, self.line.as_ref().is_none_or(has_service)),
            Family::Claim if starts(&["24"]) => (Depth::Line, name == "LX"),
            Family::Claim if starts(&["23"]) => (Depth::Claim, name == "CLM"),
            Family::Claim if starts(&["20"]) => (Depth::Person, name == "HL"),
            Family::Remittance if starts(&["2110"]) => (Depth::Line, name == "SVC"),
            Family::Remittance if starts(&["2100"]) => (Depth::Claim, name == "CLP"),
            Family::Remittance => (Depth::Header, matches!(name, "LX" | "PLB")),
            Family::Premium if starts(&["23"]) => (Depth::Claim, name == "RMR"),
            Family::Premium if starts(&["2"]) => (Depth::Person, name == "ENT"),
            Family::Enrollment if starts(&["23"]) => (Depth::Claim, name == "HD"),
            Family::Enrollment if starts(&["2"]) => (Depth::Person, name == "INS"),
            Family::Eligibility if starts(&["2110", "2115", "2120"]) => (Depth::Claim, name == "EB"),
            Family::Inquiry if starts(&["2110"]) => (Depth::Claim, name == "EQ"),
            Family::Eligibility | Family::Inquiry if starts(&["2"]) => (Depth::Person, name == "HL"),
            Family::Review if starts(&["2000F", "2010F"]) => (Depth::Line, name == "HL"),
            Family::Review if starts(&["2000E", "2010E"]) => (Depth::Claim, name == "HL"),
            Family::Review if starts(&["2"]) => (Depth::Person, name == "HL"),
            Family::Status if starts(&["2220", "2210"]) => (Depth::Claim, false),
            Family::Status if starts(&["2200"]) => (Depth::Claim, name == "TRN"),
            Family::Status if starts(&["2"]) => (Depth::Person, name == "HL"),
            _ => (Depth::Header, false),
        }
    }

    /// Reads and leaves all groups from the bottom up to a depth.
    fn close(&mut self, depth: Depth, out: &mut Out<'_>) {
        if depth == Depth::Line {
            self.share_claim();
        }
        self.close_line(out);
        if depth == Depth::Line {
            return;
        }
        self.close_claim(out);
        self.close_person(out);
        if depth == Depth::Header || depth == Depth::Person {
            self.close_header(out);
        }
    }

    /// The lines begin: what they take from their claim is gathered once.
    fn share_claim(&mut self) {
        if !self.shared.claim.is_empty() {
            return;
        }
        match (self.family, &mut self.claim) {
            (Family::Claim, Some(group)) => claim::shared_by_lines(group, &mut self.shared, self.whole),
            (Family::Remittance, Some(group)) => payment::shared_by_lines(group, &mut self.shared),
            (Family::Review, Some(group)) => review::shared_by_services(group, &mut self.shared),
            _ => {}
        }
    }

    fn close_header(&mut self, out: &mut Out<'_>) {
        match self.header.take() {
            Some(group) if self.family == Family::Review => review::header(out, group, &mut self.shared),
            Some(group) if self.family == Family::Remittance && group.first("PLB").is_some() => payment::settled(out, group, &self.shared),
            Some(group) => payment::header(out, group, &mut self.shared),
            None => {}
        }
    }

    fn close_person(&mut self, out: &mut Out<'_>) {
        let Some(group) = self.person.take() else { return };
        match self.family {
            Family::Claim => person::claim_level(out, group, &mut self.shared, &mut self.said),
            Family::Enrollment => person::member(out, group, &mut self.shared, &mut self.said),
            Family::Eligibility | Family::Inquiry => person::eligibility_level(out, group, &mut self.shared, &mut self.said),
            Family::Review => review::level(out, group, &mut self.shared, &mut self.said),
            Family::Premium => payment::premium_member(out, group, &mut self.shared),
            Family::Status => claim::status_level(out, group, &mut self.shared),
            Family::Remittance | Family::Unread => group.leave(out.coverage),
        }
    }

    fn close_claim(&mut self, out: &mut Out<'_>) {
        if let Some(group) = self.claim.take() {
            match self.family {
                Family::Claim => claim::claim(out, group, &self.shared, &mut self.said),
                Family::Remittance => payment::claim(out, group, &self.shared),
                Family::Premium => payment::premium(out, group, &self.shared),
                Family::Enrollment => person::enrolled(out, group, &self.shared, &mut self.said),
                Family::Eligibility => person::benefit(out, group, &self.shared, &mut self.said),
                Family::Inquiry => person::inquiry(out, group, &self.shared, &mut self.said),
                Family::Review => review::event(out, group, &self.shared),
                Family::Status => claim::status(out, group, &mut self.shared),
                Family::Unread => group.leave(out.coverage),
            }
        }
        self.shared.claim.clear();
        self.shared.parts.clear();
        self.shared.days = None;
    }

    fn close_line(&mut self, out: &mut Out<'_>) {
        let Some(group) = self.line.take() else { return };
        match self.family {
            Family::Claim => claim::line(out, group, &mut self.shared),
            Family::Remittance => payment::line(out, group, &self.shared),
            Family::Review => review::requested(out, group, &self.shared),
            _ => group.leave(out.coverage),
        }
    }
}

/// A line group that already has its service.
fn has_service(group: &Group) -> bool {
    ["SV1", "SV2", "SV3"].iter().any(|n| group.first(n).is_some())
}
