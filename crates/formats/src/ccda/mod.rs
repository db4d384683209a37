//! Clinical documents (CDA R2: C-CDA 1.1 and 2.1, C32, CCD): the tree, and every leaf of it as rows of relations.
//!
//! [`records()`] flattens a document so that nothing is lost by construction: every attribute that has a value and every
//! text that is not blank stands in exactly one row. The tree stays beside it, because meaning lives in nesting. What a
//! document asserts is not decided here. A file may hold several documents, or only a part of one: a part is read as a
//! document of its own, with a doubt. What a document does that C-CDA does not allow is a doubt as well (`conformance`).

mod conformance;
mod head;
mod index;
mod narrative;
mod rows;
mod vocabulary;

pub(crate) use head::looks_clinical;
pub use rows::records;

use crate::xml::{self, Element, Node, Tree};
use crate::{Item, Limits, Summary};
use index::Index;
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

/// One clinical document.
#[derive(Debug, Clone)]
pub struct Document {
    tree: Arc<Tree>,
    at: u32,
    index: Index,
}

/// Content that is a file of its own: a scan, a PDF, a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// `mediaType`, empty when the document does not say.
    pub media_type: String,
    /// `compression` (`DF`, `GZ`, `ZL`, `Z`...), empty when there is none.
    pub compression: String,
    /// 1-based line of the element.
    pub line: u64,
    /// Byte offset of the element.
    pub byte: u64,
    /// XPath below the root: `component/nonXMLBody/text`.
    pub place: String,
    /// The content in base64, without white space; it is not decoded and may not be valid.
    pub base64: String,
}

impl Document {
    /// Indexes a part of a tree.
    fn new(tree: Arc<Tree>, at: u32) -> Self {
        let index = Index::new(tree.element(at));
        Self { tree, at, index }
    }

    /// The root, `ClinicalDocument`; any other element when the file holds a part of a document.
    pub fn root(&self) -> Element<'_> {
        self.tree.element(self.at)
    }

    /// The element that a reference points at.
    fn find(&self, reference: &str) -> Option<Element<'_>> {
        self.index.find(&self.tree, reference)
    }

    /// The row of a table in which a reference (`#result1`) points at something, or at which it points.
    pub fn row(&self, reference: &str) -> Option<Element<'_>> {
        self.index.row(&self.tree, self.find(reference)?)
    }

    /// The text that a reference (`#med1`) points at, white space folded; `None` when nothing has this ID or it has no text.
    pub fn resolve(&self, reference: &str) -> Option<String> {
        Some(self.find(reference)?.text()).filter(|text| !text.is_empty())
    }
}

/// The blocks of narrative that say something and that no entry refers to: what only a person can read.
pub fn narrative_only(document: &Document) -> u64 {
    let root = document.root();
    let sections = std::iter::once(root).chain(root.inside()).filter(|element| element.kind() == vocabulary::SECTION);
    let facts = |text| narrative::read(&document.index, text).blocks.iter().filter(|b| b.is_fact() && !b.referenced).count() as u64;
    sections.filter_map(|section| section.first(vocabulary::TEXT)).map(facts).sum()
}

/// Everything that is base64: an unstructured body, pictures, encapsulated values.
pub fn attachments(document: &Document) -> Vec<Attachment> {
    let mut found = Vec::new();
    // Nearly every document has none, and then no path is made.
    if !document.index.packed.is_empty() {
        attach(document.root(), &document.index.packed, &mut rows::Path::default(), &mut found);
    }
    found
}

fn attach(element: Element<'_>, packed: &[u32], place: &mut rows::Path, found: &mut Vec<Attachment>) {
    if packed.binary_search(&element.number()).is_ok() {
        let texts = element.children().filter_map(|node| match node {
            Node::Text(text) => Some(text),
            Node::Element(_) => None,
        });
        let base64: String = texts.flat_map(str::split_whitespace).collect();
        if !base64.is_empty() {
            found.push(Attachment {
                media_type: element.attribute("mediaType").unwrap_or_default().to_string(),
                compression: element.attribute("compression").unwrap_or_default().to_string(),
                line: element.line(),
                byte: element.byte(),
                place: place.text().to_string(),
                base64,
            });
        }
    }
    for child in element.elements() {
        let back = place.enter(child);
        attach(child, packed, place, found);
        place.leave(back);
    }
}

