//! Words beside codes, one pair after the other.

use super::*;

const LOINC: &str = "http://loinc.org";
const SNOMED: &str = "http://snomed.info/sct";

fn told(known: &str, said: &str) -> Option<&'static str> {
    manner(&[known], said, (SNOMED, "1"), (&Coverage::default(), &Coverage::default()))
}

#[test]
fn another_name_of_the_same_is_none() {
    for (known, said) in [
        ("Essential hypertension (disorder)", "HYPERTENSION, ESSENTIAL"),
        ("Body mass index (BMI) [Ratio]", "Body mass index"),
        ("Complete blood count", "CBC"),
        ("Hypertension", "Hypertensive disorder"),
        ("Diabetes mellitus type 2", "Diabetes"),
        ("Fracture of ankle", "Fractura de tobillo"),
        ("Blutdruck", "Presi\u{f3}n arterial"),
        ("Acetaminophen 325 MG Oral Tablet", "acetaminophen 325 mg tablet [Tylenol]"),
        ("No known allergies", "NKA"),
        ("Type 2 diabetes", "Type 2 diabetes mellitus without complications"),
        ("Amoxicillin 400 MG/5 ML Suspension", "amoxicillin 80 MG/ML Oral Suspension"),
        ("24 HR Metformin 500 MG", "Metformin 500 mg"),
        ("BICTEGRAVIR-TENOFOVIR 50-25 MG TAB", "Bictegravir 50 MG / Tenofovir 25 MG Oral Tablet"),
        ("Metformin ER 500 MG", "metformin extended release 500 mg"),
        ("FHx: breast cancer", "Family history of breast cancer"),
        ("H/O stroke", "Personal history of stroke"),
        ("Status post stroke", "History of stroke"),
        ("Influenza 2023-2024", "Influenza 2023 2024"),
        ("Screening for colon cancer", "Colon cancer screening"),
        ("Screening mammography", "Mammography"),
        ("Colonoscopy", "Colonoscopy, screening"),
        ("Hearing test", "Screening hearing test"),
        ("Warfarin 5 MG Oral Tablet", "Coumadin 5 MG Oral Tablet"),
        ("Oral Tablet, Warfarin 5 MG", "WARFARIN 5 MG TAB"),
        ("", "Anything"),
        ("NSTEMI", "Non-ST elevation (NSTEMI) myocardial infarction"),
    ] {
        assert_eq!(told(known, said), None, "{known} / {said}");
    }
}

#[test]
fn contrary_words_are_told_from_other_words() {
    for (known, said, manner) in [
        ("Left", "Right", ANOTHER_SIDE),
        ("Fracture of left ankle", "Fracture of right ankle", ANOTHER_SIDE),
        ("Detected", "Not detected", THE_CONTRARY),
        ("ST elevation myocardial infarction", "Non-ST elevation myocardial infarction", THE_CONTRARY),
        ("Compliant with treatment", "Non compliant with treatment", THE_CONTRARY),
        ("Positive", "Negative", THE_CONTRARY),
        ("Pregnant", "Not pregnant", THE_CONTRARY),
        ("Bowel sounds", "Bowel sounds absent", THE_CONTRARY),
        ("Amoxicillin 400 MG/5 ML Suspension", "Amoxicillin 200 MG/5 ML Suspension", ANOTHER_NUMBER),
        ("Systolic blood pressure", "Diastolic blood pressure", THE_CONTRARY),
        ("Amoxicillin 250 MG Oral Capsule", "Amoxicillin 500 MG Oral Capsule", ANOTHER_NUMBER),
        ("Acetaminophen 325 MG Oral Tablet", "Acetaminophen 325 MG / Oxycodone 5 MG Oral Tablet", ANOTHER_NUMBER),
        ("Cancer stage 2", "Cancer stage 4", ANOTHER_NUMBER),
        ("R/O PE", "PE", ANOTHER_SENSE),
        ("Exposure to tuberculosis", "Tuberculosis", ANOTHER_SENSE),
        ("Depression, in remission", "Depression", ANOTHER_SENSE),
        ("Hepatitis B carrier", "Hepatitis B", ANOTHER_SENSE),
        ("S/P stroke", "Stroke", ANOTHER_SENSE),
        ("Influenza vaccine refused", "Influenza vaccine", ANOTHER_SENSE),
        ("Type 1 diabetes mellitus", "Type 2 diabetes mellitus", ANOTHER_NUMBER),
        ("Keep systolic under 130", "Keep systolic under 150", ANOTHER_NUMBER),
        ("History of breast cancer", "Breast cancer", ANOTHER_SENSE),
        ("Breast cancer", "Family history of breast cancer", ANOTHER_SENSE),
        ("Suspected asthma", "ASTHMA", ANOTHER_SENSE),
        ("Colon cancer", "Screening for colon cancer", ANOTHER_SENSE),
        ("Depression screening", "Depression", ANOTHER_SENSE),
        ("Family history of abnormal mammography", "Abnormal mammography", ANOTHER_SENSE),
        ("METFORMIN 500 MG TAB", "METFORMIN ER 500 MG TAB", ANOTHER_SENSE),
        ("Gingivitis", "Open wound caused by animal", OTHER_WORDS),
        ("Lisinopril", "No known drug allergy", NONE_KNOWN_TURNED),
        ("NKDA", "Penicillin", NONE_KNOWN_TURNED),
        ("Warfarin 5 MG Oral Tablet", "Metformin 5 MG Oral Tablet", ANOTHER_DRUG),
        ("Warfarin", "metformin", ANOTHER_DRUG),
        ("Allergy to amoxicillin", "Allergy to codeine", ANOTHER_DRUG),
    ] {
        assert_eq!(told(known, said), Some(manner), "{known} / {said}");
    }
    assert_eq!([severity(OTHER_WORDS), severity(THE_CONTRARY), severity(ANOTHER_DRUG), severity("another code")], [Some(Severity::Cosmetic), Some(Severity::Clinical), Some(Severity::Safety), None]);
}

