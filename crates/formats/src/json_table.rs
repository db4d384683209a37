//! JSON that is not FHIR, as records: arrays of objects, NDJSON, and objects that hold arrays of objects.
//!
//! An object is a record: members of nested objects are dotted fields, arrays of scalars are joined by `|`, and an array of
//! objects is a relation of its own, `stem.key`, whose records say their parent's 1-based ordinal in the field `parent`.
//! Numbers keep their digits. A top-level array and NDJSON are streamed element by element; a single object is held in
//! memory. What is no JSON is set aside by element or line, and reading goes on after it.

mod scan;

use crate::json::{Json, JsonError, parse};
use crate::lines::Place;
use crate::text::decode;
use crate::{Item, Limits, Record, Summary};
use scan::{Cursor, Extent, Source, Walk};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::ops::ControlFlow;

pub(crate) fn read(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut source = Source::new(input)?;
    let stem = crate::relation_name(name).to_string();
    let summary = Summary { encoding: source.window.encoding().into(), ..Summary::default() };
    let mut out = Delivery { stem, limits, each, summary, ordinals: HashMap::new(), recoded: false };
    let lower = name.to_ascii_lowercase();
    let named = lower.ends_with(".ndjson") || lower.ends_with(".jsonl");
    let flow = match source.peek()? {
        None => ControlFlow::Continue(()),
        Some(b'[') if !named => read_array(&mut source, &mut out)?,
        Some(_) if named || source.one_a_line(limits.record_bytes_max)? => read_lines(&mut source, &mut out)?,
        Some(_) => read_values(&mut source, &mut out)?,
    };
    let recoded = out.recoded;
    let mut summary = out.summary;
    summary.stopped = flow.is_break();
    if recoded {
        summary.doubt(limits, "not_utf8", 0, 0, "some records are not UTF-8 and were read as Windows-1252");
        summary.encoding = format!("{} with Windows-1252", summary.encoding);
    }
    if summary.records + summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the file holds no records");
    }
    Ok(summary)
}

/// The elements of a top-level array, one at a time.
fn read_array(source: &mut Source<'_>, out: &mut Delivery<'_>) -> std::io::Result<ControlFlow<()>> {
    source.skip(1);
    loop {
        match source.peek()? {
            None => {
                out.refuse("bad_json", source.place(), "an array does not close");
                return Ok(ControlFlow::Continue(()));
            }
            Some(b']') => break,
            Some(b',') => {
                source.skip(1);
                continue;
            }
            Some(_) => {}
        }
        let place = source.place();
        match source.value(out.limits.record_bytes_max)? {
            Extent::Whole(0) => {
                out.refuse("bad_json", place, "text that is no element of the array; the rest is not read");
                return Ok(ControlFlow::Continue(()));
            }
            Extent::Whole(end) => {
                let flow = out.bytes(source.ahead(end), place);
                source.skip(end);
                if flow.is_break() {
                    return Ok(flow);
                }
            }
            Extent::TooLong(scanner) => {
                out.too_long(place);
                source.pass(scanner)?;
            }
            Extent::Cut => {
                out.refuse("bad_json", place, "the file ends within an element of the array");
                return Ok(ControlFlow::Continue(()));
            }
        }
    }
    source.skip(1);
    if source.peek()?.is_some() {
        let place = source.place();
        out.summary.doubt(out.limits, "trailing_text", place.line, place.byte, "text after the end of the array is not read");
    }
    Ok(ControlFlow::Continue(()))
}

/// One record a line.
fn read_lines(source: &mut Source<'_>, out: &mut Delivery<'_>) -> std::io::Result<ControlFlow<()>> {
    loop {
        let place = source.place();
        let Some(line) = source.line(out.limits.record_bytes_max)? else { return Ok(ControlFlow::Continue(())) };
        let Some((body, whole)) = line else {
            out.too_long(place);
            source.skip_line()?;
            continue;
        };
        let bytes = source.ahead(body);
        let flow = if bytes.trim_ascii().is_empty() { ControlFlow::Continue(()) } else { out.bytes(bytes, place) };
        source.skip(whole);
        if flow.is_break() {
            return Ok(flow);
        }
    }
}

