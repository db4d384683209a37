//! The patient: who the document is about.

use crate::ccda::Reader;
use crate::ccda::at::At;
use crate::ccda::codes;
use crate::ccda::entry::{Entry, key_of};
use crate::ccda::rest;
use crate::contact;
use crate::kin;
use formats::xml::Element;
use model::{Aspect, How, Kind, Value};

/// Social Security numbers.
const SSN: &str = "2.16.840.1.113883.4.1";
/// Driver licenses, one root a state below it.
const DRIVER_LICENSES: &str = "2.16.840.1.113883.4.3.";
/// Passports, one root a country below it.
const PASSPORTS: &str = "2.16.840.1.113883.4.330.";

/// Systems of administrative genders: of v3 and of v2.
const GENDERS: [&str; 2] = ["2.16.840.1.113883.5.1", "2.16.840.1.113883.12.1"];
/// Systems of races: CDC's, and the ones of v3 and v2 before it.
const RACES: [&str; 3] = ["2.16.840.1.113883.6.238", "2.16.840.1.113883.5.104", "2.16.840.1.113883.12.5"];
/// Systems of ethnic groups.
const ETHNICITIES: [&str; 3] = ["2.16.840.1.113883.6.238", "2.16.840.1.113883.5.50", "2.16.840.1.113883.12.189"];
/// Systems of marital states.
const MARITAL: [&str; 2] = ["2.16.840.1.113883.5.2", "2.16.840.1.113883.12.2"];

/// The key of the patient: an identifier or, without one, name and birth date.
pub(super) fn key(root: Element<'_>) -> String {
    let Some(role) = root.down("recordTarget/patientRole").map(At::here) else { return String::new() };
    if let Some((key, _)) = key_of(&role) {
        return key;
    }
    let words = |path: &str| role.down(path).map(|e| e.text()).unwrap_or_default();
    let born = role.down("patient/birthTime").and_then(|b| b.attribute("value")).unwrap_or("");
    let (family, given) = (words("patient/name/family"), words("patient/name/given"));
    if family.is_empty() && given.is_empty() && born.is_empty() { String::new() } else { format!("{family}|{given}|{born}") }
}

/// What the header says about the patient.
pub(super) fn read(reader: &mut Reader<'_, '_>) {
    let Some(target) = reader.document.root().child("recordTarget") else { return };
    let Some(role) = At::here(target).child("patientRole") else { return };
    let mut entry = Entry::new(reader.places, reader.document);
    identifiers(&mut entry, &role);
    address(&mut entry, &role);
    telecoms(&mut entry, &role);
    if let Some(patient) = role.child("patient") {
        let names: Vec<At<'_>> = patient.all("name").into_iter().filter(|n| !n.is_null()).collect();
        let another = names.iter().flat_map(|n| n.all("family")).any(|family| !of_birth(&family));
        for name in &names {
            self::name(&mut entry, name, another);
        }
        entry.date(Aspect::BirthDate, patient.child("birthTime").as_ref(), How::Copied);
        sex(&mut entry, &patient);
        words(&mut entry, &patient);
        death(&mut entry, &patient);
    }
    // Between documents every element is compared as it is.
    if !reader.whole {
        contact_persons(&mut entry, &At::here(reader.document.root()), &role);
    }
    let (statement, read) = entry.finish(Kind::Demographic, &reader.patient, reader.artifact, target);
    reader.read.clear();
    reader.close(statement, read, target);
    reader.leftovers(role.element, u64::MAX);
    if reader.whole {
        let owner = reader.held.get(&target.byte()).copied();
        rest::tell(reader, role.element, owner);
    }
}

fn identifiers<'d>(entry: &mut Entry<'_, 'd>, role: &At<'d>) {
    for id in role.all("id") {
        let Some(number) = id.attribute("extension").filter(|number| codes::is_identifier(number)) else { continue };
        let aspect = match id.attribute("root").unwrap_or("") {
            SSN => Aspect::Ssn,
            root if root.starts_with(DRIVER_LICENSES) => Aspect::DriverLicense,
            root if root.starts_with(PASSPORTS) => Aspect::Passport,
            _ => Aspect::Mrn,
        };
        entry.builder.text(aspect, number, &id.place("@extension"));
    }
}

