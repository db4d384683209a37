//! The same content lost in one chart and invented in another, once each: one misplaced statement.
//!
//! Where many records moved, one that is missing is soon taken for one of the same concept that came here from elsewhere: a pair
//! whose points in time are far from each other. When the very content of either stands alone in another chart, the pair was none.
//! Where many are of one concept and moment, all that they say tells them apart, and what both books call the record: its number, or its id.
//!
//! Where each content stands is put on disk and sorted; in memory are digests of the first [`DOUBTFUL_MAX`] contents, and for each statement that is misplaced
//! some hundred bytes while the findings of the two places are joined.

use super::Detail;
use super::balancing::{Balancing, cause_id};
use super::proposed::kept;
use crate::book::hash;
use crate::sorted::{Shelves, Sorting};
use crate::{AppError, Result, Workspace};
use balance::{Finding, PatientResult, Proposal};
use model::{Aspect, Fact, Kind, Severity, Statement, Value, Verdict};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::{CauseRow, FindingRow};

/// Contents that are remembered before doubtful pairs are no longer looked at: beyond it the run has other troubles than some records in the
/// wrong chart. What stands alone is remembered whatever there is.
const DOUBTFUL_MAX: usize = 1_000_000;
/// Findings that are written at once.
const AT_ONCE: usize = 4_096;
/// Places that are looked at of one content.
const PLACES_MAX: usize = 3;

/// Where a statement stands that may belong to another chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    /// Ordinal of the patient.
    patient: u64,
    /// Ordinal of its finding, the first one of its pair.
    finding: u64,
    /// Findings of its pair; 0 where it stands alone.
    of_pair: u64,
    is_legacy: bool,
}

impl Place {
    fn is_alone(self) -> bool {
        self.of_pair == 0
    }
}

/// Where statements stand that may belong to another chart, by content.
pub(super) struct Lone<'s> {
    places: Sorting<'s>,
    /// The first contents.
    contents: HashSet<u64>,
}

impl<'s> Lone<'s> {
    pub(super) fn new(shelves: &'s Shelves) -> Self {
        Self { places: shelves.sorting(), contents: HashSet::new() }
    }

    /// Whether there are so many contents that doubtful pairs are no longer looked at.
    fn is_full(&self) -> bool {
        self.contents.len() >= DOUBTFUL_MAX
    }

    fn note(&mut self, content: u64, place: Place) -> Result<()> {
        if !self.is_full() {
            self.contents.insert(content);
        }
        self.places.put(&content.to_be_bytes(), &place.written())
    }

    /// The places of every content that may have moved: those that stand at two.
    fn moved(&mut self) -> Result<Vec<Vec<Place>>> {
        let (mut moved, mut at, mut places): (Vec<Vec<Place>>, Vec<u8>, Vec<Place>) = Default::default();
        self.places.take().sorted().each(&mut |content, place| {
            if at != content {
                let found = std::mem::take(&mut places);
                moved.extend(moved_once(&found).map(|_| found));
                at = content.to_vec();
            }
            // What stands at more than two is common, and tells nothing of a move.
            if places.len() < PLACES_MAX {
                places.extend(Place::read(place));
            }
            Ok(())
        })?;
        moved.extend(moved_once(&places).map(|_| places));
        Ok(moved)
    }
}

impl Place {
    fn written(&self) -> Vec<u8> {
        let numbers = [self.patient, self.finding, self.of_pair, u64::from(self.is_legacy)];
        numbers.into_iter().flat_map(u64::to_be_bytes).collect()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let number = |at: usize| bytes.get(at * 8..)?.first_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes));
        Some(Self { patient: number(0)?, finding: number(1)?, of_pair: number(2)?, is_legacy: number(3)? == 1 })
    }
}

