//! Messages and what they assert.

use crate::reading::{Coverage, Places};
use formats::{Format, Item, Limits};
use model::{Kind, Statement};
use std::ops::ControlFlow;

mod chains;
mod files;
mod persons;
mod senders;
mod twice;
mod whole;

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

    /// `patient line: aspect=value ...` of each statement of a kind, without the message that it stands in.
    fn told(&self, kind: Kind) -> Vec<String> {
        let fact = |f: &model::Fact| format!("{}={}", f.aspect, f.value.shown());
        let facts = |s: &Statement| s.facts.iter().filter(|f| !crate::versions::is_version(f)).map(fact).collect::<Vec<_>>().join("; ");
        let told = |s: &Statement| format!("{} {}: {}", s.patient, s.origin.line, facts(s));
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
    let told = |s: &Statement| s.facts.iter().filter(|f| f.aspect == model::Aspect::Element && !crate::versions::is_version(f)).map(|f| f.value.shown()).collect::<Vec<_>>().join("; ");
    found.iter().filter(|s| s.kind == of).map(told).collect()
}

/// A message under a header, its segments as `PID 3=42`.
fn under(header: &str, segments: &[String]) -> String {
    segments.iter().fold(header.to_string(), |text, segment| format!("{text}\r{}", written_out(segment)))
}

/// What messages say where every leaf is read.
fn whole_book(text: &str) -> Book {
    let mut book = Book { statements: Vec::new(), coverage: Coverage { records: [0, 1], ..Coverage::default() }, places: Places::default() };
    let Book { statements, coverage, places } = &mut book;
    let summary = formats::read(Format::Hl7v2, "a.hl7", &mut text.as_bytes(), &Limits::default(), &mut |item| {
        if let Item::Message(message) = item {
            super::whole_message(message, 0, places, coverage, &mut |s| statements.push(s));
        }
        ControlFlow::Continue(())
    });
    assert_eq!(summary.unwrap().quarantined, 0);
    book
}

/// `kind aspect manner` of what two messages differ in where every leaf is compared.
fn whole_differences_of(legacy: &str, destination: &str) -> Vec<String> {
    let (legacy, destination) = (whole_book(legacy), whole_book(destination));
    let books = (&legacy.coverage, &destination.coverage);
    let found = crate::compare_patient(&legacy.statements, &destination.statements, &crate::Equivalences::default(), books, &|_| None);
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

/// `kind verdict aspect` of what two messages of a kind differ in.
fn differences(kind: &str, segments: &[&str], (from, to): (&str, &str)) -> Vec<String> {
    let there: Vec<String> = segments.iter().map(|segment| segment.replace(from, to)).collect();
    let (legacy, destination) = (Book::read(kind, segments), Book::read(kind, &there.iter().map(String::as_str).collect::<Vec<_>>()));
    let found = crate::compare_patient(&legacy.statements, &destination.statements, &crate::Equivalences::default(), (&legacy.coverage, &destination.coverage), &|_| None);
    found.findings.iter().map(|f| format!("{} {} {}", f.kind, f.verdict, crate::shown_aspect(f.aspect))).collect()
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
    let told = "1 4: status=final; type=Discharge summary (v2-0270 DS); effective=2024-01-01; author=3; body=a & b\nc; statement=D2; replaces=D1; replaces=appends";
    assert_eq!(book.told(Kind::Note), [sorted(told)]);
    assert_eq!(book.told(Kind::Observation).len(), 0);
}

#[test]
fn a_field_that_is_bound_to_a_table_holds_codes_of_it_unless_another_system_is_named() {
    let site = |field: &str| {
        let into = format!("RXR 1=IM|2={field}");
        Book::read("VXU^V04", &["PID 3=1", "RXA 3=20240101|5=140^Flu^CVX|20=CP", into.as_str()]).told(Kind::Immunization).concat()
    };
    for (field, told) in [("LA^Left arm", "site=Left arm (v2-0163 LA)"), ("LA^Left arm^HL70163", "site=Left arm (v2-0163 LA)"), ("LA^Left arm^L", "site=Left arm (L LA)")] {
        assert!(site(field).contains(told), "{field}: {}", site(field));
    }
}

#[test]
fn a_charge_is_one_by_its_record_and_a_credit_by_its_type() {
    let how = |sort: &str| {
        let segment = format!("FT1 2=T1|4=20240101|6={sort}|7=99213^Visit^C4");
        let book = Book::read("DFT^P03", &["PID 3=1", segment.as_str()]);
        book.statements.iter().flat_map(|s| &s.facts).find(|f| f.aspect == model::Aspect::Type).map(|f| f.how)
    };
    assert_eq!(["CG", "PY", "CD"].map(how), [Some(model::How::Derived), Some(model::How::Derived), Some(model::How::Copied)]);
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
        "1 4: code=COVID (CVX 208); status=completed; effective=2024-01-02; recorded=2024-01-01; dose=0.3 mL; route=v2-0162 IM; lot=L1; expires=2025-06-30; site=v2-0163 LA; dose_number=2; performer=7; manufacturer=Pfizer; reported=false",
        "1 9: code=Varicella (CVX 21); status=not-done; effective=2024-01-02; reason=Parental decision (NIP002 00)",
        "1 12: code=HepB (CVX 08); status=entered-in-error; effective=2024-01-02",
    ];
    assert_eq!(book.told(Kind::Immunization), told.map(sorted));
    assert_eq!(book.told(Kind::Observation).len(), 1);
    assert_eq!(book.coverage.excluded.values().sum::<u64>(), 1);
    assert_eq!(book.unread(), ["hl7.ORC-3 1"]);
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
        "1 6: code=Amlodipine 5 MG (RxNorm 197361); status=active; onset=2024-01-02; effective=2024-01-02; end=2024-01-12; recorded=2024-01-01; dose=1 TAB; route=PO; frequency=BID; \
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
    // A code status among the results is one as well, as it is where the destination keeps it.
    let results = Book::read("ORU^R01", &["PID 3=1", "OBR 4=G", "OBX 2=CE|3=75320-2^Code status^LN|5=304253006^Not for resuscitation^SCT|11=F", "OBX 2=NM|3=2345-7^Glucose^LN|5=90|6=mg/dL|11=F"]);
    assert_eq!([Kind::AdvanceDirective, Kind::Observation].map(|kind| results.told(kind).len()), [1, 1]);
}

