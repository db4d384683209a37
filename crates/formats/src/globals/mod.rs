//! MUMPS globals as text (ZWR, and pairs of lines as %GO writes them), read as FileMan files.
//!
//! One record an entry: all nodes with the same root and ien, fields named by their address `node;piece`, multiples as
//! relations of their own, word-processing joined. The header node of a file (`^DPT(0)="PATIENT^2I^179^178"`) tells that a
//! global is a FileMan file and gives a record of `fileman.files`; in a global without one nothing is taken for a
//! cross-reference, and what does not look like an entry (no node 0) is a record a node. Dates, pointers and sets of codes stay as written: their meaning is in the data dictionary, not here.
//! Streaming rests on collation order: the nodes of an entry are consecutive.

mod entry;
mod file;
mod node;

use crate::text::{Window, decode};
use crate::{Item, Limits, Record, Summary};
use entry::{Kept, Level};
use file::{Entry, File};
use node::{Reference, Subscript};
use std::io::Read;
use std::ops::ControlFlow;

/// Whether a text is an export of globals: a format line, or mostly nodes.
pub(crate) fn looks_like(text: &str) -> bool {
    let head: Vec<&str> = text.lines().take(10).collect();
    let is_node = |line: &&&str| node::reference(line).is_some_and(|(_, rest)| rest.starts_with('='));
    let is_name = |line: &&&str| node::reference(line).is_some_and(|(reference, rest)| rest.is_empty() && !reference.subscripts.is_empty());
    let zwr = head.get(1).is_some_and(|line| is_zwr(line)) && head.get(2).is_none_or(|line| line.starts_with('^'));
    let nodes = head.iter().filter(is_node).count();
    let pairs = head.iter().skip(2).step_by(2).filter(is_name).count();
    zwr || (nodes > 0 && nodes + 3 >= head.len()) || (pairs > 1 && pairs * 2 + 3 >= head.len())
}

fn is_zwr(line: &str) -> bool {
    line.trim_end() == "ZWR" || line.trim_end().ends_with(" ZWR")
}

/// How nodes are written.
#[derive(PartialEq)]
enum Form {
    Unknown,
    /// `reference=value` on a line.
    Zwr,
    /// The reference on one line, its value on the next.
    Pairs,
}

struct Reader<'r> {
    limits: &'r Limits,
    summary: Summary,
    each: &'r mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    form: Form,
    title: String,
    /// The file number that the name of the export starts with: `61+TOPOGRAPHY FIELD.zwr`.
    number: String,
    pending: Option<(Reference, u64, u64)>,
    global: String,
    plain: Option<File>,
    nested: Option<File>,
    entry: Option<Entry>,
    nodes: u64,
    mended: u64,
    mended_at: (u64, u64),
    recoded: bool,
}

pub(crate) fn read(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut window = Window::new(input)?;
    let summary = Summary { encoding: window.encoding().into(), ..Summary::default() };
    let number = crate::relation_name(name).split_once('+').map(|(number, _)| number.to_string()).unwrap_or_default();
    let mut reader = reader(limits, each, summary, number);
    let mut line = 0u64;
    while !reader.summary.stopped {
        let Some((whole, body)) = next_line(&mut window, limits.record_bytes_max)? else { break };
        line += 1;
        let byte = window.offset;
        match body {
            Some(length) => {
                {
                    let (text, recoded) = decode(window.bytes().get(..length).unwrap_or_default());
                    reader.recoded |= recoded;
                    reader.line(&text, line, byte);
                }
                window.consume(whole);
            }
            None => {
                reader.summary.refuse(limits, "record_too_long", line, byte, format!("the line is longer than {} bytes", limits.record_bytes_max));
                window.skip_to_line_feed()?;
            }
        }
    }
    Ok(reader.finish())
}

/// Bytes of the next line with and without its end; the second is missing where the line is over the cap.
fn next_line(window: &mut Window<'_>, cap: usize) -> std::io::Result<Option<(usize, Option<usize>)>> {
    let mut searched = 0;
    loop {
        let bytes = window.bytes();
        if let Some(i) = memchr::memchr(b'\n', bytes.get(searched..).unwrap_or_default()) {
            let end = searched + i;
            let body = if end > 0 && bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end };
            return Ok(Some((end + 1, (body <= cap).then_some(body))));
        }
        searched = bytes.len();
        if window.ended {
            return Ok((searched > 0).then_some((searched, (searched <= cap).then_some(searched))));
        }
        if searched > cap {
            return Ok(Some((searched, None)));
        }
        window.grow()?;
    }
}

