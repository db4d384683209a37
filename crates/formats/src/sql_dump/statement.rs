//! Statements that are not rows: definitions go into the catalog, routines and queries become records, the rest is counted.

use super::catalog::record;
use super::cursor::Cursor;
use super::ddl::Definitions;
use super::dialect::Family;
use super::lex::{Kind, Lexed};
use super::{Reader, VERBS};
use crate::text::decode;

/// What a CREATE or an ALTER is about; the first of these words in the statement tells.
const OBJECTS: [&str; 32] = [
    "TABLE", "INDEX", "VIEW", "TRIGGER", "PROCEDURE", "PROC", "FUNCTION", "EVENT", "RULE", "PACKAGE", "TYPE", "SEQUENCE", "DATABASE", "SCHEMA", "USER",
    "ROLE", "EXTENSION", "DOMAIN", "SYNONYM", "LOGIN", "LANGUAGE", "OPERATOR", "AGGREGATE", "CAST", "PUBLICATION", "TABLESPACE", "DIRECTORY",
    "STATISTICS", "POLICY", "SERVER", "SESSION", "SYSTEM",
];

/// Words that open a statement on a line of SQL Server, where statements may have no end.
const OPENERS: [&str; 23] = [
    "INSERT", "SET", "CREATE", "ALTER", "DROP", "USE", "EXEC", "EXECUTE", "DELETE", "UPDATE", "IF", "PRINT", "TRUNCATE", "DBCC", "GRANT", "REVOKE",
    "DECLARE", "COMMIT", "BEGIN", "END", "ROLLBACK", "RAISERROR", "ELSE",
];

/// Where a statement may end.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    /// Delimiters between BEGIN and END do not end it.
    nested: bool,
    /// Only GO or `/` alone on a line ends it.
    batch: bool,
    /// Delimiters inside brackets do not end it.
    bracketed: bool,
}

/// A statement in the window.
pub(super) enum Ended {
    /// Bytes without and with its end.
    At { body: usize, whole: usize },
    /// It is over the cap or a quote in it never closes; bytes that were searched.
    Open(usize),
}

