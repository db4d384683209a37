//! What outlives the program: tokens in the keychain, previews in the cache whose key is in the keychain too.
//!
//! Opening may wait for the system's keychain, so all of it belongs on a blocking thread.

use crate::cache::Cache;
use crate::keychain::Keychain;
use ring::rand::SecureRandom;
use serde_json::Value;
use std::path::Path;

/// The keychain entry of the cache's key. No address of a workspace looks like it.
const CACHE_KEY: &str = "preview cache";

/// Keychain and cache.
pub(crate) struct Kept {
    keychain: Keychain,
    cache: Option<Cache>,
}

impl Kept {
    pub(crate) fn open(cache: &Path) -> Self {
        Self::with(Keychain::open(), cache)
    }

    pub(crate) fn with(keychain: Keychain, cache: &Path) -> Self {
        if !keychain.is_there() {
            tracing::warn!("no keychain: the session ends with the program and no previews are kept");
            // One from better days cannot be opened any more.
            let _ = std::fs::remove_file(cache);
            return Self { keychain, cache: None };
        }
        let opened = cache_key(&keychain).and_then(|key| Cache::open(cache, &key).ok());
        if opened.is_none() {
            tracing::warn!("the preview cache could not be opened; no previews are kept");
        }
        Self { keychain, cache: opened }
    }

    pub(crate) fn token(&self, address: &str) -> Option<String> {
        self.keychain.get(address)
    }

    /// A session began: keep its token, and forget the previews of whoever was signed in before.
    pub(crate) fn began(&self, address: &str, token: &str) {
        if self.keychain.is_there() && !self.keychain.put(address, token) {
            tracing::warn!("the keychain did not take the session; it ends with the program");
        }
        self.empty(address);
    }

    /// A session ended: nothing of it stays.
    pub(crate) fn ended(&self, address: &str) {
        self.keychain.delete(address);
        self.empty(address);
    }

    pub(crate) fn preview(&self, address: &str, command: &str, request: &Value, now_ms: u64) -> Option<Value> {
        self.cache.as_ref()?.get(address, command, request, now_ms)
    }

    pub(crate) fn keep(&self, address: &str, command: &str, request: &Value, answer: &Value, now_ms: u64) {
        if let Some(cache) = &self.cache {
            cache.put(address, command, request, answer, now_ms);
        }
    }

    fn empty(&self, address: &str) {
        if let Some(cache) = &self.cache {
            cache.empty(address);
        }
    }
}

/// The cache's key, made on first use; none if the keychain does not keep it.
fn cache_key(keychain: &Keychain) -> Option<String> {
    if let Some(key) = keychain.get(CACHE_KEY).filter(|key| is_key(key)) {
        return Some(key);
    }
    let mut bytes = [0u8; 32];
    ring::rand::SystemRandom::new().fill(&mut bytes).ok()?;
    let key: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    (keychain.put(CACHE_KEY, &key) && keychain.get(CACHE_KEY).as_deref() == Some(key.as_str())).then_some(key)
}

fn is_key(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const HERE: &str = "https://127.0.0.1:8443";

    #[test]
    fn session_and_previews_end_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("previews.db");
        let keychain = Keychain::with(keyring_core::mock::Store::new().unwrap());
        let kept = Kept::with(keychain.clone(), &path);
        kept.began(HERE, "token");
        kept.keep(HERE, "overview", &json!({}), &json!(1), 5);
        drop(kept);
        let again = Kept::with(keychain, &path);
        assert_eq!(again.token(HERE).as_deref(), Some("token"));
        assert_eq!(again.preview(HERE, "overview", &json!({}), 6), Some(json!(1)));
        again.ended(HERE);
        assert_eq!(again.token(HERE), None);
        assert_eq!(again.preview(HERE, "overview", &json!({}), 6), None);
    }

    #[test]
    fn without_a_keychain_there_is_no_cache() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("previews.db");
        let kept = Kept::with(Keychain::none(), &path);
        kept.began(HERE, "token");
        kept.keep(HERE, "overview", &json!({}), &json!(1), 5);
        assert_eq!((kept.token(HERE), kept.preview(HERE, "overview", &json!({}), 5)), (None, None));
        assert!(!path.exists());
    }
}
