//! What a field holds in each year of its relation's main date, and where one year breaks with the years before: a field that changed its code
//! system, its pattern, its values, its magnitude or how often it is filled.
//!
//! Of every field and year a few rows are drawn by the hash of the row, a uniform sample whatever the order of the rows. What must stay true:
//! the samples of a relation are bounded in number and in bytes, nothing of them is kept beyond the pass, and a break is told by shapes, names of
//! systems and proportions, never by a value.

use crate::codes;
use crate::drift::begins;
use crate::profile::{Break, YearFill, share};
use std::collections::{BTreeMap, BTreeSet};

/// Rows drawn of a field and year.
const DRAWN: usize = 64;
/// Bytes of a value that are drawn.
const TEXT_MAX: usize = 24;
/// Fields and years of a relation of which rows are drawn: 30 MB at most.
pub(crate) const SAMPLES_MAX: usize = 4_096;
/// Values of a year that are enough to tell what it holds.
const ENOUGH: usize = 20;
/// Share of a year's values that makes a pattern or a system its own.
const SETTLED: f64 = 0.8;
/// Values of a field that draws from a short list.
const LIST_MAX: usize = 12;
/// Lists of values that a field may have had replaced; beyond that its values are no list.
const LISTS_MAX: usize = 2;
/// Breaks of one field that are told.
const BREAKS_MAX: usize = 4;

/// The rows drawn of a field in one year.
#[derive(Debug)]
pub(crate) struct Drawn {
    rows: Vec<(u64, Box<str>)>,
    bound: u64,
}

impl Default for Drawn {
    fn default() -> Self {
        Self { rows: Vec::new(), bound: u64::MAX }
    }
}

impl Drawn {
    /// Takes a row in, by its hash.
    pub(crate) fn add(&mut self, row: u64, text: &str) {
        if row > self.bound {
            return;
        }
        let end = text.floor_char_boundary(TEXT_MAX);
        self.rows.push((row, text.get(..end).unwrap_or(text).into()));
        if self.rows.len() >= 2 * DRAWN {
            self.rows.sort_unstable_by_key(|(row, _)| *row);
            self.rows.truncate(DRAWN);
            self.bound = self.rows.last().map_or(self.bound, |(row, _)| *row);
        }
    }
}

/// A year of a field.
struct Year<'a> {
    fill: &'a YearFill,
    texts: Vec<&'a str>,
}

/// What tells two years apart: what was before, and what is after.
type Difference = Option<(String, String)>;

/// What is compared, by the word it goes by in [`Break::what`].
const TRAITS: [(&str, fn(&str, &Year<'_>, &Year<'_>) -> Difference); 5] =
    [("code system", systems), ("values", values), ("magnitude", magnitudes), ("pattern", patterns), ("fill", fills)];

/// Where a field breaks with its past, the first year first. `drawn` and `fills` are of the same years, oldest first; dates are told by their formats
/// already and have no drawn rows.
pub(crate) fn breaks(name: &str, fills: &[YearFill], drawn: &[Option<&Drawn>]) -> Vec<Break> {
    let years: Vec<Year<'_>> = fills.iter().zip(drawn).filter(|(fill, _)| fill.rows >= ENOUGH as u64).map(|(fill, drawn)| Year { fill, texts: texts_of(drawn) }).collect();
    let mut all: Vec<Break> = Vec::new();
    for (what, differs) in TRAITS {
        let told = of_trait(name, &years, what, differs);
        // Values that are others year after year are no list that was replaced: keys go on like this.
        if what == "values" && told.len() > LISTS_MAX {
            continue;
        }
        for found in told {
            // Other codes have other patterns and other values: the first of these words says it.
            let said = all.iter().any(|b| b.year == found.year && b.what != "fill" && found.what != "fill");
            if !said {
                all.push(found);
            }
        }
    }
    all.sort_by_key(|b| b.year);
    all.truncate(BREAKS_MAX);
    all
}

fn texts_of<'a>(drawn: &Option<&'a Drawn>) -> Vec<&'a str> {
    drawn.iter().flat_map(|d| d.rows.iter()).map(|(_, text)| &**text).collect()
}

