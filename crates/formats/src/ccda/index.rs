//! Where every ID of a document is, and which of them something outside of the narrative refers to.
//!
//! Holds places, not texts: nested IDs would otherwise hold the same text many times over.

use crate::xml::{Element, Node};
use std::collections::{HashMap, HashSet};

/// The index of one document; it belongs to the tree it was built from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Index {
    /// For every element in document order: number of its parent here, and its number among the parent's nodes.
    places: Vec<(u32, u32)>,
    /// Number of the first element that has an ID.
    ids: HashMap<String, u32>,
    /// IDs that are referred to.
    referenced: HashSet<String>,
    /// Line and byte of references that point at nothing.
    pub dangling: Vec<(u64, u64)>,
    /// Elements whose ID stands on an earlier one.
    pub repeated: u64,
}

/// A reference with its place.
struct Reference<'d> {
    id: &'d str,
    line: u64,
    byte: u64,
}

impl Index {
    pub fn new(root: &Element) -> Self {
        let mut index = Self::default();
        let mut references = Vec::new();
        index.visit(root, (0, 0), false, &mut references);
        for reference in references {
            if !index.ids.contains_key(reference.id) {
                index.dangling.push((reference.line, reference.byte));
            }
            index.referenced.insert(reference.id.to_string());
        }
        index
    }

    fn visit<'d>(&mut self, element: &'d Element, place: (u32, u32), in_narrative: bool, references: &mut Vec<Reference<'d>>) {
        let number = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push(place);
        if let Some(id) = element.attribute("ID") {
            if self.ids.contains_key(id) {
                self.repeated += 1;
            } else {
                self.ids.insert(id.to_string(), number);
            }
        }
        if !in_narrative
            && element.name == "reference"
            && let Some(id) = element.attribute("value").and_then(|value| value.trim().strip_prefix('#'))
        {
            references.push(Reference { id, line: element.line, byte: element.byte });
        }
        for (at, node) in element.children.iter().enumerate() {
            if let Node::Element(child) = node {
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                let in_narrative = in_narrative || (element.name == "section" && child.name == "text");
                self.visit(child, (number, at), in_narrative, references);
            }
        }
    }

    /// The element that a reference points at, with or without its `#`.
    pub fn find<'d>(&self, root: &'d Element, reference: &str) -> Option<&'d Element> {
        let reference = reference.trim();
        let mut number = *self.ids.get(reference.strip_prefix('#').unwrap_or(reference))?;
        let mut steps = Vec::new();
        while number > 0 {
            let (parent, at) = *self.places.get(number as usize)?;
            steps.push(at as usize);
            number = parent;
        }
        let mut element = root;
        for at in steps.into_iter().rev() {
            match element.children.get(at)? {
                Node::Element(child) => element = child,
                Node::Text(_) => return None,
            }
        }
        Some(element)
    }

    /// Whether something refers to the element itself.
    pub fn is_referenced(&self, element: &Element) -> bool {
        element.attribute("ID").is_some_and(|id| self.referenced.contains(id))
    }

    /// Whether something refers to the element or to anything in it.
    pub fn is_referenced_within(&self, element: &Element) -> bool {
        self.is_referenced(element) || element.elements().any(|child| self.is_referenced_within(child))
    }
}
