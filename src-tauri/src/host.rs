//! The host commands: known workspaces, pinned certificates, saving a file, how the window was started.
//!
//! Arguments come from the window and are checked like anybody's. A certificate can be pinned only if the host itself
//! saw it a moment ago at that address: the window cannot make one up.

use crate::desktop::Desktop;
use crate::save;
use contract::{ErrorCode, ExportedFile, WireError};
use serde_json::{Value, json};
use std::sync::{Arc, PoisonError};
use tauri::{AppHandle, Runtime};

/// Answer a host command.
pub(crate) async fn answer<R: Runtime>(
    desktop: &Arc<Desktop>,
    app: &AppHandle<R>,
    name: &str,
    arguments: &Value,
) -> Result<Value, WireError> {
    match name {
        "known_workspaces" => Ok(json!(desktop.settings.all())),
        "inspect_workspace" => inspect(desktop, &address(arguments)?).await,
        "trust_workspace" => trust(desktop, &address(arguments)?, text(arguments, "fingerprint")?).await,
        "forget_workspace" => forget(desktop, &address(arguments)?).await,
        "use_workspace" => desktop.enter(&address(arguments)?).await.map(|()| Value::Null),
        "save_export" => {
            let file = arguments.get("file").filter(|file| file.is_object()).cloned().ok_or(ErrorCode::Invalid)?;
            let file: ExportedFile = serde_json::from_value(file).map_err(|_| ErrorCode::Invalid)?;
            Ok(json!({ "saved": save::save(app, file).await? }))
        }
        "connection" => Ok(json!(desktop.connection())),
        "start_options" => Ok(start_options(desktop).await),
        _ => Err(ErrorCode::NotFound.into()),
    }
}

async fn inspect(desktop: &Arc<Desktop>, address: &str) -> Result<Value, WireError> {
    let fingerprint = client::inspect(address).await?;
    let pinned = desktop.settings.find(address).map(|workspace| workspace.fingerprint);
    let known = match &pinned {
        None => "new",
        Some(pinned) if *pinned == fingerprint => "pinned",
        Some(_) => "changed",
    };
    desktop.inspected.lock().unwrap_or_else(PoisonError::into_inner).insert(address.to_owned(), fingerprint.clone());
    Ok(json!({ "fingerprint": fingerprint, "known": known, "pinned": pinned }))
}

async fn trust(desktop: &Arc<Desktop>, address: &str, fingerprint: &str) -> Result<Value, WireError> {
    let fingerprint = fingerprint.to_ascii_lowercase();
    let seen = desktop.inspected.lock().unwrap_or_else(PoisonError::into_inner).get(address).cloned();
    if seen.as_deref() != Some(fingerprint.as_str()) {
        return Err(ErrorCode::Invalid.into());
    }
    if desktop.settings.pin(address, &fingerprint) {
        // Whoever answers there now is not who the old session was with.
        desktop.leave(address).await;
    }
    Ok(Value::Null)
}

async fn forget(desktop: &Arc<Desktop>, address: &str) -> Result<Value, WireError> {
    desktop.leave(address).await;
    desktop.settings.forget(address);
    Ok(Value::Null)
}

/// How the window was started. The first time it is asked, the sign-in that the start options hold is made.
async fn start_options(desktop: &Arc<Desktop>) -> Value {
    let signed_in = *desktop.started.get_or_init(|| sign_in_at_start(desktop)).await;
    json!({
        "address": desktop.start.workspace.as_ref().map(|(address, _)| address),
        "account": desktop.start.account,
        "theme": desktop.start.theme,
        "signedIn": signed_in,
    })
}

async fn sign_in_at_start(desktop: &Arc<Desktop>) -> bool {
    let Some((address, fingerprint)) = &desktop.start.workspace else { return false };
    if desktop.settings.pin(address, fingerprint) {
        desktop.leave(address).await;
    }
    if desktop.enter(address).await.is_err() {
        return false;
    }
    let (Some(name), Some(password)) = (&desktop.start.account, &desktop.start.password) else { return false };
    let Some(current) = desktop.current() else { return false };
    let answer = current.client.call_json("sign_in", &json!({ "name": name, "password": password })).await;
    desktop.heard(address, &answer);
    match answer {
        Ok(mut session) => desktop.signed_in(&current, &mut session).await.is_ok(),
        Err(error) => {
            tracing::warn!(code = ?error.code, "the start options did not sign in");
            false
        }
    }
}

fn text<'a>(arguments: &'a Value, name: &str) -> Result<&'a str, WireError> {
    arguments.get(name).and_then(Value::as_str).ok_or_else(|| ErrorCode::Invalid.into())
}

fn address(arguments: &Value) -> Result<String, WireError> {
    client::normal_address(text(arguments, "address")?)
}
