//! What a message says that no aspect asserts: every filled leaf that nothing took, as `SEG-n.c = value` in the spelling of
//! [`crate::leaf`], told by the statement of its segment or of the one that governs it. What stands beside a part that is read (who
//! assigned a number, what a telephone is for, of which sort a name is) is told as well, and judged where nothing else differs.
//!
//! Where both books are HL7 v2 nothing has to be known to be compared: a leaf that is gone or other is a difference, whatever
//! it means. Numbers that every system gives anew, the words beside a code of a system that everybody knows, the release of its system, another form of the name beside the number of a
//! person, and the order of repetitions say nothing; a giver of numbers may have a new name, but not that of another one.

use super::scene::Scene;
use super::seen::{Left, NULL, only_counts};
use super::value;
use crate::leaf::{self, ITEMS_MAX, Leaves, Sort, VALUE_MAX};
use crate::reading::{Coverage, Places};
use crate::vocabulary;
use formats::hl7v2::Path;
use model::{Aspect, Date, Fact, How, Kind, Statement, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Fields that count segments, that say what to do with one, or that every system numbers anew.
const SILENT: [(&str, usize); 32] = [
    ("AIG", 1), ("AIG", 2), ("AIL", 1), ("AIL", 2), ("AIP", 1), ("AIP", 2), ("AIS", 1), ("AIS", 2), ("ARV", 1), ("CON", 1), ("DG1", 20), ("GT1", 1), ("IAM", 7), ("IAR", 1), ("NTE", 1),
    ("OBX", 4), ("OBX", 21), ("ORC", 2), ("ORC", 3), ("ORC", 4), ("ORC", 8), ("PRB", 4), ("PRT", 1), ("PRT", 2), ("RGS", 1), ("RGS", 2), ("RXD", 1), ("RXD", 7), ("RXE", 15), ("RXG", 1),
    ("RXG", 2), ("SPM", 2),
];

/// Fields that newer versions have as a part of another one, which says it there beside what is read.
const MOVED: [((&str, usize), &str); 1] = [(("PID", 12), "PID-11.9")];

/// Segments of the transport: they are about nobody.
const TRANSPORT: [&str; 9] = ["SFT", "UAC", "MSA", "ERR", "QAK", "QPD", "QRD", "QRF", "RCP"];

/// Fields that newer versions have under another number, with the former one.
const RENUMBERED: [((&str, usize), usize); 1] = [(("PID", 40), 13)];

/// Parts of fields (0 for all of them) that newer versions, or other senders, have in another field that nothing reads either.
const ELSEWHERE: [((&str, usize), usize, (&str, usize)); 4] =
    [(("OBX", 15), 1, ("OBX-23", 10)), (("OBX", 15), 2, ("OBX-23", 1)), (("OBX", 23), 3, ("OBX-23", 10)), (("OBR", 17), 0, ("ORC-14", 0))];

/// Segments that hold a text in lines: how it is cut into them is anybody's choice.
const LINES: [&str; 2] = ["NTE", "OBX"];

/// Fields of telephone numbers, which are written in many ways.
const CALLED_AT: [(&str, usize); 3] = [("PID", 13), ("PID", 14), ("PID", 40)];

/// Fields of telephone numbers of others, which nothing reads.
const OTHERS_CALLED_AT: [(&str, usize); 11] = [
    ("GT1", 6), ("GT1", 7), ("GT1", 18), ("IN1", 7), ("NK1", 5), ("NK1", 6), ("NK1", 31), ("OBR", 17), ("ORC", 14), ("ORC", 23), ("ROL", 12),
];

/// Parts that hold a telephone number (XTN): in one piece, in the newer place of one piece, as area and number.
const CALLED_BY: [&[usize]; 3] = [&[1], &[12], &[6, 7]];

/// Points in time: one without an offset has that of the message. A number elsewhere may look like one.
const TIMES: [(&str, usize); 60] = [
    ("ACC", 1), ("AIG", 8), ("AIL", 6), ("AIP", 6), ("AIS", 4), ("AUT", 10), ("CON", 13), ("CON", 14), ("CON", 15), ("DG1", 5), ("DG1", 19), ("FT1", 4), ("FT1", 5), ("GOL", 2), ("GOL", 7), ("GOL", 8),
    ("IAM", 11), ("IAM", 13), ("IN2", 15), ("NTE", 6), ("NTE", 7), ("OBR", 6), ("OBR", 7), ("OBR", 8), ("OBR", 14), ("OBR", 22), ("OBR", 36), ("OBX", 12), ("OBX", 14), ("OBX", 19),
    ("ORC", 9), ("ORC", 15), ("ORC", 27), ("PID", 29), ("PID", 33), ("PR1", 5), ("PRB", 2), ("PRB", 7), ("PRB", 8), ("PRB", 9), ("PRB", 16), ("PV1", 44), ("PV1", 45), ("PV2", 8), ("PV2", 9), ("PV2", 47),
    ("RXA", 3), ("RXA", 4), ("RXA", 22), ("RXD", 3), ("RXE", 32), ("SCH", 11), ("SPM", 17), ("SPM", 18), ("TQ1", 7), ("TQ1", 8), ("TXA", 4), ("TXA", 6), ("TXA", 7), ("TXA", 8),
];

/// Adds what is left of a message to its statements, which come with the numbers of their segments.
pub(super) fn tell(scene: &Scene<'_>, held: &mut [(usize, Statement)], places: &mut Places, coverage: &mut Coverage) {
    let by_segment: HashMap<usize, usize> = held.iter().enumerate().map(|(number, (segment, _))| (*segment, number)).collect();
    let mut leaves: Vec<Leaves> = held.iter().map(|_| Leaves::default()).collect();
    for (sort, told) in [(Sort::Exact, scene.exact()), (Sort::Over, scene.ended())] {
        for (index, field, code) in told {
            let Some(own) = owner(scene, *index, &by_segment).and_then(|number| leaves.get_mut(number)) else { continue };
            let place = format!("{}-{field}", scene.name(*index));
            let kept = leaf::leaf(sort, &place, code);
            own.keep(place, kept);
        }
    }
    for (index, field, [_, name]) in scene.people() {
        let words = vocabulary::spoken(name);
        if let Some(own) = owner(scene, *index, &by_segment).and_then(|number| leaves.get_mut(number)).filter(|_| !words.is_empty()) {
            let place = format!("{}-{field}", scene.name(*index));
            own.keep(place.clone(), leaf::shown(&place, &words));
        }
    }
    for (index, number) in &by_segment {
        if let Some((place, beside, of)) = company(scene, *index)
            && let Some(own) = leaves.get_mut(*number)
        {
            own.keep(place.to_string(), leaf::beside(place, &beside, &of));
        }
    }
    held.iter().filter_map(|(_, statement)| told_above(statement)).for_each(|name| coverage.note_giver(&name));
    for (index, number) in &by_segment {
        if let Some(above) = above(scene, *index, &|at| by_segment.get(&at).and_then(|number| held.get(*number)).map(|(_, statement)| statement))
            && let Some(own) = leaves.get_mut(*number)
        {
            own.keep("OBX".to_string(), leaf::beside(leaf::WITH_ABOVE, &above, ""));
        }
    }
    let mut parts: BTreeMap<(usize, &str), Vec<Vec<u32>>> = BTreeMap::new();
    for index in 0..scene.count() {
        let Some(number) = owner(scene, index, &by_segment) else { continue };
        let Some(own) = leaves.get_mut(number) else { continue };
        let held_by_it = segment(scene, (index, by_segment.contains_key(&index)), own, coverage);
        parts.entry((number, scene.name(index))).or_default().push(held_by_it);
    }
    // Of several segments of a name under one statement, such as the next of kin, which parts belong to one of them.
    for ((number, name), segments) in parts.into_iter().filter(|(_, segments)| (2..=ITEMS_MAX).contains(&segments.len())) {
        let Some(own) = leaves.get_mut(number) else { continue };
        segments.iter().filter(|held| held.len() > 1).for_each(|held| own.keep(name.to_string(), leaf::item(name, held, &[], &[])));
    }
    for ((_, statement), leaves) in held.iter_mut().zip(leaves) {
        let (kept, beyond) = leaves.finish();
        if beyond > 0 {
            coverage.doubt("hl7", "names of givers", "more than are held against each other in one message", beyond);
        }
        let facts: Vec<Fact> = kept.into_iter().map(|(place, leaf)| Fact { aspect: Aspect::Element, value: Value::Text(leaf), place: places.number(&place), how: How::Derived }).collect();
        if !facts.is_empty() {
            coverage.promise(statement.kind, Aspect::Element);
            statement.facts.extend(facts);
        }
    }
}

/// What a record stands with by a number that anybody may choose anew: a result with others of its order, a visit with its account. What it is
/// called is no news, another one of the same book is. And which visit it is: two that say the same may be taken for each other.
fn company(scene: &Scene<'_>, index: usize) -> Option<(&'static str, String, String)> {
    match scene.name(index) {
        "OBX" => Some((leaf::WITH_RESULT, format!("the result {}", scene.gathered(index)?), String::new())),
        "PV1" => {
            let account = scene.peek(scene.governor(index, "PID")?, 18, 1, 1, 0)?;
            let visit = scene.peek(index, 19, 1, 1, 0)?;
            Some((leaf::WITH_ACCOUNT, format!("the account {}", account.to_lowercase()), visit))
        }
        _ => None,
    }
}

/// What a result of no order stands under, `statement` being that of a segment: of which dose it is a reaction, to which problem it belongs. What that is called is
/// no news, another one of the same book is.
fn above<'s>(scene: &Scene<'_>, index: usize, statement: &dyn Fn(usize) -> Option<&'s Statement>) -> Option<String> {
    statement(index).filter(|own| own.kind == Kind::Observation && own.value(Aspect::Panel).is_none())?;
    let mut governors = std::iter::successors(scene.parent(index), |at| scene.parent(*at));
    told_above(governors.find_map(statement)?)
}

