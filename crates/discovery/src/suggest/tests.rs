use super::*;
use crate::profile::RelationProfile;
use crate::profiler::Profiler;

/// A table of the sample hospital as it is delivered.
fn sample(name: &str) -> RelationProfile {
    let path = format!("{}/../../assets/sample-hospital/export/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(path).expect("the sample hospital");
    let mut profiler: Option<Profiler> = None;
    let mut input = bytes.as_slice();
    formats::read(formats::Format::Csv, &format!("{name}.csv"), &mut input, &formats::Limits::default(), &mut |item| {
        match item {
            formats::Item::Header(header) => {
                let names = header.names.to_vec();
                profiler = Some(Profiler::new(&names, patient_field(name, &names)));
            }
            formats::Item::Row(row) => profiler.iter_mut().for_each(|profiler| profiler.row(row.cells)),
            _ => {}
        }
        std::ops::ControlFlow::Continue(())
    })
    .expect("a table");
    profiler.expect("a header").finish_relation()
}

fn suggested(name: &str) -> LensSuggestion {
    let profile = sample(name);
    lens_suggestions(&[RelationFacts::of(name, &profile)], &[], &Dictionary::default()).into_iter().next().unwrap_or_else(|| panic!("nothing for {name}"))
}

fn field<'s>(suggestion: &'s LensSuggestion, aspect: &str) -> &'s LensBinding {
    let found = suggestion.bindings.iter().find(|b| b.aspect == aspect);
    found.unwrap_or_else(|| panic!("{aspect} of {}: {:?}", suggestion.relation, suggestion.bindings.iter().map(|b| (b.aspect, b.field.as_str())).collect::<Vec<_>>()))
}

#[test]
fn every_clinical_table_of_the_sample_hospital_is_told_by_its_kind() {
    let wanted = [
        ("patients", Kind::Demographic),
        ("problems", Kind::Problem),
        ("allergies", Kind::Allergy),
        ("medications", Kind::Medication),
        ("immunizations", Kind::Immunization),
        ("labs", Kind::Observation),
        ("vitals", Kind::Observation),
        ("procedures", Kind::Procedure),
        ("encounters", Kind::Encounter),
        ("notes", Kind::Note),
    ];
    for (name, kind) in wanted {
        let found = suggested(name);
        assert_eq!(found.kind, kind, "{name}: {:?}", found.evidence);
        assert_eq!(found.patient, "PAT_ID", "{name}");
        assert!(found.score >= 0.6 && !found.evidence.is_empty() && !found.bindings.is_empty(), "{name} {}", found.score);
        assert!(found.bindings.iter().all(|b| !b.evidence.is_empty() && b.score > 0.0 && b.score < 1.0), "{name}");
    }
}

#[test]
fn the_attributes_of_a_problem() {
    let found = suggested("problems");
    let code = field(&found, "code");
    assert_eq!((code.field.as_str(), code.system.as_str(), code.display.as_str()), ("ICD_CD", "http://hl7.org/fhir/sid/icd-10-cm", "ICD_DESC"));
    assert_eq!((field(&found, "onset").field.as_str(), field(&found, "end").field.as_str(), field(&found, "recorded").field.as_str()), ("ONSET_DT", "RESOLVED_DT", "NOTED_DT"));
    assert!(["MM/DD/YYYY", "MM/YYYY", "YYYY"].iter().all(|format| field(&found, "onset").format.split(';').any(|one| one == *format)), "partial dates have formats of their own: {}", field(&found, "onset").format);
    assert_eq!((field(&found, "laterality").field.as_str(), field(&found, "encounter").field.as_str()), ("SIDE", "ENC_ID"));
    let status = field(&found, "status");
    assert!(status.values.iter().any(|(from, to, patients)| from == "R" && to == "resolved" && *patients > 0), "{:?}", status.values);
    assert_eq!(found.removed.as_ref().map(|(field, _)| field.as_str()), Some("VOID_FLG"));
}

