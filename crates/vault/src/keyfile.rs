//! The key file: the workspace's key, wrapped under a passphrase.
//!
//! Four lines of text a person can look at: what it is, the cost of a guess, the salt, the wrapped key. The wrapping key
//! is made from the passphrase by Argon2id; the key is wrapped with AES-256-GCM, and the lines above it are
//! authenticated with it, so a weakened cost is noticed. The file says nothing about the workspace.

use crate::{VaultError, WorkspaceKey};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::SecureRandom;
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

const TITLE: &str = "throughline workspace key, version 1";
const SALT: usize = 16;
const WRAPPED: usize = NONCE_LEN + 32 + 16;

/// What one guess of the passphrase costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// RFC 9106's second recommendation, on one lane: 64 MiB, three passes.
    pub const STANDARD: Cost = Cost { memory: 64 * 1024, passes: 3, lanes: 1 };
    /// As cheap as Argon2id goes. For tests.
    pub const TRIVIAL: Cost = Cost { memory: 32, passes: 1, lanes: 1 };
    /// What a file may ask for at most: a hostile file must not take the machine down.
    const LIMIT: Cost = Cost { memory: 1024 * 1024, passes: 32, lanes: 16 };

    fn params(self) -> Result<Params, VaultError> {
        if self.memory > Self::LIMIT.memory || self.passes > Self::LIMIT.passes || self.lanes > Self::LIMIT.lanes {
            return Err(VaultError::KeyFile);
        }
        Params::new(self.memory, self.passes, self.lanes, Some(32)).map_err(|_| VaultError::KeyFile)
    }
}

/// A workspace's key under a passphrase. `to_string` and `parse` are its file form.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyFile {
    cost: Cost,
    salt: [u8; SALT],
    wrapped: [u8; WRAPPED],
}

impl KeyFile {
    /// A new random workspace key and the file that keeps it.
    pub fn create(passphrase: &str, random: &dyn SecureRandom) -> Result<(KeyFile, WorkspaceKey), VaultError> {
        let key = WorkspaceKey::generate(random)?;
        let file = Self::protect(&key, passphrase, Cost::STANDARD, random)?;
        Ok((file, key))
    }

    /// A file for an existing key: how a passphrase is changed.
    pub fn protect(key: &WorkspaceKey, passphrase: &str, cost: Cost, random: &dyn SecureRandom) -> Result<KeyFile, VaultError> {
        let mut file = KeyFile { cost, salt: [0; SALT], wrapped: [0; WRAPPED] };
        random.fill(&mut file.salt).map_err(|_| VaultError::Random)?;
        random.fill(&mut file.wrapped[..NONCE_LEN]).map_err(|_| VaultError::Random)?;
        let wrapping = file.wrapping_key(passphrase)?;
        let nonce = file.nonce()?;
        let about = Aad::from(file.about());
        file.wrapped[NONCE_LEN..NONCE_LEN + 32].copy_from_slice(key.bytes());
        let tag = wrapping
            .seal_in_place_separate_tag(nonce, about, &mut file.wrapped[NONCE_LEN..NONCE_LEN + 32])
            .map_err(|_| VaultError::Crypto)?;
        file.wrapped[NONCE_LEN + 32..].copy_from_slice(tag.as_ref());
        Ok(file)
    }

    /// The workspace's key, if the passphrase is right.
    pub fn open(&self, passphrase: &str) -> Result<WorkspaceKey, VaultError> {
        let wrapping = self.wrapping_key(passphrase)?;
        let mut sealed = Zeroizing::new(self.wrapped);
        let plain = wrapping
            .open_in_place(self.nonce()?, Aad::from(self.about()), &mut sealed[NONCE_LEN..])
            .map_err(|_| VaultError::WrongPassphrase)?;
        let mut bytes = Zeroizing::new([0u8; 32]);
        bytes.copy_from_slice(plain);
        Ok(WorkspaceKey::from_bytes(*bytes))
    }

    /// The cost of a guess at this file's passphrase.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    fn wrapping_key(&self, passphrase: &str) -> Result<LessSafeKey, VaultError> {
        let mut derived = Zeroizing::new([0u8; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.cost.params()?)
            .hash_password_into(passphrase.as_bytes(), &self.salt, &mut derived[..])
            .map_err(|_| VaultError::KeyFile)?;
        let key = UnboundKey::new(&AES_256_GCM, &derived[..]).map_err(|_| VaultError::Crypto)?;
        Ok(LessSafeKey::new(key))
    }

