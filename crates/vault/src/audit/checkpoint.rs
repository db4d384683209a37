//! Checkpoints (C2SP tlog-checkpoint): which log, how many entries, which root; signed by the log, cosigned by witnesses.
//!
//! A signature shows who wrote a checkpoint, not that it continues the last one: a log that was cut and signed again
//! verifies too. So a witness keeps the last checkpoint it saw, asks for the consistency proof, and only then cosigns.
//! The clock is the caller's.

use super::note::{COSIGNATURE, Note, NoteError, SIGNATURE, Signer, Verifier};
use super::proof::verify_consistency;
use super::tree::Hash;

/// The head of a log at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// The number of entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// The signed checkpoint.
    pub fn sign(&self, signer: &Signer) -> Result<String, NoteError> {
        if self.origin.is_empty() || self.origin.chars().any(char::is_control) {
            return Err(NoteError::Malformed);
        }
        let text = self.text();
        let signature = signer.verifier().line(SIGNATURE, &signer.sign(text.as_bytes()));
        Ok(format!("{text}\n{signature}"))
    }

    /// The checkpoint in a note, if `verifier`'s key signed it.
    pub fn verify(note: &str, verifier: &Verifier) -> Result<Checkpoint, NoteError> {
        let note = Note::parse(note)?;
        let signatures = note.signatures(verifier, SIGNATURE);
        if signatures.is_empty() {
            return Err(NoteError::Unsigned);
        }
        if !signatures.iter().all(|signature| verifier.accepts(note.text.as_bytes(), signature)) {
            return Err(NoteError::BadSignature);
        }
        Self::parse(note.text)
    }

    /// Whether this checkpoint continues `older`: the same log, only grown.
    pub fn continues(&self, older: &Checkpoint, proof: &[Hash]) -> bool {
        self.origin == older.origin && verify_consistency(older.size, self.size, proof, &older.root, &self.root)
    }

    /// Adds a witness's cosignature at `seconds` since 1970 to a signed checkpoint. The witness has checked before, with
    /// [`Checkpoint::verify`] and [`Checkpoint::continues`].
    pub fn cosign(note: &str, witness: &Signer, seconds: u64) -> Result<String, NoteError> {
        let parsed = Note::parse(note)?;
        let mut signature = seconds.to_be_bytes().to_vec();
        signature.extend_from_slice(&witness.sign(cosigned(parsed.text, seconds).as_bytes()));
        Ok(format!("{note}{}", witness.verifier().line(COSIGNATURE, &signature)))
    }

    /// When `witness` last cosigned the checkpoint in this note, in seconds since 1970.
    pub fn cosigned_at(note: &str, witness: &Verifier) -> Result<u64, NoteError> {
        let note = Note::parse(note)?;
        let mut latest: Option<u64> = None;
        for signature in note.signatures(witness, COSIGNATURE) {
            let (time, signature) = signature.split_first_chunk::<8>().ok_or(NoteError::BadSignature)?;
            let seconds = u64::from_be_bytes(*time);
            if !witness.accepts(cosigned(note.text, seconds).as_bytes(), signature) {
                return Err(NoteError::BadSignature);
            }
            latest = latest.max(Some(seconds));
        }
        latest.ok_or(NoteError::Unsigned)
    }

    fn parse(text: &str) -> Result<Checkpoint, NoteError> {
        let mut lines = text.lines();
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(NoteError::Malformed);
        };
        let number: u64 = size.parse().map_err(|_| NoteError::Malformed)?;
        let root = Hash::parse(root).ok_or(NoteError::Malformed)?;
        if origin.is_empty() || number.to_string() != size || lines.any(str::is_empty) {
            return Err(NoteError::Malformed);
        }
        Ok(Checkpoint { origin: origin.to_owned(), size: number, root })
    }
}

fn cosigned(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}
