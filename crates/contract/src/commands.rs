//! The command table: the page to open first. One row a command.
//!
//! `name(Request) -> Response, may Permission, reads [tags], writes [tags], audit "what"`
//!
//! From this table alone come the TypeScript types and the typed `call()`, the dispatch in `app` (a missing body does
//! not compile), `POST /api/{command}`, the desktop's forwarding handler, Tauri's permission list, the role matrix,
//! the audit entry, the interface's cache refresh and the reference page `docs/commands.md`.

use crate::wire::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The table. Call with the name of a macro that takes its rows.
#[macro_export]
macro_rules! for_each_command {
    ($callback:ident) => { $callback! {
        sign_in(SignIn) -> Session, may Anyone, reads [], writes [Session], audit "signed in";
        sign_out(Nothing) -> Nothing, may SignedIn, reads [], writes [Session], audit "signed out";
        session(Nothing) -> Session, may SignedIn, reads [Session], writes [], audit "looked at the own session";
        overview(Nothing) -> Overview, may Read, reads [Artifacts, Discovery, Mapping, Runs, Findings, Samples], writes [], audit "looked at the overview";
        artifacts(ArtifactsQuery) -> ArtifactsPage, may Read, reads [Artifacts], writes [], audit "listed artifacts";
        artifact(ById) -> ArtifactDetail, may Read, reads [Artifacts], writes [], audit "looked at an artifact";
        artifact_sample(SampleQuery) -> Sample, may ReadPreview, reads [Artifacts], writes [], audit "looked at a de-identified sample";
        quarantine(QuarantineQuery) -> QuarantinePage, may Read, reads [Artifacts], writes [], audit "listed the quarantine";
        discovery(Nothing) -> DiscoverySummary, may Read, reads [Artifacts, Discovery, Mapping], writes [], audit "looked at the discovery";
        corners(DiscoveryQuery) -> CornersPage, may Read, reads [Artifacts, Discovery, Mapping], writes [], audit "listed hidden corners";
        decide_corners(DecideCorners) -> Nothing, may EditMapping, reads [], writes [Discovery], audit "decided on hidden corners";
        joins(DiscoveryQuery) -> JoinsPage, may Read, reads [Artifacts], writes [], audit "listed joins";
        anomalies(DiscoveryQuery) -> AnomaliesPage, may Read, reads [Artifacts], writes [], audit "listed anomalies";
        integrations(DiscoveryQuery) -> IntegrationsPage, may Read, reads [Artifacts, Discovery], writes [], audit "listed integrations";
        export_discovery(ExportDiscovery) -> ExportedFile, may Export, reads [Artifacts, Discovery], writes [], audit "exported the discovery report";
        mapping(Nothing) -> MappingView, may Read, reads [Artifacts, Mapping, Runs], writes [], audit "looked at the mapping";
        rule(RuleQuery) -> RuleDetail, may Read, reads [Mapping], writes [], audit "looked at a rule";
        preview_rule(PreviewRule) -> RulePreview, may ReadPreview, reads [Mapping, Artifacts], writes [], audit "previewed a rule";
        save_rule(SaveRule) -> MappingVersion, may EditMapping, reads [], writes [Mapping], audit "changed a rule";
        save_code_map(SaveCodeMap) -> MappingVersion, may EditMapping, reads [], writes [Mapping], audit "changed a code map";
        restore_mapping(RestoreMapping) -> MappingVersion, may EditMapping, reads [], writes [Mapping], audit "restored a mapping version";
        approve_mapping(ApproveMapping) -> MappingVersion, may ApproveMapping, reads [], writes [Mapping], audit "approved a mapping version";
        mapping_history(PageQuery) -> MappingHistory, may Read, reads [Mapping], writes [], audit "looked at the mapping's history";
        start_migrate(StartMigrate) -> JobRef, may RunJobs, reads [], writes [Runs], audit "started a migration run";
        start_compare(StartCompare) -> JobRef, may RunJobs, reads [], writes [Runs, Findings], audit "started a comparison";
        jobs(Nothing) -> JobList, may Read, reads [Runs], writes [], audit "listed jobs";
        cancel_job(ById) -> Nothing, may RunJobs, reads [], writes [Runs], audit "cancelled a job";
        patients(PatientsQuery) -> PatientsPage, may ReadCharts, reads [Findings, Runs], writes [], audit "listed patients, edge cases first";
        chart(ChartQuery) -> Chart, may ReadCharts, reads [Findings, Runs], writes [], audit "looked at both charts of a patient";
        chart_state(ChartStateQuery) -> ChartState, may ReadCharts, reads [Findings, Runs], writes [], audit "looked at both charts of a patient on a day";
        causes(FindingsQuery) -> CausesPage, may Read, reads [Findings], writes [], audit "listed causes";
        findings(FindingsQuery) -> FindingsPage, may ReadCharts, reads [Findings], writes [], audit "listed findings";
        finding(ById) -> FindingDetail, may ReadCharts, reads [Findings], writes [], audit "looked at a finding";
        triage(TriageRequest) -> Triaged, may Triage, reads [], writes [Findings], audit "triaged causes or findings";
        triage_log(TriageLogQuery) -> TriageLog, may Read, reads [Findings], writes [], audit "looked at the log of a cause or finding";
        burn_down(Nothing) -> BurnDown, may Read, reads [Findings, Runs], writes [], audit "looked at the burn-down";
        people(Nothing) -> People, may Triage, reads [Session], writes [], audit "listed who can own a finding";
        population(PopulationQuery) -> PopulationPage, may Read, reads [Findings, Runs], writes [], audit "looked at the populations of both books";
        questions(Nothing) -> QuestionsAnswer, may Read, reads [Findings, Runs], writes [], audit "looked at the registry questions of both books";
        export_findings(ExportFindings) -> ExportedFile, may Export, reads [Findings], writes [], audit "exported the findings report";
        samples(PageQuery) -> SamplesPage, may ReadCharts, reads [Samples, Runs], writes [], audit "listed samples for chart review";
        plan_sample(DrawSample) -> SamplePlan, may ReadCharts, reads [Runs, Findings], writes [], audit "asked for the size of a sample";
        draw_sample(DrawSample) -> SampleSummary, may ApproveMapping, reads [], writes [Samples], audit "drew a sample for chart review";
        sample(ChartSampleQuery) -> ChartSample, may ReadCharts, reads [Samples, Runs], writes [], audit "looked at a sample for chart review";
        record_review(RecordReview) -> Nothing, may ApproveMapping, reads [], writes [Samples], audit "entered what was found in a chart";
        export_sample(ExportSample) -> ExportedFile, may Export, reads [Samples], writes [], audit "exported a sheet for chart review";
        export_report(ExportReport) -> ExportedFile, may Export, reads [Artifacts, Mapping, Runs, Findings], writes [], audit "exported the discrepancy report";
        explain(ExplainQuery) -> Explanation, may ReadCharts, reads [Findings, Runs], writes [], audit "asked why a pair was aligned";
        ledger(Nothing) -> Ledger, may Read, reads [Artifacts, Discovery, Mapping, Runs, Findings], writes [], audit "looked at the ledger of legacy records";
        equivalences(Nothing) -> EquivalencesView, may Read, reads [Mapping, Runs, Findings], writes [], audit "listed the declared equivalences";
        preview_equivalence(DraftEquivalence) -> EquivalencePreview, may ReadCharts, reads [Mapping, Runs, Findings], writes [], audit "asked what an equivalence would explain";
        save_equivalence(SaveEquivalence) -> SavedEquivalence, may AcceptVariance, reads [], writes [Mapping], audit "declared an equivalence";
        retire_equivalence(RetireEquivalence) -> SavedEquivalence, may AcceptVariance, reads [], writes [Mapping], audit "retired an equivalence";
        start_rejudge(Nothing) -> JobRef, may RunJobs, reads [], writes [Runs, Findings], audit "started judging the kept pairs again";
        retention(Nothing) -> RetentionView, may Read, reads [Artifacts, Discovery, Runs], writes [], audit "looked at active and archive";
        preview_retention(RetentionRule) -> RetentionPreview, may Read, reads [Artifacts, Discovery, Runs], writes [], audit "previewed a retention rule";
        save_retention(SaveRetention) -> RetentionView, may EditMapping, reads [], writes [Discovery], audit "changed the retention rule";
        start_archive(Nothing) -> JobRef, may RunJobs, reads [], writes [Runs], audit "started to class patients as active or archive";
        deliveries(DiscoveryQuery) -> DeliveriesPage, may Read, reads [Artifacts, Mapping], writes [], audit "listed what a delivery changed";
        decide_integrations(DecideIntegrations) -> Nothing, may EditMapping, reads [], writes [Discovery], audit "decided on integrations";
        legacy_rules(DiscoveryQuery) -> LegacyRulesPage, may Read, reads [Artifacts, Discovery], writes [], audit "listed rules of the legacy system";
        legacy_rule(ById) -> LegacyRuleDetail, may ReadPreview, reads [Artifacts, Discovery], writes [], audit "looked at a rule of the legacy system";
        classify_rules(ClassifyRules) -> Nothing, may EditMapping, reads [], writes [Discovery], audit "classed rules of the legacy system";
        documents(DiscoveryQuery) -> DocumentsPage, may ReadCharts, reads [Artifacts, Mapping, Runs], writes [], audit "listed documents and where they are filed";
        pivot(PivotQuery) -> PivotView, may ReadPreview, reads [Artifacts], writes [], audit "counted a table of attributes";
        layouts(Nothing) -> LayoutsView, may Read, reads [Artifacts], writes [], audit "listed the layouts of files";
        layout_sample(LayoutSampleQuery) -> LayoutSample, may ReadPreview, reads [Artifacts], writes [], audit "looked at the shape of a file";
        preview_layout(LayoutDraft) -> LayoutPreview, may ReadPreview, reads [Artifacts], writes [], audit "previewed a layout";
        save_layout(SaveLayout) -> LayoutsView, may EditMapping, reads [], writes [Artifacts], audit "changed a layout";
        restore_layouts(RestoreLayouts) -> LayoutsView, may EditMapping, reads [], writes [Artifacts], audit "restored a version of the layouts";
        start_reread(Nothing) -> JobRef, may RunJobs, reads [], writes [Runs, Artifacts], audit "started to read files again by their layouts";
        sign_queue(Nothing) -> SignQueue, may ReadCharts, reads [Findings, Runs, Samples], writes [], audit "listed what waits for a lead";
        sign_waivers(SignWaivers) -> SignedWaivers, may SignOff, reads [], writes [Findings], audit "signed acceptances of differences";
        sign_sample(SignSample) -> Nothing, may SignOff, reads [], writes [Samples], audit "signed the claim of a sample";
        chart_statement(ChartStatementQuery) -> ChartStatementDetail, may ReadCharts, reads [Findings, Runs], writes [], audit "looked at a statement of a chart";
        lens(LensQuery) -> LensView, may Read, reads [Artifacts, Mapping], writes [], audit "looked at a lens";
        draft_lens(LensDraft) -> LensDrafted, may EditMapping, reads [Artifacts, Mapping], writes [], audit "drafted a lens";
        count_lens(CountLens) -> LensCounts, may ReadPreview, reads [Artifacts, Mapping], writes [], audit "counted what a lens would read";
        cancel_lens_count(Nothing) -> Nothing, may ReadPreview, reads [], writes [], audit "ended a count of what a lens would read";
        preview_lens(PreviewLens) -> LensPreview, may ReadPreview, reads [Artifacts, Mapping], writes [], audit "previewed an attribute of a lens";
        suggest_lens(SuggestLens) -> LensSuggestions, may ReadPreview, reads [Artifacts, Discovery, Mapping], writes [], audit "asked what tables most likely assert";
        save_lens(SaveLens) -> MappingVersion, may EditMapping, reads [], writes [Mapping], audit "changed a lens";
        restore_lens(RestoreLens) -> MappingVersion, may EditMapping, reads [], writes [Mapping], audit "restored a version of a lens";
        lens_history(LensHistoryQuery) -> MappingHistory, may Read, reads [Mapping], writes [], audit "looked at a lens's history";
        artifact_tree(ArtifactTreeQuery) -> ArtifactTreePage, may Read, reads [Artifacts], writes [], audit "listed artifacts by folder";
        artifact_structure(StructureQuery) -> StructureView, may ReadPreview, reads [Artifacts], writes [], audit "looked at the structure of an artifact";
        artifact_uses(ById) -> ArtifactUses, may Read, reads [Artifacts, Discovery, Mapping, Runs, Findings], writes [], audit "looked at where an artifact is used";
        preview_force(ForceQuery) -> ForceEffect, may Read, reads [Artifacts, Discovery, Runs, Findings], writes [], audit "asked what the archive rule would do in force";
        enforce_retention(EnforceRetention) -> RetentionView, may RunJobs, reads [], writes [Discovery], audit "put the archive rule in force";
        lift_retention(LiftRetention) -> RetentionView, may RunJobs, reads [], writes [Discovery], audit "took the archive rule out of force";
        starters(Nothing) -> StarterList, may Read, reads [Artifacts], writes [], audit "listed the starters";
        note_patients_export(Nothing) -> Nothing, may Export, reads [], writes [], audit "made a file of the list of patients";
        note_population_export(Nothing) -> Nothing, may Export, reads [], writes [], audit "made a file of the populations of both books";
        begin_mapping(BeginMapping) -> MappingVersion, may EditMapping, reads [], writes [Mapping], audit "began the mapping from a starter";
    } };
}

