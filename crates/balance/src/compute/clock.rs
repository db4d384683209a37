//! The destination on the clock of the legacy book. An evening in one zone is the next day in another: a moment that both books tell alike must not
//! make a test due, an appointment past or a drug over in one of them.
//!
//! A time is moved only where both books tell a time of day and the judge found nothing to say of it: a shift that is a finding stays.

use crate::compare::PatientResult;
use model::{Aspect, Date, Statement, Value};
use std::borrow::Cow;
use std::collections::HashSet;

/// What checks count days of.
const TIMES: [Aspect; 4] = [Aspect::Effective, Aspect::Onset, Aspect::End, Aspect::Recorded];

/// The destination's chart with the days of the legacy book; copied only where one of them is another.
pub(super) fn on_one_clock<'a>(legacy: &[Statement], destination: &'a [Statement], result: &PatientResult) -> Cow<'a, [Statement]> {
    let told: HashSet<(usize, Aspect)> = result.findings.iter().filter_map(|f| f.destination.map(|d| [(d, f.aspect), (d, f.read_as)])).flatten().collect();
    let mut chart = Cow::Borrowed(destination);
    for pair in &result.pairs {
        let (Some(left), Some(right)) = (pair.legacy, pair.destination) else { continue };
        let (Some(before), Some(after)) = (legacy.get(left), destination.get(right)) else { continue };
        for (place, fact) in after.facts.iter().enumerate().filter(|(_, fact)| TIMES.contains(&fact.aspect)) {
            let Value::Date(there) = &fact.value else { continue };
            let Some(here) = before.date(fact.aspect).filter(|here| is_next_door(here, there)) else { continue };
            if told.contains(&(right, fact.aspect)) {
                continue;
            }
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
