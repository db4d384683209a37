//! Why a difference is none: what silence says as well, what the format or the kind of the other record tells, what no statement of a kind
//! ever asserts. Each excuse is a reason in words, so that whoever explains a pair can say it.

use super::address::is_broken_otherwise;
use super::printed::is_printed;
use super::text::{same_text, says_nothing, spoiled, text_of};
use super::{Judge, is_narrative, is_news, is_withdrawn, money};
use crate::absence;
use crate::directory::Directory;
use crate::leaf::{self, Sort};
use crate::sig;
use crate::vocabulary::tokens;
use crate::written;
use model::{Aspect, Coding, Fact, How, Kind, Statement, Value};
use std::collections::BTreeMap;

impl Judge<'_> {
    /// Whether both books are clinical documents: what one could say, so could the other.
    pub(super) fn are_documents(&self) -> bool {
        self.legacy.is_of_documents() && self.destination.is_of_documents()
    }

    /// Why a fact that only the destination has is not judged, in words.
    pub(crate) fn excuse_added(&self, (legacy, destination): (&Statement, &Statement), aspect: Aspect, fact: &Fact) -> Option<&'static str> {
        // An aspect that no legacy statement of the kind ever asserts is listed once by the coverage, not per statement.
        // A rare one is a matter of its record, as is one that the legacy book could have said, as documents can what other documents say, or that
        // whoever made the destination fills nowhere, unless the reading only inferred it.
        let unforeseen = self.destination.is_unforeseen(destination, fact);
        // Words that a record has because its source says nothing are no other words for what it says.
        let is_for_nothing = self.destination.is_default(destination, fact);
        // When something was written down a system may say of all that it holds.
        let could_be_said = self.legacy_could_say_all() || self.are_documents() && aspect != Aspect::Recorded;
        // What one message could remark, so could the other.
        let of_messages = [legacy, destination].iter().all(|s| s.origin.is_in_message()) && !self.legacy.is_of_documents() && !self.destination.is_of_documents();
        let of_its_record = !is_inferred(fact) && (could_be_said || self.destination.is_rare(legacy.kind, aspect) || unforeseen);
        // That somebody lives, that something is so, as it stands, and that a record stands is said by silence, in every book.
        let is_turned = matches!((aspect, &fact.value), (Aspect::Deceased | Aspect::Negation, Value::Flag(true)) | (Aspect::Negation, Value::Text(_)));
        let silence_means_no = fact.how != How::Derived && is_turned || takes_back(legacy, fact) || self.narrows_none_known(legacy, destination, aspect);
        let is_remark = of_messages && aspect == Aspect::Text;
        if !self.legacy.aspects.contains(&(legacy.kind, aspect)) && !of_its_record && !silence_means_no && !is_remark {
            return Some("no legacy statement of this kind ever asserts it");
        }
        match &fact.value {
            _ if is_merged_away(legacy) => Some("the chart was merged into another one, which says who it is"),
            _ if is_its_moment(legacy, aspect, fact) => Some(ONE_MOMENT),
            _ if money::is_found_of_lines(legacy, aspect, fact) => Some(money::OF_LINES),
            _ if aspect == Aspect::Code && money::is_by_revenue(destination, fact) => Some(money::BY_REVENUE),
            _ if aspect == Aspect::PatientShare && fact.how == How::Derived && money::has_shares(legacy) => Some(money::BY_REASONS),
            value if self.resources != [true; 2] && money::is_unsaid(legacy, aspect, value).is_some() => money::is_unsaid(legacy, aspect, value),
            words if aspect == Aspect::Text && (is_name_of_target(legacy, &self.legacy.directory, words) || is_unnamed_member(legacy, &self.legacy.directory, words)) => Some(NAME_OF_TARGET),
            value if is_in_use(legacy.kind, aspect, value) => Some(IN_USE),
            _ if aspect == Aspect::Units && fact.how == How::Derived => Some(ONE_BY_SILENCE),
            _ if aspect == Aspect::DeviceIdentifier && fact.how == How::Translated => Some(OWN_NUMBER),
            Value::Quantity(share) if aspect == Aspect::PatientShare && share.number.is_zero() && share.comparator.is_empty() => Some(NOTHING_TO_BEAR),
            Value::Word(word) if aspect == Aspect::Priority && word == "routine" => Some("that it is as urgent as any other is said by silence"),
            value if aspect == Aspect::Country && is_country_of_state(legacy, value) => Some(OF_STATE),
            // What a profile has a server say it says of most records; when it stored them a server of others says of whatever it was given.
            value if (self.resources == [true; 2] || self.is_stored_by_others(aspect)) && !unforeseen && !self.destination.is_rare(legacy.kind, aspect) && is_filing(legacy, aspect, value) => Some(FILING),
            value if matches!(aspect, Aspect::BodySite | Aspect::Laterality) && is_named_by_concept(legacy, value) => Some("the words of the concept name the place"),
            // A document says that something is so by saying it, and has no way to leave open how sure that is.
            Value::Word(word) if aspect == Aspect::Verification && fact.how == How::Derived && word == "confirmed" && destination.origin.is_in_message() => {
                Some("the destination's format says it by having the record")
            }
            value if is_printed(value) => Some(PRINTED_OTHERWISE),
            Value::Text(words) if aspect == Aspect::Sig && is_sum_of_parts(legacy, words) => Some("it says in words what the parts of the order say"),
            _ if matches!(aspect, Aspect::ClaimNumber | Aspect::Identifier) => Some(OWN_NUMBER),
            _ if is_narrative(aspect) && !(aspect == Aspect::Text && (could_be_said || of_messages || unforeseen || is_for_nothing) && is_news(legacy, &fact.value)) => {
                Some("words beside what is judged")
            }
            // Where the legacy book could have named whoever it was, whoever is named now is somebody's invention.
            Value::Key(_) if self.legacy_could_say_all() && matches!(aspect, Aspect::Author | Aspect::Performer | Aspect::Encounter) => None,
            // So could the row of a table where nearly every other one does. A stand-in, or an institution, is what a destination needs.
            Value::Key(who) if legacy.origin.relation != 0 && matches!(aspect, Aspect::Author | Aspect::Performer) && self.legacy.is_usual(legacy.kind, aspect) && self.destination.directory.is_somebody(who) => None,
            Value::Key(_) => Some("an added link asserts nothing about the patient"),
            // Whatever the words say: as part of a name they are printed with it.
            Value::Text(_) if is_of_name(aspect) => None,
            // That it is not known may have been written down: who says nothing any more has lost it.
            Value::Word(flavor) if flavor == "UNK" => Some("that nothing is known is said by silence"),
            value => said_by_silence(aspect, value),
        }
    }

    /// Whether an aspect tells when a server stored a resource that we know no maker of: a rule of ours that dates what nobody dated is told.
    fn is_stored_by_others(&self, aspect: Aspect) -> bool {
        aspect == Aspect::Recorded && self.resources[1] && self.destination.design.is_none()
    }

    /// Whether a category makes of a row that says that no allergy at all is known one that says it of one sort only. All sorts together are all.
    fn narrows_none_known(&self, legacy: &Statement, destination: &Statement, aspect: Aspect) -> bool {
        let is_none_at_all = |system: &str, code: &str| system == "http://snomed.info/sct" && code == "716186003";
        let means_it = |c: &Coding| is_none_at_all(&c.system, &c.code) || self.equivalences.of(&c.system, &c.code).iter().any(|(system, code)| is_none_at_all(system, code));
        let is_of_any = || matches!(legacy.value(Aspect::Code), Some(Value::Code(codings, _)) if codings.iter().any(means_it));
        let sorts = || destination.facts.iter().filter(|fact| fact.aspect == Aspect::Category).count();
        legacy.kind == Kind::NoKnownAllergy && aspect == Aspect::Category && legacy.origin.relation != 0 && sorts() == 1 && is_of_any()
    }

    /// Why a fact that only the legacy side has is not judged, in words.
    pub(crate) fn excuse_absent(&self, destination: &Statement, aspect: Aspect, fact: &Fact) -> Option<&'static str> {
        let unknown_there = !self.destination.aspects.contains(&(destination.kind, aspect));
        // Said in other words: a status that the source only implies, and text that a code already carries.
        // Who is not said to have died lives, in every book.
        let lives_there = destination.kind == Kind::Demographic && matches!((aspect, &fact.value), (Aspect::Deceased, Value::Flag(true)));
        // A resource says at which visit something was found, at whichever end of the link.
        let is_found_at = aspect == Aspect::DiagnosisPointer && self.resources == [true; 2];
        if is_inferred(fact) && unknown_there && !lives_there && !is_found_at {
            return Some("the source only implies it, and no destination statement of this kind asserts it");
        }
        let words_of_code = || is_in_code(destination, &fact.value);
        match &fact.value {
            _ if is_its_moment(destination, aspect, fact) => Some(ONE_MOMENT),
            _ if is_said_by_results(destination, aspect, fact) => Some("when a specimen was taken, and of what, is said by the results"),
            words if aspect == Aspect::Text && is_name_of_target(destination, &self.destination.directory, words) => Some(NAME_OF_TARGET),
            value if is_in_use(destination.kind, aspect, value) => Some(IN_USE),
            _ if money::is_found_of_lines(destination, aspect, fact) => Some(money::OF_LINES),
            _ if aspect == Aspect::Code && self.resources != [true; 2] && money::is_by_revenue(destination, fact) => Some(money::BY_REVENUE),
            // A resource has a place for the country that an address of an interchange or a message leaves out at home.
            value if aspect == Aspect::Country && unknown_there && destination.origin.reference.is_empty() && is_country_of_state(destination, value) => Some(OF_STATE),
            value if unknown_there && money::is_of_the_set(self.destination, destination, aspect, value) => Some(money::BY_THE_SET),
            _ if self.says_elsewhere() && money::is_of_the_line(destination, aspect) => Some(money::BY_THE_LINE),
            _ if aspect == Aspect::PatientShare && fact.how == How::Derived && money::has_shares(destination) => Some(money::BY_REASONS),
            Value::Quantity(sum) if self.says_elsewhere() && sum.number.is_zero() && money::is_nothing(destination, aspect) => Some(NOTHING_TO_BEAR),
            value if self.says_elsewhere() && money::is_unsaid(destination, aspect, value).is_some() => money::is_unsaid(destination, aspect, value),
            _ if aspect == Aspect::Units && fact.how == How::Derived => Some(ONE_BY_SILENCE),
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
            Value::Key(_) if unknown_there && fact.how != How::Copied && !is_found_at => Some("no destination statement of this kind has the link"),
            Value::Absent(reason) if reason == absence::DELETED => Some("what was deleted is nothing, and so is silence"),
            // Why something is not known is a statement of its own.
            Value::Absent(_) => None,
            value => said_by_silence(aspect, value),
        }
    }
}

