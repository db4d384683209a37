//! A list that a server keeps of records that it has anyway: it names each of them, and says nothing else.

use crate::align::Match;
use crate::judge::none_known;
use crate::leaf::{self, Sort};
use crate::own;
use model::{Aspect, Kind, Statement, Value};

/// Whether a list is empty for a reason that another record of its chart, which has a mate, gives as well. Who has no allergy to drugs may have one to food.
pub(crate) fn is_said_by_a_record(list: &Statement, chart: &[Statement], has_mate: impl Fn(usize) -> bool) -> bool {
    let is_of_a_list = |s: &Statement| s.origin.reference.starts_with("List/");
    let is_of_any = |s: &Statement| !matches!(s.value(Aspect::Code), Some(Value::Code(codings, text)) if none_known(codings, text).is_some_and(|sort| sort > 0));
    let says_it = |(at, other): (usize, &Statement)| other.kind == list.kind && !is_of_a_list(other) && is_of_any(other) && has_mate(at);
    list.kind == Kind::NoKnownAllergy && is_of_a_list(list) && chart.iter().enumerate().any(says_it)
}

/// Whether a record of the destination is a `List` that only names records which have a mate in the legacy chart. A mark on an entry, a remark or a
/// reason why there is none says more.
pub(crate) fn only_lists(record: &Statement, destination: &[Statement], matches: &[Match]) -> bool {
    let is_list = |fact: &model::Fact| fact.aspect == Aspect::Title && matches!(&fact.value, Value::Text(name) if name == "List");
    if !record.facts.iter().any(is_list) {
        return false;
    }
    let has_mate = |key: &str| matches.iter().filter(|m| m.legacy.is_some()).filter_map(|m| destination.get(m.destination?)).any(|mate| own::id(mate) == key);
    let mut names_any = false;
    for fact in &record.facts {
        let is_filing = matches!(fact.aspect, Aspect::Title | Aspect::Code | Aspect::Status | Aspect::Effective | Aspect::Encounter | Aspect::Author | Aspect::Identifier);
        let says_more = match leaf::of(fact).map(leaf::parts) {
            Some((_, Sort::Link, key)) => {
                names_any = true;
                !has_mate(key)
            }
            Some((path, Sort::Said, value)) => !(path == "mode" || path.starts_with(leaf::NUMBER) || leaf::is_said_by_silence(path, value)),
            Some((_, Sort::Item | Sort::Called | Sort::Stands | Sort::Version, _)) => false,
            Some(_) => true,
            None => !is_filing,
        };
        if says_more {
            return false;
        }
    }
    names_any
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Coding, Fact, How, Origin};

    fn statement(kind: Kind, reference: &str, facts: &[(Aspect, &str)]) -> Statement {
        let fact = |(aspect, text): &(Aspect, &str)| Fact { aspect: *aspect, value: Value::Text((*text).into()), place: 0, how: How::Copied };
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: reference.into() }, facts: facts.iter().map(fact).collect() }
    }

    #[test]
    fn a_list_that_is_empty_is_said_by_a_record_of_no_allergy_at_all() {
        let none = |reference: &str, code: &str| {
            let mut none = statement(Kind::NoKnownAllergy, reference, &[(Aspect::Code, "")]);
            let coding = Coding { system: "http://snomed.info/sct".into(), code: code.into(), display: String::new() };
            none.facts.iter_mut().for_each(|fact| fact.value = Value::code(vec![coding.clone()], String::new()));
            none
        };
        let is_said = |by: &str, has_mate: bool| {
            let chart = [none("List/l", "716186003"), none("AllergyIntolerance/a", by)];
            is_said_by_a_record(&chart[0], &chart, |at| at == 1 && has_mate)
        };
        assert!(is_said("716186003", true));
        assert!(!is_said("716186003", false), "nothing of it arrived");
        assert!(!is_said("409137002", true) && !is_said("429625007", true), "of drugs or of food alone");
    }

    #[test]
    fn a_list_of_what_the_chart_has_says_nothing_that_the_chart_does_not() {
        let of = |title: &str, leaves: &[&str], is_paired: bool| {
            let mut facts = vec![(Aspect::Title, title)];
            facts.extend(leaves.iter().map(|leaf| (Aspect::Element, *leaf)));
            let destination = [statement(Kind::Problem, "Condition/1", &[]), statement(Kind::Record, "List/l", &facts)];
            let matches = [Match { legacy: is_paired.then_some(0), destination: Some(0), by: "content" }, Match { legacy: None, destination: Some(1), by: "" }];
            only_lists(&destination[1], &destination, &matches)
        };
        let named = "entry.item linked 1";
        assert!(of("List", &[named, "mode = snapshot"], true));
        assert!(!of("List", &[named, "mode = snapshot"], false), "what it names is nobody's");
        assert!(!of("List", &[named, "entry.item linked 2"], true), "one of them is no record of the chart");
        assert!(!of("List", &[named, "entry.flag.coding = x|improving"], true), "it says more of it");
        assert!(!of("List", &["mode = snapshot"], true), "it names nothing");
        assert!(!of("DetectedIssue", &[named], true), "another type says something of what it names");
    }
}
