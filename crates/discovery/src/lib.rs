//! What is in the export: profiles, keys and joins, anomalies, hidden corners. One pass over the rows, bounded memory.
//!
//! A [`Profiler`] takes the rows of one relation and gives a [`FieldProfile`] a field (with the most frequent values and
//! the number of *patients* that have them, so that `deid` can decide what may be shown), a [`Sketch`] a field, and a
//! [`Context`]. From these alone come [`joins`], [`anomalies()`], [`corners()`] and [`compare`]. Pure: no clock, no
//! randomness; samples are drawn by hash, and what comes from a sample says so.

mod activity;
mod anomalies;
mod codes;
mod corners;
mod dictionary;
mod distinct;
mod documents;
mod drift;
mod eav;
mod facts;
mod field;
mod fold;
mod hash;
mod hours;
mod integrations;
mod keys;
mod lives;
mod members;
mod names;
mod printed;
mod profile;
mod profiler;
mod retention;
mod rules;
mod scan;
mod shape;
mod sketch;
pub mod structure;
mod suggest;
mod tally;
mod traffic;
mod values;
mod watch;
mod years;

pub use activity::{PatientActivity, RetentionRules, Standing, classify, counts};
pub use anomalies::{Anomaly, anomalies, worse, worst_first};
pub use codes::{CodeShare, system_uri};
pub use corners::{ArtifactFacts, Corner, Files, Inventory, RelationFacts, corner_id, corners};
pub use dictionary::{Description, Dictionary, DictionaryColumns, recognise, value_meanings};
pub use documents::{DocumentNames, file_name, file_stem, names_a_document};
pub use eav::{
    Attribute, EavTable, GroupColumn, GroupKind, Groups, Pivot, PivotRow, ValueColumn, confirmed, eav_candidates, eav_tables, names_of, removed_in, suggested_lens,
};
pub use facts::{DATE_FORMATS, day_of};
pub use fold::{fold, folded};
pub use integrations::{Given, Integration, Integrations, Month};
pub use keys::{Column, Join, Key, Place, joins, keys, reach};
pub use lives::{DateHeld, Held, Life, PATIENTS_AT_ONCE, PatientIndex, PeopleFields, dated_fields, patient_space, people_fields};
pub use members::{CodedValues, Listed, Membership, carried};
pub use names::{is_removed, patient_field, rows_not_removed};
pub use printed::printed_rows;
pub use profile::{Break, Context, FieldProfile, PairProfile, RelationProfile, Retired, YearFill};
pub use profiler::Profiler;
pub use retention::Retention;
pub use rules::{Named, RULE_ROWS_MAX, RuleTable, in_use, named, rule_table};
pub use scan::{Change, compare};
pub use sketch::{Contained, Sketch};
pub use suggest::{LensBinding, LensLookup, LensSuggestion, lens_suggestions};
pub use traffic::{TableTraffic, document_month, document_traffic, resource_traffic};
