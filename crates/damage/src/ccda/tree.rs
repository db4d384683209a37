//! A clinical document as a tree that is written back byte by byte as it was read, but for what was edited.
//!
//! Values and texts are kept as they stand in the file, entities unresolved; [`Element::set`] and [`Element::say`] escape
//! what they are given. Names are found without their prefix. What is taken out leaves its line ends behind, so that the
//! lines of everything else stay where they were.

/// One document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Declaration, instructions and comments before the root.
    pub(super) before: String,
    /// The root.
    pub root: Element,
    /// What follows the root.
    pub(super) after: String,
}

/// One element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Name as written, with its prefix.
    pub name: String,
    /// Attributes in order, namespace declarations among them.
    pub attributes: Vec<Attribute>,
    /// What it holds.
    pub children: Vec<Node>,
    /// What stands before the end of the start tag.
    pub(super) gap: String,
    /// What stands before the end of the end tag.
    pub(super) end: String,
    /// Whether it is written as one tag.
    pub(super) single: bool,
}

/// One attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// White space before it.
    pub(super) gap: String,
    /// Name as written.
    pub name: String,
    /// The sign between name and value, with the blanks around it.
    pub(super) equals: String,
    /// Quote around the value.
    pub(super) quote: char,
    /// Value as written.
    pub value: String,
}

/// What an element holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text, a comment, an instruction or character data, as written.
    Other(String),
}

/// The way to an element: numbers among the nodes, from the element where the way begins.
pub type Way = Vec<usize>;

impl Document {
    /// The document as text.
    pub fn text(&self) -> String {
        let mut out = self.before.clone();
        self.root.write(&mut out);
        out.push_str(&self.after);
        out
    }
}

