//! Rows of a field as far as their numbers may be told: who has fewer than 11 rows is fewer than 11 patients.
//!
//! What must stay true: no number of rows from 1 to 10 is told, and none follows from numbers that are told beside each other: of the values, of
//! what is filled, of all rows. Which values may be shown at all is another question (`fields`).

use super::shown_value;
use crate::book::K;
use deid::small_count;
use discovery::FieldProfile;
use std::collections::BTreeMap;

/// Bars of a shape are as high as whole numbers of this part of all rows, or of more where that is less than 11 rows.
const BAR: f64 = 1.0 / 64.0;

/// The share that so many rows are of a whole, 0 to 1. Where 1 to 10 rows are in it, or left out of it, the share of the middle of these stands for each
/// of them: it says that there are such, and not how many.
pub(crate) fn share_told(count: u64, whole: u64) -> f64 {
    if count == 0 || whole == 0 {
        return 0.0;
    }
    if count >= whole {
        return 1.0;
    }
    let middle = K as f64 / 2.0 / whole as f64;
    match (small_count(count), small_count(whole - count)) {
        (None, None) => 0.5,
        (None, Some(_)) => middle,
        (Some(_), None) => 1.0 - middle,
        (Some(_), Some(_)) => count as f64 / whole as f64,
    }
}

/// The same of a share of a whole.
pub(crate) fn as_share_told(share: f64, whole: u64) -> f64 {
    share_told((share * whole as f64).round() as u64, whole)
}

/// Values of a field with their rows and patients, most frequent first: those of at least 11 patients, without the rarest of them as long as those that
/// are told would leave 1 to 10 rows of the filled ones, or of all.
pub(crate) fn values_told(profile: &FieldProfile) -> Vec<(String, u64, u64)> {
    let shown = profile.top.iter().filter_map(|(value, rows, patients)| Some((shown_value(value, *patients)?, *rows, *patients)));
    let mut told: Vec<(String, u64, u64)> = shown.collect();
    told.sort_by_key(|(_, rows, _)| std::cmp::Reverse(*rows));
    let mut sum: u64 = told.iter().map(|(_, rows, _)| rows).sum();
    while [profile.filled, profile.rows].into_iter().any(|whole| small_count(whole.saturating_sub(sum)).is_none()) {
        let Some((_, rows, _)) = told.pop() else { break };
        sum -= rows;
    }
    told
}

/// Rows of a field with a text that usually means empty: none where 1 to 10 of them, or of the rows with another text, would follow from what is told of its
/// values beside them.
pub(crate) fn null_like_told(profile: &FieldProfile) -> Option<u64> {
    let told = values_told(profile);
    let of_values = |is_empty: bool| told.iter().filter(|(value, ..)| profile.null_tokens.contains_key(value) == is_empty).map(|(_, rows, _)| rows).sum::<u64>();
    let others = profile.filled.saturating_sub(profile.null_like);
    let left = [profile.null_like.saturating_sub(of_values(true)), others, others.saturating_sub(of_values(false))];
    small_count(profile.null_like).filter(|rows| *rows == 0 || left.into_iter().all(|rows| small_count(rows).is_some()))
}

/// Rows of each value of a field over all artifacts that hold it, as far as those of each may be told.
pub(crate) fn rows_told<'a>(profiles: impl Iterator<Item = &'a FieldProfile>) -> BTreeMap<String, u64> {
    let mut rows: BTreeMap<String, u64> = BTreeMap::new();
    for (value, own, _) in profiles.flat_map(values_told) {
        *rows.entry(value).or_default() += own;
    }
    rows
}

