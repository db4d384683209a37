//! What stands around or in an entry and says when and by whom of its own: the act or the organizer around statements (when a concern was opened and
//! closed, when a panel was taken), the order of a drug.
//!
//! Most systems fill it from what they say of the entry itself, so that it is said to be the entry's own wherever that says the same: then it may as
//! well be left out.

use crate::ccda::at::At;
use crate::ccda::entry::{date_value, identity};
use crate::leaf;
use crate::written;
use model::{Aspect, Date, Fact, Statement, Value};

/// Identifiers that a country gives to those who treat: they name somebody in every system.
const NATIONAL: &str = "2.16.840.1.113883.4.6";

/// The leaves that each of the statements inside an act or an organizer tells, with its times or without.
pub(super) fn of(wrapper: &At<'_>, held: &[&Statement], tells_times: bool) -> Vec<String> {
    let facts: Vec<&Fact> = held.iter().flat_map(|statement| &statement.facts).collect();
    let mut found = if tells_times { times(wrapper, &facts) } else { Vec::new() };
    found.extend(author(wrapper, &facts).map(|author| leaf::exactly(leaf::BESIDE_AUTHOR, &author)));
    found
}

/// Who ordered or dispensed what an entry is about, and when, as leaves of the entry with these facts.
pub(in crate::ccda) fn ordered(supply: &At<'_>, facts: &[&Fact]) -> Vec<String> {
    let time = supply.all("author").iter().find_map(|author| author.child("time")?.attribute("value").map(|text| moment(text, facts)));
    let said = [(leaf::ORDERED, time), (leaf::ORDERED_BY, author(supply, facts))];
    said.into_iter().filter_map(|(path, text)| Some(leaf::exactly(path, &text?))).collect()
}

/// When it began and ended: a point is a beginning, and what ends as it began has no end of its own.
fn times(wrapper: &At<'_>, facts: &[&Fact]) -> Vec<String> {
    let Some(time) = wrapper.child("effectiveTime") else { return Vec::new() };
    let value = |bound: Option<At<'_>>| bound.and_then(|bound| bound.attribute("value").map(str::to_string));
    let low = time.attribute("value").map(str::to_string).or_else(|| value(time.child("low")));
    let high = value(time.child("high")).filter(|high| low.as_ref() != Some(high));
    let paths = if wrapper.element.name() == "organizer" { leaf::TAKEN } else { leaf::OPENED };
    paths.into_iter().zip([low, high]).filter_map(|(path, text)| Some(leaf::exactly(path, &moment(&text?, facts)))).collect()
}

fn moment(text: &str, facts: &[&Fact]) -> String {
    let Value::Date(date) = date_value(text) else { return super::normal(text) };
    // One instant may be written under two days, each with its offset.
    let is_near = |own: &Date| (own.days() - date.days()).abs() <= i32::from(own.has_time() || date.has_time());
    let is_own = facts.iter().any(|fact| matches!(&fact.value, Value::Date(own) if is_near(own)));
    if is_own { leaf::ITS_OWN.to_string() } else { super::normal(text) }
}

/// Who it was, by the number or the name that every system knows.
fn author(holder: &At<'_>, facts: &[&Fact]) -> Option<String> {
    let role = holder.all("author").iter().rev().find_map(|author| author.child("assignedAuthor"))?;
    let (who, _) = identity(&role)?;
    if facts.iter().any(|fact| fact.aspect == Aspect::Author && fact.value == who) {
        return Some(leaf::ITS_OWN.to_string());
    }
    let ids = role.all("id");
    let number = ids.iter().find(|id| id.attribute("root") == Some(NATIONAL)).and_then(|id| id.attribute("extension"));
    let name = role.down("assignedPerson/name").map(|name| written::person(&name.text())).filter(|name| !name.is_empty());
    number.map(str::to_string).or(name)
}
