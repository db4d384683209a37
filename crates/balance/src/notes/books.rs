//! Both books of one patient held against the same notes.
//!
//! What the notes say against the legacy book as well is the source's own noise and never a finding. A contradiction that the migration made is one,
//! unless a difference of the same statement says so already: then the sentence is its evidence.

use super::hit::{NoteCheck, NoteHit};
use super::labels::NoteLabels;
use super::reading::{NoteReading, is_note, note_body};
use crate::compare::{Finding, PatientResult};
use crate::severity::severity;
use model::{Aspect, Severity, Statement, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// What the notes of one patient say against both books.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct NoteBalance {
    /// Per check: in the legacy book and still in the destination's, in the legacy book only, in the destination's only.
    pub counts: BTreeMap<NoteCheck, [u64; 3]>,
    /// Findings that a note speaks for, by index, with what it says.
    pub evidence: Vec<(usize, NoteHit)>,
    /// Whether the notes of the charts are the legacy side's. Papers are always its.
    pub of_legacy: bool,
}

/// Holds both charts against the notes of the legacy side, or of the destination when the legacy side has none, and adds a
/// finding for each contradiction that the legacy chart does not have. `papers` are notes of the legacy side that stand in no chart: documents and scans
/// filed under the patient; by index they follow upon the statements of the chart whose notes are read. `labels` are those that were read of other patients.
pub fn balance_notes(legacy: &[Statement], destination: &[Statement], papers: &[Statement], labels: &NoteLabels, result: &mut PatientResult) -> NoteBalance {
    // Remarks beside statements are read where no side has notes as well.
    let of_legacy = legacy.iter().any(is_note) || (!destination.iter().any(is_note) && legacy.iter().any(|s| note_body(s).is_some()));
    let notes = if of_legacy { legacy } else { destination };
    let mut balance = NoteBalance { of_legacy, ..Default::default() };
    let reading = NoteReading::new(notes.iter().chain(papers), &[legacy, destination], labels);
    if reading.is_empty() || legacy.is_empty() {
        return balance;
    }
    let before = reading.against(legacy);
    let after = if destination.is_empty() { Vec::new() } else { reading.against(destination) };
    let (known, kept) = (names(&before), names(&after));
    let mut new = Vec::new();
    for hit in &before {
        // Of a chart that the destination does not have at all its book says nothing.
        let gone = !kept.contains(&name(hit));
        balance.counts.entry(hit.what).or_default()[usize::from(gone)] += 1;
    }
    for hit in after.iter().filter(|h| !known.contains(&name(h))) {
        if hit.statement.is_none() {
            // The legacy book knows it. Where the destination lost it the sentence is evidence; else it has it in other words.
            let knowing = reading.knowing(legacy, hit);
            let lost = |f: &Finding| f.verdict == Verdict::Lost && f.destination.is_none() && f.legacy.is_some_and(|l| knowing.contains(&l));
            if let Some(at) = result.findings.iter().position(lost) {
                balance.counts.entry(hit.what).or_default()[2] += 1;
                balance.tell(at, hit);
            }
            continue;
        }
        let of_source = is_of_source(&reading, hit, legacy, destination, result);
        balance.counts.entry(hit.what).or_default()[if of_source { 0 } else { 2 }] += 1;
        new.extend((!of_source).then_some(hit));
    }
    for hit in new {
        let Some(index) = hit.statement else { continue };
        let told = result.findings.iter().position(|f| f.destination == Some(index) && hit.what.is_told_by(f.read_as));
        let at = told.unwrap_or_else(|| contradict(legacy, destination, result, index, hit.what));
        balance.tell(at, hit);
    }
    balance
}

impl NoteBalance {
    /// One sentence a finding: the first is as good as the others.
    fn tell(&mut self, at: usize, hit: &NoteHit) {
        if self.evidence.iter().all(|(known, _)| *known != at) {
            self.evidence.push((at, hit.clone()));
        }
    }
}

