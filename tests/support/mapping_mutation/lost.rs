//! What a mapping loses: a rule that is gone, a rule or a condition that is too narrow, the second of two alternatives.

use super::expression::conjuncts;
use super::site::{Site, is_annotated, is_constant, is_display_of_a_map};
use super::{Change, Edit, Operator, Truth, edit, expression};
use damage::Family::{Lost, Medication};

const GONE: &[&str] = &["lost", "altered", "broader", "invented", "resurrected"];

pub fn operators() -> Vec<Operator> {
    vec![
        Operator::error(Lost, "rule-removed", "a rule is gone", GONE, rule_removed).at_most(60),
        Operator::error(Lost, "rule-narrowed", "a rule gives nothing where its field holds a 1", GONE, rule_narrowed).at_most(8),
        Operator::error(Lost, "rows-left-out", "the condition leaves out rows whose key holds a 3", &["lost", "altered"], rows_left_out).at_most(5),
        Operator::error(Lost, "condition-turned", "one part of a condition says the opposite", &["lost", "invented"], condition_turned).at_most(3),
        Operator::error(Lost, "empty-flag-left-out", "a flag has to say no: rows in which it is empty are left out", &["lost"], empty_flag).at_most(4),
        Operator::error(Lost, "alternative-dropped", "only the first of several fields is taken", GONE, alternative_dropped),
        Operator::error(Medication, "course-without-its-end", "the end of a course or a stay is gone", GONE, end_removed).at_most(3),
    ]
}

/// The words that a code map has beside its own targets assert nothing: to leave them out is a twin.
fn rule_removed(site: &Site<'_>) -> Vec<Change> {
    site.rules().into_iter().filter(|(_, rule)| !is_display_of_a_map(rule)).map(|placed| site.without(placed)).collect()
}

fn rule_narrowed(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules(), |_, rule| {
        let field = Site::only_field(rule)?;
        Some(format!("CASE WHEN NOT ({} LIKE '%1%') THEN {} END", expression::field(&field), rule.value))
    })
}

fn rows_left_out(site: &Site<'_>) -> Vec<Change> {
    let narrow = |set: &mapping::ResourceSet| {
        let held = set.filter.as_ref().map_or_else(String::new, |filter| format!("{filter} AND "));
        let text = edit::with_condition(site.text, set, Some(&format!("{held}NOT (({}) LIKE '%3%')", set.key)))?;
        Some(Change { what: format!("{}: rows whose key holds a 3", set.name()), edit: Edit::Whole(text), truth: Truth::of_set(set) })
    };
    site.document.resources.iter().filter_map(narrow).collect()
}

fn condition_turned(site: &Site<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    for set in &site.document.resources {
        let parts = set.filter.as_deref().map(conjuncts).unwrap_or_default();
        for turned in 0..parts.len() {
            let other: Vec<String> = parts.iter().enumerate().map(|(at, part)| if at == turned { format!("NOT ({part})") } else { part.clone() }).collect();
            let Some(text) = edit::with_condition(site.text, set, Some(&other.join(" AND "))) else { continue };
            out.push(Change { what: format!("{}: part {} of its condition", set.name(), turned + 1), edit: Edit::Whole(text), truth: Truth::of_set(set) });
        }
    }
    out
}

/// `COALESCE(FLAG, 'N') <> 'Y'` without what an empty flag stands for: no comparison with nothing holds.
fn empty_flag(site: &Site<'_>) -> Vec<Change> {
    let narrow = |set: &mapping::ResourceSet| {
        let parts = set.filter.as_deref().map(conjuncts).unwrap_or_default();
        let flag = |part: &String| part.strip_prefix("COALESCE(")?.strip_suffix(", 'N') <> 'Y'").map(str::to_string);
        let (at, field) = parts.iter().enumerate().find_map(|(at, part)| Some((at, flag(part)?)))?;
        let other: Vec<String> = parts.iter().enumerate().map(|(i, part)| if i == at { format!("{field} = 'N'") } else { part.clone() }).collect();
        let text = edit::with_condition(site.text, set, Some(&other.join(" AND ")))?;
        Some(Change { what: format!("{}: {field} has to say N", set.name()), edit: Edit::Whole(text), truth: Truth::of_set(set) })
    };
    site.document.resources.iter().filter_map(narrow).collect()
}

fn alternative_dropped(site: &Site<'_>) -> Vec<Change> {
    // An annotation in braces is no unit, and to leave it out is a twin.
    let fits = |rule: &mapping::Rule, call: &expression::Call| !is_constant(rule) && !is_annotated(call);
    site.each_call("COALESCE", |_, rule, call| fits(rule, call).then(|| call.arguments.first().cloned()).flatten())
        .into_iter()
        // Who the patient is hangs on it: then everything goes elsewhere.
        .map(|change| if change.truth.elements.iter().any(|e| e.ends_with("reference")) { Change { truth: change.truth.of_all_kinds(), ..change } } else { change })
        .collect()
}

fn end_removed(site: &Site<'_>) -> Vec<Change> {
    site.rules_to(&["period.end", "boundsPeriod.end", "abatementDateTime", "performedPeriod.end"]).into_iter().map(|placed| site.without(placed)).collect()
}
