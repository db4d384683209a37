//! Codes and their systems: taken away, exchanged, cut, of another concept.

use super::base::{ALTERED, Around, Fixed, concept_field, done, main_edited, named_edited};
use super::charts::Group;
use super::message::{Segment, parted};
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::Code;
const CODED: Fixed = &["allergy", "problem", "diagnosis", "medication", "immunization", "result", "procedure", "order", "charge"];
const WRONG: Fixed = &["code", "class"];
/// Where an entry says nothing but its name, nobody can tell whether code or words are those of the other one: that they contradict is seen.
const CONTRADICTED: Fixed = &["code", "class", "statement", "text"];
const REPLACED: (Fixed, Fixed) = (&["altered", "lost", "invented", "duplicated", "merged", "broader", "narrower"], &["code", "text", "statement", "category"]);

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "code-system-lost", "the code has no system any more, so it is none", CODED, (ALTERED, WRONG), system_lost),
    Operator::harm(FAMILY, "code-system-other", "the code is given under another code system", CODED, (ALTERED, WRONG), system_other),
    Operator::harm(FAMILY, "code-system-dummy", "a system that nobody knows stands where the code system stood", CODED, (ALTERED, WRONG), system_dummy),
    Operator::harm(FAMILY, "code-lost-words-kept", "the words remain, the code is gone", CODED, (&["altered", "lost"], WRONG), code_lost),
    Operator::harm(FAMILY, "one-digit-wrong", "the words are right, one digit of the code is not", CODED, (ALTERED, WRONG), digit_wrong),
    Operator::harm(FAMILY, "neighbour-code", "the words are right, the code is that of another entry", CODED, (&["altered", "lost", "invented", "duplicated", "merged", "broader", "narrower"], CONTRADICTED), neighbour),
    Operator::harm(FAMILY, "concept-replaced", "code and words are those of another entry", CODED, REPLACED, replaced),
    Operator::harm(FAMILY, "second-code-wrong", "the first code is right, the one in another system beside it is of another concept", CODED, (ALTERED, WRONG), second_wrong),
    Operator::harm(FAMILY, "icd-digit-dropped", "the last character of an ICD code is gone: side, encounter or manner with it", &["problem", "diagnosis"], (&["broader", "altered"], WRONG), icd_dropped),
    Operator::harm(FAMILY, "answer-code-wrong", "the words of a coded answer are right, the code is another", &["result"], (ALTERED, &["value", "code"]), answer_wrong),
    Operator::harm(FAMILY, "answer-replaced", "a coded answer is another one of the same list", &["result"], (ALTERED, &["value", "code"]), answer_other),
    Operator::harm(FAMILY, "body-site-other", "a result or procedure is of the other side", &["result"], (ALTERED, &["body site", "body_site"]), side),
    Operator::harm(FAMILY, "modifier-lost-of-procedure", "the modifier that says which side was operated on vanishes", &["procedure"], (&["altered", "lost"], &["modifier"]), |g, _| super::base::emptied(g, &[("PR1", 16)])),
    Operator::harm(FAMILY, "reaction-code-wrong", "the words of a reaction are right, its code is another", &["allergy"], (ALTERED, &["reaction", "code"]), reaction_wrong),
    Operator::harm(FAMILY, "route-code-wrong", "the words of a route are right, its code is another", &["medication", "immunization"], (ALTERED, &["route", "code"]), route_wrong),
    Operator::twin(FAMILY, "display-in-capitals", "the words beside a code are written in capital letters", CODED, capitals),
    Operator::twin(FAMILY, "system-by-other-name", "the code system goes by another of its names", CODED, system_synonym),
    Operator::twin(FAMILY, "own-code-added", "the destination's own code is added beside the right one", CODED, own_added),
    Operator::twin(FAMILY, "codes-exchanged", "of two codes of one concept the other one stands first", CODED, codes_turned),
    Operator::twin(FAMILY, "version-of-system-added", "the version of the code system is named", CODED, version_added),
];

/// The first repetition of the coded field that names the record, edited.
fn named(group: &mut Group, edit: impl FnOnce(&mut Segment, usize) -> Option<()>) -> Effect {
    main_edited(group, |main| {
        let field = concept_field(&main.name);
        // Old versions name the system of a diagnosis elsewhere; a charge may have its code in another field.
        let elsewhere = (main.name == "DG1" && (main.has(2) || main.has(4))) || (main.name == "FT1" && main.has(25));
        done(field > 0 && !elsewhere && !main.part(field, 1).is_empty() && !main.part(field, 3).is_empty())?;
        edit(main, field)
    })
}

fn second(main: &Segment, field: usize) -> bool {
    !main.part(field, 4).is_empty()
}

fn system_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, |main, field| {
        done(!second(main, field) && main.part(field, 3) != "L")?;
        main.put_part(field, 3, "");
        Some(())
    })
}

