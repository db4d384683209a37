//! One patient's two charts balanced: every statement of both sides gets exactly one place in the result.

use crate::align::{Match, align, confused, group};
use crate::billed;
use crate::codes::Equivalences;
use crate::daily;
use crate::equivalence::{Question, explain_differences};
use crate::harm;
use crate::history;
use crate::judge::{AspectDifference, CUT, Concepts, Judge, are_contrary, severity_of_words, system};
use crate::kept_out::ARCHIVED;
use crate::kin;
use crate::leads::Leads;
use crate::leaf;
use crate::links::{Asked, Links};
use crate::listed::{is_said_by_a_record, only_lists};
use crate::merges::Superseded;
use crate::newborn;
use crate::of_document;
use crate::panels;
use crate::parted::Parted;
use crate::reading::Coverage;
use crate::repeats::Repeats;
use crate::sensitivity;
use crate::severity::{of_element, of_mark, severity};
use crate::sig;
use crate::split::Splits;
use crate::versions;
use crate::worded;
use crate::x12;
use model::{Aspect, Kind, Severity, Statement, Value, Verdict};
use serde::{Deserialize, Deserializer, Serialize};
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How a pair was found: `provenance`, `content`, `resemblance`, or empty for what stands alone; `archived` for what stays in the archive with its patient.
pub type Way = &'static str;

/// How a copy of a resource that was delivered before stands: with no mate.
pub(crate) const AGAIN: Way = "delivered again";

/// The way that a word stands for; empty for one that is none.
pub fn way(word: &str) -> Way {
    ["provenance", "content", "resemblance", AGAIN, ARCHIVED].into_iter().find(|known| *known == word).unwrap_or("")
}

/// Reads a way back.
pub(crate) fn read_way<'de, D: Deserializer<'de>>(from: D) -> Result<Way, D::Error> {
    Ok(way(&String::deserialize(from)?))
}

/// One imbalance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Finding {
    /// Verdict.
    pub verdict: Verdict,
    /// Aspect as reported; `statement` when the whole statement is meant.
    pub aspect: Aspect,
    /// Aspect as read.
    pub read_as: Aspect,
    /// Kind.
    pub kind: Kind,
    /// Severity.
    pub severity: Severity,
    /// Index of the legacy statement.
    pub legacy: Option<usize>,
    /// Index of the destination statement.
    pub destination: Option<usize>,
    /// Place in the legacy record.
    pub legacy_place: Option<u32>,
    /// Place in the destination record.
    pub destination_place: Option<u32>,
    /// Legacy value in words.
    pub legacy_value: String,
    /// Destination value in words.
    pub destination_value: String,
    /// What differs, in words without content.
    pub manner: String,
    /// How the pair was found.
    #[serde(deserialize_with = "read_way")]
    pub by: Way,
}

/// One alignment with its verdict: the worst of its findings.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Pair {
    /// Index of the legacy statement.
    pub legacy: Option<usize>,
    /// Index of the destination statement.
    pub destination: Option<usize>,
    /// Verdict.
    pub verdict: Verdict,
    /// Index of its first finding.
    pub finding: Option<usize>,
    /// How it was found.
    #[serde(deserialize_with = "read_way")]
    pub by: Way,
}

/// What came of one patient.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PatientResult {
    /// Every alignment.
    pub pairs: Vec<Pair>,
    /// Every finding.
    pub findings: Vec<Finding>,
    /// Pairs per kind and verdict.
    pub verdicts: BTreeMap<(Kind, Verdict), u64>,
    /// Pairs in which a declared equivalence explains something, by its id.
    pub explained: BTreeMap<String, u64>,
    /// What was asked of the links of all charts: with another answer it would have to be judged anew.
    pub asked: Asked,
    /// What was asked of what the team declares: likewise.
    pub heard: Vec<Question>,
}

