//! What a system remembers beside the chart: versions, directives, consents, sensitivity, audit. The twins keep the memory
//! in another form.

use crate::base::{damage, is_withdrawn, twin};
use crate::json::{at, changed, codes, has_duplicate, items, items_mut, kind, reword, said, set, siblings, take, text, turn, word};
use crate::{Effect, Family, Operator, Site, Work, reference};
use serde_json::{Value, json};

const BASE: Operator = damage(Family::Memory);
const TWIN: Operator = twin(Family::Memory);

const GONE: &[&str] = &["lost", "merged"];
/// Whichever word says that a record is protected.
const PROTECTION: &[&str] = &["sensitivity"];

pub(crate) const OPERATORS: &[Operator] = &[
    Operator {
        name: "replaced-version-current",
        what: "a version that was replaced is the current one",
        types: &["DocumentReference"],
        verdicts: &["resurrected", "altered"],
        aspects: &["status"],
        work: Work::Each(replaced_current),
        ..BASE
    },
    Operator {
        name: "replaced-version-lost",
        what: "a version that was replaced vanishes",
        types: &["DocumentReference"],
        verdicts: GONE,
        aspects: &["statement"],
        work: Work::Each(replaced_lost),
        ..BASE
    },
    Operator {
        name: "version-link-lost",
        what: "which document it replaces or amends vanishes",
        types: &["DocumentReference"],
        aspects: &["replaces", "relationship"],
        work: Work::Each(version_link_lost),
        ..BASE
    },
    Operator {
        name: "addendum-becomes-replacement",
        what: "what was added to a document replaces it",
        types: &["DocumentReference"],
        verdicts: &["altered"],
        aspects: &["replaces", "relationship"],
        work: Work::Each(addendum_replaces),
        ..BASE
    },
    Operator {
        name: "version-link-other",
        what: "which document it replaces or amends is another one of the patient",
        types: &["DocumentReference"],
        verdicts: &["altered"],
        aspects: &["replaces", "relationship"],
        work: Work::Each(version_link_other),
        ..BASE
    },
    Operator {
        name: "amendment-forgotten",
        what: "what was amended or corrected looks as if it had never been otherwise",
        types: &["DiagnosticReport", "DocumentReference", "Observation"],
        verdicts: &["altered"],
        aspects: &["status"],
        work: Work::Each(amendment_forgotten),
        ..BASE
    },
    Operator { name: "sensitivity-lost", what: "the marks of a protected record vanish", aspects: PROTECTION, work: Work::Each(sensitivity_lost), ..BASE },
    Operator {
        name: "sensitivity-lowered",
        what: "a restricted record is a normal one",
        verdicts: &["altered"],
        aspects: PROTECTION,
        work: Work::Each(sensitivity_lowered),
        ..BASE
    },
    Operator {
        name: "sensitive-segment-unmarked",
        what: "what belongs to substance use, mental health or HIV is not marked as such",
        aspects: PROTECTION,
        work: Work::Each(segment_unmarked),
        ..BASE
    },
    Operator {
        name: "directive-lost",
        what: "an advance directive vanishes",
        types: &["Consent", "DocumentReference", "Observation"],
        verdicts: GONE,
        aspects: &["statement"],
        work: Work::Each(directive_lost),
        ..BASE
    },
    Operator {
        name: "code-status-turned",
        what: "whoever is not to be resuscitated is to be",
        types: &["Observation"],
        verdicts: &["altered"],
        aspects: &["value"],
        work: Work::Each(code_status_turned),
        ..BASE
    },
    Operator {
        name: "consent-lost",
        what: "a consent vanishes",
        types: &["Consent"],
        verdicts: GONE,
        aspects: &["statement"],
        work: Work::Each(consent_lost),
        ..BASE
    },
    Operator {
        name: "consent-turned",
        what: "what a consent denies it permits, what it permits it denies",
        types: &["Consent"],
        verdicts: &["altered", "contradicted"],
        aspects: &["type", "value", "negation"],
        work: Work::Each(consent_turned),
        ..BASE
    },
    Operator {
        name: "withdrawn-consent-live",
        what: "a consent that was rejected or ended is active",
        types: &["Consent"],
        verdicts: &["resurrected", "altered"],
        aspects: &["status"],
        work: Work::Each(consent_live),
        ..BASE
    },
    Operator {
        name: "audit-record-lost",
        what: "who did what to a chart vanishes",
        types: &["AuditEvent", "Provenance"],
        verdicts: GONE,
        aspects: &["statement"],
        work: Work::Each(audit_lost),
        ..BASE
    },
    Operator {
        name: "audit-actor-replaced",
        what: "whoever did it becomes the migration",
        types: &["AuditEvent", "Provenance"],
        aspects: &["author", "role"],
        work: Work::Each(actor_replaced),
        ..BASE
    },
    Operator {
        name: "document-text-in-a-binary",
        what: "the text of a document stands in a resource of its own, which the document names",
        types: &["DocumentReference"],
        work: Work::Each(text_in_binary),
        ..TWIN
    },
    Operator {
        name: "attachment-gains-size",
        what: "an attachment gains its size",
        types: &["DocumentReference"],
        work: Work::Each(attachment_gains_size),
        ..TWIN
    },
    Operator {
        name: "protection-gains-display",
        what: "the marks of a protected record gain their display",
        work: Work::Each(protection_gains_display),
        ..TWIN
    },
    Operator {
        name: "protection-under-older-name",
        what: "the code system of a mark of protection goes by the name that it had before",
        work: Work::Each(protection_renamed),
        ..TWIN
    },
];

