//! The rule in force: a person's decision, with a reason, that whoever the rule classes as archive stays out of the destination.
//!
//! A new workspace has none, and then nobody is kept out. The decision is on one version of the rule: a newer version does nothing
//! until somebody puts it in force. Every decision is kept. What must stay true: a migration and a comparison keep out the same people.

use super::{ArchiveReport, basis, cut_over, each_kept, gather, last_archive};
use crate::jobs::Meter;
use crate::{AppError, Result, Workspace};
use discovery::{Retention, Standing};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use store::Decision;

/// Under what the decisions are kept, and on what thing they are.
const ABOUT: &str = "retention";
const THING: &str = "rule";
/// The two decisions.
const IN_FORCE: &str = "in force";
const OUT_OF_FORCE: &str = "out of force";

/// A decision on whether the rule is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Force {
    /// In force from then on, or taken out of it.
    pub in_force: bool,
    /// Version of the rule; of one that was taken out of force, the version that was in force.
    pub version: u32,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at_ms: u64,
}

/// Every decision, the oldest first.
pub fn force_history(workspace: &Workspace) -> Result<Vec<Force>> {
    let decided = workspace.store().decisions(ABOUT)?.remove(THING).unwrap_or_default();
    let force = |d: Decision| Force { in_force: d.word == IN_FORCE, version: d.basis.parse().unwrap_or(0), by: d.by, reason: d.reason, at_ms: d.at_ms };
    Ok(decided.into_iter().map(force).collect())
}

/// The decision by which a version of the rule is in force now.
pub fn in_force(workspace: &Workspace) -> Result<Option<Force>> {
    Ok(force_history(workspace)?.pop().filter(|last| last.in_force))
}

/// Puts a version of the rule in force, or takes the rule out of force with `None`.
pub fn set_force(workspace: &Workspace, version: Option<u32>, by: &str, reason: &str, at_ms: u64) -> Result<()> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::Nothing("say why: a decision on the archive rule needs a reason".into()));
    }
    let now = in_force(workspace)?;
    let (word, version) = match (version, now) {
        (None, None) => return Err(AppError::Nothing("the archive rule is not in force".into())),
        (None, Some(now)) => (OUT_OF_FORCE, now.version),
        (Some(version), Some(now)) if now.version == version => return Err(AppError::Nothing(format!("version {version} of the archive rule is in force already"))),
        (Some(version), _) => {
            rule_of(workspace, version)?;
            (IN_FORCE, version)
        }
    };
    let decision = Decision { word: word.into(), owner: String::new(), reason: reason.into(), basis: version.to_string(), by: by.into(), at_ms };
    Ok(workspace.store().decide(ABOUT, &[(THING.to_string(), decision)])?)
}

/// A version that somebody has set. The rule that a new workspace starts with is nobody's, and cannot be in force.
fn rule_of(workspace: &Workspace, version: u32) -> Result<Retention> {
    let document = workspace.store().document_version("retention", version)?;
    let Some(document) = document else { return Err(AppError::Nothing(format!("there is no version {version} of the retention rule; somebody has to set one first"))) };
    Retention::parse(&document.text).map_err(|p| AppError::Document(p.iter().map(ToString::to_string).collect()))
}

/// Whom the rule in force keeps out.
pub(crate) struct KeptOut {
    /// Version of the rule.
    pub(crate) version: u32,
    /// Patients, each under every key of the legacy side, as digests: most of a hospital's patients may stay in the archive.
    keys: HashSet<u128>,
    /// Of them, the keys that they are known by.
    pub(crate) patients: u64,
}

impl KeptOut {
    pub(crate) fn holds(&self, patient: &str) -> bool {
        self.keys.contains(&digest(patient))
    }

    /// By which version whom: two that tell the same keep out the same.
    pub(crate) fn told(&self) -> (u32, Vec<u128>) {
        let mut keys: Vec<u128> = self.keys.iter().copied().collect();
        keys.sort_unstable();
        (self.version, keys)
    }

    /// Why such a patient and every record of the patient is archived.
    pub(crate) fn reason(&self) -> String {
        reason(self.version)
    }
}

/// Why a record is archived that a version of the rule kept out.
pub(crate) fn reason(version: u32) -> String {
    format!("the archive rule, version {version}, keeps the patient out")
}

/// Whether that is why a record is archived, by whichever version.
pub(crate) fn is_reason(why: &str) -> bool {
    why.starts_with("the archive rule, version ") && why.ends_with(", keeps the patient out")
}

