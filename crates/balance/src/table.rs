//! The legacy reading of tables: one assert of a lens over the rows of its relation.

use crate::lens::{As, Assert, Source};
use crate::reading::{Builder, Coverage, Lookups, Places, coding};
use formats::{Item, Projection};
use model::{Aspect, Date, How, Origin, Quantity, Statement, Value};

/// One assert being read.
pub(crate) struct TableReading<'a> {
    assert: &'a Assert,
    projection: Projection,
    zone: Option<&'a str>,
}

impl<'a> TableReading<'a> {
    pub(crate) fn new(assert: &'a Assert, zone: Option<&'a str>) -> Self {
        Self { assert, projection: Projection::new(&assert.from, &assert.fields), zone }
    }

    pub(crate) fn relation(&self) -> &str {
        &self.assert.from
    }

    pub(crate) fn item(
        &mut self,
        item: &Item<'_>,
        artifact: u32,
        lookups: &Lookups,
        places: &mut Places,
        coverage: &mut Coverage,
        each: &mut dyn FnMut(Statement),
    ) {
        let (assert, zone) = (self.assert, self.zone);
        self.projection.rows(item, &mut |cells| {
            let row: Vec<Option<&str>> = cells.values.iter().map(|v| v.as_deref()).collect();
            if assert.filter.as_ref().is_some_and(|f| !f.holds(&row, lookups)) {
                *coverage.excluded.entry((assert.from.clone(), assert.excluded.clone())).or_default() += 1;
                return;
            }
            let Some(patient) = row.get(assert.patient).copied().flatten() else {
                *coverage.excluded.entry((assert.from.clone(), "no patient is named".into())).or_default() += 1;
                return;
            };
            let relation = places.number(&assert.from);
            let mut builder = Builder::new(places);
            for (aspect, sources) in &assert.say {
                for source in sources {
                    let asserted = say(source, *aspect, assert, &row, lookups, zone, &mut builder, coverage);
                    if asserted && !sources.iter().any(|s| s.also) {
                        break;
                    }
                }
            }
            if !builder.is_empty() {
                let origin = Origin { artifact, relation, line: cells.line, reference: String::new() };
                let statement = builder.finish(assert.kind, patient.trim().to_string(), origin);
                coverage.count(&statement);
                each(statement);
            }
        });
    }
}

/// One source of one aspect for one row; true when it asserted something.
#[expect(clippy::too_many_arguments, reason = "the parts of one row's reading, all borrowed")]
fn say(
    source: &Source,
    aspect: Aspect,
    assert: &Assert,
    row: &[Option<&str>],
    lookups: &Lookups,
    zone: Option<&str>,
    builder: &mut Builder<'_>,
    coverage: &mut Coverage,
) -> bool {
    if source.when.as_ref().is_some_and(|w| !w.holds(row, lookups)) {
        return false;
    }
    if let Some(constant) = &source.constant {
        let value = match source.kind {
            As::Code => Value::Code(vec![coding(&source.system, constant, "")], String::new()),
            As::Text => Value::Text(constant.clone()),
            As::Boolean => Value::Flag(constant == "true"),
            As::Quantity | As::Number => match Quantity::parse(constant) {
                Some(q) => Value::Quantity(q),
                None => return false,
            },
            _ => Value::Word(constant.clone()),
        };
        builder.say(aspect, value, "", How::Derived);
        return true;
    }
    let filled = |text: &str| !text.trim().is_empty() && !source.null_like.iter().any(|n| n == text.trim());
    let found = source.fields.iter().find_map(|i| row[*i].filter(|t| filled(t)).map(|t| (*i, t)));
    let place = |i: usize| assert.fields[i].as_str();
    let Some((index, text)) = found else {
        // A code may be missing while its text is there.
        if source.kind == As::Code
            && let Some((i, words)) = [source.text, source.display].into_iter().flatten().find_map(|i| row[i].filter(|t| filled(t)).map(|t| (i, t)))
        {
            builder.say(aspect, Value::Code(Vec::new(), words.trim().into()), place(i), How::Copied);
            return true;
        }
        if let (Some(word), Some(first)) = (&source.absent, source.fields.first()) {
            builder.say(aspect, Value::Word(word.clone()), place(*first), How::Derived);
            return true;
        }
        return false;
    };
    let mut any = false;
    let parts: Vec<&str> = match &source.split {
        Some(delimiter) => text.split(delimiter.as_str()).map(str::trim).filter(|p| !p.is_empty()).collect(),
        None => vec![text],
    };
    for part in parts {
        let matched = match &source.pattern {
            None => part,
            Some(pattern) => match pattern.captures(part) {
                Some(found) => found.get(1).or_else(|| found.get(0)).map_or("", |m| m.as_str()),
                None => continue,
            },
        };
        if let Some((value, how)) = value(source, assert, row, matched, place(index), zone, coverage) {
            builder.say(aspect, value, place(index), how);
            any = true;
        }
    }
    any
}

