//! The comparison run: both books read, patients linked, charts balanced partition by partition, causes drawn, results kept.

mod added;
mod balancing;
mod books;
pub(crate) mod charts;
pub(crate) mod clusters;
mod common;
mod consequences;
mod declared;
mod design;
mod edge;
mod explained;
mod gaps;
mod heard;
mod joined;
mod judging;
mod judgments;
mod kept;
mod keys;
mod labels;
mod learnt;
mod lines;
mod linking;
mod made;
mod misplaced;
mod on_a_day;
mod passing;
mod people;
mod persons;
mod places;
mod proposed;
mod rare;
mod readings;
mod rejudge;
mod sealed;
mod sides;
mod spent;
mod stands;
mod noted;
pub(crate) mod papers;
mod tie;
mod written;

pub use added::AddedLine;
pub(crate) use charts::{Charts, opened, pair_word};
pub(crate) use common::common_texts;
pub(crate) use consequences::Computes;
pub(crate) use declared::{day_words, declarations};
pub use declared::EquivalenceCount;
pub(crate) use edge::Reason;
pub use on_a_day::{CheckRow, StateReport, StateRow, StateSide, state_of};
pub(crate) use lines::{findings_of, locator, place_locator};
pub(crate) use noted::NoteEvidence;
pub use proposed::proposal_of;
pub use readings::forget_readings;
pub(crate) use learnt::{Learnt, name as learnt_name, of_name as learnt_of};
pub(crate) use readings::held_blobs;
pub use spent::Timings;
pub(crate) use tie::{Tie, score_words};
pub use tie::{LinkLine, link};
pub use rejudge::rejudge;
pub use lines::{CauseLine, FindingLine, LinkWords, NoteWords, SideLine, TriageLine, each_same, finding_lines};
pub(crate) use explained::{Found, charts_of, explanation, of_finding, of_index};
pub use explained::{ExplainLine, ExplanationLine, JudgedLine, RivalLine, StepLine, explain};

use crate::archive::KeptOut;
use crate::book::{BookReport, lens, resolve};
use crate::held::HeldRows;
use crate::jobs::{Meter, Step};
use crate::migrate::plan;
use crate::origins::Origins;
use crate::sorted::Shelves;
use crate::spill::{Numbers, give_up, partition};
use crate::{AppError, MigrateReport, Result, Workspace};
use balance::{Causes, Equivalences, Pair};
use balancing::Balancing;
use books::{Books, read_books};
use charts::KeptCharts;
use declared::Explained;
use judging::{Judging, Seen};
use judgments::{Before, Judgments, Key};
use made::Made;
use misplaced::Lone;
use papers::Papers;
use passing::{Keeping, pass};
use spent::{Spent, Work};
use mapping::Plan;
use model::{Side, Statement};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};
use store::{BlobPart, Conclusion};

