//! The words that a book has for its codes, so that words beside a code can be known as those of another concept.
//!
//! How often it says them tells which of them stand beside a code by mistake. Only digests are kept. Words in one form: small letters, without punctuation and the tag of a hierarchy, whatever their order.

use crate::digest::digest;
use crate::labels::Labels;
use crate::written::composed;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Words that a book is remembered to have; a larger one knows only some of its words.
const WORDS_MAX: usize = 200_000;
/// Concepts that one wording is remembered to have: beyond it, it is nobody's own.
const CONCEPTS_MAX: usize = 8;
/// Words that tell nothing apart.
const EMPTY: [&str; 20] =
    ["of", "the", "a", "an", "and", "or", "in", "on", "to", "by", "for", "with", "at", "as", "nos", "unspecified", "other", "type", "due", "from"];
/// Tags that a terminology puts behind its names.
const TAGS: [&str; 16] = [
    "disorder", "finding", "procedure", "substance", "situation", "qualifier value", "regime/therapy", "observable entity", "morphologic abnormality", "event", "product",
    "body structure", "medicinal product", "clinical drug", "person", "physical object",
];

/// Uses of a wording from which on it may be known as that of one concept.
const OWNED_MIN: u64 = 10;
/// Other uses of a concept from which on a wording may be known as none of its own.
const OTHERWISE_MIN: u64 = 5;

/// Which wordings stand for which concepts, and how often.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Vocabulary {
    known: BTreeMap<u64, BTreeSet<u64>>,
    /// What was said, by its digest as it was written: a book says the same many times, and is asked to spell it once.
    #[serde(serialize_with = "in_one_order")]
    said: FxHashMap<u64, Said>,
    /// Concepts with words that are those of another one; found when somebody asks.
    #[serde(skip)]
    strays: OnceLock<FxHashSet<(u64, u64)>>,
}

/// Words beside a code, as digests, and how often they stand there.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Said {
    concept: u64,
    wording: u64,
    times: u32,
    /// They stand as the display of the code.
    #[serde(default)]
    is_display: bool,
    /// Each of the words by itself, shortly: whether a name is a part of another one.
    words: Vec<u16>,
}

impl Vocabulary {
    /// Learns the words that stand beside a code.
    pub(crate) fn note(&mut self, system: &str, code: &str, words: &str) {
        self.learn((system, code), words, true);
    }

    /// Learns the words of a concept that has this code alone.
    pub(crate) fn note_only(&mut self, system: &str, code: &str, words: &str) {
        self.learn((system, code), words, false);
    }

    fn learn(&mut self, (system, code): (&str, &str), words: &str, is_display: bool) {
        if words.is_empty() || system.is_empty() {
            return;
        }
        let Some(wording) = self.count(digest(&(system, code, words)), (system, code), words, is_display) else { return };
        if self.known.len() >= WORDS_MAX && !self.known.contains_key(&wording) {
            return;
        }
        let concepts = self.known.entry(wording).or_default();
        if concepts.len() < CONCEPTS_MAX {
            concepts.insert(digest(&code.to_uppercase()));
        }
    }

    /// Counts the words of a whole concept of several codes, by one of them: they may be those of something else, and name none of the codes by themselves.
    pub(crate) fn note_text(&mut self, system: &str, code: &str, words: &str) {
        if !words.is_empty() && !system.is_empty() {
            self.count(digest(&("text", system, code, words)), (system, code), words, false);
        }
    }

    /// Counts words, and gives their wording where they were not written so before.
    fn count(&mut self, written: u64, (system, code): (&str, &str), words: &str, is_display: bool) -> Option<u64> {
        if let Some(said) = self.said.get_mut(&written) {
            said.times = said.times.saturating_add(1);
            said.is_display |= is_display;
            return None;
        }
        let words = tokens(words);
        let wording = wording(system, &words)?;
        self.strays = OnceLock::new();
        if self.said.len() < WORDS_MAX {
            let words = words.iter().map(|word| (digest(word.as_str()) & 0xffff) as u16).collect();
            self.said.insert(written, Said { concept: concept(system, code), wording, times: 1, is_display, words });
        }
        Some(wording)
    }

    /// Adds the words of another part of the book.
    pub(crate) fn add(&mut self, other: Self) {
        let Self { known, said, strays: _ } = other;
        self.strays = OnceLock::new();
        for (wording, more) in known {
            if self.known.len() >= WORDS_MAX && !self.known.contains_key(&wording) {
                continue;
            }
            let concepts = self.known.entry(wording).or_default();
            for concept in more {
                if concepts.len() < CONCEPTS_MAX {
                    concepts.insert(concept);
                }
            }
        }
        let mut said: Vec<(u64, Said)> = said.into_iter().collect();
        // Which of them find room must not hang on how the part came to be.
        if self.said.len() + said.len() > WORDS_MAX {
            said.sort_unstable_by_key(|(written, _)| *written);
        }
        for (written, more) in said {
            if let Some(own) = self.said.get_mut(&written) {
                own.times = own.times.saturating_add(more.times);
                own.is_display |= more.is_display;
            } else if self.said.len() < WORDS_MAX {
                self.said.insert(written, more);
            }
        }
    }

