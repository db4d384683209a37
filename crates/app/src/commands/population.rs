//! Populations and registry questions, as far as they may be shown.
//!
//! A count of 1 to 10 patients is withheld, and with it what would tell it: the other book's total, the patients in both books, all but a few of a
//! book. That is one door with the overview and the report, [`Told`]. A cell is shown when at least 11 patients stand in it on one side; of the
//! demographics everybody has one statement, so its number goes by the rule of patients. Months count
//! back from the newest one, which is not told; clinics have numbers; codes and words pass `deid` or are named as withheld. Order follows
//! what is shown, never what is not.

use super::{Answer, facet, last_compare, not_found, page};
use crate::book::K;
use crate::compare::common_texts;
use crate::population::{differences, of_run};
use crate::show::short;
use crate::terminology::Terms;
use crate::told::{Told, part};
use crate::{Host, Workspace};
use balance::{Amount, Cell, CellKey, Dimension, NumberCell, PopulationResult, QuestionResult, SideResult};
use contract::{Nothing, PopulationCell, PopulationDrift, PopulationPage, PopulationQuery, QuestionRow, QuestionsAnswer};
use deid::books_told;
use model::{Decimal, Kind, Phi, civil_from_days};
use std::collections::{BTreeMap, HashMap};

/// A count of 1 to 10 patients.
fn is_small(count: u64) -> bool {
    deid::small_count(count).is_none()
}

pub(crate) fn questions<H: Host>(host: &H, _: Nothing) -> Answer<QuestionsAnswer> {
    let workspace = host.workspace();
    let Some((run, report)) = last_compare(workspace)? else { return Ok(QuestionsAnswer::default()) };
    let Some(result) = of_run(workspace, run.id)? else { return Ok(QuestionsAnswer::default()) };
    let told = Told::of(&report);
    Ok(QuestionsAnswer {
        rows: result.questions.iter().map(|q| question_row(q, &told)).collect(),
        name: result.name,
        paired: told.people.both,
        legacy_only: told.people.only[0],
        destination_only: told.people.only[1],
        run: run.id,
    })
}

/// One question as far as its answers may be told.
pub(crate) fn question_row(q: &QuestionResult, told: &Told) -> QuestionRow {
    let [l, d] = q.sides;
    let both = l.number.saturating_sub(q.only[0]);
    // Statements are no patients: their sum is shown as soon as enough patients are asked.
    let [legacy, destination] = if q.counts_statements {
        [l, d].map(|side| (!is_small(side.denominator)).then_some(side.number))
    } else {
        let [legacy, destination] = books_told([both, q.only[0], q.only[1]], 0).whole;
        [legacy.filter(|count| told.patients(0, *count).is_some()), destination.filter(|count| told.patients(1, *count).is_some())]
    };
    let of = |side: usize, number: u64, of: u64| told.patients(side, of).filter(|_| q.counts_statements || !is_small(of.saturating_sub(number)));
    let (legacy_of, destination_of) = (of(0, l.number, l.denominator), of(1, d.number, d.denominator).filter(|_| !tells_few_asked(q)));
    // Of a number that is not told no part is: it may be all of it.
    let part_of = |count: u64, whole: u64, told: Option<u64>| part(count, whole).filter(|count| *count == 0 || told.is_some());
    // Who is neither in it nor untold, and who is not asked for certain, would follow from the numbers beside it.
    let untold = |side: usize, own: SideResult, of: Option<u64>| {
        let is_few = |count: u64| is_small(own.denominator.saturating_sub(own.number + count)) || told.patients(side, own.denominator + count).is_none();
        part_of(own.unread, own.denominator, of).filter(|count| *count == 0 || !is_few(*count))
    };
    QuestionRow {
        id: q.id.clone(),
        title: q.title.clone(),
        about: q.about.clone(),
        verdict: String::from(if q.is_same() { "same" } else { "differs" }),
        statements: q.counts_statements,
        legacy,
        destination,
        legacy_of,
        destination_of,
        only_legacy: deid::small_count(q.only[0]),
        only_destination: deid::small_count(q.only[1]),
        asked_only_legacy: deid::small_count(q.asked_only[0]),
        asked_only_destination: deid::small_count(q.asked_only[1]),
        other_value: part_of(q.other_value, both, legacy),
        legacy_by_words: part_of(l.by_words, l.number, legacy),
        destination_by_words: part_of(d.by_words, d.number, destination),
        legacy_unread: untold(0, l, legacy_of),
        // Who belongs to it by one book and cannot be told by the other is one of those whom only one book names.
        destination_unread: untold(1, d, destination_of).filter(|count| *count == 0 || !is_small(l.unread.abs_diff(d.unread))),
    }
}

