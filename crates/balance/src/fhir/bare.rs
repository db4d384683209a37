//! Codes that stand under no system, or under one in which they are no codes, of whatever a fact was read from.
//!
//! A fact of a closed vocabulary holds a word, an amount its unit, an identifier its number: none of them says whose they are. A code
//! without its system is not a code, so each fact's element is looked at once more, at the fact's place, and what lacks its system becomes a leaf
//! beside the facts ([`crate::leaf::standing`]). Nothing is judged here. A plain code has no system by its nature.

use super::source::Source;
use super::values;
use crate::codes::canonical_system;
use crate::leaf;
use formats::Json;
use model::{Aspect, Fact, Quantity, Value, code_form, is_ucum};

const UCUM: &str = "http://unitsofmeasure.org";
/// What else amounts may be counted in: currencies, and the forms in which drugs are handed out.
const COUNTED: [&str; 2] = ["urn:iso:std:iso:4217", "http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm"];

/// Elements whose binding is required, extensible or preferred, and the last part of the names of the systems that its words stand under.
const HOMES: [(&str, &[&str]); 8] = [
    ("clinicalStatus", &["condition-clinical", "allergyintolerance-clinical"]),
    ("verificationStatus", &["condition-ver-status", "allergyintolerance-verification"]),
    ("category", &["observation-category", "condition-category"]),
    ("class", &["v3-ActCode", "encounter-class", "v2-0004"]),
    ("interpretation", &["v3-ObservationInterpretation", "observation-interpretation", "v2-0078"]),
    ("maritalStatus", &["v3-MaritalStatus", "marital-status", "v2-0002"]),
    ("race", &["2.16.840.1.113883.6.238", "CDCREC", "v3-Race", "v2-0005"]),
    ("ethnicity", &["2.16.840.1.113883.6.238", "CDCREC", "v3-Ethnicity", "v2-0189"]),
];
/// Where the reasons are at home for which an element says nothing.
const ABSENCES: [&str; 2] = ["v3-NullFlavor", "data-absent-reason"];
/// The words of categories that are at home there; others are anybody's own.
const CATEGORIES: [&str; 12] = [
    "problem-list-item", "encounter-diagnosis", "health-concern", "social-history", "vital-signs", "imaging", "laboratory", "procedure", "survey", "exam", "therapy",
    "activity",
];

/// A leaf, with the place of the system that is missing or wrong, for whatever the facts were read from.
pub(super) fn leaves<'f>(source: &Source<'_>, facts: impl Iterator<Item = (&'f Fact, &'f str)>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut numbers = Vec::new();
    for (fact, place) in facts {
        // A mark of protection holds by its word, whoever keeps the list of such words.
        if fact.aspect == Aspect::Sensitivity {
            continue;
        }
        match &fact.value {
            Value::Text(number) if fact.aspect.is_number() => {
                numbers.push((number.trim(), fact.aspect));
                continue;
            }
            Value::Code(..) | Value::Word(_) | Value::Absent(_) | Value::Quantity(_) => {}
            _ => continue,
        }
        let place = of_whole(place);
        let Some(json) = at(source, place) else { continue };
        let systems = match &fact.value {
            Value::Quantity(quantity) => of_amount(json, quantity, place),
            _ => of_concept(json, fact, place),
        };
        if systems.is_empty() {
            continue;
        }
        let said = fact.value.shown();
        found.extend(systems.into_iter().map(|(place, system)| {
            let leaf = leaf::standing(&plain(&place), fact.aspect, &system, said.trim());
            (place, leaf)
        }));
    }
    found.extend(of_numbers(source.peek_all("identifier"), &numbers));
    found
}

/// The place of a concept, where a place is that of one of its codings.
fn of_whole(place: &str) -> &str {
    let is_coding = |(at, _): &(usize, &str)| place.get(at + 1..).is_some_and(|rest| rest.starts_with("coding["));
    place.match_indices('.').find(is_coding).and_then(|(at, _)| place.get(..at)).unwrap_or(place)
}

/// The element at a place with indices.
fn at<'j>(source: &Source<'j>, place: &str) -> Option<&'j Json<'j>> {
    let mut steps = place.split('.').map(step);
    let (name, index) = steps.next()??;
    let first: &'j Json<'j> = source.peek_all(name).get(index)?;
    steps.try_fold(first, |json, step| {
        let (name, index) = step?;
        values::items(json, name).get(index)
    })
}

