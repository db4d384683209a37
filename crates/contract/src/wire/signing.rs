//! What waits for a lead: acceptances of differences, and samples that are read in full. See `wire.rs` for what every field must say.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// What waits for a lead, and what a lead said.
    struct SignQueue {
        /// Acceptances: those that wait first, by severity, then those that are signed, newest first.
        waivers: Vec<WaiverRow> = Nested,
        /// Samples that are read in full, likewise.
        samples: Vec<SampleToSign> = Nested,
        /// Acceptances that wait.
        waivers_waiting: u64 = Count,
        /// Findings that they would clear.
        findings_waiting: u64 = Count,
        /// Samples that wait.
        samples_waiting: u64 = Count,
    }
    /// An acceptance of a cause or of a finding.
    struct WaiverRow {
        /// Token of the cause or finding.
        id: String = Token,
        /// `cause` or `finding`.
        subject: String = Word,
        /// The cause, or the finding, in words.
        label: String = Deidentified,
        /// Class of the cause.
        class: String = Word,
        /// Cause of the finding; the cause itself for one.
        cause: String = Token,
        /// Worst severity.
        severity: String = Word,
        /// Findings that it would clear now.
        findings: u64 = Count,
        /// Of them safety.
        safety: u64 = Count,
        /// How many more that is than when it was asked for, or signed.
        grown: u64 = Count,
        /// Why it is asked for.
        reason: String = Authored,
        /// Who asked.
        by: String = Authored,
        /// When.
        at_ms: u64 = Clock,
        /// Its place in the log of triage; a signature names it, so that it is given to this acceptance and to no other.
        seq: u64 = Count,
        /// When it ends.
        expires_ms: u64 = Clock,
        /// `approved`, `rejected`, or empty while it waits.
        signed: String = Word,
        /// Which lead.
        signed_by: String = Authored,
        /// When, 0 for never.
        signed_ms: u64 = Clock,
        /// What the lead said.
        signed_reason: String = Authored,
        /// Whether whoever asks may sign it: a lead, and another person than the one who asked.
        may_sign: bool = Word,
    }
    /// A sample that is read in full.
    struct SampleToSign {
        /// Token.
        id: String = Token,
        /// Comparison run it was drawn from.
        run: u32 = Count,
        /// What was claimed when it was drawn, in words.
        claim: String = Word,
        /// Whether that is `borne out` or `not borne out`.
        state: String = Word,
        /// What may be said, in words.
        words: String = Word,
        /// Charts, all of them settled.
        charts: u64 = Count,
        /// Wrong ones.
        errors: u64 = Count,
        /// Readings that were entered; a signature names them, so that it is given to these and to no other.
        readings: u64 = Count,
        /// Who drew it.
        by: String = Authored,
        /// When.
        at_ms: u64 = Clock,
        /// Its readers.
        readers: Vec<String> = Authored,
        /// `approved`, `rejected`, or empty while it waits.
        signed: String = Word,
        /// Which lead.
        signed_by: String = Authored,
        /// When, 0 for never.
        signed_ms: u64 = Clock,
        /// What the lead said.
        signed_reason: String = Authored,
        /// Whether whoever asks may sign it: a lead who neither drew it nor read in it.
        may_sign: bool = Word,
    }
    /// An acceptance as it was seen.
    struct SeenWaiver {
        /// Token of the cause or finding.
        id: String = Token,
        /// Its place in the log of triage.
        seq: u64 = Count,
        /// Findings that it would clear, as they were counted then.
        findings: u64 = Count,
    }
    /// A lead's word on some acceptances, all or none.
    struct SignWaivers {
        /// The acceptances as they were seen.
        waivers: Vec<SeenWaiver> = Nested,
        /// `approved` or `rejected`.
        verdict: String = Word,
        /// Why; mandatory for `rejected`.
        reason: String = Authored,
    }
    /// What was signed.
    struct SignedWaivers {
        /// Acceptances.
        waivers: u64 = Count,
        /// Findings that they explain.
        findings: u64 = Count,
    }
    /// A lead's word on the claim of a sample.
    struct SignSample {
        /// Token of the sample.
        id: String = Token,
        /// Readings that were seen.
        readings: u64 = Count,
        /// `approved` or `rejected`.
        verdict: String = Word,
        /// Why; mandatory for `rejected`.
        reason: String = Authored,
    }
}
