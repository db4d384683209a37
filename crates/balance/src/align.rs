//! Which legacy statement and which destination statement are the same assertion.
//!
//! Three passes, each on what the one before left: by provenance (our own output knows its source row), by equal
//! content, and by best resemblance of concept, time and value. Order-free; duplicates pair off one by one.

use crate::codes::Equivalences;
use model::{Aspect, Kind, Precision, Statement, Value};
use std::collections::HashMap;

/// An aligned pair or a statement that stands alone; indices into the two charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub legacy: Option<usize>,
    pub destination: Option<usize>,
    /// How it was found: `provenance`, `content`, `resemblance`, or empty when alone.
    pub by: &'static str,
}

/// Kinds that destinations confuse are aligned together.
fn group(kind: Kind) -> Kind {
    match kind {
        Kind::EncounterDiagnosis => Kind::Problem,
        Kind::NoKnownAllergy => Kind::Allergy,
        Kind::Document => Kind::Note,
        kind => kind,
    }
}

/// What is compared when looking for a mate.
struct Key {
    group: Kind,
    codes: Vec<(String, String)>,
    text: String,
    day: Option<i32>,
    second: Option<i64>,
    value: String,
    end: Option<i32>,
    status: String,
}

impl Key {
    fn new(statement: &Statement, equivalences: &Equivalences) -> Self {
        let mut codes = Vec::new();
        let mut text = String::new();
        if let Some(Value::Code(codings, words)) = statement.value(Aspect::Code).or_else(|| statement.value(Aspect::Type)) {
            for coding in codings {
                codes.push((coding.system.clone(), coding.code.to_uppercase()));
                codes.extend(equivalences.of(&coding.system, &coding.code).iter().map(|(s, c)| (s.clone(), c.to_uppercase())));
            }
            text = if words.is_empty() { codings.first().map(|c| c.display.clone()).unwrap_or_default() } else { words.clone() };
        }
        if text.is_empty() {
            let words = [Aspect::ClaimNumber, Aspect::Text, Aspect::Title].iter().find_map(|a| statement.value(*a));
            text = words.map(Value::shown).unwrap_or_default();
        }
        let when = statement.when();
        let value = match statement.value(Aspect::Value) {
            Some(Value::Quantity(q)) => q.number.normalize().to_string(),
            Some(Value::Code(codings, words)) => codings.first().map_or(words.clone(), |c| c.code.clone()),
            Some(other) => other.shown(),
            None => statement.value(Aspect::Body).map(Value::shown).unwrap_or_default(),
        };
        Self {
            group: group(statement.kind),
            codes,
            text: text.trim().to_lowercase(),
            day: when.map(|d| if d.has_time() { d.instant(0).div_euclid(86_400) as i32 } else { d.days() }),
            second: when.filter(|d| d.has_time()).map(|d| d.instant(0)),
            value: value.trim().to_lowercase(),
            end: statement.date(Aspect::End).filter(|d| d.precision >= Precision::Day).map(|d| d.days()),
            status: statement.word(Aspect::Status).unwrap_or("").to_string(),
        }
    }

    fn concept_agrees(&self, other: &Self) -> bool {
        self.codes.iter().any(|c| !c.0.is_empty() && other.codes.contains(c)) || (!self.text.is_empty() && self.text == other.text)
    }

