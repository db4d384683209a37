//! The narrow host that `app` asks of us: who asks, of which workspace, what time it is, a new token.
//!
//! Clock and randomness come in here and nowhere deeper.

use app::{Actor, Host, Workspace};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SecureRandom;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// One request's view of the world.
#[derive(Clone)]
pub struct RequestHost {
    actor: Arc<Actor>,
    workspace: Workspace,
}

impl RequestHost {
    /// For a request of `actor`; the command line makes its own too.
    pub fn new(actor: Arc<Actor>, workspace: Workspace) -> Self {
        Self { actor, workspace }
    }
}

impl Host for RequestHost {
    fn actor(&self) -> &Actor {
        &self.actor
    }

    fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    fn now_ms(&self) -> u64 {
        now_ms()
    }

    fn new_token(&self) -> String {
        new_token()
    }
}

/// Milliseconds since 1970, UTC.
pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// 32 random bytes as base64url.
///
/// # Panics
/// When the operating system has no randomness: going on with a guessable token would be worse.
pub fn new_token() -> String {
    let mut bytes = [0u8; 32];
    ring::rand::SystemRandom::new().fill(&mut bytes).expect("the operating system gives random bytes");
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_differ() {
        let (one, two) = (new_token(), new_token());
        assert_eq!(one.len(), 43);
        assert_ne!(one, two);
    }

    #[test]
    fn clock_is_after_2024() {
        assert!(now_ms() > 1_704_000_000_000);
    }
}
