//! Classes of artifacts by which a list is narrowed beside side, format and state: size, reach among patients, and risk.
//!
//! Risk is said by its reasons, not as a number: records in quarantine, doubts, bytes that nobody read, fields that name people, a hidden
//! corner without a decision, fields without a rule. The first three follow from the row; the others depend on profiles, on the mapping
//! and on decisions, and are noted here by whoever knows them. What must stay true: one artifact is in one class of size and one of
//! reach, and may have any number of risks.

use super::ArtifactFilter;
use crate::{Result, Store};
use std::collections::HashMap;

/// Classes of size, in order.
pub const SIZES: [&str; 5] = ["no bytes", "under 10 KiB", "10 KiB to 1 MiB", "1 to 100 MiB", "100 MiB and more"];
/// The same classes as they were once called, in saved links and scripts.
pub const SIZES_BEFORE: [&str; 5] = ["no bytes", "under 10 KB", "10 KB to 1 MB", "1 to 100 MB", "100 MB and more"];
/// Classes of reach: the share of the side's patients that an artifact names. Fewer than 11 patients are not told from none.
pub const REACHES: [&str; 5] = ["none or <11 patients", "under 10 %", "10 to 50 %", "50 to 90 %", "90 % and more"];
/// Risks, in the order of their bits.
pub const RISKS: [&str; 6] = ["quarantined records", "doubts", "not read in full", "names people", "hidden corner", "undecided fields"];

/// Bit of an artifact of which a field names people or holds free text.
pub const NAMES_PEOPLE: u32 = 8;
/// Bit of an artifact with a hidden corner that nobody decided on.
pub const HIDDEN_CORNER: u32 = 16;
/// Bit of an artifact with a field that no rule reads and nobody dropped.
pub const UNDECIDED_FIELDS: u32 = 32;

/// Class of size of a row.
const SIZE: &str = "CASE WHEN size_bytes = 0 THEN 0 WHEN size_bytes < 10240 THEN 1 WHEN size_bytes < 1048576 THEN 2 WHEN size_bytes < 104857600 THEN 3 ELSE 4 END";
/// Bits of the risks of a row.
const RISK: &str = "((quarantined > 0) + 2 * (issues > 0) + 4 * (state <> 'read') + risk)";

/// Class of reach of a row, where so many people are known on the legacy and on the destination side.
fn reach(people: [u64; 2]) -> String {
    let [legacy, destination] = people;
    let all = format!("(CASE side WHEN 'legacy' THEN {legacy} ELSE {destination} END)");
    format!("CASE WHEN coalesce(patients, 0) < 11 THEN 0 WHEN patients * 10 < {all} THEN 1 WHEN patients * 2 < {all} THEN 2 WHEN patients * 10 < {all} * 9 THEN 3 ELSE 4 END")
}

/// A class of size as it is called today.
pub fn size_word(word: &str) -> &str {
    SIZES_BEFORE.iter().position(|before| *before == word).and_then(|at| SIZES.get(at)).copied().unwrap_or(word)
}

/// Places of words among those of a class, as a JSON list.
fn places(words: &[String], of: &[&str]) -> String {
    let places: Vec<String> = words.iter().filter_map(|w| of.iter().position(|o| *o == w.as_str())).map(|at| at.to_string()).collect();
    format!("[{}]", places.join(","))
}

/// The conditions of a filter on classes, each with its parameter.
pub(super) fn conditions(filter: &ArtifactFilter<'_>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    if !filter.sizes.is_empty() {
        let sizes: Vec<String> = filter.sizes.iter().map(|word| size_word(word).to_string()).collect();
        all.push((format!("{SIZE} IN (SELECT value FROM json_each(?))"), places(&sizes, &SIZES)));
    }
    if !filter.reaches.is_empty() {
        all.push((format!("{} IN (SELECT value FROM json_each(?))", reach(filter.people)), places(filter.reaches, &REACHES)));
    }
    if !filter.risks.is_empty() {
        let bits = filter.risks.iter().filter_map(|w| RISKS.iter().position(|r| *r == w.as_str())).fold(0u32, |bits, at| bits | 1 << at);
        all.push((format!("({RISK} & CAST(? AS INTEGER)) <> 0"), bits.to_string()));
    }
    all
}