/// The breaks by one trait. A change in the course of a year leaves that year between the two: then its neighbours are compared. What is so in one
/// year only is no change.
fn of_trait(name: &str, years: &[Year<'_>], what: &str, differs: fn(&str, &Year<'_>, &Year<'_>) -> Difference) -> Vec<Break> {
    let mut found: Vec<Break> = Vec::new();
    let mut last: Option<usize> = None;
    for (at, after) in years.iter().enumerate().skip(1) {
        let year = |back: usize| at.checked_sub(back).filter(|from| last.is_none_or(|broken| *from >= broken)).and_then(|from| years.get(from));
        let difference = |back: usize| year(back).and_then(|before| Some((before, differs(name, before, after)?)));
        // Between the two lies a year that is neither: the change came in its course.
        let across = || difference(2).filter(|_| year(2).zip(year(1)).is_some_and(|(earlier, between)| differs(name, earlier, between).is_none()));
        let (within, Some((before, said))) = (difference(1).is_none(), difference(1).or_else(across)) else { continue };
        let lasts = years.get(at + 1).is_none_or(|next| differs(name, before, next).is_some());
        // The year before was the odd one, and this one is as those before it.
        let returns = !within && year(2).is_some_and(|earlier| differs(name, earlier, before).is_some() && differs(name, earlier, after).is_none());
        if !lasts || returns {
            continue;
        }
        let first = if within { at - 1 } else { at };
        let (Some(from), Some(rest)) = (years.get(first), years.get(first..)) else { continue };
        let rows = rest.iter().map(|y| y.fill.filled).sum();
        found.push(Break { year: from.fill.year, within, what: what.into(), before: said.0, after: said.1, rows });
        last = Some(at);
    }
    found
}

/// Another code system, of the years in which nearly every value is of one.
fn systems(name: &str, before: &Year<'_>, after: &Year<'_>) -> Difference {
    let of = |year: &Year<'_>| -> Vec<String> {
        let distinct: BTreeSet<&str> = year.texts.iter().copied().collect();
        let values: Vec<&str> = distinct.into_iter().collect();
        if year.texts.len() < ENOUGH {
            return Vec::new();
        }
        codes::recognise(name, &values).into_iter().filter(|c| c.share >= SETTLED).map(|c| c.system).collect()
    };
    let (was, is) = (of(before), of(after));
    let (first, second) = (was.first()?, is.first()?);
    let apart = !is.contains(first) && !was.contains(second);
    apart.then(|| (first.clone(), second.clone()))
}

/// Another list of values, where both years draw from a short one.
fn values(_: &str, before: &Year<'_>, after: &Year<'_>) -> Difference {
    let list = |year: &Year<'_>| -> Option<BTreeMap<String, usize>> {
        let mut list: BTreeMap<String, usize> = BTreeMap::new();
        year.texts.iter().for_each(|text| *list.entry((*text).to_string()).or_default() += 1);
        (year.texts.len() >= ENOUGH && list.len() <= LIST_MAX && list.len() * 3 <= year.texts.len()).then_some(list)
    };
    let (was, is) = (list(before)?, list(after)?);
    let others = |one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>| -> f64 {
        let rows: usize = one.values().sum();
        let alone: usize = one.iter().filter(|(value, _)| !other.contains_key(*value)).map(|(_, rows)| *rows).sum();
        share(alone as u64, rows as u64)
    };
    let told = |list: &BTreeMap<String, usize>| match list.len() {
        1 => "one value".to_string(),
        _ => format!("a list of values of the form {}", forms(list.keys().map(String::as_str))),
    };
    (others(&was, &is) >= SETTLED && others(&is, &was) >= SETTLED).then(|| (told(&was), told(&is)))
}

/// The patterns of a short list, at most three.
fn forms<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let all: BTreeSet<String> = values.map(runs).collect();
    let shown: Vec<String> = all.iter().take(3).map(|form| format!("\"{form}\"")).collect();
    format!("{}{}", shown.join(", "), if all.len() > 3 { " and others" } else { "" })
}

