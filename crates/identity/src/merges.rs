//! Numbers that were merged away: what each side itself says of two keys being one person.
//!
//! An event is a demographic statement that is `merged` and names the surviving patient: MRG of HL7 v2, `Patient.link` of FHIR, a row
//! that a lens reads so. From then on everything of the prior key belongs to the surviving one. Whether the other side did the same is
//! told apart: a merge that it ignored, turned round, or made alone. Nobody is merged here because two charts look alike.
//!
//! Of merges that contradict each other the later one counts, by the time of the event where it has one, and both are told: a side that says
//! of two numbers that each is the other's, or of one that it is two others', is not believed in silence.

use crate::{Crosswalk, Link, crosswalk};
use model::{Aspect, Origin, Statement, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// One event of one side: the person of `prior` goes by `surviving` from then on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The key that was given up.
    pub prior: String,
    /// The key that stays.
    pub surviving: String,
    /// The record that says so.
    pub origin: Origin,
    /// When it happened, else when it was written down, in seconds since 1970.
    pub at: Option<i64>,
}

/// Each number is the other's.
const TURNED: &str = "each number is merged into the other";
/// One number is two others'.
const SPLIT: &str = "one number is merged into two others";

/// Two merges of one side that cannot both stand. The later one counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// What they say together, in words.
    pub what: &'static str,
    /// The one that does not count.
    pub earlier: Merge,
    /// The one that counts.
    pub later: Merge,
}

impl Contradiction {
    /// Whether the times of the events tell which one is later, and not the order in which they were read.
    pub fn is_dated(&self) -> bool {
        self.earlier.at.zip(self.later.at).is_some_and(|(earlier, later)| earlier < later)
    }
}

/// What a side merged, followed to the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merges {
    /// Every event, in the order in which they happened; one without a time follows the one that was read before it.
    pub events: Vec<Merge>,
    /// Those that contradict each other.
    pub contradictions: Vec<Contradiction>,
    into: BTreeMap<String, String>,
}

/// When a merge happened, else when it was written down, in seconds since 1970.
pub fn merged_at(statement: &Statement) -> Option<i64> {
    [Aspect::Effective, Aspect::Recorded].into_iter().find_map(|aspect| statement.date(aspect)).map(|date| date.instant(0))
}

/// Events in the order of their times. One without a time stays behind the one that was read before it.
fn in_time(told: Vec<Merge>) -> Vec<Merge> {
    let mut last = i64::MIN;
    let mut timed: Vec<(i64, Merge)> = Vec::with_capacity(told.len());
    for merge in told {
        last = merge.at.unwrap_or(last);
        timed.push((last, merge));
    }
    timed.sort_by_key(|(at, _)| *at);
    timed.into_iter().map(|(_, merge)| merge).collect()
}

/// Prior keys that a surviving record names itself (`Patient.link` of type `replaces`).
fn replaced(statement: &Statement) -> impl Iterator<Item = &str> {
    statement.facts.iter().filter(|f| f.aspect == Aspect::Replaces).filter_map(|f| match &f.value {
        Value::Key(prior) if !prior.is_empty() => Some(prior.as_str()),
        _ => None,
    })
}

/// What a statement says was merged: each key that was given up, with the one that stays.
pub fn said_merges(statement: &Statement) -> impl Iterator<Item = (&str, &str)> {
    let own = statement.patient.as_str();
    let given_up = statement.merged_into().map(|surviving| (own, surviving));
    given_up.into_iter().chain(replaced(statement).map(move |prior| (prior, own)))
}

impl Merges {
    /// The events among demographic statements. `names` says by which key a key is known ([`crate::aliases`]).
    pub fn of(demographics: &[Statement], names: &HashMap<String, String>) -> Self {
        let known_by = |key: &str| names.get(key).map_or(key, String::as_str).to_string();
        let mut told = Vec::new();
        for statement in demographics {
            for (prior, surviving) in said_merges(statement) {
                told.push(Merge { prior: known_by(prior), surviving: known_by(surviving), origin: statement.origin.clone(), at: merged_at(statement) });
            }
        }
        let mut merges = Self::default();
        in_time(told).into_iter().for_each(|merge| merges.note(merge));
        merges.settle();
        merges
    }

