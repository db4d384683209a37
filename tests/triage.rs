//! Triage through its commands: who may say what, when an acceptance ends, and that findings close on proof only.

use app::{Waivers, new_account};
use contract::{ErrorCode, Role};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Bench, now};

const DAY_MS: u64 = 86_400_000;
const STATUS: &str = "value = \"COALESCE(MAP(STATUS_CD, 'medication-status'), 'unknown')\"";

/// The sample hospital with a medication status that is always active: one cause with hundreds of findings, beside the export's own defects.
fn broken() -> (Bench, u32, Vec<Value>) {
    let bench = Bench::harbor();
    bench.document("mapping", &Bench::starter_text("harbor", "mapping").replace(STATUS, "value = \"'active'\""));
    bench.migrate();
    let (report, findings) = bench.compare();
    (bench, report.run, findings)
}

fn causes(bench: &Bench, query: Value) -> Value {
    bench.call(Some(Role::Lead), "causes", query).unwrap()
}

/// The cause whose label holds a text.
fn cause(bench: &Bench, part: &str) -> Value {
    let page = causes(bench, json!({ "limit": 500 }));
    let found = page["rows"].as_array().unwrap().iter().find(|c| c["label"].as_str().unwrap().contains(part));
    found.unwrap_or_else(|| panic!("no cause {part}: {page:#}")).clone()
}

fn accept(id: &Value, days: u64) -> Value {
    json!({ "causes": [id], "disposition": "accepted", "reason": "the board knows", "expiresMs": now() + days * DAY_MS })
}

/// Asked for by an informaticist, and approved by the lead.
fn waived(bench: &Bench, id: &Value, days: u64) {
    bench.call(Some(Role::Informaticist), "triage", accept(id, days)).unwrap();
    let waiting = bench.call(Some(Role::Lead), "sign_queue", json!({})).unwrap();
    let asked = waiting["waivers"].as_array().unwrap().iter().find(|w| w["id"] == *id).unwrap();
    let seen = json!([{ "id": id, "seq": asked["seq"], "findings": asked["findings"] }]);
    bench.call(Some(Role::Lead), "sign_waivers", json!({ "waivers": seen, "verdict": "approved" })).unwrap();
}

fn state_count(page: &Value, state: &str) -> u64 {
    page["states"].as_array().unwrap().iter().find(|f| f["value"] == state).map_or(0, |f| f["count"].as_u64().unwrap())
}

fn ids(findings: &[Value]) -> BTreeSet<String> {
    findings.iter().map(|f| f["finding"].as_str().unwrap().to_string()).collect()
}

#[test]
fn a_word_that_leaves_causes_out_leaves_their_findings_out_of_the_selection() {
    let (bench, _, _) = broken();
    let all = causes(&bench, json!({ "limit": 500 }));
    let some = causes(&bench, json!({ "limit": 500, "text": "medication" }));
    let sum = |page: &Value, what: &str| page["rows"].as_array().unwrap().iter().map(|c| c[what].as_u64().unwrap()).sum::<u64>();
    for page in [&all, &some] {
        assert_eq!((page["findings"].as_u64(), page["safety"].as_u64()), (Some(sum(page, "statements")), Some(sum(page, "safety"))));
    }
    assert!(some["total"].as_u64() < all["total"].as_u64() && some["findings"].as_u64() < all["findings"].as_u64(), "{some:#}");
    assert_eq!(causes(&bench, json!({ "text": "no cause says this" }))["findings"], 0);
}

