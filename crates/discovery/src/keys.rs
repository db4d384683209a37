//! Keys and joins: which field names the rows of a relation, and which fields of others refer to it.
//!
//! Joins are inclusion dependencies, told from sketches. Numbers counted from 1 are contained in each other by chance, so
//! there the names must agree; values that could not coincide speak for themselves. A join that the schema declares is
//! certain. Everything here is a proposal with its reasons.

use crate::names::{parts, says, similarity};
use crate::profile::{FieldProfile, share};
use crate::sketch::Sketch;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// Share of the values that must be found in the key.
const CONTAINED_MIN: f64 = 0.6;
/// Score below which a join is not proposed.
const SCORE_MIN: f64 = 0.6;
/// Values that must have been compared.
const COMPARED_MIN: u64 = 5;
/// Values of a field looked up to find candidates.
const PROBES: usize = 256;
/// Joins proposed for one field.
const PER_FIELD: usize = 3;
/// Words that say "key" and nothing else.
const KEY_WORDS: [&str; 18] =
    ["id", "ids", "no", "num", "nbr", "number", "key", "code", "cd", "fk", "pk", "ptr", "ref", "ien", "uuid", "guid", "identifier", "seq"];

/// Words of fields that describe and do not refer, even where every value is another.
const DESCRIBING: [&str; 24] = [
    "address", "addr", "street", "city", "county", "state", "zip", "zipcode", "phone", "fax", "email", "name", "nm", "first", "last", "middle", "suffix", "desc",
    "description", "display", "text", "comment", "comments", "note",
];

/// A field of a relation.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Relation.
    pub relation: String,
    /// Field.
    pub field: String,
}

/// A field with what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// Relation.
    pub relation: &'a str,
    /// Field.
    pub field: &'a str,
    /// Its profile.
    pub profile: &'a FieldProfile,
    /// Its sketch.
    pub sketch: &'a Sketch,
}

/// A field that names each row of its relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Field.
    pub field: String,
    /// All values were compared; otherwise nothing in a sample speaks against it.
    pub exact: bool,
}

/// Values of one field that are keys of another relation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Join {
    /// Field that refers.
    pub from: Place,
    /// Key that is referred to.
    pub to: Place,
    /// Share of the distinct values that are found there, 0 to 1.
    pub share_contained: f64,
    /// Distinct values without a partner.
    pub orphans_estimate: u64,
    /// Share and orphans are from all values.
    pub exact: bool,
    /// The schema says so.
    pub declared: bool,
    /// 0 to 1.
    pub score: f64,
    /// Why, in words without content.
    pub reasons: Vec<String>,
}

/// Fields that are filled in every row and differ from row to row.
pub fn keys(fields: &[FieldProfile]) -> Vec<Key> {
    let is_key = |f: &&FieldProfile| {
        let full = f.rows > 1 && f.filled == f.rows && f.null_like == 0;
        let differs = if f.distinct_exact { f.distinct == f.rows } else { f.repeated == 0.0 && f.distinct as f64 >= f.rows as f64 * 0.96 };
        full && differs && can_join(f)
    };
    fields.iter().filter(is_key).map(|f| Key { field: f.name.clone(), exact: f.distinct_exact }).collect()
}

/// Share of a relation's rows whose patient is found in the patients' key, 0 to 1.
pub fn reach(patient: &FieldProfile, sketch: &Sketch, patients: &Sketch) -> f64 {
    sketch.contained_in(patients).rows * patient.fill()
}

fn can_join(f: &FieldProfile) -> bool {
    let refers = !says(&parts(&f.name), &DESCRIBING);
    refers && f.filled > 0 && matches!(f.kind.as_str(), "integer" | "text") && f.length_mean <= 64.0 && f.free_text == 0
}

/// A key but for a few exceptions.
fn is_key_like(f: &FieldProfile) -> bool {
    let differs = if f.distinct_exact { share(f.distinct, f.filled) >= 0.95 } else { f.repeated <= 0.05 };
    can_join(f) && f.distinct >= 2 && differs && share(f.filled, f.rows) >= 0.95
}

/// Whether values of this key would be found among others by chance: whole numbers without gaps.
fn is_counted(f: &FieldProfile) -> bool {
    match (f.kind.as_str(), f.min, f.max) {
        ("integer", Some(min), Some(max)) => max - min + 1.0 <= f.distinct as f64 * 4.0,
        _ => false,
    }
}

