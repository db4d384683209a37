//! Tables of entities, attributes and values: a row does not describe a patient, it says one thing about one (OpenMRS `obs`,
//! `person_attribute`, survey answers). Read column by column, such a table has no meaning: one column says what another is.
//!
//! Recognised from names, profiles and joins together, with the reasons. [`Pivot`] counts one pass over the rows by attribute:
//! what a pivot would have as columns. Attributes are record content: what of them may be shown is for `deid` to say.

use crate::corners::{RelationFacts, removed_rows};
use crate::hash::hash;
use crate::keys::{Join, Place};
use crate::names::{canonical, parts, patient_field, says};
use crate::profile::{FieldProfile, share};
use std::collections::{BTreeMap, BTreeSet};

/// Rows below which a table is too short to tell.
const ROWS_MIN: u64 = 8;
/// Attributes that a pivot counts one by one; further ones are summed up.
const ATTRIBUTES_MAX: usize = 20_000;
/// Patients counted of one attribute, at most.
const PATIENTS_MAX: usize = 50;
/// Share of the rows that the named attributes make.
const MOST: f64 = 0.9;

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
    /// Field that marks removed rows, with how many.
    pub removed: Option<(String, u64)>,
    /// Key of the dictionary that the attribute is an entry of.
    pub dictionary: Option<Place>,
    /// Attributes.
    pub attributes: u64,
    /// How few of them make most of the rows, with the share that they make, where the profile tells.
    pub concentrated: Option<(usize, f64)>,
    /// Why it is thought so, in counts.
    pub evidence: Vec<String>,
}

/// The tables of entities, attributes and values among the relations.
pub fn eav_tables(relations: &[RelationFacts<'_>], joins: &[Join]) -> Vec<EavTable> {
    relations.iter().filter_map(|relation| recognise(relation, joins)).collect()
}

fn recognise(relation: &RelationFacts<'_>, joins: &[Join]) -> Option<EavTable> {
    if relation.rows < ROWS_MIN || relation.fields.len() < 3 {
        return None;
    }
    let names: Vec<String> = relation.fields.iter().map(|f| f.name.clone()).collect();
    let entity = entity(relation, &names, joins)?;
    let values: Vec<&FieldProfile> = relation.fields.iter().filter(|f| f.name != entity.name && is_value(f)).collect();
    let attribute = attribute(relation, entity, &values, joins)?;
    let values = of_one_value(relation, attribute, values)?;
    let refers = |field: &str| joins.iter().find(|j| j.from.relation == relation.relation && j.from.field == field).map(|j| j.to.clone());
    let dictionary = refers(&attribute.name).filter(|to| to.relation != relation.relation);
    let removed = relation.fields.iter().find(|f| marks_removed(&f.name)).map(|f| (f.name.clone(), removed_rows(f, true)));
    let mut table = EavTable {
        relation: relation.relation.into(),
        artifact: relation.artifact.into(),
        rows: relation.rows,
        entity: entity.name.clone(),
        of_patients: patient_field(relation.relation, &names).is_some(),
        attribute: attribute.name.clone(),
        values: values.iter().map(|f| ValueColumn { field: f.name.clone(), kind: f.kind.clone(), filled: f.filled, refers: refers(&f.name) }).collect(),
        time: relation.context.date_field.clone().or_else(|| relation.fields.iter().find(|f| f.is_dated() && !is_value(f)).map(|f| f.name.clone())),
        removed,
        dictionary,
        attributes: attribute.distinct,
        concentrated: concentrated(attribute),
        evidence: Vec::new(),
    };
    table.evidence = evidence(&table, entity, joins);
    Some(table)
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
    const SAYS: [&str; 14] =
        ["attribute", "attr", "concept", "question", "property", "parameter", "param", "element", "item", "variable", "characteristic", "observation", "field", "indicator"];
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
        let named = says(&words, &SAYS) && !says(&words, &["group", "comment", "set"]);
        let typed = about_attributes && says(&words, &["type", "name", "code", "key"]);
        u32::from(named) * 2 + u32::from(typed) + u32::from((named || typed) && refers(f))
    };
    relation.fields.iter().filter(fits).map(|f| (rank(f), f)).filter(|(rank, _)| *rank > 0).rev().max_by_key(|(rank, _)| *rank).map(|(_, f)| f)
}

