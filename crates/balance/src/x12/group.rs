//! Segments that are read together, and the draft of a statement over them. Each record knows whether a fact came of it;
//! the others are counted as unread when the group is left.

use super::delivered::Delivered;
use super::{Shared, rest};
use super::words::{UNITS, Words, word_of};
use crate::reading::{Builder, Coverage, Places};
use crate::written::to_the_cent;
use formats::Record;
use model::{Aspect, Date, How, Kind, Origin, Quantity, Statement, Value, parse_decimal};

/// Segments that build the hierarchy and assert nothing themselves.
const STRUCTURE: [&str; 12] = ["ISA", "IEA", "GS", "GE", "ST", "SE", "BHT", "BGN", "HL", "LX", "LS", "LE"];

/// The name of the segment of a record.
pub(super) fn segment(record: &Record) -> &str {
    record.relation.strip_prefix("x12.").unwrap_or(&record.relation)
}

/// Counts a record that no fact came of.
pub(super) fn unread(record: &Record, coverage: &mut Coverage) {
    if !STRUCTURE.contains(&segment(record)) {
        *coverage.unread.entry(record.relation.clone()).or_default() += 1;
    }
}

/// Where statements go.
pub(super) struct Out<'a> {
    pub artifact: u32,
    /// Whether what no aspect stands for is told as well.
    pub whole: bool,
    pub places: &'a mut Places,
    pub coverage: &'a mut Coverage,
    pub each: &'a mut dyn FnMut(Statement),
    pub delivered: &'a mut Delivered,
}

impl Out<'_> {
    /// Hands a finished statement on.
    pub(super) fn emit(&mut self, statement: Option<Statement>) {
        if let Some(statement) = statement.filter(|statement| self.delivered.is_news(statement)) {
            self.coverage.count(&statement);
            (self.each)(statement);
        }
    }
}

/// A fact that holds for whatever stands below the segment that says it.
#[derive(Clone)]
pub(super) struct Inherited {
    pub aspect: Aspect,
    pub value: Value,
    pub place: String,
    pub how: How,
}

/// Segments of one loop and of the loops in it.
#[derive(Default)]
pub(super) struct Group {
    /// Each with its leaves that were read: bit n for the n-th one, the last bit for all beyond.
    records: Vec<(Record, u128)>,
}

impl Group {
    /// No loop of any guide is longer; beyond it segments are counted as unread.
    const RECORDS_MAX: usize = 20_000;

    pub(super) fn push(&mut self, record: &Record, coverage: &mut Coverage) {
        if self.records.len() < Self::RECORDS_MAX {
            self.records.push((record.clone(), 0));
        } else {
            unread(record, coverage);
        }
    }

    /// Indices of the segments of a name.
    pub(super) fn all(&self, name: &str) -> Vec<usize> {
        self.records.iter().enumerate().filter(|(_, (r, _))| segment(r) == name).map(|(i, _)| i).collect()
    }

    /// Index of the first segment of a name.
    pub(super) fn first(&self, name: &str) -> Option<usize> {
        self.records.iter().position(|(r, _)| segment(r) == name)
    }

    /// Index of the first segment of a name whose field has a value, in a loop.
    pub(super) fn find(&self, name: &str, within: &str, field: &str, value: &str) -> Option<usize> {
        self.records.iter().position(|(r, _)| segment(r) == name && r.get("loop").unwrap_or("") == within && r.get(field).is_some_and(|v| v.trim() == value))
    }

    pub(super) fn name(&self, index: usize) -> &str {
        self.records.get(index).map_or("", |(r, _)| segment(r))
    }

    pub(super) fn within(&self, index: usize) -> &str {
        self.get(index, "loop").unwrap_or("")
    }

    /// A value without blanks around it.
    pub(super) fn get(&self, index: usize, field: &str) -> Option<&str> {
        self.records.get(index)?.0.get(field).map(str::trim).filter(|v| !v.is_empty())
    }

    /// The same, with the record marked as read.
    pub(super) fn take(&mut self, index: usize, field: &str) -> Option<String> {
        let value = self.get(index, field)?.to_string();
        if let Some((record, read)) = self.records.get_mut(index)
            && let Some(at) = record.leaves.iter().position(|(own, _)| own == field)
        {
            *read |= 1 << at.min(127);
        }
        Some(value)
    }

