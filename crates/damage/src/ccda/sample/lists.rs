//! The lists of the invented patients: allergies, problems, drugs, vaccines, procedures, encounters, relatives, plans.

use super::{ICD, LOINC, RXNORM, SNOMED, TEMPLATES, author, coded, day, id, pick, section, template, value};

pub(super) fn sections(patient: usize) -> String {
    let encounters: Vec<String> = (0..2).map(|place| encounter(patient, place)).collect();
    [
        section("2.6.1", "48765-2", "Allergies", "Allergies as listed.", &allergies(patient)),
        section("2.5.1", "11450-4", "Problems", "Problems as listed.", &(0..5).map(|place| problem(patient, place)).collect::<Vec<_>>()),
        section("2.1.1", "10160-0", "Medications", "Drugs as listed.", &(0..5).map(|place| drug(patient, place)).collect::<Vec<_>>()),
        section("2.2.1", "11369-6", "Immunizations", "Vaccines as listed.", &(0..4).map(|place| vaccine(patient, place)).collect::<Vec<_>>()),
        section("2.7.1", "47519-4", "Procedures", "Procedures as listed.", &(0..3).map(|place| procedure(patient, place)).collect::<Vec<_>>()),
        section("2.22.1", "46240-8", "Encounters", "Encounters as listed.", &encounters),
        section("2.15", "10157-6", "Family history", "Relatives as listed.", &[relative(patient)]),
        section("2.10", "18776-5", "Plan", "Plans as listed.", &plans(patient)),
        section("2.60", "61146-7", "Goals", "Goals as listed.", &(0..2).map(|place| goal(patient, place)).collect::<Vec<_>>()),
        section("2.21.1", "42348-3", "Advance directives", "Directives as listed.", &[directive(patient)]),
        section("2.23", "46264-8", "Medical equipment", "Implants as listed.", &[device(patient, 0)]),
    ]
    .concat()
}

const GOALS: [(&str, &str, &str, usize); 2] = [("29463-7", "Body weight", "kg", 60), ("8480-6", "Systolic blood pressure", "mm[Hg]", 120)];

fn goal(patient: usize, place: usize) -> String {
    let (code, display, unit, base) = GOALS[place % GOALS.len()];
    format!("<observation classCode=\"OBS\" moodCode=\"GOL\">{}{}{}<statusCode code=\"active\"/><effectiveTime value=\"{}\"/><value xsi:type=\"PQ\" value=\"{}\" unit=\"{unit}\"/>{}</observation>", template("4.121"), id(patient, "goal", place), coded("code", code, LOINC, display), day(patient, place + 4), base + patient, author(patient, &day(patient, place + 4)))
}

const ALLERGENS: [(&str, &str, &str); 7] = [
    ("7980", RXNORM, "Penicillin G"),
    ("2670", RXNORM, "Codeine"),
    ("1191", RXNORM, "Aspirin"),
    ("10831", RXNORM, "Sulfamethoxazole / Trimethoprim"),
    ("762952008", SNOMED, "Peanut"),
    ("111088007", SNOMED, "Latex"),
    ("256277009", SNOMED, "Grass pollen"),
];
const REACTIONS: [(&str, &str); 4] = [("247472004", "Hives"), ("39579001", "Anaphylaxis"), ("422587007", "Nausea"), ("271807003", "Rash")];
const SEVERITIES: [(&str, &str); 3] = [("255604002", "Mild"), ("6736007", "Moderate"), ("24484000", "Severe")];
const SORTS: [(&str, &str); 5] =
    [("416098002", "Allergy to drug"), ("59037007", "Intolerance to drug"), ("414285001", "Allergy to food"), ("426232007", "Environmental allergy"), ("419511003", "Propensity to adverse reactions to drug")];

fn allergies(patient: usize) -> Vec<String> {
    if patient % 4 == 3 {
        let none = "<participant typeCode=\"CSM\"><participantRole classCode=\"MANU\"><playingEntity classCode=\"MMAT\"><code nullFlavor=\"NA\"/></playingEntity></participantRole></participant>";
        return vec![concern(patient, 0, "active", &format!("<observation classCode=\"OBS\" moodCode=\"EVN\" negationInd=\"true\">{}{}{}<statusCode code=\"completed\"/><effectiveTime><low value=\"{}\"/></effectiveTime>{}{none}</observation>", template("4.7"), id(patient, "allergy", 0), coded("code", "ASSERTION", "2.16.840.1.113883.5.4", "Assertion"), day(patient, 0), value("419199007", SNOMED, "Allergy to substance")), "4.30")];
    }
    (0..4).map(|place| allergy(patient, place)).collect()
}

