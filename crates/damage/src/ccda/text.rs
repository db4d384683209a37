//! Words: cut, garbled, turned into their contrary, of another document; numbers that lost their zeros.

use super::base::{ALTERED, Around, Fixed, done, edited};
use super::tree::Element;
use super::{Effect, Operator};
use crate::Family;
use crate::phrase::{contrary, first, letters, pointless};

const FAMILY: Family = Family::Text;
const NOTE: Fixed = &["note"];
const BODY: Fixed = &["body", "text"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "note-cut-at-255", "a section of words was cut after 255 characters", NOTE, (ALTERED, BODY), cut),
    Operator::harm(FAMILY, "note-end-lost", "the last third of a section of words is gone", NOTE, (ALTERED, BODY), end_lost),
    Operator::harm(FAMILY, "mojibake", "UTF-8 was read as Latin-1", NOTE, (ALTERED, BODY), mojibake),
    Operator::harm(FAMILY, "negation-lost-in-note", "a section says the contrary: its no, not or denies is gone", NOTE, (&["altered", "contradicted"], BODY), |h, _| reworded(h, contrary)),
    Operator::harm(FAMILY, "note-of-another", "a section has the words of the same section of another patient", NOTE, (&["altered", "misplaced", "lost", "invented", "duplicated", "merged"], &["body", "text", "statement"]), another),
    Operator::harm(FAMILY, "point-lost-in-note", "a decimal point in a section of words is gone: 0.5 mg has become 05 mg", NOTE, (ALTERED, BODY), |h, _| reworded(h, pointless)),
    Operator::harm(FAMILY, "words-joined", "line ends are gone and words have grown together", NOTE, (ALTERED, BODY), joined),
    Operator::harm(FAMILY, "leading-zeros-lost", "a number that began with zeros lost them", &["patient", "immunization"], (&["altered", "misplaced", "lost", "invented"], &["mrn", "ssn", "lot", "patient", "statement"]), zeros),
    Operator::twin(FAMILY, "narrative-without-markup", "a section of words has lost its tables and its bold type, and every word is there", NOTE, plain),
];

/// The words of a section, rewritten.
fn reworded(holder: &mut Element, change: impl FnOnce(&str) -> Option<String>) -> Effect {
    edited(holder, |section| {
        let text = section.child_mut("text")?;
        let words = text.words();
        let new = change(&words)?;
        done(new != words)?;
        text.say(&new);
        Some(())
    })
}

fn cut(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    reworded(holder, |words| (words.chars().count() > 260).then(|| first(words, 255)))
}

fn end_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    reworded(holder, |words| Some(first(words, words.chars().count() * 2 / 3)))
}

fn mojibake(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    reworded(holder, |words| {
        if words.is_ascii() {
            return None;
        }
        Some(words.bytes().map(char::from).collect())
    })
}

fn another(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let code = |e: &Element| e.child("code").map(|c| c.attribute("code").to_string());
    let own = code(&*holder);
    let here = holder.child("text").map_or(String::new(), |t| letters(&t.words()));
    let others: Vec<String> = around.of_kind("note", false).into_iter().filter_map(|n| around.charts.element(n)).filter(|e| code(e) == own).filter_map(|e| Some(e.child("text")?.words())).filter(|words| letters(words) != here).collect();
    let Some(other) = around.one(others) else { return Effect::None };
    reworded(holder, |_| Some(other))
}

/// Only where the section has lines: then the blank between two of them goes.
fn joined(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |section| {
        let text = section.child_mut("text")?;
        let rows: Vec<String> = text.within(|e| matches!(e.local(), "td" | "paragraph" | "item" | "th")).iter().filter_map(|way| text.at(way)).map(Element::words).collect();
        done(rows.len() > 1)?;
        text.say(&rows.concat());
        Some(())
    })
}

fn zeros(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    let bare = |text: &str| Some(text.trim_start_matches('0').to_string()).filter(|short| short.len() < text.len() && !short.is_empty());
    edited(holder, |record| {
        if let Some(role) = record.child_mut("patientRole") {
            let id = role.elements_mut().find(|e| e.local() == "id" && e.attribute("nullFlavor").is_empty() && !e.attribute("extension").is_empty())?;
            let short = bare(id.attribute("extension"))?;
            id.set("extension", &short);
            return Some(());
        }
        let lot = record.down_mut("substanceAdministration/consumable/manufacturedProduct/manufacturedMaterial/lotNumberText")?;
        let short = bare(&lot.words())?;
        lot.say(&short);
        Some(())
    })
}

fn plain(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |section| {
        let text = section.child_mut("text")?;
        // Inside a word markup parts nothing, so only blocks may go.
        let inline = text.within(|e| matches!(e.local(), "content" | "sub" | "sup" | "linkHtml"));
        done(inline.is_empty() && text.elements().next().is_some())?;
        let words = text.words();
        text.say(&words);
        Some(())
    })
}
