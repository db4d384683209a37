//! What notes may name, and the words around it, as data: `assets/notes/{substances,problems,cues}.txt`.
//!
//! Public vocabulary only: a name from here may be shown where the words of a note may not.

use super::words::Word;
use crate::substances::{self, Row};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What becomes of a problem in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// Once true it stays true.
    Lasting,
    /// It ends.
    Passing,
    /// Neither can be said.
    Open,
}

/// What kind of thing a concept is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Drug,
    DrugClass,
    Allergen,
    Problem(Course),
}

/// One concept.
#[derive(Debug)]
struct Entry {
    sort: Sort,
    class: &'static str,
    /// Letters in a label by which a chart knows the problem under another name.
    known_by: Vec<&'static str>,
    /// The part of the body that it is always about, empty where it may be any.
    site: &'static str,
}

/// One phrase with what it stands for.
struct Phrase<T> {
    text: &'static str,
    words: Vec<&'static str>,
    values: Vec<T>,
}

/// Phrases by their first word, the longest first.
pub(super) struct Phrases<T> {
    by_first: FxHashMap<&'static str, Vec<Phrase<T>>>,
}

impl<T: Copy> Phrases<T> {
    fn new(rows: Vec<(&'static str, T)>) -> Self {
        let mut by_first: FxHashMap<&'static str, Vec<Phrase<T>>> = FxHashMap::default();
        for (text, value) in rows {
            let words: Vec<&'static str> = text.split_whitespace().collect();
            let Some(first) = words.first().copied() else { continue };
            let list = by_first.entry(first).or_default();
            match list.iter().position(|known| known.words == words) {
                Some(at) => list[at].values.push(value),
                None => list.push(Phrase { text, words, values: vec![value] }),
            }
        }
        by_first.values_mut().for_each(|list| list.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len())));
        Self { by_first }
    }

    /// The longest phrase that begins at a word: how many words it has, and what it stands for.
    pub(super) fn at(&self, words: &[Word], from: usize) -> Option<(usize, &[T])> {
        self.at_over(words, from, &[])
    }

    /// The same where some words may stand between those of the phrase, which then has these as well: `malignant neoplasm of left breast`.
    pub(super) fn at_over(&self, words: &[Word], from: usize, between: &[&str]) -> Option<(usize, &[T])> {
        let list = self.by_first.get(words.get(from)?.text.as_str())?;
        list.iter().find_map(|phrase| Some((phrase.reach(words, from, between)?, phrase.values.as_slice())))
    }
}

impl<T> Phrase<T> {
    /// How many words it has here, with those between its own.
    fn reach(&self, words: &[Word], from: usize, between: &[&str]) -> Option<usize> {
        let word = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
        let mut at = from;
        for (own, part) in self.words.iter().enumerate() {
            while own > 0 && word(at) != *part && between.contains(&word(at)) {
                at += 1;
            }
            if word(at) != *part {
                return None;
            }
            at += 1;
        }
        Some(at - from)
    }
}

/// Everything notes may name.
pub(super) struct Lexicon {
    entries: FxHashMap<&'static str, Entry>,
    /// Names and other names, with the concepts they stand for.
    pub phrases: Phrases<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// The lexicon, read once.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

fn rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn list(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty())
}

impl Lexicon {
    fn read() -> Self {
        let (mut entries, mut phrases) = (FxHashMap::default(), Vec::new());
        let mut kinds: FxHashMap<&'static str, &'static str> = FxHashMap::default();
        for row in substances::rows() {
            let Row::Substance { name, kind_of, others, class } = row else { continue };
            if name.in_labels_alone {
                continue;
            }
            // Notes mean the whole by a kind of it.
            let concept = kind_of.unwrap_or(name.text);
            if let Some(whole) = kind_of {
                kinds.insert(name.text, *whole);
            } else {
                entries.insert(name.text, substance(class));
            }
            let names = others.iter().filter(|other| !other.in_labels_alone && other.text != name.text).map(|other| other.text);
            phrases.extend(std::iter::once(name.text).chain(names).map(|text| (text, concept)));
        }
        for row in substances::rows() {
            let Row::Product { brand, parts } = row else { continue };
            if !brand.in_labels_alone {
                phrases.extend(parts.iter().filter_map(|part| Some((brand.text, concept(part, &entries, &kinds)?))));
            }
        }
        for row in rows(include_str!("../../../../assets/notes/problems.txt")) {
            Self::add(row, &mut entries, &mut phrases);
        }
        Self { entries, phrases: Phrases::new(phrases) }
    }

