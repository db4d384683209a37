//! What a payer's answer says of the claim that it answers, and of which of its lines, and to which claim and coverage the records of money lead. What must
//! stay true: a sum that is not that of the lines, and a word on the whole that no line bears out, are somebody's assertions.

use crate::align::Match;
use crate::judge::{AspectDifference, Judge};
use crate::leaf;
use model::{Aspect, Decimal, Fact, How, Kind, Statement, Value, Verdict};
use rustc_hash::FxHashMap;
use std::collections::{HashMap, HashSet};

/// The sums that a payer's answer to a claim has of its lines.
const SUMS: [Aspect; 4] = [Aspect::Value, Aspect::Amount, Aspect::Allowed, Aspect::PatientShare];

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

/// That an answer, which names the line of a claim by its number alone, names another line than the one that it pays for in the legacy book. `bills` are the
/// records that it leads to, `lines` those of the destination's chart by the number of their claim.
pub(crate) fn other_line<'l>(
    judge: &Judge<'_>,
    (legacy, destination): (&Statement, &Statement),
    bills: Option<&Bills<'_>>,
    lines: &dyn Fn(&str) -> &'l [&'l Statement],
) -> Option<AspectDifference> {
    if legacy.kind != Kind::Payment || !destination.origin.reference.starts_with("ClaimResponse/") || destination.fact(Aspect::Code).is_some() {
        return None;
    }
    let (service, named) = (legacy.fact(Aspect::Code)?, destination.fact(Aspect::Statement)?);
    let led_to = bills.into_iter().flat_map(|bills| links(destination).filter_map(move |(_, target)| bills.get(target))).map(|(there, _)| *there);
    let of_claims = led_to.filter(|there| there.kind == Kind::Claim).flat_map(numbers);
    let lines: Vec<&Statement> = numbers(destination).chain(of_claims).flat_map(|number| lines(&number)).copied().collect();
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

/// What a record of money and another one that it leads to both say: kinds of the two, and the aspect.
const IN_COMMON: [(Kind, Kind, Aspect); 3] =
    [(Kind::Claim, Kind::Coverage, Aspect::Payer), (Kind::Payment, Kind::Coverage, Aspect::Payer), (Kind::Payment, Kind::Claim, Aspect::ClaimNumber)];

/// Records of the destination by type and id, each with the legacy record that it is, where it is one.
pub(crate) type Bills<'c> = FxHashMap<&'c str, (&'c Statement, Option<&'c Statement>)>;

/// The records of the destination that others of money lead to.
pub(crate) fn bills<'c>(legacy: &'c [Statement], destination: &'c [Statement], matches: &[Match]) -> Bills<'c> {
    let is_led_to = |s: &Statement| IN_COMMON.iter().any(|(_, to, _)| *to == s.kind) && !s.origin.reference.is_empty();
    let led_to = matches.iter().filter_map(|m| Some((destination.get(m.destination?).filter(|s| is_led_to(s))?, m.legacy)));
    led_to.map(|(there, mate)| (there.origin.reference.as_str(), (there, mate.and_then(|l| legacy.get(l))))).collect()
}

/// Whether a statement of the destination leads to other records of money.
pub(crate) fn leads(destination: &Statement) -> bool {
    links(destination).next().is_some()
}

/// The claims of a chart by type and id, where a payer's answer of it leads to any record of money.
pub(crate) fn claims(chart: &[Statement]) -> HashMap<&str, &Statement> {
    if !chart.iter().any(|s| s.kind == Kind::Payment && leads(s)) {
        return HashMap::new();
    }
    chart.iter().filter(|s| s.kind == Kind::Claim && !s.origin.reference.is_empty()).map(|s| (s.origin.reference.as_str(), s)).collect()
}

/// The claim that a payer's answer leads to, of those of its chart.
pub(crate) fn answered<'c>(statement: &Statement, claims: &HashMap<&str, &'c Statement>) -> Option<&'c Statement> {
    if claims.is_empty() || statement.kind != Kind::Payment {
        return None;
    }
    links(statement).find_map(|(_, target)| claims.get(target).copied())
}

/// The links of a record of money, which are among the last of its facts, with type and id of the records at their ends.
fn links(statement: &Statement) -> impl Iterator<Item = (&Fact, &str)> {
    let is_billed = IN_COMMON.iter().any(|(from, ..)| *from == statement.kind);
    let last = statement.facts.iter().rev().take_while(move |fact| is_billed && fact.aspect == Aspect::Element);
    last.filter_map(|fact| Some((fact, leaf::of_money(fact)?)))
}

