//! One statement that stands as several on the other side, with nothing added and nothing lost: recognised, not taken for a
//! change beside an invention.
//!
//! A whole is covered by two parts when every fact of the parts is one of the whole's, every fact of the whole is in one of
//! the parts, and each part has something that the other lacks; codings count one by one. A course that was cut in two is
//! covered when the first part ends on the day on which the second begins, or on the day before. Links do not count.

use crate::align::Match;
use crate::leaf::{self, Sort};
use model::{Aspect, Date, Kind, Statement, Value};
use std::collections::{HashMap, HashSet};

/// Whole statements looked at for one part that stands alone.
const CANDIDATES_MAX: usize = 40;

/// Whether a value of the whole and a value of a part are the same fact.
type Same<'s> = &'s dyn Fn(Aspect, &Value, &Value) -> bool;

/// What is split and what is merged between two charts.
#[derive(Debug, Default)]
pub(crate) struct Splits {
    /// Legacy statements that stand as several in the destination.
    pub(crate) split: HashSet<usize>,
    /// Destination statements, aligned with nothing, that are a part of one of these.
    pub(crate) parts: HashSet<usize>,
    /// Destination statements in which several legacy ones stand.
    pub(crate) joined: HashSet<usize>,
    /// Legacy statements, aligned with nothing, that are a part of one of these.
    pub(crate) merged: HashSet<usize>,
}

impl Splits {
    /// Looks at every statement that stands alone. `same` takes the legacy value first.
    pub(crate) fn of(legacy: &[Statement], destination: &[Statement], matches: &[Match], same: Same<'_>) -> Self {
        let pairs: Vec<(usize, usize)> = matches.iter().filter_map(|m| Some((m.legacy?, m.destination?))).collect();
        let alone_right: Vec<usize> = matches.iter().filter(|m| m.legacy.is_none()).filter_map(|m| m.destination).collect();
        let alone_left: Vec<usize> = matches.iter().filter(|m| m.destination.is_none()).filter_map(|m| m.legacy).collect();
        let mut found = Self::default();
        for (whole, part) in parts_of((legacy, destination), &pairs, &alone_right, same) {
            found.split.insert(whole);
            found.parts.insert(part);
        }
        let mirrored: Vec<(usize, usize)> = pairs.iter().map(|(l, r)| (*r, *l)).collect();
        for (whole, part) in parts_of((destination, legacy), &mirrored, &alone_left, &|aspect, whole, part| same(aspect, part, whole)) {
            found.joined.insert(whole);
            found.merged.insert(part);
        }
        found
    }

    /// Whether the two of a pair differ only in what another statement holds.
    pub(crate) fn explain(&self, legacy: usize, destination: usize) -> bool {
        self.split.contains(&legacy) || self.joined.contains(&destination)
    }
}

/// Wholes with the part that stands alone. `pairs` are a whole and the part that it is aligned with.
fn parts_of((wholes, parts): (&[Statement], &[Statement]), pairs: &[(usize, usize)], alone: &[usize], same: Same<'_>) -> Vec<(usize, usize)> {
    if alone.is_empty() {
        return Vec::new();
    }
    let mut by_name: HashMap<(Kind, String), Vec<(usize, usize)>> = HashMap::new();
    for (whole, part) in pairs {
        if let Some(statement) = wholes.get(*whole) {
            names(statement).into_iter().for_each(|name| by_name.entry((statement.kind, name)).or_default().push((*whole, *part)));
        }
    }
    let mut taken = HashSet::new();
    let mut found = Vec::new();
    for lone in alone {
        let Some(other) = parts.get(*lone) else { continue };
        let named = names(other).into_iter().filter_map(|name| by_name.get(&(other.kind, name))).flatten();
        let candidates = named.filter(|(whole, _)| !taken.contains(whole)).take(CANDIDATES_MAX);
        let is_covered = |(whole, part): &(usize, usize)| wholes.get(*whole).zip(parts.get(*part)).is_some_and(|(whole, part)| covers(whole, part, other, same));
        let covered = candidates.copied().find(is_covered);
        if let Some((whole, _)) = covered {
            taken.insert(whole);
            found.push((whole, *lone));
        }
    }
    found
}

