//! The audit log: one event a command, chained by RFC 6962 leaf hashes into a Merkle tree. No PHI: objects are tokens.
//!
//! What changes something is said before it is done (table `audit_ahead`), and that is taken back with the event of how it ended: what a crash cuts
//! off in between has an event as well, [`INTERRUPTED`], from the next opening on. Nobody can tell then whether the change holds; the work itself says so.

use crate::{Result, Store};
use rusqlite::Connection;
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
    /// `done`, an error code, or [`INTERRUPTED`].
    pub outcome: String,
}

/// Outcome of what was begun and never came to its end.
pub const INTERRUPTED: &str = "interrupted";

/// What was said before it was done; [`Store::audit`] takes it back.
#[derive(Debug)]
pub struct Ahead(i64);

impl AuditEvent {
    pub(crate) fn leaf(&self) -> Hash {
        let parts = [self.at_ms.to_string(), self.actor.clone(), self.role.clone(), self.what.clone(), self.object.clone(), self.outcome.clone()];
        leaf_hash(parts.join("\u{1f}").as_bytes())
    }
}

impl Store {
    /// Says what is about to be done, whatever its outcome will be; durable when it returns.
    pub fn audit_ahead(&self, event: &AuditEvent) -> Result<Ahead> {
        let database = self.database();
        let sql = "INSERT INTO audit_ahead (at_ms, actor, role, what, object) VALUES (?1, ?2, ?3, ?4, ?5)";
        database.execute(sql, (event.at_ms, &event.actor, &event.role, &event.what, &event.object))?;
        Ok(Ahead(database.last_insert_rowid()))
    }

    /// Appends an event, in the place of what was said ahead of it; durable when it returns.
    pub fn audit(&self, event: &AuditEvent, ahead: Option<Ahead>) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        append(&transaction, event)?;
        if let Some(Ahead(id)) = ahead {
            transaction.execute("DELETE FROM audit_ahead WHERE id = ?1", [id])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// What is being done, or was interrupted since the workspace was opened, oldest first; without number and outcome.
    pub fn audit_begun(&self) -> Result<Vec<AuditEvent>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT at_ms, actor, role, what, object FROM audit_ahead ORDER BY id")?;
        let rows = statement.query_map([], |r| {
            Ok(AuditEvent { seq: 0, at_ms: r.get(0)?, actor: r.get(1)?, role: r.get(2)?, what: r.get(3)?, object: r.get(4)?, outcome: String::new() })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Gives everything that was begun and never came to its end its event. Only for whoever has the workspace open alone.
    pub(crate) fn audit_interrupted(&self) -> Result<()> {
        let begun = self.audit_begun()?;
        if begun.is_empty() {
            return Ok(());
        }
        let mut database = self.database();
        let transaction = database.transaction()?;
        for event in begun {
            append(&transaction, &AuditEvent { outcome: INTERRUPTED.into(), ..event })?;
        }
        transaction.execute("DELETE FROM audit_ahead", [])?;
        transaction.commit()?;
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

fn append(database: &Connection, event: &AuditEvent) -> Result<()> {
    database.execute(
        "INSERT INTO audit (at_ms, actor, role, what, object, outcome, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (event.at_ms, &event.actor, &event.role, &event.what, &event.object, &event.outcome, event.leaf().to_string()),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn event(what: &str) -> AuditEvent {
        AuditEvent { seq: 0, at_ms: 7, actor: "lead-1".into(), role: "lead".into(), what: what.into(), object: "c-1".into(), outcome: "done".into() }
    }

    fn said(store: &Store) -> Vec<String> {
        let (events, root) = store.audit_log().unwrap();
        assert!(root.is_ok(), "the log stands");
        events.into_iter().map(|e| format!("{} {}", e.what, e.outcome)).collect()
    }

    #[test]
    fn what_was_begun_and_cut_off_has_its_event_once_nobody_can_be_at_it_any_more() {
        let (_folder, store) = crate::trial();
        let first = store.audit_ahead(&event("first")).unwrap();
        store.audit_ahead(&event("second")).unwrap();
        store.audit(&event("first"), Some(first)).unwrap();
        assert_eq!(store.audit_begun().unwrap().into_iter().map(|e| e.what).collect::<Vec<_>>(), ["second"]);
        let other = Store::open(store.home(), "passphrase").unwrap();
        assert_eq!(store.clear_away(&HashSet::new()).unwrap(), None);
        assert_eq!(said(&store), ["first done"], "somebody may still be at the second");
        drop(other);
        for _ in 0..2 {
            store.clear_away(&HashSet::new()).unwrap();
            assert_eq!(said(&store), ["first done", "second interrupted"]);
        }
        let (events, _) = store.audit_log().unwrap();
        assert_eq!((events[1].at_ms, events[1].actor.as_str(), events[1].role.as_str(), events[1].object.as_str()), (7, "lead-1", "lead", "c-1"));
    }
}
