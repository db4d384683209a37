//! Why a difference is none: what silence says as well, what the format or the kind of the other record tells, what no statement of a kind
//! ever asserts. Each excuse is a reason in words, so that whoever explains a pair can say it.

use super::printed::is_printed;
use super::text::{same_text, says_nothing, spoiled, text_of};
use super::{Judge, is_narrative, is_news, is_withdrawn};
use crate::directory::Directory;
use crate::vocabulary::tokens;
use crate::written;
use model::{Aspect, Fact, How, Kind, Statement, Value};

impl Judge<'_> {
    /// Why a fact that only the destination has is not judged, in words.
    pub(crate) fn excuse_added(&self, (legacy, destination): (&Statement, &Statement), aspect: Aspect, fact: &Fact) -> Option<&'static str> {
        // An aspect that no legacy statement of the kind ever asserts is listed once by the coverage, not per statement.
        // A rare one is a matter of its record, as is one that the legacy book could have said or that whoever made the destination
        // fills nowhere, unless the reading only inferred it.
        let unforeseen = self.destination.is_unforeseen(destination, fact);
        let of_its_record = fact.how != How::Derived && (self.legacy_could_say_all() || self.destination.is_rare(legacy.kind, aspect) || unforeseen);
        // That somebody lives, that something is so, as it stands, and that a record stands is said by silence, in every book.
        let is_turned = matches!((aspect, &fact.value), (Aspect::Deceased | Aspect::Negation, Value::Flag(true)) | (Aspect::Negation, Value::Text(_)));
        let silence_means_no = fact.how != How::Derived && is_turned || takes_back(legacy, fact);
        if !self.legacy.aspects.contains(&(legacy.kind, aspect)) && !of_its_record && !silence_means_no {
            return Some("no legacy statement of this kind ever asserts it");
        }
        match &fact.value {
            _ if is_its_moment(legacy, aspect, fact) => Some(ONE_MOMENT),
            words if aspect == Aspect::Text && is_name_of_target(legacy, &self.legacy.directory, words) => Some(NAME_OF_TARGET),
            value if is_in_use(legacy.kind, aspect, value) => Some(IN_USE),
            value if matches!(aspect, Aspect::BodySite | Aspect::Laterality) && is_named_by_concept(legacy, value) => Some("the words of the concept name the place"),
            value if is_printed(value) => Some(PRINTED_OTHERWISE),
            _ if matches!(aspect, Aspect::ClaimNumber | Aspect::Identifier) => Some("a number that the destination gives its record asserts nothing"),
            _ if is_narrative(aspect) && !(aspect == Aspect::Text && (self.legacy_could_say_all() || unforeseen) && is_news(legacy, &fact.value)) => Some("words beside what is judged"),
            // Where the legacy book could have named whoever it was, whoever is named now is somebody's invention.
            Value::Key(_) if self.legacy_could_say_all() && matches!(aspect, Aspect::Author | Aspect::Performer | Aspect::Encounter) => None,
            Value::Key(_) => Some("an added link asserts nothing about the patient"),
            // Whatever the words say: as part of a name they are printed with it.
            Value::Text(_) if is_of_name(aspect) => None,
            value => said_by_silence(aspect, value),
        }
    }

    /// Why a fact that only the legacy side has is not judged, in words.
    pub(crate) fn excuse_absent(&self, destination: &Statement, aspect: Aspect, fact: &Fact) -> Option<&'static str> {
        let unknown_there = !self.destination.aspects.contains(&(destination.kind, aspect));
        // Said in other words: a status that the source only implies, and text that a code already carries.
        // Who is not said to have died lives, in every book.
        let lives_there = destination.kind == Kind::Demographic && matches!((aspect, &fact.value), (Aspect::Deceased, Value::Flag(true)));
        if fact.how == How::Derived && unknown_there && !lives_there {
            return Some("the source only implies it, and no destination statement of this kind asserts it");
        }
        let words_of_code = || is_in_code(destination, &fact.value);
        match &fact.value {
            _ if is_its_moment(destination, aspect, fact) => Some(ONE_MOMENT),
            words if aspect == Aspect::Text && is_name_of_target(destination, &self.destination.directory, words) => Some(NAME_OF_TARGET),
            value if is_in_use(destination.kind, aspect, value) => Some(IN_USE),
            value if is_printed(value) => Some(PRINTED_OTHERWISE),
            Value::Word(word) if word == "inactive" && destination.kind == Kind::Demographic && unknown_there && destination.origin.reference.is_empty() => {
                Some("the destination's format does not say whether a chart is in use")
            }
            // Documents and messages have no number that is read as the record's own; a resource has a place for it.
            _ if aspect == Aspect::Identifier && unknown_there && destination.origin.reference.is_empty() => Some("no number of a record is read of the destination's format"),
            _ if aspect == Aspect::Text && words_of_code() => Some("the destination's code carries the words"),
            _ if aspect == Aspect::Status && is_withdrawn(destination) => Some("what was withdrawn has no state"),
            Value::Word(code) if aspect == Aspect::DiagnosisPointer && has_reason(destination, code) => Some("the destination gives the diagnosis itself as the reason"),
            Value::Word(word) if aspect == Aspect::Category && is_told_by_kind(destination, word) => Some("the kind of the destination's record says it"),
            Value::Key(_) if unknown_there && fact.how != How::Copied => Some("no destination statement of this kind has the link"),
            // Why something is not known is a statement of its own.
            Value::Absent(_) => None,
            value => said_by_silence(aspect, value),
        }
    }
}

