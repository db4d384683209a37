//! What nobody asserted: defaults that stand where nothing stood.

use super::base::{ADDED, Around, Fixed, done, edited, filled, is_withdrawn, main_edited, named_edited, number_fields};
use super::charts::Group;
use super::{Effect, Operator};
use crate::Family;
use crate::stamp::Stamp;

const FAMILY: Family = Family::Invented;
const DRUG: Fixed = &["medication"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "severity-invented", "an allergy without a severity becomes a moderate one", &["allergy"], (ADDED, &["severity"]), |g, _| filled(g, &[("AL1", 4), ("IAM", 4)], "MO")),
    Operator::harm(FAMILY, "reaction-invented", "an allergy without a reaction gets hives", &["allergy"], (ADDED, &["reaction"]), |g, _| filled(g, &[("AL1", 5), ("IAM", 5)], "HIVES^Hives^L")),
    Operator::harm(FAMILY, "flag-invented", "a result without a flag becomes normal", &["result"], (ADDED, &["flag"]), flag),
    Operator::harm(FAMILY, "range-invented", "a result without a reference range gets one", &["result"], (ADDED, &["range_low", "range_high"]), range),
    Operator::harm(FAMILY, "dose-of-one-invented", "a drug without a dose gets a dose of one", DRUG, (ADDED, &["dose"]), |g, _| filled(g, &[("RXE", 3), ("RXO", 2)], "1")),
    Operator::harm(FAMILY, "refills-invented", "a prescription without refills gets three", DRUG, (ADDED, &["refills"]), |g, _| filled(g, &[("RXE", 12), ("RXO", 13)], "3")),
    Operator::harm(FAMILY, "stop-date-invented", "a drug without an end stops a year after it began", DRUG, (ADDED, &["time"]), stop),
    Operator::harm(FAMILY, "route-invented", "a drug without a route is given by mouth", DRUG, (ADDED, &["route"]), route),
    Operator::harm(FAMILY, "problem-confirmed-by-default", "a problem that nobody called certain is confirmed", &["problem"], (ADDED, &["verification"]), |g, _| if is_withdrawn(g) { Effect::None } else { filled(g, &[("PRB", 13)], "C") }),
    Operator::harm(FAMILY, "diagnosis-final-by-default", "a diagnosis that nobody called final is final", &["diagnosis"], (ADDED, &["verification"]), |g, _| if is_withdrawn(g) { Effect::None } else { filled(g, &[("DG1", 6)], "F") }),
    Operator::harm(FAMILY, "problem-active-by-default", "a problem whose state is not known is active", &["problem"], (ADDED, &["status"]), active),
    Operator::harm(FAMILY, "onset-invented", "the day on which a problem was recorded is when it began", &["problem"], (ADDED, &["time"]), onset),
    Operator::harm(FAMILY, "vaccine-dose-invented", "a vaccine whose amount is not known gets half a millilitre", &["immunization"], (ADDED, &["dose"]), vaccine_dose),
    Operator::harm(FAMILY, "remark-invented", "a remark that nobody made stands beside a result", &["result"], (ADDED, &["text"]), remark),
    Operator::harm(FAMILY, "result-invented", "a result that nobody measured stands beside another", &["result"], (&["invented", "duplicated"], &["statement"]), result),
    Operator::harm(FAMILY, "allergy-invented", "an allergy that nobody recorded stands beside another", &["allergy"], (&["invented", "duplicated"], &["statement"]), allergy),
    Operator::twin(FAMILY, "own-segment-added", "the destination adds a segment of its own", &["allergy", "problem", "procedure", "result", "charge"], own_segment),
];

fn remark(group: &mut Group, _: &mut Around<'_>) -> Effect {
    if is_withdrawn(group) {
        return Effect::None;
    }
    edited(group, |g| {
        done(g.first("NTE").is_none())?;
        let behind = g.core + 1;
        g.segments.insert(behind, super::Segment::named("NTE").with(1, "1").with(3, "The specimen was rejected, a new one is needed."));
        Some(())
    })
}

