//! Four scans: one-page PDFs written by hand, with the text of a paper that came from elsewhere.
//!
//! A real scan is a picture; these are text pages, small and valid, with a correct cross-reference table. What they say is in no
//! table. One of them lies in the wrong chart: its file has the key of one patient, its page names the one before.

use std::io;

use super::clinical::Chart;
use super::defects::{self, Planted};
use super::export::Export;
use super::person::Person;

/// What the scan in the wrong chart says.
static MISFILED: &str = "Outside pathology: colonoscopy polyp, tubular adenoma, recheck 3 years";

/// The patients who have a scan, and the line of it that matters.
static SCANS: [(u64, &str); 3] = [
    (
        2,
        "Tetanus booster (Tdap) given 10/12/2019, lot AC52B, pharmacy",
    ),
    (
        4,
        "Advance directive: do not intubate. Signed and witnessed 2022",
    ),
    (
        10,
        "Outside cardiology: penicillin skin test NEGATIVE, label may be removed",
    ),
];

/// Writes the scan of a chart, if the patient has one.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let person = &chart.person;
    if defects::SCAN_OF_ANOTHER.falls_on(person.index) {
        let named = Person::draw(export.seed, person.index - 1);
        let note = format!(
            "the page names {}; the key in the file's name is of another patient",
            named.patient_id
        );
        let mark = [defects::SCAN_OF_ANOTHER.at("", note)];
        return put(export, &named, MISFILED, &person.patient_id, &mark);
    }
    let Some((_, fact)) = SCANS.iter().find(|(index, _)| *index == person.index) else {
        return Ok(());
    };
    let mark = [defects::FACT_IN_SCAN_ONLY.at("", *fact)];
    put(export, person, fact, &person.patient_id, &mark)
}

/// Writes a page about a person under the key of a chart.
fn put(
    export: &mut Export,
    person: &Person,
    fact: &str,
    filed_under: &str,
    mark: &[Planted],
) -> io::Result<()> {
    let name: String = person
        .family
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect();
    let lines = [
        "OUTSIDE RECORD - SCANNED AT HARBOR CLINIC".to_string(),
        format!("Patient: {}   MRN {}", name.to_uppercase(), person.mrn),
        format!("Born: {}", person.birth.us()),
        fact.to_string(),
    ];
    let path = format!("scans/scan_{filed_under}.pdf");
    export.document(&path, &page(&lines), filed_under, mark)
}

/// A PDF of one letter page.
fn page(lines: &[String]) -> Vec<u8> {
    let mut content = String::from("BT /F1 12 Tf 72 720 Td 18 TL\n");
    for line in lines {
        let escaped = line
            .replace('\\', "\\\\")
            .replace('(', "\\(")
            .replace(')', "\\)");
        content.push_str(&format!("({escaped}) Tj T*\n"));
    }
    content.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_string(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_string(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_string(),
    ];
    let mut text = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(text.len());
        text.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let table = text.len();
    text.push_str(&format!(
        "xref\n0 {}\n0000000000 65535 f \n",
        objects.len() + 1
    ));
    for place in places {
        text.push_str(&format!("{place:010} 00000 n \n"));
    }
    text.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    text.into_bytes()
}
