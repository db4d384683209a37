//! JSON in, JSON out, for every transport: permission, body, audit. A command without a body here does not compile.

use crate::access::Actor;
use crate::{AppError, Workspace, commands};
use contract::{ErrorCode, Permission, WireError};
use model::Side;
use serde_json::Value;

/// What a command body may ask of its surroundings. Grows only when a body needs it.
pub trait Host: Clone + Send + Sync + 'static {
    /// Who asks.
    fn actor(&self) -> &Actor;
    /// The workspace.
    fn workspace(&self) -> &Workspace;
    /// Milliseconds since 1970.
    fn now_ms(&self) -> u64;
    /// A fresh random token.
    fn new_token(&self) -> String;
}

/// What a failure is called outside.
pub(crate) fn code_of(error: &AppError) -> ErrorCode {
    match error {
        AppError::Store(store::StoreError::Conflict) => ErrorCode::Conflict,
        AppError::Store(store::StoreError::DiskFull) => ErrorCode::DiskFull,
        AppError::Io(e) if e.kind() == std::io::ErrorKind::StorageFull => ErrorCode::DiskFull,
        AppError::Nothing(_) => ErrorCode::NotFound,
        AppError::Document(_) => ErrorCode::Invalid,
        AppError::Busy => ErrorCode::Busy,
        AppError::Withheld => ErrorCode::Withheld,
        _ => ErrorCode::Internal,
    }
}

/// Turns a failure into what the wire may see; the details go to the log under an incident number.
pub(crate) fn wire(error: AppError) -> WireError {
    let code = code_of(&error);
    let mut wire = WireError::from(code);
    if code == ErrorCode::Internal {
        let incident = store::random_token(4);
        tracing::error!(incident, kind = ?std::mem::discriminant(&error), "command failed");
        wire.incident = Some(incident);
    }
    wire
}

impl From<AppError> for WireError {
    fn from(error: AppError) -> Self {
        wire(error)
    }
}

/// Stops a job and writes nothing itself: it is done even where nothing can be said ahead of it, as on a disk that the job filled.
const ONLY_A_FLAG: &str = "cancel_job";

macro_rules! dispatcher {
    ($($name:ident($req:ident) -> $res:ident, may $may:ident, reads [$($r:ident),*], writes [$($w:ident),*], audit $audit:literal;)*) => {
        /// Runs a command. The event is durable before the answer goes out; what changes something is said before it is done.
        pub async fn dispatch<H: Host>(host: &H, command: &str, payload: Value) -> Result<Value, WireError> {
            match command {
                $(stringify!($name) => {
                    let object = object_of(&payload);
                    let reads: &[&str] = &[$(stringify!($r)),*];
                    let writes: &[&str] = &[$(stringify!($w)),*];
                    let permission = allowed(host.actor(), Permission::$may);
                    let ahead = if writes.is_empty() || permission.is_err() {
                        None
                    } else {
                        match host.workspace().note_ahead(host.actor(), $audit, &object, host.now_ms()) {
                            Ok(ahead) => Some(ahead),
                            Err(_) if stringify!($name) == ONLY_A_FLAG => None,
                            Err(error) => return Err(wire(error)),
                        }
                    };
                    let answer = match permission {
                        Err(code) => Err(WireError::from(code)),
                        Ok(()) => {
                            let ask = || match serde_json::from_value::<contract::$req>(payload.clone()) {
                                Err(_) => Err(WireError::from(ErrorCode::Invalid)),
                                Ok(request) => commands::$name(host, request).and_then(|answer: contract::$res| {
                                    serde_json::to_value(answer).map_err(|_| WireError::from(ErrorCode::Internal))
                                }),
                            };
                            if reads.contains(&"Findings") && writes.is_empty() { of_one_comparison(|| last_comparison(host.workspace()), ask) } else { ask() }
                        }
                    };
                    let outcome = match &answer {
                        Ok(_) => "done".to_string(),
                        Err(error) => word(error.code),
                    };
                    let signed_in = signed_in(stringify!($name), &answer);
                    host.workspace().note(signed_in.as_ref().unwrap_or(host.actor()), $audit, &object, &outcome, host.now_ms(), ahead).map_err(wire)?;
                    answer
                })*
                _ => Err(WireError::from(ErrorCode::NotFound)),
            }
        }
    };
}
contract::for_each_command!(dispatcher);

