//! Which legacy statement and which destination statement are the same assertion.
//!
//! Passes, each on what the one before left: by provenance (our own output knows its source row), by content that is equal
//! throughout, by ids or numbers where they were kept, by equal concept, time and value, by best resemblance, and across kinds that converters confuse. Within a pass the pairs that agree in most facts
//! come first, and among those the ones that hang on the same records; the order of records decides only between pairs that
//! nothing else tells apart.

use crate::codes::Equivalences;
use crate::leaf;
use crate::written;
use model::{Aspect, Coding, Date, Fact, Kind, Precision, Statement, Value};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// An aligned pair or a statement that stands alone; indices into the two charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub legacy: Option<usize>,
    pub destination: Option<usize>,
    /// How it was found: `provenance`, `content`, `resemblance`, or empty when alone.
    pub by: &'static str,
}

/// Kinds that destinations confuse are aligned together.
pub(crate) fn group(kind: Kind) -> Kind {
    match kind {
        Kind::EncounterDiagnosis => Kind::Problem,
        Kind::NoKnownAllergy => Kind::Allergy,
        Kind::Document => Kind::Note,
        kind => kind,
    }
}

/// What is compared when looking for a mate.
pub(crate) struct Key {
    pub group: Kind,
    pub codes: Vec<(String, String)>,
    pub text: String,
    pub date: Option<Date>,
    pub day: Option<i32>,
    pub second: Option<i64>,
    pub value: String,
    pub end: Option<i32>,
    pub status: String,
    /// Every fact but the links, hashed and sorted.
    pub facts: Vec<u64>,
    /// What an observation says beside concept, value, links and points in time, hashed and sorted, whatever the form.
    beside: Vec<u64>,
    /// The records it hangs on: one link of an aspect.
    pub links: Vec<(Aspect, String)>,
    /// Where elements lead that no aspect stands for.
    leads: Vec<String>,
    /// Id of its own resource; empty elsewhere.
    pub own: String,
    /// Of what is no resource the number under which a visit, an order, a document or a charge is known.
    number: String,
}

/// A fact's content as one number. Numbers that print differently and are equal are the same.
fn fact_hash(aspect: Aspect, value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    aspect.hash(&mut hasher);
    match value {
        Value::Quantity(q) => (q.number.normalize().to_string(), &q.unit, &q.comparator).hash(&mut hasher),
        other => other.hash(&mut hasher),
    }
    hasher.finish()
}

fn leaf_hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (Aspect::Element, text).hash(&mut hasher);
    hasher.finish()
}

/// A fact's content as one number, whatever the form in which a book gives it: units and code systems are left to the judge.
/// Nothing of what a key knows apart: concept, value, words, links and points in time.
fn formless_hash(aspect: Aspect, value: &Value) -> Option<u64> {
    let content = match value {
        _ if matches!(aspect, Aspect::Code | Aspect::Value | Aspect::Text) => return None,
        Value::Key(_) | Value::Date(_) => return None,
        Value::Quantity(q) => q.number.normalize().to_string(),
        Value::Code(codings, text) if text.is_empty() => codings.first().map(|c| if c.display.is_empty() { c.code.clone() } else { c.display.clone() })?,
        Value::Code(_, text) => text.clone(),
        other => other.shown(),
    };
    let mut hasher = DefaultHasher::new();
    (aspect, content.trim().to_lowercase()).hash(&mut hasher);
    Some(hasher.finish())
}

/// How many of two sorted lists stand in both.
fn in_both(a: &[u64], b: &[u64]) -> u32 {
    let (mut a, mut b, mut both) = (a.iter().peekable(), b.iter().peekable(), 0);
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        let order = x.cmp(y);
        both += u32::from(order.is_eq());
        if order.is_le() {
            a.next();
        }
        if order.is_ge() {
            b.next();
        }
    }
    both
}

