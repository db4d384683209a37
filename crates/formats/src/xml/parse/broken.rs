//! Markup that is not as XML wants it, and how the reading goes on behind it: each flaw is a doubt, and nothing that stands there is lost.

use super::texts::unified;
use super::{Parser, Step};
use crate::xml::tag;

impl<'s> Parser<'s> {
    /// Starts anew at `at` after an event that began at `start` and was read up to `end`.
    fn again(&mut self, at: usize, end: usize) -> Step {
        let twice = end.saturating_sub(at);
        if twice > self.allowance {
            let left = self.text.len().saturating_sub(at);
            self.doubt(at, "unread_markup", &format!("the markup is broken too often; the last {left} bytes are not read"));
            return Step::Stop;
        }
        self.allowance -= twice;
        Step::From(at)
    }

    pub(super) fn open(&mut self, start: usize, end: usize, empty: bool) -> Step {
        let close = if empty { 2 } else { 1 };
        let inner: &'s str = self.text.get(start + 1..end.saturating_sub(close)).unwrap_or_default();
        let cut = inner.find('<');
        match tag::read(inner) {
            Some(tag) if !tag.broken => {
                if cut.is_some() {
                    self.doubt(start, "markup_in_attribute", "a value of this tag holds a `<`");
                }
                self.element(&tag, start, empty)
            }
            Some(tag) if cut.is_none() && tag.sound > 0 => {
                self.doubt(start, "bad_attribute", "an attribute of this tag has no quotes or no value");
                self.element(&tag, start, empty)
            }
            _ => self.stray(start, end),
        }
    }

    /// A `<` that opens no whole tag: an element when a name and attributes follow, text otherwise.
    fn stray(&mut self, start: usize, end: usize) -> Step {
        let rest: &'s str = self.text.get(start + 1..).unwrap_or_default();
        let cut = rest.find('<').map_or(self.text.len(), |i| start + 1 + i);
        if cut >= end {
            self.doubt(start, "stray_markup", "a `<` that opens no tag was read as text");
            self.characters(start, end);
            return if cut == end && end == self.text.len() { Step::Stop } else { Step::From(end) };
        }
        let tag = self.text.get(start + 1..cut).and_then(tag::read).filter(|tag| !tag.broken && tag.sound > 0);
        let step = match tag {
            Some(tag) => {
                self.doubt(start, "unclosed_tag", "a tag does not end before the next begins");
                self.element(&tag, start, true)
            }
            None => {
                self.doubt(start, "stray_markup", "a `<` that opens no tag was read as text");
                self.characters(start, cut)
            }
        };
        if matches!(step, Step::Stop) { step } else { self.again(cut, end) }
    }

    /// After an error of the reader, which is always about something that opens and never ends.
    pub(super) fn mend(&mut self, start: usize) -> Step {
        let rest: &'s str = self.text.get(start..).unwrap_or_default();
        if let Some(data) = rest.strip_prefix("<![CDATA[") {
            self.doubt(start, "unclosed_markup", "a CDATA section does not end; all that follows was read as its text");
            self.append(start, &unified(data));
            return Step::Stop;
        }
        if rest.get(..9).is_some_and(|head| head.eq_ignore_ascii_case("<!DOCTYPE")) {
            return self.refuse(start, "dtd", "the file has a document type declaration; these are not read");
        }
        if rest.starts_with("<!--") || (rest.starts_with("<?") && !rest.contains("?>")) {
            self.doubt(start, "unclosed_markup", &format!("a comment or instruction does not end; the last {} bytes are not read", rest.len()));
            return Step::Stop;
        }
        // `<!` that opens nothing known is told at once; everything else was read to the end.
        let at_once = rest.starts_with("<!") && !rest.starts_with("<!-") && !rest.starts_with("<![") && !rest.starts_with("<!D") && !rest.starts_with("<!d");
        let end = if at_once { rest.get(1..).and_then(|r| r.find('<')).map_or(self.text.len(), |i| start + 1 + i) } else { self.text.len() };
        self.stray(start, end)
    }

    /// An end tag.
    pub(super) fn end(&mut self, start: usize, end: usize) -> Step {
        let inner: &'s str = self.text.get(start + 2..end.saturating_sub(1)).unwrap_or_default();
        let cut = inner.find('<');
        let raw = inner.get(..cut.unwrap_or(inner.len())).and_then(|i| i.split_whitespace().next()).unwrap_or_default();
        let name = self.name(raw, true, start);
        match self.frames.iter().take(self.depth).rposition(|frame| frame.name == name) {
            Some(index) => {
                let open = self.depth.saturating_sub(index + 1);
                if open > 0 {
                    self.doubt(start, "mismatched_end_tag", &format!("{open} elements end without an end tag of their own"));
                }
                while self.depth > index {
                    self.close();
                }
            }
            None => self.doubt(start, "unmatched_end_tag", "an end tag ends nothing that is open"),
        }
        match cut {
            Some(cut) => {
                self.doubt(start, "unclosed_tag", "a tag does not end before the next begins");
                self.again(start + 2 + cut, end)
            }
            None => Step::Next,
        }
    }
}
