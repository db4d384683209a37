//! Markup into trees. Every flaw of it is mended where it stands: a stray `<` is text, a tag that never ends is an element
//! without content, an end tag closes what stands open below its element.
//!
//! Tags and texts are read here; comments, instructions and what else opens with `<!` or `<?` are left to `quick-xml`.
//! Reading starts anew after a stray `<`, and what is read twice is taken from an allowance, so that the time stays
//! linear. Nothing here refers to CDA.

use super::names::{Counts, Names, Vocabulary};
use super::source::{Place, Source};
use super::tag::{self, Attribute, Tag, Unresolved};
use super::tree::{Span, Tree};
use super::{ATTRIBUTES_MAX, DEPTH_MAX, Element, NODES_MAX, is_blank, is_inline};
use crate::{Limits, Summary};
use quick_xml::Reader;
use quick_xml::events::Event;
use smol_str::format_smolstr;
use std::borrow::Cow;

/// Bytes that may be read a second time in any case; eight times the file in large ones.
const ALLOWANCE_BYTES_MIN: usize = 16 << 20;
/// Namespace declarations in scope; further ones are not seen.
const BINDINGS_MAX: usize = 1_024;

/// The elements at the top of a file, each with all it holds. There is more than one in a file of fragments.
pub(crate) fn parse(bytes: &[u8], limits: &Limits, summary: &mut Summary) -> Vec<Element> {
    let (tree, roots) = grow(bytes, &Vocabulary::default(), limits, summary);
    roots.into_iter().map(|root| tree.branch(root).owned()).collect()
}

/// A file as a tree, and the numbers of the elements at its top. Names that are expected have the numbers of the vocabulary.
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

/// What the name of a prefix stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Namespace {
    Sdtc,
    Instance,
    Other,
}

