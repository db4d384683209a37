//! Codes: rows of code maps that are gone, exchanged or coarser, systems of another terminology, codes that are cut or not translated.

use super::site::{Site, is_constant, is_end, is_vaccine, words_of_concept};
use super::{Change, Edit, Operator, Truth, expression};
use damage::Family::{Allergy, Code, NullFlavour};
use mapping::{ResourceSet, Rule};

const CHANGED: &[&str] = &["altered", "lost", "broader", "narrower", "resurrected", "invented"];

pub fn operators() -> Vec<Operator> {
    vec![
        Operator::error(Code, "targets-exchanged", "the targets of two rows of a code map are exchanged", CHANGED, exchanged).at_most(14),
        Operator::error(Code, "row-removed", "a code map lacks a row", CHANGED, row_removed).at_most(7),
        Operator::error(Code, "picked-blindly", "every row of a code map goes to the first target", CHANGED, all_the_first).at_most(5),
        Operator::error(Code, "unmapped-left-empty", "codes without a row are left empty, and a row is gone", CHANGED, unmapped_empty).at_most(4),
        Operator::error(Code, "system-of-another-terminology", "the system beside a code is another one", CHANGED, other_system).at_most(7),
        Operator::error(Code, "map-of-another-terminology", "the targets of a code map are said to be of another system", CHANGED, other_target).at_most(4),
        Operator::error(Code, "not-translated", "the local code stands where its translation should", CHANGED, not_translated).at_most(5),
        Operator::error(Code, "local-in-its-place", "the clinic's own code stands under a terminology where the source has none of it", CHANGED, local_in_its_place).at_most(3),
        Operator::error(Code, "target-for-the-unmapped", "a code that was approved as nothing goes to the target of another row", CHANGED, target_for_nothing).at_most(5),
        Operator::error(Code, "coarser-code", "a code is cut to its category", CHANGED, coarser).at_most(4),
        Operator::error(Code, "leading-zeros-gone", "leading zeros are not restored", CHANGED, zeros_gone).at_most(4),
        Operator::error(Code, "map-on-another-column", "a code map is asked for another column", CHANGED, other_column).at_most(5),
        Operator::error(Code, "display-of-another-code", "the words beside a code are those of another column", CHANGED, other_display).at_most(4),
        Operator::error(Allergy, "class-for-substance", "one allergen for all of them", CHANGED, one_allergen).at_most(1),
        Operator::error(NullFlavour, "token-is-a-value", "a word for nothing known, UNK or N/A, is taken for a value", &["invented", "lost", "altered"], token_kept),
    ]
}

fn exchanged(site: &Site<'_>) -> Vec<Change> {
    site.each_map("two targets exchanged", |rows| {
        let at = (1..rows.len()).find(|at| !rows[*at].to.is_empty() && !rows[0].to.is_empty() && rows[*at].to != rows[0].to)?;
        let (first, second) = rows.split_at_mut(at);
        std::mem::swap(&mut first[0].to, &mut second[0].to);
        Some(())
    })
}

fn row_removed(site: &Site<'_>) -> Vec<Change> {
    site.each_map("its first row gone", |rows| (rows.len() > 1).then(|| drop(rows.remove(0))))
}

fn all_the_first(site: &Site<'_>) -> Vec<Change> {
    site.each_map("every row to the first target", |rows| {
        let first = rows.first()?.clone();
        for row in rows.iter_mut() {
            (row.to, row.display, row.system) = (first.to.clone(), first.display.clone(), first.system.clone());
        }
        Some(())
    })
}

fn unmapped_empty(site: &Site<'_>) -> Vec<Change> {
    let one = |(name, map): (&String, &mapping::CodeMap)| {
        let rows = map.rows.get(1..).filter(|rows| !rows.is_empty() && map.otherwise == "hold")?;
        let edit = Edit::Rows { map: name.clone(), otherwise: "empty".into(), rows: rows.to_vec() };
        Some(Change { what: format!("code map {name}: its first row gone, otherwise empty"), edit, truth: Truth::of_map(site.document, name) })
    };
    site.document.code_maps.iter().filter_map(one).collect()
}

fn other_of(system: &str) -> &'static str {
    if system.contains("snomed") { "http://loinc.org" } else { "http://snomed.info/sct" }
}

fn other_system(site: &Site<'_>) -> Vec<Change> {
    let systems = site.rules_to(&["coding.system", "coding[1].system", "class.system"]).into_iter().filter(|(_, rule)| is_constant(rule)).collect();
    site.each(systems, |_, rule| Some(expression::literal(other_of(&rule.value))))
}

