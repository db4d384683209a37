//! What the tables of the delivery say of its documents: which rows name a file, under which patient, and which files that they
//! name were never delivered. What records say is added by `pointers`.

use crate::discover::relations;
use crate::source::LegacySource;
use crate::{Result, Workspace};
use discovery::{DocumentNames, file_name, file_stem, names_a_document, patient_field};
use identity::Roster;
use mapping::Source as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use store::ArtifactRow;

/// Files not delivered that are listed one by one; further ones are counted.
const MISSING_MAX: usize = 20_000;

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

/// What all tables say.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Entries by the number of the document.
    pub entries: HashMap<usize, Vec<Entry>>,
    /// Entries of files that are not there.
    pub missing: Vec<Entry>,
    /// Rows of such files by relation and field, all of them.
    pub missing_rows: BTreeMap<(String, String), u64>,
}

impl Index {
    /// Counts a file that is not there, and lists it as far as there is room.
    pub(super) fn miss(&mut self, entry: Entry) {
        *self.missing_rows.entry(entry.field.clone()).or_default() += 1;
        if self.missing.len() < MISSING_MAX {
            self.missing.push(entry);
        }
    }
}

/// Files by the names that a table or a record may use.
pub(super) struct Names {
    paths: Vec<String>,
    by_name: HashMap<String, Vec<usize>>,
    by_stem: HashMap<String, Vec<usize>>,
}

/// A path lower case, with slashes of one kind.
fn normal(path: &str) -> String {
    path.trim().replace('\\', "/").to_lowercase()
}

/// Whether one path is the end of the other, part by part.
fn is_end_of(short: &str, long: &str) -> bool {
    long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

impl Names {
    pub(super) fn of<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let paths: Vec<String> = paths.map(normal).collect();
        let (mut by_name, mut by_stem): (HashMap<String, Vec<usize>>, HashMap<String, Vec<usize>>) = Default::default();
        for (at, path) in paths.iter().enumerate() {
            let name = file_name(path);
            by_stem.entry(file_stem(&name).to_string()).or_default().push(at);
            by_name.entry(name).or_default().push(at);
        }
        Self { paths, by_name, by_stem }
    }

    /// The documents that a value names: by name, else by stem. Of several with one name those whose folders fit as well.
    pub(super) fn named(&self, value: &str) -> Vec<usize> {
        let name = file_name(value);
        if name.is_empty() {
            return Vec::new();
        }
        let stem = if names_a_document(value) { file_stem(&name) } else { name.as_str() };
        let found = self.by_name.get(&name).or_else(|| self.by_stem.get(stem)).cloned().unwrap_or_default();
        if found.len() < 2 {
            return found;
        }
        let value = normal(value);
        let value = value.trim_start_matches('/');
        let fits = |at: &usize| self.paths.get(*at).is_some_and(|path| is_end_of(value, path) || is_end_of(path, value));
        let fitting: Vec<usize> = found.iter().copied().filter(fits).collect();
        // A name that several files bear names none of them.
        if fitting.len() == 1 { fitting } else { Vec::new() }
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
    let mut wanted = Wanted::new();
    for relation in relations(workspace)?.iter().filter(|r| !r.name.starts_with("sql.")) {
        let fields: Vec<String> = relation.fields.iter().map(|f| f.name.clone()).collect();
        let guessed = || patient_field(&relation.name, &fields).and_then(|at| fields.get(at).cloned());
        let patient = lens.as_ref().and_then(|l| l.patient_field(&relation.name)).map(str::to_string).or_else(guessed);
        for (profile, sketch) in relation.fields.iter().zip(&relation.kept.sketches) {
            if Some(&profile.name) != patient.as_ref() && names.listed_by(profile, sketch) {
                wanted.entry(relation.name.clone()).or_insert_with(|| (patient.clone(), BTreeSet::new())).1.insert(profile.name.clone());
            }
        }
    }
    Ok(wanted)
}

/// Looks through the tables that list documents.
pub(super) fn read(workspace: &Workspace, documents: &[&ArtifactRow], paths: &HashMap<u32, &str>, roster: &Roster) -> Result<Index> {
    let names = Names::of(documents.iter().map(|a| a.path.as_str()));
    let source = LegacySource::new(workspace)?;
    let mut index = Index::default();
    for (relation, (patient, listing)) in wanted(workspace, documents)? {
        let fields: Vec<String> = patient.iter().chain(&listing).cloned().collect();
        source.scan(&relation, &fields, &mut |artifact, line, row| {
            let (key, values) = match (&patient, row.split_first()) {
                (Some(_), Some((key, values))) => (*key, values),
                _ => (None, row),
            };
            let found = key.and_then(|k| roster.find(k));
            for (field, value) in listing.iter().zip(values).filter_map(|(f, v)| Some((f, (*v)?))) {
                let entry = || Entry {
                    by: "index",
                    doubts: Vec::new(),
                    patient: found.or(key).map(str::to_string),
                    known: found.is_some(),
                    place: format!("{}:{line}:{field}", paths.get(&artifact).copied().unwrap_or("")),
                    field: (relation.clone(), field.clone()),
                    artifact,
                    value: value.to_string(),
                };
                let named = names.named(value);
                match named.as_slice() {
                    [one] => index.entries.entry(*one).or_default().push(entry()),
                    [] if names_a_document(value) && !names.knows(value) => index.miss(entry()),
                    // A name that several files have tells which one is meant by nothing.
                    _ => {}
                }
            }
            ControlFlow::Continue(())
        })?;
    }
    Ok(index)
}

#[cfg(test)]
mod tests {
    use super::{Names, is_end_of};

    #[test]
    fn a_value_names_a_file_by_name_stem_or_folder() {
        let names = Names::of(["scans/a.pdf", "1001/page.tif", "1002/page.tif"].into_iter());
        for (value, found) in [
            ("A.PDF", vec![0]),
            ("a", vec![0]),
            ("\\\\server\\scans\\a.pdf", vec![0]),
            ("a.tif", vec![0]),
            ("page.tif", vec![]),
            ("X:\\docs\\1002\\page.tif", vec![2]),
            ("1001/page.tif", vec![1]),
            ("none.pdf", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(names.named(value), found, "{value}");
        }
        assert!(is_end_of("b/c", "a/b/c") && is_end_of("c", "c") && !is_end_of("c", "abc"));
    }
}
