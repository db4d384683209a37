//! Tables of entities, attributes and values: a row does not describe a patient, it says one thing about one (OpenMRS `obs`,
//! `person_attribute`, survey answers). Read column by column, such a table has no meaning: one column says what another is.
//!
//! Recognised from names, profiles and joins together, with the reasons; what is short or named otherwise by its structure, which its
//! rows must then confirm (`typed.rs`). [`Pivot`] counts one pass over the rows by attribute: what a pivot would have as columns, and the
//! groups of rows that say one thing together. Attributes are record content: what of them may be shown is for `deid` to say.

mod groups;
mod lens;
mod pivot;
#[cfg(test)]
mod tests;
mod typed;

pub use groups::{GroupColumn, GroupKind, Groups};
pub use lens::{removed_in, suggested_lens};
pub use pivot::{Attribute, Pivot, PivotRow};
pub use typed::{confirmed, eav_candidates};

use crate::corners::{RelationFacts, removed_rows};
use crate::keys::{Join, Place};
use crate::names::{canonical, marks_removed, parts, patient_field, says};
use crate::profile::{FieldProfile, share};

/// Rows below which names and counts are too few to tell; then structure must.
const ROWS_MIN: u64 = 8;
/// Share of the rows that the named attributes make.
const MOST: f64 = 0.9;
/// Texts that a database writes for no value at all. What a person writes for it (`N/A`, `unknown`) is an answer here.
const NO_VALUE: [&str; 6] = ["NULL", "null", "Null", "(null)", "[NULL]", "\\N"];

/// A column that holds values.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueColumn {
    /// Field.
    pub field: String,
    /// Kind of its values, as in the profile.
    pub kind: String,
    /// Rows in which it is filled.
    pub filled: u64,
    /// What its values refer to: answers that are entries of a dictionary.
    pub refers: Option<Place>,
    /// Texts in it that stand for no value.
    pub nulls: Vec<String>,
    /// Formats of its dates, as a lens writes them.
    pub format: String,
}

/// A table of entities, attributes and values.
#[derive(Debug, Clone, PartialEq)]
pub struct EavTable {
    /// Relation.
    pub relation: String,
    /// Artifact, as given.
    pub artifact: String,
    /// Rows.
    pub rows: u64,
    /// Field that says of whom.
    pub entity: String,
    /// It names the patient; otherwise a visit or a form.
    pub of_patients: bool,
    /// Field that says what.
    pub attribute: String,
    /// Columns of the value.
    pub values: Vec<ValueColumn>,
    /// Field that says when.
    pub time: Option<String>,
    /// Formats of that field, as a lens writes them.
    pub time_format: String,
    /// Field that marks removed rows, with how many.
    pub removed: Option<(String, u64)>,
    /// Key of the dictionary that the attribute is an entry of.
    pub dictionary: Option<Place>,
    /// Field that says which rows make one statement together.
    pub group: Option<GroupColumn>,
    /// Attributes.
    pub attributes: u64,
    /// How few of them make most of the rows, with the share that they make, where the profile tells.
    pub concentrated: Option<(usize, f64)>,
    /// Why it is thought so, in counts.
    pub evidence: Vec<String>,
}

