//! A form written back onto the text that it came from. One printer, for what was changed only.
//!
//! Parts, attributes and tables that are as they were keep every character, comments with them. Of a changed attribute the comment above it
//! and behind it stays; what is not kept is the order and the spacing inside its braces, a comment inside a list next to a
//! source that is gone, and the comment above a part, an attribute or a table that is removed.

use super::form::{GroupForm, LensForm, LookupForm, MapForm, PartForm, SayForm, SourceForm};
use super::{FORMAT, Problem, at};
use crate::directory::Sort;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// The text of a form, on the text that it came from; of a form that is new, on an empty one.
pub fn print_form(form: &LensForm, base: &str) -> Result<String, Vec<Problem>> {
    let mut document = base.parse::<DocumentMut>().map_err(|e| vec![at(base, e.span().map_or(0, |span| span.start), e.message().to_string())])?;
    let known = if base.trim().is_empty() { LensForm::default() } else { LensForm::parse(base)? };
    // Parts that are written in braces, as one value, have no place of their own: the whole is written anew.
    let in_braces = |key: &str| document.get(key).is_some_and(|item| !item.is_array_of_tables());
    if in_braces("assert") || in_braces("archived") || document.get("equivalence").is_some_and(|item| !item.is_table()) {
        let mut anew = form.clone();
        anew.parts.iter_mut().for_each(|part| part.was = None);
        return print_form(&anew, "");
    }
    let root = document.as_table_mut();
    if root.get("format").is_none() {
        root.insert("format", toml_edit::value(FORMAT));
    }
    set_text(root, "name", &known.name, &form.name, true);
    set_text(root, "timezone", &known.timezone, &form.timezone, false);
    parts(root, &known.parts, &form.parts);
    archived(root, &known.archived, &form.archived);
    maps(root, &known.maps, &form.maps);
    Ok(document.to_string())
}

/// A part by itself, as it would stand in a text.
pub fn print_part(part: &PartForm) -> String {
    let mut document = DocumentMut::new();
    parts(document.as_table_mut(), &[], &[PartForm { was: None, ..part.clone() }]);
    document.to_string().trim_start().to_string()
}

/// The tables of an array under a key, which is made where it is missing.
fn tables<'t>(root: &'t mut Table, key: &str) -> Option<&'t mut ArrayOfTables> {
    root.entry(key).or_insert(Item::ArrayOfTables(ArrayOfTables::new())).as_array_of_tables_mut()
}

fn parts(root: &mut Table, known: &[PartForm], wanted: &[PartForm]) {
    if known.is_empty() && wanted.is_empty() {
        return;
    }
    let Some(array) = tables(root, "assert") else { return };
    let old: Vec<Table> = array.iter().cloned().collect();
    array.clear();
    // A table stands where it stood: one that was moved up, or is there twice, is written anew.
    let mut next = 0;
    for part in wanted {
        let before = part.was.filter(|at| *at >= next).and_then(|at| Some((at, old.get(at)?, known.get(at)?)));
        let mut table = before.map_or_else(fresh, |(_, table, _)| table.clone());
        next = before.map_or(next, |(at, ..)| at + 1);
        amend(&mut table, before.map(|(.., known)| known), part);
        array.push(table);
    }
    if array.is_empty() {
        root.remove("assert");
    }
}

/// A table with a blank line above it.
fn fresh() -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table
}

/// A table inside a part, set in as the house writes it.
fn inner() -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n  ");
    table
}

fn amend(table: &mut Table, before: Option<&PartForm>, now: &PartForm) {
    if before.is_some_and(|before| before.placeless() == now.placeless()) {
        return;
    }
    let empty = PartForm::default();
    let before = before.unwrap_or(&empty);
    set_text(table, "kind", &before.kind, &now.kind, true);
    set_text(table, "from", &before.from, &now.from, true);
    let word = whose(table, &before.kind, &now.kind);
    set_text(table, word, &before.patient, &now.patient, true);
    set_text(table, "attribute", &before.attribute, &now.attribute, false);
    set_text(table, "each", &before.each, &now.each, false);
    set_text(table, "where", &before.condition, &now.condition, false);
    set_text(table, "excluded", &before.excluded, &now.excluded, false);
    if before.never != now.never {
        set(table, "never", words(&now.never));
    }
    if before.group != now.group {
        group(table, now.group.as_ref());
    }
    if before.lookups != now.lookups {
        let rows: Vec<(&str, Value)> = now.lookups.iter().map(|l| (l.name.as_str(), Value::InlineTable(lookup(l)))).collect();
        let same = |name: &str| before.lookups.iter().find(|l| l.name == name) == now.lookups.iter().find(|l| l.name == name);
        rows_of(table, "lookup", rows, &same);
    }
    says(table, &before.says, &now.says);
}

