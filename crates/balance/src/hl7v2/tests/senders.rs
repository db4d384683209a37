//! What senders write in several ways: fields that stand beside each other, numbers in parts, orders that name their visit.

use super::*;

#[test]
fn no_field_stands_in_for_another_that_is_compared_as_well() {
    let segments = ["PID 3=1", "PV1 2=I|7=D1^Who^Ann|17=D1^Who^Ann|19=V1|44=202401051000", "PR1 3=80146002^Appendectomy^SCT|5=20240105|11=D2^Bo^Al|12=D3^Cy^Di"];
    assert_eq!(whole_differences(&segments, ("|7=D1^Who^Ann|17", "|17")), ["encounter performer performer is absent in the destination"]);
    assert_eq!(whole_differences(&segments, ("11=D2^Bo^Al|", "")), ["procedure performer performer is absent in the destination"]);
    assert_eq!(whole_differences(&segments, ("|17=D1^Who^Ann", "")), ["encounter element PV1-17.1 is absent in the destination"]);
    // Beside books of other formats who admitted is told where nobody attends.
    assert!(Book::read("ADT^A01", &["PID 3=1", "PV1 2=I|17=D9|19=V1"]).told(Kind::Encounter).concat().contains("performer=D9"));
}

#[test]
fn another_number_and_another_name_are_somebody_else() {
    let segments = ["PID 3=1", "PV1 2=I|7=D1^Who^Ann^^^Dr|19=V1|44=202401051000"];
    assert_eq!(whole_differences(&segments, ("D1^Who^Ann", "D2^Stone^Bob")), ["encounter performer in the directory, the practitioner it names has another name"]);
    for renumbered in ["9001^Who^Ann", "9001^Who^A", "9001^WHO^ANN^Q"] {
        assert_eq!(whole_differences(&segments, ("D1^Who^Ann", renumbered)), Vec::<String>::new(), "{renumbered}");
    }
}

#[test]
fn a_place_is_whatever_names_one_and_a_language_its_words_where_it_has_no_code() {
    let place = |fields: &str| Book::read("ADT^A01", &["PID 3=1", &format!("PV1 3={fields}|19=V1")]).told(Kind::Encounter).concat();
    assert!(place("^^^North").contains("location=North"), "{}", place("^^^North"));
    assert!(place("W1^2^A^North^^^East").contains("location=W1 2 A") && !place("W1^2^A^North^^^East").contains("East"));
    assert!(place("^^^^^^East^3").contains("location=East 3"), "{}", place("^^^^^^East^3"));
    assert!(Book::read("ADT^A08", &["PID 3=1|15=^French"]).told(Kind::Demographic)[0].contains("language=French"));
}

#[test]
fn a_time_beside_the_one_that_is_wanted_is_compared() {
    let segments = ["PID 3=1", "ORC 1=NW|2=P1", "TQ1 7=202402010900", "OBR 2=P1|4=24331-1^Lipids^LN|7=202401010900"];
    assert_eq!(whole_differences(&segments, ("7=202401010900", "7=202401020900")), ["order element OBR-7.1 is other in the destination"]);
    assert!(whole_differences(&segments, ("7=202402010900", "7=202402020900"))[0].starts_with("order time "));
}

#[test]
fn two_numbers_to_call_that_disagree_are_both_told() {
    let told = |phone: &str| Book::read("ADT^A08", &[format!("PID 3=1|13={phone}").as_str()]).told(Kind::Demographic)[0].matches("phone=").count();
    assert_eq!([told("(555)201-1000^PRN^PH^^1^555^2011000"), told("^PRN^PH^^1^555^2011000"), told("(555)201-1009^PRN^PH^^1^555^2011000")], [1, 1, 2]);
    // One of them leaves out the extension, the other the country.
    assert_eq!(told("1(555)201-1000^PRN^PH^^^555^2011000^55"), 1);
    let segments = ["PID 3=1|13=(555)201-1000^PRN^PH^^1^555^2011000"];
    assert_eq!(whole_differences(&segments, ("201-1000", "201-1009")), ["demographic phone the destination has one phone more"]);
}

