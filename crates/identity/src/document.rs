//! Whose a document is: who its header names, against the demographics of the charts.
//!
//! Evidence adds up: number, birth date, name, sex; what contradicts takes away. A document is linked to one patient only, by
//! evidence that leaves no second one near. Two charts that fit alike, and a number of one person beside the name and birth
//! date of another, link to nobody. Values are compared as they are written: a date that can be read two ways is read both.
//!
//! A header is compared with the charts that it may name, found by what both have in common ([`Asked`]): thousands of charts may share a birth date that
//! somebody filled in for want of a better one, and a birth date alone names none of them.

mod birth;
mod found;
mod name;

pub use found::Asked;

use model::{Aspect, Date, Precision, Statement, Value};
use name::{Likeness, Name};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Score from which on a document is linked.
pub const LINKED_MIN: f64 = 0.5;
/// How far the next patient must be behind.
const MARGIN: f64 = 0.15;
/// Charts that share one thing with a header and are compared with it: the first by their keys. A number of more charts than that is nobody's, and where
/// more share something else, nobody is named whom a chart that was not compared may be as well.
pub const CANDIDATES_MAX: usize = 256;
/// What a chart reaches at most that shares birth date and name with a header, and no number.
const UNNUMBERED_MAX: f64 = 0.67;
/// Names and birth dates of one chart that are told apart, and its numbers. One with more is that of a key which was given to everybody: a further name or
/// birth date neither speaks for it nor against it.
const NAMES_MAX: usize = 32;
const NUMBERS_MAX: usize = 1_024;

/// Who a page says it is about, as written; empty where it does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentHeader {
    /// Name.
    pub name: String,
    /// Record number.
    pub number: String,
    /// Birth date.
    pub birth: String,
    /// Sex.
    pub sex: String,
}

impl DocumentHeader {
    /// Whether it names nobody. Sex alone names nobody either.
    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.number.is_empty() && self.birth.is_empty()
    }

    /// By what the charts are found that it is compared with.
    pub fn asks_for(&self) -> Asked {
        Asked::of(&Read::of(self))
    }

    /// What else it says, where its number is nobody's.
    pub fn without_number(&self) -> Self {
        Self { number: String::new(), ..self.clone() }
    }
}

/// One thing that a header and a chart both say, or that one of them leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// `record number`, `birth date`, `name`, `sex`.
    pub part: &'static str,
    /// `equal`, `near`, `differs`.
    pub says: &'static str,
}

/// What a header and one chart say together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// From below 0 to 1.
    pub score: f64,
    /// What they both say.
    pub evidence: Vec<Evidence>,
}

impl Comparison {
    /// Parts that contradict.
    pub fn contradictions(&self) -> usize {
        self.evidence.iter().filter(|e| e.says == "differs" && e.part != "sex").count()
    }
}

/// Whom a header names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// One patient.
    One,
    /// The number is one patient's, name and birth date are another's.
    Two,
    /// Several charts fit alike.
    Several,
    /// Somebody whom no chart fits.
    Stranger,
    /// Nobody.
    Nobody,
}

/// The link of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentLink {
    /// Whom it names.
    pub named: Named,
    /// The patient, where there is one.
    pub patient: Option<String>,
    /// For `Two`: both patients.
    pub between: Vec<String>,
    /// Of the best chart, where one fits.
    pub comparison: Comparison,
}

/// One patient as far as a document can name them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    key: String,
    numbers: BTreeSet<String>,
    births: BTreeSet<i32>,
    names: Vec<Name>,
    sexes: BTreeSet<char>,
    /// Something was said for which there was no room.
    is_full: bool,
}

/// Patients, found by what a header asks for: all of a side, or those who may be named by the documents at hand.
#[derive(Debug, Default)]
pub struct Roster {
    people: Vec<Person>,
    by_key: HashMap<String, usize>,
    by_number: HashMap<String, Vec<usize>>,
    by_person: HashMap<String, Vec<usize>>,
    by_family: HashMap<String, Vec<usize>>,
    births: HashSet<i32>,
}

