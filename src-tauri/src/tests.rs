//! The window's permissions, tried on a mock of the windowing system: what is declared, what is granted, to whom.

use crate::{Desktop, HOST_COMMANDS, context, with_commands};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewWindow, WebviewWindowBuilder};

struct Opened {
    _app: App<MockRuntime>,
    window: WebviewWindow<MockRuntime>,
    _folder: tempfile::TempDir,
}

fn open(label: &str) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let app = with_commands(mock_builder()).build(context()).unwrap();
    app.manage(Arc::new(Desktop::for_tests(folder.path().to_owned())));
    let window = WebviewWindowBuilder::new(&app, label, Default::default()).build().unwrap();
    Opened { _app: app, window, _folder: folder }
}

fn ask(opened: &Opened, command: &str, body: Value) -> Result<Value, Value> {
    let url = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };
    let request = InvokeRequest {
        cmd: command.into(),
        callback: tauri::ipc::CallbackFn(0),
        error: tauri::ipc::CallbackFn(1),
        url: url.parse().unwrap(),
        body: body.into(),
        headers: Default::default(),
        invoke_key: INVOKE_KEY.to_string(),
    };
    get_ipc_response(&opened.window, request).map(|answer| answer.deserialize().unwrap())
}

fn all() -> impl Iterator<Item = &'static str> {
    contract::COMMAND_NAMES.iter().chain(HOST_COMMANDS).copied()
}

/// Refusals of Tauri itself are texts; answers of ours are objects with a code.
fn refused_by_permission(answer: &Result<Value, Value>) -> bool {
    answer.as_ref().err().is_some_and(Value::is_string)
}

#[test]
fn main_may_everything_that_is_declared() {
    let main = open("main");
    for command in all() {
        let answer = ask(&main, command, json!({}));
        assert!(!refused_by_permission(&answer), "{command}: {answer:?}");
    }
}

#[test]
fn another_window_may_nothing() {
    let other = open("other");
    for command in all() {
        let answer = ask(&other, command, json!({}));
        assert!(refused_by_permission(&answer), "{command}: {answer:?}");
    }
}

#[test]
fn undeclared_command_is_refused() {
    let main = open("main");
    for command in ["wipe_workspace", "plugin:fs|read_file", "plugin:shell|execute"] {
        assert!(refused_by_permission(&ask(&main, command, json!({}))), "{command}");
    }
}

#[test]
fn capability_names_exactly_the_two_lists() {
    let capability: Value = serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
    assert_eq!(capability["windows"], json!(["main"]));
    let granted: BTreeSet<String> =
        capability["permissions"].as_array().unwrap().iter().map(|p| p.as_str().unwrap().to_owned()).collect();
    let mut wanted: BTreeSet<String> = all().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    wanted.insert("core:event:default".into());
    assert_eq!(granted, wanted);
}

#[test]
fn lists_do_not_overlap_and_every_host_command_has_an_answer() {
    let main = open("main");
    for command in HOST_COMMANDS {
        assert!(contract::command(command).is_none(), "{command} is in both lists");
        let answer = ask(&main, command, json!({}));
        assert_ne!(answer.err().map(|error| error["code"].clone()), Some(json!("not_found")), "{command}");
    }
}

#[test]
fn without_a_workspace_there_is_no_session() {
    let main = open("main");
    assert_eq!(ask(&main, "overview", json!({"request": {}})).unwrap_err()["code"], "session_expired");
    assert_eq!(ask(&main, "known_workspaces", json!({})).unwrap(), json!([]));
    let none = json!({"state": "none", "address": null, "sinceMs": null});
    assert_eq!(ask(&main, "connection", json!({})).unwrap(), none);
    let start = json!({"address": null, "account": null, "theme": null, "signedIn": false});
    assert_eq!(ask(&main, "start_options", json!({})).unwrap(), start);
}

#[test]
fn window_cannot_pin_what_the_host_did_not_see() {
    let main = open("main");
    let made_up = json!({"address": "https://127.0.0.1:8443", "fingerprint": "ab".repeat(32)});
    assert_eq!(ask(&main, "trust_workspace", made_up).unwrap_err()["code"], "invalid");
    assert_eq!(ask(&main, "use_workspace", json!({"address": "127.0.0.1"})).unwrap_err()["code"], "not_found");
    assert_eq!(ask(&main, "inspect_workspace", json!({"address": "http://x"})).unwrap_err()["code"], "invalid");
}
