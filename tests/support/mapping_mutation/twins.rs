//! Changes that keep the meaning: the same rules in another order, the same value said in another way, rows and words that nobody asks for.

use super::invented::number_beside;
use super::site::{Site, are_words_of_one, is_annotated, is_constant, is_date, is_display_of_a_map, is_vaccine, words_of_concept};
use super::{Change, Edit, Operator, Truth, edit, expression};
use mapping::{Rule, set_rule};
use damage::Family::{Code, Identity, Invented, List, Lost, Medication, Resurrected, Status, Text, Time, Value};

pub fn operators() -> Vec<Operator> {
    vec![
        Operator::twin(Lost, "rules-turned", "the rules of a resource set stand in the other order", rules_turned),
        Operator::twin(Lost, "always-true", "a rule has a condition that always holds", always_true),
        Operator::twin(Invented, "default-never-used", "a value that is always there has a default", default_never_used),
        Operator::twin(Resurrected, "condition-always-true", "a resource set has one more condition that always holds", condition_always_true),
        Operator::twin(Resurrected, "flag-in-other-words", "what an empty flag stands for is said in another way", flag_otherwise),
        Operator::twin(Medication, "no-left-unsaid", "that a drug is not taken as needed is said by silence", no_unsaid),
        Operator::twin(Time, "looked-up-by-its-own-key", "a day is looked up by the key of the row", by_own_key),
        Operator::twin(Status, "other-reason", "another reason stands beside a rule", other_reason),
        Operator::twin(Value, "times-one", "a number is taken times one", times_one),
        Operator::twin(Code, "rows-turned", "the rows of a code map stand in the other order", rows_turned),
        Operator::twin(Code, "row-for-nobody", "a code map has a row that no source has", row_for_nobody),
        Operator::twin(Code, "map-for-nobody", "a code map that no rule asks", map_for_nobody),
        Operator::twin(Code, "literal-in-parts", "a constant is put together of two parts", literal_in_parts),
        Operator::twin(Time, "format-for-nobody", "a format more that no value has", format_for_nobody),
        Operator::twin(Identity, "key-with-nothing", "a link is built from its column and nothing", key_with_nothing),
        Operator::twin(List, "comments", "comments stand between the tables", comments),
        Operator::twin(Text, "with-nothing-added", "words with an empty text added", with_nothing_added),
        Operator::twin(Code, "display-of-the-map-left-out", "the words of a code map beside its target are left out", map_display_left_out),
        Operator::twin(Code, "display-in-words-of-the-source", "beside a code stand the words that the source has for the whole concept", display_in_own_words),
        Operator::twin(List, "displays-fall-together", "the words of two codes of one concept are written beside one of them", displays_together),
        Operator::twin(Code, "zero-of-a-number-left-out", "a code that is a number (CVX) stands without the zero before it", zero_left_out),
        Operator::twin(Value, "annotation-left-out", "what a number without a unit counts is not said in braces", annotation_left_out),
        Operator::twin(Value, "unit-without-a-number", "a unit stands where there is no number", unit_alone),
        Operator::twin(Text, "in-small-letters", "names of people and places and words of reasons stand in small letters", small_letters),
        Operator::twin(Invented, "nothing-said-in-words", "not specified, where the source says nothing", nothing_in_words),
    ]
}

fn quiet(what: String, text: Option<String>) -> Option<Change> {
    text.map(|text| Change { what, edit: Edit::Whole(text), truth: Truth::default() })
}

fn rules_turned(site: &Site<'_>) -> Vec<Change> {
    site.document.resources.iter().filter_map(|set| quiet(set.name(), edit::with_rules_turned(site.text, set))).collect()
}

fn always_true(site: &Site<'_>) -> Vec<Change> {
    let rules = site.rules().into_iter().filter(|(_, rule)| !is_constant(rule)).collect();
    site.each(rules, |_, rule| Some(format!("CASE WHEN 1 = 1 THEN {} END", rule.value)))
}

fn default_never_used(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules_to(&["identifier.value"]), |set, rule| (expression::field(&set.key) == rule.value).then(|| format!("COALESCE({}, 'none')", rule.value)))
}

fn condition_always_true(site: &Site<'_>) -> Vec<Change> {
    let more = |set: &mapping::ResourceSet| {
        let condition = set.filter.as_ref().map(|filter| format!("1 = 1 AND {filter}"))?;
        quiet(set.name(), edit::with_condition(site.text, set, Some(&condition)))
    };
    site.document.resources.iter().filter_map(more).collect()
}

fn flag_otherwise(site: &Site<'_>) -> Vec<Change> {
    let other = |set: &mapping::ResourceSet| {
        let filter = set.filter.as_deref().filter(|filter| filter.contains(", 'N') <> 'Y'"))?;
        quiet(set.name(), edit::with_condition(site.text, set, Some(&filter.replace(", 'N') <> 'Y'", ", 'none') NOT IN ('Y')"))))
    };
    site.document.resources.iter().filter_map(other).collect()
}

fn no_unsaid(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules_to(&["dosageInstruction.asNeededBoolean"]), |_, rule| rule.value.contains("THEN TRUE ELSE FALSE END").then(|| rule.value.replace(" ELSE FALSE END", " END")))
}

fn by_own_key(site: &Site<'_>) -> Vec<Change> {
    let days = site.rules().into_iter().filter(|(set, rule)| is_date(rule) && !set.from.contains('.') && mapping::field_names(&set.key) == [set.key.clone()]);
    site.each(days.collect(), |set, rule| {
        let field = Site::only_field(rule).filter(|field| *field != set.key)?;
        let looked_up = format!("LOOKUP({key}, '{}', '{key}', '{field}')", set.from, key = set.key);
        Some(rule.value.replace(&expression::field(&field), &looked_up))
    })
}

