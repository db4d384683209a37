//! The table of hashed identifiers, and the search of a text in it.
//!
//! A run of words is hashed in one of two ways: loose (at most three characters between the words) for names and lines,
//! tight (one separator as numbers have them) for numbers, so that `[7, 4, 1931]` in a list of counts is no date. A bit
//! a run's last word rejects nearly every word before the table is searched.

use super::Category;
use crate::known::fold_letter;

/// The longest run of words held.
pub(super) const LONGEST: usize = 8;

/// How far apart the words of a run may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    Loose,
    Tight,
}

/// A spelling of an identifier: the hash of its run, and of its last word.
#[derive(Clone, Copy)]
pub(super) struct Spelling {
    run: u64,
    last: u64,
}

pub(super) struct Entry {
    pub(super) hash: Spelling,
    pub(super) category: Category,
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Mixes a word's hash into a run's.
fn mix(run: u64, word: u64) -> u64 {
    let mixed = (run ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

fn start(gap: Gap, length: usize) -> u64 {
    mix(if gap == Gap::Tight { 0x5bd1 } else { 0xa3c5 }, length as u64)
}

fn hash_letter(hash: u64, letter: char) -> u64 {
    (hash ^ u64::from(u32::from(letter))).wrapping_mul(PRIME)
}

fn hash_word(word: &str) -> u64 {
    word.chars().flat_map(char::to_lowercase).map(fold_letter).fold(SEED, hash_letter)
}

/// The words of a text, without anything between them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The spelling of a run of words. Longer runs are known by their first words.
pub(super) fn spelling(gap: Gap, words: &[&str]) -> Spelling {
    let words = &words[..words.len().min(LONGEST)];
    // Alone, a word has no gaps: both ways are one.
    let gap = if words.len() == 1 { Gap::Loose } else { gap };
    let hashes: Vec<u64> = words.iter().map(|word| hash_word(word)).collect();
    let run = hashes.iter().fold(start(gap, words.len()), |run, word| mix(run, *word));
    Spelling { run, last: hashes.last().copied().unwrap_or(0) }
}

pub(super) struct Table {
    runs: Vec<u64>,
    categories: Vec<Category>,
    lasts: Vec<u64>,
    mask: u64,
}

impl Table {
    pub(super) fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_unstable_by_key(|entry| (entry.hash.run, entry.category));
        entries.dedup_by_key(|entry| entry.hash.run);
        let bits = (entries.len() * 16).next_power_of_two().max(1024);
        let mut lasts = vec![0u64; bits / 64];
        let mask = bits as u64 - 1;
        for entry in &entries {
            let bit = mix(1, entry.hash.last) & mask;
            lasts[(bit / 64) as usize] |= 1 << (bit % 64);
        }
        let runs = entries.iter().map(|entry| entry.hash.run).collect();
        let categories = entries.iter().map(|entry| entry.category).collect();
        Self { runs, categories, lasts, mask }
    }

    pub(super) fn len(&self) -> usize {
        self.runs.len()
    }

    fn may_end(&self, word: u64) -> bool {
        let bit = mix(1, word) & self.mask;
        self.lasts[(bit / 64) as usize] >> (bit % 64) & 1 == 1
    }

    fn get(&self, run: u64) -> Option<Category> {
        self.runs.binary_search(&run).ok().map(|index| self.categories[index])
    }

    /// The first identifier in `text` that is at least `shortest` bytes long, and where it starts.
    pub(super) fn find(&self, text: &str, shortest: usize) -> Option<(Category, usize)> {
        let mut recent: Vec<Word> = Vec::with_capacity(LONGEST + 1);
        let mut word: Option<(usize, u64)> = None;
        let mut end = 0;
        let mut separator = None;
        // One blank more than the text has ends its last word.
        for (at, letter) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
            if letter.is_alphanumeric() {
                let (_, hash) = word.get_or_insert((at, SEED));
                if letter.is_ascii() {
                    *hash = hash_letter(*hash, letter.to_ascii_lowercase());
                } else {
                    *hash = letter.to_lowercase().map(fold_letter).fold(*hash, hash_letter);
                }
                continue;
            }
            let Some((start, hash)) = word.take() else { continue };
            let gap = start - end;
            if recent.is_empty() || gap > 3 {
                recent.clear();
            } else if recent.len() == LONGEST {
                recent.remove(0);
            }
            recent.push(Word { start, hash, tight: is_tight(gap, separator) });
            end = at;
            separator = Some(letter);
            if self.may_end(hash)
                && let Some(found) = self.ending_here(&recent, at, shortest)
            {
                return Some(found);
            }
        }
        None
    }

    /// The longest identifier that ends with the last of these words.
    fn ending_here(&self, recent: &[Word], end: usize, shortest: usize) -> Option<(Category, usize)> {
        for first in 0..recent.len() {
            let run = &recent[first..];
            if end - run[0].start < shortest {
                return None;
            }
            let hash = |gap: Gap| run.iter().fold(start(gap, run.len()), |hash, word| mix(hash, word.hash));
            let tight = run.len() > 1 && run[1..].iter().all(|word| word.tight);
            let found = self.get(hash(Gap::Loose)).or_else(|| if tight { self.get(hash(Gap::Tight)) } else { None });
            if let Some(category) = found {
                return Some((category, run[0].start));
            }
        }
        None
    }
}

struct Word {
    start: usize,
    hash: u64,
    /// Whether one separator of numbers stands before it.
    tight: bool,
}

/// One separator, or the `) ` after an area code. No colon: a time of day is no date.
fn is_tight(gap: usize, separator: Option<char>) -> bool {
    match separator {
        Some('-' | '/' | '.' | ' ' | '_') => gap == 1,
        Some(')') => gap <= 2,
        _ => false,
    }
}
