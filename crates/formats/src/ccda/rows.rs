//! A document as rows of relations: one for the document, one for each part of its header, each section, each clinical
//! statement and each block of narrative. Everything between them is a leaf with its path from the nearest row.
//!
//! Leaves whose field holds an `@` or ends with `text()`, and `text` of a narrative, are the document's own: each stands in
//! exactly one row. The others (`section`, `parent`, `cell[2]`...) tell where a row belongs and may repeat.

use super::{Document, narrative, vocabulary};
use crate::Record;
use crate::xml::{Element, Folded, Node, add_number};
use std::rc::Rc;

/// Bytes that there is room for in a new leaf.
const FIELD_USUAL: usize = 64;
const VALUE_USUAL: usize = 32;
/// Leaves of one record; a row with more goes out in several records of the same place.
const LEAVES_MAX: usize = 16_384;
/// Bytes of a path; a longer one starts anew, with a sign that it did.
const PATH_BYTES_MAX: usize = 1_024;
/// Bytes of a narrative that is repeated beside a reference to it.
const RESOLVED_BYTES_MAX: usize = 4_096;
/// Characters of a value that is repeated beside rows; its own row has it whole.
const REPEATED_MAX: usize = 256;

/// The relation of a clinical statement.
fn statement(kind: u32) -> Option<&'static str> {
    Some(match kind {
        vocabulary::ACT => "ccda.act",
        vocabulary::ENCOUNTER => "ccda.encounter",
        vocabulary::OBSERVATION => "ccda.observation",
        vocabulary::OBSERVATION_MEDIA => "ccda.observationMedia",
        vocabulary::ORGANIZER => "ccda.organizer",
        vocabulary::PROCEDURE => "ccda.procedure",
        vocabulary::REGION_OF_INTEREST => "ccda.regionOfInterest",
        vocabulary::SUBSTANCE_ADMINISTRATION => "ccda.substanceAdministration",
        vocabulary::SUPPLY => "ccda.supply",
        _ => return None,
    })
}

/// The relation of a part of a header: of those that occur nowhere else in a document, and of those that entries have as well.
fn header(kind: u32, is_root: bool) -> Option<&'static str> {
    Some(match kind {
        vocabulary::RECORD_TARGET => "ccda.header.recordTarget",
        vocabulary::DATA_ENTERER => "ccda.header.dataEnterer",
        vocabulary::CUSTODIAN => "ccda.header.custodian",
        vocabulary::INFORMATION_RECIPIENT => "ccda.header.informationRecipient",
        vocabulary::LEGAL_AUTHENTICATOR => "ccda.header.legalAuthenticator",
        vocabulary::AUTHENTICATOR => "ccda.header.authenticator",
        vocabulary::IN_FULFILLMENT_OF => "ccda.header.inFulfillmentOf",
        vocabulary::DOCUMENTATION_OF => "ccda.header.documentationOf",
        vocabulary::RELATED_DOCUMENT => "ccda.header.relatedDocument",
        vocabulary::AUTHORIZATION => "ccda.header.authorization",
        vocabulary::COMPONENT_OF => "ccda.header.componentOf",
        vocabulary::AUTHOR if !is_root => "ccda.header.author",
        vocabulary::INFORMANT if !is_root => "ccda.header.informant",
        vocabulary::PARTICIPANT if !is_root => "ccda.header.participant",
        _ => return None,
    })
}

/// The relation of an element that is a row of its own, by its name and that of what holds it.
fn relation(kind: u32, parent: Option<u32>) -> Option<&'static str> {
    if kind == vocabulary::SECTION {
        return Some("ccda.section");
    }
    let in_header = parent.is_none_or(|parent| parent == vocabulary::CLINICAL_DOCUMENT);
    statement(kind).or_else(|| if in_header { header(kind, parent.is_none()) } else { None })
}

/// The beginning of a value that is repeated.
pub(super) fn beginning(value: &str) -> &str {
    if value.len() <= REPEATED_MAX {
        return value;
    }
    value.char_indices().nth(REPEATED_MAX).and_then(|(end, _)| value.get(..end)).unwrap_or(value)
}

