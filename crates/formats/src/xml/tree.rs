//! A file as a tree in a few lists: elements and texts in the order of the file, attributes, names, each name once. Values
//! are ranges of the file's own text, or of what was made where they are not as written.
//!
//! An element is a number in a list and knows where it ends, so its children are found by stepping over each other. What is
//! handed out is that number beside the tree: it is copied, not cloned.

mod element;

use super::names::Vocabulary;
pub use element::{Element, Elements, Node, Nodes};
use smol_str::SmolStr;

/// Stands for the name of a text.
const TEXT: u32 = u32::MAX;

/// Places that there is room for at once; a document that holds one large text needs few.
const PLACES_USUAL: usize = 1 << 16;

/// A range of the text, or of what was made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub start: u32,
    pub length: u32,
    pub made: bool,
}

impl Span {
    /// Bytes of the text from one place to another, as written.
    pub(super) fn written(start: usize, end: usize) -> Self {
        Self { start: number(start), length: number(end.saturating_sub(start)), made: false }
    }
}

/// An element or a text.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Number of the name; of a text [`TEXT`].
    name: u32,
    /// Number of what comes after it and all it holds.
    end: u32,
    /// First attribute, or start of the text.
    first: u32,
    /// How many attributes, or bytes.
    count: u32,
    /// The text is not as written.
    made: bool,
    position: u32,
    line: u32,
    byte: u32,
}

impl Place {
    /// The words of a text.
    fn span(&self) -> Span {
        Span { start: self.first, length: self.count, made: self.made }
    }
}

#[derive(Debug, Clone, Copy)]
struct Attribute {
    name: u32,
    value: Span,
}

/// The tree of a file; a file of fragments has several roots.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    text: String,
    made: String,
    names: Vec<SmolStr>,
    places: Vec<Place>,
    attributes: Vec<Attribute>,
}

/// How the tree grows.
impl Tree {
    /// Room for what a text of a size usually holds.
    pub(super) fn for_bytes(bytes: usize, vocabulary: &Vocabulary) -> Self {
        let room = (bytes / 32).min(PLACES_USUAL);
        let (places, attributes) = (Vec::with_capacity(room), Vec::with_capacity(room));
        let mut tree = Self { names: vocabulary.texts(), places, attributes, ..Self::default() };
        // What stands for white space between inline elements.
        tree.made.push(' ');
        tree
    }

    pub(super) fn set_text(&mut self, text: String) {
        self.text = text;
    }

    pub(super) fn names(&self) -> &[SmolStr] {
        &self.names
    }

    pub(super) fn add_name(&mut self, name: SmolStr) -> u32 {
        self.names.push(name);
        u32::try_from(self.names.len()).map_or(TEXT, |length| length - 1)
    }

    pub(super) fn name_text(&self, name: u32) -> &str {
        self.names.get(name as usize).map_or("", SmolStr::as_str)
    }

    /// A value that is not as written.
    pub(super) fn make(&mut self, value: &str) -> Span {
        let start = number(self.made.len());
        self.made.push_str(value);
        Span { start, length: number(value.len()), made: true }
    }

    pub(super) fn blank(&self) -> Span {
        Span { start: 0, length: 1, made: true }
    }

    pub(super) fn attributes_len(&self) -> usize {
        self.attributes.len()
    }

    pub(super) fn add_attribute(&mut self, name: u32, value: Span) {
        self.attributes.push(Attribute { name, value });
    }

    /// Whether an attribute of a name stands among those from a number on.
    pub(super) fn has_attribute(&self, from: usize, name: u32) -> bool {
        self.attributes.get(from..).unwrap_or_default().iter().any(|attribute| attribute.name == name)
    }

    pub(super) fn add_text(&mut self, span: Span) {
        let end = number(self.places.len() + 1);
        self.places.push(Place { name: TEXT, end, first: span.start, count: span.length, made: span.made, position: 0, line: 0, byte: 0 });
    }

    /// An element whose attributes are all those from a number on; gives its own number.
    pub(super) fn open(&mut self, name: u32, attributes: usize, position: u32, (line, byte): (u64, u64)) -> u32 {
        let at = number(self.places.len());
        let (first, count) = (number(attributes), number(self.attributes.len() - attributes));
        let (line, byte) = (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(byte).unwrap_or(u32::MAX));
        self.places.push(Place { name, end: at + 1, first, count, made: false, position, line, byte });
        at
    }

    pub(super) fn close(&mut self, at: u32) {
        let end = number(self.places.len());
        if let Some(place) = self.places.get_mut(at as usize) {
            place.end = end;
        }
    }

    /// A copy of an element without the elements at some numbers, which are in order and not inside each other.
    pub(crate) fn without(&mut self, root: u32, gone: &[u32]) -> u32 {
        let copy = number(self.places.len());
        let end = self.place(root).end;
        // How many places are gone with those before each.
        let mut sums = vec![0];
        for at in gone {
            sums.push(sums.last().copied().unwrap_or(0) + self.place(*at).end - at);
        }
        let (mut at, mut left) = (root, gone.iter().copied().peekable());
        while at < end {
            let mut place = *self.place(at);
            if left.next_if_eq(&at).is_some() {
                at = place.end;
                continue;
            }
            let before = gone.partition_point(|gone| *gone < place.end);
            place.end = copy + (place.end - root) - sums.get(before).copied().unwrap_or(0);
            self.places.push(place);
            at += 1;
        }
        copy
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// How the tree is read.
impl Tree {
    /// The element at a number.
    pub(crate) fn element(&self, at: u32) -> Element<'_> {
        Element::new(self, at)
    }

    fn place(&self, at: u32) -> &Place {
        static NOTHING: Place = Place { name: TEXT, end: u32::MAX, first: 0, count: 0, made: false, position: 0, line: 0, byte: 0 };
        self.places.get(at as usize).unwrap_or(&NOTHING)
    }

    fn value(&self, span: Span) -> &str {
        let text = if span.made { &self.made } else { &self.text };
        text.get(span.start as usize..span.start as usize + span.length as usize).unwrap_or_default()
    }
}
