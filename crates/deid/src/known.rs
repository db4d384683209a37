//! What is known to identify the people a text is about: the patient, relatives, staff.
//!
//! Held as folded words and digit strings. It only ever hides more: a word in here is masked even if it is on every
//! list of allowed words.

use std::collections::HashSet;
use std::fmt;

/// Known identifiers: names, numbers, addresses, in any spelling.
#[derive(Default)]
pub struct Known {
    words: HashSet<String>,
}

impl Known {
    /// From identifiers as they were read. Each is cut into words; one-letter words and numbers under four digits are too
    /// common to identify anyone.
    pub fn new<I>(identifiers: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut words = HashSet::new();
        for identifier in identifiers {
            let identifier = identifier.as_ref();
            for word in identifier.split(|character: char| !character.is_alphanumeric()) {
                let number = word.bytes().all(|byte| byte.is_ascii_digit());
                if word.chars().count() >= if number { 4 } else { 2 } {
                    words.insert(fold(word));
                }
            }
            let digits: String = identifier.chars().filter(char::is_ascii_digit).collect();
            if digits.len() >= 5 {
                words.insert(digits);
            }
        }
        Self { words }
    }

    /// Whether this one word is known.
    pub fn contains(&self, word: &str) -> bool {
        !self.words.is_empty() && self.words.contains(&fold(word))
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known")
    }
}

/// Lower case, and Latin letters without their accents.
pub(crate) fn fold(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(fold_letter).collect()
}

/// A lower-case letter without its accent.
pub(crate) fn fold_letter(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ś' | 'š' => 's',
        'ź' | 'ż' | 'ž' => 'z',
        'ł' => 'l',
        'ř' => 'r',
        other => other,
    }
}
