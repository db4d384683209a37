//! Results of newborns weigh by what somebody is called for in the first four weeks of a life: a potassium of 6.8 is expected then, a bilirubin of 20 is not.
//!
//! It weighs anew what stands alone, once the chart tells how old the patient was. A birth that is not known to the day tells nothing.

use crate::compare::PatientResult;
use crate::critical::{is_called_for, is_called_for_newborn};
use crate::severity::severity;
use model::{Aspect, Kind, Precision, Severity, Statement, Verdict};

/// Days for which somebody is newborn.
const NEWBORN_DAYS: i32 = 28;

/// The day of birth that the charts know.
fn born(legacy: &[Statement], destination: &[Statement]) -> Option<i32> {
    let people = legacy.iter().chain(destination).filter(|s| s.kind == Kind::Demographic);
    people.filter_map(|s| s.date(Aspect::BirthDate)).find(|date| date.precision >= Precision::Day).map(|date| date.days())
}

/// Weighs results that stand alone, where the patient was newborn on their day.
pub(crate) fn settle(legacy: &[Statement], destination: &[Statement], result: &mut PatientResult) {
    let is_alone = |kind: Kind, aspect: Aspect| kind == Kind::Observation && aspect == Aspect::Statement;
    if !result.findings.iter().any(|f| is_alone(f.kind, f.aspect)) {
        return;
    }
    let Some(born) = born(legacy, destination) else { return };
    for finding in result.findings.iter_mut().filter(|f| is_alone(f.kind, f.aspect)) {
        let statement = match (finding.legacy, finding.destination) {
            (Some(l), None) => legacy.get(l),
            (None, Some(r)) => destination.get(r),
            _ => None,
        };
        let Some(statement) = statement.filter(|s| s.when().is_some_and(|day| (0..NEWBORN_DAYS).contains(&(day.days() - born)))) else { continue };
        match (is_called_for(statement), is_called_for_newborn(statement)) {
            // Once more what is there says nothing else than before.
            (false, true) if finding.severity == Severity::Clinical && finding.verdict != Verdict::Duplicated => finding.severity = Severity::Safety,
            // What weighs of it beside its number.
            (true, false) if finding.severity == Severity::Safety => {
                let live = statement.word(Aspect::Status).is_none_or(|status| status == "active");
                let mut rest = statement.clone();
                rest.facts.retain(|fact| fact.aspect != Aspect::Value);
                finding.severity = severity(finding.kind, finding.verdict, Aspect::Statement, &rest, live);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Equivalences;
    use crate::compare::compare_patient;
    use crate::reading::Coverage;
    use model::{Coding, Date, Fact, How, Origin, Quantity, Value};

    fn statement(kind: Kind, line: u64, facts: Vec<(Aspect, Value)>) -> Statement {
        let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 1, line, reference: String::new() }, facts }
    }

    /// How the loss of a result weighs.
    fn weight(born: &str, code: &str, value: &str, flag: &str) -> Vec<Severity> {
        let date = |text: &str| Value::Date(Date::parse_iso(text).expect("it is a date"));
        let coding = Coding { system: "http://loinc.org".into(), code: code.into(), display: String::new() };
        let mut facts = vec![
            (Aspect::Code, Value::code(vec![coding], String::new())),
            (Aspect::Effective, date("2020-03-10")),
            (Aspect::Value, Value::Quantity(Quantity::parse(value).expect("it is a quantity"))),
        ];
        facts.extend((!flag.is_empty()).then(|| (Aspect::Flag, Value::Word(flag.into()))));
        let person = statement(Kind::Demographic, 1, vec![(Aspect::BirthDate, date(born))]);
        let legacy = [person.clone(), statement(Kind::Observation, 2, facts)];
        let mut books = [Coverage::default(), Coverage::default()];
        legacy.iter().for_each(|s| books[0].count(s));
        books[1].count(&person);
        let result = compare_patient(&legacy, &[person], &Equivalences::default(), (&books[0], &books[1]), &|_| None);
        result.findings.iter().map(|f| f.severity).collect()
    }

    #[test]
    fn a_result_of_a_newborn_weighs_by_what_is_called_for_then() {
        for (born, code, value, expected) in [
            ("2020-03-08", "2823-3", "6.8 mmol/L", Severity::Clinical),
            ("1960-03-08", "2823-3", "6.8 mmol/L", Severity::Safety),
            ("2020", "2823-3", "6.8 mmol/L", Severity::Safety),
            ("2020-03-08", "2823-3", "8.9 mmol/L", Severity::Safety),
            ("2020-03-08", "2345-7", "36 mg/dL", Severity::Clinical),
            ("2020-01-08", "2345-7", "36 mg/dL", Severity::Safety),
            ("2020-03-08", "718-7", "21 g/dL", Severity::Clinical),
            ("2020-03-08", "1975-2", "21.4 mg/dL", Severity::Safety),
            ("1960-03-08", "1975-2", "21.4 mg/dL", Severity::Clinical),
            ("2020-03-08", "2951-2", "112 mmol/L", Severity::Safety),
        ] {
            assert_eq!(weight(born, code, value, ""), [expected], "{born} {code} {value}");
        }
        assert_eq!(weight("2020-03-08", "2823-3", "6.8 mmol/L", "HH"), [Severity::Safety], "the laboratory called for it");
    }
}