fn group(table: &mut Table, group: Option<&GroupForm>) {
    let Some(group) = group else {
        table.remove("group");
        return;
    };
    let inner = table.entry("group").or_insert_with(|| Item::Table(inner()));
    if let Some(inner) = inner.as_table_like_mut() {
        set_inner(inner, "heads", Some(one_or_many(&group.heads).unwrap_or_else(|| Value::Array(Array::new()))));
        set_inner(inner, "key", Some(group.key.as_str().into()));
        set_inner(inner, "field", Some(group.field.as_str().into()));
    }
}

/// The rows of a table inside a part: those that are as they were stay as they are written.
fn rows_of(table: &mut Table, key: &str, rows: Vec<(&str, Value)>, same: &dyn Fn(&str) -> bool) {
    if rows.is_empty() {
        table.remove(key);
        return;
    }
    let Some(inner) = table.entry(key).or_insert_with(|| Item::Table(inner())).as_table_like_mut() else { return };
    let gone: Vec<String> = inner.iter().map(|(name, _)| name.to_string()).filter(|name| !rows.iter().any(|(kept, _)| *kept == name.as_str())).collect();
    gone.iter().for_each(|name| drop(inner.remove(name)));
    for (name, value) in rows {
        if !inner.contains_key(name) || !same(name) {
            set_inner(inner, name, Some(value));
        }
    }
}

fn says(table: &mut Table, before: &[SayForm], now: &[SayForm]) {
    let Some(inner) = table.entry("say").or_insert_with(|| Item::Table(inner())).as_table_like_mut() else { return };
    for gone in before.iter().filter(|say| !now.iter().any(|kept| kept.aspect == say.aspect)) {
        inner.remove(&gone.aspect);
    }
    for say in now {
        let known = before.iter().find(|known| known.aspect == say.aspect);
        if known == Some(say) {
            continue;
        }
        let written = inner.get(&say.aspect).and_then(Item::as_value).cloned();
        set_inner(inner, &say.aspect, Some(sources(say, known.zip(written.as_ref()))));
    }
}

/// The sources of an aspect: one by itself, several as a list, in which those that are as they were keep what stands above them.
fn sources(say: &SayForm, before: Option<(&SayForm, &Value)>) -> Value {
    if let [one] = say.sources.as_slice() {
        return Value::InlineTable(source(one));
    }
    let mut array = Array::new();
    let mut left: Vec<(&SourceForm, &Value)> = match before {
        Some((known, Value::Array(written))) => known.sources.iter().zip(written.iter()).collect(),
        _ => Vec::new(),
    };
    for one in &say.sources {
        let kept = left.iter().position(|(known, _)| *known == one).map(|at| left.remove(at).1.clone());
        array.push_formatted(kept.unwrap_or_else(|| {
            let mut fresh = Value::InlineTable(source(one));
            fresh.decor_mut().set_prefix("\n    ");
            fresh
        }));
    }
    match before {
        Some((_, Value::Array(written))) if !say.sources.is_empty() => {
            array.set_trailing(written.trailing().clone());
            array.set_trailing_comma(written.trailing_comma());
        }
        _ => {
            array.set_trailing("\n  ");
            array.set_trailing_comma(!say.sources.is_empty());
        }
    }
    Value::Array(array)
}

fn source(source: &SourceForm) -> InlineTable {
    let mut table = InlineTable::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            table.insert(key, value);
        }
    };
    let text = |text: &String| (!text.is_empty()).then(|| Value::from(text.as_str()));
    put("attribute", one_or_many(&source.attributes));
    match source.fields.as_slice() {
        [] => {}
        [one] => put("field", Some(one.as_str().into())),
        many => put("fields", words(many)),
    }
    put("constant", text(&source.constant));
    put("as", text(&source.read_as));
    put("system", text(&source.system));
    put("system_field", text(&source.system_field));
    put("display", text(&source.display));
    put("text", text(&source.text));
    put("unit", text(&source.unit));
    put("unit_field", text(&source.unit_field));
    put("units", pairs(&source.units));
    put("use", text(&source.used_for));
    put("use_field", text(&source.use_field));
    put("format", text(&source.format));
    put("pattern", text(&source.pattern));
    put("split", text(&source.split));
    put("null_like", words(&source.null_like));
    put("values", pairs(&source.values));
    put("otherwise", text(&source.otherwise));
    put("absent", text(&source.absent));
    put("pad", (source.pad > 0).then(|| i64::from(source.pad).into()));
    put("when", text(&source.when));
    put("reason", text(&source.reason));
    put("also", source.also.then(|| true.into()));
    table
}

