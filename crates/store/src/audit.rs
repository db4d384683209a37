//! The audit log: one event a command, chained by RFC 6962 leaf hashes into a Merkle tree. No PHI: objects are tokens.

use crate::{Result, Store};
use vault::audit::{Hash, leaf_hash, root};

/// One event.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    /// Number, from 1.
    pub seq: u64,
    /// When.
    pub at_ms: u64,
    /// Account, empty for nobody.
    pub actor: String,
    /// Role's word.
    pub role: String,
    /// What was done.
    pub what: String,
    /// Token of the object, empty for none.
    pub object: String,
    /// `done`, or an error code.
    pub outcome: String,
}

impl AuditEvent {
    pub(crate) fn leaf(&self) -> Hash {
        let parts = [self.at_ms.to_string(), self.actor.clone(), self.role.clone(), self.what.clone(), self.object.clone(), self.outcome.clone()];
        leaf_hash(parts.join("\u{1f}").as_bytes())
    }
}

impl Store {
    /// Appends an event; durable when it returns.
    pub fn audit(&self, event: &AuditEvent) -> Result<()> {
        self.database().execute(
            "INSERT INTO audit (at_ms, actor, role, what, object, outcome, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (event.at_ms, &event.actor, &event.role, &event.what, &event.object, &event.outcome, event.leaf().to_string()),
        )?;
        Ok(())
    }

    /// Every event, in order, and the root of the tree over them; `Err` index of the first event whose hash does not fit.
    pub fn audit_log(&self) -> Result<(Vec<AuditEvent>, std::result::Result<String, u64>)> {
        let database = self.database();
        let mut statement = database.prepare("SELECT seq, at_ms, actor, role, what, object, outcome, hash FROM audit ORDER BY seq")?;
        let rows = statement.query_map([], |r| {
            let event = AuditEvent { seq: r.get(0)?, at_ms: r.get(1)?, actor: r.get(2)?, role: r.get(3)?, what: r.get(4)?, object: r.get(5)?, outcome: r.get(6)? };
            Ok((event, r.get::<_, String>(7)?))
        })?;
        let (mut events, mut leaves, mut broken) = (Vec::new(), Vec::new(), None);
        for row in rows {
            let (event, hash) = row?;
            let leaf = event.leaf();
            if leaf.to_string() != hash || event.seq != events.len() as u64 + 1 {
                broken = broken.or(Some(event.seq));
            }
            leaves.push(leaf);
            events.push(event);
        }
        Ok((events, broken.map_or_else(|| Ok(root(&leaves).to_string()), Err)))
    }
}
