//! Words of public codes, from releases of terminologies that the workspace's keeper brought in: sealed like everything else here.
//!
//! One display a code. A later import takes the place of an earlier one code by code. What changes here changes what is shown, never what was
//! found: nothing that is kept of a run holds these words.

use crate::{Result, Store};
use rusqlite::{OptionalExtension as _, Transaction};
use std::collections::HashMap;

/// What is known of one code system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminologyRow {
    /// Canonical URI.
    pub system: String,
    /// Codes with a display.
    pub codes: u64,
    /// The file whose import touched it last, by its name.
    pub source: String,
    /// How that was written, in words.
    pub release: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Who imported it.
    pub by: String,
    /// When.
    pub at_ms: u64,
}

/// A code with its display, on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermRow {
    /// Canonical URI.
    pub system: String,
    /// The code.
    pub code: String,
    /// Its words.
    pub display: String,
    /// The release says that it is out of use.
    pub retired: bool,
}

/// Where terms come from.
#[derive(Debug, Clone)]
pub struct TermSource<'s> {
    /// The file's name.
    pub source: &'s str,
    /// How it is written, in words.
    pub release: &'s str,
    /// SHA-256 of the file.
    pub sha256: &'s str,
    /// Who brought it.
    pub by: &'s str,
    /// When.
    pub at_ms: u64,
}

/// The number of a code system, made when it is new; notes where its words come from.
fn system_number(transaction: &Transaction<'_>, system: &str, of: &TermSource<'_>) -> Result<i64> {
    let sql = "INSERT INTO terminology (system, codes, source, written, sha256, by, at_ms) VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (system) DO UPDATE \
        SET source = excluded.source, written = excluded.written, sha256 = excluded.sha256, by = excluded.by, at_ms = excluded.at_ms";
    transaction.execute(sql, (system, of.source, of.release, of.sha256, of.by, of.at_ms))?;
    Ok(transaction.query_row("SELECT id FROM terminology WHERE system = ?1", [system], |r| r.get(0))?)
}