fn lookup(lookup: &LookupForm) -> InlineTable {
    let mut table = InlineTable::new();
    let keys = [
        ("field", &lookup.field),
        ("pattern", &lookup.pattern),
        ("from", &lookup.from),
        ("key", &lookup.key),
        ("value", &lookup.value),
        ("where", &lookup.condition),
    ];
    // The pointer is never left out: a lookup without one is a problem with a place.
    for (key, text) in keys.into_iter().filter(|(key, text)| *key == "field" || !text.is_empty()) {
        table.insert(key, text.as_str().into());
    }
    if lookup.all {
        table.insert("all", true.into());
    }
    table
}

fn archived(root: &mut Table, known: &[(String, String)], wanted: &[(String, String)]) {
    if known == wanted {
        return;
    }
    let Some(array) = tables(root, "archived") else { return };
    let old: Vec<Table> = array.iter().cloned().collect();
    array.clear();
    let mut next = 0;
    for (from, reason) in wanted {
        let at = known.iter().skip(next).position(|(known, _)| known == from).map(|at| at + next);
        let before = at.and_then(|at| Some((old.get(at)?.clone(), known.get(at)?)));
        next = at.map_or(next, |at| at + 1);
        let (mut table, reason_before) = before.map_or_else(|| (fresh(), None), |(table, (_, reason))| (table, Some(reason.as_str())));
        if reason_before.is_none() {
            set(&mut table, "from", Some(from.as_str().into()));
        }
        if reason_before != Some(reason.as_str()) {
            set(&mut table, "reason", Some(reason.as_str().into()));
        }
        array.push(table);
    }
    if array.is_empty() {
        root.remove("archived");
    }
}

fn maps(root: &mut Table, known: &[MapForm], wanted: &[MapForm]) {
    if known == wanted {
        return;
    }
    let all = root.entry("equivalence").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let Some(all) = all.as_table_mut() else { return };
    for gone in known.iter().filter(|map| !wanted.iter().any(|kept| kept.name == map.name)) {
        all.remove(&gone.name);
    }
    for map in wanted {
        let before = known.iter().find(|before| before.name == map.name);
        if before == Some(map) {
            continue;
        }
        let Some(table) = all.entry(&map.name).or_insert_with(|| Item::Table(fresh())).as_table_like_mut() else { continue };
        let empty = MapForm::default();
        let before = before.unwrap_or(&empty);
        set_text(table, "from", &before.from, &map.from, true);
        set_text(table, "to", &before.to, &map.to, true);
        if before.rows != map.rows || table.get("rows").is_none() {
            let mut rows = InlineTable::new();
            map.rows.iter().for_each(|(from, to)| drop(rows.insert(from.as_str(), one_or_many(to).unwrap_or_else(|| Value::Array(Array::new())))));
            set(table, "rows", Some(Value::InlineTable(rows)));
        }
    }
}

/// Sets a text where it changed, or was never written; an empty one is taken out unless the key must be there.
fn set_text(table: &mut dyn TableLike, key: &str, before: &str, now: &str, always: bool) {
    let missing = always && !table.contains_key(key);
    if before != now || missing {
        set(table, key, (always || !now.is_empty()).then(|| now.into()));
    }
}

/// Under which of its two words a part names whose its rows are. The kind says it; who wrote the other word keeps it until the kind changes.
fn whose(table: &mut Table, before: &str, now: &str) -> &'static str {
    let [word, other] = if Sort::of_part(now).is_some() { ["key", "patient"] } else { ["patient", "key"] };
    if before == now && table.contains_key(other) {
        return other;
    }
    set(table, other, None);
    word
}

/// Sets a value, or takes it out. What stands above and behind it stays.
fn set(table: &mut dyn TableLike, key: &str, value: Option<Value>) {
    let Some(mut value) = value else {
        table.remove(key);
        return;
    };
    if let Some(old) = table.get_mut(key).and_then(Item::as_value_mut) {
        *value.decor_mut() = old.decor().clone();
        *old = value;
        return;
    }
    table.insert(key, Item::Value(value));
}

/// The same inside a part, where the house sets in what is new.
fn set_inner(table: &mut dyn TableLike, key: &str, value: Option<Value>) {
    let is_new = value.is_some() && !table.contains_key(key);
    set(table, key, value);
    if is_new && let Some(mut written) = table.key_mut(key) {
        written.leaf_decor_mut().set_prefix("  ");
    }
}

/// Words as a list; none for none.
fn words(words: &[String]) -> Option<Value> {
    (!words.is_empty()).then(|| Value::Array(words.iter().map(String::as_str).collect()))
}

/// One word as such, several as a list; none for none.
fn one_or_many(all: &[String]) -> Option<Value> {
    match all {
        [] => None,
        [one] => Some(one.as_str().into()),
        many => words(many),
    }
}

fn pairs(pairs: &[(String, String)]) -> Option<Value> {
    let mut table = InlineTable::new();
    pairs.iter().for_each(|(from, to)| drop(table.insert(from.as_str(), to.as_str().into())));
    (!pairs.is_empty()).then_some(Value::InlineTable(table))
}