/// Another system for each of the common ones.
const OTHERS: [(&str, &str); 12] = [
    ("SCT", "I10"), ("I10", "SCT"), ("I10C", "SCT"), ("I9", "I10"), ("I9CDX", "I10"), ("RXNORM", "SCT"), ("LN", "SCT"), ("CVX", "RXNORM"), ("NDC", "RXNORM"), ("C4", "SCT"),
    ("CPT", "SCT"), ("HCPCS", "SCT"),
];

fn system_other(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, |main, field| {
        let (_, other) = OTHERS.iter().find(|(from, _)| *from == main.part(field, 3))?;
        done(!second(main, field))?;
        main.put_part(field, 3, other);
        Some(())
    })
}

fn system_dummy(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, |main, field| {
        done(!second(main, field) && main.part(field, 3) != "L")?;
        main.put_part(field, 3, "99ZZZ");
        Some(())
    })
}

/// Only the words of a coded field remain.
pub(super) fn words_kept(main: &mut Segment, field: usize) -> Option<()> {
    let words = [9, 2].into_iter().map(|part| main.part(field, part)).find(|words| !words.is_empty())?.to_string();
    done(!main.part(field, 1).is_empty() && !main.part(field, 3).is_empty())?;
    main.put(field, &format!("^{words}"));
    Some(())
}

fn code_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, words_kept)
}

/// The last digit of a code one higher.
pub(super) fn mistyped(code: &str) -> Option<String> {
    let at = code.bytes().rposition(|b| b.is_ascii_digit())?;
    let digit = code.get(at..=at)?.parse::<u32>().ok()?;
    Some(format!("{}{}{}", code.get(..at)?, (digit + 1) % 10, code.get(at + 1..)?))
}

fn digit_wrong(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, |main, field| {
        let other = mistyped(main.part(field, 1))?;
        done(!second(main, field) || main.part(field, 4) != main.part(field, 1))?;
        main.put_part(field, 1, &other);
        Some(())
    })
}

/// The coded field of another record of its kind, with another code of the same system: of this patient, else of another one.
fn another(group: &Group, around: &mut Around<'_>) -> Option<String> {
    let main = group.main()?;
    let field = concept_field(&main.name);
    let fits = |other: &&Segment| {
        other.name == main.name && other.part(field, 3) == main.part(field, 3) && other.part(field, 1) != main.part(field, 1) && !other.part(field, 1).is_empty() && other.part(field, 2) != main.part(field, 2)
    };
    let mut found: Vec<String> = around.others(true).into_iter().filter(fits).map(|s| s.field(field).to_string()).collect();
    if found.is_empty() {
        found = around.others(false).into_iter().filter(fits).map(|s| s.field(field).to_string()).collect();
    }
    around.one(found)
}

/// The same of other patients only, with a code and words that no record of this patient has.
fn foreign(group: &Group, around: &mut Around<'_>) -> Option<String> {
    let main = group.main()?;
    let field = concept_field(&main.name);
    // A drug is named in one segment or in another.
    let named = |s: &Segment| (s.part(concept_field(&s.name), 1).to_string(), s.part(concept_field(&s.name), 2).to_string());
    let mut own: Vec<(String, String)> = around.others(true).into_iter().map(named).collect();
    own.push(named(main));
    let fits = |other: &&Segment| {
        let (code, words) = named(other);
        other.name == main.name && other.part(field, 3) == main.part(field, 3) && !code.is_empty() && !own.iter().any(|(c, w)| *c == code || *w == words)
    };
    let found: Vec<String> = around.others(false).into_iter().filter(fits).map(|s| s.field(field).to_string()).collect();
    around.one(found)
}

fn neighbour(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let Some(other) = another(group, around) else { return Effect::None };
    named(group, |main, field| {
        done(!second(main, field))?;
        main.put_part(field, 1, other.split('^').next()?);
        Some(())
    })
}

/// One that the patient has not: of two entries that exchange their names nobody can tell whether the names were exchanged, or all the
/// rest.
fn replaced(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let Some(other) = foreign(group, around) else { return Effect::None };
    named(group, |main, field| {
        main.put(field, &other);
        Some(())
    })
}

fn second_wrong(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, |main, field| {
        done(second(main, field) && !main.part(field, 6).is_empty() && main.part(field, 6) != main.part(field, 3))?;
        let other = mistyped(main.part(field, 4))?;
        main.put_part(field, 4, &other);
        Some(())
    })
}

/// The ICD code is the first one, or the second.
fn icd_dropped(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, |main, field| {
        let icd = |system: &str| matches!(system, "I10" | "I10C" | "I10CM" | "I9" | "I9CDX" | "I9C");
        let place = [1, 4].into_iter().find(|place| icd(main.part(field, place + 2)) && main.part(field, *place).len() > 5)?;
        let mut short = main.part(field, place).to_string();
        short.pop();
        main.put_part(field, place, short.trim_end_matches('.'));
        Some(())
    })
}