#[test]
fn the_attributes_of_a_result() {
    let found = suggested("labs");
    let value = field(&found, "value");
    assert_eq!((value.field.as_str(), value.unit_field.as_str()), ("RESULT", "UNITS"));
    assert!(value.units.iter().any(|(from, to, _)| from == "mg/dl" && to == "mg/dL"), "{:?}", value.units);
    assert_eq!(field(&found, "code").field, "TEST_CD");
    assert_eq!((field(&found, "effective").field.as_str(), field(&found, "recorded").field.as_str()), ("COLL_DTTM", "RESULT_DTTM"));
    assert_eq!(field(&found, "category").constant, "laboratory");
    assert_eq!((field(&found, "range_low").field.as_str(), field(&found, "range_high").field.as_str()), ("REF_RANGE", "REF_RANGE"));
}

#[test]
fn the_attributes_of_a_person_a_medicine_and_a_vaccine() {
    let person = suggested("patients");
    for (aspect, name) in [("family", "LAST_NM"), ("given", "FIRST_NM"), ("birth_date", "DOB"), ("sex", "SEX"), ("mrn", "MRN"), ("death_date", "DEATH_DT"), ("postal_code", "ZIP")] {
        assert_eq!(field(&person, aspect).field, name);
    }
    let medicine = suggested("medications");
    let told = [("code", "RXNORM_CD"), ("dose", "DOSE_AMT"), ("dose_unit", "DOSE_UNIT"), ("route", "ROUTE_CD"), ("sig", "SIG_TXT"), ("onset", "START_DT"), ("end", "STOP_DT"), ("refills", "REFILLS")];
    for (aspect, name) in told {
        assert_eq!(field(&medicine, aspect).field, name);
    }
    let vaccine = suggested("immunizations");
    for (aspect, name) in [("code", "CVX_CD"), ("effective", "ADMIN_DT"), ("lot", "LOT_NO"), ("manufacturer", "MFR"), ("dose_number", "DOSE_NO")] {
        assert_eq!(field(&vaccine, aspect).field, name);
    }
    assert_eq!(field(&vaccine, "code").system, "http://hl7.org/fhir/sid/cvx");
}

/// A table with names that say nothing.
fn cryptic(names: &[&str], rows: impl Iterator<Item = Vec<String>>) -> RelationProfile {
    let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
    let mut profiler = Profiler::new(&names, None);
    rows.for_each(|row| profiler.row(&row.iter().map(String::as_str).collect::<Vec<_>>()));
    profiler.finish_relation()
}

fn joined(from: [&str; 2], to: [&str; 2]) -> Join {
    let place = |[relation, field]: [&str; 2]| crate::keys::Place { relation: relation.into(), field: field.into() };
    Join { from: place(from), to: place(to), score: 0.75, share_contained: 1.0, ..Join::default() }
}

#[test]
fn values_tell_whose_the_rows_of_tables_are_whose_names_say_nothing() {
    let born = |i: u32| format!("{:02}.{:02}.{}", i % 28 + 1, i % 12 + 1, 1930 + i);
    let people = cryptic(&["PNR", "C1", "C2", "C3"], (0..80).map(|i| vec![(10_001 + 7 * i).to_string(), format!("Name{i}"), born(i), ["M", "W", "D"][i as usize % 3].to_string()]));
    let codes = ["I10.90", "E11.90", "J45.9", "M54.5", "F32.1"];
    let listed = cryptic(&["D1", "P_NO", "D2", "D3"], (0..200).map(|i: u32| vec![i.to_string(), (10_001 + 7 * (i % 80)).to_string(), codes[i as usize % 5].to_string(), format!("{:02}.03.2019", i % 28 + 1)]));
    let units = [("12,5", "g/dl"), ("5,1", "mmol/l"), ("0,25", "mg/dl"), ("7", "%")];
    let measured = cryptic(&["L1", "P_NO", "L2", "L3"], (0..200).map(|i: u32| {
        let (number, unit) = units[i as usize % 4];
        vec![i.to_string(), (10_001 + 7 * (i % 80)).to_string(), number.to_string(), unit.to_string()]
    }));
    let relations = [RelationFacts::of("T1", &people), RelationFacts::of("T2", &listed), RelationFacts::of("T3", &measured)];
    let joins = [joined(["T2", "P_NO"], ["T1", "PNR"]), joined(["T3", "P_NO"], ["T1", "PNR"])];
    let found = lens_suggestions(&relations, &joins, &Dictionary::default());
    let told: Vec<(&str, Kind, &str)> = found.iter().map(|s| (s.relation.as_str(), s.kind, s.patient.as_str())).collect();
    assert_eq!(told, [("T1", Kind::Demographic, "PNR"), ("T2", Kind::Problem, "P_NO"), ("T3", Kind::Observation, "P_NO")]);
    assert_eq!((field(&found[0], "birth_date").field.as_str(), field(&found[0], "birth_date").format.as_str()), ("C2", "DD.MM.YYYY"));
    assert!(field(&found[0], "sex").values.iter().any(|(from, to, _)| from == "W" && to == "female"), "{:?}", field(&found[0], "sex").values);
    assert_eq!(field(&found[1], "code").system, "http://hl7.org/fhir/sid/icd-10-cm");
    let value = field(&found[2], "value");
    assert_eq!((value.field.as_str(), value.unit_field.as_str(), value.format.as_str()), ("L2", "L3", "1.234,5"));
    // Nothing refers to a table of people: nobody can say that it is one.
    assert!(lens_suggestions(&relations, &[], &Dictionary::default()).is_empty());
}

