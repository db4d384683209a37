//! What the records of the delivery say of its files: a pointer of HL7 v2, an attachment of FHIR that is given by its address, the
//! body of a clinical document that stands elsewhere. Such a file is there under its name, or as the `Binary` that is named; else
//! it is missing, whatever it is called: an address in the legacy system leads nowhere once that is switched off.

use super::index::{Entry, Index, NameShelves, Names, path_of};
use super::people::{People, read_back, written};
use super::{ALONE, ANY_END, ANY_NAME, ANY_STEM, BESIDE, Filing, HASH};
use crate::{Result, Workspace};
use store::{ArtifactRow, PointerRow, Scratch};

/// Finds files by what records call them, on shelves.
struct Finder<'a> {
    workspace: &'a Workspace,
    scratch: &'a Scratch,
    /// Of all artifacts, whatever their format.
    names: Names<'a>,
}

/// Adds what records say to what tables say.
pub(super) fn add(workspace: &Workspace, scratch: &Scratch, index: &mut Index<'_>, people: &People) -> Result<()> {
    let (mut finder, mut path, mut outcome) = (None, None, Ok(()));
    workspace.store().pointers("legacy", &mut |pointer| {
        if outcome.is_ok() {
            outcome = one(pointer, index, (workspace, scratch), &mut finder, people, &mut path);
        }
    })?;
    outcome
}

fn one<'a>(
    pointer: PointerRow,
    index: &mut Index<'_>,
    (workspace, scratch): (&'a Workspace, &'a Scratch),
    finder: &mut Option<Finder<'a>>,
    people: &People,
    path: &mut Option<(u32, String)>,
) -> Result<()> {
    // Most deliveries have none, and need nobody to find them.
    if finder.is_none() {
        *finder = Some(Finder::new(workspace, scratch)?);
    }
    let Some(finder) = finder else { return Ok(()) };
    let path = path_of(workspace, pointer.artifact, path)?;
    match finder.find(&pointer.value, path)? {
        Found::None => index.miss(entry(pointer, Vec::new(), path, people)?),
        Found::One(id) => {
            let Some(artifact) = workspace.store().artifact_by_id(id)?.filter(Filing::is_about) else { return Ok(()) };
            let doubts = finder.doubts(&artifact, &pointer)?;
            index.take(id, entry(pointer, doubts, path, people)?)?;
        }
        // A name that several files have tells which one is meant by nothing.
        Found::Several => {}
    }
    Ok(())
}

fn entry(pointer: PointerRow, doubts: Vec<&'static str>, path: &str, people: &People) -> Result<Entry> {
    let known = people.find(&pointer.patient)?;
    let place = format!("{path}:{}:{}", pointer.line, pointer.field);
    let written = Some(pointer.patient).filter(|p| !p.is_empty());
    Ok(Entry {
        by: "record",
        doubts,
        known: known.is_some(),
        patient: known.or(written),
        place,
        field: (pointer.relation, pointer.field),
        artifact: pointer.artifact,
        value: pointer.value,
    })
}

/// The files that a pointer leads to.
enum Found {
    None,
    One(u32),
    Several,
}

/// A file that holds others, and the name by which its records refer to one of them.
fn beside(outer: &str, name: &str) -> String {
    format!("{outer}\u{1}{name}")
}

impl<'a> Finder<'a> {
    fn new(workspace: &'a Workspace, scratch: &'a Scratch) -> Result<Self> {
        let mut names = Names::new(scratch, NameShelves { name: ANY_NAME, stem: ANY_STEM, end: ANY_END });
        for artifact in workspace.store().walk_artifacts("legacy") {
            let artifact = artifact?;
            names.add(artifact.id, &artifact.path)?;
            let Some((outer, _)) = artifact.path.rsplit_once("!/") else { continue };
            let Some(own_name) = workspace.store().inside_of(artifact.id)?.map(|inside| inside.own_name).filter(|name| !name.is_empty()) else { continue };
            // By that name alone nothing is found where several have it, as `Binary/1` of a file for each patient.
            let alone = if scratch.get(ALONE, &own_name)?.is_some() { None } else { Some(artifact.id) };
            scratch.put(ALONE, &own_name, &written(&alone)?)?;
            scratch.put(BESIDE, &beside(outer, &own_name), &written(&artifact.id)?)?;
        }
        Ok(Self { workspace, scratch, names })
    }

