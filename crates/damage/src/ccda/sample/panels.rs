//! What was measured and asked of the invented patients: results, vital signs, social history, insurance.

use super::{LOINC, SNOMED, coded, day, id, section, template, value};

pub(super) fn sections(patient: usize) -> String {
    let results: Vec<String> = (0..3).map(|place| panel(patient, place)).collect();
    let vitals: Vec<String> = (0..2).map(|place| vitals(patient, place)).collect();
    [
        section("2.3.1", "30954-2", "Results", "Results as listed.", &results),
        section("2.4.1", "8716-3", "Vital signs", "Vital signs as listed.", &vitals),
        section("2.17", "29762-2", "Social history", "Habits as listed.", &social(patient)),
        section("2.18", "48768-6", "Payers", "Insurance as listed.", &[payer(patient)]),
    ]
    .concat()
}

/// A result: code, display, type and value, flag, bounds.
type Test = (&'static str, &'static str, &'static str, [&'static str; 3], &'static str, [&'static str; 2]);

const TESTS: [Test; 7] = [
    ("2345-7", "Glucose", "mg/dL", ["98", "143", "201.5"], "H", ["70", "99"]),
    ("2160-0", "Creatinine", "mg/dL", ["0.92", "1.31", "2.04"], "N", ["0.6", "1.2"]),
    ("718-7", "Hemoglobin", "g/dL", ["13.2", "11.8", "9.4"], "L", ["12", "16"]),
    ("6298-4", "Potassium", "mmol/L", ["4.1", "3.2", "5.9"], "N", ["3.5", "5.1"]),
    ("4548-4", "Hemoglobin A1c", "%", ["6.1", "7.8", "9.3"], "H", ["4", "5.6"]),
    ("3016-3", "Thyrotropin", "m[IU]/L", ["2.35", "0.41", "7.12"], "N", ["0.4", "4.0"]),
    ("6690-2", "Leukocytes", "10*3/uL", ["7.2", "11.9", "3.1"], "A", ["4.5", "11"]),
];

fn member(patient: usize, place: usize, code: &str, display: &str, time: &str, status: &str, said: &str) -> String {
    format!("<component><observation classCode=\"OBS\" moodCode=\"EVN\">{}{}{}<statusCode code=\"{status}\"/><effectiveTime value=\"{time}\"/>{said}</observation></component>", template("4.2"), id(patient, "result", place), coded("code", code, LOINC, display))
}

fn panel(patient: usize, place: usize) -> String {
    let time = format!("{}181500-0500", day(patient, place));
    let mut members = String::new();
    for number in 0..4 {
        let (code, display, unit, numbers, flag, [low, high]) = TESTS[(patient + number) % TESTS.len()];
        let flagged = if number == 3 { String::new() } else { coded("interpretationCode", flag, "2.16.840.1.113883.5.83", "Flag") };
        let range = format!("<referenceRange><observationRange><value xsi:type=\"IVL_PQ\"><low value=\"{low}\" unit=\"{unit}\"/><high value=\"{high}\" unit=\"{unit}\"/></value></observationRange></referenceRange>");
        let said = format!("<value xsi:type=\"PQ\" value=\"{}\" unit=\"{unit}\"/>{flagged}{range}", numbers[(patient + place) % 3]);
        members.push_str(&member(patient, place * 10 + number, code, display, &time, if number == 2 && place == 1 { "active" } else { "completed" }, &said));
    }
    members.push_str(&odd(patient, place, &time));
    let specimen = format!("<specimen><specimenRole><specimenPlayingEntity>{}</specimenPlayingEntity></specimenRole></specimen>", coded("code", "119297000", SNOMED, "Blood specimen"));
    let battery = ["24323-8", "51990-0", "24331-1"][place];
    format!("<organizer classCode=\"BATTERY\" moodCode=\"EVN\">{}{}{}<statusCode code=\"completed\"/><effectiveTime><low value=\"{time}\"/><high value=\"{time}\"/></effectiveTime>{specimen}{members}</organizer>", template("4.1"), id(patient, "panel", place), coded("code", battery, LOINC, "Panel"))
}

