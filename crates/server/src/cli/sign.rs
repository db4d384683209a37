//! sign: what waits for a lead, and a lead's word on it.
//!
//! Unlike what else is done on the command line, signing asks who somebody is: it goes through the same command as in the window, with the
//! lead's own account, and leaves the same event.

use super::options::{LeadsWord, SignAction};
use super::terminal::{line, now_ms, text_line};
use super::{Outcome, Status};
use crate::http::RequestHost;
use app::{Admission, AppError, SignedSample, WaiverLine, Workspace};
use contract::WireError;
use model::Severity;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::sync::Arc;

pub(crate) fn sign(workspace: &Workspace, action: SignAction, as_json: bool) -> Outcome {
    match action {
        SignAction::List => list(workspace, as_json),
        SignAction::Waivers { ids, word } => {
            let lines = app::waiver_lines(workspace, now_ms())?;
            let mut seen = Vec::new();
            for id in ids.iter().collect::<BTreeSet<_>>() {
                let found = lines.iter().find(|l| l.id == *id).ok_or_else(|| AppError::Nothing(format!("nobody wants {id} accepted; `throughline sign list` lists what waits")))?;
                still_waits(id, &found.signed, &found.signed_by)?;
                seen.push(json!({"id": id, "seq": found.seq, "findings": found.findings}));
            }
            let counted = format!("{} acceptance{}", seen.len(), if seen.len() == 1 { "" } else { "s" });
            send(workspace, &word, "sign_waivers", json!({"waivers": seen}), &counted, as_json)
        }
        SignAction::Sample { id, word } => {
            let samples = app::complete_samples(workspace)?;
            let found = samples.iter().find(|s| s.state.row.id == id).ok_or_else(|| AppError::Nothing(format!("there is no sample {id} that is read in full")))?;
            found.signature.iter().try_for_each(|given| still_waits(&id, &given.verdict, &given.by))?;
            let readings: usize = found.state.charts.iter().map(|c| c.reviews.len()).sum();
            send(workspace, &word, "sign_sample", json!({"id": id, "readings": readings}), &format!("sample {id}"), as_json)
        }
    }
}

/// A word that was given is not given again; whoever asked may ask anew.
fn still_waits(id: &str, verdict: &str, by: &str) -> Result<(), AppError> {
    if verdict.is_empty() { Ok(()) } else { Err(AppError::Nothing(format!("{id} is {verdict} by {by} already"))) }
}

fn list(workspace: &Workspace, as_json: bool) -> Outcome {
    let waivers = app::waiver_lines(workspace, now_ms())?;
    let samples = app::complete_samples(workspace)?;
    waivers.iter().for_each(|w| waiver(w, as_json));
    samples.iter().for_each(|s| sample(s, as_json));
    let waiting = waivers.iter().filter(|w| w.signed.is_empty()).count() + samples.iter().filter(|s| s.signature.is_none()).count();
    eprintln!("{waiting} wait for a lead");
    Ok(if waivers.is_empty() && samples.is_empty() { Status::Nothing } else { Status::Done })
}

/// `waits`, `approved by lead-1`.
fn standing(verdict: &str, by: &str) -> String {
    if verdict.is_empty() { "waits".into() } else { format!("{verdict} by {by}") }
}

fn waiver(w: &WaiverLine, as_json: bool) {
    let severity = Severity::ALL.get(usize::from(w.severity)).map_or("", |s| s.word());
    if as_json {
        return line(&json!({
            "waiver": w.id, "subject": w.subject, "label": w.label, "severity": severity, "findings": w.findings, "safety": w.safety, "found": w.found, "reason": w.reason,
            "by": w.by, "at_ms": w.at_ms, "expires_ms": w.expires_ms, "signed": w.signed, "signed_by": w.signed_by, "signed_ms": w.signed_ms, "signed_reason": w.signed_reason,
        }));
    }
    text_line(&format!("{}\t{}\t{severity}\t{} findings\t{}\tasked by {}: {}", w.id, standing(&w.signed, &w.signed_by), w.findings, w.label, w.by, w.reason));
}

fn sample(s: &SignedSample, as_json: bool) {
    let row = &s.state.row;
    let signature = s.signature.clone().unwrap_or_default();
    if as_json {
        return line(&json!({
            "sample": row.id, "run": row.run, "claim": s.state.claim_said(), "state": s.state.state(), "words": s.state.words(), "by": row.by,
            "signed": signature.verdict, "signed_by": signature.by, "signed_ms": signature.at_ms, "signed_reason": signature.reason,
        }));
    }
    text_line(&format!("{}\t{}\t{}\t{}\tclaimed: {}", row.id, standing(&signature.verdict, &signature.by), s.state.state(), s.state.words(), s.state.claim_said()));
}

/// The lead, by name and password.
fn lead(workspace: &Workspace, account: &str) -> Result<Admission, AppError> {
    let password = match std::env::var("THROUGHLINE_ACCOUNT_PASSWORD") {
        Ok(password) => password,
        Err(_) if std::io::stdin().is_terminal() => rpassword::prompt_password(format!("Password of {account}: "))?,
        Err(_) => return Err(AppError::Other("no password: set THROUGHLINE_ACCOUNT_PASSWORD or run in a terminal".into())),
    };
    app::admit(workspace, account, &password, now_ms())
}

fn send(workspace: &Workspace, word: &LeadsWord, command: &str, mut payload: Value, what: &str, as_json: bool) -> Outcome {
    let actor = match lead(workspace, &word.account)? {
        Admission::Admitted(actor) => actor,
        Admission::Wrong => {
            eprintln!("throughline: name or password is wrong");
            return Ok(Status::Failed);
        }
        Admission::TooMany => {
            eprintln!("throughline: too many attempts; try again in a minute");
            return Ok(Status::Failed);
        }
    };
    let verdict = if word.reject { "rejected" } else { "approved" };
    payload["verdict"] = json!(verdict);
    payload["reason"] = json!(word.reason.as_deref().unwrap_or_default());
    let host = RequestHost::new(Arc::new(actor), workspace.clone());
    match tokio::runtime::Runtime::new()?.block_on(app::dispatch(&host, command, payload)) {
        Ok(answer) => {
            if as_json {
                line(&answer);
            }
            eprintln!("{what} {verdict} by {}", word.account);
            Ok(Status::Done)
        }
        Err(WireError { message, problems, .. }) => {
            // What is said of this very thing says more than the sentence of its kind.
            if problems.is_empty() {
                eprintln!("throughline: {message}");
            }
            problems.iter().for_each(|p| eprintln!("throughline: {}", p.message));
            Ok(Status::Failed)
        }
    }
}