#[test]
fn a_mended_rule_closes_its_findings_on_proof_and_a_waiver_stays() {
    let (bench, run, before) = broken();
    let defect = cause(&bench, "rule medication-status:");
    let other = causes(&bench, json!({ "classes": ["source defect"], "limit": 1 }))["rows"][0].clone();
    waived(&bench, &other["id"], 90);
    bench.call(Some(Role::Analyst), "triage", json!({ "causes": [defect["id"]], "disposition": "mapping defect", "comment": "mended in the next version" })).unwrap();
    assert_eq!(cause(&bench, "rule medication-status:")["statements"], defect["statements"], "what people say closes nothing");

    bench.document("mapping", &Bench::starter_text("harbor", "mapping"));
    bench.migrate();
    let (report, after) = bench.compare();
    let (old, new) = (ids(&before), ids(&after));
    let closed = old.difference(&new).count() as u64;
    assert!(closed >= defect["statements"].as_u64().unwrap(), "{closed} closed");
    assert!(!causes(&bench, json!({ "limit": 500 })).to_string().contains(defect["id"].as_str().unwrap()), "the cause is gone");
    let points = bench.call(Some(Role::Administrator), "burn_down", json!({})).unwrap()["points"].as_array().unwrap().clone();
    let sum = |point: &Value, key: &str| point["severities"].as_array().unwrap().iter().map(|s| s[key].as_u64().unwrap()).sum::<u64>();
    let [first, second] = &points[..] else { panic!("{points:#?}") };
    assert_eq!(sum(first, "fresh"), old.len() as u64);
    assert_eq!((sum(second, "closed"), sum(second, "fresh"), sum(second, "returned")), (closed, new.difference(&old).count() as u64, 0));
    let held = causes(&bench, json!({ "states": ["accepted"] }))["findings"].as_u64().unwrap();
    assert!(held > 0, "the waiver holds in the next comparison");
    assert_eq!(sum(second, "accepted"), held);
    assert_eq!(sum(second, "open") + sum(second, "accepted"), report.findings);
    assert!(after.iter().any(|f| f["triage"]["disposition"] == "accepted"));
    let known: BTreeSet<String> = app::finding_ids(&bench.workspace, run).unwrap().unwrap().into_iter().collect();
    assert_eq!(known, old, "the first comparison is known after its results are forgotten");

    // The same imbalance has the same id, whatever else the second migration made.
    let place = |f: &Value| [&f["verdict"], &f["aspect"], &f["kind"], &f["legacy"]["locators"], &f["destination"]["locators"]].map(Value::to_string).join("|");
    for finding in &after {
        if let Some(same) = before.iter().find(|b| place(b) == place(finding)) {
            assert_eq!(same["finding"], finding["finding"], "{finding:#}");
        }
    }
}

#[test]
fn an_acceptance_ends_on_its_day_and_the_team_sees_it() {
    let (bench, run, findings) = broken();
    let one = cause(&bench, "rule medication-status:");
    let count = one["statements"].as_u64().unwrap();
    waived(&bench, &one["id"], 30);
    bench.call(Some(Role::Informaticist), "triage", json!({ "causes": [one["id"]], "dueMs": now() + 40 * DAY_MS })).unwrap();

    let accepted = causes(&bench, json!({ "states": ["accepted"] }));
    assert_eq!((accepted["total"].as_u64(), accepted["findings"].as_u64()), (Some(1), Some(count)));
    assert_eq!(state_count(&accepted, "open"), findings.len() as u64 - count, "a facet counts what the other filters leave");
    let overview = bench.call(Some(Role::Lead), "overview", json!({})).unwrap();
    assert_eq!(overview["triage"]["accepted"], count);
    let safety = overview["next"].as_array().unwrap().iter().find(|s| s["key"] == "safety_findings").map_or(0, |s| s["count"].as_u64().unwrap());
    assert_eq!(safety, causes(&bench, json!({ "states": ["open"] }))["safety"].as_u64().unwrap(), "what is accepted is not what to do next");

    let later = |days: u64, command: &str, query: Value| bench.call_at(now() + days * DAY_MS, Some(Role::Lead), command, query).unwrap();
    let expired = later(30, "causes", json!({ "states": ["expired"] }));
    assert_eq!(expired["findings"], count);
    assert_eq!((expired["rows"][0]["triage"]["state"].as_str(), expired["rows"][0]["triage"]["overdue"].as_bool()), (Some("expired"), Some(false)));
    assert_eq!(later(40, "overview", json!({}))["triage"]["overdue"], count);
    assert_eq!(later(30, "findings", json!({ "states": ["accepted"] }))["total"], 0);

    let lines = |at: u64| {
        let mut waived = 0;
        app::finding_lines(&bench.workspace, run, &mut |f| waived += u64::from(f.waived(at))).unwrap();
        (waived, app::waivers(&bench.workspace, run, at).unwrap())
    };
    assert_eq!(lines(now()), (count, Waivers { accepted: count, ..Waivers::default() }));
    assert_eq!(lines(now() + 30 * DAY_MS), (0, Waivers { reopened: count, expired: 1, ..Waivers::default() }));
}