/// Whether both numbers of patients who are asked would tell a few: those of both books whom one of them asks, or those whom only one book has.
fn tells_few_asked(q: &QuestionResult) -> bool {
    let [l, d] = q.sides.map(|side| side.denominator);
    let [only_legacy, only_destination] = q.asked_only;
    let unpaired = l.saturating_sub(only_legacy).abs_diff(d.saturating_sub(only_destination));
    [only_legacy, only_destination, unpaired, l.abs_diff(d)].into_iter().any(is_small)
}

/// Ordinals of the patients whose answer to a question differs, in one way or in any.
pub(crate) fn differing(workspace: &Workspace, run: u32, question: &str, difference: &str) -> Answer<Vec<u64>> {
    let result = of_run(workspace, run)?.ok_or_else(not_found)?;
    let question = result.question(question).ok_or_else(not_found)?;
    let wanted = differences(question).into_iter().filter(|(word, _)| difference.is_empty() || *word == difference);
    let mut ordinals: Vec<u64> = wanted.flat_map(|(_, list)| list.iter().copied()).collect();
    ordinals.sort_unstable();
    ordinals.dedup();
    Ok(ordinals)
}

pub(crate) fn population<H: Host>(host: &H, q: PopulationQuery) -> Answer<PopulationPage> {
    let workspace = host.workspace();
    let Some((run, report)) = last_compare(workspace)? else { return Ok(PopulationPage::default()) };
    let Some(result) = of_run(workspace, run.id)? else { return Ok(PopulationPage::default()) };
    let showing = Names::new(workspace, &result, Told::of(&report))?;
    let dimension = if q.dimension.is_empty() { "kind" } else { q.dimension.as_str() };
    let (cells, mut withheld) = showing.rows(&result, dimension);
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    let text = q.text.to_lowercase();
    let passes = |c: &PopulationCell| {
        let said = text.is_empty() || c.label.to_lowercase().contains(&text) || c.code.to_lowercase().contains(&text);
        said && !(q.differing && c.difference == Some(0) && c.legacy_sum == c.destination_sum && c.legacy_quartiles == c.destination_quartiles)
    };
    let mut rows = Vec::new();
    for cell in cells.into_iter().filter(passes) {
        *kinds.entry(cell.kind.clone()).or_default() += 1;
        if q.kinds.is_empty() || q.kinds.contains(&cell.kind) {
            rows.push(cell);
        }
    }
    withheld.retain(|kind, _| q.kinds.is_empty() || q.kinds.iter().any(|k| k == kind));
    order(&mut rows, &q.sort);
    let demographics = result.cells.iter().find(|cell| cell.dimension == Dimension::Kind && cell.kind == Kind::Demographic && !cell.one_book);
    let few = demographics.filter(|cell| showing.told.patients_of(cell.statements).contains(&None));
    let drifts = result.drifts.iter().filter(|d| few.is_none() || d.kind != Some(Kind::Demographic));
    let drifts = drifts.filter(|d| d.dimension.word() == dimension && d.kind.is_none_or(|k| q.kinds.is_empty() || q.kinds.iter().any(|w| w == k.word())));
    let mut drifts: Vec<PopulationDrift> = drifts.map(|d| showing.drift(d, few.map_or([0; 2], |cell| cell.statements))).collect();
    drifts.sort_by(|a, b| b.moved.cmp(&a.moved).then_with(|| a.kind.cmp(&b.kind)));
    Ok(PopulationPage {
        total: rows.len() as u64,
        rows: rows.into_iter().skip(usize::try_from(q.offset).unwrap_or(usize::MAX)).take(page(q.limit) as usize).collect(),
        withheld: withheld.values().sum(),
        kinds: kinds.into_iter().map(|(kind, n)| facet(kind, n)).collect(),
        drifts,
        beyond: result.beyond.iter().filter(|b| b.0.word() == dimension).map(|b| b.2[0] + b.2[1]).sum(),
        run: run.id,
    })
}

