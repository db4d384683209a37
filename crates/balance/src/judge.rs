//! Two aligned statements, aspect by aspect: same, equivalent, or how they differ.
//!
//! Tolerance is half a unit of the last digit that the legacy system printed. A time is compared with the precision and
//! the offset that both really have. A code is compared in its system or through a declared equivalence, never by display.

mod address;
mod called;
mod charge;
mod code;
mod concepts;
mod concern;
mod contact;
mod date;
mod dropped;
mod element;
mod excuse;
mod form;
mod molar;
mod money;
mod name;
pub(crate) mod printed;
mod quantity;
mod remark;
mod routes;
mod same;
mod shadows;
mod spans;
mod stands;
pub(crate) mod system;
mod test_names;
mod text;
mod ties;
mod unread;

pub use concepts::Concepts;
pub(crate) use called::{NO_ALLERGY, are_contrary, none_known, severity_in as severity_of_words};
#[cfg(test)]
pub(crate) use code::DECLARED_GONE;
pub(crate) use code::{is_declared_missing, is_public, without_codes};
pub(crate) use excuse::{excuse_form, is_its_moment};
pub use shown::shown_aspect;
pub(crate) use shown::said_aspect;
pub(crate) use text::{CUT, revives};

use crate::absence;
use crate::answers;
use crate::codes::Equivalences;
use crate::directory;
use crate::leaf;
use crate::links::{OF_OTHERS, keeps_its_id};
use crate::own;
use crate::pieces;
use crate::reading::Coverage;
use crate::worded;
use crate::written;
use date::dates;
use excuse::is_no_by_silence;
use model::{Aspect, Fact, Kind, Statement, Value, Verdict};
use quantity::quantities;
use text::{same_text, says_nothing, text_of, texts, words};

/// The legacy record stands by being there, and the destination's says that it does not.
const TAKEN_BACK: &str = "the record stands, and the destination takes it back";

/// What stands beside the lists of a record: who wrote it down and when, how urgent it is.
const BESIDE_LISTS: [Aspect; 7] = [Aspect::Recorded, Aspect::Author, Aspect::Encounter, Aspect::Location, Aspect::Priority, Aspect::Status, Aspect::Identifier];

/// A link leads to something else than what it led to, or than what the other side names.
const ANOTHER_RECORD: &str = "it leads to another record";

/// One aspect in which two statements differ.
#[derive(Debug, Clone, PartialEq)]
pub struct AspectDifference {
    /// Aspect as reported: `time`, `precision`, `unit`, ... see [`shown_aspect`].
    pub aspect: Aspect,
    /// Aspect as read: `onset`, `end`, ...
    pub read_as: Aspect,
    /// Verdict for it.
    pub verdict: Verdict,
    /// What differs, in words without content: `destination is 1 day later`.
    pub manner: String,
    /// Place in the legacy record.
    pub legacy_place: Option<u32>,
    /// Place in the destination record.
    pub destination_place: Option<u32>,
    /// Legacy value in words.
    pub legacy: String,
    /// Destination value in words.
    pub destination: String,
}

/// How one value relates to another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Relation {
    Same,
    Equivalent,
    Differs(Verdict, Aspect, String),
}

/// What the judging of a pair needs to know of both books.
pub(crate) struct Judge<'a> {
    pub equivalences: &'a Equivalences,
    pub legacy: &'a Coverage,
    pub destination: &'a Coverage,
    /// Whether a legacy key has become a destination key, where that is settled.
    pub links: &'a dyn Fn(Aspect, &str, &str) -> Option<bool>,
    /// Whether the destination kept the ids of the legacy records.
    pub ids_are_kept: bool,
    /// Whether the records of the pair that is judged are resources of FHIR, on either side.
    pub resources: [bool; 2],
    /// Whether a record of the legacy chart stands with others under a name: a visit, a line, an isolate.
    pub names: &'a dyn Fn(&str) -> bool,
    /// Concepts that were judged before, where many patients are.
    pub concepts: Option<&'a Concepts>,
}

