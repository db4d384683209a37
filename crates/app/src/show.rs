//! How statements and values leave the workspace: through `deid`, by rule, or not at all.
//!
//! Codes of public vocabularies and measured numbers go out, times as days from an undisclosed anchor, words of our own
//! vocabulary as our copy of them, routes and sites likewise whatever list they are coded in, labels only when at least 11 patients have them;
//! a code whose own words fewer have is called by the words of a terminology release, where the workspace holds one.
//! Everything else is named, not shown.

mod charts;
mod closed;
mod fields;
mod rows;

pub(crate) use charts::OfCharts;
pub(crate) use fields::{hidden, is_hidden, phi_class, shown_value};
pub(crate) use rows::{as_share_told, null_like_told, rows_told, shape_told, share_told, values_told};

use crate::book::K;
use crate::terminology::Terms;
use deid::{FreeText, Known};
use model::{Aspect, Coding, Date, Kind, Phi, Statement, Value};
use std::collections::HashSet;

/// What showing needs to know.
pub(crate) struct Showing<'a> {
    /// Day that counts as 0 for this patient.
    pub anchor: i32,
    /// Texts that at least 11 patients have, and those that the team itself wrote.
    pub common: &'a HashSet<String>,
    /// Words of the codes that are shown, as terminology releases have them.
    pub terms: &'a Terms,
}

/// Words that may be shown: the vocabularies of `docs/lens.md` and the R4 codes behind them.
const WORDS: &[&str] = &[
    "active", "inactive", "resolved", "remission", "recurrence", "relapse", "completed", "stopped", "on-hold", "cancelled", "entered-in-error", "unknown",
    "draft", "not-done", "in-progress", "registered", "preliminary", "final", "amended", "corrected", "confirmed", "unconfirmed", "provisional",
    "differential", "refuted", "female", "male", "other", "planned", "arrived", "triaged", "onleave", "finished", "current", "superseded", "aborted",
    "preparation", "allergy", "intolerance", "medication", "food", "environment", "biologic", "low", "high", "unable-to-assess", "mild", "moderate", "severe",
    "left", "right", "bilateral", "unilateral", "laboratory", "vital-signs", "social-history", "survey", "exam", "imaging", "procedure", "therapy", "activity",
    "AMB", "EMER", "IMP", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS", "VR", "HH", "FLD", "N", "H", "L", "HH", "LL", "A", "AA", "U", "D", "S", "M", "W", "T", "P", "UNK",
    "home", "hosp", "snf", "aadvice", "exp", "rehab", "long", "oth", "unreadable", "true", "false", "problem", "problem-list-item", "encounter-diagnosis",
    "2106-3", "2054-5", "2028-9", "1002-5", "2076-8", "2131-1", "2135-2", "2186-5", "24484000", "6736007", "255604002", "BID", "TID", "QID", "QD", "QOD", "Q4H", "Q6H",
    "Q8H", "Q12H", "AM", "PM", "PRN", "HS", "QHS", "daily", "weekly", "monthly", "as needed", "encounter diagnosis", "no-known-allergy", "note", "document",
    "asked-unknown", "temp-unknown", "not-asked", "asked-declined", "masked", "not-applicable", "unsupported", "as-text", "error", "not-a-number",
    "negative-infinity", "positive-infinity", "not-performed", "not-permitted", "deleted", "R", "V", "42CFRPart2", "BH", "MH", "PSY", "PSYTHPN", "SUD", "ETH", "HIV", "STD", "SEX",
    "SDV", "VIO", "GDIS", "CEL", "EMPL", "appends", "order", "plan", "proposal", "directive", "original-order", "reflex-order", "filler-order", "instance-order", "option",
];

