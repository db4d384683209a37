//! Claims, what was paid on them, and insurances.

use super::read;
use model::Aspect;

#[test]
fn whoever_a_claim_contains_is_known_by_their_number() {
    let book = read(
        r##"{"resourceType":"Claim","id":"c","status":"active","use":"claim","patient":{"reference":"Patient/p"},
        "contained":[{"resourceType":"Practitioner","id":"p","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}]}],
        "careTeam":[{"sequence":1,"provider":{"reference":"#p"}}]}"##,
    );
    assert_eq!(book.told(0, Aspect::Performer), ["1234567893 @careTeam[0].provider"]);
    let team = read(
        r##"{"resourceType":"CareTeam","id":"t","status":"active","subject":{"reference":"Patient/p"},"contained":[{"resourceType":"Practitioner","id":"p","name":[{"text":"Ada Keel"}]}],
        "participant":[{"member":{"reference":"#p"}}]}"##,
    );
    assert_eq!(team.kinds(), ["care team p"], "who is contained is not the patient, whatever the id");
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
        {"category":{"coding":[{"code":"tax"}]},"amount":{"value":1.5,"currency":"USD"}},
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
    assert_eq!(book.told(0, Aspect::Title), ["Professional ( professional) @type"]);
    assert_eq!(book.told(0, Aspect::End), [""; 0]);
    assert_eq!(book.told(0, Aspect::PayerOrder), ["primary @insurance[0].sequence"]);
    assert_eq!(book.told(1, Aspect::Modifier), ["25|59 @item[0].modifier"]);
    assert_eq!(book.told(1, Aspect::DiagnosisPointer), ["1,2 @item[0].diagnosisSequence"]);
    assert_eq!(book.told(1, Aspect::Amount), ["100.50 USD @item[0].net"]);
    assert_eq!(book.told(1, Aspect::PlaceOfService), ["11 @item[0].locationCodeableConcept"]);
    assert_eq!(book.told(1, Aspect::Performer), ["d @careTeam[0].provider"]);
    assert_eq!(book.told(1, Aspect::ClaimNumber), ["A1 @identifier[0].value"]);
    assert_eq!(book.told(2, Aspect::Value), ["100.50 USD @total[0].amount"]);
    assert_eq!(book.told(2, Aspect::Amount), ["80.00 USD @payment.amount"]);
    assert_eq!(book.told(2, Aspect::Status), ["processed @outcome"]);
    assert_eq!(book.told(3, Aspect::Adjustment), ["CO-45 10.00 @item[0].adjudication[1]"]);
    assert_eq!(book.told(3, Aspect::PatientShare), ["10.50 USD @item[0].adjudication[3].amount"]);
    assert_eq!(book.told(3, Aspect::Allowed), ["90.50 USD @item[0].adjudication[4].amount"]);
    assert_eq!(book.told(3, Aspect::Amount), ["80.00 USD @item[0].adjudication[6].amount"]);
    assert_eq!(book.told(3, Aspect::Onset), ["2024-01-03 @item[0].servicedDate"]);
    assert_eq!(book.unread(), "ExplanationOfBenefit.adjudication 1");
}

#[test]
fn a_charge_borrows_what_a_line_of_a_claim_says() {
    let book = read(
        r#"{"resourceType":"ChargeItem","id":"c1","status":"billed","subject":{"reference":"Patient/p"},"context":{"reference":"Encounter/e"},"extension":[
        {"url":"http://hl7.org/fhir/4.0/StructureDefinition/extension-Claim.item.modifier","valueCodeableConcept":{"coding":[{"code":"25"}]}},
        {"url":"http://hl7.org/fhir/4.0/StructureDefinition/extension-Claim.item.diagnosisSequence","valuePositiveInt":2},
        {"url":"http://hl7.org/fhir/4.0/StructureDefinition/extension-Claim.item.diagnosisSequence","valuePositiveInt":1}],
        "code":{"coding":[{"system":"urn:x","code":"HC1"}]},"quantity":{"value":2},"priceOverride":{"value":142,"currency":"USD"}}"#,
    );
    assert_eq!(book.told(0, Aspect::Modifier), ["25 @extension[0].valueCodeableConcept"]);
    assert_eq!(book.told(0, Aspect::DiagnosisPointer), ["2,1 @extension[1].valuePositiveInt"]);
    assert_eq!(book.told(0, Aspect::Amount), ["142.00 USD @priceOverride"]);
    assert_eq!(book.unread(), "");
}

