//! Populations: the same questions put to both books, and how many statements and patients of each kind each of them has.
//!
//! What is told of patients is told through the door of the Populations screen and of the Overview, [`Told`].

use super::content::{Block, Cell, ColumnKind, Section, Table, grouped};
use super::sources::Sources;
use crate::commands::question_row;
use balance::{Dimension, PopulationResult};
use contract::QuestionRow;
use crate::told::{KindTold, Told};
use std::collections::BTreeMap;

/// Patients behind a kind: the legacy book's, the destination's.
type PatientsOf = BTreeMap<&'static str, [u64; 2]>;

pub(super) fn populations(s: &Sources<'_>) -> Section {
    let asked = s.population.as_ref();
    let rows: Vec<QuestionRow> = asked.map(|result| result.questions.iter().map(|q| question_row(q, &s.told)).collect()).unwrap_or_default();
    let mut blocks = vec![Block::Text(said(asked, &rows)), Block::Facts(people(&s.told))];
    blocks.push(Block::Table(questions(rows)));
    blocks.push(Block::Table(kinds(&s.told, &asked.map(patients_of).unwrap_or_default())));
    blocks.push(Block::Text(
        "Withheld is what would tell, beside the other numbers, that from 1 to 10 patients differ. Whoever may read charts opens the patients behind each number from the Populations screen.".into(),
    ));
    Section { key: "populations", title: "Populations", sheet: "Populations", blocks }
}

fn said(asked: Option<&PopulationResult>, rows: &[QuestionRow]) -> String {
    let Some(result) = asked else { return "This comparison asked no questions: compare again.".into() };
    let differ = rows.iter().filter(|row| is_different(row)).count() as u64;
    let answered = match (rows.len() as u64, differ) {
        (0, _) => "No question was asked.".to_string(),
        (all, 0) => format!("{} asked: both books name the same patients each time.", questions_were(all)),
        (all, n) => format!("{} asked; to {} both books do not name the same patients.", questions_were(all), grouped(n)),
    };
    format!(
        "A report that runs correctly may still say something else: both books were put the registry questions \u{201c}{}\u{201d}, for one day. {answered} \
         An answer is the same only when the same patients belong to it; totals that agree are not enough.",
        result.name
    )
}

fn questions_were(count: u64) -> String {
    if count == 1 { "1 question was".into() } else { format!("{} questions were", grouped(count)) }
}

fn is_different(row: &QuestionRow) -> bool {
    row.verdict == "differs"
}

/// Who stands in which book.
fn people(told: &Told) -> Vec<(String, Cell)> {
    let told = &told.people;
    vec![
        ("Patients of the legacy book".to_string(), Cell::beside_others(told.whole[0])),
        ("Patients of the destination's book".to_string(), Cell::beside_others(told.whole[1])),
        ("In both".to_string(), Cell::beside_others(told.both)),
        ("In the legacy book only".to_string(), Cell::shown_patients(told.only[0])),
        ("In the destination's book only".to_string(), Cell::shown_patients(told.only[1])),
    ]
}

/// What both books answered, the questions first to which they name other patients.
fn questions(mut rows: Vec<QuestionRow>) -> Table {
    let columns = [
        ("Question", ColumnKind::Words),
        ("Answers", ColumnKind::Words),
        ("Legacy", ColumnKind::Count),
        ("Legacy asked", ColumnKind::Count),
        ("Destination", ColumnKind::Count),
        ("Destination asked", ColumnKind::Count),
        ("Only legacy", ColumnKind::Count),
        ("Only destination", ColumnKind::Count),
        ("What it means", ColumnKind::Note),
        ("Beside it", ColumnKind::Note),
    ];
    rows.sort_by_key(|row| !is_different(row));
    let row = |q: QuestionRow| {
        let (beside, answers) = (beside(&q), if is_different(&q) { "differ" } else { "the same" });
        vec![
            q.title.as_str().into(),
            answers.into(),
            Cell::beside_others(q.legacy),
            Cell::beside_others(q.legacy_of),
            Cell::beside_others(q.destination),
            Cell::beside_others(q.destination_of),
            Cell::shown_patients(q.only_legacy),
            Cell::shown_patients(q.only_destination),
            q.about.as_str().into(),
            beside.into(),
        ]
    };
    Table::new("Questions that both books answered", "No question was asked.", &columns).with(rows.into_iter().map(row))
}

