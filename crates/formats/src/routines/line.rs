//! One line of a MUMPS routine: its label, its commands, its comment, and what the commands name. Not an interpreter: a line is taken
//! apart as far as telling globals from routines needs.

/// Bytes of a label or of a name, at most.
const NAME_MAX: usize = 64;
/// Characters of a namespace in bars or brackets, at most.
const NAMESPACE_MAX: usize = 256;

/// Commands by their short and their long form; those that begin with Z are the vendor's and all taken.
const COMMANDS: [(&str, &str); 25] = [
    ("b", "break"), ("c", "close"), ("d", "do"), ("e", "else"), ("f", "for"), ("g", "goto"), ("h", "hang"), ("h", "halt"), ("i", "if"), ("j", "job"),
    ("k", "kill"), ("l", "lock"), ("m", "merge"), ("n", "new"), ("o", "open"), ("q", "quit"), ("r", "read"), ("s", "set"), ("tc", "tcommit"),
    ("tro", "trollback"), ("ts", "tstart"), ("u", "use"), ("v", "view"), ("w", "write"), ("x", "xecute"),
];

/// A line taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// Label in the first column.
    pub label: Option<&'t str>,
    /// Parameters of the label, without brackets.
    pub parameters: Option<&'t str>,
    /// Commands, without the dots of their level.
    pub code: &'t str,
    /// Comment, without its semicolon.
    pub comment: Option<&'t str>,
}

/// What a line names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// A global, read or written.
    Global,
    /// Another routine, called.
    Routine,
}

/// Letters and digits of a name at the start of a text, `%` allowed first; its length in bytes.
pub(super) fn name_length(text: &str) -> usize {
    let length = text.bytes().enumerate().take_while(|(i, b)| b.is_ascii_alphanumeric() || (*i == 0 && *b == b'%')).count();
    if length > NAME_MAX { 0 } else { length }
}

/// Takes a line apart; nothing where its first column holds neither a label nor a blank nor a comment.
pub(super) fn split(text: &str) -> Option<Line<'_>> {
    let (label, rest) = text.split_at_checked(name_length(text))?;
    let (parameters, rest) = match rest.strip_prefix('(').filter(|_| !label.is_empty()) {
        Some(inner) => inner.split_once(')').map(|(parameters, rest)| (Some(parameters), rest))?,
        None => (None, rest),
    };
    if !rest.is_empty() && !rest.starts_with([' ', '\t', ';']) {
        return None;
    }
    let body = rest.trim_start_matches([' ', '\t', '.']).trim_end();
    let (code, comment) = match comment_at(body) {
        Some(at) => (body.get(..at)?.trim_end(), Some(body.get(at + 1..)?)),
        None => (body, None),
    };
    Some(Line { label: (!label.is_empty()).then_some(label), parameters, code, comment })
}

/// The byte of the semicolon that opens the comment.
fn comment_at(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.bytes().position(|b| {
        quoted ^= b == b'"';
        b == b';' && !quoted
    })
}

/// Bytes up to a blank outside of quotes.
fn to_blank(text: &str) -> usize {
    let mut quoted = false;
    let end = text.bytes().position(|b| {
        quoted ^= b == b'"';
        matches!(b, b' ' | b'\t') && !quoted
    });
    end.unwrap_or(text.len())
}

fn is_command(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.starts_with('z') || COMMANDS.iter().any(|(short, long)| word == *short || word == *long)
}

/// Hands every command with its condition and its argument to `each`; false where something is no command.
pub(super) fn commands(code: &str, each: &mut dyn FnMut(&str, &str, &str)) -> bool {
    let mut rest = code;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '.']);
        if rest.is_empty() {
            return true;
        }
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, after) = rest.split_at(length);
        if !is_command(word) {
            return false;
        }
        let (condition, after) = match after.strip_prefix(':') {
            Some(inner) => inner.split_at(to_blank(inner)),
            None => ("", after),
        };
        if !after.is_empty() && !after.starts_with([' ', '\t']) {
            return false;
        }
        // One blank parts a command from its argument, two of them say that it has none.
        let after = after.get(1..).unwrap_or("");
        let (argument, next) = after.split_at(to_blank(after));
        each(word, condition, argument);
        rest = next;
    }
}

/// Hands every global and routine that a line names to `each`.
pub(super) fn uses(code: &str, each: &mut dyn FnMut(Use, &str)) {
    commands(code, &mut |word, condition, argument| {
        let calls = matches!(word.to_ascii_lowercase().as_str(), "d" | "do" | "g" | "goto" | "j" | "job");
        references(condition, false, each);
        references(argument, calls, each);
    });
}

/// The names behind carets. A caret behind a label always calls; alone it does so in the argument of DO, GOTO and JOB, and names a
/// global elsewhere.
fn references(text: &str, calls: bool, each: &mut dyn FnMut(Use, &str)) {
    let (mut quoted, mut depth, mut condition) = (false, 0usize, false);
    for (at, byte) in text.bytes().enumerate() {
        quoted ^= byte == b'"';
        match byte {
            _ if quoted => {}
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => condition = false,
            b':' if depth == 0 => condition = true,
            b'^' => {
                let (Some(before), Some(after)) = (text.get(..at), text.get(at + 1..)) else { continue };
                let name = after_namespace(after);
                let Some(name) = name.get(..name_length(name)).filter(|n| !n.is_empty()) else { continue };
                let calling = is_called(before) || (calls && depth == 0 && !condition);
                each(if calling { Use::Routine } else { Use::Global }, name);
            }
            _ => {}
        }
    }
}

/// What follows a namespace in bars or brackets.
fn after_namespace(text: &str) -> &str {
    let (close, inner) = match (text.strip_prefix('|'), text.strip_prefix('[')) {
        (Some(inner), _) => ('|', inner),
        (_, Some(inner)) => (']', inner),
        _ => return text,
    };
    let end = inner.char_indices().take(NAMESPACE_MAX).find(|(_, letter)| *letter == close);
    end.and_then(|(at, _)| inner.get(at + 1..)).unwrap_or("")
}

/// Whether what stands before a caret makes it a call: a label, `$$`, or `$TEXT(`.
fn is_called(before: &str) -> bool {
    let lower = before.get(before.len().saturating_sub(6)..).unwrap_or("").to_ascii_lowercase();
    before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '%' | '$')) || lower.ends_with("$t(") || lower.ends_with("$text(")
}
