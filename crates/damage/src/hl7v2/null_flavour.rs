//! Absence and its reason: exchanged, lost, or turned into a value.

use super::base::{ADDED, ALTERED, Around, Fixed, LOSS, done, main_edited, turned};
use super::charts::Group;
use super::message::Segment;
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::NullFlavour;
const RESULT: Fixed = &["result"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "unknown-becomes-not-asked", "what is unknown was never asked, or the other way round", RESULT, (ALTERED, &["value", "status"]), exchanged),
    Operator::harm(FAMILY, "reason-of-absence-lost", "why a result is not there vanishes", RESULT, (LOSS, &["value", "statement", "status"]), reason_lost),
    Operator::harm(FAMILY, "absence-becomes-nought", "a result that is not there becomes nought", RESULT, (ADDED, &["value"]), nought),
    Operator::harm(FAMILY, "absence-becomes-negative", "a result that is not there becomes a negative one", RESULT, (ADDED, &["value"]), negative),
    Operator::harm(FAMILY, "unknown-sex-guessed", "an unknown sex is female", &["patient"], (ADDED, &["sex"]), |g, _| turned(g, &[("PID", 8)], &[("U", "F"), ("O", "F"), ("A", "F")])),
    Operator::harm(FAMILY, "sex-becomes-unknown", "a sex that is known is unknown", &["patient"], (ALTERED, &["sex"]), |g, _| turned(g, &[("PID", 8)], &[("F", "U"), ("M", "U")])),
    Operator::harm(FAMILY, "unknown-severity-mild", "an allergy of unknown severity is a mild one", &["allergy"], (ADDED, &["severity"]), |g, _| turned(g, &[("AL1", 4), ("IAM", 4)], &[("U", "MI")])),
    Operator::harm(FAMILY, "unknown-ethnicity-guessed", "an ethnicity that nobody knows is given", &["patient"], (ADDED, &["ethnicity"]), |g, _| turned(g, &[("PID", 22)], &[("U", "N^Not Hispanic or Latino^HL70189")])),
    Operator::harm(FAMILY, "unknown-smoker-never-smoked", "nobody knows whether the patient smoked: never", RESULT, (&["altered", "invented", "narrower"], &["value"]), |g, _| answered(g, &["266927001", "77176002"], "266919005^Never smoker^SCT")),
    Operator::harm(FAMILY, "patient-declined-becomes-no", "what a patient would not say is a no", RESULT, (&["altered", "invented"], &["value"]), |g, _| answered(g, &["443390004", "ASKU"], "373067005^No^SCT")),
];

/// Whether a result says by an explicit null that its value is unknown.
fn is_unknown(main: &Segment) -> bool {
    main.name == "OBX" && main.field(5) == "\"\"" && main.field(11) != "N"
}

fn is_not_asked(main: &Segment) -> bool {
    main.name == "OBX" && main.field(11) == "N" && !main.has(5)
}

fn exchanged(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        if is_unknown(main) {
            main.put(5, "");
            main.put(11, "N");
        } else {
            done(is_not_asked(main))?;
            main.put(5, "\"\"");
            main.put(11, "F");
        }
        Some(())
    })
}

fn reason_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        if is_unknown(main) {
            main.put(5, "");
        } else {
            done(is_not_asked(main))?;
            main.put(11, "F");
        }
        Some(())
    })
}

fn valued(group: &mut Group, kind: &str, value: &str) -> Effect {
    main_edited(group, |main| {
        done(is_unknown(main) || is_not_asked(main))?;
        main.put(2, kind);
        main.put(5, value);
        main.put(11, "F");
        Some(())
    })
}

fn nought(group: &mut Group, _: &mut Around<'_>) -> Effect {
    valued(group, "NM", "0")
}

fn negative(group: &mut Group, _: &mut Around<'_>) -> Effect {
    valued(group, "ST", "Negative")
}

fn answered(group: &mut Group, from: &[&str], to: &str) -> Effect {
    main_edited(group, |main| {
        done(main.name == "OBX" && matches!(main.field(2), "CE" | "CWE") && from.contains(&main.part(5, 1)))?;
        main.put(5, to);
        Some(())
    })
}
