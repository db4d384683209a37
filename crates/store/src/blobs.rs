//! Sealed blobs in files of their own: written once under a temporary name, renamed when whole, read with random access.
//!
//! A blob in the making holds no open file between two writes: a book is spilled into hundreds of them at once, and a process may have
//! as few as 256 files open.

use crate::{Result, Store, random_token};
use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};
use std::path::PathBuf;
use vault::{Object, SealedReader, SealedWriter};

/// Sealed bytes that are gathered before the file is opened and they are put behind what it has: at most, and at least.
const GATHERED_BYTES: usize = 256 << 10;
const GATHERED_MIN: usize = 16 << 10;
/// Room that blobs share in which bytes are gathered.
const SHARED_BYTES: usize = 32 << 20;

/// Where something stands in a blob.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlobPart {
    /// The blob.
    pub blob: String,
    /// Offset in it, in bytes.
    pub offset: u64,
    /// Length, in bytes.
    pub length: u64,
}

/// The file of a blob in the making, open only while something is put into it.
struct Part {
    path: PathBuf,
    gathered: Vec<u8>,
    /// Bytes that are gathered at most.
    room: usize,
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.gathered.len() + bytes.len() > self.room {
            self.flush()?;
        }
        if self.gathered.capacity() == 0 {
            // All of it at once: to grow, what was gathered would be moved each time.
            self.gathered.reserve_exact(self.room);
        }
        self.gathered.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let put = File::options().append(true).open(&self.path).and_then(|mut file| file.write_all(&self.gathered));
        // Whatever came of it, nothing is put there twice: a writer that failed seals nothing more.
        self.gathered.clear();
        put
    }
}

/// A blob being written. Dropped without `finish` it leaves nothing.
pub struct BlobWriter {
    writer: Option<SealedWriter<Part>>,
    id: String,
    partial: PathBuf,
    path: PathBuf,
}

/// A blob being read.
pub type BlobReader = SealedReader<BufReader<File>>;

impl Store {
    fn blob_path(&self, id: &str) -> PathBuf {
        self.home().join("blobs").join(id.get(..2).unwrap_or(id)).join(id)
    }

    /// Starts a blob of a class (`artifact`, `destination`, `origins`, `charts`, `book`, `population`).
    pub fn write_blob(&self, class: &str) -> Result<BlobWriter> {
        self.start_blob(class, GATHERED_BYTES)
    }

    /// Starts so many blobs of a class that are written by turns: however many they are, they need hardly more room.
    pub fn write_blobs(&self, class: &str, count: usize) -> Result<Vec<BlobWriter>> {
        let room = (SHARED_BYTES / count.max(1)).clamp(GATHERED_MIN, GATHERED_BYTES);
        (0..count).map(|_| self.start_blob(class, room)).collect()
    }

    fn start_blob(&self, class: &str, room: usize) -> Result<BlobWriter> {
        let id = random_token(16);
        let path = self.blob_path(&id);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let partial = path.with_extension("part");
        File::create_new(&partial)?;
        let object = Object { workspace: self.id(), id: &id, class };
        let writer = SealedWriter::new(Part { path: partial.clone(), gathered: Vec::new(), room }, self.key(), &object)?;
        Ok(BlobWriter { writer: Some(writer), id, partial, path })
    }

    /// Opens a blob.
    pub fn read_blob(&self, id: &str, class: &str) -> Result<BlobReader> {
        let file = File::open(self.blob_path(id))?;
        Ok(SealedReader::new(BufReader::with_capacity(64 << 10, file), self.key(), &Object { workspace: self.id(), id, class })?)
    }

    /// A part of a blob.
    pub fn read_blob_part(&self, part: &BlobPart, class: &str) -> Result<Vec<u8>> {
        let mut reader = self.read_blob(&part.blob, class)?;
        reader.seek(std::io::SeekFrom::Start(part.offset))?;
        let mut out = vec![0; usize::try_from(part.length).unwrap_or(usize::MAX)];
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
    pub fn finish(self) -> Result<String> {
        self.close(true)
    }

    /// The same for what is read and removed by whoever wrote it: a crash may take it.
    pub fn finish_for_now(self) -> Result<String> {
        self.close(false)
    }

    fn close(mut self, is_durable: bool) -> Result<String> {
        if let Some(writer) = self.writer.take() {
            let sealed = (|| -> Result<()> {
                writer.finish()?;
                if is_durable {
                    // What was put there through other openings of the file is made durable as well.
                    File::options().write(true).open(&self.partial)?.sync_all()?;
                }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn files(store: &Store) -> usize {
        let folders = std::fs::read_dir(store.home().join("blobs")).unwrap();
        folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
    }

    #[test]
    fn what_is_written_in_pieces_of_any_size_comes_back_and_what_is_dropped_leaves_nothing() {
        let (_folder, store) = crate::trial();
        let bytes: Vec<u8> = (0..1_200_000_u32).map(|n| (n % 251) as u8).collect();
        let mut writer = store.write_blob("book").unwrap();
        let mut rest = bytes.as_slice();
        for size in [1, 7, 16 << 10, 300_000, 5, 700_000].into_iter().cycle() {
            let (piece, behind) = rest.split_at(size.min(rest.len()));
            writer.write_all(piece).unwrap();
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        let id = writer.finish().unwrap();
        let mut read = Vec::new();
        store.read_blob(&id, "book").unwrap().read_to_end(&mut read).unwrap();
        assert!(read == bytes, "{} of {} bytes", read.len(), bytes.len());
        assert_eq!(store.read_blob_part(&BlobPart { blob: id, offset: 999_999, length: 3 }, "book").unwrap(), bytes[999_999..1_000_002]);
        let mut dropped = store.write_blob("book").unwrap();
        dropped.write_all(&bytes).unwrap();
        assert_eq!(files(&store), 2);
        drop(dropped);
        assert_eq!(files(&store), 1);
    }

    /// Both books of a large comparison are in 256 partitions each.
    #[cfg(target_os = "linux")]
    #[test]
    fn hundreds_of_blobs_in_the_making_hold_no_open_file() {
        let (_folder, store) = crate::trial();
        let mut writers: Vec<BlobWriter> = store.write_blobs("book", 512).unwrap();
        for writer in &mut writers {
            writer.write_all(&[7; 40_000]).unwrap();
        }
        let blobs = std::fs::canonicalize(store.home().join("blobs")).unwrap();
        let open = std::fs::read_dir("/proc/self/fd").unwrap().filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
        assert_eq!(open.filter(|path| path.starts_with(&blobs)).count(), 0);
        let blob = writers.pop().unwrap().finish().unwrap();
        assert_eq!(store.read_blob_part(&BlobPart { blob, offset: 39_998, length: 2 }, "book").unwrap(), [7, 7]);
    }
}
