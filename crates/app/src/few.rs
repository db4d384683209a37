//! Values of many keys of which few are different: each is held once.
//!
//! Everybody of both books has a tie and a line of the list, and every specimen of a laboratory a sort: nearly all of these say the same.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt::Debug;

/// Different values, each with a number.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Different<T> {
    values: Vec<T>,
    /// Their numbers, by how they are written for whoever looks at the program: that is all of them.
    #[serde(skip)]
    numbers: HashMap<String, u32>,
}

impl<T> Default for Different<T> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T> Different<T> {
    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        self.values.get(usize::try_from(number).ok()?)
    }
}

impl<T: Debug> Different<T> {
    pub(crate) fn number(&mut self, value: T) -> u32 {
        let written = format!("{value:?}");
        if let Some(number) = self.numbers.get(&written) {
            return *number;
        }
        let number = self.values.len() as u32;
        self.values.push(value);
        self.numbers.insert(written, number);
        number
    }
}

/// Values by key.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Few<T> {
    different: Different<T>,
    of: HashMap<String, u32>,
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self { different: Different::default(), of: HashMap::new() }
    }
}

impl<T> Few<T> {
    pub(crate) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&T> {
        self.different.get(*self.of.get(key)?)
    }
}

impl<T: Debug> Few<T> {
    /// Of several values of one key the last one counts.
    pub(crate) fn insert(&mut self, key: String, value: T) {
        let number = self.different.number(value);
        self.of.insert(key, number);
    }

    /// Adds the values of others.
    pub(crate) fn add(&mut self, other: Self) {
        let numbers: Vec<u32> = other.different.values.into_iter().map(|value| self.different.number(value)).collect();
        let known = |(key, at): (String, u32)| Some((key, *numbers.get(usize::try_from(at).ok()?)?));
        self.of.extend(other.of.into_iter().filter_map(known));
    }
}

/// Nothing is known of a number.
const UNKNOWN: u32 = u32::MAX;

/// Values by number, four bytes each.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FewByNumber<T> {
    different: Different<T>,
    of: Vec<u32>,
}

impl<T> Default for FewByNumber<T> {
    fn default() -> Self {
        Self::of(0)
    }
}

impl<T> FewByNumber<T> {
    /// Room for so many numbers.
    pub(crate) fn of(count: usize) -> Self {
        Self { different: Different::default(), of: vec![UNKNOWN; count] }
    }

    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        self.different.get(*self.of.get(usize::try_from(number).ok()?)?)
    }
}

impl<T: Debug> FewByNumber<T> {
    /// Of several values of one number the last one counts.
    pub(crate) fn set(&mut self, number: u32, value: T) {
        if let Some(own) = self.of.get_mut(number as usize) {
            *own = self.different.number(value);
        }
    }
}

impl<T: Debug> FromIterator<(String, T)> for Few<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(values: I) -> Self {
        let mut few = Self::default();
        values.into_iter().for_each(|(key, value)| few.insert(key, value));
        few
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn few(values: std::ops::Range<i32>) -> Few<f64> {
        values.map(|n| (n.to_string(), f64::from(n % 3) / 3.0)).collect()
    }

    #[test]
    fn each_value_is_held_once_and_the_last_one_of_a_key_counts() {
        let mut few = few(0..1_000);
        few.insert("7".into(), 0.5);
        assert_eq!(few.different.values.len(), 4);
        assert_eq!([few.get("3"), few.get("4"), few.get("7"), few.get("nobody")], [Some(&0.0), Some(&(1.0 / 3.0)), Some(&0.5), None]);
        let kept: Few<f64> = postcard::from_bytes(&postcard::to_stdvec(&few).unwrap()).unwrap();
        assert_eq!(kept.get("5"), Some(&(2.0 / 3.0)));
    }

    #[test]
    fn what_was_kept_in_parts_is_what_was_put_together() {
        let mut whole: Few<f64> = Few::default();
        for part in [few(0..10), few(5..20), few(20..30)] {
            whole.add(postcard::from_bytes(&postcard::to_stdvec(&part).unwrap()).unwrap());
        }
        let together = few(0..30);
        assert!((0..30).all(|n| whole.get(&n.to_string()) == together.get(&n.to_string())));
        assert_eq!((whole.different.values.len(), whole.get("30")), (3, None));
    }

    #[test]
    fn values_by_number_are_held_once_as_well() {
        let mut few = FewByNumber::of(10);
        (0..12).for_each(|n: u32| few.set(n, n % 3));
        few.set(4, 2);
        assert_eq!((few.different.values.len(), few.get(4), few.get(9), few.get(11)), (3, Some(&2), Some(&0), None));
        assert!(FewByNumber::<u32>::of(3).get(1).is_none());
        let kept: FewByNumber<u32> = postcard::from_bytes(&postcard::to_stdvec(&few).unwrap()).unwrap();
        assert_eq!(kept.get(8), Some(&2));
    }
}
