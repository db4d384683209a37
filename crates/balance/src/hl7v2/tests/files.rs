//! A feed in many files, one message each: which of them was sent first their own clock tells (MSH-7), and not the names of the files.

use super::*;

const PERSON: &str = "PID 3=7^^^H^MR|5=Doe^Jane";
/// No difference, in either order of the files.
const NOTHING: [Vec<String>; 2] = [Vec::new(), Vec::new()];

/// A message of a sender, made at a moment.
fn sent(sender: &str, made: &str, kind: &str, segments: &[&str]) -> String {
    let segments: Vec<String> = segments.iter().map(|segment| (*segment).to_string()).collect();
    under(&format!("MSH|^~\\&|{sender}|H|B|H|{made}||{kind}|1|P|2.5.1"), &segments)
}

/// A message about a visit, of a day in January.
fn visit(day: u8, event: &str, segment: &str) -> String {
    sent("A", &format!("202401{day:02}0900"), &format!("ADT^{event}"), &[PERSON, segment])
}

/// What files say, in the order in which they were delivered.
fn read(files: &[String]) -> Book {
    let mut book = Book { statements: Vec::new(), coverage: Coverage::default(), places: Places::default() };
    let Book { statements, coverage, places } = &mut book;
    for (number, text) in (1..).zip(files) {
        let summary = formats::read(Format::Hl7v2, "a.hl7", &mut text.as_bytes(), &Limits::default(), &mut |item| {
            if let Item::Message(message) = item {
                crate::hl7v2::message(message, number, places, coverage, &mut |s| statements.push(s));
            }
            ControlFlow::Continue(())
        });
        assert_eq!(summary.unwrap().quarantined, 0);
    }
    book
}

/// `kind aspect manner` of what files, delivered as they are and the other way round, and resources differ in, which say what another file says.
fn beside_resources(files: &[String], resources: &[String]) -> [Vec<String>; 2] {
    let mut destination = read(resources);
    destination.statements.iter_mut().enumerate().for_each(|(number, statement)| statement.origin.reference = format!("{}/{number}", statement.kind.word()));
    let reversed: Vec<String> = files.iter().rev().cloned().collect();
    [files, reversed.as_slice()].map(|files| {
        let legacy = read(files);
        let books = (&legacy.coverage, &destination.coverage);
        let found = crate::compare_patient(&legacy.statements, &destination.statements, &crate::Equivalences::default(), books, &|_| None);
        found.findings.iter().map(|f| format!("{} {} {}", f.kind, crate::shown_aspect(f.aspect), f.manner)).collect()
    })
}

/// That what the last of the files says is right, and what one of the others says is not.
fn last_counts(files: &[String], other: usize) {
    let (before, last) = files.split_at(files.len() - 1);
    assert_eq!(beside_resources(files, last), NOTHING);
    for told in beside_resources(files, &before[other..=other]) {
        assert!(!told.is_empty() && told.iter().all(|told| told.contains("as an earlier message")), "{told:?}");
    }
}

#[test]
fn a_transfer_and_a_discharge_that_was_undone_are_the_last_word() {
    let (came, moved) = (visit(1, "A01", "PV1 2=I|3=W1^1^A|19=V1|44=202401010800"), visit(2, "A02", "PV1 2=I|3=W2^2^B|19=V1|44=202401010800"));
    last_counts(&[came.clone(), moved], 0);
    let left = visit(5, "A03", "PV1 2=I|3=W1^1^A|19=V1|44=202401010800|45=202401050800");
    let stays = visit(6, "A13", "PV1 2=I|3=W1^1^A|19=V1|44=202401010800");
    last_counts(&[came.clone(), left.clone()], 0);
    last_counts(&[came, left, stays], 1);
}

#[test]
fn a_result_that_was_sent_anew_and_an_order_that_goes_on_again_are_the_last_word() {
    let result = |made: &str, state: &str, value: &str| {
        let (order, found) = ("OBR 1=1|2=P1|3=F1|4=24323-8^Panel^LN|25=F", format!("OBX 1=1|2=NM|3=2823-3^Potassium^LN|5={value}|6=mmol/L|11={state}"));
        sent("LAB", made, "ORU^R01", &[PERSON, order, &found])
    };
    last_counts(&[result("20240101080000", "F", "4.9"), result("20240101080001", "F", "6.8")], 0);
    last_counts(&[result("20240101", "F", "4.9"), result("20240102", "F", "6.8")], 0);
    last_counts(&[result("202401012330-0500", "F", "4.9"), result("202401020500+0000", "C", "6.8")], 0);
    let order = |made: &str, control: &str| sent("A", made, "ORM^O01", &[PERSON, &format!("ORC 1={control}|2=P1|3=F1"), "OBR 1=1|2=P1|3=F1|4=24323-8^Panel^LN"]);
    let orders = [order("202401010800", "NW"), order("202401020800", "CA"), order("202401030800", "UC")];
    assert_eq!(beside_resources(&orders, &orders[..1]), NOTHING);
    assert!(beside_resources(&orders, &orders[1..2]).iter().all(|told| told.iter().any(|told| told.starts_with("order status"))));
}