fn other_target(site: &Site<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    for (name, map) in &site.document.code_maps {
        let is_used = site.rules().iter().any(|(_, rule)| rule.value.contains("MAP_SYSTEM(") && rule.value.contains(&format!("'{name}'")));
        let head = format!("[code_map.{name}]\ntarget = \"{}\"", map.target);
        let other = format!("[code_map.{name}]\ntarget = \"{}\"", other_of(&map.target));
        if is_used && site.text.contains(&head) {
            out.push(Change { what: format!("code map {name}: target {}", other_of(&map.target)), edit: Edit::Whole(site.text.replace(&head, &other)), truth: Truth::of_map(site.document, name) });
        }
    }
    out
}

fn not_translated(site: &Site<'_>) -> Vec<Change> {
    let coded = site.rules_to(&["coding.code", "class.code"]);
    site.each(coded, |_, rule| {
        let call = expression::calls(&rule.value, "MAP").into_iter().next()?;
        Some(call.replaced(&rule.value, call.arguments.first()?))
    })
}

/// The code of a terminology, and where a row has none the clinic's own, which stands beside it under its own system.
fn local_in_its_place(site: &Site<'_>) -> Vec<Change> {
    let plain = |rule: &Rule| Site::only_field(rule).is_some_and(|field| expression::field(&field) == rule.value);
    let copied = site.rules_to(&["coding.code"]).into_iter().filter(|(_, rule)| plain(rule) && rule.to.contains("coding[0].code")).collect();
    site.each(copied, |set, rule| {
        let to = rule.to.replace("coding[0].code", "coding[1].code");
        let own = set.rules.iter().find(|other| other.to == to && other.value != rule.value && plain(other))?;
        Some(format!("COALESCE({}, {})", rule.value, own.value))
    })
}

fn target_for_nothing(site: &Site<'_>) -> Vec<Change> {
    site.each_map("a row for nothing goes to the first target", |rows| {
        let first = rows.iter().find(|row| !row.to.is_empty())?.clone();
        let open = rows.iter_mut().find(|row| row.to.is_empty())?;
        (open.to, open.display, open.system) = (first.to, first.display, first.system);
        Some(())
    })
}

fn coarser(site: &Site<'_>) -> Vec<Change> {
    let copied = site.rules_to(&["coding.code"]).into_iter().filter(|(_, rule)| Site::only_field(rule).is_some_and(|field| expression::field(&field) == rule.value));
    site.each(copied.collect(), |_, rule| Some(format!("SUBSTR({}, 1, 3)", rule.value)))
}

fn zeros_gone(site: &Site<'_>) -> Vec<Change> {
    site.each_call("LPAD", |_, rule, call| call.arguments.first().filter(|_| !is_vaccine(rule)).cloned())
}

/// Another coded column of the relation.
fn neighbour(site: &Site<'_>, set: &ResourceSet, own: &str) -> Option<String> {
    let coded: Vec<String> = set.rules.iter().filter(|rule| rule.value.contains("MAP(")).filter_map(Site::only_field).collect();
    coded.into_iter().chain(site.fields(set)).find(|field| field != own)
}

fn other_column(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules_to(&["code", "status", "intent", "gender", "criticality", "severity", "docStatus", "category"]), |set, rule| {
        let call = expression::calls(&rule.value, "MAP").into_iter().next().filter(|call| call.arguments.len() == 2)?;
        let other = neighbour(site, set, &Site::only_field(rule)?)?;
        Some(call.replaced(&rule.value, &format!("MAP({}, {})", expression::field(&other), call.arguments[1])))
    })
}

fn other_display(site: &Site<'_>) -> Vec<Change> {
    let plain = |rule: &Rule| Site::only_field(rule).is_some_and(|field| expression::field(&field) == rule.value);
    let displays = site.rules_to(&["coding.display"]).into_iter().filter(|(_, rule)| plain(rule)).collect();
    site.each(displays, |set, rule| {
        let own = Site::only_field(rule)?;
        // The words of the concept itself name the same: a twin.
        let same = words_of_concept(set, rule);
        let other = set.rules.iter().filter(|r| plain(r) && is_end(&r.to, "text")).filter_map(Site::only_field).find(|field| *field != own && Some(field) != same.as_ref());
        other.or_else(|| neighbour(site, set, &own)).map(|field| expression::field(&field))
    })
}

fn one_allergen(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules_to(&["code.coding.code"]), |set, rule| {
        (set.kind == "AllergyIntolerance").then(|| format!("CASE WHEN {} IS NOT NULL THEN '373270004' END", rule.value))
    })
}

fn token_kept(site: &Site<'_>) -> Vec<Change> {
    let mut out = site.each_call("NULLIF", |_, rule, call| {
        let token = call.arguments.get(1).filter(|token| token.len() > 2 && *token != "'='")?;
        (!token.is_empty() && !rule.value.contains("REGEXP_EXTRACT")).then(|| call.arguments.first().cloned()).flatten()
    });
    out.extend(site.each(site.rules(), |_, rule| {
        let (_, rest) = rule.value.split_once(" THEN NULL ELSE ")?;
        rest.strip_suffix(" END").map(str::to_string)
    }));
    out
}