#[test]
fn a_finding_may_stand_apart_from_its_cause() {
    let (bench, ..) = broken();
    let one = cause(&bench, "rule medication-status:");
    let count = one["statements"].as_u64().unwrap();
    waived(&bench, &one["id"], 30);
    bench.call(Some(Role::Lead), "triage", json!({ "findings": [one["example"]], "disposition": "reopened", "reason": "a blood thinner" })).unwrap();
    let findings = |query: Value| bench.call(Some(Role::Analyst), "findings", query).unwrap();
    let accepted = findings(json!({ "states": ["accepted"], "limit": 500 }));
    assert_eq!(accepted["total"], count - 1);
    assert!(accepted["rows"].as_array().unwrap().iter().all(|f| f["id"] != one["example"] && f["triage"]["inherited"] == true));
    let open = findings(json!({ "states": ["open"], "cause": one["id"], "limit": 500 }));
    assert_eq!((open["total"].as_u64(), &open["rows"][0]["id"]), (Some(1), &one["example"]));
    assert_eq!(findings(json!({ "dispositions": ["accepted"], "states": ["expired"] }))["total"], 0, "filters of two kinds narrow");
    let log = bench.call(Some(Role::Administrator), "triage_log", json!({ "id": one["example"] })).unwrap();
    let told: Vec<_> = log["rows"].as_array().unwrap().iter().map(|e| (e["subject"].as_str().unwrap(), e["disposition"].as_str().unwrap(), e["by"].as_str().unwrap())).collect();
    assert_eq!(told, [("finding", "reopened", "test-lead"), ("cause", "", "test-lead"), ("cause", "accepted", "test-informaticist")]);
    assert_eq!(log["rows"][1]["signed"], "approved", "who asked and who approved are two lines");
}

#[test]
fn what_is_taken_back_is_left_where_somebody_decided_or_signed_since() {
    let (bench, ..) = broken();
    let one = cause(&bench, "rule medication-status:");
    let triage = |role: Role, request: Value| bench.call(Some(role), "triage", request).unwrap();
    let defect = json!({ "causes": [one["id"]], "disposition": "mapping defect", "reason": "the rule" });
    let back = |made: &Value| json!({ "causes": [one["id"]], "disposition": "reopened", "since": made["place"] });
    let counts = |done: &Value| (done["subjects"].as_u64().unwrap(), done["left"].as_u64().unwrap());

    let mine = triage(Role::Analyst, defect.clone());
    triage(Role::Lead, json!({ "causes": [one["id"]], "comment": "seen" }));
    assert_eq!(counts(&triage(Role::Analyst, back(&mine))), (1, 0), "a comment decides nothing");

    let mine = triage(Role::Analyst, defect);
    let accepted = triage(Role::Informaticist, accept(&one["id"], 30));
    assert_eq!(counts(&triage(Role::Analyst, back(&mine))), (0, 1), "and it is no matter of permission");
    assert_eq!(cause(&bench, "rule medication-status:")["triage"]["disposition"], "accepted");

    let waiting = bench.call(Some(Role::Lead), "sign_queue", json!({})).unwrap();
    let asked = &waiting["waivers"][0];
    assert_eq!(asked["seq"], accepted["place"]);
    let seen = json!([{ "id": one["id"], "seq": asked["seq"], "findings": asked["findings"] }]);
    bench.call(Some(Role::Lead), "sign_waivers", json!({ "waivers": seen, "verdict": "approved" })).unwrap();
    assert_eq!(counts(&triage(Role::Informaticist, back(&accepted))), (0, 1), "a signature stands");
    assert_eq!(cause(&bench, "rule medication-status:")["triage"]["state"], "accepted");
}

