//! The lens as a structure: what a visual editor shows and changes. The text stays the truth.
//!
//! [`LensForm::parse`] reads the text by the parser that [`super::Lens`] is read by, and [`super::print_form`] writes a changed form
//! back onto the text that it came from. A form holds what is written and checks nothing: whether it is a lens is for
//! [`super::Lens::parse`] to say. An empty text stands for a key that is not written.

use super::raw::{CodeOrCodes, OneOrMany, RawAssert, RawLens, RawLookup, RawSource, raw};
use super::{Problem, position};
use crate::group::Words;
use std::collections::BTreeMap;

/// A lens as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LensForm {
    /// Name.
    pub name: String,
    /// Zone of local times.
    pub timezone: String,
    /// What is asserted, in the order of the text.
    pub parts: Vec<PartForm>,
    /// Relations that stay in the archive, with the reason.
    pub archived: Vec<(String, String)>,
    /// Code maps by name.
    pub maps: Vec<MapForm>,
}

/// What the rows of one relation assert of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartForm {
    /// Which part of the text it was read from, counted from 0; none of a part that is new.
    pub was: Option<usize>,
    /// Line of the text, 0 of a part that is new.
    pub line: u32,
    /// Kind of its statements.
    pub kind: String,
    /// Relation.
    pub from: String,
    /// Field, or lookup, with the patient's key.
    pub patient: String,
    /// Condition that a row must meet.
    pub condition: String,
    /// Why the other rows assert nothing.
    pub excluded: String,
    /// Expression over names of fields that are rows of their own.
    pub each: String,
    /// Field that says what the value of a row is a value of.
    pub attribute: String,
    /// Rows that say one thing together.
    pub group: Option<GroupForm>,
    /// Aspects that the legacy system has no place for.
    pub never: Vec<String>,
    /// Columns that pointers name.
    pub lookups: Vec<LookupForm>,
    /// What is said, aspect by aspect.
    pub says: Vec<SayForm>,
}

/// `[assert.group]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupForm {
    /// Attributes of rows that head a group.
    pub heads: Vec<String>,
    /// Field of the head by which the others name it.
    pub key: String,
    /// Field of the others that names it.
    pub field: String,
}

/// One column of `[assert.lookup]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookupForm {
    /// Name of the column.
    pub name: String,
    /// Field with the pointer.
    pub field: String,
    /// What of it is the key.
    pub pattern: String,
    /// Relation pointed to.
    pub from: String,
    /// Its field that the key is looked for in.
    pub key: String,
    /// Its field that is taken.
    pub value: String,
    /// Condition over its rows.
    pub condition: String,
    /// Every row with the key.
    pub all: bool,
}

/// One aspect with its sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SayForm {
    /// Aspect.
    pub aspect: String,
    /// Sources: the first that asserts something wins.
    pub sources: Vec<SourceForm>,
}

/// One source of an aspect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceForm {
    /// Attributes whose rows it reads.
    pub attributes: Vec<String>,
    /// Fields: the first that is filled is read.
    pub fields: Vec<String>,
    /// What is always asserted.
    pub constant: String,
    /// Why it is.
    pub reason: String,
    /// How a text becomes a value; empty for the usual way of the aspect.
    pub read_as: String,
    /// Code system.
    pub system: String,
    /// Field with the code system.
    pub system_field: String,
    /// Field with the code's display.
    pub display: String,
    /// Field with the original text.
    pub text: String,
    /// Unit.
    pub unit: String,
    /// Field with the unit.
    pub unit_field: String,
    /// Local spelling of a unit to its UCUM code.
    pub units: Vec<(String, String)>,
    /// What a number or an address is for.
    pub used_for: String,
    /// Field that says what it is for.
    pub use_field: String,
    /// Formats of dates.
    pub format: String,
    /// Source value to asserted word.
    pub values: Vec<(String, String)>,
    /// Word for values that are not listed.
    pub otherwise: String,
    /// Word that an empty field asserts.
    pub absent: String,
    /// Condition.
    pub when: String,
    /// Texts that mean empty.
    pub null_like: Vec<String>,
    /// Delimiter.
    pub split: String,
    /// Expression for the part that is the value.
    pub pattern: String,
    /// Zeros are filled in up to this many characters.
    pub pad: u32,
    /// Every source of the list asserts.
    pub also: bool,
}

/// `[equivalence.NAME]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MapForm {
    /// Name.
    pub name: String,
    /// System of the legacy codes.
    pub from: String,
    /// System that they are mapped to.
    pub to: String,
    /// Legacy code with what it means.
    pub rows: Vec<(String, Vec<String>)>,
}

