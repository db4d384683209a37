//! Two numbers with units: exact arithmetic, units converted, tolerance no more than what the legacy system left unprinted.

use super::Relation;
use crate::equal::equal;
use model::{Aspect, Decimal, Quantity, Verdict, canonical_unit, convert};
use std::borrow::Cow;

/// Numbers with units, exact. `literal` says that both books give quantities as they hold them, not as some screen or export printed them.
pub(super) fn quantities(aspect: Aspect, a: &Quantity, b: &Quantity, literal: bool) -> Relation {
    let differs = |aspect, manner: String| Relation::Differs(Verdict::Altered, aspect, manner);
    // The ends of a range mostly stand without a unit, which is that of the result.
    if matches!(aspect, Aspect::RangeLow | Aspect::RangeHigh) && a.unit.trim().is_empty() != b.unit.trim().is_empty() {
        let bare = |q: &Quantity| Quantity { unit: String::new(), ..q.clone() };
        return quantities(aspect, &bare(a), &bare(b), literal);
    }
    if !equal(&a.comparator, &b.comparator) {
        // `<146` that became 9999999 is no number without its sign.
        if equal(&a.unit, &b.unit) && a.number != b.number {
            return differs(aspect, "the number and the sign before it (<, >) differ".into());
        }
        return differs(Aspect::Comparator, "the sign before the number (<, >) differs".into());
    }
    // Most units are written alike: nobody has to know what they are.
    let is_one_unit = equal(&a.unit, &b.unit);
    let (unit_a, unit_b) = if is_one_unit { (a.unit.clone(), a.unit.clone()) } else { (canonical_unit(&a.unit), canonical_unit(&b.unit)) };
    let bare = |u: &str| uncounted(u).is_empty();
    let within = |x: Decimal, y: Decimal, tolerance: Decimal| x.checked_sub(y).is_some_and(|apart| apart.abs() <= tolerance);
    // What is counted is part of a unit that is written as a code: puffs are no vials.
    let counted = |u: &str, v: &str| (!literal || u.is_empty() || v.is_empty()) && uncounted(u) == uncounted(v);
    // A unit in mixed letters was written with care: `Mg` is no `mg`, whatever the other book prints.
    let with_care = |unit: &str| unit.chars().any(char::is_lowercase);
    let kept = with_care(&a.unit) && a.unit.chars().next() == b.unit.chars().next();
    let turned = if literal { is_prefix_turned(&a.unit, &b.unit) } else { with_care(&b.unit) && !kept && is_prefix_turned(&unit_a, &b.unit) };
    if turned {
        return differs(Aspect::Unit, "the unit has another prefix: great and small letters are not the same".into());
    }
    // A code for the same tablets, or the word for them. What UCUM has no unit for stands in braces where it is a code, and bare where people read it.
    let is_named = || is_noted(&a.unit, &b.unit) || is_noted(&b.unit, &a.unit);
    let is_one_form = || form(&a.unit).is_some_and(|one| form(&b.unit) == Some(one)) || is_named();
    if equal(&unit_a, &unit_b) || counted(&unit_a, &unit_b) || is_one_form() || (!literal && unit_a.eq_ignore_ascii_case(&unit_b)) {
        // Equal units leave no room: only digits that the legacy system did not print may differ, and of an order all are printed.
        let printed = b.number.scale() < a.number.scale() && !within(a.number, b.number, Decimal::ZERO);
        if within(a.number, b.number, if printed || literal || is_ordered(aspect) { Decimal::ZERO } else { half_unit(a) }) {
            return if is_one_unit { Relation::Same } else { Relation::Equivalent };
        }
        return differs(aspect, value_manner(a.number, b.number));
    }
    // Sixty of a tablet are sixty tablets, where the legacy system had no place for the word.
    if !literal && a.unit.trim().is_empty() && form(&b.unit).is_some() && within(a.number, b.number, Decimal::ZERO) {
        return Relation::Equivalent;
    }
    if within(a.number, b.number, Decimal::ZERO) && (bare(&unit_a) || bare(&unit_b)) {
        let manner = if bare(&unit_b) { "the unit is gone" } else { "a unit was added" };
        return differs(Aspect::Unit, manner.into());
    }
    // Cells in a microliter are so many of it, whoever leaves out what is counted.
    let one_counts = unit_a.starts_with('{') != unit_b.starts_with('{') && !bare(&unit_a) && !bare(&unit_b);
    let (unit_a, unit_b) = if one_counts { (uncounted(&unit_a), uncounted(&unit_b)) } else { (Cow::Borrowed(unit_a.as_str()), Cow::Borrowed(unit_b.as_str())) };
    match convert(a.number, &unit_a, &unit_b) {
        Some(expected) => {
            let tolerance = convert(half_unit(a), &unit_a, &unit_b).map_or(Decimal::ZERO, |t| t.abs());
            let offset = convert(Decimal::ZERO, &unit_a, &unit_b).unwrap_or(Decimal::ZERO);
            let tolerance = if literal || is_ordered(aspect) { Decimal::ZERO } else { (tolerance - offset.abs()).abs() };
            // The destination may round what it converted, but not to nothing or to the double.
            let tolerance = tolerance.max(half_unit(b).min(expected.abs() * Decimal::new(5, 3)));
            if within(expected, b.number, tolerance) {
                return Relation::Equivalent;
            }
            if within(a.number, b.number, Decimal::ZERO) {
                return differs(Aspect::Unit, "the number is kept under another unit".into());
            }
            differs(aspect, "the number does not fit the conversion of the unit".into())
        }
        None => differs(Aspect::Unit, if a.number == b.number { "the number is kept under another unit".into() } else { "number and unit differ".into() }),
    }
}

