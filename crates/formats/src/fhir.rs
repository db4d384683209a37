//! FHIR JSON and XML: single resources, Bundles and NDJSON. A resource keeps its tree; its reading is `balance`'s.

use crate::json::{Json, parse};
use crate::lines::each_decoded;
use crate::text::{Window, decode};
use crate::xml;
use crate::{Item, Limits, Summary};
use model::Date;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::ops::ControlFlow;

/// One resource with its place.
#[derive(Debug, Clone)]
pub struct Resource<'a> {
    /// 1-based line (NDJSON), or 1-based entry of the Bundle or list.
    pub line: u64,
    /// Byte offset of the line, or 0 in a Bundle.
    pub byte: u64,
    /// `resourceType`.
    pub kind: String,
    /// `Type/id`, or the Bundle entry's `fullUrl` when there is no id.
    pub reference: String,
    /// The entry's `fullUrl`, empty when there is none.
    pub full_url: String,
    /// The tree.
    pub json: Json<'a>,
}

impl<'a> Resource<'a> {
    fn new(json: Json<'a>, line: u64, byte: u64, full_url: String) -> Option<Self> {
        let kind = json.text("resourceType")?.to_string();
        let reference = match json.text("id") {
            Some(id) => [kind.as_str(), id].join("/"),
            None => full_url.clone(),
        };
        Some(Self { line, byte, kind, reference, full_url, json })
    }

    /// The key of the patient whom it is about, of several the first; none where it is about nobody, or about something else.
    pub fn patient(&self) -> Option<&str> {
        if self.kind == "Patient" {
            return self.json.text("id").or_else(|| Some(last(&self.full_url))).filter(|key| !key.is_empty());
        }
        let reference = ["subject", "patient", "beneficiary"].iter().find_map(|member| self.json.first(member)?.text("reference"));
        let reference = reference.or_else(|| self.json.get("securityContext")?.text("reference"))?;
        let of_patient = reference.starts_with("urn:") || !reference.contains('/') || reference.contains("Patient/");
        (of_patient && !reference.starts_with('#')).then(|| last(reference)).filter(|key| !key.is_empty())
    }
}

/// The last part of a reference: `Patient/7` and `urn:uuid:7` name 7.
fn last(reference: &str) -> &str {
    let current = reference.split("/_history/").next().unwrap_or(reference);
    current.rsplit(['/', ':']).next().unwrap_or(current)
}

pub(crate) fn read_ndjson(
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    each_decoded(input, limits, &mut summary, &mut |(text, recoded), place, summary| {
        if recoded {
            summary.doubt(limits, "not_utf8", place.line, place.byte, "the line is not UTF-8 and was read as Windows-1252");
        }
        if text.trim().is_empty() { ControlFlow::Continue(()) } else { deliver_line(text, (place.line, place.byte), limits, summary, each) }
    })?;
    if summary.records + summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the file holds no resources");
    }
    Ok(summary)
}

fn deliver_line(
    text: &str,
    (line, byte): (u64, u64),
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    match parse(text, limits.depth_max) {
        Err(error) => {
            summary.refuse(limits, "bad_json", line, byte + error.byte as u64, error.reason);
            ControlFlow::Continue(())
        }
        Ok(json) => deliver(json, (line, byte), String::new(), limits, summary, each),
    }
}

fn deliver(
    json: Json<'_>,
    (line, byte): (u64, u64),
    full_url: String,
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let json = match json {
        Json::Array(resources) => return deliver_list(resources, (line, byte), limits, summary, each),
        other => other,
    };
    if json.text("resourceType") == Some("Bundle") {
        return deliver_bundle(json, (line, byte), limits, summary, each);
    }
    match Resource::new(json, line, byte, full_url) {
        None => {
            summary.refuse(limits, "no_resource_type", line, byte, "an object without resourceType is no FHIR resource");
            ControlFlow::Continue(())
        }
        Some(resource) => {
            summary.records += 1;
            each(Item::Resource(&resource))
        }
    }
}

/// Resources in a plain list, as programs write them that know no Bundle: the place of each is that of a Bundle's entry.
fn deliver_list(
    resources: Vec<Json<'_>>,
    (line, byte): (u64, u64),
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    if resources.is_empty() {
        summary.doubt(limits, "no_rows", line, byte, "the list holds no resources");
    }
    for (index, resource) in resources.into_iter().enumerate() {
        let place = if line <= 1 { index as u64 + 1 } else { line };
        deliver(resource, (place, byte), String::new(), limits, summary, each)?;
    }
    ControlFlow::Continue(())
}