/// The act around a problem or an allergy.
fn concern(patient: usize, place: usize, status: &str, observation: &str, number: &str) -> String {
    let sort = if number == "4.30" { "allergy-concern" } else { "problem-concern" };
    format!("<act classCode=\"ACT\" moodCode=\"EVN\">{}{}<code code=\"CONC\" codeSystem=\"2.16.840.1.113883.5.6\"/><statusCode code=\"{status}\"/><effectiveTime><low value=\"{}\"/></effectiveTime>{}<entryRelationship typeCode=\"SUBJ\">{observation}</entryRelationship></act>", template(number), id(patient, sort, place), day(patient, place), author(patient, &day(patient, place + 3)))
}

/// What is said about an observation: its status, its severity.
fn about(kind: &str, number: &str, code: &str, system: &str, said: &str) -> String {
    format!("<entryRelationship typeCode=\"{kind}\" inversionInd=\"true\"><observation classCode=\"OBS\" moodCode=\"EVN\">{}<code code=\"{code}\" codeSystem=\"{system}\"/><statusCode code=\"completed\"/>{said}</observation></entryRelationship>", template(number))
}

fn allergy(patient: usize, place: usize) -> String {
    let (code, system, display) = pick(&ALLERGENS, patient, place);
    let (sort, sort_name) = pick(&SORTS, patient, place);
    let refuted = place == 3 && patient % 2 == 0;
    let over = place == 2;
    let mut more = String::new();
    if place != 1 {
        for count in 0..=(place % 2) {
            let (reaction, name) = pick(&REACTIONS, patient, place + count);
            let (severity, severity_name) = pick(&SEVERITIES, patient, place + count);
            let graded = if place == 2 { String::new() } else { about("SUBJ", "4.8", "SEV", "2.16.840.1.113883.5.4", &value(severity, SNOMED, severity_name)) };
            more.push_str(&format!("<entryRelationship typeCode=\"MFST\" inversionInd=\"true\"><observation classCode=\"OBS\" moodCode=\"EVN\">{}{}<code code=\"ASSERTION\" codeSystem=\"2.16.840.1.113883.5.4\"/><statusCode code=\"completed\"/>{}{graded}</observation></entryRelationship>", template("4.9"), id(patient, "reaction", place * 10 + count), value(reaction, SNOMED, name)));
        }
    }
    if place != 2 {
        let (code, display) = [("CRITH", "High criticality"), ("CRITL", "Low criticality"), ("CRITU", "Unable to assess")][(patient + place) % 3];
        more.push_str(&about("SUBJ", "4.145", "82606-5", LOINC, &value(code, "2.16.840.1.113883.5.1063", display)));
    }
    if over {
        more.push_str(&about("SUBJ", "4.28", "33999-4", LOINC, &value("73425007", SNOMED, "Inactive")));
    } else if place == 0 {
        more.push_str(&about("SUBJ", "4.28", "33999-4", LOINC, &value("55561003", SNOMED, "Active")));
    }
    let end = if over { format!("<high value=\"{}\"/>", day(patient, 7)) } else { String::new() };
    let begun = format!("2012{:02}{:02}", 1 + place, 3 + patient % 20);
    let observation = format!("<observation classCode=\"OBS\" moodCode=\"EVN\"{}>{}{}<code code=\"ASSERTION\" codeSystem=\"2.16.840.1.113883.5.4\"/><statusCode code=\"completed\"/><effectiveTime><low value=\"{begun}\"/>{end}</effectiveTime>{}<participant typeCode=\"CSM\"><participantRole classCode=\"MANU\"><playingEntity classCode=\"MMAT\">{}</playingEntity></participantRole></participant>{more}</observation>", if refuted { " negationInd=\"true\"" } else { "" }, template("4.7"), id(patient, "allergy", place), value(sort, SNOMED, sort_name), coded("code", code, system, display));
    concern(patient, place, if over { "completed" } else { "active" }, &observation, "4.30")
}

