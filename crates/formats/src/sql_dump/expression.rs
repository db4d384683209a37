//! Values that are more than one token: signs, casts, concatenations, and functions reduced to their literal argument.
//!
//! Nothing is computed. What does not reduce stays as written with a note; what cannot be a value (a string that runs into a
//! word, as when a quote was not escaped) is refused, because its cells would be shifted.

use super::dialect::{Dialect, Family};
use super::lex::{Kind, Token};
use super::value::{self, Cell, Note};
use super::moment;
use crate::text::decode;
use std::borrow::Cow;

/// Depth of brackets that are followed.
const DEPTH_MAX: usize = 32;

/// Functions that turn a literal into a value of another type.
const CONVERSIONS: [&str; 22] = [
    "TO_DATE", "TO_TIMESTAMP", "TO_TIMESTAMP_TZ", "TO_DSINTERVAL", "TO_YMINTERVAL", "TO_NUMBER", "TO_CHAR", "TO_CLOB", "TO_NCLOB", "TO_BLOB",
    "HEXTORAW", "STR_TO_DATE", "CAST", "TRY_CAST", "CONVERT", "TRY_CONVERT", "UNHEX", "DATE", "TIMESTAMP", "DATETIME", "TIME", "UNISTR",
];

/// Words that may follow a string inside an expression.
const AFTER_TEXT: [&str; 24] = [
    "COLLATE", "AS", "AT", "DAY", "HOUR", "MINUTE", "SECOND", "YEAR", "MONTH", "TO", "USING", "IN", "THEN", "WHEN", "ELSE", "END", "AND", "OR", "IS",
    "LIKE", "BETWEEN", "FROM", "FOR", "NOT",
];

struct Reduction<'b, 't> {
    bytes: &'b [u8],
    tokens: &'t [Token],
    at: usize,
    dialect: Dialect,
    note: Option<Note>,
    recoded: bool,
}

/// The value of two or more tokens, or of none.
pub(super) fn cell<'b>(bytes: &'b [u8], tokens: &[Token], dialect: Dialect) -> Option<Cell<'b>> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let runs_on = tokens.windows(2).any(|pair| match pair {
        [a, b] if matches!(a.kind, Kind::Text(_)) => match b.kind {
            Kind::Number => true,
            Kind::Word => !AFTER_TEXT.contains(&value::word(bytes, b).as_str()),
            _ => false,
        },
        _ => false,
    });
    if runs_on {
        return None;
    }
    let mut reduction = Reduction { bytes, tokens, at: 0, dialect, note: None, recoded: false };
    if let Some(text) = reduction.sum(0).filter(|_| reduction.at == tokens.len()) {
        return Some(Cell { text: Cow::Owned(text), note: reduction.note, recoded: reduction.recoded });
    }
    let (text, recoded) = decode(bytes.get(first.start..last.end).unwrap_or_default());
    Some(Cell { text, note: Some(Note::Expression), recoded })
}

