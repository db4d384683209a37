//! A reading: items of an artifact in, statements out, on either side.

mod coverage;
mod ground;

pub use coverage::Coverage;
pub use ground::Ground;

use crate::codes::canonical_system;
use crate::lens::Lens;
use crate::lookup::Lookups;
use crate::table::TableReading;
use crate::x12::X12Reading;
use formats::Item;
use model::{Aspect, Coding, Fact, How, Kind, Origin, Side, Statement, Value};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Write as _};

/// The book's table of places, so that a fact carries a number instead of a text.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Places {
    names: Vec<String>,
    index: FxHashMap<String, u32>,
    /// Room in which a place of several parts is put together before it is looked up.
    #[serde(skip)]
    written: String,
}

/// A place as whoever says a fact has it: a text, or parts (`format_args!`) that are put together only if something is said at all.
pub(crate) trait Place {
    /// Its number in the book's table.
    fn number(self, places: &mut Places) -> u32;
}

impl<T: AsRef<str> + ?Sized> Place for &T {
    fn number(self, places: &mut Places) -> u32 {
        places.number(self.as_ref())
    }
}

impl Place for fmt::Arguments<'_> {
    fn number(self, places: &mut Places) -> u32 {
        let mut written = std::mem::take(&mut places.written);
        written.clear();
        // A text takes whatever is written to it.
        let _ = written.write_fmt(self);
        let number = places.number(&written);
        places.written = written;
        number
    }
}

impl Places {
    /// The number of a place.
    pub fn number(&mut self, place: &str) -> u32 {
        if let Some(number) = self.index.get(place) {
            return *number;
        }
        self.names.push(place.into());
        let number = self.names.len() as u32 - 1;
        self.index.insert(place.into(), number);
        number
    }

    /// The place of a number.
    pub fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", String::as_str)
    }

    /// All names in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

/// Reads one artifact.
pub struct Reading<'a> {
    side: Side,
    artifact: u32,
    tables: Vec<TableReading<'a>>,
    lookups: &'a Lookups,
    lens: Option<&'a Lens>,
    builtin_hl7: bool,
    builtin_ccda: bool,
    whole: bool,
    claims: X12Reading,
}

impl<'a> Reading<'a> {
    /// A reading of the artifact of a number.
    pub fn new(side: Side, artifact: u32, lens: Option<&'a Lens>, lookups: &'a Lookups) -> Self {
        let asserts = lens.map_or(&[][..], |l| l.asserts());
        let tables: Vec<_> = asserts
            .iter()
            .map(|a| TableReading::new(a, lens.and_then(|l| l.timezone.as_deref())))
            .collect();
        let names = |family: &str| asserts.iter().any(|a| a.from.starts_with(family));
        let (builtin_hl7, builtin_ccda) = (!names("hl7."), !names("ccda."));
        Self { side, artifact, tables, lookups, lens, builtin_hl7, builtin_ccda, whole: false, claims: X12Reading::new(artifact) }
    }

    /// Also what no aspect asserts: where both books are FHIR, or both HL7 v2, both clinical documents or both X12, every element can be compared.
    pub fn whole(mut self, whole: bool) -> Self {
        self.whole = whole;
        self.claims.tell_all(whole);
        self
    }

