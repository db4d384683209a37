//! Local accounts and sessions. Session tokens are kept as hashes only.

use crate::{Result, Store};
use rusqlite::{OptionalExtension as _, TransactionBehavior};

/// How long attempts to sign in are counted together.
const WINDOW_MS: u64 = 60_000;

/// A local account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Name.
    pub name: String,
    /// Role's word.
    pub role: String,
    /// PHC string of argon2id.
    pub password_hash: String,
    /// May not sign in.
    pub disabled: bool,
}

/// A session.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Account name.
    pub account: String,
    /// Role's word.
    pub role: String,
    /// End when idle.
    pub expires_ms: u64,
    /// Start.
    pub created_ms: u64,
}

impl Store {
    /// Makes or changes an account; its sessions end.
    pub fn put_account(&self, account: &Account) -> Result<()> {
        let database = self.database();
        database.execute(
            "INSERT INTO account (name, role, password_hash, disabled) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (name) DO UPDATE SET role = ?2, password_hash = ?3, disabled = ?4",
            (&account.name, &account.role, &account.password_hash, account.disabled),
        )?;
        database.execute("DELETE FROM session WHERE account = ?1", [&account.name])?;
        Ok(())
    }

    /// An account by name.
    pub fn account(&self, name: &str) -> Result<Option<Account>> {
        let row = |r: &rusqlite::Row<'_>| Ok(Account { name: r.get(0)?, role: r.get(1)?, password_hash: r.get(2)?, disabled: r.get(3)? });
        Ok(self.database().query_row("SELECT name, role, password_hash, disabled FROM account WHERE name = ?1", [name], row).optional()?)
    }

    /// Every account.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT name, role, password_hash, disabled FROM account ORDER BY name")?;
        let rows = statement.query_map([], |r| Ok(Account { name: r.get(0)?, role: r.get(1)?, password_hash: r.get(2)?, disabled: r.get(3)? }))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Counts one attempt to sign in; false when it is one too many for the name, or over all names, within a minute. It is counted before any password
    /// is looked at and in one transaction, so that no number of processes at once gets more. Of a name only a digest is kept, and for that minute.
    pub fn admit_attempt(&self, name: &str, per_name: u32, over_all: u32, now_ms: u64) -> Result<bool> {
        let digest = ring::digest::digest(&ring::digest::SHA256, name.trim().to_lowercase().as_bytes());
        let of_name: String = digest.as_ref().iter().map(|b| format!("{b:02x}")).collect();
        let mut database = self.database();
        let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // A clock that was set back ends the window: it would last until the clock is there again.
        transaction.execute("DELETE FROM attempt WHERE began_ms > ?1 OR began_ms <= ?2", (now_ms, now_ms.saturating_sub(WINDOW_MS)))?;
        let mut admitted = true;
        for (key, most) in [(of_name.as_str(), per_name), ("over all names", over_all)] {
            transaction.execute("INSERT INTO attempt (key, began_ms, tries) VALUES (?1, ?2, 1) ON CONFLICT (key) DO UPDATE SET tries = tries + 1", (key, now_ms))?;
            let tries: u32 = transaction.query_row("SELECT tries FROM attempt WHERE key = ?1", [key], |r| r.get(0))?;
            admitted &= tries <= most;
        }
        transaction.commit()?;
        Ok(admitted)
    }

    /// Starts a session; expired ones are removed.
    pub fn put_session(&self, hash: &str, account: &str, now_ms: u64, expires_ms: u64) -> Result<()> {
        let database = self.database();
        database.execute("DELETE FROM session WHERE expires_ms < ?1", [now_ms])?;
        database.execute("INSERT INTO session (hash, account, created_ms, expires_ms) VALUES (?1, ?2, ?3, ?4)", (hash, account, now_ms, expires_ms))?;
        Ok(())
    }

    /// A session of an account that may sign in.
    pub fn session(&self, hash: &str) -> Result<Option<SessionRow>> {
        let row = |r: &rusqlite::Row<'_>| Ok(SessionRow { account: r.get(0)?, role: r.get(1)?, expires_ms: r.get(2)?, created_ms: r.get(3)? });
        let sql = "SELECT account.name, role, expires_ms, created_ms FROM session JOIN account ON account.name = session.account WHERE hash = ?1 AND disabled = 0";
        Ok(self.database().query_row(sql, [hash], row).optional()?)
    }

    /// Moves the end of a session.
    pub fn extend_session(&self, hash: &str, expires_ms: u64) -> Result<()> {
        self.database().execute("UPDATE session SET expires_ms = ?2 WHERE hash = ?1", (hash, expires_ms))?;
        Ok(())
    }

    /// Ends a session.
    pub fn end_session(&self, hash: &str) -> Result<()> {
        self.database().execute("DELETE FROM session WHERE hash = ?1", [hash])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::Store;

    #[test]
    fn attempts_are_counted_for_a_name_and_over_all_names_for_a_minute_whoever_counts() {
        let (_folder, store) = crate::trial();
        let other = Store::open(store.home(), "passphrase").unwrap();
        let admit = |store: &Store, name: &str, now_ms: u64| store.admit_attempt(name, 3, 5, now_ms).unwrap();
        assert!(admit(&store, "lead", 100_000) && admit(&other, " Lead", 100_000) && admit(&store, "lead", 120_000));
        assert!(!admit(&other, "lead", 120_001), "another process begins no new minute");
        assert!(admit(&store, "analyst", 120_002));
        assert!(!admit(&store, "administrator", 120_003), "one too many over all names");
        assert!(admit(&store, "lead", 160_000), "the minute is over");
        assert!(admit(&store, "lead", 50), "a clock that was set back holds nobody out");
        let kept: Vec<String> = store.database().prepare("SELECT key FROM attempt").unwrap().query_map([], |r| r.get(0)).unwrap().map(|key| key.unwrap()).collect();
        assert!(kept.len() == 2 && !kept.iter().any(|key| key.contains("lead")), "{kept:?}");
    }
}
