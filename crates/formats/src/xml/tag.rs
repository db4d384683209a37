//! What stands inside a tag. Lenient: a value without quotes or without a name is a flaw of the tag, not an end of the reading.

/// An attribute as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attribute<'t> {
    /// Name with its prefix.
    pub name: &'t str,
    /// Raw value; empty when there is none.
    pub value: &'t str,
    /// Where the value begins in the text, when that is known.
    pub begin: Option<usize>,
    /// The value holds no reference, line end or tab.
    pub plain: bool,
}

/// A start tag without its brackets.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// Name with its prefix.
    pub name: &'t str,
    /// Attributes in order.
    pub attributes: Vec<Attribute<'t>>,
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

/// Whether a text is a name as XML has them, prefix included.
pub(super) fn is_name(name: &str) -> bool {
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

/// What a byte can be in a tag that is as XML wants it.
const NAME_START: u8 = 1;
const NAME: u8 = 2;
const SPACE: u8 = 4;
/// Has to be looked at in a value.
const SIGN: u8 = 8;
/// May end a value.
const QUOTE: u8 = 16;

static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        let mut kind = 0;
        if byte.is_ascii_alphabetic() || byte == b'_' {
            kind |= NAME_START;
        }
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':') {
            kind |= NAME;
        }
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            kind |= SPACE;
        }
        if matches!(byte, b'<' | b'&' | b'\t' | b'\r' | b'\n') {
            kind |= SIGN;
        }
        if matches!(byte, b'"' | b'\'') {
            kind |= QUOTE;
        }
        kinds[byte as usize] = kind;
        byte += 1;
    }
    kinds
};

fn is(byte: Option<&u8>, kind: u8) -> bool {
    byte.is_some_and(|byte| KINDS[usize::from(*byte)] & kind != 0)
}

/// The name that begins at a place.
fn name_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.as_bytes().get(at..)?;
    is(rest.first(), NAME_START).then_some(())?;
    let length = rest.iter().position(|byte| KINDS[usize::from(*byte)] & NAME == 0).unwrap_or(rest.len());
    let name = text.get(at..at + length)?;
    (length <= NAME_BYTES_MAX && !name.ends_with(':')).then_some(name)
}

/// Reads a start tag whose name begins at a place when it is as XML wants it, with names in ASCII and no `<` in a value;
/// gives the place behind it and whether it is an empty element. `None` says nothing of the tag: [`read`] knows more.
pub(super) fn sound<'t>(text: &'t str, at: usize, tag: &mut Tag<'t>) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    tag.attributes.clear();
    (tag.sound, tag.broken) = (0, false);
    tag.name = name_at(text, at)?;
    let mut at = at + tag.name.len();
    loop {
        let before = at;
        while is(bytes.get(at), SPACE) {
            at += 1;
        }
        match bytes.get(at)? {
            b'>' => return Some((at + 1, false)),
            b'/' if bytes.get(at + 1) == Some(&b'>') => return Some((at + 2, true)),
            _ if at == before => return None,
            _ => {}
        }
        let name = name_at(text, at)?;
        at += name.len();
        let quote = bytes.get(at + 1).filter(|quote| matches!(quote, b'"' | b'\''))?;
        (bytes.get(at) == Some(&b'=')).then_some(())?;
        let begin = at + 2;
        let (end, plain) = value_end(bytes, begin, *quote)?;
        tag.attributes.push(Attribute { name, value: text.get(begin..end)?, begin: Some(begin), plain });
        tag.sound += 1;
        at = end + 1;
    }
}

/// Where a value ends, and whether it stays as it is written. `None` where it does not end or holds a `<`.
fn value_end(bytes: &[u8], begin: usize, quote: u8) -> Option<(usize, bool)> {
    let (mut plain, mut at) = (true, begin);
    loop {
        let rest = bytes.get(at..)?;
        at += rest.iter().position(|byte| KINDS[usize::from(*byte)] & (SIGN | QUOTE) != 0)?;
        match bytes.get(at)? {
            byte if *byte == quote => return Some((at, plain)),
            b'<' => return None,
            b'"' | b'\'' => {}
            _ => plain = false,
        }
        at += 1;
    }
}

/// The place behind a tag that begins at a place: after the first `>` that stands in no quotes.
pub(super) fn end(text: &str, start: usize) -> Option<usize> {
    let mut quote = None;
    for at in memchr::memchr3_iter(b'>', b'\'', b'"', text.as_bytes().get(start..)?) {
        let sign = *text.as_bytes().get(start + at)?;
        match quote {
            None if sign == b'>' => return Some(start + at + 1),
            None => quote = Some(sign),
            Some(open) if open == sign => quote = None,
            Some(_) => {}
        }
    }
    None
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
        tag.attributes.push(Attribute { name, value: "", begin: None, plain: false });
        return after;
    };
    let value = value.trim_start_matches(is_space);
    let quoted = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.split_once(*quote));
    if let Some((value, left)) = quoted {
        tag.attributes.push(Attribute { name, value, begin: None, plain: false });
        tag.sound += 1;
        tag.broken |= !left.is_empty() && !left.starts_with(is_space);
        return left;
    }
    tag.broken = true;
    let (value, left) = value.split_at(value.find(is_space).unwrap_or(value.len()));
    tag.attributes.push(Attribute { name, value, begin: None, plain: false });
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs<'t>(tag: &Tag<'t>) -> Vec<(&'t str, &'t str)> {
        tag.attributes.iter().map(|attribute| (attribute.name, attribute.value)).collect()
    }

    #[test]
    fn what_is_sound_reads_the_same_either_way() {
        let mut tag = Tag::default();
        for text in ["a>", "a />x", "a:id root='1.2' x = 'y'>", "td\n x='a > b' y=\"it's\"/>", "a b='&amp;\t'>", "é>", "a b='1'c='2'>", "a b='<'>", "a b>", "a/b>", "a: b=''>", "a b='"] {
            let found = sound(text, 0, &mut tag);
            let end = end(text, 0);
            if let Some((at, empty)) = found {
                assert_eq!(Some(at), end, "{text}");
                let inner = text.get(..at - if empty { 2 } else { 1 }).unwrap();
                let other = read(inner).unwrap();
                assert_eq!((tag.name, pairs(&tag), tag.sound, false), (other.name, pairs(&other), other.sound, other.broken), "{text}");
                assert!(tag.attributes.iter().all(|a| a.plain != a.value.contains(['&', '\t', '\n', '\r'])), "{text}");
            }
            assert_eq!(found.is_some(), !["é", "a b", "a/", "a: ", "a:id"].iter().any(|flaw| text.starts_with(flaw)) || text == "a b='&amp;\t'>", "{text}");
        }
    }

    #[test]
    fn attributes_are_read_and_flaws_are_told() {
        let tag = read("a:id root='1.2' extension = \"x > y\"\n").unwrap();
        assert_eq!((tag.name, pairs(&tag), tag.broken), ("a:id", vec![("root", "1.2"), ("extension", "x > y")], false));
        let tag = read("td align=left nowrap ID=\"a\"class='b'").unwrap();
        assert_eq!(pairs(&tag), vec![("align", "left"), ("nowrap", ""), ("ID", "a"), ("class", "b")]);
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
}