fn is_answer(main: &Segment) -> bool {
    main.name == "OBX" && matches!(main.field(2), "CE" | "CWE") && main.repetitions(5).len() == 1 && !main.part(5, 3).is_empty() && main.part(5, 4).is_empty()
}

fn answer_wrong(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        done(is_answer(main))?;
        let other = mistyped(main.part(5, 1))?;
        main.put_part(5, 1, &other);
        Some(())
    })
}

/// One that no other result of the order has of the test: of two isolates that exchange their names nobody can tell whether the names were exchanged,
/// or all that stands with each of them under one number, and that is told.
fn answer_other(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let Some(main) = group.main().filter(|m| is_answer(m)) else { return Effect::None };
    let test = main.part(3, 1).to_string();
    let first = |answer: &str| answer.split('^').next().unwrap_or("").to_string();
    let answers = |s: &Segment| -> Vec<String> {
        let is_of_test = s.name == "OBX" && matches!(s.field(2), "CE" | "CWE") && s.part(3, 1) == test;
        if is_of_test { s.repetitions(5).into_iter().map(str::to_string).collect() } else { Vec::new() }
    };
    let own: Vec<String> = around.of_order().into_iter().flat_map(answers).map(|answer| first(&answer)).collect();
    let is_other = |answer: &String| {
        let part = |number: usize| answer.split('^').nth(number).unwrap_or("");
        !part(0).is_empty() && !part(2).is_empty() && part(3).is_empty() && !own.contains(&first(answer))
    };
    let found: Vec<String> = around.others(false).into_iter().flat_map(answers).filter(is_other).collect();
    let Some(other) = around.one(found) else { return Effect::None };
    main_edited(group, |main| {
        main.put(5, &other);
        Some(())
    })
}

fn side(group: &mut Group, _: &mut Around<'_>) -> Effect {
    super::base::turned(group, &[("OBX", 20)], &[("LA", "RA^Right Arm^HL70163"), ("RA", "LA^Left Arm^HL70163"), ("368208006", "368209003^Right upper arm^SCT"), ("368209003", "368208006^Left upper arm^SCT")])
}

fn reaction_wrong(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |main| {
        done(!main.part(5, 1).is_empty() && !matches!(main.part(5, 3), "" | "L") && main.part(5, 4).is_empty())?;
        let other = mistyped(main.part(5, 1))?;
        main.put_part(5, 1, &other);
        Some(())
    })
}

fn route_wrong(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named_edited(group, "RXR", |route| {
        done(!route.part(1, 3).is_empty() && !route.part(1, 2).is_empty())?;
        let other = match route.part(1, 1) {
            "PO" => "IV",
            "IM" => "SC",
            "SC" => "IM",
            "IV" => "IM",
            "TP" => "PO",
            "NS" => "IM",
            _ => return None,
        };
        route.put_part(1, 1, other);
        Some(())
    })
}

fn capitals(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, |main, field| {
        let words = main.part(field, 2).to_string();
        done(!words.is_empty() && words.is_ascii() && !words.contains('\\'))?;
        main.put_part(field, 2, &words.to_uppercase());
        Some(())
    })
}

/// Names of one system (table 0396 and what senders write).
const NAMES: [(&str, &str); 8] =
    [("LN", "LOINC"), ("LOINC", "LN"), ("SCT", "SNOMED"), ("I10", "I10C"), ("I10C", "I10"), ("I9", "I9C"), ("C4", "CPT4"), ("RXNORM", "RXN")];

fn system_synonym(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, |main, field| {
        let (_, other) = NAMES.iter().find(|(from, _)| *from == main.part(field, 3))?;
        main.put_part(field, 3, other);
        Some(())
    })
}

fn own_added(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, |main, field| {
        done(!second(main, field) && main.part(field, 5).is_empty() && main.repetitions(field).len() == 1 && !main.part(field, 2).is_empty())?;
        let whole = [(4, "OWN-4711"), (6, "99OWN")].into_iter().fold(main.field(field).to_string(), |text, (part, value)| parted(&text, part, value));
        main.put(field, &whole);
        Some(())
    })
}

fn codes_turned(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, |main, field| {
        let parts: Vec<String> = (1..=6).map(|part| main.part(field, part).to_string()).collect();
        let [a, b, c, d, e, f] = parts.as_slice() else { return None };
        done(main.repetitions(field).len() == 1 && !d.is_empty() && !f.is_empty() && main.part(field, 9).is_empty() && !b.is_empty() && b.eq_ignore_ascii_case(e))?;
        main.put(field, &[d, e, f, a, b, c].map(String::as_str).join("^"));
        Some(())
    })
}

fn version_added(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named(group, |main, field| {
        done(main.part(field, 7).is_empty() && main.repetitions(field).len() == 1)?;
        main.put_part(field, 7, "2024");
        Some(())
    })
}