/// Bytes that there is room for before a document is read.
const BYTES_USUAL: usize = 64 << 10;

pub(crate) fn read(
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let cap = xml::BYTES_MAX.min(limits.document_bytes_max);
    let mut bytes = Vec::with_capacity(BYTES_USUAL);
    input.take(cap as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > cap {
        summary.refuse(limits, "document_too_long", 1, 0, format!("the document is longer than {cap} bytes"));
        return Ok(summary);
    }
    let (mut tree, roots) = grow(&bytes, limits, &mut summary);
    drop(bytes);
    let mut documents = Vec::new();
    for root in roots {
        part(&mut tree, root, &mut documents);
    }
    let tree = Arc::new(tree);
    for root in documents {
        let document = Document::new(Arc::clone(&tree), root);
        doubt(&document, limits, &mut summary);
        summary.records += 1;
        if each(Item::Document(&document)).is_break() {
            summary.stopped = true;
            break;
        }
    }
    if summary.records == 0 && summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the file holds no element");
    }
    Ok(summary)
}

fn grow(bytes: &[u8], limits: &Limits, summary: &mut Summary) -> (Tree, Vec<u32>) {
    xml::grow(bytes, vocabulary::all(), limits, summary)
}

/// Takes the documents out of what they are wrapped in; the wrapping stays a part of its own if it says anything.
fn part(tree: &mut Tree, root: u32, documents: &mut Vec<u32>) {
    let top = tree.element(root);
    if top.kind() == vocabulary::CLINICAL_DOCUMENT {
        documents.push(root);
        return;
    }
    let mut inner: Vec<u32> = Vec::new();
    let mut end = 0;
    for element in top.inside().filter(|element| element.kind() == vocabulary::CLINICAL_DOCUMENT) {
        if element.number() >= end {
            inner.push(element.number());
            end = element.end();
        }
    }
    let wrapping = if inner.is_empty() { root } else { tree.without(root, &inner) };
    documents.extend(&inner);
    if inner.is_empty() || says_anything(tree.element(wrapping)) {
        documents.push(wrapping);
    }
}

fn says_anything(element: Element<'_>) -> bool {
    element.children().says() || std::iter::once(element).chain(element.inside()).any(|e| e.attributes().any(|(_, value)| !value.is_empty()))
}