#[test]
fn a_remark_that_says_the_contrary_is_told_from_one_in_other_words() {
    for (a, b) in [("Take with food", "Take without food"), ("Negative", "Positive"), ("Apply to the left eye", "Apply to the right eye")] {
        assert!(are_contrary(a, b) && are_contrary(b, a), "{a} / {b}");
    }
    for (a, b) in [("Take with food", "Take it with your food"), ("Negative", "Not seen before"), ("Take with food", "")] {
        assert!(!are_contrary(a, b), "{a} / {b}");
    }
}

#[test]
fn words_without_a_code_are_of_one_thing_in_another_order_and_of_another_where_that_counts() {
    for (a, b) in [
        ("Peanut", "peanuts"), ("Adhesive tape", "Tape, adhesive"), ("Contrast media (iodinated)", "Iodinated contrast media"), ("NKDA", "No known drug allergies"), ("NKA", "No Known Allergies"),
        ("Tylenol 325 mg", "paracetamol 325 mg tablet"), ("ASA", "Aspirin"), ("Allergy to peanuts", "Peanut allergy"), ("Headaches due to trauma", "Headache due to trauma"),
    ] {
        assert!(are_one(a, b) && are_one(b, a), "{a} / {b}");
    }
    for (a, b) in [
        ("NKDA", "NKA"), ("No known drug allergies", "Penicillin"), ("No known drug allergies", "No known food allergies"), ("Peanut", "Tree nut"), ("Left knee", "Right knee"),
        ("blood, no mucus", "mucus, no blood"), ("Burn < ten percent", "Burn > ten percent"), ("Penicillin", "Penicillamine"), ("", ""),
        ("Left knee and right hip pain", "Right knee and left hip pain"), ("Hypertension secondary to renal disease", "Renal disease secondary to hypertension"),
        ("Depression due to pain", "Pain due to depression"),
    ] {
        assert!(!are_one(a, b) && !are_one(b, a), "{a} / {b}");
    }
    assert_eq!(told("metoprolol succinate 25 MG Extended Release Oral Tablet", "Toprol-XL 25 mg"), None, "the brand of a drug is one of its names");
    assert_eq!(told("Toprol-XL 25 mg", "Toprol-XL 50 mg"), Some(ANOTHER_NUMBER));
}

#[test]
fn a_question_is_asked_of_former_times_whatever_its_words() {
    let of = |system: &str, known: &str, said: &str| manner(&[known], said, (system, "1"), (&Coverage::default(), &Coverage::default()));
    for (known, said) in [("History of tobacco use", "Tobacco use"), ("Immunizations", "HISTORY OF IMMUNIZATIONS")] {
        assert_eq!([of(LOINC, known, said), of(SNOMED, known, said)], [None, Some(ANOTHER_SENSE)], "{known} / {said}");
    }
    assert_eq!(of(LOINC, "Pain of the left knee", "Pain of the right knee"), Some(ANOTHER_SIDE));
}

#[test]
fn what_is_short_may_be_an_abbreviation_but_not_in_what_our_own_mapping_wrote() {
    let design = std::sync::Arc::new(crate::design::Design::default().as_written());
    let written = Coverage { design: Some(design), ..Coverage::default() };
    let of = |said: &str, book: &Coverage| manner(&["Office visit"], said, (LOINC, "1"), (&Coverage::default(), book));
    assert_eq!([of("25", &Coverage::default()), of("25", &written)], [None, Some(OTHER_WORDS)]);
    assert_eq!([of("OV", &written), of("OFFICE", &written), of("OFVST", &written)], [None, None, None], "its letters in their order, and one of its words");
    assert_eq!(of("VTO", &written), Some(OTHER_WORDS));
}

#[test]
fn the_legacy_book_tells_whose_words_they_are() {
    let mut book = Coverage::default();
    book.vocabulary.note(LOINC, "29463-7", "Body weight");
    book.vocabulary.note(LOINC, "8302-2", "Body height");
    book.vocabulary.note(LOINC, "29463-7", "Weight of the body measured");
    let manner = |said| manner(&["Body weight"], said, (LOINC, "29463-7"), (&book, &Coverage::default()));
    assert_eq!(manner("BODY HEIGHT"), Some(ANOTHER_CONCEPT));
    assert_eq!(manner("Measured weight of body"), None);
    assert_eq!(manner("Weight"), None);
}

#[test]
fn the_labels_of_a_code_map_tell_whose_words_they_are_however_rare() {
    let told = |label: &str, said: &str, is_anothers: bool| {
        manner_beside_label((&[label], &["WT"]), said, (LOINC, "29463-7"), (&Coverage::default(), &Coverage::default()), || is_anothers)
    };
    assert_eq!(told("Body weight", "Body height", true), Some(ANOTHER_CONCEPT));
    assert_eq!(told("Body weight", "Weight of the body, measured", false), None, "another name of the same");
    assert_eq!([told("Body weight", "Weight", true), told("Weight", "Body weight", true)], [None; 2], "a shorter or longer form");
    assert_eq!([told("left arm", "right arm", true), told("Positive", "Negative", true)], [Some(ANOTHER_SIDE), Some(THE_CONTRARY)]);
    assert_eq!(told("Gingivitis", "Open wound caused by animal", false), None, "words of nobody are no other concept's");
}
