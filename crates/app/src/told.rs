//! What may be told of a comparison: the one door by which Overview, Populations and report count patients and statements.
//!
//! Patients are those who were compared: whom the archive rule keeps out stands in neither book and is counted beside them ([`deid::books_told`]).
//! A statement of the demographics is one patient, so how many there are goes by the rule of patients. A total is the sum of what is told beside it,
//! so that nothing follows from the rest. Findings are told one by one, and their total is exact: where hardly anything else differs, a few may
//! follow from it. By kind those of the demographics are withheld. Rows of a preview pass here as well ([`lines_told`]).

use crate::book::K;
use crate::compare::CompareReport;
use deid::{BooksTold, books_told, small_count};
use std::collections::{BTreeMap, HashSet};

/// The kind of which everybody has one statement.
pub(crate) const ONE_A_PATIENT: &str = "demographic";

/// What may be told of a comparison.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    /// Patients who were compared.
    pub people: BooksTold,
    /// Of each book, exact: all of whom something can be true.
    compared: [u64; 2],
    /// All patients of the legacy system, with those in the archive.
    known: u64,
    /// Both books by kind.
    pub kinds: Vec<(String, KindTold)>,
    /// Statements of the kinds that are told of both books, legacy and destination.
    pub statements: [u64; 2],
    /// Statements by verdict, without those of the demographics where a few of them are of one verdict.
    pub verdicts: BTreeMap<String, u64>,
}

/// Both books of one kind; none is what would tell a few patients.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct KindTold {
    pub legacy: Option<u64>,
    pub destination: Option<u64>,
    /// Statements with the verdict same or equivalent.
    pub balanced: Option<u64>,
    pub findings: Option<u64>,
}

impl Told {
    pub(crate) fn of(report: &CompareReport) -> Self {
        let [both, legacy_only, destination_only] = report.patients;
        let people = books_told(report.patients, report.archived[0]);
        let compared = [both + legacy_only, both + destination_only];
        let is_parted = demographics_part(report, &people);
        // A few who were compared and have none, or who have one and were not, do not follow from the number of demographics.
        let is_near = |count: u64, patients: u64| small_count(count.abs_diff(patients)).is_none();
        let kinds: Vec<(String, KindTold)> = findings_told(report, is_parted)
            .zip(&report.kinds)
            .map(|(findings, (kind, [legacy, destination, balanced, _]))| {
                let [l, d, b] = match kind == ONE_A_PATIENT {
                    true => [
                        people.whole[0].is_some() && !is_near(*legacy, compared[0]),
                        people.whole[1].is_some() && !is_near(*destination, compared[1]),
                        !is_parted,
                    ],
                    false => [true; 3],
                };
                let told = |is_told: bool, count: &u64| Some(*count).filter(|_| is_told);
                (kind.clone(), KindTold { legacy: told(l, legacy), destination: told(d, destination), balanced: told(b, balanced), findings })
            })
            .collect();
        // Of a kind that one side withholds neither side's count is in the totals: they stay comparable.
        let [legacy, destination] = kinds.iter().filter_map(|(_, kind)| kind.legacy.zip(kind.destination)).fold([0, 0], |[l, d], own| [l + own.0, d + own.1]);
        let mut verdicts = report.verdicts.clone();
        if is_parted {
            for (verdict, count) in &report.demographics {
                verdicts.entry(verdict.clone()).and_modify(|all| *all = all.saturating_sub(*count));
            }
        }
        Self {
            people,
            compared,
            known: both + legacy_only + report.archived[0],
            kinds,
            statements: [legacy, destination + report.one_book_only.values().sum::<u64>()],
            verdicts,
        }
    }

    /// Patients of a book, 0 for the legacy one, of whom something is true: none where they, or those of whom it is not, are a few.
    pub(crate) fn patients(&self, side: usize, count: u64) -> Option<u64> {
        let whole = self.compared[side];
        let known = if side == 0 { self.known } else { whole };
        if count == whole { self.people.whole[side] } else { part(count, whole).and_then(|count| part(count, known)) }
    }

    /// The same of both books, beside each other: the legacy book's number is the one that is kept where they are a few apart.
    pub(crate) fn patients_of(&self, [legacy, destination]: [u64; 2]) -> [Option<u64>; 2] {
        let is_near = small_count(legacy.abs_diff(destination)).is_none();
        [self.patients(0, legacy), self.patients(1, destination).filter(|_| !is_near)]
    }