impl<'a> Judge<'a> {
    /// The judge of a pair, who knows of what format its records are: whatever else stands in their books.
    pub(crate) fn of(&self, legacy: &Statement, destination: &Statement) -> Judge<'a> {
        Judge { resources: [legacy, destination].map(is_resource), ..*self }
    }
}

impl Judge<'_> {
    /// All differences of a pair; the second part says whether anything was recoded.
    pub(crate) fn pair(&self, legacy: &Statement, destination: &Statement) -> (Vec<AspectDifference>, bool) {
        self.of(legacy, destination).judged(legacy, destination)
    }

    /// Whether the legacy record could have said every aspect: its silence is silence.
    fn legacy_could_say_all(&self) -> bool {
        self.resources[0] || self.legacy.could_say_all()
    }

    /// The same of the destination's.
    fn destination_could_say_all(&self) -> bool {
        self.resources[1] || self.destination.could_say_all()
    }

    fn judged(&self, legacy: &Statement, destination: &Statement) -> (Vec<AspectDifference>, bool) {
        let mut differences = Vec::new();
        let mut recoded = false;
        let (ours, theirs) = (by_aspect(legacy), by_aspect(destination));
        let (mut ours, mut theirs) = (ours.as_slice(), theirs.as_slice());
        while let Some(aspect) = [ours.first(), theirs.first()].into_iter().flatten().map(|fact| fact.aspect).min() {
            let (left, right) = (of_aspect(&mut ours, aspect), of_aspect(&mut theirs, aspect));
            let own: Vec<&Fact>;
            let specified: Vec<&Fact>;
            let (left, right) = if aspect == Aspect::Text {
                // What a document prints otherwise is told with the value.
                // And what the code of a resource says already is no remark that another one could be held against, with which it shares no word; nor is "as needed".
                let is_resource = !destination.origin.reference.is_empty();
                let is_said = |fact: &Fact| is_resource && excuse::is_in_code(destination, &fact.value) && !right.iter().any(|other| excuse::share_words(&fact.value, &other.value));
                let is_told = |fact: &Fact| printed::is_printed(&fact.value) || matches!(&fact.value, Value::Text(words) if worded::gives_no_reason(words));
                own = left.iter().copied().filter(|fact| !is_told(fact) && !is_said(fact)).collect();
                specified = right.iter().copied().filter(|fact| !is_told(fact) && is_specified(aspect, left, fact)).collect();
                (own.as_slice(), specified.as_slice())
            } else {
                (left, right)
            };
            match (left, right) {
                ([], []) => {}
                _ if self.is_of_elements(aspect, legacy, destination) => {}
                _ if address::is_in_one_line(aspect, legacy, destination) => recoded = true,
                // The last of the aspects: what else differs is known by now.
                (left, right) if aspect == Aspect::Element => {
                    if legacy.kind == Kind::Demographic && !differences.iter().any(|d: &AspectDifference| d.aspect == Aspect::Mrn) {
                        differences.extend(element::misfiled(self, left, right));
                    }
                    // The codes of a concept of which the word has been told are told with it.
                    let is_open = |fact: &&Fact| !differences.iter().any(|d: &AspectDifference| leaf::is_coding_of(fact, d.read_as.word()));
                    let open: [Vec<&Fact>; 2];
                    let (left, right) = if differences.is_empty() {
                        (left, right)
                    } else {
                        open = [left, right].map(|side| side.iter().copied().filter(is_open).collect());
                        (open[0].as_slice(), open[1].as_slice())
                    };
                    let beside = differences.iter().all(|d: &AspectDifference| BESIDE_LISTS.contains(&d.read_as));
                    let before = element::Before { alone: differences.is_empty(), beside, withdrawn: is_withdrawn(destination), destination };
                    let found = element::differences(self, left, right, before);
                    // A number or a unit that an aspect has told of is told once.
                    let told = |aspect: Aspect| differences.iter().any(|d: &AspectDifference| d.aspect == aspect);
                    let told = [Aspect::Mrn, Aspect::Unit].map(|aspect| (aspect, told(aspect)));
                    let is_told = |d: &AspectDifference| told.contains(&(d.aspect, true));
                    differences.extend(found.into_iter().map(|d| of_kind(legacy.kind, d)).filter(|d| !is_told(d)));
                }
                (left, right) if aspect == Aspect::Concern => differences.extend(self.concerns((legacy, destination), (left, right))),
                (left, right) if contact_uses(aspect) => differences.extend(self.uses((legacy, destination), aspect, (left, right))),
                ([], found) => self.only_destination((legacy, destination), aspect, found, &mut differences),
                (lost, []) => self.only_legacy(destination, aspect, lost, &mut differences),
                (left, right) if is_chart_link(aspect) => self.chart_links(aspect, left, right, &mut differences),
                (left, right) if excuse_form((legacy, destination), aspect, left, right).is_some() => {}
                (left, right) => {
                    let before = differences.len();
                    self.sets((legacy, destination), aspect, (left, right), &mut differences, &mut recoded);
                    if differences.len() > before && OF_OTHERS.contains(&aspect) && excuse::is_told_by_leaves((legacy, destination), (left, right)) {
                        differences.truncate(before);
                    }
                }
            }
        }
        self.tell_printed(legacy, destination, &mut differences);
        self.tell_ties(legacy, destination, &mut differences);
        system::tell(self, legacy, destination, &mut differences);
        dropped::tell(self, legacy, destination, &mut differences);
        unread::tell(self, legacy, destination, &mut differences);
        stands::tell(self, legacy, destination, &mut differences);
        differences.extend(self.other_number(legacy, destination).filter(|_| differences.is_empty()));
        if differences.is_empty() {
            return (differences, recoded);
        }
        self.name_entries(legacy, &mut differences);
        shadows::drop(&mut differences);
        name::at_birth(&mut differences);
        recoded |= name::in_one((legacy, destination), &mut differences);
        (differences, recoded)
    }

    /// None of the numbers that a segment or a row gives its record stayed, where nearly all other records kept one: whoever asks by them finds nothing.
    fn other_number(&self, legacy: &Statement, destination: &Statement) -> Option<AspectDifference> {
        let is_other = self.ids_are_kept && own::id(legacy).is_empty() && keeps_its_id(legacy, destination) == Some(false);
        let number = |statement: &'_ Statement| statement.facts.iter().find(|fact| fact.aspect == Aspect::Statement).cloned();
        let (ours, theirs) = number(legacy).zip(number(destination)).filter(|_| is_other)?;
        Some(difference(Aspect::Identifier, Verdict::Altered, "the number of the record is another one".into(), (Some(&ours), Some(&theirs))))
    }

    /// What the entries of two keys of the directory differ in, where one has become the other.
    pub(crate) fn entries(&self, aspect: Aspect, path: &str, a: &str, b: &str) -> Option<String> {
        let told = || {
            let parted = directory::manner((&self.legacy.directory, &self.destination.directory), aspect, path, a, b);
            // Of what our own mapping wrote nothing was left where it was: what a link leads to stands there or nowhere.
            parted.or_else(|| self.destination.is_as_written().then(|| directory::missing(self.destination, aspect, path, b)).flatten())
        };
        match self.concepts {
            Some(known) => known.entries((aspect, path), (a, b), told),
            None => told(),
        }
    }

    /// Whether the name beside which a link stands on the other side is that of somebody or something else which the directory of the link knows.
    fn is_somebody_else(&self, left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::Text(name), Value::Key(key)) => self.destination.directory.is_somebody_else(key, name),
            (Value::Key(key), Value::Text(name)) => self.legacy.directory.is_somebody_else(key, name),
            _ => false,
        }
    }

    /// Who is another one is told once of a record, by name; of the patient the demographics tell.
    fn name_entries(&self, legacy: &Statement, differences: &mut Vec<AspectDifference>) {
        let mut told = std::collections::HashSet::new();
        let own = |d: &AspectDifference| !legacy.patient.is_empty() && d.legacy == legacy.patient;
        differences.retain(|d| !directory::is_manner(&d.manner) || !own(d) && told.insert((d.manner.clone(), d.legacy.clone())));
        for d in differences.iter_mut().filter(|d| directory::is_manner(&d.manner)) {
            if let Some(words) = self.legacy.directory.words(&d.legacy) {
                d.legacy = words;
            }
            if let Some(words) = self.destination.directory.words(&d.destination) {
                d.destination = words;
            }
        }
    }

    /// The destination says something that the legacy statement does not.
    fn only_destination(&self, pair: (&Statement, &Statement), aspect: Aspect, found: &[&Fact], out: &mut Vec<AspectDifference>) {
        // Whether or not the legacy book has a place for the side: its words name one.
        let turned = found.iter().find_map(|fact| called::other_side(pair.0, aspect, fact).map(|told| (*fact, told)));
        if let Some((fact, (manner, words))) = turned {
            // The place and its side are told once.
            if !out.iter().any(|d| d.manner == manner) {
                out.push(AspectDifference { legacy: words, ..difference(aspect, Verdict::Altered, manner.into(), (None, Some(fact))) });
            }
            return;
        }
        let Some(fact) = found.iter().find(|fact| self.excuse_added(pair, aspect, fact).is_none()) else { return };
        let (verdict, manner) = match excuse::takes_back(pair.0, fact) {
            true => (Verdict::Altered, TAKEN_BACK.to_string()),
            false => (Verdict::Invented, format!("no legacy {}, the destination has one", said_aspect(aspect))),
        };
        out.push(difference(aspect, verdict, manner, (None, Some(*fact))));
    }

    /// The legacy statement says something that the destination does not.
    fn only_legacy(&self, destination: &Statement, aspect: Aspect, lost: &[&Fact], out: &mut Vec<AspectDifference>) {
        let Some(fact) = lost.iter().find(|fact| self.excuse_absent(destination, aspect, fact).is_none()) else { return };
        let manner = format!("{} is absent in the destination", said_aspect(aspect));
        out.push(difference(aspect, Verdict::Altered, manner, (Some(*fact), None)));
    }

    /// Both say something: each legacy fact looks for its mate.
    fn sets(&self, (legacy, destination): (&Statement, &Statement), aspect: Aspect, (left, right): (&[&Fact], &[&Fact]), out: &mut Vec<AspectDifference>, recoded: &mut bool) {
        let relation = |fact: &Fact, other: &Fact| self.values_of(legacy, aspect, &fact.value, &other.value);
        let ordered = [left, right].map(|side| spans::last(aspect, side));
        let [left, right] = [(left, &ordered[0]), (right, &ordered[1])].map(|(side, ordered)| ordered.as_deref().unwrap_or(side));
        // Of most aspects each side has one.
        if let ([fact], [other]) = (left, right) {
            return match relation(fact, other) {
                Relation::Same => {}
                Relation::Equivalent => *recoded = true,
                Relation::Differs(verdict, reported, manner) => {
                    out.push(AspectDifference { aspect: reported, ..difference(aspect, verdict, manner, (Some(*fact), Some(*other))) });
                }
            };
        }
        let (mut free, mut open) = (right.to_vec(), Vec::new());
        for fact in left {
            let alike = |(index, other): (usize, &&Fact)| match relation(fact, other) {
                Relation::Differs(..) => None,
                relation => Some((index, relation)),
            };
            let mate = free.iter().enumerate().find_map(alike);
            match mate {
                Some((index, relation)) => {
                    *recoded |= relation == Relation::Equivalent;
                    free.remove(index);
                }
                None => open.push(*fact),
            }
        }
        // A remark in several pieces is the remark.
        if aspect == Aspect::Text && !open.is_empty() && open.iter().chain(&free).all(|fact| text_of(&fact.value).is_some()) && same_text(&in_one(&open), &in_one(&free)) {
            return;
        }
        // Several in one text, with a sign between them, are each of them.
        if matches!(aspect, Aspect::Reaction | Aspect::Reason) && !open.is_empty() && text::are_same_items(&open, &free) {
            return;
        }
        let is_known = open.len() < left.len();
        for fact in open {
            let (other, relation) = match free.is_empty() {
                false => {
                    let other = free.remove(0);
                    (Some(other), self.values(aspect, &fact.value, &other.value))
                }
                true if self.says_elsewhere() && money::is_held(destination, fact, right) => continue,
                true if is_known && self.resources == [true, false] && money::is_of_the_answer(legacy, aspect) => continue,
                // A narrower list: this one has no mate left.
                true => (None, Relation::Differs(Verdict::Altered, aspect, "one of several is absent in the destination".into())),
            };
            let Relation::Differs(verdict, reported, manner) = relation else { continue };
            out.push(AspectDifference { aspect: reported, ..difference(aspect, verdict, manner, (Some(fact), other)) });
        }
        // More in the destination than the legacy system had.
        let more: Vec<&&Fact> = free.iter().filter(|extra| self.is_one_more(legacy, aspect, &extra.value)).collect();
        if let Some(extra) = more.first() {
            let manner = format!("the destination has {} {} more", if more.len() > 1 { "several" } else { "one" }, said_aspect(aspect));
            out.push(difference(aspect, Verdict::Invented, manner, (None, Some(**extra))));
        }
    }

    /// Whether a value beside those that the legacy statement has is an assertion. Identifiers may be added freely, and where the legacy
    /// book could not have said it, so may categories, names, words and links. That something is not so is said by silence.
    fn is_one_more(&self, legacy: &Statement, aspect: Aspect, value: &Value) -> bool {
        let whole = self.legacy_could_say_all();
        match aspect {
            // Its format may have had no place for the link.
            _ if !whole && matches!(value, Value::Key(_)) => false,
            // One more number that a message retires is somebody else's.
            Aspect::Mrn if self.resources == [false; 2] && legacy.origin.is_in_message() && legacy.merged_into().is_some() => true,
            Aspect::Mrn | Aspect::ClaimNumber | Aspect::Identifier | Aspect::Code | Aspect::Prefix => false,
            Aspect::Given | Aspect::Middle => whole,
            Aspect::Category => whole && is_list_of(legacy.kind, value),
            Aspect::Text => (whole || self.are_documents()) && is_news(legacy, value) && !excuse::is_name_of_target(legacy, &self.legacy.directory, value),
            aspect if is_no_by_silence(aspect) => *value != Value::Flag(false),
            aspect => !is_narrative(aspect),
        }
    }

    /// Links within the chart: what is settled first, then what nobody can tell apart. An added link asserts nothing. A result leaves each of its
    /// panels by itself: one that is kept does not stand for another.
    fn chart_links(&self, aspect: Aspect, left: &[&Fact], right: &[&Fact], out: &mut Vec<AspectDifference>) {
        let kept = |a: &Value, b: &Value| match (a, b) {
            (Value::Key(a), Value::Key(b)) => (self.links)(aspect, a, b),
            (Value::Key(_), _) | (_, Value::Key(_)) => Some(false),
            (a, b) => Some(a == b),
        };
        if aspect == Aspect::Panel {
            let is_left = |a: &&&Fact| right.iter().all(|b| kept(&a.value, &b.value) == Some(false));
            let told = |a: &&Fact| difference(aspect, Verdict::Altered, ANOTHER_RECORD.into(), (Some(*a), right.first().copied()));
            return out.extend(left.iter().filter(is_left).map(told));
        }
        let mut free: Vec<&Fact> = right.to_vec();
        let mut open: Vec<&Fact> = left.to_vec();
        element::pair_off(&mut open, &mut free, |fact, other| kept(&fact.value, &other.value));
        let Some(fact) = open.first().copied() else { return };
        let other = free.first().copied();
        let manner = if other.is_some() { ANOTHER_RECORD } else { "one of several is absent in the destination" };
        out.push(difference(aspect, Verdict::Altered, manner.into(), (Some(fact), other)));
    }

    /// Whether two values of one aspect say the same, in one form or another.
    pub(crate) fn is_alike(&self, aspect: Aspect, left: &Value, right: &Value) -> bool {
        !matches!(self.values(aspect, left, right), Relation::Differs(..))
    }

    /// Two values of one aspect.
    pub(crate) fn values(&self, aspect: Aspect, left: &Value, right: &Value) -> Relation {
        if same::in_every_aspect(left, right) { Relation::Same } else { self.weighed(aspect, left, right) }
    }

    /// The same of two statements, of which the legacy one tells what the values are about.
    pub(crate) fn values_of(&self, legacy: &Statement, aspect: Aspect, left: &Value, right: &Value) -> Relation {
        match self.values(aspect, left, right) {
            Relation::Differs(..) if charge::are_one(legacy, left, right) || molar::are_one(legacy, left, right) => Relation::Equivalent,
            Relation::Differs(..) if aspect == Aspect::Dose && pieces::are_one(legacy, left, right) => Relation::Equivalent,
            // A resource has a word for each end of how severe a reaction was, and none for what lies between them. A document has one for each.
            Relation::Differs(..) if legacy.kind == Kind::Allergy && aspect == Aspect::Severity && self.resources == [false, true] && spans::holds(left, right) => Relation::Equivalent,
            relation => relation,
        }
    }

    /// Two values of one aspect, by the rules of their sort.
    fn weighed(&self, aspect: Aspect, left: &Value, right: &Value) -> Relation {
        let differs = |manner: &str| Relation::Differs(Verdict::Altered, aspect, manner.into());
        // The same absence, once as such and once in words or as a null flavor in the place of a code.
        if matches!(left, Value::Absent(_)) != matches!(right, Value::Absent(_))
            && let (Some(a), Some(b)) = (absence::beside_another(left), absence::beside_another(right))
        {
            return if a == b { Relation::Same } else { differs("the reason of absence differs") };
        }
        match (left, right) {
            (Value::Code(a, text_a), Value::Code(b, text_b)) => match self.concepts {
                Some(known) => known.relation((aspect, self.resources), (a, text_a), (b, text_b), || self.codes(aspect, (a, text_a), (b, text_b))),
                None => self.codes(aspect, (a, text_a), (b, text_b)),
            },
            (Value::Quantity(a), Value::Quantity(b)) => quantities(aspect, a, b, self.legacy_could_say_all()),
            (Value::Date(a), Value::Date(b)) => dates(aspect, a, b),
            // Of two resources the code of one is nothing that a program finds in the words of the other.
            (Value::Word(a), Value::Word(b)) if self.resources == [true; 2] && text::is_put_into_words(aspect, a, b) => differs(system::SYSTEM_GONE),
            (Value::Word(a), Value::Word(b)) => words(aspect, a, b),
            (Value::Flag(a), Value::Flag(b)) => if a == b { Relation::Same } else { differs("yes and no are swapped") },
            (Value::Key(a), Value::Key(b)) => match (self.links)(aspect, a, b) {
                Some(false) => differs(ANOTHER_RECORD),
                _ if aspect != Aspect::Role && !OF_OTHERS.contains(&aspect) => Relation::Same,
                _ => match self.entries(aspect, "", written::key_of(aspect, a), written::key_of(aspect, b)) {
                    Some(manner) => differs(&manner),
                    None => Relation::Same,
                },
            },
            (Value::Text(a), Value::Text(b)) => self.texts(aspect, a, b),
            // A name here and a link there tell nothing about each other, unless both books could have given either, or the name is somebody else's.
            (Value::Text(_) | Value::Word(_), Value::Key(_)) | (Value::Key(_), Value::Text(_) | Value::Word(_)) if is_who_or_where(aspect) && !self.legacy_could_say_all() => {
                if self.is_somebody_else(left, right) { differs(ANOTHER_RECORD) } else { Relation::Same }
            }
            // What stands inside of one record, and in a record of its own in the other book: what it is, that record says.
            (Value::Key(_), Value::Code(..)) | (Value::Code(..) | Value::Text(_) | Value::Word(_), Value::Key(_)) if crate::within::is_record_of_chart(aspect) => Relation::Same,
            (Value::Key(_), Value::Code(..)) | (Value::Code(..), Value::Key(_)) if self.is_that_payer(aspect, left, right) => Relation::Same,
            (Value::Text(words), Value::Key(key)) if is_who_or_where(aspect) && self.destination.directory.is_called(key, words) => Relation::Same,
            (Value::Key(key), Value::Text(words)) if OF_OTHERS.contains(&aspect) && self.legacy.directory.may_be_called(key, words) => Relation::Same,
            (Value::Absent(a), Value::Absent(b)) => if a == b { Relation::Same } else { differs("the reason of absence differs") },
            (_, Value::Absent(_)) => differs("the value has become an absence"),
            (Value::Absent(_), _) => Relation::Differs(Verdict::Invented, aspect, "an absence has become a value".into()),
            (Value::Flag(flag), Value::Word(word)) | (Value::Word(word), Value::Flag(flag)) if *word == flag.to_string() => Relation::Same,
            // Yes and no, as an answer of a list or in words.
            (Value::Flag(flag), other) | (other, Value::Flag(flag)) if answers::yes_or_no(other) == Some(*flag) => Relation::Equivalent,
            (Value::Flag(_), other) | (other, Value::Flag(_)) if answers::yes_or_no(other).is_some() || matches!(other, Value::Word(_)) => differs("yes and no are swapped"),
            // Documents could have given the code of a value beside its words.
            (Value::Code(a, text), Value::Text(words)) if aspect == Aspect::Value && !a.is_empty() && self.are_documents() => self.codes(aspect, (a, text), (&[], words)),
            // A code against a text or word: the text decides, because there is nothing else.
            (Value::Code(codings, text), Value::Text(words) | Value::Word(words)) | (Value::Text(words) | Value::Word(words), Value::Code(codings, text)) => {
                let named = same_text(text, words) || codings.iter().any(|c| same_text(&c.display, words) || c.code.eq_ignore_ascii_case(words.trim()));
                let is_one = || called::are_one(text, words) || codings.iter().any(|c| called::are_one(&c.display, words));
                match named {
                    true => Relation::Same,
                    false if aspect == Aspect::Code && is_one() || aspect == Aspect::Route && routes::are_one((codings, text), (&[], words)) => Relation::Equivalent,
                    false => differs("the words differ"),
                }
            }
            (Value::Text(a), Value::Word(b)) | (Value::Word(a), Value::Text(b)) if aspect == Aspect::State => texts(aspect, a, b),
            (Value::Text(a), Value::Word(b)) | (Value::Word(a), Value::Text(b)) if text::is_said_alike(aspect, a, b) && !same_text(a, b) => Relation::Equivalent,
            (Value::Text(a), Value::Word(b)) | (Value::Word(a), Value::Text(b)) => if same_text(a, b) { Relation::Same } else { differs("the words differ") },
            // Nothing draws, searches or reckons with a number that a resource has as words any more.
            (Value::Quantity(_), Value::Text(_)) if aspect == Aspect::Value && self.resources == [true, true] => differs("the number has become words"),
            (Value::Text(a), other) | (other, Value::Text(a)) => match other {
                _ if same_text(a, &other.shown()) => Relation::Same,
                // A number that one book has as words.
                Value::Quantity(amount) if written::is_amount(a, amount) => Relation::Equivalent,
                _ => differs("a text on one side, a value on the other"),
            },
            _ => differs("the two are of different nature"),
        }
    }
}

