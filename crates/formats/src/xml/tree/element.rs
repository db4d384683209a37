//! What a tree is read by: elements, what they hold, and their text. Each is a place beside the tree and is copied freely.

use super::{Attribute, Place, TEXT, Tree};
use crate::xml::{Folded, add_number, is_blank, is_inline};

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
            Node::Text(self.tree.value(place.span()))
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
            place.name == TEXT && !is_blank(self.tree.value(place.span()))
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
    pub(super) fn new(tree: &'t Tree, at: u32) -> Self {
        Self { tree, at }
    }

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
            add_number(u64::from(place.position), out);
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
