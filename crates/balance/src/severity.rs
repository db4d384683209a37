//! What a difference does to care. Safety first: allergies, high-risk drugs, what would be given or withheld by mistake.

use crate::harm;
use model::{Aspect, Kind, Severity, Statement, Value, Verdict};

/// Severity of a mark of protection. One that is gone, weaker or another discloses what was protected, and nothing takes that back; one that was
/// added or made stronger hides from clinicians what they could see.
pub(crate) fn of_mark(stronger: bool) -> Severity {
    if stronger { Severity::Clinical } else { Severity::Safety }
}

/// How a drug is given: how much, how, how often.
fn is_use(aspect: Aspect) -> bool {
    use Aspect as A;
    matches!(aspect, A::Dose | A::DoseUnit | A::Unit | A::Route | A::Frequency | A::Sig | A::AsNeeded)
}

/// What of a drug decides whether and how it is given.
fn is_about_use(aspect: Aspect) -> bool {
    use Aspect as A;
    is_use(aspect) || matches!(aspect, A::Statement | A::Code | A::Status | A::End | A::Negation)
}

/// Whether it stands in the chart as what is over or never was. A document that says only that nobody follows it any more says neither: older exporters
/// write so of every allergy.
fn is_taken_back(statement: &Statement) -> bool {
    let status = statement.word(Aspect::Status);
    let unfollowed = status == Some("inactive") && statement.word(Aspect::Concern).is_some_and(|concern| concern != "active");
    !unfollowed && matches!(status, Some("inactive" | "resolved" | "removed" | "entered-in-error")) || matches!(statement.word(Aspect::Verification), Some("refuted" | "entered-in-error"))
}

/// Whether an order is one of a drug: it says how much of it, or which way.
fn is_of_drug(statement: &Statement) -> bool {
    statement.facts.iter().any(|fact| matches!(fact.aspect, Aspect::Dose | Aspect::Route))
}

/// Severity of a record that stands in another patient's chart: what is about money concerns money alone.
pub fn of_another_patient(kind: Kind) -> Severity {
    match kind {
        Kind::Charge | Kind::Claim | Kind::Payment | Kind::Coverage => Severity::Financial,
        _ => Severity::Safety,
    }
}

/// Severity of what no aspect names, by the element of the manner: which reaction was how severe, whether a device may be near a magnet, in which
/// order the steps of a drug of high alert are taken. None where nothing of it is known.
pub(crate) fn of_element(kind: Kind, manner: &str, statement: &Statement) -> Option<Severity> {
    let tied = manner.strip_prefix("what belongs together in ");
    let begins = |path: &str| tied.unwrap_or(manner).strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', ' ']));
    // A demographic is administration, but for what care is given by and whom nobody could speak with.
    if kind == Kind::Demographic {
        const OF_CARE: [&str; 3] = ["extension(patient-sexParameterForClinicalUse)", "extension(patient-interpreterRequired)", "extension(patient-disability)"];
        return OF_CARE.iter().any(|path| begins(path)).then_some(Severity::Clinical);
    }
    let is_safety = match kind {
        Kind::Allergy => (tied.is_some() && (begins("reaction") || begins("entryRelationship"))) || begins("reaction.substance"),
        Kind::Device => begins("safety"),
        // What a diet is to leave out.
        Kind::Record => begins("allergyIntolerance") || begins("dosage") && harm::is_high_alert(statement),
        // Which interventions somebody refuses.
        Kind::AdvanceDirective => begins("provision"),
        Kind::Medication | Kind::Order => (begins("dosageInstruction") || begins("dosage")) && harm::is_high_alert(statement),
        _ => false,
    };
    is_safety.then_some(Severity::Safety)
}