    /// The later event counts: what was merged the other way round before stands as it was merged last.
    fn note(&mut self, merge: Merge) {
        let before = self.into.get(&merge.prior).cloned();
        if merge.prior == merge.surviving || before.as_ref() == Some(&merge.surviving) {
            return;
        }
        if self.survivor(&merge.surviving) == merge.prior {
            self.into.remove(&merge.surviving);
            self.contradict(TURNED, &merge.surviving, &merge);
        } else if before.is_some() {
            self.contradict(SPLIT, &merge.prior, &merge);
        }
        self.into.insert(merge.prior.clone(), merge.surviving.clone());
        self.events.push(merge);
    }

    /// Notes that an event contradicts the last one by which a number was given up.
    fn contradict(&mut self, what: &'static str, given_up: &str, later: &Merge) {
        if let Some(earlier) = self.events.iter().rev().find(|event| event.prior == given_up).cloned() {
            self.contradictions.push(Contradiction { what, earlier, later: later.clone() });
        }
    }

    /// Of one number that was merged into two others nothing is contrary where these are one person in the end.
    fn settle(&mut self) {
        let mut told = std::mem::take(&mut self.contradictions);
        told.retain(|c| c.what == TURNED || self.survivor(&c.earlier.surviving) != self.survivor(&c.later.surviving));
        self.contradictions = told;
    }

    /// Keys by which those go now of whom contrary merges tell.
    fn disputed(&self) -> impl Iterator<Item = &str> {
        self.contradictions.iter().flat_map(|c| [self.survivor(&c.earlier.surviving), self.survivor(&c.later.surviving)])
    }

    /// Whether nothing was merged.
    pub fn is_empty(&self) -> bool {
        self.into.is_empty()
    }

    /// Whether a key was given up.
    pub fn is_prior(&self, key: &str) -> bool {
        self.into.contains_key(key)
    }

    /// How many keys were given up.
    pub fn count(&self) -> u64 {
        self.into.len() as u64
    }

    /// Every key that was given up, with the one that its person goes by now.
    pub fn followed(&self) -> impl Iterator<Item = (&str, &str)> {
        // A chain is walked once: whoever comes upon a key whose end is known goes there.
        let mut ends: HashMap<&str, &str> = HashMap::with_capacity(self.into.len());
        self.into.keys().map(move |prior| {
            let mut way: Vec<&str> = Vec::new();
            let mut now = prior.as_str();
            while way.len() <= self.into.len() {
                if let Some(&end) = ends.get(now) {
                    now = end;
                    break;
                }
                let Some(next) = self.into.get(now) else { break };
                way.push(now);
                now = next;
            }
            // Merges in a circle have no end to remember.
            if !self.into.contains_key(now) {
                ends.extend(way.into_iter().map(|key| (key, now)));
            }
            (prior.as_str(), now)
        })
    }

    /// By which key everybody is known who goes by several, where aliases are known already.
    pub fn names(&self, aliases: HashMap<String, String>) -> HashMap<String, String> {
        let mut names: HashMap<String, String> = aliases.into_iter().map(|(key, name)| (key, self.survivor(&name).to_string())).collect();
        names.extend(self.followed().map(|(prior, survivor)| (prior.to_string(), survivor.to_string())));
        names
    }

    /// The key that a person goes by now.
    pub fn survivor<'k>(&'k self, key: &'k str) -> &'k str {
        let mut now = key;
        // No chain is longer than there are events.
        for _ in 0..=self.into.len() {
            match self.into.get(now) {
                Some(next) => now = next,
                None => break,
            }
        }
        now
    }
}

/// By which key everybody of a side is known who goes by several: whom messages and documents name by a number of the tables
/// ([`crate::aliases`]), and whose number was merged away.
pub fn known_by(demographics: &[Statement]) -> (HashMap<String, String>, Merges) {
    let aliases = crate::aliases(demographics);
    let merges = Merges::of(demographics, &aliases);
    (merges.names(aliases), merges)
}

/// How the two sides' merges stand to each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciled {
    /// Destination keys that are kept apart although the legacy side merged them, with the legacy key that survived.
    pub apart: BTreeMap<String, String>,
    /// Destination keys that the destination gave up although the legacy side keeps them.
    pub merged_there_only: BTreeSet<String>,
    /// Legacy keys that survived, whose mate bears the number that was given up instead.
    pub turned_round: BTreeSet<String>,
    /// Destination keys that were given up as on the legacy side, or of one person there, with the key that stays.
    pub followed: BTreeMap<String, String>,
    /// Legacy keys of people of whom a side tells merges that contradict each other.
    #[serde(default)]
    pub contradicted: BTreeSet<String>,
}

