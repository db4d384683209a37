//! Absence and its reason: exchanged, lost, or turned into a value.

use super::base::{ADDED, ALTERED, Around, Fixed, LOSS, core_edited, done, edited, statements, told};
use super::tree::Element;
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::NullFlavour;
const OBSERVED: Fixed = &["result", "vital", "social", "functional"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "unknown-becomes-not-asked", "what was asked and is unknown was never asked, or the other way round", OBSERVED, (ALTERED, &["value"]), flavour_changed),
    Operator::harm(FAMILY, "reason-of-absence-lost", "why a result is not there vanishes", OBSERVED, (LOSS, &["value", "statement"]), flavour_lost),
    Operator::harm(FAMILY, "absence-becomes-nought", "a result that is not there becomes nought", OBSERVED, (ADDED, &["value"]), absence_nought),
    Operator::harm(FAMILY, "unknown-sex-guessed", "an unknown sex is female", &["patient"], (ADDED, &["sex"]), sex_guessed),
    Operator::harm(FAMILY, "not-assessable-becomes-low", "a criticality that cannot be assessed is low", &["allergy"], (ADDED, &["criticality"]), criticality_low),
    Operator::harm(FAMILY, "unknown-end-runs-on", "that it ended nobody knows when vanishes: it goes on", &["problem"], (&["altered", "resurrected", "lost"], &["status", "time"]), end_lost),
    Operator::harm(FAMILY, "unknown-smoker-never-smoked", "nobody knows whether the patient smoked: never", &["social"], (&["altered", "invented", "narrower"], &["value"]), smoker),
    Operator::twin(FAMILY, "nothing-said-otherwise", "an empty element says for another reason that it is empty", &["medication", "immunization"], other_nothing),
];

/// The value that is absent for a reason, edited.
fn absent(holder: &mut Element, around: &Around<'_>, edit: impl FnOnce(&mut Element) -> Option<()>) -> Effect {
    core_edited(holder, around, |core| {
        let value = core.child_mut("value")?;
        let bare = value.words().is_empty() && value.attribute("code").is_empty() && value.attribute("value").is_empty() && value.elements().next().is_none();
        done(bare && !value.attribute("nullFlavor").is_empty())?;
        edit(value)
    })
}

fn flavour_changed(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    absent(holder, around, |value| {
        let other = match value.attribute("nullFlavor") {
            "UNK" | "NI" | "ASKU" => "NASK",
            "NASK" | "NA" | "NAV" => "ASKU",
            _ => return None,
        };
        value.set("nullFlavor", other);
        Some(())
    })
}

fn flavour_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let before = holder.clone();
    let known = absent(holder, around, |value| done(value.unset("nullFlavor")));
    if known == Effect::None {
        return Effect::None;
    }
    *holder = before;
    core_edited(holder, around, |core| done(core.drop_named("value")))
}

fn absence_nought(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    absent(holder, around, |value| {
        value.unset("nullFlavor");
        value.set("xsi:type", "INT");
        value.set("value", "0");
        Some(())
    })
}

fn sex_guessed(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let gender = target.down_mut("patientRole/patient/administrativeGenderCode")?;
        done(gender.attribute("nullFlavor") == "UNK" || matches!(gender.attribute("code"), "UN" | "UNK"))?;
        gender.unset("nullFlavor");
        gender.set("code", "F");
        gender.set("codeSystem", "2.16.840.1.113883.5.1");
        gender.set("displayName", "Female");
        Some(())
    })
}

fn criticality_low(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let way = statements(core, |s| told(s, "value", "code") == "CRITU").into_iter().next()?;
        let value = core.at_mut(&way)?.child_mut("value")?;
        value.set("code", "CRITL");
        value.set("displayName", "Low criticality");
        Some(())
    })
}

/// An unknown end of a completed concern is how C-CDA says that a problem is over.
fn end_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let completed = told(holder, "act/statusCode", "code") == "completed";
    if !completed || !super::resurrected::status_ways(holder).is_empty() {
        return Effect::None;
    }
    core_edited(holder, around, |core| {
        let time = core.child_mut("effectiveTime")?;
        let unknown = time.child("high").is_some_and(|h| h.attribute("nullFlavor") == "UNK" && h.attribute("value").is_empty());
        done(unknown && time.drop_named("high"))
    })
}

fn smoker(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let value = core.child_mut("value")?;
        done(matches!(value.attribute("code"), "266927001" | "77176002"))?;
        value.drop_all(|_| true);
        value.set("code", "266919005");
        value.set("displayName", "Never smoker");
        Some(())
    })
}

fn other_nothing(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let empty = |e: &Element| matches!(e.local(), "routeCode" | "doseQuantity" | "approachSiteCode") && matches!(e.attribute("nullFlavor"), "UNK" | "NI") && e.elements().next().is_none();
        let element = core.elements_mut().find(|e| empty(&**e))?;
        let other = if element.attribute("nullFlavor") == "UNK" { "NI" } else { "UNK" };
        element.set("nullFlavor", other);
        Some(())
    })
}
