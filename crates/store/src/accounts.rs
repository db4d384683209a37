//! Local accounts and sessions. Session tokens are kept as hashes only.

use crate::{Result, Store};
use rusqlite::OptionalExtension as _;

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
