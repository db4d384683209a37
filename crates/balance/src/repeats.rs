//! What messages and documents say again: every message repeats who the patient is, every document the list as it stood on its day.
//!
//! A snapshot that stands alone and says nothing that the record which was aligned does not say is no second record, on either side.
//! What it says otherwise (a problem that is gone) keeps it a statement of its own, but for names, addresses and telephones that a later
//! message of the feed, or document of the same keeper, replaced. A visit that every message names is one where the other book has it as a resource. Resources and rows are records, not
//! snapshots: two of them are two. So are two entries of one document.
//!
//! In a book of nothing but clinical documents whatever an earlier or a later one says as well is a repetition: each tells anew what was known on its
//! day, drugs, results, relatives and visits among it.

use crate::absence;
use crate::align::{Match, group};
use crate::history::{documents::Documents, says};
use crate::leaf;
use crate::own;
use crate::reading::Coverage;
use crate::versions;
use model::{Aspect, Fact, How, Kind, Statement, Value};
use std::collections::{HashMap, HashSet};

/// What is listed again in every message or document.
const LISTED: [Kind; 7] = [Kind::Demographic, Kind::Allergy, Kind::NoKnownAllergy, Kind::Problem, Kind::EncounterDiagnosis, Kind::Coverage, Kind::Encounter];

/// What a message that says it of the patient puts in the place of what was said before: a name and an address as a whole.
const REPLACED: [&[Aspect]; 6] = [
    &[Aspect::Family, Aspect::Given, Aspect::Middle, Aspect::Prefix, Aspect::Suffix],
    &[Aspect::Line, Aspect::City, Aspect::State, Aspect::PostalCode, Aspect::Country, Aspect::AddressUse],
    &[Aspect::Phone, Aspect::PhoneUse],
    &[Aspect::Email],
    &[Aspect::Language],
    &[Aspect::MaritalStatus],
];

/// Fields of a message that hold such a whole: what stands beside its parts goes with them.
const WHOLES: [(&str, Aspect); 3] = [("PID-5", Aspect::Suffix), ("PID-11", Aspect::Line), ("PID-13", Aspect::Phone)];

/// The aligned statements of both charts, to hold what stands alone against.
pub(crate) struct Repeats<'c> {
    legacy: &'c [Statement],
    destination: &'c [Statement],
    /// Whether each book holds nothing but clinical documents.
    documents: [bool; 2],
    /// Which documents each chart stands in.
    kept: [Documents; 2],
    /// Statements of each book of documents that stand alone and are no repetitions, because one document says them more often than the other book does.
    surplus: [HashSet<usize>; 2],
    /// Pairs of what is listed, by the kind of the legacy statement and by that of the destination's: of a long chart few are looked at.
    by_legacy: HashMap<Kind, Vec<(usize, usize)>>,
    by_destination: HashMap<Kind, Vec<(usize, usize)>>,
    /// Keys of legacy panels of which a result was aligned, and what stands in each before a blank.
    panels: HashSet<&'c str>,
    /// What results of vaccinations say that stand alone in the legacy chart, and how often.
    of_vaccines: HashMap<(Aspect, &'c str), usize>,
}

/// Results of a vaccination (by LOINC) that FHIR has as elements of it: for whom it is paid, and by whom.
const OF_A_VACCINE: [(&str, Aspect); 2] = [("64994-7", Aspect::Eligibility), ("30963-3", Aspect::Funding)];