    /// Resemblance, 0 when they cannot be the same assertion.
    fn resemblance(&self, other: &Self) -> u32 {
        if self.group != other.group {
            return 0;
        }
        if self.group == Kind::Demographic {
            return 1000;
        }
        let mut score = 0;
        let concept = self.concept_agrees(other);
        if concept {
            score += 400;
        } else if shares_stem(&self.text, &other.text) || self.codes.iter().any(|a| other.codes.iter().any(|b| a.0 == b.0 && related(&a.1, &b.1))) {
            score += 150;
        }
        let days = match (self.day, other.day) {
            (Some(a), Some(b)) => Some((a - b).abs()),
            _ => None,
        };
        score += match days {
            Some(0) => 200,
            Some(1) => 150,
            Some(2..=31) => 80,
            Some(n) if n % 365 <= 1 && n < 3660 => 60,
            Some(_) => 0,
            None => 60,
        };
        if let (Some(a), Some(b)) = (self.second, other.second) {
            score += if a == b { 120 } else if (a - b).abs() <= 14 * 3600 && (a - b) % 1800 == 0 { 60 } else { 0 };
        }
        if !self.value.is_empty() && self.value == other.value {
            score += 150;
        }
        if self.end.is_some() && self.end == other.end {
            score += 60;
        }
        if self.status == other.status {
            score += 20;
        }
        // Same concept suffices; without it, time and value must agree to the instant.
        let same_instant = self.second.is_some() && self.second == other.second || (self.second.is_none() && days == Some(0));
        let same_value = !self.value.is_empty() && self.value == other.value;
        let threshold_met = concept || (same_instant && same_value) || (score >= 350);
        // An observation of another time with another value is another observation.
        let other_observation = self.group == Kind::Observation && days.is_some_and(|d| d > 1) && (!same_value || days.is_some_and(|d| d > 31));
        if threshold_met && !other_observation { score } else { 0 }
    }
}

/// One code of a classification is the start of the other.
fn related(a: &str, b: &str) -> bool {
    let (a, b) = (a.replace('.', ""), b.replace('.', ""));
    a.len() >= 3 && b.len() >= 3 && (a.starts_with(&b) || b.starts_with(&a) || a[..3] == b[..3])
}

/// The first word of at least five letters is shared: `warfarin 5 mg tab` and `Warfarin Sodium 5 MG`.
fn shares_stem(a: &str, b: &str) -> bool {
    let stem = |t: &str| t.split(|c: char| !c.is_alphabetic()).find(|w| w.len() >= 5).map(str::to_string);
    matches!((stem(a), stem(b)), (Some(x), Some(y)) if x == y)
}

