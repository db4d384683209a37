//! Marks of protection: what a document, a section or an entry says of its confidentiality.
//!
//! What an entry says overrules its section, what a section says overrules the document. Privacy annotations (DS4P) are
//! marks too and no observations.

use crate::ccda::at::At;
use crate::ccda::codes;
use formats::xml::Element;
use model::Value;

/// A code with its place.
pub(super) type Mark = (Value, String);

/// What the places of a document's own marks begin with.
pub(super) const OF_DOCUMENT: &str = "/ClinicalDocument/";
/// Root of the templates of privacy annotations.
const ANNOTATIONS: &str = "2.16.840.1.113883.3.445.";
/// Annotations that say how a record is to be protected; others say what it is used for.
const SAID: [&str; 2] = ["SECCLASSOBS", "SECCATOBS"];

/// Whether an observation is a privacy annotation.
pub(super) fn is_annotation(element: Element<'_>) -> bool {
    let claims = |e: Element<'_>| e.name() == "templateId" && e.attribute("root").is_some_and(|r| r.starts_with(ANNOTATIONS));
    element.name() == "observation" && element.elements().any(claims)
}

/// Whether there are annotations of an element's own: most documents have none, and none is looked for twice.
fn holds_annotations(element: Element<'_>) -> bool {
    let holder = |e: &Element<'_>| matches!(e.name(), "entry" | "entryRelationship" | "component" | "organizer" | "observation");
    element.elements().filter(holder).any(|e| if e.name() == "observation" { is_annotation(e) } else { holds_annotations(e) })
}

/// What an element says of its own protection; `None` where it says nothing and what is around it decides. `around` stands
/// before the places.
pub(super) fn of(at: &At<'_>, around: &str) -> Option<Vec<Mark>> {
    let codes = at.all("confidentialityCode");
    let mut marks: Vec<Mark> = codes.iter().filter_map(|code| mark(code, around)).collect();
    let entries = if holds_annotations(at.element) { at.all("entry") } else { Vec::new() };
    let holders = std::iter::once(at).filter(|a| holds_annotations(a.element)).chain(&entries);
    let held: Vec<At<'_>> = holders.flat_map(|h| h.related().into_iter().map(|(_, s)| s).chain(h.components()).chain(h.statements())).collect();
    for statement in &held {
        annotated(statement, around, &mut marks);
    }
    // A null flavor says nothing.
    let says = codes.iter().any(|code| code.attribute("code").is_some());
    (says || !marks.is_empty()).then_some(marks)
}

/// The annotations of a statement, and of an organizer of them.
fn annotated(at: &At<'_>, around: &str, marks: &mut Vec<Mark>) {
    let parts = if at.element.name() == "organizer" { at.components() } else { Vec::new() };
    for part in std::iter::once(at).chain(&parts).filter(|p| is_annotation(p.element)) {
        if SAID.iter().any(|code| part.coded(code)) {
            marks.extend(part.child("value").and_then(|value| mark(&value, around)));
        }
    }
}

fn mark(at: &At<'_>, around: &str) -> Option<Mark> {
    let coding = codes::coding_of(at)?;
    let words = coding.display.clone();
    Some((Value::code(vec![coding], words), format!("{around}{}", at.place("@code"))))
}
