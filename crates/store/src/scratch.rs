//! What a piece of work looks up and cannot hold in memory: values by key, on shelves, in a sealed file that goes with the work.
//!
//! It is no part of the workspace: nothing in it is kept, and nobody can read what a crash leaves of it, because its key was made for it and is
//! written nowhere. Its file lies among the blobs in the making, so that leftovers are cleared away with theirs. What must stay true: memory is bounded by
//! [`CACHE_KB`], whatever is put in; what is put in stands in the order of its key, byte by byte.

use crate::{Result, Store, random_token};
use ring::rand::SystemRandom;
use rusqlite::{Connection, OptionalExtension as _};
use std::path::{Path, PathBuf};
use vault::WorkspaceKey;

/// What of it is held in memory; the rest is on disk.
const CACHE_KB: u32 = 16 << 10;
/// Entries of a shelf that are gone through at once.
const PAGE: usize = 1_000;

/// One value a key, and many texts a key.
const TABLES: &str = "
CREATE TABLE one (shelf INTEGER NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (shelf, key)) STRICT, WITHOUT ROWID;
CREATE TABLE many (shelf INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (shelf, key, value)) STRICT, WITHOUT ROWID;
";

/// Shelves of keys with values. Dropped, it is gone.
pub struct Scratch {
    /// Closed before its file is removed.
    database: Connection,
    _file: Going,
}

impl std::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scratch")
    }
}

/// A file that goes with its owner.
struct Going(PathBuf);

impl Drop for Going {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Store {
    /// Empty shelves for one piece of work.
    pub fn scratch(&self) -> Result<Scratch> {
        let id = random_token(16);
        let folder = self.home().join("blobs").join(id.get(..2).unwrap_or_default());
        std::fs::create_dir_all(&folder)?;
        Scratch::at(folder.join(id).with_extension("part"))
    }
}

impl Scratch {
    /// Empty shelves in a folder of the caller's.
    pub fn within(folder: &Path) -> Result<Self> {
        Self::at(folder.join(random_token(16)).with_extension("part"))
    }

    fn at(path: PathBuf) -> Result<Self> {
        let file = Going(path);
        let database = Connection::open(&file.0)?;
        let key: String = WorkspaceKey::generate(&SystemRandom::new())?.database_key().iter().map(|b| format!("{b:02x}")).collect();
        // One transaction that never ends and no journal: nobody else reads it, and nothing of it is to survive.
        database.execute_batch(&format!(
            "PRAGMA key = \"x'{key}'\"; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{CACHE_KB}; BEGIN; {TABLES}"
        ))?;
        Ok(Self { database, _file: file })
    }

    /// Puts a value in the place of what the key had.
    pub fn put(&self, shelf: u8, key: &str, value: &[u8]) -> Result<()> {
        let sql = "INSERT INTO one (shelf, key, value) VALUES (?1, ?2, ?3) ON CONFLICT (shelf, key) DO UPDATE SET value = ?3";
        self.database.prepare_cached(sql)?.execute((shelf, key, value))?;
        Ok(())
    }

    /// The value of a key.
    pub fn get(&self, shelf: u8, key: &str) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT value FROM one WHERE shelf = ?1 AND key = ?2";
        Ok(self.database.prepare_cached(sql)?.query_row((shelf, key), |r| r.get(0)).optional()?)
    }

    /// Takes a key off a shelf.
    pub fn remove(&self, shelf: u8, key: &str) -> Result<()> {
        self.database.prepare_cached("DELETE FROM one WHERE shelf = ?1 AND key = ?2")?.execute((shelf, key))?;
        Ok(())
    }