impl PatientResult {
    /// Adds a finding of one of the pairs, which bears it where nothing as severe was found of it. Gives the index of the finding.
    pub(crate) fn add(&mut self, pair: Option<usize>, finding: Finding) -> usize {
        let at = self.findings.len();
        let worst = pair.and_then(|p| self.pairs.get(p)).and_then(|p| p.finding).and_then(|f| self.findings.get(f)).map(|f| f.severity);
        if let Some(pair) = pair.and_then(|p| self.pairs.get_mut(p)).filter(|_| worst.is_none_or(|worst| finding.severity < worst)) {
            let before = std::mem::replace(&mut pair.verdict, finding.verdict);
            pair.finding = Some(at);
            if let Some(count) = self.verdicts.get_mut(&(finding.kind, before)) {
                *count = count.saturating_sub(1);
            }
            *self.verdicts.entry((finding.kind, finding.verdict)).or_default() += 1;
            self.verdicts.retain(|_, count| *count > 0);
        }
        self.findings.push(finding);
        at
    }
}

/// Which statements of two charts are the same assertion, before anything is judged.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Alignment(pub(crate) Vec<Match>);

/// Aligns two charts of a patient. `source` tells the source row of a destination statement of our own output.
pub fn align_patient(legacy: &[Statement], destination: &[Statement], equivalences: &Equivalences, source: &dyn Fn(&Statement) -> Option<(u32, u64)>) -> Alignment {
    let mut matches = align(legacy, destination, equivalences, source);
    history::settle(legacy, destination, &mut matches);
    versions::settle(legacy, &mut matches, versions::Of::Legacy);
    versions::settle(destination, &mut matches, versions::Of::Destination);
    Alignment(matches)
}

/// The alignment that kept pairs stand for: what [`align_patient`] gave when they were made.
pub fn realign(legacy: &[Statement], destination: &[Statement], pairs: &[Pair]) -> Alignment {
    let within = |p: &&Pair| p.legacy.is_none_or(|l| l < legacy.len()) && p.destination.is_none_or(|d| d < destination.len());
    // That a patient was kept out was judged, not found.
    let by = |way: Way| if way == ARCHIVED { "" } else { way };
    Alignment(pairs.iter().filter(within).map(|p| Match { legacy: p.legacy, destination: p.destination, by: by(p.by) }).collect())
}

impl Links {
    /// Learns where the links of a patient lead from the pairs of both charts.
    pub fn learn(&mut self, legacy: &[Statement], destination: &[Statement], alignment: &Alignment) {
        self.note(legacy, destination, &alignment.0);
    }
}

