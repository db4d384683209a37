//! Whether the workspace in use answers. Learnt from the traffic itself, told to the window when it changes.

use crate::desktop::{Desktop, now_ms};
use contract::{ErrorCode, WireError};
use serde::Serialize;
use std::sync::PoisonError;

/// The event's name.
const EVENT: &str = "connection";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    Online,
    Offline,
    None,
}

/// What the window shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Connection {
    state: State,
    address: Option<String>,
    since_ms: Option<u64>,
}

impl Connection {
    pub(crate) fn none() -> Self {
        Self { state: State::None, address: None, since_ms: None }
    }
}

impl Desktop {
    pub(crate) fn connection(&self) -> Connection {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Note a state; the window hears of it if it is another one.
    pub(crate) fn reached(&self, state: State, address: Option<&str>) {
        let next = {
            let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
            if connection.state == state && connection.address.as_deref() == address {
                return;
            }
            let since_ms = (state != State::None).then(now_ms);
            *connection = Connection { state, address: address.map(str::to_owned), since_ms };
            connection.clone()
        };
        self.tell(EVENT, &next);
    }

    /// Note what an answer says about the connection: a refusal is an answer too.
    pub(crate) fn heard<T>(&self, address: &str, answer: &Result<T, WireError>) {
        let silent = |error: &WireError| matches!(error.code, ErrorCode::Offline | ErrorCode::CertificateChanged);
        let state = if answer.as_ref().err().is_some_and(silent) { State::Offline } else { State::Online };
        self.reached(state, Some(address));
    }
}
