//! What a drug order means: how much, how often, by which way, when needed, how many refills, how long.

use super::base::{ALTERED, Around, Fixed, LOSS, done, edited, emptied, emptied_in, main_edited, named_edited, number_fields};
use super::charts::Group;
use super::{Effect, Operator};
use crate::Family;
use crate::edit::shifted;
use crate::stamp::Stamp;

const FAMILY: Family = Family::Medication;
const DRUG: Fixed = &["medication"];
const GIVEN: Fixed = &["medication", "immunization"];
const OFTEN: &[(&str, &str)] = &[("QD", "BID"), ("BID", "QD"), ("TID", "QD"), ("QID", "BID"), ("Q4H", "Q8H"), ("Q6H", "Q12H"), ("Q8H", "Q4H"), ("Q12H", "Q6H"), ("QHS", "QAM"), ("QW", "QD"), ("QAM", "BID")];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "as-needed-lost", "what is taken as needed is taken always", DRUG, (LOSS, &["as_needed", "frequency"]), as_needed),
    Operator::harm(FAMILY, "frequency-changed", "it is taken more often or less often", DRUG, (ALTERED, &["frequency", "element"]), frequency),
    Operator::harm(FAMILY, "weekly-becomes-daily", "what is taken once a week is taken every day", DRUG, (ALTERED, &["frequency"]), |g, _| pattern(g, |p| if p == "QW" { Some("QD".into()) } else { None })),
    Operator::harm(FAMILY, "frequency-lost", "how often it is taken vanishes", DRUG, (LOSS, &["frequency", "element"]), |g, _| emptied_in(g, "TQ1", 3)),
    Operator::harm(FAMILY, "dose-lost", "the dose vanishes", GIVEN, (LOSS, &["dose"]), dose_lost),
    Operator::harm(FAMILY, "dose-doubled", "the dose is twice as much", DRUG, (ALTERED, &["dose", "value"]), dose_doubled),
    Operator::harm(FAMILY, "span-of-doses-cut", "of one to two tablets one remains", DRUG, (ALTERED, &["dose"]), span_cut),
    Operator::harm(FAMILY, "route-lost", "the route vanishes", GIVEN, (LOSS, &["route"]), route_lost),
    Operator::harm(FAMILY, "route-becomes-oral", "another route is the oral one", GIVEN, (ALTERED, &["element", "route"]), route_oral),
    Operator::harm(FAMILY, "site-turned", "it was given on the other side", GIVEN, (ALTERED, &["site"]), site),
    Operator::harm(FAMILY, "refills-off-by-one", "fills are taken for refills", DRUG, (ALTERED, &["refills"]), refills),
    Operator::harm(FAMILY, "refills-lost", "how often it may be filled again vanishes", DRUG, (LOSS, &["refills"]), |g, _| emptied(g, &[("RXE", 12), ("RXO", 13)])),
    Operator::harm(FAMILY, "quantity-ten-times", "ten times as much is dispensed", DRUG, (ALTERED, &["quantity"]), quantity),
    Operator::harm(FAMILY, "quantity-lost", "how much is dispensed vanishes", DRUG, (LOSS, &["quantity"]), |g, _| emptied(g, &[("RXE", 10), ("RXO", 11)])),
    Operator::harm(FAMILY, "instructions-cut", "the instructions were cut after twenty characters", DRUG, (ALTERED, &["sig"]), sig_cut),
    Operator::harm(FAMILY, "instructions-lost", "the instructions vanish", DRUG, (LOSS, &["sig"]), sig_lost),
    Operator::harm(FAMILY, "strength-lost-in-name", "the drug is its ingredient, without strength and form", DRUG, (&["broader", "altered", "lost", "invented"], &["code", "text", "statement", "class"]), ingredient),
    Operator::harm(FAMILY, "form-changed", "tablets have become capsules", DRUG, (ALTERED, &["element"]), |g, _| turned_form(g)),
    Operator::harm(FAMILY, "substitution-allowed", "a drug that may not be substituted may", DRUG, (ALTERED, &["element"]), |g, _| super::base::turned(g, &[("RXE", 9)], &[("N", "G")])),
    Operator::harm(FAMILY, "course-prolonged", "a course ends a year later", DRUG, (ALTERED, &["time"]), prolonged),
    Operator::harm(FAMILY, "dispense-quantity-changed", "what was handed out is ten times as much", DRUG, (ALTERED, &["element"]), dispensed),
    Operator::twin(FAMILY, "milligrams-for-tablets", "a number of tablets of a known strength is written in milligrams", DRUG, milligrams),
    Operator::twin(FAMILY, "route-named-otherwise", "the route has other words beside its code", GIVEN, route_named),
];

/// The repeat pattern of the timing, edited.
fn pattern(group: &mut Group, change: impl Fn(&str) -> Option<String>) -> Effect {
    named_edited(group, "TQ1", |timing| {
        let new = change(timing.part(3, 1))?;
        timing.put_part(3, 1, &new);
        Some(())
    })
}

fn as_needed(group: &mut Group, _: &mut Around<'_>) -> Effect {
    pattern(group, |p| p.strip_suffix(" PRN").map(str::to_string))
}

fn frequency(group: &mut Group, _: &mut Around<'_>) -> Effect {
    pattern(group, |p| OFTEN.iter().find(|(from, _)| *from == p).map(|(_, to)| (*to).to_string()))
}