    /// Field and value of each leaf of a segment that nothing took; what is known of where it stands is no leaf of its own.
    pub(super) fn left(&self, index: usize) -> impl Iterator<Item = (&str, &str)> {
        let name = self.name(index);
        let is_own = move |field: &str| field.strip_prefix(name).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let leaves = self.records.get(index).into_iter().flat_map(|(record, read)| record.leaves.iter().enumerate().map(move |(at, leaf)| ((read >> at.min(127)) & 1, leaf)));
        leaves.filter(move |(read, (field, _))| *read == 0 && is_own(field)).map(|(_, (field, value))| (field.as_str(), value.trim())).filter(|(_, value)| !value.is_empty())
    }

    /// Whether nothing took a field of a segment.
    pub(super) fn is_left(&self, index: usize, field: &str) -> bool {
        self.left(index).any(|(own, _)| own == field)
    }

    /// The patient, once the group has named one.
    pub(super) fn patient(&self) -> String {
        self.records.iter().rev().find_map(|(r, _)| r.get("patient")).unwrap_or("").to_string()
    }

    /// Where a value stands: `CLM02` in the loop of a claim, `2400/SV101-2` elsewhere.
    pub(super) fn place(&self, index: usize, field: &str) -> String {
        let claim = match self.get(index, "transaction") {
            Some("835") => "2100",
            Some(set) if set.starts_with("837") => "2300",
            _ => "",
        };
        match self.within(index) {
            within if within == claim || within.is_empty() => field.to_string(),
            within => format!("{within}/{field}"),
        }
    }

    /// A fact for whatever stands below.
    pub(super) fn inherited(&mut self, aspect: Aspect, index: usize, field: &str, value: impl FnOnce(&str) -> Value, how: How) -> Option<Inherited> {
        let text = self.take(index, field)?;
        Some(Inherited { aspect, value: value(&text), place: self.place(index, field), how })
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Counts what no fact came of.
    pub(super) fn leave(self, coverage: &mut Coverage) {
        for (record, _) in self.records.iter().filter(|(_, read)| *read == 0) {
            unread(record, coverage);
        }
    }
}

/// An amount of money; it is exact to the cent, so it is written to the cent.
pub(super) fn money(text: &str, currency: &str) -> Value {
    match parse_decimal(text) {
        Some(number) => Value::Quantity(Quantity { number: to_the_cent(number), comparator: String::new(), unit: currency.into() }),
        None => Value::Text(text.into()),
    }
}

/// `D8` and its longer forms as a date; what is no date stays a text.
pub(super) fn date(text: &str) -> Value {
    Date::parse_hl7(text).map_or_else(|| Value::Text(text.into()), Value::Date)
}

/// A payer by name, with its identifier.
pub(super) fn payer(name: Option<String>, qualifier: &str, id: Option<String>) -> Option<Value> {
    match (name, id) {
        (Some(name), Some(id)) => Some(Value::code(vec![crate::reading::coding(&format!("urn:x12:{qualifier}"), &id, &name)], name)),
        (Some(name), None) => Some(Value::Text(name)),
        (None, id) => id.map(Value::Word),
    }
}

/// A statement in the making over a group.
pub(super) struct Draft<'d> {
    pub builder: Builder<'d>,
    pub group: &'d mut Group,
    origin: Origin,
    whole: bool,
}

impl<'d> Draft<'d> {
    /// The statement's origin is the segment at `anchor`.
    pub(super) fn new(out: &'d mut Out<'_>, group: &'d mut Group, anchor: usize) -> Self {
        let (relation, line) = group.records.get(anchor).map_or(("x12", 0), |(r, _)| (r.relation.as_str(), r.line));
        let relation = out.places.number(relation);
        let origin = Origin { artifact: out.artifact, relation, line, reference: String::new() };
        Self { builder: Builder::new(&mut *out.places), group, origin, whole: out.whole }
    }

    pub(super) fn say(&mut self, aspect: Aspect, value: Value, index: usize, field: &str, how: How) {
        let place = self.group.place(index, field);
        self.builder.say(aspect, value, &place, how);
    }

    pub(super) fn text(&mut self, aspect: Aspect, index: usize, field: &str) {
        if let Some(text) = self.group.take(index, field) {
            self.say(aspect, Value::Text(text), index, field, How::Copied);
        }
    }

    pub(super) fn word(&mut self, aspect: Aspect, index: usize, field: &str) {
        if let Some(word) = self.group.take(index, field) {
            self.say(aspect, Value::Word(word), index, field, How::Copied);
        }
    }

    /// A code as the word of a list.
    pub(super) fn listed(&mut self, aspect: Aspect, index: usize, field: &str, words: Words) {
        if let Some(code) = self.group.take(index, field) {
            self.say(aspect, Value::Word(word_of(words, &code).into()), index, field, How::Translated);
        }
    }

