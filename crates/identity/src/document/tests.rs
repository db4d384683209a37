//! Headers against a small roster: who is linked, and who is not.

use super::*;
use model::{Coding, Fact, How, Kind, Origin};

fn person(key: &str, mrn: &str, family: &str, given: &str, born: &str, sex: &str) -> Statement {
    let text = |aspect, value: &str| (aspect, Value::Text(value.to_string()));
    let mut facts = vec![text(Aspect::Mrn, mrn), text(Aspect::Family, family), text(Aspect::Given, given), (Aspect::Sex, Value::Word(sex.into()))];
    facts.extend(Date::parse_iso(born).map(|d| (Aspect::BirthDate, Value::Date(d))));
    let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
    Statement { kind: Kind::Demographic, patient: key.into(), origin: Origin { artifact: 1, relation: 1, line: 1, reference: String::new() }, facts }
}

fn roster() -> Roster {
    Roster::new(&[
        person("1001", "00123", "Roe", "Jane", "1959-05-28", "female"),
        person("1002", "00124", "Roe", "John", "1959-05-28", "male"),
        person("1003", "00777", "Doe", "Mary Ann", "1980-02-01", "female"),
        person("1004", "00888", "Hall", "Pat", "1971-01-01", "female"),
        person("1005", "00889", "Hall", "Pat", "1971-01-01", "female"),
    ])
}

fn header(name: &str, number: &str, birth: &str) -> DocumentHeader {
    DocumentHeader { name: name.into(), number: number.into(), birth: birth.into(), sex: String::new() }
}

fn check(header: &DocumentHeader, named: Named, patient: Option<&str>) {
    let link = link_document(header, &roster());
    assert_eq!((link.named, link.patient.as_deref()), (named, patient), "{header:?}: {link:?}");
}

#[test]
fn number_and_birth_date_or_name_and_birth_date_name_one() {
    check(&header("ROE", "00123", "05/28/1959"), Named::One, Some("1001"));
    check(&header("Roe, Jane", "", "28 May 1959"), Named::One, Some("1001"));
    check(&header("Roe, Jane", "ELSEWHERE-9", "1959-05-28"), Named::One, Some("1001"));
    check(&header("", "123", ""), Named::One, Some("1001"));
    check(&header("", "1003", "2/1/80"), Named::One, Some("1003"));
    check(&header("Maryann Doe", "00777", "1980-02-01"), Named::One, Some("1003"));
}

#[test]
fn twins_are_told_apart_by_given_name_or_not_at_all() {
    check(&header("Roe, John", "", "1959-05-28"), Named::One, Some("1002"));
    check(&header("ROE", "", "1959-05-28"), Named::Nobody, None);
    check(&header("Hall, Pat", "", "1971-01-01"), Named::Several, None);
    check(&header("Hall, Pat", "00889", "1971-01-01"), Named::One, Some("1005"));
}

#[test]
fn a_number_of_one_beside_the_person_of_another_names_two() {
    let link = link_document(&header("Doe, Mary", "00123", "1980-02-01"), &roster());
    assert_eq!((link.named, link.between), (Named::Two, vec!["1001".to_string(), "1003".to_string()]));
}

#[test]
fn what_contradicts_links_to_nobody() {
    check(&header("Smith, Adam", "00123", "1930-01-01"), Named::Stranger, None);
    check(&header("Smith, Adam", "99999", "1930-01-01"), Named::Stranger, None);
    check(&header("Smith, Adam", "", ""), Named::Nobody, None);
    check(&header("", "", ""), Named::Nobody, None);
}

#[test]
fn a_chart_can_be_asked_for_by_key_and_number() {
    let roster = roster();
    assert_eq!((roster.find("1001"), roster.find("00124"), roster.find("124"), roster.find("nobody")), (Some("1001"), Some("1002"), Some("1002"), None));
    let compared = roster.compare(&header("Smith, Adam", "5", "1930-01-01"), "1001").unwrap();
    assert_eq!(compared.contradictions(), 3);
    assert!(roster.compare(&header("ROE", "00123", ""), "1001").is_some_and(|c| c.score >= LINKED_MIN && c.contradictions() == 0));
}

#[test]
fn a_number_may_be_a_code_as_the_lens_reads_it() {
    let mut coded = person("9", "", "Fox", "Ida", "1990-01-01", "female");
    coded.facts.push(Fact { aspect: Aspect::Mrn, value: Value::code(vec![Coding { system: String::new(), code: "x".into(), display: String::new() }], String::new()), place: 0, how: How::Copied });
    assert_eq!(Roster::new(&[coded]).len(), 1, "whatever a chart holds as its number, it is no panic");
}
