//! Who is whose: both sides linked by what their records say of people, and the roll of everybody that a comparison holds.
//!
//! The roll is all that stays of people: of each patient of either side the key and eight bytes beside it, of a legacy one twelve more (the mate, the tie,
//! the line of the list), of the destination's four. What each side merged is held for each merge. What must stay true: links, their certainty
//! and what is told of merges are what [`identity::reconcile`] says.

use super::joined::{Both, Found, KEY, Made, by_word};
use super::keys::{Keys, NOBODY};
use super::people::People;
use super::persons::Person;
use super::tie::{Tie, Ties};
use crate::Result;
use crate::few::{Different, FewByNumber};
use crate::origins::Origins;
use identity::{Confidence, Reconciled, contradicted, turned_round, weigh};
use model::Statement;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// A mate who has the same key, under which the destination has no record of a person.
const SAME_KEY: u32 = NOBODY - 1;

/// Who is whose, and what is shown of everybody.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Roll {
    legacy: Keys,
    destination: Keys,
    /// The destination's number of each legacy patient who is linked.
    mates: Vec<u32>,
    /// How many are linked, how many only the legacy side knows, and only the destination.
    pub(super) counts: [u64; 3],
    /// How the charts of each linked patient are tied, by legacy number.
    ties: FewByNumber<Tie>,
    /// What the list shows: of whom the legacy side tells by its number, of everybody else by the destination's.
    persons: [FewByNumber<Person>; 2],
}

impl Roll {
    fn mate_of(&self, legacy: u32) -> Option<&str> {
        match *self.mates.get(legacy as usize)? {
            NOBODY => None,
            SAME_KEY => Some(self.legacy.get(legacy)),
            mate => Some(self.destination.get(mate)),
        }
    }

    /// Whose the chart of a legacy key is in the destination.
    pub(super) fn mate(&self, legacy: &str) -> Option<&str> {
        self.mate_of(self.legacy.number(legacy)?)
    }

    /// Legacy and destination key of everybody who is linked, by legacy key.
    pub(super) fn linked(&self) -> impl Iterator<Item = (&str, &str)> {
        (0_u32..).take(self.mates.len()).filter_map(|legacy| Some((self.legacy.get(legacy), self.mate_of(legacy)?)))
    }

    /// How the charts of a legacy key are tied to each other.
    pub(super) fn tie(&self, legacy: &str) -> Option<&Tie> {
        self.ties.get(self.legacy.number(legacy)?)
    }

    /// What the list shows of the patient of a key.
    pub(super) fn person(&self, key: &str) -> Option<&Person> {
        let [legacy, destination] = &self.persons;
        let here = self.legacy.number(key).and_then(|number| legacy.get(number));
        here.or_else(|| destination.get(self.destination.number(key)?))
    }

    /// Patients of either side.
    pub(super) fn count(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// What a record of our own output was made from.
pub(super) fn made_of(origins: &Origins) -> impl Fn(&Statement) -> Option<(u32, u64)> {
    move |statement: &Statement| origins.of(statement.origin.artifact, statement.origin.line).map(|(artifact, line, _)| (artifact, line))
}

/// Two keys of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Link {
    legacy: u32,
    destination: u32,
    by: u8,
    /// How sure that is, among the different ones.
    weight: u32,
}

impl Link {
    fn new(found: &Found, weight: u32) -> Self {
        Self { legacy: found.legacy, destination: found.destination, by: found.by(), weight }
    }
}

/// Keys that records of the destination hang on: by its own numbers, and by those of legacy keys that it does not have itself.
struct Hanging {
    own: Vec<bool>,
    legacy: Vec<bool>,
}

/// The crosswalk of two sides by the keys that hang on each.
struct Crosswalk {
    links: Vec<Link>,
    /// Who of either side stands alone, and how many legacy keys in the destination that are nobody's.
    legacy_only: Vec<bool>,
    destination_only: Vec<bool>,
    strangers: u64,
}

fn is_in(side: &[bool], number: u32) -> bool {
    side.get(number as usize) == Some(&true)
}

fn set(side: &mut [bool], number: u32, to: bool) {
    side.get_mut(number as usize).into_iter().for_each(|own| *own = to);
}

impl Crosswalk {
    fn adopt(&mut self, link: Link) {
        set(&mut self.legacy_only, link.legacy, false);
        set(&mut self.destination_only, link.destination, false);
        self.links.push(link);
    }
}

/// Both sides on the way to being linked.
pub(super) struct Linking<'s> {
    pub(super) both: Both<'s>,
    made: Option<Made<'s>>,
    /// Everybody who is found among those who were not given up.
    found: Vec<Found>,
    different: Different<Confidence>,
}

