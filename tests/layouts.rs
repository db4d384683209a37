//! Layouts: a file that cannot say how it is written is read as the team declares, every time it is read, and again when the
//! declaration changes.

use contract::{ErrorCode, Role};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use tests::{Bench, now};

const FILE: &[u8] = b"0001JOHNSO19700102A\n0002ANN   19710304I\n0003BEA   19720506A\n";

const LAYOUTS: &str = r#"
format = "throughline-layout/1"

[[layout]]
path = "*.dat"
format = "fixed width"
relation = "problems"
columns = [
  { name = "PAT", start = 1, width = 4 },
  { name = "CODE", start = 5, width = 6 },
  { name = "ONSET", start = 11, width = 8 },
  { name = "STATUS", start = 19, width = 1 },
]
"#;

const PARTS: &str = r#"
[[assert]]
kind = "problem"
from = "problems"
patient = "PAT"

  [assert.say]
  code = { field = "CODE", system = "urn:t" }
  onset = { field = "ONSET", format = "YYYYMMDD" }
  status = { field = "STATUS", values = { A = "active", I = "inactive" } }
"#;

fn statements(bench: &Bench) -> Vec<String> {
    let mut lines = Vec::new();
    app::read_statements(&bench.workspace, model::Side::Legacy, &|_| true, &app::quiet, &mut |statement, _| {
        let facts: Vec<String> = statement.facts.iter().map(|f| format!("{}={}", f.aspect.word(), f.value.shown())).collect();
        lines.push(format!("{} {}", statement.patient, facts.join("; ")));
        ControlFlow::Continue(())
    })
    .unwrap();
    lines
}

fn reread(bench: &Bench) -> Vec<String> {
    let mut lines = Vec::new();
    app::reread(&bench.workspace, now(), &mut |l| lines.push(format!("{} {} {} {}", l.path, l.format, l.records, l.relations.join(",")))).unwrap();
    lines
}

#[test]
fn a_file_is_read_as_it_is_declared() {
    let bench = Bench::new();
    bench.document("layouts", LAYOUTS);
    bench.lens(PARTS);
    let line = bench.ingest_bytes("legacy", "list.dat", FILE);
    assert_eq!((line.format.as_str(), line.records, line.relations), ("fixed width", 3, vec!["problems".to_string()]));
    let lines = statements(&bench);
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().any(|l| l.starts_with("0002 ") && l.contains("code=t ANN") && l.contains("onset=1971-03-04") && l.contains("status=inactive")), "{lines:#?}");
    assert!(app::outdated(&bench.workspace).unwrap().is_empty());
}

#[test]
fn what_a_new_layout_changes_is_outdated_until_it_is_read_again() {
    let bench = Bench::new();
    bench.lens(PARTS);
    let before = bench.ingest_bytes("legacy", "list.dat", FILE);
    assert_ne!(before.format, "fixed width", "nothing in the file tells its columns");
    bench.ingest_bytes("legacy", "other.csv", b"ID,NAME\n1,a\n");
    assert!(app::outdated(&bench.workspace).unwrap().is_empty());

    bench.document("layouts", LAYOUTS);
    let paths: Vec<String> = app::outdated(&bench.workspace).unwrap().into_iter().map(|a| a.path).collect();
    assert_eq!(paths, ["list.dat"], "only what the layout reads otherwise");
    assert!(statements(&bench).is_empty(), "until then it is read as it was examined");
    assert_eq!(reread(&bench), ["list.dat fixed width 3 problems"]);
    assert_eq!(statements(&bench).len(), 3);
    assert!(reread(&bench).is_empty(), "a second time there is nothing to do");

    // Another width: the columns move, and the old reading does not linger.
    bench.document("layouts", &LAYOUTS.replace("start = 5, width = 6", "start = 5, width = 3"));
    assert_eq!(reread(&bench).len(), 1);
    assert!(statements(&bench).iter().any(|l| l.contains("code=t JOH;") || l.ends_with("code=t JOH")), "{:#?}", statements(&bench));

    // The same bytes again, under the same layout, are left alone.
    assert!(bench.ingest_bytes("legacy", "list.dat", FILE).unchanged);

    // Without a layout the content tells again.
    bench.document("layouts", "format = \"throughline-layout/1\"\n");
    assert_eq!(reread(&bench).len(), 1);
    assert!(statements(&bench).is_empty());
}