const PROBLEMS: [(&str, &str, &str); 9] = [
    ("38341003", "Hypertensive disorder", "I10"),
    ("44054006", "Type 2 diabetes mellitus", "E11.9"),
    ("195967001", "Asthma", "J45.909"),
    ("13645005", "Chronic obstructive lung disease", "J44.9"),
    ("239873007", "Osteoarthritis of knee", "M17.11"),
    ("40930008", "Hypothyroidism", "E03.9"),
    ("233604007", "Pneumonia", "J18.9"),
    ("49436004", "Atrial fibrillation", "I48.91"),
    ("35489007", "Depressive disorder", "F32.89"),
];

fn problem(patient: usize, place: usize) -> String {
    let (code, display, icd) = pick(&PROBLEMS, patient, place);
    let refuted = place == 4 && patient % 3 == 1;
    let mut more = String::new();
    match place {
        0 => more.push_str(&about("REFR", "4.6", "33999-4", LOINC, &value("55561003", SNOMED, "Active"))),
        1 => more.push_str(&about("REFR", "4.6", "33999-4", LOINC, &value("413322009", SNOMED, "Resolved"))),
        2 => more.push_str(&format!("<entryRelationship typeCode=\"SUBJ\" inversionInd=\"true\"><act classCode=\"ACT\" moodCode=\"EVN\">{}<code code=\"48767-8\" codeSystem=\"{LOINC}\"/><text>Seen by the specialist, who agrees.</text></act></entryRelationship>", template("4.64"))),
        _ => {}
    }
    let end = match place {
        1 => format!("<high value=\"2023{:02}11\"/>", 1 + patient % 12),
        3 => "<high nullFlavor=\"UNK\"/>".to_string(),
        _ => String::new(),
    };
    let side = if (patient + place) % 2 == 0 { ("7771000", "Left") } else { ("24028007", "Right") };
    let site = if display.contains("knee") { format!("<targetSiteCode code=\"72696002\" codeSystem=\"{SNOMED}\" displayName=\"Knee\"><qualifier><name code=\"272741003\" codeSystem=\"{SNOMED}\"/>{}</qualifier></targetSiteCode>", value(side.0, SNOMED, side.1)) } else { String::new() };
    let begun = if place == 4 { "2011".to_string() } else { format!("201{}{:02}{:02}", place + 3, 2 + place, 4 + patient % 20) };
    let named = format!("<value xsi:type=\"CD\" code=\"{code}\" codeSystem=\"{SNOMED}\" displayName=\"{display}\">{}<translation code=\"{icd}\" codeSystem=\"{ICD}\" displayName=\"{display}\"/><translation code=\"P{code}\" codeSystem=\"2.25.1008\" displayName=\"{display}\"/></value>", if place == 2 { format!("<originalText>{display}</originalText>") } else { String::new() });
    let observation = format!("<observation classCode=\"OBS\" moodCode=\"EVN\"{}>{}{}{}<statusCode code=\"completed\"/><effectiveTime><low value=\"{begun}\"/>{end}</effectiveTime>{named}{site}{}{more}</observation>", if refuted { " negationInd=\"true\"" } else { "" }, template("4.4"), id(patient, "problem", place), coded("code", "55607006", SNOMED, "Problem"), author(patient, &day(patient, place + 1)));
    concern(patient, place, if matches!(place, 1 | 3) { "completed" } else { "active" }, &observation, "4.3")
}

const DRUGS: [(&str, &str); 8] = [
    ("314076", "Lisinopril 10 MG Oral Tablet"),
    ("860975", "Metformin hydrochloride 500 MG Oral Tablet"),
    ("617312", "Atorvastatin 20 MG Oral Tablet"),
    ("197361", "Amlodipine 5 MG Oral Tablet"),
    ("966224", "Levothyroxine sodium 0.05 MG Oral Tablet"),
    ("855332", "Warfarin sodium 5 MG Oral Tablet"),
    ("745679", "Albuterol 0.09 MG/ACTUAT Inhaler"),
    ("310965", "Ibuprofen 200 MG Oral Tablet"),
];

