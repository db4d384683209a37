//! How a leaf of a resource or a message that no aspect stands for is written as a fact: its path, a word that says of what sort it is, and
//! the rest. Of what is too long ([`long`]) or too much ([`Leaves`]) to keep a digest stays, so that no change of it goes unseen.
//!
//! A path holds names of elements only, so the first blank ends it. What a destination names anew (ids) and what it may word otherwise
//! is no content: it says nothing about which records of two charts are the same.

mod silence;

pub(crate) use silence::{SUBSTITUTION, is_modifier, is_said_by_silence, is_usual, turned};

use crate::digest::digest;
use model::{Aspect, Date, Fact, Statement, Value};
use rustc_hash::FxHashSet;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Leaves of one record beyond which the fullest of its places are told by a number and a digest each.
const LEAVES_MAX: usize = 600;
/// Leaves of one record that are held against each other at all, however many places it has: each looks through those of the other side.
const PLACES_MAX: usize = 5_000;
/// Characters of a value beyond which it is not kept as it is.
pub(crate) const VALUE_MAX: usize = 400;
/// Items of a list beyond which it is not told what belongs to one of them: another book may list them in another order.
pub(crate) const ITEMS_MAX: usize = 60;

/// What a leaf says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// The value of an element.
    Said,
    /// What one item of a list holds, as digests: what any system writes alike; behind a bar the words of what it leads to; behind another their keys.
    Item,
    /// What one of several parts of a document's entry holds, as digests. Only that it is tied together is told: each of it is told elsewhere.
    Tied,
    /// The record that a reference leads to.
    Link,
    /// The key of a target for which a fact has the words beside the reference: it is looked up in the directory only.
    Stands,
    /// The words beside a code.
    Called,
    /// The words of a unit that is not the unit of the code beside them.
    Unit,
    /// Something that is marked as over: an old address, a number with an end.
    Over,
    /// The very code of which a fact only says the coarser word. It is news only where nothing else differs.
    Exact,
    /// Who gave a number, by a name that every system may choose.
    Giver,
    /// How many records an element leads to, where these are too many to be held against each other.
    Count,
    /// The identifier of an entry itself, as every system may give it: it tells which records are the same only where identifiers are kept.
    Own,
    /// What a fact only says the word, the unit or the number of stands under no system, or under one in which it is no code.
    Under,
    /// What a destination says in an element that neither an aspect nor the other book's format has: by its path, with words for people.
    Unread,
    /// Whom to call for the patient, which is held against the contacts of the other chart whatever its format.
    Person,
    /// Which version of its resource a statement is of, which orders those of one book.
    Version,
}

const WORDS: [(Sort, &str); 16] = [
    (Sort::Said, "="),
    (Sort::Item, "together"),
    (Sort::Tied, "tied"),
    (Sort::Link, "linked"),
    (Sort::Stands, "stands"),
    (Sort::Called, "called"),
    (Sort::Unit, "shown"),
    (Sort::Over, "over"),
    (Sort::Exact, "exactly"),
    (Sort::Giver, "given"),
    (Sort::Count, "counts"),
    (Sort::Own, "known"),
    (Sort::Under, "under"),
    (Sort::Unread, "unread"),
    (Sort::Person, "person"),
    (Sort::Version, "version"),
];

/// Between a concept and the words beside its code; between the parts of what stands under a system.
const CONCEPT_ENDS: char = '\u{1f}';
/// What stands in place of a concept where words are beside a link.
const TARGET: &str = "target";
/// Before the key of a record that an item leads to.
const KEY_BEGINS: char = '>';
/// Between the digests of an item that every system writes alike and those that it does not.
const BAR: &str = " | ";
/// The patient whom the resource is about, as the target of a reference, whatever the id.
pub(crate) const THE_PATIENT: &str = "the patient";

/// Where the identifier of an entry stands.
const OWN: &str = "id";

/// Path of how often an entry stands in its document. It comes before that of the identifier.
pub(crate) const AGAIN: &str = "again";

/// How the path of a number ends by which a record is named that an element leads to.
pub(crate) const OF_A_TARGET: &str = ".identifier";