/// Counts of a comparison, as kept and as printed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CompareReport {
    /// Run number.
    pub run: u32,
    /// Mapping version that made the destination, 0 for a given one.
    pub version: u32,
    /// Patients linked, on the legacy side only, on the destination side only. Whom the archive rule keeps out is not among them.
    pub patients: [u64; 3],
    /// Statements in each book.
    pub statements: [u64; 2],
    /// Per kind: legacy, destination, balanced, findings. Legacy statements that stay in the archive with their patients are not among them.
    pub kinds: BTreeMap<String, [u64; 4]>,
    /// Pairs per verdict.
    pub verdicts: BTreeMap<String, u64>,
    /// Of them those of the demographics, which are patients.
    #[serde(default)]
    pub demographics: BTreeMap<String, u64>,
    /// Findings per severity, in the order of `Severity`.
    pub severities: [u64; 5],
    /// Findings.
    pub findings: u64,
    /// Statements of kinds that only the destination's book has, by kind: not balanced.
    pub one_book_only: BTreeMap<String, u64>,
    /// Rows that the lens of the legacy side excludes, with the reason.
    pub excluded: Vec<(String, String, u64)>,
    /// Those that the lens of the destination excludes.
    #[serde(default)]
    pub excluded_there: Vec<(String, String, u64)>,
    /// Records that no reading reads, by side and relation or resource type.
    pub unread: Vec<(String, String, u64)>,
    /// Values that the lens of the legacy side does not list, counted per relation and field.
    pub unlisted: Vec<(String, String, u64)>,
    /// Those that the lens of the destination does not list.
    #[serde(default)]
    pub unlisted_there: Vec<(String, String, u64)>,
    /// Per check of what still computes: answers, of them alike, declared, parted, findings made of those that nothing
    /// explained, and patients with one that parted.
    #[serde(default)]
    pub checks: BTreeMap<String, [u64; 6]>,
    /// Per check, answers that one book gives and the other holds too little for: neither alike nor a difference that can be shown.
    #[serde(default)]
    pub untold: BTreeMap<String, u64>,
    /// Per list on each patient's last day: in force in the legacy book, in the destination, lines that part, of them those
    /// where one side cannot tell.
    #[serde(default)]
    pub states: BTreeMap<String, [u64; 4]>,
    /// What notes say against the books, per check: in both (the source's own), in the legacy book only, in the destination's only.
    #[serde(default)]
    pub notes: BTreeMap<String, [u64; 3]>,
    /// What each declared equivalence in force explains, in the order of the document, then the code maps of the lens.
    #[serde(default)]
    pub equivalences: Vec<EquivalenceCount>,
    /// Version of the equivalences document, 0 for none.
    #[serde(default)]
    pub equivalences_version: u32,
    /// What somebody has to look at although it is no finding of a chart: an equivalence that explains more than it did.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// The run whose kept pairs were judged again, where nothing was read.
    #[serde(default)]
    pub rejudged: Option<u32>,
    /// Of each side, records that were read, and records whose artifacts and reading are those of the comparison before.
    #[serde(default)]
    pub records: [[u64; 2]; 2],
    /// Patients that were judged, and patients whose charts, and all they are judged by, are those of the comparison before.
    #[serde(default)]
    pub judged: [u64; 2],
    /// Values of the legacy side that did not read as the lens says, counted per relation, field and reason.
    #[serde(default)]
    pub doubts: Vec<(String, String, String, u64)>,
    /// Those of the destination.
    #[serde(default)]
    pub doubts_there: Vec<(String, String, String, u64)>,
    /// What the destination says of a kind and no legacy statement does.
    #[serde(default)]
    pub added: Vec<AddedLine>,
    /// Patients whose charts are linked below certainty, and findings in them.
    #[serde(default)]
    pub uncertain: [u64; 2],
    /// Patients whom the archive rule in force keeps out, their legacy statements that stay in the archive, and destination statements that stand
    /// all the same, which are findings.
    #[serde(default)]
    pub archived: [u64; 3],
    /// Version of that rule, 0 where none was in force.
    #[serde(default)]
    pub archive_rule: u32,
    /// Numbers that the legacy and the destination side merged away; patients whose merge the destination did not follow or made alone.
    #[serde(default)]
    pub merges: [u64; 3],
    /// On what the processor time was spent; not kept.
    #[serde(skip)]
    pub spent: Timings,
}

/// What is kept of a finding beside the columns that lists filter by. Sealed with the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Detail {
    pub label: String,
    pub legacy_shown: String,
    pub destination_shown: String,
    pub legacy: Option<usize>,
    pub destination: Option<usize>,
    pub read_as: String,
    pub legacy_locators: Vec<String>,
    pub destination_locators: Vec<String>,
    /// Destination locators as the desktop may see them: by file and line, not by id.
    pub destination_places: Vec<String>,
    pub legacy_patient: String,
    pub destination_patient: String,
    pub legacy_statement: String,
    pub destination_statement: String,
    pub legacy_value: String,
    pub destination_value: String,
    pub manner: String,
    pub by: String,
    pub rule: Option<String>,
    /// What a note says to it.
    #[serde(default)]
    pub note: Option<NoteEvidence>,
    /// How the charts are tied, where both sides have one.
    #[serde(default)]
    pub link: Option<Tie>,
}

/// Patients judged at once: between them the run tells where it stands and may be cancelled. A part has some of these, so that what one core does by itself
/// for the ones is done while the others are aligned and judged, and what a step leaves of a patient is still at hand for the next one.
const AT_ONCE: usize = 64;

