//! TXA and what stands for it: transcribed documents, reports whose lines are results, attachments.
//!
//! A text that is spread over many OBX is one note. An attachment that cannot be read as text here is a document: its
//! being there is asserted, its content is not compared.

use super::entry::{Entry, Words};
use super::value;
use model::{Aspect, How, Kind, Value};

/// Table 0271: authenticated or not yet.
const COMPLETIONS: Words = &[
    ("AU", "final"), ("LA", "final"), ("DO", "preliminary"), ("DI", "preliminary"), ("IN", "preliminary"), ("IP", "preliminary"), ("PA", "preliminary"),
];
const RESULTS: Words = &[("F", "final"), ("C", "amended"), ("A", "preliminary"), ("P", "preliminary"), ("R", "preliminary"), ("X", "cancelled")];
/// Table 0123: how far a report of results came, in the words that FHIR has for it alone.
const REPORTS: Words = &[
    ("F", "final"), ("C", "corrected"), ("A", "partial"), ("P", "preliminary"), ("I", "registered"), ("O", "registered"), ("S", "registered"), ("X", "cancelled"),
];
/// LOINC codes of notes and reports.
const DOCUMENTS: [&str; 22] = [
    "11506-3", "18842-5", "34117-2", "11488-4", "28570-0", "11504-8", "18748-4", "34133-9", "11502-2", "34109-9", "47045-0", "11526-1", "60591-5", "34746-8",
    "34111-5", "57133-1", "51845-6", "68604-8", "18725-2", "18782-3", "59268-3", "11490-0",
];
/// Table 0074: sections whose results are reports.
const NARRATIVE: [&str; 8] = ["RAD", "RUS", "CT", "NMR", "NMS", "RX", "VUS", "PAT"];

/// TXA with the lines of its text.
pub(super) fn transcription(entry: &mut Entry<'_, '_>) -> Kind {
    entry.concept(Aspect::Type, 2);
    entry.date(Aspect::Effective, 4, 1);
    entry.date(Aspect::Recorded, 6, 1);
    if !entry.builder.has(Aspect::Effective) {
        entry.date(Aspect::Effective, 6, 1);
    }
    entry.key(Aspect::Author, 9);
    if !entry.builder.has(Aspect::Author) {
        entry.key(Aspect::Author, 5);
    }
    state(entry);
    [12, 13].into_iter().for_each(|field| entry.given(field));
    if let Some(key) = entry.get(12, 1) {
        entry.say(Aspect::Statement, Value::Key(key), 12, How::Derived);
    }
    if let Some(parent) = entry.get(13, 1) {
        entry.say(Aspect::Replaces, Value::Key(parent), 13, How::Copied);
        if matches!(entry.scene.event.as_str(), "T05" | "T06") {
            entry.builder.say(Aspect::Replaces, Value::Word("appends".into()), "MSH-9.2", How::Derived);
        }
    }
    entry.text(Aspect::Title, 25, 1);
    if !entry.builder.has(Aspect::Title) {
        entry.text(Aspect::Title, 16, 1);
    }
    let lines = entry.scene.children(entry.index, "OBX");
    if body(entry, &lines) { Kind::Note } else { Kind::Document }
}

/// What was withdrawn was an error; an edit amends; else what is not authenticated is preliminary.
fn state(entry: &mut Entry<'_, '_>) {
    let available = entry.get(19, 1);
    let event = entry.scene.event.clone();
    if event == "T11" || available.as_deref().is_some_and(|a| matches!(a, "CA" | "DE")) {
        let place = if event == "T11" { "MSH-9.2" } else { "TXA-19" };
        return entry.builder.say(Aspect::Status, Value::Word("entered-in-error".into()), place, How::Translated);
    }
    if let Some(available) = available {
        entry.to_the_letter(19, &available);
    }
    let completion = entry.get(17, 1).and_then(|code| value::word(COMPLETIONS, &code));
    match (event.as_str(), completion) {
        ("T07" | "T08" | "T09" | "T10", Some("final")) => entry.builder.say(Aspect::Status, Value::Word("amended".into()), "MSH-9.2", How::Translated),
        _ => entry.listed(Aspect::Status, 17, COMPLETIONS),
    }
}

/// Joins the text of lines; `false` when there is none.
fn body(entry: &mut Entry<'_, '_>, lines: &[usize]) -> bool {
    let mut text: Vec<String> = Vec::new();
    let first = lines.first().copied();
    for line in lines {
        entry.on(*line, |e| {
            if is_line(e) {
                (2..=4).for_each(|field| e.scene.mark(*line, field));
                e.scene.mark(*line, 11);
                // A further line repeats when the first one was written.
                if first.is_some_and(|first| first != *line && e.scene.peek(first, 14, 1, 1, 0) == e.scene.peek(*line, 14, 1, 1, 0)) {
                    e.scene.mark(*line, 14);
                }
                text.extend(written(e));
            }
        });
    }
    let text = text.join("\n");
    entry.builder.text(Aspect::Body, &text, "OBX-5");
    !text.trim().is_empty()
}

