//! Samples for chart review: what was drawn, and what readers entered. Readings are only ever added; the tables refuse anything
//! else. What the readings amount to is settled by `balance`, never here.

use crate::{Result, Store};
use rusqlite::{OptionalExtension as _, Row};
use std::collections::HashMap;

/// A sample.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRow {
    /// Token; the same run, seed and claim have the same.
    pub id: String,
    /// Comparison run it was drawn from.
    pub run: u32,
    /// Seed.
    pub seed: u32,
    /// Share of wrong charts that is claimed not to be reached, 0 to 1.
    pub claim: f64,
    /// Confidence, 0 to 1.
    pub confidence: f64,
    /// Wrong charts that the claim survives.
    pub errors_allowed: u64,
    /// Patients of the run: top, middle and rest stratum.
    pub patients: [u64; 3],
    /// How the strata were cut and the top filled up, in words.
    pub design: String,
    /// Account that drew it.
    pub by: String,
    /// When.
    pub at_ms: u64,
}

/// A chart of a sample, with what the run had found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleItemRow {
    /// Place in the order of the draw, from 1.
    pub place: u64,
    /// Pseudonym.
    pub token: String,
    /// Stratum's word.
    pub stratum: String,
    /// Drawn by lot; otherwise taken from the top stratum on purpose.
    pub by_lot: bool,
    /// Readers needed.
    pub readers: u8,
    /// `paired`, `legacy only`, `destination only`.
    pub side: String,
    /// Statements in the legacy book, in the destination book, findings, safety findings.
    pub counts: [u64; 4],
    /// Reasons to look at the patient, as JSON.
    pub reasons: String,
}

/// One reading of one chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// Pseudonym.
    pub token: String,
    /// Account that read.
    pub reader: String,
    /// `held`, `error`, `unclear`.
    pub outcome: String,
    /// Kind of statement that is wrong, empty when none was named.
    pub kind: String,
    /// Aspect that is wrong, empty likewise.
    pub aspect: String,
    /// In the reader's words.
    pub comment: String,
    /// When.
    pub at_ms: u64,
}

/// A patient as the draw sees one.
#[derive(Debug, Clone, Copy)]
pub struct RankedPatient<'a> {
    /// Ordinal in the run.
    pub ordinal: u64,
    /// Pseudonym.
    pub token: &'a str,
    /// Safety findings.
    pub safety: u64,
    /// Edge score.
    pub score: f64,
}

const SAMPLE: &str = "id, run, seed, claim, confidence, errors_allowed, top, middle, rest, design, by, at_ms";

fn sample_row(r: &Row<'_>) -> rusqlite::Result<SampleRow> {
    Ok(SampleRow {
        id: r.get(0)?,
        run: r.get(1)?,
        seed: r.get(2)?,
        claim: r.get(3)?,
        confidence: r.get(4)?,
        errors_allowed: r.get(5)?,
        patients: [r.get(6)?, r.get(7)?, r.get(8)?],
        design: r.get(9)?,
        by: r.get(10)?,
        at_ms: r.get(11)?,
    })
}

fn item_row(r: &Row<'_>) -> rusqlite::Result<SampleItemRow> {
    Ok(SampleItemRow {
        place: r.get(0)?,
        token: r.get(1)?,
        stratum: r.get(2)?,
        by_lot: r.get(3)?,
        readers: r.get(4)?,
        side: r.get(5)?,
        counts: [r.get(6)?, r.get(7)?, r.get(8)?, r.get(9)?],
        reasons: r.get(10)?,
    })
}

fn review_row(r: &Row<'_>) -> rusqlite::Result<ReviewRow> {
    Ok(ReviewRow { token: r.get(0)?, reader: r.get(1)?, outcome: r.get(2)?, kind: r.get(3)?, aspect: r.get(4)?, comment: r.get(5)?, at_ms: r.get(6)? })
}

impl Store {
    /// The edge score at a place of the rank, from 0; none beyond its end.
    pub fn score_at(&self, run: u32, place: u64) -> Result<Option<f64>> {
        let sql = "SELECT score FROM patient WHERE run = ?1 ORDER BY score DESC LIMIT 1 OFFSET ?2";
        Ok(self.database().query_row(sql, (run, place), |r| r.get(0)).optional()?)
    }

    /// Every patient of a run who is to be in the destination, in no order that matters.
    pub fn each_ranked(&self, run: u32, each: &mut dyn FnMut(RankedPatient<'_>)) -> Result<u64> {
        let database = self.database();
        let mut statement = database.prepare("SELECT ordinal, token, safety, score FROM patient WHERE run = ?1 AND side <> 'archived'")?;
        let mut rows = statement.query([run])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let token: String = row.get(1)?;
            each(RankedPatient { ordinal: row.get(0)?, token: &token, safety: row.get(2)?, score: row.get(3)? });
            count += 1;
        }
        Ok(count)
    }