/// The value columns, if they are places for one value: several that are seldom filled together, or one that holds all kinds.
fn of_one_value<'a>(relation: &RelationFacts<'_>, attribute: &FieldProfile, values: Vec<&'a FieldProfile>) -> Option<Vec<&'a FieldProfile>> {
    let filled: Vec<&FieldProfile> = values.into_iter().filter(|f| f.filled > 0).collect();
    let together: f64 = filled.iter().map(|f| f.fill()).sum();
    let is_one = match filled.as_slice() {
        [] => false,
        [one] => {
            let of_attributes = says(&parts(relation.relation), &["attribute", "attributes", "attr", "answer", "answers", "property", "properties", "eav"]);
            let plain = matches!(canonical(&one.name).as_str(), "value" | "val" | "answer" | "response" | "attributevalue" | "propertyvalue");
            let said = says(&parts(&attribute.name), &["attribute", "attr", "question", "property", "characteristic"]);
            plain && (of_attributes || said)
        }
        several => together <= 1.25 && several.iter().all(|f| f.fill() < 0.98),
    };
    is_one.then_some(filled)
}

fn marks_removed(name: &str) -> bool {
    let words = parts(name);
    says(&words, &["voided", "void", "deleted", "removed", "retracted"]) && !says(&words, &["date", "dt", "time", "by", "reason", "on", "user", "comment"])
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
        if let Some(names) = joins.iter().filter(of_dictionary).find_map(|j| named(&j.from.relation).and_then(|r| found(r, &j.from.field))) {
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

/// Whether a mark says that a row was removed.
pub fn is_removed(mark: &str) -> bool {
    matches!(mark.trim().to_lowercase().as_str(), "1" | "y" | "yes" | "t" | "true" | "x" | "d" | "v")
}

/// One attribute, as a pivot would have it for a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attribute {
    /// The value that says what; empty for those that are summed up.
    pub value: String,
    /// Rows that are not removed.
    pub rows: u64,
    /// Removed rows.
    pub removed: u64,
    /// Entities, counted up to 50.
    pub entities: u64,
    /// Rows in which each value column is filled, in the order of the table's.
    pub filled: Vec<u64>,
    /// Rows with no value at all.
    pub empty: u64,
    /// Rows with more than one.
    pub several: u64,
    /// What the values are: `number`, `date`, `coded`, `text`, with rows.
    pub kinds: BTreeMap<&'static str, u64>,
}

#[derive(Default)]
struct Tally {
    attribute: Attribute,
    seen: BTreeSet<u64>,
}

/// Counts the rows of a table by attribute.
pub struct Pivot {
    /// For each value column: its values refer to entries of a dictionary.
    coded: Vec<bool>,
    tallies: BTreeMap<String, Tally>,
    further: Tally,
    further_attributes: BTreeSet<u64>,
}

impl Pivot {
    /// For the value columns of a table.
    pub fn new(table: &EavTable) -> Self {
        let coded = |v: &ValueColumn| v.refers.is_some() || says(&parts(&v.field), &["coded", "code", "concept"]);
        Self { coded: table.values.iter().map(coded).collect(), tallies: BTreeMap::new(), further: Tally::default(), further_attributes: BTreeSet::new() }
    }

    /// Takes in one row; `values` are its value columns in order.
    pub fn row(&mut self, entity: &str, attribute: &str, removed: bool, values: &[Option<&str>]) {
        let attribute = attribute.trim();
        let full = self.tallies.len() >= ATTRIBUTES_MAX && !self.tallies.contains_key(attribute);
        let tally = if full {
            if self.further_attributes.len() < ATTRIBUTES_MAX {
                self.further_attributes.insert(hash(attribute));
            }
            &mut self.further
        } else {
            self.tallies.entry(attribute.to_string()).or_default()
        };
        tally.take(entity, removed, values, &self.coded);
    }

    /// The attributes, most rows first, and how many are summed up in the last.
    pub fn finish(self) -> (Vec<Attribute>, usize) {
        let mut all: Vec<Attribute> = self.tallies.into_iter().map(|(value, tally)| Attribute { value, ..tally.attribute }).collect();
        all.sort_by(|a, b| (b.rows + b.removed).cmp(&(a.rows + a.removed)).then_with(|| a.value.cmp(&b.value)));
        let further = self.further_attributes.len();
        if further > 0 {
            all.push(self.further.attribute);
        }
        (all, further)
    }
}

impl Tally {
    fn take(&mut self, entity: &str, removed: bool, values: &[Option<&str>], coded: &[bool]) {
        let attribute = &mut self.attribute;
        attribute.filled.resize(values.len(), 0);
        if self.seen.len() < PATIENTS_MAX && !entity.is_empty() {
            self.seen.insert(hash(entity));
            attribute.entities = self.seen.len() as u64;
        }
        if removed {
            attribute.removed += 1;
            return;
        }
        attribute.rows += 1;
        let mut filled = 0u64;
        for ((value, count), coded) in values.iter().zip(attribute.filled.iter_mut()).zip(coded) {
            let Some(text) = value.map(str::trim).filter(|t| !t.is_empty()) else { continue };
            *count += 1;
            filled += 1;
            *attribute.kinds.entry(kind(text, *coded)).or_default() += 1;
        }
        attribute.empty += u64::from(filled == 0);
        attribute.several += u64::from(filled > 1);
    }
}

/// What a value is by its look; one that refers to a dictionary is coded.
fn kind(text: &str, coded: bool) -> &'static str {
    let class = crate::facts::examine(text, false, false).class;
    match class {
        _ if coded => "coded",
        crate::facts::INTEGER | crate::facts::DECIMAL => "number",
        class if class >= crate::facts::DATED => "date",
        _ => "text",
    }
}

