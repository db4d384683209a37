//! Files that clinical documents name and do not hold: the body of an unstructured document or a picture given by reference.

use super::Pointer;
use crate::ccda::Document;
use crate::xml::Element;

/// Elements whose reference leads to a file; everywhere else a reference leads to the narrative.
const HOLDERS: [&str; 2] = ["nonXMLBody", "observationMedia"];

pub(super) fn pointers(document: &Document, each: &mut dyn FnMut(Pointer)) {
    let patient = document.root().down("recordTarget/patientRole").and_then(|role| role.child("id")).and_then(|id| id.attribute("extension")).unwrap_or("");
    look(document.root(), patient, each);
}

fn look(element: Element<'_>, patient: &str, each: &mut dyn FnMut(Pointer)) {
    if HOLDERS.contains(&element.name()) {
        for child in element.elements() {
            let reference = child.child("reference").and_then(|r| r.attribute("value")).filter(|value| !value.starts_with('#'));
            if let Some(value) = reference {
                let field = format!("{}/reference/@value", child.name());
                let relation = format!("ccda.{}", element.name());
                each(Pointer { relation, field, line: child.line(), value: value.trim().to_string(), patient: patient.to_string(), ..Pointer::default() });
            }
        }
    }
    element.elements().for_each(|child| look(child, patient, each));
}
