//! What the tables of the delivery say of its documents: which rows name a file, under which patient, and which files that they
//! name were never delivered. What records say is added by `pointers`.

use super::people::{People, read_back, written};
use super::verdict::Filed;
use super::{DOCUMENT_END, DOCUMENT_NAME, DOCUMENT_STEM, SAID};
use crate::examine::Kept;
use crate::source::LegacySource;
use crate::{AppError, Result, Workspace};
use balance::Lens;
use discovery::{DocumentNames, FieldProfile, file_name, file_stem, names_a_document, patient_field};
use mapping::Source as _;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use store::{RelationRow, Scratch};

/// Files not delivered that are listed one by one; further ones are counted.
const MISSING_MAX: usize = 20_000;
/// Charts under which tables and records file one document that are told apart; a form may be named by the rows of everybody.
const FILED_MAX: usize = 64;

/// A row or a record that names a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// `index` for a row of a table, `record` for a resource, a message or a clinical document.
    pub by: &'static str,
    /// What the record says of the file, and the file is not.
    pub doubts: Vec<&'static str>,
    /// The patient of the row: a key of a chart, or as written when no chart has it. Nothing when the row names none.
    pub patient: Option<String>,
    /// A chart has that key or number.
    pub known: bool,
    /// Artifact, line and field, as locators are written.
    pub place: String,
    /// Relation and field.
    pub field: (String, String),
    /// Artifact of the table.
    pub artifact: u32,
    /// The value.
    pub value: String,
}

/// What tables and records say of one document.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Said {
    /// Under whom they file it: each chart once, by who said it first.
    pub filed: Vec<Filed>,
    /// Something files it under a key that no chart has.
    pub is_unknown_key: bool,
    /// Where it is not what a record says.
    pub doubts: BTreeSet<String>,
    /// They file it under more charts than are told apart.
    pub are_more: bool,
}

impl Said {
    fn take(&mut self, entry: Entry) {
        self.doubts.extend(entry.doubts.into_iter().map(str::to_string));
        let Some(patient) = entry.patient else { return };
        if !entry.known {
            self.is_unknown_key = true;
        } else if self.filed.iter().all(|filed| filed.patient != patient) {
            if self.filed.len() < FILED_MAX {
                self.filed.push(Filed { patient, by: entry.by.into(), place: entry.place });
            } else {
                self.are_more = true;
            }
        }
    }
}

/// What all tables and records say: of the documents that are there on a shelf, of those that are not as far as there is room.
pub(super) struct Index<'s> {
    scratch: &'s Scratch,
    /// Entries of files that are not there.
    pub missing: Vec<Entry>,
    /// Rows of such files by relation and field, all of them.
    pub missing_rows: BTreeMap<(String, String), u64>,
}

impl<'s> Index<'s> {
    fn new(scratch: &'s Scratch) -> Self {
        Self { scratch, missing: Vec::new(), missing_rows: BTreeMap::new() }
    }

    /// Takes what is said of a document that is there, by the number of its artifact.
    pub(super) fn take(&mut self, document: u32, entry: Entry) -> Result<()> {
        let mut said = self.said(document)?;
        said.take(entry);
        Ok(self.scratch.put(SAID, &document.to_string(), &written(&said)?)?)
    }

    /// What was said of a document.
    pub(super) fn said(&self, document: u32) -> Result<Said> {
        self.scratch.get(SAID, &document.to_string())?.map_or_else(|| Ok(Said::default()), |said| read_back(&said))
    }

    /// Counts a file that is not there, and lists it as far as there is room.
    pub(super) fn miss(&mut self, entry: Entry) {
        *self.missing_rows.entry(entry.field.clone()).or_default() += 1;
        if self.missing.len() < MISSING_MAX {
            self.missing.push(entry);
        }
    }
}

/// The files that are called by one name: the number of the one and its path, or that there are several.
#[derive(Serialize, Deserialize)]
enum Called {
    One(u32, String),
    Several,
}