/// Judges two charts along their alignment. Nothing that a declared equivalence says changes an alignment. `concepts` are those that were judged of
/// other patients of the same books under the same equivalences.
pub fn judge_patient(
    legacy: &[Statement],
    destination: &[Statement],
    alignment: &Alignment,
    equivalences: &Equivalences,
    coverage: (&Coverage, &Coverage),
    links: &Links,
    concepts: &Concepts,
) -> PatientResult {
    let matches = &alignment.0;
    let leads = Leads::of(legacy, destination, matches, links, coverage);
    let to = |aspect: Aspect, a: &str, b: &str| leads.to(aspect, a, b);
    let given = LazyCell::new(|| leaf::given(legacy));
    let names = |name: &str| given.contains(name);
    let judge = Judge { equivalences, legacy: coverage.0, destination: coverage.1, links: &to, ids_are_kept: links.ids_are_kept(), resources: [false; 2], names: &names, concepts: Some(concepts) };
    let mut result = PatientResult::default();
    let mut twins = Twins::new(legacy, destination, matches);
    twins.again[0].extend(x12::elsewhere(legacy, coverage.0, matches.iter().filter(|m| m.destination.is_none()).filter_map(|m| m.legacy)));
    twins.again[1].extend(x12::elsewhere(destination, coverage.1, matches.iter().filter(|m| m.legacy.is_none()).filter_map(|m| m.destination)));
    let copies = || matches.iter().filter(|m| m.by == AGAIN);
    twins.again[0].extend(copies().filter_map(|m| m.legacy));
    twins.again[1].extend(copies().filter_map(|m| m.destination));
    let repeats = Repeats::of((legacy, destination), matches, [coverage.0.is_of_documents(), coverage.1.is_of_documents()]);
    // A document has a visit once, however many messages name it, and no place for what was an error.
    let into_documents = coverage.1.is_of_documents() && !coverage.0.is_of_documents();
    let into_messages = !into_documents && destination.iter().any(|statement| statement.origin.is_in_message());
    let (mut overtaken, mut said_again) = (history::overtaken(legacy, matches, into_messages), history::said_again(destination, matches));
    overtaken.extend(versions::overtaken(legacy, matches, versions::Of::Legacy));
    said_again.extend(versions::overtaken(destination, matches, versions::Of::Destination));
    overtaken.extend(kin::are_contacts(legacy, destination, matches.iter().filter(|m| m.destination.is_none()).filter_map(|m| m.legacy), true));
    said_again.extend(kin::are_contacts(destination, legacy, matches.iter().filter(|m| m.legacy.is_none()).filter_map(|m| m.destination), false));
    let taken_back = history::taken_back(legacy, matches, !coverage.0.is_of_documents());
    let superseded = Superseded::of(legacy, destination, coverage);
    let splits = Splits::of(legacy, destination, matches, &|aspect, a, b| judge.is_alike(aspect, a, b));
    let parted = Parted::new((legacy, destination), matches, (&leads, &splits, &superseded));
    let wholes = LazyCell::new(|| billed::wholes_of_lines(destination, matches));
    let arrived = |at: usize| matches.iter().any(|m| m.legacy == Some(at) && m.destination.is_some());
    let was_there = |at: usize| matches.iter().any(|m| m.destination == Some(at) && m.legacy.is_some());
    for found in matches {
        let first = result.findings.len();
        let kind = found.legacy.map_or_else(|| destination[found.destination.unwrap_or(0)].kind, |l| legacy[l].kind);
        let mut verdict = Verdict::Same;
        match (found.legacy, found.destination) {
            (Some(l), Some(r)) => {
                let (mut differences, recoded) = parted.differences(&judge, (l, r));
                let explained = explain_differences(equivalences, (l, &legacy[l]), (r, &destination[r]), &mut differences, recoded, &mut result.heard);
                if recoded || !explained.is_empty() {
                    verdict = Verdict::Equivalent;
                }
                for id in explained {
                    *result.explained.entry(id).or_default() += 1;
                }
                for difference in differences {
                    result.findings.push(from_difference(difference, kind, found, (&legacy[l], &destination[r])));
                }
                if result.findings.len() > first && found.by != "provenance" && parted.stopped_before(&judge, (l, r)) {
                    result.findings[first..].iter_mut().for_each(|f| f.manner = history::stopped(&f.manner));
                }
                if splits.split.contains(&l) {
                    result.findings.push(alone(found, kind, &legacy[l], Verdict::Split));
                }
            }
            (Some(l), None)
                if twins.again[0].contains(&l) || overtaken.contains(&l) || parted.is_dropped(l) || taken_back.contains(&l) || repeats.in_legacy(l) || repeats.is_panel_order(l, coverage.1) || repeats.is_said_by_vaccines(l) || is_told_by_results(&legacy[l], coverage.1) || superseded.has(&legacy[l]) || leads.within.is_dissolved(&legacy[l]) || is_said_by_a_record(&legacy[l], legacy, &arrived) || billed::is_said_again(&legacy[l], legacy, &arrived) =>
            {
                verdict = Verdict::Equivalent;
            }
            (None, Some(r))
                if twins.again[1].contains(&r) || said_again.contains(&r) || repeats.in_destination(r) || superseded.retired_there(&destination[r]) || leads.within.is_gathered(&destination[r]) || x12::is_receipt(&destination[r]) || wholes.contains(&r) || only_lists(&destination[r], destination, matches) || is_said_by_a_record(&destination[r], destination, &was_there) || billed::is_said_again(&destination[r], destination, &was_there) =>
            {
                verdict = Verdict::Equivalent;
            }
            (Some(l), None) => {
                let merged = twins.legacy_has_twin(&legacy[l]) || splits.merged.contains(&l);
                // What the destination book never reads at all (no statement of the kind) is lost all the same.
                result.findings.push(alone(found, kind, &legacy[l], if merged { Verdict::Merged } else { Verdict::Lost }));
            }
            // Whom to call the patient's own statement tells.
            (None, Some(r)) if kin::is_contact(&destination[r]) => continue,
            // What a system writes down of itself after the log of the legacy book ended is its own, and asserts nothing of the book.
            (None, Some(r)) if destination[r].kind == Kind::AuditEvent && destination[r].when().is_some_and(|day| coverage.0.logged.is_none_or(|last| last < day.days())) => continue,
            // Where the other book does not tell of it by itself, the order says it.
            (None, Some(r)) if panels::is_upon_order(&destination[r]) && !twins.destination_has_twin(&destination[r]) => verdict = Verdict::Equivalent,
            (None, Some(r)) => {
                // A kind that the legacy reading does not cover cannot be balanced: counted by the caller's coverage. A record that
                // whoever made the destination never made is nobody's.
                let covered = coverage.0.could_tell_any() || coverage.0.statements.keys().any(|k| group(*k) == group(kind));
                if !covered && !coverage.1.is_foreign(&destination[r]) {
                    continue;
                }
                // A report without words of its own is the heading of its results, which speak for themselves where the other book
                // has panels and no reports.
                if is_heading(&destination[r]) && !coverage.0.could_tell_any() && !names_results(coverage.0) {
                    continue;
                }
                let verdict = match (splits.parts.contains(&r), twins.destination_has_twin(&destination[r])) {
                    (true, _) => Verdict::Split,
                    (false, true) => Verdict::Duplicated,
                    (false, false) => Verdict::Invented,
                };
                result.findings.push(alone(found, kind, &destination[r], verdict));
            }
            (None, None) => {}
        }
        result.findings[first..].sort_by_key(|f| f.severity);
        if let Some(worst) = result.findings.get(first) {
            verdict = worst.verdict;
        }
        let finding = (result.findings.len() > first).then_some(first);
        *result.verdicts.entry((kind, verdict)).or_default() += 1;
        result.pairs.push(Pair { legacy: found.legacy, destination: found.destination, verdict, finding, by: found.by });
    }
    of_document::settle(legacy, destination, &mut result);
    newborn::settle(legacy, destination, &mut result);
    result.asked = leads.asked();
    result
}

