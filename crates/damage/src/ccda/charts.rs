//! A clinical document as a file of records: what in it operators damage, and how it is written with that done.
//!
//! A record is an `entry` of a section, a `component` of an organizer, the `recordTarget`, the `componentOf` or a section of
//! words. Every clinical statement is given a line of its own when the document is read.

use super::tree::{Document, Element, Node, Way};
use super::{Charts, read};
use crate::Dice;
use crate::charts::{File, Record, once_only};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;

type Edit = crate::charts::Edit<Element>;

/// The clinical statements of CDA.
const CLINICAL: [&str; 8] = ["observation", "act", "substanceAdministration", "procedure", "encounter", "organizer", "supply", "observationMedia"];
/// What holds statements that are counted as this section's, by LOINC code of the section.
const SECTIONS: [(&str, &[&str]); 18] = [
    ("allergy", &["48765-2"]),
    ("problem", &["11450-4", "11348-0"]),
    ("concern", &["75310-3"]),
    ("diagnosis", &["46241-6", "42347-5", "11535-2", "78375-3", "10219-4", "10218-6", "59769-0"]),
    ("medication", &["10160-0", "42346-7", "10183-2", "75311-1", "29549-3"]),
    ("immunization", &["11369-6"]),
    ("result", &["30954-2"]),
    ("vital", &["8716-3"]),
    ("social", &["29762-2"]),
    ("functional", &["47420-5", "10190-7"]),
    ("procedure", &["47519-4"]),
    ("encounter", &["46240-8"]),
    ("family", &["10157-6"]),
    ("directive", &["42348-3"]),
    ("device", &["46264-8"]),
    ("payer", &["48768-6"]),
    ("plan", &["18776-5"]),
    ("goal", &["61146-7"]),
];
/// Sections that are words.
const NOTES: [&str; 16] = [
    "11506-3", "34109-9", "11488-4", "18842-5", "28570-0", "34117-2", "10164-2", "51848-0", "51847-2", "8648-8", "10154-3", "29299-5", "42349-1", "69730-0",
    "29545-1", "10187-3",
];

impl File for Document {
    type Place = Way;
    type Piece = Element;
    type Whole = fn(&mut Document, &mut Dice);
    const SHARES_LINES: bool = false;

    fn read(text: &str) -> Option<Self> {
        let mut document = read::document(text).filter(|d| d.root.local() == "ClinicalDocument")?;
        lined(&mut document.root);
        Some(document)
    }

    fn records(files: &[Self]) -> Vec<Record<Way>> {
        files.iter().enumerate().flat_map(|(file, document)| found(file, document)).collect()
    }

    fn count(&self) -> usize {
        1
    }

    fn piece(&self, place: &Way) -> Option<Element> {
        self.root.at(place).cloned()
    }

    fn meet(one: &Way, other: &Way) -> bool {
        one.starts_with(other) || other.starts_with(one)
    }

    /// A panel holds results, and a relative diseases.
    fn holds(kind: &str, member: &str) -> bool {
        match kind {
            "panel" => matches!(member, "result" | "vital" | "social" | "functional" | "directive"),
            "relative" => member == "family",
            _ => false,
        }
    }

    fn behind(record: &Record<Way>) -> RangeInclusive<usize> {
        record.lines.1..=record.lines.1
    }

    fn written(&self, edits: &[(&Way, &Edit)]) -> String {
        written(self, edits.iter().copied().collect(), &HashSet::new()).0
    }

    fn rewritten(&self, work: Self::Whole, dice: &mut Dice) -> String {
        let mut copy = self.clone();
        work(&mut copy, dice);
        copy.text()
    }
}

impl Charts {
    /// The element of a record.
    pub fn element(&self, record: usize) -> Option<&Element> {
        let record = self.records.get(record)?;
        self.files.get(record.file)?.root.at(&record.place)
    }
}

/// The records of a document, each with its lines. What the document says twice is left alone.
fn found(file: usize, document: &Document) -> Vec<Record<Way>> {
    let mut places = Vec::new();
    find(&document.root, &Way::new(), "", &mut places);
    let asked: HashSet<Way> = places.iter().map(|(_, way)| way.clone()).collect();
    let (_, spans) = written(document, Edits::new(), &asked);
    let keys: Vec<Vec<String>> = places.iter().map(|(kind, way)| sameness(kind, document.root.at(way))).collect();
    let mut records = Vec::new();
    for (kind, place) in places {
        let lines = spans.get(&place).copied().unwrap_or((0, 0));
        records.push(Record { file, kind, lines, whose: file.to_string(), place });
    }
    once_only(records, &keys)
}

/// Edits of a document, by the way to the element.
type Edits<'e> = BTreeMap<&'e Way, &'e Edit>;
/// First and last line of elements, by their way.
type Spans = HashMap<Way, (usize, usize)>;

