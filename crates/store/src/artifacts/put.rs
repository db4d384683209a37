//! What changes which artifacts there are: those that are added, those of ours that are made again, and those that go out of use.
//!
//! Nothing is deleted: what goes out of use stays in the history. What must stay true: a change is made whole or not at all, and whoever
//! remembers what was made of the artifacts hears of it.

use super::NewArtifact;
use super::folders::{COUNTED, Changes, Counted, counted};
use crate::results::HeldRow;
use crate::{Result, Store, StoreError};
use rusqlite::{Params, Transaction};

/// What a migration leaves beside the rows that it held back.
#[derive(Debug, Clone, Copy)]
pub struct Migrated<'m> {
    /// Its run.
    pub run: u32,
    /// Artifacts of our own that were made again as they were, each with the blob of its new origins.
    pub same: &'m [(u32, Option<String>)],
    /// Those that are new.
    pub fresh: &'m [NewArtifact],
    /// A setting that goes with the output, and its value.
    pub setting: (&'m str, &'m str),
    /// When it ended.
    pub ended_ms: u64,
    /// Its counts.
    pub report: &'m str,
}

impl Store {
    /// Changes which artifacts there are, with the sums of their folders. Where none came and none went, nobody hears of it.
    fn change<T>(&self, work: impl FnOnce(&Transaction<'_>, &mut Changes) -> Result<T>) -> Result<T> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let mut folders = Changes::default();
        let done = work(&transaction, &mut folders)?;
        if !folders.is_empty() {
            folders.write(&transaction)?;
            crate::changed(&transaction)?;
        }
        transaction.commit()?;
        Ok(done)
    }

    /// Adds an artifact. One with the same side and path that was there stays in the history, no longer active.
    pub fn add_artifact(&self, new: &NewArtifact) -> Result<u32> {
        self.change(|transaction, folders| insert(transaction, new, folders))
    }

    /// Puts an artifact in the place of what stood at its path, and of what stood inside that, its path with `!/` behind it. Gives its number, and how
    /// many went from inside. An artifact whose token is taken, since the same bytes stood there before or another ingest came first, gets another one.
    pub fn put_artifact(&self, mut new: NewArtifact) -> Result<(u32, u64)> {
        // As a range of paths, so that an index serves it: `0` comes right behind `/`.
        let (first, end) = (format!("{}!/", new.row.path), format!("{}!0", new.row.path));
        self.change(|transaction, folders| {
            let gone = retire(transaction, "side = ?1 AND path >= ?2 AND path < ?3", (&new.row.side, &first, &end), folders)?;
            if transaction.query_row("SELECT EXISTS (SELECT 1 FROM artifact WHERE token = ?1)", [&new.row.token], |r| r.get(0))? {
                new.row.token = format!("{}-{}", new.row.token, crate::random_token(8));
            }
            Ok((insert(transaction, &new, folders)?, gone))
        })
    }

    /// Puts the output of a run in the place of the whole destination side, all or nothing: artifacts of our own that were made again as they
    /// were, each with the blob of its new origins, and those that are new. Gives the blobs of origins that nothing refers to any more.
    pub fn put_output(&self, run: u32, same: &[(u32, Option<String>)], fresh: &[NewArtifact]) -> Result<Vec<String>> {
        self.change(|transaction, folders| output(transaction, run, (same, fresh), folders))
    }

    /// Puts the output of a migration as [`Self::put_output`] does, and with it what else the migration left; its run is done then. All or nothing: an
    /// output without the rows that were held back from it would say that nothing was.
    pub fn put_migration<'r>(&self, made: &Migrated<'_>, held: impl Iterator<Item = HeldRow<'r>>) -> Result<Vec<String>> {
        self.change(|transaction, folders| {
            let over = output(transaction, made.run, (made.same, made.fresh), folders)?;
            crate::results::put_held(transaction, made.run, held)?;
            crate::set_setting(transaction, made.setting.0, made.setting.1)?;
            crate::results::end_run(transaction, made.run, made.ended_ms, "done", made.report)?;
            Ok(over)
        })
    }
}

fn output(transaction: &Transaction<'_>, run: u32, (same, fresh): (&[(u32, Option<String>)], &[NewArtifact]), folders: &mut Changes) -> Result<Vec<String>> {
    retire(transaction, "side = 'destination'", [], folders)?;
    let mut over = Vec::new();
    for (id, origins) in same {
        let before: Option<String> = transaction.query_row("SELECT origins FROM artifact WHERE id = ?1", [id], |r| r.get(0))?;
        over.extend(before);
        transaction.execute("UPDATE artifact SET active = 1, run = ?2, origins = ?3 WHERE id = ?1", (id, run, origins))?;
        folders.came(&transaction.query_row(&format!("SELECT {COUNTED} FROM artifact WHERE id = ?1"), [id], counted)?);
    }
    for new in fresh {
        insert(transaction, new, folders)?;
    }
    Ok(over)
}