impl Reduction<'_, '_> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn symbol(&mut self, symbol: u8) -> bool {
        let found = self.peek().is_some_and(|t| t.kind == Kind::Symbol(symbol));
        self.at += usize::from(found);
        found
    }

    fn is_text(&self) -> bool {
        self.peek().is_some_and(|t| matches!(t.kind, Kind::Text(_) | Kind::Name))
    }

    /// Terms joined by `||`, or by `+` where the family joins texts so.
    fn sum(&mut self, depth: usize) -> Option<String> {
        if depth > DEPTH_MAX {
            return None;
        }
        let mut text = self.term(depth)?;
        loop {
            let at = self.at;
            let joined = (self.symbol(b'|') && self.symbol(b'|')) || (self.at == at && self.dialect.family == Family::SqlServer && self.symbol(b'+'));
            if !joined {
                self.at = at;
                return Some(text);
            }
            // `1 + 2` is arithmetic, which is the database's business.
            let texts = self.at.checked_sub(2).and_then(|i| self.tokens.get(i)).is_none_or(|t| t.kind != Kind::Number);
            if !texts || self.peek().is_some_and(|t| t.kind == Kind::Number) {
                return None;
            }
            text.push_str(&self.term(depth)?);
        }
    }

    fn term(&mut self, depth: usize) -> Option<String> {
        let token = self.peek()?;
        let text = match token.kind {
            Kind::Symbol(b'(') => {
                self.at += 1;
                let text = self.sum(depth + 1)?;
                self.symbol(b')').then_some(text)?
            }
            Kind::Symbol(sign @ (b'-' | b'+')) => {
                self.at += 1;
                let number = self.peek().filter(|t| t.kind == Kind::Number)?;
                self.at += 1;
                format!("{}{}", char::from(sign), String::from_utf8_lossy(value::raw(self.bytes, &number)))
            }
            Kind::Number => {
                self.at += 1;
                String::from_utf8_lossy(value::raw(self.bytes, &token)).into_owned()
            }
            Kind::Text(_) | Kind::Name => self.texts(false)?,
            Kind::Word => self.worded(&token, depth)?,
            Kind::Symbol(_) => return None,
        };
        self.cast()?;
        Some(text)
    }

    /// Strings one after the other are one.
    fn texts(&mut self, binary: bool) -> Option<String> {
        let mut out = String::new();
        while let Some(token) = self.peek().filter(|_| self.is_text()) {
            let (text, recoded) = value::literal(self.bytes, &token, self.dialect, binary);
            out.push_str(&text);
            self.recoded |= recoded;
            self.at += 1;
        }
        Some(out)
    }

    /// A keyword before a literal, a function, or a constant.
    fn worded(&mut self, token: &Token, depth: usize) -> Option<String> {
        let word = value::word(self.bytes, token);
        self.at += 1;
        if self.is_text() {
            let typed = matches!(word.as_str(), "DATE" | "TIME" | "TIMESTAMP" | "TIMESTAMPTZ" | "DATETIME" | "BINARY" | "N");
            return if typed || word.starts_with('_') { self.texts(word == "_BINARY" || word == "BINARY") } else { None };
        }
        if word.starts_with('_') && self.peek().is_some_and(|t| t.kind == Kind::Number) {
            return self.term(depth + 1);
        }
        if self.peek().is_some_and(|t| t.kind == Kind::Symbol(b'(')) {
            return self.function(&word, depth);
        }
        match word.as_str() {
            "NULL" => Some(String::new()),
            "TRUE" | "FALSE" => Some(String::from_utf8_lossy(value::raw(self.bytes, token)).into_owned()),
            _ => None,
        }
    }

    /// `::type` and `COLLATE x` say nothing about the text.
    fn cast(&mut self) -> Option<()> {
        loop {
            let collated = self.peek().is_some_and(|t| value::word(self.bytes, &t) == "COLLATE");
            if !collated && !(self.peek().is_some_and(|t| t.kind == Kind::Symbol(b':')) && self.symbol(b':') && self.symbol(b':')) {
                return Some(());
            }
            self.at += usize::from(collated);
            while let Some(token) = self.peek() {
                match token.kind {
                    Kind::Word if value::word(self.bytes, &token) == "COLLATE" => break,
                    Kind::Word | Kind::Name | Kind::Symbol(b'.' | b'[' | b']') => self.at += 1,
                    Kind::Symbol(b'(') => self.skip_brackets()?,
                    _ => break,
                }
            }
        }
    }

    /// Past the bracket that closes the one here.
    fn skip_brackets(&mut self) -> Option<()> {
        let mut depth = 0usize;
        while let Some(token) = self.peek() {
            self.at += 1;
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(());
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn function(&mut self, function: &str, depth: usize) -> Option<String> {
        let open = self.at;
        self.skip_brackets()?;
        let inside: &[Token] = self.tokens.get(open + 1..self.at.checked_sub(1)?)?;
        match function {
            "CHR" | "CHAR" | "NCHAR" => return self.character(inside),
            "EMPTY_CLOB" | "EMPTY_BLOB" => return inside.is_empty().then(String::new),
            known if !CONVERSIONS.contains(&known) => return None,
            _ => {}
        }
        let (mut arguments, mut nesting, mut start) = (Vec::new(), 0usize, 0);
        for (index, token) in inside.iter().enumerate() {
            match token.kind {
                Kind::Symbol(b'(') => nesting += 1,
                Kind::Symbol(b')') => nesting = nesting.saturating_sub(1),
                Kind::Symbol(b',') if nesting == 0 => {
                    arguments.push(inside.get(start..index)?);
                    start = index + 1;
                }
                Kind::Word if nesting == 0 && matches!(value::word(self.bytes, token).as_str(), "AS" | "USING") => {
                    arguments.push(inside.get(start..index)?);
                    start = index + 1;
                }
                _ => {}
            }
        }
        arguments.push(inside.get(start..)?);
        self.convert(function, &arguments, depth)
    }

    /// The literal among the arguments of a conversion: the first, but the second where a type comes first.
    fn convert(&mut self, function: &str, arguments: &[&[Token]], depth: usize) -> Option<String> {
        let index = usize::from(self.dialect.family == Family::SqlServer && function.ends_with("CONVERT"));
        let text = self.reduce(arguments.get(index)?, depth)?;
        let other: &[Token] = arguments.get(1 - index).copied().unwrap_or_default();
        if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            let type_name = other.first().map(|t| value::name(self.bytes, t).to_ascii_uppercase()).unwrap_or_default();
            let read = moment::read(hex, &type_name);
            self.note_function(function, if read.is_some() { "binary date" } else { "" });
            return Some(read.unwrap_or(text));
        }
        let formatted = function.starts_with("TO_") || function == "STR_TO_DATE";
        let format = token_text(self.bytes, other.first(), self.dialect).filter(|f| formatted && f.len() <= 40).unwrap_or_default();
        self.note_function(function, &format);
        Some(if function == "UNISTR" { value::code_points(&text) } else { text })
    }

    fn note_function(&mut self, function: &str, format: &str) {
        self.note.get_or_insert_with(|| Note::Function(function.to_string(), format.to_string()));
    }

    /// Other tokens by the same rules.
    fn reduce(&mut self, tokens: &[Token], depth: usize) -> Option<String> {
        let mut inner = Reduction { bytes: self.bytes, tokens, at: 0, dialect: self.dialect, note: None, recoded: false };
        let text = inner.sum(depth + 1).filter(|_| inner.at == tokens.len())?;
        self.recoded |= inner.recoded;
        if self.note.is_none() {
            self.note = inner.note;
        }
        Some(text)
    }

    fn character(&mut self, inside: &[Token]) -> Option<String> {
        let [token] = inside else { return None };
        let code: u32 = String::from_utf8_lossy(value::raw(self.bytes, token)).parse().ok()?;
        char::from_u32(code).map(String::from)
    }
}

