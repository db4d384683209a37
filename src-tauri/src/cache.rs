//! De-identified previews for when the workspace cannot be reached: answers of commands that change nothing.
//!
//! One SQLCipher database; its key lives in the keychain only. It is a copy that may vanish at any time: entries
//! expire after seven days, signing out and a revoked session empty it, a file that does not open is thrown away.
//! What must stay true: without a cipher there is no cache, and nothing is written in the clear.

use contract::{Command, Permission};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Seven days.
const AGE_MS_MAX: i64 = 7 * 24 * 60 * 60 * 1000;
/// Largest answer that is kept.
const ENTRY_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Largest size of all answers; the oldest go first.
const ALL_BYTES_MAX: i64 = 256 * 1024 * 1024;

/// Whether a command's answers may be kept: it changes nothing, needs a session, and is no export.
pub(crate) fn may_be_kept(command: &Command) -> bool {
    command.writes.is_empty() && !matches!(command.permission, Permission::Anyone | Permission::Export)
}

/// The open cache.
pub(crate) struct Cache {
    connection: Mutex<Connection>,
}

impl Cache {
    /// Open or make it. `key` is 64 hex digits.
    pub(crate) fn open(path: &Path, key: &str) -> rusqlite::Result<Self> {
        if let Some(folder) = path.parent() {
            let _ = std::fs::create_dir_all(folder);
        }
        let connection = unlocked(path, key).or_else(|_| {
            // Damaged, or sealed with a key that is gone: worthless either way.
            let _ = std::fs::remove_file(path);
            unlocked(path, key)
        })?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    pub(crate) fn get(&self, workspace: &str, command: &str, request: &Value, now_ms: u64) -> Option<Value> {
        let sql = "SELECT response FROM entry WHERE workspace = ?1 AND command = ?2 AND request = ?3 AND at_ms > ?4";
        let found: Option<Vec<u8>> = self
            .connection()
            .query_row(sql, params![workspace, command, digest(request), oldest(now_ms)], |row| row.get(0))
            .optional()
            .ok()
            .flatten();
        serde_json::from_slice(&found?).ok()
    }

    pub(crate) fn put(&self, workspace: &str, command: &str, request: &Value, response: &Value, now_ms: u64) {
        let Ok(body) = serde_json::to_vec(response) else { return };
        if body.len() > ENTRY_BYTES_MAX {
            return;
        }
        let connection = self.connection();
        let size = i64::try_from(body.len()).unwrap_or(i64::MAX);
        let at = i64::try_from(now_ms).unwrap_or(i64::MAX);
        let kept = connection.execute(
            "INSERT OR REPLACE INTO entry (workspace, command, request, response, size, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![workspace, command, digest(request), body, size, at],
        );
        if kept.and_then(|_| trim(&connection, now_ms)).is_err() {
            tracing::warn!("a preview could not be kept");
        }
    }

    /// Forget everything of a workspace.
    pub(crate) fn empty(&self, workspace: &str) {
        if self.connection().execute("DELETE FROM entry WHERE workspace = ?1", params![workspace]).is_err() {
            tracing::error!("the preview cache could not be emptied");
        }
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unlocked(path: &Path, key: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\""))?;
    // Plain SQLite would take the key without a word and write in the clear; it has no such version.
    connection.query_row("PRAGMA cipher_version", [], |row| row.get::<_, String>(0))?;
    connection.execute_batch(
        "PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON;
         PRAGMA journal_mode = TRUNCATE;
         CREATE TABLE IF NOT EXISTS entry (
             workspace TEXT NOT NULL,
             command TEXT NOT NULL,
             request BLOB NOT NULL,
             response BLOB NOT NULL,
             size INTEGER NOT NULL,
             at_ms INTEGER NOT NULL,
             PRIMARY KEY (workspace, command, request)
         );",
    )?;
    Ok(connection)
}

fn trim(connection: &Connection, now_ms: u64) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM entry WHERE at_ms <= ?1", params![oldest(now_ms)])?;
    loop {
        let all: i64 = connection.query_row("SELECT coalesce(sum(size), 0) FROM entry", [], |row| row.get(0))?;
        if all <= ALL_BYTES_MAX {
            return Ok(());
        }
        connection.execute("DELETE FROM entry WHERE rowid IN (SELECT rowid FROM entry ORDER BY at_ms LIMIT 16)", [])?;
    }
}

fn oldest(now_ms: u64) -> i64 {
    i64::try_from(now_ms).unwrap_or(i64::MAX).saturating_sub(AGE_MS_MAX)
}

/// Requests may hold what a person typed; only their digest is stored.
fn digest(request: &Value) -> Vec<u8> {
    ring::digest::digest(&ring::digest::SHA256, request.to_string().as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const HERE: &str = "https://127.0.0.1:8443";
    const DAY_MS: u64 = 24 * 60 * 60 * 1000;

    fn cache(folder: &Path, key: &str) -> Cache {
        Cache::open(&folder.join("previews.db"), &key.repeat(32)).unwrap()
    }

    #[test]
    fn answers_come_back_until_they_expire() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path(), "a1");
        cache.put(HERE, "artifact", &json!({"id": "x"}), &json!({"records": 3}), 10 * DAY_MS);
        assert_eq!(cache.get(HERE, "artifact", &json!({"id": "x"}), 16 * DAY_MS), Some(json!({"records": 3})));
        assert_eq!(cache.get(HERE, "artifact", &json!({"id": "y"}), 16 * DAY_MS), None);
        assert_eq!(cache.get("https://other:8443", "artifact", &json!({"id": "x"}), 16 * DAY_MS), None);
        assert_eq!(cache.get(HERE, "artifact", &json!({"id": "x"}), 17 * DAY_MS), None);
    }

    #[test]
    fn emptied_for_one_workspace() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path(), "a1");
        for workspace in [HERE, "https://other:8443"] {
            cache.put(workspace, "overview", &json!({}), &json!(1), 1);
        }
        cache.empty(HERE);
        assert_eq!(cache.get(HERE, "overview", &json!({}), 1), None);
        assert_eq!(cache.get("https://other:8443", "overview", &json!({}), 1), Some(json!(1)));
    }

    #[test]
    fn nothing_is_in_the_clear_and_another_key_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let secret = "CANARY-PREVIEW-VALUE";
        let first = cache(folder.path(), "a1");
        first.put(HERE, "overview", &json!({"text": secret}), &json!({"value": secret}), 1);
        drop(first);
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
            assert!(!bytes.starts_with(b"SQLite format 3"));
        }
        let second = cache(folder.path(), "b2");
        assert_eq!(second.get(HERE, "overview", &json!({"text": secret}), 1), None);
    }

    #[test]
    fn only_harmless_answers_are_kept() {
        let kept: Vec<&str> = contract::COMMANDS.iter().filter(|c| may_be_kept(c)).map(|c| c.name).collect();
        assert!(kept.contains(&"overview") && kept.contains(&"chart") && kept.contains(&"session"));
        for refused in ["sign_in", "sign_out", "save_rule", "start_compare", "cancel_job", "export_findings", "export_report"] {
            assert!(!kept.contains(&refused), "{refused}");
        }
    }
}