/// Why two values that differ are not judged: they differ in form only, which the kind of statement tells. In words.
pub(crate) fn excuse_form((legacy, destination): (&Statement, &Statement), aspect: Aspect, left: &[&Fact], right: &[&Fact]) -> Option<&'static str> {
    let all_derived = || left.iter().chain(right).all(|f| f.how == How::Derived);
    match aspect {
        Aspect::Title if all_derived() && !headings_spoiled(left, right) => return Some("headings of sections that their codes name"),
        Aspect::Status if is_directive(legacy) && is_directive(destination) && left.iter().chain(right).all(|f| is_in_force(&f.value)) => {
            return Some("a directive that is on record, whichever word its format has for that");
        }
        Aspect::Line if left.len() != right.len() && in_one_line(left) == in_one_line(right) => return Some("the lines of an address, broken otherwise"),
        Aspect::Text | Aspect::Performer if legacy.kind == Kind::CareTeam && destination.kind == Kind::CareTeam => {}
        _ => return None,
    }
    let name = |s: &Statement| s.value(Aspect::Text).and_then(text_of).map(|t| written::person(&t)).filter(|n| !n.is_empty());
    let same_person = name(legacy).is_some() && name(legacy) == name(destination);
    let by_name = |f: &&&Fact| matches!(f.value, Value::Text(_));
    // A key on one side and a name on the other tell nothing about each other; two keys are links and are judged as such.
    let comparable = aspect == Aspect::Text || left.iter().any(|f| by_name(&f)) != right.iter().any(|f| by_name(&f));
    (same_person && comparable).then_some("the same person, whatever the order of the name and its titles")
}

/// Whether the code of a statement carries words.
pub(super) fn is_in_code(statement: &Statement, words: &Value) -> bool {
    let said = text_of(words).filter(|said| !said.trim().is_empty());
    said.is_some_and(|said| statement.value(Aspect::Code).and_then(text_of).is_some_and(|carried| same_text(&carried, &said)))
}

/// Whether two texts have a word in common, were it cut off.
pub(super) fn share_words(one: &Value, other: &Value) -> bool {
    let words = |value: &Value| text_of(value).map(|text| tokens(&text)).unwrap_or_default();
    let (one, other) = (words(one), words(other));
    one.iter().any(|word| other.iter().any(|w| word.starts_with(w.as_str()) || w.starts_with(word.as_str())))
}

/// The lines of an address in one spelling, as one.
fn in_one_line(lines: &[&Fact]) -> String {
    let texts: Vec<String> = lines.iter().filter_map(|line| text_of(&line.value)).collect();
    written::address_line(&texts.join(" "))
}

/// Whether the concept of a statement names a place of the body or a side word by word, but for what terminologies put around the names of places.
fn is_named_by_concept(statement: &Statement, place: &Value) -> bool {
    const AROUND: [&str; 7] = ["structure", "region", "part", "entire", "of", "the", "side"];
    let Some(Value::Code(codings, text)) = statement.value(Aspect::Code) else { return false };
    let own: Vec<Vec<String>> = codings.iter().map(|coding| &coding.display).chain([text]).map(|words| tokens(words)).collect();
    let said: Vec<String> = text_of(place).map(|words| tokens(&words)).unwrap_or_default().into_iter().filter(|word| !AROUND.contains(&word.as_str())).collect();
    !said.is_empty() && own.iter().any(|words| said.iter().all(|word| words.contains(word)))
}

