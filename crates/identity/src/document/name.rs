//! Names of people as documents and charts write them: `Roe, Jane Q.`, `Jane Q. Roe`, `ROE^JANE`, `Bob` for `Robert`.
//!
//! Family names decide; a given name may be an initial, a short form or wanting. Accents and marks count for nothing, and one
//! letter may be wrong in a long family name: readers of pictures err by as much.

use super::plain;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Bytes of a name in which one letter may be wrong.
const NEAR_MIN: usize = 5;

/// Short forms with no beginning in common with the whole name.
const SHORT: [(&str, &str); 22] = [
    ("bob", "robert"), ("bobby", "robert"), ("bill", "william"), ("billy", "william"), ("dick", "richard"), ("rick", "richard"), ("peggy", "margaret"), ("meg", "margaret"),
    ("betty", "elizabeth"), ("liz", "elizabeth"), ("beth", "elizabeth"), ("jack", "john"), ("jim", "james"), ("jimmy", "james"), ("mike", "michael"), ("ted", "edward"),
    ("ned", "edward"), ("hank", "henry"), ("harry", "henry"), ("chuck", "charles"), ("kate", "katherine"), ("tony", "anthony"),
];

/// How alike two names are, the least alike first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// One of them says nothing.
    Unknown,
    /// Another family name.
    Other,
    /// The family name of somebody with another given name.
    OtherGiven,
    /// The family name; a given name is wanting.
    Family,
    /// Equal but for an initial, a short form, a letter.
    Near,
    /// Equal.
    Equal,
}

/// A name in parts. Without a comma it is not known which part is the family name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Name {
    family: Vec<String>,
    given: Vec<String>,
    /// Parts of either, when the order is not known.
    loose: Vec<String>,
}

/// A letter without its accent, for the letters of western Europe.
fn bare(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

/// The words of a name, plain. An apostrophe or a hyphen is inside a word; words that are titles or suffixes go.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '^' | ';' | '.'));
    let plain = parts.map(|p| plain(p).chars().map(bare).collect::<String>());
    let mut words: Vec<String> = plain.filter(|w| !w.is_empty() && !matches!(w.as_str(), "mr" | "mrs" | "ms" | "dr" | "jr" | "sr" | "ii" | "iii" | "iv" | "md" | "phd")).collect();
    // Everybody's are held.
    words.shrink_to_fit();
    words
}

impl Name {
    /// Of a chart, where the parts are told apart.
    pub(super) fn of_chart(family: &str, given: &str) -> Self {
        Self { family: words(family), given: words(given), loose: Vec::new() }
    }

