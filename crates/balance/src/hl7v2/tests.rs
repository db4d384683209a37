//! Messages and what they assert.

use crate::reading::{Coverage, Places};
use formats::{Format, Item, Limits};
use model::{Kind, Statement};
use std::ops::ControlFlow;

mod senders;

struct Book {
    statements: Vec<Statement>,
    coverage: Coverage,
    places: Places,
}

impl Book {
    /// Reads a message of a kind; its segments as `PID 3=42^^^H^MR|5=Doe`.
    fn read(kind: &str, segments: &[&str]) -> Self {
        let mut book = Self { statements: Vec::new(), coverage: Coverage::default(), places: Places::default() };
        let mut text = format!("MSH|^~\\&|A|H|B|H|20240101||{kind}|1|P|2.5.1");
        segments.iter().for_each(|segment| text.push_str(&format!("\r{}", written_out(segment))));
        let summary = formats::read(Format::Hl7v2, "a.hl7", &mut text.as_bytes(), &Limits::default(), &mut |item| {
            if let Item::Message(message) = item {
                super::message(message, 0, &mut book.places, &mut book.coverage, &mut |s| book.statements.push(s));
            }
            ControlFlow::Continue(())
        });
        assert_eq!(summary.unwrap().quarantined, 0);
        book
    }

    /// `patient line: aspect=value ...` of each statement of a kind.
    fn told(&self, kind: Kind) -> Vec<String> {
        let fact = |f: &model::Fact| format!("{}={}", f.aspect, f.value.shown());
        let told = |s: &Statement| format!("{} {}: {}", s.patient, s.origin.line, s.facts.iter().map(fact).collect::<Vec<_>>().join("; "));
        self.statements.iter().filter(|s| s.kind == kind).map(told).collect()
    }

    fn unread(&self) -> Vec<String> {
        self.coverage.unread.iter().map(|(name, count)| format!("{name} {count}")).collect()
    }
}

/// A segment with all its separators.
fn written_out(segment: &str) -> String {
    let (name, rest) = segment.split_once(' ').unwrap_or((segment, ""));
    let fields: Vec<(usize, &str)> = rest.split('|').filter_map(|f| f.split_once('=')).map(|(n, value)| (n.parse().unwrap(), value)).collect();
    let last = fields.iter().map(|f| f.0).max().unwrap_or(0);
    let cells = (1..=last).map(|n| fields.iter().find(|f| f.0 == n).map_or("", |f| f.1));
    std::iter::once(name).chain(cells).collect::<Vec<_>>().join("|")
}

/// Facts are sorted by aspect; the order of the vocabulary is not what these tests are about.
fn sorted(text: &str) -> String {
    let (head, facts) = text.split_once(": ").unwrap_or((text, ""));
    let mut facts: Vec<&str> = facts.split("; ").map(str::trim).collect();
    facts.sort_by_key(|fact| model::Aspect::ALL.iter().position(|a| fact.split('=').next() == Some(a.word())).unwrap_or(usize::MAX));
    format!("{head}: {}", facts.join("; "))
}

#[test]
fn a_patient_is_told_with_all_names_numbers_and_addresses() {
    let pid = "PID 1=1|3=42^^^H^MR~900-1^^^SSA^SS~7^^^X^AN|5=Doe^Jane^Q^Jr^Dr~Roe^Jane^^^^^M|7=19600102030405|8=F|9=Poe^J|10=2106-3^White^CDCREC|\
        11=1 Elm^Apt 2^Salem^MA^01970^USA|13=555-1000^PRN^PH~^NET^Internet^j@x.org|14=^WPN^FX^^1^555^2000|15=eng|16=E|19=111-22-3333|22=H^Hispanic^HL70189|\
        29=20240101|30=Y";
    let book = Book::read("ADT^A08", &[pid]);
    let told = "42 2: family=Doe; family=Poe; given=Jane; given=J; middle=Q; prefix=Dr; suffix=Jr; maiden=Roe; birth_date=1960-01-02; sex=female; deceased=true; \
        death_date=2024-01-01; mrn=42; ssn=900-1; ssn=111-22-3333; phone=555-1000; phone_use=home 555-1000; email=j@x.org; line=1 Elm; line=Apt 2; city=Salem; state=MA; \
        postal_code=01970; country=USA; race=2106-3; ethnicity=2135-2; language=en; marital_status=L";
    assert_eq!(book.told(Kind::Demographic), [sorted(told)]);
    assert!(book.unread().is_empty(), "{:?}", book.unread());
}

#[test]
fn the_number_of_an_old_message_stands_elsewhere() {
    let book = Book::read("ADT^A04", &["PID 2=7^5|5=Doe^J|19=9", "AL1 1=1|2=DA|3=Aspirin"]);
    assert_eq!(book.told(Kind::Demographic), [sorted("7 2: family=Doe; given=J; mrn=7; ssn=9")]);
    assert_eq!(book.told(Kind::Allergy).len(), 1);
    assert!(book.told(Kind::Allergy)[0].starts_with("7 3: "));
}

#[test]
fn several_patients_of_one_message_keep_apart() {
    let glucose = "OBX 1=1|2=NM|3=2345-7^Glucose^LN|5=5.4|6=mmol/L|7=3.9-5.5|8=H|11=F|14=20240102";
    let book = Book::read("ORU^R01", &["PID 3=1^^^H^MR", "OBR 4=G", glucose, "NTE 3=fasting", "PID 3=2^^^H^MR", "OBR 4=G", "OBX 2=NM|3=2345-7^Glucose^LN|5=9|11=F"]);
    let told = [
        "1 4: code=Glucose (LOINC 2345-7); text=fasting; value=5.4 mmol/L; status=final; effective=2024-01-02; range_low=3.9; range_high=5.5; flag=H",
        "2 8: code=Glucose (LOINC 2345-7); value=9; status=final",
    ];
    assert_eq!(book.told(Kind::Observation), told.map(sorted));
}

#[test]
fn a_merge_tells_what_became_of_the_prior_patient() {
    let book = Book::read("ADT^A40^ADT_A39", &["EVN 1=A40", "PID 3=77^^^H^MR", "MRG 1=12^^^H^MR|7=Doe^J"]);
    assert_eq!(book.told(Kind::Demographic), ["77 3: mrn=77", "12 4: status=merged; family=Doe; given=J; mrn=12; patient=77"].map(sorted));
    let dated = Book::read("ADT^A40^ADT_A39", &["EVN 1=A40|2=20240105|6=20240104", "PID 3=77", "MRG 1=12"]);
    assert_eq!(dated.told(Kind::Demographic)[1], sorted("12 4: status=merged; effective=2024-01-04; recorded=2024-01-05; mrn=12; patient=77"));
    let book = Book::read("ADT^A44", &["PID 3=77", "MRG 1=12", "PID 3=78", "MRG 1=78|3=A1"]);
    assert_eq!(book.told(Kind::Demographic), ["77 2: mrn=77", "12 3: status=moved; mrn=12; patient=77", "78 4: mrn=78"].map(sorted));
    assert_eq!(book.unread(), ["hl7.MRG-3 1"]);
}