impl Balancing<'_> {
    /// Remembers statements that stand alone, by content: the same content alone in two charts is misplaced.
    pub(super) fn note_lone(&mut self, result: &PatientResult, legacy: &[Statement], destination: &[Statement], first: u64) -> Result<()> {
        let patient = self.ordinal;
        for (index, finding) in result.findings.iter().enumerate().filter(|(_, f)| f.aspect == Aspect::Statement) {
            let place = |is_legacy: bool| Place { patient, finding: first + index as u64, of_pair: 0, is_legacy };
            match (finding.verdict, finding.legacy, finding.destination) {
                (Verdict::Lost, Some(l), _) => self.note_place(&legacy[l], place(true))?,
                (Verdict::Invented, _, Some(d)) => self.note_place(&destination[d], place(false))?,
                // What says as little as another record of the chart may stand in another one, or come from there, all the same.
                (Verdict::Merged, Some(l), None) if self.content(&legacy[l]).is_none() => self.note_place(&legacy[l], place(true))?,
                (Verdict::Duplicated, None, Some(d)) if self.content(&destination[d]).is_none() => self.note_place(&destination[d], place(false))?,
                _ => {}
            }
        }
        // Of one concept and day as well, at another time of it.
        for pair in result.pairs.iter().filter(|p| matches!(p.by, "resemblance" | "content")) {
            let (Some(l), Some(d), Some(start)) = (pair.legacy, pair.destination, pair.finding) else { continue };
            let of_pair = result.findings.iter().skip(start).take_while(|f| f.legacy == Some(l) && f.destination == Some(d)).collect::<Vec<_>>();
            if self.lone.is_full() || !of_pair.iter().any(|f| is_far(f)) {
                continue;
            }
            let place = Place { patient: self.ordinal, finding: first + start as u64, of_pair: of_pair.len() as u64, is_legacy: true };
            for (statement, is_legacy) in [(&legacy[l], true), (&destination[d], false)] {
                self.note_place(statement, Place { is_legacy, ..place })?;
            }
        }
        Ok(())
    }

    /// Notes a place under each name by which its content may be known: where many records are of one concept and moment, all that they say tells them apart.
    fn note_place(&mut self, statement: &Statement, place: Place) -> Result<()> {
        if statement.kind == Kind::Demographic {
            return Ok(());
        }
        // A concept on a day is shared by too many to give up a pair for it.
        let is_exact = place.is_alone() || statement.when().is_some_and(|when| when.has_time());
        let dated = statement.when().filter(|_| self.are_dated(statement.kind));
        let contents = [self.content(statement).filter(|_| is_exact), dated.and_then(|_| self.whole(statement)), dated.and_then(|_| self.frame(statement)), self.known(statement)];
        for content in contents.into_iter().flatten().collect::<BTreeSet<u64>>() {
            self.lone.note(content, place)?;
        }
        Ok(())
    }

    /// Hash of concept, time to the instant and value, or where there is no concept of all that both books say of the kind; only telling contents count.
    fn content(&self, statement: &Statement) -> Option<u64> {
        // Where one book has no day for any record of a kind, that of the other tells nothing of the same record there.
        let when = statement.when().filter(|_| self.are_dated(statement.kind))?;
        // The type of a note tells something beside its words only.
        let is_note = matches!(statement.kind, Kind::Note | Kind::Document) && statement.value(Aspect::Body).is_some();
        let Some(concept) = statement.value(Aspect::Code).or_else(|| statement.value(Aspect::Type).filter(|_| is_note)) else { return self.whole(statement) };
        let value = statement.value(Aspect::Value).or_else(|| statement.value(Aspect::Body)).map(|v| match v {
            Value::Quantity(q) => q.number.normalize().to_string(),
            Value::Code(codings, text) => codings.first().map_or(text.clone(), |c| match self.equivalences.of(&c.system, &c.code).first() {
                Some((_, code)) => code.clone(),
                None => c.code.clone(),
            }),
            other => other.shown(),
        });
        Some(hash(&format!("{}|{}|{}|{}|{}", statement.kind, self.said(concept), when.instant(0), when.has_time(), value.unwrap_or_default())))
    }

    /// Whether both books say of a kind when something was.
    fn are_dated(&self, kind: Kind) -> bool {
        let times = [Aspect::Effective, Aspect::Onset, Aspect::Recorded, Aspect::End];
        let of = |aspects: &BTreeSet<(Kind, Aspect)>| times.iter().any(|aspect| aspects.contains(&(kind, *aspect)));
        of(&self.books.legacy.coverage.aspects) && of(&self.books.destination.coverage.aspects)
    }

    /// Hash of all that a statement says and both books say of its kind: but for links, whose numbers are the makers' own.
    fn whole(&self, statement: &Statement) -> Option<u64> {
        let said = self.said_in_both(statement, &|fact| !matches!(fact.value, Value::Key(_)));
        let to_the_minute = statement.when().is_some_and(|when| when.has_time());
        let days: BTreeSet<i32> = statement.facts.iter().filter_map(|fact| if let Value::Date(date) = &fact.value { Some(date.days()) } else { None }).collect();
        // Little that was said on a day, or at a full hour, is said of many; of two days it is not.
        (said.len() >= if to_the_minute || days.len() > 1 { 4 } else { 6 }).then(|| hash(&format!("{}|{}", statement.kind, said.into_iter().collect::<Vec<_>>().join("|"))))
    }

    /// Hash of concept, own number, days and amounts, which every book writes alike, where there are several of them.
    fn frame(&self, statement: &Statement) -> Option<u64> {
        const PARTS_MIN: usize = 3;
        /// A number of its own tells more than a day that it shares with others.
        const NAME: usize = 2;
        let names = self.said_in_both(statement, &|fact| matches!(fact.aspect, Aspect::Identifier | Aspect::ClaimNumber));
        let concept = statement.value(Aspect::Code).map(|concept| self.said(concept));
        let said = self.said_in_both(statement, &|fact| matches!(fact.value, Value::Date(_)));
        let amounts = self.said_in_both(statement, &|fact| matches!(fact.value, Value::Quantity(_)));
        // Two names of one day tell no more than one.
        let days: BTreeSet<&str> = said.iter().filter_map(|day| day.split_once('=')).map(|(_, day)| day).collect();
        let bare = amounts.iter().map(|amount| amount.split(' ').next().unwrap_or_default());
        let parts: Vec<&str> = names.iter().chain(&said).map(String::as_str).chain(bare).collect();
        let is_telling = (concept.is_some() || !names.is_empty()) && names.len() * NAME + days.len() + amounts.len() >= PARTS_MIN;
        is_telling.then(|| hash(&format!("{} {}|{}", statement.kind, concept.unwrap_or_default(), parts.join("|"))))
    }

    /// Hash of what a record is known as, with what its aspects say, however little that is: nobody else's is called the same and says the same. Where
    /// it has kept its id, so have those whom it names; where ids were given anew, an id tells nothing.
    fn known(&self, statement: &Statement) -> Option<u64> {
        let name = balance::known_as(statement)?;
        let keeps_its_id = name == statement.origin.reference;
        if keeps_its_id && self.ids_are_new {
            return None;
        }
        let said = self.said_in_both(statement, &|fact| fact.aspect != Aspect::Element && (keeps_its_id || !matches!(fact.value, Value::Key(_))));
        Some(hash(&format!("{} {name}|{}", statement.kind, said.into_iter().collect::<Vec<_>>().join("|"))))
    }

    /// Facts that are asked for, of aspects of which both books say something; of its state nothing.
    fn said_in_both(&self, statement: &Statement, asked: &dyn Fn(&Fact) -> bool) -> BTreeSet<String> {
        let (legacy, destination) = (&self.books.legacy.coverage.aspects, &self.books.destination.coverage.aspects);
        let in_both = |aspect: Aspect| legacy.contains(&(statement.kind, aspect)) && destination.contains(&(statement.kind, aspect));
        let told = statement.facts.iter().filter(|fact| fact.aspect != Aspect::Status && in_both(fact.aspect) && asked(fact));
        told.map(|fact| format!("{}={}", fact.aspect, self.said(&fact.value))).collect()
    }

    /// A value in words that are the same for whatever says the same.
    fn said(&self, value: &Value) -> String {
        match value {
            Value::Code(codings, text) => match codings.first() {
                Some(c) => match self.equivalences.of(&c.system, &c.code).first() {
                    Some((s, c)) => format!("{s}|{c}"),
                    None => format!("{}|{}", c.system, c.code),
                },
                None => text.to_lowercase(),
            },
            Value::Quantity(q) => format!("{}{} {}", q.comparator, q.number.normalize(), q.unit),
            Value::Date(date) => format!("{} {}", date.instant(0), date.has_time()),
            other => other.shown().to_lowercase(),
        }
    }

    /// Withdraws a finding from every count, that of its cause by the index that its id has. The verdict of its pair is counted apart.
    fn withdraw(&mut self, row: &FindingRow, causes: &HashMap<String, usize>) {
        self.report.severities[usize::from(row.severity.min(4))] -= 1;
        if let Some(index) = causes.get(&row.cause) {
            self.causes.withdraw(*index, row.severity == 0);
        }
        if let Some(counts) = self.report.kinds.get_mut(&row.kind) {
            counts[3] -= 1;
        }
    }

    fn count_verdict(&mut self, verdict: &str, step: i64) {
        let count = self.report.verdicts.entry(verdict.into()).or_default();
        *count = count.saturating_add_signed(step);
    }

    /// The same content lost in one chart and invented in another, once each: one misplaced statement. Gives how many
    /// findings were joined, and their causes.
    pub(super) fn join_misplaced(&mut self, workspace: &Workspace) -> Result<(u64, Vec<CauseRow>)> {
        let store = workspace.store();
        let (joins, matched) = joins(self.lone.moved()?.into_iter());
        let (mut changed, mut last, mut removed, mut joined) = (Vec::new(), Vec::new(), Vec::new(), 0);
        let mut by_rule: BTreeMap<Option<String>, Moved> = BTreeMap::new();
        let causes: HashMap<String, usize> = self.causes.causes().iter().map(|cause| cause_id(cause.class.word(), &cause.label)).zip(0..).collect();
        for (left, right) in joins {
            let (Some(mut row), Some(other)) = (store.finding_by_ordinal(self.run, left.finding)?, store.finding_by_ordinal(self.run, right.finding)?) else { continue };
            self.withdraw(&row, &causes);
            // Which rule says whose the record is that the lost one was made into.
            let filed = causes.get(&row.cause).and_then(|index| self.causes.causes().get(*index)).filter(|cause| cause.is_elsewhere() && left.is_alone());
            let rule = filed.and_then(|cause| cause.rule.clone());
            let dissolved = left.is_alone() || matched.contains(&(left.finding, false));
            if dissolved {
                self.count_verdict(&row.verdict, -1);
            }
            for ordinal in (left.finding + 1..left.finding + left.of_pair).filter(|_| dissolved) {
                if let Some(beside) = store.finding_by_ordinal(self.run, ordinal)? {
                    self.withdraw(&beside, &causes);
                    removed.push(ordinal);
                }
            }
            if right.is_alone() {
                self.withdraw(&other, &causes);
                self.count_verdict(&other.verdict, -1);
                removed.push(right.finding);
            }
            self.count_verdict("misplaced", 1);
            if let Some(counts) = self.report.kinds.get_mut(&row.kind) {
                counts[3] += 1;
            }
            move_to(&mut row, &other, (left, right), rule.as_deref())?;
            self.report.severities[usize::from(row.severity.min(4))] += 1;
            by_rule.entry(rule).or_default().add(&row, left.patient);
            // The finding of a pair may be asked for once more, as it was, for what stands there instead.
            if left.is_alone() { changed.push(row) } else { last.push(row) }
            if changed.len() + removed.len() >= AT_ONCE {
                store.join_findings(self.run, &changed, &removed)?;
                joined += removed.len() as u64;
                changed.clear();
                removed.clear();
            }
        }
        changed.extend(last);
        store.join_findings(self.run, &changed, &removed)?;
        joined += removed.len() as u64;
        Ok((joined, by_rule.into_iter().map(|(rule, moved)| moved.cause(rule)).collect()))
    }
}

