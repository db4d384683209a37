//! The built-in reading of clinical documents: C-CDA 1.1 to 4.0, and the CCD and C32 before them.
//!
//! Templates and sections say what an entry is, its shape says it where they do not. The words are those of HL7's
//! "C-CDA on FHIR", so that a document and the FHIR resources made from it balance. A fact's place is its XPath from the
//! clinical statement, whose line is the statement's origin. What an entry holds beyond its facts is counted as unread,
//! under its section and element; an entry that names nothing or repeats another is counted as excluded.

mod allergy;
mod at;
pub(crate) mod codes;
mod demographic;
mod device;
mod encounter;
mod entry;
mod immunization;
mod marks;
mod medication;
mod note;
mod observation;
mod other;
mod plan;
mod printed;
mod problem;
mod procedure;
mod rest;
mod role;

#[cfg(test)]
mod tests;

use crate::history::documents;
use crate::leaf;
use crate::reading::{Coverage, Places};
use at::{At, is_clinical};
use entry::date_value;
use formats::ccda::Document;
use formats::xml::{Element, Node};
use model::{Aspect, Coding, Date, Fact, How, Kind, Statement, Value};
use role::{Area, Role};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Statements of one document.
pub(crate) fn document(document: &Document, artifact: u32, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
    read(document, artifact, false, places, coverage, each);
}

/// Statements of one document with every leaf that nothing else read: for two books that are both clinical documents.
pub(crate) fn whole_document(document: &Document, artifact: u32, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
    read(document, artifact, true, places, coverage, each);
}

/// Clinical statements of entries by the code of their section: those that are read as something, and those that nothing reads.
pub fn entries(document: &Document) -> BTreeMap<String, [u64; 2]> {
    read(document, 0, false, &mut Places::default(), &mut Coverage::default(), &mut |_| {})
}

fn read(document: &Document, artifact: u32, whole: bool, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) -> BTreeMap<String, [u64; 2]> {
    let header = Header::of(document);
    let mut reader = Reader {
        document,
        artifact,
        patient: demographic::key(document.root()),
        header,
        places,
        coverage,
        each,
        section: "header".into(),
        area: Area::Other,
        read: BTreeSet::new(),
        said: HashMap::new(),
        statements: Vec::new(),
        encounters: HashMap::new(),
        whole,
        held: BTreeMap::new(),
        again: BTreeMap::new(),
        identifiers: BTreeMap::new(),
        others: BTreeMap::new(),
        rest: BTreeSet::new(),
        marks: marks::of(&At::here(document.root()), marks::OF_DOCUMENT).unwrap_or_default(),
        entries: BTreeMap::new(),
    };
    if document.root().name() == "ClinicalDocument" {
        reader.document();
    } else {
        reader.fragment(document.root());
    }
    let entries = std::mem::take(&mut reader.entries);
    reader.give();
    entries
}

/// What the header says for every entry.
struct Header {
    /// When the document was made.
    date: Option<Value>,
    /// Who wrote it.
    author: Option<Value>,
    /// The encounter that it is about.
    encounter: Option<String>,
}

impl Header {
    fn of(document: &Document) -> Self {
        let root = At::here(document.root());
        let roles: Vec<At<'_>> = root.all("author").iter().filter_map(|a| a.child("assignedAuthor")).collect();
        let author = entry::last_author(&roles);
        Self {
            date: root.child("effectiveTime").and_then(|t| t.attribute("value")).map(date_value),
            author: author.map(|(value, _)| value),
            encounter: root.down("componentOf/encompassingEncounter").as_ref().and_then(entry::key_of).map(|(key, _)| key),
        }
    }

    /// The day on which the document was made: what lies after it has not happened yet.
    fn day(&self) -> Option<Date> {
        match self.date {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        }
    }
}

/// Elements of which parts may have been read and others not.
const OPEN: [&str; 12] = [
    "patient", "entryRelationship", "component", "participant", "participantRole", "playingEntity", "consumable", "product", "manufacturedProduct",
    "manufacturedMaterial", "referenceRange", "observationRange",
];

