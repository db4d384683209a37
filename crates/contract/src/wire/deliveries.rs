//! Deliveries of the legacy side and what each of them changed. See `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// A page of what a delivery changed, with all deliveries.
    struct DeliveriesPage {
        /// Deliveries, newest first, at most 200.
        deliveries: Vec<Delivery> = Nested,
        /// Token of the one whose changes these are, empty without any.
        shown: String = Token,
        /// An earlier delivery of the system was there to compare with.
        compared: bool = Word,
        /// Changes.
        rows: Vec<DeliveryChange> = Nested,
        /// Changes in the selection.
        total: u64 = Count,
        /// Kinds of change.
        kinds: Vec<Facet> = Nested,
        /// Severities.
        states: Vec<Facet> = Nested,
        /// Relations that are as they were.
        unchanged: u64 = Count,
        /// Rules and readings that still find every field.
        carried: u64 = Count,
        /// Rules and readings that do not.
        lost: u64 = Count,
    }
    /// Files that came together.
    struct Delivery {
        /// Token.
        id: String = Token,
        /// System they came from, as it was named when they were ingested.
        system: String = Authored,
        /// When they were ingested.
        at_ms: u64 = Clock,
        /// Artifacts, those within others included.
        files: u64 = Count,
        /// Artifacts that no earlier delivery held.
        new_files: u64 = Count,
        /// Records.
        records: u64 = Count,
    }
    /// A difference to the delivery before.
    struct DeliveryChange {
        /// Artifact, empty when several hold the relation.
        artifact: String = Token,
        /// Relation.
        relation: String = Structure,
        /// Field, empty for the relation as a whole.
        field: String = Structure,
        /// `field renamed`, `kind changed`, `values new`, `relation added`, ...
        change: String = Word,
        /// `high`, `medium`, `low`.
        severity: String = Word,
        /// Before, in words without content.
        before: String = Structure,
        /// Now.
        after: String = Structure,
        /// Rules of the mapping, and the lens, that no longer find the field.
        rules: Vec<String> = Authored,
    }
}