#[test]
fn a_charge_has_a_number_of_its_own_and_a_line_of_a_claim_that_of_the_claim() {
    let charge = r#"{"resourceType":"ChargeItem","id":"c1","status":"billed","subject":{"reference":"Patient/p"},"identifier":[{"system":"urn:x","value":" C1 "}],"code":{"text":"a visit"}}"#;
    assert_eq!(read(charge).told(0, Aspect::Identifier), ["C1 @identifier[0].value"]);
    let claim = r#"{"resourceType":"Claim","id":"c2","status":"active","patient":{"reference":"Patient/p"},"identifier":[{"system":"urn:x","value":"A1"}],"item":[{"sequence":1,"productOrService":{"text":"a visit"}}]}"#;
    let book = read(claim);
    assert_eq!([book.told(1, Aspect::Identifier), book.told(1, Aspect::ClaimNumber)], [Vec::new(), vec!["A1 @identifier[0].value".to_string()]]);
}

#[test]
fn what_r5_made_elements_of_is_read_where_r4_has_extensions() {
    let claim = r#"{"resourceType":"Claim","id":"c1","status":"active","use":"claim","patient":{"reference":"Patient/p"},"extension":[
        {"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-Claim.encounter","valueReference":{"reference":"Encounter/e"}}]}"#;
    assert_eq!(read(claim).told(0, Aspect::Encounter), ["e @extension[0].valueReference"]);
    let newer = r#"{"resourceType":"Claim","id":"c1","status":"active","use":"claim","patient":{"reference":"Patient/p"},"encounter":[{"reference":"Encounter/e"}]}"#;
    assert_eq!(read(newer).told(0, Aspect::Encounter), ["e @encounter"]);
    let of_lines = |visits: [&str; 2]| {
        let line = |visit: &str| format!(r#"{{"sequence":1,"encounter":[{{"reference":"Encounter/{visit}"}}]}}"#);
        let lines = visits.map(line).join(",");
        read(&format!(r#"{{"resourceType":"Claim","id":"c1","status":"active","use":"claim","patient":{{"reference":"Patient/p"}},"item":[{lines}]}}"#)).told(0, Aspect::Encounter)
    };
    assert_eq!(of_lines(["e", "e"]), ["e @item[0].encounter"]);
    assert!(of_lines(["e", "f"]).is_empty(), "lines of two visits");
    let answer = |decision: &str| {
        read(&format!(
            r#"{{"resourceType":"ClaimResponse","id":"r1","status":"active","use":"claim","patient":{{"reference":"Patient/p"}},"outcome":"complete",{decision}
            "adjudication":[{{"category":{{"coding":[{{"code":"CO"}}]}},"reason":{{"coding":[{{"code":"45"}}]}}}}]}}"#
        ))
    };
    let extension = r#""extension":[{"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-ClaimResponse.decision","valueCodeableConcept":{"coding":[{"code":"denied"}]}}],"#;
    for (decision, status) in [("", "processed @outcome"), (extension, "denied @extension[0].valueCodeableConcept"), (r#""decision":{"coding":[{"code":"denied"}]},"#, "denied @decision")] {
        let book = answer(decision);
        assert_eq!(book.told(0, Aspect::Status), [status]);
        assert_eq!(book.told(0, Aspect::Adjustment), ["CO-45 @adjudication[0]"], "group and reason without an amount");
    }
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
fn the_numbers_of_a_claim_order_its_diagnoses_and_not_their_places_in_the_list() {
    let diagnoses = [r#"{"sequence":1,"diagnosisCodeableConcept":{"text":"Asthma"}}"#, r#"{"sequence":2,"diagnosisCodeableConcept":{"text":"Gout"}}"#];
    let said = |order: [usize; 2]| {
        let list = order.map(|at| diagnoses[at]).join(",");
        let book = read(&format!(r#"{{"resourceType":"Claim","id":"c1","status":"active","use":"claim","patient":{{"reference":"Patient/p"}},"diagnosis":[{list}]}}"#));
        [Aspect::Code, Aspect::Reason].map(|aspect| book.told(0, aspect).iter().map(|said| said.split(" @").next().unwrap_or_default().to_string()).collect::<Vec<_>>())
    };
    assert_eq!(said([0, 1]), [["Asthma"], ["Gout"]]);
    assert_eq!(said([1, 0]), said([0, 1]));
}

#[test]
fn an_answer_says_whose_bill_it_answers() {
    let answer = r#"{"resourceType":"ClaimResponse","id":"r1","status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional"}]},"use":"claim","patient":{"reference":"Patient/p"},"created":"2020-03-05","outcome":"complete"}"#;
    assert_eq!(read(answer).told(0, Aspect::Recorded), ["2020-03-05 @created"], "and when it was written");
    let told = read(answer).told(0, Aspect::Class);
    assert!(matches!(&told[..], [said] if said.contains("institutional") && said.ends_with("@type")), "{told:?}");
}

#[test]
fn what_stands_beside_the_diagnoses_and_the_payers_of_a_claim_in_the_words_of_x12() {
    let book = read(
        r#"{"resourceType":"Claim","id":"c1","status":"active","use":"claim","patient":{"reference":"Patient/p"},
        "diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I25.10"}]},"onAdmission":{"coding":[{"code":"y"}]}},
        {"sequence":2,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"N39.0"}]},"onAdmission":{"coding":[{"code":"n"}]}}],
        "insurance":[{"sequence":1,"focal":true,"coverage":{"display":"x"},"preAuthRef":["AUTH77"]}],"accident":{"date":"2024-01-01","type":{"coding":[{"code":"MVA"}]}},
        "supportingInfo":[{"sequence":1,"category":{"coding":[{"code":"admissionperiod"}]},"timingPeriod":{"start":"2024-02-01","end":"2024-02-05"}},
        {"sequence":2,"category":{"coding":[{"code":"onset"}]},"timingDate":"2023-12-24"}]}"#,
    );
    assert_eq!(book.told(0, Aspect::Flag), [
        "I25.10 on admission y @diagnosis[0].onAdmission", "N39.0 on admission n @diagnosis[1].onAdmission", "authorization AUTH77 @insurance[0].preAuthRef[0]",
        "related to AA @accident.type", "accident 2024-01-01 @accident.date", "onset 2023-12-24 @supportingInfo[1].timingDate",
    ]);
    assert_eq!(book.told(0, Aspect::Onset), ["2024-02-01 @supportingInfo[0].timingPeriod.start"]);
}

