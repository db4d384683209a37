//! Resources as JSON lines: a template built once from the rules' paths, written row by row.
//!
//! Empty values leave no trace: no null, no empty object, no hole in an array. A constant beside values of fields appears
//! only when one of those has a value.

use crate::check::CheckedRule;
use std::fmt::Write as _;

/// Where a rule's value goes, as a tree.
#[derive(Debug)]
pub(crate) enum Template {
    Object(Vec<(String, Template)>),
    Array(Vec<Template>),
    Leaf(Leaf),
}

#[derive(Debug)]
pub(crate) struct Leaf {
    pub rule: usize,
    constant: bool,
    quoted: bool,
}

impl Template {
    /// The template of a resource; two rules for one element are reported by the caller beforehand.
    pub(crate) fn new(rules: &[CheckedRule]) -> Self {
        let mut root = Self::Object(Vec::new());
        for (index, rule) in rules.iter().enumerate() {
            let quoted = !matches!(rule.element.kind.as_str(), "boolean" | "integer" | "positiveInt" | "unsignedInt" | "decimal");
            let leaf = Leaf { rule: index, constant: rule.is_constant(), quoted };
            root.place(&rule.steps, leaf);
        }
        root
    }

    fn place(&mut self, steps: &[crate::elements::Step], leaf: Leaf) {
        let Self::Object(members) = self else { return };
        let Some((step, rest)) = steps.split_first() else { return };
        let position = members.iter().position(|(n, _)| *n == step.name).unwrap_or_else(|| {
            let empty = if step.many { Self::Array(Vec::new()) } else { Self::Object(Vec::new()) };
            members.push((step.name.clone(), empty));
            members.len() - 1
        });
        let mut slot = &mut members[position].1;
        if let Self::Array(items) = slot {
            let index = step.index.unwrap_or(0);
            while items.len() <= index {
                items.push(Self::Object(Vec::new()));
            }
            slot = &mut items[index];
        }
        if rest.is_empty() {
            *slot = Self::Leaf(leaf);
        } else {
            slot.place(rest, leaf);
        }
    }

    fn leaves(&self, each: &mut dyn FnMut(&Leaf)) {
        match self {
            Self::Object(members) => members.iter().for_each(|(_, t)| t.leaves(each)),
            Self::Array(items) => items.iter().for_each(|t| t.leaves(each)),
            Self::Leaf(leaf) => each(leaf),
        }
    }

    /// Whether anything is written for this row: a value of a field, or constants alone.
    fn is_present(&self, row: &[Option<&str>]) -> bool {
        let (mut varies, mut any_varying, mut any) = (false, false, false);
        self.leaves(&mut |leaf| {
            varies |= !leaf.constant;
            any_varying |= !leaf.constant && row[leaf.rule].is_some();
            any |= row[leaf.rule].is_some();
        });
        if varies { any_varying } else { any }
    }

    /// Writes the value for a row; the caller has asked `is_present`.
    fn write(&self, row: &[Option<&str>], out: &mut String) {
        match self {
            Self::Leaf(leaf) => match row[leaf.rule] {
                Some(value) if leaf.quoted => quote(value, out),
                Some(value) => out.push_str(value),
                None => out.push_str("null"),
            },
            Self::Array(items) => {
                out.push('[');
                let mut first = true;
                for item in items.iter().filter(|i| i.is_present(row)) {
                    if !std::mem::take(&mut first) {
                        out.push(',');
                    }
                    item.write(row, out);
                }
                out.push(']');
            }
            Self::Object(_) => {
                out.push('{');
                self.write_members(row, out, true);
                out.push('}');
            }
        }
    }

    fn write_members(&self, row: &[Option<&str>], out: &mut String, mut first: bool) {
        let Self::Object(members) = self else { return };
        for (name, value) in members.iter().filter(|(_, v)| v.is_present(row)) {
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            quote(name, out);
            out.push(':');
            value.write(row, out);
        }
    }

    /// One resource as a JSON line without line end.
    pub(crate) fn resource(&self, kind: &str, id: &str, profile: Option<&str>, row: &[Option<&str>], out: &mut String) {
        out.clear();
        out.push_str("{\"resourceType\":");
        quote(kind, out);
        out.push_str(",\"id\":");
        quote(id, out);
        if let Some(profile) = profile {
            out.push_str(",\"meta\":{\"profile\":[");
            quote(profile, out);
            out.push_str("]}");
        }
        self.write_members(row, out, false);
        out.push('}');
    }
}

/// A JSON string.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