#[test]
fn a_patient_has_one_key_in_whatever_order_the_numbers_stand() {
    let patients = |list: &str, kind: Kind| -> Vec<String> {
        let book = Book::read("ADT^A08", &[format!("PID 3={list}|5=Doe^J").as_str(), "AL1 1=1|2=DA|3=Aspirin"]);
        book.statements.iter().filter(|s| s.kind == kind).map(|s| s.patient.clone()).collect()
    };
    for list in ["42^^^NORTH^MR~742^^^STATE^PI~9^^^NORTH^AN", "9^^^NORTH^AN~742^^^STATE^PI~42^^^NORTH^MR", "742^^^REGION^PI~42^^^CITY^MR", "42^^^NORTH^MR"] {
        assert_eq!([patients(list, Kind::Demographic), patients(list, Kind::Allergy)], [["42"], ["42"]], "{list}");
    }
    assert_eq!(patients("8^^^A^MR~42^^^B^MR", Kind::Allergy), patients("42^^^B^MR~8^^^A^MR", Kind::Allergy));
    let segments = ["PID 3=42^^^NORTH^MR~742^^^STATE^PI~9^^^NORTH^AN|5=Doe^J", "AL1 1=1|2=DA|3=Aspirin"];
    let turned = ("42^^^NORTH^MR~742^^^STATE^PI~9^^^NORTH^AN", "9^^^NORTH^AN~742^^^STATE^PI~42^^^NORTH^MR");
    assert_eq!(whole_differences(&segments, turned), Vec::<String>::new());
}

#[test]
fn a_merge_is_of_the_surest_numbers_and_the_list_may_name_the_retired_one() {
    let told = |event: &str, list: &str, prior: &str| -> Vec<String> {
        let book = Book::read(&format!("ADT^{event}"), &[format!("PID 3={list}").as_str(), format!("MRG 1={prior}").as_str()]);
        book.told(Kind::Demographic).iter().map(|told| told.split(':').next().unwrap_or("").to_string()).collect()
    };
    for list in ["77^^^H^MR~12^^^H^MR", "12^^^H^MR~77^^^H^MR", "78^^^S^PI~77^^^H^MR"] {
        assert_eq!(told("A40", list, "13^^^S^PI~12^^^H^MR"), ["77 2", "12 3"], "{list}");
    }
    // One of the own numbers is nobody else, where accounts merge or move.
    assert_eq!(told("A35", "77^^^H^MR~78^^^S^PI", "78^^^S^PI"), ["77 2"]);
}

#[test]
fn every_event_that_replaces_a_number_merges_and_those_that_move_a_part_do_not() {
    let state = |event: &str, prior: &str| {
        let book = Book::read(&format!("ADT^{event}"), &["PID 3=77^^^H^MR", &format!("MRG 1={prior}^^^H^MR")]);
        book.told(Kind::Demographic).into_iter().find(|told| told.starts_with("12 ")).unwrap_or_default()
    };
    for event in ["A18", "A30", "A34", "A36", "A39", "A40", "A46", "A47"] {
        assert!(state(event, "12").contains("status=merged") && state(event, "12").contains("patient=77"), "{event}");
    }
    for event in ["A43", "A44", "A45"] {
        assert!(state(event, "12").contains("status=moved"), "{event}");
    }
    // Accounts and visits of one patient merge under one number.
    for event in ["A35", "A41", "A42", "A50"] {
        assert_eq!(Book::read(&format!("ADT^{event}"), &["PID 3=77", "MRG 1=77|3=A1"]).told(Kind::Demographic).len(), 1, "{event}");
    }
}

#[test]
fn events_decide_the_state_of_a_visit() {
    let visit = |event: &str, fields: &str| Book::read(event, &["PID 3=1", &format!("PV1 {fields}")]).told(Kind::Encounter).concat();
    let ended = "2=I|3=ICU^12^A|7=D1^Who|19=V9|36=01|44=202401010800|45=202401020900";
    let told = "1 3: status=finished; effective=2024-01-01T08:00:00; end=2024-01-02T09:00:00; class=IMP; discharge=01; encounter=V9; performer=D1; location=ICU 12 A";
    assert_eq!(visit("ADT^A03", ended), sorted(told));
    assert!(visit("ADT^A11", ended).contains("status=cancelled"));
    let reopened = visit("ADT^A13", ended);
    assert!(reopened.contains("status=in-progress") && !reopened.contains("; end="), "{reopened}");
    assert!(visit("ADT^A05", "2=P").contains("status=planned"));
    assert!(visit("ADT^A01", "2=O|19=V9").contains("status=in-progress"));
    assert!(!visit("ORU^R01", "2=O|19=V9").contains("status="));
    assert_eq!(visit("ADT^A31", "2=N"), "");
}

#[test]
fn allergies_are_listed_updated_denied_and_taken_back() {
    let segments = [
        "PID 3=1",
        "AL1 2=DA|3=7980^Penicillin^RXNORM|4=SV|5=Hives~Rash|6=20100101",
        "AL1 3=NKDA^No known drug allergies",
        "IAM 2=FA|3=Peanut|4=MO|5=Hives|6=U|11=20110101|17=I",
        "IAM 2=DA|3=1191^Aspirin^RXNORM|6=D",
    ];
    let book = Book::read("ADT^A60", &segments);
    let told = [
        "1 3: code=Penicillin (RxNorm 7980); status=active; severity=severe; category=medication; type=allergy; reaction=Hives; reaction=Rash; onset=2010-01-01",
        "1 5: code=Peanut; status=inactive; verification=confirmed; severity=moderate; category=food; type=allergy; reaction=Hives; onset=2011-01-01",
        "1 6: code=Aspirin (RxNorm 1191); verification=entered-in-error; category=medication; type=allergy",
    ];
    assert_eq!(book.told(Kind::Allergy), told.map(sorted));
    assert_eq!(book.told(Kind::NoKnownAllergy), [sorted("1 4: code=No known drug allergies ( NKDA); status=active")]);
}

