//! Who the message is about, whose entry it is, which visit and which people it hangs on.

use super::base::{ADDED, ALTERED, Around, Fixed, LOSS, done, edited, main_edited, named_edited, turned};
use super::charts::Group;
use super::message::Segment;
use super::{Effect, Operator};
use crate::Family;
use crate::edit::transposed;
use crate::stamp::Stamp;

const FAMILY: Family = Family::Identity;
const PATIENT: Fixed = &["patient"];
const MOVABLE: Fixed = &["allergy", "problem", "procedure"];
/// Of several names or numbers one may still be right: then the other is one too many.
const NAMED: Fixed = &["altered", "invented"];
const ELSEWHERE: (Fixed, Fixed) = (&["misplaced", "lost", "invented", "merged", "duplicated"], &["statement", "patient"]);
const NUMBER: (Fixed, Fixed) = (&["altered", "misplaced", "lost", "invented"], &["mrn", "ssn", "patient", "statement"]);

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm_one(FAMILY, "entry-in-another-chart", "an entry stands in the message of another patient", MOVABLE, ELSEWHERE, moved),
    Operator::harm_one(FAMILY, "entry-of-another-here", "an entry of another patient stands here as well", MOVABLE, (&["invented", "misplaced", "duplicated"], &["statement", "patient"]), borrowed),
    Operator::harm_one(FAMILY, "message-in-another-chart", "a message carries the number of another patient", &["message"], ELSEWHERE, overlaid),
    Operator::harm_one(FAMILY, "record-number-digits", "two digits of the medical record number are exchanged", PATIENT, NUMBER, record_number),
    Operator::harm(FAMILY, "birth-day-month", "day and month of birth are swapped", PATIENT, (ALTERED, &["birth_date"]), birth_swapped),
    Operator::harm(FAMILY, "born-a-day-earlier", "the patient was born a day earlier", PATIENT, (ALTERED, &["birth_date"]), born_earlier),
    Operator::harm(FAMILY, "sex-turned", "female has become male, or male female", PATIENT, (ALTERED, &["sex"]), |g, _| turned(g, &[("PID", 8)], &[("F", "M"), ("M", "F")])),
    Operator::harm(FAMILY, "names-swapped", "family name and given name have each other's place", PATIENT, (NAMED, &["family", "given", "maiden"]), names_swapped),
    Operator::harm(FAMILY, "family-name-misspelled", "a letter of the family name is missing", PATIENT, (NAMED, &["family", "maiden"]), misspelled),
    Operator::harm(FAMILY, "suffix-lost", "junior and senior have the same name: the suffix is gone", PATIENT, (LOSS, &["suffix"]), |g, _| part_replaced(g, 5, 4, "")),
    Operator::harm(FAMILY, "degree-becomes-suffix", "the degree of a patient stands where junior and senior are told apart", PATIENT, (ALTERED, &["element", "suffix"]), degree_as_suffix),
    Operator::twin(FAMILY, "degree-in-its-new-place", "the degree of a patient stands in the field that newer versions have for it", PATIENT, degree_moved),
    Operator::harm(FAMILY, "living-patient-dead", "a patient who lives has died", PATIENT, (ADDED, &["deceased"]), dead),
    Operator::harm(FAMILY, "telephone-digits", "two digits of the telephone number are exchanged", PATIENT, (NAMED, &["phone"]), phone_wrong),
    Operator::harm(FAMILY, "marital-status-other", "a married patient is single, a single one married", PATIENT, (ALTERED, &["marital_status"]), |g, _| turned(g, &[("PID", 16)], &[("M", "S"), ("S", "M"), ("W", "M"), ("D", "M")])),
    Operator::harm(FAMILY, "twin-order-lost", "which of two twins this is vanishes", PATIENT, (LOSS, &["element"]), twin_order),
    Operator::harm_one(FAMILY, "visit-number-lost", "what was done at a visit no longer says at which", &["message"], (LOSS, &["encounter"]), visit_lost),
    Operator::harm_one(FAMILY, "visit-of-another-day", "what was done at one visit hangs on another", &["message"], (&["altered", "misplaced", "lost", "invented"], &["encounter", "statement"]), visit_other),
    Operator::harm(FAMILY, "author-replaced-by-another", "somebody else has ordered or written it", &["order", "note", "diagnosis"], (ALTERED, &["author"]), author_other),
    Operator::harm(FAMILY, "performer-replaced-by-another", "somebody else has done it", &["immunization", "procedure", "visit"], (ALTERED, &["performer"]), performer_other),
    Operator::harm(FAMILY, "merged-into-another", "the number that was retired is that of another patient", &["merge"], (&["altered", "misplaced", "lost", "invented"], &["patient", "statement", "mrn"]), merged_other),
    Operator::twin(FAMILY, "telephone-formatted", "the telephone number is written with other punctuation", PATIENT, phone_formatted),
    Operator::twin(FAMILY, "telephone-in-newer-field", "telephone numbers stand in the field that newer versions have for them", PATIENT, phones_moved),
    Operator::harm(FAMILY, "appointment-in-another-house", "an appointment is in the room of the same name in another house", &["appointment"], (ALTERED, &["element", "location"]), other_house),
    Operator::twin(FAMILY, "telephones-reordered", "several telephone numbers stand in another order", PATIENT, phones_turned),
    Operator::harm(FAMILY, "kin-telephone-digits", "two digits of the number to call in an emergency are exchanged", PATIENT, (ALTERED, &["element"]), kin_phone_wrong),
    Operator::harm(FAMILY, "kin-of-another-sort", "whom to call in an emergency stands to the patient in another way", PATIENT, (ALTERED, &["element"]), kin_sort),
    Operator::twin(FAMILY, "kin-telephone-formatted", "the number to call in an emergency is written with other punctuation", PATIENT, |g, _| named_edited(g, "NK1", |kin| punctuated(kin, 5))),
    Operator::twin(FAMILY, "kin-telephone-in-parts", "the number to call in an emergency is written as area and number", PATIENT, kin_phone_in_parts),
    Operator::twin(FAMILY, "numbers-reordered", "the numbers of the patient stand in another order", PATIENT, numbers_turned),
    Operator::twin(FAMILY, "authority-named", "the assigning authority of an identifier has another name", PATIENT, |g, _| part_replaced(g, 3, 4, "NEWHOSPITAL")),
];

