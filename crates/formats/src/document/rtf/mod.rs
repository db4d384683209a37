//! Rich text (RTF 1.9) as text: a reader of our own, since clinical notes of many legacy systems are RTF.
//!
//! Groups carry their state; destinations that hold no text for people (fonts, colours, styles, pictures, fields' codes) are
//! skipped. Text comes by the code page of its font, by `\u` with the fallback of `\uc` passed over, and from headers and
//! footers too, where the patient is often named. Hidden text and deleted revisions are kept, each with a doubt.

mod code_page;

use super::{Reading, push, tidy};
use crate::{Limits, Summary};
use code_page::{of_charset, of_page};
use encoding_rs::Encoding;
use std::collections::BTreeMap;

/// Groups inside groups; deeper ones share the state of the deepest.
const DEPTH_MAX: usize = 4096;
/// Fonts that are remembered.
const FONTS_MAX: usize = 4096;

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    Body,
    Nowhere,
    Fonts,
    /// A leaf of the document: its field.
    Leaf(&'static str),
    /// A date made of `\yr \mo \dy \hr \min`.
    Date(&'static str),
}

#[derive(Clone, Copy)]
struct State {
    destination: Destination,
    /// Characters that stand in for a `\u`.
    fallback: usize,
    hidden: bool,
    deleted: bool,
    encoding: &'static Encoding,
}

pub(super) fn read(bytes: &[u8], limits: &Limits, summary: &mut Summary) -> Option<Reading> {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
    if !bytes.get(start..).is_some_and(|b| b.starts_with(b"{\\rtf")) {
        summary.refuse(limits, "bad_rtf", 1, 0, "the file does not open as rich text");
        return None;
    }
    let mut reader = Reader::new(bytes, start);
    reader.run();
    summary.encoding = reader.page.name().into();
    reader.doubts(limits, summary);
    let mut reading = Reading::new("rtf");
    for (field, value) in &reader.leaves {
        push(&mut reading.leaves, field, value.trim().trim_end_matches(';'));
    }
    for (field, parts) in &reader.dates {
        reading.say(field, date(*parts));
    }
    reading.text = tidy(&reader.out);
    Some(reading)
}

/// `2024-03-01T10:05` of year, month, day, hour, minute; as much of it as there is.
fn date([year, month, day, hour, minute]: [i32; 5]) -> String {
    if year <= 0 {
        return String::new();
    }
    let time = if hour > 0 || minute > 0 { format!("T{hour:02}:{minute:02}") } else { String::new() };
    format!("{year:04}-{month:02}-{day:02}{time}")
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    state: State,
    stack: Vec<State>,
    /// Groups open beyond the cap.
    overflow: usize,
    deep: bool,
    out: String,
    /// Bytes whose decoding waits, since a character may have several.
    pending: Vec<u8>,
    surrogate: Option<u16>,
    /// Characters still to pass over after a `\u`.
    skip: usize,
    page: &'static Encoding,
    unknown_page: Option<i32>,
    fonts: BTreeMap<i32, &'static Encoding>,
    font: i32,
    leaves: BTreeMap<&'static str, String>,
    dates: BTreeMap<&'static str, [i32; 5]>,
    hidden: usize,
    deleted: usize,
    comments: usize,
    pictures: usize,
    ended_at: Option<usize>,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], at: usize) -> Self {
        let page = encoding_rs::WINDOWS_1252;
        Self {
            bytes,
            at,
            state: State { destination: Destination::Body, fallback: 1, hidden: false, deleted: false, encoding: page },
            stack: Vec::new(),
            overflow: 0,
            deep: false,
            out: String::new(),
            pending: Vec::new(),
            surrogate: None,
            skip: 0,
            page,
            unknown_page: None,
            fonts: BTreeMap::new(),
            font: -1,
            leaves: BTreeMap::new(),
            dates: BTreeMap::new(),
            hidden: 0,
            deleted: 0,
            comments: 0,
            pictures: 0,
            ended_at: None,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn run(&mut self) {
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'{' => self.open(),
                b'}' => {
                    self.close();
                    if self.stack.is_empty() && self.overflow == 0 {
                        self.ended_at = Some(self.at);
                        return;
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                b'\t' => self.character('\t'),
                byte => self.byte(byte),
            }
        }
        self.flush();
    }

    fn open(&mut self) {
        self.flush();
        self.skip = 0;
        if self.stack.len() >= DEPTH_MAX {
            self.overflow += 1;
            self.deep = true;
        } else {
            self.stack.push(self.state);
        }
    }

    fn close(&mut self) {
        self.flush();
        self.skip = 0;
        if self.overflow > 0 {
            self.overflow -= 1;
        } else if let Some(state) = self.stack.pop() {
            self.state = state;
        }
    }

    /// A control word or symbol after its backslash.
    fn control(&mut self) {
        let Some(byte) = self.peek() else { return };
        if byte.is_ascii_alphabetic() {
            let (word, number) = self.word();
            return self.apply(&word, number);
        }
        self.at += 1;
        match byte {
            b'\'' => {
                let hex = self.bytes.get(self.at..self.at + 2).and_then(|h| std::str::from_utf8(h).ok());
                if let Some(value) = hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
                    self.at += 2;
                    self.byte(value);
                }
            }
            b'*' => {
                // An optional destination: skipped unless its word is one that holds text.
                self.flush();
                self.optional();
            }
            b'~' => self.character(' '),
            b'_' => self.character('-'),
            b'-' | b'|' | b':' => {}
            b'\r' | b'\n' => self.character('\n'),
            b'\t' => self.character('\t'),
            other => self.byte(other),
        }
    }

    /// The word and its number; one space after it belongs to it.
    fn word(&mut self) -> (String, Option<i32>) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let letters = rest.iter().take(32).take_while(|b| b.is_ascii_alphabetic()).count();
        let word: String = rest.iter().take(letters).map(|b| char::from(*b)).collect();
        let sign = usize::from(rest.get(letters) == Some(&b'-'));
        let digits = rest.iter().skip(letters + sign).take(10).take_while(|b| b.is_ascii_digit()).count();
        let number: String = rest.iter().skip(letters + sign).take(digits).map(|b| char::from(*b)).collect();
        let number = number.parse::<i32>().ok().map(|n| if sign == 1 { -n } else { n });
        self.at += letters + if digits > 0 { sign + digits } else { 0 };
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        (word, number)
    }

    fn optional(&mut self) {
        while matches!(self.peek(), Some(b'\r' | b'\n' | b' ')) {
            self.at += 1;
        }
        let before = self.at;
        let word = if self.peek() == Some(b'\\') && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_alphabetic) {
            self.at += 1;
            self.word().0
        } else {
            String::new()
        };
        match word.as_str() {
            "annotation" => self.comments += 1,
            "shppict" | "shpinst" | "shptxt" | "ud" | "footnote" | "fldrslt" | "do" | "dptxbxtext" => {}
            "generator" if self.state.destination == Destination::Body => self.state.destination = Destination::Leaf("producer"),
            _ => {
                self.at = before;
                self.state.destination = Destination::Nowhere;
            }
        }
    }

    fn apply(&mut self, word: &str, number: Option<i32>) {
        if word != "u" {
            self.flush();
            // By the letter a word may stand in for a character of a fallback; none does, and a writer without fallbacks
            // would lose what the word says.
            self.skip = 0;
        }
        let on = number != Some(0);
        match word {
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.state.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(64),
            "bin" => self.at = self.at.saturating_add(usize::try_from(number.unwrap_or(0)).unwrap_or(0)).min(self.bytes.len()),
            "par" | "line" | "sect" | "row" | "nestrow" | "column" => self.character('\n'),
            "tab" | "cell" | "nestcell" => self.character('\t'),
            "page" | "pagebb" => self.character('\u{c}'),
            "emdash" => self.character('—'),
            "endash" => self.character('–'),
            "bullet" => self.character('•'),
            "lquote" => self.character('‘'),
            "rquote" => self.character('’'),
            "ldblquote" => self.character('“'),
            "rdblquote" => self.character('”'),
            "emspace" | "enspace" | "qmspace" => self.character(' '),
            "v" => self.state.hidden = on,
            "deleted" => self.state.deleted = on,
            "plain" => (self.state.hidden, self.state.deleted) = (false, false),
            "ansicpg" | "mac" | "pc" | "pca" | "cpg" | "fcharset" | "f" => self.code_page(word, number),
            "yr" | "mo" | "dy" | "hr" | "min" => self.date_part(word, number.unwrap_or(0)),
            "nofpages" => {
                self.leaves.insert("pages_stated", number.unwrap_or(0).to_string());
            }
            _ => self.destination(word),
        }
    }

    fn destination(&mut self, word: &str) {
        if self.state.destination == Destination::Nowhere {
            return;
        }
        self.state.destination = match word {
            "fonttbl" => Destination::Fonts,
            "pict" => {
                self.pictures += 1;
                Destination::Nowhere
            }
            "colortbl" | "stylesheet" | "objdata" | "objclass" | "fldinst" | "sp" | "sn" | "sv" | "shprslt" | "themedata" | "datastore" | "listtable"
            | "listoverridetable" | "revtbl" | "rsidtbl" | "filetbl" | "latentstyles" | "xmlnstbl" | "nonshppict" | "bkmkstart" | "bkmkend"
            | "falt" | "panose" | "tc" | "tcn" | "xe" | "rxe" | "txe" | "private" | "keycode" | "atnid" | "atnauthor" | "atndate" | "comment" | "hlinkbase"
            | "category" | "doccomm" | "company" | "manager" | "operator" | "printim" | "buptim" => Destination::Nowhere,
            "title" => Destination::Leaf("title"),
            "subject" => Destination::Leaf("subject"),
            "author" => Destination::Leaf("author"),
            "keywords" => Destination::Leaf("keywords"),
            "creatim" => Destination::Date("created"),
            "revtim" => Destination::Date("modified"),
            _ => return,
        };
    }

    fn date_part(&mut self, word: &str, number: i32) {
        let Destination::Date(field) = self.state.destination else { return };
        let parts = self.dates.entry(field).or_default();
        let index = match word {
            "yr" => 0,
            "mo" => 1,
            "dy" => 2,
            "hr" => 3,
            _ => 4,
        };
        if let Some(part) = parts.get_mut(index) {
            *part = number;
        }
    }

    fn code_page(&mut self, word: &str, number: Option<i32>) {
        let number = number.unwrap_or(0);
        match word {
            "ansicpg" => self.set_page(number),
            "mac" => self.set_page(10_000),
            "pc" => self.set_page(437),
            "pca" => self.set_page(850),
            "cpg" if self.state.destination == Destination::Fonts => self.set_font(number),
            "fcharset" if self.state.destination == Destination::Fonts => self.set_font(of_charset(number)),
            "f" if self.state.destination == Destination::Fonts => self.font = number,
            "f" => self.state.encoding = self.fonts.get(&number).copied().unwrap_or(self.page),
            _ => {}
        }
    }

    fn set_page(&mut self, number: i32) {
        match of_page(number) {
            Some(encoding) => (self.page, self.state.encoding) = (encoding, encoding),
            None => self.unknown_page = Some(number),
        }
    }

    fn set_font(&mut self, page: i32) {
        if let Some(encoding) = of_page(page).filter(|_| self.fonts.len() < FONTS_MAX) {
            self.fonts.insert(self.font, encoding);
        }
    }

    /// `\uN`: a UTF-16 code unit, negative above 32767.
    fn unicode(&mut self, number: i32) {
        self.decode_pending();
        let unit = if number < 0 { number + 65_536 } else { number };
        let unit = u16::try_from(unit).unwrap_or(0xfffd);
        match (self.surrogate.take(), unit) {
            (None, 0xd800..=0xdbff) => self.surrogate = Some(unit),
            (high, unit) => {
                let units: Vec<u16> = high.into_iter().chain([unit]).collect();
                for c in char::decode_utf16(units) {
                    self.put(c.unwrap_or('\u{fffd}'));
                }
            }
        }
        self.skip = self.state.fallback;
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.state.destination != Destination::Nowhere {
            self.pending.push(byte);
        }
    }

    fn character(&mut self, c: char) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.flush();
        self.put(c);
    }

    fn decode_pending(&mut self) {
        if !self.pending.is_empty() {
            let bytes = std::mem::take(&mut self.pending);
            let (text, _) = self.state.encoding.decode_without_bom_handling(&bytes);
            for c in text.chars() {
                self.put(c);
            }
        }
    }

    fn flush(&mut self) {
        self.decode_pending();
        if self.surrogate.take().is_some() {
            self.put('\u{fffd}');
        }
    }

    fn put(&mut self, c: char) {
        match self.state.destination {
            Destination::Body => {
                self.hidden += usize::from(self.state.hidden && !c.is_whitespace());
                self.deleted += usize::from(self.state.deleted && !c.is_whitespace());
                self.out.push(c);
            }
            Destination::Leaf(field) => self.leaves.entry(field).or_default().push(c),
            Destination::Nowhere | Destination::Fonts | Destination::Date(_) => {}
        }
    }

    fn doubts(&self, limits: &Limits, summary: &mut Summary) {
        let mut say = |code: &'static str, byte: usize, message: String| summary.doubt(limits, code, 1, byte as u64, message);
        if let Some(page) = self.unknown_page {
            say("unknown_code_page", 0, format!("code page {page} is not known; its text was read as {}", self.page.name()));
        }
        if self.hidden > 0 {
            say("hidden_text", 0, format!("{} characters are hidden from the document's reader and were kept", self.hidden));
        }
        if self.deleted > 0 {
            say("deleted_text", 0, format!("{} characters are of deleted revisions and were kept", self.deleted));
        }
        if self.comments > 0 {
            say("comment_text", 0, format!("the text of {} comments was kept", self.comments));
        }
        if self.pictures > 0 {
            say("pictures_unread", 0, format!("{} pictures in the text were not read", self.pictures));
        }
        if self.deep {
            say("too_deep", 0, format!("groups are nested deeper than {DEPTH_MAX}"));
        }
        if self.ended_at.is_none() {
            say("unbalanced_groups", self.at, "a group does not close".to_string());
        }
        let tail = self.ended_at.and_then(|at| self.bytes.get(at..)).unwrap_or(&[]);
        let rest = tail.iter().filter(|b| !b.is_ascii_whitespace() && **b != 0).count();
        if rest > 0 {
            say("text_after_end", self.ended_at.unwrap_or(0), format!("{rest} bytes stand after the end of the document and were not read"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::super::tests::records;

    /// The text of a body within an `{\rtf1 ...}`, and the codes of its doubts.
    fn body(rtf: &str) -> (String, Vec<&'static str>) {
        let (records, summary) = records(Kind::Rtf, format!("{{\\rtf1\\ansi\\ansicpg1252 {rtf}}}").as_bytes());
        (records[0].get("text").unwrap_or("").to_string(), summary.counts.keys().copied().collect())
    }

    #[test]
    fn text_is_read_as_people_see_it() {
        let cases = [
            (r"One\par two\line three\tab four", "One\ntwo\nthree\tfour"),
            (r"caf\'e9 \b bold\b0  x\{y\}\\", "café bold x{y}\\"),
            (r"{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}{\colortbl;\red0;}\f1\'cf\'f0\f0\'e9", "Прé"),
            (r"\u233?\u-10179?\u-8704? \uc0\u233 x\uc2\u233ab!", "é😀 éxé!"),
            (r"\u233\'e9!", "é!"),
            (r"{\*\unknown lost}{\pict 00ff}kept", "kept"),
            (r"{\stylesheet{\s1 Heading;}}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}", "link"),
            (r"\trowd A\cell B\cell\row C\cell D\cell\row after", "A\tB\nC\tD\nafter"),
            (r"{\header Patient: Roe, Jane\par}{\b body}", "Patient: Roe, Jane\nbody"),
            (r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt box}}}", "box"),
            (r"a\emdash b\rquote c\~d\_e\-f", "a—b’c d-ef"),
            (r"x\bin4 }}{\yz", "xyz"),
        ];
        for (rtf, expected) in cases {
            assert_eq!(body(rtf).0, expected, "{rtf}");
        }
    }

    #[test]
    fn what_is_hidden_or_deleted_is_kept_and_said() {
        assert_eq!(body(r"seen {\v secret} {\deleted gone}"), ("seen secret gone".into(), vec!["deleted_text", "hidden_text"]));
        assert_eq!(body(r"\v a\v0 b\plain c"), ("abc".into(), vec!["hidden_text"]));
        assert_eq!(body(r"x{\*\annotation why}"), ("xwhy".into(), vec!["comment_text"]));
    }

    #[test]
    fn info_gives_title_dates_and_producer() {
        let rtf = br"{\rtf1\ansi{\*\generator Old Writer 1;}{\info{\title Discharge note}{\author A. Roe}{\creatim\yr2019\mo3\dy4\hr10\min5}{\revtim\yr2019\mo4\dy1}{\nofpages2}}DOB: 1970-02-01\page two}";
        let (records, summary) = records(Kind::Rtf, rtf);
        let leaf = |field: &str| records[0].get(field);
        assert_eq!(leaf("title"), Some("Discharge note"));
        assert_eq!(leaf("producer"), Some("Old Writer 1"));
        assert_eq!((leaf("created"), leaf("modified")), (Some("2019-03-04T10:05"), Some("2019-04-01")));
        assert_eq!((leaf("pages_stated"), leaf("page_breaks")), (Some("2"), Some("1")));
        assert_eq!(leaf("birth_date"), Some("1970-02-01"));
        assert_eq!((records.len(), summary.counts.len()), (3, 0));
    }

    #[test]
    fn broken_groups_are_said_and_never_panic() {
        let deep = format!("{{\\rtf1 {}x", "{".repeat(100_000));
        let (records, summary) = records(Kind::Rtf, deep.as_bytes());
        assert_eq!(records[0].get("text"), Some("x"));
        assert!(summary.counts.contains_key("too_deep") && summary.counts.contains_key("unbalanced_groups"));
        let cases: [(&[u8], &str); 3] = [(b"{\\rtf1 a}tail", "text_after_end"), (b"{\\rtf1 a", "unbalanced_groups"), (b"{\\rtf1\\ansicpg1047 a}", "unknown_code_page")];
        for (rtf, code) in cases {
            let (records, summary) = super::super::tests::records(Kind::Rtf, rtf);
            assert_eq!(records[0].get("text"), Some("a"));
            assert_eq!(summary.counts.keys().copied().collect::<Vec<_>>(), [code]);
        }
        let (none, summary) = super::super::tests::records(Kind::Rtf, b"plain");
        assert_eq!((none.len(), summary.counts["bad_rtf"]), (0, 1));
    }
}