    fn add(row: &'static str, entries: &mut FxHashMap<&'static str, Entry>, phrases: &mut Vec<(&'static str, &'static str)>) {
        let mut parts = row.split('|').map(str::trim);
        let name = parts.next().unwrap_or_default();
        phrases.push((name, name));
        phrases.extend(list(parts.next().unwrap_or_default()).filter(|other| *other != name).map(|other| (other, name)));
        let mut entry = problem(parts.next().unwrap_or_default());
        entry.known_by = list(parts.next().unwrap_or_default()).collect();
        entry.site = parts.next().unwrap_or_default();
        entries.insert(name, entry);
    }

    /// What a concept is. Of a name that only the charts have the mention says whether it is a problem; here it is taken for a drug.
    pub(super) fn sort(&self, concept: &str) -> Sort {
        self.entries.get(concept).map_or(Sort::Drug, |e| e.sort)
    }

    /// Whether a concept is a problem.
    pub(super) fn is_problem(&self, concept: &str) -> bool {
        matches!(self.sort(concept), Sort::Problem(_))
    }

    /// Letters in a label by which a chart knows a problem under another name; none for one that is not looked for by itself.
    pub(super) fn known_by(&self, concept: &str) -> &[&'static str] {
        self.entries.get(concept).map_or(&[], |e| e.known_by.as_slice())
    }

    /// The part of the body that a problem is always about, empty where it may be any.
    pub(super) fn site(&self, concept: &str) -> &'static str {
        self.entries.get(concept).map_or("", |e| e.site)
    }

    /// The class of a drug, empty when it has none.
    pub(super) fn class(&self, concept: &str) -> &'static str {
        self.entries.get(concept).map_or("", |e| e.class)
    }

    /// Whether one substance is the other, its class or of its class.
    pub(super) fn covers(&self, a: &str, b: &str) -> bool {
        !a.is_empty() && !b.is_empty() && (a == b || self.class(a) == b || self.class(b) == a)
    }
}

/// The concept that a part of a product begins with; what follows says more of it.
fn concept(part: &'static str, entries: &FxHashMap<&'static str, Entry>, kinds: &FxHashMap<&'static str, &'static str>) -> Option<&'static str> {
    let ends = part.match_indices(' ').map(|(at, _)| at).chain([part.len()]);
    let beginnings: Vec<&'static str> = ends.filter_map(|end| part.get(..end)).collect();
    beginnings.into_iter().rev().find_map(|name| kinds.get(name).copied().or_else(|| entries.contains_key(name).then_some(name)))
}

fn substance(class: &'static str) -> Entry {
    match class {
        "a class" => Entry { sort: Sort::DrugClass, class: "", known_by: Vec::new(), site: "" },
        "no drug" => Entry { sort: Sort::Allergen, class: "", known_by: Vec::new(), site: "" },
        class => Entry { sort: Sort::Drug, class, known_by: Vec::new(), site: "" },
    }
}

fn problem(course: &'static str) -> Entry {
    let course = match course {
        "lasting" => Course::Lasting,
        "passing" => Course::Passing,
        _ => Course::Open,
    };
    Entry { sort: Sort::Problem(course), class: "", known_by: Vec::new(), site: "" }
}

/// Every name of the lexicon, in lower case.
pub(super) fn names() -> Vec<&'static str> {
    lexicon().phrases.by_first.values().flatten().map(|phrase| phrase.text).collect()
}