/// Aligns two charts of one patient. `source` tells, for a destination statement of our own output, the artifact and line
/// it was made from.
pub(crate) fn align(
    legacy: &[Statement],
    destination: &[Statement],
    equivalences: &Equivalences,
    source: &dyn Fn(&Statement) -> Option<(u32, u64)>,
) -> Vec<Match> {
    let left: Vec<Key> = legacy.iter().map(|s| Key::new(s, equivalences)).collect();
    let right: Vec<Key> = destination.iter().map(|s| Key::new(s, equivalences)).collect();
    let mut matches = Vec::with_capacity(legacy.len().max(destination.len()));
    let mut free_left = vec![true; left.len()];
    let mut free_right = vec![true; right.len()];
    let mut take = |l: usize, r: usize, by, free_left: &mut [bool], free_right: &mut [bool]| {
        free_left[l] = false;
        free_right[r] = false;
        matches.push(Match { legacy: Some(l), destination: Some(r), by });
    };

    // By provenance: the statements that one source row made.
    let mut rows: HashMap<(u32, u64, Kind), (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (r, statement) in destination.iter().enumerate() {
        if let Some((artifact, line)) = source(statement) {
            rows.entry((artifact, line, right[r].group)).or_default().1.push(r);
        }
    }
    if !rows.is_empty() {
        for (l, statement) in legacy.iter().enumerate() {
            if let Some(row) = rows.get_mut(&(statement.origin.artifact, statement.origin.line, left[l].group)) {
                row.0.push(l);
            }
        }
        let mut groups: Vec<_> = rows.into_iter().filter(|(_, (l, r))| !l.is_empty() && !r.is_empty()).collect();
        groups.sort_unstable_by_key(|(key, _)| (key.0, key.1, key.2));
        for (_, (ls, rs)) in groups {
            if let ([l], [r]) = (&ls[..], &rs[..]) {
                take(*l, *r, "provenance", &mut free_left, &mut free_right);
                continue;
            }
            for (l, r) in best_pairs(&ls, &rs, &left, &right) {
                take(l, r, "provenance", &mut free_left, &mut free_right);
            }
        }
    }

    // By equal content: any shared code (or equal words), same instant or day, same value.
    let mut content: HashMap<(Kind, String, Option<i32>, String), Vec<usize>> = HashMap::new();
    let concepts = |key: &Key| -> Vec<String> {
        let mut names: Vec<String> = key.codes.iter().filter(|c| !c.0.is_empty()).map(|(s, c)| format!("{s}|{c}")).collect();
        if names.is_empty() {
            names.push(key.text.clone());
        }
        names
    };
    for (r, key) in right.iter().enumerate().filter(|(r, _)| free_right[*r]) {
        for concept in concepts(key) {
            content.entry((key.group, concept, key.day, key.value.clone())).or_default().push(r);
        }
    }
    for (l, key) in left.iter().enumerate() {
        if !free_left[l] {
            continue;
        }
        let mut best: Option<(u32, usize)> = None;
        for concept in concepts(key) {
            for r in content.get(&(key.group, concept, key.day, key.value.clone())).into_iter().flatten().filter(|r| free_right[**r]) {
                let score = key.resemblance(&right[*r]).max(1);
                if best.is_none_or(|(s, b)| score > s || (score == s && *r < b)) {
                    best = Some((score, *r));
                }
            }
        }
        if let Some((_, r)) = best {
            take(l, r, "content", &mut free_left, &mut free_right);
        }
    }

    // By resemblance: what is left, kind by kind.
    let rest_left: Vec<usize> = (0..left.len()).filter(|l| free_left[*l]).collect();
    let rest_right: Vec<usize> = (0..right.len()).filter(|r| free_right[*r]).collect();
    for (l, r) in best_pairs(&rest_left, &rest_right, &left, &right) {
        take(l, r, "resemblance", &mut free_left, &mut free_right);
    }
    let alone_left = (0..left.len()).filter(|l| free_left[*l]).map(|l| Match { legacy: Some(l), destination: None, by: "" });
    let alone_right = (0..right.len()).filter(|r| free_right[*r]).map(|r| Match { legacy: None, destination: Some(r), by: "" });
    let alone: Vec<Match> = alone_left.chain(alone_right).collect();
    matches.extend(alone);
    matches.sort_unstable_by_key(|m| (m.legacy.unwrap_or(usize::MAX), m.destination.unwrap_or(usize::MAX)));
    matches
}

/// Pairs by falling resemblance. Candidates are blocked by concept, words and instant, so that cost stays near the size.
fn best_pairs(ls: &[usize], rs: &[usize], left: &[Key], right: &[Key]) -> Vec<(usize, usize)> {
    const BLOCK_MAX: usize = 400;
    let mut candidates: Vec<(u32, usize, usize)> = Vec::new();
    if ls.len() * rs.len() <= 40_000 {
        for l in ls {
            candidates.extend(rs.iter().map(|r| (left[*l].resemblance(&right[*r]), *l, *r)).filter(|c| c.0 > 0));
        }
    } else {
        let mut blocks: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
        let names = |key: &Key| -> Vec<String> {
            let mut names: Vec<String> = key.codes.iter().map(|(s, c)| format!("c{s}|{c}")).collect();
            names.push(format!("t{}", key.text));
            // A chart has one or a few of these: they are always compared.
            names.extend((key.group == Kind::Demographic).then(|| "demographic".to_string()));
            names.extend(key.day.map(|d| format!("d{:?}{d}|{}", key.group, key.value)));
            names
        };
        ls.iter().for_each(|l| names(&left[*l]).into_iter().for_each(|n| blocks.entry(n).or_default().0.push(*l)));
        rs.iter().for_each(|r| names(&right[*r]).into_iter().for_each(|n| blocks.entry(n).or_default().1.push(*r)));
        for (block_left, block_right) in blocks.values() {
            for l in block_left.iter().take(BLOCK_MAX) {
                candidates.extend(block_right.iter().take(BLOCK_MAX).map(|r| (left[*l].resemblance(&right[*r]), *l, *r)).filter(|c| c.0 > 0));
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
    }
    candidates.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut used_left, mut used_right) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    candidates.into_iter().filter(|(_, l, r)| !used_left.contains(l) && !used_right.contains(r) && used_left.insert(*l) && used_right.insert(*r)).map(|(_, l, r)| (l, r)).collect()
}
