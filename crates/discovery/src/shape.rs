//! The shape of a field's values, found once at the end from the distinct values and their rows: patterns, units, lost
//! zeros, truncation, free text among codes, percentiles and histogram.
//!
//! Values come weighed: each with the rows that it stands for, which is its own count, or in a sample its share of the
//! rows that the sample stands for.

use crate::values::Values;
use std::collections::{BTreeMap, BTreeSet};

/// Patterns kept.
const PATTERNS: usize = 12;
/// Characters of a pattern.
const PATTERN_MAX: usize = 24;
/// Bins of the histogram.
const BINS: usize = 16;
/// Values of a sampled field that count for themselves.
const HEAVY: usize = 256;
/// Units as clinical systems write them, lower case.
const UNITS: [&str; 64] = [
    "mg", "mcg", "ug", "µg", "g", "gm", "kg", "kgs", "lb", "lbs", "oz", "ml", "l", "dl", "cc", "mg/dl", "g/dl", "gm/dl", "mg/l", "g/l", "mmol/l", "umol/l", "meq", "meq/l",
    "ng/ml", "ng/dl", "pg/ml", "mcg/ml", "mg/ml", "mg/kg", "u/l", "iu/l", "iu", "iu/ml", "u", "unit", "units", "mmhg", "mm hg", "cm", "mm", "in", "inches", "ft", "m", "%",
    "bpm", "/min", "kg/m2", "f", "c", "degf", "degc", "tab", "tabs", "tablet", "tablets", "cap", "caps", "capsule", "puff", "puffs", "drop", "drops",
];

/// A value with the rows that it stands for.
#[derive(Debug, Clone)]
pub(crate) struct Weighed<'a> {
    /// The value, or the start of a long one.
    pub(crate) text: &'a str,
    pub(crate) chars: u64,
    pub(crate) rows: f64,
}

/// The values of a field of so many filled rows, weighed.
pub(crate) fn weigh(values: &Values, filled: u64) -> Vec<Weighed<'_>> {
    let by_rows = values.by_rows();
    if !values.is_sampled() {
        return by_rows.iter().map(|(_, v)| Weighed { text: &v.text, chars: u64::from(v.chars), rows: v.rows as f64 }).collect();
    }
    // What comes often counts for itself; the sample stands for the rest.
    let often = (filled / 4_096).max(8);
    let heavy: BTreeMap<u64, f64> = by_rows.iter().take(HEAVY).filter(|(_, v)| v.rows >= often).map(|(hash, v)| (*hash, v.rows as f64)).collect();
    let sample: Vec<_> = values.sample().into_iter().filter(|(hash, _)| !heavy.contains_key(hash)).collect();
    let sampled: u64 = sample.iter().map(|(_, v)| v.rows).sum();
    let rest = (filled as f64 - heavy.values().sum::<f64>()).max(0.0);
    let scale = rest / sampled.max(1) as f64;
    let heavy = by_rows.iter().take(HEAVY).filter(|(hash, _)| heavy.contains_key(hash)).map(|(_, v)| (v, 1.0));
    let all = heavy.chain(sample.iter().map(|(_, v)| (v, scale)));
    all.map(|(v, scale)| Weighed { text: &v.text, chars: u64::from(v.chars), rows: v.rows as f64 * scale }).collect()
}