#[test]
fn the_only_visit_that_is_left_was_at_another_time() {
    let segments = ["PID 3=1", "PV1 2=E|7=D1^Who^Ann|44=20190504181205"];
    assert_eq!(whole_differences(&segments, ("20190504", "19000101")).len(), 1, "{:?}", whole_differences(&segments, ("20190504", "19000101")));
    let other = whole_differences(&segments, ("7=D1^Who^Ann|44=20190504", "7=D2^Stone^Bob|44=19000101"));
    assert_eq!(other, ["encounter statement no counterpart in the destination", "encounter statement no legacy statement asserts it"]);
}

#[test]
fn a_code_that_leads_to_another_entry_is_told_by_what_else_the_entry_says() {
    let segments = ["PID 3=1", "AL1 1=1|2=DA|3=7980^Penicillin^RXNORM|4=SV|5=Hives", "AL1 1=2|2=DA|3=1191^Aspirin^RXNORM|4=MI|5=Nausea"];
    let there: Vec<String> = segments.iter().map(|s| s.replace("3=7980", "3=x").replace("3=1191", "3=7980").replace("3=x", "3=1191")).collect();
    let (legacy, destination) = (Book::read("ADT^A08", &segments), Book::read("ADT^A08", &there.iter().map(String::as_str).collect::<Vec<_>>()));
    let found = crate::compare_patient(&legacy.statements, &destination.statements, &crate::Equivalences::default(), (&legacy.coverage, &destination.coverage), &|_| None);
    let told: Vec<&str> = found.findings.iter().map(|f| crate::shown_aspect(f.aspect)).collect();
    assert_eq!((told.iter().filter(|aspect| **aspect == "code").count(), told.contains(&"reaction")), (2, false), "{told:?}");
}

#[test]
fn an_order_that_names_its_visit_is_not_the_one_that_names_none() {
    let order = "OBR 1=1|4=24331-1^Lipids^LN|7=20240101";
    let book = |visits: [&str; 2]| {
        let both = visits.map(|visit| Book::read("ORU^R01", &["PID 3=1", visit, order]));
        let mut coverage = Coverage::default();
        let statements: Vec<Statement> = both.into_iter().flat_map(|book| book.statements).filter(|s| s.kind == Kind::Order).collect();
        statements.iter().for_each(|statement| coverage.count(statement));
        (statements, coverage)
    };
    // A message of no visit says so by its class.
    let ((legacy, of_legacy), (destination, of_destination)) = (book(["PV1 2=O|19=V1", "PV1 2=N"]), book(["PV1 2=N", "PV1 2=O|19=V1"]));
    let found = crate::compare_patient(&legacy, &destination, &crate::Equivalences::default(), (&of_legacy, &of_destination), &|_| None);
    assert!(found.findings.is_empty(), "{:?}", found.findings.iter().map(|f| &f.manner).collect::<Vec<_>>());
}

#[test]
fn a_cellular_phone_is_for_what_its_field_is_for_as_well_unless_the_message_says_it() {
    let uses = |phone: &str| -> Vec<String> {
        let told = Book::read("ADT^A08", &[format!("PID 3=1|13={phone}").as_str()]).told(Kind::Demographic).concat();
        told.split("; ").filter_map(|fact| Some(fact.strip_prefix("phone_use=")?.split(' ').next()?.to_string())).collect()
    };
    assert_eq!(uses("5551000^^CP"), ["mobile", "home"]);
    assert_eq!([uses("5551000^PRN^CP"), uses("5551000^PRN^PH"), uses("5551000")], [["mobile"], ["home"], ["home"]]);
}

