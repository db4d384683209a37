//! Flat XML datasets of DBUnit (`<dataset><patient patient_id="7" voided="false"/></dataset>`): a record an element.
//!
//! The relation is the name of the element, the fields are its attributes; an absent attribute is NULL. What stands inside
//! an element of the dataset is no part of the format: it is counted, not read.

use crate::text::{Window, decode};
use crate::{Item, Limits, Record, Summary};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::io::Read;
use std::ops::ControlFlow;

/// Whether the root of an XML text is a dataset.
pub(crate) fn looks_like(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        let end = match after {
            a if a.starts_with("!--") => "-->",
            a if a.starts_with('?') || a.starts_with('!') => ">",
            a => return a.strip_prefix("dataset").is_some_and(|r| r.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))),
        };
        let Some((_, next)) = after.split_once(end) else { return false };
        rest = next;
    }
    false
}

pub(crate) fn read(
    _name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut window = Window::new(input)?;
    let mut summary = Summary { encoding: window.encoding().into(), ..Summary::default() };
    let skipped = window.offset;
    while window.bytes().len() <= limits.document_bytes_max && window.grow()? {}
    if window.bytes().len() > limits.document_bytes_max {
        summary.refuse(limits, "document_too_long", 0, 0, format!("the document is longer than {} bytes", limits.document_bytes_max));
        return Ok(summary);
    }
    let (text, recoded) = decode(window.bytes());
    if recoded {
        summary.doubt(limits, "not_utf8", 0, 0, "the document is not UTF-8 and was read as Windows-1252");
        summary.encoding = "windows-1252".into();
    }
    elements(&text, skipped, limits, &mut summary, each);
    Ok(summary)
}

fn elements(text: &str, skipped: u64, limits: &Limits, summary: &mut Summary, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let (mut depth, mut line, mut counted, mut unread, mut rooted) = (0u64, 1u64, 0usize, 0u64, false);
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
        line += memchr::memchr_iter(b'\n', text.as_bytes().get(counted..start).unwrap_or_default()).count() as u64;
        counted = start;
        let place = (line, skipped + start as u64);
        let (element, opens) = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(element)) => (element, true),
            Ok(Event::Empty(element)) => (element, false),
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                continue;
            }
            Ok(Event::Text(content)) => {
                unread += u64::from(depth > 1 && !content.trim().is_empty());
                continue;
            }
            Ok(Event::CData(_) | Event::GeneralRef(_)) => {
                unread += u64::from(depth > 1);
                continue;
            }
            Ok(_) => continue,
            Err(_) => {
                summary.refuse(limits, "bad_xml", place.0, place.1, "the XML breaks off or is not well formed here; reading ends");
                break;
            }
        };
        match depth {
            0 if element.local_name().into_inner() == "dataset" => rooted = true,
            0 => {
                summary.refuse(limits, "no_dataset", place.0, place.1, "the root of the document is no dataset");
                break;
            }
            1 => {
                if deliver(&element, place, limits, summary, each).is_break() {
                    summary.stopped = true;
                    return;
                }
            }
            _ => unread += 1,
        }
        depth += u64::from(opens);
    }
    if unread > 0 {
        summary.doubt(limits, "unread_content", 0, 0, format!("{unread} elements or texts stand inside elements of the dataset and are not read"));
    }
    if rooted && summary.records == 0 && summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the dataset holds no rows");
    }
}

fn deliver(
    element: &BytesStart<'_>,
    (line, byte): (u64, u64),
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut leaves: Vec<(String, String)> = Vec::new();
    // The reader's own check for attributes that come twice compares each with all before it.
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let mut seen: HashSet<&str> = HashSet::new();
    for attribute in attributes {
        let Some(attribute) = attribute.ok().filter(|a| seen.len() < limits.fields_max && seen.insert(a.key.into_inner())) else {
            summary.refuse(limits, "bad_element", line, byte, "an attribute is malformed, comes twice, or is one too many");
            return ControlFlow::Continue(());
        };
        let value = match attribute.normalized_value(XmlVersion::Implicit1_0) {
            Ok(value) => value.into_owned(),
            Err(_) => {
                summary.doubt(limits, "bad_entity", line, byte, "an attribute holds an unknown entity and is kept as written");
                attribute.value.into_owned()
            }
        };
        if !value.is_empty() {
            leaves.push((attribute.key.into_inner().to_string(), value));
        }
    }
    let record = Record { relation: element.local_name().into_inner().to_string(), line, byte, leaves };
    summary.records += 1;
    each(Item::Record(&record))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &[u8]) -> (Vec<String>, Summary) {
        let (records, summary) = crate::seen::records(|each| read("d.xml", &mut &*text, &Limits::default(), each));
        (records.iter().map(|record| format!("{} {}@{} {}", record.relation, record.line, record.byte, crate::seen::leaves(record, "|"))).collect(), summary)
    }

    #[test]
    fn each_element_of_the_dataset_is_a_record() {
        let (out, summary) = read_all(b"<?xml version='1.0'?>\n<!-- x -->\n<dataset>\n <obs obs_id=\"1\" note=\"a &lt; b\" gone=\"\"/>\n <obs obs_id='2'></obs>\n</dataset>\n");
        assert_eq!(out, ["obs 4@44 obs_id=1|note=a < b", "obs 5@87 obs_id=2"]);
        assert!(summary.counts.is_empty());
    }

    #[test]
    fn what_stands_inside_an_element_is_counted() {
        let (out, summary) = read_all(b"<dataset><a x=\"1\">text<b/></a><c y=\"2\"/></dataset>");
        assert_eq!(out, ["a 1@9 x=1", "c 1@30 y=2"]);
        assert_eq!(summary.counts.get("unread_content"), Some(&1));
    }

    #[test]
    fn a_broken_document_keeps_what_came_before() {
        let (out, summary) = read_all(b"<dataset><a x=\"1\"/><b y=\"2\" y=\"3\"/><c z=");
        assert_eq!(out, ["a 1@9 x=1"]);
        assert_eq!(summary.counts.keys().copied().collect::<Vec<&str>>(), ["bad_element", "bad_xml"]);
    }

    #[test]
    fn empty_attributes_count_too() {
        let mut input: &[u8] = b"<dataset><a x='' y='' z=''/><a x='1' y='2'/></dataset>";
        let summary = read("d.xml", &mut input, &Limits { fields_max: 2, ..Limits::default() }, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!((summary.records, summary.counts.get("bad_element")), (1, Some(&1)));
    }

    #[test]
    fn detection_looks_at_the_root() {
        assert!(looks_like("<?xml version='1.0'?>\n<!-- <a> -->\n<dataset>\n"));
        assert!(!looks_like("<datasets>") && !looks_like("<a><dataset>"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[<>/a-c =\"'&;!?\\-\\[\\]é\n]{0,60}") {
            let (out, summary) = read_all(format!("<dataset>{text}").as_bytes());
            proptest::prop_assert_eq!(out.len() as u64, summary.records);
        }
    }
}
