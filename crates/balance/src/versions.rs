//! Which of several versions of a resource counts, where a book of FHIR holds it more than once outside of a history: the last one, by the number and the
//! moment that its server wrote beside it (`meta.versionId`, `meta.lastUpdated`).
//!
//! Whoever holds the last version need not hold the others, and whoever stopped at an earlier one is held against the last. A destination that keeps the
//! earlier versions of most resources has to keep them all. Where neither number nor moment tells, the states of the record do ([`crate::history`]).

use crate::align::Match;
use crate::history;
use crate::leaf::{self, Sort};
use model::{Aspect, Date, Fact, How, Kind, Statement, Value};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

/// Path of the leaf that tells of a version, and words in it.
const META: &str = "meta";
const NUMBER: &str = "number";
const MOMENT: &str = "moment";
const NAMED: &str = "named";

/// Which version it is.
#[derive(Debug, Clone, Copy)]
struct Version<'c> {
    /// By its number.
    number: Option<u64>,
    /// When it was written, in milliseconds since 1970.
    moment: Option<i64>,
    /// What its server calls it, where that is no number; else empty.
    name: &'c str,
}

/// The one that no fact tells.
const FIRST: Version<'static> = Version { number: Some(1), moment: None, name: "" };

impl Version<'_> {
    /// Whether one server gave both their names: there an id is one record, and moments alone tell which is later.
    fn are_named(self, other: Version<'_>) -> bool {
        !self.name.is_empty() && !other.name.is_empty() && self.name != other.name
    }
}

/// The version of a resource as a fact of its statements: its number and its moment, as far as they are written. Whether another version stands beside it is
/// not known here, so that only a first one without a moment is told by none.
pub(crate) fn fact(version: Option<&str>, updated: Option<&str>) -> Option<Fact> {
    let name = version.map(str::trim).filter(|name| !name.is_empty());
    let number = name.and_then(|name| name.parse::<u64>().ok());
    let moment = updated.and_then(Date::parse_iso).map(|moment| moment.instant(0) * 1000 + i64::from(moment.millisecond));
    let said = match (number, moment, name) {
        (Some(number), Some(moment), _) => format!("{NUMBER} {number} {moment}"),
        (Some(number), None, _) if number > 1 => format!("{NUMBER} {number}"),
        (None, Some(moment), Some(name)) => format!("{NAMED} {moment} {name}"),
        (None, Some(moment), None) => format!("{MOMENT} {moment}"),
        _ => return None,
    };
    Some(Fact { aspect: Aspect::Element, value: Value::Text(leaf::leaf(Sort::Version, META, &said)), place: 0, how: How::Derived })
}

/// Whether a fact only tells which version its statement is of.
pub(crate) fn is_version(fact: &Fact) -> bool {
    leaf::of(fact).is_some_and(|text| leaf::parts(text).1 == Sort::Version)
}

fn told(fact: &Fact) -> Option<Version<'_>> {
    let (path, sort, said) = leaf::parts(leaf::of(fact)?);
    let (word, said) = said.split_once(' ').filter(|_| sort == Sort::Version && path == META)?;
    let (first, rest) = said.split_once(' ').unwrap_or((said, ""));
    Some(match word {
        NUMBER => Version { number: first.parse().ok(), moment: rest.parse().ok(), name: "" },
        _ => Version { number: None, moment: first.parse().ok(), name: rest },
    })
}

fn version(statement: &Statement) -> Option<Version<'_>> {
    statement.facts.iter().rev().take_while(|fact| fact.aspect == Aspect::Element).find_map(told)
}

/// Whether one of two versions of a resource is the later or the earlier one, by number and then by moment; none where nothing tells.
pub(crate) fn order(one: &Statement, other: &Statement) -> Option<Ordering> {
    let (own, there) = (version(one).unwrap_or(FIRST), version(other).unwrap_or(FIRST));
    let found = match (own.number, there.number) {
        (Some(own), Some(there)) if own != there => own.cmp(&there),
        (Some(_), None) | (None, Some(_)) => return None,
        _ if own.are_named(there) || resembles(one, other) => own.moment?.cmp(&there.moment?),
        _ => return None,
    };
    Some(found).filter(|found| found.is_ne())
}