/// Whom the rule in force keeps out by what the legacy side is now; `None` when none is in force. What is known of activity is gathered
/// anew where it is of an older delivery, lens or program.
pub(crate) fn kept_out(workspace: &Workspace, now: fn() -> u64, meter: &Meter<'_>) -> Result<Option<KeptOut>> {
    let Some(force) = in_force(workspace)? else { return Ok(None) };
    let report = match last_archive(workspace)? {
        Some(report) if report.basis == basis(workspace)? => report,
        _ => gather(workspace, now, meter)?,
    };
    by_rule(workspace, &report, force.version).map(Some)
}

/// The same by what was gathered last; `None` also where nothing was.
pub(crate) fn kept_out_as_gathered(workspace: &Workspace) -> Result<Option<KeptOut>> {
    match (in_force(workspace)?, last_archive(workspace)?) {
        (Some(force), Some(report)) => by_rule(workspace, &report, force.version).map(Some),
        _ => Ok(None),
    }
}

fn by_rule(workspace: &Workspace, report: &ArchiveReport, version: u32) -> Result<KeptOut> {
    let rule = rule_of(workspace, version)?;
    let today = cut_over(&rule, report);
    let mut kept_out = KeptOut { version, keys: HashSet::new(), patients: 0 };
    each_kept(workspace, report, &mut |one| {
        if matches!(discovery::classify(&one.activity, &rule.rules, today), Standing::Archive(_)) {
            kept_out.patients += 1;
            kept_out.keys.extend([&one.key].into_iter().chain(&one.others).map(|key| digest(key)));
        }
    })?;
    Ok(kept_out)
}

/// Of a key, long enough that no two keys of whatever workspace have the same.
fn digest(key: &str) -> u128 {
    let half = |side: u8| {
        let mut hasher = DefaultHasher::new();
        (side, key).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    (half(0) << 64) | half(1)
}

/// What putting a version in force would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForceEffect {
    /// Patients who would stay in the archive.
    pub patients: u64,
    /// Their statements.
    pub statements: u64,
    /// Legacy records that say them.
    pub records: u64,
    /// Findings of the last comparison in their charts, by severity: they close with the next migration and comparison.
    pub findings: [u64; 5],
    /// That comparison, 0 for none.
    pub compare_run: u32,
    /// The activity was gathered before the legacy side, the lens or the program changed: a migration gathers it anew.
    pub stale: bool,
}

/// What putting a version of the rule in force would do, by what was gathered last.
pub fn force_effect(workspace: &Workspace, version: u32) -> Result<ForceEffect> {
    let report = last_archive(workspace)?.ok_or_else(|| AppError::Nothing("nobody has been classed yet; run `archive`".into()))?;
    let rule = rule_of(workspace, version)?;
    let today = cut_over(&rule, &report);
    let mut effect = ForceEffect { stale: report.basis != basis(workspace)?, ..ForceEffect::default() };
    let mut keys = HashSet::new();
    each_kept(workspace, &report, &mut |one| {
        if matches!(discovery::classify(&one.activity, &rule.rules, today), Standing::Archive(_)) {
            effect.patients += 1;
            effect.statements += one.statements;
            effect.records += one.records;
            keys.insert(one.key);
        }
    })?;
    if let Some(run) = workspace.store().last_run("compare")? {
        effect.compare_run = run.id;
        effect.findings = findings_of(workspace, run.id, &keys)?;
    }
    Ok(effect)
}

/// Findings of a comparison in the charts of some patients, by severity.
fn findings_of(workspace: &Workspace, run: u32, keys: &HashSet<String>) -> Result<[u64; 5]> {
    let store = workspace.store();
    let (mut ordinals, mut next) = (HashSet::new(), 0);
    loop {
        let rows = store.patients_from(run, next, 500)?;
        let Some(last) = rows.last() else { break };
        next = last.ordinal + 1;
        for row in rows.into_iter().filter(|row| row.findings > 0) {
            if store.key_of(&row.token)?.is_some_and(|key| keys.contains(&key)) {
                ordinals.insert(row.ordinal);
            }
        }
    }
    let mut findings = [0; 5];
    store.each_finding(run, &mut |finding| {
        if ordinals.contains(&finding.patient)
            && let Some(count) = findings.get_mut(usize::from(finding.severity))
        {
            *count += 1;
        }
    })?;
    Ok(findings)
}