fn flag(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let measured = group.main().is_some_and(|m| m.field(2) == "NM" && m.has(5));
    if measured { filled(group, &[("OBX", 8)], "N") } else { Effect::None }
}

fn range(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let measured = group.main().is_some_and(|m| m.field(2) == "NM" && m.has(5));
    if measured { filled(group, &[("OBX", 7)], "0-100") } else { Effect::None }
}

fn stop(group: &mut Group, _: &mut Around<'_>) -> Effect {
    named_edited(group, "TQ1", |timing| {
        let begun = Stamp::parse(timing.field(7)).filter(|_| timing.field(8).is_empty())?;
        let end = begun.years_later(1)?;
        timing.put(8, &end.text());
        Some(())
    })
}

/// Instructions that name the way already make it no invention to write it down.
fn route(group: &mut Group, _: &mut Around<'_>) -> Effect {
    const INSTRUCTIONS: [(&str, usize); 5] = [("RXE", 7), ("RXO", 6), ("RXO", 7), ("TQ1", 10), ("TQ1", 11)];
    let names_it = |text: &str| text.to_lowercase().split(|c: char| !c.is_alphabetic()).any(|word| matches!(word, "mouth" | "oral" | "orally" | "po" | "os"));
    edited(group, |g| {
        done(g.first("RXR").is_none())?;
        done(!g.segments.iter().any(|s| INSTRUCTIONS.iter().any(|(name, field)| s.name == *name && names_it(s.field(*field)))))?;
        let behind = g.core + 1;
        g.segments.insert(behind, super::Segment::named("RXR").with(1, "PO^Oral^HL70162"));
        Some(())
    })
}

fn active(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let silent = group.main().is_some_and(|m| m.field(14).is_empty() && !m.has(9)) && !is_withdrawn(group);
    if silent { filled(group, &[("PRB", 14)], "A") } else { Effect::None }
}

fn onset(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |problem| {
        let recorded = problem.field(7).get(..8)?.to_string();
        done(problem.field(16).is_empty())?;
        problem.put(16, &recorded);
        Some(())
    })
}

fn vaccine_dose(group: &mut Group, _: &mut Around<'_>) -> Effect {
    if is_withdrawn(group) {
        return Effect::None;
    }
    main_edited(group, |dose| {
        done(dose.name == "RXA" && dose.field(6) == "999")?;
        dose.put(6, "0.5");
        dose.put(7, "mL^mL^UCUM");
        Some(())
    })
}

/// The same test once more, with another number.
fn result(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let Some(main) = group.main().filter(|m| number_fields(m).is_some()) else { return Effect::None };
    let (Some(other), mut copy) = (crate::edit::shifted(main.field(5), 1), main.clone()) else { return Effect::None };
    copy.put(5, &other.to_string());
    copy.put(4, "9");
    Effect::Added(vec![Group { segments: vec![copy], core: 0 }])
}

fn allergy(group: &mut Group, around: &mut Around<'_>) -> Effect {
    let code = |s: &super::Segment| s.part(3, 1).to_string();
    let mut own: Vec<String> = around.others(true).into_iter().map(code).collect();
    own.extend(group.main().map(code));
    let strange: Vec<super::Segment> = around.others(false).into_iter().filter(|s| s.name == "AL1" && !own.contains(&code(s))).cloned().collect();
    let Some(other) = around.one(strange) else { return Effect::None };
    Effect::Added(vec![Group { segments: vec![other], core: 0 }])
}

fn own_segment(_: &mut Group, _: &mut Around<'_>) -> Effect {
    let own = super::Segment::named("ZOW").with(1, "1").with(2, "LOADED");
    Effect::Added(vec![Group { segments: vec![own], core: 0 }])
}