fn doubt(document: &Document, limits: &Limits, summary: &mut Summary) {
    let root = document.root();
    if root.kind() != vocabulary::CLINICAL_DOCUMENT {
        summary.doubt(limits, "fragment", root.line(), root.byte(), "a part of a document that stands alone; it is read as a document");
    }
    for (line, byte) in &document.index.dangling {
        summary.doubt(limits, "unresolved_reference", *line, *byte, "a reference to the narrative points at nothing");
    }
    if document.index.repeated > 0 {
        let message = format!("{} IDs stand in the document more than once; references point at the first", document.index.repeated);
        summary.doubt(limits, "repeated_id", root.line(), root.byte(), message);
    }
    conformance::check(root, limits, summary);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(text: &str) -> (Vec<Document>, Summary) {
        let mut read_documents = Vec::new();
        let summary = read(&mut text.as_bytes(), &Limits::default(), &mut |item| {
            if let Item::Document(document) = item {
                read_documents.push(document.clone());
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        (read_documents, summary)
    }

    fn codes(summary: &Summary) -> Vec<&'static str> {
        summary.counts.keys().copied().collect()
    }

    #[test]
    fn each_document_of_a_file_is_one() {
        let (read, summary) = documents("<ClinicalDocument><id root='1'/></ClinicalDocument><ClinicalDocument><id root='2'/></ClinicalDocument>");
        assert_eq!((read.len(), summary.records, codes(&summary)), (2, 2, vec![]));
        let (read, summary) = documents("<Batch to='x'><Part><c:ClinicalDocument xmlns:c='urn:hl7-org:v3'/></Part></Batch>");
        let names: Vec<&str> = read.iter().map(|d| d.root().name()).collect();
        assert_eq!((names, summary.records, codes(&summary)), (vec!["ClinicalDocument", "Batch"], 2, vec!["fragment"]));
        let (read, _) = documents("<Batch><ClinicalDocument/></Batch>");
        assert_eq!(read.len(), 1);
    }

    #[test]
    fn a_part_is_a_document_with_a_doubt() {
        let (read, summary) = documents("<section><code code='1-1'/></section><entry/>");
        assert_eq!((read.len(), summary.records, summary.counts["fragment"]), (2, 2, 2));
        let (read, summary) = documents("  ");
        assert_eq!((read.len(), summary.records, codes(&summary)), (0, 0, vec!["no_rows"]));
        let (read, summary) = documents("<!DOCTYPE x><ClinicalDocument/>");
        assert_eq!((read.len(), summary.quarantined, codes(&summary)), (0, 1, vec!["dtd"]));
    }

    #[test]
    fn references_are_resolved_once_and_doubted_when_they_point_at_nothing() {
        let (read, summary) = documents(
            "<ClinicalDocument><section><text><content ID='a'>Ibuprofen\n  200 mg</content><td ID='b'/><td ID='a'>other</td></text>\
             <entry><act><text><reference value='#a'/></text><code><originalText><reference value='#zz'/></originalText></code>\
             <value><reference value='scan.pdf'/></value></act></entry></section></ClinicalDocument>",
        );
        assert_eq!(read[0].resolve("#a").as_deref(), Some("Ibuprofen 200 mg"));
        assert_eq!(read[0].resolve("a").as_deref(), Some("Ibuprofen 200 mg"));
        assert_eq!((read[0].resolve("#b"), read[0].resolve("#zz"), read[0].resolve("")), (None, None, None));
        assert_eq!((summary.counts["unresolved_reference"], summary.counts["repeated_id"], codes(&summary).len()), (1, 1, 2));
    }

    #[test]
    fn attachments_are_found_wherever_they_are() {
        let (read, _) = documents(
            "<ClinicalDocument><component><nonXMLBody><text mediaType='application/pdf' representation='B64'> JVBE\n Ri0= </text></nonXMLBody></component>\n\
             <component><structuredBody><component><section><entry><act/></entry><entry><observationMedia>\
             <value mediaType='image/png' representation='b64' compression='GZ'>aGk=<thumbnail representation='B64'/></value></observationMedia></entry>\
             </section></component></structuredBody></component></ClinicalDocument>",
        );
        let found = attachments(&read[0]);
        let told: Vec<_> = found.iter().map(|a| (a.media_type.as_str(), a.compression.as_str(), a.line, a.place.as_str(), a.base64.as_str())).collect();
        let picture = "component[2]/structuredBody/component/section/entry[2]/observationMedia/value";
        assert_eq!(told, [("application/pdf", "", 1, "component/nonXMLBody/text", "JVBERi0="), ("image/png", "GZ", 3, picture, "aGk=")]);
    }

    #[test]
    fn a_reader_that_is_told_to_stop_stops() {
        let summary = read(&mut "<entry/><entry/>".as_bytes(), &Limits::default(), &mut |_| ControlFlow::Break(())).unwrap();
        assert_eq!((summary.records, summary.stopped), (1, true));
        let limits = Limits { document_bytes_max: 7, ..Limits::default() };
        let summary = read(&mut "<entry/>".as_bytes(), &limits, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!((summary.records, summary.quarantined, codes(&summary)), (0, 1, vec!["document_too_long"]));
    }

    #[test]
    fn narrative_that_no_entry_refers_to_is_counted() {
        let (read, _) = documents(
            "<ClinicalDocument><section><text><paragraph ID='p'>linked</paragraph><paragraph>alone</paragraph><table><caption>c</caption>\
             <thead><tr><th>h</th></tr></thead><tbody><tr><td><content ID='q'>in</content></td></tr><tr><td>out</td></tr><tr><td/></tr></tbody></table></text>\
             <entry><act><text><reference value='#p'/></text><code><originalText><reference value='#q'/></originalText></code></act></entry></section>\
             <section><text>only text</text></section></ClinicalDocument>",
        );
        assert_eq!(narrative_only(&read[0]), 3);
    }
}
