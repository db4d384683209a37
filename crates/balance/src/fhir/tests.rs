//! Resources in, statements out. The people are invented.

use super::{resource, values};
use crate::reading::{Coverage, Places};
use formats::{Format, Item, Limits};
use model::{Aspect, Statement};
use std::ops::ControlFlow;

struct Book {
    statements: Vec<Statement>,
    places: Places,
    coverage: Coverage,
}

fn read_as(format: Format, text: &str) -> Book {
    let mut book = Book { statements: Vec::new(), places: Places::default(), coverage: Coverage::default() };
    let summary = formats::read(format, "case", &mut text.as_bytes(), &Limits::default(), &mut |item| {
        if let Item::Resource(one) = item {
            resource(one, 3, &mut book.places, &mut book.coverage, &mut |s| book.statements.push(s));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(summary.issues.is_empty(), "{:?}", summary.issues);
    book
}

fn read(text: &str) -> Book {
    read_as(Format::FhirJson, text)
}

impl Book {
    /// `kind patient` of every statement.
    fn kinds(&self) -> Vec<String> {
        self.statements.iter().map(|s| format!("{} {}", s.kind, s.patient)).collect()
    }

    /// `value @place` of an aspect of one statement.
    fn told(&self, index: usize, aspect: Aspect) -> Vec<String> {
        let facts = self.statements.get(index).map_or(&[][..], |s| &s.facts[..]);
        facts.iter().filter(|f| f.aspect == aspect).map(|f| format!("{} @{}", f.value.shown(), self.places.name(f.place))).collect()
    }

    fn unread(&self) -> String {
        self.coverage.unread.iter().map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>().join(", ")
    }

    fn excluded(&self) -> Vec<String> {
        self.coverage.excluded.iter().map(|((relation, reason), n)| format!("{relation}: {reason} {n}")).collect()
    }
}

#[test]
fn a_patient_with_two_names_and_two_addresses() {
    let book = read(
        r#"{"resourceType":"Patient","id":"p1","identifier":[{"value":"A7"},{"type":{"coding":[{"code":"MR"}]},"value":"00042"},
        {"system":"http://hl7.org/fhir/sid/us-ssn","value":"999-00-1111"},{"type":{"coding":[{"code":"MB"}]},"value":"M1"}],
        "name":[{"use":"official","family":"Roe","given":["Jane","Q"]},{"use":"maiden","family":"Doe","given":["Jane"]}],
        "telecom":[{"system":"phone","value":"tel:555-0100"},{"system":"fax","value":"555-0199"}],"gender":"female",
        "_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]},
        "address":[{"line":["1 Way"],"city":"Town"},{"use":"old","city":"Ville"},{"use":"work","text":"2 Lane"}],
        "extension":[{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[
          {"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3"}},
          {"url":"detailed","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"1586-7"}},{"url":"text","valueString":"Mixed"}]},
          {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex","valueCode":"F"},{"url":"urn:mood","valueCode":"x"}],
        "active":true,"modifierExtension":[{"url":"urn:m","valueBoolean":true}]}"#,
    );
    assert_eq!(book.kinds(), ["demographic p1"]);
    assert_eq!(book.told(0, Aspect::Mrn), ["00042 @identifier[1].value", "A7 @identifier[0].value"]);
    assert_eq!(book.told(0, Aspect::Ssn), ["999-00-1111 @identifier[2].value"]);
    assert_eq!(book.told(0, Aspect::Family), ["Roe @name[0].family"]);
    assert_eq!(book.told(0, Aspect::Maiden), ["Doe @name[1].family"]);
    assert_eq!(book.told(0, Aspect::Middle), ["Q @name[0].given[1]"]);
    assert_eq!(book.told(0, Aspect::Phone), ["555-0100 @telecom[0].value"]);
    assert_eq!(book.told(0, Aspect::BirthDate), ["absent: masked @birthDate"]);
    assert_eq!(book.told(0, Aspect::City), ["Town @address[0].city"]);
    assert_eq!(book.told(0, Aspect::Line), ["1 Way @address[0].line[0]", "2 Lane @address[2].text"]);
    assert_eq!(book.told(0, Aspect::Race), ["2106-3 @extension[0]", "1586-7 @extension[0]"]);
    assert_eq!(book.told(0, Aspect::Text), ["birth sex F @extension[1]"]);
    let left = ["active", "address", "extension", "identifier", "modifierExtension", "telecom"].map(|e| format!("Patient.{e} 1"));
    assert_eq!(book.unread(), left.join(", "));
}

#[test]
fn whoever_was_asked_and_did_not_answer_is_not_unknown() {
    let race = |code: &str| {
        let book = read(&format!(
            r#"{{"resourceType":"Patient","id":"p","gender":"male","extension":[{{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[
            {{"url":"ombCategory","valueCoding":{{"system":"http://terminology.hl7.org/CodeSystem/v3-NullFlavor","code":"{code}"}}}},{{"url":"text","valueString":"x"}}]}}]}}"#
        ));
        book.told(0, Aspect::Race)
    };
    assert_eq!(race("ASKU"), ["absent: asked-unknown @extension[0]"]);
    assert_eq!(race("UNK"), [""; 0]);
}

