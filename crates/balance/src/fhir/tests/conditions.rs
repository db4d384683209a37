//! Problems, allergies and the marks that protect them.

use super::read;
use model::Aspect;

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
fn a_null_flavor_in_the_place_of_a_word_is_an_absence() {
    let severity = |system: &str, code: &str| {
        let concept = format!(r#"{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/{system}","code":"{code}"}}]}}"#);
        read(&format!(r#"{{"resourceType":"Condition","subject":{{"reference":"Patient/p1"}},"code":{{"text":"Gout"}},"severity":{concept}}}"#)).told(0, Aspect::Severity)
    };
    assert_eq!([severity("v3-NullFlavor", "UNK"), severity("data-absent-reason", "not-asked")].concat(), ["absent: unknown @severity", "absent: not-asked @severity"]);
    assert_eq!(severity("condition-severity", "UNK"), ["UNK @severity.coding[0].code"]);
    let coded = |codings: &str| {
        read(&format!(r#"{{"resourceType":"Condition","subject":{{"reference":"Patient/p1"}},"code":{{"text":"Gout"}},"severity":{{"coding":[{codings}]}}}}"#)).told(0, Aspect::Severity)
    };
    let own = r#"{"system":"urn:own","code":"9","display":"Unknown"}"#;
    for flavor in ["http://hl7.org/fhir/v3/NullFlavor", "urn:oid:2.16.840.1.113883.5.1008"] {
        let flavor = format!(r#"{{"system":"{flavor}","code":"UNK"}}"#);
        assert_eq!([coded(&format!("{own},{flavor}")), coded(&format!("{flavor},{own}")), coded(&flavor)].concat(), ["absent: unknown @severity"; 3]);
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
fn a_refuted_allergy_to_nothing_in_particular_is_none_at_all_and_one_that_is_named_is_that_one() {
    let refuted = |code: &str, more: &str| {
        read(&format!(
            r#"{{"resourceType":"AllergyIntolerance","patient":{{"reference":"Patient/p1"}},"verificationStatus":{{"coding":[{{"code":"refuted"}}]}},"code":{{{code}}}{more}}}"#
        ))
    };
    let any = |display: &str| format!(r#""coding":[{{"system":"http://snomed.info/sct","code":"416098002"{display}}}]"#);
    for (display, text) in [("", ""), (r#","display":"Allergy to drug (finding)""#, ""), ("", r#","text":"No known drug allergies""#)] {
        let book = refuted(&format!("{}{text}", any(display)), r#","clinicalStatus":{"coding":[{"code":"active"}]}"#);
        assert_eq!(book.kinds(), ["no-known-allergy p1"], "{display} {text}");
        assert_eq!(book.told(0, Aspect::Status), ["active @clinicalStatus.coding[0].code"]);
        assert_eq!(book.told(0, Aspect::Verification), ["confirmed @verificationStatus"]);
        assert_eq!(book.unread(), "");
    }
    let named = [(any(""), r#","reaction":[{"substance":{"text":"Penicillin"}}]"#), (format!(r#"{},"text":"Penicillin allergy""#, any("")), ""), (any(r#","display":"Penicillin""#), "")];
    for (code, more) in named {
        let book = refuted(&code, more);
        assert_eq!(book.kinds(), ["allergy p1"], "{code} {more}");
        assert_eq!(book.told(0, Aspect::Negation), ["true @verificationStatus"]);
    }
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
fn what_turns_the_meaning_of_a_record_is_said_even_if_nobody_knows_what_it_is() {
    let told = |modifier: &str| {
        let book = read(&format!(
            r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"code":{{"text":"Asthma"}},"modifierExtension":[{modifier}]}}"#
        ));
        (book.told(0, Aspect::Negation).join("; "), book.unread())
    };
    let unread = "Condition.modifierExtension 1".to_string();
    let coded = r#"{"url":"http://example.org/fhir/sense","valueCodeableConcept":{"coding":[{"code":"x","display":"ruled out"}]}}"#;
    assert_eq!(told(r#"{"url":"http://example.org/fhir/negated","valueBoolean":true}"#), ("negated: true @modifierExtension[0]".to_string(), unread.clone()));
    assert_eq!(told(coded), ("sense: ruled out @modifierExtension[0]".to_string(), unread.clone()));
    let amount = r#"{"url":"http://example.org/fhir/limit","valueQuantity":{"value":5.0,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}}"#;
    assert_eq!(told(amount), ("limit: 5 mg @modifierExtension[0]".to_string(), unread.clone()));
    let parts = r#"{"url":"http://example.org/fhir/sense","extension":[{"url":"so","valueBoolean":false},{"url":"by","valueString":"the lab"}]}"#;
    assert_eq!(told(parts), ("sense: by: the lab, so: false @modifierExtension[0]".to_string(), unread.clone()));
    let link = r#"{"url":"http://example.org/fhir/sense","valueReference":{"reference":"Condition/x"}}"#;
    assert_eq!(told(link), ("sense @modifierExtension[0]".to_string(), unread.clone()), "whom it leads to is a leaf");
    assert_eq!(told(r#"{"url":"http://example.org/fhir/negated","valueBoolean":false}"#), (String::new(), unread), "what says no turns nothing");
}

#[test]
fn a_code_beside_words_that_say_the_contrary_is_both() {
    let told = |status: &str, severity: &str, sides: &str| {
        let book = read(&format!(
            r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"code":{{"text":"Gout"}},
            "clinicalStatus":{{"coding":[{{"code":"active","display":"{status}"}}]}},
            "severity":{{"coding":[{{"system":"http://snomed.info/sct","code":"24484000"}}],"text":"{severity}"}},
            "bodySite":[{{"coding":[{sides}]}}]}}"#
        ));
        let of = |aspect| book.told(0, aspect).iter().filter_map(|t| Some(t.split_once(" @")?.0.to_string())).collect::<Vec<_>>().join("; ");
        [of(Aspect::Status), of(Aspect::Severity), of(Aspect::Laterality)]
    };
    let left = |words: &str| format!(r#"{{"system":"http://snomed.info/sct","code":"7771000","display":"{words}"}}"#);
    let both_sides = format!(r#"{},{{"system":"http://snomed.info/sct","code":"24028007","display":"Right"}}"#, left("Left"));
    assert_eq!(told("Active", "Severe", &left("Left")), ["active", "severe", "left"]);
    assert_eq!(told("Resolved", "Mild", &left("Right")), ["active or resolved", "severe or mild", "left or right"]);
    assert_eq!(told("", "", &both_sides), ["active", "severe", "left; right"], "each side has words of its own");
}

#[test]
fn the_substance_of_a_reaction_that_is_the_allergen_says_nothing_more() {
    let told = |substance: &str| {
        let book = read(&format!(
            r#"{{"resourceType":"AllergyIntolerance","id":"a","patient":{{"reference":"Patient/p"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"256349002"}}],
            "text":"Peanut"}},"reaction":[{{"manifestation":[{{"text":"Hives"}}],"substance":{substance}}}]}}"#
        ));
        book.told(0, Aspect::Text).join("; ")
    };
    assert_eq!(told(r#"{"coding":[{"system":"http://snomed.info/sct","code":"256349002","display":"Peanut (substance)"}]}"#), "");
    assert_eq!(told(r#"{"text":"PEANUT"}"#), "");
    assert_eq!(told(r#"{"text":"Peanut oil"}"#), "reaction to Peanut oil @reaction[0].substance");
}

#[test]
fn what_the_patient_asserts_is_reported() {
    let reported = |who: &str| {
        let text = format!(r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p1"}},"recorder":{{"reference":"Practitioner/d1"}},"asserter":{{"reference":"{who}"}},"code":{{"text":"Gout"}}}}"#);
        read(&text).told(0, Aspect::Reported)
    };
    assert_eq!(reported("Patient/p1"), ["true @asserter"]);
    assert_eq!(reported("Practitioner/d1"), [""; 0]);
}
