//! The nodes of one FileMan entry as records: the entry, its multiples below it, word-processing joined.
//!
//! A field is named by its address `node;piece`. A multiple is a relation `<parent>.<node>` whose records carry `parent`
//! and `ien`; below the second level they carry `entry` and `path` too, because an ien is unique among its siblings only. A
//! subscript that is no number and no short code is data: it becomes a value (`s1`, `s2`), never the name of a field.

use super::node::Subscript;
use crate::Record;

/// A node below an entry.
pub(super) struct Kept {
    /// Subscripts after the ien.
    pub subscripts: Vec<Subscript>,
    /// Its value.
    pub value: String,
    /// 1-based line.
    pub line: u64,
    /// Byte offset.
    pub byte: u64,
}

/// Cross-reference nodes that were passed over.
#[derive(Default)]
pub(super) struct Crossed {
    /// How many.
    pub nodes: u64,
    /// How many of them hold a value.
    pub valued: u64,
    /// Line and byte of the first.
    pub place: Option<(u64, u64)>,
}

impl Crossed {
    pub(super) fn count(&mut self, value: &str, place: (u64, u64)) {
        self.nodes += 1;
        self.valued += u64::from(!value.is_empty());
        self.place.get_or_insert(place);
    }
}

/// Where a record stands: its relation, the iens from the entry down, and how many subscripts lie above it.
pub(super) struct Level {
    pub relation: String,
    pub iens: Vec<String>,
    pub above: usize,
}

impl Level {
    fn leaves(&self) -> Vec<(String, String)> {
        let mut leaves = Vec::new();
        let mut add = |name: &str, value: String| {
            if !value.is_empty() {
                leaves.push((name.to_string(), value));
            }
        };
        let depth = self.iens.len();
        add("ien", self.iens.last().cloned().unwrap_or_default());
        if depth > 1 {
            add("parent", self.iens.get(depth - 2).cloned().unwrap_or_default());
        }
        if depth > 2 {
            add("entry", self.iens.first().cloned().unwrap_or_default());
            add("path", self.iens.join(","));
        }
        leaves
    }
}

/// Records of the nodes, the parent before its multiples. `head` are leaves that come instead of the ien. Where `fileman` is
/// false, no subscript is taken for a cross-reference.
pub(super) fn records(level: &Level, head: Option<Vec<(String, String)>>, nodes: &[&Kept], fileman: bool, crossed: &mut Crossed, out: &mut Vec<Record>) {
    let Some(first) = nodes.first() else { return };
    let at = out.len();
    let leaves = head.unwrap_or_else(|| level.leaves());
    out.push(Record { relation: level.relation.clone(), line: first.line, byte: first.byte, leaves: Vec::new() });
    let mut leaves = leaves;
    for group in nodes.chunk_by(|a, b| subscript(a, level.above) == subscript(b, level.above)) {
        let Some(node) = group.first().and_then(|n| subscript(n, level.above)) else {
            for kept in group {
                pieces("value", &kept.value, &mut leaves);
            }
            continue;
        };
        if !is_code(node) {
            let relation = format!("{}.other", level.relation);
            out.extend(group.iter().map(|kept| other(&relation, level.leaves(), kept.subscripts.get(level.above..).unwrap_or_default(), &kept.value, (kept.line, kept.byte))));
            continue;
        }
        let (single, deeper): (Vec<&Kept>, Vec<&Kept>) = group.iter().copied().partition(|n| n.subscripts.len() == level.above + 1);
        for kept in single {
            pieces(&node.text, &kept.value, &mut leaves);
        }
        multiple(level, &node.text, &deeper, fileman, crossed, &mut leaves, out);
    }
    if let Some(record) = out.get_mut(at) {
        record.leaves = leaves;
    }
}

/// Whether a subscript can name a field: a number, or a short code such as `TEXT`.
fn is_code(subscript: &Subscript) -> bool {
    let code = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'%';
    subscript.number || (subscript.text.len() <= 12 && !subscript.text.is_empty() && subscript.text.bytes().all(code))
}

