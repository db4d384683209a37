//! Which record of the other side a link leads to: learnt from the pairs, never from keys that look alike.
//!
//! An encounter belongs to one patient: most of the encounters that were paired tell it, else the majority of the statements that
//! hang on it. A practitioner, an organisation or a place serves many patients: what most pairs of all charts so far say is
//! what a legacy key has become, and so whoever gives numbers. A link that goes elsewhere, where that is settled, is another link. Where the makers of the
//! destination tell what they make of a key, nobody has to vote on it: as soon as that record is met, every other one is another. Where the
//! destination kept the ids of the records and names others by a key as well, that key is the same one, and another key is another link, were
//! it the only one.

use crate::align::Match;
use crate::judge::is_chart_link;
use crate::leaf::{self, Sort};
use crate::own;
use crate::within::Within;
use crate::written::part_and_key;
use model::{Aspect, Kind, Statement, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

/// What a judgment asked of the links of all charts, and what they said.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Asked {
    ids_are_kept: bool,
    /// Kinds of records to which the links within charts lead.
    #[serde(default)]
    within: Vec<Kind>,
    /// Aspect, legacy key, destination key, and whether one has become the other.
    answers: Vec<(Aspect, String, String, Option<bool>)>,
}

impl Asked {
    pub(crate) fn new(links: &Links, answers: Vec<(Aspect, String, String, Option<bool>)>) -> Self {
        Self { ids_are_kept: links.ids_are_kept(), within: links.within.kinds(), answers }
    }
}

type Votes = FxHashMap<String, FxHashMap<String, u32>>;

/// Pairs that must have spoken before a link is settled.
const SETTLED: u32 = 4;
/// Aspects that lead to people, organisations and places.
pub(crate) const OF_OTHERS: [Aspect; 5] = [Aspect::Author, Aspect::Performer, Aspect::Location, Aspect::Payer, Aspect::Manufacturer];

/// What legacy keys of people and places have become, from the pairs of every chart that was aligned so far.
#[derive(Default, Serialize, Deserialize)]
pub struct Links {
    votes: FxHashMap<Aspect, Votes>,
    /// Only while it learns.
    #[serde(skip)]
    becomes: Option<Becomes>,
    /// What is made of each legacy key that was met.
    made: FxHashMap<String, Vec<String>>,
    /// Destination keys that were met.
    met: FxHashSet<String>,
    /// Pairs of records that have an id each, and those whose ids are the same.
    named: u64,
    kept: u64,
    /// Keys of people and places in the destination.
    there: FxHashSet<String>,
    /// Links within charts.
    within: Within,
}

/// The keys of the records that the makers of a destination may have made of a legacy key: one for each type that serves many patients.
pub type Becomes = Box<dyn Fn(&str) -> Vec<String> + Send + Sync>;

/// The one key of an aspect; several at once tell nothing about each other.
fn key(statement: &Statement, aspect: Aspect) -> Option<&str> {
    let mut found = statement.facts.iter().filter(|f| f.aspect == aspect);
    match (found.next().map(|f| &f.value), found.next()) {
        (Some(Value::Key(key)), None) => Some(key),
        _ => None,
    }
}

/// The one key of those who took a part in a claim.
fn key_of_part<'s>(statement: &'s Statement, part: &str) -> Option<&'s str> {
    let keys = statement.facts.iter().filter(|f| f.aspect == Aspect::Role).filter_map(|f| if let Value::Key(key) = &f.value { Some(part_and_key(key)) } else { None });
    let mut found = keys.filter(|(own, _)| *own == part).map(|(_, key)| key);
    found.next().filter(|_| found.next().is_none())
}

/// Links that lead to a record of the same patient: no other chart tells anything about them.
fn of_the_chart(aspect: Aspect) -> bool {
    aspect == Aspect::Encounter || is_chart_link(aspect)
}

impl Links {
    /// Links of a destination whose makers tell what a key becomes.
    pub fn of_design(becomes: Becomes) -> Self {
        Self { becomes: Some(becomes), ..Self::default() }
    }