    /// Up to so many keys of a shelf with their values, in order: the first ones, or those behind a key.
    pub fn behind(&self, shelf: u8, key: Option<&str>, most: usize) -> Result<Vec<(String, Vec<u8>)>> {
        let sql = match key {
            Some(_) => "SELECT key, value FROM one WHERE shelf = ?1 AND key > ?2 ORDER BY key LIMIT ?3",
            None => "SELECT key, value FROM one WHERE shelf = ?1 AND key >= ?2 ORDER BY key LIMIT ?3",
        };
        let mut statement = self.database.prepare_cached(sql)?;
        let rows = statement.query_map((shelf, key.unwrap_or(""), limit(most)), |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Adds a text to those of a key, which has each once; whether it is new there.
    pub fn add(&self, shelf: u8, key: &str, value: &str) -> Result<bool> {
        let added = self.database.prepare_cached("INSERT OR IGNORE INTO many (shelf, key, value) VALUES (?1, ?2, ?3)")?.execute((shelf, key, value))?;
        Ok(added > 0)
    }

    /// The texts of a key, up to so many, in order.
    pub fn texts(&self, shelf: u8, key: &str, most: usize) -> Result<Vec<String>> {
        let mut statement = self.database.prepare_cached("SELECT value FROM many WHERE shelf = ?1 AND key = ?2 ORDER BY value LIMIT ?3")?;
        let rows = statement.query_map((shelf, key, limit(most)), |r| r.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

/// Goes through a shelf in the order of its keys, some entries at a time. What is put behind the place where it stands is met as well, and whoever goes
/// through it may put other values in the place of those that were given.
#[derive(Debug)]
pub struct Pages {
    shelf: u8,
    behind: Option<String>,
}

impl Pages {
    /// From the first entry of a shelf on.
    pub fn of(shelf: u8) -> Self {
        Self { shelf, behind: None }
    }

    /// The next entries, with their keys; nothing behind the last.
    pub fn next(&mut self, scratch: &Scratch) -> Result<Option<Vec<(String, Vec<u8>)>>> {
        let page = scratch.behind(self.shelf, self.behind.as_deref(), PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        self.behind = Some(last.clone());
        Ok(Some(page))
    }
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// The one scratch file of a workspace.
    fn file(store: &Store) -> Option<PathBuf> {
        let folders = std::fs::read_dir(store.home().join("blobs")).unwrap();
        let mut files = folders.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap()).map(|file| file.unwrap().path());
        files.find(|path| path.extension().is_some_and(|extension| extension == "part"))
    }

    #[test]
    fn values_are_found_by_shelf_and_key_and_come_in_order() {
        let (_folder, store) = crate::trial();
        let scratch = store.scratch().unwrap();
        for (key, value) in [("b", "2"), ("a", "1"), ("é", "4"), ("c", "3"), ("b", "5")] {
            scratch.put(1, key, value.as_bytes()).unwrap();
        }
        scratch.put(2, "a", b"other shelf").unwrap();
        assert_eq!(scratch.get(1, "b").unwrap().as_deref(), Some(&b"5"[..]), "the later value stands");
        assert_eq!((scratch.get(1, "d").unwrap(), scratch.get(3, "a").unwrap()), (None, None));
        let keys = |after: Option<&str>, most: usize| scratch.behind(1, after, most).unwrap().into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!((keys(None, 3), keys(Some("c"), 3)), (["a", "b", "c"].map(String::from).to_vec(), vec!["é".to_string()]));
        scratch.remove(1, "b").unwrap();
        assert_eq!(scratch.get(1, "b").unwrap(), None);
        let added = ["y", "x", "y", "z"].map(|value| scratch.add(1, "k", value).unwrap());
        assert_eq!(added, [true, true, false, true]);
        assert_eq!(scratch.texts(1, "k", 2).unwrap(), ["x", "y"]);
        assert_eq!(scratch.texts(1, "k", usize::MAX).unwrap().len(), 3);
    }

    #[test]
    fn a_shelf_is_gone_through_page_by_page_and_may_be_written_meanwhile() {
        let (_folder, store) = crate::trial();
        let scratch = store.scratch().unwrap();
        let count = PAGE * 2 + 1;
        for n in (0..count).rev() {
            scratch.put(1, &format!("{n:08}"), b"before").unwrap();
            scratch.put(2, &format!("{n:08}"), b"other shelf").unwrap();
        }
        let (mut pages, mut keys, mut sizes) = (Pages::of(1), Vec::new(), Vec::new());
        while let Some(page) = pages.next(&scratch).unwrap() {
            sizes.push(page.len());
            for (key, value) in page {
                assert_eq!(value, b"before");
                scratch.put(1, &key, b"after").unwrap();
                keys.push(key);
            }
        }
        assert_eq!((keys.len(), sizes), (count, vec![PAGE, PAGE, 1]));
        assert!(keys.is_sorted());
        assert!(keys.iter().all(|key| scratch.get(1, key).unwrap().as_deref() == Some(b"after")));
        assert!(Pages::of(3).next(&scratch).unwrap().is_none());
    }

    #[test]
    fn what_memory_has_no_room_for_is_on_disk_and_nobody_can_read_it_there() {
        let (_folder, store) = crate::trial();
        let scratch = store.scratch().unwrap();
        let value = "PLAINLY-TO-BE-SEEN ".repeat(50);
        let put: u64 = 2 * u64::from(CACHE_KB) * 1024;
        let values = put / value.len() as u64;
        for n in 0..values {
            scratch.put(1, &format!("KEY-TO-BE-SEEN-{n:08}"), value.as_bytes()).unwrap();
        }
        let path = file(&store).unwrap();
        let on_disk = std::fs::metadata(&path).unwrap().len();
        assert!(on_disk + u64::from(CACHE_KB) * 1024 * 5 / 4 >= put, "{on_disk} of {put} bytes are on disk: the rest is held");
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(12).any(|w| w == b"-TO-BE-SEEN " || w == b"-TO-BE-SEEN-"), "sealed");
        assert!(!bytes.starts_with(b"SQLite format"));
        let last = format!("KEY-TO-BE-SEEN-{:08}", values - 1);
        assert_eq!(scratch.get(1, "KEY-TO-BE-SEEN-00000000").unwrap().map(|v| v.len()), Some(value.len()));
        assert_eq!(scratch.get(1, &last).unwrap().map(|v| v.len()), Some(value.len()));
    }

    #[test]
    fn it_goes_with_the_work_and_what_a_crash_leaves_is_cleared_away() {
        let (_folder, store) = crate::trial();
        let scratch = store.scratch().unwrap();
        scratch.put(1, "a", b"1").unwrap();
        let path = file(&store).unwrap();
        // What a crash leaves.
        let left = path.with_file_name("left.part");
        std::fs::copy(&path, &left).unwrap();
        drop(scratch);
        assert_eq!(file(&store), Some(left));
        assert_eq!(store.clear_away(&HashSet::new()).unwrap(), Some(1));
        assert_eq!(file(&store), None);
    }
}