/// One document being read.
struct Reader<'r, 'd> {
    document: &'d Document,
    artifact: u32,
    patient: String,
    header: Header,
    places: &'r mut Places,
    coverage: &'r mut Coverage,
    each: &'r mut dyn FnMut(Statement),
    /// What was read, in the order of the document.
    statements: Vec<Statement>,
    /// Code of the section, for what is counted.
    section: String,
    area: Area,
    /// Bytes of the elements of this entry that were read.
    read: BTreeSet<u64>,
    /// Where among the statements that one stands which was said under an identifier.
    said: HashMap<String, usize>,
    /// Keys of the encounters that were said, with the bytes of their elements.
    encounters: HashMap<String, u64>,
    /// Also what no aspect asserts.
    whole: bool,
    /// Where among the statements that of an element stands, by the element's byte.
    held: BTreeMap<u64, usize>,
    /// How often more than once the document says a statement.
    again: BTreeMap<usize, usize>,
    /// By what the statements go that stand under an identifier.
    identifiers: BTreeMap<usize, String>,
    /// The other statements of what one of the statements says.
    others: BTreeMap<usize, Vec<Statement>>,
    /// What no aspect asserts.
    rest: BTreeSet<rest::Left>,
    /// Marks of protection of the section, else of the document.
    marks: Vec<marks::Mark>,
    /// Entries by section, read and unread.
    entries: BTreeMap<String, [u64; 2]>,
}

