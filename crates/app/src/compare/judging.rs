//! Charts aligned and judged on every core, a part of the patients after the other.

use super::books::Books;
use super::consequences::Consequences;
use super::judgments::{Ground, Judgment, Key, Packed};
use super::made::Made;
use super::papers::Papers;
use super::spent::{Spent, Work};
use super::tie::{Tie, unfollowed};
use super::written::{Sheet, Written, judged_by, write};
use super::{AT_ONCE, Arrival};
use crate::Result;
use crate::packed::packed;
use balance::{Alignment, Concepts, Equivalences, Links, NoteBalance, NoteLabels, Pair, PatientResult, Population};
use balance::{Provenance as _, align_patient, balance_notes, judge_kept_out, judge_patient, on_one_clock, realign, tell_merges};
use model::{Aspect, Statement};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// A patient with what came of it, before it is counted and written.
pub(super) struct Balanced {
    pub(super) arrival: Arrival,
    /// By what the judgment is known.
    pub(super) key: Key,
    /// Whether it is the judgment of the run before.
    pub(super) stands: bool,
    pub(super) written: Written,
    pub(super) judgment: Judgment,
    /// Documents of the patient that stand in no chart.
    pub(super) papers: Vec<Statement>,
    /// How the two charts are tied to each other, where there are two.
    pub(super) tie: Option<Tie>,
    /// What the legacy book says of the patient, for the causes; nothing of one who is kept out.
    pub(super) booked: Option<balance::Booked>,
}

/// A patient whose charts are aligned, with what came of the same charts in the run before.
pub(super) struct Ready {
    arrival: Arrival,
    papers: Vec<Statement>,
    written: Written,
    key: Key,
    alignment: Alignment,
    known: Option<Judged>,
    /// The archive rule keeps the patient out of the destination.
    is_kept_out: bool,
}

/// What came of one patient.
#[derive(Serialize, Deserialize)]
pub(super) struct Judged {
    pub(super) result: PatientResult,
    pub(super) noted: NoteBalance,
    pub(super) consequences: Consequences,
    /// The last day that either book knows: "now" as the charts see it, never disclosed.
    pub(super) anchor: i32,
}

impl Judged {
    fn new(one: &Ready, equivalences: &Equivalences, (books, spent): (&Books, &Spent), links: &Links, seen: &Seen) -> Self {
        let Ready { arrival: Arrival { key, legacy, destination, .. }, papers, alignment, .. } = one;
        let days = legacy.iter().chain(destination).flat_map(|s| s.facts.iter()).filter_map(|f| match &f.value {
            model::Value::Date(d) if f.aspect != Aspect::BirthDate && d.year < 2100 => Some(d.days()),
            _ => None,
        });
        let anchor = days.max().unwrap_or(0);
        if one.is_kept_out {
            let result = judge_kept_out(legacy, destination, alignment);
            return Self { result, noted: NoteBalance::default(), consequences: Consequences::default(), anchor };
        }
        let coverage = (&books.legacy.coverage, &books.destination.coverage);
        let told = &books.told;
        let (apart, retired) = (|patient: &str| told.apart.contains_key(patient), |patient: &str| told.followed.contains_key(patient));
        let mut result = spent.on(Work::Judging, || {
            let mut result = judge_patient(legacy, destination, alignment, equivalences, coverage, links, &seen.concepts);
            tell_merges(&mut result, legacy, destination, (&apart, &retired), unfollowed(told, key, destination));
            result
        });
        let noted = spent.on(Work::Notes, || balance_notes(legacy, destination, papers, &seen.labels, &mut result));
        let consequences = spent.on(Work::Computing, || Consequences::new(&mut result, legacy, destination, anchor));
        Self { result, noted, consequences, anchor }
    }
}

impl Balanced {
    /// What was judged as it is kept: the pairs, then what follows, and by what the charts are known. `first` is the ordinal of the patient's first finding.
    pub(super) fn sealed(&self, first: u64) -> Result<Vec<u8>> {
        let number = |index: Option<usize>| index.map(|i| i as u32);
        let pair = |p: &Pair| (number(p.legacy), number(p.destination), p.verdict, p.finding.map(|f| first + f as u64), p.by);
        let pairs: Vec<_> = self.judgment.judged.result.pairs.iter().map(pair).collect();
        packed(&(pairs, self.judgment.judged.anchor, self.judgment.judged.consequences.kept(first), &self.tie, self.written.key))
    }
}

/// What was judged or read of one patient and holds for every other.
#[derive(Default)]
pub(super) struct Seen {
    concepts: Concepts,
    labels: NoteLabels,
}

/// All that charts are judged by, what is learnt of it from them, and the populations that they are counted into.
pub(super) struct Judging<'a> {
    pub(super) books: &'a Books,
    pub(super) spent: &'a Spent,
    pub(super) made: &'a Made<'a>,
    pub(super) equivalences: &'a Equivalences,
    pub(super) papers: &'a Papers<'a>,
    pub(super) links: Links,
    /// Concepts that were judged, and labels that notes were held against: once for all patients.
    pub(super) seen: Seen,
    pub(super) population: Population<'a>,
    /// Patients whose turn was: of these some were judged, and of the others it stands what was judged before.
    pub(super) patients: u64,
    pub(super) judged: u64,
}

