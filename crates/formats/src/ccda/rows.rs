//! A document as rows of relations: one for the document, one for each part of its header, each section, each clinical
//! statement and each block of narrative. Everything between them is a leaf with its path from the nearest row.
//!
//! Leaves whose field holds an `@` or ends with `text()`, and `text` of a narrative, are the document's own: each stands in
//! exactly one row. The others (`section`, `parent`, `cell[2]`...) tell where a row belongs and may repeat.

use super::{Document, narrative};
use crate::Record;
use crate::xml::{Element, Node};

/// Leaves of one record; a row with more goes out in several records of the same place.
const LEAVES_MAX: usize = 16_384;
/// Bytes of a path; a longer one starts anew, with a sign that it did.
const PATH_BYTES_MAX: usize = 1_024;
/// Bytes of a narrative that is repeated beside a reference to it.
const RESOLVED_BYTES_MAX: usize = 4_096;
/// Characters of a value that is repeated beside rows; its own row has it whole.
const REPEATED_MAX: usize = 256;

/// Parts of a header that occur nowhere else in a document.
const HEADER_ONLY: [&str; 11] = [
    "recordTarget", "dataEnterer", "custodian", "informationRecipient", "legalAuthenticator", "authenticator", "inFulfillmentOf",
    "documentationOf", "relatedDocument", "authorization", "componentOf",
];
/// Parts of a header that entries have as well.
const HEADER_TOO: [&str; 3] = ["author", "informant", "participant"];
const STATEMENTS: [&str; 9] = [
    "act", "encounter", "observation", "observationMedia", "organizer", "procedure", "regionOfInterest", "substanceAdministration", "supply",
];

/// The relation of an element that is a row of its own.
fn relation(element: &Element, parent: Option<&Element>) -> Option<String> {
    let name = element.name.as_str();
    if name == "section" || STATEMENTS.contains(&name) {
        return Some(format!("ccda.{name}"));
    }
    let in_header = parent.is_none_or(|parent| parent.name == "ClinicalDocument");
    let is_header = HEADER_ONLY.contains(&name) || (parent.is_some() && HEADER_TOO.contains(&name));
    (in_header && is_header).then(|| format!("ccda.header.{name}"))
}

/// A step added to a path.
pub(super) fn join(path: &str, step: &str) -> String {
    if path.is_empty() {
        step.to_string()
    } else if path.len() + step.len() > PATH_BYTES_MAX {
        format!(".../{step}")
    } else {
        format!("{path}/{step}")
    }
}

/// The beginning of a value that is repeated.
pub(super) fn beginning(value: &str) -> String {
    value.chars().take(REPEATED_MAX).collect()
}

/// Where a row belongs.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    section: String,
    section_title: String,
    parent: String,
    parent_byte: String,
    patient: String,
}

impl Context {
    pub fn leaves(&self) -> Vec<(String, String)> {
        [
            ("section", &self.section),
            ("section_title", &self.section_title),
            ("parent", &self.parent),
            ("parent_byte", &self.parent_byte),
            ("patient", &self.patient),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(field, value)| (field.to_string(), value.clone()))
        .collect()
    }

    /// What holds inside of an element that is a row.
    fn within(&self, element: &Element) -> Self {
        let mut inner = self.clone();
        if element.name == "section" {
            inner.section = beginning(element.child("code").and_then(|code| code.attribute("code")).unwrap_or_default());
            inner.section_title = element.child("title").map(|title| beginning(&title.text())).unwrap_or_default();
        }
        inner
    }

    /// What holds for the rows inside of an element that is a row.
    fn below(mut self, element: &Element) -> Self {
        if STATEMENTS.contains(&element.name.as_str()) {
            self.parent = element.line.to_string();
            self.parent_byte = element.byte.to_string();
        }
        self
    }
}

/// Extension of the patient's first id that has one, else the root of the first.
fn patient(root: &Element) -> String {
    let target = if root.name == "recordTarget" { Some(root) } else { root.child("recordTarget") };
    let Some(role) = target.and_then(|target| target.child("patientRole")) else { return String::new() };
    let extension = role.all("id").find_map(|id| id.attribute("extension"));
    beginning(extension.or_else(|| role.all("id").find_map(|id| id.attribute("root"))).unwrap_or_default())
}

/// A record that is being made.
pub(super) struct Draft {
    relation: String,
    line: u64,
    byte: u64,
    /// Leaves that every record of the row has.
    pub context: Vec<(String, String)>,
    leaves: Vec<(String, String)>,
    sent: bool,
}

impl Draft {
    pub fn new(relation: String, line: u64, byte: u64, context: Vec<(String, String)>) -> Self {
        Self { relation, line, byte, context, leaves: Vec::new(), sent: false }
    }

    pub fn push(&mut self, field: String, value: String, each: &mut dyn FnMut(Record)) {
        if value.is_empty() {
            return;
        }
        self.leaves.push((field, value));
        if self.leaves.len() >= LEAVES_MAX {
            self.send(each);
        }
    }