#[test]
fn diagnoses_have_their_system_from_the_coding_method_too() {
    let segments = [
        "PID 3=1",
        "PV1 2=I|19=V1",
        "DG1 2=I9|3=428.0|4=Heart failure|5=20240101|6=A",
        "DG1 3=I50.9^Heart failure^I10C|5=20240102|6=F",
        "DG1 3=E11.9^Diabetes^I10|6=W|21=D",
    ];
    let told = [
        "1 4: code=Heart failure (ICD-9-CM 428.0); verification=provisional; onset=2024-01-01; encounter=V1",
        "1 5: code=Heart failure (ICD-10-CM I50.9); verification=confirmed; onset=2024-01-02; encounter=V1",
        "1 6: code=Diabetes (ICD-10-CM E11.9); verification=entered-in-error; encounter=V1",
    ];
    assert_eq!(Book::read("ADT^A01", &segments).told(Kind::EncounterDiagnosis), told.map(sorted));
}

#[test]
fn values_of_every_type_are_read() {
    let cases = [
        ("2=NM|5=5.40|6=mg/dL|11=F", "value=5.40 mg/dL status=final"),
        ("2=NM|5=NEG", "value=NEG"),
        ("2=SN|5=>^100|6=mg/dL", "value=>100 mg/dL"),
        ("2=CWE|5=260373001^Detected^SCT~A^Type A^L", "value=Detected (SNOMED CT 260373001) value=Type A (L A)"),
        ("2=ST|5=a & b^c~d", "value=a & b^c\nd"),
        ("2=ST|5=5.4|6=mg/dL", "value=5.4 mg/dL"),
        ("2=ST|5=5 of 10|6=mg/dL", "value=5 of 10"),
        ("2=ST|5=5-10|6=/[HPF]", "value=5-10 /[HPF]"),
        ("2=SN|5=^5^-^10|6=/[HPF]", "value=5-10 /[HPF]"),
        ("2=SN|5=^5^^-10|6=/[HPF]", "value=5 ^ -10 /[HPF]"),
        ("2=NM|5=1:40|6={titer}", "value=1:40 {titer}"),
        ("2=DT|5=20240102", "value=2024-01-02"),
        ("5=5.4|6=mg/dL", "value=5.4 mg/dL"),
        ("2=NM|11=N", "value=absent: not-asked"),
        ("2=NM|5=\"\"|11=F", "value=absent: unknown status=final"),
        ("2=NM|11=X", "status=cancelled"),
        ("2=CX|5=7^^^H", "value=7 H"),
    ];
    for (fields, expected) in cases {
        let told = Book::read("ORU^R01", &["PID 3=1", "OBR 4=G", &format!("OBX 3=C^Test^LN|{fields}")]).told(Kind::Observation).concat();
        let said: Vec<&str> = told.split("; ").filter(|fact| fact.starts_with("value=") || fact.starts_with("status=")).collect();
        assert_eq!(said.join(" "), expected, "{fields}");
    }
}

#[test]
fn results_name_the_order_that_they_belong_to() {
    let segments = [
        "PID 3=1",
        "OBR 3=F7|4=24331-1^Lipids^LN",
        "OBX 2=NM|3=2093-3^Chol^LN|5=5|11=F",
        "OBR 3=F7|4=2345-7^Glucose^LN",
        "OBX 2=NM|3=2345-7^Glucose^LN|5=6|11=F",
        "OBR 4=G",
        "OBX 2=NM|3=G^G^LN|5=7|11=F",
    ];
    let panels: Vec<String> = Book::read("ORU^R01", &segments).told(Kind::Observation).iter().map(|t| t.split("panel=").nth(1).unwrap_or("").to_string()).collect();
    assert_eq!(panels, ["F7 24331-1", "F7 2345-7", ""]);
}