impl Key {
    pub(crate) fn new(statement: &Statement, equivalences: &Equivalences) -> Self {
        let mut codes = Vec::new();
        let mut text = String::new();
        if let Some(Value::Code(codings, words)) = statement.value(Aspect::Code).or_else(|| statement.value(Aspect::Type)) {
            for coding in codings {
                codes.push((coding.system.clone(), coding.code.to_uppercase()));
                codes.extend(equivalences.of(&coding.system, &coding.code).iter().map(|(s, c)| (s.clone(), c.to_uppercase())));
            }
            text = if words.is_empty() { codings.first().map(words_of).unwrap_or_default() } else { words.clone() };
        }
        if text.is_empty() {
            let words = [Aspect::ClaimNumber, Aspect::Text, Aspect::Title].iter().find_map(|a| statement.value(*a));
            text = words.map(Value::shown).unwrap_or_default();
            if statement.kind == Kind::CareTeam {
                text = written::person(&text);
            }
        }
        let when = statement.when();
        let value = match statement.value(Aspect::Value) {
            Some(Value::Quantity(q)) => q.number.normalize().to_string(),
            // What a coded answer is declared to mean: two books that code it differently give the same one.
            Some(Value::Code(codings, words)) => codings.first().map_or(words.clone(), |c| match equivalences.of(&c.system, &c.code).first() {
                Some((_, code)) => code.clone(),
                None => c.code.clone(),
            }),
            Some(other) => other.shown(),
            // An insurance is told by its member's number, as a note is by its text.
            None if statement.kind == Kind::Coverage => statement.value(Aspect::Member).map(Value::shown).unwrap_or_default(),
            None => statement.value(Aspect::Body).map(Value::shown).unwrap_or_default(),
        };
        Self {
            group: group(statement.kind),
            codes,
            text: text.trim().to_lowercase(),
            date: when,
            day: when.map(|d| if d.has_time() { d.instant(0).div_euclid(86_400) as i32 } else { d.days() }),
            second: when.filter(|d| d.has_time()).map(|d| d.instant(0)),
            value: value.trim().to_lowercase(),
            end: statement.date(Aspect::End).filter(|d| d.precision >= Precision::Day).map(|d| d.days()),
            status: statement.word(Aspect::Status).unwrap_or("").to_string(),
            facts: {
                let told = |fact: &Fact| match (leaf::of(fact), &fact.value) {
                    (Some(text), _) => leaf::content(text).map(leaf_hash),
                    (None, Value::Key(_)) => None,
                    (None, value) => Some(fact_hash(fact.aspect, value)),
                };
                let mut facts: Vec<u64> = statement.facts.iter().filter_map(told).collect();
                facts.sort_unstable();
                facts
            },
            beside: {
                let told = statement.facts.iter().filter(|_| statement.kind == Kind::Observation);
                let formless = |fact: &Fact| match leaf::of(fact) {
                    Some(text) => leaf::content(text).map(leaf_hash),
                    None => formless_hash(fact.aspect, &fact.value),
                };
                let mut beside: Vec<u64> = told.filter_map(formless).collect();
                beside.sort_unstable();
                beside
            },
            links: {
                let mut links: Vec<(Aspect, String)> = Vec::new();
                for fact in &statement.facts {
                    // Which results a report names says nothing until they are paired themselves.
                    if let Value::Key(key) = &fact.value
                        && fact.aspect != Aspect::Results
                        && !links.iter().any(|(aspect, _)| *aspect == fact.aspect)
                    {
                        links.push((fact.aspect, key.clone()));
                    }
                }
                links
            },
            leads: statement.facts.iter().filter_map(leaf::linked).map(str::to_string).collect(),
            own: own_id(statement).to_string(),
            number: own_number(statement).to_string(),
        }
    }

    /// By what its record is known: the id of its resource, else its number; empty where it has neither.
    fn name(&self) -> &str {
        if self.own.is_empty() { &self.number } else { &self.own }
    }

    /// Days between both, as exactly as the less exact one knows: within one month or year they are near, not equal.
    pub(crate) fn days_apart(&self, other: &Self) -> Option<i32> {
        let (a, b) = (self.date?, other.date?);
        let months = |d: Date| i32::from(d.year) * 12 + i32::from(d.month);
        match a.precision.min(b.precision) {
            Precision::Year => Some((i32::from(a.year) - i32::from(b.year)).abs() * 365).map(|d| d.max(1)),
            Precision::Month => Some((months(a) - months(b)).abs() * 30).map(|d| d.max(1)),
            _ => Some((self.day? - other.day?).abs()),
        }
    }