/// The layout of `LAYOUTS` as it is drawn on the desktop over an artifact.
fn drawn(artifact: &str) -> Value {
    let column = |name: &str, start: u64, width: u64| json!({ "name": name, "start": start, "width": width });
    json!({
        "artifact": artifact, "path": "*.dat", "form": "fixed width", "relation": "problems",
        "columns": [column("PAT", 1, 4), column("CODE", 5, 6), column("ONSET", 11, 8), column("STATUS", 19, 1)],
    })
}

#[test]
fn a_layout_is_drawn_over_shapes_and_kept_as_the_command_line_writes_it() {
    let bench = Bench::new();
    let artifact = bench.ingest_bytes("legacy", "list.dat", FILE).artifact;
    let call = |role: Role, command: &str, query: Value| bench.call(Some(role), command, query);
    let shape = call(Role::Analyst, "layout_sample", json!({ "id": artifact })).unwrap();
    assert_eq!(shape["lines"][0], "9999AAAAAA99999999A");
    assert_eq!((&shape["sameLength"], &shape["suggested"][1]["start"], &shape["suggested"][1]["width"]), (&json!(19), &json!(5), &json!(6)));
    assert!(!shape.to_string().contains("JOHNSO"), "no character leaves");
    assert_eq!(call(Role::Administrator, "layout_sample", json!({ "id": artifact })).unwrap_err().code, ErrorCode::Forbidden);

    let preview = call(Role::Analyst, "preview_layout", drawn(&artifact)).unwrap();
    assert_eq!((&preview["records"], &preview["quarantined"], &preview["whole"], &preview["artifacts"]), (&json!(3), &json!(0), &json!(true), &json!(1)));
    let told: Vec<&str> = preview["columns"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(told, ["PAT", "CODE", "ONSET", "STATUS"]);
    assert_eq!(preview["columns"][1]["kind"], "text");
    assert!(!preview.to_string().contains("JOHNSO") && preview["rows"][0]["cells"][1] == "AAAAAA", "{preview:#}");

    assert_eq!(call(Role::Lead, "save_layout", json!({ "layout": drawn(&artifact), "base": 0 })).unwrap_err().code, ErrorCode::Forbidden);
    let kept = call(Role::Analyst, "save_layout", json!({ "layout": drawn(&artifact), "base": 0 })).unwrap();
    assert_eq!((&kept["version"], &kept["outdated"], &kept["rows"][0]["artifacts"], &kept["files"][0]["outdated"]), (&json!(1), &json!(1), &json!(1), &json!(true)));
    assert_eq!(call(Role::Analyst, "save_layout", json!({ "layout": drawn(&artifact), "base": 0 })).unwrap_err().code, ErrorCode::Conflict);
    assert_eq!(reread(&bench), ["list.dat fixed width 3 problems"]);
    let read = call(Role::Lead, "layouts", json!({})).unwrap();
    assert_eq!((&read["outdated"], &read["rows"][0]["records"], &read["rows"][0]["layout"]["columns"][3]["name"]), (&json!(0), &json!(3), &json!("STATUS")));

    let gone = call(Role::Analyst, "save_layout", json!({ "layout": { "place": 0 }, "remove": true, "base": 1 })).unwrap();
    assert_eq!((gone["rows"].as_array().unwrap().len(), &gone["outdated"]), (0, &json!(1)));
    let back = call(Role::Analyst, "restore_layouts", json!({ "version": 1, "base": 2 })).unwrap();
    assert_eq!((&back["version"], back["rows"].as_array().unwrap().len(), &back["outdated"]), (&json!(3), 1, &json!(0)), "undo makes a version");
}

#[test]
fn a_layout_carries_no_row_out_as_a_header_and_leaves_the_others_alone() {
    let bench = Bench::new();
    let rows: String = (0..20).map(|n| format!("{n},SMITH{n},ACTIVE\n")).collect();
    let bare = bench.ingest_bytes("legacy", "bare.txt", rows.as_bytes()).artifact;
    let named = bench.ingest_bytes("legacy", "named.txt", format!("ID,NAME,STATUS\n{rows}").as_bytes()).artifact;
    let draft = |artifact: &str, change: Value| {
        let mut draft = json!({ "artifact": artifact, "form": "delimited", "delimiter": ",", "quote": "\"", "header": true });
        draft.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        draft
    };
    let preview = |draft: Value| bench.call(Some(Role::Analyst), "preview_layout", draft);
    for refused in [draft(&bare, json!({})), draft(&named, json!({ "skip": 1 })), draft(&named, json!({ "comment": "ID" }))] {
        let error = preview(refused.clone()).unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid, "{refused}");
        assert!(!serde_json::to_string(&error).unwrap().contains("SMITH"));
        let saved = bench.call(Some(Role::Analyst), "save_layout", json!({ "layout": refused, "base": 0 }));
        assert_eq!(saved.unwrap_err().code, ErrorCode::Invalid);
    }
    // A letter that parts cells or opens a comment would tell where it stands in the records.
    let bare_with = |change: Value| {
        let mut plain = draft(&bare, json!({ "header": false, "names": ["ID", "NAME", "STATUS"] }));
        plain.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        plain
    };
    assert!(preview(bare_with(json!({ "delimiter": ";", "quote": "'", "comment": "--" }))).is_ok());
    for spelling in [json!({ "delimiter": "S" }), json!({ "delimiter": "7" }), json!({ "quote": "S" }), json!({ "comment": "1" }), json!({ "comment": "#S" })] {
        assert_eq!(preview(bare_with(spelling.clone())).unwrap_err().code, ErrorCode::Invalid, "{spelling}");
        let saved = bench.call(Some(Role::Analyst), "save_layout", json!({ "layout": bare_with(spelling), "base": 0 }));
        assert_eq!(saved.unwrap_err().code, ErrorCode::Invalid);
    }
    let told = preview(draft(&named, json!({}))).unwrap();
    assert_eq!((&told["columns"][1]["name"], &told["records"]), (&json!("NAME"), &json!(20)));
    let typed = preview(draft(&bare, json!({ "header": false, "names": ["ID", "NAME", "STATUS"] }))).unwrap();
    assert_eq!((&typed["columns"][2]["name"], &typed["records"]), (&json!("STATUS"), &json!(20)));

    bench.document("layouts", &format!("{LAYOUTS}# the end\n"));
    bench.call(Some(Role::Analyst), "save_layout", json!({ "layout": draft(&named, json!({})), "base": 1 })).unwrap();
    let text = bench.workspace.store().document("layouts").unwrap().unwrap().text;
    assert!(text.contains("# the end") && text.contains("path = \"*.dat\"") && text.find("named.txt") < text.find("*.dat"), "{text}");
}

