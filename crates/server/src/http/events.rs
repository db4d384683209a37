//! `GET /events`: jobs as they move on, as server-sent events, `data: {Job}`.
//!
//! Only signed-in sessions follow it, and the session is looked at again before each event, so a revoked one gets
//! nothing more. Jobs are whole snapshots: a slow reader misses steps, never the outcome for long. Every event passes
//! the egress filter by itself.

use super::answer::{failure, refusal};
use super::command::bearer;
use super::egress::{Asked, CheckedAtSource, note};
use super::host::now_ms;
use super::router::Server;
use app::Actor;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use contract::{ErrorCode, Job, WireError};
use futures_util::stream;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::{OwnedSemaphorePermit, watch};

/// The handler.
pub(super) async fn follow(State(server): State<Server>, headers: HeaderMap) -> Response {
    let Some(token) = bearer(&headers) else {
        return refusal(ErrorCode::SessionExpired);
    };
    if let Err(error) = signed_in(&server, &token).await {
        return failure(&error);
    }
    let Ok(permit) = server.streams.clone().try_acquire_owned() else {
        return refusal(ErrorCode::Busy);
    };
    let following = Following {
        jobs: server.workspace.subscribe(),
        stopping: server.stopping.clone(),
        token,
        _permit: permit,
        server: server.clone(),
    };
    let events = stream::unfold(following, |mut following| async move {
        let event = following.next().await?;
        Some((Ok::<_, Infallible>(event), following))
    });
    let alive = KeepAlive::new().interval(server.limits.keep_alive_time());
    let mut response = Sse::new(events).keep_alive(alive).into_response();
    response.extensions_mut().insert(CheckedAtSource);
    response
}

/// The session behind a token, or why there is none.
async fn signed_in(server: &Server, token: &str) -> Result<Arc<Actor>, WireError> {
    let (workspace, token) = (server.workspace.clone(), token.to_owned());
    let looked = tokio::task::spawn_blocking(move || workspace.authenticate(&token, now_ms())).await;
    let actor = looked.map_err(|_| ErrorCode::Internal)??;
    if actor.role.is_none() {
        return Err(ErrorCode::SessionExpired.into());
    }
    Ok(Arc::new(actor))
}

/// One open stream.
struct Following {
    server: Server,
    token: String,
    jobs: broadcast::Receiver<Job>,
    stopping: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
}

impl Following {
    /// The next event; none when the stream is over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let job = self.job().await?;
            let actor = signed_in(&self.server, &self.token).await.ok()?;
            let data = serde_json::to_string(&job).ok()?;
            if self.server.workspace.egress_check(data.as_bytes()).is_ok() {
                return Some(Event::default().data(data));
            }
            note(self.server.workspace.clone(), Asked { command: "events", actor }).await;
        }
    }

    /// The next job; none when the host stops or the workspace closes.
    async fn job(&mut self) -> Option<Job> {
        loop {
            let received = tokio::select! {
                _ = self.stopping.changed() => return None,
                received = self.jobs.recv() => received,
            };
            match received {
                Ok(job) => return Some(job),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }
}
