//! Who there is, held against the same found in memory: names, merges and links of documents.

use super::*;
use crate::chance::Chance;
use identity::{Named, link_document};
use model::{Date, Fact, How, Kind, Origin, Value};

fn person(artifact: u32, relation: u32, patient: &str, facts: &[(Aspect, Value)]) -> Statement {
    let facts = facts.iter().map(|(aspect, value)| Fact { aspect: *aspect, value: value.clone(), place: 0, how: How::Copied }).collect();
    Statement { kind: Kind::Demographic, patient: patient.into(), origin: Origin { artifact, relation, line: 1, reference: String::new() }, facts }
}

fn text(words: &str) -> Value {
    Value::Text(words.into())
}

fn merged_into(surviving: &str) -> [(Aspect, Value); 2] {
    [(Aspect::Status, Value::Word("merged".into())), (Aspect::Patient, Value::Key(surviving.into()))]
}

/// What was told, with the folder that its shelves are in.
fn told(statements: &[Statement], latest_max: usize) -> (tempfile::TempDir, Told) {
    let folder = tempfile::tempdir().unwrap();
    let mut told = Told { latest_max, ..Told::new(Scratch::within(folder.path()).unwrap()) };
    for statement in statements {
        told.note(statement.clone()).unwrap();
        assert!(told.latest.len() <= latest_max, "what is held in memory has an end");
    }
    (folder, told)
}

fn shelves() -> (tempfile::TempDir, Shelves) {
    let folder = tempfile::tempdir().unwrap();
    let scratch = Scratch::within(folder.path()).unwrap();
    (folder, Shelves::new(scratch))
}

fn finished(told: Told) -> People {
    let (_folder, shelves) = shelves();
    told.finish(&shelves).unwrap()
}

#[test]
fn who_is_said_again_is_held_once_and_every_merge_in_its_order() {
    let named = |family: &str, city: &str| person(7, 0, "1", &[(Aspect::Family, text(family)), (Aspect::City, text(city))]);
    let mut said = vec![named("Holm", "Lund"), named("Holm", "Malmo"), named("Berg", "Lund"), person(8, 0, "1", &merged_into("2")), person(8, 0, "1", &merged_into("2"))];
    said.extend((0..20).map(|n| person(9, 0, &n.to_string(), &[])));
    let (_folder, mut told) = told(&said, LATEST_MAX);
    told.close_artifact().unwrap();
    let held: Vec<Statement> = told.scratch.behind(SAID, None, usize::MAX).unwrap().iter().map(|(_, statement)| read_back(statement).unwrap()).collect();
    let names: Vec<String> = held.iter().filter_map(|s| s.value(Aspect::Family)).map(Value::shown).collect();
    assert_eq!(names, ["Holm", "Berg"]);
    assert_eq!(held.iter().filter(|s| s.value(Aspect::Patient).is_some()).count(), 2);
    assert!(held.iter().all(|s| s.value(Aspect::City).is_none()));
    let keys = |artifact: u32| read_back::<BTreeSet<String>>(&told.scratch.get(OF_ARTIFACT, &artifact.to_string()).unwrap().unwrap()).unwrap().len();
    assert_eq!([7, 8, 9].map(keys), [1, 1, KEYS_MAX + 1]);
}

const KEYS: [&str; 9] = ["1", "2", "03", "3", "m-7", "M7", "77", "0077", "x"];
const BORN: [&str; 3] = ["1970-02-01", "1970-01-02", "1981-05-05"];
const FAMILIES: [&str; 5] = ["Roe", "Doe", "Hall", "Whitfield", "Whitfeld"];
const GIVEN: [&str; 4] = ["Jane", "J", "John", "Pat"];

/// A record of a table or of a message, which may tell of a merge.
fn any_person(chance: &mut Chance) -> Statement {
    let mut facts = Vec::new();
    if chance.below(3) > 0 {
        facts.push((Aspect::Mrn, text(chance.of(&KEYS))));
    }
    if chance.below(4) > 0 {
        facts.push((Aspect::BirthDate, Value::Date(Date::parse_iso(chance.of(&BORN)).unwrap())));
    }
    if chance.below(4) > 0 {
        facts.extend([(Aspect::Family, text(chance.of(&FAMILIES))), (Aspect::Given, text(chance.of(&GIVEN)))]);
    }
    match chance.below(12) {
        0 => facts.extend(merged_into(chance.of(&KEYS))),
        1 => facts.push((Aspect::Replaces, Value::Key(chance.of(&KEYS).into()))),
        _ => {}
    }
    if chance.below(2) == 0 {
        facts.push((Aspect::Recorded, Value::Date(Date::parse_iso(chance.of(&["1969-12-30", "2024-03-01", "2024-03-02"])).unwrap())));
    }
    person(1, chance.below(2) as u32, chance.of(&KEYS), &facts)
}