impl<'d> Reader<'_, 'd> {
    /// The whole of a document: who the patient is, the body, and the encounter that it is about.
    fn document(&mut self) {
        demographic::read(self);
        other::header_team(self);
        if self.whole {
            rest::people(self);
            rest::consents(self);
        }
        for body in self.document.root().elements().filter(|e| e.name() == "component").flat_map(Element::elements) {
            match body.name() {
                "structuredBody" => self.sections(body),
                "nonXMLBody" => note::unstructured(self, body),
                _ => {}
            }
        }
        self.section = "header".into();
        encounter::of_header(self);
    }

    /// Gives everything away.
    fn give(mut self) {
        for (at, mut others) in std::mem::take(&mut self.others) {
            // Whatever their order in the document.
            others.sort_by_cached_key(|other| Reverse(told(other, true)));
            let Some(known) = self.statements.get_mut(at) else { continue };
            others.into_iter().for_each(|other| fill(known, other));
        }
        if self.whole {
            self.rest.extend(self.again.iter().map(|(at, times)| (*at, String::new(), leaf::again(*times))));
        }
        let places = &mut *self.places;
        rest::add(std::mem::take(&mut self.rest), &mut self.statements, |place| places.number(place));
        // After all else, as nobody compares it.
        let header = documents::document(&versions(self.document));
        for (at, mut statement) in self.statements.into_iter().enumerate() {
            statement.facts.extend(self.identifiers.get(&at).filter(|_| documents::is_of_entries(statement.kind)).map(|id| documents::entry(id)));
            if statement.kind == Kind::Demographic {
                statement.facts.push(header.clone());
            }
            self.coverage.count(&statement);
            (self.each)(statement);
        }
    }

    fn sections(&mut self, holder: Element<'d>) {
        for component in holder.elements().filter(|e| e.name() == "component") {
            for section in component.elements().filter(|e| e.name() == "section") {
                self.section(section);
            }
        }
    }

    /// A part of a document: the sections or entries that it holds.
    fn fragment(&mut self, element: Element<'d>) {
        if element.name() == "section" {
            self.section(element);
        } else if is_clinical(element) {
            self.section = "none".into();
            self.entry(&At::here(element));
        } else {
            element.elements().for_each(|child| self.fragment(child));
        }
    }

    fn section(&mut self, element: Element<'d>) {
        let at = At::here(element);
        self.section = at.child("code").and_then(|c| c.attribute("code")).unwrap_or("none").to_string();
        self.area = Area::of(&at);
        let around = marks::of(&at, "ancestor::section/").map(|own| std::mem::replace(&mut self.marks, own));
        let entries: Vec<At<'d>> = at.all("entry").iter().flat_map(At::statements).collect();
        note::narrative(self, &at, &entries);
        if self.whole {
            rest::empty(self, &at);
        }
        for entry in &entries {
            self.entry(&entry.alone());
        }
        self.sections(element);
        if let Some(around) = around {
            self.marks = around;
        }
    }

    /// One entry: its statements, and a count of what they left.
    fn entry(&mut self, at: &At<'d>) {
        self.read.clear();
        let is_read = self.dispatch(at);
        let [read, unread] = self.entries.entry(self.section.clone()).or_default();
        *(if is_read { read } else { unread }) += 1;
        if !is_read {
            self.count(at.element.name());
            if self.whole {
                rest::record(self, at);
            }
        } else if !self.read.contains(&at.element.byte()) {
            self.leftovers(at.element, u64::MAX);
        }
        if self.whole {
            rest::tell(self, at.element, None);
        }
    }

    /// Reads a clinical statement as what it is. False when nothing reads it: of somebody else than the patient only the history of a family tells.
    fn dispatch(&mut self, at: &At<'d>) -> bool {
        let role = role::of(at, self.area);
        if role != Role::Relative && at.is_of_another() {
            return false;
        }
        match role {
            Role::AllergyConcern => return allergy::concern(self, at),
            Role::Allergy => allergy::read(self, at, None),
            Role::ProblemConcern => return problem::concern(self, at),
            Role::HealthConcern => return problem::health_concern(self, at),
            Role::Problem => problem::read(self, at, None, problem::List::of(self.area)),
            Role::Diagnosis => return problem::diagnosis(self, at),
            Role::Medication => medication::read(self, at),
            Role::Immunization => immunization::read(self, at),
            Role::Organizer => return observation::panel(self, at, &[]),
            Role::Observation => observation::read(self, at, &[]),
            Role::Procedure => procedure::read(self, at),
            Role::Encounter => encounter::read(self, at),
            Role::Appointment => plan::appointment(self, at),
            Role::Order => plan::order(self, at),
            Role::Note => note::activity(self, at, None),
            Role::Relative => return other::relative(self, at),
            Role::Directive => return other::directives(self, at),
            Role::Device => device::supply(self, at),
            Role::Coverage => return other::coverage(self, at),
            Role::CareTeam => return other::care_team(self, at),
            Role::Wrapper => return self.inside(at),
            Role::Reference => {}
            Role::Unread => return false,
        }
        true
    }

    /// The statements inside an act or organizer that says nothing itself.
    fn inside(&mut self, wrapper: &At<'d>) -> bool {
        let related = wrapper.related().into_iter().map(|(_, s)| s);
        let mut any = false;
        for statement in related.chain(wrapper.components()) {
            if role::of(&statement, self.area) != Role::Reference {
                any |= self.dispatch(&statement.alone());
            }
        }
        any
    }

    /// Keeps a finished statement, unless it names nothing or repeats another. Of those that repeat each other the one that says
    /// most is kept, wherever it stands.
    fn close(&mut self, mut statement: Statement, read: BTreeSet<u64>, element: Element<'_>) {
        self.read.extend(read);
        self.protect(&mut statement, element);
        if !says_something(&statement) {
            self.exclude(element, "the entry names nothing");
            return;
        }
        let next = self.statements.len();
        let strange = self.area.strange_to(statement.kind).filter(|_| self.whole).map(|word| leaf::exactly(leaf::SECTION, word));
        let Some(id) = identifier(element) else {
            self.held.insert(element.byte(), next);
            self.rest.extend(strange.map(|section| (next, String::new(), section)));
            self.statements.push(statement);
            return;
        };
        let at = *self.said.entry(sameness(&statement, &id)).or_insert(next);
        self.identifiers.entry(at).or_insert_with(|| id.clone());
        self.held.insert(element.byte(), at);
        self.rest.extend(strange.map(|section| (at, String::new(), section)));
        if self.whole && statement.kind != Kind::Demographic {
            self.rest.insert((at, String::new(), leaf::own(&id)));
        }
        match self.statements.get_mut(at) {
            None => self.statements.push(statement),
            Some(known) => {
                let is_more = told(&statement, self.whole) > told(known, self.whole);
                let other = if is_more { std::mem::replace(known, statement) } else { statement };
                if self.whole {
                    self.others.entry(at).or_default().push(other);
                }
                *self.again.entry(at).or_default() += 1;
                self.exclude(element, "the entry repeats another, by its identifier");
            }
        }
    }

    /// Says how a statement is protected: itself, else by what is around it. Who the patient is, every document says.
    fn protect(&mut self, statement: &mut Statement, element: Element<'_>) {
        if statement.kind == Kind::Demographic {
            return;
        }
        self.read.extend(element.elements().filter(|e| e.name() == "confidentialityCode").map(|e| e.byte()));
        let own = marks::of(&At::here(element), "");
        for (value, place) in own.as_ref().unwrap_or(&self.marks) {
            let Some(value) = crate::sensitivity::mark(value) else { continue };
            let known = statement.facts.iter().any(|f| f.aspect == Aspect::Sensitivity && f.value == value);
            if !known {
                // What the document says holds where nothing nearer does.
                let how = if place.starts_with(marks::OF_DOCUMENT) { How::Defaulted } else { How::Copied };
                let place = self.places.number(place);
                statement.facts.push(Fact { aspect: Aspect::Sensitivity, value, place, how });
            }
        }
        statement.facts.sort_by_key(|f| f.aspect);
    }

    fn exclude(&mut self, element: Element<'_>, reason: &str) {
        let relation = format!("ccda.{}.{}", self.section, element.name());
        *self.coverage.excluded.entry((relation, reason.to_string())).or_default() += 1;
        self.read.insert(element.byte());
    }

    fn count(&mut self, name: &str) {
        *self.coverage.unread.entry(format!("ccda.{}.{name}", self.section)).or_default() += 1;
    }

    /// Counts the elements below that no statement was read from. `end` is the byte at which the element is over.
    fn leftovers(&mut self, element: Element<'_>, end: u64) {
        /// Identity and narrative of an entry, and the codes that told what it is.
        const KNOWN: [&str; 8] = ["templateId", "id", "typeId", "realmCode", "text", "code", "statusCode", "sequenceNumber"];
        let children: Vec<Element<'_>> = element.elements().collect();
        for (index, child) in children.iter().enumerate() {
            let until = children.get(index + 1).map_or(end, |next| next.byte());
            if KNOWN.contains(&child.name()) || !holds_something(*child) {
                continue;
            }
            let touched = child.byte() < until && self.read.range(child.byte()..until).next().is_some();
            if !touched {
                let name = child.elements().find(|e| is_clinical(*e)).map_or(child.name(), |s| s.name());
                self.count(name);
            } else if !self.read.contains(&child.byte()) && (OPEN.contains(&child.name()) || is_clinical(*child)) {
                self.leftovers(*child, until);
            }
        }
    }
}

