//! A prescription in words that the destination took apart: `Take 1 tablet by mouth twice daily` as a dose, a way and a frequency. What the words
//! tell is nobody's invention, and words of which the parts say all may go.

use crate::judge::{AspectDifference, Judge};
use crate::sig;
use model::{Aspect, Decimal, Fact, Statement, Value, parse_decimal};

/// Parts of a prescription that its words may tell.
const PARTS: [Aspect; 4] = [Aspect::Dose, Aspect::Route, Aspect::Frequency, Aspect::AsNeeded];

/// Leaves of the differences no part that the words of the legacy prescription tell, and not that these words are gone where the parts say all of them. Of
/// several prescriptions in one record nobody can tell which one a part is of.
pub(crate) fn settle(judge: &Judge<'_>, legacy: &Statement, destination: &Statement, differences: &mut Vec<AspectDifference>) {
    differences.retain(|d| !is_told_span(legacy, d));
    let is_part = |d: &AspectDifference| PARTS.contains(&d.read_as) && legacy.fact(d.read_as).is_none();
    let is_gone = |d: &AspectDifference| d.destination.is_empty() && d.read_as == Aspect::Sig;
    if !differences.iter().any(|d| is_part(d) || is_gone(d)) {
        return;
    }
    let mut said = legacy.facts.iter().filter(|fact| fact.aspect == Aspect::Sig).map(|fact| &fact.value);
    let (Some(Value::Text(words)), None) = (said.next(), said.next()) else { return };
    let tells = |fact: &Fact| match (fact.aspect, &fact.value) {
        (Aspect::AsNeeded, Value::Flag(flag)) => *flag == sig::is_as_needed(words),
        (Aspect::Frequency, rhythm) => sig::tells_rhythm(words, &rhythm.shown()),
        (Aspect::Dose, Value::Quantity(dose)) => dose.comparator.is_empty() && sig::tells_amount(words, dose.number, &dose.unit),
        (Aspect::Route, way) => sig::ways(words).into_iter().any(|named| judge.is_alike(Aspect::Route, &Value::Text(named), way)),
        _ => false,
    };
    // The same twice over is twice as much.
    let is_told = |aspect: Aspect| {
        let mut parts = destination.facts.iter().filter(|fact| fact.aspect == aspect);
        parts.next().is_none_or(tells) && parts.next().is_none()
    };
    // Where the legacy record had both, whoever left the words out took nothing apart.
    let took_apart = || {
        let parts = |of: &Statement| of.facts.iter().filter(|fact| PARTS.contains(&fact.aspect)).map(|fact| (fact.aspect, fact.value.shown())).collect::<Vec<_>>();
        parts(legacy).is_empty() && PARTS.into_iter().all(is_told) && sig::is_sum(words, &parts(destination))
    };
    differences.retain(|d| !(is_part(d) && is_told(d.read_as) || is_gone(d) && took_apart()));
}