#[test]
fn a_dose_that_was_taken_back_in_another_file_need_not_stand_anywhere_unless_it_was_given_anew() {
    let dose = |day: u8, action: &str| {
        let given = format!("RXA 1=0|2=1|3=20240102|5=208^COVID^CVX|6=0.3|20=CP|21={action}");
        sent("A", &format!("202401{day:02}0900"), "VXU^V04", &[PERSON, "ORC 1=RE|3=F9", &given])
    };
    let nothing = [sent("A", "202401090900", "ADT^A60", &[PERSON])];
    assert_eq!(beside_resources(&[dose(2, "A"), dose(3, "D")], &nothing), NOTHING);
    assert!(beside_resources(&[dose(2, "A"), dose(3, "D"), dose(4, "A")], &nothing).iter().all(|told| told.len() == 1));
}

#[test]
fn a_new_address_takes_the_place_of_the_old_one_and_not_the_other_way_round() {
    let person = |day: u8, street: &str| sent("A", &format!("202401{day:02}0900"), "ADT^A08", &[&format!("{PERSON}|7=19800101|8=F|11={street}^^Salem^MA^01970")]);
    let (old, new) = (person(1, "1 Elm St"), person(2, "9 Oak Ave"));
    let files = [old.clone(), new.clone()];
    assert_eq!(beside_resources(&files, &[new]), NOTHING);
    assert!(beside_resources(&files, &[old]).iter().all(|told| !told.is_empty()));
}

#[test]
fn of_two_senders_and_of_one_day_nobody_knows_which_was_first() {
    let moved = |sender: &str, made: &str, place: &str| sent(sender, made, "ADT^A02", &[PERSON, &format!("PV1 2=I|3={place}|19=V1|44=202401010800")]);
    for files in [[moved("A", "202401010900", "W1"), moved("B", "202401020900", "W2")], [moved("A", "20240101", "W1"), moved("A", "20240101", "W2")]] {
        assert!(beside_resources(&files, &files[1..]).iter().all(|told| told.len() == 1), "both stand for themselves");
    }
}

#[test]
fn of_one_moment_the_states_tell_and_then_the_order_of_the_files() {
    let result = |state: &str, value: &str| {
        let found = format!("OBX 1=1|2=NM|3=2823-3^Potassium^LN|5={value}|6=mmol/L|11={state}");
        sent("LAB", "202401010800", "ORU^R01", &[PERSON, "OBR 1=1|2=P1|3=F1|4=24323-8^Panel^LN|25=F", &found])
    };
    let corrected = [result("F", "4.9"), result("C", "6.8")];
    assert_eq!(beside_resources(&corrected, &corrected[1..]), NOTHING);
    assert!(beside_resources(&corrected, &corrected[..1]).iter().all(|told| !told.is_empty()));
    let files = [result("F", "4.9"), result("F", "6.8")];
    let [as_filed, reversed] = beside_resources(&files, &files[1..]);
    assert_eq!(as_filed, Vec::<String>::new());
    assert!(reversed.len() == 1 && reversed[0].contains("as an earlier message"), "{reversed:?}");
}

#[test]
fn a_file_is_a_log_whatever_its_clock_says() {
    let (early, late) = (visit(2, "A01", "PV1 2=I|3=W1^1^A|19=V1|44=202401010800"), visit(1, "A02", "PV1 2=I|3=W2^2^B|19=V1|44=202401010800"));
    let one = [[early, late.clone()].join("\r")];
    assert_eq!(beside_resources(&one, &[late]), NOTHING);
}

#[test]
fn a_message_that_does_not_say_when_it_was_made_is_neither_earlier_nor_later() {
    let moved = |made: &str, place: &str| sent("A", made, "ADT^A02", &[PERSON, &format!("PV1 2=I|3={place}|19=V1|44=202401010800")]);
    let files = [[sent("A", "202401010900", "ADT^A60", &[PERSON]), moved("", "W1")].join("\r"), moved("202401020900", "W2")];
    assert!(beside_resources(&files, &files[1..]).iter().all(|told| told.len() == 1), "both stand for themselves");
}

#[test]
fn where_a_message_stands_in_its_file_changes_nothing_for_the_patient() {
    let message = visit(1, "A01", "PV1 2=I|3=W1^1^A|19=V1|44=202401010800");
    let last = |text: String| read(&[text]).statements.into_iter().rfind(|s| s.kind == Kind::Demographic).map(|s| s.facts);
    assert!(last(message.clone()).is_some());
    assert_eq!(last(message.clone()), last([message.clone(), message].join("\r")));
}

#[test]
fn an_old_address_that_another_sender_repeats_is_no_other_one() {
    let person = |sender: &str, day: u8, street: &str| {
        sent(sender, &format!("202401{day:02}0900"), "ADT^A08", &[&format!("{PERSON}|7=19800101|8=F|11={street}^^Salem^MA^01970")])
    };
    let files = |echo: &str| [person("A", 1, "1 Elm St"), person("LAB", 2, echo), person("A", 3, "9 Oak Ave")];
    let last = [person("A", 3, "9 Oak Ave")];
    assert_eq!(beside_resources(&files("1 Elm St"), &last), NOTHING);
    assert!(beside_resources(&files("5 Pine Rd"), &last).iter().all(|told| !told.is_empty()), "nobody else knows of it");
}
