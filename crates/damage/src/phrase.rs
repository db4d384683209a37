//! What becomes of the words of a note, wherever they stand.

/// So many letters from the start.
pub(crate) fn first(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

/// Without the word that denies.
pub(crate) fn contrary(words: &str) -> Option<String> {
    [" denies ", " no ", " not ", "No "].iter().find(|w| words.contains(**w)).map(|w| words.replacen(*w, " ", 1))
}

/// Without the first decimal point.
pub(crate) fn pointless(words: &str) -> Option<String> {
    let letters: Vec<char> = words.chars().collect();
    let is_point = |three: &[char]| matches!(three, [a, '.', b] if a.is_ascii_digit() && b.is_ascii_digit());
    let at = letters.windows(3).position(is_point)? + 1;
    Some(letters.iter().enumerate().filter(|(number, _)| *number != at).map(|(_, letter)| *letter).collect())
}

/// What two texts have in common that differ in nothing but white space and marks.
pub(crate) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{contrary, letters, pointless};

    #[test]
    fn one_word_or_point_goes() {
        assert_eq!(contrary("She denies pain and has no fever").as_deref(), Some("She pain and has no fever"));
        assert_eq!(contrary("Pain"), None);
        assert_eq!(pointless("Give 0.5 mg, then 1.5 mg.").as_deref(), Some("Give 05 mg, then 1.5 mg."));
        assert_eq!(pointless("Give 5. mg"), None);
        assert_eq!(letters("No  Fever."), letters("no fever"));
    }
}