/// A lens over the table, to begin from: every attribute as an observation. What is not known is left to be written.
pub fn suggested_lens(table: &EavTable, names: Option<(&str, &str, &str)>) -> String {
    let quoted = |text: &str| format!("{text:?}");
    let mut lens = format!(
        "[[assert]]\nkind = \"observation\"\nfrom = {}\npatient = {}\nattribute = {}\n",
        quoted(&table.relation),
        quoted(&table.entity),
        quoted(&table.attribute)
    );
    if let Some((field, _)) = &table.removed {
        let condition = format!("LOWER(COALESCE(\"{field}\", '0')) NOT IN ('1', 'y', 'yes', 't', 'true', 'x', 'd', 'v')");
        lens.push_str(&format!("where = {}\nexcluded = \"removed in the legacy system\"\n", quoted(&condition)));
    }
    let mut display = String::new();
    let mut answers = Vec::new();
    if let Some((relation, key, name)) = names {
        let lookup = |field: &str| format!("{{ field = {}, from = {}, key = {}, value = {} }}", quoted(field), quoted(relation), quoted(key), quoted(name));
        lens.push_str(&format!("\n  [assert.lookup]\n  attribute_name = {}\n", lookup(&table.attribute)));
        display = ", display = \"attribute_name\"".into();
        for (at, value) in table.values.iter().enumerate().filter(|(_, v)| is_coded(v)) {
            lens.push_str(&format!("  answer_{at} = {}\n", lookup(&value.field)));
            answers.push(at);
        }
    }
    let system = format!("urn:{}:{}", canonical(&table.relation), canonical(&table.attribute));
    lens.push_str(&format!("\n  [assert.say]\n  code = {{ field = {}, system = {}{display} }}\n  value = [\n", quoted(&table.attribute), quoted(&system)));
    for (at, value) in table.values.iter().enumerate() {
        let rest = match value.kind.as_str() {
            _ if is_coded(value) && answers.contains(&at) => format!(", as = \"code\", system = {}, display = \"answer_{at}\"", quoted(&system)),
            _ if is_coded(value) => format!(", as = \"code\", system = {}", quoted(&system)),
            "date" | "datetime" => ", format = \"ISO\"".to_string(),
            "integer" | "decimal" => String::new(),
            _ => ", as = \"text\"".to_string(),
        };
        lens.push_str(&format!("    {{ field = {}{rest} }},\n", quoted(&value.field)));
    }
    lens.push_str("  ]\n");
    if let Some(time) = &table.time {
        lens.push_str(&format!("  effective = {{ field = {}, format = \"ISO\" }}\n", quoted(time)));
    }
    lens
}

