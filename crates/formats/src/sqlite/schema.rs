//! `CREATE TABLE` and `CREATE INDEX` texts as SQLite keeps them: columns, types, defaults and keys.
//!
//! Reads what a reader of rows needs to know and passes over the rest (checks, collations, actions). Not a SQL parser:
//! what it cannot follow has no key or default, never a wrong column.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Bytes of names that the keys of one table may hold together.
const KEYS_BYTES_MAX: usize = 16 << 20;

/// A table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Definition {
    pub name: String,
    pub columns: Vec<Column>,
    pub keys: Vec<Key>,
    /// Rows are kept by primary key, in an index.
    pub without_rowid: bool,
}

/// A column.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Column {
    pub name: String,
    /// Declared type, as written.
    pub kind: String,
    /// Part of the primary key.
    pub primary: bool,
    /// Another name of the rowid.
    pub is_rowid: bool,
    /// Numbers are real numbers.
    pub is_real: bool,
    /// Computed and not stored.
    pub computed: bool,
    /// Value of rows older than the column.
    pub default: String,
}

/// A key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// `primary`, `unique`, `foreign`.
    pub kind: &'static str,
    /// Shared, because a damaged text may say `REFERENCES` any number of times for the same columns.
    pub columns: Rc<Vec<String>>,
    pub references_table: String,
    pub references_columns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A bare word or number.
    Word(String),
    /// A name in quotes.
    Name(String),
    /// A text.
    Text(String),
    Mark(char),
}

impl Token {
    fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(w) if w.eq_ignore_ascii_case(word))
    }

    fn text(&self) -> String {
        match self {
            Self::Word(text) | Self::Name(text) | Self::Text(text) => text.clone(),
            Self::Mark(mark) => mark.to_string(),
        }
    }
}

impl Definition {
    /// For each value of a stored row, the column it belongs to, counted without computed columns.
    pub(super) fn stored_order(&self) -> Vec<usize> {
        let stored: Vec<&Column> = self.columns.iter().filter(|c| !c.computed).collect();
        let (mut order, mut placed): (Vec<usize>, HashSet<usize>) = (Vec::new(), HashSet::new());
        if self.without_rowid {
            let mut places: HashMap<String, usize> = HashMap::new();
            for (at, column) in stored.iter().enumerate() {
                places.entry(column.name.to_ascii_lowercase()).or_insert(at);
            }
            let primary = self.keys.iter().find(|k| k.kind == "primary");
            for name in primary.map(|k| k.columns.as_slice()).unwrap_or_default() {
                let at = places.get(&name.to_ascii_lowercase()).copied();
                order.extend(at.filter(|i| placed.insert(*i)));
            }
        }
        order.extend((0..stored.len()).filter(|i| !placed.contains(i)));
        order
    }
}

/// A table's definition, with `fields_max` columns and keys at most; a virtual table has no columns here.
pub(super) fn table(name: &str, sql: &str, fields_max: usize) -> Option<Definition> {
    let tokens = tokens(sql);
    let mut definition = Definition { name: name.into(), ..Definition::default() };
    if tokens.get(1)?.is("VIRTUAL") {
        return Some(definition);
    }
    let open = tokens.iter().position(|t| *t == Token::Mark('('))?;
    let (parts, end) = group(&tokens, open);
    definition.without_rowid = tokens.get(end..)?.windows(2).any(|w| matches!(w, [a, b] if a.is("WITHOUT") && b.is("ROWID")));
    let mut descending = false;
    for part in parts {
        if definition.columns.len() > fields_max || definition.keys.len() > fields_max {
            return None;
        }
        let first = part.first()?;
        if ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|w| first.is(w)) {
            keys(part, None, &mut definition.keys);
        } else {
            descending |= column(part, &mut definition);
        }
    }
    let told: usize = definition.keys.iter().flat_map(|k| k.columns.iter()).take(KEYS_BYTES_MAX + 1).map(|name| name.len() + 1).sum();
    if definition.columns.len() > fields_max || definition.keys.len() > fields_max || told > KEYS_BYTES_MAX {
        return None;
    }
    mark_primary(&mut definition, descending);
    (!definition.columns.is_empty()).then_some(definition)
}

/// Kind and columns of an index; `None` when it has no text.
pub(super) fn index(sql: &str) -> Option<(&'static str, Vec<String>)> {
    let tokens = tokens(sql);
    let kind = if tokens.get(1)?.is("UNIQUE") { "unique" } else { "index" };
    let open = tokens.iter().position(|t| *t == Token::Mark('('))?;
    Some((kind, names(&tokens, open)))
}

fn mark_primary(definition: &mut Definition, descending: bool) {
    let Some(primary) = definition.keys.iter().find(|k| k.kind == "primary") else { return };
    let alias = !definition.without_rowid && !descending && primary.columns.len() == 1;
    let names: HashSet<String> = primary.columns.iter().map(|n| n.to_ascii_lowercase()).collect();
    for column in &mut definition.columns {
        column.primary = names.contains(&column.name.to_ascii_lowercase());
        column.is_rowid = alias && column.primary && column.kind.eq_ignore_ascii_case("INTEGER");
    }
}

