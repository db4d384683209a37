//! What is linked by the charts that a header asks for is what would be linked by everybody who shares its number or its birth date.

use super::*;
use crate::chance::Chance;
use model::{Fact, How, Kind, Origin};

const KEYS: [&str; 10] = ["1", "2", "03", "0", "00", "--", "m-7", "M7", "77", "x"];
const NUMBERS: [&str; 12] = ["", "", "", "1", "01", "0", "000", "3", "m7", "077", "elsewhere", "-"];
const FAMILIES: [&str; 16] =
    ["Roe", "Rot", "Hall", "Halle", "Whitfield", "Whitfeld", "hitfield", "Whitfielde", "Garcia Lopez", "Garcia", "Lopez", "王明", "王", "Müller-Ärö", "van der Berg", ""];
const GIVEN: [&str; 12] = ["Jane", "Jane Quill", "J", "Quill", "Bob", "Robert", "Catherine", "Katherine", "Cat", "Pat", "明", ""];
const BORN: [&str; 4] = ["1900-01-01", "1900-01-01", "1970-02-01", ""];
const SEXES: [&str; 3] = ["female", "male", ""];

fn any_person(chance: &mut Chance) -> Statement {
    let text = |aspect, value: &str| (aspect, Value::Text(value.to_string()));
    let mut facts = vec![text(Aspect::Family, chance.of(&FAMILIES)), text(Aspect::Given, chance.of(&GIVEN)), text(Aspect::Sex, chance.of(&SEXES))];
    if chance.below(2) == 0 {
        facts.push(text(Aspect::Mrn, chance.of(&NUMBERS)));
    }
    facts.extend(Date::parse_iso(chance.of(&BORN)).map(|d| (Aspect::BirthDate, Value::Date(d))));
    let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
    let origin = Origin { artifact: 1, relation: 1, line: 1, reference: String::new() };
    // Few keys: of some patients several names and birth dates are known.
    Statement { kind: Kind::Demographic, patient: format!("{}{}", chance.of(&KEYS), chance.of(&["", "", "a", "b", "0"])), origin, facts }
}

fn any_header(chance: &mut Chance) -> DocumentHeader {
    let (family, given) = (chance.of(&FAMILIES), chance.of(&GIVEN));
    let name = match chance.below(5) {
        0 => format!("{given} {family}"),
        1 => format!("{family} {given}"),
        2 => family.to_string(),
        _ => format!("{family}, {given}"),
    };
    let birth = chance.of(&["1900-01-01", "1900-01-01", "1970-02-01", "01/02/1970", "1981-05-05", "unknown", ""]);
    DocumentHeader { name, number: chance.of(&NUMBERS).into(), birth: birth.into(), sex: chance.of(&SEXES).into() }
}

/// By comparing it with everybody who shares its number or its birth date.
fn linked_among_all(header: &DocumentHeader, roster: &Roster) -> (DocumentLink, usize) {
    let read = Read::of(header);
    let has_number = |person: &Person| person.numbers().any(|number| read.numbers().any(|asked| asked == number));
    let has_birth = |person: &Person| person.births().any(|birth| read.births.contains(&birth));
    let all: Vec<(Comparison, &Person)> = roster.people.iter().filter(|p| has_number(p) || has_birth(p)).map(|p| (p.compare(&read), p)).collect();
    let count = all.len();
    if header.is_empty() {
        return (DocumentLink { named: Named::Nobody, patient: None, between: Vec::new(), comparison: Comparison::default() }, count);
    }
    (link_among(header, all, roster.people.iter().any(has_birth)), count)
}

#[test]
fn whom_a_header_asks_for_is_enough_to_link_it_as_among_all() {
    let mut chance = Chance(5);
    let mut came: BTreeMap<String, u64> = BTreeMap::new();
    let (mut compared, mut would_be) = (0, 0);
    for _ in 0..600 {
        let count = 1 + chance.below(60);
        let said: Vec<Statement> = (0..count).map(|_| any_person(&mut chance)).collect();
        let roster = Roster::new(&said);
        for _ in 0..50 {
            let header = any_header(&mut chance);
            let (expected, all) = linked_among_all(&header, &roster);
            assert_eq!(link_document(&header, &roster), expected, "{header:?} in {said:?}");
            *came.entry(format!("{:?}", expected.named)).or_default() += 1;
            (compared, would_be) = (compared + roster.candidates(&Read::of(&header)).0.len(), would_be + all);
        }
    }
    assert!(came.len() == 5 && came.values().all(|times| *times > 100), "{came:?}");
    assert!(compared * 2 < would_be, "{compared} of {would_be} charts were compared");
}

