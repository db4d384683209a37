//! The leaves of a segment in one pass over its bytes: repetitions, components and sub-components are told by the
//! delimiter that ends a value, and an escape is resolved only where its character stands.

use super::escape::unescape;
use super::{Delimiters, Path, Segment, find};
use smol_str::SmolStr;
use std::borrow::Cow;

/// Bytes that can be a delimiter: punctuation, and the zero that stands for one that a message does not have.
static SIGNS: [bool; 256] = {
    let mut signs = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        signs[byte as usize] = byte == 0 || byte.is_ascii_punctuation();
        byte += 1;
    }
    signs
};

/// What ends a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Field,
    Repetition,
    Component,
    Subcomponent,
}

/// Hands each value that is not empty to `each`; MSH-1 and MSH-2 are none.
pub(super) fn of(d: &Delimiters, segment: &Segment<'_>, each: &mut dyn FnMut(&Path, Cow<'_, str>)) {
    let (text, bytes) = (segment.text, segment.text.as_bytes());
    let mut path = Path { segment: SmolStr::new(segment.name), field: 1, repetition: 1, component: 1, subcomponent: 1 };
    let Some(mut begin) = find(bytes, d.field).map(|at| at + 1) else { return };
    if segment.name == "MSH" {
        let Some(at) = find(bytes.get(begin..).unwrap_or_default(), d.field) else { return };
        (begin, path.field) = (begin + at + 1, 3);
    }
    let (mut component, mut subcomponent) = (1, 1);
    // Whether the repetition has components behind its first, once that was asked.
    let mut divided = None;
    loop {
        // Most fields of most segments are empty.
        while bytes.get(begin) == Some(&d.field) {
            (path.field, path.repetition, component, subcomponent, divided) = (path.field + 1, 1, 1, 1, None);
            begin += 1;
        }
        let (at, end, escaped) = value(d, bytes, begin);
        if at > begin {
            let single = component == 1
                && match end {
                    Some(End::Component) => false,
                    Some(End::Subcomponent) => !*divided.get_or_insert_with(|| has_components(d, bytes, at)),
                    _ => true,
                };
            path.component = if single && subcomponent == 1 { 0 } else { component };
            path.subcomponent = if subcomponent == 1 { 0 } else { subcomponent };
            let raw = text.get(begin..at).unwrap_or_default();
            each(&path, if escaped { unescape(raw, d) } else { Cow::Borrowed(raw) });
        }
        match end {
            None => return,
            Some(End::Subcomponent) => subcomponent += 1,
            Some(End::Component) => (component, subcomponent) = (component + 1, 1),
            Some(End::Repetition) => (path.repetition, component, subcomponent, divided) = (path.repetition + 1, 1, 1, None),
            Some(End::Field) => (path.field, path.repetition, component, subcomponent, divided) = (path.field + 1, 1, 1, 1, None),
        }
        begin = at + 1;
    }
}

/// Where the value that begins at a place ends, and by what (`None`: by the end of the segment); and whether it holds the escape character.
fn value(d: &Delimiters, bytes: &[u8], begin: usize) -> (usize, Option<End>, bool) {
    let mut escaped = false;
    for (length, byte) in bytes.get(begin..).unwrap_or_default().iter().enumerate() {
        if !SIGNS[usize::from(*byte)] {
            continue;
        }
        let end = end(d, *byte);
        if end.is_some() {
            return (begin + length, end, escaped);
        }
        escaped |= *byte == d.escape;
    }
    (bytes.len(), None, escaped)
}

/// Delimiters that are missing are one and the same byte: the outermost counts.
fn end(d: &Delimiters, byte: u8) -> Option<End> {
    if byte == d.field {
        Some(End::Field)
    } else if byte == d.component && d.component != d.repetition {
        Some(End::Component)
    } else if byte == d.repetition {
        Some(End::Repetition)
    } else if byte == d.subcomponent {
        Some(End::Subcomponent)
    } else {
        None
    }
}

/// Whether a component ends between a place and the end of its repetition.
fn has_components(d: &Delimiters, bytes: &[u8], at: usize) -> bool {
    bytes.get(at..).unwrap_or_default().iter().find_map(|byte| end(d, *byte).filter(|end| *end != End::Subcomponent)) == Some(End::Component)
}