#[test]
fn a_dose_has_a_state_of_its_own_however_far_its_order_is() {
    let state = |completion: &str, order: &str| {
        let told = Book::read("RAS^O17", &["PID 3=1", &format!("ORC 1=RE|5={order}"), &format!("RXA 3=202401091000|5=1^A^CVX|6=40{completion}")]).told(Kind::Order).concat();
        told.split("; ").find_map(|fact| Some(fact.split_once("status=")?.1.to_string())).unwrap_or_default()
    };
    assert_eq!([state("|20=RE", "IP"), state("|20=CP", "IP"), state("|20=CP|21=D", "IP"), state("|20=NA", "CM")], ["not-done", "completed", "entered-in-error", "not-done"]);
    // Where the dose says nothing it was given, and an order that was ended says so.
    assert_eq!([state("", "IP"), state("", "CM"), state("", "CA")], ["completed", "completed", "cancelled"]);
}

#[test]
fn the_words_beside_a_code_of_a_known_system_say_nothing_in_whatever_field() {
    let segments = [
        "PID 3=1",
        "NK1 1=1|2=Doe^Ann|3=SPO^Spouse^HL70063",
        "OBX 1=1|2=NM|3=2093-3^Chol^LN|5=5|8=H^High^HL70078|11=F|14=20240101",
        "FT1 2=T1|4=20240101|6=CG|7=1^A^L|19=I10^Hypertension^I10",
    ];
    for (from, to) in [("SPO^Spouse^HL70063", "SPO^SPOUSE^HL70063"), ("SPO^Spouse^HL70063", "SPO"), ("H^High^HL70078", "H"), ("I10^Hypertension^I10", "I10^Essential hypertension^I10")] {
        assert_eq!(whole_differences(&segments, (from, to)), Vec::<String>::new(), "{from} {to}");
    }
    for (from, to) in [("SPO^Spouse^HL70063", "CHD^Spouse^HL70063"), ("H^High^HL70078", "N^High^HL70078"), ("I10^Hypertension^I10", "I11^Hypertension^I10")] {
        assert_ne!(whole_differences(&segments, (from, to)), Vec::<String>::new(), "{from} {to}");
    }
    // A local code says what its words say.
    let segments = ["PID 3=1", "NK1 1=1|2=Doe^Ann|3=S1^Spouse^L"];
    assert_ne!(whole_differences(&segments, ("S1^Spouse", "S1^Child")), Vec::<String>::new());
}

#[test]
fn a_report_in_one_segment_is_the_one_of_two_lines() {
    let segments = [
        "PID 3=1",
        "OBR 1=1|3=F1|4=36643-5^XR Chest^LN|7=202401081030|24=RAD|25=F",
        "OBX 1=1|2=TX|3=36643-5^XR Chest^LN|5=Heart normal.|11=F|14=202401081030",
        "OBX 1=2|2=TX|3=36643-5^XR Chest^LN|5=No effusion.|11=F|14=202401081030",
    ];
    assert_eq!(whole_differences(&segments, ("5=No effusion.|11=F|14=202401081030", "5=No effusion.|11=F")), Vec::<String>::new());
    // An addendum of another day says so.
    let later = segments.map(|segment| if segment.contains("No effusion") { "OBX 1=2|2=TX|3=36643-5^XR Chest^LN|5=No effusion.|11=F|14=202401091030" } else { segment });
    assert_ne!(whole_differences(&later, ("|14=202401091030", "")), Vec::<String>::new());
}

#[test]
fn two_givers_that_have_each_others_number_are_told() {
    let segments = ["PID 3=7^^^NORTH^MR~8^^^STATE^PI|5=Doe^Ann"];
    assert_eq!(whole_differences(&segments, ("7^^^NORTH^MR~8^^^STATE^PI", "7^^^STATE^MR~8^^^NORTH^PI")), ["demographic element PID-3(MR).4 is other in the destination"]);
    for renamed in ["7^^^CITY^MR~8^^^REGION^PI", "7^^^NORTH^MR~8^^^STATE^PI~9^^^NEW^AN"] {
        assert_eq!(whole_differences(&segments, ("7^^^NORTH^MR~8^^^STATE^PI", renamed)), Vec::<String>::new(), "{renamed}");
    }
}

