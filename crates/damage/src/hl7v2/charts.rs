//! Messages as a file of records: what in them operators damage, and how they are written with that done.
//!
//! A record is a run of segments that say one thing together: an AL1 with its notes, an ORC with its RXA, RXR and OBX, a whole
//! message. Every segment is written with an empty line behind it, which leaves room for one more.

use super::message::{Message, Segment, messages};
use super::{Charts, records};
use crate::Dice;
use crate::charts::{File, Record, once_only};
use std::collections::HashMap;
use std::ops::RangeInclusive;

type Edit = crate::charts::Edit<Group>;

/// A run of segments of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Number of the message in its file.
    pub message: usize,
    /// First and last segment in the message.
    pub span: (usize, usize),
    /// The segment that says what it is about.
    pub core: usize,
}

/// Segments that say one thing together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The segments.
    pub segments: Vec<Segment>,
    /// Which of them says what it is about.
    pub core: usize,
}

impl Group {
    /// The segment that says what it is about.
    pub fn main(&self) -> Option<&Segment> {
        self.segments.get(self.core)
    }

    /// The first segment of a name.
    pub fn first(&self, name: &str) -> Option<&Segment> {
        self.segments.iter().find(|s| s.name == name)
    }
}

impl File for Vec<Message> {
    type Place = Run;
    type Piece = Group;
    type Whole = fn(&[Message], &mut Dice) -> String;
    const SHARES_LINES: bool = true;

    /// Messages that are not sound are left out.
    fn read(text: &str) -> Option<Self> {
        Some(messages(text))
    }

    fn records(files: &[Self]) -> Vec<Record<Run>> {
        found(files)
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn piece(&self, place: &Run) -> Option<Group> {
        let (first, last) = place.span;
        let core = place.core.checked_sub(first)?;
        Some(Group { segments: self.get(place.message)?.segments.get(first..=last)?.to_vec(), core })
    }

    fn meet(one: &Run, other: &Run) -> bool {
        one.message == other.message && other.span.0 <= one.span.1 && one.span.0 <= other.span.1
    }

    /// An order holds results and reports, a vaccination observations, a message all that it says.
    fn holds(kind: &str, member: &str) -> bool {
        match kind {
            "order" | "panel" => matches!(member, "result" | "note" | "order" | "panel"),
            "immunization" => member == "result",
            "patient" => member == "will",
            "visit" => matches!(member, "allergy" | "diagnosis" | "procedure" | "will" | "directive"),
            // Another patient and another event touch all that hangs on them.
            "message" => true,
            _ => false,
        }
    }

    /// What was added stands behind the segments that were there.
    fn behind(record: &Record<Run>) -> RangeInclusive<usize> {
        let (first, last) = record.place.span;
        record.lines.0 + (last + 1 - first)..=record.lines.1
    }

    fn written(&self, edits: &[(&Run, &Edit)]) -> String {
        let mut out = String::new();
        for (number, message) in self.iter().enumerate() {
            let own: HashMap<usize, (&Run, &Edit)> = edits.iter().filter(|(run, _)| run.message == number).map(|(run, edit)| (run.span.0, (*run, *edit))).collect();
            let mut at = 0;
            while let Some(segment) = message.segments.get(at) {
                match own.get(&at) {
                    Some((run, edit)) => {
                        write_edited(message.segments.get(run.span.0..=run.span.1).unwrap_or_default(), edit, &mut out);
                        at = run.span.1 + 1;
                    }
                    None => {
                        out.push_str(&segment.text());
                        out.push_str("\n\n");
                        at += 1;
                    }
                }
            }
        }
        out
    }

    fn rewritten(&self, work: Self::Whole, dice: &mut Dice) -> String {
        work(self, dice)
    }
}

impl Charts {
    /// The message of a record.
    pub fn message(&self, record: usize) -> Option<&Message> {
        let record = self.records.get(record)?;
        self.files.get(record.file)?.get(record.place.message)
    }
}

/// Segments with their edit, in as many lines as before: two for each segment that was there.
fn write_edited(before: &[Segment], edit: &Edit, out: &mut String) {
    let kept: &[Segment] = match &edit.instead {
        _ if edit.gone => &[],
        Some(group) => &group.segments,
        None => before,
    };
    let behind: Vec<&Segment> = edit.behind.iter().flat_map(|g| &g.segments).collect();
    let lines = before.len() * 2;
    let close = kept.len() + behind.len() > before.len();
    let mut used = 0;
    for segment in kept.iter().chain(behind) {
        out.push_str(&segment.text());
        out.push('\n');
        used += 1;
        if !close {
            out.push('\n');
            used += 1;
        }
    }
    out.push_str(&"\n".repeat(lines.saturating_sub(used)));
}

/// Every record of all files, each with its lines. What its patient's messages say twice is left alone.
fn found(files: &[Vec<Message>]) -> Vec<Record<Run>> {
    let mut all = Vec::new();
    let mut keys = Vec::new();
    for (file, messages) in files.iter().enumerate() {
        let mut line = 1;
        for (number, message) in messages.iter().enumerate() {
            for place in records::records(message) {
                let lines = (line + 2 * place.span.0, line + 2 * place.span.1 + 1);
                keys.push(vec![records::sameness(message, &place)]);
                let whose = records::patient(message, place.core).to_string();
                all.push(Record { file, kind: place.kind, lines, whose, place: Run { message: number, span: place.span, core: place.core } });
            }
            line += 2 * message.segments.len();
        }
    }
    once_only(all, &keys)
}
