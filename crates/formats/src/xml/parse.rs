//! Events of `quick-xml` into trees. Every flaw of the markup is mended where it stands: a stray `<` is text, a tag that
//! never ends is an element without content, an end tag closes what stands open below its element.
//!
//! Reading starts anew after a stray `<`, and what is read twice is taken from an allowance, so that the time stays
//! linear. Nothing here refers to CDA.

use super::source::{Place, Source};
use super::tag::{self, Tag, Unresolved};
use super::{ATTRIBUTES_MAX, DEPTH_MAX, Element, NODES_MAX, Node, is_inline};
use crate::{Limits, Summary};
use quick_xml::Reader;
use quick_xml::events::Event;
use smol_str::{SmolStr, format_smolstr};
use std::borrow::Cow;
use std::collections::HashMap;

/// Bytes that may be read a second time in any case; eight times the file in large ones.
const ALLOWANCE_BYTES_MIN: usize = 16 << 20;
/// Namespace declarations in scope; further ones are not seen.
const BINDINGS_MAX: usize = 1_024;

/// The elements at the top of a file, each with all it holds. There is more than one in a file of fragments.
pub(crate) fn parse(bytes: &[u8], limits: &Limits, summary: &mut Summary) -> Vec<Element> {
    let source = Source::new(bytes, limits, summary);
    summary.encoding.clone_from(&source.encoding);
    let mut parser = Parser {
        text: &source.text,
        place: source.start(),
        limits,
        summary,
        frames: Vec::new(),
        roots: Vec::new(),
        root_names: Names::default(),
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
    parser.finish()
}

/// What the name of a prefix stands for.
#[derive(Clone, Copy)]
enum Namespace {
    Sdtc,
    Instance,
    Other,
}

/// Different names among siblings that are looked through one by one; further ones are hashed.
const NAMES_NEAR: usize = 16;

/// How often each name stood among siblings so far.
#[derive(Default)]
struct Names {
    near: Vec<(SmolStr, u32)>,
    far: HashMap<SmolStr, u32>,
}

impl Names {
    /// Counts one more and gives its position, from 1.
    fn next(&mut self, name: &SmolStr) -> u32 {
        if let Some((_, count)) = self.near.iter_mut().find(|(known, _)| known == name) {
            *count += 1;
            return *count;
        }
        if self.near.len() < NAMES_NEAR {
            self.near.push((name.clone(), 1));
            return 1;
        }
        let count = self.far.entry(name.clone()).or_default();
        *count += 1;
        *count
    }
}

/// An element that is still open.
struct Frame {
    element: Element,
    /// How many children of each name it has.
    names: Names,
    /// Text since the last child.
    pending: String,
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
    frames: Vec<Frame>,
    roots: Vec<Element>,
    root_names: Names,
    bindings: Vec<(String, Namespace)>,
    nodes: u64,
    allowance: usize,
    unresolved: Unresolved,
    undeclared: bool,
}

impl<'s> Parser<'s> {
    /// Reads on from a place; gives the place where reading has to start anew, `None` at the end.
    fn read(&mut self, from: usize) -> Option<usize> {
        let text: &'s str = self.text;
        let rest: &'s str = text.get(from..)?;
        // The reader drops a byte order mark without counting it.
        let from = if rest.starts_with('\u{feff}') { from + '\u{feff}'.len_utf8() } else { from };
        let mut reader = Reader::from_str(text.get(from..)?);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            let start = from + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX - from);
            let event = reader.read_event();
            let end = from + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX - from);
            let step = match event {
                Ok(Event::Eof) => Step::Stop,
                Ok(Event::Start(_)) => self.open(start, end, false),
                Ok(Event::Empty(_)) => self.open(start, end, true),
                Ok(Event::End(_)) => self.end(start, end),
                Ok(Event::Text(_) | Event::GeneralRef(_)) => self.characters(start, end),
                Ok(Event::CData(data)) => self.append(start, &unified(&data)),
                Ok(Event::DocType(_)) => self.refuse(start, "dtd", "the file has a document type declaration; these are not read"),
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => Step::Next,
                Err(_) => self.mend(start),
            };
            match step {
                Step::Next => {}
                Step::From(at) => return Some(at),
                Step::Stop => return None,
            }
        }
    }

    fn doubt(&mut self, at: usize, code: &'static str, message: &str) {
        self.place.advance(at);
        self.summary.doubt(self.limits, code, self.place.line, self.place.byte, message);
    }

    /// Sets aside the document that is being read; those before it stay.
    fn refuse(&mut self, at: usize, code: &'static str, message: &str) -> Step {
        self.place.advance(at);
        self.summary.refuse(self.limits, code, self.place.line, self.place.byte, message);
        self.frames.clear();
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
        let raw = unified(text.get(start..end).unwrap_or_default());
        let before = self.unresolved;
        let text = tag::resolve(raw, &mut self.unresolved);
        self.tell_unresolved(start, before);
        self.append(start, &text)
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

    fn append(&mut self, at: usize, text: &str) -> Step {
        match self.frames.last_mut() {
            Some(frame) => frame.pending.push_str(text),
            None if text.trim().is_empty() => {}
            None => self.doubt(at, "text_outside_root", &format!("{} characters outside of every element are not read", text.trim().chars().count())),
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
        if self.frames.len() >= DEPTH_MAX {
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
        let (line, byte) = (self.place.line, self.place.byte);
        let bindings = self.bindings.len();
        self.declare(tag);
        let attributes = self.attributes(tag, start);
        let name = self.name(tag.name, true, start);
        let names = self.frames.last_mut().map_or(&mut self.root_names, |frame| &mut frame.names);
        let position = names.next(&name);
        let element = Element { name, attributes, children: Vec::new(), line, byte, position };
        self.frames.push(Frame { element, names: Names::default(), pending: String::new(), bindings });
        if empty {
            self.close();
        }
        Step::Next
    }

    fn declare(&mut self, tag: &Tag<'s>) {
        for (name, value) in &tag.attributes {
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
                self.bindings.push((prefix.to_string(), namespace));
            }
        }
    }

    fn attributes(&mut self, tag: &Tag<'s>, start: usize) -> Vec<(SmolStr, SmolStr)> {
        let mut attributes: Vec<(SmolStr, SmolStr)> = Vec::with_capacity(tag.attributes.len());
        let before = self.unresolved;
        for (raw_name, raw) in &tag.attributes {
            if *raw_name == "xmlns" || raw_name.starts_with("xmlns:") {
                continue;
            }
            let name = self.name(raw_name, false, start);
            if attributes.iter().any(|(known, _)| *known == name) {
                self.doubt(start, "duplicate_attribute", "an attribute stands twice in a tag; both are kept");
            }
            // As XML says: a line end or a tab in a value is a blank.
            let value = if raw.contains(['\r', '\n', '\t']) { unified(raw).replace(['\n', '\t'], " ").into() } else { Cow::Borrowed(*raw) };
            attributes.push((name, tag::resolve(value, &mut self.unresolved).into()));
        }
        self.tell_unresolved(start, before);
        attributes
    }

    /// A name without its prefix, but for those of HL7's extensions and of schema instances.
    fn name(&mut self, raw: &str, of_element: bool, at: usize) -> SmolStr {
        let (prefix, local) = raw.split_once(':').unwrap_or(("", raw));
        if (prefix.is_empty() && !of_element) || prefix == "xml" {
            return local.into();
        }
        let namespace = self.bindings.iter().rev().find(|(bound, _)| bound == prefix).map(|(_, namespace)| *namespace);
        match namespace {
            Some(Namespace::Sdtc) => format_smolstr!("sdtc:{local}"),
            Some(Namespace::Instance) => format_smolstr!("xsi:{local}"),
            Some(Namespace::Other) => local.into(),
            None if prefix.is_empty() => local.into(),
            None => {
                if !self.undeclared {
                    self.undeclared = true;
                    self.doubt(at, "undeclared_prefix", "a prefix is used that nothing declares; it may not be the only one");
                }
                if matches!(prefix, "sdtc" | "xsi") { raw.into() } else { local.into() }
            }
        }
    }

    /// An end tag.
    fn end(&mut self, start: usize, end: usize) -> Step {
        let inner: &'s str = self.text.get(start + 2..end.saturating_sub(1)).unwrap_or_default();
        let cut = inner.find('<');
        let raw = inner.get(..cut.unwrap_or(inner.len())).and_then(|i| i.split_whitespace().next()).unwrap_or_default();
        let name = self.name(raw, true, start);
        match self.frames.iter().rposition(|frame| frame.element.name == name) {
            Some(index) => {
                let open = self.frames.len().saturating_sub(index + 1);
                if open > 0 {
                    self.doubt(start, "mismatched_end_tag", &format!("{open} elements end without an end tag of their own"));
                }
                while self.frames.len() > index {
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
        let Some(frame) = self.frames.last_mut() else { return };
        let text = std::mem::take(&mut frame.pending);
        if !text.trim().is_empty() {
            frame.element.children.push(Node::Text(text));
        } else if !text.is_empty() && matches!(frame.element.children.last(), Some(Node::Element(last)) if is_inline(&last.name)) {
            frame.element.children.push(Node::Text(" ".into()));
        }
    }

    /// Closes the innermost element.
    fn close(&mut self) {
        self.flush();
        let Some(frame) = self.frames.pop() else { return };
        self.bindings.truncate(frame.bindings);
        match self.frames.last_mut() {
            Some(parent) => parent.element.children.push(Node::Element(frame.element)),
            None => self.roots.push(frame.element),
        }
    }

    /// Closes what is open at the end.
    fn finish(mut self) -> Vec<Element> {
        let open = self.frames.len();
        if open > 0 {
            self.doubt(self.text.len(), "unclosed_element", &format!("the file ends and {open} elements are open; what they hold was read"));
        }
        while !self.frames.is_empty() {
            self.close();
        }
        self.roots
    }
}

/// Line ends as XML wants them: CR LF and CR are LF.
fn unified(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

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
