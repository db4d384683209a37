//! JSON with exact numbers. A FHIR decimal means its digits (`5.40` is not `5.4`), so numbers stay text. Names and texts are those of what was
//! parsed wherever they stand there as they are: most of a tree costs no allocation.

use std::borrow::Cow;

/// A JSON value. Objects keep their order; a repeated key keeps its first value and is reported by the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json<'a> {
    /// null
    Null,
    /// true, false
    Bool(bool),
    /// Digits as written.
    Number(Cow<'a, str>),
    /// Text.
    String(Cow<'a, str>),
    /// Array.
    Array(Vec<Json<'a>>),
    /// Object.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Member of an object.
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        match self {
            Self::Object(members) => members.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// Text of a string.
    pub fn str(&self) -> Option<&str> {
        match self {
            Self::String(s) => Some(s),
            _ => None,
        }
    }

    /// Text of a string member.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.str()
    }

    /// Items of an array member; empty when absent. A single object stands for an array of one.
    pub fn items(&self, key: &str) -> &[Json<'a>] {
        match self.get(key) {
            Some(Self::Array(items)) => items,
            Some(one @ Self::Object(_)) => std::slice::from_ref(one),
            _ => &[],
        }
    }

    /// First item of an array member, or the member itself.
    pub fn first(&self, key: &str) -> Option<&Json<'a>> {
        match self.get(key)? {
            Self::Array(items) => items.first(),
            other => Some(other),
        }
    }
}

/// Why a text is no JSON: byte offset and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// Byte offset.
    pub byte: usize,
    /// Reason.
    pub reason: &'static str,
}

/// Parses one document; anything but white space after it is an error. `depth_max` bounds nesting.
pub fn parse(text: &str, depth_max: usize) -> Result<Json<'_>, JsonError> {
    let mut parser = Parser { text, bytes: text.as_bytes(), at: 0, depth_left: depth_max, items: Vec::new(), members: Vec::new() };
    let mut value = Json::Null;
    parser.value(&mut value)?;
    parser.space();
    if parser.at < parser.bytes.len() { Err(parser.error("text after the end of the document")) } else { Ok(value) }
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth_left: usize,
    /// Items of the arrays that are open, each array's after those around it: at its end it takes its own, with exactly the room they need.
    items: Vec<Json<'a>>,
    /// The same of the objects that are open.
    members: Vec<(Cow<'a, str>, Json<'a>)>,
}

impl<'a> Parser<'a> {
    fn error(&self, reason: &'static str) -> JsonError {
        JsonError { byte: self.at, reason }
    }

    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Reads a value into its place: to hand it up from each level to the next would copy it that often.
    fn value(&mut self, into: &mut Json<'a>) -> Result<(), JsonError> {
        self.space();
        match self.bytes.get(self.at) {
            None => return Err(self.error("the document ends too early")),
            Some(b'"') => *into = Json::String(self.string()?),
            Some(b'{') => {
                self.open()?;
                *into = Json::Object(self.object()?);
                self.depth_left += 1;
            }
            Some(b'[') => {
                self.open()?;
                *into = Json::Array(self.array()?);
                self.depth_left += 1;
            }
            Some(b't') => *into = self.word("true", Json::Bool(true))?,
            Some(b'f') => *into = self.word("false", Json::Bool(false))?,
            Some(b'n') => *into = self.word("null", Json::Null)?,
            Some(_) => *into = Json::Number(self.number()?),
        }
        Ok(())
    }

