//! Expressions of a mapping as text: the calls in them, and the parts of a condition. No more than damage needs; the mapping's own
//! reading of them says whether what comes out is sound.

/// A call of a function in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Byte at which its name begins.
    pub start: usize,
    /// Byte behind its last parenthesis.
    pub end: usize,
    /// Its arguments as they stand.
    pub arguments: Vec<String>,
}

impl Call {
    /// The expression with something else in the place of the call.
    pub fn replaced(&self, text: &str, with: &str) -> String {
        format!("{}{with}{}", &text[..self.start], &text[self.end..])
    }
}

/// Every call of a function, the outer ones before those in their arguments.
pub fn calls(text: &str, name: &str) -> Vec<Call> {
    let quoted = quoted(text);
    let open = format!("{name}(");
    let begins = |at: usize| !quoted[at] && !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    text.match_indices(&open).filter(|(at, _)| begins(*at)).filter_map(|(at, _)| call(text, &quoted, at, at + open.len())).collect()
}

fn call(text: &str, quoted: &[bool], start: usize, first: usize) -> Option<Call> {
    let (mut depth, mut from, mut arguments) = (0, first, Vec::new());
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < first).filter(|(at, _)| !quoted[*at]) {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => {
                arguments.push(text[from..at].trim().to_string());
                return Some(Call { start, end: at + 1, arguments });
            }
            ')' => depth -= 1,
            ',' if depth == 0 => {
                arguments.push(text[from..at].trim().to_string());
                from = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// The parts of a condition that all have to hold.
pub fn conjuncts(text: &str) -> Vec<String> {
    let quoted = quoted(text);
    let (mut depth, mut from, mut parts) = (0, 0, Vec::new());
    for (at, c) in text.char_indices().filter(|(at, _)| !quoted[*at]) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' if depth == 0 && text[at..].starts_with(" AND ") => {
                parts.push(text[from..at].trim().to_string());
                from = at + " AND ".len();
            }
            _ => {}
        }
    }
    parts.push(text[from..].trim().to_string());
    parts
}

/// Of each byte, whether it stands in quotes.
fn quoted(text: &str) -> Vec<bool> {
    let mut open = None;
    text.bytes()
        .map(|byte| match (open, byte) {
            (None, b'\'' | b'"') => {
                open = Some(byte);
                true
            }
            (Some(quote), byte) if quote == byte => {
                open = None;
                true
            }
            (open, _) => open.is_some(),
        })
        .collect()
}

/// A text as a literal.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A field as an expression names it.
pub fn field(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit());
    if is_plain { name.to_string() } else { format!("\"{name}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_with_their_arguments_and_not_in_quotes() {
        let text = "COALESCE(LOOKUP(A, 'x,(y', 'COALESCE('), \"B,C\")";
        let found = calls(text, "COALESCE");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].arguments, ["LOOKUP(A, 'x,(y', 'COALESCE(')", "\"B,C\""]);
        assert_eq!(found[0].replaced(text, "A"), "A");
        assert_eq!(calls("MAP_DISPLAY(A, 'm') || MAP(B, 'm')", "MAP").iter().map(|c| c.arguments[0].as_str()).collect::<Vec<_>>(), ["B"]);
        assert!(calls("REMAP(A)", "MAP").is_empty());
    }

    #[test]
    fn a_condition_falls_into_the_parts_that_all_have_to_hold() {
        let parts = conjuncts("A IN ('P AND E', 'E') AND (B = 1 AND C = 2) AND NOT (D LIKE 'Z%')");
        assert_eq!(parts, ["A IN ('P AND E', 'E')", "(B = 1 AND C = 2)", "NOT (D LIKE 'Z%')"]);
    }

    #[test]
    fn names_and_texts_are_written_as_sql_has_them() {
        assert_eq!((field("PAT_ID"), field("OBX-5.1"), literal("o'clock")), ("PAT_ID".into(), "\"OBX-5.1\"".into(), "'o''clock'".into()));
    }
}