/// Letters and digits, lower case: a number as charts are found by it.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A number as it is and without the zeros before it; of nothing but zeros one is left.
fn written(number: &str) -> impl Iterator<Item = &str> {
    let short = match number.trim_start_matches('0') {
        "" if !number.is_empty() => "0",
        short => short,
    };
    [number, short].into_iter().filter(|n| !n.is_empty())
}

/// The first letter of a word for a sex.
fn sex(word: &str) -> Option<char> {
    word.trim().chars().next().map(|c| c.to_ascii_lowercase()).filter(|c| matches!(c, 'f' | 'm'))
}

impl Roster {
    /// From demographic statements; several of one patient add up.
    pub fn new(demographics: &[Statement]) -> Self {
        let mut people: BTreeMap<&str, Person> = BTreeMap::new();
        for statement in demographics {
            let key = statement.patient.as_str();
            people.entry(key).or_insert_with(|| Person::new(key)).learn(statement);
        }
        Self::of_people(people.into_values().collect())
    }

    /// Of patients by key, each once and in order: of a side those whom a header asks for, with the birth dates that anybody of the side has.
    pub fn of(people: BTreeMap<String, Person>, births: BTreeSet<i32>) -> Self {
        let mut roster = Self::of_people(people.into_values().collect());
        roster.births.extend(births);
        roster
    }

    fn of_people(people: Vec<Person>) -> Self {
        let mut roster = Self { people, ..Self::default() };
        for (at, person) in roster.people.iter().enumerate() {
            roster.by_key.insert(person.key.clone(), at);
            for number in person.numbers() {
                let holders = roster.by_number.entry(number.into()).or_default();
                if holders.last() != Some(&at) {
                    holders.push(at);
                }
            }
            for by in person.persons() {
                roster.by_person.entry(by).or_default().push(at);
            }
            for by in person.families() {
                roster.by_family.entry(by).or_default().push(at);
            }
            roster.births.extend(person.births());
        }
        roster
    }

    /// Patients.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// The one patient with a key, or with a record number when no key is so written.
    pub fn find(&self, written: &str) -> Option<&str> {
        if let Some(at) = self.by_key.get(written.trim()) {
            return self.people.get(*at).map(|p| p.key.as_str());
        }
        match self.by_number.get(&plain(written)).map(Vec::as_slice) {
            Some([one]) => self.people.get(*one).map(|p| p.key.as_str()),
            _ => None,
        }
    }

    /// What a header and the chart of a patient say together; nothing for a patient without demographics.
    pub fn compare(&self, header: &DocumentHeader, key: &str) -> Option<Comparison> {
        self.people.get(*self.by_key.get(key)?).map(|person| person.compare(&Read::of(&self.heard(header))))
    }

    /// Whether one of them has more names, birth dates or numbers than are told apart.
    pub fn is_any_full(&self) -> bool {
        self.people.iter().any(|person| person.is_full)
    }

    /// A header as far as it tells patients apart: a number that more of them have than are compared is one that was filled in for want of a better one.
    fn heard<'h>(&self, header: &'h DocumentHeader) -> Cow<'h, DocumentHeader> {
        let is_everybodys = |number: &str| self.by_number.get(number).is_some_and(|holders| holders.len() > CANDIDATES_MAX);
        if Read::of(header).numbers().any(is_everybodys) { Cow::Owned(header.without_number()) } else { Cow::Borrowed(header) }
    }

    /// Patients who share with a header what it asks for, and whether these are all of them.
    fn candidates(&self, header: &Read) -> (BTreeSet<usize>, bool) {
        let asked = Asked::of(header);
        let (mut found, mut are_all) = (BTreeSet::new(), true);
        for (shelf, values) in [(&self.by_number, &asked.numbers), (&self.by_person, &asked.persons), (&self.by_family, &asked.families)] {
            for holders in values.iter().filter_map(|value| shelf.get(value)) {
                are_all &= holders.len() <= CANDIDATES_MAX;
                found.extend(holders.iter().copied().take(CANDIDATES_MAX));
            }
        }
        (found, are_all)
    }

    /// Whether anybody has a birth date that a header may mean.
    fn is_born(&self, header: &Read) -> bool {
        header.births.iter().any(|birth| self.births.contains(birth))
    }
}

