//! Notes: the narrative of sections that are words, note activities, and documents without structure.
//!
//! The narrative of a section with entries says the same as the entries and is no note, but for drugs and allergens that no entry names. One without entries is all that there is of its subject:
//! between two books of documents it is compared, elsewhere it is counted.

use crate::ccda::Reader;
use crate::ccda::at::At;
use crate::ccda::entry::{Entry, key_of, whole_words};
use crate::ccda::role::Area;
use crate::drug_names;
use crate::reading::{attached_words, base64_text};
use crate::vocabulary::tokens;
use formats::ccda::Document;
use formats::xml::{Element, Node};
use model::{Aspect, Codings, How, Kind, Value};
use std::collections::BTreeSet;

/// Bytes up to which a narrative can say nothing: the headings of a table and that there is none.
const NOTHING_BYTES_MAX: usize = 400;

/// The narrative of a section, where the section is a note. What is neither read here nor by entries is counted.
pub(super) fn narrative<'d>(reader: &mut Reader<'_, 'd>, section: &At<'d>, entries: &[At<'d>]) {
    let Some(text) = section.child("text") else { return };
    let body = text.text();
    if body.is_empty() || entries.iter().any(|e| e.claims(&["22.4.202"])) {
        return;
    }
    // Where the other book is made of documents too, what only the words of a section without entries say is held against it as words.
    let is_note = reader.area == Area::Note || (entries.is_empty() && (reader.area == Area::Other || reader.whole));
    let is_empty = says_none(&body) || body.len() <= NOTHING_BYTES_MAX && says_none_of(section, reader.area, text.element);
    if !is_note {
        if entries.is_empty() && !is_empty {
            reader.count("text");
        }
        return beside_entries(reader, entries, text.element);
    }
    if is_empty {
        reader.exclude(section.element, "the narrative says that there is nothing");
        return;
    }
    let versions = versions(reader);
    let mut entry = Entry::new(reader.places, reader.document);
    let title = section.child("title").map(|t| t.text()).unwrap_or_default();
    // The heading of a section that its code names is the exporter's, not the note's.
    let named = entry.code(Aspect::Type, section.child("code").as_ref());
    if !title.trim().is_empty() {
        entry.builder.say(Aspect::Title, Value::Text(title), "title", if named { How::Derived } else { How::Copied });
    }
    entry.builder.text(Aspect::Body, &body, "text");
    for (value, place) in versions {
        entry.builder.say(Aspect::Replaces, value, &place, How::Derived);
    }
    entry.authors(&[Some(section)], How::Copied, How::Copied);
    header(reader.header.date.clone(), reader.header.author.clone(), reader.header.encounter.clone(), &mut entry);
    let (statement, read) = entry.finish(Kind::Note, &reader.patient, reader.artifact, section.element);
    reader.close(statement, read, section.element);
}

/// What only the narrative of a section with entries says, between two books of documents: each row, item and paragraph that names drugs or allergens of which
/// no entry of the section names one. What says it in other words than the entries says nothing more than they do.
fn beside_entries<'d>(reader: &mut Reader<'_, 'd>, entries: &[At<'d>], text: Element<'d>) {
    let is_list = matches!(reader.area, Area::Allergies | Area::Medications | Area::DischargeMedications | Area::MedicationsGiven);
    if !reader.whole || !is_list || entries.is_empty() {
        return;
    }
    let mut said = String::new();
    for entry in entries {
        let before = said.len();
        named_within(reader.document, entry, &mut said);
        // What has a code and no words may be what any of the rows says.
        if said.len() == before {
            return;
        }
    }
    let known = drug_names::named(&said);
    let above: BTreeSet<usize> = known.iter().flat_map(|one| drug_names::lineage(*one)).collect();
    // A class is said by its member, and a member by its class.
    let is_known = |one: &usize| known.contains(one) || above.contains(one) || drug_names::lineage(*one).iter().any(|whole| known.contains(whole));
    let mut blocks = Vec::new();
    blocks_within(text, &mut blocks);
    for block in blocks {
        let words = block.text();
        let named = drug_names::named(&words);
        if named.is_empty() || named.iter().any(is_known) {
            continue;
        }
        reader.read.clear();
        let mut entry = Entry::new(reader.places, reader.document);
        entry.builder.say(Aspect::Title, Value::Text("narrative beside the entries".into()), "text", How::Copied);
        entry.builder.say(Aspect::Code, Value::words(words), "text", How::Copied);
        let (statement, read) = entry.finish(Kind::Record, &reader.patient, reader.artifact, block);
        reader.close(statement, read, block);
    }
}

