//! The negative test documents of ONC's Cures Update set: each has a defect that its file name says. Every one is named at ingest,
//! with its place and the reason, and by a finding where the chart itself says something else than its correct sibling.
//! `docs/detection/named-defects.md` lists the same. Where the corpora are not there (`THROUGHLINE_CORPORA`), nothing is run.

use formats::{Format, Limits};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use tests::Bench;

const RECEIVER: &str = "ccda-onc-cures-testdata/Cures Update Receiver SUT Test Data";
const SENDER: &str = "ccda-onc-cures-testdata/Cures Update Sender SUT Test Data/Gold_Samples_For_Practice";
const USCDI: &str = "NegativeTesting_USCDI";
const CARE_PLAN: &str = "NegativeTesting_CarePlan";

/// One document: its folder and name, what is said of it at ingest (code, words of the message, how often at least), and, where the
/// chart says something else, its sibling with kind and aspect of the finding.
struct Case {
    folder: &'static str,
    file: &'static str,
    said: &'static [(&'static str, &'static str, usize)],
    found: &'static [(&'static str, &'static str)],
    sibling: &'static str,
}

const PATIENT: &str = "recordTarget/patientRole/patient";

const CASES: [Case; 18] = [
    Case { folder: USCDI, file: "NT_BadXml_r11_v2", said: &[("stray_markup", "opens no tag", 1)], found: &[], sibling: "" },
    Case { folder: USCDI, file: "NT_Missing_PatientName_r11_v2", said: &[("missing_element", "US Realm Header has no name", 1)], found: &[("demographic", "family")], sibling: "NT_Bad_PatientSuffix_r11_v2" },
    Case { folder: USCDI, file: "NT_Missing_PatientLastName_r11_v2", said: &[("missing_element", "name: the name has no family", 1)], found: &[("demographic", "family")], sibling: "NT_Bad_PatientSuffix_r11_v2" },
    Case { folder: USCDI, file: "NT_Bad_PatientFirstName_r11_v2", said: &[("empty_name_part", "name/given: the part of the name is empty", 1)], found: &[("demographic", "given")], sibling: "NT_Bad_PatientSuffix_r11_v2" },
    Case { folder: USCDI, file: "NT_Bad_PatientMiddleName_r11_v2", said: &[("empty_name_part", "name/given: the part of the name is empty", 1)], found: &[("demographic", "middle")], sibling: "NT_Bad_PatientSuffix_r11_v2" },
    Case { folder: USCDI, file: "NT_Bad_PatientPreviousName_r11_v2", said: &[("empty_name_part", "name/given: the part of the name, which has a qualifier, is empty", 1)], found: &[("demographic", "given")], sibling: "NT_Bad_PatientFirstName_r11_v2" },
    Case { folder: USCDI, file: "NT_Bad_PatientSuffix_r11_v2", said: &[("empty_name_part", "name/suffix: the part of the name is empty", 1)], found: &[("demographic", "suffix")], sibling: "NT_Bad_PatientMiddleName_r11_v2" },
    Case { folder: USCDI, file: "NT_Bad_GenderCode_r11_v2", said: &[("code_not_allowed", "administrativeGenderCode", 1)], found: &[("demographic", "sex")], sibling: "NT_Bad_AllergySectionCode_r11_v2" },
    Case { folder: USCDI, file: "NT_Bad_GenderCodeSystem_r11_v2", said: &[("code_system_not_allowed", "administrativeGenderCode", 1)], found: &[("demographic", "sex")], sibling: "NT_Bad_AllergySectionCode_r11_v2" },
    Case { folder: USCDI, file: "NT_Bad_EthnicityCodeSystem_r11_v2", said: &[("code_system_not_allowed", "ethnicGroupCode", 1)], found: &[("demographic", "ethnicity")], sibling: "NT_Bad_AllergySectionCode_r11_v2" },
    Case { folder: USCDI, file: "NT_Bad_PreferredLanguageCodeSystem_r11_v2", said: &[("stray_attribute", "languageCommunication/languageCode", 1)], found: &[], sibling: "" },
    Case { folder: USCDI, file: "NT_Bad_DocEffectiveTime_r11_v2", said: &[("bad_time", "effectiveTime: the value is no time", 1)], found: &[("note", "time")], sibling: "NT_Bad_AllergySectionCode_r11_v2" },
    Case { folder: USCDI, file: "NT_Bad_AllergySectionCode_r11_v2", said: &[("code_not_allowed", "section Allergies, code: the section code is not 48765-2", 1)], found: &[], sibling: "" },
    Case {
        folder: USCDI,
        file: "NT_Bad_AllergyConcernElements_r11_v3",
        said: &[
            ("no_template", "section Allergies, act: the entry claims no template", 1),
            ("code_not_allowed", "section Allergies, act/code: Allergy Concern Act", 2),
            ("code_system_not_allowed", "section Allergies, act/code: Allergy Concern Act", 1),
        ],
        found: &[],
        sibling: "",
    },
    Case {
        folder: USCDI,
        file: "NT_Bad_AllergyIntoleranceObservationElements_r11_v3",
        said: &[
            ("missing_element", "that claims Allergy Observation", 1),
            ("code_not_allowed", "observation/value: Allergy Observation: the code is not Allergy and Intolerance Type", 2),
            ("code_system_not_allowed", "observation/value: Allergy Observation", 1),
            ("malformed_code", "playingEntity/code: the code has not the form of a code of RxNorm", 1),
            ("malformed_code", "playingEntity/code: the code has not the form of a code of SNOMED CT", 1),
            ("code_system_not_allowed", "playingEntity/code: Allergy Observation", 1),
            ("code_system_differs", "playingEntity/code: codeSystemName says RxNorm", 1),
        ],
        found: &[("allergy", "category"), ("allergy", "statement")],
        sibling: "NT_Bad_AllergySectionCode_r11_v2",
    },
    Case {
        folder: USCDI,
        file: "NT_USCDI_Sample4_r21_v4",
        said: &[
            ("code_not_allowed", "observation/value: Allergy Observation", 1),
            ("malformed_code", "playingEntity/code: the code has not the form of a code of RxNorm", 1),
            ("code_not_allowed", "observation/value: Severity Observation", 1),
            ("malformed_code", "section Allergies, act/entryRelationship/observation/entryRelationship/observation/value: the code has not the form of a code of SNOMED CT", 1),
            ("malformed_code", "section Medications, substanceAdministration/routeCode", 1),
            ("malformed_code", "section Medications, substanceAdministration/consumable/manufacturedProduct/manufacturedMaterial/code", 1),
            ("malformed_code", "section Problems, act/entryRelationship/observation/code", 1),
            ("malformed_code", "section Problems, act/entryRelationship/observation/value", 1),
            ("malformed_code", "section Encounters, encounter/code", 1),
            ("malformed_code", "section Encounters, encounter/participant/participantRole/code", 1),
            ("code_not_allowed", "section Encounters, encounter/entryRelationship/act/code: Encounter Diagnosis", 1),
            ("malformed_code", "section Encounters, encounter/entryRelationship/act/entryRelationship/observation/code", 1),
            ("malformed_code", "section Encounters, encounter/entryRelationship/act/entryRelationship/observation/value", 1),
            ("malformed_code", "section Procedures, procedure/code", 1),
            ("malformed_code", "section Procedures, procedure/targetSiteCode", 1),
            ("malformed_code", "section Immunizations, substanceAdministration/consumable/manufacturedProduct/manufacturedMaterial/code", 1),
            ("malformed_code", "section Vital Signs, organizer/code", 1),
            ("malformed_code", "section Vital Signs, organizer/observation/code", 1),
            ("not_ucum", "section Vital Signs, organizer/observation/value", 1),
            ("code_not_allowed", "section Social History, observation/code: Tobacco Use", 1),
            ("malformed_code", "section Social History, observation/value", 1),
            ("code_not_allowed", "section Social History, observation/code: Smoking Status", 1),
            ("code_not_allowed", "section Social History, observation/value: Smoking Status", 1),
            ("malformed_code", "section Results, organizer/code", 1),
            ("malformed_code", "section Results, organizer/observation/code", 1),
            ("not_ucum", "section Results, organizer/observation/value", 1),
        ],
        found: &[
            ("allergy", "code"),
            ("allergy", "reaction"),
            ("allergy", "category"),
            ("allergy", "severity"),
            ("medication", "code"),
            ("medication", "route"),
            ("problem", "code"),
            ("encounter", "code"),
            ("encounter diagnosis", "code"),
            ("procedure", "code"),
            ("procedure", "body site"),
            ("immunization", "code"),
            ("observation", "code"),
            ("observation", "value"),
            ("observation", "unit"),
            ("observation", "type"),
        ],
        sibling: "gold",
    },
    Case {
        folder: CARE_PLAN,
        file: "NT_CP_Sample2_r21_v4",
        said: &[
            ("code_not_allowed", "section Health Concerns, code", 1),
            ("code_not_allowed", "section Goals, code", 1),
            ("code_not_allowed", "section Interventions, code", 1),
            ("code_not_allowed", "section Health Status Evaluations and Outcomes, code", 1),
        ],
        found: &[],
        sibling: "",
    },
    Case {
        folder: CARE_PLAN,
        file: "NT_CP_Sample3_r21_v4",
        said: &[
            ("no_template", "section Health Concerns: the section has the code of", 1),
            ("no_template", "section Goals: the section has the code of", 1),
            ("no_template", "section Interventions: the section has the code of", 1),
            ("no_template", "section Health Status Evaluations and Outcomes: the section has the code of", 1),
        ],
        found: &[],
        sibling: "",
    },
];