/// A record of the kind of another patient, whose name this patient does not have.
fn foreign(group: &Group, around: &mut Around<'_>) -> Option<usize> {
    let field = super::base::concept_field(&group.main()?.name);
    let name = group.main()?.name.clone();
    let code = |s: &Segment| s.part(field, 1).to_string();
    let mut own: Vec<String> = around.others(true).into_iter().map(code).collect();
    own.push(code(group.main()?));
    let kind = around.kind();
    let others: Vec<usize> = around.of_kind(kind, false).into_iter().filter(|number| around.main(*number).is_some_and(|s| s.name == name && !code(s).is_empty() && !own.contains(&code(s)))).collect();
    around.one(others)
}

fn moved(group: &mut Group, around: &mut Around<'_>) -> Effect {
    if super::base::is_withdrawn(group) {
        return Effect::None;
    }
    let Some(target) = foreign(group, around) else { return Effect::None };
    let there = group.clone();
    // It takes no more lines than the record behind which it goes.
    let room = around.charts.records.get(target).map_or(0, |r| r.place.span.1 - r.place.span.0 + 1);
    if there.segments.len() > room {
        return Effect::None;
    }
    around.beside = Some(target);
    group.segments.clear();
    group.core = 0;
    Effect::Split(vec![there])
}

fn borrowed(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let Some(copy) = foreign(group, around).and_then(|source| around.charts.piece(source)) else { return Effect::None };
    // It takes no more lines than the record it stands behind.
    if copy.segments.len() > group.segments.len() || super::base::is_withdrawn(&copy) {
        return Effect::None;
    }
    Effect::Added(vec![copy])
}

/// The patient's own segment of a message of another patient.
fn overlaid(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let strangers: Vec<Segment> = around.of_kind("patient", false).into_iter().filter_map(|number| around.main(number)).cloned().collect();
    let says = group.segments.iter().any(|s| matches!(s.name.as_str(), "AL1" | "IAM" | "PRB" | "OBX" | "RXE" | "RXO" | "RXA" | "PR1" | "TXA"));
    let patients = group.segments.iter().filter(|s| s.name == "PID").count();
    let Some(stranger) = around.one(strangers).filter(|_| says && patients == 1) else { return Effect::None };
    edited(group, |g| {
        let pid = g.segments.iter_mut().find(|s| s.name == "PID")?;
        *pid = stranger;
        Some(())
    })
}

fn record_number(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        let other = transposed(pid.part(3, 1))?;
        pid.put_part(3, 1, &other);
        Some(())
    })
}