/// How the path of a number under a system begins, before whoever gave it.
pub(crate) const NUMBER: &str = "identifier(";

/// Path of a number under no system that nobody is said to have given.
pub(crate) const UNGIVEN: &str = "identifier.system";
/// Path of a number under no system beside which somebody is named who gave it.
pub(crate) const ASSIGNED: &str = "identifier.assigner";

/// Path of the state of the organizer that a statement of a document stands in.
pub(crate) const AROUND: &str = "organizer.statusCode";
/// Paths of when the act around a statement of a document began and ended, of the same of an organizer, and of who opened either.
pub(crate) const OPENED: [&str; 2] = ["around.effectiveTime.low", "around.effectiveTime.high"];
pub(crate) const TAKEN: [&str; 2] = ["organizer.effectiveTime.low", "organizer.effectiveTime.high"];
pub(crate) const BESIDE_AUTHOR: &str = "around.author";
/// Paths of when the order of a drug was written, and by whom, beside who wrote down that it is taken.
pub(crate) const ORDERED: &str = "supply.author.time";
pub(crate) const ORDERED_BY: &str = "supply.author";
/// What stands around a statement where it is what the statement says itself: it may be left out.
pub(crate) const ITS_OWN: &str = "its own";
/// Path of the section of a document in which an entry stands, where that is one of other things.
pub(crate) const SECTION: &str = "section";
/// Path of the list on which an active problem of a document stands, and the word where that is the history of illness.
pub(crate) const LIST: &str = "list";
pub(crate) const HISTORY: &str = "history";
/// What says that an entry of a document, or a part of it, is denied.
pub(crate) const DENIAL: &str = "negationInd";
/// What says that it is planned or wished for.
pub(crate) const MOOD: &str = "moodCode";
/// What stands where a message deletes a value that no aspect stands for.
pub(crate) const DELETED: &str = "deleted";

/// Path of the result that a result of a message stands with under one number of their order.
pub(crate) const WITH_RESULT: &str = "OBX-4";
/// Path of the dose, the drug or the problem that a result of a message stands under.
pub(crate) const WITH_ABOVE: &str = "OBX/above";
/// Path of the account (PID-18) that a visit of a message is on.
pub(crate) const WITH_ACCOUNT: &str = "PV1/PID-18";

/// Path by which every statement of an interchange is known that tells what no aspect asserts.
pub(crate) const INTERCHANGE: &str = "X12";
/// How the path begins of what stands above a statement of an interchange: all that stand below it say the same.
const ABOVE: &str = "above/";

/// Before what a record alone has in a path: the code or the number by which it tells one repetition from another.
pub(crate) const OF_THE_RECORD: char = '·';

/// Path of a leaf by which a statement is one of several of a resource whose leaves another one has.
pub(crate) const ANOTHERS: &str = "rest";

/// How the path begins of a key that is looked up, before the aspect of the words beside it.
const LOOKED_UP: &str = "link.of.";
/// Path of what a record of money leads to.
const TO_MONEY: &str = "link.to";

/// What a file holds that stands elsewhere.
pub(crate) const ELSEWHERE: &str = "elsewhere";

/// How the path of what a contained resource says begins, before its type.
const CONTAINED: &str = "contained.";

/// Where a leaf stands, and itself.
pub(crate) type Told = (String, String);

/// Leaves of one record. Those of a very large one are told place by place, the fullest first: by how many there are and a digest in which
/// their order does not count.
#[derive(Debug, Default)]
pub(crate) struct Leaves {
    always: BTreeSet<Told>,
    told: BTreeSet<Told>,
}

impl Leaves {
    /// Adds a leaf.
    pub(crate) fn add(&mut self, place: String, leaf: String) {
        self.told.insert((place, leaf));
    }

    /// Adds one that is kept as it is, however many there are.
    pub(crate) fn keep(&mut self, place: String, leaf: String) {
        self.always.insert((place, leaf));
    }

