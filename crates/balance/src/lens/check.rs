//! What is written of an assert, checked and made ready for rows: names of fields become columns, words what they stand for.
//!
//! Every problem is told with its place; an assert with one gives nothing. What is written is as `raw.rs` has it.

use super::assert::{As, Assert, Source};
use super::raw::{OneOrMany, RawAssert, RawLookup, RawSource};
use super::{Problem, at, kind_of_part, position};
use crate::condition;
use crate::contact;
use crate::directory::Sort;
use crate::group::{Draft, RawGroup, Words};
use crate::lookup::{Derived, LookupTable};
use model::{Aspect, NumberForm};
use std::collections::BTreeMap;
use toml::Spanned;

/// The assert of what is written, if it has no problem.
pub(super) fn check(text: &str, raw: RawAssert, lookups: &mut Vec<LookupTable>, problems: &mut Vec<Problem>) -> Option<Assert> {
    let before = problems.len();
    let entry = Sort::of_part(raw.kind.get_ref());
    let kind = kind_of_part(raw.kind.get_ref());
    if kind.is_none() {
        problems.push(at(text, raw.kind.span().start, format!("{:?} is no kind of statement", raw.kind.get_ref())));
    }
    if raw.from.trim().is_empty() {
        problems.push(at(text, raw.kind.span().start, "say in `from` which relation is read".into()));
    }
    if raw.patient.get_ref().trim().is_empty() {
        let message = if entry.is_some() { "say in `key` which field is the key of the row" } else { "say in `patient` which field names the patient" };
        problems.push(at(text, raw.patient.span().start, message.into()));
    }
    let mut fields = vec![raw.patient.get_ref().clone()];
    let mut derived = derive(text, raw.lookup, &mut fields, lookups, problems);
    let attribute = raw.attribute.as_ref().map(|name| column(name, &mut fields));
    let group_at = raw.group.as_ref().map_or(0, |group| group.heads.span().start);
    let mut draft = draft(text, raw.group, (raw.from.as_str(), raw.attribute.as_deref(), raw.r#where.as_ref().map(|w| w.get_ref().as_str())), problems);
    let each = raw.each.and_then(|pattern| match regex::Regex::new(pattern.get_ref()) {
        Ok(each) if each.captures_len() > 1 => Some(each),
        _ => {
            problems.push(at(text, pattern.span().start, "`each` is a regular expression with a group".into()));
            None
        }
    });
    if raw.r#where.is_some() && raw.excluded.is_none() {
        problems.push(at(text, raw.kind.span().start, "`where` excludes rows; say why in `excluded`".into()));
    }
    let filter = raw.r#where.as_ref().and_then(|w| match condition::parse(w.get_ref(), &mut fields, lookups) {
        Ok(condition) => Some(condition),
        Err(problem) => {
            let (line, column) = position(text, w.span().start);
            problems.push(Problem { line: line + problem.line - 1, column: column + problem.column, message: problem.message });
            None
        }
    });
    let mut say = Vec::new();
    for (name, sources) in raw.say {
        // Elements are told by the built-in readings of a whole record: their texts begin with a path, which is shown. What a number is for
        // belongs to the source of the number.
        let Some(aspect) = Aspect::from_word(name.get_ref()).filter(|aspect| *aspect != Aspect::Element && contact::used(*aspect).is_none()) else {
            problems.push(at(text, name.span().start, format!("{:?} is no aspect of a statement", name.get_ref())));
            continue;
        };
        let sources = match sources {
            OneOrMany::One(one) => vec![*one],
            OneOrMany::Many(many) => many,
        };
        let mut compiled = Vec::new();
        for source in sources {
            if source.attribute.is_some() && attribute.is_none() {
                problems.push(at(text, name.span().start, format!("{}: say which field is the `attribute` of a row", name.get_ref())));
            }
            match compile(source, aspect, (&mut fields, &mut derived, &mut *lookups), draft.as_mut()) {
                Ok(source) => compiled.push(source),
                Err(message) => problems.push(at(text, name.span().start, format!("{}: {message}", name.get_ref()))),
            }
        }
        say.push((aspect, compiled));
    }
    if draft.is_some() && each.is_some() {
        problems.push(at(text, group_at, "`each` and `group` exclude each other".into()));
    }
    let group = draft.and_then(|draft| draft.finish(&mut fields, &derived, lookups).map_err(|message| problems.push(at(text, group_at, format!("group: {message}")))).ok());
    let mut never = Vec::new();
    for name in &raw.never {
        match Aspect::from_word(name.get_ref()) {
            None => problems.push(at(text, name.span().start, format!("{:?} is no aspect of a statement", name.get_ref()))),
            Some(aspect) if say.iter().any(|(said, _)| *said == aspect) => problems.push(at(text, name.span().start, format!("{}: it is said and never recorded", name.get_ref()))),
            Some(aspect) => never.push(aspect),
        }
    }
    (problems.len() == before).then_some(())?;
    Some(Assert { kind: kind?, entry, from: raw.from, patient: 0, filter, excluded: raw.excluded.unwrap_or_default(), say, never, fields, derived, each, attribute, group })
}

