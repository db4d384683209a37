//! Active or archive, deliveries, integrations and rules of the legacy system, through their commands.

use contract::Role;
use serde_json::{Value, json};
use tests::Bench;

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("")
}

const PARTS: &str = r#"
[[assert]]
kind = "demographic"
from = "people"
patient = "ID"
  [assert.say]
  birth_date = { field = "BORN", as = "date", format = "ISO" }

[[assert]]
kind = "encounter"
from = "visits"
patient = "ID"
  [assert.say]
  effective = { field = "SEEN", as = "date", format = "ISO" }
"#;

/// 20 adults seen in 2024, 15 adults seen in 2010, 3 children seen in 2010, 1 adult never seen.
fn small() -> Bench {
    let bench = Bench::new();
    bench.lens(PARTS);
    let (mut people, mut visits) = (String::from("ID,BORN\n"), String::from("ID,SEEN\n"));
    let mut add = |ids: std::ops::Range<u32>, born: &str, seen: &str| {
        for id in ids {
            people.push_str(&format!("{id},{born}\n"));
            if !seen.is_empty() {
                visits.push_str(&format!("{id},{seen}\n"));
            }
        }
    };
    add(0..20, "1970-01-02", "2024-05-01");
    add(20..35, "1970-01-02", "2010-05-01");
    add(35..38, "2009-01-02", "2010-05-01");
    add(38..39, "1970-01-02", "");
    bench.ingest_bytes("legacy", "people.csv", people.as_bytes());
    bench.ingest_bytes("legacy", "visits.csv", visits.as_bytes());
    bench
}

fn classes(view: &Value) -> Vec<(String, String, Option<u64>)> {
    let class = |c: &Value| (text(c, "class").to_string(), text(c, "reason").to_string(), c["patients"].as_u64());
    view["effect"]["classes"].as_array().unwrap().iter().map(class).collect()
}

#[test]
fn patients_are_classed_and_a_changed_rule_is_tried_out_before_it_is_saved() {
    let bench = small();
    let read = |role, command: &str, payload: Value| bench.call(Some(role), command, payload).unwrap();
    let empty = read(Role::Lead, "retention", json!({}));
    assert_eq!((empty["run"].as_u64(), empty["version"].as_u64()), (Some(0), Some(0)), "nothing is claimed before the book was read");
    let report = app::gather(&bench.workspace, tests::now, &app::quiet).unwrap();
    assert_eq!((report.patients, report.statements), (39, 39 + 38));
    let view = read(Role::Lead, "retention", json!({}));
    let own = |class: &str, reason: &str, patients: Option<u64>| (class.to_string(), reason.to_string(), patients);
    assert_eq!(classes(&view), [
        own("active", "seen recently", None),
        own("active", "a minor, or kept for years after one", None),
        own("archive", "not seen for years", Some(15)),
        own("undecided", "no activity is known", None),
    ], "20 of the 24 who are not archived would leave 4");
    assert!(view["unanswered"].as_array().unwrap().iter().any(|u| u.as_str().unwrap_or("").starts_with("open balance")), "{view:#}");
    let year = &view["effect"]["years"][0];
    assert_eq!((year["year"].as_u64(), year["active"].as_u64(), year["archive"].as_u64()), (Some(2010), None, Some(15)));
    let newest = &view["effect"]["years"][1];
    assert_eq!((newest["year"].as_u64(), newest["active"].as_u64(), view["effect"]["undated"].as_u64()), (Some(2024), None, None));

    let mut rule = view["rule"].clone();
    rule["yearsActive"] = json!(20);
    let preview = read(Role::Lead, "preview_retention", rule.clone());
    assert_eq!(preview["moves"].as_array().unwrap().len(), 1, "{preview:#}");
    let moved = &preview["moves"][0];
    assert_eq!((text(moved, "from"), text(moved, "to"), moved["patients"].as_u64(), moved["statements"].as_u64()), ("archive", "active", Some(15), Some(30)));
    assert_eq!(classes(&read(Role::Lead, "retention", json!({}))).len(), 4, "a preview changes nothing");

    let save = |role, base: u64, rule: &Value, reason: &str| bench.call(Some(role), "save_retention", json!({ "base": base, "rule": rule, "reason": reason }));
    assert!(save(Role::Analyst, 0, &rule, " ").is_err(), "a rule needs a reason");
    assert!(save(Role::Lead, 0, &rule, "law").is_err(), "a lead reads");
    let mut wild = rule.clone();
    wild["yearsDeceased"] = json!(4000);
    assert!(save(Role::Analyst, 0, &wild, "law").is_err());
    let saved = save(Role::Analyst, 0, &rule, "state law").unwrap();
    assert_eq!((saved["version"].as_u64(), saved["stale"].as_bool()), (Some(1), Some(false)));
    assert_eq!((text(&saved["history"][0], "reason"), text(&saved["history"][0], "author")), ("state law", "test-analyst"));
    assert!(save(Role::Analyst, 0, &rule, "state law").is_err(), "somebody saved before");
    bench.ingest_bytes("legacy", "visits.csv", b"ID,SEEN\n1,2024-05-01\n");
    assert_eq!(read(Role::Lead, "retention", json!({}))["stale"], json!(true), "a new delivery makes the counts old");
}

