//! Batch and file envelopes: FHS, BHS, BTS and FTS are passed over, and what their trailers count is checked.

/// What stands between the headers and the trailers so far.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    messages: u64,
    batches: u64,
    loose: u64,
}

impl Envelope {
    /// The name when a line is one of an envelope.
    pub fn name(line: &str) -> Option<&str> {
        // Nearly every line is told by its first letter.
        matches!(line.as_bytes().first(), Some(b'F' | b'B')).then_some(())?;
        let name = line.get(..3).filter(|n| matches!(*n, "FHS" | "BHS" | "BTS" | "FTS"))?;
        line.as_bytes().get(3).is_none_or(u8::is_ascii_punctuation).then_some(name)
    }

    /// A message opens, whatever becomes of it.
    pub fn message(&mut self) {
        self.messages += 1;
        self.loose += 1;
    }

    /// Takes a line of an envelope; words when a trailer counts otherwise.
    pub fn line(&mut self, name: &str, line: &str) -> Option<String> {
        match name {
            "FHS" => *self = Self::default(),
            "BHS" => self.messages = 0,
            "BTS" => {
                let found = std::mem::take(&mut self.messages);
                self.batches += 1;
                return declared(line).filter(|n| *n != found).map(|n| format!("BTS-1 counts {n} messages, the batch has {found}"));
            }
            _ => {
                let Self { batches, loose, .. } = std::mem::take(self);
                // A file without batches is one batch to some senders and its messages to others.
                let fits = |n: &u64| *n == batches || (batches == 0 && (*n == 1 || *n == loose));
                return declared(line).filter(|n| !fits(n)).map(|n| format!("FTS-1 counts {n} batches, the file has {batches}"));
            }
        }
        None
    }
}

/// The count in the first field of a trailer.
fn declared(line: &str) -> Option<u64> {
    let separator = char::from(*line.as_bytes().get(3)?);
    let digits: String = line.split(separator).nth(1)?.trim().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailers_are_held_to_their_word() {
        let mut envelope = Envelope::default();
        assert_eq!(envelope.line("FHS", "FHS|^~\\&"), None);
        assert_eq!(envelope.line("BHS", "BHS|^~\\&"), None);
        envelope.message();
        envelope.message();
        assert_eq!(envelope.line("BTS", "BTS|3|").as_deref(), Some("BTS-1 counts 3 messages, the batch has 2"));
        assert_eq!(envelope.line("FTS", "FTS|1"), None);
        envelope.message();
        assert_eq!(envelope.line("BTS", "BTS|1"), None);
        assert_eq!(envelope.line("FTS", "FTS|2").as_deref(), Some("FTS-1 counts 2 batches, the file has 1"));
        assert_eq!(Envelope::name("BTS said he"), None);
    }
}
