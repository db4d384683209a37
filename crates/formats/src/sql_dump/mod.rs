//! SQL dumps as text: rows of INSERT and COPY as tables, and what the definitions say as relations of their own.
//!
//! MySQL, PostgreSQL, SQL Server and Oracle write the same thing in four ways; [`dialect`] tells which. A dump is read over a
//! window, statement by statement and a tuple at a time, so that an INSERT of any size streams. `sql.columns`, `sql.keys` and
//! `sql.tables` come at the end; triggers, procedures, views and report queries are `sql.routines`, word by word. Nothing is
//! evaluated and nothing is changed by later statements: rows are what was inserted, also where a flag marks them deleted.

mod catalog;
mod copy;
mod cursor;
mod ddl;
mod dialect;
mod expression;
mod insert;
mod lex;
mod moment;
mod statement;
mod tally;
mod value;

use crate::text::Window;
use crate::{Header, Item, Limits, Record, Summary};
use catalog::Catalog;
use dialect::{Dialect, Family};
use lex::{Kind, Lexed, Lexer, Token};
use std::io::Read;
use std::ops::ControlFlow;
use tally::Tally;

/// Bytes from which the dialect is told.
const HEAD_BYTES: usize = 512 << 10;

/// What a line opens with at which reading takes up again after damage. Longer than a word, because prose has lines too.
const RESUMES: [&str; 18] = [
    "INSERT INTO ", "INSERT IGNORE ", "INSERT [", "INSERT ALL", "REPLACE INTO ", "CREATE TABLE ", "CREATE INDEX ", "COPY ", "DROP TABLE ",
    "ALTER TABLE ", "LOCK TABLES ", "UNLOCK TABLES", "COMMIT;", "SET IDENTITY_IN", "GO\r", "GO\n", "-- ", "/*!",
];

/// Words that open a statement; anything else at such a place is damage.
const VERBS: [&str; 64] = [
    "INSERT", "REPLACE", "CREATE", "COPY", "DROP", "ALTER", "SET", "LOCK", "UNLOCK", "COMMIT", "USE", "SELECT", "WITH", "UPDATE", "DELETE", "MERGE",
    "TRUNCATE", "COMMENT", "GRANT", "REVOKE", "START", "BEGIN", "ROLLBACK", "SAVEPOINT", "ANALYZE", "VACUUM", "PRAGMA", "EXEC", "EXECUTE", "CALL",
    "DO", "DECLARE", "IF", "ELSE", "END", "PRINT", "FLUSH", "SHOW", "DESCRIBE", "EXPLAIN", "REINDEX", "CLUSTER", "REFRESH", "VALUES", "RENAME",
    "PURGE", "RESET", "CHECKPOINT", "DISABLE", "ENABLE", "DBCC", "BULK", "RAISERROR", "DEALLOCATE", "PREPARE", "OPTIMIZE", "REPAIR", "CHECK", "LOAD",
    "ATTACH", "DETACH", "SECURITY", "REASSIGN", "WHILE",
];

/// Whether a text is a dump: definitions or rows near its start, or the mark of a tool. A file of queries alone is not told
/// by its content.
pub(crate) fn looks_like(text: &str) -> bool {
    let opens = |line: &str| -> bool {
        let line = line.trim_start_matches(['\u{feff}', ' ', '\t']).to_ascii_uppercase();
        let starts = [
            "CREATE TABLE ", "CREATE TEMPORARY TABLE ", "CREATE UNLOGGED TABLE ", "CREATE GLOBAL TEMPORARY TABLE ", "INSERT INTO ", "INSERT [", "INSERT IGNORE ",
            "INSERT ALL", "INSERT OR ", "REPLACE INTO ", "BEGIN TRANSACTION", "-- MYSQL DUMP", "-- MARIADB DUMP", "-- POSTGRESQL DATABASE", "SET IDENTITY_INSERT ",
            "DROP TABLE IF EXISTS ", "LOCK TABLES ", "/*!40", "REM INSERTING ", "# PHPMYADMIN", "-- PHPMYADMIN",
        ];
        starts.iter().any(|start| line.starts_with(start)) || (line.starts_with("COPY ") && line.contains(" FROM STDIN"))
    };
    text.lines().take(2000).any(opens)
}

/// Reads one dump.
struct Reader<'r> {
    name: String,
    window: Window<'r>,
    limits: &'r Limits,
    each: &'r mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    summary: Summary,
    dialect: Dialect,
    delimiter: Vec<u8>,
    line: u64,
    catalog: Catalog,
    tally: Tally,
    /// The table and names of the last header.
    header: Option<(usize, Vec<String>)>,
    recoded: bool,
}