    /// Of a document, as written.
    pub(super) fn of_header(text: &str) -> Self {
        match text.split_once([',', '^']) {
            Some((family, given)) => Self { family: words(family), given: words(given), loose: Vec::new() },
            None => Self { loose: words(text), ..Self::default() },
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.family.is_empty() && self.loose.is_empty()
    }

    /// How alike a name of a chart and one of a document are.
    pub(super) fn likeness(&self, written: &Self) -> Likeness {
        if self.family.is_empty() {
            return Likeness::Unknown;
        }
        written.parted().map(|(family, given)| self.against(family, given)).max().unwrap_or(Likeness::Unknown)
    }

    /// Family and given names, as they are told apart, or in every way to part the words into them, in either order.
    fn parted(&self) -> impl Iterator<Item = (&[String], &[String])> {
        let words = self.loose.as_slice();
        let loose = (0..words.len()).flat_map(move |at| {
            let (left, right) = words.split_at(at);
            [(right, left), (left, right)]
        });
        std::iter::once((self.family.as_slice(), self.given.as_slice())).chain(loose).filter(|(family, _)| !family.is_empty())
    }

    /// Family and first given name as one text, in every way to part them: names that are [`Likeness::Equal`] have one in common.
    pub(super) fn wholes(&self) -> impl Iterator<Item = String> {
        self.parted().filter_map(|(family, given)| Some(format!("{} {}", family.concat(), given.first()?)))
    }

    /// Family names as they may be written: in one, and of a double name each part.
    fn families(&self) -> BTreeSet<String> {
        self.parted().flat_map(|(family, _)| std::iter::once(family.concat()).chain(family.iter().filter(move |_| family.len() > 1).cloned())).collect()
    }

    /// By what the family name of a chart is found, see [`Self::near_families`].
    pub(super) fn own_families(&self) -> BTreeSet<String> {
        let mut by = BTreeSet::new();
        for family in self.families() {
            if family.len() < NEAR_MIN {
                by.insert(whole(&family));
            } else {
                let letters: Vec<char> = family.chars().collect();
                by.extend(halves(&letters, letters.len()));
            }
        }
        by
    }

    /// By what the charts are found whose family name is that of a document, has a part in common with it, or is a letter apart: a name that is
    /// [`Likeness::Near`] has one in common with [`Self::own_families`]. The letter that is apart stands in one half of the chart's name, so that the
    /// other half is how the document's begins or ends, and that is one letter shorter or longer at most.
    pub(super) fn near_families(&self) -> BTreeSet<String> {
        let mut by = BTreeSet::new();
        for family in self.families() {
            let letters: Vec<char> = family.chars().collect();
            for length in letters.len().saturating_sub(1)..=letters.len() + 1 {
                by.extend(halves(&letters, length));
            }
            by.insert(whole(&family));
        }
        by
    }

    fn against(&self, family: &[String], given: &[String]) -> Likeness {
        let (ours, theirs) = (self.family.concat(), family.concat());
        // Of a double name one part may be written.
        let part = self.family.len() > 1 && self.family.iter().any(|p| *p == theirs) || family.len() > 1 && family.contains(&ours);
        let near = part || (ours.len() >= NEAR_MIN && one_letter_apart(&ours, &theirs));
        if ours != theirs && !near {
            return Likeness::Other;
        }
        let (Some(mine), Some(other)) = (self.given.first(), given.first()) else { return Likeness::Family };
        match (mine == other, ours == theirs) {
            (true, true) => Likeness::Equal,
            (true, false) => Likeness::Near,
            _ if is_form_of(mine, other) || self.given.iter().skip(1).any(|middle| middle == other) => Likeness::Near,
            _ => Likeness::OtherGiven,
        }
    }
}

/// A family name that is found as a whole.
fn whole(family: &str) -> String {
    format!("={family}")
}

/// The halves of a name of so many letters, as far as a name of these letters may begin or end with them.
fn halves(letters: &[char], length: usize) -> impl Iterator<Item = String> {
    let first = letters.get(..length / 2).map(|half| format!("{length}<{}", half.iter().collect::<String>()));
    let last = letters.len().checked_sub(length - length / 2).and_then(|from| letters.get(from..)).map(|half| format!("{length}>{}", half.iter().collect::<String>()));
    first.into_iter().chain(last)
}

/// An initial, a short form, or one letter apart.
fn is_form_of(a: &str, b: &str) -> bool {
    let starts = |short: &str, long: &str| long.starts_with(short) && (short.len() == 1 || short.len() >= 3);
    let whole = |name: &str| SHORT.iter().find(|(short, _)| *short == name).map_or(name.to_string(), |(_, whole)| (*whole).to_string());
    starts(a, b) || starts(b, a) || whole(a) == whole(b) || (a.len() >= NEAR_MIN && one_letter_apart(a, b))
}

/// Whether one letter is changed, missing or too many.
fn one_letter_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 || short == long {
        return false;
    }
    let head = short.iter().zip(&long).take_while(|(x, y)| x == y).count();
    let skip = usize::from(short.len() == long.len());
    short.get(head + skip..).unwrap_or(&[]) == long.get(head + 1..).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::{Likeness, Name, one_letter_apart};