/// Whether a statement only names results: a report that says nothing itself.
fn is_heading(statement: &Statement) -> bool {
    let says = |aspect: Aspect| statement.facts.iter().any(|f| f.aspect == aspect);
    statement.kind == Kind::Document && says(Aspect::Results) && ![Aspect::Body, Aspect::Value, Aspect::Text].into_iter().any(says)
}

/// Whether a statement is a report of a message whose results tell all of it, in a book that has no reports of results.
fn is_told_by_results(statement: &Statement, destination: &Coverage) -> bool {
    statement.origin.is_in_message() && is_heading(statement) && !names_results(destination)
}

/// Whether any statement of a book names its results.
fn names_results(coverage: &Coverage) -> bool {
    coverage.aspects.iter().any(|(_, aspect)| *aspect == Aspect::Results)
}

/// Aligns and judges two charts by themselves.
pub fn compare_patient(
    legacy: &[Statement],
    destination: &[Statement],
    equivalences: &Equivalences,
    coverage: (&Coverage, &Coverage),
    source: &dyn Fn(&Statement) -> Option<(u32, u64)>,
) -> PatientResult {
    let alignment = align_patient(legacy, destination, equivalences, source);
    let mut links = Links::default();
    links.learn(legacy, destination, &alignment);
    judge_patient(legacy, destination, &alignment, equivalences, coverage, &links, &Concepts::default())
}

