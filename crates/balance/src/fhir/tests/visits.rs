//! Encounters, procedures, documents, notes, and what of resources is left.

use super::read;
use model::Aspect;

#[test]
fn a_visit_of_somebody_known_to_the_public_is_protected() {
    let courtesy = |code: &str| {
        let courtesy = format!(r#"{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v3-EncounterSpecialCourtesy","code":"{code}"}}]}}"#);
        let book = read(&format!(r#"{{"resourceType":"Encounter","id":"e1","status":"finished","subject":{{"reference":"Patient/p"}},"hospitalization":{{"specialCourtesy":[{courtesy}]}}}}"#));
        book.told(0, Aspect::Sensitivity).len()
    };
    assert_eq!([courtesy("VIP"), courtesy("NRM")], [1, 0]);
}

#[test]
fn a_visit_without_an_id_is_known_by_the_address_of_its_entry() {
    let book = read(
        r#"{"resourceType":"Bundle","type":"transaction","entry":[
        {"fullUrl":"urn:uuid:v","resource":{"resourceType":"Encounter","status":"finished","subject":{"reference":"Patient/p"},"diagnosis":[{"condition":{"reference":"urn:uuid:c"}}]}},
        {"fullUrl":"urn:uuid:c","resource":{"resourceType":"Condition","id":"7","subject":{"reference":"Patient/p"},"encounter":{"reference":"urn:uuid:v"},"code":{"text":"Asthma"}}}]}"#,
    );
    assert_eq!(book.told(0, Aspect::Encounter), ["v @id"]);
    assert_eq!(book.told(0, Aspect::DiagnosisPointer), ["7 @diagnosis[0].condition"]);
    assert_eq!(book.told(1, Aspect::Encounter), ["v @encounter"]);
}

#[test]
fn an_encounter_of_an_early_version_and_one_of_r5() {
    let old = read(
        r#"{"resourceType":"Encounter","id":"e1","class":"inpatient","status":"finished","patient":{"reference":"Patient/p"},"period":{"start":"2015-01-01"},
        "hospitalization":{"admitSource":{"coding":[{"code":"emd"}]},"dischargeDisposition":{"coding":[{"code":"home"}]}},
        "location":[{"location":{"reference":"Location/1","display":"Ward 3"}}],"length":{"value":2}}"#,
    );
    assert_eq!(old.told(0, Aspect::Class), ["IMP @class"]);
    assert_eq!(old.told(0, Aspect::Discharge), ["home @hospitalization.dischargeDisposition"]);
    assert_eq!(old.told(0, Aspect::Category), ["admit source emd @hospitalization.admitSource"]);
    assert_eq!(old.told(0, Aspect::Location), ["Ward 3 @location[0].location"]);
    assert_eq!(old.told(0, Aspect::Encounter), ["e1 @id"]);
    assert_eq!(old.unread(), "Encounter.length 1");
    let new = read(
        r#"{"resourceType":"Encounter","class":[{"coding":[{"code":"AMB"}]}],"status":"completed","subject":{"reference":"Patient/p"},
        "actualPeriod":{"start":"2024-01-01"},"reason":[{"value":[{"concept":{"text":"cough"}}]}],"participant":[{"actor":{"reference":"Patient/p"}},
        {"actor":{"reference":"Practitioner/d"}}],"diagnosis":[{"condition":[{"reference":{"reference":"Condition/c"}}],"use":[{"coding":[{"code":"DD"}]}]}]}"#,
    );
    assert_eq!(new.told(0, Aspect::Class), ["AMB @class.coding[0].code"]);
    assert_eq!(new.told(0, Aspect::Status), ["finished @status"]);
    assert_eq!(new.told(0, Aspect::Reason), ["cough @reason[0].value[0]"]);
    assert_eq!(new.told(0, Aspect::Performer), ["d @participant[1].actor"]);
    assert_eq!(new.told(0, Aspect::DiagnosisPointer), ["c @diagnosis[0].condition"]);
    assert_eq!(new.told(0, Aspect::Role), ["DD @diagnosis[0].use"]);
    assert_eq!(new.unread(), "");
}