fn replaced_current(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(turn(resource, "status", &["superseded"], "current"))
}

fn replaced_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let own = reference(resource);
    let named = |other: &&Value| items(other, "relatesTo").iter().any(|r| text(r, "code") == "replaces" && at(r, "/target/reference") == own);
    let replaced = said(resource, "status") == "superseded" || siblings(resource, site).iter().any(named);
    if replaced && !is_withdrawn(resource) && !has_duplicate(resource, site) { Effect::Removed } else { Effect::None }
}

fn version_link_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(!is_withdrawn(resource) && take(resource, &["relatesTo"]))
}

fn version_link_other(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(target) = resource.pointer("/relatesTo/0/target/reference").and_then(Value::as_str).map(str::to_string) else { return Effect::None };
    let all = siblings(resource, site);
    let other = all.iter().filter(|r| !is_withdrawn(r) && !has_duplicate(r, site)).map(|r| reference(r)).find(|other| *other != target);
    let Some(other) = other.filter(|_| target.starts_with("DocumentReference/") && !is_withdrawn(resource)) else { return Effect::None };
    let Some(link) = items_mut(resource, "relatesTo").first_mut().and_then(|relation| relation.get_mut("target")) else { return Effect::None };
    set(link, "reference", Value::String(other));
    Effect::Changed
}

fn addendum_replaces(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_withdrawn(resource) {
        return Effect::None;
    }
    let mut any = false;
    for relation in items_mut(resource, "relatesTo") {
        any |= turn(relation, "code", &["appends"], "replaces");
    }
    changed(any)
}

const AMENDED: [&str; 3] = ["amended", "appended", "corrected"];

fn amendment_forgotten(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let overruled = matches!(said(resource, "status"), "superseded" | "entered-in-error");
    changed(match kind(resource) {
        "DocumentReference" => !overruled && turn(resource, "docStatus", &AMENDED, "final"),
        _ => turn(resource, "status", &AMENDED, "final"),
    })
}

/// Codes that say that a record is like any other.
const PLAIN: [&str; 4] = ["L", "M", "N", "U"];
/// Segments of a chart that the law protects apart.
const SEGMENTS: [&str; 14] = ["42CFRPart2", "BH", "COGN", "ETH", "ETHUD", "HIV", "MH", "OPIOIDUD", "PSY", "SDV", "SEX", "STD", "SUD", "VIO"];

fn is_protected(label: &Value, plain: &[&str]) -> bool {
    let code = word(label);
    !code.is_empty() && !plain.contains(&code)
}

/// Labels of a resource: of its metadata, and of a document its own.
fn labels(resource: &Value) -> Vec<&Value> {
    let meta = resource.get("meta").map(|m| items(m, "security")).unwrap_or_default();
    meta.iter().chain(items(resource, "securityLabel")).collect()
}

fn sensitivity_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let any = !is_withdrawn(resource) && labels(resource).into_iter().any(|l| is_protected(l, &PLAIN));
    if any {
        take(resource, &["meta", "security"]);
        take(resource, &["securityLabel"]);
    }
    changed(any)
}

fn sensitivity_lowered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_withdrawn(resource) {
        return Effect::None;
    }
    let mut any = false;
    let lower = |code: &Value| matches!(code.as_str(), Some("R" | "V"));
    for label in resource.get_mut("meta").map(|m| items_mut(m, "security")).unwrap_or_default() {
        if label.get("code").is_some_and(lower) {
            set(label, "code", json!("N"));
            take(label, &["display"]);
            any = true;
        }
    }
    for label in items_mut(resource, "securityLabel") {
        let mut wrapped = json!({ "label": label.clone() });
        if turn(&mut wrapped, "label", &["R", "V"], "N") {
            *label = wrapped.get("label").cloned().unwrap_or_default();
            any = true;
        }
    }
    changed(any)
}

fn segment_unmarked(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_withdrawn(resource) {
        return Effect::None;
    }
    let of_meta = resource.get_mut("meta").is_some_and(|meta| unmark(meta, "security"));
    changed(unmark(resource, "securityLabel") || of_meta)
}

/// Takes the marks of protected segments out of a list of labels.
fn unmark(value: &mut Value, member: &str) -> bool {
    let Some(Value::Array(list)) = value.get_mut(member) else { return false };
    let before = list.len();
    list.retain(|label| !SEGMENTS.contains(&word(label)));
    let (left, any) = (list.len(), list.len() < before);
    if left == 0 {
        take(value, &[member]);
    }
    any
}

