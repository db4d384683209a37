//! Names of elements and attributes, and what their prefixes stand for. Declarations are in scope while their element is open.

use super::Parser;
use super::texts::unified;
use crate::xml::reference;
use crate::xml::tag::{Attribute, Tag};
use crate::xml::tree::Span;
use smol_str::format_smolstr;
use std::borrow::Cow;

/// Namespace declarations in scope; further ones are not seen.
const BINDINGS_MAX: usize = 1_024;

/// What the name of a prefix stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespace {
    Sdtc,
    Instance,
    Other,
}

impl<'s> Parser<'s> {
    pub(super) fn declare(&mut self, tag: &Tag<'s>) {
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

    pub(super) fn attributes(&mut self, tag: &Tag<'s>, start: usize) {
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
                Some(begin) if *plain => Span::written(*begin, begin + raw.len()),
                _ => {
                    // As XML says: a line end or a tab in a value is a blank.
                    let value = if raw.contains(['\r', '\n', '\t']) { unified(raw).replace(['\n', '\t'], " ").into() } else { Cow::Borrowed(*raw) };
                    self.tree.make(&reference::resolve(value, &mut self.unresolved))
                }
            };
            self.tree.add_attribute(name, span);
        }
        self.tell_unresolved(start, before);
    }

    /// Number of a name without its prefix, but for those of HL7's extensions and of schema instances.
    pub(super) fn name(&mut self, raw: &str, of_element: bool, at: usize) -> u32 {
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
}