/// A step of a place: a name, and which of a list.
fn step(step: &str) -> Option<(&str, usize)> {
    match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
        Some((name, index)) => Some((name, index.parse().ok()?)),
        None => Some((step, 0)),
    }
}

/// A place without its indices.
fn plain(place: &str) -> String {
    place.split('.').map(|step| step.split('[').next().unwrap_or(step)).collect::<Vec<_>>().join(".")
}

/// A coding with its index in the list of a concept; a coding by itself has none.
type Coded<'j> = (Option<usize>, &'j Json<'j>);

fn codings<'j>(json: &'j Json<'j>) -> impl Iterator<Item = Coded<'j>> + Clone {
    let listed = values::items(json, "coding");
    let is_one = listed.is_empty() && is_code(json) && values::member(json, "value").is_none();
    let own: Option<Coded<'j>> = is_one.then_some((None, json));
    let each = listed.iter().enumerate().filter(|(_, coding)| is_code(coding)).map(|(index, coding)| (Some(index), coding));
    own.into_iter().chain(each)
}

fn is_code(coding: &Json) -> bool {
    values::text(coding, "code").is_some()
}

fn has_no_system(coding: &Json) -> bool {
    values::text(coding, "system").is_none()
}

/// The place of a coding's system.
fn system_at(place: &str, index: Option<usize>) -> String {
    index.map_or_else(|| format!("{place}.system"), |index| format!("{place}.coding[{index}].system"))
}

/// Where the codes of a fact lack their system, or stand under a foreign one.
fn of_concept(json: &Json, fact: &Fact, place: &str) -> Vec<(String, String)> {
    if values::primitive(json).is_some() {
        return Vec::new();
    }
    if let Some(inner) = json.get("concept") {
        return of_concept(inner, fact, &format!("{place}.concept"));
    }
    let inside = values::items(json, "extension");
    if !inside.is_empty() && values::text(json, "url").is_some() {
        let coded = inside.iter().enumerate().filter_map(|(index, part)| Some((format!("{place}.extension[{index}].valueCoding"), values::first(part, "valueCoding")?)));
        return coded.flat_map(|(place, coding)| of_codings(codings(coding), fact, &place)).collect();
    }
    of_codings(codings(json), fact, place)
}

fn of_codings<'j>(mut codings: impl Iterator<Item = Coded<'j>> + Clone, fact: &Fact, place: &str) -> Vec<(String, String)> {
    // Of a concept each of its codes is judged; a word is that of one of them, and what stands beside it is the destination's own.
    if matches!(fact.value, Value::Code(..)) || codings.clone().all(|(_, coding)| has_no_system(coding)) {
        return codings.filter(|(_, coding)| has_no_system(coding)).map(|(index, _)| (system_at(place, index), String::new())).collect();
    }
    if !matches!(fact.value, Value::Word(_)) {
        return Vec::new();
    }
    let home = home_of(fact.aspect, place);
    // Where nobody can say what systems an element has, a word is none of a terminology whose codes have another form.
    let fits = |coding: &Json| match values::text(coding, "system").unwrap_or("") {
        system if home.is_empty() => !is_no_code(&canonical_system(system), values::text(coding, "code").unwrap_or("")),
        system => is_home(home, system),
    };
    if codings.clone().any(|(_, coding)| fits(coding)) {
        return Vec::new();
    }
    let is_of_the_standard = |coding: &Json| values::text(coding, "code").is_some_and(|code| CATEGORIES.contains(&code));
    if fact.aspect == Aspect::Category && !codings.clone().any(|(_, coding)| is_of_the_standard(coding)) {
        return Vec::new();
    }
    let first = codings.find_map(|(index, coding)| Some((index, values::text(coding, "system")?)));
    first.into_iter().map(|(index, system)| (system_at(place, index), canonical_system(system))).collect()
}

/// Whether a code has not the form of those of its terminology: these are numbers, and those of LOINC have a check digit behind a hyphen.
fn is_no_code(system: &str, code: &str) -> bool {
    match system {
        "http://snomed.info/sct" | "http://www.nlm.nih.gov/research/umls/rxnorm" | "http://hl7.org/fhir/sid/cvx" => !code_form::all_digits(code),
        "http://loinc.org" => !code.contains('-'),
        _ => false,
    }
}

