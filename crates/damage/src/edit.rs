//! Small edits of JSON for the operators: places by pattern, another resource by lot, numbers as digits, references.
//!
//! A place is a JSON pointer (RFC 6901). A pattern is a pointer in which `*` stands for every item of a list. An edit that
//! stops half way leaves no trace.

pub(crate) use crate::operator::edited;
use crate::operator::{EachResource, Fixed};
use crate::{Dice, Family, Operator, Site, patient};
use serde_json::Value;

/// An operator on resources that changes the meaning.
pub(crate) const fn harm(family: Family, name: &'static str, what: &'static str, types: Fixed, says: (Fixed, Fixed), work: EachResource) -> Operator {
    Operator::harm(family, name, what, types, says, work)
}

/// An operator on resources that keeps the meaning.
pub(crate) const fn twin(family: Family, name: &'static str, what: &'static str, types: Fixed, work: EachResource) -> Operator {
    Operator::twin(family, name, what, types, work)
}

/// The type of a resource.
pub(crate) fn kind(resource: &Value) -> &str {
    resource["resourceType"].as_str().unwrap_or("")
}

/// Every place that a pattern finds.
pub(crate) fn places(value: &Value, pattern: &str) -> Vec<String> {
    let mut found = vec![(String::new(), value)];
    for step in pattern.split('/').skip(1) {
        found = found.into_iter().flat_map(|(at, inner)| stepped(&at, inner, step)).collect();
    }
    found.into_iter().map(|(at, _)| at).collect()
}

fn stepped<'v>(at: &str, value: &'v Value, step: &str) -> Vec<(String, &'v Value)> {
    if step == "*" {
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        return items.iter().enumerate().map(|(index, item)| (format!("{at}/{index}"), item)).collect();
    }
    let inner = match value {
        Value::Array(items) => step.parse().ok().and_then(|index: usize| items.get(index)),
        other => other.get(step),
    };
    inner.map(|inner| (format!("{at}/{step}"), inner)).into_iter().collect()
}

/// Every place that any of several patterns finds, in their order.
pub(crate) fn all_places(value: &Value, patterns: &[&str]) -> Vec<String> {
    patterns.iter().flat_map(|pattern| places(value, pattern)).collect()
}

/// The text at a place.
pub(crate) fn text<'v>(value: &'v Value, at: &str) -> Option<&'v str> {
    value.pointer(at)?.as_str()
}

/// Puts a value in a place that is there.
pub(crate) fn put(value: &mut Value, at: &str, new: impl Into<Value>) -> Option<()> {
    *value.pointer_mut(at)? = new.into();
    Some(())
}

/// Sets a member of the object at a place, whether it was there or not.
pub(crate) fn set(value: &mut Value, at: &str, member: &str, new: impl Into<Value>) -> Option<()> {
    value.pointer_mut(at)?.as_object_mut()?.insert(member.to_string(), new.into());
    Some(())
}

/// Takes a member out of the object at a place.
pub(crate) fn take(value: &mut Value, at: &str, member: &str) -> Option<Value> {
    value.pointer_mut(at)?.as_object_mut()?.remove(member)
}

/// The list at a place.
pub(crate) fn list<'v>(value: &'v Value, at: &str) -> &'v [Value] {
    value.pointer(at).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// One of several by lot.
pub(crate) fn one<T>(mut from: Vec<T>, dice: &mut Dice) -> Option<T> {
    if from.is_empty() {
        return None;
    }
    let index = dice.below(from.len());
    Some(from.swap_remove(index))
}

/// Another resource that fits: by lot, then in order from where the lot fell. Bounded, because a destination may be large.
pub(crate) fn elsewhere<'a>(site: &mut Site<'a>, fits: impl Fn(&Value) -> bool) -> Option<&'a Value> {
    let all = site.all();
    let drawn: Vec<usize> = (0..64).map(|_| site.dice.below(all.len())).collect();
    let start = drawn.first().copied().unwrap_or(0);
    let walk = (0..all.len().min(2048)).map(|step| (start + step) % all.len());
    drawn.iter().copied().chain(walk).filter_map(|index| all.get(index)).find(|resource| fits(resource))
}

