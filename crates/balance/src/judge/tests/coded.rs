//! Codes: which of two says more, what a system of somebody's own is, and what is declared, alone or together.

use super::*;
use crate::judge::code::DECLARED_GONE;

#[test]
fn that_no_drug_allergy_is_known_is_narrower_than_that_none_is() {
    let none = |value: Value| statement(Kind::NoKnownAllergy, 1, vec![copied(Aspect::Code, value), copied(Aspect::Status, Value::Word("active".into()))]);
    let (drugs, any) = (none(code(SNOMED, "409137002", "No known drug allergy")), none(code(SNOMED, "716186003", "No known allergy")));
    assert_eq!(found(&drugs, &any), [(Verdict::Broader, Aspect::Code)]);
    assert_eq!(found(&any, &drugs), [(Verdict::Narrower, Aspect::Code)]);
    assert!(found(&any, &any).is_empty());
    let own = |short: &str, words: &str| none(code("99LOCAL", short, words));
    assert_eq!(found(&own("NKA", "No Known Allergies"), &any), []);
    assert_eq!(found(&own("NKDA", ""), &drugs), []);
    assert_eq!(found(&own("7", "No known drug allergies"), &drugs), []);
    assert_eq!(found(&own("NKDA", "No Known Drug Allergies"), &any).len(), 1, "of drugs is not of any");
    assert!(!found(&own("7", "Allergies not asked"), &any).is_empty());
}

#[test]
fn a_code_that_can_be_none_of_its_system_is_not_narrower() {
    let problem = |value: Value| statement(Kind::Problem, 1, vec![copied(Aspect::Code, value), copied(Aspect::Onset, Value::Date(Date::day(2015, 6, 22).unwrap()))]);
    let anemia = problem(code(ICD10, "D63", "Anemia"));
    assert_eq!(found(&anemia, &problem(code(ICD10, "D63.1", "Anemia"))), [(Verdict::Narrower, Aspect::Code)]);
    assert_eq!(found(&anemia, &problem(code(ICD10, "D63.1AAAABC", "Anemia"))), [(Verdict::Altered, Aspect::Code)]);
}

/// The verdict on two codes; none where they are the same.
fn verdict(legacy: &[(&str, &str)], destination: &[(&str, &str)]) -> Option<Verdict> {
    match related(&Equivalences::default(), Aspect::Code, &codes(legacy), &codes(destination)) {
        Relation::Differs(verdict, ..) => Some(verdict),
        Relation::Same | Relation::Equivalent => None,
    }
}

#[test]
fn a_local_code_does_not_stand_for_the_code_of_a_terminology_beside_it() {
    const LOINC: &str = "http://loinc.org";
    let potassium = [(LOINC, "2823-3"), ("urn:lab", "K")];
    assert_eq!(verdict(&potassium, &[("urn:lab", "K")]), Some(Verdict::Altered), "it is gone");
    assert_eq!(verdict(&potassium, &[("", "2823-3"), ("urn:lab", "K")]), Some(Verdict::Altered), "it has lost its system");
    for right in [&[(LOINC, "2823-3")][..], &[("urn:lab", "K"), (LOINC, "2823-3")], &[(LOINC, "2823-3"), ("urn:of-the-new-system", "1")]] {
        assert_eq!(verdict(&potassium, right), None, "{right:?}");
    }
    assert_eq!(verdict(&[("urn:lab", "K")], &[("urn:lab", "K")]), None, "there was none");
    assert_eq!(verdict(&[(LOINC, "2823-3"), (SNOMED, "59573005")], &[(SNOMED, "59573005")]), None, "one terminology is enough");
    let (cvx, ndc, mvx) = ("http://hl7.org/fhir/sid/cvx", "http://hl7.org/fhir/sid/ndc", "http://hl7.org/fhir/sid/mvx");
    assert_eq!(verdict(&[(cvx, "140"), (ndc, "49281")], &[(mvx, "140"), (ndc, "49281")]), Some(Verdict::Altered), "a vaccine among makers");
    let declared = |own: (&str, &str), legacy: &[(&str, &str)]| {
        let mut equivalences = Equivalences::default();
        equivalences.add(own, (LOINC, "2823-3"));
        related(&equivalences, Aspect::Code, &codes(legacy), &codes(&[own]))
    };
    let declared_gone = declared(("urn:lab", "K"), &potassium);
    assert!(matches!(declared_gone, Relation::Differs(_, _, manner) if manner == DECLARED_GONE), "what is declared has a cause of its own");
    const LAB: &str = "urn:lab:test";
    let alone = [(LOINC, "2823-3")];
    assert_eq!(verdict(&alone, &[(LAB, "2823-3")]), Some(Verdict::Altered), "under a system of somebody's own it is one that nobody knows");
    assert_eq!(declared((LAB, "2823-3"), &alone), Relation::Equivalent, "where that is declared to be it, it is written alike");
}