#[test]
fn an_owner_is_taken_back_unless_somebody_named_another_since() {
    let (bench, ..) = broken();
    for name in ["ada", "grace"] {
        new_account(bench.workspace.store(), name, Role::Informaticist, "correct horse battery").unwrap();
    }
    let one = cause(&bench, "rule medication-status:");
    let triage = |request: Value| bench.call(Some(Role::Informaticist), "triage", request).unwrap();
    let owned = |owner: &str| json!({ "causes": [one["id"]], "owner": owner });
    let back = |made: &Value| json!({ "causes": [one["id"]], "owner": "", "since": made["place"] });
    let owner = || cause(&bench, "rule medication-status:")["triage"]["owner"].clone();

    let mine = triage(owned("ada"));
    triage(json!({ "causes": [one["id"]], "disposition": "mapping defect", "reason": "the rule" }));
    assert_eq!(triage(back(&mine))["subjects"], 1, "a decision names no owner");
    assert_eq!(owner(), "");
    assert_eq!(cause(&bench, "rule medication-status:")["triage"]["disposition"], "mapping defect");

    let mine = triage(owned("ada"));
    triage(owned("grace"));
    assert_eq!(triage(back(&mine))["left"], 1);
    assert_eq!(owner(), "grace");
}

#[test]
fn who_may_accept_and_what_is_refused() {
    let (bench, ..) = broken();
    let one = cause(&bench, "rule medication-status:");
    let code = |role: Role, request: Value| bench.call(Some(role), "triage", request).err().map(|e| e.code);
    let (forbidden, invalid) = (Some(ErrorCode::Forbidden), Some(ErrorCode::Invalid));
    assert_eq!(code(Role::Administrator, accept(&one["id"], 30)), forbidden);
    assert_eq!(code(Role::Analyst, accept(&one["id"], 30)), forbidden);
    assert_eq!(code(Role::Analyst, json!({ "causes": [one["id"]], "disposition": "mapping defect" })), None);
    assert_eq!(code(Role::Lead, accept(&one["id"], 30)), None);
    assert_eq!(code(Role::Analyst, json!({ "causes": [one["id"]], "disposition": "reopened" })), forbidden, "a waiver is ended by who may give one");
    assert_eq!(code(Role::Analyst, json!({ "causes": [one["id"]], "comment": "I doubt it" })), None);
    let late = bench.call_at(now() + 31 * DAY_MS, Some(Role::Analyst), "triage", json!({ "causes": [one["id"]], "disposition": "mapping defect" }));
    assert!(late.is_ok(), "an ended waiver binds nobody: {late:?}");

    let with = |change: Value| {
        let mut request = accept(&one["id"], 30);
        request.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        request
    };
    for change in [
        json!({ "reason": "  " }),
        json!({ "expiresMs": null }),
        json!({ "expiresMs": now() }),
        json!({ "expiresMs": now() + 400 * DAY_MS }),
        json!({ "disposition": "identity" }),
        json!({ "disposition": "forgotten", "expiresMs": null }),
        json!({ "causes": [] }),
        json!({ "owner": "no-such-account" }),
    ] {
        assert_eq!(code(Role::Lead, with(change.clone())), invalid, "{change}");
    }
    assert_eq!(code(Role::Lead, with(json!({ "causes": ["c-000000000000"] }))), Some(ErrorCode::NotFound));
    assert_eq!(code(Role::Lead, json!({ "causes": [one["id"]] })), invalid, "an entry says something");
}

#[test]
fn an_owner_is_an_account_that_can_see_to_it() {
    let (bench, ..) = broken();
    for (name, role) in [("ada", Role::Analyst), ("root", Role::Administrator)] {
        new_account(bench.workspace.store(), name, role, "a long password").unwrap();
    }
    let people = bench.call(Some(Role::Analyst), "people", json!({})).unwrap();
    assert_eq!(people["rows"], json!([{ "name": "ada", "role": "analyst" }]));
    let one = cause(&bench, "rule medication-status:");
    bench.call(Some(Role::Analyst), "triage", json!({ "causes": [one["id"]], "owner": "ada", "dueMs": now() - 1 })).unwrap();
    let hers = causes(&bench, json!({ "owners": ["ada"] }));
    assert_eq!((hers["total"].as_u64(), hers["rows"][0]["triage"]["overdue"].as_bool()), (Some(1), Some(true)));
    assert!(hers["owners"].as_array().unwrap().iter().any(|o| o["value"] == "nobody"));
    assert!(bench.call(Some(Role::Analyst), "triage", json!({ "causes": [one["id"]], "owner": "root" })).is_err());
    bench.call(Some(Role::Analyst), "triage", json!({ "causes": [one["id"]], "owner": "", "dueMs": 0 })).unwrap();
    assert_eq!(causes(&bench, json!({ "owners": ["ada"] }))["total"], 0);
    assert_eq!(state_count(&causes(&bench, json!({})), "overdue"), 0);
}

