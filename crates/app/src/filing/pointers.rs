//! What the records of the delivery say of its files: a pointer of HL7 v2, an attachment of FHIR that is given by its address, the
//! body of a clinical document that stands elsewhere. Such a file is there under its name, or as the `Binary` that is named; else
//! it is missing, whatever it is called: an address in the legacy system leads nowhere once that is switched off.

use super::index::{Entry, Index, Names};
use super::people::People;
use crate::{Result, Workspace};
use std::collections::{BTreeMap, HashMap, hash_map};
use store::{ArtifactRow, InsideRow, PointerRow};

/// Finds files by what records call them.
struct Finder<'a> {
    workspace: &'a Workspace,
    artifacts: &'a [ArtifactRow],
    /// Of all artifacts, whatever their format.
    names: Names,
    /// Artifacts by the file that holds them and the name by which its records refer to them.
    beside: HashMap<&'a str, HashMap<String, usize>>,
    /// Artifacts by that name alone; nothing where several have it, as `Binary/1` of a file for each patient.
    alone: HashMap<String, Option<usize>>,
    /// Numbers of the documents by their artifact.
    documents: HashMap<u32, usize>,
}

/// Adds what records say to what tables say.
pub(super) fn add(
    workspace: &Workspace,
    index: &mut Index,
    (artifacts, documents): (&[ArtifactRow], &[&ArtifactRow]),
    insides: &BTreeMap<u32, InsideRow>,
    people: &People,
) -> Result<()> {
    let paths: HashMap<u32, &str> = artifacts.iter().map(|a| (a.id, a.path.as_str())).collect();
    let (mut finder, mut hashes, mut outcome) = (None, HashMap::new(), Ok(()));
    workspace.store().pointers("legacy", &mut |pointer| {
        // Most deliveries have none, and need nobody to find them.
        let finder = finder.get_or_insert_with(|| Finder::new(workspace, artifacts, documents, insides));
        if outcome.is_ok() {
            outcome = one(pointer, index, finder, (&paths, people), &mut hashes);
        }
    })?;
    outcome
}

fn one(pointer: PointerRow, index: &mut Index, finder: &Finder<'_>, (paths, people): (&HashMap<u32, &str>, &People), hashes: &mut HashMap<u32, String>) -> Result<()> {
    let found = finder.find(&pointer.value, paths.get(&pointer.artifact).copied().unwrap_or(""));
    let doubts = match found {
        Found::One(artifact) => finder.doubts(artifact, &pointer, hashes)?,
        Found::Several | Found::None => Vec::new(),
    };
    let entry = entry(pointer, doubts, paths, people)?;
    match found {
        Found::None => index.miss(entry),
        Found::One(artifact) => {
            if let Some(document) = finder.documents.get(&artifact.id) {
                index.take(*document, entry);
            }
        }
        // A name that several files have tells which one is meant by nothing.
        Found::Several => {}
    }
    Ok(())
}

fn entry(pointer: PointerRow, doubts: Vec<&'static str>, paths: &HashMap<u32, &str>, people: &People) -> Result<Entry> {
    let known = people.find(&pointer.patient)?;
    let place = format!("{}:{}:{}", paths.get(&pointer.artifact).copied().unwrap_or(""), pointer.line, pointer.field);
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
#[derive(Clone, Copy)]
enum Found<'a> {
    None,
    One(&'a ArtifactRow),
    Several,
}

impl<'a> Finder<'a> {
    fn new(workspace: &'a Workspace, artifacts: &'a [ArtifactRow], documents: &[&ArtifactRow], insides: &BTreeMap<u32, InsideRow>) -> Self {
        let (mut beside, mut alone): (HashMap<&'a str, HashMap<String, usize>>, HashMap<String, Option<usize>>) = Default::default();
        for (at, artifact) in artifacts.iter().enumerate() {
            let Some(name) = insides.get(&artifact.id).map(|inside| &inside.own_name).filter(|name| !name.is_empty()) else { continue };
            alone.entry(name.clone()).and_modify(|known| *known = None).or_insert(Some(at));
            if let Some((outer, _)) = artifact.path.rsplit_once("!/") {
                beside.entry(outer).or_default().insert(name.clone(), at);
            }
        }
        Self {
            workspace,
            artifacts,
            beside,
            alone,
            names: Names::of(artifacts.iter().map(|a| a.path.as_str())),
            documents: documents.iter().enumerate().map(|(at, a)| (a.id, at)).collect(),
        }
    }

    /// What a value leads to that stands in a record of the file `from`.
    fn find(&self, value: &str, from: &str) -> Found<'a> {
        let beside = |name: &str| self.beside.get(from).and_then(|names| names.get(name)).map(|at| Some(*at));
        let known = |name: &str| beside(name).or_else(|| self.alone.get(name).copied());
        if let Some(at) = binary(value).and_then(|name| known(&name)).or_else(|| known(value)) {
            return at.and_then(|at| self.artifacts.get(at)).map_or(Found::Several, Found::One);
        }
        let path = file_path(value);
        for value in [path, decoded(path).as_str()] {
            match self.names.named(value) {
                Some(one) => return self.artifacts.get(one).map_or(Found::None, Found::One),
                None if self.names.knows(value) => return Found::Several,
                None => {}
            }
        }
        Found::None
    }

    /// Where a file is not what the record that names it says. Each file is hashed once, however many records name it.
    fn doubts(&self, artifact: &ArtifactRow, pointer: &PointerRow, hashes: &mut HashMap<u32, String>) -> Result<Vec<&'static str>> {
        let mut doubts = Vec::new();
        if pointer.size_bytes.is_some_and(|size| size != artifact.size_bytes) {
            doubts.push("the record that names it says another size");
        }
        if !pointer.sha1.is_empty() {
            let hash = match hashes.entry(artifact.id) {
                hash_map::Entry::Occupied(known) => known.into_mut(),
                hash_map::Entry::Vacant(new) => new.insert(crate::inside::sha1(&mut self.workspace.store().read_blob(&artifact.blob, "artifact")?)?),
            };
            if *hash != pointer.sha1 {
                doubts.push("the record that names it states a hash that is not its own");
            }
        }
        Ok(doubts)
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