    /// What a value leads to that stands in a record of the file `from`.
    fn find(&self, value: &str, from: &str) -> Result<Found> {
        let by_binary = match binary(value) {
            Some(name) => self.known(&name, from)?,
            None => None,
        };
        let by_own_name = match by_binary {
            Some(found) => Some(found),
            None => self.known(value, from)?,
        };
        if let Some(found) = by_own_name {
            return Ok(found);
        }
        let path = file_path(value);
        for value in [path, decoded(path).as_str()] {
            match self.names.named(value)? {
                Some(one) => return Ok(Found::One(one)),
                None if self.names.knows(value)? => return Ok(Found::Several),
                None => {}
            }
        }
        Ok(Found::None)
    }

    /// The file that records refer to by a name: the one that stands in the same file, else the only one of all.
    fn known(&self, name: &str, from: &str) -> Result<Option<Found>> {
        if let Some(id) = self.scratch.get(BESIDE, &beside(from, name))? {
            return Ok(Some(Found::One(read_back(&id)?)));
        }
        let Some(alone) = self.scratch.get(ALONE, name)? else { return Ok(None) };
        Ok(Some(read_back::<Option<u32>>(&alone)?.map_or(Found::Several, Found::One)))
    }

    /// Where a file is not what the record that names it says. Each file is hashed once, however many records name it.
    fn doubts(&self, artifact: &ArtifactRow, pointer: &PointerRow) -> Result<Vec<&'static str>> {
        let mut doubts = Vec::new();
        if pointer.size_bytes.is_some_and(|size| size != artifact.size_bytes) {
            doubts.push("the record that names it says another size");
        }
        if !pointer.sha1.is_empty() && self.sha1(artifact)? != pointer.sha1 {
            doubts.push("the record that names it states a hash that is not its own");
        }
        Ok(doubts)
    }

    fn sha1(&self, artifact: &ArtifactRow) -> Result<String> {
        let key = artifact.id.to_string();
        if let Some(known) = self.scratch.get(HASH, &key)? {
            return read_back(&known);
        }
        let hash = crate::inside::sha1(&mut self.workspace.store().read_blob(&artifact.blob, "artifact")?)?;
        self.scratch.put(HASH, &key, &written(&hash)?)?;
        Ok(hash)
    }
}

/// `Binary/17` of a reference or an address that ends in it.
fn binary(value: &str) -> Option<String> {
    let (before, id) = value.rsplit_once("Binary/")?;
    let id = id.split(['/', '?', '#']).next().unwrap_or(id);
    ((before.is_empty() || before.ends_with('/')) && !id.is_empty()).then(|| format!("Binary/{id}"))
}

/// The path in an address, without what is asked of a server.
fn file_path(value: &str) -> &str {
    match value.split_once("://") {
        Some((_, rest)) => rest.split(['?', '#']).next().unwrap_or(rest),
        None => value,
    }
}

/// With `%20` and the like as what they stand for.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|d| *first == b'%' && d.iter().all(u8::is_ascii_hexdigit));
        let byte = digits.and_then(|d| u8::from_str_radix(std::str::from_utf8(d).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{binary, decoded, file_path};

    #[test]
    fn an_address_leads_to_a_binary_or_to_the_name_of_a_file() {
        assert_eq!(binary("https://h/fhir/Binary/7/_history/1").as_deref(), Some("Binary/7"));
        assert_eq!((binary("Binary/7").as_deref(), binary("NotABinary/7"), binary("Binary/"), binary("a.pdf")), (Some("Binary/7"), None, None, None));
        assert_eq!(file_path("https://h/a/b%20c.pdf?x=1#y"), "h/a/b%20c.pdf");
        assert_eq!((file_path("C:\\a#1.pdf"), decoded("b%20c%"), decoded("%zz%4")), ("C:\\a#1.pdf", "b c%".to_string(), "%zz%4".to_string()));
    }
}
