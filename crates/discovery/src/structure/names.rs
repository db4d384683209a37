//! What the standards call segments, fields, components, sections, templates and loops: short lists beside the code.

use std::collections::HashMap;
use std::sync::LazyLock;

static SEGMENTS: LazyLock<HashMap<&'static str, (&'static str, Vec<&'static str>)>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let mut parts = line.split('|');
        Some((parts.next()?, (parts.next()?, parts.next().unwrap_or("").split(';').collect::<Vec<_>>())))
    };
    lines(include_str!("hl7_names.txt")).filter_map(line).collect()
});
static TYPES: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let line = |line: &'static str| line.split_once('|').map(|(name, parts)| (name, parts.split(';').collect::<Vec<_>>()));
    lines(include_str!("hl7_types.txt")).filter_map(line).collect()
});
static CCDA: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| lines(include_str!("ccda_names.txt")).filter_map(|line| line.split_once('|')).collect());
static X12: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| lines(include_str!("x12_names.txt")).filter_map(|line| line.split_once('|')).collect());

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// What a segment of HL7 v2 is.
pub(super) fn segment(name: &str) -> Option<&'static str> {
    SEGMENTS.get(name).map(|(title, _)| *title)
}

/// Whether the fields of a segment are listed: of one that is listed by its name alone no field is unknown.
pub(super) fn lists_fields(name: &str) -> bool {
    SEGMENTS.get(name).is_some_and(|(_, fields)| fields.len() > 1)
}

fn listed(name: &str, number: usize) -> Option<&'static str> {
    SEGMENTS.get(name)?.1.get(number.checked_sub(1)?).copied().filter(|field| !field.is_empty())
}

/// What a field of a segment is; fields are counted from 1.
pub(super) fn field(name: &str, number: usize) -> Option<&'static str> {
    listed(name, number).map(|field| field.split_once(':').map_or(field, |(title, _)| title))
}

/// What a component of a field is.
pub(super) fn component(name: &str, number: usize, component: usize) -> Option<&'static str> {
    let (_, kind) = listed(name, number)?.split_once(':')?;
    TYPES.get(kind)?.get(component.checked_sub(1)?).copied()
}

/// What a LOINC code of a document or section, or a template, is called.
pub(super) fn clinical(code: &str) -> Option<&'static str> {
    CCDA.get(code).copied()
}

/// What a transaction set, a loop or a segment of X12 is called.
pub(super) fn x12(name: &str) -> Option<&'static str> {
    X12.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_whole() {
        assert_eq!((segment("PID"), field("PID", 3), component("PID", 3, 5)), (Some("Patient Identification"), Some("Patient Identifier List"), Some("Identifier Type Code")));
        assert_eq!((field("MSH", 9), component("MSH", 9, 2), field("PID", 99), component("PID", 8, 1)), (Some("Message Type"), Some("Trigger Event"), None, None));
        assert_eq!((segment("ZPI"), clinical("48765-2"), x12("2010BA")), (None, Some("Allergies and Intolerances"), Some("Subscriber Name")));
        // A type that a field names is listed.
        for (name, (_, fields)) in SEGMENTS.iter() {
            for field in fields {
                assert!(field.split_once(':').is_none_or(|(_, kind)| TYPES.contains_key(kind)), "{name}: {field}");
            }
        }
    }
}
