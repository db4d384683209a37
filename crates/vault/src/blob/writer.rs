//! Writing a sealed blob as a stream.
//!
//! Plain bytes gather in one buffer that is sealed in place and written when full; the buffer is reused, and
//! overwritten when the writer is dropped. A writer dropped without `finish` leaves a blob that does not open: a
//! half-written file can never pass for a whole one.

use super::{CHUNK, Object, Sealing, TAG};
use crate::{VaultError, WorkspaceKey};
use std::io::{self, Write};
use zeroize::Zeroizing;

/// Seals what is written to it and passes it on.
pub struct SealedWriter<W: Write> {
    inner: W,
    sealing: Sealing,
    buffer: Zeroizing<Vec<u8>>,
    /// A write failed: what is in the buffer is no longer plain, so nothing may follow it.
    broken: bool,
}

impl<W: Write> SealedWriter<W> {
    /// Starts a blob: the header is written at once.
    pub fn new(mut inner: W, key: &WorkspaceKey, object: &Object<'_>) -> Result<Self, VaultError> {
        let (sealing, header) = Sealing::start(key, object)?;
        inner.write_all(&header)?;
        let buffer = Zeroizing::new(Vec::with_capacity(CHUNK + TAG));
        Ok(Self { inner, sealing, buffer, broken: false })
    }

    /// Seals the last chunk and gives the carrier back, flushed. Making it durable is the caller's.
    pub fn finish(mut self) -> io::Result<W> {
        if self.broken {
            return Err(VaultError::Broken.into());
        }
        self.seal_chunk()?;
        self.inner.flush()?;
        Ok(self.inner)
    }

    fn seal_chunk(&mut self) -> io::Result<()> {
        self.broken = true;
        let tag = self.sealing.seal(&mut self.buffer[..])?;
        self.buffer.extend_from_slice(tag.as_ref());
        self.inner.write_all(&self.buffer)?;
        self.buffer.clear();
        self.broken = false;
        Ok(())
    }
}

impl<W: Write> Write for SealedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.broken {
            return Err(VaultError::Broken.into());
        }
        let take = bytes.len().min(CHUNK - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..take]);
        if self.buffer.len() == CHUNK {
            self.seal_chunk()?;
        }
        Ok(take)
    }

    /// Flushes whole chunks only: a chunk that is not full cannot be sealed before the end.
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