/// A node that belongs to no entry, or whose subscripts are data: they become values.
pub(super) fn other(relation: &str, mut leaves: Vec<(String, String)>, subscripts: &[Subscript], value: &str, (line, byte): (u64, u64)) -> Record {
    for (index, subscript) in subscripts.iter().enumerate().filter(|(_, s)| !s.text.is_empty()) {
        leaves.push((format!("s{}", index + 1), subscript.text.clone()));
    }
    pieces("value", value, &mut leaves);
    Record { relation: relation.to_string(), line, byte, leaves }
}

fn subscript<'k>(kept: &'k Kept, at: usize) -> Option<&'k Subscript> {
    kept.subscripts.get(at)
}

/// What stands below a node: word-processing, or sub-entries with their cross-references.
fn multiple(level: &Level, node: &str, deeper: &[&Kept], fileman: bool, crossed: &mut Crossed, leaves: &mut Vec<(String, String)>, out: &mut Vec<Record>) {
    let is_header = |kept: &Kept| {
        kept.subscripts.len() == level.above + 2 && subscript(kept, level.above + 1).is_some_and(|s| s.text == "0") && kept.value.starts_with('^')
    };
    let header: Option<&Kept> = deeper.iter().copied().find(|kept| is_header(kept));
    let rest: Vec<&Kept> = deeper.iter().copied().filter(|kept| !is_header(kept)).collect();
    if is_text(level.above, node, header, &rest) {
        let name = if node == "TEXT" { "TEXT".to_string() } else { format!("{node};TEXT") };
        let text = rest.iter().map(|kept| kept.value.as_str()).collect::<Vec<&str>>().join("\n");
        if !text.is_empty() {
            leaves.push((name, text));
        }
        return;
    }
    for group in rest.chunk_by(|a, b| subscript(a, level.above + 1) == subscript(b, level.above + 1)) {
        let Some(ien) = group.first().and_then(|n| subscript(n, level.above + 1)) else { continue };
        if fileman && !ien.number {
            for kept in group {
                crossed.count(&kept.value, (kept.line, kept.byte));
            }
            continue;
        }
        let (own, below): (Vec<&Kept>, Vec<&Kept>) = group.iter().copied().partition(|n| ien.text == "0" && n.subscripts.len() == level.above + 2);
        for kept in own {
            pieces(&format!("{node},0"), &kept.value, leaves);
        }
        let mut iens = level.iens.clone();
        iens.push(ien.text.clone());
        records(&Level { relation: format!("{}.{node}", level.relation), iens, above: level.above + 2 }, None, &below, fileman, crossed, out);
    }
}

/// Whether the nodes below a node are lines of text. The header of word-processing has no file number or ends with the
/// date of the last edit; the number of a sub-file has letters. Without a header the lines must look like lines.
fn is_text(above: usize, node: &str, header: Option<&Kept>, lines: &[&Kept]) -> bool {
    let is_line = |kept: &Kept| {
        kept.subscripts.len() == above + 3
            && subscript(kept, above + 1).is_some_and(|s| s.number)
            && subscript(kept, above + 2).is_some_and(|s| s.text == "0")
    };
    if lines.is_empty() || !lines.iter().all(|kept| is_line(kept)) {
        return false;
    }
    let Some(header) = header else {
        let in_sequence = lines.iter().enumerate().all(|(i, kept)| subscript(kept, above + 1).is_some_and(|s| s.text == (i + 1).to_string()));
        let worded = lines.iter().any(|kept| kept.value.contains(' ')) && !lines.iter().any(|kept| kept.value.contains('^'));
        return node == "TEXT" || (in_sequence && worded);
    };
    let mut parts = header.value.split('^').skip(1);
    let number = parts.next().unwrap_or("");
    let edited = parts.nth(2).unwrap_or("");
    if number.bytes().any(|b| b.is_ascii_alphabetic()) {
        return false;
    }
    number.is_empty() || node == "TEXT" || (edited.len() >= 7 && edited.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

/// The pieces of a value as leaves.
fn pieces(address: &str, value: &str, leaves: &mut Vec<(String, String)>) {
    for (index, piece) in value.split('^').enumerate() {
        if !piece.is_empty() {
            leaves.push((format!("{address};{}", index + 1), piece.to_string()));
        }
    }
}
