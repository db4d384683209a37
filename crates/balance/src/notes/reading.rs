//! What of a chart is a note, and the notes of a patient read once: sentence by sentence, each with the day of which it speaks.
//!
//! Notes and documents are read, and remarks beside other statements where they name something. A sentence that is carried from note to note speaks of
//! the day on which it was first written.

use super::check::check;
use super::context::Scene;
use super::hit::{NoteCheck, NoteHit};
use super::labels::NoteLabels;
use super::lexicon::lexicon;
use super::own::Own;
use super::sentences::{Section, sentences, titled};
use super::subject::Subject;
use super::words::plain;
use model::{Aspect, Kind, Precision, Statement, Value};
use std::collections::HashMap;

/// What was written in words: the body of a note or document, else the remark that stands beside a statement.
pub fn note_body(statement: &Statement) -> Option<&str> {
    if super::is_void(statement) {
        return None;
    }
    if !matches!(statement.kind, Kind::Note | Kind::Document) {
        return remark(statement);
    }
    match statement.value(Aspect::Body)? {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Whether a statement is a note with words, and no remark beside something else.
pub(super) fn is_note(statement: &Statement) -> bool {
    matches!(statement.kind, Kind::Note | Kind::Document) && note_body(statement).is_some()
}

/// Words of the shortest remark.
const REMARK_MIN: usize = 4;

/// The longest text beside a statement that says more than what it is called: an annotation, an NTE, a comment, a column of words, a result that is
/// text. A text without a code beside it is what the statement is called.
fn remark(statement: &Statement) -> Option<&str> {
    use Kind as K;
    if matches!(statement.kind, K::Demographic | K::CareTeam | K::Coverage | K::Claim | K::Charge | K::Payment | K::AuditEvent | K::Record) {
        return None;
    }
    let coded = statement.value(Aspect::Code);
    let texts = statement.facts.iter().filter_map(|fact| match (&fact.value, fact.aspect) {
        (Value::Text(text), Aspect::Text) if coded.is_some() => Some(text.as_str()),
        (Value::Text(text), Aspect::Value) if statement.kind == K::Observation => Some(text.as_str()),
        _ => None,
    });
    let called = |text: &str| match coded {
        Some(Value::Code(codings, words)) => words == text || codings.iter().any(|c| c.display == text),
        _ => false,
    };
    texts.filter(|text| text.split_whitespace().nth(REMARK_MIN - 1).is_some() && !called(text)).max_by_key(|text| text.len())
}

/// A part of a note's body without markup, on one line.
pub fn note_words(body: &str, (from, to): (usize, usize)) -> String {
    plain(body.get(from..to).unwrap_or_default())
}

/// The sentences and list items of a note's body in order, as ranges of its bytes.
pub fn note_sentences(body: &str) -> Vec<(usize, usize)> {
    sentences(body, Section::Other).iter().map(|s| (s.start, s.end)).collect()
}

/// One chart against its own notes.
pub fn against_notes(chart: &[Statement]) -> Vec<NoteHit> {
    NoteReading::new(chart.iter(), &[chart], &NoteLabels::default()).against(chart)
}

/// The notes of one patient, read once for the charts that are held against them.
pub struct NoteReading<'a> {
    own: Own,
    labels: &'a NoteLabels,
    scenes: Vec<Said<'a>>,
}

/// A sentence with the note it is of.
pub(super) struct Said<'a> {
    pub note: usize,
    /// The day of which it speaks: of a sentence that was copied from an earlier note, the day of that.
    pub day: Option<i32>,
    /// The day of its note.
    pub written: Option<i32>,
    pub scene: Scene<'a>,
}

/// Words of the shortest sentence that is taken for copied when it stands in an earlier note word for word.
const COPIED_MIN: usize = 5;

impl Said<'_> {
    /// Its words, where it can be a copy that matters.
    fn words(&self) -> Option<String> {
        let can = self.scene.words.len() >= COPIED_MIN && !self.scene.mentions.is_empty();
        can.then(|| self.scene.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "))
    }

    /// Whether its note is of a later day.
    pub(super) fn is_written_after(&self, day: i32) -> bool {
        self.written.is_some_and(|written| written > day)
    }
}

