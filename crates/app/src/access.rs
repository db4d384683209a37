//! Who asks: accounts, passwords (argon2id), sessions.

use crate::{Result, Workspace};
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use contract::Role;
use sha2::{Digest as _, Sha256};
use store::{Account, Store};

/// Whoever asks.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Account name, empty for nobody.
    pub account: String,
    /// Role, none for nobody.
    pub role: Option<Role>,
    /// Hash of the session's token.
    pub session: Option<String>,
}

impl Actor {
    /// Nobody in particular.
    pub fn anonymous() -> Self {
        Self { account: String::new(), role: None, session: None }
    }
}

/// How long a session lasts when idle, and at most.
pub(crate) const IDLE_MS: u64 = 30 * 60 * 1000;
pub(crate) const SESSION_MS: u64 = 12 * 3600 * 1000;

pub(crate) fn role(word: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|r| r.name() == word)
}

pub(crate) fn token_hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// OWASP's minimum for argon2id: 19 MiB, two passes.
fn argon() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Makes or changes a local account; its sessions end.
pub fn new_account(store: &Store, name: &str, role: Role, password: &str) -> Result<()> {
    let salt_bytes = store::random_token(16);
    let salt = SaltString::encode_b64(salt_bytes.as_bytes()).map_err(|e| crate::AppError::Other(e.to_string()))?;
    let hash = argon().hash_password(password.as_bytes(), &salt).map_err(|e| crate::AppError::Other(e.to_string()))?;
    store.put_account(&Account { name: name.into(), role: role.name().into(), password_hash: hash.to_string(), disabled: false })?;
    Ok(())
}

/// Attempts a minute with one name, and with all names together, on the command line: as many as the HTTPS host takes for an account and from an address.
const ATTEMPTS_MAX: u32 = 10;
const ATTEMPTS_OVER_ALL_MAX: u32 = 60;

/// What came of a name and a password.
#[derive(Debug)]
pub enum Admission {
    /// They are somebody's.
    Admitted(Actor),
    /// They are nobody's; nothing says which of the two is wrong.
    Wrong,
    /// They were not looked at: there were too many attempts within a minute.
    TooMany,
}

/// Whoever has this name and password, for the command line of the enclave. As with a sign-in at the window, what is wrong leaves an event, and the
/// event no name: what was typed as a name may be a password.
pub fn admit(workspace: &Workspace, name: &str, password: &str, now_ms: u64) -> Result<Admission> {
    if !workspace.store().admit_attempt(name, ATTEMPTS_MAX, ATTEMPTS_OVER_ALL_MAX, now_ms)? {
        return Ok(Admission::TooMany);
    }
    match check_password(workspace.store(), name, password)? {
        Some(account) => Ok(Admission::Admitted(Actor { role: role(&account.role), account: account.name, session: None })),
        None => {
            workspace.note(&Actor::anonymous(), "signed in on the command line", "", "wrong_password", now_ms, None)?;
            Ok(Admission::Wrong)
        }
    }
}

/// The account whose password this is. Takes as long for a name that does not exist.
pub(crate) fn check_password(store: &Store, name: &str, password: &str) -> Result<Option<Account>> {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9i$YHMkjpLHH2mNiHVKQeCH0Rk0cVWVuEqMHFGrtkcOCXk";
    let account = store.account(name)?;
    let hash = account.as_ref().map_or(NOBODY, |a| a.password_hash.as_str());
    let fits = PasswordHash::new(hash).is_ok_and(|h| argon().verify_password(password.as_bytes(), &h).is_ok());
    Ok(account.filter(|a| fits && !a.disabled))
}