/// Whether what somebody remarked on what was found, ordered, given, done or planned is gone, or the end of it, or says the contrary: that a value was called, a specimen spoiled, a drug to
/// be held, what to do before one comes. No program can tell that it does not matter.
fn loses_remark(d: &AspectDifference, kind: Kind) -> bool {
    use Kind as K;
    let is_remarked = matches!(kind, K::Observation | K::Order | K::Medication | K::Immunization | K::Procedure | K::Problem | K::EncounterDiagnosis | K::FamilyHistory | K::Appointment | K::Device);
    is_remarked && d.read_as == Aspect::Text && !d.legacy.is_empty() && (d.destination.is_empty() || d.manner == CUT || are_contrary(&d.legacy, &d.destination))
}

/// Whether words or a code for how somebody left say that he died.
fn is_death(discharge: &str) -> bool {
    const SAYING_SO: [&str; 6] = ["exp", "expired", "died", "death", "dead", "deceased"];
    // As bills and visits have it.
    const CODES: [&str; 4] = ["20", "40", "41", "42"];
    CODES.contains(&discharge.trim()) || discharge.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| SAYING_SO.contains(&word))
}

fn from_difference(d: AspectDifference, kind: Kind, found: &Match, (legacy, destination): (&Statement, &Statement)) -> Finding {
    let is_live = |statement: &Statement| statement.word(Aspect::Status).is_none_or(|s| s == "active");
    // What was not in force and is now is given as well.
    let live = is_live(legacy) || d.read_as == Aspect::Status && is_live(destination);
    // The judge reports a precision or unit apart; severity follows what was read for points in time.
    let weigh = match d.aspect {
        // Taken, given or done once, observed: which it is decides what is done next.
        Aspect::Category if Kind::from_word(&d.destination).is_some_and(|kind| confused(legacy.kind, kind)) => Aspect::Statement,
        // What is told in words weighs as what the words tell: the other side, another amount.
        Aspect::BodySite if harm::is_other_side(&d.legacy, &d.destination) => Aspect::Laterality,
        Aspect::Sig if harm::are_other_numbers(&d.legacy, &d.destination) || sig::are_other_amounts(&d.legacy, &d.destination) => Aspect::Dose,
        // Words or a code that name the other side.
        Aspect::Code | Aspect::Text if harm::is_other_side(&d.legacy, &d.destination) => Aspect::Laterality,
        // What was only thought of is ordered, or the other way round.
        Aspect::Intent if kind == Kind::Medication && [&d.legacy, &d.destination].into_iter().filter(|intent| matches!(intent.as_str(), "proposal" | "plan")).count() == 1 => Aspect::Status,
        // Whoever left alive did not die.
        Aspect::Discharge if is_death(&d.legacy) != is_death(&d.destination) => Aspect::Statement,
        // A day's dose is the dose and how often it is taken.
        Aspect::Frequency | Aspect::Sig if daily::is_other(d.aspect, &d.legacy, &d.destination) => Aspect::Dose,
        Aspect::Precision | Aspect::Unit | Aspect::Comparator | Aspect::Mrn => d.aspect,
        _ => d.read_as,
    };
    let worded = worded::severity(kind, &d.legacy, &d.destination).filter(|_| d.read_as == Aspect::Text);
    let worded = worded.or_else(|| loses_remark(&d, kind).then_some(Severity::Clinical));
    Finding {
        verdict: d.verdict,
        aspect: d.aspect,
        read_as: d.read_as,
        kind,
        severity: match d.read_as {
            Aspect::Sensitivity => of_mark(d.verdict == Verdict::Invented || sensitivity::stands(&d.legacy, destination)),
            _ if system::is_told(&d, destination) => system::severity(&d, severity(kind, d.verdict, weigh, legacy, live)),
            _ => {
                let element = || if d.read_as == Aspect::Element { of_element(kind, &d.manner, legacy) } else { None };
                // Another drug or another test weighs as much as the heavier of the two.
                let of_both = || match d.read_as {
                    Aspect::Code => severity(kind, d.verdict, weigh, legacy, live).min(severity(kind, d.verdict, weigh, destination, live)),
                    _ => severity(kind, d.verdict, weigh, legacy, live),
                };
                worded.or_else(|| severity_of_words(kind, d.read_as, &d.manner)).or_else(element).unwrap_or_else(of_both)
            }
        },
        legacy: found.legacy,
        destination: found.destination,
        legacy_place: d.legacy_place,
        destination_place: d.destination_place,
        legacy_value: d.legacy,
        destination_value: d.destination,
        manner: d.manner,
        by: found.by,
    }
}

