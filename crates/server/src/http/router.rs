//! Which path leads where, and what wraps every answer.
//!
//! From the inside out: the handler, the egress filter, the constant headers. A path added here is filtered and
//! secured without doing anything; only what marks its answer as checked at the source is passed through.

use super::answer::{json, refusal, secured};
use super::attempts::Attempts;
use super::program_files::ProgramFiles;
use super::{Limits, command, egress, events};
use app::Workspace;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, post};
use contract::ErrorCode;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};

/// What every handler may use. Cloned per request; everything inside is shared.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) workspace: Workspace,
    pub(super) limits: Arc<Limits>,
    pub(super) attempts: Arc<Attempts>,
    pub(super) commands: Arc<Semaphore>,
    pub(super) streams: Arc<Semaphore>,
    pub(super) program: Option<Arc<ProgramFiles>>,
    /// Turns true when the host stops; event streams end then.
    pub(super) stopping: watch::Receiver<bool>,
}

impl Server {
    pub(super) fn new(
        workspace: Workspace,
        limits: Arc<Limits>,
        program: Option<ProgramFiles>,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self {
            attempts: Arc::new(Attempts::new(limits.account_attempts_per_minute, limits.address_attempts_per_minute)),
            commands: Arc::new(Semaphore::new(limits.commands_max)),
            streams: Arc::new(Semaphore::new(limits.streams_max)),
            program: program.map(Arc::new),
            workspace,
            limits,
            stopping,
        }
    }
}

/// All routes.
pub(super) fn router(server: Server) -> Router {
    Router::new()
        .route("/api/{command}", post(command::run))
        .route("/events", get(events::follow))
        .route("/health", get(health))
        .fallback(elsewhere)
        .layer(from_fn_with_state(server.clone(), egress::withhold))
        .layer(map_response(secured))
        .with_state(server)
}

/// That the host answers; nothing about the workspace.
async fn health() -> Response {
    json(br#"{"ok":true}"#.to_vec())
}

/// A file of the browser build, if this host has one and the path is not the interface's.
async fn elsewhere(State(server): State<Server>, method: axum::http::Method, uri: Uri) -> Response {
    let readable = method == axum::http::Method::GET && !uri.path().starts_with("/api/");
    let file = server.program.as_ref().filter(|_| readable).and_then(|program| program.answer(uri.path()));
    file.unwrap_or_else(|| refusal(ErrorCode::NotFound))
}
