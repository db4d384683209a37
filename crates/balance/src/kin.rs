//! Contact persons of a patient: next of kin, whom to call in an emergency, guardians.
//!
//! A message has them as segments (NK1), a document as guardians and participants, a resource as a list of the patient. Each is one leaf that names the
//! person, what they are to the patient and their numbers, because facts have no groups. The contacts of a chart are those of all its messages and
//! documents, which repeat them or leave them out: lost is only who stands in all that name any contact, and new only who stands in none. Of two books of
//! one format their elements tell, where a book of FHIR may have as records of their own (RelatedPerson) whom the other has among the contacts. Held against
//! a book of another format such a record names a contact like any other; as it may as well be of somebody who is none, such as whoever is insured, nobody
//! is new by it.

use crate::align::Match;
use crate::judge::AspectDifference;
use crate::leaf::{self, Sort};
use crate::reading::Coverage;
use crate::written;
use model::{Aspect, Fact, Kind, Statement, Value, Verdict};
use std::borrow::Cow;
use std::collections::HashSet;

/// Path of a contact as a leaf.
const PATH: &str = "contact";
/// The type of resource that is a contact person by itself.
const RECORD: &str = "RelatedPerson";
/// Between the parts of a contact.
const ENDS: &str = "; ";

/// What somebody is to the patient, with the words and the codes for it: table 0063 of HL7 v2 and RoleCode of v3. What is broader (a parent, next of kin) is
/// in none, and not compared.
const RELATIONS: [(&str, &[&str]); 12] = [
    ("self", &["self", "sel", "oneself", "onself"]),
    ("spouse", &["spouse", "spo", "sps", "husband", "husb", "wife"]),
    ("partner", &["partner", "dom", "domprt", "domestic partner", "life partner", "sigothr", "significant other"]),
    ("mother", &["mother", "mth", "nmth", "natural mother"]),
    ("father", &["father", "fth", "nfth", "natural father"]),
    ("child", &["child", "chd", "son", "sonc", "son inlaw", "dau", "dauc", "daughter", "nch", "nchild", "natural child"]),
    ("brother", &["brother", "bro", "nbro"]),
    ("sister", &["sister", "sis", "nsis"]),
    ("grandparent", &["grandparent", "grp", "grprn", "grandmother", "grmth", "grandfather", "grfth"]),
    ("guardian", &["guardian", "grd", "guard", "legal guardian"]),
    ("friend", &["friend", "fnd", "frnd"]),
    ("neighbor", &["neighbor", "nbor", "neighbour"]),
];

/// Words that stand where a name would, and name nobody.
const NOBODY: [&str; 12] = ["unknown", "none", "nobody", "no", "one", "not", "given", "declined", "refused", "na", "self", "same"];

/// What somebody is to the patient, of a code or of words for it.
pub(crate) fn relation(written: &str) -> Option<&'static str> {
    let written = written.trim().to_lowercase();
    RELATIONS.iter().find(|(_, ways)| ways.contains(&written.as_str())).map(|(word, _)| *word)
}

/// A contact as the value of an element; none of what names nobody. The patient is no contact of their own.
pub(crate) fn value(name: &str, relation: Option<&'static str>, numbers: &[String]) -> Option<Value> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ").replace(';', " ");
    let words = names_of(&name);
    if relation == Some("self") || words.is_empty() || words.iter().all(|word| NOBODY.contains(&word.as_str())) {
        return None;
    }
    let numbers = numbers.iter().map(|number| number.replace(';', " ")).filter(|number| leaf::number_to_call(number).is_some());
    let parts: Vec<String> = std::iter::once(name).chain(relation.map(str::to_string)).chain(numbers).collect();
    Some(Value::Text(leaf::leaf(Sort::Person, PATH, &parts.join(ENDS))))
}

/// Whether resources of a type are contact persons by themselves.
pub(crate) fn is_of_contacts(kind: &str) -> bool {
    kind == RECORD
}

/// Whether a statement only names a contact person, of whom the patient of its chart tells.
pub(crate) fn is_contact(statement: &Statement) -> bool {
    statement.kind == Kind::Record && statement.facts.iter().any(leaf::is_person)
}

