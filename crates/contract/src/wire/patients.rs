//! Patients and charts. See `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Patients, edge cases first.
    struct PatientsQuery {
        /// First row.
        offset: u64 = Count,
        /// At most.
        limit: u64 = Count,
        /// Pseudonym or part of it.
        text: String = Token,
        /// `safety`, `clinical`, `of less harm` (any other severity): what at least one finding must be.
        severities: Vec<String> = Word,
        /// Reasons to keep.
        reasons: Vec<String> = Word,
        /// `paired`, `legacy only`, `destination only`, `archived`; `nobody` of what is about no patient.
        sides: Vec<String> = Word,
        /// Registry question whose answer differs for the patient, empty for none.
        question: String = Token,
        /// How it differs: `only legacy`, `only destination`, `asked only legacy`, `asked only destination`, `told only legacy`, `told only destination`.
        difference: String = Word,
        /// `rank`, `patient`, `sex`, `age`, `safety`, `clinical`, `findings`, `difference`, `statements`, `legacy`, `destination`; leading `-` descending. Empty: edge cases first.
        sort: String = Word,
    }
    /// A page of patients.
    struct PatientsPage {
        /// Rows.
        rows: Vec<PatientRow> = Nested,
        /// Rows in the selection.
        total: u64 = Count,
        /// Reasons in the selection.
        reasons: Vec<Facet> = Nested,
        /// Patients with a finding of severity safety, clinical, of less harm (any other severity).
        severities: Vec<Facet> = Nested,
        /// Sides in the selection.
        sides: Vec<Facet> = Nested,
    }
    /// One patient.
    struct PatientRow {
        /// Random pseudonym.
        id: String = Token,
        /// `female`, `male`, `other`, `unknown`.
        sex: String = Deidentified,
        /// Age band of five years, or `90+`, or `unknown`.
        age_band: String = Deidentified,
        /// Statements in the legacy book.
        legacy: u64 = Count,
        /// Statements in the destination book.
        destination: u64 = Count,
        /// Findings.
        findings: u64 = Count,
        /// Of them safety.
        safety: u64 = Count,
        /// Of them clinical.
        clinical: u64 = Count,
        /// `paired`, `legacy only`, `destination only`, `archived`; `nobody` of what is about no patient.
        side: String = Word,
        /// Why this patient is likely to break, most telling first, with numbers.
        reasons: Vec<Reason> = Nested,
        /// Score of the ranking.
        score: f64 = Count,
    }
    /// Why a patient is an edge case.
    struct Reason {
        /// `many encounters`, `long record`, `many allergies`, `duplicate`, `deceased`, `child`, `conflicting`, ...
        key: String = Word,
        /// The number behind it.
        count: u64 = Count,
    }
    /// Both charts of one patient.
    struct ChartQuery {
        /// Pseudonym.
        id: String = Token,
        /// `all`, `context` (findings and what stands around them), `findings`; empty for the context, or for all where nothing was found.
        show: String = Word,
        /// Kinds to keep; empty for all.
        kinds: Vec<String> = Word,
    }
    /// Both charts, on one time axis of days from the patient's undisclosed anchor.
    struct Chart {
        /// The patient.
        patient: PatientRow = Nested,
        /// Statements of both sides. At most 100,000; `truncated` says if there are more.
        statements: Vec<ChartStatement> = Nested,
        /// Aligned pairs and their verdicts, also those with one side only.
        pairs: Vec<ChartPair> = Nested,
        /// Counts per verdict, all statements.
        verdicts: Vec<Facet> = Nested,
        /// First and last day.
        days: Vec<i32> = Deidentified,
        /// More statements exist than were sent.
        truncated: bool = Word,
        /// Would it still compute: checks that part, and alerts and recalls that agree.
        checks: Vec<ChartCheck> = Nested,
        /// How the two charts are linked; null where only one book knows the patient.
        tie: Option<ChartTie> = Nested,
    }
    /// How the two charts of a patient are linked, how surely and why.
    struct ChartTie {
        /// Probability that both are one person, 0 to 1; 1 for what our own output was made of.
        score: f64 = Count,
        /// The same as it is written: never rounded up to certainty.
        words: String = Word,
        /// `provenance`, `key`, `identifier`, `demographics`, `demographics, birth date in part`.
        by: String = Word,
        /// Below certainty: what is found here may be another person's.
        uncertain: bool = Word,
        /// What says so and what speaks against it.
        evidence: Vec<String> = Word,
        /// Numbers that the legacy side merged into this one.
        merged: u64 = Count,
    }
    /// One statement on a chart.
    struct ChartStatement {
        /// Token.
        id: String = Token,
        /// `legacy` or `destination`.
        side: String = Word,
        /// Kind.
        kind: String = Word,
        /// What it is about.
        label: String = Deidentified,
        /// Codings as `system code`.
        codes: Vec<String> = Deidentified,
        /// First day, null when undated.
        start: Option<i32> = Deidentified,
        /// Last day, null when open or a point.
        end: Option<i32> = Deidentified,
        /// An interval that goes on, a point otherwise.
        open: bool = Word,
        /// Precision of the start: `year`, `month`, `day`, `time`.
        precision: String = Word,
        /// Clinical status.
        status: String = Word,
        /// Value with unit, for observations.
        value: String = Deidentified,
        /// Number for trends.
        number: Option<f64> = Deidentified,
        /// Unit for trends.
        unit: String = Word,
        /// Reference range, low and high.
        range: Option<Vec<f64>> = Deidentified,
        /// Minutes from the first known moment of that day on either chart; null where the source gives no time.
        minute: Option<u32> = Deidentified,
    }
    /// An alignment on a chart.
    struct ChartPair {
        /// Token of the finding; empty for same and equivalent.
        finding: String = Token,
        /// Legacy statement token.
        legacy: Option<String> = Token,
        /// Destination statement token.
        destination: Option<String> = Token,
        /// Verdict; `archived` for what stays in the archive with its patient.
        verdict: String = Word,
        /// Aspect.
        aspect: String = Word,
        /// Severity.
        severity: String = Word,
    }
    /// One question about what can be worked out of a chart, answered by both books.
    struct ChartCheck {
        /// `allergy check`, `interaction check`, `problem list`, `trend`, `recall`, `appointment`, `order`.
        check: String = Word,
        /// What it is about, in words of our own tables; empty where the statements say it.
        about: String = Word,
        /// The legacy book's answer.
        legacy: String = Word,
        /// The destination's answer.
        destination: String = Word,
        /// `agrees`, `declared`, `differs`, `cannot tell` where only one book answers.
        weight: String = Word,
        /// Statements of both sides that it is about.
        statements: Vec<CheckStatement> = Nested,
        /// Token of the finding that explains it; empty where none is needed.
        finding: String = Token,
        /// Verdict of that finding.
        verdict: String = Word,
        /// Its severity.
        severity: String = Word,
    }
    /// A statement that a check is about.
    struct CheckStatement {
        /// Token of the statement.
        id: String = Token,
        /// What it is about.
        label: String = Deidentified,
    }
    /// What is in force on a day.
    struct ChartStateQuery {
        /// Pseudonym.
        id: String = Token,
        /// Day from the patient's undisclosed anchor; null for the last day that the books know.
        day: Option<i32> = Deidentified,
    }
    /// Both charts on one day.
    struct ChartState {
        /// The day.
        day: i32 = Deidentified,
        /// The last day that the books know: the day of the cutover.
        last: i32 = Deidentified,
        /// Days to look at: the last one, and the same day of each year before it.
        days: Vec<i32> = Deidentified,
        /// Lists, allergies first; a list without a line is left out.
        lists: Vec<StateList> = Nested,
        /// Lines in which the sides part.
        differences: u64 = Count,
    }
    /// One list on a day.
    struct StateList {
        /// `allergies`, `no known allergy`, `code status`, `pregnancy`, `medications`, `problems`.
        list: String = Word,
        /// In force in the legacy book.
        legacy: u64 = Count,
        /// In force in the destination.
        destination: u64 = Count,
        /// Lines, those that part first.
        lines: Vec<StateLine> = Nested,
    }
    /// One line of a list: a statement and its counterpart.
    struct StateLine {
        /// The legacy side.
        legacy: Option<StateEntry> = Nested,
        /// The destination's side.
        destination: Option<StateEntry> = Nested,
        /// How the sides part, in words; empty where they do not.
        manner: String = Word,
        /// Verdict of the alignment; empty for a kind that is not balanced.
        verdict: String = Word,
        /// Token of its finding.
        finding: String = Token,
        /// Severity of its finding.
        severity: String = Word,
    }
    /// How one statement stands on a day.
    struct StateEntry {
        /// Token of the statement, as on the chart.
        id: String = Token,
        /// What it is about.
        label: String = Deidentified,
        /// `yes`, `cannot tell`, `no`.
        holds: String = Word,
        /// Why; empty for a plain yes.
        why: String = Word,
        /// Not unconfirmed, provisional or one of several possibilities.
        certain: bool = Word,
    }
    /// One statement of a chart.
    struct ChartStatementQuery {
        /// Pseudonym of the patient.
        id: String = Token,
        /// Chart statement token (`L12`, `D3`).
        statement: String = Token,
    }
    /// A statement with its mate, down to both locators.
    struct ChartStatementDetail {
        /// Both statements, aspect by aspect.
        aspects: Vec<AspectRow> = Nested,
        /// Chart statement token of the legacy side.
        legacy_statement: Option<String> = Token,
        /// Chart statement token of the destination side.
        destination_statement: Option<String> = Token,
        /// Legacy locators.
        legacy_locators: Vec<String> = Structure,
        /// Destination locators.
        destination_locators: Vec<String> = Structure,
        /// The words of a note.
        note: Option<NoteText> = Nested,
    }
    /// A note, scrubbed, sentence by sentence.
    struct NoteText {
        /// Whose note it is, `legacy` or `destination`.
        side: String = Word,
        /// Day of the note from the anchor.
        day: Option<i32> = Deidentified,
        /// Where the note stands.
        locator: String = Structure,
        /// Headings and sentences in order.
        sentences: Vec<NoteSentence> = Nested,
        /// The note has more words than were sent.
        truncated: bool = Word,
    }
    /// A sentence of a note; cut at what it is about where it speaks to a finding.
    struct NoteSentence {
        /// Words before what it is about, or all of them.
        before: String = Deidentified,
        /// What it is about, empty for none.
        mention: String = Deidentified,
        /// Words after it.
        after: String = Deidentified,
        /// Begins a line.
        line: bool = Word,
        /// A heading, no sentence.
        heading: bool = Word,
        /// What was checked, empty where it speaks to no finding.
        check: String = Word,
        /// Token of the finding that it speaks to, empty for none.
        finding: String = Token,
    }
}
