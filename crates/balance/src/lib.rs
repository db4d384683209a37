//! The double entry: both sides read into clinical statements, charts aligned, every imbalance judged and brought to its
//! cause.
//!
//! [`Lens`] (tables), the built-in readings of HL7 v2, C-CDA, FHIR and X12, and nothing else make statements. [`compare_patient`]
//! balances one patient's two charts. [`Causes`] gathers findings by what they share. Nothing here knows the mapping: who
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
mod lookup;
mod reading;
mod severity;
mod table;
mod x12;

pub use cause::{Cause, Causes, Provenance, RuleInfo, Unmade};
pub use codes::{Equivalences, canonical_system};
pub use compare::{Finding, PatientResult, Pair, compare_patient};
pub use judge::{AspectDifference, shown_aspect};
pub use lens::{Lens, Problem};
pub use lookup::{LookupTable, Lookups};
pub use reading::{Coverage, Places, Reading};
