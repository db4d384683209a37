//! Clinical documents: kinds of documents, header, sections, templates, and the clinical statements of entries.

use super::grow::{Grower, Within, part};
use super::{Part, PartKind, names};
use formats::ccda::Document;
use formats::xml::Element;

/// The code system of LOINC.
const LOINC: &str = "2.16.840.1.113883.6.1";
/// Statements within statements that are followed.
const DEPTH_MAX: u32 = 8;

/// The name under which a section of a code is counted: a LOINC code, or what it is instead. A title is a text of the document and is not shown.
pub fn section_name(code: &str, system: &str) -> String {
    let is_loinc = names::clinical(code).is_some() || ((system.is_empty() || system == LOINC) && is_loinc_shaped(code));
    match (code.is_empty(), is_loinc) {
        (true, _) => "section without a code".into(),
        (_, true) => code.into(),
        _ => "section with a code of its own".into(),
    }
}

/// `48765-2`: digits and a check digit.
fn is_loinc_shaped(code: &str) -> bool {
    let Some((digits, check)) = code.split_once('-') else { return false };
    (1..=6).contains(&digits.len()) && check.len() == 1 && digits.bytes().chain(check.bytes()).all(|b| b.is_ascii_digit())
}

/// Counts a document.
pub(super) fn document(grower: &mut Grower, document: &Document) {
    grower.record();
    let root = document.root();
    let name = if root.name() == "ClinicalDocument" { code_of(root, "document without a code", "document with a code of its own") } else { "part of a document".into() };
    let top = grower.top();
    let Some(at) = grower.touch(top, &name, || part(PartKind::Document, name.clone(), names::clinical(&name).unwrap_or(""))) else { return };
    let own = Within { part: Some(at), instance: grower.instance() };
    templates(grower, own, root);
    if root.name() != "ClinicalDocument" {
        return fragment(grower, own, root);
    }
    for child in root.elements().filter(|e| !matches!(e.name(), "component" | "templateId" | "typeId" | "realmCode")) {
        grower.touch(own, child.name(), || header(child.name()));
    }
    for body in root.all("component").flat_map(Element::elements) {
        if body.name() == "structuredBody" {
            sections(grower, own, body, 0);
        } else {
            grower.touch(own, body.name(), || part(PartKind::Section, structural(body.name()), "Unstructured body"));
        }
    }
}

/// The name of an element: of the standard, so a word of letters.
fn structural(name: &str) -> String {
    let plain = name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-' | b'.')) && !name.bytes().any(|b| b.is_ascii_digit());
    if plain { name.to_string() } else { "element of another standard".into() }
}

fn header(name: &str) -> Part {
    let mut made = part(PartKind::Header, structural(name), "");
    made.relation = format!("ccda.header.{name}");
    made
}

fn code_of(element: Element<'_>, without: &str, local: &str) -> String {
    let code = element.child("code");
    let of = |attribute: &str| code.and_then(|c| c.attribute(attribute)).unwrap_or("");
    match section_name(of("code"), of("codeSystem")).as_str() {
        "section without a code" => without.into(),
        "section with a code of its own" => local.into(),
        code => code.into(),
    }
}

/// A part of a document that stands alone.
fn fragment(grower: &mut Grower, within: Within, element: Element<'_>) {
    match element.name() {
        "section" => section(grower, within, element, 0),
        "entry" => entry(grower, within, element),
        _ => element.elements().for_each(|child| fragment(grower, within, child)),
    }
}

fn sections(grower: &mut Grower, within: Within, holder: Element<'_>, depth: u32) {
    for element in holder.all("component").flat_map(|component| component.all("section")) {
        section(grower, within, element, depth);
    }
}

fn section(grower: &mut Grower, within: Within, element: Element<'_>, depth: u32) {
    let name = code_of(element, "section without a code", "section with a code of its own");
    let title = names::clinical(&name).unwrap_or("");
    let Some(at) = grower.touch(within, &name, || of_section(&name, title)) else { return };
    let own = Within { part: Some(at), instance: grower.instance() };
    templates(grower, own, element);
    let (entries, subsections) = (element.all("entry").count(), element.all("component").count());
    if entries == 0 && subsections == 0 {
        let says = element.child("text").is_some_and(|text| !text.text().is_empty());
        grower.mark(at, if says { "narrative only" } else { "no entries" });
    }
    element.all("entry").for_each(|one| entry(grower, own, one));
    if depth < DEPTH_MAX {
        sections(grower, own, element, depth + 1);
    }
}

fn of_section(name: &str, title: &'static str) -> Part {
    let mut made = part(PartKind::Section, name, title);
    made.relation = "ccda.section".into();
    if title.is_empty() {
        made.marks.push("unknown");
    }
    made
}

fn entry(grower: &mut Grower, within: Within, element: Element<'_>) {
    element.elements().filter(|e| is_statement(e.name())).for_each(|statement| self::statement(grower, within, statement, 0));
}

fn is_statement(name: &str) -> bool {
    const STATEMENTS: [&str; 9] =
        ["act", "encounter", "observation", "observationMedia", "organizer", "procedure", "regionOfInterest", "substanceAdministration", "supply"];
    STATEMENTS.contains(&name)
}

/// Counts a clinical statement under its template, the one that the list knows first, and the statements in it.
fn statement(grower: &mut Grower, within: Within, element: Element<'_>, depth: u32) {
    let roots: Vec<&str> = element.all("templateId").filter_map(|t| t.attribute("root")).collect();
    let known = roots.iter().find(|root| names::clinical(root).is_some());
    let shown = known.or_else(|| roots.iter().find(|root| is_template(root)));
    let name = shown.map_or_else(|| element.name().to_string(), |root| format!("{} {root}", element.name()));
    let made = || {
        let mut made = part(PartKind::Entry, name.clone(), known.and_then(|root| names::clinical(root)).unwrap_or(""));
        made.relation = format!("ccda.{}", element.name());
        if known.is_none() {
            made.marks.push("unknown");
        }
        made
    };
    let Some(at) = grower.touch(within, &name, made) else { return };
    let own = Within { part: Some(at), instance: grower.instance() };
    if depth >= DEPTH_MAX {
        return;
    }
    let related = element.elements().filter(|e| matches!(e.name(), "entryRelationship" | "component"));
    related.flat_map(Element::elements).filter(|e| is_statement(e.name())).for_each(|inner| statement(grower, own, inner, depth + 1));
}

/// Templates of HL7 and IHE; any other number is one of the sender's and is not shown.
fn is_template(root: &str) -> bool {
    let published = ["2.16.840.1.113883.10.20.", "2.16.840.1.113883.3.88.11.", "1.3.6.1.4.1.19376."];
    published.iter().any(|prefix| root.starts_with(prefix)) && root.bytes().all(|b| b.is_ascii_digit() || b == b'.') && root.len() <= 64
}

fn templates(grower: &mut Grower, within: Within, element: Element<'_>) {
    for root in element.all("templateId").filter_map(|t| t.attribute("root")) {
        let name = if is_template(root) { root } else { "template of its own" };
        let title = names::clinical(name).unwrap_or("");
        grower.touch(within, name, || {
            let mut made = part(PartKind::Template, name, title);
            if title.is_empty() {
                made.marks.push(if is_template(root) { "unknown" } else { "local" });
            }
            made
        });
    }
}
