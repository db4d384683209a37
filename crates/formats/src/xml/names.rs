//! Names of a file by number, each once, and how often each stood among siblings.
//!
//! A name is found by a quick hash with a few steps beside it; names that crowd there are hashed as a hostile file needs it.

use super::tree::Tree;
use smol_str::SmolStr;
use std::collections::HashMap;

/// Places of the quick hash; a power of two.
const PLACES: usize = 512;
/// Places that are looked at for one name.
const STEPS: usize = 8;

/// What tells a name from others at a glance: all of it up to sixteen bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Sign {
    length: u32,
    head: u64,
    tail: u64,
}

impl Sign {
    fn of(name: &[u8]) -> Self {
        let head = match name.first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight),
            None => name.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)),
        };
        let tail = name.last_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
        Self { length: u32::try_from(name.len()).unwrap_or(u32::MAX), head, tail }
    }

    /// Where a name is looked for first.
    fn place(self) -> usize {
        let mixed = (self.head ^ self.tail.rotate_left(29) ^ u64::from(self.length)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 48) as usize % PLACES
    }

    fn is_all(self) -> bool {
        self.length <= 16
    }
}

/// Finds the number of a name.
#[derive(Default)]
pub(super) struct Names<'v> {
    /// Those that are expected, looked for first.
    expected: Option<&'v Vocabulary>,
    /// Sign and number of a name, from 1; 0 where there is none. Room is made for the first name.
    near: Vec<(Sign, u32)>,
    far: HashMap<SmolStr, u32>,
}

impl Names<'_> {
    /// Number of a name, a new one for a name that is new.
    pub fn number(&mut self, name: &str, tree: &mut Tree) -> u32 {
        let sign = Sign::of(name.as_bytes());
        if let Some(number) = self.expected.and_then(|expected| expected.number(sign, name)) {
            return number;
        }
        if self.near.is_empty() {
            self.near = vec![(Sign::default(), 0); PLACES];
        }
        let first = sign.place();
        for step in 0..STEPS {
            let Some((known, number)) = self.near.get_mut((first + step) % PLACES) else { break };
            match number.checked_sub(1) {
                None => {
                    let new = tree.add_name(SmolStr::new(name));
                    (*known, *number) = (sign, new.saturating_add(1));
                    return new;
                }
                Some(number) if *known == sign && (sign.is_all() || tree.name_text(number) == name) => return number,
                Some(_) => {}
            }
        }
        if let Some(number) = self.far.get(name) {
            return *number;
        }
        let name = SmolStr::new(name);
        *self.far.entry(name.clone()).or_insert_with(|| tree.add_name(name))
    }
}

/// Names that are expected: their numbers are their places in the list that they were made from.
#[derive(Default)]
pub(crate) struct Vocabulary {
    names: Names<'static>,
    tree: Tree,
}

impl Vocabulary {
    pub fn new(list: &[&str]) -> Self {
        let (mut names, mut tree) = (Names::default(), Tree::default());
        for name in list {
            names.number(name, &mut tree);
        }
        Self { names, tree }
    }

    /// Finds numbers of these and of names beside them.
    pub(super) fn names(&self) -> Names<'_> {
        Names { expected: Some(self), ..Names::default() }
    }

    /// Number of a name that is expected.
    fn number(&self, sign: Sign, name: &str) -> Option<u32> {
        let first = sign.place();
        for step in 0..STEPS {
            let (known, number) = self.names.near.get((first + step) % PLACES)?;
            let number = number.checked_sub(1)?;
            if *known == sign && (sign.is_all() || self.tree.name_text(number) == name) {
                return Some(number);
            }
        }
        self.names.far.get(name).copied()
    }

    pub(super) fn texts(&self) -> Vec<SmolStr> {
        self.tree.names().to_vec()
    }
}

/// Different names among siblings that are looked through one by one; further ones are hashed.
const NAMES_NEAR: usize = 16;

/// How often each name stood among siblings so far.
#[derive(Default)]
pub(super) struct Counts {
    near: Vec<(u32, u32)>,
    far: HashMap<u32, u32>,
}

impl Counts {
    /// Counts one more and gives its position, from 1.
    pub fn next(&mut self, name: u32) -> u32 {
        if let Some((_, count)) = self.near.iter_mut().find(|(known, _)| *known == name) {
            *count += 1;
            return *count;
        }
        if self.near.len() < NAMES_NEAR {
            self.near.push((name, 1));
            return 1;
        }
        let count = self.far.entry(name).or_default();
        *count += 1;
        *count
    }

    /// Begins anew.
    pub fn clear(&mut self) {
        self.near.clear();
        if !self.far.is_empty() {
            self.far.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_number_however_many_there_are() {
        let (mut names, mut tree) = (Names::default(), Tree::default());
        let all: Vec<String> = (0..20_000).map(|i| format!("name{i}")).chain((1..40).map(|i| "n".repeat(i))).collect();
        let numbers: Vec<u32> = all.iter().map(|name| names.number(name, &mut tree)).collect();
        assert_eq!(numbers, (0..20_039).collect::<Vec<u32>>());
        for (name, number) in all.iter().zip(numbers) {
            assert_eq!((names.number(name, &mut tree), tree.name_text(number)), (number, name.as_str()));
        }
    }

    #[test]
    fn a_name_that_is_expected_has_its_place_in_the_list_and_others_come_behind() {
        let list: Vec<String> = (0..900).map(|i| format!("expected{i}")).collect();
        let vocabulary = Vocabulary::new(&list.iter().map(String::as_str).collect::<Vec<&str>>());
        let (mut names, mut tree) = (vocabulary.names(), Tree::for_bytes(0, &vocabulary));
        for other in 0..900u32 {
            assert_eq!(names.number(&format!("other{other}"), &mut tree), 900 + other);
            assert_eq!(names.number(&format!("expected{other}"), &mut tree), other);
        }
        for number in 0..900u32 {
            assert_eq!((names.number(&format!("other{number}"), &mut tree), tree.name_text(900 + number)), (900 + number, format!("other{number}").as_str()));
        }
    }
}