/// Files by the names that a table or a record may use, on shelves. A name that very many files bear (a page of a scan, in a folder for each patient) is not
/// gone through: the file that is meant is found by what its path ends with.
pub(super) struct Names<'s> {
    scratch: &'s Scratch,
    shelves: NameShelves,
    /// Letters of the longest path of a file whose name others bear as well.
    longest: usize,
}

/// Where names are: files by name and by name without ending, and those whose name others bear by their path read from the end.
#[derive(Clone, Copy)]
pub(super) struct NameShelves {
    pub name: u8,
    pub stem: u8,
    pub end: u8,
}

/// A path lower case, with slashes of one kind.
fn normal(path: &str) -> String {
    path.trim().replace('\\', "/").to_lowercase()
}

/// Paths with one end stand together when they are read from there.
fn from_the_end(path: &str) -> String {
    path.chars().rev().collect()
}

/// Behind a path that is read from its end: files that are called alike stand one behind the other.
const PATH_END: char = '\u{1}';

impl<'s> Names<'s> {
    pub(super) fn new(scratch: &'s Scratch, shelves: NameShelves) -> Self {
        Self { scratch, shelves, longest: 0 }
    }

    /// Notes a file by the number of its artifact.
    pub(super) fn add(&mut self, id: u32, path: &str) -> Result<()> {
        let path = normal(path);
        let name = file_name(&path);
        match self.called(self.shelves.stem, file_stem(&name))? {
            None => self.call(self.shelves.stem, file_stem(&name), &Called::One(id, String::new()))?,
            Some(Called::One(..)) => self.call(self.shelves.stem, file_stem(&name), &Called::Several)?,
            Some(Called::Several) => {}
        }
        match self.called(self.shelves.name, &name)? {
            None => return self.call(self.shelves.name, &name, &Called::One(id, path)),
            Some(Called::One(first, of_first)) => {
                self.share(first, &of_first)?;
                self.call(self.shelves.name, &name, &Called::Several)?;
            }
            Some(Called::Several) => {}
        }
        self.share(id, &path)
    }

    fn called(&self, shelf: u8, name: &str) -> Result<Option<Called>> {
        self.scratch.get(shelf, name)?.map(|called| read_back(&called)).transpose()
    }

    fn call(&self, shelf: u8, name: &str, called: &Called) -> Result<()> {
        Ok(self.scratch.put(shelf, name, &written(called)?)?)
    }

    /// Notes a file whose name others bear as well.
    fn share(&mut self, id: u32, path: &str) -> Result<()> {
        self.longest = self.longest.max(path.len());
        let end = format!("{}{PATH_END}{id:010}", from_the_end(path));
        Ok(self.scratch.put(self.shelves.end, &end, &id.to_be_bytes())?)
    }

    /// The document that a value names: by name, else by stem. Of several with one name the one whose folders fit as well.
    pub(super) fn named(&self, value: &str) -> Result<Option<u32>> {
        let name = file_name(value);
        if name.is_empty() {
            return Ok(None);
        }
        let stem = if names_a_document(value) { file_stem(&name) } else { name.as_str() };
        let called = match self.called(self.shelves.name, &name)? {
            Some(called) => Some(called),
            None => self.called(self.shelves.stem, stem)?,
        };
        match called {
            None => Ok(None),
            Some(Called::One(id, _)) => Ok(Some(id)),
            Some(Called::Several) => self.by_folders(normal(value).trim_start_matches('/')),
        }
    }

    /// The one file whose path ends with a value, part by part, or is the end of it. A value that fits several names none of them.
    fn by_folders(&self, value: &str) -> Result<Option<u32>> {
        let mut fitting = self.whole(value)?;
        fitting.extend(self.ending(&from_the_end(&format!("/{value}")))?);
        // The value may be the longer of the two: one that begins outside of the delivery.
        let ends = value.rmatch_indices('/').filter_map(|(at, _)| value.get(at + 1..)).take_while(|end| end.len() <= self.longest);
        for end in ends {
            fitting.extend(self.whole(end)?);
        }
        Ok(match fitting.as_slice() {
            [one] => Some(*one),
            _ => None,
        })
    }

