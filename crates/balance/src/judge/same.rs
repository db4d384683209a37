//! Values that are equal to the letter: most of all that is compared.
//!
//! Only a short way to what the rules of each sort say of them. Not of codes, of which an equal list may still lack what is declared together
//! with it, nor of links, which lead where both books tell.

use crate::equal::equal;
use model::Value;

/// Whether two values are equal, and of a sort of which equal values say the same in every aspect.
pub(super) fn in_every_aspect(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) | (Value::Word(a), Value::Word(b)) | (Value::Absent(a), Value::Absent(b)) => equal(a, b),
        (Value::Quantity(a), Value::Quantity(b)) => a.number == b.number && equal(&a.unit, &b.unit) && equal(&a.comparator, &b.comparator),
        (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Flag(a), Value::Flag(b)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Relation;
    use super::*;
    use crate::codes::Equivalences;
    use crate::judge::tests::judge;
    use crate::reading::Coverage;
    use model::{Aspect, Date, Decimal, Quantity};
    use proptest::prelude::*;

    fn values() -> impl Strategy<Value = Value> {
        let words = "(unknown|mg|Mg|TX|Texas|en|en-US|fulfilled|aborted|[A-Za-z,. é-]{0,8})";
        let number = (-10_000i64..10_000, 0u32..4).prop_map(|(digits, scale)| Decimal::new(digits, scale));
        let quantity = (number, prop::sample::select(vec!["", "<", ">="]), prop::sample::select(vec!["", "mg", "Mg", "{puff}", "pg/mL", "%", "lbs"]));
        let day = prop::sample::select(vec!["2019", "2019-02", "2019-02-11", "2019-02-11T08:30:00Z", "2019-02-11T08:30:00-06:00", "2019-02-11T08:30"]);
        prop_oneof![
            words.prop_map(Value::Text),
            words.prop_map(Value::Word),
            words.prop_map(Value::Absent),
            quantity.prop_map(|(number, comparator, unit)| Value::Quantity(Quantity { number, comparator: comparator.into(), unit: unit.into() })),
            day.prop_filter_map("a day", |day| Date::parse_iso(day).map(Value::Date)),
            any::<bool>().prop_map(Value::Flag),
        ]
    }

    proptest! {
        #[test]
        fn what_is_equal_is_the_same_by_the_rules_of_its_sort_as_well(value in values(), literal in any::<bool>()) {
            prop_assert!(in_every_aspect(&value, &value.clone()));
            let (book, equivalences) = (Coverage { records: if literal { [1, 0] } else { [0, 1] }, ..Coverage::default() }, Equivalences::default());
            let judge = judge(&equivalences, (&book, &book));
            for aspect in Aspect::ALL {
                prop_assert_eq!(judge.weighed(*aspect, &value, &value), Relation::Same, "{}", aspect);
            }
        }

        #[test]
        fn what_is_held_to_be_equal_is(left in values(), right in values()) {
            let (book, equivalences) = (Coverage::default(), Equivalences::default());
            let judge = judge(&equivalences, (&book, &book));
            prop_assert_eq!(in_every_aspect(&left, &right), left == right);
            for aspect in Aspect::ALL {
                prop_assert_eq!(judge.values(*aspect, &left, &right), judge.weighed(*aspect, &left, &right), "{}", aspect);
            }
        }
    }
}