impl Reconciled {
    /// People whose numbers the destination merged otherwise than the legacy side.
    pub fn people(&self) -> u64 {
        let kept_apart: BTreeSet<&String> = self.apart.values().collect();
        (kept_apart.len() + self.turned_round.len() + self.merged_there_only.len()) as u64
    }
}

/// The demographics of a side under its own keys, the keys of all its records, and what it merged.
#[derive(Debug, Clone, Copy)]
pub struct Persons<'a> {
    /// Demographic statements; of several of one key the first is held against the other side.
    pub demographics: &'a [Statement],
    /// Keys that any record hangs on.
    pub keys: &'a HashSet<String>,
    /// Its merges.
    pub merges: &'a Merges,
    /// Records that say once more what one of the demographics says.
    pub again: &'a [Again],
}

/// A record that says of its patient what the one before said: where it stands, and which of the demographics that was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// Artifact.
    pub artifact: u32,
    /// Line.
    pub line: u64,
    /// Number of the statement among the demographics.
    pub of: u32,
    /// How many of the demographics came before it.
    pub before: u32,
}

impl<'a> Persons<'a> {
    /// The statements of those who were not given up, and of those who were: their own before what only tells of the merge.
    fn split(&self) -> (Vec<&'a Statement>, Vec<&'a Statement>) {
        let (prior, mut current): (Vec<&Statement>, Vec<&Statement>) = self.demographics.iter().partition(|s| self.merges.is_prior(&s.patient));
        let (events, mut prior): (Vec<&Statement>, Vec<&Statement>) = prior.into_iter().partition(|s| s.merged_into().is_some());
        // A merge that a later one took back says nothing of the person any more.
        current.sort_by_key(|s| s.merged_into().is_some());
        prior.extend(events);
        (current, prior)
    }

    /// Where the records stand that say something once more, with whom they are about.
    fn places(&self) -> Vec<((u32, u64), &'a str)> {
        let place = |again: &Again| Some(((again.artifact, again.line), self.demographics.get(again.of as usize)?.patient.as_str()));
        self.again.iter().filter_map(place).collect()
    }

    fn current_keys(&self) -> HashSet<&'a str> {
        self.keys.iter().map(String::as_str).filter(|key| !self.merges.is_prior(key)).collect()
    }
}

/// Links both sides, each by the keys that its people go by now, and tells where one side did not do what the other did.
pub fn reconcile(legacy: Persons<'_>, destination: Persons<'_>, source: &dyn Fn(&Statement) -> Option<(u32, u64)>) -> (Crosswalk, Reconciled) {
    let (left, left_prior) = legacy.split();
    let (right, right_prior) = destination.split();
    let places = legacy.places();
    let mut found = crosswalk((&left, &places), &right, &legacy.current_keys(), &destination.current_keys(), source);
    let mut told = Reconciled { followed: destination.merges.followed().map(|(p, s)| (p.to_string(), s.to_string())).collect(), ..Reconciled::default() };
    if legacy.merges.is_empty() && destination.merges.is_empty() {
        return (found, told);
    }
    let none = HashSet::new();
    let mut open = Open::of(&mut found);
    // Whom the destination gave up and the legacy side keeps.
    let lone: Vec<&Statement> = left.iter().copied().filter(|s| open.legacy.contains(&s.patient)).collect();
    for mut link in crosswalk((&lone, &places), &right_prior, &none, &none, source).links {
        let survivor = destination.merges.survivor(&link.destination).to_string();
        if open.destination.contains(&survivor) {
            link.destination = survivor;
        } else {
            told.followed.remove(&link.destination);
            told.merged_there_only.insert(link.destination.clone());
        }
        open.adopt(&mut found, link);
    }
    // Whom the legacy side gave up and the destination keeps.
    let lone: Vec<&Statement> = right.iter().copied().filter(|s| open.destination.contains(&s.patient)).collect();
    for mut link in crosswalk((&left_prior, &places), &lone, &none, &none, source).links {
        let survivor = legacy.merges.survivor(&link.legacy).to_string();
        if open.legacy.contains(&survivor) {
            link.legacy = survivor;
            open.adopt(&mut found, link);
        } else if open.linked.contains(&survivor) {
            open.destination.remove(&link.destination);
            told.apart.insert(link.destination, survivor);
        }
    }
    (found.legacy_only, found.destination_only) = (open.legacy.into_iter().collect(), open.destination.into_iter().collect());
    found.links.sort_unstable_by(|a, b| a.legacy.cmp(&b.legacy));
    let links = || found.links.iter().map(|link| (link.legacy.as_str(), link.destination.as_str()));
    told.turned_round = turned_round(links(), (legacy.demographics, legacy.merges), destination.demographics);
    told.contradicted = contradicted(links(), legacy.merges, destination.merges);
    (found, told)
}

