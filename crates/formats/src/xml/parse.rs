//! Markup into trees. Every flaw of it is mended where it stands: a stray `<` is text, a tag that never ends is an element
//! without content, an end tag closes what stands open below its element.
//!
//! Tags and texts are read here; comments, instructions and what else opens with `<!` or `<?` are left to `quick-xml`.
//! Reading starts anew after a stray `<`, and what is read twice is taken from an allowance, so that the time stays
//! linear. Nothing here refers to CDA.

mod broken;
mod names;
#[cfg(test)]
mod tests;
mod texts;

use super::names::{Counts, Names, Vocabulary};
use super::reference::Unresolved;
use super::source::{Place, Source};
use super::tag::{self, Tag};
use super::tree::Tree;
use super::{ATTRIBUTES_MAX, DEPTH_MAX, NODES_MAX};
use crate::{Limits, Summary};
use names::Namespace;
use quick_xml::Reader;
use quick_xml::events::Event;
use texts::{Pending, unified};

/// Bytes that may be read a second time in any case; eight times the file in large ones.
const ALLOWANCE_BYTES_MIN: usize = 16 << 20;

/// A file as a tree, and the numbers of the elements at its top: there is more than one in a file of fragments. Names that are expected have the numbers of the vocabulary.
pub(crate) fn grow(bytes: &[u8], vocabulary: &Vocabulary, limits: &Limits, summary: &mut Summary) -> (Tree, Vec<u32>) {
    let source = Source::new(bytes, limits, summary);
    summary.encoding.clone_from(&source.encoding);
    if u32::try_from(source.text.len().max(bytes.len())).is_err() {
        summary.refuse(limits, "document_too_long", 1, 0, "the document is longer than 4 GiB");
        return (Tree::default(), Vec::new());
    }
    let mut parser = Parser {
        text: &source.text,
        place: source.start(),
        limits,
        summary,
        tree: Tree::for_bytes(source.text.len(), vocabulary),
        names: vocabulary.names(),
        frames: Vec::new(),
        depth: 0,
        roots: Vec::new(),
        root_names: Counts::default(),
        bindings: Vec::new(),
        nodes: 0,
        allowance: source.text.len().saturating_mul(8).max(ALLOWANCE_BYTES_MIN),
        unresolved: Unresolved::default(),
        undeclared: false,
    };
    let mut from = Some(0);
    while let Some(at) = from {
        from = parser.read(at);
    }
    let (mut tree, roots) = parser.finish();
    tree.set_text(source.text.into_owned());
    (tree, roots)
}

/// An element that is still open. Frames are used again.
struct Frame<'s> {
    /// Number of the element.
    element: u32,
    /// Number of its name.
    name: u32,
    /// Its name as written.
    raw: &'s str,
    /// How many children of each name it has.
    names: Counts,
    pending: Pending,
    made: String,
    /// Name of its last child, unless that is a text.
    last: Option<u32>,
    /// Bindings that were in scope outside of it.
    bindings: usize,
}

/// How the reading goes on after an event.
enum Step {
    Next,
    /// Anew, from a place in the text.
    From(usize),
    Stop,
}

struct Parser<'s> {
    text: &'s str,
    place: Place<'s>,
    limits: &'s Limits,
    summary: &'s mut Summary,
    tree: Tree,
    names: Names<'s>,
    frames: Vec<Frame<'s>>,
    /// How many of the frames are open.
    depth: usize,
    roots: Vec<u32>,
    root_names: Counts,
    bindings: Vec<(&'s str, Namespace)>,
    nodes: u64,
    allowance: usize,
    unresolved: Unresolved,
    undeclared: bool,
}

impl<'s> Parser<'s> {
    /// Reads on from a place; gives the place where reading has to start anew, `None` at the end.
    fn read(&mut self, from: usize) -> Option<usize> {
        let text: &'s str = self.text;
        let mut at = if text.get(from..)?.starts_with('\u{feff}') { from + '\u{feff}'.len_utf8() } else { from };
        // The tag that is being read; its room is used again.
        let mut tag = Tag::default();
        loop {
            let (step, end) = match text.as_bytes().get(at..at + 2) {
                Some([b'<', b'/']) => self.end_tag(at),
                Some([b'<', b'!' | b'?']) => self.rare(at),
                Some([b'<', _]) => self.start_tag(at, &mut tag),
                _ => self.text_or_rest(at)?,
            };
            match step {
                Step::Next => at = end,
                Step::From(at) => return Some(at),
                Step::Stop => return None,
            }
        }
    }

    /// Text up to markup, or a lone `<` at the end of the file; `None` at the end.
    fn text_or_rest(&mut self, at: usize) -> Option<(Step, usize)> {
        let rest = self.text.get(at..)?;
        match memchr::memchr2(b'<', b'&', rest.as_bytes()) {
            _ if rest.is_empty() => None,
            Some(0) if rest.starts_with('<') => Some((self.mend(at), at)),
            Some(0) => {
                // A reference with its end, or an ampersand that opens none with the text up to the next sign.
                let end = match memchr::memchr3(b';', b'&', b'<', rest.get(1..)?.as_bytes()) {
                    Some(end) => at + 1 + end + usize::from(rest.as_bytes().get(1 + end) == Some(&b';')),
                    None => self.text.len(),
                };
                Some((self.characters(at, end), end))
            }
            Some(end) => Some((self.written(at, at + end), at + end)),
            None => Some((self.written(at, self.text.len()), self.text.len())),
        }
    }