#[test]
fn conditions_of_three_versions_say_the_same() {
    let r4 = r#"{"resourceType":"Condition","subject":{"reference":"Patient/p1"},"clinicalStatus":{"coding":[{"code":"active"}]},
        "verificationStatus":{"coding":[{"code":"refuted"}]},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category",
        "code":"problem-list-item"}]}],"code":{"text":"Gout"},"recordedDate":"2020-01-02","recorder":{"reference":"Practitioner/d1"}}"#;
    let stu3 = r#"{"resourceType":"Condition","subject":{"reference":"urn:uuid:p1"},"clinicalStatus":"active","verificationStatus":"refuted",
        "category":[{"coding":[{"code":"problem-list-item"}]}],"code":{"text":"Gout"},"assertedDate":"2020-01-02","asserter":{"reference":"Practitioner/d1"}}"#;
    let dstu2 = r#"{"resourceType":"Condition","patient":{"reference":"Patient/p1/_history/3"},"clinicalStatus":"active","verificationStatus":"refuted",
        "category":{"coding":[{"system":"http://argonaut.hl7.org","code":"problem"}]},"code":{"text":"Gout"},"dateRecorded":"2020-01-02",
        "asserter":{"reference":"Practitioner/d1"}}"#;
    for text in [r4, stu3, dstu2] {
        let book = read(text);
        assert_eq!(book.kinds(), ["problem p1"]);
        let said = |aspect| book.told(0, aspect).iter().filter_map(|t| Some(t.split_once(" @")?.0.to_string())).collect::<Vec<_>>().join(";");
        assert_eq!(said(Aspect::Code), "Gout");
        assert_eq!(said(Aspect::Status), "active");
        assert_eq!(said(Aspect::Verification), "refuted");
        assert_eq!(said(Aspect::Negation), "true");
        assert_eq!(said(Aspect::Category), "problem-list-item");
        assert_eq!(said(Aspect::Recorded), "2020-01-02");
        assert_eq!(said(Aspect::Author), "d1");
        assert_eq!(book.unread(), "");
    }
}

#[test]
fn one_status_of_dstu2_becomes_two() {
    let allergy = |status: &str, code: &str| {
        read(&format!(
            r#"{{"resourceType":"AllergyIntolerance","patient":{{"reference":"Patient/p1"}},"status":"{status}","criticality":"CRITH","category":"food",
            "substance":{{"text":"{code}"}},"reaction":[{{"manifestation":[{{"text":"Hives"}}],"severity":"mild","substance":{{"text":"Peanut dust"}},
            "exposureRoute":{{"text":"Inhalation"}}}}]}}"#
        ))
    };
    let book = allergy("unconfirmed", "Peanut");
    assert_eq!(book.kinds(), ["allergy p1"]);
    assert_eq!(book.told(0, Aspect::Code), ["Peanut @substance"]);
    assert_eq!(book.told(0, Aspect::Status), ["active @status"]);
    assert_eq!(book.told(0, Aspect::Verification), ["unconfirmed @status"]);
    assert_eq!(book.told(0, Aspect::Criticality), ["high @criticality"]);
    assert_eq!(book.told(0, Aspect::Category), ["food @category"]);
    assert_eq!(book.told(0, Aspect::Reaction), ["Hives @reaction[0].manifestation[0]"]);
    assert_eq!(book.told(0, Aspect::Route), ["Inhalation @reaction[0].exposureRoute"]);
    assert_eq!(book.told(0, Aspect::Text), ["reaction to Peanut dust @reaction[0].substance"]);
    let refuted = allergy("refuted", "Peanut");
    assert_eq!(refuted.told(0, Aspect::Status), [""; 0]);
    assert_eq!(refuted.told(0, Aspect::Verification), ["refuted @status"]);
    assert_eq!(refuted.told(0, Aspect::Negation), ["true @status"]);
    assert_eq!(allergy("active", "No known allergies").kinds(), ["no-known-allergy p1"]);
}

