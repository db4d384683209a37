//! Tables of attributes that their structure gives away, whatever their columns are called and however few rows they have.
//!
//! The structure: a family of columns under one stem that differ in their kind (`result_num`, `result_txt`, `result_dt`), seldom
//! filled together; a field that refers to a table of names; a field that leads to a patient. That much the profiles tell, and it
//! makes a candidate. Only the rows can confirm it: one value a row, and each attribute always in the same column, so often that
//! chance does not explain it. A table that is too short for that stays unrecognised.

use super::{Attribute, EavTable, described, entity, evidence, names_attribute, names_of, names_of_fields, refers, said, said_share};
use crate::corners::RelationFacts;
use crate::keys::Join;
use crate::names::{parts, patient_field};
use crate::profile::{FieldProfile, share};
use std::collections::BTreeMap;

/// Rows below which nothing is looked at.
const ROWS_LEAST: u64 = 4;
/// Fields of one table that are tried as the one that says what.
const TRIED_MAX: usize = 3;
/// How likely it may be that attributes keep to their columns by chance.
const CHANCE_MAX: f64 = 0.1;
/// Share of the rows that may have more than one value.
const SEVERAL_MAX: f64 = 0.02;
/// Words of a name that say which kind of value a column holds.
const KINDS: [&str; 34] = [
    "numeric", "number", "num", "nbr", "integer", "int", "decimal", "float", "double", "real", "text", "txt", "string", "str", "char", "varchar", "memo", "blob", "coded",
    "code", "cd", "concept", "boolean", "bool", "bit", "datetime", "date", "dt", "time", "timestamp", "ts", "drug", "ref", "id",
];

/// Tables that may hold attributes as rows and that names and counts alone do not tell: one for each field that could say what.
pub fn eav_candidates(relations: &[RelationFacts<'_>], joins: &[Join]) -> Vec<EavTable> {
    let known = |r: &RelationFacts<'_>| super::recognise(r, joins).is_some();
    relations.iter().filter(|r| !known(r)).flat_map(|r| candidates(r, relations, joins)).collect()
}

fn candidates(relation: &RelationFacts<'_>, relations: &[RelationFacts<'_>], joins: &[Join]) -> Vec<EavTable> {
    let names = names_of_fields(relation);
    let whom = entity(relation, &names, joins).filter(|whom| relation.rows >= ROWS_LEAST && leads_to_patient(relation, whom, relations, joins));
    let Some(whom) = whom else { return Vec::new() };
    let Some(values) = family(relation, whom, joins) else { return Vec::new() };
    let mut tried: Vec<(bool, u64, EavTable)> = Vec::new();
    for field in relation.fields.iter().filter(|f| says_what(f, whom, &values)) {
        let mut table = described(relation, whom, field, &values, joins);
        // What an attribute is called must stand somewhere: that is what makes it one.
        if table.dictionary.is_none() || names_of(&table, relations, joins).is_none() {
            continue;
        }
        table.evidence = evidence(&table, whom, joins);
        tried.push((!names_attribute(&parts(&field.name)), field.distinct, table));
    }
    tried.sort_by(|a, b| (a.0, a.1, &a.2.attribute).cmp(&(b.0, b.1, &b.2.attribute)));
    tried.into_iter().take(TRIED_MAX).map(|(.., table)| table).collect()
}

/// Whether a field names a patient, or an entry of a relation that does.
fn leads_to_patient(relation: &RelationFacts<'_>, whom: &FieldProfile, relations: &[RelationFacts<'_>], joins: &[Join]) -> bool {
    let names_patient = |r: &RelationFacts<'_>| patient_field(r.relation, &names_of_fields(r)).is_some();
    let behind = || refers(relation, &whom.name, joins).and_then(|to| relations.iter().find(|r| r.relation == to.relation));
    names_patient(relation) || behind().is_some_and(names_patient)
}

/// Whether a field could say what a row is about: filled, few values, no text of its own.
fn says_what(f: &FieldProfile, whom: &FieldProfile, values: &[&FieldProfile]) -> bool {
    let plain = matches!(f.kind.as_str(), "integer" | "text") && f.free_text == 0;
    let own = f.name != whom.name && !values.iter().any(|v| v.name == f.name);
    own && plain && share(f.filled, f.rows) >= 0.95 && f.distinct >= 2 && f.distinct < f.filled
}

