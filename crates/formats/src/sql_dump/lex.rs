//! Tokens of SQL as ranges of a window that may end anywhere: a token that could go on says `More`, so that reading can
//! stream. Nothing is decoded here, and nothing is refused but a quote that never closes.

use super::dialect::{Dialect, Family};

/// How a string is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    /// Only a doubled quote stands for one.
    Plain,
    /// A backslash escapes.
    Backslash,
    /// `X'..'`.
    Hex,
    /// `B'..'`.
    Bits,
    /// `U&'..'`.
    Unicode,
    /// `$tag$..$tag$`.
    Dollar,
    /// `q'[..]'`.
    Alternative,
}

/// Kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Keyword or plain identifier.
    Word,
    Number,
    /// String, with its prefix.
    Text(Quote),
    /// Quoted identifier: `"a"`, `[a]`, or in back quotes.
    Name,
    Symbol(u8),
}

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lexed {
    Token(Token),
    /// The window ends before it is known.
    More,
    /// Nothing but blanks up to the end.
    End,
    /// A quote opens and never closes.
    Open,
}

/// Lexer over a window.
#[derive(Clone, Copy)]
pub(super) struct Lexer {
    pub dialect: Dialect,
    /// No more bytes will come.
    pub ended: bool,
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'#' | b'@') || byte >= 0x80
}

/// Whether only blanks stand between the start of the line and a place.
pub(super) fn first_on_line(bytes: &[u8], at: usize) -> bool {
    bytes.get(..at).unwrap_or_default().iter().rev().find(|b| !matches!(b, b' ' | b'\t')).is_none_or(|b| matches!(b, b'\n' | b'\r'))
}

impl Lexer {
    /// Where blanks and comments from `at` on end, and whether the window ends before that is known.
    pub(super) fn blank(self, bytes: &[u8], mut at: usize) -> (usize, bool) {
        loop {
            let Some(byte) = bytes.get(at) else { return (at, !self.ended) };
            let next = bytes.get(at + 1);
            let unsure = next.is_none() && !self.ended;
            let to = match byte {
                b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c | 0x1a | 0 => Some(at + 1),
                b'-' | b'/' | b'*' if unsure => return (at, true),
                b'-' if next == Some(&b'-') => match bytes.get(at + 2) {
                    None if !self.ended => return (at, true),
                    // MySQL wants a blank after the dashes, but people begin lines without.
                    Some(third) if self.dialect.family == Family::MySql && *third > b' ' && *third != b'-' && !first_on_line(bytes, at) => return (at, false),
                    _ => line_end(bytes, at),
                },
                b'#' if self.dialect.family == Family::MySql || (self.dialect.family == Family::Other && first_on_line(bytes, at)) => line_end(bytes, at),
                b'*' if next == Some(&b'/') && self.dialect.executable_comments() => Some(at + 2),
                b'/' if next == Some(&b'*') => match self.executable(bytes, at) {
                    Some(to) => Some(to),
                    None if bytes.len() < at + 12 && !self.ended => return (at, true),
                    None => comment_end(bytes, at, self.dialect.nested_comments()),
                },
                _ => return (at, false),
            };
            match to {
                Some(to) => at = to,
                None if self.ended => return (bytes.len(), false),
                None => return (at, true),
            }
        }
    }

    /// End of the mark `/*!40101` that opens code, which is no comment.
    fn executable(self, bytes: &[u8], at: usize) -> Option<usize> {
        if !self.dialect.executable_comments() {
            return None;
        }
        let mark = match (bytes.get(at + 2), bytes.get(at + 3)) {
            (Some(b'!'), _) => at + 3,
            (Some(b'M'), Some(b'!')) => at + 4,
            _ => return None,
        };
        if bytes.len() < at + 12 && !self.ended {
            return None;
        }
        let digits = bytes.get(mark..).unwrap_or_default().iter().take(6).take_while(|b| b.is_ascii_digit()).count();
        Some(mark + digits)
    }