/// Both sides linked.
pub(super) struct Linked {
    links: Vec<Link>,
    pub(super) told: Reconciled,
    /// Of each destination key the legacy key that its records go by.
    pub(super) mates: Vec<u32>,
    legacy_only: Vec<bool>,
    destination_only: Vec<bool>,
    /// Legacy keys under which records of the destination hang and that are nobody's.
    strangers: u64,
}

impl<'s> Linking<'s> {
    pub(super) fn new(mut both: Both<'s>, made: Option<Made<'s>>) -> Result<Self> {
        both.keys_tell = both.do_keys_tell([&|number| !both.legacy.is_prior(number), &|number| !both.destination.is_prior(number)], made)?;
        let found = both.joined([&|number| !both.legacy.is_prior(number), &|number| !both.destination.is_prior(number)], made)?;
        Ok(Self { both, made, found, different: Different::default() })
    }

    /// Links both sides by the keys that their people go by: those who have a record of their own first, then those on whose keys others hang. `derived` gives
    /// the key that the makers of the destination make of a legacy one.
    pub(super) fn linked(&mut self, derived: Option<&dyn Fn(&str) -> String>) -> Result<Linked> {
        let there = &self.both.destination;
        let mut hanging = Hanging { own: there.numbers().map(|number| there.is_said(number)).collect(), legacy: vec![false; self.both.legacy.len()] };
        let (first, told) = self.reconciled(&hanging, false)?;
        let mates = self.mates(&first, &told, derived);
        let there = &self.both.destination;
        for number in there.numbers().filter(|number| there.has_records(*number) && !there.is_said(*number)) {
            if told.followed.contains_key(there.keys.get(number)) {
                continue;
            }
            match mates.get(number as usize) {
                Some(mate) if *mate != NOBODY => match self.both.same.get(*mate as usize) {
                    Some(same) if *same != NOBODY => set(&mut hanging.own, *same, true),
                    _ => set(&mut hanging.legacy, *mate, true),
                },
                _ => set(&mut hanging.own, number, true),
            }
        }
        let Crosswalk { links, legacy_only, destination_only, strangers } = self.reconciled(&hanging, true)?.0;
        Ok(Linked { links, told, mates, legacy_only, destination_only, strangers })
    }

    /// By which legacy keys the destination's go.
    fn mates(&self, first: &Crosswalk, told: &Reconciled, derived: Option<&dyn Fn(&str) -> String>) -> Vec<u32> {
        let (here, there) = (&self.both.legacy.keys, &self.both.destination.keys);
        let mut mates = vec![NOBODY; there.len()];
        let mut put = |destination: u32, legacy: u32| mates.get_mut(destination as usize).into_iter().for_each(|mate| *mate = legacy);
        for link in &first.links {
            put(link.destination, link.legacy);
        }
        for (key, survivor) in &told.apart {
            if let (Some(key), Some(survivor)) = (there.number(key), here.number(survivor)) {
                put(key, survivor);
            }
        }
        for (prior, survivor) in &told.followed {
            let Some((prior, survivor)) = there.number(prior).zip(there.number(survivor)) else { continue };
            if let Some(mate) = mates.get(survivor as usize).copied().filter(|mate| *mate != NOBODY) {
                set_number(&mut mates, prior, mate);
            }
        }
        // Records of a patient whose own record is missing: our own output derives the id from the key.
        let alone = (0_u32..).zip(&first.legacy_only).filter(|(_, is_alone)| **is_alone);
        for (legacy, _) in alone.filter(|_| derived.is_some()) {
            if let Some(destination) = derived.and_then(|derive| there.number(&derive(here.get(legacy)))) {
                set_number(&mut mates, destination, legacy);
            }
        }
        mates
    }

