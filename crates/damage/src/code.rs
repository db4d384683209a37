//! Codes and their systems: lost, replaced by a dummy, broader, narrower, another concept's, right in words and wrong in code.
//!
//! Another concept is taken from the destination itself, in the same system and under other words, so that the code is one
//! that exists. The panel of an observation asserts nothing beside its components, so theirs are the codes that are damaged.

use crate::edit::{all_places, chart, edited, elsewhere, harm, kind, one, places, put, set, take, text, twin};
use crate::{Effect, Family, Operator, Site};
use serde_json::{Value, json};

const FAMILY: Family = Family::Code;
const CODED: &[&str] = &[
    "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "MedicationAdministration", "Observation", "Procedure", "Immunization",
    "Encounter", "DiagnosticReport", "DocumentReference", "FamilyMemberHistory", "Device", "ServiceRequest",
];
const DISEASES: &[&str] = &["Condition", "FamilyMemberHistory", "Procedure", "Encounter"];
const SIDED: &[&str] = &["Condition", "Procedure", "Immunization", "Observation"];
const ALTERED: &[&str] = &["altered"];
const CODE: &[&str] = &["code", "type"];
/// What another concept may be called: the statement altered, or one lost and another invented.
const REPLACED: (&[&str], &[&str]) = (&["altered", "lost", "invented", "duplicated", "merged"], &["code", "type", "text", "statement"]);

pub(crate) const OPERATORS: &[Operator] = &[
    harm(FAMILY, "code-system-lost", "The code has no system any more, so it is none", CODED, (ALTERED, CODE), system_lost),
    harm(FAMILY, "code-system-dummy", "A made-up address stands where the code system stood", CODED, (ALTERED, CODE), system_dummy),
    harm(FAMILY, "code-system-other", "The code is given under another real code system", CODED, (ALTERED, CODE), system_other),
    harm(FAMILY, "code-lost-words-kept", "The words remain, the code is gone", CODED, (&["altered", "lost"], CODE), code_lost),
    harm(FAMILY, "code-to-other", "An unmapped code became 'other', the words remain", CODED, (&["altered", "broader"], CODE), to_other),
    harm(FAMILY, "icd-digit-dropped", "The last character of an ICD code is gone: side, encounter or manner with it", DISEASES, (&["broader", "altered"], &["code", "laterality"]), digit_dropped),
    harm(FAMILY, "broader-concept", "A broader concept stands where the recorded one stood", DISEASES, (&["broader", "altered", "lost", "invented", "merged", "duplicated"], &["code", "text", "statement"]), broader),
    harm(FAMILY, "narrower-concept", "One of several narrower concepts was picked blindly", DISEASES, (&["narrower", "altered", "lost", "invented", "merged", "duplicated"], &["code", "text", "statement"]), narrower),
    harm(FAMILY, "neighbour-code", "The words are right, the code is that of another concept", CODED, (ALTERED, CODE), neighbour),
    harm(FAMILY, "second-system-wrong", "The first code is right, the one in another system beside it is of another concept", CODED, (ALTERED, CODE), second_wrong),
    harm(FAMILY, "local-code-under-terminology", "The clinic's own code stands under a terminology as well, whose codes have another form", CODED, (ALTERED, CODE), local_under_terminology),
    harm(FAMILY, "concept-replaced", "Code and words are those of another concept, which the patient has not", CODED, REPLACED, replaced),
    harm(FAMILY, "answer-code-wrong", "The words of a coded result are right, the code is another answer", &["Observation"], (ALTERED, &["value"]), answer_wrong),
    harm(FAMILY, "side-swapped", "Left has become right, or right left", SIDED, (ALTERED, &["laterality", "body site", "site", "code"]), side),
    twin(FAMILY, "display-case", "Displays of codes in capital letters", CODED, display_case),
    twin(FAMILY, "display-left-out", "No display beside the code, the text remains", CODED, display_left_out),
    twin(FAMILY, "own-coding-added", "The destination's own code is added beside the right one", CODED, coding_added),
    twin(FAMILY, "codings-reordered", "The codings of a concept stand in another order", CODED, reordered),
    twin(FAMILY, "system-as-oid", "The code system is named by its OID", CODED, as_oid),
];

