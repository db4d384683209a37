//! The tree of artifacts, the structure of one, and where it is used. See `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// What lies in a node of the tree of artifacts, as far as a filter keeps it.
    struct ArtifactTreeQuery {
        /// The node, empty for the sides.
        node: String = Token,
        /// Filters of the list of artifacts; its page and its order do not count.
        filter: ArtifactsQuery = Nested,
        /// First row.
        offset: u64 = Count,
        /// At most.
        limit: u64 = Count,
    }
    /// Folders first, then artifacts, each kind by name.
    struct ArtifactTreePage {
        /// Rows of the page.
        rows: Vec<TreeRow> = Nested,
        /// Rows of the node.
        total: u64 = Count,
    }
    /// A side, a folder, or an artifact.
    struct TreeRow {
        /// `n-12` where something lies below it, else empty.
        node: String = Token,
        /// `side`, `folder`, `artifact`.
        kind: String = Word,
        /// Last step of its path, identifiers masked.
        name: String = Structure,
        /// Artifacts below it, as far as the filter keeps them.
        artifacts: u64 = Count,
        /// Bytes of an artifact; of a folder those below it, what stands inside an archive not counted again.
        size_bytes: u64 = Count,
        /// Records, its own and those below it.
        records: u64 = Count,
        /// Records in quarantine, likewise.
        quarantined: u64 = Count,
        /// Doubts, likewise.
        issues: u64 = Count,
        /// Artifacts that were not read in full, likewise.
        unread: u64 = Count,
        /// The artifact, where it is one.
        artifact: Option<ArtifactRow> = Nested,
    }
    /// Parts of the structure of an artifact.
    struct StructureQuery {
        /// Artifact.
        id: String = Token,
        /// The part whose parts are wanted, 0 for the whole.
        parent: u64 = Count,
    }
    /// The structure of an artifact as far as one part of it: what kinds of parts there are, and how often.
    struct StructureView {
        /// `messages`, `documents`, `resources`, `transactions`; empty where it has no structure beyond its tables.
        form: String = Word,
        /// Messages, documents, resources or transactions that were looked at.
        records: u64 = Count,
        /// All were looked at; otherwise the first ones.
        exact: bool = Word,
        /// Parts of kinds that there was no room for.
        left_out: u64 = Count,
        /// Blocks of narrative that no entry refers to, in clinical documents.
        narrative_only: u64 = Count,
        /// The parts.
        rows: Vec<StructureNode> = Nested,
    }
    /// One kind of part.
    struct StructureNode {
        /// Number in this structure.
        id: u64 = Count,
        /// Kinds of parts below it.
        parts: u64 = Count,
        /// `message`, `segment`, `field`, `component`, `header`, `section`, `template`, `entry`, `resource`, `element`, `transaction`, `loop`.
        kind: String = Word,
        /// `PID`, `PID-3`, `48765-2`, `name`, `2010BA`.
        name: String = Structure,
        /// Its name in the standard, empty where the standard has none.
        title: String = Word,
        /// `local`, `unknown`, `narrative only`, `no entries`.
        marks: Vec<String> = Word,
        /// Messages, documents, resources or transactions with it.
        carriers: u64 = Count,
        /// Of those that have the part above it: 0 to 1.
        share: f64 = Count,
        /// How often in all.
        times: u64 = Count,
        /// How often at most within one part above it.
        most: u64 = Count,
        /// Entries of a section that the built-in reading reads, null for other parts.
        read: Option<u64> = Count,
        /// Entries of a section that no reading reads, null likewise.
        unread: Option<u64> = Count,
        /// Relation of its profile, empty where there is none.
        relation: String = Structure,
        /// Field of its profile, empty where there is none.
        field: String = Structure,
        /// Values of at least 11 patients, most frequent first.
        values: Vec<ValueCount> = Nested,
        /// Why values are not shown, if they are not.
        hidden: Option<String> = Word,
    }
    /// Who reads an artifact, and what was found in it.
    struct ArtifactUses {
        /// Mapping rules that read it.
        rules: Vec<RuleUse> = Nested,
        /// Parts of the lens that read it.
        lens: Vec<LensUse> = Nested,
        /// Why the lens leaves relations of it aside: they stay in the archive.
        archived: Vec<ArchivedUse> = Nested,
        /// The built-in reading that reads it, empty for tables.
        reading: String = Word,
        /// Open findings of the last comparison by severity, of which a statement stands in it.
        severities: Vec<Facet> = Nested,
        /// Open findings in all.
        findings: u64 = Count,
        /// Whether the last comparison kept which artifacts its findings come from.
        findings_known: bool = Word,
        /// Run that the findings are of, 0 for none.
        run: u32 = Count,
        /// Its hidden corners.
        corners: Vec<Corner> = Nested,
    }
    /// A mapping rule that reads an artifact.
    struct RuleUse {
        /// Rule.
        rule: String = Authored,
        /// Type of the resource that it makes.
        resource: String = Word,
        /// Relation.
        relation: String = Structure,
        /// Fields.
        fields: Vec<String> = Structure,
    }
    /// What the lens says of a field.
    struct LensUse {
        /// Relation.
        relation: String = Structure,
        /// Field.
        field: String = Structure,
        /// Kind of statement, empty where values are looked up.
        kind: String = Word,
        /// Aspect, `patient`, `filter`, `group` or `lookup`.
        aspect: String = Word,
    }
    /// A relation that the lens leaves in the archive.
    struct ArchivedUse {
        /// Relation.
        relation: String = Structure,
        /// Why.
        reason: String = Authored,
    }
}
