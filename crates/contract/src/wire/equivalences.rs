//! Declared equivalences, what they explain, and declaring one from a finding. See `wire.rs` for what every field must say.

use crate::Problem;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// The declared equivalences with what they explain.
    struct EquivalencesView {
        /// Version of the document, 0 for none.
        version: u32 = Count,
        /// Version that the last comparison judged by.
        judged: u32 = Count,
        /// Last comparison, 0 for none.
        run: u32 = Count,
        /// Comparisons that counts are told of, oldest first, at most 20.
        runs: Vec<u32> = Count,
        /// Equivalences of the document in its order, then the code maps of the lens.
        rows: Vec<EquivalenceRow> = Nested,
        /// What the last comparison says of counts that grew and equivalences that ended.
        warnings: Vec<String> = Authored,
        /// Problems of the document, when it does not check.
        problems: Vec<Problem> = Nested,
    }
    /// One equivalence.
    struct EquivalenceRow {
        /// Its id; `lens:MAP` for a code map of the lens.
        id: String = Authored,
        /// `in force`, `not judged yet`, `expired`, `retired`, `lens`.
        state: String = Word,
        /// Kinds of statements, empty for all.
        kinds: Vec<String> = Word,
        /// Aspect.
        aspect: String = Word,
        /// `code`, `word`, `unit`, `text`, `tolerance`, `absent`.
        relation: String = Word,
        /// Legacy value of a pair, or the legacy code system of a code map.
        legacy: String = Authored,
        /// Destination's value of a pair, or the code system that a code map leads to.
        destination: String = Authored,
        /// Whether a pair counts both ways.
        both: bool = Word,
        /// What it says, in words.
        words: String = Authored,
        /// Who declared it.
        author: String = Authored,
        /// Why.
        reason: String = Authored,
        /// Last day on which it holds, as `2027-03-31`; empty for none.
        expires: String = Authored,
        /// Whole days left, negative after it ended; null without an end.
        days_left: Option<i32> = Count,
        /// Why it was retired.
        retired: String = Authored,
        /// Statements that it explains, run by run as in `runs`; null where it was not in force.
        counts: Vec<Option<u64>> = Count,
        /// Statements that it explains in the last comparison.
        statements: u64 = Count,
        /// Patients with one of them, null under 11.
        patients: Option<u64> = Count,
        /// Statements that it may explain at most.
        statements_max: Option<u64> = Count,
        /// Statements that it is expected to explain.
        expected: Option<u64> = Count,
        /// Test rows; every one holds, or the document does not check.
        tests: Vec<EquivalenceTest> = Nested,
        /// What the last comparison says of its count.
        warning: String = Authored,
        /// Line in the document.
        line: u32 = Count,
    }
    /// A pair of values with what must be judged of it.
    struct EquivalenceTest {
        /// Legacy value.
        legacy: String = Authored,
        /// Destination's value.
        destination: String = Authored,
        /// Whether the two must be judged the same.
        equivalent: bool = Word,
    }
    /// An equivalence to be declared from a finding.
    struct DraftEquivalence {
        /// The finding whose values are meant.
        finding: String = Token,
        /// `code`, `word`, `unit`, `text`, `absent`, `absolute`, `relative`, `half_last_digit`, `days`, `minutes`, `precision`; empty for the first that fits.
        relation: String = Word,
        /// How far values may lie apart: a number, or `year`, `month`, `day`; empty for what the finding needs.
        amount: String = Authored,
        /// For every kind of statement, not only the finding's.
        all_kinds: bool = Word,
        /// Count the pair both ways.
        both: bool = Word,
    }
    /// What an equivalence would do, before it is declared.
    struct EquivalencePreview {
        /// Relations that can explain the finding; empty when none can.
        relations: Vec<String> = Word,
        /// The relation shown.
        relation: String = Word,
        /// The amount shown.
        amount: String = Authored,
        /// Kind of the finding.
        kind: String = Word,
        /// Aspect of the finding.
        aspect: String = Word,
        /// Legacy value of the finding.
        legacy: String = Deidentified,
        /// Destination's value of the finding.
        destination: String = Deidentified,
        /// What it would say, in words.
        words: String = Authored,
        /// A free id.
        id: String = Authored,
        /// Version of the document that it would be added to.
        version: u32 = Count,
        /// Aligned statements of the last comparison that it would explain something of.
        statements: u64 = Count,
        /// Patients with one of them, null under 11.
        patients: Option<u64> = Count,
        /// Findings that would be gone.
        findings: u64 = Count,
        /// Of them safety.
        safety: u64 = Count,
        /// Findings of the same cause.
        of_cause: u64 = Count,
        /// Of the findings that would be gone, those of the same cause.
        within_cause: u64 = Count,
        /// Findings looked at.
        looked_at: u64 = Count,
        /// Findings of the kinds in question.
        of: u64 = Count,
        /// Why it cannot be declared from here.
        problem: String = Word,
    }
    /// Declare an equivalence.
    struct SaveEquivalence {
        /// Its id.
        id: String = Authored,
        /// Version of the document that it was made on.
        base_version: u32 = Count,
        /// What is declared.
        draft: DraftEquivalence = Nested,
        /// Why the two are the same.
        reason: String = Authored,
        /// Last day on which it holds, as `2027-03-31`; empty for none.
        expires: String = Authored,
        /// Statements that it may explain at most.
        statements_max: Option<u64> = Count,
        /// Statements that it is expected to explain.
        expected: Option<u64> = Count,
    }
    /// Take an equivalence out of force; it stays in the document.
    struct RetireEquivalence {
        /// Its id.
        id: String = Authored,
        /// Version of the document that it was made on.
        base_version: u32 = Count,
        /// Why.
        reason: String = Authored,
    }
    /// A new version of the equivalences document.
    struct SavedEquivalence {
        /// Its id.
        id: String = Authored,
        /// The version.
        version: u32 = Count,
    }
}