#[test]
fn a_minus_beside_a_plus_is_low_and_not_empty() {
    let flags = ["+", "-", "", "++"];
    let rows = (0..80).map(|i: u32| vec![(i % 20).to_string(), "GLU".to_string(), format!("{}.5", i % 7), flags[i as usize % 4].to_string()]);
    let profile = cryptic(&["PATIENT_ID", "TEST_CD", "RESULT", "FLG"], rows);
    let found = lens_suggestions(&[RelationFacts::of("LABS", &profile)], &[], &Dictionary::default());
    let flag = field(&found[0], "flag");
    assert!(flag.null_like.is_empty(), "{:?}", flag.null_like);
    assert!([("+", "H"), ("-", "L"), ("++", "HH")].iter().all(|(from, to)| flag.values.iter().any(|(value, word, _)| value == from && word == to)), "{:?}", flag.values);
}

#[test]
fn a_table_with_a_column_for_each_vital_sign_is_read_column_by_column() {
    let row = |i: u32| {
        let numbers = [110 + i % 40, 65 + i % 20, 60 + i % 30, 97 + i % 3, 60 + i % 25, i % 9].map(|number| number.to_string());
        [(i % 30).to_string(), format!("{:02}/{:02}/2020", i % 12 + 1, i % 28 + 1)].into_iter().chain(numbers).collect::<Vec<String>>()
    };
    let profile = cryptic(&["PATIENT_ID", "M_DT", "SYS", "DIA", "PLS", "T_F", "WT", "ROOM"], (0..120).map(row));
    let found = lens_suggestions(&[RelationFacts::of("T_VS", &profile)], &[], &Dictionary::default());
    let found = found.first().expect("a proposal");
    assert_eq!((found.kind, found.patient.as_str(), found.each.as_str()), (Kind::Observation, "PATIENT_ID", "^(SYS|DIA|PLS|T_F|WT)$"));
    let pairs = |pairs: &[(String, String, u64)]| pairs.iter().map(|(from, to, _)| format!("{from}={to}")).collect::<Vec<_>>().join(" ");
    let (code, value) = (field(found, "code"), field(found, "value"));
    assert_eq!((code.field.as_str(), code.system.as_str()), ("{each}", "http://loinc.org"));
    assert_eq!(pairs(&code.values), "SYS=8480-6 DIA=8462-4 PLS=8867-4 T_F=8310-5 WT=29463-7");
    assert_eq!((value.field.as_str(), value.unit_field.as_str()), ("{value}", "{each}"));
    assert_eq!(pairs(&value.units), "SYS=mm[Hg] DIA=mm[Hg] PLS=/min T_F=[degF] WT=", "of kilograms or pounds nothing tells");
    assert_eq!((field(found, "effective").field.as_str(), field(found, "category").constant), ("M_DT", "vital-signs"));
    assert_eq!(found.open, ["ROOM"]);
}

