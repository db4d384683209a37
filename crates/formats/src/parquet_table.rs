//! Parquet files through the `parquet` crate, column by column, without Arrow.
//!
//! A file without lists is a table: groups are dotted fields. A file with lists is records, whose fields carry the 1-based
//! place in each list, `lines[2].code`. Decimals are exact; dates and times are ISO text with the digits of their unit, with
//! `Z` where the file says UTC and without where it says local. The line is the number of the row. A row group that cannot
//! be read is set aside, and reading goes on at the next.

mod columns;
mod footer;
mod text;

use crate::guarded::{guarded, whole};
use crate::{Header, Item, Limits, Record, Row, Summary};
use columns::{Column, columns};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::io::Read;
use std::ops::ControlFlow;
use text::{Meaning, Text};

/// Rows that are held at a time.
const BATCH: usize = 1_024;
/// Bytes of their texts and names.
const BATCH_BYTES_MAX: usize = 1 << 30;

type Reader = SerializedFileReader<bytes::Bytes>;

pub(crate) fn read(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary { encoding: "UTF-8".into(), ..Summary::default() };
    let Some(bytes) = whole(input, limits, &mut summary)? else { return Ok(summary) };
    if bytes.starts_with(b"PARE") {
        summary.refuse(limits, "encrypted", 0, 0, "the file is encrypted");
        return Ok(summary);
    }
    if !footer::is_sound(&bytes) {
        summary.refuse(limits, "broken_parquet", 0, 0, "the file's schema nests without end or declares what it does not hold");
        return Ok(summary);
    }
    let opened = guarded(|| Reader::new(bytes::Bytes::from(bytes)).map(|reader| (columns(reader.metadata().file_metadata().schema_descr()), reader)));
    let Some(Ok((columns, reader))) = opened else {
        summary.refuse(limits, "broken_parquet", 0, 0, "the file's own description cannot be read");
        return Ok(summary);
    };
    if columns.len() > limits.fields_max {
        summary.refuse(limits, "too_many_fields", 0, 0, format!("the file has {} fields; the cap is {}", columns.len(), limits.fields_max));
        return Ok(summary);
    }
    let mut table = Table { relation: crate::relation_name(name).to_string(), columns, limits, each, summary, line: 0, recoded: 0, long: 0 };
    let flow = table.read(&reader);
    let Table { mut summary, recoded, long, .. } = table;
    summary.stopped = flow.is_break();
    if recoded > 0 {
        summary.doubt(limits, "not_utf8", 0, 0, format!("{recoded} texts are not UTF-8 and were read as Windows-1252"));
    }
    if long > 0 {
        summary.doubt(limits, "long_blob", 0, 0, format!("{long} binary values are over {} bytes; their length stands for them", text::BLOB_SHOWN));
    }
    if summary.records + summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the file holds no rows");
    }
    Ok(summary)
}

/// Name and text of the leaves of a row.
type Leaves = Vec<(String, String)>;

/// A file while it is read.
struct Table<'e> {
    relation: String,
    columns: Vec<Column>,
    limits: &'e Limits,
    each: &'e mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    summary: Summary,
    /// Rows so far.
    line: u64,
    recoded: u64,
    long: u64,
}

