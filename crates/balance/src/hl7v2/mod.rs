//! The built-in reading of HL7 v2: what a message asserts about its patients, in the words that FHIR uses.
//!
//! Translations follow HL7's "v2-to-FHIR" tables, so that a feed and the resources made from it balance. Each segment is
//! read within its group: a result with its order, a dose with its drug, everything with the nearest PID. Statements are
//! made message by message; snapshots repeat themselves, under the same visit key. What is not read is counted: a whole
//! segment as `hl7.SEG`, a filled field of a segment that is read as `hl7.SEG-n`. Where both books are HL7 v2 it is told all the same
//! (`rest.rs`).

mod allergy;
mod diagnosis;
mod directive;
mod document;
mod entry;
mod finance;
mod immunization;
mod medication;
mod observation;
mod order;
mod patient;
mod rest;
mod scene;
mod schedule;
mod seen;
mod value;
mod visit;

#[cfg(test)]
mod tests;

use crate::reading::{Coverage, Places};
use entry::Entry;
use formats::hl7v2::Message;
use model::{Kind, Origin, Statement};
use scene::Scene;

/// Statements of one message.
pub(crate) fn message(message: &Message<'_>, artifact: u32, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
    read(message, artifact, false, places, coverage, &mut |_, statement| each(statement));
}

/// Statements of one message with every leaf that nothing else looked at: for two books that are both HL7 v2.
pub(crate) fn whole_message(message: &Message<'_>, artifact: u32, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
    let mut held = Vec::new();
    let scene = read(message, artifact, true, places, coverage, &mut |index, statement| held.push((index, statement)));
    rest::tell(&scene, &mut held, places, coverage);
    scene.people().iter().for_each(|(_, _, [number, name])| coverage.note_person(number, name));
    held.into_iter().for_each(|(_, statement)| each(statement));
}

/// Reads a message; each statement comes with the number of its segment.
fn read<'s>(message: &'s Message<'s>, artifact: u32, whole: bool, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(usize, Statement)) -> Scene<'s> {
    let mut scene = Scene::new(message, whole);
    for (index, segment) in message.segments.iter().enumerate() {
        for reading in [statement, document::of_results] {
            let mut entry = Entry::new(places, &mut scene, index);
            let Some(kind) = reading(&mut entry) else { continue };
            let origin = Origin { artifact, relation: 0, line: segment.line, reference: String::new() };
            if let Some(mut statement) = entry.finish(kind, origin) {
                coverage.count(&statement);
                if kind == Kind::Demographic {
                    statement.facts.push(scene.sent(segment.line));
                }
                each(index, statement);
            }
        }
    }
    scene.account(coverage);
    scene.settle();
    scene
}

/// What a segment asserts; `None` when it asserts nothing by itself.
fn statement(entry: &mut Entry<'_, '_>) -> Option<Kind> {
    match entry.name() {
        "PID" => Some(patient::demographic(entry)),
        "PD1" => directive::living_will(entry),
        "CON" => directive::consent(entry),
        "MRG" => patient::merge(entry),
        "PV1" => visit::encounter(entry),
        "AL1" => Some(allergy::listed(entry)),
        "IAM" => Some(allergy::updated(entry)),
        "DG1" => Some(diagnosis::encounter_diagnosis(entry)),
        "PRB" => Some(diagnosis::problem(entry)),
        "PR1" => Some(diagnosis::procedure(entry)),
        "OBR" => Some(order::order(entry)),
        "OBX" => observation::observed(entry),
        "TXA" => Some(document::transcription(entry)),
        "RXA" => immunization::administered(entry),
        "RXO" | "RXE" | "RXD" | "RXG" => medication::medication(entry),
        "SCH" => Some(schedule::appointment(entry)),
        "IN1" => Some(finance::coverage(entry)),
        "FT1" => Some(finance::transaction(entry)),
        _ => None,
    }
}
