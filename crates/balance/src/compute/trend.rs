//! Trends: the results of one test stand in one series, by code and unit. A series that falls apart shows no trend; series
//! that become one show a false one.
//!
//! A series is judged by where its results went, not by what it is called. One that splits or fuses through declared
//! equivalences alone is declared and counted, and no finding; so is one of which results stand in words now: no curve draws those, whatever they say.

use super::sides::{Sides, codings};
use super::{Answer, Check, CheckOutcome, Weight};
use model::{Aspect, Kind, Side, Statement, Value, canonical_unit};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// System, code or words, and unit, as a record writes them.
type Written<'a> = (&'a str, &'a str, &'a str);

/// Series of a chart, about.
const SERIES: usize = 32;

/// Series by number: their code and their unit in canonical form.
#[derive(Default)]
struct Known<'a> {
    written: FxHashMap<Written<'a>, usize>,
    canonical: FxHashMap<(String, String), usize>,
    names: Vec<(String, String)>,
}

impl<'a> Known<'a> {
    fn number(&mut self, written: Written<'a>) -> usize {
        if let Some(number) = self.written.get(&written) {
            return *number;
        }
        let (system, code, unit) = written;
        let code = if system.is_empty() { code.trim().to_lowercase() } else { format!("{system}|{code}") };
        let name = (code, canonical_unit(unit));
        let next = self.names.len();
        let number = *self.canonical.entry(name.clone()).or_insert(next);
        if number == next {
            self.names.push(name);
        }
        self.written.insert(written, number);
        number
    }

    /// What sets the parts of a series apart.
    fn apart(&self, parts: &BTreeSet<usize>) -> &'static str {
        let names: Vec<&(String, String)> = parts.iter().filter_map(|p| self.names.get(*p)).collect();
        let codes: BTreeSet<&str> = names.iter().map(|(code, _)| code.as_str()).collect();
        let units: BTreeSet<&str> = names.iter().map(|(_, unit)| unit.as_str()).collect();
        match (codes.len() > 1, units.len() > 1) {
            (true, true) => "by code and unit",
            (true, false) => "by code",
            _ => "by unit",
        }
    }
}

/// Results of one legacy series, and the series of the destination that they went to.
#[derive(Default)]
struct Gathered {
    legacy: Vec<u32>,
    destination: Vec<u32>,
    parts: BTreeSet<usize>,
    /// Results of the destination that say something and are no numbers.
    in_words: Vec<u32>,
}

pub(super) fn ask(sides: &Sides<'_>, out: &mut Vec<Answer>) {
    let mut known = Known::default();
    // About as many as a chart has series, so that none of them is put in its place twice.
    known.written.reserve(SERIES);
    known.canonical.reserve(SERIES);
    let mut series: BTreeMap<usize, Gathered> = BTreeMap::new();
    let mut sources: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (index, statement) in sides.legacy.iter().enumerate() {
        let Some(number) = written(statement).map(|w| known.number(w)) else { continue };
        let gathered = series.entry(number).or_default();
        gathered.legacy.push(index as u32);
        let Some(mate) = sides.mate(Side::Legacy, index) else { continue };
        let Some(result) = sides.destination.get(mate) else { continue };
        if let Some(there) = written(result).map(|w| known.number(w)) {
            gathered.destination.push(mate as u32);
            gathered.parts.insert(there);
            sources.entry(there).or_default().insert(number);
        } else if is_in_words(result) {
            gathered.in_words.push(mate as u32);
        }
    }
    for gathered in series.into_values().filter(|g| g.destination.len() + g.in_words.len() >= 2) {
        out.push(answer(gathered, &sources, &known));
    }
}

/// Whether an observation has a result that is no number.
fn is_in_words(statement: &Statement) -> bool {
    let value = statement.value(Aspect::Value).filter(|_| statement.kind == Kind::Observation);
    value.is_some_and(|value| !matches!(value, Value::Quantity(_) | Value::Absent(_)))
}

fn answer(gathered: Gathered, sources: &BTreeMap<usize, BTreeSet<usize>>, known: &Known<'_>) -> Answer {
    let fused = gathered.parts.iter().filter_map(|p| sources.get(p)).map(BTreeSet::len).max().unwrap_or(1);
    let results = gathered.destination.len() + gathered.in_words.len();
    let says = match (gathered.parts.len(), fused) {
        _ if !gathered.in_words.is_empty() => format!("{} of {results} results in words and no numbers", gathered.in_words.len()),
        (1, 1) => "one series".to_string(),
        (1, 2) => "one series together with another".to_string(),
        (1, n) => format!("one series together with {} others", n - 1),
        (parts, _) => format!("{parts} series, apart {}", known.apart(&gathered.parts)),
    };
    let weight = if gathered.parts.len() == 1 && fused == 1 && gathered.in_words.is_empty() { Weight::Agrees } else { Weight::Differs };
    let outcome = CheckOutcome {
        check: Check::Trend,
        about: String::new(),
        legacy: gathered.legacy,
        // Those first of which there is something to say.
        destination: gathered.in_words.into_iter().chain(gathered.destination).collect(),
        legacy_says: "one series".into(),
        destination_says: says,
        weight,
    };
    Answer { outcome, gains: true }
}

/// What the series of a measured number is called.
fn written(statement: &Statement) -> Option<Written<'_>> {
    let Some(Value::Quantity(quantity)) = statement.value(Aspect::Value).filter(|_| statement.kind == Kind::Observation) else { return None };
    // LOINC where there is one: a second code beside it makes no other series.
    let loinc = codings(statement).iter().find(|c| c.system == "http://loinc.org");
    let any = codings(statement).iter().filter(|c| !c.code.is_empty()).min_by(|a, b| (&a.system, &a.code).cmp(&(&b.system, &b.code)));
    let unit = quantity.unit.as_str();
    match (loinc.or(any), statement.value(Aspect::Code).or_else(|| statement.value(Aspect::Text))) {
        (Some(coding), _) => Some((coding.system.as_str(), coding.code.as_str(), unit)),
        (None, Some(Value::Code(_, text) | Value::Text(text) | Value::Word(text))) => Some(("", text.as_str(), unit)),
        _ => None,
    }
}
