//! Two books of messages: every leaf that nothing reads is held against those of the other book, and what is only written otherwise says nothing.

use super::*;

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
fn a_coarser_word_keeps_its_code_and_a_dispense_what_it_says() {
    let dose = |code: &str| leaves("VXU^V04", &["PID 3=1", "RXA 3=20240102|5=8^HepB^CVX|6=999|20=PLACE".replace("PLACE", code).as_str()], Kind::Immunization).concat();
    assert_eq!([dose("RE"), dose("NA"), dose("PA")], ["RXA-20 exactly RE", "RXA-20 exactly NA", "RXA-20 exactly PA"]);
    let segments = ["PID 3=1", "ORC 1=DC", "RXE 2=1^A^L|6=TAB", "RXD 1=1|2=1^A^L|4=30|7=9"];
    assert_eq!(leaves("RDS^O13", &segments, Kind::Medication), ["ORC-5 exactly DC; RXD-2.1 = 1; RXD-2.2 = A; RXD-2.3 = L; RXD-4.1 = 30; RXE-6.1 = TAB"]);
}

#[test]
fn an_appointment_is_cancelled_by_its_event_and_its_state_alike() {
    let said = |event: &str, state: &str| leaves(&format!("SIU^{event}"), &[format!("SCH 1=A7|25={state}").as_str(), "PID 3=1"], Kind::Appointment).concat();
    assert_eq!(said("S15", "Cancelled"), "SCH-25 exactly as its event says");
    assert_eq!(said("S14", "Cancelled"), "SCH-25 exactly Cancelled; SCH-25 exactly as its event says");
    assert_eq!([said("S12", "Cancelled"), said("S15", "Booked")], ["SCH-25 exactly Cancelled", ""]);
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

/// What two feeds of one patient differ in, message by message: each a trigger event with its segments.
fn feeds_differ(legacy: &[(&str, &[&str])], destination: &[(&str, &[&str])]) -> Vec<String> {
    let text = |feed: &[(&str, &[&str])]| {
        let message = |(number, (event, segments)): (usize, &(&str, &[&str]))| {
            let segments: Vec<String> = segments.iter().map(|segment| (*segment).to_string()).collect();
            under(&format!("MSH|^~\\&|A|H|B|H|2024010{}||{event}|{number}|P|2.5.1", number + 1), &segments)
        };
        feed.iter().enumerate().map(message).collect::<Vec<_>>().join("\r")
    };
    whole_differences_of(&text(legacy), &text(destination))
}

#[test]
fn a_control_code_that_ends_what_is_said_to_go_on_is_told_and_any_other_carries_the_state() {
    for detail in ["OBR 2=P1|4=24331-1^Lipids^LN", "RXE 2=1191^Aspirin^RXNORM|3=81|5=mg"] {
        let order = |control: &str, state: &str| vec!["PID 3=1".to_string(), format!("ORC 1={control}|2=P1|5={state}"), detail.to_string()];
        let differ = |one: (&str, &str), other: (&str, &str)| {
            let header = "MSH|^~\\&|A|H|B|H|20240101||ORM^O01|1|P|2.5.1";
            whole_differences_of(&under(header, &order(one.0, one.1)), &under(header, &order(other.0, other.1)))
        };
        for (one, other) in [("NW", "CA"), ("SC", "DC"), ("RE", "OC"), ("CA", "NW"), ("CA", "OC"), ("HD", "RL")] {
            let found = differ((one, "SC"), (other, "SC"));
            assert!(matches!(found.as_slice(), [told] if told.contains(" element ORC-1 is ")), "{one} {other}: {found:?}");
        }
        for (one, other) in [(("NW", "SC"), ("SC", "SC")), (("NW", "SC"), ("XO", "SC")), (("CA", "CA"), ("SC", "CA")), (("CA", "CA"), ("CR", "CA")), (("NW", "CM"), ("RE", "CM")), (("HD", "HD"), ("SC", "HD"))] {
            assert_eq!(differ(one, other), Vec::<String>::new(), "{one:?} {other:?}");
        }
    }
}

#[test]
fn a_null_of_a_later_message_takes_back_what_an_earlier_one_said() {
    let feed = |later: &str| {
        let later = format!("PID 3=1|5=Doe^J|{later}");
        feeds_differ(
            &[("ADT^A04", &["PID 3=1|5=Doe^J|13=555-1000|18=ACC1"]), ("ADT^A08", &["PID 3=1|5=Doe^J|13=\"\"|18=\"\""])],
            &[("ADT^A04", &["PID 3=1|5=Doe^J|13=555-1000|18=ACC1"]), ("ADT^A08", &[later.as_str()])],
        )
    };
    assert_eq!(feed("18=\"\""), ["demographic phone what was deleted still stands in the destination"]);
    assert_eq!(feed("13=\"\""), ["demographic element PID-18.1: what was deleted still stands in the destination"]);
    assert_eq!(feed("13=\"\"|18=\"\""), Vec::<String>::new());
}

#[test]
fn results_under_one_number_of_their_order_belong_together_whatever_the_number_is() {
    let order = "OBR 1=1|3=F1|4=600-7^Culture^LN|7=20240101|25=F";
    let found = |numbers: [&str; 4]| {
        let said = ["CWE|3=600-7^Bacteria^LN|5=3092008^Staph^SCT", "ST|3=664-3^Stain^LN|5=cocci", "CWE|3=600-7^Bacteria^LN|5=112283007^Coli^SCT", "ST|3=664-3^Stain^LN|5=rods"];
        let results = said.iter().zip(numbers).map(|(said, number)| format!("OBX 4={number}|11=F|2={said}"));
        let header = "MSH|^~\\&|A|H|B|H|20240101||ORU^R01|1|P|2.5.1";
        under(header, &["PID 3=1".to_string(), order.to_string()].into_iter().chain(results).collect::<Vec<_>>())
    };
    let differ = |numbers: [&str; 4]| whole_differences_of(&found(["1", "1", "2", "2"]), &found(numbers));
    for alike in [["a", "a", "b", "b"], ["1.1", "1.1", "1.2", "1.2"], ["2", "2", "1", "1"], ["", "", "", ""], ["1", "2", "3", "4"]] {
        assert_eq!(differ(alike), Vec::<String>::new(), "{alike:?}");
    }
    let crossed = "observation element OBX-4 is other in the destination";
    assert_eq!(differ(["1", "2", "2", "1"]), [crossed, crossed]);
    assert_eq!(differ(["1", "1", "2", "1"]), [crossed]);
    // One number for all puts nothing together.
    assert_eq!(whole_differences_of(&found(["1"; 4]), &found(["1", "2", "3", "4"])), Vec::<String>::new());
}

#[test]
fn a_county_has_moved_into_the_address() {
    let segments = ["PID 3=1|5=Doe^J|11=1 Elm^^Salem^OR|12=MARION"];
    assert_eq!(whole_differences(&segments, ("^OR|12=MARION", "^OR^^^^^Marion")), Vec::<String>::new());
    assert_eq!(whole_differences(&segments, ("12=MARION", "12=POLK")), ["demographic element PID-11.9 is other in the destination"]);
    // It is shown where it stands.
    let book = whole_book(&under("MSH|^~\\&|A|H|B|H|20240101||ADT^A08|1|P|2.5.1", &segments.map(str::to_string)));
    let county = book.statements.iter().flat_map(|s| &s.facts).find(|fact| crate::leaf::of(fact).is_some_and(|leaf| crate::leaf::parts(leaf).0 == "PID-11.9"));
    assert_eq!(county.map(|fact| book.places.name(fact.place)), Some("PID-12"));
}

#[test]
fn a_visit_stands_on_its_account() {
    let feed = |accounts: [&str; 2]| {
        let message = |account: &str, visit: &str| [format!("PID 3=1|5=Doe^J|18={account}"), format!("PV1 2=I|3=W{visit}|19=V{visit}|44=2024010{visit}1000")];
        let (one, other) = (message(accounts[0], "1"), message(accounts[1], "2"));
        [one, other]
    };
    let differ = |accounts: [&str; 2]| {
        let (own, there) = (feed(["A1", "A2"]), feed(accounts));
        let (own, there) = (own.each_ref().map(|m| m.each_ref().map(String::as_str)), there.each_ref().map(|m| m.each_ref().map(String::as_str)));
        feeds_differ(&[("ADT^A01", &own[0]), ("ADT^A01", &own[1])], &[("ADT^A01", &there[0]), ("ADT^A01", &there[1])])
    };
    assert_eq!(differ(["A1", "A2"]), Vec::<String>::new());
    let crossed = "encounter element PV1/PID-18 is other in the destination";
    assert_eq!(differ(["A2", "A1"]), [crossed, crossed]);
    // Another number than any of the book is told of the patient.
    assert!(differ(["A1", "A9"]).iter().all(|told| told.starts_with("demographic ")));
}

#[test]
fn a_degree_is_no_suffix_and_stands_in_one_place_or_the_other() {
    let segments = ["PID 3=1|5=Doe^J^^^^MD"];
    assert_eq!(whole_differences(&segments, ("^^^^MD", "^^MD")), ["demographic element PID-5 is other in the destination"]);
    assert_eq!(whole_differences(&["PID 3=1|5=Doe^J^^Jr"], ("^^Jr", "^^^^Jr")), ["demographic element PID-5 is other in the destination"]);
    assert_eq!(whole_differences(&segments, ("^^^^MD", "^^^^^^^^^^^^MD")), Vec::<String>::new());
    assert!(whole_differences(&segments, ("^^^^MD", ""))[0].starts_with("demographic suffix "));
}

#[test]
fn a_bound_of_a_range_is_within_or_not_and_a_specimen_stands_in_an_old_field_or_a_new_segment() {
    let result = ["PID 3=1", "OBR 3=F1|4=2345-7^Glucose^LN|25=F", "OBX 2=NM|3=2345-7^Glucose^LN|5=5|6=mmol/L|7=<6|11=F"];
    assert_eq!(whole_differences(&result, ("7=<6", "7=<=6")), ["observation element OBX-7 is other in the destination"]);
    assert_eq!(whole_differences(&result, ("7=<6", "7=< 6")), Vec::<String>::new());
    let order = |segments: &[&str]| under("MSH|^~\\&|A|H|B|H|20240101||ORU^R01|1|P|2.5.1", &segments.iter().map(|segment| (*segment).to_string()).collect::<Vec<_>>());
    let old = order(&["PID 3=1", "OBR 3=F1|4=2345-7^Glucose^LN|15=BLD&Blood&HL70070|25=F"]);
    let new = |specimen: &str| order(&["PID 3=1", "OBR 3=F1|4=2345-7^Glucose^LN|25=F", specimen]);
    assert_eq!(whole_differences_of(&old, &new("SPM 1=1|4=BLD^Blood^HL70070")), Vec::<String>::new());
    assert_eq!(whole_differences_of(&old, &new("SPM 1=1|4=UR^Urine^HL70070")).len(), 1);
}

#[test]
fn whom_to_call_is_the_same_number_however_it_is_written() {
    let segments = ["PID 3=7^^^NORTH^MR|5=Doe^Jane", "NK1 1=1|2=Roe^Ann|3=SPO^Spouse^HL70063|5=(555)201-1000^PRN^PH", "NK1 1=2|2=Roe^Bo|3=BRO^Brother^HL70063|5=(555)201-2000"];
    for (from, to) in [("(555)201-1000^PRN^PH", "555-201-1000^PRN^PH"), ("(555)201-2000", "^^^^^555^2012000"), ("(555)201-2000", "^^^^^^^^^^^5552012000"), ("(555)201-2000", "(555)201-2000^^^^^555^2012000")] {
        assert_eq!(whole_differences(&segments, (from, to)), Vec::<String>::new(), "{from} {to}");
    }
    for (from, to) in [("201-1000", "201-0100"), ("(555)201-2000", "^^^^^555^2012001"), ("(555)201-2000", "")] {
        assert!(!whole_differences(&segments, (from, to)).is_empty(), "{from} {to}");
    }
}

#[test]
fn a_dose_that_ends_as_it_begins_has_no_end() {
    let of = |from: &str, to: &str| {
        let dose = format!("RXA 1=0|2=1|3=20240102|4={from}|5=8^HepB^CVX|6=0.5|7=mL|20=CP");
        let [own, other] = [from, to].map(|end| format!("4={end}|5=8"));
        whole_differences(&["PID 3=1", "ORC 1=RE", dose.as_str()], (own.as_str(), other.as_str()))
    };
    assert_eq!([of("20240102", ""), of("", "20240102")].concat(), Vec::<String>::new());
    assert_eq!([of("20240103", "").len(), of("20240103", "20240102").len(), of("20240103", "20240104").len()], [1, 1, 1]);
}

#[test]
fn persons_and_places_of_an_appointment_keep_their_roles_and_may_have_new_numbers() {
    let booked = |persons: [&str; 2], places: [&str; 2]| {
        let [doctor, nurse, theatre, recovery] = [persons[0], persons[1], places[0], places[1]];
        let segments = [
            "SCH 1=A7|11=^^30^20240210090000^20240210093000|25=Booked".to_string(),
            "PID 3=1".into(),
            "RGS 1=1|2=A".into(),
            format!("AIL 1=1|3={theatre}|4=OR^Theatre"),
            format!("AIL 1=2|3={recovery}|4=REC^Recovery"),
            format!("AIP 1=1|3={doctor}|4=D^Doctor"),
            format!("AIP 1=2|3={nurse}|4=N^Nurse"),
        ];
        under("MSH|^~\\&|A|H|B|H|20240101||SIU^S12|1|P|2.5.1", &segments)
    };
    let (persons, places) = (["D7^Who^Ann", "D8^Poe^Bea"], ["R1^1^H", "R2^2^H"]);
    let differ = |others: [&str; 2], elsewhere: [&str; 2]| whole_differences_of(&booked(persons, places), &booked(others, elsewhere));
    assert_eq!(differ(["D8^Poe^Bea", "D7^Who^Ann"], places), ["appointment element what belongs together in AIP is other in the destination"]);
    assert_eq!(differ(persons, ["R2^2^H", "R1^1^H"]), ["appointment element what belongs together in AIL is other in the destination"]);
    assert_eq!(differ(["D7", "D8"], places), Vec::<String>::new(), "names are a matter of the directory");
    assert_eq!(differ(["D7^WHO^ANN", "D8^POE^BEA"], places), Vec::<String>::new());
    let told = differ(["X7^Who^Ann", "X8^Poe^Bea"], places);
    assert!(told.iter().all(|told| !told.contains("together")), "new numbers are told as that, if at all: {told:?}");
}

#[test]
fn what_the_first_of_several_segments_says_for_all_belongs_to_it() {
    let message = |kind: &str, segments: &[&str]| {
        let segments: Vec<String> = ["PID 3=1"].iter().chain(segments).map(|segment| (*segment).to_string()).collect();
        under(&format!("MSH|^~\\&|A|H|B|H|20240101||{kind}|1|P|2.5.1"), &segments)
    };
    let taper = |amounts: [&str; 2]| {
        let [first, second] = [format!("TQ1 1=1|2={}|3=QD|7=20240102|8=20240105", amounts[0]), format!("TQ1 1=2|2={}|3=QD|7=20240105|8=20240110", amounts[1])];
        message("RDE^O11", &["ORC 1=NW|2=P1|9=20240101", "RXE 2=11^Prednisone^L|3=1|5=TAB", &first, &second])
    };
    assert_eq!(whole_differences_of(&taper(["2", "1"]), &taper(["2", "1"])), Vec::<String>::new());
    assert_eq!(whole_differences_of(&taper(["2", "1"]), &taper(["1", "2"])), ["medication element what belongs together in TQ1 is other in the destination"]);
    let taken = |sites: [&str; 2]| {
        let [first, second] = [format!("SPM 1=1|4=BLD|8={}", sites[0]), format!("SPM 1=2|4=UR|8={}", sites[1])];
        message("ORU^R01", &["OBR 1=1|3=F1|4=600-7^Culture^LN|7=20240101|25=F", "OBX 1=1|2=ST|3=600-7^Culture^LN|5=none|11=F", &first, &second])
    };
    let told = whole_differences_of(&taken(["LARM", "RARM"]), &taken(["RARM", "LARM"]));
    assert_eq!(told, ["order element what belongs together in SPM is other in the destination"]);
}

#[test]
fn a_code_system_has_one_name_in_what_nothing_reads_as_well() {
    let segments = ["PID 3=1", "PRB 1=AD|2=20240105|3=I50.9^Heart failure^I10", "GOL 1=AD|2=20240105|3=289169006^Lose weight^SCT"];
    for other in ["^SNOMED", "^SNOMED CT", "^sct"] {
        assert_eq!(whole_differences(&segments, ("^SCT", other)), Vec::<String>::new(), "{other}");
    }
    assert_eq!(whole_differences(&segments, ("^SCT", "^LN")).len(), 1, "another system");
}

#[test]
fn the_name_beside_the_number_of_a_person_is_that_person_in_another_form_and_nobody_else() {
    let segments = ["PID 1=1|3=7^^^H^MR|5=Doe", "ORC 1=RE|3=F1|5=CM", "OBR 1=1|3=F1|4=24331-1^Lipids^LN|7=20240101|16=57422^Radon^Nicholas|25=F", "OBX 1=1|2=NM|3=2093-3^Chol^LN|5=5|11=F"];
    for (from, to) in [("Radon^Nicholas", "RADON^N"), ("Radon^Nicholas", "Radon"), ("57422^Radon^Nicholas", "57422")] {
        assert!(whole_differences(&segments, (from, to)).is_empty(), "{to}");
    }
    assert_eq!(whole_differences(&segments, ("Radon^Nicholas", "Quackenbush^Edward")), ["order text the words beside the link name somebody or something else"]);
}

#[test]
fn a_fraction_of_nought_and_another_name_of_a_terminology_are_no_differences() {
    let segments = ["PID 1=1|3=7^^^H^MR|5=Doe", "ORC 1=RE|3=F1|5=CM", "OBR 1=1|3=F1|4=24331-1^Lipids^LN|7=20240101|25=F", "OBX 1=1|2=NM|3=2093-3^Chol^LN|5=5|11=F", "SPM 1=1|4=119297000^Blood^SCT|30=x", "ROL 2=AD|3=AT|4=5^Roe|5=20220101000000"];
    assert!(whole_differences(&segments, ("5=20220101000000", "5=20220101000000.0000")).is_empty());
    assert!(!whole_differences(&segments, ("5=20220101000000", "5=20220102000000")).is_empty());
    assert!(whole_differences(&segments, ("^SCT", "^SNOMED-CT")).is_empty());
}