/// What an explanation says of itself and not of the claim: its own number and day, and whom it is from.
const OF_THE_ANSWER: [Aspect; 4] = [Aspect::ClaimNumber, Aspect::Recorded, Aspect::Payer, Aspect::PayerOrder];

/// Whether a claim or a line that stands alone is one that has a mate, said once more: an explanation of benefit states the claim that it names and all of its
/// lines again. What it says otherwise keeps it a statement of its own.
pub(crate) fn is_said_again(bill: &Statement, chart: &[Statement], has_mate: impl Fn(usize) -> bool) -> bool {
    let is_said = |fact: &Fact| fact.aspect != Aspect::Element && fact.how != How::Derived && !OF_THE_ANSWER.contains(&fact.aspect);
    let has = |other: &Statement, fact: &Fact| other.facts.iter().any(|own| own.aspect == fact.aspect && own.value == fact.value);
    let says_it = |other: &Statement| other.kind == bill.kind && bill.facts.iter().filter(|fact| is_said(fact)).all(|fact| has(other, fact));
    let (own, is_of) = (bill.origin.reference.as_str(), |explanation: &str, claim: &str| is_of_claim(chart, explanation, claim));
    let is_one = |other: &str| is_of(own, other) || is_of(other, own);
    let is_bill = matches!(bill.kind, Kind::Claim | Kind::Charge) && !own.is_empty();
    is_bill && chart.iter().enumerate().any(|(at, other)| says_it(other) && is_one(other.origin.reference.as_str()) && has_mate(at))
}

/// Whether one resource is an explanation of benefit that names the other one as the claim that it answers.
fn is_of_claim(chart: &[Statement], explanation: &str, claim: &str) -> bool {
    let names_it = |s: &Statement| s.kind == Kind::Claim && s.origin.reference.as_str() == explanation && links(s).any(|(_, target)| target == claim);
    explanation.starts_with("ExplanationOfBenefit/") && claim.starts_with("Claim/") && chart.iter().any(names_it)
}

/// Holds a record of money against those to which it leads. What one of them says of what both tell it says as well, where nobody knows that its makers meant to
/// say it themselves. It leads elsewhere where they say something else and others of the chart say the same: the coverage of another payer, the claim of
/// another number. One that is only changed itself is the right one, and a line leads where the whole does.
pub(crate) fn settle(judge: &Judge<'_>, legacy: &Statement, destination: &Statement, bills: &Bills<'_>, differences: &mut Vec<AspectDifference>) {
    for (_, to, aspect) in IN_COMMON.iter().filter(|(from, ..)| *from == legacy.kind && *from == destination.kind) {
        let Some(first) = legacy.fact(*aspect) else { continue };
        let own = |s: &Statement| s.kind == *to && s.fact(*aspect).is_some();
        let says = |s: &Statement, said: &Fact| s.facts.iter().any(|fact| fact.aspect == *aspect && (fact.value == said.value || judge.is_alike(*aspect, &said.value, &fact.value)));
        let named: Vec<(&Fact, &Statement, Option<&Statement>)> = links(destination)
            .filter_map(|(fact, target)| bills.get(target).map(|(there, mate)| (fact, *there, *mate)))
            .filter(|(_, there, _)| own(there))
            .collect();
        let Some((link, other, _)) = named.first() else { continue };
        let is_there = |said: &Fact| named.iter().any(|(_, there, mate)| says(there, said) || mate.is_some_and(|mate| says(mate, said)));
        let (there, nowhere): (Vec<&Fact>, Vec<&Fact>) = legacy.facts.iter().filter(|fact| fact.aspect == *aspect).partition(|fact| is_there(fact));
        if !there.is_empty() {
            if judge.says_elsewhere() {
                let nowhere = nowhere.into_iter().find(|fact| !says(destination, fact) && judge.excuse_absent(destination, *aspect, fact).is_none());
                spare(*aspect, (there.as_slice(), nowhere), differences);
            }
            continue;
        }
        let says_it = |s: &Statement| legacy.facts.iter().any(|fact| fact.aspect == *aspect && says(s, fact));
        let is_open = destination.fact(Aspect::Statement).is_none() && !differences.iter().any(|d| d.read_as == *aspect);
        if is_open && bills.values().any(|(there, _)| own(there) && says_it(there)) {
            differences.push(AspectDifference {
                aspect: *aspect,
                read_as: *aspect,
                verdict: Verdict::Altered,
                manner: format!("it leads to another {to} of the patient"),
                legacy_place: Some(first.place),
                destination_place: Some(link.place),
                legacy: first.value.shown(),
                destination: other.value(*aspect).map_or_else(String::new, Value::shown),
            });
        }
    }
}

