//! A text cut into words with their places. Markup and entities are no words; `h/o`, `w/o` and `d/c'd` are one word, a hyphen cuts.
//!
//! Every place is a byte offset on a character boundary of the text.

/// One word, in lower case, with its bytes in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    pub start: usize,
    pub end: usize,
}

/// Longest tag that is skipped; a `<` without an end so near is a sign.
const TAG_MAX: usize = 200;
/// Longest entity, such as `&thinsp;`.
const ENTITY_MAX: usize = 10;
/// Most letters behind the slash of a word such as `d/c'd`.
const TAIL_MAX: usize = 4;

/// The character at a place, before an end.
pub(super) fn char_at(text: &str, at: usize, end: usize) -> Option<char> {
    text.get(at..end)?.chars().next()
}

/// The end of a tag or an entity that begins here.
pub(super) fn markup(text: &str, at: usize, end: usize) -> Option<usize> {
    let rest = text.get(at..end)?;
    let mut chars = rest.chars();
    let (first, second) = (chars.next()?, chars.next()?);
    let until = |mark: u8, most: usize| rest.bytes().take(most).position(|b| b == mark);
    match first {
        '<' if second.is_ascii_alphabetic() || second == '/' => until(b'>', TAG_MAX).map(|found| at + found + 1),
        '&' if second.is_ascii_alphanumeric() || second == '#' => {
            let found = until(b';', ENTITY_MAX)?;
            let name = rest.get(1..found)?.trim_start_matches('#');
            (name.len() >= 2 && name.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(at + found + 1)
        }
        _ => None,
    }
}

/// Whether a part of a text holds anything but signs and markup.
pub(super) fn has_words(text: &str, start: usize, end: usize) -> bool {
    let mut at = start;
    while let Some(character) = char_at(text, at, end) {
        match markup(text, at, end) {
            Some(after) => at = after,
            None if character.is_alphanumeric() => return true,
            None => at += character.len_utf8(),
        }
    }
    false
}

/// A text without its tags and entities, its white space made single blanks.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(character) = char_at(text, at, text.len()) {
        match markup(text, at, text.len()) {
            Some(after) => {
                out.push(' ');
                at = after;
            }
            None => {
                out.push(character);
                at += character.len_utf8();
            }
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a part of a text.
pub(super) fn words(text: &str, start: usize, end: usize) -> Vec<Word> {
    let mut out = Vec::new();
    let mut at = start;
    while let Some(character) = char_at(text, at, end) {
        if let Some(after) = markup(text, at, end) {
            at = after;
        } else if character.is_alphanumeric() {
            let after = word_end(text, at, end);
            let word = text.get(at..after).unwrap_or_default().to_lowercase();
            let word = if word.contains('\u{2019}') { word.replace('\u{2019}', "'") } else { word };
            out.push(Word { text: word, start: at, end: after });
            at = after;
        } else {
            at += character.len_utf8();
        }
    }
    out
}

fn word_end(text: &str, start: usize, end: usize) -> usize {
    let at = run_end(text, start, end);
    let one_letter = at == start + 1 && text.as_bytes().get(start).is_some_and(u8::is_ascii_alphabetic);
    if one_letter && char_at(text, at, end) == Some('/') && char_at(text, at + 1, end).is_some_and(char::is_alphabetic) {
        let tail = run_end(text, at + 1, end);
        if text.get(at + 1..tail).is_some_and(|t| t.chars().count() <= TAIL_MAX) {
            return tail;
        }
    }
    at
}

/// Letters and digits, an apostrophe between them, and a point or comma within a number.
fn run_end(text: &str, start: usize, end: usize) -> usize {
    let mut at = start;
    let mut last = ' ';
    while let Some(character) = char_at(text, at, end) {
        let next = char_at(text, at + character.len_utf8(), end);
        let inside = match character {
            '\'' | '\u{2019}' => at > start && next.is_some_and(char::is_alphanumeric),
            '.' | ',' => last.is_ascii_digit() && next.is_some_and(|n| n.is_ascii_digit()),
            other => other.is_alphanumeric(),
        };
        if !inside {
            break;
        }
        last = character;
        at += character.len_utf8();
    }
    at
}