/// What a statement is looked up by: its codes, else its words.
fn names(statement: &Statement) -> Vec<String> {
    match statement.value(Aspect::Code).or_else(|| statement.value(Aspect::Type)) {
        Some(Value::Code(codings, _)) if !codings.is_empty() => codings.iter().map(|c| format!("{}|{}", c.system, c.code.to_uppercase())).collect(),
        _ => vec![statement.label().to_lowercase()],
    }
}

/// One thing that a statement says; of a concept one coding.
fn units(statement: &Statement) -> Vec<(Aspect, Value)> {
    let mut units = Vec::new();
    let said = |fact: &&model::Fact| !matches!(fact.value, Value::Key(_)) && fact.aspect != Aspect::Identifier && leaf::of(fact).is_none_or(|text| matches!(leaf::parts(text).1, Sort::Said | Sort::Exact));
    for fact in statement.facts.iter().filter(said) {
        match &fact.value {
            Value::Code(codings, _) if codings.len() > 1 => {
                units.extend(codings.iter().map(|c| (fact.aspect, Value::code(vec![c.clone()], String::new()))));
            }
            other => units.push((fact.aspect, other.clone())),
        }
    }
    units
}

/// Whether two parts together say what the whole says, and nothing else.
pub(crate) fn covers(whole: &Statement, one: &Statement, other: &Statement, same: Same<'_>) -> bool {
    if whole.kind != one.kind || whole.kind != other.kind || whole.kind == Kind::Demographic {
        return false;
    }
    let (all, first, second) = (units(whole), units(one), units(other));
    let cut = cut_between(whole, one, other).or_else(|| cut_between(whole, other, one));
    let within = |(aspect, value): &(Aspect, Value)| {
        let is_cut = || cut.as_ref().is_some_and(|cut| cut.contains(&(*aspect, value.clone())));
        all.iter().any(|(a, v)| a == aspect && same(*aspect, v, value)) || is_cut()
    };
    let has = |part: &[(Aspect, Value)], (aspect, value): &(Aspect, Value)| part.iter().any(|(a, v)| a == aspect && same(*aspect, value, v));
    let mut complementary = [false; 2];
    for unit in &all {
        match (has(&first, unit), has(&second, unit)) {
            (false, false) => return false,
            (true, false) => complementary[0] = true,
            (false, true) => complementary[1] = true,
            (true, true) => {}
        }
    }
    // A course without an end has a first part alone with its beginning.
    let each_adds = complementary == [true, true] || cut.is_some() && complementary[0] != complementary[1];
    each_adds && first.iter().all(within) && second.iter().all(within)
}

