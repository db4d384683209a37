//! States, denials and moods: what is so, what is planned, what is not.

use super::base::{ALTERED, Around, Fixed, LOSS, core_edited, done, edited, is_denied, put, told};
use super::charts::{is_named, statement};
use super::resurrected::status_ways;
use super::tree::Element;
use super::{Effect, Operator};
use crate::Family;
use crate::stamp::Stamp;

const FAMILY: Family = Family::Status;
const MOVED: Fixed = &["altered", "lost", "invented", "misplaced"];
const FOLLOWED: Fixed = &["allergy", "problem"];
const DENIED: Fixed = &["altered", "lost", "invented", "contradicted"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "active-problem-resolved", "an active problem is resolved", &["problem"], (ALTERED, &["status"]), problem_resolved),
    Operator::harm(FAMILY, "active-allergy-inactive", "an active allergy is inactive", &["allergy"], (ALTERED, &["status"]), allergy_inactive),
    Operator::harm(FAMILY, "active-drug-stopped", "a drug that is taken is shown as stopped", &["medication"], (ALTERED, &["status"]), drug_stopped),
    Operator::harm(FAMILY, "active-drug-completed", "a drug that is taken is shown as completed", &["medication"], (ALTERED, &["status"]), drug_completed),
    Operator::harm(FAMILY, "planned-becomes-done", "what is planned has been done", &["plan"], (MOVED, &["intent", "status", "statement"]), planned_done),
    Operator::harm(FAMILY, "done-becomes-planned", "what has been done is only planned", &["procedure"], (MOVED, &["intent", "status", "statement"]), done_planned),
    Operator::harm(FAMILY, "entry-denied", "what is so is denied", &["allergy", "problem", "diagnosis", "medication", "immunization", "procedure"], (DENIED, &["verification", "negation", "status", "code", "statement"]), entry_denied),
    Operator::harm(FAMILY, "final-becomes-preliminary", "a final result is still awaited", &["result", "vital"], (ALTERED, &["status"]), final_open),
    Operator::harm(FAMILY, "preliminary-becomes-final", "a result that is still awaited is final", &["result", "vital"], (ALTERED, &["status"]), open_final),
    Operator::harm(FAMILY, "prescription-becomes-statement", "a prescription is only what the patient says", &["medication"], (ALTERED, &["intent"]), order_said),
    Operator::harm(FAMILY, "statement-becomes-prescription", "what the patient says to take has been prescribed", &["medication"], (ALTERED, &["intent"]), said_order),
    Operator::harm(FAMILY, "procedure-aborted", "a completed procedure was broken off", &["procedure"], (ALTERED, &["status"]), aborted),
    Operator::harm(FAMILY, "vaccine-not-completed", "a vaccine that was given was not", &["immunization"], (ALTERED, &["status"]), aborted),
    Operator::harm(FAMILY, "problem-of-another-sort", "a problem is called a symptom, or a symptom a diagnosis", &["problem"], (ALTERED, &["element"]), other_sort),
    Operator::harm(FAMILY, "indication-only-related", "why it is done or taken is only something that has to do with it", &["medication", "procedure", "encounter"], (LOSS, &["element", "reason"]), only_related),
    Operator::harm(FAMILY, "panel-aborted", "a panel that is complete was broken off, whatever its results say", &["panel"], (ALTERED, &["element"]), panel_aborted),
    Operator::harm(FAMILY, "found-becomes-planned", "what was found is only to be looked for", &["result", "vital"], (MOVED, &["element", "intent", "status", "statement"]), done_planned),
    Operator::harm(FAMILY, "will-denied", "a directive or a goal is denied", &["directive", "goal"], (DENIED, &["element", "negation", "statement"]), will_denied),
    Operator::harm(FAMILY, "concern-closed", "nobody follows any more what is active: the concern around it is closed", FOLLOWED, (ALTERED, &["concern"]), concern_closed),
    Operator::harm(FAMILY, "closed-concern-open", "a closed concern around what is over is open again", FOLLOWED, (ALTERED, &["concern"]), concern_open),
    Operator::harm(Family::Time, "concern-opened-later", "the concern around an entry was opened years later, the entry itself is as it was", FOLLOWED, (ALTERED, &["time"]), concern_later),
    Operator::twin(Family::Time, "concern-opened-at-a-point", "the day on which a concern was opened is written as a point", FOLLOWED, concern_point),
    Operator::twin(FAMILY, "concern-status-named", "the status of a concern names the code system that it is from", FOLLOWED, concern_named),
];

/// Turns the status observation, or the status of the concern where there is none.
fn status_turned(holder: &mut Element, around: &Around<'_>, code: &str, display: &str) -> Effect {
    let statuses = status_ways(holder);
    let said: Vec<&str> = statuses.iter().filter_map(|way| holder.at(way)).map(|s| told(s, "value", "code")).collect();
    let active = if said.is_empty() { statement(holder).is_some_and(|s| s.local() == "act" && told(s, "statusCode", "code") == "active") } else { said == ["55561003"] };
    let ended = super::base::core(holder, around).is_some_and(|c| c.down("effectiveTime/high").is_some());
    if !active || ended || is_denied(holder, around) || !is_named(around.kind(), holder) {
        return Effect::None;
    }
    edited(holder, |entry| {
        for way in &statuses {
            let value = entry.at_mut(way)?.child_mut("value")?;
            value.set("code", code);
            value.set("displayName", display);
        }
        if statuses.is_empty() {
            put(entry, "act/statusCode", "code", "completed")?;
        }
        Some(())
    })
}