    /// Up to two files of a path.
    fn whole(&self, path: &str) -> Result<Vec<u32>> {
        self.ending(&format!("{}{PATH_END}", from_the_end(path)))
    }

    /// Up to two files whose path, read from the end, begins so.
    fn ending(&self, end: &str) -> Result<Vec<u32>> {
        let found = self.scratch.behind(self.shelves.end, Some(end), 2)?;
        let id = |(key, id): &(String, Vec<u8>)| <[u8; 4]>::try_from(id.as_slice()).ok().filter(|_| key.starts_with(end)).map(u32::from_be_bytes);
        Ok(found.iter().filter_map(id).collect())
    }

    /// Whether any file is called so, even if several are.
    pub(super) fn knows(&self, value: &str) -> Result<bool> {
        Ok(self.called(self.shelves.name, &file_name(value))?.is_some())
    }
}

/// A relation to be looked through: the field that names the patient, and those that list documents.
type Wanted = BTreeMap<String, (Option<String>, BTreeSet<String>)>;

fn wanted(workspace: &Workspace) -> Result<Wanted> {
    let mut failure = None;
    let documents = super::documents(workspace).map_while(|document| document.map_err(|error| failure = Some(error)).ok());
    let names = DocumentNames::new(documents.map(|document| document.path));
    if let Some(error) = failure {
        return Err(error);
    }
    let lens = crate::book::lens(workspace).ok().flatten();
    let (mut wanted, mut failure) = (Wanted::new(), None);
    workspace.store().each_relation("legacy", &mut |relation| {
        if failure.is_some() || relation.name.starts_with("sql.") {
            return;
        }
        match listing(&relation, lens.as_ref(), &names) {
            Ok((_, listing)) if listing.is_empty() => {}
            Ok((patient, listing)) => wanted.entry(relation.name).or_insert_with(|| (patient, BTreeSet::new())).1.extend(listing),
            Err(error) => failure = Some(error),
        }
    })?;
    failure.map_or(Ok(wanted), Err)
}

/// The field of a relation that names the patient, and those that list documents. Of a document no value is kept, so that nothing is listed by it.
fn listing(relation: &RelationRow, lens: Option<&Lens>, names: &DocumentNames) -> Result<(Option<String>, Vec<String>)> {
    let sketches = Kept::read(&relation.sketches).sketches;
    if sketches.is_empty() {
        return Ok((None, Vec::new()));
    }
    let profiles: Vec<FieldProfile> = serde_json::from_str(&relation.profile).map_err(|e| AppError::Other(e.to_string()))?;
    let fields: Vec<String> = profiles.iter().map(|f| f.name.clone()).collect();
    let guessed = || patient_field(&relation.name, &fields).and_then(|at| fields.get(at).cloned());
    let patient = lens.and_then(|l| l.patient_field(&relation.name)).map(str::to_string).or_else(guessed);
    let listing = profiles.iter().zip(&sketches).filter(|(profile, sketch)| Some(&profile.name) != patient.as_ref() && names.listed_by(profile, sketch));
    let listing = listing.map(|(profile, _)| profile.name.clone()).collect();
    Ok((patient, listing))
}

/// Looks through the tables that list documents.
pub(super) fn read<'s>(workspace: &Workspace, scratch: &'s Scratch, people: &People) -> Result<Index<'s>> {
    let wanted = wanted(workspace)?;
    let mut index = Index::new(scratch);
    if wanted.is_empty() {
        return Ok(index);
    }
    let mut names = Names::new(scratch, NameShelves { name: DOCUMENT_NAME, stem: DOCUMENT_STEM, end: DOCUMENT_END });
    for document in super::documents(workspace) {
        let document = document?;
        names.add(document.id, &document.path)?;
    }
    let source = LegacySource::new(workspace)?;
    let mut tables = Tables { workspace, names, people, path: None };
    for (relation, (patient, listing)) in &wanted {
        let fields: Vec<String> = patient.iter().chain(listing).cloned().collect();
        let mut outcome = Ok(());
        source.scan(relation, &fields, &mut |artifact, line, row| {
            let (key, values) = match (patient, row.split_first()) {
                (Some(_), Some((key, values))) => (*key, values),
                _ => (None, row),
            };
            let listed = listing.iter().zip(values).filter_map(|(field, value)| Some((field.as_str(), (*value)?)));
            outcome = tables.row((artifact, line, relation.as_str()), key, listed, &mut index);
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        outcome?;
    }
    Ok(index)
}

/// Tables that are looked through.
struct Tables<'a> {
    workspace: &'a Workspace,
    names: Names<'a>,
    people: &'a People,
    /// Path of the artifact at hand.
    path: Option<(u32, String)>,
}

