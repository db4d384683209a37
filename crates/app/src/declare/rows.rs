//! Test rows for a proposal: the pair itself, or made-up values on both sides of a tolerance's edge. No value of a patient.

use crate::compare::day_words;
use balance::{Means, TestRow, Tolerance};
use model::{Decimal, Precision, Side};

fn row(legacy: impl Into<String>, destination: impl Into<String>, equivalent: bool) -> TestRow {
    TestRow { legacy: legacy.into(), destination: destination.into(), equivalent }
}

/// Rows that hold of what is meant, and of nothing wider.
pub(super) fn made_up(means: &Means) -> Vec<TestRow> {
    match means {
        Means::Pair { legacy, destination, both: true, .. } => vec![row(legacy, destination, true), row(destination, legacy, true)],
        Means::Pair { legacy, destination, .. } => vec![row(legacy, destination, true), row(destination, legacy, false)],
        Means::Absent(Side::Destination) => vec![row("said", "", true)],
        Means::Absent(Side::Legacy) => vec![row("", "said", true)],
        Means::Tolerance(tolerance) => edge(tolerance),
    }
}

fn edge(tolerance: &Tolerance) -> Vec<TestRow> {
    let [base, near, far]: [String; 3] = match tolerance {
        Tolerance::Absolute(most, unit) => numbers(*most, unit),
        Tolerance::Relative(share) => numbers(Decimal::from(1_000).checked_mul(*share).unwrap_or_default(), ""),
        Tolerance::HalfLastDigit => ["5.44".into(), "5.4".into(), "5.3".into()],
        Tolerance::Days(days) => [0, *days, days.saturating_add(1)].map(|n| day_words(19_723 + i32::try_from(n).unwrap_or(0))),
        Tolerance::Minutes(minutes) => [0, *minutes, minutes.saturating_add(1)].map(time),
        Tolerance::Precision(Precision::Year) => ["2024-03-05".into(), "2024".into(), "2025".into()],
        Tolerance::Precision(Precision::Month) => ["2024-03-05".into(), "2024-03".into(), "2024-04".into()],
        Tolerance::Precision(_) => ["2024-03-05T10:00:00".into(), "2024-03-05".into(), "2024-03-07".into()],
    };
    vec![row(base.clone(), near, true), row(base, far, false)]
}

/// 1,000 with digits enough that the judge alone would see the difference.
fn numbers(most: Decimal, unit: &str) -> [String; 3] {
    let base = Decimal::new(1_000_000_000_000, 9);
    let at = |step: u32| base.checked_add(most.checked_mul(Decimal::from(step)).unwrap_or_default()).unwrap_or(base);
    [0, 1, 2].map(|step| format!("{} {unit}", at(step)).trim_end().to_string())
}

/// A time on a made-up day, so many minutes after midnight.
fn time(minutes: i64) -> String {
    let (day, rest) = (minutes.div_euclid(1_440), minutes.rem_euclid(1_440));
    format!("{}T{:02}:{:02}:00", day_words(19_723 + i32::try_from(day).unwrap_or(0)), rest / 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use balance::{Declarations, EquivalenceDraft, PairForm};

    fn checks(aspect: &str, means: Means) -> Result<(), String> {
        let draft = EquivalenceDraft {
            id: "x".into(),
            kinds: Vec::new(),
            aspect: aspect.into(),
            rows: made_up(&means),
            means,
            author: "a".into(),
            reason: "r".into(),
            expires: None,
            statements_max: None,
            expected: None,
        };
        Declarations::parse(&draft.document()).map(|_| ()).map_err(|p| format!("{}: {p:?}", draft.document()))
    }

    #[test]
    fn made_up_rows_hold_of_every_tolerance() {
        let number = |digits: i64, scale: u32| Decimal::new(digits, scale);
        for tolerance in [
            Tolerance::Absolute(number(1, 3), "mg/dL".into()),
            Tolerance::Absolute(number(250, 0), String::new()),
            Tolerance::Relative(number(1, 2)),
            Tolerance::Relative(number(5, 1)),
            Tolerance::HalfLastDigit,
        ] {
            assert_eq!(checks("value", Means::Tolerance(tolerance)), Ok(()));
        }
        for tolerance in [Tolerance::Days(1), Tolerance::Days(365), Tolerance::Minutes(30), Tolerance::Minutes(1_440), Tolerance::Precision(Precision::Year), Tolerance::Precision(Precision::Month), Tolerance::Precision(Precision::Day)] {
            assert_eq!(checks("onset", Means::Tolerance(tolerance)), Ok(()));
        }
    }

    #[test]
    fn made_up_rows_hold_of_pairs_and_absences() {
        let pair = |form, legacy: &str, destination: &str, both| Means::Pair { form, legacy: legacy.into(), destination: destination.into(), both };
        for both in [false, true] {
            assert_eq!(checks("code", pair(PairForm::Code, "urn:a|1", "urn:b|2", both)), Ok(()));
            assert_eq!(checks("laterality", pair(PairForm::Word, "l", "left", both)), Ok(()));
            assert_eq!(checks("value", pair(PairForm::Unit, "mg/dL", "mg/dL{calc}", both)), Ok(()));
            assert_eq!(checks("sig", pair(PairForm::Text, "one a day", "once daily", both)), Ok(()));
        }
        assert_eq!(checks("sig", Means::Absent(Side::Destination)), Ok(()));
        assert_eq!(checks("sig", Means::Absent(Side::Legacy)), Ok(()));
    }
}