/// Texts of a statement that may be shown when enough patients have them.
pub(crate) fn each_text<'s>(statement: &'s Statement, each: &mut dyn FnMut(&'s str)) {
    if statement.kind == Kind::Demographic {
        return;
    }
    for fact in &statement.facts {
        match (&fact.value, fact.aspect) {
            (_, Aspect::Body | Aspect::Author | Aspect::Performer | Aspect::Identifier | Aspect::Element) => {}
            (Value::Code(codings, text), _) => {
                codings.iter().map(called).filter(|called| !called.is_empty()).for_each(&mut *each);
                if !text.is_empty() {
                    each(text.as_str());
                }
            }
            (Value::Text(text) | Value::Word(text), _) if text.len() <= 80 => each(text.as_str()),
            _ => {}
        }
    }
}

/// What a record calls a code: by its words, and without any by the code itself.
fn called(coding: &Coding) -> &str {
    if coding.display.is_empty() { coding.code.as_str() } else { coding.display.as_str() }
}

impl Showing<'_> {
    /// Days from the anchor.
    pub(crate) fn day(&self, date: &Date) -> i32 {
        self.from_anchor(date.days())
    }

    /// A day, counted from the anchor.
    pub(crate) fn from_anchor(&self, day: i32) -> i32 {
        let day = deid::relative_day(&Phi::new(i64::from(day)), &Phi::new(i64::from(self.anchor)));
        i32::try_from(day.into_value()).unwrap_or(0)
    }

    /// Minutes of a moment from the first known one of its day, which is given in seconds since midnight.
    pub(crate) fn minute(&self, date: &Date, first: u32) -> u32 {
        deid::relative_minute(&Phi::new(date.second), &Phi::new(first)).into_value()
    }

    fn common(&self, text: &str) -> Option<String> {
        // The count was made while the books were read; here it is known to be at least k.
        self.common.contains(text).then(|| deid::k_anonymous(&Phi::new(text), K as u64, K as u64)).flatten().map(deid::Deid::into_value)
    }

    fn word(word: &str) -> Option<String> {
        deid::word(&Phi::new(word), WORDS).map(|w| (*w.value()).to_string())
    }

    /// What a statement is about.
    pub(crate) fn label(&self, statement: &Statement) -> String {
        if statement.kind == Kind::Demographic {
            return "demographics".into();
        }
        let concept = [Aspect::Code, Aspect::Text, Aspect::Title, Aspect::Type].iter().find_map(|a| statement.value(*a));
        match concept {
            Some(value) => self.concept(value).unwrap_or_else(|| format!("{}, label withheld", statement.kind)),
            None => statement.kind.word().into(),
        }
    }

    fn concept(&self, value: &Value) -> Option<String> {
        match value {
            Value::Code(codings, text) => {
                let said = self.said(codings, text).or_else(|| self.term(codings).map(|(words, _)| words));
                said.or_else(|| self.codes(value).into_iter().next())
            }
            Value::Text(text) | Value::Word(text) => self.common(text).or_else(|| Self::word(text)),
            _ => None,
        }
    }

    /// The record's own words of a code, when at least 11 patients have them: what the two books call it is part of what is compared.
    fn said(&self, codings: &[Coding], text: &str) -> Option<String> {
        codings.iter().map(|c| c.display.as_str()).chain([text]).filter(|t| !t.is_empty()).find_map(|t| self.common(t))
    }

    /// The words that a release has for the first code it knows, with that code. Never the record's own: a name may stand there.
    fn term(&self, codings: &[Coding]) -> Option<(String, String)> {
        codings.iter().find_map(|c| {
            let code = deid::code_value(&c.system, &Phi::new(c.code.as_str()))?.into_value();
            Some((self.terms.words(&c.system, &code)?.to_string(), format!("{} {code}", short(&c.system))))
        })
    }

    /// Codings that may be shown, as `system code`.
    pub(crate) fn codes(&self, value: &Value) -> Vec<String> {
        let Value::Code(codings, _) = value else { return Vec::new() };
        codings
            .iter()
            .filter_map(|c| match deid::code_value(&c.system, &Phi::new(c.code.as_str())) {
                Some(code) => Some(format!("{} {}", short(&c.system), code.value())),
                // A local code is shown like any text: when enough patients have what it is called.
                None => self.common(called(c)).map(|_| format!("local {}", c.code)).filter(|_| c.code.len() <= 12 && c.code.chars().filter(char::is_ascii_digit).count() < 5),
            })
            .collect()
    }

    /// A value of an aspect.
    pub(crate) fn value(&self, kind: Kind, aspect: Aspect, value: &Value) -> String {
        if kind == Kind::Demographic && !matches!(aspect, Aspect::Sex | Aspect::Deceased | Aspect::MaritalStatus | Aspect::Race | Aspect::Ethnicity | Aspect::Language | Aspect::State) {
            return match aspect {
                Aspect::DeathDate => "date withheld".into(),
                _ => format!("{} withheld", aspect.word().replace('_', " ")),
            };
        }
        match value {
            Value::Code(codings, text) => {
                let codes = self.codes(value);
                match (self.said(codings, text), self.term(codings), codes.first()) {
                    (Some(label), _, Some(code)) if label != *code => format!("{label} ({code})"),
                    (Some(label), ..) => label,
                    (None, Some((words, code)), _) => format!("{words} ({code})"),
                    (None, None, Some(code)) => code.clone(),
                    (None, None, None) => closed::shown(aspect, codings, text).unwrap_or_else(|| "words withheld".into()),
                }
            }
            Value::Quantity(q) => deid::quantity(&Phi::new(Value::Quantity(q.clone()).shown())).map_or_else(|| "number withheld".into(), deid::Deid::into_value),
            Value::Date(date) => {
                let day = self.day(date);
                let time = if date.has_time() { ", with time" } else { "" };
                format!("{}{time}", relative(day, date))
            }
            Value::Word(word) if word == "true" => "yes".into(),
            Value::Word(word) if word == "false" => "no".into(),
            Value::Word(word) => Self::word(word).or_else(|| self.common(word)).or_else(|| closed::shown(aspect, &[], word)).unwrap_or_else(|| "word withheld".into()),
            Value::Flag(flag) => if *flag { "yes".into() } else { "no".into() },
            Value::Key(_) => LINKED.into(),
            Value::Absent(reason) => format!("absent: {}", Self::word(reason).unwrap_or_else(|| "reason withheld".into())),
            Value::Text(text) if aspect == Aspect::Element => element(text),
            Value::Text(text) => match self.common(text) {
                Some(text) if aspect != Aspect::Body => text,
                _ => closed::shown(aspect, &[], text)
                    .unwrap_or_else(|| deid::free_text(&Phi::new(text.as_str()), &Known::new(std::iter::empty::<&str>()), FreeText::Counted).into_value()),
            },
        }
    }
}