/// Whether a system is one of those in which the words of an element are at home, whatever its version or format calls it.
fn is_home(home: &[&str], system: &str) -> bool {
    let last = |name: &str| {
        let last = name.rsplit(['/', ':', '#']).next().unwrap_or_default();
        home.contains(&last) || ABSENCES.contains(&last)
    };
    last(system) || last(&canonical_system(system))
}

/// Whether the coding at a path stands under a system in which its words are at home: such a word says all that its coding does.
pub(super) fn is_at_home(path: &str, system: &str) -> bool {
    let element = path.strip_suffix(".coding").unwrap_or(path).rsplit('.').next();
    element.is_some_and(|element| HOMES.iter().any(|(name, systems)| *name == element && is_home(systems, system)))
}

/// The systems in which the words of an element are at home; none where nobody can say.
fn home_of(aspect: Aspect, place: &str) -> &'static [&'static str] {
    let element = match aspect {
        Aspect::Race => "race",
        Aspect::Ethnicity => "ethnicity",
        _ => place.rsplit('.').next().and_then(|step| step.split('[').next()).unwrap_or_default(),
    };
    HOMES.iter().find(|(name, _)| *name == element).map_or(&[], |(_, systems)| *systems)
}

/// Where the unit of an amount or of one of its ends is a code without its system, or a code of UCUM under another one.
fn of_amount(json: &Json, quantity: &Quantity, place: &str) -> Vec<(String, String)> {
    if quantity.unit.is_empty() {
        return Vec::new();
    }
    let parts = [("", Some(json)), (".low", values::member(json, "low")), (".high", values::member(json, "high"))];
    let bare = |(part, amount): (&str, Option<&Json>)| {
        let system = foreign_system(amount?)?;
        Some((format!("{place}{part}.system"), system))
    };
    parts.into_iter().filter_map(bare).collect()
}

/// The system of an amount that is coded under no system, which is empty, or under a foreign one.
fn foreign_system(amount: &Json) -> Option<String> {
    let (code, system) = (values::text(amount, "code")?, values::text(amount, "system"));
    values::member(amount, "value")?;
    let system = match system {
        None => return Some(String::new()),
        Some(UCUM) => return None,
        Some(system) => canonical_system(system),
    };
    let is_foreign = system != UCUM && !COUNTED.contains(&system.as_str()) && is_ucum(code) && !is_coded(code);
    is_foreign.then_some(system)
}

/// Whether a code has the form of those that terminologies give to units, although UCUM could read it: a number (`385055001` of SNOMED CT, a
/// tablet), or a letter before one (`C48542` of the NCI Thesaurus, which UCUM reads as a power of coulomb).
fn is_coded(code: &str) -> bool {
    let digits = code.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(code);
    let is_long = digits.len() > 2 || digits.len() == code.len();
    is_long && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether whoever gave a number is named beside it, in place of a system.
fn has_assigner(identifier: &Json) -> bool {
    let Some(assigner) = values::first(identifier, "assigner") else { return false };
    ["reference", "display", "identifier"].iter().any(|member| values::member(assigner, member).is_some())
}

/// Where numbers lack whoever gave them, and where the code lacks its system that says of what sort a number is.
fn of_numbers(identifiers: &[Json], numbers: &[(&str, Aspect)]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (index, identifier) in identifiers.iter().enumerate() {
        let Some(number) = number_of(identifier) else { continue };
        let read_as = numbers.iter().find(|(said, _)| *said == number).map(|(_, aspect)| *aspect);
        if has_no_system(identifier) {
            // Under its giver the same number stands beside it.
            let is_given = identifiers.iter().any(|other| number_of(other) == Some(number) && values::text(other, "system").is_some());
            let aspect = read_as.filter(|_| !is_given).unwrap_or(Aspect::Identifier);
            let path = if has_assigner(identifier) { leaf::ASSIGNED } else { leaf::UNGIVEN };
            found.push((format!("identifier[{index}].system"), leaf::standing(path, aspect, "", number)));
        }
        let (Some(aspect), Some(sort)) = (read_as, values::first(identifier, "type")) else { continue };
        if codings(sort).all(|(_, coding)| has_no_system(coding)) {
            let place = format!("identifier[{index}].type");
            found.extend(codings(sort).map(|(of, _)| (system_at(&place, of), leaf::standing("identifier.type.coding.system", aspect, "", number))));
        }
    }
    found
}

fn number_of<'j>(identifier: &'j Json<'j>) -> Option<&'j str> {
    values::text(identifier, "value").map(str::trim)
}