const SNOMED: &str = "http://snomed.info/sct";
/// Code systems with their OID, and a system for which a careless table takes them.
const SYSTEMS: &[(&str, &str, &str)] = &[
    (SNOMED, "urn:oid:2.16.840.1.113883.6.96", "http://hl7.org/fhir/sid/icd-10-cm"),
    ("http://loinc.org", "urn:oid:2.16.840.1.113883.6.1", SNOMED),
    ("http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88", "http://hl7.org/fhir/sid/ndc"),
    ("http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90", "http://hl7.org/fhir/sid/icd-9-cm"),
    ("http://hl7.org/fhir/sid/cvx", "urn:oid:2.16.840.1.113883.12.292", "http://hl7.org/fhir/sid/ndc"),
];
/// A concept (SNOMED CT or ICD-10-CM), a broader one and its words.
const BROADER: &[(&str, &str, &str)] = &[
    ("44054006", "73211009", "Diabetes mellitus"),
    ("46635009", "73211009", "Diabetes mellitus"),
    ("59621000", "38341003", "Hypertensive disorder"),
    ("444814009", "36971009", "Sinusitis"),
    ("40055000", "36971009", "Sinusitis"),
    ("75498004", "36971009", "Sinusitis"),
    ("195662009", "363746003", "Acute pharyngitis"),
    ("10509002", "32398004", "Bronchitis"),
    ("58150001", "125605004", "Fracture of bone"),
    ("33737001", "125605004", "Fracture of bone"),
    ("284551006", "312608009", "Laceration"),
    ("62106007", "110030002", "Concussion injury of brain"),
    ("278860009", "279039007", "Low back pain"),
    ("233604007", "50417007", "Lower respiratory tract infection"),
    ("254837009", "363346000", "Malignant neoplastic disease"),
    ("433144002", "709044004", "Chronic kidney disease"),
    ("87522002", "271737000", "Anemia"),
    ("E11.65", "E11", "Type 2 diabetes mellitus"),
    ("I50.21", "I50", "Heart failure"),
];
/// A concept, a narrower one of several and its words.
const NARROWER: &[(&str, &str, &str)] = &[
    ("44054006", "422034002", "Retinopathy due to type 2 diabetes mellitus"),
    ("73211009", "44054006", "Type 2 diabetes mellitus"),
    ("38341003", "59621000", "Essential hypertension"),
    ("195967001", "427603009", "Intermittent asthma"),
    ("125605004", "58150001", "Fracture of clavicle"),
    ("312608009", "284551006", "Laceration of foot"),
    ("110030002", "62106007", "Concussion with no loss of consciousness"),
    ("271737000", "87522002", "Iron deficiency anemia"),
    ("49436004", "282825002", "Paroxysmal atrial fibrillation"),
    ("709044004", "433144002", "Chronic kidney disease stage 3"),
    ("162864005", "408512008", "Body mass index 40+ - severely obese"),
    ("E11.9", "E11.65", "Type 2 diabetes mellitus with hyperglycemia"),
    ("I50.9", "I50.21", "Acute systolic (congestive) heart failure"),
    ("J45.909", "J45.50", "Severe persistent asthma, uncomplicated"),
    ("N18.9", "N18.4", "Chronic kidney disease, stage 4 (severe)"),
    ("I48.91", "I48.0", "Paroxysmal atrial fibrillation"),
    ("F32.9", "F32.2", "Major depressive disorder, single episode, severe without psychotic features"),
    ("E78.5", "E78.2", "Mixed hyperlipidemia"),
    ("D64.9", "D50.9", "Iron deficiency anemia, unspecified"),
];
/// Sides in pairs: SNOMED CT qualifiers and v3-ActSite.
const SIDES: &[(&str, &str, &str)] = &[
    ("7771000", "24028007", "Right"),
    ("24028007", "7771000", "Left"),
    ("LA", "RA", "right arm"),
    ("RA", "LA", "left arm"),
    ("LT", "RT", "right thigh"),
    ("RT", "LT", "left thigh"),
    ("LD", "RD", "Right deltoid"),
    ("RD", "LD", "Left deltoid"),
];

/// What a resource is about: the places of its concepts that have a code with a system.
fn concepts(resource: &Value) -> Vec<String> {
    let patterns: &[&str] = match kind(resource) {
        "MedicationRequest" | "MedicationStatement" | "MedicationAdministration" => &["/medicationCodeableConcept"],
        "Immunization" => &["/vaccineCode"],
        "Encounter" => &["/type/*"],
        "DocumentReference" | "Device" => &["/type"],
        "FamilyMemberHistory" => &["/condition/*/code"],
        "Observation" if resource.get("component").is_some() => &["/component/*/code"],
        _ => &["/code"],
    };
    all_places(resource, patterns).into_iter().filter(|at| !codings(resource, at).is_empty()).collect()
}

