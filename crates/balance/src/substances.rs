//! What substances are called, as data: `assets/notes/substances.txt`, whose head says how its lines are read. Labels and notes read the same rows.

use std::sync::LazyLock;

/// One name, in lower case, its words separated by one blank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    pub(crate) text: &'static str,
    /// Notes may mean something else by it.
    pub(crate) in_labels_alone: bool,
}

/// One line.
#[derive(Debug)]
pub(crate) enum Row {
    /// A drug, a class of drugs or an allergen, with its other names. The class is empty where there is none.
    Substance { name: Name, kind_of: Option<&'static str>, others: Vec<Name>, class: &'static str },
    /// A brand, and the words that it stands for, part by part.
    Product { brand: Name, parts: Vec<&'static str> },
    /// Substances and classes, any error of which is an error of safety.
    HighAlert(Vec<&'static str>),
    /// Words beside a name, all of one meaning, the first of which is its spelling.
    Beside { sort: &'static str, words: Vec<&'static str> },
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| include_str!("../../../assets/notes/substances.txt").lines().filter_map(row).collect());

/// Every line, read once.
pub(crate) fn rows() -> &'static [Row] {
    &ROWS
}

fn list(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty())
}

fn name(text: &'static str) -> Name {
    let text = text.trim();
    Name { text: text.trim_start_matches('~'), in_labels_alone: text.starts_with('~') }
}

fn row(line: &'static str) -> Option<Row> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    if let Some(names) = line.strip_prefix("high alert: ") {
        return Some(Row::HighAlert(list(names).collect()));
    }
    if let Some((sort, words)) = line.split_once(": ") {
        return Some(Row::Beside { sort, words: list(words).collect() });
    }
    if let Some((brand, parts)) = line.split_once(" = ") {
        return Some(Row::Product { brand: name(brand), parts: list(parts).collect() });
    }
    let mut columns = line.split('|');
    let first = columns.next().unwrap_or_default();
    let (own, kind_of) = match first.split_once(" < ") {
        Some((own, parent)) => (own, Some(name(parent).text)),
        None => (first, None),
    };
    let others = list(columns.next().unwrap_or_default()).map(name).collect();
    Some(Row::Substance { name: name(own), kind_of, others, class: columns.next().unwrap_or_default().trim() })
}