/// Everybody in memory: the names by which people go, and the charts.
fn in_memory(said: &[Statement]) -> (HashMap<String, String>, Roster) {
    let (_folder, shelves) = shelves();
    let names = crate::compare::clusters::names(&shelves, said).unwrap();
    let name = |key: &str| names.get(key).map_or(key, String::as_str).to_string();
    let filed: Vec<Statement> = said.iter().map(|s| Statement { patient: name(&s.patient), ..s.clone() }).collect();
    (names, Roster::new(&filed))
}

#[test]
fn on_disk_everybody_is_found_and_linked_as_in_memory() {
    let mut chance = Chance(11);
    let (mut renamed, mut linked) = (0, 0);
    for round in 0..120 {
        let count = 1 + chance.below(24);
        let said: Vec<Statement> = (0..count).map(|_| any_person(&mut chance)).collect();
        let (names, roster) = in_memory(&said);
        renamed += names.len();
        // What is remembered of the latest saves work and changes nothing.
        let (_folder, told) = told(&said, [1, 3, LATEST_MAX][round % 3]);
        let people = finished(told);
        for key in KEYS {
            assert_eq!(people.chart(key).unwrap().as_deref(), roster.find(key), "{key} in {said:?}");
            assert_eq!(people.find(key).unwrap().as_deref(), roster.find(names.get(key).map_or(key, String::as_str)), "{key} by its name in {said:?}");
        }
        for _ in 0..20 {
            let name = format!("{}, {}", chance.of(&FAMILIES), chance.of(&GIVEN));
            let born = ["1970-02-01", "01/02/1970", "1981-05-05", ""];
            let number = if chance.below(3) == 0 { "" } else { chance.of(&KEYS) };
            let header = DocumentHeader { name, number: number.into(), birth: chance.of(&born).into(), sex: String::new() };
            let filed = Filed { patient: chance.of(&KEYS).into(), by: "path".into(), place: String::new() };
            let pages = [(1, header.clone())];
            let (around, _, are_all) = people.around(&pages, std::slice::from_ref(&filed)).unwrap();
            let link = link_document(&header, &around);
            assert_eq!(link, link_document(&header, &roster), "{header:?} in {said:?}");
            assert_eq!(around.compare(&header, &filed.patient), roster.compare(&header, &filed.patient), "{header:?} against {filed:?} in {said:?}");
            assert!(are_all);
            linked += usize::from(link.patient.is_some());
        }
    }
    assert!(renamed > 100 && linked > 100, "{renamed} names, {linked} links");
}

#[test]
fn a_document_is_held_against_few_of_many_and_it_is_said_where_there_are_more() {
    let born = (Aspect::BirthDate, Value::Date(Date::parse_iso("1900-01-01").unwrap()));
    // Everybody has one birth date and one given name, and ten have one family name.
    let family = |n: usize| format!("{}berg", ["a", "e", "i", "o"].map(|vowel| format!("{}{vowel}", char::from(b'b' + (n / 10 % 20) as u8))).concat().repeat(1 + n / 200));
    let named = |n: usize| [born.clone(), (Aspect::Family, text(&family(n))), (Aspect::Given, text("Testa"))];
    let said: Vec<Statement> = (0..3_000).map(|n| person(1, 1, &format!("k{n:05}"), &named(n))).collect();
    let (_folder, told) = told(&said, 16);
    let people = finished(told);
    let held_against = |name: String, number: &str| {
        let header = DocumentHeader { name, number: number.into(), birth: "1900-01-01".into(), sex: String::new() };
        let pages = [(1, header.clone())];
        let (around, _, are_all) = people.around(&pages, &[]).unwrap();
        assert!(are_all);
        (around.len(), link_document(&header, &around))
    };
    for n in [0, 7, 1_234, 2_999] {
        let (count, link) = held_against(format!("{}, Testa", family(n)), &format!("k{n:05}"));
        assert_eq!((count, link.patient), (10, Some(format!("k{n:05}"))), "not the 3,000");
        let (count, link) = held_against(format!("{}, Testa", family(n)), "");
        assert_eq!((count, link.named), (10, Named::Several), "nor without a number");
    }
    assert_eq!(held_against(String::new(), "").0, 0, "a birth date alone names nobody");
    assert_eq!(held_against("Nobody, Testa".into(), "").1.named, Named::Nobody, "whose birth date somebody has");
    for n in 0..=CANDIDATES_MAX {
        people.scratch.add(NUMBER, "0", &format!("k{n:05}")).unwrap();
    }
    let numbered = [(1, DocumentHeader { number: "0".into(), ..DocumentHeader::default() })];
    assert!(!people.around(&numbered, &[]).unwrap().2);
}

