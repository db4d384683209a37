//! Who the patient is, whom a resource is about, and who stands around the patient.

use super::read;
use crate::fhir::values;
use model::Aspect;

#[test]
fn a_number_and_an_address_say_what_they_are_for() {
    let book = read(
        r#"{"resourceType":"Patient","id":"p1","telecom":[{"system":"phone","use":"home","value":"tel:555-0100"},{"system":"phone","value":"555-0101"},
        {"system":"email","use":"work","value":"a@b.org"}],"address":[{"use":"temp","line":["1 Way","Flat 2"],"city":"Town"}]}"#,
    );
    assert_eq!(book.told(0, Aspect::PhoneUse), ["home 555-0100 @telecom[0].use"]);
    assert_eq!(book.told(0, Aspect::EmailUse), ["work a@b.org @telecom[2].use"]);
    assert_eq!(book.told(0, Aspect::AddressUse), ["temp 1 Way @address[0].use"]);
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
    assert_eq!(book.told(0, Aspect::Status), ["active @active"]);
    let left = ["address", "extension", "identifier", "modifierExtension", "telecom"].map(|e| format!("Patient.{e} 1"));
    assert_eq!(book.unread(), left.join(", "));
}

#[test]
fn a_name_of_former_times_is_no_name_of_today() {
    let book = read(
        r#"{"resourceType":"Patient","id":"p1","name":[{"use":"old","family":"Doe","given":["Janet"]},{"use":"official","family":"Roe","given":["Jane"]}]}"#,
    );
    assert_eq!(book.told(0, Aspect::Family), ["Roe @name[1].family"]);
    assert_eq!(book.told(0, Aspect::Given), ["Jane @name[1].given[0]"]);
    assert_eq!(book.unread(), "Patient.name 1");
}

#[test]
fn whoever_was_asked_and_did_not_answer_is_not_unknown() {
    let race = |system: &str, code: &str| {
        let book = read(&format!(
            r#"{{"resourceType":"Patient","id":"p","gender":"male","extension":[{{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[
            {{"url":"ombCategory","valueCoding":{{"system":"{system}","code":"{code}"}}}},{{"url":"text","valueString":"x"}}]}}]}}"#
        ));
        book.told(0, Aspect::Race)
    };
    for system in ["http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "http://hl7.org/fhir/v3/NullFlavor"] {
        assert_eq!(race(system, "ASKU"), ["absent: asked-unknown @extension[0]"]);
        assert_eq!(race(system, "UNK"), [""; 0]);
    }
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
fn whose_patient_is_named_by_a_number_is_counted() {
    let counted = |subject: &str| read(&format!(r#"{{"resourceType":"Procedure","subject":{subject},"code":{{"text":"X"}}}}"#)).coverage.named_by_number;
    let named = [r#"{"identifier":{"value":"88"}}"#, r#"{"reference":"Patient?identifier=urn:x|42"}"#, r#"{"reference":"Patient/p","identifier":{"value":"88"}}"#];
    assert_eq!(named.map(counted), [1, 1, 0]);
}

#[test]
fn a_patient_names_who_cares_for_him_in_general() {
    let book = read(r#"{"resourceType":"Patient","id":"p","generalPractitioner":[{"reference":"Practitioner/d1","display":"Dr. Keel"}]}"#);
    assert_eq!(book.told(0, Aspect::Performer), ["d1 @generalPractitioner[0]"]);
    assert_eq!(book.unread(), "");
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
    assert_eq!([family.told(0, Aspect::Flag), family.told(1, Aspect::Flag)], [vec![], vec!["cause of death @condition[1].contributedToDeath".to_string()]]);
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
fn the_sex_of_a_relative_is_a_word_in_every_code_system() {
    let book = read(
        r#"{"resourceType":"FamilyMemberHistory","patient":{"reference":"Patient/p1"},"status":"completed","sex":{"coding":[{"system":"urn:oid:2.16.840.1.113883.5.1","code":"M"}]},
        "relationship":{"coding":[{"system":"urn:oid:2.16.840.1.113883.5.111","code":"FTH"}]},"condition":[{"code":{"text":"Diabetes"}}]}"#,
    );
    assert_eq!(book.told(0, Aspect::Sex), ["male @sex"]);
    assert_eq!(book.told(0, Aspect::Relationship), ["v3-RoleCode FTH @relationship"]);
}

#[test]
fn a_record_says_into_which_it_was_merged_and_which_were_merged_into_it() {
    let linked = |sort: &str| read(&format!(r#"{{"resourceType":"Patient","id":"p","link":[{{"other":{{"reference":"Patient/q"}},"type":"{sort}"}}]}}"#));
    let gone = linked("replaced-by");
    assert_eq!((gone.told(0, Aspect::Status), gone.told(0, Aspect::Patient)), (vec!["merged @link[0].type".to_string()], vec!["q @link[0].other".to_string()]));
    assert_eq!(linked("replaces").told(0, Aspect::Replaces), ["q @link[0].other"]);
    assert_eq!(linked("replaces").unread(), "");
}

#[test]
fn which_of_several_born_together_is_read_and_who_was_born_alone_says_nothing() {
    let birth = |said: &str| read(&format!(r#"{{"resourceType":"Patient","id":"p1","name":[{{"family":"Roe"}}],{said}}}"#)).told(0, Aspect::MultipleBirth);
    assert_eq!(birth(r#""multipleBirthInteger":2"#), ["2 @multipleBirthInteger"]);
    assert_eq!(birth(r#""multipleBirthBoolean":true"#), ["true @multipleBirthBoolean"]);
    assert_eq!(birth(r#""multipleBirthBoolean":false"#), [""; 0]);
}

#[test]
fn whom_to_call_is_told_of_the_patient() {
    let book = read(
        r#"{"resourceType":"Patient","id":"p1","birthDate":"1970-01-01","contact":[{"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":"C"}]},
        {"text":"Mother"}],"name":{"family":"Roe","given":["Ann"]},"telecom":[{"system":"email","value":"a@b.org"},{"system":"phone","value":"555-010-2000"}]}]}"#,
    );
    assert_eq!(book.told(0, Aspect::Element), ["contact person Ann Roe; mother; 555-010-2000 @contact[0]"]);
    assert!(!book.coverage.aspects.contains(&(model::Kind::Demographic, Aspect::Element)), "it is no element that two books of one format are compared by");
    let nobody = read(r#"{"resourceType":"Patient","id":"p1","contact":[{"name":{"family":"Roe","given":["Ann"]},"telecom":[{"system":"phone","value":"555-010-2000"}]}]}"#);
    assert!(nobody.statements.is_empty(), "whom to call for somebody of whom nothing is said is no patient");
}