/// Whether an element holds more than its identity or a null flavor.
fn holds_something(element: Element<'_>) -> bool {
    let reference = element.elements().any(|e| e.name() == "templateId" && e.attribute("root").is_some_and(|r| r.ends_with(".20.22.4.122")));
    let said = || element.attributes().any(|(name, value)| !value.trim().is_empty() && matches!(name, "value" | "code" | "displayName" | "extension"));
    let written = || element.children().any(|n| matches!(n, Node::Text(text) if !text.trim().is_empty()));
    !reference && (said() || written() || element.elements().any(|e| !matches!(e.name(), "templateId" | "id") && holds_something(e)))
}

/// The first identifier of an element that identifies anything.
fn identifier(element: Element<'_>) -> Option<String> {
    let names = |id: &Element<'_>| id.attribute("nullFlavor").is_none() && id.attribute("extension").is_none_or(codes::is_identifier);
    let ids = element.elements().filter(|e| e.name() == "id" && names(e));
    ids.filter_map(|id| Some(format!("{}|{}", id.attribute("root")?, id.attribute("extension").unwrap_or("")))).next()
}

/// What the header says of the document itself: which one it is, who keeps it, and which others it replaces or adds to.
fn versions(document: &Document) -> documents::Header {
    let root = At::here(document.root());
    let set = |at: &At<'_>| {
        let set = at.child("setId").filter(|set| !set.is_null());
        set.and_then(|set| Some(format!("{}|{}", set.attribute("root")?, set.attribute("extension").unwrap_or("")))).unwrap_or_default()
    };
    let version = |at: &At<'_>| at.child("versionNumber").and_then(|number| number.attribute("value")?.parse::<u64>().ok());
    let keeper = root.down("custodian/assignedCustodian/representedCustodianOrganization");
    let name = |keeper: &At<'_>| keeper.child("name").map(|name| name.text().to_lowercase());
    let parent = |related: At<'_>| {
        let is_replaced = related.attribute("typeCode") == Some("RPLC");
        let parent = related.child("parentDocument").filter(|_| is_replaced || related.attribute("typeCode") == Some("APND"))?;
        let id = identifier(parent.element).unwrap_or_default();
        Some(documents::Parent { is_replaced, id, set: set(&parent), version: version(&parent) })
    };
    documents::Header {
        id: identifier(document.root()).unwrap_or_default(),
        set: set(&root),
        version: version(&root),
        made: Header::of(document).day(),
        keeper: keeper.and_then(|keeper| identifier(keeper.element).or_else(|| name(&keeper))).unwrap_or_default(),
        parents: root.all("relatedDocument").into_iter().filter_map(parent).collect(),
    }
}

