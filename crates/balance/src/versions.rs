//! Which of several versions of a resource counts, where a book of FHIR holds it more than once outside of a history: the last one, by the number or the
//! moment that its server wrote beside it (`meta.versionId`, `meta.lastUpdated`).
//!
//! Whoever holds the last version need not hold the others, and whoever stopped at an earlier one is held against the last. A destination that keeps the
//! earlier versions of most resources has to keep them all. Where neither number nor moment tells, the states of the record do ([`crate::history`]).

use crate::align::Match;
use crate::leaf::{self, Sort};
use model::{Aspect, Date, Fact, How, Kind, Statement, Value};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Words of a version in its leaf.
const NUMBER: &str = "number";
const MOMENT: &str = "moment";

/// Which version it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// By its number.
    Number(u64),
    /// By when it was written, in milliseconds since 1970.
    Moment(i64),
}

/// The version of a resource as a fact of its statements. The first one by number is told by none: most records have no other.
pub(crate) fn fact(version: Option<&str>, updated: Option<&str>) -> Option<Fact> {
    let said = match version.and_then(|version| version.trim().parse::<u64>().ok()) {
        Some(number) => Some(number).filter(|number| *number > 1).map(|number| format!("{NUMBER} {number}"))?,
        None => {
            let moment = Date::parse_iso(updated?)?;
            format!("{MOMENT} {}", moment.instant(0) * 1000 + i64::from(moment.millisecond))
        }
    };
    Some(Fact { aspect: Aspect::Element, value: Value::Text(leaf::leaf(Sort::Version, "meta", &said)), place: 0, how: How::Derived })
}

/// Whether a fact only tells which version its statement is of.
pub(crate) fn is_version(fact: &Fact) -> bool {
    leaf::of(fact).is_some_and(|text| leaf::parts(text).1 == Sort::Version)
}

fn version(statement: &Statement) -> Option<Version> {
    let told = |fact: &Fact| {
        let (_, sort, said) = leaf::parts(leaf::of(fact)?);
        let (word, number) = said.split_once(' ').filter(|_| sort == Sort::Version)?;
        if word == NUMBER { number.parse().ok().map(Version::Number) } else { number.parse().ok().map(Version::Moment) }
    };
    statement.facts.iter().rev().take_while(|fact| fact.aspect == Aspect::Element).find_map(told)
}

/// Whether one of two versions of a resource is the later or the earlier one; none where nothing tells.
pub(crate) fn order(one: &Statement, other: &Statement) -> Option<Ordering> {
    let found = match (version(one), version(other)) {
        (Some(Version::Number(one)), Some(Version::Number(other))) => one.cmp(&other),
        (Some(Version::Moment(one)), Some(Version::Moment(other))) => one.cmp(&other),
        (Some(Version::Number(_)), None) => Ordering::Greater,
        (None, Some(Version::Number(_))) => Ordering::Less,
        _ => return None,
    };
    Some(found).filter(|found| found.is_ne())
}

/// The statements of a resource, of its last version and of those before it.
struct Resource {
    last: Vec<usize>,
    former: Vec<usize>,
}

impl Resource {
    /// Of the statements at each place of a book; none where no version is known to be an earlier one.
    fn of(chart: &[Statement], places: BTreeMap<(u32, u64), Vec<usize>>) -> Option<Self> {
        let version_of = |own: &[usize]| own.iter().find_map(|index| version(chart.get(*index)?));
        let versions: Vec<(Option<Version>, Vec<usize>)> = places.into_values().map(|own| (version_of(&own), own)).collect();
        let number = versions.iter().filter_map(|(version, _)| if let Some(Version::Number(number)) = version { Some(*number) } else { None }).max();
        // Where ids begin anew with each file, what was written at another time is another record, of something else and of another day.
        let first = |of: &[usize]| of.first().and_then(|index| chart.get(*index));
        let is_before = |moment: i64, own: &[usize], (version, other): &(Option<Version>, Vec<usize>)| {
            let is_later = matches!(version, Some(Version::Moment(later)) if *later > moment);
            is_later && first(own).zip(first(other)).is_some_and(|(own, other)| resembles(own, other))
        };
        let is_former = |version: Option<Version>, own: &[usize]| match version {
            Some(Version::Number(own)) => Some(own) < number,
            Some(Version::Moment(moment)) => versions.iter().any(|other| is_before(moment, own, other)),
            None => number.is_some(),
        };
        let (mut last, mut former) = (Vec::new(), Vec::new());
        for (version, own) in &versions {
            let list = if is_former(*version, own) { &mut former } else { &mut last };
            list.extend_from_slice(own);
        }
        (!former.is_empty()).then_some(Self { last, former })
    }
}