/// A document with edits, and the lines of the elements asked for. Every element takes as many lines as before.
fn written(document: &Document, edits: Edits<'_>, asked: &HashSet<Way>) -> (String, Spans) {
    let mut writing = Writing { out: document.before.clone(), counted: 0, line: 1, edits, asked, spans: Spans::new() };
    writing.element(&document.root, &mut Way::new());
    writing.out.push_str(&document.after);
    (writing.out, writing.spans)
}

struct Writing<'w> {
    out: String,
    counted: usize,
    line: usize,
    edits: Edits<'w>,
    asked: &'w HashSet<Way>,
    spans: Spans,
}

impl Writing<'_> {
    fn line(&mut self) -> usize {
        self.line += self.out.get(self.counted..).unwrap_or_default().matches('\n').count();
        self.counted = self.out.len();
        self.line
    }

    fn element(&mut self, element: &Element, way: &mut Way) {
        let asked = self.asked.contains(&*way);
        let first = if asked { self.line() } else { 0 };
        match self.edits.get(&*way).copied() {
            Some(edit) => self.edited(element, edit, way),
            None => self.as_it_is(element, way),
        }
        if asked {
            let last = self.line();
            self.spans.insert(way.clone(), (first, last));
        }
    }

    fn as_it_is(&mut self, element: &Element, way: &mut Way) {
        element.open(&mut self.out);
        if element.is_single() {
            return;
        }
        for (number, node) in element.children.iter().enumerate() {
            match node {
                Node::Element(child) => {
                    way.push(number);
                    self.element(child, way);
                    way.pop();
                }
                Node::Other(text) => self.out.push_str(text),
            }
        }
        element.close(&mut self.out);
    }

    fn edited(&mut self, element: &Element, edit: &Edit, way: &mut Way) {
        if edit.instead.is_none() && !edit.gone {
            self.as_it_is(element, way);
        } else {
            self.instead(element.lines(), edit.instead.as_ref().filter(|_| !edit.gone));
        }
        for more in &edit.behind {
            let mut text = String::new();
            more.write(&mut text);
            self.out.push_str(&text.replace('\n', " "));
        }
    }
}

impl Writing<'_> {
    /// What stands in the place of an element of so many lines; nothing but these lines where it goes.
    fn instead(&mut self, lines: usize, element: Option<&Element>) {
        let mut text = String::new();
        if let Some(element) = element {
            element.write(&mut text);
        }
        if text.matches('\n').count() > lines {
            text = text.replace('\n', " ");
        }
        let missing = lines.saturating_sub(text.matches('\n').count());
        self.out.push_str(&text);
        self.out.push_str(&"\n".repeat(missing));
    }
}

/// Whether an element is a clinical statement.
pub(super) fn is_clinical(element: &Element) -> bool {
    CLINICAL.contains(&element.local())
}

/// Begins every statement, section and part of the header on a line of its own.
fn lined(element: &mut Element) {
    let starts = |e: &Element| is_clinical(e) || matches!(e.local(), "section" | "recordTarget" | "componentOf");
    let mut children = Vec::with_capacity(element.children.len());
    for node in std::mem::take(&mut element.children) {
        match node {
            Node::Element(mut child) => {
                if starts(&child) {
                    children.push(Node::Other("\n".into()));
                }
                if child.local() != "text" {
                    lined(&mut child);
                }
                children.push(Node::Element(child));
            }
            // White space of other systems counts as the same line ends everywhere.
            Node::Other(text) => children.push(Node::Other(text.replace("\r\n", "\n").replace('\r', "\n"))),
        }
    }
    element.children = children;
}

/// Every record below an element, with what its section is about.
fn find(element: &Element, way: &[usize], about: &'static str, found: &mut Vec<(&'static str, Way)>) {
    for (number, node) in element.children.iter().enumerate() {
        let Node::Element(child) = node else { continue };
        let here: Way = way.iter().copied().chain([number]).collect();
        match child.local() {
            "recordTarget" => found.push(("patient", here)),
            "componentOf" => found.push(("visit", here)),
            "section" => section(child, &here, found),
            "entry" => entry(child, &here, about, found),
            "component" | "structuredBody" => find(child, &here, about, found),
            _ => {}
        }
    }
}

