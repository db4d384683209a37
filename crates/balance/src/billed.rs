//! What a payer's answer says of the claim that it answers, and of which of its lines. What must stay true: a sum that is not that of the lines, and a word on
//! the whole that no line bears out, are somebody's assertions.

use crate::align::Match;
use crate::judge::{AspectDifference, Judge};
use crate::leaf;
use model::{Aspect, Decimal, Fact, Kind, Statement, Value, Verdict};
use std::collections::{HashMap, HashSet};

/// The sums that a payer's answer to a claim has of its lines.
const SUMS: [Aspect; 4] = [Aspect::Value, Aspect::Amount, Aspect::Allowed, Aspect::PatientShare];

/// Holds the payer of a claim against that of the coverage to which a resource leads: one that says no payer itself has that one, and one that leads to the
/// coverage of another payer, where the chart has the right one, leads astray. `chart` is the destination's.
pub(crate) fn settle(judge: &Judge<'_>, (legacy, destination): (&Statement, &Statement), chart: &[Statement], differences: &mut Vec<AspectDifference>) {
    if !matches!(legacy.kind, Kind::Claim | Kind::Payment) {
        return;
    }
    let mut links = destination.facts.iter().rev().take_while(|fact| fact.aspect == Aspect::Element).filter_map(leaf::of_looked_up);
    let Some((_, key)) = links.find(|(aspect, _)| *aspect == Aspect::Member.word()) else { return };
    let coverages = || chart.iter().filter(|s| s.kind == Kind::Coverage);
    let linked = coverages().find(|s| s.origin.reference.strip_prefix("Coverage/") == Some(key));
    let (Some(payer), Some(found)) = (legacy.fact(Aspect::Payer), linked.and_then(|s| s.fact(Aspect::Payer))) else { return };
    let pays = |other: &Fact| judge.is_alike(Aspect::Payer, &payer.value, &other.value);
    if pays(found) {
        differences.retain(|d| d.read_as != Aspect::Payer || !d.destination.is_empty());
    } else if !differences.iter().any(|d| d.read_as == Aspect::Payer) && coverages().filter_map(|s| s.fact(Aspect::Payer)).any(pays) {
        differences.push(AspectDifference {
            aspect: Aspect::Payer,
            read_as: Aspect::Payer,
            verdict: Verdict::Altered,
            manner: "it leads to the coverage of another payer".into(),
            legacy_place: Some(payer.place),
            destination_place: destination.fact(Aspect::Payer).map(|fact| fact.place),
            legacy: payer.value.shown(),
            destination: found.value.shown(),
        });
    }
}

/// Of the statements of the destination those that are a payer's answer to a claim as a whole, where the legacy book has the answers to all of its lines.
pub(crate) fn wholes_of_lines(destination: &[Statement], matches: &[Match]) -> HashSet<usize> {
    let answers = || destination.iter().enumerate().filter(|(_, s)| s.kind == Kind::Payment && !s.origin.reference.is_empty());
    let is_line = |s: &Statement| s.fact(Aspect::Statement).is_some();
    let mut lines: HashMap<&str, Vec<(usize, &Statement)>> = HashMap::new();
    answers().filter(|(_, s)| is_line(s)).for_each(|(at, line)| lines.entry(line.origin.reference.as_str()).or_default().push((at, line)));
    let aligned: HashSet<usize> = matches.iter().filter(|m| m.legacy.is_some()).filter_map(|m| m.destination).collect();
    let arrived = |whole: &Statement| lines.get(whole.origin.reference.as_str()).filter(|lines| lines.iter().all(|(at, _)| aligned.contains(at)));
    answers().filter(|(_, s)| !is_line(s) && arrived(s).is_some_and(|lines| is_whole_of(s, lines))).map(|(at, _)| at).collect()
}

/// Whether an answer to a claim says of it what its lines say.
fn is_whole_of(whole: &Statement, lines: &[(usize, &Statement)]) -> bool {
    let is_sum = |aspect: &Aspect| match whole.value(*aspect) {
        Some(value) => amount(value).is_some_and(|sum| lines.iter().try_fold(Decimal::ZERO, |so_far, (_, line)| so_far.checked_add(line.value(*aspect).map_or(Some(Decimal::ZERO), amount)?)) == Some(sum)),
        None => true,
    };
    whole.word(Aspect::Status).is_none_or(|status| status == "processed") && SUMS.iter().all(is_sum)
}

