//! What the act or the organizer around statements says of its own: when a concern was opened and closed or a panel was taken, and who opened it.
//!
//! Most systems fill it from what it holds, so that it is said to be the statements' own wherever one of them says the same: then it may as well be
//! left out.

use crate::ccda::at::At;
use crate::ccda::entry::{date_value, identity};
use crate::leaf;
use crate::written;
use model::{Aspect, Statement, Value};

/// Identifiers that a country gives to those who treat: they name somebody in every system.
const NATIONAL: &str = "2.16.840.1.113883.4.6";

/// The leaves that each of the statements inside tells.
pub(super) fn of(wrapper: &At<'_>, held: &[&Statement]) -> Vec<String> {
    let mut found = times(wrapper, held);
    found.extend(author(wrapper, held).map(|author| leaf::exactly(leaf::BESIDE_AUTHOR, &author)));
    found
}

/// When it began and ended: a point is a beginning, and what ends as it began has no end of its own.
fn times(wrapper: &At<'_>, held: &[&Statement]) -> Vec<String> {
    let Some(time) = wrapper.child("effectiveTime") else { return Vec::new() };
    let value = |bound: Option<At<'_>>| bound.and_then(|bound| bound.attribute("value").map(str::to_string));
    let low = time.attribute("value").map(str::to_string).or_else(|| value(time.child("low")));
    let high = value(time.child("high")).filter(|high| low.as_ref() != Some(high));
    let said = [(leaf::BESIDE_BEGINS, low), (leaf::BESIDE_ENDS, high)];
    said.into_iter().filter_map(|(path, text)| Some(leaf::exactly(path, &moment(&text?, held)))).collect()
}

fn moment(text: &str, held: &[&Statement]) -> String {
    let Value::Date(date) = date_value(text) else { return super::normal(text) };
    let is_own = held.iter().flat_map(|statement| &statement.facts).any(|fact| matches!(&fact.value, Value::Date(own) if own.days() == date.days()));
    if is_own { leaf::ITS_OWN.to_string() } else { super::normal(text) }
}

/// Who opened it, by the number or the name that every system knows.
fn author(wrapper: &At<'_>, held: &[&Statement]) -> Option<String> {
    let role = wrapper.all("author").iter().rev().find_map(|author| author.child("assignedAuthor"))?;
    let (who, _) = identity(&role)?;
    let is_own = held.iter().flat_map(|statement| &statement.facts).any(|fact| fact.aspect == Aspect::Author && fact.value == who);
    if is_own {
        return Some(leaf::ITS_OWN.to_string());
    }
    let ids = role.all("id");
    let number = ids.iter().find(|id| id.attribute("root") == Some(NATIONAL)).and_then(|id| id.attribute("extension"));
    let name = role.down("assignedPerson/name").map(|name| written::person(&name.text())).filter(|name| !name.is_empty());
    number.map(str::to_string).or(name)
}