    /// A code as the word of a list, only where the list has it.
    pub(super) fn known(&mut self, aspect: Aspect, index: usize, field: &str, words: Words) {
        if self.group.get(index, field).is_some_and(|code| words.iter().any(|(c, _)| *c == code)) {
            self.listed(aspect, index, field, words);
        }
    }

    pub(super) fn amount(&mut self, aspect: Aspect, index: usize, field: &str, currency: &str) {
        if let Some(text) = self.group.take(index, field) {
            self.say(aspect, money(&text, currency), index, field, How::Copied);
        }
    }

    /// A count or a measure, whose unit may stand in a field of its own.
    pub(super) fn measure(&mut self, aspect: Aspect, index: usize, field: &str, unit: &str) {
        let Some(text) = self.group.take(index, field) else { return };
        let unit = self.group.get(index, unit).map_or(String::new(), |u| word_of(UNITS, u).to_string());
        let value = match parse_decimal(&text) {
            Some(number) => Value::Quantity(Quantity { number, comparator: String::new(), unit }),
            None => Value::Text(text),
        };
        self.say(aspect, value, index, field, How::Copied);
    }

    /// A date (`D8`, `DT`) or a span of dates (`RD8`).
    pub(super) fn period(&mut self, index: usize, field: &str, start: Aspect, end: Aspect) {
        let Some(text) = self.group.take(index, field) else { return };
        let (from, to) = text.split_once('-').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
        self.say(start, date(from), index, field, How::Copied);
        if let Some(to) = to {
            self.say(end, date(to), index, field, How::Copied);
        }
    }

    /// The periods of all DTP of the loop `within` that have a qualifier.
    pub(super) fn periods(&mut self, within: &str, qualifiers: &[&str], start: Aspect, end: Aspect) {
        for index in self.group.all("DTP") {
            let wanted = self.group.within(index) == within && self.group.get(index, "DTP01").is_some_and(|q| qualifiers.contains(&q));
            if wanted && self.group.get(index, "DTP02") != Some("TM") {
                self.period(index, "DTP03", start, end);
            }
        }
    }

    /// Parts `first..=last` of a composite as one word, so that their order shows.
    pub(super) fn joined(&mut self, aspect: Aspect, index: usize, field: &str, (first, last): (usize, usize), separator: &str) {
        let parts: Vec<String> = (first..=last).filter_map(|n| self.group.take(index, &format!("{field}-{n}"))).collect();
        if !parts.is_empty() {
            self.say(aspect, Value::Word(parts.join(separator)), index, &format!("{field}-{first}"), How::Copied);
        }
    }

    /// What the segments above said, where this one says nothing of its own.
    pub(super) fn inherit(&mut self, facts: &[Inherited]) {
        let own: Vec<Aspect> = facts.iter().map(|f| f.aspect).filter(|a| self.builder.has(*a)).collect();
        for fact in facts.iter().filter(|f| !own.contains(&f.aspect)) {
            self.builder.say(fact.aspect, fact.value.clone(), &fact.place, fact.how);
        }
    }

    /// Whether what no aspect stands for is told as well.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// What another statement says as well, which books of other formats may have there alone.
    pub(super) fn imply(&mut self, aspects: &[Aspect]) {
        if !self.whole {
            self.builder.imply(aspects);
        }
    }

    /// What stands above and no aspect asserts, where that is told.
    pub(super) fn tell(&mut self, above: &[rest::Told]) {
        if self.whole && !self.builder.is_empty() {
            for (place, said) in above {
                self.builder.say(Aspect::Element, Value::Text(said.as_str().into()), place, How::Derived);
            }
        }
    }

    /// The same of all levels above.
    pub(super) fn tell_above(&mut self, shared: &Shared) {
        shared.above.iter().for_each(|(_, told)| self.tell(told));
    }

    /// The finished statement with what is left of its segments, where that is told; `claim` is the number of its claim.
    pub(super) fn finish_whole(self, kind: Kind, patient: String, claim: &str) -> Option<Statement> {
        self.finish_own(kind, patient, claim, &|_, _| true)
    }

    /// The same of those segments of the group that are the statement's own.
    pub(super) fn finish_own(mut self, kind: Kind, patient: String, claim: &str, is_own: &dyn Fn(&Group, usize) -> bool) -> Option<Statement> {
        if self.whole {
            self.tell(&[rest::whole()]);
            let told = rest::leaves(self.group, claim, is_own);
            self.tell(&told);
        }
        self.finish(kind, patient)
    }

    /// The finished statement; none where nothing was said.
    pub(super) fn finish(self, kind: Kind, patient: String) -> Option<Statement> {
        if self.builder.is_empty() {
            return None;
        }
        Some(self.builder.finish(kind, patient, self.origin))
    }
}
