//! Who is the same person: the crosswalk between the two sides.
//!
//! Deterministic, in falling certainty: by provenance (our own output knows its source row), by equal key, by a shared
//! identifier, by name, birth date and sex together when that points to one person only. What stays single is listed, never
//! guessed. [`link_document`] says the same of one document by its header. Numbers that a side itself merged away are followed
//! ([`reconcile`]), and every link carries its [`Confidence`]. [`reconcile`] holds everybody: it says what is to be found. Whoever has more people than
//! memory has room for finds the same by the same evidence ([`STAGES`], [`weigh`]), one key at a time.

#[cfg(test)]
mod chance;
mod confidence;
mod document;
mod merges;

pub use confidence::{CERTAIN_MIN, Confidence, weigh};
pub use document::{Asked, CANDIDATES_MAX, Comparison, DocumentHeader, DocumentLink, Evidence, LINKED_MIN, Named, Person, Roster, link_document, plain};
pub use merges::{Again, Contradiction, Merge, Merges, Persons, Reconciled, contradicted, known_by, merged_at, reconcile, said_merges, turned_round};

use model::{Aspect, Fact, Statement, Value};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Two keys of one person, and what says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Key on the legacy side.
    pub legacy: String,
    /// Key on the destination side.
    pub destination: String,
    /// `provenance`, `key`, `identifier`, `demographics`, `demographics, birth date in part`.
    pub by: &'static str,
    /// How sure that is.
    pub confidence: Confidence,
}

/// The crosswalk.
#[derive(Debug, Default)]
pub struct Crosswalk {
    /// Links, by legacy key.
    pub links: Vec<Link>,
    /// Legacy keys without a mate.
    pub legacy_only: Vec<String>,
    /// Destination keys without a mate.
    pub destination_only: Vec<String>,
}

/// Aspects by which people are linked, merged and weighed.
const READ: [Aspect; 13] = [
    Aspect::Family,
    Aspect::Given,
    Aspect::BirthDate,
    Aspect::Sex,
    Aspect::Mrn,
    Aspect::Ssn,
    Aspect::DriverLicense,
    Aspect::Passport,
    Aspect::Status,
    Aspect::Patient,
    Aspect::Replaces,
    Aspect::Effective,
    Aspect::Recorded,
];

/// What a record gives by which its person may be found on the other side, as texts of which each may be shared.
pub type Means = fn(&Statement) -> Vec<String>;

/// By what those are linked who are known neither by provenance nor by their keys, in falling certainty: whoever shares a text with exactly one
/// person of the other side, and is the only one of the own side who has it.
pub const STAGES: [(Means, &str); 3] = [(identifiers, "identifier"), (name_and_birth, "demographics"), (name_and_most_of_birth, IN_PART)];

/// The stage that links only whom nothing else speaks for or against: nobody with two candidates, and no two social security numbers.
pub const IN_PART: &str = "demographics, birth date in part";

/// Whether equal keys are those of one person: of those whom name and birth find, how many have one key on both sides, and how many another one than somebody else
/// bears there. Where a server counted its patients anew, `7` is whoever came seventh.
pub fn keys_tell(are_one: usize, are_others: usize) -> bool {
    const OTHERS_MIN: usize = 3;
    are_others < OTHERS_MIN || are_one * 2 >= are_others
}

/// By what [`keys_tell`] finds people.
pub const NAMED: Means = name_and_birth;

/// Whether [`aliases`], [`Merges`] or [`reconcile`] read an aspect of a person: whoever holds everybody at once need not hold the rest.
/// A document is held against more ([`Roster`]).
pub fn reads(aspect: Aspect) -> bool {
    READ.contains(&aspect)
}

