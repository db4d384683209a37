//! The one handler of everything that the window asks.
//!
//! Tauri has already checked that the window's capability grants the command's name: every name is declared in the
//! app manifest by the build script. Answers and failures are the contract's; a failure is always a `WireError`.

use crate::desktop::Desktop;
use crate::{forward, host};
use contract::{ErrorCode, WireError};
use serde_json::Value;
use std::sync::Arc;
use tauri::ipc::{Invoke, InvokeBody, InvokeError};
use tauri::{AppHandle, Builder, Manager, Runtime};

/// Answer the contract's commands and the host's.
pub fn with_commands<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(|invoke: Invoke<R>| {
        let Invoke { message, resolver, .. } = invoke;
        let app = message.webview_ref().app_handle().clone();
        let name = message.command().to_owned();
        let arguments = match message.payload() {
            InvokeBody::Json(value) => value.clone(),
            InvokeBody::Raw(_) => Value::Null,
        };
        resolver.respond_async(async move { answered(app, &name, arguments).await.map_err(|error| refusal(&error)) });
        true
    })
}

async fn answered<R: Runtime>(app: AppHandle<R>, name: &str, arguments: Value) -> Result<Value, WireError> {
    let desktop = app.try_state::<Arc<Desktop>>().map(|state| state.inner().clone()).ok_or(ErrorCode::Internal)?;
    match contract::command(name) {
        Some(command) => forward::forward(&desktop, command, &arguments).await,
        None => host::answer(&desktop, &app, name, &arguments).await,
    }
}

fn refusal(error: &WireError) -> InvokeError {
    InvokeError(serde_json::to_value(error).unwrap_or_default())
}