#[test]
fn an_accepted_cause_that_grows_is_shown_itself() {
    let (bench, run, _) = broken();
    let one = cause(&bench, "rule medication-status:");
    let count = one["statements"].as_u64().unwrap();
    let entry = store::TriageEntry {
        at_ms: now(),
        by: "lead".into(),
        subject_kind: "cause".into(),
        subject: one["id"].as_str().unwrap().into(),
        disposition: Some("accepted".into()),
        reason: "few".into(),
        expires_ms: Some(now() + DAY_MS),
        findings: 1,
        ..store::TriageEntry::default()
    };
    bench.workspace.store().add_triage(&[entry]).unwrap();
    let grown = causes(&bench, json!({ "states": ["grown"] }));
    assert_eq!((grown["total"].as_u64(), grown["rows"][0]["triage"]["grown"].as_u64()), (Some(1), Some(count - 1)));
    let told = app::waivers(&bench.workspace, run, now()).unwrap().grown;
    assert_eq!(told, [(one["label"].as_str().unwrap().to_string(), count - 1)]);
    let overview = bench.call(Some(Role::Lead), "overview", json!({})).unwrap();
    assert!(overview["next"].as_array().unwrap().iter().any(|s| s["key"] == "grown_causes" && s["count"] == 1), "{overview:#}");
}

#[test]
fn a_reason_that_names_a_patient_is_not_kept() {
    let (bench, ..) = broken();
    let one = cause(&bench, "rule medication-status:");
    let patients = std::fs::read_to_string(tests::sample().join("patients.csv")).unwrap();
    let mut lines = patients.lines();
    let cells = |line: &str| line.split(',').map(str::to_string).collect::<Vec<_>>();
    let (head, row) = (cells(lines.next().unwrap()), cells(lines.next().unwrap()));
    let at = |name: &str| row[head.iter().position(|c| c == name).unwrap()].clone();
    let name = format!("{} {}", at("FIRST_NM"), at("LAST_NM"));
    let refused = bench.call(Some(Role::Lead), "triage", json!({ "causes": [one["id"]], "comment": format!("asked about {name} today") })).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert!(!serde_json::to_string(&refused).unwrap().contains(&name));
    assert_eq!(cause(&bench, "rule medication-status:")["triage"]["comments"], 0);
}

#[test]
fn what_is_decided_of_one_telephone_number_is_not_decided_of_the_other() {
    let bench = Bench::new();
    let patient = |home: &str, work: &str| {
        json!({"resourceType": "Patient", "id": "p1", "identifier": [{"system": "urn:mrn", "value": "MRN00001"}], "name": [{"family": "Quack", "given": ["Testa"]}], "gender": "female",
            "birthDate": "1970-01-02", "telecom": [{"system": "phone", "use": "home", "value": home}, {"system": "phone", "use": "work", "value": work}]})
        .to_string()
    };
    bench.ingest_bytes("legacy", "legacy.ndjson", patient("303-555-0101", "303-555-0102").as_bytes());
    let ids = |home: &str, work: &str| {
        bench.ingest_bytes("destination", "destination.ndjson", patient(home, work).as_bytes());
        let (_, findings) = bench.compare();
        findings.iter().filter(|f| f["aspect"] == "phone").map(|f| f["finding"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    let both = ids("303-555-0191", "303-555-0192");
    assert_eq!(both.iter().collect::<BTreeSet<_>>().len(), 2, "two numbers are two findings: {both:?}");
    assert_eq!(ids("303-555-0191", "303-555-0192"), both, "they keep their ids");
    let opened = both.iter().map(|id| bench.call(Some(Role::Informaticist), "finding", json!({ "id": id })).unwrap()["legacyLocators"].to_string());
    assert_eq!(opened.collect::<BTreeSet<_>>().len(), 2, "each opens its own number");
    assert_eq!(ids("303-555-0191", "303-555-0102"), both[..1].to_vec(), "the second is mended, and the first is the one that it was");
}