/// Runs a comparison over everything that is active on both sides.
pub fn compare(workspace: &Workspace, now: fn() -> u64, meter: &Meter<'_>) -> Result<CompareReport> {
    let store = workspace.store();
    let _lease = workspace.lease()?;
    // Before anything is looked at: what somebody changes from now on is not taken for seen.
    let state = store.state()?;
    if store.artifacts("legacy")?.iter().all(|a| a.records == 0) {
        return Err(AppError::Nothing("the legacy side holds no records; ingest it first".into()));
    }
    let destination = store.artifacts("destination")?;
    if destination.iter().all(|a| a.records == 0) {
        return Err(AppError::Nothing("the destination side holds no records; run `migrate`, or ingest a destination".into()));
    }
    let migrated = destination.iter().find_map(|a| a.run);
    let version = match migrated {
        Some(run) => store.run(run)?.map_or(0, |r| r.version),
        None => 0,
    };
    let previous = store.last_run("compare")?.map_or(0, |r| r.id);
    let kept_out = crate::archive::kept_out(workspace, now, meter)?;
    let day = (now() / 86_400_000) as i32;
    let known = stands::known_by(workspace, &state, day, kept_out.as_ref())?;
    let standing = stands::of_before(workspace, previous, day, &known)?;
    let run = store.start_run("compare", now(), version)?;
    let about = About { run, version, migrated, previous, day, phase: "comparing" };
    let stands = standing.is_some();
    let outcome = match standing {
        Some(before) => stands::said_again(about, before, meter),
        None => compare_books(workspace, about, kept_out, meter).and_then(|report| stands::keep(workspace, run, &known).map(|()| report)),
    };
    concluded(workspace, about, stands, now, outcome)
}

/// What a run is of.
#[derive(Clone, Copy)]
struct About {
    run: u32,
    /// Mapping version, 0 for a given destination.
    version: u32,
    /// The migration run that made the destination.
    migrated: Option<u32>,
    /// The comparison before, 0 for none.
    previous: u32,
    /// The day of the run, in days since 1970.
    day: i32,
    phase: &'static str,
}

/// A patient with both charts, on the way to being balanced; aligned already where kept pairs are judged again.
struct Arrival {
    key: String,
    legacy: Vec<Statement>,
    destination: Vec<Statement>,
    aligned: Option<Vec<Pair>>,
    /// Where both charts are kept as they are, and by what they are known.
    kept: Option<(BlobPart, Key)>,
}

/// Ends a run: in one step with everything that it came to where it is done, and without a trace where it is not. `stands` where the results of the
/// run before become its own.
fn concluded(workspace: &Workspace, about: About, stands: bool, now: fn() -> u64, outcome: Result<CompareReport>) -> Result<CompareReport> {
    let outcome = outcome.and_then(|report| conclude(workspace, about, stands, now, &report).map(|()| report));
    if let Err(error) = &outcome {
        let state = if matches!(error, AppError::Cancelled) { "cancelled" } else { "failed" };
        // Where not even that can be written, whoever opens the workspace next does it; what matters is why the run ended.
        let _ = workspace.store().give_up(about.run, now(), state);
    }
    outcome
}

fn conclude(workspace: &Workspace, About { run, previous, .. }: About, stands: bool, now: fn() -> u64, report: &CompareReport) -> Result<()> {
    let json = serde_json::to_string(report).map_err(|e| AppError::Other(e.to_string()))?;
    // The results of the run before are forgotten with it: what it had and this one has not is closed, on this proof only.
    let burn = crate::triage::came_to(workspace, run, if stands { previous } else { run }, now())?;
    let settings = stands.then(stands::settings);
    let conclusion = Conclusion { run, previous, stands: settings.as_deref(), burn: &burn, ended_ms: now(), report: &json };
    Ok(workspace.store().conclude(&conclusion)?)
}

