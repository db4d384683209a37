//! The keys of a side's patients, each with its number: one behind the other in their order, eight bytes and their own each.
//!
//! While records are filed by them, and every record asks, they are found by their digests, with eight to sixteen bytes more each; else by their order.

use crate::book::hash;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// The number of nobody.
pub(super) const NOBODY: u32 = u32::MAX;

/// Keys in their order.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Keys {
    text: String,
    /// Where each ends.
    ends: Vec<u64>,
    /// Numbers by digest, at the place that it gives or behind it, with as many places that are nobody's.
    #[serde(skip)]
    places: Vec<u32>,
}

impl Keys {
    /// Adds a key, which comes behind all others or is the last one already; gives its number.
    pub(super) fn add(&mut self, key: &str) -> u32 {
        let last = self.len().checked_sub(1);
        match last.filter(|last| self.at(*last) == key) {
            Some(last) => last as u32,
            None => {
                self.text.push_str(key);
                self.ends.push(self.text.len() as u64);
                (self.ends.len() - 1) as u32
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The key of a number; empty for none.
    pub(super) fn get(&self, number: u32) -> &str {
        self.at(number as usize)
    }

    fn at(&self, number: usize) -> &str {
        let end = |number: usize| self.ends.get(number).map(|end| *end as usize);
        let start = number.checked_sub(1).and_then(end).unwrap_or(0);
        end(number).and_then(|end| self.text.get(start..end)).unwrap_or_default()
    }

    /// The number of a key.
    pub(super) fn number(&self, key: &str) -> Option<u32> {
        if self.places.is_empty() { self.by_order(key) } else { self.by_digest(key) }
    }

    fn place(&self, key: &str) -> usize {
        hash(key) as usize & (self.places.len() - 1)
    }

    fn by_digest(&self, key: &str) -> Option<u32> {
        let mut place = self.place(key);
        loop {
            match *self.places.get(place)? {
                NOBODY => return None,
                number if self.get(number) == key => return Some(number),
                _ => place = (place + 1) & (self.places.len() - 1),
            }
        }
    }

    fn by_order(&self, key: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.at(middle).cmp(key) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return u32::try_from(middle).ok(),
            }
        }
        None
    }

    /// For each of these keys the number that the same key has among others, [`NOBODY`] where it is none of theirs.
    pub(super) fn among(&self, others: &Self) -> Vec<u32> {
        let mut there = 0;
        let find = |here: usize| {
            while there < others.len() && others.at(there) < self.at(here) {
                there += 1;
            }
            if there < others.len() && others.at(there) == self.at(here) { there as u32 } else { NOBODY }
        };
        (0..self.len()).map(find).collect()
    }

    /// All keys are there: from now on they are found by their digests.
    pub(super) fn complete(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.places = vec![NOBODY; (self.len() * 2).next_power_of_two()];
        let last = self.places.len() - 1;
        for number in 0..self.len() {
            let mut place = self.place(self.at(number));
            while self.places.get(place).is_some_and(|there| *there != NOBODY) {
                place = (place + 1) & last;
            }
            self.places.get_mut(place).into_iter().for_each(|there| *there = number as u32);
        }
    }

    /// They are asked for now and then only.
    pub(super) fn at_rest(mut self) -> Self {
        self.places = Vec::new();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(of: &[&str]) -> Keys {
        let mut keys = Keys::default();
        for key in of {
            keys.add(key);
        }
        keys
    }

    #[test]
    fn every_key_has_the_number_of_its_place() {
        let of = ["", "1", "10", "2", "é"];
        let mut keys = keys(&of);
        assert_eq!((keys.add("é"), keys.len()), (4, 5), "the last one is there already");
        for is_complete in [false, true] {
            if is_complete {
                keys.complete();
            }
            for (number, key) in (0..).zip(of) {
                assert_eq!((keys.number(key), keys.get(number)), (Some(number), key));
            }
            assert_eq!([keys.number("0"), keys.number("11"), keys.number("ê")], [None; 3]);
        }
        let mut none = Keys::default();
        none.complete();
        assert_eq!(none.number("1"), None);
        let many: Vec<String> = (0..5_000).map(|n| format!("{n:05}")).collect();
        let mut all = Keys::default();
        for key in &many {
            all.add(key);
        }
        all.complete();
        assert!((0..).zip(&many).all(|(number, key)| all.number(key) == Some(number)) && all.number("5000").is_none());
        assert!(all.places.len() <= all.len() * 4 && all.at_rest().number("00077") == Some(77));
        assert_eq!((keys.get(5), keys.get(NOBODY), Keys::default().number("")), ("", "", None));
        let kept: Keys = postcard::from_bytes(&postcard::to_stdvec(&keys).unwrap()).unwrap();
        assert_eq!(kept.number("2"), Some(3));
    }

    #[test]
    fn the_same_keys_are_found_among_others() {
        assert_eq!(keys(&["1", "2", "4", "5"]).among(&keys(&["0", "2", "3", "5", "6"])), [NOBODY, 1, NOBODY, 3]);
        assert!(keys(&[]).among(&keys(&["1"])).is_empty());
    }
}