#[test]
fn no_encoding_spells_a_record_out() {
    let bench = Bench::new();
    // A name beyond ASCII, and signs whose classes differ from one encoding to the next.
    let plain = bench.ingest_bytes("legacy", "plain.dat", b"0001JOS\xc9 \xb2 19700102A\n0002ANN   \xa719710304I\n").artifact;
    let sixteen: Vec<u8> = "0001JOHNSO19700102A\n0002ANN   19710304I\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let sixteen = bench.ingest_bytes("legacy", "sixteen.dat", &sixteen).artifact;
    let mac = bench.ingest_bytes("legacy", "names.mac", b"0001JOS\x83  19700102A\n").artifact;
    let call = |command: &str, query: Value| bench.call(Some(Role::Analyst), command, query);
    let draft = |artifact: &str, encoding: &str, change: Value| {
        let mut draft = drawn(artifact);
        draft["encoding"] = json!(encoding);
        draft.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        draft
    };
    let asked = |artifact: &str, encoding: &str| {
        let sample = call("layout_sample", json!({ "id": artifact, "encoding": encoding, "recordLength": null }));
        let preview = call("preview_layout", draft(artifact, encoding, json!({})));
        assert_eq!(sample.is_ok(), preview.is_ok(), "{encoding}");
        sample.and_then(|sample| Ok((sample["lines"].clone(), sample["edges"].clone(), preview?["rows"].clone()))).map_err(|error| error.code)
    };
    let own = asked(&plain, "").unwrap();
    assert_eq!(own.0[0], "9999AAAa a 99999999A");
    for encoding in ["utf-8", "windows-1252", "latin1", "iso-8859-15"] {
        assert_eq!(asked(&plain, encoding).unwrap(), own, "{encoding}: what a byte is beyond ASCII does not show");
    }
    for encoding in ["utf-16le", "utf-16be", "shift_jis", "gb18030", "big5", "euc-kr", "iso-2022-jp", "macintosh", "ibm866", "x-user-defined", "replacement"] {
        assert_eq!(asked(&plain, encoding).unwrap_err(), ErrorCode::Invalid, "{encoding}");
        let saved = call("save_layout", json!({ "layout": draft(&plain, encoding, json!({})), "base": 0 }));
        assert_eq!(saved.unwrap_err().code, ErrorCode::Invalid, "{encoding}");
    }
    assert!(asked(&sixteen, "utf-16le").is_ok() && asked(&sixteen, "").is_ok());
    for encoding in ["utf-16be", "windows-1252", "utf-8"] {
        assert_eq!(asked(&sixteen, encoding).unwrap_err(), ErrorCode::Invalid, "{encoding}");
    }

    // What the command line declares stays, for the files that it was declared for.
    bench.document("layouts", &LAYOUTS.replace("path = \"*.dat\"", "path = \"*.mac\"\nencoding = \"macintosh\""));
    let kept = |artifact: &str, path: &str| draft(artifact, "macintosh", json!({ "place": 0, "path": path }));
    assert!(call("preview_layout", kept(&mac, "*.mac")).is_ok() && call("layout_sample", json!({ "id": mac, "encoding": "macintosh" })).is_ok());
    for other in [kept(&plain, "*.mac"), kept(&mac, "*"), kept(&plain, "*.dat")] {
        assert_eq!(call("preview_layout", other.clone()).unwrap_err().code, ErrorCode::Invalid, "{other}");
    }
    let wider = json!({ "layout": kept("", "*"), "base": 1 });
    assert_eq!(call("save_layout", wider).unwrap_err().code, ErrorCode::Invalid, "nobody widens it from the desktop");
    let same = json!({ "layout": kept("", "*.mac"), "base": 1 });
    assert!(call("save_layout", same).is_ok());
}

