//! Active or archive: the retention rule and what it does. See `wire.rs` for what every field must say.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// When a patient migrates, and what makes a patient migrate whatever the years say.
    struct RetentionRule {
        /// Years since the last activity.
        years_active: u32 = Count,
        /// Age at which a person is no minor any more.
        age_of_majority: u32 = Count,
        /// Years after that age.
        years_after_majority: u32 = Count,
        /// Years after death.
        years_deceased: u32 = Count,
        /// An open order.
        open_orders: bool = Word,
        /// An open balance.
        open_balance: bool = Word,
        /// An appointment on or after the day of the cut-over.
        appointments: bool = Word,
        /// An active prescription.
        prescriptions: bool = Word,
        /// A recorded allergy.
        allergies: bool = Word,
        /// An advance directive.
        directives: bool = Word,
        /// Day of the cut-over, as the moment at which it begins; null for the day of the last delivery.
        cut_over_ms: Option<u64> = Clock,
    }
    /// The rule of the workspace and its effect.
    struct RetentionView {
        /// Version of the rule, 0 for the one that a new workspace starts with.
        version: u32 = Count,
        /// The rule.
        rule: RetentionRule = Nested,
        /// Versions, newest first, at most 20.
        history: Vec<RetentionVersion> = Nested,
        /// Run that gathered the activity of the patients, 0 for none.
        run: u32 = Count,
        /// When it ended.
        gathered_ms: u64 = Clock,
        /// Artifacts, the lens or the program have changed since.
        stale: bool = Word,
        /// Day of the cut-over that is counted back from, as the moment at which it begins.
        today_ms: u64 = Clock,
        /// Conditions that the legacy book cannot answer, with the reason.
        unanswered: Vec<String> = Word,
        /// Statements that name no patient, and belong to no class.
        without_patient: u64 = Count,
        /// What the rule does.
        effect: RetentionEffect = Nested,
        /// Whether it is in force.
        force: RetentionForce = Nested,
    }
    /// Whether a version of the rule is in force: then migrations leave out whom it archives, and comparisons expect them nowhere.
    struct RetentionForce {
        /// Version in force, 0 for none.
        version: u32 = Count,
        /// Every decision, newest first.
        history: Vec<RetentionDecision> = Nested,
    }
    /// A decision on whether the rule is in force.
    struct RetentionDecision {
        /// In force from then on, or taken out of it.
        in_force: bool = Word,
        /// Version that it is about.
        version: u32 = Count,
        /// Who.
        by: String = Authored,
        /// When.
        at_ms: u64 = Clock,
        /// Why.
        reason: String = Authored,
    }
    /// Which version is asked about.
    struct ForceQuery {
        /// Version of the rule.
        version: u32 = Count,
    }
    /// What putting a version of the rule in force would do.
    struct ForceEffect {
        /// Patients who would stay in the archive, null from 1 to 10.
        patients: Option<u64> = Count,
        /// Their statements, null with the patients.
        statements: Option<u64> = Count,
        /// Legacy records that say them, null with the patients.
        records: Option<u64> = Count,
        /// Findings of the last comparison in their charts by severity, worst first; they close with the next migration and comparison.
        /// Empty where the patients are withheld.
        findings: Vec<Facet> = Nested,
        /// That comparison, 0 for none.
        compare_run: u32 = Count,
        /// Artifacts, the lens or the program have changed since their activity was gathered.
        stale: bool = Word,
    }
    /// A version of the rule is to be in force.
    struct EnforceRetention {
        /// Version of the rule.
        version: u32 = Count,
        /// Why. Mandatory.
        reason: String = Authored,
    }
    /// The rule is to be out of force.
    struct LiftRetention {
        /// Why. Mandatory.
        reason: String = Authored,
    }
    /// A version of the rule.
    struct RetentionVersion {
        /// Version.
        version: u32 = Count,
        /// Who.
        author: String = Authored,
        /// When.
        at_ms: u64 = Clock,
        /// Why.
        reason: String = Authored,
    }
    /// What a rule does, in patients and statements.
    struct RetentionEffect {
        /// Patients.
        patients: u64 = Count,
        /// Their statements.
        statements: u64 = Count,
        /// By class and reason, those that migrate first, most patients first.
        classes: Vec<RetentionClass> = Nested,
        /// By year of the last activity, oldest first.
        years: Vec<RetentionYear> = Nested,
        /// Patients without a known activity, null from 1 to 10.
        undated: Option<u64> = Count,
    }
    /// Patients of one class for one reason.
    struct RetentionClass {
        /// `active`, `archive`, `undecided`.
        class: String = Word,
        /// Why.
        reason: String = Word,
        /// Patients, null from 1 to 10 and where they would tell such a number of others.
        patients: Option<u64> = Count,
        /// Their statements, null with the patients.
        statements: Option<u64> = Count,
    }
    /// Patients whose last activity was in one year.
    struct RetentionYear {
        /// Year.
        year: u32 = Deidentified,
        /// Patients who migrate, null from 1 to 10 and where they would tell such a number of others.
        active: Option<u64> = Count,
        /// Patients who are archived, null from 1 to 10 and where they would tell such a number of others.
        archive: Option<u64> = Count,
        /// Patients of whom somebody must decide, null from 1 to 10 and where they would tell such a number of others.
        undecided: Option<u64> = Count,
    }
    /// What a changed rule would do.
    struct RetentionPreview {
        /// What it does.
        effect: RetentionEffect = Nested,
        /// Patients who would go to another class.
        moves: Vec<RetentionMove> = Nested,
    }
    /// Patients who go from one class to another.
    struct RetentionMove {
        /// Class now.
        from: String = Word,
        /// Why they are in it.
        from_reason: String = Word,
        /// Class then.
        to: String = Word,
        /// Why they would be in it.
        to_reason: String = Word,
        /// Patients, null from 1 to 10 and where they would tell such a number of others.
        patients: Option<u64> = Count,
        /// Their statements, null with the patients.
        statements: Option<u64> = Count,
    }
    /// A new version of the rule.
    struct SaveRetention {
        /// Version it was made on.
        base: u32 = Count,
        /// The rule.
        rule: RetentionRule = Nested,
        /// Why: the law, the policy, the contract. Mandatory.
        reason: String = Authored,
    }
}
