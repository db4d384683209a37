//! Says by a hash of their source which readers and readings the program is built with: what an older program kept of a reading is no
//! longer what this one would read.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

/// What a statement comes out of, beside the artifact.
const SOURCES: [&str; 5] = ["../model/src", "../formats/src", "../balance/src", "src/book.rs", "src/source.rs"];

fn main() -> std::io::Result<()> {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        put(Path::new(source), &mut hasher)?;
    }
    println!("cargo:rustc-env=THROUGHLINE_READINGS={:016x}", hasher.finish());
    Ok(())
}

fn put(path: &Path, hasher: &mut DefaultHasher) -> std::io::Result<()> {
    if path.is_dir() {
        let mut inside: Vec<PathBuf> = std::fs::read_dir(path)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
        inside.sort();
        return inside.iter().try_for_each(|path| put(path, hasher));
    }
    path.hash(hasher);
    std::fs::read(path)?.hash(hasher);
    Ok(())
}