/// One value after another; a single object is a document whose arrays are relations.
fn read_values(source: &mut Source<'_>, out: &mut Delivery<'_>) -> std::io::Result<ControlFlow<()>> {
    let mut first = true;
    while source.peek()?.is_some() {
        let place = source.place();
        let cap = if first { out.limits.document_bytes_max } else { out.limits.record_bytes_max };
        let flow = match source.value(cap)? {
            Extent::Whole(0) => {
                out.refuse("bad_json", place, "not a JSON value");
                source.skip_line()?;
                ControlFlow::Continue(())
            }
            Extent::Whole(end) => {
                let alone = first && source.ends_after(end)?;
                let bytes = source.ahead(end);
                let flow = if alone { out.document(bytes, place) } else { out.bytes(bytes, place) };
                source.skip(end);
                flow
            }
            Extent::TooLong(scanner) => {
                let code = if first { "document_too_long" } else { "record_too_long" };
                out.refuse(code, place, format!("a value is longer than {cap} bytes"));
                source.pass(scanner)?;
                ControlFlow::Continue(())
            }
            // What stands before the cut is read.
            Extent::Cut => {
                let rest = source.window.bytes().len();
                let flow = out.document(source.ahead(rest), place);
                source.skip(rest);
                flow
            }
        };
        if flow.is_break() {
            return Ok(flow);
        }
        first = false;
    }
    Ok(ControlFlow::Continue(()))
}

/// Where records go.
struct Delivery<'e> {
    stem: String,
    limits: &'e Limits,
    each: &'e mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    summary: Summary,
    /// Records seen per relation.
    ordinals: HashMap<String, u64>,
    recoded: bool,
}

