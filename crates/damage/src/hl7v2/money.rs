//! Charges, payments and insurance: amounts, units, modifiers, pointers, who pays first.

use super::base::{ADDED, ALTERED, Around, Fixed, GONE, LOSS, WHOLE, done, emptied, main_edited, turned};
use super::charts::Group;
use super::{Effect, Operator};
use crate::Family;
use crate::edit::{shifted, transposed};

const FAMILY: Family = Family::Money;
const CHARGE: Fixed = &["charge"];
const COVERAGE: Fixed = &["coverage"];
const AMOUNT: Fixed = &["amount", "adjustment"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "charge-lost", "a charge vanishes", CHARGE, (GONE, WHOLE), |_, _| Effect::Removed),
    Operator::harm(FAMILY, "payment-lost", "a payment vanishes", &["payment"], (GONE, WHOLE), |_, _| Effect::Removed),
    Operator::harm(FAMILY, "coverage-lost", "an insurance vanishes", COVERAGE, (GONE, WHOLE), |_, _| Effect::Removed),
    Operator::harm(FAMILY, "modifier-lost", "the modifier of a charge vanishes", CHARGE, (LOSS, &["modifier"]), |g, _| emptied(g, &[("FT1", 26)])),
    Operator::harm(FAMILY, "modifier-other", "the modifier of a charge is that of the other side", CHARGE, (ALTERED, &["modifier"]), |g, _| turned(g, &[("FT1", 26)], &[("RT", "LT"), ("LT", "RT"), ("25", "59"), ("59", "25"), ("50", "51")])),
    Operator::harm(FAMILY, "diagnosis-pointer-lost", "a charge no longer says for which diagnosis it is", CHARGE, (LOSS, &["diagnosis_pointer"]), |g, _| emptied(g, &[("FT1", 19)])),
    Operator::harm(FAMILY, "pointers-reordered", "of several diagnoses of a charge another one is the first", CHARGE, (ALTERED, &["diagnosis_pointer", "element"]), pointers),
    Operator::harm(FAMILY, "only-first-pointer", "of several diagnoses of a charge the first alone remains", CHARGE, (&["altered", "lost"], &["diagnosis_pointer"]), only_pointer),
    Operator::harm(FAMILY, "units-ten-times", "ten times as many units are charged", CHARGE, (ALTERED, &["units"]), |g, _| number(g, 10, |d| shifted(d, 1).map(|v| v.to_string()))),
    Operator::harm(FAMILY, "units-lost", "how many units are charged vanishes", CHARGE, (LOSS, &["units"]), |g, _| emptied(g, &[("FT1", 10)])),
    Operator::harm(FAMILY, "amount-in-cents", "an amount of dollars is one of cents", &["charge", "payment"], (ALTERED, AMOUNT), |g, _| number(g, 11, |d| shifted(d, 2).map(|v| v.to_string()))),
    Operator::harm(FAMILY, "amount-rounded", "the cents of an amount are gone", &["charge", "payment"], (ALTERED, AMOUNT), |g, _| number(g, 11, |d| d.split_once('.').filter(|(_, cents)| cents.bytes().any(|b| b != b'0')).map(|(whole, _)| whole.to_string()))),
    Operator::harm(FAMILY, "amount-digits-swapped", "two digits of an amount have each other's place", &["charge", "payment"], (ALTERED, AMOUNT), |g, _| number(g, 11, transposed)),
    Operator::harm(FAMILY, "amount-lost", "an amount vanishes", &["charge", "payment"], (LOSS, AMOUNT), |g, _| if g.main().is_some_and(|m| m.has(22)) { Effect::None } else { emptied(g, &[("FT1", 11)]) }),
    Operator::harm(FAMILY, "sign-of-payment-lost", "what was paid is owed", &["payment"], (ALTERED, AMOUNT), |g, _| number(g, 11, |d| d.strip_prefix('-').map(str::to_string))),
    Operator::harm(FAMILY, "currency-other", "dollars are euros", &["charge", "payment"], (ALTERED, &["amount", "adjustment", "unit"]), currency),
    Operator::harm(FAMILY, "payment-becomes-charge", "a payment is a charge", &["payment"], (&["altered", "lost", "invented"], &["type", "category", "statement"]), |g, _| turned(g, &[("FT1", 6)], &[("PY", "CG")])),
    Operator::harm(FAMILY, "credit-becomes-charge", "a credit or adjustment is a charge", CHARGE, (&["altered", "lost", "invented"], &["type", "amount", "adjustment"]), |g, _| turned(g, &[("FT1", 6)], &[("CD", "CG"), ("AJ", "CG")])),
    Operator::harm(FAMILY, "department-lost", "which department a charge is of vanishes", CHARGE, (LOSS, &["element"]), |g, _| emptied(g, &[("FT1", 13)])),
    Operator::harm(FAMILY, "payers-exchanged", "who pays first pays second", COVERAGE, (ALTERED, &["payer_order"]), |g, _| if g.main().is_some_and(|m| m.has(22)) { turned(g, &[("IN1", 22)], &[("1", "2"), ("2", "1"), ("3", "1")]) } else { Effect::None }),
    Operator::harm(FAMILY, "member-number-digits", "two digits of a member's number are exchanged", COVERAGE, (ALTERED, &["member"]), member),
    Operator::harm(FAMILY, "group-number-lost", "the number of the group vanishes", COVERAGE, (LOSS, &["group"]), |g, _| emptied(g, &[("IN1", 8)])),
    // Two plans of one name differ in their number alone.
    Operator::harm(FAMILY, "plan-replaced", "the plan is another one", COVERAGE, (ALTERED, &["plan", "element"]), plan),
    Operator::harm(FAMILY, "payer-replaced", "the payer is another one", COVERAGE, (ALTERED, &["payer"]), payer),
    Operator::harm(FAMILY, "dependant-becomes-insured", "who is insured through somebody else is insured himself", COVERAGE, (ALTERED, &["relationship"]), |g, _| turned(g, &[("IN1", 17)], &[("SPO", "SEL"), ("CHD", "SEL"), ("PAR", "SEL"), ("SEL", "SPO")])),
    Operator::harm(FAMILY, "coverage-end-invented", "an insurance that goes on ended", COVERAGE, (ADDED, &["time"]), coverage_end),
    Operator::harm(FAMILY, "diagnosis-rank-changed", "the first diagnosis of a visit is the second", &["diagnosis"], (ALTERED, &["element"]), |g, _| turned(g, &[("DG1", 15)], &[("1", "2"), ("2", "1"), ("3", "1")])),
    Operator::harm(FAMILY, "present-on-admission-turned", "what a patient came with began in hospital", &["diagnosis"], (ALTERED, &["element"]), |g, _| turned(g, &[("DG1", 26)], &[("Y", "N"), ("N", "Y")])),
    Operator::twin(FAMILY, "currency-said", "the currency of an amount is named", &["charge", "payment"], currency_said),
    Operator::twin(FAMILY, "cents-written", "an amount of whole dollars is written with its cents", &["charge", "payment"], |g, _| number(g, 11, |d| (!d.contains('.')).then(|| format!("{d}.00")))),
];