fn is_coded(value: &ValueColumn) -> bool {
    value.refers.is_some() || says(&parts(&value.field), &["coded", "code", "concept"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::RelationProfile;
    use crate::profiler::Profiler;

    fn profile(names: &[&str], rows: &[Vec<&str>]) -> RelationProfile {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        let mut profiler = Profiler::new(&names, patient_field("obs", &names));
        rows.iter().for_each(|row| profiler.row(row));
        profiler.finish_relation()
    }

    fn facts<'a>(name: &'a str, profile: &'a RelationProfile) -> RelationFacts<'a> {
        RelationFacts {
            relation: name,
            artifact: "a-1",
            rows: profile.rows,
            fields: &profile.fields,
            sketches: &profile.sketches,
            context: &profile.context,
            reach: Some(1.0),
            read_by_lens: false,
            read_by_mapping: false,
        }
    }

    const OBS: [&str; 8] = ["obs_id", "person_id", "concept_id", "obs_datetime", "value_coded", "value_numeric", "value_text", "voided"];

    fn obs() -> RelationProfile {
        let ids: Vec<String> = (0..40).map(|i| i.to_string()).collect();
        let mut rows = Vec::new();
        for (i, id) in ids.iter().enumerate() {
            let person = ids[i % 7].as_str();
            let voided = if i % 10 == 0 { "1" } else { "0" };
            rows.push(match i % 4 {
                0 | 1 => vec![id, person, "5089", "2011-03-04 10:00:00", "", "61.5", "", voided],
                2 => vec![id, person, "1651", "2011-03-04 10:00:00", "6042", "", "", voided],
                _ => vec![id, person, "162169", "2011-03-05 09:00:00", "", "", "slept well last night", voided],
            });
        }
        profile(&OBS, &rows)
    }

    fn join(from: &str, to: &str) -> Join {
        let place = |relation: &str, field: &str| Place { relation: relation.into(), field: field.into() };
        Join { from: place("obs", from), to: place("concept", to), score: 1.0, share_contained: 1.0, ..Join::default() }
    }

    #[test]
    fn a_table_of_observations_is_told_with_its_reasons() {
        let profile = obs();
        let joins = [join("concept_id", "concept_id"), join("value_coded", "concept_id")];
        let tables = eav_tables(&[facts("obs", &profile)], &joins);
        assert_eq!(tables.len(), 1);
        let table = &tables[0];
        assert_eq!((table.entity.as_str(), table.attribute.as_str()), ("person_id", "concept_id"));
        let values: Vec<(&str, u64)> = table.values.iter().map(|v| (v.field.as_str(), v.filled)).collect();
        assert_eq!(values, [("value_coded", 10), ("value_numeric", 20), ("value_text", 10)]);
        assert_eq!(table.removed, Some(("voided".to_string(), 4)));
        assert_eq!(table.dictionary.as_ref().map(|p| p.relation.as_str()), Some("concept"));
        assert_eq!(table.evidence[0], "3 of 3 values of concept_id make 100 % of 40 rows");
        assert!(table.evidence.iter().any(|e| e == "voided marks 4 rows as removed"), "{:?}", table.evidence);
    }

    #[test]
    fn tables_that_describe_are_none() {
        let visits: Vec<Vec<&str>> = (0..20).map(|i| vec!["p", if i % 2 == 0 { "AMB" } else { "IMP" }, "2011-03-04", "12.5", "x"]).collect();
        let visits = profile(&["patient_id", "visit_type", "visit_date", "bill_value", "note"], &visits);
        let labs: Vec<Vec<&str>> = (0..20).map(|i| vec!["p", if i % 2 == 0 { "GLU" } else { "K" }, "5.4", "mg/dL"]).collect();
        let labs = profile(&["patient_id", "test_cd", "value", "unit"], &labs);
        let both: Vec<Vec<&str>> = (0..20).map(|i| vec!["p", if i % 2 == 0 { "A" } else { "B" }, "1", "2"]).collect();
        let both = profile(&["patient_id", "item", "value_low", "value_high"], &both);
        assert!(eav_tables(&[facts("visits", &visits), facts("labs", &labs), facts("ranges", &both)], &[]).is_empty());
    }

    #[test]
    fn attributes_of_persons_are_told_by_one_value_column() {
        let rows: Vec<Vec<&str>> = (0..20).map(|i| vec![if i < 10 { "1" } else { "2" }, if i % 2 == 0 { "1" } else { "2" }, "York"]).collect();
        let profile = profile(&["person_id", "person_attribute_type_id", "value"], &rows);
        let tables = eav_tables(&[facts("person_attribute", &profile)], &[]);
        assert_eq!(tables.iter().map(|t| t.attribute.as_str()).collect::<Vec<_>>(), ["person_attribute_type_id"]);
    }

    #[test]
    fn a_pivot_counts_by_attribute_and_leaves_removed_rows_out() {
        let profile = obs();
        let table = eav_tables(&[facts("obs", &profile)], &[]).remove(0);
        let mut pivot = Pivot::new(&table);
        pivot.row("1", "5089", false, &[None, Some("61.5"), None]);
        pivot.row("2", "5089", false, &[None, Some("70"), Some("fasting")]);
        pivot.row("2", "5089", true, &[None, Some("700"), None]);
        pivot.row("1", "1651", false, &[Some("6042"), None, None]);
        pivot.row("1", "1651", false, &[None, None, Some("")]);
        let (all, further) = pivot.finish();
        assert_eq!((all.len(), further), (2, 0));
        let weight = &all[0];
        assert_eq!((weight.value.as_str(), weight.rows, weight.removed, weight.entities, weight.several), ("5089", 2, 1, 2, 1));
        assert_eq!((weight.filled.as_slice(), weight.kinds.get("number")), ([0, 2, 1].as_slice(), Some(&2)));
        assert_eq!((all[1].empty, all[1].kinds.get("coded")), (1, Some(&1)));
    }

    #[test]
    fn the_names_of_attributes_are_found_beside_their_dictionary() {
        let obs = obs();
        let concepts: Vec<Vec<&str>> = ["5089", "1651", "162169"].iter().map(|id| vec![*id, "N/A"]).collect();
        let concepts = profile(&["concept_id", "datatype_id"], &concepts);
        let names: Vec<Vec<&str>> = [("5089", "Weight"), ("1651", "Diagnosis")].iter().map(|(id, name)| vec![*id, *name]).collect();
        let names = profile(&["concept_id", "name"], &names);
        let relations = [facts("obs", &obs), facts("concept", &concepts), facts("concept_name", &names)];
        let to_concept = Join { from: Place { relation: "concept_name".into(), field: "concept_id".into() }, ..join("concept_id", "concept_id") };
        let joins = [join("concept_id", "concept_id"), to_concept];
        let expected = Some(("concept_name".to_string(), "concept_id".to_string(), "name".to_string()));
        for joins in [&joins[..], &[]] {
            let table = eav_tables(&relations, joins).remove(0);
            assert_eq!(names_of(&table, &relations, joins), expected);
        }
    }

    #[test]
    fn the_suggested_lens_names_every_value_column() {
        let profile = obs();
        let table = eav_tables(&[facts("obs", &profile)], &[]).remove(0);
        let lens = suggested_lens(&table, Some(("concept_name", "concept_id", "name")));
        for part in ["attribute = \"concept_id\"", "from = \"concept_name\"", "answer_0 = ", "field = \"value_numeric\" }", "excluded = ", "effective = { field = \"obs_datetime\""] {
            assert!(lens.contains(part), "{part} is not in\n{lens}");
        }
    }
}