/// Puts numbers or days to those that are there, as long as there is room; whether there was.
fn fill<T: Ord>(set: &mut BTreeSet<T>, with: impl Iterator<Item = T>, most: usize) -> bool {
    let mut is_room = true;
    for one in with {
        if set.len() < most || set.contains(&one) {
            set.insert(one);
        } else {
            is_room = false;
        }
    }
    is_room
}

impl Person {
    /// Of whom nothing is known but the key.
    pub fn new(key: &str) -> Self {
        Self { key: key.into(), numbers: BTreeSet::new(), births: BTreeSet::new(), names: Vec::new(), sexes: BTreeSet::new(), is_full: false }
    }

    /// Numbers by which a chart is found: as they are, and as a table leaves them that takes them for numbers.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        self.numbers.iter().flat_map(|number| written(number))
    }

    /// Days of birth by which a chart is found.
    pub fn births(&self) -> impl Iterator<Item = i32> {
        self.births.iter().copied()
    }

    /// Takes in what a demographic statement of this patient says, as far as there is room.
    pub fn learn(&mut self, statement: &Statement) {
        let all = |aspect: Aspect| statement.facts.iter().filter(move |f| f.aspect == aspect).map(|f| &f.value);
        let numbers = all(Aspect::Mrn).map(|v| plain(&v.shown())).filter(|n| !n.is_empty());
        self.is_full |= !fill(&mut self.numbers, std::iter::once(plain(&statement.patient)).chain(numbers), NUMBERS_MAX);
        let births = all(Aspect::BirthDate).filter_map(|v| match v {
            Value::Date(date) if date.precision >= Precision::Day => Some(date.days()),
            _ => None,
        });
        self.is_full |= !fill(&mut self.births, births, NAMES_MAX);
        self.sexes.extend(all(Aspect::Sex).filter_map(|v| sex(&v.shown())));
        let joined = |aspect: Aspect| all(aspect).map(Value::shown).collect::<Vec<_>>().join(" ");
        let name = Name::of_chart(&joined(Aspect::Family), &joined(Aspect::Given));
        if !name.is_empty() && !self.names.contains(&name) {
            if self.names.len() < NAMES_MAX {
                self.names.push(name);
            } else {
                self.is_full = true;
            }
        }
    }

    fn compare(&self, header: &Read) -> Comparison {
        let mut out = Comparison::default();
        let mut say = |part: &'static str, says: &'static str, weight: f64| {
            // It may be one of the names or birth dates for which there was no room.
            if self.is_full && says == "differs" && matches!(part, "birth date" | "name" | "given name") {
                return;
            }
            out.evidence.push(Evidence { part, says });
            out.score += weight;
        };
        if !header.number.is_empty() && !self.numbers.is_empty() {
            let short = |n: &str| n.trim_start_matches('0').to_string();
            if self.numbers.contains(&header.number) {
                say("record number", "equal", 0.6);
            } else if self.numbers.iter().any(|n| !n.is_empty() && short(n) == short(&header.number)) {
                say("record number", "near", 0.5);
            } else {
                // A document from elsewhere has a number from elsewhere: little is said against it by that alone.
                say("record number", "differs", -0.1);
            }
        }
        if !header.births.is_empty() && !self.births.is_empty() {
            if header.births.iter().any(|b| self.births.contains(b)) {
                say("birth date", "equal", 0.3);
            } else {
                say("birth date", "differs", -0.4);
            }
        }
        match self.names.iter().map(|n| n.likeness(&header.name)).max() {
            None | Some(Likeness::Unknown) => {}
            Some(Likeness::Equal) => say("name", "equal", 0.35),
            Some(Likeness::Near) => say("name", "near", 0.25),
            Some(Likeness::Family) => say("family name", "equal", 0.15),
            Some(Likeness::OtherGiven) => say("given name", "differs", -0.2),
            Some(Likeness::Other) => say("name", "differs", -0.35),
        }
        if let (Some(sex), false) = (header.sex, self.sexes.is_empty()) {
            if self.sexes.contains(&sex) { say("sex", "equal", 0.02) } else { say("sex", "differs", -0.1) }
        }
        out.score = out.score.min(1.0);
        out
    }
}

