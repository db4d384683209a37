//! Common requests, sign-in and session. See `wire.rs` for what every field must say.

use crate::{Permission, Role};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// No fields.
    struct Nothing {}
    /// One object by its token.
    struct ById {
        /// Token of the object.
        id: String = Token,
    }
    /// A page of anything.
    struct PageQuery {
        /// First row, from 0.
        offset: u64 = Count,
        /// At most this many rows; the workspace caps it at 500.
        limit: u64 = Count,
    }

    /// Name and password of a local account.
    struct SignIn {
        /// Account name.
        name: String = Secret,
        /// Password.
        password: String = Secret,
    }
    /// A signed-in session. `token` is set in the answer to `sign_in` only; the desktop keeps it in the OS keychain
    /// and never hands it to the window.
    struct Session {
        /// Bearer token.
        token: Option<String> = Secret,
        /// Account name.
        account: String = Authored,
        /// Role, null for nobody.
        role: Option<Role> = Word,
        /// What the role may do.
        permissions: Vec<Permission> = Word,
        /// Name of the workspace.
        workspace: String = Authored,
        /// When the session ends if idle.
        expires_ms: u64 = Clock,
        /// How values are de-identified: `safe harbor`.
        deid_mode: String = Word,
    }
}
