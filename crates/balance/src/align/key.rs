//! What a statement is known by when a mate is looked for.
//!
//! What it hangs on is always asked for, what it says only of records that no source row tells the mate of: it is read when it is first asked for.

use super::group;
use crate::codes::Equivalences;
use crate::digest::digest;
use crate::drug_names;
use crate::judge::none_known;
use crate::leaf;
use crate::own;
use crate::panels;
use crate::written;
use model::{Aspect, Coding, Date, Fact, Kind, Precision, Statement, Value};
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Deref;

/// What is compared when looking for a mate; it stands for its [`Content`] as well.
pub(crate) struct Key<'s> {
    pub group: Kind,
    /// The records it hangs on: one link of an aspect.
    pub links: Vec<(Aspect, &'s str)>,
    /// Id of its own resource; empty elsewhere.
    pub own: &'s str,
    statement: &'s Statement,
    /// The claim that a payer's answer leads to.
    claim: Option<&'s Statement>,
    equivalences: &'s Equivalences,
    content: OnceCell<Content>,
    beside: OnceCell<Vec<u64>>,
    drugs: OnceCell<BTreeSet<usize>>,
}

/// What a statement says, as far as it tells which others are the same assertion.
pub(crate) struct Content {
    pub codes: Vec<(String, String)>,
    pub text: String,
    pub date: Option<Date>,
    pub day: Option<i32>,
    pub second: Option<i64>,
    pub value: String,
    pub end: Option<i32>,
    pub status: String,
    /// Every fact but the links, hashed and sorted.
    pub facts: Vec<u64>,
    /// Where elements lead that no aspect stands for.
    pub(super) leads: Vec<String>,
    /// Of what is no resource the number under which a visit, an order, a document or a charge is known.
    pub(super) number: String,
    /// Numbers of the claim that a payer answers as a whole, whichever comes first.
    pub(super) bills: Vec<String>,
}

/// A fact's content as one number. Numbers that print differently and are equal are the same.
fn fact_hash(aspect: Aspect, value: &Value) -> u64 {
    match value {
        // The unit of a range is mostly that of the result, and not every book gives it once more.
        Value::Quantity(q) if matches!(aspect, Aspect::RangeLow | Aspect::RangeHigh) => digest(&(aspect, written::number(q.number), &q.comparator)),
        Value::Quantity(q) => digest(&(aspect, written::number(q.number), &q.unit, &q.comparator)),
        other => digest(&(aspect, other)),
    }
}

fn leaf_hash(text: &str) -> u64 {
    digest(&(Aspect::Element, text))
}

/// A fact's content as one number, whatever the form in which a book gives it: units and code systems are left to the judge.
/// Nothing of what a key knows apart: concept, value, words, links and points in time.
fn formless_hash(aspect: Aspect, value: &Value) -> Option<u64> {
    let content = match value {
        _ if matches!(aspect, Aspect::Code | Aspect::Value | Aspect::Text | Aspect::Identifier) => return None,
        Value::Key(_) | Value::Date(_) => return None,
        Value::Quantity(q) => written::number(q.number),
        Value::Code(codings, text) if text.is_empty() => codings.first().map(|c| if c.display.is_empty() { c.code.clone() } else { c.display.clone() })?,
        Value::Code(_, text) => text.clone(),
        other => other.shown(),
    };
    Some(digest(&(aspect, content.trim().to_lowercase())))
}