/// Nodes that come from elsewhere than an export of globals, as rows: no subscript of theirs is taken for a cross-reference.
pub(crate) struct Nodes<'r>(Reader<'r>);

/// The subscripts of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// As the text each stands for.
    pub texts: Vec<String>,
    /// Which of them are written without quotes.
    pub numbers: Vec<bool>,
}

/// The subscripts that stand before a closing bracket, which ends the text: `"RTN","XUP",1,0)`.
pub(crate) fn address(text: &str) -> Option<Address> {
    let written = format!("^X({}", text.trim_end());
    let (reference, rest) = node::reference(&written)?;
    let (texts, numbers) = reference.subscripts.into_iter().map(|s| (s.text, s.number)).unzip();
    rest.is_empty().then_some(Address { texts, numbers })
}

impl<'r> Nodes<'r> {
    pub(crate) fn new(limits: &'r Limits, each: &'r mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> Self {
        Self(reader(limits, each, Summary::default(), String::new()))
    }

    /// Takes a node of the global or file that is called so.
    pub(crate) fn take(&mut self, global: &str, address: Address, value: &str, (line, byte): (u64, u64)) {
        let Reader { nodes, global: open, plain, .. } = &mut self.0;
        *nodes += 1;
        if global != open.as_str() || plain.is_none() {
            self.end();
            self.0.plain = Some(File::new(global.to_string(), None, None, (line, byte)));
            self.0.global = global.to_string();
        }
        let subscripts = address.texts.into_iter().zip(address.numbers).map(|(text, number)| Subscript { text, number }).collect();
        self.0.keep(subscripts, value.to_string(), (line, byte));
    }

    /// What comes belongs to another build, and no entry goes on.
    pub(crate) fn end(&mut self) {
        self.0.close_nested();
        self.0.close_plain();
    }

    /// Rows delivered, and what was doubted.
    pub(crate) fn finish(mut self) -> Summary {
        if !self.0.summary.stopped {
            self.end();
        }
        self.0.summary
    }
}

fn reader<'r>(limits: &'r Limits, each: &'r mut dyn FnMut(Item<'_>) -> ControlFlow<()>, summary: Summary, number: String) -> Reader<'r> {
    Reader {
        limits,
        summary,
        each,
        form: Form::Unknown,
        title: String::new(),
        number,
        pending: None,
        global: String::new(),
        plain: None,
        nested: None,
        entry: None,
        nodes: 0,
        mended: 0,
        mended_at: (0, 0),
        recoded: false,
    }
}

