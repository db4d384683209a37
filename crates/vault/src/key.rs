//! The workspace's key, and the keys derived from it.
//!
//! One key a workspace; every other key is derived from it by HKDF-SHA256 under a label of its own, so that a key used
//! for one purpose says nothing about the others and destroying the one key destroys all. It is not `Clone`, prints its
//! type only, and is overwritten when dropped.

use crate::VaultError;
use ring::rand::SecureRandom;
use ring::{hkdf, hmac};
use std::fmt;
use zeroize::Zeroize;

/// The domain all labels live in. Changing it makes every existing workspace unreadable.
const DOMAIN: &[u8] = b"throughline/v1 ";

/// The one key of a workspace. Held on the heap so that moving it leaves no copies on the stack.
pub struct WorkspaceKey(Box<[u8; 32]>);

impl WorkspaceKey {
    /// A new random key.
    pub fn generate(random: &dyn SecureRandom) -> Result<Self, VaultError> {
        let mut key = Self(Box::new([0; 32]));
        random.fill(&mut key.0[..]).map_err(|_| VaultError::Random)?;
        Ok(key)
    }

    /// A key that another key provider kept.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Box::new(bytes))
    }

    /// The key for the workspace's database. The caller overwrites it after use.
    pub fn database_key(&self) -> [u8; 32] {
        self.derive(&[b"database"])
    }

    /// A keyed digest of `bytes`. Different labels give unrelated digests of the same bytes.
    pub fn hmac(&self, label: &str, bytes: &[u8]) -> [u8; 32] {
        let mut derived = self.derive(&[b"hmac ", label.as_bytes()]);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &derived), bytes);
        derived.zeroize();
        let mut out = [0; 32];
        out.copy_from_slice(tag.as_ref());
        out
    }

    /// The signer of this workspace's audit checkpoints. Its public half outlives the key (see [`crate::audit`]).
    pub fn audit_signer(&self, name: &str) -> Result<crate::audit::Signer, VaultError> {
        let mut seed = self.derive(&[b"audit signature"]);
        let signer = crate::audit::Signer::from_seed(name, &seed);
        seed.zeroize();
        signer.map_err(|_| VaultError::Crypto)
    }

    /// The input key for sealed blobs of one class.
    pub(crate) fn blob_key(&self, class: &str) -> [u8; 32] {
        self.derive(&[b"blob ", class.as_bytes()])
    }

    /// The raw bytes, for wrapping only.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn derive(&self, label: &[&[u8]]) -> [u8; 32] {
        let mut info: Vec<&[u8]> = Vec::with_capacity(label.len() + 1);
        info.push(DOMAIN);
        info.extend_from_slice(label);
        let mut out = [0; 32];
        expand(&self.0[..], &info, &mut out);
        out
    }
}

impl Drop for WorkspaceKey {
    fn drop(&mut self) {
        self.0[..].zeroize();
    }
}

impl fmt::Debug for WorkspaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkspaceKey")
    }
}

/// HKDF-Expand with SHA-256. `key` is uniformly random already, so the extract step is not needed.
pub(crate) fn expand(key: &[u8], info: &[&[u8]], out: &mut [u8]) {
    let key = hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, key);
    key.expand(info, Length(out.len()))
        .and_then(|material| material.fill(out))
        .expect("HKDF-SHA256 gives up to 8,160 bytes and at most 76 are asked for");
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_are_separate_and_stable() {
        let key = WorkspaceKey::from_bytes([7; 32]);
        let again = WorkspaceKey::from_bytes([7; 32]);
        let other = WorkspaceKey::from_bytes([8; 32]);
        assert_eq!(key.database_key(), again.database_key());
        assert_ne!(key.database_key(), other.database_key());
        assert_ne!(key.hmac("a", b"x"), key.hmac("b", b"x"));
        assert_ne!(key.hmac("a", b"x"), key.hmac("a", b"y"));
        assert_ne!(key.blob_key("artifact"), key.database_key());
        assert_eq!(format!("{key:?}"), "WorkspaceKey");
    }

    #[test]
    fn generated_keys_differ() {
        let random = ring::rand::SystemRandom::new();
        let one = WorkspaceKey::generate(&random).unwrap();
        let two = WorkspaceKey::generate(&random).unwrap();
        assert_ne!(one.bytes(), two.bytes());
    }
}