/// Whether a record says of itself that it was entered in error, or is a result that gives only the reason why there is none: what could it say falsely?
fn asserts_nothing(statement: &Statement) -> bool {
    let is_withdrawn = [Aspect::Status, Aspect::Verification].iter().any(|aspect| statement.word(*aspect) == Some("entered-in-error"));
    is_withdrawn || statement.kind == Kind::Observation && matches!(statement.value(Aspect::Value), Some(Value::Absent(_)))
}

pub(crate) fn alone(found: &Match, kind: Kind, statement: &Statement, verdict: Verdict) -> Finding {
    let live = statement.word(Aspect::Status).is_none_or(|s| s == "active");
    let main = [Aspect::Code, Aspect::Text, Aspect::Title, Aspect::Family].iter().find_map(|a| statement.fact(*a)).or(statement.facts.first());
    let place = main.map(|f| f.place);
    let manner = match verdict {
        Verdict::Merged => "the destination holds one where the legacy system holds several alike",
        Verdict::Lost => "no counterpart in the destination",
        Verdict::Duplicated => "the destination holds it more often than the legacy system",
        Verdict::Split => "what the legacy system holds as one stands as several in the destination",
        _ => "no legacy statement asserts it",
    };
    let (legacy_value, destination_value) = match verdict {
        Verdict::Lost | Verdict::Merged => (statement.label(), String::new()),
        Verdict::Split if found.legacy.is_some() => (statement.label(), String::new()),
        _ => (String::new(), statement.label()),
    };
    Finding {
        verdict,
        aspect: Aspect::Statement,
        read_as: Aspect::Statement,
        kind,
        severity: if verdict == Verdict::Invented && asserts_nothing(statement) { Severity::Cosmetic } else { severity(kind, verdict, Aspect::Statement, statement, live) },
        legacy: found.legacy,
        destination: found.destination,
        legacy_place: found.legacy.and(place),
        destination_place: if found.legacy.is_none() { place } else { None },
        legacy_value,
        destination_value,
        manner: manner.into(),
        by: found.by,
    }
}

/// Contents of matched statements, to tell a true duplicate from a loss. Nobody asks of kinds of which nothing stands alone: what a statement
/// says begins with its kind.
#[derive(Default)]
struct Twins {
    /// With each content whether it stands in a record that is no claim which arrived.
    legacy: HashMap<String, bool>,
    /// References of legacy claims that arrived, where lines of claims stand alone: what one of them lacks now is lost, however many other claims have a line
    /// that says the same.
    arrived: HashSet<String>,
    destination: HashSet<String>,
    /// Statements of both sides that stand alone because the document of the other side says them again under one identifier, or another file of their own says them.
    again: [HashSet<usize>; 2],
}