/// `AAA999` for three capitals and three digits.
fn pattern(text: &str) -> String {
    let mut out: String = text
        .chars()
        .take(PATTERN_MAX)
        .map(|letter| match letter {
            c if c.is_numeric() => '9',
            c if c.is_uppercase() => 'A',
            c if c.is_alphabetic() => 'a',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    if text.chars().nth(PATTERN_MAX).is_some() {
        out.push('…');
    }
    out
}

fn most(counts: BTreeMap<String, f64>, kept: usize) -> Vec<(String, u64)> {
    let mut all: Vec<(String, u64)> = counts.into_iter().map(|(word, rows)| (word, rows.round() as u64)).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(kept);
    all
}

/// The most frequent patterns with their rows; none for sentences.
pub(crate) fn patterns(values: &[Weighed<'_>]) -> Vec<(String, u64)> {
    let (rows, chars) = values.iter().fold((0.0, 0.0), |(rows, chars), v| (rows + v.rows, chars + v.rows * v.chars as f64));
    if rows <= 0.0 || chars / rows > 40.0 {
        return Vec::new();
    }
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    for value in values {
        *counts.entry(pattern(value.text)).or_default() += value.rows;
    }
    most(counts, PATTERNS)
}

/// Units that stand behind a number inside the values, with their rows.
pub(crate) fn units(values: &[Weighed<'_>]) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    for value in values.iter().filter(|v| v.chars <= 24 && v.text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '<' | '>' | '.'))) {
        let unit = model::Quantity::parse(value.text).map(|quantity| quantity.unit.to_lowercase()).unwrap_or_default();
        if UNITS.contains(&unit.as_str()) {
            *counts.entry(unit).or_default() += value.rows;
        }
    }
    most(counts, PATTERNS)
}

/// Leading zeros: rows that have them, rows that seem to have lost them, numbers that stand both ways.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Zeros {
    pub(crate) kept: u64,
    pub(crate) lost: u64,
    pub(crate) twins: u64,
}

/// Looks for leading zeros that were lost. `zip` says that the field holds ZIP codes, whose width is known.
pub(crate) fn zeros(values: &[Weighed<'_>], zip: bool) -> Zeros {
    let numbers: Vec<&Weighed<'_>> = values.iter().filter(|v| v.text.len() <= 20 && v.text.bytes().all(|b| b.is_ascii_digit())).collect();
    let padded = |v: &Weighed<'_>| v.text.len() > 1 && v.text.starts_with('0');
    let mut widths: BTreeMap<usize, f64> = BTreeMap::new();
    for value in numbers.iter().filter(|v| padded(v)) {
        *widths.entry(value.text.len()).or_default() += value.rows;
    }
    let kept: f64 = widths.values().sum();
    let usual = widths.iter().max_by(|a, b| a.1.total_cmp(b.1)).filter(|(_, rows)| **rows >= kept * 0.8).map(|(width, _)| *width);
    let Some(width) = usual.or(zip.then_some(5)) else {
        return Zeros { kept: kept.round() as u64, ..Zeros::default() };
    };
    let short = |v: &&&Weighed<'_>| v.text.len() < width && !v.text.starts_with('0');
    let lost: f64 = numbers.iter().filter(short).map(|v| v.rows).sum();
    let plain: BTreeSet<&str> = numbers.iter().filter(short).map(|v| v.text).collect();
    let twins = numbers.iter().filter(|v| padded(v) && plain.contains(v.text.trim_start_matches('0'))).count() as u64;
    Zeros { kept: kept.round() as u64, lost: lost.round() as u64, twins }
}

/// The length at which values were cut off, with the rows of that length: the greatest, where many different values crowd
/// and few come close.
pub(crate) fn truncated_at(values: &[Weighed<'_>]) -> Option<(u64, u64)> {
    const USUAL: [u64; 27] =
        [10, 15, 20, 24, 25, 30, 32, 35, 40, 45, 50, 60, 64, 75, 80, 100, 120, 128, 200, 240, 250, 255, 256, 500, 512, 1_000, 2_000];
    let mut lengths: BTreeMap<u64, u64> = BTreeMap::new();
    for value in values {
        *lengths.entry(value.chars).or_default() += 1;
    }
    let (longest, at_longest) = lengths.iter().next_back().map(|(length, count)| (*length, *count))?;
    let near = lengths.range(longest.saturating_sub(4)..longest).map(|(_, count)| *count).max().unwrap_or(0);
    let spike = if USUAL.contains(&longest) { 2 } else { 4 };
    let fixed = at_longest * 5 >= values.len() as u64 * 4;
    let found = longest >= 8 && at_longest >= 5 && at_longest >= near.saturating_mul(spike) && !fixed;
    let rows: f64 = values.iter().filter(|v| v.chars == longest).map(|v| v.rows).sum();
    found.then_some((longest, rows.round() as u64))
}

/// Rows with sentences in a field that otherwise holds a few short codes.
pub(crate) fn free_text(values: &[Weighed<'_>]) -> u64 {
    let rows: f64 = values.iter().map(|v| v.rows).sum();
    let sentence = |v: &&Weighed<'_>| v.chars >= 20 && v.text.split_whitespace().count() >= 3;
    let code = |v: &&Weighed<'_>| v.chars <= 12 && !v.text.contains(char::is_whitespace);
    let coded: Vec<f64> = values.iter().filter(code).map(|v| v.rows).collect();
    let text: f64 = values.iter().filter(sentence).map(|v| v.rows).sum();
    let is_coded = coded.len() <= 200 && coded.iter().sum::<f64>() >= rows * 0.8 && coded.len() as f64 * 5.0 <= coded.iter().sum::<f64>();
    if is_coded && text <= rows * 0.2 { text.round() as u64 } else { 0 }
}

/// Numbers or moments with their rows, from the least up.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    values: Vec<(f64, u64)>,
    rows: u64,
}

impl Sorted {
    pub(crate) fn new(mut values: Vec<(f64, u64)>) -> Self {
        values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let rows = values.iter().map(|(_, rows)| rows).sum();
        Self { values, rows }
    }

    /// The value below which this share of the rows lies.
    pub(crate) fn at(&self, share: f64) -> Option<f64> {
        let wanted = (self.rows.saturating_sub(1) as f64 * share) as u64;
        let mut passed = 0;
        self.values
            .iter()
            .find(|(_, rows)| {
                passed += rows;
                passed > wanted
            })
            .map(|(value, _)| *value)
    }

    /// Rows.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Shares of the rows in 16 equal bins between the 2nd and the 98th percentile, the outermost with what lies beyond;
    /// a single bin when nearly all are the same.
    pub(crate) fn histogram(&self) -> Option<((f64, f64), Vec<f64>)> {
        let (low, high) = (self.at(0.02)?, self.at(0.98)?);
        if high <= low {
            return Some(((low, high), vec![1.0]));
        }
        let mut bins = vec![0u64; BINS];
        for (value, rows) in &self.values {
            let bin = ((value - low) / (high - low) * BINS as f64).clamp(0.0, (BINS - 1) as f64) as usize;
            if let Some(count) = bins.get_mut(bin) {
                *count += rows;
            }
        }
        Some(((low, high), bins.iter().map(|count| *count as f64 / self.rows.max(1) as f64).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed<'a>(values: &[(&'a str, u64)]) -> Vec<Weighed<'a>> {
        values.iter().map(|(text, rows)| Weighed { text, chars: text.chars().count() as u64, rows: *rows as f64 }).collect()
    }

    #[test]
    fn patterns_of_characters() {
        let found = patterns(&weighed(&[("ABC123", 5), ("XYZ987", 4), ("2012-03-04", 3), ("Smith", 1)]));
        assert_eq!(found, [("AAA999".to_string(), 9), ("9999-99-99".to_string(), 3), ("Aaaaa".to_string(), 1)]);
        assert!(patterns(&weighed(&[("The patient was seen today for a cough that does not go away.", 5)])).is_empty());
    }

    #[test]
    fn units_inside_values() {
        let found = units(&weighed(&[("5 mg", 5), ("10mg", 2), ("<0.5 mg/dL", 1), ("7", 9), ("3 Main St", 1)]));
        assert_eq!(found, [("mg".to_string(), 7), ("mg/dl".to_string(), 1)]);
    }

    #[test]
    fn zeros_that_were_lost() {
        let found = zeros(&weighed(&[("00123", 1), ("04567", 1), ("12345", 1), ("123", 2), ("77", 1)]), false);
        assert_eq!(found, Zeros { kept: 2, lost: 3, twins: 1 });
        assert_eq!(zeros(&weighed(&[("02134", 1), ("10001", 1)]), false), Zeros { kept: 1, lost: 0, twins: 0 });
        assert_eq!(zeros(&weighed(&[("2134", 4), ("10001", 1)]), true).lost, 4, "a ZIP code has five digits");
        assert_eq!(zeros(&weighed(&[("7", 4), ("10001", 1)]), false), Zeros::default());
    }

    #[test]
    fn values_cut_off_at_a_length() {
        let whole: Vec<String> = (0..40).map(|n| format!("{n:02}{}", "x".repeat(n % 16))).collect();
        let cut: Vec<String> = (0..12).map(|n| format!("{n:02}{}", "y".repeat(18))).collect();
        let texts: Vec<(&str, u64)> = whole.iter().chain(&cut).map(|text| (text.as_str(), 1)).collect();
        assert_eq!(truncated_at(&weighed(&texts)), Some((20, 12)));
        let texts: Vec<(&str, u64)> = whole.iter().map(|text| (text.as_str(), 1)).collect();
        assert_eq!(truncated_at(&weighed(&texts)), None);
        let texts: Vec<(&str, u64)> = cut.iter().map(|text| (text.as_str(), 1)).collect();
        assert_eq!(truncated_at(&weighed(&texts)), None, "a fixed width is no truncation");
    }

    #[test]
    fn sentences_among_codes() {
        let mixed = [("A", 60), ("B", 35), ("see the note of last week", 5)];
        assert_eq!(free_text(&weighed(&mixed)), 5);
        assert_eq!(free_text(&weighed(&[("see the note of last week", 60), ("A", 40)])), 0);
    }

    #[test]
    fn percentiles_and_bins() {
        let sorted = Sorted::new((0..=100).map(|n| (f64::from(n), 1)).collect());
        assert_eq!([0.05, 0.25, 0.5, 0.75, 0.95].map(|share| sorted.at(share)), [Some(5.0), Some(25.0), Some(50.0), Some(75.0), Some(95.0)]);
        let ((low, high), bins) = sorted.histogram().unwrap();
        assert_eq!((low, high, bins.len()), (2.0, 98.0, 16));
        assert!((bins.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert_eq!(Sorted::new(vec![(7.0, 90), (8.0, 1)]).histogram().unwrap().1, [1.0]);
    }
}
