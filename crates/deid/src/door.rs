//! `Deid<T>`: a value that may leave the workspace, and the rule that made it so.
//!
//! Its constructor is private to this crate and it cannot be deserialised: a `Deid` in hand is the proof that one of the
//! declassifiers ran.

use serde::Serialize;

/// What stands where nothing may be shown.
pub const WITHHELD: &str = "withheld";

/// The rule under which a value left the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// An age in bands of five years, 90 and over together.
    AgeBand,
    /// A date cut to its year.
    Year,
    /// The first three digits of a ZIP code with more than 20,000 people.
    Zip3,
    /// Days from an undisclosed anchor.
    RelativeDay,
    /// Minutes from the first known moment of the same day, which is not disclosed.
    RelativeMinute,
    /// A code of a public vocabulary.
    CodeValue,
    /// A measured number with its unit.
    Quantity,
    /// A word of our own vocabulary.
    Word,
    /// A value that enough different patients have.
    KAnonymous,
    /// A count of patients, hidden from 1 to 10.
    SmallCount,
    /// The name of a table, column or file, with identifiers masked.
    StructureName,
    /// Free text replaced by its word count.
    FreeTextCounted,
    /// Free text of which allowed words only are left.
    FreeTextScrubbed,
    /// A state, nothing below it.
    StateOnly,
    /// Code of which language, structure and allowed words only are left.
    CodeScrubbed,
    /// A record of which the classes of its characters are left.
    Shape,
    /// Words that a release of a public terminology has for a code.
    PublishedWords,
}

impl Rule {
    /// The rule's name, as reports and audit events write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AgeBand => "age-band",
            Self::Year => "year",
            Self::Zip3 => "zip3",
            Self::RelativeDay => "relative-day",
            Self::RelativeMinute => "relative-minute",
            Self::CodeValue => "code-value",
            Self::Quantity => "quantity",
            Self::Word => "word",
            Self::KAnonymous => "k-anonymous",
            Self::SmallCount => "small-count",
            Self::StructureName => "structure-name",
            Self::FreeTextCounted => "free-text-counted",
            Self::FreeTextScrubbed => "free-text-scrubbed",
            Self::StateOnly => "state-only",
            Self::CodeScrubbed => "code-scrubbed",
            Self::Shape => "shape",
            Self::PublishedWords => "published-words",
        }
    }
}

/// A de-identified value and the rule that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deid<T> {
    value: T,
    rule: Rule,
}

impl<T> Deid<T> {
    pub(crate) fn new(value: T, rule: Rule) -> Self {
        Self { value, rule }
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value, taken out.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The rule that was applied.
    pub fn rule(&self) -> Rule {
        self.rule
    }
}