impl Twins {
    fn new(legacy: &[Statement], destination: &[Statement], matches: &[Match]) -> Self {
        let alone_here: BTreeSet<Kind> = matches.iter().filter(|m| m.destination.is_none()).filter_map(|m| Some(legacy.get(m.legacy?)?.kind)).collect();
        let alone_there: BTreeSet<Kind> = matches.iter().filter(|m| m.legacy.is_none()).filter_map(|m| Some(destination.get(m.destination?)?.kind)).collect();
        let mut twins = Self::default();
        if alone_here.contains(&Kind::Charge) || alone_here.contains(&Kind::Payment) {
            let claims = matches.iter().filter(|m| m.destination.is_some()).filter_map(|m| legacy.get(m.legacy?)).filter(|s| s.kind == Kind::Claim && !s.origin.reference.is_empty());
            twins.arrived = claims.map(|claim| claim.origin.reference.clone()).collect();
        }
        for (l, r) in matches.iter().filter_map(|m| Some((legacy.get(m.legacy?)?, destination.get(m.destination?)?))) {
            if alone_here.contains(&l.kind) {
                *twins.legacy.entry(content(l)).or_default() |= !twins.arrived.contains(&l.origin.reference);
            }
            twins.destination.extend(alone_there.contains(&r.kind).then(|| content(r)));
        }
        twins.again = [repeated_there(legacy, destination, matches, |m| (m.legacy, m.destination)), repeated_there(destination, legacy, matches, |m| (m.destination, m.legacy))];
        twins
    }

    fn legacy_has_twin(&self, statement: &Statement) -> bool {
        self.legacy.get(&content(statement)).is_some_and(|elsewhere| *elsewhere || !self.arrived.contains(&statement.origin.reference))
    }

    fn destination_has_twin(&self, statement: &Statement) -> bool {
        self.destination.contains(&content(statement))
    }
}

/// Statements of a side that stand alone and say what an aligned one says of which the mate was said again in its document. `of` gives the places
/// of a match in the order of the sides.
fn repeated_there(own: &[Statement], others: &[Statement], matches: &[Match], of: impl Fn(&Match) -> (Option<usize>, Option<usize>)) -> HashSet<usize> {
    let alone: Vec<(usize, &Statement)> = matches.iter().map(&of).filter(|(_, other)| other.is_none()).filter_map(|(one, _)| Some((one?, own.get(one?)?))).collect();
    let kinds: BTreeSet<Kind> = alone.iter().map(|(_, statement)| statement.kind).collect();
    let mut free: HashMap<String, usize> = HashMap::new();
    for (one, other) in matches.iter().map(&of) {
        let (Some(one), Some(other)) = (one.and_then(|one| own.get(one)), other.and_then(|other| others.get(other))) else { continue };
        if kinds.contains(&one.kind) && other.origin.reference.is_empty() {
            let more = leaf::said_again(other).saturating_sub(leaf::said_again(one));
            if more > 0 {
                *free.entry(content(one)).or_default() += more;
            }
        }
    }
    let mut repeated = HashSet::new();
    if free.is_empty() {
        return repeated;
    }
    for (index, statement) in alone {
        if let Some(more) = free.get_mut(&content(statement)).filter(|more| **more > 0) {
            *more -= 1;
            repeated.insert(index);
        }
    }
    repeated
}

