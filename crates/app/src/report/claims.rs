//! What people recorded beside the comparison: accepted variances with their reason, and chart reviews with their bound.
//!
//! A claim states its bound: "no error in 30 charts" is "fewer than 9.5 % wrong at 95 %", and is printed so.

use super::content::{Block, Cell, ColumnKind, Section, Table, grouped, plural};

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
    /// Reviewed charts with an error.
    pub errors: u64,
    /// Upper bound of the share that is wrong, in percent.
    pub bound_percent: f64,
    /// Confidence of the bound, in percent.
    pub confidence: f64,
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
    let row = |c: &Claim| vec![c.population.clone().into(), c.drawn.into(), c.reviewed.into(), c.errors.into(), Cell::from(supported(c))];
    let mut blocks = Vec::new();
    if all.is_empty() {
        blocks.push(Block::Text("No chart review is recorded: no claim beyond the findings is made.".into()));
    } else {
        blocks.push(Block::Text("A reviewed sample supports a bound, never the absence of errors. The bound is exact (binomial) for charts drawn at random.".into()));
        blocks.push(Block::Table(Table::new("Chart reviews and their bounds", "", &columns).with(all.iter().map(row))));
    }
    Section { key: "sampling", title: "Sampling", sheet: "Sampling", blocks }
}

/// The claim in words, with its bound.
fn supported(claim: &Claim) -> String {
    if claim.reviewed == 0 {
        return "nothing yet: no chart of the sample was reviewed".into();
    }
    let open = claim.drawn.saturating_sub(claim.reviewed);
    let open = if open > 0 { format!("; {} of the sample not reviewed yet", grouped(open)) } else { String::new() };
    let errors = if claim.errors == 0 { "no error".to_string() } else { plural(claim.errors, "error") };
    let charts = plural(claim.reviewed, "chart");
    format!("{errors} in {charts}: fewer than {} wrong at {} confidence{open}", percent(claim.bound_percent), percent(claim.confidence))
}

/// A percentage that never rounds to zero.
fn percent(value: f64) -> String {
    match value {
        v if v >= 99.95 && v < 100.0 => format!("{v:.3} %"),
        v if (v - v.round()).abs() < 1e-9 && v >= 1.0 => format!("{v:.0} %"),
        v if v >= 1.0 => format!("{v:.1} %"),
        v if v >= 0.1 => format!("{v:.2} %"),
        v if v >= 0.001 => format!("{v:.3} %"),
        _ => "0.001 %".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(section: &Section) -> String {
        let report = super::super::content::Report { sections: vec![section.clone()], ..Default::default() };
        report.plain()
    }

    #[test]
    fn no_error_is_said_with_its_bound() {
        let claim = Claim { population: "all patients".into(), drawn: 30, reviewed: 30, errors: 0, bound_percent: 9.503, confidence: 95.0 };
        let text = said(&sampling(&[claim]));
        assert!(text.contains("no error in 30 charts: fewer than 9.5 % wrong at 95 % confidence"), "{text}");
        assert!(!text.contains("0 % wrong"), "{text}");
    }

    #[test]
    fn what_was_not_reviewed_is_said() {
        let claim = Claim { population: "x".into(), drawn: 60, reviewed: 40, errors: 1, bound_percent: 11.3, confidence: 95.0 };
        assert!(said(&sampling(&[claim.clone()])).contains("1 error in 40 charts: fewer than 11.3 % wrong at 95 % confidence; 20 of the sample not reviewed yet"));
        assert!(said(&sampling(&[Claim { reviewed: 0, ..claim }])).contains("nothing yet"));
    }

    #[test]
    fn nothing_recorded_is_said() {
        assert!(said(&sampling(&[])).contains("No chart review is recorded: no claim beyond the findings is made."));
        assert!(said(&waivers(&[])).contains("No waiver is recorded."));
    }

    #[test]
    fn no_bound_rounds_to_zero() {
        for (value, shown) in [(9.503, "9.5 %"), (0.997, "1.00 %"), (0.0999, "0.100 %"), (0.0001, "0.001 %"), (95.0, "95 %"), (99.99, "99.990 %")] {
            assert_eq!(percent(value), shown);
        }
    }
}