/// The group of an assert, as far as it can be told before its sources are read.
fn draft(text: &str, raw: Option<RawGroup>, (from, attribute, clause): (&str, Option<&str>, Option<&str>), problems: &mut Vec<Problem>) -> Option<Draft> {
    let raw = raw?;
    let message = match attribute {
        _ if from.starts_with("hl7.") || from.starts_with("ccda.") => "group: parts of messages and documents are no groups of rows",
        None => "group: say which field is the `attribute` of a row",
        Some(attribute) => return Some(Draft::new(raw, from, attribute, clause)),
    };
    problems.push(at(text, raw.heads.span().start, message.into()));
    None
}

/// The place of a column among those of an assert.
fn column(name: &str, fields: &mut Vec<String>) -> usize {
    fields.iter().position(|f| f == name).unwrap_or_else(|| {
        fields.push(name.into());
        fields.len() - 1
    })
}

/// The lookups of an assert, each after the one whose name it starts from.
fn derive(
    text: &str,
    raw: BTreeMap<Spanned<String>, RawLookup>,
    fields: &mut Vec<String>,
    tables: &mut Vec<LookupTable>,
    problems: &mut Vec<Problem>,
) -> Vec<Derived> {
    let mut open: Vec<(Spanned<String>, RawLookup)> = raw.into_iter().collect();
    let mut derived = Vec::new();
    while !open.is_empty() {
        let names: Vec<String> = open.iter().map(|(name, _)| name.get_ref().clone()).collect();
        let (ready, waiting): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, lookup)| !names.contains(&lookup.field));
        if ready.is_empty() {
            let place = waiting.first().map_or(0, |(name, _)| name.span().start);
            problems.push(at(text, place, format!("the lookups {} start from each other", names.join(", "))));
            return derived;
        }
        for (name, lookup) in ready {
            let table = match (&lookup.from, &lookup.key, &lookup.value, &lookup.pattern) {
                (Some(from), Some(key), Some(value), _) => LookupTable::new(from, key, value).narrowed(lookup.r#where.as_deref(), lookup.all).map(Some),
                // A part of a field, as it stands.
                (None, None, None, Some(_)) => Ok(None),
                _ => Err("name `from`, `key` and `value`, or nothing but a `pattern`".into()),
            };
            let pattern = lookup.pattern.as_deref().map(regex::Regex::new).transpose();
            match (table, pattern) {
                (Ok(table), Ok(pattern)) => derived.push(Derived {
                    column: column(name.get_ref(), fields),
                    from: column(&lookup.field, fields),
                    pattern,
                    relation: table.as_ref().map(|t| t.relation.clone()).unwrap_or_default(),
                    table: table.map(|t| t.register(tables)),
                    all: lookup.all,
                }),
                (Err(message), _) => problems.push(at(text, name.span().start, format!("{}: {message}", name.get_ref()))),
                (_, Err(_)) => problems.push(at(text, name.span().start, format!("{}: `pattern` is no regular expression", name.get_ref()))),
            }
        }
        open = waiting;
    }
    derived
}

/// Columns, those of them that are looked up, and the tables of the lens.
type Columns<'c> = (&'c mut Vec<String>, &'c mut Vec<Derived>, &'c mut Vec<LookupTable>);