/// How what results stand under is told, of what they may stand under.
fn told_above(statement: &Statement) -> Option<String> {
    let may_have_results = matches!(statement.kind, Kind::Immunization | Kind::Medication | Kind::Problem);
    let Some(Value::Code(codings, words)) = statement.value(Aspect::Code).filter(|_| may_have_results) else { return None };
    Some(format!("what is {}", codings.first().map_or(words.as_str(), |coding| coding.code.as_str()).to_lowercase()))
}

/// The leaves of one segment; gives digests of those whose fields nothing looked at, and, of a segment without a statement of its own, of those that were
/// read: which of several persons has which role its statement does not say. What stands beside a part that is read is news only where nothing else
/// differs: where the number is another one, so is who gave it.
fn segment(scene: &Scene<'_>, (index, has_statement): (usize, bool), own: &mut Leaves, coverage: &mut Coverage) -> Vec<u32> {
    let (name, mut held_by_it, mut repeated) = (scene.name(index), Vec::new(), BTreeSet::new());
    let holds_what_is_read = !has_statement && !LINES.contains(&name);
    scene.leaves(index, &mut |path, left, value| {
        let is_read = left == Left::Nothing;
        if is_read && (!holds_what_is_read || only_counts(name, path.field)) || SILENT.contains(&(name, path.field)) || only_words_a_code(scene, index, path) {
            return;
        }
        if is_read {
            let (below, value) = beside(scene, index, path, value);
            return held_by_it.push(leaf::short(&leaf::leaf(Sort::Said, &below, &in_any_zone(&value))));
        }
        // That a number is the sender's own (`L`) is nothing that the name of an organization, where newer versions have it, has a place for.
        if (name, path.field, path.component, value) == ("OBX", 15, 3, "L") {
            return;
        }
        let place = format!("{name}-{}", path.field);
        if (name, path.field) == ("RXA", 4) && ends_as_it_begins(scene, index, value) {
            return;
        }
        if value == NULL {
            return own.add(place.clone(), leaf::leaf(Sort::Said, &format!("{place}.1"), leaf::DELETED));
        }
        if let Some((_, below)) = MOVED.iter().find(|(field, _)| *field == (name, path.field)) {
            let spelled = value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            return own.add(place, leaf::exactly(below, &spelled));
        }
        match left {
            Left::Field => {
                let number = called(scene, index, path);
                if number.as_ref().is_some_and(String::is_empty) {
                    return;
                }
                let component = if number.is_some() { 1 } else { path.component.max(1) };
                let resolved = match (name, path.field, path.component) {
                    ("OBR", 26, 2) => parent_result(scene, index, value),
                    ("OBR", 29, 0..=2) => parent_order(scene, path, value),
                    _ => None,
                };
                let value = number.or(resolved).unwrap_or_else(|| written(scene, (name, path.field), path.component, value));
                let elsewhere = ELSEWHERE.iter().find(|(field, part, _)| *field == (name, path.field) && [0, component].contains(part)).map(|(.., there)| *there);
                let (there, component) = elsewhere.map_or((place.as_str(), component), |(there, part)| (there, if part == 0 { component } else { part }));
                let below = format!("{there}.{component}");
                held_by_it.push(leaf::short(&leaf::leaf(Sort::Said, &below, &in_any_zone(&value))));
                own.add(place, leaf::leaf(Sort::Said, &below, &value));
            }
            // A giver has one name or several, in sub-components: the first one tells.
            Left::Giver if path.subcomponent > 1 => {}
            Left::Beside | Left::Giver => {
                let (below, value) = beside(scene, index, path, value);
                let text = match left {
                    Left::Giver => {
                        coverage.note_giver(&value);
                        if let Some(sort) = sort_of_number(scene, index, path) {
                            own.add(place.clone(), leaf::leaf(Sort::Giver, &format!("{name}-{}({sort}).{}", path.field, path.component), &value));
                        }
                        leaf::leaf(Sort::Giver, &below, &value)
                    }
                    _ => leaf::exactly(&below, &value),
                };
                own.add(place, text);
                repeated.insert(path.field);
            }
            Left::Nothing => {}
        }
    });
    repeated.retain(|field| (2..=ITEMS_MAX).contains(&scene.repetitions(index, *field)));
    if !repeated.is_empty() {
        together(scene, index, &repeated, own);
    }
    held_by_it
}

