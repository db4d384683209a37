//! Where every legacy record ended, as the desktop may see it: counts, names of relations, reasons of the team.

use super::artifacts::structure;
use super::{Answer, facet};
use crate::{End, Host};
use contract::{Ledger, LedgerLine, Nothing};

pub(crate) fn ledger<H: Host>(host: &H, _: Nothing) -> Answer<Ledger> {
    let made = crate::ledger(host.workspace(), &crate::quiet)?;
    Ok(Ledger {
        records: made.records,
        ends: End::ALL.into_iter().map(|end| facet(end.word(), made.of(end))).collect(),
        unaccounted: made.unaccounted,
        migrate_run: made.migrate_run,
        compare_run: made.compare_run,
        contradictions: made.contradictions.iter().map(|c| c.words(&structure(&c.relation), &super::artifacts::field_name(&c.field))).collect(),
        lines: made.lines.into_iter().map(|l| LedgerLine { relation: structure(&l.relation), end: l.end.word().into(), reason: l.reason, records: l.records }).collect(),
    })
}