/// The tables of entities, attributes and values among the relations, as far as names and counts tell.
pub fn eav_tables(relations: &[RelationFacts<'_>], joins: &[Join]) -> Vec<EavTable> {
    relations.iter().filter_map(|relation| recognise(relation, joins)).collect()
}

fn recognise(relation: &RelationFacts<'_>, joins: &[Join]) -> Option<EavTable> {
    if relation.rows < ROWS_MIN || relation.fields.len() < 3 {
        return None;
    }
    let names = names_of_fields(relation);
    let entity = entity(relation, &names, joins)?;
    let values: Vec<&FieldProfile> = relation.fields.iter().filter(|f| f.name != entity.name && is_value(f)).collect();
    let attribute = attribute(relation, entity, &values, joins)?;
    let values = of_one_value(relation, attribute, values)?;
    let mut table = described(relation, entity, attribute, &values, joins);
    table.evidence = evidence(&table, entity, joins);
    Some(table)
}

fn names_of_fields(relation: &RelationFacts<'_>) -> Vec<String> {
    relation.fields.iter().map(|f| f.name.clone()).collect()
}

/// What a field of a relation refers to.
fn refers(relation: &RelationFacts<'_>, field: &str, joins: &[Join]) -> Option<Place> {
    joins.iter().find(|j| j.from.relation == relation.relation && j.from.field == field).map(|j| j.to.clone())
}

/// The table with these roles, without its evidence.
fn described(relation: &RelationFacts<'_>, entity: &FieldProfile, attribute: &FieldProfile, values: &[&FieldProfile], joins: &[Join]) -> EavTable {
    let mut taken: Vec<&str> = values.iter().map(|f| f.name.as_str()).collect();
    taken.extend([entity.name.as_str(), attribute.name.as_str()]);
    let column = |f: &&FieldProfile| ValueColumn { field: f.name.clone(), kind: kind_of(f), filled: said(f), refers: refers(relation, &f.name, joins), nulls: nulls(f), format: f.date_format() };
    let dated = |f: &&FieldProfile| f.is_dated() && !taken.contains(&f.name.as_str()) && !is_value(f);
    let time = relation.context.date_field.clone().or_else(|| relation.fields.iter().find(dated).map(|f| f.name.clone()));
    let of_time = relation.fields.iter().find(|f| time.as_ref() == Some(&f.name));
    EavTable {
        relation: relation.relation.into(),
        artifact: relation.artifact.into(),
        rows: relation.rows,
        entity: entity.name.clone(),
        of_patients: patient_field(relation.relation, &names_of_fields(relation)).is_some(),
        attribute: attribute.name.clone(),
        values: values.iter().map(column).collect(),
        time_format: of_time.map_or_else(|| "ISO".to_string(), |f| f.date_format()),
        time,
        removed: relation.fields.iter().find(|f| marks_removed(&f.name)).map(|f| (f.name.clone(), removed_rows(f, true))),
        dictionary: refers(relation, &attribute.name, joins).filter(|to| to.relation != relation.relation),
        group: groups::group_column(relation, &taken),
        attributes: attribute.distinct,
        concentrated: concentrated(attribute),
        evidence: Vec::new(),
    }
}

/// Whether a text stands for no value at all.
fn is_no_value(text: &str) -> bool {
    text.is_empty() || NO_VALUE.contains(&text)
}

fn nulls(f: &FieldProfile) -> Vec<String> {
    f.null_tokens.keys().filter(|token| is_no_value(token)).cloned().collect()
}

/// Rows in which a field really says something.
fn said(f: &FieldProfile) -> u64 {
    let nothing: u64 = f.null_tokens.iter().filter(|(token, _)| is_no_value(token)).map(|(_, rows)| *rows).sum();
    f.filled.saturating_sub(nothing)
}

fn said_share(f: &FieldProfile) -> f64 {
    share(said(f), f.rows)
}

/// What the values of a column are, those that stand for none apart.
fn kind_of(f: &FieldProfile) -> String {
    let dated: u64 = f.formats.values().sum();
    if dated > 0 && dated >= said(f) && !f.is_dated() { "datetime".into() } else { f.kind.clone() }
}

/// The field that says of whom: a patient, or an entry of another table that its name speaks of.
fn entity<'a>(relation: &RelationFacts<'a>, names: &[String], joins: &[Join]) -> Option<&'a FieldProfile> {
    if let Some(at) = patient_field(relation.relation, names) {
        return relation.fields.get(at);
    }
    const WHOM: [&str; 12] = ["patient", "person", "pat", "subject", "member", "client", "visit", "encounter", "enc", "form", "response", "entity"];
    let refers = |f: &&FieldProfile| says(&parts(&f.name), &WHOM) && joins.iter().any(|j| j.from.relation == relation.relation && j.from.field == f.name);
    relation.fields.iter().find(refers).or_else(|| relation.fields.iter().find(|f| canonical(&f.name).starts_with("entity")))
}