#[test]
fn a_number_of_the_row_has_the_form_of_a_code_and_is_none() {
    let rows = || (0..60).map(|i: u32| vec![format!("A{i:05}"), (10_001 + 7 * (i % 20)).to_string(), "x".to_string()]);
    let profile = cryptic(&["A_ID", "PATIENT_ID", "C"], rows());
    assert!(lens_suggestions(&[RelationFacts::of("T9", &profile)], &[], &Dictionary::default()).is_empty());
}

#[test]
fn a_table_that_names_no_patient_by_any_way_says_nothing() {
    let profile = sample("providers");
    assert!(lens_suggestions(&[RelationFacts::of("providers", &profile)], &[], &Dictionary::default()).is_empty());
}

#[test]
fn a_table_that_names_a_visit_has_the_patient_of_the_visit() {
    let visits = sample("encounters");
    let names = ["RESULT_ID", "ENC_ID", "TEST_CD", "RESULT", "UNITS"].map(String::from);
    let mut profiler = Profiler::new(&names, None);
    (0..20).for_each(|i| profiler.row(&[i.to_string().as_str(), "E100000000", "GLU", "5.4", "mmol/l"]));
    let results = profiler.finish_relation();
    let place = |relation: &str| crate::keys::Place { relation: relation.into(), field: "ENC_ID".into() };
    let join = Join { from: place("results"), to: place("encounters"), score: 0.9, share_contained: 1.0, ..Join::default() };
    let found = lens_suggestions(&[RelationFacts::of("results", &results), RelationFacts::of("encounters", &visits)], &[join], &Dictionary::default());
    let results = found.iter().find(|s| s.relation == "results").expect("a proposal");
    assert_eq!(results.patient, "ENC_ID");
    assert_eq!(results.patient_of, Some(("encounters".into(), "ENC_ID".into(), "PAT_ID".into())));
}

#[test]
fn keys_that_look_like_codes_are_keys_and_former_states_are_told() {
    let visits = cryptic(&["VIS_NO", "PT_NO"], (0..40).map(|i: u32| vec![format!("V{i:06}"), format!("{:08}", 100 + i % 20)]));
    let labs = || cryptic(&["RES_NO", "VIS_NO", "TST_CD", "RES_VAL", "ABN"], (0..80).map(|i: u32| vec![i.to_string(), format!("V{:06}", i % 40), format!("10{:02}", i % 5), format!("{}.5", i % 30), "H".into()]));
    let (results, former) = (labs(), labs());
    let relations = [RelationFacts::of("VISIT", &visits), RelationFacts::of("LABRES", &results), RelationFacts::of("LABRES_HIST", &former)];
    let joins = [joined(["LABRES", "VIS_NO"], ["VISIT", "VIS_NO"]), joined(["LABRES_HIST", "VIS_NO"], ["VISIT", "VIS_NO"])];
    let found = lens_suggestions(&relations, &joins, &Dictionary::default());
    let of = |relation: &str| found.iter().find(|s| s.relation == relation).expect("a proposal");
    assert_eq!(of("LABRES").kind, Kind::Observation, "{:?}", of("LABRES").evidence);
    assert_eq!((field(of("LABRES"), "code").field.as_str(), field(of("LABRES"), "value").field.as_str()), ("TST_CD", "RES_VAL"));
    assert!(of("LABRES_HIST").score < of("LABRES").score && of("LABRES_HIST").evidence.iter().any(|why| why.contains("former states of LABRES")));
}

#[test]
fn a_day_that_means_none_is_proposed_as_empty() {
    let born = |every: u32| {
        let day = |i: u32| if i % every == 0 { "19000101".to_string() } else { format!("19{:02}03{:02}", 30 + i, i % 28 + 1) };
        let people = cryptic(&["PT_NO", "LNAME", "DOB"], (0..60).map(|i: u32| vec![i.to_string(), format!("Name{i}"), day(i)]));
        let found = lens_suggestions(&[RelationFacts::of("PATIENTS", &people)], &[], &Dictionary::default());
        let born = field(found.first().expect("a proposal"), "birth_date");
        (born.format.clone(), born.null_like.clone())
    };
    assert_eq!(born(6), ("YYYYMMDD".to_string(), vec!["19000101".to_string()]));
    assert!(born(60).1.is_empty(), "one who was born on that day");
}