/// Records that stand in another chart than theirs, as far as one cause is of them: whatever kinds they are of, a person was taken for another one.
#[derive(Default)]
struct Moved {
    kinds: BTreeMap<String, u64>,
    safety: u64,
    /// Whom they were lost to.
    patients: HashSet<u64>,
}

impl Moved {
    fn add(&mut self, row: &FindingRow, patient: u64) {
        *self.kinds.entry(row.kind.clone()).or_default() += 1;
        self.safety += u64::from(row.severity == 0);
        self.patients.insert(patient);
    }

    fn cause(self, rule: Option<String>) -> CauseRow {
        let severity = self.kinds.keys().map(|kind| severity(kind)).min().unwrap_or_default();
        // The first of those that are as frequent.
        let kind = self.kinds.iter().rev().max_by_key(|(_, count)| **count).map(|(kind, _)| kind.clone()).unwrap_or_default();
        CauseRow {
            id: cause_id("identity", &misplaced_label(rule.as_deref())),
            class: "identity".into(),
            label: misplaced_label(rule.as_deref()),
            evidence: "The same record, by its concept, time and value or by its own number or id, is missing in one chart and stands, once, in another.".into(),
            proposal: kept(&proposal(rule.as_deref())),
            rule,
            severity,
            verdict: "misplaced".into(),
            aspect: "patient".into(),
            statements: self.kinds.values().sum(),
            safety: self.safety,
            patients: self.patients.len() as u64,
            kind,
            clusters: "[]".into(),
        }
    }
}