fn compile(raw: RawSource, aspect: Aspect, (fields, derived, lookups): Columns<'_>, mut group: Option<&mut Draft>) -> Result<Source, String> {
    let when = raw.when.as_ref().map(|w| condition::parse(w, fields, lookups)).transpose().map_err(|p| format!("when: {}", p.message))?;
    let attributes = raw.attribute.map_or_else(Vec::new, Words::all);
    let of_others = group.as_ref().map_or(Ok(false), |group| group.is_of_others(&attributes))?;
    let mut index = |name: &String| match &mut group {
        Some(group) if of_others => group.column(name, &attributes, fields, derived, lookups),
        _ => Ok(column(name, fields)),
    };
    if raw.field.is_none() && raw.fields.is_empty() && raw.constant.is_none() {
        return Err("name a `field`, `fields` or a `constant`".into());
    }
    if raw.constant.is_some() && raw.reason.is_none() {
        return Err("a constant needs a `reason`".into());
    }
    let kind = match raw.r#as.as_deref() {
        Some("code") => As::Code,
        Some("text") => As::Text,
        Some("word") => As::Word,
        Some("quantity") => As::Quantity,
        Some("number") => As::Number,
        Some("date") => As::Date,
        Some("boolean") => As::Boolean,
        Some("key") => As::Key,
        Some("absence") => As::Absence,
        Some(other) => return Err(format!("as = {other:?} is not known")),
        None if aspect == Aspect::Code || raw.system.is_some() || raw.system_field.is_some() => As::Code,
        None if aspect == Aspect::Value => As::Quantity,
        None if raw.format.is_some() => As::Date,
        None => As::Word,
    };
    if kind == As::Date && raw.format.is_none() && raw.constant.is_none() {
        return Err("a date needs a `format`".into());
    }
    let is_joined = kind == As::Date && raw.format.as_deref().is_some_and(|format| format.contains(PLUS));
    let format = match raw.format.as_deref() {
        Some(format) if is_joined => joined(format),
        format => format.unwrap_or_default().to_string(),
    };
    if is_joined && raw.fields.len() < 2 {
        return Err(format!("format = {format:?}: name in `fields` the field of the day and that of the time"));
    }
    if kind == As::Date && raw.format.is_some() {
        model::Date::check_formats(&format)?;
    }
    let written = raw.format.as_deref().filter(|_| matches!(kind, As::Quantity | As::Number)).and_then(NumberForm::of);
    // A value that may be a date as well is read as a quantity, whatever its format.
    if let (As::Quantity | As::Number, Some(_), Some(example), None) = (kind, &raw.r#as, &raw.format, written) {
        return Err(format!("format = {example:?}: say how the system writes 1234.5, as in \"1.234,5\""));
    }
    let pattern = raw.pattern.as_deref().map(regex::Regex::new).transpose().map_err(|_| "`pattern` is no regular expression".to_string())?;
    let fields_read = raw.field.iter().chain(&raw.fields).map(&mut index).collect::<Result<Vec<usize>, String>>()?;
    let system_field = raw.system_field.as_ref().map(&mut index).transpose()?;
    let display = raw.display.as_ref().map(&mut index).transpose()?;
    let words = raw.text.as_ref().map(&mut index).transpose()?;
    let unit_field = raw.unit_field.as_ref().map(&mut index).transpose()?;
    let use_field = raw.use_field.as_ref().map(&mut index).transpose()?;
    let used_for = used_for(aspect, raw.r#use.as_deref(), use_field.is_some())?;
    Ok(Source {
        // What other rows of a group say is a column of the head.
        attributes: if of_others { Vec::new() } else { attributes },
        fields: fields_read,
        constant: raw.constant,
        kind,
        system: crate::codes::canonical_system(&raw.system.unwrap_or_default()),
        system_field,
        display,
        text: words,
        unit: raw.unit.unwrap_or_default(),
        unit_field,
        units: raw.units,
        used_for,
        use_field,
        format,
        is_joined,
        written,
        values: raw.values,
        otherwise: raw.otherwise,
        absent: raw.absent,
        when,
        null_like: raw.null_like,
        split: raw.split,
        pattern,
        pad: raw.pad.unwrap_or(0),
        also: raw.also,
    })
}

/// Between the parts of a format that stand in fields of their own.
const PLUS: &str = " + ";

/// Formats of a day and a time that are read as one text, and those of the day alone, where there is no time.
fn joined(formats: &str) -> String {
    let both = |format: &str| format!("{};{}", format.replace(PLUS, " "), format.split(PLUS).next().unwrap_or(format));
    formats.split(';').map(both).collect::<Vec<_>>().join(";")
}

/// The use that a source names for a number or an address.
fn used_for(aspect: Aspect, written: Option<&str>, in_field: bool) -> Result<Option<&'static str>, String> {
    if (written.is_some() || in_field) && contact::use_of(aspect).is_none() {
        return Err("`use` is what a `phone`, an `email` or a `line` is for".into());
    }
    match written.map(|written| (written, contact::word(written))) {
        None => Ok(None),
        Some((_, Some(word))) => Ok(Some(word)),
        Some((written, None)) => Err(format!("use = {written:?} is not known; home, work, mobile, temp or old")),
    }
}