impl<'c> Repeats<'c> {
    pub(crate) fn of((legacy, destination): (&'c [Statement], &'c [Statement]), matches: &[Match], documents: [bool; 2]) -> Self {
        let mut repeats = Self { legacy, destination, documents, kept: Default::default(), surplus: Default::default(), by_legacy: HashMap::new(), by_destination: HashMap::new(), panels: HashSet::new(), of_vaccines: HashMap::new() };
        if !matches.iter().any(|m| m.legacy.is_none() || m.destination.is_none()) {
            return repeats;
        }
        repeats.kept = [legacy, destination].map(Documents::of);
        for said in matches.iter().filter(|m| m.destination.is_none()).filter_map(|m| of_a_vaccine(legacy.get(m.legacy?)?)) {
            *repeats.of_vaccines.entry(said).or_default() += 1;
        }
        if documents[0] {
            repeats.surplus[0] = surplus(legacy, destination, matches, |m| (m.legacy, m.destination));
        }
        if documents[1] {
            repeats.surplus[1] = surplus(destination, legacy, matches, |m| (m.destination, m.legacy));
        }
        for (l, r) in matches.iter().filter_map(|m| Some((m.legacy?, m.destination?))) {
            let (Some(left), Some(right)) = (legacy.get(l), destination.get(r)) else { continue };
            for (pairs, kind, in_documents) in [(&mut repeats.by_legacy, left.kind, documents[0]), (&mut repeats.by_destination, right.kind, documents[1])] {
                if in_documents || LISTED.contains(&kind) {
                    pairs.entry(group(kind)).or_default().push((l, r));
                }
            }
            for panel in left.facts.iter().filter(|f| f.aspect == Aspect::Panel).filter_map(key) {
                repeats.panels.insert(panel);
                repeats.panels.extend(panel.match_indices(' ').filter_map(|(at, _)| panel.get(..at)));
            }
        }
        repeats
    }

    /// Whether a legacy statement that stands alone only repeats one that was aligned.
    pub(crate) fn in_legacy(&self, index: usize) -> bool {
        let in_documents = self.documents[0];
        let Some(statement) = self.legacy.get(index).filter(|s| is_listed(s, in_documents) && !self.surplus[0].contains(&index)) else { return false };
        let pairs = self.by_legacy.get(&group(statement.kind));
        let is_repeated = |own: &Statement| pairs.into_iter().flatten().any(|(l, r)| repeats(own, self.legacy.get(*l), self.destination.get(*r), (in_documents, &self.kept[0])));
        is_repeated(statement) || echoes(statement, self.legacy, &self.kept[0], &is_repeated)
    }

    /// The same for a destination.
    pub(crate) fn in_destination(&self, index: usize) -> bool {
        let in_documents = self.documents[1];
        let Some(statement) = self.destination.get(index).filter(|s| is_listed(s, in_documents) && !self.surplus[1].contains(&index)) else { return false };
        let pairs = self.by_destination.get(&group(statement.kind));
        let is_repeated = |own: &Statement| pairs.into_iter().flatten().any(|(l, r)| repeats(own, self.destination.get(*r), self.legacy.get(*l), (in_documents, &self.kept[1])));
        is_repeated(statement) || echoes(statement, self.destination, &self.kept[1], &is_repeated)
    }

    /// Whether a result of a vaccination is said by the destination's vaccinations themselves, as often as results say it.
    pub(crate) fn is_said_by_vaccines(&self, index: usize) -> bool {
        let Some((aspect, code)) = self.legacy.get(index).and_then(of_a_vaccine) else { return false };
        let says = |fact: &Fact| fact.aspect == aspect && matches!(&fact.value, Value::Code(codings, _) if codings.iter().any(|c| c.code.eq_ignore_ascii_case(code)));
        let there = self.destination.iter().filter(|s| s.kind == Kind::Immunization && s.facts.iter().any(says)).count();
        self.of_vaccines.get(&(aspect, code)).is_some_and(|times| there >= *times)
    }

    /// Whether a legacy order stands for the panel of its results, which were aligned, where the other book has no orders at all: a
    /// clinical document has the panel and no word of who asked for it.
    pub(crate) fn is_panel_order(&self, index: usize, destination: &Coverage) -> bool {
        let Some(order) = self.legacy.get(index).filter(|s| s.kind == Kind::Order && s.origin.is_in_message()) else { return false };
        !destination.statements.contains_key(&Kind::Order) && own::numbers(order).any(|number| self.panels.contains(number))
    }
}