/// Whether a dose is said to have ended when it was begun: what is given in a moment has no end of its own.
fn ends_as_it_begins(scene: &Scene<'_>, index: usize, end: &str) -> bool {
    scene.peek(index, 3, 1, 1, 0).is_some_and(|begun| begun == end || scene.date(&begun).is_some_and(|begun| scene.date(end) == Some(begun)))
}

/// The telephone number that a part of a field holds which nothing reads, in one spelling; empty where another part says it. None where the part is of no number.
fn called(scene: &Scene<'_>, index: usize, path: &Path) -> Option<String> {
    OTHERS_CALLED_AT.contains(&(scene.name(index), path.field)).then_some(())?;
    let component = path.component.max(1);
    let part = |component: &usize| scene.peek(index, path.field, path.repetition.max(1), *component, 0);
    let number = |parts: &[usize]| parts.iter().map(part).collect::<Option<String>>().and_then(|digits| leaf::number_to_call(&digits));
    let way = CALLED_BY.iter().position(|parts| parts.contains(&component))?;
    let parts = CALLED_BY.get(way)?;
    number(parts)?;
    // One way of writing it tells for all of them, and what they disagree in.
    let told: BTreeSet<String> = CALLED_BY.iter().filter_map(|parts| number(parts)).collect();
    let is_first = !CALLED_BY.iter().take(way).any(|parts| number(parts).is_some());
    let is_whole = parts.last() == Some(&component);
    Some(if is_first && is_whole { told.into_iter().collect::<Vec<_>>().join(" or ") } else { String::new() })
}