#[test]
fn marks_of_protection_stand_where_each_segment_has_them() {
    let segments = [
        "PID 3=1|5=Doe",
        "PD1 12=Y",
        "ARV 1=1|2=A|3=ALL|4=VIP^VIP^HL70719",
        "PV1 2=I|16=VIP|19=V1",
        "DG1 3=F10.20^Alcohol^I10|18=Y",
        "DG1 3=I10^Hypertension^I10|18=N",
        "ORC 1=RE|28=AID~R",
        "OBR 3=F1|4=HIV",
        "OBX 2=NM|3=C^Viral load^L|5=1|11=F",
    ];
    let book = Book::read("ORU^R01", &segments);
    let marks = |kind| book.told(kind).iter().map(|t| t.split("; ").filter_map(|f| f.strip_prefix("sensitivity=")).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    assert_eq!(marks(Kind::Demographic), ["R CEL"]);
    assert_eq!(marks(Kind::Encounter), ["CEL"]);
    assert_eq!(marks(Kind::EncounterDiagnosis), ["R", ""]);
    assert_eq!(marks(Kind::Observation), ["HIV R"]);
    assert_eq!(marks(Kind::Order), ["HIV R"]);
}

#[test]
fn lines_of_a_report_are_one_note() {
    let segments = [
        "PID 3=1",
        "OBR 2=P1|4=18748-4^Imaging report^LN|7=20240101|24=RAD|25=F",
        "OBX 2=TX|3=N|5=Line one|11=F",
        "OBX 2=TX|3=N|5=Line two|11=F",
        "OBX 2=ED|3=N|5=^APPLICATION^PDF^Base64^AAAA|11=F",
    ];
    let book = Book::read("ORU^R01", &segments);
    assert_eq!(book.told(Kind::Note), [sorted("1 4: status=final; type=Imaging report (LOINC 18748-4); effective=2024-01-01; body=Line one\nLine two")]);
    assert_eq!([Kind::Document, Kind::Observation, Kind::Order].map(|kind| book.told(kind).len()), [1, 0, 1]);
    let segments = ["EVN 1=T06", "PID 3=1", "TXA 2=DS^Discharge summary|4=20240101|9=3^Who|12=D2|13=D1|17=AU", "OBX 2=TX|5=a & b", "OBX 2=TX|5=c"];
    let book = Book::read("MDM^T06", &segments);
    let told = "1 4: status=final; type=Discharge summary ( DS); effective=2024-01-01; author=3; body=a & b\nc; statement=D2; replaces=D1; replaces=appends";
    assert_eq!(book.told(Kind::Note), [sorted(told)]);
    assert_eq!(book.told(Kind::Observation).len(), 0);
}

#[test]
fn orders_say_their_keys_and_state() {
    let segments = [
        "PID 3=1",
        "ORC 1=CA|2=P1|3=F1|9=20240101|12=5^Who",
        "OBR 2=P1|3=F1|4=24331-1^Lipids^LN",
        "ORC 1=RE",
        "OBR 2=P2|4=24331-1^Lipids^LN|7=202401020930|15=SER^Serum|25=F",
    ];
    let told = [
        "1 4: code=Lipids (LOINC 24331-1); status=revoked; recorded=2024-01-01; author=5; statement=P1; statement=F1",
        "1 6: code=Lipids (LOINC 24331-1); status=completed; effective=2024-01-02T09:30:00; specimen=Serum; statement=P2",
    ];
    assert_eq!(Book::read("ORU^R01", &segments).told(Kind::Order), told.map(sorted));
}

#[test]
fn doses_given_refused_and_retracted() {
    let segments = [
        "PID 3=1",
        "ORC 1=RE|3=9|9=20240101",
        "RXA 1=0|3=20240102|5=208^COVID^CVX|6=0.3|7=mL^mL^UCUM|9=00|10=7^Nurse|15=L1|16=20250630|17=PFR^Pfizer^MVX|20=CP|21=A",
        "RXR 1=IM^^HL70162|2=LA^^HL70163",
        "OBX 2=NM|3=30973-2^Dose number^LN|5=2|11=F",
        "OBX 2=CE|3=64994-7^Eligibility^LN|5=V01^No^HL70064|11=F",
        "ORC 1=RE",
        "RXA 3=20240102|5=21^Varicella^CVX|6=999|18=00^Parental decision^NIP002|20=RE",
        "ORC 1=RE",
        "RXA 3=20240102|5=998^None^CVX|6=999",
        "RXA 3=20240102|5=8^HepB^CVX|6=999|21=D",
    ];
    let book = Book::read("VXU^V04^VXU_V04", &segments);
    let told = [
        "1 4: code=COVID (CVX 208); status=completed; effective=2024-01-02; recorded=2024-01-01; dose=0.3 mL; route=v2-0162 IM; lot=L1; expires=2025-06-30; site=v2-0163 LA; dose_number=2; performer=7; manufacturer=Pfizer",
        "1 9: code=Varicella (CVX 21); status=not-done; effective=2024-01-02; reason=Parental decision (NIP002 00)",
        "1 12: code=HepB (CVX 08); status=entered-in-error; effective=2024-01-02",
    ];
    assert_eq!(book.told(Kind::Immunization), told.map(sorted));
    assert_eq!(book.told(Kind::Observation).len(), 1);
    assert_eq!(book.coverage.excluded.values().sum::<u64>(), 1);
    assert_eq!(book.unread(), ["hl7.ORC-3 1", "hl7.RXA-9 1"]);
}

#[test]
fn drugs_are_one_statement_an_order() {
    let segments = [
        "PID 3=1",
        "ORC 1=NW|9=20240101|12=5^Who",
        "TQ1 3=BID|7=20240102|8=20240112",
        "RXO 1=Amlodipine",
        "RXE 2=197361^Amlodipine 5 MG^RXNORM|3=1|5=TAB|7=^Take one twice daily|10=30|11=TAB|12=2",
        "RXR 1=PO",
        "ORC 1=DC",
        "RXO 1=1191^Aspirin^RXNORM|2=81|3=100|4=mg",
    ];
    let book = Book::read("RDE^O11", &segments);
    let told = [
        "1 6: code=Amlodipine 5 MG (RxNorm 197361); status=active; onset=2024-01-01; effective=2024-01-02; end=2024-01-12; dose=1 TAB; route=PO; frequency=BID; \
            sig=Take one twice daily; refills=2; quantity=30 TAB; author=5",
        "1 9: code=Aspirin (RxNorm 1191); status=stopped; dose=81-100 mg",
    ];
    assert_eq!(book.told(Kind::Medication), told.map(sorted));
    assert_eq!(book.coverage.excluded.values().sum::<u64>(), 1);
}

#[test]
fn problems_procedures_coverages_and_charges() {
    let segments = [
        "PID 3=1",
        "PRB 1=AD|2=20240101|3=44054006^Diabetes^SCT|13=C^Confirmed|14=A^Active|16=20200101",
        "PR1 3=27447^Knee^C4|5=20240101|11=7^Surgeon",
        "IN1 1=1|2=PPO^Gold|3=9|4=Payer Inc|8=G7|12=20240101|13=20241231|15=HMO|17=SEL|22=1|36=M5",
        "FT1 2=T1|4=20240101|5=20240102|6=CG|7=99213^Visit^C4|10=1|11=125.50&USD|19=E11.9^^I10",
        "FT1 2=T2|4=20240103|6=PY|11=-20.00",
    ];
    let book = Book::read("DFT^P03", &segments);
    let told = "1 3: code=Diabetes (SNOMED CT 44054006); status=active; verification=confirmed; category=problem-list-item; onset=2020-01-01; recorded=2024-01-01";
    assert_eq!(book.told(Kind::Problem), [sorted(told)]);
    assert_eq!(book.told(Kind::Procedure), [sorted("1 4: code=Knee (cpt 27447); status=completed; effective=2024-01-01; performer=7")]);
    let told = "1 5: type=HMO; effective=2024-01-01; end=2024-12-31; relationship=self; payer=Payer Inc; payer_order=primary; plan=Gold; group=G7; member=M5";
    assert_eq!(book.told(Kind::Coverage), [sorted(told)]);
    let told = "1 6: code=Visit (cpt 99213); type=CG; effective=2024-01-01; recorded=2024-01-02; amount=125.50 USD; units=1; diagnosis_pointer=E11.9; statement=T1";
    assert_eq!(book.told(Kind::Charge), [sorted(told)]);
    assert_eq!(book.told(Kind::Payment), [sorted("1 7: type=PY; effective=2024-01-03; amount=-20.00 USD; statement=T2")]);
}

#[test]
fn an_appointment_has_its_resources_and_its_event() {
    let segments = [
        "SCH 1=A7|7=R^Checkup^L|11=^^^202401011000^202401011030|25=Booked",
        "PID 3=1",
        "RGS 1=1",
        "AIS 3=S^Visit^L",
        "AIP 3=7^Who",
        "AIL 3=W1^2",
    ];
    let told = "1 2: code=Visit (L S); status=cancelled; reason=Checkup (L R); effective=2024-01-01T10:00:00; end=2024-01-01T10:30:00; performer=7; location=W1 2; statement=A7";
    assert_eq!(Book::read("SIU^S15", &segments).told(Kind::Appointment), [sorted(told)]);
}

#[test]
fn directives_are_told_from_other_consents() {
    let book = Book::read("ADT^A01", &["PID 3=1", "PD1 7=Y", "CON 2=^Treatment", "CON 2=75320-2^Advance directive^LN|11=A|13=20240101"]);
    let told = ["1 3: code=Living will; negated=false", "1 5: code=Advance directive (LOINC 75320-2); status=active; recorded=2024-01-01"];
    assert_eq!(book.told(Kind::AdvanceDirective), told.map(sorted));
    assert_eq!(book.unread(), ["hl7.CON 1"]);
}

#[test]
fn what_is_not_read_is_counted_by_segment_and_field() {
    let book = Book::read("ADT^A08", &["PID 3=1^^^H^MR|5=Doe|18=ACC1|23=\"\"", "NK1 2=Roe", "GT1 3=Roe", "ZPI 1=x", "OBX 2=ST|3=C|5=v|7=normal|22=20240101"]);
    assert_eq!(book.unread(), ["hl7.GT1 1", "hl7.NK1 1", "hl7.OBX-22 1", "hl7.OBX-7 1", "hl7.PID-18 1", "hl7.ZPI 1"]);
}

#[test]
fn an_order_is_wanted_at_one_time_and_its_specimen_taken_at_another() {
    let segments = ["PID 3=1", "ORC 1=NW|2=P1", "OBR 2=P1|4=24331-1^Lipids^LN|7=202401020930", "ORC 1=NW|2=P2|7=^^^202401050800", "OBR 2=P2|4=24331-1^Lipids^LN|7=202401020930"];
    let book = Book::read("OML^O21", &segments);
    let effective = |index: usize| {
        let orders: Vec<&Statement> = book.statements.iter().filter(|s| s.kind == Kind::Order).collect();
        let fact = orders.get(index).and_then(|s| s.facts.iter().find(|f| f.aspect == model::Aspect::Effective)).unwrap();
        (fact.value.shown(), fact.how)
    };
    assert_eq!(effective(0), ("2024-01-02T09:30:00".to_string(), model::How::Derived));
    assert_eq!(effective(1), ("2024-01-05T08:00:00".to_string(), model::How::Copied));
}

/// The leaves that statements of a kind tell beside their aspects, where both books are HL7 v2.
fn leaves(kind: &str, segments: &[&str], of: Kind) -> Vec<String> {
    let mut text = format!("MSH|^~\\&|A|H|B|H|20240101||{kind}|1|P|2.5.1");
    segments.iter().for_each(|segment| text.push_str(&format!("\r{}", written_out(segment))));
    let (mut places, mut coverage, mut found) = (Places::default(), Coverage::default(), Vec::new());
    let summary = formats::read(Format::Hl7v2, "a.hl7", &mut text.as_bytes(), &Limits::default(), &mut |item| {
        if let Item::Message(message) = item {
            super::whole_message(message, 0, &mut places, &mut coverage, &mut |s| found.push(s));
        }
        ControlFlow::Continue(())
    });
    assert_eq!(summary.unwrap().quarantined, 0);
    let told = |s: &Statement| s.facts.iter().filter(|f| f.aspect == model::Aspect::Element).map(|f| f.value.shown()).collect::<Vec<_>>().join("; ");
    found.iter().filter(|s| s.kind == of).map(told).collect()
}

#[test]
fn what_no_aspect_stands_for_is_told_where_both_books_are_messages() {
    let segments = [
        "PID 1=1|3=7^^^H^MR~70^^^H^AN|5=Doe|18=ACC1|23=\"\"",
        "NK1 1=1|2=Roe^Ann|3=SPO",
        "ORC 1=RE|3=F1|5=CM|17=LAB",
        "OBR 1=1|3=F1|4=24331-1^Lipids^LN|7=20240101|25=P",
        "OBX 1=1|2=NM|3=2093-3^Chol^LN|5=5|7=normal|11=U|22=202401021000-0500",
        "ZRL 1=1|2=COLD",
    ];
    let patient = leaves("ORU^R01", &segments, Kind::Demographic).concat();
    let told: Vec<&str> = patient.split("; ").filter(|leaf| !leaf.contains(" together ")).collect();
    let numbers = ["PID-18.1 = ACC1", "PID-23.1 = deleted", "PID-3 exactly AN 70", "PID-3(AN).4 given h", "PID-3(MR).4 given h", "PID-3.4 given h", "PID-3.5 exactly an", "PID-3.5 exactly mr"];
    assert_eq!(told, [&["NK1-2.1 = Roe", "NK1-2.2 = Ann", "NK1-3.1 = SPO"][..], &numbers].concat());
    assert_eq!(patient.matches("PID-3 together").count(), 2, "which sort belongs to which number: {patient}");
    assert_eq!(leaves("ORU^R01", &segments, Kind::Order), ["OBR-25.1 = P; ORC-17.1 = LAB; ZRL-1.1 = 1; ZRL-2.1 = COLD"]);
    assert_eq!(leaves("ORU^R01", &segments, Kind::Observation), ["OBX-11 exactly U; OBX-22.1 = instant 1704207600; OBX-7.1 = normal"]);
}

#[test]
fn who_is_who_of_the_next_of_kin_is_told() {
    let kin = |first: &str, second: &str| {
        let segments = ["PID 3=7".to_string(), format!("NK1 1=1|2=Roe^Ann|3={first}"), format!("NK1 1=2|2=Doe^Bo|3={second}")];
        leaves("ADT^A04", &segments.each_ref().map(String::as_str), Kind::Demographic).concat()
    };
    let (own, changed) = (kin("MTH", "SPO"), kin("SPO", "MTH"));
    assert_eq!(own.matches("NK1 together").count(), 2, "{own}");
    assert_ne!(own, changed, "each name and each word is there, of somebody else");
    let alone = leaves("ADT^A04", &["PID 3=7", "NK1 1=1|2=Roe^Ann|3=MTH"], Kind::Demographic).concat();
    assert!(!alone.contains("together"), "{alone}");
}

#[test]
fn a_coarser_word_keeps_its_code_and_a_dispense_what_it_says() {
    let dose = |code: &str| leaves("VXU^V04", &["PID 3=1", "RXA 3=20240102|5=8^HepB^CVX|6=999|20=PLACE".replace("PLACE", code).as_str()], Kind::Immunization).concat();
    assert_eq!([dose("RE"), dose("NA"), dose("PA")], ["RXA-20 exactly RE", "RXA-20 exactly NA", "RXA-20 exactly PA"]);
    let segments = ["PID 3=1", "ORC 1=DC", "RXE 2=1^A^L|6=TAB", "RXD 1=1|2=1^A^L|4=30|7=9"];
    assert_eq!(leaves("RDS^O13", &segments, Kind::Medication), ["ORC-1 exactly DC; RXD-2.1 = 1; RXD-2.2 = A; RXD-2.3 = L; RXD-4.1 = 30; RXE-6.1 = TAB"]);
}

#[test]
fn an_appointment_is_cancelled_by_its_event_and_its_state_alike() {
    let said = |event: &str, state: &str| leaves(&format!("SIU^{event}"), &[format!("SCH 1=A7|25={state}").as_str(), "PID 3=1"], Kind::Appointment).concat();
    assert_eq!(said("S15", "Cancelled"), "SCH-25 exactly as its event says");
    assert_eq!(said("S14", "Cancelled"), "SCH-25 exactly Cancelled; SCH-25 exactly as its event says");
    assert_eq!([said("S12", "Cancelled"), said("S15", "Booked")], ["SCH-25 exactly Cancelled", ""]);
}

/// A message under a header, its segments as `PID 3=42`.
fn under(header: &str, segments: &[String]) -> String {
    segments.iter().fold(header.to_string(), |text, segment| format!("{text}\r{}", written_out(segment)))
}

/// `kind aspect manner` of what two messages differ in where every leaf is compared.
fn whole_differences_of(legacy: &str, destination: &str) -> Vec<String> {
    let read = |text: &str| {
        let (mut places, mut coverage, mut found) = (Places::default(), Coverage { records: [0, 1], ..Coverage::default() }, Vec::new());
        let summary = formats::read(Format::Hl7v2, "a.hl7", &mut text.as_bytes(), &Limits::default(), &mut |item| {
            if let Item::Message(message) = item {
                super::whole_message(message, 0, &mut places, &mut coverage, &mut |s| found.push(s));
            }
            ControlFlow::Continue(())
        });
        assert_eq!(summary.unwrap().quarantined, 0);
        (found, coverage)
    };
    let ((legacy, of_legacy), (destination, of_destination)) = (read(legacy), read(destination));
    let found = crate::compare_patient(&legacy, &destination, &crate::Equivalences::default(), (&of_legacy, &of_destination), &|_| None);
    found.findings.iter().map(|f| format!("{} {} {}", f.kind, crate::shown_aspect(f.aspect), f.manner)).collect()
}

/// The same of a message and what becomes of it by an exchange.
fn whole_differences(segments: &[&str], (from, to): (&str, &str)) -> Vec<String> {
    let here: Vec<String> = segments.iter().map(|segment| (*segment).to_string()).collect();
    let there: Vec<String> = here.iter().map(|segment| segment.replace(from, to)).collect();
    assert_ne!(here, there, "{from} is not there");
    let header = "MSH|^~\\&|A|H|B|H|20240101||ORU^R01|1|P|2.5.1";
    whole_differences_of(&under(header, &here), &under(header, &there))
}

#[test]
fn a_value_of_several_numbers_is_the_same_in_parts_and_in_one_piece() {
    let of = |from: (&str, &str), to: (&str, &str), unit: &str| {
        let result = |(kind, value): (&str, &str)| format!("OBX 1=1|2={kind}|3=20507-0^Titer^LN|5={value}|6={unit}|11=F|14=20240101");
        let (own, other) = (result(from), result(to));
        whole_differences(&["PID 3=1", "OBR 1=1|3=F1|4=S^Serology^L|25=F", own.as_str()], (own.as_str(), other.as_str()))
    };
    for (parts, piece, unit) in [("^1^:^40", "1:40", "{titer}"), ("^1^:^40", "1/40", ""), ("^5^-^10", "5-10", "/[HPF]"), ("^5^-^10", "5 - 10", "/[HPF]"), (">=^3", ">= 3", ""), ("^2^+", "2+", ""), ("^5.0", "5", "mg/dL")] {
        assert_eq!(of(("SN", parts), ("ST", piece), unit), Vec::<String>::new(), "{parts} {piece}");
    }
    for (own, other) in [("^5^-^10", "^5^^-10"), ("^5^-^10", "^5^-^-10"), ("^1^:^40", "^1^-^40"), (">=^3", ">^3"), ("^2^+", "^2")] {
        assert_eq!(of(("SN", own), ("SN", other), "").len(), 1, "{own} {other}");
    }
}

#[test]
fn a_rhythm_is_a_pattern_or_a_period() {
    let order = |pattern: &str| [format!("TQ1 1=1|3={pattern}|7=20240102"), "RXE 2=197361^Amlodipine 5 MG^RXNORM|3=1|5=TAB".into()];
    let segments = |pattern: &str| [&["PID 3=1".to_string(), "ORC 1=NW|2=P1|9=20240101".into()][..], &order(pattern)[..]].concat();
    let header = "MSH|^~\\&|A|H|B|H|20240101||RDE^O11|1|P|2.5.1";
    let between = |own: &str, other: &str| whole_differences_of(&under(header, &segments(own)), &under(header, &segments(other)));
    for (own, other) in [("Q6H", "^^^^6^h"), ("Q6H", "Q360M"), ("^^^^6^h", "^^^^360^min"), ("BID", "^^^^12^h")] {
        assert_eq!(between(own, other), Vec::<String>::new(), "{own} {other}");
    }
    for (own, other) in [("Q6H", "^^^^8^h"), ("^^^^6^h", "^^^^6^d"), ("Q30M", "Q30H")] {
        assert_eq!(between(own, other).len(), 1, "{own} {other}");
    }
}

#[test]
fn a_susceptibility_belongs_to_a_result_whatever_its_number_is() {
    let segments = |numbers: [&str; 2], parents: [&str; 2]| -> Vec<String> {
        let [first, second] = numbers;
        let [of_first, of_second] = parents;
        vec![
            "PID 3=1".into(),
            "OBR 1=1|3=F1|4=600-7^Culture^LN|7=20240101|25=F".into(),
            format!("OBX 1=1|2=CWE|3=600-7^Bacteria^LN|4={first}|5=3092008^Staphylococcus aureus^SCT|11=F"),
            format!("OBX 1=2|2=CWE|3=600-7^Bacteria^LN|4={second}|5=112283007^Escherichia coli^SCT|11=F"),
            format!("OBR 1=2|3=F2|4=18769-0^Susceptibility^LN|7=20240101|25=F|26=600-7&Bacteria&LN^{of_first}"),
            "OBX 1=1|2=SN|3=6932-8^Penicillin^LN|5=<=^0.12|6=ug/mL|11=F".into(),
            format!("OBR 1=3|3=F3|4=18769-0^Susceptibility^LN|7=20240101|25=F|26=600-7&Bacteria&LN^{of_second}"),
            "OBX 1=1|2=SN|3=6932-8^Penicillin^LN|5=>=^16|6=ug/mL|11=F".into(),
        ]
    };
    let header = "MSH|^~\\&|A|H|B|H|20240101||ORU^R01|1|P|2.5.1";
    let between = |there: &[String]| whole_differences_of(&under(header, &segments(["1", "2"], ["1", "2"])), &under(header, there));
    assert_eq!(between(&segments(["a", "b"], ["a", "b"])), Vec::<String>::new(), "other numbers");
    for swapped in [segments(["2", "1"], ["1", "2"]), segments(["1", "2"], ["2", "1"])] {
        let told = between(&swapped);
        // The order of the one has become that of the other, and each result says so.
        assert_eq!(told, ["observation panel it leads to another record"; 2]);
    }
}

#[test]
fn what_is_deleted_is_known_to_be_nothing() {
    let person = |fields: &str| Book::read("ADT^A08", &[format!("PID 3=1|5=Doe^J|{fields}").as_str()]).told(Kind::Demographic).concat();
    assert_eq!(person("13=\"\"|29=\"\""), sorted("1 2: family=Doe; given=J; death_date=absent: deleted; mrn=1; phone=absent: deleted"));
    assert_eq!(person("13=|14=555-1000"), person("14=555-1000"), "nothing is said by nothing");
    let segments = ["PID 3=1|5=Doe^J|13=\"\"|18=\"\"", "AL1 1=1|2=DA|3=Aspirin|4=\"\""];
    // Silence says the same; a value that was deleted and is there does not, nor a null in place of a value.
    for (from, to) in [("13=\"\"", "13="), ("18=\"\"", "18="), ("4=\"\"", "4=")] {
        assert_eq!(whole_differences(&segments, (from, to)), Vec::<String>::new(), "{from} {to}");
    }
    for (from, to, told) in [("13=\"\"", "13=555-1000", "demographic phone"), ("18=\"\"", "18=ACC1", "demographic element PID-18.1"), ("4=\"\"", "4=SV", "allergy severity")] {
        let found = whole_differences(&segments, (from, to));
        assert!(found.iter().any(|f| f.starts_with(told)), "{from} {to}: {found:?}");
    }
    let segments = ["PID 3=1|5=Doe^J|18=ACC1", "AL1 1=1|2=DA|3=Aspirin|4=SV"];
    for (from, to) in [("18=ACC1", "18=\"\""), ("4=SV", "4=\"\"")] {
        assert_eq!(whole_differences(&segments, (from, to)).len(), 1, "{from} {to}");
    }
}

#[test]
fn a_time_without_an_offset_has_that_of_its_message() {
    let segments = |zone: &str| {
        let timed = ["PID 3=1|5=Doe^J", "OBR 1=1|3=F1|4=24331-1^Lipids^LN|7=202401010900ZONE|18=202401021530|22=202401011000ZONE|25=F", "OBX 1=1|2=NM|3=2093-3^Chol^LN|5=5|11=F|14=202401010900ZONE|19=202401010930ZONE"];
        timed.map(|segment| segment.replace("ZONE", zone))
    };
    let sent = |header: &str, zone: &str| under(&format!("MSH|^~\\&|A|H|B|H|20240101120000{header}||ORU^R01|1|P|2.5.1"), &segments(zone));
    let own = sent("-0500", "-0500");
    for (header, zone) in [("-0500", ""), ("+0000", "-0500"), ("", "-0500"), ("", "")] {
        assert_eq!(whole_differences_of(&own, &sent(header, zone)), Vec::<String>::new(), "header {header:?}, times {zone:?}");
        assert_eq!(whole_differences_of(&sent("-0500", ""), &sent(header, zone)), Vec::<String>::new(), "header {header:?}, times {zone:?}");
    }
    // Under a header of another zone the same digits are another time; what only looks like one (OBR-18) is not.
    let moved = whole_differences_of(&sent("-0500", ""), &sent("-0800", ""));
    assert!(moved.iter().any(|told| told.starts_with("observation time ")) && moved.iter().any(|told| told.contains("OBR-22.1")), "{moved:?}");
    assert!(!moved.iter().any(|told| told.contains("OBR-18")), "{moved:?}");
}

const WHOLE: [&str; 5] = [
    "PID 3=7^^^NORTH&1.2.3&ISO^MR~8^^^SOUTH^SS|5=Doe^Jane^^^^^L~Roe^Jane^^^^^A|7=19600102|8=F|11=1 Elm^^Salem^MA^01970^USA^H|13=555-201-1000^PRN^PH~555-201-2000^WPN^FX",
    "PV1 2=I|3=ICU^12^A^MAIN^O|7=D1^Who^Ann^^^Dr^MD^^NORTH^L^^^NPI|19=V1^^^NORTH|44=202401010800",
    "OBR 1=1|2=P1|3=F1^LAB|4=24331-1^Lipids^LN|7=202401010900|16=D2^Smith^Bo^^^^^^SOUTH^L^^^NPI|25=F",
    "OBX 1=1|2=NM|3=2093-3^Chol^LN^CH^Chol^L^2.40^1^Total cholesterol|5=5|6=mmol/L^millimole^UCUM|11=F|14=202401010900|16=T1^Tech",
    "OBX 1=2|2=ED|3=11502-2^Report^LN|5=LAB^APPLICATION^PDF^Base64^QUJDREVGR0g=|11=F",
];

#[test]
fn what_stands_beside_a_part_that_is_read_is_compared() {
    let cases = [
        ("Jane^^^^^A", "Jane^^^^^N", "demographic element PID-5.7 is other in the destination"),
        ("USA^H", "USA^B", "demographic element PID-11.7 is other in the destination"),
        ("1000^PRN", "1000^ORN", "demographic element PID-13.2 is other in the destination"),
        ("201-2000^WPN^FX", "201-3000^WPN^FX", "demographic element PID-13.1 is other in the destination"),
        ("7^^^NORTH&1.2.3&ISO^MR", "7^^^SOUTH^MR", "demographic element PID-3(MR).4 is other in the destination"),
        ("MAIN^O", "MAIN^C", "encounter element PV1-3.5 is other in the destination"),
        ("^^^^^^SOUTH^L", "^^^^^^NORTH^L", "order element OBR-16.9 is other in the destination"),
        ("Total cholesterol", "HDL cholesterol", "observation element OBX-3.9 is other in the destination"),
        ("QUJDREVGR0g=", "QUJDREVGR0s=", "document element OBX-5.5 is other in the destination"),
    ];
    for (from, to, expected) in cases {
        assert_eq!(whole_differences(&WHOLE, (from, to)), [expected], "{from} {to}");
    }
    // The uses of two numbers are exchanged: each is there, of the other one.
    let exchanged = whole_differences(&WHOLE, ("5=Doe^Jane^^^^^L~Roe^Jane^^^^^A", "5=Doe^Jane^^^^^A~Roe^Jane^^^^^L"));
    assert_eq!(exchanged, ["demographic element what belongs together in PID-5 is other in the destination"]);
}

#[test]
fn what_is_only_written_otherwise_beside_it_stays_silent() {
    let cases = [
        ("7^^^NORTH&1.2.3&ISO^MR", "7^^^NEWHOSPITAL^MR"),
        ("D1^Who^Ann^^^Dr^MD", "D1^Whoe^A.^^^^"),
        ("2093-3^Chol^LN^CH^Chol^L^2.40^1", "CH^Chol^L^2093-3^Chol^LN^1^2.74"),
        ("mmol/L^millimole^UCUM", "mmol/L"),
        ("555-201-1000", "(555) 201-1000"),
        ("201-2000^WPN^FX", "2012000^WPN^FX"),
        ("^Total cholesterol", "^total  CHOLESTEROL"),
        ("5=Doe^Jane^^^^^L~Roe^Jane^^^^^A", "5=Roe^Jane^^^^^A~Doe^Jane^^^^^L"),
        ("16=T1^Tech", "16=T1^Tech^^^^^^^OWN"),
        ("USA^H", "USA^H^^^"),
        ("2=P1", "2=P1^\"\""),
    ];
    for (from, to) in cases {
        assert_eq!(whole_differences(&WHOLE, (from, to)), Vec::<String>::new(), "{from} {to}");
    }
}

/// `kind verdict aspect` of what two messages of a kind differ in.
fn differences(kind: &str, segments: &[&str], (from, to): (&str, &str)) -> Vec<String> {
    let there: Vec<String> = segments.iter().map(|segment| segment.replace(from, to)).collect();
    let (legacy, destination) = (Book::read(kind, segments), Book::read(kind, &there.iter().map(String::as_str).collect::<Vec<_>>()));
    let found = crate::compare_patient(&legacy.statements, &destination.statements, &crate::Equivalences::default(), (&legacy.coverage, &destination.coverage), &|_| None);
    found.findings.iter().map(|f| format!("{} {} {}", f.kind, f.verdict, crate::shown_aspect(f.aspect))).collect()
}

#[test]
fn an_insurance_is_known_by_all_the_rest() {
    let segments = ["PID 3=1", "IN1 1=1|2=P1^Gold|4=Acme|8=G1|12=20150101|15=PPO|17=SEL|22=1|36=MB120345", "IN1 1=2|2=P2^Silver|4=Beta|8=G2|12=20150101|13=20251231|15=HMO|17=SPO|22=2|36=MB120358"];
    assert_eq!(differences("ADT^A01", &segments, ("MB120345", "MB120354")), ["coverage altered member"]);
    assert_eq!(differences("ADT^A01", &segments, ("8=G1|12=2015", "8=G1|12=1900")), ["coverage altered time"]);
}

#[test]
fn a_visit_of_another_year_is_known_by_its_number() {
    let segments = ["PID 3=1", "PV1 2=I|3=W1^1|7=D1|19=V1|44=202401051000-0500"];
    assert_eq!(differences("ADT^A01", &segments, ("202401", "202301")), ["encounter altered time"]);
    let other = differences("ADT^A01", &segments, ("19=V1|44=202401", "19=V2|44=201901"));
    assert_eq!(other, ["encounter lost statement", "encounter invented statement"], "another number on another day is another visit");
}

#[test]
fn a_visit_is_known_by_what_hangs_on_it() {
    let segments = ["PID 3=1", "PV1 2=I|19=V1|44=202401051000", "DG1 1=1|3=I10^Hypertension^I10|6=F"];
    assert_eq!(differences("ADT^A01", &segments, ("V1|44=202401", "V9|44=201901")), ["encounter altered time"]);
}

#[test]
fn an_addendum_without_its_note_is_found_where_no_note_has_one_any_more() {
    let segments = ["PID 3=1", "TXA 2=11506-3^Progress note^LN|4=20240101|12=D2|13=D1|17=AU", "OBX 2=TX|3=N|5=All is well."];
    assert_eq!(differences("MDM^T02", &segments, ("|13=D1", "")), ["note altered replaces"]);
}

#[test]
fn an_order_is_the_one_of_its_number_where_numbers_are_kept() {
    let charges = ["PID 3=1", "FT1 2=T1|4=20240101|6=CG|7=1^A^L", "FT1 2=T2|4=20240101|6=CG|7=2^B^L", "FT1 2=T3|4=20240101|6=CG|7=3^C^L", "FT1 2=T4|4=20240101|6=CG|7=4^D^L"];
    let orders = ["OBR 3=F1|4=24323-8^Metabolic^LN|7=202401011000|16=D1", "OBR 3=F2|4=58410-2^Blood count^LN|7=202401011000|16=D2"];
    let segments: Vec<&str> = charges.into_iter().chain(orders).collect();
    // The first order has become the second, and the second something else.
    let there = differences("ORU^R01", &segments, ("24323-8^Metabolic", "58410-2^Blood count"));
    assert_eq!(there, ["order altered code"]);
}

#[test]
fn a_code_beside_words_the_facility_of_a_ward_and_a_street_in_parts_are_told_to_the_letter() {
    let segments = ["PID 3=1|11=1 Elm St&Elm St&1^^Newtown", "PV1 2=O|3=WARD^12^A^MAIN|19=V1"];
    assert_eq!(leaves("ADT^A08", &segments, Kind::Demographic), ["PID-11 exactly 1; PID-11 exactly elm st"]);
    assert!(leaves("ADT^A08", &segments, Kind::Encounter).concat().contains("PV1-3 exactly MAIN"));
    let segments = ["PID 3=1", "SPM 1=1|4=SKBP^Biopsy, Skin^HL70487", "OBR 1=1|3=F1|4=24331-1^Lipids^LN|7=20240101", "OBX 1=1|2=NM|3=2093-3^Chol^LN|5=5|11=F"];
    let all = [Kind::Demographic, Kind::Order, Kind::Observation].map(|kind| leaves("OUL^R22", &segments, kind).concat()).concat();
    assert!(all.contains("SPM-4 exactly SKBP"), "{all}");
}
