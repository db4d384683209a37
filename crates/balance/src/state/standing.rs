//! Whether one statement holds on a day, as far as its status and its dates tell: yes, no, or cannot tell with the reason.
//!
//! A status says how things stand on the last day that the book knows, and of earlier days only together with dates. A date
//! that is known to the year or to the month holds for none of its days in particular. What must stay true: nothing is
//! guessed; a reason never holds content.

use model::{Aspect, Date, Kind, Precision, Statement, Value, days_from_civil};

/// A day to look at, and the last day that the books know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// The day, counted from 1970-01-01.
    pub day: i32,
    /// The last day of which the books tell: the day that a status speaks of.
    pub last: i32,
}

/// The answer to whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holds {
    /// It does.
    Yes,
    /// What is written down does not say.
    CannotTell,
    /// It does not.
    No,
}

impl Holds {
    /// The word on screen and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::CannotTell => "cannot tell",
            Self::No => "no",
        }
    }

    /// Yes or no, where that can be told.
    pub(crate) fn told(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::CannotTell => None,
            Self::No => Some(false),
        }
    }
}

/// How a statement stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Index of the statement in its chart.
    pub index: usize,
    /// Whether it holds.
    pub holds: Holds,
    /// Not unconfirmed, provisional or one of several possibilities.
    pub certain: bool,
    /// Why not, why it cannot be told, or what has to be known beside; empty for a plain yes.
    pub why: &'static str,
}

/// What a status says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// It goes on.
    Live,
    /// It held once and does no longer.
    Over,
    /// It never held.
    Never,
    /// It rests for a time.
    Rests,
    /// Nothing, or only that nobody knows.
    Nothing,
}

/// What the status of a statement says, by its kind.
pub(super) fn says(statement: &Statement) -> Says {
    let lasting = matches!(statement.kind, Kind::AdvanceDirective | Kind::Observation);
    // Somebody proposed it, and nobody ordered it. A plan is another thing: what a patient reports to take is written so (US Core).
    if matches!(statement.kind, Kind::Medication | Kind::Order) && matches!(statement.word(Aspect::Intent), Some("proposal" | "option")) {
        return Says::Never;
    }
    match statement.word(Aspect::Status).unwrap_or("") {
        "active" | "recurrence" | "relapse" | "in-progress" | "current" | "final" | "amended" | "corrected" | "preliminary" | "registered" => Says::Live,
        "completed" if lasting => Says::Live,
        "inactive" | "resolved" | "remission" | "stopped" | "completed" | "superseded" | "rejected" | "revoked" | "removed" | "aborted" | "finished" => Says::Over,
        "entered-in-error" | "cancelled" | "draft" | "proposed" | "planned" | "intended" | "not-taken" | "not-done" => Says::Never,
        "on-hold" | "suspended" => Says::Rests,
        _ => Says::Nothing,
    }
}

/// First and last day that a date may mean.
pub(crate) fn span(date: &Date) -> (i32, i32) {
    let (year, month) = (date.year, date.month);
    match date.precision {
        Precision::Year => (days_from_civil(year, 1, 1), days_from_civil(year + 1, 1, 1) - 1),
        Precision::Month if month == 12 => (days_from_civil(year, 12, 1), days_from_civil(year + 1, 1, 1) - 1),
        Precision::Month => (days_from_civil(year, month, 1), days_from_civil(year, month + 1, 1) - 1),
        _ => (date.days(), date.days()),
    }
}

/// Whether it had begun, with a reason.
pub(super) fn begun(statement: &Statement, at: At) -> (Holds, &'static str) {
    let start = [Aspect::Onset, Aspect::Effective, Aspect::Recorded].into_iter().find_map(|a| statement.date(a).map(|d| (a, d)));
    let Some((aspect, date)) = start else {
        return if at.day >= at.last { (Holds::Yes, "undated") } else { (Holds::CannotTell, "no date says since when") };
    };
    let (first, last) = span(&date);
    // On the last day that the book knows, what stands in it has begun, however coarse the date is, and whenever it was written down: a destination writes
    // down on the day of its import what it was given.
    if at.day >= last || (at.day >= at.last && (at.day >= first || aspect == Aspect::Recorded)) {
        let written = statement.date(Aspect::Recorded).is_some_and(|d| span(&d).0 > at.day);
        return (Holds::Yes, if written { "written down later" } else { "" });
    }
    match (at.day < first, aspect, date.precision) {
        (true, Aspect::Recorded, _) => (Holds::No, "not written down yet"),
        (true, ..) => (Holds::No, "not begun yet"),
        (false, _, Precision::Year) => (Holds::CannotTell, "the start is known to the year only"),
        (false, ..) => (Holds::CannotTell, "the start is known to the month only"),
    }
}