/// Every word by which an entry names something: its own, those of its codes, and those that it refers to.
fn named_within(document: &Document, at: &At<'_>, said: &mut String) {
    let referred = at.attribute("value").filter(|_| at.element.name() == "reference").and_then(|value| document.resolve(value));
    let own = at.element.children().filter_map(|node| if let Node::Text(text) = node { Some(text.to_string()) } else { None });
    for part in at.attribute("displayName").map(str::to_string).into_iter().chain(referred).chain(own).filter(|part| !part.trim().is_empty()) {
        said.push_str(&part);
        // Names of two codes are no one name.
        said.push_str(" ; ");
    }
    at.element.elements().for_each(|inner| named_within(document, &At::here(inner), said));
}

/// The rows, items and paragraphs of a narrative, without the headings of its tables.
fn blocks_within<'d>(at: Element<'d>, found: &mut Vec<Element<'d>>) {
    for inner in at.elements() {
        match inner.name() {
            "thead" => {}
            "tr" | "item" | "paragraph" => found.push(inner),
            _ => blocks_within(inner, found),
        }
    }
}

/// A note that says itself who wrote it and when.
pub(super) fn activity<'d>(reader: &mut Reader<'_, 'd>, at: &At<'d>, encounter: Option<(String, String)>) {
    let about = reader.header.encounter.clone();
    let mut entry = Entry::new(reader.places, reader.document);
    kind_of_note(&mut entry, at);
    let body = at.child("text").and_then(|t| body(&entry, &t));
    if let (Some(body), Some(text)) = (&body, at.child("text")) {
        entry.builder.text(Aspect::Body, body, &text.place(""));
        entry.seen(&text);
    }
    let time = at.child("effectiveTime");
    let written = at.down("author/time");
    let low = time.as_ref().and_then(|t| t.child("low"));
    for (moment, how) in [(time.as_ref(), How::Copied), (low.as_ref(), How::Copied), (written.as_ref(), How::Derived)] {
        if !entry.builder.has(Aspect::Effective) {
            entry.date(Aspect::Effective, moment, how);
        }
    }
    entry.authors(&[Some(at)], How::Copied, How::Copied);
    if !entry.encounter(at) {
        let (key, place) = match (encounter, about) {
            (Some((key, place)), _) => (key, place),
            (None, about) => (about.unwrap_or_default(), "/ClinicalDocument/componentOf/encompassingEncounter/id".to_string()),
        };
        if !key.is_empty() {
            entry.builder.say(Aspect::Encounter, Value::Key(key), &place, How::Derived);
        }
    }
    let kind = if body.is_some() { Kind::Note } else { Kind::Document };
    let (statement, read) = entry.finish(kind, &reader.patient, reader.artifact, at.element);
    reader.close(statement, read, at.element);
}

/// The type: the translation is more exact than the code, which only says that it is a note.
fn kind_of_note<'d>(entry: &mut Entry<'_, 'd>, at: &At<'d>) {
    let Some(code) = at.child("code") else { return };
    let Some(Value::Code(codings, text)) = entry.concept(&code) else { return };
    let told: Codings = codings.iter().filter(|c| codings.len() == 1 || c.code != "34109-9").cloned().collect();
    entry.builder.say(Aspect::Type, Value::code(told, text), &crate::ccda::entry::code_place(&code), How::Copied);
    entry.seen(&code);
}