/// Numbers of another size: lower quartile, median and upper quartile all moved by the same factor, as by another unit.
fn magnitudes(_: &str, before: &Year<'_>, after: &Year<'_>) -> Difference {
    let quartiles = |year: &Year<'_>| -> Option<[f64; 3]> {
        let mut numbers: Vec<f64> = year.texts.iter().filter_map(|text| text.replace(',', "").parse::<f64>().ok()).filter(|n| n.is_finite()).collect();
        let enough = numbers.len() >= ENOUGH && numbers.len() as f64 >= year.texts.len() as f64 * 0.9;
        numbers.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| numbers.get((numbers.len().saturating_sub(1) as f64 * share) as usize).copied();
        let distinct = numbers.windows(2).filter(|pair| pair.first() != pair.last()).count() >= 5;
        let all = [at(0.25)?, at(0.5)?, at(0.75)?];
        (enough && distinct && all.iter().all(|n| *n > 0.0)).then_some(all)
    };
    let (was, is) = (quartiles(before)?, quartiles(after)?);
    let factors: Vec<f64> = was.iter().zip(&is).map(|(was, is)| is / was).collect();
    let (least, most) = factors.iter().fold((f64::MAX, 0.0f64), |(least, most), f| (least.min(*f), most.max(*f)));
    let factor = factors.iter().product::<f64>().cbrt();
    if (1.0 / 1.7..=1.7).contains(&factor) || most / least > 1.3 {
        return None;
    }
    let degrees = degrees(was, is);
    // A unit spreads the numbers as it moves them; numbers that count on do not.
    let spread = (is[2] - is[0]) / (was[2] - was[0]).max(f64::MIN_POSITIVE) / factor;
    let moved = degrees.is_some() || (0.65..=2.0).contains(&spread);
    moved.then(|| (if factor > 1.0 { "smaller numbers" } else { "greater numbers" }.to_string(), told_factor(degrees, factor)))
}

/// Units whose exchange moves numbers by a factor.
const EXCHANGED: [(f64, &str, &str); 7] = [
    (2.2046, "pounds for kilograms", "kilograms for pounds"),
    (2.54, "centimetres for inches", "inches for centimetres"),
    (18.016, "mg/dL of glucose for mmol/L", "mmol/L of glucose for mg/dL"),
    (88.4, "µmol/L of creatinine for mg/dL", "mg/dL of creatinine for µmol/L"),
    (100.0, "a part in a hundred", "a hundred for a part"),
    (1_000.0, "a unit a thousand times smaller", "a unit a thousand times greater"),
    (28.3495, "grams for ounces", "ounces for grams"),
];

/// Temperatures of people that were written by the other scale.
fn degrees(was: [f64; 3], is: [f64; 3]) -> Option<&'static str> {
    let body = |quartiles: [f64; 3]| (34.0..43.0).contains(&quartiles[1]);
    let exchanged = |celsius: [f64; 3], fahrenheit: [f64; 3]| body(celsius) && celsius.iter().zip(fahrenheit).all(|(c, f)| (c * 1.8 + 32.0 - f).abs() <= f * 0.02);
    match (exchanged(was, is), exchanged(is, was)) {
        (true, _) => Some("degrees Fahrenheit for Celsius"),
        (_, true) => Some("degrees Celsius for Fahrenheit"),
        _ => None,
    }
}

/// By how much numbers moved, and the exchange of units that would do the same.
fn told_factor(degrees: Option<&str>, factor: f64) -> String {
    let times = if factor > 1.0 { format!("numbers {factor:.1} times as great") } else { format!("numbers {:.1} times as small", 1.0 / factor) };
    let off = |by: f64| (factor / by - 1.0).abs();
    let ways = EXCHANGED.iter().flat_map(|(by, up, down)| [(off(*by), *up), (off(1.0 / by), *down)]);
    let nearest = ways.filter(|(off, _)| *off <= 0.12).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, unit)| unit);
    degrees.or(nearest).map_or_else(|| times.clone(), |unit| format!("{times}, as {unit} would be"))
}