/// The text of a line: as it stands, or the data of a plain attachment.
fn written(entry: &mut Entry<'_, '_>) -> Option<String> {
    if !is_attachment(entry) {
        return entry.lines(5);
    }
    entry.scene.look_at(entry.index, 5);
    let part = |component: usize| entry.scene.peek(entry.index, 5, 1, component, 0);
    let (encoding, plain) = (part(4), part(2).is_some_and(|t| t.eq_ignore_ascii_case("TEXT")));
    let readable = plain && encoding.is_none_or(|e| e.eq_ignore_ascii_case("A"));
    if readable { entry.scene.whole(entry.index, 5, 1, 5) } else { None }
}

/// Whether a result is text or an attachment, by its type.
pub(super) fn is_line(entry: &mut Entry<'_, '_>) -> bool {
    matches!(entry.get(2, 1).as_deref(), None | Some("TX" | "FT" | "ST" | "ED" | "RP"))
}

/// Whether a result is an encapsulated document or a pointer to one.
pub(super) fn is_attachment(entry: &mut Entry<'_, '_>) -> bool {
    matches!(entry.get(2, 1).as_deref(), Some("ED" | "RP"))
}

/// An attachment among results.
pub(super) fn attachment(entry: &mut Entry<'_, '_>) -> Kind {
    entry.concept(Aspect::Type, 3);
    // What the file holds is told beside it.
    entry.scene.look_at(entry.index, 5);
    entry.date(Aspect::Effective, 14, 1);
    if let Some(obr) = entry.scene.governor(entry.index, "OBR").filter(|_| !entry.builder.has(Aspect::Effective)) {
        entry.on(obr, |e| e.date(Aspect::Effective, 7, 1));
    }
    entry.listed(Aspect::Status, 11, RESULTS);
    match written(entry) {
        Some(text) => {
            entry.say(Aspect::Body, Value::Text(text), 5, How::Copied);
            Kind::Note
        }
        None => Kind::Document,
    }
}

/// Where the results of an order are the lines of one report, the first of them: all are text, and their code or the
/// section of the order says so.
pub(super) fn first_line(entry: &mut Entry<'_, '_>) -> Option<usize> {
    let lines = entry.scene.children(entry.index, "OBX");
    if entry.scene.code != "ORU" || lines.is_empty() {
        return None;
    }
    let (mut of_text, mut texts, mut codes) = (true, 0, vec![entry.get(4, 1)]);
    let mut first = None;
    for line in &lines {
        entry.on(*line, |e| {
            of_text &= is_line(e);
            texts += usize::from(matches!(e.get(2, 1).as_deref(), Some("TX" | "FT")));
            if !is_attachment(e) {
                first = first.or(Some(*line));
            }
            codes.push(e.get(3, 1));
        });
    }
    let narrative = entry.get(24, 1).is_some_and(|section| NARRATIVE.contains(&section.as_str()));
    let coded = codes.iter().flatten().any(|code| DOCUMENTS.contains(&code.as_str()));
    first.filter(|_| of_text && texts > 0 && (narrative || coded))
}

/// The report of the results of an order, beside the order itself: what it is of and how far it came. Its results are statements of their own. One whose
/// results are lines of text is a note, and files are documents.
pub(super) fn of_results(entry: &mut Entry<'_, '_>) -> Option<Kind> {
    let is_result = |line: &usize| !matches!(entry.scene.peek(*line, 2, 1, 1, 0).as_deref(), Some("ED" | "RP"));
    let has_results = matches!(entry.scene.code.as_str(), "ORU" | "OUL") && entry.name() == "OBR" && entry.scene.children(entry.index, "OBX").iter().any(is_result);
    if !has_results || entry.scene.tells_all() || entry.scene.reports.contains_key(&entry.index) {
        return None;
    }
    let (results, place) = super::observation::panel_of(entry, entry.index)?;
    entry.builder.say(Aspect::Results, Value::Key(results), place, How::Derived);
    entry.concept(Aspect::Type, 4);
    entry.date(Aspect::Effective, 7, 1);
    entry.date(Aspect::Recorded, 22, 1);
    entry.listed(Aspect::Status, 25, REPORTS);
    Some(Kind::Document)
}

/// The report of an order, said at its first line.
pub(super) fn report(entry: &mut Entry<'_, '_>, obr: usize) -> Option<Kind> {
    let mut lines = entry.scene.children(obr, "OBX");
    lines.retain(|line| !matches!(entry.scene.peek(*line, 2, 1, 1, 0).as_deref(), Some("ED" | "RP")));
    entry.date(Aspect::Effective, 14, 1);
    entry.on(obr, |e| {
        e.concept(Aspect::Type, 4);
        if !e.builder.has(Aspect::Effective) {
            e.date(Aspect::Effective, 7, 1);
        }
        e.date(Aspect::Recorded, 22, 1);
        e.listed(Aspect::Status, 25, RESULTS);
        if let Some(author) = e.scene.get(obr, 32, 1, 1, 1) {
            e.say(Aspect::Author, Value::Key(author), 32, How::Copied);
        }
    });
    if !entry.builder.has(Aspect::Status) {
        entry.listed(Aspect::Status, 11, RESULTS);
    }
    body(entry, &lines).then_some(Kind::Note)
}
