//! What messages say one after the other of one record: what updates it, what takes it back, and what hangs on it.

use super::*;

const PERSON: &str = "PID 3=7^^^H^MR|5=Doe^Jane";
const LIES: &str = "PV1 2=I|3=W1^1^A|19=V1|44=202401010800";
const LEFT: &str = "PV1 2=I|3=W1^1^A|19=V1|44=202401010800|45=202401050800";
const STAYS: &str = "PV1 2=I|3=W1^1^A|19=V1|44=202401010800|45=\"\"";

/// A feed of messages, each of its kind and what it says of the patient.
fn feed(messages: &[(&str, &[&str])]) -> String {
    let message = |(kind, segments): &(&str, &[&str])| {
        let segments: Vec<String> = std::iter::once(&PERSON).chain(segments.iter()).map(|segment| (*segment).to_string()).collect();
        under(&format!("MSH|^~\\&|A|H|B|H|20240101||{kind}|1|P|2.5.1"), &segments)
    };
    messages.iter().map(message).collect::<Vec<_>>().join("\r")
}

/// `kind aspect manner` of what a feed and resources differ in, which say what the messages of another feed say.
fn beside_resources(messages: &[(&str, &[&str])], resources: &[(&str, &[&str])]) -> Vec<String> {
    let (legacy, mut destination) = (read(&feed(messages)), read(&feed(resources)));
    destination.statements.iter_mut().enumerate().for_each(|(number, statement)| statement.origin.reference = format!("{}/{number}", statement.kind.word()));
    let books = (&legacy.coverage, &destination.coverage);
    let found = crate::compare_patient(&legacy.statements, &destination.statements, &crate::Equivalences::default(), books, &|_| None);
    found.findings.iter().map(|f| format!("{} {} {}", f.kind, crate::shown_aspect(f.aspect), f.manner)).collect()
}

fn read(text: &str) -> Book {
    let mut book = Book { statements: Vec::new(), coverage: Coverage::default(), places: Places::default() };
    let Book { statements, coverage, places } = &mut book;
    let summary = formats::read(Format::Hl7v2, "a.hl7", &mut text.as_bytes(), &Limits::default(), &mut |item| {
        if let Item::Message(message) = item {
            crate::hl7v2::message(message, 0, places, coverage, &mut |s| statements.push(s));
        }
        ControlFlow::Continue(())
    });
    assert_eq!(summary.unwrap().quarantined, 0);
    book
}

fn tells_of_state(told: &[String]) -> bool {
    told.iter().any(|told| told.starts_with("encounter status"))
}

#[test]
fn an_update_of_a_visit_that_is_over_renews_nothing() {
    let (lies, left, stays): (&[&str], &[&str], &[&str]) = (&[LIES], &[LEFT], &[STAYS]);
    let (in_hospital, cancelled, went_home) = ([("ADT^A01", lies)], [("ADT^A11", lies)], [("ADT^A03", left)]);
    let never_came = [in_hospital[0], cancelled[0], ("ADT^A08", lies)];
    assert_eq!(beside_resources(&never_came, &cancelled), Vec::<String>::new());
    assert_eq!(beside_resources(&never_came, &[("ADT^A60", &[])]), Vec::<String>::new(), "whoever followed has no visit");
    assert!(tells_of_state(&beside_resources(&never_came, &in_hospital)));
    let is_home = [in_hospital[0], went_home[0], ("ADT^A08", lies)];
    assert_eq!(beside_resources(&is_home, &went_home), Vec::<String>::new());
    assert!(tells_of_state(&beside_resources(&is_home, &in_hospital)));
    for again in [[in_hospital[0], cancelled[0], in_hospital[0]], [in_hospital[0], went_home[0], ("ADT^A13", lies)], [in_hospital[0], went_home[0], ("ADT^A08", stays)]] {
        assert_eq!(beside_resources(&again, &in_hospital), Vec::<String>::new(), "{again:?}");
    }
}

#[test]
fn between_messages_an_update_stands_by_what_was_said_before_where_that_is_lost() {
    let lies: &[&str] = &[LIES];
    let never_came = feed(&[("ADT^A01", lies), ("ADT^A11", lies), ("ADT^A08", lies)]);
    assert_eq!(whole_differences_of(&never_came, &never_came), Vec::<String>::new());
    assert!(tells_of_state(&whole_differences_of(&never_came, &feed(&[("ADT^A01", lies), ("ADT^A08", lies)]))));
}

