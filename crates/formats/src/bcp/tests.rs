use super::*;
use crate::{Format, layout_by_format_file};
use proptest::prelude::{Just, Strategy, any, prop_oneof};

/// What was read: line, byte and cells of each row.
type Rows = Vec<(u64, u64, Vec<String>)>;

fn taken_within(fields: &[NativeField], data: &[u8], limits: &Limits) -> (Rows, Summary) {
    let mut rows = Vec::new();
    let summary = read("t", fields, &mut &*data, limits, &mut |item| {
        if let Item::Row(row) = item {
            assert_eq!(row.cells.len(), fields.len());
            rows.push((row.line, row.byte, row.cells.iter().map(|c| c.to_string()).collect()));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(rows.len() as u64, summary.records);
    (rows, summary)
}

fn taken(fields: &[NativeField], data: &[u8]) -> (Rows, Summary) {
    taken_within(fields, data, &Limits::default())
}

fn field(kind: NativeType, prefix: u8, length: u32, terminator: &[u8]) -> NativeField {
    NativeField { name: format!("{kind:?}{prefix}{terminator:?}"), kind, prefix, length, terminator: terminator.to_vec() }
}

fn codes(summary: &Summary) -> Vec<(&'static str, u64)> {
    summary.counts.iter().map(|(code, count)| (*code, *count)).collect()
}

/// The fields of a format file, and what was doubted.
fn described(text: &str) -> (Vec<NativeField>, Summary) {
    let mut summary = Summary::default();
    let fields = parse_format_file(text, 0, &Limits::default(), &mut summary).into_iter().map(Placed::into_field).collect();
    (fields, summary)
}

const AS_TEXT: &str = "14.0\r\n4\r\n\
    1       SQLINT              0       4       \"\"                        1     PatID              \"\"\r\n\
    2       SQLCHAR             2       40      \"\"                        2     Last Name          SQL_Latin1_General_CP1_CI_AS\r\n\
    3       SQLDATETIME         1       8       \"\"                        3     Born               \"\"\r\n\
    4       SQLBIT              1       1       \"\"                        0     Spare              \"\"\r\n";

const AS_XML: &str = r#"<?xml version="1.0"?>
<BCPFORMAT xmlns="http://schemas.microsoft.com/sqlserver/2004/bulkload/format" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <RECORD>
  <FIELD ID="1" xsi:type="NativeFixed" LENGTH="4"/>
  <FIELD ID="2" xsi:type="CharPrefix" PREFIX_LENGTH="2" MAX_LENGTH="40" COLLATION="SQL_Latin1_General_CP1_CI_AS"/>
  <FIELD ID="3" xsi:type="NativePrefix" PREFIX_LENGTH="1"/>
  <FIELD ID="4" xsi:type="NCharTerm" TERMINATOR="\r\0\n\0" MAX_LENGTH="24"/>
 </RECORD>
 <ROW>
  <COLUMN SOURCE="1" NAME="PatID" xsi:type="SQLINT"/>
  <COLUMN SOURCE="2" NAME="Last Name" xsi:type="SQLVARYCHAR"/>
  <COLUMN SOURCE="3" NAME="Born" xsi:type="SQLDATETIME"/>
 </ROW>
</BCPFORMAT>
"#;

/// A row of both format files up to the third field.
fn row(id: i32, name: &[u8], days: Option<i32>) -> Vec<u8> {
    let mut out = id.to_le_bytes().to_vec();
    out.extend((name.len() as u16).to_le_bytes());
    out.extend(name);
    match days {
        Some(days) => {
            out.push(8);
            out.extend(days.to_le_bytes());
            out.extend(0u32.to_le_bytes());
        }
        None => out.push(0xff),
    }
    out
}

#[test]
fn a_format_file_as_text_describes_the_data() {
    let (fields, summary) = described(AS_TEXT);
    assert_eq!(codes(&summary), []);
    assert_eq!(fields.iter().map(|f| (f.name.as_str(), f.kind, f.prefix)).collect::<Vec<_>>(), [
        ("PatID", NativeType::Int, 0),
        ("Last Name", NativeType::Text, 2),
        ("Born", NativeType::DateTime, 1),
        ("Spare", NativeType::Bit, 1),
    ]);
    let data = [row(7, b"M\xfcller", Some(11_521)), vec![1, 1], row(-1, b"", None), vec![0xff]].concat();
    let (rows, summary) = taken(&fields, &data);
    let cells = |cells: &[&str]| cells.iter().map(|c| c.to_string()).collect::<Vec<_>>();
    assert_eq!(rows, [(1, 0, cells(&["7", "Müller", "1931-07-19 00:00:00", "1"])), (2, 23, cells(&["-1", "", "", ""]))]);
    assert_eq!((codes(&summary), summary.encoding.as_str()), (vec![("not_utf8", 1)], "native with Windows-1252"));
}

#[test]
fn a_format_file_as_xml_describes_the_data() {
    let (fields, summary) = described(AS_XML);
    assert_eq!(codes(&summary), []);
    assert_eq!(fields[3], NativeField { name: String::new(), kind: NativeType::WideText, prefix: 0, length: 24, terminator: b"\r\0\n\0".to_vec() });
    // A character whose two bytes are the end of a terminator, across two characters, ends nothing.
    let wide: Vec<u8> = "a\u{0d00}\u{0a00}\u{6200}b\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (rows, summary) = taken(&fields, &[row(7, b"Roe", Some(0)), wide].concat());
    assert_eq!(rows, [(1, 0, ["7", "Roe", "1900-01-01 00:00:00", "a\u{0d00}\u{0a00}\u{6200}b"].map(String::from).to_vec())]);
    assert_eq!(codes(&summary), []);
}

#[test]
fn the_rows_of_a_format_file_are_its_fields() {
    let read = |text: &str| {
        let (records, summary) = crate::seen::records(|each| read_format_file("x/Patient.fmt", &mut text.as_bytes(), &Limits::default(), each));
        for record in &records {
            assert!(text.get(record.byte as usize..).is_some_and(|rest| rest.trim_start().starts_with(record.get("field").unwrap()) || rest.starts_with("<FIELD")));
        }
        let lines: Vec<String> = records.iter().map(|record| format!("{} {}", record.line, crate::seen::leaves(record, "|"))).collect();
        (lines, summary)
    };
    let (lines, summary) = read(AS_TEXT);
    assert_eq!(lines[1], "4 table=Patient|field=2|column=Last Name|type=SQLCHAR|prefix_bytes=2|value_bytes=40|column_number=2|collation=SQL_Latin1_General_CP1_CI_AS");
    assert_eq!((lines.len(), summary.records, summary.quarantined), (4, 4, 0));
    let (lines, _) = read(AS_XML);
    assert_eq!(lines[3], "7 table=Patient|field=4|type=NCharTerm|prefix_bytes=0|value_bytes=24|terminator=\\r\\x00\\n\\x00");
    let (lines, summary) = read("9.0\n2\n1 SQLINT 0 4 \"\" 1 id\nnonsense\n1 SQLCHAR 0 0 \"\" 1 x \"\"\n");
    assert_eq!((lines.len(), codes(&summary)), (1, vec![("bad_field", 2), ("count_differs", 1)]));
}

#[test]
fn text_with_terminators_keeps_its_lines() {
    let fields = [field(NativeType::Text, 0, 10, b"|~|"), field(NativeType::Text, 0, 10, b"\r\n")];
    let (rows, summary) = taken(&fields, b"a|~|one\ntwo\r\n|~|\0\r\nb|~|c");
    let cells = |a: &str, b: &str| vec![a.to_string(), b.to_string()];
    assert_eq!(rows, [(1, 0, cells("a", "one\ntwo")), (3, 13, cells("", "")), (4, 19, cells("b", "c"))]);
    assert_eq!((codes(&summary), summary.encoding.as_str()), (vec![], "UTF-8"));
}

#[test]
fn wide_text_may_open_with_its_mark() {
    let fields = [field(NativeType::WideText, 0, 10, b"\t\0"), field(NativeType::WideText, 0, 10, b"\n\0")];
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let (rows, summary) = taken(&fields, &wide("\u{feff}7\tZoë\n\t\n"));
    assert_eq!(rows, [(1, 2, vec!["7".to_string(), "Zoë".into()]), (2, 14, vec![String::new(), String::new()])]);
    assert_eq!((codes(&summary), summary.encoding.as_str()), (vec![], "UTF-16LE"));
}

#[test]
fn a_value_of_another_type_sets_its_row_aside_and_a_broken_frame_ends_the_reading() {
    let fields = [field(NativeType::TinyInt, 0, 1, b""), field(NativeType::Float, 1, 8, b"")];
    let good = [&[1, 8][..], &1.5f64.to_le_bytes()].concat();
    let (rows, summary) = taken(&fields, &[&good[..], &[2, 2, 0, 0], &good[..]].concat());
    assert_eq!((rows.len(), rows[1].1, codes(&summary)), (2, 14, vec![("bad_value", 1)]));
    let (rows, summary) = taken(&fields, &[&good[..], &[2, 8, 0]].concat());
    assert_eq!((rows.len(), codes(&summary)), (1, vec![("cut_off", 1)]));
    let ended = [field(NativeType::Int, 0, 4, b";")];
    let (rows, summary) = taken(&ended, b"\x01\0\0\0;\x02\0\0\0.\x03\0\0\0;");
    assert_eq!((rows.len(), codes(&summary), summary.quarantined), (1, vec![("bad_native_row", 1)], 1));
    let (_, summary) = taken_within(&[field(NativeType::Text, 4, 0, b"")], &[&600_000u32.to_le_bytes()[..], &[b'x'; 400_000]].concat(), &Limits { record_bytes_max: 64, ..Limits::default() });
    assert_eq!(codes(&summary), [("record_too_long", 1)]);
    assert_eq!(codes(&taken(&fields, b"").1), [("no_rows", 1)]);
}

#[test]
fn native_data_without_a_format_file_are_set_aside_with_what_would_help() {
    let data = row(7, b"Roe", Some(0));
    assert_eq!(crate::detect(&data, "x/Patient.BCP"), Format::Bcp);
    assert_eq!(crate::detect(&data, "x/Patient.dat"), Format::Binary);
    let wide: Vec<u8> = (0..40u32).flat_map(|n| [&n.to_le_bytes()[..], &6u16.to_le_bytes(), b"R\0o\0e\0"].concat()).collect();
    assert_eq!(crate::detect(&wide, "Patient.bcp"), Format::Bcp, "text of two bytes a character between numbers is no UTF-16");
    let summary = crate::read(Format::Bcp, "Patient.bcp", &mut &data[..], &Limits::default(), &mut |_| ControlFlow::Break(())).unwrap();
    assert_eq!((codes(&summary), summary.quarantined, summary.stopped), (vec![("no_format_file", 1)], 1, false));
    assert!(summary.issues[0].message.contains(".fmt"));
    // Characters are no native data, with a NUL in each empty cell too.
    assert_eq!(crate::detect(b"7\t\0\t\0\n8\t\0\tx\n", "Patient.bcp"), Format::Csv);
    assert_eq!(crate::detect("7\tRoe\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>().as_slice(), "p.bcp"), Format::Csv);
}

#[test]
fn format_files_are_told_by_their_content() {
    assert_eq!(crate::detect(AS_TEXT.as_bytes(), "x.fmt"), Format::FormatFile);
    assert_eq!(crate::detect(AS_XML.as_bytes(), "x.xml"), Format::FormatFile);
    for other in ["14.0\n4\n1 apple 2\n", "14.0\n4\n", "1.2.3\n4\n1 SQLINT 0 4\n", "4\n14.0\n1 SQLINT 0 4\n"] {
        assert_ne!(crate::detect(other.as_bytes(), "x.txt"), Format::FormatFile, "{other}");
    }
}

#[test]
fn a_consumer_may_stop() {
    let fields = [field(NativeType::TinyInt, 0, 1, b"")];
    for stop_at in 1..3 {
        let mut calls = 0;
        let summary = read("t", &fields, &mut &[1u8, 2, 3][..], &Limits::default(), &mut |_| {
            calls += 1;
            if calls == stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
        assert!(summary.stopped && calls == stop_at);
    }
}

/// A field, and a value of it in bytes and as text.
fn valued() -> impl Strategy<Value = (NativeField, Vec<u8>, String)> {
    let framing = prop_oneof![Just((1u8, b"".to_vec())), Just((2, b"".to_vec())), Just((4, b";".to_vec())), Just((8, b"".to_vec())), Just((0, b"\t|".to_vec()))];
    let value = prop_oneof![
        any::<i32>().prop_map(|n| (NativeType::Int, n.to_le_bytes().to_vec(), n.to_string())),
        any::<i64>().prop_map(|n| (NativeType::BigInt, n.to_le_bytes().to_vec(), n.to_string())),
        any::<u8>().prop_map(|n| (NativeType::TinyInt, vec![n], n.to_string())),
        "[a-zé .]{1,9}".prop_map(|text| (NativeType::Text, text.as_bytes().to_vec(), text)),
        "[a-zé .]{1,9}".prop_map(|text| (NativeType::WideText, text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), text)),
    ];
    (framing, value).prop_map(|((prefix, terminator), (kind, bytes, text))| {
        // A terminator of two bytes a character.
        let terminator: Vec<u8> = if kind == NativeType::WideText { terminator.iter().flat_map(|b| [*b, 0]).collect() } else { terminator };
        (field(kind, prefix, 0, &terminator), bytes, text)
    })
}

proptest::proptest! {
    /// Whatever the fields and their framing, what is written is read again, each row with its byte.
    #[test]
    fn rows_read_back(fields in proptest::collection::vec(valued(), 1..6), nulls in proptest::collection::vec(any::<u8>(), 1..5)) {
        let described: Vec<NativeField> = fields.iter().map(|(field, ..)| field.clone()).collect();
        let (mut data, mut expected): (Vec<u8>, Rows) = (Vec::new(), Vec::new());
        for (line, null) in (1u64..).zip(&nulls) {
            let byte = data.len() as u64;
            let mut cells = Vec::new();
            for (index, (field, bytes, text)) in fields.iter().enumerate() {
                let is_null = field.prefix > 0 && (null >> index) & 1 == 1;
                let stated = if is_null { u64::MAX } else { bytes.len() as u64 };
                data.extend(&stated.to_le_bytes()[..usize::from(field.prefix)]);
                if !is_null {
                    data.extend(bytes);
                }
                data.extend(&field.terminator);
                cells.push(if is_null { String::new() } else { text.clone() });
            }
            expected.push((line, byte, cells));
        }
        let is_text = described.iter().all(|f| f.kind.is_text() && f.prefix == 0);
        let (rows, summary) = taken(&described, &data);
        // Lines of text are counted by their ends, and there is none.
        let lines = |rows: Rows| rows.into_iter().map(|(line, byte, cells)| (if is_text { 1 } else { line }, byte, cells)).collect::<Vec<_>>();
        proptest::prop_assert_eq!(lines(rows), lines(expected));
        proptest::prop_assert!(summary.counts.keys().all(|code| *code == "duplicate_header"), "{:?}", summary.counts);
    }

    #[test]
    fn no_bytes_panic(data in proptest::collection::vec(any::<u8>(), 0..300), fields in proptest::collection::vec(valued(), 1..5)) {
        let fields: Vec<NativeField> = fields.into_iter().map(|(field, ..)| field).collect();
        let (rows, summary) = taken_within(&fields, &data, &Limits { record_bytes_max: 64, ..Limits::default() });
        proptest::prop_assert!(rows.windows(2).all(|pair| pair[0].1 < pair[1].1));
        // Nothing is lost in silence: all bytes are in rows, or something was set aside.
        proptest::prop_assert!(summary.quarantined > 0 || data.len() <= 2 || !rows.is_empty());
    }

    #[test]
    fn no_format_file_panics(text in "[0-9. \n\"\\\\tSQLINTCHAR]{0,80}", body in "[<>/a-z =\"'&;!?\n]{0,60}") {
        for whole in [text.clone(), format!("14.0\n2\n{text}"), format!("<BCPFORMAT><RECORD>{body}")] {
            let _ = layout_by_format_file(&mut whole.as_bytes(), "t.fmt").unwrap();
            let _ = crate::detect(whole.as_bytes(), "t.fmt");
        }
    }
}
