//! What a report asks of the store beside its lists: a checkpoint of the audit log, the quarantine by reason, what came in late.

use crate::audit::AuditEvent;
use crate::{Result, Store};
use vault::audit::{Hash, root};

/// The log up to one event.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The last event that counts, none when no event does.
    pub last: Option<AuditEvent>,
    /// Root of the tree over the events up to it; `Err` number of the first event of the log that does not fit its hash.
    pub root: std::result::Result<String, u64>,
}

impl Store {
    /// The events up to a number, in order, and the root of the tree over them; `Err` number of the first event that does
    /// not fit its hash.
    pub fn audit_until(&self, seq: u64) -> Result<(Vec<AuditEvent>, std::result::Result<String, u64>)> {
        let (mut events, whole) = self.audit_log()?;
        events.retain(|e| e.seq <= seq);
        let root = match whole {
            Err(broken) if broken <= seq => Err(broken),
            _ => Ok(root_over(&events)),
        };
        Ok((events, root))
    }

    /// The log up to the last event that counts. A log that was changed anywhere has no root.
    pub fn audit_checkpoint(&self, counts: &dyn Fn(&AuditEvent) -> bool) -> Result<Checkpoint> {
        let (mut events, whole) = self.audit_log()?;
        events.truncate(events.iter().rposition(counts).map_or(0, |at| at + 1));
        let root = whole.map(|_| root_over(&events));
        Ok(Checkpoint { last: events.pop(), root })
    }

    /// Quarantined records of the active artifacts by side and code: side, code, records, artifacts.
    pub fn quarantine_reasons(&self) -> Result<Vec<(String, String, u64, u64)>> {
        let database = self.database();
        let sql = "WITH aside AS (SELECT artifact, code, 1 AS records FROM issue WHERE quarantined = 1
                     UNION ALL SELECT artifact, code, issues FROM issue_unplaced WHERE quarantined = 1)
                   SELECT artifact.side, aside.code, sum(aside.records), count(DISTINCT aside.artifact) FROM aside JOIN artifact ON artifact.id = aside.artifact
                   WHERE artifact.active = 1 GROUP BY artifact.side, aside.code ORDER BY artifact.side DESC, 3 DESC, aside.code";
        let mut statement = database.prepare(sql)?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Active artifacts that came in after a moment.
    pub fn ingested_after(&self, ms: u64) -> Result<u64> {
        Ok(self.database().query_row("SELECT count(*) FROM artifact WHERE active = 1 AND ingested_ms > ?1", [ms], |r| r.get(0))?)
    }
}

fn root_over(events: &[AuditEvent]) -> String {
    let leaves: Vec<Hash> = events.iter().map(AuditEvent::leaf).collect();
    root(&leaves).to_string()
}
