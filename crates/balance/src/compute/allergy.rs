//! Allergy checks: for each drug in force and each allergy that speaks of it, by ingredient, by class or by the same code.

use super::alert::{Raised, answer, lets, silent};
use super::sides::{Sides, other};
use super::{Answer, Check, drugs};
use crate::drug_names;
use crate::state::{Holds, List, Standing};
use model::{Coding, Side};
use std::collections::{BTreeMap, BTreeSet};

/// What an allergy or a drug is, as far as a check can match it.
struct Substance {
    standing: Standing,
    ingredients: Vec<usize>,
    codes: BTreeSet<(String, String)>,
    stem: Option<String>,
}

type Alerts = BTreeMap<(String, String), Raised>;

pub(super) fn ask(sides: &Sides<'_>, out: &mut Vec<Answer>) {
    let (legacy, destination) = (alerts(sides, Side::Legacy), alerts(sides, Side::Destination));
    let keys: BTreeSet<&(String, String)> = legacy.keys().chain(destination.keys()).collect();
    for key in keys {
        let side = |own: &Alerts, others: &Alerts, from: Side| match (own.get(key), others.get(key)) {
            (Some(raised), _) => raised.clone(),
            (None, Some(raised)) => silent(absence(sides, from, raised)),
            (None, None) => silent(Ok("nothing to check".into())),
        };
        let left = side(&legacy, &destination, Side::Destination);
        let right = side(&destination, &legacy, Side::Legacy);
        // A name that is not in the table is not printed: few patients may have it.
        let about = match (key.0.as_str(), key.1.as_str()) {
            ("", _) => "the same substance".to_string(),
            (a, b) if a == b => a.to_string(),
            (a, b) => format!("{a} and {b}"),
        };
        out.push(answer(Check::Allergy, about, sides, left, right));
    }
}

/// Every allergy of a side against every drug of the side, by what meets what.
fn alerts(sides: &Sides<'_>, side: Side) -> Alerts {
    let read = |list: List| sides.in_force(side, list).into_iter().map(|s| substance(sides, side, s)).collect::<Vec<_>>();
    let (allergies, medications) = (read(List::Allergies), read(List::Medications));
    let mut found = Alerts::new();
    for allergy in &allergies {
        for medication in &medications {
            let Some(key) = meets(allergy, medication) else { continue };
            let alert = lets(sides, side, &allergy.standing, "allergy").max(lets(sides, side, &medication.standing, "drug"));
            let raised = Raised { alert, statements: [Some(allergy.standing.index), Some(medication.standing.index)] };
            match found.get_mut(&key) {
                Some(known) if known.alert <= raised.alert => {}
                Some(known) => *known = raised,
                None => {
                    found.insert(key, raised);
                }
            }
        }
    }
    found
}

fn substance(sides: &Sides<'_>, side: Side, standing: Standing) -> Substance {
    let label = sides.label(side, standing.index);
    let coded = |c: &&Coding| !c.system.is_empty() && !c.code.is_empty();
    let codes = sides.codes(side, standing.index).into_iter().filter(coded).map(|c| (c.system.clone(), c.code.clone())).collect();
    Substance { standing, ingredients: label.ingredients.clone(), codes, stem: stem(&label.words) }
}

/// The name of a drug that the table does not hold: its first word of some length that is no form, salt or strength.
fn stem(words: &[String]) -> Option<String> {
    const PLAIN: [&str; 26] = [
        "allergy", "allergic", "intolerance", "propensity", "adverse", "reaction", "reactions", "tablet", "tablets", "capsule", "capsules", "solution", "injection", "injectable",
        "extended", "release", "sodium", "hydrochloride", "suspension", "cream", "ointment", "vitamin", "study", "unknown", "history", "substance",
    ];
    words.iter().find(|w| w.len() >= 6 && w.chars().all(char::is_alphabetic) && !PLAIN.contains(&w.as_str())).cloned()
}

/// What an allergy and a drug have in common, as the names of both; `None` when the allergy says nothing of the drug.
fn meets(allergy: &Substance, medication: &Substance) -> Option<(String, String)> {
    let name = |i: &usize| drug_names::called(*i).to_string();
    for drug in &medication.ingredients {
        if allergy.ingredients.contains(drug) {
            return Some((name(drug), name(drug)));
        }
        let of_class = |class: &&&str| drugs::is_term(*drug, class) && allergy.ingredients.iter().any(|i| drugs::is_term(*i, class));
        if let Some(class) = drugs::CROSS_REACTIVE.iter().find(of_class) {
            return Some(((*class).to_string(), name(drug)));
        }
        let above = drug_names::lineage(*drug);
        if let Some(whole) = allergy.ingredients.iter().find(|i| above.contains(i)) {
            return Some((name(whole), name(drug)));
        }
    }
    let code = allergy.codes.iter().find(|c| medication.codes.contains(*c)).map(|(system, code)| format!("{system}|{code}"));
    let stem = medication.stem.clone().filter(|s| allergy.stem.as_ref() == Some(s));
    code.or(stem).map(|key| (String::new(), key))
}

/// Why nothing was raised for what the other side raised.
fn absence(sides: &Sides<'_>, from: Side, raised: &Raised) -> Result<String, String> {
    for (index, list, what) in [(raised.statements[0], List::Allergies, "allergy"), (raised.statements[1], List::Medications, "drug")] {
        let Some(index) = index else { continue };
        let here = sides.mate(from, index).and_then(|mate| sides.state(other(from)).of(list, mate));
        if here.is_some_and(|s| s.holds == Holds::Yes) && !sides.is_recoded(from, index) {
            continue;
        }
        return sides.absence(from, list, index).map(|why| format!("the {what} {}", phrase(why))).map_err(|why| format!("the {what} may be over: {why}"));
    }
    Ok("the two do not meet".into())
}

/// A reason as what follows the subject.
fn phrase(why: &str) -> String {
    let is_clause = ["has ", "stands ", "means "].iter().any(|start| why.starts_with(start));
    if is_clause { why.to_string() } else { format!("is not in force: {why}") }
}