    /// Keeps a sample and its charts, all or nothing. One that is there already stays as it is.
    pub fn add_sample(&self, sample: &SampleRow, items: &[SampleItemRow]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let s = sample;
        let added = transaction.execute(
            &format!("INSERT OR IGNORE INTO sample ({SAMPLE}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"),
            rusqlite::params![s.id, s.run, s.seed, s.claim, s.confidence, s.errors_allowed, s.patients[0], s.patients[1], s.patients[2], s.design, s.by, s.at_ms],
        )?;
        if added == 1 {
            let mut insert = transaction.prepare(
                "INSERT INTO sample_item (sample, place, token, stratum, by_lot, readers, side, legacy, destination, findings, safety, reasons)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?;
            for i in items {
                insert.execute(rusqlite::params![
                    s.id, i.place, i.token, i.stratum, i.by_lot, i.readers, i.side, i.counts[0], i.counts[1], i.counts[2], i.counts[3], i.reasons
                ])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Every sample, newest first.
    pub fn samples(&self) -> Result<Vec<SampleRow>> {
        let database = self.database();
        let mut statement = database.prepare(&format!("SELECT {SAMPLE} FROM sample ORDER BY at_ms DESC, rowid DESC"))?;
        let rows = statement.query_map([], sample_row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// One sample.
    pub fn sample(&self, id: &str) -> Result<Option<SampleRow>> {
        let sql = format!("SELECT {SAMPLE} FROM sample WHERE id = ?1");
        Ok(self.database().query_row(&sql, [id], sample_row).optional()?)
    }

    /// Its charts in the order of the draw.
    pub fn sample_items(&self, id: &str) -> Result<Vec<SampleItemRow>> {
        let database = self.database();
        let sql = "SELECT place, token, stratum, by_lot, readers, side, legacy, destination, findings, safety, reasons FROM sample_item WHERE sample = ?1 ORDER BY place";
        let mut statement = database.prepare(sql)?;
        let rows = statement.query_map([id], item_row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Adds a reading to a sample.
    pub fn add_review(&self, sample: &str, review: &ReviewRow) -> Result<()> {
        self.database().execute(
            "INSERT INTO chart_review (sample, token, reader, outcome, kind, aspect, comment, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (sample, &review.token, &review.reader, &review.outcome, &review.kind, &review.aspect, &review.comment, review.at_ms),
        )?;
        Ok(())
    }

    /// Every reading of a sample, in the order in which they were entered.
    pub fn reviews(&self, sample: &str) -> Result<Vec<ReviewRow>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT token, reader, outcome, kind, aspect, comment, at_ms FROM chart_review WHERE sample = ?1 ORDER BY seq")?;
        let rows = statement.query_map([sample], review_row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// What a run has of some patients: statements in the legacy book, in the destination book, findings, safety findings.
    pub fn counts_of(&self, run: u32, tokens: &[String]) -> Result<HashMap<String, [u64; 4]>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT legacy, destination, findings, safety FROM patient WHERE run = ?1 AND token = ?2")?;
        let mut found = HashMap::with_capacity(tokens.len());
        for token in tokens {
            let counts = statement.query_row((run, token), |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?])).optional()?;
            if let Some(counts) = counts {
                found.insert(token.clone(), counts);
            }
        }
        Ok(found)
    }

    /// The keys behind pseudonyms, for the command line inside the workspace. PHI.
    pub fn keys_of(&self, tokens: &[String]) -> Result<HashMap<String, String>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT key FROM pseudonym WHERE token = ?1")?;
        let mut found = HashMap::with_capacity(tokens.len());
        for token in tokens {
            if let Some(key) = statement.query_row([token], |r| r.get(0)).optional()? {
                found.insert(token.clone(), key);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::init(folder.path(), "Test", "passphrase", vault::Cost::TRIVIAL).unwrap();
        (folder, store)
    }

    fn sample(id: &str, at_ms: u64) -> SampleRow {
        SampleRow { id: id.into(), run: 4, seed: 7, claim: 0.01, confidence: 0.95, errors_allowed: 0, patients: [10, 20, 70], design: "as declared".into(), by: "lead".into(), at_ms }
    }

    fn item(place: u64, token: &str) -> SampleItemRow {
        SampleItemRow { place, token: token.into(), stratum: "top".into(), by_lot: true, readers: 2, side: "paired".into(), counts: [9, 8, 2, 1], reasons: "[]".into() }
    }

    fn review(token: &str, outcome: &str) -> ReviewRow {
        ReviewRow { token: token.into(), reader: "a".into(), outcome: outcome.into(), kind: String::new(), aspect: String::new(), comment: String::new(), at_ms: 5 }
    }

    #[test]
    fn a_sample_is_kept_once_and_whole() {
        let (_folder, store) = store();
        let items = [item(1, "BBB"), item(2, "AAA")];
        store.add_sample(&sample("cr-1", 10), &items).unwrap();
        store.add_sample(&sample("cr-1", 99), &[item(3, "CCC")]).unwrap();
        store.add_sample(&sample("cr-2", 20), &[]).unwrap();
        assert_eq!(store.samples().unwrap().iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["cr-2", "cr-1"]);
        assert_eq!(store.sample("cr-1").unwrap(), Some(sample("cr-1", 10)));
        assert_eq!(store.sample_items("cr-1").unwrap(), items);
        assert_eq!(store.sample("cr-3").unwrap(), None);
        assert!(store.add_sample(&sample("cr-4", 30), &[item(1, "AAA"), item(2, "AAA")]).is_err(), "nobody is drawn twice");
        assert_eq!(store.sample("cr-4").unwrap(), None, "and nothing of it stays");
    }

    #[test]
    fn readings_are_added_and_never_changed() {
        let (_folder, store) = store();
        store.add_sample(&sample("cr-1", 10), &[item(1, "AAA")]).unwrap();
        store.add_review("cr-1", &review("AAA", "held")).unwrap();
        store.add_review("cr-1", &review("AAA", "error")).unwrap();
        assert!(store.database().execute("UPDATE chart_review SET outcome = 'held'", []).is_err());
        assert!(store.database().execute("DELETE FROM chart_review", []).is_err());
        assert_eq!(store.reviews("cr-1").unwrap(), [review("AAA", "held"), review("AAA", "error")]);
        assert!(store.add_review("cr-9", &review("AAA", "held")).is_err(), "there is no such sample");
    }
}
