//! The typed HTTPS client of the contract: what the desktop and the tests speak to a workspace with.
//!
//! It trusts exactly one certificate, the pinned one, and speaks TLS 1.3 only. It keeps nothing: no cookie, no cache,
//! no token beyond the one it was given. Every failure is a `contract::WireError`, so that callers decide by code:
//! `offline` when the workspace does not answer, `certificate_changed` when it shows another certificate.
//!
//! ```no_run
//! # async fn example() -> Result<(), contract::WireError> {
//! let address = "https://workspace.example.org:8443";
//! let fingerprint = client::inspect(address).await?; // a person compares it once
//! let client = client::Client::new(address, &fingerprint)?;
//! let session = client.sign_in(&contract::SignIn { name: "lead".into(), password: "...".into() }).await?;
//! let overview = client.with_token(session.token).overview(&contract::Nothing {}).await?;
//! # Ok(()) }
//! ```

mod address;
mod certificate;
mod events;
mod fault;
mod inspect;
mod transport;

pub use address::{is_loopback, normal_address};
pub use certificate::is_fingerprint;
pub use events::Jobs;
pub use inspect::inspect;

use contract::{ErrorCode, WireError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A workspace, seen from outside. Cloning is cheap and shares connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    address: String,
    token: Option<String>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the workspace at `address` that trusts the certificate with this fingerprint (64 hex digits) and
    /// no other. Nothing is sent yet.
    ///
    /// # Errors
    /// `invalid` when the address or the fingerprint is none.
    pub fn new(address: &str, fingerprint: &str) -> Result<Self, WireError> {
        let address = normal_address(address)?;
        if !is_fingerprint(fingerprint) {
            return Err(ErrorCode::Invalid.into());
        }
        let pin = certificate::Pin::new(fingerprint);
        Ok(Self { http: transport::http(&address, certificate::tls(pin)?)?, address, token: None })
    }

    /// The same client with a session's token, or without one.
    #[must_use]
    pub fn with_token(mut self, token: Option<String>) -> Self {
        self.token = token;
        self
    }

    /// The workspace's address, as `https://host:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Ask any command of the table, with JSON on both sides.
    ///
    /// # Errors
    /// What the workspace answered, or `offline`, `certificate_changed`; `not_found` for a name outside the table.
    pub async fn call_json(&self, name: &str, request: &Value) -> Result<Value, WireError> {
        let command = contract::command(name).ok_or(ErrorCode::NotFound)?;
        self.call(command.name, request).await
    }

    /// Follow the jobs of the workspace until the stream ends; then follow again.
    ///
    /// # Errors
    /// As for a command.
    pub async fn events(&self) -> Result<Jobs, WireError> {
        Ok(Jobs::new(transport::follow(&self.http, &self.address, self.token.as_deref()).await?))
    }

    async fn call<Q: Serialize, A: DeserializeOwned>(&self, name: &'static str, request: &Q) -> Result<A, WireError> {
        let body = serde_json::to_vec(request).map_err(|_| ErrorCode::Invalid)?;
        let answer = transport::post(&self.http, &self.address, name, self.token.as_deref(), body).await?;
        // An answer that does not fit the contract is a fault of the program, not of the person.
        serde_json::from_slice(&answer).map_err(|_| ErrorCode::Internal.into())
    }
}

macro_rules! methods {
    ($($name:ident($req:ident) -> $res:ident, may $may:ident, reads [$($r:ident),*], writes [$($w:ident),*], audit $audit:literal;)*) => {
        impl Client {
            $(
                #[doc = concat!("`POST /api/", stringify!($name), "`. The audit log says: ", $audit, ".")]
                ///
                /// # Errors
                /// What the workspace answered, or `offline`, `certificate_changed`.
                pub async fn $name(&self, request: &contract::$req) -> Result<contract::$res, WireError> {
                    self.call(stringify!($name), request).await
                }
            )*
        }
    };
}
contract::for_each_command!(methods);
