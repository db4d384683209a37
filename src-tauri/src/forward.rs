//! Commands of the contract, forwarded to the workspace in use.
//!
//! The table is forwarded as it is. Looked at are only: signing in (the token stays here), signing out, a session that
//! has ended, and a workspace that does not answer (the last preview, if there is one).

use crate::cache::may_be_kept;
use crate::desktop::{Desktop, now_ms};
use crate::session::{Current, take_token};
use contract::{Command, ErrorCode, WireError};
use serde_json::{Value, json};
use std::sync::Arc;

/// Ask the workspace in use; `arguments` is `{request}` as the window sent it.
pub(crate) async fn forward(
    desktop: &Arc<Desktop>,
    command: &'static Command,
    arguments: &Value,
) -> Result<Value, WireError> {
    let current = desktop.current().ok_or(ErrorCode::SessionExpired)?;
    let request = arguments.get("request").filter(|request| !request.is_null()).cloned().unwrap_or_else(|| json!({}));
    let answer = current.client.call_json(command.name, &request).await;
    if desktop.is_current(&current) {
        desktop.heard(current.address(), &answer);
    }
    match command.name {
        "sign_in" => signed_in(desktop, &current, answer).await,
        "sign_out" => signed_out(desktop, &current, answer).await,
        _ => other(desktop, &current, command, request, answer).await,
    }
}

async fn signed_in(
    desktop: &Arc<Desktop>,
    current: &Current,
    answer: Result<Value, WireError>,
) -> Result<Value, WireError> {
    let mut session = answer?;
    desktop.signed_in(current, &mut session).await?;
    Ok(session)
}

/// Signing out always works here, even when the workspace does not hear of it.
async fn signed_out(
    desktop: &Arc<Desktop>,
    current: &Current,
    answer: Result<Value, WireError>,
) -> Result<Value, WireError> {
    desktop.session_ended(current).await;
    match answer {
        Err(error) if matches!(error.code, ErrorCode::Offline | ErrorCode::SessionExpired) => Ok(json!({})),
        answer => answer,
    }
}

async fn other(
    desktop: &Arc<Desktop>,
    current: &Current,
    command: &'static Command,
    request: Value,
    answer: Result<Value, WireError>,
) -> Result<Value, WireError> {
    let address = current.address().to_owned();
    match answer {
        Ok(mut answer) => {
            if command.types.1 == "Session" {
                take_token(&mut answer);
            }
            if may_be_kept(command) && desktop.is_current(current) {
                let copy = answer.clone();
                desktop.kept(move |kept| kept.keep(&address, command.name, &request, &copy, now_ms())).await;
            }
            Ok(answer)
        }
        Err(error) if error.code == ErrorCode::Offline && may_be_kept(command) => {
            let last = desktop.kept(move |kept| kept.preview(&address, command.name, &request, now_ms())).await;
            last.flatten().ok_or(error)
        }
        Err(error) => {
            if error.code == ErrorCode::SessionExpired {
                desktop.session_ended(current).await;
            }
            Err(error)
        }
    }
}
