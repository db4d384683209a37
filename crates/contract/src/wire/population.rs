//! Populations and registry questions. See `wire.rs` for what every field must say.
//!
//! Counts here are of patients or stand for patients: from 1 to 10 they are withheld, and so is the second of two counts whose
//! difference would tell one. Months count back from an undisclosed one; clinics have numbers, not names.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Cells of the distributions.
    struct PopulationQuery {
        /// First row.
        offset: u64 = Count,
        /// At most.
        limit: u64 = Count,
        /// `kind`, `month`, `code`, `clinic`, `number`, `amount`; empty for `kind`.
        dimension: String = Word,
        /// Kinds to keep; empty for all.
        kinds: Vec<String> = Word,
        /// Words in the label.
        text: String = Authored,
        /// Only cells that differ.
        differing: bool = Word,
        /// `difference`, `legacy`, `destination`, `label`; leading `-` descending. Empty: the biggest difference first.
        sort: String = Word,
    }
    /// A page of cells.
    struct PopulationPage {
        /// Rows.
        rows: Vec<PopulationCell> = Nested,
        /// Rows in the selection.
        total: u64 = Count,
        /// Cells of the selection that are not listed: fewer than 11 patients on both sides.
        withheld: u64 = Count,
        /// Cells of the dimension by kind.
        kinds: Vec<Facet> = Nested,
        /// How far each distribution of the dimension moved, the furthest first.
        drifts: Vec<PopulationDrift> = Nested,
        /// Statements beyond the declared number of cells, both books together.
        beyond: u64 = Count,
        /// Run the counts are from, 0 for none.
        run: u32 = Count,
    }
    /// One cell in both books.
    struct PopulationCell {
        /// Kind.
        kind: String = Word,
        /// What it is about.
        label: String = Deidentified,
        /// Code as `system code`, empty where none may be shown.
        code: String = Deidentified,
        /// Months before the newest month of the books, null for none told.
        month: Option<i32> = Deidentified,
        /// Legacy statements, null when fewer than 11 patients stand behind them.
        legacy: Option<u64> = Count,
        /// Destination statements, null when fewer than 11 patients stand behind them.
        destination: Option<u64> = Count,
        /// Destination less legacy, null when either is.
        difference: Option<i64> = Count,
        /// Unit of numbers, currency of amounts.
        unit: String = Word,
        /// Legacy sum, exact.
        legacy_sum: String = Deidentified,
        /// Destination sum, exact.
        destination_sum: String = Deidentified,
        /// Legacy quartiles, each cut to two digits.
        legacy_quartiles: Vec<String> = Deidentified,
        /// Destination quartiles.
        destination_quartiles: Vec<String> = Deidentified,
        /// The kind, code system or naming of clinics is used by one book only, or it is a local code kept beside a common one: listed, not balanced.
        one_book: bool = Word,
    }
    /// How far a distribution moved.
    struct PopulationDrift {
        /// Kind, empty for the distribution over kinds.
        kind: String = Word,
        /// Legacy statements.
        legacy: u64 = Count,
        /// Destination statements.
        destination: u64 = Count,
        /// Differences of all cells added up, each without its sign.
        moved: u64 = Count,
        /// Cells.
        cells: u64 = Count,
        /// Cells that differ.
        differing: u64 = Count,
        /// The cells that differ most and may be shown.
        contributors: Vec<PopulationCell> = Nested,
    }
    /// The registry questions, in the order of the document.
    struct QuestionsAnswer {
        /// Questions.
        rows: Vec<QuestionRow> = Nested,
        /// Name of the document.
        name: String = Authored,
        /// Patients in both books.
        paired: Option<u64> = Count,
        /// In the legacy book only.
        legacy_only: Option<u64> = Count,
        /// In the destination's book only.
        destination_only: Option<u64> = Count,
        /// Run the answers are from, 0 for none.
        run: u32 = Count,
    }
    /// One question in both books.
    struct QuestionRow {
        /// Id.
        id: String = Token,
        /// In words.
        title: String = Authored,
        /// What it means and what it does not.
        about: String = Authored,
        /// `same`: both books name the same patients. `differs`.
        verdict: String = Word,
        /// It adds up statements rather than patients.
        statements: bool = Word,
        /// What belongs to it in the legacy book, null when it or what it tells is under 11.
        legacy: Option<u64> = Count,
        /// In the destination's book; null as well when it would tell a difference under 11.
        destination: Option<u64> = Count,
        /// Patients asked in the legacy book.
        legacy_of: Option<u64> = Count,
        /// Patients asked in the destination's book.
        destination_of: Option<u64> = Count,
        /// Patients who belong to it in the legacy book only.
        only_legacy: Option<u64> = Count,
        /// In the destination's book only.
        only_destination: Option<u64> = Count,
        /// Patients asked in the legacy book only.
        asked_only_legacy: Option<u64> = Count,
        /// In the destination's book only.
        asked_only_destination: Option<u64> = Count,
        /// Patients who belong to it in both, with another value.
        other_value: Option<u64> = Count,
        /// Known by words alone: legacy.
        legacy_by_words: Option<u64> = Count,
        /// Destination.
        destination_by_words: Option<u64> = Count,
        /// Of whom it cannot be told, by partial dates, bounds or units: legacy.
        legacy_unread: Option<u64> = Count,
        /// Destination.
        destination_unread: Option<u64> = Count,
    }
}
