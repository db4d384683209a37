//! The structure of an artifact of messages, documents, resources or transactions: which parts stand in which, how often, and what a
//! standard calls them.
//!
//! It counts kinds of parts and keeps no value. Names come from the standards; a name that a sender made up is shown as what it is, local
//! or unknown, and only where it has the form of a name. What must stay true: memory is bounded, and what was not looked at, or was too
//! much to be kept, is said.

mod ccda;
mod fhir;
mod grow;
mod hl7v2;
mod names;
mod x12;

pub use ccda::section_name;

use formats::Item;
use grow::Grower;
use std::ops::ControlFlow;

/// Records that are looked at.
const RECORDS_MAX: u64 = 100_000;
/// Parts that are looked at.
const PARTS_MAX: u64 = 5_000_000;

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// A kind of HL7 v2 message.
    Message,
    /// A segment of HL7 v2 or X12.
    Segment,
    /// A field of a segment, an element in the words of X12.
    Field,
    /// A component of a field.
    Component,
    /// A kind of clinical document.
    Document,
    /// An element of the header of a clinical document.
    Header,
    /// A section of a clinical document.
    Section,
    /// A template that a part says it follows.
    Template,
    /// A clinical statement of an entry.
    Entry,
    /// A kind of FHIR resource.
    Resource,
    /// An element of a resource.
    Element,
    /// A kind of X12 transaction set.
    Transaction,
    /// A loop of a transaction set.
    Loop,
}

impl PartKind {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Segment => "segment",
            Self::Field => "field",
            Self::Component => "component",
            Self::Document => "document",
            Self::Header => "header",
            Self::Section => "section",
            Self::Template => "template",
            Self::Entry => "entry",
            Self::Resource => "resource",
            Self::Element => "element",
            Self::Transaction => "transaction",
            Self::Loop => "loop",
        }
    }
}

/// One kind of part.
#[derive(Debug, Clone)]
pub struct Part {
    /// The part it stands in; none for the outermost.
    pub parent: Option<usize>,
    /// What it is.
    pub kind: PartKind,
    /// Its name, as the standard or the sender has it.
    pub name: String,
    /// What the standard calls it; empty where it has no name for it.
    pub title: String,
    /// `local`, `unknown`, `narrative only`, `no entries`.
    pub marks: Vec<&'static str>,
    /// Records that have it.
    pub carriers: u64,
    /// How often it stands there in all.
    pub times: u64,
    /// How often at most within one part that it stands in.
    pub most: u64,
    /// Relation of its profile, empty where it has none.
    pub relation: String,
    /// Field of its profile, empty where it has none.
    pub field: String,
    /// Kinds of parts in it, in the order in which they were met.
    pub parts: Vec<usize>,
}

/// The structure of an artifact.
#[derive(Debug, Clone, Default)]
pub struct Structure {
    /// What the records are: see [`form`].
    pub form: &'static str,
    /// Records that were looked at.
    pub records: u64,
    /// Nothing was left unlooked at.
    pub exact: bool,
    /// Parts of a kind that there was no room for.
    pub left_out: u64,
    /// Blocks of narrative that no entry refers to.
    pub narrative_only: u64,
    /// All kinds of parts; those of the outermost come from [`Structure::below`].
    pub parts: Vec<Part>,
    outermost: Vec<usize>,
}

impl Structure {
    /// Kinds of parts in one, or the outermost, with their numbers.
    pub fn below(&self, parent: Option<usize>) -> impl Iterator<Item = (usize, &Part)> {
        let places = match parent {
            None => &self.outermost[..],
            Some(parent) => self.parts.get(parent).map_or(&[][..], |part| &part.parts[..]),
        };
        places.iter().filter_map(|at| Some((*at, self.parts.get(*at)?)))
    }

    /// Records that may have a part: those that have the part it stands in.
    pub fn records_above(&self, part: &Part) -> u64 {
        part.parent.and_then(|parent| self.parts.get(parent)).map_or(self.records, |parent| parent.carriers)
    }
}

/// What the records of a format are; empty where an artifact has no structure beyond its relations.
pub fn form(format: &str) -> &'static str {
    match format {
        "HL7 v2" => "messages",
        "C-CDA" => "documents",
        "FHIR JSON" | "FHIR XML" | "FHIR NDJSON" => "resources",
        "X12" => "transactions",
        _ => "",
    }
}

/// Gathers the structure of an artifact item by item.
pub struct Gatherer {
    form: &'static str,
    grower: Grower,
    x12: x12::Place,
    narrative_only: u64,
    stopped: bool,
}

impl Gatherer {
    /// For an artifact of a format.
    pub fn new(format: &str) -> Self {
        Self { form: form(format), grower: Grower::default(), x12: x12::Place::default(), narrative_only: 0, stopped: false }
    }

    /// Looks at an item; breaks when enough was looked at.
    pub fn item(&mut self, item: &Item<'_>) -> ControlFlow<()> {
        if self.grower.records >= RECORDS_MAX || self.grower.touched >= PARTS_MAX {
            self.stopped = true;
            return ControlFlow::Break(());
        }
        match item {
            Item::Message(message) => hl7v2::message(&mut self.grower, message),
            Item::Document(document) => {
                ccda::document(&mut self.grower, document);
                self.narrative_only += formats::ccda::narrative_only(document);
            }
            Item::Resource(resource) => fhir::resource(&mut self.grower, resource),
            Item::Record(record) => x12::segment(&mut self.grower, &mut self.x12, record),
            Item::Header(_) | Item::Row(_) => {}
        }
        ControlFlow::Continue(())
    }

    /// The structure as far as it was looked at.
    pub fn finish(self) -> Structure {
        let Self { form, grower, narrative_only, stopped, .. } = self;
        let Grower { mut parts, outermost, records, left_out, .. } = grower;
        // The envelope opens before the first transaction and closes behind the last.
        parts.iter_mut().filter(|part| part.name == x12::ENVELOPE).for_each(|part| part.carriers = part.carriers.min(records.max(1)));
        Structure { form, records, exact: !stopped, left_out, narrative_only, parts, outermost }
    }
}

#[cfg(test)]
mod tests;
