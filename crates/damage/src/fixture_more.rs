//! What the fixture lacks for values, codes, times, identities, lists, texts and money. No person of it exists.

use crate::fixture;
use serde_json::Value;

/// The whole destination of the tests.
pub(crate) fn all() -> Vec<Value> {
    let more = include_str!("fixture_more.ndjson").lines().map(|line| serde_json::from_str(line).expect("the fixture is JSON"));
    fixture::resources().into_iter().chain(more).collect()
}
