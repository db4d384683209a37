//! The statement and its parts.

use crate::{Aspect, Codings, Date, How, Kind, Quantity, short_system};
use serde::{Deserialize, Serialize};

/// A code in its system. A code without its system is not a code: an empty system never equals another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Coding {
    /// Canonical URI of the code system; empty when the source gave none.
    pub system: String,
    /// Code as given.
    pub code: String,
    /// Display as given; never compared alone.
    pub display: String,
}

/// What a fact holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Value {
    /// One meaning in one or more systems, with the original text.
    Code(Codings, String),
    /// Free text.
    Text(String),
    /// A word of a closed vocabulary.
    Word(String),
    /// A number, maybe with unit.
    Quantity(Quantity),
    /// A point in time.
    Date(Date),
    /// Yes or no.
    Flag(bool),
    /// A link to another record, by that record's own key or reference.
    Key(String),
    /// Asserted to be absent, with the reason the source gave.
    Absent(String),
}

impl Value {
    /// One meaning in one or more systems, with the original text.
    pub fn code(codings: impl Into<Codings>, text: impl Into<String>) -> Self {
        Self::Code(codings.into(), text.into())
    }

    /// One meaning that is told in words alone.
    pub fn words(text: impl Into<String>) -> Self {
        Self::Code(Codings::none(), text.into())
    }

    /// The value in words, for people inside the workspace.
    pub fn shown(&self) -> String {
        match self {
            Self::Code(codings, text) => match codings.first() {
                Some(c) if c.display.is_empty() => format!("{} {}", short_system(&c.system), c.code),
                Some(c) => format!("{} ({} {})", c.display, short_system(&c.system), c.code),
                None => text.clone(),
            },
            Self::Text(text) | Self::Word(text) | Self::Key(text) => text.clone(),
            Self::Quantity(q) => {
                let space = if q.unit.is_empty() { "" } else { " " };
                format!("{}{}{space}{}", q.comparator, q.number, q.unit)
            }
            Self::Date(date) => date.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Absent(reason) => format!("absent: {reason}"),
        }
    }

    /// Whether words tell this value: those in which it is shown, maybe with further codes of the concept behind them, where these are what differs.
    pub fn is_told_by(&self, words: &str) -> bool {
        let Some(mut more) = words.strip_prefix(self.shown().as_str()) else { return false };
        if let Self::Code(codings, _) = self {
            for coding in codings.iter() {
                let further = format!(", {}", Self::code(vec![coding.clone()], "").shown());
                more = more.strip_prefix(further.as_str()).unwrap_or(more);
            }
        }
        more.is_empty()
    }
}

/// One thing a statement says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about.
    pub aspect: Aspect,
    /// What it says.
    pub value: Value,
    /// Place within the record: column, `OBX-5`, or FHIR path. An index into the book's table of places.
    pub place: u32,
    /// How the value came to be, as far as this side knows.
    pub how: How,
}

/// The record a statement was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Index of the artifact in the book's table of artifacts.
    pub artifact: u32,
    /// The relation the record belongs to: an index into the book's table of places; 0 where a built-in reading read it.
    pub relation: u32,
    /// 1-based line on which the record starts (CSV, NDJSON), or ordinal of the segment (HL7 v2).
    pub line: u64,
    /// `Type/id` for FHIR resources, empty elsewhere.
    pub reference: String,
}

impl Origin {
    /// Whether the record is part of a message or a document, which says the whole state of things again. Rows and segments of claims have a
    /// relation, resources a reference.
    pub fn is_in_message(&self) -> bool {
        self.relation == 0 && self.reference.is_empty()
    }
}

/// One assertion about one patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Kind.
    pub kind: Kind,
    /// The patient, under the key of its side.
    pub patient: String,
    /// Where it was read.
    pub origin: Origin,
    /// What it says, in the order of the aspects; several facts of one aspect are a set.
    pub facts: Vec<Fact>,
}

impl Statement {
    /// First fact of an aspect.
    #[inline]
    pub fn fact(&self, aspect: Aspect) -> Option<&Fact> {
        self.facts.iter().find(|f| f.aspect == aspect)
    }

    /// First value of an aspect.
    #[inline]
    pub fn value(&self, aspect: Aspect) -> Option<&Value> {
        self.fact(aspect).map(|f| &f.value)
    }

    /// First date of an aspect.
    #[inline]
    pub fn date(&self, aspect: Aspect) -> Option<Date> {
        match self.value(aspect)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// First word of an aspect.
    #[inline]
    pub fn word(&self, aspect: Aspect) -> Option<&str> {
        match self.value(aspect)? {
            Value::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The patient's key that stays, where a demographic statement says that its own was merged away. What was only moved (a visit, an
    /// account) merges nobody.
    pub fn merged_into(&self) -> Option<&str> {
        match self.value(Aspect::Patient)? {
            Value::Key(surviving) if self.kind == Kind::Demographic && self.word(Aspect::Status) == Some("merged") && !surviving.is_empty() => Some(surviving),
            _ => None,
        }
    }

    /// Whether a demographic statement says that the patient has died, by its word or, where it has none, by the day.
    pub fn says_died(&self) -> bool {
        let is_so = match self.value(Aspect::Deceased) {
            Some(flag) => *flag == Value::Flag(true),
            None => self.value(Aspect::DeathDate).is_some(),
        };
        is_so && self.kind == Kind::Demographic
    }

    /// When it is about: effective, else onset, else recorded, else end.
    pub fn when(&self) -> Option<Date> {
        [Aspect::Effective, Aspect::Onset, Aspect::Recorded, Aspect::End].iter().find_map(|a| self.date(*a))
    }

    /// What it is about, in words, for people inside the workspace.
    pub fn label(&self) -> String {
        match self.value(Aspect::Code).or_else(|| self.value(Aspect::Text)).or_else(|| self.value(Aspect::Title)) {
            Some(Value::Code(codings, text)) => match codings.iter().find(|c| !c.display.is_empty()) {
                Some(coding) => coding.display.clone(),
                None if !text.is_empty() => text.clone(),
                None => codings.first().map(|c| c.code.clone()).unwrap_or_default(),
            },
            Some(value) => value.shown(),
            None => self.kind.word().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge(kind: Kind, status: &str, surviving: &str) -> Statement {
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let facts = vec![fact(Aspect::Status, Value::Word(status.into())), fact(Aspect::Patient, Value::Key(surviving.into()))];
        Statement { kind, patient: "1".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    #[test]
    fn only_a_person_is_merged_and_only_into_somebody() {
        assert_eq!(merge(Kind::Demographic, "merged", "2").merged_into(), Some("2"));
        assert_eq!(merge(Kind::Demographic, "moved", "2").merged_into(), None);
        assert_eq!(merge(Kind::Demographic, "merged", "").merged_into(), None);
        assert_eq!(merge(Kind::Encounter, "merged", "2").merged_into(), None);
    }
}
