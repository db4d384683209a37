//! Patterns of paths: `*` is anything within a folder, `**` anything, `?` one character; letter case does not matter. A
//! pattern without `/` is met by the name of the file in any folder, also inside an archive.

/// A pattern.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    text: String,
    tokens: Vec<Token>,
    whole: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Letter(char),
    One,
    Within,
    Any,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        let written = text.trim().to_string();
        let text = written.replace('\\', "/").to_lowercase();
        let mut tokens = Vec::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            tokens.push(match letter {
                '*' if letters.next_if_eq(&'*').is_some() => {
                    // `**/` is met by no folder at all as well.
                    letters.next_if_eq(&'/');
                    Token::Any
                }
                '*' => Token::Within,
                '?' => Token::One,
                letter => Token::Letter(letter),
            });
        }
        Self { tokens, whole: text.contains('/'), text: written }
    }

    /// As it is written in the document.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether a path meets the pattern.
    pub(super) fn meets(&self, path: &str) -> bool {
        let path = path.replace('\\', "/").to_lowercase();
        let text = if self.whole { path.as_str() } else { path.rsplit('/').next().unwrap_or(&path) };
        // Places in the pattern that the letters so far can have led to.
        let mut places = vec![false; self.tokens.len() + 1];
        self.enter(&mut places, 0);
        for letter in text.chars() {
            let mut next = vec![false; self.tokens.len() + 1];
            for (at, token) in self.tokens.iter().enumerate().filter(|(at, _)| places.get(*at) == Some(&true)) {
                match token {
                    Token::Letter(wanted) if *wanted == letter => self.enter(&mut next, at + 1),
                    Token::One if letter != '/' => self.enter(&mut next, at + 1),
                    Token::Any => self.enter(&mut next, at),
                    Token::Within if letter != '/' => self.enter(&mut next, at),
                    _ => {}
                }
            }
            places = next;
        }
        places.last() == Some(&true)
    }

    /// A place, and those that are reached from it without a letter.
    fn enter(&self, places: &mut [bool], from: usize) {
        for at in from..places.len() {
            if let Some(place) = places.get_mut(at) {
                *place = true;
            }
            if !matches!(self.tokens.get(at), Some(Token::Within | Token::Any)) {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_paths() {
        for (pattern, path, meets) in [
            ("*.dat", "claims/2014/a.DAT", true),
            ("*.dat", "a.txt", false),
            ("claims/*.dat", "claims/a.dat", true),
            ("claims/*.dat", "claims/2014/a.dat", false),
            ("claims/**.dat", "claims/2014/a.dat", true),
            ("**/labs?.txt", "labs1.txt", true),
            ("**/labs?.txt", "x/y/labs12.txt", false),
            ("*.txt", "export.zip!/notes/a.txt", true),
            ("", "a", false),
        ] {
            assert_eq!(Pattern::new(pattern).meets(path), meets, "{pattern} {path}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_path_meets_itself(path in "[a-z0-9/._-]{1,30}") {
            proptest::prop_assert!(Pattern::new(&path).meets(&path));
            proptest::prop_assert!(Pattern::new("**").meets(&path));
        }
    }
}
