//! Format files of bcp, as text and as XML: which fields an export has, and how each is framed.
//!
//! As text: the version, the number of fields, and a line a field (number, type, bytes of the length before it, bytes of the value, terminator,
//! number and name of the column, collation). As XML: the fields of `RECORD`, and the columns of `ROW` that are made of them. The fields become
//! `sql.format`; data are read by them only where every one was understood.

use super::{NativeField, NativeType};
use crate::text::{Window, decode};
use crate::xml::{Element, Vocabulary, grow};
use crate::{Item, Limits, Record, Summary};
use std::io::Read;
use std::ops::ControlFlow;

/// Bytes of a format file at most; one of 16,384 fields has two megabytes.
const BYTES_MAX: usize = 16 << 20;

/// What a line or an element says of a field.
struct Said {
    field: NativeField,
    type_word: String,
    column: String,
    collation: String,
}

/// A field with its place in the format file.
pub(crate) struct Placed {
    said: Said,
    line: u64,
    byte: u64,
}

impl Placed {
    /// What the reading of an export needs of it.
    pub(crate) fn into_field(self) -> NativeField {
        self.said.field
    }
}

/// Whether a text is a format file: version, number of fields, and a field of a known kind of type.
pub(crate) fn looks_like(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_version = |line: &str| line.split_once('.').is_some_and(|(a, b)| [a, b].iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit())));
    let is_field = |line: &str| words(line).get(1).is_some_and(|word| word.starts_with("SQL") || word.starts_with("SYB"));
    lines.next().is_some_and(is_version) && lines.next().is_some_and(|line| line.parse::<u16>().is_ok()) && lines.next().is_some_and(is_field)
}

/// The whole of a small text file, where its first byte stands, and whether it was no UTF-8; none where it is over the cap.
pub(crate) fn whole_text(input: &mut dyn Read) -> std::io::Result<Option<(String, u64, bool)>> {
    let mut window = Window::new(input)?;
    let start = window.offset;
    while window.bytes().len() <= BYTES_MAX && window.grow()? {}
    if window.bytes().len() > BYTES_MAX {
        return Ok(None);
    }
    let (text, recoded) = decode(window.bytes());
    Ok(Some((text.into_owned(), start, recoded)))
}

/// Reads a format file as rows of `sql.format`.
pub(crate) fn read(name: &str, input: &mut dyn Read, limits: &Limits, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> std::io::Result<Summary> {
    let mut summary = Summary { encoding: "UTF-8".into(), ..Summary::default() };
    let Some((text, start, recoded)) = whole_text(input)? else {
        summary.refuse(limits, "document_too_long", 0, 0, format!("the format file is longer than {BYTES_MAX} bytes"));
        return Ok(summary);
    };
    if recoded {
        summary.doubt(limits, "not_utf8", 0, 0, "the format file is not UTF-8 and was read as Windows-1252");
        summary.encoding = "windows-1252".into();
    }
    for (index, placed) in parse(&text, start, limits, &mut summary).into_iter().enumerate() {
        let record = record(crate::relation_name(name), index + 1, placed);
        summary.records += 1;
        if each(Item::Record(&record)).is_break() {
            summary.stopped = true;
            break;
        }
    }
    if !summary.stopped && summary.records + summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the format file describes no field");
    }
    Ok(summary)
}

fn record(table: &str, number: usize, placed: Placed) -> Record {
    let Placed { said: Said { field, type_word, column, collation }, line, byte } = placed;
    let leaves = [
        ("table", table.to_string()),
        ("field", number.to_string()),
        ("column", field.name),
        ("type", type_word),
        ("prefix_bytes", field.prefix.to_string()),
        ("value_bytes", field.length.to_string()),
        ("terminator", field.terminator.escape_ascii().to_string()),
        ("column_number", column),
        ("collation", collation),
    ];
    let leaves = leaves.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_string(), value)).collect();
    Record { relation: "sql.format".into(), line, byte, leaves }
}

/// The fields of a format file, in the order of the data. What is not understood is set aside in the summary.
pub(crate) fn parse(text: &str, start: u64, limits: &Limits, summary: &mut Summary) -> Vec<Placed> {
    if text.trim_start().starts_with('<') { of_xml(text, start, limits, summary) } else { of_lines(text, start, limits, summary) }
}

fn of_lines(text: &str, start: u64, limits: &Limits, summary: &mut Summary) -> Vec<Placed> {
    let (mut fields, mut stated, mut byte) = (Vec::new(), None, start);
    let (mut above, mut found) = (0u8, 0usize);
    for (line, whole) in (1u64..).zip(text.split_inclusive('\n')) {
        let at = byte;
        byte += whole.len() as u64;
        let content = whole.trim();
        match above {
            _ if content.is_empty() => {}
            0 => above = 1,
            1 => {
                above = 2;
                stated = content.parse::<usize>().ok();
            }
            _ => {
                found += 1;
                keep(of_line(content), (line, at), &mut fields, limits, summary);
            }
        }
    }
    if stated != Some(found) {
        let stated = stated.map_or_else(|| "no number of".to_string(), |n| n.to_string());
        summary.doubt(limits, "count_differs", 0, 0, format!("the format file states {stated} fields and describes {found}"));
    }
    fields
}

/// Keeps a field with its place, or sets aside what is none.
fn keep(said: Result<Said, &'static str>, (line, byte): (u64, u64), fields: &mut Vec<Placed>, limits: &Limits, summary: &mut Summary) {
    match said {
        Ok(said) if fields.len() < limits.fields_max => fields.push(Placed { said, line, byte }),
        Ok(_) => summary.refuse(limits, "too_many_fields", line, byte, format!("the cap is {} fields", limits.fields_max)),
        Err(why) => summary.refuse(limits, "bad_field", line, byte, why),
    }
}