/// How well the name of a field says that it refers to a key of a relation, 0 to 1.
fn name_score(from: &str, to_relation: &str, to_field: &str) -> f64 {
    let stem = |name: &str| -> Vec<String> { parts(name).into_iter().filter(|part| !KEY_WORDS.contains(&part.as_str())).collect() };
    let (from, to, relation) = (stem(from), stem(to_field), stem(to_relation));
    if from.is_empty() {
        return 0.0;
    }
    let shorter = from.len().min(relation.len()).max(1) as f64;
    let longer = similarity(&from, &relation);
    let common = longer * from.len().max(relation.len()) as f64;
    let by_relation = 0.6 * (common / shorter).min(1.0) + 0.4 * longer;
    let by_field = if to.is_empty() { 0.0 } else { similarity(&from, &to) };
    by_relation.max(by_field)
}

/// Joins between fields of different relations, best first. `declared` are the references that the schema names.
pub fn joins(columns: &[Column<'_>], declared: &[(Place, Place)]) -> Vec<Join> {
    let mut index: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, column) in columns.iter().enumerate().filter(|(_, c)| is_key_like(c.profile)) {
        for hash in &column.sketch.hashes {
            index.entry(*hash).or_default().push(at);
        }
    }
    let mut all: Vec<Join> = declared.iter().map(|(from, to)| certain(from, to, columns)).collect();
    for from in columns.iter().filter(|c| can_join(c.profile) && c.profile.distinct >= 2) {
        let probes = from.sketch.hashes.iter().take(PROBES);
        let hits: BTreeSet<usize> = probes.filter_map(|hash| index.get(hash)).flatten().copied().collect();
        let targets = hits.iter().filter_map(|at| columns.get(*at)).filter(|to| to.relation != from.relation);
        let mut found: Vec<Join> = targets.filter_map(|to| propose(from, to)).collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.to.cmp(&b.to)));
        found.truncate(PER_FIELD);
        all.extend(found);
    }
    one_way(all)
}

fn place(column: &Column<'_>) -> Place {
    Place { relation: column.relation.into(), field: column.field.into() }
}

fn orphans(from: &Column<'_>, contained: f64) -> u64 {
    ((1.0 - contained) * from.profile.distinct as f64).round() as u64
}

