//! Status and certainty, and what comes back: one status for all, what was refuted or over as live, rows that a condition left out.

use super::expression::conjuncts;
use super::site::{Site, is_constant, is_end};
use super::{Change, Edit, Operator, Truth, edit};
use damage::Family::{Allergy, Resurrected, Status};
use mapping::{ResourceSet, Rule};

/// One status for all, by the end of the element.
const CONSTANTS: [(&str, &str, &str); 10] = [
    ("", "clinicalStatus.coding.code", "active"),
    ("", "verificationStatus.coding.code", "confirmed"),
    ("", "docStatus", "final"),
    ("Encounter", "status", "finished"),
    ("MedicationRequest", "status", "active"),
    ("MedicationRequest", "intent", "order"),
    ("Observation", "status", "final"),
    ("Procedure", "status", "completed"),
    ("Immunization", "status", "completed"),
    ("AllergyIntolerance", "type", "allergy"),
];

/// Targets that say that something is not, and what they are taken for.
const OVER: [(&[&str], &[&str]); 4] = [
    (&["refuted", "entered-in-error"], &["confirmed", "completed", "active", "final"]),
    (&["resolved", "inactive", "stopped", "on-hold", "completed"], &["active"]),
    (&["not-done", "cancelled"], &["completed", "finished", "final"]),
    (&["unconfirmed", "provisional"], &["confirmed"]),
];

/// Targets that say that something is not done yet, and what they are taken for.
const EARLY: [(&[&str], &[&str]); 3] = [
    (&["planned", "preparation", "in-progress"], &["finished", "completed"]),
    (&["preliminary", "amended", "corrected"], &["final"]),
    (&["plan"], &["order"]),
];

pub fn operators() -> Vec<Operator> {
    const CHANGED: &[&str] = &["altered", "resurrected", "invented"];
    vec![
        Operator::error(Status, "one-status-for-all", "a status or certainty that is the same for every row", CHANGED, constant).at_most(7),
        Operator::error(Status, "early-as-done", "planned as finished, preliminary as final", CHANGED, |site| taken_for(site, &EARLY)),
        Operator::error(Resurrected, "over-as-live", "refuted as confirmed, resolved or stopped as active, not done as done", CHANGED, |site| taken_for(site, &OVER)).at_most(8),
        Operator::error(Resurrected, "rows-let-through", "one part of a condition is gone: voided rows, other lists, persons that are none", &["invented", "resurrected", "altered", "duplicated"], let_through).at_most(8),
        Operator::error(Allergy, "all-severe", "every reaction is as severe as the worst", &["altered", "invented"], all_severe).at_most(2),
    ]
}

fn constant(site: &Site<'_>) -> Vec<Change> {
    let code = |set: &ResourceSet, rule: &Rule| {
        let fits = |(kind, end, _): &&(&str, &str, &str)| if kind.is_empty() { is_end(&rule.to, end) } else { set.kind == *kind && rule.to == *end };
        let (_, _, code) = CONSTANTS.iter().find(fits).filter(|_| !is_constant(rule))?;
        Some(format!("'{code}'"))
    };
    site.each(site.rules(), code)
}

/// Rows of a code map whose target is taken for another one of the map.
fn taken_for(site: &Site<'_>, words: &[(&[&str], &[&str])]) -> Vec<Change> {
    let mut out = Vec::new();
    for (from, to) in words {
        out.extend(site.each_map(&format!("{} taken for {}", from.join(", "), to[0]), |rows| {
            let live = rows.iter().find(|row| to.contains(&row.to.as_str()))?.clone();
            let over: Vec<usize> = (0..rows.len()).filter(|at| from.contains(&rows[*at].to.as_str())).collect();
            for at in &over {
                rows[*at].to.clone_from(&live.to);
            }
            (!over.is_empty()).then_some(())
        }));
    }
    out
}

fn let_through(site: &Site<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    for set in &site.document.resources {
        let parts = set.filter.as_deref().map(conjuncts).unwrap_or_default();
        for gone in 0..parts.len() {
            let rest: Vec<&str> = parts.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, part)| part.as_str()).collect();
            let condition = (!rest.is_empty()).then(|| rest.join(" AND "));
            let Some(text) = edit::with_condition(site.text, set, condition.as_deref()) else { continue };
            out.push(Change { what: format!("{}: part {} of its condition", set.name(), gone + 1), edit: Edit::Whole(text), truth: Truth::of_set(set) });
        }
    }
    out
}

fn all_severe(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules_to(&["reaction.severity"]), |_, rule| Some(format!("CASE WHEN {} IS NOT NULL THEN 'severe' END", rule.value)))
}
