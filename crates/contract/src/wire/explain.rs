//! Why a pair was taken for the same assertion; where every legacy record ended. See `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// A finding, or a statement of a patient's chart.
    struct ExplainQuery {
        /// Token of the finding, or of the patient when a statement is named.
        id: String = Token,
        /// Chart statement token (`L12`, `D3`), empty for a finding.
        statement: String = Token,
    }
    /// The evidence for and against a pair.
    struct Explanation {
        /// Token of the finding, empty where the pair balances.
        finding: String = Token,
        /// `provenance`, `content`, `resemblance`, or empty where a statement stands alone.
        pass: String = Word,
        /// Resemblance: the sum of the points of the steps.
        score: i32 = Count,
        /// The legacy statement.
        legacy: Option<ExplainedStatement> = Nested,
        /// The destination statement.
        destination: Option<ExplainedStatement> = Nested,
        /// The waterfall.
        steps: Vec<EvidenceStep> = Nested,
        /// The next best of either side, best first, at most three a side.
        rivals: Vec<Rival> = Nested,
        /// Aspect by aspect.
        judged: Vec<JudgedAspect> = Nested,
    }
    /// A statement as an explanation names it.
    struct ExplainedStatement {
        /// Chart statement token.
        id: String = Token,
        /// `legacy`, `destination`.
        side: String = Word,
        /// What it is about.
        label: String = Deidentified,
        /// Days from the patient's anchor.
        day: Option<i32> = Deidentified,
        /// Its value, empty for none.
        value: String = Deidentified,
    }
    /// One piece of evidence.
    struct EvidenceStep {
        /// `concept`, `day`, `instant`, `value`, `end`, `status`, `person`, `provenance`, `encounter`,
        /// `facts word for word`, `refused`.
        what: String = Word,
        /// `for`, `against`, `silent`.
        stance: String = Word,
        /// Points; negative where a refusal takes all of them back.
        points: i32 = Count,
        /// The most that it could have given; 0 where it only decides between equal scores.
        most: i32 = Count,
        /// In words.
        words: String = Word,
        /// What the legacy statement says of it.
        legacy: String = Deidentified,
        /// What the destination statement says of it.
        destination: String = Deidentified,
    }
    /// A statement that could have been the mate and is not.
    struct Rival {
        /// The statement.
        statement: ExplainedStatement = Nested,
        /// Resemblance, 0 when refused.
        score: i32 = Count,
        /// Why it is not the mate.
        outcome: String = Word,
        /// Its waterfall.
        steps: Vec<EvidenceStep> = Nested,
    }
    /// One aspect as judged.
    struct JudgedAspect {
        /// Aspect.
        aspect: String = Word,
        /// Legacy values, empty when it says nothing.
        legacy: String = Deidentified,
        /// Destination values.
        destination: String = Deidentified,
        /// `same`, `equivalent`, `differs`, `not judged`.
        relation: String = Word,
        /// Verdict, empty where they do not differ.
        verdict: String = Word,
        /// What differs.
        manner: String = Word,
        /// The rule and tolerance that it was judged by.
        by: String = Word,
    }
    /// Where every legacy record ended.
    struct Ledger {
        /// Records of the legacy side: those that ingest read, and those that it set aside.
        records: u64 = Count,
        /// Records by end, in the order of the ends; all six, zero included.
        ends: Vec<Facet> = Nested,
        /// Records without an end, or with more than one: 0 when the ledger adds up.
        unaccounted: u64 = Count,
        /// By relation, end and reason; the relation with the most records first.
        lines: Vec<LedgerLine> = Nested,
        /// Migration run whose output it follows, 0 for a destination that we did not write.
        migrate_run: u32 = Count,
        /// Comparison run whose alignment it follows, 0 for none.
        compare_run: u32 = Count,
        /// Decisions on hidden corners that the mapping or the lens says the contrary of, each in words.
        contradictions: Vec<String> = Authored,
    }
    /// Records of one relation with one end for one reason.
    struct LedgerLine {
        /// Relation; `HL7 v2 messages`, `clinical documents`, or a FHIR resource type.
        relation: String = Structure,
        /// `migrated`, `merged`, `rejected`, `declared dropped`, `archived`, `undecided`.
        end: String = Word,
        /// Why, in words of ours or of the team; empty where the end says it all.
        reason: String = Authored,
        /// Records, null where they would tell that from 1 to 10 patients stay in the archive.
        records: Option<u64> = Count,
    }
}