/// Artifacts that are alike in everything that a list can be narrowed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtifactClass {
    /// `legacy` or `destination`.
    pub side: String,
    /// Format's word.
    pub format: String,
    /// `read`, `partly read`, `unread`.
    pub state: String,
    /// One of [`SIZES`].
    pub size: &'static str,
    /// One of [`REACHES`].
    pub reach: &'static str,
    /// Bits of [`RISKS`].
    pub risk: u32,
    /// Artifacts.
    pub artifacts: u64,
    /// Their records.
    pub records: u64,
    /// Their quarantined records.
    pub quarantined: u64,
}

impl ArtifactClass {
    /// The risks, as words.
    pub fn risks(&self) -> impl Iterator<Item = &'static str> {
        words_of(self.risk)
    }
}

/// The risks of bits.
pub(super) fn words_of(bits: u32) -> impl Iterator<Item = &'static str> {
    RISKS.into_iter().enumerate().filter(move |(at, _)| (bits >> at) & 1 == 1).map(|(_, word)| word)
}

impl Store {
    /// The active artifacts whose path holds a text (all when it is empty), counted by class: every facet follows from these counts.
    pub fn artifact_classes(&self, text: &str, people: [u64; 2]) -> Result<Vec<ArtifactClass>> {
        let (kept, parameters) = ArtifactFilter { text, ..ArtifactFilter::default() }.condition();
        // In the order of the index, so that nothing is sorted; a group by all six would sort every row.
        let reach = reach(people);
        let sql = format!("SELECT side, format, state, {SIZE}, {reach}, {RISK}, records, quarantined FROM artifact WHERE {kept} ORDER BY side, format, state");
        let database = self.database();
        let mut statement = database.prepare(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(parameters))?;
        let mut out: Vec<ArtifactClass> = Vec::new();
        // Where the classes of the last side, format and state stand.
        let mut known: HashMap<(u32, u32, u32), usize> = HashMap::new();
        while let Some(r) = rows.next()? {
            let text = |column: usize| r.get_ref(column).ok().and_then(|v| v.as_str().ok()).unwrap_or("");
            let (side, format, state) = (text(0), text(1), text(2));
            if out.last().is_none_or(|last| last.side != side || last.format != format || last.state != state) {
                known.clear();
            }
            let (size, reach, risk): (u32, u32, u32) = (r.get(3)?, r.get(4)?, r.get(5)?);
            let at = *known.entry((size, reach, risk)).or_insert(out.len());
            if at == out.len() {
                let word = |words: &[&'static str; 5], at: u32| words.get(at as usize).copied().unwrap_or("");
                let (side, format, state) = (side.to_string(), format.to_string(), state.to_string());
                out.push(ArtifactClass { side, format, state, size: word(&SIZES, size), reach: word(&REACHES, reach), risk, artifacts: 0, records: 0, quarantined: 0 });
            }
            if let Some(class) = out.get_mut(at) {
                class.artifacts += 1;
                class.records += r.get::<_, u64>(6)?;
                class.quarantined += r.get::<_, u64>(7)?;
            }
        }
        Ok(out)
    }

    /// Notes what is known of the risks of artifacts of a side beyond their rows: those that have any, by their token. `basis` tells what it
    /// was known from, so that it is worked out again only when that has changed.
    pub fn set_risks(&self, side: &str, risks: &HashMap<String, u32>, basis: &str) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        {
            let mut all = transaction.prepare("SELECT id, token, risk FROM artifact WHERE active = 1 AND side = ?1")?;
            let rows = all.query_map([side], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            let mut changed: Vec<(u32, u32)> = Vec::new();
            for row in rows {
                let (id, token, risk): (u32, String, u32) = row?;
                let now = risks.get(&token).copied().unwrap_or(0);
                if now != risk {
                    changed.push((id, now));
                }
            }
            let mut set = transaction.prepare("UPDATE artifact SET risk = ?2 WHERE id = ?1")?;
            for (id, risk) in changed {
                set.execute((id, risk))?;
            }
        }
        transaction.execute("INSERT INTO meta (key, value) VALUES ('risks', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1", [basis])?;
        transaction.commit()?;
        Ok(())
    }

    /// What the risks were last known from; empty where they never were.
    pub fn risks_basis(&self) -> Result<String> {
        Ok(self.setting("risks")?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ArtifactOrder, ArtifactRow, NewArtifact};

    fn words(of: &[&str]) -> Vec<String> {
        of.iter().map(|w| w.to_string()).collect()
    }

    #[test]
    fn every_artifact_is_in_one_class_and_a_filter_finds_what_was_counted() {
        let (_folder, store) = crate::trial();
        for number in 0..60_u64 {
            let row = ArtifactRow {
                token: format!("a-{number}"),
                side: if number % 4 == 0 { "destination" } else { "legacy" }.into(),
                path: format!("box/file {number}"),
                format: if number % 2 == 0 { "PDF" } else { "CSV" }.into(),
                size_bytes: [0, 9, 20_000, 2_000_000, 200_000_000][(number % 5) as usize],
                patients: [None, Some(5), Some(15), Some(400), Some(1_000)][(number / 5 % 5) as usize],
                quarantined: number % 3,
                issues: u64::from(number % 7 == 0),
                state: if number % 6 == 0 { "unread" } else { "read" }.into(),
                ..ArtifactRow::default()
            };
            store.add_artifact(&NewArtifact { row, ..NewArtifact::default() }).unwrap();
        }
        store.set_risks("legacy", &HashMap::from([("a-1".into(), HIDDEN_CORNER | NAMES_PEOPLE), ("a-5".into(), UNDECIDED_FIELDS)]), "now").unwrap();
        assert_eq!(store.risks_basis().unwrap(), "now");
        let people = [1_000, 1_000];
        let classes = store.artifact_classes("", people).unwrap();
        assert_eq!(classes.iter().map(|c| c.artifacts).sum::<u64>(), 60);
        let all: ArtifactFilter<'_> = ArtifactFilter { people, ..ArtifactFilter::default() };
        let found = |filter: &ArtifactFilter<'_>| store.artifacts_page(filter, ArtifactOrder::Path, false, (0, 500)).unwrap().len() as u64;
        for (at, word) in SIZES.iter().enumerate() {
            let wanted = words(&[word]);
            let counted: u64 = classes.iter().filter(|c| c.size == *word).map(|c| c.artifacts).sum();
            assert_eq!((counted, found(&ArtifactFilter { sizes: &wanted, ..all })), (12, 12), "size {at}");
            assert_eq!(found(&ArtifactFilter { sizes: &words(&[SIZES_BEFORE[at]]), ..all }), 12, "and as it was called");
        }
        for word in REACHES {
            let wanted = words(&[word]);
            let counted: u64 = classes.iter().filter(|c| c.reach == word).map(|c| c.artifacts).sum();
            assert_eq!(found(&ArtifactFilter { reaches: &wanted, ..all }), counted, "{word}");
        }
        assert_eq!(classes.iter().filter(|c| c.reach == REACHES[0]).map(|c| c.artifacts).sum::<u64>(), 30);
        for word in RISKS {
            let wanted = words(&[word]);
            let counted: u64 = classes.iter().filter(|c| c.risks().any(|r| r == word)).map(|c| c.artifacts).sum();
            assert!(counted > 0, "{word}");
            assert_eq!(found(&ArtifactFilter { risks: &wanted, ..all }), counted, "{word}");
            let rows = store.artifacts("").unwrap().into_iter().filter(|row| row.risks().contains(&word)).count();
            assert_eq!(rows as u64, counted, "a row says the same of itself: {word}");
        }
        store.set_risks("legacy", &HashMap::new(), "later").unwrap();
        assert_eq!(found(&ArtifactFilter { risks: &words(&["hidden corner"]), ..all }), 0);
    }

    #[test]
    fn classes_are_counted_off_an_index_and_nothing_is_sorted() {
        let (_folder, store) = crate::trial();
        let sql = format!("EXPLAIN QUERY PLAN SELECT side, format, state, {SIZE}, {}, {RISK}, records, quarantined FROM artifact WHERE active = 1 ORDER BY side, format, state", reach([1, 1]));
        let database = store.database();
        let plan: Vec<String> = database.prepare(&sql).unwrap().query_map([], |r| r.get(3)).unwrap().map(|line| line.unwrap()).collect();
        let plan = plan.join("; ");
        assert!(plan.contains("COVERING INDEX artifact_facets") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}
