//! init, account, serve, audit.

use super::options::{AccountAction, Serve};
use super::terminal::{line, new_passphrase, now_ms, text_line};
use super::{Outcome, Status};
use crate::http::{Certificate, Limits, serve as serve_https};
use app::{AppError, Workspace, new_account};
use contract::Role;
use serde_json::json;
use std::path::Path;
use store::{Store, StoreError};

pub(crate) fn init(given: Option<&Path>, name: &str, as_json: bool) -> Outcome {
    let Some(folder) = given else { return usage("init needs --home DIR") };
    if name.trim().is_empty() {
        return usage("the workspace needs a name");
    }
    if folder.join("keyfile").exists() {
        return Err(StoreError::Exists.into());
    }
    let store = Store::init(folder, name, &new_passphrase()?, cost()).map_err(|error| match error {
        StoreError::Io(error) => AppError::Other(format!("{} cannot hold a workspace: {error}", folder.display())),
        other => other.into(),
    })?;
    let password = store::random_token(9);
    new_account(&store, "administrator", Role::Administrator, &password)?;
    if as_json {
        line(&json!({"home": folder, "workspace": name, "administrator": "administrator", "password": password}));
    } else {
        text_line(&format!("workspace {name} in {}", folder.display()));
        text_line(&format!("administrator: account `administrator`, one-time password {password}"));
    }
    Ok(Status::Done)
}

/// Work of the key file. Tests of the whole program may ask for less; a real workspace never does.
fn cost() -> vault::Cost {
    if std::env::var_os("THROUGHLINE_TEST_CHEAP_KEYFILE").is_some() { vault::Cost::TRIVIAL } else { vault::Cost::STANDARD }
}

fn usage(message: &str) -> Outcome {
    eprintln!("throughline: {message}");
    Ok(Status::Usage)
}

/// Characters of the name of an account, at most.
const NAME_MAX: usize = 100;

/// What ends a line, has no width or turns the direction: a name that holds it passes for another.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

pub(crate) fn account(workspace: &Workspace, action: AccountAction, as_json: bool) -> Outcome {
    match action {
        AccountAction::List => {
            for account in workspace.store().accounts()? {
                if as_json {
                    line(&json!({"account": account.name, "role": account.role, "disabled": account.disabled}));
                } else {
                    text_line(&format!("{}\t{}", account.name, account.role));
                }
            }
        }
        AccountAction::Add { name, role } => {
            let Some(role) = Role::ALL.into_iter().find(|r| r.name() == role) else {
                return usage("the role is analyst, informaticist, lead or administrator");
            };
            if name.is_empty() || name.trim() != name || name.chars().count() > NAME_MAX || name.chars().any(is_unseen) {
                return usage("the account needs a name of one line, of 100 characters at most and all of them to be seen, with no space at either end");
            }
            let given = std::env::var("THROUGHLINE_NEW_PASSWORD").ok().filter(|p| !p.is_empty());
            let password = given.clone().unwrap_or_else(|| store::random_token(9));
            new_account(workspace.store(), &name, role, &password)?;
            match (as_json, given.is_some()) {
                (true, true) => line(&json!({"account": name, "role": role.name()})),
                (true, false) => line(&json!({"account": name, "role": role.name(), "password": password})),
                (false, true) => text_line(&format!("account {name}, {}", role.name())),
                (false, false) => text_line(&format!("account {name}, {}, one-time password {password}", role.name())),
            }
        }
    }
    Ok(Status::Done)
}

/// The workspace's certificate, made once and kept sealed.
fn certificate(workspace: &Workspace, names: &[String]) -> Result<Certificate, AppError> {
    let store = workspace.store();
    let words = |e: &dyn std::fmt::Display| AppError::Other(format!("certificate: {e}"));
    if let (Some(certificate), Some(key)) = (store.setting("certificate")?, store.setting("certificate key")?) {
        return Certificate::from_pem(certificate.as_bytes(), key.as_bytes()).map_err(|e| words(&e));
    }
    let made = Certificate::make(names).map_err(|e| words(&e))?;
    store.set_setting("certificate", &String::from_utf8_lossy(made.certificate_pem()))?;
    store.set_setting("certificate key", &String::from_utf8_lossy(made.key_pem()))?;
    Ok(made)
}

pub(crate) fn serve(workspace: Workspace, options: Serve) -> Outcome {
    let certificate = certificate(&workspace, &options.host_name)?;
    let fingerprint = certificate.fingerprint().to_string();
    if let Some(folder) = options.static_dir.as_deref().filter(|folder| !folder.join("index.html").is_file()) {
        return usage(&format!("--static {} holds no index.html: it takes the folder of the browser build", folder.display()));
    }
    let taken = |error: std::io::Error| AppError::Other(format!("{} cannot be listened on: {error}", options.address));
    let listener = std::net::TcpListener::bind(&options.address).map_err(taken)?;
    let address = format!("https://{}", listener.local_addr()?);
    let ready = json!({"address": address, "fingerprint": fingerprint});
    if let Some(static_dir) = &options.static_dir
        && !listener.local_addr()?.ip().is_loopback()
    {
        eprintln!("throughline: --static {} is for loopback only", static_dir.display());
        return Ok(Status::Usage);
    }
    line(&ready);
    eprintln!("serving {} on {address}; Ctrl-C ends", workspace.name());
    let runtime = tokio::runtime::Runtime::new()?;
    let ready_file = options.ready_file.clone();
    let result = runtime.block_on(async {
        let shutdown = async {
            let interrupt = tokio::signal::ctrl_c();
            #[cfg(unix)]
            {
                let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                    Ok(signal) => signal,
                    Err(_) => return drop(interrupt.await),
                };
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            #[cfg(not(unix))]
            drop(interrupt.await);
        };
        if let Some(file) = ready_file {
            std::fs::write(file, format!("{ready}\n"))?;
        }
        serve_https(workspace, listener, certificate, Limits::default(), options.static_dir, shutdown).await
    });
    // Jobs that run on are cut here; their runs are closed at the next start and nothing of them is half-kept.
    runtime.shutdown_background();
    result?;
    Ok(Status::Done)
}

pub(crate) fn audit(workspace: &Workspace, at: Option<u64>, as_json: bool) -> Outcome {
    let (events, root) = match at {
        Some(seq) => workspace.store().audit_until(seq)?,
        None => workspace.store().audit_log()?,
    };
    for e in &events {
        if as_json {
            line(&json!({"seq": e.seq, "at_ms": e.at_ms, "actor": e.actor, "role": e.role, "what": e.what, "object": e.object, "outcome": e.outcome}));
        } else {
            text_line(&format!("{}\t{}\t{}\t{}\t{}\t{}\t{}", e.seq, e.at_ms, e.actor, e.role, e.what, e.object, e.outcome));
        }
    }
    match root {
        Ok(root) => {
            if let Some(wanted) = at.filter(|wanted| *wanted > events.len() as u64) {
                eprintln!("throughline: the log ends before event {wanted}");
                return Ok(Status::Nothing);
            }
            for begun in workspace.store().audit_begun()? {
                eprintln!("  being done, or interrupted since the workspace was opened: {} by {} at {}", begun.what, begun.actor, begun.at_ms);
            }
            eprintln!("{} events, Merkle root {root} at {}", events.len(), now_ms());
            Ok(if events.is_empty() { Status::Nothing } else { Status::Done })
        }
        Err(seq) => {
            eprintln!("throughline: the log was changed: event {seq} does not fit its hash");
            Ok(Status::Failed)
        }
    }
}