fn section(section: &Element, way: &[usize], found: &mut Vec<(&'static str, Way)>) {
    let code = section.child("code").map_or("", |c| c.attribute("code"));
    let about = SECTIONS.iter().find(|(_, codes)| codes.contains(&code)).map_or("", |(name, _)| *name);
    let worded = section.child("text").is_some_and(|t| says_something(&t.words()));
    if NOTES.contains(&code) && section.child("entry").is_none() && worded {
        found.push(("note", way.to_vec()));
        return;
    }
    find(section, way, about, found);
}

/// Whether words say more than that there is nothing, whatever heading stands before that.
fn says_something(words: &str) -> bool {
    let small = words.to_lowercase();
    let nothing = ["no information", "no data", "not available", "none", "unknown"];
    let says_nothing = || nothing.iter().any(|start| small.starts_with(start)) || small.contains(" no information");
    words.len() > 80 || (words.len() > 40 && !says_nothing())
}

/// Whether a section is a list of entries that say what its narrative says.
pub(super) fn is_list(code: &str) -> bool {
    SECTIONS.iter().any(|(_, codes)| codes.contains(&code))
}

fn entry(entry: &Element, way: &[usize], about: &'static str, found: &mut Vec<(&'static str, Way)>) {
    let Some(statement) = statement(entry).filter(|_| !about.is_empty()) else { return };
    if statement.local() != "organizer" {
        if asserts(about, entry) {
            found.push((about, way.to_vec()));
        }
        return;
    }
    // A member alone may be damaged, or what the organizer says for all of them.
    let observes = |member: &Element| member.child("observation").is_some() && asserts(about, member);
    let members: Vec<Way> = entry.ways("organizer/component").into_iter().filter(|way| entry.at(way).is_some_and(observes)).collect();
    let organized = matches!(about, "result" | "vital" | "social" | "functional" | "family" | "directive");
    if !organized || members.is_empty() {
        return;
    }
    found.push((if about == "family" { "relative" } else { "panel" }, way.to_vec()));
    found.extend(members.into_iter().map(|member| (about, way.iter().copied().chain(member).collect())));
}

/// The statement that an entry or a component holds.
pub fn statement(holder: &Element) -> Option<&Element> {
    holder.elements().find(|e| is_clinical(e))
}

/// Whether a record names anything by a code, or denies it, and so asserts something.
fn asserts(kind: &str, holder: &Element) -> bool {
    let denied = || kind == "allergy" && core_way(kind, holder).and_then(|way| holder.at(&way)).is_some_and(|core| core.attribute("negationInd") == "true");
    kind == "payer" || is_named(kind, holder) || denied()
}

/// Whether a record names what it is about by a code.
pub(super) fn is_named(kind: &str, holder: &Element) -> bool {
    concept(kind, holder).is_some_and(|c| !matches!(c.attribute("code"), "" | "ASSERTION") && c.attribute("nullFlavor").is_empty())
}

/// The way to the statement that says what a record is about: the observation inside a concern, else the statement itself.
pub fn core_way(kind: &str, holder: &Element) -> Option<Way> {
    let outer = holder.within_children(is_clinical)?;
    let act = holder.at(&outer)?;
    let concerned = matches!(kind, "allergy" | "problem" | "concern" | "diagnosis") && act.local() == "act";
    if !concerned {
        return Some(outer);
    }
    let inner = act.ways("entryRelationship/observation").into_iter().find(|way| act.at(way).is_some_and(|o| !is_about_another(o)))?;
    Some(outer.into_iter().chain(inner).collect())
}

/// Whether an observation says something about another: a status, a severity, a criticality.
fn is_about_another(observation: &Element) -> bool {
    const ABOUT: [&str; 8] = ["33999-4", "SEV", "82606-5", "225773000", "11323-3", "75323-6", "445518008", "48767-8"];
    let code = observation.child("code").map_or("", |c| c.attribute("code"));
    ABOUT.contains(&code) || observation.child("value").is_none_or(|v| v.attribute("code").is_empty() && observation.child("participant").is_none())
}

/// Where the core names what it is about.
pub fn concept_path(kind: &str) -> &'static str {
    match kind {
        "allergy" => "participant/participantRole/playingEntity/code",
        "problem" | "concern" | "diagnosis" | "family" => "value",
        "medication" | "immunization" => "consumable/manufacturedProduct/manufacturedMaterial/code",
        "device" => "participant/participantRole/playingDevice/code",
        _ => "code",
    }
}

/// The coded element that names what a record is about.
pub fn concept<'e>(kind: &str, holder: &'e Element) -> Option<&'e Element> {
    holder.at(&core_way(kind, holder)?)?.down(concept_path(kind))
}

/// By what a record is the same as another: name and time, name and identifier.
fn sameness(kind: &str, holder: Option<&Element>) -> Vec<String> {
    let named = holder.and_then(|h| Some((concept(kind, h)?.attribute("code").to_uppercase(), h.at(&core_way(kind, h)?)?)));
    let Some((code, core)) = named.filter(|_| !matches!(kind, "payer" | "family")) else { return Vec::new() };
    let near = if matches!(kind, "concern" | "diagnosis") { "problem" } else { kind };
    let time: String = core.elements().filter(|e| e.local() == "effectiveTime").map(times).collect();
    let mut keys = vec![format!("{near} {code} {time}")];
    if let Some(id) = core.child("id").filter(|id| !id.attribute("root").is_empty()) {
        // One observation may stand in two sections, such as results and vital signs.
        let near = if matches!(kind, "result" | "vital" | "social" | "functional") { "observation" } else { near };
        keys.push(format!("{near} {code} #{}|{}", id.attribute("root"), id.attribute("extension")));
    }
    keys
}

/// The points in time that an element names, in a row, whether as a point or as an interval.
fn times(element: &Element) -> String {
    let values = std::iter::once(element).chain(element.elements()).map(|e| e.attribute("value")).filter(|value| !value.is_empty());
    values.fold(String::new(), |text, value| format!("{text} {value}"))
}
