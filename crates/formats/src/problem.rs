//! Documents that people write for this program, in TOML: what is wrong with one and where, and a text as they hold it.

use std::fmt::Write as _;

/// One problem with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in characters.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// A problem at a byte of a text.
pub fn problem_at(text: &str, byte: usize, message: String) -> Problem {
    let (line, column) = line_column(text, byte);
    Problem { line, column, message }
}

/// 1-based line and column of a byte of a text; those of the end where it is beyond.
pub fn line_column(text: &str, byte: usize) -> (u32, u32) {
    let before = text.get(..byte).unwrap_or(text);
    // A document of five hundred rules asks this a thousand times.
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() as u32 + 1;
    (line, before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1)
}

/// A text as TOML writes it between quotes, on one line.
pub fn toml_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            letter if letter.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_text_is_read_back_as_it_was_written(text in "(\\PC|[\"'\\\\\n\r\t\u{1}\u{7f}\u{85}]){0,20}") {
            let line = format!("text = {}", toml_text(&text));
            let read: toml::Table = toml::from_str(&line).unwrap();
            proptest::prop_assert_eq!(read.get("text").and_then(toml::Value::as_str), Some(text.as_str()));
            proptest::prop_assert_eq!(line.lines().count(), 1);
        }
    }

    #[test]
    fn a_place_is_counted_in_lines_and_characters() {
        let text = "größe\nx = 1";
        assert_eq!([0, 4, 8, 9, 99].map(|byte| line_column(text, byte)), [(1, 1), (1, 4), (2, 1), (2, 2), (2, 6)]);
        assert_eq!(problem_at(text, 8, "no such field".into()).to_string(), "2:1: no such field");
    }
}