fn dose_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let (value, _) = number_fields(main)?;
        main.put(value, if main.name == "RXA" { "999" } else { "" });
        Some(())
    })
}

fn dose_doubled(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let (value, _) = number_fields(main)?;
        let number: f64 = main.field(value).parse().ok().filter(|n| *n > 0.0)?;
        main.put(value, &format!("{}", number * 2.0));
        Some(())
    })
}

fn span_cut(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let (low, high) = if main.name == "RXE" { (3, 4) } else { (2, 3) };
        done(main.has(low) && main.has(high) && main.field(low) != main.field(high))?;
        main.put(high, "");
        Some(())
    })
}

/// Of an order that names the route again with what was dispensed, the other one would still tell it.
fn route_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let routes = group.segments.iter().filter(|s| s.name == "RXR" && s.has(1)).count();
    if routes > 1 { Effect::None } else { emptied_in(group, "RXR", 1) }
}

fn route_oral(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named_edited(group, "RXR", |route| {
        done(!matches!(route.part(1, 1), "" | "PO" | "26643006" | "C38288"))?;
        route.put(1, "PO^Oral^HL70162");
        Some(())
    })
}

fn site(group: &mut Group, _: &mut Around<'_>) -> Effect {
    const SIDES: [(&str, &str); 8] = [
        ("LA", "RA^Right Arm^HL70163"), ("RA", "LA^Left Arm^HL70163"), ("LD", "RD^Right Deltoid^HL70163"), ("RD", "LD^Left Deltoid^HL70163"),
        ("LT", "RT^Right Thigh^HL70163"), ("RT", "LT^Left Thigh^HL70163"), ("LG", "RG^Right Gluteus Medius^HL70163"), ("RG", "LG^Left Gluteus Medius^HL70163"),
    ];
    named_edited(group, "RXR", |route| {
        let (_, other) = SIDES.iter().find(|(from, _)| *from == route.part(2, 1))?;
        route.put(2, other);
        Some(())
    })
}

fn refills(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let field = super::base::place(&main.name, &[("RXE", 12), ("RXO", 13)]);
        let number: u32 = main.field(field).parse().ok()?;
        main.put(field, &(number + 1).to_string());
        Some(())
    })
}

fn quantity(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let field = super::base::place(&main.name, &[("RXE", 10), ("RXO", 11)]);
        let digits = main.field(field).to_string();
        done(!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.'))?;
        let new = shifted(&digits, 1)?.to_string();
        done(new != digits)?;
        main.put(field, &new);
        Some(())
    })
}

fn sig_cut(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let component = if main.part(7, 2).is_empty() { 1 } else { 2 };
        let words = main.part(7, component).to_string();
        done(words.chars().count() > 24 && words.is_ascii() && !main.field(7).contains('~'))?;
        main.put_part(7, component, words.get(..20)?);
        Some(())
    })
}

/// Without its own words the timing's would be taken for them.
fn sig_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let other = group.first("TQ1").is_some_and(|t| t.has(11));
    if other { Effect::None } else { emptied(group, &[("RXE", 7), ("RXO", 7)]) }
}

/// A code of an ingredient without its strength, where the words name a strength.
fn ingredient(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let field = super::base::concept_field(&main.name);
        let named = main.part(field, 2).to_string();
        let (first, rest) = named.split_once(' ')?;
        done(matches!(main.part(field, 3), "RXNORM" | "NDC") && rest.chars().any(|c| c.is_ascii_digit()) && first.len() > 4)?;
        // No ingredient has such a number; what it is called is what is left of the name.
        main.put(field, &format!("9999999^{first}^RXNORM"));
        Some(())
    })
}

/// Of a tablet of one substance whose name says how many milligrams it holds.
fn milligrams(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        done(main.name == "RXE" && matches!(main.part(5, 1), "TAB" | "tab" | "tablet") && main.part(2, 3) == "RXNORM")?;
        let (value, unit) = number_fields(main)?;
        let (before, rest) = main.part(2, 2).split_once(" MG ")?;
        let strength: f64 = before.rsplit(' ').next()?.parse().ok().filter(|n| *n > 0.0)?;
        done(rest == "Oral Tablet" && !before.contains('/'))?;
        let tablets: f64 = main.field(value).parse().ok()?;
        main.put(value, &format!("{}", tablets * strength));
        main.put(unit, "mg");
        Some(())
    })
}

fn turned_form(group: &mut Group) -> Effect {
    super::base::turned(group, &[("RXE", 6), ("RXO", 5)], &[("TAB", "CAP"), ("CAP", "TAB"), ("SOL", "SUSP")])
}

fn prolonged(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named_edited(group, "TQ1", |timing| {
        let end = Stamp::parse(timing.field(8))?.years_later(1)?;
        timing.put(8, &end.text());
        Some(())
    })
}

fn dispensed(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named_edited(group, "RXD", |dispense| {
        let digits = dispense.field(4).to_string();
        done(!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))?;
        dispense.put(4, &format!("{digits}0"));
        Some(())
    })
}

fn route_named(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        let route = g.segments.iter_mut().find(|s| s.name == "RXR")?;
        done(!route.part(1, 1).is_empty() && route.part(1, 3) == "HL70162")?;
        route.put_part(1, 2, "By its usual way");
        Some(())
    })
}
