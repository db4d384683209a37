//! A file as a tree in a few lists: elements and texts in the order of the file, attributes, names, each name once. Values
//! are ranges of the file's own text, or of what was made where they are not as written.
//!
//! An element is a number in a list and knows where it ends, so its children are found by stepping over each other. What is
//! handed out is that number beside the tree: it is copied, not cloned.

use super::names::Vocabulary;
use super::{Folded, is_blank, is_inline};
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

/// Adds decimal digits.
fn add_number(number: u32, out: &mut String) {
    if number > 9 {
        add_number(number / 10, out);
    }
    out.push(char::from_digit(number % 10, 10).unwrap_or('0'));
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// How the tree is read.
impl Tree {
    /// The element at a number.
    pub(crate) fn element(&self, at: u32) -> Element<'_> {
        Element { tree: self, at }
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

/// An element with its place in the file.
#[derive(Debug, Clone, Copy)]
pub struct Element<'t> {
    tree: &'t Tree,
    at: u32,
}

/// What an element holds.
#[derive(Debug, Clone, Copy)]
pub enum Node<'t> {
    /// An element.
    Element(Element<'t>),
    /// Text as written, entities resolved. White space between elements is not kept, except that it parts words after an
    /// inline element of a narrative, as one blank.
    Text(&'t str),
}

/// Elements and texts beside each other.
#[derive(Debug, Clone, Copy)]
pub struct Nodes<'t> {
    tree: &'t Tree,
    at: u32,
    end: u32,
}

impl<'t> Iterator for Nodes<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        if self.at >= self.end {
            return None;
        }
        let place = self.tree.place(self.at);
        let node = if place.name == TEXT {
            Node::Text(self.tree.value(Span { start: place.first, length: place.count, made: place.made }))
        } else {
            Node::Element(Element { tree: self.tree, at: self.at })
        };
        self.at = place.end;
        Some(node)
    }
}

impl<'t> Nodes<'t> {
    /// Those that are elements.
    pub fn elements(self) -> Elements<'t> {
        Elements(self)
    }

    /// Those before the one that comes next from another iterator over the same.
    pub(crate) fn until(self, other: Self) -> Self {
        Self { end: other.at, ..self }
    }

    /// Numbers of all that these are and hold.
    pub(crate) fn numbers(self) -> std::ops::Range<u32> {
        self.at..self.end
    }

    /// All their text, white space folded.
    pub(crate) fn fold(self, out: &mut Folded<'_>) {
        for node in self {
            match node {
                Node::Text(text) => out.push(text),
                Node::Element(element) if is_inline(element.name()) => element.children().fold(out),
                Node::Element(element) => {
                    out.part();
                    element.children().fold(out);
                    out.part();
                }
            }
        }
    }

    /// Whether there is any text in it that is not blank.
    pub(crate) fn says(self) -> bool {
        self.numbers().any(|at| {
            let place = self.tree.place(at);
            place.name == TEXT && !is_blank(self.tree.value(Span { start: place.first, length: place.count, made: place.made }))
        })
    }
}

/// Elements beside each other.
#[derive(Debug, Clone, Copy)]
pub struct Elements<'t>(Nodes<'t>);

impl<'t> Iterator for Elements<'t> {
    type Item = Element<'t>;

    fn next(&mut self) -> Option<Element<'t>> {
        let Nodes { tree, at, end } = &mut self.0;
        while *at < *end {
            let here = *at;
            let place = tree.place(here);
            *at = place.end;
            if place.name != TEXT {
                return Some(Element { tree, at: here });
            }
        }
        None
    }
}