fn born(group: &mut Group, change: impl Fn(&Stamp) -> Option<Stamp>) -> Effect {
    main_edited(group, |pid| {
        let new = change(&Stamp::parse(pid.field(7))?)?.text();
        pid.put(7, &new);
        Some(())
    })
}

fn birth_swapped(group: &mut Group, _: &mut Around<'_>) -> Effect {
    born(group, Stamp::swapped)
}

fn born_earlier(group: &mut Group, _: &mut Around<'_>) -> Effect {
    born(group, |s| Some(s.moved(-1440)))
}

fn names_swapped(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        let (family, given) = (pid.part(5, 1).to_string(), pid.part(5, 2).to_string());
        done(!family.is_empty() && !given.is_empty() && !family.eq_ignore_ascii_case(&given))?;
        pid.put_part(5, 1, &given);
        pid.put_part(5, 2, &family);
        Some(())
    })
}

fn misspelled(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        let mut letters: Vec<char> = pid.part(5, 1).chars().collect();
        done(letters.len() > 3 && !letters.contains(&'\\') && !letters.contains(&'&'))?;
        letters.remove(2);
        pid.put_part(5, 1, &letters.into_iter().collect::<String>());
        Some(())
    })
}

/// A component of the main segment that is filled, replaced.
fn part_replaced(group: &mut Group, field: usize, component: usize, value: &str) -> Effect {
    main_edited(group, |main| {
        done(!main.part(field, component).is_empty())?;
        main.put_part(field, component, value);
        Some(())
    })
}

fn dead(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        done(!pid.has(29) && pid.field(30) != "Y")?;
        pid.put(30, "Y");
        Some(())
    })
}

fn phone_wrong(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        done(!pid.part(13, 1).contains('@') && !matches!(pid.part(13, 3), "FX" | "BP" | "Internet" | "X.400") && pid.part(13, 2) != "NET")?;
        let other = transposed(pid.part(13, 1))?;
        pid.put_part(13, 1, &other);
        Some(())
    })
}

fn phone_formatted(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| punctuated(pid, 13))
}

/// The ten digits of a telephone number in one piece.
fn ten_digits(segment: &Segment, field: usize) -> Option<String> {
    let text = segment.part(field, 1);
    // An extension in words is no punctuation.
    done(!text.chars().any(char::is_alphabetic) && !text.contains(['@', '+', '\\']))?;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 10).then_some(digits)
}

fn punctuated(segment: &mut Segment, field: usize) -> Option<()> {
    let digits = ten_digits(segment, field)?;
    segment.put_part(field, 1, &format!("{}-{}-{}", digits.get(..3)?, digits.get(3..6)?, digits.get(6..)?));
    Some(())
}

fn kin_phone_wrong(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named_edited(group, "NK1", |kin| {
        ten_digits(kin, 5)?;
        let other = transposed(kin.part(5, 1))?;
        kin.put_part(5, 1, &other);
        Some(())
    })
}

fn kin_sort(group: &mut Group, _: &mut Around<'_>) -> Effect {
    const OTHER: [(&str, &str); 5] = [
        ("SPO", "SIB^Sibling^HL70063"), ("MTH", "SPO^Spouse^HL70063"), ("FTH", "SPO^Spouse^HL70063"), ("BRO", "FTH^Father^HL70063"), ("SIS", "MTH^Mother^HL70063"),
    ];
    named_edited(group, "NK1", |kin| {
        let (_, other) = OTHER.iter().find(|(from, _)| *from == kin.part(3, 1))?;
        kin.put(3, other);
        Some(())
    })
}

fn kin_phone_in_parts(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named_edited(group, "NK1", |kin| {
        let digits = ten_digits(kin, 5)?;
        done([6, 7, 12].into_iter().all(|part| kin.part(5, part).is_empty()))?;
        kin.put_part(5, 6, digits.get(..3)?);
        kin.put_part(5, 7, digits.get(3..)?);
        kin.put_part(5, 1, "");
        Some(())
    })
}

fn phones_turned(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        let all: Vec<String> = pid.repetitions(13).into_iter().rev().map(str::to_string).collect();
        done(all.len() > 1)?;
        pid.put(13, &all.join("~"));
        Some(())
    })
}

fn numbers_turned(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        let all: Vec<String> = pid.repetitions(3).into_iter().rev().map(str::to_string).collect();
        done(all.len() > 1)?;
        pid.put(3, &all.join("~"));
        Some(())
    })
}

/// A degree with no suffix beside it.
fn degree_as_suffix(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        let degree = pid.part(5, 6).to_string();
        done(!degree.is_empty() && pid.part(5, 4).is_empty() && pid.part(5, 14).is_empty())?;
        pid.put_part(5, 6, "");
        pid.put_part(5, 4, &degree);
        Some(())
    })
}

