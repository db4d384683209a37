//! Doubts that are counted while a dump is read and said once at its end, with the place of the first.

use crate::{Limits, Summary};
use std::collections::BTreeMap;

/// Kinds kept apart; more are counted together.
const KINDS_MAX: usize = 4096;

/// Counts by code, subject (a table, a verb) and detail.
#[derive(Default)]
pub(super) struct Tally {
    counts: BTreeMap<(&'static str, String, String), (u64, u64, u64)>,
}

impl Tally {
    pub(super) fn add(&mut self, code: &'static str, subject: &str, detail: &str, (line, byte): (u64, u64)) {
        let mut key = (code, subject.to_string(), detail.to_string());
        if self.counts.len() >= KINDS_MAX && !self.counts.contains_key(&key) {
            key = (code, "others".to_string(), String::new());
        }
        self.counts.entry(key).or_insert((0, line, byte)).0 += 1;
    }

    pub(super) fn say(self, limits: &Limits, summary: &mut Summary) {
        for ((code, subject, detail), (count, line, byte)) in self.counts {
            summary.doubt(limits, code, line, byte, message(code, &subject, &detail, count));
        }
    }
}

fn message(code: &str, subject: &str, detail: &str, count: u64) -> String {
    match code {
        "statement_skipped" if matches!(subject, "UPDATE" | "DELETE" | "MERGE") => {
            format!("{subject} {count} times: rows are read as inserted, not as changed by it")
        }
        "statement_skipped" => format!("{subject} {count} times: holds no data"),
        "function_value" if detail.is_empty() => format!("{subject}: {count} values are the literal argument of a function"),
        "function_value" => format!("{subject}: {count} values are the literal argument of {detail}"),
        "expression_value" => format!("{subject}: {count} values are expressions, kept as written"),
        "default_value" => format!("{subject}: {count} values are left to the database's default and read as empty"),
        "no_column_names" => format!("{subject}: {count} statements name no columns, and no CREATE TABLE does; fields are numbered"),
        "column_lists_differ" => format!("{subject}: {count} statements list other columns than the one before; the header comes again"),
        "duplicate_header" => format!("{subject}: {count} statements name a column twice; it is read with a number"),
        "table_created_twice" => format!("{subject}: created {count} times more; the last definition counts"),
        "catalog_full" => format!("{count} columns are beyond what is remembered of definitions"),
        _ => format!("{subject} {detail} {count} times"),
    }
}