    fn meet(&mut self, legacy: &str, destination: &str) {
        let Some(becomes) = &self.becomes else { return };
        if !self.made.contains_key(legacy) {
            self.made.insert(legacy.into(), becomes(legacy));
        }
        if !self.met.contains(destination) {
            self.met.insert(destination.into());
        }
    }

    /// Notes the links of the pairs of one patient.
    pub(crate) fn note(&mut self, legacy: &[Statement], destination: &[Statement], matches: &[Match]) {
        self.within.note(legacy, destination, matches);
        for (l, r) in matches.iter().filter_map(|m| Some((&legacy[m.legacy?], &destination[m.destination?]))) {
            for fact in l.facts.iter().filter(|f| !of_the_chart(f.aspect) && matches!(f.value, Value::Key(_))) {
                let (a, b) = match &fact.value {
                    Value::Key(key) if fact.aspect == Aspect::Role => {
                        let (part, _) = part_and_key(key);
                        (key_of_part(l, part), key_of_part(r, part))
                    }
                    _ => (key(l, fact.aspect), key(r, fact.aspect)),
                };
                if let (Some(a), Some(b)) = (a, b) {
                    self.vote(fact.aspect, a, b);
                    self.meet(a, b);
                }
            }
            let here = targets(l);
            // Rows lead nowhere by elements, and hang on most of the resources that do.
            let there = if here.is_empty() { Vec::new() } else { targets(r) };
            for (path, a) in here {
                if let (Some(a), Some(b)) = (a, there.iter().find(|(other, _)| *other == path).and_then(|(_, b)| *b)) {
                    self.vote(Aspect::Element, a, b);
                }
            }
            self.note_givers(l, r);
            self.note_ids(l, r);
        }
    }

    /// Notes under whom the numbers of a person stand now: under the same giver, or under whoever has them and had not. Those of other records may be
    /// filed by what they are of.
    fn note_givers(&mut self, legacy: &Statement, destination: &Statement) {
        let ours = if legacy.kind == Kind::Demographic { given(legacy) } else { Vec::new() };
        let theirs = if ours.is_empty() { Vec::new() } else { given(destination) };
        for (giver, number) in &ours {
            if theirs.contains(&(*giver, *number)) {
                self.vote(Aspect::Identifier, giver, giver);
                continue;
            }
            for (other, _) in theirs.iter().filter(|own| own.1 == *number && !ours.contains(own)) {
                self.vote(Aspect::Identifier, giver, other);
            }
        }
    }

    fn vote(&mut self, aspect: Aspect, legacy: &str, destination: &str) {
        let votes = self.votes.entry(aspect).or_default();
        match votes.get_mut(legacy).and_then(|votes| votes.get_mut(destination)) {
            Some(votes) => *votes += 1,
            None => *votes.entry(legacy.into()).or_default().entry(destination.into()).or_default() += 1,
        }
    }

    /// Notes whether a record has kept its id, and whom the destination's names.
    fn note_ids(&mut self, legacy: &Statement, destination: &Statement) {
        let kept = keeps_its_id(legacy, destination);
        if let Some(kept) = kept {
            self.named += 1;
            self.kept += u64::from(kept);
        }
        // Who writes messages names people in segments that have no number as well.
        if kept.is_some() || own::id(destination).is_empty() {
            for fact in destination.facts.iter().filter(|f| OF_OTHERS.contains(&f.aspect)) {
                if let Value::Key(key) = &fact.value
                    && !self.there.contains(key)
                {
                    self.there.insert(key.clone());
                }
            }
        }
    }

    /// Whether the links within charts to records of a kind lead into the chart.
    pub(crate) fn lead_within(&self, kind: Kind) -> bool {
        self.within.is_kept(kind)
    }

    /// Whether the destination kept the ids of the records.
    pub(crate) fn ids_are_kept(&self) -> bool {
        self.kept >= u64::from(SETTLED) && self.kept * 10 >= self.named * 9
    }

    /// Whether the destination gave its records ids of its own.
    pub fn ids_are_new(&self) -> bool {
        self.named >= u64::from(SETTLED) && self.kept * 10 < self.named * 9
    }

