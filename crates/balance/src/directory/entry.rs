//! An entry of a directory: whom or what a resource, a row or a message names.

use super::{BETWEEN, institution, number};
use crate::codes::canonical_system;
use crate::written;
use model::{Aspect, Statement, Value};
use serde::{Deserialize, Serialize};

/// What an entry is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Sort {
    Person,
    /// What a person works as: it stands for the person.
    Role,
    Organization,
    Place,
    Device,
    /// Somebody of a patient's own: nothing is compared, and nobody else is meant by the key.
    OfAPatient,
    /// Whom messages name by a number: each says the name anew, in whatever spelling, and only another number makes another one of it.
    OfMessages,
}

impl Sort {
    /// What a part of a lens is of, by its word, where it is one of the directory.
    pub(crate) fn of_part(word: &str) -> Option<Self> {
        match word {
            "practitioner" => Some(Self::Person),
            "organization" => Some(Self::Organization),
            "location" => Some(Self::Place),
            _ => None,
        }
    }

    /// The word of a part that is of it.
    pub(crate) fn part(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Place => "location",
            _ => "practitioner",
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Person | Self::Role | Self::OfMessages => "practitioner",
            Self::Organization => "organization",
            Self::Place => "place",
            Self::Device => "device",
            Self::OfAPatient => "relative",
        }
    }
}

/// Where something stands, each part in its normal form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) line: String,
    pub(crate) city: String,
    pub(crate) postal: String,
}

impl Address {
    /// Of its parts as they are written.
    pub(crate) fn of(line: &str, city: &str, postal: &str) -> Self {
        let postal = written::bare(postal);
        // The five digits that everybody writes, without the four that some add.
        let postal = match postal.get(..5) {
            Some(five) if postal.len() == 9 && postal.bytes().all(|b| b.is_ascii_digit()) => five.to_string(),
            _ => postal,
        };
        Self { line: written::address_line(line), city: institution(city), postal }
    }
}

/// What a resource says of whom or what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) sort: Sort,
    pub(crate) id: String,
    /// Every number that it has, by whoever gave it: references may name it by one.
    pub(crate) keys: Vec<String>,
    /// Numbers that nobody else has: the name of the numbering and the number.
    pub(crate) numbers: Vec<(String, String)>,
    /// Names in their normal form.
    pub(crate) names: Vec<String>,
    /// Names as they are printed beside parts with which they share no word.
    pub(crate) printed: Vec<String>,
    /// A name as it is written.
    pub(crate) shown: String,
    /// What somebody is by training, as it stands behind the name: letters and digits only.
    pub(crate) credentials: Vec<String>,
    /// The sex of a person, as FHIR has it.
    pub(crate) sex: Option<String>,
    /// Of a role: the key of the person.
    pub(crate) of: String,
    /// Of a role: specialties as system and code.
    pub(crate) specialties: Vec<(String, String)>,
    pub(crate) address: Option<Address>,
    /// Whether it is in use, where that is said.
    pub(crate) active: Option<bool>,
}

impl Entry {
    /// One of which nothing is known yet.
    pub(crate) fn new(sort: Sort, id: String) -> Self {
        Self {
            sort,
            id,
            keys: Vec::new(),
            numbers: Vec::new(),
            names: Vec::new(),
            printed: Vec::new(),
            shown: String::new(),
            credentials: Vec::new(),
            sex: None,
            of: String::new(),
            specialties: Vec::new(),
            address: None,
            active: None,
        }
    }

    /// Whom or what a row is about, by what a lens reads of it: a name in parts or as `text`, numbers as `identifier`, whether it is in use as `status`,
    /// specialties as `role`, credentials as `suffix`, the sex, and where it stands.
    pub(crate) fn of_row(sort: Sort, row: &Statement) -> Self {
        let of = |aspect: Aspect| row.facts.iter().filter(move |fact| fact.aspect == aspect).map(|fact| &fact.value);
        let said = |aspect: Aspect| of(aspect).map(Value::shown).collect::<Vec<String>>();
        let codings = |aspect: Aspect| of(aspect).filter_map(|value| if let Value::Code(codings, _) = value { Some(codings) } else { None }).flatten();
        let parts: Vec<String> = [Aspect::Given, Aspect::Middle, Aspect::Family].into_iter().flat_map(said).collect();
        let called = if parts.is_empty() { said(Aspect::Text) } else { vec![parts.join(" ")] };
        let normal = |name: &String| if sort == Sort::Person { written::person(&name.replace('-', " ")) } else { institution(name) };
        let numbers: Vec<String> = of(Aspect::Identifier).filter(|value| !matches!(value, Value::Code(..))).map(Value::shown).collect();
        let address = Address::of(&said(Aspect::Line).join(" "), &said(Aspect::City).join(" "), &said(Aspect::PostalCode).join(" "));
        Self {
            keys: codings(Aspect::Identifier).map(|coding| coding.code.clone()).chain(numbers).collect(),
            numbers: codings(Aspect::Identifier).filter_map(|coding| number(&coding.system, &[], &coding.code)).collect(),
            names: called.iter().map(normal).filter(|name| !name.is_empty()).collect(),
            shown: called.first().map(|name| name.trim().to_string()).unwrap_or_default(),
            credentials: said(Aspect::Suffix).iter().flat_map(|letters| letters.split(BETWEEN)).map(written::bare).filter(|letters| !letters.is_empty()).collect(),
            sex: row.word(Aspect::Sex).map(str::to_string),
            specialties: codings(Aspect::Role).map(|coding| (canonical_system(&coding.system), coding.code.to_uppercase())).collect(),
            address: Some(address).filter(|address| *address != Address::default()),
            active: match row.value(Aspect::Status) {
                Some(Value::Flag(active)) => Some(*active),
                Some(Value::Word(word)) if word == "active" => Some(true),
                Some(Value::Word(word)) if word == "inactive" => Some(false),
                _ => None,
            },
            ..Self::new(sort, row.patient.clone())
        }
    }

    /// Somebody whom a message names by a number and a name; none without a name that tells anything.
    pub(crate) fn of_messages(number: &str, name: &str) -> Option<Self> {
        let normal = written::person(&name.replace('-', " "));
        (!normal.is_empty()).then(|| Self { names: vec![normal], shown: name.trim().to_string(), ..Self::new(Sort::OfMessages, number.to_string()) })
    }
}
