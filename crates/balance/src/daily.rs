//! How many doses a day the words of an order make: with the dose they are what a patient takes in a day, which another rhythm changes as another dose
//! does.
//!
//! It weighs what was told already, and tells nothing by itself: two rhythms of as many doses may still be two.

use crate::sig;
use model::{Aspect, Decimal, parse_decimal};

/// Minutes of a day, and of a month, which has no length but for weighing.
const DAY: i64 = 1_440;
const MONTH: i64 = 30 * DAY;

/// Whether a rhythm, or the words of an order, make another number of doses a day. Words that tell none or several make none; a rhythm that is gone or was
/// added changes a day's dose as a dose that is gone or was added.
pub(crate) fn is_other(aspect: Aspect, a: &str, b: &str) -> bool {
    let is_said = |text: &str| !text.trim().is_empty();
    match (doses(aspect, a), doses(aspect, b)) {
        (Some(x), Some(y)) if x.in_months == y.in_months => x.number != y.number,
        // A month is said in weeks and in days of about as many: only what is further apart by more than a tenth is another dose.
        (Some(x), Some(y)) => {
            let tenfold = x.number.checked_sub(y.number).and_then(|apart| apart.abs().checked_mul(Decimal::from(10)));
            tenfold.is_none_or(|tenfold| tenfold > x.number.max(y.number))
        }
        (Some(_), None) => aspect == Aspect::Frequency && !is_said(b),
        (None, Some(_)) => aspect == Aspect::Frequency && !is_said(a),
        (None, None) => false,
    }
}

/// How many doses a day words make.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Doses {
    number: Decimal,
    /// They are told by months, which have no length.
    in_months: bool,
}

/// Doses in a day at most; none where no rhythm is told, or several, or days of the week.
fn doses(aspect: Aspect, text: &str) -> Option<Doses> {
    if !matches!(aspect, Aspect::Frequency | Aspect::Sig) {
        return None;
    }
    let said = sig::form(aspect, text);
    let mut rates: Vec<Doses> = said.iter().filter_map(|word| rate(word)).collect();
    rates.dedup();
    let times = said.iter().filter(|word| is_time(word)).count();
    match (rates.as_slice(), times) {
        _ if said.iter().any(|word| sig::is_day(word)) => None,
        ([one], 0) => Some(*one),
        ([], times) if times > 0 => Some(Doses { number: Decimal::from(times), in_months: false }),
        _ => None,
    }
}

/// Whether a word of a form is one time of each day.
fn is_time(word: &str) -> bool {
    matches!(word, "@hs" | "@am" | "@pm")
}

/// Doses in a day of one rhythm, `@2/1d`, `@1/240-360min`: of a range the most.
fn rate(word: &str) -> Option<Doses> {
    let (times, span) = word.strip_prefix('@')?.split_once('/')?;
    let units = [("min", 1), ("d", DAY), ("mo", MONTH)];
    let (number, minutes) = units.into_iter().find_map(|(unit, minutes)| Some((span.strip_suffix(unit)?, minutes)))?;
    let least = parse_decimal(number.split('-').next()?)?.checked_mul(Decimal::from(minutes))?;
    let number = parse_decimal(times)?.checked_mul(Decimal::from(DAY))?.checked_div(least)?;
    Some(Doses { number, in_months: minutes == MONTH })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_rhythm_is_another_dose_of_a_day() {
        for (a, b) in [
            ("QD", "QID"), ("daily", "every 6 hours"), ("every 1 d", "4 times every 1 d"), ("BID", "QD"), ("QHS", "TID"), ("weekly", "daily"), ("WK", "QD"), ("every 1 wk", "every 1 mo"), ("Q4-6H", "Q8-12H"),
            ("Q6H PRN", "Q4H PRN"), ("QOD", "QD"), ("QAM and QPM", "QAM"), ("BID", ""), ("", "BID"),
            ("monthly", "every 2 weeks"), ("weekly", "monthly"), ("monthly", "every 5 weeks"), ("monthly", "every 2 months"), ("every 3 months", "every 4 weeks"), ("every 3 weeks", "every 4 weeks"),
            ("every 28 days", "every 27 days"),
        ] {
            assert!(is_other(Aspect::Frequency, a, b) && is_other(Aspect::Frequency, b, a), "{a} / {b}: {:?} {:?}", doses(Aspect::Frequency, a), doses(Aspect::Frequency, b));
        }
        for (a, b) in [
            ("QHS", "QAM"), ("QHS", "QD"), ("TID", "Q8H"), ("QID", "Q6H"), ("TID AC", "TID PC"), ("Q6H PRN", "Q6H"), ("Q4H", "Q4-6H"), ("as directed", "BID"), ("as directed", ""), ("QD on Mondays", "QD"), ("", ""),
            ("monthly", "every 4 weeks"), ("every 3 months", "every 12 weeks"), ("monthly", "every 28 days"), ("monthly", "every 30 days"), ("every 6 months", "every 26 weeks"),
        ] {
            assert!(!is_other(Aspect::Frequency, a, b) && !is_other(Aspect::Frequency, b, a), "{a} / {b}: {:?} {:?}", doses(Aspect::Frequency, a), doses(Aspect::Frequency, b));
        }
        assert!(is_other(Aspect::Sig, "1 tab po daily", "Take one tablet by mouth four times a day") && is_other(Aspect::Sig, "1 tab qhs", "1 tab tid"));
        assert!(!is_other(Aspect::Sig, "1 tab po daily", "") && !is_other(Aspect::Sig, "1 tab qid for 3 days then bid", "1 tab bid"), "what it is by now, nobody can tell");
        assert!(!is_other(Aspect::Text, "daily", "weekly"), "a remark");
    }
}
