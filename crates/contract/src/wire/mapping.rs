//! The mapping, its rules, previews, versions. See `wire.rs` for what every field must say.

use crate::{Problem};
use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
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
        /// Rows with this input, null of fewer than 11 patients and where it would tell those of others.
        rows: Option<u64> = Count,
    }
    /// Save a rule on top of a known version.
    struct SaveRule {
        /// Rule id; a new id adds a rule to `set`.
        id: String = Authored,
        /// Resource set for a new rule; ignored otherwise.
        set: String = Authored,
        /// Key of each row, where the set is new as well: the rule is its first, and in a workspace without a mapping the document's.
        key: Option<String> = Authored,
        /// Name of the mapping, and of its namespace of stable ids (`urn:name`), where this rule is its first: small letters, digits and
        /// dashes. None for `legacy`.
        name: Option<String> = Authored,
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
    /// What a mapping may be begun from.
    struct StarterList {
        /// Rows.
        rows: Vec<StarterRow> = Nested,
    }
    /// A lens and a mapping that come with the program, for one legacy system.
    struct StarterRow {
        /// Name.
        name: String = Word,
        /// The system that it is for.
        about: String = Word,
        /// Relations that its mapping reads, 0 for a starter with a lens only.
        relations: u64 = Count,
        /// Those of them that this delivery has.
        found: u64 = Count,
    }
    /// Begin the mapping from a starter, in a workspace that has none. The lens of the starter is kept as well where there is none.
    struct BeginMapping {
        /// Name of the starter.
        starter: String = Word,
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
}