#[test]
fn a_key_that_was_given_to_everybody_holds_so_many_names_and_says_so() {
    let named = |n: usize| {
        let facts = [(Aspect::Family, format!("Roe{n}")), (Aspect::Mrn, format!("m{n}"))];
        let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value: Value::Text(value), place: 0, how: How::Copied }).collect();
        Statement { kind: Kind::Demographic, patient: "0".into(), origin: Origin { artifact: 1, relation: 1, line: 1, reference: String::new() }, facts }
    };
    let of = |count: usize| Roster::new(&(0..count).chain(0..count).map(named).collect::<Vec<_>>());
    assert!(!of(NAMES_MAX).is_any_full(), "said again it is not more");
    let many = of(5_000);
    assert!(many.is_any_full());
    assert_eq!(many.people.iter().map(|p| (p.names.len(), p.numbers.len())).collect::<Vec<_>>(), [(NAMES_MAX, NUMBERS_MAX)]);
    let of_number = |name: &str| link_document(&DocumentHeader { name: name.into(), number: "0".into(), ..DocumentHeader::default() }, &many);
    let last = of_number("Roe4999, Jane");
    assert_eq!(last.comparison.contradictions(), 0, "a name for which there was no room is nobody else's");
    assert_eq!((last.named, last.patient), (Named::Several, None), "and by the number alone it is nobody's");
    assert_eq!(of_number("Roe7, Jane").patient.as_deref(), Some("0"), "one that is told apart is");
}

/// A patient with a number, and with a birth date where one is given.
fn numbered(key: usize, number: &str, (family, given): (&str, &str), born: &str) -> Statement {
    let mut facts: Vec<(Aspect, Value)> = [(Aspect::Mrn, number), (Aspect::Family, family), (Aspect::Given, given)].map(|(aspect, value)| (aspect, Value::Text(value.into()))).into();
    facts.extend(Date::parse_iso(born).map(|d| (Aspect::BirthDate, Value::Date(d))));
    let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
    Statement { kind: Kind::Demographic, patient: format!("k{key:04}"), origin: Origin { artifact: 1, relation: 1, line: 1, reference: String::new() }, facts }
}

#[test]
fn a_number_that_everybody_has_is_nobodys_and_the_rest_of_the_header_names() {
    let last = CANDIDATES_MAX + 40;
    for (held, written) in [("UNKNOWN", "unknown"), ("0", "000")] {
        let of = |key: usize| match key {
            0 => numbered(key, held, ("Roe", "Jane"), ""),
            key if key == last => numbered(key, held, ("Roe", "Jane"), "1959-05-28"),
            _ => numbered(key, held, ("Hall", "Pat"), "1980-02-01"),
        };
        let roster = Roster::new(&(0..=last).map(of).collect::<Vec<_>>());
        let link = |name: &str, birth: &str| link_document(&DocumentHeader { name: name.into(), number: written.into(), birth: birth.into(), sex: String::new() }, &roster);
        assert_eq!(link("Roe, Jane", "").patient, None, "{held}: of two of that name the first is not the one");
        assert_eq!(link("", "1959-05-28").patient, None, "{held}");
        assert_eq!(link("", "").named, Named::Nobody, "{held}");
        assert_eq!(link("Roe, Jane", "1959-05-28").patient, Some(format!("k{last:04}")), "{held}: however far behind it stands");
        let few = Roster::new(&(0..20).map(of).collect::<Vec<_>>());
        let header = DocumentHeader { name: "Roe, Jane".into(), number: written.into(), ..DocumentHeader::default() };
        assert_eq!(link_document(&header, &few).patient.as_deref(), Some("k0000"), "{held}: a number of some is looked at");
    }
}

#[test]
fn nobody_is_named_whom_a_chart_that_was_not_compared_may_be_as_well() {
    let last = CANDIDATES_MAX + 40;
    let of = |key: usize| match key {
        0 => numbered(key, &key.to_string(), ("Smithers", "Jane"), "1900-01-01"),
        key if key == last => numbered(key, &key.to_string(), ("Smithers", "John"), "1900-01-01"),
        _ => numbered(key, &key.to_string(), ("Smithers", "Pat"), "1900-01-01"),
    };
    let (all, few) = (Roster::new(&(0..=last).map(of).collect::<Vec<_>>()), Roster::new(&(0..20).map(of).collect::<Vec<_>>()));
    let header = |name: &str, number: &str| DocumentHeader { name: name.into(), number: number.into(), birth: "1900-01-01".into(), sex: String::new() };
    assert_eq!(link_document(&header("Smithers, J", ""), &all).named, Named::Several, "Jane and John");
    assert_eq!(link_document(&header("Smithers, J", ""), &few).patient.as_deref(), Some("k0000"));
    assert_eq!(link_document(&header("Smithers, Pat", ""), &all).named, Named::Several);
    assert_eq!(link_document(&header("Smithers, Pat", "290"), &all).patient.as_deref(), Some("k0290"), "a number names whom it names, however many share the rest");
}