/// What a result of a vaccination says of it, by its code.
fn of_a_vaccine(statement: &Statement) -> Option<(Aspect, &str)> {
    if statement.kind != Kind::Observation || !statement.origin.is_in_message() {
        return None;
    }
    let (Value::Code(tests, _), Value::Code(said, _)) = (statement.value(Aspect::Code)?, statement.value(Aspect::Value)?) else { return None };
    let (_, aspect) = OF_A_VACCINE.iter().find(|(test, _)| tests.iter().any(|c| c.code.as_str() == *test && c.system.as_str() == "http://loinc.org"))?;
    Some((*aspect, said.first()?.code.as_str()))
}

fn key(fact: &Fact) -> Option<&str> {
    match &fact.value {
        Value::Key(key) => Some(key),
        _ => None,
    }
}

fn is_listed(statement: &Statement, in_documents: bool) -> bool {
    (in_documents || LISTED.contains(&statement.kind)) && statement.origin.is_in_message()
}

/// Whether a statement says nothing beyond what another of its own side and that one's mate say.
fn repeats(statement: &Statement, other: Option<&Statement>, mate: Option<&Statement>, (in_documents, kept): (bool, &Documents)) -> bool {
    let (Some(other), Some(mate)) = (other, mate) else { return false };
    // Within one file only the patient is named again, and the visit that its messages are of; an entry that stands there twice is two.
    let again = match statement.kind {
        Kind::Demographic => true,
        Kind::Encounter if !in_documents => !mate.origin.is_in_message(),
        _ => statement.origin.artifact != other.origin.artifact,
    };
    // A visit of a document is told by what it says, not by its number.
    let is_visit = in_documents && statement.kind == Kind::Encounter && other.kind == Kind::Encounter;
    if !again || !other.origin.is_in_message() || !(is_visit || is_of_one_visit(statement, other)) {
        return false;
    }
    let is_old = statement.kind == Kind::Demographic && (kept.feed().is_before(statement, other) || kept.is_later(other, statement));
    let replaced = |fact: &Fact| {
        let aspect = of_a_whole(fact).unwrap_or(fact.aspect);
        is_old && REPLACED.iter().any(|whole| whole.contains(&aspect) && is_replaced(statement, other, aspect, whole))
    };
    // What is deleted and stands in the other book all the same, unless a later message said it anew.
    let has = |statement: &Statement, aspect: Aspect| statement.facts.iter().any(|f| f.aspect == aspect && !matches!(f.value, Value::Absent(_)));
    let stays = |fact: &Fact| absence::is_deleted(&fact.value) && has(mate, fact.aspect) && !(is_old && has(other, fact.aspect));
    if statement.facts.iter().any(stays) {
        return false;
    }
    let said = |fact: &Fact| says(other, fact) || says(mate, fact) || replaced(fact);
    let mut own = told(statement, in_documents).peekable();
    // A visit that is only named says its number.
    (own.peek().is_some() || statement.kind == Kind::Encounter && !in_documents) && own.all(said)
}

/// Messages of another sender that are looked at for what one repeats.
const SOURCES_MAX: usize = 16;

/// Whether a message names the patient as one of another sender did, which is no record of its own: a laboratory repeats the address that it was sent long after
/// whoever sent it has a new one, and of two senders nobody knows which message was the later one.
fn echoes(statement: &Statement, chart: &[Statement], kept: &Documents, is_repeated: &dyn Fn(&Statement) -> bool) -> bool {
    let says_all = |one: &Statement| told(statement, false).all(|fact| says(one, fact));
    let is_source = |one: &Statement| one.kind == Kind::Demographic && kept.feed().are_of_two_senders(one, statement) && says_all(one);
    let takes_back = || statement.facts.iter().any(|fact| absence::is_deleted(&fact.value));
    // All of them say that: a feed names the patient in each message.
    statement.kind == Kind::Demographic && !takes_back() && chart.iter().filter(|one| is_source(one)).take(SOURCES_MAX).any(is_repeated)
}