impl Store {
    /// Keeps the terms of one file, all or none. They are quickest in the order of system and code.
    pub fn import_terms(&self, of: &TermSource<'_>, terms: &[TermRow]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let mut systems: HashMap<&str, i64> = HashMap::new();
        {
            let sql = "INSERT INTO term (system, code, display, retired) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (system, code) DO UPDATE \
                SET display = excluded.display, retired = excluded.retired";
            let mut insert = transaction.prepare(sql)?;
            for term in terms {
                let system = match systems.get(term.system.as_str()) {
                    Some(number) => *number,
                    None => system_number(&transaction, &term.system, of)?,
                };
                systems.insert(&term.system, system);
                insert.execute((system, &term.code, &term.display, term.retired))?;
            }
        }
        for number in systems.values() {
            transaction.execute("UPDATE terminology SET codes = (SELECT count(*) FROM term WHERE term.system = ?1) WHERE id = ?1", [number])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Code systems whose words are known, by name.
    pub fn terminologies(&self) -> Result<Vec<TerminologyRow>> {
        let database = self.database();
        let mut statement = database.prepare("SELECT system, codes, source, written, sha256, by, at_ms FROM terminology ORDER BY system")?;
        let row = |r: &rusqlite::Row<'_>| {
            Ok(TerminologyRow { system: r.get(0)?, codes: r.get(1)?, source: r.get(2)?, release: r.get(3)?, sha256: r.get(4)?, by: r.get(5)?, at_ms: r.get(6)? })
        };
        let rows = statement.query_map([], row)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Forgets the words of a system; how many codes had some.
    pub fn remove_terminology(&self, system: &str) -> Result<u64> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let number: Option<i64> = transaction.query_row("SELECT id FROM terminology WHERE system = ?1", [system], |r| r.get(0)).optional()?;
        let Some(number) = number else { return Ok(0) };
        let removed = transaction.execute("DELETE FROM term WHERE system = ?1", [number])?;
        transaction.execute("DELETE FROM terminology WHERE id = ?1", [number])?;
        transaction.commit()?;
        Ok(removed as u64)
    }

    /// Which of these codes of a system are known, all in one question: each with whether it is out of use.
    pub fn known_codes(&self, system: &str, codes: &[String]) -> Result<HashMap<String, bool>> {
        let list = serde_json::to_string(codes).map_err(|e| crate::StoreError::Database(e.to_string()))?;
        let database = self.database();
        // The order of a cross join is kept: each code that is wanted is looked up by the key of its table.
        let sql = "SELECT t.code, t.retired FROM terminology AS s CROSS JOIN json_each(?2) AS w CROSS JOIN term AS t ON t.system = s.id AND t.code = w.value WHERE s.system = ?1";
        let mut statement = database.prepare_cached(sql)?;
        let rows = statement.query_map((system, &list), |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Displays of codes, all in one question: by system and code, where there is one.
    pub fn displays(&self, wanted: &[(String, String)]) -> Result<HashMap<(String, String), String>> {
        let mut found = HashMap::new();
        if wanted.is_empty() {
            return Ok(found);
        }
        let list = serde_json::to_string(wanted).map_err(|e| crate::StoreError::Database(e.to_string()))?;
        let database = self.database();
        // The order of a cross join is kept: each code that is wanted is looked up by the key of its table.
        let sql = "SELECT json_extract(w.value, '$[0]'), t.code, t.display FROM json_each(?1) AS w CROSS JOIN terminology AS s ON s.system = json_extract(w.value, '$[0]') \
            CROSS JOIN term AS t ON t.system = s.id AND t.code = json_extract(w.value, '$[1]')";
        let mut statement = database.prepare_cached(sql)?;
        let mut rows = statement.query([&list])?;
        while let Some(r) = rows.next()? {
            found.insert((r.get(0)?, r.get(1)?), r.get(2)?);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNOMED: &str = "http://snomed.info/sct";

    fn import(store: &Store, source: &str, terms: &[(&str, &str, &str)]) {
        let rows: Vec<TermRow> = terms.iter().map(|t| TermRow { system: t.0.into(), code: t.1.into(), display: t.2.into(), retired: t.2 == "gone" }).collect();
        store.import_terms(&TermSource { source, release: "table of codes", sha256: "ab", by: "enclave", at_ms: 5 }, &rows).unwrap();
    }

    fn shown(store: &Store, system: &str, code: &str) -> Option<String> {
        let key = (system.to_string(), code.to_string());
        store.displays(std::slice::from_ref(&key)).unwrap().remove(&key)
    }

    #[test]
    fn a_later_import_takes_the_place_of_an_earlier_one_code_by_code() {
        let (_folder, store) = crate::trial();
        import(&store, "a.txt", &[(SNOMED, "1", "one"), (SNOMED, "2", "two")]);
        let rows = store.terminologies().unwrap();
        assert_eq!((rows.len(), rows[0].codes, rows[0].source.as_str(), rows[0].at_ms), (1, 2, "a.txt", 5));
        import(&store, "b.txt", &[(SNOMED, "1", "later"), ("http://loinc.org", "2", "loinc two")]);
        assert_eq!(shown(&store, SNOMED, "1").as_deref(), Some("later"));
        assert_eq!(shown(&store, SNOMED, "2").as_deref(), Some("two"), "what a later file does not name stays");
        assert_eq!(shown(&store, "http://loinc.org", "1"), None, "a code is one of its own system");
        assert_eq!(store.terminologies().unwrap().iter().map(|t| (t.codes, t.source.as_str())).collect::<Vec<_>>(), [(1, "b.txt"), (2, "b.txt")]);
    }

    #[test]
    fn codes_are_known_with_whether_they_are_out_of_use() {
        let (_folder, store) = crate::trial();
        import(&store, "a.txt", &[(SNOMED, "1", "one"), (SNOMED, "2", "gone"), ("http://loinc.org", "3", "three")]);
        let wanted = ["1", "2", "3", "4"].map(String::from);
        assert_eq!(store.known_codes(SNOMED, &wanted).unwrap(), HashMap::from([("1".to_string(), false), ("2".to_string(), true)]));
        import(&store, "b.txt", &[(SNOMED, "2", "two again")]);
        assert_eq!(store.known_codes(SNOMED, &wanted).unwrap().get("2"), Some(&false));
    }

    #[test]
    fn a_question_for_many_is_answered_at_once_and_what_is_removed_is_gone() {
        let (_folder, store) = crate::trial();
        let many: Vec<(String, String)> = (0..5_000).map(|n| (SNOMED.to_string(), n.to_string())).collect();
        let terms: Vec<(&str, &str, &str)> = many.iter().map(|(s, c)| (s.as_str(), c.as_str(), "words")).collect();
        import(&store, "a.txt", &terms);
        assert_eq!(store.displays(&many).unwrap().len(), 5_000);
        assert_eq!(store.remove_terminology(SNOMED).unwrap(), 5_000);
        assert!(store.displays(&many).unwrap().is_empty() && store.terminologies().unwrap().is_empty());
        assert_eq!(store.remove_terminology(SNOMED).unwrap(), 0);
    }
}