/// Whether a difference is only the span for which the destination says that a drug is taken, and the words of the legacy prescription tell that one, or its
/// supply where nothing is refilled.
fn is_told_span(legacy: &Statement, d: &AspectDifference) -> bool {
    let span = |element: &str| {
        let (path, value) = element.split_once(" = ")?;
        parse_decimal(value.strip_suffix(" s").filter(|_| path.ends_with(".boundsDuration"))?)
    };
    let is_added = d.read_as == Aspect::Element && d.legacy.is_empty();
    let Some(seconds) = span(&d.destination).filter(|_| is_added) else { return false };
    let is_refilled = matches!(legacy.value(Aspect::Refills), Some(Value::Quantity(refills)) if !refills.number.is_zero());
    legacy.facts.iter().any(|fact| match (fact.aspect, &fact.value) {
        (Aspect::DaysSupply, Value::Quantity(supply)) if !is_refilled => supply.number.checked_mul(Decimal::from(86_400)) == Some(seconds),
        (Aspect::Sig, Value::Text(words)) => sig::tells_span(words, seconds),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use crate::Equivalences;
    use crate::compare::compare_patient;
    use crate::leaf::{self, Sort};
    use crate::reading::Coverage;
    use model::{Aspect, Coding, Decimal, Fact, How, Kind, Origin, Quantity, Statement, Value};

    /// A prescription of a drug; other ones of its book have parts and words.
    fn chart(facts: &[(Aspect, Value)]) -> Vec<Statement> {
        let drug = |id: &str, code: &str, facts: &[(Aspect, Value)]| {
            let code = Value::code(vec![Coding { system: "http://www.nlm.nih.gov/research/umls/rxnorm".into(), code: code.into(), display: String::new() }], String::new());
            let all = [(Aspect::Code, code)].into_iter().chain(facts.iter().cloned());
            let mut facts: Vec<Fact> = all.map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
            facts.sort_by_key(|fact| fact.aspect);
            let origin = Origin { artifact: 0, relation: 0, line: 1, reference: format!("MedicationRequest/{id}") };
            Statement { kind: Kind::Medication, patient: "p".into(), origin, facts }
        };
        let whole = [sig("2 puffs as directed"), dose(2, "{puff}"), route("26643006"), (Aspect::Frequency, Value::Word("Q8H".into())), (Aspect::AsNeeded, Value::Flag(true))];
        vec![drug("1", "197361", facts), drug("2", "314076", &whole)]
    }

    fn sig(words: &str) -> (Aspect, Value) {
        (Aspect::Sig, Value::Text(words.into()))
    }

    fn dose(number: u32, unit: &str) -> (Aspect, Value) {
        (Aspect::Dose, Value::Quantity(Quantity { number: Decimal::from(number), comparator: String::new(), unit: unit.into() }))
    }

    fn route(code: &str) -> (Aspect, Value) {
        (Aspect::Route, Value::code(vec![Coding { system: "http://snomed.info/sct".into(), code: code.into(), display: String::new() }], String::new()))
    }

    fn rhythm(word: &str) -> (Aspect, Value) {
        (Aspect::Frequency, Value::Word(word.into()))
    }

    /// Aspects in which the two differ.
    fn differing(legacy: &[(Aspect, Value)], destination: &[(Aspect, Value)]) -> Vec<Aspect> {
        let (ours, theirs) = (chart(legacy), chart(destination));
        let (mut here, mut there) = (Coverage { records: [1, 0], ..Coverage::default() }, Coverage { records: [1, 0], ..Coverage::default() });
        ours.iter().for_each(|s| here.count(s));
        theirs.iter().for_each(|s| there.count(s));
        let found = compare_patient(&ours, &theirs, &Equivalences::default(), (&here, &there), &|_| None);
        found.findings.iter().map(|f| f.read_as).collect()
    }

    #[test]
    fn parts_that_the_words_tell_are_no_invention_and_others_are() {
        let words = sig("Take 1 tablet by mouth twice daily as needed");
        let apart = [words.clone(), dose(1, "{tbl}"), route("26643006"), rhythm("BID"), (Aspect::AsNeeded, Value::Flag(true))];
        assert_eq!(differing(std::slice::from_ref(&words), &apart), Vec::<Aspect>::new());
        for (part, aspect) in [(dose(2, "{tbl}"), Aspect::Dose), (dose(1, "mg"), Aspect::Dose), (route("47625008"), Aspect::Route), (rhythm("TID"), Aspect::Frequency)] {
            assert_eq!(differing(std::slice::from_ref(&words), &[words.clone(), part]), [aspect]);
        }
        let twice = [words.clone(), dose(1, "{tbl}"), dose(1, "{tbl}")];
        assert_eq!(differing(std::slice::from_ref(&words), &twice), [Aspect::Dose], "twice over");
        for (words, part, aspect) in [
            ("2.5 mg once daily on Mondays", rhythm("QD"), Aspect::Frequency), ("1 tab po bid on Mon/Thu", rhythm("BID"), Aspect::Frequency),
            ("15 mg/kg po q6h", dose(15, "mg"), Aspect::Dose), ("5 mL of 10 mg/mL po bid", dose(10, "mg"), Aspect::Dose),
        ] {
            assert_eq!(differing(&[sig(words)], &[sig(words), part]), [aspect], "{words}");
        }
        assert_eq!(differing(&[sig("1 gtt OU BID")], &[sig("1 gtt OU BID"), rhythm("BID")]), Vec::<Aspect>::new());
        let regular = sig("1 tab po qd");
        assert_eq!(differing(std::slice::from_ref(&regular), &[regular.clone(), (Aspect::AsNeeded, Value::Flag(true))]), [Aspect::AsNeeded]);
    }

    #[test]
    fn words_may_go_where_the_parts_say_all_of_them_and_nothing_was_apart_before() {
        let apart = [dose(1, "{tbl}"), route("26643006"), rhythm("BID")];
        assert_eq!(differing(&[sig("1 tab po bid")], &apart), Vec::<Aspect>::new());
        assert_eq!(differing(&[sig("1 tab po bid with food")], &apart), [Aspect::Sig]);
        let [dose, route, rhythm] = apart;
        assert_eq!(differing(&[sig("1 tab po bid"), dose.clone(), route.clone(), rhythm.clone()], &[dose, route, rhythm]), [Aspect::Sig], "left out, not taken apart");
    }

    #[test]
    fn an_end_that_nobody_set_is_told_and_one_that_the_words_or_the_supply_set_is_not() {
        let limit = (Aspect::Element, Value::Text(leaf::leaf(Sort::Said, "dosageInstruction.timing.repeat.boundsDuration", "432000 s")));
        let supply = |days: u32| (Aspect::DaysSupply, Value::Quantity(Quantity { number: Decimal::from(days), comparator: String::new(), unit: "d".into() }));
        let with_limit = |own: &[(Aspect, Value)]| differing(own, &[own, std::slice::from_ref(&limit)].concat());
        assert_eq!(with_limit(&[sig("1 tab po bid")]), [Aspect::Element]);
        assert_eq!(with_limit(&[sig("1 tab po bid for 7 days"), supply(30)]), [Aspect::Element]);
        assert_eq!(with_limit(&[sig("1 tab po bid for 5 days")]), Vec::<Aspect>::new());
        assert_eq!(with_limit(&[sig("1 tab po bid"), supply(5)]), Vec::<Aspect>::new());
        let refills = (Aspect::Refills, Value::Quantity(Quantity { number: Decimal::from(11), comparator: String::new(), unit: String::new() }));
        assert_eq!(with_limit(&[sig("1 tab po bid"), supply(5), refills]), [Aspect::Element], "refilled, it goes on");
        for words in ["1 tab po bid for 5 days then 1 tab po qd", "1 tab po qd, stop 5 days before surgery"] {
            assert_eq!(with_limit(&[sig(words)]), [Aspect::Element], "{words}");
        }
    }
}