    /// Which wordings stand for which concepts, however often: what a judgment by [`Self::names`] goes by.
    pub(crate) fn known(&self) -> &BTreeMap<u64, BTreeSet<u64>> {
        &self.known
    }

    /// The concepts with words that are those of another one, in their order: what a judgment by [`Self::are_of_another`] goes by.
    pub(crate) fn strayed(&self) -> BTreeSet<(u64, u64)> {
        self.strays().iter().copied().collect()
    }

    /// What labels have to say of the words beside codes here: the names of each code that is called otherwise, and the codes whose name that is.
    pub(crate) fn contested(&self, labels: &Labels) -> BTreeMap<u64, BTreeSet<u64>> {
        let [names, codes] = labels.digests();
        let mut found: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
        for said in self.said.values().filter(|said| said.is_display) {
            let (own, others) = (names.get(&said.concept), codes.get(&said.wording));
            // What has a label is called otherwise, or what has none is called as something that has one.
            if own.map_or(others.is_some(), |own| !own.contains(&said.wording)) {
                found.entry(said.concept).or_default().extend(own.into_iter().chain(others).flatten());
            }
        }
        found
    }

    /// Whether words that stand beside this code of a system now and then are beside another one nearly always, by all that the book says.
    pub(crate) fn are_of_another(&self, system: &str, code: &str, words: &str) -> bool {
        let strays = self.strays();
        // Most books have none, and nothing has to be spelled.
        !strays.is_empty() && wording(system, &tokens(words)).is_some_and(|wording| strays.contains(&(concept(system, code), wording)))
    }

    fn strays(&self) -> &FxHashSet<(u64, u64)> {
        self.strays.get_or_init(|| strays(&self.said))
    }

    /// Whether words, apart from each other as [`tokens`] gives them, are those of this code of a system; none where nobody uses them.
    pub(crate) fn names(&self, system: &str, code: &str, words: &[String]) -> Option<bool> {
        let concepts = self.known.get(&wording(system, words)?)?;
        Some(concepts.len() >= CONCEPTS_MAX || concepts.contains(&digest(&code.to_uppercase())))
    }
}

/// What was said, whatever the order in which it was learnt.
fn in_one_order<S: Serializer>(said: &FxHashMap<u64, Said>, to: S) -> Result<S::Ok, S::Error> {
    said.iter().collect::<BTreeMap<_, _>>().serialize(to)
}

/// Concepts with words that are nearly always those of one other concept, and a name by which that goes, while they themselves are nearly always called
/// otherwise. Words that several concepts share in earnest, the only name of a concept, and a shorter form of another of its names are nobody's mistake.
fn strays(said: &FxHashMap<u64, Said>) -> FxHashSet<(u64, u64)> {
    let mut pairs: FxHashMap<(u64, u64), u64> = FxHashMap::default();
    let mut concepts: FxHashMap<u64, u64> = FxHashMap::default();
    let mut wordings: FxHashMap<u64, u64> = FxHashMap::default();
    for one in said.values() {
        let times = u64::from(one.times);
        *pairs.entry((one.concept, one.wording)).or_default() += times;
        *concepts.entry(one.concept).or_default() += times;
        *wordings.entry(one.wording).or_default() += times;
    }
    let all = |counts: &FxHashMap<u64, u64>, of: u64| counts.get(&of).copied().unwrap_or(0);
    // A concept may be said by a display and a text at once, in words of its own each.
    let is_owner = |(concept, wording): (u64, u64), times: u64| times >= OWNED_MIN && times * 5 >= all(&wordings, wording) * 4 && times * 3 >= all(&concepts, concept);
    let owners: FxHashMap<u64, u64> = pairs.iter().filter(|(pair, times)| is_owner(**pair, **times)).map(|((concept, wording), _)| (*wording, *concept)).collect();
    let is_stray = |(concept, wording): (u64, u64), times: u64| {
        let otherwise = all(&concepts, concept).saturating_sub(times);
        owners.get(&wording).is_some_and(|owner| *owner != concept) && otherwise >= OTHERWISE_MIN && otherwise >= times * 5
    };
    let mut found: FxHashSet<(u64, u64)> = pairs.iter().filter(|(pair, times)| is_stray(**pair, **times)).map(|(pair, _)| *pair).collect();
    // The names of the concepts that have such words: few.
    let mut names: FxHashMap<u64, Vec<&Said>> = found.iter().map(|(concept, _)| (*concept, Vec::new())).collect();
    for one in said.values() {
        if let Some(of_it) = names.get_mut(&one.concept) {
            of_it.push(one);
        }
    }
    let is_part = |short: &Said, long: &Said| short.wording != long.wording && short.words.iter().all(|word| long.words.contains(word));
    found.retain(|(concept, wording)| {
        let of_it = names.get(concept).map(Vec::as_slice).unwrap_or_default();
        !of_it.iter().filter(|one| one.wording == *wording).any(|short| of_it.iter().any(|long| is_part(short, long)))
    });
    found
}

