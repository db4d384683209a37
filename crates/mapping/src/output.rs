//! Resources as JSON lines: a template built once from the rules' paths, written row by row.
//!
//! Empty values leave no trace: no null, no empty object, no hole in an array. A constant beside values of fields appears
//! only when one of those has a value.

use crate::check::CheckedRule;
use std::fmt::Write as _;

/// Where a rule's value goes, as a tree.
#[derive(Debug)]
pub(crate) enum Template {
    Object(Vec<Part>),
    Array(Vec<Part>),
    Leaf(Leaf),
}

/// A member of an object, or an item of an array.
#[derive(Debug)]
pub(crate) struct Part {
    /// The member's name as it is written, with its colon; nothing in an array.
    name: String,
    value: Template,
    /// Rules of which one must have a value for the part to be written: those of fields, or the constants where there are no others.
    deciding: Vec<usize>,
}

impl Part {
    fn new(name: String, value: Template) -> Self {
        Self { name, value, deciding: Vec::new() }
    }

    fn is_present(&self, row: &[Option<&str>]) -> bool {
        self.deciding.iter().any(|rule| row.get(*rule).is_some_and(Option::is_some))
    }
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
        root.decide();
        root
    }

    fn place(&mut self, steps: &[crate::elements::Step], leaf: Leaf) {
        let Self::Object(members) = self else { return };
        let Some((step, rest)) = steps.split_first() else { return };
        let mut name = String::new();
        quote(&step.name, &mut name);
        name.push(':');
        let position = members.iter().position(|m| m.name == name).unwrap_or_else(|| {
            let empty = if step.many { Self::Array(Vec::new()) } else { Self::Object(Vec::new()) };
            members.push(Part::new(name, empty));
            members.len() - 1
        });
        let mut slot = &mut members[position].value;
        if let Self::Array(items) = slot {
            let index = step.index.unwrap_or(0);
            while items.len() <= index {
                items.push(Part::new(String::new(), Self::Object(Vec::new())));
            }
            slot = &mut items[index].value;
        }
        if rest.is_empty() {
            *slot = Self::Leaf(leaf);
        } else {
            slot.place(rest, leaf);
        }
    }

    fn leaves(&self, each: &mut dyn FnMut(&Leaf)) {
        match self {
            Self::Object(parts) | Self::Array(parts) => parts.iter().for_each(|part| part.value.leaves(each)),
            Self::Leaf(leaf) => each(leaf),
        }
    }

    /// Notes of every part which rules decide whether it is written.
    fn decide(&mut self) {
        let (Self::Object(parts) | Self::Array(parts)) = self else { return };
        for part in parts {
            part.value.decide();
            let (mut fields, mut constants) = (Vec::new(), Vec::new());
            part.value.leaves(&mut |leaf| if leaf.constant { constants.push(leaf.rule) } else { fields.push(leaf.rule) });
            part.deciding = if fields.is_empty() { constants } else { fields };
        }
    }

    /// Writes the value for a row; the caller has asked whether its part is present.
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
                    item.value.write(row, out);
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
        for member in members.iter().filter(|m| m.is_present(row)) {
            if !std::mem::take(&mut first) {
                out.push(',');
            }
            out.push_str(&member.name);
            member.value.write(row, out);
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
    // Most texts are written as they are.
    if !text.bytes().fold(false, |special, b| special | (b == b'"') | (b == b'\\') | (b < b' ')) {
        out.push_str(text);
        out.push('"');
        return;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> String {
        let mut out = String::new();
        quote(text, &mut out);
        out
    }

    #[test]
    fn every_text_is_the_json_string_that_a_reader_reads_back() {
        let special: String = (0..0x30).filter_map(char::from_u32).chain(['\u{7f}', '\\', '\u{e9}', '\u{2028}', '\u{1f600}']).collect();
        let texts = special.chars().map(|c| format!("a{c}")).chain([special.clone(), String::new(), "O'Brien 50 %".into(), "\u{e9}t\u{e9}".into()]);
        for text in texts {
            assert_eq!(serde_json::from_str::<String>(&quoted(&text)).ok(), Some(text.clone()), "{text:?}");
        }
        assert_eq!(quoted("a\"b\\c\n\u{1}"), r#""a\"b\\c\n\u0001""#);
    }

    fn leaf(rule: usize, constant: bool) -> Template {
        Template::Leaf(Leaf { rule, constant, quoted: true })
    }

    fn member(name: &str, value: Template) -> Part {
        Part::new(format!("\"{name}\":"), value)
    }

    #[test]
    fn a_constant_is_written_with_a_value_beside_it_or_where_nothing_but_constants_stands() {
        let coding = Template::Object(vec![member("system", leaf(0, true)), member("code", leaf(1, false))]);
        let items = Template::Array(vec![Part::new(String::new(), coding), Part::new(String::new(), leaf(2, false))]);
        let mut root = Template::Object(vec![member("coding", items), member("status", leaf(3, true)), member("none", Template::Object(Vec::new()))]);
        root.decide();
        let written = |row: &[Option<&str>]| {
            let mut out = String::new();
            root.write_members(row, &mut out, true);
            out
        };
        assert_eq!(written(&[Some("s"), Some("c"), Some("x"), Some("f")]), r#""coding":[{"system":"s","code":"c"},"x"],"status":"f""#);
        assert_eq!(written(&[Some("s"), None, Some("x"), Some("f")]), r#""coding":["x"],"status":"f""#);
        assert_eq!(written(&[Some("s"), Some("c"), None, None]), r#""coding":[{"system":"s","code":"c"}]"#);
        assert_eq!(written(&[Some("s"), None, None, Some("f")]), r#""status":"f""#);
    }
}
