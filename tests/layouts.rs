//! Layouts: a file that cannot say how it is written is read as the team declares, every time it is read, and again when the
//! declaration changes.

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

const LENS: &str = r#"
format = "throughline-lens/1"
name = "t"

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
    bench.document("lens", LENS);
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
    bench.document("lens", LENS);
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
