//! Sealed blobs in files of their own: written once under a temporary name, renamed when whole, read with random access.

use crate::{Result, Store, random_token};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::PathBuf;
use vault::{Object, SealedReader, SealedWriter};

/// A blob being written. Dropped without `finish` it leaves nothing.
pub struct BlobWriter {
    writer: Option<SealedWriter<BufWriter<File>>>,
    id: String,
    partial: PathBuf,
    path: PathBuf,
}

/// A blob being read.
pub type BlobReader = SealedReader<BufReader<File>>;

impl Store {
    fn blob_path(&self, id: &str) -> PathBuf {
        self.home().join("blobs").join(&id[..2]).join(id)
    }

    /// Starts a blob of a class (`artifact`, `destination`, `origins`, `charts`, `book`, `population`).
    pub fn write_blob(&self, class: &str) -> Result<BlobWriter> {
        let id = random_token(16);
        let path = self.blob_path(&id);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let partial = path.with_extension("part");
        let file = File::create_new(&partial)?;
        let object = Object { workspace: self.id(), id: &id, class };
        let writer = SealedWriter::new(BufWriter::with_capacity(256 << 10, file), self.key(), &object)?;
        Ok(BlobWriter { writer: Some(writer), id, partial, path })
    }

    /// Opens a blob.
    pub fn read_blob(&self, id: &str, class: &str) -> Result<BlobReader> {
        let file = File::open(self.blob_path(id))?;
        Ok(SealedReader::new(BufReader::with_capacity(64 << 10, file), self.key(), &Object { workspace: self.id(), id, class })?)
    }

    /// A part of a blob.
    pub fn read_blob_part(&self, id: &str, class: &str, offset: u64, length: usize) -> Result<Vec<u8>> {
        let mut reader = self.read_blob(id, class)?;
        reader.seek(std::io::SeekFrom::Start(offset))?;
        let mut out = vec![0; length];
        reader.read_exact(&mut out)?;
        Ok(out)
    }

    /// Removes a blob that nothing refers to.
    pub fn remove_blob(&self, id: &str) -> Result<()> {
        match std::fs::remove_file(self.blob_path(id)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

impl BlobWriter {
    /// Seals the rest, makes it durable and gives its id. When that fails, nothing of it stays on disk.
    pub fn finish(mut self) -> Result<String> {
        if let Some(writer) = self.writer.take() {
            let sealed = (|| -> Result<()> {
                let file = writer.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
                file.sync_all()?;
                Ok(std::fs::rename(&self.partial, &self.path)?)
            })();
            if sealed.is_err() {
                let _ = std::fs::remove_file(&self.partial);
            }
            sealed?;
        }
        Ok(self.id.clone())
    }
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match &mut self.writer {
            Some(writer) => writer.write(bytes),
            None => Ok(0),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Drop for BlobWriter {
    fn drop(&mut self) {
        if self.writer.take().is_some() {
            let _ = std::fs::remove_file(&self.partial);
        }
    }
}
