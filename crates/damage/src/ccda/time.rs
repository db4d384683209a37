//! Points in time: a day early, a time of day invented or cut off, another offset, another date in its place.

use super::base::{ALTERED, Around, Fixed, core, core_edited, done, edited, told};
use super::tree::{Document, Element, Way};
use super::{Effect, Operator};
use crate::Family;
use crate::dated::{self, Dated, TIME};

const FAMILY: Family = Family::Time;
const TIMED: Fixed = &["allergy", "problem", "diagnosis", "medication", "immunization", "result", "vital", "procedure", "encounter", "plan", "device"];

/// Every operator of the family: what messages and documents share, then what is one format's own.
pub(super) fn operators() -> Vec<Operator> {
    let mut all = dated::harms::<Document>(TIMED);
    all.extend_from_slice(OWN);
    all
}

const OWN: &[Operator] = &[
    Operator::harm(FAMILY, "recorded-for-onset", "the day on which it was recorded stands where it began", &["allergy", "problem", "medication"], (ALTERED, TIME), recorded_for_onset),
    Operator::harm(FAMILY, "load-date", "the day of the migration stands where it was recorded", &["allergy", "problem", "medication"], (ALTERED, TIME), load_date),
    Operator::harm(FAMILY, "before-birth", "an unknown date became 1 January 1900, before the patient was born", &["allergy", "problem", "medication", "procedure"], (ALTERED, TIME), dated::before_birth::<Document>),
    Operator::twin(FAMILY, "other-offset-same-instant", "a time is written in UTC", TIMED, dated::in_utc::<Document>),
    Operator::twin(FAMILY, "bounds-of-a-moment", "a point in time is written as an interval that begins and ends there", &["result", "vital", "plan", "goal", "family"], interval),
];

/// The points in time that a statement is dated by.
fn ways(core: &Element, kind: &str) -> Vec<Way> {
    let paths: &[&str] = if kind == "immunization" { &["effectiveTime", "effectiveTime/low"] } else { &["effectiveTime", "effectiveTime/low", "effectiveTime/high"] };
    let dated = |way: &Way| core.at(way).is_some_and(|t| !t.attribute("value").is_empty() && t.attribute("xsi:type") != "PIVL_TS");
    let mut found: Vec<Way> = paths.iter().flat_map(|path| core.ways(path)).filter(dated).collect();
    // Where both ends are one moment only the beginning is said.
    if matches!(kind, "result" | "vital") && told(core, "effectiveTime/low", "value") == told(core, "effectiveTime/high", "value") {
        found.truncate(1);
    }
    found
}

impl Dated for Document {
    fn redated(holder: &mut Element, around: &mut Around<'_>, change: &dyn Fn(&str) -> Option<String>) -> Effect {
        let kind = around.kind();
        let Some(statement) = core(holder, around) else { return Effect::None };
        let fits = |way: &Way| Some((way.clone(), change(statement.at(way)?.attribute("value"))?));
        let found: Vec<(Way, String)> = ways(statement, kind).iter().filter_map(fits).collect();
        let Some((way, new)) = around.one(found) else { return Effect::None };
        core_edited(holder, around, |core| {
            let both = matches!(kind, "result" | "vital") && !told(core, "effectiveTime/low", "value").is_empty() && told(core, "effectiveTime/low", "value") == told(core, "effectiveTime/high", "value");
            core.at_mut(&way)?.set("value", &new);
            if both && let Some(high) = core.down_mut("effectiveTime/high") {
                high.set("value", &new);
            }
            Some(())
        })
    }
}

fn recorded_for_onset(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let times: Vec<String> = holder.within(|e| e.local() == "author").iter().filter_map(|way| holder.at(way)).map(|a| told(a, "time", "value").to_string()).collect();
    core_edited(holder, around, |core| {
        let recorded = times.iter().find(|t| t.len() >= 8)?.get(..8)?.to_string();
        let low = core.down_mut("effectiveTime/low")?;
        let begun = low.attribute("value");
        done(!begun.is_empty() && !begun.starts_with(&recorded))?;
        low.set("value", &recorded);
        Some(())
    })
}

fn load_date(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |entry| {
        let mut any = false;
        for way in entry.within(|e| e.local() == "author") {
            let Some(time) = entry.at_mut(&way)?.child_mut("time") else { continue };
            any |= !time.attribute("value").is_empty();
            time.set("value", "20260701");
        }
        done(any)
    })
}

fn interval(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        // A drug without an end goes on.
        done(core.local() != "substanceAdministration")?;
        let time = core.child_mut("effectiveTime")?;
        let moment = time.attribute("value").to_string();
        done(!moment.is_empty() && time.elements().next().is_none())?;
        time.unset("value");
        for end in ["low", "high"] {
            let bound = time.akin(end).with("value", &moment);
            time.children.push(super::Node::Element(bound));
        }
        Some(())
    })
}
