//! The only door out for PHI: `Phi<T>` goes in, `Deid<T>` comes out, with the name of the rule that was applied.
//!
//! Default mode is Safe Harbor, 45 CFR 164.514(b)(2), and default-deny: what no rule knows does not go out. Each
//! declassifier is one small function; [`Deid`] cannot be made in any other way. A second line that does not share their
//! code is [`egress`]: it searches everything outbound for the workspace's known identifiers.
//!
//! Not here: where values come from (`formats`), who may see what (`app`), the map of pseudonyms (`store`). Pure: no
//! clock, no randomness, no I/O.

mod classify;
mod code;
mod dates;
mod door;
pub mod egress;
mod geography;
mod known;
mod names;
mod patterns;
mod shape;
mod text;
mod values;
mod words;

pub use classify::{PhiClass, classify};
pub use code::code_text;
pub use dates::{Day, age_band, relative_day, relative_minute, year};
pub use door::{Deid, Rule, WITHHELD};
pub use geography::{is_census_prefix, state_only, zip3};
pub use known::Known;
pub use names::{field_name, may_be_person, pseudonym, structure_name};
pub use patterns::safe_harbor_stream;
pub use shape::shape;
pub use text::{FreeText, free_text};
pub use values::{BooksTold, books_told, code_value, count_text, is_public_system, k_anonymous, parts_told, published_words, quantity, small_count, word};
