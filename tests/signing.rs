//! Two pairs of eyes: what one person wants accepted is open until a lead approves it, and a sample's claim is signed by a lead who
//! neither drew it nor read in it.

use contract::{ErrorCode, Role};
use serde_json::{Value, json};
use tests::{Bench, now};

const DAY_MS: u64 = 86_400_000;

fn compared() -> (Bench, u32, u64) {
    let bench = Bench::harbor();
    bench.migrate();
    let (report, findings) = bench.compare();
    (bench, report.run, findings.len() as u64)
}

fn causes(bench: &Bench, query: Value) -> Value {
    bench.call(Some(Role::Lead), "causes", query).unwrap()
}

fn ask(bench: &Bench, role: Role, id: &Value) {
    let request = json!({ "causes": [id], "disposition": "accepted", "reason": "the board knows", "expiresMs": now() + 30 * DAY_MS });
    bench.call(Some(role), "triage", request).unwrap();
}

fn sign(bench: &Bench, role: Role, ids: &[&Value], verdict: &str, reason: &str) -> Result<Value, contract::WireError> {
    let waiting = queue(bench, Role::Lead);
    let part = |id: &Value, part: &str| waiting["waivers"].as_array().unwrap().iter().find(|w| w["id"] == *id).map_or(0, |w| w[part].as_u64().unwrap());
    let seen: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "seq": part(id, "seq"), "findings": part(id, "findings") })).collect();
    bench.call(Some(role), "sign_waivers", json!({ "waivers": seen, "verdict": verdict, "reason": reason }))
}

fn queue(bench: &Bench, role: Role) -> Value {
    bench.call(Some(role), "sign_queue", json!({})).unwrap()
}

#[test]
fn what_one_person_wants_accepted_is_open_until_a_lead_approves_it() {
    let (bench, run, findings) = compared();
    let first = causes(&bench, json!({ "limit": 2 }))["rows"].clone();
    let (one, two) = (&first[0], &first[1]);
    let count = one["statements"].as_u64().unwrap();
    ask(&bench, Role::Informaticist, &one["id"]);
    let page = causes(&bench, json!({ "states": ["proposed"] }));
    assert_eq!((page["findings"].as_u64(), page["rows"][0]["triage"]["state"].as_str()), (Some(count), Some("proposed")));
    assert_eq!(causes(&bench, json!({ "states": ["open"] }))["findings"], findings, "it clears nothing yet");
    let told = app::waivers(&bench.workspace, run, now()).unwrap();
    assert_eq!((told.accepted, told.proposed), (0, count));
    let overview = bench.call(Some(Role::Analyst), "overview", json!({})).unwrap();
    assert!(overview["next"].as_array().unwrap().iter().any(|s| s["key"] == "waivers_to_sign" && s["count"] == 1), "{overview:#}");

    let waiting = queue(&bench, Role::Lead);
    assert_eq!((waiting["waiversWaiting"].as_u64(), waiting["findingsWaiting"].as_u64()), (Some(1), Some(count)));
    assert_eq!((&waiting["waivers"][0]["by"], &waiting["waivers"][0]["maySign"]), (&json!("test-informaticist"), &json!(true)));
    assert_eq!(queue(&bench, Role::Informaticist)["waivers"][0]["maySign"], false);
    for role in [Role::Analyst, Role::Informaticist, Role::Administrator] {
        assert_eq!(sign(&bench, role, &[&one["id"]], "approved", "").unwrap_err().code, ErrorCode::Forbidden);
    }
    ask(&bench, Role::Lead, &two["id"]);
    assert_eq!(sign(&bench, Role::Lead, &[&one["id"], &two["id"]], "approved", "").unwrap_err().code, ErrorCode::Forbidden, "nobody signs what they asked for, in no company");
    assert_eq!(causes(&bench, json!({ "states": ["accepted"] }))["total"], 0, "and then nothing was signed");

    let answer = sign(&bench, Role::Lead, &[&one["id"]], "approved", "agreed with the pharmacy").unwrap();
    assert_eq!((answer["waivers"].as_u64(), answer["findings"].as_u64()), (Some(1), Some(count)));
    assert_eq!(causes(&bench, json!({ "states": ["accepted"] }))["findings"], count);
    assert_eq!(sign(&bench, Role::Lead, &[&one["id"]], "rejected", "no").unwrap_err().code, ErrorCode::Conflict, "what is signed is signed");
    let report = app::discrepancy_report(&bench.workspace, app::ReportFormat::Html).unwrap();
    let text = String::from_utf8(report.bytes).unwrap();
    assert!(text.contains("approved by test-lead on") && text.contains("not signed: open"), "the report says who and when");

    ask(&bench, Role::Informaticist, &one["id"]);
    assert_eq!(causes(&bench, json!({ "states": ["accepted"] }))["total"], 0, "another acceptance is another question");
}