#[test]
fn what_is_not_read_is_counted_by_segment_and_field() {
    let book = Book::read("ADT^A08", &["PID 3=1^^^H^MR|5=Doe|18=ACC1|23=\"\"", "NK1 2=Roe", "GT1 3=Roe", "ZPI 1=x", "OBX 2=ST|3=C|5=v|7=normal|22=20240101"]);
    assert_eq!(book.unread(), ["hl7.GT1 1", "hl7.OBX-22 1", "hl7.OBX-7 1", "hl7.PID-18 1", "hl7.ZPI 1"]);
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

#[test]
fn what_was_dispensed_or_given_is_no_drug_of_a_list_and_has_a_time_of_its_own() {
    let segments = [
        "PID 3=1",
        "ORC 1=RE|2=R1|9=20240101|12=5^Who",
        "TQ1 3=BID|7=20240101|8=20240112",
        "RXA 3=202401091005|4=202401091010|5=854235^Enoxaparin^RXNORM|6=40|7=mg|10=6^Nurse|20=CP",
        "ORC 1=RE|2=R2",
        "RXA 3=202401092205|5=854235^Enoxaparin^RXNORM|6=0|7=mg|18=PATREF^Refused^L|20=RE",
    ];
    let book = Book::read("RAS^O17", &segments);
    let told = [
        "1 5: code=Enoxaparin (RxNorm 854235); status=completed; effective=2024-01-09T10:05:00; end=2024-01-09T10:10:00; dose=40 mg; frequency=BID; performer=6; panel=R1",
        "1 7: code=Enoxaparin (RxNorm 854235); status=not-done; reason=Refused (L PATREF); effective=2024-01-09T22:05:00; dose=0 mg; panel=R2",
    ];
    assert_eq!(book.told(Kind::Order), told.map(sorted));
    assert!(book.told(Kind::Medication).is_empty());
    let book = Book::read("RDS^O13", &["PID 3=1", "ORC 1=RE|2=R1", "RXD 1=1|2=197361^Amlodipine^RXNORM|3=20240110|4=30|5=TAB|10=7^Chemist"]);
    assert_eq!(book.told(Kind::Order), [sorted("1 4: code=Amlodipine (RxNorm 197361); status=completed; effective=2024-01-10; quantity=30 TAB; performer=7; panel=R1")]);
    let book = Book::read("RDS^O13", &["PID 3=1", "ORC 1=CA|2=R1", "RXD 1=1|2=197361^Amlodipine^RXNORM|3=20240110|4=30|5=TAB"]);
    assert_eq!(book.told(Kind::Order), [sorted("1 4: code=Amlodipine (RxNorm 197361); status=cancelled; effective=2024-01-10; quantity=30 TAB; panel=R1")]);
}

#[test]
fn a_therapy_begins_when_it_is_said_to_and_else_with_its_order() {
    let begun = |start: &str| {
        let told = Book::read("RDE^O11", &["PID 3=1", "ORC 1=NW|9=202401081500", &format!("TQ1 7={start}"), "RXE 2=1^A^RXNORM|3=1|5=TAB"]).told(Kind::Medication).concat();
        let of = |aspect: &str| told.split("; ").find_map(|fact| Some(fact.split_once(&format!("{aspect}="))?.1.to_string())).unwrap_or_default();
        [of("onset"), of("recorded")]
    };
    assert_eq!(begun("20220108"), ["2022-01-08", "2024-01-08T15:00:00"]);
    assert_eq!(begun("20240108"), ["2024-01-08", "2024-01-08T15:00:00"]);
    assert_eq!(begun(""), ["2024-01-08T15:00:00"; 2]);
}

#[test]
fn the_specimen_of_an_order_with_results_is_that_of_the_results() {
    let how = |segments: &[&str]| {
        let book = Book::read("ORU^R01", segments);
        book.statements.iter().find(|s| s.kind == Kind::Order).and_then(|s| s.fact(model::Aspect::Specimen)).map(|fact| fact.how)
    };
    assert_eq!(how(&["PID 3=1", "OBR 4=24331-1^Lipids^LN", "OBX 2=NM|3=2093-3^Chol^LN|5=5|11=F", "SPM 4=119364003^Serum^SCT"]), Some(model::How::Derived));
    assert_eq!(how(&["PID 3=1", "OBR 4=24331-1^Lipids^LN", "SPM 4=119364003^Serum^SCT"]), Some(model::How::Copied));
}

#[test]
fn an_address_in_parts_and_an_electronic_one_are_told_as_they_are_written() {
    let told = |pid: &str, aspect: &str| -> Vec<String> {
        let told = Book::read("ADT^A08", &[format!("PID 3=1|{pid}").as_str()]).told(Kind::Demographic).concat();
        told.split("; ").filter_map(|fact| Some(fact.rsplit_once(&format!("{aspect}="))?.1.to_string())).collect()
    };
    assert_eq!(told("11=1000&Hospital Lane^Ste. 5", "line"), ["1000", "Hospital Lane", "Ste. 5"]);
    assert_eq!(told("11=1000 Hospital Lane&Hospital Lane&1000^Ste. 5", "line"), ["1000 Hospital Lane", "Ste. 5"]);
    assert_eq!(told("13=8484^WPN^X.400", "email"), ["8484"]);
    assert_eq!(told("13=8484^WPN^PH", "email"), Vec::<String>::new());
}

#[test]
fn a_unit_is_what_a_number_of_somebodys_own_table_is_called() {
    let unit = |unit: &str| Book::read("ORU^R01", &["PID 3=1", format!("OBX 2=NM|3=2345-7^Glucose^LN|5=5|6={unit}|11=F").as_str()]).told(Kind::Observation).concat();
    for (written, read) in [("43^mg/h^L", "value=5 mg/h"), ("mg/dL^milligram^UCUM", "value=5 mg/dL"), ("MGPDL^mg/dL^L", "value=5 mg/dL"), ("TAB^tablet^L", "value=5 TAB"), ("43", "value=5 43")] {
        assert!(unit(written).contains(read), "{written}: {}", unit(written));
    }
}

#[test]
fn an_order_is_wanted_from_one_day_to_another() {
    let span = |order: &str| {
        let told = Book::read("ORM^O01", &["PID 3=1", order, "OBR 2=P1|4=24331-1^Lipids^LN"]).told(Kind::Order).concat();
        ["effective", "end"].map(|aspect| told.split("; ").find_map(|fact| fact.strip_prefix(&format!("{aspect}=")).map(str::to_string)).unwrap_or_default())
    };
    assert_eq!(span("ORC 1=NW|2=P1|7=^^^20240105^20240109"), ["2024-01-05", "2024-01-09"]);
    assert_eq!(span("ORC 1=NW|2=P1"), ["", ""]);
}

#[test]
fn of_which_stage_a_diagnosis_is_only_implies_how_sure_it_is() {
    let verification = |dg1: &str| {
        let book = Book::read("ADT^A01", &["PID 3=1", "PV1 2=I|19=V1", dg1]);
        let diagnosis = book.statements.iter().find(|s| s.kind == Kind::EncounterDiagnosis).unwrap();
        let fact = diagnosis.fact(model::Aspect::Verification).unwrap();
        (fact.value.shown(), fact.how)
    };
    assert_eq!(verification("DG1 3=I10^Hypertension^I10|6=A"), ("provisional".to_string(), model::How::Derived));
    assert_eq!(verification("DG1 3=I10^Hypertension^I10|6=F|21=D"), ("entered-in-error".to_string(), model::How::Translated));
}
