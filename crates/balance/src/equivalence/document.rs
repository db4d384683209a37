//! The equivalences document: TOML, checked as a whole with line and column, test rows included. See `docs/equivalences.md`.

use super::means::{Means, PairForm};
use super::rows;
use super::tolerance::Tolerance;
use crate::lens::{Problem, at, position};
use model::{Aspect, Date, Decimal, Kind, Precision, Side, parse_decimal};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use toml::Spanned;

/// The format line every equivalences document opens with.
pub const EQUIVALENCES_FORMAT: &str = "throughline-equivalences/1";

/// Equivalences of a document at most: each is asked of every difference of its aspect.
const EQUIVALENCES_MAX: usize = 2_000;
/// Test rows of one equivalence at most.
const ROWS_MAX: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDocument {
    format: Spanned<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    alarm: Option<Spanned<RawAlarm>>,
    #[serde(default)]
    equivalence: Vec<RawEquivalence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAlarm {
    #[serde(default)]
    factor: Option<toml::Value>,
    #[serde(default)]
    statements: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEquivalence {
    id: Spanned<String>,
    #[serde(default)]
    kind: Vec<Spanned<String>>,
    aspect: Spanned<String>,
    #[serde(default)]
    r#as: Option<Spanned<String>>,
    #[serde(default)]
    legacy: Option<Spanned<String>>,
    #[serde(default)]
    destination: Option<Spanned<String>>,
    #[serde(default)]
    tolerance: Option<Spanned<RawTolerance>>,
    #[serde(default)]
    absent: Option<Spanned<String>>,
    #[serde(default)]
    direction: Option<Spanned<String>>,
    author: String,
    reason: String,
    #[serde(default)]
    expires: Option<Spanned<toml::Value>>,
    #[serde(default)]
    retired: Option<String>,
    #[serde(default)]
    max_statements: Option<u64>,
    #[serde(default)]
    expected: Option<u64>,
    #[serde(default)]
    test: Vec<Spanned<RawRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTolerance {
    #[serde(default)]
    absolute: Option<toml::Value>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    relative: Option<toml::Value>,
    #[serde(default)]
    half_last_digit: Option<bool>,
    #[serde(default)]
    days: Option<i64>,
    #[serde(default)]
    minutes: Option<i64>,
    #[serde(default)]
    precision: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    legacy: String,
    destination: String,
    equivalent: bool,
}

/// A pair of values with what must be judged of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestRow {
    /// Legacy value, empty for none.
    pub legacy: String,
    /// Destination's value, empty for none.
    pub destination: String,
    /// Whether the two must be judged the same.
    pub equivalent: bool,
}

/// One declared equivalence.
#[derive(Debug, Clone, PartialEq)]
pub struct Equivalence {
    /// Its id.
    pub id: String,
    /// Kinds of statements, empty for all.
    pub kinds: Vec<Kind>,
    /// The aspect as the document names it; `time` is the four points in time of a statement.
    pub aspect: String,
    /// The aspects as read.
    pub aspects: Vec<Aspect>,
    /// What it says.
    pub means: Means,
    /// Who declared it.
    pub author: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, in days since 1970.
    pub expires: Option<i32>,
    /// Why it is no longer in force, when it was retired.
    pub retired: Option<String>,
    /// Statements that it may explain at most.
    pub statements_max: Option<u64>,
    /// Statements that it is expected to explain.
    pub expected: Option<u64>,
    /// Pairs with what must be judged of them.
    pub rows: Vec<TestRow>,
    /// 1-based line of its id.
    pub line: u32,
}

impl Equivalence {
    /// Whether it is in force on a day.
    pub fn holds_on(&self, day: i32) -> bool {
        self.retired.is_none() && self.expires.is_none_or(|last| day <= last)
    }

    /// Whether it speaks of an aspect of a kind.
    pub fn covers(&self, kind: Kind, aspect: Aspect) -> bool {
        self.aspects.contains(&aspect) && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }

    /// Whether it explains a difference: the legacy value against the destination's, as a fact of a statement of the kind.
    pub fn explains(&self, kind: Kind, aspect: Aspect, values: (Option<&model::Value>, Option<&model::Value>), lens: &crate::codes::Equivalences) -> bool {
        self.covers(kind, aspect) && self.means.holds(values.0, values.1, lens)
    }
}

/// When a count that grew is worth a word: above the factor and by more than so many statements.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarm {
    /// Factor over the run before.
    pub factor: Decimal,
    /// Statements more than in the run before.
    pub statements: u64,
}

impl Default for Alarm {
    fn default() -> Self {
        Self { factor: Decimal::from(2), statements: 20 }
    }
}

impl Alarm {
    /// How many more an equivalence explains than before, when that is worth a word.
    pub fn rings(&self, before: u64, now: u64) -> Option<u64> {
        let more = now.checked_sub(before).filter(|more| *more > self.statements)?;
        let bound = Decimal::from(before).checked_mul(self.factor)?;
        (Decimal::from(now) > bound).then_some(more)
    }
}

/// A checked equivalences document.
#[derive(Debug, Clone, Default)]
pub struct Declarations {
    /// Its name.
    pub name: String,
    /// When a count that grew is worth a word.
    pub alarm: Alarm,
    /// The equivalences, in order.
    pub equivalences: Vec<Equivalence>,
}

impl Declarations {
    /// Reads and checks a document and runs its test rows; every problem with its place.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let raw: RawDocument = toml::from_str(text).map_err(|e| {
            vec![at(text, e.span().map_or(0, |s| s.start), e.message().to_string())]
        })?;
        let mut check = Check { text, problems: Vec::new(), ids: HashSet::new() };
        if raw.format.get_ref() != EQUIVALENCES_FORMAT {
            check.say(&raw.format, format!("format is {:?}; this program reads {EQUIVALENCES_FORMAT:?}", raw.format.get_ref()));
        }
        let alarm = raw.alarm.map(|a| check.alarm(a)).unwrap_or_default();
        if let Some(beyond) = raw.equivalence.get(EQUIVALENCES_MAX) {
            check.say(&beyond.id, format!("there are more than {EQUIVALENCES_MAX} equivalences"));
        }
        let equivalences: Vec<Equivalence> = raw.equivalence.into_iter().take(EQUIVALENCES_MAX).filter_map(|e| check.equivalence(e)).collect();
        check.one_target_each(&equivalences);
        if !check.problems.is_empty() {
            check.problems.sort_by_key(|p| (p.line, p.column));
            return Err(check.problems);
        }
        Ok(Self { name: raw.name, alarm, equivalences })
    }

    /// One by its id.
    pub fn equivalence(&self, id: &str) -> Option<&Equivalence> {
        self.equivalences.iter().find(|e| e.id == id)
    }
}

