//! Versioned documents: the mapping, the lens, the layouts. A new version is added on top of a known one, never in place.

use crate::{Result, Store, StoreError};
use rusqlite::{OptionalExtension as _, Row};

/// One version of a document.
#[derive(Debug, Clone)]
pub struct DocumentVersion {
    /// `mapping`, `lens`, `layouts`, `questions`, `equivalences` or `retention`.
    pub kind: String,
    /// From 1.
    pub version: u32,
    /// The text.
    pub text: String,
    /// Who.
    pub author: String,
    /// When.
    pub at_ms: u64,
    /// Why.
    pub note: String,
    /// Who approved it.
    pub approved_by: Option<String>,
}

fn document(r: &Row<'_>) -> rusqlite::Result<DocumentVersion> {
    Ok(DocumentVersion { kind: r.get(0)?, version: r.get(1)?, text: r.get(2)?, author: r.get(3)?, at_ms: r.get(4)?, note: r.get(5)?, approved_by: r.get(6)? })
}

const COLUMNS: &str = "kind, version, text, author, at_ms, note, approved_by";

impl Store {
    /// Adds a version; `base` is the version it was made on (0 for the first). Another latest version is a conflict.
    pub fn add_document(&self, kind: &str, base: u32, text: &str, author: &str, at_ms: u64, note: &str) -> Result<u32> {
        self.add_documents(&[(kind, base, text)], author, at_ms, note)?;
        Ok(base + 1)
    }

    /// Adds a version of several documents, each with the version it was made on: all or none.
    pub fn add_documents(&self, documents: &[(&str, u32, &str)], author: &str, at_ms: u64, note: &str) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        for (kind, base, text) in documents {
            let latest: u32 = transaction.query_row("SELECT coalesce(max(version), 0) FROM document WHERE kind = ?1", [kind], |r| r.get(0))?;
            if latest != *base {
                return Err(StoreError::Conflict);
            }
            transaction.execute("INSERT INTO document (kind, version, text, author, at_ms, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", (kind, latest + 1, text, author, at_ms, note))?;
        }
        crate::changed(&transaction)?;
        Ok(transaction.commit()?)
    }

    /// Keeps documents (kind and text) without asking what they were made on, all or none: each as a new version, unless its latest one has that text
    /// already, approved by the author where that is asked for and nobody did. Gives their versions.
    pub fn keep_documents(&self, documents: &[(&str, &str)], (author, at_ms, note): (&str, u64, &str), approve: bool) -> Result<Vec<u32>> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let mut versions = Vec::new();
        for (kind, text) in documents {
            let sql = "SELECT version, text FROM document WHERE kind = ?1 ORDER BY version DESC LIMIT 1";
            let latest: Option<(u32, String)> = transaction.query_row(sql, [kind], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
            let (known, is_there) = latest.map_or((0, false), |(version, known)| (version, known == *text));
            let version = if is_there { known } else { known + 1 };
            if !is_there {
                let sql = "INSERT INTO document (kind, version, text, author, at_ms, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
                transaction.execute(sql, (kind, version, text, author, at_ms, note))?;
                crate::changed(&transaction)?;
            }
            if approve {
                transaction.execute("UPDATE document SET approved_by = ?3 WHERE kind = ?1 AND version = ?2 AND approved_by IS NULL", (kind, version, author))?;
            }
            versions.push(version);
        }
        transaction.commit()?;
        Ok(versions)
    }

    /// The latest version.
    pub fn document(&self, kind: &str) -> Result<Option<DocumentVersion>> {
        let sql = format!("SELECT {COLUMNS} FROM document WHERE kind = ?1 ORDER BY version DESC LIMIT 1");
        Ok(self.database().query_row(&sql, [kind], document).optional()?)
    }

    /// One version.
    pub fn document_version(&self, kind: &str, version: u32) -> Result<Option<DocumentVersion>> {
        let sql = format!("SELECT {COLUMNS} FROM document WHERE kind = ?1 AND version = ?2");
        Ok(self.database().query_row(&sql, (kind, version), document).optional()?)
    }

    /// Versions, newest first, with their total.
    pub fn document_history(&self, kind: &str, offset: u64, limit: u64) -> Result<(Vec<DocumentVersion>, u64)> {
        let database = self.database();
        let total = database.query_row("SELECT count(*) FROM document WHERE kind = ?1", [kind], |r| r.get(0))?;
        let mut statement = database.prepare(&format!("SELECT {COLUMNS} FROM document WHERE kind = ?1 ORDER BY version DESC LIMIT ?3 OFFSET ?2"))?;
        let rows = statement.query_map((kind, offset, limit), document)?;
        Ok((rows.collect::<std::result::Result<_, _>>()?, total))
    }

    /// The newest approved version, 0 for none.
    pub fn approved_version(&self, kind: &str) -> Result<u32> {
        let sql = "SELECT coalesce(max(version), 0) FROM document WHERE kind = ?1 AND approved_by IS NOT NULL";
        Ok(self.database().query_row(sql, [kind], |r| r.get(0))?)
    }

    /// Approves a version; the grounds are kept with its note.
    pub fn approve_document(&self, kind: &str, version: u32, by: &str, grounds: &str) -> Result<bool> {
        let grounds = if grounds.trim().is_empty() { String::new() } else { format!("; approved: {}", grounds.trim()) };
        let sql = "UPDATE document SET approved_by = ?3, note = note || ?4 WHERE kind = ?1 AND version = ?2";
        let changed = self.database().execute(sql, (kind, version, by, grounds))?;
        Ok(changed == 1)
    }
}

#[cfg(test)]
mod tests {
    use crate::Store;

    fn approvals(store: &Store) -> Vec<(u32, Option<String>)> {
        store.document_history("lens", 0, 10).unwrap().0.into_iter().map(|d| (d.version, d.approved_by)).collect()
    }

    #[test]
    fn documents_that_belong_together_are_kept_all_or_none() {
        let (_folder, store) = crate::trial();
        let trigger = "CREATE TRIGGER full BEFORE INSERT ON document WHEN NEW.kind = 'mapping' BEGIN SELECT RAISE(ABORT, 'full'); END";
        store.database().execute_batch(trigger).unwrap();
        let both = [("lens", "a lens"), ("mapping", "a mapping")];
        assert!(store.keep_documents(&both, ("enclave", 1, "starter"), true).is_err());
        assert!(store.document("lens").unwrap().is_none());
        store.database().execute_batch("DROP TRIGGER full").unwrap();
        assert_eq!(store.keep_documents(&both, ("enclave", 1, "starter"), true).unwrap(), [1, 1]);
        assert_eq!(store.approved_version("mapping").unwrap(), 1);
    }

    #[test]
    fn the_same_text_is_no_new_version_and_keeps_who_approved_it() {
        let (_folder, store) = crate::trial();
        let keep = |text: &str, approve: bool| store.keep_documents(&[("lens", text)], ("enclave", 1, ""), approve).unwrap();
        assert_eq!(keep("one", false), [1]);
        assert!(store.approve_document("lens", 1, "lead-1", "").unwrap());
        assert_eq!((keep("one", true), keep("two", false), keep("one", true)), (vec![1], vec![2], vec![3]));
        assert_eq!(approvals(&store), [(3, Some(String::from("enclave"))), (2, None), (1, Some(String::from("lead-1")))]);
    }
}
