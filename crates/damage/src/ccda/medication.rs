//! What a medication means: how much, how often, by which way, when needed, how many refills.

use super::base::{ALTERED, Around, Fixed, LOSS, core_edited, done, statements, told};
use super::tree::Element;
use super::{Effect, Operator};
use crate::Family;
use crate::edit::shifted;

const FAMILY: Family = Family::Medication;
const DRUG: Fixed = &["medication"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "as-needed-lost", "what is taken as needed is taken always", DRUG, (LOSS, &["as_needed", "text"]), as_needed),
    Operator::harm(FAMILY, "frequency-changed", "it is taken twice as often or half as often", DRUG, (ALTERED, &["frequency"]), frequency),
    Operator::harm(FAMILY, "frequency-lost", "how often it is taken vanishes", DRUG, (LOSS, &["frequency"]), frequency_lost),
    Operator::harm(FAMILY, "needed-for-another-code", "the words of what it is needed for are right, one digit of the code is not", DRUG, (ALTERED, &["element"]), needed_for),
    Operator::harm(FAMILY, "hours-become-days", "so many hours have become so many days", DRUG, (ALTERED, &["frequency"]), hours_days),
    Operator::harm(FAMILY, "dose-lost", "the dose vanishes", &["medication", "immunization"], (LOSS, &["dose"]), dose_lost),
    Operator::harm(FAMILY, "dose-doubled", "the dose is twice as much", DRUG, (ALTERED, &["dose", "value"]), dose_doubled),
    Operator::harm(FAMILY, "route-lost", "the route vanishes", &["medication", "immunization"], (LOSS, &["route"]), route_lost),
    Operator::harm(FAMILY, "route-becomes-oral", "another route is the oral one", DRUG, (ALTERED, &["route"]), route_oral),
    Operator::harm(FAMILY, "refills-off-by-one", "fills are taken for refills", DRUG, (ALTERED, &["refills"]), refills),
    Operator::harm(FAMILY, "quantity-ten-times", "ten times as much is dispensed", DRUG, (ALTERED, &["quantity", "days_supply"]), quantity),
    Operator::harm(FAMILY, "strength-lost-in-name", "the drug is its ingredient, without strength and form", DRUG, (&["broader", "altered", "lost", "invented"], &["code", "text", "statement"]), ingredient),
    Operator::twin(FAMILY, "period-in-minutes", "how often it is taken is said in minutes", DRUG, in_minutes),
    Operator::twin(FAMILY, "name-beside-code", "the drug has its name in capitals beside its code", DRUG, named),
    Operator::twin(FAMILY, "route-named", "the route gains the name of its system", DRUG, route_named),
];

/// What clinicians give by mouth, in the terminology of the National Cancer Institute.
const ORAL: &str = "C38288";

fn as_needed(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| {
        let said = |p: &Element| p.local() == "precondition" && p.attribute("nullFlavor").is_empty() && p.child("criterion").is_none_or(|c| c.attribute("nullFlavor").is_empty());
        done(drug.elements().any(said) && drug.drop_named("precondition"))
    })
}

/// The code of what a drug is needed for ends in another digit, beside the right words.
fn needed_for(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| {
        let value = drug.down_mut("precondition/criterion/value").filter(|value| !value.attribute("displayName").is_empty())?;
        let code = value.attribute("code");
        let (head, last) = code.split_at_checked(code.len().checked_sub(1)?)?;
        let other = (last.parse::<u8>().ok()? + 1) % 10;
        let new = format!("{head}{other}");
        value.set("code", &new);
        Some(())
    })
}

/// The period of the frequency, edited.
fn period(holder: &mut Element, around: &Around<'_>, edit: impl FnOnce(&mut Element) -> Option<()>) -> Effect {
    core_edited(holder, around, |drug| {
        let way = drug.ways("effectiveTime/period").into_iter().find(|way| drug.at(way).is_some_and(|p| !p.attribute("value").is_empty()))?;
        edit(drug.at_mut(&way)?)
    })
}

fn in_minutes(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    period(holder, around, |period| {
        let hours = period.attribute("value").parse::<u32>().ok().filter(|_| period.attribute("unit") == "h")?;
        period.set("value", &hours.checked_mul(60)?.to_string());
        period.set("unit", "min");
        Some(())
    })
}