    /// The token at or after `at`.
    pub(super) fn next(self, bytes: &[u8], at: usize) -> Lexed {
        let (start, more) = self.blank(bytes, at);
        if more {
            return Lexed::More;
        }
        let Some(first) = bytes.get(start).copied() else { return Lexed::End };
        let after = bytes.get(start + 1).copied();
        if after.is_none() && !self.ended && matches!(first, b'.' | b'[' | b'$') {
            return Lexed::More;
        }
        let token = |kind: Kind, end: usize| Lexed::Token(Token { kind, start, end });
        let family = self.dialect.family;
        match first {
            b'\'' => self.quoted(bytes, start, start + 1, b'\'', self.dialect.backslash, Kind::Text(if self.dialect.backslash { Quote::Backslash } else { Quote::Plain })),
            b'"' => self.quoted(bytes, start, start + 1, b'"', self.dialect.backslash && family == Family::MySql, Kind::Name),
            b'`' => self.quoted(bytes, start, start + 1, b'`', false, Kind::Name),
            b'[' if family == Family::SqlServer || (family == Family::Other && after.is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')) => {
                self.quoted(bytes, start, start + 1, b']', false, Kind::Name)
            }
            b'$' if matches!(family, Family::Postgres | Family::Other) => self.dollar(bytes, start),
            b'0'..=b'9' => self.number(bytes, start),
            b'.' if after.is_some_and(|b| b.is_ascii_digit()) => self.number(bytes, start),
            byte if is_word(byte) => self.word(bytes, start),
            byte => token(Kind::Symbol(byte), start + 1),
        }
    }

    /// What to say where the window ends inside a token.
    fn open(self) -> Lexed {
        if self.ended { Lexed::Open } else { Lexed::More }
    }

    fn quoted(self, bytes: &[u8], start: usize, open: usize, close: u8, backslash: bool, kind: Kind) -> Lexed {
        let mut at = open;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let found = if backslash { memchr::memchr2(close, b'\\', rest) } else { memchr::memchr(close, rest) };
            let Some(found) = found else { return self.open() };
            at += found;
            let next = bytes.get(at + 1);
            if bytes.get(at) == Some(&b'\\') && close != b'\\' {
                at += 2;
            } else if next == Some(&close) {
                at += 2;
            } else if next.is_none() && !self.ended {
                return Lexed::More;
            } else {
                return Lexed::Token(Token { kind, start, end: at + 1 });
            }
        }
    }

    fn dollar(self, bytes: &[u8], start: usize) -> Lexed {
        let tag = bytes.get(start + 1..).unwrap_or_default().iter().take_while(|b| is_word(**b)).count();
        match bytes.get(start + 1 + tag) {
            None if !self.ended => Lexed::More,
            Some(b'$') => {
                let open = start + tag + 2;
                let mark = bytes.get(start..open).unwrap_or_default();
                match memchr::memmem::find(bytes.get(open..).unwrap_or_default(), mark) {
                    Some(found) => Lexed::Token(Token { kind: Kind::Text(Quote::Dollar), start, end: open + found + mark.len() }),
                    None => self.open(),
                }
            }
            _ => Lexed::Token(Token { kind: Kind::Symbol(b'$'), start, end: start + 1 }),
        }
    }

    fn number(self, bytes: &[u8], start: usize) -> Lexed {
        let hex = matches!(bytes.get(start + 1), Some(b'x' | b'X'));
        let mut end = start;
        while let Some(byte) = bytes.get(end) {
            let signed = matches!(byte, b'+' | b'-') && !hex && end > start && matches!(bytes.get(end - 1), Some(b'e' | b'E'));
            if !byte.is_ascii_alphanumeric() && !matches!(byte, b'.' | b'_') && !signed {
                break;
            }
            end += 1;
        }
        if end == bytes.len() && !self.ended {
            return Lexed::More;
        }
        Lexed::Token(Token { kind: Kind::Number, start, end })
    }

    fn word(self, bytes: &[u8], start: usize) -> Lexed {
        let is_part = |b: u8| is_word(b) || (b == b'$' && self.dialect.dollar);
        let length = bytes.get(start..).unwrap_or_default().iter().take_while(|b| is_part(**b)).count();
        let end = start + length;
        // Three bytes tell a prefixed string.
        if end + 3 > bytes.len() && !self.ended {
            return Lexed::More;
        }
        let word = bytes.get(start..end).unwrap_or_default().to_ascii_lowercase();
        let family = self.dialect.family;
        let plain = if self.dialect.backslash { Quote::Backslash } else { Quote::Plain };
        let text = |quote: Quote, open: usize| self.quoted(bytes, start, open, b'\'', quote == Quote::Backslash, Kind::Text(quote));
        match (word.as_slice(), bytes.get(end), bytes.get(end + 1)) {
            (b"u", Some(b'&'), Some(b'\'')) => text(Quote::Unicode, end + 2),
            (b"n", Some(b'\''), _) => text(plain, end + 1),
            (b"e", Some(b'\''), _) if matches!(family, Family::Postgres | Family::Other) => text(Quote::Backslash, end + 1),
            (b"x", Some(b'\''), _) => text(Quote::Hex, end + 1),
            (b"b", Some(b'\''), _) => text(Quote::Bits, end + 1),
            (b"q" | b"nq", Some(b'\''), Some(delimiter)) if matches!(family, Family::Oracle | Family::Other) => self.alternative(bytes, start, end + 2, *delimiter),
            _ => Lexed::Token(Token { kind: Kind::Word, start, end }),
        }
    }

    fn alternative(self, bytes: &[u8], start: usize, open: usize, delimiter: u8) -> Lexed {
        let close = match delimiter {
            b'[' => b']',
            b'(' => b')',
            b'{' => b'}',
            b'<' => b'>',
            same => same,
        };
        match memchr::memmem::find(bytes.get(open..).unwrap_or_default(), &[close, b'\'']) {
            Some(found) => Lexed::Token(Token { kind: Kind::Text(Quote::Alternative), start, end: open + found + 2 }),
            None => self.open(),
        }
    }
}