/// A unit without what is counted by it, which stands in braces: nothing of `{tbl}` or of `{puff}/{dose}`, and `/wk` of `{drinks}/wk`, which is no bare number.
fn uncounted(unit: &str) -> Cow<'_, str> {
    if !unit.starts_with('{') {
        return Cow::Borrowed(unit);
    }
    let mut inside = false;
    let is_of_unit = |c: &char| match *c {
        '{' => {
            inside = true;
            false
        }
        '}' => {
            inside = false;
            false
        }
        _ => !inside,
    };
    let left: String = unit.chars().filter(is_of_unit).collect();
    if left.chars().all(|c| matches!(c, '/' | '.')) { Cow::Borrowed("") } else { Cow::Owned(left) }
}

/// Whether a unit is a word in braces, and another the bare word, which is no unit itself: `{INR}` and `INR`, but not `{g}` and `g`.
fn is_noted(code: &str, word: &str) -> bool {
    let (noted, bare) = (code.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')), word.trim());
    noted.is_some_and(|noted| !bare.is_empty() && noted.eq_ignore_ascii_case(bare)) && !model::is_ucum(bare)
}

/// What doses and packages are counted by, one a row: the words and abbreviations that people write, and UCUM's codes. In braces they are the same.
const FORMS: [&[&str]; 20] = [
    &["tablet", "tab", "tbl", "tabl", "tb"], &["capsule", "caps"], &["puff", "actuation", "actuat", "inhalation"], &["spray", "squirt"], &["patch", "ptch"],
    &["drop", "gtt", "gtts", "[drp]", "drp"], &["suppository", "suppositorie"], &["lozenge", "loz"], &["packet", "sachet", "pkt"], &["ampule", "ampoule", "amp"],
    &["vial"], &["syringe"], &["application", "applicator", "applicatorful"], &["film"], &["scoop"], &["bottle"], &["inhaler"], &["pill"], &["pen"], &["each", "ea"],
];

/// The row of a unit that counts forms of doses; none of any other.
fn form(unit: &str) -> Option<usize> {
    let lower = unit.trim().trim_start_matches('{').trim_end_matches('}').to_lowercase();
    let bare = lower.trim_end_matches("(s)").trim_end_matches('.').trim();
    let of = |word: &str| FORMS.iter().position(|names| names.contains(&word));
    of(bare).or_else(|| bare.strip_suffix("es").and_then(of)).or_else(|| bare.strip_suffix('s').and_then(of))
}

/// Whether two units differ in nothing but the letter of their prefix: milli and mega, pico and peta.
fn is_prefix_turned(a: &str, b: &str) -> bool {
    let parts = |unit: &str| unit.chars().next().map(|first| (first, unit.get(first.len_utf8()..).unwrap_or("").to_string()));
    let (Some((first, rest)), Some((other, end))) = (parts(a), parts(b)) else { return false };
    first != other && rest == end && matches!(first.to_ascii_lowercase(), 'm' | 'p') && first.eq_ignore_ascii_case(&other) && model::is_ucum(a) && model::is_ucum(b)
}

/// Whether a number is part of an order: it is what somebody wrote, not what an instrument measured.
fn is_ordered(aspect: Aspect) -> bool {
    matches!(aspect, Aspect::Dose | Aspect::Quantity | Aspect::Refills)
}

fn half_unit(q: &Quantity) -> Decimal {
    q.tolerance()
}

/// What happened to a number, in words: a factor of exactly 10^k is a decimal shift; fewer places are rounding, also where they were cut.
fn value_manner(a: Decimal, b: Decimal) -> String {
    if a.is_zero() {
        return "the value differs".into();
    }
    if a == -b {
        return "the sign is swapped".into();
    }
    if let Some(ratio) = b.checked_div(a) {
        for k in 1..=6u32 {
            let power = Decimal::from(10i64.pow(k));
            if ratio == power {
                return format!("the decimal point moved: times {power}");
            }
            if ratio.checked_mul(power).is_some_and(|r| r == Decimal::ONE) {
                return format!("the decimal point moved: divided by {power}");
            }
        }
    }
    let has_places_of = |strategy| a.round_dp_with_strategy(b.scale(), strategy) == b;
    if b.scale() < a.scale() && (has_places_of(model::RoundingStrategy::MidpointAwayFromZero) || has_places_of(model::RoundingStrategy::ToZero)) {
        return "the value is rounded".into();
    }
    // Rounded to fewer significant digits: 191395 printed as 191400. One digit has to remain: 67 is not rounded to 100.
    let rounded = (1..=6u32).map(|k| Decimal::from(10i64.pow(k))).take_while(|power| *power <= a.abs()).any(|power| {
        let cut = (a / power).round_dp_with_strategy(0, model::RoundingStrategy::MidpointAwayFromZero).checked_mul(power);
        cut == Some(b) && !b.is_zero()
    });
    if rounded { "the value is rounded".into() } else { "the value differs".into() }
}

#[cfg(test)]
mod tests {
    use super::{Relation, quantities, value_manner};
    use model::{Aspect, Decimal, Quantity};

    #[test]
    fn what_is_counted_is_no_unit_and_how_often_is_one() {
        let relation = |(a, b): (&str, &str), literal: bool| {
            let of = |unit: &str| Quantity { number: Decimal::from(12), comparator: String::new(), unit: unit.into() };
            !matches!(quantities(Aspect::Value, &of(a), &of(b), literal), Relation::Differs(..))
        };
        for pair in [("{tbl}", ""), ("", "{puff}"), ("{tbl}", "{tablet}"), ("{drinks}/wk", "/wk"), ("{beats}/min", "/min"), ("{beats}/min", "{counts}/min"), ("{puff}/{dose}", "{puff}")] {
            assert!(relation(pair, false), "{pair:?}");
        }
        for pair in [("{drinks}/wk", ""), ("{drinks}/wk", "{drinks}/d"), ("{drinks}/wk", "/d"), ("{drinks}/wk", "{tbl}"), ("{drinks}/wk", "mg")] {
            assert!(!relation(pair, false) && !relation(pair, true), "{pair:?}");
        }
        assert!(!relation(("{puff}", "{vial}"), true), "as codes");
        let converted = |(a, b): ((i64, &str), (i64, &str)), literal: bool| {
            let of = |(number, unit): (i64, &str)| Quantity { number: Decimal::from(number), comparator: String::new(), unit: unit.into() };
            !matches!(quantities(Aspect::Value, &of(a), &of(b), literal), Relation::Differs(..))
        };
        for literal in [true, false] {
            assert!(converted(((5000, "{cells}/uL"), (5, "10*3/uL")), literal) && converted(((5, "10*3/uL"), (5000, "{cells}/uL")), literal));
            assert!(!converted(((5000, "{cells}/uL"), (6, "10*3/uL")), literal) && !converted(((5000, "{cells}/uL"), (5000, "10*3/uL")), literal));
        }
        assert!(!relation(("{puff}/d", "{vial}/d"), true), "as codes");
        for literal in [true, false] {
            assert!(relation(("{INR}", "INR"), literal) && relation(("inr", "{INR}"), literal), "what has no unit, as a code and as it is read");
            assert!(!relation(("{INR}", "mg"), literal) && !relation(("{g}", "g"), literal));
        }
        for pair in [("tablet", "{tbl}"), ("Tablets", "TAB"), ("tablet(s)", "{tablet}"), ("caps", "{capsule}"), ("drops", "[drp]"), ("patches", "{patch}"), ("suppository", "suppositories")] {
            assert!(relation(pair, true) && relation((pair.1, pair.0), true), "{pair:?}");
        }
        for pair in [("tablet", "{capsule}"), ("puff", "spray"), ("tablet", "mg"), ("drop", "mL")] {
            assert!(!relation(pair, true) && !relation((pair.1, pair.0), true), "{pair:?}");
        }
    }

    #[test]
    fn fewer_places_are_rounding_whether_they_were_rounded_or_cut() {
        let manner = |a: &str, b: &str| value_manner(a.parse().unwrap(), b.parse().unwrap());
        for (a, b) in [("1.10", "1"), ("3.7", "4"), ("3.7", "3"), ("-3.7", "-3"), ("0.9", "0"), ("191395", "191400"), ("67", "70"), ("960", "1000")] {
            assert_eq!(manner(a, b), "the value is rounded", "{a} {b}");
        }
        for (a, b) in [("3.7", "5"), ("5", "0"), ("0", "5"), ("1.9", "0"), ("3.7", "3.0"), ("67", "100"), ("85", "100"), ("5.2", "10")] {
            assert_eq!(manner(a, b), "the value differs", "{a} {b}");
        }
    }
}
