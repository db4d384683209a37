//! What a file beside an export says of it: the format file of an export of bcp, and the definition of its table in a dump.
//!
//! A definition names the columns only where they are as many as in the first rows and hold what their types may hold; where the first row is
//! made of its names, that row is the header, whatever it looks like. Neither says anything where the first row is plainly a header.

use super::{Form, Layout};
use crate::header::{self, Told, fits, told};
use crate::text::Window;
use crate::{Limits, Summary, bcp, csv, detect};
use std::io::Read;

/// The layout of an export by its format file; none where one of its fields was not understood.
pub fn layout_by_format_file(input: &mut dyn Read, described_by: &str) -> std::io::Result<Option<Layout>> {
    let (limits, mut summary) = (Limits::default(), Summary::default());
    let Some((text, start, _)) = bcp::whole_text(input)? else { return Ok(None) };
    let fields: Vec<bcp::NativeField> = bcp::parse_format_file(&text, start, &limits, &mut summary).into_iter().map(bcp::Placed::into_field).collect();
    let whole = !fields.is_empty() && summary.quarantined == 0 && !summary.counts.contains_key("count_differs");
    Ok(whole.then(|| described(Form::Native { fields }, described_by)))
}

/// The layout of a delimited file by the columns of its table, each with its SQL type; none where they do not fit, or are not needed.
pub fn layout_by_columns(path: &str, input: &mut dyn Read, columns: &[(String, String)], described_by: &str) -> std::io::Result<Option<Layout>> {
    let mut window = Window::new(input)?;
    while window.bytes().len() < header::BYTES && window.grow()? {}
    let is_bcp = detect::is_bcp(path);
    let (delimiter, quote) = if is_bcp { (csv::bcp_delimiter(window.bytes()), None) } else { (csv::sniff(window.bytes()), Some(b'"')) };
    let rows = csv::first_rows(window.bytes(), window.ended, delimiter, quote);
    let Some((first, below)) = rows.split_first() else { return Ok(None) };
    let told = if is_bcp { Told::Row(String::new()) } else { told(first, below) };
    if told == Told::Header {
        return Ok(None);
    }
    let layout = described(Form::Delimited { delimiter, quote }, described_by);
    let named = first.iter().filter(|cell| columns.iter().any(|(name, _)| name.eq_ignore_ascii_case(cell.trim()))).count();
    if named * 2 >= first.len() {
        return Ok(Some(Layout { header: true, ..layout }));
    }
    let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    Ok((first.len() == columns.len() && are_of(&rows, columns)).then_some(Layout { names, ..layout }))
}

/// A form and nothing else, as a file beside the data says it.
fn described(form: Form, by: &str) -> Layout {
    Layout { relation: String::new(), form, encoding: String::new(), header: false, names: Vec::new(), skip: 0, comment: String::new(), described_by: by.into() }
}

/// Whether the cells of the rows of that width are of the columns' types, all but one in ten; a row whose text holds the delimiter is of another width.
fn are_of(rows: &[Vec<String>], columns: &[(String, String)]) -> bool {
    let rows: Vec<&Vec<String>> = rows.iter().filter(|row| row.len() == columns.len()).collect();
    let is_of = |(index, (_, type_name)): (usize, &(String, String))| {
        let cells = rows.iter().filter_map(|row| row.get(index));
        cells.filter(|cell| fits(type_name, cell.trim_matches('\0'))).count() * 10 >= rows.len() * 9
    };
    columns.iter().enumerate().all(is_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(written: &[(&str, &str)]) -> Vec<(String, String)> {
        written.iter().map(|(name, type_name)| (name.to_string(), type_name.to_string())).collect()
    }

    fn layout(path: &str, text: &str, written: &[(&str, &str)]) -> Option<Layout> {
        layout_by_columns(path, &mut text.as_bytes(), &columns(written), "schema.sql").unwrap()
    }

    #[test]
    fn a_definition_names_the_columns_of_a_file_without_a_header() {
        let patient = [("PatID", "int"), ("LastName", "varchar(40)"), ("Born", "date")];
        let found = layout("Patient.csv", "1001,Quimby,1931-07-19\n1002,Roe,1945-01-01\n", &patient).unwrap();
        assert_eq!((found.names, found.header, found.described_by.as_str()), (vec!["PatID".to_string(), "LastName".into(), "Born".into()], false, "schema.sql"));
        assert_eq!(found.form, Form::Delimited { delimiter: b',', quote: Some(b'"') });
        let bcp = layout("Patient.bcp", "1001\t\0\t1931-07-19 00:00:00.000\n", &patient).unwrap();
        assert_eq!((bcp.names.len(), bcp.form), (3, Form::Delimited { delimiter: b'\t', quote: None }));
        // Another number of columns, other types, or a header: it says nothing.
        assert_eq!(layout("Patient.csv", "1001,Quimby\n1002,Roe\n", &patient), None);
        assert_eq!(layout("Patient.csv", "1001,1931-07-19,Quimby\n1002,1945-01-01,Roe\n", &patient), None);
        assert_eq!(layout("Patient.csv", "id,name,day\n1002,Roe,1945-01-01\n", &patient), None);
        assert_eq!(layout("Patient.csv", "", &patient), None);
    }

    #[test]
    fn a_first_row_of_names_is_the_header_whatever_it_looks_like() {
        let years = [("2019", "int"), ("2020", "int")];
        // Years over years read as a row of data, but for the table that has them as names.
        assert!(matches!(told(&["2019", "2020"], &[vec!["2018", "2017"], vec!["2016", "2015"]]), Told::Row(_)));
        assert!(layout("t.csv", "2019,2020\n2018,2017\n2016,2015\n", &years).unwrap().header);
        // Words over words may be either: the definition tells.
        let people = [("Given", "nvarchar(20)"), ("Town", "nvarchar(20)")];
        assert!(!layout("t.csv", "Alice,Boston\nBob,Salem\nEve,Lynn\n", &people).unwrap().header);
        assert!(layout("t.csv", "Given,Town\nBob,Salem\nEve,Lynn\n", &people).is_none_or(|l| l.header));
    }

    #[test]
    fn a_format_file_that_is_not_understood_describes_nothing() {
        let by = |text: &str| layout_by_format_file(&mut text.as_bytes(), "t.fmt").unwrap();
        assert!(by("14.0\n1\n1 SQLINT 0 4 \"\" 1 id \"\"\n").is_some_and(|l| l.format() == crate::Format::Bcp));
        assert_eq!(by("14.0\n2\n1 SQLINT 0 4 \"\" 1 id \"\"\n"), None);
        assert_eq!(by("14.0\n1\n1 SQLNOVEL 0 4 \"\" 1 id \"\"\n"), None);
        assert_eq!(by("14.0\n0\n"), None);
        assert_eq!(by(""), None);
    }
}