/// What the result says to which a susceptibility belongs (OBR-26): its number within the message (OBX-4) is anybody's choice, and means that result.
fn parent_result(scene: &Scene<'_>, index: usize, number: &str) -> Option<String> {
    let code = scene.peek(index, 26, 1, 1, 1)?;
    let is_it = |obx: &usize| scene.peek(*obx, 3, 1, 1, 0).as_ref() == Some(&code) && scene.peek(*obx, 4, 1, 1, 0).as_deref() == Some(number);
    let obx = scene.all("OBX").into_iter().find(is_it)?;
    scene.peek(obx, 5, 1, 1, 0).or_else(|| scene.peek(obx, 5, 1, 2, 0)).map(|value| format!("the one that is {value}"))
}

/// What an order says to which other one of its message it belongs (OBR-29): every system numbers orders anew, and the number means that order. Where several
/// are of one code it stays the number.
fn parent_order(scene: &Scene<'_>, path: &Path, number: &str) -> Option<String> {
    let field = if path.component == 2 { 3 } else { 2 };
    let orders = scene.all("OBR");
    let goes_by = |obr: usize| [Some(obr), scene.governor(obr, "ORC")].into_iter().flatten().any(|at| scene.peek(at, field, 1, 1, 0).as_deref() == Some(number));
    let parent = orders.iter().copied().find(|obr| goes_by(*obr))?;
    let code = scene.peek(parent, 4, 1, 1, 0)?;
    let is_alone = orders.iter().filter(|obr| scene.peek(**obr, 4, 1, 1, 0).as_ref() == Some(&code)).count() == 1;
    is_alone.then(|| format!("the order of {code}"))
}