impl LensForm {
    /// Reads the text. Problems are those of its writing alone.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let RawLens { name, timezone, assert, archived, equivalence, .. } = raw(text)?;
        let maps = equivalence.into_iter().map(|(name, map)| {
            let codes = |codes| match codes {
                CodeOrCodes::One(code) => vec![code],
                CodeOrCodes::Many(codes) => codes,
            };
            MapForm { name, from: map.from.into_inner(), to: map.to, rows: map.rows.into_iter().map(|(from, to)| (from, codes(to))).collect() }
        });
        Ok(Self {
            name,
            timezone: timezone.map(toml::Spanned::into_inner).unwrap_or_default(),
            parts: assert.into_iter().enumerate().map(|(at, raw)| part(text, at, raw)).collect(),
            archived: archived.into_iter().map(|raw| (raw.from.into_inner(), raw.reason)).collect(),
            maps: maps.collect(),
        })
    }
}

impl PartForm {
    /// The same, wherever it stands in a text.
    pub fn placeless(&self) -> Self {
        Self { was: None, line: 0, ..self.clone() }
    }

    /// The source fields that the sources of an aspect read, in the order of the text.
    pub fn fields_of(&self, aspect: &str) -> Vec<&str> {
        let mut fields: Vec<&str> = Vec::new();
        for source in self.says.iter().filter(|say| say.aspect == aspect).flat_map(|say| &say.sources) {
            let beside = [&source.display, &source.text, &source.unit_field, &source.system_field, &source.use_field];
            for field in source.fields.iter().chain(beside) {
                if !field.is_empty() && !fields.contains(&field.as_str()) {
                    fields.push(field);
                }
            }
        }
        fields
    }
}

fn part(text: &str, at: usize, raw: RawAssert) -> PartForm {
    let (line, _) = position(text, raw.kind.span().start);
    let group = raw.group.map(|group| GroupForm { heads: group.heads.into_inner().all(), key: group.key, field: group.field });
    let sources = |sources| match sources {
        OneOrMany::One(one) => vec![source(*one)],
        OneOrMany::Many(many) => many.into_iter().map(source).collect(),
    };
    PartForm {
        was: Some(at),
        line,
        kind: raw.kind.into_inner(),
        from: raw.from,
        patient: raw.patient.into_inner(),
        condition: raw.r#where.map(toml::Spanned::into_inner).unwrap_or_default(),
        excluded: raw.excluded.unwrap_or_default(),
        each: raw.each.map(toml::Spanned::into_inner).unwrap_or_default(),
        attribute: raw.attribute.unwrap_or_default(),
        group,
        never: raw.never.into_iter().map(toml::Spanned::into_inner).collect(),
        lookups: raw.lookup.into_iter().map(|(name, raw)| lookup(name.into_inner(), raw)).collect(),
        says: raw.say.into_iter().map(|(aspect, raw)| SayForm { aspect: aspect.into_inner(), sources: sources(raw) }).collect(),
    }
}

fn lookup(name: String, raw: RawLookup) -> LookupForm {
    let RawLookup { field, pattern, from, key, value, r#where, all } = raw;
    let [pattern, from, key, value, condition] = [pattern, from, key, value, r#where].map(Option::unwrap_or_default);
    LookupForm { name, field, pattern, from, key, value, condition, all }
}

fn source(raw: RawSource) -> SourceForm {
    let pairs = |map: BTreeMap<String, String>| map.into_iter().collect();
    SourceForm {
        attributes: raw.attribute.map_or_else(Vec::new, Words::all),
        fields: raw.field.into_iter().chain(raw.fields).collect(),
        constant: raw.constant.unwrap_or_default(),
        reason: raw.reason.unwrap_or_default(),
        read_as: raw.r#as.unwrap_or_default(),
        system: raw.system.unwrap_or_default(),
        system_field: raw.system_field.unwrap_or_default(),
        display: raw.display.unwrap_or_default(),
        text: raw.text.unwrap_or_default(),
        unit: raw.unit.unwrap_or_default(),
        unit_field: raw.unit_field.unwrap_or_default(),
        units: pairs(raw.units),
        used_for: raw.r#use.unwrap_or_default(),
        use_field: raw.use_field.unwrap_or_default(),
        format: raw.format.unwrap_or_default(),
        values: pairs(raw.values),
        otherwise: raw.otherwise.unwrap_or_default(),
        absent: raw.absent.unwrap_or_default(),
        when: raw.when.unwrap_or_default(),
        null_like: raw.null_like,
        split: raw.split.unwrap_or_default(),
        pattern: raw.pattern.unwrap_or_default(),
        pad: raw.pad.unwrap_or(0).try_into().unwrap_or(u32::MAX),
        also: raw.also,
    }
}