#[test]
fn what_an_appointment_needs_is_told_of_the_appointment() {
    let segments = ["SCH 1=A7|11=^^^202403011000^202403011030|25=Booked", "PID 3=1", "RGS 1=1", "AIP 1=1|3=D2^Vargas^Hector|4=ATT", "AIL 1=1|3=CLIN1^R2^^NORTH", "AIG 1=1|3=MRI1"];
    let bare: Vec<&str> = segments.iter().filter(|segment| !segment.starts_with("RGS")).copied().collect();
    for segments in [&segments[..], &bare[..]] {
        assert_eq!(whole_differences(segments, ("4=ATT", "4=ASSIST")), ["appointment element AIP-4.1 is other in the destination"]);
        assert_eq!(whole_differences(segments, ("NORTH", "SOUTH")), ["appointment element AIL-3.4 is other in the destination"]);
        assert_eq!(whole_differences(segments, ("3=MRI1", "")), ["appointment element AIG-3.1 is absent in the destination"]);
    }
}

#[test]
fn a_field_of_another_number_a_name_in_small_letters_and_a_state_of_the_order_say_the_same() {
    let segments = ["PID 3=1|13=(555)201-1000^PRN^PH", "OBR 3=F1|4=24323-8^Panel^LN|25=F", "OBX 1=1|2=NM|3=2823-3^Potassium^LN|5=4.1|6=mmol/L|11=F"];
    for (from, to) in [("13=(555)", "40=(555)"), ("Potassium^LN", "Potassium^Ln"), ("|11=F", "")] {
        assert_eq!(whole_differences(&segments, (from, to)), Vec::<String>::new(), "{from} / {to}");
    }
    assert!(!whole_differences(&segments, ("^PRN", "^WPN")).is_empty());
    assert!(!whole_differences(&segments, ("|11=F", "|11=C")).is_empty());
}

#[test]
fn orders_are_numbered_anew_and_their_children_with_them() {
    let segments = [
        "PID 3=1", "ORC 1=RE|2=P1|3=F1", "OBR 1=1|2=P1|3=F1|4=600-7^Culture^LN", "OBX 1=1|2=ST|3=600-7^Culture^LN|5=Growth|11=F", "OBR 1=2|2=P2|3=F2|4=18769-0^Susceptibility^LN|29=P1^F1",
        "OBX 1=1|2=ST|3=6932-8^Penicillin^LN|5=S|11=F",
    ];
    assert_eq!(whole_differences(&segments, ("P1", "Q71")), Vec::<String>::new());
    assert!(whole_differences(&segments, ("29=P1", "29=P9")).iter().any(|told| told.contains("OBR-29.1")));
}

#[test]
fn what_stands_before_the_patient_is_told_of_the_only_one() {
    let segments = ["SFT 1=Vendor|2=1.0", "RF1 1=P|2=R", "PRD 1=RT|2=Kim^Jo", "PID 3=1|5=Doe^J"];
    assert_eq!(whole_differences(&segments, ("Kim", "Lo")), ["demographic element PRD-2.1 is other in the destination"]);
    assert_eq!(whole_differences(&segments, ("1.0", "2.0")), Vec::<String>::new());
    let of_two: Vec<&str> = segments.iter().copied().chain(["PID 3=2|5=Roe^A"]).collect();
    assert_eq!(whole_differences(&of_two, ("Kim", "Lo")), Vec::<String>::new(), "nobody knows of whom");
}

#[test]
fn the_order_of_what_was_not_given_is_told_by_what_was_observed_with_it() {
    let segments = ["PID 3=1", "ORC 1=RE|3=IZ1", "RXA 3=20230101|5=998^No vaccine administered^CVX|6=999", "OBX 1=1|2=CWE|3=59784-9^Presumed immunity^LN|5=38907003^Varicella^SCT|11=F"];
    let of = |kind| leaves("VXU^V04", &segments, kind).concat().contains("ORC-1.1 = RE");
    assert_eq!([of(Kind::Demographic), of(Kind::Observation)], [false, true]);
}