/// Whether a part of a name is the one that its bearer was born with.
fn of_birth(part: &At<'_>) -> bool {
    part.attribute("qualifier").is_some_and(|q| q.split(' ').any(|w| w == "BR"))
}

/// One name. A family name of birth beside another is the maiden name, and such a name has no other parts, as in FHIR. The only
/// family name of a patient is that, whatever exporters call it.
fn name<'d>(entry: &mut Entry<'_, 'd>, name: &At<'d>, another: bool) {
    entry.seen(name);
    let maiden = |family: &At<'_>| another && of_birth(family);
    let families = name.all("family");
    for family in &families {
        let aspect = if maiden(family) { Aspect::Maiden } else { Aspect::Family };
        entry.builder.text(aspect, &family.text(), &family.place(""));
    }
    if !families.is_empty() && families.iter().all(maiden) {
        return;
    }
    for (index, given) in name.all("given").iter().enumerate() {
        // A name of birth or one to be called by stands for the first name, not beside it.
        let first = index == 0 || given.attribute("qualifier").is_some_and(|q| q.split(' ').any(|w| matches!(w, "BR" | "CL")));
        entry.builder.text(if first { Aspect::Given } else { Aspect::Middle }, &given.text(), &given.place(""));
    }
    for (part, aspect) in [("prefix", Aspect::Prefix), ("suffix", Aspect::Suffix)] {
        for part in name.all(part) {
            entry.builder.text(aspect, &part.text(), &part.place(""));
        }
    }
    if families.is_empty() && name.child("given").is_none() {
        entry.builder.text(Aspect::Text, &name.text(), &name.place(""));
    }
}

/// Whom to call: guardians of the patient, and those participants of the document who stand by the patient.
fn contact_persons<'d>(entry: &mut Entry<'_, 'd>, root: &At<'d>, role: &At<'d>) {
    const STAND_BY: [&str; 4] = ["NOK", "ECON", "PRS", "CAREGIVER"];
    let guardians = role.child("patient").iter().flat_map(|patient| patient.all("guardian")).collect::<Vec<_>>();
    let indirect = root.all("participant").into_iter().filter(|participant| participant.attribute("typeCode") == Some("IND"));
    let entities = indirect.filter_map(|participant| participant.child("associatedEntity"));
    let participants = entities.filter(|entity| entity.attribute("classCode").is_some_and(|class| STAND_BY.contains(&class)));
    let named = guardians.into_iter().map(|guardian| (guardian, "guardianPerson/name")).chain(participants.map(|entity| (entity, "associatedPerson/name")));
    for (person, path) in named {
        let Some(name) = person.down(path).filter(|name| !name.is_null()) else { continue };
        let parts: Vec<String> = name.all("given").iter().chain(&name.all("family")).map(At::text).collect();
        let words = if parts.is_empty() { name.text() } else { parts.join(" ") };
        let code = person.child("code");
        let relation = code.iter().flat_map(|code| [code.attribute("code"), code.attribute("displayName")]).flatten().find_map(kin::relation);
        let numbers: Vec<String> = person.all("telecom").iter().filter_map(|telecom| telecom.attribute("value")).map(str::to_string).collect();
        if let Some(value) = kin::value(&words, relation, &numbers) {
            entry.builder.say(Aspect::Element, value, &name.place(""), How::Derived);
        }
    }
}