/// Whether a field is named as a place for values.
fn is_value(f: &FieldProfile) -> bool {
    let parts = parts(&f.name);
    says(&parts, &["value", "val", "answer", "response"]) && !says(&parts, &["modifier", "name", "type", "system", "by", "group", "complex"])
}

/// The field that says what: few values in many rows, under a name that says so.
fn attribute<'a>(relation: &RelationFacts<'a>, entity: &FieldProfile, values: &[&FieldProfile], joins: &[Join]) -> Option<&'a FieldProfile> {
    let about_attributes = says(&parts(relation.relation), &["attribute", "attributes", "attr", "answer", "answers", "property", "properties", "eav"]);
    let refers = |f: &FieldProfile| joins.iter().any(|j| j.from.relation == relation.relation && j.from.field == f.name && j.to.relation != relation.relation);
    let fits = |f: &&FieldProfile| {
        let full = share(f.filled, f.rows) >= 0.95;
        // Of a dictionary's entries few rows may each have another; without one, repetition is all that tells.
        let repeats = f.distinct >= 2 && (f.distinct * 2 <= f.filled || (f.distinct < f.filled && refers(f)));
        f.name != entity.name && !values.iter().any(|v| v.name == f.name) && full && repeats && matches!(f.kind.as_str(), "integer" | "text") && f.free_text == 0
    };
    let rank = |f: &FieldProfile| {
        let words = parts(&f.name);
        let named = names_attribute(&words);
        let typed = about_attributes && says(&words, &["type", "name", "code", "key"]);
        u32::from(named) * 2 + u32::from(typed) + u32::from((named || typed) && refers(f))
    };
    relation.fields.iter().filter(fits).map(|f| (rank(f), f)).filter(|(rank, _)| *rank > 0).rev().max_by_key(|(rank, _)| *rank).map(|(_, f)| f)
}

/// Whether the words of a field say that it tells what a row is about.
fn names_attribute(words: &[String]) -> bool {
    const SAYS: [&str; 14] =
        ["attribute", "attr", "concept", "question", "property", "parameter", "param", "element", "item", "variable", "characteristic", "observation", "field", "indicator"];
    says(words, &SAYS) && !says(words, &["group", "comment", "set"])
}

/// The value columns, if they are places for one value: several that are seldom filled together, or one that holds all kinds.
fn of_one_value<'a>(relation: &RelationFacts<'_>, attribute: &FieldProfile, values: Vec<&'a FieldProfile>) -> Option<Vec<&'a FieldProfile>> {
    let filled: Vec<&FieldProfile> = values.into_iter().filter(|f| said(f) > 0).collect();
    let together: f64 = filled.iter().map(|f| said_share(f)).sum();
    let is_one = match filled.as_slice() {
        [] => false,
        [one] => {
            let of_attributes = says(&parts(relation.relation), &["attribute", "attributes", "attr", "answer", "answers", "property", "properties", "eav"]);
            let plain = matches!(canonical(&one.name).as_str(), "value" | "val" | "answer" | "response" | "attributevalue" | "propertyvalue");
            let said = says(&parts(&attribute.name), &["attribute", "attr", "question", "property", "characteristic"]);
            plain && (of_attributes || said)
        }
        several => together <= 1.25 && several.iter().all(|f| said_share(f) < 0.98),
    };
    is_one.then_some(filled)
}

/// How few attributes make most of the rows.
fn concentrated(attribute: &FieldProfile) -> Option<(usize, f64)> {
    let mut rows = 0;
    for (count, (_, of, _)) in attribute.top.iter().enumerate() {
        rows += of;
        if share(rows, attribute.filled) >= MOST {
            return Some((count + 1, share(rows, attribute.filled)));
        }
    }
    (rows > 0).then(|| (attribute.top.len(), share(rows, attribute.filled)))
}