    /// What opens with `<!` or `<?`.
    fn rare(&mut self, start: usize) -> (Step, usize) {
        let text: &'s str = self.text;
        let mut reader = Reader::from_str(text.get(start..).unwrap_or_default());
        let event = reader.read_event();
        let end = start + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX - start);
        let step = match event {
            Ok(Event::CData(data)) => self.append(start, &unified(&data)),
            Ok(Event::DocType(_)) => self.refuse(start, "dtd", "the file has a document type declaration; these are not read"),
            Ok(_) => Step::Next,
            Err(_) => self.mend(start),
        };
        (step, end)
    }

    fn start_tag(&mut self, start: usize, tag: &mut Tag<'s>) -> (Step, usize) {
        let text: &'s str = self.text;
        if let Some((end, empty)) = tag::sound(text, start + 1, tag) {
            return (self.element(tag, start, empty), end);
        }
        match tag::end(text, start) {
            Some(end) => {
                let empty = text.get(start + 1..end).is_some_and(|inner| inner.ends_with("/>"));
                (self.open(start, end, empty), end)
            }
            None => (self.mend(start), start),
        }
    }

    fn end_tag(&mut self, start: usize) -> (Step, usize) {
        let text: &'s str = self.text;
        // Nearly every end tag is that of the innermost element, as it was written.
        if let Some(frame) = self.innermost()
            && let Some(rest) = text.as_bytes().get(start + 2..)
            && rest.starts_with(frame.raw.as_bytes())
            && rest.get(frame.raw.len()) == Some(&b'>')
        {
            let end = start + 2 + frame.raw.len() + 1;
            self.close();
            return (Step::Next, end);
        }
        match tag::end(text, start) {
            Some(end) => (self.end(start, end), end),
            None => (self.mend(start), start),
        }
    }

    /// An element begins; an empty one ends at once.
    fn element(&mut self, tag: &Tag<'s>, start: usize, empty: bool) -> Step {
        self.nodes += 1 + tag.attributes.len() as u64;
        if self.depth >= DEPTH_MAX {
            return self.refuse(start, "too_deep", &format!("more than {DEPTH_MAX} elements inside each other"));
        }
        if tag.attributes.len() > ATTRIBUTES_MAX {
            return self.refuse(start, "too_many_attributes", &format!("an element has more than {ATTRIBUTES_MAX} attributes"));
        }
        if self.nodes > NODES_MAX {
            return self.refuse(start, "too_many_nodes", &format!("more than {NODES_MAX} elements and attributes"));
        }
        self.flush();
        self.place.advance(start);
        let place = (self.place.line, self.place.byte);
        let bindings = self.bindings.len();
        self.declare(tag);
        let first = self.tree.attributes_len();
        self.attributes(tag, start);
        let name = self.name(tag.name, true, start);
        let position = match self.innermost() {
            Some(frame) => frame.names.next(name),
            None => self.root_names.next(name),
        };
        let element = self.tree.open(name, first, position, place);
        self.enter(element, name, tag.name, bindings);
        if empty {
            self.close();
        }
        Step::Next
    }

    fn enter(&mut self, element: u32, name: u32, raw: &'s str, bindings: usize) {
        match self.frames.get_mut(self.depth) {
            Some(frame) => {
                (frame.element, frame.name, frame.raw, frame.bindings) = (element, name, raw, bindings);
                (frame.pending, frame.last) = (Pending::Nothing, None);
                frame.names.clear();
            }
            None => {
                let (names, made) = (Counts::default(), String::new());
                self.frames.push(Frame { element, name, raw, names, pending: Pending::Nothing, made, last: None, bindings });
            }
        }
        self.depth += 1;
    }

    /// Closes the innermost element.
    fn close(&mut self) {
        self.flush();
        let Some(Frame { element, name, bindings, .. }) = self.innermost() else { return };
        let (element, name, bindings) = (*element, *name, *bindings);
        self.tree.close(element);
        self.bindings.truncate(bindings);
        self.depth -= 1;
        match self.innermost() {
            Some(parent) => parent.last = Some(name),
            None => self.roots.push(element),
        }
    }

    /// Closes what is open at the end.
    fn finish(mut self) -> (Tree, Vec<u32>) {
        let open = self.depth;
        if open > 0 {
            self.doubt(self.text.len(), "unclosed_element", &format!("the file ends and {open} elements are open; what they hold was read"));
        }
        while self.depth > 0 {
            self.close();
        }
        (self.tree, self.roots)
    }

    fn innermost(&mut self) -> Option<&mut Frame<'s>> {
        self.frames.get_mut(self.depth.checked_sub(1)?)
    }

    fn doubt(&mut self, at: usize, code: &'static str, message: &str) {
        self.place.advance(at);
        self.summary.doubt(self.limits, code, self.place.line, self.place.byte, message);
    }

    /// Sets aside the document that is being read; those before it stay.
    fn refuse(&mut self, at: usize, code: &'static str, message: &str) -> Step {
        self.place.advance(at);
        self.summary.refuse(self.limits, code, self.place.line, self.place.byte, message);
        self.depth = 0;
        Step::Stop
    }
}