fn sex<'d>(entry: &mut Entry<'_, 'd>, patient: &At<'d>) {
    let Some(gender) = patient.child("administrativeGenderCode") else { return };
    match gender.attribute("code") {
        Some(code) => {
            let strange = strange(&gender, &GENDERS);
            entry.word(Aspect::Sex, &gender, strange.as_deref().or_else(|| codes::gender(code)), How::Translated);
        }
        None if gender.attribute("nullFlavor") == Some("UNK") => {
            entry.builder.say(Aspect::Sex, Value::Word("unknown".into()), &gender.place("@nullFlavor"), How::Translated);
        }
        None => {}
    }
}

/// Race, ethnicity, language and marital status: codes as words; the words themselves where there is no code.
fn words<'d>(entry: &mut Entry<'_, 'd>, patient: &At<'d>) {
    let coded: [(&str, Aspect, &[&str]); 3] =
        [("raceCode", Aspect::Race, &RACES), ("ethnicGroupCode", Aspect::Ethnicity, &ETHNICITIES), ("maritalStatusCode", Aspect::MaritalStatus, &MARITAL)];
    for (element, aspect, systems) in coded {
        for coded in patient.all(element) {
            let strange = strange(&coded, systems);
            if !entry.word(aspect, &coded, strange.as_deref().or(coded.attribute("code")), How::Copied) {
                entry.absent(aspect, Some(&coded));
            }
        }
    }
    for language in patient.all("languageCommunication") {
        if let Some(code) = language.child("languageCode") {
            entry.word(Aspect::Language, &code, code.attribute("code"), How::Copied);
        }
    }
}

/// A code under a system that it is none of, with that system: `F` of any other list is not "female".
fn strange(coded: &At<'_>, systems: &[&str]) -> Option<String> {
    let (code, system) = (coded.attribute("code")?, coded.attribute("codeSystem")?);
    (!systems.contains(&system)).then(|| format!("{code} ({system})"))
}

fn death<'d>(entry: &mut Entry<'_, 'd>, patient: &At<'d>) {
    let time = patient.child("deceasedTime");
    if entry.date(Aspect::DeathDate, time.as_ref(), How::Copied) {
        let place = time.map(|t| t.place("@value")).unwrap_or_default();
        entry.builder.say(Aspect::Deceased, Value::Flag(true), &place, How::Derived);
        patient.child("deceasedInd").iter().for_each(|d| entry.seen(d));
        return;
    }
    let Some(dead) = patient.child("deceasedInd") else { return };
    let flag = match dead.attribute("value") {
        Some("true" | "1") => true,
        Some("false" | "0") => false,
        _ => return,
    };
    entry.builder.say(Aspect::Deceased, Value::Flag(flag), &dead.place("@value"), How::Copied);
    entry.seen(&dead);
}

/// The address where the patient lives: the first that is not an old one, a home before others. Facts have no groups, so
/// that a second address would mix with it; it is counted as unread.
fn address<'d>(entry: &mut Entry<'_, 'd>, role: &At<'d>) {
    let uses = |a: &At<'_>, wanted: &[&str]| a.attribute("use").is_some_and(|u| u.split(' ').any(|w| wanted.contains(&w)));
    let current: Vec<At<'d>> = role.all("addr").into_iter().filter(|a| !a.text().is_empty() && !uses(a, &["BAD", "OLD"])).collect();
    let Some(address) = current.iter().find(|a| uses(a, &["HP", "H"])).or_else(|| current.first()) else { return };
    let parts = [
        ("streetAddressLine", Aspect::Line),
        ("city", Aspect::City),
        ("state", Aspect::State),
        ("postalCode", Aspect::PostalCode),
        ("country", Aspect::Country),
    ];
    for (element, aspect) in parts {
        for part in address.all(element) {
            entry.builder.text(aspect, &part.text(), &part.place(""));
        }
    }
    if let Some(line) = address.child("streetAddressLine") {
        is_for(entry, Aspect::Line, address, &line.text(), "streetAddressLine");
    }
    if address.element.elements().next().is_none() {
        entry.builder.text(Aspect::Line, &address.text(), &address.place(""));
    }
    entry.seen(address);
}