/// Whether a source only implies what a fact says: of a state that a message assumes it is true as well.
fn is_inferred(fact: &Fact) -> bool {
    fact.how == How::Derived || fact.how == How::Defaulted && fact.aspect == Aspect::Status
}

/// Why two values that differ are not judged: they differ in form only, which the kind of statement tells. In words.
pub(crate) fn excuse_form((legacy, destination): (&Statement, &Statement), aspect: Aspect, left: &[&Fact], right: &[&Fact]) -> Option<&'static str> {
    let all_derived = || left.iter().chain(right).all(|f| f.how == How::Derived);
    match aspect {
        Aspect::Title if all_derived() && !headings_spoiled(left, right) => return Some("headings of sections that their codes name"),
        Aspect::Effective | Aspect::Recorded if is_dated_by_document(legacy) && is_dated_by_document(destination) => {
            return Some("the day on which a document was made, which is not that of what its sections say");
        }
        _ if left.iter().chain(right).all(|fact| money::is_found_of_lines(legacy, aspect, fact)) => return Some(money::OF_LINES),
        Aspect::Status if is_directive(legacy) && is_directive(destination) && left.iter().chain(right).all(|f| is_in_force(&f.value)) => {
            return Some("a directive that is on record, whichever word its format has for that");
        }
        Aspect::Onset if is_day_of_order((legacy, destination), left, right) => return Some("the therapy begins on the day of the order, which the destination gives with its time"),
        Aspect::Line if is_broken_otherwise(left, right) => return Some("the lines of an address, broken otherwise"),
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

/// Whether a message says of a drug that it begins on the day on which it was ordered, and the destination knows when that was: it has no other beginning.
fn is_day_of_order((legacy, destination): (&Statement, &Statement), left: &[&Fact], right: &[&Fact]) -> bool {
    let day = |facts: &[&Fact]| facts.iter().find_map(|fact| if let Value::Date(date) = &fact.value { Some(date.days()) } else { None });
    let is_order = |facts: &[&Fact]| facts.iter().all(|fact| Some(&fact.value) == destination.value(Aspect::Recorded));
    let ordered = |statement: &Statement| matches!(statement.value(Aspect::Recorded), Some(Value::Date(_)));
    let is_message = legacy.origin.is_in_message() && !destination.origin.is_in_message();
    legacy.kind == Kind::Medication && is_message && ordered(legacy) && is_order(right) && day(left).is_some() && day(left) == day(right)
}

/// Whether a note has no date but the one of the document that it is a section of: it happened and was written then, as far as anybody knows. What
/// stands there and is no date is told.
fn is_dated_by_document(note: &Statement) -> bool {
    let is_inferred = |fact: &&Fact| fact.how == How::Derived && matches!(fact.value, Value::Date(_));
    let inferred = |aspect: Aspect| note.fact(aspect).filter(is_inferred).map(|fact| (&fact.value, fact.place));
    note.kind == Kind::Note && note.origin.reference.is_empty() && inferred(Aspect::Effective).is_some() && inferred(Aspect::Effective) == inferred(Aspect::Recorded)
}

/// Whether everybody of both sides is one of several whom the leaves of one element name on both sides: whoever was read of a list came first by
/// chance, and the leaves tell who is missing.
pub(super) fn is_told_by_leaves((legacy, destination): (&Statement, &Statement), (left, right): (&[&Fact], &[&Fact])) -> bool {
    let (ours, theirs) = (lists_of(legacy), lists_of(destination));
    let is_in = |facts: &[&Fact], keys: &[&str]| keys.len() > 1 && facts.iter().all(|fact| matches!(&fact.value, Value::Key(key) if keys.contains(&key.as_str())));
    ours.iter().any(|(path, keys)| is_in(left, keys) && theirs.get(path).is_some_and(|others| is_in(right, others)))
}

/// Whom each element of a statement leads to that no aspect stands for.
fn lists_of(statement: &Statement) -> BTreeMap<&str, Vec<&str>> {
    let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, sort, key) in statement.facts.iter().filter_map(leaf::of).map(leaf::parts) {
        if sort == Sort::Link {
            lists.entry(path).or_default().push(key);
        }
    }
    lists
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
    // Services are billed and paid by days; of a resource of which both are known its maker wrote both of them, or one.
    let is_billed = matches!(statement.kind, Kind::Charge | Kind::Claim | Kind::Payment) && (statement.origin.reference.is_empty() || !is_moment);
    // When a payment happened is the day of the cheque.
    let served = statement.value(Aspect::Onset).filter(|_| statement.kind == Kind::Payment);
    let began = served.or_else(|| statement.value(Aspect::Effective)).or_else(|| statement.value(Aspect::Onset).filter(|_| is_billed));
    aspect == Aspect::End && (happens && is_moment || is_billed) && began == Some(&end.value)
}

