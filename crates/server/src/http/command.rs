//! `POST /api/{command}`: one command of the table, asked over HTTPS.
//!
//! Bodies of commands read files and databases, so each runs on a blocking thread and cannot hold up the others. A
//! panic ends there as an incident. What must stay true: what reaches the caller is the answer of `app::dispatch` or
//! the catalogue's sentence, nothing in between.

use super::answer::{failure, json, refusal};
use super::egress::Asked;
use super::host::{RequestHost, now_ms};
use super::panics::new_incident;
use super::router::Server;
use app::{Actor, Workspace};
use axum::body::to_bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::response::Response;
use contract::{Command, ErrorCode, Permission, WireError};
use serde_json::Value;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// Longest bearer token that is looked at; ours have 43 characters.
const TOKEN_BYTES_MAX: usize = 256;

/// The network address a connection came from; put on each request by `connection`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// The handler.
pub(super) async fn run(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let Some(command) = path.ok().and_then(|Path(name)| contract::command(&name)) else {
        return refusal(ErrorCode::NotFound);
    };
    match tokio::time::timeout(server.limits.request_time(), answered(&server, command, request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => failure(&error),
        Err(_) => refusal(ErrorCode::Busy),
    }
}

async fn answered(server: &Server, command: &'static Command, request: Request) -> Result<Response, WireError> {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    // Who signs in may still hold the token of a session that has ended; it must not be in the way.
    let open = command.permission == Permission::Anyone;
    let token = if open { None } else { bearer(request.headers()) };
    if !is_json(request.headers()) {
        return Err(ErrorCode::Invalid.into());
    }
    let body = to_bytes(request.into_body(), server.limits.body_bytes_max).await.map_err(|_| ErrorCode::Invalid)?;
    let payload: Value = serde_json::from_slice(&body).map_err(|_| ErrorCode::Invalid)?;
    if open && !server.attempts.admit(account_of(&payload), peer, now_ms()) {
        return Err(ErrorCode::Busy.into());
    }
    let permit = server.commands.clone().acquire_owned().await.map_err(|_| ErrorCode::Busy)?;
    dispatched(server.workspace.clone(), command, token, payload, permit).await
}

/// Run the command to its end, even if the caller goes away: a change is made whole or not at all.
async fn dispatched(
    workspace: Workspace,
    command: &'static Command,
    token: Option<String>,
    payload: Value,
    permit: OwnedSemaphorePermit,
) -> Result<Response, WireError> {
    let runtime = tokio::runtime::Handle::current();
    let work = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let actor = match token {
            Some(token) => match workspace.authenticate(&token, now_ms()) {
                Ok(actor) => Arc::new(actor),
                Err(error) => return (Arc::new(Actor::anonymous()), failure(&error)),
            },
            None => Arc::new(Actor::anonymous()),
        };
        let host = RequestHost::new(actor.clone(), workspace);
        let answer = runtime.block_on(app::dispatch(&host, command.name, payload));
        let response = match answer.map(|value| serde_json::to_vec(&value)) {
            Ok(Ok(body)) => json(body),
            Ok(Err(_)) => refusal(ErrorCode::Internal),
            Err(error) => failure(&error),
        };
        (actor, response)
    });
    let (actor, mut response) = work.await.map_err(|_| incident(command.name))?;
    response.extensions_mut().insert(Asked { command: command.name, actor });
    Ok(response)
}

/// A command panicked. The panic's own words are dropped with it.
fn incident(command: &str) -> WireError {
    let incident = new_incident();
    tracing::error!(%incident, command, "a command did not end");
    WireError { incident: Some(incident), ..ErrorCode::Internal.into() }
}

/// The bearer token of a request.
pub(super) fn bearer(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    let good = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= TOKEN_BYTES_MAX;
    good.then(|| token.to_owned())
}

/// Only JSON is read. A form of a foreign page cannot send this type without asking first.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

fn account_of(payload: &Value) -> &str {
    payload.get("name").and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn with(name: axum::http::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn bearer_tokens() {
        assert_eq!(bearer(&with(AUTHORIZATION, "Bearer abc")).as_deref(), Some("abc"));
        assert_eq!(bearer(&with(AUTHORIZATION, "bearer  abc ")).as_deref(), Some("abc"));
        for bad in ["Basic abc", "Bearer", "Bearer ", "abc", ""] {
            assert_eq!(bearer(&with(AUTHORIZATION, bad)), None, "{bad}");
        }
        assert_eq!(bearer(&HeaderMap::new()), None);
    }

    #[test]
    fn only_json_is_read() {
        assert!(is_json(&with(CONTENT_TYPE, "application/json")));
        assert!(is_json(&with(CONTENT_TYPE, "Application/JSON; charset=utf-8")));
        assert!(!is_json(&with(CONTENT_TYPE, "text/plain")));
        assert!(!is_json(&with(CONTENT_TYPE, "application/jsonx")));
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn incident_says_nothing_else() {
        let error = incident("chart");
        assert_eq!(error.message, ErrorCode::Internal.message());
        assert!(error.incident.is_some() && error.problems.is_empty());
    }

    #[test]
    fn account_is_read_from_sign_in_only_as_text() {
        assert_eq!(account_of(&serde_json::json!({"name": "lead"})), "lead");
        assert_eq!(account_of(&serde_json::json!({"name": 7})), "");
        assert_eq!(account_of(&Value::Null), "");
    }
}
