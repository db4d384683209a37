//! The files of the legacy side as discovery looks them over for corners: from the store, few at a time.

use crate::{Result, Workspace};
use discovery::{ArtifactFacts, Files};
use std::cell::RefCell;
use std::hash::{DefaultHasher, Hasher as _};
use store::{ArtifactRow, Store, StoreError};

/// What tells documents that no table need list: those that stand in records, four bytes each, and names of files that records give, eight.
pub(super) struct LegacyFiles<'a> {
    store: &'a Store,
    /// Numbers, in order.
    in_records: Vec<u32>,
    /// Hashes, in order.
    named: Vec<u64>,
    failed: RefCell<Option<StoreError>>,
}

impl<'a> LegacyFiles<'a> {
    pub(super) fn of(workspace: &'a Workspace) -> Result<Self> {
        let store = workspace.store();
        let mut named = Vec::new();
        store.pointers("legacy", &mut |pointer| named.push(hash_of_name(&pointer.value)))?;
        named.sort_unstable();
        named.dedup();
        Ok(Self { store, in_records: store.inside_numbers("legacy")?, named, failed: RefCell::default() })
    }

    /// Whether all files could be gone through.
    pub(super) fn finish(self) -> Result<()> {
        self.failed.into_inner().map_or(Ok(()), |error| Err(error.into()))
    }

    /// What stands in a record, or is named by one, needs no table that lists it.
    fn is_loose(&self, a: &ArtifactRow) -> bool {
        self.in_records.binary_search(&a.id).is_err() && self.named.binary_search(&hash_of_name(&a.path)).is_err()
    }
}

impl Files for LegacyFiles<'_> {
    fn each(&self, each: &mut dyn FnMut(&ArtifactFacts<'_>)) {
        let outcome = self.store.each_artifact("legacy", &mut |a| {
            let may_be_listed = matches!(a.format.as_str(), "PDF" | "RTF" | "HTML" | "DOCX" | "e-mail" | "image" | "DICOM" | "C-CDA" | "text");
            each(&ArtifactFacts {
                artifact: &a.token,
                path: &a.path,
                format: &a.format,
                sha256: &a.sha256,
                state: &a.state,
                is_document: may_be_listed && self.is_loose(a),
                is_archive: a.format == "archive",
                is_inside: a.path.contains("!/"),
            });
        });
        if let Err(error) = outcome {
            self.failed.replace(Some(error));
        }
    }
}

fn hash_of_name(path: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(discovery::file_name(path).as_bytes());
    hasher.finish()
}