/// Whether a book has contact persons as records of their own, which are not read.
pub(crate) fn are_records(coverage: &Coverage) -> bool {
    coverage.unread.contains_key(RECORD)
}

/// The words of a name but initials, in the order of the alphabet.
fn names_of(name: &str) -> Vec<String> {
    let words: Vec<String> = written::person(&written::composed(name)).split(' ').filter(|word| !word.is_empty()).map(str::to_string).collect();
    let long: Vec<String> = words.iter().filter(|word| word.chars().count() > 1).cloned().collect();
    if long.is_empty() { words } else { long }
}

/// Whether two words are one but for letters with marks, for which a book may have others.
fn is_one_word(a: &str, b: &str) -> bool {
    a.chars().count() == b.chars().count() && a.chars().zip(b.chars()).all(|(x, y)| x == y || x.is_ascii() != y.is_ascii())
}

/// A contact as it is compared.
struct Person<'f> {
    fact: &'f Fact,
    names: Vec<String>,
    relation: Option<&'static str>,
    numbers: Vec<String>,
}

impl<'f> Person<'f> {
    fn of(fact: &'f Fact) -> Option<Self> {
        let (_, sort, told) = leaf::parts(leaf::of(fact)?);
        let mut parts = told.split(ENDS);
        let names = names_of(parts.next().filter(|_| sort == Sort::Person)?);
        let (mut said, mut numbers) = (None, Vec::new());
        for part in parts {
            match leaf::number_to_call(part) {
                Some(number) => numbers.push(number),
                None => said = relation(part),
            }
        }
        Some(Self { fact, names, relation: said, numbers })
    }

    /// Whether two contacts are one person: by name, of which a book may leave a part out, or with letters that one of them has not by a number too, where
    /// the names begin alike: whoever lives together has one number.
    fn is(&self, other: &Self) -> bool {
        let within = |a: &[String], b: &[String]| a.iter().all(|word| b.iter().any(|other| is_one_word(word, other)));
        let (least, most) = if self.names.len() <= other.names.len() { (&self.names, &other.names) } else { (&other.names, &self.names) };
        let by_name = (least.len() > 1 || least.len() == most.len()) && within(least, most);
        let has_marks = |of: &Self| of.names.iter().any(|word| !word.is_ascii());
        let begin_alike = |x: &str, y: &str| x.chars().next().zip(y.chars().next()).is_some_and(|(x, y)| x == y || x.is_ascii() != y.is_ascii());
        let are_spelled = |a: &[String], b: &[String]| a.iter().all(|word| b.iter().any(|other| begin_alike(word, other)));
        let is_spelled = || least.len() == most.len() && are_spelled(least, most) && are_spelled(most, least);
        by_name || (has_marks(self) || has_marks(other)) && self.calls_one(other) && is_spelled()
    }

    fn calls_one(&self, other: &Self) -> bool {
        self.numbers.iter().any(|number| other.numbers.contains(number))
    }

    fn shown(&self) -> String {
        leaf::of(self.fact).map(|text| format!("{PATH} = {}", leaf::parts(text).2)).unwrap_or_default()
    }
}

/// The contacts of a chart, and those of them who stand in every message or document that names any.
struct Contacts<'f> {
    all: Vec<Person<'f>>,
    always: Vec<usize>,
}

impl<'f> Contacts<'f> {
    fn of(chart: &'f [Statement]) -> Self {
        let patients = chart.iter().filter(|statement| statement.kind == Kind::Demographic);
        let named = patients.map(|statement| statement.facts.iter().filter_map(Person::of).collect::<Vec<_>>());
        // Each message says the same contacts again: what stands in every list, or in any, stands so in the distinct ones.
        let mut seen = HashSet::new();
        let said = |list: &[Person<'f>]| list.iter().filter_map(|person| leaf::of(person.fact)).collect::<Vec<_>>();
        let lists: Vec<Vec<Person<'f>>> = named.filter(|list| !list.is_empty() && seen.insert(said(list))).collect();
        let is_everywhere = |person: &Person<'_>| lists.iter().all(|list| list.iter().any(|other| other.is(person)));
        let always = lists.iter().flatten().enumerate().filter(|(_, person)| is_everywhere(person)).map(|(at, _)| at).collect();
        let apart = chart.iter().filter(|statement| is_contact(statement)).flat_map(|statement| statement.facts.iter().filter_map(Person::of));
        Self { all: lists.into_iter().flatten().chain(apart).collect(), always }
    }

    fn always(&self) -> impl Iterator<Item = &Person<'f>> {
        self.always.iter().filter_map(move |at| self.all.get(*at))
    }

