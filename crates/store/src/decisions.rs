//! What people decided on things that discovery found, other than hidden corners: kept one after the other, never changed.

use crate::{Result, Store};
use std::collections::BTreeMap;

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided, in one word of ours.
    pub word: String,
    /// Who owns the thing from now on; empty where nobody was named.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// What the thing was like when it was decided: a hash, empty where it says nothing.
    pub basis: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at_ms: u64,
}

impl Store {
    /// Keeps one decision on each of some things, all or none. `about` says what sort of things they are.
    pub fn decide(&self, about: &str, things: &[(String, Decision)]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        {
            let sql = "INSERT INTO decision (about, id, word, owner, reason, basis, by, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            let mut statement = transaction.prepare(sql)?;
            for (id, d) in things {
                statement.execute((about, id, &d.word, &d.owner, &d.reason, &d.basis, &d.by, d.at_ms))?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Every decision on things of a sort, by thing, the oldest first.
    pub fn decisions(&self, about: &str) -> Result<BTreeMap<String, Vec<Decision>>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT id, word, owner, reason, basis, by, at_ms FROM decision WHERE about = ?1 ORDER BY seq")?;
        let mut all: BTreeMap<String, Vec<Decision>> = BTreeMap::new();
        let mut rows = statement.query([about])?;
        while let Some(r) = rows.next()? {
            let decision = Decision { word: r.get(1)?, owner: r.get(2)?, reason: r.get(3)?, basis: r.get(4)?, by: r.get(5)?, at_ms: r.get(6)? };
            all.entry(r.get(0)?).or_default().push(decision);
        }
        Ok(all)
    }
}