    /// Of `whole` records of a book of which everybody has one, 0 for the legacy one, those of which something is true: patients by another name, so that
    /// neither they, nor who is left, nor those of the book's patients who have none of it, or more than one, may be a few.
    pub(crate) fn one_each(&self, side: usize, count: u64, whole: u64) -> Option<u64> {
        match count.abs_diff(self.compared[side]) {
            0 => self.people.whole[side].and_then(|count| part(count, whole)),
            apart => part(count, whole).filter(|_| count == 0 || small_count(apart).is_some()),
        }
    }

    /// How many of the patients in both books a list may name: where their number is not told, no more than half of all who are known, and nobody where
    /// that were all of them.
    pub(crate) fn listed(&self, room: usize, paired: u64) -> usize {
        let half = self.known / 2;
        match self.people.both {
            Some(_) => room,
            None if paired <= half => 0,
            None => usize::try_from(half).map_or(room, |half| room.min(half)),
        }
    }

    /// Patients who were judged and those who stand as they were judged before. Their sum is all patients of both systems: where a few of the destination
    /// alone would follow from it, not both are told, and never the one that is all.
    pub(crate) fn judged(&self, [judged, stand]: [u64; 2]) -> [Option<u64>; 2] {
        let told = [part(judged, judged + stand), part(stand, judged + stand)];
        match (self.people.only[1], judged, stand) {
            (Some(_), ..) | (None, 0, 0) => told,
            (None, _, 0) => [None, Some(0)],
            (None, ..) => [told[0], None],
        }
    }

    /// Whether something of the statements is withheld.
    pub(crate) fn is_withheld(&self) -> bool {
        self.kinds.iter().any(|(_, kind)| kind.legacy.is_none() || kind.destination.is_none() || kind.balanced.is_none())
    }
}

/// A number of patients of a whole, unless it or what is left of the whole is from 1 to 10. That it is nobody tells nothing of the whole.
pub(crate) fn part(count: u64, whole: u64) -> Option<u64> {
    small_count(count).filter(|_| count == 0 || small_count(whole.saturating_sub(count)).is_some())
}

/// Rows of the lines of a table, each with its patients, unless fewer than 11 patients have them. `totals` are the lines of every number that is told beside
/// them, `parts` those of a number that may count more than its lines do. Where what is withheld of one is a single line, or of fewer than 11 patients
/// together, it would follow: the fewest rows of another of its lines are withheld as well. A line that is a total is told by it: nothing hides it, and it
/// hides nothing.
pub(crate) fn lines_told(lines: &[(u64, HashSet<u64>)], totals: &[Vec<usize>], parts: &[Vec<usize>]) -> Vec<Option<u64>> {
    let known: HashSet<usize> = totals.iter().filter(|total| total.len() == 1).flatten().copied().collect();
    let sums: Vec<Vec<usize>> = totals.iter().chain(parts).map(|sum| sum.iter().copied().filter(|at| !known.contains(at)).collect()).collect();
    let mut told: Vec<Option<u64>> = lines.iter().map(|(rows, patients)| Some(*rows).filter(|_| patients.len() >= K)).collect();
    while let Some(at) = sums.iter().find_map(|sum| line_to_hide(lines, sum, &told)) {
        if let Some(cell) = told.get_mut(at) {
            *cell = None;
        }
    }
    told
}

/// Of the lines of a sum the next one that has to be withheld, if those that are would follow from the rest.
fn line_to_hide(lines: &[(u64, HashSet<u64>)], sum: &[usize], told: &[Option<u64>]) -> Option<usize> {
    let hidden: Vec<&HashSet<u64>> = sum.iter().filter(|at| told.get(**at) == Some(&None)).filter_map(|at| lines.get(*at)).map(|(_, patients)| patients).collect();
    let patients: HashSet<&u64> = hidden.iter().copied().flatten().collect();
    if hidden.is_empty() || (hidden.len() > 1 && patients.len() >= K) {
        return None;
    }
    sum.iter().filter_map(|at| Some((told.get(*at).copied()??, *at))).min().map(|(_, at)| at)
}

/// Whether the verdicts of the demographics, which are patients, would tell a few of them.
fn demographics_part(report: &CompareReport, people: &BooksTold) -> bool {
    let Some([legacy, destination, balanced, _]) = report.kinds.get(ONE_A_PATIENT).copied() else { return false };
    let is_small = |count: u64| small_count(count).is_none();
    let apart = [legacy, destination].map(|side| side.saturating_sub(balanced));
    people.whole.contains(&None) || people.both.is_none() || apart.into_iter().chain(report.demographics.values().copied()).any(is_small)
}