/// A table of an export, by its header and rows written in one.
fn written_as(header: &str, rows: impl Iterator<Item = String>) -> RelationProfile {
    let names: Vec<&str> = header.split(';').collect();
    cryptic(&names, rows.map(|row| row.split(';').map(str::to_string).collect()))
}

#[test]
fn days_as_databases_print_them_are_days() {
    let rows = (0..60).map(|i: u32| format!("Z{};{}/{}/2020 12:00:00 AM;{:02}-MAR-{};{:02}-Mar-2021 14:{:02};C{}", i % 30, i % 12 + 1, i % 28 + 1, i % 28 + 1, 10 + i % 14, i % 28 + 1, i % 60, i % 7));
    let profile = written_as("PAT_ID;ONSET_DATE;RESOLVED_DATE;ENTERED_DTTM;DX_CD", rows);
    let found = lens_suggestions(&[RelationFacts::of("PROBLEM_LIST", &profile)], &[], &Dictionary::default());
    let formats = ["onset", "end", "recorded"].map(|aspect| field(&found[0], aspect).format.clone());
    assert_eq!(formats, ["MM/DD/YYYY HH12:MI:SS AM", "DD-MON-YY(1930)", "DD-MON-YYYY HH24:MI"]);
}

#[test]
fn the_number_of_a_row_is_nothing_that_it_says_and_the_last_word_of_a_name_decides() {
    let rows = (0..60).map(|i: u32| format!("Z{};{};{};{};1;{}", i % 30, 3 + 5 * i, 7 * i, i % 3 + 1, ["one a day", "two a day"][i as usize % 2]));
    let profile = written_as("PAT_ID;ORDER_MED_ID;MED_EPT_CSN;ORDER_STATUS_C;STATUS_CONCEPT_ID;SIG", rows);
    let found = lens_suggestions(&[RelationFacts::of("ORDER_MED", &profile)], &[], &Dictionary::default());
    let bound: Vec<(&str, &str)> = found[0].bindings.iter().map(|b| (b.aspect, b.field.as_str())).collect();
    assert!(!bound.iter().any(|(aspect, field)| *aspect != "encounter" && ["ORDER_MED_ID", "MED_EPT_CSN", "STATUS_CONCEPT_ID"].contains(field)), "{bound:?}");
    assert!(bound.contains(&("status", "ORDER_STATUS_C")) && bound.contains(&("sig", "SIG")), "{bound:?}");
}

#[test]
fn results_below_an_order_are_of_the_patient_of_the_order_and_units_are_what_looks_like_them() {
    let orders = written_as("ACC_NO;MRN;DOB;TAKEN", (0..90).map(|i: u32| format!("L{i:04};{};{:02}/{:02}/{};{:02}-JAN-2021 08:{:02}", 90_000 + i % 40, i % 12 + 1, i % 28 + 1, 1930 + i % 40, i % 28 + 1, i % 60)));
    let results = written_as("ACC_NO;LOINC;RESULT_VALUE;UNIT_ID;UNITS", (0..180).map(|i: u32| format!("L{:04};2345-7;{}.5;{};mg/dL", i % 90, 70 + i % 90, 8840 + i % 2)));
    let relations = [RelationFacts::of("accession", &orders), RelationFacts::of("result", &results)];
    let found = lens_suggestions(&relations, &[joined(["result", "ACC_NO"], ["accession", "ACC_NO"])], &Dictionary::default());
    let result = found.iter().find(|s| s.relation == "result").expect("a proposal");
    assert_eq!((result.patient.as_str(), result.patient_of.clone()), ("ACC_NO", Some(("accession".into(), "ACC_NO".into(), "MRN".into()))));
    assert_eq!(field(result, "value").unit_field, "UNITS");
}

