//! The currency of the double entry: clinical statements and what they are made of.
//!
//! A [`Statement`] is one assertion about one patient in one normal form, whatever its source: a [`Kind`] and a list of
//! [`Fact`]s, each an [`Aspect`] with its [`Value`], the place it was read from and [`How`] it came to be. Pure: no I/O,
//! no clock, no randomness. [`Phi`] wraps what must not leave the workspace.

pub mod code_form;
mod codings;
mod date;
mod encoding;
mod number;
pub mod packed;
mod phi;
mod statement;
mod system_names;
mod text_table;
mod ucum;
mod words;
mod written;

pub use codings::Codings;
pub use date::{Date, Precision, Zone, civil_from_days, days_from_civil, zone_offset};
pub use encoding::is_mojibake;
pub use number::{NumberForm, Quantity, canonical_unit, convert, in_base, parse_decimal};
pub use phi::Phi;
pub use rust_decimal::{Decimal, RoundingStrategy};
pub use statement::{Coding, Fact, Origin, Statement, Value};
pub use system_names::{SYSTEM_NAMES, short_system, system_name};
pub use text_table::TextTable;
pub use ucum::is_ucum;
pub use written::Misread;
pub use words::{Aspect, CauseClass, How, Kind, Severity, Side, Verdict};
