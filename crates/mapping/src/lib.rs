//! From source fields to FHIR R4: the mapping document, its expressions, and their run on Polars.
//!
//! [`Document`] is the text an analyst writes; [`Plan`] is the document checked and typed; [`Plan::run`] streams source
//! rows through it and hands out resources with their origins, what was held back and why, and both ledgers.
//! It knows nothing of statements and comparison: an error made here may not hide there.

mod batch;
mod check;
mod document;
mod edit;
mod elements;
mod expression;
mod functions;
mod ids;
mod links;
mod lower;
mod output;
mod run;

pub use check::{CheckedResource, CheckedRule, Plan, SourceSchema};
pub use document::{CodeMap, CodeRow, Document, Drop, Problem, ResourceSet, Rule};
pub use edit::{add_set, begun, remove_rule, set_code_map, set_rule};
pub use elements::{Element, Elements};
pub use expression::{Type, field_names};
pub use ids::stable_id;
pub use run::{Held, MadeResource, ResourceReport, RuleReport, RunReport, Sink, Source, preview};

/// How a value came to be, as counted by a run: index into `model::How`'s order, 0 for absent.
pub mod how {
    /// No value.
    pub const ABSENT: u8 = 0;
    /// A source field as it is.
    pub const COPIED: u8 = 1;
    /// Through a code map, or a literal chosen by a field's value.
    pub const TRANSLATED: u8 = 2;
    /// Computed from fields.
    pub const DERIVED: u8 = 3;
    /// No source asserted it.
    pub const DEFAULTED: u8 = 4;

    /// The word.
    pub fn word(how: u8) -> &'static str {
        ["absent", "copied", "translated", "derived", "defaulted"][usize::from(how.min(4))]
    }
}
