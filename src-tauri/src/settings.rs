//! What the desktop remembers in the open: known workspaces with the certificates that a person pinned.
//!
//! A small JSON file in the configuration folder. No secret is in it: tokens and keys are in the keychain, previews in
//! the sealed cache. A file that cannot be read counts as empty and is said so; nothing is trusted then.

use crate::file::write_whole;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One workspace this desktop has connected to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct KnownWorkspace {
    pub(crate) address: String,
    pub(crate) name: String,
    pub(crate) fingerprint: String,
    pub(crate) last_account: Option<String>,
    pub(crate) last_seen_ms: Option<u64>,
}

/// The settings file.
pub(crate) struct Settings {
    path: PathBuf,
    known: Mutex<Vec<KnownWorkspace>>,
}

impl Settings {
    pub(crate) fn open(path: PathBuf) -> Self {
        let known = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|_| {
                tracing::warn!("the settings could not be read and start empty");
                Vec::new()
            }),
            Err(_) => Vec::new(),
        };
        Self { path, known: Mutex::new(known) }
    }

    /// Latest first.
    pub(crate) fn all(&self) -> Vec<KnownWorkspace> {
        let mut all = self.known().clone();
        all.sort_by_key(|workspace| std::cmp::Reverse(workspace.last_seen_ms));
        all
    }

    pub(crate) fn find(&self, address: &str) -> Option<KnownWorkspace> {
        self.known().iter().find(|workspace| workspace.address == address).cloned()
    }

    /// Trust a certificate for an address from now on; true when another one was trusted before.
    pub(crate) fn pin(&self, address: &str, fingerprint: &str) -> bool {
        let mut known = self.known();
        let changed = match known.iter_mut().find(|workspace| workspace.address == address) {
            Some(workspace) => {
                let changed = workspace.fingerprint != fingerprint;
                workspace.fingerprint = fingerprint.to_owned();
                changed
            }
            None => {
                known.push(KnownWorkspace {
                    address: address.to_owned(),
                    name: address.trim_start_matches("https://").to_owned(),
                    fingerprint: fingerprint.to_owned(),
                    ..KnownWorkspace::default()
                });
                false
            }
        };
        self.write(&known);
        changed
    }

    /// Somebody signed in.
    pub(crate) fn seen(&self, address: &str, name: &str, account: &str, now_ms: u64) {
        let mut known = self.known();
        if let Some(workspace) = known.iter_mut().find(|workspace| workspace.address == address) {
            if !name.is_empty() {
                workspace.name = name.to_owned();
            }
            workspace.last_account = Some(account.to_owned());
            workspace.last_seen_ms = Some(now_ms);
        }
        self.write(&known);
    }

    pub(crate) fn forget(&self, address: &str) {
        let mut known = self.known();
        known.retain(|workspace| workspace.address != address);
        self.write(&known);
    }

    fn known(&self) -> MutexGuard<'_, Vec<KnownWorkspace>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, known: &[KnownWorkspace]) {
        let folder = self.path.parent().map(std::fs::create_dir_all).unwrap_or(Ok(()));
        let written = folder.and_then(|()| write_whole(&self.path, &serde_json::to_vec_pretty(known)?));
        if let Err(error) = written {
            tracing::warn!(kind = ?error.kind(), "the settings could not be written; they last until the end");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://workspace.example.org:8443";

    #[test]
    fn pins_survive_and_change_loudly() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("settings.json");
        let settings = Settings::open(path.clone());
        assert!(!settings.pin(ADDRESS, "aa"));
        assert!(!settings.pin(ADDRESS, "aa"));
        settings.seen(ADDRESS, "Sample", "lead", 7);
        let again = Settings::open(path);
        let known = again.find(ADDRESS).unwrap();
        assert_eq!(
            (known.name.as_str(), known.last_account.as_deref(), known.last_seen_ms),
            ("Sample", Some("lead"), Some(7))
        );
        assert!(again.pin(ADDRESS, "bb"));
        again.forget(ADDRESS);
        assert!(again.all().is_empty());
    }

    #[test]
    fn damaged_file_trusts_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        std::fs::write(&path, b"[{").unwrap();
        assert!(Settings::open(path).all().is_empty());
    }

    #[test]
    fn latest_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::open(folder.path().join("settings.json"));
        for (address, seen) in [("a", 1), ("b", 3), ("c", 2)] {
            settings.pin(address, "ff");
            settings.seen(address, address, "lead", seen);
        }
        settings.pin("never", "ff");
        let order: Vec<String> = settings.all().into_iter().map(|workspace| workspace.address).collect();
        assert_eq!(order, ["b", "c", "a", "never"]);
    }
}
