//! What both books say, as it is kept with a run: exact counts, for inside the workspace. Sorted, so that the same books give the
//! same bytes.

use super::count::{Amounts, Count, Counts, NO_MONTH, Table};
use super::question::{Measure, Question};
use super::{KEPT_MAX, Reply};
use model::{Aspect, Decimal, Kind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Cells that a drift lists as its biggest.
const CONTRIBUTORS_MAX: usize = 8;

/// The answers of both books.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PopulationResult {
    /// Name of the questions document.
    pub name: String,
    /// The day the questions were asked for, in days since 1970.
    pub as_of: i32,
    /// Patients in both books, in the legacy book only, in the destination's book only.
    pub people: [u64; 3],
    /// Questions in the order of the document.
    pub questions: Vec<QuestionResult>,
    /// Cells of all distributions, by dimension and kind, the biggest difference first.
    pub cells: Vec<Cell>,
    /// How far each distribution moved.
    pub drifts: Vec<Drift>,
    /// Numbers per test and unit, by code.
    pub numbers: Vec<NumberCell>,
    /// Amounts per kind and currency.
    pub amounts: Vec<Amount>,
    /// Statements beyond the declared numbers of cells, by dimension and kind: legacy, destination.
    pub beyond: Vec<(Dimension, Option<Kind>, [u64; 2])>,
}

/// One question in both books.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct QuestionResult {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it means and what it does not.
    pub about: String,
    /// It adds up statements rather than patients.
    pub counts_statements: bool,
    /// Legacy, destination.
    pub sides: [SideResult; 2],
    /// Patients who belong to it in the legacy book only, in the destination's only. Where statements are counted: who have more there.
    pub only: [u64; 2],
    /// Patients of both books who are asked in the legacy book only, in the destination's only.
    pub asked_only: [u64; 2],
    /// Patients of both books of whom the legacy book alone can tell what they count for, the destination's alone. They are asked alike, and count for the same
    /// as far as both tell.
    pub told_only: [u64; 2],
    /// Patients who belong to it in both books, with another value.
    pub other_value: u64,
    /// Ordinals of the first [`KEPT_MAX`] patients of `only`.
    pub kept: [Vec<u64>; 2],
    /// Ordinals of the first [`KEPT_MAX`] patients of `asked_only`.
    pub asked_kept: [Vec<u64>; 2],
    /// Ordinals of the first [`KEPT_MAX`] patients of `told_only`.
    pub told_kept: [Vec<u64>; 2],
}

/// One book's answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideResult {
    /// Patients who belong to it, or statements added up.
    pub number: u64,
    /// Patients who are asked.
    pub denominator: u64,
    /// Of those who belong to it, patients known by words alone.
    pub by_words: u64,
    /// Patients of whom it cannot be told whether they are asked or belong to it: what decides is a partial date or none, a bound in the place of a
    /// value, or a value in a unit that cannot be compared. They are in neither number.
    pub unread: u64,
}

impl QuestionResult {
    pub(super) fn empty(question: &Question) -> Self {
        Self {
            id: question.id.clone(),
            title: question.title.clone(),
            about: question.about.clone(),
            counts_statements: matches!(question.measure, Measure::Statements(_)),
            sides: [SideResult::default(); 2],
            only: [0; 2],
            asked_only: [0; 2],
            told_only: [0; 2],
            other_value: 0,
            kept: [Vec::new(), Vec::new()],
            asked_kept: [Vec::new(), Vec::new()],
            told_kept: [Vec::new(), Vec::new()],
        }
    }

    /// Whether both books name the same patients, and can tell of the same. Totals that agree are not enough.
    pub fn is_same(&self) -> bool {
        [self.only, self.asked_only, self.told_only] == [[0; 2]; 3]
    }

