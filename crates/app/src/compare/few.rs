//! Values of many keys of which few are different: each is held once.
//!
//! Everybody of both books has a tie and a line of the list, and nearly all of these say the same.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt::Debug;

/// Values by key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Few<T> {
    different: Vec<T>,
    of: HashMap<String, u32>,
}

impl<T> Few<T> {
    pub(super) fn get(&self, key: &str) -> Option<&T> {
        self.different.get(usize::try_from(*self.of.get(key)?).ok()?)
    }
}

/// Of several values of one key the last one counts.
impl<T: Debug> FromIterator<(String, T)> for Few<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(values: I) -> Self {
        let mut few = Self { different: Vec::new(), of: HashMap::new() };
        // What is written of a value is all of it.
        let mut known: HashMap<String, u32> = HashMap::new();
        for (key, value) in values {
            let number = *known.entry(format!("{value:?}")).or_insert_with(|| {
                few.different.push(value);
                few.different.len() as u32 - 1
            });
            few.of.insert(key, number);
        }
        few.of.shrink_to_fit();
        few
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_held_once_and_the_last_one_of_a_key_counts() {
        let values = (0..1_000).map(|n| (n.to_string(), f64::from(n % 3) / 3.0)).chain([("7".to_string(), 0.5)]);
        let few: Few<f64> = values.collect();
        assert_eq!(few.different.len(), 4);
        assert_eq!([few.get("3"), few.get("4"), few.get("7"), few.get("nobody")], [Some(&0.0), Some(&(1.0 / 3.0)), Some(&0.5), None]);
        let kept: Few<f64> = postcard::from_bytes(&postcard::to_stdvec(&few).unwrap()).unwrap();
        assert_eq!(kept.get("5"), Some(&(2.0 / 3.0)));
    }
}
