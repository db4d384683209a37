//! The legacy reading by a lens: one assert over the rows of its relation, a table's or those that records, resources and
//! documents are made of.

use crate::absence;
use crate::contact;
use crate::directory::Entry;
use crate::group::{PART_OF_GROUP, Part};
use crate::lens::{As, Assert, EACH, Source, VALUE};
use crate::lookup::{self, Lookups, SEPARATOR};
use crate::reading::{Builder, Coverage, Places, coding};
use formats::{Item, Projection};
use model::{Aspect, Date, How, Origin, Quantity, Statement, Value, Zone};
use std::borrow::Cow;

/// One assert being read.
pub(crate) struct TableReading<'a> {
    assert: &'a Assert,
    projection: Projection,
    /// Names of the header, where every field is a row.
    header: Vec<String>,
    zone: Option<Zone>,
    picks: bool,
    /// Statements made so far.
    made: u64,
}

/// The columns of one row: their names as they are in the artifact, and what they hold.
struct Cells<'c> {
    names: &'c [String],
    values: Vec<Option<Cow<'c, str>>>,
    line: u64,
}

impl Cells<'_> {
    /// What a column holds, without blanks around it.
    fn text(&self, column: usize) -> &str {
        self.values.get(column).and_then(|v| v.as_deref()).map_or("", str::trim)
    }
}

impl<'a> TableReading<'a> {
    pub(crate) fn new(assert: &'a Assert, zone: Option<&'a str>) -> Self {
        let projection = Projection::new(&assert.from, &assert.fields);
        Self { assert, projection, header: Vec::new(), zone: zone.and_then(Zone::of), picks: assert.picks_attributes(), made: 0 }
    }

    /// Statements that it has made so far.
    pub(crate) fn made(&self) -> u64 {
        self.made
    }

    pub(crate) fn relation(&self) -> &str {
        &self.assert.from
    }

    /// Whether it reads groups of rows, each as one statement.
    pub(crate) fn groups(&self) -> bool {
        self.assert.group.is_some()
    }

    /// Reads an item; false where it is a row of no group that is read here.
    pub(crate) fn item(
        &mut self,
        item: &Item<'_>,
        artifact: u32,
        lookups: &Lookups,
        places: &mut Places,
        coverage: &mut Coverage,
        each: &mut dyn FnMut(Statement),
    ) -> bool {
        let (assert, zone, picks) = (self.assert, self.zone.as_ref(), self.picks);
        if let Item::Header(header) = item {
            promise(assert, header.names, coverage);
        }
        let mut taken = assert.group.is_none();
        let reference = match item {
            Item::Resource(resource) => resource.reference.as_str(),
            _ => "",
        };
        let made = &mut self.made;
        let each: &mut dyn FnMut(Statement) = &mut |statement: Statement| {
            *made += 1;
            // An entry of the directory stands in nobody's chart.
            if assert.entry.is_none() {
                each(statement);
            }
        };
        let mut row = |cells: Cells<'_>| taken |= Row { assert, zone, picks, artifact, lookups, reference }.read(cells, places, coverage, each);
        let Some(pattern) = &assert.each else {
            self.projection.rows(item, &mut |cells| row(Cells { names: &assert.fields, values: cells.values, line: cells.line }));
            return taken;
        };
        // Records of which no field is a row: they are read all the same.
        let mut silent = 0u64;
        match item {
            Item::Header(header) => self.header = header.names.to_vec(),
            Item::Row(record) => {
                let leaves: Vec<(&str, &str)> = self.header.iter().map(String::as_str).zip(record.cells.iter().copied()).filter(|(_, cell)| !cell.is_empty()).collect();
                silent += u64::from(!fields_as_rows(assert, pattern, &leaves, record.line, &mut row));
            }
            _ => formats::flatten(item, &mut |record| {
                if record.relation == assert.from {
                    let leaves: Vec<(&str, &str)> = record.leaves.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                    silent += u64::from(!fields_as_rows(assert, pattern, &leaves, record.line, &mut row));
                }
            }),
        }
        if silent > 0 {
            *coverage.excluded.entry((assert.from.clone(), "no field of the name that `each` reads is filled".into())).or_default() += silent;
        }
        true
    }
}

/// What a delivered column says of every row it says by being empty as well: where no row fills it, the book still knows of the aspect. When something
/// was written down a system may say of all that it holds, whatever the column.
fn promise(assert: &Assert, header: &[String], coverage: &mut Coverage) {
    let is_delivered = |field: &usize| assert.fields.get(*field).is_some_and(|name| header.contains(name));
    let is_of_all = |source: &Source| source.attributes.is_empty() && source.when.is_none() && source.fields.iter().any(is_delivered);
    let read = assert.say.iter().filter(|(aspect, sources)| *aspect != Aspect::Recorded && sources.iter().any(is_of_all));
    if assert.entry.is_none() {
        read.for_each(|(aspect, _)| coverage.promise(assert.kind, *aspect));
    }
}

