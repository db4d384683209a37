//! How sure a link is: what both records say of the person, weighed.
//!
//! The weights are those of Fellegi and Sunter: the natural logarithm of how much more often two records of one person agree (or
//! differ) so than two of different people do. They add up, and so does how many people come into question: at least a hundred thousand,
//! because those whom a hospital may have met are more than those whom an export holds. What our own output was made of is known and is
//! weighed by nothing. The score says how sure the link is, never how well the charts agree.

use crate::{folded, number};
use model::{Aspect, Date, Statement, Value};
use std::collections::BTreeSet;

/// From here on a link is taken as certain; what is found in charts that are linked with less says so.
pub const CERTAIN_MIN: f64 = 0.95;

/// People who come into question at least.
const PEOPLE_MIN: usize = 100_000;
/// Nothing that is weighed is certain.
const WEIGHED_MAX: f64 = 0.9999;

/// The same key on both sides: handed over with the record, in all but one of a hundred million.
const KEY: f64 = 18.4;
/// An official number in both records: fewer are typed wrong than there are numbers.
const NUMBER: f64 = 16.1;
/// Another social security number: one in twenty is wrong or somebody else's.
const OTHER_SSN: f64 = -3.0;
/// One in two hundred bears the family name.
const FAMILY: f64 = 5.2;
/// Names change and are misspelt.
const OTHER_FAMILY: f64 = -2.3;
/// One in a hundred bears the given name.
const GIVEN: f64 = 4.6;
const OTHER_GIVEN: f64 = -2.6;
/// One in some twenty-five thousand was born on the day.
const BIRTH: f64 = 10.1;
/// Two in a hundred dates are wrong in one part; in so many of different people year and one part agree by chance: 1.5 in a thousand.
const BIRTH_IN_PART: f64 = 2.6;
const OTHER_BIRTH: f64 = -4.6;
const SEX: f64 = 0.7;
const OTHER_SEX: f64 = -3.9;

/// How sure a link is, and why.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Confidence {
    /// The probability that both are one person, to four digits; 1 for what our own output was made of.
    pub score: f64,
    /// What both records say, in words without content.
    pub evidence: Vec<&'static str>,
}