impl Reader<'_> {
    /// A statement that is no INSERT and no COPY.
    pub(super) fn statement(&mut self, verb: &str) -> std::io::Result<()> {
        let (line, byte) = self.place();
        let bracket = self.window.bytes().first() == Some(&b'(');
        if !VERBS.contains(&verb) && !bracket {
            self.summary.refuse(self.limits, "bad_statement", line, byte, "a statement starts with a word that opens none");
            // A quote that never closes was searched to the end of the window.
            let searched = match self.lex(0)? {
                Lexed::Token(token) => token.end,
                _ => self.window.bytes().len(),
            };
            return self.resync(searched);
        }
        let object = self.object(verb)?;
        let style = self.style(verb, object);
        let Some(text) = self.take_statement(style)? else { return Ok(()) };
        self.dispatch(if bracket { "SELECT" } else { verb }, object, &text, (line, byte));
        Ok(())
    }

    /// The statement as text, consumed; `None` when it was given up.
    pub(super) fn take_statement(&mut self, style: Style) -> std::io::Result<Option<String>> {
        let (line, byte) = self.place();
        match self.find_end(style)? {
            Ended::At { body, whole } => {
                let (text, recoded) = {
                    let (text, recoded) = decode(self.window.bytes().get(..body).unwrap_or_default());
                    (text.trim_end().to_string(), recoded)
                };
                self.recoded |= recoded;
                self.consume(whole.max(1));
                Ok(Some(text))
            }
            Ended::Open(searched) => {
                if searched > self.limits.record_bytes_max {
                    self.summary.refuse(self.limits, "record_too_long", line, byte, format!("a statement is longer than {} bytes", self.limits.record_bytes_max));
                } else {
                    self.summary.refuse(self.limits, "unclosed_quote", line, byte, "a quote opens in this statement and does not close");
                }
                self.resync(searched)?;
                Ok(None)
            }
        }
    }

    /// What the statement creates or changes.
    fn object(&mut self, verb: &str) -> std::io::Result<&'static str> {
        if !matches!(verb, "CREATE" | "ALTER" | "DROP") {
            return Ok("");
        }
        let mut at = 0;
        for _ in 0..24 {
            let Some(token) = self.token(at)? else { break };
            let word = self.word(&token);
            if let Some(object) = OBJECTS.iter().copied().find(|o| *o == word) {
                return Ok(object);
            }
            if token.kind == Kind::Symbol(b';') {
                break;
            }
            at = token.end;
        }
        Ok("")
    }

    fn style(&self, verb: &str, object: &str) -> Style {
        let routine = is_routine(object) && (verb == "CREATE" || (verb == "ALTER" && self.dialect.family == Family::SqlServer));
        let block = self.dialect.family == Family::Oracle && matches!(verb, "DECLARE" | "BEGIN");
        match self.dialect.family {
            _ if !routine && !block => Style::default(),
            Family::SqlServer => Style { batch: true, ..Style::default() },
            // A delimiter of its own ends a routine whatever stands in it.
            Family::MySql if self.delimiter != b";" => Style::default(),
            Family::Oracle => Style { batch: object != "VIEW", ..Style::default() },
            Family::MySql | Family::Postgres | Family::Other => Style { nested: true, bracketed: object == "RULE", ..Style::default() },
        }
    }

    /// Where the statement at the start of the window ends.
    pub(super) fn find_end(&mut self, style: Style) -> std::io::Result<Ended> {
        let family = self.dialect.family;
        let (mut at, mut depth, mut brackets, mut cases, mut after_end) = (0usize, 0u32, 0u32, 0u32, false);
        loop {
            let token = match self.lex(at)? {
                Lexed::Token(token) => token,
                Lexed::End => return Ok(Ended::At { body: at, whole: self.window.bytes().len() }),
                Lexed::Open | Lexed::More => return Ok(Ended::Open(self.window.bytes().len())),
            };
            if token.end > self.limits.record_bytes_max {
                return Ok(Ended::Open(token.end));
            }
            let inside = style.batch || depth > 0 || (style.bracketed && brackets > 0);
            if !inside && self.at_delimiter(token.start)? {
                return Ok(Ended::At { body: token.start, whole: token.start + self.delimiter.len() });
            }
            let word = self.word(&token);
            let separates = match token.kind {
                Kind::Word => word == "GO" && matches!(family, Family::SqlServer | Family::Other),
                kind => kind == Kind::Symbol(b'/') && matches!(family, Family::Oracle | Family::Other),
            };
            if separates {
                if let Some(whole) = self.alone(&token)? {
                    return Ok(Ended::At { body: token.start, whole });
                }
            }
            let opens = family == Family::SqlServer && !style.batch && brackets == 0 && cases == 0 && token.start > 0 && OPENERS.contains(&word.as_str());
            if opens && super::lex::first_on_line(self.window.bytes(), token.start) {
                return Ok(Ended::At { body: token.start, whole: token.start });
            }
            match (token.kind, word.as_str()) {
                (Kind::Symbol(b'('), _) => brackets += 1,
                (Kind::Symbol(b')'), _) => brackets = brackets.saturating_sub(1),
                (Kind::Word, "END") if style.nested => depth = depth.saturating_sub(1),
                // END IF and its like close what was not counted; END CASE closes what was.
                (Kind::Word, "IF" | "LOOP" | "WHILE" | "REPEAT" | "FOR") if style.nested && after_end => depth += 1,
                (Kind::Word, "BEGIN" | "CASE") if style.nested && !after_end => depth += 1,
                _ => {}
            }
            match word.as_str() {
                "CASE" => cases += 1,
                "END" => cases = cases.saturating_sub(1),
                _ => {}
            }
            after_end = word == "END";
            at = token.end;
        }
    }

    fn dispatch(&mut self, verb: &str, object: &str, text: &str, place: (u64, u64)) {
        let mut cursor = Cursor::new(text, self.dialect, place);
        let mut definitions = Definitions { catalog: &mut self.catalog, tally: &mut self.tally };
        match (verb, object) {
            ("CREATE", "TABLE") => {
                if !definitions.create_table(&mut cursor) {
                    self.routine(text, object, place);
                }
                return;
            }
            ("CREATE", "INDEX") if definitions.create_index(&mut cursor) => return,
            ("ALTER", "TABLE") => return definitions.alter_table(&mut cursor),
            ("COMMENT", _) if definitions.comment(&mut cursor) => return,
            ("DROP", "TABLE") => {
                while !cursor.ended() && !cursor.accept("TABLE") {
                    cursor.advance();
                }
                cursor.accept("IF EXISTS");
                if let Some(name) = cursor.qualified() {
                    definitions.catalog.dropped(&name);
                }
            }
            ("CREATE", _) if is_routine(object) => return self.routine(text, object, place),
            ("ALTER", _) if is_routine(object) && self.dialect.family == Family::SqlServer => return self.routine(text, object, place),
            ("SELECT" | "WITH", _) if !is_housekeeping(text) => return self.routine(text, "query", place),
            ("EXEC" | "EXECUTE", _) if self.executed(&mut cursor, place) => return,
            _ => {}
        }
        let subject = if matches!(verb, "CREATE" | "ALTER" | "DROP") && !object.is_empty() { format!("{verb} {object}") } else { verb.to_string() };
        self.tally.add("statement_skipped", &subject, "", place);
    }

    /// Code of the source system, word by word.
    pub(super) fn routine(&mut self, text: &str, object: &str, place: (u64, u64)) {
        let mut cursor = Cursor::new(text, self.dialect, place);
        let kind = match object {
            "" | "TABLE" => "query".to_string(),
            "PROC" => "procedure".to_string(),
            object => object.to_lowercase(),
        };
        let (mut name, mut table) = (self.name.clone(), String::new());
        if object != "query" {
            while !cursor.ended() && !cursor.accept(object) {
                cursor.advance();
            }
            cursor.accept("BODY");
            cursor.accept("TRIGGER");
            cursor.accept("IF NOT EXISTS");
            name = cursor.qualified().map(|(_, base)| base).unwrap_or_default();
        }
        if matches!(object, "TRIGGER" | "RULE") {
            while !cursor.ended() && !cursor.accept(if object == "RULE" { "TO" } else { "ON" }) {
                cursor.advance();
            }
            table = cursor.qualified().map(|(_, base)| base).unwrap_or_default();
        }
        let leaves = vec![("name", name), ("kind", kind), ("table", table), ("body", text.to_string())];
        self.deliver(&record("sql.routines", place, leaves));
    }

    /// An INSERT that selects its rows, or has them from elsewhere: how data was made, which is worth keeping.
    pub(super) fn insert_query(&mut self, table: &str, text: &str, place: (u64, u64)) {
        let leaves = vec![("name", self.name.clone()), ("kind", "query".to_string()), ("table", table.to_string()), ("body", text.to_string())];
        self.deliver(&record("sql.routines", place, leaves));
    }

    /// System procedures of SQL Server that carry a comment or a definition.
    fn executed(&mut self, cursor: &mut Cursor<'_>, place: (u64, u64)) -> bool {
        cursor.advance();
        let procedure = cursor.qualified().map(|(_, base)| base.to_ascii_lowercase()).unwrap_or_default();
        let mut arguments: Vec<(String, String)> = Vec::new();
        while !cursor.ended() {
            let named = cursor.word(0);
            if named.starts_with('@') {
                cursor.advance();
                cursor.symbol(b'=');
            }
            match cursor.text() {
                Some(text) => arguments.push((named, text)),
                None => cursor.advance(),
            }
        }
        let argument = |name: &str, position: usize| -> String {
            let by_name = arguments.iter().find(|(n, _)| n == name);
            by_name.or_else(|| arguments.get(position).filter(|(n, _)| !n.starts_with('@'))).map(|(_, v)| v.clone()).unwrap_or_default()
        };
        match procedure.as_str() {
            "sp_addextendedproperty" if argument("@NAME", 0) == "MS_Description" && !argument("@LEVEL1NAME", 5).is_empty() => {
                let table = (argument("@LEVEL0NAME", 3), argument("@LEVEL1NAME", 5));
                let column = Some(argument("@LEVEL2NAME", 7)).filter(|c| !c.is_empty());
                let text = argument("@VALUE", 1);
                Definitions { catalog: &mut self.catalog, tally: &mut self.tally }.describe(&table, column.as_deref(), text, place);
                true
            }
            "sp_executesql" => {
                let body = argument("@STATEMENT", 0);
                let words = body.to_ascii_uppercase();
                let object = words.split(|c: char| !c.is_ascii_alphanumeric()).find_map(|word| OBJECTS.iter().copied().find(|o| *o == word));
                let Some(object) = object.filter(|o| is_routine(o) && words.trim_start().starts_with("CREATE")) else { return false };
                self.routine(&body, object, place);
                true
            }
            _ => false,
        }
    }
}

fn is_routine(object: &str) -> bool {
    matches!(object, "VIEW" | "TRIGGER" | "PROCEDURE" | "PROC" | "FUNCTION" | "EVENT" | "RULE" | "PACKAGE" | "TYPE")
}

/// Calls by which a dump restores itself, written as queries.
fn is_housekeeping(text: &str) -> bool {
    let head: String = text.chars().take(120).collect::<String>().to_ascii_lowercase();
    head.contains("set_config(") || head.contains("setval(") || head.contains("pg_catalog.lo_") || head.starts_with("select @@") || head.contains("into @")
}