fn value(
    source: &Source,
    assert: &Assert,
    row: &[Option<&str>],
    text: &str,
    place: &str,
    zone: Option<&str>,
    coverage: &mut Coverage,
) -> Option<(Value, How)> {
    let copied = |v| Some((v, How::Copied));
    let cell = |i: Option<usize>| i.and_then(|i| row[i]).unwrap_or("");
    let trimmed = text.trim();
    if !source.values.is_empty() {
        if let Some(word) = source.values.get(trimmed) {
            let value = match source.kind {
                As::Boolean => Value::Flag(word == "true"),
                As::Code => Value::Code(vec![coding(&source.system, word, "")], String::new()),
                _ => Value::Word(word.clone()),
            };
            return Some((value, How::Translated));
        }
        *coverage.unlisted.entry((assert.from.clone(), place.to_string(), trimmed.to_string())).or_default() += 1;
        let word = source.otherwise.clone().unwrap_or_else(|| "unreadable".into());
        return Some((Value::Word(word), How::Derived));
    }
    match source.kind {
        As::Code => {
            let system = match source.system_field.and_then(|i| row[i]) {
                Some(system) => system,
                None => &source.system,
            };
            let code = coding(system, trimmed, cell(source.display));
            copied(Value::Code(vec![code], cell(source.text).trim().into()))
        }
        As::Text => {
            let missing = source.pad.saturating_sub(trimmed.chars().count());
            copied(Value::Text(format!("{}{}", "0".repeat(missing), if source.pad > 0 { trimmed } else { text })))
        }
        As::Word => copied(Value::Word(trimmed.into())),
        As::Key => copied(Value::Key(trimmed.into())),
        As::Boolean => match trimmed.to_lowercase().as_str() {
            "true" | "t" | "y" | "yes" | "1" => copied(Value::Flag(true)),
            "false" | "f" | "n" | "no" | "0" => copied(Value::Flag(false)),
            _ => copied(Value::Text(trimmed.into())),
        },
        As::Quantity | As::Number => match Quantity::parse(trimmed) {
            Some(mut quantity) => {
                let given = cell(source.unit_field).trim();
                let unit = source.units.get(given).map_or(given, String::as_str);
                let units = [unit, source.unit.as_str(), quantity.unit.as_str()];
                let chosen = units.into_iter().find(|u| !u.is_empty()).unwrap_or("").to_string();
                quantity.unit = chosen;
                if source.kind == As::Number {
                    quantity.unit.clear();
                }
                copied(Value::Quantity(quantity))
            }
            None => copied(Value::Text(trimmed.into())),
        },
        As::Date => match Date::parse(trimmed, &source.format) {
            Some(mut date) => {
                if date.has_time() && date.offset.is_none() {
                    date.offset = zone.and_then(|z| model::zone_offset(z, &date));
                }
                copied(Value::Date(date))
            }
            None => copied(Value::Text(trimmed.into())),
        },
    }
}