/// What a command needs. Which role has which is `Role::may`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "contract.ts")]
pub enum Permission {
    /// No session needed.
    Anyone,
    /// Any valid session.
    SignedIn,
    /// Counts, structure, documents.
    Read,
    /// De-identified values of columns.
    ReadPreview,
    /// De-identified charts, patient by patient.
    ReadCharts,
    /// Change rules and code maps.
    EditMapping,
    /// Approve what somebody else changed.
    ApproveMapping,
    /// Start and cancel jobs.
    RunJobs,
    /// Take a report out of the workspace.
    Export,
    /// Say what is to become of a cause or finding, who sees to it and until when.
    Triage,
    /// Ask for a difference to be accepted as variance for a time, and end that.
    AcceptVariance,
    /// Sign what another person asked for.
    SignOff,
}

/// The roles of `docs/SECURITY.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "contract.ts")]
pub enum Role {
    /// Maps fields and codes.
    Analyst,
    /// Reads charts and judges meaning.
    Informaticist,
    /// Approves and signs.
    Lead,
    /// Keys and accounts; sees no charts.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 4] = [Role::Analyst, Role::Informaticist, Role::Lead, Role::Administrator];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Analyst => "analyst",
            Self::Informaticist => "informaticist",
            Self::Lead => "lead",
            Self::Administrator => "administrator",
        }
    }

    /// Whether the role has the permission.
    pub fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match permission {
            P::Anyone | P::SignedIn | P::Read => true,
            P::ReadPreview | P::ReadCharts | P::RunJobs => self != Role::Administrator,
            P::EditMapping => self == Role::Analyst || self == Role::Informaticist,
            P::Triage => self != Role::Administrator,
            P::AcceptVariance => self == Role::Lead || self == Role::Informaticist,
            P::SignOff => self == Role::Lead,
            P::ApproveMapping => self == Role::Lead || self == Role::Informaticist,
            P::Export => self == Role::Lead || self == Role::Informaticist || self == Role::Analyst,
        }
    }
}