fn token_text(bytes: &[u8], token: Option<&Token>, dialect: Dialect) -> Option<String> {
    let token = token.filter(|t| matches!(t.kind, Kind::Text(_)))?;
    Some(value::literal(bytes, token, dialect, false).0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::lex::{Lexed, Lexer};
    use super::*;

    fn check(family: Family, text: &str, expected: &str) {
        let dialect = Dialect { family, backslash: family == Family::MySql, dollar: true };
        let lexer = Lexer { dialect, ended: true };
        let (mut tokens, mut at) = (Vec::new(), 0);
        while let Lexed::Token(token) = lexer.next(text.as_bytes(), at) {
            tokens.push(token);
            at = token.end;
        }
        let shown = match value::cell(text.as_bytes(), &tokens, dialect) {
            None => "refused".to_string(),
            Some(Cell { text, note: None, .. }) => text.into_owned(),
            Some(Cell { text, note: Some(note), .. }) => format!("{text} {note:?}"),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn literals_read() {
        check(Family::MySql, r"'it\'s ''so''\n\%\0abcdefghijklmnop'", "it's 'so'\n\\%\0abcdefghijklmnop");
        check(Family::MySql, r"_binary '\0'", "0x00");
        check(Family::MySql, "_utf8mb4'é'", "é");
        check(Family::MySql, "X'4a4b'", "0x4a4b");
        check(Family::MySql, "b'1'", "1");
        check(Family::MySql, "'a' 'b'", "ab");
        check(Family::MySql, "\"say \\\"hi\\\"\"", "say \"hi\"");
        check(Family::MySql, "-1.50", "-1.50");
        check(Family::Postgres, "E'a\\tb\\x41\\u00e9\\101'", "a\tbAéA");
        check(Family::Postgres, "'a\\n'", "a\\n");
        check(Family::Postgres, "$x$it's$x$", "it's");
        check(Family::Postgres, "U&'d\\0061t'", "dat");
        check(Family::Postgres, "'2014-03-01'::timestamp(0) without time zone", "2014-03-01");
        check(Family::SqlServer, "N'O''Neil' + NCHAR(10) + N'x'", "O'Neil\nx");
        check(Family::SqlServer, "((-5))", "-5");
        check(Family::Oracle, "q'[it's]'", "it's");
        check(Family::Oracle, "DATE '2014-03-01'", "2014-03-01");
        check(Family::Oracle, "NULL", "");
        check(Family::Oracle, "'NULL'", "NULL");
        check(Family::Oracle, "EMPTY_CLOB()", "");
    }

    #[test]
    fn functions_reduce_to_their_literal() {
        check(Family::Oracle, "to_date('01-MAR-14','DD-MON-RR')", "01-MAR-14 Function(\"TO_DATE\", \"DD-MON-RR\")");
        check(Family::Oracle, "TO_CLOB('a') || TO_CLOB('b')", "ab Function(\"TO_CLOB\", \"\")");
        check(Family::SqlServer, "CAST(N'2014-03-01T00:00:00.000' AS DateTime)", "2014-03-01T00:00:00.000 Function(\"CAST\", \"\")");
        check(Family::SqlServer, "CAST(0x00009CEF00A25634 AS DateTime)", "2009-12-30 09:51:03.000 Function(\"CAST\", \"binary date\")");
        check(Family::SqlServer, "CAST(0x4142 AS VarBinary(2))", "0x4142 Function(\"CAST\", \"\")");
        check(Family::SqlServer, "CAST(12.50 AS Decimal(18, 2))", "12.50 Function(\"CAST\", \"\")");
        check(Family::SqlServer, "CONVERT(datetime, '20140301', 112)", "20140301 Function(\"CONVERT\", \"\")");
        check(Family::Oracle, "CAST(NULL AS NUMBER)", " Function(\"CAST\", \"\")");
    }

    #[test]
    fn what_does_not_reduce_stays_as_written() {
        check(Family::Postgres, "nextval('seq'::regclass)", "nextval('seq'::regclass) Expression");
        check(Family::SqlServer, "1 + 2", "1 + 2 Expression");
        check(Family::MySql, "NOW()", "NOW() Expression");
        check(Family::MySql, "DEFAULT", " Default");
    }

    #[test]
    fn a_string_that_runs_into_a_word_is_refused() {
        check(Family::Oracle, "'O'Neil'', ''", "refused");
        check(Family::Oracle, "", "refused");
    }
}
