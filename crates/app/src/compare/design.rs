//! Whether the mapping of the workspace made the destination, which places it fills and what it calls its codes: told to the comparison as data.
//!
//! Our own output is known by its run. A destination that came from outside is ours all the same when its patients bear the ids
//! that the mapping makes of the legacy keys: it was loaded and given back. Then a value at a place that no rule fills and that no
//! legacy statement says is nobody's; a place that a rule fills may hold a default that somebody decided on. Nothing is known of
//! a destination with other ids: what it adds is counted for the book.

use super::books::{Books, mapping_document};
use super::run_plan;
use crate::migrate::plan;
use crate::{AppError, Result, Workspace};
use balance::{Constant, Design, Links};
use mapping::Plan;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Types of records that serve many patients, to which those of a chart lead.
const SHARED: [&str; 4] = ["Practitioner", "PractitionerRole", "Organization", "Location"];

/// Where the design of the last comparison is kept: an explanation judges a pair once more.
const SETTING: &str = "destination design";

/// The design that the last comparison judged by.
pub(super) fn kept(workspace: &Workspace) -> Result<Option<Arc<Design>>> {
    let json = workspace.store().setting(SETTING)?;
    Ok(json.and_then(|json| serde_json::from_str::<Option<Design>>(&json).ok()).flatten().map(Arc::new))
}

/// Finds the design of the destination's book. `version` is that of the mapping that made it, 0 for a given one. Gives the plan by which it was made.
pub(super) fn settle(workspace: &Workspace, books: &mut Books, version: u32) -> Result<Option<Plan>> {
    let plan = match version {
        0 if bears_our_ids(workspace, books)? => plan(workspace, true).ok().map(|p| p.0),
        0 => None,
        version => run_plan(workspace, version)?,
    };
    let design = |plan: &Plan| of_plan(plan, books.destination.places.names());
    // What was loaded and given back may bear the names of the destination's own terminology.
    let design = plan.as_ref().map(|plan| if version == 0 { design(plan) } else { design(plan).as_written() });
    books.destination.coverage.design = design.map(Arc::new);
    Ok(plan.filter(|_| version != 0))
}

/// Keeps the design that a run judged by, from its conclusion on in the place of the one before.
pub(super) fn keep(workspace: &Workspace, run: u32, books: &Books) -> Result<()> {
    let json = serde_json::to_string(&books.destination.coverage.design.as_deref()).map_err(|e| AppError::Other(e.to_string()))?;
    Ok(workspace.store().stage_setting(run, SETTING, &json)?)
}

/// The links of a run: where the destination is ours the mapping tells what a key of a person or a place becomes.
pub(super) fn links(workspace: &Workspace, books: &Books) -> Result<Links> {
    if books.destination.coverage.design.is_none() {
        return Ok(Links::default());
    }
    let Some(document) = mapping_document(workspace)? else { return Ok(Links::default()) };
    let made: BTreeSet<&str> = document.resources.iter().map(|set| set.kind.as_str()).collect();
    let kinds: Vec<&'static str> = SHARED.into_iter().filter(|kind| made.contains(kind)).collect();
    let system = document.system;
    Ok(Links::of_design(Box::new(move |key| kinds.iter().map(|kind| mapping::stable_id(&system, kind, key)).collect())))
}

/// Whether most patients of both books bear the id that the mapping makes of their key.
fn bears_our_ids(workspace: &Workspace, books: &Books) -> Result<bool> {
    let Some(document) = mapping_document(workspace)? else { return Ok(false) };
    let ours = books.roll.linked().filter(|(legacy, destination)| mapping::stable_id(&document.system, "Patient", legacy) == *destination).count() as u64;
    Ok(ours > 0 && ours * 2 >= books.roll.counts[0])
}

/// The places of a book that the rules of a plan fill, by type of record.
fn of_plan(plan: &Plan, names: &[String]) -> Design {
    let mut rules: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut words: BTreeMap<&str, Vec<(String, Option<&str>)>> = BTreeMap::new();
    for set in &plan.resources {
        rules.entry(&set.set.kind).or_default().extend(set.rules.iter().map(|rule| bare(&rule.rule.to)));
        words.entry(&set.set.kind).or_default().extend(set.rules.iter().map(|rule| (bare(&rule.rule.to), literal(&rule.rule.value).filter(|_| rule.is_constant()))));
    }
    let mut design = Design::default();
    for (kind, words) in &words {
        for (number, name) in (0_u32..).zip(names) {
            if let Some(constant) = constant(words, &bare(name)) {
                design.always(kind, number, constant);
            }
        }
    }
    for set in &plan.resources {
        for rule in &set.rules {
            let Some(words) = rule.default_words() else { continue };
            let to = [bare(&rule.rule.to)];
            let places = (0_u32..).zip(names).filter(|(_, name)| !name.is_empty() && is_filled(&to, &bare(name)));
            places.for_each(|(place, _)| design.by_default(&set.set.kind, place, words));
        }
    }
    for (kind, rules) in rules {
        let filled = (0_u32..).zip(names).filter(|(_, name)| is_filled(&rules, &bare(name))).map(|(number, _)| number);
        design.fill(kind, filled);
    }
    for map in plan.document.code_maps.values() {
        for row in &map.rows {
            let system = if row.system.is_empty() { &map.target } else { &row.system };
            design.labels.call(system, &row.to, &row.display);
        }
    }
    design
}

