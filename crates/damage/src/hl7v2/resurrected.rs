//! What was over, ruled out or withdrawn comes back live.

use super::base::{Around, Fixed, done, edited, main_edited, order_turned, turned};
use super::charts::Group;
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::Resurrected;
const LIVE: Fixed = &["resurrected", "altered", "lost", "invented"];
const STATE: Fixed = &["verification", "status"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "deleted-allergy-live", "an allergy that was deleted counts again", &["allergy"], (LIVE, STATE), |g, _| turned(g, &[("IAM", 6)], &[("D", "A")])),
    Operator::harm(FAMILY, "mistaken-allergy-live", "an allergy that was recorded in error counts", &["allergy"], (LIVE, STATE), |g, _| turned(g, &[("IAM", 17)], &[("E", "C")])),
    Operator::harm(FAMILY, "inactive-allergy-live", "an allergy that is over is active", &["allergy"], (LIVE, &["status", "time"]), inactive),
    Operator::harm(FAMILY, "deleted-problem-live", "a problem that was deleted counts again", &["problem"], (LIVE, STATE), |g, _| turned(g, &[("PRB", 1)], &[("DE", "AD")])),
    Operator::harm(FAMILY, "refuted-problem-live", "a problem that was ruled out is confirmed", &["problem"], (LIVE, STATE), refuted),
    Operator::harm(FAMILY, "resolved-problem-live", "a problem that is over is active, without its end", &["problem"], (LIVE, &["status", "time"]), resolved),
    Operator::harm(FAMILY, "deleted-diagnosis-live", "a diagnosis that was deleted counts again", &["diagnosis"], (LIVE, STATE), |g, _| turned(g, &[("DG1", 21)], &[("D", "A")])),
    Operator::harm(FAMILY, "deleted-procedure-live", "a procedure that was deleted has been done", &["procedure"], (LIVE, &["status"]), |g, _| turned(g, &[("PR1", 20)], &[("D", "A")])),
    Operator::harm(FAMILY, "stopped-drug-live", "a drug that was stopped is active", &["medication"], (LIVE, &["status"]), stopped),
    Operator::harm(FAMILY, "cancelled-order-live", "an order that was cancelled is active", &["order"], (LIVE, &["status"]), |g, _| order_turned(g, &[("CA", "IP"), ("DC", "IP")], &[("CA", "NW"), ("DC", "NW"), ("OC", "NW")])),
    Operator::harm(FAMILY, "refused-vaccine-given", "a vaccine that was refused has been given", &["immunization"], (LIVE, &["status", "reason"]), given),
    Operator::harm(FAMILY, "deleted-vaccine-live", "a vaccination that was taken back counts", &["immunization"], (LIVE, &["status"]), |g, _| turned(g, &[("RXA", 21)], &[("D", "A")])),
    Operator::harm(FAMILY, "withdrawn-result-live", "a result that was deleted as wrong counts", &["result"], (LIVE, &["status"]), |g, _| turned(g, &[("OBX", 11)], &[("D", "F"), ("W", "F")])),
    Operator::harm(FAMILY, "cancelled-visit-live", "a visit that was cancelled took place", &["message"], (LIVE, &["status"]), |g, _| event(g, &[("A11", "A01"), ("A27", "A05"), ("A23", "A01")])),
    Operator::harm(FAMILY, "cancelled-appointment-live", "an appointment that was cancelled stands", &["appointment"], (LIVE, &["status"]), booked),
    Operator::harm(FAMILY, "cancelled-document-live", "a note that was cancelled counts", &["note", "document"], (LIVE, &["status"]), |g, _| turned(g, &[("TXA", 19)], &[("CA", "AV")])),
    Operator::harm(FAMILY, "deceased-patient-alive", "a patient who died lives", &["patient"], (LIVE, &["deceased", "death_date"]), alive),
    Operator::harm(FAMILY, "inactive-directive-live", "an advance directive that was taken back is in force", &["directive"], (LIVE, &["status"]), |g, _| turned(g, &[("CON", 11)], &[("X", "A"), ("R", "A")])),
    Operator::harm(FAMILY, "merged-patient-back", "a number that was merged into another stands alone again", &["merge"], (LIVE, &["status", "statement"]), |_, _| Effect::Removed),
];

/// Another event in MSH-9 and EVN-1.
pub(super) fn event(group: &mut Group, table: &[(&str, &str)]) -> Effect {
    edited(group, |g| {
        let msh = g.segments.iter_mut().find(|s| s.name == "MSH")?;
        let (_, other) = table.iter().find(|(from, _)| *from == msh.part(9, 2))?;
        msh.put_part(9, 2, other);
        if let Some(evn) = g.segments.iter_mut().find(|s| s.name == "EVN" && s.has(1)) {
            evn.put(1, other);
        }
        Some(())
    })
}

/// The event and the fill status say that it stands: a new booking that says of itself that it is cancelled is none.
fn booked(group: &mut Group, _: &mut Around<'_>) -> Effect {
    let mut copy = group.clone();
    if event(&mut copy, &[("S15", "S12"), ("S17", "S12")]) == Effect::None {
        return Effect::None;
    }
    for schedule in copy.segments.iter_mut().filter(|s| s.name == "SCH" && s.has(25)) {
        schedule.put(25, "Booked");
    }
    *group = copy;
    Effect::Changed
}

fn inactive(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |allergy| {
        let over = allergy.name == "IAM" && allergy.field(6) != "D" && (allergy.has(22) || matches!(allergy.part(17, 1), "I" | "inactive" | "resolved"));
        done(over)?;
        allergy.put(17, "C");
        allergy.put(22, "");
        Some(())
    })
}

/// Of a problem that was deleted nobody asks whether it was ruled out before.
fn refuted(group: &mut Group, _: &mut Around<'_>) -> Effect {
    if group.main().is_some_and(|problem| problem.field(1) == "DE") {
        return Effect::None;
    }
    turned(group, &[("PRB", 13)], &[("R", "C"), ("E", "C")])
}

fn resolved(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |problem| {
        done(problem.field(1) != "DE" && matches!(problem.part(14, 1), "R" | "I" | "RESOLVED" | "INACTIVE"))?;
        problem.put(14, "A");
        problem.put(9, "");
        Some(())
    })
}

fn stopped(group: &mut Group, _: &mut Around<'_>) -> Effect {
    order_turned(group, &[("DC", "IP"), ("CA", "IP"), ("CM", "IP"), ("ER", "IP")], &[("DC", "NW"), ("CA", "NW"), ("OD", "NW"), ("OC", "NW")])
}

fn given(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |dose| {
        done(matches!(dose.field(20), "RE" | "NA"))?;
        dose.put(20, "CP");
        dose.put(18, "");
        Some(())
    })
}

fn alive(group: &mut Group, _: &mut Around<'_>) -> Effect {
    main_edited(group, |pid| {
        done(pid.field(30) == "Y" || pid.has(29))?;
        pid.put(29, "");
        pid.put(30, "");
        Some(())
    })
}
