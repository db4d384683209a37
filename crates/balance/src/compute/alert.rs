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
    /// Whether it fires, where that can be told.
    fn fires(&self) -> Option<bool> {
        match self {
            Self::Fires => Some(true),
            Self::Silent(_) => Some(false),
            Self::CannotTell(_) => None,
        }
    }

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
    let weight = Weight::of(legacy.alert.fires(), destination.alert.fires());
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

/// A side on which nothing was raised, with the reason.
pub(super) fn silent(reason: Result<String, String>) -> Raised {
    let alert = match reason {
        Ok(why) => Alert::Silent(why),
        Err(why) => Alert::CannotTell(why),
    };
    Raised { alert, statements: [None; 2] }
}