/// Whether an order only tells what its results say as well: when the specimen was taken, and of what. A resource that asks for a test has another place
/// for when it is wanted, and none has to repeat what the report of it says. Between messages both stand where they stood.
fn is_said_by_results(destination: &Statement, aspect: Aspect, fact: &Fact) -> bool {
    let of_results = matches!(aspect, Aspect::Effective | Aspect::End | Aspect::Specimen);
    destination.kind == Kind::Order && !destination.origin.reference.is_empty() && fact.how == How::Derived && of_results
}

/// Why the name of whom a record leads to need not stand beside the link.
const NAME_OF_TARGET: &str = "the directory names whom the link leads to";

/// Whether words are the name of somebody to whom a statement leads, as the directory of its book knows it.
pub(super) fn is_name_of_target(statement: &Statement, directory: &Directory, words: &Value) -> bool {
    let Value::Text(words) = words else { return false };
    statement.facts.iter().any(|fact| matches!(&fact.value, Value::Key(key) if directory.is_called(key, words)))
}

/// Whether a member of a team is known by a link alone, and may be called so as far as anybody knows: a server writes the name of whom a link leads to.
fn is_unnamed_member(statement: &Statement, directory: &Directory, words: &Value) -> bool {
    let may_be = |key: &str| text_of(words).is_some_and(|name| directory.may_be_called(key, &name));
    let is_link = || matches!(statement.value(Aspect::Performer), Some(Value::Key(key)) if may_be(key));
    statement.kind == Kind::CareTeam && statement.value(Aspect::Text).is_none() && is_link()
}