#[test]
fn tables_of_other_languages_are_read_by_their_words() {
    let rows = (0..60).map(|i: u32| format!("{};{:02}.{:02}.2020;{};Text {};G;{}", i % 30, i % 28 + 1, i % 12 + 1, ["I10", "E11.9", "J45.9"][i as usize % 3], i % 3, ["L", "R", ""][i as usize % 3]));
    let found = written_as("PatNr;Datum;ICD;Diagnosetext;Sicherheit;Seite", rows);
    let patients = written_as("PatNr;Name;GebDatum", (0..60).map(|i: u32| format!("{i};N{i};{:02}.03.{}", i % 28 + 1, 1930 + i)));
    let relations = [RelationFacts::of("Diagnosen", &found), RelationFacts::of("Patienten", &patients)];
    let told = lens_suggestions(&relations, &[joined(["Diagnosen", "PatNr"], ["Patienten", "PatNr"])], &Dictionary::default());
    let problem = told.iter().find(|s| s.relation == "Diagnosen").expect("a proposal");
    assert_eq!(problem.kind, Kind::Problem);
    for (aspect, name) in [("code", "ICD"), ("recorded", "Datum"), ("text", "Diagnosetext"), ("verification", "Sicherheit"), ("laterality", "Seite")] {
        assert_eq!(field(problem, aspect).field, name);
    }
    let rows = (0..60).map(|i: u32| format!("{};{:02}/{:02}/2020;GLY;{},25;g/L;0,70;1,80", i % 30, i % 28 + 1, i % 12 + 1, i % 3));
    let results = written_as("no_dossier;date_prelevement;code_analyse;resultat;unite;borne_inf;borne_sup", rows);
    let patients = written_as("no_dossier;nom;date_naissance", (0..60).map(|i: u32| format!("{i};N{i};{:02}/03/{}", i % 28 + 1, 1930 + i)));
    let relations = [RelationFacts::of("biologie", &results), RelationFacts::of("patients", &patients)];
    let told = lens_suggestions(&relations, &[joined(["biologie", "no_dossier"], ["patients", "no_dossier"])], &Dictionary::default());
    let result = told.iter().find(|s| s.relation == "biologie").expect("a proposal");
    for (aspect, name) in [("value", "resultat"), ("range_low", "borne_inf"), ("range_high", "borne_sup"), ("effective", "date_prelevement")] {
        assert_eq!(field(result, aspect).field, name);
    }
    assert_eq!(field(result, "value").format, "1.234,5");
}

#[test]
fn a_list_that_others_refer_to_says_nothing_of_anybody() {
    let visits = written_as("VISIT_ID;PAT_ID;TYPE_C", (0..60).map(|i: u32| format!("{i};{};{}", i % 20, i % 3)));
    let types = written_as("VISIT_TYPE_C;LABEL", (0..3).map(|i: u32| format!("{i};visit {i}")));
    let relations = [RelationFacts::of("VISIT", &visits), RelationFacts::of("ZC_VISIT_TYPE", &types)];
    let found = lens_suggestions(&relations, &[joined(["ZC_VISIT_TYPE", "VISIT_TYPE_C"], ["VISIT", "VISIT_ID"])], &Dictionary::default());
    assert_eq!(found.iter().map(|s| s.relation.as_str()).collect::<Vec<_>>(), ["VISIT"]);
}

#[test]
fn numbers_of_entries_are_read_as_what_the_lists_say() {
    let codes = ["I10", "E11.9", "J45.909", "M54.5"];
    let problems = written_as("PAT_ID;DX_ID;PROBLEM_STATUS_C;RESOLVED_DATE", (0..80).map(|i: u32| format!("Z{};{};{};2021-03-{:02}", i % 30, 101 + i % 4, i % 3 + 1, i % 28 + 1)));
    let coded = written_as("DX_ID;CODE", (0..4).map(|i: u32| format!("{};{}", 101 + i, codes[i as usize])));
    let named = written_as("DX_ID;DX_NAME", (0..4).map(|i: u32| format!("{};diagnosis {i}", 101 + i)));
    let states = written_as("PROBLEM_STATUS_C;NAME", ["1;Active", "2;Resolved", "3;Deleted"].iter().map(|row| row.to_string()));
    let relations = [("PROBLEM_LIST", &problems), ("EDG_ICD10", &coded), ("EDG", &named), ("ZC_STATUS", &states)].map(|(name, profile)| RelationFacts::of(name, profile));
    let joins = [
        joined(["PROBLEM_LIST", "DX_ID"], ["EDG", "DX_ID"]),
        joined(["PROBLEM_LIST", "DX_ID"], ["EDG_ICD10", "DX_ID"]),
        joined(["PROBLEM_LIST", "PROBLEM_STATUS_C"], ["ZC_STATUS", "PROBLEM_STATUS_C"]),
    ];
    let found = lens_suggestions(&relations, &joins, &Dictionary::default());
    let [problem] = &found[..] else { panic!("{:?}", found.iter().map(|s| s.relation.as_str()).collect::<Vec<_>>()) };
    let (code, status) = (field(problem, "code"), field(problem, "status"));
    assert_eq!((code.field.as_str(), code.system.as_str(), code.display.as_str()), ("code_of_entry", "http://hl7.org/fhir/sid/icd-10-cm", "code_name_of_entry"));
    let pairs: Vec<(&str, &str)> = status.values.iter().map(|(from, to, _)| (from.as_str(), to.as_str())).collect();
    assert!(status.field == "status_of_entry" && pairs.contains(&("Active", "active")) && pairs.contains(&("Resolved", "resolved")), "{status:?}");
    let looked: Vec<[&str; 4]> = problem.lookups.iter().map(|l| [l.name.as_str(), l.field.as_str(), l.from.as_str(), l.value.as_str()]).collect();
    let wanted = [["code_of_entry", "DX_ID", "EDG_ICD10", "CODE"], ["code_name_of_entry", "DX_ID", "EDG", "DX_NAME"], ["status_of_entry", "PROBLEM_STATUS_C", "ZC_STATUS", "NAME"]];
    assert_eq!(looked, wanted);
    assert!(problem.open.is_empty(), "{:?}", problem.open);
}

