//! Texts by key, in little more room than both take: what rules and lenses look up may have an entry for each visit of a hospital.
//!
//! Entries stand one behind the other on pages, and the hash of its key says on which page an entry is. What must stay true: however many entries
//! there are, a page has about [`PER_PAGE`] of them, and an entry takes some ten bytes beyond those of its key and value.

use std::hash::{DefaultHasher, Hasher as _};

/// Entries of a page, from which on there are twice as many pages.
const PER_PAGE: usize = 16;

/// The first value of each key.
#[derive(Debug, Default, Clone)]
pub struct TextTable {
    /// As many as a power of two, or none.
    pages: Vec<Vec<u8>>,
    count: usize,
}

fn hash(key: &[u8]) -> usize {
    let mut hasher = DefaultHasher::new();
    hasher.write(key);
    hasher.finish() as usize
}

impl TextTable {
    /// Takes a value, where its key has none yet.
    pub fn add(&mut self, key: &str, value: &str) {
        if self.get(key).is_some() {
            return;
        }
        if self.count >= self.pages.len() * PER_PAGE {
            self.make_room();
        }
        let (key, value) = (key.as_bytes(), value.as_bytes());
        let at = hash(key) & (self.pages.len() - 1);
        let Some(page) = self.pages.get_mut(at) else { return };
        let mut lengths = Vec::with_capacity(4);
        put_length(&mut lengths, key.len());
        put_length(&mut lengths, value.len());
        put(page, [lengths.as_slice(), key, value]);
        self.count += 1;
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        let (key, last) = (key.as_bytes(), self.pages.len().checked_sub(1)?);
        let page = self.pages.get(hash(key) & last)?;
        let (_, value) = Entries(page).find(|(own, _)| *own == key)?;
        std::str::from_utf8(value).ok()
    }

    /// Twice as many pages: what is on one goes to two of them.
    fn make_room(&mut self) {
        let count = (self.pages.len() * 2).max(1);
        let mut pages = Vec::new();
        pages.resize_with(count, Vec::new);
        for page in std::mem::take(&mut self.pages) {
            let mut entries = Entries(&page);
            loop {
                let before = entries.0;
                let Some((key, _)) = entries.next() else { break };
                let whole = before.get(..before.len() - entries.0.len()).unwrap_or_default();
                if let Some(page) = pages.get_mut(hash(key) & (count - 1)) {
                    put(page, [whole, &[], &[]]);
                }
            }
        }
        self.pages = pages;
    }
}

/// Puts bytes behind those of a page, which grows by little more than it needs.
fn put(page: &mut Vec<u8>, parts: [&[u8]; 3]) {
    let more: usize = parts.iter().map(|part| part.len()).sum();
    if page.len() + more > page.capacity() {
        page.reserve_exact(more + page.len() / 8);
    }
    parts.iter().for_each(|part| page.extend_from_slice(part));
}

/// Seven bits a byte, the low ones first.
fn put_length(bytes: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        bytes.push(length as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
}

/// Keys and values of the rest of a page.
struct Entries<'p>(&'p [u8]);

impl<'p> Entries<'p> {
    fn length(&mut self) -> Option<usize> {
        let mut length = 0_usize;
        for shift in (0..usize::BITS).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            length |= usize::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Some(length);
            }
        }
        None
    }

    fn bytes(&mut self, length: usize) -> Option<&'p [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

impl<'p> Iterator for Entries<'p> {
    type Item = (&'p [u8], &'p [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = (self.length()?, self.length()?);
        Some((self.bytes(key)?, self.bytes(value)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn the_first_value_of_each_key_is_that_of_a_map() {
        let (mut values, mut map) = (TextTable::default(), HashMap::new());
        assert_eq!(values.get("a"), None, "nothing was added");
        for n in 0..20_000_u32 {
            // Keys that come again, an empty one, letters of several bytes, and lengths that take a second byte.
            let key = match n % 5 {
                0 => format!("P{}\u{1f}é{}", n / 3, n % 7),
                1 => (n % 1_000).to_string(),
                2 => String::new(),
                3 => format!("{n:0200}"),
                _ => format!("{n:08}"),
            };
            let value = format!("value {n}").repeat(n as usize % 40);
            values.add(&key, &value);
            map.entry(key).or_insert(value);
        }
        assert_eq!(values.count, map.len());
        assert!(map.iter().all(|(key, value)| values.get(key) == Some(value)));
        assert!((30_000..31_000).all(|n: u32| values.get(&format!("{n:08}")).is_none()));
    }

    #[test]
    fn an_entry_takes_little_more_than_its_texts_and_no_page_is_crowded() {
        let mut values = TextTable::default();
        for n in 0..100_000 {
            values.add(&format!("{n:08}"), "12345678");
        }
        let room: usize = values.pages.iter().map(|page| page.capacity() + size_of::<Vec<u8>>()).sum();
        assert!(room < 100_000 * (16 + 10), "{room}");
        assert!(values.pages.iter().all(|page| Entries(page).count() < PER_PAGE * 4));
    }
}
