//! What is linked by the charts that a header asks for is what would be linked by everybody who shares its number or its birth date.

use super::*;
use model::{Fact, How, Kind, Origin};

/// Chosen by a seed: the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

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
            (compared, would_be) = (compared + roster.candidates(&Read::of(&header)).len(), would_be + all);
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
    let last = DocumentHeader { name: "Roe4999, Jane".into(), number: "0".into(), ..DocumentHeader::default() };
    let link = link_document(&last, &many);
    assert_eq!((link.named, link.comparison.contradictions()), (Named::One, 0), "a name for which there was no room is nobody else's");
}
