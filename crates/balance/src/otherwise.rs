//! What a message says in one place, or less exactly, and a record that was made of it in another: by HL7's own map neither is lost.

use crate::judge::AspectDifference;
use crate::own;
use model::{Aspect, Date, Kind, Precision, Statement, Value};

/// What never was.
const ERROR: &str = "entered-in-error";

/// Takes out of what a pair differs in what is only said otherwise. `of_documents` says that the legacy book holds clinical documents and nothing else.
pub(crate) fn settle((legacy, destination): (&Statement, &Statement), of_documents: bool, differences: &mut Vec<AspectDifference>) {
    if differences.is_empty() {
        return;
    }
    let is_dated = has_one_time(legacy, destination) && !differences.iter().any(|d| d.read_as == Aspect::Recorded);
    let is_critical = !of_documents && is_told_as_criticality(legacy, destination);
    let is_kept_as_deleted = !of_documents && is_taken_back(legacy) && !destination.origin.is_in_message() && is_over(destination);
    let is_edit = is_edit_by_its_link(legacy, destination);
    let is_said = |d: &AspectDifference| match d.read_as {
        Aspect::Status => is_edit,
        Aspect::End => is_one_moment(legacy, destination, d),
        Aspect::Effective => is_dated,
        Aspect::Severity => is_critical && d.destination.is_empty(),
        _ => false,
    };
    // What was deleted need not say any more what the record said, and a resource may have another word for it.
    let is_of_deleted = |d: &AspectDifference| match d.read_as {
        Aspect::Status | Aspect::Verification => true,
        Aspect::Code => false,
        _ => d.destination.is_empty() && legacy.kind != Kind::Encounter,
    };
    differences.retain(|d| !is_said(d) && !(is_kept_as_deleted && is_of_deleted(d)));
}

/// Whether a document that replaces another one says by that, and by nothing else, that the other was edited: it is itself final. A message says both.
fn is_edit_by_its_link(legacy: &Statement, destination: &Statement) -> bool {
    let is_by = |statement: &Statement| replaced(statement).next().is_some();
    let states = [legacy, destination].map(|statement| statement.word(Aspect::Status));
    states == [Some("amended"), Some("final")] && is_document(legacy) && !destination.origin.is_in_message() && is_by(legacy) && is_by(destination)
}

/// Whether the destination says of a document that it has been replaced, and another one of the legacy chart, at its index there, replaces it.
pub(crate) fn is_replaced((chart, own): (&[Statement], usize), d: &AspectDifference) -> bool {
    let Some(statement) = chart.get(own).filter(|statement| d.read_as == Aspect::Status && d.destination == "superseded" && is_document(statement)) else {
        return false;
    };
    let is_it = |number: &str| own::numbers(statement).any(|own| own == number);
    chart.iter().any(|other| is_document(other) && replaced(other).any(is_it))
}

fn is_document(statement: &Statement) -> bool {
    matches!(statement.kind, Kind::Note | Kind::Document)
}

/// The documents that one replaces; none where it only adds to another.
fn replaced(statement: &Statement) -> impl Iterator<Item = &str> {
    let said = statement.facts.iter().filter(|fact| fact.aspect == Aspect::Replaces);
    let adds = said.clone().any(|fact| fact.value == Value::Word("appends".into()));
    said.filter_map(move |fact| match &fact.value {
        Value::Key(number) if !adds => Some(number.as_str()),
        _ => None,
    })
}

/// Whether a message took back a record as one that never was.
fn is_taken_back(statement: &Statement) -> bool {
    let [state, certainty] = [Aspect::Status, Aspect::Verification].map(|aspect| statement.word(aspect));
    let is_cancelled_visit = statement.kind == Kind::Encounter && state == Some("cancelled");
    statement.origin.is_in_message() && (state == Some(ERROR) || certainty == Some(ERROR) || is_cancelled_visit)
}

/// Whether a record says of itself that it does not hold, in whichever of the words that formats have for that.
fn is_over(statement: &Statement) -> bool {
    let [state, certainty] = [Aspect::Status, Aspect::Verification].map(|aspect| statement.word(aspect));
    matches!(state, Some(ERROR | "cancelled")) || matches!(certainty, Some(ERROR | "refuted"))
}