/// Whether two statements are of one thing, or of one day.
fn resembles(one: &Statement, other: &Statement) -> bool {
    let day = |statement: &Statement| statement.when().map(|when| when.days());
    one.value(Aspect::Code) == other.value(Aspect::Code) || day(one).is_some_and(|own| day(other) == Some(own))
}

/// A side of the matches of two charts.
#[derive(Clone, Copy)]
pub(crate) enum Of {
    Legacy,
    Destination,
}

impl Of {
    fn own(self, found: &Match) -> Option<usize> {
        match self {
            Self::Legacy => found.legacy,
            Self::Destination => found.destination,
        }
    }

    /// The statements of a side that have no mate.
    fn alone(self, matches: &[Match]) -> HashSet<usize> {
        matches.iter().filter(|found| found.legacy.is_none() || found.destination.is_none()).filter_map(|found| self.own(found)).collect()
    }
}

/// The resources of the statements of a chart that stand alone, as far as the chart holds them in versions.
fn resources(chart: &[Statement], alone: &HashSet<usize>) -> Vec<Resource> {
    let reference = |index: usize| chart.get(index).filter(|statement| statement.origin.relation == 0 && !statement.origin.reference.is_empty());
    let wanted: HashSet<&str> = alone.iter().filter_map(|index| reference(*index)).map(|statement| statement.origin.reference.as_str()).collect();
    let mut found: HashMap<&str, BTreeMap<(u32, u64), Vec<usize>>> = HashMap::new();
    if wanted.is_empty() {
        return Vec::new();
    }
    for index in 0..chart.len() {
        let Some(statement) = reference(index).filter(|statement| wanted.contains(statement.origin.reference.as_str())) else { continue };
        let place = (statement.origin.artifact, statement.origin.line);
        found.entry(&statement.origin.reference).or_default().entry(place).or_default().push(index);
    }
    found.into_values().filter(|places| places.len() > 1).filter_map(|places| Resource::of(chart, places)).collect()
}

/// Moves the mate of an earlier version to the last one, where that has none and nothing else of the kind was read of either.
pub(crate) fn settle(chart: &[Statement], matches: &mut [Match], side: Of) {
    let alone = side.alone(matches);
    for resource in resources(chart, &alone) {
        let of_kind = |of: &[usize], kind: Kind| of.iter().copied().filter(|index| chart.get(*index).is_some_and(|s| s.kind == kind)).collect::<Vec<usize>>();
        for last in resource.last.iter().copied().filter(|last| alone.contains(last)) {
            let Some(kind) = chart.get(last).map(|statement| statement.kind) else { continue };
            let mut held = of_kind(&resource.former, kind);
            held.retain(|index| !alone.contains(index));
            let (1, &[held]) = (of_kind(&resource.last, kind).len(), &held[..]) else { continue };
            let at = |wanted: usize| matches.iter().position(|found| side.own(found) == Some(wanted));
            let (Some(from), Some(to)) = (at(held), at(last)) else { continue };
            let Some(earlier) = matches.get_mut(from).filter(|found| found.by != "provenance") else { continue };
            earlier.by = "";
            let mate = match side {
                Of::Legacy => earlier.destination.take(),
                Of::Destination => earlier.legacy.take(),
            };
            let Some(later) = matches.get_mut(to) else { continue };
            later.by = "resemblance";
            match side {
                Of::Legacy => later.destination = mate,
                Of::Destination => later.legacy = mate,
            }
        }
    }
}