/// Of which sort (CX.5) the number is that somebody gave: two givers of one field may have each other's number.
fn sort_of_number(scene: &Scene<'_>, index: usize, path: &Path) -> Option<String> {
    let sort = scene.peek(index, path.field, path.repetition.max(1), 5, 0).filter(|_| path.component == 4)?;
    sort.chars().all(|c| c.is_ascii_alphanumeric()).then_some(sort)
}

/// Whether a part is the words beside a code of a system that everybody knows, or names the table that its field is coded by: whatever the
/// field is for, the code says it.
fn only_words_a_code(scene: &Scene<'_>, index: usize, path: &Path) -> bool {
    let code = match path.component {
        2 | 3 => 1,
        5 | 6 => 4,
        _ => return false,
    };
    let part = |component: usize| scene.peek(index, path.field, path.repetition.max(1), component, 0);
    let Some(system) = part(code + 2).filter(|_| part(code).is_some()) else { return false };
    if path.component == code + 1 { value::is_code_system(&system) } else { value::is_table(&system) }
}

/// Of fields that are repeated, which parts belong to one repetition. Givers may have new names, and one of several numbers may have got one: only of
/// the numbers of a patient, where each has a giver of its own, it is told whose giver another one has now.
fn together(scene: &Scene<'_>, index: usize, fields: &BTreeSet<usize>, own: &mut Leaves) {
    let mut held: BTreeMap<(usize, usize), Vec<u32>> = BTreeMap::new();
    let is_giver = |path: &Path| matches!(scene.name(index), "PID" | "MRG") && path.component == 4 && path.subcomponent <= 1;
    // By field, with how many numbers each has.
    let mut givers: BTreeMap<usize, BTreeMap<String, usize>> = BTreeMap::new();
    scene.leaves(index, &mut |path, _, value| {
        if is_giver(path) && fields.contains(&path.field) {
            *givers.entry(path.field).or_default().entry(value.to_lowercase()).or_default() += 1;
        }
    });
    let are_apart = |field: usize| givers.get(&field).is_some_and(|givers| givers.values().all(|numbers| *numbers == 1));
    scene.leaves(index, &mut |path, left, value| {
        if fields.contains(&path.field) && (left != Left::Giver || is_giver(path) && are_apart(path.field)) && !only_words_a_code(scene, index, path) {
            let (below, value) = beside(scene, index, path, value);
            held.entry((path.field, path.repetition)).or_default().push(leaf::short(&leaf::exactly(&below, &in_any_zone(&value))));
        }
    });
    for ((field, _), parts) in held {
        let path = format!("{}-{field}", scene.name(index));
        let item = leaf::item(&format!("{}-{}", scene.name(index), former(scene.name(index), field)), &parts, &[], &[]);
        own.keep(path, item);
    }
}

/// The number under which a field is told: that of former versions.
fn former(name: &str, field: usize) -> usize {
    RENUMBERED.iter().find(|(own, _)| *own == (name, field)).map_or(field, |(_, number)| *number)
}

/// Path and value of what stands beside a part that is read: letter case, white space, points in time and names of code systems in one
/// spelling, of telephone numbers the last ten digits. A long one is a file, and told to the letter.
fn beside(scene: &Scene<'_>, index: usize, path: &Path, value: &str) -> (String, String) {
    let (name, field, component) = (scene.name(index), path.field, path.component.max(1));
    let shown = former(name, field);
    let below = match path.subcomponent {
        0 | 1 => format!("{name}-{shown}.{component}"),
        part => format!("{name}-{shown}.{component}.{part}"),
    };
    let number = if CALLED_AT.contains(&(name, field)) { leaf::number_to_call(value) } else { None };
    let spelled = if value.chars().count() > VALUE_MAX {
        leaf::long(&value.split_whitespace().collect::<String>())
    } else if let Some(number) = number {
        number
    } else if let Some(point) = point(scene, (name, field), value) {
        point
    } else {
        value::system(&value.split_whitespace().collect::<Vec<_>>().join(" ")).to_lowercase()
    };
    (below, spelled)
}

