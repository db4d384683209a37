//! Values and units: another unit, another number, a comparator that is gone, the ends of a range exchanged.

use super::site::{Site, is_end};
use super::{Change, Edit, Operator, Truth};
use damage::Family::{Medication, Value};
use mapping::{Rule, set_rule};

const CHANGED: &[&str] = &["altered"];

pub fn operators() -> Vec<Operator> {
    vec![
        Operator::error(Value, "unit-code-constant", "the code of the unit is the same for every row", CHANGED, |site| unit(site, "code", "kg")),
        Operator::error(Value, "unit-words-constant", "the words of the unit are the same for every row", CHANGED, |site| unit(site, "unit", "mmol/L")),
        Operator::error(Value, "unit-kept-number-converted", "pounds made kilograms, with the unit kept", CHANGED, |site| calculated(site, "* 0.453592")),
        Operator::error(Value, "ten-times", "a number is ten times as great", CHANGED, |site| calculated(site, "* 10")),
        Operator::error(Value, "thousandth", "milligrams in place of micrograms, the unit kept", CHANGED, |site| calculated(site, "/ 1000")),
        Operator::error(Value, "sign-turned", "a number has the other sign", CHANGED, sign_turned),
        Operator::error(Value, "rounded", "a number is rounded to whole ones", CHANGED, rounded),
        Operator::error(Value, "comparator-gone", "less than a number becomes the number", CHANGED, |site| site.rules_to(&["comparator"]).into_iter().map(|placed| site.without(placed)).collect()),
        Operator::error(Value, "range-turned", "low and high of a reference range are exchanged", CHANGED, range_turned).at_most(3),
        Operator::error(Value, "another-number", "a number is taken from the rule of another one", CHANGED, another_number),
        Operator::error(Medication, "one-more", "one refill or dose more", CHANGED, one_more),
    ]
}

/// The unit of a quantity that is there.
fn unit(site: &Site<'_>, part: &str, unit: &str) -> Vec<Change> {
    let ends = ["valueQuantity", "doseQuantity", "expectedSupplyDuration"].map(|quantity| format!("{quantity}.{part}"));
    let ends: Vec<&str> = ends.iter().map(String::as_str).collect();
    site.each(site.rules_to(&ends), |_, rule| Some(format!("CASE WHEN {} IS NOT NULL THEN '{unit}' END", rule.value)))
}

fn is_decimal(rule: &Rule) -> bool {
    rule.value.contains(" AS DECIMAL)") && is_end(&rule.to, "value")
}

fn calculated(site: &Site<'_>, by: &str) -> Vec<Change> {
    let numbers = site.rules().into_iter().filter(|(_, rule)| is_decimal(rule)).collect();
    site.each(numbers, |_, rule| Some(format!("({}) {by}", rule.value)))
}

fn rounded(site: &Site<'_>) -> Vec<Change> {
    let numbers = site.rules().into_iter().filter(|(_, rule)| is_decimal(rule)).collect();
    site.each(numbers, |_, rule| Some(format!("ROUND({}, 0)", rule.value)))
}

fn sign_turned(site: &Site<'_>) -> Vec<Change> {
    let numbers = site.rules().into_iter().filter(|(_, rule)| is_decimal(rule)).collect();
    site.each(numbers, |_, rule| Some(format!("0 - ({})", rule.value)))
}

fn range_turned(site: &Site<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    for set in &site.document.resources {
        let end = |end: &str| set.rules.iter().find(|rule| is_end(&rule.to, end));
        let (Some(low), Some(high)) = (end("low.value"), end("high.value")) else { continue };
        let once = set_rule(site.text, &low.id, "", &high.to, &low.value, low.reason.as_deref());
        let Some(text) = once.and_then(|text| set_rule(&text, &high.id, "", &low.to, &high.value, high.reason.as_deref())) else { continue };
        out.push(Change { what: format!("{} and {} exchanged", low.id, high.id), edit: Edit::Whole(text), truth: Truth::of_rule(set, low).or_rule(set, high) });
    }
    out
}

/// The number of the next rule of the set that gives one.
fn another_number(site: &Site<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    for set in &site.document.resources {
        let numbers: Vec<&Rule> = set.rules.iter().filter(|rule| is_decimal(rule)).collect();
        for pair in numbers.windows(2) {
            out.extend(site.changed((set, pair[0]), &pair[1].value));
        }
    }
    out
}

fn one_more(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules(), |_, rule| rule.value.ends_with(" AS INTEGER)").then(|| format!("({}) + 1", rule.value)))
}
