//! Who the document is about, and whose entry it is.

use super::base::{ADDED, ALTERED, Around, Fixed, GONE, LOSS, core_edited, done, edited, made, put, renewed, told};
use super::charts::{concept, is_named};
use crate::stamp::Stamp;
use super::tree::Element;
use super::{Effect, Operator};
use crate::Family;
use crate::edit::transposed;

const FAMILY: Family = Family::Identity;
const PATIENT: Fixed = &["patient"];
const MOVABLE: Fixed = &["allergy", "problem", "medication", "immunization", "procedure"];
/// Of several names one may still be right: then the other is one too many.
const NAMED: Fixed = &["altered", "invented"];
const ELSEWHERE: (Fixed, Fixed) = (&["misplaced", "lost", "invented", "merged", "duplicated"], &["statement", "patient"]);

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm_one(FAMILY, "entry-in-another-chart", "an entry stands in the document of another patient", MOVABLE, ELSEWHERE, moved),
    Operator::harm_one(FAMILY, "entry-of-another-here", "an entry of another patient stands here as well", MOVABLE, (&["invented", "misplaced", "duplicated"], &["statement", "patient"]), borrowed),
    Operator::harm(FAMILY, "entry-is-the-mothers", "what the patient has is said to be the mother's", &["allergy", "problem"], (GONE, &["statement"]), mothers),
    Operator::harm(FAMILY, "birth-day-month", "day and month of birth are swapped", PATIENT, (ALTERED, &["birth_date"]), birth_swapped),
    Operator::harm(FAMILY, "born-a-day-earlier", "the patient was born a day earlier", PATIENT, (ALTERED, &["birth_date"]), born_earlier),
    Operator::harm(FAMILY, "sex-turned", "female has become male, or male female", PATIENT, (ALTERED, &["sex"]), sex_turned),
    Operator::harm(FAMILY, "names-swapped", "family name and given name have each other's place", PATIENT, (NAMED, &["family", "given", "maiden"]), names_swapped),
    Operator::harm(FAMILY, "family-name-misspelled", "a letter of the family name is missing", PATIENT, (NAMED, &["family", "maiden"]), misspelled),
    Operator::harm(FAMILY, "suffix-lost", "junior and senior have the same name: the suffix is gone", PATIENT, (LOSS, &["suffix"]), suffix_lost),
    Operator::harm_one(FAMILY, "record-number-digits", "two digits of the medical record number are exchanged", PATIENT, (&["altered", "misplaced", "lost", "invented"], &["mrn", "ssn", "patient", "statement"]), record_number),
    Operator::harm(FAMILY, "living-patient-dead", "a patient who lives has died", PATIENT, (ADDED, &["deceased"]), dead),
    Operator::harm(FAMILY, "telephone-digits", "two digits of the telephone number are exchanged", PATIENT, (ALTERED, &["phone"]), phone_wrong),
    Operator::harm(FAMILY, "marital-status-other", "a married patient is single, a single one married", PATIENT, (ALTERED, &["marital_status"]), marital),
    Operator::harm(FAMILY, "telephone-use-other", "the number at home is said to be the one at work, or the other way round", PATIENT, (ALTERED, &["phone use"]), use_other),
    Operator::harm(FAMILY, "telephone-use-lost", "nothing says any more what a telephone number is for", PATIENT, (LOSS, &["phone use"]), use_lost),
    Operator::twin(FAMILY, "entry-is-the-patients", "an entry says itself that it is about the patient", &["allergy", "problem"], patients),
    Operator::twin(FAMILY, "telephone-use-spelled", "the primary home of a number is any home", PATIENT, use_spelled),
    Operator::twin(FAMILY, "telephone-formatted", "the telephone number is written with other punctuation", PATIENT, phone_formatted),
    Operator::twin(FAMILY, "telephone-scheme-twice", "the telephone number says twice that it is one", PATIENT, scheme_twice),
    Operator::twin(FAMILY, "uses-left-out", "names and addresses do not say what they are used for", PATIENT, uses),
];