/// The appointment that a segment of scheduled services, people, places and things is of: they stand behind the patient, whom they are not about.
fn appointment(scene: &Scene<'_>, index: usize) -> Option<usize> {
    let is_resource = matches!(scene.name(index), "RGS" | "AIS" | "AIG" | "AIL" | "AIP" | "APR");
    is_resource.then(|| (0..index).rev().find(|at| scene.name(*at) == "SCH")).flatten()
}

/// The statement that a segment belongs to: its own, else that of what governs it. An order is told by its detail, a specimen that stands
/// before its orders by the first of them.
fn owner(scene: &Scene<'_>, index: usize, by_segment: &HashMap<usize, usize>) -> Option<usize> {
    let mut at = Some(index);
    while let Some(here) = at {
        let own = by_segment.get(&here).or_else(|| appointment(scene, here).and_then(|sch| by_segment.get(&sch))).or_else(|| {
            let details = match scene.name(here) {
                "ORC" => scene.under(here).to_vec(),
                "SPM" => scene.children(here, "OBR"),
                _ => Vec::new(),
            };
            // Of a detail that says that nothing was done what was observed with it tells.
            details.iter().chain(details.iter().flat_map(|detail| scene.under(*detail))).find_map(|part| by_segment.get(part))
        });
        if let Some(number) = own {
            return Some(*number);
        }
        at = scene.parent(here);
    }
    // What stands before the patient (a referral, a segment of the sender's own) is of the only one whom the message is about.
    let patients = scene.all("PID");
    let only = patients.first().filter(|_| patients.len() == 1 && !TRANSPORT.contains(&scene.name(index)))?;
    by_segment.get(only).copied()
}

/// A point in time: of a field that holds times as it is shown, with the offset of the message where it has none, so that it can be held against one
/// without an offset ([`leaf::is_one_moment`]); elsewhere the instant, where an offset says that it is a time.
fn point(scene: &Scene<'_>, place: (&str, usize), value: &str) -> Option<String> {
    if TIMES.contains(&place) {
        return scene.date(value).filter(Date::has_time).map(|date| Value::Date(date).shown());
    }
    leaf::instant(Date::parse_hl7(value))
}

/// What is shown with an offset as two books of other offsets write it alike.
fn in_any_zone(value: &str) -> String {
    leaf::instant(Date::parse_iso(value)).unwrap_or_else(|| value.to_string())
}

/// A value as it is compared; the name of a code system in one spelling.
fn written(scene: &Scene<'_>, place: (&str, usize), component: usize, value: &str) -> String {
    let is_system = matches!(component, 3 | 6) && value::is_code_system(value);
    match point(scene, place, value) {
        Some(point) => point,
        None if is_system => value::system(value),
        None if has_idle_fraction(value) => value.split('.').next().unwrap_or(value).to_string(),
        None if value.chars().count() > VALUE_MAX => leaf::long(value),
        None => value.to_string(),
    }
}

/// Whether a value is a point in time to the second with a fraction that says nothing.
fn has_idle_fraction(value: &str) -> bool {
    let parts = value.split_once('.');
    parts.is_some_and(|(second, fraction)| second.len() == 14 && second.bytes().all(|b| b.is_ascii_digit()) && !fraction.is_empty() && fraction.bytes().all(|b| b == b'0'))
}

#[cfg(test)]
mod tests {
    use super::has_idle_fraction;

    #[test]
    fn a_fraction_of_nought_says_nothing() {
        assert!(has_idle_fraction("20220101000000.0000") && has_idle_fraction("20220101120130.0"));
        for value in ["20220101000000", "20220101000000.5", "20220101.0", "20220101000000.", "abcdefghijklmn.0"] {
            assert!(!has_idle_fraction(value), "{value}");
        }
    }
}