#[test]
fn a_range_in_one_text_is_both_of_its_ends_and_no_number() {
    let rows = (0..60).map(|i: u32| format!("{};{}.03.2020;GLUC;{},5;mg/dl;70,0 - 180,{}", i % 30, i % 20 + 10, 70 + i, i % 10));
    let profile = written_as("PATIENT_ID;ABNAHMEDATUM;TEST;ERGEBNIS;EINHEIT;NORMBEREICH", rows);
    let found = lens_suggestions(&[RelationFacts::of("Laborwerte", &profile)], &[], &Dictionary::default());
    let (low, high) = (field(&found[0], "range_low"), field(&found[0], "range_high"));
    assert_eq!((field(&found[0], "value").field.as_str(), low.field.as_str(), high.field.as_str()), ("ERGEBNIS", "NORMBEREICH", "NORMBEREICH"));
    assert_eq!((low.format.as_str(), high.format.as_str()), ("1.234,5", "1.234,5"));
    let ends = [low, high].map(|end| end.pattern.contains("([0-9.,]+)"));
    assert_eq!(ends, [true, true]);
}

#[test]
fn what_is_charged_for_a_shot_is_no_lot_and_whoever_supervises_no_end_of_a_range() {
    let shots = written_as("PAT_ID;CVX;SHOT_DATE;CHARGE", (0..60).map(|i: u32| format!("Z{};{};2020-03-{:02};{}.50", i % 30, [140, 115, 33][i as usize % 3], i % 28 + 1, 20 + i % 9)));
    let results = written_as("PAT_ID;TEST;RESULT_VALUE;UNITS;SUP_PROV_ID;RESULT_DATE", (0..60).map(|i: u32| format!("Z{};GLU;{};mg/dL;{};2020-03-{:02}", i % 30, 70 + i % 40, 300 + i % 7, i % 28 + 1)));
    let reports = written_as("PAT_ID;REPORT_BODY", (0..60).map(|i: u32| format!("Z{};said {i}", i % 30)));
    let relations = [RelationFacts::of("IMMUNIZATIONS", &shots), RelationFacts::of("LAB_RESULTS", &results), RelationFacts::of("DIAGNOSTIC_REPORT", &reports)];
    let found = lens_suggestions(&relations, &[], &Dictionary::default());
    let bound = |relation: &str, aspect: &str| found.iter().filter(|s| s.relation == relation).flat_map(|s| &s.bindings).any(|b| b.aspect == aspect);
    assert!(bound("IMMUNIZATIONS", "code") && !bound("IMMUNIZATIONS", "lot"));
    assert!(bound("LAB_RESULTS", "value") && !bound("LAB_RESULTS", "range_high"));
    assert!(!found.iter().any(|s| s.relation == "DIAGNOSTIC_REPORT" && s.kind == Kind::Problem));
}
