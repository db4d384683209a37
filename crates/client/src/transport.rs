//! Requests and answers as bytes: how the HTTP client is set up, and the limits of what comes back.
//!
//! No redirects, no cookies, no decompression, no proxy on the way to this machine itself. It knows no types of the
//! contract but the error.

use crate::fault::fault;
use crate::is_loopback;
use contract::{ErrorCode, WireError};
use reqwest::header::CONTENT_TYPE;
use reqwest::{RequestBuilder, Response};
use std::time::Duration;

/// Longest time to reach a workspace.
pub(crate) const CONNECT: Duration = Duration::from_secs(10);
/// Longest time for a command; the workspace itself gives up after 60 seconds.
const CALL: Duration = Duration::from_secs(70);
/// Shorter than the workspace's patience with idle connections, so that no request meets a closing one.
const IDLE: Duration = Duration::from_secs(20);
/// Largest answer; pages are far smaller, exports come close.
const ANSWER_BYTES_MAX: usize = 256 * 1024 * 1024;

pub(crate) fn http(address: &str, tls: rustls::ClientConfig) -> Result<reqwest::Client, WireError> {
    let builder = reqwest::Client::builder()
        .use_preconfigured_tls(tls)
        .https_only(true)
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE);
    let builder = if is_loopback(address) { builder.no_proxy() } else { builder };
    builder.build().map_err(|_| ErrorCode::Internal.into())
}

/// Ask a command; the body of a good answer, or the workspace's error.
pub(crate) async fn post(
    http: &reqwest::Client,
    address: &str,
    name: &'static str,
    token: Option<&str>,
    body: Vec<u8>,
) -> Result<Vec<u8>, WireError> {
    let request = http.post(format!("{address}/api/{name}")).header(CONTENT_TYPE, "application/json").timeout(CALL);
    let response = signed(request.body(body), token).send().await.map_err(|error| fault(&error))?;
    if response.status().is_success() { whole(response).await } else { Err(refused(response).await) }
}

/// Open the stream of events.
pub(crate) async fn follow(http: &reqwest::Client, address: &str, token: Option<&str>) -> Result<Response, WireError> {
    let request = signed(http.get(format!("{address}/events")), token);
    let response = tokio::time::timeout(CALL, request.send()).await.map_err(|_| ErrorCode::Offline)?;
    let response = response.map_err(|error| fault(&error))?;
    if response.status().is_success() { Ok(response) } else { Err(refused(response).await) }
}

fn signed(request: RequestBuilder, token: Option<&str>) -> RequestBuilder {
    match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    }
}

/// The workspace's error; anything else that came with a bad status is a fault.
async fn refused(response: Response) -> WireError {
    match whole(response).await {
        Ok(body) => serde_json::from_slice(&body).unwrap_or_else(|_| ErrorCode::Internal.into()),
        Err(error) => error,
    }
}

async fn whole(mut response: Response) -> Result<Vec<u8>, WireError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| fault(&error))? {
        if body.len() + piece.len() > ANSWER_BYTES_MAX {
            return Err(ErrorCode::Internal.into());
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}
