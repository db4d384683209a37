//! What readings put into words of their own, because no aspect stands for it: an infusion's rate, why a drug is taken as needed, a limit, the sex at
//! birth, a number that a document prints otherwise than its entry has it.
//!
//! Such a text is an assertion and no remark beside one: it is weighed by what it says. What must stay true: every reading begins it with the same
//! words, which are those here.

use crate::vocabulary;
use model::{Decimal, Kind, Quantity, Severity, canonical_unit, parse_decimal};

/// Before how fast it runs.
pub(crate) const RATE: &str = "rate ";
/// Before why it is taken.
pub(crate) const AS_NEEDED: &str = "as needed for ";
/// Before how much of it is allowed.
pub(crate) const AT_MOST: &str = "at most ";
/// Before the sex at birth.
pub(crate) const BIRTH_SEX: &str = "birth sex ";

/// Before a number that the text of a document has where its entry has another one.
pub(crate) const PRINTED: &str = "the document prints ";

/// What is behind words before an amount, where it is one.
fn amount<'t>(text: &'t str, before: &str) -> Option<&'t str> {
    text.strip_prefix(before).filter(|rest| rest.trim_start_matches(['<', '>', '=']).starts_with(|c: char| c.is_ascii_digit()))
}

/// The rate that a text tells, over one of the time that it is over: an amount in two hours is half of it in one.
pub(crate) fn rate(text: &str) -> Option<Quantity> {
    let rate = Quantity::parse(amount(text, RATE)?)?;
    let mut parts = rate.unit.split('/');
    let (mut unit, mut number) = (spelled(parts.next().unwrap_or("")), rate.number);
    for part in parts {
        let (count, one) = counted(part);
        if let Some(count) = count {
            number = number.checked_div(count)?.normalize();
        }
        unit.push('/');
        unit.push_str(&spelled(one));
    }
    Some(Quantity { number, unit, ..rate })
}

/// How many of a unit stand below the line, and the unit.
fn counted(part: &str) -> (Option<Decimal>, &str) {
    let part = part.trim();
    let (count, one) = part.split_at(part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len());
    // A unit may begin with a number of its own, as `10*3.[iU]` does.
    match parse_decimal(count) {
        Some(count) if !one.starts_with(['*', '^']) => (Some(count), one.trim()),
        _ => (None, part),
    }
}

/// One spelling of a part of a unit: hours have many, and so have the units by which drugs are given, which are none of enzymes.
fn spelled(part: &str) -> String {
    match part.trim().to_lowercase().as_str() {
        "u" | "unt" | "unit" | "units" | "iu" | "[iu]" | "[usp'u]" | "intl units" | "international units" => "[iU]".into(),
        "cc" => "mL".into(),
        "hr" | "hrs" | "hour" | "hours" => "h".into(),
        "minute" | "minutes" => "min".into(),
        "day" | "days" => "d".into(),
        _ => canonical_unit(part),
    }
}

/// Whether a text would tell why a drug is taken as needed and says no more than that it is.
pub(crate) fn gives_no_reason(text: &str) -> bool {
    const SAYING_SO: [&str; 12] = ["as", "if", "when", "whenever", "only", "needed", "required", "necessary", "prn", "p", "r", "n"];
    let of_none = |reason: &str| vocabulary::tokens(reason).iter().all(|word| SAYING_SO.contains(&word.as_str()));
    text.strip_prefix(AS_NEEDED).is_some_and(of_none)
}

/// Whether two texts tell the same reason of taking it as needed, in the order and the form that each has for its words. That it is taken as needed
/// may stand in the reason itself once more.
pub(crate) fn same_reason(a: &str, b: &str) -> bool {
    let bare = |form: String| form.split(' ').filter(|word| !matches!(*word, "needed" | "prn")).collect::<Vec<_>>().join(" ");
    let reason = |text: &str| text.strip_prefix(AS_NEEDED).map(vocabulary::form).map(bare).filter(|form| !form.is_empty());
    reason(a).is_some() && reason(a) == reason(b)
}

/// The severity of what one of two texts of a kind says otherwise than the other, or alone; none where both are remarks, as on every kind of which no
/// reading words such a thing.
pub(crate) fn severity(kind: Kind, legacy: &str, destination: &str) -> Option<Severity> {
    [legacy, destination].into_iter().filter_map(|text| weight(kind, text)).min()
}

fn weight(kind: Kind, text: &str) -> Option<Severity> {
    match kind {
        Kind::Medication | Kind::Order if amount(text, RATE).is_some() => Some(Severity::Safety),
        Kind::Medication | Kind::Order => (amount(text, AT_MOST).is_some() || text.starts_with(AS_NEEDED)).then_some(Severity::Clinical),
        Kind::Demographic => text.starts_with(BIRTH_SEX).then_some(Severity::Clinical),
        Kind::Observation => text.starts_with(PRINTED).then_some(Severity::Clinical),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reading_puts_into_words_weighs_and_a_remark_does_not() {
        let of_drug = |legacy: &str, destination: &str| severity(Kind::Medication, legacy, destination);
        assert_eq!(of_drug("rate 50 mL/h", "rate 50 L/h"), Some(Severity::Safety));
        assert_eq!(of_drug("as needed for pain", ""), Some(Severity::Clinical));
        assert_eq!(of_drug("", "at most 4 g in 1 d"), Some(Severity::Clinical));
        assert_eq!(severity(Kind::Demographic, "birth sex F", "birth sex M"), Some(Severity::Clinical));
        assert_eq!(of_drug("Take with food", ""), None);
        assert_eq!(of_drug("rate controlled", "at most once"), None, "words that only begin alike");
        assert_eq!(severity(Kind::Observation, "rate 72 and regular", ""), None, "a remark on a pulse is one");
    }

    #[test]
    fn a_rate_is_an_amount_over_a_time_however_that_is_spelled() {
        assert_eq!(rate("rate 50 ml/hr"), rate("rate 50 mL/h"));
        assert!(rate("rate 50 mL/h").is_some() && rate("rate 50 mL/h") != rate("rate 50 L/h"));
        assert_eq!(rate("rate 100 mL/2 h"), rate("rate 50 mL/h"), "as a ratio is written");
        assert_eq!(rate("rate 1 mL/0 h"), None);
        assert_eq!(rate("rate controlled"), None);
        for (a, b) in [("12 units/kg/hr", "12 [iU]/kg/h"), ("50 cc/hr", "50 mL/h"), ("100 mL/2 h", "50 mL/h"), ("240 mL/24h", "10 mL/h"), ("1000 units/hour", "1000 [USP'U]/h")] {
            assert_eq!(rate(&format!("rate {a}")), rate(&format!("rate {b}")), "{a} / {b}");
        }
        for (a, b) in [("50 mL/h", "50 mL/2 h"), ("12 units/kg/h", "12 units/h"), ("240 mL/24h", "240 mL/h"), ("5 mL/min/1.73.m2", "5 mL/min/m2")] {
            assert_ne!(rate(&format!("rate {a}")), rate(&format!("rate {b}")), "{a} / {b}");
        }
        assert_eq!(rate("rate 5 mL/0 h"), None);
    }

    #[test]
    fn a_reason_has_many_forms() {
        assert!(same_reason("as needed for PRN pain", "as needed for Pain") && same_reason("as needed for as needed for pain", "as needed for pain"));
        assert!(same_reason("as needed for Pain", "as needed for pain (finding)") && same_reason("as needed for Headaches", "as needed for headache"));
        assert!(!same_reason("as needed for pain", "as needed for nausea") && !same_reason("as needed for ", "as needed for ") && !same_reason("pain", "pain"));
    }
}
