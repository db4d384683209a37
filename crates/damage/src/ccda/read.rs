//! A clinical document from text. Only sound XML without a document type is read: what is damaged on purpose must have
//! been right before.

use super::tree::{Attribute, Document, Element, Node};

/// A piece of markup or the text between two.
enum Piece<'t> {
    Start(Element),
    End(&'t str),
    Other(&'t str),
}

/// Reads a document; none where it is no sound XML.
pub fn document(text: &str) -> Option<Document> {
    let (mut rest, mut before) = (text, String::new());
    let mut open: Vec<Element> = Vec::new();
    loop {
        let (piece, left) = piece(rest)?;
        rest = left;
        let done = match piece {
            Piece::Other(raw) => {
                match open.last_mut() {
                    Some(holder) => holder.children.push(Node::Other(raw.into())),
                    None => before.push_str(raw),
                }
                continue;
            }
            Piece::Start(element) if !element.single => {
                open.push(element);
                continue;
            }
            Piece::Start(element) => element,
            Piece::End(tag) => ended(open.pop()?, tag)?,
        };
        match open.last_mut() {
            Some(holder) => holder.children.push(Node::Element(done)),
            None => return Some(Document { before, root: done, after: rest.into() }),
        }
    }
}

/// An element with its end tag, which must name it.
fn ended(mut element: Element, tag: &str) -> Option<Element> {
    let name = tag.trim_end();
    if name != element.name {
        return None;
    }
    element.end = tag.get(name.len()..)?.into();
    Some(element)
}

/// One element from text, for what an operator adds; none where the text is something else.
pub(super) fn element(text: &str) -> Option<Element> {
    document(text).map(|d| d.root)
}

fn piece(rest: &str) -> Option<(Piece<'_>, &str)> {
    if rest.is_empty() {
        return None;
    }
    let Some(tag) = rest.strip_prefix('<') else {
        let (text, left) = rest.split_at_checked(rest.find('<').unwrap_or(rest.len()))?;
        return Some((Piece::Other(text), left));
    };
    for (opened, closed) in [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")] {
        if let Some(inner) = tag.strip_prefix(opened) {
            let length = 1 + opened.len() + inner.find(closed)? + closed.len();
            let (raw, left) = rest.split_at_checked(length)?;
            return Some((Piece::Other(raw), left));
        }
    }
    if tag.starts_with('!') {
        return None;
    }
    if let Some(ended) = tag.strip_prefix('/') {
        let (name, left) = ended.split_once('>')?;
        return Some((Piece::End(name), left));
    }
    let (element, left) = start(tag)?;
    Some((Piece::Start(element), left))
}

/// A start tag; the text begins with its name.
fn start(tag: &str) -> Option<(Element, &str)> {
    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'))?;
    let (name, mut rest) = tag.split_at_checked(end)?;
    if name.is_empty() {
        return None;
    }
    let mut element = Element::new(name);
    loop {
        let (gap, left) = rest.split_at_checked(rest.len() - rest.trim_start().len())?;
        for (mark, single) in [("/>", true), (">", false)] {
            if let Some(left) = left.strip_prefix(mark) {
                element.gap = gap.into();
                element.single = single;
                return Some((element, left));
            }
        }
        let (attribute, left) = attribute(gap, left)?;
        element.attributes.push(attribute);
        rest = left;
    }
}

fn attribute<'t>(gap: &str, text: &'t str) -> Option<(Attribute, &'t str)> {
    let (named, valued) = text.split_once('=')?;
    let name = named.trim_end();
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '/' | '"' | '\'')) {
        return None;
    }
    let quoted = valued.trim_start();
    let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, left) = quoted.get(1..)?.split_once(quote)?;
    let equals = text.get(name.len()..text.len() - quoted.len())?;
    Some((Attribute { gap: gap.into(), name: name.into(), equals: equals.into(), quote, value: value.into() }, left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_the_same() {
        let text = "\u{feff}<?xml version='1.0'?>\n<!-- a <b> -->\n<n1:a  x = '1' y=\"&lt;2\"\n z:q=''\t><b/><c />t &amp; u<![CDATA[<x>]]><d\n>\n</d ></n1:a>\n<!-- end -->\n";
        let document = document(text).expect("it is sound");
        assert_eq!(document.text(), text);
        assert_eq!(document.root.local(), "a");
        assert_eq!(document.root.attribute("y"), "&lt;2");
        assert_eq!(document.root.words(), "t & u");
    }

    #[test]
    fn what_is_not_sound_is_not_read() {
        for text in ["", "text", "<a>", "<a></b>", "<a x=1></a>", "<!DOCTYPE a><a></a>", "<a><b></a></b>", "</a>", "< a></a>", "<a x></a>"] {
            assert_eq!(document(text), None, "{text}");
        }
    }

    #[test]
    fn edits_leave_the_lines_of_others_alone() {
        let mut document = document("<a><b>\n<c/>\n</b><d x='1'/></a>").expect("it is sound");
        assert!(document.root.drop_named("b"));
        assert_eq!(document.text(), "<a>\n\n<d x='1'/></a>");
        let d = document.root.child_mut("d").expect("it is there");
        d.set("x", "a & \"b\"");
        d.set("y", "<");
        assert_eq!(document.text(), "<a>\n\n<d x=\"a &amp; &quot;b&quot;\" y=\"&lt;\"/></a>");
    }
}