/// The codings of a concept that have a code and a system.
fn codings(resource: &Value, concept: &str) -> Vec<String> {
    let real = |at: &String| text(resource, &format!("{at}/code")).is_some() && text(resource, &format!("{at}/system")).is_some();
    places(resource, &format!("{concept}/coding/*")).into_iter().filter(real).collect()
}

/// Edits one concept of the resource.
fn concept(resource: &mut Value, site: &mut Site<'_>, edit: impl FnOnce(&mut Value, &str) -> Option<()>) -> Effect {
    let Some(at) = one(concepts(resource), &mut site.dice) else { return Effect::None };
    edited(resource, |r| edit(r, &at))
}

/// The words of a concept: its text, else the first display.
fn words(resource: &Value, concept: &str) -> Option<String> {
    let display = || places(resource, &format!("{concept}/coding/*/display")).into_iter().find_map(|at| text(resource, &at));
    text(resource, &format!("{concept}/text")).or_else(display).map(str::to_string)
}

fn system_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    concept(resource, site, |r, at| {
        for coding in codings(r, at) {
            take(r, &coding, "system")?;
        }
        Some(())
    })
}

fn system_dummy(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    concept(resource, site, |r, at| {
        for coding in codings(r, at) {
            set(r, &coding, "system", "http://example.org/fhir/CodeSystem/local")?;
        }
        Some(())
    })
}

fn system_other(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    concept(resource, site, |r, at| {
        let found = codings(r, at).into_iter().find_map(|coding| Some((known(r, &coding)?.2, coding)))?;
        set(r, &found.1, "system", found.0)
    })
}

/// The row of the system of a coding.
fn known(resource: &Value, coding: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let system = text(resource, &format!("{coding}/system"))?;
    SYSTEMS.iter().find(|(url, ..)| *url == system)
}

fn code_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    concept(resource, site, |r, at| {
        let said = words(r, at)?;
        take(r, at, "coding")?;
        set(r, at, "text", said)
    })
}

fn to_other(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    concept(resource, site, |r, at| {
        let said = words(r, at)?;
        let other = json!([{ "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": "OTH", "display": "other" }]);
        set(r, at, "coding", other)?;
        set(r, at, "text", said)
    })
}

fn digit_dropped(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    concept(resource, site, |r, at| {
        let is_icd = |coding: &String| text(r, &format!("{coding}/system")).is_some_and(|s| s.contains("/icd-") || s.ends_with("113883.6.90"));
        let found = codings(r, at).into_iter().filter(is_icd).find_map(|coding| Some((shorter(text(r, &format!("{coding}/code"))?)?, coding)))?;
        set(r, &found.1, "code", found.0)
    })
}

/// One character less, down to the category; a placeholder X at the end goes with it.
fn shorter(code: &str) -> Option<String> {
    let cut = code.get(..code.len().checked_sub(1)?)?.trim_end_matches(['X', '.']);
    if cut.chars().filter(char::is_ascii_alphanumeric).count() < 3 { None } else { Some(cut.to_string()) }
}

fn broader(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    from_table(resource, site, BROADER)
}

fn narrower(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    from_table(resource, site, NARROWER)
}

/// Another concept from a table; codes of other systems beside it would contradict, so they go.
fn from_table(resource: &mut Value, site: &mut Site<'_>, table: &[(&str, &str, &str)]) -> Effect {
    concept(resource, site, |r, at| {
        let row = |coding: &String| table.iter().find(|(code, ..)| text(r, &format!("{coding}/code")) == Some(*code));
        let (coding, (_, code, display)) = codings(r, at).into_iter().find_map(|coding| Some((coding.clone(), row(&coding)?)))?;
        let system = text(r, &format!("{coding}/system"))?.to_string();
        set(r, at, "coding", json!([{ "system": system, "code": code, "display": display }]))?;
        set(r, at, "text", *display)
    })
}

/// A coding of another concept in the same system, from a resource of the same type.
fn foreign<'a>(site: &mut Site<'a>, resource: &Value, coding: &Value) -> Option<&'a Value> {
    other_than(site, resource, coding, &[])
}

/// The same, of a concept that the patient has not.
fn unknown<'a>(site: &mut Site<'a>, resource: &Value, coding: &Value) -> Option<&'a Value> {
    let (name, own) = (kind(resource), chart(site, resource));
    let alike = own.into_iter().filter(|other| kind(other) == name);
    let known: Vec<&Value> = alike.flat_map(|other| concepts(other).into_iter().flat_map(|at| codings(other, &at)).filter_map(|at| other.pointer(&at)).collect::<Vec<_>>()).collect();
    other_than(site, resource, coding, &known)
}