    /// All of them, and how many are held against nothing: words beside codes, and names, of which nobody could tell by a digest
    /// whether they are other ones or the same in other words.
    pub(crate) fn finish(self) -> (BTreeSet<Told>, u64) {
        let (mut told, beyond) = condensed(self.told);
        told.extend(self.always);
        (told, beyond)
    }
}

/// The leaves of a record, the fullest places of a very large one by a digest each; and how many are in none.
pub(crate) fn condensed(told: BTreeSet<Told>) -> (BTreeSet<Told>, u64) {
    let mut total = told.len();
    if total <= LEAVES_MAX {
        return (told, 0);
    }
    let mut places: BTreeMap<(String, Sort), Vec<Told>> = BTreeMap::new();
    for one in told {
        let (path, sort, _) = parts(&one.1);
        let key = (path.to_string(), sort);
        places.entry(key).or_default().push(one);
    }
    let mut fullest: Vec<((String, Sort), Vec<Told>)> = places.into_iter().collect();
    fullest.sort_by_key(|(_, of)| Reverse(of.len()));
    let (mut kept, mut beyond) = (BTreeSet::new(), 0);
    for ((path, sort), of) in fullest {
        // What belongs together is told of short lists only.
        if total <= LEAVES_MAX || of.len() < 2 || sort == Sort::Item {
            kept.extend(of);
            continue;
        }
        total -= of.len() - 1;
        match sort {
            Sort::Called | Sort::Stands | Sort::Giver | Sort::Under | Sort::Unread | Sort::Person => beyond += of.len() as u64,
            Sort::Link => {
                kept.insert((place(&of), leaf(Sort::Count, &path, &of.len().to_string())));
            }
            sort => {
                kept.insert((place(&of), leaf(sort, &path, &many(&of))));
            }
        }
    }
    bounded(kept, beyond)
}

/// No more than can be held against each other: of the rest a digest.
fn bounded(mut kept: BTreeSet<Told>, beyond: u64) -> (BTreeSet<Told>, u64) {
    let Some(first) = kept.iter().nth(PLACES_MAX).cloned() else { return (kept, beyond) };
    let (said, silent): (Vec<Told>, Vec<Told>) = kept.split_off(&first).into_iter().partition(|(_, text)| matches!(parts(text).1, Sort::Said | Sort::Exact));
    if !said.is_empty() {
        kept.insert((place(&said), leaf(Sort::Said, "rest", &many(&said))));
    }
    (kept, beyond + silent.len() as u64)
}

fn place(of: &[Told]) -> String {
    of.first().map(|(place, _)| place.clone()).unwrap_or_default()
}

fn many(of: &[Told]) -> String {
    let sum = of.iter().fold(0_u64, |sum, (_, text)| sum.wrapping_add(digest(text)));
    format!("{} values {sum:016x}", of.len())
}

/// A leaf as an item of a list holds it.
pub(crate) fn short(leaf: &str) -> u32 {
    (digest(leaf) >> 32) as u32
}

/// A value that is too long to be kept.
pub(crate) fn long(text: &str) -> String {
    format!("{} characters {:016x}", text.chars().count(), digest(text))
}

/// The last ten digits of a telephone number, whatever stands between them; none of another address.
pub(crate) fn number_to_call(value: &str) -> Option<String> {
    let digits: Vec<char> = value.chars().filter(char::is_ascii_digit).collect();
    let is_number = digits.len() >= 7 && !value.contains('@') && !value.contains("//");
    is_number.then(|| digits.iter().skip(digits.len().saturating_sub(10)).collect())
}

/// A point in time with an offset, as two books of other offsets write it alike; none of what has no offset.
pub(crate) fn instant(date: Option<Date>) -> Option<String> {
    let date = date.filter(|date| date.has_time() && date.offset.is_some())?;
    Some(format!("instant {}", date.instant(0)))
}

/// Whether two values are one point in time: one instant, or where one of them has no offset what its clock shows. Of a field that holds times
/// ([`Date`] as it is shown).
pub(crate) fn is_one_moment(a: &str, b: &str) -> bool {
    let moment = |text: &str| Date::parse_iso(text).filter(Date::has_time);
    let (Some(a), Some(b)) = (moment(a), moment(b)) else { return false };
    let zone = a.offset.or(b.offset).unwrap_or(0);
    a.instant(zone) == b.instant(zone) && a.millisecond == b.millisecond
}

