//! What lies ahead: future appointments and open orders, alive on the day after which only the destination is used.

use super::sides::{DIED, Sides};
use super::{Answer, Check, CheckOutcome, Weight};
use crate::judge::is_its_moment;
use crate::state::{Holds, span};
use model::{Aspect, Kind, Side, Statement, Value};

pub(super) fn ask(sides: &Sides<'_>, out: &mut Vec<Answer>) {
    for (index, statement) in sides.legacy.iter().enumerate().filter(|(index, _)| !sides.is_spoken_for(Side::Legacy, *index)) {
        let Some(check) = check_of(statement) else { continue };
        let mate = sides.mate(Side::Legacy, index);
        let other = mate.and_then(|i| sides.statement(Side::Destination, i));
        let left = of_the_living(sides, Side::Legacy, alive(statement, sides.at.last));
        let right = other.map_or((Holds::No, "no counterpart"), |o| of_the_living(sides, Side::Destination, alive(o, sides.at.last)));
        if left.0 != Holds::Yes && right.0 != Holds::Yes {
            continue;
        }
        let mut answer = answer(check, (index, left), (mate, right));
        let says_so = |side: Side, (_, why): (Holds, &str)| sides.died(side).filter(|_| why == DIED).map(|died| died as u32);
        answer.outcome.legacy.extend(says_so(Side::Legacy, left));
        answer.outcome.destination.extend(says_so(Side::Destination, right));
        out.push(answer);
    }
}

/// What still lies ahead of somebody who lives.
fn of_the_living(sides: &Sides<'_>, side: Side, alive: (Holds, &'static str)) -> (Holds, &'static str) {
    if alive.0 != Holds::No && sides.died(side).is_some() { (Holds::No, DIED) } else { alive }
}

fn answer(check: Check, (index, left): (usize, (Holds, &'static str)), (mate, right): (Option<usize>, (Holds, &'static str))) -> Answer {
    let weight = Weight::of(left.0.told(), right.0.told());
    let outcome = CheckOutcome {
        check,
        about: String::new(),
        legacy: vec![index as u32],
        destination: mate.map(|i| i as u32).into_iter().collect(),
        legacy_says: words(left),
        destination_says: words(right),
        weight,
    };
    Answer { outcome, gains: false }
}

fn words((holds, why): (Holds, &'static str)) -> String {
    match holds {
        Holds::Yes => "alive".into(),
        Holds::CannotTell => format!("cannot tell, {why}"),
        Holds::No => format!("not alive, {why}"),
    }
}

fn check_of(statement: &Statement) -> Option<Check> {
    match statement.kind {
        Kind::Appointment => Some(Check::Appointment),
        Kind::Order => Some(Check::Order),
        _ => None,
    }
}

/// Whether something that lies ahead will still happen.
fn alive(statement: &Statement, last: i32) -> (Holds, &'static str) {
    if statement.value(Aspect::Negation) == Some(&Value::Flag(true)) {
        return (Holds::No, "not to be done");
    }
    match statement.word(Aspect::Status).unwrap_or("") {
        "cancelled" | "revoked" | "aborted" => return (Holds::No, "cancelled"),
        "fulfilled" | "completed" | "arrived" | "checked-in" => return (Holds::No, "done"),
        "noshow" => return (Holds::No, "missed"),
        "entered-in-error" => return (Holds::No, "entered in error"),
        "draft" | "proposed" => return (Holds::CannotTell, "proposed only"),
        _ if matches!(statement.word(Aspect::Intent), Some("proposal" | "option")) => return (Holds::CannotTell, "proposed only"),
        _ => {}
    }
    if statement.kind == Kind::Appointment { ahead(statement, last) } else { open(statement, last) }
}

/// An appointment lies after the last day; one on that very day is not over yet.
fn ahead(statement: &Statement, last: i32) -> (Holds, &'static str) {
    let Some((first, latest)) = statement.date(Aspect::Effective).map(|d| span(&d)) else { return (Holds::CannotTell, "undated") };
    if first >= last {
        (Holds::Yes, "")
    } else if latest < last {
        (Holds::No, "past")
    } else {
        (Holds::CannotTell, "the day is known to the month or year only")
    }
}

/// An order is open by its status, and until its end; the moment for which it was ordered is none, whether written as a point or as an interval.
fn open(statement: &Statement, last: i32) -> (Holds, &'static str) {
    let end = statement.fact(Aspect::End).filter(|end| !is_its_moment(statement, Aspect::End, end));
    if end.is_some_and(|end| matches!(&end.value, Value::Date(d) if span(d).1 < last)) {
        return (Holds::No, "past");
    }
    match statement.word(Aspect::Status) {
        Some("active" | "on-hold" | "in-progress") => (Holds::Yes, ""),
        _ => (Holds::CannotTell, "no status says whether it is open"),
    }
}