/// The check of one document, with what it found so far.
struct Check<'t> {
    text: &'t str,
    problems: Vec<Problem>,
    ids: HashSet<String>,
}

impl Check<'_> {
    fn say<T>(&mut self, place: &Spanned<T>, message: String) {
        self.problems.push(at(self.text, place.span().start, message));
    }

    fn alarm(&mut self, raw: Spanned<RawAlarm>) -> Alarm {
        let mut alarm = Alarm::default();
        if let Some(factor) = &raw.get_ref().factor {
            match number(factor).filter(|f| *f >= Decimal::ONE) {
                Some(factor) => alarm.factor = factor,
                None => self.say(&raw, "the factor of the alarm is a number of at least 1".into()),
            }
        }
        alarm.statements = raw.get_ref().statements.unwrap_or(alarm.statements);
        alarm
    }

    fn equivalence(&mut self, raw: RawEquivalence) -> Option<Equivalence> {
        let before = self.problems.len();
        let (line, _) = position(self.text, raw.id.span().start);
        self.id(&raw.id);
        for (name, words) in [("author", &raw.author), ("reason", &raw.reason)] {
            if words.trim().is_empty() {
                self.say(&raw.id, format!("`{name}` is empty: say {}", if name == "author" { "who declares it" } else { "why the two are the same" }));
            }
        }
        if raw.retired.as_ref().is_some_and(|why| why.trim().is_empty()) {
            self.say(&raw.id, "`retired` says why it is no longer in force".into());
        }
        let kinds: Vec<Kind> = raw.kind.iter().filter_map(|kind| self.kind(kind)).collect();
        let aspects = self.aspects(&raw.aspect);
        let means = self.means(&raw, &aspects);
        let expires = raw.expires.as_ref().and_then(|day| self.day(day));
        let (Some(means), true) = (means, self.problems.len() == before) else { return None };
        let RawEquivalence { id, aspect, author, reason, retired, max_statements, expected, test, .. } = raw;
        let rows = test.iter().map(|row| (row.span().start, row.get_ref())).collect::<Vec<_>>();
        let mut equivalence = Equivalence {
            id: id.get_ref().clone(),
            kinds,
            aspect: aspect.into_inner(),
            aspects,
            means,
            author,
            reason,
            expires,
            retired,
            statements_max: max_statements,
            expected,
            rows: Vec::new(),
            line,
        };
        self.rows(&id, &mut equivalence, &rows);
        (self.problems.len() == before).then_some(equivalence)
    }

    fn id(&mut self, id: &Spanned<String>) {
        let text = id.get_ref();
        let plain = !text.is_empty() && text.len() <= 40 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !plain {
            self.say(id, format!("{text:?}: an id is made of lower-case letters, digits and hyphens, 40 at most"));
        }
        if !self.ids.insert(text.clone()) {
            self.say(id, format!("there is an equivalence {text:?} already"));
        }
    }

    fn kind(&mut self, word: &Spanned<String>) -> Option<Kind> {
        let kind = Kind::from_word(word.get_ref());
        if kind.is_none() {
            self.say(word, format!("{:?} is no kind of statement", word.get_ref()));
        }
        kind
    }

    fn aspects(&mut self, word: &Spanned<String>) -> Vec<Aspect> {
        match word.get_ref().as_str() {
            "time" => vec![Aspect::Onset, Aspect::End, Aspect::Effective, Aspect::Recorded],
            // These are reported of a difference; what is read is the value or the date itself.
            "unit" | "comparator" => vec![Aspect::Value],
            "precision" | "statement" | "patient" => {
                self.say(word, format!("{:?} cannot be declared; name the aspect that is read", word.get_ref()));
                Vec::new()
            }
            text => match Aspect::from_word(text) {
                Some(aspect) => vec![aspect],
                None => {
                    self.say(word, format!("{text:?} is no aspect of a statement"));
                    Vec::new()
                }
            },
        }
    }

    fn means(&mut self, raw: &RawEquivalence, aspects: &[Aspect]) -> Option<Means> {
        match (&raw.legacy, &raw.destination, &raw.tolerance, &raw.absent) {
            (Some(legacy), Some(destination), None, None) => self.pair(raw, legacy, destination, aspects),
            (None, None, Some(tolerance), None) => {
                self.no_direction(raw);
                let made = self.tolerance(tolerance)?;
                if let Some(aspect) = aspects.iter().find(|a| !made.fits(**a)) {
                    self.say(tolerance, format!("this tolerance is not one for `{}`", aspect.word()));
                    return None;
                }
                Some(Means::Tolerance(made))
            }
            (None, None, None, Some(side)) => {
                self.no_direction(raw);
                let named = Side::from_word(side.get_ref());
                if named.is_none() {
                    self.say(side, format!("absent = {:?}: name `destination` or `legacy`, the side that says nothing", side.get_ref()));
                }
                named.map(Means::Absent)
            }
            _ => {
                self.say(&raw.id, "name `legacy` and `destination`, or a `tolerance`, or the side that is `absent`".into());
                None
            }
        }
    }

    fn no_direction(&mut self, raw: &RawEquivalence) {
        if let Some(direction) = &raw.direction {
            self.say(direction, "a direction belongs to a pair of values".into());
        }
        if let Some(form) = &raw.r#as {
            self.say(form, "`as` belongs to a pair of values".into());
        }
    }

    fn pair(&mut self, raw: &RawEquivalence, legacy: &Spanned<String>, destination: &Spanned<String>, aspects: &[Aspect]) -> Option<Means> {
        let form = match &raw.r#as {
            None if legacy.get_ref().contains('|') && destination.get_ref().contains('|') => PairForm::Code,
            None => PairForm::Word,
            Some(word) => match PairForm::from_word(word.get_ref()) {
                Some(form) => form,
                None => {
                    self.say(word, format!("as = {:?} is not known; code, word, unit or text", word.get_ref()));
                    return None;
                }
            },
        };
        let both = match raw.direction.as_ref().map(|d| d.get_ref().as_str()) {
            None | Some("forward") => false,
            Some("both") => true,
            Some(other) => {
                let message = format!("direction = {other:?} is not known; forward or both");
                if let Some(place) = &raw.direction {
                    self.say(place, message);
                }
                return None;
            }
        };
        let mut value = |text: &Spanned<String>| {
            let canonical = form.canonical(text.get_ref());
            if canonical.is_none() {
                let wanted = if form == PairForm::Code { "a code is written `system|code`" } else { "the value is empty" };
                self.say(text, wanted.into());
            }
            canonical
        };
        let (Some(from), Some(to)) = (value(legacy), value(destination)) else { return None };
        if from == to {
            self.say(destination, "both values are the same already".into());
            return None;
        }
        if let Some(message) = rows::forbidden(form, aspects, &from, &to, both) {
            self.say(destination, message);
            return None;
        }
        Some(Means::Pair { form, legacy: from, destination: to, both })
    }

    fn tolerance(&mut self, raw: &Spanned<RawTolerance>) -> Option<Tolerance> {
        let RawTolerance { absolute, unit, relative, half_last_digit, days, minutes, precision } = raw.get_ref();
        let given = [absolute.is_some(), relative.is_some(), half_last_digit.is_some(), days.is_some(), minutes.is_some(), precision.is_some()];
        if given.iter().filter(|g| **g).count() != 1 || unit.is_some() && absolute.is_none() {
            self.say(raw, "name one of `absolute` (with a `unit`, if you like), `relative`, `half_last_digit`, `days`, `minutes`, `precision`".into());
            return None;
        }
        let positive = |value: &toml::Value| number(value).filter(|n| *n > Decimal::ZERO);
        let made = match (absolute, relative, days, minutes, precision) {
            (Some(most), ..) => positive(most).map(|most| Tolerance::Absolute(most, unit.clone().unwrap_or_default())),
            (_, Some(share), ..) => positive(share).filter(|s| *s < Decimal::ONE).map(Tolerance::Relative),
            (_, _, Some(days), ..) => (1..=366).contains(days).then_some(Tolerance::Days(*days)),
            (_, _, _, Some(minutes), _) => (1..=1440).contains(minutes).then_some(Tolerance::Minutes(*minutes)),
            (_, _, _, _, Some(word)) => match word.as_str() {
                "year" => Some(Tolerance::Precision(Precision::Year)),
                "month" => Some(Tolerance::Precision(Precision::Month)),
                "day" => Some(Tolerance::Precision(Precision::Day)),
                _ => None,
            },
            _ => (*half_last_digit == Some(true)).then_some(Tolerance::HalfLastDigit),
        };
        if made.is_none() {
            self.say(raw, "a tolerance is above zero: `relative` below 1, `days` up to 366, `minutes` up to 1440, `precision` year, month or day, `half_last_digit` true".into());
        }
        made
    }

    fn day(&mut self, day: &Spanned<toml::Value>) -> Option<i32> {
        let text = match day.get_ref() {
            toml::Value::String(text) => text.clone(),
            toml::Value::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        let date = Date::parse_iso(&text).filter(|d| d.precision == Precision::Day);
        if date.is_none() {
            self.say(day, "`expires` is a day; write it as 2027-03-31".into());
        }
        date.map(|d| d.days())
    }

    /// Runs the test rows. A pair needs a row that must be equivalent; a tolerance also one that must not be, or it has no edge.
    fn rows(&mut self, id: &Spanned<String>, equivalence: &mut Equivalence, rows: &[(usize, &RawRow)]) {
        if rows.len() > ROWS_MAX {
            self.say(id, format!("there are more than {ROWS_MAX} test rows"));
            return;
        }
        let wanted: &[bool] = if matches!(equivalence.means, Means::Tolerance(_)) { &[true, false] } else { &[true] };
        for outcome in wanted.iter().filter(|w| !rows.iter().any(|(_, r)| r.equivalent == **w)) {
            self.say(id, format!("a `test` row with equivalent = {outcome} is missing"));
        }
        for (place, raw) in rows {
            let row = TestRow { legacy: raw.legacy.clone(), destination: raw.destination.clone(), equivalent: raw.equivalent };
            if let Err(message) = rows::run(equivalence, &row) {
                self.problems.push(at(self.text, *place, message));
            }
            equivalence.rows.push(row);
        }
    }

    /// A code or word has one declared meaning: whoever gives it two, lets the destination choose.
    fn one_target_each(&mut self, equivalences: &[Equivalence]) {
        let mut targets: HashMap<&str, Vec<(&Equivalence, &str)>> = HashMap::new();
        for equivalence in equivalences.iter().filter(|e| e.retired.is_none() && matches!(e.means, Means::Pair { form: PairForm::Code | PairForm::Word, .. })) {
            for (from, to) in equivalence.means.directed() {
                let known = targets.entry(from).or_default();
                let meets = |other: &Equivalence| {
                    let kinds = other.kinds.is_empty() || equivalence.kinds.is_empty() || other.kinds.iter().any(|k| equivalence.kinds.contains(k));
                    kinds && other.aspects.iter().any(|a| equivalence.aspects.contains(a))
                };
                if let Some((other, _)) = known.iter().find(|(other, target)| *target != to && meets(*other)) {
                    let message = format!("{from:?} is declared to mean something else by {:?}; one value has one declared target", other.id);
                    self.problems.push(Problem { line: equivalence.line, column: 1, message });
                }
                known.push((equivalence, to));
            }
        }
    }
}

/// A number of the document, exact: written as a number or as a text.
fn number(value: &toml::Value) -> Option<Decimal> {
    match value {
        toml::Value::Integer(number) => Some(Decimal::from(*number)),
        toml::Value::Float(number) => parse_decimal(&number.to_string()),
        toml::Value::String(text) => parse_decimal(text),
        _ => None,
    }
}
