//! State at a time: what of a chart is in force on a day. Problems, medications, allergies, code status and pregnancy.
//!
//! [`state_at`] looks at one chart, [`mirror()`] lays two side by side along their alignment, [`compare_states`] keeps what
//! parts. Three answers are possible, and "cannot tell" is one of them: see `standing.rs` for the rules. It asks for no
//! meaning of codes and judges no statement; the judge does that.

mod lists;
mod mirror;
mod none_known;
mod standing;
#[cfg(test)]
mod tests;

pub use lists::List;
pub(crate) use lists::{denies_pregnancy, is_about_pregnancy};
pub use mirror::{Aligned, StateDifference, StateLine, compare_states, mirror, mirror_of};
pub use none_known::contradicts_none_known;
pub(crate) use none_known::is_none_known;
pub use standing::{At, Holds, Standing};
pub(crate) use standing::{holds, span};

use crate::history;
use model::{Aspect, Kind, Statement, Value};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What of a chart is in force on a day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// How statements stand in their lists, in the order of the chart.
    standings: Vec<(List, Standing)>,
    /// Medications in force that name the same drug: indices of two courses that overlap.
    pub overlaps: Vec<(usize, usize)>,
}

impl State {
    /// What is in force, and what may be, in the order of the chart.
    pub fn list(&self, list: List) -> Vec<Standing> {
        self.all(list).filter(|s| s.holds != Holds::No).collect()
    }

    /// How a statement stands in a list; `None` when it does not belong there.
    pub fn of(&self, list: List, index: usize) -> Option<Standing> {
        self.of_statement(index).iter().find(|(own, _)| *own == list).map(|(_, s)| *s)
    }

    /// How a statement stands in each of its lists.
    fn of_statement(&self, index: usize) -> &[(List, Standing)] {
        let from = self.standings.partition_point(|(_, s)| s.index < index);
        let own = self.standings.get(from..).unwrap_or_default();
        own.get(..own.partition_point(|(_, s)| s.index == index)).unwrap_or_default()
    }

    fn all(&self, list: List) -> impl Iterator<Item = Standing> {
        self.standings.iter().filter(move |(own, _)| *own == list).map(|(_, s)| *s)
    }
}

/// How both charts stand on one day.
pub fn states(legacy: &[Statement], destination: &[Statement], at: At) -> [State; 2] {
    [state_at(legacy, at), state_at(destination, at)]
}

/// What of a chart is in force on a day.
pub fn state_at(chart: &[Statement], at: At) -> State {
    let mut by_list: BTreeMap<List, Vec<Standing>> = BTreeMap::new();
    for (index, statement) in chart.iter().enumerate() {
        for list in lists::lists_of(statement) {
            by_list.entry(list).or_default().push(lists::standing_in(list, index, statement, at));
        }
    }
    overrule(chart, &mut by_list, at);
    for list in [List::CodeStatus, List::Pregnancy] {
        if let Some(standings) = by_list.get_mut(&list) {
            lists::supersede(list, chart, standings, at);
        }
    }
    let held = by_list.get(&List::Allergies).into_iter().flatten().filter(|s| s.holds == Holds::Yes);
    let allergies: Vec<&Statement> = held.filter_map(|s| chart.get(s.index)).collect();
    for standing in by_list.get_mut(&List::NoKnownAllergies).into_iter().flatten().filter(|s| s.holds == Holds::Yes) {
        if chart.get(standing.index).is_some_and(|none| allergies.iter().any(|allergy| contradicts_none_known(none, allergy))) {
            (standing.holds, standing.why) = (Holds::CannotTell, "an allergy stands beside it");
        }
    }
    let overlaps = overlaps(chart, by_list.get(&List::Medications).map_or(&[][..], Vec::as_slice));
    let mut standings: Vec<(List, Standing)> = by_list.into_iter().flat_map(|(list, standings)| standings.into_iter().map(move |s| (list, s))).collect();
    standings.sort_by_key(|(list, s)| (s.index, *list));
    State { standings, overlaps }
}

/// Marks what a later message said otherwise of the same record, from the day on which that was written, and on the last day what a document said which was
/// replaced, and no other one.
fn overrule(chart: &[Statement], by_list: &mut BTreeMap<List, Vec<Standing>>, at: At) {
    let is_of_feed = |s: &Standing| chart.get(s.index).is_some_and(|statement| statement.origin.is_in_message());
    if !by_list.values().flatten().any(is_of_feed) {
        return;
    }
    let (overruled, gone) = (history::overruled(chart), if at.day >= at.last { history::gone(chart) } else { HashSet::new() });
    for standing in by_list.values_mut().flatten().filter(|s| s.holds != Holds::No) {
        if gone.contains(&standing.index) {
            (standing.holds, standing.why) = (Holds::No, "the document that said so was replaced");
            continue;
        }
        let Some(later) = overruled.get(&standing.index).and_then(|later| chart.get(*later)) else { continue };
        if at.day >= at.last || later.date(Aspect::Recorded).is_some_and(|written| span(&written).1 <= at.day) {
            (standing.holds, standing.why) = (Holds::No, "a later one takes its place");
        }
    }
}

/// Courses of the same drug that are in force together, each with the one before it.
fn overlaps(chart: &[Statement], medications: &[Standing]) -> Vec<(usize, usize)> {
    let mut before: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    for standing in medications.iter().filter(|s| s.holds == Holds::Yes) {
        let Some(statement) = chart.get(standing.index) else { continue };
        let about = lists::question(statement);
        if about.is_empty() {
            continue;
        }
        if let Some(other) = before.insert(about, standing.index) {
            found.push((other, standing.index));
        }
    }
    found
}

/// The last day on which something happened or was written down, in the legacy book or, without one, in the destination's.
/// Plans and ends lie ahead and do not count; the destination's own day of import does not either.
pub fn last_day(legacy: &[Statement], destination: &[Statement]) -> Option<i32> {
    last_told(legacy).or_else(|| last_told(destination))
}

fn last_told(chart: &[Statement]) -> Option<i32> {
    let dates = chart.iter().flat_map(|s| s.facts.iter().filter(|f| tells_the_past(s.kind, f.aspect)));
    let days = dates.filter_map(|f| match &f.value {
        Value::Date(date) if date.year < 2100 => Some(date.days()),
        _ => None,
    });
    days.max()
}

fn tells_the_past(kind: Kind, aspect: Aspect) -> bool {
    let planned = matches!(kind, Kind::Appointment | Kind::Order | Kind::Coverage);
    aspect == Aspect::Recorded || (matches!(aspect, Aspect::Effective | Aspect::Onset) && !planned)
}

/// The days to look at: the last day, and every 365 days before it, back to the first that the lists know. Calendar years
/// would tell by their leap days where in the calendar the last day lies.
pub fn yearly_days(legacy: &[Statement], destination: &[Statement], last: i32) -> Vec<i32> {
    const YEARS_MAX: i32 = 120;
    let starts = legacy.iter().chain(destination).filter(|s| !lists::lists_of(s).is_empty()).filter_map(Statement::when).map(|d| d.days());
    let first = starts.filter(|d| *d <= last).min().unwrap_or(last);
    (0..YEARS_MAX).map(|n| last - n * 365).take_while(|d| *d >= first).collect()
}