/// LOINC, SNOMED CT and HL7's consent categories of advance directives.
const DIRECTIVES: [&str; 14] =
    ["42348-3", "75320-2", "78823-2", "45473-6", "45474-4", "64298-3", "81334-5", "304251008", "371538006", "acd", "adr", "dnr", "hcd", "polst"];

fn is_directive(resource: &Value) -> bool {
    let members: &[&str] = match kind(resource) {
        "Consent" => &["scope", "category"],
        "Observation" => &["code"],
        _ => &["type"],
    };
    let concepts = members.iter().flat_map(|member| items(resource, member));
    concepts.flat_map(codes).any(|code| DIRECTIVES.contains(&code))
}

fn directive_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let counts = is_directive(resource) && !is_withdrawn(resource) && !has_duplicate(resource, site);
    if counts { Effect::Removed } else { Effect::None }
}

fn code_status_turned(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let refused = |r: &Value| r.get("valueCodeableConcept").is_some_and(|v| !codes(v).contains(&"304252001"));
    if !is_directive(resource) || is_withdrawn(resource) || !refused(resource) {
        return Effect::None;
    }
    let full = json!({ "coding": [{ "system": "http://snomed.info/sct", "code": "304252001", "display": "For resuscitation" }], "text": "Full code" });
    set(resource, "valueCodeableConcept", full);
    Effect::Changed
}

fn consent_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let counts = !is_directive(resource) && !is_withdrawn(resource) && !has_duplicate(resource, site);
    if counts { Effect::Removed } else { Effect::None }
}

fn consent_turned(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_withdrawn(resource) {
        return Effect::None;
    }
    let Some(provision) = resource.get_mut("provision") else { return Effect::None };
    changed(turn(provision, "type", &["deny"], "permit") || turn(provision, "type", &["permit"], "deny"))
}

fn consent_live(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let over = ["inactive", "proposed", "rejected"].contains(&said(resource, "status"));
    changed(over && reword(resource, "status", "active"))
}

/// Only what names a patient belongs to a chart.
fn of_a_patient(resource: &Value) -> bool {
    let of = |member: &str, pointer: &str| items(resource, member).iter().any(|i| at(i, pointer).contains("Patient/"));
    of("entity", "/what/reference") || of("target", "/reference")
}

fn audit_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if of_a_patient(resource) { Effect::Removed } else { Effect::None }
}

fn actor_replaced(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if !of_a_patient(resource) {
        return Effect::None;
    }
    let mut any = false;
    for agent in items_mut(resource, "agent") {
        if agent.get("who").is_some_and(|w| text(w, "display") != "Data migration") {
            set(agent, "who", json!({ "display": "Data migration" }));
            take(agent, &["altId"]);
            any = true;
        }
    }
    changed(any)
}

fn text_in_binary(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let id = text(resource, "id").to_string();
    let mut files = Vec::new();
    for content in items_mut(resource, "content") {
        let Some(attachment) = content.get_mut("attachment") else { continue };
        let (data, sort) = (text(attachment, "data").to_string(), text(attachment, "contentType").to_string());
        if data.is_empty() || sort.is_empty() {
            continue;
        }
        let name = format!("{id}-file{}", files.len());
        take(attachment, &["data"]);
        set(attachment, "url", Value::from(format!("Binary/{name}")));
        files.push(json!({ "resourceType": "Binary", "id": name, "contentType": sort, "data": data }));
    }
    if files.is_empty() { Effect::None } else { Effect::Split(files) }
}

fn attachment_gains_size(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let mut any = false;
    for content in items_mut(resource, "content") {
        let Some(attachment) = content.get_mut("attachment").filter(|a| a.get("size").is_none()) else { continue };
        let data = text(attachment, "data");
        let padding = data.bytes().rev().take(2).filter(|b| *b == b'=').count();
        let size = (data.len() / 4 * 3).saturating_sub(padding);
        if size > 0 {
            set(attachment, "size", json!(size));
            any = true;
        }
    }
    changed(any)
}

/// Code systems of marks of protection, as R4 and as STU3 call them.
const RENAMED: [(&str, &str); 2] = [
    ("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "http://hl7.org/fhir/v3/Confidentiality"),
    ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "http://hl7.org/fhir/v3/ActCode"),
];

fn protection_renamed(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let mut any = false;
    for label in resource.get_mut("meta").map(|m| items_mut(m, "security")).unwrap_or_default() {
        if let Some((_, older)) = RENAMED.iter().find(|(system, _)| *system == text(label, "system")) {
            set(label, "system", json!(older));
            any = true;
        }
    }
    changed(any)
}

/// Confidentialities with their displays.
const DISPLAYS: [(&str, &str); 4] = [("L", "low"), ("N", "normal"), ("R", "restricted"), ("V", "very restricted")];

fn protection_gains_display(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let mut any = false;
    for label in resource.get_mut("meta").map(|m| items_mut(m, "security")).unwrap_or_default() {
        let found = DISPLAYS.iter().find(|(code, _)| *code == text(label, "code"));
        if let (Some((_, display)), false) = (found, label.get("display") == found.map(|(_, d)| json!(d)).as_ref()) {
            set(label, "display", json!(display));
            any = true;
        }
    }
    changed(any)
}
