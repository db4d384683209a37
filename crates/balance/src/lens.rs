//! The lens: what the rows of a table assert. See `docs/lens.md`.
//!
//! The text is read as it stands (`raw`), each assert of it is checked (`check`) and held for the rows (`assert`), and so are its code maps (`maps`). `form` and `print`
//! are the same text as a visual editor has it.

mod assert;
mod check;
mod form;
mod maps;
mod print;
mod raw;
#[cfg(test)]
mod tests;

pub(crate) use assert::{As, Assert, EACH, Source, VALUE};
pub use formats::Problem;
pub(crate) use formats::{line_column as position, problem_at as at};
pub use form::{GroupForm, LensForm, LookupForm, MapForm, PartForm, SayForm, SourceForm};
pub use print::{print_form, print_part};

use crate::codes::Equivalences;
use crate::directory::Sort;
use crate::lookup::LookupTable;
use check::check;
use model::{Aspect, Kind};
use raw::{RawArchived, raw};
use std::collections::BTreeMap;
use toml::Spanned;

/// The format line every lens opens with.
pub const FORMAT: &str = "throughline-lens/1";

/// A code map of the lens: what stands in one of its `equivalence` tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeMap {
    /// Name of the table.
    pub name: String,
    /// System of the legacy codes, in canonical form.
    pub from: String,
    /// System that they are mapped to, in canonical form.
    pub to: String,
    /// Legacy codes that it maps.
    pub codes: usize,
}

/// A checked lens.
#[derive(Debug, Clone)]
pub struct Lens {
    /// Name.
    pub name: String,
    /// Zone of local times.
    pub timezone: Option<String>,
    /// Declared equivalences.
    pub equivalences: Equivalences,
    /// The tables that it looks values up in.
    pub lookups: Vec<LookupTable>,
    /// Its code maps, by name.
    pub code_maps: Vec<CodeMap>,
    notes: Vec<Problem>,
    asserts: Vec<Assert>,
    /// Relation, or the family before its dot, with the reason why its rows assert nothing here.
    archived: Vec<(String, String)>,
}