    /// Whether they still say what they said when a judgment asked them.
    pub fn still_say(&self, asked: &Asked) -> bool {
        let alike = |(aspect, legacy, destination, answer): &(Aspect, String, String, Option<bool>)| self.leads(*aspect, legacy, destination) == *answer;
        self.ids_are_kept() == asked.ids_are_kept && self.within.kinds() == asked.within && asked.answers.iter().all(alike)
    }

    /// Whether a legacy key has become that key; `None` while nobody can tell.
    pub(crate) fn leads(&self, aspect: Aspect, legacy: &str, destination: &str) -> Option<bool> {
        if let Some(made) = self.made.get(legacy)
            && made.iter().any(|key| self.met.contains(key))
        {
            return Some(made.iter().any(|key| key == destination));
        }
        // Most of those who are named by a number elsewhere are named by the key here: it is the same one, and who that is the directories tell.
        if legacy == destination && self.ids_are_kept() {
            return Some(true);
        }
        if self.ids_are_kept() && self.there.contains(legacy) {
            return Some(self.is_renamed(aspect, legacy, destination));
        }
        let of = |aspect: &Aspect| self.votes.get(aspect).and_then(|votes| votes.get(legacy));
        // Somebody is the same whichever element leads there.
        let votes = of(&aspect).or_else(|| OF_OTHERS.iter().filter(|_| matches!(aspect, Aspect::Element | Aspect::Role)).find_map(of))?;
        let all: u32 = votes.values().sum();
        let best = votes.values().max()?;
        let own = votes.get(destination).copied().unwrap_or(0);
        // Whose links mostly lead to the same key as before was given no other one. Numbers may be filed by site.
        if aspect != Aspect::Identifier && all >= SETTLED && destination != legacy && votes.get(legacy).is_some_and(|kept| *kept == *best && *kept > own) {
            return Some(false);
        }
        if own == *best || own * 4 >= all {
            return Some(true);
        }
        (all >= SETTLED).then_some(false)
    }

    /// Whether every link to a legacy key, and several of them, leads to that one key now.
    fn is_renamed(&self, aspect: Aspect, legacy: &str, destination: &str) -> bool {
        let votes = self.votes.get(&aspect).and_then(|votes| votes.get(legacy));
        votes.is_some_and(|votes| votes.len() == 1 && votes.get(destination).is_some_and(|n| *n >= SETTLED))
    }
}

/// Whether a record has the same id on both sides; of two segments one of the numbers under which an order, a document or a charge is
/// known. `None` where one of them has none.
pub(crate) fn keeps_its_id(legacy: &Statement, destination: &Statement) -> Option<bool> {
    match (own::id(legacy), own::id(destination)) {
        ("", "") => {
            let mut given = own::numbers(legacy).peekable();
            given.peek()?;
            own::numbers(destination).next()?;
            Some(given.any(|number| own::numbers(destination).any(|other| other == number)))
        }
        ("", _) | (_, "") => None,
        (a, b) => Some(a == b),
    }
}

/// Where the elements of a statement that no aspect stands for lead: path and key, no key where several are led to.
fn targets(statement: &Statement) -> Vec<(&str, Option<&str>)> {
    let mut found: Vec<(&str, Option<&str>)> = Vec::new();
    for (path, sort, key) in statement.facts.iter().filter_map(leaf::of).map(leaf::parts) {
        if sort != Sort::Link || key == "#" {
            continue;
        }
        match found.iter_mut().find(|(known, _)| *known == path) {
            Some((_, several)) => *several = None,
            None => found.push((path, Some(key))),
        }
    }
    found
}

/// The numbers of a person, each behind whoever gave it.
fn given(statement: &Statement) -> Vec<(&str, &str)> {
    let of = |text| match leaf::parts(text) {
        (path, Sort::Said, number) if path.starts_with(leaf::NUMBER) => Some((path, number)),
        _ => None,
    };
    statement.facts.iter().filter_map(leaf::of).filter_map(of).collect()
}

/// What a visit became whose messages all name another visit: none.
const NOBODYS: &str = "";