/// What a constant rule writes: `'normal'`, `TRUE`, `1`. None of what is put together.
fn literal(expression: &str) -> Option<&str> {
    let expression = expression.trim();
    let quoted = expression.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    match quoted {
        Some(inside) => Some(inside).filter(|inside| !inside.contains('\'')),
        None => Some(expression).filter(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric())),
    }
}

/// What every record has at a place, if all rules that fill it, or the code of the concept that it is, say the same always.
fn constant(rules: &[(String, Option<&str>)], place: &str) -> Option<Constant> {
    let of = |to: &str| {
        let mut found = rules.iter().filter(|(path, _)| path == to).map(|(_, word)| word.map(str::to_string)).peekable();
        found.peek()?;
        found.collect::<Option<BTreeSet<String>>>()
    };
    if place.is_empty() {
        return None;
    }
    let code = || of(&format!("{place}.coding.code")).map(|words| Constant { words, of_concept: true });
    of(place).map(|words| Constant { words, of_concept: false }).or_else(code)
}

/// Whether a rule fills a place, a part of it, or what it is a part of. What stands at no place was not read from one.
fn is_filled(rules: &[String], place: &str) -> bool {
    let within = |part: &str, whole: &str| part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    place.is_empty() || rules.iter().any(|to| within(to, place) || within(place, to))
}

/// A path without its indices.
fn bare(path: &str) -> String {
    let mut depth = 0_u32;
    let outside = |c: &char| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    path.chars().filter(outside).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_filled_by_a_rule_for_it_for_a_part_of_it_or_for_what_it_is_a_part_of() {
        let rules = ["dispenseRequest.expectedSupplyDuration.value", "dosageInstruction[0].text", "status"].map(bare);
        for place in ["", "status", "dispenseRequest.expectedSupplyDuration", "dosageInstruction.text"] {
            assert!(is_filled(&rules, place), "{place}");
        }
        for place in ["dispenseRequest.quantity", "dosageInstruction.doseAndRate.doseQuantity", "statusReason", "intent"] {
            assert!(!is_filled(&rules, place), "{place}");
        }
    }

    #[test]
    fn indices_and_slices_of_a_path_do_not_tell_places_apart() {
        assert_eq!(bare("reaction[0].manifestation[12].coding"), "reaction.manifestation.coding");
        assert_eq!(bare("name[use=maiden].family"), "name.family");
    }

    #[test]
    fn what_all_rules_say_always_stands_in_every_record() {
        let rules = [("use", Some("claim")), ("priority.coding.code", Some("normal")), ("status", None), ("status", Some("active"))].map(|(to, word)| (to.to_string(), word));
        let words = |place: &str| constant(&rules, place).map(|c| (c.words.into_iter().collect::<Vec<_>>(), c.of_concept));
        assert_eq!(words("use"), Some((vec!["claim".to_string()], false)));
        assert_eq!(words("priority"), Some((vec!["normal".to_string()], true)));
        assert_eq!([words("status"), words("outcome"), words("")], [None, None, None]);
        assert_eq!(["'normal'", "TRUE", "1", "'it''s'", "'a' || 'b'", "NULLIF(A, 'b')"].map(literal), [Some("normal"), Some("TRUE"), Some("1"), None, None, None]);
    }

    #[test]
    fn the_design_of_a_plan_knows_the_places_of_each_type() {
        let text = r#"
format = "throughline-mapping/1"
name = "n"
system = "urn:legacy"
target = "hl7.fhir.us.core#6.1.0"

[[resource]]
type = "Condition"
from = "problems"
key = "ID"

  [[resource.rule]]
  id = "problem-code"
  to = "code.text"
  value = "NAME"

  [[resource.rule]]
  id = "problem-note"
  to = "note[0].text"
  value = "COALESCE(REMARK, 'seen by the team')"
"#;
        let (plan, _) = Plan::check(mapping::Document::parse(text).unwrap(), None);
        let rules = &plan.resources[0].rules;
        assert_eq!(rules.iter().map(mapping::CheckedRule::default_words).collect::<Vec<_>>(), [None, Some("seen by the team")]);
        let names = ["code", "severity", "note.text"].map(String::from);
        let design = of_plan(&plan, &names);
        assert!(design.makes("Condition/1") && !design.makes("Procedure/1"));
        assert!(design.fills("Condition/1", 0) && !design.fills("Condition/1", 1));
        let mut same = Design::default();
        same.fill("Condition", [0, 2]);
        assert_ne!(design, same, "what stands for nothing is known");
        same.by_default("Condition", 2, "seen by the team");
        assert_eq!(design, same);
    }
}