/// What a reader of the numbers has to know beside them.
fn beside(q: &QuestionRow) -> String {
    let pair = |counts: [Option<u64>; 2], what: &str, shown: fn(Option<u64>) -> Cell| {
        let [legacy, destination] = counts.map(|count| shown(count).shown());
        (counts != [Some(0); 2]).then(|| format!("{what}: {legacy} in the legacy book, {destination} in the destination's."))
    };
    let parts = [
        q.statements.then(|| "Statements are counted, of the patients who are asked; \u{201c}only\u{201d} are patients who have more of them in that book.".to_string()),
        pair([q.asked_only_legacy, q.asked_only_destination], "Asked in one book only", Cell::shown_patients),
        (q.other_value != Some(0)).then(|| format!("In both books with another value: {}.", Cell::beside_others(q.other_value).shown())),
        pair([q.legacy_by_words, q.destination_by_words], "Known by words alone", Cell::beside_others),
        pair([q.legacy_unread, q.destination_unread], "Of whom it cannot be told", Cell::beside_others),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn patients_of(result: &PopulationResult) -> PatientsOf {
    result.cells.iter().filter(|cell| cell.dimension == Dimension::Kind).map(|cell| (cell.kind.word(), cell.patients)).collect()
}

/// Both books kind by kind: statements with their difference, and how many of all patients they are of.
fn kinds(told: &Told, patients: &PatientsOf) -> Table {
    let columns = [
        ("Kind", ColumnKind::Words),
        ("Legacy statements", ColumnKind::Count),
        ("Destination statements", ColumnKind::Count),
        ("Difference", ColumnKind::Count),
        ("Legacy patients", ColumnKind::Count),
        ("Destination patients", ColumnKind::Count),
    ];
    let row = |(kind, counted): &(String, KindTold)| {
        // Who has a kind in both books is not counted: the difference of both numbers alone may be a few.
        let [in_legacy, in_destination] = patients.get(kind.as_str()).map_or_else(|| ["".into(), "".into()], |of| told.patients_of(*of).map(Cell::beside_others));
        let difference = counted.legacy.zip(counted.destination).map(|(legacy, destination)| Cell::Difference(destination as i64 - legacy as i64));
        vec![
            kind.as_str().into(),
            Cell::beside_others(counted.legacy),
            Cell::beside_others(counted.destination),
            difference.unwrap_or_else(|| Cell::beside_others(None)),
            in_legacy,
            in_destination,
        ]
    };
    Table::new("Statements and patients by kind", "No statement was read.", &columns).with(told.kinds.iter().map(row))
}

#[cfg(test)]
mod tests {
    use super::super::content::Report;
    use super::*;
    use crate::CompareReport;

    fn plain(blocks: Vec<Block>) -> String {
        Report { sections: vec![Section { key: "x", title: "x", sheet: "", blocks }], ..Default::default() }.plain()
    }

    fn question(title: &str, verdict: &str) -> QuestionRow {
        let none = Some(0);
        QuestionRow {
            title: title.into(),
            verdict: verdict.into(),
            legacy: Some(31),
            destination: Some(31),
            legacy_of: Some(204),
            destination_of: Some(204),
            only_legacy: none,
            only_destination: none,
            asked_only_legacy: none,
            asked_only_destination: none,
            other_value: none,
            legacy_by_words: none,
            destination_by_words: none,
            legacy_unread: none,
            destination_unread: none,
            ..QuestionRow::default()
        }
    }

    #[test]
    fn what_differs_comes_first_and_a_few_who_differ_do_not_follow() {
        let differs = QuestionRow { destination: None, only_legacy: None, legacy_unread: Some(12), ..question("on anticoagulants", "differs") };
        let text = plain(vec![Block::Table(questions(vec![question("pregnant", "same"), differs]))]);
        let line = |start: &str| text.lines().position(|line| line.starts_with(start)).unwrap();
        assert!(line("on anticoagulants") < line("pregnant"), "{text}");
        assert!(text.contains("on anticoagulants\tdiffer\t31\t204\twithheld\t204\t<11\t0\t"), "{text}");
        let lost = QuestionRow { legacy: None, destination: None, only_legacy: Some(100), ..question("on insulin", "differs") };
        let text_of_lost = plain(vec![Block::Table(questions(vec![lost]))]);
        assert!(text_of_lost.contains("on insulin\tdiffer\twithheld\t204\twithheld\t204\t100\t0\t"), "a hundred and a few are no few: {text_of_lost}");
        assert!(text.contains("Of whom it cannot be told: 12 in the legacy book, 0 in the destination's."), "{text}");
        assert!(text.contains("pregnant\tthe same\t31\t204\t31\t204\t0\t0\t\t\n"), "nothing is said where there is nothing to say: {text}");
    }

    #[test]
    fn who_stands_in_one_book_is_told_by_the_rule_of_the_overview() {
        let people = |patients: [u64; 3]| people(&Told::of(&CompareReport { patients, ..CompareReport::default() }));
        let text = plain(vec![Block::Facts(people([201, 3, 0]))]);
        assert!(text.contains("legacy book\t204") && text.contains("destination's book\twithheld") && text.contains("In both\twithheld"), "{text}");
        assert!(text.contains("In the legacy book only\t<11") && text.contains("In the destination's book only\t0"), "{text}");
        assert!(plain(vec![Block::Facts(people([190, 14, 0]))]).contains("In both\t190"));
    }

    #[test]
    fn a_kind_has_both_sides_and_their_difference() {
        let counted = [("problem", [423, 418, 400, 5]), ("order", [10, 1_244, 10, 0]), ("allergy", [224, 224, 224, 0]), ("encounter", [900, 900, 900, 0]), ("demographic", [201, 201, 196, 5])];
        let kinds_of = counted.into_iter().map(|(kind, n)| (kind.to_string(), n)).collect();
        let told = Told::of(&CompareReport { patients: [201, 0, 0], kinds: kinds_of, ..CompareReport::default() });
        let patients: PatientsOf = [("problem", [180, 177]), ("order", [9, 150]), ("allergy", [120, 120]), ("encounter", [198, 198])].into_iter().collect();
        let text = plain(vec![Block::Table(kinds(&told, &patients))]);
        for row in [
            "problem\t423\t418\t\u{2212}5\t180\twithheld",
            "order\t10\t1,244\t+1,234\twithheld\t150",
            "demographic\t201\t201\t0",
            "allergy\t224\t224\t0\t120\t120",
            "encounter\t900\t900\t0\twithheld\twithheld",
        ] {
            assert!(text.contains(row), "{row} in {text}");
        }
    }
}