fn line_end(bytes: &[u8], at: usize) -> Option<usize> {
    memchr::memchr2(b'\n', b'\r', bytes.get(at..)?).map(|i| at + i)
}

/// Past the end of the comment that opens at `at`.
fn comment_end(bytes: &[u8], at: usize, nested: bool) -> Option<usize> {
    let (mut at, mut depth) = (at + 2, 1u32);
    loop {
        at += memchr::memchr2(b'*', b'/', bytes.get(at..)?)?;
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'*'), Some(b'/')) => {
                at += 2;
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            (Some(b'/'), Some(b'*')) if nested => {
                at += 2;
                depth += 1;
            }
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexed(text: &str, family: Family) -> Vec<(Kind, &str)> {
        let lexer = Lexer { dialect: Dialect { family, backslash: family == Family::MySql, dollar: true }, ended: true };
        let (mut out, mut at) = (Vec::new(), 0);
        while let Lexed::Token(token) = lexer.next(text.as_bytes(), at) {
            out.push((token.kind, text.get(token.start..token.end).unwrap_or("")));
            at = token.end;
        }
        out
    }

    #[test]
    fn strings_end_as_their_family_says() {
        assert_eq!(lexed(r"'it\'s',2", Family::MySql), [(Kind::Text(Quote::Backslash), r"'it\'s'"), (Kind::Symbol(b','), ","), (Kind::Number, "2")]);
        assert_eq!(lexed(r"'C:\',2", Family::Oracle), [(Kind::Text(Quote::Plain), r"'C:\'"), (Kind::Symbol(b','), ","), (Kind::Number, "2")]);
        assert_eq!(lexed("q'[it's]' N'x'", Family::Oracle), [(Kind::Text(Quote::Alternative), "q'[it's]'"), (Kind::Text(Quote::Plain), "N'x'")]);
        assert_eq!(lexed("$a$ ' $a$ E'\\''", Family::Postgres), [(Kind::Text(Quote::Dollar), "$a$ ' $a$"), (Kind::Text(Quote::Backslash), "E'\\''")]);
    }

    #[test]
    fn comments_are_blanks_and_code_in_comments_is_code() {
        assert_eq!(lexed("/*!40101 SET */ a -- x\n#y\n--z\n/* z */1.5e-3", Family::MySql), [(Kind::Word, "SET"), (Kind::Word, "a"), (Kind::Number, "1.5e-3")]);
        assert_eq!(lexed("/* a /* b */ c */ [d e]", Family::SqlServer), [(Kind::Name, "[d e]")]);
    }

    #[test]
    fn a_window_that_ends_inside_a_token_asks_for_more() {
        let lexer = Lexer { dialect: Dialect { family: Family::MySql, backslash: true, dollar: true }, ended: false };
        for text in ["'abc", "'abc'", "12", "wor", "/* x", "-", "--", "-- x", "/", "/*!401", "'a\\"] {
            assert_eq!(lexer.next(text.as_bytes(), 0), Lexed::More, "{text}");
        }
        assert_eq!(Lexer { ended: true, ..lexer }.next(b"'abc", 0), Lexed::Open);
    }
}