/// A header with its values read.
struct Read {
    number: String,
    births: Vec<i32>,
    name: Name,
    sex: Option<char>,
}

impl Read {
    fn of(header: &DocumentHeader) -> Self {
        let births: Vec<i32> = birth::readings(&header.birth).iter().map(Date::days).collect();
        Self { number: plain(&header.number), births, name: Name::of_header(&header.name), sex: sex(&header.sex) }
    }

    fn numbers(&self) -> impl Iterator<Item = &str> {
        written(&self.number)
    }
}

/// Links a document by its header to a patient of the roster, or to nobody.
pub fn link_document(header: &DocumentHeader, roster: &Roster) -> DocumentLink {
    let header = roster.heard(header);
    if header.is_empty() {
        return DocumentLink { named: Named::Nobody, patient: None, between: Vec::new(), comparison: Comparison::default() };
    }
    let read = Read::of(&header);
    let (candidates, are_all) = roster.candidates(&read);
    let candidates = candidates.into_iter().filter_map(|at| roster.people.get(at));
    let link = link_among(&header, candidates.map(|person| (person.compare(&read), person)).collect(), roster.is_born(&read));
    // Of those who were not compared nobody has its number.
    if link.named == Named::One && !are_all && link.comparison.score < UNNUMBERED_MAX + MARGIN {
        return DocumentLink { named: Named::Several, patient: None, ..link };
    }
    link
}

/// The same by the charts that it was compared with; `is_born` says that some chart has its birth date.
fn link_among(header: &DocumentHeader, mut compared: Vec<(Comparison, &Person)>, is_born: bool) -> DocumentLink {
    let nobody = |named: Named, comparison: Comparison| DocumentLink { named, patient: None, between: Vec::new(), comparison };
    compared.sort_by(|(a, p), (b, q)| b.score.total_cmp(&a.score).then_with(|| p.key.cmp(&q.key)));
    if let Some(between) = of_two(&compared) {
        return DocumentLink { named: Named::Two, patient: None, between, comparison: Comparison::default() };
    }
    match compared.as_slice() {
        [(best, person), rest @ ..] if best.score >= LINKED_MIN => {
            let near = rest.first().is_some_and(|(next, _)| next.score >= LINKED_MIN && next.score > best.score - MARGIN);
            // The number alone of a key that was given to everybody does not say who of them it is.
            let says_who = |e: &Evidence| matches!(e.part, "birth date" | "name" | "family name") && e.says != "differs";
            if near || (person.is_full && !best.evidence.iter().any(says_who)) {
                return nobody(Named::Several, best.clone());
            }
            DocumentLink { named: Named::One, patient: Some(person.key.clone()), between: Vec::new(), comparison: best.clone() }
        }
        // A name alone, or half of a person, is too little to say that no chart fits.
        _ if header.number.is_empty() && (is_born || header.name.is_empty() || header.birth.is_empty()) => nobody(Named::Nobody, Comparison::default()),
        _ => nobody(Named::Stranger, Comparison::default()),
    }
}

/// The patient of the number and the patient of name and birth date, when these are two.
fn of_two(compared: &[(Comparison, &Person)]) -> Option<Vec<String>> {
    let says = |c: &Comparison, part: &str, says: &str| c.evidence.iter().any(|e| e.part == part && e.says == says);
    let of_number = |c: &Comparison| says(c, "record number", "equal") && c.contradictions() > 0 && c.score < LINKED_MIN;
    let of_person = |c: &Comparison| says(c, "record number", "differs") && says(c, "birth date", "equal") && says(c, "name", "equal");
    let mut numbered = compared.iter().filter(|(c, _)| of_number(c));
    let mut named = compared.iter().filter(|(c, _)| of_person(c));
    match (numbered.next(), numbered.next(), named.next(), named.next()) {
        (Some((_, a)), None, Some((_, b)), None) => Some(vec![a.key.clone(), b.key.clone()]),
        _ => None,
    }
}

#[cfg(test)]
mod everybody;
#[cfg(test)]
mod tests;
