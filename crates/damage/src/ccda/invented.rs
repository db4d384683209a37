//! What nobody asserted: defaults that stand where nothing stood.

use super::base::{ADDED, Around, core_edited, made, statements, told};
use super::lost::{is_reaction, is_severity};
use crate::stamp::Stamp;
use super::tree::Element;
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::Invented;

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "severity-invented", "a reaction without a severity becomes moderate", &["allergy"], (ADDED, &["severity"]), severity),
    Operator::harm(FAMILY, "criticality-invented", "an allergy without a criticality becomes a low one", &["allergy"], (ADDED, &["criticality"]), criticality),
    Operator::harm(FAMILY, "dose-of-one-invented", "a drug without a dose gets a dose of one", &["medication"], (ADDED, &["dose"]), dose),
    Operator::harm(FAMILY, "stop-date-invented", "a drug without an end stops a year after it began", &["medication"], (ADDED, &["time", "status"]), stop),
    Operator::harm(FAMILY, "flag-invented", "a result without a flag becomes normal", &["result", "vital"], (ADDED, &["flag"]), flag),
    Operator::harm(FAMILY, "reaction-invented", "an allergy without a reaction gets hives", &["allergy"], (ADDED, &["reaction"]), reaction),
    Operator::harm(FAMILY, "refills-invented", "a prescription without refills gets three", &["medication"], (ADDED, &["refills"]), refills),
    Operator::harm(FAMILY, "remark-invented", "a problem without a remark gets one", &["problem"], (ADDED, &["text"]), remark),
    Operator::twin(FAMILY, "system-name-added", "the name of the code system is written beside its identifier", &["allergy", "problem", "medication", "result", "procedure"], system_name),
];

const MODERATE: &str = "<entryRelationship typeCode=\"SUBJ\" inversionInd=\"true\"><observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"2.16.840.1.113883.10.20.22.4.8\"/><code code=\"SEV\" codeSystem=\"2.16.840.1.113883.5.4\"/><statusCode code=\"completed\"/><value xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CD\" code=\"6736007\" codeSystem=\"2.16.840.1.113883.6.96\" displayName=\"Moderate\"/></observation></entryRelationship>";
const LOW: &str = "<entryRelationship typeCode=\"SUBJ\" inversionInd=\"true\"><observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"2.16.840.1.113883.10.20.22.4.145\"/><code code=\"82606-5\" codeSystem=\"2.16.840.1.113883.6.1\"/><statusCode code=\"completed\"/><value xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CD\" code=\"CRITL\" codeSystem=\"2.16.840.1.113883.5.1063\" displayName=\"Low criticality\"/></observation></entryRelationship>";
const HIVES: &str = "<entryRelationship typeCode=\"MFST\" inversionInd=\"true\"><observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"2.16.840.1.113883.10.20.22.4.9\"/><code code=\"ASSERTION\" codeSystem=\"2.16.840.1.113883.5.4\"/><statusCode code=\"completed\"/><value xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CD\" code=\"247472004\" codeSystem=\"2.16.840.1.113883.6.96\" displayName=\"Hives\"/></observation></entryRelationship>";
const THREE: &str = "<entryRelationship typeCode=\"REFR\"><supply classCode=\"SPLY\" moodCode=\"INT\"><templateId root=\"2.16.840.1.113883.10.20.22.4.17\"/><statusCode code=\"active\"/><repeatNumber value=\"4\"/></supply></entryRelationship>";

const REMARK: &str = "<entryRelationship typeCode=\"SUBJ\" inversionInd=\"true\"><act classCode=\"ACT\" moodCode=\"EVN\"><templateId root=\"2.16.840.1.113883.10.20.22.4.64\"/><code code=\"48767-8\" codeSystem=\"2.16.840.1.113883.6.1\"/><text>Converted, to be verified</text></act></entryRelationship>";

