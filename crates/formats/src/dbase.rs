//! Tables of dBase and FoxPro (`.dbf`): fields of fixed width behind a header that names them.
//!
//! A row that is marked as deleted is still in the file and would be live elsewhere: each row says in the field `deleted` whether it is (`1`)
//! or not (`0`). Texts of memo fields stand in another file and are not read: their cell is the number of the block, and that is said. The line
//! is the number of the row, so that it counts deleted rows as the program of the table does.

use crate::csv::name_fields;
use crate::text::decode;
use crate::{Header, Item, Limits, Row, Summary};
use std::borrow::Cow;
use std::io::Read;
use std::ops::{ControlFlow, Range};

/// Bytes before the fields, and of each field.
const PART_BYTES: usize = 32;

/// One field of a row.
struct Field {
    name: String,
    kind: u8,
    begin: usize,
    end: usize,
    /// Bits of FoxPro that say of a row that the text is shorter than the field, and that there is no value.
    shorter: Option<usize>,
    null: Option<usize>,
}

/// What a header says.
struct Head {
    rows: u64,
    header_bytes: u64,
    row_bytes: usize,
    encoding: Option<&'static encoding_rs::Encoding>,
}

/// Whether bytes open a table: a version, the day of the last change, and lengths that fit fields of 32 bytes each.
pub(crate) fn looks_like(bytes: &[u8]) -> bool {
    let [version, _, month, day, _, _, _, _, low, high, ..] = bytes else { return false };
    let versions = matches!(version, 0x02 | 0x03 | 0x30..=0x32 | 0x43 | 0x83 | 0x8b | 0xcb | 0xf5);
    let header = u16::from_le_bytes([*low, *high]);
    // Behind the fields stands one byte, of Clipper two, and in FoxPro the path of a database of 263.
    let fits = header > 32 && matches!(header % 32, 1 | 2 | 8);
    let reserved = bytes.get(12..14) == Some(&[0, 0]);
    versions && fits && reserved && (1..=12).contains(month) && (1..=31).contains(day) && bytes.get(32).is_some_and(u8::is_ascii_alphabetic)
}

impl Head {
    fn of(bytes: &[u8; PART_BYTES]) -> Self {
        let [_, _, _, _, a, b, c, d, low, high, row_low, row_high, ..] = *bytes;
        let language = bytes[PART_BYTES - 3];
        Self {
            rows: u64::from(u32::from_le_bytes([a, b, c, d])),
            header_bytes: u64::from(u16::from_le_bytes([low, high])),
            row_bytes: usize::from(u16::from_le_bytes([row_low, row_high])),
            encoding: encoding(language),
        }
    }
}

/// The encoding that a header names by number, where it is one that is known here; nothing for Windows-1252 and for none.
fn encoding(language: u8) -> Option<&'static encoding_rs::Encoding> {
    Some(match language {
        0x26 | 0x65 => encoding_rs::IBM866,
        0x13 | 0x7b => encoding_rs::SHIFT_JIS,
        0x4d | 0x7a => encoding_rs::GBK,
        0x4e | 0x79 => encoding_rs::EUC_KR,
        0x4f | 0x78 => encoding_rs::BIG5,
        0xc8 => encoding_rs::WINDOWS_1250,
        0xc9 => encoding_rs::WINDOWS_1251,
        0xca => encoding_rs::WINDOWS_1254,
        0xcb => encoding_rs::WINDOWS_1253,
        _ => return None,
    })
}

/// The fields that a header lists, and where in a row FoxPro keeps their bits: its field for these is none of the table.
fn fields(bytes: &[u8]) -> (Vec<Field>, Range<usize>) {
    let (mut begin, mut bits) = (1, 0..0);
    let mut found = Vec::new();
    let mut count = 0;
    let mut next = |has_one: bool| {
        let bit = has_one.then_some(count);
        count += usize::from(has_one);
        bit
    };
    for part in bytes.chunks_exact(PART_BYTES).take_while(|part| part.first() != Some(&b'\r')) {
        let name = part.get(..11).unwrap_or_default();
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
        let (kind, length, more) = (part.get(11).copied().unwrap_or(0), part.get(16).copied().unwrap_or(0), part.get(17).copied().unwrap_or(0));
        // Clipper and FoxPro write lengths of text over 255 in two bytes; elsewhere the second counts decimals.
        let length = if kind == b'C' { usize::from(u16::from_le_bytes([length, more])) } else { usize::from(length) };
        let end = begin + length;
        if kind == b'0' {
            bits = begin..end;
        } else {
            let shorter = next(matches!(kind, b'V' | b'Q'));
            let null = next(part.get(18).is_some_and(|flags| flags & 2 != 0));
            found.push(Field { name: decode(name).0.trim().to_string(), kind, begin, end, shorter, null });
        }
        begin = end;
    }
    (found, bits)
}

