//! lens: the document, and parts of it that are proposed from profiles.

use super::documents;
use super::options::LensAction;
use super::terminal::{line, text_line};
use super::{Outcome, Status};
use app::{AppError, SuggestedPart, Workspace};
use serde_json::json;

pub(crate) fn run(action: LensAction, open: &dyn Fn() -> Result<Workspace, AppError>, as_json: bool) -> Outcome {
    match action {
        LensAction::Document(action) => documents::run("lens", action, open, as_json),
        LensAction::Suggest { relation } => suggest(&open()?, relation.as_deref(), as_json),
    }
}

fn suggest(workspace: &Workspace, relation: Option<&str>, as_json: bool) -> Outcome {
    let all = app::suggested_parts(workspace, &|_, _| true)?;
    let wanted: Vec<&SuggestedPart> = all.iter().filter(|s| relation.is_none_or(|relation| s.relation == relation)).collect();
    for suggestion in &wanted {
        if as_json {
            told(suggestion);
        } else {
            text_line(&commented(suggestion));
        }
    }
    eprintln!("{} tables with a proposal; read each before `lens import`", wanted.len());
    Ok(if wanted.is_empty() { Status::Nothing } else { Status::Done })
}

fn told(s: &SuggestedPart) {
    let says: Vec<serde_json::Value> =
        s.says.iter().map(|(aspect, score, evidence, _)| json!({"aspect": aspect, "score": score, "evidence": evidence})).collect();
    line(&json!({
        "relation": s.relation, "kind": s.part.kind, "score": s.score, "evidence": s.evidence, "says": says, "open": s.open, "lens": balance::print_part(&s.part),
    }));
}

/// The part with its reasons as comments above it.
fn commented(s: &SuggestedPart) -> String {
    let mut text = format!("# {}: {}, score {:.2}\n", s.relation, s.part.kind, s.score);
    s.evidence.iter().for_each(|reason| text.push_str(&format!("#   {reason}\n")));
    for (aspect, score, evidence, _) in &s.says {
        text.push_str(&format!("# {aspect}, score {score:.2}: {}\n", evidence.join("; ")));
    }
    if !s.open.is_empty() {
        text.push_str(&format!("# nothing was found for {}\n", s.open.join(", ")));
    }
    format!("{text}{}\n", balance::print_part(&s.part))
}
