//! How each aspect of a pair was judged: the judge asked once more, and the rule that it went by.

use super::{Explaining, Judged};
use crate::align::Match;
use crate::equivalence::explain_differences;
use crate::history::documents;
use crate::judge::{AspectDifference, Judge, Relation, contact_uses, excuse_form, is_chart_link, is_specified};
use crate::leads::Leads;
use crate::leaf;
use crate::merges::Superseded;
use crate::parted::{Parted, other_kind};
use crate::split::Splits;
use model::{Aspect, Fact, Statement, Value, Verdict};
use std::collections::BTreeSet;

/// By what two statements are judged as a whole.
const OF_KINDS: &str = "kinds that destinations confuse are aligned together and told apart here";
const OF_DOCUMENTS: &str = "what a document that was replaced said alone counts no more";

/// Every aspect that either statement asserts, as the judge sees it.
pub(super) fn judged(aligned: &Explaining<'_>, (l, legacy): (usize, &Statement), (r, destination): (usize, &Statement)) -> Vec<Judged> {
    let matches: Vec<Match> = aligned.pairs.iter().map(|(l, r, _)| Match { legacy: *l, destination: *r, by: "" }).collect();
    let within = |m: &&Match| m.legacy.is_none_or(|l| l < aligned.legacy.len()) && m.destination.is_none_or(|r| r < aligned.destination.len());
    let matches: Vec<Match> = matches.iter().filter(within).copied().collect();
    let leads = Leads::of(aligned.legacy, aligned.destination, &matches, aligned.links, aligned.coverage);
    let to = |aspect: Aspect, a: &str, b: &str| leads.to(aspect, a, b);
    let given = leaf::given(aligned.legacy);
    let names = |name: &str| given.contains(name);
    let judge = Judge { equivalences: aligned.equivalences, legacy: aligned.coverage.0, destination: aligned.coverage.1, links: &to, ids_are_kept: aligned.links.ids_are_kept(), resources: [false; 2], names: &names, concepts: None };
    let splits = Splits::of(aligned.legacy, aligned.destination, &matches, &|aspect, a, b| judge.is_alike(aspect, a, b));
    let superseded = Superseded::of(aligned.legacy, aligned.destination, aligned.coverage);
    let judge = judge.of(legacy, destination);
    let parted = Parted::new((aligned.legacy, aligned.destination), &matches, (&leads, &splits, &superseded));
    let (mut differences, recoded) = parted.differences(&judge, (l, r));
    let before: Vec<Aspect> = differences.iter().map(|d| d.read_as).collect();
    let ids = explain_differences(aligned.equivalences, (l, legacy), (r, destination), &mut differences, recoded, &mut Vec::new());
    let kind = other_kind(legacy, destination).and_then(|kind| differences.iter().position(|d| *d == kind));
    let mut rows: Vec<Judged> = kind.map(|at| row_of(differences.remove(at), OF_KINDS)).into_iter().collect();
    if let Some(at) = differences.iter().position(|d| d.read_as == Aspect::Statement && d.verdict == Verdict::Resurrected) {
        rows.push(row_of(differences.remove(at), OF_DOCUMENTS));
    }
    for aspect in Aspect::ALL.iter().copied() {
        let facts = |s: &Statement| s.facts.iter().filter(|f| f.aspect == aspect && !documents::is_place(f) && !leaf::is_looked_up(f)).cloned().collect::<Vec<Fact>>();
        let (left, right) = (facts(legacy), facts(destination));
        if left.is_empty() && right.is_empty() {
            continue;
        }
        let found = differences.iter().find(|d| d.read_as == aspect);
        let (relation, by) = match found {
            Some(_) => ("differs", rule_words(left.first(), right.first())),
            None if before.contains(&aspect) => ("equivalent", declared_words(&ids)),
            None => agreed(&judge, (legacy, destination), aspect, (&left[..], &right[..])),
        };
        rows.push(Judged {
            aspect,
            legacy: left.into_iter().map(|f| f.value).collect(),
            destination: right.into_iter().map(|f| f.value).collect(),
            relation,
            verdict: found.map(|d| d.verdict),
            manner: found.map(|d| d.manner.clone()).unwrap_or_default(),
            by,
        });
    }
    rows
}