impl Table<'_> {
    fn read(&mut self, reader: &Reader) -> ControlFlow<()> {
        let flat = self.columns.iter().all(|c| !c.is_listed());
        if flat {
            let names: Vec<String> = self.columns.iter().map(|c| c.label(&[])).collect();
            (self.each)(Item::Header(Header { relation: &self.relation, names: &names }))?;
        }
        for group in 0..reader.num_row_groups() {
            let rows = u64::try_from(reader.metadata().row_group(group).num_rows()).unwrap_or(0);
            let end = self.line.saturating_add(rows);
            if let Err(reason) = self.group(reader, group, flat)? {
                let message = format!("row group {} of {}: {reason}; its rows from this one on are not read", group + 1, reader.num_row_groups());
                self.summary.refuse(self.limits, "broken_row_group", self.line.saturating_add(1), 0, message);
            }
            self.line = end.max(self.line);
        }
        ControlFlow::Continue(())
    }

    fn group(&mut self, reader: &Reader, group: usize, flat: bool) -> ControlFlow<(), Result<(), &'static str>> {
        const BROKEN: &str = "its columns cannot be read";
        const LONG: &str = "its next rows hold more than 1 GiB of text";
        let opened = guarded(|| {
            let group = reader.get_row_group(group)?;
            (0..group.num_columns()).map(|i| group.get_column_reader(i)).collect::<Result<Vec<ColumnReader>, ParquetError>>()
        });
        let Some(Ok(mut readers)) = opened else { return ControlFlow::Continue(Err(BROKEN)) };
        if readers.len() != self.columns.len() || readers.is_empty() {
            return ControlFlow::Continue(Err("it has other columns than the file"));
        }
        loop {
            let columns = &self.columns;
            let mut left = BATCH_BYTES_MAX;
            let batch = guarded(|| {
                let mut batch: Vec<Rows> = Vec::with_capacity(readers.len());
                for (reader, column) in readers.iter_mut().zip(columns) {
                    batch.push(rows_of(reader, column, &mut left)?);
                }
                Ok::<Vec<Rows>, ParquetError>(batch)
            });
            let Some(Ok(batch)) = batch else { return ControlFlow::Continue(Err(if left == 0 { LONG } else { BROKEN })) };
            let count = batch.first().map_or(0, |rows| rows.leaves.len());
            if batch.iter().any(|rows| rows.leaves.len() != count) {
                return ControlFlow::Continue(Err("its columns are of different length"));
            }
            if count == 0 {
                return ControlFlow::Continue(Ok(()));
            }
            self.recoded += batch.iter().map(|rows| rows.recoded).sum::<u64>();
            self.long += batch.iter().map(|rows| rows.long).sum::<u64>();
            self.deliver(batch, count, flat)?;
        }
    }

    fn deliver(&mut self, batch: Vec<Rows>, count: usize, flat: bool) -> ControlFlow<()> {
        let mut columns: Vec<std::vec::IntoIter<Leaves>> = batch.into_iter().map(|rows| rows.leaves.into_iter()).collect();
        for _ in 0..count {
            self.line = self.line.saturating_add(1);
            let row: Vec<Leaves> = columns.iter_mut().map(|rows| rows.next().unwrap_or_default()).collect();
            let length: usize = row.iter().flatten().map(|(_, text)| text.len()).sum();
            if length > self.limits.record_bytes_max {
                self.summary.refuse(self.limits, "record_too_long", self.line, 0, format!("the row is longer than {} bytes", self.limits.record_bytes_max));
                continue;
            }
            let flow = if flat { self.row(&row) } else { self.record(row) };
            flow?;
        }
        ControlFlow::Continue(())
    }

    fn row(&mut self, row: &[Leaves]) -> ControlFlow<()> {
        let cells: Vec<&str> = row.iter().map(|leaves| leaves.first().map_or("", |(_, text)| text.as_str())).collect();
        self.summary.records += 1;
        (self.each)(Item::Row(Row { relation: &self.relation, line: self.line, byte: 0, cells: &cells }))
    }

    fn record(&mut self, row: Vec<Leaves>) -> ControlFlow<()> {
        let leaves: Leaves = row.into_iter().flatten().filter(|(_, text)| !text.is_empty()).collect();
        if leaves.is_empty() {
            self.summary.doubt(self.limits, "empty_record", self.line, 0, "the record holds no value");
            return ControlFlow::Continue(());
        }
        if leaves.len() > self.limits.fields_max {
            self.summary.refuse(self.limits, "too_many_fields", self.line, 0, format!("the record has {} fields; the cap is {}", leaves.len(), self.limits.fields_max));
            return ControlFlow::Continue(());
        }
        self.summary.records += 1;
        (self.each)(Item::Record(&Record { relation: self.relation.clone(), line: self.line, byte: 0, leaves }))
    }
}

/// The next rows of a column.
struct Rows {
    /// Leaves of each row; a column without lists has one or none.
    leaves: Vec<Leaves>,
    recoded: u64,
    long: u64,
}

/// `left` are the bytes that the batch may still hold; 0 when that was too few.
fn rows_of(reader: &mut ColumnReader, column: &Column, left: &mut usize) -> Result<Rows, ParquetError> {
    let meaning = column.meaning;
    let mut room = Room { left, name: column.label(&[]).len() };
    let room = &mut room;
    let levels = match reader {
        ColumnReader::BoolColumnReader(reader) => levels(reader, room, |v| Text::plain(v.to_string()))?,
        ColumnReader::Int32ColumnReader(reader) => levels(reader, room, |v| text::integer(meaning, i64::from(*v), true))?,
        ColumnReader::Int64ColumnReader(reader) => levels(reader, room, |v| text::integer(meaning, *v, false))?,
        ColumnReader::Int96ColumnReader(reader) => levels(reader, room, |v| text::int96(v.data()))?,
        ColumnReader::FloatColumnReader(reader) => levels(reader, room, |v| Text::plain(format!("{v:?}")))?,
        ColumnReader::DoubleColumnReader(reader) => levels(reader, room, |v| Text::plain(format!("{v:?}")))?,
        ColumnReader::ByteArrayColumnReader(reader) => levels(reader, room, |v| text::bytes(meaning, v.data()))?,
        ColumnReader::FixedLenByteArrayColumnReader(reader) => levels(reader, room, |v| text::bytes(meaning, v.data()))?,
    };
    Ok(assemble(levels, column))
}

