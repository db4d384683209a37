//! XML as a tree with places: enough for clinical documents, and nothing that a hostile document could use.
//!
//! No DTD, no entity beyond the five of XML and numbers, no network. Names lose their prefix, except that `sdtc:` (the HL7
//! extensions of CDA) and `xsi:` stay in front. Parsing cannot fail: what is broken is an issue, and what was read before
//! stays. Comments and processing instructions are not kept. Memory is bounded by [`BYTES_MAX`], [`NODES_MAX`],
//! [`ATTRIBUTES_MAX`] and [`DEPTH_MAX`]; a document over one of them is set aside.

mod names;
mod parse;
mod reference;
mod source;
mod tag;
mod tree;

pub(crate) use names::Vocabulary;
pub(crate) use parse::grow;
pub(crate) use tree::Tree;
pub use tree::{Element, Elements, Node, Nodes};

/// Bytes of one XML file.
pub const BYTES_MAX: usize = 256 << 20;
/// Elements and attributes of one file together.
pub const NODES_MAX: u64 = 8_000_000;
/// Attributes of one element, namespace declarations included.
pub const ATTRIBUTES_MAX: usize = 128;
/// Elements inside each other. Clinical documents stay below 40.
pub const DEPTH_MAX: usize = 200;

/// Indents as deep as most documents have them.
const BLANKS: [u8; 64] = [b' '; 64];
const TABS: [u8; 64] = [b'\t'; 64];

/// Whether a text is nothing but white space.
fn is_blank(text: &str) -> bool {
    // Most white space is a line end and the indent behind it.
    if let Some(indent) = text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')) {
        let deep = if indent.starts_with('\t') { &TABS } else { &BLANKS };
        if deep.starts_with(indent.as_bytes()) {
            return true;
        }
    }
    match text.bytes().find(|b| !matches!(b, b' ' | b'\t'..=b'\r')) {
        None => true,
        Some(byte) => !byte.is_ascii() && text.trim().is_empty(),
    }
}

/// Whether an element stands within a line of a narrative: it does not end a word.
fn is_inline(name: &str) -> bool {
    matches!(name, "content" | "sub" | "sup" | "linkHtml" | "footnoteRef")
}

/// Adds decimal digits.
pub(crate) fn add_number(number: u64, out: &mut String) {
    if number > 9 {
        add_number(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Text that is written with its white space folded: one blank between words, none around them.
pub(crate) struct Folded<'o> {
    out: &'o mut String,
    start: usize,
    /// White space came after the last word.
    gap: bool,
}

impl<'o> Folded<'o> {
    /// Goes on behind what is there.
    pub fn new(out: &'o mut String) -> Self {
        let start = out.len();
        Self { out, start, gap: false }
    }

    /// Parts words.
    pub fn part(&mut self) {
        self.gap = true;
    }

    pub fn push(&mut self, text: &str) {
        if is_folded(text) {
            self.word(text);
        } else {
            self.fold(text);
        }
    }

    fn fold(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            // Most text begins with a word and most words are ASCII.
            let word = if rest.as_bytes().first().is_some_and(u8::is_ascii_graphic) { rest } else { rest.trim_start() };
            self.gap |= word.len() < rest.len();
            let (word, left) = word.split_at(word_end(word));
            if !word.is_empty() {
                self.word(word);
            }
            rest = left;
        }
    }

    /// Adds what is not empty and needs no folding itself.
    fn word(&mut self, word: &str) {
        if self.gap && self.out.len() > self.start {
            self.out.push(' ');
        }
        self.gap = false;
        self.out.push_str(word);
    }
}

/// Whether a text is words of ASCII with one blank between them and none around them: folding would leave it as it is.
fn is_folded(text: &str) -> bool {
    let mut blank = true;
    for byte in text.bytes() {
        if !byte.is_ascii_graphic() && (blank || byte != b' ') {
            return false;
        }
        blank = byte == b' ';
    }
    !blank
}

/// Where white space begins.
fn word_end(text: &str) -> usize {
    let near = text.bytes().position(|b| !b.is_ascii() || matches!(b, b' ' | b'\t'..=b'\r')).unwrap_or(text.len());
    let rest = text.get(near..).unwrap_or_default();
    near + if rest.starts_with(|c: char| c.is_ascii()) { 0 } else { rest.find(char::is_whitespace).unwrap_or(rest.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(texts: &[String], push: fn(&mut Folded<'_>, &str)) -> String {
        let mut out = String::from("a");
        let mut folded = Folded::new(&mut out);
        texts.iter().for_each(|text| push(&mut folded, text));
        out
    }

    proptest::proptest! {
        /// What needs no folding is the same with and without it.
        #[test]
        fn text_is_folded_the_same_way_either_way(texts in proptest::collection::vec("[a-c ]{0,6}|[ -~]{0,12}|[a \u{a0}\u{7f}é\t\r\n\u{b}]{0,8}", 0..6)) {
            let words: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
            proptest::prop_assert_eq!(folded(&texts, |to, text| to.push(text)), folded(&texts, |to, text| to.fold(text)));
            proptest::prop_assert_eq!(folded(&[texts.join(" ")], |to, text| to.push(text)), format!("a{}", words.join(" ")));
        }

        /// An indent is blank, however it is found to be.
        #[test]
        fn blank_is_what_has_no_word(text in "(\r\n|\n|\r)?( {0,70}|\t{0,70}|[ \t\u{a0}\n]{0,9})x?") {
            proptest::prop_assert_eq!(is_blank(&text), text.trim().is_empty());
        }
    }
}