    fn nonce(&self) -> Result<Nonce, VaultError> {
        Nonce::try_assume_unique_for_key(&self.wrapped[..NONCE_LEN]).map_err(|_| VaultError::Crypto)
    }

    /// Everything above the wrapped key, authenticated with it.
    fn about(&self) -> String {
        let Cost { memory, passes, lanes } = self.cost;
        let salt = STANDARD.encode(self.salt);
        format!("{TITLE}\nargon2id memory={memory} passes={passes} lanes={lanes}\nsalt {salt}\n")
    }
}

impl fmt::Display for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}wrapped {}\n", self.about(), STANDARD.encode(self.wrapped))
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyFile")
    }
}

impl FromStr for KeyFile {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<Self, VaultError> {
        let mut lines = text.lines().map(str::trim_end);
        if lines.next() != Some(TITLE) {
            return Err(VaultError::KeyFile);
        }
        let cost = lines.next().and_then(parse_cost).ok_or(VaultError::KeyFile)?;
        let salt = lines.next().and_then(|line| parse_bytes(line, "salt ")).ok_or(VaultError::KeyFile)?;
        let wrapped = lines.next().and_then(|line| parse_bytes(line, "wrapped ")).ok_or(VaultError::KeyFile)?;
        if lines.any(|line| !line.is_empty()) {
            return Err(VaultError::KeyFile);
        }
        cost.params()?;
        Ok(KeyFile { cost, salt, wrapped })
    }
}

fn parse_cost(line: &str) -> Option<Cost> {
    let mut parts = line.strip_prefix("argon2id ")?.split(' ');
    let mut number = |name: &str| parts.next()?.strip_prefix(name)?.parse::<u32>().ok();
    Some(Cost { memory: number("memory=")?, passes: number("passes=")?, lanes: number("lanes=")? })
}

fn parse_bytes<const N: usize>(line: &str, name: &str) -> Option<[u8; N]> {
    STANDARD.decode(line.strip_prefix(name)?).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;

    fn file() -> (KeyFile, WorkspaceKey) {
        let random = SystemRandom::new();
        let key = WorkspaceKey::generate(&random).unwrap();
        (KeyFile::protect(&key, "correct horse", Cost::TRIVIAL, &random).unwrap(), key)
    }

    #[test]
    fn opens_with_the_passphrase_only() {
        let (file, key) = file();
        assert_eq!(file.open("correct horse").unwrap().bytes(), key.bytes());
        assert!(matches!(file.open("wrong horse"), Err(VaultError::WrongPassphrase)));
        assert!(matches!(file.open(""), Err(VaultError::WrongPassphrase)));
    }

    #[test]
    fn survives_its_text_form() {
        let (file, key) = file();
        let text = file.to_string();
        let back: KeyFile = text.parse().unwrap();
        assert_eq!(back, file);
        assert_eq!(back.open("correct horse").unwrap().bytes(), key.bytes());
        let windows: KeyFile = text.replace('\n', "\r\n").parse().unwrap();
        assert_eq!(windows, file);
    }

    #[test]
    fn a_changed_file_does_not_open() {
        let (file, _) = file();
        let weakened = file.to_string().replace("passes=1", "passes=2");
        assert!(matches!(weakened.parse::<KeyFile>().unwrap().open("correct horse"), Err(VaultError::WrongPassphrase)));
        for position in 0..WRAPPED {
            let mut changed = file.clone();
            changed.wrapped[position] ^= 1;
            assert!(matches!(changed.open("correct horse"), Err(VaultError::WrongPassphrase)), "byte {position}");
        }
    }

    #[test]
    fn nonsense_and_greed_are_refused() {
        let text = file().0.to_string();
        for bad in [
            String::new(),
            "hello".to_owned(),
            text.replace("version 1", "version 2"),
            text.replace("memory=32", "memory=4294967295"),
            text.replace("memory=32", "memory=-1"),
            text.replace("lanes=1", "lanes=0"),
            text.replace("salt ", "salt A"),
            format!("{text}more\n"),
        ] {
            assert!(matches!(bad.parse::<KeyFile>(), Err(VaultError::KeyFile)), "{bad}");
        }
    }
}
