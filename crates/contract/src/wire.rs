//! Requests and responses. Every field names the class of what it may carry; without one it does not compile.
//!
//! Times are milliseconds since 1970 (UTC) and only ever tell when *the workspace* did something, never when
//! something happened to a patient. Patient time is `day`: days from an undisclosed anchor of that patient.

/// What a field may carry. Checked by the leak hunt; printed on the reference page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A number of things; 1 to 10 patients appear as `None` with "<11" on screen.
    Count,
    /// A random token of the workspace, meaningless outside.
    Token,
    /// Words of ours or of a standard: kinds, verdicts, states, FHIR paths.
    Word,
    /// Structure the customer's export has: relation and field names, checked against the known identifiers.
    Structure,
    /// Text that the team itself wrote: rules, reasons, names of accounts.
    Authored,
    /// A value that passed a de-identification rule.
    Deidentified,
    /// When the workspace did something.
    Clock,
    /// A secret on its way in, or a session token on its way out.
    Secret,
    /// A wire type whose own fields carry classes.
    Nested,
}

macro_rules! wire {
    ($($(#[$meta:meta])* struct $name:ident { $($(#[$fmeta:meta])* $field:ident: $ty:ty = $class:ident),* $(,)? })*) => {
        $($(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
        #[ts(export, export_to = "contract.ts")]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty),* }
        impl $name {
            /// The class of each field, in order.
            pub const CLASSES: &'static [(&'static str, $crate::Class)] = &[$((stringify!($field), $crate::Class::$class)),*];
        })*
        pub(super) const TYPES: &[(&str, &[(&str, $crate::Class)])] = &[$((stringify!($name), $name::CLASSES)),*];
    };
}

mod archive;
mod artifacts;
mod deliveries;
mod discovery;
mod equivalences;
mod explain;
mod documents;
mod findings;
mod jobs;
mod mapping;
mod overview;
mod patients;
mod population;
mod sampling;
mod rules;
mod session;
mod triage;
mod layouts;
mod signing;
mod lens;
mod structure;

pub use archive::*;
pub use artifacts::*;
pub use deliveries::*;
pub use discovery::*;
pub use equivalences::*;
pub use explain::*;
pub use documents::*;
pub use findings::*;
pub use jobs::*;
pub use mapping::*;
pub use overview::*;
pub use patients::*;
pub use population::*;
pub use sampling::*;
pub use rules::*;
pub use session::*;
pub use triage::*;
pub use layouts::*;
pub use signing::*;
pub use lens::*;
pub use structure::*;

/// Every wire type with the class of each field, file by file.
pub const WIRE_TYPES: &[&[(&str, &[(&str, Class)])]] = &[session::TYPES, overview::TYPES, artifacts::TYPES, discovery::TYPES, mapping::TYPES, jobs::TYPES, patients::TYPES, findings::TYPES, triage::TYPES, population::TYPES, sampling::TYPES, explain::TYPES, equivalences::TYPES, archive::TYPES, deliveries::TYPES, rules::TYPES, documents::TYPES, layouts::TYPES, signing::TYPES, lens::TYPES, structure::TYPES];