/// A path that grows and shrinks while elements are walked through.
#[derive(Default)]
pub(super) struct Path {
    text: String,
}

/// How a path was before a step.
pub(super) enum Back {
    Length(usize),
    /// It had become too long and began anew.
    Whole(String),
}

impl Path {
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds the step of an element.
    pub fn enter(&mut self, element: Element<'_>) -> Back {
        let before = self.text.len();
        if before > 0 {
            self.text.push('/');
        }
        let from = self.text.len();
        element.add_step(&mut self.text);
        if before == 0 || before + self.text.len() - from <= PATH_BYTES_MAX {
            return Back::Length(before);
        }
        let anew = format!(".../{}", self.text.get(from..).unwrap_or_default());
        let mut whole = std::mem::replace(&mut self.text, anew);
        whole.truncate(before);
        Back::Whole(whole)
    }

    pub fn leave(&mut self, back: Back) {
        match back {
            Back::Length(length) => self.text.truncate(length),
            Back::Whole(whole) => self.text = whole,
        }
    }
}

/// A step added to a path, as a field; `mark` stands before the step.
fn join(field: &mut String, path: &str, mark: &str, step: &str) {
    if path.is_empty() {
    } else if path.len() + mark.len() + step.len() > PATH_BYTES_MAX {
        field.push_str(".../");
    } else {
        field.push_str(path);
        field.push('/');
    }
    field.push_str(mark);
    field.push_str(step);
}

/// Where a row belongs.
#[derive(Debug, Clone)]
pub(super) struct Context<'d> {
    section: &'d str,
    section_title: Rc<str>,
    /// Line and byte of the statement around.
    parent: Option<(u64, u64)>,
    patient: &'d str,
}

impl<'d> Context<'d> {
    /// What holds inside of an element that is a row.
    fn within(&self, element: Element<'d>) -> Self {
        let mut inner = self.clone();
        if element.kind() == vocabulary::SECTION {
            inner.section = beginning(element.first(vocabulary::CODE).and_then(|code| code.value(vocabulary::CODE)).unwrap_or_default());
            inner.section_title = element.first(vocabulary::TITLE).map(|title| beginning(&title.text()).into()).unwrap_or_default();
        }
        inner
    }

    /// What holds for the rows inside of an element that is a row.
    fn below(mut self, element: Element<'d>) -> Self {
        if statement(element.kind()).is_some() {
            self.parent = Some((element.line(), element.byte()));
        }
        self
    }
}

/// Extension of the patient's first id that has one, else the root of the first.
fn patient(root: Element<'_>) -> &str {
    let target = if root.kind() == vocabulary::RECORD_TARGET { Some(root) } else { root.first(vocabulary::RECORD_TARGET) };
    let Some(role) = target.and_then(|target| target.first(vocabulary::PATIENT_ROLE)) else { return "" };
    let extension = role.each(vocabulary::ID_ELEMENT).find_map(|id| id.value(vocabulary::EXTENSION));
    beginning(extension.or_else(|| role.each(vocabulary::ID_ELEMENT).find_map(|id| id.value(vocabulary::ROOT))).unwrap_or_default())
}

/// Makes records one after the other, in the room of those before.
pub(super) struct Writer<'e> {
    each: &'e mut dyn FnMut(&Record),
    record: Record,
    /// Leaves that every record of the row has: so many stand first.
    shared: usize,
    sent: bool,
    /// Room of leaves that are gone.
    spare: Vec<(String, String)>,
    /// Room of the path of the row before, which ended where it began.
    path: Path,
}

impl<'e> Writer<'e> {
    fn new(each: &'e mut dyn FnMut(&Record)) -> Self {
        let record = Record { relation: String::new(), line: 0, byte: 0, leaves: Vec::new() };
        Self { each, record, shared: 0, sent: false, spare: Vec::new(), path: Path::default() }
    }

