//! States and certainties: what is preliminary, suspected, planned, on hold, over.

use super::base::{ALTERED, Around, Fixed, done, edited, is_withdrawn, main_edited, named_edited, order_turned, turned};
use super::charts::Group;
use super::resurrected::event;
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::Status;
const RESULT: Fixed = &["result"];
const MOVED: Fixed = &["altered", "lost", "invented", "resurrected"];
const BACK: Fixed = &["resurrected"];
const STATUS: Fixed = &["status"];
const CERTAINTY: Fixed = &["verification"];
/// A state that HL7 v2 tells apart and others do not.
const FINER: Fixed = &["status", "element"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "preliminary-becomes-final", "a preliminary result is final", RESULT, (MOVED, STATUS), |g, _| turned(g, &[("OBX", 11)], &[("P", "F"), ("R", "F"), ("I", "F")])),
    Operator::harm(FAMILY, "final-becomes-preliminary", "a final result is preliminary", RESULT, (ALTERED, STATUS), |g, _| turned(g, &[("OBX", 11)], &[("F", "P")])),
    Operator::harm(FAMILY, "correction-lost", "that a result was corrected is not said any more", RESULT, (ALTERED, STATUS), |g, _| turned(g, &[("OBX", 11)], &[("C", "F")])),
    Operator::harm(FAMILY, "cancelled-result-final", "a result that was cancelled is final", RESULT, (MOVED, STATUS), |g, _| turned(g, &[("OBX", 11)], &[("X", "F")])),
    Operator::harm(FAMILY, "final-order-preliminary", "an order whose results are complete waits for more", &["order"], (BACK, STATUS), |g, _| results_open(g, false)),
    Operator::harm(FAMILY, "final-results-preliminary", "results wait for more of an order that says its own state", &["order"], (ALTERED, &["element"]), |g, _| results_open(g, true)),
    Operator::harm(FAMILY, "suspected-diagnosis-final", "an admitting or working diagnosis is final", &["diagnosis"], (ALTERED, CERTAINTY), suspected),
    Operator::harm(FAMILY, "final-diagnosis-working", "a final diagnosis is one for the time being", &["diagnosis"], (ALTERED, CERTAINTY), |g, _| if is_withdrawn(g) { Effect::None } else { turned(g, &[("DG1", 6)], &[("F", "W")]) }),
    Operator::harm(FAMILY, "admitting-becomes-working", "an admitting diagnosis is a working one", &["diagnosis"], (ALTERED, &["verification", "element"]), |g, _| if is_withdrawn(g) { Effect::None } else { turned(g, &[("DG1", 6)], &[("A", "W")]) }),
    Operator::harm(FAMILY, "suspected-problem-confirmed", "a suspected problem is confirmed", &["problem"], (ALTERED, CERTAINTY), |g, _| if is_withdrawn(g) { Effect::None } else { turned(g, &[("PRB", 13)], &[("P", "C"), ("S", "C"), ("U", "C"), ("D", "C")]) }),
    Operator::harm(FAMILY, "confirmed-problem-suspected", "a confirmed problem is suspected", &["problem"], (ALTERED, CERTAINTY), |g, _| if is_withdrawn(g) { Effect::None } else { turned(g, &[("PRB", 13)], &[("C", "P")]) }),
    Operator::harm(FAMILY, "active-problem-resolved", "an active problem is over", &["problem"], (ALTERED, STATUS), |g, _| if is_withdrawn(g) { Effect::None } else { turned(g, &[("PRB", 14)], &[("A", "R")]) }),
    Operator::harm(FAMILY, "suspected-allergy-confirmed", "a suspected allergy is confirmed", &["allergy"], (ALTERED, CERTAINTY), |g, _| if is_withdrawn(g) { Effect::None } else { turned(g, &[("IAM", 17)], &[("S", "C"), ("P", "C"), ("U", "C")]) }),
    Operator::harm(FAMILY, "active-drug-stopped", "a drug that is taken was stopped", &["medication"], (ALTERED, STATUS), |g, _| order_turned(g, &[("IP", "DC"), ("A", "DC")], &[("NW", "DC"), ("XO", "DC"), ("RE", "DC"), ("RF", "DC")])),
    Operator::harm(FAMILY, "drug-on-hold-active", "a drug on hold is given", &["medication"], (MOVED, STATUS), |g, _| order_turned(g, &[("HD", "IP")], &[("HD", "NW"), ("OH", "NW")])),
    Operator::harm(FAMILY, "active-drug-completed", "a drug that is taken is one that was taken", &["medication"], (ALTERED, STATUS), |g, _| order_turned(g, &[("IP", "CM")], &[("NW", "FU")])),
    Operator::harm(FAMILY, "open-order-completed", "an order that waits is carried out", &["order"], (ALTERED, STATUS), |g, _| order_turned(g, &[("IP", "CM"), ("SC", "CM")], &[("NW", "FU")])),
    Operator::harm(FAMILY, "order-on-hold-active", "an order on hold goes on", &["order"], (MOVED, STATUS), |g, _| order_turned(g, &[("HD", "IP")], &[("HD", "NW"), ("OH", "NW")])),
    Operator::harm(FAMILY, "cancellation-beside-the-state", "an order that goes on was cancelled by its control code, and its state says nothing of it", &["order"], (MOVED, FINER), |g, _| control(g, &["NW", "SN", "SC", "RE", "XO"], "CA")),
    Operator::twin(FAMILY, "state-sent-by-another-code", "the control code that carries the state of an order is another one", &["order"], |g, _| control(g, &["NW", "SN"], "SC")),
    Operator::harm(FAMILY, "refusal-becomes-not-given", "a vaccine that was refused just was not given", &["immunization"], (ALTERED, FINER), |g, _| if retracted(g) { Effect::None } else { turned(g, &[("RXA", 20)], &[("RE", "NA")]) }),
    Operator::harm(FAMILY, "partial-dose-complete", "a dose that was given in part was given in full", &["immunization"], (ALTERED, FINER), |g, _| if retracted(g) { Effect::None } else { turned(g, &[("RXA", 20)], &[("PA", "CP")]) }),
    Operator::harm(FAMILY, "given-vaccine-refused", "a vaccine that was given was refused", &["immunization"], (ALTERED, STATUS), |g, _| if retracted(g) { Effect::None } else { turned(g, &[("RXA", 20)], &[("CP", "RE")]) }),
    Operator::harm(FAMILY, "refused-dose-given", "a dose that was refused was given", &["dose"], (MOVED, STATUS), |g, _| turned(g, &[("RXA", 20)], &[("RE", "CP")])),
    Operator::harm(FAMILY, "given-dose-refused", "a dose that was given was refused", &["dose"], (ALTERED, STATUS), |g, _| turned(g, &[("RXA", 20)], &[("CP", "RE")])),
    Operator::harm(FAMILY, "historical-dose-given-here", "a vaccination that the patient told of was given here", &["immunization"], (ALTERED, &["reported", "element"]), historical),
    Operator::harm(FAMILY, "planned-visit-begun", "a planned visit has begun", &["message"], (MOVED, &["status", "class"]), planned),
    Operator::harm(FAMILY, "discharged-patient-in-hospital", "a patient who went home lies in hospital", &["message"], (MOVED, &["status", "time"]), discharged),
    Operator::harm(FAMILY, "booked-appointment-cancelled", "an appointment that stands is cancelled", &["appointment"], (ALTERED, STATUS), |g, _| appointment(g, &[("Booked", "Cancelled"), ("Pending", "Cancelled")])),
    Operator::harm(FAMILY, "missed-appointment-kept", "a patient who did not come came", &["appointment"], (MOVED, STATUS), |g, _| appointment(g, &[("Noshow", "Complete")])),
    Operator::harm(FAMILY, "draft-becomes-final", "a note that nobody signed is final", &["note", "document"], (MOVED, STATUS), |g, _| signed(g, &[("DI", "AU"), ("IP", "AU"), ("IN", "AU"), ("PA", "AU"), ("DO", "AU")])),
    Operator::harm(FAMILY, "signed-note-draft", "a signed note is a draft", &["note", "document"], (ALTERED, STATUS), |g, _| signed(g, &[("AU", "DI"), ("LA", "DI")])),
    Operator::harm(FAMILY, "legal-signature-lost", "a note that was signed in law is signed only", &["note", "document"], (ALTERED, FINER), |g, _| signed(g, &[("LA", "AU")])),
    Operator::harm(FAMILY, "inpatient-becomes-outpatient", "a stay in hospital is a visit, or a visit an emergency", &["visit"], (ALTERED, &["class"]), |g, _| turned(g, &[("PV1", 2)], &[("I", "O"), ("E", "I"), ("O", "E")])),
    Operator::harm(FAMILY, "died-in-hospital-went-home", "a patient who died or was moved was sent home", &["visit"], (ALTERED, &["discharge"]), |g, _| turned(g, &[("PV1", 36)], &[("20", "01"), ("03", "01"), ("02", "01"), ("07", "01")])),
    Operator::harm(FAMILY, "pregnancy-lost", "that a patient is pregnant is not said any more", &["visit"], (&["altered", "lost"], FINER), |g, _| turned(g, &[("PV1", 15)], &[("B6", "")])),
    Operator::twin(FAMILY, "event-said-twice", "the event of a message stands in its own segment as well", &["message"], event_again),
];