#[test]
fn a_code_that_never_had_a_system_is_compared_as_a_word() {
    assert_eq!(verdict(&[("", "UNK")], &[("", "UNK")]), None);
    assert_eq!(verdict(&[("", "UNK")], &[("", "OTH")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[(SNOMED, "91936005")], &[("", "91936005")]), Some(Verdict::Altered));
}

#[test]
fn a_system_of_somebodys_own_is_known_by_the_end_of_its_uri_and_a_terminology_is_not() {
    assert_eq!(verdict(&[("L", "1320")], &[("http://example.org/CodeSystem/L", "1320")]), None);
    assert_eq!(verdict(&[("L", "1320")], &[("http://example.org/CodeSystem/L", "1321")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[("LAB", "1320")], &[("http://example.org/CodeSystem/M", "1320")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[("L", "1320")], &[("http://example.org/CodeSystem/M", "1320")]), None, "the sender's own, whatever it is called");
    assert_eq!(verdict(&[("L", "1320")], &[(SNOMED, "1320")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[(SNOMED, "1320")], &[("http://example.org/CodeSystem/sct", "1320")]), Some(Verdict::Altered));
}

#[test]
fn the_same_code_under_a_system_that_nobody_knows_is_told_by_its_system() {
    let relation = related(&Equivalences::default(), Aspect::Code, &codes(&[(SNOMED, "247472004")]), &codes(&[("http://www.snomed.org", "247472004")]));
    assert_eq!(relation, Relation::Differs(Verdict::Altered, Aspect::Code, "the code stands under another code system".into()));
}

#[test]
fn a_word_and_a_code_without_a_system_that_spells_it_are_one() {
    let nothing = Equivalences::default();
    let bare = |code: &str| Value::code(vec![Coding { system: String::new(), code: code.into(), display: String::new() }], String::new());
    let words = |text: &str| Value::words(text);
    assert_eq!(related(&nothing, Aspect::Value, &words("160"), &bare("160")), Relation::Equivalent);
    assert_eq!(related(&nothing, Aspect::Value, &bare("160"), &words("160")), Relation::Equivalent);
    assert!(matches!(related(&nothing, Aspect::Value, &words("160"), &bare("161")), Relation::Differs(..)));
}

#[test]
fn a_drug_without_a_code_has_every_name_of_it_and_no_other() {
    let nothing = Equivalences::default();
    let concept = |words: &str| Value::words(words);
    let judged = |aspect: Aspect, a: &Value, b: &Value| related(&nothing, aspect, a, b);
    let differs = |aspect: Aspect| Relation::Differs(Verdict::Altered, aspect, "the words differ".into());
    for other in [concept("paracetamol 325 MG Oral Tablet"), text("Tylenol 325 mg"), text("ACETAMINOPHEN 325 MG TAB")] {
        assert_eq!(judged(Aspect::Code, &concept("acetaminophen 325 mg tablet"), &other), Relation::Equivalent);
        assert_eq!(judged(Aspect::Method, &concept("acetaminophen 325 mg tablet"), &other), differs(Aspect::Method), "{other:?}: only what the record is about");
    }
    for other in [concept("Tylenol 500 mg"), concept("acetaminophen 325 MG / oxycodone 5 MG"), text("ibuprofen 325 mg"), concept("some other drug")] {
        assert_eq!(judged(Aspect::Code, &concept("acetaminophen 325 mg tablet"), &other), differs(Aspect::Code), "{other:?}");
    }
    let coded = code("http://www.nlm.nih.gov/research/umls/rxnorm", "855332", "warfarin sodium 5 MG Oral Tablet");
    assert_eq!(judged(Aspect::Code, &concept("Coumadin 5 mg tab"), &coded), Relation::Equivalent, "words have become the code of their drug");
}

#[test]
fn a_wrong_code_is_no_broader_one_for_the_right_one_beside_it() {
    assert_eq!(verdict(&[(SNOMED, "236578006"), (ICD10, "T86.11")], &[(SNOMED, "236578007"), (ICD10, "T86.11")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[(SNOMED, "236578006"), (ICD10, "T86.11")], &[(SNOMED, "236578006"), (ICD10, "T86.1")]), Some(Verdict::Broader));
    assert_eq!(verdict(&[(ICD10, "T86.1")], &[(ICD10, "T86.11")]), Some(Verdict::Narrower));
}

#[test]
fn behind_another_code_the_right_one_is_only_its_translation() {
    assert_eq!(verdict(&[(SNOMED, "236578006")], &[(SNOMED, "73211009"), (SNOMED, "236578006")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[(SNOMED, "236578006")], &[(SNOMED, "236578006"), (SNOMED, "73211009")]), None, "one more translation");
    assert_eq!(verdict(&[(SNOMED, "236578006"), (SNOMED, "73211009")], &[(SNOMED, "73211009"), (SNOMED, "236578006")]), None);
}

#[test]
fn a_declared_code_that_did_not_come_along_is_a_finding_although_the_local_one_stayed() {
    const LOCAL: &str = "urn:local:allergen";
    let mut equivalences = Equivalences::default();
    equivalences.add((LOCAL, "PCN"), (SNOMED, "373270004"));
    equivalences.add((LOCAL, "AMOX"), ("urn:of-the-new-system", "A1"));
    let judged = |legacy: &[(&str, &str)], destination: &[(&str, &str)]| related(&equivalences, Aspect::Code, &codes(legacy), &codes(destination));
    let gone = Relation::Differs(Verdict::Altered, Aspect::Code, DECLARED_GONE.into());
    assert_eq!(judged(&[(LOCAL, "PCN")], &[(LOCAL, "PCN")]), gone, "the local code alone");
    assert_eq!(judged(&[(LOCAL, "AMOX")], &[(LOCAL, "AMOX")]), gone, "whatever system is declared");
    assert_eq!(judged(&[(LOCAL, "PCN")], &[(LOCAL, "PCN"), ("urn:billing", "77")]), gone, "a code that nobody declares tells nothing");
    // The declared code with the local one beside it, alone, or beside a code of a terminology that says it all.
    for destination in [&[(SNOMED, "373270004"), (LOCAL, "PCN")][..], &[(SNOMED, "373270004")]] {
        assert!(matches!(judged(&[(LOCAL, "PCN")], destination), Relation::Same | Relation::Equivalent), "{destination:?}");
    }
    let with_rxnorm = [(LOCAL, "PCN"), ("http://www.nlm.nih.gov/research/umls/rxnorm", "7980")];
    assert_eq!(judged(&with_rxnorm, &with_rxnorm), Relation::Same);
    // A code of the declared system that is not the declared one is another code.
    assert!(matches!(judged(&[(LOCAL, "PCN")], &[(SNOMED, "387406002"), (LOCAL, "PCN")]), Relation::Differs(Verdict::Altered, ..)));
    // What nobody declares to be anything else is all there is.
    assert_eq!(judged(&[(LOCAL, "XYZ")], &[(LOCAL, "XYZ")]), Relation::Same);
}

#[test]
fn a_local_code_under_the_system_of_its_translation_was_not_translated() {
    const LOCAL: &str = "urn:local:refusal";
    let mut equivalences = Equivalences::default();
    equivalences.add((LOCAL, "PATIENT"), (SNOMED, "183944003"));
    let manner = |system: &str, code: &str| match related(&equivalences, Aspect::Reason, &codes(&[(LOCAL, "PATIENT")]), &codes(&[(system, code)])) {
        Relation::Differs(_, _, manner) => manner,
        other => format!("{other:?}"),
    };
    assert_eq!(manner(SNOMED, "PATIENT"), "the local code stands where its translation should");
    assert_eq!(manner("urn:nobody:knows", "PATIENT"), "the code stands under another code system");
    assert_eq!(manner(SNOMED, "183945002"), "another code");
}

#[test]
fn a_local_code_that_stands_once_more_under_a_terminology_of_another_form_is_told_and_one_of_its_form_is_not() {
    const LOCAL: &str = "urn:local:med";
    const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
    assert_eq!(verdict(&[(LOCAL, "HM003")], &[(RXNORM, "HM003"), (LOCAL, "HM003")]), Some(Verdict::Altered));
    assert_eq!(verdict(&[(LOCAL, "GLU")], &[(LOCAL, "GLU"), ("http://loinc.org", "GLU")]), Some(Verdict::Altered));
    // A clinic may have taken the codes of a terminology for its own; a translation is another code.
    assert_eq!(verdict(&[(LOCAL, "7982")], &[(RXNORM, "7982"), (LOCAL, "7982")]), None);
    assert_eq!(verdict(&[(LOCAL, "2345-7")], &[("http://loinc.org", "2345-7"), (LOCAL, "2345-7")]), None);
    assert_eq!(verdict(&[(LOCAL, "HM003")], &[(RXNORM, "7982"), (LOCAL, "HM003")]), None);
    assert_eq!(verdict(&[(LOCAL, "HM003")], &[("urn:billing", "HM003"), (LOCAL, "HM003")]), None);
}

#[test]
fn a_code_that_is_declared_to_be_that_of_another_is_told_beside_a_local_one_that_is_declared_to_be_none() {
    const LOCAL: &str = "urn:local:allergen";
    let mut equivalences = Equivalences::default();
    equivalences.add((LOCAL, "CONTR"), (SNOMED, "426722004"));
    let judged = |legacy: (&str, &str), destination: (&str, &str)| {
        let coded = |(system, code): (&str, &str), words: &str| Coding { system: system.into(), code: code.into(), display: words.into() };
        let legacy_value = Value::code(vec![coded((LOCAL, legacy.0), "")], legacy.1);
        let destination_value = Value::code(vec![coded((SNOMED, destination.0), destination.1), coded((LOCAL, legacy.0), "")], legacy.1);
        related(&equivalences, Aspect::Code, &legacy_value, &destination_value)
    };
    let manner = "the code beside the local one is declared to be that of another";
    assert_eq!(judged(("DYE7", "DYE 7"), ("426722004", "Iodinated contrast media")), Relation::Differs(Verdict::Altered, Aspect::Code, manner.into()));
    // The declared one, one that nobody declares, and a second spelling of the same thing.
    assert_eq!(judged(("CONTR", "CONTRAST"), ("426722004", "Iodinated contrast media")), Relation::Same);
    assert_eq!(judged(("DYE7", "DYE 7"), ("387406002", "Sulfonamide")), Relation::Same);
    assert_eq!(judged(("CONTRAST", "Iodinated contrast media"), ("426722004", "Iodinated contrast media")), Relation::Same);
}

#[test]
fn codes_that_are_declared_together_must_all_be_there() {
    const LOCAL: &str = "urn:local:problem";
    let mut equivalences = Equivalences::default();
    equivalences.add_of("problems", (LOCAL, "DM2"), (SNOMED, "44054006"));
    equivalences.add_of("problems", (LOCAL, "DM2"), (ICD10, "E11.9"));
    equivalences.add_of("problems", (LOCAL, "HTN"), (SNOMED, "38341003"));
    equivalences.add_of("billing", (LOCAL, "HTN"), (ICD10, "I10"));
    let judged = |legacy: &[(&str, &str)], destination: &[(&str, &str)]| related(&equivalences, Aspect::Code, &codes(legacy), &codes(destination));
    let missing = |which: &str| Relation::Differs(Verdict::Altered, Aspect::Code, format!("of the codes declared together, missing: {which}"));
    let (snomed, icd) = ((SNOMED, "44054006"), (ICD10, "E11.9"));
    assert_eq!(judged(&[(LOCAL, "DM2")], &[snomed, icd]), Relation::Equivalent);
    assert_eq!(judged(&[(LOCAL, "DM2")], &[icd, (LOCAL, "DM2"), snomed]), Relation::Same);
    assert_eq!(judged(&[(LOCAL, "DM2")], &[snomed]), missing(&format!("E11.9 ({ICD10})")));
    assert_eq!(judged(&[(LOCAL, "DM2")], &[(LOCAL, "DM2"), icd]), missing(&format!("44054006 ({SNOMED})")));
    assert_eq!(judged(&[(LOCAL, "DM2")], &[(LOCAL, "DM2")]), missing(&format!("44054006 ({SNOMED}), E11.9 ({ICD10})")));
    assert!(matches!(judged(&[(LOCAL, "DM2")], &[snomed, (ICD10, "E10.9")]), Relation::Differs(Verdict::Altered, Aspect::Code, _)), "a wrong one beside a right one");
    // The other way round the local code says both.
    assert_eq!(judged(&[snomed, icd], &[(LOCAL, "DM2")]), Relation::Equivalent);
    assert!(matches!(judged(&[snomed], &[(LOCAL, "DM2")]), Relation::Differs(Verdict::Altered, Aspect::Code, _)));
    // Two maps each say what it means in one system.
    for one in [(SNOMED, "38341003"), (ICD10, "I10")] {
        assert_eq!(judged(&[(LOCAL, "HTN")], &[one]), Relation::Equivalent);
    }
}

#[test]
fn words_of_another_encoding_beside_a_right_code_are_told_and_those_of_another_language_are_not() {
    let judged = |own: &str, said: &str| related(&Equivalences::default(), Aspect::Code, &code(SNOMED, "201281002", own), &code(SNOMED, "201281002", said));
    for said in ["Caf? au lait spot", "CafÃ© au lait spot", "Caf\u{fffd} au lait spot"] {
        assert_eq!(judged("Café au lait spot", said), Relation::Differs(Verdict::Altered, Aspect::Text, "the words are garbled".into()), "{said}");
    }
    for said in ["Cafe au lait spot", "Café au lait spot", "Tache café au lait du crâne"] {
        assert_eq!(judged("Café au lait spot", said), Relation::Same, "{said}");
    }
}

#[test]
fn of_two_concepts_that_begin_with_one_code_the_codes_that_differ_are_shown() {
    let drug = |package: &str| statement(Kind::Medication, 1, vec![copied(Aspect::Code, codes(&[("http://www.nlm.nih.gov/research/umls/rxnorm", "209459"), ("http://hl7.org/fhir/sid/ndc", package)]))]);
    let told = differences(&drug("50580045170"), &drug("50580044936"));
    let shown: Vec<[&str; 2]> = told.iter().map(|d| [d.legacy.as_str(), d.destination.as_str()]).collect();
    let both = |text: &str, package: &str| text.contains("209459, ") && text.ends_with(package);
    assert!(matches!(&shown[..], [[own, its]] if both(own, "50580045170") && both(its, "50580044936")), "{shown:?}");
    let fact = drug("50580045170").facts.remove(0);
    assert!(fact.value.is_told_by(shown[0][0]) && !fact.value.is_told_by("RxNorm 2094591"));
}

#[test]
fn the_words_beside_what_a_code_was_translated_into_are_those_of_something_else_or_of_the_same() {
    const LOCAL: &str = "urn:local:concept";
    let mut equivalences = Equivalences::default();
    let mut legacy = Coverage { records: [0, 9], ..Coverage::default() };
    for (own, words, there) in [
        ("PCN", "PENICILLINS", "373270004"), ("PCNS", "PENICILLIN CLASS", "373270004"), ("SULFA", "SULFA DRUGS", "387406002"), ("LATEX", "LATEX", "111088007"), ("SHELL", "SHELLFISH", "735029006"),
        ("HGB", "HEMOGLOBIN", "104718002"), ("HGBPOC", "POC HGB", "104719005"), ("LKNEE", "LEFT KNEE PAIN", "1003721002"), ("TOB", "TOBACCO USE", "110483000"), ("NODRINK", "NO ALCOHOL", "105542008"),
        ("CONTR", "CONTRAST", "426722004"), ("DYE", "RADIOPAQUE DYE", "426722004"), ("HTN", "HYPERTENSION", "38341003"), ("LIPID", "HYPERLIPIDEMIA", "55822004"),
    ] {
        equivalences.add((LOCAL, own), (SNOMED, there));
        legacy.vocabulary.note(LOCAL, own, words);
    }
    // Of some rows it has a code of the terminology itself, which is nearly the same.
    legacy.vocabulary.note(SNOMED, "59621000", "Hypertensive vascular disease");
    let destination = Coverage { records: [9, 0], ..Coverage::default() };
    let judge = judge(&equivalences, (&legacy, &destination));
    let is_told = |(own, words): (&str, &str), (there, display): (&str, &str)| {
        let translated = vec![Coding { system: SNOMED.into(), code: there.into(), display: display.into() }, Coding { system: LOCAL.into(), code: own.into(), display: String::new() }];
        let coded = Value::code(vec![Coding { system: LOCAL.into(), code: own.into(), display: words.into() }], words);
        matches!(judge.values(Aspect::Code, &coded, &Value::code(translated, words)), Relation::Differs(Verdict::Altered, Aspect::Text, _))
    };
    for (own, there) in [
        (("PCN", "PENICILLINS"), ("373270004", "Latex")), (("PCN", "PENICILLINS"), ("373270004", "Shellfish")), (("LATEX", "LATEX"), ("111088007", "Penicillins")),
        (("LKNEE", "LEFT KNEE PAIN"), ("1003721002", "Pain of right knee")), (("PCN", "PENICILLINS"), ("373270004", "Aspirin")),
        (("HTN", "HYPERTENSION"), ("38341003", "Hyperlipidemia")), (("LATEX", "LATEX"), ("111088007", "No known allergies")),
    ] {
        assert!(is_told(own, there), "{own:?} {there:?}");
    }
    for (own, there) in [
        (("PCN", "PENICILLINS"), ("373270004", "Penicillin -class of antibiotic-")), (("PCN", "PENICILLINS"), ("373270004", "Penicillin")), (("PCN", "PENICILLINS"), ("373270004", "PCN")),
        (("PCN", "PENICILLINS"), ("373270004", "Penicillin class")), (("PCN", "PENICILLINS"), ("373270004", "Antibiotic")), (("PCN", "PENICILLINS"), ("373270004", "")),
        (("LATEX", "LATEX"), ("111088007", "Natural rubber")), (("SHELL", "SHELLFISH"), ("735029006", "Marisco")), (("HGBPOC", "POC HGB"), ("104719005", "Hemoglobin")),
        (("LKNEE", "LEFT KNEE PAIN"), ("1003721002", "Knee pain")), (("TOB", "TOBACCO USE"), ("110483000", "History of tobacco use")), (("NODRINK", "NO ALCOHOL"), ("105542008", "Current non-drinker of alcohol")),
        (("SULFA", ""), ("387406002", "Latex")), (("CONTR", "CONTRAST"), ("426722004", "Radiopaque dye")),
        (("HTN", "HYPERTENSION"), ("38341003", "Hypertensive disorder")), (("HTN", "HYPERTENSION"), ("38341003", "Hypertensive vascular disease")),
    ] {
        assert!(!is_told(own, there), "{own:?} {there:?}");
    }
    let with_text = |text: &str| {
        let coded = Value::code(vec![Coding { system: LOCAL.into(), code: "HTN".into(), display: String::new() }], "HYPERTENSION");
        let translated = Value::code(vec![Coding { system: SNOMED.into(), code: "38341003".into(), display: "Hypertensive disorder".into() }], text);
        matches!(judge.values(Aspect::Code, &coded, &translated), Relation::Differs(Verdict::Altered, Aspect::Text, _))
    };
    assert_eq!(["Hyperlipidemia", "Hypertensive disorder", "High blood pressure", "HTN", ""].map(with_text), [true, false, false, false, false]);
    let dye = Value::code(vec![Coding { system: LOCAL.into(), code: "CONTR".into(), display: String::new() }], "CONTRAST");
    let in_text = Value::code(vec![Coding { system: SNOMED.into(), code: "426722004".into(), display: String::new() }], "Radiopaque dye");
    assert!(!matches!(judge.values(Aspect::Code, &dye, &in_text), Relation::Differs(..)), "another legacy code that means the same is called so");
}

#[test]
fn words_of_another_code_of_the_destination_are_told_and_another_form_of_the_legacy_words_is_not() {
    const LOINC: &str = "http://loinc.org";
    let mut equivalences = Equivalences::default();
    equivalences.add(("L", "K"), (LOINC, "2823-3"));
    let legacy = Coverage { records: [0, 9], ..Coverage::default() };
    let mut destination = Coverage { records: [9, 0], ..Coverage::default() };
    let sodium = "Sodium [Moles/volume] in Serum or Plasma";
    (0..30).for_each(|_| destination.vocabulary.note(LOINC, "2951-2", sodium));
    (0..30).for_each(|_| destination.vocabulary.note(LOINC, "2823-3", "Potassium [Moles/volume] in Serum or Plasma"));
    destination.vocabulary.note(LOINC, "2823-3", sodium);
    let judge = judge(&equivalences, (&legacy, &destination));
    let is_told = |words: &str, there: Value| {
        let own = Value::code(vec![Coding { system: "L".into(), code: "K".into(), display: String::new() }], words);
        matches!(judge.values(Aspect::Code, &own, &there), Relation::Differs(Verdict::Altered, Aspect::Text, _))
    };
    for words in ["", "POTASSIUM", "K+"] {
        assert!(is_told(words, code(LOINC, "2823-3", sodium)), "{words}");
        assert!(!is_told(words, code(LOINC, "2823-3", "Potassium")), "{words}");
    }
    assert!(is_told("POTASSIUM", Value::code(vec![Coding { system: LOINC.into(), code: "2823-3".into(), display: String::new() }], sodium)));
    assert!(!is_told("SODIUM", code(LOINC, "2823-3", sodium)), "the legacy words are a form of them");
    assert!(!is_told(sodium, code(LOINC, "2823-3", sodium)), "they came along");
}

#[test]
fn the_words_of_another_local_code_are_told_where_resources_have_become_tables() {
    const LOCAL: &str = "urn:local:allergen";
    let mut equivalences = Equivalences::default();
    let mut legacy = Coverage { records: [9, 0], ..Coverage::default() };
    for (own, there, words) in [("PCN", "373270004", "Penicillin"), ("SHELL", "735029006", "Shellfish"), ("DUST", "260147004", "House dust mite"), ("MITE", "260147004", "House dust mite")] {
        equivalences.add((LOCAL, own), (SNOMED, there));
        legacy.vocabulary.note(SNOMED, there, words);
    }
    let destination = Coverage { records: [0, 9], ..Coverage::default() };
    let judge = judge(&equivalences, (&legacy, &destination));
    let judged = |(there, words): (&str, &str), (own, display): (&str, &str)| judge.values(Aspect::Code, &code(SNOMED, there, words), &code(LOCAL, own, display));
    for display in ["PENICILLINS", "PCN", "ANTIBIOTIC", ""] {
        assert_eq!(judged(("373270004", "Penicillin"), ("PCN", display)), Relation::Equivalent, "{display}");
    }
    assert_eq!(judged(("260147004", "House dust mite"), ("DUST", "DUST MITES")), Relation::Equivalent);
    assert!(matches!(judged(("373270004", "Penicillin"), ("PCN", "SHELLFISH")), Relation::Differs(Verdict::Altered, Aspect::Text, _)));
}