/// What explains a difference that the judge found.
fn declared_words(ids: &BTreeSet<String>) -> String {
    let named: Vec<&str> = ids.iter().map(String::as_str).filter(|id| !id.starts_with("lens:")).collect();
    format!("declared to be the same: {}", named.join(", "))
}

/// What is told of two statements as a whole.
fn row_of(difference: AspectDifference, by: &str) -> Judged {
    let word = |w: String| vec![Value::Word(w)];
    Judged {
        aspect: difference.read_as,
        legacy: word(difference.legacy),
        destination: word(difference.destination),
        relation: "differs",
        verdict: Some(difference.verdict),
        manner: difference.manner,
        by: by.into(),
    }
}

/// How an aspect without a difference came to have none.
fn agreed(judge: &Judge<'_>, (legacy, destination): (&Statement, &Statement), aspect: Aspect, (left, right): (&[Fact], &[Fact])) -> (&'static str, String) {
    let lefts: Vec<&Fact> = left.iter().collect();
    let rights: Vec<&Fact> = right.iter().filter(|fact| is_specified(aspect, &lefts, fact)).collect();
    let excuse = match (left.first(), right.first()) {
        (Some(fact), _) if rights.is_empty() => judge.excuse_absent(destination, aspect, fact),
        (None, Some(fact)) => judge.excuse_added((legacy, destination), aspect, fact),
        _ => None,
    };
    if left.is_empty() || rights.is_empty() {
        return ("not judged", excuse.unwrap_or("one side says nothing of it").into());
    }
    if is_chart_link(aspect) {
        return ("same", rule_words(left.first(), right.first()));
    }
    if contact_uses(aspect) {
        return ("same", "what a number is for, of the numbers that both books have".into());
    }
    if aspect == Aspect::Element {
        return ("same", "elements that no aspect stands for, each by its path; what only one book names by ids of its own is left out".into());
    }
    if let Some(words) = excuse_form((legacy, destination), aspect, &lefts, &rights) {
        return ("equivalent", words.into());
    }
    let best = |fact: &Fact| {
        let relations = rights.iter().map(|r| judge.values_of(legacy, aspect, &fact.value, &r.value));
        relations.min_by_key(|r| match r {
            Relation::Same => 0,
            Relation::Equivalent => 1,
            Relation::Differs(..) => 2,
        })
    };
    let relations: Vec<Relation> = left.iter().filter_map(best).collect();
    let by = rule_words(left.first(), right.first());
    if relations.iter().any(|r| matches!(r, Relation::Differs(..))) {
        let elsewhere = if matches!(aspect, Aspect::RangeLow | Aspect::RangeHigh) { "with the unit of the result" } else { "under the other time that was read from the same place" };
        return ("differs", format!("{by}; told once, {elsewhere}"));
    }
    (if relations.contains(&Relation::Equivalent) { "equivalent" } else { "same" }, by)
}

/// The rule that two values are judged by, with its tolerance.
fn rule_words(left: Option<&Fact>, right: Option<&Fact>) -> String {
    use Value as V;
    let (Some(left), Some(right)) = (left.map(|f| &f.value), right.map(|f| &f.value)) else { return "only one side says it, and nothing excuses the other's silence".into() };
    match (left, right) {
        (V::Code(..), V::Code(..)) => "code in its own system, or by declared equivalence; never by display".into(),
        (V::Quantity(q), V::Quantity(_)) => format!("number within ±{}, half a unit of the last digit printed; units converted", q.tolerance().normalize()),
        (V::Date(_), V::Date(_)) => "time at the precision and offset that both have".into(),
        (V::Word(_), V::Word(_)) => "the same word".into(),
        (V::Flag(_), V::Flag(_)) => "yes or no".into(),
        (V::Key(_), V::Key(_)) => "the link leads to the mate of the same record".into(),
        (V::Text(_), V::Text(_)) => "text but for case, commas and white space".into(),
        (V::Absent(_), V::Absent(_)) => "the same reason of absence".into(),
        (V::Code(..), _) | (_, V::Code(..)) => "a code against words: the words decide".into(),
        _ => "values of different nature, by their words".into(),
    }
}