/// A feed whose one message holds a document.
const FEED: &str = "MSH|^~\\&|LAB|H|||20190304||ORU^R01|1|P|2.5\rPID|1||M-1^^^H^MR||Sampleton^Testa||19700102\rOBR|1|||18842-5^Summary^LN\r\
    OBX|1|ED|18842-5^Summary^LN||LAB^AP^RTF^Base64^e1xydGYxXGFuc2kgVGhlIHdvdW5kIGhlYWxzIHdlbGwufQ==||||||F\r";

#[test]
fn what_stands_inside_a_file_is_taken_out_by_how_the_file_is_read_now() {
    let bench = Bench::new();
    let store = bench.workspace.store();
    let inside = || store.artifact_at("legacy", "feed.dat!/4-OBX-5.rtf").unwrap().map(|a| a.format);
    let delivered = || store.delivered_relations(store.deliveries("legacy").unwrap()[0].id).unwrap().into_keys().collect::<Vec<_>>();
    bench.document("layouts", LAYOUTS);
    bench.ingest_bytes("legacy", "feed.dat", FEED.as_bytes());
    assert_eq!((inside(), delivered()), (None, vec!["problems".to_string()]));

    bench.document("layouts", "format = \"throughline-layout/1\"\n");
    let mut lines = Vec::new();
    let came = app::reread(&bench.workspace, now(), &mut |l| lines.push(format!("{} {}", l.path, l.format))).unwrap();
    assert_eq!(lines, ["feed.dat HL7 v2", "feed.dat!/4-OBX-5.rtf RTF"], "a file that is a feed after all holds a document");
    assert_eq!((came.artifacts, came.inside, came.retired), (1, 1, 0));
    assert_eq!(inside().as_deref(), Some("RTF"));
    assert!(delivered().iter().any(|r| r == "hl7.OBX") && !delivered().contains(&"problems".to_string()), "the delivery holds what is read now: {:?}", delivered());
    assert_eq!(store.deliveries("legacy").unwrap()[0].files, 2);

    bench.document("layouts", LAYOUTS);
    let came = app::reread(&bench.workspace, now(), &mut |_| {}).unwrap();
    assert_eq!((came.artifacts, came.inside, came.retired, inside()), (1, 0, 1, None), "read as rows it holds none, and the one of before is out of use");
    assert_eq!((delivered(), store.deliveries("legacy").unwrap().len()), (vec!["problems".to_string()], 1));
    assert!(came.inside_words().contains("1 of the former reading out of use"), "{}", came.inside_words());
}