/// The bytes of a field in a row: none where there is no value, and of a text that is shorter than its field as many as the last of them says.
fn stored<'b>(field: &Field, row: &'b [u8], bits: &[u8]) -> &'b [u8] {
    let is_set = |bit: Option<usize>| bit.is_some_and(|bit| bits.get(bit / 8).is_some_and(|byte| (byte >> (bit % 8)) & 1 == 1));
    let bytes = row.get(field.begin..field.end).unwrap_or_default();
    match bytes.split_last() {
        _ if is_set(field.null) => &[],
        Some((length, rest)) if is_set(field.shorter) => rest.get(..usize::from(*length)).unwrap_or(rest),
        _ => bytes,
    }
}

/// A cell as text.
fn cell<'b>(field: &Field, bytes: &'b [u8], encoding: Option<&'static encoding_rs::Encoding>, recoded: &mut bool) -> Cow<'b, str> {
    let four = || bytes.get(..4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
    let eight = || bytes.get(..8).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
    let number = |text: Option<String>| Cow::Owned(text.unwrap_or_default());
    match field.kind {
        b'I' => number(four().map(|bytes| i32::from_le_bytes(bytes).to_string())),
        b'B' if bytes.len() == 8 => number(eight().map(|bytes| f64::from_le_bytes(bytes).to_string())),
        b'Y' => number(eight().map(|bytes| ten_thousandths(i64::from_le_bytes(bytes)))),
        b'T' if bytes.len() == 8 => number(moment(bytes)),
        b'M' | b'G' | b'P' | b'W' if bytes.len() == 4 => number(four().map(u32::from_le_bytes).filter(|block| *block > 0).map(|block| block.to_string())),
        b'L' => Cow::Borrowed(match bytes.first() {
            Some(b'T' | b't' | b'Y' | b'y') => "true",
            Some(b'F' | b'f' | b'N' | b'n') => "false",
            _ => "",
        }),
        _ => {
            let text = match encoding {
                Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
                None => {
                    let (text, guessed) = decode(bytes);
                    *recoded |= guessed;
                    text
                }
            };
            trimmed(text, field.kind)
        }
    }
}

/// Text without the blanks and zero bytes that fill its field; a day as one.
fn trimmed(text: Cow<'_, str>, kind: u8) -> Cow<'_, str> {
    let blank = |c: char| matches!(c, ' ' | '\0');
    let filled = if matches!(kind, b'C' | b'V') { text.trim_end_matches(blank) } else { text.trim_matches(blank) };
    if kind == b'D' && filled.len() == 8 && filled.bytes().all(|byte| byte.is_ascii_digit()) {
        let parts = (filled.get(..4), filled.get(4..6), filled.get(6..));
        if let (Some(year), Some(month), Some(day)) = parts {
            return Cow::Owned(format!("{year}-{month}-{day}"));
        }
    }
    if filled.len() == text.len() { text } else { Cow::Owned(filled.to_string()) }
}

/// Money: an integer of ten-thousandths.
fn ten_thousandths(value: i64) -> String {
    let (sign, whole) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    format!("{sign}{}.{:04}", whole / 10_000, whole % 10_000)
}

/// A day of the Julian count and the milliseconds since midnight.
fn moment(bytes: &[u8]) -> Option<String> {
    const DAYS_TO_1970: i64 = 2_440_588;
    let day = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?);
    let seconds = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) / 1_000;
    // No day at all, or one beyond the year 9999.
    if !(1..=5_373_484).contains(&day) {
        return None;
    }
    let (year, month, day) = model::civil_from_days(i32::try_from(i64::from(day) - DAYS_TO_1970).ok()?);
    Some(format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}

/// Fills bytes as far as the input goes; how many there are.
fn fill(input: &mut dyn Read, bytes: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < bytes.len() {
        match input.read(bytes.get_mut(filled..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

pub(crate) fn read(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let mut head = [0; PART_BYTES];
    let whole = fill(input, &mut head)? == PART_BYTES;
    let head = Head::of(&head);
    let mut listed = vec![0; usize::try_from(head.header_bytes).unwrap_or(0).saturating_sub(PART_BYTES)];
    let listed_whole = fill(input, &mut listed)? == listed.len();
    let (fields, bits) = fields(&listed);
    if !whole || !listed_whole || fields.is_empty() || fields.iter().any(|field| field.end > head.row_bytes) {
        summary.refuse(limits, "broken_dbase", 0, 0, "the header is cut short, names no field, or its fields do not fit in a row");
        return Ok(summary);
    }
    // One more says whether a row is deleted.
    if fields.len() >= limits.fields_max {
        summary.refuse(limits, "too_many_fields", 0, 0, format!("the table has {} fields; the cap is {}", fields.len() + 1, limits.fields_max));
        return Ok(summary);
    }
    summary.encoding = head.encoding.map_or("UTF-8", encoding_rs::Encoding::name).into();
    let given: Vec<Cow<'_, str>> = fields.iter().map(|field| Cow::Borrowed(field.name.as_str())).chain([Cow::Borrowed("deleted")]).collect();
    let names = name_fields(&given, limits, &mut summary, (0, 0));
    let relation = crate::relation_name(name);
    let mut flow = each(Item::Header(Header { relation, names: &names }));
    let (mut row, mut line, mut recoded, mut deleted) = (vec![0; head.row_bytes], 0u64, false, 0u64);
    while flow.is_continue() && line < head.rows {
        let count = fill(input, &mut row)?;
        let byte = head.header_bytes + line * head.row_bytes as u64;
        line += 1;
        if count < row.len() {
            let missing = head.rows - line + 1;
            summary.refuse(limits, "cut_off", line, byte, format!("the header counts {} rows, and {missing} of them are not there", head.rows));
            break;
        }
        let is_deleted = row.first() == Some(&b'*');
        deleted += u64::from(is_deleted);
        let bits = row.get(bits.clone()).unwrap_or_default();
        let texts: Vec<Cow<'_, str>> = fields.iter().map(|field| cell(field, stored(field, &row, bits), head.encoding, &mut recoded)).collect();
        let cells: Vec<&str> = texts.iter().map(|text| &**text).chain([if is_deleted { "1" } else { "0" }]).collect();
        summary.records += 1;
        flow = each(Item::Row(Row { relation, line, byte, cells: &cells }));
    }
    summary.stopped = flow.is_break();
    let mut next = [0u8];
    // A program that was ended early wrote rows and not their number.
    if flow.is_continue() && line == head.rows && fill(input, &mut next)? == 1 && matches!(next, [b' ' | b'*']) {
        summary.doubt(limits, "rows_uncounted", 0, 0, format!("rows stand behind the {line} that the header counts; they are not read"));
    }
    let memos: Vec<&str> = fields.iter().filter(|field| matches!(field.kind, b'M' | b'G' | b'P' | b'W')).map(|field| field.name.as_str()).collect();
    if !memos.is_empty() {
        summary.doubt(limits, "memo_unread", 0, 0, format!("the texts of {} fields stand in another file (.dbt, .fpt), which is not read: {}", memos.len(), memos.join(", ")));
    }
    if deleted > 0 {
        summary.doubt(limits, "deleted_rows", 0, 0, format!("{deleted} rows are marked as deleted; they are read, and the field `deleted` says so"));
    }
    if recoded {
        summary.doubt(limits, "not_utf8", 0, 0, "some values are not UTF-8 and were read as Windows-1252");
        summary.encoding = "UTF-8 with Windows-1252".into();
    }
    if summary.records + summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the table holds no rows");
    }
    Ok(summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of these fields (name, kind, bytes) and rows.
    fn table(version: u8, language: u8, fields: &[(&str, u8, u8)], rows: &[Vec<u8>]) -> Vec<u8> {
        let header = 32 + 32 * fields.len() as u16 + 1;
        let row = 1 + fields.iter().map(|(_, _, length)| u16::from(*length)).sum::<u16>();
        let mut bytes = vec![version, 124, 6, 30];
        bytes.extend((rows.len() as u32).to_le_bytes());
        bytes.extend(header.to_le_bytes());
        bytes.extend(row.to_le_bytes());
        bytes.resize(32, 0);
        bytes[29] = language;
        for (name, kind, length) in fields {
            let mut part = name.as_bytes().to_vec();
            part.resize(32, 0);
            (part[11], part[16]) = (*kind, *length);
            bytes.extend(part);
        }
        bytes.push(b'\r');
        rows.iter().for_each(|row| bytes.extend(row));
        bytes.push(0x1a);
        bytes
    }

    fn found(bytes: &[u8]) -> (Vec<(u64, Vec<String>)>, Summary) {
        let mut out = Vec::new();
        let summary = read("x/pat.dbf", &mut &bytes[..], &Limits::default(), &mut |item| {
            match item {
                Item::Header(header) => out.push((0, header.names.to_vec())),
                Item::Row(row) => out.push((row.line, row.cells.iter().map(|cell| cell.to_string()).collect())),
                _ => {}
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        (out, summary)
    }

    #[test]
    fn rows_come_with_days_numbers_and_their_mark() {
        let fields = [("MRN", b'C', 6), ("BORN", b'D', 8), ("COST", b'N', 7), ("LIVES", b'L', 1), ("NOTE", b'M', 10)];
        let live = [&b" "[..], b"001   ", b"19700102", b"  12.50", b"T", b"         7"].concat();
        let gone = [&b"*"[..], b"Zo\xeb   ", b"        ", b"     -1", b"?", b"          "].concat();
        let bytes = table(0x83, 0x03, &fields, &[live, gone]);
        assert!(looks_like(&bytes));
        let (rows, summary) = found(&bytes);
        assert_eq!(rows[0].1, ["MRN", "BORN", "COST", "LIVES", "NOTE", "deleted"]);
        assert_eq!((rows[1].0, rows[1].1.join("|").as_str()), (1, "001|1970-01-02|12.50|true|7|0"));
        assert_eq!((rows[2].0, rows[2].1.join("|").as_str()), (2, "Zoë||-1|||1"));
        let codes: Vec<&str> = summary.issues.iter().map(|issue| issue.code).collect();
        assert_eq!((summary.records, codes), (2, vec!["memo_unread", "deleted_rows", "not_utf8"]));
    }

    #[test]
    fn foxpro_writes_numbers_money_and_moments_as_bytes() {
        let fields = [("N", b'I', 4), ("PAID", b'Y', 8), ("SEEN", b'T', 8), ("X", b'B', 8)];
        let mut row = vec![b' '];
        row.extend((-5i32).to_le_bytes());
        row.extend((-12_345i64).to_le_bytes());
        row.extend(2_440_588u32.to_le_bytes());
        row.extend(3_661_000u32.to_le_bytes());
        row.extend(0.5f64.to_le_bytes());
        let (rows, _) = found(&table(0x30, 0xc9, &fields, &[row]));
        assert_eq!(rows[1].1, ["-5", "-1.2345", "1970-01-01 01:01:01", "0.5", "0"]);
    }

    #[test]
    fn foxpro_says_in_bits_what_has_no_value_and_what_is_shorter_than_its_field() {
        let fields = [("N", b'I', 4), ("NAME", b'V', 6), ("M", b'I', 4), ("_NullFlags", b'0', 1)];
        let row = |bits: u8, name: &[u8; 6]| [&b" "[..], &7i32.to_le_bytes(), name, &0i32.to_le_bytes(), &[bits]].concat();
        let mut bytes = table(0x32, 3, &fields, &[row(0b1010, b"Roe   "), row(0b0010, b"Roe\0\0\x03"), row(0b0101, b"\0\0\0\0\0\0"), row(0, b"Miller")]);
        // All but the bits may be without a value: bits 0, 2 and 3; bit 1 is of the length.
        for at in 0..3 {
            bytes[32 + 32 * at + 18] = 2;
        }
        let (rows, _) = found(&bytes);
        let cells: Vec<String> = rows.iter().map(|(_, cells)| cells.join("|")).collect();
        assert_eq!(cells, ["N|NAME|M|deleted", "7|Roe||0", "7|Roe|0|0", "||0|0", "7|Miller|0|0"]);
    }

    #[test]
    fn a_table_that_is_cut_off_says_how_many_rows_are_missing() {
        let bytes = table(0x03, 0, &[("A", b'C', 3)], &[b" abc".to_vec(), b" def".to_vec(), b" ghi".to_vec()]);
        let (rows, summary) = found(&bytes[..32 + 32 + 1 + 6]);
        assert_eq!((rows.len(), summary.records, summary.quarantined), (2, 1, 1));
        assert!(summary.issues[0].message.contains("2 of them"), "{}", summary.issues[0].message);
        let mut fewer = bytes.clone();
        fewer[4] = 2;
        let (rows, summary) = found(&fewer);
        assert_eq!((rows.len(), summary.counts["rows_uncounted"]), (3, 1));
        let (_, summary) = found(&bytes[..50]);
        assert_eq!((summary.records, summary.counts["broken_dbase"]), (0, 1));
        assert!(!looks_like(b"\x03\x01plain") && !looks_like(b"MSH|^~\\&|"));
    }

    proptest::proptest! {
        /// Whatever stands behind a header, nothing panics and no row is counted that was not delivered.
        #[test]
        fn no_bytes_panic_the_reader(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let (rows, summary) = found(&bytes);
            proptest::prop_assert_eq!(rows.len().saturating_sub(1) as u64, summary.records);
        }
    }
}
