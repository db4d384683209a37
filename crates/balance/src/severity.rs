//! What a difference does to care. Safety first: allergies, high-risk drugs, what would be given or withheld by mistake.

use crate::state::tells_of_pregnancy;
use crate::substances::{self, Row};
use model::{Aspect, Kind, Severity, Statement, Value, Verdict};
use std::sync::LazyLock;

/// Drugs where any error is an error of safety (ISMP's high-alert classes, by ingredient or stem); the brands and other names that the list of
/// substances has of them, and its opioids, are so as well.
const HIGH_RISK: [&str; 51] = [
    "warfarin", "coumadin", "heparin", "enoxaparin", "apixaban", "rivaroxaban", "dabigatran", "edoxaban", "fondaparinux", "clopidogrel",
    "insulin", "glargine", "lispro", "aspart", "morphine", "oxycodone", "hydrocodone", "hydromorphone", "fentanyl", "methadone", "buprenorphine",
    "tramadol", "tacrolimus", "cyclosporine", "azathioprine", "mycophenolate", "methotrexate", "sirolimus", "prednisone", "digoxin", "lithium",
    "amiodarone", "phenytoin", "vancomycin", "gentamicin", "cyclophosphamide", "leflunomide", "adalimumab", "infliximab", "potassium chloride",
    "prasugrel", "ticagrelor", "dalteparin", "argatroban", "bivalirudin", "everolimus", "ciclosporin", "tofacitinib", "etanercept", "rituximab", "belatacept",
];
/// Letters of the shortest name that is looked for within a label.
const NAME_MIN: usize = 5;
/// Flags of results that somebody has to be called for.
const CRITICAL_FLAGS: [&str; 5] = ["HH", "LL", "AA", "HU", "LU"];

/// Every name of these drugs, in lower case.
static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let is_stem = |name: &str| HIGH_RISK.iter().any(|word| name.contains(word));
    let mut names: Vec<&'static str> = HIGH_RISK.to_vec();
    for row in substances::rows() {
        if let Row::Substance { name, kind_of, others, class } = row
            && (*class == "opioids" || is_stem(name.text) || kind_of.is_some_and(is_stem))
        {
            names.extend(std::iter::once(name).chain(others).map(|name| name.text));
        }
    }
    let of_parts = |parts: &[&'static str]| parts.iter().any(|part| names.contains(part) || is_stem(part));
    let brands: Vec<&'static str> = substances::rows().iter().filter_map(|row| if let Row::Product { brand, parts } = row { of_parts(parts).then_some(brand.text) } else { None }).collect();
    names.extend(brands);
    names.retain(|name| name.len() >= NAME_MIN || HIGH_RISK.contains(name));
    names
});

/// Laboratory results where a wrong value leads straight to a wrong treatment.
const CRITICAL_RESULTS: [&str; 10] =
    ["potassium", "sodium", "glucose", "inr", "creatinine", "hemoglobin", "troponin", "lithium", "digoxin", "calcium"];

/// Whether a drug is one where any error is an error of safety.
pub(crate) fn is_high_risk(name: &str) -> bool {
    NAMES.iter().any(|word| name.contains(word))
}

fn names_any(statement: &Statement, words: &[&str]) -> bool {
    let label = statement.label().to_lowercase();
    words.iter().any(|w| label.contains(w))
}

/// Whether a result is one that somebody has to be called for, as its flag says.
fn is_flagged(statement: &Statement) -> bool {
    statement.facts.iter().any(|fact| fact.aspect == Aspect::Flag && matches!(&fact.value, Value::Word(flag) if CRITICAL_FLAGS.contains(&flag.as_str())))
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
    // Drugs are chosen by it, and X-rays are not taken.
    if matches!(aspect, A::Statement | A::Code | A::Value | A::Status | A::Verification | A::Negation) && tells_of_pregnancy(statement) {
        return Safety;
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
        Kind::Medication => {
            let dangerous = is_high_risk(&statement.label().to_lowercase());
            let about_use = matches!(aspect, A::Statement | A::Code | A::Status | A::Dose | A::Unit | A::Route | A::Frequency | A::Sig | A::AsNeeded | A::End | A::Negation);
            match (dangerous, about_use) {
                (true, true) => Safety,
                (_, true) if verdict == Verdict::Resurrected || (live && matches!(aspect, A::Dose | A::Unit | A::Code | A::Status | A::Negation)) => Safety,
                _ => Clinical,
            }
        }
        Kind::Observation => {
            let about_value = matches!(aspect, A::Value | A::Unit | A::Code | A::Comparator);
            let is_called_for = (about_value || matches!(aspect, A::Statement | A::Flag | A::Status)) && is_flagged(statement);
            if is_called_for || about_value && verdict != Verdict::Lost && names_any(statement, &CRITICAL_RESULTS) { Safety } else { Clinical }
        }
        // What is handed out or given of a drug is filed among the orders.
        Kind::Order if matches!(aspect, A::Code | A::Dose | A::Unit | A::Route | A::Frequency) => if is_high_risk(&statement.label().to_lowercase()) { Safety } else { Clinical },
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

    fn statement(kind: Kind, facts: &[(Aspect, Value)]) -> Statement {
        let facts = facts.iter().map(|(aspect, value)| Fact { aspect: *aspect, value: value.clone(), place: 0, how: How::Copied }).collect();
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 1, relation: 0, line: 1, reference: String::new() }, facts }
    }

    #[test]
    fn a_drug_is_as_dangerous_under_its_brand_and_when_it_is_given() {
        for name in ["eliquis 5 mg tablet", "humalog kwikpen", "percocet 5-325", "warfarin sodium", "brilinta"] {
            assert!(is_high_risk(name), "{name}");
        }
        for name in ["amoxicillin 500 mg", "lisinopril", "ibuprofen", "metformin"] {
            assert!(!is_high_risk(name), "{name}");
        }
        let given = |drug: &str, aspect: Aspect| severity(Kind::Order, Verdict::Altered, aspect, &statement(Kind::Order, &[(Aspect::Code, Value::words(drug))]), true);
        assert_eq!([given("Insulin", Aspect::Dose), given("Amoxicillin", Aspect::Dose), given("Insulin", Aspect::Priority)], [Severity::Safety, Severity::Clinical, Severity::Administrative]);
    }

    #[test]
    fn a_result_that_somebody_is_called_for_and_a_pregnancy_are_matters_of_safety() {
        let result = |flag: &str| statement(Kind::Observation, &[(Aspect::Code, Value::words("Lactate")), (Aspect::Flag, Value::Word(flag.into()))]);
        let of = |flag: &str, verdict: Verdict, aspect: Aspect| severity(Kind::Observation, verdict, aspect, &result(flag), true);
        assert_eq!([of("HH", Verdict::Altered, Aspect::Flag), of("HH", Verdict::Lost, Aspect::Statement), of("H", Verdict::Altered, Aspect::Flag)], [Severity::Safety, Severity::Safety, Severity::Clinical]);
        let problem = |words: &str| severity(Kind::Problem, Verdict::Lost, Aspect::Statement, &statement(Kind::Problem, &[(Aspect::Code, Value::words(words))]), true);
        assert_eq!([problem("Normal pregnancy"), problem("Asthma")], [Severity::Safety, Severity::Clinical]);
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
