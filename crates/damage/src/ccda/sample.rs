//! Clinical documents of invented patients, written from tables: a correct destination that is there in every checkout, and
//! in which every operator finds an occasion.
//!
//! Codes are real, nobody of these patients is. Same number, same bytes.

mod lists;
mod panels;

use std::fmt::Write as _;

const SNOMED: &str = "2.16.840.1.113883.6.96";
const LOINC: &str = "2.16.840.1.113883.6.1";
const RXNORM: &str = "2.16.840.1.113883.6.88";
const ICD: &str = "2.16.840.1.113883.6.90";
/// Root of the templates of C-CDA.
const TEMPLATES: &str = "2.16.840.1.113883.10.20.22";

const FAMILIES: [&str; 12] = ["Abara", "Brandt", "Cisneros", "Dvorak", "Eklund", "Fofana", "Grady", "Hsu", "Iwasaki", "Jansen", "Kowalski", "Lindqvist"];
const GIVEN: [&str; 12] = ["Ada", "Bruno", "Carla", "Dmitri", "Elin", "Fatou", "Gerald", "Hana", "Ichiro", "Johanna", "Karol", "Lena"];

/// One document for each of so many patients.
pub fn sample(patients: usize) -> Vec<String> {
    (0..patients).map(document).collect()
}

/// One of a table, another one for each patient and place.
fn pick<T: Copy>(table: &[T], patient: usize, place: usize) -> T {
    table[(patient * 5 + place) % table.len()]
}

/// A day, another one for each patient and place.
fn day(patient: usize, place: usize) -> String {
    format!("{}{:02}{:02}", 2015 + (patient + place) % 8, 1 + (patient * 3 + place * 2) % 12, 1 + (patient * 7 + place * 5) % 28)
}

/// Where nothing but a start tag's attributes differ: a coded element.
fn coded(element: &str, code: &str, system: &str, display: &str) -> String {
    format!("<{element} code=\"{code}\" codeSystem=\"{system}\" displayName=\"{display}\"/>")
}

/// A coded value of a type.
fn value(code: &str, system: &str, display: &str) -> String {
    format!("<value xsi:type=\"CD\" code=\"{code}\" codeSystem=\"{system}\" displayName=\"{display}\"/>")
}

fn id(patient: usize, sort: &str, place: usize) -> String {
    format!("<id root=\"2.25.1000\" extension=\"{sort}-{patient}-{place}\"/>")
}

fn template(number: &str) -> String {
    format!("<templateId root=\"{TEMPLATES}.{number}\" extension=\"2015-08-01\"/>")
}

fn author(patient: usize, day: &str) -> String {
    format!("<author><time value=\"{day}\"/><assignedAuthor><id root=\"2.25.1001\" extension=\"DR{:02}\"/></assignedAuthor></author>", patient % 4)
}

/// A section of entries.
fn section(number: &str, code: &str, title: &str, words: &str, entries: &[String]) -> String {
    let mut out = format!("<component><section>{}<code code=\"{code}\" codeSystem=\"{LOINC}\"/><title>{title}</title><text><paragraph>{words}</paragraph></text>\n", template(number));
    for entry in entries {
        let _ = writeln!(out, "<entry>{entry}</entry>");
    }
    out + "</section></component>\n"
}

fn document(patient: usize) -> String {
    let number = format!("00{}", 41_200 + patient * 137);
    let (family, given) = (pick(&FAMILIES, patient, 0), GIVEN[patient % GIVEN.len()]);
    let mut out = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:sdtc=\"urn:hl7-org:sdtc\">\n<realmCode code=\"US\"/><typeId root=\"2.16.840.1.113883.1.3\" extension=\"POCD_HD000040\"/>{}{}<code code=\"34133-9\" codeSystem=\"{LOINC}\"/><title>Summary of care</title><effectiveTime value=\"20240630080000-0500\"/><confidentialityCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.25\"/><languageCode code=\"en-US\"/>\n", template("1.1"), id(patient, "document", 0));
    out.push_str(&target(patient, &number, family, given));
    out.push_str(&author(patient, "20240630080000-0500"));
    out.push_str("<custodian><assignedCustodian><representedCustodianOrganization><id root=\"2.25.1002\"/><name>Invented Clinic</name></representedCustodianOrganization></assignedCustodian></custodian>\n");
    let _ = writeln!(out, "<componentOf><encompassingEncounter>{}{}<effectiveTime><low value=\"20240629090000-0500\"/><high value=\"20240629093000-0500\"/></effectiveTime></encompassingEncounter></componentOf>", id(patient, "encounter", 9), coded("code", "99213", "2.16.840.1.113883.6.12", "Office visit"));
    out.push_str("<component><structuredBody>\n");
    out.push_str(&lists::sections(patient));
    out.push_str(&panels::sections(patient));
    out.push_str(&notes(patient));
    out + "</structuredBody></component>\n</ClinicalDocument>\n"
}

