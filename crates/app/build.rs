//! Says by a hash of their source which readers and readings the program is built with: what an older program kept of a reading is no
//! longer what this one would read. The same of all that a comparison goes through: what an older program found is no longer what this one would find.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

/// What a statement comes out of, beside the artifact, with the libraries by which a format is read and the words by which notes are; what is
/// told and judged of it beside, who is whose among it; and the form in which all of that is kept.
const SOURCES: [&str; 41] = [
    "../../Cargo.lock",
    "../../assets/notes",
    "../model/src",
    "../formats/src",
    "../balance/src",
    "../identity/src",
    "src/archive/activity.rs",
    "src/archive/mod.rs",
    "src/book.rs",
    "src/source.rs",
    "src/spill.rs",
    "src/layouts.rs",
    "src/recognise",
    "src/show.rs",
    "src/population.rs",
    "src/compare/balancing.rs",
    "src/compare/books.rs",
    "src/compare/charts.rs",
    "src/compare/clusters.rs",
    "src/compare/consequences.rs",
    "src/compare/heard.rs",
    "src/compare/joined.rs",
    "src/compare/judging.rs",
    "src/compare/judgments.rs",
    "src/compare/kept.rs",
    "src/compare/keys.rs",
    "src/compare/labels.rs",
    "src/compare/linking.rs",
    "src/compare/papers.rs",
    "src/compare/people.rs",
    "src/compare/persons.rs",
    "src/compare/rare.rs",
    "src/compare/readings.rs",
    "src/compare/sealed.rs",
    "src/compare/sides.rs",
    "src/compare/tie.rs",
    "src/compare/written.rs",
    "src/few.rs",
    "src/knowledge.rs",
    "src/packed.rs",
    "src/sorted.rs",
];

/// All that a comparison may go through from the artifacts to its rows, with the data that is compiled into it.
const PROGRAM: [&str; 13] = [
    "../../Cargo.lock",
    "../../assets/fhir",
    "../../assets/notes",
    "../../assets/questions",
    "../model/src",
    "../formats/src",
    "../balance/src",
    "../identity/src",
    "../mapping/src",
    "../discovery/src",
    "../deid/src",
    "../store/src",
    "src",
];

fn main() -> std::io::Result<()> {
    println!("cargo:rustc-env=THROUGHLINE_READINGS={:016x}", hash(&SOURCES)?);
    println!("cargo:rustc-env=THROUGHLINE_PROGRAM={:016x}", hash(&PROGRAM)?);
    Ok(())
}

fn hash(sources: &[&str]) -> std::io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    for source in sources {
        println!("cargo:rerun-if-changed={source}");
        put(Path::new(source), &mut hasher)?;
    }
    Ok(hasher.finish())
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
