//! What the tables of the delivery say of its documents: which rows name a file, under which patient, and which files that they
//! name were never delivered. What records say is added by `pointers`.

use super::people::People;
use super::verdict::Filed;
use crate::examine::Kept;
use crate::source::LegacySource;
use crate::{AppError, Result, Workspace};
use balance::Lens;
use discovery::{DocumentNames, FieldProfile, file_name, file_stem, names_a_document, patient_field};
use mapping::Source as _;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use store::{ArtifactRow, RelationRow};

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
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Under whom they file it: each chart once, by who said it first.
    pub filed: Vec<Filed>,
    /// Something files it under a key that no chart has.
    pub is_unknown_key: bool,
    /// Where it is not what a record says.
    pub doubts: BTreeSet<&'static str>,
    /// They file it under more charts than are told apart.
    pub are_more: bool,
}

impl Said {
    fn take(&mut self, entry: Entry) {
        self.doubts.extend(entry.doubts);
        let Some(patient) = entry.patient else { return };
        if !entry.known {
            self.is_unknown_key = true;
        } else if self.filed.iter().all(|filed| filed.patient != patient) {
            if self.filed.len() < FILED_MAX {
                self.filed.push(Filed { patient, by: entry.by, place: entry.place });
            } else {
                self.are_more = true;
            }
        }
    }
}

/// What all tables say.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// What is said of documents, by their numbers.
    pub said: HashMap<usize, Said>,
    /// Entries of files that are not there.
    pub missing: Vec<Entry>,
    /// Rows of such files by relation and field, all of them.
    pub missing_rows: BTreeMap<(String, String), u64>,
}

impl Index {
    /// Takes what is said of a document that is there.
    pub(super) fn take(&mut self, document: usize, entry: Entry) {
        self.said.entry(document).or_default().take(entry);
    }

    /// Counts a file that is not there, and lists it as far as there is room.
    pub(super) fn miss(&mut self, entry: Entry) {
        *self.missing_rows.entry(entry.field.clone()).or_default() += 1;
        if self.missing.len() < MISSING_MAX {
            self.missing.push(entry);
        }
    }
}

/// The files that are called by one name.
#[derive(Clone, Copy, PartialEq)]
enum Called {
    One(usize),
    Several,
}

/// Files by the names that a table or a record may use. A name that very many files bear (a page of a scan, in a folder for each patient) is not
/// gone through: the file that is meant is found by what its path ends with.
pub(super) struct Names {
    paths: Vec<String>,
    by_name: HashMap<String, Called>,
    by_stem: HashMap<String, Called>,
    /// Files whose name others bear as well, in the order of their paths read from the end.
    by_end: Vec<usize>,
    /// Letters of the longest of these paths.
    longest: usize,
}

/// A path lower case, with slashes of one kind.
fn normal(path: &str) -> String {
    path.trim().replace('\\', "/").to_lowercase()
}

/// The order of two paths by their letters from the last to the first: those with one end stand together.
fn from_the_end(a: &str, b: &str) -> Ordering {
    a.bytes().rev().cmp(b.bytes().rev())
}

/// Notes that a file is called so too.
fn call(names: &mut HashMap<String, Called>, name: &str, at: usize) {
    match names.get_mut(name) {
        Some(called) => *called = Called::Several,
        None => drop(names.insert(name.to_string(), Called::One(at))),
    }
}

