//! One relation of very many small files as one: a folder of a million messages is profiled as the feed that it is.
//!
//! What can be added is added, values and sketches too; what would need the rows again (quantiles, patterns, years side by side) is left out. What must stay
//! true: it takes the memory of one profile, however many are folded into it, and of a value the number of patients is never more than some file alone
//! knows of, since two files may be of the same patient.

use crate::members::{CodedValues, KEPT_MAX};
use crate::profile::{Context, FieldProfile, RelationProfile, share};
use crate::sketch::Sketch;
use std::collections::BTreeSet;

/// Frequent values that are kept of a field.
const TOP: usize = 64;

/// Takes in the same relation of another file. Once all are in, [`folded`] puts the whole in order.
pub fn fold(whole: &mut RelationProfile, part: RelationProfile) {
    // A file of which no sketches are kept says nothing of values.
    let both = is_sketched(whole) && is_sketched(&part);
    whole.rows += part.rows;
    let mut sketches = part.sketches.into_iter();
    for (at, field) in part.fields.into_iter().enumerate() {
        let sketch = sketches.next().filter(|_| both);
        // Files of one kind mostly have their fields in one order.
        let own = if whole.fields.get(at).is_some_and(|own| own.name == field.name) { Some(at) } else { whole.fields.iter().position(|own| own.name == field.name) };
        match own {
            Some(at) => {
                if let (Some(own), Some(sketch)) = (whole.sketches.get_mut(at), &sketch) {
                    own.add(sketch);
                }
                if let Some(own) = whole.fields.get_mut(at) {
                    add(own, field, whole.sketches.get(at));
                }
            }
            None => {
                if is_sketched(whole) {
                    whole.sketches.push(sketch.unwrap_or_default());
                }
                whole.fields.push(field);
            }
        }
    }
    // What lies across the fields would need the rows; which field is the date is the same in all.
    whole.context = Context { date_field: whole.context.date_field.take(), ..Context::default() };
    part.coded.into_iter().for_each(|coded| add_codes(&mut whole.coded, coded));
}

/// Sketches are kept of every field.
fn is_sketched(relation: &RelationProfile) -> bool {
    relation.sketches.len() == relation.fields.len()
}

/// What was folded, put in order: a field that a file lacks is empty there, and of a field the code system of most rows stands.
pub fn folded(mut whole: RelationProfile) -> RelationProfile {
    for field in &mut whole.fields {
        field.rows = whole.rows;
    }
    let filled = |name: &str| whole.fields.iter().find(|f| f.name == name).map_or(0, |f| f.filled);
    for coded in &mut whole.coded {
        coded.values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        // A file whose values did not look like codes of the system kept none of them.
        coded.whole &= rows_of(coded) == filled(&coded.field);
    }
    whole.coded.sort_by(|a, b| a.field.cmp(&b.field).then_with(|| rows_of(b).cmp(&rows_of(a))));
    let mut known: BTreeSet<String> = BTreeSet::new();
    whole.coded.retain(|coded| known.insert(coded.field.clone()));
    whole
}

fn rows_of(coded: &CodedValues) -> u64 {
    coded.values.iter().map(|(_, rows, _)| rows).sum()
}

/// Two parts of a field as one, with the sketch of both where it is known.
fn add(own: &mut FieldProfile, part: FieldProfile, sketch: Option<&Sketch>) {
    let filled = own.filled + part.filled;
    let (of_own, of_part) = (own.confidence * own.filled as f64, part.confidence * part.filled as f64);
    let alike = own.kind == part.kind;
    let of_kind = if alike { of_own + of_part } else { of_own.max(of_part) };
    let characters = own.length_mean * own.filled as f64 + part.length_mean * part.filled as f64;
    let of_all = |value: f64| if filled == 0 { 0.0 } else { value / filled as f64 };
    let either = |a: Option<f64>, b: Option<f64>, choose: fn(f64, f64) -> f64| [a, b].into_iter().flatten().reduce(choose);
    *own = FieldProfile {
        name: std::mem::take(&mut own.name),
        kind: if alike || of_own >= of_part { std::mem::take(&mut own.kind) } else { part.kind },
        confidence: of_all(of_kind),
        rows: own.rows + part.rows,
        filled,
        distinct: sketch.map_or(own.distinct.max(part.distinct), Sketch::distinct),
        distinct_exact: sketch.is_some_and(|sketch| sketch.whole),
        top: most(std::mem::take(&mut own.top), part.top),
        null_like: own.null_like + part.null_like,
        length_max: own.length_max.max(part.length_max),
        length_mean: of_all(characters),
        min: either(own.min, part.min, f64::min),
        max: either(own.max, part.max, f64::max),
        years: part.years.into_iter().fold(std::mem::take(&mut own.years), |mut years, (year, rows)| {
            *years.entry(year).or_default() += rows;
            years
        }),
        free_text: own.free_text + part.free_text,
        repeated: sketch.map_or(0.0, |sketch| share(sketch.rows.iter().filter(|rows| **rows > 1).count() as u64, sketch.rows.len() as u64)),
        sampled: true,
        ..FieldProfile::default()
    };
}

