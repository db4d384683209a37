//! INSERT and REPLACE: rows a tuple at a time, whatever the size of the statement.

use super::catalog::{self, Qualified};
use super::lex::{Kind, Lexed, Token};
use super::statement::{Ended, Style};
use super::tally::Tally;
use super::value::{self, Note};
use super::Reader;
use super::dialect::{Dialect, Family};
use crate::{Header, Item, Row};
use std::borrow::Cow;

/// What rows go into.
pub(super) struct Target {
    pub id: usize,
    pub relation: String,
    /// Names of the fields; `None` until the first tuple where nothing names them.
    pub names: Option<Vec<String>>,
    pub announced: bool,
}

/// The tuple at the start of the window.
enum Tuple {
    /// Tokens of the cells, and the length.
    Whole(Vec<Token>, usize),
    /// It never closes, or is over the cap.
    Broken(&'static str, usize),
}

impl Reader<'_> {
    /// INSERT [INTO] t [(a, b)] VALUES (..), (..) and its relatives of all families.
    pub(super) fn insert(&mut self) -> std::io::Result<()> {
        let mut at = self.token(0)?.map_or(0, |t| t.end);
        let mut all = false;
        loop {
            let word = self.word_at(at)?;
            let filling = matches!(word.as_str(), "LOW_PRIORITY" | "DELAYED" | "HIGH_PRIORITY" | "IGNORE" | "INTO" | "OR" | "REPLACE" | "ABORT" | "FAIL");
            let several = matches!(word.as_str(), "ALL" | "FIRST") && self.dialect.family == Family::Oracle;
            if !filling && !several {
                break;
            }
            all |= several;
            at = self.token(at)?.map_or(at, |t| t.end);
        }
        while let Some((name, names, begin, form)) = self.head(at)? {
            if form == "SET" {
                return self.assignments(&name, begin);
            }
            if form.is_empty() || !self.tuples_follow(begin)? {
                return self.insert_otherwise(&name.1);
            }
            let place = self.place();
            self.consume(begin);
            let mut target = self.target(&name, names, place);
            self.tuples(&mut target)?;
            if self.summary.stopped {
                return Ok(());
            }
            if !(all && self.word_at(0)? == "INTO") {
                return self.tail(all);
            }
            at = self.token(0)?.map_or(0, |t| t.end);
        }
        self.insert_otherwise("")
    }

    /// The table, the columns if they are listed, where the values begin, and whether they come by VALUES or SET; neither is
    /// the empty text. `None` where no table is named.
    fn head(&mut self, at: usize) -> std::io::Result<Option<(Qualified, Option<Vec<String>>, usize, &'static str)>> {
        let (mut at, mut parts, mut names) = (at, Vec::new(), None);
        loop {
            let Some(token) = self.token(at)?.filter(|t| matches!(t.kind, Kind::Word | Kind::Name)) else { break };
            parts.push(value::name(self.window.bytes(), &token));
            at = token.end;
            while let Some(dot) = self.token(at)?.filter(|t| t.kind == Kind::Symbol(b'.')) {
                at = dot.end;
            }
            if self.window.bytes().get(at.saturating_sub(1)) != Some(&b'.') {
                break;
            }
        }
        let Some(base) = parts.pop() else { return Ok(None) };
        let name = (parts.pop().unwrap_or_default(), base);
        loop {
            let Some(token) = self.token(at)? else { return Ok(Some((name, names, at, ""))) };
            at = token.end;
            match (token.kind, self.word(&token).as_str()) {
                (Kind::Symbol(b'('), _) if names.is_none() => match self.column_list(at)? {
                    Some((list, end)) => {
                        names = Some(list);
                        at = end;
                    }
                    None => return Ok(Some((name, names, at, ""))),
                },
                (Kind::Word, "VALUES" | "VALUE") => return Ok(Some((name, names, at, "VALUES"))),
                (Kind::Word, "SET") => return Ok(Some((name, names, at, "SET"))),
                (Kind::Word, "PARTITION" | "WITH") if self.token(at)?.is_some_and(|t| t.kind == Kind::Symbol(b'(')) => at = self.past_brackets(at)?,
                // OVERRIDING SYSTEM VALUE
                (Kind::Word, "OVERRIDING") => {
                    for _ in 0..2 {
                        at = self.token(at)?.map_or(at, |t| t.end);
                    }
                }
                _ => return Ok(Some((name, names, at, ""))),
            }
        }
    }

    /// The names of a bracket that opened, and where it ends; `None` where it holds something else.
    fn column_list(&mut self, at: usize) -> std::io::Result<Option<(Vec<String>, usize)>> {
        let (mut at, mut names, mut expects_name) = (at, Vec::new(), true);
        while let Some(token) = self.token(at)? {
            at = token.end;
            match token.kind {
                Kind::Word if expects_name && self.word(&token) == "SELECT" => return Ok(None),
                Kind::Word | Kind::Name if expects_name => {
                    names.push(value::name(self.window.bytes(), &token));
                    expects_name = false;
                }
                // A qualified column: the last part counts.
                Kind::Symbol(b'.') => {
                    names.pop();
                    expects_name = true;
                }
                Kind::Symbol(b',') if !expects_name => expects_name = true,
                Kind::Symbol(b')') => return Ok((!names.is_empty()).then_some((names, at))),
                _ => return Ok(None),
            }
            if names.len() > self.limits.fields_max {
                return Ok(None);
            }
        }
        Ok(None)
    }

