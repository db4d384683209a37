//! archive: who migrates and who goes to the archive, by the retention rule, and whether that rule is in force.

use super::options::Archive;
use super::terminal::{end_progress, line, now_ms, progress, text_line};
use super::{Outcome, Status};
use app::{Actor, AppError, Workspace};
use model::Severity;
use serde_json::json;

/// Who decides on the command line.
const KEEPER: &str = "enclave";

pub(crate) fn run(workspace: &Workspace, options: &Archive, as_json: bool) -> Outcome {
    let reason = options.reason.as_deref().unwrap_or_default();
    if options.lift {
        return decide(workspace, None, reason, as_json);
    }
    let (latest, _) = app::retention(workspace)?;
    if options.enforce {
        let version = options.rule.unwrap_or(latest);
        if app::last_archive(workspace)?.is_none() {
            let meter = progress();
            app::gather(workspace, now_ms, &meter)?;
            end_progress();
        }
        effect(workspace, version)?;
        return decide(workspace, Some(version), reason, as_json);
    }
    let status = archive(workspace, options.patients, as_json)?;
    match app::in_force(workspace)? {
        Some(force) => {
            let newer = if force.version == latest { String::new() } else { format!("; version {latest} is newer and does nothing yet") };
            eprintln!("in force: version {}, put by {}: {}{newer}", force.version, force.by, force.reason);
        }
        None => eprintln!("no rule is in force: nobody is kept out of the destination (--enforce puts one in force)"),
    }
    if latest > 0 {
        effect(workspace, latest)?;
    }
    Ok(status)
}

/// What a version of the rule would do in force.
fn effect(workspace: &Workspace, version: u32) -> Result<(), AppError> {
    let effect = app::force_effect(workspace, version)?;
    eprintln!(
        "  in force, version {version} keeps {} patients with {} records and {} statements out of the destination",
        effect.patients, effect.records, effect.statements
    );
    let findings: Vec<String> = Severity::ALL.iter().zip(effect.findings).filter(|(_, n)| *n > 0).map(|(s, n)| format!("{n} {s}")).collect();
    if !findings.is_empty() {
        eprintln!("  findings of run {} that close with the next migration and comparison: {}", effect.compare_run, findings.join(", "));
    }
    Ok(())
}

/// Puts a version in force, or takes the rule out of force, and leaves an audit event.
fn decide(workspace: &Workspace, version: Option<u32>, reason: &str, as_json: bool) -> Outcome {
    let now = now_ms();
    let what = if version.is_some() { "put the archive rule in force" } else { "took the archive rule out of force" };
    let actor = Actor { account: KEEPER.into(), role: None, session: None };
    let object = version.map_or_else(String::new, |version| format!("version-{version}"));
    app::noted(workspace, &actor, (what, object.as_str()), now, || app::set_force(workspace, version, KEEPER, reason, now))?;
    if as_json {
        line(&json!({"in_force": version, "reason": reason.trim()}));
    }
    match version {
        Some(version) => eprintln!("version {version} of the archive rule is in force; migrate and compare again"),
        None => eprintln!("the archive rule is out of force; migrate and compare again"),
    }
    Ok(Status::Done)
}

fn archive(workspace: &Workspace, patients: bool, as_json: bool) -> Outcome {
    let (version, rule) = app::retention(workspace)?;
    let meter = progress();
    let report = app::gather(workspace, now_ms, &meter)?;
    end_progress();
    if patients {
        app::archive_patients(workspace, &report, &rule, &mut |p| {
            if as_json {
                line(p);
            } else {
                let last = p.last_activity.as_deref().unwrap_or("-");
                text_line(&format!("{}\t{}\t{}\t{last}\t{} statements", p.patient, p.class, p.reason, p.statements));
            }
        })?;
    } else {
        for (standing, held) in &app::effect(workspace, &report, &rule)?.standings {
            if as_json {
                line(&json!({"class": standing.class(), "reason": standing.reason(), "patients": held.patients, "statements": held.statements}));
            } else {
                text_line(&format!("{}\t{}\t{} patients\t{} statements", standing.class(), standing.reason(), held.patients, held.statements));
            }
        }
    }
    for condition in &report.unanswered {
        eprintln!("  not answered: {condition}");
    }
    if report.without_patient > 0 {
        eprintln!("  {} statements name no patient", report.without_patient);
    }
    let day = app::cut_over(&rule, &report);
    let by = if version == 0 { "the rule that a new workspace starts with".to_string() } else { format!("retention rule version {version}") };
    eprintln!("run {}: {} patients, {} statements, by {by} as of {day}", report.run, report.patients, report.statements);
    Ok(Status::Done)
}