impl Lens {
    /// Parses and checks; all problems at once where TOML itself is sound.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let raw = raw(text)?;
        let mut problems = Vec::new();
        if raw.format.get_ref() != FORMAT {
            problems.push(at(text, raw.format.span().start, format!("format is {:?}; this program reads {FORMAT:?}", raw.format.get_ref())));
        }
        if let Some(zone) = &raw.timezone
            && model::Date::day(2024, 1, 1).is_none_or(|d| model::zone_offset(zone.get_ref(), &d).is_none())
        {
            problems.push(at(text, zone.span().start, format!("{:?} is no time zone of the IANA list", zone.get_ref())));
        }
        let mut lookups = Vec::new();
        let mut asserts = Vec::new();
        for raw in raw.assert {
            if let Some(assert) = check(text, raw, &mut lookups, &mut problems) {
                asserts.push(assert);
            }
        }
        let mut archived = Vec::new();
        for RawArchived { from, reason } in raw.archived {
            if reason.trim().is_empty() {
                problems.push(at(text, from.span().start, "say why it stays in the archive".into()));
            }
            if asserts.iter().any(|a: &Assert| a.from == *from.get_ref()) {
                problems.push(at(text, from.span().start, format!("{:?} is read by an assert", from.get_ref())));
            }
            archived.push((from.into_inner(), reason));
        }
        let maps::Maps { equivalences, maps: code_maps, notes } = maps::maps(text, &raw.equivalence, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self { name: raw.name, timezone: raw.timezone.map(Spanned::into_inner), equivalences, lookups, code_maps, notes, asserts, archived })
    }

    /// What a reader of the text should know although nothing is wrong with it, each with its place.
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }

    /// Why the rows of a relation assert nothing: it is declared to stay in the archive, itself or its whole family (`ccda`).
    pub fn archived(&self, relation: &str) -> Option<&str> {
        let family = relation.split_once('.').map_or(relation, |(family, _)| family);
        self.archived.iter().find(|(from, _)| from == relation || from == family).map(|(_, reason)| reason.as_str())
    }

    /// Where codes of a system are read from, as far as the lens itself names it: relation, kind of statement, aspect.
    pub fn coded_in<'a>(&'a self, system: &'a str) -> impl Iterator<Item = (&'a str, Kind, Aspect)> {
        self.asserts.iter().flat_map(move |assert| {
            let aspects = assert.say.iter().filter(move |(_, sources)| sources.iter().any(|source| source.system == system));
            aspects.map(move |(aspect, _)| (assert.from.as_str(), assert.kind, *aspect))
        })
    }

    /// Relation and kind of each of its parts, in the order of the text.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.asserts.iter().map(|assert| (assert.from.as_str(), assert.kind))
    }

    /// Of each of its parts, in the order of the text, relation and word where it is one of the directory.
    pub fn directory_parts(&self) -> impl Iterator<Item = Option<(&str, &'static str)>> {
        self.asserts.iter().map(|assert| assert.entry.map(|sort| (assert.from.as_str(), sort.part())))
    }

    /// The same lens with nothing but what it asserts of one kind over one relation. Entries of the directory are told as other records.
    pub fn narrowed(&self, relation: &str, kind: Kind) -> Self {
        let mut narrowed = self.clone();
        narrowed.asserts.retain(|assert| assert.from == relation && assert.kind == kind);
        narrowed.asserts.iter_mut().for_each(|assert| assert.entry = None);
        narrowed
    }

    pub(crate) fn asserts(&self) -> &[Assert] {
        &self.asserts
    }

    /// Kinds that the lens asserts.
    pub fn kinds(&self) -> std::collections::BTreeSet<Kind> {
        self.asserts.iter().filter(|a| a.entry.is_none()).map(|a| a.kind).collect()
    }

    /// Relations that say who the patients are.
    pub fn demographic_relations(&self) -> impl Iterator<Item = String> {
        self.asserts.iter().filter(|a| a.kind == Kind::Demographic).map(|a| a.from.clone())
    }

    /// Relations that the lens reads or looks values up in.
    pub fn relations(&self) -> std::collections::BTreeSet<&str> {
        self.asserts.iter().map(|a| a.from.as_str()).chain(self.lookups.iter().map(|t| t.relation.as_str())).collect()
    }

    /// What decides which rows of a relation assert a kind: fields of the relation, and `relation.field` for what is looked up. None where no
    /// part of the lens reads them.
    pub fn conditions_read(&self, relation: &str, kind: Kind) -> Option<std::collections::BTreeSet<String>> {
        let mut parts = self.asserts.iter().filter(|a| a.from == relation && a.kind == kind).peekable();
        parts.peek()?;
        let mut names = std::collections::BTreeSet::new();
        for assert in parts {
            let (mut columns, mut tables) = (Vec::new(), Vec::new());
            assert.filter.iter().for_each(|filter| filter.reads(&mut columns, &mut tables));
            while let Some(column) = columns.pop() {
                match assert.derived.iter().find(|derived| derived.column == column) {
                    // A pointer starts from a column before it.
                    Some(derived) => {
                        columns.extend((derived.from < column).then_some(derived.from));
                        tables.extend(derived.table);
                    }
                    None => names.extend(assert.fields.get(column).cloned()),
                }
            }
            names.extend(tables.into_iter().filter_map(|table| self.lookups.get(table)?.looked_up()));
        }
        Some(names)
    }

    /// Whether rows of a relation have a field of a name, as far as no part of the lens gives them that column by a lookup.
    pub fn is_field(&self, relation: &str, name: &str) -> bool {
        let is_looked_up = |assert: &Assert| assert.derived.iter().any(|derived| assert.fields.get(derived.column).is_some_and(|column| column == name));
        !self.asserts.iter().any(|assert| assert.from == relation && is_looked_up(assert))
    }

    /// Fields read of each relation.
    pub fn fields(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut out: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for assert in &self.asserts {
            let read = assert.fields.iter().enumerate().filter(|(at, name)| !assert.derived.iter().any(|d| d.column == *at) && !name.contains(EACH) && *name != VALUE);
            out.entry(&assert.from).or_default().extend(read.map(|(_, name)| name.as_str()));
        }
        out
    }

    /// The field that names the patient in a relation, where the lens tells.
    pub fn patient_field(&self, relation: &str) -> Option<&str> {
        let assert = self.asserts.iter().find(|a| a.from == relation && a.entry.is_none())?;
        let named = !assert.derived.iter().any(|d| d.column == assert.patient);
        assert.fields.get(assert.patient).filter(|_| named).map(String::as_str)
    }
}

/// The kind of statement that a part of a lens makes, by its word. One of the directory makes none, and goes as another record.
pub fn kind_of_part(word: &str) -> Option<Kind> {
    Kind::from_word(word).or_else(|| Sort::of_part(word).map(|_| Kind::Record))
}