/// Whether an end that only one of both has is the moment at which the other one happened, as exactly as that knows it: one book writes `10:05`, the other
/// `10:05:00`. What goes on until it ends would be over by it, and so would a visit or an order of which nobody said that it is.
fn is_one_moment(legacy: &Statement, destination: &Statement, d: &AspectDifference) -> bool {
    let goes_on = matches!(legacy.kind, Kind::Encounter | Kind::Order) && !matches!(legacy.word(Aspect::Status), Some("completed" | "finished"));
    if d.legacy.is_empty() && goes_on {
        return false;
    }
    let happens = matches!(legacy.kind, Kind::Encounter | Kind::Appointment | Kind::Order | Kind::Procedure | Kind::Observation | Kind::Record);
    if !happens || d.legacy.is_empty() == d.destination.is_empty() {
        return false;
    }
    let (ended, other) = if d.destination.is_empty() { (legacy, destination) } else { (destination, legacy) };
    let moment = |statement: &Statement, aspect: Aspect| statement.date(aspect).filter(Date::has_time);
    let is_at = |a: Date, b: Date| {
        let zone = a.offset.or(b.offset).unwrap_or(0);
        let exact = [a, b].iter().all(|date| date.precision == Precision::Second);
        (a.instant(zone) - b.instant(zone)).abs() <= if exact { 0 } else { 59 }
    };
    moment(ended, Aspect::End).zip(moment(other, Aspect::Effective)).is_some_and(|(end, began)| is_at(end, began))
}

/// Whether what a message says of how severe an allergy is (AL1-4) the destination says as how dangerous it is, as HL7's own map allows where senders
/// mean that by it. One that has become less dangerous than it was severe is told.
fn is_told_as_criticality(legacy: &Statement, destination: &Statement) -> bool {
    let told = (legacy.word(Aspect::Severity), destination.word(Aspect::Criticality));
    let is_alike = matches!(told, (Some("severe"), Some("high")) | (Some("mild" | "moderate"), Some("low")));
    legacy.kind == Kind::Allergy && legacy.origin.is_in_message() && legacy.value(Aspect::Criticality).is_none() && is_alike
}

/// Whether a document of the destination has one place for when it is of and when it was written, and says there when the message's was written, as a
/// resource does that was made of TXA-6: the time of TXA-4 it need not say.
fn has_one_time(legacy: &Statement, destination: &Statement) -> bool {
    let place = |aspect: Aspect| destination.fact(aspect).map(|fact| fact.place);
    let are_documents = [legacy, destination].iter().all(|statement| matches!(statement.kind, Kind::Note | Kind::Document));
    let is_one = place(Aspect::Effective).is_some() && place(Aspect::Effective) == place(Aspect::Recorded);
    are_documents && is_one && legacy.origin.is_in_message() && !destination.origin.is_in_message() && legacy.date(Aspect::Recorded).is_some()
}

#[cfg(test)]
mod tests {
    use crate::codes::Equivalences;
    use crate::compare::compare_patient;
    use crate::reading::Coverage;
    use model::{Aspect, Coding, Date, Fact, How, Kind, Origin, Statement, Value};