/// A reference that the schema declares, with what the values say of it.
fn certain(from: &Place, to: &Place, columns: &[Column<'_>]) -> Join {
    let find = |place: &Place| columns.iter().find(|c| c.relation.eq_ignore_ascii_case(&place.relation) && c.field.eq_ignore_ascii_case(&place.field));
    let mut join = Join { from: from.clone(), to: to.clone(), declared: true, score: 1.0, reasons: vec!["the schema declares it".into()], ..Join::default() };
    if let (Some(from), Some(to)) = (find(from), find(to)) {
        let contained = from.sketch.contained_in(to.sketch);
        (join.from, join.to) = (place(from), place(to));
        (join.share_contained, join.orphans_estimate, join.exact) = (contained.values, orphans(from, contained.values), contained.exact);
        join.reasons.push(contained_words(contained.values));
    } else {
        join.reasons.push("one of the two fields is not in the delivery".into());
    }
    join
}

fn contained_words(contained: f64) -> String {
    if contained >= 1.0 { "every value is found in the key".into() } else { format!("{:.1} % of the values are found in the key", (contained * 1000.0).floor() / 10.0) }
}

/// A join between two fields, if values and names speak for it.
fn propose(from: &Column<'_>, to: &Column<'_>) -> Option<Join> {
    let names = name_score(from.field, to.relation, to.field);
    let tiny = from.profile.distinct <= 3;
    let by_chance = tiny || (from.profile.kind == "integer" && is_counted(to.profile));
    let flags = tiny && to.profile.distinct <= 3 && names < 0.8;
    if flags || from.profile.kind != to.profile.kind || (by_chance && names < 0.3) {
        return None;
    }
    let contained = from.sketch.contained_in(to.sketch);
    if contained.values < CONTAINED_MIN || (contained.compared < COMPARED_MIN && !contained.exact) {
        return None;
    }
    let certainty = if contained.exact || contained.compared >= 20 { 1.0 } else { 0.8 };
    let score = certainty * if by_chance { 0.4 * contained.values + 0.6 * names } else { 0.75 * contained.values + 0.25 * names };
    if score < SCORE_MIN {
        return None;
    }
    let mut reasons = vec![contained_words(contained.values)];
    reasons.push(match names {
        n if n >= 0.8 => "the names agree".into(),
        n if n >= 0.3 => "the names are alike".into(),
        _ => "the names do not say so".to_string(),
    });
    if by_chance {
        reasons.push("small numbers agree by chance: the names weigh more".into());
    }
    if !contained.exact {
        reasons.push(format!("estimated from {} values", contained.compared));
    }
    let (from_place, to_place, orphans_estimate) = (place(from), place(to), orphans(from, contained.values));
    Some(Join { from: from_place, to: to_place, share_contained: contained.values, orphans_estimate, exact: contained.exact, declared: false, score, reasons })
}

/// Of the same join found twice the declared or better one; of two keys that refer to each other the better direction.
fn one_way(mut all: Vec<Join>) -> Vec<Join> {
    all.sort_by(|a, b| b.declared.cmp(&a.declared).then_with(|| b.score.total_cmp(&a.score)).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    let mut kept: Vec<Join> = Vec::new();
    let mut known: BTreeSet<(Place, Place)> = BTreeSet::new();
    for join in all {
        let (there, back) = ((join.from.clone(), join.to.clone()), (join.to.clone(), join.from.clone()));
        if !known.contains(&there) && !known.contains(&back) {
            known.insert(there);
            kept.push(join);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiler::Profiler;

    /// Profile and sketch of a field with these values.
    fn field(name: &str, values: &[String]) -> (FieldProfile, Sketch) {
        let mut profiler = Profiler::new(&[name.to_string()], None);
        values.iter().for_each(|value| profiler.row(&[value]));
        let mut relation = profiler.finish_relation();
        (relation.fields.remove(0), relation.sketches.remove(0))
    }

    fn numbers(range: std::ops::Range<u32>, times: usize) -> Vec<String> {
        range.flat_map(|n| std::iter::repeat_n(n.to_string(), times)).collect()
    }

    type Fields = Vec<(&'static str, &'static str, FieldProfile, Sketch)>;

    fn found(fields: &Fields, declared: &[(Place, Place)]) -> Vec<(String, String)> {
        let columns: Vec<Column<'_>> = fields.iter().map(|(relation, field, profile, sketch)| Column { relation, field, profile, sketch }).collect();
        let name = |place: &Place| format!("{}.{}", place.relation, place.field);
        joins(&columns, declared).iter().map(|join| (name(&join.from), name(&join.to))).collect()
    }

    fn fields(list: Vec<(&'static str, &'static str, Vec<String>)>) -> Fields {
        let one = |(relation, name, values): (&'static str, &'static str, Vec<String>)| {
            let (profile, sketch) = field(name, &values);
            (relation, name, profile, sketch)
        };
        list.into_iter().map(one).collect()
    }

    fn pair(from: &str, to: &str) -> (String, String) {
        (from.into(), to.into())
    }

    #[test]
    fn numbers_need_names() {
        let fields = fields(vec![
            ("patients", "id", numbers(1..500, 1)),
            ("providers", "id", numbers(1..600, 1)),
            ("visits", "patient_id", numbers(1..400, 2)),
            ("visits", "quantity", numbers(1..300, 3)),
        ]);
        assert_eq!(found(&fields, &[]), [pair("visits.patient_id", "patients.id")]);
    }

    #[test]
    fn values_that_cannot_coincide_need_none() {
        let codes = |range: std::ops::Range<u32>| range.map(|n| format!("3f{n:06}-aa")).collect::<Vec<_>>();
        let fields = fields(vec![("people", "uid", codes(0..3_000)), ("labs", "subject", [codes(0..2_000), codes(0..2_000)].concat())]);
        assert_eq!(found(&fields, &[]), [pair("labs.subject", "people.uid")]);
    }

    #[test]
    fn orphans_are_counted() {
        let fields = fields(vec![("patients", "pat_id", numbers(1_000..1_100, 1)), ("visits", "pat_id", numbers(1_020..1_125, 2))]);
        let columns: Vec<Column<'_>> = fields.iter().map(|(relation, field, profile, sketch)| Column { relation, field, profile, sketch }).collect();
        let join = &joins(&columns, &[])[0];
        assert_eq!((join.orphans_estimate, join.exact), (25, true));
        assert!((join.share_contained - 80.0 / 105.0).abs() < 1e-9);
    }

    #[test]
    fn flags_join_nothing_and_a_declared_reference_is_certain() {
        let flag = || ["0", "1", "0"].map(str::to_string).to_vec();
        let fields = fields(vec![("a", "flag", vec!["0".into(), "1".into()]), ("b", "active", flag()), ("c", "kind", flag())]);
        assert!(found(&fields, &[]).is_empty());
        let place = |relation: &str, field: &str| Place { relation: relation.into(), field: field.into() };
        let declared = [(place("B", "ACTIVE"), place("a", "flag"))];
        assert_eq!(found(&fields, &declared), [pair("b.active", "a.flag")]);
    }

    #[test]
    fn keys_of_a_relation() {
        let (id, _) = field("id", &numbers(0..50, 1));
        let (patient, _) = field("patient", &numbers(0..25, 2));
        assert_eq!(keys(&[id, patient]), [Key { field: "id".into(), exact: true }]);
    }

    #[test]
    fn reach_counts_rows() {
        let (_, patients) = field("id", &numbers(0..80, 1));
        let (profile, sketch) = field("patient", &numbers(0..100, 3));
        assert!((reach(&profile, &sketch, &patients) - 0.8).abs() < 1e-9);
    }
}