    /// Whether all facts but one or two (its points in time) agree word for word, or the concept and all but one of what stands
    /// beside it and its value in whatever form the two books give it.
    fn agrees_but_for_dates(&self, other: &Self) -> bool {
        let least = self.facts.len().min(other.facts.len());
        let agree = self.agreement(other) as usize;
        let beside = self.beside.len().min(other.beside.len());
        let formless = beside >= 2 && in_both(&self.beside, &other.beside) as usize + 1 >= beside && self.concept_agrees(other);
        formless || least >= 3 && agree + 1 >= least || least >= 5 && agree + 2 >= least
    }

    /// Facts that both have word for word.
    pub(crate) fn agreement(&self, other: &Self) -> u32 {
        in_both(&self.facts, &other.facts)
    }

    /// The same code under two systems: one of them is mistaken, or is another name that nobody knows.
    fn same_code_elsewhere(&self, other: &Self) -> bool {
        self.codes.iter().any(|a| a.1.len() >= 4 && other.codes.iter().any(|b| a.1 == b.1))
    }

    fn concept_agrees(&self, other: &Self) -> bool {
        self.codes.iter().any(|c| !c.0.is_empty() && other.codes.contains(c)) || (!self.text.is_empty() && self.text == other.text)
    }

    /// Resemblance, 0 when they cannot be the same assertion.
    fn resemblance(&self, other: &Self) -> u32 {
        match self.weigh(other, |_, _, _| {}) {
            (score, None) => score,
            (_, Some(_)) => 0,
        }
    }

    /// What speaks for a pair, one call a part with its points and the most it could have: the resemblance is the sum. Also
    /// why the two cannot be the same assertion all the same. The explanation of a pair (`explain.rs`) is made of these calls.
    pub(crate) fn weigh(&self, other: &Self, mut each: impl FnMut(Part, u32, u32)) -> (u32, Option<Refusal>) {
        if self.group != other.group {
            return (0, Some(Refusal::OtherKind));
        }
        let mut score = 0_u32;
        let mut add = |part: Part, points: u32, most: u32| {
            score += points;
            each(part, points, most);
        };
        if self.group == Kind::Demographic {
            add(Part::Person, 1000, 1000);
            return (score, None);
        }
        let concept = self.concept_agrees(other);
        let moved = !concept && self.same_code_elsewhere(other);
        let kin = !concept && !moved && (shares_stem(&self.text, &other.text) || self.codes.iter().any(|a| other.codes.iter().any(|b| a.0 == b.0 && related(&a.1, &b.1))));
        add(Part::Concept, if concept { 400 } else if moved { 300 } else if kin { 150 } else { 0 }, 400);
        let days = self.days_apart(other);
        let day_points = match days {
            Some(0) => 200,
            Some(1) => 150,
            Some(2..=31) => 80,
            Some(n) if n % 365 <= 1 && n < 3660 => 60,
            Some(_) => 0,
            None => 60,
        };
        add(Part::Day, day_points, 200);
        if let (Some(a), Some(b)) = (self.second, other.second) {
            add(Part::Instant, if a == b { 120 } else if (a - b).abs() <= 14 * 3600 && (a - b) % 1800 == 0 { 60 } else { 0 }, 120);
        }
        let same_value = !self.value.is_empty() && self.value == other.value;
        add(Part::Value, if same_value { 150 } else { 0 }, 150);
        add(Part::End, if self.end.is_some() && self.end == other.end { 60 } else { 0 }, 60);
        add(Part::Status, if self.status == other.status { 20 } else { 0 }, 20);
        // Same concept suffices; without it, time and value must agree to the instant.
        let same_instant = self.second.is_some() && self.second == other.second || (self.second.is_none() && days == Some(0));
        // An encounter has few facts: those that agree word for word speak for it, as they do for a kindred concept.
        if matches!(self.group, Kind::Encounter | Kind::Coverage) || kin {
            add(Part::Facts, (20 * self.agreement(other)).min(120), 120);
        }
        // That nothing is known of one sort and that nothing is known at all are told apart by the judge.
        let absences = kin && self.group == Kind::Allergy && [self, other].iter().all(|key| key.text.starts_with("no known"));
        // An insurance has no concept: all but one or two of its facts tell it.
        let insured = self.group == Kind::Coverage && self.agrees_but_for_dates(other);
        // A patient is at one appointment at a time, whatever it is called.
        let appointed = self.group == Kind::Appointment && self.second.is_some() && self.second == other.second;
        // A drug whose start only one side knows is told by its name: its ingredient may be all that is left of it.
        let same_drug = self.group == Kind::Medication && days.is_none() && shares_stem(&self.text, &other.text);
        let threshold_met = concept || moved || absences || insured || appointed || same_drug || (same_instant && same_value) || (score >= 350);
        // An observation of another time with another value is another observation; of a far one everything else must agree.
        let far = days.is_some_and(|d| d > 31) && !self.agrees_but_for_dates(other);
        let other_observation = self.group == Kind::Observation && days.is_some_and(|d| d > 1) && (!same_value || far);
        let refusal = match (threshold_met, other_observation) {
            (_, true) => Some(Refusal::OtherObservation),
            (false, false) => Some(Refusal::TooLittle),
            (true, false) => None,
        };
        (score, refusal)
    }
}