fn deliver_bundle(
    bundle: Json<'_>,
    (line, byte): (u64, u64),
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let is_history = bundle.text("type") == Some("history");
    let Json::Object(members) = bundle else { return ControlFlow::Continue(()) };
    let entries = match members.into_iter().find(|(k, _)| k == "entry").map(|(_, v)| v) {
        Some(Json::Array(entries)) => entries,
        // What stands once in XML is no list.
        Some(entry @ Json::Object(_)) => vec![entry],
        _ => {
            summary.doubt(limits, "no_rows", line, byte, "the Bundle holds no entries");
            return ControlFlow::Continue(());
        }
    };
    let addresses = addresses(&entries);
    let is_last = if is_history { last_words(&entries) } else { Vec::new() };
    for (index, entry) in entries.into_iter().enumerate() {
        let place = if line <= 1 { index as u64 + 1 } else { line };
        if is_last.get(index) == Some(&false) {
            summary.doubt(limits, "older_version", place, byte, "a later version of the resource, or its deletion, stands in the same history");
            continue;
        }
        if is_history && is_deletion(&entry) {
            continue;
        }
        let full_url = entry.text("fullUrl").unwrap_or_default().to_string();
        let resource = match entry {
            Json::Object(members) => members.into_iter().find(|(k, _)| k == "resource").map(|(_, v)| v),
            _ => None,
        };
        let Some(mut resource) = resource else {
            summary.refuse(limits, "no_resource", place, byte, "a Bundle entry holds no resource");
            continue;
        };
        if !addresses.is_empty() {
            relink(&mut resource, &addresses);
        }
        deliver(resource, (place, byte), full_url, limits, summary, each)?;
    }
    ControlFlow::Continue(())
}