/// Says of an entry whom it is about.
fn about(holder: &mut Element, around: &Around<'_>, who: &str) -> Effect {
    if !is_named(around.kind(), holder) {
        return Effect::None;
    }
    core_edited(holder, around, |core| {
        done(core.child("subject").is_none())?;
        let subject = format!("<subject><relatedSubject classCode=\"PRS\"><code code=\"{who}\" codeSystem=\"2.16.840.1.113883.5.111\"/></relatedSubject></subject>");
        let subject = made(core, &subject)?;
        core.put_after(&["effectiveTime", "value"], subject);
        Some(())
    })
}

fn mothers(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    about(holder, around, "MTH")
}

fn patients(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    about(holder, around, "SELF")
}

/// An entry of the kind in another document, whose name this document does not have.
fn foreign(around: &mut Around<'_>) -> Option<usize> {
    let kind = around.kind();
    let of = |number: usize| around.charts.element(number).and_then(|e| concept(kind, e)).map(|c| c.attribute("code").to_string());
    let own: Vec<String> = around.of_kind(kind, true).into_iter().chain([around.own]).filter_map(of).collect();
    let others: Vec<usize> = around.of_kind(kind, false).into_iter().filter(|number| of(*number).is_some_and(|code| !code.is_empty() && !own.contains(&code))).collect();
    around.one(others)
}

fn moved(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if !is_named(around.kind(), holder) {
        return Effect::None;
    }
    let Some(target) = foreign(around) else { return Effect::None };
    let mut there = holder.clone();
    renewed(&mut there, &mut around.dice);
    around.beside = Some(target);
    holder.children.clear();
    Effect::Split(vec![there])
}

fn borrowed(_: &mut Element, around: &mut Around<'_>) -> Effect {
    let Some(source) = foreign(around) else { return Effect::None };
    let Some(mut copy) = around.charts.element(source).cloned() else { return Effect::None };
    renewed(&mut copy, &mut around.dice);
    Effect::Added(vec![copy])
}

fn born(holder: &mut Element, change: impl Fn(&Stamp) -> Option<Stamp>) -> Effect {
    edited(holder, |target| {
        let text = told(target, "patientRole/patient/birthTime", "value").to_string();
        let new = change(&Stamp::parse(&text)?)?.text();
        put(target, "patientRole/patient/birthTime", "value", &new)
    })
}

fn birth_swapped(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    born(holder, Stamp::swapped)
}

fn born_earlier(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    born(holder, |s| Some(s.moved(-1440)))
}

fn sex_turned(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let gender = target.down_mut("patientRole/patient/administrativeGenderCode")?;
        let (code, display) = match gender.attribute("code") {
            "F" => ("M", "Male"),
            "M" => ("F", "Female"),
            _ => return None,
        };
        gender.set("code", code);
        gender.set("displayName", display);
        Some(())
    })
}

fn names_swapped(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let name = target.down_mut("patientRole/patient/name")?;
        let (family, given) = (name.child("family")?.words(), name.child("given")?.words());
        done(!family.is_empty() && !given.is_empty() && family != given)?;
        name.child_mut("family")?.say(&given);
        name.child_mut("given")?.say(&family);
        Some(())
    })
}

fn misspelled(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let family = target.down_mut("patientRole/patient/name/family")?;
        let mut letters: Vec<char> = family.words().chars().collect();
        done(letters.len() > 3)?;
        letters.remove(2);
        family.say(&letters.into_iter().collect::<String>());
        Some(())
    })
}

fn suffix_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let name = target.down_mut("patientRole/patient/name")?;
        let named = name.child("suffix").is_some_and(|s| !s.words().is_empty());
        done(named && name.drop_named("suffix"))
    })
}

fn record_number(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let role = target.child_mut("patientRole")?;
        let id = role.elements_mut().find(|e| e.local() == "id" && e.attribute("nullFlavor").is_empty() && !e.attribute("extension").is_empty())?;
        let other = transposed(id.attribute("extension"))?;
        id.set("extension", &other);
        Some(())
    })
}