/// Adds a column and its keys. Whether its own primary key is descending, which is no alias of the rowid.
fn column(part: &[Token], definition: &mut Definition) -> bool {
    const ENDS: [&str; 11] = ["CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS"];
    let Some((name, rest)) = part.split_first() else { return false };
    let typed = rest.iter().position(|t| ENDS.iter().any(|w| t.is(w))).unwrap_or(rest.len());
    let (kind, rules) = rest.split_at(typed);
    let name = match name.text() {
        empty if empty.is_empty() => format!("column_{}", definition.columns.len() + 1),
        name => name,
    };
    keys(rules, Some(&name), &mut definition.keys);
    let kind = type_text(kind);
    let upper = kind.to_ascii_uppercase();
    let holds = |words: &[&str]| words.iter().any(|w| upper.contains(w));
    let generated = rules.iter().any(|t| t.is("AS"));
    let column = Column {
        name,
        is_real: holds(&["REAL", "FLOA", "DOUB"]) && !holds(&["INT", "CHAR", "CLOB", "TEXT", "BLOB"]),
        computed: generated && !rules.iter().any(|t| t.is("STORED")),
        default: default_text(rules),
        kind,
        ..Column::default()
    };
    definition.columns.push(column);
    rules.windows(3).any(|w| matches!(w, [a, b, c] if a.is("PRIMARY") && b.is("KEY") && c.is("DESC")))
}

/// `VARCHAR(20)`, `DOUBLE PRECISION`, `DECIMAL(10,2)`.
fn type_text(tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        let mark = matches!(token, Token::Mark(_));
        if !mark && !out.is_empty() && !out.ends_with(['(', ',', '-', '+']) {
            out.push(' ');
        }
        out.push_str(&token.text());
    }
    out
}

/// The literal after DEFAULT; empty for none, NULL and expressions.
fn default_text(rules: &[Token]) -> String {
    let Some(at) = rules.iter().position(|t| t.is("DEFAULT")) else { return String::new() };
    let number = |token: Option<&Token>| match token {
        Some(Token::Word(word)) if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') => Some(word.clone()),
        _ => None,
    };
    match rules.get(at + 1) {
        Some(Token::Text(text) | Token::Name(text)) => text.clone(),
        Some(Token::Mark('-')) => number(rules.get(at + 2)).map_or(String::new(), |n| format!("-{n}")),
        Some(Token::Mark('+')) => number(rules.get(at + 2)).unwrap_or_default(),
        Some(word) if word.is("TRUE") => "1".into(),
        Some(word) if word.is("FALSE") => "0".into(),
        other => number(other).unwrap_or_default(),
    }
}

/// The keys that constraints state: of the column `own`, or of the table.
fn keys(tokens: &[Token], own: Option<&str>, keys: &mut Vec<Key>) {
    let own: Option<Rc<Vec<String>>> = own.map(|name| Rc::new(vec![name.to_string()]));
    let mut add = |kind: &'static str, columns: Rc<Vec<String>>| keys.push(Key { kind, columns, references_table: String::new(), references_columns: Vec::new() });
    let mut foreign: Rc<Vec<String>> = own.clone().unwrap_or_default();
    let (mut at, mut references) = (0, Vec::new());
    while let Some(token) = tokens.get(at) {
        let listed = |words: usize| own.clone().unwrap_or_else(|| Rc::new(names(tokens, at + words)));
        if token.is("PRIMARY") {
            add("primary", listed(2));
        } else if token.is("UNIQUE") {
            add("unique", listed(1));
        } else if token.is("FOREIGN") {
            foreign = listed(2);
        } else if token.is("REFERENCES") {
            let table = tokens.get(at + 1).map(Token::text).unwrap_or_default();
            references.push((Rc::clone(&foreign), table, names(tokens, at + 2)));
        }
        at = if *token == Token::Mark('(') { group(tokens, at).1 } else { at + 1 };
    }
    for (columns, references_table, references_columns) in references {
        keys.push(Key { kind: "foreign", columns, references_table, references_columns });
    }
}

/// First words of the parts of a group in brackets; none when no group opens at `at`.
fn names(tokens: &[Token], at: usize) -> Vec<String> {
    if tokens.get(at) != Some(&Token::Mark('(')) {
        return Vec::new();
    }
    group(tokens, at).0.iter().filter_map(|part| part.first()).map(Token::text).collect()
}