/// What a statement says about its being so, apart from what it is about.
const STATE: [Aspect; 9] = [
    Aspect::Status, Aspect::Verification, Aspect::Negation, Aspect::Laterality, Aspect::Onset, Aspect::End, Aspect::Effective, Aspect::Recorded, Aspect::BodySite,
];

/// Whether the legacy statement says the same in other words: held against the note in the words of its mate, it is hit as well.
fn is_of_source(reading: &NoteReading<'_>, hit: &NoteHit, legacy: &[Statement], destination: &[Statement], result: &PatientResult) -> bool {
    let Some(index) = hit.statement else { return false };
    let mate = result.pairs.iter().find(|p| p.destination == Some(index)).and_then(|p| p.legacy).and_then(|l| legacy.get(l));
    let (Some(mate), mut chart) = (mate, destination.to_vec()) else { return false };
    let Some(twin) = chart.get_mut(index) else { return false };
    twin.kind = mate.kind;
    twin.facts.retain(|f| !STATE.contains(&f.aspect));
    twin.facts.extend(mate.facts.iter().filter(|f| STATE.contains(&f.aspect)).cloned());
    reading.against(&chart).iter().any(|h| name(h) == name(hit) && h.statement == hit.statement)
}

/// The same said of the same thing, whichever statement of a book it hits.
fn name(hit: &NoteHit) -> (NoteCheck, &str) {
    (hit.what, hit.concept.as_str())
}

fn names(hits: &[NoteHit]) -> HashSet<(NoteCheck, &str)> {
    hits.iter().map(name).collect()
}

/// Adds the finding; gives its index. A statement is contradicted once.
fn contradict(legacy: &[Statement], destination: &[Statement], result: &mut PatientResult, index: usize, what: NoteCheck) -> usize {
    if let Some(known) = result.findings.iter().position(|f| f.verdict == Verdict::Contradicted && f.destination == Some(index)) {
        return known;
    }
    let pair = result.pairs.iter().position(|p| p.destination == Some(index));
    let found = pair.and_then(|p| result.pairs.get(p)).copied();
    let mate = found.and_then(|p| p.legacy);
    let finding = finding((mate, mate.and_then(|l| legacy.get(l))), (index, destination.get(index)), what, found.map_or("", |p| p.by));
    result.add(pair, finding)
}

