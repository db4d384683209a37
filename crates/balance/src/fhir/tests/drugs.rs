//! Prescriptions, what is taken, vaccines and orders.

use super::read;
use model::Aspect;

#[test]
fn a_course_lasts_from_its_first_dosage_to_its_last_whatever_their_order() {
    let steps = [r#"{"timing":{"repeat":{"boundsPeriod":{"start":"2024-01-03","end":"2024-01-09"}}}}"#, r#"{"timing":{"repeat":{"boundsPeriod":{"start":"2024-01-10","end":"2024-01-16"}}}}"#, r#"{"text":"then stop"}"#];
    for order in [[0, 1, 2], [2, 1, 0]] {
        let dosages = order.map(|step| steps[step]).join(",");
        let book = read(&format!(r#"{{"resourceType":"MedicationRequest","subject":{{"reference":"Patient/p1"}},"authoredOn":"2024-01-01","medicationCodeableConcept":{{"text":"x"}},"dosageInstruction":[{dosages}]}}"#));
        let told = |aspect| book.told(0, aspect).iter().map(|said| said.split(' ').next().unwrap_or_default().to_string()).collect::<Vec<_>>();
        assert_eq!([told(Aspect::Onset), told(Aspect::End)], [["2024-01-03"], ["2024-01-16"]]);
    }
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
    assert_eq!(book.told(0, Aspect::Reported), ["false @reportedBoolean"]);
    assert_eq!(book.unread(), "");
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
    assert_eq!(word(r#"{"frequency":1,"period":24,"periodUnit":"h","when":["HS"]}"#), "HS");
    assert_eq!(word(r#"{"frequency":2,"period":1,"periodUnit":"d","when":["MORN","HS"]}"#), "MORN;HS");
    assert_eq!(word(r#"{"frequency":2,"period":1,"periodUnit":"d","when":["HS"]}"#), "HS;BID", "more often than its events come");
    assert_eq!(word(r#"{"frequency":1,"frequencyMax":3,"period":1,"periodUnit":"d","when":["HS"]}"#), "HS;1-3 times every 1 d");
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
fn whether_a_drug_is_taken_may_be_unknown() {
    let status = |more: &str| {
        let book = read(&format!(r#"{{"resourceType":"MedicationStatement","subject":{{"reference":"Patient/p"}},"status":"active"{more},"medicationCodeableConcept":{{"text":"Drug"}}}}"#));
        book.told(0, Aspect::Status).join(";")
    };
    assert_eq!([status(r#","taken":"unk""#), status(r#","taken":"y""#), status("")], ["unknown @taken", "active @status", "active @status"]);
}

#[test]
fn when_the_lot_of_a_vaccine_expires_and_who_pays_for_it() {
    let read = read(
        r#"{"resourceType":"Immunization","status":"completed","patient":{"reference":"Patient/p"},"vaccineCode":{"text":"Flu"},"lotNumber":"A1",
        "expirationDate":"2019-12-31","fundingSource":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/immunization-funding-source","code":"public"}]},
        "programEligibility":[{"text":"VFC eligible"}]}"#,
    );
    assert_eq!(read.told(0, Aspect::Expires), ["2019-12-31 @expirationDate"]);
    assert_eq!((read.told(0, Aspect::Funding).len(), read.told(0, Aspect::Eligibility).len()), (1, 1));
    assert_eq!(read.unread(), "");
}

#[test]
fn what_has_somebody_who_told_it_was_reported() {
    let reported = |member: &str| {
        let book = read(&format!(r#"{{"resourceType":"Immunization","status":"completed","patient":{{"reference":"Patient/p"}},"vaccineCode":{{"text":"Flu"}}{member}}}"#));
        book.told(0, Aspect::Reported)
    };
    assert_eq!(reported(r#","reportOrigin":{"text":"parent"}"#), ["true @reportOrigin"]);
    assert_eq!(reported(r#","primarySource":true,"reportOrigin":{"text":"parent"}"#), ["false @primarySource"]);
    assert_eq!(reported(""), Vec::<String>::new());
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
    assert_eq!(stu3.told(0, Aspect::Reported), ["false @primarySource"], "who gave it wrote it down");
    assert_eq!(stu3.unread(), "");
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
fn a_code_beside_words_of_another_rhythm_or_of_another_unit_is_both() {
    let order = |code: &str, words: &str, unit: &str| {
        read(&format!(
            r#"{{"resourceType":"MedicationRequest","id":"m","status":"active","intent":"order","subject":{{"reference":"Patient/p"}},"dosageInstruction":[{{
            "timing":{{"code":{{"coding":[{{"code":"{code}"}}],"text":"{words}"}}}},
            "doseAndRate":[{{"doseQuantity":{{"value":5,"unit":"{unit}","system":"http://unitsofmeasure.org","code":"mg"}}}}]}}]}}"#
        ))
    };
    let told = |code: &str, words: &str, unit: &str| {
        let book = order(code, words, unit);
        [Aspect::Frequency, Aspect::Dose].map(|aspect| book.told(0, aspect).first().and_then(|t| t.split(" @").next()).unwrap_or("").to_string())
    };
    assert_eq!(told("QD", "once daily", "MG"), ["QD", "5 mg"]);
    assert_eq!(told("TID", "Q8H", "milligram"), ["TID", "5 mg"]);
    assert_eq!(told("QD", "BID", "mcg"), ["QD or BID", "5 mg or mcg"]);
    assert_eq!(told("QD", "once daily", "PUFFS"), ["QD", "5 mg or PUFFS"]);
    assert_eq!(told("QD", "once daily", "patches"), ["QD", "5 mg or patches"]);
    assert_eq!([told("BID", "Twice daily", "mg"), told("Q6H", "every 6 hours", "mg")], [["BID", "5 mg"], ["Q6H", "5 mg"]]);
    assert_eq!(told("BID", "every 4 hours", "mg"), ["BID or every 4 hours", "5 mg"]);
    assert_eq!(told("QD", "once weekly", "mg"), ["QD or once weekly", "5 mg"]);
    assert_eq!([told("WK", "every 7 days", "mg"), told("BID", "b.i.d. with food", "mg")], [["WK", "5 mg"], ["BID", "5 mg"]]);
}

#[test]
fn a_code_beside_a_repetition_of_another_rhythm_is_both() {
    let told = |code: &str, repeat: &str| {
        let book = read(&format!(
            r#"{{"resourceType":"MedicationRequest","id":"m","status":"active","intent":"order","subject":{{"reference":"Patient/p"}},"dosageInstruction":[{{
            "timing":{{"code":{{"coding":[{{"code":"{code}"}}]}},"repeat":{{{repeat}}}}}}}]}}"#
        ));
        book.told(0, Aspect::Frequency).join("; ")
    };
    let alike = [
        ("BID", r#""frequency":2,"period":1,"periodUnit":"d""#),
        ("BID", r#""frequency":1,"period":12,"periodUnit":"h""#),
        ("QD", r#""frequency":1,"period":1,"periodUnit":"d","timeOfDay":["08:00:00"]"#),
        ("BED", r#""frequency":1,"period":1,"periodUnit":"d","when":["HS"]"#),
        ("QD", r#""boundsPeriod":{"start":"2024-01-01"}"#),
        ("Q6H", r#""frequency":4,"period":1,"periodUnit":"d""#),
        ("Q6H", r#""frequency":1,"period":6,"periodMax":8,"periodUnit":"h""#),
    ];
    for (code, repeat) in alike {
        assert_eq!(told(code, repeat), format!("{code} @dosageInstruction[0].timing.code"), "{repeat}");
    }
    assert_eq!(told("BID", r#""frequency":4,"period":1,"periodUnit":"d""#), "BID or QID @dosageInstruction[0].timing.code");
    assert_eq!(told("QD", r#""frequency":1,"period":1,"periodUnit":"wk""#), "QD or WK @dosageInstruction[0].timing.code");
    assert_eq!(told("BID", r#""frequency":2,"period":1,"periodUnit":"wk""#), "BID or 2 times every 1 wk @dosageInstruction[0].timing.code");
}

#[test]
fn the_days_of_a_week_and_the_hours_of_a_day_are_the_same_whichever_stands_first() {
    let repeat = r#"{"frequency":1,"period":1,"periodUnit":"d","dayOfWeek":["thu","mon"],"timeOfDay":["20:00:00","08:00:00"]}"#;
    let drug = format!(r#"{{"resourceType":"MedicationRequest","subject":{{"reference":"Patient/p1"}},"medicationCodeableConcept":{{"text":"x"}},"dosageInstruction":[{{"timing":{{"repeat":{repeat}}}}}]}}"#);
    assert_eq!(read(&drug).told(0, Aspect::Frequency), ["QD at 08:00:00,20:00:00 on mon,thu @dosageInstruction[0].timing.repeat"]);
}