    /// Whom only one book has at all is a matter of identity: asked there, but no difference between the books' answers.
    pub(super) fn add(&mut self, ordinal: u64, is_paired: bool, replies: [Reply; 2]) {
        for (side, reply) in self.sides.iter_mut().zip(&replies) {
            side.number += reply.number;
            side.denominator += u64::from(reply.asked);
            side.by_words += u64::from(reply.words);
            side.unread += u64::from(reply.unread);
        }
        for (side, other) in [(0, 1), (1, 0)] {
            if replies[side].number > replies[other].number {
                note(&mut self.only[side], &mut self.kept[side], ordinal);
            }
            if is_paired && replies[side].asked && !replies[other].asked {
                note(&mut self.asked_only[side], &mut self.asked_kept[side], ordinal);
            }
        }
        let [legacy, destination] = &replies;
        if is_paired && legacy.asked == destination.asked && legacy.number == destination.number && legacy.unread != destination.unread {
            let side = usize::from(legacy.unread);
            note(&mut self.told_only[side], &mut self.told_kept[side], ordinal);
        }
        let both = replies[0].number > 0 && replies[1].number > 0;
        let is_one = match replies.map(|reply| reply.value) {
            [Some(legacy), Some(destination)] => legacy.is_same(&destination),
            [None, None] => true,
            _ => false,
        };
        self.other_value += u64::from(both && !is_one);
    }
}

fn note(count: &mut u64, kept: &mut Vec<u64>, ordinal: u64) {
    *count += 1;
    if kept.len() < KEPT_MAX {
        kept.push(ordinal);
    }
}

/// What a distribution is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Dimension {
    /// Kinds of statements.
    Kind,
    /// Months of a kind.
    Month,
    /// Codes of a kind.
    Code,
    /// Clinics of a kind.
    Clinic,
}

impl Dimension {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Kind, Self::Month, Self::Code, Self::Clinic];

    /// The one spelling.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Month => "month",
            Self::Code => "code",
            Self::Clinic => "clinic",
        }
    }

    /// Reads the one spelling.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.word() == word)
    }
}

/// What a cell is about, beside its kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CellKey {
    /// The kind as a whole.
    All,
    /// Months since year 0; none where the source tells no month.
    Month(Option<i32>),
    /// A code in its system with its display; without a system it is the words themselves.
    Code(String, String, String),
    /// Where it took place, as the source names it; none where it is not told.
    Clinic(Option<String>),
}

impl CellKey {
    /// In words, for people inside the workspace: `2024-03`, `unknown month`, `http://loinc.org 4548-4`.
    pub fn shown(&self) -> String {
        match self {
            Self::All => "all".into(),
            Self::Month(None) => "unknown month".into(),
            Self::Month(Some(month)) => format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1),
            Self::Code(system, code, _) if system.is_empty() => code.clone(),
            Self::Code(system, code, display) if display.is_empty() => format!("{system} {code}"),
            Self::Code(system, code, display) => format!("{display} ({system} {code})"),
            Self::Clinic(None) => "no clinic told".into(),
            Self::Clinic(Some(name)) => name.clone(),
        }
    }
}

/// Statements and patients of one cell in both books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Distribution it belongs to.
    pub dimension: Dimension,
    /// Kind of the statements.
    pub kind: Kind,
    /// What it is about.
    pub key: CellKey,
    /// Statements: legacy, destination.
    pub statements: [u64; 2],
    /// Patients: legacy, destination.
    pub patients: [u64; 2],
    /// The kind, the code system or the naming of clinics is used by one book only, or it is a local code that the destination alone keeps beside one that
    /// both books tell: listed, not balanced.
    pub one_book: bool,
}

impl Cell {
    /// Destination less legacy.
    pub fn difference(&self) -> i64 {
        self.statements[1] as i64 - self.statements[0] as i64
    }
}

/// How far a distribution moved: counts, never a percentage.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Drift {
    /// Which distribution.
    pub dimension: Dimension,
    /// Of which kind; none for the distribution over kinds.
    pub kind: Option<Kind>,
    /// Statements in the cells that both books can have: legacy, destination.
    pub statements: [u64; 2],
    /// Differences of all cells added up, each as a number without sign.
    pub moved: u64,
    /// Cells, and of them cells that differ.
    pub cells: [u64; 2],
    /// The cells that differ most.
    pub contributors: Vec<Cell>,
}