/// Takes the artifacts in use that a condition holds for out of use, and says how many that were.
fn retire(transaction: &Transaction<'_>, condition: &str, parameters: impl Params, folders: &mut Changes) -> Result<u64> {
    let mut statement = transaction.prepare_cached(&format!("UPDATE artifact SET active = 0 WHERE active = 1 AND {condition} RETURNING {COUNTED}"))?;
    let gone: Vec<Counted> = statement.query_map(parameters, counted)?.collect::<std::result::Result<_, _>>()?;
    gone.iter().for_each(|artifact| folders.went(artifact));
    Ok(gone.len() as u64)
}

fn insert(transaction: &Transaction<'_>, new: &NewArtifact, folders: &mut Changes) -> Result<u32> {
    retire(transaction, "side = ?1 AND path = ?2", [&new.row.side, &new.row.path], folders)?;
    if new.row.side == "destination" && new.row.run.is_none() {
        // The first file of a given destination takes the place of our own output: nobody is ever without the one and the other.
        retire(transaction, "side = 'destination' AND run IS NOT NULL", [], folders)?;
    }
    let a = &new.row;
    transaction.execute(
        "INSERT INTO artifact (token, side, system, path, format, size_bytes, sha256, blob, encoding, records, quarantined, issues, fields, patients, state, ingested_ms, origins, run, shown)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        rusqlite::params![
            a.token, a.side, a.system, a.path, a.format, a.size_bytes, a.sha256, a.blob, a.encoding, a.records, a.quarantined, a.issues, a.fields, a.patients, a.state,
            a.ingested_ms, a.origins, a.run, new.shown
        ],
    )?;
    folders.came(&Counted::of(a));
    let id = u32::try_from(transaction.last_insert_rowid()).map_err(|_| StoreError::Database("too many artifacts".into()))?;
    {
        let mut relation = transaction.prepare_cached("INSERT INTO relation (artifact, name, rows, profile, sketches) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for r in &new.relations {
            relation.execute((id, &r.name, r.rows, &r.profile, &r.sketches))?;
        }
        let mut traffic = transaction.prepare_cached("INSERT INTO traffic (artifact, kind, name, year, records) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for t in &new.traffic {
            traffic.execute((id, &t.kind, &t.name, t.year, t.records))?;
        }
        let mut issue = transaction.prepare_cached("INSERT INTO issue (artifact, line, byte, code, message, quarantined) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for i in &new.issues {
            issue.execute((id, i.line, i.byte, &i.code, &i.message, i.quarantined))?;
        }
        let mut unplaced = transaction.prepare_cached("INSERT INTO issue_unplaced (artifact, code, quarantined, issues) VALUES (?1, ?2, ?3, ?4)")?;
        for u in &new.unplaced {
            unplaced.execute((id, &u.code, u.quarantined, u.issues))?;
        }
    }
    if let Some(scan) = &new.scan {
        crate::scans::keep(transaction, scan)?;
    }
    if let Some(inside) = &new.inside {
        crate::inside::keep(transaction, id, inside)?;
    }
    crate::inside::keep_pointers(transaction, id, &new.pointers)?;
    if let Some(layout) = &new.layout {
        transaction.execute("INSERT INTO artifact_layout (artifact, layout) VALUES (?1, ?2)", (id, layout))?;
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ArtifactRow, RelationRow};

    #[test]
    fn output_takes_the_place_of_the_destination_whole_or_not_at_all() {
        let (_folder, store) = crate::trial();
        let new = |token: &str, path: &str, run: u32| {
            let row = ArtifactRow {
                token: token.into(),
                side: "destination".into(),
                path: path.into(),
                origins: Some(format!("origins of {token}")),
                run: Some(run),
                ..ArtifactRow::default()
            };
            NewArtifact { row, ..NewArtifact::default() }
        };
        let there = |store: &Store| -> Vec<(String, Option<u32>, Option<String>)> {
            store.artifacts("destination").unwrap().into_iter().map(|a| (a.token, a.run, a.origins)).collect()
        };
        assert!(store.put_output(1, &[], &[new("a-1", "Condition.ndjson", 1), new("a-2", "Patient.ndjson", 1)]).unwrap().is_empty());
        let before = there(&store);
        let kept = store.artifact("a-2").unwrap().unwrap().id;
        let same = [(kept, Some("newer".to_string()))];
        // A token that is there already.
        assert!(store.put_output(2, &same, &[new("a-1", "Condition.ndjson", 2)]).is_err());
        assert_eq!(there(&store), before);
        assert_eq!(store.put_output(2, &same, &[new("a-3", "Condition.ndjson", 2)]).unwrap(), ["origins of a-2"]);
        let after = [("a-3".to_string(), Some(2), Some("origins of a-3".to_string())), ("a-2".to_string(), Some(2), Some("newer".to_string()))];
        assert_eq!(there(&store), after);
    }

    #[test]
    fn an_artifact_takes_the_place_of_what_it_replaces_in_the_same_step() {
        let (_folder, store) = crate::trial();
        let new = |token: &str, side: &str, path: &str, run: Option<u32>| {
            let row = ArtifactRow { token: token.into(), side: side.into(), path: path.into(), run, ..ArtifactRow::default() };
            NewArtifact { row, ..NewArtifact::default() }
        };
        let there = |side: &str| store.artifacts(side).unwrap().into_iter().map(|a| a.token).collect::<Vec<_>>();
        for (token, path) in [("a-1", "all.zip"), ("a-2", "all.zip!/labs.csv"), ("a-3", "all.zip0"), ("a-4", "notes.csv")] {
            store.add_artifact(&new(token, "legacy", path, None)).unwrap();
        }
        store.put_output(1, &[], &[new("o-1", "destination", "Condition.ndjson", Some(1)), new("o-2", "destination", "Patient.ndjson", Some(1))]).unwrap();
        // A relation twice, which cannot be kept: nothing comes, so nothing goes.
        let broken = |side: &str, path: &str| {
            let relation = || RelationRow { artifact: 0, name: "labs".into(), rows: 1, profile: "[]".into(), sketches: Vec::new() };
            NewArtifact { relations: vec![relation(), relation()], ..new("b-1", side, path, None) }
        };
        assert!(store.put_artifact(broken("legacy", "all.zip")).is_err());
        assert!(store.put_artifact(broken("destination", "Patient.ndjson")).is_err());
        assert_eq!((there("legacy"), there("destination")), (["a-1", "a-2", "a-3", "a-4"].map(String::from).to_vec(), ["o-1", "o-2"].map(String::from).to_vec()));
        assert_eq!(store.put_artifact(new("a-5", "legacy", "all.zip", None)).unwrap().1, 1, "what stood inside the former one");
        assert_eq!(store.put_artifact(new("d-1", "destination", "Patient.ndjson", None)).unwrap().1, 0);
        assert_eq!((there("legacy"), there("destination")), (["a-5", "a-3", "a-4"].map(String::from).to_vec(), vec!["d-1".to_string()]));
        let (again, _) = store.put_artifact(new("a-5", "legacy", "all.zip", None)).unwrap();
        assert!(store.artifact_by_id(again).unwrap().unwrap().token.starts_with("a-5-"), "somebody else was reading the same file");
    }

    #[test]
    fn two_who_write_at_once_wait_for_each_other() {
        let (_folder, store) = crate::trial();
        let other = Store::open(store.home(), "passphrase").unwrap();
        let fill = |store: &Store, of: &str| {
            for number in 0..50 {
                let row = ArtifactRow { token: format!("a-{number}"), side: "legacy".into(), path: format!("{number}.csv"), system: of.into(), ..ArtifactRow::default() };
                store.put_artifact(NewArtifact { row, ..NewArtifact::default() }).unwrap();
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| fill(&store, "one"));
            scope.spawn(|| fill(&other, "other"));
        });
        assert_eq!(store.artifacts("legacy").unwrap().len(), 50, "each path once, whoever came last");
        assert_eq!(store.folder_of_side("legacy").unwrap().map(|f| f.artifacts), Some(50));
    }

    #[test]
    fn a_migration_leaves_all_that_belongs_to_it_or_nothing() {
        let (_folder, store) = crate::trial();
        let fresh = |token: &str| {
            let row = ArtifactRow { token: token.into(), side: "destination".into(), path: "Condition.ndjson".into(), ..ArtifactRow::default() };
            [NewArtifact { row, ..NewArtifact::default() }]
        };
        let put = |token: &str, line: u64| {
            let run = store.start_run("migrate", 1, 1).unwrap();
            let (fresh, blob, report) = (fresh(token), format!("blob {token}"), format!("report {token}"));
            let made = Migrated { run, same: &[], fresh: &fresh, setting: ("kept", &blob), ended_ms: 2, report: &report };
            (run, store.put_migration(&made, [(1, line, "visits", "code", "unmapped code")].into_iter()).is_ok())
        };
        let left = |run: u32| {
            let mut held = Vec::new();
            store.each_held(run, &mut |artifact, line, words| held.push((artifact, line, words.0))).unwrap();
            let done = store.last_run("migrate").unwrap().map(|run| (run.id, run.report));
            (held, done, store.setting("kept").unwrap(), store.artifacts("destination").unwrap().len())
        };
        let (first, is_done) = put("a-1", 7);
        let whole = (vec![(1, 7, "visits".to_string())], Some((first, "report a-1".to_string())), Some("blob a-1".to_string()), 1);
        assert!(is_done);
        assert_eq!(left(first), whole);
        let (_, is_done) = put("a-1", 8);
        assert!(!is_done, "a token that is there already");
        assert_eq!(left(first), whole);
    }
}