/// What a record is of, where no day tells it from another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Thing<'c> {
    /// The patient.
    Person,
    /// What a code names.
    Of(&'c Value),
}

fn thing(statement: &Statement) -> Option<Thing<'_>> {
    if statement.kind == Kind::Demographic { Some(Thing::Person) } else { statement.value(Aspect::Code).map(Thing::Of) }
}

/// The day of a record; a person has none.
fn day(statement: &Statement) -> Option<i32> {
    statement.when().filter(|_| statement.kind != Kind::Demographic).map(|when| when.days())
}

/// What a record is of by each of its codes and by its words: one version may say of it what another one leaves out. None where it names nothing.
pub(crate) fn concepts(statement: &Statement) -> Vec<String> {
    let Some(Value::Code(codings, text)) = statement.value(Aspect::Code).filter(|_| statement.kind != Kind::Demographic) else { return Vec::new() };
    let codes = codings.iter().filter(|coding| !coding.code.is_empty()).map(|coding| format!("{}|{}", coding.system, coding.code));
    codes.chain(Some(text.trim().to_lowercase()).filter(|words| !words.is_empty())).collect()
}

/// Whether two statements under one id are of one record. Where ids begin anew with each file, what is of another day, or of something else on the same day, is
/// another record, and what has no day is one by what it is of.
fn resembles(one: &Statement, other: &Statement) -> bool {
    let is_of_one = || {
        let (own, there) = (concepts(one), concepts(other));
        own.is_empty() || there.is_empty() || own.iter().any(|concept| there.contains(concept))
    };
    match (day(one), day(other)) {
        (Some(own), Some(there)) => own == there && is_of_one(),
        _ => thing(one).is_some_and(|own| thing(other) == Some(own)),
    }
}