/// Everything a statement says, apart from links, its own numbers and where it was read.
pub(crate) fn content(statement: &Statement) -> String {
    let mut out = statement.kind.word().to_string();
    for fact in statement.facts.iter().filter(|f| !matches!(f.value, Value::Key(_)) && f.aspect != Aspect::Identifier) {
        let said = match leaf::of(fact) {
            Some(text) => match leaf::content(text) {
                Some(content) => content.to_string(),
                None => continue,
            },
            None => fact.value.shown(),
        };
        out.push('\u{1f}');
        out.push_str(fact.aspect.word());
        out.push('=');
        out.push_str(&said);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Coding, Date, Fact, How, Origin};

    #[test]
    fn how_somebody_left_says_whether_he_died_in_words_and_in_the_codes_of_bills() {
        for said in ["20", "exp", "Expired at home", "patient died", "41"] {
            assert!(is_death(said), "{said}");
        }
        for said in ["01", "home", "snf", "expected back", "2020", ""] {
            assert!(!is_death(said), "{said}");
        }
    }

    fn event(day: &str) -> Statement {
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let code = Coding { system: "http://dicom.nema.org/resources/ontology/DCM".into(), code: "110107".into(), display: String::new() };
        let facts = vec![fact(Aspect::Code, Value::code(vec![code], String::new())), fact(Aspect::Recorded, Value::Date(Date::parse_iso(day).unwrap()))];
        Statement { kind: Kind::AuditEvent, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: format!("AuditEvent/{day}") }, facts }
    }

    #[test]
    fn what_a_destination_writes_down_of_itself_after_the_book_ended_is_its_own() {
        let mut book = Coverage { records: [1, 0], ..Coverage::default() };
        book.count(&event("2020-03-04"));
        let found = |added: &str| {
            let (legacy, destination) = ([event("2020-01-02")], [event("2020-01-02"), event(added)]);
            compare_patient(&legacy, &destination, &Equivalences::default(), (&book, &book), &|_| None).findings.iter().map(|f| f.verdict).collect::<Vec<_>>()
        };
        assert!(found("2026-11-01").is_empty());
        assert_eq!(found("2019-11-01").len(), 1, "nobody wrote it down while the book was kept");
        assert_eq!(found("2020-02-03").len(), 1, "the book was kept after the chart's last word");
    }

    #[test]
    fn a_claim_that_arrived_has_lost_its_line_whatever_another_claim_says() {
        let part = |kind: Kind, claim: &str, code: &str| {
            let facts = vec![Fact { aspect: Aspect::Code, value: Value::words(code), place: 0, how: How::Copied }];
            Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: format!("Claim/{claim}") }, facts }
        };
        let found = |legacy: &[Statement], destination: &[Statement]| {
            let mut book = Coverage { records: [1, 0], ..Coverage::default() };
            legacy.iter().for_each(|s| book.count(s));
            let result = compare_patient(legacy, destination, &Equivalences::default(), (&book, &book), &|_| None);
            result.findings.iter().map(|f| (f.kind, f.verdict)).collect::<Vec<_>>()
        };
        let claims = [part(Kind::Claim, "1", "Asthma"), part(Kind::Charge, "1", "Spirometry"), part(Kind::Claim, "2", "Cough"), part(Kind::Charge, "2", "Spirometry")];
        assert_eq!(found(&claims, &claims[..3]), [(Kind::Charge, Verdict::Lost)]);
        // A claim that is there twice goes with its line.
        let twice = [part(Kind::Claim, "1", "Asthma"), part(Kind::Charge, "1", "Spirometry"), part(Kind::Claim, "2", "Asthma"), part(Kind::Charge, "2", "Spirometry")];
        assert_eq!(found(&twice, &twice[..2]), [(Kind::Claim, Verdict::Merged), (Kind::Charge, Verdict::Merged)]);
    }

    #[test]
    fn another_rhythm_of_a_live_drug_weighs_as_the_dose_of_a_day_that_it_makes() {
        let drug = |rhythm: &str| {
            let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
            let facts = vec![
                fact(Aspect::Code, Value::words("Cetirizine 10 mg")),
                fact(Aspect::Status, Value::Word("active".into())),
                fact(Aspect::Frequency, Value::Text(rhythm.into())),
            ];
            Statement { kind: Kind::Medication, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
        };
        let found = |a: &str, b: &str| {
            let mut book = Coverage { records: [1, 0], ..Coverage::default() };
            book.count(&drug(a));
            let result = compare_patient(&[drug(a)], &[drug(b)], &Equivalences::default(), (&book, &book), &|_| None);
            result.findings.iter().map(|f| (f.read_as, f.severity)).collect::<Vec<_>>()
        };
        assert_eq!(found("QD", "QID"), [(Aspect::Frequency, Severity::Safety)]);
        assert_eq!(found("QD", "QAM"), [(Aspect::Frequency, Severity::Clinical)], "as many doses, at another time");
        assert!(found("BID", "twice daily").is_empty());
    }
}
