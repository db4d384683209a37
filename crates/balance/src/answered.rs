//! What was paid on a claim before the claim was sent: a day that cannot be, where the legacy book keeps no day of the answer.
//!
//! A destination has to say when an answer was written even where nobody kept it, and any day that is not before the claim is as good as another.
//! One before it turns cause and effect round. Where the legacy book says the day itself, that is judged as every other day.

use crate::judge::AspectDifference;
use model::{Aspect, Date, Kind, Precision, Statement, Verdict};
use std::collections::HashMap;

/// When claims were sent, by their numbers: of several of one number the first.
pub(crate) type Sent = HashMap<String, Date>;

const MANNER: &str = "answered before the claim was sent";

/// When the claims of a chart were sent.
pub(crate) fn sent(chart: &[Statement]) -> Sent {
    let mut sent = Sent::new();
    for claim in chart.iter().filter(|statement| statement.kind == Kind::Claim) {
        let Some(day) = day(claim) else { continue };
        for number in numbers(claim) {
            sent.entry(number).and_modify(|first| if day.days() < first.days() { *first = day }).or_insert(day);
        }
    }
    sent
}

/// Numbers under which a claim or what was paid on it is known.
fn numbers(statement: &Statement) -> impl Iterator<Item = String> {
    statement.facts.iter().filter(|fact| fact.aspect == Aspect::ClaimNumber).map(|fact| fact.value.shown())
}

/// The day on which it was written.
fn day(statement: &Statement) -> Option<Date> {
    statement.date(Aspect::Recorded).filter(|day| day.precision >= Precision::Day)
}

/// What a destination says of the day of an answer that no legacy statement gives, where the claim was sent later. `sent` knows when.
pub(crate) fn told(legacy: &Statement, destination: &Statement, sent: &dyn Fn(&str) -> Option<Date>) -> Option<AspectDifference> {
    if legacy.kind != Kind::Payment || destination.kind != Kind::Payment || legacy.date(Aspect::Recorded).is_some() {
        return None;
    }
    let answered = day(destination)?;
    let asked = numbers(legacy).filter_map(|number| sent(&number)).min_by_key(|day| day.days())?;
    // Where a clock is told, midnight may be on either side of a zone.
    let slack = i32::from(answered.has_time() || asked.has_time());
    let fact = destination.fact(Aspect::Recorded)?;
    (answered.days() + slack < asked.days()).then(|| AspectDifference {
        aspect: Aspect::Recorded,
        read_as: Aspect::Recorded,
        verdict: Verdict::Altered,
        manner: MANNER.into(),
        legacy_place: None,
        destination_place: Some(fact.place),
        legacy: String::new(),
        destination: fact.value.shown(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Equivalences;
    use crate::compare::compare_patient;
    use crate::reading::Coverage;
    use model::{Fact, How, Origin, Value};

    fn of_claim(kind: Kind, number: &str, written: &str) -> Statement {
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let mut facts = vec![fact(Aspect::ClaimNumber, Value::Text(number.into())), fact(Aspect::Status, Value::Word("processed".into()))];
        facts.extend(Date::parse_iso(written).map(|day| fact(Aspect::Recorded, Value::Date(day))));
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    fn told_of(kept: &str, written: &str) -> Vec<String> {
        let claims = [of_claim(Kind::Claim, "C1", "2020-01-10"), of_claim(Kind::Claim, "C2", "2020-03-05")];
        let chart = |answer: &str| [claims[0].clone(), claims[1].clone(), of_claim(Kind::Payment, "C2", answer)];
        let (legacy, destination) = (chart(kept), chart(written));
        let mut books = [Coverage::default(), Coverage::default()];
        legacy.iter().for_each(|s| books[0].count(s));
        destination.iter().for_each(|s| books[1].count(s));
        let result = compare_patient(&legacy, &destination, &Equivalences::default(), (&books[0], &books[1]), &|_| None);
        result.findings.iter().map(|f| format!("{} {} {}", f.kind, f.verdict, f.manner)).collect()
    }

    #[test]
    fn no_claim_is_answered_before_it_was_sent() {
        assert_eq!(told_of("", "2020-01-10"), ["payment altered answered before the claim was sent"], "the day of the other claim");
        for written in ["2020-03-05", "2020-03-04T23:30:00-05:00", "2026-11-01", "2020-03", ""] {
            assert_eq!(told_of("", written), Vec::<String>::new(), "{written}");
        }
        // The legacy book has that day: then it is as it was.
        assert_eq!(told_of("2020-01-10", "2020-01-10"), Vec::<String>::new());
    }
}