#[test]
fn what_was_said_without_a_state_is_taken_back_as_well() {
    let problem = |action: &'static str| format!("PRB 1={action}|2=20240101|3=I10^Hypertension^I10|4=P1");
    let (added, deleted) = (problem("AD"), problem("DE"));
    let (added, deleted): (&[&str], &[&str]) = (&[&added], &[&deleted]);
    let nothing: [(&str, &[&str]); 1] = [("ADT^A60", &[])];
    assert_eq!(beside_resources(&[("PPR^PC1", added), ("PPR^PC3", deleted)], &nothing), Vec::<String>::new());
    assert_eq!(beside_resources(&[("PPR^PC1", added)], &nothing).len(), 1);
}

#[test]
fn what_was_observed_with_a_dose_that_was_taken_back_goes_with_it() {
    let dose = |action: &'static str| format!("RXA 1=0|2=1|3=20240102|5=208^COVID^CVX|6=0.3|20=CP|21={action}");
    let (given, deleted) = (dose("A"), dose("D"));
    let reaction = "OBX 1=1|2=CE|3=31044-1^Reaction^LN|5=VXC9^Anaphylaxis^L|11=F|14=20240102";
    let (given, deleted): (&[&str], &[&str]) = (&["ORC 1=RE|3=F9", &given, reaction], &["ORC 1=RE|3=F9", &deleted]);
    let nothing: [(&str, &[&str]); 1] = [("ADT^A60", &[])];
    assert_eq!(beside_resources(&[("VXU^V04", given), ("VXU^V04", deleted)], &nothing), Vec::<String>::new());
    assert_eq!(beside_resources(&[("VXU^V04", given)], &nothing).len(), 2);
}

#[test]
fn a_visit_that_messages_only_name_is_one_where_nothing_tells_it_apart() {
    let result = |number: u8, test: &str| {
        let (order, found) = (format!("OBR 1=1|3=F{number}|4=24323-8^Panel^LN|25=F"), format!("OBX 1=1|2=NM|3={test}|5=4.9|11=F"));
        ["PV1 2=O|3=C1".to_string(), order, found]
    };
    let (first, second) = (result(1, "2823-3^Potassium^LN"), result(2, "2951-2^Sodium^LN"));
    let of = |segments: &[String; 3]| under("MSH|^~\\&|A|H|B|H|20240101||ORU^R01|1|P|2.5.1", &[&[PERSON.to_string()][..], &segments[..]].concat());
    let feed = [of(&first), of(&second)].join("\r");
    let (legacy, mut destination) = (read(&feed), read(&feed));
    let is_visit = |statement: &Statement| statement.kind == Kind::Encounter;
    let again = destination.statements.iter().rposition(is_visit).unwrap();
    destination.statements.remove(again);
    destination.statements.iter_mut().enumerate().for_each(|(number, statement)| statement.origin.reference = format!("{}/{number}", statement.kind.word()));
    let of_visits = |destination: &[Statement]| {
        let books = (&legacy.coverage, &legacy.coverage);
        let found = crate::compare_patient(&legacy.statements, destination, &crate::Equivalences::default(), books, &|_| None);
        found.findings.iter().filter(|f| f.kind == Kind::Encounter).count()
    };
    assert_eq!(of_visits(&destination.statements), 0, "one visit for both results");
    destination.statements.retain(|statement| !is_visit(statement));
    assert_ne!(of_visits(&destination.statements), 0, "none at all");
}

