//! What was over, ruled out or withdrawn comes back live.

use super::base::{Around, Fixed, changed, coded, core, core_edited, done, edited, is_denied, put, statements, told};
use super::charts::{concept, is_named, statement};
use super::tree::Element;
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::Resurrected;
const LIVE: Fixed = &["resurrected", "altered", "lost", "invented"];
/// Status codes of the problem and allergy status observations that say that it is over.
const OVER: [&str; 3] = ["413322009", "73425007", "277022003"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "refuted-entry-live", "an allergy or problem that was ruled out counts", &["allergy", "problem", "diagnosis", "concern"], (LIVE, &["verification", "negation", "status", "code", "statement"]), denied_live),
    Operator::harm(FAMILY, "resolved-problem-live", "a problem that is over is active, without its end", &["problem"], (LIVE, &["status", "time"]), over_live),
    Operator::harm(FAMILY, "resolved-allergy-live", "an allergy that is over is active, without its end", &["allergy"], (LIVE, &["status", "time"]), over_live),
    Operator::harm(FAMILY, "stopped-drug-live", "a drug that is over is active", &["medication"], (LIVE, &["status"]), stopped_live),
    Operator::harm(FAMILY, "stopped-drug-live-without-end", "a drug that is over is active, without the day of its end", &["medication"], (LIVE, &["status", "time"]), stopped_open),
    Operator::harm(FAMILY, "refused-vaccine-given", "a vaccine that was not given has been given", &["immunization"], (LIVE, &["status", "negation", "reason"]), given),
    Operator::harm(FAMILY, "not-done-becomes-done", "a procedure that was not done has been done", &["procedure"], (LIVE, &["status", "negation", "statement"]), given),
    Operator::harm(FAMILY, "untaken-drug-taken", "a drug that is not taken is taken", &["medication"], (LIVE, &["status", "negation", "code", "statement"]), denied_live),
    Operator::harm(FAMILY, "withdrawn-entry-live", "an entry that was made in error counts again", &["result", "vital", "medication", "immunization", "procedure"], (LIVE, &["status", "statement"]), withdrawn_live),
    Operator::harm(FAMILY, "deceased-patient-alive", "a patient who died lives", &["patient"], (LIVE, &["deceased", "death_date"]), death_lost),
];

fn denied_live(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    // Of any problem that is denied the words mostly say the same: "No known problems".
    const ANY: [&str; 4] = ["55607006", "64572001", "404684003", "418799008"];
    let is_said_by_words = |named: &Element| named.attribute("displayName").to_ascii_lowercase().starts_with("no ") || ANY.contains(&named.attribute("code")) && named.child("originalText").is_some();
    let says_none = || concept(around.kind(), holder).is_some_and(is_said_by_words);
    if !is_named(around.kind(), holder) || says_none() {
        return Effect::None;
    }
    edited(holder, |entry| {
        let denied = entry.within(|e| e.attribute("negationInd") == "true" && matches!(e.local(), "act" | "observation" | "entryRelationship" | "substanceAdministration" | "procedure"));
        for way in &denied {
            entry.at_mut(way)?.set("negationInd", "false");
        }
        done(!denied.is_empty())
    })
}

/// A vaccine that was not given may say so by its status as well.
fn given(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if denied_live(holder, around) == Effect::None {
        return Effect::None;
    }
    core_edited(holder, around, |vaccine| put(vaccine, "statusCode", "code", "completed"));
    Effect::Changed
}

/// The value of a status observation, by its place in the record.
pub(super) fn status_ways(holder: &Element) -> Vec<super::Way> {
    statements(holder, |s| coded(s, "33999-4") && !told(s, "value", "code").is_empty())
}

/// Whether a problem or an allergy says that it is over: by its status, else by its concern.
fn is_over(holder: &Element, around: &Around<'_>) -> bool {
    let said: Vec<&str> = status_ways(holder).iter().filter_map(|way| holder.at(way)).map(|s| told(s, "value", "code")).collect();
    let ended = core(holder, around).map_or("", |c| told(c, "effectiveTime/high", "value"));
    let act = statement(holder).map_or("", |s| told(s, "statusCode", "code"));
    if said.is_empty() { act == "completed" || !ended.is_empty() } else { said.iter().any(|code| OVER.contains(code)) }
}

fn over_live(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if is_denied(holder, around) || !is_over(holder, around) {
        return Effect::None;
    }
    let opened = core_edited(holder, around, |observation| {
        observation.child_mut("effectiveTime")?.drop_named("high");
        Some(())
    });
    let statuses = status_ways(holder);
    let said = edited(holder, |entry| {
        for way in &statuses {
            let value = entry.at_mut(way)?.child_mut("value")?;
            value.set("code", "55561003");
            value.set("displayName", "Active");
        }
        let concern = entry.elements_mut().find(|e| e.local() == "act");
        if let Some(concern) = concern {
            put(concern, "statusCode", "code", "active");
            if let Some(time) = concern.child_mut("effectiveTime") {
                time.drop_named("high");
            }
        }
        Some(())
    });
    changed(opened == Effect::Changed || said == Effect::Changed)
}

/// Whether a drug is over on the day of its document: a completed one whose end lies ahead goes on.
fn is_stopped(core: &Element, around: &Around<'_>) -> bool {
    let status = told(core, "statusCode", "code");
    let ahead = core.ways("effectiveTime/high").iter().filter_map(|way| core.at(way)).any(|h| h.attribute("value").get(..8).is_some_and(|day| day > around.day()));
    let observed = core.ways("entryRelationship/observation").iter().filter_map(|way| core.at(way)).any(|o| coded(o, "33999-4"));
    let over = matches!(status, "aborted" | "suspended" | "cancelled" | "held") || (status == "completed" && !ahead);
    over && !observed && core.attribute("negationInd") != "true"
}

fn stopped_live(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| {
        done(is_stopped(drug, around))?;
        put(drug, "statusCode", "code", "active")
    })
}

fn stopped_open(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |drug| {
        let ended = drug.down("effectiveTime/high").is_some_and(|h| !h.attribute("value").is_empty());
        done(ended && is_stopped(drug, around))?;
        drug.child_mut("effectiveTime")?.drop_named("high");
        put(drug, "statusCode", "code", "active")
    })
}

fn withdrawn_live(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let now = if around.kind() == "medication" { "active" } else { "completed" };
    core_edited(holder, around, |entry| {
        done(told(entry, "statusCode", "code") == "nullified")?;
        put(entry, "statusCode", "code", now)
    })
}

fn death_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let patient = target.down_mut("patientRole/patient")?;
        let dead = told(patient, "deceasedInd", "value") == "true" || !told(patient, "deceasedTime", "value").is_empty();
        done(dead && patient.drop_all(|e| matches!(e.local(), "deceasedInd" | "deceasedTime")))
    })
}