/// The id of a resource; empty elsewhere.
fn own_id(statement: &Statement) -> &str {
    statement.origin.reference.rsplit(['/', ':']).next().unwrap_or_default()
}

/// The number that a statement which is no resource gives as that of its own record: of several that of who carried it out.
fn own_number(statement: &Statement) -> &str {
    let aspect = if statement.kind == Kind::Encounter { Aspect::Encounter } else { Aspect::Statement };
    let number = statement.facts.iter().rfind(|fact| fact.aspect == aspect).map(|fact| &fact.value);
    match (own_id(statement), number) {
        ("", Some(Value::Key(number))) => number,
        _ => "",
    }
}

/// A coding in words: its display, or the code itself where it has no system and so is a word.
fn words_of(coding: &Coding) -> String {
    if coding.display.is_empty() && coding.system.is_empty() { coding.code.clone() } else { coding.display.clone() }
}

/// Kinds for one thing that converters of other formats choose between: a drug that is taken and one that was given or supplied, what was
/// done and what was observed by it.
pub(crate) fn confused(a: Kind, b: Kind) -> bool {
    matches!((a, b), (Kind::Medication, Kind::Order) | (Kind::Order, Kind::Medication) | (Kind::Procedure, Kind::Observation) | (Kind::Observation, Kind::Procedure))
}

/// What a resemblance is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Person,
    Concept,
    Day,
    Instant,
    Value,
    End,
    Status,
    Facts,
}

/// Why two statements cannot be the same assertion, whatever they share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    OtherKind,
    OtherObservation,
    TooLittle,
}

/// One code of a classification is the start of the other.
pub(crate) fn related(a: &str, b: &str) -> bool {
    let (a, b) = (a.replace('.', ""), b.replace('.', ""));
    a.len() >= 3 && b.len() >= 3 && (a.starts_with(&b) || b.starts_with(&a) || a[..3] == b[..3])
}

/// The first word of at least five letters is shared: `warfarin 5 mg tab` and `Warfarin Sodium 5 MG`.
fn shares_stem(a: &str, b: &str) -> bool {
    let stem = |t: &str| t.split(|c: char| !c.is_alphabetic()).find(|w| w.len() >= 5).map(str::to_string);
    matches!((stem(a), stem(b)), (Some(x), Some(y)) if x == y)
}

/// Which destination record a linked legacy record became, as far as the pairs so far tell: an encounter, a claim, a person.
#[derive(Default)]
pub(crate) struct Encounters<'k> {
    votes: HashMap<(Aspect, &'k str), HashMap<&'k str, u32>>,
    /// Resources that were paired themselves, by id.
    own: HashMap<&'k str, &'k str>,
}

impl<'k> Encounters<'k> {
    pub(crate) fn vote(&mut self, left: &'k Key, right: &'k Key) {
        for (aspect, a) in &left.links {
            if let Some((_, b)) = right.links.iter().find(|(other, _)| other == aspect) {
                *self.votes.entry((*aspect, a)).or_default().entry(b).or_default() += 1;
            }
        }
        if !left.own.is_empty() && !right.own.is_empty() {
            self.own.insert(&left.own, &right.own);
        }
    }

    /// Whether anything that hung on a record hangs on that one now.
    fn is_led(&self, aspect: Aspect, left: &'k str, right: &str) -> bool {
        self.votes.get(&(aspect, left)).is_some_and(|votes| votes.contains_key(right))
    }

