//! Code systems and identifiers recognised by their check digit and form, without their content.
//!
//! SNOMED CT (Verhoeff and partition), LOINC (modulus 10), NPI (Luhn with 80840) are told by arithmetic; ICD, NDC, HCPCS,
//! phone, e-mail and social security numbers by form. A form that plain numbers share (CPT, CVX, RxNorm, ZIP, eleven-digit
//! NDC) counts only where the field's name says the same. Form is no membership: whether a code exists is for the code map.

use crate::names::{canonical, parts, says};
use model::code_form::{all_digits, cpt, cvx, grouped, hcpcs, icd9, icd10, loinc, ndc, npi, rxnorm, snomed};
use serde::{Deserialize, Serialize};

/// A system that values look like.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeShare {
    /// `ICD-9-CM`, `ICD-10-CM`, `NDC`, `LOINC`, `SNOMED CT`, `CVX`, `NPI`, `RxNorm`, `ATC`, `PZN`, `CPT`, `HCPCS`, `SSN`, `phone`, `e-mail`, `ZIP`.
    pub system: String,
    /// Share of the distinct values that pass, 0 to 1.
    pub share: f64,
    /// Distinct values looked at.
    pub values: u64,
    /// `check digit`, `form`, or `form and name`.
    pub basis: String,
}

/// The URI of a code system by the name under which it is recognised; none of what is no code system.
pub fn system_uri(system: &str) -> Option<&'static str> {
    Some(match system {
        "SNOMED CT" => "http://snomed.info/sct",
        "LOINC" => "http://loinc.org",
        "ICD-10-CM" => "http://hl7.org/fhir/sid/icd-10-cm",
        "ICD-9-CM" => "http://hl7.org/fhir/sid/icd-9-cm",
        "NDC" => "http://hl7.org/fhir/sid/ndc",
        "RxNorm" => "http://www.nlm.nih.gov/research/umls/rxnorm",
        "CVX" => "http://hl7.org/fhir/sid/cvx",
        "ATC" => "http://www.whocc.no/atc",
        "PZN" => "http://fhir.de/CodeSystem/ifa/pzn",
        "CPT" => "http://www.ama-assn.org/go/cpt",
        "HCPCS" => "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        _ => return None,
    })
}

/// How sure a form is by itself.
#[derive(Clone, Copy, PartialEq)]
enum Basis {
    CheckDigit,
    Form,
    /// Numbers of any kind have it; the name must agree.
    Name,
}

struct System {
    name: &'static str,
    basis: Basis,
    passes: fn(&str) -> bool,
    words: &'static [&'static str],
}

const SYSTEMS: [System; 17] = [
    System { name: "SNOMED CT", basis: Basis::CheckDigit, passes: snomed, words: &[] },
    System { name: "LOINC", basis: Basis::CheckDigit, passes: loinc, words: &[] },
    System { name: "NPI", basis: Basis::CheckDigit, passes: npi, words: &[] },
    // A letter and four digits is an ICD-10-CM code without its dot as well: the narrower form wins a tie.
    System { name: "HCPCS", basis: Basis::Form, passes: hcpcs, words: &[] },
    // Letters and digits of a substance are those of an ICD-10-CM code without its dot.
    System { name: "ATC", basis: Basis::Form, passes: atc, words: &[] },
    System { name: "ICD-10-CM", basis: Basis::Form, passes: icd10, words: &[] },
    System { name: "ICD-9-CM", basis: Basis::Form, passes: icd9_by_itself, words: &[] },
    System { name: "NDC", basis: Basis::Form, passes: ndc_with_hyphens, words: &[] },
    System { name: "NDC", basis: Basis::Name, passes: ndc_digits, words: &["ndc"] },
    System { name: "CPT", basis: Basis::Name, passes: cpt, words: &["cpt", "proc", "procedure", "hcpcs", "charge", "px"] },
    System { name: "CVX", basis: Basis::Name, passes: cvx, words: &["cvx", "vaccine", "vacc", "imm", "immunization"] },
    System { name: "RxNorm", basis: Basis::Name, passes: rxnorm_by_name, words: &["rxnorm", "rxcui", "cui"] },
    System { name: "PZN", basis: Basis::Name, passes: pzn, words: &["pzn"] },
    System { name: "SSN", basis: Basis::Form, passes: ssn, words: &[] },
    System { name: "phone", basis: Basis::Form, passes: phone, words: &[] },
    System { name: "e-mail", basis: Basis::Form, passes: email, words: &[] },
    System { name: "ZIP", basis: Basis::Name, passes: zip, words: &["zip", "zipcode", "postal", "postcode"] },
];

/// The systems that at least half of the distinct values of a field pass, best first. Fewer than three values tell nothing
/// by form.
pub(crate) fn recognise(field: &str, values: &[&str]) -> Vec<CodeShare> {
    let (words, joined) = (parts(field), canonical(field));
    let mut found: Vec<CodeShare> = Vec::new();
    for system in &SYSTEMS {
        let named = says(&words, system.words) || system.words.contains(&joined.as_str());
        if values.is_empty() || (system.basis == Basis::Name && !named) || (values.len() < 3 && !named && system.basis != Basis::CheckDigit) {
            continue;
        }
        let passed = values.iter().filter(|value| (system.passes)(value)).count();
        let share = passed as f64 / values.len() as f64;
        // One value in ten passes a check digit by chance.
        if share < 0.5 || (system.basis == Basis::CheckDigit && passed < 2) {
            continue;
        }
        let basis = match system.basis {
            Basis::CheckDigit => "check digit",
            Basis::Form => "form",
            Basis::Name => "form and name",
        };
        found.push(CodeShare { system: system.name.into(), share, values: values.len() as u64, basis: basis.into() });
    }
    found.sort_by(|a, b| b.share.total_cmp(&a.share));
    found
}

