//! What is kept of a document beside its relations: who its pages name, and the text that was recognised in its pictures.
//!
//! By the hash of the bytes and not by artifact: the same document under two paths says the same and is recognised once.

use crate::{Result, Store};
use rusqlite::{Connection, OptionalExtension as _};

/// What is known of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanRow {
    /// Hash of its bytes.
    pub sha256: String,
    /// Pages, who they name, how the text came: JSON.
    pub facts: String,
    /// The recognised lines, when any picture was read.
    pub recognised: Option<Vec<u8>>,
}

/// Keeps what is known of a document, in place of what was known before.
pub(crate) fn keep(database: &Connection, scan: &ScanRow) -> Result<()> {
    let sql = "INSERT INTO scan (sha256, facts, recognised) VALUES (?1, ?2, ?3) ON CONFLICT (sha256) DO UPDATE SET facts = ?2, recognised = ?3";
    database.execute(sql, (&scan.sha256, &scan.facts, &scan.recognised))?;
    Ok(())
}

impl Store {
    /// Keeps what is known of a document that is an artifact already.
    pub fn keep_scan(&self, scan: &ScanRow) -> Result<()> {
        keep(&self.database(), scan)
    }

    /// What was recognised in the document with this hash.
    pub fn recognised(&self, sha256: &str) -> Result<Option<Vec<u8>>> {
        let found: Option<Option<Vec<u8>>> = self.database().query_row("SELECT recognised FROM scan WHERE sha256 = ?1", [sha256], |r| r.get(0)).optional()?;
        Ok(found.flatten())
    }

    /// Facts of the document with this hash.
    pub fn scan_facts(&self, sha256: &str) -> Result<Option<String>> {
        let database = self.database();
        let mut statement = database.prepare_cached("SELECT facts FROM scan WHERE sha256 = ?1")?;
        Ok(statement.query_row([sha256], |r| r.get(0)).optional()?)
    }
}