    /// Begins a row; what is left of the one before goes.
    pub fn begin(&mut self, relation: &str, (line, byte): (u64, u64), context: &Context<'_>) {
        self.drop_leaves(0);
        (self.shared, self.sent) = (0, false);
        self.record.relation.clear();
        self.record.relation.push_str(relation);
        (self.record.line, self.record.byte) = (line, byte);
        self.share("section", context.section);
        self.share("section_title", &context.section_title);
        if let Some((line, byte)) = context.parent {
            self.leaf(|field| field.push_str("parent"), |value| add_number(line, value));
            self.leaf(|field| field.push_str("parent_byte"), |value| add_number(byte, value));
            self.shared = self.record.leaves.len();
        }
        self.share("patient", context.patient);
    }

    /// A leaf that every record of the row has.
    pub fn share(&mut self, field: &str, value: &str) {
        self.leaf(|out| out.push_str(field), |out| out.push_str(value));
        self.shared = self.record.leaves.len();
    }

    fn drop_leaves(&mut self, from: usize) {
        self.spare.extend(self.record.leaves.drain(from..));
    }

    /// Adds a leaf, unless its value is empty.
    fn leaf(&mut self, field: impl FnOnce(&mut String), value: impl FnOnce(&mut String)) {
        let (mut to_field, mut to_value) = self.spare.pop().unwrap_or_else(|| (String::with_capacity(FIELD_USUAL), String::with_capacity(VALUE_USUAL)));
        to_value.clear();
        value(&mut to_value);
        if to_value.is_empty() {
            self.spare.push((to_field, to_value));
            return;
        }
        to_field.clear();
        field(&mut to_field);
        self.record.leaves.push((to_field, to_value));
    }

    /// Adds a leaf of the row's own, unless its value is empty.
    pub fn push(&mut self, field: impl FnOnce(&mut String), value: impl FnOnce(&mut String)) {
        self.leaf(field, value);
        if self.record.leaves.len() - self.shared >= LEAVES_MAX {
            self.send();
            self.drop_leaves(self.shared);
        }
    }

    /// Adds the attributes of an element that stands at a path.
    pub fn attributes(&mut self, element: Element<'_>, path: &str) {
        for (name, value) in element.attributes().filter(|(_, value)| !value.is_empty()) {
            self.push(|field| join(field, path, "@", name), |out| out.push_str(value));
        }
    }

    fn send(&mut self) {
        (self.each)(&self.record);
        self.sent = true;
    }

    fn has_own(&self) -> bool {
        self.record.leaves.len() > self.shared
    }

    fn finish(&mut self) {
        if !self.sent || self.has_own() {
            self.send();
        }
    }

    /// As `finish`, but a row without leaves of its own is none.
    pub fn finish_if_filled(&mut self) {
        if self.has_own() {
            self.send();
        }
    }
}

/// Every row of a document, in the order of their start; the rows inside of a row come after it.
pub fn records(document: &Document, each: &mut dyn FnMut(&Record)) {
    let root = document.root();
    let context = Context { section: "", section_title: Rc::default(), parent: None, patient: patient(root) };
    let relation = relation(root.kind(), None).unwrap_or("ccda.document");
    row(document, root, relation, &context, &mut Writer::new(each));
}

fn row<'d>(document: &'d Document, element: Element<'d>, relation: &str, outer: &Context<'d>, writer: &mut Writer<'_>) {
    let context = outer.within(element);
    writer.begin(relation, (element.line(), element.byte()), &context);
    let path = std::mem::take(&mut writer.path);
    let mut gathering = Gathering { document, writer, path, rows: Vec::new(), narratives: Vec::new() };
    gathering.element(element);
    let Gathering { path, rows, narratives, .. } = gathering;
    writer.path = path;
    writer.finish();
    let has_entries = !narratives.is_empty() && element.first(vocabulary::ENTRY).is_some();
    for narrative in &narratives {
        narrative::records(narrative, has_entries, &context, writer);
    }
    let context = context.below(element);
    for (inner, relation) in rows {
        row(document, inner, relation, &context, writer);
    }
}

/// What is found on the way through a row.
struct Gathering<'d, 'w, 'e> {
    document: &'d Document,
    writer: &'w mut Writer<'e>,
    path: Path,
    /// Elements inside that are rows of their own.
    rows: Vec<(Element<'d>, &'static str)>,
    narratives: Vec<narrative::Narrative<'d>>,
}

