//! Signed notes (C2SP signed-note) with Ed25519: a text, a blank line, signature lines.
//!
//! A note may carry signatures of keys we do not know; they are ignored. A signature under a known name and key id that
//! does not verify spoils the whole note. What the text means is `checkpoint`'s business.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::fmt;

/// A plain signature over the note's text.
pub(super) const SIGNATURE: u8 = 0x01;
/// A witness's timestamped cosignature (C2SP tlog-cosignature).
pub(super) const COSIGNATURE: u8 = 0x04;

const MAX_NOTE: usize = 256 * 1024;

/// Why a note was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is not a signed note, or its text is not a checkpoint.
    #[error("this is not a signed checkpoint")]
    Malformed,
    /// No signature of the expected key.
    #[error("the checkpoint is not signed by the expected key")]
    Unsigned,
    /// A signature of the expected key that does not verify.
    #[error("the checkpoint's signature is wrong")]
    BadSignature,
    /// A key name that is empty or holds a space, a plus sign or a control character; or a bad key.
    #[error("this is not a valid key")]
    Key,
}

/// Signs notes under a name.
pub struct Signer {
    pair: Ed25519KeyPair,
    verifier: Verifier,
}

impl Signer {
    /// The signer that a secret seed of 32 bytes gives.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| NoteError::Key)?;
        let key: [u8; 32] = pair.public_key().as_ref().try_into().map_err(|_| NoteError::Key)?;
        Ok(Self { pair, verifier: Verifier::new(name, key)? })
    }

    /// The public half, to be kept by whoever will check.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut out = [0; 64];
        out.copy_from_slice(self.pair.sign(message).as_ref());
        out
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier.name)
    }
}

/// Checks notes signed under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: [u8; 32],
}

impl Verifier {
    /// A verifier of an Ed25519 public key.
    pub fn new(name: &str, key: [u8; 32]) -> Result<Self, NoteError> {
        let bad = |character: char| character.is_whitespace() || character.is_control() || character == '+';
        if name.is_empty() || name.chars().any(bad) {
            return Err(NoteError::Key);
        }
        Ok(Self { name: name.to_owned(), key })
    }

    /// Reads the text form that `Display` writes: `name+keyid+base64(type and key)`.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let bytes = STANDARD.decode(key).map_err(|_| NoteError::Key)?;
        let (Some(&SIGNATURE), Some(key)) = (bytes.first(), bytes.get(1..)) else { return Err(NoteError::Key) };
        let verifier = Self::new(name, key.try_into().map_err(|_| NoteError::Key)?)?;
        if format!("{:08x}", verifier.key_id(SIGNATURE)) != id {
            return Err(NoteError::Key);
        }
        Ok(verifier)
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn key_id(&self, kind: u8) -> u32 {
        let mut bytes = Vec::with_capacity(self.name.len() + 34);
        bytes.extend_from_slice(self.name.as_bytes());
        bytes.push(b'\n');
        bytes.push(kind);
        bytes.extend_from_slice(&self.key);
        let hash = digest(&SHA256, &bytes);
        hash.as_ref().iter().take(4).fold(0u32, |id, byte| (id << 8) | u32::from(*byte))
    }

    pub(super) fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.key).verify(message, signature).is_ok()
    }

    /// The signature line for `signature`, of this key and kind.
    pub(super) fn line(&self, kind: u8, signature: &[u8]) -> String {
        let mut bytes = self.key_id(kind).to_be_bytes().to_vec();
        bytes.extend_from_slice(signature);
        format!("\u{2014} {} {}\n", self.name, STANDARD.encode(bytes))
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![SIGNATURE];
        bytes.extend_from_slice(&self.key);
        write!(f, "{}+{:08x}+{}", self.name, self.key_id(SIGNATURE), STANDARD.encode(bytes))
    }
}

/// A note taken apart. Nothing in it may be believed before a signature was checked.
pub(super) struct Note<'a> {
    pub(super) text: &'a str,
    lines: Vec<&'a str>,
}

impl<'a> Note<'a> {
    pub(super) fn parse(note: &'a str) -> Result<Self, NoteError> {
        let control = |character: char| character < ' ' && character != '\n';
        if note.len() > MAX_NOTE || note.chars().any(control) || !note.ends_with('\n') {
            return Err(NoteError::Malformed);
        }
        let blank = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let lines: Vec<&str> = note[blank + 2..].lines().collect();
        if lines.is_empty() || lines.iter().any(|line| !line.starts_with("\u{2014} ")) {
            return Err(NoteError::Malformed);
        }
        Ok(Self { text: &note[..blank + 1], lines })
    }

    /// The signatures that claim to be by this key and of this kind.
    pub(super) fn signatures(&self, verifier: &Verifier, kind: u8) -> Vec<Vec<u8>> {
        let id = verifier.key_id(kind).to_be_bytes();
        let claimed = |line: &&str| -> Option<Vec<u8>> {
            let (name, signature) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
            let bytes = STANDARD.decode(signature).ok()?;
            (name == verifier.name && bytes.starts_with(&id)).then(|| bytes[4..].to_vec())
        };
        self.lines.iter().filter_map(claimed).collect()
    }
}
