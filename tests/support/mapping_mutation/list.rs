//! Lists, texts, and what overwrites each other: the second column for the first, items that fall together, words that are cut, two rows
//! under one key.

use super::site::{Site, are_words_of_one, is_constant};
use super::{Change, Edit, Operator, Truth, edit, expression, truth};
use damage::Family::{LastWins, List, Medication, Text};
use mapping::{ResourceSet, Rule, set_rule};

const CHANGED: &[&str] = &["altered", "lost", "invented"];

pub fn operators() -> Vec<Operator> {
    vec![
        Operator::error(List, "second-for-first", "an item of a list says what another one says", CHANGED, second_for_first),
        Operator::error(List, "first-for-second", "an item of a list says what the one before it says", CHANGED, first_for_second),
        Operator::error(List, "items-fall-together", "two items of a list are written into one place", CHANGED, fall_together),
        Operator::error(List, "one-list-for-all", "every record stands on one list or in one category", CHANGED, one_category).at_most(3),
        Operator::error(Text, "cut-after-12", "words are cut after twelve characters", &["altered", "lost", "broader"], cut).at_most(5),
        Operator::error(Text, "capitals-for-digits", "letters and digits that look alike are exchanged", CHANGED, mistyped).at_most(4),
        Operator::error(Text, "words-of-another-column", "words are taken from another column", CHANGED, other_words).at_most(4),
        Operator::error(Medication, "sig-for-name", "the name of the drug is what the sig says", CHANGED, sig_for_name).at_most(1),
        Operator::error(LastWins, "one-key-for-many", "rows of one patient share a key, and the first one stays", &["lost", "merged", "altered"], one_key).at_most(5),
    ]
}

/// Rules of one set that fill the same part of two items of a list.
fn twins(set: &ResourceSet) -> Vec<(&Rule, &Rule)> {
    let bare = |to: &str| to.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let mut out = Vec::new();
    for (at, rule) in set.rules.iter().enumerate().filter(|(_, rule)| !is_constant(rule) && rule.to.contains('[')) {
        // The words beside two codes of one concept name one thing: there it is a twin.
        let fits = |other: &&Rule| other.to != rule.to && other.value != rule.value && bare(&other.to) == bare(&rule.to) && !is_constant(other) && !are_words_of_one(rule, other);
        out.extend(set.rules.iter().skip(at + 1).find(fits).map(|other| (rule, other)));
    }
    out
}

fn second_for_first(site: &Site<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    for set in &site.document.resources {
        out.extend(twins(set).into_iter().filter_map(|(first, second)| site.changed((set, first), &second.value)));
    }
    out
}

fn first_for_second(site: &Site<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    for set in &site.document.resources {
        out.extend(twins(set).into_iter().filter_map(|(first, second)| site.changed((set, second), &first.value)));
    }
    out
}

fn fall_together(site: &Site<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    for set in &site.document.resources {
        for (first, second) in twins(set) {
            let Some(text) = set_rule(site.text, &second.id, "", &first.to, &second.value, second.reason.as_deref()) else { continue };
            out.push(Change { what: format!("{} written to {}", second.id, first.to), edit: Edit::Whole(text), truth: Truth::of_rule(set, first).or_rule(set, second) });
        }
    }
    out
}

fn one_category(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules_to(&["category.coding.code"]), |set, _| match set.kind.as_str() {
        "Condition" => Some("'problem-list-item'".into()),
        "Observation" => Some("'social-history'".into()),
        _ => None,
    })
}

fn is_copied(rule: &Rule) -> bool {
    Site::only_field(rule).is_some_and(|field| expression::field(&field) == rule.value)
}

const WORDS: [&str; 9] = ["text", "display", "title", "family", "address.line", "address.city", "lotNumber", "given", "identifier.value"];

fn cut(site: &Site<'_>) -> Vec<Change> {
    let words = site.rules_to(&WORDS).into_iter().filter(|(_, rule)| is_copied(rule)).collect();
    let mut out = site.each(words, |_, rule| Some(format!("SUBSTR({}, 1, 12)", rule.value)));
    out.extend(site.each_call("BASE64", |_, _, call| Some(format!("BASE64(SUBSTR({}, 1, 120))", call.arguments.first()?))));
    out
}

fn mistyped(site: &Site<'_>) -> Vec<Change> {
    let words = site.rules_to(&["lotNumber", "identifier.value", "identifier[3].value", "address.line", "telecom.value", "telecom[2].value"]).into_iter().filter(|(_, rule)| is_copied(rule)).collect();
    site.each(words, |_, rule| Some(format!("REPLACE({}, '1', 'I')", rule.value)))
}

fn other_words(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules_to(&["text", "title", "family"]).into_iter().filter(|(_, rule)| is_copied(rule)).collect(), |set, rule| {
        let of_words = |other: &&Rule| is_copied(other) && other.value != rule.value && WORDS.iter().any(|end| truth::plain(&other.to).ends_with(end));
        set.rules.iter().find(of_words).map(|other| other.value.clone())
    })
}

fn sig_for_name(site: &Site<'_>) -> Vec<Change> {
    site.each(site.rules_to(&["medicationCodeableConcept.text"]), |set, _| set.rules.iter().find(|rule| truth::plain(&rule.to) == "dosageInstruction.text").map(|rule| rule.value.clone()))
}

/// The patient as the key of what a patient has many of.
fn one_key(site: &Site<'_>) -> Vec<Change> {
    let many = site.document.resources.iter().filter(|set| !["Patient", "Practitioner", "Organization"].contains(&set.kind.as_str()));
    let one = |set: &ResourceSet| {
        let patient = site.fields(set).into_iter().find(|name| name.starts_with("PAT") || name.starts_with("PID-3"))?;
        let text = edit::with_key(site.text, set, &expression::field(&patient))?;
        Some(Change { what: format!("{}: keyed by {patient}", set.name()), edit: Edit::Whole(text), truth: Truth::of_set(set).of_all_kinds() })
    };
    many.filter_map(one).collect()
}