/// The stem of a name, without the words that say the kind of a value; nothing when it has no such word.
fn stem(name: &str) -> Option<String> {
    let words = parts(name);
    let rest: Vec<&str> = words.iter().map(String::as_str).filter(|word| !KINDS.contains(word)).collect();
    (!rest.is_empty() && rest.len() < words.len()).then(|| rest.join(" "))
}

/// The columns of one stem that hold one value of several kinds.
fn family<'a>(relation: &RelationFacts<'a>, whom: &FieldProfile, joins: &[Join]) -> Option<Vec<&'a FieldProfile>> {
    let mut families: BTreeMap<String, Vec<&'a FieldProfile>> = BTreeMap::new();
    let fields: &'a [FieldProfile] = relation.fields;
    for field in fields.iter().filter(|f| f.name != whom.name && said(f) > 0) {
        if let Some(stem) = stem(&field.name) {
            families.entry(stem).or_default().push(field);
        }
    }
    let is_one = |members: &Vec<&'a FieldProfile>| {
        let together: f64 = members.iter().map(|f| said_share(f)).sum();
        let kind = |f: &FieldProfile| if refers(relation, &f.name, joins).is_some() { "coded".to_string() } else { super::kind_of(f) };
        let mut kinds: Vec<String> = members.iter().map(|f| kind(f)).collect();
        kinds.sort();
        kinds.dedup();
        let apart = members.iter().all(|f| said_share(f) < 0.98);
        members.len() >= 2 && kinds.len() >= 2 && apart && (0.5..=1.0 + SEVERAL_MAX).contains(&together)
    };
    families.into_values().filter(is_one).max_by_key(|members| (members.len(), members.iter().map(|f| said(f)).sum::<u64>()))
}

/// Of the candidates of one relation, counted by attribute, the first that its rows confirm.
pub fn confirmed(candidates: Vec<(EavTable, Vec<Attribute>)>) -> Option<EavTable> {
    candidates.into_iter().find_map(|(mut table, attributes)| {
        let words = kept_apart(&table, &attributes)?;
        table.evidence.extend(words);
        Some(table)
    })
}

/// The evidence that every row has one value and every attribute one column; nothing when it is not so.
fn kept_apart(table: &EavTable, attributes: &[Attribute]) -> Option<Vec<String>> {
    let sum = |of: &dyn Fn(&Attribute) -> u64| attributes.iter().map(of).sum::<u64>();
    let (rows, several, empty) = (sum(&|a: &Attribute| a.rows), sum(&|a: &Attribute| a.several), sum(&|a: &Attribute| a.empty));
    let filled = rows.saturating_sub(empty);
    if rows < ROWS_LEAST || filled * 2 < rows || share(several, rows) > SEVERAL_MAX {
        return None;
    }
    let mut by_column = vec![0u64; table.values.len()];
    let (mut in_own, mut used) = (0u64, vec![false; table.values.len()]);
    for attribute in attributes {
        for (count, more) in by_column.iter_mut().zip(&attribute.filled) {
            *count += more;
        }
        let Some((at, most)) = attribute.filled.iter().enumerate().max_by_key(|(_, n)| **n).filter(|(_, n)| **n > 0) else { continue };
        in_own += most;
        if let Some(used) = used.get_mut(at) {
            *used = true;
        }
    }
    let all: u64 = by_column.iter().sum();
    let columns = used.iter().filter(|used| **used).count();
    let chance = chance(attributes, &by_column, all);
    if columns < 2 || share(in_own, all) < 1.0 - SEVERAL_MAX || chance > CHANCE_MAX {
        return None;
    }
    let what = &table.attribute;
    let own = format!("{:.0} % of the values stand in the column that their {what} always uses, one of {columns}", share(in_own, all) * 100.0);
    Some(vec![format!("{} of {rows} rows have exactly one value", filled.saturating_sub(several)), own])
}

/// How likely it is that attributes keep to one column each although their rows fall into columns without regard to them.
fn chance(attributes: &[Attribute], by_column: &[u64], all: u64) -> f64 {
    let shares: Vec<f64> = by_column.iter().map(|n| share(*n, all)).collect();
    let of_one = |a: &Attribute| {
        let rows = i32::try_from(a.filled.iter().sum::<u64>()).unwrap_or(i32::MAX);
        if rows == 0 { 1.0 } else { shares.iter().map(|s| s.powi(rows)).sum::<f64>() }
    };
    attributes.iter().map(of_one).product()
}