#[test]
fn the_sample_hospital_is_classed_whole() {
    let bench = Bench::harbor();
    let report = app::gather(&bench.workspace, tests::now, &app::quiet).unwrap();
    let (_, rule) = app::retention(&bench.workspace).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    app::archive_patients(&bench.workspace, &report, &rule, &mut |p| assert!(seen.insert(p.patient.clone()), "{} twice", p.patient)).unwrap();
    assert_eq!(seen.len() as u64, report.patients);
    let effect = app::effect(&bench.workspace, &report, &rule).unwrap();
    assert_eq!(effect.standings.values().map(|h| h.patients).sum::<u64>(), report.patients);
    assert!(effect.standings.keys().any(|s| s.class() == "active") && effect.standings.keys().any(|s| s.class() == "archive"), "{:?}", effect.standings);
}

const MAPPING: &str = r#"
format = "throughline-mapping/1"
name = "small"
system = "urn:small"
target = "hl7.fhir.us.core#6.1.0"
timezone = "America/New_York"

[[resource]]
type = "Patient"
from = "people"
key = "ID"

  [[resource.rule]]
  id = "patient-key"
  to = "identifier[0].value"
  value = "ID"

  [[resource.rule]]
  id = "patient-other"
  to = "identifier[1].value"
  value = "BORN"
"#;

#[test]
fn a_second_delivery_shows_what_changed_and_which_rules_lose_their_field() {
    let bench = small();
    bench.document("mapping", MAPPING);
    let listed = |query: Value| bench.call(Some(Role::Lead), "deliveries", query).unwrap();
    let one_by_one = listed(json!({}));
    assert_eq!(one_by_one["deliveries"].as_array().unwrap().len(), 2);
    assert_eq!(one_by_one["rows"].as_array().unwrap().iter().map(|r| text(r, "change")).collect::<Vec<_>>(), ["relation added"], "{one_by_one:#}");

    let mut people = String::from("ID,BIRTH_DATE,SEX\n");
    (0..39).for_each(|id| people.push_str(&format!("{id},19{:02}-01-02,F\n", 40 + id)));
    bench.ingest_bytes("legacy", "people.csv", people.as_bytes());
    let found = listed(json!({ "sort": "severity" }));
    let of = |change: &str| found["rows"].as_array().unwrap().iter().filter(|r| text(r, "change") == change).cloned().collect::<Vec<_>>();
    assert_eq!(found["compared"], json!(true));
    assert_eq!(of("field added").len(), 2, "{found:#}");
    let removed = of("field removed");
    assert_eq!((removed.len(), text(&removed[0], "field")), (1, "BORN"));
    assert_eq!(removed[0]["rules"], json!(["lens: people", "patient-other"]), "nothing is carried over in silence");
    assert_eq!((&found["lost"], &found["carried"]), (&json!(2), &json!(1)), "the rule of the key is carried over");
    assert!(listed(json!({ "kinds": ["field added"] }))["total"] == json!(2));
    assert!(bench.call(Some(Role::Lead), "deliveries", json!({ "artifact": "d-99" })).is_err());

    let before = bench.workspace.store().deliveries("legacy").unwrap().len();
    bench.ingest_bytes("legacy", "people.csv", people.as_bytes());
    assert_eq!(bench.workspace.store().deliveries("legacy").unwrap().len(), before, "the same bytes again are no delivery");
}

