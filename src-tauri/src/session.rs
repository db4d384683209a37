//! The workspace in use and the session in it.
//!
//! The token is here, in the client that carries it, and in the keychain; the window never has it. Each time it
//! changes a new generation begins: an answer of an older one can neither end the present session nor leave anything
//! in its cache.

use crate::connection::State;
use crate::desktop::{Desktop, now_ms};
use crate::follow;
use client::Client;
use contract::{ErrorCode, WireError};
use serde_json::Value;
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError};

/// The workspace in use.
#[derive(Clone)]
pub(crate) struct Current {
    pub(crate) client: Client,
    pub(crate) generation: u64,
}

impl Current {
    pub(crate) fn address(&self) -> &str {
        self.client.address()
    }
}

impl Desktop {
    pub(crate) fn current(&self) -> Option<Current> {
        self.current_lock().clone()
    }

    pub(crate) fn is_current(&self, current: &Current) -> bool {
        self.current_lock().as_ref().is_some_and(|now| now.generation == current.generation)
    }

    /// Use a known workspace from now on, with the session that the keychain may hold. A workspace that does not
    /// answer can be used: its previews can be read.
    pub(crate) async fn enter(self: &Arc<Self>, address: &str) -> Result<(), WireError> {
        let known = self.settings.find(address).ok_or(ErrorCode::NotFound)?;
        let client = Client::new(&known.address, &known.fingerprint)?;
        let at = known.address.clone();
        let token = self.kept(move |kept| kept.token(&at)).await.flatten();
        let signed_in = token.is_some();
        let current = self.install(client, token);
        let seen = client::inspect(&known.address).await;
        let good = seen.as_ref().is_ok_and(|seen| *seen == known.fingerprint);
        self.reached(if good { State::Online } else { State::Offline }, Some(&known.address));
        if seen.is_ok() && !good {
            return Err(ErrorCode::CertificateChanged.into());
        }
        if signed_in {
            follow::start(self, &current);
        }
        Ok(())
    }

    /// A sign-in succeeded: take the token out of the answer and use it from now on.
    pub(crate) async fn signed_in(self: &Arc<Self>, current: &Current, answer: &mut Value) -> Result<(), WireError> {
        let Some(token) = take_token(answer) else { return Err(ErrorCode::Internal.into()) };
        let address = current.address().to_owned();
        let text = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        self.settings.seen(&address, &text("workspace"), &text("account"), now_ms());
        let kept = token.clone();
        self.kept(move |place| place.began(&address, &kept)).await;
        let current = self.install(current.client.clone(), Some(token));
        follow::start(self, &current);
        Ok(())
    }

    /// The session of `current` has ended, here or there: nothing of it stays.
    pub(crate) async fn session_ended(&self, current: &Current) {
        if !self.is_current(current) {
            return;
        }
        self.install(current.client.clone(), None);
        let address = current.address().to_owned();
        self.kept(move |kept| kept.ended(&address)).await;
    }

    /// Drop token and previews of a workspace that is no longer trusted as it was, and leave it if it is in use.
    pub(crate) async fn leave(&self, address: &str) {
        if self.current().is_some_and(|current| current.address() == address) {
            follow::stop(self);
            *self.current_lock() = None;
            self.reached(State::None, None);
        }
        let address = address.to_owned();
        self.kept(move |kept| kept.ended(&address)).await;
    }

    fn install(&self, client: Client, token: Option<String>) -> Current {
        follow::stop(self);
        let generation = self.generations.fetch_add(1, Ordering::Relaxed) + 1;
        let current = Current { client: client.with_token(token), generation };
        *self.current_lock() = Some(current.clone());
        current
    }

    fn current_lock(&self) -> MutexGuard<'_, Option<Current>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Take the token out of a session, leaving null.
pub(crate) fn take_token(session: &mut Value) -> Option<String> {
    match session.get_mut("token").map(Value::take) {
        Some(Value::String(token)) if !token.is_empty() => Some(token),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn token_is_taken_out() {
        let mut answer = json!({"token": "secret", "account": "lead"});
        assert_eq!(take_token(&mut answer).as_deref(), Some("secret"));
        assert_eq!(answer, json!({"token": null, "account": "lead"}));
        assert_eq!(take_token(&mut answer), None);
        assert_eq!(take_token(&mut json!({"token": 7})), None);
    }

    #[tokio::test]
    async fn older_generation_ends_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let desktop = Desktop::for_tests(folder.path().to_owned());
        let client = Client::new("https://127.0.0.1:1", &"0".repeat(64)).unwrap();
        let old = desktop.install(client.clone(), Some("old".into()));
        let new = desktop.install(client, Some("new".into()));
        desktop.session_ended(&old).await;
        assert!(desktop.is_current(&new));
        desktop.session_ended(&new).await;
        assert!(!desktop.is_current(&new) && desktop.current().is_some());
    }
}
