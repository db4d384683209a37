//! A cursor over the tokens of one statement that fits into memory.

use super::catalog::Qualified;
use super::dialect::Dialect;
use super::lex::{Kind, Lexed, Lexer, Token};
use super::value;
use std::cell::Cell;

/// Tokens of a statement, and where reading stands.
pub(super) struct Cursor<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    pub dialect: Dialect,
    place: (u64, u64),
    /// A place up to which lines were counted, and how many there are.
    counted: Cell<(usize, u64)>,
}

impl<'t> Cursor<'t> {
    /// `place` is the line and byte of the text.
    pub(super) fn new(text: &'t str, dialect: Dialect, place: (u64, u64)) -> Self {
        let lexer = Lexer { dialect, ended: true };
        let (mut tokens, mut at) = (Vec::new(), 0);
        while let Lexed::Token(token) = lexer.next(text.as_bytes(), at) {
            at = token.end;
            tokens.push(token);
        }
        Self { text, tokens, at: 0, dialect, place, counted: Cell::new((0, 0)) }
    }

    pub(super) fn ended(&self) -> bool {
        self.at >= self.tokens.len()
    }

    pub(super) fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    pub(super) fn advance(&mut self) {
        self.at += 1;
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The keyword `ahead` tokens on, in capitals; empty where there is none.
    pub(super) fn word(&self, ahead: usize) -> String {
        self.tokens.get(self.at + ahead).map(|t| value::word(self.text.as_bytes(), t)).unwrap_or_default()
    }

    /// Passes over words, all or none of them.
    pub(super) fn accept(&mut self, words: &str) -> bool {
        let found = words.split(' ').enumerate().all(|(ahead, word)| self.word(ahead) == word);
        if found {
            self.at += words.split(' ').count();
        }
        found
    }

    pub(super) fn is_symbol(&self, symbol: u8) -> bool {
        self.peek().is_some_and(|t| t.kind == Kind::Symbol(symbol))
    }

    pub(super) fn symbol(&mut self, symbol: u8) -> bool {
        let found = self.is_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    /// An identifier, quoted or not.
    pub(super) fn identifier(&mut self) -> Option<String> {
        let token = self.peek().filter(|t| matches!(t.kind, Kind::Word | Kind::Name))?;
        self.at += 1;
        Some(value::name(self.text.as_bytes(), &token))
    }

    /// Identifiers joined by dots.
    pub(super) fn parts(&mut self) -> Vec<String> {
        let mut parts: Vec<String> = self.identifier().into_iter().collect();
        while !parts.is_empty() && self.symbol(b'.') {
            // `server..table` leaves parts out.
            if let Some(part) = self.identifier() {
                parts.push(part);
            }
        }
        parts
    }

    /// A name with its schema.
    pub(super) fn qualified(&mut self) -> Option<Qualified> {
        let mut parts = self.parts();
        let base = parts.pop()?;
        Some((parts.pop().unwrap_or_default(), base))
    }

    /// A bracketed list of names; what stands beside a name (a length, an order) is passed over.
    pub(super) fn names(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        if !self.symbol(b'(') {
            return names;
        }
        while !self.ended() && !self.symbol(b')') {
            names.extend(self.identifier());
            while !self.ended() && !self.is_symbol(b',') && !self.is_symbol(b')') {
                self.skip();
            }
            self.symbol(b',');
        }
        names
    }

    /// Passes over a token, or over a bracket with all in it.
    pub(super) fn skip(&mut self) {
        let mut depth = 0usize;
        while let Some(token) = self.peek() {
            self.at += 1;
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// A string.
    pub(super) fn text(&mut self) -> Option<String> {
        let token = self.peek().filter(|t| matches!(t.kind, Kind::Text(_)) || (t.kind == Kind::Name && self.dialect.backslash))?;
        self.at += 1;
        Some(value::literal(self.text.as_bytes(), &token, self.dialect, false).0.into_owned())
    }

    /// The source between two positions.
    pub(super) fn source(&self, from: usize, to: usize) -> &'t str {
        let start = self.tokens.get(from).map_or(self.text.len(), |t| t.start);
        let end = to.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |t| t.end);
        self.text.get(start..end.max(start)).unwrap_or("")
    }

    /// The type between two positions: names without quotes, one space between words.
    pub(super) fn type_name(&self, from: usize, to: usize) -> String {
        let mut out = String::new();
        for token in self.tokens.get(from..to).unwrap_or_default() {
            let symbol = matches!(token.kind, Kind::Symbol(_));
            if !symbol && !out.is_empty() && !out.ends_with(['(', ',', '.', '[']) {
                out.push(' ');
            }
            match token.kind {
                Kind::Name => out.push_str(&value::name(self.text.as_bytes(), token)),
                _ => out.push_str(self.text.get(token.start..token.end).unwrap_or("")),
            }
        }
        out
    }

    /// Line and byte of the token here.
    pub(super) fn place(&self) -> (u64, u64) {
        let start = self.peek().map_or(0, |t| t.start);
        // Places mostly rise, so each line is counted once.
        let (from, before) = Some(self.counted.get()).filter(|(from, _)| *from <= start).unwrap_or((0, 0));
        let lines = before + memchr::memchr_iter(b'\n', self.text.as_bytes().get(from..start).unwrap_or_default()).count() as u64;
        self.counted.set((start, lines));
        (self.place.0 + lines, self.place.1 + start as u64)
    }
}