/// A difference between two facts of an aspect, or what only one side says.
fn difference(aspect: Aspect, verdict: Verdict, manner: String, (left, right): (Option<&Fact>, Option<&Fact>)) -> AspectDifference {
    AspectDifference {
        aspect,
        read_as: aspect,
        verdict,
        manner,
        legacy_place: left.map(|fact| fact.place),
        destination_place: right.map(|fact| fact.place),
        legacy: code::shown(left, right),
        destination: code::shown(right, left),
    }
}

/// Whether a statement was read of a resource of FHIR.
fn is_resource(statement: &Statement) -> bool {
    !statement.origin.reference.is_empty()
}

/// Whether a statement was entered in error.
fn is_withdrawn(statement: &Statement) -> bool {
    statement.word(Aspect::Verification) == Some("entered-in-error")
}

/// A number of a record is the patient's own where the record is the patient.
fn of_kind(kind: Kind, difference: AspectDifference) -> AspectDifference {
    match difference.aspect {
        Aspect::Mrn if kind != Kind::Demographic => AspectDifference { aspect: Aspect::Element, ..difference },
        _ => difference,
    }
}

/// Whether a category is one of the lists on which a statement of a kind stands.
fn is_list_of(kind: Kind, value: &Value) -> bool {
    const OBSERVATIONS: [&str; 9] = ["social-history", "vital-signs", "imaging", "laboratory", "procedure", "survey", "exam", "therapy", "activity"];
    const ALLERGIES: [&str; 4] = ["food", "medication", "environment", "biologic"];
    let Value::Word(word) = value else { return false };
    match kind {
        Kind::Observation => OBSERVATIONS.contains(&word.as_str()),
        Kind::Allergy => ALLERGIES.contains(&word.as_str()),
        _ => false,
    }
}

