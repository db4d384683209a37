//! What people recorded beside the comparison: accepted variances with their reason, and chart reviews with their bound.
//!
//! A claim states its bound: "no error in 30 charts" is "fewer than 9.5 % wrong at 95 %", and is printed so.

use super::content::{Block, ColumnKind, Section, Table, grouped, plural};
use model::Severity;

/// A cause, or a finding, that somebody wants accepted as a variance.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waiver {
    /// The cause, in words.
    pub cause: String,
    /// Why it is accepted.
    pub reason: String,
    /// Who wants it accepted.
    pub by: String,
    /// What a lead said to it, who and when, in words; what nobody signed is said to be open.
    pub signed: String,
    /// Whether a lead approved it and it was not over when the comparison began: a report knows no clock of its own.
    pub approved: bool,
    /// Until when, in words; empty for no end.
    pub expires: String,
    /// Findings it covers.
    pub findings: u64,
    /// Of them of severity safety.
    pub safety: u64,
    /// Whether its last day is over: what it covered is open again.
    pub ended: bool,
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
    /// What a lead said to it, who and when, in words.
    pub signed: String,
    /// It was drawn from a comparison before the one that is reported.
    pub older: bool,
}

/// The section on waivers, with how many findings of each severity they cover: a cause and a finding of it may both be waived, and each is counted once.
pub(crate) fn waivers(all: &[Waiver], accepted: &[u64]) -> Section {
    let columns = [
        ("Cause", ColumnKind::Words),
        ("Reason", ColumnKind::Words),
        ("Asked by", ColumnKind::Name),
        ("Signed", ColumnKind::Words),
        ("Expires", ColumnKind::Words),
        ("Findings", ColumnKind::Count),
        ("Safety", ColumnKind::Count),
    ];
    let row = |w: &Waiver| {
        let expires = if w.expires.is_empty() { "no end is set" } else { w.expires.as_str() };
        vec![w.cause.clone().into(), w.reason.clone().into(), w.by.clone().into(), w.signed.clone().into(), expires.into(), w.findings.into(), w.safety.into()]
    };
    let table = Table::new("Accepted variances", "No waiver is recorded.", &columns).with(all.iter().map(row));
    let holding = all.iter().filter(|w| w.approved).count();
    let ended = all.iter().filter(|w| w.ended).count() as u64;
    let covered: u64 = accepted.iter().sum();
    let harm = match accepted.get(usize::from(Severity::Safety as u8)) {
        Some(harm) if *harm > 0 => format!(", {} of them of severity safety", grouped(*harm)),
        _ => String::new(),
    };
    let over = if ended == 0 { String::new() } else { format!(" Over when the comparison began, and open again what they covered: {}.", plural(ended, "waiver")) };
    let said = match all.len() as u64 {
        0 => "No waiver is recorded. Every finding counts as open.".to_string(),
        n => format!(
            "{} recorded; {holding} approved by a lead, over {}{harm}.{over} What no lead approved counts as open. A waived finding is still a difference: it is counted in every table of this report.",
            plural(n, "waiver"),
            plural(covered, "finding")
        ),
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
        ("Signed", ColumnKind::Words),
    ];
    let row = |c: &Claim| vec![c.population.clone().into(), c.drawn.into(), c.reviewed.into(), c.errors.into(), c.said.clone().into(), c.signed.clone().into()];
    let mut blocks = Vec::new();
    if all.is_empty() {
        blocks.push(Block::Text("No chart review is recorded: no claim beyond the findings is made.".into()));
    } else {
        blocks.push(Block::Text("A reviewed sample supports a bound, never the absence of errors. The bound is exact for charts drawn at random: of a population of at least twenty times the \
             charts it is binomial (fewer than), of a smaller one hypergeometric (at most).".into()));
        let open = all.iter().filter(|c| c.reviewed < c.drawn).count() as u64;
        if open > 0 {
            let (are, them) = if open == 1 { ("is", "it") } else { ("are", "them") };
            blocks.push(Block::Text(format!("{} {are} not read in full: no claim is borne out by {them}.", plural(open, "chart review"))));
        }
        let older = all.iter().filter(|c| c.older).count() as u64;
        if older > 0 {
            let (are, claim) = if older == 1 { ("is", "its claim is") } else { ("are", "their claims are") };
            blocks.push(Block::Text(format!("{} {are} of an older comparison: {claim} about that one, not about what this report counts.", plural(older, "chart review"))));
        }
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
        let claim = Claim { population: "all patients".into(), drawn: 30, reviewed: 30, errors: 0, said: "0 errors in 30 charts: fewer than 9.6 % wrong at 95 %.".into(), signed: "approved by lead on 2026-02-23".into(), ..Claim::default() };
        assert!(said(&sampling(&[claim])).contains("fewer than 9.6 % wrong at 95 %"));
    }

    #[test]
    fn a_review_that_is_not_read_in_full_is_listed_as_such() {
        let claim = |reviewed, said: &str| Claim { population: "all patients".into(), drawn: 49, reviewed, said: said.into(), ..Claim::default() };
        let unread = claim(0, "Not read yet. If none of 49 charts by lot is wrong: fewer than 5 % wrong at 95 %.");
        let text = said(&sampling(&[unread.clone(), claim(49, "0 errors in 49 charts")]));
        assert!(text.contains("1 chart review is not read in full: no claim is borne out by it."), "{text}");
        assert!(said(&sampling(&[unread, claim(30, "0 errors in 30 charts")])).contains("2 chart reviews are not read in full: no claim is borne out by them."));
        assert!(!said(&sampling(&[claim(49, "0 errors in 49 charts")])).contains("not read in full"));
        assert!(said(&sampling(&[claim(49, "0 errors in 49 charts")])).contains("of a smaller one hypergeometric (at most)"), "the bound is named by what it is");
    }

    #[test]
    fn a_claim_about_an_older_comparison_says_so() {
        let claim = |older| Claim { drawn: 49, reviewed: 49, older, ..Claim::default() };
        assert!(said(&sampling(&[claim(true), claim(false)])).contains("1 chart review is of an older comparison: its claim is about that one, not about what this report counts."));
        assert!(!said(&sampling(&[claim(false)])).contains("older comparison"));
    }

    #[test]
    fn a_waiver_that_nobody_signed_is_listed_and_covers_nothing() {
        let waiver = |approved: bool, signed: &str, findings| Waiver { cause: "one".into(), reason: "known".into(), by: "ada".into(), signed: signed.into(), approved, findings, ..Waiver::default() };
        let text = said(&waivers(&[waiver(true, "approved by lead on 2026-02-23", 7), waiver(false, "not signed: open", 300)], &[0, 7, 0, 0, 0]));
        assert!(text.contains("2 waivers recorded; 1 approved by a lead, over 7 findings."), "{text}");
        assert!(text.contains("approved by lead on 2026-02-23") && text.contains("not signed: open"), "{text}");
    }

    #[test]
    fn what_is_waived_of_severity_safety_is_counted() {
        let waiver = |approved: bool, findings, safety| Waiver { cause: "one".into(), approved, findings, safety, ..Waiver::default() };
        let text = said(&waivers(&[waiver(true, 1_479, 1_087), waiver(false, 296, 68)], &[1_087, 392, 0, 0, 0]));
        assert!(text.contains("over 1,479 findings, 1,087 of them of severity safety."), "{text}");
        assert!(text.contains("\t296\t68"), "{text}");
    }

    #[test]
    fn a_waiver_of_a_finding_whose_cause_is_waived_counts_once_and_one_that_is_over_not_at_all() {
        let waiver = |approved: bool, findings| Waiver { cause: "one".into(), approved, findings, ended: !approved, ..Waiver::default() };
        let text = said(&waivers(&[waiver(true, 40), waiver(true, 1), waiver(false, 300)], &[0, 40, 0, 0, 0]));
        assert!(text.contains("3 waivers recorded; 2 approved by a lead, over 40 findings. Over when the comparison began, and open again what they covered: 1 waiver."), "{text}");
    }

    #[test]
    fn nothing_recorded_is_said() {
        assert!(said(&sampling(&[])).contains("No chart review is recorded: no claim beyond the findings is made."));
        assert!(said(&waivers(&[], &[])).contains("No waiver is recorded."));
    }
}