impl Content {
    fn of((statement, claim): (&Statement, Option<&Statement>), equivalences: &Equivalences) -> Self {
        let mut codes = Vec::new();
        let mut text = String::new();
        if let Some(Value::Code(codings, words)) = statement.value(Aspect::Code).or_else(|| statement.value(Aspect::Type)) {
            for coding in codings {
                codes.push((coding.system.clone(), coding.code.to_uppercase()));
                codes.extend(equivalences.of(&coding.system, &coding.code).iter().map(|(s, c)| (s.clone(), c.to_uppercase())));
            }
            // That none is known is one concept, by whatever code and words a book has for it.
            if statement.kind == Kind::NoKnownAllergy
                && let Some(sort) = none_known(codings, words)
            {
                codes.push(("none known".into(), format!("NONE KNOWN {sort}")));
            }
            text = if words.is_empty() { codings.first().map(words_of).unwrap_or_default() } else { words.clone() };
        }
        if text.is_empty() {
            let words = [Aspect::ClaimNumber, Aspect::Text, Aspect::Title].iter().find_map(|a| statement.value(*a));
            text = words.map(Value::shown).unwrap_or_default();
            if statement.kind == Kind::CareTeam {
                text = written::person(&text);
            }
        }
        let when = statement.when();
        let value = match statement.value(Aspect::Value) {
            Some(Value::Quantity(q)) => written::number(q.number),
            // What a coded answer is declared to mean: two books that code it differently give the same one.
            Some(Value::Code(codings, words)) => codings.first().map_or(words.clone(), |c| match equivalences.of(&c.system, &c.code).first() {
                Some((_, code)) => code.clone(),
                None => c.code.clone(),
            }),
            Some(other) => other.shown(),
            // An insurance is told by its member's number, as a note is by its text.
            None if statement.kind == Kind::Coverage => statement.value(Aspect::Member).map(Value::shown).unwrap_or_default(),
            None => statement.value(Aspect::Body).map(Value::shown).unwrap_or_default(),
        };
        Self {
            codes,
            text: text.trim().to_lowercase(),
            date: when,
            day: when.map(|d| if d.has_time() { d.instant(0).div_euclid(86_400) as i32 } else { d.days() }),
            second: when.filter(|d| d.has_time()).map(|d| d.instant(0)),
            value: value.trim().to_lowercase(),
            end: statement.date(Aspect::End).filter(|d| d.precision >= Precision::Day).map(|d| d.days()),
            status: statement.word(Aspect::Status).unwrap_or("").to_string(),
            facts: facts(statement),
            leads: statement.facts.iter().filter_map(leaf::linked).map(str::to_string).collect(),
            number: own_number(statement).to_string(),
            bills: bills(statement, claim),
        }
    }
}

/// The numbers under which a claim is known that a payer answers as a whole: its lines go by what was done.
fn bills(statement: &Statement, claim: Option<&Statement>) -> Vec<String> {
    if statement.kind != Kind::Payment || [Aspect::Code, Aspect::Statement].iter().any(|aspect| statement.fact(*aspect).is_some()) {
        return Vec::new();
    }
    let numbers = [Some(statement), claim].into_iter().flatten().flat_map(|one| &one.facts).filter(|fact| fact.aspect == Aspect::ClaimNumber);
    numbers.map(|fact| fact.value.shown().trim().to_lowercase()).filter(|number| !number.is_empty()).collect()
}

/// Every fact of a statement but the links, hashed and sorted.
fn facts(statement: &Statement) -> Vec<u64> {
    let told = |fact: &Fact| match (leaf::of(fact), &fact.value) {
        (Some(text), _) => leaf::content(text).map(leaf_hash),
        // Under which number a record is known tells nothing of what it says.
        (None, Value::Key(_)) => None,
        (None, _) if fact.aspect == Aspect::Identifier => None,
        (None, value) => Some(fact_hash(fact.aspect, value)),
    };
    let mut facts: Vec<u64> = statement.facts.iter().filter_map(told).collect();
    facts.sort_unstable();
    facts
}

/// What an observation says beside concept, value, links and points in time, a member of a team beside the name and an insurance at all, hashed and
/// sorted, whatever the form.
fn beside(statement: &Statement) -> Vec<u64> {
    let told = statement.facts.iter().filter(|_| matches!(statement.kind, Kind::Observation | Kind::CareTeam | Kind::Coverage));
    let formless = |fact: &Fact| match leaf::of(fact) {
        Some(text) => leaf::content(text).map(leaf_hash),
        None => formless_hash(fact.aspect, &fact.value),
    };
    let mut beside: Vec<u64> = told.filter_map(formless).collect();
    beside.sort_unstable();
    beside
}

/// The records that a statement hangs on: one link of an aspect.
fn links(statement: &Statement) -> Vec<(Aspect, &str)> {
    let mut links: Vec<(Aspect, &str)> = Vec::new();
    for fact in &statement.facts {
        // Which results a report names says nothing until they are paired themselves.
        if let Value::Key(key) = &fact.value
            && fact.aspect != Aspect::Results
            && !links.iter().any(|(aspect, _)| *aspect == fact.aspect)
        {
            links.push((fact.aspect, key.as_str()));
        }
    }
    links
}

impl<'s> Key<'s> {
    pub(crate) fn new(statement: &'s Statement, equivalences: &'s Equivalences) -> Self {
        Self {
            group: group(statement.kind),
            links: links(statement),
            own: own::id(statement),
            statement,
            claim: None,
            equivalences,
            content: OnceCell::new(),
            beside: OnceCell::new(),
            drugs: OnceCell::new(),
        }
    }