    /// Goes into an array or an object.
    fn open(&mut self) -> Result<(), JsonError> {
        self.depth_left = self.depth_left.checked_sub(1).ok_or_else(|| self.error("nested too deeply"))?;
        self.at += 1;
        Ok(())
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Result<Json<'a>, JsonError> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.error("not a JSON value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<Cow<'a, str>, JsonError> {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let text = &self.text[start..self.at];
        let digits = text.strip_prefix('-').unwrap_or(text);
        let valid = (is_plain(digits) || text.parse::<f64>().is_ok())
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && !(digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit())
            && !digits.ends_with('.');
        if valid { Ok(text.into()) } else { Err(JsonError { byte: start, reason: "not a JSON value" }) }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.at += 1;
        let (first, closed) = self.piece()?;
        if closed {
            return Ok(first.into());
        }
        let mut out = String::from(first);
        loop {
            out.push(self.escape()?);
            let (piece, closed) = self.piece()?;
            out.push_str(piece);
            if closed {
                return Ok(out.into());
            }
        }
    }

    /// The text up to the next escape, or to the end of the string, and whether it is the end; goes behind the sign that ends it.
    fn piece(&mut self) -> Result<(&'a str, bool), JsonError> {
        let rest = &self.bytes[self.at..];
        match rest.iter().position(|b| ENDS[usize::from(*b)]) {
            Some(i) if rest[i] >= 0x20 => {
                let piece = &self.text[self.at..self.at + i];
                self.at += i + 1;
                Ok((piece, rest[i] == b'"'))
            }
            Some(i) if memchr::memchr2(b'"', b'\\', &rest[i..]).is_some() => Err(self.error("a control character in a string")),
            _ => Err(self.error("a string does not close")),
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let byte = *self.bytes.get(self.at).ok_or_else(|| self.error("a string does not close"))?;
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.hex4()?;
                if !(0xd800..0xe000).contains(&high) {
                    return char::from_u32(high).ok_or_else(|| self.error("bad escape"));
                }
                if self.bytes.get(self.at..self.at + 2) != Some(b"\\u") {
                    return Ok('\u{fffd}');
                }
                self.at += 2;
                let low = self.hex4()?;
                if !(0xdc00..0xe000).contains(&low) {
                    return Err(self.error("bad escape"));
                }
                let code = 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
                char::from_u32(code).unwrap_or('\u{fffd}')
            }
            _ => return Err(self.error("bad escape")),
        })
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let digits = self.bytes.get(self.at..self.at + 4).filter(|b| b.iter().all(u8::is_ascii_hexdigit)).and_then(|b| std::str::from_utf8(b).ok());
        let value = digits.and_then(|d| u32::from_str_radix(d, 16).ok()).ok_or_else(|| self.error("bad escape"))?;
        self.at += 4;
        Ok(value)
    }

    fn array(&mut self) -> Result<Vec<Json<'a>>, JsonError> {
        let start = self.items.len();
        self.space();
        if self.bytes.get(self.at) == Some(&b']') {
            self.at += 1;
            return Ok(Vec::new());
        }
        loop {
            let mut value = Json::Null;
            self.value(&mut value)?;
            self.items.push(value);
            self.space();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(self.items.split_off(start));
                }
                _ => return Err(self.error("an array does not close")),
            }
        }
    }

    fn object(&mut self) -> Result<Vec<(Cow<'a, str>, Json<'a>)>, JsonError> {
        let start = self.members.len();
        // Small objects are searched faster than hashed.
        let mut names = std::collections::HashSet::new();
        self.space();
        if self.bytes.get(self.at) == Some(&b'}') {
            self.at += 1;
            return Ok(Vec::new());
        }
        loop {
            self.space();
            if self.bytes.get(self.at) != Some(&b'"') {
                return Err(self.error("a member has no name"));
            }
            let key = self.string()?;
            let own = &self.members[start..];
            if own.len() == SEARCHED_MAX {
                names.extend(own.iter().map(|(k, _)| k.clone()));
            }
            let twice = if own.len() < SEARCHED_MAX { own.iter().any(|(k, _)| *k == key) } else { !names.insert(key.clone()) };
            if twice {
                return Err(self.error("a member appears twice"));
            }
            self.space();
            if self.bytes.get(self.at) != Some(&b':') {
                return Err(self.error("a member has no value"));
            }
            self.at += 1;
            let mut value = Json::Null;
            self.value(&mut value)?;
            self.members.push((key, value));
            self.space();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(self.members.split_off(start));
                }
                _ => return Err(self.error("an object does not close")),
            }
        }
    }
}

/// Members of an object whose names are searched one by one for a name that appears twice.
const SEARCHED_MAX: usize = 32;

/// Whether digits are those of a number without an exponent, of which nobody has to ask whether it reads as a number.
fn is_plain(digits: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match digits.split_once('.') {
        Some((whole, part)) => is_digits(whole) && is_digits(part),
        None => is_digits(digits),
    }
}

/// The bytes at which a piece of a string ends: its end, an escape, and what may not stand in it.
static ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        ends[byte] = byte != b'\t' as usize;
        byte += 1;
    }
    ends[b'"' as usize] = true;
    ends[b'\\' as usize] = true;
    ends
};

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(text: &str) -> (usize, &'static str) {
        parse(text, 4).map_or_else(|error| (error.byte, error.reason), |json| panic!("{json:?}"))
    }

    #[test]
    fn what_is_open_takes_its_own_at_its_end() {
        let text = r#"{"a":[1,{"b":[],"c":[{"d":"x"},"y"]},{}],"e":{"f":null},"g":"é\n\u00e9\t"}"#;
        let json = parse(text, 8).unwrap();
        assert_eq!(json.items("a").len(), 3);
        assert_eq!(json.items("a")[1].items("c")[0].text("d"), Some("x"));
        assert_eq!(json.items("a")[1].items("c")[1].str(), Some("y"));
        assert_eq!((json.get("e").and_then(|e| e.get("f")), json.text("g")), (Some(&Json::Null), Some("é\né\t")));
        let Json::Object(members) = json else { panic!("no object") };
        assert_eq!(members.iter().map(|(name, _)| &**name).collect::<Vec<_>>(), ["a", "e", "g"]);
    }

    #[test]
    fn a_broken_text_is_refused_at_its_place() {
        assert_eq!(reason("{\"a\":\"x\u{1}\"}"), (6, "a control character in a string"));
        assert_eq!(reason("{\"a\":\"x\u{1}"), (6, "a string does not close"));
        assert_eq!(reason("{\"a\":\"x\\n"), (9, "a string does not close"));
        assert_eq!(reason("[[[[[1]]]]]"), (4, "nested too deeply"));
        assert_eq!(reason(r#"{"a":1,"b":{"a":1},"a":2}"#), (22, "a member appears twice"));
        for number in ["01", "1.", ".5", "+1", "-", "1.2.3", "1e", "--1"] {
            assert_eq!(reason(number), (0, "not a JSON value"), "{number}");
        }
        for number in ["0", "-0", "1.50", "1e5", "1E+5", "-10.25", "0.5"] {
            assert_eq!(parse(number, 1), Ok(Json::Number(number.into())));
        }
    }

    #[test]
    fn a_name_that_appears_twice_is_found_however_many_there_are() {
        for count in [2, SEARCHED_MAX - 1, SEARCHED_MAX, SEARCHED_MAX + 1, 100] {
            let members = |last: usize| (0..count).map(|n| format!("\"m{}\":{n}", if n + 1 == count { last } else { n })).collect::<Vec<_>>().join(",");
            assert!(parse(&format!("{{{}}}", members(count)), 2).is_ok(), "{count}");
            for twice in [0, count - 2] {
                assert_eq!(reason(&format!("{{{}}}", members(twice))).1, "a member appears twice", "{count}");
            }
        }
    }
}
