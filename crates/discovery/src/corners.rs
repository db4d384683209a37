//! Hidden corners: parts of an export that nobody would look at by themselves, from the inventory of one side.
//!
//! A corner is a task until somebody decides what becomes of it. Its id depends on what it is about and on nothing else,
//! so that a decision outlives the next run and the next delivery. Words hold names of relations, fields and files, and
//! counts; never a value.

use crate::drift::{Change, changes};
use crate::eav::EavTable;
use crate::hash::{Spreading, chain, hash};
use crate::keys::Join;
use crate::names::{is_removed, marks_removed, names_facility, parts, says};
use crate::profile::{Context, FieldProfile};
use crate::sketch::Sketch;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Corners of one kind that are listed one by one; further ones are summed up in one.
const PER_KIND: usize = 2_000;

/// Something that nobody would look at by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corner {
    /// The same in every run over the same data.
    pub id: String,
    /// `unjoined relation`, `unread artifact`, `unread relation`, `document without index`, `one clinic only`,
    /// `one year only`, `changed meaning`, `changed fill`, `place in one table only`, `retired entries in use`, `retired codes in use`, `archive in an archive`, `removed rows`,
    /// `same file twice`, `attributes as rows`, and from where documents are filed: `document of another patient`, `document of two patients`,
    /// `documents not delivered`.
    pub kind: &'static str,
    /// Artifact that holds it, as given; empty when several do.
    pub artifact: String,
    /// Relation, empty for an artifact as a whole.
    pub relation: String,
    /// Field, empty for the relation as a whole.
    pub field: String,
    /// What is odd.
    pub words: String,
    /// Why it is thought so, in counts.
    pub evidence: String,
    /// `high`, `medium`, `low`.
    pub risk: &'static str,
}

impl Corner {
    /// A corner about documents, found where their filing is checked: about one file by its path, or about a field of an index.
    pub fn of_documents(kind: &'static str, (artifact, path): (&str, &str), (relation, field): (&str, &str), words: String, evidence: String) -> Self {
        let (artifact, relation_name, field_name) = (artifact.to_string(), relation.to_string(), field.to_string());
        Self { id: format!("c-{:016x}", id_of(kind, path, relation, field)), kind, artifact, relation: relation_name, field: field_name, words, evidence, risk: "high" }
    }

    /// A corner about a field whose codes a list calls out of use, found where they are held against it.
    pub fn of_codes((artifact, relation, field): (&str, &str, &str), words: String, evidence: String) -> Self {
        const KIND: &str = "retired codes in use";
        let id = format!("c-{:016x}", id_of(KIND, "", relation, field));
        Self { id, kind: KIND, artifact: artifact.into(), relation: relation.into(), field: field.into(), words, evidence, risk: "medium" }
    }
}

/// The id of a corner that [`corners`] finds of a kind: about a file by its path, about a relation, or about a field of one; what it is not
/// about is empty.
pub fn corner_id(kind: &str, path: &str, relation: &str, field: &str) -> String {
    format!("c-{:016x}", id_of(kind, path, relation, field))
}

/// Depends on what a corner is about and on nothing else.
fn id_of(kind: &str, path: &str, relation: &str, field: &str) -> u64 {
    [path, relation, field].iter().fold(hash(kind), |id, part| chain(id, hash(part)))
}

/// A relation with what is known of it.
#[derive(Debug, Clone)]
pub struct RelationFacts<'a> {
    /// Relation.
    pub relation: &'a str,
    /// Artifact that holds it.
    pub artifact: &'a str,
    /// Rows.
    pub rows: u64,
    /// Profiles of its fields.
    pub fields: &'a [FieldProfile],
    /// Sketches, in the order of the fields; empty when they were not kept.
    pub sketches: &'a [Sketch],
    /// What was found across its fields.
    pub context: &'a Context,
    /// Share of its rows that hang on a known patient, or name one as long as nobody has held them against the known; `None` when it names none.
    pub reach: Option<f64>,
    /// Rows that name a patient whom nobody knows; `None` as long as nobody has held them against the known.
    pub orphans: Option<u64>,
    /// The lens reads it, or a built-in reading does.
    pub read_by_lens: bool,
    /// The mapping reads it.
    pub read_by_mapping: bool,
}

