//! What the patient list shows of everybody, and who may be mistaken for whom: found one name at a time, four bytes a patient.

use super::keys::NOBODY;
use super::people::{People, number_of};
use crate::Result;
use crate::book::hash;
use crate::few::FewByNumber;
use crate::sorted::Shelves;
use identity::Reconciled;
use model::{Aspect, Phi, Statement};
use serde::{Deserialize, Serialize};

/// What the patient list shows of a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Person {
    pub(super) sex: String,
    pub(super) age_band: String,
    pub(super) duplicate: bool,
    pub(super) deceased: bool,
    pub(super) child: bool,
    /// Another chart has the same name and birth date.
    pub(super) namesake: bool,
    /// Other keys that were joined with this chart.
    pub(super) merged: u64,
}

/// Marks of a patient: another patient, or another row of a table, has the first letters and the birth date; another patient has the name and the birth date.
const DOUBLE: u8 = 1;
const NAMESAKE: u8 = 2;

/// By what two charts of one side may be doubles, and by what two people are namesakes; as digests, nothing where a record says too little.
fn called(statement: &Statement) -> [Option<u64>; 2] {
    let text = |a| statement.value(a).map(model::Value::shown).unwrap_or_default();
    let birth = text(Aspect::BirthDate);
    if birth.is_empty() {
        return [None, None];
    }
    let name: String = [Aspect::Family, Aspect::Given].iter().map(|a| text(*a).to_lowercase().chars().take(3).collect::<String>()).collect();
    let whole = [Aspect::Family, Aspect::Given].map(|a| text(a).trim().to_lowercase()).join("|");
    [Some(hash(&format!("{name}|{birth}"))), (!name.is_empty()).then(|| hash(&format!("{whole}|{birth}")))]
}

/// Who may be mistaken for somebody else, by number. What a retired number was says nothing of the person any more. A table has a row a patient, so that a second
/// one is a double; every message and document says its patient anew, and is none.
fn alike(shelves: &Shelves, people: &People<'_>) -> Result<Vec<u8>> {
    let mut names = shelves.sorting();
    people.each_said(&|number| !people.is_prior(number), &mut |said| {
        if said.is_merge {
            return Ok(());
        }
        let [double, namesake] = called(&said.statement);
        let marked = [(DOUBLE, double), (NAMESAKE, namesake)].into_iter().filter_map(|(mark, digest)| Some((mark, digest?)));
        for (mark, digest) in marked {
            let key: Vec<u8> = [mark].into_iter().chain(digest.to_be_bytes()).collect();
            let value: Vec<u8> = said.number.to_be_bytes().into_iter().chain([u8::from(said.statement.origin.relation != 0)]).collect();
            names.put(&key, &value)?;
        }
        Ok(())
    })?;
    let mut marks = vec![0_u8; people.len()];
    let mut set = |number: u32, mark: u8| marks.get_mut(number as usize).into_iter().for_each(|own| *own |= mark);
    let (mut at, mut first, mut rows) = (Vec::new(), NOBODY, false);
    names.sorted().each(&mut |name, value| {
        let (number, is_row) = (number_of(value), value.get(4) == Some(&1));
        let mark = name.first().copied().unwrap_or_default();
        if at != name {
            (at, first, rows) = (name.to_vec(), number, is_row);
        } else if number != first || mark == DOUBLE && is_row && rows {
            set(first, mark);
            set(number, mark);
        }
        rows |= is_row;
        Ok(())
    })?;
    Ok(marks)
}

/// What the list tells of everybody: of several records of a patient the last one counts. Of whom the legacy side tells nobody asks the destination. `mates` are
/// the legacy numbers of the destination's, `today` is year, month and day.
pub(super) fn persons(
    shelves: &Shelves,
    (legacy, destination): (&People<'_>, &People<'_>),
    told: &Reconciled,
    mates: &[u32],
    today: (i32, u8, u8),
) -> Result<[FewByNumber<Person>; 2]> {
    let marks = alike(shelves, legacy)?;
    let mut merged = vec![0_u32; legacy.len()];
    for name in legacy.numbers().filter_map(|number| legacy.name(number)) {
        merged.get_mut(name as usize).into_iter().for_each(|count| *count += 1);
    }
    let one = |statement: &Statement, number: Option<u32>| {
        let of = number.map_or(usize::MAX, |number| number as usize);
        let marks = marks.get(of).copied().unwrap_or_default();
        let merged = merged.get(of).copied().unwrap_or_default();
        person(statement, (marks, u64::from(merged)), today)
    };
    let mut here = FewByNumber::of(legacy.len());
    legacy.each_said(&|number| !legacy.is_prior(number), &mut |said| {
        if !said.is_merge {
            here.set(said.number, one(&said.statement, Some(said.number)));
        }
        Ok(())
    })?;
    let mut there = FewByNumber::of(destination.len());
    let is_told = |number: u32| mates.get(number as usize).is_some_and(|mate| here.get(*mate).is_some());
    let is_asked = |number: u32| !is_told(number) && !told.followed.contains_key(destination.keys.get(number));
    destination.each_said(&is_asked, &mut |said| {
        if !said.is_merge {
            there.set(said.number, one(&said.statement, legacy.keys.number(&said.statement.patient)));
        }
        Ok(())
    })?;
    Ok([here, there])
}

