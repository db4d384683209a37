//! The problem list: does a problem that is in force appear on the list, and not only as a diagnosis of an encounter?

use super::sides::Sides;
use super::{Answer, Check, CheckOutcome, Weight};
use crate::state::{Holds, holds};
use model::{Aspect, Kind, Side, Statement, Value};

/// Where a diagnosis stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    OnTheList,
    Unsaid(&'static str),
    Elsewhere(&'static str),
}

impl Stands {
    /// Whether it is on the list, where that can be told.
    fn is_listed(self) -> Option<bool> {
        match self {
            Self::OnTheList => Some(true),
            Self::Unsaid(_) => None,
            Self::Elsewhere(_) => Some(false),
        }
    }

    fn words(self) -> String {
        match self {
            Self::OnTheList => "on the list".into(),
            Self::Unsaid(why) => format!("cannot tell, {why}"),
            Self::Elsewhere(where_else) => where_else.into(),
        }
    }
}

pub(super) fn ask(sides: &Sides<'_>, out: &mut Vec<Answer>) {
    for (index, statement) in sides.legacy.iter().enumerate().filter(|(index, s)| is_diagnosis(s) && !sides.is_spoken_for(Side::Legacy, *index)) {
        let mate = sides.mate(Side::Legacy, index);
        let other = mate.and_then(|i| sides.statement(Side::Destination, i));
        let matters = holds(statement, sides.at).0 == Holds::Yes || other.is_some_and(|o| holds(o, sides.at).0 == Holds::Yes);
        if !matters || (statement.kind == Kind::EncounterDiagnosis && other.is_none()) {
            continue;
        }
        let (left, right) = (stands(statement, sides), other.map_or(Stands::Elsewhere("no counterpart"), |o| stands(o, sides)));
        let weight = Weight::of(left.is_listed(), right.is_listed());
        out.push(Answer {
            outcome: CheckOutcome {
                check: Check::ProblemList,
                about: String::new(),
                legacy: vec![index as u32],
                destination: mate.map(|i| i as u32).into_iter().collect(),
                legacy_says: left.words(),
                destination_says: right.words(),
                weight,
            },
            gains: false,
        });
    }
}

fn is_diagnosis(statement: &Statement) -> bool {
    matches!(statement.kind, Kind::Problem | Kind::EncounterDiagnosis)
}

/// A table, a message or a document says by its kind which list it means; a FHIR resource by its category.
fn stands(statement: &Statement, sides: &Sides<'_>) -> Stands {
    if statement.kind == Kind::EncounterDiagnosis {
        return Stands::Elsewhere("a diagnosis of an encounter only");
    }
    match holds(statement, sides.at) {
        (Holds::No, why) => return Stands::Elsewhere(why),
        (Holds::CannotTell, why) => return Stands::Unsaid(why),
        (Holds::Yes, _) => {}
    }
    let says = statement.facts.iter().any(|f| f.aspect == Aspect::Category && f.value == Value::Word("problem-list-item".into()));
    if says || statement.origin.reference.is_empty() { Stands::OnTheList } else { Stands::Unsaid("no category says which list") }
}