/// Text since the last child of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pending {
    Nothing,
    /// From a place in the text to another, as written.
    Written(usize, usize),
    /// In the frame's own text.
    Made,
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
    names: Names,
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

    fn characters(&mut self, start: usize, end: usize) -> Step {
        let text: &'s str = self.text;
        let raw: &'s str = text.get(start..end).unwrap_or_default();
        if memchr::memchr(b'&', raw.as_bytes()).is_none() {
            return self.written(start, end);
        }
        let before = self.unresolved;
        let text = tag::resolve(unified(raw), &mut self.unresolved);
        self.tell_unresolved(start, before);
        self.append(start, &text)
    }

    /// Text that is as written but for its line ends.
    fn written(&mut self, start: usize, end: usize) -> Step {
        let text: &'s str = self.text;
        match self.innermost() {
            Some(frame) if frame.pending == Pending::Nothing && start < end => {
                frame.pending = Pending::Written(start, end);
                Step::Next
            }
            _ => self.append(start, &unified(text.get(start..end).unwrap_or_default())),
        }
    }

    /// Notes what was left unresolved since `before`.
    fn tell_unresolved(&mut self, at: usize, before: Unresolved) {
        if self.unresolved.entities > before.entities {
            self.doubt(at, "unknown_entity", "an entity that XML does not define stays as written");
        }
        if self.unresolved.ampersands > before.ampersands {
            self.doubt(at, "stray_ampersand", "an ampersand that opens no reference stays as written");
        }
    }

    fn append(&mut self, at: usize, more: &str) -> Step {
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

    fn open(&mut self, start: usize, end: usize, empty: bool) -> Step {
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
    fn mend(&mut self, start: usize) -> Step {
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

    fn declare(&mut self, tag: &Tag<'s>) {
        for Attribute { name, value, .. } in &tag.attributes {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(prefixed) if prefixed.starts_with(':') => prefixed.trim_start_matches(':'),
                _ => continue,
            };
            let namespace = match *value {
                "urn:hl7-org:sdtc" => Namespace::Sdtc,
                "http://www.w3.org/2001/XMLSchema-instance" => Namespace::Instance,
                _ => Namespace::Other,
            };
            if self.bindings.len() < BINDINGS_MAX {
                self.bindings.push((prefix, namespace));
            }
        }
    }

    fn attributes(&mut self, tag: &Tag<'s>, start: usize) {
        let first = self.tree.attributes_len();
        let before = self.unresolved;
        for Attribute { name: raw_name, value: raw, begin, plain } in &tag.attributes {
            if raw_name.starts_with("xmlns") && (raw_name.len() == 5 || raw_name.as_bytes().get(5) == Some(&b':')) {
                continue;
            }
            let name = self.name(raw_name, false, start);
            if self.tree.has_attribute(first, name) {
                self.doubt(start, "duplicate_attribute", "an attribute stands twice in a tag; both are kept");
            }
            let span = match begin {
                Some(begin) if *plain => Span { start: u32::try_from(*begin).unwrap_or(u32::MAX), length: u32::try_from(raw.len()).unwrap_or_default(), made: false },
                _ => {
                    // As XML says: a line end or a tab in a value is a blank.
                    let value = if raw.contains(['\r', '\n', '\t']) { unified(raw).replace(['\n', '\t'], " ").into() } else { Cow::Borrowed(*raw) };
                    self.tree.make(&tag::resolve(value, &mut self.unresolved))
                }
            };
            self.tree.add_attribute(name, span);
        }
        self.tell_unresolved(start, before);
    }

    /// Number of a name without its prefix, but for those of HL7's extensions and of schema instances.
    fn name(&mut self, raw: &str, of_element: bool, at: usize) -> u32 {
        let prefixed = raw.as_bytes().contains(&b':');
        if !prefixed && (!of_element || !self.bindings.iter().any(|(bound, namespace)| bound.is_empty() && *namespace != Namespace::Other)) {
            return self.names.number(raw, &mut self.tree);
        }
        let (prefix, local) = raw.split_once(':').unwrap_or(("", raw));
        if (prefix.is_empty() && !of_element) || prefix == "xml" {
            return self.names.number(local, &mut self.tree);
        }
        let namespace = self.bindings.iter().rev().find(|(bound, _)| *bound == prefix).map(|(_, namespace)| *namespace);
        match namespace {
            Some(Namespace::Sdtc) => self.names.number(&format_smolstr!("sdtc:{local}"), &mut self.tree),
            Some(Namespace::Instance) => self.names.number(&format_smolstr!("xsi:{local}"), &mut self.tree),
            Some(Namespace::Other) => self.names.number(local, &mut self.tree),
            None if prefix.is_empty() => self.names.number(local, &mut self.tree),
            None => {
                if !self.undeclared {
                    self.undeclared = true;
                    self.doubt(at, "undeclared_prefix", "a prefix is used that nothing declares; it may not be the only one");
                }
                self.names.number(if matches!(prefix, "sdtc" | "xsi") { raw } else { local }, &mut self.tree)
            }
        }
    }

    /// An end tag.
    fn end(&mut self, start: usize, end: usize) -> Step {
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

    /// Turns the text since the last child into a node.
    fn flush(&mut self) {
        let text: &'s str = self.text;
        let Some(frame) = self.depth.checked_sub(1).and_then(|index| self.frames.get_mut(index)) else { return };
        let raw = match frame.pending {
            Pending::Nothing => return,
            Pending::Written(start, end) => text.get(start..end).unwrap_or_default(),
            Pending::Made => frame.made.as_str(),
        };
        let span = if !is_blank(raw) {
            match frame.pending {
                Pending::Written(start, end) if memchr::memchr(b'\r', raw.as_bytes()).is_none() => {
                    Span { start: u32::try_from(start).unwrap_or(u32::MAX), length: u32::try_from(end - start).unwrap_or_default(), made: false }
                }
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
}

/// Line ends as XML wants them: CR LF and CR are LF.
fn unified(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_some() { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Node;

    /// The tree as text, and the codes of the issues.
    fn read(bytes: &[u8]) -> (String, String) {
        let mut summary = Summary::default();
        let roots = parse(bytes, &Limits::default(), &mut summary);
        let codes: Vec<&str> = summary.counts.keys().copied().collect();
        (roots.iter().map(show).collect::<Vec<_>>().join(" "), codes.join(" "))
    }

    fn show(element: &Element) -> String {
        let attributes: String = element.attributes.iter().map(|(n, v)| format!(" {n}={v:?}")).collect();
        let children: Vec<String> = element
            .children
            .iter()
            .map(|node| match node {
                Node::Element(child) => show(child),
                Node::Text(text) => format!("{text:?}"),
            })
            .collect();
        format!("{}{attributes}({})", element.step(), children.join(" "))
    }

    fn check(text: &str, tree: &str, codes: &str) {
        assert_eq!(read(text.as_bytes()), (tree.to_string(), codes.to_string()), "{text}");
    }

    #[test]
    fn a_sound_document_is_its_tree() {
        check(
            "<?xml version=\"1.0\"?>\r\n<!-- c --><?xsl a?><a x='1 &lt; 2' y=\"a\r\nb\">\n <b/>t&amp;<!-- c -->u\r\n<b>v</b><![CDATA[ <w> & ]]></a>",
            "a x=\"1 < 2\" y=\"a b\"(b() \"t&u\\n\" b[2](\"v\") \" <w> & \")",
            "",
        );
        check("<text><content>Ann</content> <content>took</content>\n</text>", "text(content(\"Ann\") \" \" content[2](\"took\") \" \")", "");
    }

    #[test]
    fn prefixes_go_except_those_of_extensions() {
        let declared = "xmlns='urn:hl7-org:v3' xmlns:c='urn:hl7-org:v3' xmlns:x='urn:hl7-org:sdtc' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'";
        check(&format!("<c:a {declared} xml:lang='en' i:type='PQ'><x:b x:c='1'/></c:a>"), "a lang=\"en\" xsi:type=\"PQ\"(sdtc:b sdtc:c=\"1\"())", "");
        check("<a><f xmlns='urn:hl7-org:sdtc' code='P'/><f/></a>", "a(sdtc:f code=\"P\"() f())", "");
        check("<a xsi:type='CD'><sdtc:b/><q:c/></a>", "a xsi:type=\"CD\"(sdtc:b() c())", "undeclared_prefix");
    }

    #[test]
    fn tags_that_do_not_match_are_mended() {
        check("<a><b><c>t</b><d/></a>", "a(b(c(\"t\")) d())", "mismatched_end_tag");
        check("<a></x><b/></a>", "a(b())", "unmatched_end_tag");
        check("<a><b>t", "a(b(\"t\"))", "unclosed_element");
        check("<a/>x<b/><a/>", "a() b() a[2]()", "text_outside_root");
        check("<a><b>t</b <c/></a>", "a(b(\"t\") c())", "unclosed_tag");
    }

    #[test]
    fn stray_signs_are_text() {
        check("<td>Na < 135 & K > 5 AT&T</td>", "td(\"Na < 135 & K > 5 AT&T\")", "stray_ampersand stray_markup");
        check("<td>wt <5 kg</td>", "td(\"wt <5 kg\")", "stray_markup");
        check("<td>ann <ann@example.org></td>", "td(\"ann <ann@example.org>\")", "stray_markup");
        check("<td>&nbsp;<br/></td>", "td(\"&nbsp;\" br())", "unknown_entity");
        check("<td>it's <5' tall <b>it's</b></td>", "td(\"it's <5' tall \" b(\"it's\"))", "stray_markup");
        check("<a>x <", "a(\"x <\")", "stray_markup unclosed_element");
    }

    #[test]
    fn broken_tags_keep_what_they_hold() {
        check("<a><b root='1'\n <!-- c --><c/></a>", "a(b root=\"1\"() c())", "unclosed_tag");
        check("<a><b\n <!-- c --><c/></a>", "a(\"<b\\n \" c())", "stray_markup");
        check("<a><b root='1' x=2 root='3'>t</b></a>", "a(b root=\"1\" x=\"2\" root=\"3\"(\"t\"))", "bad_attribute duplicate_attribute");
        check("<a><b x='1 < 2'/></a>", "a(b x=\"1 < 2\"())", "markup_in_attribute");
        check("<a><b x=\"1><c y=\"2\"/></a>", "a(\"<b x=\\\"1>\" c y=\"2\"())", "stray_markup");
        check("<a>t<![CDATA[u", "a(\"tu\")", "unclosed_element unclosed_markup");
        check("<a>t<!-- u", "a(\"t\")", "unclosed_element unclosed_markup");
        check("<a>t<!ELEMENT x><b/></a>", "a(\"t<!ELEMENT x>\" b())", "stray_markup");
    }

    #[test]
    fn what_is_dangerous_is_set_aside() {
        let refused = |text: &str, code: &str| {
            let mut summary = Summary::default();
            let roots = parse(text.as_bytes(), &Limits::default(), &mut summary);
            assert_eq!((roots.len(), summary.quarantined, summary.counts.keys().copied().collect::<Vec<_>>()), (0, 1, vec![code]));
        };
        refused("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "dtd");
        refused("<!doctype a", "dtd");
        refused(&"<a>".repeat(100_000), "too_deep");
        let many: String = (0..200).map(|i| format!(" a{i}=''")).collect();
        refused(&format!("<a{many}/>"), "too_many_attributes");
    }

    #[test]
    fn places_are_those_of_start_tags() {
        let mut summary = Summary::default();
        let roots = parse("<a>\n é<b/>\n  <b\n x='1'/></a>".as_bytes(), &Limits::default(), &mut summary);
        let places: Vec<_> = roots[0].elements().map(|e| (e.line, e.byte, e.step())).collect();
        assert_eq!(places, [(2, 7, "b".to_string()), (3, 14, "b[2]".to_string())]);
    }

    #[test]
    fn hostile_text_ends_soon() {
        let mut summary = Summary::default();
        for text in ["<a ".repeat(200_000), "< ".repeat(400_000), "<a b=\"".repeat(100_000), "<!".repeat(300_000), "</a <".repeat(100_000)] {
            parse(text.as_bytes(), &Limits::default(), &mut summary);
        }
        assert!(summary.issues.len() <= Limits::default().issues_max);
    }

    proptest::proptest! {
        /// Nothing panics, and where a start tag stands there is an element or an issue.
        #[test]
        fn no_markup_panics(parts in proptest::collection::vec("<|>|</|/>|a|<a>|</a>| b='c'|\"|&|;|<!--|-->|<!\\[CDATA\\[|\\]\\]>|<\\?|\\?>|\u{feff}|é| |<!DOCTYPE", 0..40)) {
            let text = parts.concat();
            let mut summary = Summary::default();
            let roots = parse(text.as_bytes(), &Limits::default(), &mut summary);
            if roots.is_empty() && text.contains("<a>") && !text.contains("<!") && !text.contains("<?") {
                proptest::prop_assert!(!summary.issues.is_empty(), "{text:?}");
            }
        }
    }
}
