//! The second line of the PHI boundary: every outbound body and header is searched for the workspace's known
//! identifiers before it leaves, whatever made it.
//!
//! It relies on nothing that the first line (types, de-identification rules) says. What must stay true: a hit stops
//! the whole answer; the caller hears only that it was withheld; the value is noted nowhere. Two kinds of answers are
//! checked where they are made and marked so: event streams (event by event) and the program's own files (constants
//! of the installation, which hold no data of the workspace).

use super::answer::refusal;
use super::router::Server;
use app::{Actor, Workspace};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use contract::ErrorCode;
use std::sync::Arc;

/// Which command made an answer, and for whom; travels with the response inside the host.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) command: &'static str,
    pub(super) actor: Arc<Actor>,
}

/// Marks an answer that is checked where it is made.
#[derive(Clone, Copy)]
pub(super) struct CheckedAtSource;

/// The middleware.
pub(super) async fn withhold(State(server): State<Server>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.extensions().get::<CheckedAtSource>().is_some() {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return refusal(ErrorCode::Internal);
    };
    if clean(&server.workspace, &parts.headers, &bytes) {
        return Response::from_parts(parts, Body::from(bytes));
    }
    let asked = parts.extensions.get::<Asked>().cloned();
    let asked = asked.unwrap_or_else(|| Asked { command: "none", actor: Arc::new(Actor::anonymous()) });
    note(server.workspace.clone(), asked).await;
    refusal(ErrorCode::Withheld)
}

fn clean(workspace: &Workspace, headers: &HeaderMap, body: &[u8]) -> bool {
    workspace.egress_check(body).is_ok() && workspace.egress_check(&flat(headers)).is_ok()
}

/// Raise the alarm. It writes to the audit log, so it runs on a blocking thread; the answer waits for it.
pub(super) async fn note(workspace: Workspace, asked: Asked) {
    tracing::error!(command = asked.command, "an answer was withheld");
    let noted = tokio::task::spawn_blocking(move || workspace.note_withheld(asked.command, &asked.actor)).await;
    if noted.is_err() {
        tracing::error!("the alarm of a withheld answer could not be written");
    }
}

/// Header names and values, one line each.
fn flat(headers: &HeaderMap) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, value) in headers {
        out.extend_from_slice(name.as_str().as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value.as_bytes());
        out.push(b'\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use axum::http::header::CONTENT_TYPE;

    #[test]
    fn headers_are_laid_out_for_the_search() {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("text/plain"))]);
        assert_eq!(flat(&headers), b"content-type: text/plain\n");
    }
}