/// The two dates between which a course was cut: the end of the earlier part and the beginning of the later one.
fn cut_between(whole: &Statement, earlier: &Statement, later: &Statement) -> Option<[(Aspect, Value); 2]> {
    let start = [Aspect::Onset, Aspect::Effective].into_iter().find(|a| whole.date(*a).is_some() && earlier.date(*a).is_some() && later.date(*a).is_some())?;
    let (ended, began): (Date, Date) = (earlier.date(Aspect::End)?, later.date(start)?);
    let gap = began.days() - ended.days();
    let inside = began.days() > whole.date(start)?.days() && whole.date(Aspect::End).is_none_or(|end| ended.days() < end.days());
    (inside && (0..=1).contains(&gap)).then(|| [(Aspect::End, Value::Date(ended)), (start, Value::Date(began))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Coding, Fact, How, Origin};

    fn same(_: Aspect, a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Code(a, _), Value::Code(b, _)) => a.iter().any(|x| b.iter().any(|y| x.code == y.code)),
            _ => a == b,
        }
    }

    fn statement(facts: &[(Aspect, &str)]) -> Statement {
        let value = |aspect: Aspect, text: &str| match aspect {
            Aspect::Code => Value::Code(text.split(' ').map(|c| Coding { system: "s".into(), code: c.into(), display: String::new() }).collect(), String::new()),
            Aspect::Onset | Aspect::End => Value::Date(Date::parse_iso(text).unwrap()),
            _ => Value::Word(text.into()),
        };
        let mut facts: Vec<Fact> = facts.iter().map(|(a, t)| Fact { aspect: *a, value: value(*a, t), place: 0, how: How::Copied }).collect();
        facts.sort_by_key(|f| f.aspect);
        Statement { kind: Kind::Medication, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    fn course(start: &str, end: &str) -> Statement {
        let mut facts = vec![(Aspect::Code, "a"), (Aspect::Status, "active"), (Aspect::Onset, start)];
        if !end.is_empty() {
            facts.push((Aspect::End, end));
        }
        statement(&facts)
    }

    #[test]
    fn a_course_cut_in_two_is_covered_and_one_with_a_gap_is_not() {
        let whole = course("2020-01-01", "2020-12-31");
        assert!(covers(&whole, &course("2020-01-01", "2020-06-30"), &course("2020-07-01", "2020-12-31"), &same));
        assert!(covers(&whole, &course("2020-07-01", "2020-12-31"), &course("2020-01-01", "2020-07-01"), &same));
        assert!(!covers(&whole, &course("2020-01-01", "2020-06-20"), &course("2020-07-01", "2020-12-31"), &same), "a gap");
        assert!(!covers(&whole, &course("2020-01-01", "2020-06-30"), &course("2020-07-01", "2021-12-31"), &same), "a later end");
        assert!(!covers(&whole, &whole, &whole, &same), "a duplicate");
        let going_on = course("2020-01-01", "");
        assert!(covers(&going_on, &course("2020-01-01", "2020-06-30"), &course("2020-07-01", ""), &same));
    }

    #[test]
    fn codings_apart_are_covered_and_a_changed_status_is_not() {
        let whole = statement(&[(Aspect::Code, "a b"), (Aspect::Status, "active")]);
        let part = |code, status| statement(&[(Aspect::Code, code), (Aspect::Status, status)]);
        assert!(covers(&whole, &part("a", "active"), &part("b", "active"), &same));
        assert!(!covers(&whole, &part("a", "active"), &part("b", "resolved"), &same));
        assert!(!covers(&whole, &part("a", "active"), &part("c", "active"), &same));
        assert!(!covers(&whole, &part("a", "active"), &part("a", "active"), &same));
    }

    #[test]
    fn however_many_courses_of_one_drug_were_cut_each_is_found() {
        let years = 1950..2010;
        let wholes: Vec<Statement> = years.clone().map(|year| course(&format!("{year}-01-01"), &format!("{year}-12-31"))).collect();
        let first = years.clone().map(|year| course(&format!("{year}-01-01"), &format!("{year}-06-30")));
        let second = years.map(|year| course(&format!("{year}-07-01"), &format!("{year}-12-31")));
        let parts: Vec<Statement> = first.chain(second).collect();
        let count = wholes.len();
        let lone = (count..parts.len()).map(|part| Match { legacy: None, destination: Some(part), by: "" });
        let matches: Vec<Match> = (0..count).map(|own| Match { legacy: Some(own), destination: Some(own), by: "" }).chain(lone).collect();
        let split = Splits::of(&wholes, &parts, &matches, &same);
        assert_eq!((split.split.len(), split.parts.len()), (count, count));
    }

    #[test]
    fn both_ways_of_standing_as_several_are_found() {
        let whole = course("2020-01-01", "2020-12-31");
        let (first, second) = (course("2020-01-01", "2020-06-30"), course("2020-07-01", "2020-12-31"));
        let pair = |legacy, destination| Match { legacy, destination, by: "" };
        let split = Splits::of(std::slice::from_ref(&whole), &[first.clone(), second.clone()], &[pair(Some(0), Some(0)), pair(None, Some(1))], &same);
        assert!(split.split.contains(&0) && split.parts.contains(&1) && split.merged.is_empty());
        let merged = Splits::of(&[first, second], &[whole], &[pair(Some(0), Some(0)), pair(Some(1), None)], &same);
        assert!(merged.joined.contains(&0) && merged.merged.contains(&1) && merged.split.is_empty());
    }
}