    /// 2 when both hang on the same records, 0 when one link of theirs leads elsewhere, 1 when nobody can tell.
    pub(crate) fn agree(&self, left: &Key, right: &Key) -> u32 {
        let mut least = if left.links.is_empty() == right.links.is_empty() { 2 } else { 1 };
        for (aspect, a) in &left.links {
            let Some((_, b)) = right.links.iter().find(|(other, _)| other == aspect) else { continue };
            let told = self.own.get(a.as_str()).map(|mate| *mate == b).or_else(|| Some(self.votes.get(&(*aspect, a.as_str()))?.contains_key(b.as_str())));
            least = least.min(match told {
                Some(true) => 2,
                Some(false) => 0,
                None => 1,
            });
        }
        let astray = |lead: &String| self.own.get(lead.as_str()).is_some_and(|mate| !right.leads.iter().any(|other| other == mate));
        if left.leads.iter().any(astray) { 0 } else { least }
    }
}

/// Two charts on their way to being aligned.
struct Aligning<'k> {
    left: &'k [Key],
    right: &'k [Key],
    free_left: Vec<bool>,
    free_right: Vec<bool>,
    encounters: Encounters<'k>,
    matches: Vec<Match>,
}

/// Records that must have kept their ids before ids tell anything.
const KEPT_MIN: usize = 4;
/// Pairs looked at in one block; beyond it the block's surplus waits for a later pass.
const PAIRS_MAX: usize = 160_000;

impl<'k> Aligning<'k> {
    fn take(&mut self, l: usize, r: usize, by: &'static str) {
        self.free_left[l] = false;
        self.free_right[r] = false;
        self.encounters.vote(&self.left[l], &self.right[r]);
        self.matches.push(Match { legacy: Some(l), destination: Some(r), by });
    }

    /// What two statements share, best first: resemblance, facts word for word, links.
    fn score(&self, l: usize, r: usize) -> (u32, u32, u32) {
        let (a, b) = (&self.left[l], &self.right[r]);
        (a.resemblance(b), a.agreement(b), self.encounters.agree(a, b))
    }

    /// Takes the best of some candidates, then the best of what is left, and so on.
    fn take_best(&mut self, mut candidates: Vec<((u32, u32, u32), usize, usize)>, by: &'static str) {
        candidates.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        for (_, l, r) in candidates {
            if self.free_left[l] && self.free_right[r] {
                self.take(l, r, by);
            }
        }
    }

    /// The free ones of both sides, gathered by a name each.
    fn blocks<N: Ord>(&self, names: impl Fn(&Key) -> Vec<N>) -> Vec<(Vec<usize>, Vec<usize>)> {
        let mut blocks: BTreeMap<N, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (l, key) in self.left.iter().enumerate().filter(|(l, _)| self.free_left[*l]) {
            names(key).into_iter().for_each(|n| blocks.entry(n).or_default().0.push(l));
        }
        for (r, key) in self.right.iter().enumerate().filter(|(r, _)| self.free_right[*r]) {
            names(key).into_iter().for_each(|n| blocks.entry(n).or_default().1.push(r));
        }
        blocks.into_values().filter(|(ls, rs)| !ls.is_empty() && !rs.is_empty()).collect()
    }

    /// The statements that one source row made.
    fn by_provenance(&mut self, rows: Vec<(Vec<usize>, Vec<usize>)>) {
        for (ls, rs) in rows {
            if let ([l], [r]) = (&ls[..], &rs[..]) {
                self.take(*l, *r, "provenance");
                continue;
            }
            let pairs = best_pairs(&ls, &rs, self);
            pairs.into_iter().for_each(|(l, r)| self.take(l, r, "provenance"));
        }
    }