impl<'t> Element<'t> {
    fn place(self) -> &'t Place {
        self.tree.place(self.at)
    }

    /// Its number in the tree.
    pub(crate) fn number(self) -> u32 {
        self.at
    }

    /// Number of what comes after it.
    pub(crate) fn end(self) -> u32 {
        self.place().end
    }

    /// Local name; `xsi:` and `sdtc:`, HL7's extensions, stay in front.
    pub fn name(self) -> &'t str {
        self.tree.name_text(self.place().name)
    }

    /// Number of its name, as in the vocabulary that the tree grew with.
    pub(crate) fn kind(self) -> u32 {
        self.place().name
    }

    /// 1-based line of its start tag.
    pub fn line(self) -> u64 {
        u64::from(self.place().line)
    }

    /// Byte offset of its start tag.
    pub fn byte(self) -> u64 {
        u64::from(self.place().byte)
    }

    fn own_attributes(self) -> &'t [Attribute] {
        let place = self.place();
        self.tree.attributes.get(place.first as usize..place.first as usize + place.count as usize).unwrap_or_default()
    }

    /// Names and values of its attributes in order, prefixes dropped except `xsi:` and `sdtc:`; no namespace declarations.
    pub fn attributes(self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let tree = self.tree;
        self.own_attributes().iter().map(move |attribute| (tree.name_text(attribute.name), tree.value(attribute.value)))
    }

    /// Value of an attribute; `None` when absent or empty.
    pub fn attribute(self, name: &str) -> Option<&'t str> {
        let tree = self.tree;
        let found = self.own_attributes().iter().find(|attribute| attribute.value.length > 0 && tree.name_text(attribute.name) == name)?;
        Some(tree.value(found.value))
    }

    /// The same, the name by its number.
    pub(crate) fn value(self, name: u32) -> Option<&'t str> {
        let found = self.own_attributes().iter().find(|attribute| attribute.name == name && attribute.value.length > 0)?;
        Some(self.tree.value(found.value))
    }

    /// Several of them in one pass.
    pub(crate) fn values<const N: usize>(self, names: [u32; N]) -> [Option<&'t str>; N] {
        let mut found = [None; N];
        for attribute in self.own_attributes().iter().filter(|attribute| attribute.value.length > 0) {
            for (value, name) in found.iter_mut().zip(names) {
                if attribute.name == name && value.is_none() {
                    *value = Some(self.tree.value(attribute.value));
                }
            }
        }
        found
    }

    /// What it holds.
    pub fn children(self) -> Nodes<'t> {
        Nodes { tree: self.tree, at: self.at + 1, end: self.end() }
    }

    /// Child elements in order.
    pub fn elements(self) -> Elements<'t> {
        self.children().elements()
    }

    /// All elements inside, whatever the depth, in order.
    pub(crate) fn inside(self) -> impl Iterator<Item = Element<'t>> {
        let tree = self.tree;
        (self.at + 1..self.end()).filter(move |at| tree.place(*at).name != TEXT).map(move |at| Element { tree, at })
    }

    /// Children of a name.
    pub fn all<'n>(self, name: &'n str) -> impl Iterator<Item = Element<'t>> + use<'t, 'n> {
        self.elements().filter(move |element| element.name() == name)
    }

    /// First child of a name.
    pub fn child(self, name: &str) -> Option<Element<'t>> {
        self.elements().find(|element| element.name() == name)
    }

    /// Children of a name by its number.
    pub(crate) fn each(self, kind: u32) -> impl Iterator<Item = Element<'t>> {
        self.elements().filter(move |element| element.kind() == kind)
    }

    /// First child of a name by its number.
    pub(crate) fn first(self, kind: u32) -> Option<Element<'t>> {
        self.elements().find(|element| element.kind() == kind)
    }

    /// First element down a path of names: `recordTarget/patientRole/id`.
    pub fn down(self, path: &str) -> Option<Element<'t>> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// All text below, white space folded.
    pub fn text(self) -> String {
        let mut out = String::new();
        self.children().fold(&mut Folded::new(&mut out));
        out
    }

    /// Adds its step of an XPath: `name`, or `name[3]` when it is not the first of its name.
    pub(crate) fn add_step(self, out: &mut String) {
        let place = self.place();
        out.push_str(self.tree.name_text(place.name));
        if place.position > 1 {
            out.push('[');
            add_number(place.position, out);
            out.push(']');
        }
    }

    /// `name` when it is the only or first sibling of its name, `name[3]` otherwise: a step of an XPath.
    pub fn step(self) -> String {
        let mut out = String::new();
        self.add_step(&mut out);
        out
    }
}
