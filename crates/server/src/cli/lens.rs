//! lens and destination-lens: the document, and parts of it that are proposed from profiles.

use super::documents;
use super::options::LensAction;
use super::terminal::{line, text_line};
use super::{Outcome, Status};
use app::{AppError, SuggestedPart, Workspace};
use model::Side;
use serde_json::json;

pub(crate) fn run(side: Side, action: LensAction, open: &dyn Fn() -> Result<Workspace, AppError>, as_json: bool) -> Outcome {
    match action {
        LensAction::Document(action) => documents::run(app::lens_document(side), action, open, as_json),
        LensAction::Suggest { relation } => suggest(&open()?, side, relation.as_deref(), as_json),
    }
}

fn suggest(workspace: &Workspace, side: Side, relation: Option<&str>, as_json: bool) -> Outcome {
    let all = app::suggested_parts(workspace, side, &|_, _| true)?;
    let wanted: Vec<&SuggestedPart> = all.iter().filter(|s| relation.is_none_or(|relation| s.relation == relation)).collect();
    for suggestion in &wanted {
        if as_json {
            told(suggestion);
        } else {
            commented(suggestion).iter().for_each(|line| text_line(line));
        }
    }
    let command = match side {
        Side::Legacy => "lens",
        Side::Destination => "destination-lens",
    };
    eprintln!("{} tables with a proposal; read each before `{command} import`", wanted.len());
    Ok(if wanted.is_empty() { Status::Nothing } else { Status::Done })
}

fn told(s: &SuggestedPart) {
    let says: Vec<serde_json::Value> =
        s.says.iter().map(|(aspect, score, evidence, _)| json!({"aspect": aspect, "score": score, "evidence": evidence})).collect();
    line(&json!({
        "relation": s.relation, "kind": s.part.kind, "score": s.score, "evidence": s.evidence, "says": says, "open": s.open, "lens": balance::print_part(&s.part),
    }));
}

/// The part with its reasons as comments above it, line by line: whatever a source wrote, it ends no comment.
fn commented(s: &SuggestedPart) -> Vec<String> {
    let mut lines = vec![format!("# {}: {}, score {:.2}", s.relation, s.part.kind, s.score)];
    lines.extend(s.evidence.iter().map(|reason| format!("#   {reason}")));
    lines.extend(s.says.iter().map(|(aspect, score, evidence, _)| format!("# {aspect}, score {score:.2}: {}", evidence.join("; "))));
    if !s.open.is_empty() {
        lines.push(format!("# nothing was found for {}", s.open.join(", ")));
    }
    lines.extend(balance::print_part(&s.part).lines().map(str::to_string));
    lines.push(String::new());
    lines
}