/// What a statement says of its own: nothing that only places it, and nothing that is its document's.
fn told(statement: &Statement, in_documents: bool) -> impl Iterator<Item = &Fact> {
    let is_silent = |f: &Fact| leaf::is_own(f) || leaf::is_unread(f) || leaf::is_looked_up(f) || leaf::is_person(f) || versions::is_version(f) || absence::is_deleted(&f.value);
    // The words of a section are as old as what they say, and not as the document that says them again.
    let is_of_document = move |f: &Fact| in_documents && statement.kind == Kind::Note && f.how == How::Derived;
    statement.facts.iter().filter(move |f| !matches!(f.value, Value::Key(_)) && f.aspect != Aspect::Identifier && !is_silent(f) && !is_of_document(f))
}

/// What stands alone in a book of documents and is one more of what a document says than the other book has of it, whatever other documents say again: an
/// entry that stands twice in one document is two. A visit is said in several places of a document.
fn surplus(chart: &[Statement], others: &[Statement], matches: &[Match], sides: fn(&Match) -> (Option<usize>, Option<usize>)) -> HashSet<usize> {
    let kind = |own: usize| chart.get(own).map(|s| s.kind).filter(|kind| !matches!(kind, Kind::Demographic | Kind::Encounter));
    let lone: HashSet<Kind> = matches.iter().map(sides).filter(|(_, mate)| mate.is_none()).filter_map(|(own, _)| kind(own?)).collect();
    let mut alike: HashMap<String, Vec<(usize, Option<usize>)>> = HashMap::new();
    for (own, mate) in matches.iter().map(sides).filter_map(|(own, mate)| Some((own?, mate))) {
        if let (Some(statement), Some(kind)) = (chart.get(own), kind(own).filter(|kind| lone.contains(kind))) {
            let mut said: Vec<String> = told(statement, true).map(|f| format!("{}={}", f.aspect, f.value.shown())).collect();
            said.sort_unstable();
            alike.entry(format!("{kind}|{}", said.join("|"))).or_default().push((own, mate));
        }
    }
    let mut found = HashSet::new();
    for same in alike.values() {
        let here = most(same.iter().filter_map(|(own, _)| chart.get(*own)));
        let there = most(same.iter().filter_map(|(_, mate)| others.get((*mate)?)));
        let mut alone: Vec<usize> = same.iter().filter(|(_, mate)| mate.is_none()).map(|(own, _)| *own).collect();
        alone.sort_unstable();
        // What only says less than another one does is said once there.
        found.extend(alone.into_iter().rev().take(here.saturating_sub(there.max(1))));
    }
    found
}

/// How often one document says something; records that stand in none are as many as they are.
fn most<'s>(said: impl Iterator<Item = &'s Statement>) -> usize {
    let (mut in_documents, mut besides): (HashMap<u32, usize>, usize) = Default::default();
    for statement in said {
        if statement.origin.is_in_message() {
            *in_documents.entry(statement.origin.artifact).or_default() += 1;
        } else {
            besides += 1;
        }
    }
    in_documents.into_values().max().unwrap_or(0).max(besides)
}

/// The aspect that a leaf goes with.
fn of_a_whole(fact: &Fact) -> Option<Aspect> {
    let (path, ..) = leaf::parts(leaf::of(fact)?);
    let field = path.split('.').next().unwrap_or(path);
    WHOLES.iter().find(|(place, _)| *place == field).map(|(_, aspect)| *aspect)
}