/// Of a history the entries that hold the last word on their resource: what was changed last, and where no times tell that, what stands first.
fn last_words(entries: &[Json<'_>]) -> Vec<bool> {
    let named: Vec<Option<String>> = entries.iter().map(subject_of).collect();
    let mut last: HashMap<&str, (Option<i64>, usize)> = HashMap::new();
    for (index, (name, entry)) in named.iter().zip(entries).enumerate() {
        let Some(name) = name.as_deref() else { continue };
        let when = changed(entry);
        let is_before = last.get(name).is_some_and(|(known, _)| known.is_none() || when <= *known);
        if !is_before {
            last.insert(name, (when, index));
        }
    }
    let is_last = |(index, name): (usize, &Option<String>)| name.as_deref().and_then(|name| last.get(name)).is_none_or(|(_, own)| *own == index);
    named.iter().enumerate().map(is_last).collect()
}

/// The resource that an entry of a history is a word on, by type and id: what it holds, or what was deleted.
fn subject_of(entry: &Json<'_>) -> Option<String> {
    if let Some(resource) = entry.get("resource") {
        return Some([resource.text("resourceType")?, resource.text("id")?].join("/"));
    }
    let url = entry.get("request")?.text("url")?;
    let mut parts = url.split("/_history").next()?.rsplit('/');
    let (id, kind) = (parts.next()?, parts.next()?);
    Some([kind, id].join("/"))
}

/// When the word of an entry was said, in seconds since 1970.
fn changed(entry: &Json<'_>) -> Option<i64> {
    let own = || entry.get("resource")?.get("meta")?.text("lastUpdated");
    let answered = || entry.get("response")?.text("lastModified");
    Some(Date::parse_iso(own().or_else(answered)?)?.instant(0))
}

fn is_deletion(entry: &Json<'_>) -> bool {
    entry.get("resource").is_none() && entry.get("request").and_then(|request| request.text("method")) == Some("DELETE")
}

/// Entries that a Bundle knows by an address of its own, with the type and the id under which everybody knows them: `urn:uuid:7` is `Patient/7`.
fn addresses(entries: &[Json<'_>]) -> HashMap<String, String> {
    let known = |entry: &Json<'_>| {
        let address = entry.text("fullUrl").filter(|url| url.starts_with("urn:"))?;
        let resource = entry.get("resource")?;
        let id = resource.text("id").unwrap_or_else(|| last(address));
        Some((address.to_string(), [resource.text("resourceType")?, id].join("/")))
    };
    entries.iter().filter_map(known).collect()
}

/// Links by the address of an entry, of attachments as well, become links by its type and its id.
fn relink(json: &mut Json<'_>, addresses: &HashMap<String, String>) {
    match json {
        Json::Array(items) => items.iter_mut().for_each(|item| relink(item, addresses)),
        Json::Object(members) => {
            for (name, value) in members {
                match value {
                    Json::String(target) if matches!(&**name, "reference" | "url") => {
                        if let Some(known) = addresses.get(&**target) {
                            *target = Cow::Owned(known.clone());
                        }
                    }
                    value => relink(value, addresses),
                }
            }
        }
        _ => {}
    }
}

pub(crate) fn read_json(
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let mut window = Window::new(input)?;
    summary.encoding = window.encoding().into();
    while window.bytes().len() <= limits.document_bytes_max && window.grow()? {}
    if window.bytes().len() > limits.document_bytes_max {
        summary.refuse(limits, "document_too_long", 1, 0, format!("the document is longer than {} bytes", limits.document_bytes_max));
        return Ok(summary);
    }
    let (text, recoded) = decode(window.bytes());
    if recoded {
        summary.doubt(limits, "not_utf8", 1, 0, "the document is not UTF-8 and was read as Windows-1252");
    }
    match parse(&text, limits.depth_max) {
        Err(error) => {
            let line = text.as_bytes()[..error.byte.min(text.len())].iter().filter(|b| **b == b'\n').count() as u64 + 1;
            summary.refuse(limits, "bad_json", line, error.byte as u64, error.reason);
        }
        Ok(json) => summary.stopped = deliver(json, (1, 0), String::new(), limits, &mut summary, each).is_break(),
    }
    Ok(summary)
}

/// One or several resources as XML; a Bundle gives its entries.
pub(crate) fn read_xml(
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let mut bytes = Vec::new();
    input.take(limits.document_bytes_max as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limits.document_bytes_max {
        summary.refuse(limits, "document_too_long", 1, 0, format!("the document is longer than {} bytes", limits.document_bytes_max));
        return Ok(summary);
    }
    let (tree, roots) = xml::grow(&bytes, &xml::Vocabulary::default(), limits, &mut summary);
    drop(bytes);
    for root in roots.into_iter().map(|root| tree.element(root)) {
        if !crate::fhir_xml::is_resource(root.name()) {
            summary.refuse(limits, "no_resource_type", root.line(), root.byte(), "the root element is no FHIR resource");
            continue;
        }
        let json = crate::fhir_xml::resource(root);
        if deliver(json, (root.line(), root.byte()), String::new(), limits, &mut summary, each).is_break() {
            summary.stopped = true;
            break;
        }
    }
    Ok(summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Place and reference of each resource that is found.
    fn found(text: &str) -> (Vec<(u64, String)>, Summary) {
        let mut out = Vec::new();
        let mut keep = |item: Item<'_>| {
            if let Item::Resource(resource) = item {
                out.push((resource.line, resource.reference.clone()));
            }
            ControlFlow::Continue(())
        };
        let (mut input, limits) = (text.as_bytes(), Limits::default());
        let summary = if text.starts_with('<') { read_xml(&mut input, &limits, &mut keep) } else { read_json(&mut input, &limits, &mut keep) };
        (out, summary.unwrap())
    }

    #[test]
    fn a_bundle_of_one_entry_is_read_as_xml() {
        let one = r#"<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/><entry><resource><Patient><id value="7"/></Patient></resource></entry></Bundle>"#;
        let (resources, summary) = found(one);
        assert_eq!(resources, [(1, "Patient/7".to_string())]);
        assert_eq!((summary.records, summary.issues.len()), (1, 0));
        let (none, summary) = found(r#"<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/></Bundle>"#);
        assert_eq!((none.len(), summary.counts["no_rows"]), (0, 1));
    }

    #[test]
    fn a_list_of_resources_is_read_as_the_entries_of_a_bundle() {
        let list = r#"[{"resourceType":"Patient","id":"7"},{"other":1},{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","id":"8"}}]}]"#;
        let (resources, summary) = found(list);
        assert_eq!(resources.iter().map(|(_, reference)| reference.as_str()).collect::<Vec<_>>(), ["Patient/7", "Condition/8"]);
        assert_eq!((summary.records, summary.quarantined, summary.counts["no_resource_type"]), (2, 1, 1));
        let (none, summary) = found("[]");
        assert_eq!((none.len(), summary.counts["no_rows"]), (0, 1));
    }

    /// Patient and text of the first link of each resource that is found.
    fn linked(text: &str) -> Vec<(String, String)> {
        let mut out = Vec::new();
        let mut keep = |item: Item<'_>| {
            if let Item::Resource(resource) = item {
                let link = ["target", "performer"].iter().find_map(|member| resource.json.first(member)?.text("reference"));
                out.push((resource.patient().unwrap_or("nobody").to_string(), link.unwrap_or_default().to_string()));
            }
            ControlFlow::Continue(())
        };
        read_json(&mut text.as_bytes(), &Limits::default(), &mut keep).unwrap();
        out
    }

    #[test]
    fn links_by_the_address_of_an_entry_lead_to_what_the_entry_holds() {
        let bundle = |of_patient: &str| {
            format!(
                r#"{{"resourceType":"Bundle","type":"transaction","entry":[
                {{"fullUrl":"urn:uuid:a","resource":{{"resourceType":"Observation","subject":{{"reference":"urn:uuid:p"}},"performer":[{{"reference":"urn:uuid:elsewhere"}}]}}}},
                {{"resource":{{"resourceType":"Provenance","patient":{{"reference":"urn:uuid:p"}},"target":[{{"reference":"urn:uuid:a"}}]}}}},
                {{"fullUrl":"urn:uuid:p","resource":{{"resourceType":"Patient"{of_patient}}}}}]}}"#
            )
        };
        let of = |patient: &str| {
            let all = [(patient, "urn:uuid:elsewhere"), (patient, "Observation/a"), (patient, "")];
            all.map(|(patient, link)| (patient.to_string(), link.to_string())).to_vec()
        };
        assert_eq!(linked(&bundle("")), of("p"), "whoever has no id is known by the address");
        assert_eq!(linked(&bundle(r#","id":"7""#)), of("7"), "an id is another one than the address");
    }

    #[test]
    fn of_a_history_the_last_word_counts_and_what_was_deleted_is_gone() {
        let version = |id: &str, changed: &str| format!(r#"{{"resource":{{"resourceType":"Observation","id":"{id}","meta":{{"lastUpdated":"{changed}"}}}}}}"#);
        let deletion = |id: &str, changed: &str| format!(r#"{{"request":{{"method":"DELETE","url":"Observation/{id}"}},"response":{{"lastModified":"{changed}"}}}}"#);
        let places = |of: &str, entries: &[String]| {
            let (resources, summary) = found(&format!(r#"{{"resourceType":"Bundle","type":"{of}","entry":[{}]}}"#, entries.join(",")));
            (resources.into_iter().map(|(place, _)| place).collect::<Vec<_>>(), summary)
        };
        let (late, early) = ("2021-01-01T00:00:00Z", "2020-12-31T23:30:00-05:00");
        let two = [version("1", "2020-01-01T00:00:00Z"), version("1", late), version("2", late)];
        let (kept, summary) = places("history", &two);
        assert_eq!((kept, summary.counts["older_version"], summary.quarantined), (vec![2, 3], 1, 0));
        assert_eq!(places("history", &[version("1", late), version("1", early)]).0, [2], "whatever the zone");
        assert_eq!(places("history", &[version("1", ""), version("1", "")]).0, [1], "the first one where no times tell");
        let (kept, summary) = places("history", &[deletion("1", late), version("1", "2020-01-01T00:00:00Z"), version("2", late)]);
        assert_eq!((kept, summary.quarantined), (vec![3], 0));
        assert_eq!(places("history", &[deletion("1", "2019-01-01T00:00:00Z"), version("1", late)]).0, [2], "made anew after that");
        assert_eq!(places("collection", &two).0, [1, 2, 3], "of anything else nobody says that these are versions");
    }

    /// The patient of a resource of this text.
    fn patient(text: &str, full_url: &str) -> String {
        let resource = Resource::new(crate::json::parse(text, 64).unwrap(), 1, 0, full_url.into()).unwrap();
        resource.patient().unwrap_or("nobody").to_string()
    }

    #[test]
    fn a_resource_names_its_patient_by_the_last_part_of_a_reference() {
        for reference in ["Patient/7", "urn:uuid:7", "https://x.example/fhir/Patient/7", "7", "Patient/7/_history/2"] {
            assert_eq!(patient(&format!(r#"{{"resourceType":"Observation","subject":{{"reference":"{reference}"}}}}"#), ""), "7", "{reference}");
        }
        assert_eq!(patient(r#"{"resourceType":"Account","subject":[{"reference":"Patient/7"}]}"#, ""), "7");
        assert_eq!(patient(r#"{"resourceType":"Coverage","beneficiary":{"reference":"Patient/7"}}"#, ""), "7");
        assert_eq!(patient(r#"{"resourceType":"Patient","id":"7"}"#, "urn:uuid:8"), "7");
        assert_eq!(patient(r#"{"resourceType":"Patient"}"#, "urn:uuid:8"), "8");
        for nobody in [r#"{"resourceType":"Patient"}"#, r#"{"resourceType":"Observation","subject":{"reference":"Group/7"}}"#, r##"{"resourceType":"Observation","subject":{"reference":"#p"}}"##, r#"{"resourceType":"Organization"}"#] {
            assert_eq!(patient(nobody, ""), "nobody", "{nobody}");
        }
    }
}
