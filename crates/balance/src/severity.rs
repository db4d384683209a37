//! What a difference does to care. Safety first: allergies, high-risk drugs, what would be given or withheld by mistake.

use model::{Aspect, Kind, Severity, Statement, Verdict};

/// Drugs where any error is an error of safety (ISMP's high-alert classes, by ingredient or stem).
const HIGH_RISK: [&str; 40] = [
    "warfarin", "coumadin", "heparin", "enoxaparin", "apixaban", "rivaroxaban", "dabigatran", "edoxaban", "fondaparinux", "clopidogrel",
    "insulin", "glargine", "lispro", "aspart", "morphine", "oxycodone", "hydrocodone", "hydromorphone", "fentanyl", "methadone", "buprenorphine",
    "tramadol", "tacrolimus", "cyclosporine", "azathioprine", "mycophenolate", "methotrexate", "sirolimus", "prednisone", "digoxin", "lithium",
    "amiodarone", "phenytoin", "vancomycin", "gentamicin", "cyclophosphamide", "leflunomide", "adalimumab", "infliximab", "potassium chloride",
];

/// Laboratory results where a wrong value leads straight to a wrong treatment.
const CRITICAL_RESULTS: [&str; 10] =
    ["potassium", "sodium", "glucose", "inr", "creatinine", "hemoglobin", "troponin", "lithium", "digoxin", "calcium"];

/// Whether a drug is one where any error is an error of safety.
pub(crate) fn is_high_risk(name: &str) -> bool {
    HIGH_RISK.iter().any(|word| name.contains(word))
}

fn names_any(statement: &Statement, words: &[&str]) -> bool {
    let label = statement.label().to_lowercase();
    words.iter().any(|w| label.contains(w))
}

/// Whether an order is one of a drug: it says how much of it, or which way.
fn is_of_drug(statement: &Statement) -> bool {
    statement.facts.iter().any(|fact| matches!(fact.aspect, Aspect::Dose | Aspect::Route))
}

/// Severity of a mark of protection. One that is gone, weaker or another discloses what was protected, and nothing takes that back; one that was
/// added or made stronger hides from clinicians what they could see.
pub(crate) fn of_mark(stronger: bool) -> Severity {
    if stronger { Severity::Clinical } else { Severity::Safety }
}

/// Severity of a finding. `statement` is the legacy one, or the destination's where nothing stands on the legacy side.
pub(crate) fn severity(kind: Kind, verdict: Verdict, aspect: Aspect, statement: &Statement, live: bool) -> Severity {
    use Aspect as A;
    use Severity::{Administrative, Clinical, Cosmetic, Financial, Safety};
    if aspect == A::Sensitivity {
        return of_mark(verdict == Verdict::Invented);
    }
    if matches!(kind, Kind::Charge | Kind::Claim | Kind::Payment | Kind::Coverage) {
        return Financial;
    }
    if verdict == Verdict::Misplaced && aspect == A::Patient {
        return Safety;
    }
    if matches!(verdict, Verdict::Merged | Verdict::Split) {
        return Administrative;
    }
    match aspect {
        A::Element => return if kind == Kind::Demographic { Administrative } else { Clinical },
        A::Precision => return Cosmetic,
        // What is said of the problem itself is another aspect.
        A::Concern => return Clinical,
        A::Recorded | A::Author | A::Performer | A::Location | A::Encounter | A::Category | A::Discharge | A::Class | A::Identifier => return Administrative,
        A::Title | A::Method | A::Text if kind != Kind::Allergy => return Cosmetic,
        _ => {}
    }
    match kind {
        Kind::Demographic => match aspect {
            A::Statement | A::BirthDate | A::Sex | A::Deceased | A::Mrn | A::Family | A::Negation => Clinical,
            _ => Administrative,
        },
        Kind::Allergy | Kind::NoKnownAllergy | Kind::AdvanceDirective => match aspect {
            A::Onset | A::Reported => Clinical,
            A::Type if verdict != Verdict::Altered => Clinical,
            _ => Safety,
        },
        // A dose that was given is as much of a drug as the one that is to be taken.
        Kind::Medication | Kind::Order if kind == Kind::Medication || is_of_drug(statement) => {
            let dangerous = names_any(statement, &HIGH_RISK);
            let about_use = matches!(aspect, A::Statement | A::Code | A::Status | A::Dose | A::Unit | A::Route | A::Frequency | A::Sig | A::AsNeeded | A::End | A::Negation);
            match (dangerous, about_use) {
                (true, true) => Safety,
                (_, true) if verdict == Verdict::Resurrected || (live && matches!(aspect, A::Dose | A::Unit | A::Code | A::Status | A::Negation)) => Safety,
                _ => Clinical,
            }
        }
        Kind::Observation => {
            let about_value = matches!(aspect, A::Value | A::Unit | A::Code | A::Comparator);
            if about_value && verdict != Verdict::Lost && names_any(statement, &CRITICAL_RESULTS) { Safety } else { Clinical }
        }
        Kind::Encounter | Kind::CareTeam | Kind::Appointment | Kind::Order => match aspect {
            A::Statement | A::Status | A::Negation => Clinical,
            _ => Administrative,
        },
        Kind::AuditEvent => Administrative,
        Kind::Record => Clinical,
        _ => Clinical,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin, Value};

    #[test]
    fn a_drug_that_is_not_to_be_given_and_would_be_is_a_matter_of_safety() {
        let of = |drug: &str, live: bool| {
            let fact = Fact { aspect: Aspect::Code, value: Value::Text(drug.into()), place: 0, how: How::Copied };
            let origin = Origin { artifact: 1, relation: 0, line: 1, reference: String::new() };
            let statement = Statement { kind: Kind::Medication, patient: "p".into(), origin, facts: vec![fact] };
            severity(Kind::Medication, Verdict::Altered, Aspect::Negation, &statement, live)
        };
        assert_eq!([of("cetirizine", true), of("warfarin", false), of("cetirizine", false)], [Severity::Safety, Severity::Safety, Severity::Clinical]);
    }

    #[test]
    fn a_dose_that_was_given_weighs_as_a_drug_and_an_examination_does_not() {
        let of = |code: &str, beside: Aspect| {
            let facts = [(Aspect::Code, code), (beside, "40 mg")].map(|(aspect, words)| Fact { aspect, value: Value::Text(words.into()), place: 0, how: How::Copied });
            let origin = Origin { artifact: 1, relation: 0, line: 1, reference: String::new() };
            let statement = Statement { kind: Kind::Order, patient: "p".into(), origin, facts: facts.to_vec() };
            severity(Kind::Order, Verdict::Altered, Aspect::Dose, &statement, false)
        };
        assert_eq!([of("enoxaparin", Aspect::Dose), of("cetirizine", Aspect::Dose), of("enoxaparin level", Aspect::Text)], [Severity::Safety, Severity::Clinical, Severity::Administrative]);
    }

    #[test]
    fn what_was_not_to_be_done_and_what_never_was_matter_to_care_whatever_they_are_of() {
        let origin = Origin { artifact: 1, relation: 0, line: 1, reference: String::new() };
        for kind in [Kind::Order, Kind::Encounter, Kind::Appointment, Kind::CareTeam, Kind::Demographic, Kind::Problem] {
            let statement = Statement { kind, patient: "p".into(), origin: origin.clone(), facts: Vec::new() };
            assert_eq!(severity(kind, Verdict::Altered, Aspect::Negation, &statement, true), Severity::Clinical, "{kind:?}");
        }
    }
}