/// Links the demographic statements of both sides. `source` gives artifact and line of a destination statement that we made.
/// Keys that appear in records but not among the demographics are passed in `legacy_keys` and `destination_keys`; `again` says where else
/// somebody's record stands. Nothing of the people is copied: there may be millions of them.
fn crosswalk(
    (legacy, again): (&[&Statement], &[((u32, u64), &str)]),
    destination: &[&Statement],
    legacy_keys: &HashSet<&str>,
    destination_keys: &HashSet<&str>,
    source: &dyn Fn(&Statement) -> Option<(u32, u64)>,
) -> Crosswalk {
    let mut free_legacy: BTreeMap<&str, &Statement> = legacy.iter().rev().map(|&s| (s.patient.as_str(), s)).collect();
    let mut free_destination: BTreeMap<&str, &Statement> = destination.iter().rev().map(|&s| (s.patient.as_str(), s)).collect();
    let mut links = Vec::new();
    let people = legacy_keys.len().max(destination_keys.len());
    let mut link = |l: &str, r: &str, by, fl: &mut BTreeMap<&str, &Statement>, fr: &mut BTreeMap<&str, &Statement>| {
        if let (Some(left), Some(right)) = (fl.remove(l), fr.remove(r)) {
            let confidence = confidence::weigh(by, people, Some((left, right)));
            links.push(Link { legacy: l.into(), destination: r.into(), by, confidence });
        }
    };
    let rows: HashMap<(u32, u64), &str> = again.iter().copied().chain(legacy.iter().map(|s| ((s.origin.artifact, s.origin.line), s.patient.as_str()))).collect();
    for &statement in destination {
        if let Some(key) = source(statement).and_then(|place| rows.get(&place)) {
            if free_legacy.contains_key(key) && free_destination.contains_key(statement.patient.as_str()) {
                link(key, &statement.patient, "provenance", &mut free_legacy, &mut free_destination);
            }
        }
    }
    let by_name = unique_matches(&free_legacy, &free_destination, name_and_birth);
    let are_one = by_name.iter().filter(|(l, r)| l == r).count();
    let is_anothers = |(l, r): &&(String, String)| l != r && (free_destination.contains_key(l.as_str()) || free_legacy.contains_key(r.as_str()));
    let tell = keys_tell(are_one, by_name.iter().filter(is_anothers).count());
    let equal: Vec<&str> = free_legacy.keys().filter(|k| tell && free_destination.contains_key(*k)).copied().collect();
    for key in equal {
        link(key, key, "key", &mut free_legacy, &mut free_destination);
    }
    for (evidence, by) in STAGES {
        let mut pairs = unique_matches(&free_legacy, &free_destination, evidence);
        if by == IN_PART {
            pairs = undisputed(pairs, &free_legacy, &free_destination);
        }
        for (l, r) in pairs {
            link(&l, &r, by, &mut free_legacy, &mut free_destination);
        }
    }
    links.sort_unstable_by(|a, b| a.legacy.cmp(&b.legacy));
    let linked: HashSet<&str> = links.iter().map(|l| l.legacy.as_str()).collect();
    let linked_right: HashSet<&str> = links.iter().map(|l| l.destination.as_str()).collect();
    // Records may hang on a key that no demographic statement has: equal keys still belong together.
    let orphans: Vec<Link> = legacy_keys
        .iter()
        .filter(|k| (tell || k.is_empty()) && !linked.contains(**k) && !linked_right.contains(**k) && destination_keys.contains(**k))
        .map(|k| Link { legacy: (*k).into(), destination: (*k).into(), by: "key", confidence: confidence::weigh("key", people, None) })
        .collect();
    let orphaned: HashSet<&str> = orphans.iter().map(|o| o.legacy.as_str()).collect();
    let alone = |keys: &HashSet<&str>, linked: &HashSet<&str>| -> Vec<String> {
        keys.iter().filter(|k| !linked.contains(**k) && !orphaned.contains(**k)).map(|k| (*k).to_string()).collect()
    };
    let (mut legacy_only, mut destination_only) = (alone(legacy_keys, &linked), alone(destination_keys, &linked_right));
    legacy_only.sort_unstable();
    destination_only.sort_unstable();
    links.extend(orphans);
    links.sort_unstable_by(|a, b| a.legacy.cmp(&b.legacy));
    Crosswalk { links, legacy_only, destination_only }
}

/// Keys of one side that are another name of a patient of the same side: a document or a message that names by a medical
/// record number whom the tables name by a key of their own. The key must be an identifier of exactly one patient of the
/// tables, and the birth dates may not contradict. Patients of the tables are never joined with each other: whether two of
/// them are one person is for people to say.
pub fn aliases(demographics: &[Statement]) -> HashMap<String, String> {
    let tables: HashMap<&str, &Statement> = demographics.iter().filter(|s| is_of_tables(s)).map(|s| (s.patient.as_str(), s)).collect();
    let mut by_identifier: HashMap<String, Vec<&Statement>> = HashMap::new();
    for statement in tables.values() {
        for identifier in answers_to(statement) {
            by_identifier.entry(identifier).or_default().push(statement);
        }
    }
    let mut aliases = HashMap::new();
    for statement in demographics.iter().filter(|s| s.origin.relation == 0 && !tables.contains_key(s.patient.as_str())) {
        let mut named: Vec<&str> = Vec::new();
        for identifier in answers_to(statement) {
            for other in by_identifier.get(&identifier).into_iter().flatten().filter(|o| !contradict(statement, o)) {
                named.push(&other.patient);
            }
        }
        named.sort_unstable();
        named.dedup();
        if let [one] = named[..] {
            aliases.insert(statement.patient.clone(), one.to_string());
        }
    }
    aliases
}