fn degree_moved(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        let degree = pid.part(5, 6).to_string();
        done(!degree.is_empty() && pid.part(5, 14).is_empty())?;
        pid.put_part(5, 6, "");
        pid.put_part(5, 14, &degree);
        Some(())
    })
}

fn twin_order(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        done(pid.has(24) && pid.has(25))?;
        pid.put(25, "");
        Some(())
    })
}

/// Whether anything but the visit hangs on the visit's number.
fn hangs(group: &Group) -> bool {
    group.segments.iter().any(|s| matches!(s.name.as_str(), "AL1" | "IAM" | "DG1" | "PRB" | "PR1" | "OBX" | "OBR" | "RXE" | "RXO" | "RXA" | "TXA" | "FT1"))
}

fn visit_lost(group: &mut Group, _: &mut Around<'_>) -> Effect {
    if !hangs(group) {
        return Effect::None;
    }
    edited(group, |g| {
        let visit = g.segments.iter_mut().find(|s| s.name == "PV1")?;
        done(visit.has(19) && !visit.has(50))?;
        visit.put(19, "");
        Some(())
    })
}

fn visit_other(group: &mut Group, around: &mut Around<'_>) -> Effect {
    if !hangs(group) {
        return Effect::None;
    }
    let own = group.first("PV1").map(|v| v.part(19, 1).to_string()).unwrap_or_default();
    let others: Vec<String> = around.of_kind("visit", true).into_iter().filter_map(|n| around.main(n)).map(|v| v.field(19).to_string()).filter(|key| !key.is_empty() && key.split('^').next() != Some(own.as_str())).collect();
    let Some(other) = around.one(others).filter(|_| !own.is_empty()) else { return Effect::None };
    edited(group, |g| {
        g.segments.iter_mut().find(|s| s.name == "PV1")?.put(19, &other);
        Some(())
    })
}

/// A person of another record of the kind, who goes by another name, in a field of the main segment. Where only a number is another one it may be the new
/// number of the same person.
fn person(group: &mut Group, around: &mut Around<'_>, places: &[(&str, usize)]) -> Effect {
    let Some(main) = group.main() else { return Effect::None };
    let field = super::base::place(&main.name, places);
    let own = main.part(field, 1).to_string();
    if field == 0 || own.is_empty() {
        return Effect::None;
    }
    let name = main.name.clone();
    let called = main.part(field, 2).to_lowercase();
    let is_other = |s: &&Segment| s.name == name && !s.part(field, 1).is_empty() && s.part(field, 1) != own && !s.part(field, 2).is_empty() && s.part(field, 2).to_lowercase() != called;
    if called.is_empty() {
        return Effect::None;
    }
    let mut others: Vec<String> = around.others(false).into_iter().filter(is_other).map(|s| s.field(field).to_string()).collect();
    others.sort_unstable();
    others.dedup();
    let Some(other) = around.one(others) else { return Effect::None };
    main_edited(group, |main| {
        main.put(field, &other);
        Some(())
    })
}

fn author_other(group: &mut Group, around: &mut Around<'_>) -> Effect {
    person(group, around, &[("OBR", 16), ("TXA", 9), ("DG1", 16)])
}

fn performer_other(group: &mut Group, around: &mut Around<'_>) -> Effect {
    person(group, around, &[("RXA", 10), ("PR1", 11), ("PV1", 7)])
}

fn merged_other(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let others: Vec<String> = around.of_kind("patient", false).into_iter().filter_map(|n| around.main(n)).map(|pid| pid.part(3, 1).to_string()).collect();
    let Some(other) = around.one(others) else { return Effect::None };
    main_edited(group, |merge| {
        done(merge.part(1, 1) != other)?;
        merge.put_part(1, 1, &other);
        Some(())
    })
}

/// PID-13 in PID-40, where each number says what it is for.
fn phones_moved(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        let says_for_what = pid.repetitions(13).iter().all(|number| number.split('^').nth(1).is_some_and(|part| !part.is_empty()));
        done(pid.has(13) && says_for_what && !pid.has(40))?;
        let numbers = pid.field(13).to_string();
        pid.put(40, &numbers);
        pid.put(13, "");
        Some(())
    })
}

fn other_house(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named_edited(group, "AIL", |place| {
        done(place.has(3) && !place.part(3, 4).is_empty())?;
        place.put_part(3, 4, "SOUTH");
        Some(())
    })
}