/// Whether a live allergy has a statement of some sort in it.
fn has(core: &Element, passes: impl Fn(&Element) -> bool + Copy) -> bool {
    !statements(core, passes).is_empty()
}

fn is_live(core: &Element) -> bool {
    core.attribute("negationInd") != "true" && !told(core, "participant/participantRole/playingEntity/code", "code").is_empty()
}

fn severity(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        if !is_live(core) || has(core, |s| is_severity("", s)) {
            return None;
        }
        let reaction = core.ways("entryRelationship/observation").into_iter().find(|way| core.at(way).is_some_and(|o| is_reaction("MFST", o)) && is_manifestation(core, way))?;
        let more = made(core, MODERATE)?;
        core.at_mut(&reaction)?.children.push(super::Node::Element(more));
        Some(())
    })
}

/// Whether the relationship at the beginning of a way is to a manifestation.
fn is_manifestation(core: &Element, way: &[usize]) -> bool {
    way.first().and_then(|first| core.at(&[*first])).is_some_and(|r| r.attribute("typeCode") == "MFST")
}

fn criticality(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        if !is_live(core) || has(core, |s| told(s, "code", "code") == "82606-5") {
            return None;
        }
        let more = made(core, LOW)?;
        core.children.push(super::Node::Element(more));
        Some(())
    })
}

fn reaction(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let any = core.elements().any(|r| r.attribute("typeCode") == "MFST");
        if !is_live(core) || any {
            return None;
        }
        let more = made(core, HIVES)?;
        core.children.push(super::Node::Element(more));
        Some(())
    })
}

fn dose(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let denied = core.attribute("negationInd") == "true";
        if denied || core.child("doseQuantity").is_some_and(|d| !d.attribute("value").is_empty() || d.elements().next().is_some()) {
            return None;
        }
        core.drop_named("doseQuantity");
        let one = core.akin("doseQuantity").with("value", "1");
        core.put_after(&["effectiveTime", "routeCode", "approachSiteCode"], one);
        Some(())
    })
}

fn refills(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let denied = core.attribute("negationInd") == "true";
        if denied || has(core, |s| s.local() == "supply") {
            return None;
        }
        let more = made(core, THREE)?;
        core.children.push(super::Node::Element(more));
        Some(())
    })
}

fn remark(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        if core.attribute("negationInd") == "true" || has(core, |s| told(s, "code", "code") == "48767-8") {
            return None;
        }
        let more = made(core, REMARK)?;
        core.children.push(super::Node::Element(more));
        Some(())
    })
}

fn stop(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let time = core.child_mut("effectiveTime")?;
        let open = time.child("high").is_none_or(|h| h.attribute("value").is_empty());
        let begun = Stamp::parse(time.child("low")?.attribute("value")).filter(|_| open)?;
        let end = begun.years_later(1)?;
        time.drop_named("high");
        let high = time.akin("high").with("value", &end.text());
        time.put_after(&["low"], high);
        Some(())
    })
}

fn flag(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        if core.child("interpretationCode").is_some() || told(core, "value", "value").is_empty() {
            return None;
        }
        let normal = core.akin("interpretationCode").with("code", "N").with("codeSystem", "2.16.840.1.113883.5.83");
        core.put_after(&["value"], normal);
        Some(())
    })
}

const SYSTEMS: [(&str, &str); 4] =
    [("2.16.840.1.113883.6.96", "SNOMED CT"), ("2.16.840.1.113883.6.1", "LOINC"), ("2.16.840.1.113883.6.88", "RxNorm"), ("2.16.840.1.113883.6.90", "ICD-10-CM")];

fn system_name(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let path = super::charts::concept_path(around.kind());
    core_edited(holder, around, |core| {
        let concept = core.down_mut(path)?;
        let (_, name) = SYSTEMS.iter().find(|(oid, _)| *oid == concept.attribute("codeSystem"))?;
        if !concept.attribute("codeSystemName").is_empty() {
            return None;
        }
        concept.set("codeSystemName", name);
        Some(())
    })
}