    /// Those who are found, those who have nothing in common but the key on which records hang, and what either side's merges make of the rest.
    fn reconciled(&mut self, hanging: &Hanging, is_weighed: bool) -> Result<(Crosswalk, Reconciled)> {
        let mut found = self.crosswalk(hanging, is_weighed)?;
        let (here, there) = (&self.both.legacy, &self.both.destination);
        let followed = there.merges.followed().map(|(prior, survivor)| (prior.to_string(), survivor.to_string())).collect();
        let mut told = Reconciled { followed, ..Reconciled::default() };
        if here.merges.is_empty() && there.merges.is_empty() {
            return Ok((found, told));
        }
        // Whom the destination gave up and the legacy side keeps.
        let lone = self.both.joined([&|number| is_in(&found.legacy_only, number) && !here.is_prior(number), &|number| there.is_prior(number)], self.made)?;
        for (one, weight) in lone.iter().zip(self.both.weights(&lone, 0, &mut self.different, is_weighed)?) {
            let mut link = Link::new(one, weight);
            let key = there.keys.get(link.destination);
            match there.keys.number(there.merges.survivor(key)).filter(|survivor| is_in(&found.destination_only, *survivor)) {
                Some(survivor) => link.destination = survivor,
                None => {
                    told.followed.remove(key);
                    told.merged_there_only.insert(key.to_string());
                }
            }
            found.adopt(link);
        }
        // Whom the legacy side gave up and the destination keeps.
        let mut is_linked = vec![false; here.len()];
        found.links.iter().for_each(|link| set(&mut is_linked, link.legacy, true));
        let lone = self.both.joined([&|number| here.is_prior(number), &|number| is_in(&found.destination_only, number) && !there.is_prior(number)], self.made)?;
        for (one, weight) in lone.iter().zip(self.both.weights(&lone, 0, &mut self.different, is_weighed)?) {
            let mut link = Link::new(one, weight);
            let Some(survivor) = here.keys.number(here.merges.survivor(here.keys.get(link.legacy))) else { continue };
            if is_in(&found.legacy_only, survivor) {
                link.legacy = survivor;
                set(&mut is_linked, survivor, true);
                found.adopt(link);
            } else if is_in(&is_linked, survivor) {
                set(&mut found.destination_only, link.destination, false);
                told.apart.insert(there.keys.get(link.destination).to_string(), here.keys.get(survivor).to_string());
            }
        }
        found.links.sort_unstable();
        let keys = |link: &Link| (here.keys.get(link.legacy), self.both.mate_key(link.legacy, link.destination));
        told.contradicted = contradicted(found.links.iter().map(keys), &here.merges, &there.merges);
        told.turned_round = self.turned_round(&found.links)?;
        Ok((found, told))
    }

    /// Those who are found, and equal keys on which records hang without a person.
    fn crosswalk(&mut self, hanging: &Hanging, is_weighed: bool) -> Result<Crosswalk> {
        let (here, there) = (&self.both.legacy, &self.both.destination);
        let is_key = |number: u32| here.has_records(number) && !here.is_prior(number);
        let is_key_there = |number: u32| is_in(&hanging.own, number) && !there.is_prior(number);
        let strangers = hanging.legacy.iter().filter(|is_one| **is_one).count();
        let people = here.numbers().filter(|number| is_key(*number)).count().max(there.numbers().filter(|number| is_key_there(*number)).count() + strangers);
        let weights = self.both.weights(&self.found, people, &mut self.different, is_weighed)?;
        let mut crosswalk = Crosswalk {
            links: Vec::with_capacity(self.found.len()),
            legacy_only: here.numbers().map(is_key).collect(),
            destination_only: there.numbers().map(is_key_there).collect(),
            strangers: strangers as u64,
        };
        for (found, weight) in self.found.iter().zip(weights) {
            crosswalk.adopt(Link::new(found, weight));
        }
        let by_key = self.different.number(weigh(by_word(KEY), people, None));
        for (legacy, same) in (0_u32..).zip(&self.both.same) {
            if !is_in(&crosswalk.legacy_only, legacy) || !self.both.keys_tell && !here.keys.get(legacy).is_empty() {
                continue;
            }
            // Whoever of the destination has the key may be somebody else's by now.
            if is_in(&crosswalk.destination_only, *same) {
                crosswalk.adopt(Link { legacy, destination: *same, by: KEY, weight: by_key });
            } else if *same == NOBODY && is_in(&hanging.legacy, legacy) {
                crosswalk.strangers -= 1;
                crosswalk.adopt(Link { legacy, destination: SAME_KEY, by: KEY, weight: by_key });
            }
        }
        crosswalk.links.sort_unstable();
        Ok(crosswalk)
    }