impl Tables<'_> {
    fn row<'v>(&mut self, (artifact, line, relation): (u32, u64, &str), key: Option<&str>, listed: impl Iterator<Item = (&'v str, &'v str)>, index: &mut Index<'_>) -> Result<()> {
        let found = match key {
            Some(key) => self.people.chart(key)?,
            None => None,
        };
        for (field, value) in listed {
            let named = self.names.named(value)?;
            // A name that several files have tells which one is meant by nothing.
            if named.is_none() && (!names_a_document(value) || self.names.knows(value)?) {
                continue;
            }
            let entry = Entry {
                by: "index",
                doubts: Vec::new(),
                patient: found.as_deref().or(key).map(str::to_string),
                known: found.is_some(),
                place: format!("{}:{line}:{field}", path_of(self.workspace, artifact, &mut self.path)?),
                field: (relation.to_string(), field.to_string()),
                artifact,
                value: value.to_string(),
            };
            match named {
                Some(document) => index.take(document, entry)?,
                None => index.miss(entry),
            }
        }
        Ok(())
    }
}

/// The path of an artifact of the side; that of the last one is remembered, since rows and records come file by file.
pub(super) fn path_of<'p>(workspace: &Workspace, artifact: u32, last: &'p mut Option<(u32, String)>) -> Result<&'p str> {
    if last.as_ref().is_none_or(|(id, _)| *id != artifact) {
        let path = workspace.store().artifact_by_id(artifact)?.map(|a| a.path).unwrap_or_default();
        *last = Some((artifact, path));
    }
    Ok(last.as_ref().map_or("", |(_, path)| path.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{Entry, FILED_MAX, Index, NameShelves, Names, normal};
    use discovery::{file_name, file_stem, names_a_document};
    use store::Scratch;

    /// Files by their place in the list.
    fn names_of<'s>(scratch: &'s Scratch, paths: &[String]) -> Names<'s> {
        let mut names = Names::new(scratch, NameShelves { name: 1, stem: 2, end: 3 });
        (0..).zip(paths).for_each(|(at, path)| names.add(at, path).unwrap());
        names
    }

    #[test]
    fn what_is_said_of_a_document_is_put_together_on_its_shelf() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch::within(folder.path()).unwrap();
        let mut index = Index::new(&scratch);
        let entry = |patient: &str, known, doubts: &[&'static str]| Entry {
            by: "index",
            doubts: doubts.to_vec(),
            patient: Some(patient.to_string()),
            known,
            place: format!("index.csv:{patient}:FILE"),
            field: ("index".into(), "FILE".into()),
            artifact: 1,
            value: "a.pdf".into(),
        };
        for patient in ["1", "2", "1"] {
            index.take(7, entry(patient, true, &["another size"])).unwrap();
        }
        index.take(7, entry("9", false, &[])).unwrap();
        index.take(70, entry("3", true, &[])).unwrap();
        let said = index.said(7).unwrap();
        assert_eq!(said.filed.iter().map(|f| (f.patient.as_str(), f.by.as_str())).collect::<Vec<_>>(), [("1", "index"), ("2", "index")]);
        assert!(said.is_unknown_key && !said.are_more && said.doubts.len() == 1);
        assert_eq!((index.said(70).unwrap().filed.len(), index.said(8).unwrap().filed.len()), (1, 0));
        for patient in 0..=FILED_MAX {
            index.take(8, entry(&patient.to_string(), true, &[])).unwrap();
        }
        assert!(index.said(8).unwrap().are_more && index.said(8).unwrap().filed.len() == FILED_MAX);
    }

    #[test]
    fn a_value_names_a_file_by_name_stem_or_folder() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch::within(folder.path()).unwrap();
        let names = names_of(&scratch, &["scans/a.pdf", "1001/page.tif", "1002/page.tif"].map(String::from));
        for (value, found) in [
            ("A.PDF", Some(0)),
            ("a", Some(0)),
            ("\\\\server\\scans\\a.pdf", Some(0)),
            ("a.tif", Some(0)),
            ("page.tif", None),
            ("page", None),
            ("X:\\docs\\1002\\page.tif", Some(2)),
            ("1001/page.tif", Some(1)),
            ("none.pdf", None),
            ("", None),
        ] {
            assert_eq!(names.named(value).unwrap(), found, "{value}");
        }
    }

    /// The same by going through every file of the name.
    fn gone_through(paths: &[String], value: &str) -> Option<usize> {
        let is_end_of = |short: &str, long: &str| long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
        let name = file_name(value);
        let stem = if names_a_document(value) { file_stem(&name).to_string() } else { name.clone() };
        let all = |called: &dyn Fn(&str) -> bool| (0..paths.len()).filter(|at| called(&file_name(&normal(&paths[*at])))).collect::<Vec<_>>();
        let by_name = all(&|other| other == name);
        let found = if by_name.is_empty() { all(&|other| file_stem(other) == stem) } else { by_name };
        let value = normal(value);
        let value = value.trim_start_matches('/');
        let fitting: Vec<usize> = found.iter().copied().filter(|at| is_end_of(value, &normal(&paths[*at])) || is_end_of(&normal(&paths[*at]), value)).collect();
        match (name.is_empty(), found.as_slice(), fitting.as_slice()) {
            (true, ..) => None,
            (_, [one], _) => Some(*one),
            (_, _, [one]) => Some(*one),
            _ => None,
        }
    }

    #[test]
    fn the_file_that_is_meant_is_the_one_that_is_found_by_going_through_all() {
        let folders = ["", "a/", "b/", "a/b/", "b/a/", "a/a/b/", "/", "/a/", "//a/", "X:\\A\\"];
        let names = ["p.tif", "q.tif", "P.TIF", "p.pdf", "p", "r.tif", " p.tif", ".tif", ""];
        let mut state = 7_u64;
        let mut next = |most: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % most
        };
        let mut told = 0;
        for _ in 0..400 {
            let count = 1 + next(9);
            let paths: Vec<String> = (0..count).map(|_| format!("{}{}", folders[next(folders.len())], names[next(names.len())])).collect();
            let folder = tempfile::tempdir().unwrap();
            let scratch = Scratch::within(folder.path()).unwrap();
            let index = names_of(&scratch, &paths);
            for folder in folders {
                for name in names {
                    let value = format!("{folder}{name}");
                    let found = index.named(&value).unwrap().map(|at| at as usize);
                    assert_eq!(found, gone_through(&paths, &value), "{value:?} among {paths:?}");
                    told += usize::from(found.is_some());
                }
            }
        }
        assert!(told > 1_000, "{told}");
    }

    #[test]
    fn of_very_many_files_of_one_name_none_is_gone_through() {
        let paths: Vec<String> = (0..20_000).map(|patient| format!("scans/{patient}/page.tif")).collect();
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch::within(folder.path()).unwrap();
        let names = names_of(&scratch, &paths);
        let named = |value: &str| names.named(value).unwrap();
        assert!((0..).zip(&paths).all(|(at, path)| named(path) == Some(at)));
        let deep = format!("{}/77/page.tif", "x/".repeat(100_000));
        assert_eq!((named("page.tif"), named(&deep)), (None, None));
        assert_eq!(named(&format!("{}scans/77/page.tif", "x/".repeat(100_000))), Some(77));
    }
}
