//! The words after the command: flags, and options with a value. Whatever nobody asked for is wrong use.

use crate::failure::{Failure, Outcome};

/// The words not taken yet.
pub struct Arguments {
    rest: Vec<String>,
}

impl Arguments {
    /// From the words after the command.
    pub fn new(words: Vec<String>) -> Self {
        Self { rest: words }
    }

    /// Takes a flag such as `--yes`.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|word| word != name);
        self.rest.len() != before
    }

    /// Takes `--name VALUE` or `--name=VALUE`.
    pub fn value(&mut self, name: &str) -> Outcome<Option<String>> {
        let joined = format!("{name}=");
        let Some(at) = self.rest.iter().position(|word| word == name || word.starts_with(&joined)) else {
            return Ok(None);
        };
        let word = self.rest.remove(at);
        if let Some(value) = word.strip_prefix(&joined) {
            return Ok(Some(value.to_owned()));
        }
        if at < self.rest.len() && !self.rest[at].starts_with("--") {
            return Ok(Some(self.rest.remove(at)));
        }
        Err(Failure::wrong_use(format!("{name} needs a value")))
    }

    /// Nothing may be left over.
    pub fn end(self) -> Outcome {
        match self.rest.first() {
            None => Ok(()),
            Some(word) => Err(Failure::wrong_use(format!("'{word}' is not understood here; see cargo xtask help"))),
        }
    }
}

/// A number of patients, at least one.
pub fn patients(text: &str) -> Outcome<u64> {
    match text.trim().replace('_', "").parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(Failure::wrong_use(format!("'{text}' is not a number of patients"))),
    }
}

/// A whole number, at least one.
pub fn count(text: &str) -> Outcome<u64> {
    match text.trim().replace('_', "").parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(Failure::wrong_use(format!("'{text}' is not a number above 0"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(line: &str) -> Arguments {
        Arguments::new(line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn flags_and_values_are_taken_once() {
        let mut given = arguments("--yes --out a --patients=5");
        assert!(given.flag("--yes"));
        assert!(!given.flag("--yes"));
        assert_eq!(given.value("--out").unwrap().as_deref(), Some("a"));
        assert_eq!(given.value("--patients").unwrap().as_deref(), Some("5"));
        assert_eq!(given.value("--home").unwrap(), None);
        assert!(given.end().is_ok());
    }

    #[test]
    fn what_is_left_over_is_wrong_use() {
        assert_eq!(arguments("--fats").end().unwrap_err().code, 2);
        assert_eq!(arguments("--out --yes").value("--out").unwrap_err().code, 2);
        assert_eq!(arguments("--out").value("--out").unwrap_err().code, 2);
        assert_eq!(patients("0").unwrap_err().code, 2);
        assert_eq!(patients("100_000").unwrap(), 100_000);
        assert_eq!(count("64").unwrap(), 64);
        assert_eq!(count("-1").unwrap_err().code, 2);
    }
}