/// Biggest difference first; what is withheld comes last, whatever it is.
fn order(rows: &mut [PopulationCell], sort: &str) {
    let name = |c: &PopulationCell| (c.kind.clone(), c.month, c.label.to_lowercase(), c.code.clone(), c.unit.clone());
    rows.sort_by_cached_key(name);
    let size = |difference: Option<i64>| difference.map(i64::unsigned_abs);
    match sort {
        "label" => {}
        "-label" => rows.reverse(),
        "legacy" => rows.sort_by_key(|c| (c.legacy.is_none(), c.legacy)),
        "-legacy" => rows.sort_by_key(|c| std::cmp::Reverse(c.legacy)),
        "destination" => rows.sort_by_key(|c| (c.destination.is_none(), c.destination)),
        "-destination" => rows.sort_by_key(|c| std::cmp::Reverse(c.destination)),
        "difference" => rows.sort_by_key(|c| (c.difference.is_none(), size(c.difference))),
        _ => rows.sort_by_key(|c| (c.one_book, std::cmp::Reverse(size(c.difference)))),
    }
}

/// What cells may be called.
struct Names {
    /// Texts that at least 11 patients have, by their lower case.
    common: HashMap<String, String>,
    /// Numbers of the clinics, the one with most statements first.
    clinics: HashMap<String, usize>,
    /// The newest month with enough patients, up to the day of the questions.
    newest: i32,
    /// Words of codes, as terminology releases have them.
    terms: Terms,
    /// What may be told of the patients.
    told: Told,
}

impl Names {
    fn new(workspace: &Workspace, result: &PopulationResult, told: Told) -> Answer<Self> {
        let (year, month, _) = civil_from_days(result.as_of);
        let now = i32::from(year) * 12 + i32::from(month) - 1;
        let mut newest: Option<i32> = None;
        let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
        for cell in &result.cells {
            match &cell.key {
                CellKey::Month(Some(month)) if *month <= now && enough(cell.patients) => newest = newest.max(Some(*month)),
                CellKey::Clinic(Some(name)) => *sizes.entry(name).or_default() += cell.statements[0] + cell.statements[1],
                _ => {}
            }
        }
        let mut clinics: Vec<(&str, u64)> = sizes.into_iter().collect();
        clinics.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let keys = result.cells.iter().map(|c| &c.key).chain(result.numbers.iter().map(|n| &n.key));
        let codes = keys.filter_map(|key| match key {
            CellKey::Code(system, code, _) => Some((system.as_str(), code.as_str())),
            _ => None,
        });
        Ok(Self {
            common: common_texts(workspace)?.into_iter().map(|t| (t.to_lowercase(), t)).collect(),
            clinics: clinics.into_iter().enumerate().map(|(i, (name, _))| (name.to_string(), i + 1)).collect(),
            newest: newest.unwrap_or(now),
            terms: Terms::of(workspace, codes)?,
            told,
        })
    }

    /// Cells of a dimension that may be shown, and by kind how many may not.
    fn rows(&self, result: &PopulationResult, dimension: &str) -> (Vec<PopulationCell>, BTreeMap<String, u64>) {
        let mut withheld: BTreeMap<String, u64> = BTreeMap::new();
        let mut rows = Vec::new();
        let mut put = |kind: &str, row: Option<PopulationCell>| match row {
            Some(row) => rows.push(row),
            None => *withheld.entry(kind.to_string()).or_default() += 1,
        };
        match dimension {
            "number" => result.numbers.iter().for_each(|n| put(model::Kind::Observation.word(), self.numbers(n))),
            "amount" => result.amounts.iter().for_each(|a| put(a.kind.word(), self.amount(a))),
            word => {
                let wanted = Dimension::from_word(word);
                result.cells.iter().filter(|c| Some(c.dimension) == wanted).for_each(|c| put(c.kind.word(), self.cell(c)));
            }
        }
        (rows, withheld)
    }