fn compare_books(workspace: &Workspace, about: About, kept_out: Option<KeptOut>, meter: &Meter<'_>) -> Result<CompareReport> {
    let origins = Origins::read(workspace)?;
    let sources = kept::Sources::now(workspace, about.day)?;
    let (year, month, day) = model::civil_from_days(about.day);
    let standing = kept::standing(workspace, about.previous, &sources)?;
    let are_kept = standing.is_some();
    let (mut books, papers) = match standing {
        Some(standing) => (standing.books, Papers::as_filed(workspace, standing.filed)?),
        None => {
            // Filing looks at everybody as well, on one core, and lets go of them again before the charts are held.
            let (books, papers) = rayon::join(|| read_books(workspace, &origins, (i32::from(year), month, day), meter), || Papers::of(workspace, Side::Legacy));
            let books = books?;
            let papers = papers.inspect_err(|_| {
                give_up(workspace, &books.legacy_parts);
                give_up(workspace, &books.destination_parts);
            })?;
            (books, papers)
        }
    };
    books.kept_out = kept_out;
    let outcome = balance_charts(workspace, about, (origins, &papers), (&mut books, are_kept), meter);
    if outcome.is_err() {
        // Partitions go as they are read; of a run that did not come to its end the rest is left.
        give_up(workspace, &books.legacy_parts);
        give_up(workspace, &books.destination_parts);
    }
    let report = outcome?;
    stage(meter, "keeping both books")?;
    match are_kept {
        true => kept::hand_on(workspace, about.run)?,
        false => kept::keep(workspace, about.run, &books, papers.filed(), &sources)?,
    }
    Ok(report)
}