/// Why it need not be said that a chart is in use.
const IN_USE: &str = "that a chart is in use is said by silence";
/// A part of the patient's share that is nought.
const NOTHING_TO_BEAR: &str = "that nothing is left to the patient, and that nothing was paid where the reason is given, is said by silence";
/// Whichever number a system gives.
const OWN_NUMBER: &str = "a number that the destination gives its record asserts nothing";
/// How many of a service were paid is one where nothing is written.
const ONE_BY_SILENCE: &str = "one of it is said by silence";

/// Whether a value only says that the chart of a person is in use.
fn is_in_use(kind: Kind, aspect: Aspect, value: &Value) -> bool {
    kind == Kind::Demographic && aspect == Aspect::Status && matches!(value, Value::Word(word) if word == "active")
}

/// Why where a record is filed need not have been said.
const FILING: &str = "a server says of every record where it is filed and when it was stored";

/// Whether a value tells no more than where a record is filed: a shelf, the time of storing, a country. A profile
/// obliges a server to say it, and of whoever said nothing it contradicts nothing. What an allergy is one to, and whom a claim was made for when, is
/// no shelf. Of what nobody dated the time of storing is no such time: a chart shows the record there.
fn is_filing(legacy: &Statement, aspect: Aspect, value: &Value) -> bool {
    let kind = legacy.kind;
    let of_time = |aspect: Aspect| matches!(aspect, Aspect::Onset | Aspect::OnsetAge | Aspect::Effective | Aspect::End);
    let is_dated = || legacy.facts.iter().any(|fact| of_time(fact.aspect) && !matches!(fact.value, Value::Absent(_)));
    let word = |word: &str| matches!(value, Value::Word(said) if said == word);
    match aspect {
        Aspect::Category if kind == Kind::Problem => word("problem-list-item"),
        Aspect::Category => matches!(kind, Kind::Observation | Kind::Medication | Kind::Order | Kind::Procedure | Kind::Document | Kind::Note | Kind::Record),
        Aspect::Recorded => {
            let is_stamped = matches!(kind, Kind::Problem | Kind::EncounterDiagnosis | Kind::Allergy | Kind::Immunization | Kind::Observation | Kind::Document | Kind::Appointment);
            is_stamped && is_dated()
        }
        Aspect::Country => kind == Kind::Demographic,
        // What R4 obliges a server to say of every bill, answer and study, and a former version did not.
        Aspect::Intent if kind == Kind::Claim => word("claim"),
        Aspect::Status if kind == Kind::Payment => word("processed"),
        Aspect::Status if kind == Kind::Record => word("available"),
        Aspect::Relationship => kind == Kind::Coverage,
        _ => false,
    }
}