#[cfg(test)]
impl<'a> RelationFacts<'a> {
    /// A relation of one artifact, every row of which hangs on a patient, read by the lens and by the mapping.
    pub(crate) fn of(name: &'a str, profile: &'a crate::profile::RelationProfile) -> Self {
        Self {
            relation: name,
            artifact: "a-1",
            rows: profile.rows,
            fields: &profile.fields,
            sketches: &profile.sketches,
            context: &profile.context,
            reach: Some(1.0),
            orphans: None,
            read_by_lens: true,
            read_by_mapping: true,
        }
    }
}

/// A file with what is known of it.
#[derive(Debug, Clone)]
pub struct ArtifactFacts<'a> {
    /// Artifact, as in [`RelationFacts::artifact`].
    pub artifact: &'a str,
    /// Path as ingested; the ids of corners about files hang on it.
    pub path: &'a str,
    /// Format's word.
    pub format: &'a str,
    /// SHA-256 of its bytes.
    pub sha256: &'a str,
    /// `read`, `partly read`, `unread`.
    pub state: &'a str,
    /// A scan, a PDF, a letter, a clinical document: something that a table may list by its name.
    pub is_document: bool,
    /// It holds files itself.
    pub is_archive: bool,
    /// It was taken out of an archive.
    pub is_inside: bool,
}

/// The files of a side, of which there may be millions: whoever has them holds few at once.
pub trait Files {
    /// Gives each, in the same order every time.
    fn each(&self, each: &mut dyn FnMut(&ArtifactFacts<'_>));
}

impl Files for &[ArtifactFacts<'_>] {
    fn each(&self, each: &mut dyn FnMut(&ArtifactFacts<'_>)) {
        self.iter().for_each(each);
    }
}

/// One side, as discovery sees it.
#[derive(Clone)]
pub struct Inventory<'a> {
    /// Relations.
    pub relations: &'a [RelationFacts<'a>],
    /// Files.
    pub artifacts: &'a dyn Files,
    /// Joins between the relations.
    pub joins: &'a [Join],
    /// Tables that hold attributes as rows.
    pub attributes: &'a [EavTable],
}

/// What a corner is about.
#[derive(Clone, Copy, Default)]
struct About<'a> {
    artifact: &'a str,
    path: &'a str,
    relation: &'a str,
    field: &'a str,
}

#[derive(Default)]
struct Found {
    all: Vec<Corner>,
    of_kind: BTreeMap<&'static str, usize>,
    known: BTreeMap<u64, usize>,
}

impl Found {
    fn note(&mut self, kind: &'static str, risk: &'static str, about: About<'_>, words: String, evidence: String) {
        let id = id_of(kind, about.path, about.relation, about.field);
        if let Some(known) = self.known.get(&id).and_then(|at| self.all.get_mut(*at)) {
            // The same relation in several artifacts is one corner.
            known.artifact.clear();
            return;
        }
        let count = self.of_kind.entry(kind).or_default();
        *count += 1;
        if *count > PER_KIND {
            return;
        }
        self.known.insert(id, self.all.len());
        let (artifact, relation, field) = (about.artifact.into(), about.relation.into(), about.field.into());
        self.all.push(Corner { id: format!("c-{id:016x}"), kind, artifact, relation, field, words, evidence, risk });
    }

    /// What was not listed one by one is said.
    fn finish(mut self) -> Vec<Corner> {
        for (kind, count) in std::mem::take(&mut self.of_kind) {
            if count > PER_KIND {
                let id = chain(hash(kind), 0);
                let words = format!("{} further corners of the kind \"{kind}\" are not listed", count - PER_KIND);
                let evidence = format!("{count} in all");
                let none = String::new;
                self.all.push(Corner { id: format!("c-{id:016x}"), kind, artifact: none(), relation: none(), field: none(), words, evidence, risk: "high" });
            }
        }
        let rank = |risk: &str| ["high", "medium", "low"].iter().position(|r| *r == risk);
        self.all.sort_by(|a, b| {
            let order = rank(a.risk).cmp(&rank(b.risk)).then_with(|| a.kind.cmp(b.kind));
            order.then_with(|| (&a.relation, &a.field, &a.artifact).cmp(&(&b.relation, &b.field, &b.artifact)))
        });
        self.all
    }
}

