//! What a reader delivers, kept and written for tests to look at.

use crate::{Item, Record, Summary};
use std::ops::ControlFlow;

/// The records of a reading and what came of it; those that are counted are those that were delivered.
pub(crate) fn records(read: impl FnOnce(&mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> std::io::Result<Summary>) -> (Vec<Record>, Summary) {
    let mut records = Vec::new();
    let summary = read(&mut |item| {
        if let Item::Record(record) = item {
            records.push(record.clone());
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(records.len() as u64, summary.records);
    (records, summary)
}

/// The leaves of a record in order, each as `name=value`.
pub(crate) fn leaves(record: &Record, between: &str) -> String {
    record.leaves.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(between)
}
