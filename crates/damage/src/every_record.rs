//! What must hold for every operator over the records of files, whatever their format.

use crate::charts::{Around, Change, Charts, Edit, File, Operator};
use crate::{Dice, Effect, Work};
use std::collections::{BTreeMap, BTreeSet};

/// The operator of a name.
pub(crate) fn named<W: Copy>(operators: &[crate::Operator<W>], name: &str) -> crate::Operator<W> {
    operators.iter().find(|o| o.name == name).copied().unwrap_or_else(|| panic!("no operator {name}"))
}

/// Every occasion of an operator: the record, and what became of it.
pub(crate) fn occasions<F: File>(operator: &Operator<F>, charts: &Charts<F>) -> Vec<(usize, Change<F::Piece>)> {
    let Work::Each(work) = operator.work else { return Vec::new() };
    let mut found = Vec::new();
    for (number, record) in charts.records.iter().enumerate().filter(|(_, r)| operator.types.contains(&r.kind)) {
        let before = charts.piece(number).expect("the record is there");
        let mut piece = before.clone();
        let mut around = Around::new(charts, number, Dice::new(7, &format!("{} {number}", operator.name)));
        let effect = work(&mut piece, &mut around);
        if effect == Effect::None {
            assert_eq!(piece, before, "{} gives no occasion and edits a {} all the same", operator.name, record.kind);
        } else {
            found.push((number, Change { piece, effect, beside: around.beside.unwrap_or(number) }));
        }
    }
    found
}

/// The record that an operator damages first, before and after.
pub(crate) fn first<F: File>(operator: &Operator<F>, charts: &Charts<F>) -> (F::Piece, F::Piece) {
    let (number, change) = occasions::<F>(operator, charts).into_iter().next().unwrap_or_else(|| panic!("{} finds no occasion", operator.name));
    (charts.piece(number).expect("it is there"), change.piece)
}

/// Every kind is among the records.
pub(crate) fn kinds_are_there<F: File>(charts: &Charts<F>, kinds: &[&str]) {
    let there: BTreeSet<&str> = charts.records.iter().map(|r| r.kind).collect();
    for kind in kinds {
        assert!(there.contains(kind), "no {kind} among {there:?}");
    }
}

/// Every operator finds an occasion, and what it says it did is what it did.
pub(crate) fn occasions_are_used<F: File>(operators: &[Operator<F>], charts: &Charts<F>) {
    let mut idle = Vec::new();
    for operator in operators.iter().filter(|o| o.is_each()) {
        let found = occasions::<F>(operator, charts);
        if found.is_empty() {
            idle.push(operator.name);
        }
        for (number, change) in &found {
            let same = charts.piece(*number).as_ref() == Some(&change.piece);
            assert_eq!(same, matches!(change.effect, Effect::Removed | Effect::Added(_)), "{}: edited or not", operator.name);
        }
        for (number, change) in found.iter().take(5) {
            let again = charts.change(*number, operator, Dice::new(7, &format!("{} {number}", operator.name))).expect("the occasion is there again");
            assert_eq!((&again.piece, &again.effect, again.beside), (&change.piece, &change.effect, change.beside), "{}: the same seed does the same", operator.name);
        }
    }
    assert!(idle.is_empty(), "no occasion: {idle:?}");
}

/// What is damaged differs on the lines of its records and nowhere else, and can be read still.
pub(crate) fn other_lines_stay<F: File>(operators: &[Operator<F>], charts: &Charts<F>) {
    let clean: Vec<String> = (0..charts.files.len()).map(|file| charts.written(file, &BTreeMap::new())).collect();
    for operator in operators {
        for occasion in occasions::<F>(operator, charts).into_iter().take(20) {
            let edits = Charts::<F>::edits(&[occasion]);
            for record in edits.keys() {
                let (file, (from, to)) = (charts.records[*record].file, charts.records[*record].lines);
                let text = charts.written(file, &edits);
                assert!(F::read(&text).is_some(), "{}: what is damaged can be read still", operator.name);
                let (before, after): (Vec<&str>, Vec<&str>) = (clean[file].lines().collect(), text.lines().collect());
                assert_eq!(after.len(), before.len(), "{}: lines were lost or came", operator.name);
                for line in (0..before.len()).filter(|line| !is_touched(charts, &edits, file, line + 1)) {
                    assert_eq!(after[line], before[line], "{}: beside the record of {from} to {to}", operator.name);
                }
                assert_ne!(after[from - 1..to], before[from - 1..to], "{}: the record is as it was", operator.name);
            }
        }
    }
}

fn is_touched<F: File>(charts: &Charts<F>, edits: &BTreeMap<usize, Edit<F::Piece>>, file: usize, line: usize) -> bool {
    edits.keys().map(|number| &charts.records[*number]).any(|r| r.file == file && r.lines.0 <= line && line <= r.lines.1)
}

/// An entry that moves goes behind one of its kind in another chart, and leaves nothing here.
pub(crate) fn moved_elsewhere<F: File>(operator: &Operator<F>, charts: &Charts<F>) -> F::Piece {
    let (number, change) = occasions::<F>(operator, charts).into_iter().next().expect("there is one");
    assert_ne!(charts.whose(change.beside), charts.whose(number));
    assert_eq!(charts.records[change.beside].kind, charts.records[number].kind);
    assert!(matches!(change.effect, Effect::Split(list) if list.len() == 1));
    change.piece
}