    /// Equal in every fact. Those that have no double come first: they tell which encounter became which.
    fn by_whole_content(&mut self) {
        let blocks = self.blocks(|key| vec![(key.group, key.facts.clone())]);
        let (single, mut several): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|(ls, rs)| ls.len() == 1 && rs.len() == 1);
        // What others hang on comes first, whatever it is like: encounters, then the prescriptions that claims are for, then claims.
        several.sort_by_key(|(ls, _)| match self.left[ls[0]].group {
            Kind::Encounter => 0,
            Kind::Medication => 1,
            Kind::Claim => 2,
            _ => 3,
        });
        for (ls, rs) in single {
            self.take(ls[0], rs[0], "content");
        }
        for (ls, rs) in several {
            if ls.len() * rs.len() > PAIRS_MAX {
                let named: HashMap<&str, usize> = rs.iter().map(|r| (self.right[*r].own.as_str(), *r)).collect();
                for l in &ls {
                    let same = named.get(self.left[*l].own.as_str()).filter(|r| self.free_right[**r]);
                    if let Some(r) = same.filter(|r| !self.left[*l].own.is_empty() && self.encounters.agree(&self.left[*l], &self.right[**r]) == 2) {
                        self.take(*l, *r, "content");
                    }
                }
                let (ls, rs) = (ls.into_iter().filter(|l| self.free_left[*l]).collect::<Vec<_>>(), rs.into_iter().filter(|r| self.free_right[*r]).collect::<Vec<_>>());
                ls.into_iter().zip(rs).for_each(|(l, r)| self.take(l, r, "content"));
                continue;
            }
            let pairs = ls.iter().flat_map(|l| rs.iter().map(move |r| (*l, *r)));
            let one = |(l, r): (usize, usize)| {
                let (a, b) = (&self.left[l], &self.right[r]);
                ((0, self.encounters.agree(a, b), u32::from(!a.name().is_empty() && a.name() == b.name())), l, r)
            };
            let candidates = pairs.map(one).collect();
            self.take_best(candidates, "content");
        }
    }

    /// The same id, where the destination kept the ids: where nearly all records that are equal throughout have theirs.
    fn by_kept_id(&mut self) {
        let named = |m: &&Match| m.by == "content" && m.legacy.is_some_and(|l| !self.left[l].name().is_empty());
        let pairs: Vec<(usize, usize)> = self.matches.iter().filter(named).filter_map(|m| Some((m.legacy?, m.destination?))).collect();
        let kept = pairs.iter().filter(|(l, r)| self.left[*l].name() == self.right[*r].name()).count();
        if kept < KEPT_MIN || kept * 10 < pairs.len() * 9 {
            return;
        }
        let blocks = self.blocks(|key| if key.name().is_empty() { Vec::new() } else { vec![(key.group, key.name().to_string())] });
        for (ls, rs) in blocks {
            if let ([l], [r]) = (&ls[..], &rs[..]) {
                self.take(*l, *r, "content");
            }
        }
    }

    /// Any shared code (or equal words), same instant or day, same value. What others hang on comes first: then it tells those apart that
    /// say the same of several visits.
    fn by_content(&mut self) {
        self.by_content_of(|group| matches!(group, Kind::Encounter | Kind::Claim));
        self.by_content_of(|group| !matches!(group, Kind::Encounter | Kind::Claim));
    }

    fn by_content_of(&mut self, wanted: fn(Kind) -> bool) {
        let blocks = self.blocks(|key| {
            if !wanted(key.group) {
                return Vec::new();
            }
            let mut names: Vec<String> = key.codes.iter().filter(|c| !c.0.is_empty()).map(|(s, c)| format!("{s}|{c}")).collect();
            if names.is_empty() {
                names.push(key.text.clone());
            }
            names.into_iter().map(|n| (key.group, n, key.day, key.value.clone())).collect()
        });
        let mut candidates = Vec::new();
        for (ls, rs) in blocks {
            let pairs = ls.iter().flat_map(|l| rs.iter().map(move |r| (*l, *r))).take(PAIRS_MAX);
            candidates.extend(pairs.map(|(l, r)| {
                let (resemblance, agreement, encounter) = self.score(l, r);
                ((resemblance.max(1), agreement, encounter), l, r)
            }));
        }
        self.take_best(candidates, "content");
    }

    /// What is left on both sides under two kinds that converters confuse: the same concept on the same day, and nothing like it of its
    /// own kind. Which kind it is the judge tells.
    fn by_other_kind(&mut self) {
        let ls: Vec<usize> = (0..self.left.len()).filter(|l| self.free_left[*l]).collect();
        let rs: Vec<usize> = (0..self.right.len()).filter(|r| self.free_right[*r]).collect();
        if ls.len() * rs.len() > PAIRS_MAX {
            return;
        }
        let mut candidates = Vec::new();
        for l in ls {
            for r in &rs {
                let (a, b) = (&self.left[l], &self.right[*r]);
                let near = a.days_apart(b).is_none_or(|days| days <= 1);
                if confused(a.group, b.group) && a.concept_agrees(b) && near {
                    candidates.push(((u32::from(a.date.is_some() && b.date.is_some()), a.agreement(b), 0), l, *r));
                }
            }
        }
        self.take_best(candidates, "resemblance");
    }

    /// Visits that are left on both sides and have too few facts to be known by them: by what hangs on them, as far as that was paired, or
    /// by their number where half of what they say agrees as well.
    fn by_what_hangs_on_them(&mut self) {
        let visits = |keys: &'k [Key], free: &[bool]| -> Vec<(usize, &'k str)> {
            let own = |key: &'k Key| key.links.iter().find(|(aspect, _)| *aspect == Aspect::Encounter).map(|(_, number)| number.as_str());
            keys.iter().enumerate().filter(|(at, key)| free[*at] && key.group == Kind::Encounter).filter_map(|(at, key)| Some((at, own(key)?))).collect()
        };
        let (ls, rs) = (visits(self.left, &self.free_left[..]), visits(self.right, &self.free_right[..]));
        if ls.len() * rs.len() > PAIRS_MAX {
            return;
        }
        let mut candidates = Vec::new();
        for (l, a) in ls {
            for (r, b) in &rs {
                let (left, right) = (&self.left[l], &self.right[*r]);
                let (agreement, least) = (left.agreement(right), left.facts.len().min(right.facts.len()));
                let hung = self.encounters.is_led(Aspect::Encounter, a, b);
                if hung || a == *b && least > 0 && agreement as usize * 2 >= least {
                    candidates.push(((u32::from(hung), agreement, u32::from(a == *b)), l, *r));
                }
            }
        }
        self.take_best(candidates, "resemblance");
    }

    /// What is left, by resemblance.
    fn by_resemblance(&mut self) {
        let ls: Vec<usize> = (0..self.left.len()).filter(|l| self.free_left[*l]).collect();
        let rs: Vec<usize> = (0..self.right.len()).filter(|r| self.free_right[*r]).collect();
        let pairs = best_pairs(&ls, &rs, self);
        pairs.into_iter().for_each(|(l, r)| self.take(l, r, "resemblance"));
    }
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
    let rows = source_rows(legacy, destination, &left, &right, source);
    let mut aligning = Aligning {
        left: &left,
        right: &right,
        free_left: vec![true; left.len()],
        free_right: vec![true; right.len()],
        encounters: Encounters::default(),
        matches: Vec::with_capacity(left.len().max(right.len())),
    };
    aligning.by_provenance(rows);
    aligning.by_whole_content();
    aligning.by_kept_id();
    aligning.by_content();
    aligning.by_resemblance();
    aligning.by_what_hangs_on_them();
    aligning.by_other_kind();
    let Aligning { free_left, free_right, mut matches, .. } = aligning;
    matches.extend((0..left.len()).filter(|l| free_left[*l]).map(|l| Match { legacy: Some(l), destination: None, by: "" }));
    matches.extend((0..right.len()).filter(|r| free_right[*r]).map(|r| Match { legacy: None, destination: Some(r), by: "" }));
    matches.sort_unstable_by_key(|m| (m.legacy.unwrap_or(usize::MAX), m.destination.unwrap_or(usize::MAX)));
    matches
}