/// A sentence that is carried from note to note speaks of the day on which it was first written.
fn date_copies(said: &mut [Said<'_>]) {
    if said.first().map(|s| s.note) == said.last().map(|s| s.note) {
        return;
    }
    let mut first: HashMap<String, i32> = HashMap::new();
    for (words, day) in said.iter().filter_map(|s| s.words().zip(s.day)) {
        let known = first.entry(words).or_insert(day);
        *known = day.min(*known);
    }
    for one in said.iter_mut().filter(|s| s.day.is_some()) {
        let earliest = one.words().and_then(|words| first.get(&words).copied());
        one.day = earliest.or(one.day);
    }
}

impl<'a> NoteReading<'a> {
    /// Reads the notes among some statements. `charts` are those that will be held against them: their own words are looked for.
    pub fn new(notes: impl Iterator<Item = &'a Statement>, charts: &[&[Statement]], labels: &'a NoteLabels) -> Self {
        let bodies: Vec<(usize, &Statement, &str)> = notes.enumerate().filter_map(|(note, s)| Some((note, s, note_body(s)?))).collect();
        let own = if bodies.is_empty() { Own::default() } else { Own::of(charts, labels) };
        let mut scenes = Vec::new();
        for (note, statement, body) in bodies {
            let day = statement.when().filter(|d| d.precision >= Precision::Day).map(|d| d.days());
            let first = match statement.value(Aspect::Title) {
                Some(Value::Text(title)) => titled(title),
                _ => Section::Other,
            };
            let said = sentences(body, first).into_iter().map(|sentence| Said { note, day, written: day, scene: Scene::read(body, sentence, &own) });
            // Of a remark only what names something: most name nothing, and a chart without notes is not read for them.
            scenes.extend(said.filter(|s| is_note(statement) || !s.scene.mentions.is_empty()));
        }
        date_copies(&mut scenes);
        Self { own, labels, scenes }
    }

    /// Whether there is any note with words.
    pub fn is_empty(&self) -> bool {
        self.scenes.is_empty()
    }

    /// Statements of a chart that know what a hit says only the note knows.
    pub(super) fn knowing(&self, chart: &[Statement], hit: &NoteHit) -> Vec<usize> {
        let of_kind = |kind: Kind| kind == hit.kind || (hit.kind == Kind::Problem && kind == Kind::EncounterDiagnosis);
        let names = |s: &Statement| Subject::of(0, s, &self.own, self.labels).concepts.iter().any(|c| *c == hit.concept || lexicon().covers(c, &hit.concept));
        chart.iter().enumerate().filter(|(_, s)| of_kind(s.kind) && names(s)).map(|(index, _)| index).collect()
    }

    /// What the notes say against a chart, in the order of the notes.
    pub fn against(&self, chart: &[Statement]) -> Vec<NoteHit> {
        if self.scenes.is_empty() {
            return Vec::new();
        }
        last_of_each(check(&self.scenes, Subject::all(chart, &self.own, self.labels)))
    }
}

/// Of notes that say the same, the last one.
fn last_of_each(hits: Vec<(Option<i32>, NoteHit)>) -> Vec<NoteHit> {
    let key = |hit: &NoteHit| (hit.what, hit.statement, hit.concept.clone());
    let mut last: HashMap<(NoteCheck, Option<usize>, String), usize> = HashMap::new();
    for (index, (day, hit)) in hits.iter().enumerate() {
        let known = last.entry(key(hit)).or_insert(index);
        if hits.get(*known).is_some_and(|(other, before)| (*day, hit.note) > (*other, before.note)) {
            *known = index;
        }
    }
    let kept = |index: usize, hit: &NoteHit| last.get(&key(hit)) == Some(&index);
    hits.iter().enumerate().filter(|(index, (_, hit))| kept(*index, hit)).map(|(_, (_, hit))| hit.clone()).collect()
}