/// How a reference to another record is shown.
pub(crate) const LINKED: &str = "linked";

/// An element that no aspect reads: its path is structure and is shown, its value is not.
fn element(text: &str) -> String {
    let path = balance::element_path(text).unwrap_or_default();
    let plain = (1..=80).contains(&path.len()) && path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '[' | ']' | '-'));
    match plain {
        true => format!("{}: value withheld", deid::structure_name(&Phi::new(path), &Known::new(std::iter::empty::<&str>())).into_value()),
        false => deid::free_text(&Phi::new(text), &Known::new(std::iter::empty::<&str>()), FreeText::Counted).into_value(),
    }
}

/// `Y-3 day 255`: relative year and day, with the precision the date has.
fn relative(day: i32, date: &Date) -> String {
    let (year, rest) = (day.div_euclid(365), day.rem_euclid(365));
    let sign = if year < 0 { "−" } else { "+" };
    let year = if year == 0 { "Y0".to_string() } else { format!("Y{sign}{}", year.abs()) };
    match date.precision {
        model::Precision::Year => year,
        model::Precision::Month => format!("{year} month {}", rest / 31 + 1),
        _ => format!("{year} day {rest}"),
    }
}

/// A code system by the name that people use, `code` for any other.
pub(crate) fn short(system: &str) -> &'static str {
    model::system_name(system).unwrap_or("code")
}