#[test]
fn a_prescription_with_its_start_its_limits_and_its_supply() {
    let book = read(
        r##"{"resourceType":"MedicationRequest","status":"stopped","statusReason":{"text":"nausea"},"intent":"order","subject":{"reference":"Patient/p1"},
        "medicationReference":{"reference":"#m"},"contained":[{"resourceType":"Medication","id":"m","code":{"text":"Drug 5 mg"},"batch":{"lotNumber":"L1"}}],
        "authoredOn":"2024-01-01T10:00:00Z","dosageInstruction":[{"text":"1 tablet twice a day","timing":{"repeat":{"frequency":2,"period":1,"periodUnit":"d",
        "boundsPeriod":{"start":"2024-01-03","end":"2024-02-03"}}},"asNeededCodeableConcept":{"text":"pain"},
        "doseAndRate":[{"doseRange":{"low":{"value":1,"unit":"mg"},"high":{"value":2,"unit":"mg"}},"rateRatio":{"numerator":{"value":100,"unit":"mL"},
        "denominator":{"value":1,"unit":"h"}}}],"maxDosePerPeriod":{"numerator":{"value":4,"unit":"mg"},"denominator":{"value":1,"unit":"d"}}}],
        "dispenseRequest":{"numberOfRepeatsAllowed":2,"quantity":{"value":60},"expectedSupplyDuration":{"value":30,"code":"d"}},"reportedBoolean":false}"##,
    );
    assert_eq!(book.kinds(), ["medication p1"]);
    assert_eq!(book.told(0, Aspect::Code), ["Drug 5 mg @medicationReference"]);
    assert_eq!(book.told(0, Aspect::Lot), ["L1 @medicationReference"]);
    assert_eq!(book.told(0, Aspect::Onset), ["2024-01-03 @dosageInstruction.timing.repeat.boundsPeriod.start"]);
    assert_eq!(book.told(0, Aspect::End), ["2024-02-03 @dosageInstruction.timing.repeat.boundsPeriod.end"]);
    assert_eq!(book.told(0, Aspect::Recorded), ["2024-01-01T10:00:00Z @authoredOn"]);
    assert_eq!(book.told(0, Aspect::Frequency), ["BID @dosageInstruction[0].timing.repeat"]);
    assert_eq!(book.told(0, Aspect::Dose), ["1-2 mg @dosageInstruction[0].doseAndRate[0].doseRange"]);
    assert_eq!(book.told(0, Aspect::AsNeeded), ["true @dosageInstruction[0].asNeededCodeableConcept"]);
    assert_eq!(book.told(0, Aspect::Sig), ["1 tablet twice a day @dosageInstruction[0].text"]);
    assert_eq!(book.told(0, Aspect::Text), [
        "nausea @statusReason[0]",
        "as needed for pain @dosageInstruction[0].asNeededCodeableConcept",
        "rate 100 mL/h @dosageInstruction[0].doseAndRate[0].rateRatio",
        "at most 4 mg in 1 d @dosageInstruction[0].maxDosePerPeriod",
    ]);
    assert_eq!(book.told(0, Aspect::Refills), ["2 @dispenseRequest.numberOfRepeatsAllowed"]);
    assert_eq!(book.told(0, Aspect::DaysSupply), ["30 d @dispenseRequest.expectedSupplyDuration"]);
    assert_eq!(book.told(0, Aspect::Reason), [""; 0]);
    assert_eq!(book.unread(), "MedicationRequest.reportedBoolean 1");
}

