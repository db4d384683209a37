//! Secrets of this desktop, in the operating system's keychain and nowhere else.
//!
//! One store a platform. Without a keychain (a bare session, a locked one) nothing secret outlives the program: the
//! session's token stays in memory and there is no cache. Secrets are texts, because one of the stores takes only
//! texts. Every call may wait for the system, so callers use a blocking thread.

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use std::sync::Arc;

/// The name under which the system's own keychain program lists our entries.
const SERVICE: &str = "throughline";

/// The keychain, if there is one.
#[derive(Clone)]
pub(crate) struct Keychain {
    store: Option<Arc<CredentialStore>>,
}

impl Keychain {
    /// The system's keychain, tried out: one that cannot be asked counts as none.
    pub(crate) fn open() -> Self {
        let keychain = match platform_store() {
            Ok(store) => Self { store: Some(store) },
            Err(_) => Self::none(),
        };
        if keychain.usable() { keychain } else { Self::none() }
    }

    pub(crate) fn none() -> Self {
        Self { store: None }
    }

    #[cfg(test)]
    pub(crate) fn with(store: Arc<CredentialStore>) -> Self {
        Self { store: Some(store) }
    }

    pub(crate) fn is_there(&self) -> bool {
        self.store.is_some()
    }

    pub(crate) fn get(&self, user: &str) -> Option<String> {
        self.entry(user)?.get_password().ok()
    }

    /// Whether it was kept.
    pub(crate) fn put(&self, user: &str, secret: &str) -> bool {
        self.entry(user).is_some_and(|entry| entry.set_password(secret).is_ok())
    }

    pub(crate) fn delete(&self, user: &str) {
        if let Some(entry) = self.entry(user) {
            let _ = entry.delete_credential();
        }
    }

    fn entry(&self, user: &str) -> Option<Entry> {
        self.store.as_ref()?.build(SERVICE, user, None).ok()
    }

    fn usable(&self) -> bool {
        let Some(entry) = self.entry("a first look") else { return false };
        matches!(entry.get_password(), Ok(_) | Err(Error::NoEntry))
    }
}

#[cfg(target_os = "linux")]
fn platform_store() -> keyring_core::Result<Arc<CredentialStore>> {
    let store = dbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(target_os = "macos")]
fn platform_store() -> keyring_core::Result<Arc<CredentialStore>> {
    let store = apple_native_keyring_store::keychain::Store::new()?;
    Ok(store)
}

#[cfg(target_os = "windows")]
fn platform_store() -> keyring_core::Result<Arc<CredentialStore>> {
    let store = windows_native_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_and_forgets() {
        let keychain = Keychain::with(keyring_core::mock::Store::new().unwrap());
        assert!(keychain.usable());
        assert_eq!(keychain.get("a"), None);
        assert!(keychain.put("a", "secret"));
        assert_eq!(keychain.get("a").as_deref(), Some("secret"));
        keychain.delete("a");
        assert_eq!(keychain.get("a"), None);
    }

    #[test]
    fn none_keeps_nothing() {
        let keychain = Keychain::none();
        assert!(!keychain.put("a", "secret") && keychain.get("a").is_none() && !keychain.is_there());
    }
}