impl Element {
    /// An empty element of a name.
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), attributes: Vec::new(), children: Vec::new(), gap: String::new(), end: String::new(), single: true }
    }

    /// An empty element under the prefix of this one.
    pub fn akin(&self, name: &str) -> Self {
        let prefix = self.name.split_once(':').map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
        Self::new(&format!("{prefix}{name}"))
    }

    /// The same with an attribute.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// The same with an element inside.
    pub fn holding(mut self, child: Element) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    /// Name without its prefix.
    pub fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or(&self.name)
    }

    /// Writes the element.
    pub fn write(&self, out: &mut String) {
        self.open(out);
        if self.is_single() {
            return;
        }
        for node in &self.children {
            match node {
                Node::Element(child) => child.write(out),
                Node::Other(text) => out.push_str(text),
            }
        }
        self.close(out);
    }

    /// Whether one tag is all of it.
    pub(super) fn is_single(&self) -> bool {
        self.single && self.children.is_empty()
    }

    /// Writes the start tag.
    pub(super) fn open(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for attribute in &self.attributes {
            out.push_str(&attribute.gap);
            out.push_str(&attribute.name);
            out.push_str(&attribute.equals);
            out.push(attribute.quote);
            out.push_str(&attribute.value);
            out.push(attribute.quote);
        }
        out.push_str(&self.gap);
        out.push_str(if self.is_single() { "/>" } else { ">" });
    }

    /// Writes the end tag.
    pub(super) fn close(&self, out: &mut String) {
        out.push_str("</");
        out.push_str(&self.name);
        out.push_str(&self.end);
        out.push('>');
    }

    /// Value of an attribute without blanks around it; empty when there is none.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|a| a.name == name).map_or("", |a| a.value.trim())
    }

    /// Sets an attribute, whether it was there or not.
    pub fn set(&mut self, name: &str, value: &str) {
        let value = escaped(value);
        match self.attributes.iter_mut().find(|a| a.name == name) {
            Some(attribute) => {
                attribute.value = value;
                attribute.quote = '"';
            }
            None => self.attributes.push(Attribute { gap: " ".into(), name: name.into(), equals: "=".into(), quote: '"', value }),
        }
    }

    /// Takes an attribute out. Whether there was one.
    pub fn unset(&mut self, name: &str) -> bool {
        let before = self.attributes.len();
        self.attributes.retain(|a| a.name != name);
        self.attributes.len() < before
    }

    /// Child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Other(_) => None,
        })
    }

    /// Child elements to edit.
    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Element> {
        self.children.iter_mut().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Other(_) => None,
        })
    }

    /// First child of a name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|e| e.local() == name)
    }

    /// First child of a name, to edit.
    pub fn child_mut(&mut self, name: &str) -> Option<&mut Element> {
        self.elements_mut().find(|e| e.local() == name)
    }

    /// First element down a path of names.
    pub fn down(&self, path: &str) -> Option<&Element> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// First element down a path of names, to edit.
    pub fn down_mut(&mut self, path: &str) -> Option<&mut Element> {
        path.split('/').try_fold(self, |element, name| element.child_mut(name))
    }

    /// Every element down a path of names, to any number of each.
    pub fn ways(&self, path: &str) -> Vec<Way> {
        let mut found: Vec<(Way, &Element)> = vec![(Way::new(), self)];
        for name in path.split('/') {
            found = found.into_iter().flat_map(|(way, element)| element.steps(&way, |e| e.local() == name)).collect();
        }
        found.into_iter().map(|(way, _)| way).collect()
    }

    /// Every element below that passes, in document order.
    pub fn within(&self, passes: impl Fn(&Element) -> bool + Copy) -> Vec<Way> {
        let mut found = Vec::new();
        for (way, element) in self.steps(&Way::new(), |_| true) {
            if passes(element) {
                found.push(way.clone());
            }
            found.extend(element.within(passes).into_iter().map(|inner| way.iter().copied().chain(inner).collect::<Way>()));
        }
        found
    }

    fn steps<'e>(&'e self, way: &[usize], passes: impl Fn(&Element) -> bool) -> Vec<(Way, &'e Element)> {
        let mut found = Vec::new();
        for (number, node) in self.children.iter().enumerate() {
            if let Node::Element(child) = node
                && passes(child)
            {
                found.push((way.iter().copied().chain([number]).collect(), child));
            }
        }
        found
    }

    /// The element at the end of a way.
    pub fn at(&self, way: &[usize]) -> Option<&Element> {
        way.iter().try_fold(self, |element, number| match element.children.get(*number) {
            Some(Node::Element(child)) => Some(child),
            _ => None,
        })
    }

    /// The element at the end of a way, to edit.
    pub fn at_mut(&mut self, way: &[usize]) -> Option<&mut Element> {
        way.iter().try_fold(self, |element, number| match element.children.get_mut(*number) {
            Some(Node::Element(child)) => Some(child),
            _ => None,
        })
    }

    /// Takes children out, those that pass. Whether there was one.
    pub fn drop_all(&mut self, passes: impl Fn(&Element) -> bool) -> bool {
        let mut any = false;
        for node in &mut self.children {
            if let Node::Element(child) = node
                && passes(child)
            {
                let lines = child.lines();
                *node = Node::Other("\n".repeat(lines));
                any = true;
            }
        }
        any
    }

    /// Takes the children of a name out. Whether there was one.
    pub fn drop_named(&mut self, name: &str) -> bool {
        self.drop_all(|e| e.local() == name)
    }

    /// Line ends in the element as written.
    pub(super) fn lines(&self) -> usize {
        let mut text = String::new();
        self.write(&mut text);
        text.matches('\n').count()
    }

    /// Puts an element after the last child of any of the names, else before the first child.
    pub fn put_after(&mut self, names: &[&str], element: Element) {
        let last = self.children.iter().rposition(|node| matches!(node, Node::Element(e) if names.contains(&e.local())));
        self.children.insert(last.map_or(0, |at| at + 1), Node::Element(element));
    }

    /// All text below, entities resolved, white space folded.
    pub fn words(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn gather(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Element(child) => {
                    out.push(' ');
                    child.gather(out);
                    out.push(' ');
                }
                Node::Other(text) if text.starts_with('<') => {}
                Node::Other(text) => out.push_str(&resolved(text)),
            }
        }
    }

    /// Puts a text in place of everything that it holds.
    pub fn say(&mut self, text: &str) {
        let lines: usize = self.children.iter().map(|node| if let Node::Element(child) = node { child.lines() } else { 0 }).sum();
        self.children = vec![Node::Other(escaped(text) + &"\n".repeat(lines))];
    }
}

/// A text as it may stand between tags and in an attribute.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A text as written, with the entities of XML resolved; numbers are left as they are.
pub fn resolved(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

impl Element {
    /// The way to the first child that passes.
    pub(super) fn within_children(&self, passes: impl Fn(&Element) -> bool) -> Option<Way> {
        self.steps(&Way::new(), passes).into_iter().next().map(|(way, _)| way)
    }
}
