//! How a field changed over the years of its relation, in words: it begins, it ends, it changes its form, its code system, its values, its magnitude,
//! its pattern, its fill or the clock that it was written by.
//!
//! What must stay true: every change names the year and what was on both sides of it, in words of form and proportion, never by a value.

use crate::names::{parts, says};
use crate::profile::{Break, FieldProfile, YearFill, share};

/// Rows of a year that are enough to compare it with another.
const YEAR_ROWS: u64 = 20;

/// A change of a field from some year on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    /// Code of the anomaly that it is.
    pub(crate) code: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) year: i16,
    pub(crate) rows: u64,
    pub(crate) words: String,
}

impl Change {
    /// Whether it says that the values mean something else, and not only that there are more or fewer of them.
    pub(crate) fn is_of_meaning(&self) -> bool {
        !matches!(self.code, "began" | "ended" | "changed_fill")
    }
}

/// The changes of a field, those that are told from all rows first.
pub(crate) fn changes(field: &FieldProfile) -> Vec<Change> {
    if field.one_year.is_some() {
        return Vec::new();
    }
    let years: Vec<&YearFill> = field.by_year.iter().filter(|year| year.rows >= YEAR_ROWS).collect();
    let mut all: Vec<Change> = years.iter().zip(years.iter().skip(1)).flat_map(|(before, after)| next_year(field, before, after)).collect();
    for found in &field.breaks {
        // Another form has another pattern: it is told by its form.
        let told = matches!(found.what.as_str(), "pattern" | "values") && all.iter().any(|c| c.code == "changed_form" && c.year == found.year);
        if !told {
            all.extend(of_break(found));
        }
    }
    all
}

/// Whether a field that was filled in such a share of the rows begins with a year of such another; turned round, whether it ends.
pub(crate) fn begins(was: f64, is: f64) -> bool {
    was < 0.05 && is > 0.5
}

/// What the fill and the form of one year against the year before say.
fn next_year(field: &FieldProfile, before: &YearFill, after: &YearFill) -> Vec<Change> {
    let mut found = Vec::new();
    let (was, is) = (share(before.filled, before.rows), share(after.filled, after.rows));
    if begins(was, is) {
        found.push(Change { code: "began", severity: "medium", year: after.year, rows: after.filled, words: format!("hardly ever filled before {}", after.year) });
    } else if begins(is, was) {
        found.push(Change { code: "ended", severity: "medium", year: after.year, rows: after.rows, words: format!("hardly ever filled from {} on", after.year) });
    }
    let plain = |form: &str| if form == "decimal" { "integer".to_string() } else { form.to_string() };
    let settled = |year: &YearFill| year.filled >= YEAR_ROWS && share(year.of_form, year.filled) >= 0.8;
    if settled(before) && settled(after) && plain(&before.form) != plain(&after.form) {
        let coded = says(&parts(&field.name), &["icd", "dx", "diag", "diagnosis", "code", "cd"]);
        let severity = if coded || field.is_dated() { "high" } else { "medium" };
        let words = format!("changed in {}: from {} to {}", after.year, before.form, after.form);
        found.push(Change { code: "changed_form", severity, year: after.year, rows: after.filled, words });
    }
    found
}

fn of_break(found: &Break) -> Option<Change> {
    let (code, severity) = match found.what.as_str() {
        "code system" => ("changed_code_system", "high"),
        "values" => ("changed_values", "high"),
        "magnitude" => ("changed_magnitude", "high"),
        "pattern" => ("changed_pattern", "medium"),
        "fill" => ("changed_fill", "low"),
        "hours" => ("time_zone_shift", "high"),
        _ => return None,
    };
    let Break { year, before, after, .. } = found;
    let words = match (code, found.within) {
        ("time_zone_shift", _) => format!("from {year} on the hours of the day lie {after}: another time zone, or a clock that was set"),
        (_, true) => format!("changed in the course of {year}: {before} before, {after} since"),
        (_, false) => format!("changed in {year}: from {before} to {after}"),
    };
    Some(Change { code, severity, year: *year, rows: found.rows, words })
}