/// The latest moments of the versions under one id, for what [`resembles`] takes for one record, by the number that they share.
#[derive(Default)]
struct Latest<'c> {
    /// Of a day, whatever they are of; of those that name nothing by an empty word.
    of_day: HashMap<(Option<u64>, i32), i64>,
    of_concept: HashMap<(Option<u64>, i32, String), i64>,
    of_thing: HashMap<(Option<u64>, Thing<'c>), i64>,
    /// Of those without a day.
    undated: HashMap<(Option<u64>, Thing<'c>), i64>,
    /// The last one that its server named.
    named: Option<(i64, Version<'c>)>,
}

impl<'c> Latest<'c> {
    fn note(&mut self, version: Version<'c>, of: &'c Statement) {
        let Some(moment) = version.moment else { return };
        if let Some(day) = day(of) {
            keep(&mut self.of_day, (version.number, day), moment);
            let concepts = concepts(of);
            if concepts.is_empty() {
                keep(&mut self.of_concept, (version.number, day, String::new()), moment);
            }
            for concept in concepts {
                keep(&mut self.of_concept, (version.number, day, concept), moment);
            }
        }
        if let Some(thing) = thing(of) {
            keep(&mut self.of_thing, (version.number, thing), moment);
            if day(of).is_none() {
                keep(&mut self.undated, (version.number, thing), moment);
            }
        }
        if !version.name.is_empty() && self.named.is_none_or(|(newest, _)| newest < moment) {
            self.named = Some((moment, version));
        }
    }

    /// Whether one of them is later than a version.
    fn is_after(&self, version: Version<'c>, of: &'c Statement) -> bool {
        let Some(moment) = version.moment else { return false };
        let named = self.named.filter(|(_, newest)| newest.are_named(version)).map(|(newest, _)| newest);
        let key = thing(of).map(|thing| (version.number, thing));
        let of_key = |latest: &HashMap<(Option<u64>, Thing<'c>), i64>| key.and_then(|key| latest.get(&key).copied());
        let of_day = day(of).and_then(|day| {
            let own = concepts(of);
            if own.is_empty() {
                return self.of_day.get(&(version.number, day)).copied();
            }
            let on_day = |concept: String| self.of_concept.get(&(version.number, day, concept)).copied();
            own.into_iter().chain([String::new()]).filter_map(on_day).max()
        });
        let found = match day(of) {
            Some(_) => [named, of_day, of_key(&self.undated)],
            None => [named, of_key(&self.of_thing), None],
        };
        found.into_iter().flatten().any(|latest| latest > moment)
    }
}

fn keep<K: Hash + Eq>(latest: &mut HashMap<K, i64>, key: K, moment: i64) {
    let known = latest.entry(key).or_insert(moment);
    *known = moment.max(*known);
}

/// The statements of a resource, of its last version and of those before it.
struct Resource {
    last: Vec<usize>,
    former: Vec<usize>,
}

impl Resource {
    /// Of the statements at each place of a book; none where no version is known to be an earlier one.
    fn of(chart: &[Statement], places: BTreeMap<(u32, u64), Vec<usize>>) -> Option<Self> {
        let version_of = |own: &[usize]| own.iter().find_map(|index| version(chart.get(*index)?)).unwrap_or(FIRST);
        let versions: Vec<(Version<'_>, Vec<usize>)> = places.into_values().map(|own| (version_of(&own), own)).collect();
        let first = |of: &[usize]| of.first().and_then(|index| chart.get(*index));
        let number = versions.iter().filter_map(|(version, _)| version.number).max();
        let mut latest = Latest::default();
        for (version, own) in &versions {
            if let Some(of) = first(own) {
                latest.note(*version, of);
            }
        }
        let (mut last, mut former) = (Vec::new(), Vec::new());
        for (version, own) in &versions {
            let is_numbered_before = version.number.is_some() && version.number < number;
            let is_former = is_numbered_before || first(own).is_some_and(|of| latest.is_after(*version, of));
            let list = if is_former { &mut former } else { &mut last };
            list.extend_from_slice(own);
        }
        (!former.is_empty()).then_some(Self { last, former })
    }
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
    let resources = resources(chart, &alone);
    if resources.is_empty() {
        return;
    }
    // Only mates move: each statement stays where it is.
    let at = history::places(matches.iter().map(|found| side.own(found)));
    for resource in resources {
        let (of_last, of_former) = (by_kind(chart, &resource.last), by_kind(chart, &resource.former));
        for (kind, own) in of_last {
            let &[last] = own.as_slice() else { continue };
            let held: Vec<usize> = of_former.get(&kind).into_iter().flatten().copied().filter(|index| !alone.contains(index)).collect();
            let (true, &[held]) = (alone.contains(&last), held.as_slice()) else { continue };
            let (Some(from), Some(to)) = (at.get(&held).copied(), at.get(&last).copied()) else { continue };
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

fn by_kind(chart: &[Statement], of: &[usize]) -> HashMap<Kind, Vec<usize>> {
    let mut found: HashMap<Kind, Vec<usize>> = HashMap::new();
    for index in of {
        if let Some(statement) = chart.get(*index) {
            found.entry(statement.kind).or_default().push(*index);
        }
    }
    found
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
        let of_one_number = [order(("1", early), ("1", late)), order(("2", late), ("2", early))];
        assert_eq!(of_one_number, [Some(Ordering::Less), Some(Ordering::Greater)]);
        assert_eq!(order(("1", late), ("2", early)), Some(Ordering::Less), "numbers before moments");
        assert_eq!([order(("1", early), ("1", "")), order(("a", ""), ("b", "")), order(("", late), ("", late)), order(("2", early), ("", late))], [None; 4]);
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
        let of_one_day = |words: &str, line: u64, moment: &str| dated(line, words, "2019-12-31", ("", moment));
        let (gout, asthma) = (of_one_day("Gout", 1, early.1), of_one_day("Asthma", 2, late.1));
        let there = of_one_day("Asthma", 1, "");
        assert_eq!(differences(&[gout, asthma.clone()], std::slice::from_ref(&there)).len(), 1, "so it is of one day");
        assert_eq!(differences(&[of_one_day("Asthma", 1, early.1), asthma], std::slice::from_ref(&there)), Vec::<String>::new());
        let coded = |mut record: Statement, codes: &[&str]| {
            let coding = |code: &&str| model::Coding { system: "urn:x".into(), code: (*code).into(), display: String::new() };
            record.facts.iter_mut().filter(|fact| fact.aspect == Aspect::Code).for_each(|fact| fact.value = Value::code(codes.iter().map(coding).collect::<Vec<_>>(), "Asthma"));
            record
        };
        let more = [coded(of_one_day("Asthma", 1, early.1), &["9"]), coded(of_one_day("Asthma", 2, late.1), &["1", "9"])];
        assert_eq!(differences(&more, &[coded(there, &["1", "9"])]), Vec::<String>::new(), "a code more is no other record");
    }

    /// A record of a day under the id 1, as far as it has a code and a day.
    fn dated(line: u64, code: &str, day: &str, version: (&str, &str)) -> Statement {
        let mut record = problem("1", line, code, version);
        record.facts.retain(|fact| fact.aspect != Aspect::Code || !code.is_empty());
        if let Some(day) = Date::parse_iso(day) {
            record.facts.insert(0, Fact { aspect: Aspect::Effective, value: Value::Date(day), place: 0, how: How::Copied });
        }
        record
    }

    #[test]
    fn of_any_versions_those_count_that_no_other_one_follows() {
        let moments = ["2020-01-05T10:00:00Z", "2020-02-05T10:00:00Z", "2020-03-05T10:00:00Z"];
        let mut all: Vec<Statement> = Vec::new();
        let of = [("", ""), ("", "2020-01-05"), ("Asthma", ""), ("Asthma", "2020-01-05"), ("Gout", "2020-01-05"), ("Asthma", "2021-03-01")];
        for (at, (code, day)) in of.into_iter().enumerate() {
            for (number, moment) in [("", moments[at % 3]), ("1", moments[(at + 1) % 3]), ("1", moments[(at + 2) % 3]), ("1", ""), ("2", "")] {
                all.push(dated(all.len() as u64 + 1, code, day, (number, moment)));
            }
        }
        for one in 0..all.len() {
            for other in 0..all.len() {
                for third in other + 1..all.len() {
                    let held: Vec<usize> = [one, other, third].into_iter().collect::<std::collections::BTreeSet<usize>>().into_iter().collect();
                    let places: BTreeMap<(u32, u64), Vec<usize>> = held.iter().map(|own| ((0, *own as u64), vec![*own])).collect();
                    let is_followed = |own: &usize| held.iter().any(|there| order(&all[*own], &all[*there]) == Some(Ordering::Less));
                    let followed: Vec<usize> = held.iter().copied().filter(is_followed).collect();
                    let former = Resource::of(&all, places).map_or_else(Vec::new, |resource| resource.former);
                    assert_eq!(former, followed, "{:?}", held.iter().map(|own| &all[*own].facts).collect::<Vec<_>>());
                }
            }
        }
    }

    #[test]
    fn a_server_that_names_its_versions_has_one_record_under_an_id() {
        let (early, late) = ("2020-01-01T10:00:00Z", "2020-02-01T10:00:00Z");
        let of = |first: &str, last: &str| order(&dated(1, "Asthma", "2020-01-01", (first, early)), &dated(2, "Asthma", "2019-05-01", (last, late)));
        assert_eq!([of("a", "b"), of("a", "a"), of("", ""), of("1", "1")], [Some(Ordering::Less), None, None, None]);
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