/// The shape of a field as it is drawn: of numbers the bins, each as high as if it were filled up to the next bar; of other values those that are told.
pub(crate) fn shape_told(profile: &FieldProfile) -> Vec<f64> {
    if profile.filled == 0 {
        return Vec::new();
    }
    let whole = profile.filled as f64;
    if profile.shape_range.is_none() {
        return values_told(profile).iter().take(16).map(|(_, rows, _)| *rows as f64 / whole).collect();
    }
    let bar = BAR.max(K as f64 / whole);
    profile.shape.iter().map(|share| ((share / bar).ceil() * bar).min(1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(rows: u64, filled: u64, top: &[(&str, u64, u64)]) -> FieldProfile {
        let top = top.iter().map(|(value, rows, patients)| ((*value).to_string(), *rows, *patients)).collect();
        FieldProfile { name: "SEX".into(), kind: "text".into(), rows, filled, top, ..FieldProfile::default() }
    }

    fn told(profile: &FieldProfile) -> Vec<(String, u64)> {
        values_told(profile).into_iter().map(|(value, rows, _)| (value, rows)).collect()
    }

    #[test]
    fn a_few_rows_follow_from_no_values_beside_their_total() {
        let of = |value: &str, rows: u64| (value.to_string(), rows);
        let values = [("F", 100, 50), ("M", 60, 50), ("X", 4, 4)];
        assert_eq!(told(&field(164, 164, &values)), [of("F", 100)], "164 less 100 and 60 are four");
        assert_eq!(told(&field(180, 164, &values)), [of("F", 100)], "whatever is empty beside them");
        assert_eq!(told(&field(168, 160, &values[..2])), [of("F", 100)], "eight of all rows are empty");
        assert_eq!(told(&field(180, 160, &values[..2])), [of("F", 100), of("M", 60)]);
        assert_eq!(told(&field(160, 160, &values[..2])), [of("F", 100), of("M", 60)], "nobody is left");
        assert!(told(&field(104, 104, &[("F", 100, 50), ("X", 4, 4)])).is_empty(), "the rest of one value");
        assert_eq!(told(&field(190, 190, &[("F", 100, 50), ("M", 60, 50), ("X", 30, 10)])), [of("F", 100), of("M", 60)], "thirty rows may be of ten patients: they are no number of patients");
        for rows in 0..40 {
            for rare in 0..15 {
                let profile = field(160 + rare + rows, 160 + rare, &[("F", 100, 50), ("M", 60, 50), ("X", rare, rare)]);
                let sum: u64 = told(&profile).iter().map(|(_, rows)| rows).sum();
                assert!(sum == 0 || [profile.filled, profile.rows].iter().all(|whole| small_count(whole - sum).is_some()), "{rows} {rare}");
            }
        }
    }

    #[test]
    fn a_share_says_that_there_are_a_few_and_not_how_many() {
        let few: Vec<f64> = (1..=10).map(|count| share_told(count, 200)).collect();
        assert!(few.iter().all(|share| *share == few[0]) && few[0] > 0.0 && few[0] < share_told(11, 200));
        let most: Vec<f64> = (190..200).map(|count| share_told(count, 200)).collect();
        assert!(most.iter().all(|share| *share == most[0]) && most[0] < 1.0 && most[0] > share_told(189, 200));
        assert_eq!([share_told(0, 200), share_told(200, 200), share_told(50, 200), share_told(0, 0)], [0.0, 1.0, 0.25, 0.0]);
        assert_eq!([share_told(3, 9), share_told(7, 9), as_share_told(0.985, 200), as_share_told(0.25, 200)], [0.5, 0.5, most[0], 0.25]);
    }

    #[test]
    fn rows_that_mean_empty_tell_no_few_of_others() {
        let of = |filled: u64, top: &[(&str, u64, u64)], tokens: &[(&str, u64)]| {
            let null_tokens: BTreeMap<String, u64> = tokens.iter().map(|(token, rows)| ((*token).to_string(), *rows)).collect();
            null_like_told(&FieldProfile { null_like: null_tokens.values().sum(), null_tokens, ..field(400, filled, top) })
        };
        let values = [("F", 100, 50), ("UNK", 50, 50), ("X", 11, 11), ("N/A", 3, 3)];
        assert_eq!(of(164, &values, &[("UNK", 50), ("N/A", 3)]), None, "three of them are of another text than the one that is told");
        assert_eq!(of(161, &values[..3], &[("UNK", 50)]), Some(50));
        assert_eq!(of(166, &[("F", 100, 50), ("UNK", 50, 50), ("N/A", 12, 4), ("X", 4, 4)], &[("UNK", 50), ("N/A", 12)]), None, "four of the others");
        assert_eq!(of(130, &[], &[("UNK", 125)]), None, "all but five of the filled ones");
        assert_eq!([of(164, &[], &[("UNK", 4)]), of(164, &[], &[]), of(164, &[], &[("UNK", 164)])], [None, Some(0), Some(164)]);
    }

    #[test]
    fn a_shape_draws_no_few() {
        let text = FieldProfile { shape: vec![100.0 / 164.0, 60.0 / 164.0, 4.0 / 164.0], ..field(164, 164, &[("F", 100, 50), ("M", 60, 50), ("X", 4, 4)]) };
        assert_eq!(shape_told(&text), [100.0 / 164.0]);
        let shape = |few: f64| shape_told(&FieldProfile { shape_range: Some((0.0, 9.0)), shape: vec![0.0, few / 110.0, 50.0 / 110.0], ..field(110, 110, &[]) });
        assert_eq!(shape(1.0), shape(10.0));
        assert_eq!(shape(1.0)[0], 0.0);
        assert!(shape_told(&field(9, 0, &[])).is_empty());
    }

    #[test]
    fn rows_of_several_artifacts_are_added_as_far_as_each_tells_them() {
        let (one, other) = (field(164, 164, &[("F", 100, 50), ("M", 60, 50), ("X", 4, 4)]), field(160, 160, &[("F", 100, 50), ("M", 60, 50)]));
        let rows = rows_told([&one, &other].into_iter());
        assert_eq!((rows.get("F"), rows.get("M"), rows.get("X")), (Some(&200), Some(&60), None));
    }
}