/// The corners of one side, most risky first.
pub fn corners(inventory: &Inventory<'_>) -> Vec<Corner> {
    let mut found = Found::default();
    for relation in inventory.relations.iter().filter(|r| r.rows > 0) {
        unused(relation, inventory.joins, &mut found);
        partly_filled(relation, &mut found);
        changed(relation, &mut found);
        removed(relation, &mut found);
        retired(relation, inventory, &mut found);
    }
    for table in inventory.attributes {
        attributes_as_rows(table, inventory.relations, &mut found);
    }
    places(inventory.relations, &mut found);
    files(inventory.artifacts, &mut found);
    documents(inventory, &mut found);
    found.finish()
}

fn about<'a>(relation: &RelationFacts<'a>, field: &'a str) -> About<'a> {
    About { artifact: relation.artifact, path: "", relation: relation.relation, field }
}

/// Relations that nothing refers to, and ones that nothing reads.
fn unused(relation: &RelationFacts<'_>, joins: &[Join], found: &mut Found) {
    let joined = joins.iter().any(|j| j.from.relation == relation.relation || j.to.relation == relation.relation);
    let rows = format!("{} rows, {} fields", relation.rows, relation.fields.len());
    if !joined && relation.reach.is_none() {
        let words = format!("{} is joined to no other relation and names no patient", relation.relation);
        found.note("unjoined relation", "medium", about(relation, ""), words, rows.clone());
    }
    if !relation.read_by_lens && !relation.read_by_mapping {
        let risk = if relation.reach.is_some_and(|reach| reach > 0.0) { "high" } else { "low" };
        let reach = match (relation.reach, relation.orphans) {
            (None, _) => "no patient named".to_string(),
            (Some(reach), None) => format!("{:.0} % of the rows name a patient", reach * 100.0),
            (Some(reach), Some(0)) => format!("{:.1} % of the rows hang on a known patient", reach * 100.0),
            (Some(reach), Some(orphans)) => format!("{:.1} % of the rows hang on a known patient, {orphans} name one whom nobody knows", reach * 100.0),
        };
        let words = format!("neither the lens nor the mapping reads {}", relation.relation);
        found.note("unread relation", risk, about(relation, ""), words, format!("{rows}; {reach}"));
    }
}