impl<'d> Gathering<'d, '_, '_> {
    fn element(&mut self, element: Element<'d>) {
        self.writer.attributes(element, self.path.text());
        let mut texts = 0;
        for node in element.children() {
            match node {
                Node::Text(text) => self.text(text.trim(), &mut texts),
                Node::Element(child) => self.child(element, child),
            }
        }
    }

    fn text(&mut self, text: &str, texts: &mut usize) {
        if text.is_empty() {
            return;
        }
        *texts += 1;
        let path = self.path.text();
        if *texts > 1 {
            let step = format!("[{texts}]");
            self.writer.push(|field| join(field, path, "text()", &step), |out| out.push_str(text));
        } else {
            self.writer.push(|field| join(field, path, "text()", ""), |out| out.push_str(text));
        }
    }

    fn child(&mut self, parent: Element<'d>, child: Element<'d>) {
        let kind = child.kind();
        if let Some(relation) = relation(kind, Some(parent.kind())) {
            self.rows.push((child, relation));
        } else if kind == vocabulary::TEXT && self.path.text().is_empty() && parent.kind() == vocabulary::SECTION {
            let narrative = narrative::read(&self.document.index, child);
            for (path, container) in &narrative.containers {
                self.writer.attributes(*container, path);
            }
            self.narratives.push(narrative);
        } else {
            let back = self.path.enter(child);
            if kind == vocabulary::REFERENCE {
                self.resolved(child);
            }
            self.element(child);
            self.path.leave(back);
        }
    }

    /// The narrative that a reference points at, beside it; a long one stands in its own rows only.
    fn resolved(&mut self, reference: Element<'d>) {
        let value = reference.value(vocabulary::VALUE).filter(|value| value.starts_with('#'));
        let target = value.and_then(|value| self.document.find(value));
        if let Some(text) = target.and_then(|target| text_within(target, RESOLVED_BYTES_MAX)) {
            let path = self.path.text();
            self.writer.push(|field| join(field, path, "resolved", ""), |out| out.push_str(&text));
        }
    }
}

/// The text of an element, unless it is longer.
fn text_within(element: Element<'_>, bytes_max: usize) -> Option<String> {
    fn fits(element: Element<'_>, left: &mut usize) -> bool {
        element.children().all(|node| {
            // A node without text takes its time as well.
            let cost = if let Node::Text(text) = node { text.len().max(1) } else { 1 };
            let Some(rest) = left.checked_sub(cost) else { return false };
            *left = rest;
            match node {
                Node::Element(child) => fits(child, left),
                Node::Text(_) => true,
            }
        })
    }
    // White space is folded away, so what is written may be longer than the text.
    let mut left = bytes_max * 4;
    if !fits(element, &mut left) {
        return None;
    }
    Some(element.text()).filter(|text| text.len() <= bytes_max)
}

/// Adds the folded text of an element to a value.
pub(super) fn fold(element: Element<'_>, out: &mut String) {
    element.children().fold(&mut Folded::new(out));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::DEPTH_MAX;
    use crate::{Limits, Summary};

    fn rows(text: &str) -> Vec<Record> {
        let (tree, roots) = crate::ccda::grow(text.as_bytes(), &Limits::default(), &mut Summary::default());
        let mut found = Vec::new();
        records(&Document::new(tree.into(), roots[0]), &mut |record| found.push(record.clone()));
        found
    }

    fn of<'r>(rows: &'r [Record], relation: &str) -> Vec<&'r Record> {
        rows.iter().filter(|r| r.relation == relation).collect()
    }

    fn show(record: &Record) -> String {
        record.leaves.iter().map(|(field, value)| format!("{field}={value}")).collect::<Vec<_>>().join(" | ")
    }

    const SAMPLE: &str = "<ClinicalDocument><id root='9.9'/>
