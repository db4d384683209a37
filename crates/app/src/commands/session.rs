//! Sign-in, sign-out, who am I.

use super::{Answer, app};
use crate::access::{IDLE_MS, check_password, role, token_hash};
use crate::{Actor, Host};
use contract::{ErrorCode, Nothing, Permission, Session, SignIn};

const PERMISSIONS: [Permission; 12] = [
    Permission::Anyone,
    Permission::SignedIn,
    Permission::Read,
    Permission::ReadPreview,
    Permission::ReadCharts,
    Permission::EditMapping,
    Permission::ApproveMapping,
    Permission::RunJobs,
    Permission::Export,
    Permission::Triage,
    Permission::AcceptVariance,
    Permission::SignOff,
];

fn describe<H: Host>(host: &H, actor: &Actor, token: Option<String>) -> Session {
    Session {
        token,
        account: actor.account.clone(),
        role: actor.role,
        permissions: actor.role.map_or_else(Vec::new, |r| PERMISSIONS.into_iter().filter(|p| r.may(*p)).collect()),
        workspace: host.workspace().name().into(),
        expires_ms: host.now_ms() + IDLE_MS,
        deid_mode: "safe harbor".into(),
    }
}

pub(crate) fn sign_in<H: Host>(host: &H, request: SignIn) -> Answer<Session> {
    let store = host.workspace().store();
    let account = check_password(store, &request.name, &request.password)?.ok_or(ErrorCode::WrongPassword)?;
    let token = host.new_token();
    let now = host.now_ms();
    app(store.put_session(&token_hash(&token), &account.name, now, now + IDLE_MS))?;
    let actor = Actor { account: account.name, role: role(&account.role), session: None };
    Ok(describe(host, &actor, Some(token)))
}

pub(crate) fn sign_out<H: Host>(host: &H, _: Nothing) -> Answer<Nothing> {
    if let Some(session) = &host.actor().session {
        app(host.workspace().store().end_session(session))?;
    }
    Ok(Nothing {})
}

pub(crate) fn session<H: Host>(host: &H, _: Nothing) -> Answer<Session> {
    Ok(describe(host, host.actor(), None))
}
