//! Golden cases: `tests/golden/<format>/<case>/in.*` with `out.txt` (what was read) and `issues.txt`. A new case is data,
//! not code; `UPDATE_GOLDEN=1` writes what is read now.

use formats::{Item, Limits};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

fn read(input: &[u8], name: &str) -> (String, String) {
    let format = formats::detect(input, name);
    let mut out = format!("{}\n", format.word());
    let mut bytes = input;
    let summary = formats::read(format, "case", &mut bytes, &Limits::default(), &mut |item| {
        match item {
            Item::Header(header) => writeln!(out, "header {} {:?}", header.relation, header.names).unwrap(),
            Item::Row(row) => writeln!(out, "{} @{} {:?}", row.line, row.byte, row.cells).unwrap(),
            Item::Message(message) => {
                writeln!(out, "message {} @{}", message.line, message.byte).unwrap();
                for segment in &message.segments {
                    let mut leaves = Vec::new();
                    message.leaves(segment, &mut |path, value| leaves.push(format!("{path}={value:?}")));
                    writeln!(out, "  {} {} {}", segment.line, segment.name, leaves.join(" ")).unwrap();
                }
            }
            Item::Record(record) => writeln!(out, "{} {} @{} {:?}", record.relation, record.line, record.byte, record.leaves).unwrap(),
            Item::Document(document) => formats::ccda::records(document, &mut |record| {
                writeln!(out, "{} {} @{} {:?}", record.relation, record.line, record.byte, record.leaves).unwrap();
            }),
            Item::Resource(resource) => writeln!(out, "{} {} {:?}", resource.line, resource.reference, resource.json).unwrap(),
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    let mut issues = format!("{} read, {} quarantined, {}\n", summary.records, summary.quarantined, summary.encoding);
    for issue in &summary.issues {
        writeln!(issues, "{} line {} byte {}{}: {}", issue.code, issue.line, issue.byte, if issue.quarantined { " quarantined" } else { "" }, issue.message).unwrap();
    }
    (out, issues)
}

#[test]
fn each_case_reads_as_written_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut cases = 0;
    for format in std::fs::read_dir(&root).unwrap().map(|e| e.unwrap().path()) {
        for case in std::fs::read_dir(&format).unwrap().map(|e| e.unwrap().path()) {
            let input = std::fs::read_dir(&case).unwrap().map(|e| e.unwrap().path()).find(|p| p.file_stem().is_some_and(|s| s == "in")).unwrap();
            let (out, issues) = read(&std::fs::read(&input).unwrap(), &input.file_name().unwrap().to_string_lossy());
            for (name, text) in [("out.txt", out), ("issues.txt", issues)] {
                let path = case.join(name);
                if update {
                    std::fs::write(&path, &text).unwrap();
                }
                let expected = std::fs::read_to_string(&path).unwrap_or_default();
                assert_eq!(text, expected, "{}", path.display());
            }
            cases += 1;
        }
    }
    assert!(cases >= 10, "{cases} cases");
}

proptest::proptest! {
    /// No input panics any reader, and every reader accounts for what it delivers.
    #[test]
    fn no_bytes_panic_a_reader(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400), pick in 0..formats::Format::ALL.len()) {
        let format = formats::Format::ALL[pick];
        let mut delivered = 0u64;
        let summary = formats::read(format, "case", &mut &bytes[..], &Limits { record_bytes_max: 128, ..Limits::default() }, &mut |item| {
            delivered += u64::from(!matches!(item, Item::Header(_)));
            ControlFlow::Continue(())
        }).unwrap();
        proptest::prop_assert_eq!(delivered, summary.records);
    }

    /// Whatever cells a table holds, writing them as CSV and reading them back gives the same cells and the line of each row.
    #[test]
    fn csv_round_trips(rows in proptest::collection::vec(proptest::collection::vec("[a-z,\"\n;|é]{0,8}", 3), 1..20)) {
        let quote = |c: &String| format!("\"{}\"", c.replace('"', "\"\""));
        let mut text = String::from("\"a\",\"b\",\"c\"\n");
        let mut lines = Vec::new();
        for row in &rows {
            lines.push(text.matches('\n').count() as u64 + 1);
            text.push_str(&row.iter().map(quote).collect::<Vec<_>>().join(","));
            text.push('\n');
        }
        let mut read = Vec::new();
        formats::read(formats::Format::Csv, "case", &mut text.as_bytes(), &Limits::default(), &mut |item| {
            if let Item::Row(row) = item {
                read.push((row.line, row.cells.iter().map(|c| c.to_string()).collect::<Vec<_>>()));
            }
            ControlFlow::Continue(())
        }).unwrap();
        let expected: Vec<_> = lines.into_iter().zip(rows).collect();
        proptest::prop_assert_eq!(read, expected);
    }
}
