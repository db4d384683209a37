//! Text between tags: kept as a place in the file while it is as written, made where references or line ends change it.

use super::{Parser, Step};
use crate::xml::reference::{self, Unresolved};
use crate::xml::tree::Span;
use crate::xml::{is_blank, is_inline};
use std::borrow::Cow;

/// Text since the last child of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pending {
    Nothing,
    /// From a place in the text to another, as written.
    Written(usize, usize),
    /// In the frame's own text.
    Made,
}

impl<'s> Parser<'s> {
    pub(super) fn characters(&mut self, start: usize, end: usize) -> Step {
        let text: &'s str = self.text;
        let raw: &'s str = text.get(start..end).unwrap_or_default();
        if memchr::memchr(b'&', raw.as_bytes()).is_none() {
            return self.written(start, end);
        }
        let before = self.unresolved;
        let text = reference::resolve(unified(raw), &mut self.unresolved);
        self.tell_unresolved(start, before);
        self.append(start, &text)
    }

    /// Text that is as written but for its line ends.
    pub(super) fn written(&mut self, start: usize, end: usize) -> Step {
        let text: &'s str = self.text;
        match self.innermost() {
            Some(frame) if frame.pending == Pending::Nothing && start < end => {
                frame.pending = Pending::Written(start, end);
                Step::Next
            }
            _ => self.append(start, &unified(text.get(start..end).unwrap_or_default())),
        }
    }

    pub(super) fn append(&mut self, at: usize, more: &str) -> Step {
        let text: &'s str = self.text;
        match self.innermost() {
            Some(frame) => {
                match frame.pending {
                    Pending::Nothing => frame.made.clear(),
                    Pending::Written(start, end) => {
                        frame.made.clear();
                        frame.made.push_str(&unified(text.get(start..end).unwrap_or_default()));
                    }
                    Pending::Made => {}
                }
                frame.made.push_str(more);
                frame.pending = Pending::Made;
            }
            None if more.trim().is_empty() => {}
            None => self.doubt(at, "text_outside_root", &format!("{} characters outside of every element are not read", more.trim().chars().count())),
        }
        Step::Next
    }

    /// Turns the text since the last child into a node.
    pub(super) fn flush(&mut self) {
        let text: &'s str = self.text;
        let Some(frame) = self.depth.checked_sub(1).and_then(|index| self.frames.get_mut(index)) else { return };
        let raw = match frame.pending {
            Pending::Nothing => return,
            Pending::Written(start, end) => text.get(start..end).unwrap_or_default(),
            Pending::Made => frame.made.as_str(),
        };
        let span = if !is_blank(raw) {
            match frame.pending {
                Pending::Written(start, end) if memchr::memchr(b'\r', raw.as_bytes()).is_none() => Span::written(start, end),
                Pending::Written(..) => self.tree.make(&unified(raw)),
                _ => self.tree.make(raw),
            }
        } else if !raw.is_empty() && frame.last.is_some_and(|last| is_inline(self.tree.name_text(last))) {
            self.tree.blank()
        } else {
            frame.pending = Pending::Nothing;
            return;
        };
        (frame.pending, frame.last) = (Pending::Nothing, None);
        self.tree.add_text(span);
    }

    /// Notes what was left unresolved since `before`.
    pub(super) fn tell_unresolved(&mut self, at: usize, before: Unresolved) {
        if self.unresolved.entities > before.entities {
            self.doubt(at, "unknown_entity", "an entity that XML does not define stays as written");
        }
        if self.unresolved.ampersands > before.ampersands {
            self.doubt(at, "stray_ampersand", "an ampersand that opens no reference stays as written");
        }
    }
}

/// Line ends as XML wants them: CR LF and CR are LF.
pub(super) fn unified(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_some() { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}