    fn cell(&self, cell: &Cell) -> Option<PopulationCell> {
        let (label, code) = self.named(&cell.key, cell.patients);
        let month = match cell.key {
            CellKey::Month(month) => month.map(|m| self.newest - m),
            _ => None,
        };
        let label = if cell.key == CellKey::All { cell.kind.word().into() } else { label };
        let mut counted = counted(cell.kind.word(), cell.statements, cell.patients)?;
        if cell.kind == Kind::Demographic {
            let [legacy, destination] = self.told.patients_of(cell.statements);
            (counted.legacy, counted.destination) = (legacy, destination);
            counted.difference = legacy.zip(destination).map(|(l, d)| d as i64 - l as i64);
        }
        Some(PopulationCell { label, code, month, one_book: cell.one_book, ..counted })
    }

    fn numbers(&self, n: &NumberCell) -> Option<PopulationCell> {
        let (label, code) = self.named(&n.key, n.patients);
        let counted = counted(model::Kind::Observation.word(), n.count, n.patients)?;
        let quartiles = |side: usize| n.quartiles[side].filter(|_| n.patients[side] >= K as u64).map_or_else(Vec::new, |q| q.map(|d| d.to_string()).to_vec());
        let one_book = n.count.contains(&0);
        Some(PopulationCell { label, code, unit: unit(&n.unit), legacy_quartiles: quartiles(0), destination_quartiles: quartiles(1), one_book, ..counted })
    }

    fn amount(&self, a: &Amount) -> Option<PopulationCell> {
        let counted = counted(a.kind.word(), a.count, a.patients)?;
        let sum = |side: usize| a.sums[side].filter(|_| a.patients[side] >= K as u64).map_or_else(String::new, |s: Decimal| s.normalize().to_string());
        let currency = if a.currency.len() == 3 && a.currency.bytes().all(|b| b.is_ascii_uppercase()) { a.currency.clone() } else { String::new() };
        Some(PopulationCell { label: a.aspect.word().replace('_', " "), unit: currency, legacy_sum: sum(0), destination_sum: sum(1), one_book: a.count.contains(&0), ..counted })
    }

    /// Label and code of a cell, as far as they may be shown.
    fn named(&self, key: &CellKey, patients: [u64; 2]) -> (String, String) {
        match key {
            CellKey::All => (String::new(), String::new()),
            CellKey::Month(None) => ("month not told".into(), String::new()),
            CellKey::Month(Some(month)) => (months(self.newest - month), String::new()),
            CellKey::Clinic(None) => ("no clinic told".into(), String::new()),
            CellKey::Clinic(Some(name)) => (format!("clinic {}", self.clinics.get(name).copied().unwrap_or_default()), String::new()),
            CellKey::Code(system, code, display) => {
                let words = if display.is_empty() && system.is_empty() { code } else { display };
                let known = self.common.get(&words.to_lowercase()).map(String::as_str);
                let label = known.and_then(|t| deid::k_anonymous(&Phi::new(t), patients[0].max(patients[1]), K as u64)).map(deid::Deid::into_value);
                let written = code.as_str();
                let code = deid::code_value(system, &Phi::new(written)).map(|c| format!("{} {}", short(system), c.value())).unwrap_or_default();
                let label = label.or_else(|| self.terms.words(system, written).map(str::to_string)).unwrap_or_else(|| if code.is_empty() { "words withheld".into() } else { code.clone() });
                (label, code)
            }
        }
    }