/// Weighs a link that was found `by` some evidence among so many people. Without a pair nothing is known but the key.
pub fn weigh(by: &str, people: usize, pair: Option<(&Statement, &Statement)>) -> Confidence {
    let mut weights: Vec<(&'static str, f64)> = Vec::new();
    match by {
        "provenance" => return Confidence { score: 1.0, evidence: vec!["made from this record"] },
        "key" => weights.push(("the same key", KEY)),
        _ => {}
    }
    if let Some((legacy, destination)) = pair {
        weights.extend(numbers(legacy, destination));
        weights.extend(said(legacy, destination, Aspect::Family, ("the same family name", FAMILY), ("another family name", OTHER_FAMILY)));
        weights.extend(said(legacy, destination, Aspect::Given, ("the same given name", GIVEN), ("another given name", OTHER_GIVEN)));
        weights.extend(birth(legacy, destination));
        weights.extend(said(legacy, destination, Aspect::Sex, ("the same sex", SEX), ("another sex", OTHER_SEX)));
    }
    let sum: f64 = weights.iter().map(|(_, weight)| weight).sum::<f64>() - (people.max(PEOPLE_MIN) as f64).ln();
    let score = (1.0 / (1.0 + (-sum).exp())).min(WEIGHED_MAX);
    let mut evidence: Vec<&'static str> = weights.into_iter().map(|(words, _)| words).collect();
    // Everybody's are held until all are linked.
    evidence.shrink_to_fit();
    Confidence { score: (score * 10_000.0).round() / 10_000.0, evidence }
}

fn values(statement: &Statement, aspect: Aspect) -> BTreeSet<String> {
    statement.facts.iter().filter(|f| f.aspect == aspect).filter_map(|f| folded(&f.value)).collect()
}

/// Agreement where any value of one side is one of the other's; nothing where a side is silent.
fn said(
    legacy: &Statement,
    destination: &Statement,
    aspect: Aspect,
    same: (&'static str, f64),
    other: (&'static str, f64),
) -> Option<(&'static str, f64)> {
    let (left, right) = (values(legacy, aspect), values(destination, aspect));
    if left.is_empty() || right.is_empty() {
        return None;
    }
    Some(if left.is_disjoint(&right) { other } else { same })
}

/// Another record number tells nothing: migrations give new ones.
fn numbers(legacy: &Statement, destination: &Statement) -> Option<(&'static str, f64)> {
    let of = |statement: &Statement, aspect: Aspect| -> BTreeSet<String> { statement.facts.iter().filter(|f| f.aspect == aspect).filter_map(number).collect() };
    let shared = |aspect: Aspect| !of(legacy, aspect).is_disjoint(&of(destination, aspect));
    if [Aspect::Mrn, Aspect::Ssn, Aspect::DriverLicense, Aspect::Passport].into_iter().any(shared) {
        return Some(("the same number", NUMBER));
    }
    let told = |statement: &Statement| !of(statement, Aspect::Ssn).is_empty();
    (told(legacy) && told(destination)).then_some(("another social security number", OTHER_SSN))
}

fn birth(legacy: &Statement, destination: &Statement) -> Option<(&'static str, f64)> {
    let days = |statement: &Statement| -> Vec<Date> {
        let day = |f: &model::Fact| match (&f.value, f.aspect) {
            (Value::Date(date), Aspect::BirthDate) => Some(*date),
            _ => None,
        };
        statement.facts.iter().filter_map(day).collect()
    };
    let (left, right) = (days(legacy), days(destination));
    if left.is_empty() || right.is_empty() {
        return None;
    }
    let any = |alike: &dyn Fn(&Date, &Date) -> bool| left.iter().any(|a| right.iter().any(|b| alike(a, b)));
    let in_part = |a: &Date, b: &Date| a.year == b.year && (a.month == b.month || a.day == b.day || (a.month, a.day) == (b.day, b.month));
    Some(if any(&|a, b| a.days() == b.days()) {
        ("the same birth date", BIRTH)
    } else if any(&in_part) {
        ("a birth date that differs in part", BIRTH_IN_PART)
    } else {
        ("another birth date", OTHER_BIRTH)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Kind, Origin};

    fn person(parts: &[(Aspect, &str)]) -> Statement {
        let value = |aspect: Aspect, text: &str| match aspect {
            Aspect::BirthDate => Date::parse_iso(text).map_or_else(|| Value::Text(text.into()), Value::Date),
            _ => Value::Text(text.into()),
        };
        let facts = parts.iter().map(|(aspect, text)| Fact { aspect: *aspect, value: value(*aspect, text), place: 0, how: How::Copied }).collect();
        Statement { kind: Kind::Demographic, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    const ANN: [(Aspect, &str); 4] = [(Aspect::Family, "Holm"), (Aspect::Given, "Ann"), (Aspect::BirthDate, "1970-05-01"), (Aspect::Sex, "female")];

    fn with(changes: &[(Aspect, &str)]) -> Statement {
        let kept = ANN.into_iter().filter(|(aspect, _)| !changes.iter().any(|(a, _)| a == aspect));
        person(&kept.chain(changes.iter().copied()).collect::<Vec<_>>())
    }

    fn score(by: &str, destination: &Statement) -> f64 {
        weigh(by, 100, Some((&with(&[]), destination))).score
    }

    #[test]
    fn what_we_made_ourselves_is_known_and_nothing_that_is_weighed_is() {
        assert_eq!(score("provenance", &with(&[])), 1.0);
        assert_eq!(score("key", &with(&[])), WEIGHED_MAX);
        assert!(score("demographics", &with(&[])) > 0.999);
    }

    #[test]
    fn a_birth_date_in_part_is_below_certainty_and_says_why() {
        let weighed = weigh("demographics, birth date in part", 100, Some((&with(&[]), &with(&[(Aspect::BirthDate, "1970-06-01")]))));
        assert!(weighed.score < CERTAIN_MIN && weighed.score > 0.5, "{weighed:?}");
        assert!(weighed.evidence.contains(&"a birth date that differs in part"));
    }

    #[test]
    fn another_person_under_the_same_key_is_doubted_and_one_error_is_not() {
        let other = with(&[(Aspect::Family, "Vik"), (Aspect::Given, "Jo"), (Aspect::BirthDate, "1951-11-30")]);
        assert!(score("key", &other) < CERTAIN_MIN);
        assert!(score("key", &with(&[(Aspect::BirthDate, "1907-05-01")])) > CERTAIN_MIN);
        assert!(score("key", &with(&[(Aspect::Family, "Vik")])) > CERTAIN_MIN);
    }

    #[test]
    fn the_more_people_come_into_question_the_less_sure_it_is() {
        let near = with(&[(Aspect::BirthDate, "1970-06-01")]);
        let among = |people| weigh("demographics, birth date in part", people, Some((&with(&[]), &near))).score;
        assert_eq!(among(10), among(PEOPLE_MIN));
        assert!(among(10_000_000) < among(PEOPLE_MIN));
        assert!(weigh("key", 100, None).score > CERTAIN_MIN, "a key that stands without a person is still the key");
    }
}
