//! One book held against its own notes: contradictions, and facts that only the notes know. For the enclave: lines hold the
//! words of the notes.

use crate::book::{BookReport, resolve};
use crate::compare::clusters::names;
use crate::compare::locator;
use crate::compare::papers::Papers;
use crate::jobs::Meter;
use crate::sorted::Shelves;
use crate::spill::{Numbers, file_by_names, give_up, partition, partitions, spill_side};
use crate::terminology::Terms;
use crate::{AppError, Result, Workspace};
use balance::{NoteLabels, NoteReading, note_body, note_words};
use model::{Aspect, Coding, Kind, Side, Statement, Value};
use serde::Serialize;
use std::collections::BTreeMap;

/// One line of `throughline notes`.
#[derive(Debug, Serialize)]
pub struct NoteLine {
    /// Side of the book.
    pub side: String,
    /// Patient key of that side.
    pub patient: String,
    /// What was checked.
    pub check: String,
    /// What it may do to care.
    pub severity: String,
    /// Kind of the fact.
    pub kind: String,
    /// What it is about.
    pub concept: String,
    /// Where the note stands.
    pub locator: String,
    /// Day of the note.
    pub day: Option<String>,
    /// The sentence.
    pub sentence: String,
    /// Where the statement stands that it speaks against; none for what only the note knows.
    pub statement: Option<String>,
    /// That statement in words.
    pub value: Option<String>,
}

/// What was read.
#[derive(Debug, Default)]
pub struct NotesReport {
    /// Notes, documents and remarks with words.
    pub notes: u64,
    /// Patients who have any.
    pub patients: u64,
    /// Hits per check.
    pub checks: BTreeMap<String, u64>,
}

/// Holds the book of a side against its notes, patient by patient in the order of their partitions.
pub fn each_note_hit(workspace: &Workspace, side: Side, patient: Option<&str>, meter: &Meter<'_>, each: &mut dyn FnMut(NoteLine)) -> Result<NotesReport> {
    let records: u64 = workspace.store().artifacts(side.word())?.iter().map(|a| a.records).sum();
    let mut demographics = Vec::new();
    let (book, parts, numbers) = spill_side(workspace, side, partitions(records), meter, &mut |statement| {
        if side == Side::Legacy && statement.kind == Kind::Demographic {
            demographics.push(statement.clone());
        }
    })?;
    let parts = if side == Side::Legacy { under_names(workspace, parts, &demographics)? } else { parts };
    // Partitions go as they are read.
    let report = of_parts(workspace, (side, patient), (&book, &parts, &numbers), each).inspect_err(|_| give_up(workspace, &parts))?;
    if report.notes == 0 {
        let whose = if patient.is_some() { " of this patient" } else { "" };
        return Err(AppError::Nothing(format!("the {side} side holds no note with words{whose}")));
    }
    Ok(report)
}

/// Files the parts of the legacy book under the keys by which its people are known.
fn under_names(workspace: &Workspace, parts: Vec<String>, demographics: &[Statement]) -> Result<Vec<String>> {
    let shelves = workspace.store().scratch().map_err(AppError::from).map(Shelves::new);
    let names = shelves.and_then(|shelves| names(&shelves, demographics)).inspect_err(|_| give_up(workspace, &parts))?;
    file_by_names(workspace, parts, &names)
}

/// Holds the patients of some partitions, or one of them, against their notes.
fn of_parts(
    workspace: &Workspace,
    (side, patient): (Side, Option<&str>),
    (book, parts, numbers): (&BookReport, &[String], &Numbers),
    each: &mut dyn FnMut(NoteLine),
) -> Result<NotesReport> {
    let papers = Papers::of(workspace, side)?;
    let mut report = NotesReport::default();
    for part in parts {
        for (key, mut chart) in partition(workspace, part, numbers)? {
            if patient.is_none_or(|p| p == key) {
                resolve(&mut chart, book);
                name_codes(workspace, &mut chart)?;
                let own = papers.of_patient(&key, &chart)?;
                let path = |s: &Statement| book.artifacts.get(&s.origin.artifact).cloned().unwrap_or_else(|| papers.path(s).to_string());
                one(side, &key, (&chart, &own), &path, &mut report, each);
            }
        }
    }
    Ok(report)
}

/// Gives codes that stand without any words those of the workspace's own terminology releases, so that notes can be held against them.
fn name_codes(workspace: &Workspace, chart: &mut [Statement]) -> Result<()> {
    fn bare(value: &Value) -> Option<&[Coding]> {
        match value {
            Value::Code(codings, text) if text.is_empty() && codings.iter().all(|c| c.display.is_empty()) => Some(codings),
            _ => None,
        }
    }
    let codes = chart.iter().filter_map(|s| bare(s.value(Aspect::Code)?)).flatten();
    let terms = Terms::of(workspace, codes.map(|c| (c.system.as_str(), c.code.as_str())))?;
    for fact in chart.iter_mut().flat_map(|s| &mut s.facts).filter(|f| f.aspect == Aspect::Code && bare(&f.value).is_some()) {
        let Value::Code(codings, _) = &mut fact.value else { continue };
        let named = |coding: &Coding| match terms.words(&coding.system, &coding.code) {
            Some(words) => Coding { display: words.to_string(), ..coding.clone() },
            None => coding.clone(),
        };
        *codings = codings.iter().map(named).collect();
    }
    Ok(())
}

fn one(side: Side, key: &str, (chart, papers): (&[Statement], &[Statement]), path: &dyn Fn(&Statement) -> String, report: &mut NotesReport, each: &mut dyn FnMut(NoteLine)) {
    let written = || chart.iter().chain(papers);
    let notes = written().filter(|s| note_body(s).is_some()).count() as u64;
    report.notes += notes;
    report.patients += u64::from(notes > 0);
    let place = |s: &Statement| locator(&path(s), s, "");
    let mut hits = NoteReading::new(written(), &[chart], &NoteLabels::default()).against(chart);
    hits.sort_by_key(balance::NoteHit::severity);
    for hit in hits {
        let Some((note, body)) = written().nth(hit.note).and_then(|n| Some((n, note_body(n)?))) else { continue };
        *report.checks.entry(hit.what.word().into()).or_default() += 1;
        let against = hit.statement.and_then(|i| chart.get(i));
        each(NoteLine {
            side: side.word().into(),
            patient: key.into(),
            check: hit.what.word().into(),
            severity: hit.severity().word().into(),
            kind: hit.kind.word().into(),
            concept: hit.concept,
            locator: place(note),
            day: note.when().map(|d| d.to_string()),
            sentence: note_words(body, hit.sentence),
            statement: against.map(place),
            value: against.map(Statement::label),
        });
    }
}
