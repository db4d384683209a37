//! Workbooks built part by part, as small as a reader accepts them.

use super::*;
use std::io::Write as _;

const SHEETS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

fn package(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        let method = if *name == "mimetype" { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        writer.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An XLSX of sheets: name, further attributes, rows as XML. Cell style 1 is a date, 2 a time, 3 a duration.
fn xlsx(sheets: &[(&str, &str, &str)], date1904: bool) -> Vec<u8> {
    let numbers = 1..=sheets.len();
    let list: String = numbers.clone().zip(sheets).map(|(n, (name, more, _))| format!("<sheet name=\"{name}\" sheetId=\"{n}\" {more} r:id=\"r{n}\"/>")).collect();
    let relations: String = numbers.clone().map(|n| format!("<Relationship Id=\"r{n}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>")).collect();
    let mut parts = vec![
        ("[Content_Types].xml".to_string(), "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_string()),
        ("_rels/.rels".into(), format!("<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")),
        ("xl/workbook.xml".into(), format!("<workbook xmlns=\"{SHEETS}\" xmlns:r=\"{RELATIONS}\"><workbookPr date1904=\"{}\"/><sheets>{list}</sheets></workbook>", u8::from(date1904))),
        ("xl/_rels/workbook.xml.rels".into(), format!("<Relationships xmlns=\"{PACKAGE}\">{relations}</Relationships>")),
        (
            "xl/styles.xml".into(),
            format!("<styleSheet xmlns=\"{SHEETS}\"><cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"21\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>"),
        ),
    ];
    for (n, (_, _, rows)) in numbers.zip(sheets) {
        let (data, after) = rows.split_once("</sheetData>").unwrap_or((rows, ""));
        parts.push((format!("xl/worksheets/sheet{n}.xml"), format!("<worksheet xmlns=\"{SHEETS}\"><sheetData>{data}</sheetData>{after}</worksheet>")));
    }
    let parts: Vec<(&str, String)> = parts.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    package(&parts)
}

fn ods(content: &str) -> Vec<u8> {
    let content = format!("<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:style=\"s\" xmlns:calcext=\"c\">{content}</office:document-content>");
    package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet".into()), ("content.xml", content), ("META-INF/manifest.xml", "<m/>".into())])
}

/// A cell with text in the sheet itself.
fn text(at: &str, value: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{value}</t></is></c>")
}

fn read_all(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let mut out = Vec::new();
    let mut input = bytes;
    let summary = read("/in/book.xlsx", &mut input, &Limits::default(), &mut |item| {
        match item {
            Item::Header(header) => out.push(format!("{}: {}", header.relation, header.names.join("|"))),
            Item::Row(row) => out.push(format!("{} {}", row.line, row.cells.join("|"))),
            Item::Record(record) => {
                let leaves: Vec<String> = record.leaves.iter().map(|(f, v)| format!("{f}={v}")).collect();
                out.push(format!("{} {} {}", record.relation, record.line, leaves.join("|")));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    let headers = out.iter().filter(|o| o.split(' ').next().is_some_and(|w| w.ends_with(':'))).count();
    assert_eq!(summary.records as usize, out.len() - headers);
    (out, summary.issues.iter().map(|i| format!("{}:{}", i.code, i.line)).collect())
}

#[test]
fn a_sheet_with_a_title_is_a_table() {
    let rows = [
        format!("<row r=\"1\">{}</row>", text("A1", "Clinic list")),
        format!("<row r=\"3\">{}{}{}</row>", text("A3", "MRN"), text("B3", "Date of\nbirth"), text("C3", "Weight")),
        "<row r=\"4\"><c r=\"A4\"><v>17</v></c><c r=\"B4\" s=\"1\"><v>17593</v></c><c r=\"C4\"><f>30*2</f><v>60.5</v></c></row>".to_string(),
        "<row r=\"6\"><c r=\"A6\"><v>18</v></c><c r=\"C6\" t=\"e\"><v>#REF!</v></c></row>".to_string(),
        "<row r=\"7\"><c r=\"A7\" t=\"b\"><v>1</v></c><c r=\"B7\" s=\"2\"><v>0.5</v></c><c r=\"C7\" s=\"3\"><v>1.5</v></c></row></sheetData>".to_string(),
        "<mergeCells count=\"1\"><mergeCell ref=\"A1:C1\"/></mergeCells>".to_string(),
    ];
    let (out, issues) = read_all(&xlsx(&[("Patients", "", &rows.concat())], false));
    let expected = ["book.preamble 1 A=Clinic list", "book: MRN|Date of birth|Weight", "4 17|1948-03-01|60.5", "6 18||#REF!", "7 true|12:00:00|PT36H0M0S"];
    assert_eq!(out, expected);
    assert_eq!(issues, ["merged_cells:0", "error_cell:6", "formula:0"]);
}

#[test]
fn sheets_are_relations_and_hidden_ones_are_said() {
    let one = format!("<row>{}{}</row><row><c><v>1</v></c><c s=\"1\"><v>0</v></c></row>", text("A1", "a"), text("B1", "b"));
    let numbers = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"C1\"><v>1234567890123456</v></c></row><row r=\"2\"><c r=\"A2\"><f>A1</f></c></row>";
    let (out, issues) = read_all(&xlsx(&[("One", "", &one), ("Two", "state=\"hidden\"", numbers), ("Three", "", "")], true));
    assert_eq!(out, ["book.One: a|b", "2 1|00:00:00", "book.Two: A|C", "1 1|1234567890123456"]);
    assert_eq!(issues, ["hidden_sheet:0", "no_header_row:1", "formula:0", "formula_without_value:2", "long_number:1", "empty_sheet:0"]);
}

#[test]
fn a_broken_cell_and_a_cut_sheet_are_said() {
    let rows = format!("<row r=\"1\">{}</row><row r=\"2\"><c r=\"A2\" t=\"zz\"><v>1</v></c></row><row r=\"3\"><c r=\"A3\"><v>3</v></c></row>", text("A1", "a"));
    let (out, issues) = read_all(&xlsx(&[("S", "", &rows)], false));
    assert_eq!(out, ["book: a", "3 3"]);
    assert_eq!(issues, ["bad_cell:1"]);
    let rows = format!("<row r=\"1\">{}</row><row r=\"2\"><c r=\"A2\"><v>2</v></c></row><row r=\"3\"><c", text("A1", "a"));
    let (out, issues) = read_all(&xlsx(&[("S", "", &rows)], false));
    assert_eq!(out, ["book: a"]);
    assert_eq!(issues, ["broken_sheet:2"]);
}

#[test]
fn an_open_document_repeats_cells_and_rows() {
    let cell = |kind: &str, more: &str, text: &str| format!("<table:table-cell office:value-type=\"{kind}\" {more}><text:p>{text}</text:p></table:table-cell>");
    let content = [
        "<style:style style:name=\"h\"><style:table-properties table:display=\"false\"/></style:style>".to_string(),
        "<table:table table:name=\"Visits\" table:style-name=\"h\">\n <table:table-row>".into(),
        cell("string", "", "Day"),
        cell("string", "", "At<text:s text:c=\"2\"/>time &amp; place"),
        cell("string", "", "Count"),
        "<table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>".into(),
        "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell/></table:table-row><table:table-row table:number-rows-repeated=\"2\">".into(),
        cell("date", "office:date-value=\"2020-02-03\"", "3 Feb"),
        cell("time", "office:time-value=\"PT08H30M00S\"", "8:30"),
        cell("float", "office:value=\"7\" table:formula=\"of:=3+4\"", "7"),
        "</table:table-row><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell/></table:table-row></table:table>".into(),
    ];
    let (out, issues) = read_all(&ods(&content.concat()));
    assert_eq!(out, ["book: Day|At  time & place|Count".replace("  ", " "), "5 2020-02-03|08:30:00|7".into(), "6 2020-02-03|08:30:00|7".into()]);
    assert_eq!(issues, ["hidden_sheet:0", "formula:0"]);
    let bomb = format!("<table:table table:name=\"S\"><table:table-row table:number-rows-repeated=\"1000000\">{}</table:table-row></table:table>", cell("float", "office:value=\"1\" table:number-columns-repeated=\"9000\"", ""));
    assert!(read_all(&ods(&bomb)).1.contains(&"broken_sheet:1865".to_string()));
    assert_eq!(read_all(&ods("<table:table table:name=\"S\"><table:table-row>")).1, ["empty_sheet:0", "broken_sheet:1"]);
    let nowhere = cell("float", "office:value=\"1\" table:number-columns-repeated=\"0\"", "").repeat(2_000);
    let idle = format!("<table:table table:name=\"S\"><table:table-row table:number-rows-repeated=\"1000000\">{nowhere}</table:table-row></table:table>");
    assert_eq!(read_all(&ods(&idle)).1, ["empty_sheet:0", "no_rows:0"]);
}

#[test]
fn sheets_over_the_cap_are_left_out() {
    let mut summary = Summary::default();
    let mut sheets: Vec<book::Sheet> = (0..10_001).map(|n| book::Sheet { name: format!("S{n}"), hidden: false, has_cells: true }).collect();
    cap_sheets(&mut sheets, &Limits::default(), &mut summary);
    assert_eq!((sheets.len(), summary.counts.get("too_many_sheets")), (10_000, Some(&1)));
}

#[test]
fn what_demands_memory_is_refused_before_it_is_opened() {
    let bomb = package(&[("xl/workbook.xml", "x".into()), ("xl/media/image1.bin", " ".repeat(64 << 20))]);
    assert_eq!(read_all(&bomb).1, ["zip_bomb:0"]);
    let texts = package(&[("xl/workbook.xml", "x".into()), ("xl/sharedStrings.xml", "<sst uniqueCount=\"999999999999\"><si/></sst>".into())]);
    assert_eq!(read_all(&texts).1, ["broken_workbook:0"]);
    assert_eq!(read_all(&package(&[("word/document.xml", "x".into())])).1, ["not_a_workbook:0"]);
    assert_eq!(read_all(b"PK\x03\x04 and no more").1, ["broken_workbook:0"]);
    assert_eq!(read_all(&[compound::MAGIC, &[0; 600]].concat()).1, ["broken_workbook:0"]);
}

#[test]
fn workbooks_are_told_from_other_packages() {
    let book = xlsx(&[("S", "", "")], false);
    assert!(looks_workbook(&book, "x.bin") && looks_workbook(&ods(""), "x"));
    assert!(looks_workbook(b"PK\x03\x04", "a/b.XLSX") && !looks_workbook(b"PK\x03\x04", "b.docx"));
    assert!(looks_workbook(compound::MAGIC, "b.xls") && !looks_workbook(compound::MAGIC, "b.doc") && !looks_workbook(b"<table>", "b.xls"));
}

proptest::proptest! {
    #[test]
    fn no_change_of_a_package_panics(changes in proptest::collection::vec((0..4_000usize, proptest::prelude::any::<u8>()), 0..12), rows in "[<>/c r=\"A1v0-9]{0,60}") {
        for mut bytes in [xlsx(&[("S", "", &rows)], false), ods(&format!("<table:table table:name=\"S\"><table:table-row>{rows}</table:table-row></table:table>"))] {
            for (at, byte) in &changes {
                if let Some(place) = bytes.get_mut(*at) {
                    *place = *byte;
                }
            }
            let mut delivered = 0u64;
            let summary = read("x.xlsx", &mut &bytes[..], &Limits::default(), &mut |item| {
                delivered += u64::from(!matches!(item, Item::Header(_)));
                ControlFlow::Continue(())
            }).unwrap();
            proptest::prop_assert_eq!(delivered, summary.records);
        }
    }
}