/// The parts between commas of the group that opens at `open`, and the place after it.
fn group(tokens: &[Token], open: usize) -> (Vec<&[Token]>, usize) {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0usize, open + 1);
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Mark('(') => depth += 1,
            Token::Mark(')') if depth > 1 => depth -= 1,
            Token::Mark(')') => {
                parts.extend(tokens.get(start..at));
                return (parts, at + 1);
            }
            Token::Mark(',') if depth == 1 => {
                parts.extend(tokens.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(tokens.get(start..));
    (parts, tokens.len())
}

fn tokens(sql: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or("");
        rest = if rest.starts_with("--") {
            rest.split_once('\n').map_or("", |(_, next)| next)
        } else if rest.starts_with("/*") {
            rest.split_once("*/").map_or("", |(_, next)| next)
        } else if matches!(first, '"' | '`' | '\'' | '[') {
            let (text, next) = quoted(after, if first == '[' { ']' } else { first });
            tokens.push(if first == '\'' { Token::Text(text) } else { Token::Name(text) });
            next
        } else if is_word(first) {
            let number = first.is_ascii_digit() || first == '.';
            let end = rest.find(|c: char| !(is_word(c) || (number && c == '.'))).unwrap_or(rest.len());
            let (word, next) = rest.split_at(end);
            tokens.push(Token::Word(word.into()));
            next
        } else {
            tokens.push(Token::Mark(first));
            after
        };
        rest = rest.trim_start();
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

/// A text up to its closing quote, doubled quotes resolved, and what follows.
fn quoted(text: &str, close: char) -> (String, &str) {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let Some((before, after)) = rest.split_once(close) else {
            out.push_str(rest);
            return (out, "");
        };
        out.push_str(before);
        match after.strip_prefix(close).filter(|_| close != ']') {
            Some(next) => {
                out.push(close);
                rest = next;
            }
            None => return (out, after),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, sql: &str) -> Option<Definition> {
        super::table(name, sql, 16)
    }

    #[test]
    fn columns_and_keys_are_capped() {
        let columns = |count: usize| (0..count).map(|n| format!("c{n}")).collect::<Vec<String>>().join(",");
        assert_eq!(table("t", &format!("create table t({})", columns(16))).unwrap().columns.len(), 16);
        assert_eq!(table("t", &format!("create table t({})", columns(17))), None);
        assert_eq!(table("t", &format!("create table t(a, foreign key(a) {})", "references o(x) ".repeat(17))), None);
        assert_eq!(table("t", &format!("create table t(a {})", "references o(x) ".repeat(16))).unwrap().keys.len(), 16);
    }

    #[test]
    fn columns_types_and_defaults() {
        let sql = "CREATE TABLE [visit log] (\n  id INTEGER PRIMARY KEY AUTOINCREMENT, -- the key, with a comma\n  \"full \"\"name\"\"\" VARCHAR(20) NOT NULL DEFAULT 'none, yet',\n  weight double precision default -1.5 CHECK (weight > 0, 1),\n  amount DECIMAL(10,2) REFERENCES fee(amount), twice AS (weight*2), [to] TEXT)";
        let table = table("visit log", sql).unwrap();
        let columns: Vec<String> = table.columns.iter().map(|c| format!("{}|{}|{}|{}{}{}{}", c.name, c.kind, c.default, u8::from(c.primary), u8::from(c.is_rowid), u8::from(c.is_real), u8::from(c.computed))).collect();
        let expected = ["id|INTEGER||1100", "full \"name\"|VARCHAR(20)|none, yet|0000", "weight|double precision|-1.5|0010", "amount|DECIMAL(10,2)||0000", "twice|||0001", "to|TEXT||0000"];
        assert_eq!(columns, expected);
        let keys: Vec<String> = table.keys.iter().map(|k| format!("{} {:?} {} {:?}", k.kind, k.columns, k.references_table, k.references_columns)).collect();
        assert_eq!(keys, ["primary [\"id\"]  []", "foreign [\"amount\"] fee [\"amount\"]"]);
    }

    #[test]
    fn constraints_of_the_table() {
        let sql = "create table t(a, b text, c, constraint pk primary key (C desc, a) unique(b), foreign key(a, b) references o(x, y) on delete cascade) without rowid, strict";
        let table = table("t", sql).unwrap();
        assert!(table.without_rowid);
        assert_eq!(table.stored_order(), [2, 0, 1]);
        assert_eq!(table.keys.iter().map(|k| k.kind).collect::<Vec<_>>(), ["primary", "unique", "foreign"]);
        assert_eq!(table.keys[2].references_columns, ["x", "y"]);
        assert!(table.columns.iter().all(|c| !c.is_rowid));
        assert_eq!(index("CREATE UNIQUE INDEX i ON t(a COLLATE NOCASE, lower(b))"), Some(("unique", vec!["a".into(), "lower".into()])));
        assert_eq!(index(""), None);
    }

    #[test]
    fn what_is_no_alias_of_the_rowid() {
        for sql in ["create table t(a integer primary key desc)", "create table t(a int primary key)", "create table t(a integer, b, primary key(a,b))"] {
            assert!(!table("t", sql).unwrap().columns[0].is_rowid, "{sql}");
        }
        assert!(table("t", "create table t(b, a integer, primary key(a desc))").unwrap().columns[1].is_rowid);
        assert_eq!(table("t", "create virtual table t using fts5(a)").unwrap().columns.len(), 0);
        assert_eq!(table("t", "nonsense"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(create table t)?[a-c(),'\"\\[\\]`\\- /*é1.]{0,60}") {
            let _ = (table("t", &text), index(&text));
        }
    }
}