/// Statements that stand alone and are of an earlier version of a resource, unless the other side keeps those.
pub(crate) fn overtaken(chart: &[Statement], matches: &[Match], side: Of) -> HashSet<usize> {
    let alone = side.alone(matches);
    let found: HashSet<usize> = resources(chart, &alone).into_iter().flat_map(|resource| resource.former).filter(|index| alone.contains(index)).collect();
    if found.is_empty() || matches!(side, Of::Destination) {
        return found;
    }
    let all = (0..chart.len()).collect();
    let of_all = resources(chart, &all);
    let lacking = of_all.iter().filter(|resource| resource.former.iter().any(|index| alone.contains(index))).count();
    if of_all.len() - lacking > lacking { HashSet::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Equivalences;
    use crate::compare::compare_patient;
    use crate::reading::Coverage;
    use model::Origin;

    /// A problem of a version at a line, under an id.
    fn problem(id: &str, line: u64, words: &str, (number, updated): (&str, &str)) -> Statement {
        let said = |aspect: Aspect, value: Value| Fact { aspect, value, place: 0, how: How::Copied };
        let mut facts = vec![said(Aspect::Code, Value::words(words)), said(Aspect::Status, Value::Word("active".into()))];
        facts.sort_by_key(|fact| fact.aspect);
        facts.extend(fact(Some(number).filter(|n| !n.is_empty()), Some(updated).filter(|u| !u.is_empty())));
        Statement { kind: Kind::Problem, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line, reference: format!("Condition/{id}") }, facts }
    }

    /// `verdict aspect legacy > destination` of what two charts differ in.
    fn differences(legacy: &[Statement], destination: &[Statement]) -> Vec<String> {
        let of = |chart: &[Statement]| {
            let mut coverage = Coverage { records: [chart.len() as u64, 0], ..Coverage::default() };
            chart.iter().for_each(|statement| coverage.count(statement));
            coverage
        };
        let found = compare_patient(legacy, destination, &Equivalences::default(), (&of(legacy), &of(destination)), &|_| None);
        found.findings.iter().map(|f| format!("{} {} {} > {}", f.verdict, f.aspect, f.legacy_value, f.destination_value)).collect()
    }

    #[test]
    fn a_version_is_the_later_one_by_its_number_else_by_its_moment() {
        let order = |one: (&str, &str), other: (&str, &str)| order(&problem("1", 1, "Asthma", one), &problem("1", 2, "Asthma", other));
        let (early, late) = ("2020-01-01T10:00:00+02:00", "2020-01-01T09:00:00.500Z");
        assert_eq!([order(("10", early), ("9", late)), order(("1", ""), ("2", "")), order(("a", early), ("b", late))], [Some(Ordering::Greater), Some(Ordering::Less), Some(Ordering::Less)]);
        assert_eq!([order(("1", early), ("1", late)), order(("a", ""), ("b", "")), order(("", late), ("", late))], [None; 3]);
    }

    #[test]
    fn the_last_version_counts_wherever_it_stands_and_the_others_may_be_gone() {
        let (first, last) = (problem("1", 1, "Diabetes", ("1", "")), problem("1", 2, "Hypertension", ("2", "")));
        let (earlier, later) = (problem("1", 7, "Diabetes", ("1", "")), problem("1", 3, "Hypertension", ("2", "")));
        let kept = problem("x", 1, "Hypertension", ("1", ""));
        assert_eq!(differences(&[first.clone(), last.clone()], std::slice::from_ref(&kept)), Vec::<String>::new());
        assert_eq!(differences(&[later, earlier], std::slice::from_ref(&kept)), Vec::<String>::new(), "in any order");
        let stale = differences(&[first.clone(), last.clone()], &[problem("x", 1, "Diabetes", ("1", ""))]);
        assert!(stale.len() == 1 && stale[0].contains("Hypertension") && stale[0].contains("Diabetes"), "{stale:?}");
        assert_eq!(differences(&[first.clone(), last.clone()], &[]).len(), 1, "what is gone altogether is lost once");
        assert_eq!(differences(std::slice::from_ref(&kept), &[first, last]), Vec::<String>::new(), "the destination may hold what it was before");
    }

    #[test]
    fn moments_order_versions_of_one_thing_and_no_records_whose_ids_begin_anew() {
        let (early, late) = (("", "2020-01-01T10:00:00Z"), ("", "2020-02-01T10:00:00Z"));
        let mut first = problem("1", 1, "Asthma", early);
        first.facts.push(Fact { aspect: Aspect::Text, value: Value::Text("since childhood".into()), place: 0, how: How::Copied });
        first.facts.sort_by_key(|fact| fact.aspect);
        let kept = problem("x", 1, "Asthma", ("", ""));
        assert_eq!(differences(&[problem("1", 2, "Asthma", late), first], std::slice::from_ref(&kept)), Vec::<String>::new());
        assert_eq!(differences(&[problem("1", 1, "Gout", early), problem("1", 2, "Asthma", late)], &[kept]).len(), 1, "gout is lost");
    }

    #[test]
    fn whoever_keeps_the_earlier_versions_of_most_has_to_keep_them_all() {
        let both = |id: &str, line: u64, words: &str| [problem(id, line, &format!("{words} once"), ("1", "")), problem(id, line + 1, words, ("2", ""))];
        let legacy = [both("1", 1, "Asthma"), both("2", 3, "Gout"), both("3", 5, "Migraine")].concat();
        assert_eq!(differences(&legacy, &legacy), Vec::<String>::new());
        let less = differences(&legacy, &legacy[1..]);
        assert!(less.len() == 1 && less[0].starts_with("lost statement"), "{less:?}");
    }
}