    fn send(&mut self, each: &mut dyn FnMut(Record)) {
        let mut leaves = self.context.clone();
        leaves.append(&mut self.leaves);
        each(Record { relation: self.relation.clone(), line: self.line, byte: self.byte, leaves });
        self.sent = true;
    }

    fn finish(mut self, each: &mut dyn FnMut(Record)) {
        if !self.sent || !self.leaves.is_empty() {
            self.send(each);
        }
    }

    /// As `finish`, but a row without leaves of its own is none.
    pub fn finish_if_filled(mut self, each: &mut dyn FnMut(Record)) {
        if !self.leaves.is_empty() {
            self.send(each);
        }
    }
}

/// Every row of a document, in the order of their start; the rows inside of a row come after it.
pub fn records(document: &Document, each: &mut dyn FnMut(Record)) {
    let root = &document.root;
    let context = Context { patient: patient(root), ..Context::default() };
    let relation = relation(root, None).unwrap_or_else(|| "ccda.document".into());
    row(document, root, relation, &context, each);
}

fn row(document: &Document, element: &Element, relation: String, outer: &Context, each: &mut dyn FnMut(Record)) {
    let context = outer.within(element);
    let draft = Draft::new(relation, element.line, element.byte, context.leaves());
    let mut gathering = Gathering { document, draft, rows: Vec::new(), narratives: Vec::new() };
    gathering.element(element, "", each);
    let Gathering { draft, rows, narratives, .. } = gathering;
    draft.finish(each);
    let has_entries = element.child("entry").is_some();
    for narrative in &narratives {
        narrative::records(narrative, has_entries, &context, each);
    }
    let context = context.below(element);
    for (inner, relation) in rows {
        row(document, inner, relation, &context, each);
    }
}

/// What is found on the way through a row.
struct Gathering<'d> {
    document: &'d Document,
    draft: Draft,
    /// Elements inside that are rows of their own.
    rows: Vec<(&'d Element, String)>,
    narratives: Vec<narrative::Narrative<'d>>,
}

impl<'d> Gathering<'d> {
    fn element(&mut self, element: &'d Element, path: &str, each: &mut dyn FnMut(Record)) {
        self.attributes(element, path, each);
        let mut texts = 0;
        for node in &element.children {
            match node {
                Node::Text(text) if text.trim().is_empty() => {}
                Node::Text(text) => {
                    texts += 1;
                    let step = if texts > 1 { format!("text()[{texts}]") } else { "text()".to_string() };
                    self.draft.push(join(path, &step), text.trim().to_string(), each);
                }
                Node::Element(child) => self.child(element, child, path, each),
            }
        }
    }

    fn attributes(&mut self, element: &Element, path: &str, each: &mut dyn FnMut(Record)) {
        for (name, value) in &element.attributes {
            self.draft.push(join(path, &format!("@{name}")), value.to_string(), each);
        }
    }

    fn child(&mut self, parent: &Element, child: &'d Element, path: &str, each: &mut dyn FnMut(Record)) {
        if let Some(relation) = relation(child, Some(parent)) {
            self.rows.push((child, relation));
        } else if path.is_empty() && parent.name == "section" && child.name == "text" {
            let narrative = narrative::read(&self.document.index, child);
            for (path, container) in &narrative.containers {
                self.attributes(container, path, each);
            }
            self.narratives.push(narrative);
        } else {
            let path = join(path, &child.step());
            if child.name == "reference" {
                self.resolved(child, &path, each);
            }
            self.element(child, &path, each);
        }
    }

    /// The narrative that a reference points at, beside it; a long one stands in its own rows only.
    fn resolved(&mut self, reference: &Element, path: &str, each: &mut dyn FnMut(Record)) {
        let document: &'d Document = self.document;
        let value = reference.attribute("value").filter(|value| value.starts_with('#'));
        let target = value.and_then(|value| document.index.find(&document.root, value));
        if let Some(text) = target.and_then(|target| text_within(target, RESOLVED_BYTES_MAX)) {
            self.draft.push(join(path, "resolved"), text, each);
        }
    }
}

/// The text of an element, unless it is longer.
fn text_within(element: &Element, bytes_max: usize) -> Option<String> {
    fn fits(element: &Element, left: &mut usize) -> bool {
        element.children.iter().all(|node| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::DEPTH_MAX;
    use crate::{Limits, Summary};

    fn rows(text: &str) -> Vec<Record> {
        let mut roots = crate::xml::parse(text.as_bytes(), &Limits::default(), &mut Summary::default());
        let mut found = Vec::new();
        records(&Document::new(roots.remove(0)), &mut |record| found.push(record));
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
        let read = |text: &str| crate::xml::parse(text.as_bytes(), &Limits::default(), &mut Summary::default()).remove(0);
        assert_eq!(text_within(&read("<text>a<br/>b</text>"), 4).as_deref(), Some("a b"));
        assert_eq!(text_within(&read(&format!("<text>a{}</text>", "<br/>".repeat(50))), 4), None);
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