impl Names {
    pub(super) fn of<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let paths: Vec<String> = paths.map(normal).collect();
        let (mut by_name, mut by_stem): (HashMap<String, Called>, HashMap<String, Called>) = Default::default();
        for (at, path) in paths.iter().enumerate() {
            let name = file_name(path);
            call(&mut by_stem, file_stem(&name), at);
            call(&mut by_name, &name, at);
        }
        let shared = paths.iter().enumerate().filter(|(_, path)| by_name.get(&file_name(path)) == Some(&Called::Several));
        let mut by_end: Vec<(&str, usize)> = shared.map(|(at, path)| (path.as_str(), at)).collect();
        by_end.sort_by(|(a, _), (b, _)| from_the_end(a, b));
        let longest = by_end.iter().map(|(path, _)| path.len()).max().unwrap_or(0);
        let by_end = by_end.into_iter().map(|(_, at)| at).collect();
        Self { paths, by_name, by_stem, by_end, longest }
    }

    /// The document that a value names: by name, else by stem. Of several with one name the one whose folders fit as well.
    pub(super) fn named(&self, value: &str) -> Option<usize> {
        let name = file_name(value);
        if name.is_empty() {
            return None;
        }
        let stem = if names_a_document(value) { file_stem(&name) } else { name.as_str() };
        match self.by_name.get(&name).or_else(|| self.by_stem.get(stem))? {
            Called::One(at) => Some(*at),
            Called::Several => self.by_folders(normal(value).trim_start_matches('/')),
        }
    }

    /// The one file whose path ends with a value, part by part, or is the end of it. A value that fits several names none of them.
    fn by_folders(&self, value: &str) -> Option<usize> {
        let mut fitting: Vec<usize> = self.ending(value).take_while(|at| self.path(*at) == value).take(2).collect();
        let within = format!("/{value}");
        fitting.extend(self.ending(&within).take_while(|at| self.path(*at).ends_with(&within)).take(2));
        // The value may be the longer of the two: one that begins outside of the delivery.
        let ends = value.rmatch_indices('/').filter_map(|(at, _)| value.get(at + 1..)).take_while(|end| end.len() <= self.longest);
        for end in ends {
            fitting.extend(self.ending(end).take_while(|at| self.path(*at) == end).take(2));
        }
        match fitting.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Files from the first on whose path, read from the end, is not before that of a text.
    fn ending(&self, end: &str) -> impl Iterator<Item = usize> {
        let first = self.by_end.partition_point(|at| from_the_end(self.path(*at), end).is_lt());
        self.by_end.get(first..).unwrap_or_default().iter().copied()
    }

    fn path(&self, at: usize) -> &str {
        self.paths.get(at).map_or("", String::as_str)
    }

    /// Whether any file is called so, even if several are.
    pub(super) fn knows(&self, value: &str) -> bool {
        self.by_name.contains_key(&file_name(value))
    }
}

/// A relation to be looked through: the field that names the patient, and those that list documents.
type Wanted = BTreeMap<String, (Option<String>, BTreeSet<String>)>;

fn wanted(workspace: &Workspace, documents: &[&ArtifactRow]) -> Result<Wanted> {
    let names = DocumentNames::new(documents.iter().map(|a| a.path.as_str()));
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
pub(super) fn read(workspace: &Workspace, documents: &[&ArtifactRow], paths: &HashMap<u32, &str>, people: &People) -> Result<Index> {
    let wanted = wanted(workspace, documents)?;
    if wanted.is_empty() {
        return Ok(Index::default());
    }
    let names = Names::of(documents.iter().map(|a| a.path.as_str()));
    let source = LegacySource::new(workspace)?;
    let mut index = Index::default();
    for (relation, (patient, listing)) in wanted {
        let fields: Vec<String> = patient.iter().chain(&listing).cloned().collect();
        let mut failure: Option<AppError> = None;
        source.scan(&relation, &fields, &mut |artifact, line, row| {
            let (key, values) = match (&patient, row.split_first()) {
                (Some(_), Some((key, values))) => (*key, values),
                _ => (None, row),
            };
            let found = match key.map(|key| people.chart(key)).transpose() {
                Ok(found) => found.flatten(),
                Err(error) => {
                    failure = Some(error);
                    return ControlFlow::Break(());
                }
            };
            for (field, value) in listing.iter().zip(values).filter_map(|(f, v)| Some((f, (*v)?))) {
                let entry = || Entry {
                    by: "index",
                    doubts: Vec::new(),
                    patient: found.as_deref().or(key).map(str::to_string),
                    known: found.is_some(),
                    place: format!("{}:{line}:{field}", paths.get(&artifact).copied().unwrap_or("")),
                    field: (relation.clone(), field.clone()),
                    artifact,
                    value: value.to_string(),
                };
                match names.named(value) {
                    Some(one) => index.take(one, entry()),
                    None if names_a_document(value) && !names.knows(value) => index.miss(entry()),
                    // A name that several files have tells which one is meant by nothing.
                    None => {}
                }
            }
            ControlFlow::Continue(())
        })?;
        if let Some(error) = failure {
            return Err(error);
        }
    }
    Ok(index)
}

#[cfg(test)]
mod tests {
    use super::{Names, normal};
    use discovery::{file_name, file_stem, names_a_document};

    #[test]
    fn a_value_names_a_file_by_name_stem_or_folder() {
        let names = Names::of(["scans/a.pdf", "1001/page.tif", "1002/page.tif"].into_iter());
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
            assert_eq!(names.named(value), found, "{value}");
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
            let index = Names::of(paths.iter().map(String::as_str));
            for folder in folders {
                for name in names {
                    let value = format!("{folder}{name}");
                    let found = index.named(&value);
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
        let names = Names::of(paths.iter().map(String::as_str));
        assert!(paths.iter().enumerate().all(|(at, path)| names.named(path) == Some(at)));
        let deep = format!("{}/77/page.tif", "x/".repeat(100_000));
        assert_eq!((names.named("page.tif"), names.named(&deep)), (None, None));
        assert_eq!(names.named(&format!("{}scans/77/page.tif", "x/".repeat(100_000))), Some(77));
    }
}