/// How far a document came; one that was withdrawn is neither signed nor a draft.
fn signed(group: &mut Group, table: &[(&str, &str)]) -> Effect {
    if group.main().is_some_and(|document| matches!(document.field(19), "CA" | "DE")) {
        return Effect::None;
    }
    turned(group, &[("TXA", 17)], table)
}

/// Another control code of an order that says itself that it goes on.
fn control(group: &mut Group, from: &[&str], to: &str) -> Effect {
    named_edited(group, "ORC", |orc| {
        done(matches!(orc.part(5, 1), "IP" | "SC" | "A") && from.contains(&orc.part(1, 1)))?;
        orc.put(1, to);
        Some(())
    })
}

fn retracted(group: &Group) -> bool {
    group.main().is_some_and(|m| m.field(21) == "D")
}

/// How far the results of an order are. It is how far the order is, unless that says its own state, by its word or its control code: then the other stands
/// beside it.
fn results_open(group: &mut Group, is_beside: bool) -> Effect {
    let others = group.segments.iter().any(|s| s.name == "OBX" && !s.has(11));
    let says_own = group.segments.iter().any(|s| s.name == "ORC" && (s.has(5) || !matches!(s.part(1, 1), "" | "RE" | "SC")));
    if others || says_own != is_beside { Effect::None } else { turned(group, &[("OBR", 25)], &[("F", "P"), ("C", "P")]) }
}