/// A word around a mention that says what the note means by it; see `assets/notes/cues.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    Denied,
    No,
    DeniedAfter,
    Nothing,
    Possible,
    PossibleAfter,
    Hypothetical,
    If,
    Has,
    Historical,
    Resolved,
    ResolvedAfter,
    Family,
    EndFamily,
    Stopped,
    StoppedAfter,
    Stop,
    /// What is to be taken from now on.
    Start,
    /// Not taken for want of it, which is no stop.
    Lapsed,
    Held,
    Unused,
    UnusedAfter,
    HeldAfter,
    Using,
    StrongUsing,
    UsingAfter,
    Allergic,
    AllergicAfter,
    Tolerated,
    ToleratedAfter,
    NoneKnown,
    NoneKnownDrug,
    End,
    EndDenied,
}

const CUES: &[(&str, Cue)] = &[
    ("denied", Cue::Denied),
    ("no", Cue::No),
    ("denied-after", Cue::DeniedAfter),
    ("none", Cue::Nothing),
    ("possible", Cue::Possible),
    ("possible-after", Cue::PossibleAfter),
    ("hypothetical", Cue::Hypothetical),
    ("if", Cue::If),
    ("has", Cue::Has),
    ("historical", Cue::Historical),
    ("resolved", Cue::Resolved),
    ("resolved-after", Cue::ResolvedAfter),
    ("family", Cue::Family),
    ("end-family", Cue::EndFamily),
    ("stopped", Cue::Stopped),
    ("stopped-after", Cue::StoppedAfter),
    ("stop", Cue::Stop),
    ("start", Cue::Start),
    ("lapsed", Cue::Lapsed),
    ("held", Cue::Held),
    ("unused", Cue::Unused),
    ("unused-after", Cue::UnusedAfter),
    ("held-after", Cue::HeldAfter),
    ("using", Cue::Using),
    ("strong-using", Cue::StrongUsing),
    ("using-after", Cue::UsingAfter),
    ("allergic", Cue::Allergic),
    ("allergic-after", Cue::AllergicAfter),
    ("tolerated", Cue::Tolerated),
    ("tolerated-after", Cue::ToleratedAfter),
    ("none-known", Cue::NoneKnown),
    ("none-known-drug", Cue::NoneKnownDrug),
    ("end", Cue::End),
    ("end-denied", Cue::EndDenied),
];

static CUE_PHRASES: LazyLock<Phrases<Cue>> = LazyLock::new(|| {
    let mut phrases = Vec::new();
    for row in rows(include_str!("../../../../assets/notes/cues.txt")) {
        let (word, names) = row.split_once('|').unwrap_or((row, ""));
        if let Some((_, cue)) = CUES.iter().find(|(known, _)| *known == word.trim()) {
            phrases.extend(list(names).map(|name| (name, *cue)));
        }
    }
    Phrases::new(phrases)
});

/// The cues, read once.
pub(super) fn cues() -> &'static Phrases<Cue> {
    &CUE_PHRASES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_data_says_something() {
        for row in rows(include_str!("../../../../assets/notes/cues.txt")) {
            let word = row.split('|').next().unwrap_or_default().trim();
            assert!(CUES.iter().any(|(known, _)| *known == word), "no such cue: {row}");
        }
        let lexicon = lexicon();
        for phrase in lexicon.phrases.by_first.values().flatten() {
            assert!(phrase.values.iter().all(|c| lexicon.entries.contains_key(c)), "{}", phrase.text);
            // A name is cut as the words of a note are.
            let cut: Vec<String> = crate::notes::words::words(phrase.text, 0, phrase.text.len()).into_iter().map(|w| w.text).collect();
            assert_eq!(cut, phrase.words, "{}", phrase.text);
        }
        let of_class = lexicon.entries.values().filter(|e| !e.class.is_empty());
        of_class.for_each(|e| assert_eq!(lexicon.sort(e.class), Sort::DrugClass, "{}", e.class));
        assert!(lexicon.entries.len() > 300, "{}", lexicon.entries.len());
    }

    #[test]
    fn a_class_covers_its_members_and_no_others() {
        let lexicon = lexicon();
        assert!(lexicon.covers("amoxicillin", "penicillins") && lexicon.covers("penicillins", "ampicillin"));
        assert!(!lexicon.covers("amoxicillin", "ampicillin") && !lexicon.covers("penicillins", "cefazolin") && !lexicon.covers("warfarin", ""));
    }
}
