//! Interaction checks: two drugs in force that must not meet, by the table of `drugs.rs`.

use super::alert::{Alert, Raised, answer, lets, silent};
use super::sides::{Sides, other};
use super::{Answer, Check, drugs};
use crate::state::{Holds, List};
use model::Side;

/// A drug in force with its ingredients and what it lets a check do.
struct Drug {
    index: usize,
    ingredients: Vec<usize>,
    alert: Alert,
}

pub(super) fn ask(sides: &Sides<'_>, out: &mut Vec<Answer>) {
    let (legacy, destination) = (drugs_of(sides, Side::Legacy), drugs_of(sides, Side::Destination));
    for (a, b) in drugs::INTERACTIONS {
        let (left, right) = (raised(&legacy, a, b), raised(&destination, a, b));
        let (left, right) = match (left, right) {
            (None, None) => continue,
            (Some(left), Some(right)) => (left, right),
            (Some(left), None) => {
                let right = silent(absence(sides, Side::Legacy, &left));
                (left, right)
            }
            (None, Some(right)) => (silent(absence(sides, Side::Destination, &right)), right),
        };
        out.push(answer(Check::Interaction, format!("{a} and {b}"), sides, left, right));
    }
}

fn drugs_of(sides: &Sides<'_>, side: Side) -> Vec<Drug> {
    let read = |standing: crate::state::Standing| Drug {
        index: standing.index,
        ingredients: sides.label(side, standing.index).ingredients.clone(),
        alert: lets(sides, side, &standing, "drug"),
    };
    sides.in_force(side, List::Medications).into_iter().map(read).filter(|d| !d.ingredients.is_empty()).collect()
}

/// The loudest alert of the two terms, of two different drugs.
fn raised(drugs: &[Drug], a: &str, b: &str) -> Option<Raised> {
    let with = |term: &str| drugs.iter().filter(|d| d.ingredients.iter().any(|i| drugs::is_term(*i, term))).collect::<Vec<_>>();
    let (first, second) = (with(a), with(b));
    let pairs = first.iter().flat_map(|x| second.iter().filter(move |y| y.index != x.index).map(move |y| (x, y)));
    let alerts = pairs.map(|(x, y)| Raised { alert: x.alert.clone().max(y.alert.clone()), statements: [Some(x.index), Some(y.index)] });
    alerts.min_by(|x, y| x.alert.cmp(&y.alert).then(x.statements.cmp(&y.statements)))
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