/// A leaf as a fact's text.
pub(crate) fn leaf(sort: Sort, path: &str, value: &str) -> String {
    let word = WORDS.iter().find(|(known, _)| *known == sort).map_or("=", |(_, word)| word);
    format!("{path} {word} {value}")
}

/// What stands there to the letter, where a fact tells it more coarsely.
pub(crate) fn exactly(path: &str, code: &str) -> String {
    leaf(Sort::Exact, path, code)
}

/// What a record stands with, and which record it is, where several may be taken for each other.
pub(crate) fn beside(path: &str, what: &str, of: &str) -> String {
    leaf(Sort::Giver, path, &if of.is_empty() { what.to_string() } else { format!("{what}{CONCEPT_ENDS}{of}") })
}

/// The name of a giver, or of what a record stands with, and which record that is.
pub(crate) fn giver(value: &str) -> (&str, &str) {
    value.split_once(CONCEPT_ENDS).unwrap_or((value, ""))
}

/// The names of givers, and of what records stand with, in a chart.
pub(crate) fn given(chart: &[Statement]) -> FxHashSet<&str> {
    let leaves = chart.iter().flat_map(|statement| &statement.facts).filter_map(of).map(parts);
    leaves.filter(|(_, sort, _)| *sort == Sort::Giver).map(|(_, _, value)| giver(value).0).collect()
}

/// The words beside a code of a concept.
pub(crate) fn called(path: &str, concept: &str, words: &str) -> String {
    leaf(Sort::Called, path, &format!("{concept}{CONCEPT_ENDS}{words}"))
}

/// The words beside a link, which are a name of what it leads to.
pub(crate) fn shown(path: &str, words: &str) -> String {
    called(path, TARGET, words)
}

/// The words of a leaf by [`shown`].
pub(crate) fn words_of_target(value: &str) -> Option<&str> {
    Some(concept(value)).filter(|(concept, _)| *concept == TARGET).map(|(_, words)| words)
}

/// What a fact of an aspect says, and the system under which its code stands; an empty one is none.
pub(crate) fn standing(path: &str, aspect: Aspect, system: &str, said: &str) -> String {
    leaf(Sort::Under, path, &format!("{}{CONCEPT_ENDS}{system}{CONCEPT_ENDS}{said}", aspect.word()))
}

/// Aspect, system and what is said of a leaf by [`standing`].
pub(crate) fn under(value: &str) -> Option<(Aspect, &str, &str)> {
    let (aspect, rest) = value.split_once(CONCEPT_ENDS)?;
    let (system, said) = rest.split_once(CONCEPT_ENDS)?;
    Some((Aspect::from_word(aspect)?, system, said))
}

/// One item of a list, by the digests of what it holds, and by the keys of the records that it leads to, each under the digest of its element.
pub(crate) fn item(path: &str, alike: &[u32], named: &[u32], keys: &[(u32, String)]) -> String {
    let apart = |c: char| c.is_whitespace() || matches!(c, '|' | KEY_BEGINS);
    let keys: Vec<String> = keys.iter().map(|(element, key)| format!("{element:08x}{KEY_BEGINS}{}", key.replace(apart, "_"))).collect();
    leaf(Sort::Item, path, &format!("{}{BAR}{}{BAR}{}", written(alike), written(named), keys.join(" ")))
}

/// Element and key of what a part of an item leads to, if it leads anywhere.
pub(crate) fn leading(part: &str) -> Option<(&str, &str)> {
    part.split_once(KEY_BEGINS)
}

/// One of several parts of an entry, by the digests of what it holds.
pub(crate) fn tied(path: &str, parts: &[u32]) -> String {
    leaf(Sort::Tied, path, &written(parts))
}

fn written(digests: &[u32]) -> String {
    digests.iter().map(|d| format!("{d:08x}")).collect::<Vec<_>>().join(" ")
}

