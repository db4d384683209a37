//! From a pseudonym back to its key. The key never leaves the workspace.

use crate::{Result, Store};
use rusqlite::OptionalExtension as _;

impl Store {
    /// The key that a pseudonym stands for.
    pub fn key_of(&self, token: &str) -> Result<Option<String>> {
        Ok(self.database().query_row("SELECT key FROM pseudonym WHERE token = ?1", [token], |r| r.get(0)).optional()?)
    }
}