/// Legacy encounters of one patient with the encounter each became.
#[derive(Debug, Default)]
pub(crate) struct EncounterLinks<'c>(FxHashMap<&'c str, &'c str>);

impl<'c> EncounterLinks<'c> {
    pub(crate) fn of(legacy: &'c [Statement], destination: &'c [Statement], matches: &[Match]) -> Self {
        let (mut votes, mut paired): (FxHashMap<&str, FxHashMap<&str, u32>>, FxHashMap<&str, FxHashMap<&str, u32>>) = Default::default();
        for (l, r) in matches.iter().filter_map(|m| Some((&legacy[m.legacy?], &destination[m.destination?]))) {
            let (Some(a), Some(b)) = (key(l, Aspect::Encounter), key(r, Aspect::Encounter)) else { continue };
            let told = if l.kind == Kind::Encounter && r.kind == Kind::Encounter { &mut paired } else { &mut votes };
            *told.entry(a).or_default().entry(b).or_default() += 1;
        }
        // Every message tells of its visit again: what most of them say counts, and among as many what hangs on the visit.
        let hanging = |key: &str, mate: &str| votes.get(key).and_then(|options| options.get(mate)).copied().unwrap_or(0);
        let winner = |(key, options): (&&'c str, &FxHashMap<&'c str, u32>)| {
            let weight = |(mate, n): &(&&str, &u32)| (**n, hanging(key, mate));
            let mate = options.iter().max_by(|x, y| weight(x).cmp(&weight(y)).then_with(|| y.0.cmp(x.0)))?;
            Some((*key, *mate.0))
        };
        let mut links: FxHashMap<&'c str, &'c str> = votes.iter().filter_map(winner).collect();
        let told: Vec<(&'c str, &'c str)> = paired.iter().filter_map(winner).collect();
        // Two visits that are told apart here and are one there: one of them is the other's.
        let strength = |key: &str, mate: &str| (paired.get(key).and_then(|options| options.get(mate)).copied().unwrap_or(0), key == mate, hanging(key, mate));
        let mut strongest: FxHashMap<&str, (u32, bool, u32)> = FxHashMap::default();
        for (key, mate) in &told {
            let most = strongest.entry(mate).or_default();
            *most = strength(key, mate).max(*most);
        }
        for (key, mate) in &told {
            let is_own = strongest.get(mate).is_none_or(|most| strength(key, mate) >= *most);
            links.insert(key, if is_own { mate } else { NOBODYS });
        }
        Self(links)
    }

    /// Whether a legacy encounter has become that encounter; `None` when nobody can tell.
    pub(crate) fn leads(&self, legacy: &str, destination: &str) -> Option<bool> {
        self.0.get(legacy).map(|mate| *mate == destination)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin};