/// What a command reads or writes, for the interface's cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "contract.ts")]
pub enum Tag {
    /// Who is signed in.
    Session,
    /// Artifacts, profiles, quarantine.
    Artifacts,
    /// Decisions on what discovery found.
    Discovery,
    /// The mapping document and its versions.
    Mapping,
    /// Migration and comparison runs, jobs.
    Runs,
    /// Findings, causes, charts.
    Findings,
    /// Samples for chart review and what readers entered.
    Samples,
}

/// One row of the table, for hosts, tests and the reference page.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    /// The name, as in `POST /api/{name}`.
    pub name: &'static str,
    /// Request and response type names.
    pub types: (&'static str, &'static str),
    /// Needed permission.
    pub permission: Permission,
    /// Cache tags that it reads.
    pub reads: &'static [Tag],
    /// Cache tags that it refreshes.
    pub writes: &'static [Tag],
    /// What the audit log says was done.
    pub audit: &'static str,
}

macro_rules! table {
    ($($name:ident($req:ident) -> $res:ident, may $may:ident, reads [$($r:ident),*], writes [$($w:ident),*], audit $audit:literal;)*) => {
        /// Every command, in the order of the table.
        pub const COMMANDS: &[Command] = &[$(Command {
            name: stringify!($name),
            types: (stringify!($req), stringify!($res)),
            permission: Permission::$may,
            reads: &[$(Tag::$r),*],
            writes: &[$(Tag::$w),*],
            audit: $audit,
        }),*];

        /// Every command name, for the desktop's build script.
        pub const COMMAND_NAMES: &[&str] = &[$(stringify!($name)),*];

        /// `[request, response]` of every command; the interface's `call()` is typed from it.
        #[derive(TS)]
        #[ts(export, export_to = "contract.ts")]
        pub struct Commands { $(/// Request and response.
            pub $name: ($req, $res),)* }
    };
}
for_each_command!(table);

/// The row of a command.
pub fn command(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|c| c.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_see_previews_may_read_charts() {
        // Counts of a lens are told as they are on the strength of it (docs/SECURITY.md).
        assert_eq!(command("count_lens").map(|c| c.permission), Some(Permission::ReadPreview));
        assert!(Role::ALL.iter().all(|role| !role.may(Permission::ReadPreview) || role.may(Permission::ReadCharts)));
    }
}