fn drug(patient: usize, place: usize) -> String {
    let (code, display) = pick(&DRUGS, patient, place);
    let (mood, status) = match place {
        1 => ("EVN", "completed"),
        2 => ("INT", "aborted"),
        3 if patient % 4 == 1 => ("EVN", "nullified"),
        4 => ("EVN", "active"),
        _ => ("INT", "active"),
    };
    let denied = if place == 4 && patient % 4 == 2 { " negationInd=\"true\"" } else { "" };
    let end = if matches!(place, 1 | 2) { format!("<high value=\"2022{:02}{:02}\"/>", 1 + patient % 12, 5 + place) } else { String::new() };
    let hours = [24, 12, 8, 6][(patient + place) % 4];
    let route = if display.contains("Inhaler") { ("C38216", "Respiratory (inhalation)") } else { ("C38288", "Oral") };
    let way = if place == 3 { String::new() } else { coded("routeCode", route.0, "2.16.840.1.113883.3.26.1.1", route.1) };
    let dose = if place == 3 { String::new() } else { format!("<doseQuantity value=\"{}\" unit=\"{}\"/>", ["1", "2.5", "10", "0.5"][(patient + place) % 4], if place % 2 == 0 { "mg" } else { "mL" }) };
    let needed = if place == 0 { format!("<precondition typeCode=\"PRCN\"><criterion>{}<value xsi:type=\"CD\" code=\"25064002\" codeSystem=\"{SNOMED}\" displayName=\"Headache\"/></criterion></precondition>", coded("code", "ASSERTION", "2.16.840.1.113883.5.4", "Assertion")) } else { String::new() };
    let mut more = String::new();
    if place != 4 {
        more.push_str(&format!("<entryRelationship typeCode=\"REFR\"><supply classCode=\"SPLY\" moodCode=\"INT\">{}{}<statusCode code=\"completed\"/><repeatNumber value=\"{}\"/><quantity value=\"{}\"/></supply></entryRelationship>", template("4.17"), id(patient, "supply", place), 1 + (patient + place) % 5, 30 * (1 + place)));
        let (reason, name, _) = pick(&PROBLEMS, patient, place);
        more.push_str(&format!("<entryRelationship typeCode=\"RSON\"><observation classCode=\"OBS\" moodCode=\"EVN\">{}{}{}<statusCode code=\"completed\"/>{}</observation></entryRelationship>", template("4.19"), id(patient, "indication", place), coded("code", "404684003", SNOMED, "Finding"), value(reason, SNOMED, name)));
    }
    let begun = format!("2021{:02}{:02}", 1 + (place * 2) % 12, 3 + patient % 20);
    format!("<substanceAdministration classCode=\"SBADM\" moodCode=\"{mood}\"{denied}>{}{}<statusCode code=\"{status}\"/><effectiveTime xsi:type=\"IVL_TS\"><low value=\"{begun}\"/>{end}</effectiveTime><effectiveTime xsi:type=\"PIVL_TS\" institutionSpecified=\"true\" operator=\"A\"><period value=\"{hours}\" unit=\"h\"/></effectiveTime>{way}{dose}<consumable><manufacturedProduct classCode=\"MANU\">{}<manufacturedMaterial>{}</manufacturedMaterial></manufacturedProduct></consumable>{}{more}{needed}</substanceAdministration>", template("4.16"), id(patient, "drug", place), template("4.23"), coded("code", code, RXNORM, display), author(patient, &day(patient, place + 2)))
}

const VACCINES: [(&str, &str); 6] = [("140", "Influenza, seasonal, injectable"), ("33", "Pneumococcal polysaccharide"), ("115", "Tdap"), ("43", "Hep B, adult"), ("187", "Zoster recombinant"), ("52", "Hep A, adult")];

fn vaccine(patient: usize, place: usize) -> String {
    let (code, display) = pick(&VACCINES, patient, place);
    let refused = place == 3;
    let status = if place == 2 && patient % 4 == 0 { "nullified" } else { "completed" };
    let reason = if refused { format!("<entryRelationship typeCode=\"RSON\"><observation classCode=\"OBS\" moodCode=\"EVN\">{}{}<code code=\"PATOBJ\" codeSystem=\"2.16.840.1.113883.5.8\" displayName=\"Patient objection\"/><statusCode code=\"completed\"/></observation></entryRelationship>", template("4.53"), id(patient, "refusal", place)) } else { String::new() };
    let route = if place == 1 { "<routeCode nullFlavor=\"UNK\"/>".to_string() } else { coded("routeCode", "C28161", "2.16.840.1.113883.3.26.1.1", "Intramuscular") };
    format!("<substanceAdministration classCode=\"SBADM\" moodCode=\"EVN\" negationInd=\"{refused}\">{}{}<statusCode code=\"{status}\"/><effectiveTime value=\"{}\"/><repeatNumber value=\"{}\"/>{route}<doseQuantity value=\"0.5\" unit=\"mL\"/><consumable><manufacturedProduct classCode=\"MANU\">{}<manufacturedMaterial>{}<lotNumberText>00{}A{place}</lotNumberText></manufacturedMaterial><manufacturerOrganization><name>{}</name></manufacturerOrganization></manufacturedProduct></consumable><performer><assignedEntity><id root=\"2.25.1001\" extension=\"NU{:02}\"/></assignedEntity></performer>{}{reason}</substanceAdministration>", template("4.52"), id(patient, "vaccine", place), day(patient, place), 1 + place % 3, template("4.54"), coded("code", code, "2.16.840.1.113883.12.292", display), 770 + patient, ["Sanofi", "Merck", "GlaxoSmithKline"][place % 3], patient % 3, author(patient, &day(patient, place)))
}