/// Severity of a finding. `statement` is the legacy one, or the destination's where nothing stands on the legacy side.
pub(crate) fn severity(kind: Kind, verdict: Verdict, aspect: Aspect, statement: &Statement, live: bool) -> Severity {
    use Aspect as A;
    use Severity::{Administrative, Clinical, Cosmetic, Financial, Safety};
    if aspect == A::Sensitivity {
        return of_mark(verdict == Verdict::Invented);
    }
    if of_another_patient(kind) == Financial {
        return Financial;
    }
    if verdict == Verdict::Misplaced && aspect == A::Patient {
        return of_another_patient(kind);
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
        // By another formula, or reckoned from something else, a number that is acted on is another one.
        A::Method if kind == Kind::Observation && harm::is_acted_on(statement) => return Clinical,
        // An open operation is no closed one.
        A::Method if kind == Kind::Procedure => return Clinical,
        // Of what is no statement the title is its sort: what is to be reached is not what was found.
        A::Title if kind == Kind::Record => return Clinical,
        A::Title | A::Method | A::Text if !matches!(kind, Kind::Allergy | Kind::AdvanceDirective) => return Cosmetic,
        _ => {}
    }
    let itself = matches!(aspect, A::Statement | A::Code | A::Value | A::Status | A::Verification | A::Negation);
    // Once more what is there says nothing else than before; of drugs it may be given twice.
    let again = verdict == Verdict::Duplicated;
    if itself && !again && harm::is_guarded(kind, verdict, statement, live) {
        return Safety;
    }
    match kind {
        Kind::Demographic => match aspect {
            A::Statement | A::BirthDate | A::Sex | A::Deceased | A::Mrn | A::Family | A::Negation => Clinical,
            _ => Administrative,
        },
        Kind::Allergy | Kind::NoKnownAllergy | Kind::AdvanceDirective => match aspect {
            A::Onset | A::Reported => Clinical,
            A::Statement if again => Clinical,
            // Nothing would fire on it: what is lost is that it was once thought of.
            A::Statement if verdict == Verdict::Lost && is_taken_back(statement) => Clinical,
            A::Type if verdict != Verdict::Altered => Clinical,
            _ => Safety,
        },
        // A dose that was given is as much of a drug as the one that is to be taken.
        Kind::Medication | Kind::Order if kind == Kind::Medication || is_of_drug(statement) && is_about_use(aspect) => {
            let is_dosed = matches!(aspect, A::Dose | A::DoseUnit | A::Unit | A::Code | A::Status | A::Negation);
            // Nobody ordered what stands among the live drugs, and somebody will give it.
            let is_strange = || verdict == Verdict::Invented && aspect == A::Statement && statement.word(A::Status) == Some("active");
            // Ten times as many tablets of it are as many too many.
            let is_supplied = verdict == Verdict::Altered && matches!(aspect, A::Quantity | A::Refills | A::DaysSupply) && harm::is_high_alert(statement);
            let is_safety = || is_strange() || verdict == Verdict::Resurrected || (live && is_dosed) || harm::is_high_alert(statement);
            if is_supplied || is_about_use(aspect) && is_safety() { Safety } else { Clinical }
        }
        Kind::Observation => {
            let about_value = matches!(aspect, A::Value | A::Unit | A::Code | A::Comparator);
            let is_lost = verdict == Verdict::Lost;
            let critical = !again && (about_value || matches!(aspect, A::Statement | A::Flag | A::Status)) && harm::is_critical(statement);
            let is_back = verdict == Verdict::Resurrected && aspect == A::Status;
            if critical || ((about_value && !is_lost || is_back) && harm::is_acted_on(statement)) { Safety } else { Clinical }
        }
        Kind::Procedure if aspect == A::Laterality && verdict == Verdict::Altered => Safety,
        // What is ordered, for when and on which side is what will be done.
        Kind::Order => match aspect {
            A::Laterality if verdict == Verdict::Altered => Safety,
            // What is not to be done would be.
            A::Negation if statement.value(A::Negation) == Some(&Value::Flag(true)) => Safety,
            _ if is_use(aspect) && harm::is_high_alert(statement) => Safety,
            _ if is_use(aspect) => Clinical,
            A::Statement | A::Status | A::Negation | A::Code | A::Value | A::Effective | A::Laterality | A::BodySite | A::Specimen | A::Priority | A::Intent => Clinical,
            _ => Administrative,
        },
        // Whoever comes on another day has no appointment.
        Kind::Appointment => match aspect {
            A::Statement | A::Status | A::Negation | A::Effective => Clinical,
            _ => Administrative,
        },
        Kind::Encounter | Kind::CareTeam => match aspect {
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
    use model::{Coding, Fact, How, Origin};

    /// A statement by what it is called: words, or `SYSTEM|CODE|WORDS`. Behind `=` stand more facts.
    fn statement(kind: Kind, name: &str) -> Statement {
        let (name, flag) = name.split_once(" = ").unwrap_or((name, ""));
        let value = match name.split('|').collect::<Vec<_>>().as_slice() {
            [system, code, words] => Value::code(vec![Coding { system: (*system).into(), code: (*code).into(), display: (*words).into() }], String::new()),
            _ => Value::Text(name.into()),
        };
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let flags = (!flag.is_empty()).then(|| fact(Aspect::Flag, Value::Word(flag.into())));
        let facts = std::iter::once(fact(Aspect::Code, value)).chain(flags).collect();
        let origin = Origin { artifact: 1, relation: 0, line: 1, reference: String::new() };
        Statement { kind, patient: "p".into(), origin, facts }
    }

    fn of(kind: Kind, verdict: Verdict, aspect: Aspect, name: &str, live: bool) -> Severity {
        severity(kind, verdict, aspect, &statement(kind, name), live)
    }

    #[test]
    fn a_drug_that_is_not_to_be_given_and_would_be_is_a_matter_of_safety() {
        let of = |drug: &str, live: bool| of(Kind::Medication, Verdict::Altered, Aspect::Negation, drug, live);
        assert_eq!([of("cetirizine", true), of("warfarin", false), of("cetirizine", false)], [Severity::Safety, Severity::Safety, Severity::Clinical]);
    }

    #[test]
    fn a_drug_of_high_alert_is_known_by_any_of_its_names() {
        const HIGH: [&str; 57] = [
            "Eliquis 5 mg", "XARELTO 20 MG TAB", "Lovenox 80 mg/0.8 mL", "Phenprocoumon 3 mg", "Sintrom", "Plavix", "Brilinta 90 mg", "Lantus SoloStar", "HumaLOG KwikPen", "Novolin R",
            "Tresiba", "Glucotrol XL", "OxyContin 20 MG", "Percocet 5-325", "Norco", "Tylenol #3", "Suboxone 8-2", "MS Contin", "Opana", "Duragesic 25 mcg/hr", "Prograf 1 mg", "CellCept",
            "Trexall", "Humira Pen", "Xeljanz", "Revlimid", "Cisplatin", "Depakote ER", "Lanoxin", "Klor-Con 20 mEq", "INSULIN_GLARGINE",
            "Marevan 3 mg", "fluindione 20 mg", "NovoRapid FlexPen", "gliclazide 80 mg", "Oramorph 10 mg/5 mL", "co-codamol 30/500", "Targin 10/5", "Durogesic 25", "Gengraf", "Tarceva", "axitinib 5 mg", "ambrisentan",
            "Enoxaparin 40 mg sub-cutaneous injection", "Lovenox syringe", "Insulin 50 units/50 mL syringe", "insulin regular human syringe", "Humulin N syringe 100 UNT/ML", "Enoxaparin 40 mg/0.4 mL syringe with needle", "Fentanyl topical 25 mcg/hr patch",
            "http://www.whocc.no/atc|N03AG01|", "http://www.whocc.no/atc|B01AF02|", "http://www.whocc.no/atc|N02AA05|", "http://local|7|warfarin",
            "http://www.nlm.nih.gov/research/umls/rxnorm|11289|", "http://www.nlm.nih.gov/research/umls/rxnorm|855332|", "http://snomed.info/sct|372756006|",
        ];
        for name in HIGH {
            assert_eq!(of(Kind::Medication, Verdict::Lost, Aspect::Statement, name, true), Severity::Safety, "{name}");
            assert_eq!(of(Kind::Order, Verdict::Altered, Aspect::Dose, name, true), Severity::Safety, "{name}");
        }
        for name in ["Cetirizine 10 mg", "Amoxicillin", "aspartame", "Losartan potassium 50 mg", "study drug 17", "http://www.whocc.no/atc|R06AE07|", "http://www.nlm.nih.gov/research/umls/rxnorm|20610|", "http://snomed.info/sct|11289|", "http://www.nlm.nih.gov/research/umls/rxnorm|42316|Tacrolimus 0.1% ointment", "Naloxone 4 mg nasal spray", "Insulin pen needles 32 gauge", "Insulin syringe 0.5 mL", "Insulin Syringes (Disposable) U-100 1 ML", "insulin pump supplies", "Insulin pump infusion set", "Insulin pen needle 32G x 4 mm", "Pimecrolimus 1 %", "Prednisolone 1% eye drops", "Tacrolimus 0.1% ointment",
            "Heparin lock flush", "co-amoxiclav 500/125", "Amoxicillin 400 mg/5 mL suspension", "emtricitabine 200 mg"] {
            assert_eq!(of(Kind::Medication, Verdict::Lost, Aspect::Statement, name, true), Severity::Clinical, "{name}");
            assert_eq!(of(Kind::Medication, Verdict::Altered, Aspect::Dose, name, true), Severity::Safety, "what is given now, in another dose: {name}");
        }
    }

    #[test]
    fn a_result_that_is_acted_on_is_known_by_its_code_or_its_name_and_another_test_of_it_is_none() {
        const ACTED_ON: [&str; 14] = [
            "http://loinc.org|2823-3|", "Potassium [Moles/volume] in Serum or Plasma", "INR", "K", "Hgb", "Troponin T.cardiac", "http://loinc.org|29463-7|Body Weight", "WEIGHT", "Platelets",
            "pH of Arterial blood", "http://loinc.org|11778-8|", "ABO group [Type] in Blood", "Glucose POC", "Tacrolimus trough level",
        ];
        for name in ACTED_ON {
            assert_eq!(of(Kind::Observation, Verdict::Altered, Aspect::Value, name, false), Severity::Safety, "{name}");
            assert_eq!(of(Kind::Observation, Verdict::Resurrected, Aspect::Status, name, false), Severity::Safety, "it was taken back: {name}");
            assert_eq!(of(Kind::Observation, Verdict::Lost, Aspect::Statement, name, false), Severity::Clinical, "one result of many: {name}");
            assert_eq!(of(Kind::Observation, Verdict::Lost, Aspect::Statement, &format!("{name} = HH"), false), Severity::Safety, "somebody was called for it: {name}");
        }
        for name in [
            "Hemoglobin A1c/Hemoglobin.total in Blood", "Glucose [Presence] in Urine", "MCH [Entitic mass] corpuscular hemoglobin", "Calcium score", "Leukocyte esterase", "Ideal body weight", "pH of Urine",
            "Platelet mean volume", "Cholesterol", "Albumin/Creatinine ratio",
        ] {
            assert_eq!(of(Kind::Observation, Verdict::Altered, Aspect::Value, name, false), Severity::Clinical, "{name}");
        }
    }

    #[test]
    fn a_result_that_is_lost_weighs_by_what_it_says() {
        let told = |name: &str, value: Value| {
            let mut result = statement(Kind::Observation, name);
            result.facts.push(Fact { aspect: Aspect::Value, value, place: 0, how: How::Copied });
            severity(Kind::Observation, Verdict::Lost, Aspect::Statement, &result, false)
        };
        let number = |text: &str| model::Quantity::parse(text).map(Value::Quantity).expect("it is a quantity");
        assert_eq!([told("http://loinc.org|2823-3|", number("7.2 mmol/L")), told("http://loinc.org|2345-7|", number("30 mmol/L"))], [Severity::Safety; 2]);
        assert_eq!([told("http://loinc.org|2823-3|", number("4.2 mmol/L")), told("http://loinc.org|4548-4|", number("6.4 %"))], [Severity::Clinical; 2]);
        let culture = |says: &str| told("http://loinc.org|600-7|Bacteria identified in Blood by Culture", Value::Text(says.into()));
        assert_eq!([culture("Gram negative rods in 2 of 2 bottles"), culture("Staphylococcus aureus"), culture("Positive")], [Severity::Safety; 3]);
        assert_eq!([culture("PRELIMINARY: gram positive cocci in clusters"), culture("Escherichia coli, susceptibilities pending")], [Severity::Safety; 2]);
        assert_eq!([culture("No growth after 5 days"), culture("Negative"), culture("pending")], [Severity::Clinical; 3]);
        assert_eq!([culture("NGTD"), culture("NG x 5 days"), culture("In progress"), culture("Final"), culture("264868006")], [Severity::Clinical; 5]);
        assert_eq!(told("http://loinc.org|630-4|Bacteria identified in Urine by Culture", Value::Text("Escherichia coli".into())), Severity::Clinical);
        assert_eq!(told("Obstetric history", Value::Text("G3P1011".into())), Severity::Clinical);
    }

    #[test]
    fn an_allergy_that_was_taken_back_is_lost_without_harm_and_comes_back_with_it() {
        let of = |verdict: Verdict, word: Option<(Aspect, &str)>| {
            let mut allergy = statement(Kind::Allergy, "Penicillin");
            allergy.facts.extend(word.map(|(aspect, word)| Fact { aspect, value: Value::Word(word.into()), place: 0, how: How::Copied }));
            severity(Kind::Allergy, verdict, Aspect::Statement, &allergy, true)
        };
        assert_eq!([of(Verdict::Lost, None), of(Verdict::Lost, Some((Aspect::Status, "active"))), of(Verdict::Lost, Some((Aspect::Status, "unknown")))], [Severity::Safety; 3]);
        assert_eq!([of(Verdict::Lost, Some((Aspect::Status, "resolved"))), of(Verdict::Lost, Some((Aspect::Verification, "refuted")))], [Severity::Clinical; 2]);
        assert_eq!(of(Verdict::Resurrected, Some((Aspect::Verification, "refuted"))), Severity::Safety);
        let mut unfollowed = statement(Kind::Allergy, "Penicillin");
        let word = |aspect, word: &str| Fact { aspect, value: Value::Word(word.into()), place: 0, how: How::Copied };
        unfollowed.facts.extend([word(Aspect::Status, "inactive"), word(Aspect::Concern, "completed")]);
        assert_eq!(severity(Kind::Allergy, Verdict::Lost, Aspect::Statement, &unfollowed, false), Severity::Safety, "nobody follows it, and it may be as it was");
        assert_eq!(of(Verdict::Duplicated, None), Severity::Clinical, "twice on the list it fires all the same");
    }

    #[test]
    fn as_needed_that_is_gone_matters_most_where_any_error_does() {
        assert_eq!(of(Kind::Medication, Verdict::Lost, Aspect::AsNeeded, "Acetaminophen 325 mg", true), Severity::Clinical);
        assert_eq!(of(Kind::Medication, Verdict::Lost, Aspect::AsNeeded, "Percocet 5-325", true), Severity::Safety);
        assert_eq!(of(Kind::Medication, Verdict::Duplicated, Aspect::Statement, "warfarin 5 mg", true), Severity::Safety, "it may be given twice");
    }

    #[test]
    fn what_is_guarded_is_so_in_whatever_list_it_stands() {
        const GUARDED: [(Kind, &str); 15] = [
            (Kind::Problem, "http://hl7.org/fhir/sid/icd-10-cm|Z66|"), (Kind::Problem, "Do not resuscitate status"), (Kind::Order, "DNR/DNI"), (Kind::Observation, "Code status"),
            (Kind::Problem, "http://hl7.org/fhir/sid/icd-10-cm|Z88.0|"), (Kind::Problem, "http://hl7.org/fhir/sid/icd-9-cm|V14.0|"), (Kind::Problem, "Allergy to penicillin (finding)"),
            (Kind::Problem, "http://snomed.info/sct|77386006|"), (Kind::Problem, "http://hl7.org/fhir/sid/icd-10-cm|O24.410|"), (Kind::Problem, "Pregnant"),
            (Kind::Observation, "http://loinc.org|82810-3|Pregnancy status"), (Kind::Problem, "Penicillin allergy"), (Kind::Problem, "Latex allergy"),
            (Kind::Problem, "Comfort measures only"), (Kind::Order, "DNACPR"),
        ];
        for (kind, name) in GUARDED {
            for aspect in [Aspect::Statement, Aspect::Code, Aspect::Status] {
                assert_eq!(of(kind, Verdict::Lost, aspect, name, true), Severity::Safety, "{kind:?} {name}");
            }
        }
        for (kind, name) in [(Kind::Problem, "History of pregnancy"), (Kind::Problem, "Allergic rhinitis"), (Kind::Problem, "Pollen allergy testing"), (Kind::Observation, "Peanut allergy IgE"), (Kind::Problem, "Gravida 3 para 1"), (Kind::Problem, "No allergy to latex"), (Kind::Observation, "Barcode status"), (Kind::Observation, "Pregnancy intention in the next year"), (Kind::Observation, "Body mass index before pregnancy")] {
            assert_eq!(of(kind, Verdict::Lost, Aspect::Statement, name, true), Severity::Clinical, "{kind:?} {name}");
        }
        assert_eq!(of(Kind::Problem, Verdict::Lost, Aspect::Statement, "Pregnant", false), Severity::Clinical, "it is over");
        assert_eq!(of(Kind::Problem, Verdict::Resurrected, Aspect::Status, "Pregnant", false), Severity::Safety);
    }

    #[test]
    fn papers_about_the_end_of_life_are_guarded_and_a_way_of_reckoning_is_no_cosmetics() {
        let mut typed = statement(Kind::Document, "scan");
        typed.facts.push(Fact { aspect: Aspect::Type, value: Value::Text("MOLST".into()), place: 0, how: How::Copied });
        assert_eq!(severity(Kind::Document, Verdict::Lost, Aspect::Statement, &typed, true), Severity::Safety);
        for name in ["http://loinc.org|93037-0|", "POLST form", "Living Will (scanned)", "Advance Directives", "Durable Power of Attorney for Health Care"] {
            assert_eq!([of(Kind::Document, Verdict::Lost, Aspect::Statement, name, true), of(Kind::Note, Verdict::Lost, Aspect::Statement, name, true)], [Severity::Safety; 2], "{name}");
        }
        for name in ["Progress note", "Discussion of advance directives", "http://loinc.org|11506-3|"] {
            assert_eq!(of(Kind::Note, Verdict::Lost, Aspect::Statement, name, true), Severity::Clinical, "{name}");
        }
        let method = |name: &str| of(Kind::Observation, Verdict::Altered, Aspect::Method, name, false);
        assert_eq!([method("http://loinc.org|33914-3|"), method("http://loinc.org|11778-8|"), method("Cholesterol")], [Severity::Clinical, Severity::Clinical, Severity::Cosmetic]);
    }

    #[test]
    fn what_keeps_hands_and_magnets_away_is_guarded() {
        for (kind, name) in [
            (Kind::Record, "Airborne precautions"), (Kind::Record, "Contact isolation - MRSA"), (Kind::Problem, "Difficult airway"), (Kind::Problem, "Malignant hyperthermia"),
            (Kind::Record, "No blood products"), (Kind::Record, "MRI UNSAFE implant"), (Kind::Device, "Cardiac pacemaker"), (Kind::Device, "Implantable defibrillator, device"),
            (Kind::Record, "No BP or IV in left arm (mastectomy)"),
        ] {
            assert_eq!(of(kind, Verdict::Lost, Aspect::Statement, name, true), Severity::Safety, "{kind:?} {name}");
        }
        for (kind, name) in [(Kind::Record, "Standard precautions reviewed"), (Kind::Problem, "Screening for suicide risk"), (Kind::Device, "Walker"), (Kind::Problem, "Social isolation")] {
            assert_eq!(of(kind, Verdict::Lost, Aspect::Statement, name, true), Severity::Clinical, "{kind:?} {name}");
        }
    }

    #[test]
    fn an_element_weighs_as_what_it_is_about() {
        let weighed = |kind: Kind, name: &str, manner: &str| of_element(kind, manner, &statement(kind, name));
        let safety = Some(Severity::Safety);
        assert_eq!(weighed(Kind::Allergy, "penicillin", "what belongs together in reaction is other in the destination"), safety);
        assert_eq!(weighed(Kind::Device, "Clip", "safety.coding is other in the destination"), safety);
        assert_eq!(weighed(Kind::Medication, "warfarin", "dosageInstruction.sequence is absent in the destination"), safety);
        assert_eq!(weighed(Kind::Medication, "cetirizine", "dosageInstruction.sequence is absent in the destination"), None);
        assert_eq!(weighed(Kind::Allergy, "penicillin", "note.time is absent in the destination"), None);
        assert_eq!(weighed(Kind::Device, "Clip", "safetyNet is absent in the destination"), None);
        assert_eq!(weighed(Kind::Record, "Diet", "allergyIntolerance is absent in the destination"), safety);
        assert_eq!(weighed(Kind::Demographic, "", "extension(patient-interpreterRequired).valueBoolean is other in the destination"), Some(Severity::Clinical));
        assert_eq!(weighed(Kind::AdvanceDirective, "CPR", "provision.provision.code is absent in the destination"), safety);
        assert_eq!([weighed(Kind::Record, "heparin", "dosage.dose is other in the destination"), weighed(Kind::Record, "cetirizine", "dosage.dose is other in the destination")], [safety, None]);
        assert_eq!(weighed(Kind::Demographic, "", "contact.name.family is absent in the destination"), None);
    }

    #[test]
    fn what_will_be_done_is_no_administration() {
        let of = |kind, aspect| of(kind, Verdict::Altered, aspect, "Knee replacement", true);
        assert_eq!([of(Kind::Order, Aspect::Laterality), of(Kind::Procedure, Aspect::Laterality)], [Severity::Safety; 2]);
        assert_eq!([of(Kind::Order, Aspect::Code), of(Kind::Order, Aspect::Effective), of(Kind::Order, Aspect::Priority), of(Kind::Appointment, Aspect::Effective)], [Severity::Clinical; 4]);
        assert_eq!([of(Kind::Order, Aspect::Author), of(Kind::Appointment, Aspect::Location), of(Kind::Encounter, Aspect::Effective)], [Severity::Administrative; 3]);
    }

    #[test]
    fn a_dose_that_was_given_weighs_as_a_drug() {
        let given = |name: &str, aspect: Aspect| {
            let mut order = statement(Kind::Order, name);
            order.facts.push(Fact { aspect: Aspect::Dose, value: Value::Text("40 mg".into()), place: 0, how: How::Copied });
            severity(Kind::Order, Verdict::Altered, aspect, &order, false)
        };
        assert_eq!([given("enoxaparin", Aspect::Dose), given("enoxaparin", Aspect::Code), given("Humalog", Aspect::Status)], [Severity::Safety; 3]);
        assert_eq!([given("cetirizine", Aspect::Dose), given("enoxaparin", Aspect::Priority)], [Severity::Clinical; 2]);
        assert_eq!(given("enoxaparin", Aspect::Reason), Severity::Administrative);
    }

    #[test]
    fn a_live_drug_that_nobody_ordered_is_given_by_mistake() {
        let mut drug = statement(Kind::Medication, "Cetirizine 10 mg");
        let of = |drug: &Statement| severity(Kind::Medication, Verdict::Invented, Aspect::Statement, drug, true);
        assert_eq!(of(&drug), Severity::Clinical, "whether it is taken is said nowhere");
        drug.facts.push(Fact { aspect: Aspect::Status, value: Value::Word("active".into()), place: 0, how: How::Copied });
        assert_eq!(of(&drug), Severity::Safety);
    }

    #[test]
    fn what_was_not_to_be_done_and_what_never_was_matter_to_care_whatever_they_are_of() {
        let origin = Origin { artifact: 1, relation: 0, line: 1, reference: String::new() };
        for kind in [Kind::Order, Kind::Encounter, Kind::Appointment, Kind::CareTeam, Kind::Demographic, Kind::Problem] {
            let statement = Statement { kind, patient: "p".into(), origin: origin.clone(), facts: Vec::new() };
            assert_eq!(severity(kind, Verdict::Altered, Aspect::Negation, &statement, true), Severity::Clinical, "{kind:?}");
        }
        let negated = Fact { aspect: Aspect::Negation, value: Value::Flag(true), place: 0, how: How::Copied };
        let order = Statement { kind: Kind::Order, patient: "p".into(), origin, facts: vec![negated] };
        assert_eq!(severity(Kind::Order, Verdict::Altered, Aspect::Negation, &order, true), Severity::Safety, "what must not be done is ordered");
        assert_eq!(of(Kind::Procedure, Verdict::Altered, Aspect::Method, "Appendectomy", true), Severity::Clinical, "open, and not by laparoscope");
    }
}
