//! The leaves of a segment in one pass over its bytes: repetitions, components and sub-components are told by the
//! delimiter that ends a value, and an escape is resolved only where its character stands.

use super::escape::unescape;
use super::{Delimiters, Path, Segment, find};
use smol_str::SmolStr;
use std::borrow::Cow;

/// What a byte is in a segment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    None,
    /// It does not end a value, but has to be looked at.
    Escape,
    Field,
    Repetition,
    Component,
    Subcomponent,
}

/// What each byte is. Delimiters are ASCII; those that are missing are one and the same byte, the zero: the outermost counts.
fn signs(d: &Delimiters) -> [Sign; 256] {
    let mut signs = [Sign::None; 256];
    let order = [(d.escape, Sign::Escape), (d.subcomponent, Sign::Subcomponent), (d.component, Sign::Component), (d.repetition, Sign::Repetition), (d.field, Sign::Field)];
    for (byte, sign) in order {
        signs[usize::from(byte)] = sign;
    }
    signs
}

/// Hands each value that is not empty to `each`; MSH-1 and MSH-2 are none.
pub(super) fn of(d: &Delimiters, segment: &Segment<'_>, each: &mut dyn FnMut(&Path, Cow<'_, str>)) {
    let (text, bytes, signs) = (segment.text, segment.text.as_bytes(), signs(d));
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
        let empty = bytes.get(begin..).unwrap_or_default().iter().take_while(|byte| **byte == d.field).count();
        if empty > 0 {
            (path.field, path.repetition, component, subcomponent, divided) = (path.field + empty, 1, 1, 1, None);
            begin += empty;
        }
        let (at, end, escaped) = value(&signs, bytes, begin);
        if at > begin {
            let single = component == 1
                && match end {
                    Some(Sign::Component) => false,
                    Some(Sign::Subcomponent) => !*divided.get_or_insert_with(|| has_components(&signs, bytes, at)),
                    _ => true,
                };
            path.component = if single && subcomponent == 1 { 0 } else { component };
            path.subcomponent = if subcomponent == 1 { 0 } else { subcomponent };
            let raw = text.get(begin..at).unwrap_or_default();
            each(&path, if escaped { unescape(raw, d) } else { Cow::Borrowed(raw) });
        }
        match end {
            None => return,
            Some(Sign::Subcomponent) => subcomponent += 1,
            Some(Sign::Component) => (component, subcomponent) = (component + 1, 1),
            Some(Sign::Repetition) => (path.repetition, component, subcomponent, divided) = (path.repetition + 1, 1, 1, None),
            Some(_) => (path.field, path.repetition, component, subcomponent, divided) = (path.field + 1, 1, 1, 1, None),
        }
        begin = at + 1;
    }
}

/// Where the value that begins at a place ends, and by what (`None`: by the end of the segment); and whether it holds the escape character.
fn value(signs: &[Sign; 256], bytes: &[u8], begin: usize) -> (usize, Option<Sign>, bool) {
    let (mut at, mut escaped) = (begin, false);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(length) = rest.iter().position(|byte| signs[usize::from(*byte)] != Sign::None) else { return (bytes.len(), None, escaped) };
        at += length;
        match rest.get(length).map(|byte| signs[usize::from(*byte)]) {
            Some(Sign::Escape) => (at, escaped) = (at + 1, true),
            end => return (at, end, escaped),
        }
    }
}

/// Whether a component ends between a place and the end of its repetition.
fn has_components(signs: &[Sign; 256], bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default().iter().map(|byte| signs[usize::from(*byte)]);
    rest.into_iter().find(|sign| matches!(sign, Sign::Field | Sign::Repetition | Sign::Component)) == Some(Sign::Component)
}