const PROCEDURES: [(&str, &str); 6] =
    [("73761001", "Colonoscopy"), ("609588000", "Total knee replacement"), ("80146002", "Appendectomy"), ("54885007", "Cataract extraction"), ("38102005", "Cholecystectomy"), ("274031008", "Rectal polypectomy")];

fn procedure(patient: usize, place: usize) -> String {
    let (code, display) = pick(&PROCEDURES, patient, place);
    let status = match place {
        1 if patient % 4 == 3 => "nullified",
        _ => "completed",
    };
    let denied = if place == 2 && patient % 2 == 1 { " negationInd=\"true\"" } else { "" };
    let side = if patient % 2 == 0 { ("7771000", "Left") } else { ("24028007", "Right") };
    let reason = if place == 0 { let (code, name, _) = pick(&PROBLEMS, patient, 1); format!("<entryRelationship typeCode=\"RSON\"><observation classCode=\"OBS\" moodCode=\"EVN\">{}{}{}<statusCode code=\"completed\"/>{}</observation></entryRelationship>", template("4.19"), id(patient, "cause", place), coded("code", "404684003", SNOMED, "Finding"), value(code, SNOMED, name)) } else { String::new() };
    format!("<procedure classCode=\"PROC\" moodCode=\"EVN\"{denied}>{}{}{}<statusCode code=\"{status}\"/><effectiveTime value=\"{}1430-0500\"/><targetSiteCode code=\"{}\" codeSystem=\"{SNOMED}\" displayName=\"Site\"><qualifier><name code=\"272741003\" codeSystem=\"{SNOMED}\"/>{}</qualifier></targetSiteCode><performer><assignedEntity><id root=\"2.25.1001\" extension=\"SU{:02}\"/></assignedEntity></performer>{reason}</procedure>", template("4.14"), id(patient, "procedure", place), coded("code", code, SNOMED, display), day(patient, place + 4), ["71854001", "72696002", "66754008"][place % 3], value(side.0, SNOMED, side.1), (patient + place) % 3)
}

fn encounter(patient: usize, place: usize) -> String {
    let (code, display) = [("99213", "Office visit"), ("99284", "Emergency visit"), ("99232", "Hospital care")][(patient + place) % 3];
    let (problem, name, icd) = pick(&PROBLEMS, patient, place + 6);
    let date = day(patient, place + 2);
    let diagnosis = format!("<entryRelationship typeCode=\"SUBJ\"><act classCode=\"ACT\" moodCode=\"EVN\">{}{}<code code=\"29308-4\" codeSystem=\"{LOINC}\"/><entryRelationship typeCode=\"SUBJ\"><observation classCode=\"OBS\" moodCode=\"EVN\">{}{}{}<statusCode code=\"completed\"/><effectiveTime><low value=\"{date}\"/></effectiveTime><value xsi:type=\"CD\" code=\"{icd}\" codeSystem=\"{ICD}\" displayName=\"{name}\"><translation code=\"{problem}\" codeSystem=\"{SNOMED}\" displayName=\"{name}\"/></value></observation></entryRelationship></act></entryRelationship>", template("4.80"), id(patient, "diagnosis-act", place), template("4.4"), id(patient, "diagnosis", place), coded("code", "282291009", SNOMED, "Diagnosis"));
    let reason = if place == 0 { format!("<entryRelationship typeCode=\"RSON\"><observation classCode=\"OBS\" moodCode=\"EVN\">{}{}{}<statusCode code=\"completed\"/>{}</observation></entryRelationship>", template("4.19"), id(patient, "why", place), coded("code", "404684003", SNOMED, "Finding"), value("25064002", SNOMED, "Headache")) } else { String::new() };
    format!("<encounter classCode=\"ENC\" moodCode=\"EVN\">{}{}{}<effectiveTime><low value=\"{date}220000-0500\"/><high value=\"{date}230000-0500\"/></effectiveTime><performer><assignedEntity><id root=\"2.25.1001\" extension=\"DR{:02}\"/></assignedEntity></performer>{reason}{diagnosis}</encounter>", template("4.49"), id(patient, "encounter", place), coded("code", code, "2.16.840.1.113883.6.12", display), place)
}