fn suspected(group: &mut Group, _: &mut Around<'_>) -> Effect {
    if is_withdrawn(group) { Effect::None } else { turned(group, &[("DG1", 6)], &[("A", "F"), ("W", "F")]) }
}

fn historical(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |dose| {
        let told = dose.part(9, 1);
        done(told.starts_with('0') && told != "00" && dose.field(20) != "RE")?;
        dose.put(9, "00^New immunization record^NIP001");
        Some(())
    })
}

/// Another event, and what the visit says of it.
fn happened(group: &mut Group, table: &[(&str, &str)], edit: impl FnOnce(&mut super::Segment)) -> Effect {
    let mut copy = group.clone();
    if event(&mut copy, table) == Effect::None {
        return Effect::None;
    }
    let Some(visit) = copy.segments.iter_mut().find(|s| s.name == "PV1") else { return Effect::None };
    edit(visit);
    *group = copy;
    Effect::Changed
}

/// The class says as well that somebody is expected.
fn planned(group: &mut Group, _: &mut Around<'_>) -> Effect {
    happened(group, &[("A05", "A01"), ("A14", "A01")], |visit| {
        if visit.field(2) == "P" {
            visit.put(2, "I");
        }
    })
}

fn discharged(group: &mut Group, _: &mut Around<'_>) -> Effect {
    happened(group, &[("A03", "A01")], |visit| visit.put(45, ""))
}

/// Only where the event leaves the state of the appointment to its own field.
fn appointment(group: &mut Group, table: &[(&str, &str)]) -> Effect {
    edited(group, |g| {
        let event = g.segments.first()?.part(9, 2).to_string();
        done(!matches!(event.as_str(), "S15" | "S16" | "S17" | "S26"))?;
        let schedule = g.segments.iter_mut().find(|s| s.name == "SCH")?;
        let (_, other) = table.iter().find(|(from, _)| from.eq_ignore_ascii_case(schedule.part(25, 1)))?;
        schedule.put(25, other);
        Some(())
    })
}

fn event_again(group: &mut Group, _: &mut Around<'_>) -> Effect {
    edited(group, |g| {
        done(g.first("EVN").is_none())?;
        let event = g.segments.first()?.part(9, 2).to_string();
        done(!event.is_empty())?;
        g.segments.insert(1, super::Segment::named("EVN").with(1, &event).with(2, "20240701080000"));
        Some(())
    })
}