    /// Whose mate bears the number that was given up: asked of those alone of whom the legacy side tells a merge.
    fn turned_round(&self, links: &[Link]) -> Result<BTreeSet<String>> {
        let (here, there) = (&self.both.legacy, &self.both.destination);
        let mut is_merged = vec![false; here.len()];
        for (prior, survivor) in here.merges.followed() {
            [prior, survivor].into_iter().filter_map(|key| here.keys.number(key)).for_each(|number| set(&mut is_merged, number, true));
        }
        let mut is_mate = vec![false; there.len()];
        links.iter().filter(|link| is_in(&is_merged, link.legacy)).for_each(|link| set(&mut is_mate, link.destination, true));
        let (legacy, destination) = (statements(here, &is_merged)?, statements(there, &is_mate)?);
        let merged = links.iter().filter(|link| is_in(&is_merged, link.legacy));
        let keys = merged.map(|link| (here.keys.get(link.legacy), self.both.mate_key(link.legacy, link.destination)));
        Ok(turned_round(keys, (&legacy, &here.merges), &destination))
    }

    /// The roll of everybody.
    pub(super) fn roll(self, linked: &Linked, persons: [FewByNumber<Person>; 2]) -> Roll {
        let mut mates = vec![NOBODY; self.both.legacy.len()];
        linked.links.iter().for_each(|link| set_number(&mut mates, link.legacy, link.destination));
        let mut ties = FewByNumber::of(mates.len());
        self.each_tie(linked, &mut |legacy, _, tie| ties.set(legacy, tie));
        let counts = self.counts(linked, &mates);
        let Both { legacy, destination, .. } = self.both;
        Roll { mates, counts, ties, persons, legacy: legacy.keys.at_rest(), destination: destination.keys.at_rest() }
    }

    /// Patients of both books, of the legacy one alone and of the destination alone: what is about nobody is told, and is no patient.
    fn counts(&self, linked: &Linked, mates: &[u32]) -> [u64; 3] {
        let mut counts = linked.counts();
        let at = match [&self.both.legacy.keys, &self.both.destination.keys].map(|keys| keys.number("")) {
            [Some(nobody), _] => Some(usize::from(mates.get(nobody as usize).is_none_or(|mate| *mate == NOBODY))),
            [None, Some(_)] => Some(2),
            [None, None] => None,
        };
        at.and_then(|at| counts.get_mut(at)).into_iter().for_each(|count| *count = count.saturating_sub(1));
        counts
    }

    /// Hands out every link by legacy key: the number and both keys, and how the charts are tied.
    pub(super) fn each_tie(&self, linked: &Linked, each: &mut dyn FnMut(u32, [&str; 2], Tie)) {
        let here = &self.both.legacy;
        let merged = merged_into(here);
        let ties = Ties::new(&linked.told);
        for link in &linked.links {
            let keys = [here.keys.get(link.legacy), self.both.mate_key(link.legacy, link.destination)];
            let confidence = self.different.get(link.weight).cloned().unwrap_or_default();
            each(link.legacy, keys, ties.tie(by_word(link.by), confidence, keys, merged.get(&link.legacy).copied().unwrap_or(0)));
        }
    }

    /// The keys of those whom only the legacy side knows, then of those whom only the destination does.
    pub(super) fn alone<'k>(&'k self, linked: &'k Linked) -> [impl Iterator<Item = &'k str>; 2] {
        [(&self.both.legacy, &linked.legacy_only), (&self.both.destination, &linked.destination_only)]
            .map(|(people, alone)| people.numbers().filter(move |number| is_in(alone, *number)).map(move |number| people.keys.get(number)))
    }
}

impl Linked {
    fn counts(&self) -> [u64; 3] {
        let alone = |side: &[bool]| side.iter().filter(|is_alone| **is_alone).count() as u64;
        [self.links.len() as u64, alone(&self.legacy_only), alone(&self.destination_only) + self.strangers]
    }
}

impl Both<'_> {
    /// The destination's key of a link.
    fn mate_key(&self, legacy: u32, destination: u32) -> &str {
        if destination == SAME_KEY { self.legacy.keys.get(legacy) } else { self.destination.keys.get(destination) }
    }

    fn weights(&self, found: &[Found], people: usize, different: &mut Different<Confidence>, is_weighed: bool) -> Result<Vec<u32>> {
        if is_weighed { self.weighed(found, people, different) } else { Ok(vec![NOBODY; found.len()]) }
    }
}

