//! Sealed blobs: bytes of any length, encrypted in chunks, readable at any place.
//!
//! The format is C2SP chunked-encryption with SHA-256 and AES-256-GCM: a 24-byte random salt, a 32-byte key commitment,
//! then chunks of 16 KiB of which the last is always shorter, so the end marks itself. The input key is derived from the
//! workspace's key per class; the context binds workspace, object and class, so a blob opened as another object fails.
//!
//! What must stay true: a nonce is the base nonce XOR the chunk's number, and `Sealing` numbers forward only.

mod reader;
mod writer;

pub use reader::SealedReader;
pub use writer::SealedWriter;

use crate::key::expand;
use crate::{VaultError, WorkspaceKey};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, Tag, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::{Zeroize, Zeroizing};

pub(crate) const CHUNK: usize = 16 * 1024;
pub(crate) const TAG: usize = 16;
const SALT: usize = 24;
const COMMITMENT: usize = 32;
pub(crate) const HEADER: usize = SALT + COMMITMENT;
const MAX_CHUNKS: u64 = 1 << 38;
const PROTOCOL: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";

/// What a blob is. It is bound into the encryption: the same bytes opened as another object do not open.
/// Where an object has versions, the version is part of `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object<'a> {
    /// The workspace it belongs to.
    pub workspace: &'a str,
    /// Which object it is.
    pub id: &'a str,
    /// Its class: artifact, relation, chart and so on. Each class has a key of its own.
    pub class: &'a str,
}

impl Object<'_> {
    /// An unambiguous encoding: each part is preceded by its length.
    fn context(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(24 + self.workspace.len() + self.id.len() + self.class.len());
        for part in [self.workspace, self.id, self.class] {
            out.extend_from_slice(&(part.len() as u64).to_be_bytes());
            out.extend_from_slice(part.as_bytes());
        }
        out
    }
}

/// The single-use key of one blob.
pub(crate) struct Cipher {
    key: LessSafeKey,
    base_nonce: [u8; NONCE_LEN],
    commitment: [u8; COMMITMENT],
}

impl Cipher {
    fn derive(key: &WorkspaceKey, object: &Object<'_>, salt: &[u8]) -> Result<Self, VaultError> {
        let input = Zeroizing::new(key.blob_key(object.class));
        let context = object.context();
        let mut material = Zeroizing::new([0u8; 32 + NONCE_LEN + COMMITMENT]);
        expand(&input[..], &[PROTOCOL, salt, &context], &mut material[..]);
        let key = UnboundKey::new(&AES_256_GCM, &material[..32]).map_err(|_| VaultError::Crypto)?;
        let mut base_nonce = [0; NONCE_LEN];
        base_nonce.copy_from_slice(&material[32..32 + NONCE_LEN]);
        let mut commitment = [0; COMMITMENT];
        commitment.copy_from_slice(&material[32 + NONCE_LEN..]);
        Ok(Self { key: LessSafeKey::new(key), base_nonce, commitment })
    }

    /// The cipher for reading: the commitment is checked before any chunk is touched.
    pub(crate) fn opening(key: &WorkspaceKey, object: &Object<'_>, header: &[u8]) -> Result<Self, VaultError> {
        let (salt, commitment) = header.split_at_checked(SALT).ok_or(VaultError::Truncated)?;
        let cipher = Self::derive(key, object, salt)?;
        // Public values on both sides: the commitment is written in the clear, so no constant-time comparison is needed.
        if cipher.commitment[..] != *commitment {
            return Err(VaultError::WrongKey);
        }
        Ok(cipher)
    }

    fn nonce(&self, chunk: u64) -> Nonce {
        let mut nonce = self.base_nonce;
        for (byte, number) in nonce[NONCE_LEN - 8..].iter_mut().zip(chunk.to_be_bytes()) {
            *byte ^= number;
        }
        Nonce::assume_unique_for_key(nonce)
    }