/// Path of a contained resource of a type.
pub(crate) fn of_contained(kind: &str) -> String {
    format!("{CONTAINED}{kind}")
}

/// The type of the contained resource that a path leads into, if it does.
pub(crate) fn contained(path: &str) -> Option<&str> {
    path.strip_prefix(CONTAINED)?.split('.').next()
}

/// Whether a fact is a code of the concept that a resource has under a name.
pub(crate) fn is_coding_of(fact: &Fact, name: &str) -> bool {
    of(fact).is_some_and(|text| parts(text).0.strip_suffix(".coding") == Some(name))
}

/// Whether a leaf tells what stands around its statement.
pub(crate) fn is_beside(leaf: &str) -> bool {
    aspect_of(parts(leaf).0) != Aspect::Element
}

/// What a leaf of a path is about: when the act around a statement was opened and by whom is as if it were said of the statement.
pub(crate) fn aspect_of(path: &str) -> Aspect {
    let is_time = path == ORDERED || OPENED.contains(&path) || TAKEN.contains(&path);
    match path {
        _ if is_time => Aspect::Recorded,
        BESIDE_AUTHOR | ORDERED_BY => Aspect::Author,
        _ => Aspect::Element,
    }
}

/// Path, sort and rest of a leaf.
pub(crate) fn parts(leaf: &str) -> (&str, Sort, &str) {
    let (path, rest) = leaf.split_once(' ').unwrap_or((leaf, ""));
    let (word, value) = rest.split_once(' ').unwrap_or((rest, ""));
    let sort = WORDS.iter().find(|(_, known)| *known == word).map_or(Sort::Said, |(sort, _)| *sort);
    (path, sort, value)
}

/// Where a text that is shown stands, if it is a leaf: the path names structure only.
pub fn element_path(text: &str) -> Option<&str> {
    let Some((path, rest)) = text.split_once(' ') else { return Some(text) };
    let word = rest.split(' ').next()?;
    WORDS.iter().any(|(_, known)| *known == word).then_some(path)
}

/// Concept and words of what is called.
pub(crate) fn concept(value: &str) -> (&str, &str) {
    value.split_once(CONCEPT_ENDS).unwrap_or(("", value))
}

/// The parts of an item: digests, and what it leads to ([`leading`]).
pub(crate) fn parts_of_item(value: &str) -> Vec<&str> {
    value.split(' ').filter(|part| !part.is_empty() && *part != "|").collect()
}

/// The records that an item of a list leads to, if the leaf is one.
pub(crate) fn led_to(leaf: &str) -> impl Iterator<Item = &str> {
    let (_, sort, value) = parts(leaf);
    let own = if sort == Sort::Item { value } else { "" };
    parts_of_item(own).into_iter().filter_map(leading).map(|(_, key)| key)
}

/// The key of whom a link leads to beside which a fact has words, for a book of another format: it is looked up in the directory only.
pub(crate) fn looked_up(aspect: Aspect, key: &str) -> String {
    leaf(Sort::Stands, &format!("{LOOKED_UP}{}", aspect.word()), key)
}

/// The word of the aspect and the key, of such a leaf.
pub(crate) fn of_looked_up(fact: &Fact) -> Option<(&str, &str)> {
    let (path, sort, key) = parts(of(fact)?);
    let aspect = path.strip_prefix(LOOKED_UP).filter(|_| sort == Sort::Stands)?;
    Some((aspect, key))
}

/// The type and the id of another record of money that a record leads to, for a book of another format.
pub(crate) fn to_money(target: &str) -> String {
    leaf(Sort::Stands, TO_MONEY, target)
}

/// The type and the id of such a leaf.
pub(crate) fn of_money(fact: &Fact) -> Option<&str> {
    match parts(of(fact)?) {
        (TO_MONEY, Sort::Stands, target) => Some(target),
        _ => None,
    }
}

/// Whether a fact only tells where a link leads, for a book of another format: it is no part of what the record says.
pub(crate) fn is_looked_up(fact: &Fact) -> bool {
    of_looked_up(fact).is_some() || of_money(fact).is_some()
}