/// The id at the end of a reference: of `Type/id`, of an address, of `urn:uuid:id`, of a conditional reference.
pub(crate) fn local(reference: &str) -> &str {
    let current = reference.split("/_history/").next().unwrap_or(reference);
    current.rsplit(['/', ':', '|']).next().unwrap_or(current)
}

/// The same way of referring, to another id.
pub(crate) fn redirected(reference: &str, id: &str) -> String {
    let current = reference.split("/_history/").next().unwrap_or(reference);
    format!("{}{id}", current.strip_suffix(local(reference)).unwrap_or(""))
}

/// The id of whom a resource is about; empty where it is about nobody.
pub(crate) fn whose(resource: &Value) -> String {
    local(&patient(resource)).to_string()
}

/// Every resource of the patient whom a resource is about, whichever way they refer to the patient.
pub(crate) fn chart<'a>(site: &Site<'a>, resource: &Value) -> Vec<&'a Value> {
    let id = whose(resource);
    site.chart(&format!("Patient/{id}")).chain(site.chart(&format!("urn:uuid:{id}"))).collect()
}

/// A new id in the form of a UUID.
pub(crate) fn fresh(dice: &mut Dice) -> String {
    let (a, b) = (dice.draw(), dice.draw());
    format!("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", a >> 32, (a >> 16) & 0xffff, a & 0xfff, (b >> 52) & 0xfff, b & 0xffff_ffff_ffff)
}

/// A copy under a new id.
pub(crate) fn copied(resource: &Value, dice: &mut Dice) -> Option<Value> {
    let mut copy = resource.clone();
    set(&mut copy, "", "id", fresh(dice))?;
    Some(copy)
}

/// A JSON number from its digits.
pub(crate) fn number(digits: &str) -> Option<Value> {
    serde_json::from_str::<Value>(digits).ok().filter(Value::is_number)
}

/// The digits of a JSON number that is written without an exponent.
pub(crate) fn digits(value: &Value) -> Option<String> {
    let written = if value.is_number() { value.to_string() } else { return None };
    if written.contains(['e', 'E']) { None } else { Some(written) }
}

/// Whether digits are all zero.
pub(crate) fn is_zero(digits: &str) -> bool {
    !digits.chars().any(|c| ('1'..='9').contains(&c))
}

/// The decimals of written digits, without the zeros at their end.
pub(crate) fn decimals(digits: &str) -> &str {
    digits.split_once('.').map_or("", |(_, decimals)| decimals.trim_end_matches('0'))
}

/// The number with its decimal point moved to the right, or to the left when `by` is negative; exact.
pub(crate) fn shifted(digits: &str, by: i32) -> Option<Value> {
    let (sign, plain) = digits.strip_prefix('-').map_or(("", digits), |plain| ("-", plain));
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let mut all = format!("{whole}{decimals}");
    let mut point = i32::try_from(whole.len()).ok()? + by;
    while point < 1 {
        all.insert(0, '0');
        point += 1;
    }
    let point = usize::try_from(point).ok()?;
    while all.len() < point {
        all.push('0');
    }
    let left = all.get(..point)?.trim_start_matches('0');
    let right = all.get(point..)?.trim_end_matches('0');
    let dot = if right.is_empty() { "" } else { "." };
    number(&format!("{sign}{}{dot}{right}", if left.is_empty() { "0" } else { left }))
}

/// The number rounded to a count of decimals, half away from zero.
pub(crate) fn rounded(digits: &str, decimals: usize) -> Option<Value> {
    let factor = 10_f64.powi(i32::try_from(decimals).ok()?);
    let exact: f64 = digits.parse().ok()?;
    number(&format!("{:.decimals$}", (exact * factor).round() / factor))
}

/// The text with two neighbouring digits exchanged, the last such pair; none where no two neighbours differ.
pub(crate) fn transposed(text: &str) -> Option<String> {
    let mut all: Vec<char> = text.chars().collect();
    let differ = |pair: &[char]| matches!(pair, [a, b] if a != b && a.is_ascii_digit() && b.is_ascii_digit());
    let at = all.windows(2).rposition(differ)?;
    all.swap(at, at + 1);
    Some(all.into_iter().collect())
}