    /// Opens chunk `chunk` (with its tag) in place and gives the plain bytes.
    pub(crate) fn open<'a>(&self, chunk: u64, sealed: &'a mut [u8]) -> Result<&'a mut [u8], VaultError> {
        self.key.open_in_place(self.nonce(chunk), Aad::empty(), sealed).map_err(|_| VaultError::Altered)
    }
}

impl Drop for Cipher {
    fn drop(&mut self) {
        self.base_nonce.zeroize();
    }
}

/// The cipher for writing. It owns the chunk counter, so no nonce is used twice.
pub(crate) struct Sealing {
    cipher: Cipher,
    next: u64,
}

impl Sealing {
    /// A new salt, its key, and the header to write first.
    pub(crate) fn start(key: &WorkspaceKey, object: &Object<'_>) -> Result<(Self, [u8; HEADER]), VaultError> {
        let mut header = [0; HEADER];
        SystemRandom::new().fill(&mut header[..SALT]).map_err(|_| VaultError::Random)?;
        let cipher = Cipher::derive(key, object, &header[..SALT])?;
        header[SALT..].copy_from_slice(&cipher.commitment);
        Ok((Self { cipher, next: 0 }, header))
    }

    /// Seals the next chunk in place and gives its tag.
    pub(crate) fn seal(&mut self, plain: &mut [u8]) -> Result<Tag, VaultError> {
        if self.next >= MAX_CHUNKS {
            return Err(VaultError::TooLarge);
        }
        let nonce = self.cipher.nonce(self.next);
        self.next += 1;
        self.cipher.key.seal_in_place_separate_tag(nonce, Aad::empty(), plain).map_err(|_| VaultError::Crypto)
    }
}

/// How a blob of `total` sealed bytes is laid out.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// Chunks, the short last one included. At least one.
    pub(crate) chunks: u64,
    /// Plain bytes in the last chunk.
    pub(crate) last: usize,
}

impl Layout {
    pub(crate) fn of(total: u64) -> Result<Self, VaultError> {
        let body = total.checked_sub(HEADER as u64).ok_or(VaultError::Truncated)?;
        let sealed_chunk = (CHUNK + TAG) as u64;
        let rest = (body % sealed_chunk) as usize;
        if rest < TAG {
            return Err(VaultError::Truncated);
        }
        let chunks = body / sealed_chunk + 1;
        if chunks > MAX_CHUNKS {
            return Err(VaultError::TooLarge);
        }
        Ok(Self { chunks, last: rest - TAG })
    }

    pub(crate) fn plain_length(self) -> u64 {
        (self.chunks - 1) * CHUNK as u64 + self.last as u64
    }
}

/// Seals bytes that fit in memory.
pub fn seal(key: &WorkspaceKey, object: &Object<'_>, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let (mut sealing, header) = Sealing::start(key, object)?;
    let chunks = plain.len() / CHUNK + 1;
    let mut out = Vec::with_capacity(HEADER + plain.len() + chunks * TAG);
    out.extend_from_slice(&header);
    let mut rest = plain;
    loop {
        let (chunk, after) = rest.split_at(rest.len().min(CHUNK));
        let start = out.len();
        out.extend_from_slice(chunk);
        let tag = sealing.seal(&mut out[start..])?;
        out.extend_from_slice(tag.as_ref());
        rest = after;
        if chunk.len() < CHUNK {
            return Ok(out);
        }
    }
}

/// Opens a blob that fits in memory. Nothing comes out unless all of it is authentic.
pub fn open(key: &WorkspaceKey, object: &Object<'_>, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
    let layout = Layout::of(sealed.len() as u64)?;
    let (header, body) = sealed.split_at(HEADER);
    let cipher = Cipher::opening(key, object, header)?;
    let mut out: Zeroizing<Vec<u8>> = Zeroizing::new(Vec::with_capacity(layout.plain_length() as usize + TAG));
    for (number, chunk) in body.chunks(CHUNK + TAG).enumerate() {
        let start = out.len();
        out.extend_from_slice(chunk);
        let plain = cipher.open(number as u64, &mut out[start..])?.len();
        out.truncate(start + plain);
    }
    Ok(std::mem::take(&mut *out))
}