    /// Statements of one item.
    pub fn item(&mut self, item: &Item<'_>, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
        if !self.is_paper(item) {
            coverage.records[usize::from(!matches!(item, Item::Resource(_)))] += 1;
            coverage.documents += u64::from(matches!(item, Item::Document(_)));
        }
        let archived = match item {
            Item::Record(record) => self.archived(&record.relation, coverage),
            Item::Row(row) => self.archived(row.relation, coverage),
            Item::Document(_) => self.archived("ccda", coverage),
            Item::Message(_) => self.archived("hl7", coverage),
            Item::Resource(resource) => self.archived(&resource.kind, coverage),
            Item::Header(_) => false,
        };
        if let Item::Resource(resource) = item
            && let Some(entry) = crate::fhir::directory_entry(resource)
        {
            coverage.note_entry(entry);
        }
        match item {
            _ if archived => {}
            Item::Header(header) => self.tables(header.relation, item, places, coverage, each),
            Item::Row(row) => self.tables(row.relation, item, places, coverage, each),
            Item::Record(record) if record.relation.starts_with("x12.") && !self.has(&record.relation) => self.claims.record(record, places, coverage, each),
            Item::Record(record) => self.tables(&record.relation, item, places, coverage, each),
            Item::Document(document) if self.builtin_ccda && self.whole => crate::ccda::whole_document(document, self.artifact, places, coverage, each),
            Item::Document(document) if self.builtin_ccda => crate::ccda::document(document, self.artifact, places, coverage, each),
            Item::Document(_) => {
                for table in self.tables.iter_mut().filter(|t| t.relation().starts_with("ccda.")) {
                    table.item(item, self.artifact, self.lookups, places, coverage, each);
                }
                self.unread_elements(item, coverage);
            }
            Item::Resource(resource) if self.has(&resource.kind) => self.tables(&resource.kind, item, places, coverage, each),
            Item::Message(message) => {
                for table in self.tables.iter_mut().filter(|t| t.relation().starts_with("hl7.")) {
                    table.item(item, self.artifact, self.lookups, places, coverage, each);
                }
                if self.builtin_hl7 && self.whole {
                    crate::hl7v2::whole_message(message, self.artifact, places, coverage, each);
                } else if self.builtin_hl7 {
                    crate::hl7v2::message(message, self.artifact, places, coverage, each);
                } else {
                    self.unread_segments(message, coverage);
                }
            }
            Item::Resource(resource) if self.whole => crate::fhir::whole_resource(resource, self.artifact, places, coverage, each),
            Item::Resource(resource) if self.side == Side::Destination => crate::fhir::destination_resource(resource, self.artifact, places, coverage, each),
            Item::Resource(resource) => crate::fhir::resource(resource, self.artifact, places, coverage, each),
        }
    }

    /// The asserts of the lens over one relation; a row that none of them reads is counted.
    fn tables(&mut self, relation: &str, item: &Item<'_>, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
        let mut read = matches!(item, Item::Header(_));
        // A row of a group that is read as one statement asserts nothing by itself.
        let mut grouped = false;
        for table in self.tables.iter_mut().filter(|t| t.groups() && t.relation() == relation) {
            grouped |= table.item(item, self.artifact, self.lookups, places, coverage, each);
        }
        read |= grouped;
        for table in self.tables.iter_mut().filter(|t| !grouped && t.relation() == relation && !t.groups()) {
            table.item(item, self.artifact, self.lookups, places, coverage, each);
            read = true;
        }
        if !read && !self.has(relation) && self.lens.is_some_and(|l| l.lookups.iter().any(|t| t.relation == relation)) {
            *coverage.excluded.entry((relation.to_string(), "looked up from other rows".to_string())).or_default() += 1;
        } else if !read {
            *coverage.unread.entry(relation.to_string()).or_default() += 1;
        }
    }

    /// What is open at the end of the artifact.
    pub fn finish(&mut self, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
        self.claims.finish(places, coverage, each);
    }

    /// Whether the lens declares a relation archived; the record is counted under its reason.
    fn archived(&self, relation: &str, coverage: &mut Coverage) -> bool {
        let Some(reason) = self.lens.and_then(|l| l.archived(relation)) else { return false };
        *coverage.excluded.entry((relation.to_string(), reason.to_string())).or_default() += 1;
        true
    }

    /// Whether it is a letter, a scan or another paper, maybe one inside of a record: one beside a book of FHIR makes that no book of tables.
    fn is_paper(&self, item: &Item<'_>) -> bool {
        let of_papers = |relation: &str| relation == "document" || relation.starts_with("document.");
        matches!(item, Item::Record(record) if of_papers(&record.relation) && !self.has(&record.relation))
    }