/// The words of a text, in line, by reference or in base 64. `None` when it is no text.
fn body<'d>(entry: &Entry<'_, 'd>, text: &At<'d>) -> Option<String> {
    let media = text.attribute("mediaType").unwrap_or("text/plain");
    let words = match text.attribute("representation") {
        // Rich text is read as words, as that of a resource is.
        Some("B64") if media.contains("rtf") => attached_words(media, &text.text())?,
        Some("B64") => base64_text(&text.text()).filter(|_| media.starts_with("text/"))?,
        _ => whole_words(entry.document(), text),
    };
    (!words.is_empty()).then_some(words)
}

/// A document whose body is a file.
pub(super) fn unstructured<'d>(reader: &mut Reader<'_, 'd>, element: Element<'d>) {
    let document = reader.document;
    let root = At::here(document.root());
    let versions = versions(reader);
    let mut entry = Entry::new(reader.places, document);
    entry.code(Aspect::Type, root.child("code").as_ref());
    entry.builder.text(Aspect::Title, &root.child("title").map(|t| t.text()).unwrap_or_default(), "title");
    let service = root.down("documentationOf/serviceEvent/effectiveTime/low");
    entry.date(Aspect::Effective, service.as_ref(), How::Copied);
    if let Some(date) = reader.header.date.clone().filter(|_| reader.whole && !entry.builder.has(Aspect::Effective)) {
        entry.builder.say(Aspect::Effective, date, "/ClinicalDocument/effectiveTime/@value", How::Copied);
    }
    header(reader.header.date.clone(), reader.header.author.clone(), reader.header.encounter.clone(), &mut entry);
    for (value, place) in versions {
        entry.builder.say(Aspect::Replaces, value, &place, How::Copied);
    }
    let text = At::under(element, "component/nonXMLBody").child("text");
    let body = text.as_ref().and_then(|t| body(&entry, t));
    if let (Some(body), Some(text)) = (&body, &text) {
        entry.builder.text(Aspect::Body, body, &text.place(""));
    } else if let Some(file) = text.and_then(|t| t.child("reference")) {
        entry.builder.text(Aspect::Text, file.attribute("value").unwrap_or(""), &file.place("@value"));
    }
    let kind = if body.is_some() { Kind::Note } else { Kind::Document };
    let (statement, read) = entry.finish(kind, &reader.patient, reader.artifact, document.root());
    reader.close(statement, read, document.root());
}

/// What the header says for a note that does not say it itself.
fn header(date: Option<Value>, author: Option<Value>, encounter: Option<String>, entry: &mut Entry<'_, '_>) {
    if let Some(date) = date {
        for aspect in [Aspect::Effective, Aspect::Recorded] {
            if !entry.builder.has(aspect) {
                entry.builder.say(aspect, date.clone(), "/ClinicalDocument/effectiveTime/@value", How::Derived);
            }
        }
    }
    if let Some(author) = author.filter(|_| !entry.builder.has(Aspect::Author)) {
        entry.builder.say(Aspect::Author, author, "/ClinicalDocument/author/assignedAuthor", How::Derived);
    }
    if let Some(key) = encounter.filter(|_| !entry.builder.has(Aspect::Encounter)) {
        entry.builder.say(Aspect::Encounter, Value::Key(key), "/ClinicalDocument/componentOf/encompassingEncounter/id", How::Derived);
    }
}