fn person(s: &Statement, (marks, merged): (u8, u64), today: (i32, u8, u8)) -> Person {
    let birth = s.date(Aspect::BirthDate);
    let age_band = birth.map_or_else(|| "unknown".to_string(), |d| {
        deid::age_band(&Phi::new((i32::from(d.year), d.month, d.day)), today).into_value()
    });
    let sex = s.word(Aspect::Sex).filter(|w| matches!(*w, "female" | "male" | "other")).unwrap_or("unknown").to_string();
    let age = birth.map_or(99, |d| today.0 - i32::from(d.year));
    Person {
        sex,
        age_band,
        duplicate: marks & DOUBLE != 0,
        deceased: s.value(Aspect::Deceased) == Some(&model::Value::Flag(true)),
        child: age < 13,
        namesake: marks & NAMESAKE != 0,
        merged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::people::tests::{people, shelves};
    use model::{Date, Fact, How, Kind, Origin, Value};

    fn person(key: &str, family: &str, given: &str, born: &str) -> Statement {
        let mut facts = vec![(Aspect::Family, Value::Text(family.into())), (Aspect::Given, Value::Text(given.into()))];
        facts.extend(Date::parse_iso(born).map(|born| (Aspect::BirthDate, Value::Date(born))));
        let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        Statement { kind: Kind::Demographic, patient: key.into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    #[test]
    fn doubles_have_the_first_letters_in_common_and_namesakes_the_whole_name() {
        let row = |key: &str, family: &str, given: &str, born: &str| {
            let mut statement = person(key, family, given, born);
            statement.origin.relation = 1;
            statement
        };
        let legacy = [
            person("1", "Holmberg", "Ann", "1970-05-01"),
            person("2", "Holm", "Anna", "1970-05-01"),
            person("3", "Holm", "anna ", "1970-05-01"),
            row("4", "Berg", "Ola", "1970-05-01"),
            row("4", "Berg", "Ola", "1970-05-01"),
            person("5", "Holm", "Anna", "1971-05-01"),
            person("6", "Holm", "Anna", ""),
            person("7", "", "", "1980-01-01"),
            person("8", "Dahl", "Siv", "1980-02-01"),
            row("8", "Dahl", "Siv", "1980-02-01"),
            person("8", "Dahl", "Siv", "1980-02-01"),
        ];
        for room in [1, 1 << 20] {
            let (_folder, shelves) = shelves(room);
            let legacy = people(&shelves, &legacy, true);
            let marks = alike(&shelves, &legacy).unwrap();
            let marked = |mark: u8| legacy.numbers().filter(|n| marks[*n as usize] & mark != 0).map(|n| legacy.keys.get(n)).collect::<Vec<_>>().join(" ");
            assert_eq!(marked(DOUBLE), "1 2 3 4", "a row that stands twice is a double, what messages say again is not");
            assert_eq!(marked(NAMESAKE), "2 3", "one patient is nobody's namesake");
        }
    }

    #[test]
    fn the_list_tells_of_whoever_is_linked_what_the_legacy_side_says() {
        let (_folder, shelves) = shelves(1 << 20);
        let destination = [person("d1", "Holm", "Anna", "1950-01-01"), person("d3", "Berg", "Ola", "1920-01-01"), person("d9", "Lund", "Bo", "2020-01-01")];
        let merge = |prior: &str| {
            let mut statement = person(prior, "Roe", "Jo", "");
            statement.facts.push(Fact { aspect: Aspect::Status, value: Value::Word("merged".into()), place: 0, how: How::Copied });
            statement.facts.push(Fact { aspect: Aspect::Patient, value: Value::Key("2".into()), place: 0, how: How::Copied });
            statement
        };
        let mut legacy = vec![person("1", "Holm", "Anna", "1990-01-01"), person("1", "Holm", "Anna", "1980-01-01"), person("2", "Roe", "Jo", "")];
        legacy.extend(["a", "b", "c", "d"].map(merge));
        let (legacy, destination) = (people(&shelves, &legacy, true), people(&shelves, &destination, false));
        // d1 is 1, d3 is 3, of whom the legacy side says nothing, and d9 is nobody.
        let mates = [legacy.keys.number("1").unwrap(), NOBODY, NOBODY];
        let [here, there] = persons(&shelves, (&legacy, &destination), &Reconciled::default(), &mates, (2026, 6, 1)).unwrap();
        let band = |listed: &FewByNumber<Person>, people: &People<'_>, key: &str| people.keys.number(key).and_then(|n| listed.get(n)).map(|person| (person.age_band.clone(), person.merged));
        let own = ["1", "2", "a"].map(|key| band(&here, &legacy, key));
        assert_eq!(own, [Some(("45-49".to_string(), 0)), Some(("unknown".to_string(), 4)), None], "the last record of a patient counts");
        let other = ["d1", "d3", "d9"].map(|key| band(&there, &destination, key));
        assert_eq!(other, [None, Some(("90+".to_string(), 0)), Some(("5-9".to_string(), 0))], "of whom the legacy side tells nothing the destination does");
    }
}