fn relative(patient: usize) -> String {
    let members: Vec<String> = (0..2)
        .map(|place| {
            let (code, display, _) = pick(&PROBLEMS, patient, place + 7);
            format!("<component><observation classCode=\"OBS\" moodCode=\"EVN\">{}{}{}<statusCode code=\"completed\"/><effectiveTime value=\"{}\"/>{}</observation></component>", template("4.46"), id(patient, "relative-problem", place), coded("code", "64572001", SNOMED, "Disease"), 1980 + patient + place, value(code, SNOMED, display))
        })
        .collect();
    format!("<organizer classCode=\"CLUSTER\" moodCode=\"EVN\">{}{}<statusCode code=\"completed\"/><subject><relatedSubject classCode=\"PRS\">{}</relatedSubject></subject>{}</organizer>", template("4.45"), id(patient, "relative", 0), coded("code", "FTH", "2.16.840.1.113883.5.111", "Father"), members.concat())
}

fn plans(patient: usize) -> Vec<String> {
    let (code, display) = pick(&PROCEDURES, patient, 4);
    vec![
        format!("<encounter classCode=\"ENC\" moodCode=\"INT\">{}{}{}<statusCode code=\"active\"/><effectiveTime value=\"202408{:02}\"/></encounter>", template("4.40"), id(patient, "plan", 0), coded("code", "99213", "2.16.840.1.113883.6.12", "Office visit"), 1 + patient % 28),
        format!("<procedure classCode=\"PROC\" moodCode=\"RQO\">{}{}{}<statusCode code=\"active\"/><effectiveTime value=\"202409{:02}\"/></procedure>", template("4.41"), id(patient, "plan", 1), coded("code", code, SNOMED, display), 1 + patient % 28),
        format!("<observation classCode=\"OBS\" moodCode=\"INT\">{}{}{}<statusCode code=\"active\"/><effectiveTime value=\"202410{:02}\"/></observation>", template("4.44"), id(patient, "plan", 2), coded("code", "4548-4", LOINC, "Hemoglobin A1c"), 1 + patient % 28),
    ]
}

fn directive(patient: usize) -> String {
    format!("<observation classCode=\"OBS\" moodCode=\"EVN\">{}{}{}<statusCode code=\"completed\"/><effectiveTime><low value=\"{}\"/></effectiveTime>{}</observation>", template("4.48"), id(patient, "directive", 0), coded("code", "304251008", SNOMED, "Resuscitation"), day(patient, 3), if patient % 2 == 0 { value("304253006", SNOMED, "Not for resuscitation") } else { value("304252001", SNOMED, "For resuscitation") })
}

fn device(patient: usize, place: usize) -> String {
    let (code, display) = [("14106009", "Cardiac pacemaker"), ("304120007", "Total hip replacement prosthesis"), ("360046005", "Cardiac valve prosthesis")][patient % 3];
    format!("<procedure classCode=\"PROC\" moodCode=\"EVN\">{}{}<code nullFlavor=\"UNK\"/><statusCode code=\"completed\"/><effectiveTime value=\"{}\"/><participant typeCode=\"DEV\"><participantRole classCode=\"MANU\"><templateId root=\"{TEMPLATES}.4.37\"/><id root=\"2.16.840.1.113883.3.3719\" extension=\"(01)0088{:06}(21)A{place}\"/><playingDevice>{}</playingDevice><scopingEntity><id root=\"2.25.1004\"/><desc>Invented Devices</desc></scopingEntity></participantRole></participant></procedure>", template("4.14"), id(patient, "device", place), day(patient, 5), 300 + patient, coded("code", code, SNOMED, display))
}