/// A code of ICD-9-CM that its form alone tells: with its dot, or whole without one. Any number of three digits would pass otherwise, and
/// every code of ICD-10-CM that is written without its dot and begins with V or E.
fn icd9_by_itself(text: &str) -> bool {
    let category = text.split('.').next().unwrap_or(text);
    let whole = match category.as_bytes().first() {
        Some(b'V') => category.len() == 3,
        Some(b'E') => category.len() == 4,
        _ => text.contains('.'),
    };
    whole && category != "000" && icd9(text)
}

fn ndc_with_hyphens(text: &str) -> bool {
    text.contains('-') && ndc(text)
}

fn ndc_digits(text: &str) -> bool {
    !text.contains('-') && ndc(text)
}

/// A single digit is a dose or a count as well, whatever its field is called.
fn rxnorm_by_name(text: &str) -> bool {
    text.len() > 1 && rxnorm(text)
}

/// A substance of the anatomical therapeutic chemical classification.
fn atc(text: &str) -> bool {
    matches!(text.as_bytes(), [b'A'..=b'V', a, b, b'A'..=b'Z', b'A'..=b'Z', c, d] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()))
}

/// A German number of a pack.
fn pzn(text: &str) -> bool {
    matches!(text.len(), 7 | 8) && all_digits(text)
}

fn ssn(text: &str) -> bool {
    grouped(text, &[3, 2, 4]) && !text.starts_with("000") && !text.starts_with("666") && !text.starts_with('9') && !text.ends_with("0000")
}

fn phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let signs = text.bytes().filter(|b| matches!(b, b'-' | b'(' | b')' | b'.' | b' ' | b'+')).count();
    matches!(digits, 10 | 11) && signs >= 2 && digits + signs == text.len() && !ndc_with_hyphens(text)
}

fn email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.contains('@') && !text.contains(char::is_whitespace) && host.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
    })
}

fn zip(text: &str) -> bool {
    (text.len() == 5 && all_digits(text)) || (text.len() == 9 && all_digits(text)) || grouped(text, &[5, 4])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn systems(field: &str, values: &[&str]) -> Vec<String> {
        recognise(field, values).into_iter().map(|found| found.system).collect()
    }

    #[test]
    fn check_digits() {
        assert_eq!(systems("x", &["2345-7", "718-7", "8480-6", "8462-4"]), ["LOINC"]);
        assert!(systems("x", &["2345-6", "718-8", "8480-7", "8462-5"]).is_empty(), "the check digit is wrong");
        assert_eq!(systems("x", &["44054006", "38341003", "195967001"]), ["SNOMED CT"]);
        assert!(systems("x", &["44054007", "38341004", "195967002"]).is_empty());
        assert_eq!(systems("x", &["1234567893", "1245319599"]), ["NPI"]);
        assert!(systems("x", &["1234567890", "1245319590"]).is_empty());
    }

    #[test]
    fn forms() {
        assert_eq!(systems("x", &["E11.9", "I10", "S52.521A", "Z38.00"]), ["ICD-10-CM"]);
        assert_eq!(systems("x", &["250.00", "401.9", "V22.1", "E880.9"])[0], "ICD-9-CM");
        assert_eq!(systems("x", &["00069-2587-41", "0069-2587-41", "12345-678-90"]), ["NDC"]);
        assert_eq!(systems("x", &["J1885", "G0439", "S9083"])[0], "HCPCS");
        assert_eq!(systems("x", &["C09AA05", "A10BA02", "R03AC02"])[0], "ATC");
        assert_eq!(systems("PZN", &["02512345", "1234567", "00123456"]), ["PZN"]);
        assert_eq!(systems("x", &["219-09-9999", "457-55-5462", "123-45-6789"]), ["SSN"]);
        assert_eq!(systems("x", &["(617) 555-0123", "617-555-0124", "617.555.0125"]), ["phone"]);
        assert_eq!(systems("x", &["ada@example.org", "bo@example.com", "cy@example.net"]), ["e-mail"]);
    }

    #[test]
    fn plain_numbers_need_the_name() {
        let numbers = ["99213", "99214", "80053"];
        assert!(systems("amount", &numbers).is_empty());
        assert_eq!(systems("CPT_CODE", &numbers), ["CPT"]);
        assert_eq!(systems("zip", &numbers), ["ZIP"]);
        assert_eq!(systems("CVX_CD", &["8", "08", "141"]), ["CVX"]);
    }

    #[test]
    fn forms_are_those_of_the_model_but_for_what_says_too_little_by_itself() {
        assert_eq!(systems("CVX_CD", &["208", "510", "998"]), ["CVX"], "vaccines of other countries and what stands for none have codes above the rest");
        assert!(["250.00", "401.9", "V22", "V22.1", "E880", "E880.9"].iter().all(|code| icd9_by_itself(code)));
        assert!(!["250", "4019", "V221", "E8809", "000.1", "250.", "E88.09", "V22.123", ""].iter().any(|code| icd9_by_itself(code)));
        assert!(rxnorm_by_name("7982") && !rxnorm_by_name("7") && ndc_digits("00069258741") && !ndc_digits("00069-2587-41") && !ndc_with_hyphens("00069258741"));
    }

    #[test]
    fn a_share_below_half_is_no_system() {
        assert!(systems("x", &["E11.9", "yes", "no", "maybe"]).is_empty());
        assert_eq!(recognise("x", &["E11.9", "I10", "J45", "diabetes"])[0].share, 0.75);
    }
}
