//! What is left in a text that was read in an encoding not its own.

/// What the bytes 0x80 to 0x9F are in Windows-1252.
const SIGNS: &str = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

/// Whether UTF-8 was read as Latin-1 or Windows-1252: a lead byte shows as one of these letters, what follows as a sign, or as two of them. In a word
/// a letter of its own follows: `âge`, `NÃO`.
pub fn is_mojibake(text: &str) -> bool {
    let is_sign = |letter: char| matches!(letter, '\u{80}'..='\u{bf}') || SIGNS.contains(letter);
    let behind = |(at, lead): (usize, char)| (lead, text.get(at + lead.len_utf8()..).unwrap_or_default());
    text.char_indices().filter(|(_, letter)| matches!(letter, 'Ã' | 'Â' | 'â')).map(behind).any(|(lead, rest)| {
        let mut next = rest.chars();
        let (first, second) = (next.next(), next.next());
        match lead {
            'â' => matches!(first, Some('€' | '\u{80}' | '„' | '‚')) || [first, second].iter().all(|letter| letter.is_some_and(is_sign)),
            _ => first.is_some_and(is_sign),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::is_mojibake;

    #[test]
    fn letters_that_were_read_as_two_are_told_from_words() {
        for text in ["JosÃ©", "donâ€™t", "20Â°C", "GrÃ¶ÃŸe", "GrÃ¶Ã\u{9f}e", "â‰¥ 5", "Lipitorâ„¢", "said â€\u{9d}"] {
            assert!(is_mojibake(text), "{text}");
        }
        for text in ["José", "Ã", "âge du crâne", "Câncer", "IRMÃ", "NÃO", "SÂMBĂTĂ", "plain", "", "20 °C ≥ 5 ™"] {
            assert!(!is_mojibake(text), "{text}");
        }
    }
}