    /// Everything that is said of a person.
    fn said_of<'p>(&'p self, person: &'p Person<'_>) -> impl Iterator<Item = &'p Person<'f>> {
        self.all.iter().filter(move |other| other.is(person))
    }

    fn has(&self, person: &Person<'_>) -> bool {
        self.said_of(person).next().is_some()
    }
}

/// What the contacts of two charts differ in, told of the pair of the patient: `destination` is the book of the second chart.
pub(crate) fn told(legacy: (&[Statement], usize), destination: (&[Statement], usize), matches: &[Match], book: &Coverage) -> Option<AspectDifference> {
    let is_patient = |statement: &Statement| statement.kind == Kind::Demographic && statement.merged_into().is_none();
    let (own, mate) = (legacy.0.get(legacy.1)?, destination.0.get(destination.1)?);
    if !is_patient(own) || !is_patient(mate) || mate.origin.relation != 0 || are_records(book) {
        return None;
    }
    let pair = |found: &Match| {
        let (l, r) = (found.legacy?, found.destination?);
        (is_patient(legacy.0.get(l)?) && is_patient(destination.0.get(r)?)).then_some((l, r))
    };
    if matches.iter().find_map(pair) != Some((legacy.1, destination.1)) || destination.0.iter().any(tells_by_elements) {
        return None;
    }
    let (ours, theirs) = (Contacts::of(legacy.0), Contacts::of(destination.0));
    if ours.all.is_empty() {
        return None;
    }
    let lost = ours.always().find(|person| !theirs.has(person));
    let new = theirs.always().find(|person| !ours.has(person));
    match (lost, new) {
        (Some(lost), Some(new)) => Some(difference(Verdict::Altered, "a contact person is another one in the destination", Some(lost), Some(new))),
        (Some(lost), None) => Some(difference(Verdict::Altered, "a contact person is absent in the destination", Some(lost), None)),
        (None, Some(new)) => Some(difference(Verdict::Invented, "the destination has one contact person more", None, Some(new))),
        (None, None) => ours.always().find_map(|person| otherwise(&ours, &theirs, person)),
    }
}

const NO_NUMBER: &str = "the number of a contact person is absent in the destination";
const OTHER_NUMBER: &str = "the number of a contact person is another one in the destination";

/// What is said otherwise of a person whom both charts name.
fn otherwise(ours: &Contacts<'_>, theirs: &Contacts<'_>, person: &Person<'_>) -> Option<AspectDifference> {
    let calls = |of: &Contacts<'_>| of.said_of(person).flat_map(|other| other.numbers.clone()).collect::<Vec<String>>();
    let (here, there) = (calls(ours), calls(theirs));
    let mate = theirs.said_of(person).next();
    let told = |manner: &str| Some(difference(Verdict::Altered, manner, Some(person), mate));
    if !here.is_empty() && !here.iter().any(|number| there.contains(number)) {
        return told(if there.is_empty() { NO_NUMBER } else { OTHER_NUMBER });
    }
    let is_to_them = |of: &Contacts<'_>| of.said_of(person).filter_map(|other| other.relation).collect::<Vec<_>>();
    let (here, there) = (is_to_them(ours), is_to_them(theirs));
    let is_other = !here.is_empty() && !there.is_empty() && !here.iter().any(|relation| there.contains(relation));
    if is_other { told("what a contact person is to the patient is otherwise in the destination") } else { None }
}

/// The elements that name a contact, and those by which one is known, in a record of their own and in one of the patient's.
const NAMED_BY: [&str; 3] = ["name.family", "name.given", "name.text"];
const KNOWN_BY: [&str; 4] = ["name.family", "name.given", "name.text", "telecom.value"];

