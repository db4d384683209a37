//! Requests and responses. Every field names the class of what it may carry; without one it does not compile.
//!
//! Times are milliseconds since 1970 (UTC) and only ever tell when *the workspace* did something, never when
//! something happened to a patient. Patient time is `day`: days from an undisclosed anchor of that patient.

use crate::{Permission, Problem, Role};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
            pub const CLASSES: &'static [(&'static str, Class)] = &[$((stringify!($field), Class::$class)),*];
        })*
        /// Every wire type with the class of each field.
        pub const WIRE_TYPES: &[(&str, &[(&str, Class)])] = &[$((stringify!($name), $name::CLASSES)),*];
    };
}

wire! {
    /// No fields.
    struct Nothing {}
    /// One object by its token.
    struct ById {
        /// Token of the object.
        id: String = Token,
    }
    /// A page of anything.
    struct PageQuery {
        /// First row, from 0.
        offset: u64 = Count,
        /// At most this many rows; the workspace caps it at 500.
        limit: u64 = Count,
    }

    // ---- Session ------------------------------------------------------------------------------------------------
    /// Name and password of a local account.
    struct SignIn {
        /// Account name.
        name: String = Secret,
        /// Password.
        password: String = Secret,
    }
    /// A signed-in session. `token` is set in the answer to `sign_in` only; the desktop keeps it in the OS keychain
    /// and never hands it to the window.
    struct Session {
        /// Bearer token.
        token: Option<String> = Secret,
        /// Account name.
        account: String = Authored,
        /// Role, null for nobody.
        role: Option<Role> = Word,
        /// What the role may do.
        permissions: Vec<Permission> = Word,
        /// Name of the workspace.
        workspace: String = Authored,
        /// When the session ends if idle.
        expires_ms: u64 = Clock,
        /// How values are de-identified: `safe harbor`.
        deid_mode: String = Word,
    }

    // ---- Overview -----------------------------------------------------------------------------------------------
    /// A labelled number.
    struct Facet {
        /// The value to filter by.
        value: String = Word,
        /// How many rows have it.
        count: u64 = Count,
    }
    /// The migration at a glance.
    struct Overview {
        /// Name of the workspace.
        workspace: String = Authored,
        /// Artifacts on the legacy side.
        artifacts: u64 = Count,
        /// Records read on the legacy side.
        records: u64 = Count,
        /// Records in quarantine.
        quarantined: u64 = Count,
        /// Artifacts that no reader reads yet.
        unread: u64 = Count,
        /// Distinct patients on the legacy side.
        legacy_patients: u64 = Count,
        /// Distinct patients on the destination side.
        destination_patients: u64 = Count,
        /// Statements in the legacy book.
        legacy_statements: u64 = Count,
        /// Statements in the destination book.
        destination_statements: u64 = Count,
        /// Negative-space ledger.
        negative_space: NegativeSpace = Nested,
        /// Invented-value ledger: one line a rule that makes values without a source.
        invented: Vec<InventedLine> = Nested,
        /// Open findings per severity, safety first.
        severities: Vec<Facet> = Nested,
        /// Statements per verdict, `same` first.
        verdicts: Vec<Facet> = Nested,
        /// The causes with the most at stake, at most 5.
        top_causes: Vec<CauseRow> = Nested,
        /// What to do next, most urgent first; `key` names a sentence in the interface.
        next: Vec<NextStep> = Nested,
        /// Balance per kind.
        kinds: Vec<KindBalance> = Nested,
        /// Latest mapping version, 0 for none.
        mapping_version: u32 = Count,
        /// Last comparison run, 0 for none.
        compare_run: u32 = Count,
        /// When it ended.
        compared_ms: Option<u64> = Clock,
        /// Last migration run, 0 for none.
        migrate_run: u32 = Count,
    }
    /// Where every source field ended.
    struct NegativeSpace {
        /// All source fields.
        fields: u64 = Count,
        /// Read by a rule.
        mapped: u64 = Count,
        /// Dropped with a reason.
        dropped: u64 = Count,
        /// Nobody decided.
        undecided: u64 = Count,
    }
    /// Values that no source asserted, by rule.
    struct InventedLine {
        /// Rule id.
        rule: String = Authored,
        /// FHIR element.
        element: String = Word,
        /// How many values it invented.
        values: u64 = Count,
        /// Why that is right, if somebody said so.
        reason: Option<String> = Authored,
    }
    /// One line of "what to do next".
    struct NextStep {
        /// `no_artifacts`, `no_mapping`, `not_migrated`, `not_compared`, `stale_compare`, `quarantine`, `unread`,
        /// `undecided_fields`, `unmapped_codes`, `safety_findings`, `unapproved_mapping`, `clear`.
        key: String = Word,
        /// The number in the sentence.
        count: u64 = Count,
    }
    /// Both books for one kind of statement.
    struct KindBalance {
        /// Kind of statement.
        kind: String = Word,
        /// Statements in the legacy book.
        legacy: u64 = Count,
        /// Statements in the destination book.
        destination: u64 = Count,
        /// Statements with verdict same or equivalent.
        balanced: u64 = Count,
        /// Findings.
        findings: u64 = Count,
    }

    // ---- Artifacts ----------------------------------------------------------------------------------------------
    /// Filters combine; empty means all.
    struct ArtifactsQuery {
        /// First row.
        offset: u64 = Count,
        /// At most this many rows.
        limit: u64 = Count,
        /// Part of the name.
        text: String = Authored,
        /// `legacy`, `destination` or empty.
        side: String = Word,
        /// Formats to keep.
        formats: Vec<String> = Word,
        /// States to keep: `read`, `partly read`, `unread`.
        states: Vec<String> = Word,
        /// `name`, `format`, `records`, `quarantined`, `size`, `patients`, `fields`; a leading `-` means descending.
        sort: String = Word,
    }
    /// A page of artifacts with the facets of the whole selection.
    struct ArtifactsPage {
        /// Rows of the page.
        rows: Vec<ArtifactRow> = Nested,
        /// Rows in the selection.
        total: u64 = Count,
        /// Formats.
        formats: Vec<Facet> = Nested,
        /// States.
        states: Vec<Facet> = Nested,
        /// Sides.
        sides: Vec<Facet> = Nested,
        /// Records in the selection.
        records: u64 = Count,
        /// Quarantined records in the selection.
        quarantined: u64 = Count,
    }
    /// One artifact.
    struct ArtifactRow {
        /// Token.
        id: String = Token,
        /// Path as ingested, identifiers masked.
        name: String = Structure,
        /// `CSV`, `HL7 v2`, `FHIR R4`, `C-CDA`, `PDF`, ...
        format: String = Word,
        /// `legacy` or `destination`.
        side: String = Word,
        /// Size.
        size_bytes: u64 = Count,
        /// Records read.
        records: u64 = Count,
        /// Records in quarantine.
        quarantined: u64 = Count,
        /// Doubts named while reading.
        issues: u64 = Count,
        /// Distinct fields.
        fields: u64 = Count,
        /// Distinct patients named, null when no patient link is known, and under 11.
        patients: Option<u64> = Count,
        /// Share of the side's patients, 0 to 1, null as `patients`.
        reach: Option<f64> = Count,
        /// `read`, `partly read`, `unread`.
        state: String = Word,
        /// When it was ingested.
        ingested_ms: u64 = Clock,
    }
    /// One artifact with its structure and profile.
    struct ArtifactDetail {
        /// The row.
        row: ArtifactRow = Nested,
        /// Encoding as read.
        encoding: String = Word,
        /// SHA-256 of the bytes, hex.
        sha256: String = Token,
        /// Relations of the artifact.
        relations: Vec<RelationView> = Nested,
        /// Doubts by kind.
        issues: Vec<IssueLine> = Nested,
    }
    /// A table-shaped view of an artifact.
    struct RelationView {
        /// Relation name.
        name: String = Structure,
        /// Rows.
        rows: u64 = Count,
        /// Fields with profile.
        fields: Vec<FieldView> = Nested,
    }
    /// One field with its profile.
    struct FieldView {
        /// Field name.
        name: String = Structure,
        /// `text`, `integer`, `decimal`, `date`, `datetime`, `boolean`, `empty`.
        kind: String = Word,
        /// Share of rows of that kind among filled rows, 0 to 1.
        confidence: f64 = Count,
        /// Share of rows filled, 0 to 1.
        filled: f64 = Count,
        /// Distinct values, null when it would single someone out.
        distinct: Option<u64> = Count,
        /// `none`, `direct identifier`, `date`, `geography`, `free text`, `code`, `quasi-identifier`.
        phi_class: String = Word,
        /// Why values are not shown, if they are not.
        hidden: Option<String> = Word,
        /// Values of at least 11 patients, most frequent first.
        top: Vec<ValueCount> = Nested,
        /// Share of rows in each of up to 16 equal bins (numbers) or of the top values (text), 0 to 1.
        shape: Vec<f64> = Count,
        /// Least and greatest, when safe to show (numbers).
        range: Option<Vec<f64>> = Deidentified,
        /// Date formats or patterns seen.
        patterns: Vec<String> = Deidentified,
        /// Mapping rules that read it.
        used_by: Vec<String> = Authored,
        /// `mapped`, `dropped`, `undecided`.
        decision: String = Word,
    }
    /// A value and how many patients have it.
    struct ValueCount {
        /// The value.
        value: String = Deidentified,
        /// Rows.
        rows: u64 = Count,
        /// Patients, 11 or more.
        patients: u64 = Count,
    }
    /// Doubts of one kind.
    struct IssueLine {
        /// Code such as `ragged_row`.
        code: String = Word,
        /// Sentence.
        message: String = Word,
        /// How often.
        count: u64 = Count,
        /// `quarantined`, `doubt`.
        effect: String = Word,
    }
    /// A sample of one relation.
    struct SampleQuery {
        /// Artifact.
        id: String = Token,
        /// Relation name.
        relation: String = Structure,
        /// Values per column, at most 50.
        limit: u64 = Count,
    }
    /// Columns drawn independently: reading across means nothing.
    struct Sample {
        /// Columns.
        columns: Vec<SampleColumn> = Nested,
    }
    /// One column of a sample.
    struct SampleColumn {
        /// Field name.
        name: String = Structure,
        /// Values.
        values: Vec<String> = Deidentified,
        /// Why there are none.
        hidden: Option<String> = Word,
        /// Rule that let the values out.
        rule: String = Word,
    }
    /// What could not be read.
    struct QuarantineQuery {
        /// Artifact, empty for all.
        id: String = Token,
        /// First row.
        offset: u64 = Count,
        /// At most.
        limit: u64 = Count,
    }
    /// A page of the quarantine.
    struct QuarantinePage {
        /// Rows.
        rows: Vec<QuarantineRow> = Nested,
        /// Rows in all.
        total: u64 = Count,
    }
    /// One record that was set aside.
    struct QuarantineRow {
        /// Artifact token.
        artifact: String = Token,
        /// Artifact name.
        name: String = Structure,
        /// Place: line and byte.
        place: String = Word,
        /// Code.
        code: String = Word,
        /// Sentence without content.
        reason: String = Word,
    }

    // ---- Mapping ------------------------------------------------------------------------------------------------
    /// The grid: source fields, rules, destination elements.
    struct MappingView {
        /// Latest version.
        version: u32 = Count,
        /// Version that is approved, 0 for none.
        approved: u32 = Count,
        /// Document name.
        name: String = Authored,
        /// Source relations with their fields.
        sources: Vec<SourceRelation> = Nested,
        /// Rules in document order.
        rules: Vec<RuleRow> = Nested,
        /// Destination resource types with their elements.
        targets: Vec<TargetResource> = Nested,
        /// Code maps.
        code_maps: Vec<CodeMapRow> = Nested,
        /// Where every source field ended.
        negative_space: NegativeSpace = Nested,
        /// Values that no source asserted.
        invented: Vec<InventedLine> = Nested,
        /// Problems that keep the document from running.
        problems: Vec<Problem> = Nested,
        /// The whole document as text.
        text: String = Authored,
        /// Run the counts are from, 0 for none.
        run: u32 = Count,
    }
    /// A source relation.
    struct SourceRelation {
        /// Name.
        name: String = Structure,
        /// Rows.
        rows: u64 = Count,
        /// Fields.
        fields: Vec<SourceField> = Nested,
    }
    /// A source field.
    struct SourceField {
        /// Name.
        name: String = Structure,
        /// Kind as profiled.
        kind: String = Word,
        /// Share filled.
        filled: f64 = Count,
        /// PHI class.
        phi_class: String = Word,
        /// `mapped`, `dropped`, `undecided`.
        decision: String = Word,
        /// Reason, when dropped.
        reason: Option<String> = Authored,
    }
    /// One rule in the grid.
    struct RuleRow {
        /// Id.
        id: String = Authored,
        /// Resource set it belongs to, such as `MedicationRequest < medications`.
        set: String = Authored,
        /// Resource type.
        resource: String = Word,
        /// Source relation.
        relation: String = Structure,
        /// Source fields it reads.
        fields: Vec<String> = Structure,
        /// Expression.
        expression: String = Authored,
        /// FHIR element within the resource.
        element: String = Word,
        /// Code map it uses, if any.
        code_map: Option<String> = Authored,
        /// `copied`, `translated`, `derived`, `defaulted`.
        how: String = Word,
        /// Values made in the last run, null before the first.
        values: Option<u64> = Count,
        /// Values it invented in the last run.
        defaulted: Option<u64> = Count,
        /// Rows held back because of it in the last run.
        held: Option<u64> = Count,
        /// First problem, if it does not check.
        problem: Option<String> = Word,
        /// Open findings it is the cause of.
        findings: u64 = Count,
    }
    /// A destination resource type.
    struct TargetResource {
        /// Resource type.
        resource: String = Word,
        /// US Core profile.
        profile: String = Word,
        /// Resources made in the last run.
        made: Option<u64> = Count,
        /// Rows held back in the last run.
        held: Option<u64> = Count,
        /// Elements.
        elements: Vec<TargetElement> = Nested,
    }
    /// A destination element.
    struct TargetElement {
        /// Path within the resource, such as `name.family`.
        path: String = Word,
        /// FHIR type.
        kind: String = Word,
        /// Such as `1..1`.
        cardinality: String = Word,
        /// `required`, `extensible`, `preferred`, `example` or empty.
        binding: String = Word,
        /// Base or profile makes it mandatory.
        required: bool = Word,
        /// US Core must support.
        must_support: bool = Word,
        /// Rules that fill it.
        rules: Vec<String> = Authored,
        /// Share of resources that have it in the last run.
        filled: Option<f64> = Count,
    }
    /// One code map.
    struct CodeMapRow {
        /// Id.
        id: String = Authored,
        /// Rows.
        rows: u64 = Count,
        /// Rules that use it.
        rules: Vec<String> = Authored,
        /// Distinct source codes without a row in the last run.
        unmapped: Option<u64> = Count,
        /// What happens to those: `hold`, `keep`, `empty`.
        otherwise: String = Word,
    }
    /// One rule.
    struct RuleQuery {
        /// Rule id.
        id: String = Authored,
    }
    /// One rule with its code map and history.
    struct RuleDetail {
        /// The row.
        row: RuleRow = Nested,
        /// Reason given for a default.
        reason: Option<String> = Authored,
        /// Line in the document.
        line: u32 = Count,
        /// The FHIR element's short definition.
        definition: String = Word,
        /// Type of the expression.
        type_name: String = Word,
        /// Code map, if any.
        code_map: Option<CodeMapDetail> = Nested,
        /// Versions that changed this rule, newest first.
        history: Vec<RuleVersion> = Nested,
    }
    /// A code map with its rows.
    struct CodeMapDetail {
        /// Id.
        id: String = Authored,
        /// Target code system.
        target: String = Word,
        /// What happens to other codes.
        otherwise: String = Word,
        /// Rows.
        rows: Vec<CodeMapEntry> = Nested,
    }
    /// One row of a code map.
    struct CodeMapEntry {
        /// Source code.
        from: String = Authored,
        /// Target code, empty for "nothing".
        to: String = Authored,
        /// Target display.
        display: String = Authored,
        /// Target system when it differs from the map's.
        system: String = Word,
        /// `equivalent`, `broader`, `narrower`, `related`.
        relation: String = Word,
        /// Rows with that code, null under 11 or unknown.
        rows: Option<u64> = Count,
    }
    /// A rule as it was in a version.
    struct RuleVersion {
        /// Version.
        version: u32 = Count,
        /// Who.
        author: String = Authored,
        /// When.
        at_ms: u64 = Clock,
        /// Why.
        note: String = Authored,
        /// Expression in that version.
        expression: String = Authored,
    }
    /// What would this expression do?
    struct PreviewRule {
        /// Rule id; its element and relation are used.
        id: String = Authored,
        /// Expression to try.
        expression: String = Authored,
        /// Rows at most, up to 50.
        limit: u64 = Count,
    }
    /// Before and after over distinct de-identified inputs.
    struct RulePreview {
        /// Problems; when there are any the rest is empty.
        problems: Vec<Problem> = Nested,
        /// Type of the expression.
        type_name: String = Word,
        /// Input fields.
        fields: Vec<String> = Structure,
        /// Distinct input combinations, most frequent first.
        rows: Vec<PreviewRow> = Nested,
        /// Rows of the relation that were evaluated.
        evaluated: u64 = Count,
        /// Rows whose output differs from the saved rule.
        changed: u64 = Count,
        /// Patients touched by the change, null under 11.
        patients: Option<u64> = Count,
        /// Patients touched is zero.
        patients_none: bool = Word,
        /// Outputs that would be defaulted.
        defaulted: u64 = Count,
        /// Outputs that would be empty.
        empty: u64 = Count,
    }
    /// One distinct input.
    struct PreviewRow {
        /// Input values, one a field; `∅` for empty.
        inputs: Vec<String> = Deidentified,
        /// Output of the saved rule.
        before: String = Deidentified,
        /// How it came to be.
        before_how: String = Word,
        /// Output of the tried expression.
        after: String = Deidentified,
        /// How it came to be.
        after_how: String = Word,
        /// Rows with this input, null under 11.
        rows: Option<u64> = Count,
    }
    /// Save a rule on top of a known version.
    struct SaveRule {
        /// Rule id; a new id adds a rule to `set`.
        id: String = Authored,
        /// Resource set for a new rule; ignored otherwise.
        set: String = Authored,
        /// Element for a new rule; empty keeps the present one.
        element: String = Authored,
        /// Expression; empty removes the rule.
        expression: String = Authored,
        /// Reason for a default.
        reason: Option<String> = Authored,
        /// Why the change.
        note: String = Authored,
        /// Version the change was made on; another latest version is a conflict.
        base_version: u32 = Count,
    }
    /// Save a code map on top of a known version.
    struct SaveCodeMap {
        /// Code map id.
        id: String = Authored,
        /// All rows.
        rows: Vec<CodeMapEntry> = Nested,
        /// What happens to other codes.
        otherwise: String = Word,
        /// Why.
        note: String = Authored,
        /// Version the change was made on.
        base_version: u32 = Count,
    }
    /// Make an old version the latest again; forward history stays.
    struct RestoreMapping {
        /// Version to bring back.
        version: u32 = Count,
        /// Version the change was made on.
        base_version: u32 = Count,
    }
    /// Approve the latest version. The author of a version may not approve it.
    struct ApproveMapping {
        /// Version.
        version: u32 = Count,
        /// Why.
        note: String = Authored,
    }
    /// A saved version.
    struct MappingVersion {
        /// Version.
        version: u32 = Count,
        /// Author.
        author: String = Authored,
        /// When.
        at_ms: u64 = Clock,
        /// Why.
        note: String = Authored,
        /// Who approved it.
        approved_by: Option<String> = Authored,
        /// Lines added and removed against the version before.
        diff: Vec<String> = Authored,
    }
    /// Versions, newest first.
    struct MappingHistory {
        /// Versions.
        rows: Vec<MappingVersion> = Nested,
        /// Versions in all.
        total: u64 = Count,
    }

    // ---- Jobs ---------------------------------------------------------------------------------------------------
    /// Start a migration run.
    struct StartMigrate {
        /// Run the latest version even if it is not approved.
        draft: bool = Word,
    }
    /// A started (or already running) job.
    struct JobRef {
        /// Token.
        id: String = Token,
    }
    /// Jobs, newest first, at most 50.
    struct JobList {
        /// Jobs.
        rows: Vec<Job> = Nested,
    }
    /// One job. Sent as an event too.
    struct Job {
        /// Token.
        id: String = Token,
        /// `ingest`, `migrate`, `compare`.
        kind: String = Word,
        /// `queued`, `running`, `done`, `cancelled`, `failed`.
        state: String = Word,
        /// What it is doing now.
        phase: String = Word,
        /// Units done.
        done: u64 = Count,
        /// Units in all, 0 when unknown.
        total: u64 = Count,
        /// `rows`, `patients`, `bytes`.
        unit: String = Word,
        /// Units a second.
        rate: f64 = Count,
        /// Seconds left, when known.
        left_s: Option<f64> = Clock,
        /// Who started it.
        account: String = Authored,
        /// When it started.
        started_ms: u64 = Clock,
        /// When it ended.
        ended_ms: Option<u64> = Clock,
        /// Run number.
        run: u32 = Count,
        /// What came of it, in words and counts.
        summary: String = Word,
        /// Set when it failed.
        error: Option<crate::ErrorCode> = Word,
    }

    // ---- Patients -----------------------------------------------------------------------------------------------
    /// Patients, edge cases first.
    struct PatientsQuery {
        /// First row.
        offset: u64 = Count,
        /// At most.
        limit: u64 = Count,
        /// Pseudonym or part of it.
        text: String = Token,
        /// Severities that at least one finding must have.
        severities: Vec<String> = Word,
        /// Reasons to keep.
        reasons: Vec<String> = Word,
        /// `paired`, `legacy only`, `destination only`.
        sides: Vec<String> = Word,
        /// `rank`, `findings`, `statements`; leading `-` descending. Empty: edge cases first.
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
        /// Severities in the selection.
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
        /// `paired`, `legacy only`, `destination only`.
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
        /// Only statements with findings, in their context: `all`, `context`, `findings`.
        show: String = Word,
        /// Kinds to keep; empty for all.
        kinds: Vec<String> = Word,
    }
    /// Both charts, on one time axis of days from the patient's undisclosed anchor.
    struct Chart {
        /// The patient.
        patient: PatientRow = Nested,
        /// Statements of both sides. At most 20,000; `truncated` says if there are more.
        statements: Vec<ChartStatement> = Nested,
        /// Aligned pairs and their verdicts, also those with one side only.
        pairs: Vec<ChartPair> = Nested,
        /// Counts per verdict, all statements.
        verdicts: Vec<Facet> = Nested,
        /// First and last day.
        days: Vec<i32> = Deidentified,
        /// More statements exist than were sent.
        truncated: bool = Word,
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
    }
    /// An alignment on a chart.
    struct ChartPair {
        /// Token of the finding; empty for same and equivalent.
        finding: String = Token,
        /// Legacy statement token.
        legacy: Option<String> = Token,
        /// Destination statement token.
        destination: Option<String> = Token,
        /// Verdict.
        verdict: String = Word,
        /// Aspect.
        aspect: String = Word,
        /// Severity.
        severity: String = Word,
    }

    // ---- Findings -----------------------------------------------------------------------------------------------
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
        /// `severity`, `statements`, `patients`, `label`; leading `-` descending.
        sort: String = Word,
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
        /// Legacy values behind it with counts; those of fewer than 11 patients as one line.
        clusters: Vec<Cluster> = Nested,
        /// A finding to look at first.
        example: String = Token,
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
    /// A file's content, written by the desktop through its save dialog.
    struct ExportedFile {
        /// Suggested file name, free of PHI.
        name: String = Word,
        /// MIME type.
        media_type: String = Word,
        /// Content as text.
        content: String = Deidentified,
    }
}
