//! Whose a document is: who its header names, against the demographics of the charts.
//!
//! Evidence adds up: number, birth date, name, sex; what contradicts takes away. A document is linked to one patient only, by
//! evidence that leaves no second one near. Two charts that fit alike, and a number of one person beside the name and birth
//! date of another, link to nobody. Values are compared as they are written: a date that can be read two ways is read both.

mod birth;
mod name;

use model::{Aspect, Date, Precision, Statement, Value};
use name::{Likeness, Name};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Score from which on a document is linked.
pub const LINKED_MIN: f64 = 0.5;
/// How far the next patient must be behind.
const MARGIN: f64 = 0.15;
/// Charts that are compared with one header.
const CANDIDATES_MAX: usize = 20_000;

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
    /// Of the best chart.
    pub comparison: Comparison,
}

/// One patient as far as a document can name them.
#[derive(Debug, Default)]
struct Person {
    key: String,
    numbers: Vec<String>,
    births: Vec<i32>,
    names: Vec<Name>,
    sexes: Vec<char>,
}

/// The patients of a side, found by number and birth date. There may be millions: who they are is held once, in the order of their keys.
#[derive(Debug, Default)]
pub struct Roster {
    people: Vec<Person>,
    /// Digests of numbers with their holders, and birth dates with who was born on them; both in order.
    by_number: Vec<(u64, u32)>,
    by_birth: Vec<(i32, u32)>,
}

/// A number as it is, and as a table leaves it that takes it for a number.
fn ways(number: &str) -> impl Iterator<Item = &str> {
    [number, number.trim_start_matches('0')].into_iter().filter(|way| !way.is_empty())
}

fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Letters and digits, lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The first letter of a word for a sex.
fn sex(word: &str) -> Option<char> {
    word.trim().chars().next().map(|c| c.to_ascii_lowercase()).filter(|c| matches!(c, 'f' | 'm'))
}

impl Roster {
    /// From demographic statements; several of one patient add up.
    pub fn new<S: Borrow<Statement>>(demographics: impl IntoIterator<Item = S>) -> Self {
        let mut people: BTreeMap<String, Person> = BTreeMap::new();
        for statement in demographics {
            let statement: &Statement = statement.borrow();
            match people.get_mut(&statement.patient) {
                Some(person) => person.learn(statement),
                None => {
                    let mut person = Person::default();
                    person.learn(statement);
                    people.insert(statement.patient.clone(), person);
                }
            }
        }
        let mut roster = Self::default();
        for (at, (key, mut person)) in (0_u32..).zip(people) {
            person.settle();
            roster.by_number.extend(person.numbers.iter().flat_map(|number| ways(number)).map(|way| (digest(way), at)));
            roster.by_birth.extend(person.births.iter().map(|birth| (*birth, at)));
            roster.people.push(Person { key, ..person });
        }
        roster.by_number.sort_unstable();
        roster.by_number.dedup();
        roster.by_birth.sort_unstable();
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

    fn person(&self, key: &str) -> Option<&Person> {
        self.people.get(self.people.binary_search_by(|person| person.key.as_str().cmp(key)).ok()?)
    }

    /// The one patient with a key, or with a record number when no key is so written.
    pub fn find(&self, written: &str) -> Option<&str> {
        if let Some(person) = self.person(written.trim()) {
            return Some(&person.key);
        }
        let number = plain(written);
        let mut holders = self.holders(&number);
        match (holders.next(), holders.next()) {
            (Some(one), None) => self.people.get(one).map(|p| p.key.as_str()),
            _ => None,
        }
    }

    /// What a header and the chart of a patient say together; nothing for a patient without demographics.
    pub fn compare(&self, header: &DocumentHeader, key: &str) -> Option<Comparison> {
        self.person(key).map(|person| person.compare(&Read::of(header)))
    }

    /// Those who have a number, one way or the other.
    fn holders<'r>(&'r self, number: &'r str) -> impl Iterator<Item = usize> + 'r {
        let wanted = digest(number);
        let first = self.by_number.partition_point(|(known, _)| *known < wanted);
        let may_have = self.by_number.iter().skip(first).take_while(move |(known, _)| *known == wanted).map(|(_, at)| *at as usize);
        may_have.filter(move |at| self.people.get(*at).is_some_and(|person| person.numbers.iter().flat_map(|known| ways(known)).any(|way| way == number)))
    }

    /// Those who were born on a day.
    fn born(&self, birth: i32) -> impl Iterator<Item = usize> + '_ {
        let first = self.by_birth.partition_point(|(known, _)| *known < birth);
        self.by_birth.iter().skip(first).take_while(move |(known, _)| *known == birth).map(|(_, at)| *at as usize)
    }