/// Does what leaves an event and is no command: said before it is done, as what a command changes.
pub fn noted<T>(workspace: &Workspace, actor: &Actor, (what, object): (&str, &str), now_ms: u64, work: impl FnOnce() -> crate::Result<T>) -> crate::Result<T> {
    let ahead = workspace.note_ahead(actor, what, object, now_ms)?;
    let done = work();
    let outcome = done.as_ref().map_or_else(|error| word(code_of(error)), |_| "done".to_string());
    workspace.note(actor, what, object, &outcome, now_ms, Some(ahead))?;
    done
}

/// A code as an event tells it.
fn word(code: ErrorCode) -> String {
    serde_json::to_value(code).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default()
}

/// How often a question is asked at most.
const TRIES: usize = 3;

/// An answer that is of one comparison: asked again where another one ended meanwhile. Its end forgets the results of the one before, and
/// an answer of both would say that nothing is open.
fn of_one_comparison<T>(last: impl Fn() -> Result<Option<u32>, WireError>, ask: impl Fn() -> Result<T, WireError>) -> Result<T, WireError> {
    for _ in 1..TRIES {
        let before = last()?;
        let answer = ask();
        if last()? == before {
            return answer;
        }
    }
    ask()
}

fn last_comparison(workspace: &Workspace) -> Result<Option<u32>, WireError> {
    let run = workspace.store().last_run("compare").map_err(AppError::from)?;
    Ok(run.map(|run| run.id))
}

/// Who a sign-in made of nobody. A failed one stays nobody's: what was typed as a name may be a password.
fn signed_in(command: &str, answer: &Result<Value, WireError>) -> Option<Actor> {
    let session: contract::Session = serde_json::from_value(answer.as_ref().ok().filter(|_| command == "sign_in")?.clone()).ok()?;
    Some(Actor { account: session.account, role: session.role, session: None })
}

/// The object of a request: its token, when it has the form of one; else the side that it is about. Free text never reaches the log.
fn object_of(payload: &Value) -> String {
    let said = |key: &str| payload.get(key).and_then(Value::as_str).unwrap_or("");
    let id = said("id");
    if let Some(side) = Side::from_word(said("side")).filter(|_| id.is_empty()) {
        return side.word().to_string();
    }
    let token = id.len() <= 40 && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    if token { id.to_string() } else { String::new() }
}

fn allowed(actor: &Actor, permission: Permission) -> Result<(), ErrorCode> {
    match (permission, actor.role) {
        (Permission::Anyone, _) => Ok(()),
        (_, None) => Err(ErrorCode::SessionExpired),
        (permission, Some(role)) if role.may(permission) => Ok(()),
        _ => Err(ErrorCode::Forbidden),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_during_which_a_comparison_ended_is_asked_again() {
        let (ended, asked) = (std::cell::Cell::new(5), std::cell::Cell::new(0));
        let ask = || {
            asked.set(asked.get() + 1);
            ended.set(6);
            Ok(asked.get())
        };
        assert_eq!(of_one_comparison(|| Ok(Some(ended.get())), ask), Ok(2));
        assert_eq!(of_one_comparison(|| Ok(None), || Ok(7)), Ok(7));
    }

    #[test]
    fn the_object_of_a_request_is_its_token_or_its_side_and_no_text_of_it_is() {
        let of = |payload: Value| object_of(&payload);
        let requests = [json!({}), json!({"side": ""}), json!({"side": "destination"}), json!({"side": "Mary Major"}), json!({"id": "a-1", "side": "legacy"}), json!({"id": "a 1"})];
        assert_eq!(requests.map(of), ["", "", "destination", "", "a-1", ""]);
    }

    #[test]
    fn a_full_disk_is_called_that_whoever_met_it() {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(code_of(&AppError::Io(full)), ErrorCode::DiskFull);
        assert_eq!(code_of(&AppError::Store(store::StoreError::DiskFull)), ErrorCode::DiskFull);
        assert_eq!(code_of(&AppError::Other("else".into())), ErrorCode::Internal);
    }
}