fn finding((legacy, left): (Option<usize>, Option<&Statement>), (destination, right): (usize, Option<&Statement>), what: NoteCheck, by: &'static str) -> Finding {
    let aspect = what.aspect();
    let place = |s: Option<&Statement>| s.and_then(|s| s.fact(aspect).or_else(|| s.fact(Aspect::Code)).or_else(|| s.facts.first())).map(|f| f.place);
    let value = |s: Option<&Statement>| s.map_or_else(String::new, |s| s.value(aspect).map_or_else(|| s.label(), model::Value::shown));
    // A side or a list says less about use than the statement itself.
    let weigh = if aspect == Aspect::Category { Aspect::Statement } else { aspect };
    let live = right.and_then(|s| s.word(Aspect::Status)).is_none_or(|s| s == "active");
    let kind = left.or(right).map_or(model::Kind::Problem, |s| s.kind);
    Finding {
        verdict: Verdict::Contradicted,
        aspect,
        read_as: aspect,
        kind,
        severity: right.map_or(Severity::Clinical, |s| severity(kind, Verdict::Contradicted, weigh, s, live)),
        legacy,
        destination: Some(destination),
        legacy_place: place(left),
        destination_place: place(right),
        legacy_value: value(left),
        destination_value: value(right),
        manner: what.manner().into(),
        by,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Equivalences;
    use crate::compare::compare_patient;
    use crate::reading::Coverage;
    use model::{Coding, Date, Fact, How, Kind, Origin, Value};

    fn statement(kind: Kind, facts: &[(Aspect, Value)]) -> Statement {
        let facts = facts.iter().map(|(aspect, value)| Fact { aspect: *aspect, value: value.clone(), place: 0, how: How::Copied }).collect();
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    fn day(text: &str) -> Value {
        Value::Date(Date::parse_iso(text).unwrap())
    }

    fn drug(status: &str) -> Statement {
        let code = Coding { system: "http://www.nlm.nih.gov/research/umls/rxnorm".into(), code: "855332".into(), display: "warfarin 5 MG".into() };
        let code = Value::code(vec![code], String::new());
        statement(Kind::Medication, &[(Aspect::Code, code), (Aspect::Status, Value::Word(status.into())), (Aspect::Onset, day("2012-05-01"))])
    }

    fn note() -> Statement {
        statement(Kind::Note, &[(Aspect::Body, Value::Text("Warfarin was stopped.".into())), (Aspect::Effective, day("2014-03-01"))])
    }

    fn balanced(legacy: &[Statement], destination: &[Statement]) -> (PatientResult, NoteBalance) {
        let mut coverage = Coverage::default();
        coverage.statements.extend([(Kind::Medication, 1), (Kind::Note, 1)]);
        let mut result = compare_patient(legacy, destination, &Equivalences::default(), (&coverage, &coverage), &|_| None);
        let balance = balance_notes(legacy, destination, &[], &NoteLabels::default(), &mut result);
        (result, balance)
    }

    #[test]
    fn noise_of_the_source_is_counted_and_is_no_finding() {
        let chart = [drug("active"), note()];
        let (result, balance) = balanced(&chart, &chart);
        assert!(result.findings.is_empty(), "{:?}", result.findings);
        assert_eq!(balance.counts.get(&NoteCheck::StoppedInNote), Some(&[1, 0, 0]));
    }

    #[test]
    fn what_notes_say_against_a_chart_of_one_book_is_said_of_that_book_alone() {
        let (result, balance) = balanced(&[drug("active"), note()], &[]);
        assert!(result.findings.iter().all(|f| f.verdict == Verdict::Lost), "{:?}", result.findings);
        assert_eq!(balance.counts.get(&NoteCheck::StoppedInNote), Some(&[0, 1, 0]));
    }

    #[test]
    fn a_difference_that_the_judge_knows_gets_the_sentence_and_no_second_finding() {
        let (result, balance) = balanced(&[drug("stopped"), note()], &[drug("active"), note()]);
        // Judged only where the legacy book asserts the aspect; either way it is one finding of this statement.
        assert_eq!(result.findings.iter().filter(|f| f.kind == Kind::Medication).count(), 1, "{:?}", result.findings);
        assert_eq!(balance.counts.get(&NoteCheck::StoppedInNote), Some(&[0, 0, 1]));
        assert_eq!(balance.evidence.len(), 1);
    }

    #[test]
    fn what_only_the_note_can_tell_is_contradicted() {
        // The legacy drug has no date, so the note cannot speak of it; the destination invents one that no aspect of the legacy book covers.
        let mut undated = drug("active");
        undated.facts.retain(|f| f.aspect != Aspect::Onset);
        let (result, balance) = balanced(&[undated, note()], &[drug("active"), note()]);
        let found: Vec<_> = result.findings.iter().filter(|f| f.verdict == Verdict::Contradicted).collect();
        assert_eq!(found.len(), 1, "{:?}", result.findings);
        assert_eq!((found[0].aspect, found[0].legacy, found[0].destination, found[0].severity), (Aspect::Status, Some(0), Some(0), Severity::Safety));
        assert_eq!(result.verdicts.get(&(Kind::Medication, Verdict::Contradicted)), Some(&1));
        assert_eq!(balance.evidence.first().map(|(at, hit)| (result.findings[*at].verdict, hit.what)), Some((Verdict::Contradicted, NoteCheck::StoppedInNote)));
    }

    #[test]
    fn the_note_speaks_for_what_the_destination_lost() {
        let listed = statement(Kind::Note, &[(Aspect::Body, Value::Text("Meds: warfarin 5 mg, lisinopril 10 mg".into())), (Aspect::Effective, day("2014-03-01"))]);
        let mut other = drug("active");
        if let Some(Fact { value: Value::Code(codings, _), .. }) = other.facts.first_mut() {
            *codings = [Coding { code: "314076".into(), display: "lisinopril 10 MG".into(), ..codings[0].clone() }].into();
        }
        let (result, balance) = balanced(&[drug("active"), other.clone(), listed.clone()], &[other, listed]);
        let lost = result.findings.iter().position(|f| f.verdict == Verdict::Lost).unwrap();
        assert_eq!(balance.evidence.iter().map(|(at, hit)| (*at, hit.what, hit.concept.as_str())).collect::<Vec<_>>(), [(lost, NoteCheck::OnlyInNote, "warfarin")]);
        assert!(result.findings.iter().all(|f| f.verdict != Verdict::Contradicted), "lost is said once: {:?}", result.findings);
    }

    #[test]
    fn a_problem_that_only_the_legacy_chart_can_name_is_looked_for_in_the_note() {
        let body = "PMH: myasthenia gravis, gout";
        let noted = statement(Kind::Note, &[(Aspect::Body, Value::Text(body.into())), (Aspect::Effective, day("2014-03-01"))]);
        let problem = |label: &str| {
            let code = Value::code(vec![Coding { system: "urn:x".into(), code: label.into(), display: label.into() }], String::new());
            statement(Kind::Problem, &[(Aspect::Code, code), (Aspect::Status, Value::Word("active".into())), (Aspect::Onset, day("2012-05-01"))])
        };
        let mut coverage = Coverage::default();
        coverage.statements.extend([(Kind::Problem, 1), (Kind::Note, 1)]);
        let (legacy, destination) = ([problem("Myasthenia gravis"), problem("Gout"), noted.clone()], [problem("Gout"), noted]);
        let mut result = compare_patient(&legacy, &destination, &Equivalences::default(), (&coverage, &coverage), &|_| None);
        let balance = balance_notes(&legacy, &destination, &[], &NoteLabels::default(), &mut result);
        let told: Vec<(Verdict, NoteCheck, &str)> = balance.evidence.iter().map(|(at, hit)| (result.findings[*at].verdict, hit.what, hit.concept.as_str())).collect();
        assert_eq!(told, [(Verdict::Lost, NoteCheck::ProblemOnlyInNote, "myasthenia gravis")]);
    }

    #[test]
    fn a_paper_that_stands_in_no_chart_is_held_against_both() {
        let (legacy, destination) = ([drug("stopped")], [drug("active")]);
        let mut coverage = Coverage::default();
        coverage.statements.extend([(Kind::Medication, 1)]);
        let mut result = compare_patient(&legacy, &destination, &Equivalences::default(), (&coverage, &coverage), &|_| None);
        let balance = balance_notes(&legacy, &destination, &[note()], &NoteLabels::default(), &mut result);
        assert_eq!(balance.counts.get(&NoteCheck::StoppedInNote), Some(&[0, 0, 1]));
        assert_eq!(balance.evidence.first().map(|(_, hit)| hit.note), Some(1), "behind the one statement of the destination, which has no notes either");
    }

    #[test]
    fn other_words_for_the_same_are_no_contradiction() {
        // The note speaks of warfarin; the legacy label knows it under a name that no lexicon has.
        let mut local = drug("active");
        if let Some(Fact { value: Value::Code(codings, _), .. }) = local.facts.first_mut() {
            *codings = [Coding { display: "W-5 TAB".into(), ..codings[0].clone() }].into();
        }
        let (result, balance) = balanced(&[local, note()], &[drug("active"), note()]);
        assert!(result.findings.iter().all(|f| f.verdict != Verdict::Contradicted), "{:?}", result.findings);
        assert_eq!(balance.counts.get(&NoteCheck::StoppedInNote), Some(&[1, 0, 0]));
    }

    #[test]
    fn the_destination_without_notes_is_held_against_those_of_the_source() {
        let (_, balance) = balanced(&[drug("active"), note()], &[drug("stopped")]);
        assert_eq!(balance.counts.get(&NoteCheck::StoppedInNote), Some(&[0, 1, 0]), "mended");
        assert!(balance.of_legacy);
    }
}
