//! Every command by every role, plus nobody: the answer follows the permission in the table, and each leaves an event.

use app::{Actor, Host, Workspace};
use contract::{COMMANDS, ErrorCode, Permission, Role};
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tests::{Bench, now};

/// A host that is cut off as soon as the mapping has a second version.
#[derive(Clone)]
struct CutOff(Actor, Workspace);

impl Host for CutOff {
    fn actor(&self) -> &Actor {
        &self.0
    }
    fn workspace(&self) -> &Workspace {
        &self.1
    }
    fn now_ms(&self) -> u64 {
        assert!(self.1.store().document_version("mapping", 2).unwrap().is_none(), "cut off");
        now()
    }
    fn new_token(&self) -> String {
        store::random_token(16)
    }
}

#[test]
fn each_command_in_each_role_is_allowed_as_the_table_says() {
    let bench = Bench::new();
    let roles = Role::ALL.into_iter().map(Some).chain([None]);
    let mut calls = 0;
    for role in roles {
        for command in COMMANDS {
            let answer = bench.call(role, command.name, json!({}));
            let allowed = command.permission == Permission::Anyone || role.is_some_and(|r| r.may(command.permission));
            let refused = matches!(answer.as_ref().map_err(|e| e.code), Err(ErrorCode::Forbidden | ErrorCode::SessionExpired));
            assert_eq!(allowed, !refused, "{} as {role:?}: {answer:?}", command.name);
            calls += 1;
        }
    }
    let (events, root) = bench.workspace.store().audit_log().unwrap();
    assert_eq!(events.len(), calls);
    assert!(root.is_ok());
}

#[test]
fn nobody_reads_charts_as_administrator() {
    assert!(!Role::Administrator.may(Permission::ReadCharts));
    assert!(!Role::Administrator.may(Permission::ReadPreview));
}

#[test]
fn malformed_requests_and_unknown_commands_say_nothing_of_what_was_sent() {
    let bench = Bench::new();
    let canary = "ZQXCANARY";
    let answer = bench.call(Some(Role::Analyst), "findings", json!({"offset": canary})).unwrap_err();
    assert_eq!(answer.code, ErrorCode::Invalid);
    assert!(!serde_json::to_string(&answer).unwrap().contains(canary));
    let answer = bench.call(Some(Role::Analyst), canary, json!({})).unwrap_err();
    assert_eq!(answer.code, ErrorCode::NotFound);
    assert!(!serde_json::to_string(&answer).unwrap().contains(canary));
    let (events, _) = bench.workspace.store().audit_log().unwrap();
    assert!(events.iter().all(|e| !format!("{e:?}").contains(canary)));
}

#[test]
fn nobody_approves_what_they_wrote_and_a_second_writer_meets_a_conflict() {
    let bench = Bench::harbor();
    let rule = |note: &str, base: u64| json!({"id": "medication-status", "set": "", "element": "", "expression": "COALESCE(MAP(STATUS_CD, 'medication-status'), 'unknown')", "reason": "a reason", "note": note, "baseVersion": base});
    let saved = bench.call(Some(Role::Informaticist), "save_rule", rule("first", 1)).unwrap();
    assert_eq!(saved["version"], 2);
    let refused = bench.call(Some(Role::Analyst), "save_rule", rule("second", 1)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Conflict);
    let own = bench.call(Some(Role::Informaticist), "approve_mapping", json!({"version": 2, "note": ""})).unwrap_err();
    assert_eq!(own.code, ErrorCode::Forbidden);
    let approved = bench.call(Some(Role::Lead), "approve_mapping", json!({"version": 2, "note": "read"})).unwrap();
    assert_eq!(approved["approvedBy"], "test-lead");
    let restored = bench.call(Some(Role::Analyst), "restore_mapping", json!({"version": 1, "baseVersion": 2})).unwrap();
    assert_eq!(restored["version"], 3, "undo adds a version, it destroys none");
}

#[test]
fn a_broken_expression_is_refused_with_its_place() {
    let bench = Bench::harbor();
    let request = json!({"id": "medication-status", "set": "", "element": "", "expression": "CASE WHEN STOP_DT IS NULL\n THEN NO_SUCH(STATUS_CD) END", "reason": null, "note": "", "baseVersion": 1});
    let refused = bench.call(Some(Role::Analyst), "save_rule", request).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert_eq!((refused.problems[0].line, refused.problems[0].message.as_str()), (2, "unknown function NO_SUCH"));
}

#[test]
fn who_begins_a_mapping_names_it_and_a_name_that_no_id_may_hold_is_refused() {
    let begun = |name: Value| {
        let bench = Bench::new();
        bench.ingest_bytes("legacy", "patients.csv", b"PAT_ID,LAST_NM\n1,Doe\n2,Roe\n");
        let first = json!({"id": "patient-family", "set": "Patient < patients", "key": "PAT_ID", "name": name, "element": "name[0].family", "expression": "LAST_NM", "reason": null, "note": "the first", "baseVersion": 0});
        bench.call(Some(Role::Analyst), "save_rule", first).map(|_| bench.call(Some(Role::Analyst), "mapping", json!({})).unwrap()["name"].clone())
    };
    assert_eq!(begun(json!("bay-side")).unwrap(), "bay-side");
    assert_eq!(begun(Value::Null).unwrap(), "legacy");
    for name in ["Bay", "bay side", "-bay", "urn:bay", "x".repeat(41).as_str()] {
        assert_eq!(begun(json!(name)).unwrap_err().code, ErrorCode::Invalid, "{name}");
    }
}

#[test]
fn a_command_that_is_cut_off_behind_its_change_leaves_an_event_all_the_same() {
    let Bench { folder, workspace } = Bench::harbor();
    let actor = Actor { account: "inf-1".into(), role: Some(Role::Informaticist), session: None };
    let asked = json!({"id": "medication-status", "set": "", "element": "", "expression": "'unknown'", "reason": "a reason", "note": "a note", "baseVersion": 1});
    let host = CutOff(actor, workspace.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| runtime.block_on(app::dispatch(&host, "save_rule", asked)))).is_err());
    drop((host, workspace));

    let workspace = Workspace::open(&folder.path().join("ws"), "passphrase").unwrap();
    assert!(workspace.store().document_version("mapping", 2).unwrap().is_some(), "the change holds");
    let (events, root) = workspace.store().audit_log().unwrap();
    let said: Vec<_> = events.iter().map(|e| (e.actor.as_str(), e.role.as_str(), e.what.as_str(), e.object.as_str(), e.outcome.as_str())).collect();
    assert_eq!(said, [("inf-1", "informaticist", "changed a rule", "medication-status", "interrupted")]);
    assert!(root.is_ok());
    assert!(workspace.store().audit_begun().unwrap().is_empty(), "it is said once");
}