/// A number in the first part of a field of a transaction.
fn number(group: &mut Group, field: usize, change: impl Fn(&str) -> Option<String>) -> Effect {
    main_edited(group, |main| {
        let before = main.part(field, 1).to_string();
        let (digits, currency) = before.split_once('&').map_or((before.as_str(), None), |(digits, currency)| (digits, Some(currency)));
        let plain = digits.trim_start_matches('-');
        done(main.name == "FT1" && !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !crate::edit::is_zero(plain))?;
        let new = change(digits)?;
        done(new.parse::<f64>().ok()? != digits.parse::<f64>().ok()? || new != digits)?;
        let whole = currency.map_or(new.clone(), |currency| format!("{new}&{currency}"));
        main.put_part(field, 1, &whole);
        Some(())
    })
}

fn pointers(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let all: Vec<String> = main.repetitions(19).into_iter().rev().map(str::to_string).collect();
        done(all.len() > 1 && all.first() != all.last())?;
        main.put(19, &all.join("~"));
        Some(())
    })
}

fn only_pointer(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let all: Vec<String> = main.repetitions(19).into_iter().map(str::to_string).collect();
        done(all.len() > 1)?;
        main.put(19, all.first()?);
        Some(())
    })
}

fn currency(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let amount = main.part(11, 1).to_string();
        done(!amount.is_empty())?;
        let digits = amount.split('&').next()?;
        main.put_part(11, 1, &format!("{digits}&EUR"));
        Some(())
    })
}

fn currency_said(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let amount = main.part(11, 1).to_string();
        done(!amount.is_empty() && !amount.contains('&'))?;
        main.put_part(11, 1, &format!("{amount}&USD"));
        Some(())
    })
}

fn member(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        let field = if main.has(49) { 49 } else { 36 };
        let other = transposed(main.part(field, 1))?;
        main.put_part(field, 1, &other);
        Some(())
    })
}

/// A field of the insurance of another patient.
fn of_another(group: &mut Group, around: &mut Around<'_>, field: usize) -> Effect {
    let own = group.main().map(|m| m.field(field).to_string()).unwrap_or_default();
    let mut others: Vec<String> = around.others(false).into_iter().map(|s| s.field(field).to_string()).filter(|f| !f.is_empty() && *f != own).collect();
    others.sort_unstable();
    others.dedup();
    let Some(other) = around.one(others).filter(|_| !own.is_empty()) else { return Effect::None };
    main_edited(group, |main| {
        main.put(field, &other);
        Some(())
    })
}

fn plan(group: &mut Group, around: &mut Around<'_>) -> Effect {
    of_another(group, around, 2)
}

fn payer(group: &mut Group, around: &mut Around<'_>) -> Effect {
    of_another(group, around, 4)
}

fn coverage_end(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        done(main.has(12) && main.field(13).is_empty())?;
        main.put(13, "20261231");
        Some(())
    })
}
