//! What an equivalence says: a pair of values, a tolerance, or an aspect that one side does not keep here.

use super::tolerance::Tolerance;
use crate::codes::{Equivalences, canonical_system};
use model::{Coding, Quantity, Side, Value, canonical_unit};

/// What the two values of a pair are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairForm {
    /// Codes, `system|code`.
    Code,
    /// Words of a vocabulary.
    Word,
    /// Units of equal size.
    Unit,
    /// Texts.
    Text,
}

impl PairForm {
    /// The word of the document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Word => "word",
            Self::Unit => "unit",
            Self::Text => "text",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Code, Self::Word, Self::Unit, Self::Text].into_iter().find(|f| f.word() == word)
    }

    /// A value of the document in the one spelling that is compared; `None` when it is not of this form.
    pub(crate) fn canonical(self, text: &str) -> Option<String> {
        match self {
            Self::Code => {
                let (system, code) = text.rsplit_once('|')?;
                let system = canonical_system(system);
                (!system.is_empty() && !code.trim().is_empty()).then(|| format!("{system}|{}", code.trim().to_uppercase()))
            }
            Self::Unit => Some(unit_name(text)),
            Self::Word | Self::Text => Some(words(text)).filter(|w| !w.is_empty()),
        }
    }

    /// Whether the pair `from`, `to` joins two values. Both are in the one spelling.
    fn joins(self, (from, to): (&str, &str), left: &Value, right: &Value, lens: &Equivalences) -> bool {
        match self {
            Self::Code => match (left, right) {
                (Value::Code(a, _), Value::Code(b, _)) => codes((from, to), a, b, lens),
                _ => false,
            },
            Self::Unit => units((from, to), left, right),
            Self::Word | Self::Text => said(left).is_some_and(|w| w == from) && said(right).is_some_and(|w| w == to),
        }
    }
}

/// What an equivalence says.
#[derive(Debug, Clone, PartialEq)]
pub enum Means {
    /// The legacy value and the destination's value mean the same, `both` ways or only this way round.
    Pair {
        /// What the values are.
        form: PairForm,
        /// Legacy value, in the one spelling.
        legacy: String,
        /// Destination's value, in the one spelling.
        destination: String,
        /// Whether it counts the other way round too.
        both: bool,
    },
    /// The values may lie this far apart.
    Tolerance(Tolerance),
    /// This side says nothing of the aspect here, and that is right.
    Absent(Side),
}

impl Means {
    /// Whether it makes two values the same. `None` is a side that says nothing.
    pub(crate) fn holds(&self, left: Option<&Value>, right: Option<&Value>, lens: &Equivalences) -> bool {
        match (self, left, right) {
            (Self::Absent(Side::Destination), Some(_), None) | (Self::Absent(Side::Legacy), None, Some(_)) => true,
            (Self::Tolerance(tolerance), Some(a), Some(b)) => tolerance.holds(a, b),
            (Self::Pair { form, legacy, destination, both }, Some(a), Some(b)) => {
                form.joins((legacy, destination), a, b, lens) || *both && form.joins((destination, legacy), a, b, lens)
            }
            _ => false,
        }
    }

    /// The kind of relation: `code`, `word`, `unit`, `text`, `tolerance`, `absent`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pair { form, .. } => form.word(),
            Self::Tolerance(_) => "tolerance",
            Self::Absent(_) => "absent",
        }
    }

    /// What it says, in words.
    pub fn words(&self) -> String {
        match self {
            Self::Pair { legacy, destination, both, .. } => {
                let named = |value: &str| if value.is_empty() { "nothing".to_string() } else { value.to_string() };
                format!("{} {} {}", named(legacy), if *both { "and" } else { "as" }, named(destination))
            }
            Self::Tolerance(tolerance) => tolerance.words(),
            Self::Absent(Side::Destination) => "said by the legacy system, not by the destination".into(),
            Self::Absent(Side::Legacy) => "said by the destination, not by the legacy system".into(),
        }
    }

    /// The pairs it declares, each with the way round it counts.
    pub(crate) fn directed(&self) -> Vec<(&str, &str)> {
        match self {
            Self::Pair { legacy, destination, both: true, .. } => vec![(legacy.as_str(), destination.as_str()), (destination.as_str(), legacy.as_str())],
            Self::Pair { legacy, destination, .. } => vec![(legacy.as_str(), destination.as_str())],
            _ => Vec::new(),
        }
    }
}

/// A text without regard to case and white space.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What a value says in words, where it is nothing but words.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::Word(text) | Value::Text(text) => Some(words(text)),
        Value::Code(codings, text) if codings.is_empty() => Some(words(text)),
        Value::Flag(flag) => Some(flag.to_string()),
        // A reason of absence is a word: a coarser one may be declared.
        Value::Absent(reason) => Some(words(reason)),
        _ => None,
    }
}

/// A unit as it is compared. Annotations count: a team that declares `mg/dL{calc}` means that spelling.
fn unit_name(unit: &str) -> String {
    let unit = unit.trim();
    if unit.contains('{') { unit.to_string() } else { canonical_unit(unit) }
}

fn units((from, to): (&str, &str), left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Quantity(a), Value::Quantity(b)) => unit_name(&a.unit) == from && unit_name(&b.unit) == to && same_number(a, b),
        (Value::Word(a) | Value::Text(a), Value::Word(b) | Value::Text(b)) => unit_name(a) == from && unit_name(b) == to,
        _ => false,
    }
}

fn same_number(a: &Quantity, b: &Quantity) -> bool {
    // Digits that the legacy system did not print may differ, and no others.
    let coarser = b.number.scale() < a.number.scale();
    let apart = a.number.checked_sub(b.number).map(|d| d.abs());
    a.comparator == b.comparator && apart.is_some_and(|d| d.is_zero() || !coarser && d <= a.tolerance())
}

/// The declared pair stands in both, and nothing else in the destination contradicts the legacy codes: a right code in one system
/// does not excuse a wrong one in another.
fn codes((from, to): (&str, &str), a: &[Coding], b: &[Coding], lens: &Equivalences) -> bool {
    let is = |coding: &Coding, wanted: &str| wanted.split_once('|').is_some_and(|(system, code)| coding.system == system && coding.code.eq_ignore_ascii_case(code));
    if !a.iter().any(|x| is(x, from)) || !b.iter().any(|y| is(y, to)) {
        return false;
    }
    let target = to.split_once('|').map_or("", |(system, _)| system);
    b.iter().filter(|y| y.system != target).all(|y| {
        let meant: Vec<&str> = a
            .iter()
            .flat_map(move |x| {
                let own = (x.system == y.system).then_some(x.code.as_str());
                own.into_iter().chain(lens.of(&x.system, &x.code).iter().filter(move |(system, _)| *system == y.system).map(|(_, code)| code.as_str()))
            })
            .collect();
        meant.is_empty() || b.iter().filter(|z| z.system == y.system).any(|z| meant.iter().any(|code| code.eq_ignore_ascii_case(&z.code)))
    })
}