    fn has(&self, relation: &str) -> bool {
        self.tables.iter().any(|t| t.relation() == relation)
    }

    /// A lens that reads HL7 v2 takes the place of the built-in reading; segments that it does not name are unread.
    fn unread_segments(&self, message: &formats::hl7v2::Message<'_>, coverage: &mut Coverage) {
        for segment in &message.segments {
            let relation = format!("hl7.{}", segment.name);
            if !matches!(segment.name, "MSH" | "EVN" | "PID" | "PV1") && !self.has(&relation) {
                *coverage.unread.entry(relation).or_default() += 1;
            }
        }
    }

    /// The same of clinical documents. The document itself and its sections are what the others stand in.
    fn unread_elements(&self, item: &Item<'_>, coverage: &mut Coverage) {
        formats::flatten(item, &mut |record| {
            let around = matches!(record.relation.as_str(), "ccda.document" | "ccda.section") || record.relation.starts_with("ccda.header.");
            if !around && !self.has(&record.relation) {
                *coverage.unread.entry(record.relation.clone()).or_default() += 1;
            }
        });
    }

    /// Statements that each part of the lens has made so far, in the order of the text.
    pub fn made(&self) -> impl Iterator<Item = u64> {
        self.tables.iter().map(TableReading::made)
    }

    /// The side it reads for.
    pub fn side(&self) -> Side {
        self.side
    }
}

/// Facts that most statements have room for without growing.
const FACTS_USUAL: usize = 8;

/// Gathers the facts of one statement.
pub(crate) struct Builder<'p> {
    places: &'p mut Places,
    facts: Vec<Fact>,
}

impl<'p> Builder<'p> {
    pub(crate) fn new(places: &'p mut Places) -> Self {
        Self { places, facts: Vec::with_capacity(FACTS_USUAL) }
    }

    pub(crate) fn say(&mut self, aspect: Aspect, value: Value, place: &str, how: How) {
        self.say_at(aspect, value, place, how);
    }

    /// The same at a place that may still be in parts.
    pub(crate) fn say_at(&mut self, aspect: Aspect, value: Value, place: impl Place, how: How) {
        let Some(value) = one_spelling(aspect, value) else { return };
        let place = place.number(self.places);
        let fact = Fact { aspect, value, place, how };
        if !self.facts.iter().any(|f| f.aspect == fact.aspect && f.value == fact.value) {
            self.facts.push(fact);
        }
    }

    /// A leaf of what was said last, at its place.
    pub(crate) fn leaf(&mut self, leaf: String) {
        if let Some(place) = self.facts.last().map(|fact| fact.place) {
            self.facts.push(Fact { aspect: Aspect::Element, value: Value::Text(leaf), place, how: How::Derived });
        }
    }

    pub(crate) fn word(&mut self, aspect: Aspect, word: &str, place: &str) {
        if !word.is_empty() {
            self.say(aspect, Value::Word(word.into()), place, How::Copied);
        }
    }

