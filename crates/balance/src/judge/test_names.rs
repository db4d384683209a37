//! Short and long names of tests and examinations. A name is the whole of a text: what says more (`12-lead ECG`, `CBC with differential`) is another one.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The names of one test in each row.
const NAMES: &[&[&str]] = &[
    &["ECG", "EKG", "electrocardiogram", "electrocardiography"],
    &["CXR", "chest x-ray", "chest xray", "x-ray of chest", "chest radiograph", "chest radiography", "XR chest"],
    &["EEG", "electroencephalogram", "electroencephalography"],
    &["EMG", "electromyogram", "electromyography"],
    &["EGD", "esophagogastroduodenoscopy"],
    &["TTE", "transthoracic echocardiogram", "transthoracic echocardiography"],
    &["TEE", "transesophageal echocardiogram", "transesophageal echocardiography"],
    &["MRI", "magnetic resonance imaging"],
    &["CT", "CT scan", "computed tomography"],
    &["PFT", "pulmonary function test", "pulmonary function testing"],
    &["DXA", "DEXA", "DEXA scan", "DXA scan", "dual-energy x-ray absorptiometry"],
    &["CBC", "complete blood count", "full blood count"],
    &["CBC with differential", "CBC w/ diff", "CBC with diff", "complete blood count with differential"],
    &["BMP", "basic metabolic panel"],
    &["CMP", "comprehensive metabolic panel"],
    &["LFT", "LFTs", "liver function test", "liver function tests", "liver function panel"],
    &["HbA1c", "hemoglobin A1c", "Hgb A1c", "A1c", "glycated hemoglobin", "glycosylated hemoglobin", "glycohemoglobin"],
    &["TSH", "thyroid stimulating hormone", "thyrotropin"],
    &["PSA", "prostate specific antigen"],
    &["ESR", "erythrocyte sedimentation rate", "sed rate", "sedimentation rate"],
    &["CRP", "C-reactive protein"],
    &["UA", "urinalysis"],
    &["BUN", "blood urea nitrogen", "urea nitrogen"],
    &["WBC", "white blood cell count", "white blood count", "leukocyte count"],
    &["Hgb", "hemoglobin", "haemoglobin"],
    &["Hct", "hematocrit", "haematocrit"],
    &["PLT", "platelet count"],
    &["INR", "international normalized ratio"],
    &["PTT", "aPTT", "activated partial thromboplastin time", "partial thromboplastin time"],
    &["LDL", "LDL cholesterol", "LDL-C"],
    &["HDL", "HDL cholesterol", "HDL-C"],
    &["BNP", "brain natriuretic peptide", "B-type natriuretic peptide"],
    &["BMI", "body mass index"],
    &["BP", "blood pressure"],
];

static ROWS: LazyLock<FxHashMap<String, usize>> =
    LazyLock::new(|| NAMES.iter().enumerate().flat_map(|(row, names)| names.iter().map(move |name| (form(name), row))).collect());

/// The words of a name in the order of the alphabet, none left out: hemoglobin A is not hemoglobin.
fn form(name: &str) -> String {
    let name = name.to_lowercase();
    let mut words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

/// Whether two texts are names of one test.
pub(super) fn are_one(a: &str, b: &str) -> bool {
    let row = |text: &str| ROWS.get(&form(text)).copied();
    row(a).is_some_and(|row_of_a| row(b) == Some(row_of_a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_of_a_test_is_the_long_one_and_no_other() {
        for (a, b) in [("EKG", "Electrocardiogram"), ("CXR", "X-ray, chest"), ("CBC", "Complete blood count"), ("BMP", "Basic Metabolic Panel"), ("A1C", "Hemoglobin A1c"), ("cbc w/ diff", "CBC with differential")] {
            assert!(are_one(a, b) && are_one(b, a), "{a} / {b}");
        }
        for (a, b) in [("BMP", "CMP"), ("CBC", "CBC with differential"), ("12-lead ECG", "ECG"), ("Hemoglobin", "Hemoglobin A1c"), ("Hgb", "Hemoglobin A"), ("WBC", "WBC without differential"), ("LDL", "HDL"), ("ECG", "EEG"), ("BMP", "BNP"), ("", "")] {
            assert!(!are_one(a, b) && !are_one(b, a), "{a} / {b}");
        }
    }

    #[test]
    fn a_name_stands_in_one_row() {
        assert!(NAMES.iter().enumerate().all(|(row, names)| names.iter().all(|name| !form(name).is_empty() && ROWS.get(&form(name)) == Some(&row))));
    }
}
