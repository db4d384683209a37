//! Documents and notes: document references, diagnostic reports, and the sections of compositions that are words.
//!
//! A document whose text is there is a note. A report of results names them; they are statements of their own. The narrative
//! of a section with entries says the same as the entries and is no note.

use super::directive;
use super::entry::Entry;
use super::observation;
use super::source::Source;
use super::values;
use super::within;
use super::Out;
use formats::Json;
use model::{Aspect, Kind, Value};

/// One document reference.
pub(super) fn reference(entry: &mut Entry<'_, '_, '_>) -> Kind {
    let source = entry.source;
    let directive = source.first("type").into_iter().chain(source.items("category")).any(directive::is_named);
    entry.concept(if directive { Aspect::Code } else { Aspect::Type }, "type");
    status(entry);
    entry.first_date(Aspect::Effective, &["context.period.start", "period.start", "date", "indexed", "created"]);
    entry.first_date(Aspect::Recorded, &["date", "indexed"]);
    let attachments: Vec<&Json> = source.items("content").iter().filter_map(|c| values::first(c, "attachment")).collect();
    let titled = attachments.first().and_then(|a| values::text(a, "title"));
    let title = titled.or_else(|| source.text("description")).unwrap_or("");
    entry.builder.text(Aspect::Title, title, "content[0].attachment.title");
    entry.reference(Aspect::Author, "author");
    encounter(entry);
    for (member, index, category) in ["category", "class"].into_iter().flat_map(|m| source.items(m).iter().enumerate().map(move |(index, one)| (m, index, one))) {
        entry.spoken(Aspect::Category, category, format_args!("{member}[{index}]"));
    }
    relations(entry);
    let body = body(entry, &attachments, "content", ".attachment");
    match (directive, body) {
        (true, _) => Kind::AdvanceDirective,
        (false, true) => Kind::Note,
        (false, false) => Kind::Document,
    }
}

/// The state of the document; what replaced it or withdrew it overrules that.
fn status(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let overruled = matches!(source.text("status"), Some("superseded" | "entered-in-error"));
    let member = if source.first("docStatus").is_some() && !overruled { "docStatus" } else { "status" };
    entry.word(Aspect::Status, member);
}

/// The encounter: of the context, which R5 makes a list of references.
fn encounter(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let nested = source.down("context.encounter").and_then(values::who).filter(|v| matches!(v, Value::Key(_)));
    if entry.told(Aspect::Encounter, nested, "context.encounter") {
        return;
    }
    for (index, context) in source.items("context").iter().enumerate() {
        let is_encounter = values::text(context, "reference").and_then(values::target_type) == Some("Encounter");
        if is_encounter {
            entry.who(Aspect::Encounter, context, format_args!("context[{index}]"));
        }
    }
}

/// The version that this one replaces, the document that it adds to; and any other that it is related to.
fn relations(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, relation) in source.items("relatesTo").iter().enumerate() {
        let target = values::first(relation, "target").or_else(|| values::first(relation, "targetReference"));
        let Some(key) = target.and_then(values::who) else { continue };
        let (place, code) = (format!("relatesTo[{index}].target"), format!("relatesTo[{index}].code"));
        match values::first(relation, "code").and_then(values::word) {
            Some(("replaces", _)) => entry.say(Aspect::Replaces, key, &place),
            Some(("appends", _)) => {
                entry.say(Aspect::Replaces, key, &place);
                entry.builder.word(Aspect::Replaces, "appends", &code);
            }
            _ => entry.derive(Aspect::Relationship, key, &place),
        }
    }
}

/// Says the text of the first attachment that has one; else where the first file is. True when there is a text.
fn body(entry: &mut Entry<'_, '_, '_>, attachments: &[&Json], member: &str, part: &str) -> bool {
    let contained = values::items(entry.source.json(), "contained");
    let files: Vec<&Json> = attachments.iter().map(|&a| values::inside(a, contained).unwrap_or(a)).collect();
    for (index, (file, attachment)) in files.iter().zip(attachments).enumerate() {
        let sort = values::text(file, "contentType").or_else(|| values::text(attachment, "contentType"));
        let text = sort.zip(values::held(file)).and_then(|(sort, data)| crate::reading::attached_words(sort, data));
        if let Some(text) = text.filter(|t| !t.trim().is_empty()) {
            entry.builder.text(Aspect::Body, &text, &format!("{member}[{index}]{part}.data"));
            return true;
        }
    }
    // A text that stands in a resource of its own is a link until both charts are laid side by side.
    let named = |url: &str| url.rsplit_once("Binary/").map(|(_, id)| id.split(['/', '?', '#']).next().unwrap_or(id).to_string());
    let elsewhere = |a: &&Json| values::text(a, "url").and_then(|url| named(url).or_else(|| url.strip_prefix("urn:uuid:").map(str::to_string)));
    if let Some((index, id)) = attachments.iter().enumerate().find_map(|(index, a)| Some((index, elsewhere(a)?))) {
        entry.derive(Aspect::Body, Value::Key(id), format_args!("{member}[{index}]{part}.url"));
        // A picture is no note, wherever it is kept.
        return attachments.get(index).and_then(|a| values::text(a, "contentType")).is_none_or(values::is_of_words);
    }
    let is_held = files.first().is_some_and(|file| values::held(file).is_some());
    if let Some(url) = attachments.first().and_then(|a| values::text(a, "url")).filter(|_| !is_held) {
        entry.builder.text(Aspect::Text, url, &format!("{member}[0]{part}.url"));
    }
    false
}