/// Whether a point in time is another one, not one that a zone or a clock moved.
fn is_far(finding: &Finding) -> bool {
    let time = matches!(finding.read_as, Aspect::Effective | Aspect::Onset | Aspect::Recorded | Aspect::End);
    time && ["another date", "another year", "another time"].iter().any(|manner| finding.manner.starts_with(manner))
}

/// Both places of a content that stands in one chart of the legacy book and in another chart of the destination, once each.
fn moved_once(places: &[Place]) -> Option<(Place, Place)> {
    match *places {
        [left, right] if left.is_legacy != right.is_legacy && left.patient != right.patient => Some(if left.is_legacy { (left, right) } else { (right, left) }),
        _ => None,
    }
}

/// Contents that stand in one chart of the legacy book and in another chart of the destination, once each; and which sides of which
/// doubtful pairs are among them.
fn joins(places: impl Iterator<Item = Vec<Place>>) -> (Vec<(Place, Place)>, HashSet<(u64, bool)>) {
    let mut joins: Vec<(Place, Place)> = places.filter_map(|found| moved_once(&found)).collect();
    joins.sort_unstable();
    // A statement moved once: where one name leads to one place and others to another one, to where most lead.
    let mut ways: Vec<(Reverse<usize>, (Place, Place))> = joins.chunk_by(|one, other| one == other).filter_map(|same| Some((Reverse(same.len()), *same.first()?))).collect();
    ways.sort_unstable();
    joins = ways.into_iter().map(|(_, join)| join).collect();
    let (mut gone_from, mut come_to): (HashSet<Place>, HashSet<Place>) = Default::default();
    joins.retain(|(left, right)| {
        let is_new = !gone_from.contains(left) && !come_to.contains(right);
        is_new && gone_from.insert(*left) && come_to.insert(*right)
    });
    joins.sort_unstable();
    let gone = without_finding(&joins);
    let mut held = gone.iter();
    joins.retain(|_| held.next() == Some(&false));
    let sides = joins.iter().flat_map(|(left, right)| [(*left, true), (*right, false)]);
    let matched = sides.filter(|(place, _)| !place.is_alone()).map(|(place, is_legacy)| (place.finding, is_legacy)).collect();
    (joins, matched)
}