    /// Patients whose number or birth date a header gives.
    fn candidates(&self, header: &Read) -> BTreeSet<usize> {
        let mut out = BTreeSet::new();
        for number in ways(&header.number) {
            out.extend(self.holders(number));
        }
        for birth in &header.births {
            out.extend(self.born(*birth).take(CANDIDATES_MAX));
        }
        out
    }
}

impl Person {
    fn learn(&mut self, statement: &Statement) {
        self.numbers.push(plain(&statement.patient));
        let all = |aspect: Aspect| statement.facts.iter().filter(move |f| f.aspect == aspect).map(|f| &f.value);
        self.numbers.extend(all(Aspect::Mrn).map(|v| plain(&v.shown())).filter(|n| !n.is_empty()));
        self.births.extend(all(Aspect::BirthDate).filter_map(|v| match v {
            Value::Date(date) if date.precision >= Precision::Day => Some(date.days()),
            _ => None,
        }));
        self.sexes.extend(all(Aspect::Sex).filter_map(|v| sex(&v.shown())));
        let joined = |aspect: Aspect| all(aspect).map(Value::shown).collect::<Vec<_>>().join(" ");
        let name = Name::of_chart(&joined(Aspect::Family), &joined(Aspect::Given));
        if !name.is_empty() && !self.names.contains(&name) {
            self.names.reserve_exact(1);
            self.names.push(name);
        }
    }

    /// Each value once, and no room for more.
    fn settle(&mut self) {
        self.numbers.sort_unstable();
        self.numbers.dedup();
        self.numbers.shrink_to_fit();
        self.births.sort_unstable();
        self.births.dedup();
        self.births.shrink_to_fit();
        self.sexes.sort_unstable();
        self.sexes.dedup();
    }

    fn compare(&self, header: &Read) -> Comparison {
        let mut out = Comparison::default();
        let mut say = |part: &'static str, says: &'static str, weight: f64| {
            out.evidence.push(Evidence { part, says });
            out.score += weight;
        };
        if !header.number.is_empty() && !self.numbers.is_empty() {
            let short = |n: &str| n.trim_start_matches('0').to_string();
            if self.numbers.contains(&header.number) {
                say("record number", "equal", 0.6);
            } else if self.numbers.iter().any(|n| short(n) == short(&header.number)) {
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
}

/// Links a document by its header to a patient of the roster, or to nobody.
pub fn link_document(header: &DocumentHeader, roster: &Roster) -> DocumentLink {
    let nobody = |named: Named, comparison: Comparison| DocumentLink { named, patient: None, between: Vec::new(), comparison };
    if header.is_empty() {
        return nobody(Named::Nobody, Comparison::default());
    }
    let read = Read::of(header);
    let mut compared: Vec<(Comparison, &Person)> = roster.candidates(&read).into_iter().filter_map(|at| roster.people.get(at)).map(|p| (p.compare(&read), p)).collect();
    compared.sort_by(|(a, p), (b, q)| b.score.total_cmp(&a.score).then_with(|| p.key.cmp(&q.key)));
    if let Some(between) = of_two(&compared) {
        let comparison = compared.first().map(|(c, _)| c.clone()).unwrap_or_default();
        return DocumentLink { named: Named::Two, patient: None, between, comparison };
    }
    match compared.as_slice() {
        [(best, person), rest @ ..] if best.score >= LINKED_MIN => {
            let near = rest.first().is_some_and(|(next, _)| next.score >= LINKED_MIN && next.score > best.score - MARGIN);
            if near {
                return nobody(Named::Several, best.clone());
            }
            DocumentLink { named: Named::One, patient: Some(person.key.clone()), between: Vec::new(), comparison: best.clone() }
        }
        // A name alone, or half of a person, is too little to say that no chart fits.
        [(best, _), ..] if header.number.is_empty() => nobody(Named::Nobody, best.clone()),
        [(best, _), ..] => nobody(Named::Stranger, best.clone()),
        [] if header.number.is_empty() && (header.name.is_empty() || header.birth.is_empty()) => nobody(Named::Nobody, Comparison::default()),
        [] => nobody(Named::Stranger, Comparison::default()),
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
mod tests;