/// Another pattern of characters, where nearly every value of a year has the same; of numbers no pattern is told.
fn patterns(_: &str, before: &Year<'_>, after: &Year<'_>) -> Difference {
    let number = |year: &Year<'_>| year.texts.iter().filter(|t| t.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-'))).count() * 2 > year.texts.len();
    if number(before) && number(after) {
        return None;
    }
    let own = |year: &Year<'_>, form: fn(&str) -> String| -> Option<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        year.texts.iter().for_each(|text| *counts.entry(form(text)).or_default() += 1);
        let (pattern, rows) = counts.into_iter().max_by_key(|(_, rows)| *rows)?;
        (year.texts.len() >= ENOUGH && rows as f64 >= year.texts.len() as f64 * SETTLED && !pattern.contains(' ')).then_some(pattern)
    };
    let by = |form: fn(&str) -> String| own(before, form).zip(own(after, form)).filter(|(was, is)| was != is);
    // Where every value is as long as the other the number of characters belongs to the pattern.
    let (was, is) = by(characters).or_else(|| by(runs))?;
    Some((format!("\"{was}\""), format!("\"{is}\"")))
}

/// `AA##` for two capitals and two digits.
fn characters(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            c if c.is_numeric() => '#',
            c if c.is_uppercase() => 'A',
            c if c.is_alphabetic() => 'a',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect()
}

/// `A#` for capitals and digits, however many.
fn runs(text: &str) -> String {
    let mut out = String::new();
    for sign in characters(text).chars() {
        if !out.ends_with(sign) || !matches!(sign, '#' | 'A' | 'a' | ' ') {
            out.push(sign);
        }
    }
    out
}

