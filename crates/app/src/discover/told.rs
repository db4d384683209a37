//! What is odd in files that come by the million, told of each file up to a bound; what lies beyond is counted.
//!
//! What must stay true: it takes the room of what is told, however many files there are, and nothing that is odd goes untold.

use super::Relation;
use discovery::Anomaly;
use std::collections::BTreeMap;

/// Files of which the same is told one by one.
const ONE_BY_ONE: u64 = 100;

/// The same of many files: how often it was met, and beyond the bound the rows that it is about and all rows of their relations.
struct Alike {
    met: u64,
    count: u64,
    rows: u64,
    severity: &'static str,
}

/// Anomalies with the number and the token of their artifact and their relation.
#[derive(Default)]
pub(super) struct Told {
    all: Vec<(u32, String, String, Anomaly)>,
    /// By relation, field and code.
    alike: BTreeMap<(String, String, &'static str), Alike>,
}

impl Told {
    pub(super) fn add(&mut self, of: &Relation, anomalies: Vec<Anomaly>) {
        for anomaly in anomalies {
            let key = (of.name.clone(), anomaly.field.clone(), anomaly.code);
            let alike = self.alike.entry(key).or_insert(Alike { met: 0, count: 0, rows: 0, severity: anomaly.severity });
            alike.met += 1;
            if alike.met <= ONE_BY_ONE {
                self.all.push((of.artifact, of.token.clone(), of.name.clone(), anomaly));
            } else {
                (alike.count, alike.rows) = (alike.count + anomaly.count, alike.rows + of.rows);
            }
        }
    }

    /// All of it, in the order of the files; what is told of several together has no artifact and stands behind them.
    pub(super) fn finish(self) -> Vec<(u32, String, String, Anomaly)> {
        let mut all = self.all;
        for ((relation, field, code), alike) in self.alike {
            let further = alike.met.saturating_sub(ONE_BY_ONE);
            if further > 0 {
                let words = format!("the same {further} times more in other files, which are not listed one by one");
                let share = if alike.rows == 0 { 0.0 } else { alike.count as f64 / alike.rows as f64 };
                let anomaly = Anomaly { code, field, severity: alike.severity, count: alike.count, share, words, lines: Vec::new(), values: Vec::new() };
                all.push((u32::MAX, String::new(), relation, anomaly));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::gathered::of_file;

    #[test]
    fn the_same_of_very_many_files_takes_the_room_of_some_and_is_counted() {
        let odd = |field: &str, count: u64| Anomaly {
            code: "mojibake",
            field: field.into(),
            severity: "medium",
            count,
            share: 0.5,
            words: "UTF-8 that was read in another encoding".into(),
            lines: vec![1],
            values: Vec::new(),
        };
        let mut told = Told::default();
        for number in 1..=1_000 {
            told.add(&of_file(number, 2, None, &[]), vec![odd("PID-5", 1)]);
        }
        told.add(&of_file(7, 2, None, &[]), vec![odd("PID-11", 2)]);
        assert!(told.all.len() == 101 && told.alike.len() == 2);
        let all = told.finish();
        let further: Vec<(u64, f64, &str, &str)> = all.iter().filter(|(_, token, ..)| token.is_empty()).map(|(.., a)| (a.count, a.share, a.field.as_str(), a.words.as_str())).collect();
        assert_eq!(further, [(900, 0.5, "PID-5", "the same 900 times more in other files, which are not listed one by one")]);
        assert_eq!(all.iter().map(|(.., a)| a.count).sum::<u64>(), 1_002, "nothing goes untold");
        assert_eq!(all.iter().filter(|(number, ..)| *number == 7).count(), 2, "few are told of their files");
    }
}
