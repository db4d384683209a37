//! What people recorded beside the comparison: accepted variances with their reason, and chart reviews with their bound.
//!
//! A claim states its bound: "no error in 30 charts" is "fewer than 9.5 % wrong at 95 %", and is printed so.

use super::content::{Block, ColumnKind, Section, Table, plural};

/// A cause whose findings were accepted as a variance.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waiver {
    /// The cause, in words.
    pub cause: String,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepted it.
    pub by: String,
    /// Until when, in words; empty for no end.
    pub expires: String,
    /// Findings it covers.
    pub findings: u64,
}

/// What a chart review supports.
#[derive(Debug, Clone, Default)]
pub(crate) struct Claim {
    /// What it was drawn from, in words.
    pub population: String,
    /// Charts drawn.
    pub drawn: u64,
    /// Of them reviewed.
    pub reviewed: u64,
    /// Reviewed charts with an error or that could not be told.
    pub errors: u64,
    /// What may be said of all charts, with its bound.
    pub said: String,
}

/// The section on waivers.
pub(crate) fn waivers(all: &[Waiver]) -> Section {
    let columns = [("Cause", ColumnKind::Words), ("Reason", ColumnKind::Words), ("Accepted by", ColumnKind::Name), ("Expires", ColumnKind::Words), ("Findings", ColumnKind::Count)];
    let row = |w: &Waiver| {
        let expires = if w.expires.is_empty() { "no end is set" } else { w.expires.as_str() };
        vec![w.cause.clone().into(), w.reason.clone().into(), w.by.clone().into(), expires.into(), w.findings.into()]
    };
    let table = Table::new("Accepted variances", "No waiver is recorded.", &columns).with(all.iter().map(row));
    let covered: u64 = all.iter().map(|w| w.findings).sum();
    let said = match all.len() as u64 {
        0 => "No waiver is recorded. Every finding counts as open.".to_string(),
        n => format!("{} recorded, over {}. A waived finding is still a difference: it is counted in every table of this report.", plural(n, "waiver"), plural(covered, "finding")),
    };
    let mut blocks = vec![Block::Text(said)];
    if !all.is_empty() {
        blocks.push(Block::Table(table));
    }
    Section { key: "waivers", title: "Waivers", sheet: "Waivers", blocks }
}

/// The section on chart review.
pub(crate) fn sampling(all: &[Claim]) -> Section {
    let columns = [
        ("Drawn from", ColumnKind::Words),
        ("Drawn", ColumnKind::Count),
        ("Reviewed", ColumnKind::Count),
        ("With an error", ColumnKind::Count),
        ("What it supports", ColumnKind::Words),
    ];
    let row = |c: &Claim| vec![c.population.clone().into(), c.drawn.into(), c.reviewed.into(), c.errors.into(), c.said.clone().into()];
    let mut blocks = Vec::new();
    if all.is_empty() {
        blocks.push(Block::Text("No chart review is recorded: no claim beyond the findings is made.".into()));
    } else {
        blocks.push(Block::Text("A reviewed sample supports a bound, never the absence of errors. The bound is exact (binomial) for charts drawn at random.".into()));
        blocks.push(Block::Table(Table::new("Chart reviews and their bounds", "", &columns).with(all.iter().map(row))));
    }
    Section { key: "sampling", title: "Sampling", sheet: "Sampling", blocks }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(section: &Section) -> String {
        let report = super::super::content::Report { sections: vec![section.clone()], ..Default::default() };
        report.plain()
    }

    #[test]
    fn a_review_is_listed_with_what_it_supports() {
        let claim = Claim { population: "all patients".into(), drawn: 30, reviewed: 30, errors: 0, said: "0 errors in 30 charts: fewer than 9.6 % wrong at 95 %.".into() };
        assert!(said(&sampling(&[claim])).contains("fewer than 9.6 % wrong at 95 %"));
    }

    #[test]
    fn nothing_recorded_is_said() {
        assert!(said(&sampling(&[])).contains("No chart review is recorded: no claim beyond the findings is made."));
        assert!(said(&waivers(&[])).contains("No waiver is recorded."));
    }
}