fn concept(system: &str, code: &str) -> u64 {
    digest(&(system, code.to_uppercase()))
}

fn wording(system: &str, words: &[String]) -> Option<u64> {
    (!words.is_empty() && !system.is_empty()).then(|| digest(&(system, in_order(words))))
}

/// The words of a name that tell it apart, in the order of the alphabet.
pub(crate) fn form(words: &str) -> String {
    in_order(&tokens(words))
}

/// Words in the order of the alphabet, each once.
fn in_order(words: &[String]) -> String {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

/// The words of a name as they are spoken: in their order.
pub(crate) fn spoken(words: &str) -> String {
    tokens(words).join(" ")
}

/// The words of a name in their order: small letters and digits, a decimal point within a number, in the singular.
pub(crate) fn tokens(words: &str) -> Vec<String> {
    let lower = composed(words).to_lowercase();
    let lower = without_tag(&lower);
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut rest = lower.chars().peekable();
    while let Some(c) = rest.next() {
        let in_number = (c == '.' || c == ',') && word.chars().all(|d| d.is_ascii_digit() || d == '.') && rest.peek().is_some_and(char::is_ascii_digit);
        let turns = word.chars().last().is_some_and(|last| last.is_ascii_digit() != c.is_ascii_digit() && last != '.' && c != '.');
        if c.is_alphanumeric() || in_number {
            if turns && c.is_alphanumeric() {
                push(&mut out, &mut word);
            }
            if c != ',' {
                word.push(c);
            }
        } else if !matches!(c, '\'' | '\u{2019}' | '\u{300}'..='\u{36f}') {
            push(&mut out, &mut word);
        }
    }
    push(&mut out, &mut word);
    out
}

/// A name without the tag of a hierarchy behind it.
fn without_tag(name: &str) -> &str {
    fn untagged(inner: &str) -> Option<&str> {
        TAGS.iter().find_map(|tag| inner.strip_suffix(*tag)?.strip_suffix('('))
    }
    name.trim_end().strip_suffix(')').and_then(untagged).unwrap_or(name)
}

fn push(out: &mut Vec<String>, word: &mut String) {
    let whole = std::mem::take(word);
    if whole.is_empty() || EMPTY.contains(&whole.as_str()) {
        return;
    }
    // Whether a word is a number is seen at its first sign: most are none, and to be told so costs more than that.
    let number = if whole.starts_with(|c: char| c.is_ascii_digit() || c == '.') { whole.parse::<model::Decimal>().ok() } else { None };
    out.push(number.map_or_else(|| single(whole), |number| number.normalize().to_string()));
}

/// The singular of an English word.
fn single(word: String) -> String {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() >= 4 && !stem.ends_with(['s', 'u', 'i']) => stem.to_string(),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_tag_is_left_out_whole_and_alone(name in "[a-z( ]{0,6}", tag in prop::sample::select(TAGS.to_vec()), form in "[ ()]{0,3}") {
            for text in [format!("{name}({tag}){form}"), format!("{name} {tag}{form}"), format!("{name}(medicinal {tag})")] {
                let by_form = TAGS.iter().find_map(|tag| text.trim_end().strip_suffix(format!("({tag})").as_str()));
                prop_assert_eq!(without_tag(&text), by_form.unwrap_or(&text));
            }
        }

        #[test]
        fn what_begins_as_no_number_is_none(word in "[a-zé²½][0-9a-z.]{0,8}") {
            prop_assert!(word.parse::<model::Decimal>().is_err());
        }
    }

    #[test]
    fn one_form_of_what_is_written_in_several() {
        assert_eq!(form("Hypertensive disorder, systemic arterial (disorder)"), form("systemic ARTERIAL hypertensive Disorders"));
        assert_eq!(form("Acetaminophen 325.0 MG Oral Tablet"), form("oral tablet of acetaminophen 325mg"));
        assert_eq!(form("1,000 units"), form("1000 unit"));
        assert_ne!(form("Left knee"), form("Right knee"));
        assert_ne!(form("Amoxicillin 250 MG"), form("Amoxicillin 500 MG"));
    }

    #[test]
    fn words_of_two_parts_are_those_of_the_whole() {
        let part = |code: &str, words: &str| {
            let mut part = Vocabulary::default();
            part.note("http://loinc.org", code, words);
            part
        };
        let mut whole = part("29463-7", "Body weight");
        whole.add(part("8302-2", "Body height"));
        whole.add(part("3137-7", "Body height"));
        assert_eq!(whole.names("http://loinc.org", "29463-7", &tokens("Body height")), Some(false));
        assert_eq!([whole.names("http://loinc.org", "8302-2", &tokens("Body height")), whole.names("http://loinc.org", "3137-7", &tokens("Body height"))], [Some(true), Some(true)]);
        assert_eq!(whole.names("http://loinc.org", "29463-7", &tokens("Body weight")), Some(true));
    }

    #[test]
    fn words_that_are_another_concepts_nearly_always_have_strayed() {
        const LOINC: &str = "http://loinc.org";
        let said = |all: &[(&str, &str, usize)]| {
            let mut book = Vocabulary::default();
            // Each part of the book says one of them, as an artifact does.
            for (code, words, times) in all {
                let mut part = Vocabulary::default();
                (0..*times).for_each(|_| part.note(LOINC, code, words));
                book.add(part);
            }
            book
        };
        let book = said(&[("29463-7", "Body weight", 30), ("8867-4", "Heart rate", 30), ("29463-7", "HEART RATE", 2)]);
        assert!(book.are_of_another(LOINC, "29463-7", "Heart rate"));
        assert!(!book.are_of_another(LOINC, "8867-4", "Heart rate") && !book.are_of_another(LOINC, "29463-7", "Body weight") && !book.are_of_another(LOINC, "29463-7", "Weight"));
        assert_eq!(book.strayed().len(), 1);
        for all in [
            // A shorter name of its own, its only name, one that is shared, one with too little evidence on either side, one that is nobody's, a part of its name.
            [("29463-7", "Body weight", 30), ("8867-4", "Heart rate", 30), ("29463-7", "Weight", 1)],
            [("29463-7", "Heart rate", 3), ("8867-4", "Heart rate", 60), ("8302-2", "Body height", 30)],
            [("29463-7", "Body weight", 30), ("8867-4", "Heart rate", 30), ("29463-7", "Heart rate", 12)],
            [("29463-7", "Body weight", 30), ("8867-4", "Heart rate", 4), ("29463-7", "Heart rate", 1)],
            [("29463-7", "Body weight", 3), ("8867-4", "Heart rate", 30), ("29463-7", "Heart rate", 1)],
            [("29463-7", "Measurement", 3), ("8867-4", "Measurement", 30), ("8302-2", "Measurement", 30)],
            [("11450-4", "Problem list", 60), ("75326-9", "Problem", 60), ("11450-4", "Problems", 2)],
        ] {
            assert!(said(&all).strayed().is_empty(), "{all:?}");
        }
    }

    #[test]
    fn the_text_of_several_codes_is_counted_and_is_the_name_of_none_of_them() {
        const LOINC: &str = "http://loinc.org";
        let mut book = Vocabulary::default();
        (0..20).for_each(|_| book.note(LOINC, "29463-7", "Body weight"));
        (0..20).for_each(|_| book.note(LOINC, "8867-4", "Heart rate"));
        (0..2).for_each(|_| book.note_text(LOINC, "29463-7", "Heart rate"));
        assert!(book.are_of_another(LOINC, "29463-7", "Heart rate"));
        assert_eq!(book.names(LOINC, "29463-7", &tokens("Heart rate")), Some(false));
        book.note(LOINC, "29463-7", "Heart rate");
        assert_eq!(book.names(LOINC, "29463-7", &tokens("Heart rate")), Some(true));
    }

    #[test]
    fn words_are_those_of_a_code_or_of_another() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.note("http://loinc.org", "29463-7", "Body weight");
        vocabulary.note("http://loinc.org", "8302-2", "Body height");
        assert_eq!(vocabulary.names("http://loinc.org", "8302-2", &tokens("BODY HEIGHT")), Some(true));
        assert_eq!(vocabulary.names("http://loinc.org", "29463-7", &tokens("Body Height")), Some(false));
        assert_eq!(vocabulary.names("http://snomed.info/sct", "8302-2", &tokens("Body height")), None, "another terminology has its own words");
        assert_eq!(vocabulary.names("http://loinc.org", "29463-7", &tokens("Weight")), None);
    }
}