    fn condition(id: &str, author: &str) -> Statement {
        let fact = Fact { aspect: Aspect::Author, value: Value::Key(author.into()), place: 0, how: How::Copied };
        Statement { kind: Kind::Problem, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: format!("Condition/{id}") }, facts: vec![fact] }
    }

    fn links(of: &[(&str, &str, &str, &str)]) -> Links {
        let legacy: Vec<Statement> = of.iter().map(|(id, author, ..)| condition(id, author)).collect();
        let destination: Vec<Statement> = of.iter().map(|(_, _, id, author)| condition(id, author)).collect();
        let matches: Vec<Match> = (0..of.len()).map(|i| Match { legacy: Some(i), destination: Some(i), by: "content" }).collect();
        let mut links = Links::default();
        links.note(&legacy, &destination, &matches);
        links
    }

    #[test]
    fn one_wrong_author_is_known_where_ids_are_kept() {
        let kept = links(&[("1", "a", "1", "a"), ("2", "a", "2", "b"), ("3", "b", "3", "b"), ("4", "c", "4", "c"), ("5", "d", "5", "a")]);
        assert_eq!(kept.leads(Aspect::Author, "a", "a"), Some(true));
        assert_eq!(kept.leads(Aspect::Author, "a", "b"), Some(false));
        assert_eq!(kept.leads(Aspect::Author, "d", "a"), Some(true), "nobody is called d in the destination: the votes tell");
        let renumbered = links(&[("1", "a", "8", "1"), ("2", "a", "9", "2"), ("3", "b", "7", "1"), ("4", "c", "6", "4"), ("5", "d", "5", "b")]);
        assert_eq!(renumbered.leads(Aspect::Author, "b", "1"), Some(true));
    }

    #[test]
    fn of_somebody_whose_links_mostly_stayed_the_few_that_lead_elsewhere_lead_astray() {
        let of = |to: [&'static str; 4]| links(&[("1", "a", "8", to[0]), ("2", "a", "9", to[1]), ("3", "a", "7", to[2]), ("4", "a", "6", to[3])]);
        assert_eq!(of(["a", "a", "a", "b"]).leads(Aspect::Author, "a", "b"), Some(false));
        assert_eq!(of(["a", "a", "b", "b"]).leads(Aspect::Author, "a", "b"), Some(true), "as many: he may go by either");
        assert_eq!(of(["c", "c", "c", "b"]).leads(Aspect::Author, "a", "b"), Some(true), "and somebody who was renamed by both");
    }

    #[test]
    fn a_key_that_stayed_is_the_same_one_although_most_records_name_a_number_now() {
        let mut all: Vec<(String, &str)> = (0..9).map(|i| (i.to_string(), "npi-7")).collect();
        all.push(("9".into(), "a"));
        let of: Vec<(&str, &str, &str, &str)> = all.iter().map(|(id, to)| (id.as_str(), "a", id.as_str(), *to)).collect();
        assert_eq!(links(&of).leads(Aspect::Author, "a", "a"), Some(true));
    }

    #[test]
    fn a_key_that_became_another_throughout_was_renamed() {
        let renamed: Vec<(String, &str)> = (0..6).map(|i| (i.to_string(), "n")).collect();
        let mut all: Vec<(&str, &str, &str, &str)> = renamed.iter().map(|(id, to)| (id.as_str(), "a", id.as_str(), *to)).collect();
        all.push(("9", "z", "9", "a"));
        assert_eq!(links(&all).leads(Aspect::Author, "a", "n"), Some(true));
    }

    #[test]
    fn whoever_gives_numbers_is_known_by_what_most_records_say() {
        let chart = |giver: &str| {
            let number = Value::Text(leaf::leaf(Sort::Said, &format!("{}{giver})", leaf::NUMBER), "17"));
            Statement { kind: Kind::Demographic, facts: vec![Fact { aspect: Aspect::Element, value: number, place: 0, how: How::Derived }], ..condition("1", "a") }
        };
        let learnt = |there: [&str; 5]| {
            let mut links = Links::default();
            links.note(&there.map(|_| chart("north")), &there.map(chart), &matched(5));
            links
        };
        let kept = learnt(["north", "north", "north", "north", "south"]);
        assert_eq!([kept.leads(Aspect::Identifier, "identifier(north)", "identifier(north)"), kept.leads(Aspect::Identifier, "identifier(north)", "identifier(south)")], [Some(true), Some(false)]);
        assert_eq!(learnt(["new"; 5]).leads(Aspect::Identifier, "identifier(north)", "identifier(new)"), Some(true), "all of them have a new name");
    }

    /// A statement of a message: its own number, its visit, its author.
    fn segment(kind: Kind, keys: &[(Aspect, &str)]) -> Statement {
        let facts = keys.iter().map(|(aspect, key)| Fact { aspect: *aspect, value: Value::Key((*key).into()), place: 0, how: How::Copied }).collect();
        Statement { kind, patient: "1".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    fn matched(count: usize) -> Vec<Match> {
        (0..count).map(|i| Match { legacy: Some(i), destination: Some(i), by: "content" }).collect()
    }

    #[test]
    fn numbers_of_segments_tell_that_ids_are_kept() {
        let order = |number: &str, author: &str| segment(Kind::Order, &[(Aspect::Author, author), (Aspect::Statement, number)]);
        let legacy = [order("1", "a"), order("2", "b"), order("3", "c"), order("4", "d"), order("5", "a")];
        let learnt = |destination: &[Statement]| {
            let mut links = Links::default();
            links.note(&legacy, destination, &matched(5));
            links
        };
        let kept = learnt(&[order("1", "b"), order("2", "c"), order("3", "d"), order("4", "a"), order("5", "a")]);
        assert_eq!([kept.leads(Aspect::Author, "b", "c"), kept.leads(Aspect::Author, "a", "b")], [Some(false); 2], "all are exchanged, and known all the same");
        let renumbered = learnt(&[order("7", "b"), order("8", "c"), order("9", "d"), order("6", "a"), order("0", "b")]);
        assert_eq!(renumbered.leads(Aspect::Author, "a", "b"), Some(true));
    }

    #[test]
    fn a_visit_is_what_most_messages_about_it_say() {
        let visit = |number: &str| segment(Kind::Encounter, &[(Aspect::Encounter, number)]);
        let note = |number: &str| segment(Kind::Note, &[(Aspect::Encounter, number)]);
        let legacy = [visit("V1"), visit("V1"), visit("V1"), visit("V2"), visit("V2"), note("V2")];
        let destination = [visit("V1"), visit("V1"), visit("V2"), visit("V2"), visit("V1"), note("V2")];
        let links = EncounterLinks::of(&legacy, &destination, &matched(6));
        assert_eq!([links.leads("V1", "V1"), links.leads("V1", "V2")], [Some(true), Some(false)], "the last one does not outweigh the others");
        assert_eq!(links.leads("V2", "V2"), Some(true), "of as many what hangs on it tells");
    }

    #[test]
    fn two_visits_that_are_one_there_are_told() {
        let visit = |number: &str| segment(Kind::Encounter, &[(Aspect::Encounter, number)]);
        let legacy = [visit("V1"), visit("V2"), segment(Kind::Note, &[(Aspect::Encounter, "V2")])];
        let destination = [visit("V1"), visit("V1"), segment(Kind::Note, &[(Aspect::Encounter, "V1")])];
        let links = EncounterLinks::of(&legacy, &destination, &matched(3));
        assert_eq!([links.leads("V1", "V1"), links.leads("V2", "V1")], [Some(true), Some(false)]);
    }

    fn order(author: &str) -> Statement {
        let facts = vec![Fact { aspect: Aspect::Author, value: Value::Key(author.into()), place: 0, how: How::Copied }];
        Statement { kind: Kind::Medication, patient: "1".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    /// Links learnt from pairs of one record each.
    fn learnt(mut links: Links, pairs: &[(&str, &str)]) -> Links {
        for (legacy, destination) in pairs {
            links.note(&[order(legacy)], &[order(destination)], &[Match { legacy: Some(0), destination: Some(0), by: "content" }]);
        }
        links
    }

    fn told() -> Links {
        Links::of_design(Box::new(|key| vec![format!("of-{key}")]))
    }

    const SCATTERED: [(&str, &str); 6] = [("7", "of-8"), ("7", "of-9"), ("8", "of-7"), ("8", "of-9"), ("9", "of-7"), ("9", "of-8")];

    #[test]
    fn authors_that_are_all_exchanged_are_seen_where_the_makers_tell_what_a_key_becomes() {
        let links = learnt(told(), &SCATTERED);
        assert!(SCATTERED.iter().all(|(a, b)| links.leads(Aspect::Author, a, b) == Some(false)));
        assert_eq!(links.leads(Aspect::Author, "7", "of-7"), Some(true));
        // Nobody else can tell: each key has become one of several equally often.
        let untold = learnt(Links::default(), &SCATTERED);
        assert!(SCATTERED.iter().all(|(a, b)| untold.leads(Aspect::Author, a, b) == Some(true)));
    }

    #[test]
    fn keys_that_the_makers_name_otherwise_are_voted_on() {
        let mut pairs = vec![("7", "x"); 7];
        pairs.push(("7", "y"));
        let links = learnt(told(), &pairs);
        assert_eq!(links.leads(Aspect::Author, "7", "x"), Some(true));
        assert_eq!(links.leads(Aspect::Author, "7", "y"), Some(false));
    }
}