/// Each field of a matching name as a row of its own; false where there is no such field.
fn fields_as_rows(assert: &Assert, pattern: &regex::Regex, leaves: &[(&str, &str)], line: u64, row: &mut dyn FnMut(Cells<'_>)) -> bool {
    let mut any = false;
    for (name, _) in leaves {
        any |= pattern.is_match(name);
        let Some(part) = pattern.captures(name).and_then(|groups| groups.get(1)) else { continue };
        let named = |field: &String| if field == VALUE { (*name).to_string() } else { field.replace(EACH, part.as_str()) };
        let names: Vec<String> = assert.fields.iter().map(named).collect();
        let mut values: Vec<Option<Cow<'_, str>>> = Vec::with_capacity(names.len());
        for (field, name) in assert.fields.iter().zip(&names) {
            let found = leaves.iter().find(|(leaf, _)| *leaf == name.as_str()).map(|(_, value)| Cow::Borrowed(*value));
            values.push(if field.as_str() == EACH { Some(Cow::Owned(part.as_str().to_string())) } else { found });
        }
        row(Cells { names: &names, values, line });
    }
    any
}

/// What a row is read by.
struct Row<'r> {
    assert: &'r Assert,
    zone: Option<&'r Zone>,
    picks: bool,
    artifact: u32,
    lookups: &'r Lookups,
    /// The resource that the row is.
    reference: &'r str,
}

impl Row<'_> {
    /// Reads a row; false where it belongs to no group that is read.
    fn read(&self, cells: Cells<'_>, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) -> bool {
        match self.part(&cells) {
            Part::Other => return false,
            Part::Head => self.statement(cells, places, coverage, each),
            Part::Member { read, patient } => self.member(&cells, (read, patient), coverage),
        }
        true
    }

    /// What the row is to the group of the assert. Without one each row stands for itself.
    fn part(&self, cells: &Cells<'_>) -> Part<'_> {
        let Some(group) = &self.assert.group else { return Part::Head };
        let attribute = self.assert.attribute.map_or("", |at| cells.text(at));
        group.part(attribute, cells.text(group.field), self.lookups)
    }

    /// A row that is read with its head: it asserts nothing by itself.
    fn member(&self, cells: &Cells<'_>, (read, patient): (bool, Option<&str>), coverage: &mut Coverage) {
        let assert = self.assert;
        let row: Vec<Option<&str>> = cells.values.iter().map(|v| v.as_deref()).collect();
        let mut exclude = |reason: &str| *coverage.excluded.entry((assert.from.clone(), reason.to_string())).or_default() += 1;
        if assert.filter.as_ref().is_some_and(|f| !f.holds(&row, self.lookups)) {
            return exclude(&assert.excluded);
        }
        if read {
            exclude(PART_OF_GROUP);
        } else if let Some(at) = assert.attribute {
            let field = cells.names.get(at).cloned().unwrap_or_default();
            coverage.unlist(&assert.from, &field, cells.text(at), 1);
        }
        if patient.is_some_and(|patient| patient.trim() != cells.text(assert.patient)) {
            let field = cells.names.get(assert.patient).map_or("", String::as_str);
            coverage.doubt(&assert.from, field, "a row of a group that names another patient than its head", 1);
        }
    }

    /// A row that makes a statement.
    fn statement(&self, mut cells: Cells<'_>, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
        let (assert, lookups) = (self.assert, self.lookups);
        let mut dangling: Vec<(usize, &str, u64)> = Vec::new();
        for derived in &assert.derived {
            let Some(text) = cells.values.get(derived.from).and_then(|v| v.as_deref()) else { continue };
            let (found, missing) = derived.find(text, lookups);
            let found = found.map(|f| Cow::Owned(f.into_owned()));
            if missing > 0 {
                dangling.push((derived.from, derived.relation.as_str(), missing));
            }
            if let Some(cell) = cells.values.get_mut(derived.column) {
                *cell = found;
            }
        }
        let row: Vec<Option<&str>> = cells.values.iter().map(|v| v.as_deref()).collect();
        let mut exclude = |reason: &str| *coverage.excluded.entry((assert.from.clone(), reason.to_string())).or_default() += 1;
        if assert.filter.as_ref().is_some_and(|f| !f.holds(&row, lookups)) {
            return exclude(&assert.excluded);
        }
        let Some(patient) = row.get(assert.patient).copied().flatten() else {
            return exclude("no patient is named");
        };
        for (column, relation, times) in dangling {
            let field = cells.names.get(column).map_or("", String::as_str);
            coverage.doubt(&assert.from, field, &format!("a pointer to no entry of {relation}"), times);
        }
        let attribute = assert.attribute.map(|at| (at, row.get(at).copied().flatten().unwrap_or("").trim()));
        if let (true, Some((at, word))) = (self.picks, attribute)
            && !assert.say.iter().flat_map(|(_, sources)| sources).any(|s| s.attributes.iter().any(|a| a == word))
        {
            let field = cells.names.get(at).cloned().unwrap_or_default();
            coverage.unlist(&assert.from, &field, word, 1);
            return;
        }
        let relation = places.number(&assert.from);
        let line = Line { assert, names: cells.names, row: &row, lookups, zone: self.zone, attribute: attribute.map(|(_, word)| word) };
        if assert.each.is_some() && line.means_empty() {
            *coverage.excluded.entry((assert.from.clone(), "a field of the name that `each` reads means empty".into())).or_default() += 1;
            return;
        }
        let mut builder = Builder::new(places);
        for (aspect, sources) in &assert.say {
            line.aspect(*aspect, sources, &mut builder, coverage);
        }
        if builder.is_empty() {
            *coverage.excluded.entry((assert.from.clone(), "nothing that the lens reads is filled".into())).or_default() += 1;
            return;
        }
        let origin = Origin { artifact: self.artifact, relation, line: cells.line, reference: self.reference.to_string() };
        let statement = builder.finish(assert.kind, patient.trim().to_string(), origin);
        match assert.entry {
            Some(sort) => coverage.note_entry(Entry::of_row(sort, &statement)),
            None => {
                coverage.count(&statement);
                assert.never.iter().for_each(|aspect| coverage.promise(assert.kind, *aspect));
            }
        }
        each(statement);
    }
}

