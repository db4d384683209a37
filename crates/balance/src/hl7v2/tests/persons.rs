//! Who a patient is: names, numbers, addresses, kin, and what becomes of a number.

use super::*;

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
fn a_later_message_takes_back_whatever_a_field_stands_for() {
    let first = [
        "PID 3=1|8=F|10=2106-3^White^CDCREC|19=999-12-1000|22=H^Hispanic^HL70189|30=Y", "PV1 2=I|3=W1^1^A|4=E|7=D1^Who^Ann|19=V1|44=202401051000", "DG1 1=1|3=I10^Hypertension^I10|5=20240105|6=F|16=D1^Who^Ann",
    ];
    let message = |at: &str, (field, value): (&str, &str)| {
        let number = field.split_once('=').map_or(field, |(number, _)| number);
        let segments: Vec<String> = first.iter().map(|segment| segment.replace(field, &format!("{number}={value}"))).collect();
        under(&format!("MSH|^~\\&|A|H|B|H|{at}||ADT^A08|{at}|P|2.5.1"), &segments)
    };
    for field in ["8=F", "10=2106-3^White^CDCREC", "19=999-12-1000", "22=H^Hispanic^HL70189", "30=Y", "3=W1^1^A", "4=E", "7=D1^Who^Ann", "5=20240105", "16=D1^Who^Ann"] {
        let own = field.split_once('=').map_or("", |(_, own)| own);
        let feed = |value: &str| format!("{}\r{}", message("202401051100", (field, own)), message("202401061100", (field, value)));
        let told = whole_differences_of(&feed("\"\""), &feed(""));
        assert!(told.len() == 1 && told[0].ends_with("what was deleted still stands in the destination"), "{field}: {told:?}");
        let alone = |value: &str| message("202401051100", (field, value));
        assert_eq!(whole_differences_of(&alone("\"\""), &alone("")), Vec::<String>::new(), "{field}: nothing was there to be taken back");
    }
}

#[test]
fn one_of_several_born_together_says_which() {
    let birth = |fields: &str| Book::read("ADT^A04", &[format!("PID 3=7|{fields}").as_str()]).told(Kind::Demographic).concat();
    assert_eq!([birth("24=Y|25=2"), birth("24=Y"), birth("24=N")].map(|told| told.contains("multiple_birth=2") || told.contains("multiple_birth=true")), [true, true, false]);
    assert!(birth("24=Y|25=2").contains("multiple_birth=2"));
    assert_eq!(whole_differences(&["PID 3=7|24=Y|25=2"], ("25=2", "25=1")), ["demographic element PID-25.1 is other in the destination"]);
}

#[test]
fn contact_persons_are_told_of_the_patient_beside_a_book_of_another_format() {
    let kin = "NK1 1=1|2=Roe^Ann^Q|3=MTH^Mother^HL70063|5=(555)010-2000~^NET^Internet^a@b.org|6=^^^^^555^0103000";
    let told = Book::read("ADT^A04", &["PID 3=1", kin, "NK1 1=2|2=\"\"|3=SEL"]).told(Kind::Demographic).concat();
    assert!(told.contains("element=contact person Ann Q Roe; mother; (555)010-2000; 5550103000"), "{told}");
    assert_eq!(told.matches("contact person").count(), 1, "{told}");
    assert!(!leaves("ADT^A04", &["PID 3=1", kin], Kind::Demographic).concat().contains("contact person"), "between messages its parts are told");
    assert_eq!(Book::read("ADT^A04", &["PID 1=1", kin]).told(Kind::Demographic), [""; 0], "whom to call for somebody whom nothing names is no patient");
}

#[test]
fn numbers_that_exchange_their_givers_are_told_and_givers_with_new_names_are_not() {
    let segments = ["PID 3=42^^^H^MR~71^^^NORTH^PI~72^^^SOUTH^PI|5=Doe^J"];
    let exchanged_for = |there: &str| whole_differences(&segments, ("71^^^NORTH^PI~72^^^SOUTH^PI", there));
    assert_eq!(exchanged_for("71^^^SOUTH^PI~72^^^NORTH^PI"), ["demographic element what belongs together in PID-3 is other in the destination"]);
    for there in ["72^^^SOUTH^PI~71^^^NORTH^PI", "71^^^N1^PI~72^^^S1^PI", "71^^^NORTH&1.2.3&ISO^PI~72^^^SOUTH^PI", "71^^^NORTH^PI~72^^^SOUTH&1.2.4&ISO^PI"] {
        assert_eq!(exchanged_for(there), Vec::<String>::new(), "{there}");
    }
    let shared = ["PID 3=42^^^H^MR~71^^^H^PI|5=Doe^J"];
    assert_eq!(whole_differences(&shared, ("42^^^H^MR", "42^^^NEW^MR")), Vec::<String>::new(), "one of two that one authority gave has another name for it");
}