fn corpora() -> Option<PathBuf> {
    let root = std::env::var_os("THROUGHLINE_CORPORA").map(PathBuf::from).filter(|root| root.join(RECEIVER).is_dir());
    if root.is_none() {
        eprintln!("the negative test documents are not there: not run");
    }
    root
}

fn path(root: &Path, folder: &str, file: &str) -> PathBuf {
    root.join(RECEIVER).join(folder).join(format!("{file}.xml"))
}

/// What is said of a document when it is read: line, code and message.
fn said(path: &Path) -> Vec<(u64, &'static str, String)> {
    let bytes = std::fs::read(path).unwrap();
    let summary = formats::read(Format::Ccda, "case.xml", &mut &bytes[..], &Limits::default(), &mut |_| ControlFlow::Continue(())).unwrap();
    summary.issues.into_iter().map(|issue| (issue.line, issue.code, issue.message)).collect()
}

#[test]
fn every_named_defect_is_named_when_the_document_is_read() {
    let Some(root) = corpora() else { return };
    let table = std::fs::read_to_string(tests::root().join("docs/detection/named-defects.md")).unwrap();
    for case in &CASES {
        let issues = said(&path(&root, case.folder, case.file));
        for (code, words, least) in case.said {
            let named = issues.iter().filter(|(line, c, message)| *line > 0 && c == code && message.contains(words)).count();
            assert!(named >= *least, "{}: {code} {words}: {named} of {least} in {issues:#?}", case.file);
        }
        assert!(table.contains(case.file), "{} is not in the table", case.file);
    }
}