/// Filled far more or far less often; what begins or ends is told by itself.
fn fills(_: &str, before: &Year<'_>, after: &Year<'_>) -> Difference {
    let of = |year: &Year<'_>| share(year.fill.filled, year.fill.rows);
    let (was, is) = (of(before), of(after));
    let told_elsewhere = begins(was, is) || begins(is, was);
    let told = |share: f64| format!("filled in {:.0} % of the rows", share * 100.0);
    ((was - is).abs() >= 0.4 && !told_elsewhere).then(|| (told(was), told(is)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::row_hash;

    /// The breaks of a field whose years hold these values, so many rows a year.
    fn found(name: &str, years: &[(i16, Vec<String>)]) -> Vec<(i16, bool, String, String, String)> {
        let mut row = 0u64;
        let drawn: Vec<Drawn> = years
            .iter()
            .map(|(_, values)| {
                let mut drawn = Drawn::default();
                for value in values.iter().filter(|v| !v.is_empty()) {
                    row += 1;
                    drawn.add(row_hash(row), value);
                }
                drawn
            })
            .collect();
        let filled = |values: &[String]| values.iter().filter(|v| !v.is_empty()).count() as u64;
        let fills: Vec<YearFill> = years.iter().map(|(year, values)| YearFill { year: *year, rows: values.len() as u64, filled: filled(values), ..YearFill::default() }).collect();
        let drawn: Vec<Option<&Drawn>> = drawn.iter().map(Some).collect();
        breaks(name, &fills, &drawn).into_iter().map(|b| (b.year, b.within, b.what, b.before, b.after)).collect()
    }

    fn year(year: i16, value: impl Fn(u32) -> String) -> (i16, Vec<String>) {
        (year, (0..200).map(value).collect())
    }

    fn icd9(n: u32) -> String {
        format!("{}.{}", 240 + n % 60, n % 10)
    }

    fn icd10(n: u32) -> String {
        format!("E{:02}.{}", 1 + n % 60, n % 10)
    }

    #[test]
    fn another_code_system_is_told_once_and_also_when_it_came_in_the_course_of_a_year() {
        let clean = found("dx", &[year(2013, icd9), year(2014, icd9), year(2015, icd10), year(2016, icd10)]);
        assert_eq!(clean, [(2015, false, "code system".into(), "ICD-9-CM".into(), "ICD-10-CM".into())]);
        let mixed = found("dx", &[year(2014, icd9), year(2015, |n| if n % 2 == 0 { icd10(n) } else { icd9(n) }), year(2016, icd10)]);
        assert_eq!(mixed.iter().map(|b| (b.0, b.1, b.2.as_str())).collect::<Vec<_>>(), [(2015, true, "code system")]);
        assert!(found("dx", &[year(2013, icd9), year(2014, icd9), year(2015, icd9)]).is_empty());
    }

    #[test]
    fn one_odd_year_is_no_change() {
        assert!(found("dx", &[year(2013, icd9), year(2014, icd10), year(2015, icd9), year(2016, icd9)]).is_empty());
    }

    #[test]
    fn a_list_of_values_that_was_replaced() {
        let letters = |n: u32| if n % 2 == 0 { "M" } else { "F" }.to_string();
        let numbers = |n: u32| (1 + n % 2).to_string();
        let all = found("sex", &[year(2012, letters), year(2013, letters), year(2014, numbers), year(2015, numbers)]);
        assert_eq!(all, [(2014, false, "values".into(), "a list of values of the form \"A\"".into(), "a list of values of the form \"#\"".into())]);
        let one_more = |n: u32| ["M", "F", "U"][n as usize % 3].to_string();
        assert!(found("sex", &[year(2012, letters), year(2013, one_more)]).is_empty(), "a value more is no other list");
    }

    #[test]
    fn keys_that_go_on_are_no_list_that_was_replaced() {
        let keys = |from: u32| move |n: u32| (from + n % 5).to_string();
        let years = [(2012, 1_000), (2013, 1_010), (2014, 1_020), (2015, 1_030), (2016, 1_040)].map(|(at, from)| year(at, keys(from)));
        assert!(found("pat_id", &years).is_empty(), "every year has others");
        assert_eq!(found("pat_id", &years[..3]).len(), 2, "two lists in turn are told");
    }

    #[test]
    fn numbers_in_another_unit() {
        let kilograms = |n: u32| format!("{:.1}", 60.0 + f64::from(n * 7 % 200) / 8.0);
        let pounds = |n: u32| format!("{:.1}", (60.0 + f64::from(n * 7 % 200) / 8.0) * 2.2046);
        let all = found("weight", &[year(2012, kilograms), year(2013, pounds), year(2014, pounds)]);
        assert_eq!(all.iter().map(|b| (b.0, b.2.as_str())).collect::<Vec<_>>(), [(2013, "magnitude")]);
        assert!(all[0].4.ends_with("as pounds for kilograms would be"), "{all:?}");
        let celsius = |n: u32| format!("{:.1}", 36.0 + f64::from(n % 30) / 10.0);
        let fahrenheit = |n: u32| format!("{:.1}", (36.0 + f64::from(n % 30) / 10.0) * 1.8 + 32.0);
        assert!(found("temp", &[year(2012, fahrenheit), year(2013, celsius)])[0].4.ends_with("as degrees Celsius for Fahrenheit would be"));
        let counter = |from: u32| move |n: u32| (from + n).to_string();
        assert!(found("id", &[year(2012, counter(0)), year(2013, counter(200)), year(2014, counter(400))]).is_empty(), "numbers that count on are no unit");
    }

    #[test]
    fn another_pattern_and_another_fill() {
        let old = |n: u32| format!("MR-{:05}", n * 31 % 99_999);
        let new = |n: u32| format!("{:04}-{:04}-C", n * 17 % 9_999, n);
        let all = found("chart_no", &[year(2013, old), year(2014, new), year(2015, new)]);
        assert_eq!(all, [(2014, false, "pattern".into(), "\"AA-#####\"".into(), "\"####-####-A\"".into())]);
        let half = |n: u32| if n % 2 == 0 { format!("w{n}") } else { String::new() };
        let all = found("note", &[year(2013, |n| format!("w{n}")), year(2014, half), year(2015, half)]);
        assert_eq!(all, [(2014, false, "fill".into(), "filled in 100 % of the rows".into(), "filled in 50 % of the rows".into())]);
    }

    #[test]
    fn a_sample_of_a_year_is_bounded_and_drawn_all_over_it() {
        let mut drawn = Drawn::default();
        (0..100_000u64).for_each(|n| drawn.add(row_hash(n), if n < 50_000 { "early" } else { "late" }));
        let late = drawn.rows.iter().filter(|(_, text)| &**text == "late").count();
        assert!(drawn.rows.len() < 2 * DRAWN && late * 4 > drawn.rows.len() && late * 4 < drawn.rows.len() * 3, "{late} of {}", drawn.rows.len());
    }
}
