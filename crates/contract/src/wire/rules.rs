//! Rules and configuration of the legacy system, and decisions on what discovery found. See `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// A page of the catalogue of rules.
    struct LegacyRulesPage {
        /// Rows.
        rows: Vec<LegacyRule> = Nested,
        /// Rules in the selection.
        total: u64 = Count,
        /// Kinds.
        kinds: Vec<Facet> = Nested,
        /// States.
        states: Vec<Facet> = Nested,
    }
    /// A rule, order set, template, report query or routine of the legacy system.
    struct LegacyRule {
        /// Token, the same in every delivery.
        id: String = Token,
        /// `trigger`, `stored procedure`, `routine`, `report query`, `scheduled job`, `alert rule`, `order set`, `template`, `definition`.
        kind: String = Word,
        /// Its name, with everything masked that is not known to be harmless.
        name: String = Deidentified,
        /// Artifact that holds it.
        artifact: String = Token,
        /// Relation that holds it.
        relation: String = Structure,
        /// `open`, `system-driven`, `clinician-driven`.
        state: String = Word,
        /// Its table says that it is in use, or that it is not; null where nothing says so.
        in_use: Option<bool> = Word,
        /// Relations of the delivery that it names.
        mentions: u64 = Count,
        /// Signs of its use.
        signs: u64 = Count,
        /// Why it was classed so.
        reason: String = Authored,
        /// Who classed it, empty when nobody did.
        by: String = Authored,
        /// When, 0 when nobody did.
        at_ms: u64 = Clock,
        /// Its text is another one than when it was classed.
        changed: bool = Word,
    }
    /// One rule with its text, de-identified, and its evidence.
    struct LegacyRuleDetail {
        /// The rule.
        rule: LegacyRule = Nested,
        /// Its text; language, structure and allowed words only. Empty when it is withheld.
        text: String = Deidentified,
        /// Rule under which the text was shown.
        shown_by: String = Word,
        /// The text holds a known identifier and stays in the workspace.
        withheld: bool = Word,
        /// Relations of the delivery that it names.
        mentions: Vec<String> = Structure,
        /// Tables that it names and that were not delivered, masked as its text is.
        absent: Vec<String> = Deidentified,
        /// Signs that it was used, and that it was not.
        evidence: Vec<String> = Structure,
        /// Decisions, newest first.
        history: Vec<Decided> = Nested,
    }
    /// A class for some rules.
    struct ClassifyRules {
        /// Rules.
        ids: Vec<String> = Token,
        /// `system-driven`, `clinician-driven`, or `open` to take a class back.
        class: String = Word,
        /// Why; mandatory but for `open`.
        reason: String = Authored,
    }
    /// A decision on something that discovery found.
    struct Decided {
        /// What was decided.
        word: String = Word,
        /// Who owns it from then on, empty for nobody.
        owner: String = Authored,
        /// Why.
        reason: String = Authored,
        /// Who decided.
        by: String = Authored,
        /// When.
        at_ms: u64 = Clock,
    }
    /// What becomes of some integrations, and who sees to it.
    struct DecideIntegrations {
        /// Integrations.
        ids: Vec<String> = Token,
        /// `replace`, `keep`, `retire`, or `undecided` to take a decision back.
        status: String = Word,
        /// Who owns it from now on; may be empty.
        owner: String = Authored,
        /// Why, or what is known of it; an owner or a note must be given, but for `undecided`.
        note: String = Authored,
    }
}