/// Which joins are none because the destination statement of a pair that they give up would keep no finding. One that falls takes the next with
/// it: where all charts are shifted by one that is a chain through all of them, so it is followed link by link.
fn without_finding(joins: &[(Place, Place)]) -> Vec<bool> {
    // The join that tells of the destination statement of a doubtful pair, and the one that needs it to.
    let told: HashSet<u64> = joins.iter().filter(|(_, right)| !right.is_alone()).map(|(_, right)| right.finding).collect();
    let needed: HashMap<u64, usize> = (0..).zip(joins).filter(|(_, (left, _))| left.of_pair == 1).map(|(at, (left, _))| (left.finding, at)).collect();
    let mut gone = vec![false; joins.len()];
    let mut falling: Vec<usize> = needed.iter().filter(|(finding, _)| !told.contains(*finding)).map(|(_, at)| *at).collect();
    while let Some(at) = falling.pop() {
        let (Some(is_gone), Some((_, right))) = (gone.get_mut(at), joins.get(at)) else { continue };
        if !std::mem::replace(is_gone, true) && !right.is_alone() {
            falling.extend(needed.get(&right.finding));
        }
    }
    gone
}

/// Makes a finding the one of a statement that the destination holds where `other` was found.
fn move_to(row: &mut FindingRow, other: &FindingRow, (left, right): (Place, Place), rule: Option<&str>) -> Result<()> {
    let parse = |row: &FindingRow| serde_json::from_str::<Detail>(&row.detail).map_err(|e| AppError::Other(e.to_string()));
    let (mut detail, other) = (parse(row)?, parse(other)?);
    // The findings of a pair show the aspect that differs; here the statement is meant.
    if !left.is_alone() {
        detail.legacy_shown.clone_from(&detail.label);
        detail.legacy_value.clone_from(&detail.label);
        detail.read_as = Aspect::Statement.word().into();
    }
    let label = detail.label.clone();
    let whole = |shown: String| if right.is_alone() { shown } else { label.clone() };
    detail.destination = None;
    detail.destination_shown = whole(other.destination_shown);
    detail.destination_locators = other.destination_locators;
    detail.destination_places = other.destination_places;
    detail.destination_patient = other.destination_patient;
    detail.destination_statement = other.destination_statement;
    detail.destination_value = whole(other.destination_value);
    detail.manner = "the destination holds it under another patient".into();
    detail.by = String::new();
    detail.rule = rule.map(str::to_string);
    (row.verdict, row.aspect, row.severity) = ("misplaced".into(), "patient".into(), severity(&row.kind));
    row.class = model::CauseClass::Identity.word().into();
    row.cause = cause_id(&row.class, &misplaced_label(rule));
    row.detail = serde_json::to_string(&detail).map_err(|e| AppError::Other(e.to_string()))?;
    Ok(())
}

