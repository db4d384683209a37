//! What allergy and interaction checks share: an alert fires, does not, or cannot be told.

use super::sides::{Coded, Sides, other};
use super::{Answer, Check, CheckOutcome, Weight};
use crate::state::{Holds, Standing};
use model::Side;

/// What a check does on one side; the first of two is the louder one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Alert {
    Fires,
    CannotTell(String),
    Silent(String),
}

impl Alert {
    fn words(&self) -> String {
        match self {
            Self::Fires => "fires".into(),
            Self::CannotTell(why) => format!("cannot tell, {why}"),
            Self::Silent(why) => format!("does not fire, {why}"),
        }
    }
}

/// An alert with the statements it is about.
#[derive(Debug, Clone)]
pub(super) struct Raised {
    pub(super) alert: Alert,
    pub(super) statements: [Option<usize>; 2],
}

/// What one statement lets a check do: it must be in force and coded.
pub(super) fn lets(sides: &Sides<'_>, side: Side, standing: &Standing, what: &str) -> Alert {
    match (sides.coded(side, standing.index), standing.holds) {
        (Coded::No(why), _) => Alert::Silent(format!("the {what} {why}")),
        (_, Holds::No) => Alert::Silent(format!("the {what} is not in force")),
        (Coded::CannotTell(why), _) => Alert::CannotTell(format!("the {what} {why}")),
        (_, Holds::CannotTell) => Alert::CannotTell(format!("the {what} may be over: {}", standing.why)),
        (Coded::Yes, Holds::Yes) => Alert::Fires,
    }
}

/// The answer of both sides to one question. A side that did not raise anything says why instead.
pub(super) fn answer(check: Check, about: String, sides: &Sides<'_>, legacy: Raised, destination: Raised) -> Answer {
    let weight = match (&legacy.alert, &destination.alert) {
        (Alert::Fires, Alert::Silent(_)) | (Alert::Silent(_), Alert::Fires) => Weight::Differs,
        // An alert that nobody can be sure of any more is one that was lost.
        (Alert::Fires, Alert::CannotTell(_)) if !is_as_before(sides, &destination) => Weight::Differs,
        _ => Weight::Agrees,
    };
    let gains = destination.alert == Alert::Fires;
    let indices = |side: Side, own: &Raised, mates: &Raised| {
        let mut list: Vec<u32> = Vec::new();
        let given = own.statements.iter().flatten().copied();
        let mated = mates.statements.iter().flatten().filter_map(|i| sides.mate(other(side), *i));
        for index in given.chain(mated) {
            if !list.contains(&(index as u32)) {
                list.push(index as u32);
            }
        }
        list
    };
    Answer {
        outcome: CheckOutcome {
            check,
            about,
            legacy: indices(Side::Legacy, &legacy, &destination),
            destination: indices(Side::Destination, &destination, &legacy),
            legacy_says: legacy.alert.words(),
            destination_says: destination.alert.words(),
            weight,
        },
        gains,
    }
}

/// Whether the destination cannot tell for no other reason than local codes that were all that the legacy book had: only the legacy
/// system itself could read them, and no migration took anything away.
fn is_as_before(sides: &Sides<'_>, destination: &Raised) -> bool {
    let mut doubted = destination.statements.iter().flatten().filter(|index| matches!(sides.coded(Side::Destination, **index), Coded::CannotTell(_))).peekable();
    doubted.peek().is_some() && doubted.all(|index| sides.is_local_as_before(*index))
}

/// A side on which nothing was raised, with the reason.
pub(super) fn silent(reason: Result<String, String>) -> Raised {
    let alert = match reason {
        Ok(why) => Alert::Silent(why),
        Err(why) => Alert::CannotTell(why),
    };
    Raised { alert, statements: [None; 2] }
}
