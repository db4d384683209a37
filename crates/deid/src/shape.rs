//! The shape of a record: what a person who draws columns needs, and nothing of what it says.

use crate::door::{Deid, Rule};
use model::Phi;

/// Every letter as `A` or `a`, every digit as `9`, a tab as an arrow; blanks and marks as they are, what does not print as a dot. Whatever is beyond ASCII is
/// an `a`: its class would tell which byte it is to somebody who reads the bytes in one encoding after the other. One character for one, so that places stay
/// true. How long a name is shows; which name it is does not.
pub fn shape<T: AsRef<str>>(record: &Phi<T>) -> Deid<String> {
    let shaped = |letter: char| match letter {
        ' ' => ' ',
        '\t' => '→',
        letter if !letter.is_ascii() => 'a',
        letter if letter.is_ascii_digit() => '9',
        letter if letter.is_ascii_uppercase() => 'A',
        letter if letter.is_ascii_lowercase() => 'a',
        letter if letter.is_ascii_graphic() => letter,
        _ => '·',
    };
    Deid::new(record.reveal().as_ref().chars().map(shaped).collect(), Rule::Shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_classes_stay_and_nothing_else() {
        let shaped = shape(&Phi::new("00042SMITH  José 1970-01-02|\t\u{0}"));
        assert_eq!(shaped.value(), "99999AAAAA  Aaaa 9999-99-99|→·");
        assert_eq!(shaped.rule().name(), "shape");
    }

    #[test]
    fn the_class_of_what_is_beyond_ascii_does_not_show() {
        assert_eq!(shape(&Phi::new("\u{c9}\u{e9}\u{b2}\u{a0}\u{2020}\u{81}\u{fffd}\u{4a4f}")).value(), "aaaaaaaa");
    }

    proptest::proptest! {
        #[test]
        fn no_letter_and_no_digit_goes_through(text in "\\PC{0,80}") {
            let shaped = shape(&Phi::new(text.as_str())).into_value();
            proptest::prop_assert_eq!(shaped.chars().count(), text.chars().count());
            proptest::prop_assert!(shaped.chars().all(|c| matches!(c, 'A' | 'a' | '9' | '·' | '→') || (c.is_ascii() && !c.is_ascii_alphanumeric())));
        }
    }
}