#[test]
fn a_reason_of_absence_in_the_place_of_a_code_is_an_absence() {
    let encounter = |concept: &str| {
        read(&format!(r#"{{"resourceType":"Encounter","subject":{{"reference":"Patient/p1"}},"status":"finished","type":[{concept}]}}"#))
    };
    let absent = r#"{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"unknown","display":"Unknown"}],"text":"unknown"}"#;
    assert_eq!(encounter(absent).told(0, Aspect::Code), ["absent: unknown @type[0]"]);
    // A code of the system's own that is called unknown says no more; one that is called anything else is a value.
    let beside = |display: &str| {
        let flavor = r#"{"system":"http://terminology.hl7.org/CodeSystem/v3-NullFlavor","code":"UNK"}"#;
        let both = format!(r#"{{"coding":[{{"system":"urn:oid:1.2.3","code":"7","display":"{display}"}},{flavor}]}}"#);
        encounter(&both).told(0, Aspect::Code).concat()
    };
    assert_eq!(beside("Unknown"), "absent: unknown @type[0]");
    assert!(!beside("Home visit").starts_with("absent"));
    // Words of its own say what it is, whatever its code could not.
    let named = r#"{"coding":[{"system":"urn:oid:2.16.840.1.113883.5.1008","code":"OTH"}],"text":"Home visit"}"#;
    assert_eq!(encounter(named).told(0, Aspect::Code), ["v3-NullFlavor OTH @type[0]"]);
}

#[test]
fn a_procedure_of_one_moment_has_no_end() {
    let procedure = |time: &str| {
        let book = read(&format!(r#"{{"resourceType":"Procedure","status":"completed","subject":{{"reference":"Patient/p"}},"code":{{"text":"x"}},{time}}}"#));
        (book.told(0, Aspect::Effective).concat(), book.told(0, Aspect::End).concat())
    };
    assert_eq!(procedure(r#""performedPeriod":{"start":"2020-01-01","end":"2020-01-01"}"#), ("2020-01-01 @performedPeriod.start".to_string(), String::new()));
    assert_eq!(procedure(r#""performedPeriod":{"start":"2020-01-01","end":"2020-01-02"}"#).1, "2020-01-02 @performedPeriod.end");
    assert_eq!(procedure(r#""performedDateTime":"2020-01-01""#).0, "2020-01-01 @performedDateTime");
}

#[test]
fn documents_notes_and_reports() {
    let document = |rest: &str| read(&format!(r#"{{"resourceType":"DocumentReference","subject":{{"reference":"Patient/p"}},"type":{{"text":"Letter"}},{rest}}}"#));
    let note = document(r#""status":"current","docStatus":"final","content":[{"attachment":{"contentType":"text/plain","data":"SGVsbG8="}}]"#);
    assert_eq!(note.kinds(), ["note p"]);
    assert_eq!(note.told(0, Aspect::Body), ["Hello @content[0].attachment.data"]);
    assert_eq!(note.told(0, Aspect::Status), ["final @docStatus"]);
    // `<p>Hello</p>` and rich text are words as well; what an application draws is a file.
    let written = |sort: &str, data: &str| document(&format!(r#""content":[{{"attachment":{{"contentType":"{sort}","data":"{data}"}}}}]"#)).told(0, Aspect::Body);
    assert_eq!(written("text/html", "PHA+SGVsbG88L3A+"), ["Hello @content[0].attachment.data"]);
    assert_eq!(written("application/rtf", "e1xydGYxIEhlbGxvfQ=="), ["Hello @content[0].attachment.data"]);
    assert!(written("application/pdf", "SGVsbG8=").is_empty());
    let old = document(
        r#""status":"superseded","docStatus":"final","indexed":"2016-02-03","relatesTo":[{"code":"replaces","target":{"reference":"DocumentReference/7"}}]"#,
    );
    assert_eq!(old.kinds(), ["document p"]);
    assert_eq!(old.told(0, Aspect::Status), ["superseded @status"]);
    assert_eq!(old.told(0, Aspect::Effective), ["2016-02-03 @indexed"]);
    assert_eq!(old.told(0, Aspect::Replaces), ["7 @relatesTo[0].target"]);
    let addendum = document(r#""status":"current","relatesTo":[{"code":"appends","target":{"reference":"DocumentReference/7"}},{"code":"signs","target":{"reference":"DocumentReference/8"}}]"#);
    assert_eq!(addendum.told(0, Aspect::Replaces), ["7 @relatesTo[0].target", "appends @relatesTo[0].code"]);
    assert_eq!(addendum.told(0, Aspect::Relationship), ["8 @relatesTo[1].target"]);
    let will = document(r#""status":"current","category":[{"coding":[{"system":"http://loinc.org","code":"42348-3"}]}]"#);
    assert_eq!(will.kinds(), ["advance directive p"]);
    assert_eq!(will.told(0, Aspect::Code), ["Letter @type"]);
    let report = read(
        r#"{"resourceType":"DiagnosticReport","status":"final","subject":{"reference":"Patient/p"},"code":{"text":"CT"},"effectiveDateTime":"2024-01-01",
        "conclusion":"Nothing found","result":[{"reference":"Observation/1"}],"presentedForm":[{"contentType":"application/pdf","title":"CT.pdf"}]}"#,
    );
    assert_eq!(report.kinds(), ["document p"]);
    assert_eq!(report.told(0, Aspect::Results), ["1 @result[0]"]);
    assert!(report.coverage.aspects.contains(&(model::Kind::Observation, Aspect::Panel)));
    assert_eq!(report.told(0, Aspect::Type), ["CT @code"]);
    assert_eq!(report.told(0, Aspect::Body), ["Nothing found @conclusion"]);
    assert_eq!(report.told(0, Aspect::Title), ["CT.pdf @presentedForm[0].title"]);
    assert_eq!(report.unread(), "");
}

#[test]
fn sections_that_are_words_are_notes() {
    let book = read(
        r#"{"resourceType":"Composition","status":"final","type":{"text":"Summary"},"subject":{"reference":"Patient/p"},"date":"2024-01-01","title":"Visit",
        "author":[{"reference":"Practitioner/d"}],"section":[{"title":"Plan","code":{"text":"Plan note"},"text":{"status":"generated",
        "div":"<div><p>Rest &amp; <b>flu</b>ids</p><p>INR < 2</p></div>"}},{"title":"Problems","text":{"div":"<div>Gout</div>"},"entry":[{"reference":"Condition/1"}]}]}"#,
    );
    assert_eq!(book.kinds(), ["note p"]);
    assert_eq!(book.told(0, Aspect::Body), ["Rest & fluids INR < 2 @section[0].text.div"]);
    assert_eq!(book.told(0, Aspect::Type), ["Plan note @section[0].code"]);
    assert_eq!(book.told(0, Aspect::Title), ["Plan @section[0].title"]);
    assert_eq!(book.told(0, Aspect::Effective), ["2024-01-01 @date"]);
    assert_eq!(book.told(0, Aspect::Author), ["d @author"]);
}

#[test]
fn a_section_whose_text_is_its_heading_is_no_note() {
    let book = read(
        r#"{"resourceType":"Composition","subject":{"reference":"Patient/p1"},"title":"Summary","date":"2024-01-02","section":[
        {"title":"Plan of care","code":{"coding":[{"system":"http://loinc.org","code":"18776-5"}]},"text":{"div":"<div>PLAN OF CARE:</div>"}},
        {"title":"Assessment","text":{"div":"<div>Doing well.</div>"}}]}"#,
    );
    assert_eq!(book.kinds(), ["note p1"]);
    assert_eq!(book.told(0, Aspect::Body), ["Doing well. @section[1].text.div"]);
    assert!(book.excluded().contains(&"Composition.section: its text is nothing but its heading 1".to_string()), "{:?}", book.excluded());
}

#[test]
fn types_that_are_about_no_patient_are_counted() {
    let book = read(
        r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Organization","name":"x"}},{"resource":{"resourceType":"Device","type":{"text":"scanner"}}},
        {"resource":{"resourceType":"Provenance","target":[{"reference":"Observation/1"}],"recorded":"2024-01-01T00:00:00Z"}},
        {"resource":{"resourceType":"Provenance","target":[{"reference":"Observation/1"},{"reference":"Patient/p"}],"recorded":"2024-01-01T00:00:00Z",
        "activity":{"text":"transmit"},"agent":[{"who":{"reference":"Organization/o"},"type":{"coding":[{"code":"author"}]}}]}}]}"#,
    );
    assert_eq!(book.kinds(), ["audit event p"]);
    assert_eq!(book.told(0, Aspect::Author), ["o @agent[0].who"]);
    assert_eq!(book.told(0, Aspect::Role), ["author @agent[0].type.coding[0].code"]);
    assert_eq!(book.unread(), "Device 1, Organization 1, Provenance 1");
}

#[test]
fn a_resource_that_says_nothing_is_excluded() {
    let book = read(r#"{"resourceType":"Procedure","subject":{"reference":"Patient/p"},"partOf":[{"reference":"Procedure/1"}]}"#);
    assert_eq!(book.kinds(), [""; 0]);
    assert_eq!(book.excluded(), ["Procedure: the resource says nothing 1"]);
}