    /// A drift; of the one over kinds those are left out of whom a few would follow.
    fn drift(&self, drift: &balance::Drift, few: [u64; 2]) -> PopulationDrift {
        let aside = if drift.kind.is_none() { few } else { [0; 2] };
        PopulationDrift {
            kind: drift.kind.map(|k| k.word().to_string()).unwrap_or_default(),
            legacy: drift.statements[0].saturating_sub(aside[0]),
            destination: drift.statements[1].saturating_sub(aside[1]),
            moved: drift.moved.saturating_sub(aside[0].abs_diff(aside[1])),
            cells: drift.cells[0],
            differing: drift.cells[1],
            contributors: drift.contributors.iter().filter_map(|c| self.cell(c)).filter(|c| c.difference.is_some()).collect(),
        }
    }
}

fn enough(patients: [u64; 2]) -> bool {
    patients.iter().any(|p| *p >= K as u64)
}

/// The counts of a cell; nothing when too few patients stand in it on either side.
fn counted(kind: &str, statements: [u64; 2], patients: [u64; 2]) -> Option<PopulationCell> {
    let side = |s: usize| (!is_small(patients[s])).then_some(statements[s]);
    let (legacy, destination) = (side(0), side(1));
    let difference = legacy.zip(destination).map(|(l, d)| d as i64 - l as i64);
    enough(patients).then(|| PopulationCell { kind: kind.into(), legacy, destination, difference, ..PopulationCell::default() })
}

/// A unit as it is written in UCUM or by habit; anything longer is no unit.
fn unit(unit: &str) -> String {
    if unit.len() <= 16 { unit.to_string() } else { String::new() }
}