impl Delivery<'_> {
    fn refuse(&mut self, code: &'static str, place: Place, message: impl Into<String>) {
        self.summary.refuse(self.limits, code, place.line, place.byte, message);
    }

    fn too_long(&mut self, place: Place) {
        let message = format!("the record is longer than {} bytes", self.limits.record_bytes_max);
        self.refuse("record_too_long", place, message);
    }

    fn bad(&mut self, error: &JsonError, text: &str, place: Place) {
        self.refuse("bad_json", Cursor::new(place).to(text, error.byte), error.reason);
    }

    fn text<'b>(&mut self, bytes: &'b [u8]) -> Cow<'b, str> {
        let (text, recoded) = decode(bytes);
        self.recoded |= recoded;
        text
    }

    /// One value that is a record of the file's relation.
    fn bytes(&mut self, bytes: &[u8], place: Place) -> ControlFlow<()> {
        let text = self.text(bytes);
        match parse(&text, self.limits.depth_max) {
            Err(error) => self.bad(&error, &text, place),
            Ok(json) => {
                let stem = self.stem.clone();
                self.deliver(&stem, &json, None, place)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// A single object: its scalars are one record, each of its arrays of objects is a relation.
    fn document(&mut self, bytes: &[u8], place: Place) -> ControlFlow<()> {
        let text = self.text(bytes);
        if !text.starts_with('{') {
            return self.bytes(bytes, place);
        }
        let mut found = Found { own: Vec::new(), arrays: Vec::new() };
        let mut walk = Walk { text: &text, at: 0, cursor: Cursor::new(place) };
        if let Err(reason) = self.members(&mut walk, "", self.limits.depth_max, &mut found) {
            let place = walk.place(walk.at);
            self.refuse("bad_json", place, reason);
        }
        let stem = self.stem.clone();
        let parent = if found.own.is_empty() { None } else { self.deliver(&stem, &Json::Object(found.own), None, place)? };
        for (name, start) in &found.arrays {
            walk.at = *start;
            self.elements(&mut walk, &format!("{stem}.{name}"), parent)?;
        }
        ControlFlow::Continue(())
    }

    /// Gathers the members of the object at the walk's place; nested objects are dotted names.
    fn members<'t>(&mut self, walk: &mut Walk<'t>, prefix: &str, depth_left: usize, found: &mut Found<'t>) -> Result<(), &'static str> {
        let depth_left = depth_left.checked_sub(1).ok_or("nested too deeply")?;
        walk.at += 1;
        loop {
            match walk.next_byte() {
                Some(b'}') => {
                    walk.at += 1;
                    return Ok(());
                }
                Some(b',') => walk.at += 1,
                Some(b'"') => self.member(walk, prefix, depth_left, found)?,
                Some(_) => return Err("a member has no name"),
                None => return Err("an object does not close"),
            }
        }
    }

    fn member<'t>(&mut self, walk: &mut Walk<'t>, prefix: &str, depth_left: usize, found: &mut Found<'t>) -> Result<(), &'static str> {
        let Ok(Json::String(key)) = parse(walk.value(), 1) else { return Err("a member has no name") };
        let name = dotted(prefix, &key);
        if walk.next_byte() != Some(b':') {
            return Err("a member has no value");
        }
        walk.at += 1;
        match walk.next_byte() {
            Some(b'{') => self.members(walk, &name, depth_left, found),
            Some(b'[') if walk.holds_objects() => {
                found.arrays.push((name, walk.at));
                walk.value();
                Ok(())
            }
            _ => {
                let start = walk.at;
                let text = walk.value();
                match parse(text, depth_left) {
                    Ok(json) => found.own.push((name.into(), json)),
                    Err(error) => {
                        let place = walk.place(start);
                        self.bad(&error, text, place);
                    }
                }
                if text.is_empty() { Err("a member has no value") } else { Ok(()) }
            }
        }
    }

    /// The elements of the array at the walk's place.
    fn elements(&mut self, walk: &mut Walk<'_>, relation: &str, parent: Option<u64>) -> ControlFlow<()> {
        walk.at += 1;
        loop {
            match walk.next_byte() {
                Some(b']') => return ControlFlow::Continue(()),
                Some(b',') => walk.at += 1,
                // The document's own members were refused for the same reason.
                None => return ControlFlow::Continue(()),
                Some(_) => {
                    let place = walk.place(walk.at);
                    let text = walk.value();
                    match parse(text, self.limits.depth_max) {
                        Ok(json) => {
                            self.deliver(relation, &json, parent, place)?;
                        }
                        Err(error) => self.bad(&error, text, place),
                    }
                    if text.is_empty() {
                        return ControlFlow::Continue(());
                    }
                }
            }
        }
    }

    /// Delivers a value as a record, then the arrays of objects in it. Answers its ordinal when it has leaves of its own.
    fn deliver(&mut self, relation: &str, json: &Json, parent: Option<u64>, place: Place) -> ControlFlow<(), Option<u64>> {
        if !self.ordinals.contains_key(relation) && self.ordinals.len() >= self.limits.fields_max {
            self.refuse("too_many_relations", place, format!("the file has more than {} relations", self.limits.fields_max));
            return ControlFlow::Continue(None);
        }
        let ordinal = self.ordinals.entry(relation.to_string()).or_default();
        *ordinal += 1;
        let ordinal = *ordinal;
        let mut leaves: Vec<(String, String)> = parent.map(|p| ("parent".to_string(), p.to_string())).into_iter().collect();
        let mut children = Vec::new();
        let top = if matches!(json, Json::Object(_)) { "" } else { "value" };
        flatten(top, json, &mut leaves, &mut children);
        if leaves.len() > self.limits.fields_max {
            let message = format!("the record has {} fields; the cap is {}", leaves.len(), self.limits.fields_max);
            self.refuse("too_many_fields", place, message);
            return ControlFlow::Continue(None);
        }
        if leaves.is_empty() && children.is_empty() {
            self.summary.doubt(self.limits, "empty_record", place.line, place.byte, "the record holds no value");
            return ControlFlow::Continue(None);
        }
        let delivered = !leaves.is_empty();
        if delivered {
            self.summary.records += 1;
            let record = Record { relation: relation.into(), line: place.line, byte: place.byte, leaves };
            (self.each)(Item::Record(&record))?;
        }
        for (name, items) in children {
            let child = format!("{relation}.{name}");
            for item in items.iter().filter(|i| **i != Json::Null) {
                self.deliver(&child, item, Some(ordinal), place)?;
            }
        }
        ControlFlow::Continue(delivered.then_some(ordinal))
    }
}

/// What a single object holds.
struct Found<'t> {
    /// Members that are no arrays of objects.
    own: Vec<(Cow<'t, str>, Json<'t>)>,
    /// Arrays of objects and where they start.
    arrays: Vec<(String, usize)>,
}

/// Bytes of a field's name; a longer one is cut and ends with `...`.
const PATH_MAX: usize = 1 << 10;

fn dotted(prefix: &str, key: &str) -> String {
    let key = if key.is_empty() { "(no name)" } else { key };
    let mut path = if prefix.is_empty() { key.to_string() } else { format!("{prefix}.{key}") };
    if path.len() > PATH_MAX {
        let end = (0..=PATH_MAX).rev().find(|end| path.is_char_boundary(*end)).unwrap_or(0);
        path.truncate(end);
        path.push_str("...");
    }
    path
}

/// The text of a scalar; `None` for an array or object.
fn scalar<'j>(json: &'j Json<'_>) -> Option<&'j str> {
    match json {
        Json::Null => Some(""),
        Json::Bool(true) => Some("true"),
        Json::Bool(false) => Some("false"),
        Json::Number(text) | Json::String(text) => Some(text),
        Json::Array(_) | Json::Object(_) => None,
    }
}

/// Leaves of a value by dotted name, and its arrays that hold more than scalars.
fn flatten<'j>(name: &str, json: &'j Json<'j>, leaves: &mut Vec<(String, String)>, children: &mut Vec<(String, &'j [Json<'j>])>) {
    let text = match json {
        Json::Object(members) => {
            for (key, value) in members {
                flatten(&dotted(name, key), value, leaves, children);
            }
            return;
        }
        Json::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(scalar).collect();
            let Some(texts) = texts else {
                children.push((name.to_string(), items));
                return;
            };
            if texts.iter().all(|t| t.is_empty()) { String::new() } else { texts.join("|") }
        }
        other => scalar(other).unwrap_or("").to_string(),
    };
    if !text.is_empty() {
        leaves.push((name.to_string(), text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `relation line byte field=value ...`, one a record; the issues as `code:line`.
    fn read_all(name: &str, text: &str) -> (Vec<String>, Vec<String>) {
        let (records, summary) = crate::seen::records(|each| read(name, &mut text.as_bytes(), &Limits::default(), each));
        let records = records.iter().map(|record| format!("{} {} {} {}", record.relation, record.line, record.byte, crate::seen::leaves(record, " ")));
        (records.collect(), summary.issues.iter().map(|i| format!("{}:{}", i.code, i.line)).collect())
    }

    #[test]
    fn names_of_fields_are_bounded_and_never_empty() {
        assert_eq!(dotted("a", ""), "a.(no name)");
        assert_eq!(dotted("a", &"é".repeat(600)).len(), 1_024 + 3);
        let long = dotted("", &"b".repeat(2_000));
        assert_eq!(dotted(&long, "c"), long);
    }

    #[test]
    fn blanks_after_a_value_are_not_held() {
        let text = format!("{{\n\"a\": [{{\"b\": 1}}]}}{}", " ".repeat(100_000));
        let (records, issues) = read_all("x.json", &text);
        assert_eq!(records.len(), 1);
        assert!(issues.is_empty(), "{issues:?}");
        let text = format!("1{}2", " ".repeat(100_000));
        let mut input = text.as_bytes();
        let mut source = Source::new(&mut input).unwrap();
        assert!(source.ends_after(1).unwrap());
    }

    #[test]
    fn an_array_of_objects() {
        let text = "[\n {\"id\": 1, \"dose\": 5.40, \"given\": [\"Ada\", \"Bo\"], \"name\": {\"family\": \"Null\"}},\n {\"id\": 2, \"on\": true, \"off\": null}\n]";
        let (records, issues) = read_all("meds.json", text);
        assert_eq!(records, ["meds 2 3 id=1 dose=5.40 given=Ada|Bo name.family=Null", "meds 3 81 id=2 on=true"]);
        assert!(issues.is_empty(), "{issues:?}");
    }

    #[test]
    fn arrays_of_objects_are_relations_with_their_parent() {
        let text = r#"[{"id":"a","lines":[{"n":1,"codes":[{"c":"x"}]},{"n":2}]},{"lines":[{"n":3}, 4, null, [5, 6]]}]"#;
        let (records, _) = read_all("claims.json", text);
        let expected = [
            "claims 1 1 id=a",
            "claims.lines 1 1 parent=1 n=1",
            "claims.lines.codes 1 1 parent=1 c=x",
            "claims.lines 1 1 parent=1 n=2",
            "claims.lines 1 58 parent=2 n=3",
            "claims.lines 1 58 parent=2 value=4",
            "claims.lines 1 58 parent=2 value=5|6",
        ];
        assert_eq!(records, expected);
    }

    #[test]
    fn an_object_of_arrays_gives_each_element_its_place() {
        let text = "{\n \"clinic\": \"North\",\n \"data\": {\"patients\": [\n  {\"id\": 1},\n  {\"id\": 2}\n ]},\n \"visits\": [{\"at\": \"x\"}]\n}";
        let (records, issues) = read_all("export.json", text);
        let expected = [
            "export 1 0 clinic=North",
            "export.data.patients 4 48 parent=1 id=1",
            "export.data.patients 5 61 parent=1 id=2",
            "export.visits 7 88 parent=1 at=x",
        ];
        assert_eq!(records, expected);
        assert!(issues.is_empty(), "{issues:?}");
        assert_eq!(read_all("bare.json", r#"{"visits":[{"at":"x"}]}"#).0, ["bare.visits 1 11 at=x"]);
    }

    #[test]
    fn ndjson_goes_on_after_a_broken_line() {
        let (records, issues) = read_all("x.ndjson", "{\"a\":1}\n{\"a\":\n\n{\"a\":3}\n");
        assert_eq!(records, ["x 1 0 a=1", "x 4 15 a=3"]);
        assert_eq!(issues, ["bad_json:2"]);
    }

    #[test]
    fn values_after_one_another_are_records() {
        let (records, issues) = read_all("x.json", "{\n\"a\": 1\n}\n{\n\"a\": 2}");
        assert_eq!(records, ["x 1 0 a=1", "x 4 11 a=2"]);
        assert!(issues.is_empty(), "{issues:?}");
        let (records, issues) = read_all("x.json", "{ a: 'no JSON' }\n{\n\"a\": 2}");
        assert_eq!(records, ["x 2 17 a=2"]);
        assert_eq!(issues, ["bad_json:1"]);
    }

    #[test]
    fn what_is_cut_or_broken_is_said_and_the_rest_is_read() {
        let (records, issues) = read_all("x.json", "[{\"a\":1},\n{\"a\" 2},\n{\"a\":3}");
        assert_eq!(records, ["x 1 1 a=1", "x 3 19 a=3"]);
        assert_eq!(issues, ["bad_json:2", "bad_json:3"]);
        let (records, issues) = read_all("x.json", "{\"p\":[{\"a\":1},\n{\"a\":2");
        assert_eq!(records, ["x.p 1 6 a=1"]);
        assert_eq!(issues, ["bad_json:2", "bad_json:2"]);
        assert_eq!(read_all("x.json", "[{}]").1, ["empty_record:1", "no_rows:0"]);
        assert_eq!(read_all("x.json", "[1] 2").1, ["trailing_text:1"]);
    }

    #[test]
    fn a_record_over_the_cap_is_set_aside() {
        let limits = Limits { record_bytes_max: 16, ..Limits::default() };
        let text = format!("[{{\"a\":\"{}\"}},{{\"a\":2}}]", "x".repeat(600_000));
        let mut seen = 0;
        let summary = read("x.json", &mut text.as_bytes(), &limits, &mut |_| {
            seen += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!((seen, summary.counts.get("record_too_long").copied()), (1, Some(1)));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in r#"[\[\]{}",:a1 \n\\é-]{0,80}"#, bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60)) {
            for input in [text.as_bytes(), &bytes[..]] {
                for name in ["x.json", "x.ndjson"] {
                    let mut delivered = 0u64;
                    let summary = read(name, &mut &input[..], &Limits { record_bytes_max: 16, ..Limits::default() }, &mut |_| {
                        delivered += 1;
                        ControlFlow::Continue(())
                    }).unwrap();
                    proptest::prop_assert_eq!(delivered, summary.records);
                }
            }
        }

        #[test]
        fn rows_round_trip(rows in proptest::collection::vec((r#"[a-z"\\\n|é]{1,8}"#, 0..1000u32), 1..12)) {
            let quote = |s: &String| s.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let text: Vec<String> = rows.iter().map(|(s, n)| format!("{{\"s\":\"{}\",\"n\":{n}}}", quote(s))).collect();
            for text in [format!("[{}]", text.join(",\n")), text.join("\n")] {
                let mut read_back = Vec::new();
                read("x.json", &mut text.as_bytes(), &Limits::default(), &mut |item| {
                    if let Item::Record(record) = item {
                        read_back.push((record.get("s").unwrap_or("").to_string(), record.get("n").unwrap_or("").parse::<u32>().unwrap()));
                    }
                    ControlFlow::Continue(())
                }).unwrap();
                proptest::prop_assert_eq!(&read_back, &rows);
            }
        }
    }
}