#[test]
fn a_unit_that_no_value_carries_is_compared() {
    let result = |kind: &str, value: &str| format!("OBX 1=1|2={kind}|3=X1^Lead I^L|5={value}|6=uV|11=F");
    for (kind, value) in [("NA", "1^2^3^4"), ("ST", "Trace"), ("NM", "7"), ("SN", "^5"), ("ST", "7"), ("ST", "5-7")] {
        let told = whole_differences(&["PID 3=1", "OBR 3=F1|4=E^Waveform^L", &result(kind, value)], ("6=uV", "6=mV"));
        assert_eq!(told.len(), 1, "{kind} {value}: {told:?}");
    }
}

#[test]
fn a_specimen_before_its_orders_is_told_by_them() {
    let segments = ["PID 3=1", "SPM 1=1|4=119297000^Blood^SCT|24=HEM", "OBR 3=F1|4=2345-7^Glucose^LN", "ORC 1=RE|3=F1", "OBX 1=1|2=NM|3=2345-7^Glucose^LN|5=99|6=mg/dL|11=F"];
    let of = |kind| leaves("OUL^R22", &segments, kind).concat().contains("SPM-24.1 = HEM");
    assert_eq!([of(Kind::Demographic), of(Kind::Order)], [false, true]);
}

#[test]
fn a_number_to_call_somebody_else_that_disagrees_with_its_parts_is_told() {
    let segments = ["PID 3=7", "NK1 1=1|2=Bond^Ann|3=SPO|5=(919)007-0007^^PH^^^919^0070007"];
    for there in ["(919)007-0070^^PH^^^919^0070007", "(919)007-0007^^PH^^^919^0070070"] {
        let told = whole_differences(&segments, ("(919)007-0007^^PH^^^919^0070007", there));
        assert_eq!(told, ["demographic element NK1-5.1 is other in the destination"], "{there}");
    }
    for there in ["^^PH^^^919^0070007", "919-007-0007^^PH", "919.007.0007^^PH^^^919^007-0007"] {
        assert_eq!(whole_differences(&segments, ("(919)007-0007^^PH^^^919^0070007", there)), Vec::<String>::new(), "{there}");
    }
}

/// The messages on one order, by their control codes.
fn on_one_order(controls: &[&str]) -> String {
    let message = |(at, control): (usize, &&str)| {
        let segments = ["PID 3=1".to_string(), format!("ORC 1={control}|2=P1|3=F1"), "OBR 2=P1|3=F1|4=24331-1^Lipids^LN".to_string()];
        under(&format!("MSH|^~\\&|A|H|B|H|2024010{}||ORM^O01|{at}|P|2.5.1", at + 1), &segments)
    };
    controls.iter().enumerate().map(message).collect::<Vec<_>>().join("\r")
}

#[test]
fn an_order_that_could_not_be_cancelled_or_was_released_goes_on() {
    let state = |control: &str| Book::read("ORM^O01", &["PID 3=1", &format!("ORC 1={control}|2=P1"), "OBR 2=P1|4=24331-1^Lipids^LN"]).told(Kind::Order).concat();
    assert!(["UC", "UD", "UH", "UM", "UX"].into_iter().all(|control| state(control).contains("status=active")));
    assert!(state("UR").contains("status=on-hold"));
    for (sent, last_lost, first_lost) in [(["NW", "CA", "UC"], ["NW", "CA"], ["CA", "UC"]), (["NW", "HD", "RL"], ["NW", "HD"], ["HD", "RL"])] {
        let told = whole_differences_of(&on_one_order(&sent), &on_one_order(&last_lost));
        assert!(told.len() == 1 && told[0].starts_with("order status as an earlier message or document said it: "), "{told:?}");
        assert_eq!(whole_differences_of(&on_one_order(&sent), &on_one_order(&first_lost)), Vec::<String>::new());
        assert_eq!(whole_differences_of(&on_one_order(&sent), &on_one_order(&sent)), Vec::<String>::new());
    }
}