/// Whether a statement is a contact person by itself, between two books of FHIR.
fn is_record(statement: &Statement) -> bool {
    statement.kind == Kind::Record && statement.origin.reference.starts_with(RECORD) && !is_contact(statement)
}

/// A leaf of what stands in a contact of a patient, as if that were a record of its own.
fn in_contact(text: &str) -> Option<&str> {
    text.strip_prefix(PATH)?.strip_prefix('.')
}

/// What an element says that somebody is to the patient.
fn relation_in(text: &str) -> Option<&'static str> {
    let (path, sort, value) = leaf::parts(text);
    if sort == Sort::Said && path.starts_with("relationship") { relation(value.rsplit('|').next().unwrap_or(value)) } else { None }
}

/// One contact person by the leaves of a record of their own, or of one of the contacts of a patient as if it were one.
struct Entry<'s> {
    /// The leaf that tells what belongs to the contact, where there are several.
    item: Option<&'s str>,
    leaves: HashSet<&'s str>,
    /// From when and until when, which of a record are facts.
    period: [Option<String>; 2],
}

impl<'s> Entry<'s> {
    fn of_record(record: &'s Statement) -> Self {
        let day = |aspect: Aspect| record.date(aspect).map(|date| leaf::instant(Some(date)).unwrap_or_else(|| date.to_string()));
        Self { item: None, leaves: record.facts.iter().filter_map(leaf::of).collect(), period: [Aspect::Effective, Aspect::End].map(day) }
    }

    /// The contacts of a patient: of several each has what its item holds, and one has all.
    fn of_contacts(patient: &'s Statement) -> Vec<Self> {
        let texts: Vec<&'s str> = patient.facts.iter().filter_map(leaf::of).collect();
        let known: Vec<(String, &'s str)> = texts.iter().copied().filter_map(in_contact).map(|text| (format!("{:08x}", leaf::short(text)), text)).collect();
        let of_item = |item: &'s str| {
            let (path, sort, value) = leaf::parts(item);
            let parts = (path == PATH && sort == Sort::Item).then(|| leaf::parts_of_item(value))?;
            let leaves = known.iter().filter(|(digest, _)| parts.contains(&digest.as_str())).map(|(_, text)| *text).collect();
            Some(Self { item: Some(item), leaves, period: [None, None] })
        };
        let several: Vec<Self> = texts.iter().copied().filter_map(of_item).collect();
        if !several.is_empty() || known.is_empty() {
            return several;
        }
        vec![Self { item: None, leaves: known.into_iter().map(|(_, text)| text).collect(), period: [None, None] }]
    }

    /// Whether another entry has every name of this one.
    fn is_named_in(&self, other: &Entry<'_>) -> bool {
        let mut names = self.leaves.iter().filter(|text| is_said_at(text, &NAMED_BY)).peekable();
        names.peek().is_some() && names.all(|text| other.leaves.contains(*text))
    }

    /// Whether it says what a leaf says: in the same words, or what somebody is to the patient in other ones. What belongs to one of several words for
    /// that is no news: each of them is asked for.
    fn says(&self, text: &str) -> bool {
        let (path, sort, value) = leaf::parts(text);
        let is_to_them = relation_in(text);
        let is_day = |path_of: &str, at: usize| path == path_of && self.period.get(at).is_some_and(|day| day.as_deref() == Some(value));
        let in_other_words = || is_to_them.is_some() && self.leaves.iter().any(|other| relation_in(other) == is_to_them);
        self.leaves.contains(text) || path == "relationship" && sort == Sort::Item || is_day("period.start", 0) || is_day("period.end", 1) || in_other_words()
    }

    /// Whether all by which a record is known, and where they live if that is asked, stands in one contact, where they are nothing else to the patient.
    fn is_in(&self, contact: &Entry<'_>, with_address: bool) -> bool {
        let is_address = |text: &str| with_address && matches!(leaf::parts(text), (path, Sort::Said, _) if path.starts_with("address."));
        let mut known = self.leaves.iter().filter(|text| is_said_at(text, &KNOWN_BY) || is_address(text));
        let ours: Vec<&str> = self.leaves.iter().filter_map(|text| relation_in(text)).collect();
        let theirs: Vec<&str> = contact.leaves.iter().filter_map(|text| relation_in(text)).collect();
        let is_other = !ours.is_empty() && !theirs.is_empty() && !ours.iter().any(|word| theirs.contains(word));
        self.is_named_in(contact) && known.all(|text| contact.leaves.contains(*text)) && !is_other
    }

