//! Where every legacy record ended, as the desktop may see it: counts, names of relations, reasons of the team.
//!
//! A patient has one record of their own: where the archive rule keeps a few out, the records that it archived are withheld relation by relation, and the
//! most of the others beside them, for how many records a relation has is known.

use super::artifacts::structure;
use super::{Answer, facet, last_compare, last_migrate};
use crate::archive::is_kept_out_reason;
use crate::{End, Host, LedgerLine as Line, Workspace};
use contract::{Ledger, LedgerLine, Nothing};
use std::collections::BTreeSet;

pub(crate) fn ledger<H: Host>(host: &H, _: Nothing) -> Answer<Ledger> {
    let made = crate::ledger(host.workspace(), &crate::quiet)?;
    let withheld = if is_few_archived(host.workspace())? { withheld(&made.lines) } else { BTreeSet::new() };
    // The sum of what is told: the whole of it less the other lines would tell what one of them withholds.
    let ended = |end: End| told(&made.lines, &withheld).filter(|line| line.end == end).map(|line| line.records).sum::<u64>();
    Ok(Ledger {
        records: made.records,
        ends: End::ALL.into_iter().map(|end| facet(end.word(), ended(end))).collect(),
        unaccounted: made.unaccounted,
        migrate_run: made.migrate_run,
        compare_run: made.compare_run,
        contradictions: made.contradictions.iter().map(|c| c.words(&structure(&c.relation), &super::artifacts::field_name(&c.field))).collect(),
        lines: made.lines.into_iter().enumerate().map(|(at, line)| shown(line, withheld.contains(&at))).collect(),
    })
}

/// Lines whose records are told.
fn told<'l>(lines: &'l [Line], withheld: &'l BTreeSet<usize>) -> impl Iterator<Item = &'l Line> {
    lines.iter().enumerate().filter(|(at, _)| !withheld.contains(at)).map(|(_, line)| line)
}

fn shown(line: Line, is_withheld: bool) -> LedgerLine {
    LedgerLine { relation: structure(&line.relation), end: line.end.word().into(), reason: line.reason, records: Some(line.records).filter(|_| !is_withheld) }
}

/// Whether the rule keeps from 1 to 10 patients out, by the last migration or comparison.
fn is_few_archived(workspace: &Workspace) -> Answer<bool> {
    let migrated = last_migrate(workspace)?.and_then(|(_, report)| report.archive_rule).map_or(0, |rule| rule.patients);
    let compared = last_compare(workspace)?.map_or(0, |(_, report)| report.archived[0]);
    Ok([migrated, compared].into_iter().any(|patients| deid::small_count(patients).is_none()))
}

/// Lines that are withheld, by their place.
fn withheld(lines: &[Line]) -> BTreeSet<usize> {
    let by_rule: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].end == End::Archived && is_kept_out_reason(&lines[*at].reason)).collect();
    let beside = |at: &usize| {
        let others = (0..lines.len()).filter(|other| lines[*other].relation == lines[*at].relation && !by_rule.contains(other));
        others.max_by_key(|other| lines[*other].records)
    };
    by_rule.iter().filter_map(beside).chain(by_rule.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_few_have_in_the_archive_follows_from_no_other_line_of_the_relation() {
        let line = |relation: &str, end: End, reason: &str, records: u64| Line { relation: relation.into(), end, reason: reason.into(), records };
        let rule = crate::archive::kept_out_reason(2);
        let lines = [
            line("people", End::Migrated, "", 57),
            line("people", End::Rejected, "no number", 2),
            line("people", End::Archived, &rule, 3),
            line("visits", End::Migrated, "", 400),
            line("old", End::Archived, "kept on paper", 12),
        ];
        assert_eq!(withheld(&lines), BTreeSet::from([0, 2]));
        assert_eq!(told(&lines, &withheld(&lines)).map(|line| line.records).sum::<u64>(), 414, "of people only the two who were rejected");
    }
}