/// What two entries with one identifier must share to be one: exporters give one identifier to different entries, too.
fn sameness(statement: &Statement, id: &str) -> String {
    let when = statement.when().map(|d| d.to_string()).unwrap_or_default();
    let told = [Aspect::Value, Aspect::Encounter, Aspect::Relationship, Aspect::Performer, Aspect::DeviceIdentifier];
    // A number says the same with a decimal zero.
    let shown = |value: &Value| match value {
        Value::Quantity(q) => format!("{}{} {}", q.comparator, q.number.normalize(), q.unit),
        other => other.shown(),
    };
    let rest: Vec<String> = told.iter().filter_map(|a| statement.value(*a)).map(shown).collect();
    // The code says what it is about, the name only where there is none.
    let about = match statement.value(Aspect::Code) {
        Some(Value::Code(codings, _)) => codings.first().map(|c| format!("{}|{}", c.system, c.code)),
        _ => None,
    };
    format!("{}|{id}|{}|{when}|{}", statement.kind, about.unwrap_or_else(|| statement.label()), rest.join("|"))
}

/// How much a statement tells, to choose between two of one thing: one of the problem list first, then the one of most facts. Between documents the
/// place goes before the facts: one fact more must not make it stand elsewhere.
fn told(statement: &Statement, whole: bool) -> (bool, String, usize, String) {
    let listed = statement.facts.iter().any(|f| f.aspect == Aspect::Category && f.value == Value::Word("problem-list-item".into()));
    let history = leaf::exactly(leaf::LIST, leaf::HISTORY);
    let is_history = statement.facts.iter().filter_map(leaf::of).any(|text| text == history);
    let places = [Aspect::Category, Aspect::Type].iter().filter_map(|aspect| statement.value(*aspect)).filter(|_| whole);
    let place = places.map(Value::shown).collect::<Vec<_>>().join(" ");
    (listed && !is_history, place, statement.facts.len(), crate::compare::content(statement))
}