/// Why the country of an address need not be said.
const OF_STATE: &str = "the state and its postal code say the country";

/// Whether an address that names one of the United States, with a postal code of theirs, is said to be in that country.
fn is_country_of_state(statement: &Statement, value: &Value) -> bool {
    let any = |aspect: Aspect, is_so: &dyn Fn(&str) -> bool| statement.facts.iter().any(|fact| fact.aspect == aspect && is_so(&fact.value.shown()));
    written::country(&value.shown()) == "us" && any(Aspect::State, &written::is_american_state) && any(Aspect::PostalCode, &written::is_zip_code)
}

/// Whether the words of a dosage say no more than the parts of the order: a server writes them where nobody did.
fn is_sum_of_parts(legacy: &Statement, words: &str) -> bool {
    let of = |aspects: &[Aspect]| legacy.facts.iter().filter(|fact| aspects.contains(&fact.aspect)).map(|fact| (fact.aspect, fact.value.shown())).collect::<Vec<_>>();
    let names: Vec<String> = of(&[Aspect::Code, Aspect::Route, Aspect::Site, Aspect::Method]).into_iter().map(|(_, shown)| shown).collect();
    sig::says_no_more(words, &of(&[Aspect::Dose, Aspect::Frequency]), &names)
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

/// Whether a record of a person says that its chart was merged into another.
fn is_merged_away(legacy: &Statement) -> bool {
    legacy.kind == Kind::Demographic && legacy.word(Aspect::Status) == Some("merged")
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
mod tests;
