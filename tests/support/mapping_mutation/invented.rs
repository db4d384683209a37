//! What a mapping invents: a status, a number, a unit or a day where the source says nothing, and the guard of an expression that is gone.

use super::expression::calls;
use super::site::{Site, is_constant, is_date, is_end};
use super::{Change, Operator};
use damage::Family::{Allergy, Invented, Status, Value};
use mapping::{ResourceSet, Rule};

const MADE_UP: &[&str] = &["invented", "altered", "resurrected", "narrower"];

/// What is taken for granted, by the end of the element.
const DEFAULTS: [(&str, &str, &str); 12] = [
    ("", "clinicalStatus.coding.code", "active"),
    ("", "verificationStatus.coding.code", "confirmed"),
    ("", "reaction.severity", "mild"),
    ("", "gender", "unknown"),
    ("", "docStatus", "final"),
    ("", "lotNumber", "NONE"),
    ("", "interpretation.coding.code", "N"),
    ("Encounter", "status", "finished"),
    ("MedicationRequest", "status", "active"),
    ("Observation", "status", "final"),
    ("Procedure", "status", "completed"),
    ("Immunization", "status", "completed"),
];

pub fn operators() -> Vec<Operator> {
    vec![
        Operator::error(Invented, "default-for-nothing", "a usual code where the source says nothing", MADE_UP, default_code),
        Operator::error(Invented, "number-for-nothing", "one where the source gives no number", MADE_UP, default_number),
        Operator::error(Invented, "day-for-nothing", "the first of January 1900 where the source gives no day", MADE_UP, default_day),
        Operator::error(Invented, "guard-removed", "a rule gives its value where its condition does not hold", &["invented", "altered", "lost", "resurrected"], guard_removed),
        Operator::error(Invented, "text-for-nothing", "words where the source is empty", MADE_UP, default_text),
        Operator::error(Allergy, "criticality-for-nothing", "an allergy of unknown danger becomes a high one", MADE_UP, |site| default_of(site, "criticality", "high")).at_most(2),
        Operator::error(Status, "yes-and-no-turned", "yes where it was no, and the other way round", &["altered", "invented", "resurrected"], flag_turned),
        Operator::error(Value, "unit-for-nothing", "milligrams where the source gives a number without a unit", MADE_UP, default_unit).at_most(2),
    ]
}

fn default_code(site: &Site<'_>) -> Vec<Change> {
    let code = |set: &ResourceSet, rule: &Rule| {
        let fits = |(kind, end, _): &&(&str, &str, &str)| if kind.is_empty() { is_end(&rule.to, end) } else { set.kind == *kind && rule.to == *end };
        let (_, _, code) = DEFAULTS.iter().find(fits).filter(|_| !is_constant(rule))?;
        Some(format!("COALESCE({}, '{code}')", rule.value))
    };
    site.each(site.rules(), code)
}

fn default_of(site: &Site<'_>, end: &str, code: &str) -> Vec<Change> {
    site.each(site.rules_to(&[end]), |_, rule| Some(format!("COALESCE({}, '{code}')", rule.value)))
}

fn default_number(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules(), |_, rule| {
        let kind = ["DECIMAL", "INTEGER"].into_iter().find(|kind| rule.value.starts_with("CAST(") && rule.value.ends_with(&format!(" AS {kind})")))?;
        Some(format!("COALESCE({}, CAST('1' AS {kind}))", rule.value))
    })
}

fn default_day(site: &Site<'_>) -> Vec<Change> {
    let days = site.rules().into_iter().filter(|(_, rule)| is_date(rule) && rule.value.contains("PARSE_DATE("));
    site.each(days.collect(), |_, rule| Some(format!("COALESCE({}, PARSE_DATE('01/01/1900', 'MM/DD/YYYY'))", rule.value)))
}

/// What is taken for granted in words. That nothing is specified says nothing, but as part of a name it is printed with it.
const WORDS: [(&str, &str); 6] = [
    ("dosageInstruction.text", "take as directed"),
    ("specimen.display", "Blood"),
    ("note.text", "seen by the team"),
    ("reasonCode.text", "routine visit"),
    ("manufacturer.display", "Harbor Biologicals"),
    ("name.suffix", "not specified"),
];

fn default_text(site: &Site<'_>) -> Vec<Change> {
    let words = |(end, words): &(&str, &str)| site.each(site.rules_to(&[*end]), |_, rule| Some(format!("COALESCE({}, '{words}')", rule.value)));
    WORDS.iter().flat_map(words).collect()
}

/// A unit beside a number; beside none it says nothing.
fn default_unit(site: &Site<'_>) -> Vec<Change> {
    let units = site.rules_to(&["doseQuantity.code", "valueQuantity.code"]);
    site.each(units, |set, rule| {
        let number = number_beside(set, rule)?;
        Some(format!("CASE WHEN {number} IS NOT NULL THEN COALESCE({}, 'mg') END", rule.value))
    })
}

/// What gives the number beside a unit.
pub fn number_beside<'s>(set: &'s ResourceSet, rule: &Rule) -> Option<&'s str> {
    let to = format!("{}.value", rule.to.strip_suffix(".code")?);
    set.rules.iter().find(|other| other.to == to).map(|other| other.value.as_str())
}

/// `CASE WHEN condition THEN value END` without its condition.
fn guard_removed(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules(), |_, rule| {
        let inner = rule.value.strip_prefix("CASE WHEN ")?.strip_suffix(" END")?;
        let (_, value) = inner.split_once(" THEN ").filter(|_| inner.matches(" THEN ").count() == 1 && !inner.contains("CASE "))?;
        let value = value.split(" ELSE ").next()?;
        Some(value.to_string()).filter(|value| !value.starts_with('\'') && value != "NULL" && calls(value, "NULLIF").is_empty())
    })
}

fn flag_turned(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules(), |_, rule| {
        let has_both = rule.value.contains("TRUE") && rule.value.contains("FALSE");
        has_both.then(|| rule.value.replace("TRUE", "\u{1}").replace("FALSE", "TRUE").replace('\u{1}', "FALSE"))
    })
}