/// A leaf of what stands above a statement.
pub(crate) fn above(leaf: &str) -> String {
    format!("{ABOVE}{leaf}")
}

/// What a leaf tells of which records are the same; none where it tells nothing.
pub(crate) fn content(leaf: &str) -> Option<&str> {
    match parts(leaf).1 {
        _ if leaf.starts_with(ABOVE) => None,
        Sort::Tied | Sort::Link | Sort::Stands | Sort::Called | Sort::Giver | Sort::Count | Sort::Own | Sort::Under | Sort::Unread | Sort::Person | Sort::Version => None,
        Sort::Item => Some(leaf.split_once(BAR).map_or(leaf, |(alike, _)| alike)),
        Sort::Said | Sort::Unit | Sort::Over | Sort::Exact => Some(leaf),
    }
}

/// The identifier that an entry goes by.
pub(crate) fn own(id: &str) -> String {
    leaf(Sort::Own, OWN, id)
}

/// How often more than once a document says a statement under its one identifier.
pub(crate) fn again(times: usize) -> String {
    leaf(Sort::Own, AGAIN, &times.to_string())
}

/// How often more than once a statement was said where it was read.
pub(crate) fn said_again(statement: &Statement) -> usize {
    let times = |fact: &Fact| {
        let (path, sort, times) = parts(of(fact)?);
        times.parse::<usize>().ok().filter(|_| sort == Sort::Own && path == AGAIN)
    };
    statement.facts.iter().rev().take_while(|fact| fact.aspect == Aspect::Element).find_map(times).unwrap_or(0)
}

/// Whether a fact only tells by what an entry goes.
pub(crate) fn is_own(fact: &Fact) -> bool {
    of(fact).is_some_and(|leaf| parts(leaf).1 == Sort::Own)
}

/// The identifier that a fact says the entry goes by, if it does.
pub(crate) fn own_id(fact: &Fact) -> Option<&str> {
    let (path, sort, id) = parts(of(fact)?);
    (sort == Sort::Own && path == OWN).then_some(id)
}

/// Whether a fact only names an element that nothing of the other book is held against.
pub(crate) fn is_unread(fact: &Fact) -> bool {
    of(fact).is_some_and(|leaf| parts(leaf).1 == Sort::Unread)
}

/// Whether a fact names a contact person of the patient.
pub(crate) fn is_person(fact: &Fact) -> bool {
    of(fact).is_some_and(|leaf| parts(leaf).1 == Sort::Person)
}

/// The leaf that a fact is, if it is one.
pub(crate) fn of(fact: &Fact) -> Option<&str> {
    match (&fact.value, fact.aspect) {
        (Value::Text(leaf), Aspect::Element) => Some(leaf),
        _ => None,
    }
}