/// The status of the concern around what has a status of its own.
fn concern_turned(holder: &mut Element, around: &Around<'_>, from: &str, to: &str) -> Effect {
    if is_denied(holder, around) || !is_named(around.kind(), holder) || status_ways(holder).is_empty() || told(holder, "act/statusCode", "code") != from {
        return Effect::None;
    }
    edited(holder, |entry| put(entry, "act/statusCode", "code", to))
}

fn concern_closed(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    concern_turned(holder, around, "active", "completed")
}

fn concern_open(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    concern_turned(holder, around, "completed", "active")
}

fn concern_named(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |entry| {
        let status = entry.down_mut("act/statusCode")?;
        done(!status.attribute("code").is_empty() && status.attribute("codeSystem").is_empty())?;
        status.set("codeSystem", "2.16.840.1.113883.5.14");
        Some(())
    })
}

/// What the document says of the same in another place as well is left alone: it may stand in one act and in another.
fn concern_later(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let own = |e: &Element| [e.attribute("root").to_string(), e.attribute("extension").to_string()];
    let Some(id) = super::base::core(holder, around).and_then(|core| core.child("id")).map(own) else { return Effect::None };
    let is_alone = around.document().is_some_and(|document| document.root.within(|e| e.local() == "id" && own(e) == id).len() < 2);
    edited(holder, |entry| {
        let low = entry.down_mut("act/effectiveTime/low").filter(|_| is_alone)?;
        let later = Stamp::parse(low.attribute("value"))?.years_later(3)?;
        low.set("value", &later.text());
        Some(())
    })
}

fn concern_point(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |entry| {
        let time = entry.down_mut("act/effectiveTime")?;
        let low = told(time, "low", "value").to_string();
        done(!low.is_empty() && time.child("high").is_none())?;
        time.drop_named("low");
        time.set("value", &low);
        Some(())
    })
}

fn problem_resolved(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    status_turned(holder, around, "413322009", "Resolved")
}

fn allergy_inactive(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    status_turned(holder, around, "73425007", "Inactive")
}

/// Another status of an act where it has the one.
fn restated(holder: &mut Element, around: &Around<'_>, from: &str, to: &str) -> Effect {
    if is_denied(holder, around) {
        return Effect::None;
    }
    core_edited(holder, around, |core| {
        let observed = core.ways("entryRelationship/observation/code").iter().filter_map(|way| core.at(way)).any(|c| c.attribute("code") == "33999-4");
        done(!observed && told(core, "statusCode", "code") == from)?;
        put(core, "statusCode", "code", to)
    })
}

fn drug_stopped(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    restated(holder, around, "active", "aborted")
}

/// A completed drug whose end lies ahead is still taken, so one with an end gives no occasion.
fn drug_completed(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let ends = super::base::core(holder, around).is_some_and(|c| !told(c, "effectiveTime/high", "value").is_empty());
    if ends { Effect::None } else { restated(holder, around, "active", "completed") }
}

fn final_open(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    restated(holder, around, "completed", "active")
}

fn open_final(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    restated(holder, around, "active", "completed")
}

fn aborted(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    restated(holder, around, "completed", "aborted")
}

/// Another mood of a statement where it has one of these.
fn mood(holder: &mut Element, around: &Around<'_>, from: &[&str], to: &str) -> Effect {
    core_edited(holder, around, |core| {
        done(from.contains(&core.attribute("moodCode")))?;
        core.set("moodCode", to);
        Some(())
    })
}

fn planned_done(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    mood(holder, around, &["INT", "RQO", "PRP", "PRMS", "ARQ", "APT"], "EVN")
}

fn done_planned(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if is_denied(holder, around) { Effect::None } else { mood(holder, around, &["EVN"], "INT") }
}

fn order_said(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    mood(holder, around, &["INT"], "EVN")
}

fn said_order(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    mood(holder, around, &["EVN"], "INT")
}

fn will_denied(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if is_denied(holder, around) || !is_named(around.kind(), holder) {
        return Effect::None;
    }
    core_edited(holder, around, |core| {
        done(core.local() == "observation")?;
        core.set("negationInd", "true");
        Some(())
    })
}

/// The sorts of problems by SNOMED CT; of other words nobody knows which sort they are.
fn other_sort(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if !is_named(around.kind(), holder) {
        return Effect::None;
    }
    core_edited(holder, around, |core| {
        let code = core.child_mut("code").filter(|c| matches!(c.attribute("code"), "55607006" | "64572001" | "282291009" | "418799008" | "404684003"))?;
        let (other, display) = if code.attribute("code") == "418799008" { ("282291009", "Diagnosis") } else { ("418799008", "Symptom") };
        code.drop_named("translation");
        code.set("code", other);
        code.set("displayName", display);
        Some(())
    })
}

/// Of the indications of a statement itself.
fn only_related(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let mut any = false;
        for relationship in core.elements_mut().filter(|e| e.local() == "entryRelationship" && e.attribute("typeCode") == "RSON") {
            relationship.set("typeCode", "REFR");
            any = true;
        }
        done(any)
    })
}

fn panel_aborted(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |entry| {
        let organizer = entry.child_mut("organizer")?;
        done(organizer.elements().any(|e| e.local() == "component") && told(organizer, "statusCode", "code") == "completed")?;
        put(organizer, "statusCode", "code", "aborted")
    })
}

fn entry_denied(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if is_denied(holder, around) || !is_named(around.kind(), holder) {
        return Effect::None;
    }
    core_edited(holder, around, |core| {
        // What was called off never was.
        done(told(core, "statusCode", "code") != "cancelled")?;
        core.set("negationInd", "true");
        Some(())
    })
}
