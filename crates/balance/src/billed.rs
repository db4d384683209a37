//! What a destination says of a bill as a whole where the legacy book has its lines only, as tables of billing do. What must stay true: a sum that is not
//! that of the lines, and a word on the whole that no line bears out, are somebody's assertions.

use crate::align::Match;
use model::{Aspect, Decimal, Kind, Statement, Value};
use std::collections::HashSet;

/// The sums that a payer's answer to a claim has of its lines.
const SUMS: [Aspect; 4] = [Aspect::Value, Aspect::Amount, Aspect::Allowed, Aspect::PatientShare];

/// Whether a statement of the destination that stands alone is a payer's answer to a claim as a whole, and the legacy book has the answers to all of its lines.
pub(crate) fn is_whole_of_lines(index: usize, destination: &[Statement], matches: &[Match]) -> bool {
    let is_line = |s: &Statement| s.fact(Aspect::Statement).is_some();
    let Some(whole) = destination.get(index).filter(|s| s.kind == Kind::Payment && !s.origin.reference.is_empty() && !is_line(s)) else { return false };
    let is_of_it = |s: &Statement| s.kind == Kind::Payment && is_line(s) && s.origin.reference == whole.origin.reference;
    let lines: Vec<(usize, &Statement)> = destination.iter().enumerate().filter(|(_, s)| is_of_it(s)).collect();
    let aligned: HashSet<usize> = matches.iter().filter(|m| m.legacy.is_some()).filter_map(|m| m.destination).collect();
    let is_sum = |aspect: &Aspect| match whole.value(*aspect) {
        Some(value) => amount(value).is_some_and(|sum| lines.iter().try_fold(Decimal::ZERO, |so_far, (_, line)| so_far.checked_add(line.value(*aspect).map_or(Some(Decimal::ZERO), amount)?)) == Some(sum)),
        None => true,
    };
    !lines.is_empty() && lines.iter().all(|(at, _)| aligned.contains(at)) && whole.word(Aspect::Status).is_none_or(|status| status == "processed") && SUMS.iter().all(is_sum)
}

fn amount(value: &Value) -> Option<Decimal> {
    match value {
        Value::Quantity(quantity) if quantity.comparator.is_empty() => Some(quantity.number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin, Quantity};

    fn payment(paid: &str, line: Option<&str>, status: Option<&str>) -> Statement {
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let amount = Value::Quantity(Quantity::parse(&format!("{paid} USD")).expect("it is a quantity"));
        let more = line.map(|line| fact(Aspect::Statement, Value::Key(line.into()))).into_iter().chain(status.map(|word| fact(Aspect::Status, Value::Word(word.into()))));
        let origin = Origin { artifact: 0, relation: 0, line: 1, reference: "ExplanationOfBenefit/1".into() };
        Statement { kind: Kind::Payment, patient: "p".into(), origin, facts: std::iter::once(fact(Aspect::Amount, amount)).chain(more).collect() }
    }

    #[test]
    fn the_whole_of_lines_that_arrived_is_no_invention() {
        let is_whole = |paid: &str, status: Option<&str>, arrived: usize| {
            let chart = [payment(paid, None, status), payment("80", Some("1"), None), payment("0", Some("2"), None)];
            let matches: Vec<Match> = (0..3).map(|at| Match { legacy: (1..=arrived).contains(&at).then_some(at), destination: Some(at), by: "content" }).collect();
            is_whole_of_lines(0, &chart, &matches)
        };
        assert!(is_whole("80", None, 2) && is_whole("80.00", Some("processed"), 2));
        assert!(!is_whole("8", None, 2), "another sum");
        assert!(!is_whole("80", Some("denied"), 2), "no line says so");
        assert!(!is_whole("80", None, 1), "a line that nobody answered");
    }
}