/// Values and levels as they are stored.
struct Levels {
    defined: Vec<i16>,
    repeated: Vec<i16>,
    texts: Vec<Text>,
    count: usize,
}

/// What the texts of a column may still take; each comes with the name of its field.
struct Room<'l> {
    left: &'l mut usize,
    name: usize,
}

impl Room<'_> {
    /// The values as texts, one after the other, so that no more is held than there is room for.
    fn texts<V>(&mut self, values: &[V], text: impl Fn(&V) -> Text) -> Result<Vec<Text>, ParquetError> {
        let mut texts = Vec::with_capacity(values.len());
        for value in values {
            let text = text(value);
            match self.left.checked_sub(text.text.len().saturating_add(self.name)) {
                Some(left) => *self.left = left,
                None => {
                    *self.left = 0;
                    return Err(ParquetError::General("the rows are too long".into()));
                }
            }
            texts.push(text);
        }
        Ok(texts)
    }
}

fn levels<T: DataType>(reader: &mut ColumnReaderImpl<T>, room: &mut Room<'_>, text: impl Fn(&T::T) -> Text) -> Result<Levels, ParquetError> {
    let (mut defined, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let (_, _, count) = reader.read_records(BATCH, Some(&mut defined), Some(&mut repeated), &mut values)?;
    Ok(Levels { defined, repeated, texts: room.texts(&values, text)?, count })
}

/// Rows out of levels: a value is there where the whole path is defined; a level of 0 starts a row.
fn assemble(levels: Levels, column: &Column) -> Rows {
    let mut rows = Rows { leaves: Vec::new(), recoded: 0, long: 0 };
    let mut texts = levels.texts.into_iter();
    let mut places = vec![1u32; column.lists()];
    let plain = column.label(&[]);
    for index in 0..levels.count {
        let repeated = levels.repeated.get(index).and_then(|r| usize::try_from(*r).ok()).unwrap_or(0);
        if repeated == 0 {
            rows.leaves.push(Vec::new());
            places.fill(1);
        } else {
            if let Some(place) = places.get_mut(repeated - 1) {
                *place = place.saturating_add(1);
            }
            places.iter_mut().skip(repeated).for_each(|place| *place = 1);
        }
        let defined = levels.defined.get(index).is_none_or(|d| *d == column.defined);
        let Some(text) = defined.then(|| texts.next()).flatten() else { continue };
        rows.recoded += u64::from(text.recoded);
        rows.long += u64::from(text.long);
        let label = if places.is_empty() { plain.clone() } else { column.label(&places) };
        if let Some(row) = rows.leaves.last_mut() {
            row.push((label, text.text));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use parquet::data_type::{ByteArrayType, Int64Type};
    use parquet::file::writer::SerializedFileWriter;

    fn unpack(text: &str) -> Vec<u8> {
        base64::engine::general_purpose::STANDARD.decode(text.replace('\n', "")).unwrap()
    }

    fn read_all(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
        let mut out = Vec::new();
        let mut input = bytes;
        let summary = read("t.parquet", &mut input, &Limits::default(), &mut |item| {
            match item {
                Item::Header(header) => out.push(header.names.join("|")),
                Item::Row(row) => out.push(format!("{} {}", row.line, row.cells.join("|"))),
                Item::Record(record) => {
                    let leaves: Vec<String> = record.leaves.iter().map(|(f, v)| format!("{f}={v}")).collect();
                    out.push(format!("{} {}", record.line, leaves.join(" ")));
                }
                _ => {}
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        (out, summary.issues.iter().map(|i| format!("{}:{}", i.code, i.line)).collect())
    }

    #[test]
    fn a_flat_file_is_a_table() {
        let (out, issues) = read_all(&unpack(include_str!("parquet_table/flat.b64")));
        let expected = [
            "id|born|seen|utc|at|dose|big|n|w|raw|on|name.given|name.family",
            "1 1|1948-03-01|2020-01-02T03:04:05.678901|2020-01-02T03:04:05.123456789Z|08:30:00|5.40|12345678901234567890.123|4294967295|60.5|x'00ff'|true|Ada|é",
            "2 2||||||||||||",
            "3 3|1969-12-31|1969-12-31T23:59:59|1970-01-01T00:00:00Z|23:59:59.000005|-0.05|-1.000|7|70.0|text|false||B",
        ];
        assert_eq!(out, expected);
        assert!(issues.is_empty(), "{issues:?}");
    }

    #[test]
    fn lists_make_records_with_places() {
        let (out, issues) = read_all(&unpack(include_str!("parquet_table/nested.b64")));
        let expected = ["1 id=1 tags[1]=a tags[2]=b lines[1].code=x lines[2].code=y lines[1].mods[1]=1 lines[1].mods[2]=2 m[1].key=k m[1].value=v", "2 id=2"];
        assert_eq!(out, expected);
        assert!(issues.is_empty(), "{issues:?}");
    }

    #[test]
    fn old_timestamps() {
        let (out, _) = read_all(&unpack(include_str!("parquet_table/int96.b64")));
        assert_eq!(out, ["t", "1 2020-01-02T03:04:05.678901000", "2 1969-12-31T23:59:59"]);
    }

    /// A file with an optional text and a number, one row group for each slice of rows.
    fn written(groups: &[&[(i64, Option<&str>)]]) -> Vec<u8> {
        let schema = parquet::schema::parser::parse_message_type("message m { required int64 n; optional binary s (UTF8); }").unwrap();
        let mut writer = SerializedFileWriter::new(Vec::new(), std::sync::Arc::new(schema), Default::default()).unwrap();
        for rows in groups {
            let mut group = writer.next_row_group().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let numbers: Vec<i64> = rows.iter().map(|(n, _)| *n).collect();
            column.typed::<Int64Type>().write_batch(&numbers, None, None).unwrap();
            column.close().unwrap();
            let mut column = group.next_column().unwrap().unwrap();
            let texts: Vec<parquet::data_type::ByteArray> = rows.iter().filter_map(|(_, s)| *s).map(|s| s.as_bytes().to_vec().into()).collect();
            let defined: Vec<i16> = rows.iter().map(|(_, s)| i16::from(s.is_some())).collect();
            column.typed::<ByteArrayType>().write_batch(&texts, Some(&defined), None).unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    #[test]
    fn what_is_broken_is_said() {
        let good = written(&[&[(1, Some("a")), (2, None)], &[(3, Some("c"))]]);
        assert_eq!(read_all(&good).0, ["n|s", "1 1|a", "2 2|", "3 3|c"]);
        let mut broken = good.clone();
        broken[4..30].fill(0xff);
        let (out, issues) = read_all(&broken);
        assert_eq!((out.last().map(String::as_str), issues.as_slice()), (Some("3 3|c"), &["broken_row_group:1".to_string()][..]));
        assert_eq!(read_all(&good[..good.len() - 20]).1, ["broken_parquet:0"]);
        assert_eq!(read_all(b"PAR1PAR1").1, ["broken_parquet:0"]);
        assert_eq!(read_all(b"PARE").1, ["encrypted:0"]);
        assert_eq!(read_all(&written(&[])).1, ["no_rows:0"]);
    }

    #[test]
    fn a_batch_of_rows_takes_no_more_than_its_room() {
        let mut left = 10;
        let mut room = Room { left: &mut left, name: 2 };
        let texts = room.texts(&["abc", "d"], |v| Text::plain(v.to_string())).unwrap();
        assert_eq!(texts.len(), 2);
        assert!(room.texts(&["e"], |v| Text::plain(v.to_string())).is_err());
        assert_eq!(left, 0);
    }

    #[test]
    fn the_number_of_a_row_has_an_end() {
        let limits = Limits::default();
        let mut each = |_: Item<'_>| -> ControlFlow<()> { ControlFlow::Continue(()) };
        let mut table =
            Table { relation: "t".into(), columns: Vec::new(), limits: &limits, each: &mut each, summary: Summary::default(), line: u64::MAX, recoded: 0, long: 0 };
        let rows = Rows { leaves: vec![vec![("n".to_string(), "1".to_string())]], recoded: 0, long: 0 };
        assert!(table.deliver(vec![rows], 1, true).is_continue());
        assert_eq!((table.line, table.summary.records), (u64::MAX, 1));
    }

    proptest::proptest! {
        #[test]
        fn rows_round_trip(rows in proptest::collection::vec((proptest::prelude::any::<i64>(), proptest::option::of("[a-zé]{1,5}")), 1..40)) {
            let borrowed: Vec<(i64, Option<&str>)> = rows.iter().map(|(n, s)| (*n, s.as_deref())).collect();
            let expected: Vec<String> = rows.iter().enumerate().map(|(i, (n, s))| format!("{} {n}|{}", i + 1, s.as_deref().unwrap_or(""))).collect();
            proptest::prop_assert_eq!(&read_all(&written(&[&borrowed])).0[1..], &expected[..]);
        }

        #[test]
        fn no_change_panics(changes in proptest::collection::vec((0..2_000usize, proptest::prelude::any::<u8>()), 1..10)) {
            let mut bytes = unpack(include_str!("parquet_table/flat.b64"));
            for (at, byte) in changes {
                bytes[at] = byte;
            }
            let _ = read_all(&bytes);
        }
    }
}
