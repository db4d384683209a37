//! The destination on the clock of the legacy book. An evening in one zone is the next day in another: a moment that both books tell alike must not
//! make a test due, an appointment past or a drug over in one of them, nor a result one of another month.
//!
//! A time is moved only where both books tell a time of day: by the judge's word where he found nothing to say of it, so that a shift that is a finding
//! stays; else where both give their offset and it is one moment.

use crate::compare::{Alignment, PatientResult};
use model::{Aspect, Date, Statement, Value};
use std::borrow::Cow;
use std::collections::HashSet;

/// What days are counted of.
const TIMES: [Aspect; 4] = [Aspect::Effective, Aspect::Onset, Aspect::End, Aspect::Recorded];

/// The destination's chart with the days of the legacy book, as it was judged; copied only where one of them is another.
pub(crate) fn as_judged<'a>(legacy: &[Statement], destination: &'a [Statement], result: &PatientResult) -> Cow<'a, [Statement]> {
    let told: HashSet<(usize, Aspect)> = result.findings.iter().filter_map(|f| f.destination.map(|d| [(d, f.aspect), (d, f.read_as)])).flatten().collect();
    let pairs = result.pairs.iter().filter_map(|pair| pair.legacy.zip(pair.destination));
    moved(legacy, destination, pairs, &|right, aspect, _, _| !told.contains(&(right, aspect)))
}

/// The same before anything is judged: one moment is one whatever is found of it.
pub fn on_one_clock<'a>(legacy: &[Statement], destination: &'a [Statement], alignment: &Alignment) -> Cow<'a, [Statement]> {
    let pairs = alignment.0.iter().filter_map(|found| found.legacy.zip(found.destination));
    let is_zoned = |here: &Date, there: &Date| here.offset.is_some() && there.offset.is_some();
    moved(legacy, destination, pairs, &|_, _, here, there| is_zoned(here, there) && here.instant(0) == there.instant(0))
}

/// Whether a time of a destination statement is that of its mate: of the index of the statement, the aspect, and both times.
type IsOne<'f> = &'f dyn Fn(usize, Aspect, &Date, &Date) -> bool;

fn moved<'a>(legacy: &[Statement], destination: &'a [Statement], pairs: impl Iterator<Item = (usize, usize)>, is_one: IsOne<'_>) -> Cow<'a, [Statement]> {
    let mut chart = Cow::Borrowed(destination);
    for (left, right) in pairs {
        let (Some(before), Some(after)) = (legacy.get(left), destination.get(right)) else { continue };
        for (place, fact) in after.facts.iter().enumerate() {
            let Value::Date(there) = &fact.value else { continue };
            if !there.has_time() || !TIMES.contains(&fact.aspect) {
                continue;
            }
            let Some(here) = before.date(fact.aspect).filter(|here| is_next_door(here, there) && is_one(right, fact.aspect, here, there)) else { continue };
            if let Some(moved) = chart.to_mut().get_mut(right).and_then(|statement| statement.facts.get_mut(place)) {
                moved.value = Value::Date(here);
            }
        }
    }
    chart
}

/// Two times of day that lie on days beside each other.
fn is_next_door(here: &Date, there: &Date) -> bool {
    here.has_time() && there.has_time() && here.days().abs_diff(there.days()) == 1
}
