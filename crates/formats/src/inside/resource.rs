//! Files inside FHIR resources (R4, STU3, DSTU2): every `Attachment` with data, wherever it stands, and `Binary`. And those
//! that an `Attachment.url` or a reference to a `Binary` names.
//!
//! An `Attachment` is told by what it holds, not by a list of elements: data or url beside a content type, or under a name
//! that R4 gives to attachments. Data of a signature or of samples is none.

use super::{EachEmbedded, Embedded, Packing, Pointer, Stated, packing};
use crate::{Json, Resource};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::ControlFlow;

/// Names of elements that are attachments even when they say no content type.
const ATTACHMENTS: [&str; 8] = ["attachment", "presentedForm", "photo", "content", "contentAttachment", "sourceAttachment", "valueAttachment", "document"];
/// Members that tell a signature or sampled data from an attachment.
const OTHERS: [&str; 5] = ["sigFormat", "who", "when", "dimensions", "origin"];

/// Letters of the name of a file.
const NAME_LETTERS_MAX: usize = 200;

/// Where the walk is: names of members, with the place in a list.
type Steps<'j> = Vec<(&'j str, usize)>;

pub(super) fn embedded(resource: &Resource, ordinal: u64, each: &mut EachEmbedded<'_>) -> ControlFlow<()> {
    // Asked once and only where something is held: an object may have many members, and each may hold a file.
    let patient = OnceCell::new();
    let mut count = 0;
    walk(&resource.json, &mut Vec::new(), &mut |json, steps| {
        let (member, own_name) = match binary(json) {
            Some(member) => (member, if steps.is_empty() { own_name(resource) } else { String::new() }),
            // Plain text is the text of a note: its reading takes it from its row.
            None if is_attachment(json, steps) && !is_plain(json) => ("data", String::new()),
            None => return ControlFlow::Continue(()),
        };
        let (member, data) = match (json.text(member), json.text("url").and_then(data_url)) {
            (Some(data), _) => (member, data),
            (None, Some(data)) => ("url", data),
            (None, None) => return ControlFlow::Continue(()),
        };
        let at = path(steps);
        let place = if at.is_empty() { member.to_string() } else { format!("{at}.{member}") };
        count += 1;
        let stem = stem(&resource.kind, &at, (ordinal, count));
        let stated = Stated {
            line: resource.line,
            place,
            patient: patient.get_or_init(|| resource.patient().unwrap_or_default().to_string()).clone(),
            own_name,
            media_type: json.text("contentType").unwrap_or("").to_string(),
            size: size(json),
            sha1: packing::sha1(json.text("hash").unwrap_or("")),
        };
        each(Embedded { stem, byte: resource.byte, stated, packing: Packing::Base64, data: Cow::Borrowed(data) })
    })
}

pub(super) fn pointers(resource: &Resource, each: &mut dyn FnMut(Pointer)) {
    let patient = resource.patient().unwrap_or_default().to_string();
    let mut point = |json: &Json, steps: &Steps<'_>, member: &str, value: &str| {
        let names: Vec<&str> = steps.iter().map(|(name, _)| *name).chain([member]).collect();
        each(Pointer {
            relation: resource.kind.clone(),
            field: names.join("."),
            line: resource.line,
            value: value.trim().to_string(),
            patient: patient.clone(),
            size: size(json),
            sha1: packing::sha1(json.text("hash").unwrap_or("")),
        });
    };
    let _ = walk(&resource.json, &mut Vec::new(), &mut |json, steps| {
        let held = json.text("data").is_some_and(|data| !data.trim().is_empty());
        if let Some(url) = json.text("url").filter(|url| !url.trim().is_empty() && !held && is_attachment(json, steps)) {
            if !is_contained(resource, url) && data_url(url).is_none() {
                point(json, steps, "url", url);
            }
        } else if let Some(reference) = json.text("reference").filter(|r| r.starts_with("Binary/") || r.contains("/Binary/")) {
            point(json, steps, "reference", reference);
        }
        ControlFlow::Continue(())
    });
}

fn walk<'j>(json: &'j Json<'j>, steps: &mut Steps<'j>, each: &mut dyn FnMut(&'j Json<'j>, &Steps<'j>) -> ControlFlow<()>) -> ControlFlow<()> {
    let Json::Object(members) = json else { return ControlFlow::Continue(()) };
    each(json, steps)?;
    for (name, value) in members {
        match value {
            Json::Object(_) => {
                steps.push((&**name, 0));
                let flow = walk(value, steps, each);
                steps.pop();
                flow?;
            }
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    steps.push((&**name, index));
                    let flow = walk(item, steps, each);
                    steps.pop();
                    flow?;
                }
            }
            _ => {}
        }
    }
    ControlFlow::Continue(())
}

/// `content[1].attachment`: the first of a list has no number, as in the fields of rows.
fn path(steps: &Steps<'_>) -> String {
    let step = |(name, index): &(&str, usize)| if *index > 0 { format!("{name}[{index}]") } else { (*name).to_string() };
    steps.iter().map(step).collect::<Vec<_>>().join(".")
}

/// The name of a file, which stands in the names of artifacts: what is no name of an element is cleaned, and numbered, since
/// two names may be alike afterwards.
fn stem(kind: &str, at: &str, (ordinal, count): (u64, u64)) -> String {
    let raw = if at.is_empty() { kind.to_string() } else { format!("{kind}.{at}") };
    let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '[' | ']' | '-' | '_');
    let clean: String = raw.chars().map(|c| if usual(c) { c } else { '_' }).take(NAME_LETTERS_MAX).collect();
    if clean == raw { format!("{ordinal}-{clean}") } else { format!("{ordinal}.{count}-{clean}") }
}

/// The member of a `Binary` that holds its bytes: `data`, before R4 `content`.
fn binary(json: &Json) -> Option<&'static str> {
    let is_binary = json.text("resourceType") == Some("Binary");
    is_binary.then(|| if json.text("data").is_some() { "data" } else { "content" })
}

fn is_attachment(json: &Json, steps: &Steps<'_>) -> bool {
    let holds = json.text("data").is_some() || json.text("url").is_some();
    let named = || steps.last().is_some_and(|(name, _)| ATTACHMENTS.contains(name));
    holds && json.get("resourceType").is_none() && (json.text("contentType").is_some() || named()) && !OTHERS.iter().any(|other| json.get(other).is_some())
}

fn is_plain(json: &Json) -> bool {
    let kind = json.text("contentType").and_then(|t| t.split(';').next()).unwrap_or("").trim().to_ascii_lowercase();
    matches!(kind.as_str(), "text/plain" | "plain/text" | "text")
}

fn size(json: &Json) -> Option<u64> {
    match json.get("size")? {
        Json::Number(text) | Json::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// `Binary/17`, or the address under which a Bundle holds it.
fn own_name(resource: &Resource) -> String {
    match resource.json.text("id") {
        Some(id) => format!("Binary/{id}"),
        None => resource.full_url.clone(),
    }
}

/// The data of an address that is its own content (RFC 2397), when it is base64.
fn data_url(url: &str) -> Option<&str> {
    url.strip_prefix("data:")?.split_once(";base64,").map(|(_, data)| data)
}

/// Whether a url leads to a resource that stands inside this one.
fn is_contained(resource: &Resource, url: &str) -> bool {
    url.strip_prefix('#').is_some_and(|id| resource.json.items("contained").iter().any(|inner| inner.text("id") == Some(id)))
}