    #[test]
    fn names_as_they_are_written() {
        let cases = [
            ("Roe, Jane", Likeness::Equal),
            ("ROE^JANE^Q", Likeness::Equal),
            ("Jane Q. Roe", Likeness::Equal),
            ("Roe Jane", Likeness::Equal),
            ("Mrs. Jane Roe", Likeness::Equal),
            ("Roe, J.", Likeness::Near),
            ("ROE", Likeness::Family),
            ("Roe, John", Likeness::OtherGiven),
            ("Doe, Jane", Likeness::Other),
            ("", Likeness::Unknown),
        ];
        for (written, likeness) in cases {
            assert_eq!(Name::of_chart("Roe", "Jane Quill").likeness(&Name::of_header(written)), likeness, "{written}");
        }
    }

    #[test]
    fn accents_short_forms_and_double_names() {
        let like = |family: &str, given: &str, written: &str| Name::of_chart(family, given).likeness(&Name::of_header(written));
        assert_eq!(like("Müller-Ärö", "Zoë", "MULLER-ARO, ZOE"), Likeness::Equal);
        assert_eq!(like("O'Neil", "Robert", "Bob ONeil"), Likeness::Near);
        assert_eq!(like("van der Berg", "Ann", "Ann van der Berg"), Likeness::Equal);
        assert_eq!(like("Garcia Lopez", "Ana", "Garcia, Ana"), Likeness::Near);
        assert_eq!(like("Hernandez", "Luis", "Hemandez, Luis"), Likeness::Other, "two letters apart: rn read as m is not forgiven");
        assert_eq!(like("Whitfield", "Luis", "Whitfie1d, Luis"), Likeness::Near);
    }

    #[test]
    fn letters_apart() {
        for (a, b, apart) in [("abc", "abd", true), ("abc", "ab", true), ("abc", "abcd", true), ("abc", "bc", true), ("abc", "abc", false), ("abc", "acb", false), ("", "", false)] {
            assert_eq!((one_letter_apart(a, b), one_letter_apart(b, a)), (apart, apart), "{a} {b}");
        }
    }

    proptest::proptest! {
        /// Names that are near have something in common by which one is found for the other, and equal ones are found as a whole.
        #[test]
        fn whoever_is_alike_is_found(family in "[abé王]{1,9}( [abé王]{1,6})?", given in "[abé王]{1,6}", at in 0usize..9, change in 0usize..4, form in 0usize..4) {
            let mut letters: Vec<char> = family.chars().collect();
            let at = at % letters.len();
            match change {
                0 => letters.insert(at, 'b'),
                1 => drop(letters.remove(at)),
                2 => letters[at] = 'c',
                _ => {}
            }
            let other: String = letters.into_iter().collect();
            let written = [format!("{other}, {given}"), format!("{given} {other}"), format!("{other}^{given}"), other.split(' ').next_back().unwrap_or("").to_string()];
            let (chart, header) = (Name::of_chart(&family, &given), Name::of_header(&written[form]));
            let likeness = chart.likeness(&header);
            if matches!(likeness, Likeness::Equal | Likeness::Near | Likeness::Family) {
                let asked = header.near_families();
                proptest::prop_assert!(chart.own_families().iter().any(|by| asked.contains(by)), "{:?} {:?}", chart, header);
            }
            if likeness == Likeness::Equal {
                proptest::prop_assert!(chart.wholes().any(|by| header.wholes().any(|other| other == by)), "{:?} {:?}", chart, header);
            }
            proptest::prop_assert!(change < 3 || form == 3 || likeness >= Likeness::Near, "{:?} {:?} {:?}", chart, header, likeness);
        }

        /// A name is equal to itself however it is written, and no text panics.
        #[test]
        fn a_name_is_itself(family in "[A-Za-zéü'-]{2,10}", given in "[A-Za-z]{2,10}", noise in ".{0,30}") {
            let chart = Name::of_chart(&family, &given);
            chart.likeness(&Name::of_header(&noise));
            if !chart.is_empty() && chart.given.len() == 1 && chart.family.len() == 1 {
                let forms = [format!("{family}, {given}"), format!("{given} {family}"), format!("{}^{}", family.to_uppercase(), given.to_uppercase())];
                for form in forms {
                    proptest::prop_assert_eq!(chart.likeness(&Name::of_header(&form)), Likeness::Equal, "{}", form);
                }
            }
        }
    }
}