/// A row with everything that its aspects are read by.
struct Line<'l> {
    assert: &'l Assert,
    names: &'l [String],
    row: &'l [Option<&'l str>],
    lookups: &'l Lookups,
    zone: Option<&'l Zone>,
    /// What the value of the row is a value of.
    attribute: Option<&'l str>,
}

impl Line<'_> {
    /// One aspect: the first of its sources that asserts something, or all of them where one says `also`.
    fn aspect(&self, aspect: Aspect, sources: &[Source], builder: &mut Builder<'_>, coverage: &mut Coverage) {
        let also = sources.iter().any(|s| s.also);
        for (at, source) in sources.iter().enumerate() {
            if !self.say(source, aspect, builder, coverage) || also {
                continue;
            }
            // Of the value columns of one attribute one is filled; the others would be lost unseen.
            let second = |other: &&Source| self.applies(other) && self.filled(other) && other.fields != source.fields;
            if let (true, Some(other)) = (self.attribute.is_some(), sources.iter().skip(at + 1).find(second)) {
                let field = other.fields.first().map_or("", |i| self.name(*i));
                coverage.doubt(&self.assert.from, field, "a second value beside the one that is read", 1);
            }
            return;
        }
    }

    fn applies(&self, source: &Source) -> bool {
        let picked = source.attributes.is_empty() || self.attribute.is_some_and(|word| source.attributes.iter().any(|a| a == word));
        picked && source.when.as_ref().is_none_or(|w| w.holds(self.row, self.lookups))
    }

    /// Whether the field that is the row holds a text that means empty, wherever it is read: a row of it is no more there than of an empty cell.
    fn means_empty(&self) -> bool {
        let Some(held) = self.assert.fields.iter().position(|name| name == VALUE) else { return false };
        let mut read = self.assert.say.iter().flat_map(|(_, sources)| sources).filter(|s| s.fields.contains(&held) && self.applies(s)).peekable();
        read.peek().is_some() && read.all(|source| source.absent.is_none() && !self.filled(source))
    }

    fn cell(&self, column: usize) -> Option<&str> {
        self.row.get(column).copied().flatten()
    }

    fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// The first filled field of a source.
    fn found(&self, source: &Source) -> Option<(usize, &str)> {
        // A time of day is nothing without its day.
        let read = if source.is_joined { 1 } else { source.fields.len() };
        source.fields.iter().take(read).find_map(|i| self.cell(*i).filter(|t| is_filled(source, t)).map(|t| (*i, t)))
    }

    /// A day and its time of day as one text, where they stand in fields of their own.
    fn joined(&self, source: &Source) -> Option<String> {
        source.is_joined.then(|| {
            let filled = source.fields.iter().filter_map(|i| self.cell(*i)).filter(|t| is_filled(source, t));
            filled.map(str::trim).collect::<Vec<&str>>().join(" ")
        })
    }

    fn filled(&self, source: &Source) -> bool {
        self.found(source).is_some()
    }

    /// One source of one aspect; true when it asserted something.
    fn say(&self, source: &Source, aspect: Aspect, builder: &mut Builder<'_>, coverage: &mut Coverage) -> bool {
        if !self.applies(source) {
            return false;
        }
        if let Some(constant) = &source.constant {
            return say_constant(source, aspect, constant, builder);
        }
        let Some((index, text)) = self.found(source) else { return self.say_empty(source, aspect, builder) };
        let joined = self.joined(source);
        let text = joined.as_deref().unwrap_or(text);
        let mut any = false;
        let ordered = source.split.as_deref().zip(between(aspect)).map(|(delimiter, between)| {
            let parts: Vec<&str> = text.split(delimiter).map(str::trim).filter(|p| !p.is_empty()).collect();
            parts.join(between)
        });
        let split = source.split.as_deref().filter(|_| ordered.is_none());
        let whole = ordered.as_deref().unwrap_or(text);
        let count = 1 + whole.matches(SEPARATOR).count();
        for (nth, part) in whole.split(SEPARATOR).enumerate() {
            let Some(delimiter) = split else {
                any |= self.say_part(source, aspect, (part, nth, count), index, builder, coverage);
                continue;
            };
            for part in part.split(delimiter).map(str::trim).filter(|p| !p.is_empty()) {
                any |= self.say_part(source, aspect, (part, nth, count), index, builder, coverage);
            }
        }
        any
    }

    /// One text of a source, of the column of a number; true when it asserted something.
    fn say_part(
        &self,
        source: &Source,
        aspect: Aspect,
        (part, nth, count): (&str, usize, usize),
        column: usize,
        builder: &mut Builder<'_>,
        coverage: &mut Coverage,
    ) -> bool {
        let matched = match &source.pattern {
            None => part,
            Some(pattern) => match lookup::taken(pattern, part) {
                Some(taken) => taken,
                None => return false,
            },
        };
        if let Some(word) = self.used_for(source, (nth, count), coverage)
            && let Some(use_of) = contact::use_of(aspect)
        {
            builder.say(use_of, contact::value(word, matched), self.name(column), How::Translated);
        }
        let Some((value, how)) = self.value(source, (matched, nth, count), self.name(column), coverage) else { return false };
        let value = concept(aspect, value);
        // A record's own key is there for others to name it; nobody has to repeat it.
        let how = if aspect == Aspect::Statement { How::Derived } else { how };
        builder.say(aspect, value, self.name(column), how);
        true
    }

    /// What a number or an address of a row is for, where the lens or the row says it.
    fn used_for(&self, source: &Source, (nth, count): (usize, usize), coverage: &mut Coverage) -> Option<&'static str> {
        let written = source.use_field.and_then(|i| self.cell(i).filter(|text| is_filled(source, text)).map(|text| (i, one_of(text, nth, count))));
        match written {
            None => source.used_for,
            Some((column, text)) => {
                let word = contact::word(text);
                if word.is_none() {
                    coverage.doubt(&self.assert.from, self.name(column), "a use that is none of home, work, mobile, temp and old", 1);
                }
                word
            }
        }
    }

    /// What an empty field says: a code may be missing while its text is there, and emptiness may be declared to say a word.
    fn say_empty(&self, source: &Source, aspect: Aspect, builder: &mut Builder<'_>) -> bool {
        let words = || [source.text, source.display].into_iter().flatten().find_map(|i| self.cell(i).filter(|t| is_filled(source, t)).map(|t| (i, t)));
        if source.kind == As::Code
            && let Some((i, words)) = words()
        {
            builder.say(aspect, Value::words(shown(words)), self.name(i), How::Copied);
            return true;
        }
        if let (Some(word), Some(first)) = (&source.absent, source.fields.first()) {
            let value = match source.kind {
                As::Absence => Value::Absent(word.clone()),
                As::Boolean => Value::Flag(word == "true"),
                _ => Value::Word(word.clone()),
            };
            builder.say(aspect, value, self.name(*first), How::Derived);
            return true;
        }
        false
    }

    /// The value of a text, which is one of several in its cell.
    fn value(&self, source: &Source, (text, nth, count): (&str, usize, usize), place: &str, coverage: &mut Coverage) -> Option<(Value, How)> {
        let copied = |v| Some((v, How::Copied));
        let cell = |i: Option<usize>| i.and_then(|i| self.cell(i)).map(|cell| shown(one_of(cell, nth, count))).unwrap_or_default();
        let trimmed = text.trim();
        if !source.values.is_empty() {
            if let Some(word) = source.values.get(trimmed) {
                let value = match source.kind {
                    As::Boolean => Value::Flag(word == "true"),
                    As::Code => Value::code(vec![coding(&source.system, word, "")], String::new()),
                    As::Absence => Value::Absent(word.clone()),
                    _ => Value::Word(word.clone()),
                };
                return Some((value, How::Translated));
            }
            // What is no reason of absence is a value, for another source to read.
            if source.kind == As::Absence {
                return None;
            }
            coverage.unlist(&self.assert.from, place, trimmed, 1);
            let word = source.otherwise.clone().unwrap_or_else(|| "unreadable".into());
            return Some((Value::Word(word), How::Derived));
        }
        match source.kind {
            As::Code => {
                let system = source.system_field.and_then(|i| self.cell(i)).unwrap_or(&source.system);
                let code = coding(system, trimmed, &cell(source.display));
                copied(Value::code(vec![code], cell(source.text)))
            }
            As::Text => {
                if source.pad == 0 {
                    return copied(Value::Text(text.into()));
                }
                let missing = source.pad.saturating_sub(trimmed.chars().count());
                copied(Value::Text(format!("{}{trimmed}", "0".repeat(missing))))
            }
            As::Word => copied(Value::Word(trimmed.into())),
            As::Key => copied(Value::Key(trimmed.into())),
            As::Absence => absence::named(trimmed).map(|reason| (Value::Absent(reason.into()), How::Translated)),
            As::Boolean => match trimmed.to_lowercase().as_str() {
                "true" | "t" | "y" | "yes" | "1" => copied(Value::Flag(true)),
                "false" | "f" | "n" | "no" | "0" => copied(Value::Flag(false)),
                _ => copied(Value::Text(trimmed.into())),
            },
            As::Quantity | As::Number => match Quantity::parse(&source.written.map_or(Cow::Borrowed(trimmed), |form| form.plain(trimmed))) {
                Some(mut quantity) => {
                    let given = cell(source.unit_field);
                    let unit = source.units.get(&given).map_or(given.as_str(), String::as_str);
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
            As::Date => match Date::read(trimmed, &source.format) {
                Ok(mut date) => {
                    if date.has_time() && date.offset.is_none() {
                        date.offset = self.zone.and_then(|zone| zone.offset(&date));
                    }
                    copied(Value::Date(date))
                }
                // The text is asserted as it stands, so that it can be balanced; that it is no date is counted.
                Err(reason) => {
                    coverage.doubt(&self.assert.from, place, reason.word(), 1);
                    copied(Value::Text(trimmed.into()))
                }
            },
        }
    }
}

fn say_constant(source: &Source, aspect: Aspect, constant: &str, builder: &mut Builder<'_>) -> bool {
    let value = match source.kind {
        As::Code => Value::code(vec![coding(&source.system, constant, "")], String::new()),
        As::Text => Value::Text(constant.into()),
        As::Boolean => Value::Flag(constant == "true"),
        As::Absence => Value::Absent(constant.into()),
        As::Quantity | As::Number => match Quantity::parse(constant) {
            Some(q) => Value::Quantity(q),
            None => return false,
        },
        _ => Value::Word(constant.into()),
    };
    builder.say(aspect, concept(aspect, value), "", How::Derived);
    true
}

/// What a record is about, where a row has words for it and no code: a concept of these words, as every other reading has it.
fn concept(aspect: Aspect, value: Value) -> Value {
    match value {
        Value::Text(words) if aspect == Aspect::Code => Value::words(words),
        value => value,
    }
}

/// What stands between the parts of a list whose order says something: it is one word, as it is where a format has such a list.
fn between(aspect: Aspect) -> Option<&'static str> {
    match aspect {
        Aspect::Modifier => Some("|"),
        Aspect::DiagnosisPointer => Some(","),
        _ => None,
    }
}

fn is_filled(source: &Source, text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !source.null_like.iter().any(|n| n == text)
}

/// The part of a cell that goes with a part of another, where both hold as many; else all of it.
fn one_of(cell: &str, nth: usize, count: usize) -> &str {
    let mut parts = cell.split(SEPARATOR);
    if count > 1 && parts.clone().count() == count { parts.nth(nth).unwrap_or(cell) } else { cell }
}

/// A cell as one text; several names in it are a list.
fn shown(text: &str) -> String {
    text.trim().replace(SEPARATOR, "; ")
}

#[cfg(test)]
mod tests;