pub(crate) fn read(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut window = Window::new(input)?;
    while window.bytes().len() < HEAD_BYTES && window.grow()? {}
    let dialect = Dialect::detect(window.bytes().get(..HEAD_BYTES).unwrap_or(window.bytes()));
    let summary = Summary { encoding: window.encoding().into(), ..Summary::default() };
    let mut reader = Reader {
        name: crate::relation_name(name).to_string(),
        window,
        limits,
        each,
        summary,
        dialect,
        delimiter: b";".to_vec(),
        line: 1,
        catalog: Catalog::new(limits.fields_max),
        tally: Tally::default(),
        header: None,
        recoded: false,
    };
    reader.run()?;
    Ok(reader.finish())
}

impl Reader<'_> {
    fn run(&mut self) -> std::io::Result<()> {
        while !self.summary.stopped && self.skip_blank()? {
            if self.at_delimiter(0)? {
                self.consume(self.delimiter.len());
                continue;
            }
            if self.client_line()? {
                continue;
            }
            let verb = self.word_at(0)?;
            match verb.as_str() {
                "INSERT" | "REPLACE" => self.insert()?,
                "COPY" => self.copy()?,
                _ => self.statement(&verb)?,
            }
        }
        Ok(())
    }

    /// Where reading stands: line and byte.
    fn place(&self) -> (u64, u64) {
        (self.line, self.window.offset)
    }

    fn consume(&mut self, count: usize) {
        let count = count.min(self.window.bytes().len());
        self.line += memchr::memchr_iter(b'\n', self.window.bytes().get(..count).unwrap_or_default()).count() as u64;
        self.window.consume(count);
    }

    /// The token at or after a place of the window, which grows as needed up to the cap.
    fn lex(&mut self, at: usize) -> std::io::Result<Lexed> {
        loop {
            let lexer = Lexer { dialect: self.dialect, ended: self.window.ended };
            match lexer.next(self.window.bytes(), at) {
                Lexed::More if self.window.bytes().len() > self.limits.record_bytes_max => return Ok(Lexed::Open),
                Lexed::More => {
                    self.window.grow()?;
                }
                lexed => return Ok(lexed),
            }
        }
    }

    /// The token at or after a place; `None` at the end, and where a quote never closes.
    fn token(&mut self, at: usize) -> std::io::Result<Option<Token>> {
        Ok(match self.lex(at)? {
            Lexed::Token(token) => Some(token),
            _ => None,
        })
    }

    fn word(&self, token: &Token) -> String {
        value::word(self.window.bytes(), token)
    }

    /// The keyword at a place, in capitals; empty where there is none.
    fn word_at(&mut self, at: usize) -> std::io::Result<String> {
        let token = self.token(at)?;
        Ok(token.map(|t| self.word(&t)).unwrap_or_default())
    }

    /// Passes over blanks and comments; false at the end.
    fn skip_blank(&mut self) -> std::io::Result<bool> {
        loop {
            let lexer = Lexer { dialect: self.dialect, ended: self.window.ended };
            let (to, more) = lexer.blank(self.window.bytes(), 0);
            self.consume(to);
            if !more {
                return Ok(!self.window.bytes().is_empty());
            }
            let length = self.window.bytes().len();
            if length > self.limits.record_bytes_max {
                let (line, byte) = self.place();
                self.summary.refuse(self.limits, "record_too_long", line, byte, format!("a comment is longer than {} bytes", self.limits.record_bytes_max));
                self.resync(length)?;
            } else {
                self.window.grow()?;
            }
        }
    }

    /// Whether the delimiter of statements stands at a place.
    fn at_delimiter(&mut self, at: usize) -> std::io::Result<bool> {
        while self.window.bytes().len() < at + self.delimiter.len() && !self.window.ended {
            self.window.grow()?;
        }
        Ok(self.window.bytes().get(at..).unwrap_or_default().starts_with(&self.delimiter))
    }

    /// Past the end of the line on which `from` stands; the length of the window where the line is over the cap.
    fn line_end(&mut self, from: usize) -> std::io::Result<usize> {
        let mut searched = from;
        loop {
            let bytes = self.window.bytes();
            if let Some(found) = memchr::memchr(b'\n', bytes.get(searched..).unwrap_or_default()) {
                return Ok(searched + found + 1);
            }
            searched = bytes.len();
            if self.window.ended || searched > self.limits.record_bytes_max {
                return Ok(searched);
            }
            self.window.grow()?;
        }
    }

    /// Past the end of the line where a token is alone on it.
    fn alone(&mut self, token: &Token) -> std::io::Result<Option<usize>> {
        if !lex::first_on_line(self.window.bytes(), token.start) {
            return Ok(None);
        }
        let end = self.line_end(token.end)?;
        let rest = self.window.bytes().get(token.end..end).unwrap_or_default();
        let blank = rest.iter().all(|b| b.is_ascii_whitespace() || b.is_ascii_digit() || *b == b';');
        Ok(blank.then_some(end))
    }

    /// Lines that are for the client program and not for the database: GO, `/`, DELIMITER, psql commands, SQL*Plus settings.
    fn client_line(&mut self) -> std::io::Result<bool> {
        let place = self.place();
        let Some(token) = self.token(0)? else { return Ok(false) };
        let (family, word) = (self.dialect.family, self.word(&token));
        let oracle = matches!(family, Family::Oracle | Family::Other);
        let subject = match (token.kind, word.as_str()) {
            (Kind::Word, "GO") | (Kind::Symbol(b'/'), _) => {
                let Some(end) = self.alone(&token)? else { return Ok(false) };
                self.consume(end);
                return Ok(true);
            }
            (Kind::Word, "DELIMITER") if matches!(family, Family::MySql | Family::Other) => return self.set_delimiter(&token),
            (Kind::Symbol(b'\\'), _) => "client command",
            (Kind::Word, word) if oracle && word.starts_with('@') => "client command",
            (Kind::Word, "REM" | "REMARK" | "PROMPT" | "SPOOL" | "EXIT" | "QUIT" | "WHENEVER" | "ACCEPT" | "PAUSE" | "DEFINE" | "UNDEFINE") if oracle => "client command",
            (Kind::Word, "SET") if family == Family::Oracle && !matches!(self.word_at(token.end)?.as_str(), "TRANSACTION" | "ROLE" | "CONSTRAINT" | "CONSTRAINTS") => "SET",
            _ => return Ok(false),
        };
        self.tally.add("statement_skipped", subject, "", place);
        let end = self.line_end(token.end)?;
        self.consume(end);
        Ok(true)
    }

    fn set_delimiter(&mut self, token: &Token) -> std::io::Result<bool> {
        let end = self.line_end(token.end)?;
        let line = self.window.bytes().get(token.end..end).unwrap_or_default();
        let delimiter: Vec<u8> = line.iter().copied().skip_while(u8::is_ascii_whitespace).take_while(|b| !b.is_ascii_whitespace()).take(16).collect();
        if !delimiter.is_empty() {
            self.dialect.dollar = !delimiter.contains(&b'$');
            self.delimiter = delimiter;
        }
        self.consume(end);
        Ok(true)
    }

    /// Gives up a damaged place: passes over its line, and on to a line that opens a statement. Passing over a part of what was
    /// searched in vain bounds the work on a dump that is damaged everywhere.
    fn resync(&mut self, searched: usize) -> std::io::Result<()> {
        self.resync_to(searched, false).map(|_| ())
    }

    /// As `resync`; where `tuples`, a line that opens with a bracket will do as well. True when it is such a line.
    fn resync_to(&mut self, searched: usize, tuples: bool) -> std::io::Result<bool> {
        let mut least = searched / 64;
        loop {
            let end = self.line_end(0)?;
            if end == 0 {
                return Ok(false);
            }
            self.consume(end);
            least = least.saturating_sub(end);
            while self.window.bytes().len() < 64 && !self.window.ended {
                self.window.grow()?;
            }
            if least > 0 {
                continue;
            }
            let line = self.window.bytes();
            let start = line.iter().take(48).take_while(|b| b.is_ascii_whitespace()).count();
            let opening: String = line.iter().skip(start).take(16).map(|b| char::from(b.to_ascii_uppercase())).collect();
            if tuples && opening.starts_with('(') {
                return Ok(true);
            }
            if RESUMES.iter().any(|words| opening.starts_with(words)) {
                return Ok(false);
            }
        }
    }

    /// Delivers a record.
    fn deliver(&mut self, record: &Record) {
        if !self.summary.stopped {
            self.summary.records += 1;
            self.summary.stopped = (self.each)(Item::Record(record)).is_break();
        }
    }

    fn finish(mut self) -> Summary {
        for (relation, names) in self.catalog.empty_tables() {
            if !self.summary.stopped {
                let (names, _) = catalog::unique(names);
                self.summary.stopped = (self.each)(Item::Header(Header { relation: &relation, names: &names })).is_break();
            }
        }
        for record in self.catalog.records() {
            self.deliver(&record);
        }
        if self.summary.stopped {
            return self.summary;
        }
        let before = self.summary.records + self.summary.quarantined;
        std::mem::take(&mut self.tally).say(self.limits, &mut self.summary);
        if self.recoded {
            self.summary.doubt(self.limits, "not_utf8", 0, 0, "some values are not UTF-8 and were read as Windows-1252");
            self.summary.encoding = format!("{} with Windows-1252", self.summary.encoding);
        }
        if before == 0 {
            self.summary.doubt(self.limits, "no_rows", 0, 0, "the dump holds no rows, no definitions and no routines");
        }
        self.summary
    }
}

#[cfg(test)]
mod tests;