/// The record that a fact leads to from an element that no aspect stands for.
pub(crate) fn linked(fact: &Fact) -> Option<&str> {
    let (_, sort, key) = parts(of(fact)?);
    (sort == Sort::Link && !key.is_empty() && key != "#").then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_something_is_in_use_is_said_by_silence_and_that_it_is_not_changes_its_meaning() {
        assert!(is_said_by_silence("active", "true") && is_said_by_silence("contained.Practitioner.active", "true"));
        assert!(is_modifier("active", "false") && !is_modifier("active", "true") && !is_said_by_silence("active", "false"));
    }

    #[test]
    fn how_long_a_drug_is_taken_changes_its_meaning_and_how_often_a_day_does_not() {
        assert!(is_modifier("dosageInstruction.timing.repeat.boundsDuration", "432000 s") && is_modifier("dosage.timing.repeat.count", "6"));
        assert!(!is_modifier("dosageInstruction.timing.repeat.duration", "2 h") && !is_modifier("dosageInstruction.sequence", "2"));
    }

    #[test]
    fn a_leaf_is_read_as_it_was_written() {
        assert_eq!(parts(&leaf(Sort::Said, "a.b", "x = y called z")), ("a.b", Sort::Said, "x = y called z"));
        assert_eq!(parts(&leaf(Sort::Link, "performer", "12")), ("performer", Sort::Link, "12"));
        assert_eq!(parts(&exactly("PID-3", "AN 70")), ("PID-3", Sort::Exact, "AN 70"));
        assert_eq!(content(&exactly("PID-3", "AN 70")), Some("PID-3 exactly AN 70"));
        let words = called("code.coding", "http://loinc.org|1-8", "serum iron");
        let (path, sort, rest) = parts(&words);
        assert_eq!((path, sort, concept(rest)), ("code.coding", Sort::Called, ("http://loinc.org|1-8", "serum iron")));
        let tied = item("telecom", &[1, 2], &[3], &[(4, "a |7".into())]);
        assert_eq!(parts_of_item(parts(&tied).2), ["00000001", "00000002", "00000003", "00000004>a__7"]);
        assert_eq!([leading("00000004>a__7"), leading("00000001")], [Some(("00000004", "a__7")), None]);
        assert_eq!(content(&tied), Some("telecom together 00000001 00000002"));
        assert_eq!([content(&words), content(&leaf(Sort::Link, "a", "b"))], [None, None]);
        let bare = standing("category.coding.system", Aspect::Category, "", "vital-signs");
        let (path, sort, rest) = parts(&bare);
        assert_eq!((path, sort, under(rest), content(&bare)), ("category.coding.system", Sort::Under, Some((Aspect::Category, "", "vital-signs")), None));
    }

    fn told(leaves: impl Iterator<Item = u32>) -> Vec<String> {
        let mut all = Leaves::default();
        leaves.for_each(|n| all.add(String::new(), leaf(Sort::Said, "a", &n.to_string())));
        all.add(String::new(), leaf(Sort::Said, "b", "1"));
        all.finish().0.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn the_fullest_place_of_a_large_record_is_told_by_a_digest() {
        let most = LEAVES_MAX as u32;
        assert_eq!(told((0..most - 1).chain(0..most - 1)).len(), LEAVES_MAX, "one that is there twice is one");
        let large = told(0..most + 3);
        assert_eq!((large.len(), large.contains(&"b = 1".to_string())), (2, true), "{large:?}");
        assert_eq!(told((0..most + 3).rev()), large, "in whatever order");
        assert_ne!(told((0..most + 2).chain([most + 9])), large, "another value");
        assert_ne!(told(0..most + 2), large, "one less");
    }

    #[test]
    fn of_very_many_links_their_number_is_told_and_of_words_that_they_are_not_compared() {
        let mut all = Leaves::default();
        for n in 0..=LEAVES_MAX {
            all.add(String::new(), leaf(Sort::Link, "target", &n.to_string()));
            all.add(String::new(), called("code", &n.to_string(), "words"));
        }
        let (kept, beyond) = all.finish();
        let texts: Vec<String> = kept.into_iter().map(|(_, text)| text).collect();
        assert_eq!((texts, beyond), (vec![format!("target counts {}", LEAVES_MAX + 1)], LEAVES_MAX as u64 + 1));
    }

    #[test]
    fn of_more_places_than_are_held_against_each_other_a_digest_is_left() {
        let of_places = |sort: Sort, last: &str| {
            let mut all = Leaves::default();
            (0..PLACES_MAX + 2).for_each(|n| all.add(String::new(), leaf(sort, &format!("p{n:05}"), if n > PLACES_MAX { last } else { "1" })));
            all.finish()
        };
        let (kept, beyond) = of_places(Sort::Said, "1");
        assert_eq!((kept.len(), beyond), (PLACES_MAX + 1, 0));
        assert_ne!(of_places(Sort::Said, "2").0, kept, "the last of them is another");
        // What is held against nothing is counted, and leaves no digest that the other side would have to have.
        assert_eq!((of_places(Sort::Giver, "1").0.len(), of_places(Sort::Giver, "1").1), (PLACES_MAX, 2));
    }

    #[test]
    fn a_long_value_of_the_same_length_is_another() {
        assert_ne!(long(&"5 mg daily ".repeat(50)), long(&"8 mg daily ".repeat(50)));
        assert_eq!(long("a"), long("a"));
    }
}