/// Findings by kind, in the order of the kinds. Where a few of the demographics are withheld, so are the fewest of another kind: their sum is known.
fn findings_told(report: &CompareReport, is_parted: bool) -> impl Iterator<Item = Option<u64>> {
    let counts: Vec<u64> = report.kinds.values().map(|kind| kind[3]).collect();
    let mut told: Vec<Option<u64>> = report.kinds.iter().map(|(kind, [.., n])| Some(*n).filter(|n| *n == 0 || !(is_parted && kind == ONE_A_PATIENT))).collect();
    let (mut hidden, mut left) = (0, 0);
    counts.iter().zip(&told).filter(|(_, told)| told.is_none()).for_each(|(count, _)| (hidden, left) = (hidden + 1, left + count));
    while hidden > 0 && (hidden == 1 || small_count(left).is_none()) {
        let Some(fewest) = told.iter().flatten().copied().filter(|count| *count > 0).min() else { break };
        if let Some(cell) = told.iter_mut().find(|cell| **cell == Some(fewest)) {
            *cell = None;
        }
        (hidden, left) = (hidden + 1, left + fewest);
    }
    told.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(patients: [u64; 3], archived: u64, kinds: &[(&str, [u64; 4])], verdicts: &[(&str, u64)], demographics: &[(&str, u64)]) -> CompareReport {
        let counts = |of: &[(&str, u64)]| of.iter().map(|(verdict, n)| ((*verdict).to_string(), *n)).collect();
        CompareReport {
            patients,
            archived: [archived, archived * 3, 0],
            kinds: kinds.iter().map(|(kind, n)| ((*kind).to_string(), *n)).collect(),
            verdicts: counts(verdicts),
            demographics: counts(demographics),
            ..CompareReport::default()
        }
    }

    fn kind(told: &Told, name: &str) -> KindTold {
        told.kinds.iter().find(|(kind, _)| kind == name).map(|(_, kind)| *kind).unwrap()
    }

    #[test]
    fn rows_of_three_patients_follow_from_no_total_beside_them() {
        let line = |rows: u64, first: u64, patients: u64| (rows, (first..first + patients).collect::<HashSet<u64>>());
        // 294 rows in all, 19 of them empty: 275, 16 and three.
        let lines = [line(275, 0, 200), line(16, 200, 16), line(3, 216, 3)];
        let every = vec![0, 1, 2];
        assert_eq!(lines_told(&lines, &[every.clone(), vec![1, 2], vec![0]], &[]), [Some(275), None, None], "19 less 16 are three");
        assert_eq!(lines_told(&lines, &[every.clone()], &[]), [Some(275), None, None], "294 less 275 and 16 are three");
        assert_eq!(lines_told(&lines, &[every.clone()], &[vec![0, 2], vec![1]]), [None, None, None], "whatever they are parts of");
        assert_eq!(lines_told(&lines, &[every.clone(), vec![2], vec![0, 1]], &[]), [Some(275), Some(16), None], "the total tells the three themselves");
        assert_eq!(lines_told(&lines[..2], &[vec![0, 1]], &[]), [Some(275), Some(16)], "nobody is few");
        let many = [line(275, 0, 200), line(9, 200, 6), line(8, 206, 6)];
        assert_eq!(lines_told(&many, &[every], &[]), [Some(275), None, None], "twelve hide each other");
    }

    #[test]
    fn three_lost_patients_follow_from_no_row_total_or_verdict() {
        let kinds = [("demographic", [60, 57, 57, 3]), ("problem", [100, 95, 95, 5]), ("procedure", [80, 60, 60, 20])];
        let told = Told::of(&report([57, 3, 0], 0, &kinds, &[("lost", 28), ("same", 212)], &[("lost", 3), ("same", 57)]));
        assert_eq!(kind(&told, "demographic"), KindTold { legacy: Some(60), destination: None, balanced: None, findings: None });
        assert_eq!(kind(&told, "problem"), KindTold { legacy: Some(100), destination: Some(95), balanced: Some(95), findings: None }, "28 in all, 5 and 20 tell three");
        assert_eq!(kind(&told, "procedure").findings, None, "three and five are eight: the third kind hides them");
        assert_eq!((told.statements, told.verdicts["lost"], told.verdicts["same"]), ([180, 155], 25, 155));
        assert!(told.is_withheld());
    }

    #[test]
    fn a_few_whose_demographics_differ_do_not_follow_either() {
        let kinds = [("demographic", [60, 60, 56, 4]), ("problem", [100, 100, 70, 30])];
        let told = Told::of(&report([60, 0, 0], 0, &kinds, &[("altered", 34), ("same", 126)], &[("altered", 4), ("same", 56)]));
        assert_eq!(kind(&told, "demographic"), KindTold { legacy: Some(60), destination: Some(60), balanced: None, findings: None });
        assert_eq!((told.statements, told.verdicts["altered"], kind(&told, "problem").findings), ([160, 160], 30, None));
    }

    #[test]
    fn findings_of_the_demographics_tell_no_few_beside_patients_of_one_book() {
        let kinds = [("demographic", [80, 60, 56, 24]), ("problem", [100, 100, 70, 30])];
        let told = Told::of(&report([60, 20, 0], 0, &kinds, &[("altered", 34), ("lost", 20)], &[("altered", 4), ("lost", 20)]));
        assert_eq!((told.people.only[0], kind(&told, "demographic").findings), (Some(20), None), "24 and 20 tell four");
    }

    #[test]
    fn a_number_of_patients_tells_neither_who_is_left_nor_how_few_the_other_book_lacks() {
        let told = Told::of(&report([60, 0, 0], 0, &[], &[], &[]));
        assert_eq!([60, 58, 49, 5, 0].map(|count| told.patients(0, count)), [Some(60), None, Some(49), None, Some(0)]);
        assert_eq!([[30, 27], [30, 30], [45, 30]].map(|counts| told.patients_of(counts)), [[Some(30), None], [Some(30), Some(30)], [Some(45), Some(30)]]);
        let mixed = Told::of(&report([57, 3, 15], 0, &[], &[], &[]));
        assert_eq!(mixed.patients_of([60, 72]), [Some(60), None], "72 and the fifteen who are told tell 57, and so three");
    }

    #[test]
    fn records_of_which_everybody_has_one_are_patients_by_another_name() {
        let few = Told::of(&report([57, 3, 0], 0, &[], &[], &[]));
        assert_eq!([57, 62, 45, 4, 0].map(|count| few.one_each(1, count, 62)), [None, None, Some(45), None, Some(0)], "62 with the merged are five more than 57");
        assert_eq!(few.one_each(1, 80, 80), Some(80), "twenty-three more than there are tell nobody");
        let all = Told::of(&report([60, 0, 0], 0, &[], &[], &[]));
        let told = [(60, 60), (40, 60), (55, 60), (55, 55), (62, 62)].map(|(count, whole)| all.one_each(1, count, whole));
        assert_eq!(told, [Some(60), Some(40), None, None, None], "five have none of it, two have more than one");
    }

    #[test]
    fn who_was_judged_again_does_not_tell_how_many_there_are() {
        let told = Told::of(&report([60, 0, 0], 0, &[], &[], &[]));
        assert_eq!([[20, 40], [57, 3], [0, 60], [60, 0]].map(|of| told.judged(of)), [[Some(20), Some(40)], [None, None], [Some(0), Some(60)], [Some(60), Some(0)]]);
        let few = Told::of(&report([56, 0, 4], 0, &[], &[], &[]));
        assert_eq!([[20, 40], [57, 3], [0, 60], [60, 0]].map(|of| few.judged(of)), [[Some(20), None], [None, None], [Some(0), None], [None, Some(0)]], "60 and the 56 who are told tell four");
    }

    #[test]
    fn where_nobody_is_few_all_is_told() {
        let kinds = [("demographic", [60, 40, 40, 20]), ("problem", [100, 95, 95, 5])];
        let told = Told::of(&report([40, 20, 0], 0, &kinds, &[("lost", 25), ("same", 135)], &[("lost", 20), ("same", 40)]));
        assert_eq!(kind(&told, "demographic"), KindTold { legacy: Some(60), destination: Some(40), balanced: Some(40), findings: Some(20) });
        assert_eq!((told.statements, told.verdicts["lost"], told.is_withheld()), ([160, 135], 25, false));
    }

    #[test]
    fn few_in_the_archive_do_not_follow_from_those_who_were_compared() {
        let kinds = [("demographic", [57, 57, 57, 0]), ("problem", [100, 100, 100, 0])];
        let told = Told::of(&report([57, 0, 0], 3, &kinds, &[("same", 157)], &[("same", 57)]));
        assert_eq!((told.people.whole, told.people.both), ([None, None], None));
        assert_eq!([57, 46, 40, 3, 0].map(|count| told.patients(0, count)), [None, Some(46), Some(40), None, Some(0)], "60 are known: 57 of them tell three");
        assert_eq!(kind(&told, "demographic"), KindTold { legacy: None, destination: None, balanced: None, findings: Some(0) });
        assert_eq!((told.statements, told.verdicts["same"]), ([100, 100], 100));
        assert_eq!([told.listed(5_000, 57), told.listed(25, 57), told.listed(5_000, 30)], [30, 25, 0], "57 rows would tell 57 patients");
        let many = Told::of(&report([57, 0, 0], 20, &kinds, &[("same", 157)], &[("same", 57)]));
        assert_eq!((many.people.whole, many.statements, many.listed(5_000, 57)), ([Some(57), Some(57)], [157, 157], 5_000));
    }
}
