//! Deliveries that are being read, or were ended in between: whoever works with what came of one is told so.
//!
//! A note goes with the delivery that reads again what was given then, or all of the folder that held it. One whose files are gone from where they lay
//! cannot be read again: it goes with the next delivery of its side and system that comes to its end.

use crate::{AppError, Result, Workspace};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Setting that says which deliveries are being read.
const UNFINISHED: &str = "unfinished delivery";

/// A delivery that did not come to its end, or is still being read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unfinished {
    /// `legacy` or `destination`.
    pub side: String,
    /// System it came from.
    pub system: String,
    /// Files and folders that were given, from the root of the file system; none where an older program noted it.
    pub given: BTreeSet<String>,
}

/// As an older program noted it: side and system.
#[derive(Deserialize)]
#[serde(untagged)]
enum Noted {
    Now(Unfinished),
    Before(String, String),
}

impl Unfinished {
    pub(crate) fn of(side: &str, system: &str, paths: &[PathBuf]) -> Self {
        let whole = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone()).to_string_lossy().into_owned();
        Self { side: side.into(), system: system.into(), given: paths.iter().map(whole).collect() }
    }

    /// Whether nothing is left to read of another one once this one came to its end.
    fn settles(&self, other: &Self) -> bool {
        let is_read = |path: &Path| path.ancestors().any(|folder| folder.to_str().is_some_and(|folder| self.given.contains(folder)));
        (&self.side, &self.system) == (&other.side, &other.system) && other.given.iter().all(|path| is_read(Path::new(path)) || is_gone(path))
    }

    /// Says that it is being read.
    pub(crate) fn begin(&self, workspace: &Workspace) -> Result<()> {
        change(workspace, |noted| {
            noted.insert(self.clone());
        })
    }

    /// Says that it came to its end.
    pub(crate) fn end(&self, workspace: &Workspace) -> Result<()> {
        change(workspace, |noted| noted.retain(|other| !self.settles(other)))
    }
}

/// Whether nothing lies at a path any more. One that is only out of reach may come back, and one that is no text is not the path that was given.
fn is_gone(path: &str) -> bool {
    !path.contains(char::REPLACEMENT_CHARACTER) && matches!(Path::new(path).try_exists(), Ok(false))
}

/// Every delivery that did not come to its end, or is still being read.
pub fn unfinished_deliveries(workspace: &Workspace) -> Result<BTreeSet<Unfinished>> {
    Ok(read(workspace.store().setting(UNFINISHED)?.as_deref()))
}

fn read(noted: Option<&str>) -> BTreeSet<Unfinished> {
    let noted: Vec<Noted> = noted.and_then(|noted| serde_json::from_str(noted).ok()).unwrap_or_default();
    let now = |noted| match noted {
        Noted::Now(delivery) => delivery,
        Noted::Before(side, system) => Unfinished { side, system, given: BTreeSet::new() },
    };
    noted.into_iter().map(now).collect()
}

/// Others may begin, or come to their end, meanwhile, in whichever program: what is noted is read and written in one step.
fn change(workspace: &Workspace, work: impl FnOnce(&mut BTreeSet<Unfinished>)) -> Result<()> {
    let mut failed = None;
    workspace.store().change_setting(UNFINISHED, |before| {
        let mut noted = read(before);
        work(&mut noted);
        serde_json::to_string(&noted).map_err(|error| failed = Some(error.to_string())).ok()
    })?;
    failed.map_or(Ok(()), |error| Err(AppError::Other(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_ends_what_it_reads_again_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let places = ["a", "a/x", "b"].map(|name| folder.path().join(name));
        places.iter().for_each(|place| std::fs::create_dir_all(place).unwrap());
        let of = |system: &str, paths: &[&PathBuf]| Unfinished::of("legacy", system, &paths.iter().map(|path| (*path).clone()).collect::<Vec<_>>());
        let [a, x, b] = &places;
        assert!(of("s", &[a]).settles(&of("s", &[a])) && of("s", &[a]).settles(&of("s", &[x])) && of("s", &[b, a]).settles(&of("s", &[a, b])));
        assert!(!of("s", &[x]).settles(&of("s", &[a])) && !of("s", &[b]).settles(&of("s", &[a])) && !of("t", &[a]).settles(&of("s", &[a])));
        let gone = of("s", &[x]);
        std::fs::remove_dir(x).unwrap();
        assert!(of("s", &[b]).settles(&gone), "nobody can read it again");
        assert!(!of("s", &[b]).settles(&of("s", &[&folder.path().join("gone\u{fffd}")])), "a path that is no text says nothing");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_out_of_reach_is_not_gone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "1").unwrap();
        let below = file.join("x");
        assert!(!is_gone(below.to_str().unwrap()) && is_gone(folder.path().join("y").to_str().unwrap()));
    }

    #[test]
    fn what_an_older_program_noted_is_understood() {
        let noted = read(Some(r#"[["legacy","harbor"],{"side":"destination","system":"new","given":["/x"]}]"#));
        assert_eq!(noted.iter().map(|n| (n.side.as_str(), n.given.len())).collect::<Vec<_>>(), [("destination", 1), ("legacy", 0)]);
        assert!(read(Some("nonsense")).is_empty() && read(None).is_empty());
    }
}