    /// Whether a contact of that name has a number, a name or a role that the record has not: the patient whose contact it is tells of it.
    fn is_told_by(&self, contact: &Entry<'_>) -> bool {
        let is_known = |text: &str| is_said_at(text, &KNOWN_BY) || relation_in(text).is_some();
        self.is_named_in(contact) && contact.leaves.iter().any(|text| is_known(text) && !self.says(text))
    }
}

/// Whether a leaf is what one of these elements says.
fn is_said_at(text: &str, paths: &[&str]) -> bool {
    let (path, sort, _) = leaf::parts(text);
    sort == Sort::Said && paths.contains(&path)
}

/// Contact persons of a chart that are records of their own and stand alone, where a patient of the other chart has them among the contacts: those of the
/// legacy chart (`is_legacy`) with where they live, which a destination may add. One of whom the patient tells something else is told there.
pub(crate) fn are_contacts(chart: &[Statement], other: &[Statement], alone: impl Iterator<Item = usize>, is_legacy: bool) -> HashSet<usize> {
    let records: Vec<usize> = alone.filter(|index| chart.get(*index).is_some_and(is_record)).collect();
    if records.is_empty() {
        return HashSet::new();
    }
    let (contacts, own) = (contacts_of(other), contacts_of(chart));
    let is_contact = |record: &Statement| {
        let record = Entry::of_record(record);
        let is_new = |contact: &Entry<'_>| !own.iter().any(|kept| contact.is_named_in(kept));
        contacts.iter().any(|contact| record.is_in(contact, is_legacy) || record.is_told_by(contact) && is_new(contact))
    };
    records.into_iter().filter(|index| chart.get(*index).is_some_and(is_contact)).collect()
}

/// The contacts of the patients of a chart.
fn contacts_of(chart: &[Statement]) -> Vec<Entry<'_>> {
    chart.iter().filter(|statement| statement.kind == Kind::Demographic).flat_map(Entry::of_contacts).collect()
}

/// A patient without the contacts whom the mate does not name and the chart of the mate has as records of their own. Of each only what their record says
/// as well is left out: the rest is judged like all that the patient says.
pub(crate) fn apart<'s>(own: &'s Statement, mate: &Statement, chart: &[Statement]) -> Cow<'s, Statement> {
    let is_patient = |statement: &Statement| statement.kind == Kind::Demographic;
    if !is_patient(own) || !is_patient(mate) || !chart.iter().any(is_record) {
        return Cow::Borrowed(own);
    }
    let (contacts, named) = (Entry::of_contacts(own), Entry::of_contacts(mate));
    let records: Vec<Entry<'_>> = chart.iter().filter(|statement| is_record(statement)).map(Entry::of_record).collect();
    let mut filed: Vec<(&Entry<'_>, Option<&Entry<'_>>)> = Vec::new();
    for contact in &contacts {
        let is_kept = named.iter().any(|other| contact.is_named_in(other));
        let of_them = records.iter().filter(|record| !is_kept && contact.is_named_in(record));
        let record = of_them.max_by_key(|record| contact.leaves.iter().filter(|text| record.says(text)).count());
        filed.push((contact, record));
    }
    let is_filed = |text: &str| {
        let Some(element) = in_contact(text) else {
            // The item of a contact, and that one is over, which a record says by its end.
            let is_over = matches!(leaf::parts(text), (PATH, Sort::Over, _));
            return filed.iter().any(|(contact, record)| contact.item == Some(text) && record.is_some() || is_over && record.is_some_and(|record| record.period[1].is_some()));
        };
        let mut of = filed.iter().filter(|(contact, _)| contact.leaves.contains(element)).peekable();
        let is_said = |record: Option<&Entry<'_>>| record.is_some_and(|record| record.says(element));
        // Whose an item of a list within a contact is nobody tells.
        if of.peek().is_some() { of.all(|(_, record)| is_said(*record)) } else { filed.iter().any(|(_, record)| is_said(*record)) }
    };
    let facts: Vec<Fact> = own.facts.iter().filter(|fact| !leaf::of(fact).is_some_and(is_filed)).cloned().collect();
    if facts.len() == own.facts.len() { Cow::Borrowed(own) } else { Cow::Owned(Statement { facts, ..own.clone() }) }
}