/// The document that this one replaces or adds to.
fn versions<'d>(reader: &Reader<'_, 'd>) -> Vec<(Value, String)> {
    let mut found = Vec::new();
    for related in At::here(reader.document.root()).all("relatedDocument") {
        let place = |part: &str| format!("/ClinicalDocument/{}", related.place(part));
        let Some((key, _)) = related.child("parentDocument").as_ref().and_then(key_of) else { continue };
        match related.attribute("typeCode") {
            Some("RPLC") => found.push((Value::Key(key), place("parentDocument/id"))),
            Some("APND") => {
                found.push((Value::Key(key), place("parentDocument/id")));
                found.push((Value::Word("appends".into()), place("@typeCode")));
            }
            _ => {}
        }
    }
    found
}

/// Words by which lists say that they hold nothing.
pub(super) const OF_LISTS: [&str; 12] = ["known", "information", "info", "data", "available", "recorded", "reported", "documented", "entered", "found", "provided", "specified"];

/// Whether a name only says that there is nothing of its section: `No procedures recorded`.
pub(super) fn names_nothing(name: &str) -> bool {
    const OF_SECTIONS: [&str; 26] = [
        "procedure", "procedures", "medication", "medications", "immunization", "immunizations", "vaccine", "vaccines", "vaccination", "vaccinations", "result", "results", "encounter",
        "encounters", "device", "devices", "implant", "implants", "order", "orders", "instruction", "instructions", "administered", "given", "performed", "ordered",
    ];
    let words = tokens(name);
    let is_of_list = |word: &String| OF_SECTIONS.contains(&word.as_str()) || OF_LISTS.contains(&word.as_str());
    words.len() > 1 && words.first().is_some_and(|word| word == "no" || word == "none") && words.iter().skip(1).all(is_of_list)
}

/// A narrative that says no more than that there is nothing of what its section is headed by, below the headings of its tables. That nothing is
/// known of allergies, drugs, problems and directives is a statement of its own.
fn says_none_of(section: &At<'_>, area: Area, text: Element<'_>) -> bool {
    const WORDS_MAX: usize = 12;
    const NO: [&str; 4] = ["no", "not", "none", "nothing"];
    const BETWEEN: [&str; 15] = ["is", "are", "was", "were", "have", "has", "been", "there", "this", "patient", "time", "on", "of", "for", "any"];
    if matches!(area, Area::Allergies | Area::Medications | Area::DischargeMedications | Area::Problems | Area::Directives) {
        return false;
    }
    let mut below = String::new();
    below_headings(text, &mut below);
    let words = tokens(&below);
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    // No complaints and no complications are what a section of words may have to say; no plan and no results are none.
    let is_list = !matches!(area, Area::Note | Area::Diagnoses | Area::Other);
    if words.len() > WORDS_MAX || !has(&NO) || !(is_list || has(&OF_LISTS)) {
        return false;
    }
    let title = section.child("title").map(|title| title.text()).unwrap_or_default();
    let code = section.child("code").and_then(|code| code.attribute("displayName")).unwrap_or("");
    let heading: Vec<String> = [title.as_str(), code].into_iter().flat_map(tokens).collect();
    words.iter().all(|word| heading.contains(word) || [&NO[..], &OF_LISTS, &BETWEEN].iter().any(|of| of.contains(&word.as_str())))
}

/// The words of a narrative but for the headings of its tables.
fn below_headings(element: Element<'_>, out: &mut String) {
    for node in element.children() {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(heading) if matches!(heading.name(), "thead" | "th" | "caption") => {}
            Node::Element(part) => {
                out.push(' ');
                below_headings(part, out);
                out.push(' ');
            }
        }
    }
}

/// A narrative that only says that there is none.
fn says_none(body: &str) -> bool {
    let text = body.trim().trim_end_matches('.').to_lowercase();
    let starts = ["no information", "no data", "not available", "none recorded"];
    let ends = [" no information", " no data", " no information available"];
    let says = matches!(text.as_str(), "none" | "n/a" | "na" | "unknown") || starts.iter().any(|s| text.starts_with(s)) || ends.iter().any(|s| text.ends_with(s));
    text.len() < 80 && says
}