#[test]
fn the_specimens_of_an_order_stand_in_any_order() {
    let (blood, urine, serum) = ("SPM 1=1|4=BLD^Blood^HL70487", "SPM 1=2|4=UR^Urine^HL70487", "SPM 1=2|4=SER^Serum^HL70487");
    let sent = |specimens: &[&str]| {
        let order = ["PID 3=1", "OBR 3=F1|4=24331-1^Lipids^LN|7=20240101", "OBX 1=1|2=NM|3=2093-3^Chol^LN|5=5|11=F"];
        let segments: Vec<String> = order.iter().chain(specimens).map(|segment| (*segment).to_string()).collect();
        under("MSH|^~\\&|A|H|B|H|20240101||ORU^R01|1|P|2.5.1", &segments)
    };
    assert_eq!(whole_differences_of(&sent(&[blood, urine]), &sent(&[urine, blood])), Vec::<String>::new());
    for other in [&[blood, serum][..], &[blood][..], &[urine][..]] {
        assert_ne!(whole_differences_of(&sent(&[blood, urine]), &sent(other)), Vec::<String>::new(), "{other:?}");
    }
}

#[test]
fn one_more_number_that_is_retired_is_that_of_somebody_else() {
    let merge = |prior: &str| under("MSH|^~\\&|A|H|B|H|20240101||ADT^A18|1|P|2.5.1", &["PID 3=77^^^H^MR".to_string(), format!("MRG 1={prior}|4=12^^^H")]);
    let told = whole_differences_of(&merge("12^^^H^MR~13^^^S^MR"), &merge("99^^^H^MR~13^^^S^MR"));
    assert!(told.iter().any(|told| told.starts_with("demographic mrn ")), "{told:?}");
    assert_eq!(whole_differences_of(&merge("12^^^H^MR~13^^^S^MR"), &merge("13^^^S^MR~12^^^H^MR")), Vec::<String>::new());
}

#[test]
fn how_fast_a_drug_is_given_and_that_it_is_taken_as_needed_are_told_beside_any_format() {
    let given = |fields: &str, timing: &str| {
        let drug = format!("RXE 2=5224^Heparin^L|3=1|5=mg|{fields}");
        Book::read("RDE^O11", &["PID 3=1", "ORC 1=NW|3=F1", &drug, timing]).told(Kind::Medication).concat()
    };
    let plain = "TQ1 1=1|3=BID|9=R";
    assert!(given("23=10.0|24=mL/h^mL per hour^UCUM", plain).contains("text=rate 10 mL/h"), "{}", given("23=10.0|24=mL/h^mL per hour^UCUM", plain));
    assert!(!given("23=KVO|24=mL/h", plain).contains("rate"), "no number");
    let is_needed = format!("{}=true", model::Aspect::AsNeeded);
    assert!(!given("23=10", plain).contains(&is_needed));
    for timing in ["TQ1 1=1|3=BID|9=PRN", "TQ1 1=1|3=BID|9=R~prn^as needed^HL70485", "TQ1 1=1|3=BIDPRN|9=PRN"] {
        assert_eq!(given("23=10", timing).matches(&is_needed).count(), 1, "{timing}");
    }
    assert!(given("1=^BID^^^^PRN", "RXR 1=IV").contains(&is_needed), "as old versions have it");
    let segments = ["PID 3=1", "ORC 1=NW|3=F1", "RXE 2=5224^Heparin^L|3=1|5=mg|23=10|24=mL/h", plain];
    assert_eq!(differences("RDE^O11", &segments, ("23=10", "23=100")), ["medication altered text"]);
    assert_eq!(differences("RDE^O11", &segments, ("23=10", "23=10.0")), Vec::<String>::new());
    assert_eq!(whole_differences(&segments, ("24=mL/h", "24=L/h")).len(), 1);
}