fn other_reason(site: &Site<'_>) -> Vec<Change> {
    let edit = |rule: &mapping::Rule| Edit::Value { rule: rule.id.clone(), expression: rule.value.clone(), reason: Some("as the clinic has it".into()) };
    let with_reason = site.rules().into_iter().filter(|(_, rule)| rule.reason.is_some());
    with_reason.map(|(_, rule)| Change { what: rule.id.clone(), edit: edit(rule), truth: Truth::default() }).collect()
}

fn times_one(site: &Site<'_>) -> Vec<Change> {
    let numbers = site.rules_to(&["value"]).into_iter().filter(|(_, rule)| rule.value.contains(" AS DECIMAL)")).collect();
    site.each(numbers, |_, rule| Some(format!("({}) * 1", rule.value)))
}

fn rows_turned(site: &Site<'_>) -> Vec<Change> {
    site.each_map("rows in the other order", |rows| {
        rows.reverse();
        Some(())
    })
}

fn row_for_nobody(site: &Site<'_>) -> Vec<Change> {
    site.each_map("a row for a code that nobody has", |rows| {
        let mut row = rows.first()?.clone();
        row.from = "ZZ-NOBODY".into();
        rows.push(row);
        Some(())
    })
}

fn map_for_nobody(site: &Site<'_>) -> Vec<Change> {
    let map = "\n[code_map.for-nobody]\ntarget = \"urn:nobody\"\nrows = [\n  { from = \"A\", to = \"b\", relation = \"equivalent\" },\n]\n";
    quiet("a code map more".into(), Some(format!("{}{map}", site.text))).into_iter().collect()
}

fn literal_in_parts(site: &Site<'_>) -> Vec<Change> {
    let systems = site.rules_to(&["system"]).into_iter().filter(|(_, rule)| is_constant(rule) && rule.value.starts_with("'http") && !rule.value.contains(' ')).collect();
    site.each(systems, |_, rule| {
        let (scheme, rest) = rule.value.trim_matches('\'').split_once("//")?;
        Some(format!("CONCAT('{scheme}//', '{rest}')"))
    })
}

fn format_for_nobody(site: &Site<'_>) -> Vec<Change> {
    let days = site.rules().into_iter().filter(|(_, rule)| is_date(rule) && ["'MM/DD/YYYY'", "'YYYY-MM-DD'"].iter().any(|format| rule.value.contains(format))).collect();
    site.each(days, |_, rule| Some(rule.value.replace("'MM/DD/YYYY'", "'MM/DD/YYYY;DD-MON-YYYY'").replace("'YYYY-MM-DD'", "'YYYY-MM-DD;DD-MON-YYYY'")))
}

fn key_with_nothing(site: &Site<'_>) -> Vec<Change> {
    site.each_call("REF", |_, _, call| match &call.arguments[..] {
        [kind, key] => Some(format!("REF({kind}, {key} || '')")),
        _ => None,
    })
}

fn comments(site: &Site<'_>) -> Vec<Change> {
    quiet("a comment before every resource set".into(), Some(site.text.replace("\n[[resource]]", "\n# Looked through again.\n[[resource]]"))).into_iter().collect()
}

fn with_nothing_added(site: &Site<'_>) -> Vec<Change> {
    let copied = site.rules_to(&["text", "family", "title"]).into_iter().filter(|(_, rule)| Site::only_field(rule).is_some_and(|field| expression::field(&field) == rule.value)).collect();
    site.each(copied, |_, rule| Some(format!("{} || ''", rule.value)))
}

fn map_display_left_out(site: &Site<'_>) -> Vec<Change> {
    site.rules().into_iter().filter(|(_, rule)| is_display_of_a_map(rule)).map(|placed| site.without(placed)).collect()
}

fn display_in_own_words(site: &Site<'_>) -> Vec<Change> {
    let plain = |rule: &Rule| Site::only_field(rule).is_some_and(|field| expression::field(&field) == rule.value);
    let displays = site.rules_to(&["coding.display"]).into_iter().filter(|(_, rule)| plain(rule)).collect();
    site.each(displays, |set, rule| words_of_concept(set, rule).map(|field| expression::field(&field)))
}

fn displays_together(site: &Site<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    for set in &site.document.resources {
        for (at, first) in set.rules.iter().enumerate() {
            let Some(second) = set.rules.iter().skip(at + 1).find(|second| are_words_of_one(first, second)) else { continue };
            let text = set_rule(site.text, &second.id, "", &first.to, &second.value, second.reason.as_deref());
            out.extend(quiet(format!("{} written to {}", second.id, first.to), text));
        }
    }
    out
}

fn zero_left_out(site: &Site<'_>) -> Vec<Change> {
    site.each_call("LPAD", |_, rule, call| call.arguments.first().filter(|_| is_vaccine(rule)).cloned())
}

fn annotation_left_out(site: &Site<'_>) -> Vec<Change> {
    site.each_call("COALESCE", |_, _, call| call.arguments.first().filter(|_| is_annotated(call)).cloned())
}

fn unit_alone(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules_to(&["doseQuantity.code"]), |set, rule| {
        let number = number_beside(set, rule)?;
        Some(format!("CASE WHEN {number} IS NULL THEN 'mg' ELSE {} END", rule.value))
    })
}

fn small_letters(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules_to(&["name.family", "name.given", "address.city", "reasonCode.text"]), |_, rule| Some(format!("LOWER({})", rule.value)))
}

fn nothing_in_words(site: &Site<'_>) -> Vec<Change> {
    let texts = site.rules_to(&["dosageInstruction.text", "note.text", "reasonCode.text", "manufacturer.display"]);
    site.each(texts, |_, rule| Some(format!("COALESCE({}, 'not specified')", rule.value)))
}