/// A table of entities, attributes and values that no lens takes apart yet.
fn attributes_as_rows(table: &EavTable, relations: &[RelationFacts<'_>], found: &mut Found) {
    let Some(relation) = relations.iter().find(|r| r.relation == table.relation && r.artifact == table.artifact && !r.read_by_lens) else { return };
    let Some(field) = relation.fields.iter().find(|f| f.name == table.attribute) else { return };
    let columns: Vec<&str> = table.values.iter().map(|v| v.field.as_str()).collect();
    let words = format!("{} holds attributes as rows: {} says what {} is a value of", table.relation, table.attribute, columns.join(" or "));
    found.note("attributes as rows", "high", about(relation, &field.name), words, table.evidence.join("; "));
}

/// Fields that are filled somewhere or at some time only.
fn partly_filled(relation: &RelationFacts<'_>, found: &mut Found) {
    for field in relation.fields {
        let evidence = format!("filled in {} of {} rows", field.filled, field.rows);
        if field.one_facility.is_some() {
            let place = relation.context.facility_field.as_deref().unwrap_or("the facility");
            let words = format!("{} is filled where {place} has one value, and nowhere else", field.name);
            found.note("one clinic only", "medium", about(relation, &field.name), words, evidence.clone());
        }
        if let Some(year) = field.one_year {
            found.note("one year only", "low", about(relation, &field.name), format!("{} is filled in {year} only", field.name), evidence);
        }
    }
}

/// Fields that changed over the years: whoever maps them has to know both sides.
fn changed(relation: &RelationFacts<'_>, found: &mut Found) {
    for field in relation.fields {
        let (meaning, fill): (Vec<Change>, Vec<Change>) = changes(field).into_iter().partition(Change::is_of_meaning);
        let told = |changes: &[Change]| changes.iter().map(|c| c.words.as_str()).collect::<Vec<_>>().join("; ");
        if let Some(first) = meaning.iter().map(|c| c.year).min() {
            let risk = if meaning.iter().any(|c| c.severity == "high") { "high" } else { "medium" };
            let words = format!("{} does not mean the same in every year: it changed in {first}", field.name);
            found.note("changed meaning", risk, about(relation, &field.name), words, told(&meaning));
        }
        if let Some(first) = fill.iter().map(|c| c.year).min() {
            let words = format!("{} is not filled alike in every year: it changed in {first}", field.name);
            found.note("changed fill", "low", about(relation, &field.name), words, told(&fill));
        }
    }
}

/// Rows of a field that mark the record as removed or entered in error.
pub(crate) fn removed_rows(field: &FieldProfile, of_patients: bool) -> u64 {
    let words = parts(&field.name);
    let rows_of = |is: &dyn Fn(&str) -> bool| -> u64 { field.top.iter().filter(|(value, ..)| is(&value.trim().to_lowercase())).map(|(_, rows, _)| *rows).sum() };
    if marks_removed(&field.name) {
        return rows_of(&is_removed);
    }
    if of_patients && says(&words, &["active", "isactive"]) {
        return rows_of(&|value| matches!(value, "0" | "n" | "no" | "f" | "false" | "inactive"));
    }
    if says(&words, &["status", "state", "verification", "verif", "stat"]) {
        return rows_of(&|value| {
            let letters: String = value.chars().filter(char::is_ascii_alphabetic).collect();
            ["enteredinerror", "error", "err", "eie", "void", "voided", "deleted", "del", "retracted", "removed"].contains(&letters.as_str())
        });
    }
    0
}

fn removed(relation: &RelationFacts<'_>, found: &mut Found) {
    for field in relation.fields {
        let rows = removed_rows(field, relation.reach.is_some());
        if rows > 0 {
            let words = format!("{} marks rows of {} as removed, inactive or entered in error: they must not come back as live", field.name, relation.relation);
            found.note("removed rows", "high", about(relation, &field.name), words, format!("{rows} of {} rows", field.rows));
        }
    }
}

/// Entries of a code table that it took out of use and that other relations still refer to.
fn retired(table: &RelationFacts<'_>, inventory: &Inventory<'_>, found: &mut Found) {
    let Some(retired) = &table.context.retired else { return };
    let of_table = |j: &&Join| j.to.relation == table.relation && j.to.field == retired.key;
    for join in inventory.joins.iter().filter(of_table) {
        for user in inventory.relations.iter().filter(|r| r.relation == join.from.relation) {
            let at = user.fields.iter().position(|f| f.name == join.from.field);
            let Some((field, sketch)) = at.and_then(|at| Some((user.fields.get(at)?, user.sketches.get(at)?))) else { continue };
            let in_use = sketch.hashes.iter().zip(&sketch.rows).filter(|(hash, _)| retired.keys.binary_search(hash).is_ok());
            let (entries, rows) = in_use.fold((0u64, 0u64), |(entries, rows), (_, count)| (entries + 1, rows + count));
            if entries > 0 {
                let words = format!("{} refers to entries that {} marks in {} as out of use", field.name, table.relation, retired.flag);
                let part = if sketch.whole { "" } else { "at least " };
                let evidence = format!("{part}{rows} rows with {entries} of {} such entries", retired.rows);
                found.note("retired entries in use", "medium", about(user, &field.name), words, evidence);
            }
        }
    }
}

/// Clinics and departments that occur in one relation only, where others share theirs.
fn places(relations: &[RelationFacts<'_>], found: &mut Found) {
    let mut fields = Vec::new();
    for relation in relations {
        for (field, sketch) in relation.fields.iter().zip(relation.sketches) {
            if names_facility(&field.name) && sketch.whole && !field.is_dated() && (2..=500).contains(&sketch.hashes.len()) {
                fields.push((relation, field, sketch));
            }
        }
    }
    let mut holders: HashMap<u64, BTreeSet<&str>, Spreading> = HashMap::default();
    for (relation, _, sketch) in &fields {
        for hash in &sketch.hashes {
            holders.entry(*hash).or_default().insert(relation.relation);
        }
    }
    let shared = |hash: &u64| holders.get(hash).is_some_and(|relations| relations.len() > 1);
    for (relation, field, sketch) in &fields {
        let alone: Vec<u64> = sketch.hashes.iter().zip(&sketch.rows).filter(|(hash, _)| !shared(hash)).map(|(_, rows)| *rows).collect();
        // Where no value is shared the two fields speak different codes, which says nothing of a single one.
        if !alone.is_empty() && alone.len() * 2 <= sketch.hashes.len() {
            let words = format!("{} names places that no other relation knows", field.name);
            let evidence = format!("{} of {} places, {} rows", alone.len(), sketch.hashes.len(), alone.iter().sum::<u64>());
            found.note("place in one table only", "medium", about(relation, &field.name), words, evidence);
        }
    }
}

/// Files that were not read, stand twice, or hold others that may not have been opened. Of a file eight bytes are held.
fn files(artifacts: &dyn Files, found: &mut Found) {
    let mut hashes: Vec<u64> = Vec::new();
    artifacts.each(&mut |artifact| {
        let about = About { artifact: artifact.artifact, path: artifact.path, ..About::default() };
        hashes.push(hash(artifact.sha256));
        if artifact.state == "unread" && !artifact.is_archive {
            let words = format!("a file of format {} was not read", artifact.format);
            found.note("unread artifact", "high", about, words, "no record was delivered".into());
        }
        if artifact.is_archive && artifact.is_inside {
            let words = format!("an archive of format {} lies inside an archive", artifact.format);
            let risk = if artifact.state == "unread" { "high" } else { "low" };
            found.note("archive in an archive", risk, about, words, format!("state: {}", artifact.state));
        }
    });
    hashes.sort_unstable();
    // Those that stand several times, with how often, and whether the first of them was met.
    let mut same: Vec<(u64, usize, bool)> = hashes.chunk_by(|a, b| a == b).filter(|alike| alike.len() > 1).filter_map(|alike| Some((*alike.first()?, alike.len(), false))).collect();
    drop(hashes);
    if same.is_empty() {
        return;
    }
    artifacts.each(&mut |artifact| {
        let bytes = hash(artifact.sha256);
        let at = same.binary_search_by_key(&bytes, |(bytes, ..)| *bytes).ok();
        let Some((_, copies, met)) = at.and_then(|at| same.get_mut(at)) else { return };
        if std::mem::replace(met, true) {
            let about = About { artifact: artifact.artifact, path: artifact.path, ..About::default() };
            found.note("same file twice", "low", about, "the same bytes stand under another path as well".into(), format!("{copies} copies"));
        }
    });
}

/// Names of documents that are looked up at once.
const NAMES_AT_ONCE: usize = 3 << 16;

/// Documents whose name stands in no table, although tables list others. Of a document one byte is held.
fn documents(inventory: &Inventory<'_>, found: &mut Found) {
    let sketches: Vec<&Sketch> = inventory.relations.iter().flat_map(|r| r.sketches).collect();
    let (mut listed, mut lists): (Vec<bool>, Vec<bool>) = (Vec::new(), vec![false; sketches.len()]);
    let mut names: Vec<(u64, usize)> = Vec::new();
    inventory.artifacts.each(&mut |artifact| {
        if artifact.is_document {
            names.extend(name_hashes(artifact.path).map(|name| (name, listed.len())));
            listed.push(false);
        }
        if names.len() >= NAMES_AT_ONCE {
            look_up(&sketches, &mut names, &mut listed, &mut lists);
        }
    });
    look_up(&sketches, &mut names, &mut listed, &mut lists);
    let lists: Vec<&Sketch> = sketches.into_iter().zip(lists).filter(|(_, is_list)| *is_list).map(|(sketch, _)| sketch).collect();
    let count = listed.iter().filter(|is_listed| **is_listed).count();
    let mut are_listed = listed.iter();
    inventory.artifacts.each(&mut |artifact| {
        if !artifact.is_document || are_listed.next() == Some(&true) {
            return;
        }
        let names = name_hashes(artifact.path);
        if lists.iter().all(|list| names.iter().all(|name| list.holds_hash(*name) == Some(false))) {
            let evidence = if lists.is_empty() { "no table lists any document".to_string() } else { format!("{count} of {} documents are listed", listed.len()) };
            let about = About { artifact: artifact.artifact, path: artifact.path, ..About::default() };
            found.note("document without index", "high", about, "no table names this document".into(), evidence);
        }
    });
}

/// Marks the documents that a field lists, by their places among all, and the fields that list one which none before them does. Takes the names.
fn look_up(sketches: &[&Sketch], names: &mut Vec<(u64, usize)>, listed: &mut [bool], lists: &mut [bool]) {
    names.sort_unstable();
    for (sketch, is_list) in sketches.iter().zip(lists) {
        for hash in &sketch.hashes {
            let first = names.partition_point(|(name, _)| name < hash);
            for (_, at) in names.iter().skip(first).take_while(|(name, _)| name == hash) {
                if let Some(is_listed) = listed.get_mut(*at).filter(|is_listed| !**is_listed) {
                    (*is_listed, *is_list) = (true, true);
                }
            }
        }
    }
    names.clear();
}

/// Hashes of a path, of its last part, and of that without its ending.
pub(crate) fn name_hashes(path: &str) -> [u64; 3] {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    [hash(path), hash(name), hash(stem)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Place;
    use crate::profile::RelationProfile;
    use crate::profiler::Profiler;

    const NO_FILES: &[ArtifactFacts<'static>] = &[];

    fn profile(names: &[&str], rows: &[&[&str]]) -> RelationProfile {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        let mut profiler = Profiler::new(&names, None);
        rows.iter().for_each(|row| profiler.row(row));
        profiler.finish_relation()
    }

    fn file<'a>(path: &'a str, sha256: &'a str) -> ArtifactFacts<'a> {
        ArtifactFacts { artifact: "a-9", path, format: "PDF", sha256, state: "read", is_document: false, is_archive: false, is_inside: false }
    }

    fn join(from: (&str, &str), to: (&str, &str)) -> Join {
        let place = |(relation, field): (&str, &str)| Place { relation: relation.into(), field: field.into() };
        Join { from: place(from), to: place(to), score: 1.0, ..Join::default() }
    }

    fn kinds(relations: &[RelationFacts<'_>], artifacts: &[ArtifactFacts<'_>], joins: &[Join]) -> Vec<(&'static str, String)> {
        corners(&Inventory { relations, artifacts: &artifacts, joins, attributes: &[] }).into_iter().map(|c| (c.kind, c.field)).collect()
    }

    #[test]
    fn relations_that_nobody_joins_or_reads() {
        let rows = profile(&["word"], &[&["x"], &["y"]]);
        let lost = RelationFacts { reach: None, read_by_lens: false, read_by_mapping: false, ..RelationFacts::of("misc", &rows) };
        assert_eq!(kinds(&[lost.clone()], &[], &[]), [("unjoined relation", String::new()), ("unread relation", String::new())]);
        let read = RelationFacts { read_by_lens: true, ..lost };
        assert!(kinds(&[read.clone()], &[], &[join(("misc", "word"), ("codes", "id"))]).is_empty());
        let other = RelationFacts { artifact: "a-2", ..read.clone() };
        let twice = corners(&Inventory { relations: &[read, other], artifacts: &NO_FILES, joins: &[], attributes: &[] });
        assert_eq!((twice.len(), twice[0].artifact.as_str()), (1, ""), "one corner for a relation of two artifacts");
    }

    #[test]
    fn a_field_that_changed_is_a_task_with_both_sides() {
        let cells: Vec<[String; 3]> = (0..120)
            .map(|n| {
                let year = 2012 + n / 40;
                let code = if year < 2014 { format!("{}.1", 250 + n) } else { format!("E{}.9", 10 + n % 30) };
                [format!("{year}-02-03"), code, if year < 2013 { String::new() } else { "7".to_string() }]
            })
            .collect();
        let rows: Vec<Vec<&str>> = cells.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let visits = profile(&["visit_dt", "dx_cd", "pain"], &rows);
        let all = corners(&Inventory { relations: &[RelationFacts::of("visits", &visits)], artifacts: &NO_FILES, joins: &[], attributes: &[] });
        let found: Vec<(&str, &str, &str)> = all.iter().map(|c| (c.kind, c.field.as_str(), c.risk)).collect();
        assert_eq!(found, [("changed meaning", "dx_cd", "high"), ("changed fill", "pain", "low")]);
        assert!(all[0].evidence.contains("changed in 2014: from ICD-9-CM to ICD-10-CM"), "{}", all[0].evidence);
        assert_eq!(all[1].evidence, "hardly ever filled before 2013");
    }

    #[test]
    fn rows_that_hang_on_nobody_are_told_from_rows_that_hang() {
        let rows = profile(&["pat", "x"], &[&["1", "a"], &["2", "b"]]);
        let lost = RelationFacts { reach: Some(0.972), orphans: Some(14), read_by_lens: false, read_by_mapping: false, ..RelationFacts::of("misc", &rows) };
        let all = corners(&Inventory { relations: &[lost], artifacts: &NO_FILES, joins: &[], attributes: &[] });
        assert_eq!(all[0].evidence, "2 rows, 2 fields; 97.2 % of the rows hang on a known patient, 14 name one whom nobody knows");
    }

    #[test]
    fn rows_that_were_removed() {
        let rows = profile(&["agent", "VOIDED", "status", "void_reason"], &[&["nuts", "1", "active", "x"], &["milk", "0", "Entered-In-Error", ""], &["eggs", "0", "active", ""]]);
        let all = corners(&Inventory { relations: &[RelationFacts::of("allergies", &rows)], artifacts: &NO_FILES, joins: &[], attributes: &[] });
        let found: Vec<(&str, &str)> = all.iter().map(|c| (c.field.as_str(), c.evidence.as_str())).collect();
        assert_eq!(found, [("VOIDED", "1 of 3 rows"), ("status", "1 of 3 rows")]);
    }

    #[test]
    fn retired_entries_that_are_used() {
        let table = profile(&["payer_cd", "active"], &[&["A", "1"], &["B", "0"], &["C", "0"]]);
        let users = profile(&["payer"], &[&["A"], &["B"], &["B"]]);
        let relations = [RelationFacts::of("payers", &table), RelationFacts::of("coverage", &users)];
        let all = corners(&Inventory { relations: &relations, artifacts: &NO_FILES, joins: &[join(("coverage", "payer"), ("payers", "payer_cd"))], attributes: &[] });
        let used: Vec<&str> = all.iter().filter(|c| c.kind == "retired entries in use").map(|c| c.evidence.as_str()).collect();
        assert_eq!(used, ["2 rows with 1 of 2 such entries"]);
    }

    #[test]
    fn places_that_one_table_knows() {
        let visits = profile(&["dept"], &[&["CARD"], &["ER"], &["LAB"], &["NEURO"]]);
        let orders = profile(&["department"], &[&["CARD"], &["ER"], &["LAB"]]);
        let relations = [RelationFacts::of("visits", &visits), RelationFacts::of("orders", &orders)];
        assert_eq!(kinds(&relations, &[], &[]), [("place in one table only", "dept".to_string())]);
    }

    #[test]
    fn files_in_corners() {
        let unread = ArtifactFacts { state: "unread", ..file("x.bin", "1") };
        let nested = ArtifactFacts { is_archive: true, is_inside: true, state: "unread", ..file("a.zip/b.zip", "2") };
        let found = kinds(&[], &[unread, nested, file("p.pdf", "3"), file("q.pdf", "3")], &[]);
        let words: Vec<&str> = found.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(words, ["archive in an archive", "unread artifact", "same file twice"]);
    }

    #[test]
    fn a_corner_from_elsewhere_has_an_id_of_the_same_kind() {
        let one = |path: &str| Corner::of_documents("document of another patient", ("a-1", path), ("", ""), String::new(), String::new());
        assert_eq!(one("scans/1.pdf").id, one("scans/1.pdf").id);
        assert_ne!(one("scans/1.pdf").id, one("scans/2.pdf").id);
        assert_eq!((one("x").risk, one("x").artifact.as_str()), ("high", "a-1"));
    }

    #[test]
    fn documents_that_no_table_lists() {
        let index = profile(&["patient", "file"], &[&["P1", "scan1.pdf"], &["P2", "scan2"]]);
        let document = |path: &'static str| ArtifactFacts { is_document: true, ..file(path, path) };
        let all = [document("scans/scan1.pdf"), document("scans/scan2.pdf"), document("scans/scan3.pdf")];
        let found = corners(&Inventory { relations: &[RelationFacts::of("index", &index)], artifacts: &&all[..], joins: &[], attributes: &[] });
        assert_eq!(found.iter().map(|c| (c.kind, c.evidence.as_str())).collect::<Vec<_>>(), [("document without index", "2 of 3 documents are listed")]);
        let again = corners(&Inventory { relations: &[RelationFacts::of("index", &index)], artifacts: &&all[..], joins: &[], attributes: &[] });
        assert_eq!(found, again, "the same id in every run");
    }
}