impl Judging<'_> {
    /// Aligns the patients of a part on every core, before any of them is judged: links are learnt from all. `kept` holds what came of the
    /// run before, judged on the ground of this one; what is of the same charts is read from it.
    pub(super) fn align(&mut self, arrivals: Vec<Arrival>, kept: Option<(&Packed, &Ground)>) -> Result<Vec<Ready>> {
        let (made, equivalences, papers, books, spent) = (self.made, self.equivalences, self.papers, self.books, self.spent);
        let (packed, ground) = kept.unzip();
        let align = |arrival: Arrival| {
            let papers = papers.of_patient(&arrival.key, &arrival.legacy)?;
            let is_kept_out = books.is_kept_out(&arrival.key);
            let coverage = [&books.legacy.coverage, &books.destination.coverage];
            let stands_on = ground.map(|ground| ground.of(coverage, &arrival.legacy, &arrival.destination)).transpose()?.unwrap_or_default();
            let written = match &arrival.kept {
                Some((part, key)) => Written { sheet: Sheet::Kept(part.clone()), key: *key },
                None => spent.on(Work::Writing, || write(&arrival, &|s| made.source(s))),
            };
            // Of a patient who is kept out nothing was judged that another run could take.
            let key = if ground.is_none() || is_kept_out { Key::default() } else { judged_by(&written.key, &papers, &stands_on)? };
            if let Some(Judgment { alignment, judged }) = packed.and_then(|packed| packed.get(&key)).and_then(|packed| Judgment::of(packed)) {
                return Ok(Ready { arrival, papers, written, key, alignment, known: Some(judged), is_kept_out });
            }
            let alignment = spent.on(Work::Aligning, || match &arrival.aligned {
                Some(pairs) => realign(&arrival.legacy, &arrival.destination, pairs),
                None => align_patient(&arrival.legacy, &arrival.destination, equivalences, &|s| made.source(s)),
            });
            Ok(Ready { arrival, papers, written, key, alignment, known: None, is_kept_out })
        };
        // Links are learnt in the order of the patients, from some while the next ones are aligned.
        let (mut ready, mut learnt): (Vec<Ready>, usize) = (Vec::with_capacity(arrivals.len()), 0);
        let mut arrivals = arrivals.into_iter();
        while learnt < ready.len() || arrivals.len() > 0 {
            let next: Vec<Arrival> = arrivals.by_ref().take(AT_ONCE).collect();
            let links = &mut self.links;
            let (aligned, ()) = rayon::join(
                || next.into_par_iter().map(&align).collect::<Result<Vec<Ready>>>(),
                || spent.on(Work::Aligning, || ready.iter().skip(learnt).for_each(|Ready { arrival, alignment, .. }| links.learn(&arrival.legacy, &arrival.destination, alignment))),
            );
            learnt = ready.len();
            ready.append(&mut aligned?);
        }
        Ok(ready)
    }

    /// Judges the next patients on every core while they are counted into the populations. What is known of a patient stands as long as the
    /// links of all charts and what the team declares say what they said.
    pub(super) fn judge(&mut self, mut ready: Vec<Ready>) -> Vec<Balanced> {
        let (equivalences, links, books, seen, spent) = (self.equivalences, &self.links, self.books, &self.seen, self.spent);
        let (first, population) = (self.patients, &mut self.population);
        let still_stands = |known: &PatientResult, Arrival { legacy, destination, .. }: &Arrival| links.still_say(&known.asked) && equivalences.still_say(&known.heard, legacy, destination);
        let known: Vec<Option<Judged>> = ready.iter_mut().map(|one| one.known.take().filter(|known| still_stands(&known.result, &one.arrival))).collect();
        let stands: Vec<bool> = known.iter().map(Option::is_some).collect();
        self.patients += ready.len() as u64;
        self.judged += known.iter().filter(|known| known.is_none()).count() as u64;
        let judge = |(one, known): (&Ready, Option<Judged>)| {
            let booked = (!one.is_kept_out).then(|| spent.on(Work::Causes, || balance::Booked::of(&one.arrival.legacy)));
            (known.unwrap_or_else(|| Judged::new(one, equivalences, (books, spent), links, seen)), booked)
        };
        let (judged, ()) = rayon::join(
            || ready.par_iter().zip(known).map(judge).collect::<Vec<_>>(),
            || {
                // Of patients who stay in the archive nothing is asked: the destination is not to know them.
                let asked = (first..).zip(&ready).filter(|(_, one)| !one.is_kept_out);
                spent.on(Work::Populations, || asked.for_each(|(ordinal, Ready { arrival: Arrival { legacy, destination, .. }, alignment, .. })| {
                    population.patient(ordinal, legacy, &on_one_clock(legacy, destination, alignment));
                }));
            },
        );
        let balanced = |((Ready { arrival, papers, written, key, alignment, .. }, (judged, booked)), stands): ((Ready, (Judged, Option<balance::Booked>)), bool)| {
            let both = !arrival.legacy.is_empty() && !arrival.destination.is_empty();
            let tie = books.roll.tie(&arrival.key).filter(|_| both).cloned();
            Balanced { arrival, key, stands, written, judgment: Judgment { alignment, judged }, papers, tie, booked }
        };
        ready.into_iter().zip(judged).zip(stands).map(balanced).collect()
    }
}
