//! What discovery found: hidden corners, joins, anomalies, integrations. See `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Filters combine; empty means all.
    struct DiscoveryQuery {
        /// First row.
        offset: u64 = Count,
        /// At most.
        limit: u64 = Count,
        /// Part of a relation or field name.
        text: String = Authored,
        /// Artifact, empty for all; of deliveries the delivery, empty for the newest.
        artifact: String = Token,
        /// Kinds (corners, integrations, rules), changes (deliveries), codes (anomalies), bases (joins) or verdicts (documents) to keep.
        kinds: Vec<String> = Word,
        /// States (corners, integrations, rules), severities (anomalies, deliveries) or ways of the text (documents) to keep.
        states: Vec<String> = Word,
        /// Name of a column; a leading `-` means descending.
        sort: String = Word,
    }
    /// How much there is of everything, for the headings.
    struct DiscoverySummary {
        /// Corners.
        corners: u64 = Count,
        /// Of them without a decision.
        corners_open: u64 = Count,
        /// Joins between relations.
        joins: u64 = Count,
        /// Anomalies.
        anomalies: u64 = Count,
        /// Of them high.
        anomalies_high: u64 = Count,
        /// Integrations seen in the data.
        integrations: u64 = Count,
        /// Of them without a decision.
        integrations_open: u64 = Count,
        /// Rules, order sets, templates and routines of the legacy system.
        rules: u64 = Count,
        /// Of them not classed by anybody.
        rules_open: u64 = Count,
        /// Deliveries of the legacy side.
        deliveries: u64 = Count,
        /// Fields with a description in a data dictionary.
        described: u64 = Count,
        /// Documents that are filed under a patient, and those that tables list and nobody delivered.
        documents: u64 = Count,
        /// Of them filed under another patient than they name, or naming two.
        documents_grave: u64 = Count,
    }
    /// A page of the queue of hidden corners.
    struct CornersPage {
        /// Rows.
        rows: Vec<Corner> = Nested,
        /// Corners in the selection.
        total: u64 = Count,
        /// Kinds.
        kinds: Vec<Facet> = Nested,
        /// States.
        states: Vec<Facet> = Nested,
    }
    /// Something in the export that nobody has looked at. A task until somebody says what becomes of it.
    struct Corner {
        /// Token, the same in every run over the same data.
        id: String = Token,
        /// `unjoined relation`, `unread artifact`, `one clinic only`, ...
        kind: String = Word,
        /// `high`, `medium`, `low`.
        risk: String = Word,
        /// Artifact that holds it, empty when several do.
        artifact: String = Token,
        /// Its name as in `ArtifactRow`, empty likewise.
        artifact_name: String = Structure,
        /// Relation, empty for an artifact as a whole.
        relation: String = Structure,
        /// Field, empty for the relation as a whole.
        field: String = Structure,
        /// What is odd, in words.
        words: String = Structure,
        /// Why it is thought so, in counts.
        evidence: String = Structure,
        /// `open`, `migrate`, `archive`, `drop`, `explained`.
        state: String = Word,
        /// Why it was decided so.
        reason: String = Authored,
        /// Who decided, empty when nobody did.
        by: String = Authored,
        /// When, 0 when nobody did.
        at_ms: u64 = Clock,
        /// What the mapping or the lens says to the contrary of the decision, empty where they do not.
        contradiction: String = Authored,
    }
    /// What becomes of some corners.
    struct DecideCorners {
        /// Corners.
        ids: Vec<String> = Token,
        /// `migrate`, `archive`, `drop`, `explained`, or `open` to take a decision back.
        decision: String = Word,
        /// Why; mandatory but for `open`.
        reason: String = Authored,
    }
    /// A page of joins.
    struct JoinsPage {
        /// Rows.
        rows: Vec<Join> = Nested,
        /// Joins in the selection.
        total: u64 = Count,
        /// Bases.
        kinds: Vec<Facet> = Nested,
    }
    /// Values of one field that are keys of another relation.
    struct Join {
        /// Relation that refers.
        from_relation: String = Structure,
        /// Its field.
        from_field: String = Structure,
        /// Relation that is referred to.
        to_relation: String = Structure,
        /// Its key.
        to_field: String = Structure,
        /// Share of the distinct values that are found there, 0 to 1.
        contained: f64 = Count,
        /// Distinct values without a partner, null from 1 to 10.
        orphans: Option<u64> = Count,
        /// `declared` in the schema, `exact` or `estimated` from the values.
        basis: String = Word,
        /// 0 to 1.
        score: f64 = Count,
        /// Why it is thought to be a join.
        reasons: Vec<String> = Word,
    }
    /// A page of anomalies.
    struct AnomaliesPage {
        /// Rows.
        rows: Vec<Anomaly> = Nested,
        /// Anomalies in the selection.
        total: u64 = Count,
        /// Codes.
        kinds: Vec<Facet> = Nested,
        /// Severities.
        states: Vec<Facet> = Nested,
    }
    /// Something odd about the values of a field.
    struct Anomaly {
        /// Artifact.
        artifact: String = Token,
        /// Relation.
        relation: String = Structure,
        /// Field, empty for the relation as a whole.
        field: String = Structure,
        /// `truncated`, `default_midnight`, `leading_zeros_lost`, ...
        code: String = Word,
        /// `high`, `medium`, `low`.
        severity: String = Word,
        /// Rows, null from 1 to 10.
        count: Option<u64> = Count,
        /// Share of the rows, 0 to 1.
        share: f64 = Count,
        /// In words.
        words: String = Structure,
        /// The first of the rows: `line 17`.
        places: Vec<String> = Word,
        /// Values that it is about, those of at least 11 patients.
        values: Vec<String> = Deidentified,
    }
    /// A page of integrations.
    struct IntegrationsPage {
        /// Rows.
        rows: Vec<Integration> = Nested,
        /// Integrations in the selection.
        total: u64 = Count,
        /// Kinds.
        kinds: Vec<Facet> = Nested,
        /// What becomes of them.
        states: Vec<Facet> = Nested,
    }
    /// A system, interface, payer or laboratory that shows in the data.
    struct Integration {
        /// Token, the same in every delivery.
        id: String = Token,
        /// `sending application`, `receiving application`, `message type`, `payer`, `laboratory`, `portal`, `interface`, `source system`, `software`, ...
        kind: String = Word,
        /// Its name, masked where it could tell a person or a place.
        name: String = Structure,
        /// Records.
        records: u64 = Count,
        /// First year with traffic, 0 when unknown.
        first_year: u32 = Deidentified,
        /// Last year with traffic.
        last_year: u32 = Deidentified,
        /// Records per year, oldest first.
        years: Vec<u64> = Count,
        /// `undecided`, `replace`, `keep`, `retire`.
        status: String = Word,
        /// Who owns it, empty for nobody.
        owner: String = Authored,
        /// Decisions, newest first.
        history: Vec<Decided> = Nested,
    }
    /// A table that holds attributes as rows.
    struct PivotQuery {
        /// Relation.
        relation: String = Structure,
    }
    /// What a pivot of such a table would have as columns.
    struct PivotView {
        /// Relation.
        relation: String = Structure,
        /// Field that says of whom.
        entity: String = Structure,
        /// Field that says what.
        attribute: String = Structure,
        /// Columns of the value.
        columns: Vec<String> = Structure,
        /// Where the attributes have names, `relation.field`; empty when nowhere.
        names: String = Structure,
        /// Why it is thought so, in counts.
        evidence: Vec<String> = Structure,
        /// Attributes that at least 11 patients have, most rows first.
        attributes: Vec<PivotAttribute> = Nested,
        /// Attributes in all.
        total: u64 = Count,
        /// Rows that are not removed.
        rows: u64 = Count,
        /// Rows of the attributes that are not listed.
        rows_hidden: u64 = Count,
        /// Removed rows, null from 1 to 10.
        removed: Option<u64> = Count,
        /// Every row was counted; otherwise the first of them.
        whole: bool = Word,
        /// A lens over the table, to begin from.
        lens: String = Structure,
        /// Groups of rows that say one thing together; null where no column tells them.
        groups: Option<PivotGroups> = Nested,
    }
    /// Groups of rows that say one thing together.
    struct PivotGroups {
        /// Field that says which rows belong together.
        column: String = Structure,
        /// Key of the rows that head the groups, empty where none do.
        heading: String = Structure,
        /// Groups, null from 1 to 10.
        groups: Option<u64> = Count,
        /// Rows in them, null from 1 to 10.
        rows: Option<u64> = Count,
        /// Rows of the smallest group.
        least: u64 = Count,
        /// Rows of the group in the middle.
        middle: u64 = Count,
        /// Rows of the largest.
        most: u64 = Count,
        /// What groups are made of, as far as at least 11 patients have it, most groups first.
        kinds: Vec<PivotGroup> = Nested,
        /// Kinds in all.
        total: u64 = Count,
        /// Every group was counted; otherwise the first of them.
        whole: bool = Word,
    }
    /// Groups of one make.
    struct PivotGroup {
        /// Attribute of the rows that head them, empty where none does.
        heading: String = Deidentified,
        /// Their attributes by name.
        attributes: Vec<String> = Deidentified,
        /// Groups.
        groups: Option<u64> = Count,
        /// Patients, counted up to 50.
        patients: u64 = Count,
    }
    /// One attribute.
    struct PivotAttribute {
        /// The value that says what, empty where only its name may be told.
        value: String = Deidentified,
        /// Its name in the dictionary, empty when it has none.
        name: String = Deidentified,
        /// Rows that are not removed.
        rows: u64 = Count,
        /// Patients, counted up to 50.
        patients: u64 = Count,
        /// `number`, `date`, `coded`, `text`, `empty`: what most of its values are.
        kind: String = Word,
        /// Column that is filled most often.
        column: String = Structure,
        /// Share of its rows with that column filled, 0 to 1.
        filled: f64 = Count,
        /// Rows with more than one value column filled, null from 1 to 10.
        several: Option<u64> = Count,
    }
    /// The discovery report.
    struct ExportDiscovery {
        /// `html` or `csv`.
        format: String = Word,
    }
}
