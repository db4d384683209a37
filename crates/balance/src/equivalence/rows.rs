//! Test rows: two values that must, or must not, be judged the same, put through the very judge that the comparison uses.

use super::document::{Equivalence, TestRow};
use super::means::{Means, PairForm};
use crate::codes::Equivalences;
use crate::compare::compare_patient;
use crate::judge::revives;
use crate::reading::Coverage;
use model::{Aspect, Coding, Date, Decimal, Fact, How, Kind, Origin, Quantity, Statement, Value, convert};

/// Why a pair may not be declared at all.
pub(super) fn forbidden(form: PairForm, aspects: &[Aspect], from: &str, to: &str, both: bool) -> Option<String> {
    if form == PairForm::Unit && convert(Decimal::ONE, from, to).is_some_and(|factor| factor != Decimal::ONE) {
        return Some("these units differ in size; a number under the other one is another amount".into());
    }
    let stateful = aspects.iter().any(|a| matches!(a, Aspect::Status | Aspect::Verification));
    if stateful && matches!(form, PairForm::Word | PairForm::Text) && (revives(from, to) || both && revives(to, from)) {
        return Some(format!("{from} says that it is over, {to} that it goes on: nothing makes these one"));
    }
    None
}

/// Judges a row; says what is wrong with it.
pub(super) fn run(equivalence: &Equivalence, row: &TestRow) -> Result<(), String> {
    let kind = equivalence.kinds.first().copied().unwrap_or(Kind::Observation);
    let Some(aspect) = equivalence.aspects.first().copied() else { return Ok(()) };
    let side = |text: &str| value(&equivalence.means, aspect, text);
    let (legacy, destination) = (side(&row.legacy)?, side(&row.destination)?);
    if judged_equivalent(equivalence, (kind, aspect), legacy, destination) == row.equivalent {
        return Ok(());
    }
    Err(match row.equivalent {
        true => format!("test row: {:?} and {:?} are judged different and must be equivalent", row.legacy, row.destination),
        false => format!("test row: {:?} and {:?} are judged equivalent and must not be", row.legacy, row.destination),
    })
}

/// Two charts of one statement each, compared under this equivalence alone.
fn judged_equivalent(equivalence: &Equivalence, (kind, aspect): (Kind, Aspect), legacy: Option<Value>, destination: Option<Value>) -> bool {
    let statement = |value: Option<Value>| Statement {
        kind,
        patient: "test".into(),
        origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() },
        facts: value.into_iter().map(|value| Fact { aspect, value, place: 1, how: How::Copied }).collect(),
    };
    let (left, right) = ([statement(legacy)], [statement(destination)]);
    let mut coverage = Coverage::default();
    coverage.statements.insert(kind, 1);
    coverage.aspects.insert((kind, aspect));
    let mut alone = Equivalences::default();
    alone.force(equivalence.clone());
    // Both come from one row: the alignment is not what is tested.
    compare_patient(&left, &right, &alone, (&coverage, &coverage), &|_| Some((0, 1))).findings.is_empty()
}

/// A value of a row, as a fact holds it.
fn value(means: &Means, aspect: Aspect, text: &str) -> Result<Option<Value>, String> {
    let unread = |what: &str| format!("test row: {text:?} is no {what}");
    match means {
        Means::Absent(_) if text.is_empty() => Ok(None),
        Means::Absent(_) => Ok(Some(Value::Text(text.into()))),
        Means::Tolerance(tolerance) if tolerance.is_of_time() => Date::parse_iso(text).map(|d| Some(Value::Date(d))).ok_or_else(|| unread("date")),
        Means::Tolerance(_) => Quantity::parse(text).map(|q| Some(Value::Quantity(q))).ok_or_else(|| unread("number")),
        Means::Pair { form: PairForm::Code, .. } => {
            let canonical = PairForm::Code.canonical(text).ok_or_else(|| unread("code; write `system|code`"))?;
            let (system, code) = canonical.split_once('|').unwrap_or_default();
            Ok(Some(Value::code(vec![Coding { system: system.into(), code: code.into(), display: String::new() }], String::new())))
        }
        // A unit may stand alone: what it is a unit of plays no part.
        Means::Pair { form: PairForm::Unit, .. } if aspect == Aspect::DoseUnit => Ok(Some(Value::Word(text.into()))),
        Means::Pair { form: PairForm::Unit, .. } => {
            let alone = || Quantity { number: Decimal::ONE, comparator: String::new(), unit: text.trim().into() };
            Ok(Some(Value::Quantity(Quantity::parse(text).unwrap_or_else(alone))))
        }
        Means::Pair { form, .. } if text.trim().is_empty() => Err(format!("test row: a {} is empty", form.word())),
        Means::Pair { form: PairForm::Word, .. } => Ok(Some(Value::Word(text.trim().into()))),
        Means::Pair { .. } => Ok(Some(Value::Text(text.into()))),
    }
}