/// Those of whom either side tells merges that contradict each other, by legacy key. `links` are legacy and destination keys.
pub fn contradicted<'k>(links: impl Iterator<Item = (&'k str, &'k str)>, legacy: &Merges, destination: &Merges) -> BTreeSet<String> {
    let there: HashSet<&str> = destination.disputed().collect();
    let mates = links.filter(|(_, mate)| there.contains(*mate)).map(|(own, _)| own.to_string());
    legacy.disputed().map(str::to_string).chain(mates).collect()
}

/// Who of a crosswalk still stands alone, and who of the legacy side does not.
struct Open {
    legacy: BTreeSet<String>,
    destination: BTreeSet<String>,
    linked: HashSet<String>,
}

impl Open {
    fn of(found: &mut Crosswalk) -> Self {
        Self {
            legacy: std::mem::take(&mut found.legacy_only).into_iter().collect(),
            destination: std::mem::take(&mut found.destination_only).into_iter().collect(),
            linked: found.links.iter().map(|link| link.legacy.clone()).collect(),
        }
    }

    fn adopt(&mut self, found: &mut Crosswalk, link: Link) {
        self.legacy.remove(&link.legacy);
        self.destination.remove(&link.destination);
        self.linked.insert(link.legacy.clone());
        found.links.push(link);
    }
}

/// Those whose mate has a number of a prior key and none of the surviving one. Whose numbers nobody gave up is not looked at: neither need be given.
/// `links` are legacy and destination keys.
pub fn turned_round<'k>(
    links: impl Iterator<Item = (&'k str, &'k str)>,
    (legacy, merges): (&[Statement], &Merges),
    destination: &[Statement],
) -> BTreeSet<String> {
    let prior = numbers_of(legacy, |s| Some(merges.survivor(&s.patient)).filter(|key| *key != s.patient.as_str()));
    let surviving = numbers_of(legacy, |s| Some(merges.survivor(&s.patient)).filter(|key| *key == s.patient.as_str() && prior.contains_key(*key)));
    let merged: Vec<(&str, &str)> = links.filter(|(own, _)| prior.contains_key(*own)).collect();
    let mates: HashSet<&str> = merged.iter().map(|(_, mate)| *mate).collect();
    let there = numbers_of(destination, |s| Some(s.patient.as_str()).filter(|key| mates.contains(*key)));
    let none = BTreeSet::new();
    let is_turned = |(own, mate): &(&str, &str)| {
        let given_up = prior.get(*own).unwrap_or(&none);
        let own = surviving.get(*own).unwrap_or(&none);
        let theirs = there.get(*mate).unwrap_or(&none);
        theirs.iter().any(|n| given_up.contains(n) && !own.contains(n)) && !theirs.iter().any(|n| own.contains(n))
    };
    merged.into_iter().filter(is_turned).map(|(own, _)| own.to_string()).collect()
}

/// The numbers of everybody whom `who` gives a key.
fn numbers_of<'a>(demographics: &'a [Statement], who: impl Fn(&'a Statement) -> Option<&'a str>) -> BTreeMap<&'a str, BTreeSet<String>> {
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for statement in demographics {
        if let Some(key) = who(statement) {
            found.entry(key).or_default().extend(numbers(statement));
        }
    }
    found
}

