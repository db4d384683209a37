//! Triage of causes and findings, its log, and the burn-down. See `wire.rs` for what every field must say.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// One entry for some causes and findings. What it does not name stays as it is. No entry closes a finding.
    struct TriageRequest {
        /// Causes.
        causes: Vec<String> = Token,
        /// Findings.
        findings: Vec<String> = Token,
        /// `accepted`, `mapping defect`, `source defect`, `destination defect`, `identity`, or `reopened` to take one back; empty leaves it.
        disposition: String = Word,
        /// Why; mandatory for `accepted`.
        reason: String = Authored,
        /// When an acceptance ends; mandatory for `accepted`, at most a year ahead.
        expires_ms: Option<u64> = Clock,
        /// Account that sees to it, empty for nobody; null leaves it.
        owner: Option<String> = Authored,
        /// When it is due, 0 for never; null leaves it.
        due_ms: Option<u64> = Clock,
        /// A comment, empty for none.
        comment: String = Authored,
        /// Place in the log of what is taken back: where somebody changed the same after it, nothing is added. Null adds it everywhere.
        since: Option<u64> = Count,
    }
    /// What was triaged.
    struct Triaged {
        /// Causes and findings that got the entry.
        subjects: u64 = Count,
        /// Findings that they explain.
        findings: u64 = Count,
        /// Causes and findings that were left, for somebody changed the same since.
        left: u64 = Count,
        /// Place in the log of the last entry that was added, 0 for none.
        place: u64 = Count,
    }
    /// What holds of a cause or finding. A finding without an entry of its own has its cause's.
    struct TriageState {
        /// `accepted`, `mapping defect`, `source defect`, `destination defect`, `identity`, or empty.
        disposition: String = Word,
        /// `open`, `proposed`, `accepted`, `expired`. Accepted is what a lead approved; all else is open: proposed until a lead says something, expired again.
        state: String = Word,
        /// Open after it was due.
        overdue: bool = Word,
        /// Why.
        reason: String = Authored,
        /// Who decided.
        by: String = Authored,
        /// When, 0 for never.
        at_ms: u64 = Clock,
        /// When an acceptance ends or ended.
        expires_ms: Option<u64> = Clock,
        /// Account that sees to it, empty for nobody.
        owner: String = Authored,
        /// When it is due.
        due_ms: Option<u64> = Clock,
        /// Findings that it explained when that was decided.
        found: u64 = Count,
        /// How many more an accepted cause explains now.
        grown: u64 = Count,
        /// The disposition is the cause's, not the finding's own.
        inherited: bool = Word,
        /// Comments on the cause, or on the finding itself.
        comments: u64 = Count,
        /// What a lead said to an acceptance: `approved`, `rejected`, or empty.
        signed: String = Word,
        /// Who signed.
        signed_by: String = Authored,
        /// When, 0 for never.
        signed_ms: u64 = Clock,
        /// What the lead said.
        signed_reason: String = Authored,
    }
    /// Asks for the log of one cause or finding.
    struct TriageLogQuery {
        /// Cause or finding; the log of a finding holds its cause's entries too.
        id: String = Token,
        /// First entry.
        offset: u64 = Count,
        /// At most.
        limit: u64 = Count,
    }
    /// A page of the log, newest first.
    struct TriageLog {
        /// Entries.
        rows: Vec<TriageEntry> = Nested,
        /// Entries of the subject.
        total: u64 = Count,
    }
    /// Who did what, when and why.
    struct TriageEntry {
        /// Place in the log.
        seq: u64 = Count,
        /// When.
        at_ms: u64 = Clock,
        /// Who.
        by: String = Authored,
        /// `cause` or `finding`.
        subject: String = Word,
        /// New disposition, empty when it was left.
        disposition: String = Word,
        /// Why.
        reason: String = Authored,
        /// When an acceptance ends.
        expires_ms: Option<u64> = Clock,
        /// New owner, empty for nobody, null when it was left.
        owner: Option<String> = Authored,
        /// New due time, 0 for never, null when it was left.
        due_ms: Option<u64> = Clock,
        /// Comment.
        comment: String = Authored,
        /// Comparison that was looked at.
        run: u32 = Count,
        /// Findings that the subject explained then.
        findings: u64 = Count,
        /// What a lead said to the acceptance before it: `approved`, `rejected`, or empty.
        signed: String = Word,
    }
    /// Open findings over the comparisons, oldest first, at most 50.
    struct BurnDown {
        /// Comparisons.
        points: Vec<BurnPoint> = Nested,
    }
    /// What one comparison came to.
    struct BurnPoint {
        /// Run number.
        run: u32 = Count,
        /// When it ended.
        at_ms: u64 = Clock,
        /// Mapping version it compared, 0 for a given destination.
        mapping_version: u32 = Count,
        /// Whether it is known what was new, back and closed: a comparison of an older program did not tell.
        settled: bool = Word,
        /// By severity, safety first.
        severities: Vec<BurnCounts> = Nested,
    }
    /// Findings of one severity in one comparison.
    struct BurnCounts {
        /// Severity.
        severity: String = Word,
        /// Findings that are not accepted.
        open: u64 = Count,
        /// Findings accepted as variance when the comparison ended.
        accepted: u64 = Count,
        /// Open findings whose waiver had expired.
        expired: u64 = Count,
        /// Seen for the first time.
        fresh: u64 = Count,
        /// Closed before, and back.
        returned: u64 = Count,
        /// In the comparison before, and no more.
        closed: u64 = Count,
    }
    /// Accounts that can own a cause or finding.
    struct People {
        /// Accounts, by name.
        rows: Vec<Person> = Nested,
    }
    /// An account that can own.
    struct Person {
        /// Name of the account.
        name: String = Authored,
        /// Its role.
        role: String = Word,
    }
    /// How triage stands.
    struct TriageCounts {
        /// Findings that are not accepted.
        open: u64 = Count,
        /// Of them those that somebody wants accepted and no lead has signed.
        proposed: u64 = Count,
        /// Findings accepted as variance.
        accepted: u64 = Count,
        /// Open findings whose waiver has expired.
        expired: u64 = Count,
        /// Open findings past their due time.
        overdue: u64 = Count,
        /// Accepted causes that explain more than when they were accepted.
        grown: u64 = Count,
    }
}
