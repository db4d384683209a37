//! Which fields a lens reads, and what for: the answer to "where is this used?" about a table.
//!
//! It tells what is written, not what a row gives. What must stay true: every field that an assert names is told at least once.

use crate::Lens;
use crate::lens::{Assert, Source};
use model::Kind;
use std::collections::BTreeSet;

/// One use of a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LensUse {
    /// Relation.
    pub relation: String,
    /// Field; `{each}` stands for the part of a name that varies.
    pub field: String,
    /// Kind of statement; none where values are looked up in it.
    pub kind: Option<Kind>,
    /// The word of an aspect, or `patient`, `key`, `attribute`, `group`, `condition`, `lookup`.
    pub purpose: &'static str,
}

impl Lens {
    /// Every use of every field, by relation and field.
    pub fn uses(&self) -> Vec<LensUse> {
        let mut uses: BTreeSet<LensUse> = BTreeSet::new();
        for assert in self.asserts() {
            of_assert(assert, &mut uses);
        }
        for table in &self.lookups {
            uses.extend(table.fields.iter().map(|field| LensUse { relation: table.relation.clone(), field: field.clone(), kind: None, purpose: "lookup" }));
        }
        uses.into_iter().collect()
    }
}

fn of_assert(assert: &Assert, uses: &mut BTreeSet<LensUse>) {
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut tell = |column: usize, purpose: &'static str| {
        let column = starts_from(assert, column);
        if let Some(field) = assert.fields.get(column) {
            told.insert(column);
            uses.insert(LensUse { relation: assert.from.clone(), field: field.clone(), kind: Some(assert.kind), purpose });
        }
    };
    tell(assert.patient, if assert.entry.is_some() { "key" } else { "patient" });
    assert.attribute.iter().for_each(|column| tell(*column, "attribute"));
    assert.group.iter().for_each(|group| tell(group.field, "group"));
    for (aspect, sources) in &assert.say {
        sources.iter().flat_map(columns).for_each(|column| tell(column, aspect.word()));
    }
    // What is named and said nowhere is what rows or values are chosen by.
    for column in 0..assert.fields.len() {
        let root = starts_from(assert, column);
        if !told.contains(&root)
            && let Some(field) = assert.fields.get(root)
        {
            uses.insert(LensUse { relation: assert.from.clone(), field: field.clone(), kind: Some(assert.kind), purpose: "condition" });
        }
    }
}

fn columns(source: &Source) -> impl Iterator<Item = usize> + '_ {
    source.fields.iter().copied().chain([source.system_field, source.display, source.text, source.unit_field, source.use_field].into_iter().flatten())
}

/// The field that a looked-up column starts from; a field is its own.
fn starts_from(assert: &Assert, column: usize) -> usize {
    let mut at = column;
    for _ in 0..assert.derived.len() {
        match assert.derived.iter().find(|derived| derived.column == at) {
            Some(derived) => at = derived.from,
            None => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_told_with_what_it_is_read_for() {
        let lens = Lens::parse(
            "format = \"throughline-lens/1\"\nname = \"t\"\n\
             [[assert]]\nkind = \"problem\"\nfrom = \"problems\"\npatient = \"PT\"\nwhere = \"VOID <> '1'\"\nexcluded = \"voided\"\n\
             [assert.say]\ncode = { field = \"CODE\", as = \"code\", system = \"x\", display = \"WORDS\" }\n",
        )
        .unwrap();
        let told: Vec<String> = lens.uses().into_iter().map(|u| format!("{}.{} {} {}", u.relation, u.field, u.kind.map_or("", Kind::word), u.purpose)).collect();
        assert_eq!(told, ["problems.CODE problem code", "problems.PT problem patient", "problems.VOID problem condition", "problems.WORDS problem code"]);
    }
}
