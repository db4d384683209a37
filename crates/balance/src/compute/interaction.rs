//! Interaction checks: two drugs in force that must not meet, by the table of `drugs.rs`.
//!
//! Each two substances that meet under a rule are asked by themselves: an alert that still fires for one of a class says nothing of another one that has
//! lost its code. A rule gives one answer, the gravest of them.

use super::alert::{Alert, Raised, answer, lets, silent};
use super::sides::{Sides, other};
use super::{Answer, Check, drugs};
use crate::state::{Holds, List};
use model::Side;
use std::collections::{BTreeMap, BTreeSet};

/// A drug in force with its ingredients and what it lets a check do.
struct Drug {
    index: usize,
    ingredients: Vec<usize>,
    alert: Alert,
}

pub(super) fn ask(sides: &Sides<'_>, out: &mut Vec<Answer>) {
    let (legacy, destination) = (drugs_of(sides, Side::Legacy), drugs_of(sides, Side::Destination));
    for (a, b) in drugs::INTERACTIONS {
        let (before, after) = (raised(&legacy, a, b), raised(&destination, a, b));
        let met: BTreeSet<&Met> = before.keys().chain(after.keys()).collect();
        let asked = met.into_iter().filter_map(|met| {
            let (left, right) = match (before.get(met), after.get(met)) {
                (Some(left), Some(right)) => (left.clone(), right.clone()),
                (Some(left), None) => (left.clone(), silent(absence(sides, Side::Legacy, left))),
                (None, Some(right)) => (silent(absence(sides, Side::Destination, right)), right.clone()),
                (None, None) => return None,
            };
            let loudness = (left.alert.clone(), right.alert.clone());
            Some((loudness, answer(Check::Interaction, format!("{a} and {b}"), sides, left, right)))
        });
        let gravest = asked.min_by_key(|(loudness, answer)| (answer.outcome.weight.rank(), answer.gains, loudness.clone()));
        out.extend(gravest.map(|(_, answer)| answer));
    }
}

/// Two substances by their numbers.
type Met = (usize, usize);

fn drugs_of(sides: &Sides<'_>, side: Side) -> Vec<Drug> {
    let read = |standing: crate::state::Standing| Drug {
        index: standing.index,
        ingredients: sides.label(side, standing.index).ingredients.clone(),
        alert: lets(sides, side, &standing, "drug"),
    };
    sides.in_force(side, List::Medications).into_iter().map(read).filter(|d| !d.ingredients.is_empty()).collect()
}

/// The loudest alert of each two substances of the two terms, of two different drugs.
fn raised(drugs: &[Drug], a: &str, b: &str) -> BTreeMap<Met, Raised> {
    let with = |term: &str| {
        let named = drugs.iter().flat_map(|drug| drug.ingredients.iter().map(move |i| (*i, drug)));
        named.filter(|(i, _)| drugs::is_term(*i, term)).collect::<Vec<(usize, &Drug)>>()
    };
    let (first, second) = (with(a), with(b));
    let mut found: BTreeMap<Met, Raised> = BTreeMap::new();
    for (i, x) in &first {
        for (j, y) in second.iter().filter(|(_, y)| y.index != x.index) {
            let raised = Raised { alert: x.alert.clone().max(y.alert.clone()), statements: [Some(x.index), Some(y.index)] };
            let is_louder = |known: &Raised| (&raised.alert, raised.statements) < (&known.alert, known.statements);
            if found.get(&(*i, *j)).is_none_or(is_louder) {
                found.insert((*i, *j), raised);
            }
        }
    }
    found
}

/// Why the drugs that meet on one side do not meet on the other.
fn absence(sides: &Sides<'_>, from: Side, raised: &Raised) -> Result<String, String> {
    for index in raised.statements.into_iter().flatten() {
        let here = sides.mate(from, index).and_then(|mate| sides.state(other(from)).of(List::Medications, mate));
        if here.is_some_and(|s| s.holds == Holds::Yes) && !sides.is_recoded(from, index) {
            continue;
        }
        let phrase = |why: &str| if why.starts_with("has ") || why.starts_with("means ") || why.starts_with("stands ") { format!("a drug {why}") } else { format!("a drug is not in force: {why}") };
        return sides.absence(from, List::Medications, index).map(phrase).map_err(|why| format!("a drug may be over: {why}"));
    }
    Ok("the two do not meet".into())
}
