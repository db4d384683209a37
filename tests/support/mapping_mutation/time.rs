//! Points in time: a format read the other way round, another zone, less precision, the day of something else.

use super::site::{Placed, Site, is_date};
use super::{Change, Edit, Operator, Truth, expression};
use damage::Family::Time;
use mapping::{Rule, ResourceSet};

const CHANGED: &[&str] = &["altered", "lost", "invented"];

pub fn operators() -> Vec<Operator> {
    vec![
        Operator::error(Time, "day-and-month-turned", "day and month are read in the other order", CHANGED, turned).at_most(6),
        Operator::error(Time, "another-zone", "local times are read in another time zone", CHANGED, zone).at_most(2),
        Operator::error(Time, "only-the-year", "a day is cut to its year", CHANGED, |site| cut(site, 4)).at_most(4),
        Operator::error(Time, "only-the-day", "a time is cut to its day", CHANGED, |site| cut(site, 10)).at_most(5),
        Operator::error(Time, "partial-dates-unread", "of several formats only the first is read", CHANGED, first_format),
        Operator::error(Time, "another-day", "a day is taken from the rule of another one: recorded for onset, end from start", CHANGED, another_day).at_most(7),
        Operator::error(Time, "day-of-the-first-row", "a day is looked up by the patient, and is that of the patient's first row", CHANGED, of_first_row).at_most(4),
        Operator::error(Time, "all-on-one-day", "every day becomes the fifteenth of its month", CHANGED, fixed_day).at_most(4),
    ]
}

fn days<'a>(site: &Site<'a>) -> Vec<Placed<'a>> {
    site.rules().into_iter().filter(|(_, rule)| is_date(rule)).collect()
}

fn turned(site: &Site<'_>) -> Vec<Change> {
    site.each(days(site), |_, rule| {
        let turned = rule.value.replace("MM/DD/YYYY", "DD/MM/YYYY");
        let turned = if turned == rule.value { rule.value.replace("YYYY-MM-DD", "YYYY-DD-MM") } else { turned };
        (turned != rule.value).then_some(turned)
    })
}

fn zone(site: &Site<'_>) -> Vec<Change> {
    let Some(own) = &site.document.timezone else { return Vec::new() };
    let others = ["America/Denver", "UTC"].into_iter().filter(|other| other != own);
    let text = |other: &str| site.text.replacen(&format!("timezone = \"{own}\""), &format!("timezone = \"{other}\""), 1);
    others.map(|other| Change { what: format!("the document is read in {other}"), edit: Edit::Whole(text(other)), truth: Truth::of_zone() }).collect()
}

/// The first characters of a day as text. An instant cannot be less.
fn cut(site: &Site<'_>, length: usize) -> Vec<Change> {
    let is_of = |rule: &Rule| if length == 10 { rule.value.contains("DATETIME(") } else { true };
    let rules = days(site).into_iter().filter(|(_, rule)| is_of(rule) && !["issued", "birthDate"].contains(&rule.to.as_str())).collect();
    site.each(rules, |_, rule| Some(format!("SUBSTR(CAST({} AS TEXT), 1, {length})", rule.value)))
}

fn first_format(site: &Site<'_>) -> Vec<Change> {
    site.each(days(site), |_, rule| {
        let formats = rule.value.rsplit('\'').nth(1)?;
        let (first, _) = formats.split_once(';')?;
        Some(rule.value.replace(formats, first))
    })
}

/// The day of the next rule of the set that gives one of the same exactness.
fn another_day(site: &Site<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    let is_time = |rule: &Rule| rule.value.contains("DATETIME(");
    for set in &site.document.resources {
        let days: Vec<&Rule> = set.rules.iter().filter(|rule| is_date(rule)).collect();
        for (at, rule) in days.iter().enumerate() {
            let fits = |other: &&&Rule| other.id != rule.id && other.value != rule.value && is_time(other) == is_time(rule) && !other.value.starts_with("CASE ");
            let other = days.iter().skip(at + 1).chain(days.iter().take(at)).find(fits);
            out.extend(other.and_then(|other| site.changed((set, *rule), &other.value)));
        }
    }
    out
}

/// The day of the first row of the relation that names the patient.
fn of_first_row(site: &Site<'_>) -> Vec<Change> {
    let plain = days(site).into_iter().filter(|(set, _)| !set.from.contains('.') && set.kind != "Patient").collect();
    site.each(plain, |set, rule| {
        let field = Site::only_field(rule)?;
        let patient = site.fields(set).into_iter().find(|name| name.starts_with("PAT") && *name != field)?;
        let looked_up = format!("LOOKUP({}, '{}', '{patient}', '{field}')", expression::field(&patient), set.from);
        Some(rule.value.replace(&expression::field(&field), &looked_up))
    })
}

/// Every day of the month is its fifteenth.
fn fixed_day(site: &Site<'_>) -> Vec<Change> {
    let plain = |_: &ResourceSet, rule: &Rule| {
        let is_day = rule.value.starts_with("PARSE_DATE(") && rule.to != "birthDate";
        is_day.then(|| format!("SUBSTR(CAST({} AS TEXT), 1, 7) || '-15'", rule.value))
    };
    site.each(days(site), plain)
}