/// Statements of both sides that hang on one source row, in the order of the rows.
fn source_rows(
    legacy: &[Statement],
    destination: &[Statement],
    left: &[Key],
    right: &[Key],
    source: &dyn Fn(&Statement) -> Option<(u32, u64)>,
) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut rows: BTreeMap<(u32, u64, Kind), (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (r, statement) in destination.iter().enumerate() {
        if let Some((artifact, line)) = source(statement) {
            rows.entry((artifact, line, right[r].group)).or_default().1.push(r);
        }
    }
    for (l, statement) in legacy.iter().enumerate() {
        if let Some(row) = rows.get_mut(&(statement.origin.artifact, statement.origin.line, left[l].group)) {
            row.0.push(l);
        }
    }
    rows.into_values().filter(|(l, r)| !l.is_empty() && !r.is_empty()).collect()
}

/// Pairs by falling resemblance. Candidates are blocked by concept, words and instant, so that cost stays near the size.
fn best_pairs(ls: &[usize], rs: &[usize], aligning: &Aligning<'_>) -> Vec<(usize, usize)> {
    const BLOCK_MAX: usize = 400;
    let (left, right) = (aligning.left, aligning.right);
    let mut candidates: Vec<((u32, u32, u32), usize, usize)> = Vec::new();
    let score = |l: usize, r: usize| Some((aligning.score(l, r), l, r)).filter(|c| c.0.0 > 0);
    if ls.len() * rs.len() <= 40_000 {
        for l in ls {
            candidates.extend(rs.iter().filter_map(|r| score(*l, *r)));
        }
    } else {
        let mut blocks: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
        let names = |key: &Key| -> Vec<String> {
            let mut names: Vec<String> = key.codes.iter().map(|(s, c)| format!("c{s}|{c}")).collect();
            names.push(format!("t{}", key.text));
            // A chart has one or a few of these: they are always compared.
            names.extend((key.group == Kind::Demographic).then(|| "demographic".to_string()));
            names.extend(key.day.map(|d| format!("d{:?}{d}|{}", key.group, key.value)));
            // A concept of hundreds of records is looked through day by day.
            names.extend(key.day.into_iter().flat_map(|d| key.codes.iter().map(move |(s, c)| format!("c{d}|{s}|{c}"))));
            names.extend(key.day.map(|d| format!("t{d}|{}", key.text)));
            names
        };
        ls.iter().for_each(|l| names(&left[*l]).into_iter().for_each(|n| blocks.entry(n).or_default().0.push(*l)));
        rs.iter().for_each(|r| names(&right[*r]).into_iter().for_each(|n| blocks.entry(n).or_default().1.push(*r)));
        for (block_left, block_right) in blocks.values() {
            for l in block_left.iter().take(BLOCK_MAX) {
                candidates.extend(block_right.iter().take(BLOCK_MAX).filter_map(|r| score(*l, *r)));
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
    }
    candidates.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut used_left, mut used_right) = (HashSet::new(), HashSet::new());
    candidates.into_iter().filter(|(_, l, r)| !used_left.contains(l) && !used_right.contains(r) && used_left.insert(*l) && used_right.insert(*r)).map(|(_, l, r)| (l, r)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin};

    fn statement(kind: Kind, code: &str, more: Vec<(Aspect, Value)>) -> Statement {
        let coding = Coding { system: "urn:local".into(), code: code.into(), display: String::new() };
        let named = (Aspect::Code, Value::Code(vec![coding], String::new()));
        let facts = std::iter::once(named).chain(more).map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    fn visit(key: &str, day: &str, class: &str) -> Statement {
        let day = Date::parse_iso(day).unwrap();
        statement(Kind::Encounter, "OFC", vec![(Aspect::Class, Value::Word(class.into())), (Aspect::Effective, Value::Date(day)), (Aspect::Encounter, Value::Key(key.into()))])
    }

    fn diagnosis(of: &str, category: &str) -> Statement {
        statement(Kind::EncounterDiagnosis, "E66.9", vec![(Aspect::Category, Value::Word(category.into())), (Aspect::Encounter, Value::Key(of.into()))])
    }

    #[test]
    fn diagnoses_that_say_the_same_go_with_their_visits_whatever_the_order() {
        let legacy = [diagnosis("1", "a"), diagnosis("2", "a"), visit("1", "2012-05-14", "AMB"), visit("2", "2014-12-14", "AMB")];
        let destination = [diagnosis("y", "b"), diagnosis("x", "b"), visit("x", "2012-05-14", "VR"), visit("y", "2014-12-14", "VR")];
        let matches = align(&legacy, &destination, &Equivalences::default(), &|_| None);
        let pairs: Vec<(Option<usize>, Option<usize>)> = matches.iter().map(|m| (m.legacy, m.destination)).collect();
        assert_eq!(pairs, [(Some(0), Some(1)), (Some(1), Some(0)), (Some(2), Some(2)), (Some(3), Some(3))]);
    }
}