fn months(before: i32) -> String {
    match before {
        0 => "newest month".into(),
        1 => "1 month before".into(),
        n if n > 0 => format!("{n} months before"),
        n => format!("{} months after", -n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use balance::{Equivalences, Population, Questions, STANDARD_QUESTIONS};
    use model::{Aspect, Fact, How, Origin, Statement, Value};

    fn drug(words: &str) -> Statement {
        let fact = Fact { aspect: Aspect::Code, value: Value::words(words), place: 0, how: How::Copied };
        Statement { kind: Kind::Medication, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts: vec![fact] }
    }

    /// Patients on warfarin by both books, by the legacy book only, by the destination's only, and by none.
    fn counted(both: usize, legacy: usize, destination: usize, none: usize) -> PopulationResult {
        let nothing = Equivalences::default();
        let mut population = Population::new(Questions::parse(STANDARD_QUESTIONS).unwrap(), &nothing, 19_000);
        let (on, off) = ([drug("warfarin")], [drug("aspirin")]);
        let of = [(both, &on, &on), (legacy, &on, &off), (destination, &off, &on), (none, &off, &off)];
        let mut ordinal = 0;
        for (n, l, d) in of {
            for _ in 0..n {
                population.patient(ordinal, l, d);
                ordinal += 1;
            }
        }
        population.finish()
    }

    fn told(patients: [u64; 3]) -> Told {
        Told::of(&crate::CompareReport { patients, ..Default::default() })
    }

    fn names(common: HashMap<String, String>, told: Told) -> Names {
        Names { common, clinics: HashMap::new(), newest: 0, terms: Terms::default(), told }
    }

    fn anticoagulants(result: &PopulationResult) -> QuestionRow {
        question_row(result.question("anticoagulants").unwrap(), &told(result.people))
    }

    #[test]
    fn a_small_difference_is_not_derivable_from_the_totals() {
        let row = anticoagulants(&counted(27, 4, 0, 100));
        assert_eq!((row.legacy, row.destination, row.only_legacy, row.only_destination), (Some(31), None, None, Some(0)));
        assert_eq!(row.verdict, "differs");
    }

    #[test]
    fn what_enough_patients_share_is_exact() {
        let row = anticoagulants(&counted(30, 12, 0, 100));
        assert_eq!((row.legacy, row.destination, row.only_legacy, row.only_destination), (Some(42), Some(30), Some(12), Some(0)));
        let same = anticoagulants(&counted(30, 0, 0, 100));
        assert_eq!((same.verdict.as_str(), same.legacy, same.destination, same.legacy_of), ("same", Some(30), Some(30), Some(130)));
    }

    #[test]
    fn few_patients_of_one_book_do_not_follow_from_who_is_asked() {
        let nothing = Equivalences::default();
        let counted = |legacy_only: u64| {
            let mut population = Population::new(Questions::parse(STANDARD_QUESTIONS).unwrap(), &nothing, 19_000);
            (0..50).for_each(|ordinal| population.patient(ordinal, &[drug("aspirin")], &[drug("aspirin")]));
            (50..50 + legacy_only).for_each(|ordinal| population.patient(ordinal, &[drug("aspirin")], &[]));
            anticoagulants(&population.finish())
        };
        let (few, many) = (counted(3), counted(14));
        assert_eq!((few.legacy_of, few.destination_of), (Some(53), None), "53 and 50 tell three");
        assert_eq!((many.legacy_of, many.destination_of), (Some(64), Some(50)));
    }

    #[test]
    fn what_is_left_of_a_whole_is_not_told_when_it_is_small() {
        let row = anticoagulants(&counted(40, 0, 0, 3));
        assert_eq!((row.legacy, row.legacy_of, row.destination_of), (None, None, None), "43 are told on the overview: 40 of them leave three");
        let few = anticoagulants(&counted(4, 0, 0, 100));
        assert_eq!((few.legacy, few.destination, few.legacy_unread), (None, None, Some(0)));
    }

    #[test]
    fn a_few_of_whom_one_book_alone_cannot_tell_do_not_follow_from_those_of_the_other() {
        let result = counted(27, 4, 0, 100);
        let mut question = result.question("anticoagulants").unwrap().clone();
        let mut shown = |unread: [u64; 2]| {
            question.sides.iter_mut().zip(unread).for_each(|(side, unread)| side.unread = unread);
            let row = question_row(&question, &told(result.people));
            [row.legacy_unread, row.destination_unread]
        };
        assert_eq!(shown([30, 34]), [Some(30), None], "the four who are on it by the legacy book only");
        assert_eq!([shown([30, 30]), shown([30, 45]), shown([4, 0])], [[Some(30), Some(30)], [Some(30), Some(45)], [None, Some(0)]]);
    }

    #[test]
    fn cells_of_few_patients_are_withheld_and_counted() {
        let result = counted(20, 0, 0, 4);
        let known = names(HashMap::from([("warfarin".into(), "Warfarin".into())]), told(result.people));
        let (rows, withheld) = known.rows(&result, "code");
        assert_eq!(rows.iter().map(|r| (r.label.as_str(), r.legacy, r.difference)).collect::<Vec<_>>(), [("Warfarin", Some(20), Some(0))]);
        assert_eq!(withheld.values().sum::<u64>(), 1);
        let unknown = names(HashMap::new(), told(result.people));
        assert_eq!(unknown.rows(&result, "code").0[0].label, "words withheld");
    }

    #[test]
    fn a_number_of_demographics_is_a_number_of_patients() {
        let cell = |statements| Cell { dimension: Dimension::Kind, kind: Kind::Demographic, key: CellKey::All, statements, patients: statements, one_book: false };
        let few = names(HashMap::new(), told([57, 3, 0]));
        let shown = few.cell(&cell([60, 57])).unwrap();
        assert_eq!((shown.legacy, shown.destination, shown.difference), (Some(60), None, None), "three are in the legacy book only");
        let month = few.cell(&Cell { dimension: Dimension::Month, key: CellKey::Month(Some(3)), ..cell([55, 30]) }).unwrap();
        assert_eq!((month.legacy, month.destination), (None, Some(30)), "five have theirs in another month");
        let same = names(HashMap::new(), told([60, 0, 0])).cell(&cell([60, 60])).unwrap();
        assert_eq!((same.legacy, same.destination, same.difference), (Some(60), Some(60), Some(0)));
    }

    #[test]
    fn order_follows_what_is_shown() {
        let row = |label: &str, difference| PopulationCell { label: label.into(), difference, ..Default::default() };
        let mut rows = vec![row("a", None), row("b", Some(1)), row("c", Some(-5))];
        order(&mut rows, "");
        assert_eq!(rows.iter().map(|r| r.label.as_str()).collect::<String>(), "cba");
    }
}