    /// The same of an answer that leads to a claim.
    pub(super) fn of_claim(self, claim: Option<&'s Statement>) -> Self {
        Self { claim, ..self }
    }

    /// Whether both books know the record by one number. It says nothing of it, but which of several it is that say the same.
    pub(super) fn shares_number(&self, other: &Self) -> bool {
        self.given().any(|number| other.given().any(|own| own == number))
    }

    /// Whether both are of one kind, and not only of kinds that are held against each other.
    pub(super) fn is_same_sort(&self, other: &Self) -> bool {
        self.statement.kind == other.statement.kind
    }

    /// Whether it was dispensed or given upon an order that it names.
    pub(super) fn is_upon_order(&self) -> bool {
        panels::is_upon_order(self.statement)
    }

    /// The numbers by which its book knows the record: few ask for them.
    pub(super) fn given(&self) -> impl Iterator<Item = &str> {
        let given = self.statement.facts.iter().filter(|fact| fact.aspect == Aspect::Identifier);
        given.filter_map(|fact| if let Value::Text(number) = &fact.value { Some(number.trim()) } else { None }).filter(|number| !number.is_empty())
    }

    /// Whether it has words of its own.
    pub(super) fn is_named(&self) -> bool {
        self.statement.value(Aspect::Text).is_some()
    }

    /// Whether the words of both name the same drugs, by whatever name: a brand and what is in it.
    pub(super) fn names_drugs_of(&self, other: &Self) -> bool {
        let named = |key: &Self| if matches!(key.group, Kind::Medication | Kind::Allergy) { drug_names::named(&key.text) } else { BTreeSet::new() };
        let own = self.drugs.get_or_init(|| named(self));
        !own.is_empty() && own == other.drugs.get_or_init(|| named(other))
    }

    /// What it says beside that by which its like are known, hashed and sorted, whatever the form: of observations, members of teams and insurances.
    pub(super) fn beside(&self) -> &[u64] {
        self.beside.get_or_init(|| beside(self.statement))
    }

    /// Whether both hang on records of the same sorts.
    pub(super) fn hangs_alike(&self, other: &Self) -> bool {
        self.links.len() == other.links.len() && self.links.iter().all(|(aspect, _)| other.links.iter().any(|(found, _)| found == aspect))
    }

    /// By what its record is known: the id of its resource, else its number; empty where it has neither.
    pub(super) fn name(&self) -> &str {
        if self.own.is_empty() { &self.number } else { self.own }
    }
}

impl Deref for Key<'_> {
    type Target = Content;

    fn deref(&self) -> &Content {
        self.content.get_or_init(|| Content::of((self.statement, self.claim), self.equivalences))
    }
}

/// The number that a statement which is no resource gives as that of its own record: of several that of who carried it out.
fn own_number(statement: &Statement) -> &str {
    let aspect = if statement.kind == Kind::Encounter { Aspect::Encounter } else { Aspect::Statement };
    let number = statement.facts.iter().rfind(|fact| fact.aspect == aspect).map(|fact| &fact.value);
    match (own::id(statement), number) {
        ("", Some(Value::Key(number))) => number,
        // An entry of a document goes by its identifier, a leaf: these are the last of the facts.
        ("", _) => statement.facts.iter().rev().take_while(|fact| fact.aspect == Aspect::Element).find_map(leaf::own_id).unwrap_or(""),
        _ => "",
    }
}

/// A coding in words: its display, or the code itself where it has no system and so is a word.
fn words_of(coding: &Coding) -> String {
    if coding.display.is_empty() && coding.system.is_empty() { coding.code.clone() } else { coding.display.clone() }
}

#[cfg(test)]
mod tests {
    use super::fact_hash;
    use model::{Aspect, Quantity, Value};

    #[test]
    fn the_unit_of_a_range_parts_no_results() {
        let of = |aspect: Aspect, amount: &str| fact_hash(aspect, &Value::Quantity(Quantity::parse(amount).expect("it is a quantity")));
        assert_eq!(of(Aspect::RangeLow, "3.5"), of(Aspect::RangeLow, "3.50 mmol/L"));
        assert_ne!(of(Aspect::RangeLow, "3.5"), of(Aspect::RangeLow, "3.6"));
        assert_ne!(of(Aspect::Value, "3.5"), of(Aspect::Value, "3.5 mmol/L"));
    }
}