/// Whether a later message puts something in the place of an aspect of a whole: it says it, or another name or address altogether, of which a suffix or a
/// second line is no part any more. The same one in short leaves what it does not say.
fn is_replaced(before: &Statement, after: &Statement, aspect: Aspect, whole: &[Aspect]) -> bool {
    let says = |statement: &Statement, aspect: Aspect| statement.facts.iter().any(|f| f.aspect == aspect);
    let is_other = |aspect: Aspect| {
        let own = |f: &&Fact| f.aspect == aspect;
        let shares = |f: &Fact| after.facts.iter().filter(own).any(|other| other.value == f.value);
        says(before, aspect) && says(after, aspect) && !before.facts.iter().filter(own).any(shares)
    };
    says(after, aspect) || whole.iter().any(|aspect| is_other(*aspect))
}

/// The key of the visit that a statement is of.
fn visit(statement: &Statement) -> Option<&str> {
    statement.facts.iter().filter(|f| f.aspect == Aspect::Encounter).find_map(key)
}

/// What was diagnosed at a visit is said of that visit: the same diagnosis of another one is another statement, and so is another visit. So are one
/// of a visit and one on the list of problems.
fn is_of_one_visit(statement: &Statement, other: &Statement) -> bool {
    let one = match statement.kind {
        Kind::EncounterDiagnosis => visit(other) == visit(statement),
        Kind::Encounter => visit(other).is_some_and(|visit_of_it| Some(visit_of_it) == visit(statement)),
        _ => true,
    };
    other.kind == statement.kind && one
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Origin;

    /// Of books that are not of documents alone.
    fn repeats_of<'c>(charts: (&'c [Statement], &'c [Statement]), matches: &[Match]) -> Repeats<'c> {
        Repeats::of(charts, matches, [false; 2])
    }

    fn person(reference: &str, facts: &[(Aspect, &str)]) -> Statement {
        let facts = facts.iter().map(|(aspect, words)| Fact { aspect: *aspect, value: Value::Text((*words).into()), place: 0, how: How::Copied }).collect();
        Statement { kind: Kind::Demographic, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: reference.into() }, facts }
    }

    fn pair(legacy: Option<usize>, destination: Option<usize>) -> Match {
        Match { legacy, destination, by: "resemblance" }
    }

    #[test]
    fn a_message_that_repeats_the_patient_is_no_second_patient_and_an_old_address_is_something() {
        let whole = person("", &[(Aspect::Family, "Holm"), (Aspect::Given, "Mira"), (Aspect::City, "Port Vale")]);
        let again = person("", &[(Aspect::Family, "Holm"), (Aspect::Given, "Mira")]);
        let before = person("", &[(Aspect::Family, "Holm"), (Aspect::City, "Elsewhere")]);
        let legacy = [whole.clone(), again.clone(), before];
        let resource = [person("Patient/1", &[(Aspect::Family, "Holm")])];
        let matches = [pair(Some(0), Some(0)), pair(Some(1), None), pair(Some(2), None)];
        let repeats = repeats_of((&legacy, &resource), &matches);
        assert!(repeats.in_legacy(1));
        assert!(!repeats.in_legacy(2));
        // Two resources are two, whatever they say.
        let doubled = [person("Patient/1", &[(Aspect::Family, "Holm")]), person("Patient/2", &[(Aspect::Family, "Holm")])];
        let matches = [pair(Some(0), Some(0)), pair(None, Some(1))];
        assert!(!repeats_of((&legacy, &doubled), &matches).in_destination(1));
    }

    #[test]
    fn a_result_of_a_vaccination_is_said_by_the_vaccination_itself() {
        let coded = |system: &str, code: &str| Value::code(vec![model::Coding { system: system.into(), code: code.into(), display: String::new() }], String::new());
        let said = |kind: Kind, facts: Vec<(Aspect, Value)>, reference: &str| {
            let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
            Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: reference.into() }, facts }
        };
        let result = said(Kind::Observation, vec![(Aspect::Code, coded("http://loinc.org", "64994-7")), (Aspect::Value, coded("v2-0064", "V02"))], "");
        let vaccine = |code: &str| said(Kind::Immunization, vec![(Aspect::Eligibility, coded("v2-0064", code))], "Immunization/1");
        let lost = |there: &[Statement], times: usize| {
            let matches: Vec<Match> = (0..times).map(|l| pair(Some(l), None)).collect();
            !repeats_of((&vec![result.clone(); times], there), &matches).is_said_by_vaccines(0)
        };
        assert!(!lost(&[vaccine("V02")], 1));
        assert!(lost(&[vaccine("V05")], 1) && lost(&[], 1));
        assert!(lost(&[vaccine("V02")], 2), "one of two");
    }

    #[test]
    fn a_later_message_replaces_an_address_and_not_a_number() {
        let moved = |line: u64, city: &str, number: &str| {
            let mut moved = person("", &[(Aspect::Family, "Holm"), (Aspect::City, city), (Aspect::Mrn, number)]);
            moved.origin.line = line;
            moved
        };
        let resource = [person("Patient/1", &[(Aspect::Family, "Holm"), (Aspect::City, "Port Vale"), (Aspect::Mrn, "1")])];
        let repeated = |before: Statement, after: Statement| repeats_of((&[after, before], &resource), &[pair(Some(0), Some(0)), pair(Some(1), None)]).in_legacy(1);
        assert!(repeated(moved(2, "Elsewhere", "1"), moved(9, "Port Vale", "1")));
        assert!(!repeated(moved(9, "Elsewhere", "1"), moved(2, "Port Vale", "1")), "where the patient moved to");
        assert!(!repeated(moved(2, "Elsewhere", "2"), moved(9, "Port Vale", "1")), "another number");
    }

    #[test]
    fn what_stands_beside_a_name_goes_with_it() {
        let named = |line: u64, family: &str, suffix: &str| {
            let mut named = person("", &[(Aspect::Family, family)]);
            named.origin.line = line;
            let spelled = Some(suffix).filter(|suffix| !suffix.is_empty()).map(|suffix| leaf::leaf(leaf::Sort::Exact, "PID-5", suffix));
            named.facts.extend(spelled.map(|leaf| Fact { aspect: Aspect::Element, value: Value::Text(leaf), place: 0, how: How::Derived }));
            named
        };
        let there = [named(9, "Berg", "")];
        let repeated = |before: Statement| repeats_of((&[named(9, "Berg", ""), before], &there), &[pair(Some(0), Some(0)), pair(Some(1), None)]).in_legacy(1);
        assert!(repeated(named(2, "Holm", "suffix jr")), "a name that was changed");
        assert!(!repeated(named(2, "Berg", "suffix jr")), "a suffix that nobody took away");
    }

    #[test]
    fn a_null_takes_back_what_the_other_book_says_and_is_nothing_elsewhere() {
        let deleted = |names: &[(Aspect, &str)]| {
            let mut later = person("", names);
            later.origin.line = 9;
            later.facts.push(Fact { aspect: Aspect::Phone, value: Value::Absent(absence::DELETED.into()), place: 0, how: How::Copied });
            later
        };
        let first = person("", &[(Aspect::Family, "Holm"), (Aspect::Phone, "555-1000")]);
        let repeated = |there: &[(Aspect, &str)]| {
            let (legacy, resource) = ([first.clone(), deleted(&[(Aspect::Family, "Holm")])], [person("Patient/1", there)]);
            repeats_of((&legacy, &resource), &[pair(Some(0), Some(0)), pair(Some(1), None)]).in_legacy(1)
        };
        assert!(!repeated(&[(Aspect::Family, "Holm"), (Aspect::Phone, "555-1000")]));
        assert!(repeated(&[(Aspect::Family, "Holm")]));
    }

    #[test]
    fn a_later_message_replaces_a_name_as_a_whole_and_a_short_one_nothing_that_it_leaves_out() {
        let named = |line: u64, names: &[(Aspect, &str)]| {
            let mut named = person("", names);
            named.origin.line = line;
            named
        };
        let resource = [person("Patient/1", &[(Aspect::Family, "Holm"), (Aspect::Given, "Mira")])];
        let before = |names: &[(Aspect, &str)], line: u64| {
            let legacy = [named(9, &[(Aspect::Family, "Holm"), (Aspect::Given, "Mira")]), named(line, names)];
            repeats_of((&legacy, &resource), &[pair(Some(0), Some(0)), pair(Some(1), None)]).in_legacy(1)
        };
        let of_old = [(Aspect::Family, "Berg"), (Aspect::Given, "Mira"), (Aspect::Middle, "Q"), (Aspect::Suffix, "Jr")];
        let in_full = [(Aspect::Family, "Holm"), (Aspect::Given, "Mira"), (Aspect::Suffix, "Jr")];
        assert!(before(&of_old, 2));
        assert!(!before(&of_old, 12), "the name that the patient has taken since");
        assert!(!before(&in_full, 2), "the same name in short");
    }

    #[test]
    fn a_visit_that_its_messages_name_is_one_beside_a_resource() {
        let visit = |line: u64, reference: &str, key: &str, class: &str| {
            let facts = vec![(Aspect::Class, Value::Word(class.into())), (Aspect::Encounter, Value::Key(key.into()))];
            let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
            Statement { kind: Kind::Encounter, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line, reference: reference.into() }, facts }
        };
        let legacy = [visit(2, "", "V1", "IMP"), visit(9, "", "V1", "IMP"), visit(12, "", "V2", "IMP"), visit(15, "", "V1", "AMB")];
        let matches = [pair(Some(0), Some(0)), pair(Some(1), None), pair(Some(2), None), pair(Some(3), None)];
        let beside = |reference: &str| {
            let there = [visit(1, reference, "V1", "IMP")];
            let repeats = repeats_of((&legacy, &there), &matches);
            [1, 2, 3].map(|index| repeats.in_legacy(index))
        };
        assert_eq!(beside("Encounter/1"), [true, false, false]);
        assert_eq!(beside(""), [false; 3], "messages against messages");
    }

    #[test]
    fn an_entry_that_a_later_document_repeats_is_one_and_one_that_stands_twice_in_a_document_is_two() {
        let allergy = |artifact: u32| {
            let mut allergy = person("", &[(Aspect::Text, "Penicillin")]);
            (allergy.kind, allergy.origin.artifact) = (Kind::Allergy, artifact);
            allergy
        };
        let (legacy, matches) = ([allergy(1)], [pair(Some(0), Some(0)), pair(None, Some(1))]);
        assert!(repeats_of((&legacy, &[allergy(2), allergy(3)]), &matches).in_destination(1));
        assert!(!repeats_of((&legacy, &[allergy(2), allergy(2)]), &matches).in_destination(1));
    }

    #[test]
    fn in_a_book_of_documents_whatever_another_document_says_again_is_one() {
        let drug = |artifact: u32, words: &str| {
            let mut drug = person("", &[(Aspect::Text, words)]);
            (drug.kind, drug.origin.artifact) = (Kind::Medication, artifact);
            drug
        };
        let there = [drug(9, "Lisinopril 10 mg")];
        let repeated = |other: Statement, documents: [bool; 2]| {
            let legacy = [drug(1, "Lisinopril 10 mg"), other];
            Repeats::of((&legacy, &there), &[pair(Some(0), Some(0)), pair(Some(1), None)], documents).in_legacy(1)
        };
        assert!(repeated(drug(2, "Lisinopril 10 mg"), [true, false]));
        assert!(!repeated(drug(2, "Lisinopril 20 mg"), [true; 2]), "another dose");
        assert!(!repeated(drug(1, "Lisinopril 10 mg"), [true; 2]), "it stands there twice");
        assert!(!repeated(drug(2, "Lisinopril 10 mg"), [false, true]), "two orders of messages are two");
    }

    #[test]
    fn what_one_document_says_twice_is_two_whatever_others_say_again() {
        let drug = |artifact: u32| {
            let mut drug = person("", &[(Aspect::Text, "Lisinopril 10 mg")]);
            (drug.kind, drug.origin.artifact) = (Kind::Medication, artifact);
            drug
        };
        let (here, there) = ([drug(1), drug(2)], [drug(11), drug(11), drug(12)]);
        for [first, second, alone] in [[0, 2, 1], [0, 1, 2]] {
            let matches = [pair(Some(0), Some(first)), pair(Some(1), Some(second)), pair(None, Some(alone))];
            assert!(!Repeats::of((&here, &there), &matches, [true; 2]).in_destination(alone), "{alone}");
            let turned: Vec<Match> = matches.iter().map(|m| pair(m.destination, m.legacy)).collect();
            assert!(!Repeats::of((&there, &here), &turned, [true; 2]).in_legacy(alone), "{alone}");
        }
        let (here, there) = ([drug(1), drug(1), drug(2), drug(2)], [drug(11), drug(11)]);
        let matches = [pair(Some(0), Some(0)), pair(Some(3), Some(1)), pair(Some(1), None), pair(Some(2), None)];
        let repeats = Repeats::of((&here, &there), &matches, [true; 2]);
        assert!(repeats.in_legacy(1) && repeats.in_legacy(2), "twice there as well");
    }

    #[test]
    fn a_diagnosis_of_another_visit_is_another_one() {
        let diagnosis = |artifact: u32, kind: Kind, visit: &str| {
            let mut diagnosis = person("", &[(Aspect::Text, "Asthma")]);
            (diagnosis.kind, diagnosis.origin.artifact) = (kind, artifact);
            diagnosis.facts.push(Fact { aspect: Aspect::Encounter, value: Value::Key(visit.into()), place: 0, how: How::Copied });
            diagnosis
        };
        let visited = |artifact, visit| diagnosis(artifact, Kind::EncounterDiagnosis, visit);
        let legacy = [visited(1, "V1"), visited(2, "V2"), visited(3, "V1"), diagnosis(4, Kind::Problem, "V9"), diagnosis(5, Kind::Problem, "V8")];
        let destination = [person("Condition/1", &[(Aspect::Text, "Asthma")]), person("Condition/2", &[(Aspect::Text, "Asthma")])];
        let matches = [pair(Some(0), Some(0)), pair(Some(1), None), pair(Some(2), None), pair(Some(3), Some(1)), pair(Some(4), None)];
        let repeats = repeats_of((&legacy, &destination), &matches);
        assert!(!repeats.in_legacy(1), "lost of its visit");
        assert!(repeats.in_legacy(2), "told again of the same visit");
        assert!(repeats.in_legacy(4), "a problem is the patient's, in whichever visit it was told");
        // What stands on the list of problems says nothing of a visit, and what was diagnosed at one does not put it on that list.
        for (other, alone) in [(3, 1), (0, 4)] {
            assert!(!repeats_of((&legacy, &destination), &[pair(Some(other), Some(1)), pair(Some(alone), None)]).in_legacy(alone));
        }
    }

    #[test]
    fn an_order_stands_for_its_results_where_the_other_book_has_no_orders() {
        let link = |kind: Kind, aspect: Aspect, key: &str| {
            let fact = Fact { aspect, value: Value::Key(key.into()), place: 0, how: How::Derived };
            Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts: vec![fact] }
        };
        let legacy = [link(Kind::Order, Aspect::Statement, "F900"), link(Kind::Observation, Aspect::Panel, "F900 24323-8"), link(Kind::Order, Aspect::Statement, "F9")];
        let destination = [link(Kind::Observation, Aspect::Panel, "1")];
        let matches = [pair(Some(0), None), pair(Some(1), Some(0)), pair(Some(2), None)];
        let repeats = repeats_of((&legacy, &destination), &matches);
        let mut book = Coverage::default();
        assert!(repeats.is_panel_order(0, &book));
        assert!(!repeats.is_panel_order(2, &book));
        book.statements.insert(Kind::Order, 1);
        assert!(!repeats.is_panel_order(0, &book));
    }
}