#[test]
fn a_signature_is_given_to_what_was_seen_and_a_rejection_says_why() {
    let (bench, ..) = compared();
    let one = causes(&bench, json!({ "limit": 1 }))["rows"][0].clone();
    ask(&bench, Role::Informaticist, &one["id"]);
    let count = one["statements"].as_u64().unwrap();
    let before = queue(&bench, Role::Lead)["waivers"][0]["seq"].as_u64().unwrap();
    ask(&bench, Role::Informaticist, &one["id"]);
    let seq = queue(&bench, Role::Lead)["waivers"][0]["seq"].as_u64().unwrap();
    assert_ne!(seq, before, "asked again in the same millisecond it is another acceptance");
    for (seq, findings, what) in [(before, count, "another acceptance"), (seq, count - 1, "fewer findings than it explains now")] {
        let stale = json!({ "waivers": [{ "id": one["id"], "seq": seq, "findings": findings }], "verdict": "approved" });
        assert_eq!(bench.call(Some(Role::Lead), "sign_waivers", stale).unwrap_err().code, ErrorCode::Conflict, "{what}");
    }
    assert_eq!(sign(&bench, Role::Lead, &[&one["id"]], "rejected", "  ").unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(sign(&bench, Role::Lead, &[&one["id"]], "forgotten", "why").unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(sign(&bench, Role::Lead, &[], "approved", "").unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(sign(&bench, Role::Lead, &[&json!("c-000000000000")], "approved", "").unwrap_err().code, ErrorCode::NotFound);
    sign(&bench, Role::Lead, &[&one["id"]], "rejected", "it is a safety matter").unwrap();
    let triage = causes(&bench, json!({ "limit": 1 }))["rows"][0]["triage"].clone();
    assert_eq!((&triage["state"], &triage["signed"], &triage["signedBy"], &triage["signedReason"]), (&json!("open"), &json!("rejected"), &json!("test-lead"), &json!("it is a safety matter")));
    assert_eq!(queue(&bench, Role::Lead)["waiversWaiting"], 0);
    let ended = bench.call(Some(Role::Analyst), "triage", json!({ "causes": [one["id"]], "disposition": "mapping defect" }));
    assert!(ended.is_ok(), "a rejected waiver binds nobody: {ended:?}");
}

#[test]
fn a_sample_is_signed_by_a_lead_who_took_no_part_when_it_is_read_in_full() {
    let (bench, ..) = compared();
    let wish = json!({ "claim": 10, "confidence": 95, "seed": 7, "topPercent": 5, "middlePercent": 20, "top": "lot" });
    let sample = bench.call(Some(Role::Informaticist), "draw_sample", wish).unwrap();
    let id = &sample["id"];
    let signed = |role: Role, readings: u64| bench.call(Some(role), "sign_sample", json!({ "id": id, "readings": readings, "verdict": "approved" }));
    assert_eq!(signed(Role::Lead, 0).unwrap_err().code, ErrorCode::Invalid, "there is no claim yet");
    assert_eq!(queue(&bench, Role::Lead)["samples"], json!([]));
    let unread = app::discrepancy_report(&bench.workspace, app::ReportFormat::Html).unwrap();
    let unread = String::from_utf8(unread.bytes).unwrap();
    assert!(unread.contains("1 chart review is not read in full") && unread.contains("Not read yet. If none of "), "a sample that nobody read supports nothing");

    let rows = bench.call(Some(Role::Lead), "sample", json!({ "id": id, "limit": 500 })).unwrap()["rows"].as_array().unwrap().clone();
    let mut readings = 0;
    for row in &rows {
        for reader in ["ada", "bo"].into_iter().take(row["readers"].as_u64().unwrap() as usize) {
            let review = store::ReviewRow {
                token: row["id"].as_str().unwrap().into(),
                reader: reader.into(),
                outcome: "held".into(),
                kind: String::new(),
                aspect: String::new(),
                comment: String::new(),
                at_ms: now(),
            };
            bench.workspace.store().add_review(id.as_str().unwrap(), &review).unwrap();
            readings += 1;
        }
    }
    let waiting = queue(&bench, Role::Lead);
    let claim = waiting["samples"][0]["claim"].as_str().unwrap();
    assert!(claim.starts_with("If none of ") && claim.ends_with(" charts by lot is wrong: fewer than 10 % wrong at 95 %."), "a lead sees what she signs: {claim}");
    assert_eq!((&waiting["samplesWaiting"], &waiting["samples"][0]["readings"], &waiting["samples"][0]["maySign"]), (&json!(1), &json!(readings), &json!(true)));
    assert_eq!(signed(Role::Informaticist, readings).unwrap_err().code, ErrorCode::Forbidden);
    assert_eq!(signed(Role::Lead, readings - 1).unwrap_err().code, ErrorCode::Conflict, "somebody read on");
    signed(Role::Lead, readings).unwrap();
    assert_eq!(signed(Role::Lead, readings).unwrap_err().code, ErrorCode::Conflict);
    let done = queue(&bench, Role::Lead);
    assert_eq!((&done["samplesWaiting"], &done["samples"][0]["signed"], &done["samples"][0]["signedBy"]), (&json!(0), &json!("approved"), &json!("test-lead")));
    let report = app::discrepancy_report(&bench.workspace, app::ReportFormat::Html).unwrap();
    let read = String::from_utf8(report.bytes).unwrap();
    assert!(read.contains("approved by test-lead on") && !read.contains("not read in full") && !read.contains("Not read yet"));

    // A changed mind takes the signature away: it was given to other readings.
    bench.call(Some(Role::Lead), "record_review", json!({ "id": id, "patient": rows[0]["id"], "outcome": "error", "comment": "the dose" })).unwrap_err();
    let again = store::ReviewRow { token: rows[0]["id"].as_str().unwrap().into(), reader: "ada".into(), outcome: "unclear".into(), kind: String::new(), aspect: String::new(), comment: String::new(), at_ms: now() };
    bench.workspace.store().add_review(id.as_str().unwrap(), &again).unwrap();
    assert_eq!(queue(&bench, Role::Lead)["samples"].as_array().unwrap().iter().filter(|s| s["signed"] == "approved").count(), 0);
}

#[test]
fn a_reader_of_the_sample_does_not_sign_it() {
    let (bench, ..) = compared();
    let wish = json!({ "claim": 50, "confidence": 80, "seed": 7, "top": "lot" });
    let sample = bench.call(Some(Role::Informaticist), "draw_sample", wish).unwrap();
    let id = &sample["id"];
    let rows = bench.call(Some(Role::Lead), "sample", json!({ "id": id, "limit": 500 })).unwrap()["rows"].as_array().unwrap().clone();
    for row in &rows {
        for role in [Role::Lead, Role::Informaticist].into_iter().take(row["readers"].as_u64().unwrap() as usize) {
            bench.call(Some(role), "record_review", json!({ "id": id, "patient": row["id"], "outcome": "held", "comment": "" })).unwrap();
        }
    }
    let waiting = queue(&bench, Role::Lead);
    let readings = &waiting["samples"][0]["readings"];
    assert_eq!(waiting["samples"][0]["maySign"], false, "{waiting:#}");
    let own = bench.call(Some(Role::Lead), "sign_sample", json!({ "id": id, "readings": readings, "verdict": "approved" })).unwrap_err();
    assert_eq!((own.code, own.problems[0].message.as_str()), (ErrorCode::Forbidden, "You drew this sample or read in it: another lead signs it."));
}

#[test]
fn a_wrong_password_on_the_command_line_leaves_an_event_without_the_name_and_is_not_tried_without_end() {
    let bench = Bench::new();
    let store = bench.workspace.store();
    app::new_account(store, "eve", Role::Lead, "the right one").unwrap();
    let events = || store.audit_log().unwrap().0.into_iter().map(|e| (e.actor, e.role, e.what, e.object, e.outcome)).collect::<Vec<_>>();
    let before = events().len();
    assert!(matches!(app::admit(&bench.workspace, "eve", "the right one", 1_000).unwrap(), app::Admission::Admitted(actor) if actor.account == "eve" && actor.role == Some(Role::Lead)));
    assert_eq!(events().len(), before, "the command that follows leaves the event");
    for (name, password) in [("eve", "a wrong one"), ("the right one", "eve"), ("nobody", "")] {
        assert!(matches!(app::admit(&bench.workspace, name, password, 1_000).unwrap(), app::Admission::Wrong));
    }
    let failed = |what: &str| (String::new(), "nobody".to_string(), "signed in on the command line".to_string(), String::new(), what.to_string());
    assert_eq!(events()[before..], [failed("wrong_password"), failed("wrong_password"), failed("wrong_password")]);
    let told = (0..20).map(|_| app::admit(&bench.workspace, "Eve ", "a wrong one", 2_000).unwrap()).filter(|a| matches!(a, app::Admission::TooMany)).count();
    assert_eq!(told, 12, "ten a minute: one right, one wrong and eight of these");
    assert!(matches!(app::admit(&bench.workspace, "eve", "the right one", 2_000).unwrap(), app::Admission::TooMany), "the right one is not looked at either");
    assert!(matches!(app::admit(&bench.workspace, "eve", "the right one", 61_001).unwrap(), app::Admission::Admitted(_)));
}