/// Frequent values of two parts with their rows, most first; of a field with more of them those that came first.
fn most(mut own: Vec<(String, u64, u64)>, part: Vec<(String, u64, u64)>) -> Vec<(String, u64, u64)> {
    for (value, rows, patients) in part {
        let room = own.len() < TOP;
        match own.iter_mut().find(|(known, ..)| *known == value) {
            Some(known) => (known.1, known.2) = (known.1 + rows, known.2.max(patients)),
            None if room => own.push((value, rows, patients)),
            None => {}
        }
    }
    own.sort_by_key(|(_, rows, _)| std::cmp::Reverse(*rows));
    own
}

fn add_codes(whole: &mut Vec<CodedValues>, part: CodedValues) {
    let Some(own) = whole.iter_mut().find(|own| own.field == part.field && own.system == part.system) else { return whole.push(part) };
    own.whole &= part.whole;
    for (value, rows, patients) in part.values {
        let room = own.values.len() < KEPT_MAX;
        match own.values.iter_mut().find(|(known, ..)| *known == value) {
            Some(known) => (known.1, known.2) = (known.1 + rows, known.2.max(patients)),
            None if room => own.values.push((value, rows, patients)),
            None => own.whole = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiler::Profiler;

    /// The relation of one file, of one patient.
    fn file(rows: &[(&str, &str, &str)]) -> RelationProfile {
        let mut profiler = Profiler::new(&[], None);
        for (test, value, note) in rows {
            let cells: Vec<(usize, &str)> = [("OBX-3.1", *test), ("OBX-5", *value), ("OBX-8", *note)].iter().filter(|(_, cell)| !cell.is_empty()).map(|(name, cell)| (profiler.field(name), *cell)).collect();
            profiler.sparse_row(&cells, Some("P1"));
        }
        profiler.finish_relation()
    }

    /// Files of two rows each, and the same rows as one file.
    fn parts(count: usize) -> (RelationProfile, RelationProfile) {
        let cells: Vec<(String, String)> = (0..count * 2).map(|n| (["718-7", "2345-7", "8480-6"][n % 3].to_string(), (n * 7 % 311).to_string())).collect();
        let row = |n: usize| (cells[n].0.as_str(), cells[n].1.as_str(), if n % 5 == 0 { "H" } else { "" });
        let mut whole = file(&[row(0), row(1)]);
        (1..count).for_each(|n| fold(&mut whole, file(&[row(2 * n), row(2 * n + 1)])));
        let together: Vec<(&str, &str, &str)> = (0..count * 2).map(row).collect();
        (folded(whole), file(&together))
    }

    #[test]
    fn many_files_are_profiled_as_one_as_far_as_joins_and_corners_ask() {
        let (whole, together) = parts(200);
        assert_eq!((whole.rows, whole.fields.len()), (400, 3));
        for of_one in &together.fields {
            let at = whole.fields.iter().position(|f| f.name == of_one.name).unwrap();
            let field = &whole.fields[at];
            let counts = |f: &FieldProfile| (f.kind.clone(), f.rows, f.filled, f.distinct, f.distinct_exact, f.length_max, f.null_like, f.free_text);
            assert_eq!(counts(field), counts(of_one), "{}", field.name);
            assert_eq!((field.min, field.max), (of_one.min, of_one.max));
            assert!((field.length_mean - of_one.length_mean).abs() < 1e-9 && (field.confidence - of_one.confidence).abs() < 1e-9);
            let of_one_sketch = &together.sketches[together.fields.iter().position(|f| f.name == of_one.name).unwrap()];
            assert_eq!(&whole.sketches[at], of_one_sketch, "{}", field.name);
        }
        let codes = |relation: &RelationProfile| -> Vec<(String, Vec<(String, u64)>, bool)> {
            let sorted = |c: &CodedValues| c.values.iter().map(|(value, rows, _)| (value.clone(), *rows)).collect::<std::collections::BTreeMap<_, _>>().into_iter().collect();
            relation.coded.iter().map(|c| (c.system.clone(), sorted(c), c.whole)).collect()
        };
        assert_eq!(codes(&whole), codes(&together));
        assert!(whole.coded.iter().flat_map(|c| &c.values).all(|(.., patients)| *patients == 1), "two files may be of one patient");
    }

    #[test]
    fn what_is_folded_takes_the_room_of_one() {
        let size = |relation: &RelationProfile| format!("{relation:?}").len();
        let (some, more) = (parts(400).0, parts(4_000).0);
        assert!(size(&more) < size(&some) * 11 / 10, "{} and {} bytes", size(&more), size(&some));
    }

    #[test]
    fn a_file_that_kept_nothing_of_its_values_takes_nothing_away() {
        let mut whole = file(&[("718-7", "3", ""), ("2345-7", "4", "")]);
        let slim = RelationProfile { rows: 2, fields: vec![FieldProfile { name: "OBX-5".into(), rows: 2, filled: 2, ..FieldProfile::default() }], ..RelationProfile::default() };
        fold(&mut whole, slim);
        let whole = folded(whole);
        let (at, field) = whole.fields.iter().enumerate().find(|(_, f)| f.name == "OBX-5").unwrap();
        assert_eq!((whole.rows, field.filled, whole.sketches[at].hashes.len(), whole.sketches.len()), (4, 4, 2, 2));
        assert_eq!(whole.coded.iter().map(|c| c.whole).collect::<Vec<_>>(), [true], "of the other field every value was kept");
    }
}