/// System and code of a text that is nothing but a code as [`short`] names it: what a run keeps holds no words of a release.
pub(crate) fn bare(text: &str) -> Option<(&str, &str)> {
    model::SYSTEM_NAMES.iter().find_map(|(uri, name)| {
        let code = text.strip_prefix(*name)?.strip_prefix(' ')?;
        deid::code_value(uri, &Phi::new(code)).is_some().then_some((*uri, code))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_named_and_its_value_is_not() {
        assert_eq!(element("verificationStatus.coding = http://x|confirmed by Zebulon"), "verificationStatus.coding: value withheld");
        assert_eq!(element("note[0].text = Zebulon Quackenbush"), "note[0].text: value withheld");
        assert_eq!(element("NK1-2.1 = Quackenbush"), "NK1-2.1: value withheld");
        assert_eq!(element("performer.actor linked zebulon-4711"), "performer.actor: value withheld");
        for odd in ["Zebulon Quackenbush", "", "http://x/y = 1"] {
            assert!(element(odd).starts_with("[free text"), "{odd}");
        }
    }

    fn coded(display: &str, text: &str) -> Value {
        Value::code(vec![Coding { system: "http://snomed.info/sct".into(), code: "84489001".into(), display: display.into() }], text)
    }

    #[test]
    fn a_rare_code_is_called_by_the_release_and_never_by_the_record() {
        let terms = Terms::from([("http://snomed.info/sct", "84489001", "Mold (organism)")]);
        let (rare, common) = (HashSet::new(), HashSet::from(["Mould".to_string()]));
        let value = coded("Zebulon Quackenbush", "Zebulon");
        let shown = |common: &HashSet<String>, terms: &Terms, value: &Value| {
            let showing = Showing { anchor: 0, common, terms };
            (showing.concept(value).unwrap(), showing.value(Kind::Allergy, Aspect::Code, value))
        };
        assert_eq!(shown(&rare, &terms, &value), ("Mold (organism)".into(), "Mold (organism) (SNOMED CT 84489001)".into()));
        assert_eq!(shown(&rare, &Terms::default(), &value), ("SNOMED CT 84489001".into(), "SNOMED CT 84489001".into()));
        assert_eq!(shown(&common, &terms, &coded("Mould", "")).1, "Mould (SNOMED CT 84489001)", "what the books call it is what is compared");
        let wordless = Value::code(vec![Coding { system: "urn:harbor:vital".into(), code: "HR".into(), display: String::new() }], String::new());
        assert_eq!(shown(&HashSet::from(["HR".to_string()]), &terms, &wordless).1, "local HR", "a local code without words is its own word");
        assert_eq!(Showing { anchor: 0, common: &rare, terms: &terms }.concept(&wordless), None);
        let other = Value::code(vec![Coding { system: "urn:local".into(), code: "84489001".into(), display: "Zebulon".into() }], String::new());
        assert_eq!(Showing { anchor: 0, common: &rare, terms: &terms }.concept(&other), None, "the number of a local system is no code of SNOMED CT");
    }

    #[test]
    fn what_is_nothing_but_a_code_is_told() {
        assert_eq!(bare("SNOMED CT 84489001"), Some(("http://snomed.info/sct", "84489001")));
        for no in ["SNOMED CT 84489002", "SNOMED CT", "Mold (SNOMED CT 84489001)", "code 84489001", "label withheld", ""] {
            assert_eq!(bare(no), None, "{no}");
        }
    }

    #[test]
    fn flags_read_alike_however_they_are_kept() {
        let showing = Showing { anchor: 0, common: &HashSet::new(), terms: &Terms::default() };
        let shown = |value: Value| showing.value(Kind::Medication, Aspect::AsNeeded, &value);
        assert_eq!(shown(Value::Flag(false)), shown(Value::Word("false".into())));
        assert_eq!(shown(Value::Word("true".into())), "yes");
        assert_eq!(shown(Value::Key("patient-4711".into())), LINKED);
    }
}