/// Numbers of one test in one unit in both books.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NumberCell {
    /// System, code and display.
    pub key: CellKey,
    /// Canonical unit.
    pub unit: String,
    /// Numbers: legacy, destination.
    pub count: [u64; 2],
    /// Patients: legacy, destination.
    pub patients: [u64; 2],
    /// Exact sums; none where one outgrew a decimal, or without numbers.
    pub sums: [Option<Decimal>; 2],
    /// Least and most.
    pub extremes: [Option<[Decimal; 2]>; 2],
    /// Quartiles, each cut to two digits.
    pub quartiles: [Option<[Decimal; 3]>; 2],
}

/// Money of a kind in one currency in both books.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Amount {
    /// Kind.
    pub kind: Kind,
    /// `amount`, `allowed` or `patient_share`.
    pub aspect: Aspect,
    /// Currency as told.
    pub currency: String,
    /// Statements: legacy, destination.
    pub count: [u64; 2],
    /// Patients: legacy, destination.
    pub patients: [u64; 2],
    /// Exact sums; none where one outgrew a decimal, or without amounts.
    pub sums: [Option<Decimal>; 2],
}

impl PopulationResult {
    pub(super) fn new(name: String, as_of: i32, people: [u64; 3], questions: Vec<QuestionResult>, counts: Counts) -> Self {
        let Counts { kinds, months, codes, clinics, numbers, numbers_beyond, amounts } = counts;
        let mut beyond = Vec::new();
        let mut cells: Vec<Cell> = kinds.iter().map(|(kind, c)| cell(Dimension::Kind, *kind, CellKey::All, c)).collect();
        cells.extend(months.iter().map(|((kind, month), c)| cell(Dimension::Month, *kind, CellKey::Month((*month != NO_MONTH).then_some(*month)), c)));
        for (kind, table) in codes {
            tabled(&mut cells, &mut beyond, Dimension::Code, kind, table, &|key, words| coded(key, words));
        }
        for (kind, table) in clinics {
            tabled(&mut cells, &mut beyond, Dimension::Clinic, kind, table, &|key, _| CellKey::Clinic((!key.is_empty()).then(|| key.to_string())));
        }
        if numbers_beyond.statements != [0, 0] {
            beyond.push((Dimension::Code, Some(Kind::Observation), numbers_beyond.statements));
        }
        one_book(&mut cells);
        cells.sort_by(|a, b| (a.dimension, a.kind).cmp(&(b.dimension, b.kind)).then_with(|| b.difference().abs().cmp(&a.difference().abs())).then_with(|| a.key.cmp(&b.key)));
        let drifts = drifts(&cells);
        let mut numbers: Vec<NumberCell> = numbers.iter().map(|((key, unit), n)| NumberCell {
            key: coded(key, &n.display),
            unit: unit.clone(),
            count: n.count.statements,
            patients: n.count.patients,
            sums: [n.sides[0].sum, n.sides[1].sum],
            extremes: [0, 1].map(|s| n.sides[s].least.zip(n.sides[s].most).map(|(l, m)| [l, m])),
            quartiles: [n.sides[0].quartiles(), n.sides[1].quartiles()],
        }).collect();
        numbers.sort_by(|a, b| (&a.key, &a.unit).cmp(&(&b.key, &b.unit)));
        let amounts = amounts.into_iter().map(|((kind, aspect, currency), a)| amount(kind, aspect, currency, &a)).collect();
        Self { name, as_of, people, questions, cells, drifts, numbers, amounts, beyond }
    }

    /// A question by its id.
    pub fn question(&self, id: &str) -> Option<&QuestionResult> {
        self.questions.iter().find(|q| q.id == id)
    }
}

fn cell(dimension: Dimension, kind: Kind, key: CellKey, count: &Count) -> Cell {
    Cell { dimension, kind, key, statements: count.statements, patients: count.patients, one_book: false }
}