fn target(patient: usize, number: &str, family: &str, given: &str) -> String {
    let suffix = if patient % 3 == 0 { "<suffix>Jr</suffix>" } else { "" };
    let gender = match patient % 6 {
        5 => "<administrativeGenderCode nullFlavor=\"UNK\"/>".to_string(),
        other if other % 2 == 0 => coded("administrativeGenderCode", "F", "2.16.840.1.113883.5.1", "Female"),
        _ => coded("administrativeGenderCode", "M", "2.16.840.1.113883.5.1", "Male"),
    };
    let born = format!("19{}{:02}{:02}", 40 + patient * 4 % 50, 1 + patient % 9, 2 + patient % 10);
    let dead = if patient % 5 == 4 { "<sdtc:deceasedInd value=\"true\"/><sdtc:deceasedTime value=\"20240612\"/>" } else { "" };
    let marital = if patient % 2 == 0 { coded("maritalStatusCode", "M", "2.16.840.1.113883.5.2", "Married") } else { coded("maritalStatusCode", "S", "2.16.840.1.113883.5.2", "Never Married") };
    format!("<recordTarget><patientRole><id root=\"2.25.1003\" extension=\"{number}\"/><addr use=\"HP\"><streetAddressLine>{} Mill Lane</streetAddressLine><city>Fairview</city><state>OR</state><postalCode>9702{}</postalCode><country>US</country></addr><telecom use=\"HP\" value=\"tel:503555{:04}\"/><patient><name use=\"L\"><given>{given}</given><given>M</given><family>{family}</family>{suffix}</name>{gender}<birthTime value=\"{born}\"/>{dead}{marital}{}{}{}<languageCommunication><languageCode code=\"en\"/></languageCommunication></patient></patientRole></recordTarget>\n", 12 + patient, patient % 10, 1200 + patient * 7, coded("raceCode", "2106-3", "2.16.840.1.113883.6.238", "White"), coded("ethnicGroupCode", "2186-5", "2.16.840.1.113883.6.238", "Not Hispanic or Latino"), guardian(patient))
}

/// Some patients have somebody who decides for them.
fn guardian(patient: usize) -> String {
    if patient % 3 != 1 {
        return String::new();
    }
    let relation = coded("code", "MTH", "2.16.840.1.113883.5.111", "Mother");
    format!("<guardian>{relation}<telecom use=\"HP\" value=\"tel:503556{:04}\"/><guardianPerson><name><given>Mira</given><family>{}</family></name></guardianPerson></guardian>", 2300 + patient * 7, pick(&FAMILIES, patient, 0))
}

const COURSES: [&str; 4] = [
    "The patient denies chest pain. There is no fever. Weight rose by 1.5 kg since the last visit, and the café at work is blamed for it.",
    "No dyspnoea at rest, no oedema. Blood pressure at home was 138/82 on average. She does not take any herbal remedies, and drinks 0.5 litres of wine a week, a Côtes du Rhône.",
    "He reports headaches twice a week, mostly in the evening. Ibuprofen helps. Sleep is not disturbed; the naïve remedy of a walk helps as well, he says, after 2.5 km.",
    "The wound has healed without pus. The patient is not in pain. Removal of 3.0 sutures' remnants was offered, and a résumé of the operation was handed out.",
];

/// Sections of words.
fn notes(patient: usize) -> String {
    let course = pick(&COURSES, patient, patient);
    let plan = format!("Continue as before and come back in {} weeks. If pain or fever returns, call the clinic at once; there is no need to wait for the next visit. The result of {:.1} was explained in detail and understood, and the leaflet about it was taken home to read with the family.", 2 + patient % 5, 1.5 + patient as f64);
    let one = |code: &str, title: &str, text: &str| format!("<component><section><code code=\"{code}\" codeSystem=\"{LOINC}\"/><title>{title}</title><text>{text}</text></section></component>\n");
    one("11506-3", "Progress note", &format!("<paragraph>{course}</paragraph><paragraph>Seen on visit {patient}.</paragraph>"))
        + &one("51847-2", "Assessment and plan", &format!("<list><item>{plan}</item><item>Visit {patient} was short.</item></list>"))
}
