//! Two books of FHIR: what a server writes of its own beside what it took in, and where it keeps it, changes nothing.

use super::*;
use crate::codes::Equivalences;
use crate::compare::compare_patient;
use crate::fhir::whole_resource;
use model::Verdict;

fn book(resources: &[&str]) -> Book {
    let mut book = Book { statements: Vec::new(), places: Places::default(), coverage: Coverage { records: [1, 0], ..Coverage::default() } };
    let list = format!("[{}]", resources.join(","));
    let summary = formats::read(Format::FhirJson, "case", &mut list.as_bytes(), &Limits::default(), &mut |item| {
        if let Item::Resource(one) = item {
            whole_resource(one, 3, &mut book.places, &mut book.coverage, &mut |s| book.statements.push(s));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(summary.issues.is_empty(), "{:?}", summary.issues);
    book
}

fn found(legacy: &[&str], destination: &[&str]) -> Vec<(Verdict, Aspect)> {
    let (ours, theirs) = (book(legacy), book(destination));
    let result = compare_patient(&ours.statements, &theirs.statements, &Equivalences::default(), (&ours.coverage, &theirs.coverage), &|_| None);
    result.findings.iter().map(|f| (f.verdict, f.aspect)).collect()
}

#[test]
fn codes_of_the_servers_own_beside_those_of_components_are_no_news() {
    let pressure = |of: &dyn Fn(&str) -> String, high: u32| {
        let part = |code: &str, value: u32| format!(r#"{{"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}{}]}},"valueQuantity":{{"value":{value}}}}}"#, of(code));
        format!(
            r#"{{"resourceType":"Observation","status":"final","subject":{{"reference":"Patient/p"}},"effectiveDateTime":"2020-01-02",
            "code":{{"coding":[{{"system":"http://loinc.org","code":"85354-9"}}{}]}},"component":[{},{}]}}"#,
            of("85354-9"),
            part("8480-6", high),
            part("8462-4", 80)
        )
    };
    let none = |_: &str| String::new();
    // Their order is the contrary one.
    let own = |code: &str| format!(r#",{{"system":"urn:oid:1.2.840.114350.1.13","code":"{}"}}"#, if code == "8480-6" { "10" } else { "20" });
    assert!(found(&[&pressure(&none, 120)], &[&pressure(&own, 120)]).is_empty());
    assert_eq!(found(&[&pressure(&none, 120)], &[&pressure(&own, 210)]), [(Verdict::Altered, Aspect::Value)]);
}

#[test]
fn of_versions_beside_each_other_the_last_one_counts() {
    let result = |value: u32, meta: &str| {
        format!(
            r#"{{"resourceType":"Observation","id":"o","meta":{{{meta}}},"status":"final","subject":{{"reference":"Patient/p"}},"effectiveDateTime":"2020-01-02",
            "code":{{"text":"Glucose"}},"valueQuantity":{{"value":{value}}}}}"#
        )
    };
    let (first, last) = (result(5, r#""versionId":"1","lastUpdated":"2020-01-02T10:00:00Z""#), result(6, r#""versionId":"2","lastUpdated":"2020-01-03T10:00:00Z""#));
    for versions in [[first.as_str(), last.as_str()], [last.as_str(), first.as_str()]] {
        assert!(found(&versions, &[&result(6, r#""versionId":"1""#)]).is_empty());
        assert_eq!(found(&versions, &[&result(5, r#""versionId":"1""#)]), [(Verdict::Altered, Aspect::Value)]);
        assert_eq!(found(&[&result(5, "")], &versions), [(Verdict::Altered, Aspect::Value)], "the destination has changed it since");
    }
    let moments = [result(5, r#""versionId":"a","lastUpdated":"2020-01-03T10:00:00Z""#), result(6, r#""versionId":"b","lastUpdated":"2020-01-02T10:00:00Z""#)];
    assert!(found(&[&moments[0], &moments[1]], &[&result(5, "")]).is_empty(), "names of versions tell nothing, and their moments do");
    // Whoever writes one number for all has their moments.
    let same = [result(5, r#""versionId":"1","lastUpdated":"2020-01-03T10:00:00Z""#), result(6, r#""versionId":"1","lastUpdated":"2020-01-03T11:00:00Z""#)];
    assert!(found(&[&same[0], &same[1]], &[&result(6, "")]).is_empty());
    assert_eq!(found(&[&same[0], &same[1]], &[&result(5, "")]), [(Verdict::Altered, Aspect::Value)]);
}

#[test]
fn where_ids_begin_anew_another_day_is_another_record() {
    let visit = |day: &str| {
        format!(
            r#"{{"resourceType":"Encounter","id":"1","meta":{{"lastUpdated":"{day}T10:00:00Z"}},"status":"finished","class":{{"code":"AMB"}},
            "subject":{{"reference":"Patient/p"}},"period":{{"start":"{day}"}}}}"#
        )
    };
    let result = |day: &str| {
        format!(
            r#"{{"resourceType":"Observation","id":"1","meta":{{"lastUpdated":"{day}T10:00:00Z"}},"status":"final","code":{{"text":"Glucose"}},
            "subject":{{"reference":"Patient/p"}},"effectiveDateTime":"{day}","valueQuantity":{{"value":5}}}}"#
        )
    };
    let verdicts = |legacy: &[&str], destination: &[&str]| found(legacy, destination).into_iter().map(|(verdict, _)| verdict).collect::<Vec<Verdict>>();
    for [first, second] in [["2020-01-05", "2021-03-01"].map(visit), ["2020-01-05", "2021-03-01"].map(result)] {
        assert_eq!(verdicts(&[&first, &second], &[&second]), [Verdict::Lost], "{first}");
        assert_eq!(verdicts(&[&second], &[&first, &second]), [Verdict::Invented], "{first}");
    }
}

#[test]
fn whose_patient_is_named_by_a_number_is_counted_once_whatever_reads_it() {
    let privacy = r#"{"resourceType":"Consent","id":"c","status":"active","patient":{"identifier":{"value":"88"}},"scope":{"coding":[{"code":"patient-privacy"}]},"dateTime":"2020-01-02"}"#;
    let procedure = r#"{"resourceType":"Procedure","id":"x","status":"completed","subject":{"identifier":{"value":"88"}},"code":{"text":"X"}}"#;
    for resource in [privacy, procedure] {
        let read = book(&[resource]);
        assert_eq!((read.statements.len(), read.coverage.named_by_number), (1, 1), "{resource}");
    }
}

#[test]
fn how_much_of_a_family_history_is_known_is_told_once() {
    let father = |status: &str| {
        format!(
            r#"{{"resourceType":"FamilyMemberHistory","id":"f","status":"{status}","patient":{{"reference":"Patient/p"}},"relationship":{{"text":"father"}},
            "condition":[{{"code":{{"text":"Stroke"}}}}]}}"#
        )
    };
    assert!(found(&[&father("completed")], &[&father("completed")]).is_empty());
    assert_eq!(found(&[&father("completed")], &[&father("partial")]), [(Verdict::Altered, Aspect::Status)]);
}

#[test]
fn a_contact_person_may_be_a_record_or_one_of_the_patients_contacts() {
    let patient = |more: &str| format!(r#"{{"resourceType":"Patient","id":"p","name":[{{"family":"Roe","given":["Ann"]}}]{more}}}"#);
    let somebody = |code: &str, number: &str| {
        let of = r#""http://terminology.hl7.org/CodeSystem/v3-RoleCode""#;
        (format!(r#""relationship":[{{"coding":[{{"system":{of},"code":"{code}"}}]}}]"#), format!(r#""telecom":[{{"system":"phone","value":"{number}"}}]"#))
    };
    let name = r#"{"family":"Roe","given":["Ben"]}"#;
    let record = |(relationship, telecom): (String, String)| {
        format!(r#"{{"resourceType":"RelatedPerson","id":"r","patient":{{"reference":"Patient/p"}},{relationship},"name":[{name}],{telecom}}}"#)
    };
    let within = |(relationship, telecom): (String, String)| patient(&format!(r#","contact":[{{{relationship},"name":{name},{telecom}}}]"#));
    let (bare, own, inside) = (patient(""), record(somebody("HUSB", "555-010-2000")), within(somebody("HUSB", "555-010-2000")));
    assert!(found(&[&bare, &own], &[&inside]).is_empty());
    assert!(found(&[&inside], &[&bare, &own]).is_empty());
    for other in [somebody("HUSB", "555-010-2999"), somebody("SIS", "555-010-2000")] {
        assert_eq!(found(&[&bare, &own], &[&within(other.clone())]).len(), 1, "{other:?}");
        assert_eq!(found(&[&inside], &[&bare, &record(other.clone())]).len(), 1, "{other:?}");
    }
    assert!(!found(&[&inside], &[&bare]).is_empty() && !found(&[&bare, &own], &[&bare]).is_empty());
}

#[test]
fn contacts_and_records_are_held_against_each_other_one_by_one() {
    let patient = |more: &str| format!(r#"{{"resourceType":"Patient","id":"p","name":[{{"family":"Roe","given":["Ann"]}}]{more}}}"#);
    let somebody = |(given, code, number): (&str, &str, &str), name: &dyn Fn(&str) -> String, more: &str| {
        let of = r#""http://terminology.hl7.org/CodeSystem/v3-RoleCode""#;
        let name = name(&format!(r#"{{"family":"Roe","given":["{given}"]}}"#));
        format!(r#""relationship":[{{"coding":[{{"system":{of},"code":"{code}"}}]}}],"name":{name},"telecom":[{{"system":"phone","value":"{number}"}}]{more}"#)
    };
    let record = |who: (&str, &str, &str), more: &str| {
        let said = somebody(who, &|name: &str| format!("[{name}]"), more);
        format!(r#"{{"resourceType":"RelatedPerson","id":"{}","patient":{{"reference":"Patient/p"}},{said}}}"#, who.0.to_lowercase())
    };
    let contacts = |all: &[(&str, &str, &str)], more: &str| {
        let all: Vec<String> = all.iter().map(|who| format!("{{{}}}", somebody(*who, &str::to_string, more))).collect();
        format!(r#","contact":[{}]"#, all.join(","))
    };
    let (cat, bob) = (("Cat", "MTH", "555-010-1111"), ("Bob", "BRO", "555-010-2222"));
    let (bare, both) = (patient(""), patient(&contacts(&[cat, bob], "")));
    let (of_cat, of_bob) = (record(cat, ""), record(bob, ""));
    assert!(found(&[&both], &[&bare, &of_cat, &of_bob]).is_empty());
    assert!(found(&[&bare, &of_cat, &of_bob], &[&both]).is_empty());
    let one = patient(&contacts(&[cat], ""));
    assert!(found(&[&both], &[&one, &of_bob]).is_empty(), "one stays where they were");
    assert!(found(&[&one, &of_bob], &[&both]).is_empty(), "and the other way round");
    // What the patient says beside the contacts is looked at all the same.
    let tribe = r#","extension":[{"url":"http://example.org/fhir/tribe","valueString":"X"}]"#;
    assert!(!found(&[&patient(&format!("{}{tribe}", contacts(&[cat], "")))], &[&bare, &of_cat]).is_empty());
    let (cat_there, bob_there) = (("Cat", "MTH", "555-010-2222"), ("Bob", "BRO", "555-010-1111"));
    let others = [(cat_there, bob_there, "numbers exchanged"), (cat, ("Bob", "SPS", "555-010-2222"), "no brother"), (("Cat", "BRO", "555-010-1111"), ("Bob", "MTH", "555-010-2222"), "roles exchanged")];
    for (one, two, why) in others {
        assert!(!found(&[&both], &[&bare, &record(one, ""), &record(two, "")]).is_empty(), "{why}");
        assert!(!found(&[&bare, &record(one, ""), &record(two, "")], &[&both]).is_empty(), "{why}");
    }
    assert!(!found(&[&both], &[&bare, &of_cat]).is_empty(), "one of them is nowhere");
    let home = r#","address":{"city":"Springfield"}"#;
    assert!(!found(&[&patient(&contacts(&[cat], home))], &[&bare, &of_cat]).is_empty(), "where they live");
    let lives = record(cat, r#","address":[{"city":"Springfield"}]"#);
    assert!(found(&[&patient(&contacts(&[cat], home))], &[&bare, &lives]).is_empty());
    assert!(!found(&[&bare, &lives], &[&one]).is_empty(), "and the other way round");
    let (since, since_then) = (r#","period":{"start":"2019-03-04"}"#, r#","period":{"start":"2020-03-04"}"#);
    assert!(found(&[&patient(&contacts(&[cat], since))], &[&bare, &record(cat, since)]).is_empty());
    assert!(!found(&[&patient(&contacts(&[cat], since))], &[&bare, &record(cat, since_then)]).is_empty(), "since when");
    let works = r#","organization":{"reference":"Organization/o"}"#;
    assert!(!found(&[&patient(&contacts(&[cat], works))], &[&bare, &of_cat]).is_empty(), "for whom they stand");
}

#[test]
fn words_beside_a_link_are_no_news() {
    let words = |words: &str| if words.is_empty() { String::new() } else { format!(r#","display":"{words}""#) };
    let glucose = |of: &str| {
        format!(
            r#"{{"resourceType":"Observation","id":"o","status":"final","subject":{{"reference":"Patient/p"}},"effectiveDateTime":"2020-01-02","code":{{"text":"Glucose"}},
            "valueQuantity":{{"value":5}},"specimen":{{"reference":"Specimen/s"{}}}}}"#,
            words(of)
        )
    };
    let dose = |of: &str| {
        format!(
            r#"{{"resourceType":"Immunization","id":"i","status":"completed","patient":{{"reference":"Patient/p"}},"occurrenceDateTime":"2020-01-02","vaccineCode":{{"text":"Tdap"}},
            "reaction":[{{"detail":{{"reference":"Observation/o"{}}}}}]}}"#,
            words(of)
        )
    };
    let team = |a: &str, b: &str| {
        let member = |id: &str, role: &str, of: &str| format!(r#"{{"role":[{{"text":"{role}"}}],"member":{{"reference":"Practitioner/{id}"{}}}}}"#, words(of));
        format!(
            r#"{{"resourceType":"CareTeam","id":"t","status":"active","subject":{{"reference":"Patient/p"}},"name":"Diabetes team","participant":[{},{}]}}"#,
            member("1", "Nurse", a),
            member("2", "Dietitian", b)
        )
    };
    let legacy = [glucose(""), dose(""), team("", "")];
    let destination = [glucose("Blood specimen"), dose("Glucose"), team("Nightingale, Flora", "Appert, Nicholas")];
    assert!(found(&[&legacy.join(",")], &[&destination.join(",")]).is_empty());
}

#[test]
fn a_panel_at_one_moment_is_one_over_a_span_that_begins_and_ends_then() {
    let panel = |when: &str| {
        format!(
            r#"{{"resourceType":"Observation","id":"o","status":"final","subject":{{"reference":"Patient/p"}},"code":{{"text":"Panel"}},{when},
            "hasMember":[{{"reference":"Observation/1"}},{{"reference":"Observation/2"}}]}}"#
        )
    };
    let moment = panel(r#""effectiveDateTime":"2020-01-02T10:00:00Z""#);
    let span = |end: &str| panel(&format!(r#""effectivePeriod":{{"start":"2020-01-02T10:00:00Z","end":"{end}"}}"#));
    assert!(found(&[&moment], &[&span("2020-01-02T10:00:00Z")]).is_empty());
    assert!(!found(&[&moment], &[&panel(r#""effectivePeriod":{"start":"2021-01-02T10:00:00Z","end":"2021-01-02T10:00:00Z"}"#)]).is_empty());
}

#[test]
fn a_dose_of_a_named_order_says_which_drug_it_is() {
    let given = |drug: &str| format!(r#"{{"resourceType":"MedicationDispense","status":"completed","subject":{{"reference":"Patient/p"}},{drug},"authorizingPrescription":[{{"reference":"MedicationRequest/1"}}]}}"#);
    let coded = book(&[&given(r#""medicationCodeableConcept":{"text":"Warfarin"}"#)]);
    let linked = book(&[&given(r#""medicationReference":{"reference":"Medication/7"}"#)]);
    assert_eq!([coded.told(0, Aspect::Code), linked.told(0, Aspect::Code)], [["Warfarin @medicationCodeableConcept"], ["7 @medicationReference"]]);
}

#[test]
fn a_picture_is_no_note_wherever_it_is_kept() {
    let report = |form: &str| book(&[&format!(r#"{{"resourceType":"DiagnosticReport","status":"final","subject":{{"reference":"Patient/p"}},"code":{{"text":"X-ray"}},"presentedForm":[{form}]}}"#)]).kinds();
    assert_eq!(report(r#"{"contentType":"application/pdf","data":"AAAA"}"#), ["document p"]);
    assert_eq!(report(r#"{"contentType":"application/pdf","url":"Binary/1"}"#), ["document p"]);
    assert_eq!(report(r#"{"contentType":"text/plain; charset=utf-8","url":"Binary/1"}"#), ["note p"]);
}

#[test]
fn what_ends_with_its_record_is_not_over() {
    let visit = |stay: &str| {
        format!(
            r#"{{"resourceType":"Encounter","id":"e","status":"finished","class":{{"code":"IMP"}},"subject":{{"reference":"Patient/p"}},"period":{{"start":"2020-01-01","end":"2020-01-03"}},
            "location":[{{"location":{{"reference":"Location/w"}}{stay}}}]}}"#
        )
    };
    let until = |end: &str| visit(&format!(r#","period":{{"start":"2020-01-01","end":"{end}"}}"#));
    assert!(found(&[&visit("")], &[&until("2020-01-03")]).is_empty());
    assert_eq!(found(&[&visit("")], &[&until("2020-01-02")]), [(Verdict::Altered, Aspect::Element)]);
}

#[test]
fn a_document_that_nobody_replaced_is_final() {
    let letter = |state: &str| {
        format!(
            r#"{{"resourceType":"DocumentReference","id":"d","status":"current"{state},"subject":{{"reference":"Patient/p"}},"type":{{"text":"Letter"}},"date":"2020-01-02",
            "content":[{{"attachment":{{"contentType":"application/pdf","data":"AAAA"}}}}]}}"#
        )
    };
    assert!(found(&[&letter("")], &[&letter(r#","docStatus":"final""#)]).is_empty());
    assert_eq!(found(&[&letter("")], &[&letter(r#","docStatus":"preliminary""#)]), [(Verdict::Altered, Aspect::Status)]);
}

#[test]
fn words_that_a_server_makes_of_the_parts_of_an_order_are_no_news() {
    let order = |words: &str| {
        format!(
            r#"{{"resourceType":"MedicationRequest","id":"m","status":"active","intent":"order","subject":{{"reference":"Patient/p"}},"medicationCodeableConcept":{{"text":"Amlodipine"}},
            "dosageInstruction":[{{{words}"timing":{{"repeat":{{"frequency":1,"period":1,"periodUnit":"d"}}}}}}]}}"#
        )
    };
    let bare = order("");
    assert!(found(&[&bare], &[&order(r#""text":"once daily","#)]).is_empty());
    assert_eq!(found(&[&bare], &[&order(r#""text":"once daily with grapefruit","#)]), [(Verdict::Invented, Aspect::Sig)]);
}

#[test]
fn a_result_inside_of_its_report_is_the_one_that_stands_beside_it() {
    let result = |whose: &str, value: &str| {
        format!(
            r#"{{"resourceType":"Observation","id":"1",{whose}"status":"final","code":{{"coding":[{{"system":"http://loinc.org","code":"718-7"}}]}},"effectiveDateTime":"2020-01-02",
            "valueQuantity":{{"value":{value},"unit":"g/dL","system":"http://unitsofmeasure.org","code":"g/dL"}}}}"#
        )
    };
    let report = |inner: &str, names: &str| {
        format!(
            r#"{{"resourceType":"DiagnosticReport","id":"r","status":"final","subject":{{"reference":"Patient/p"}},"code":{{"text":"Blood count"}},"effectiveDateTime":"2020-01-02",
            "conclusion":"Normal"{inner},"result":[{{"reference":"{names}"}}]}}"#
        )
    };
    let (beside, alone) = (result(r#""subject":{"reference":"Patient/p"},"#, "13.5"), report("", "Observation/1"));
    let inside = |value: &str| report(&format!(r#","contained":[{}]"#, result("", value)), "#1");
    assert!(found(&[&beside, &alone], &[&inside("13.5")]).is_empty());
    assert!(found(&[&inside("13.5")], &[&beside, &alone]).is_empty());
    assert!(found(&[&beside, &alone], &[&inside("3.5")]).contains(&(Verdict::Altered, Aspect::Value)));
    assert!(found(&[&inside("13.5")], &[&alone]).iter().any(|(verdict, _)| *verdict == Verdict::Lost), "nobody else says what it said");
    let read = book(&[&inside("13.5")]);
    assert_eq!(read.told(0, Aspect::Results), ["r#1 @result[0]"]);
    assert_eq!((read.kinds().get(1).cloned().unwrap_or_default(), read.statements[1].origin.reference.as_str()), ("observation p".into(), "Observation/r#1"));
    let members = |text: &str| {
        let json = formats::json::parse(text, 100).unwrap();
        let resource = formats::Resource { line: 1, byte: 0, kind: "DiagnosticReport".into(), reference: "urn:uuid:r".into(), full_url: String::new(), json };
        crate::panels_in(&resource).into_iter().map(|panel| (panel.own, panel.members)).collect::<Vec<_>>()
    };
    let panel = result(r##""hasMember":[{"reference":"#2"}],"##, "1");
    assert_eq!(members(&report(&format!(r#","contained":[{panel}]"#), "#1").replace(r#""id":"r","#, "")), [("r#1".to_string(), vec!["r#2".to_string()])], "a panel inside of a report without an id");
}

#[test]
fn a_result_inside_of_a_report_keeps_only_what_it_leads_to() {
    let observation = |id: &str, of: &str| format!(r##"{{"resourceType":"Observation","id":"{id}","status":"final","code":{{"text":"Test {id}"}},"specimen":{{"reference":"#{of}"}}}}"##);
    let specimen = |id: &str| format!(r#"{{"resourceType":"Specimen","id":"{id}","type":{{"text":"Blood"}}}}"#);
    let text = format!(r#"{{"resourceType":"DiagnosticReport","id":"r","contained":[{},{},{},{}]}}"#, observation("1", "s1"), observation("2", "s2"), specimen("s1"), specimen("s2"));
    let json = formats::json::parse(&text, 100).unwrap();
    let mut report = formats::Resource { line: 1, byte: 0, kind: "DiagnosticReport".into(), reference: "DiagnosticReport/r".into(), full_url: String::new(), json };
    let inside = crate::fhir::within::results(&report);
    let specimens: Vec<Vec<&str>> = inside.iter().map(|one| one.json.items("contained").iter().filter_map(|inner| inner.text("id")).collect()).collect();
    assert_eq!(specimens, [vec!["s1"], vec!["s2"]]);
    report.kind = "Immunization".into();
    assert!(crate::fhir::within::results(&report).is_empty(), "what followed a vaccination belongs to it");
}

#[test]
fn what_was_found_at_a_visit_is_said_by_either_end_of_the_link() {
    let visit = |names: &str| {
        let found = if names.is_empty() { String::new() } else { format!(r#","diagnosis":[{{"condition":{{"reference":"Condition/{names}"}}}}]"#) };
        format!(
            r#"{{"resourceType":"Encounter","id":"e","status":"finished","class":{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"}},"subject":{{"reference":"Patient/p"}},
            "period":{{"start":"2020-01-01","end":"2020-01-01"}}{found}}}"#
        )
    };
    let problem = |id: &str, code: &str, at: &str| {
        let at = if at.is_empty() { String::new() } else { format!(r#","encounter":{{"reference":"Encounter/{at}"}}"#) };
        format!(r#"{{"resourceType":"Condition","id":"{id}","subject":{{"reference":"Patient/p"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}]}}{at}}}"#)
    };
    let (first, second) = (|at| problem("1", "38341003", at), |at| problem("2", "44054006", at));
    let legacy = [visit("1"), first(""), second("")];
    let told = |there: [String; 3]| found(&legacy.each_ref().map(String::as_str), &there.each_ref().map(String::as_str));
    assert!(told([visit("1"), first("e"), second("")]).is_empty(), "both name each other");
    assert!(told([visit(""), first("e"), second("")]).is_empty(), "the diagnosis names the visit");
    assert_eq!(told([visit("2"), first(""), second("")]), [(Verdict::Altered, Aspect::DiagnosisPointer)], "another diagnosis");
    assert_eq!(told([visit("1"), first(""), second("e")]), [(Verdict::Invented, Aspect::Encounter)], "another visit's diagnosis");
    assert_eq!(told([visit(""), first(""), second("")]), [(Verdict::Altered, Aspect::DiagnosisPointer)], "nobody says it");
}

#[test]
fn how_severe_a_problem_is_is_told_once() {
    let problem = |severity: &str| {
        let severity = if severity.is_empty() { String::new() } else { format!(r#","severity":{{"coding":[{{"system":"http://snomed.info/sct","code":"{severity}"}}]}}"#) };
        format!(r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"code":{{"text":"Gout"}},"evidence":[{{"code":[{{"text":"Tophus"}}]}}]{severity}}}"#)
    };
    let severe = problem("24484000");
    assert!(found(&[&severe], &[&severe]).is_empty());
    for other in ["", "255604002"] {
        assert_eq!(found(&[&severe], &[&problem(other)]), [(Verdict::Altered, Aspect::Severity)], "{other}");
        let without = problem(other).replace(r#","evidence":[{"code":[{"text":"Tophus"}]}]"#, "");
        let both = found(&[&severe], &[&without]);
        assert_eq!(both.iter().filter(|(_, aspect)| *aspect == Aspect::Severity).count(), 1);
        assert!(both.len() > 1, "what else is gone is told beside it: {both:?}");
    }
}

#[test]
fn a_former_name_or_address_beside_that_of_today_is_no_news() {
    let patient = |names: &str, addresses: &str| {
        format!(
            r#"{{"resourceType":"Patient","id":"p","birthDate":"1970-01-01","name":[{{"use":"official","family":"Roe","given":["Ann"]}}{names}],
            "address":[{{"use":"home","line":["5 Mill Street"],"city":"Salem"}}{addresses}]}}"#
        )
    };
    let own = patient("", "");
    let former = patient(r#",{"use":"old","family":"Doe","given":["Ann"],"period":{"end":"1999-01-01"}}"#, r#",{"use":"old","line":["9 Old Lane"],"city":"Lynn","period":{"end":"2001-01-01"}}"#);
    assert!(found(&[&own], &[&former]).is_empty());
    assert!(!found(&[&former], &[&own]).is_empty(), "what was known of former times is gone");
    let moved_out = own.replace(r#""use":"home""#, r#""use":"old""#);
    assert!(!found(&[&own], &[&moved_out]).is_empty(), "nobody lives there any more");
}

#[test]
fn what_only_the_destination_says_of_a_record_is_invented() {
    let procedure = |more: &str| {
        format!(r#"{{"resourceType":"Procedure","id":"x","status":"completed","subject":{{"reference":"Patient/p"}},"code":{{"text":"Appendectomy"}},"performedDateTime":"2020-01-02"{more}}}"#)
    };
    let bare = procedure("");
    for more in [
        r#","complication":[{"coding":[{"system":"http://snomed.info/sct","code":"131148009","display":"Bleeding"}]}]"#, r#","complication":[{"text":"Bleeding"}]"#,
        r#","focalDevice":[{"action":{"text":"implanted"},"manipulated":{"reference":"Device/d"}}]"#, r#","implicitRules":"http://example.org/rules""#,
    ] {
        assert_eq!(found(&[&bare], &[&procedure(more)]), [(Verdict::Invented, Aspect::Element)], "{more}");
    }
    let ruled = procedure(r#","implicitRules":"http://example.org/rules""#);
    assert_eq!(found(&[&ruled], &[&bare]), [(Verdict::Altered, Aspect::Element)]);
    assert!(found(&[&ruled], &[&ruled]).is_empty());
    for more in [
        r#","language":"en","meta":{"source":"x"}"#, r#","category":{"coding":[{"system":"http://snomed.info/sct","code":"387713003"}]}"#, r#","basedOn":[{"reference":"ServiceRequest/s"}]"#,
        r#","identifier":[{"system":"urn:x","value":"7"}]"#, r#","extension":[{"url":"http://example.org/x","valueString":"y"}]"#,
    ] {
        assert!(found(&[&bare], &[&procedure(more)]).is_empty(), "{more}");
    }
}

#[test]
fn how_far_a_goal_is_reached_was_said_by_its_state() {
    let goal = |said: &str| format!(r#"{{"resourceType":"Goal","id":"g",{said},"subject":{{"reference":"Patient/p"}},"description":{{"text":"Walk daily"}}}}"#);
    let reached = r#","achievementStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/goal-achievement","code":"achieved"}]}"#;
    let today = goal(&format!(r#""lifecycleStatus":"completed"{reached}"#));
    assert!(found(&[&goal(r#""status":"achieved""#)], &[&today]).is_empty());
}

#[test]
fn a_code_beside_words_that_a_fact_has_is_no_news() {
    let problem = |more: &str| {
        format!(r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"code":{{"text":"Asthma"}},"severity":{{"text":"Moderate"{more}}}}}"#)
    };
    let coded = problem(r#","coding":[{"system":"http://snomed.info/sct","code":"6736007","display":"Moderate"}]"#);
    assert!(found(&[&problem("")], &[&coded]).is_empty());
}

#[test]
fn a_group_with_an_address_is_no_reference() {
    let dose = |day: &str| {
        format!(
            r#"{{"resourceType":"Immunization","id":"i","status":"completed","patient":{{"reference":"Patient/p"}},"occurrenceDateTime":"2020-01-02","vaccineCode":{{"text":"Tdap"}},
            "education":[{{"documentType":"Tdap sheet","reference":"http://example.org/sheet","presentationDate":"{day}"}}]}}"#
        )
    };
    assert!(found(&[&dose("2020-01-02")], &[&dose("2020-01-02")]).is_empty());
    assert_eq!(found(&[&dose("2020-01-02")], &[&dose("2020-03-02")]), [(Verdict::Altered, Aspect::Element)]);
}

#[test]
fn what_dstu2_says_stands_where_r4_has_it() {
    let about = r#""patient":{"reference":"Patient/p"}"#;
    let subject = r#""subject":{"reference":"Patient/p"}"#;
    let food = r#"{"coding":[{"system":"http://snomed.info/sct","code":"311504000","display":"With food"}]}"#;
    let meaning = r#"{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/referencerange-meaning","code":"normal"}]}"#;
    for (old, new) in [
        (
            format!(r#"{{"resourceType":"AllergyIntolerance","id":"a",{about},"substance":{{"text":"Latex"}},"reporter":{{"reference":"Patient/p"}},"lastOccasion":"2012-01-01"}}"#),
            format!(r#"{{"resourceType":"AllergyIntolerance","id":"a",{about},"code":{{"text":"Latex"}},"asserter":{{"reference":"Patient/p"}},"lastOccurrence":"2012-01-01"}}"#),
        ),
        (
            format!(r#"{{"resourceType":"MedicationOrder","id":"m",{about},"status":"active","medicationCodeableConcept":{{"text":"Iron"}},"dosageInstruction":[{{"additionalInstructions":{food}}}]}}"#),
            format!(r#"{{"resourceType":"MedicationRequest","id":"m",{subject},"status":"active","intent":"order","medicationCodeableConcept":{{"text":"Iron"}},"dosageInstruction":[{{"additionalInstruction":[{food}]}}]}}"#),
        ),
        (
            format!(r#"{{"resourceType":"DiagnosticOrder","id":"o",{subject},"status":"requested","event":[{{"status":"requested","dateTime":"2015-03-04"}}],"item":[{{"code":{{"text":"Blood count"}}}}]}}"#),
            format!(r#"{{"resourceType":"ServiceRequest","id":"o",{subject},"status":"active","intent":"order","authoredOn":"2015-03-04","code":{{"text":"Blood count"}}}}"#),
        ),
        (
            format!(r#"{{"resourceType":"Observation","id":"g",{subject},"status":"final","code":{{"text":"Glucose"}},"valueQuantity":{{"value":5}},"referenceRange":[{{"low":{{"value":3}},"meaning":{meaning}}}]}}"#),
            format!(r#"{{"resourceType":"Observation","id":"g",{subject},"status":"final","code":{{"text":"Glucose"}},"valueQuantity":{{"value":5}},"referenceRange":[{{"low":{{"value":3}}}}]}}"#),
        ),
    ] {
        assert!(found(&[&old], &[&new]).is_empty(), "{old}: {:?}", found(&[&old], &[&new]));
    }
}

#[test]
fn a_narrative_that_says_more_than_the_elements_is_missed_and_a_generated_one_is_not() {
    let procedure = |status: &str, words: &str| {
        format!(
            r#"{{"resourceType":"Procedure","id":"x","text":{{"status":"{status}","div":"<div>{words}</div>"}},"status":"completed","subject":{{"reference":"Patient/p"}},"code":{{"text":"Biopsy"}},
            "performedDateTime":"2020-01-02"}}"#
        )
    };
    let more = procedure("additional", "She <b>fears</b> needles");
    assert!(found(&[&more], &[&procedure("additional", "<p>She fears  needles</p>")]).is_empty());
    assert_eq!(found(&[&more], &[&procedure("generated", "Biopsy")]), [(Verdict::Altered, Aspect::Element)]);
    assert!(found(&[&procedure("generated", "Biopsy of 2020")], &[&procedure("generated", "Biopsy")]).is_empty());
}