/// Aspects that one format names and another only refers to.
fn is_who_or_where(aspect: Aspect) -> bool {
    OF_OTHERS.contains(&aspect) || aspect == Aspect::Specimen
}

/// Links to records of the same chart that are judged as a whole.
pub(crate) fn is_chart_link(aspect: Aspect) -> bool {
    matches!(aspect, Aspect::Panel | Aspect::Results | Aspect::Replaces)
}

/// What numbers and addresses are for: judged number by number.
pub(crate) fn contact_uses(aspect: Aspect) -> bool {
    crate::contact::used(aspect).is_some()
}

/// The facts of a statement in the order of the aspects; those of one aspect stay in theirs.
fn by_aspect(statement: &Statement) -> Vec<&Fact> {
    let mut facts: Vec<&Fact> = statement.facts.iter().collect();
    facts.sort_by_key(|fact| fact.aspect);
    facts
}

/// Whether a fact of the destination counts beside those that the legacy record has: words that nothing is specified are no other words for what
/// was said.
pub(crate) fn is_specified(aspect: Aspect, legacy: &[&Fact], fact: &Fact) -> bool {
    aspect != Aspect::Text || !matches!(fact.value, Value::Text(_)) || !says_nothing(&fact.value) || legacy.iter().any(|own| says_nothing(&own.value))
}