/// Where the day lies against the end.
enum End {
    Unsaid,
    Ahead,
    Unclear(&'static str),
    Passed,
}

/// The day of the end itself still counts.
fn end(statement: &Statement, at: At) -> End {
    let Some(date) = statement.date(Aspect::End) else { return End::Unsaid };
    let (first, last) = span(&date);
    match (at.day <= first, at.day > last, date.precision) {
        (true, ..) => End::Ahead,
        (_, true, _) => End::Passed,
        (.., Precision::Year) => End::Unclear("the end is known to the year only"),
        _ => End::Unclear("the end is known to the month only"),
    }
}

/// Whether a statement holds on a day, with the reason.
pub(crate) fn holds(statement: &Statement, at: At) -> (Holds, &'static str) {
    let says = says(statement);
    let verification = statement.word(Aspect::Verification).unwrap_or("");
    if says == Says::Never || verification == "entered-in-error" {
        return (Holds::No, never(statement));
    }
    let begun = begun(statement, at);
    if begun.0 == Holds::No {
        return begun;
    }
    let today = at.day >= at.last;
    if verification == "refuted" {
        return if today { (Holds::No, "refuted") } else { (Holds::CannotTell, "refuted, and no date says since when") };
    }
    if statement.value(Aspect::Negation) == Some(&Value::Flag(true)) {
        return (Holds::No, "denied");
    }
    match (end(statement, at), says) {
        (End::Passed, Says::Live) => (Holds::CannotTell, "goes on by its status, is over by its date"),
        (End::Passed, _) => (Holds::No, "over by its date"),
        (End::Unclear(_) | End::Ahead, Says::Over) if today => (Holds::No, "over by its status"),
        (End::Unclear(why), _) => (Holds::CannotTell, why),
        (End::Ahead, Says::Rests) => (Holds::CannotTell, "on hold"),
        (End::Ahead, _) => begun,
        (End::Unsaid, _) => without_end(statement, says, today, begun),
    }
}

fn without_end(statement: &Statement, says: Says, today: bool, begun: (Holds, &'static str)) -> (Holds, &'static str) {
    match (says, today) {
        (Says::Live, _) => begun,
        (Says::Over, true) => (Holds::No, "over by its status"),
        (Says::Over, false) => (Holds::CannotTell, "over by now, and no date says since when"),
        (Says::Rests, true) => (Holds::CannotTell, "on hold"),
        (Says::Rests, false) => (Holds::CannotTell, "on hold by now, and no date says since when"),
        // An allergy or a directive stays until somebody takes it away; a course or a problem does not.
        (Says::Nothing | Says::Never, _) => match statement.kind {
            Kind::Allergy | Kind::NoKnownAllergy | Kind::AdvanceDirective | Kind::Observation => begun,
            _ => (Holds::CannotTell, "no status says whether it goes on"),
        },
    }
}

fn never(statement: &Statement) -> &'static str {
    if statement.word(Aspect::Verification) == Some("entered-in-error") {
        return "entered in error";
    }
    match statement.word(Aspect::Status) {
        Some("entered-in-error") => "entered in error",
        Some("cancelled") => "cancelled before it began",
        Some("not-taken" | "not-done") => "not taken",
        _ => "only planned",
    }
}

/// Whether the statement is meant as a fact and not as one possibility among others.
pub(super) fn certain(statement: &Statement) -> bool {
    !matches!(statement.word(Aspect::Verification), Some("unconfirmed" | "provisional" | "differential"))
}

/// How a statement stands on a day.
pub(super) fn standing(index: usize, statement: &Statement, at: At) -> Standing {
    let (holds, why) = holds(statement, at);
    Standing { index, holds, certain: certain(statement), why }
}