/// Whether of an aspect a no is said by silence, in every book.
pub(super) fn is_no_by_silence(aspect: Aspect) -> bool {
    matches!(aspect, Aspect::Deceased | Aspect::Negation | Aspect::AsNeeded | Aspect::MultipleBirth)
}

/// Why a number that a document prints otherwise is no difference of its own.
const PRINTED_OTHERWISE: &str = "a number that a document prints otherwise is told where nothing else of the value is";

/// Why the end of what has no length need not be said.
const ONE_MOMENT: &str = "what begins and ends at one moment may be written as that moment";

/// Whether an end that only the other side has is the moment at which a statement happened. What goes on until it ends (a problem, a drug, a
/// coverage) would be over by it.
pub(crate) fn is_its_moment(statement: &Statement, aspect: Aspect, end: &Fact) -> bool {
    let happens = matches!(
        statement.kind,
        Kind::Encounter | Kind::Appointment | Kind::Order | Kind::Procedure | Kind::Observation | Kind::FamilyHistory | Kind::Record
    );
    let is_moment = matches!(&end.value, Value::Date(date) if date.has_time());
    aspect == Aspect::End && happens && is_moment && statement.value(Aspect::Effective) == Some(&end.value)
}

/// Why the name of whom a record leads to need not stand beside the link.
const NAME_OF_TARGET: &str = "the directory names whom the link leads to";

/// Whether words are the name of somebody to whom a statement leads, as the directory of its book knows it.
pub(super) fn is_name_of_target(statement: &Statement, directory: &Directory, words: &Value) -> bool {
    let Value::Text(words) = words else { return false };
    statement.facts.iter().any(|fact| matches!(&fact.value, Value::Key(key) if directory.is_called(key, words)))
}

/// Why it need not be said that a chart is in use.
const IN_USE: &str = "that a chart is in use is said by silence";

/// Whether a value only says that the chart of a person is in use.
fn is_in_use(kind: Kind, aspect: Aspect, value: &Value) -> bool {
    kind == Kind::Demographic && aspect == Aspect::Status && matches!(value, Value::Word(word) if word == "active")
}

/// Why silence says the same as a value.
fn said_by_silence(aspect: Aspect, value: &Value) -> Option<&'static str> {
    match value {
        Value::Flag(false) if is_no_by_silence(aspect) => Some("it says no, and so does silence"),
        Value::Flag(false) if aspect == Aspect::Reported => Some("that nobody only reported it is said by silence"),
        value if says_nothing(value) => Some("it says that nothing is recorded, and so does silence"),
        _ => None,
    }
}

/// Parts of the name of a person that few have.
fn is_of_name(aspect: Aspect) -> bool {
    matches!(aspect, Aspect::Middle | Aspect::Prefix | Aspect::Suffix | Aspect::Maiden)
}

/// Whether a fact of the destination takes a record back: that it never was, does not hold, or is no more than a draft or an enquiry. In a book that
/// has no word for it a record stands by being there, whatever its kind. What was denied was not done either.
pub(super) fn takes_back(legacy: &Statement, fact: &Fact) -> bool {
    const NEVER: [&str; 10] = ["entered-in-error", "cancelled", "revoked", "rejected", "aborted", "not-done", "not-taken", "not-billable", "noshow", "draft"];
    const ENQUIRIES: [&str; 4] = ["proposal", "option", "predetermination", "preauthorization"];
    let Value::Word(word) = &fact.value else { return false };
    let says_so = match fact.aspect {
        Aspect::Status => NEVER.contains(&word.as_str()),
        Aspect::Verification => matches!(word.as_str(), "refuted" | "entered-in-error"),
        Aspect::Intent => ENQUIRIES.contains(&word.as_str()),
        _ => false,
    };
    says_so && fact.how != How::Derived && legacy.value(Aspect::Negation) != Some(&Value::Flag(true))
}

/// Whether a charge names a diagnosis as its reason.
fn has_reason(statement: &Statement, code: &str) -> bool {
    let is_it = |fact: &Fact| matches!(&fact.value, Value::Code(codings, _) if codings.iter().any(|c| c.code.eq_ignore_ascii_case(code)));
    statement.facts.iter().any(|f| f.aspect == Aspect::Reason && is_it(f))
}

