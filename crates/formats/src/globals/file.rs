//! FileMan files as their header nodes show them, and the entry that is being gathered.

use super::entry::{Crossed, Kept};

/// A file of which nodes are being read.
pub(super) struct File {
    pub relation: String,
    /// The subscript that belongs to the root: `120.8` of `^GMR(120.8,`.
    pub key: Option<String>,
    /// Count of its header; `None` where it has no header.
    pub header: Option<String>,
    /// It is known to be a FileMan file, by its header or by the name of the export.
    pub fileman: bool,
    pub entries: u64,
    pub last: Option<f64>,
    pub disordered: bool,
    pub crossed: Crossed,
    pub place: (u64, u64),
}

impl File {
    pub(super) fn new(relation: String, key: Option<String>, header: Option<String>, place: (u64, u64)) -> Self {
        let fileman = header.is_some();
        Self { relation, key, header, fileman, entries: 0, last: None, disordered: false, crossed: Crossed::default(), place }
    }
}

/// An entry whose nodes are being gathered.
pub(super) struct Entry {
    pub relation: String,
    pub ien: String,
    pub head: Option<Vec<(String, String)>>,
    pub nodes: Vec<Kept>,
    pub bytes: usize,
    pub fileman: bool,
    /// It may be no entry at all: a global that is no file.
    pub doubtful: bool,
}

/// Whether a value of `^GLOBAL(key,0)` is the header of a file: a name, a number that is or ends with the key (or a name that
/// is the title of the export), and two counts. Where the global is a file itself, only the file of files holds others.
pub(super) fn is_header(value: &str, key: &str, global: &str, headed: bool, title: &str) -> bool {
    let parts: Vec<&str> = value.split('^').collect();
    let part = |n: usize| parts.get(n).copied().unwrap_or("");
    let number = part(1).trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let named = part(0).len() > 2 && part(0).bytes().any(|b| b.is_ascii_alphabetic());
    let counted = (2..4).all(|n| part(n).bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'))) && parts.len() <= 6;
    let numbered = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !named || !counted || !numbered {
        return false;
    }
    if headed {
        return global == "DIC" && number == key;
    }
    number == key || (number.len() > key.len() && number.ends_with(key)) || part(0) == title
}