fn balance_charts(
    workspace: &Workspace,
    about: About,
    (origins, papers): (Origins, &Papers<'_>),
    (books, are_kept): (&mut Books, bool),
    meter: &Meter<'_>,
) -> Result<CompareReport> {
    let plan = design::settle(workspace, books, about.version)?;
    let books: &Books = books;
    let spent = Spent::default();
    let parts: Box<dyn Iterator<Item = Result<Vec<Arrival>>> + Send> = match are_kept {
        true => Box::new(KeptCharts::of(workspace, about.previous, false, &spent)),
        false => Box::new(books.legacy_parts.iter().zip(&books.destination_parts).map(|parts| arrivals(workspace, books, parts, &spent))),
    };
    let before = Before::new(workspace, books)?;
    let mut judgments = Judgments::new(&before);
    match balance_books(workspace, about, (origins, papers, plan), (books, &spent), (parts, Some((before, &mut judgments))), meter) {
        Ok(report) => judgments.keep().map(|()| report),
        Err(error) => {
            judgments.leave();
            Err(error)
        }
    }
}

/// What is declared to be the same on a day, and the count of what it explains, which is held against that of the comparison before.
fn in_force(workspace: &Workspace, previous: u32, day: i32) -> Result<(Equivalences, Explained)> {
    let mut equivalences = lens(workspace)?.map(|l| l.equivalences).unwrap_or_default();
    let declared = declarations(workspace)?;
    equivalences.declare(&declared.1, day);
    let explained = Explained::new(workspace, declared, &equivalences, previous, day)?;
    Ok((equivalences, explained))
}

/// The patients of one partition, in the order of their keys.
fn arrivals(workspace: &Workspace, books: &Books, (left, right): (&String, &String), spent: &Spent) -> Result<Vec<Arrival>> {
    let load = |blob: &str, report: &BookReport, numbers: &Numbers| -> Result<BTreeMap<String, Vec<Statement>>> {
        spent.on(Work::Charts, || {
            let mut charts = partition(workspace, blob, numbers)?;
            charts.values_mut().for_each(|chart| resolve(chart, report));
            Ok(charts)
        })
    };
    let [left_numbers, right_numbers] = &books.numbers;
    let (legacy, destination) = rayon::join(|| load(left, &books.legacy, left_numbers), || load(right, &books.destination, right_numbers));
    let (mut legacy, mut destination) = (legacy?, destination?);
    let keys: std::collections::BTreeSet<String> = legacy.keys().chain(destination.keys()).cloned().collect();
    let arrival = |key: String| {
        let (mut legacy, destination) = (legacy.remove(&key).unwrap_or_default(), destination.remove(&key).unwrap_or_default());
        // A legacy patient goes by one name in the whole run.
        legacy.iter_mut().filter(|s| s.patient != key).for_each(|s| s.patient.clone_from(&key));
        Arrival { key, legacy, destination, aligned: None, kept: None }
    };
    Ok(keys.into_iter().map(arrival).collect())
}

/// Balances every patient of the books and keeps what is found. The patients come in parts; the charts of a part are sealed together. With
/// judgments, who has not changed is not judged again.
fn balance_books(
    workspace: &Workspace,
    about: About,
    (origins, papers, plan): (Origins, &Papers<'_>, Option<Plan>),
    (books, spent): (&Books, &Spent),
    (parts, judgments): (impl Iterator<Item = Result<Vec<Arrival>>> + Send, Option<(Before<'_>, &mut Judgments<'_>)>),
    meter: &Meter<'_>,
) -> Result<CompareReport> {
    let store = workspace.store();
    let About { run, version, migrated, .. } = about;
    let plan = plan.filter(|_| migrated.is_some());
    let (equivalences, explained) = in_force(workspace, about.previous, about.day)?;
    let questions = crate::population::questions(workspace)?;
    let held = migrated.map(|run| HeldRows::read(workspace, run)).transpose()?.unwrap_or_default();
    // Counts of an earlier version may not be readable: what a rule was given is then not known.
    let report = match migrated {
        Some(run) => store.run(run)?.and_then(|row| serde_json::from_str::<MigrateReport>(&row.report).ok()),
        None => None,
    };
    let counts = report.as_ref().map(made::Counts::new).unwrap_or_default();
    let read_relations = plan.iter().flat_map(|p| p.resources.iter().map(|r| r.set.from.clone())).collect();
    let made = Made { origins, plan, lens: lens(workspace)?, held, read_relations, counts, legacy_places: &books.legacy.places, rows: OnceLock::new(), answers: Mutex::default() };
    let shelves = Shelves::new(store.scratch()?);
    let mut judging = Judging {
        books,
        spent,
        made: &made,
        equivalences: &equivalences,
        papers,
        links: design::links(workspace, books)?,
        seen: Seen::default(),
        population: balance::Population::new(questions, &equivalences, books.newest_day.unwrap_or(about.day)),
        patients: 0,
        judged: 0,
    };
    let mut balancing = Balancing {
        run,
        books,
        made: &made,
        equivalences: &equivalences,
        causes: Causes::default(),
        report: CompareReport { run, version, records: books.records, archive_rule: books.kept_out.as_ref().map_or(0, |k| k.version), ..Default::default() },
        ordinal: 0,
        findings: 0,
        lone: Lone::new(&shelves),
        explained,
        added: added::Added::new(&books.legacy.coverage, &books.destination.coverage),
        shared: proposed::Shared::default(),
        papers,
        ids_are_new: false,
    };
    balancing.count_books();
    let (before, judgments) = judgments.unzip();
    let keeping = Keeping::new(store, spent, &mut balancing, judgments);
    pass(parts, (&mut judging, before), keeping, (about.phase, books.roll.count(), meter))?;
    stage(meter, "drawing causes")?;
    let Judging { links, population, patients, judged, .. } = judging;
    balancing.report.judged = [judged, patients - judged];
    let mut report = spent.on(Work::Causes, || balancing.finish(workspace))?;
    crate::population::keep(workspace, run, &population.finish())?;
    common::keep(workspace, run, books)?;
    learnt::keep(workspace, run, books, &links)?;
    design::keep(workspace, run, books)?;
    report.spent = spent.timings();
    Ok(report)
}

/// Tells of a part of the work that has no count, and stops where somebody cancelled.
fn stage(meter: &Meter<'_>, phase: &'static str) -> Result<()> {
    if meter(Step { phase, done: 0, total: 0, unit: "patients" }).is_break() { Err(AppError::Cancelled) } else { Ok(()) }
}

/// The plan of a version as it was when the run was made.
pub(crate) fn run_plan(workspace: &Workspace, version: u32) -> Result<Option<Plan>> {
    let Some(document) = workspace.store().document_version("mapping", version)? else { return Ok(plan(workspace, true).ok().map(|p| p.0)) };
    let schema = crate::source::legacy_schema(workspace)?;
    Ok(mapping::Document::parse(&document.text).ok().map(|d| Plan::check(d, Some(&schema)).0))
}