/// Whether a record says by what it is on which list it stands. A `Condition` without a category does not.
fn is_told_by_kind(statement: &Statement, category: &str) -> bool {
    let listed = match statement.kind {
        Kind::Problem => "problem-list-item",
        Kind::EncounterDiagnosis => "encounter-diagnosis",
        _ => return false,
    };
    category == listed && statement.origin.reference.is_empty()
}

fn is_directive(statement: &Statement) -> bool {
    statement.kind == Kind::AdvanceDirective
}

/// What consents, documents and observations say of a directive that holds.
fn is_in_force(value: &Value) -> bool {
    matches!(value, Value::Word(word) if matches!(word.as_str(), "active" | "final" | "current"))
}

fn headings_spoiled(left: &[&Fact], right: &[&Fact]) -> bool {
    let words = |facts: &[&Fact]| facts.first().and_then(|f| text_of(&f.value)).unwrap_or_default();
    spoiled(&words(left), &words(right)).is_some()
}

#[cfg(test)]
mod tests {
    use crate::judge::tests::{copied, found, statement};
    use model::{Aspect, Kind, Statement, Value, Verdict};

    fn chart(status: &str, reference: &str) -> Statement {
        let word = |word: &str| copied(Aspect::Status, Value::Word(word.into()));
        let status = Some(status).filter(|status| !status.is_empty()).map(word);
        let mut person = statement(Kind::Demographic, 1, [copied(Aspect::Family, Value::Text("Strand".into()))].into_iter().chain(status).collect());
        person.origin.reference = reference.into();
        person
    }

    #[test]
    fn that_a_chart_is_in_use_is_said_by_silence_and_that_it_is_not_is_said() {
        let resource = "Patient/p";
        assert!(found(&chart("active", ""), &chart("", resource)).is_empty());
        assert!(found(&chart("", resource), &chart("active", resource)).is_empty());
        assert!(found(&chart("inactive", ""), &chart("inactive", resource)).is_empty());
        assert_eq!(found(&chart("active", ""), &chart("inactive", resource)), [(Verdict::Altered, Aspect::Status)]);
        assert_eq!(found(&chart("inactive", ""), &chart("active", resource)), [(Verdict::Resurrected, Aspect::Status)]);
        assert_eq!(found(&chart("inactive", ""), &chart("", resource)).len(), 1, "a resource without it is a chart in use");
        assert!(found(&chart("inactive", ""), &chart("", "")).is_empty(), "a document has no place for it");
    }

    #[test]
    fn one_of_several_born_together_is_told_apart_and_who_was_born_alone_need_not_say_so() {
        let person = |birth: Option<Value>, reference: &str| {
            let mut person = statement(Kind::Demographic, 1, [copied(Aspect::Family, Value::Text("Strand".into()))].into_iter().chain(birth.map(|value| copied(Aspect::MultipleBirth, value))).collect());
            person.origin.reference = reference.into();
            person
        };
        let (second, third) = (Value::Quantity(model::Quantity::parse("2").unwrap()), Value::Quantity(model::Quantity::parse("3").unwrap()));
        let resource = "Patient/p";
        for (row, there) in [(second.clone(), None), (second.clone(), Some(third)), (Value::Flag(true), Some(Value::Flag(false))), (Value::Flag(true), None)] {
            assert_eq!(found(&person(Some(row.clone()), ""), &person(there, resource)), [(Verdict::Altered, Aspect::MultipleBirth)], "{row:?}");
        }
        assert!(found(&person(Some(second.clone()), ""), &person(Some(second), resource)).is_empty());
        assert!(found(&person(Some(Value::Flag(false)), ""), &person(None, resource)).is_empty());
        assert!(found(&person(None, resource), &person(Some(Value::Flag(false)), resource)).is_empty());
    }

    #[test]
    fn a_modifier_that_nobody_asserted_is_told_whatever_the_legacy_book_could_say() {
        let problem = |modifier: Option<Value>| {
            let name = copied(Aspect::Code, Value::Code(Vec::new(), "Asthma".into()));
            statement(Kind::Problem, 1, [name].into_iter().chain(modifier.map(|value| copied(Aspect::Negation, value))).collect())
        };
        let turned = problem(Some(Value::Text("negated: true".into())));
        assert_eq!(found(&problem(None), &turned), [(Verdict::Invented, Aspect::Negation)]);
        assert_eq!(found(&turned, &problem(None)), [(Verdict::Altered, Aspect::Negation)]);
        assert!(found(&turned, &turned).is_empty());
    }
}