/// The field of a line; a name of a column may hold blanks.
fn of_line(line: &str) -> Result<Said, &'static str> {
    let words = words(line);
    let [_, type_word, prefix, length, terminator, column, rest @ ..] = words.as_slice() else { return Err("the line has too few parts to describe a field") };
    let (name, collation) = match rest {
        [] => (String::new(), ""),
        [name] => (name.clone(), ""),
        [name @ .., collation] => (name.join(" "), collation.as_str()),
    };
    let number = |word: &String| word.parse::<u32>().ok();
    let kind = NativeType::from_word(type_word).ok_or("the type of the field is not known")?;
    let (Some(prefix), Some(length)) = (number(prefix).and_then(|n| u8::try_from(n).ok()), number(length)) else { return Err("prefix and length of a field are numbers") };
    let field = NativeField { name, kind, prefix, length, terminator: terminator.as_bytes().to_vec() };
    if !field.is_framed() {
        return Err("nothing says where a value of the field ends");
    }
    Ok(Said { field, type_word: type_word.clone(), column: if column == "0" { String::new() } else { column.clone() }, collation: collation.into() })
}

/// The words of a line: between blanks, or in quotes, where a backslash makes a mark of the letter behind it.
fn words(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_whitespace() {
            continue;
        }
        let mut word = String::new();
        if letter == '"' {
            while let Some(letter) = letters.next().filter(|c| *c != '"') {
                word.push(meant(letter, &mut letters));
            }
        } else {
            word.push(letter);
            while let Some(letter) = letters.next_if(|c| !c.is_whitespace()) {
                word.push(letter);
            }
        }
        out.push(word);
    }
    out
}

/// What a letter means: behind a backslash the next one stands for a mark.
fn meant(letter: char, behind: &mut impl Iterator<Item = char>) -> char {
    if letter != '\\' {
        return letter;
    }
    match behind.next() {
        Some('t') => '\t',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('0') => '\0',
        Some(other) => other,
        None => letter,
    }
}

/// A terminator as an attribute writes it.
fn terminator(text: &str) -> Vec<u8> {
    let (mut out, mut letters) = (String::new(), text.chars());
    while let Some(letter) = letters.next() {
        out.push(meant(letter, &mut letters));
    }
    out.into_bytes()
}

fn of_xml(text: &str, start: u64, limits: &Limits, summary: &mut Summary) -> Vec<Placed> {
    let (tree, roots) = grow(text.as_bytes(), &Vocabulary::default(), limits, summary);
    let Some(root) = roots.into_iter().map(|root| tree.element(root)).find(|root| root.name() == "BCPFORMAT") else {
        summary.refuse(limits, "no_fields", 1, start, "the root of the document is no format of bcp");
        return Vec::new();
    };
    let columns: Vec<Element<'_>> = root.all("ROW").flat_map(|row| row.all("COLUMN")).collect();
    let mut fields = Vec::new();
    for element in root.all("RECORD").flat_map(|record| record.all("FIELD")) {
        let id = element.attribute("ID").unwrap_or_default();
        let column = columns.iter().enumerate().find(|(_, column)| column.attribute("SOURCE") == Some(id));
        let said = of_element(element, column.map(|(at, column)| (at + 1, *column)));
        keep(said, (element.line(), start + element.byte()), &mut fields, limits, summary);
    }
    fields
}

/// The field of an element. What it holds in native form is said by its column.
fn of_element(element: Element<'_>, column: Option<(usize, Element<'_>)>) -> Result<Said, &'static str> {
    let local = |word: &str| word.rsplit(':').next().unwrap_or(word).to_string();
    let framing = local(element.attribute("xsi:type").ok_or("the field has no type")?);
    let of_column = column.and_then(|(_, column)| column.attribute("xsi:type")).map(local);
    let native = framing.starts_with("Native");
    let type_word = if native { of_column.ok_or("a native field without a column has no type")? } else { framing.clone() };
    let kind = NativeType::from_word(&type_word).ok_or("the type of the field is not known")?;
    let number = |name: &str| element.attribute(name).map_or(Some(0), |text| text.trim().parse::<u32>().ok());
    let at_most = if framing.ends_with("Fixed") { "LENGTH" } else { "MAX_LENGTH" };
    let (Some(length), Some(prefix)) = (number(at_most), number("PREFIX_LENGTH").and_then(|n| u8::try_from(n).ok())) else {
        return Err("prefix and length of a field are numbers");
    };
    // What `LENGTH` says of a prefixed field of the older form is the length of the prefix.
    let older = framing.ends_with("Prefix") && prefix == 0;
    let prefix = if older { number("LENGTH").and_then(|n| u8::try_from(n).ok()).unwrap_or(0) } else { prefix };
    let terminator = terminator(element.attribute("TERMINATOR").unwrap_or_default());
    let name = column.and_then(|(_, column)| column.attribute("NAME")).unwrap_or_default().to_string();
    let field = NativeField { name, kind, prefix, length, terminator };
    let framed = match framing.as_str() {
        f if f.ends_with("Prefix") => field.prefix > 0,
        f if f.ends_with("Term") => !field.terminator.is_empty(),
        _ => true,
    };
    if !framed || !field.is_framed() {
        return Err("nothing says where a value of the field ends");
    }
    let collation = element.attribute("COLLATION").unwrap_or_default().to_string();
    Ok(Said { field, type_word, column: column.map_or_else(String::new, |(at, _)| at.to_string()), collation })
}