<recordTarget><patientRole><id root='1.1'/><id root='1.2' extension='P-7'/></patientRole></recordTarget>
<author><time value='2020'/></author>
<component><structuredBody><component><section><code code='48765-2'/><title>Allergies</title>
<text><table border='1'><thead><tr><th>Substance</th><th colspan='2'>Reaction</th></tr></thead><tbody>
<tr ID='r1'><td rowspan='2'>Latex</td><td><content ID='c1'>Hives</content></td><td>mild</td></tr>
<tr><td>Rash</td></tr></tbody></table>Seen <content styleCode='Bold'>today</content><list><item>one</item></list></text>
<entry typeCode='DRIV'><act><id root='2.2'/>
<entryRelationship typeCode='SUBJ'><observation negationInd='false'><value><originalText>x<reference value='#c1'/>y</originalText></value>
<participant><participantRole/></participant><participant typeCode='CSM'/></observation></entryRelationship></act></entry>
</section></component></structuredBody></component></ClinicalDocument>";

    #[test]
    fn every_row_has_its_relation_its_leaves_and_its_context() {
        let rows = rows(SAMPLE);
        let relations: Vec<&str> = rows.iter().map(|r| r.relation.as_str()).collect();
        let expected = [
            "ccda.document", "ccda.header.recordTarget", "ccda.header.author", "ccda.section", "ccda.narrative", "ccda.narrative",
            "ccda.narrative", "ccda.narrative", "ccda.narrative", "ccda.act", "ccda.observation",
        ];
        assert_eq!(relations, expected);
        assert_eq!(show(&rows[0]), "patient=P-7 | id/@root=9.9");
        let section = "section=48765-2 | section_title=Allergies";
        assert_eq!(show(&rows[3]), format!("{section} | patient=P-7 | code/@code=48765-2 | title/text()=Allergies | text/table/@border=1 | entry/@typeCode=DRIV"));
        assert_eq!(show(&rows[9]), format!("{section} | patient=P-7 | id/@root=2.2 | entryRelationship/@typeCode=SUBJ"));
        let act = of(&rows, "ccda.act")[0];
        let observation = format!(
            "{section} | parent={} | parent_byte={} | patient=P-7 | @negationInd=false | value/originalText/text()=x | \
             value/originalText/reference/resolved=Hives | value/originalText/reference/@value=#c1 | value/originalText/text()[2]=y | \
             participant[2]/@typeCode=CSM",
            act.line, act.byte
        );
        assert_eq!(show(&rows[10]), observation);
        assert_eq!((rows[10].line, &SAMPLE[rows[10].byte as usize..][..12]), (9, "<observation"));
    }

    #[test]
    fn narrative_rows_know_their_headers_and_who_refers_to_them() {
        let rows = rows(SAMPLE);
        let told: Vec<String> = of(&rows, "ccda.narrative").into_iter().map(|r| show(r).replace("section=48765-2 | section_title=Allergies | patient=P-7 | ", "")).collect();
        let expected = [
            "kind=header | th[2]/@colspan=2 | text=Substance Reaction",
            "kind=row | referenced=yes | @ID=r1 | td/@rowspan=2 | td[2]/content/@ID=c1 | text=Latex Hives mild | header[1]=Substance | \
             cell[1]=Latex | header[2]=Reaction | cell[2]=Hives | header[3]=Reaction | cell[3]=mild",
            "kind=row | referenced=no | text=Rash | header[2]=Reaction | cell[2]=Rash",
            "kind=text | referenced=no | content/@styleCode=Bold | text=Seen today",
            "kind=item | referenced=no | text=one",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_part_of_a_document_has_rows_too() {
        let rows = rows("<section><code code='1'/><text>a<br/>b</text></section>");
        assert_eq!(rows.iter().map(show).collect::<Vec<_>>(), ["section=1 | code/@code=1", "section=1 | kind=text | referenced=section has no entries | text=a b"]);
        assert_eq!(rows_of_names("<recordTarget><patientRole><id root='3'/></patientRole></recordTarget>"), "ccda.header.recordTarget");
        assert_eq!(rows_of_names("<participant><time value='1'/></participant>"), "ccda.document");
        assert_eq!(rows_of_names("<entry><act/></entry>"), "ccda.document ccda.act");
    }

    fn rows_of_names(text: &str) -> String {
        rows(text).into_iter().map(|r| r.relation).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_row_with_very_many_leaves_is_split_and_a_long_path_is_cut() {
        let wide = rows(&format!("<ClinicalDocument>{}</ClinicalDocument>", "<x v='1'/>".repeat(20_000)));
        assert_eq!(wide.iter().map(|r| r.leaves.len()).collect::<Vec<_>>(), [16_384, 3_616]);
        let name = "n".repeat(100);
        let deep = rows(&format!("{}<v a='1'/>", format!("<{name}>").repeat(DEPTH_MAX - 1)));
        let (field, value) = &deep[0].leaves[0];
        assert!(field.len() <= PATH_BYTES_MAX + 10 && field.starts_with(".../n") && field.ends_with("/v/@a"), "{field}");
        assert_eq!(value, "1");
    }

    #[test]
    fn what_is_repeated_is_short_and_its_own_row_has_it_whole() {
        let (title, header) = ("é".repeat(300), "h".repeat(300));
        let table = format!("<table><thead><tr><th>{header}</th></tr></thead><tbody><tr><td>x</td></tr></tbody></table>");
        let rows = rows(&format!("<section><title>{title}</title><text>{table}</text><entry><act/></entry></section>"));
        assert!(rows.iter().all(|r| r.get("section_title") == Some("é".repeat(256).as_str())));
        assert_eq!(rows[0].get("title/text()"), Some(title.as_str()));
        let narrative = of(&rows, "ccda.narrative");
        assert_eq!(narrative[0].get("text"), Some(header.as_str()));
        assert_eq!(narrative[1].get("header[1]"), Some("h".repeat(256).as_str()));
    }

    #[test]
    fn a_narrative_of_very_many_nodes_is_not_repeated() {
        let read = |text: &str| {
            let (tree, roots) = crate::ccda::grow(text.as_bytes(), &Limits::default(), &mut Summary::default());
            text_within(tree.element(roots[0]), 4)
        };
        assert_eq!(read("<text>a<br/>b</text>").as_deref(), Some("a b"));
        assert_eq!(read(&format!("<text>a{}</text>", "<br/>".repeat(50))), None);
    }

    const NAMES: [&str; 24] = [
        "section", "text", "entry", "observation", "act", "table", "thead", "tbody", "tr", "td", "th", "paragraph", "list", "item", "caption",
        "content", "reference", "code", "value", "author", "recordTarget", "component", "col", "br",
    ];

    /// A document made by choices, with a word of its own in every attribute and text; and how many words there are.
    fn grown(choices: &[u16]) -> (String, usize) {
        let (mut text, mut words, mut open) = (String::from("<ClinicalDocument>"), 0, vec!["ClinicalDocument"]);
        let mut word = || {
            words += 1;
            format!("({words})")
        };
        for choice in choices {
            match choice % 4 {
                0 if open.len() > 1 => text.push_str(&format!("</{}>", open.pop().unwrap())),
                1 => text.push_str(&word()),
                _ => {
                    let name = NAMES[usize::from(choice / 4) % NAMES.len()];
                    text.push_str(&if choice % 3 == 0 { format!("<{name}>") } else { format!("<{name} a='{}' ID='{}'>", word(), word()) });
                    open.push(name);
                }
            }
        }
        while let Some(name) = open.pop() {
            text.push_str(&format!("</{name}>"));
        }
        (text, words)
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]
        /// Every attribute and every text of a document stands in exactly one row, once.
        #[test]
        fn nothing_is_lost_and_nothing_is_doubled(choices in proptest::collection::vec(proptest::prelude::any::<u16>(), 0..150)) {
            let (text, words) = grown(&choices);
            let mut own = String::new();
            for record in rows(&text) {
                for (field, value) in &record.leaves {
                    let narrative = record.relation == "ccda.narrative" && field == "text";
                    if narrative || field.contains('@') || field.contains("text()") {
                        own.push_str(value);
                    }
                }
            }
            for word in 1..=words {
                proptest::prop_assert_eq!(own.matches(&format!("({word})")).count(), 1, "word {} of {}", word, text);
            }
        }
    }
}