    pub(crate) fn text(&mut self, aspect: Aspect, text: &str, place: &str) {
        if !text.trim().is_empty() {
            self.say(aspect, Value::Text(text.into()), place, How::Copied);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// What was said so far, each with its place.
    pub(crate) fn told(&self) -> impl Iterator<Item = (&Fact, &str)> {
        let places: &Places = self.places;
        self.facts.iter().map(move |fact| (fact, places.name(fact.place)))
    }

    pub(crate) fn has(&self, aspect: Aspect) -> bool {
        self.facts.iter().any(|f| f.aspect == aspect)
    }

    /// What is said of some aspects is only implied: another record says it.
    pub(crate) fn imply(&mut self, aspects: &[Aspect]) {
        self.facts.iter_mut().filter(|fact| aspects.contains(&fact.aspect)).for_each(|fact| fact.how = How::Derived);
    }

    /// The finished statement; facts in the order of their aspects.
    pub(crate) fn finish(mut self, kind: Kind, patient: String, origin: Origin) -> Statement {
        self.join_parts(Aspect::Dose, Aspect::DoseUnit, |q, part| q.unit = part);
        self.join_parts(Aspect::Value, Aspect::Unit, |q, part| q.unit = part);
        self.join_parts(Aspect::Value, Aspect::Comparator, |q, part| q.comparator = part);
        self.facts.sort_by_key(|f| f.aspect);
        Statement { kind, patient, origin, facts: self.facts }
    }
}

impl Builder<'_> {
    /// A quantity whose unit or comparator stands in a field of its own becomes one quantity.
    fn join_parts(&mut self, whole: Aspect, part: Aspect, set: fn(&mut model::Quantity, String)) {
        let Some(at) = self.facts.iter().position(|f| f.aspect == part) else { return };
        let text = self.facts[at].value.shown();
        if let Some(Fact { value: Value::Quantity(quantity), .. }) = self.facts.iter_mut().find(|f| f.aspect == whole) {
            set(quantity, text);
            self.facts.remove(at);
        }
    }
}

/// Marks of protection and reasons of absence in the vocabulary that all readings share; `None` where there is nothing to say.
fn one_spelling(aspect: Aspect, value: Value) -> Option<Value> {
    match value {
        value if aspect == Aspect::Sensitivity => crate::sensitivity::mark(&value),
        Value::Absent(reason) => Some(Value::Absent(crate::absence::reason(&reason))),
        value => Some(value),
    }
}

/// A coding with its system in canonical form.
pub(crate) fn coding(system: &str, code: &str, display: &str) -> Coding {
    let system = canonical_system(system);
    // CVX codes are numbers that are printed with two digits; spreadsheets eat the zero.
    let code = if system.ends_with("/cvx") && code.trim().len() == 1 { format!("0{}", code.trim()) } else { code.trim().into() };
    // A classification has its dot after the category; many exports leave it out.
    let dot = match system.as_str() {
        s if s.contains("/icd-10") || s.ends_with("/icd-9-cm") => if code.starts_with('E') && s.contains("/icd-9") { 4 } else { 3 },
        _ => usize::MAX,
    };
    let code = match code.split_at_checked(dot) {
        Some((category, rest)) if !rest.is_empty() && code.chars().all(|c| c.is_ascii_alphanumeric()) && system.ends_with("-cm") => {
            let dotted = format!("{category}.{rest}");
            let is_code = if system.contains("/icd-10") { model::code_form::icd10(&dotted.to_uppercase()) } else { model::code_form::icd9(&dotted) };
            if is_code { dotted } else { code }
        }
        _ => code,
    };
    let code = drug_code(&system, &code).unwrap_or(code);
    Coding { system, code, display: display.trim().into() }
}

/// A national drug code of three groups in the eleven digits that bills write: each group says where its nought was left out. None of any other code.
pub(crate) fn drug_code(system: &str, code: &str) -> Option<String> {
    if !system.ends_with("/ndc") || !code.contains('-') || !model::code_form::ndc(code) {
        return None;
    }
    let groups: Vec<&str> = code.split('-').collect();
    let [labeler, product, package] = groups.as_slice() else { return None };
    Some(format!("{labeler:0>5}{product:0>4}{package:0>2}"))
}

/// The text of base64: standard alphabet, maybe with line breaks.
pub(crate) fn base64_text(text: &str) -> Option<String> {
    Some(String::from_utf8_lossy(&base64_bytes(text)?).into_owned())
}

/// The words of an attachment, whichever way they are written down: plain, as HTML or as rich text. None of a file of another sort.
pub fn attached_words(content_type: &str, data: &str) -> Option<String> {
    let bytes = base64_bytes(data)?;
    formats::words_of(content_type, &bytes).or_else(|| content_type.starts_with("text/").then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

fn base64_bytes(text: &str) -> Option<Vec<u8>> {
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for c in text.bytes().filter(|c| !c.is_ascii_whitespace() && *c != b'=') {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        buffer = (buffer << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(((buffer >> bits) & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