/// That an answer, which names the line of a claim by its number alone, names another line than the one that it pays for in the legacy book. `lines` are
/// those of the destination's chart by the number of their claim.
pub(crate) fn other_line<'l>(judge: &Judge<'_>, legacy: &Statement, destination: &Statement, lines: &dyn Fn(&str) -> &'l [&'l Statement]) -> Option<AspectDifference> {
    if legacy.kind != Kind::Payment || !destination.origin.reference.starts_with("ClaimResponse/") || destination.fact(Aspect::Code).is_some() {
        return None;
    }
    let (service, named) = (legacy.fact(Aspect::Code)?, destination.fact(Aspect::Statement)?);
    let lines: Vec<&Statement> = numbers(destination).flat_map(|number| lines(&number)).copied().collect();
    let codes = |s: &Statement, fits: &dyn Fn(&Fact) -> bool| s.facts.iter().filter(|f| f.aspect == Aspect::Code).any(fits);
    let is_it = |s: &Statement| codes(s, &|code| judge.is_alike(Aspect::Code, &service.value, &code.value));
    let own: &Statement = lines.iter().find(|s| s.value(Aspect::Statement) == Some(&named.value))?;
    let is_another = codes(own, &|_| true) && !is_it(own) && lines.iter().any(|s| is_it(s));
    is_another.then(|| AspectDifference {
        aspect: Aspect::Code,
        read_as: Aspect::Code,
        verdict: Verdict::Altered,
        manner: "the answer names another line of the claim".into(),
        legacy_place: Some(service.place),
        destination_place: Some(named.place),
        legacy: service.value.shown(),
        destination: own.fact(Aspect::Code).map_or_else(String::new, |code| code.value.shown()),
    })
}

/// The lines of a chart that have a number within their claim, by each number of the claim.
pub(crate) fn lines(chart: &[Statement]) -> HashMap<String, Vec<&Statement>> {
    let mut lines: HashMap<String, Vec<&Statement>> = HashMap::new();
    for line in chart.iter().filter(|s| s.kind == Kind::Charge && s.fact(Aspect::Statement).is_some()) {
        numbers(line).for_each(|number| lines.entry(number).or_default().push(line));
    }
    lines
}

fn numbers(statement: &Statement) -> impl Iterator<Item = String> {
    statement.facts.iter().filter(|fact| fact.aspect == Aspect::ClaimNumber).map(|fact| fact.value.shown())
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
    use crate::reading::{Coverage, coding};
    use model::{How, Origin, Quantity};

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
            wholes_of_lines(&chart, &matches).contains(&0)
        };
        assert!(is_whole("80", None, 2) && is_whole("80.00", Some("processed"), 2));
        assert!(!is_whole("8", None, 2), "another sum");
        assert!(!is_whole("80", Some("denied"), 2), "no line says so");
        assert!(!is_whole("80", None, 1), "a line that nobody answered");
    }
    #[test]
    fn an_answer_that_names_another_line_of_the_claim_is_told() {
        let said = |kind: Kind, reference: &str, facts: Vec<(Aspect, Value)>| {
            let facts = facts.into_iter().chain([(Aspect::ClaimNumber, Value::Text("A1".into()))]).map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
            Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 1, line: 1, reference: reference.into() }, facts }
        };
        let code = |code: &str| (Aspect::Code, Value::code(vec![coding("http://www.ama-assn.org/go/cpt", code, "")], String::new()));
        let sum = |aspect: Aspect, sum: &str| (aspect, Value::Quantity(Quantity::parse(&format!("{sum} USD")).expect("it is a quantity")));
        let line = |number: &str| (Aspect::Statement, Value::Key(number.into()));
        let services = [("99213", "100", "1"), ("80053", "50", "2")];
        let legacy: Vec<Statement> = services.iter().flat_map(|(own, charged, _)| [said(Kind::Charge, "", vec![code(own), sum(Aspect::Amount, charged)]), said(Kind::Payment, "", vec![code(own), sum(Aspect::Value, charged)])]).collect();
        let crossed = |numbers: [&str; 2]| {
            let answers = services.iter().zip(numbers).map(|((_, charged, _), number)| said(Kind::Payment, "ClaimResponse/1", vec![line(number), sum(Aspect::Value, charged)]));
            let there: Vec<Statement> = services.iter().map(|(own, charged, number)| said(Kind::Charge, "Claim/1", vec![code(own), line(number), sum(Aspect::Amount, charged)])).chain(answers).collect();
            let result = crate::compare_patient(&legacy, &there, &crate::Equivalences::default(), (&Coverage::default(), &Coverage::default()), &|_| None);
            result.findings.iter().filter(|f| f.manner == "the answer names another line of the claim").count()
        };
        assert_eq!([crossed(["1", "2"]), crossed(["2", "1"])], [0, 2]);
    }
}