fn named(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| {
        let material = drug.down_mut("consumable/manufacturedProduct/manufacturedMaterial")?;
        let code = material.child("code").filter(|c| !c.attribute("code").is_empty() && !c.attribute("displayName").is_empty())?;
        let words = super::tree::resolved(code.attribute("displayName")).to_uppercase();
        done(material.child("name").is_none())?;
        let mut name = material.akin("name");
        name.say(&words);
        material.put_after(&["code"], name);
        Some(())
    })
}

fn frequency(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    period(holder, around, |period| {
        let other = match period.attribute("value") {
            "24" => "12",
            "12" => "24",
            "8" => "4",
            "6" => "12",
            "4" => "8",
            "1" => "2",
            "2" => "1",
            _ => return None,
        };
        period.set("value", other);
        Some(())
    })
}

fn hours_days(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    period(holder, around, |period| {
        done(period.attribute("unit") == "h")?;
        period.set("unit", "d");
        Some(())
    })
}

fn frequency_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| {
        let timed = |e: &Element| e.local() == "effectiveTime" && ["period", "event"].iter().any(|part| e.child(part).is_some_and(|p| !p.attribute("value").is_empty() || !p.attribute("code").is_empty()));
        done(drug.drop_all(timed))
    })
}

fn dose_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| done(!told(drug, "doseQuantity", "value").is_empty() && drug.drop_named("doseQuantity")))
}

fn dose_doubled(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| {
        let dose = drug.child_mut("doseQuantity")?;
        let number: f64 = dose.attribute("value").parse().ok().filter(|n| *n > 0.0)?;
        dose.set("value", &format!("{}", number * 2.0));
        Some(())
    })
}

fn route_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| done(!told(drug, "routeCode", "code").is_empty() && drug.drop_named("routeCode")))
}

fn route_oral(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| {
        let route = drug.child_mut("routeCode")?;
        let spoken = route.attribute("displayName").to_lowercase();
        done(!matches!(route.attribute("code"), "" | ORAL | "26643006" | "PO") && !spoken.contains("oral") && !spoken.contains("mouth"))?;
        route.drop_all(|_| true);
        for (name, value) in [("code", ORAL), ("codeSystem", "2.16.840.1.113883.3.26.1.1"), ("displayName", "Oral")] {
            route.set(name, value);
        }
        Some(())
    })
}

fn route_named(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| {
        let route = drug.child_mut("routeCode")?;
        done(route.attribute("codeSystem") == "2.16.840.1.113883.3.26.1.1" && route.attribute("codeSystemName").is_empty())?;
        route.set("codeSystemName", "NCI Thesaurus");
        Some(())
    })
}

/// An attribute of a supply, edited: of the order, where there are an order and a dispense.
fn supply(holder: &mut Element, around: &Around<'_>, name: &str, change: impl Fn(&str) -> Option<String>) -> Effect {
    core_edited(holder, around, |drug| {
        let known = |s: &Element| s.local() == "supply" && !told(s, name, "value").is_empty();
        let mut ways = statements(drug, known);
        ways.sort_by_key(|way| drug.at(way).is_none_or(|s| s.attribute("moodCode") != "INT"));
        let number = drug.at_mut(ways.first()?)?.child_mut(name)?;
        let new = change(number.attribute("value"))?;
        number.set("value", &new);
        Some(())
    })
}

fn refills(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    // None and one fill are no refill, either of them.
    supply(holder, around, "repeatNumber", |text| text.parse::<u32>().ok().filter(|n| *n > 0).map(|n| (n + 1).to_string()))
}

fn quantity(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    supply(holder, around, "quantity", |text| shifted(text, 1).map(|v| v.to_string()).filter(|new| new != text))
}

/// A code of an ingredient without its strength, where the words name a strength.
fn ingredient(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| {
        let code = drug.down_mut(super::charts::concept_path("medication"))?;
        let named = code.attribute("displayName").to_string();
        let (first, rest) = named.split_once(' ')?;
        done(code.attribute("codeSystem") == "2.16.840.1.113883.6.88" && rest.chars().any(|c| c.is_ascii_digit()) && first.len() > 4)?;
        code.drop_all(|_| true);
        // No ingredient has such a number; what it is called is what is left of the name.
        code.set("code", "9999999");
        code.set("displayName", first);
        Some(())
    })
}
