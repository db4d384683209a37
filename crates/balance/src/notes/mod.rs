//! Against the note: structured statements checked with what the notes of the same patient say.
//!
//! `reading` gathers what is written, `sentences` cuts it, `lexicon`, `own`, `context`, `forms` and `manner` tell what a sentence or a label (`labels`) names and how it means it, `check` holds a
//! chart against it, `books` both charts of a patient. Not here: which side of a migration is right. Pure, and every place is a byte range of the note as it was read.

mod alone;
mod books;
mod check;
mod context;
mod forms;
mod hit;
mod labels;
mod lexicon;
mod manner;
mod own;
mod reading;
mod sentences;
mod sides;
mod subject;
#[cfg(test)]
mod tests;
mod words;

pub use books::{NoteBalance, balance_notes};
pub use hit::{NoteCheck, NoteHit};
pub use labels::NoteLabels;
pub use reading::{NoteReading, against_notes, note_body, note_sentences, note_words};

use model::{Aspect, Statement};

/// Names that notes are read for, in lower case: public vocabulary, which may be shown.
pub fn note_names() -> Vec<&'static str> {
    lexicon::names()
}

/// A note that was withdrawn says nothing.
fn is_void(statement: &Statement) -> bool {
    matches!(statement.word(Aspect::Status), Some("entered-in-error" | "cancelled"))
}