#[test]
fn a_layout_for_a_file_inside_is_applied_once_and_to_the_one_in_use() {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "feed.dat", FEED.as_bytes());
    // Both the feed and the document in it are read otherwise now: the document goes out of use with the feed's former reading.
    bench.document("layouts", &LAYOUTS.replace("*.dat", "**/feed.dat**"));
    let came = app::reread(&bench.workspace, now(), &mut |_| {}).unwrap();
    assert_eq!((came.artifacts, came.inside, came.retired), (1, 0, 1));
    assert!(app::outdated(&bench.workspace).unwrap().is_empty());
}

#[test]
fn no_search_and_no_pattern_spells_out_what_is_masked_in_a_name() {
    let bench = Bench::new();
    let artifact = bench.ingest_bytes("legacy", "scan_00123456.dat", FILE).artifact;
    bench.ingest_bytes("legacy", "scan_list.dat", FILE);
    let found = |text: &str| bench.call(Some(Role::Analyst), "artifacts", json!({ "text": text })).unwrap()["total"].as_u64().unwrap();
    assert_eq!((found("scan_"), found("LIST.dat"), found(".dat")), (2, 1, 2));
    for text in ["0", "00123456", "scan_0", "scan_00", "56.dat"] {
        assert_eq!(found(text), 0, "{text}: digit by digit a number would be told");
    }
    let met = |path: &str| {
        let mut draft = drawn(&artifact);
        draft["path"] = json!(path);
        bench.call(Some(Role::Analyst), "preview_layout", draft).unwrap()["artifacts"].as_u64().unwrap()
    };
    assert_eq!((met("*.dat"), met("scan_*"), met("")), (2, 2, 1), "without a pattern it is for the file that it is drawn over");
    assert_eq!((met("scan_0*"), met("scan_00123456.dat"), met("scan_9*")), (0, 0, 0));
}

#[test]
fn the_kind_of_a_column_tells_of_a_few_records_no_more_than_their_shape() {
    let bench = Bench::new();
    let kinds = |rows: &str| {
        let artifact = bench.ingest_bytes("legacy", &format!("{}.dat", store::random_token(4)), rows.as_bytes()).artifact;
        let columns = json!([{ "name": "A", "start": 1, "width": 1 }, { "name": "B", "start": 2, "width": 8 }, { "name": "C", "start": 10, "width": 1 }]);
        let draft = json!({ "artifact": artifact, "form": "fixed width", "columns": columns });
        let told = bench.call(Some(Role::Analyst), "preview_layout", draft).unwrap();
        told["columns"].as_array().unwrap().iter().map(|c| (c["kind"].as_str().unwrap().to_string(), c["confidence"].as_f64().unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(kinds("119700102Y\n"), kinds("499999999K\n"), "one record: no digit and no letter is told from another");
    let (days, numbers) = (kinds(&"119700102Y\n".repeat(120)), kinds(&"499999999K\n".repeat(120)));
    assert!(days[1].0 == "date" && days[2].0 == "boolean" && numbers[1].0 == "integer" && numbers[2].0 == "text", "{days:?} {numbers:?}");
}