    /// A record with points in time, each with its place.
    fn dated(kind: Kind, reference: &str, times: &[(Aspect, &str, u32)]) -> Statement {
        let code = Coding { system: "http://loinc.org".into(), code: "18842-5".into(), display: String::new() };
        let code = Fact { aspect: Aspect::Code, value: Value::code(vec![code], String::new()), place: 9, how: How::Copied };
        let time = |(aspect, time, place): &(Aspect, &str, u32)| Fact { aspect: *aspect, value: Value::Date(Date::parse_iso(time).unwrap()), place: *place, how: How::Copied };
        let mut facts: Vec<Fact> = std::iter::once(code).chain(times.iter().map(time)).collect();
        facts.sort_by_key(|fact| fact.aspect);
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: reference.into() }, facts }
    }

    fn found(legacy: &Statement, destination: &Statement) -> Vec<Aspect> {
        let mut book = Coverage::default();
        [legacy, destination].into_iter().for_each(|statement| book.count(statement));
        let (legacy, destination) = ([legacy.clone()], [destination.clone()]);
        compare_patient(&legacy, &destination, &Equivalences::default(), (&book, &book), &|_| None).findings.iter().map(|f| f.read_as).collect()
    }

    #[test]
    fn how_severe_an_allergy_is_may_be_told_as_how_dangerous_it_is() {
        let allergy = |reference: &str, aspect: Aspect, word: &str| {
            let mut allergy = dated(Kind::Allergy, reference, &[]);
            allergy.facts.push(Fact { aspect, value: Value::Word(word.into()), place: 1, how: How::Copied });
            allergy
        };
        let of = |severity: &str, criticality: &str| {
            let (message, resource) = ([allergy("", Aspect::Severity, severity)], [allergy("AllergyIntolerance/1", Aspect::Criticality, criticality)]);
            let books = (Coverage::default(), Coverage::default());
            compare_patient(&message, &resource, &Equivalences::default(), (&books.0, &books.1), &|_| None).findings.iter().map(|f| f.read_as).collect::<Vec<_>>()
        };
        assert!(of("severe", "high").is_empty());
        assert!(of("moderate", "low").is_empty());
        assert_eq!(of("severe", "low"), [Aspect::Severity]);
    }

    #[test]
    fn what_a_message_deleted_a_resource_may_keep_under_another_word_and_empty() {
        let result = |reference: &str, state: &str, value: &str| {
            let mut result = dated(Kind::Observation, reference, &[]);
            result.facts.push(Fact { aspect: Aspect::Status, value: Value::Word(state.into()), place: 1, how: How::Copied });
            let value = (!value.is_empty()).then(|| Fact { aspect: Aspect::Value, value: Value::Text(value.into()), place: 2, how: How::Copied });
            result.facts.extend(value);
            result.facts.sort_by_key(|fact| fact.aspect);
            result
        };
        let deleted = result("", "entered-in-error", "4.9");
        for (state, value) in [("entered-in-error", "4.9"), ("entered-in-error", ""), ("cancelled", "4.9")] {
            assert_eq!(found(&deleted, &result("Observation/1", state, value)), Vec::<Aspect>::new(), "{state} {value}");
        }
        assert_eq!(found(&deleted, &result("Observation/1", "final", "4.9")), [Aspect::Status]);
        assert_eq!(found(&result("", "final", "4.9"), &result("Observation/1", "final", "")), [Aspect::Value]);
    }

    #[test]
    fn what_ends_at_the_moment_at_which_it_was_done_has_no_end_however_exact_the_books_are() {
        let done = |mut statement: Statement| {
            statement.facts.push(Fact { aspect: Aspect::Status, value: Value::Word("completed".into()), place: 3, how: How::Derived });
            statement
        };
        let dose = |end: &str| dated(Kind::Order, "", &[(Aspect::Effective, "2024-01-09T10:05-05:00", 1), (Aspect::End, end, 2)]);
        let given = |end: Option<&str>| {
            let times = std::iter::once((Aspect::Effective, "2024-01-09T10:05:00-05:00", 1)).chain(end.map(|end| (Aspect::End, end, 2)));
            dated(Kind::Order, "MedicationAdministration/1", &times.collect::<Vec<_>>())
        };
        assert!(found(&dose("2024-01-09T10:05-05:00"), &given(None)).is_empty());
        assert_eq!(found(&dose("2024-01-09T11:05-05:00"), &given(None)), [Aspect::End]);
        let begun = dated(Kind::Order, "", &[(Aspect::Effective, "2024-01-09T10:05-05:00", 1)]);
        let at_once = || given(Some("2024-01-09T10:05:00-05:00"));
        assert!(found(&done(begun.clone()), &done(at_once())).is_empty());
        assert_eq!(found(&begun, &at_once()), [Aspect::End], "nobody said that it is over");
        assert_eq!(found(&begun, &given(Some("2024-01-09T12:05:00-05:00"))), [Aspect::End]);
    }

    #[test]
    fn a_document_with_one_time_says_when_it_was_written() {
        let message = dated(Kind::Note, "", &[(Aspect::Effective, "2024-01-10T11:00-05:00", 1), (Aspect::Recorded, "2024-01-10T11:15-05:00", 2)]);
        let resource = |of: &str, written: &str, place: u32| dated(Kind::Note, "DocumentReference/1", &[(Aspect::Effective, of, 1), (Aspect::Recorded, written, place)]);
        assert!(found(&message, &resource("2024-01-10T11:15:00-05:00", "2024-01-10T11:15:00-05:00", 1)).is_empty(), "TXA-6 alone");
        assert_eq!(found(&message, &resource("2024-01-10T11:15:00-05:00", "2024-01-10T11:15:00-05:00", 2)), [Aspect::Effective], "it has a place for each");
        assert!(found(&message, &resource("2024-01-10T13:15:00-05:00", "2024-01-10T13:15:00-05:00", 1)).contains(&Aspect::Effective), "another time altogether");
    }
}
