//! The structure of one artifact, read from its sealed bytes when somebody asks for it: what discovery counts of its parts, and which
//! entries of a clinical document the built-in reading reads.

use crate::source::items;
use crate::{Result, Workspace};
use discovery::structure::{Gatherer, PartKind, Structure, section_name};
use formats::Item;
use std::collections::BTreeMap;
use store::ArtifactRow;

/// A structure with what is read of it.
pub(crate) struct Outline {
    /// The structure.
    pub structure: Structure,
    /// Entries of sections by the name of the section, read and unread.
    entries: BTreeMap<String, [u64; 2]>,
}

impl Outline {
    /// Entries of a section, read and unread; nothing where sections of that name stand in several places, or for another part.
    pub(crate) fn entries(&self, at: usize) -> Option<[u64; 2]> {
        let part = self.structure.parts.get(at).filter(|part| part.kind == PartKind::Section)?;
        let alike = self.structure.parts.iter().filter(|other| other.kind == part.kind && other.name == part.name).count();
        self.entries.get(&part.name).copied().filter(|_| alike == 1)
    }
}

/// Reads the structure of an artifact, up to the bounds of discovery.
pub(crate) fn outline(workspace: &Workspace, artifact: &ArtifactRow) -> Result<Outline> {
    let mut gatherer = Gatherer::new(&artifact.format);
    let mut entries: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    items(workspace, artifact, &mut |item| {
        let flow = gatherer.item(&item);
        if let (Item::Document(document), true) = (&item, flow.is_continue()) {
            for (code, [read, unread]) in balance::ccda_entries(document) {
                let sums = entries.entry(section_name(if code == "none" { "" } else { code.as_str() }, "")).or_default();
                sums[0] += read;
                sums[1] += unread;
            }
        }
        flow
    })?;
    Ok(Outline { structure: gatherer.finish(), entries })
}