/// The numbers by which a record knows its patient: record numbers, and the key where there are none.
fn numbers(statement: &Statement) -> BTreeSet<String> {
    let told: BTreeSet<String> = statement.facts.iter().filter(|f| f.aspect == Aspect::Mrn).filter_map(crate::number).collect();
    if told.is_empty() { BTreeSet::from([statement.patient.to_lowercase()]) } else { told }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Kind};

    fn person(key: &str, facts: &[(Aspect, Value)]) -> Statement {
        let fact = |(aspect, value): &(Aspect, Value)| Fact { aspect: *aspect, value: value.clone(), place: 0, how: How::Copied };
        Statement {
            kind: Kind::Demographic,
            patient: key.into(),
            origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() },
            facts: facts.iter().map(fact).collect(),
        }
    }

    fn known(key: &str, number: &str, family: &str) -> Statement {
        let birth = model::Date::parse_iso("1970-05-01").map_or_else(|| Value::Text(String::new()), Value::Date);
        person(key, &[(Aspect::Family, Value::Text(family.into())), (Aspect::Given, Value::Text("Ann".into())), (Aspect::BirthDate, birth), (Aspect::Mrn, Value::Text(number.into()))])
    }

    fn merge(prior: &str, surviving: &str) -> Statement {
        let number = (Aspect::Mrn, Value::Text(prior.into()));
        person(prior, &[(Aspect::Status, Value::Word("merged".into())), number, (Aspect::Patient, Value::Key(surviving.into()))])
    }

    fn keys(side: &[Statement]) -> HashSet<String> {
        side.iter().map(|s| s.patient.clone()).collect()
    }

    fn both(legacy: &[Statement], destination: &[Statement]) -> (Vec<(String, String)>, Crosswalk, Reconciled) {
        let names = HashMap::new();
        let merges = [Merges::of(legacy, &names), Merges::of(destination, &names)];
        let all = [keys(legacy), keys(destination)];
        let side = |demographics, number: usize| Persons { demographics, keys: &all[number], merges: &merges[number], again: &[] };
        let (found, told) = reconcile(side(legacy, 0), side(destination, 1), &|_| None);
        let links = found.links.iter().map(|l| (l.legacy.clone(), l.destination.clone())).collect();
        (links, found, told)
    }

    fn pair(a: &str, b: &str) -> (String, String) {
        (a.into(), b.into())
    }

    #[test]
    fn chains_lead_to_the_last_and_a_merge_that_was_turned_round_counts_as_it_was_made_last() {
        let merges = Merges::of(&[merge("1", "2"), merge("2", "3"), merge("9", "8")], &HashMap::new());
        assert_eq!(["1", "2", "3", "9", "4"].map(|key| merges.survivor(key).to_string()), ["3", "3", "3", "8", "4"]);
        let back = Merges::of(&[merge("1", "2"), merge("2", "1")], &HashMap::new());
        assert_eq!([back.survivor("1"), back.survivor("2")], ["1", "1"]);
        let long = Merges::of(&[merge("1", "2"), merge("2", "3"), merge("3", "1")], &HashMap::new());
        assert_eq!(["1", "2", "3"].map(|key| long.survivor(key).to_string()), ["1", "1", "1"]);
        let named = HashMap::from([("1".to_string(), "row-1".to_string()), ("2".to_string(), "row-2".to_string())]);
        assert_eq!(Merges::of(&[merge("1", "2")], &named).survivor("row-1"), "row-2", "messages name by number whom tables name by key");
    }

    #[test]
    fn all_that_are_followed_end_where_each_alone_does() {
        for told in [
            vec![merge("1", "2"), merge("2", "3"), merge("3", "4"), merge("9", "3")],
            vec![merge("1", "2"), merge("2", "3"), merge("2", "1"), merge("0", "1"), merge("8", "7")],
        ] {
            let merges = Merges::of(&told, &HashMap::new());
            assert!(merges.count() >= 4);
            assert!(merges.followed().all(|(prior, end)| end == merges.survivor(prior)), "{:?}", merges.into);
        }
    }

    fn dated(mut merge: Statement, day: &str) -> Statement {
        let value = model::Date::parse_iso(day).map_or_else(|| Value::Text(String::new()), Value::Date);
        merge.facts.push(Fact { aspect: Aspect::Recorded, value, place: 0, how: How::Copied });
        merge
    }

    #[test]
    fn merges_that_contradict_each_other_are_told_and_the_later_one_counts_by_its_own_time() {
        let told = |merges: &Merges| merges.contradictions.iter().map(|c| format!("{}: {} {}, {}", c.what, c.earlier.prior, c.later.prior, c.is_dated())).collect::<Vec<_>>();
        // Read the other way round than they happened.
        let turned = Merges::of(&[dated(merge("1", "2"), "2024-03-02"), dated(merge("2", "1"), "2024-03-01")], &HashMap::new());
        assert_eq!((turned.survivor("1"), turned.survivor("2")), ("2", "2"));
        assert_eq!(told(&turned), ["each number is merged into the other: 2 1, true"]);
        let two = Merges::of(&[merge("1", "2"), merge("1", "3")], &HashMap::new());
        assert_eq!((two.survivor("1"), told(&two)), ("3", vec!["one number is merged into two others: 1 1, false".to_string()]));
        assert_eq!(two.disputed().collect::<Vec<_>>(), ["2", "3"]);
        let dated_two = Merges::of(&[dated(merge("1", "2"), "2024-03-02"), dated(merge("1", "3"), "2024-03-01")], &HashMap::new());
        assert_eq!(dated_two.survivor("1"), "2");
        // What is one person in the end, said again, or said once of each contradicts nothing.
        for sound in [[merge("1", "2"), merge("2", "3"), merge("1", "3")], [merge("1", "2"), merge("1", "2"), merge("3", "2")], [merge("1", "2"), merge("1", "3"), merge("2", "3")]] {
            assert!(Merges::of(&sound, &HashMap::new()).contradictions.is_empty(), "{sound:?}");
        }
    }

    #[test]
    fn people_of_whom_a_side_tells_contrary_merges_are_named_by_legacy_key() {
        let legacy = [known("12", "12", "Holm"), known("77", "77", "Holm"), merge("12", "77"), merge("77", "12")];
        let (_, _, told) = both(&legacy, &[known("x", "12", "Holm")]);
        assert!(told.contradicted.contains("12"), "{told:?}");
        let theirs = [known("x", "12", "Holm"), known("y", "77", "Vik"), merge("y", "x"), merge("x", "y")];
        let (links, _, told) = both(&[known("12", "12", "Holm"), known("77", "77", "Vik")], &theirs);
        let mates: BTreeSet<String> = links.into_iter().filter(|(_, there)| there == "y").map(|(here, _)| here).collect();
        assert_eq!(told.contradicted, mates);
    }

    #[test]
    fn what_was_only_moved_merges_nobody_and_a_record_may_name_whom_it_replaces() {
        let mut moved = merge("1", "2");
        moved.facts.iter_mut().filter(|f| f.aspect == Aspect::Status).for_each(|f| f.value = Value::Word("moved".into()));
        assert!(Merges::of(&[moved], &HashMap::new()).is_empty());
        let replaces = person("2", &[(Aspect::Replaces, Value::Key("1".into()))]);
        assert_eq!(Merges::of(&[replaces], &HashMap::new()).survivor("1"), "2");
    }

    #[test]
    fn a_record_that_says_its_patient_again_is_known_by_where_it_stands() {
        let (legacy, destination) = ([known("1", "77", "Holm")], [person("d", &[])]);
        let (all, merges) = ([keys(&legacy), keys(&destination)], Merges::default());
        let linked = |again: &[Again]| {
            let left = Persons { demographics: &legacy, keys: &all[0], merges: &merges, again };
            let right = Persons { demographics: &destination, keys: &all[1], merges: &merges, again: &[] };
            reconcile(left, right, &|_| Some((4, 9))).0.links.len()
        };
        assert_eq!([linked(&[]), linked(&[Again { artifact: 4, line: 9, of: 0, before: 1 }])], [0, 1]);
    }

    #[test]
    fn a_merge_that_both_sides_made_leaves_one_pair_and_nobody_alone() {
        let legacy = [known("12", "12", "Holm"), known("77", "77", "Holm"), merge("12", "77")];
        let (links, found, told) = both(&legacy, &[known("x", "77", "Holm")]);
        assert_eq!((links, told), (vec![pair("77", "x")], Reconciled::default()));
        assert!(found.legacy_only.is_empty() && found.destination_only.is_empty());
        // With an event of its own: the prior record of the destination goes by the one that stays.
        let theirs = [known("x", "77", "Holm"), known("y", "12", "Holm"), person("y", &[(Aspect::Status, Value::Word("merged".into())), (Aspect::Patient, Value::Key("x".into()))])];
        let (links, found, told) = both(&legacy, &theirs);
        assert_eq!((links, told.followed.get("y").map(String::as_str)), (vec![pair("77", "x")], Some("x")));
        assert!(told.apart.is_empty() && found.destination_only.is_empty());
    }

    #[test]
    fn a_merge_that_the_destination_ignored_or_turned_round_is_told() {
        let legacy = [known("12", "12", "Holm"), known("77", "77", "Holm"), merge("12", "77")];
        let (links, found, told) = both(&legacy, &[known("x", "77", "Holm"), known("y", "12", "Holm")]);
        assert_eq!((links, told.apart.get("y").map(String::as_str)), (vec![pair("77", "x")], Some("77")));
        assert!(found.destination_only.is_empty() && told.turned_round.is_empty());
        // Only the number that was given up is left there.
        let (links, _, told) = both(&legacy, &[known("y", "12", "Holm")]);
        assert_eq!((links, told.turned_round.contains("77")), (vec![pair("77", "y")], true));
        // One who bears both numbers was merged well.
        let mut well = known("x", "77", "Holm");
        well.facts.push(Fact { aspect: Aspect::Mrn, value: Value::Text("12".into()), place: 0, how: How::Copied });
        assert!(both(&legacy, &[well]).2.turned_round.is_empty());
    }

    #[test]
    fn a_merge_that_only_the_destination_made_is_not_followed() {
        let legacy = [known("1", "1", "Holm"), known("2", "2", "Vik")];
        let theirs = [known("1", "1", "Holm"), known("2", "2", "Vik"), merge("2", "1")];
        let (links, _, told) = both(&legacy, &theirs);
        assert_eq!(links, [pair("1", "1"), pair("2", "2")]);
        assert!(told.merged_there_only.contains("2") && !told.followed.contains_key("2"));
    }

    #[test]
    fn what_linking_does_not_read_of_a_person_may_be_left_out() {
        let with = |key: &str, aspect: Aspect, text: &str| {
            let value = if matches!(aspect, Aspect::Replaces) { Value::Key(text.into()) } else { Value::Text(text.into()) };
            person(key, &[(aspect, value), (Aspect::City, Value::Text("Lund".into())), (Aspect::Phone, Value::Text("555".into()))])
        };
        let sexed = |mut statement: Statement, sex: &str| {
            statement.facts.push(Fact { aspect: Aspect::Sex, value: Value::Word(sex.into()), place: 0, how: How::Copied });
            statement
        };
        let numbers = [(Aspect::Ssn, "111-22-3333"), (Aspect::DriverLicense, "l1"), (Aspect::Passport, "p1")];
        let side = |prefix: &str| -> Vec<Statement> { numbers.iter().map(|(aspect, number)| with(&format!("{prefix}{number}"), *aspect, number)).collect() };
        // Linked by each number alone, by who they are, and by the same key; merged by an event, and by a record that names whom it replaces.
        let legacy = [side("a-"), vec![sexed(known("n", "n1", "Vik"), "male"), sexed(known("k", "k1", "Berg"), "male"), known("12", "12", "Holm"), known("77", "77", "Holm"), merge("12", "77"), with("5", Aspect::Replaces, "4")]].concat();
        let theirs = [side("b-"), vec![sexed(known("m", "m1", "Vik"), "male"), sexed(known("k", "k2", "Lind"), "female"), known("y", "12", "Holm"), with("5", Aspect::Replaces, "3")]].concat();
        let less = |side: &[Statement]| -> Vec<Statement> {
            let of = |s: &Statement| Statement { facts: s.facts.iter().filter(|f| crate::reads(f.aspect)).cloned().collect(), ..s.clone() };
            side.iter().map(of).collect()
        };
        let names = HashMap::new();
        for whole in [&legacy, &theirs] {
            assert_eq!(Merges::of(whole, &names), Merges::of(&less(whole), &names));
        }
        let (_, found, told) = both(&legacy, &theirs);
        let (_, again, told_again) = both(&less(&legacy), &less(&theirs));
        assert_eq!((&found.links, &found.legacy_only, &found.destination_only), (&again.links, &again.legacy_only, &again.destination_only));
        assert_eq!(told, told_again);
        let by: BTreeSet<&str> = found.links.iter().map(|link| link.by).collect();
        assert_eq!(by, BTreeSet::from(["demographics", "identifier", "key"]));
        assert!(told.turned_round.contains("77") && found.links.len() == 7, "{:?}", found.links);
    }
}