#[test]
fn a_correct_sibling_is_not_said_to_have_the_defect() {
    let Some(root) = corpora() else { return };
    // The other documents of the family are right where one of them is wrong.
    let header = ["NT_Bad_PatientSuffix_r11_v2", "NT_Bad_GenderCode_r11_v2", "NT_Bad_EthnicityCodeSystem_r11_v2", "NT_Bad_AllergySectionCode_r11_v2", "NT_Bad_DocEffectiveTime_r11_v2"];
    for file in header {
        let own: Vec<&str> = CASES.iter().filter(|case| case.file == file).flat_map(|case| case.said).map(|(_, words, _)| *words).collect();
        // Units that are no UCUM stand in all of them.
        let others: Vec<_> = said(&path(&root, USCDI, file)).into_iter().filter(|(_, code, message)| *code != "not_ucum" && !own.iter().any(|words| message.contains(words))).collect();
        assert!(others.is_empty(), "{file}: {others:#?}");
    }
}

#[test]
fn what_a_defect_does_to_the_chart_is_a_finding_of_its_aspect() {
    let Some(root) = corpora() else { return };
    for case in CASES.iter().filter(|case| !case.found.is_empty()) {
        let sibling = match case.sibling {
            "gold" => root.join(SENDER).join("170.315_b1_toc_gold_sample1_v6.xml"),
            other => path(&root, USCDI, other),
        };
        let bench = Bench::new();
        bench.ingest("legacy", &sibling);
        bench.ingest("destination", &path(&root, case.folder, case.file));
        let (_, findings) = bench.compare();
        for (kind, aspect) in case.found {
            assert!(findings.iter().any(|f| f["kind"] == *kind && f["aspect"] == *aspect), "{}: no finding of {kind} {aspect} in {findings:#?}", case.file);
        }
    }
}

#[test]
fn places_are_told_from_the_root_or_from_the_section() {
    let Some(root) = corpora() else { return };
    let gender = said(&path(&root, USCDI, "NT_Bad_GenderCode_r11_v2"));
    let named: Vec<&(u64, &str, String)> = gender.iter().filter(|(_, code, _)| *code == "code_not_allowed").collect();
    let [(_, _, message)] = &named[..] else { panic!("{named:#?}") };
    assert!(message.starts_with(&format!("{PATIENT}/administrativeGenderCode: ")) && message.contains("AdministrativeGender (HL7 V3)"), "{message}");
}
