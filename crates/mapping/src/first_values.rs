//! The first value of each key of a relation that rules look up: keys and values one behind the other, and where they stand.
//!
//! Such a table may have a row for each encounter of a hospital. What must stay true: an entry takes some 30 bytes beyond those of its key and value.

use std::hash::{DefaultHasher, Hasher as _};

/// Values by key; of several with one key the first.
#[derive(Debug, Default)]
pub(crate) struct FirstValues {
    texts: String,
    entries: Vec<Entry>,
    /// Numbers of the entries, one more than their place, from where the hash of their key says on; 0 is free, and a quarter at least is.
    slots: Vec<u32>,
}

/// Where a key begins and ends, and where the value behind it ends.
#[derive(Debug, Clone, Copy)]
struct Entry {
    begin: usize,
    key: u32,
    value: u32,
}

/// Slots of the smallest table.
const SLOTS_MIN: usize = 16;

impl FirstValues {
    /// Takes a value, where its key has none yet.
    pub(crate) fn add(&mut self, key: &str, value: &str) {
        if (self.entries.len() + 1) * 4 > self.slots.len() * 3 {
            self.make_room();
        }
        let at = self.slot_of(key);
        // Beyond what numbers reach a key has no value, as one that is not there.
        let (Ok(number), Ok(key_length), Ok(value_length)) = (u32::try_from(self.entries.len() + 1), u32::try_from(key.len()), u32::try_from(value.len())) else { return };
        if let Some(slot) = self.slots.get_mut(at).filter(|slot| **slot == 0) {
            *slot = number;
            self.entries.push(Entry { begin: self.texts.len(), key: key_length, value: value_length });
            self.texts.push_str(key);
            self.texts.push_str(value);
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        let entry = self.entry(*self.slots.get(self.slot_of(key))?)?;
        let begin = entry.begin + entry.key as usize;
        self.texts.get(begin..begin + entry.value as usize)
    }

    /// All are taken: what was kept free for more is let go.
    pub(crate) fn complete(&mut self) {
        self.texts.shrink_to_fit();
        self.entries.shrink_to_fit();
    }

    fn entry(&self, number: u32) -> Option<Entry> {
        self.entries.get((number as usize).checked_sub(1)?).copied()
    }

    fn key(&self, entry: Entry) -> &str {
        self.texts.get(entry.begin..entry.begin + entry.key as usize).unwrap_or("")
    }

    /// The slot of a key, or the free one where it would be; some are always free.
    fn slot_of(&self, key: &str) -> usize {
        let mut at = self.first_slot(key);
        while let Some(entry) = self.slots.get(at).and_then(|number| self.entry(*number)) {
            if self.key(entry) == key {
                break;
            }
            at = (at + 1) % self.slots.len();
        }
        at
    }

    fn first_slot(&self, key: &str) -> usize {
        let mut hasher = DefaultHasher::new();
        hasher.write(key.as_bytes());
        (hasher.finish() % self.slots.len().max(1) as u64) as usize
    }

    /// Twice as many slots.
    fn make_room(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(SLOTS_MIN)];
        for number in 1..=self.entries.len() as u32 {
            let Some(entry) = self.entry(number) else { break };
            let at = self.slot_of(self.key(entry));
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn the_first_value_of_each_key_is_that_of_a_map() {
        let (mut values, mut map) = (FirstValues::default(), HashMap::new());
        assert_eq!(values.get("a"), None, "nothing was added");
        for n in 0..20_000_u32 {
            // Keys that come again, an empty one, and letters of several bytes.
            let key = match n % 5 {
                0 => format!("P{}\u{1f}é{}", n / 3, n % 7),
                1 => (n % 1_000).to_string(),
                2 => String::new(),
                _ => format!("{n:08}"),
            };
            let value = format!("value {n}");
            values.add(&key, &value);
            map.entry(key).or_insert(value);
        }
        values.complete();
        assert_eq!(values.entries.len(), map.len());
        assert!(map.iter().all(|(key, value)| values.get(key) == Some(value)));
        assert!((30_000..31_000).all(|n: u32| values.get(&format!("{n:08}")).is_none()));
    }

    #[test]
    fn an_entry_takes_little_more_than_its_texts() {
        let mut values = FirstValues::default();
        for n in 0..100_000 {
            values.add(&format!("{n:08}"), "12345678");
        }
        values.complete();
        let room = values.entries.capacity() * size_of::<Entry>() + values.slots.capacity() * 4;
        assert!(room < 100_000 * 30, "{room}");
        assert!(values.texts.capacity() < 100_000 * 17);
    }
}