/// Results that are no plain number: below a limit, a word, a code, absent, withdrawn.
fn odd(patient: usize, place: usize, time: &str) -> String {
    match place {
        0 => {
            member(patient, 7, "30522-7", "C reactive protein, high sensitivity", time, "completed", "<value xsi:type=\"IVL_PQ\"><high value=\"0.3\" unit=\"mg/L\" inclusive=\"false\"/></value>")
                + &member(patient, 8, "5802-4", "Nitrite in urine", time, "completed", if patient % 2 == 0 { "<value xsi:type=\"ST\">Negative</value>" } else { "<value xsi:type=\"ST\">Positive</value>" })
        }
        1 => {
            member(patient, 17, "94500-6", "SARS-CoV-2 RNA", time, "completed", &if patient % 2 == 0 { value("260415000", SNOMED, "Not detected") } else { value("260373001", SNOMED, "Detected") })
                + &member(patient, 18, "2823-3", "Potassium in serum", time, "completed", if patient % 2 == 0 { "<value xsi:type=\"PQ\" nullFlavor=\"UNK\"/>" } else { "<value xsi:type=\"PQ\" nullFlavor=\"NASK\"/>" })
        }
        _ => member(patient, 27, "1742-6", "Alanine aminotransferase", time, if patient % 3 == 0 { "nullified" } else { "completed" }, "<value xsi:type=\"PQ\" value=\"31\" unit=\"U/L\"/>"),
    }
}

fn vitals(patient: usize, place: usize) -> String {
    let time = format!("{}0915-0500", day(patient, place + 2));
    let rows = [
        ("8480-6", "Systolic blood pressure", format!("{}", 118 + patient + place * 12), "mm[Hg]"),
        ("8462-4", "Diastolic blood pressure", format!("{}", 71 + patient + place * 5), "mm[Hg]"),
        ("29463-7", "Body weight", format!("{}.4", 68 + patient + place), "kg"),
        ("8302-2", "Body height", format!("{}", 158 + patient), "cm"),
        ("8310-5", "Body temperature", format!("36.{}", 5 + place), "Cel"),
    ];
    let members: String = rows
        .iter()
        .enumerate()
        .map(|(number, (code, display, digits, unit))| {
            let site = if number < 2 { coded("targetSiteCode", "368209003", SNOMED, "Right upper arm") } else { String::new() };
            format!("<component><observation classCode=\"OBS\" moodCode=\"EVN\">{}{}{}<statusCode code=\"completed\"/><effectiveTime value=\"{time}\"/><value xsi:type=\"PQ\" value=\"{digits}\" unit=\"{unit}\"/>{site}</observation></component>", template("4.27"), id(patient, "vital", place * 10 + number), coded("code", code, LOINC, display))
        })
        .collect();
    format!("<organizer classCode=\"CLUSTER\" moodCode=\"EVN\">{}{}{}<statusCode code=\"completed\"/><effectiveTime value=\"{time}\"/>{members}</organizer>", template("4.26"), id(patient, "vitals", place), coded("code", "46680005", SNOMED, "Vital signs"))
}

fn social(patient: usize) -> Vec<String> {
    let (code, display) = [("449868002", "Current every day smoker"), ("8517006", "Former smoker"), ("266927001", "Unknown if ever smoked"), ("266919005", "Never smoker")][patient % 4];
    vec![
        format!("<observation classCode=\"OBS\" moodCode=\"EVN\">{}{}{}<statusCode code=\"completed\"/><effectiveTime value=\"{}\"/>{}</observation>", template("4.78"), id(patient, "smoking", 0), coded("code", "72166-2", LOINC, "Tobacco smoking status"), day(patient, 1), value(code, SNOMED, display)),
        format!("<observation classCode=\"OBS\" moodCode=\"EVN\">{}{}{}<statusCode code=\"completed\"/><effectiveTime><low value=\"{}\"/></effectiveTime><value xsi:type=\"ST\">{} drinks a week</value></observation>", template("4.38"), id(patient, "drinking", 0), coded("code", "160573003", SNOMED, "Alcohol intake"), day(patient, 2), 1 + patient % 6),
    ]
}

fn payer(patient: usize) -> String {
    format!("<act classCode=\"ACT\" moodCode=\"EVN\">{}{}<code code=\"48768-6\" codeSystem=\"{LOINC}\"/><statusCode code=\"completed\"/><entryRelationship typeCode=\"COMP\"><act classCode=\"ACT\" moodCode=\"EVN\">{}<id root=\"2.25.1005\" extension=\"GROUP{}\"/><code code=\"12\" codeSystem=\"2.16.840.1.113883.3.221.5\" displayName=\"Medicare\"/><statusCode code=\"completed\"/><performer typeCode=\"PRF\"><assignedEntity><id root=\"2.25.1006\"/><code code=\"PAYOR\" codeSystem=\"2.16.840.1.113883.5.110\"/><representedOrganization><name>Invented Health Plan</name></representedOrganization></assignedEntity></performer><participant typeCode=\"COV\"><participantRole classCode=\"PAT\"><id root=\"2.25.1007\" extension=\"M00{}\"/><code code=\"SELF\" codeSystem=\"2.16.840.1.113883.5.111\"/></participantRole></participant></act></entryRelationship></act>", template("4.60"), id(patient, "coverage", 0), template("4.61"), 40 + patient % 3, 5000 + patient * 11)
}
