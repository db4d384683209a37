//! The double entry: both sides read into clinical statements, charts aligned, every imbalance judged and brought to its
//! cause.
//!
//! [`Lens`] (tables), the built-in readings of HL7 v2, C-CDA, FHIR and X12, and nothing else make statements. [`compare_patient`]
//! balances one patient's two charts. [`Causes`] gathers findings by what they share. [`Population`] asks both books the same
//! registry questions. Nothing here knows the mapping: who
//! made a destination record is told through [`Provenance`], as data.

mod align;
mod cause;
mod ccda;
mod codes;
mod compare;
mod condition;
mod fhir;
mod hl7v2;
mod judge;
mod lens;
mod population;
mod reading;
mod severity;
mod table;
mod x12;

pub use cause::{Cause, Causes, Provenance, RuleInfo, Unmade};
pub use codes::{Equivalences, canonical_system};
pub use compare::{Finding, PatientResult, Pair, compare_patient};
pub use judge::{AspectDifference, shown_aspect};
pub use lens::{Lens, Problem};
pub use population::{
    Amount, Cell, CellKey, Dimension, Drift, KEPT_MAX, NumberCell, Population, PopulationResult, QUESTIONS_FORMAT, QuestionResult, Questions, STANDARD_QUESTIONS, SideResult,
};
pub use reading::{Coverage, Lookups, Places, Reading};