/// Adds to a statement what another one of the same thing says and it does not: a document may say a part here and a part there. Where a statement
/// stands, and whether it is so, is its own.
fn fill(known: &mut Statement, other: Statement) {
    const OWN: [Aspect; 10] = [
        Aspect::Category, Aspect::Type, Aspect::Panel, Aspect::Encounter, Aspect::Concern, Aspect::Sensitivity, Aspect::Element, Aspect::Negation, Aspect::Status,
        Aspect::Verification,
    ];
    let has: BTreeSet<Aspect> = known.facts.iter().map(|fact| fact.aspect).collect();
    known.facts.extend(other.facts.into_iter().filter(|fact| !has.contains(&fact.aspect) && !OWN.contains(&fact.aspect)));
    known.facts.sort_by_key(|fact| fact.aspect);
}

/// Whether a statement is about anything at all.
fn says_something(statement: &Statement) -> bool {
    let any = |aspects: &[Aspect]| aspects.iter().any(|a| statement.value(*a).is_some());
    match statement.kind {
        Kind::Demographic => true,
        Kind::Observation => any(&[Aspect::Code]) && !none_is_known(statement),
        Kind::Encounter => any(&[Aspect::Code, Aspect::Class, Aspect::Effective]),
        Kind::Appointment => any(&[Aspect::Code, Aspect::Effective]),
        Kind::Note => any(&[Aspect::Body]),
        Kind::Document => any(&[Aspect::Type, Aspect::Title]),
        Kind::CareTeam => any(&[Aspect::Performer]),
        Kind::Coverage => any(&[Aspect::Payer, Aspect::Plan, Aspect::Member, Aspect::Type]),
        Kind::Device => any(&[Aspect::DeviceIdentifier]) || (any(&[Aspect::Code]) && !none_is_known(statement) && !denies_all(statement)),
        Kind::AdvanceDirective => any(&[Aspect::Code, Aspect::Value]),
        Kind::Medication => any(&[Aspect::Code]) && !nothing_is_given(statement),
        Kind::Allergy | Kind::NoKnownAllergy | Kind::Problem => any(&[Aspect::Code]),
        _ => any(&[Aspect::Code]) && !none_is_known(statement) && !denies_all(statement),
    }
}

/// Whether a code is somebody's own, of no terminology: beside another one, or under words, it says no more than they do.
fn is_own(coding: &Coding) -> bool {
    !coding.system.starts_with("http")
}

/// Whether all of a sort is denied, and no reason given: no procedure, no vaccine and no implant are none. Of drugs and problems that is a statement of
/// its own.
fn denies_all(statement: &Statement) -> bool {
    let is_denied = |fact: &Fact| fact.aspect == Aspect::Negation && fact.value == Value::Flag(true) || fact.value == Value::Word("not-done".into());
    let Some(Value::Code(codings, _)) = statement.value(Aspect::Code) else { return false };
    let names_any = |coding: &Coding| codes::ANY_OF_ITS_SORT.contains(&coding.code.as_str());
    let is_any = codings.iter().any(names_any) && codings.iter().all(|coding| names_any(coding) || is_own(coding));
    is_any && statement.facts.iter().any(is_denied) && statement.value(Aspect::Reason).is_none()
}

/// A name without a code that only says that there is none: `No known procedures`, `None`.
fn none_is_known(statement: &Statement) -> bool {
    let Some(Value::Code(codings, text)) = statement.value(Aspect::Code) else { return false };
    let text = text.to_lowercase();
    let starts = ["no known", "no information", "no data", "no record", "no implant", "none", "not available", "unknown", "n/a"];
    (codings.is_empty() && starts.iter().any(|s| text.starts_with(s))) || (codings.iter().all(is_own) && note::names_nothing(&text))
}

/// The same of drugs that were given: that none was. That none is taken is a statement of its own.
fn nothing_is_given(statement: &Statement) -> bool {
    let given = |text: &str| ["administered", "given"].iter().any(|word| text.to_lowercase().contains(word));
    none_is_known(statement) && matches!(statement.value(Aspect::Code), Some(Value::Code(_, text)) if given(text))
}