/// A coding in the system of one, that is neither this one nor one of those that are known.
fn other_than<'a>(site: &mut Site<'a>, resource: &Value, coding: &Value, known: &[&Value]) -> Option<&'a Value> {
    let name = kind(resource);
    let found = elsewhere(site, |other| kind(other) == name && other_coding(other, coding, known).is_some())?;
    other_coding(found, coding, known)
}

fn other_coding<'v>(resource: &'v Value, coding: &Value, known: &[&Value]) -> Option<&'v Value> {
    let places = concepts(resource).into_iter().flat_map(|at| codings(resource, &at));
    places.filter_map(|at| resource.pointer(&at)).find(|found| is_other(found, coding) && !known.iter().any(|own| found["system"] == own["system"] && !is_other(found, own)))
}

/// Same system, another code, other words.
fn is_other(found: &Value, coding: &Value) -> bool {
    let same_words = match (found["display"].as_str(), coding["display"].as_str()) {
        (Some(a), Some(b)) => a.trim().eq_ignore_ascii_case(b.trim()),
        _ => false,
    };
    found["system"] == coding["system"] && found["code"] != coding["code"] && !same_words
}

fn neighbour(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(at) = one(concepts(resource), &mut site.dice) else { return Effect::None };
    let first = codings(resource, &at).into_iter().next();
    wrong_code(resource, site, first)
}

/// Another system than the first, because a second code of the same system adds to the first.
fn second_wrong(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let system = |coding: &String| text(resource, &format!("{coding}/system")).map(str::to_string);
    let second = |at: String| {
        let all = codings(resource, &at);
        let first = all.first().and_then(system);
        all.into_iter().find(|coding| system(coding) != first)
    };
    let found = concepts(resource).into_iter().find_map(second);
    wrong_code(resource, site, found)
}

/// The terminology's code becomes the clinic's own, which stays beside it; where there was none the clinic's own is written twice.
fn local_under_terminology(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let terminology = match kind(resource) {
        "MedicationRequest" | "MedicationStatement" | "MedicationAdministration" => "http://www.nlm.nih.gov/research/umls/rxnorm",
        "Immunization" => "http://hl7.org/fhir/sid/cvx",
        "Observation" | "DiagnosticReport" | "DocumentReference" => "http://loinc.org",
        _ => SNOMED,
    };
    concept(resource, site, |r, at| {
        let all = codings(r, at);
        let of = |coding: &String, part: &str| text(r, &format!("{coding}/{part}")).unwrap_or("").to_string();
        let code = all.iter().find(|coding| of(coding, "system").starts_with("urn:") && of(coding, "code").contains(|c: char| c.is_ascii_alphabetic())).map(|coding| of(coding, "code"))?;
        let known = all.iter().find(|coding| of(coding, "system") == terminology).cloned();
        match known {
            Some(coding) => set(r, &coding, "code", code),
            None => {
                r.pointer_mut(&format!("{at}/coding"))?.as_array_mut()?.insert(0, json!({ "system": terminology, "code": code }));
                Some(())
            }
        }
    })
}

/// Puts the code of another concept in a coding; its words stay.
fn wrong_code(resource: &mut Value, site: &mut Site<'_>, coding: Option<String>) -> Effect {
    let Some(at) = coding else { return Effect::None };
    let Some(own) = resource.pointer(&at).cloned() else { return Effect::None };
    let Some(code) = foreign(site, resource, &own).and_then(|other| other.get("code")) else { return Effect::None };
    edited(resource, |r| set(r, &at, "code", code.clone()))
}

/// One that the patient has not: of records that exchange their names nobody can tell whether the names were exchanged, or all the rest.
fn replaced(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(at) = one(concepts(resource), &mut site.dice) else { return Effect::None };
    let Some(own) = codings(resource, &at).first().and_then(|coding| resource.pointer(coding)).cloned() else { return Effect::None };
    let Some(other) = unknown(site, resource, &own) else { return Effect::None };
    edited(resource, |r| {
        set(r, &at, "coding", json!([other]))?;
        match other["display"].as_str() {
            Some(display) => set(r, &at, "text", display),
            // Without words of the other concept the old ones would contradict its code.
            None => take(r, &at, "text").map(|_| ()).or(Some(())),
        }
    })
}

const ANSWERS: &[&str] = &["/valueCodeableConcept/coding/*", "/component/*/valueCodeableConcept/coding/*"];