/// Whether a statement is somebody's own record in a table: a row that only tells of a merge is nobody's.
pub fn is_of_tables(statement: &Statement) -> bool {
    statement.origin.relation != 0 && statement.merged_into().is_none()
}

/// What [`aliases`] knows somebody by: the record numbers and the key.
pub fn answers_to(statement: &Statement) -> impl Iterator<Item = String> {
    let numbers = statement.facts.iter().filter(|f| f.aspect == Aspect::Mrn).filter_map(number);
    numbers.chain([statement.patient.to_lowercase()])
}

fn contradict(a: &Statement, b: &Statement) -> bool {
    matches!((a.date(Aspect::BirthDate), b.date(Aspect::BirthDate)), (Some(x), Some(y)) if x.days() != y.days())
}

/// Pairs whose evidence names exactly one person on each side.
fn unique_matches(
    legacy: &BTreeMap<&str, &Statement>,
    destination: &BTreeMap<&str, &Statement>,
    evidence: fn(&Statement) -> Vec<String>,
) -> Vec<(String, String)> {
    let index = |side: &BTreeMap<&str, &Statement>| {
        let mut found: HashMap<String, Vec<String>> = HashMap::new();
        for (key, statement) in side {
            for item in evidence(statement) {
                found.entry(item).or_default().push((*key).to_string());
            }
        }
        found
    };
    let (left, right) = (index(legacy), index(destination));
    let mut pairs: Vec<(String, String)> = left
        .iter()
        .filter_map(|(item, keys)| match (&keys[..], right.get(item).map(Vec::as_slice)) {
            ([l], Some([r])) => Some((l.clone(), r.clone())),
            _ => None,
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Pairs of whom neither has another candidate, and whose social security numbers do not speak against it.
fn undisputed(pairs: Vec<(String, String)>, legacy: &BTreeMap<&str, &Statement>, destination: &BTreeMap<&str, &Statement>) -> Vec<(String, String)> {
    let (mut mates, mut mates_there): (HashMap<&str, u64>, HashMap<&str, u64>) = (HashMap::new(), HashMap::new());
    for (l, r) in &pairs {
        *mates.entry(l.as_str()).or_default() += 1;
        *mates_there.entry(r.as_str()).or_default() += 1;
    }
    let alone = |l: &str, r: &str| mates.get(l) == Some(&1) && mates_there.get(r) == Some(&1);
    let agrees = |l: &str, r: &str| {
        let (Some(a), Some(b)) = (legacy.get(l), destination.get(r)) else { return false };
        match (social_security(a), social_security(b)) {
            (Some(x), Some(y)) => x == y,
            _ => true,
        }
    };
    pairs.iter().filter(|(l, r)| alone(l, r) && agrees(l, r)).cloned().collect()
}

/// What a record says of its social security number, to be held against another one: the last four digits, which a masked number (`***-**-1234`) tells
/// too. What is filled in for want of one tells nothing.
pub fn social_security(statement: &Statement) -> Option<String> {
    let last_four = |fact: &Fact| {
        let digits = digits_of(&folded(&fact.value)?);
        let last = digits.get(digits.len().checked_sub(4)?..)?;
        (!is_filled_in(&digits)).then(|| last.iter().collect())
    };
    statement.facts.iter().filter(|fact| fact.aspect == Aspect::Ssn).find_map(last_four)
}

/// Letters and digits of a value, as they are compared; none of an absence, which names nobody, and of what has neither.
fn folded(value: &Value) -> Option<String> {
    let is_absent = matches!(value, Value::Absent(_));
    let text: String = value.shown().chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    (!is_absent && !text.is_empty()).then_some(text)
}

/// A number that names somebody. A word in its place (`UNKNOWN`) names nobody, and of a social security number no part (`***-**-1234`) does, nor one
/// digit throughout (`999-99-9999`), which is filled in for want of it.
fn number(fact: &Fact) -> Option<String> {
    let number = folded(&fact.value)?;
    let digits = digits_of(&number);
    let is_named = if fact.aspect == Aspect::Ssn { digits.len() >= 9 && !is_filled_in(&digits) } else { !digits.is_empty() };
    is_named.then_some(number)
}

fn digits_of(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_numeric()).collect()
}

/// Whether a number is one digit throughout.
fn is_filled_in(digits: &[char]) -> bool {
    digits.iter().all(|digit| Some(digit) == digits.first())
}

fn identifiers(statement: &Statement) -> Vec<String> {
    let aspects = [Aspect::Mrn, Aspect::Ssn, Aspect::DriverLicense, Aspect::Passport];
    let of = |f: &&Fact| aspects.contains(&f.aspect);
    let mut named: Vec<String> = statement.facts.iter().filter(of).filter_map(|f| Some(format!("{}={}", f.aspect.word(), number(f)?))).collect();
    // A number that two systems give one person is one person's all the same.
    named.sort_unstable();
    named.dedup();
    named
}

/// Name, sex and year of birth with either the month or the day, or day and month exchanged: a typing error, or a date that
/// was read the wrong way round. Never without the year: father and son share a name and may share a birthday.
fn name_and_most_of_birth(statement: &Statement) -> Vec<String> {
    let part = |a: Aspect| statement.value(a).and_then(folded);
    let (Some(family), Some(given), Some(sex), Some(birth)) = (part(Aspect::Family), part(Aspect::Given), part(Aspect::Sex), statement.date(Aspect::BirthDate)) else {
        return Vec::new();
    };
    let who = format!("{family}|{given}|{sex}|{}", birth.year);
    let (first, last) = (birth.month.min(birth.day), birth.month.max(birth.day));
    vec![format!("{who}|month {}", birth.month), format!("{who}|day {}", birth.day), format!("{who}|both {first} {last}")]
}

fn name_and_birth(statement: &Statement) -> Vec<String> {
    let part = |a: Aspect| statement.value(a).and_then(folded);
    match (part(Aspect::Family), part(Aspect::Given), part(Aspect::BirthDate)) {
        (Some(family), Some(given), Some(birth)) => vec![format!("{family}|{given}|{birth}|{}", part(Aspect::Sex).unwrap_or_default())],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Date, How, Origin};

    fn person(key: &str, parts: &[(Aspect, &str)]) -> Statement {
        let value = |aspect: Aspect, text: &str| match aspect {
            Aspect::BirthDate => Date::parse_iso(text).map_or_else(|| Value::Text(text.into()), Value::Date),
            Aspect::Sex => Value::Word(text.into()),
            _ => Value::Text(text.into()),
        };
        let facts = parts.iter().map(|(aspect, text)| Fact { aspect: *aspect, value: value(*aspect, text), place: 0, how: How::Copied }).collect();
        let origin = Origin { artifact: 0, relation: 0, line: 1, reference: String::new() };
        Statement { kind: model::Kind::Demographic, patient: key.into(), origin, facts }
    }

    fn keys(side: &[Statement]) -> HashSet<&str> {
        side.iter().map(|s| s.patient.as_str()).collect()
    }

    fn links(legacy: &[Statement], destination: &[Statement]) -> Vec<(String, String, &'static str)> {
        let (left, right): (Vec<&Statement>, Vec<&Statement>) = (legacy.iter().collect(), destination.iter().collect());
        let found = crosswalk((&left, &[]), &right, &keys(legacy), &keys(destination), &|_| None);
        found.links.into_iter().map(|l| (l.legacy, l.destination, l.by)).collect()
    }

    const ALICE: [(Aspect, &str); 3] = [(Aspect::Family, "Newman"), (Aspect::Given, "Alice"), (Aspect::Sex, "female")];

    fn alice(key: &str, birth: &str, more: &[(Aspect, &str)]) -> Statement {
        let parts: Vec<(Aspect, &str)> = ALICE.into_iter().chain([(Aspect::BirthDate, birth)]).chain(more.iter().copied()).collect();
        person(key, &parts)
    }

    #[test]
    fn keys_that_were_counted_anew_are_nobodys() {
        let of = |key: &str, name: &str, ssn: &str| person(key, &[(Aspect::Family, name), (Aspect::Given, "Ann"), (Aspect::BirthDate, "1970-05-01"), (Aspect::Ssn, ssn)]);
        let legacy = [of("1", "Arne", "111-22-3331"), of("2", "Berg", "111-22-3332"), of("3", "Cole", "111-22-3333")];
        let shifted = [of("2", "Arne", "111-22-3331"), of("3", "Berg", "111-22-3332"), of("4", "Cole", "111-22-3333")];
        let linked: Vec<(String, String)> = links(&legacy, &shifted).into_iter().map(|(l, r, _)| (l, r)).collect();
        assert_eq!(linked, [("1", "2"), ("2", "3"), ("3", "4")].map(|(l, r)| (l.to_string(), r.to_string())));
        // One that bears another's name is an error of that record, where the others kept their keys.
        let renamed = [of("1", "Arne", "111-22-3331"), of("2", "Cole", "111-22-3332"), of("3", "Berg", "111-22-3333")];
        assert!(links(&legacy, &renamed).iter().all(|(l, r, by)| l == r && *by == "key"));
    }

    #[test]
    fn a_birth_date_that_is_wrong_in_part_still_links_where_nobody_else_comes_into_question() {
        let near = "demographics, birth date in part";
        for (birth, by) in [("1970-05-01", "demographics"), ("1970-06-01", near), ("1970-05-11", near), ("1970-01-05", near)] {
            assert_eq!(links(&[alice("L", "1970-05-01", &[])], &[alice("D", birth, &[])]), [("L".into(), "D".into(), by)], "{birth}");
        }
    }

    #[test]
    fn what_stands_for_want_of_a_number_or_a_birth_date_links_nobody() {
        let filled_in = [
            (Aspect::Ssn, "UNKNOWN"), (Aspect::Ssn, "999-99-9999"), (Aspect::Ssn, "000000000"), (Aspect::Ssn, "***-**-1234"), (Aspect::Ssn, "--"), (Aspect::Mrn, "none"),
            (Aspect::DriverLicense, "REFUSED"), (Aspect::Passport, "?"),
        ];
        for (aspect, number) in filled_in {
            assert!(links(&[person("L", &[(aspect, number)])], &[person("D", &[(aspect, number)])]).is_empty(), "{number}");
        }
        for (aspect, number) in [(Aspect::Ssn, "111-22-3333"), (Aspect::DriverLicense, "D-7"), (Aspect::Mrn, "7")] {
            assert_eq!(links(&[person("L", &[(aspect, number)])], &[person("D", &[(aspect, number)])]), [("L".into(), "D".into(), "identifier")], "{number}");
        }
        let unborn = |key: &str| {
            let mut person = person(key, &ALICE);
            person.facts.push(Fact { aspect: Aspect::BirthDate, value: Value::Absent("unknown".into()), place: 0, how: How::Copied });
            person
        };
        assert!(links(&[unborn("L")], &[unborn("D")]).is_empty(), "a name alone is many people's");
        let masked = [alice("L", "1970-05-01", &[(Aspect::Ssn, "UNKNOWN")])];
        assert_eq!(links(&masked, &[alice("D", "1970-06-01", &[(Aspect::Ssn, "111-22-3333")])]).len(), 1, "a word is no other number");
        let of = |key: &str, birth: &str, number: &str| [alice(key, birth, &[(Aspect::Ssn, number)])];
        assert!(links(&of("L", "1970-05-01", "***-**-1234"), &of("D", "1970-06-01", "***-**-9876")).is_empty(), "what is masked speaks against a link all the same");
        assert_eq!(links(&of("L", "1970-05-01", "***-**-1234"), &of("D", "1970-06-01", "111-22-1234")).len(), 1);
    }

    #[test]
    fn a_number_that_stands_in_a_record_twice_links_all_the_same() {
        let (once, twice) = (person("L", &[(Aspect::Mrn, "77")]), person("D", &[(Aspect::Mrn, "77"), (Aspect::Mrn, "77")]));
        assert_eq!(links(&[once], &[twice]), [("L".into(), "D".into(), "identifier")]);
        let (one, other) = (person("D", &[(Aspect::Mrn, "77")]), person("E", &[(Aspect::Mrn, "77")]));
        assert!(links(&[person("L", &[(Aspect::Mrn, "77")])], &[one, other]).is_empty(), "two people have it");
    }

    #[test]
    fn another_year_another_number_or_a_second_candidate_links_nobody() {
        let legacy = [alice("L", "1970-05-01", &[])];
        assert!(links(&legacy, &[alice("D", "1995-05-01", &[])]).is_empty(), "mother and daughter");
        assert!(links(&legacy, &[alice("D", "1970-06-01", &[]), alice("E", "1970-05-11", &[])]).is_empty(), "two candidates");
        let numbered = [alice("L", "1970-05-01", &[(Aspect::Ssn, "111-22-3333")])];
        assert!(links(&numbered, &[alice("D", "1970-06-01", &[(Aspect::Ssn, "999-88-7777")])]).is_empty(), "two numbers");
    }
}