/// Whether a record tells contacts by its elements, or is one: where the destination is read for a book of its own format too.
fn tells_by_elements(statement: &Statement) -> bool {
    let of_a_contact = |fact: &Fact| {
        let Some((path, sort, _)) = leaf::of(fact).map(leaf::parts) else { return false };
        !matches!(sort, Sort::Person | Sort::Unread | Sort::Under) && (path.starts_with(PATH) || path.starts_with("NK1") || path.contains("guardian"))
    };
    let is_participant = |fact: &Fact| fact.aspect == Aspect::Title && fact.value == Value::Text("participant".into());
    match statement.kind {
        Kind::Demographic => statement.facts.iter().any(of_a_contact),
        Kind::Record => is_record(statement) || statement.facts.iter().any(is_participant),
        _ => false,
    }
}

fn difference(verdict: Verdict, manner: &str, legacy: Option<&Person<'_>>, destination: Option<&Person<'_>>) -> AspectDifference {
    AspectDifference {
        aspect: Aspect::Element,
        read_as: Aspect::Element,
        verdict,
        manner: manner.into(),
        legacy_place: legacy.map(|person| person.fact.place),
        destination_place: destination.map(|person| person.fact.place),
        legacy: legacy.map(Person::shown).unwrap_or_default(),
        destination: destination.map(Person::shown).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Equivalences;
    use crate::compare::compare_patient;
    use model::{How, Origin};

    /// A patient of a record with contacts: `Ann Roe; mother; 555-010-2000`.
    fn person(reference: &str, contacts: &[&str]) -> Statement {
        let mut facts = vec![Fact { aspect: Aspect::Family, value: Value::Text("Roe".into()), place: 0, how: How::Copied }];
        for contact in contacts {
            let mut parts = contact.split("; ");
            let name = parts.next().unwrap_or("");
            let (relations, numbers): (Vec<&str>, Vec<&str>) = parts.partition(|part| relation(part).is_some());
            let numbers: Vec<String> = numbers.into_iter().map(str::to_string).collect();
            let told = value(name, relations.first().and_then(|word| relation(word)), &numbers);
            facts.extend(told.map(|value| Fact { aspect: Aspect::Element, value, place: 0, how: How::Derived }));
        }
        Statement { kind: Kind::Demographic, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: reference.into() }, facts }
    }

    fn found_with(legacy: &[Statement], destination: &[Statement], book: &Coverage) -> Vec<(Verdict, String)> {
        let result = compare_patient(legacy, destination, &Equivalences::default(), (&Coverage::default(), book), &|_| None);
        result.findings.into_iter().map(|f| (f.verdict, f.manner)).collect()
    }

    fn found(legacy: &[&str], destination: &[&str]) -> Vec<(Verdict, String)> {
        found_with(&[person("", legacy)], &[person("Patient/p", destination)], &Coverage::default())
    }

    fn altered(manner: &str) -> Vec<(Verdict, String)> {
        vec![(Verdict::Altered, manner.to_string())]
    }

    const ANN: &str = "Ann Roe; MTH; (555)010-2000";
    const BOB: &str = "Bob Lind; brother; 555-010-3000";

    #[test]
    fn a_contact_that_is_gone_or_exchanged_is_told_once() {
        assert_eq!(found(&[ANN, BOB], &[ANN]), altered("a contact person is absent in the destination"));
        assert_eq!(found(&[ANN], &["Cleo Moss; mother; 555-010-9000"]), altered("a contact person is another one in the destination"));
        assert_eq!(found(&[ANN], &[ANN, BOB]), [(Verdict::Invented, "the destination has one contact person more".to_string())]);
        assert_eq!(found(&[ANN, BOB], &["Ann Roe; mother; 555-010-3000", "Bob Lind; brother; 555-010-2000"]), altered(OTHER_NUMBER));
        assert_eq!(found(&[ANN], &["Ann Roe; mother"]), altered(NO_NUMBER));
        let home = ["Jos\u{e9} Roe; father; 555-010-2000", ANN];
        assert_eq!(found(&home, &[ANN]), altered("a contact person is absent in the destination"), "one number of those who live together");
        assert_eq!(found(&[ANN], &["Ann Roe; FTH; 555-010-2000"]), altered("what a contact person is to the patient is otherwise in the destination"));
    }

    #[test]
    fn a_contact_in_another_form_is_the_same_one() {
        for there in ["Roe, Ann; mother; +1 555 010 2000", "Mrs. Ann Q. Roe; 555-010-2000", "Ann Marie Roe; NMTH; 5550102000; 555-010-7777"] {
            assert!(found(&[ANN], &[there]).is_empty(), "{there}");
        }
        assert!(found(&["Ren\u{e9}e N\u{fa}\u{f1}ez"], &["Renee Nunez"]).is_empty());
        assert!(found(&["J\u{fc}rgen Roe; 555-010-2000"], &["Juergen Roe; 555-010-2000"]).is_empty());
        assert!(found(&[BOB, ANN, BOB], &[ANN, BOB]).is_empty(), "one person under two roles");
        for nobody in ["UNKNOWN", "None Given", "Ann Roe; SEL"] {
            assert!(found(&[nobody], &[]).is_empty(), "{nobody}");
        }
        assert!(found(&[], &[ANN]).is_empty(), "a chart that names no contact says nothing of them");
    }

    #[test]
    fn messages_that_name_a_contact_no_more_leave_open_whether_it_is_one() {
        let resource = |contacts: &[&str]| [person("Patient/p", contacts)];
        let feed = |lists: [&[&str]; 3]| lists.map(|contacts| person("", contacts));
        let book = Coverage::default();
        assert!(found_with(&feed([&[ANN, BOB], &[ANN], &[]]), &resource(&[ANN]), &book).is_empty());
        assert!(found_with(&feed([&[ANN, BOB], &[ANN], &[]]), &resource(&[ANN, BOB]), &book).is_empty());
        assert_eq!(found_with(&feed([&[ANN, BOB], &[ANN], &[]]), &resource(&[BOB]), &book), altered("a contact person is absent in the destination"));
    }

    #[test]
    fn a_contact_that_is_a_record_of_its_own_is_one_of_the_patient() {
        let record = |id: &str, contact: &str| {
            let mut record = person(&format!("{RECORD}/{id}"), &[contact]);
            record.kind = Kind::Record;
            record.facts.retain(leaf::is_person);
            record
        };
        let of = |records: &[(&str, &str)]| {
            let chart: Vec<Statement> = std::iter::once(person("Patient/p", &[])).chain(records.iter().map(|(id, contact)| record(id, contact))).collect();
            found_with(&[person("", &[ANN, BOB])], &chart, &Coverage::default())
        };
        assert!(of(&[("1", ANN), ("2", BOB)]).is_empty());
        assert_eq!(of(&[("1", ANN)]), altered("a contact person is absent in the destination"));
        assert_eq!(of(&[("1", ANN), ("2", "Bob Lind; brother; 555-010-4000")]), altered(OTHER_NUMBER));
        assert!(of(&[("1", ANN), ("2", BOB), ("3", "Cleo Moss; mother")]).is_empty(), "whoever is insured is no contact");
    }

    #[test]
    fn contacts_that_are_records_of_their_own_are_not_missed() {
        let mut book = Coverage::default();
        book.unread.insert(RECORD.into(), 1);
        assert!(found_with(&[person("", &[ANN])], &[person("Patient/p", &[])], &book).is_empty());
        let mut row = person("row", &[]);
        row.origin.relation = 1;
        assert!(found_with(&[person("", &[ANN])], &[row], &Coverage::default()).is_empty(), "a table of which nobody reads the column");
    }
}
