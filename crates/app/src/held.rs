//! The rows that a migration held back, by where they stand. A few reasons hold back many rows: each row has the number of its own.

use crate::{Result, Workspace};
use std::collections::HashMap;

/// Relation, rule and reason.
pub(crate) type Why = (String, String, String);

/// Rows held back by one run.
#[derive(Default)]
pub(crate) struct HeldRows {
    reasons: Vec<Why>,
    /// Artifact, line and the number of the reason, in the order of the places.
    rows: Vec<(u32, u64, u32)>,
}

impl HeldRows {
    pub(crate) fn read(workspace: &Workspace, run: u32) -> Result<Self> {
        let (mut held, mut known) = (Self::default(), HashMap::new());
        workspace.store().each_held(run, &mut |artifact, line, why| held.add(&mut known, (artifact, line), why))?;
        held.in_order();
        Ok(held)
    }

    fn add(&mut self, known: &mut HashMap<Why, u32>, (artifact, line): (u32, u64), why: Why) {
        let number = match known.get(&why) {
            Some(number) => *number,
            None => {
                let next = self.reasons.len() as u32;
                self.reasons.push(why.clone());
                known.insert(why, next);
                next
            }
        };
        self.rows.push((artifact, line, number));
    }

    /// Reasons of one row stay in the order in which they came.
    fn in_order(&mut self) {
        self.rows.sort_by_key(|(artifact, line, _)| (*artifact, *line));
        self.rows.shrink_to_fit();
    }

    /// Why a row was held back; nearly every one was so once.
    pub(crate) fn of(&self, artifact: u32, line: u64) -> impl Iterator<Item = &Why> {
        let first = self.rows.partition_point(|(a, l, _)| (*a, *l) < (artifact, line));
        let rows = self.rows.iter().skip(first).take_while(move |(a, l, _)| (*a, *l) == (artifact, line));
        rows.filter_map(move |(.., number)| self.reasons.get(*number as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_its_reasons_in_the_order_in_which_they_came() {
        let why = |rule: &str| ("problems".to_string(), rule.to_string(), "bad value".to_string());
        let (mut held, mut known) = (HeldRows::default(), HashMap::new());
        for (line, rule) in [(9, "onset"), (4, "key"), (9, "key"), (u64::MAX, "onset")] {
            held.add(&mut known, (1, line), why(rule));
            held.add(&mut known, (2, line), why("code"));
        }
        held.in_order();
        let rules = |artifact, line| held.of(artifact, line).map(|(_, rule, _)| rule.clone()).collect::<Vec<_>>();
        assert_eq!([rules(1, 9), rules(1, 4), rules(2, 9), rules(1, u64::MAX)], [vec!["onset", "key"], vec!["key"], vec!["code", "code"], vec!["onset"]]);
        assert!(rules(1, 5).is_empty() && rules(0, 9).is_empty() && rules(3, 9).is_empty());
        assert_eq!(held.reasons.len(), 3);
    }
}