/// Leaves out of the differences what the record at the other end of a link says. A number beside it is one of the answer's own; another payer is told. What
/// nothing says is told where the whole aspect was.
fn spare(aspect: Aspect, (there, nowhere): (&[&Fact], Option<&Fact>), differences: &mut Vec<AspectDifference>) {
    let is_spared = |d: &AspectDifference| {
        let may_be = d.read_as == aspect && (d.destination.is_empty() || aspect == Aspect::ClaimNumber);
        may_be && there.iter().any(|fact| fact.value.shown() == d.legacy)
    };
    let Some(at) = differences.iter().position(&is_spared) else { return };
    let is_told = differences.iter().any(|d| d.read_as == aspect && !is_spared(d));
    match nowhere.filter(|_| !is_told) {
        Some(fact) => {
            if let Some(d) = differences.get_mut(at) {
                (d.legacy, d.legacy_place) = (fact.value.shown(), Some(fact.place));
            }
        }
        None => differences.retain(|d| !is_spared(d)),
    }
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
    use model::{Date, Origin, Quantity};

    fn payment(paid: &str, line: Option<&str>, status: Option<&str>) -> Statement {
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let amount = Value::Quantity(Quantity::parse(&format!("{paid} USD")).expect("it is a quantity"));
        let more = line.map(|line| fact(Aspect::Statement, Value::Key(line.into()))).into_iter().chain(status.map(|word| fact(Aspect::Status, Value::Word(word.into()))));
        let origin = Origin { artifact: 0, relation: 0, line: 1, reference: "ExplanationOfBenefit/1".into() };
        Statement { kind: Kind::Payment, patient: "p".into(), origin, facts: std::iter::once(fact(Aspect::Amount, amount)).chain(more).collect() }
    }

    #[test]
    fn a_claim_that_its_explanation_says_again_is_one() {
        let bill = |kind: Kind, reference: &str, paid: &str, leads_to: Option<&str>| {
            let mut bill = payment(paid, None, None);
            (bill.kind, bill.origin.reference) = (kind, reference.into());
            let own = [(Aspect::ClaimNumber, Value::Text(reference.into())), (Aspect::Element, Value::Text(leads_to.map(leaf::to_money).unwrap_or_default()))];
            bill.facts.extend(own.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }));
            bill
        };
        let is_again = |kind: Kind, paid: &str, leads_to: &str| {
            let explained = bill(Kind::Claim, "ExplanationOfBenefit/1", "80", Some(leads_to));
            let chart = [bill(kind, "Claim/1", "80", None), bill(kind, "ExplanationOfBenefit/1", paid, Some(leads_to)), explained];
            [is_said_again(&chart[1], &chart, |at| at == 0), is_said_again(&chart[0], &chart, |at| at == 1)]
        };
        assert_eq!([is_again(Kind::Claim, "80", "Claim/1"), is_again(Kind::Charge, "80", "Claim/1")], [[true; 2]; 2], "whichever of both has a mate");
        assert_eq!(is_again(Kind::Charge, "90", "Claim/1"), [false; 2], "another amount");
        assert_eq!(is_again(Kind::Charge, "80", "Claim/2"), [false; 2], "of another claim");
        assert_eq!(is_again(Kind::Payment, "80", "Claim/1"), [false; 2]);
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
    fn a_claim_that_leads_to_the_coverage_of_another_payer_is_told() {
        let said = |kind: Kind, reference: &str, facts: Vec<(Aspect, Value)>| {
            let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
            Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 1, line: 1, reference: reference.into() }, facts }
        };
        let text = |aspect: Aspect, words: &str| (aspect, Value::Text(words.into()));
        let insured = |reference: &str, payer: &str| said(Kind::Coverage, reference, vec![text(Aspect::Payer, payer)]);
        let claim = || vec![text(Aspect::ClaimNumber, "A1"), text(Aspect::Payer, "North")];
        let legacy = [said(Kind::Claim, "", claim()), insured("", "North"), insured("", "South")];
        // One that is changed is known by the record that it was.
        let matches = [(0, 0), (1, 1)].map(|(l, r)| Match { legacy: Some(l), destination: Some(r), by: "content" });
        let there = [said(Kind::Claim, "Claim/1", claim()), insured("Coverage/1", "Polar"), insured("Coverage/2", "North")];
        assert_eq!(bills(&legacy, &there, &matches).get("Coverage/1").map(|(there, mate)| (*there, *mate)), Some((&there[1], Some(&legacy[1]))));
        let told = |targets: &[&str], payers: [&str; 2]| {
            let links = targets.iter().map(|target| (Aspect::Element, Value::Text(leaf::to_money(target))));
            let there = [said(Kind::Claim, "Claim/1", claim().into_iter().chain(links).collect()), insured("Coverage/1", payers[0]), insured("Coverage/2", payers[1])];
            let result = crate::compare_patient(&legacy, &there, &crate::Equivalences::default(), (&Coverage::default(), &Coverage::default()), &|_| None);
            result.findings.iter().filter(|f| f.manner == "it leads to another coverage of the patient").map(|f| f.aspect).collect::<Vec<_>>()
        };
        assert_eq!(told(&["Coverage/2"], ["North", "South"]), [Aspect::Payer]);
        assert!(told(&["Coverage/1"], ["North", "South"]).is_empty());
        assert!(told(&["Coverage/2", "Coverage/1"], ["North", "South"]).is_empty(), "the one behind the other pays as well");
        assert!(told(&["Coverage/2"], ["Polar", "South"]).is_empty(), "no other one is that of the payer: it may be called otherwise");
        assert!(told(&["Claim/2"], ["North", "South"]).is_empty() && told(&["Coverage/9"], ["North", "South"]).is_empty(), "of what is not there nobody can tell");
    }

    #[test]
    fn an_answer_has_the_number_of_the_claim_that_it_leads_to() {
        let said = |kind: Kind, reference: &str, facts: Vec<(Aspect, Value)>| {
            let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
            Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: reference.into() }, facts }
        };
        let text = |aspect: Aspect, words: &str| (aspect, Value::Text(words.into()));
        let charged = || (Aspect::Value, Value::Quantity(Quantity::parse("80 USD").expect("it is a quantity")));
        let day = || (Aspect::Effective, Value::Date(Date::parse_iso("2024-01-20").expect("it is a date")));
        let told = |legacy: &[&str], own: &[&str], claim: &str| {
            let ours = [said(Kind::Claim, "", vec![text(Aspect::ClaimNumber, "A1")]), said(Kind::Payment, "", legacy.iter().map(|number| text(Aspect::ClaimNumber, number)).chain([charged(), day()]).collect())];
            let link = (Aspect::Element, Value::Text(leaf::to_money(&format!("Claim/{claim}"))));
            let answer = own.iter().map(|number| text(Aspect::ClaimNumber, number)).chain([charged(), day(), link]).collect();
            let theirs = [said(Kind::Claim, "Claim/1", vec![text(Aspect::ClaimNumber, "A1")]), said(Kind::Payment, "ClaimResponse/1", answer)];
            let result = crate::compare_patient(&ours, &theirs, &crate::Equivalences::default(), (&Coverage::default(), &Coverage::default()), &|_| None);
            result.findings.iter().filter(|f| f.aspect == Aspect::ClaimNumber).map(|f| (f.legacy_value.clone(), f.destination_value.clone())).collect::<Vec<_>>()
        };
        let pair = |a: &str, b: &str| vec![(a.to_string(), b.to_string())];
        assert!(told(&["A1"], &[], "1").is_empty());
        assert!(told(&["A1"], &["R7"], "1").is_empty(), "a number of its own");
        assert!(told(&["A1", "ICN1"], &["ICN1"], "1").is_empty(), "the payer's number is its own");
        assert_eq!(told(&["A1", "ICN1"], &[], "1"), pair("ICN1", ""), "which the claim does not say");
        assert_eq!(told(&["A1", "ICN1"], &["ICN2"], "1").len(), 1);
        assert_eq!([told(&["A1"], &[], "9"), told(&["A1"], &["R7"], "9")], [pair("A1", ""), pair("A1", "R7")], "of a claim that is not there nobody can tell");
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