fn answer_wrong(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(at) = all_places(resource, ANSWERS).into_iter().next() else { return Effect::None };
    let Some(own) = resource.pointer(&at).cloned() else { return Effect::None };
    let other = |found: &Value| all_places(found, ANSWERS).into_iter().filter_map(|at| found.pointer(&at).cloned()).find(|coding| is_other(coding, &own));
    let Some(code) = elsewhere(site, |r| other(r).is_some()).and_then(other).and_then(|coding| coding.get("code").cloned()) else { return Effect::None };
    edited(resource, |r| set(r, &at, "code", code))
}

fn side(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let sites = all_places(r, &["/bodySite", "/bodySite/*", "/site"]);
        sites.iter().find_map(|at| qualifier(r, at)).or_else(|| sided_code(r))
    })
}

/// Turns the side of a body site.
fn qualifier(resource: &mut Value, site: &str) -> Option<()> {
    let row = |at: String| Some((SIDES.iter().find(|(code, ..)| text(resource, &format!("{at}/code")) == Some(*code))?, at));
    let ((_, code, display), at) = places(resource, &format!("{site}/coding/*")).into_iter().find_map(row)?;
    set(resource, &at, "code", *code)?;
    set(resource, &at, "display", *display)?;
    if resource.pointer(site)?.get("text").is_some() {
        set(resource, site, "text", *display)?;
    }
    Some(())
}

/// Turns the side in an ICD-10-CM code whose words name one: 1 is right and 2 is left, in the last place but for the
/// seventh character.
fn sided_code(resource: &mut Value) -> Option<()> {
    let at = places(resource, "/code/coding/*").into_iter().find(|at| text(resource, &format!("{at}/system")).is_some_and(|s| s.ends_with("icd-10-cm")))?;
    let mut code: Vec<char> = text(resource, &format!("{at}/code"))?.chars().collect();
    let said = words(resource, "/code")?.to_lowercase();
    let place = if code.len() == 8 { 6 } else { code.len().checked_sub(1)? };
    let (digit, from, to) = match code.get(place)? {
        '1' if said.contains("right") => ('2', "right", "left"),
        '2' if said.contains("left") => ('1', "left", "right"),
        _ => return None,
    };
    *code.get_mut(place)? = digit;
    set(resource, &at, "code", code.into_iter().collect::<String>())?;
    for words in [format!("{at}/display"), "/code/text".to_string()] {
        if let Some(old) = text(resource, &words) {
            let new = old.replace(from, to).replace(&capital(from), &capital(to));
            put(resource, &words, new)?;
        }
    }
    Some(())
}

fn capital(word: &str) -> String {
    word.chars().enumerate().map(|(index, c)| if index == 0 { c.to_ascii_uppercase() } else { c }).collect()
}

/// Beside a code the letter case of a display says nothing.
fn display_case(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    concept(resource, site, |r, at| {
        for coding in codings(r, at) {
            if let Some(display) = text(r, &format!("{coding}/display")) {
                let capitals = display.to_uppercase();
                set(r, &coding, "display", capitals)?;
            }
        }
        Some(())
    })
}

/// The text of the concept keeps the words that were recorded.
fn display_left_out(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    concept(resource, site, |r, at| {
        text(r, &format!("{at}/text")).filter(|t| !t.trim().is_empty())?;
        for coding in codings(r, at) {
            take(r, &coding, "display");
        }
        Some(())
    })
}

fn coding_added(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    concept(resource, site, |r, at| {
        let first = codings(r, at).into_iter().next()?;
        let code = format!("X{}", text(r, &format!("{first}/code"))?);
        let said = words(r, at);
        let all = r.pointer_mut(&format!("{at}/coding"))?.as_array_mut()?;
        let mut own = json!({ "system": "urn:destination:catalogue", "code": code });
        if let Some(display) = said {
            set(&mut own, "", "display", display)?;
        }
        all.push(own);
        Some(())
    })
}

/// The codings of a concept have no order in FHIR.
fn reordered(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    concept(resource, site, |r, at| {
        // Where there is no text, readers take the first display for it.
        text(r, &format!("{at}/text"))?;
        r.pointer_mut(&format!("{at}/coding"))?.as_array_mut()?.reverse();
        Some(())
    })
}

/// FHIR wants the address, converters of C-CDA write the OID: the system is the same.
fn as_oid(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    concept(resource, site, |r, at| {
        for coding in codings(r, at) {
            if let Some((_, oid, _)) = known(r, &coding) {
                set(r, &coding, "system", *oid)?;
            }
        }
        Some(())
    })
}