#[test]
fn what_everybody_has_links_as_among_all_and_names_nobody() {
    let born = (Aspect::BirthDate, Value::Date(Date::parse_iso("1900-01-01").unwrap()));
    let last = CANDIDATES_MAX + 20;
    let given = |n: usize| if n == 0 { "Jane" } else if n == last { "John" } else { "Pat" };
    let named = |n: usize| [born.clone(), (Aspect::Mrn, text("UNKNOWN")), (Aspect::Family, text("Smithers")), (Aspect::Given, text(given(n)))];
    let said: Vec<Statement> = (0..=last).map(|n| person(1, 1, &format!("k{n:05}"), &named(n))).collect();
    let roster = Roster::new(&said);
    let (_folder, told) = told(&said, 16);
    let people = finished(told);
    let link = |name: &str, number: &str| {
        let header = DocumentHeader { name: name.into(), number: number.into(), birth: "1900-01-01".into(), sex: String::new() };
        let pages = [(1, header.clone())];
        let (around, _, _) = people.around(&pages, &[]).unwrap();
        let link = link_document(&header, &around);
        assert_eq!(link, link_document(&header, &roster), "{header:?}");
        link.patient
    };
    for (name, number) in [("Smithers, J", ""), ("Smithers, J", "UNKNOWN"), ("", "UNKNOWN"), ("Smithers, Pat", "UNKNOWN")] {
        assert_eq!(link(name, number), None, "{name} {number}");
    }
    assert_eq!(link("Smithers, John", &format!("k{last:05}")), Some(format!("k{last:05}")));
}

#[test]
fn an_artifact_of_one_patient_is_his_and_one_of_several_is_nobodys() {
    let mut messages: Vec<Statement> = (0..50).map(|n| person(n, 0, &format!("p{n}"), &[])).collect();
    messages.push(person(49, 0, "p1", &[]));
    let (_folder, told) = told(&messages, 4);
    let people = finished(told);
    let of = |artifact: u32| people.of_artifact(artifact).unwrap();
    assert_eq!((of(7).as_deref(), of(49), of(99)), (Some("p7"), None, None));
}

#[test]
fn a_document_of_whoever_goes_by_several_numbers_is_filed_under_the_one_that_the_comparison_knows() {
    let numbers = |key: &str, numbers: &[&str]| {
        let born = (Aspect::BirthDate, Value::Date(Date::parse_iso("1970-01-02").unwrap()));
        let numbers = numbers.iter().map(|number| (Aspect::Mrn, text(number)));
        person(1, 0, key, &[born, (Aspect::Family, text("Holm"))].into_iter().chain(numbers).collect::<Vec<_>>())
    };
    let messages = [numbers("742", &["742"]), numbers("42", &["42", "742"])];
    let (_folder, heard) = told(&messages, LATEST_MAX);
    let people = finished(heard);
    assert_eq!([people.find("742").unwrap().as_deref(), people.find("42").unwrap().as_deref()], [Some("42"); 2]);
    assert_eq!(people.of_artifact(1).unwrap().as_deref(), Some("42"), "both messages of the file are of one patient");
    let mut stranger = numbers("742", &["742"]);
    stranger.facts.retain(|fact| fact.aspect == Aspect::Mrn);
    stranger.facts.push(Fact { aspect: Aspect::BirthDate, value: Value::Date(Date::parse_iso("1999-01-02").unwrap()), place: 0, how: How::Copied });
    let (_folder, heard) = told(&[stranger, numbers("42", &["42", "742"])], LATEST_MAX);
    let apart = finished(heard);
    assert_eq!(apart.find("742").unwrap().as_deref(), Some("742"), "somebody born on another day");
}
