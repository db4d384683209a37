//! Populations: both books asked the same questions. A report that runs correctly may still say something else.
//!
//! [`Population`] is fed one patient at a time with both charts and keeps counts only: distributions per kind, month, code and
//! clinic, numbers and amounts added up, and for every registry question who belongs to it in which book. Totals that agree are
//! not enough: a question is the same only when the same patients belong to it. Memory is bounded by declared numbers of cells.
//!
//! Not here: who is whose counterpart (`identity`), what may be shown (`deid`), which statement became which (`compare`).

mod count;
mod document;
mod meaning;
mod question;
mod result;
mod sets;
mod sketch;
#[cfg(test)]
mod tests;

pub(crate) use document::standard_drugs;
pub use document::{QUESTIONS_FORMAT, Questions, STANDARD_QUESTIONS};
pub use result::{Amount, Cell, CellKey, Dimension, Drift, NumberCell, PopulationResult, QuestionResult, SideResult};

use crate::codes::Equivalences;
use crate::history;
use count::Counts;
use meaning::Meanings;
use model::Statement;
use question::{Asked, Chart, Measure, Question, Read, Truth};
use sets::Sets;

/// Patients of a question and a side whose ordinals are kept for looking at; the counts go on beyond.
pub const KEPT_MAX: usize = 20_000;

/// What one chart answers to one question.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Reply {
    asked: bool,
    /// Belongs to it: 1, or how many statements.
    number: u64,
    value: Option<Read>,
    words: bool,
    /// Whether it is asked, or belongs to it, cannot be told.
    unread: bool,
}

/// Both books, counted patient by patient.
#[derive(Debug)]
pub struct Population<'a> {
    name: String,
    as_of: i32,
    questions: Vec<Question>,
    sets: Sets,
    equivalences: &'a Equivalences,
    meanings: Meanings,
    /// What is asked of the patient's two charts; room that is used again for the next one.
    asked: [Asked; 2],
    counts: Counts,
    results: Vec<QuestionResult>,
    /// Patients fed so far.
    fed: u64,
    people: [u64; 3],
}

impl<'a> Population<'a> {
    /// Starts with nothing counted. `as_of` is the day that is "now", in days since 1970; a day that the document fixes goes first.
    pub fn new(document: Questions, equivalences: &'a Equivalences, as_of: i32) -> Self {
        let Questions { name, as_of: fixed, sets, questions } = document;
        let results = questions.iter().map(QuestionResult::empty).collect();
        Self { name, as_of: fixed.unwrap_or(as_of), questions, sets, equivalences, meanings: Meanings::default(), asked: Default::default(), counts: Counts::default(), results, fed: 0, people: [0; 3] }
    }

    /// The day the questions are asked for.
    pub fn as_of(&self) -> i32 {
        self.as_of
    }

    /// One patient with both charts; one of them is empty for who stands in one book only. `ordinal` names the patient in what is kept.
    pub fn patient(&mut self, ordinal: u64, legacy: &[Statement], destination: &[Statement]) {
        self.fed += 1;
        let side = match (legacy.is_empty(), destination.is_empty()) {
            (true, true) => return,
            (false, false) => 0,
            (false, true) => 1,
            (true, false) => 2,
        };
        self.people[side] += 1;
        let is_paired = side == 0;
        for (side, chart) in [legacy, destination].into_iter().enumerate() {
            let asked = &mut self.asked[side];
            asked.clear(self.sets.len());
            // What a later message said otherwise of the same record is asked of that one alone, and nobody is asked for what a document that was replaced said.
            let (overruled, gone) = (history::overruled(chart), history::gone(chart));
            for (index, statement) in chart.iter().enumerate() {
                let meaning = self.meanings.of(statement, &self.sets, self.equivalences);
                if !overruled.contains_key(&index) && !gone.contains(&index) {
                    asked.add(index, &meaning.belongs);
                }
                self.counts.add(statement, side, self.fed, &mut meaning.concepts);
            }
        }
        let [here, there] = &self.asked;
        let charts = [Chart { statements: legacy, asked: here, as_of: self.as_of }, Chart { statements: destination, asked: there, as_of: self.as_of }];
        for (question, result) in self.questions.iter().zip(&mut self.results) {
            result.add(ordinal, is_paired, [reply(question, &charts[0]), reply(question, &charts[1])]);
        }
    }

    /// What both books say.
    pub fn finish(self) -> PopulationResult {
        let Self { name, as_of, mut counts, results, people, .. } = self;
        counts.join_words();
        PopulationResult::new(name, as_of, people, results, counts)
    }
}

fn reply(question: &Question, chart: &Chart<'_>) -> Reply {
    // Who has no chart in this book is not asked by its reports.
    if chart.statements.is_empty() {
        return Reply::default();
    }
    let asked = question.denominator.of(chart);
    if asked.truth == Truth::No {
        return Reply::default();
    }
    let is_asked = asked.truth == Truth::Yes;
    match &question.measure {
        Measure::Patients(condition) => {
            let found = condition.of(chart);
            let truth = asked.truth.min(found.truth);
            let belongs = truth == Truth::Yes;
            let words = belongs && (found.words || asked.words);
            Reply { asked: is_asked, number: u64::from(belongs), value: found.value.filter(|_| belongs), words, unread: !is_asked || truth == Truth::Untold }
        }
        Measure::Statements(_) if !is_asked => Reply { unread: true, ..Reply::default() },
        Measure::Statements(told) => {
            let (number, words, may_be_more) = told.count(chart);
            Reply { asked: true, number, value: None, words: words || (number > 0 && asked.words), unread: may_be_more }
        }
    }
}