#[test]
fn a_table_under_another_path_is_compared_and_said_to_be_read_twice() {
    let bench = Bench::new();
    let rows = |from: u32| (from..from + 40).map(|n| format!("{n},A{}\n", n % 3)).collect::<String>();
    bench.ingest_bytes("legacy", "labs.csv", format!("ID,CODE\n{}", rows(0)).as_bytes());
    let again = bench.folder.path().join("second");
    std::fs::create_dir_all(again.join("2025")).unwrap();
    std::fs::write(again.join("2025/labs.csv"), format!("ID,CODE\n{}{}", rows(0), rows(40))).unwrap();
    bench.ingest("legacy", &again);
    let found = bench.call(Some(Role::Lead), "deliveries", json!({})).unwrap();
    let changes: Vec<(&str, &str)> = found["rows"].as_array().unwrap().iter().map(|r| (text(r, "change"), text(r, "severity"))).collect();
    assert!(changes.contains(&("read beside the former", "high")), "{found:#}");
    assert!(changes.contains(&("rows", "low")), "{found:#}");
}

const DUMP: &str = "CREATE TABLE `allergies` (`id` int NOT NULL, `sev_cd` int, `note` varchar(40));
INSERT INTO `allergies` VALUES (1,2,'a'),(2,3,'b');
CREATE VIEW severe AS SELECT id FROM allergies JOIN user_map ON user_map.id = allergies.id WHERE sev_cd = 3 AND note <> 'Zebulon Quackenbush';
";

#[test]
fn rules_of_the_sample_hospital_are_catalogued_and_classed_by_a_person() {
    let bench = Bench::harbor();
    bench.ingest_bytes("legacy", "dump.sql", DUMP.as_bytes());
    let read = |command: &str, payload: Value| bench.call(Some(Role::Analyst), command, payload).unwrap();
    let page = read("legacy_rules", json!({ "limit": 500 }));
    let rows = page["rows"].as_array().unwrap().clone();
    for kind in ["alert rule", "order set", "report query"] {
        assert!(rows.iter().any(|r| text(r, "kind") == kind), "{kind}: {page:#}");
    }
    assert!(rows.iter().all(|r| text(r, "state") == "open"));
    assert_eq!(read("discovery", json!({}))["rulesOpen"].as_u64(), Some(rows.len() as u64));

    let view = rows.iter().find(|r| text(r, "name") == "severe").unwrap();
    let detail = read("legacy_rule", json!({ "id": view["id"] }));
    assert_eq!(detail["mentions"], json!(["allergies"]));
    assert!(text(&detail, "text").contains("FROM allergies"), "{detail:#}");
    assert!(!detail.to_string().contains("ebulon"), "a literal is free text: {detail:#}");
    assert!(detail["evidence"].to_string().contains("not delivered: 1 table"), "{detail:#}");

    let class = |role, class: &str, reason: &str| bench.call(Some(role), "classify_rules", json!({ "ids": [view["id"]], "class": class, "reason": reason }));
    assert!(class(Role::Analyst, "system-driven", " ").is_err(), "a class needs a reason");
    assert!(class(Role::Analyst, "whatever", "x").is_err());
    assert!(class(Role::Lead, "system-driven", "x").is_err(), "a lead reads");
    class(Role::Analyst, "system-driven", "nobody asked for it").unwrap();
    class(Role::Analyst, "open", "").unwrap();
    class(Role::Analyst, "clinician-driven", "the allergy clinic uses it").unwrap();
    let detail = read("legacy_rule", json!({ "id": view["id"] }));
    let words: Vec<&str> = detail["history"].as_array().unwrap().iter().map(|h| text(h, "word")).collect();
    assert_eq!(words, ["clinician-driven", "open", "system-driven"], "nothing is overwritten");
    assert_eq!((text(&detail["rule"], "state"), &detail["rule"]["changed"]), ("clinician-driven", &json!(false)));

    // The same rule with another text keeps its id and its class, and says that it changed.
    bench.ingest_bytes("legacy", "dump.sql", DUMP.replace("sev_cd = 3", "sev_cd >= 2").as_bytes());
    let detail = read("legacy_rule", json!({ "id": view["id"] }));
    assert_eq!((text(&detail["rule"], "state"), &detail["rule"]["changed"]), ("clinician-driven", &json!(true)));
}