/// One diagnostic report.
pub(super) fn report(entry: &mut Entry<'_, '_, '_>) -> Kind {
    let source = entry.source;
    entry.concept(Aspect::Type, "code");
    entry.word(Aspect::Status, "status");
    entry.first_date(Aspect::Effective, &["effectiveDateTime", "effectivePeriod.start", "effectivePeriod.end"]);
    entry.date(Aspect::Recorded, "issued");
    entry.encounter_link();
    entry.reference(Aspect::Author, "resultsInterpreter");
    match source.first("performer") {
        Some(performer) => match values::first(performer, "actor") {
            Some(actor) => entry.who(Aspect::Performer, actor, "performer.actor"),
            None => entry.who(Aspect::Performer, performer, "performer"),
        },
        None => false,
    };
    for (index, category) in source.items("category").iter().enumerate() {
        entry.spoken(Aspect::Category, category, format_args!("category[{index}]"));
    }
    for member in ["conclusionCode", "codedDiagnosis"] {
        entry.concept(Aspect::Value, member);
    }
    observation::specimen(entry);
    // Results are statements of their own; which they are, the report says.
    let own = source.own_id();
    for (index, result) in source.items("result").iter().enumerate() {
        if let Some(Value::Key(key)) = values::who(result) {
            let inside = within::key(result, &own);
            entry.say(Aspect::Results, Value::Key(inside.unwrap_or(key)), format_args!("result[{index}]"));
        }
    }
    let forms: Vec<&Json> = source.items("presentedForm").iter().collect();
    let title = forms.first().and_then(|f| values::text(f, "title")).unwrap_or("");
    entry.builder.text(Aspect::Title, title, "presentedForm[0].title");
    let is_note = body(entry, &forms, "presentedForm", "");
    entry.text(Aspect::Body, source.first("conclusion"), "conclusion");
    if is_note { Kind::Note } else { Kind::Document }
}

/// One assessment: what was thought in words is a note.
pub(super) fn impression(entry: &mut Entry<'_, '_, '_>) -> Kind {
    let source = entry.source;
    entry.concept(Aspect::Type, "code");
    entry.word(Aspect::Status, "status");
    entry.first_date(Aspect::Effective, &["effectiveDateTime", "effectivePeriod.start", "date"]);
    entry.date(Aspect::Recorded, "date");
    for member in ["assessor", "performer"] {
        if !entry.builder.has(Aspect::Author) {
            entry.reference(Aspect::Author, member);
        }
    }
    entry.encounter_link();
    let remarks = source.items("note").iter().filter_map(|note| values::text(note, "text"));
    let words: Vec<&str> = ["summary", "description"].into_iter().filter_map(|member| source.text(member)).chain(remarks).collect();
    entry.builder.text(Aspect::Body, &words.join("\n\n"), "summary");
    if words.is_empty() { Kind::Document } else { Kind::Note }
}

/// The notes of a composition.
pub(super) fn composition(out: &mut Out<'_>, source: &Source<'_>) {
    let mut any = false;
    sections(out, source, source.items("section"), "section", &mut any);
    for member in ["title", "type", "status", "date", "author", "encounter"] {
        source.get(member);
    }
    if !any {
        out.exclude("no section is a note");
    }
}

fn sections(out: &mut Out<'_>, source: &Source<'_>, sections: &[Json], base: &str, any: &mut bool) {
    for (index, section) in sections.iter().enumerate() {
        let place = format!("{base}[{index}]");
        let markup = values::down(section, "text.div").and_then(values::primitive).map(values::plain).unwrap_or_default();
        let is_note = values::items(section, "entry").is_empty() && values::first(section, "emptyReason").is_none();
        let heading = values::text(section, "title").or_else(|| values::down(section, "code.text").and_then(values::primitive)).unwrap_or_default();
        if is_note && is_heading(&markup, heading) {
            out.exclude_part("section", "its text is nothing but its heading");
            *any = true;
        } else if is_note && !markup.is_empty() {
            note(out, source, section, &markup, &place);
            *any = true;
        }
        self::sections(out, source, values::items(section, "section"), &format!("{place}.section"), any);
    }
}

/// Whether a section's text says no more than what the section is called.
fn is_heading(text: &str, heading: &str) -> bool {
    let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(':').to_lowercase();
    !text.trim().is_empty() && plain(text) == plain(heading)
}

/// One section as a note; what it does not say itself the composition says.
fn note(out: &mut Out<'_>, source: &Source<'_>, section: &Json, body: &str, place: &str) {
    let mut entry = Entry::new(&mut *out.places, source);
    entry.told(Aspect::Type, values::first(section, "code").and_then(values::concept), format_args!("{place}.code"));
    if !entry.builder.has(Aspect::Type) {
        entry.concept(Aspect::Type, "type");
    }
    let own = entry.text(Aspect::Title, values::first(section, "title"), format_args!("{place}.title"));
    if !own {
        entry.text(Aspect::Title, source.first("title"), "title");
    }
    entry.builder.text(Aspect::Body, body, &format!("{place}.text.div"));
    entry.word(Aspect::Status, "status");
    for aspect in [Aspect::Effective, Aspect::Recorded] {
        if let Some(date) = source.first("date").and_then(values::date) {
            entry.derive(aspect, date, "date");
        }
    }
    match values::first(section, "author") {
        Some(author) => {
            entry.who(Aspect::Author, author, format_args!("{place}.author"));
        }
        None => entry.reference(Aspect::Author, "author"),
    }
    relations(&mut entry);
    entry.encounter_link();
    let statement = entry.finish(Kind::Note, &out.patient, &out.origin);
    out.emit(statement);
}