impl Reader<'_> {
    fn line(&mut self, text: &str, line: u64, byte: u64) {
        if let Some((reference, line, byte)) = self.pending.take() {
            self.node(reference, text.to_string(), line, byte);
            return;
        }
        match node::reference(text) {
            Some((reference, rest)) if rest.starts_with('=') && self.form != Form::Pairs => {
                let Some((value, mended)) = rest.strip_prefix('=').and_then(node::value) else {
                    self.summary.refuse(self.limits, "bad_line", line, byte, "the value of this node does not read as a text or a number");
                    return;
                };
                self.form = Form::Zwr;
                if mended {
                    self.mended += 1;
                    self.mended_at = if self.mended == 1 { (line, byte) } else { self.mended_at };
                }
                self.node(reference, value, line, byte);
            }
            _ if line <= 2 => self.heading(text, line),
            Some((reference, "")) if self.form != Form::Zwr => {
                self.form = Form::Pairs;
                self.pending = Some((reference, line, byte));
            }
            _ if text.trim().is_empty() => {}
            _ => self.summary.refuse(self.limits, "bad_line", line, byte, "the line is no node of a global"),
        }
    }

    /// The two lines above the nodes: a title, and the format.
    fn heading(&mut self, text: &str, line: u64) {
        if line == 1 {
            self.title = text.trim().to_string();
        } else if is_zwr(text) {
            self.form = Form::Zwr;
        }
    }

    fn node(&mut self, reference: Reference, value: String, line: u64, byte: u64) {
        self.nodes += 1;
        let place = (line, byte);
        let Reference { global, subscripts } = reference;
        if global != self.global || self.plain.is_none() {
            self.close_nested();
            self.close_plain();
            self.plain = Some(File::new(global.clone(), None, None, place));
            // An export without the header of its file: the name says that the first subscript is the file's.
            if subscripts.len() > 1 && subscripts.first().is_some_and(|s| s.number && s.text == self.number) {
                let mut file = File::new(format!("{global}.{}", self.number), Some(self.number.clone()), None, place);
                file.fileman = true;
                self.nested = Some(file);
            }
            self.global = global;
        }
        let first = subscripts.first().map(|s| s.text.clone());
        if self.nested.as_ref().is_some_and(|f| f.key != first) {
            self.close_nested();
        }
        if self.open(&subscripts, &value, place) {
            return;
        }
        self.keep(subscripts, value, place);
    }

    /// Opens a file where the node is the header of one.
    fn open(&mut self, subscripts: &[Subscript], value: &str, place: (u64, u64)) -> bool {
        let headed = self.plain.as_ref().is_some_and(|f| f.header.is_some());
        let (relation, key) = match subscripts {
            [zero] if zero.text == "0" && zero.number && value.contains('^') => (self.global.clone(), None),
            [key, zero] if zero.text == "0" && zero.number && file::is_header(value, &key.text, &self.global, headed, &self.title) => {
                (format!("{}.{}", self.global, key.text), Some(key.text.clone()))
            }
            _ => return false,
        };
        self.flush();
        let piece = |n: usize| value.split('^').nth(n).unwrap_or("").to_string();
        let file = File::new(relation.clone(), key.clone(), Some(piece(3)), place);
        if key.is_some() {
            self.close_nested();
            self.nested = Some(file);
        } else if let Some(before) = self.plain.replace(file) {
            self.close(&before);
        }
        let mut head = vec![("root".to_string(), relation)];
        for (name, n) in [("name", 0), ("number", 1), ("last", 2), ("count", 3)] {
            if !piece(n).is_empty() {
                head.push((name.to_string(), piece(n)));
            }
        }
        let kept = Kept { subscripts: Vec::new(), value: String::new(), line: place.0, byte: place.1 };
        self.entry = Some(Entry { relation: "fileman.files".into(), ien: "0".into(), head: Some(head), nodes: vec![kept], bytes: 0, fileman: false, doubtful: false });
        true
    }

    /// Keeps a node with its entry, or counts it where it is a cross-reference.
    fn keep(&mut self, subscripts: Vec<Subscript>, value: String, (line, byte): (u64, u64)) {
        let above = usize::from(self.nested.is_some());
        let Some(file) = self.nested.as_mut().or(self.plain.as_mut()) else { return };
        let mut below = subscripts.into_iter().skip(above);
        let ien = below.next();
        let fileman = file.fileman;
        // `%` subscripts describe the file itself, as its header does.
        let of_file = fileman && ien.as_ref().is_some_and(|s| s.text == "0" || s.text.starts_with('%'));
        if fileman && !of_file && ien.as_ref().is_some_and(|s| !s.number) {
            file.crossed.count(&value, (line, byte));
            return;
        }
        if !fileman && ien.as_ref().is_some_and(|s| !s.number) {
            let subscripts: Vec<Subscript> = ien.into_iter().chain(below).collect();
            let record = entry::other(&file.relation, Vec::new(), &subscripts, &value, (line, byte));
            self.flush();
            self.deliver(&record);
            return;
        }
        let relation = if of_file { "fileman.files".to_string() } else { file.relation.clone() };
        let text = ien.as_ref().map_or(String::new(), |s| s.text.clone());
        let mut kept = Kept { subscripts: below.collect(), value, line, byte };
        if of_file && text != "0" {
            kept.subscripts.insert(0, Subscript { text: text.clone(), number: false });
        }
        let ien = if of_file { "0".to_string() } else { text };
        let size = kept.value.len() + 64;
        if let Some(entry) = self.entry.as_mut().filter(|e| e.relation == relation && e.ien == ien) {
            entry.bytes += size;
            entry.nodes.push(kept);
            if entry.bytes > self.limits.record_bytes_max {
                self.split((line, byte));
            }
            return;
        }
        self.flush();
        if !of_file {
            self.count_entry(&ien, (line, byte));
        }
        self.entry = Some(Entry { relation, ien, head: None, nodes: vec![kept], bytes: size, fileman: fileman && !of_file, doubtful: !fileman });
    }

    /// Counts an entry of the file, and notes once where entries do not come in order.
    fn count_entry(&mut self, ien: &str, (line, byte): (u64, u64)) {
        let Some(file) = self.nested.as_mut().or(self.plain.as_mut()) else { return };
        file.entries += 1;
        let number = ien.parse::<f64>().ok();
        let disordered = matches!((file.last, number), (Some(last), Some(now)) if now <= last);
        file.last = number.or(file.last);
        if disordered && !file.disordered && file.fileman {
            file.disordered = true;
            let message = format!("entries of {} are not in order; one whose nodes are apart comes in parts", file.relation);
            self.summary.doubt(self.limits, "not_collated", line, byte, message);
        }
    }

    /// Delivers what an over-long entry has so far; the rest of it comes as a record of the same ien.
    fn split(&mut self, (line, byte): (u64, u64)) {
        let Some(entry) = &self.entry else { return };
        let next = Entry { relation: entry.relation.clone(), ien: entry.ien.clone(), head: None, nodes: Vec::new(), bytes: 0, fileman: entry.fileman, doubtful: entry.doubtful };
        let message = format!("an entry of {} is longer than {} bytes and comes in parts", entry.relation, self.limits.record_bytes_max);
        self.summary.doubt(self.limits, "entry_split", line, byte, message);
        self.flush();
        self.entry = Some(next);
    }

    /// Delivers the entry.
    fn flush(&mut self) {
        let Some(entry) = self.entry.take() else { return };
        let Some(file) = self.nested.as_mut().or(self.plain.as_mut()) else { return };
        let is_zero = |kept: &Kept| matches!(kept.subscripts.as_slice(), [zero] if zero.text == "0");
        if entry.doubtful && !entry.nodes.iter().any(is_zero) {
            for kept in &entry.nodes {
                let leaves: Vec<(String, String)> = [("ien".to_string(), entry.ien.clone())].into_iter().filter(|(_, ien)| !ien.is_empty()).collect();
                let record = entry::other(&entry.relation, leaves, &kept.subscripts, &kept.value, (kept.line, kept.byte));
                self.deliver(&record);
            }
            return;
        }
        let level = Level { relation: entry.relation, iens: vec![entry.ien], above: 0 };
        let nodes: Vec<&Kept> = entry.nodes.iter().collect();
        let mut records: Vec<Record> = Vec::new();
        entry::records(&level, entry.head, &nodes, entry.fileman, &mut file.crossed, &mut records);
        for record in &records {
            self.deliver(record);
        }
    }

    fn deliver(&mut self, record: &Record) {
        if !self.summary.stopped {
            self.summary.records += 1;
            self.summary.stopped = (self.each)(Item::Record(record)).is_break();
        }
    }

    fn close_nested(&mut self) {
        if self.nested.is_some() {
            self.flush();
        }
        if let Some(file) = self.nested.take() {
            self.close(&file);
        }
    }

    fn close_plain(&mut self) {
        self.flush();
        if let Some(file) = self.plain.take() {
            self.close(&file);
        }
    }

    /// What a file leaves to say: its cross-references, and whether its header counted right.
    fn close(&mut self, file: &File) {
        if self.summary.stopped {
            return;
        }
        let crossed = &file.crossed;
        if let Some((line, byte)) = crossed.place {
            let message = format!("{} cross-reference nodes of {} are not read as data; {} of them hold a value", crossed.nodes, file.relation, crossed.valued);
            self.summary.doubt(self.limits, "cross_reference", line, byte, message);
        }
        let Some(count) = &file.header else { return };
        let counted: u64 = count.trim().parse().unwrap_or(0);
        if counted != file.entries {
            let (line, byte) = file.place;
            let message = format!("the header of {} counts {counted} entries, {} were read", file.relation, file.entries);
            self.summary.doubt(self.limits, "count_differs", line, byte, message);
        }
    }

    fn finish(mut self) -> Summary {
        if self.summary.stopped {
            return self.summary;
        }
        if let Some((_, line, byte)) = self.pending.take() {
            self.summary.refuse(self.limits, "bad_line", line, byte, "the last node has no value");
        }
        self.close_nested();
        self.close_plain();
        if self.mended > 0 {
            let message = format!("{} values have quotes around a whole concatenation and were read without them", self.mended);
            self.summary.doubt(self.limits, "quotes_mended", self.mended_at.0, self.mended_at.1, message);
        }
        if self.recoded {
            self.summary.doubt(self.limits, "not_utf8", 0, 0, "some lines are not UTF-8 and were read as Windows-1252");
            self.summary.encoding = format!("{} with Windows-1252", self.summary.encoding);
        }
        if self.nodes == 0 {
            self.summary.doubt(self.limits, "empty_file", 0, 0, "the file holds no node");
        }
        self.summary
    }
}

#[cfg(test)]
mod tests;