#[test]
fn a_document_that_was_replaced_may_be_superseded_and_what_replaces_it_is_final() {
    let document = |event: &str, number: &'static str, of: &str, text: &str| {
        let segments = [PERSON.to_string(), format!("TXA 1=1|2=DS^Summary|4=202401021000|12={number}|13={of}|17=AU"), format!("OBX 1=1|2=TX|3=11506-3^Note^LN|5={text}|11=F")];
        under(&format!("MSH|^~\\&|A|H|B|H|20240101||MDM^{event}|1|P|2.5.1"), &segments)
    };
    let (first, second) = (document("T02", "DOC1", "", "All fine"), document("T10", "DOC3", "DOC1", "Not fine"));
    let legacy = read(&[first.as_str(), second.as_str()].join("\r"));
    let told = |states: [&str; 2], is_linked: bool| {
        let mut destination = legacy.statements.clone();
        let mut states = states.into_iter();
        for (number, statement) in destination.iter_mut().enumerate() {
            statement.origin.reference = format!("{}/{number}", statement.kind.word());
            if statement.kind == Kind::Note {
                let state = states.next().unwrap_or_default();
                statement.facts.iter_mut().filter(|fact| fact.aspect == model::Aspect::Status).for_each(|fact| fact.value = model::Value::Word(state.into()));
                statement.facts.retain(|fact| is_linked || fact.aspect != model::Aspect::Replaces);
            }
        }
        let books = (&legacy.coverage, &legacy.coverage);
        let found = crate::compare_patient(&legacy.statements, &destination, &crate::Equivalences::default(), books, &|_| None);
        found.findings.iter().filter(|f| f.read_as == model::Aspect::Status).count()
    };
    assert_eq!([told(["superseded", "final"], true), told(["final", "amended"], true)], [0, 0]);
    assert_eq!(told(["final", "final"], false), 1, "nothing says that it was edited");
    assert_eq!(told(["final", "superseded"], true), 1, "nobody replaced that one");
}

#[test]
fn when_an_appointment_begins_and_how_long_it_takes_say_when_it_ends() {
    let end = |fields: &str| {
        let book = Book::read("SIU^S12", &[format!("SCH 1=A7|{fields}|25=Booked").as_str(), "PID 3=1"]);
        book.statements.iter().find(|s| s.kind == Kind::Appointment).and_then(|s| s.value(model::Aspect::End)).map(model::Value::shown)
    };
    for fields in ["9=90|10=MIN|11=^^^20241231230000", "11=^^M90^20241231230000", "9=90|10=min^minutes|11=^^^20241231230000"] {
        assert_eq!(end(fields).as_deref(), Some("2025-01-01T00:30:00"), "{fields}");
    }
    assert_eq!(end("9=90|10=MIN|11=^^^20241231230000^20241231233000").as_deref(), Some("2024-12-31T23:30:00"), "what is said");
    for fields in ["9=90|11=^^^20241231230000", "9=90|10=MIN|11=^^^20241231", "9=x|10=MIN|11=^^^20241231230000", "11=^^30^20241231230000", "11=^^\u{e9}^20241231230000"] {
        assert_eq!(end(fields), None, "{fields}");
    }
}

#[test]
fn a_result_of_no_order_belongs_to_what_it_stands_under() {
    let header = "MSH|^~\\&|A|H|B|H|20240101||VXU^V04|1|P|2.5.1";
    let dose = |code: &str| [format!("ORC 1=RE|3=F{code}"), format!("RXA 1=0|2=1|3=20240102|5={code}^Vaccine {code}^CVX|6=0.3|20=CP|21=A")];
    let (one, other) = (dose("208"), dose("140"));
    let reaction = [String::from("OBX 1=1|2=CE|3=31044-1^Reaction^LN|4=1|5=VXC9^Anaphylaxis^L|11=F|14=20240102")];
    let message = |parts: &[&[String]]| under(header, &[&[PERSON.to_string()][..], &parts.concat()[..]].concat());
    let legacy = message(&[&one, &reaction, &other]);
    assert_eq!(whole_differences_of(&legacy, &message(&[&other, &one, &reaction])), Vec::<String>::new(), "in another order");
    assert_eq!(whole_differences_of(&legacy, &message(&[&one, &other, &reaction])).len(), 1, "the reaction to another vaccine");
    assert_eq!(whole_differences_of(&legacy, &message(&[&reaction, &one, &other])).len(), 1, "a reaction to nothing");
    let (both, turned) = (message(&[&one, &reaction, &other, &reaction]), message(&[&other, &reaction, &one, &reaction]));
    assert_eq!(whole_differences_of(&both, &turned), Vec::<String>::new(), "either may be taken for the other");
}
