use super::*;

fn layouts(body: &str) -> Result<Layouts, Vec<String>> {
    Layouts::parse(&format!("format = \"throughline-layout/1\"\n{body}")).map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

/// Header and rows of a file, `line byte cells`; the issues as `code:line`.
fn read_as(body: &str, name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let layouts = layouts(&format!("[[layout]]\n{body}")).unwrap();
    let layout = layouts.of(name).unwrap();
    let mut out = Vec::new();
    let mut input = bytes;
    let summary = read_laid_out(layout, name, &mut input, &Limits::default(), &mut |item| {
        match item {
            Item::Header(header) => out.push(format!("{}: {}", header.relation, header.names.join("|"))),
            Item::Row(row) => out.push(format!("{} {} {}", row.line, row.byte, row.cells.join("|"))),
            _ => {}
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    (out, summary.issues.iter().map(|i| format!("{}:{}", i.code, i.line)).collect())
}

const PATIENTS: &str = "path = \"*.dat\"\nformat = \"fixed width\"\nrelation = \"patients\"\ncolumns = [{ name = \"ID\", start = 1, width = 4 }, { name = \"NAME\", start = 5, width = 6 }, { name = \"BORN\", start = 12, width = 8 }]\n";

#[test]
fn columns_without_blanks_between_them() {
    let (out, issues) = read_as(PATIENTS, "x/p.dat", "0001JOHNSOF19700102\r\n0002Ann\n\n0003M\u{fc}llerX19800305 more\n".as_bytes());
    assert_eq!(out, ["patients: ID|NAME|BORN", "1 0 0001|JOHNSO|19700102", "2 21 0002|Ann|", "4 30 0003|M\u{fc}ller|19800305"]);
    assert_eq!(issues, ["outside_columns:1"]);
}

#[test]
fn records_without_line_ends() {
    let body = format!("{PATIENTS}record_length = 20\n");
    let (out, issues) = read_as(&body, "p.dat", b"0001JOHNSO 19700102 0002Ann    19710102 0003cut");
    assert_eq!(out, ["patients: ID|NAME|BORN", "1 0 0001|JOHNSO|19700102", "2 20 0002|Ann|19710102"]);
    assert_eq!(issues, ["short_record:3"]);
    let latin = format!("{body}encoding = \"windows-1252\"\n");
    let (out, issues) = read_as(&latin, "p.dat", b"0001M\xfcller 19700102 \r\n0002Ann    19710102 \r\n");
    assert_eq!(out, ["patients: ID|NAME|BORN", "1 0 0001|M\u{fc}ller|19700102", "2 23 0002|Ann|19710102"]);
    assert!(issues.is_empty(), "{issues:?}");
}

#[test]
fn delimited_text_as_it_is_declared() {
    let body = "path = \"*.txt\"\nformat = \"delimited\"\ndelimiter = \"~\"\nquote = \"\"\nskip = 2\ncomment = \"#\"\n";
    let (out, issues) = read_as(body, "labs.txt", b"Report of \"labs\nof today\nID~NOTE\n1~a \"quoted\n# remark\n2~b,c\n3~x~y\n");
    assert_eq!(out, ["labs: ID|NOTE", "4 33 1|a \"quoted", "6 54 2|b,c"]);
    assert_eq!(issues, ["ragged_row:7", "comment:0"]);
    let quoted = "path = \"*.txt\"\nformat = \"csv\"\nquote = \"'\"\nnames = [\"ID\", \"NOTE\"]\n";
    let (out, _) = read_as(quoted, "labs.txt", b"1,'it''s, so'\n2,\"x\"\n");
    assert_eq!(out, ["labs: ID|NOTE", "1 0 1|it's, so", "2 14 2|\"x\""]);
    let renamed = "path = \"*.txt\"\nformat = \"pipe\"\nheader = true\nnames = [\"ID\", \"NOTE\"]\n";
    let (out, _) = read_as(renamed, "labs.txt", b"A|B\n1|x\n");
    assert_eq!(out, ["labs: ID|NOTE", "2 4 1|x"]);
}

#[test]
fn the_first_pattern_that_is_met_counts() {
    let all = layouts("[[layout]]\npath = \"a*.txt\"\nformat = \"tsv\"\n[[layout]]\npath = \"*.txt\"\nformat = \"pipe\"\n").unwrap();
    let delimiter = |path: &str| all.of(path).map(|l| l.form.clone());
    assert_eq!(delimiter("x/abc.txt"), Some(Form::Delimited { delimiter: b'\t', quote: Some(b'"') }));
    assert_eq!(delimiter("b.txt"), Some(Form::Delimited { delimiter: b'|', quote: Some(b'"') }));
    assert_eq!((delimiter("b.csv"), all.len()), (None, 2));
}

#[test]
fn problems_have_their_place() {
    for (body, place, words) in [
        ("[[layout]]\npath = \"*\"\nformat = \"excel\"\n", "4:10", "no format of rows"),
        ("[[layout]]\npath = \"*\"\nformat = \"delimited\"\n", "4:10", "which `delimiter`"),
        ("[[layout]]\npath = \"*\"\nformat = \"csv\"\ndelimiter = \"||\"\n", "5:13", "one ASCII character"),
        ("[[layout]]\npath = \"*\"\nformat = \"fixed width\"\n", "4:10", "list the `columns`"),
        ("[[layout]]\npath = \"*\"\nformat = \"fixed width\"\ncolumns = [{ name = \"A\", start = 1, width = 4 }, { name = \"B\", start = 3, width = 2 }]\n", "5:11", "ends at 4"),
        ("[[layout]]\npath = \"*\"\nformat = \"fixed width\"\nrecord_length = 3\ncolumns = [{ name = \"A\", start = 1, width = 4 }]\n", "5:17", "ends at 4"),
        ("[[layout]]\npath = \"*\"\nformat = \"fixed width\"\ncolumns = [{ start = 1, width = 4 }]\n", "5:11", "name the columns"),
        ("[[layout]]\npath = \"*\"\nformat = \"csv\"\nencoding = \"klingon\"\n", "5:12", "no encoding"),
        ("[[layout]]\npath = \"*\"\nformat = \"csv\"\nnames = [\"A\", \"A\"]\n", "5:9", "stands twice"),
        ("[[layout]]\npath = \"\"\nformat = \"csv\"\n", "3:8", "which files"),
    ] {
        let problems = layouts(body).map(|l| l.len()).unwrap_err();
        assert!(problems.iter().any(|p| p.starts_with(place) && p.contains(words)), "{body}{problems:?}");
    }
    assert!(Layouts::parse("format = \"x\"").is_err());
}

proptest::proptest! {
    #[test]
    fn fixed_rows_round_trip(rows in proptest::collection::vec(("[a-zé]{1,6}", 100..999u32), 1..30), ends in 0usize..3) {
        let end = ["\n", "\r\n", ""][ends];
        let text: String = rows.iter().map(|(a, n)| format!("{a:<6}{n}{end}")).collect();
        let body = "path = \"*\"\nformat = \"fixed width\"\nencoding = \"utf-8\"\nrecord_length = 9\ncolumns = [{ name = \"A\", start = 1, width = 6 }, { name = \"N\", start = 7, width = 3 }]\n";
        let (out, issues) = read_as(body, "x", text.as_bytes());
        let cells: Vec<String> = out.iter().skip(1).map(|l| l.splitn(3, ' ').nth(2).unwrap_or("").to_string()).collect();
        let expected: Vec<String> = rows.iter().map(|(a, n)| format!("{a}|{n}")).collect();
        proptest::prop_assert_eq!(cells, expected);
        proptest::prop_assert!(issues.is_empty(), "{:?}", issues);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), length in 0usize..2) {
        let length = ["", "record_length = 12\n"][length];
        let body = format!("path = \"*\"\nformat = \"fixed width\"\n{length}columns = [{{ name = \"A\", start = 2, width = 3 }}, {{ name = \"B\", start = 9, width = 4 }}]\n");
        read_as(&body, "x", &bytes);
        read_as("path = \"*\"\nformat = \"csv\"\nquote = \"'\"\nskip = 1\n", "x", &bytes);
    }
}
