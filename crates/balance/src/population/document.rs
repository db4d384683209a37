//! The questions document: value sets and questions as TOML, checked as a whole with line and column. See `docs/questions.md`.
//!
//! The document is data that the team owns; the standard one ships with the program and is used where a workspace has none.

use super::question::{Comparison, Condition, Last, Measure, Question, Told, Window};
use super::sets::{Sets, ValueSet};
use crate::codes::canonical_system;
use crate::lens::{Problem, at, position};
use model::{Date, Decimal, Kind, canonical_unit, parse_decimal};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use toml::Spanned;

/// The format line every questions document opens with.
pub const QUESTIONS_FORMAT: &str = "throughline-questions/1";

/// The standard questions, as text.
pub const STANDARD_QUESTIONS: &str = include_str!("../../../../assets/questions/standard.toml");

/// Questions of a document at most: each is asked of every chart twice.
const QUESTIONS_MAX: usize = 200;

/// Conditions inside conditions at most.
const DEPTH_MAX: usize = 8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDocument {
    format: Spanned<String>,
    name: String,
    #[serde(default)]
    as_of: Option<Spanned<String>>,
    #[serde(default)]
    set: BTreeMap<String, RawSet>,
    #[serde(default)]
    question: Vec<RawQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSet {
    title: Spanned<String>,
    #[serde(default)]
    codes: Vec<RawCodes>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    not_words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCodes {
    system: Spanned<String>,
    #[serde(default)]
    code: Vec<String>,
    #[serde(default)]
    prefix: Vec<String>,
    #[serde(default)]
    complete: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    id: Spanned<String>,
    title: String,
    about: String,
    #[serde(default)]
    denominator: Option<RawCondition>,
    #[serde(default)]
    numerator: Option<RawCondition>,
    #[serde(default)]
    count: Option<RawCondition>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawCondition {
    #[serde(default)]
    all: Option<Vec<RawCondition>>,
    #[serde(default)]
    any: Option<Vec<RawCondition>>,
    #[serde(default)]
    none: Option<Vec<RawCondition>>,
    #[serde(default)]
    age: Option<RawAge>,
    #[serde(default)]
    alive: Option<bool>,
    #[serde(default)]
    kind: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    set: Option<Spanned<String>>,
    #[serde(default)]
    live: Option<bool>,
    #[serde(default)]
    status: Option<Vec<String>>,
    #[serde(default)]
    within_months: Option<u32>,
    #[serde(default)]
    since: Option<Spanned<String>>,
    #[serde(default)]
    after: Option<bool>,
    #[serde(default)]
    at_least: Option<u32>,
    #[serde(default)]
    last: Option<Spanned<String>>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    unitless: Option<bool>,
    #[serde(default)]
    convert: Vec<RawConversion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAge {
    #[serde(default)]
    from: Option<u32>,
    #[serde(default)]
    under: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConversion {
    unit: String,
    factor: Spanned<String>,
    #[serde(default)]
    add: Option<Spanned<String>>,
}

/// A checked questions document.
#[derive(Debug, Clone)]
pub struct Questions {
    /// Its name.
    pub name: String,
    /// The day the questions are asked for, in days since 1970, where the document fixes it.
    pub as_of: Option<i32>,
    pub(crate) sets: Sets,
    pub(crate) questions: Vec<Question>,
}

impl Questions {
    /// Reads and checks a document; every problem with its place.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let raw: RawDocument = toml::from_str(text).map_err(|e| {
            let (line, column) = position(text, e.span().map_or(0, |s| s.start));
            vec![Problem { line, column, message: e.message().to_string() }]
        })?;
        let mut check = Check { text, sets: HashMap::new(), problems: Vec::new() };
        let RawDocument { format, name, as_of, set, question } = raw;
        if format.get_ref() != QUESTIONS_FORMAT {
            check.say(&format, format!("format is {:?}; this program reads {QUESTIONS_FORMAT:?}", format.get_ref()));
        }
        let as_of = as_of.and_then(|day| check.day(&day));
        let sets = check.sets(set);
        let questions = check.questions(question);
        if !check.problems.is_empty() {
            check.problems.sort_by_key(|p| (p.line, p.column));
            return Err(check.problems);
        }
        Ok(Self { name, as_of, sets: Sets::new(sets), questions })
    }

    /// Ids and titles, in order.
    pub fn titles(&self) -> impl Iterator<Item = (&str, &str)> {
        self.questions.iter().map(|q| (q.id.as_str(), q.title.as_str()))
    }
}

/// The codes of RxNorm that value sets of the standard questions list, by the names of these sets.
pub(crate) fn standard_drugs(sets: &[&str]) -> HashSet<String> {
    let Ok(RawDocument { mut set, .. }) = toml::from_str(STANDARD_QUESTIONS) else { return HashSet::new() };
    let listed = sets.iter().filter_map(|name| set.remove(*name)).flat_map(|set| set.codes);
    listed.filter(|codes| codes.system.get_ref().ends_with("/rxnorm")).flat_map(|codes| codes.code).collect()
}

/// The check of one document, with what it found so far.
struct Check<'t> {
    text: &'t str,
    sets: HashMap<String, usize>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn say<T>(&mut self, place: &Spanned<T>, message: String) {
        self.problems.push(at(self.text, place.span().start, message));
    }

    fn day(&mut self, day: &Spanned<String>) -> Option<i32> {
        let date = Date::parse_iso(day.get_ref()).filter(|d| d.precision == model::Precision::Day);
        if date.is_none() {
            self.say(day, format!("{:?} is no day; write it as 2024-03-31", day.get_ref()));
        }
        date.map(|d| d.days())
    }

    fn sets(&mut self, raw: BTreeMap<String, RawSet>) -> Vec<ValueSet> {
        let mut out = Vec::new();
        for (name, set) in raw {
            if set.codes.is_empty() && set.words.is_empty() {
                self.say(&set.title, format!("the set {name:?} lists neither codes nor words"));
            }
            if set.words.iter().chain(&set.not_words).any(|w| w.trim().is_empty()) {
                self.say(&set.title, format!("a word of the set {name:?} is empty: it would stand in every text"));
            }
            let lower = |words: &[String]| words.iter().map(|w| w.to_lowercase()).collect();
            let mut made = ValueSet { words: lower(&set.words), not_words: lower(&set.not_words), ..ValueSet::default() };
            for codes in set.codes {
                self.codes(codes, &mut made);
            }
            self.sets.insert(name, out.len());
            out.push(made);
        }
        out
    }

    fn codes(&mut self, codes: RawCodes, made: &mut ValueSet) {
        let system = canonical_system(codes.system.get_ref());
        if system.is_empty() {
            self.say(&codes.system, "a code without its system is not a code".into());
        }
        if codes.code.is_empty() && codes.prefix.is_empty() {
            self.say(&codes.system, "name a `code` or a `prefix`".into());
        }
        if codes.code.iter().chain(&codes.prefix).any(|c| c.trim().is_empty()) {
            self.say(&codes.system, "a code is empty".into());
        }
        made.codes.extend(codes.code.into_iter().map(|c| (system.clone(), c)));
        made.prefixes.extend(codes.prefix.into_iter().map(|c| (system.clone(), c)));
        if codes.complete {
            made.complete.push(system);
        }
    }

    fn questions(&mut self, raw: Vec<RawQuestion>) -> Vec<Question> {
        let mut out = Vec::new();
        let mut ids = HashSet::new();
        for question in raw {
            let id = question.id;
            let plain = !id.get_ref().is_empty() && id.get_ref().len() <= 40 && id.get_ref().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !plain {
                self.say(&id, format!("{:?}: an id is made of lower-case letters, digits and hyphens, 40 at most", id.get_ref()));
            }
            if !ids.insert(id.get_ref().clone()) {
                self.say(&id, format!("there is a question {:?} already", id.get_ref()));
            }
            if out.len() == QUESTIONS_MAX {
                self.say(&id, format!("there are more than {QUESTIONS_MAX} questions"));
                return out;
            }
            let denominator = match question.denominator {
                Some(condition) => self.condition(&id, condition, 0),
                None => Some(Condition::All(Vec::new())),
            };
            let measure = self.measure(&id, question.numerator, question.count);
            if let (Some(denominator), Some(measure)) = (denominator, measure) {
                out.push(Question { id: id.into_inner(), title: question.title, about: question.about, denominator, measure });
            }
        }
        out
    }

    fn measure(&mut self, id: &Spanned<String>, numerator: Option<RawCondition>, count: Option<RawCondition>) -> Option<Measure> {
        match (numerator, count) {
            (Some(numerator), None) => self.condition(id, numerator, 0).map(Measure::Patients),
            (None, Some(count)) => match self.condition(id, count, 0)? {
                Condition::Told(told) if told.last.is_none() => Some(Measure::Statements(told)),
                _ => {
                    self.say(id, "`count` counts statements: give it `kind`, and no `last`".into());
                    None
                }
            },
            _ => {
                self.say(id, "a question has either a `numerator` or a `count`".into());
                None
            }
        }
    }

    fn condition(&mut self, id: &Spanned<String>, raw: RawCondition, depth: usize) -> Option<Condition> {
        if depth > DEPTH_MAX {
            self.say(id, format!("conditions stand more than {DEPTH_MAX} deep in each other"));
            return None;
        }
        let forms = [raw.all.is_some(), raw.any.is_some(), raw.none.is_some(), raw.age.is_some(), raw.alive.is_some(), raw.kind.is_some()];
        if forms.into_iter().filter(|f| *f).count() != 1 {
            self.say(id, "a condition has exactly one of `all`, `any`, `none`, `age`, `alive`, `kind`".into());
            return None;
        }
        if raw.kind.is_none() && raw.has_details() {
            self.say(id, "`set`, `live`, `status`, `last` and what narrows them stand beside `kind`".into());
            return None;
        }
        match raw {
            RawCondition { all: Some(parts), .. } => Some(Condition::All(self.parts(id, parts, depth)?)),
            RawCondition { any: Some(parts), .. } => Some(Condition::Any(self.parts(id, parts, depth)?)),
            RawCondition { none: Some(parts), .. } => Some(Condition::None(self.parts(id, parts, depth)?)),
            RawCondition { age: Some(RawAge { from, under }), .. } => Some(Condition::Age(from.unwrap_or(0), under.unwrap_or(u32::MAX))),
            RawCondition { alive: Some(true), .. } => Some(Condition::Alive),
            RawCondition { alive: Some(false), .. } => Some(Condition::None(vec![Condition::Alive])),
            raw => self.told(id, raw).map(Condition::Told),
        }
    }

    fn parts(&mut self, id: &Spanned<String>, parts: Vec<RawCondition>, depth: usize) -> Option<Vec<Condition>> {
        if parts.is_empty() {
            self.say(id, "a list of conditions is empty".into());
            return None;
        }
        // Every part is checked, also after one that fails: all problems are said at once.
        let made: Vec<Option<Condition>> = parts.into_iter().map(|p| self.condition(id, p, depth + 1)).collect();
        made.into_iter().collect()
    }

    fn told(&mut self, id: &Spanned<String>, raw: RawCondition) -> Option<Told> {
        let before = self.problems.len();
        let mut kinds = Vec::new();
        for word in raw.kind.as_deref().unwrap_or_default() {
            match Kind::from_word(word.get_ref()) {
                Some(kind) => kinds.push(kind),
                None => self.say(word, format!("{:?} is no kind of statement", word.get_ref())),
            }
        }
        if kinds.is_empty() && self.problems.len() == before {
            self.say(id, "`kind` lists no kind".into());
        }
        let set = raw.set.as_ref().and_then(|name| {
            let index = self.sets.get(name.get_ref()).copied();
            if index.is_none() {
                self.say(name, format!("there is no set {:?}", name.get_ref()));
            }
            index
        });
        let window = self.window(id, &raw);
        let live = raw.live == Some(true);
        let status = raw.status.clone().unwrap_or_else(|| if live { LIVE.map(String::from).to_vec() } else { Vec::new() });
        let last = raw.last.as_ref().and_then(|last| self.last(last, &raw));
        if raw.last.is_none() && (raw.unit.is_some() || raw.unitless.is_some() || !raw.convert.is_empty()) {
            self.say(id, "`unit`, `unitless` and `convert` belong to `last`".into());
        }
        if raw.last.is_some() && raw.at_least.is_some() {
            self.say(id, "`last` looks at one value; `at_least` counts".into());
        }
        if raw.at_least == Some(0) {
            self.say(id, "`at_least = 0` is always true".into());
        }
        (self.problems.len() == before).then(|| Told { kinds, set, status, not_ended: live, window, at_least: raw.at_least.unwrap_or(1), last })
    }

    fn window(&mut self, id: &Spanned<String>, raw: &RawCondition) -> Window {
        let after = raw.after == Some(true);
        let given = [raw.within_months.is_some(), raw.since.is_some(), after];
        if given.into_iter().filter(|g| *g).count() > 1 {
            self.say(id, "only one of `within_months`, `since` and `after` can be true".into());
        }
        match (raw.within_months, &raw.since) {
            (Some(months), _) => Window::Months(months),
            (None, Some(since)) => {
                let parts = since.get_ref().split_once('-').and_then(|(m, d)| Some((m.parse::<u8>().ok()?, d.parse::<u8>().ok()?)));
                // 2023 was no leap year: a day that is not there every year begins no season.
                match parts.filter(|(m, d)| Date::day(2023, *m, *d).is_some()) {
                    Some((month, day)) => Window::Since(month, day),
                    None => {
                        self.say(since, format!("{:?} is no month and day; write it as 08-01", since.get_ref()));
                        Window::Ever
                    }
                }
            }
            (None, None) if after => Window::After,
            (None, None) => Window::Ever,
        }
    }

    /// `> 9`, `>= 140`, `< 7`, `<= 7`.
    fn last(&mut self, last: &Spanned<String>, raw: &RawCondition) -> Option<Last> {
        let text = last.get_ref().trim();
        let forms = [(">=", Comparison::AtLeast), ("<=", Comparison::AtMost), (">", Comparison::Over), ("<", Comparison::Under)];
        let found = forms.into_iter().find_map(|(sign, over)| Some((over, parse_decimal(text.strip_prefix(sign)?)?)));
        let Some((over, number)) = found else {
            self.say(last, format!("{:?} is no comparison; write it as \"> 9\"", last.get_ref()));
            return None;
        };
        let mut convert = Vec::new();
        for conversion in &raw.convert {
            let factor = self.decimal(&conversion.factor);
            let add = conversion.add.as_ref().map_or(Some(Decimal::ZERO), |a| self.decimal(a));
            convert.push((canonical_unit(&conversion.unit), factor?, add?));
        }
        let unit = canonical_unit(raw.unit.as_deref().unwrap_or(""));
        Some(Last { over, number, unit, unitless: raw.unitless == Some(true), convert })
    }

    fn decimal(&mut self, text: &Spanned<String>) -> Option<Decimal> {
        let number = parse_decimal(text.get_ref());
        if number.is_none() {
            self.say(text, format!("{:?} is no decimal number", text.get_ref()));
        }
        number
    }
}

/// Words of a status under which something goes on; none told counts as well.
const LIVE: [&str; 5] = ["", "active", "recurrence", "relapse", "in-progress"];

impl RawCondition {
    fn has_details(&self) -> bool {
        let narrowed = self.within_months.is_some() || self.since.is_some() || self.after.is_some() || self.at_least.is_some();
        let valued = self.last.is_some() || self.unit.is_some() || self.unitless.is_some() || !self.convert.is_empty();
        narrowed || valued || self.set.is_some() || self.live.is_some() || self.status.is_some()
    }
}
