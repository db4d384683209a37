//! What notes say to a finding: counted for the report, and the sentence kept with the finding, sealed like it.

use super::balancing::Balancing;
use super::lines::place_locator;
use balance::{NoteBalance, NoteHit, note_body, note_words};
use model::Statement;
use serde::{Deserialize, Serialize};

/// The sentence of a note, cut at what it is about. As it was written: it leaves through `deid` alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NoteEvidence {
    /// What was checked.
    pub check: String,
    /// Whether the note is the legacy side's.
    pub of_legacy: bool,
    /// Index of the note in the chart of its side, or [`IN_NO_CHART`].
    pub note: usize,
    pub before: String,
    pub mention: String,
    pub after: String,
    /// Where the note stands, as the desktop may see it.
    pub place: String,
}

/// Stands for the index of a note that is a document and no statement.
pub(crate) const IN_NO_CHART: usize = u32::MAX as usize;

/// Characters that are kept on either side of what a sentence is about: a text without full stops is one sentence.
const AROUND_MAX: usize = 240;

impl NoteEvidence {
    /// The whole of what was kept.
    pub(crate) fn words(&self) -> String {
        [&self.before, &self.mention, &self.after].map(String::as_str).concat()
    }
}

/// The three parts of a sentence: before what it is about, that, and after it.
pub(crate) fn parts(body: &str, hit: &NoteHit) -> [String; 3] {
    let (from, to) = hit.sentence;
    let (start, end) = hit.mention.unwrap_or((to, to));
    let gap = |text: &str, at_end: bool| if text.is_empty() { String::new() } else if at_end { format!("{text} ") } else { format!(" {text}") };
    let touches = |at: usize, back: bool| {
        let beside = if back { body.get(..at).and_then(|t| t.chars().next_back()) } else { body.get(at..).and_then(|t| t.chars().next()) };
        beside.is_none_or(|c| !c.is_whitespace() && c != '>')
    };
    let before = last_characters(&note_words(body, (from, start)));
    let after = first_characters(&note_words(body, (end, to)));
    let before = if touches(start, true) { before } else { gap(&before, true) };
    let after = if touches(end, false) { after } else { gap(&after, false) };
    [before, note_words(body, (start, end)), after]
}

fn last_characters(text: &str) -> String {
    match text.chars().count().checked_sub(AROUND_MAX) {
        Some(over) if over > 0 => format!("… {}", text.chars().skip(over).collect::<String>()),
        _ => text.to_string(),
    }
}

fn first_characters(text: &str) -> String {
    if text.chars().count() > AROUND_MAX { format!("{} …", text.chars().take(AROUND_MAX).collect::<String>()) } else { text.to_string() }
}

impl Balancing<'_> {
    pub(super) fn count_notes(&mut self, noted: &NoteBalance) {
        for (check, counts) in &noted.counts {
            let kept = self.report.notes.entry(check.word().into()).or_default();
            kept.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        }
    }

    /// What a note says to the finding with an index.
    pub(super) fn note_evidence(&self, noted: &NoteBalance, index: usize, (legacy, destination): (&[Statement], &[Statement]), papers: &[Statement]) -> Option<NoteEvidence> {
        let hit = noted.evidence.iter().find(|(at, _)| *at == index).map(|(_, hit)| hit)?;
        let (chart, book) = if noted.of_legacy { (legacy, &self.books.legacy) } else { (destination, &self.books.destination) };
        let paper = hit.note.checked_sub(chart.len()).and_then(|at| papers.get(at));
        let note = paper.or_else(|| chart.get(hit.note))?;
        let [before, mention, after] = parts(note_body(note)?, hit);
        let path = paper.map_or_else(|| book.artifacts.get(&note.origin.artifact).map_or("", String::as_str), |paper| self.papers.path(paper));
        // By file and line on either side: the id of a FHIR resource is the source's own, and this is shown on desktops.
        let place = place_locator(path, note, "");
        let (of_legacy, note) = if paper.is_some() { (true, IN_NO_CHART) } else { (noted.of_legacy, hit.note) };
        Some(NoteEvidence { check: hit.what.word().into(), of_legacy, note, before, mention, after, place })
    }
}
