//! archive: who migrates and who goes to the archive, by the retention rule.

use super::terminal::{end_progress, line, now_ms, progress, text_line};
use super::{Outcome, Status};
use app::Workspace;
use serde_json::json;

pub(crate) fn archive(workspace: &Workspace, patients: bool, as_json: bool) -> Outcome {
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