/// Severity of a misplaced statement of a kind, by its number.
fn severity(kind: &str) -> u8 {
    Kind::from_word(kind).map_or(Severity::Safety, balance::of_another_patient) as u8
}

fn proposal(rule: Option<&str>) -> Proposal {
    if let Some(rule) = rule {
        let text = format!("Look at rule {rule}, which says whose the record of a row is. Where it is right, look at the crosswalk pairs of the two patients of each finding, the one who lost it and the one who holds it now.");
        return Proposal::new(text, "rule", rule);
    }
    let text = "Look at the crosswalk pairs of the two patients of each finding, the one who lost it and the one who holds it now: one of them leads to another person, or the loader filed it by another number.";
    Proposal::new(text, "finding", "")
}

fn misplaced_label(rule: Option<&str>) -> String {
    rule.map_or_else(|| "Records filed under another patient".to_string(), |rule| format!("Records of rule {rule}: filed under another patient"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(patient: u64, finding: u64, is_legacy: bool) -> Place {
        Place { patient, finding, of_pair: 0, is_legacy }
    }

    #[test]
    fn a_content_that_stands_once_on_each_side_in_two_charts_is_one_statement() {
        let (one, two, three) = (alone(1, 10, true), alone(2, 20, false), alone(1, 11, false));
        let found = joins([vec![two, one], vec![one, three], vec![one, two, three], vec![two], vec![]].into_iter());
        assert_eq!(found.0, [(one, two)], "one chart, three places and a single one are no move");
        // By all that it says as well as by its concept, and by a number that leads elsewhere.
        let found = joins([vec![one, two], vec![two, one], vec![one, alone(3, 30, false)]].into_iter());
        assert_eq!(found.0, [(one, two)], "a statement moved once");
        let found = joins([vec![one, two], vec![one, alone(3, 30, false)], vec![one, alone(3, 30, false)]].into_iter());
        assert_eq!(found.0, [(one, alone(3, 30, false))], "to where most of its names lead");
    }

    #[test]
    fn of_all_contents_only_those_come_back_that_moved() {
        let folder = tempfile::tempdir().unwrap();
        for room in [1, 1 << 20] {
            let shelves = Shelves::with_room(store::Scratch::within(folder.path()).unwrap(), room);
            let mut lone = Lone::new(&shelves);
            let pair = Place { patient: 7, finding: u64::MAX - 1, of_pair: 2, is_legacy: true };
            // One that moved, one of many charts, one of one chart, one of one book; noted by turns.
            for n in 0..4 {
                lone.note(5, alone(n, 20 + n, n % 2 == 0)).unwrap();
                if n < 2 {
                    lone.note(9, [pair, alone(8, 1, false)][n as usize]).unwrap();
                    lone.note(1, alone(3, n, n == 0)).unwrap();
                    lone.note(2, alone(n, n, true)).unwrap();
                }
            }
            lone.note(u64::MAX, alone(1, 30, true)).unwrap();
            lone.note(u64::MAX, alone(2, 31, false)).unwrap();
            assert_eq!(lone.moved().unwrap(), [vec![pair, alone(8, 1, false)], vec![alone(1, 30, true), alone(2, 31, false)]], "{room}");
        }
    }

    #[test]
    fn a_rule_that_says_whose_the_records_are_is_named_and_proposed() {
        assert_eq!(misplaced_label(Some("medication-patient")), "Records of rule medication-patient: filed under another patient");
        let by_rule = proposal(Some("medication-patient"));
        assert_eq!((by_rule.place.as_str(), by_rule.target.as_str()), ("rule", "medication-patient"));
        assert_eq!((misplaced_label(None).as_str(), proposal(None).place.as_str()), ("Records filed under another patient", "finding"));
    }

    #[test]
    fn whatever_kinds_the_records_of_one_person_are_of_their_move_is_one_cause_of_one_patient() {
        let row = |kind: &str| FindingRow {
            ordinal: 0,
            id: String::new(),
            patient: 7,
            verdict: "misplaced".into(),
            aspect: "patient".into(),
            kind: kind.into(),
            severity: severity(kind),
            cause: String::new(),
            class: "identity".into(),
            detail: String::new(),
            artifacts: Vec::new(),
        };
        let mut moved = Moved::default();
        ["observation", "allergy", "observation"].iter().for_each(|kind| moved.add(&row(kind), 7));
        let cause = moved.cause(None);
        assert_eq!((cause.statements, cause.safety, cause.patients, cause.kind.as_str()), (3, 3, 1, "observation"));
    }

    #[test]
    fn a_pair_of_two_that_moved_is_given_up_and_one_of_a_date_that_changed_is_kept() {
        // What patient 1 lost stands at 2, and what stands at 1 instead was lost by 3.
        let pair = Place { patient: 1, finding: 10, of_pair: 1, is_legacy: true };
        let (there, lost) = (alone(2, 20, false), alone(3, 30, true));
        let here = Place { is_legacy: false, ..pair };
        let (found, matched) = joins([vec![pair, there], vec![lost, here]].into_iter());
        assert_eq!(found, [(pair, there), (lost, here)]);
        assert!(matched.contains(&(10, true)) && matched.contains(&(10, false)));
        // Without the other half nothing would be said of what stands at 1 any more.
        assert!(joins([vec![pair, there], vec![here]].into_iter()).0.is_empty());
        // A chain that ends nowhere falls link by link, one that ends stands, however long either is.
        let link = |n: u64, is_legacy: bool| Place { patient: n, finding: n, of_pair: 1, is_legacy };
        let chain = |length: u64| (1..length).map(move |n| vec![link(n, true), link(n + 1, false)]);
        assert!(joins(chain(200_000).chain([vec![link(200_000, true), alone(200_001, 200_001, false)]])).0.is_empty());
        let closed = chain(1_000).chain([vec![link(1_000, true), alone(1_001, 1_001, false)], vec![alone(0, 0, true), link(1, false)]]);
        assert_eq!(joins(closed).0.len(), 1_001);
        let told_twice = Place { of_pair: 2, ..pair };
        assert_eq!(joins([vec![told_twice, there]].into_iter()).0, [(told_twice, there)]);
    }
}