fn evidence(table: &EavTable, entity: &FieldProfile, joins: &[Join]) -> Vec<String> {
    let mut all = Vec::new();
    let attributes = &table.attribute;
    match table.concentrated {
        Some((count, part)) => all.push(format!("{count} of {} values of {attributes} make {:.0} % of {} rows", table.attributes, part * 100.0, table.rows)),
        None => all.push(format!("{} values of {attributes} in {} rows", table.attributes, table.rows)),
    }
    let columns: Vec<String> = table.values.iter().map(|v| format!("{} in {:.0} %", v.field, share(v.filled, table.rows) * 100.0)).collect();
    all.push(format!("filled: {}", columns.join(", ")));
    all.push(format!("{} says of whom, {} values", table.entity, entity.distinct));
    if let Some(to) = &table.dictionary {
        let join = joins.iter().find(|j| j.from.relation == table.relation && j.from.field == table.attribute);
        let part = join.map_or(1.0, |j| j.share_contained);
        all.push(format!("{:.0} % of the values of {attributes} are entries of {}.{}", part * 100.0, to.relation, to.field));
    }
    if let Some((field, rows)) = &table.removed
        && *rows > 0
    {
        all.push(format!("{field} marks {rows} rows as removed"));
    }
    if let Some(group) = &table.group {
        all.push(format!("{} says which rows belong together", group.field));
    }
    all
}

/// Where the attributes have names: relation, key and name of the dictionary itself, or of a table of names that refers to
/// it; without a join, of a relation that is named like the attribute and has its key.
pub fn names_of(table: &EavTable, relations: &[RelationFacts<'_>], joins: &[Join]) -> Option<(String, String, String)> {
    let found = |relation: &RelationFacts<'_>, key: &str| {
        let name = name_field(relation, key)?;
        Some((relation.relation.to_string(), key.to_string(), name.to_string()))
    };
    let named = |name: &str| relations.iter().find(|r| r.relation == name);
    if let Some(to) = &table.dictionary {
        if let Some(names) = named(&to.relation).and_then(|r| found(r, &to.field)) {
            return Some(names);
        }
        let of_dictionary = |j: &&Join| j.to == *to && j.from.relation != table.relation && j.from.relation.contains(to.relation.as_str());
        let beside = joins.iter().filter(of_dictionary).filter_map(|j| named(&j.from.relation).and_then(|r| found(r, &j.from.field)));
        // A name names better than a description does.
        if let Some(names) = beside.min_by_key(|(_, _, field)| describes(field)) {
            return Some(names);
        }
    }
    let words = parts(&table.attribute);
    let alike = |r: &&RelationFacts<'_>| r.relation != table.relation && parts(r.relation).iter().any(|part| part.len() > 3 && words.contains(part));
    relations.iter().filter(alike).find_map(|r| {
        let key = r.fields.iter().find(|f| canonical(&f.name) == canonical(&table.attribute))?;
        found(r, &key.name)
    })
}

/// Whether a field describes rather than names.
fn describes(field: &str) -> bool {
    let name = canonical(field);
    name.ends_with("description") || matches!(name.as_str(), "descr" | "text")
}

/// The field of a dictionary that names its entries.
fn name_field<'r>(relation: &RelationFacts<'r>, key: &str) -> Option<&'r str> {
    let fields: &'r [FieldProfile] = relation.fields;
    let named = |wanted: &[&str]| fields.iter().find(|f| f.name != key && f.filled * 2 > f.rows && wanted.contains(&canonical(&f.name).as_str()));
    let stem = canonical(relation.relation);
    let (name, description) = (format!("{stem}name"), format!("{stem}description"));
    named(&["name", "label", "display", "title", "description", "descr", "text"])
        .or_else(|| named(&[name.as_str(), description.as_str()]))
        .map(|f| f.name.as_str())
}
