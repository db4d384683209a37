//! Causes, findings, exports. See `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Filters combine; empty means all.
    struct FindingsQuery {
        /// First row.
        offset: u64 = Count,
        /// At most.
        limit: u64 = Count,
        /// Severities.
        severities: Vec<String> = Word,
        /// Verdicts.
        verdicts: Vec<String> = Word,
        /// Kinds.
        kinds: Vec<String> = Word,
        /// Cause classes.
        classes: Vec<String> = Word,
        /// Cause, empty for all.
        cause: String = Token,
        /// Patient, empty for all.
        patient: String = Token,
        /// Words in the label.
        text: String = Authored,
        /// `severity`, `statements`, `patients`, `label`; of single findings `patient`; leading `-` descending.
        sort: String = Word,
        /// `open`, `accepted`, `expired`, `overdue`, `grown`.
        states: Vec<String> = Word,
        /// Dispositions, `undecided` for none.
        dispositions: Vec<String> = Word,
        /// Names of accounts, `nobody` for none.
        owners: Vec<String> = Authored,
        /// Artifact that a statement of the finding stands in, empty for all.
        artifact: String = Token,
    }
    /// Causes with the facets of the selection.
    struct CausesPage {
        /// Rows.
        rows: Vec<CauseRow> = Nested,
        /// Causes in the selection.
        total: u64 = Count,
        /// Findings in the selection.
        findings: u64 = Count,
        /// Of them safety.
        safety: u64 = Count,
        /// Severities.
        severities: Vec<Facet> = Nested,
        /// Verdicts.
        verdicts: Vec<Facet> = Nested,
        /// Kinds.
        kinds: Vec<Facet> = Nested,
        /// Cause classes.
        classes: Vec<Facet> = Nested,
        /// Run the findings are from, 0 for none.
        run: u32 = Count,
        /// Open findings per run, oldest first, at most 50 runs.
        trend: Vec<RunPoint> = Nested,
        /// Findings by state of triage; one may be in several.
        states: Vec<Facet> = Nested,
        /// Findings by disposition.
        dispositions: Vec<Facet> = Nested,
        /// Findings by owner.
        owners: Vec<OwnerFacet> = Nested,
        /// What the run read of both books.
        reading: RunReading = Nested,
    }
    /// What a comparison read of both books, and what it took as it had been read before.
    struct RunReading {
        /// Legacy records that were read.
        legacy_read: u64 = Count,
        /// Legacy records that stand as they were read before.
        legacy_kept: u64 = Count,
        /// Destination records that were read.
        destination_read: u64 = Count,
        /// Destination records that stand as they were read before.
        destination_kept: u64 = Count,
        /// Patients that were judged, null from 1 to 10 and where it would tell such a number.
        judged: Option<u64> = Count,
        /// Patients of whom nothing changed that they are judged by, null likewise.
        judged_kept: Option<u64> = Count,
        /// The run whose kept pairs were judged again and nothing was read, 0 for none.
        rejudged: u32 = Count,
    }
    /// How many findings an account sees to.
    struct OwnerFacet {
        /// Name of the account, `nobody` for none.
        value: String = Authored,
        /// Findings.
        count: u64 = Count,
    }
    /// One comparison run.
    struct RunPoint {
        /// Run number.
        run: u32 = Count,
        /// Findings.
        findings: u64 = Count,
        /// Of them safety.
        safety: u64 = Count,
        /// Of them cosmetic.
        cosmetic: u64 = Count,
        /// Mapping version it compared, 0 for a given destination.
        mapping_version: u32 = Count,
        /// When.
        at_ms: u64 = Clock,
    }
    /// One cause: what many findings share.
    struct CauseRow {
        /// Token.
        id: String = Token,
        /// In words.
        label: String = Word,
        /// `mapping rule`, `code map`, `unit`, `time zone`, `source defect`, `extraction gap`, `identity`,
        /// `destination`, `expected by design`.
        class: String = Word,
        /// Worst severity.
        severity: String = Word,
        /// Most frequent verdict.
        verdict: String = Word,
        /// Aspect.
        aspect: String = Word,
        /// Kind of statement.
        kind: String = Word,
        /// Statements.
        statements: u64 = Count,
        /// Of them safety.
        safety: u64 = Count,
        /// Patients, null under 11.
        patients: Option<u64> = Count,
        /// Rule, if one is the cause.
        rule: Option<String> = Authored,
        /// Rule's expression, as it was in the run.
        expression: Option<String> = Authored,
        /// Why these are one cause.
        evidence: String = Word,
        /// What to do about it.
        proposal: Proposal = Nested,
        /// Legacy values behind it with counts; those of fewer than 11 patients as one line.
        clusters: Vec<Cluster> = Nested,
        /// A finding to look at first.
        example: String = Token,
        /// What the team decided.
        triage: TriageState = Nested,
    }
    /// What to do about a cause. It is for a person to do: nothing of it applies itself.
    struct Proposal {
        /// In words, with values only that at least 11 patients share; empty in results of an earlier version.
        text: String = Deidentified,
        /// Where it is done: `rule`, `element`, `relation`, `equivalence`, `patients`, `finding`; empty where it is done outside of the product.
        place: String = Word,
        /// What it is done to there: a rule's id, `Resource.path`, a relation, an equivalence's id, or what side a chart is on only.
        target: String = Authored,
    }
    /// Findings of one cause with one legacy value.
    struct Cluster {
        /// Legacy value and destination value.
        value: String = Deidentified,
        /// Destination value.
        destination: String = Deidentified,
        /// Statements.
        statements: u64 = Count,
        /// Patients, null under 11.
        patients: Option<u64> = Count,
        /// Of the statements, safety.
        safety: u64 = Count,
    }
    /// A page of findings.
    struct FindingsPage {
        /// Rows.
        rows: Vec<FindingRow> = Nested,
        /// Rows in the selection.
        total: u64 = Count,
    }
    /// One finding.
    struct FindingRow {
        /// Token.
        id: String = Token,
        /// Patient's pseudonym.
        patient: String = Token,
        /// Verdict.
        verdict: String = Word,
        /// Aspect.
        aspect: String = Word,
        /// Kind.
        kind: String = Word,
        /// Severity.
        severity: String = Word,
        /// What it is about.
        label: String = Deidentified,
        /// Legacy value of the aspect.
        legacy: String = Deidentified,
        /// Destination value of the aspect.
        destination: String = Deidentified,
        /// Cause token.
        cause: String = Token,
        /// Cause in words.
        cause_label: String = Word,
        /// What the team decided, on it or on its cause.
        triage: TriageState = Nested,
    }
    /// One finding down to both locators.
    struct FindingDetail {
        /// The row.
        row: FindingRow = Nested,
        /// Both statements, aspect by aspect.
        aspects: Vec<AspectRow> = Nested,
        /// Legacy locators such as `allergies.csv:17:STATUS`.
        legacy_locators: Vec<String> = Structure,
        /// Rule that lies between, such as `med-status, line 41`.
        rule: Option<String> = Authored,
        /// Rule's expression.
        expression: Option<String> = Authored,
        /// Destination locators.
        destination_locators: Vec<String> = Structure,
        /// Why this verdict, step by step.
        explanation: Vec<String> = Word,
        /// The cause.
        cause: CauseRow = Nested,
        /// Chart statement tokens, legacy and destination.
        legacy_statement: Option<String> = Token,
        /// Destination statement token.
        destination_statement: Option<String> = Token,
        /// What a note says to it.
        note: Option<NoteQuote> = Nested,
        /// How the charts that it stands in are linked; null where only one book knows the patient.
        tie: Option<ChartTie> = Nested,
    }
    /// A sentence of a note, scrubbed, cut at what it is about.
    struct NoteQuote {
        /// What was checked, such as `stopped in the note`.
        check: String = Word,
        /// Whose note it is, `legacy` or `destination`.
        side: String = Word,
        /// Words before what it is about.
        before: String = Deidentified,
        /// What it is about.
        mention: String = Deidentified,
        /// Words after it.
        after: String = Deidentified,
        /// Day of the note from the anchor.
        day: Option<i32> = Deidentified,
        /// Chart statement token of the note; empty for a document that stands in no chart.
        statement: String = Token,
        /// Where the note stands.
        locator: String = Structure,
    }
    /// One aspect on both sides.
    struct AspectRow {
        /// Aspect.
        aspect: String = Word,
        /// Legacy value, empty when absent.
        legacy: String = Deidentified,
        /// How it came to be.
        legacy_how: String = Word,
        /// Destination value.
        destination: String = Deidentified,
        /// How it came to be.
        destination_how: String = Word,
        /// Whether this aspect is judged different.
        differs: bool = Word,
    }
    /// Export the findings of a selection.
    struct ExportFindings {
        /// `html` or `csv`.
        format: String = Word,
        /// The selection.
        query: FindingsQuery = Nested,
    }
    /// Export the discrepancy report of the newest comparison.
    struct ExportReport {
        /// `html`, `pdf` or `xlsx`.
        format: String = Word,
    }
    /// A file's content, written by the desktop through its save dialog.
    struct ExportedFile {
        /// Suggested file name, free of PHI.
        name: String = Word,
        /// MIME type.
        media_type: String = Word,
        /// Content as text, or as hexadecimal digits.
        content: String = Deidentified,
        /// The content is bytes, two hexadecimal digits each.
        hex: bool = Word,
    }
}