fn amount(kind: Kind, aspect: Aspect, currency: String, amounts: &Amounts) -> Amount {
    Amount { kind, aspect, currency, count: amounts.count.statements, patients: amounts.count.patients, sums: amounts.sums }
}

fn coded(key: &str, words: &str) -> CellKey {
    let (system, code) = key.split_once('\u{1f}').unwrap_or(("", key));
    CellKey::Code(system.into(), code.into(), words.into())
}

fn tabled(
    cells: &mut Vec<Cell>,
    beyond: &mut Vec<(Dimension, Option<Kind>, [u64; 2])>,
    dimension: Dimension,
    kind: Kind,
    table: Table,
    key: &dyn Fn(&str, &str) -> CellKey,
) {
    let kept = table.kept_beside();
    cells.extend(table.cells.iter().map(|(k, (words, count))| Cell { one_book: kept.contains(k.as_str()), ..cell(dimension, kind, key(k, words), count) }));
    if table.beyond.statements != [0, 0] {
        beyond.push((dimension, Some(kind), table.beyond.statements));
    }
}

/// What has to be used by both books for a cell to be balanced: the kind, and in it the code system or the naming of clinics.
fn ground(cell: &Cell) -> (Dimension, Kind, String) {
    let part = match &cell.key {
        CellKey::Code(system, ..) => system.clone(),
        CellKey::Clinic(Some(_)) => "told".into(),
        _ => String::new(),
    };
    (cell.dimension, cell.kind, part)
}

fn one_book(cells: &mut [Cell]) {
    let mut used: [BTreeSet<(Dimension, Kind, String)>; 2] = [BTreeSet::new(), BTreeSet::new()];
    let mut kinds: [BTreeSet<Kind>; 2] = [BTreeSet::new(), BTreeSet::new()];
    for cell in cells.iter() {
        for side in [0, 1] {
            if cell.statements[side] > 0 {
                used[side].insert(ground(cell));
                kinds[side].insert(cell.kind);
            }
        }
    }
    for cell in cells.iter_mut() {
        let ground = ground(cell);
        let known = |side: usize| kinds[side].contains(&cell.kind);
        // A book that tells some clinics, or no clinic at all, may still leave one out: "not told" is balanced where both tell any.
        let told = (Dimension::Clinic, cell.kind, "told".to_string());
        let both = match &cell.key {
            CellKey::Clinic(_) => used[0].contains(&told) && used[1].contains(&told),
            CellKey::Code(..) => used[0].contains(&ground) && used[1].contains(&ground),
            _ => true,
        };
        cell.one_book |= !(known(0) && known(1) && both);
    }
}

fn drifts(cells: &[Cell]) -> Vec<Drift> {
    let mut groups: BTreeMap<(Dimension, Option<Kind>), Vec<&Cell>> = BTreeMap::new();
    for cell in cells.iter().filter(|c| !c.one_book) {
        let kind = (cell.dimension != Dimension::Kind).then_some(cell.kind);
        groups.entry((cell.dimension, kind)).or_default().push(cell);
    }
    let of = |((dimension, kind), mut cells): ((Dimension, Option<Kind>), Vec<&Cell>)| {
        let total = |side: usize| cells.iter().map(|c| c.statements[side]).sum::<u64>();
        let statements = [total(0), total(1)];
        let moved = cells.iter().map(|c| c.difference().unsigned_abs()).sum::<u64>();
        let differing = cells.iter().filter(|c| c.difference() != 0).count() as u64;
        let all = cells.len() as u64;
        cells.sort_by(|a, b| b.difference().abs().cmp(&a.difference().abs()).then_with(|| (a.kind, &a.key).cmp(&(b.kind, &b.key))));
        let contributors = cells.into_iter().filter(|c| c.difference() != 0).take(CONTRIBUTORS_MAX).cloned().collect();
        Drift { dimension, kind, statements, moved, cells: [all, differing], contributors }
    };
    groups.into_iter().map(of).collect()
}
