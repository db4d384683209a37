//! One layout of a document written, put in the place of another, or taken out. The rest of the text stays as it is, comments too.
//!
//! The text is cut at its `[[layout]]` lines and nowhere else: whoever changes a document parses what comes of it, and keeps it only when
//! the other layouts are what they were.

use super::{FixedColumn, Form, Layout};
use crate::toml_text;
use std::fmt::Write as _;

/// The line that opens a document without one.
const OPENING: &str = "format = \"throughline-layout/1\"\n";
const HEAD: &str = "[[layout]]";

/// A layout as the document writes it.
pub fn layout_block(path: &str, layout: &Layout) -> String {
    let mut out = format!("{HEAD}\npath = {}\n", toml_text(path));
    let mut line = |key: &str, value: String| {
        let _ = writeln!(out, "{key} = {value}");
    };
    match &layout.form {
        Form::Delimited { .. } => line("format", toml_text("delimited")),
        Form::Fixed { .. } => line("format", toml_text("fixed width")),
        // No document holds one: a format file says it.
        Form::Native { .. } => line("format", toml_text("bcp export")),
    }
    for (key, text) in [("relation", &layout.relation), ("encoding", &layout.encoding), ("comment", &layout.comment)] {
        if !text.is_empty() {
            line(key, toml_text(text));
        }
    }
    if layout.skip > 0 {
        line("skip", layout.skip.to_string());
    }
    line("header", layout.header.to_string());
    match &layout.form {
        Form::Delimited { delimiter, quote } => {
            line("delimiter", toml_text(&char::from(*delimiter).to_string()));
            line("quote", toml_text(&quote.map(|q| char::from(q).to_string()).unwrap_or_default()));
            if !layout.names.is_empty() {
                line("names", format!("[{}]", layout.names.iter().map(|n| toml_text(n)).collect::<Vec<_>>().join(", ")));
            }
        }
        Form::Fixed { columns, record_length } => {
            if let Some(length) = record_length {
                line("record_length", length.to_string());
            }
            line("columns", columns_text(columns, &layout.names));
        }
        Form::Native { .. } => {}
    }
    out
}

fn columns_text(columns: &[FixedColumn], names: &[String]) -> String {
    let one = |(at, column): (usize, &FixedColumn)| {
        let name = names.get(at).map_or("", String::as_str);
        format!("  {{ name = {}, start = {}, width = {} }},\n", toml_text(name), column.start, column.width)
    };
    format!("[\n{}]", columns.iter().enumerate().map(one).collect::<String>())
}

/// The document with a block in the place of its layout `at`, or without that layout; a block without a place comes first, because the
/// first layout that a path meets counts. `None` when there is no such layout.
pub fn set_layout_block(text: &str, at: Option<usize>, block: Option<&str>) -> Option<String> {
    let mut parts: Vec<String> = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if line.trim() == HEAD {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(line);
        }
    }
    if parts.first().is_some_and(|opening| opening.trim().is_empty()) {
        parts.first_mut()?.push_str(OPENING);
    }
    let ended = block.map(|b| format!("{}\n\n", b.trim_end()));
    match (at, ended) {
        (Some(at), Some(block)) => *parts.get_mut(at + 1)? = block,
        (Some(at), None) if at + 1 < parts.len() => drop(parts.remove(at + 1)),
        (None, Some(block)) => parts.insert(1, block),
        _ => return None,
    }
    for part in &mut parts {
        if !part.ends_with('\n') {
            part.push('\n');
        }
    }
    if parts.len() > 1 && !parts.first()?.ends_with("\n\n") {
        parts.first_mut()?.push('\n');
    }
    Some(parts.concat().trim_end().to_string() + "\n")
}

#[cfg(test)]
mod tests {
    use super::super::Layouts;
    use super::*;

    const TEXT: &str = "format = \"throughline-layout/1\" # ours\n\n[[layout]]\npath = \"a.dat\" # the old one\nformat = \"csv\"\n\n[[layout]]\npath = \"b.dat\"\nformat = \"pipe\"\n";

    fn paths(text: &str) -> Vec<String> {
        Layouts::parse(text).unwrap_or_else(|p| panic!("{p:?}\n{text}")).entries().map(|(path, _)| path.to_string()).collect()
    }

    fn fixed() -> Layout {
        Layout {
            relation: "lab \"x\"".into(),
            form: Form::Fixed { columns: vec![FixedColumn { start: 1, width: 4 }, FixedColumn { start: 7, width: 2 }], record_length: Some(20) },
            encoding: "windows-1252".into(),
            header: false,
            names: vec!["A".into(), "B\\c".into()],
            skip: 3,
            comment: "#".into(),
            described_by: String::new(),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for layout in [fixed(), Layout { form: Form::Delimited { delimiter: b'\t', quote: None }, names: Vec::new(), header: true, ..fixed() }] {
            let text = set_layout_block("", None, Some(&layout_block("x/*.dat", &layout))).unwrap();
            let read = Layouts::parse(&text).unwrap_or_else(|p| panic!("{p:?}\n{text}"));
            assert_eq!(read.of("x/1.dat"), Some(&layout), "{text}");
        }
    }

    #[test]
    fn a_change_leaves_the_rest_as_it_is() {
        let block = layout_block("new.dat", &fixed());
        let first = set_layout_block(TEXT, None, Some(&block)).unwrap();
        assert_eq!(paths(&first), ["new.dat", "a.dat", "b.dat"]);
        assert!(first.contains("# ours") && first.contains("# the old one"), "{first}");
        let second = set_layout_block(TEXT, Some(1), Some(&block)).unwrap();
        assert_eq!(paths(&second), ["a.dat", "new.dat"]);
        assert!(second.starts_with(&TEXT[..TEXT.find("[[layout]]\npath = \"b").unwrap()]), "{second}");
        assert_eq!(paths(&set_layout_block(TEXT, Some(0), None).unwrap()), ["b.dat"]);
        assert_eq!(set_layout_block(TEXT, Some(2), None), None);
        assert_eq!(set_layout_block(TEXT, None, None), None);
        let empty = set_layout_block(&set_layout_block(TEXT, Some(0), None).unwrap(), Some(0), None).unwrap();
        assert!(paths(&empty).is_empty());
    }

    #[test]
    fn first_records_are_lines_or_lengths() {
        let read = |length, bytes: &[u8]| super::super::first_records("", length, &mut &*bytes, 3).unwrap();
        assert_eq!(read(None, b" a1\r\nb\n\nc\nd\n"), [" a1", "b", ""]);
        assert_eq!(read(Some(2), b"aabbccdd"), ["aa", "bb", "cc"]);
        let endless = vec![b'x'; 3 << 20];
        assert_eq!(read(None, &endless).iter().map(String::len).collect::<Vec<_>>(), [32 << 10], "a file without line ends is not read to its end");
    }
}