#[test]
fn integrations_want_an_owner_or_a_note_and_keep_every_decision() {
    let bench = Bench::harbor();
    let read = |payload: Value| bench.call(Some(Role::Analyst), "integrations", payload).unwrap();
    let page = read(json!({}));
    let one = page["rows"][0].clone();
    assert_eq!(text(&one, "status"), "undecided", "{page:#}");
    let decide = |role, status: &str, owner: &str, note: &str| {
        bench.call(Some(role), "decide_integrations", json!({ "ids": [one["id"]], "status": status, "owner": owner, "note": note }))
    };
    assert!(decide(Role::Analyst, "keep", "", " ").is_err());
    assert!(decide(Role::Analyst, "sell", "team", "x").is_err());
    assert!(decide(Role::Lead, "keep", "team", "").is_err());
    decide(Role::Analyst, "keep", "interface team", "").unwrap();
    decide(Role::Analyst, "retire", "interface team", "silent since 2019").unwrap();
    let decided = read(json!({ "states": ["retire"] }));
    assert_eq!(decided["total"], json!(1));
    let row = &decided["rows"][0];
    assert_eq!((text(row, "owner"), row["history"].as_array().unwrap().len()), ("interface team", 2));
    decide(Role::Analyst, "undecided", "", "").unwrap();
    let open = read(json!({ "states": ["undecided"] }));
    assert_eq!(open["total"], page["total"], "it waits again, with its history");
    let summary = bench.call(Some(Role::Lead), "discovery", json!({})).unwrap();
    assert_eq!(summary["integrationsOpen"], page["total"]);
}

#[test]
fn nothing_of_this_holds_a_known_identifier() {
    let bench = Bench::harbor();
    app::gather(&bench.workspace, tests::now, &app::quiet).unwrap();
    let rules = bench.call(Some(Role::Analyst), "legacy_rules", json!({ "limit": 500 })).unwrap();
    let mut answers = vec![("legacy_rules", rules.clone())];
    for rule in rules["rows"].as_array().unwrap() {
        answers.push(("legacy_rule", bench.call(Some(Role::Analyst), "legacy_rule", json!({ "id": rule["id"] })).unwrap()));
    }
    for (command, query) in [("integrations", json!({})), ("deliveries", json!({})), ("retention", json!({}))] {
        answers.push((command, bench.call(Some(Role::Analyst), command, query).unwrap()));
    }
    for (command, answer) in answers {
        assert!(bench.workspace.egress_check(answer.to_string().as_bytes()).is_ok(), "{command}: {answer:#}");
    }
}