#[test]
fn what_a_claim_does_to_another_one_is_said_by_its_type_of_bill_or_by_the_claim_that_it_names() {
    let claim = |status: &str, more: &str| read(&format!(r#"{{"resourceType":"Claim","id":"c1","status":"{status}","use":"claim","patient":{{"reference":"Patient/p"}},{more}}}"#)).told(0, Aspect::Frequency);
    let bill = r#""supportingInfo":[{"sequence":1,"category":{"coding":[{"code":"typeofbill"}]},"code":{"coding":[{"code":"118"}]}}]"#;
    let related = r#""related":[{"claim":{"reference":"Claim/c0"},"relationship":{"coding":[{"code":"prior"}]}}]"#;
    assert_eq!(claim("active", bill), ["8 @supportingInfo[0].code"]);
    assert_eq!(claim("active", related), ["7 @related[0].relationship"]);
    assert_eq!(claim("cancelled", related), [""; 0], "it takes one back");
}

#[test]
fn an_answer_to_what_would_be_paid_is_no_payment() {
    let answer = |purpose: &str| read(&format!(r#"{{"resourceType":"ClaimResponse","id":"r1","status":"active","use":"{purpose}","patient":{{"reference":"Patient/p"}},"outcome":"complete"}}"#)).told(0, Aspect::Status);
    assert_eq!([answer("claim"), answer("predetermination"), answer("preauthorization")], [["processed @outcome"], ["predetermined @use"], ["preauthorized @use"]]);
}

#[test]
fn an_answer_that_says_one_thing_in_words_and_another_by_its_decision_is_both() {
    let answer = |status: &str, decision: &str, words: &str| {
        let decided = format!(r#"{{"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-ClaimResponse.decision","valueCodeableConcept":{{"coding":[{{"system":"http://hl7.org/fhir/claim-decision","code":"{decision}"}}]}}}}"#);
        let decided = if decision.is_empty() { String::new() } else { format!(r#""extension":[{decided}],"#) };
        read(&format!(r#"{{"resourceType":"ClaimResponse","id":"r1",{decided}"status":"{status}","use":"claim","patient":{{"reference":"Patient/p"}},"outcome":"complete","disposition":"{words}"}}"#)).told(0, Aspect::Status)
    };
    let place = "extension[0].valueCodeableConcept";
    for (decision, words, status) in [("approved", "Paid", "processed"), ("denied", "Denied.", "denied"), ("approved", "Claim settled as per contract.", "processed"), ("approved", "Denied", "processed or denied"), ("denied", "PAID", "denied or processed")] {
        assert_eq!(answer("active", decision, words), [format!("{status} @{place}")], "{words}");
    }
    assert_eq!([answer("active", "", "Denied"), answer("active", "", "Paid")], [["denied @disposition"], ["processed @outcome"]]);
    assert_eq!(answer("draft", "approved", "Paid"), ["draft @status"], "it answers nothing yet");
}

#[test]
fn what_is_adjusted_in_another_currency_and_a_pointer_to_no_diagnosis_are_told() {
    let amount = |sort: &str, currency: &str| format!(r#"{{"category":{{"coding":[{{"code":"{sort}"}}]}},"reason":{{"coding":[{{"code":"45"}}]}},"amount":{{"value":10,"currency":"{currency}"}}}}"#);
    let answer = |adjusted: &str| read(&format!(r#"{{"resourceType":"ClaimResponse","id":"r1","status":"active","patient":{{"reference":"Patient/p"}},"outcome":"complete","adjudication":[{},{adjusted}]}}"#, amount("benefit", "USD"))).told(0, Aspect::Adjustment);
    assert_eq!([answer(&amount("CO", "USD")), answer(&amount("CO", "EUR"))], [["CO-45 10.00 @adjudication[1]"], ["CO-45 10.00 EUR @adjudication[1]"]]);
    let line = |pointer: u8, sequences: [&str; 2]| {
        let diagnoses = sequences.map(|sequence| format!(r#"{{{sequence}"diagnosisCodeableConcept":{{"coding":[{{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}}]}}}}"#)).join(",");
        read(&format!(r#"{{"resourceType":"Claim","id":"c1","status":"active","patient":{{"reference":"Patient/p"}},"diagnosis":[{diagnoses}],"item":[{{"sequence":1,"diagnosisSequence":[{pointer}],"net":{{"value":1}}}}]}}"#)).told(1, Aspect::DiagnosisPointer)
    };
    let numbered = [r#""sequence":10,"#, r#""sequence":20,"#];
    let totals = |order: [&str; 3]| {
        let totals = order.map(|sort| format!(r#"{{"category":{{"coding":[{{"code":"{sort}"}}]}},"amount":{{"value":{},"currency":"USD"}}}}"#, sort.len())).join(",");
        let book = read(&format!(r#"{{"resourceType":"ClaimResponse","id":"r1","status":"active","patient":{{"reference":"Patient/p"}},"outcome":"complete","total":[{totals}]}}"#));
        book.told(0, Aspect::PatientShare)
    };
    assert_eq!([totals(["deductible", "copay", "benefit"]), totals(["benefit", "copay", "deductible"])], [["15.00 USD @total[1].amount"], ["15.00 USD @total[1].amount"]]);
    assert_eq!(totals(["copay", "deductible", "benefit"]), ["15.00 USD @total[0].amount"], "a sum stands with one part, wherever that is");
    assert_eq!([line(20, numbered), line(2, numbered), line(2, [""; 2])], [["2 @item[0].diagnosisSequence"], ["2 of none @item[0].diagnosisSequence"], ["2 @item[0].diagnosisSequence"]]);
}

#[test]
fn procedures_and_codes_of_a_hospitals_bill_in_the_words_of_x12() {
    let info = |sequence: u8, system: &str, more: &str| format!(r#"{{"sequence":{sequence},"category":{{"coding":[{{"code":"info"}}]}},"code":{{"coding":[{{"system":"{system}","code":"11"}}]}}{more}}}"#);
    let listed = [
        info(1, "http://terminology.hl7.org/CodeSystem/v2-0043", ""),
        info(2, "http://terminology.hl7.org/CodeSystem/v2-0350", r#","timingDate":"2023-12-30""#),
        info(3, "https://www.nubc.org/CodeSystem/OccurrenceSpanCodes", r#","timingPeriod":{"start":"2024-01-01","end":"2024-01-05"}"#),
        info(4, "https://www.nubc.org/CodeSystem/ValueCodes", r#","valueQuantity":{"value":1200.50}"#),
        r#"{"sequence":5,"category":{"coding":[{"code":"medicalrecordnumber"}]},"valueString":"00417"}"#.to_string(),
        r#"{"sequence":6,"category":{"coding":[{"code":"info"}]},"valueString":"seen twice"}"#.to_string(),
    ]
    .join(",");
    let procedure = |sequence: u8, code: &str, sort: &str, day: &str| {
        format!(r#"{{"sequence":{sequence},"type":[{{"coding":[{{"code":"{sort}"}}]}}],"date":"{day}","procedureCodeableConcept":{{"coding":[{{"system":"http://www.cms.gov/Medicare/Coding/ICD10","code":"{code}"}}]}}}}"#)
    };
    let procedures = [procedure(1, "0FT44ZZ", "other", "2024-02-03T00:00:00+00:00"), procedure(2, "0DTJ4ZZ", "principal", "2024-02-02")].join(",");
    let book = read(&format!(
        r#"{{"resourceType":"Claim","id":"c1","status":"active","use":"claim","patient":{{"reference":"Patient/p"}},"supportingInfo":[{listed}],"procedure":[{procedures}]}}"#
    ));
    assert_eq!(book.told(0, Aspect::Flag), [
        "procedure 0FT44ZZ 20240203 @procedure[0]", "main procedure 0DTJ4ZZ 20240202 @procedure[1]", "condition 11 @supportingInfo[0]", "occurrence 11 20231230 @supportingInfo[1]",
        "occurrence span 11 20240101-20240105 @supportingInfo[2]", "value 11 1200.5 @supportingInfo[3]",
    ]);
    assert_eq!(book.told(0, Aspect::Mrn), ["00417 @supportingInfo[4].valueString"]);
    assert_eq!(book.told(0, Aspect::Text), ["seen twice @supportingInfo[5]"]);
    assert_eq!(book.unread(), "");
}

#[test]
fn a_diagnosis_of_admission_is_none_that_lines_point_at() {
    let diagnosis = |sequence: u8, code: &str, sort: &str| {
        format!(r#"{{"sequence":{sequence},"type":[{{"coding":[{{"code":"{sort}"}}]}}],"diagnosisCodeableConcept":{{"coding":[{{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"{code}"}}]}}}}"#)
    };
    let list = [diagnosis(1, "R07.9", "admitting"), diagnosis(2, "I25.10", "principal"), diagnosis(3, "E11.9", "other")].join(",");
    let book = read(&format!(
        r#"{{"resourceType":"Claim","id":"c1","status":"active","use":"claim","patient":{{"reference":"Patient/p"}},"diagnosis":[{list}],"item":[{{"sequence":1,"diagnosisSequence":[3,2]}},{{"sequence":2,"diagnosisSequence":[1]}}]}}"#
    ));
    assert_eq!(book.told(0, Aspect::DiagnosisPointer), ["I25.10,E11.9 @diagnosis"]);
    assert_eq!(book.told(0, Aspect::Reason), ["ICD-10-CM R07.9 @diagnosis[0]", "ICD-10-CM E11.9 @diagnosis[2]"]);
    assert_eq!(book.told(1, Aspect::DiagnosisPointer), ["2,1 @item[0].diagnosisSequence"]);
    assert_eq!(book.told(2, Aspect::DiagnosisPointer), ["3 @item[1].diagnosisSequence"], "a line that points at it all the same points at no other one");
}

#[test]
fn a_drug_of_a_line_may_be_its_detail_and_its_code_in_groups() {
    let line = |more: &str| {
        let book = read(&format!(
            r#"{{"resourceType":"Claim","id":"c1","status":"active","use":"claim","patient":{{"reference":"Patient/p"}},"item":[{{"sequence":1,
            "productOrService":{{"coding":[{{"system":"http://www.ama-assn.org/go/cpt","code":"96365"}}]}}{more}}}]}}"#
        ));
        [book.told(1, Aspect::Code), book.told(1, Aspect::Quantity)]
    };
    let ndc = |code: &str| format!(r#","detail":[{{"sequence":1,"productOrService":{{"coding":[{{"system":"http://hl7.org/fhir/sid/ndc","code":"{code}"}}]}},"quantity":{{"value":2.5,"unit":"mL"}}}}]"#);
    let [codes, quantities] = line(&ndc("0012-3456-78"));
    assert_eq!(codes, ["cpt 96365 @item[0].productOrService", "NDC 00012345678 @item[0].detail[0].productOrService"]);
    assert_eq!(quantities, ["2.5 mL @item[0].detail[0].quantity"]);
    assert_eq!(line(&ndc("00012345678"))[0], codes);
    let supply = r#","detail":[{"sequence":1,"productOrService":{"text":"a bag"}}]"#;
    assert_eq!(line(supply), [vec!["cpt 96365 @item[0].productOrService".to_string()], Vec::new()]);
}
