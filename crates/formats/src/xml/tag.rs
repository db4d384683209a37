//! What stands inside a tag, and the references of a text. Lenient: a value without quotes or without a name is a flaw of
//! the tag, not an end of the reading.

use std::borrow::Cow;

/// A start tag without its brackets.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// Name with its prefix.
    pub name: &'t str,
    /// Names and raw values in order; a name without a value has an empty one.
    pub attributes: Vec<(&'t str, &'t str)>,
    /// How many attributes are as XML wants them.
    pub sound: usize,
    /// Something in the tag is not as XML wants it.
    pub broken: bool,
}

/// Bytes of a name; longer ones are no names but text.
const NAME_BYTES_MAX: usize = 128;

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_name(name: &str) -> bool {
    if name.is_ascii() {
        let body = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-' | b'.' | b':');
        let bytes = name.as_bytes();
        return bytes.len() <= NAME_BYTES_MAX && bytes.first().is_some_and(|c| c.is_ascii_alphabetic() || *c == b'_') && bytes.last() != Some(&b':') && bytes.iter().all(body);
    }
    name.len() <= NAME_BYTES_MAX
        && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && !name.ends_with(':')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
}

/// Reads what stands between `<` and `>` or `/>`; `None` when it does not open with a name.
pub(super) fn read(inner: &str) -> Option<Tag<'_>> {
    let (name, rest) = inner.split_at(inner.find(is_space).unwrap_or(inner.len()));
    if !is_name(name) {
        return None;
    }
    let mut tag = Tag { name, attributes: Vec::new(), sound: 0, broken: false };
    let mut rest = rest.trim_start_matches(is_space);
    while !rest.is_empty() {
        rest = attribute(rest, &mut tag).trim_start_matches(is_space);
    }
    Some(tag)
}

/// Takes one attribute off the front and gives what is left; takes at least one character.
fn attribute<'t>(rest: &'t str, tag: &mut Tag<'t>) -> &'t str {
    let end = rest.find(|c: char| is_space(c) || matches!(c, '=' | '"' | '\'' | '<' | '>' | '/')).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    if !is_name(name) {
        tag.broken = true;
        // A name that is none is skipped as a whole, a sign that no name opens with by itself.
        return if end > 0 { after } else { after.get(after.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default() };
    }
    let Some(value) = after.trim_start_matches(is_space).strip_prefix('=') else {
        tag.broken = true;
        tag.attributes.push((name, ""));
        return after;
    };
    let value = value.trim_start_matches(is_space);
    let quoted = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.split_once(*quote));
    if let Some((value, left)) = quoted {
        tag.attributes.push((name, value));
        tag.sound += 1;
        tag.broken |= !left.is_empty() && !left.starts_with(is_space);
        return left;
    }
    tag.broken = true;
    let (value, left) = value.split_at(value.find(is_space).unwrap_or(value.len()));
    tag.attributes.push((name, value));
    left
}

/// References that stayed as they were written.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unresolved {
    /// `&name;` that XML alone does not know.
    pub entities: u64,
    /// `&` that opens no reference.
    pub ampersands: u64,
}

/// Text with the five entities of XML and character numbers resolved; everything else stays as written.
pub(super) fn resolve<'t>(raw: Cow<'t, str>, unresolved: &mut Unresolved) -> Cow<'t, str> {
    if raw.contains('&') { resolved(&raw, unresolved).into() } else { raw }
}

fn resolved(raw: &str, unresolved: &mut Unresolved) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = after;
        // Longer than any reference that can be resolved; the rest of a long text is not searched again for each `&`.
        let name = after.bytes().take(34).position(|b| b == b';').and_then(|end| after.get(..end));
        match name.and_then(character) {
            Some(resolved) => {
                out.push(resolved);
                rest = after.split_once(';').map_or("", |(_, tail)| tail);
            }
            None => {
                out.push('&');
                match name {
                    Some(name) if is_name(name) || name.starts_with('#') => unresolved.entities += 1,
                    _ => unresolved.ampersands += 1,
                }
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character of `lt`, `#38`, `#x26`.
fn character(name: &str) -> Option<char> {
    match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "apos" => return Some('\''),
        "quot" => return Some('"'),
        _ => {}
    }
    let number = name.strip_prefix('#')?;
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    u32::from_str_radix(digits, radix).ok().filter(|n| *n > 0).and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_and_flaws_are_told() {
        let tag = read("a:id root='1.2' extension = \"x > y\"\n").unwrap();
        assert_eq!((tag.name, tag.attributes, tag.broken), ("a:id", vec![("root", "1.2"), ("extension", "x > y")], false));
        let tag = read("td align=left nowrap ID=\"a\"class='b'").unwrap();
        assert_eq!(tag.attributes, vec![("align", "left"), ("nowrap", ""), ("ID", "a"), ("class", "b")]);
        assert_eq!((tag.sound, tag.broken), (2, true));
        assert!(read("value xsi:type='PQ").unwrap().broken);
        assert!(read("value =").unwrap().broken);
        assert_eq!(read("br").unwrap(), Tag { name: "br", attributes: vec![], sound: 0, broken: false });
    }

    #[test]
    fn what_opens_with_no_name_is_no_tag() {
        for inner in ["", " 5 mg", "5", "=", "ann@example.org", "note:", "a/b"] {
            assert_eq!(read(inner), None, "{inner}");
        }
        assert_eq!(read(&"n".repeat(129)), None);
    }

    #[test]
    fn references_are_resolved_or_stay() {
        let check = |raw: &str, text: &str, entities: u64, ampersands: u64| {
            let mut unresolved = Unresolved::default();
            assert_eq!(resolve(raw.into(), &mut unresolved), text);
            assert_eq!(unresolved, Unresolved { entities, ampersands }, "{raw}");
        };
        check("a &lt; b &amp;&amp; c &#233;&#xE9;&apos;&quot;&gt;", "a < b && c éé'\">", 0, 0);
        check("x&nbsp;y &#0; &#xD800; &#x; &#+5;", "x&nbsp;y &#0; &#xD800; &#x; &#+5;", 5, 0);
        check("salt & pepper; R&D", "salt & pepper; R&D", 0, 2);
        check("&amp;lt;", "&lt;", 0, 0);
    }
}