/// What a number or an address is for: the codes of its `use`.
fn is_for<'d>(entry: &mut Entry<'_, 'd>, aspect: Aspect, of: &At<'d>, what: &str, place: &str) {
    let Some(aspect) = contact::use_of(aspect) else { return };
    for word in of.attribute("use").unwrap_or("").split_whitespace().filter_map(contact::word) {
        entry.builder.say(aspect, contact::value(word, what), &of.place(place), How::Translated);
    }
}

fn telecoms<'d>(entry: &mut Entry<'_, 'd>, role: &At<'d>) {
    for telecom in role.all("telecom") {
        let Some(value) = telecom.attribute("value") else { continue };
        let (scheme, rest) = value.split_once(':').unwrap_or(("", value));
        let aspect = match scheme.trim().to_lowercase().as_str() {
            "tel" => Aspect::Phone,
            "mailto" | "email" => Aspect::Email,
            "" if rest.contains('@') => Aspect::Email,
            "" if rest.chars().filter(char::is_ascii_digit).count() >= 7 => Aspect::Phone,
            _ => continue,
        };
        // Some exporters write the scheme twice.
        let again = rest.trim().split_once(':').filter(|(again, _)| again.trim().eq_ignore_ascii_case(scheme.trim()));
        let rest = again.map_or(rest, |(_, rest)| rest);
        entry.builder.text(aspect, rest.trim(), &telecom.place("@value"));
        is_for(entry, aspect, &telecom, rest, "@value");
        entry.seen(&telecom);
    }
}

#[cfg(test)]
mod tests {
    use crate::ccda::{document, whole_document};
    use crate::reading::{Coverage, Places};
    use formats::{Format, Item, Limits};
    use model::{Kind, Statement};
    use std::ops::ControlFlow;

    /// Contacts of the patient of a document, read by itself or for a book of documents.
    fn contacts(whole: bool) -> Vec<String> {
        let person = "<name><given>Ann</given><family>Roe</family></name>";
        let participant = |kind: &str, class: &str| {
            let about = r#"<code code="SPS"/><telecom value="tel:555-010-2000"/>"#;
            format!(r#"<participant typeCode="{kind}"><associatedEntity classCode="{class}">{about}<associatedPerson>{person}</associatedPerson></associatedEntity></participant>"#)
        };
        let (kin, payer) = (participant("IND", "NOK"), participant("HLD", "POLHOLD").replace("Ann", "Payer"));
        let text = format!(
            r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><id root="1.2.3" extension="M-17"/><patient><name><given>Ada</given><family>Roe</family></name>
<guardian><code code="MTH"/><telecom value="mailto:b@c.org"/><guardianPerson><name>Bea Lind</name></guardianPerson></guardian></patient></patientRole></recordTarget>{kin}{payer}
<component><structuredBody/></component></ClinicalDocument>"#
        );
        let (mut places, mut coverage, mut found) = (Places::default(), Coverage::default(), Vec::<Statement>::new());
        let read = if whole { whole_document } else { document };
        let summary = formats::read(Format::Ccda, "x.xml", &mut text.as_bytes(), &Limits::default(), &mut |item: Item<'_>| {
            if let Item::Document(one) = item {
                read(one, 0, &mut places, &mut coverage, &mut |statement| found.push(statement));
            }
            ControlFlow::Continue(())
        });
        assert_eq!(summary.unwrap().quarantined, 0);
        let facts = found.iter().filter(|statement| statement.kind == Kind::Demographic).flat_map(|statement| &statement.facts);
        facts.filter(|fact| crate::leaf::is_person(fact)).map(|fact| fact.value.shown()).collect()
    }

    #[test]
    fn guardians_and_next_of_kin_are_contacts_and_who_pays_is_none() {
        assert_eq!(contacts(false), ["contact person Bea Lind; mother", "contact person Ann Roe; spouse; tel:555-010-2000"]);
        assert!(contacts(true).is_empty(), "between documents their elements are told");
    }
}
