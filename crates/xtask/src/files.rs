//! Folders read as a whole: every file under them, and one number for their content.
//!
//! The number answers "is this what was built last time?" and nothing else; it is no defence against anybody.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

/// Every file under a folder, as paths relative to it, in order. Nothing when there is no such folder.
pub fn under(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        collect(folder, Path::new(""), &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, inside: &Path, found: &mut Vec<PathBuf>) -> Outcome {
    let unread = |error: std::io::Error| Failure::file("cannot read", folder, &error);
    for entry in fs::read_dir(folder).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let relative = inside.join(entry.file_name());
        if entry.file_type().map_err(unread)?.is_dir() {
            collect(&entry.path(), &relative, found)?;
        } else {
            found.push(relative);
        }
    }
    Ok(())
}

/// A number for the content of files and folders, with their names; a missing one counts as empty.
pub fn fingerprint(root: &Path, names: &[&str]) -> Outcome<String> {
    let mut sum = Sum::new();
    for name in names {
        let path = root.join(name);
        if path.is_file() {
            sum.file(name, &read(&path)?);
        } else {
            for inner in under(&path)? {
                let label = format!("{name}/{}", inner.display());
                sum.file(&label, &read(&path.join(&inner))?);
            }
        }
    }
    Ok(format!("{:016x}", sum.0))
}

/// The whole file.
pub fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| Failure::file("cannot read", path, &error))
}

/// Writes a file and makes the folders above it.
pub fn write(path: &Path, content: &[u8]) -> Outcome {
    if let Some(above) = path.parent() {
        create_folder(above)?;
    }
    fs::write(path, content).map_err(|error| Failure::file("cannot write", path, &error))
}

/// Makes a folder and those above it.
pub fn create_folder(folder: &Path) -> Outcome {
    fs::create_dir_all(folder).map_err(|error| Failure::file("cannot make the folder", folder, &error))
}

/// Makes sure that the folder is there and empty.
pub fn create_empty(folder: &Path) -> Outcome {
    remove(folder)?;
    create_folder(folder)
}

/// Removes a folder with all it holds, if it is there.
pub fn remove(folder: &Path) -> Outcome {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).map_err(|error| Failure::file("cannot remove", folder, &error))
}

/// No such folder, or nothing in it.
pub fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}

/// FNV-1a, 64 bits.
struct Sum(u64);

impl Sum {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn file(&mut self, name: &str, content: &[u8]) {
        self.bytes(name.as_bytes());
        self.bytes(&content.len().to_le_bytes());
        self.bytes(content);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