fn dead(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let patient = target.down_mut("patientRole/patient")?;
        done(patient.child("deceasedInd").is_none_or(|d| d.attribute("value") != "true") && patient.child("deceasedTime").is_none())?;
        patient.drop_named("deceasedInd");
        let dead = Element::new("sdtc:deceasedInd").with("xmlns:sdtc", "urn:hl7-org:sdtc").with("value", "true");
        patient.put_after(&["birthTime", "administrativeGenderCode"], dead);
        Some(())
    })
}

/// The first telephone number, edited.
fn phone(holder: &mut Element, change: impl Fn(&str) -> Option<String>) -> Effect {
    edited(holder, |target| {
        let role = target.child_mut("patientRole")?;
        let telecom = role.elements_mut().find(|e| e.local() == "telecom" && e.attribute("value").starts_with("tel:"))?;
        let new = change(telecom.attribute("value"))?;
        telecom.set("value", &new);
        Some(())
    })
}

fn phone_wrong(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    phone(holder, transposed)
}

fn phone_formatted(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    phone(holder, |text| {
        // An extension in words is no punctuation.
        if text.get(4..)?.chars().any(char::is_alphabetic) {
            return None;
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let local = digits.get(digits.len().checked_sub(10)?..)?;
        // Whether the country is named stays as it was.
        let country = digits.strip_suffix(local)?;
        let plus = if text.contains('+') { "+" } else { "" };
        Some(format!("tel:{plus}{country}({}) {}-{}", local.get(..3)?, local.get(3..6)?, local.get(6..)?))
    })
}

fn scheme_twice(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    phone(holder, |text| (!text.starts_with("tel: tel:")).then(|| format!("tel: {text}")))
}

/// The first telephone number with one use that stands there once, edited.
fn used(holder: &mut Element, change: impl Fn(&mut Element, &str) -> Option<()>) -> Effect {
    edited(holder, |target| {
        let role = target.child_mut("patientRole")?;
        let digits = |e: &Element| e.attribute("value").chars().filter(char::is_ascii_digit).collect::<String>();
        let numbers: Vec<String> = role.elements().filter(|e| e.local() == "telecom").map(digits).collect();
        let once = |e: &Element| numbers.iter().filter(|number| **number == digits(e)).count() == 1;
        let is_used = |e: &Element| e.local() == "telecom" && e.attribute("value").starts_with("tel:") && matches!(e.attribute("use"), "HP" | "H" | "WP" | "MC");
        let telecom = role.elements_mut().find(|e| is_used(e) && once(e))?;
        let before = telecom.attribute("use").to_string();
        change(telecom, &before)
    })
}

fn use_other(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    used(holder, |telecom, before| {
        telecom.set("use", if before == "WP" { "HP" } else { "WP" });
        Some(())
    })
}

fn use_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    used(holder, |telecom, _| done(telecom.unset("use")))
}

fn use_spelled(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    used(holder, |telecom, before| {
        let other = match before {
            "HP" => "H",
            "H" => "HP",
            _ => return None,
        };
        telecom.set("use", other);
        Some(())
    })
}

fn marital(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let status = target.down_mut("patientRole/patient/maritalStatusCode")?;
        let (code, display) = match status.attribute("code") {
            "M" => ("S", "Never Married"),
            "S" => ("M", "Married"),
            _ => return None,
        };
        status.set("code", code);
        status.set("displayName", display);
        Some(())
    })
}

/// What an address was for decides which of several counts, so only an address that is alone loses it.
fn uses(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let role = target.child_mut("patientRole")?;
        done(role.ways("addr").len() == 1 && role.ways("patient/name").len() == 1)?;
        let mut any = role.child_mut("addr")?.unset("use");
        any |= role.down_mut("patient/name")?.unset("use");
        done(any)
    })
}
