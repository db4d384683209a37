//! JSON with exact numbers. A FHIR decimal means its digits (`5.40` is not `5.4`), so numbers stay text.

/// A JSON value. Objects keep their order; a repeated key keeps its first value and is reported by the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// null
    Null,
    /// true, false
    Bool(bool),
    /// Digits as written.
    Number(String),
    /// Text.
    String(String),
    /// Array.
    Array(Vec<Json>),
    /// Object.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Member of an object.
    pub fn get(&self, key: &str) -> Option<&Json> {
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
    pub fn items(&self, key: &str) -> &[Json] {
        match self.get(key) {
            Some(Self::Array(items)) => items,
            Some(one @ Self::Object(_)) => std::slice::from_ref(one),
            _ => &[],
        }
    }

    /// First item of an array member, or the member itself.
    pub fn first(&self, key: &str) -> Option<&Json> {
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
pub fn parse(text: &str, depth_max: usize) -> Result<Json, JsonError> {
    let mut parser = Parser { text, bytes: text.as_bytes(), at: 0, depth_left: depth_max };
    let value = parser.value()?;
    parser.space();
    if parser.at < parser.bytes.len() { Err(parser.error("text after the end of the document")) } else { Ok(value) }
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth_left: usize,
}

impl Parser<'_> {
    fn error(&self, reason: &'static str) -> JsonError {
        JsonError { byte: self.at, reason }
    }

    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Result<Json, JsonError> {
        self.space();
        match self.bytes.get(self.at) {
            None => Err(self.error("the document ends too early")),
            Some(b'"') => self.string().map(Json::String),
            Some(b'{') => self.nested(|p| p.object()),
            Some(b'[') => self.nested(|p| p.array()),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(_) => self.number(),
        }
    }

    fn nested(&mut self, inner: impl FnOnce(&mut Self) -> Result<Json, JsonError>) -> Result<Json, JsonError> {
        self.depth_left = self.depth_left.checked_sub(1).ok_or_else(|| self.error("nested too deeply"))?;
        self.at += 1;
        let value = inner(self);
        self.depth_left += 1;
        value
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, JsonError> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.error("not a JSON value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<Json, JsonError> {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let text = &self.text[start..self.at];
        let digits = text.strip_prefix('-').unwrap_or(text);
        let valid = text.parse::<f64>().is_ok()
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && !(digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit())
            && !digits.ends_with('.');
        if valid { Ok(Json::Number(text.into())) } else { Err(JsonError { byte: start, reason: "not a JSON value" }) }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.bytes[self.at..];
            let Some(i) = memchr::memchr2(b'"', b'\\', rest) else { return Err(self.error("a string does not close")) };
            if rest[..i].iter().any(|b| *b < 0x20 && *b != b'\t') {
                return Err(self.error("a control character in a string"));
            }
            out.push_str(&self.text[self.at..self.at + i]);
            self.at += i + 1;
            if rest[i] == b'"' {
                return Ok(out);
            }
            out.push(self.escape()?);
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

    fn array(&mut self) -> Result<Json, JsonError> {
        let mut items = Vec::new();
        self.space();
        if self.bytes.get(self.at) == Some(&b']') {
            self.at += 1;
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.space();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Json::Array(items));
                }
                _ => return Err(self.error("an array does not close")),
            }
        }
    }

    fn object(&mut self) -> Result<Json, JsonError> {
        let mut members: Vec<(String, Json)> = Vec::new();
        // Small objects are searched faster than hashed.
        let mut names = std::collections::HashSet::new();
        self.space();
        if self.bytes.get(self.at) == Some(&b'}') {
            self.at += 1;
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            if self.bytes.get(self.at) != Some(&b'"') {
                return Err(self.error("a member has no name"));
            }
            let key = self.string()?;
            if members.len() == 16 {
                names.extend(members.iter().map(|(k, _)| k.clone()));
            }
            let twice = if members.len() < 16 { members.iter().any(|(k, _)| *k == key) } else { !names.insert(key.clone()) };
            if twice {
                return Err(self.error("a member appears twice"));
            }
            self.space();
            if self.bytes.get(self.at) != Some(&b':') {
                return Err(self.error("a member has no value"));
            }
            self.at += 1;
            let value = self.value()?;
            members.push((key, value));
            self.space();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Json::Object(members));
                }
                _ => return Err(self.error("an object does not close")),
            }
        }
    }
}