    fn past_brackets(&mut self, at: usize) -> std::io::Result<usize> {
        let (mut at, mut depth) = (at, 0u32);
        while let Some(token) = self.token(at)? {
            at = token.end;
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        Ok(at)
    }

    fn tuples_follow(&mut self, at: usize) -> std::io::Result<bool> {
        Ok(match self.token(at)? {
            Some(token) => token.kind == Kind::Symbol(b'(') || self.word(&token) == "ROW",
            None => false,
        })
    }

    /// An INSERT without tuples: kept as a query where it is code, set aside where it is damaged.
    fn insert_otherwise(&mut self, table: &str) -> std::io::Result<()> {
        let (line, byte) = self.place();
        let Some(text) = self.take_statement(Style::default())? else { return Ok(()) };
        if table.is_empty() {
            self.summary.refuse(self.limits, "bad_statement", line, byte, "an INSERT names no table");
        } else {
            self.insert_query(table, &text, (line, byte));
        }
        Ok(())
    }

    /// The table of rows, its relation and the names of its fields.
    pub(super) fn target(&mut self, name: &Qualified, names: Option<Vec<String>>, place: (u64, u64)) -> Target {
        let id = self.catalog.table(name, place);
        let relation = self.catalog.relation(id);
        let defined = || self.catalog.get(id).filter(|t| t.created && !t.columns.is_empty()).map(|t| t.columns.iter().map(|c| c.name.clone()).collect());
        let names: Option<Vec<String>> = names.or_else(defined);
        let names = names.map(catalog::unique);
        if names.as_ref().is_some_and(|(_, changed)| *changed) {
            self.tally.add("duplicate_header", &relation, "", place);
        }
        if names.is_none() {
            self.tally.add("no_column_names", &relation, "", place);
        }
        Target { id, relation, names: names.map(|(names, _)| names), announced: false }
    }

    /// Rows up to the first thing that is no tuple.
    fn tuples(&mut self, target: &mut Target) -> std::io::Result<()> {
        while !self.summary.stopped {
            let Some(mut token) = self.token(0)? else { return Ok(()) };
            if self.word(&token) == "ROW" {
                self.consume(token.end);
                let Some(next) = self.token(0)? else { return Ok(()) };
                token = next;
            }
            if token.kind != Kind::Symbol(b'(') {
                return Ok(());
            }
            self.consume(token.start);
            let (line, byte) = self.place();
            match self.tuple()? {
                Tuple::Whole(tokens, length) => {
                    self.row(target, &tokens, (line, byte));
                    self.consume(length);
                }
                Tuple::Broken(code, searched) => {
                    self.summary.refuse(self.limits, code, line, byte, broken(code, self.limits.record_bytes_max));
                    if self.resync_to(searched, true)? {
                        continue;
                    }
                    return Ok(());
                }
            }
            match self.token(0)?.filter(|t| t.kind == Kind::Symbol(b',')) {
                Some(comma) => self.consume(comma.end),
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Tokens from the opening bracket to the one that closes it.
    fn tuple(&mut self) -> std::io::Result<Tuple> {
        let (mut tokens, mut at, mut depth) = (Vec::new(), 0usize, 0u32);
        loop {
            let token = match self.lex(at)? {
                Lexed::Token(token) => token,
                _ => {
                    let searched = self.window.bytes().len();
                    let code = if searched > self.limits.record_bytes_max { "record_too_long" } else { "unclosed_tuple" };
                    return Ok(Tuple::Broken(code, searched));
                }
            };
            at = token.end;
            if at > self.limits.record_bytes_max {
                return Ok(Tuple::Broken("record_too_long", at));
            }
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth -= 1,
                Kind::Symbol(b';') => return Ok(Tuple::Broken("unclosed_tuple", at)),
                _ => {}
            }
            if depth == 0 {
                return Ok(Tuple::Whole(tokens, at));
            }
            if tokens.is_empty() && depth == 1 && at == 1 {
                continue; // the bracket itself
            }
            tokens.push(token);
        }
    }

    /// Delivers the header before the first row, where it is not the one that came last.
    pub(super) fn announce(&mut self, target: &mut Target, place: (u64, u64)) {
        if target.announced {
            return;
        }
        target.announced = true;
        let Some(names) = &target.names else { return };
        let last = self.header.as_ref().filter(|(id, _)| *id == target.id);
        if last.is_some_and(|(_, last)| last == names) {
            return;
        }
        if last.is_some() {
            self.tally.add("column_lists_differ", &target.relation, "", place);
        }
        self.header = Some((target.id, names.clone()));
        self.summary.stopped = (self.each)(Item::Header(Header { relation: &target.relation, names })).is_break();
    }

    /// Delivers the tuple at the start of the window.
    fn row(&mut self, target: &mut Target, tokens: &[Token], (line, byte): (u64, u64)) {
        let spans = spans(tokens);
        if spans.len() > self.limits.fields_max {
            self.summary.refuse(self.limits, "too_many_fields", line, byte, format!("the row has {} cells; the cap is {}", spans.len(), self.limits.fields_max));
            return;
        }
        let names = target.names.get_or_insert_with(|| (1..=spans.len()).map(|n| format!("column_{n}")).collect());
        if spans.len() != names.len() {
            self.summary.refuse(self.limits, "ragged_row", line, byte, format!("the row has {} cells, the header {}", spans.len(), names.len()));
            return;
        }
        self.announce(target, (line, byte));
        if self.summary.stopped {
            return;
        }
        let bytes = self.window.bytes();
        let mut cells: Vec<Cow<'_, str>> = Vec::with_capacity(spans.len());
        for span in &spans {
            let Some(cell) = value::cell(bytes, span, self.dialect) else {
                self.summary.refuse(self.limits, "bad_tuple", line, byte, format!("cell {} is no value; a quote may not be escaped", cells.len() + 1));
                return;
            };
            note(&mut self.tally, &target.relation, cell.note, (line, byte));
            self.recoded |= cell.recoded;
            cells.push(cell.text);
        }
        let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
        self.summary.records += 1;
        if let Some(table) = self.catalog.get_mut(target.id) {
            table.rows += 1;
        }
        self.summary.stopped = (self.each)(Item::Row(Row { relation: &target.relation, line, byte, cells: &cells })).is_break();
    }

    /// `SET a = 1, b = 'x'` of MySQL: one row.
    fn assignments(&mut self, name: &Qualified, begin: usize) -> std::io::Result<()> {
        let (place, dialect) = (self.place(), self.dialect);
        let Ended::At { body, whole } = self.find_end(Style::default())? else {
            return self.take_statement(Style::default()).map(|_| ());
        };
        let (mut tokens, mut at) = (Vec::new(), begin);
        while let Some(token) = self.token(at)?.filter(|t| t.end <= body) {
            at = token.end;
            tokens.push(token);
        }
        let bytes = self.window.bytes();
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for span in spans(&tokens) {
            let equals = span.iter().position(|t| t.kind == Kind::Symbol(b'='));
            let (left, right) = span.split_at_checked(equals.unwrap_or(0)).unwrap_or_default();
            names.push(left.last().map(|t| value::name(bytes, t)).unwrap_or_default());
            values.extend_from_slice(right.get(1..).unwrap_or_default());
            values.push(Token { kind: Kind::Symbol(b','), start: 0, end: 0 });
        }
        values.pop();
        let mut target = self.target(name, Some(names), place);
        if values_are_literal(self.window.bytes(), &values, dialect) {
            self.row(&mut target, &values, place);
            self.consume(whole);
            return Ok(());
        }
        self.insert_otherwise(&name.1)
    }

    /// What follows the tuples: the delimiter, or a clause up to it. SQL Server needs neither.
    fn tail(&mut self, all: bool) -> std::io::Result<()> {
        let Some(token) = self.token(0)? else { return Ok(()) };
        if self.at_delimiter(token.start)? {
            self.consume(token.start + self.delimiter.len());
            return Ok(());
        }
        let clause = matches!(self.word(&token).as_str(), "ON" | "RETURNING" | "AS") || (all && self.word(&token) == "SELECT");
        if clause {
            self.take_statement(Style::default())?;
        }
        Ok(())
    }
}

fn broken(code: &str, cap: usize) -> String {
    match code {
        "record_too_long" => format!("the tuple is longer than {cap} bytes"),
        _ => "the tuple does not close".to_string(),
    }
}

/// Tokens of each cell; an empty tuple has none.
fn spans(tokens: &[Token]) -> Vec<&[Token]> {
    let (mut spans, mut depth, mut start) = (Vec::new(), 0u32, 0usize);
    if tokens.is_empty() {
        return spans;
    }
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol(b'(') => depth += 1,
            Kind::Symbol(b')') => depth = depth.saturating_sub(1),
            Kind::Symbol(b',') if depth == 0 => {
                spans.push(tokens.get(start..index).unwrap_or_default());
                start = index + 1;
            }
            _ => {}
        }
    }
    spans.push(tokens.get(start..).unwrap_or_default());
    spans
}

fn values_are_literal(bytes: &[u8], values: &[Token], dialect: Dialect) -> bool {
    spans(values).iter().all(|span| value::cell(bytes, span, dialect).is_some())
}

/// Counts what a value lost.
fn note(tally: &mut Tally, relation: &str, note: Option<Note>, place: (u64, u64)) {
    match note {
        None => {}
        Some(Note::Default) => tally.add("default_value", relation, "", place),
        Some(Note::Expression) => tally.add("expression_value", relation, "", place),
        Some(Note::Function(function, format)) if format.is_empty() => tally.add("function_value", relation, &function, place),
        Some(Note::Function(function, format)) => tally.add("function_value", relation, &format!("{function} with {format}"), place),
    }
}