#[test]
fn a_repetition_is_one_word() {
    let word = |repeat: &str| {
        let book = read(&format!(
            r#"{{"resourceType":"MedicationStatement","subject":{{"reference":"Patient/p"}},"dosage":[{{"timing":{{"repeat":{repeat}}}}}]}}"#
        ));
        book.told(0, Aspect::Frequency).iter().filter_map(|t| Some(t.split_once(" @")?.0.to_string())).collect::<Vec<_>>().join(";")
    };
    assert_eq!(word(r#"{"frequency":1,"period":12,"periodUnit":"h"}"#), "every 12 h");
    assert_eq!(word(r#"{"period":8,"periodUnit":"h"}"#), "Q8H");
    assert_eq!(word(r#"{"frequency":3,"period":1.0,"periodUnits":"d"}"#), "TID");
    assert_eq!(word(r#"{"frequency":1,"frequencyMax":2,"period":1,"periodUnit":"d"}"#), "1-2 times every 1 d");
    assert_eq!(word(r#"{"frequency":1,"period":4,"periodMax":6,"periodUnit":"h"}"#), "every 4-6 h");
    assert_eq!(word(r#"{"frequency":2,"period":1,"periodUnit":"wk","dayOfWeek":["mon","thu"]}"#), "2 times every 1 wk on mon,thu");
    assert_eq!(word(r#"{"frequency":1,"period":1,"periodUnit":"d","when":["HS"]}"#), "HS");
    assert_eq!(word(r#"{"when":["AC"],"offset":30}"#), "AC 30 min");
}

#[test]
fn what_is_not_taken_is_denied_in_every_version() {
    for (denial, place) in [(r#""wasNotTaken":true"#, "wasNotTaken"), (r#""taken":"n""#, "taken"), (r#""status":"not-taken""#, "status")] {
        let book = read(&format!(
            r#"{{"resourceType":"MedicationStatement","subject":{{"reference":"Patient/p"}},{denial},"medicationCodeableConcept":{{"text":"Drug"}},
            "reasonNotTaken":[{{"text":"cost"}}]}}"#
        ));
        assert_eq!(book.told(0, Aspect::Status), [format!("not-taken @{place}")]);
        assert_eq!(book.told(0, Aspect::Negation), [format!("true @{place}")]);
        assert_eq!(book.told(0, Aspect::Reason), ["cost @reasonNotTaken[0]"]);
        assert_eq!(book.told(0, Aspect::Intent), ["plan @resourceType"]);
    }
}

#[test]
fn a_vaccine_that_was_not_given() {
    let stu3 = read(
        r#"{"resourceType":"Immunization","status":"completed","notGiven":true,"patient":{"reference":"Patient/p"},"vaccineCode":{"coding":[{"system":
        "http://hl7.org/fhir/sid/cvx","code":"8"}]},"date":"2017-05-01","explanation":{"reasonNotGiven":[{"text":"refused"}]},
        "practitioner":[{"role":{"coding":[{"code":"OP"}]},"actor":{"reference":"Practitioner/o"}},{"role":{"coding":[{"code":"AP"}]},
        "actor":{"reference":"Practitioner/a"}}],"vaccinationProtocol":[{"doseSequence":2}],"manufacturer":{"display":"Maker"},"primarySource":true}"#,
    );
    assert_eq!(stu3.told(0, Aspect::Status), ["not-done @notGiven"]);
    assert_eq!(stu3.told(0, Aspect::Code), ["CVX 08 @vaccineCode"]);
    assert_eq!(stu3.told(0, Aspect::Effective), ["2017-05-01 @date"]);
    assert_eq!(stu3.told(0, Aspect::Reason), ["refused @explanation.reasonNotGiven[0]"]);
    assert_eq!(stu3.told(0, Aspect::Performer), ["a @practitioner.actor"]);
    assert_eq!(stu3.told(0, Aspect::DoseNumber), ["2 @vaccinationProtocol[0].doseSequence"]);
    assert_eq!(stu3.told(0, Aspect::Manufacturer), ["Maker @manufacturer"]);
    assert_eq!(stu3.unread(), "Immunization.primarySource 1");
}

#[test]
fn numbers_of_xml_are_numbers() {
    let book = read_as(
        Format::FhirXml,
        r#"<Observation xmlns="http://hl7.org/fhir"><status value="final"/><code><coding><system value="http://loinc.org"/><code value="2345-7"/></coding></code>
        <subject><reference value="Patient/p1"/></subject><effectivePeriod><start value="2024-01-01"/><end value="2024-01-02"/></effectivePeriod>
        <valueQuantity><value value="5.40"/><comparator value="&lt;"/><unit value="mmol/L"/></valueQuantity>
        <interpretation><coding><system value="urn:local"/><code value="LOW"/></coding><coding>
        <system value="http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"/><code value="L"/></coding></interpretation>
        <referenceRange><low><value value="3.9"/><unit value="mmol/L"/></low></referenceRange><referenceRange><text value="fasting"/></referenceRange>
        <referenceRange><type><coding><code value="treatment"/></coding></type><high><value value="9"/></high></referenceRange></Observation>"#,
    );
    assert_eq!(book.kinds(), ["observation p1"]);
    assert_eq!(book.told(0, Aspect::Value), ["<5.40 mmol/L @valueQuantity"]);
    assert_eq!(book.told(0, Aspect::Flag), ["L @interpretation[0]"]);
    assert_eq!(book.told(0, Aspect::RangeLow), ["3.9 @referenceRange[0].low"]);
    assert_eq!(book.told(0, Aspect::RangeHigh), [""; 0]);
    assert_eq!(book.told(0, Aspect::Text), ["fasting @referenceRange[1].text"]);
    assert_eq!(book.told(0, Aspect::Effective), ["2024-01-01 @effectivePeriod.start"]);
    assert_eq!(book.told(0, Aspect::End), ["2024-01-02 @effectivePeriod.end"]);
    assert_eq!(book.unread(), "Observation.referenceRange 1");
}

#[test]
fn values_of_every_type() {
    let value = |member: &str| {
        let book = read(&format!(r#"{{"resourceType":"Observation","subject":{{"reference":"Patient/p"}},"code":{{"text":"x"}},{member}}}"#));
        book.told(0, Aspect::Value).join(";")
    };
    assert_eq!(value(r#""valueRange":{"low":{"value":1,"unit":"mg"},"high":{"value":3,"unit":"mg"}}"#), "1-3 mg @valueRange");
    assert_eq!(value(r#""valueRange":{"high":{"value":3}}"#), "<=3 @valueRange");
    assert_eq!(value(r#""valueRatio":{"numerator":{"value":1},"denominator":{"value":128}}"#), "1:128 @valueRatio");
    assert_eq!(value(r#""valuePeriod":{"start":"2020","end":"2021"}"#), "2020 to 2021 @valuePeriod");
    assert_eq!(value(r#""valueTime":"10:30:00""#), "10:30:00 @valueTime");
    assert_eq!(value(r#""valueSampledData":{"data":"1 2 3"}"#), "1 2 3 @valueSampledData");
    assert_eq!(value(r#""valueInteger":7"#), "7 @valueInteger");
    assert_eq!(value(r#""valueQuantity":{"value":1.5e3,"unit":"g"}"#), "1500 g @valueQuantity");
    assert_eq!(value(r#""dataAbsentReason":{"coding":[{"code":"notasked"}]}"#), "absent: not-asked @dataAbsentReason");
}

#[test]
fn components_are_statements_and_panels_are_not() {
    let book = read(
        r#"{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/p"},"code":{"text":"BP"},"effectiveDateTime":"2024-01-01",
        "bodySite":{"coding":[{"system":"http://snomed.info/sct","code":"7771000"}]},"comment":"sitting",
        "component":[{"code":{"text":"systolic"},"valueQuantity":{"value":120,"code":"mm[Hg]"}},{"code":{"text":"diastolic"},"dataAbsentReason":{"text":"no cuff"}}]}"#,
    );
    assert_eq!(book.kinds(), ["observation p", "observation p"]);
    assert_eq!(book.told(0, Aspect::Value), ["120 mm[Hg] @component[0].valueQuantity"]);
    assert_eq!(book.told(0, Aspect::Laterality), ["left @bodySite"]);
    assert_eq!(book.told(1, Aspect::Value), ["absent: no cuff @component[1].dataAbsentReason"]);
    assert_eq!(book.told(1, Aspect::Text), ["sitting @comment"]);
    let panel = read(r#"{"resourceType":"Observation","subject":{"reference":"Patient/p"},"code":{"text":"BMP"},"hasMember":[{"reference":"Observation/1"}]}"#);
    assert_eq!(panel.kinds(), [""; 0]);
    assert_eq!(panel.excluded(), ["Observation: a panel asserts nothing beside its members 1"]);
    assert_eq!(panel.unread(), "");
}

#[test]
fn marks_of_protection_hold_for_every_statement_of_a_resource() {
    let observation = |meta: &str| {
        read(&format!(
            r#"{{"resourceType":"Observation","meta":{meta},"subject":{{"reference":"Patient/p"}},"code":{{"text":"BP"}},
            "component":[{{"code":{{"text":"a"}},"valueInteger":1}},{{"code":{{"text":"b"}},"valueInteger":2}}]}}"#
        ))
    };
    let book = observation(
        r#"{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R","display":"restricted"},
        {"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"HIV"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HTEST"}],
        "tag":[{"system":"urn:ours","code":"migrated"},{"system":"http://hl7.org/fhir/v3/Confidentiality","code":"V"}]}"#,
    );
    for index in [0, 1] {
        assert_eq!(book.told(index, Aspect::Sensitivity), ["R @meta.security[0]", "HIV @meta.security[1]", "V @meta.tag[1]"]);
    }
    assert_eq!(book.unread(), "Observation.code 1");
    let plain = observation(r#"{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"N"}]}"#);
    assert_eq!(plain.told(0, Aspect::Sensitivity), [""; 0]);
    let document = read(
        r#"{"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/p"},"type":{"text":"Letter"},
        "securityLabel":[{"coding":[{"system":"urn:oid:2.16.840.1.113883.5.25","code":"R"}]}]}"#,
    );
    assert_eq!(document.told(0, Aspect::Sensitivity), ["R @securityLabel[0]"]);
    assert_eq!(document.unread(), "");
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
    assert_eq!(new.told(0, Aspect::Performer), ["d @participant.actor"]);
    assert_eq!(new.told(0, Aspect::DiagnosisPointer), ["c @diagnosis[0].condition"]);
    assert_eq!(new.told(0, Aspect::Role), ["DD @diagnosis[0].use"]);
    assert_eq!(new.unread(), "");
}

#[test]
fn documents_notes_and_reports() {
    let document = |rest: &str| read(&format!(r#"{{"resourceType":"DocumentReference","subject":{{"reference":"Patient/p"}},"type":{{"text":"Letter"}},{rest}}}"#));
    let note = document(r#""status":"current","docStatus":"final","content":[{"attachment":{"contentType":"text/plain","data":"SGVsbG8="}}]"#);
    assert_eq!(note.kinds(), ["note p"]);
    assert_eq!(note.told(0, Aspect::Body), ["Hello @content[0].attachment.data"]);
    assert_eq!(note.told(0, Aspect::Status), ["final @docStatus"]);
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
fn a_claim_and_what_was_paid_on_it() {
    let book = read(
        r#"{"resourceType":"ExplanationOfBenefit","id":"b1","status":"active","use":"claim","outcome":"complete","patient":{"reference":"Patient/p"},
        "identifier":[{"value":"A1"}],"type":{"coding":[{"code":"professional","display":"Professional"}]},"billablePeriod":{"start":"2024-01-03","end":"2024-01-03"},
        "insurer":{"display":"PAYER"},"provider":{"reference":"Organization/o"},"insurance":[{"focal":true,"sequence":1,"coverage":{"display":"x"}}],
        "careTeam":[{"sequence":1,"provider":{"reference":"Practitioner/d"},"role":{"coding":[{"code":"rendering"}]}}],
        "diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9"}]}},
        {"sequence":2,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}]}}],
        "item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99213"}]},"modifier":[{"coding":[{"code":"25"}]},
        {"coding":[{"code":"59"}]}],"diagnosisSequence":[1,2],"servicedDate":"2024-01-03","quantity":{"value":1},"net":{"value":100.5,"currency":"USD"},
        "locationCodeableConcept":{"coding":[{"code":"11"}]},"careTeamSequence":[1],"adjudication":[
        {"category":{"coding":[{"code":"submitted"}]},"amount":{"value":100.5,"currency":"USD"}},
        {"category":{"coding":[{"code":"CO"}]},"reason":{"coding":[{"code":"45"}]},"amount":{"value":10,"currency":"USD"}},
        {"category":{"coding":[{"code":"copay"}]},"amount":{"value":5,"currency":"USD"}},
        {"category":{"coding":[{"code":"coinsurance"}]},"amount":{"value":5.5,"currency":"USD"}},
        {"category":{"coding":[{"code":"allowed"}]},"amount":{"value":90.5,"currency":"USD"}},
        {"category":{"coding":[{"code":"benefit"}]},"amount":{"value":80,"currency":"USD"}}]}],
        "total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":100.5,"currency":"USD"}}],
        "payment":{"amount":{"value":80,"currency":"USD"},"date":"2024-02-01"}}"#,
    );
    assert_eq!(book.kinds(), ["claim p", "charge p", "payment p", "payment p"]);
    assert!(book.statements.iter().all(|s| s.origin.reference == "ExplanationOfBenefit/b1"));
    assert_eq!(book.told(0, Aspect::Code), ["ICD-10-CM E11.9 @diagnosis[0]"]);
    assert_eq!(book.told(0, Aspect::Reason), ["ICD-10-CM I10 @diagnosis[1]"]);
    assert_eq!(book.told(0, Aspect::DiagnosisPointer), ["E11.9,I10 @diagnosis"]);
    assert_eq!(book.told(0, Aspect::Amount), ["100.50 USD @total"]);
    assert_eq!(book.told(0, Aspect::End), [""; 0]);
    assert_eq!(book.told(0, Aspect::PayerOrder), ["primary @insurance[0].sequence"]);
    assert_eq!(book.told(1, Aspect::Modifier), ["25|59 @item[0].modifier"]);
    assert_eq!(book.told(1, Aspect::DiagnosisPointer), ["1,2 @item[0].diagnosisSequence"]);
    assert_eq!(book.told(1, Aspect::Amount), ["100.50 USD @item[0].net"]);
    assert_eq!(book.told(1, Aspect::PlaceOfService), ["11 @item[0].locationCodeableConcept"]);
    assert_eq!(book.told(1, Aspect::Performer), ["d @careTeam[0].provider"]);
    assert_eq!(book.told(1, Aspect::ClaimNumber), ["A1 @identifier[0].value"]);
    assert_eq!(book.told(2, Aspect::Value), ["100.50 USD @total"]);
    assert_eq!(book.told(2, Aspect::Amount), ["80.00 USD @payment.amount"]);
    assert_eq!(book.told(2, Aspect::Status), ["processed @outcome"]);
    assert_eq!(book.told(3, Aspect::Adjustment), ["CO-45 10.00 @item[0].adjudication"]);
    assert_eq!(book.told(3, Aspect::PatientShare), ["10.50 USD @item[0].adjudication"]);
    assert_eq!(book.told(3, Aspect::Amount), ["80.00 USD @item[0].adjudication"]);
    assert_eq!(book.told(3, Aspect::Onset), ["2024-01-03 @item[0].servicedDate"]);
    assert_eq!(book.unread(), "ExplanationOfBenefit.adjudication 1");
}

#[test]
fn a_coverage_in_the_words_of_x12() {
    let book = read(
        r#"{"resourceType":"Coverage","status":"active","beneficiary":{"reference":"Patient/p"},"subscriberId":"W1","relationship":{"coding":[{"code":"self"}]},
        "period":{"start":"2024-01-01"},"payor":[{"reference":"Organization/1","display":"PAYER"}],"order":2,
        "class":[{"type":{"coding":[{"code":"group"}]},"value":"GRP1","name":"Group One"},{"type":{"coding":[{"code":"plan"}]},"value":"G","name":"Gold"}]}"#,
    );
    let all = [Aspect::Member, Aspect::Relationship, Aspect::Payer, Aspect::PayerOrder, Aspect::Group, Aspect::Plan];
    let said: Vec<String> = all.iter().flat_map(|a| book.told(0, *a)).collect();
    assert_eq!(said, [
        "W1 @subscriberId", "self @relationship", "PAYER @payor", "secondary @order", "GRP1 @class[0].value", "Gold @class[1].name",
    ]);
    assert_eq!(book.unread(), "");
}

#[test]
fn care_teams_relatives_devices_and_consents() {
    let team = read(
        r#"{"resourceType":"CareTeam","status":"active","subject":{"reference":"Patient/p"},"participant":[{"member":{"reference":"Patient/p"}},
        {"member":{"reference":"Practitioner/d","display":"Dr D"},"role":[{"text":"Surgeon"}]}]}"#,
    );
    assert_eq!(team.kinds(), ["care team p"]);
    assert_eq!(team.told(0, Aspect::Performer), ["d @participant[1].member"]);
    assert_eq!(team.told(0, Aspect::Role), ["Surgeon @participant[1].role[0]"]);
    assert_eq!(team.excluded(), ["CareTeam.participant: the patient is no member of the team 1"]);
    let family = read(
        r#"{"resourceType":"FamilyMemberHistory","status":"completed","patient":{"reference":"Patient/p"},"relationship":{"text":"father"},"deceasedAge":{"value":60},
        "condition":[{"code":{"text":"Gout"},"onsetAge":{"value":40,"code":"a"}},{"code":{"text":"Stroke"},"contributedToDeath":true}]}"#,
    );
    assert_eq!(family.kinds(), ["family history p", "family history p"]);
    assert_eq!(family.told(0, Aspect::OnsetAge), ["40 a @condition[0].onsetAge"]);
    assert_eq!(family.told(1, Aspect::Relationship), ["father @relationship"]);
    assert_eq!(family.told(1, Aspect::Deceased), ["true @deceasedAge"]);
    let device = read(
        r#"{"resourceType":"Device","patient":{"reference":"Patient/p"},"udiCarrier":[{"deviceIdentifier":"0889","carrierHRF":"(01)0889(10)L"}],"lotNumber":"L",
        "deviceName":[{"name":"Stent","type":"user-friendly-name"}],"serialNumber":"S"}"#,
    );
    assert_eq!(device.told(0, Aspect::DeviceIdentifier), ["(01)0889(10)L @udiCarrier[0].carrierHRF"]);
    assert_eq!(device.told(0, Aspect::Code), ["Stent @deviceName.name"]);
    assert_eq!(device.unread(), "Device.serialNumber 1");
    let consent = |category: &str| {
        read(&format!(
            r#"{{"resourceType":"Consent","status":"active","patient":{{"reference":"Patient/p"}},"category":[{{"coding":[{{"code":"{category}"}}]}}]}}"#
        ))
    };
    assert_eq!(consent("dnr").kinds(), ["advance directive p"]);
    assert_eq!(consent("research").unread(), "Consent 1");
}

#[test]
fn orders_doses_and_appointments() {
    let order = read(
        r#"{"resourceType":"DiagnosticOrder","status":"suspended","subject":{"reference":"Patient/p"},"orderer":{"reference":"Practitioner/d"},
        "item":[{"code":{"text":"CBC"}},{"code":{"text":"BMP"}}]}"#,
    );
    assert_eq!(order.kinds(), ["order p", "order p"]);
    assert_eq!(order.told(1, Aspect::Code), ["BMP @item[1].code"]);
    assert_eq!(order.told(1, Aspect::Status), ["on-hold @status"]);
    assert_eq!(order.told(1, Aspect::Author), ["d @orderer"]);
    let refused = read(
        r#"{"resourceType":"ServiceRequest","status":"active","intent":"order","doNotPerform":true,"subject":{"reference":"Patient/p"},"code":{"text":"X"}}"#,
    );
    assert_eq!(refused.told(0, Aspect::Negation), ["true @doNotPerform"]);
    let given = read(
        r#"{"resourceType":"MedicationAdministration","subject":{"reference":"Patient/p"},"request":{"reference":"MedicationRequest/1"},"dosage":{"text":"x"}}"#,
    );
    assert_eq!(given.kinds(), [""; 0]);
    assert_eq!(given.excluded(), ["MedicationAdministration: a dispense or a dose of an order that is named 1"]);
    assert_eq!(given.unread(), "");
    let appointment = read(
        r#"{"resourceType":"Appointment","status":"booked","start":"2024-05-01T09:00:00Z","participant":[{"actor":{"reference":"Practitioner/d"}},
        {"actor":{"reference":"Patient/p"}},{"actor":{"reference":"Location/1","display":"Room 2"}}],"reasonCode":[{"text":"check"}]}"#,
    );
    assert_eq!(appointment.kinds(), ["appointment p"]);
    assert_eq!(appointment.told(0, Aspect::Performer), ["d @participant[0].actor"]);
    assert_eq!(appointment.told(0, Aspect::Location), ["Room 2 @participant[2].actor"]);
}

#[test]
fn whom_a_resource_is_about() {
    let about = |subject: &str| {
        let book = read(&format!(
            r#"{{"resourceType":"Procedure","contained":[{{"resourceType":"Patient","id":"x","identifier":[{{"value":"77"}}]}}],"subject":{subject},
            "code":{{"text":"X"}}}}"#
        ));
        book.statements.first().map_or_else(|| book.excluded().join(";"), |s| s.patient.clone())
    };
    assert_eq!(about(r#"{"reference":"https://example.org/fhir/Patient/p/_history/2"}"#), "p");
    assert_eq!(about(r#"{"reference":"urn:uuid:0001"}"#), "0001");
    assert_eq!(about(r#"{"reference":"Patient?identifier=urn:x|42"}"#), "42");
    assert_eq!(about(r##"{"reference":"#x"}"##), "77");
    assert_eq!(about(r#"{"identifier":{"value":"88"}}"#), "88");
    assert_eq!(about(r#"{"reference":"Group/g"}"#), "Procedure: it is about something other than a patient 1");
    assert_eq!(about(r#"{"display":"somebody"}"#), "Procedure: no patient is named 1");
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
fn references_name_their_type_or_not() {
    assert_eq!(values::target_type("https://example.org/fhir/Patient/1"), Some("Patient"));
    assert_eq!(values::target_type("Location?identifier=https://example.org/x|1"), Some("Location"));
    assert_eq!(values::target_type("urn:uuid:1"), None);
    assert_eq!(values::target_type("1"), None);
    assert_eq!(values::local_id("Patient/1/_history/2"), "1");
}

#[test]
fn a_resource_that_says_nothing_is_excluded() {
    let book = read(r#"{"resourceType":"Procedure","subject":{"reference":"Patient/p"},"partOf":[{"reference":"Procedure/1"}]}"#);
    assert_eq!(book.kinds(), [""; 0]);
    assert_eq!(book.excluded(), ["Procedure: the resource says nothing 1"]);
}

#[test]
fn a_reason_of_absence_in_the_place_of_a_code_is_an_absence() {
    let encounter = |concept: &str| {
        read(&format!(r#"{{"resourceType":"Encounter","subject":{{"reference":"Patient/p1"}},"status":"finished","type":[{concept}]}}"#))
    };
    let absent = r#"{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"unknown","display":"Unknown"}],"text":"unknown"}"#;
    assert_eq!(encounter(absent).told(0, Aspect::Code), ["absent: unknown @type[0]"]);
    // Words of its own say what it is, whatever its code could not.
    let named = r#"{"coding":[{"system":"urn:oid:2.16.840.1.113883.5.1008","code":"OTH"}],"text":"Home visit"}"#;
    assert_eq!(encounter(named).told(0, Aspect::Code), ["v3-NullFlavor OTH @type[0]"]);
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
fn components_that_ask_what_the_observation_asks_are_its_values() {
    let observed = |second: &str| {
        read(&format!(
            r#"{{"resourceType":"Observation","subject":{{"reference":"Patient/p1"}},"status":"final","code":{{"coding":[{{"system":"http://loinc.org","code":"8867-4"}}]}},
            "component":[{{"code":{{"coding":[{{"system":"http://loinc.org","code":"8867-4"}}]}},"valueQuantity":{{"value":60}}}},
            {{"code":{{"coding":[{{"system":"http://loinc.org","code":"{second}"}}]}},"valueQuantity":{{"value":120}}}}]}}"#
        ))
    };
    let repeated = observed("8867-4");
    assert_eq!(repeated.kinds(), ["observation p1"]);
    assert_eq!(repeated.told(0, Aspect::Value), ["60 @component[0].valueQuantity", "120 @component[1].valueQuantity"]);
    assert_eq!(observed("8480-6").kinds().len(), 2);
}

#[test]
fn an_allergen_that_only_a_reaction_names_is_words_and_no_code() {
    let book = read(
        r#"{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/p1"},"reaction":[{"manifestation":[{"text":"Hives"}],
        "substance":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"7980","display":"Penicillin G"}]}}]}"#,
    );
    assert_eq!(book.told(0, Aspect::Code), [""; 0]);
    assert_eq!(book.told(0, Aspect::Text), ["Penicillin G @reaction[0].substance"]);
}

#[test]
fn the_sex_of_a_relative_is_a_word_in_every_code_system() {
    let book = read(
        r#"{"resourceType":"FamilyMemberHistory","patient":{"reference":"Patient/p1"},"status":"completed","sex":{"coding":[{"system":"urn:oid:2.16.840.1.113883.5.1","code":"M"}]},
        "relationship":{"coding":[{"system":"urn:oid:2.16.840.1.113883.5.111","code":"FTH"}]},"condition":[{"code":{"text":"Diabetes"}}]}"#,
    );
    assert_eq!(book.told(0, Aspect::Sex), ["male @sex"]);
    assert_eq!(book.told(0, Aspect::Relationship), ["v3-RoleCode FTH @relationship"]);
}

#[test]
fn a_patient_names_who_cares_for_him_in_general() {
    let book = read(r#"{"resourceType":"Patient","id":"p","generalPractitioner":[{"reference":"Practitioner/d1","display":"Dr. Keel"}]}"#);
    assert_eq!(book.told(0, Aspect::Performer), ["d1 @generalPractitioner[0]"]);
    assert_eq!(book.unread(), "");
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