fn set_number(numbers: &mut [u32], at: u32, to: u32) {
    numbers.get_mut(at as usize).into_iter().for_each(|own| *own = to);
}

/// How many keys were merged into each that stays.
fn merged_into(people: &People<'_>) -> HashMap<u32, u64> {
    let mut merged: HashMap<u32, u64> = HashMap::new();
    for (_, survivor) in people.merges.followed() {
        if let Some(number) = people.keys.number(survivor) {
            *merged.entry(number).or_default() += 1;
        }
    }
    merged
}

fn statements(people: &People<'_>, wanted: &[bool]) -> Result<Vec<Statement>> {
    let mut statements = Vec::new();
    people.each_said(&|number| is_in(wanted, number), &mut |said| {
        statements.push(said.statement);
        Ok(())
    })?;
    Ok(statements)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::compare::people::tests::{shelves, with_keys};
    use crate::knowledge::says_the_same;
    use identity::{Again, Merges, Persons, reconcile};
    use model::{Aspect, Date, Fact, How, Kind, Origin, Value};
    use std::collections::HashSet;

    const KEYS: [&str; 10] = ["1", "2", "03", "3", "m-7", "M7", "77", "0077", "x", "d-x"];
    const SOCIAL_SECURITY: [&str; 5] = ["111-22-3333", "111223333", "222-33-4444", "222-33-4445", "UNKNOWN"];
    const BORN: [&str; 4] = ["1970-02-01", "1970-01-02", "1970-02-11", "1981-05-05"];
    const GIVEN: [&str; 4] = ["Jane", "John", "Pat", "Kim"];

    fn fact(aspect: Aspect, value: Value) -> Fact {
        Fact { aspect, value, place: 0, how: How::Copied }
    }

    /// A record of a table or of a message, which may tell of a merge.
    fn any_person(chance: &mut Chance, line: u64, merges: usize) -> Statement {
        let text = |aspect, text: &str| fact(aspect, Value::Text(text.into()));
        let mut facts = Vec::new();
        if chance.below(4) > 0 {
            facts.extend([text(Aspect::Family, chance.of(&["Roe", "Doe"])), text(Aspect::Given, chance.of(&GIVEN))]);
        }
        if chance.below(4) > 0 {
            facts.push(fact(Aspect::BirthDate, Value::Date(Date::parse_iso(chance.of(&BORN)).unwrap())));
        }
        if chance.below(3) > 0 {
            facts.push(fact(Aspect::Sex, Value::Word(chance.of(&["female", "male"]).into())));
        }
        for aspect in [Aspect::Mrn, Aspect::Mrn, Aspect::Ssn] {
            let numbers: &[&str] = if aspect == Aspect::Ssn { &SOCIAL_SECURITY } else { &KEYS };
            if chance.below(3) == 0 {
                facts.push(text(aspect, chance.of(numbers)));
            }
        }
        match chance.below(merges) {
            0 => facts.extend([fact(Aspect::Status, Value::Word("merged".into())), fact(Aspect::Patient, Value::Key(chance.of(&KEYS).into()))]),
            1 => facts.push(fact(Aspect::Replaces, Value::Key(chance.of(&KEYS).into()))),
            _ => {}
        }
        let origin = Origin { artifact: 1, relation: chance.below(2) as u32, line, reference: String::new() };
        Statement { kind: Kind::Demographic, patient: chance.of(&KEYS).into(), origin, facts }
    }

    /// What is said on a side, now and then the same again.
    fn any_side(chance: &mut Chance, merges: usize) -> (Vec<Statement>, Vec<String>) {
        let mut said: Vec<Statement> = Vec::new();
        for line in 0..1 + chance.below(14) as u64 {
            let again = said.last().filter(|_| chance.below(5) == 0).cloned();
            let mut one = again.unwrap_or_else(|| any_person(chance, line, merges));
            one.origin.line = line;
            said.push(one);
        }
        let keys = (0..chance.below(4)).map(|_| chance.of(&KEYS).to_string()).collect();
        (said, keys)
    }

    /// Everybody in memory: who is said again in the same words is held once.
    fn held(said: &[Statement]) -> (Vec<Statement>, Vec<Again>) {
        let (mut held, mut again, mut last): (Vec<Statement>, Vec<Again>, HashMap<String, u32>) = Default::default();
        for person in said {
            let next = held.len() as u32;
            let tells_a_merge = person.facts.iter().any(|f| matches!(f.aspect, Aspect::Patient | Aspect::Replaces));
            let before = last.insert(person.patient.clone(), next).filter(|_| person.origin.relation == 0 && !tells_a_merge);
            match before.filter(|of| held[*of as usize].origin.relation == 0 && says_the_same(&held[*of as usize], person)) {
                Some(of) => {
                    last.insert(person.patient.clone(), of);
                    again.push(Again { artifact: 1, line: person.origin.line, of, before: next });
                }
                None => held.push(person.clone()),
            }
        }
        (held, again)
    }

    /// Links with their ties, who stands alone on either side, what is told of merges, by which legacy keys the destination's go, and by which the legacy ones.
    type Outcome = (Vec<(String, String, Tie)>, [u64; 2], Reconciled, Vec<(String, String)>, Vec<(String, String)>);
    type Side = (Vec<Statement>, Vec<String>);

    fn derive(key: &str) -> String {
        format!("d-{key}")
    }

    fn keys_of((said, keys): &Side) -> HashSet<String> {
        said.iter().map(|s| s.patient.clone()).chain(keys.iter().cloned()).collect()
    }

    fn in_memory(legacy: &Side, destination: &Side, made: Option<Made<'_>>) -> Outcome {
        let ((mut left, again), (right, _)) = (held(&legacy.0), held(&destination.0));
        let aliases = identity::aliases(&left);
        let merges = [Merges::of(&left, &aliases), Merges::of(&right, &HashMap::new())];
        for statement in &mut left {
            if let Some(known_by) = aliases.get(&statement.patient) {
                statement.patient.clone_from(known_by);
            }
        }
        let names = merges[0].names(aliases);
        let mut left_keys = keys_of(legacy);
        left_keys.retain(|key| !names.contains_key(key));
        left_keys.extend(merges[0].followed().map(|(_, survivor)| survivor.to_string()));
        let link = |keys: &HashSet<String>| {
            let here = Persons { demographics: &left, keys: &left_keys, merges: &merges[0], again: &again };
            let there = Persons { demographics: &right, keys, merges: &merges[1], again: &[] };
            reconcile(here, there, &|s| made.and_then(|made| made(s)))
        };
        let mut keys: HashSet<String> = right.iter().map(|s| s.patient.clone()).collect();
        let (first, told) = link(&keys);
        let mut mates: HashMap<String, String> = first.links.into_iter().map(|l| (l.destination, l.legacy)).collect();
        mates.extend(told.apart.iter().map(|(key, survivor)| (key.clone(), survivor.clone())));
        for (prior, survivor) in &told.followed {
            if let Some(mate) = mates.get(survivor).cloned() {
                mates.insert(prior.clone(), mate);
            }
        }
        if made.is_some() {
            mates.extend(first.legacy_only.iter().map(|key| (derive(key), key.clone())));
        }
        let there = keys_of(destination);
        let others: Vec<String> = there.iter().filter(|k| !keys.contains(*k) && !told.followed.contains_key(*k)).map(|k| mates.get(k).unwrap_or(k).clone()).collect();
        keys.extend(others);
        let found = link(&keys).0;
        let ties = Ties::new(&told);
        let tie = |l: identity::Link| {
            let merged = merges[0].followed().filter(|(_, survivor)| *survivor == l.legacy).count() as u64;
            let tie = ties.tie(l.by, l.confidence, [&l.legacy, &l.destination], merged);
            (l.legacy, l.destination, tie)
        };
        let links = found.links.into_iter().map(tie).collect();
        // Of keys that no record hangs on nobody asks.
        let mut mates: Vec<(String, String)> = mates.into_iter().filter(|(key, _)| there.contains(key)).collect();
        let mut names: Vec<(String, String)> = names.into_iter().collect();
        mates.sort();
        names.sort();
        (links, [found.legacy_only.len() as u64, found.destination_only.len() as u64], told, mates, names)
    }

    fn on_disk(room: usize, legacy: &Side, destination: &Side, made: Option<Made<'_>>) -> Outcome {
        let (_folder, shelves) = shelves(room);
        let mut here = with_keys(&shelves, &legacy.0, &legacy.1, true);
        here.file_by_names();
        let there = with_keys(&shelves, &destination.0, &destination.1, false);
        let mut linking = Linking::new(Both::new(&shelves, here, there), made).unwrap();
        let linked = linking.linked(made.is_some().then_some(&derive as &dyn Fn(&str) -> String)).unwrap();
        let mut links = Vec::new();
        linking.each_tie(&linked, &mut |_, [legacy, destination], tie| links.push((legacy.to_string(), destination.to_string(), tie)));
        let (here, there) = (&linking.both.legacy, &linking.both.destination);
        let asked = keys_of(destination);
        let mate = |(number, mate): (u32, &u32)| (*mate != NOBODY).then(|| (there.keys.get(number).to_string(), here.keys.get(*mate).to_string()));
        let mates = (0_u32..).zip(&linked.mates).filter_map(mate).filter(|(key, _)| asked.contains(key)).collect();
        let name = |number: u32| Some((here.keys.get(number).to_string(), here.keys.get(here.name(number)?).to_string()));
        let names = here.numbers().filter_map(name).collect();
        let [_, alone @ ..] = linked.counts();
        let told = linked.told.clone();
        let roll = linking.roll(&linked, Default::default());
        assert_eq!(roll.linked().map(|(a, b)| (a.to_string(), b.to_string())).collect::<Vec<_>>(), links.iter().map(|(a, b, _)| (a.clone(), b.clone())).collect::<Vec<_>>());
        assert!(links.iter().all(|(legacy, destination, tie)| roll.mate(legacy) == Some(destination.as_str()) && roll.tie(legacy) == Some(tie)));
        (links, alone, told, mates, names)
    }

    #[test]
    fn on_disk_everybody_is_linked_as_in_memory() {
        let mut chance = Chance(5);
        let (mut by, mut told, mut alone): (HashMap<String, u32>, [usize; 4], [u64; 2]) = Default::default();
        for round in 0..600_usize {
            // Some pairs of sides tell of no merges, some of many.
            let merges = [1_000_000, 12, 5][round % 3];
            let (legacy, destination) = (any_side(&mut chance, merges), any_side(&mut chance, merges));
            let sources: HashMap<u64, (u32, u64)> = (0..chance.below(6) as u64).map(|line| (line, (1, chance.below(14) as u64))).collect();
            let made = |s: &Statement| sources.get(&s.origin.line).copied();
            let made = (round % 2 == 0).then_some(&made as Made<'_>);
            let wanted = in_memory(&legacy, &destination, made);
            for room in [1, 700, 1 << 20] {
                assert_eq!(on_disk(room, &legacy, &destination, made), wanted, "round {round}: {legacy:?} {destination:?} {sources:?}");
            }
            wanted.0.iter().for_each(|(_, _, tie)| *by.entry(tie.by.to_string()).or_default() += 1);
            let of = &wanted.2;
            let counts = [of.apart.len(), of.merged_there_only.len(), of.turned_round.len(), of.contradicted.len()];
            told.iter_mut().zip(counts).for_each(|(all, own)| *all += own);
            alone.iter_mut().zip(wanted.1).for_each(|(all, own)| *all += own);
        }
        assert_eq!(by.len(), 5, "everybody is linked in every way: {by:?}");
        assert!(told.iter().all(|count| *count > 0) && alone.iter().all(|count| *count > 100), "{told:?} {alone:?}");
    }

    #[test]
    fn whoever_has_a_record_in_neither_book_is_one_person_under_one_key() {
        let none = (Vec::new(), vec!["7".to_string()]);
        let (links, alone, ..) = on_disk(1, &none, &(Vec::new(), vec!["7".to_string(), "8".to_string()]), None);
        assert_eq!((links.len(), &*links[0].2.by, alone), (1, "key", [0, 1]));
        // Our own output derives the id from the key.
        let derived = on_disk(1, &none, &(Vec::new(), vec!["d-7".to_string()]), Some(&|_| None));
        assert_eq!((derived.0.len(), derived.0[0].1.as_str(), derived.1), (1, "7", [0, 0]));
        assert_eq!(derived.3, [("d-7".to_string(), "7".to_string())]);
    }
}