/// Takes the facts of an aspect from the front.
fn of_aspect<'s, 'f>(facts: &mut &'s [&'f Fact], aspect: Aspect) -> &'s [&'f Fact] {
    let all: &'s [&'f Fact] = facts;
    let end = all.iter().position(|fact| fact.aspect != aspect).unwrap_or(all.len());
    let (taken, rest) = all.split_at(end);
    *facts = rest;
    taken
}

/// Whether no fact of a statement has these words already, as text, as a display or as the words of a code, nor all of them where they are several.
fn is_news(statement: &Statement, value: &Value) -> bool {
    let Some(words) = text_of(value) else { return true };
    let has = |fact: &Fact, words: &str| match &fact.value {
        Value::Code(codings, text) => same_text(text, words) || codings.iter().any(|c| same_text(&c.display, words)),
        other => text_of(other).is_some_and(|text| same_text(&text, words)),
    };
    let is_known = |words: &str| statement.facts.iter().any(|fact| has(fact, words));
    if is_known(&words) {
        return false;
    }
    let items = text::items(&words);
    // What it has in its own texts is asked once, not of each item.
    let said: Vec<String> = if items.len() < 2 { Vec::new() } else { statement.facts.iter().filter_map(|fact| text_of(&fact.value)).flat_map(|text| text::items(&text)).collect() };
    items.len() < 2 || !items.iter().all(|item| said.contains(item) || is_known(item))
}

/// The words of several facts as one text.
fn in_one(facts: &[&Fact]) -> String {
    facts.iter().filter_map(|fact| text_of(&fact.value)).collect::<Vec<_>>().join(" ")
}

fn is_narrative(aspect: Aspect) -> bool {
    matches!(aspect, Aspect::Text | Aspect::Title)
}

#[cfg(test)]
mod beside;
#[cfg(test)]
mod senses;
mod shown;
#[cfg(test)]
mod tests;
