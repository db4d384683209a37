//! Reading a sealed blob, from the start or at any place.
//!
//! On opening, the key commitment is checked and the last chunk is opened, which authenticates the whole length. After
//! that each chunk is authenticated when it is first needed, before a byte of it is given out. One chunk is kept;
//! reading forward neither seeks nor reads a chunk twice.

use super::{CHUNK, Cipher, HEADER, Layout, Object, TAG};
use crate::{VaultError, WorkspaceKey};
use std::io::{self, Read, Seek, SeekFrom};
use zeroize::Zeroizing;

/// A sealed blob as a plain, seekable stream. The blob starts at the carrier's first byte and ends at its last.
pub struct SealedReader<R: Read + Seek> {
    inner: R,
    cipher: Cipher,
    layout: Layout,
    position: u64,
    buffer: Zeroizing<Vec<u8>>,
    /// The chunk whose plain bytes are in the buffer, and how many there are.
    loaded: Option<(u64, usize)>,
    /// Where the carrier stands, if that is known: saves a seek a chunk, which would empty a buffered carrier.
    carrier: Option<u64>,
}

impl<R: Read + Seek> SealedReader<R> {
    /// Opens a blob and authenticates its header and its length.
    pub fn new(mut inner: R, key: &WorkspaceKey, object: &Object<'_>) -> Result<Self, VaultError> {
        let layout = Layout::of(inner.seek(SeekFrom::End(0))?)?;
        inner.seek(SeekFrom::Start(0))?;
        let mut header = [0; HEADER];
        inner.read_exact(&mut header)?;
        let cipher = Cipher::opening(key, object, &header)?;
        let size = if layout.chunks == 1 { layout.last + TAG } else { CHUNK + TAG };
        let buffer = Zeroizing::new(vec![0; size]);
        let carrier = Some(HEADER as u64);
        let mut reader = Self { inner, cipher, layout, position: 0, buffer, loaded: None, carrier };
        reader.load(layout.chunks - 1)?;
        Ok(reader)
    }

    /// The number of plain bytes. Authenticated.
    pub fn length(&self) -> u64 {
        self.layout.plain_length()
    }

    /// Fills `out` from `offset`, without moving the stream's position.
    pub fn read_at(&mut self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let before = self.position;
        self.position = offset;
        let result = self.read_exact(out);
        self.position = before;
        result
    }

    fn load(&mut self, chunk: u64) -> Result<usize, VaultError> {
        if let Some((loaded, length)) = self.loaded
            && loaded == chunk
        {
            return Ok(length);
        }
        self.loaded = None;
        let plain = if chunk + 1 == self.layout.chunks { self.layout.last } else { CHUNK };
        let start = HEADER as u64 + chunk * (CHUNK + TAG) as u64;
        if self.carrier != Some(start) {
            self.carrier = None;
            self.inner.seek(SeekFrom::Start(start))?;
        }
        self.carrier = None;
        let sealed = &mut self.buffer[..plain + TAG];
        self.inner.read_exact(sealed)?;
        self.carrier = Some(start + (plain + TAG) as u64);
        self.cipher.open(chunk, sealed)?;
        self.loaded = Some((chunk, plain));
        Ok(plain)
    }
}

impl<R: Read + Seek> Read for SealedReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() || self.position >= self.length() {
            return Ok(0);
        }
        let available = self.load(self.position / CHUNK as u64)?;
        let start = (self.position % CHUNK as u64) as usize;
        let take = out.len().min(available - start);
        out[..take].copy_from_slice(&self.buffer[start..start + take]);
        self.position += take as u64;
        Ok(take)
    }
}

impl<R: Read + Seek> Seek for SealedReader<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.length().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
