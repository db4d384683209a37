//! How answers look: JSON bodies, failures of the catalogue, and the headers that every answer carries.
//!
//! No body is made anywhere else than here, in `events` and in `program_files`. What must stay true: nothing may be
//! stored by anybody on the way (`no-store`, no ETag), nothing may be framed or guessed at, and headers are constants.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use contract::{ErrorCode, WireError};

/// Everything comes from the program itself. Inline styles are what the component library sets; scripts never are.
pub(super) const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A JSON body with status 200.
pub(super) fn json(body: Vec<u8>) -> Response {
    with_status(StatusCode::OK, body)
}

/// A failure: its code decides the status, its body is the wire error.
pub(super) fn failure(error: &WireError) -> Response {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // A wire error is strings and numbers; it always serialises.
    with_status(status, serde_json::to_vec(error).unwrap_or_default())
}

/// A failure with the catalogue's sentence only.
pub(super) fn refusal(code: ErrorCode) -> Response {
    failure(&code.into())
}

fn with_status(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Put the constant headers on every answer, whoever made it.
pub(super) async fn secured(mut response: Response) -> Response {
    secure(response.headers_mut());
    response
}

fn secure(headers: &mut HeaderMap) {
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_and_body_follow_the_code() {
        let response = refusal(ErrorCode::Forbidden);
        assert_eq!(response.status(), 403);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    }

    #[test]
    fn every_answer_is_secured() {
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public"));
        secure(&mut headers);
        assert_eq!(headers[CACHE_CONTROL], "no-store");
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[X_FRAME_OPTIONS], "DENY");
        assert!(!headers.contains_key("etag"));
    }

    #[test]
    fn policy_opens_nothing_for_scripts() {
        assert!(POLICY.starts_with("default-src 'self'; style-src 'self' 'unsafe-inline';"));
        assert_eq!(POLICY.matches("unsafe").count(), 1);
        assert!(!POLICY.contains("data:") && !POLICY.contains("blob:") && !POLICY.contains('*'));
    }
}
