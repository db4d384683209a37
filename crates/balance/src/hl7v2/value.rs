//! Data types of HL7 v2 as values: coded elements, quantities, structured numerics, ranges, points in time.

use super::entry::Words;
use crate::reading::coding;
use model::{Coding, Quantity, Value};

pub(super) use crate::written::range;

/// The word for a code, in any case.
pub(super) fn word(words: Words, code: &str) -> Option<&'static str> {
    words.iter().find(|(c, _)| c.eq_ignore_ascii_case(code)).map(|(_, w)| *w)
}

/// A number under a unit; a unit that stands with the number counts when no other does.
pub(super) fn quantity(text: &str, unit: &str) -> Option<Quantity> {
    let mut quantity = Quantity::parse(text)?;
    if !unit.is_empty() {
        quantity.unit = unit.into();
    }
    Some(quantity)
}

/// A number that stands alone, under a unit.
pub(super) fn bare_number(text: &str, unit: &str) -> Option<Quantity> {
    Quantity::parse(text).filter(|q| q.unit.is_empty()).map(|q| Quantity { unit: unit.into(), ..q })
}

/// Name of a coding system (table 0396 and what senders write) as the URI that FHIR has for it.
pub(super) fn system(name: &str) -> String {
    let upper = name.trim().to_ascii_uppercase();
    if let Some(table) = upper.strip_prefix("HL7").filter(|t| t.len() == 4 && t.bytes().all(|b| b.is_ascii_digit())) {
        return format!("http://terminology.hl7.org/CodeSystem/v2-{table}");
    }
    let known = match upper.as_str() {
        "SCT" | "SNOMEDCT" | "SNOMED CT" | "SNOMED-CT" | "SCT2" | "SNOMED" => "SNOMED",
        "LNC" | "LOINC" | "LN" => "LN",
        "I10" | "I10C" | "I10CM" | "ICD10" | "ICD-10" | "ICD-10-CM" => "I10",
        "I9" | "I9CDX" | "I9C" | "ICD9" | "ICD-9" => "I9",
        "I10P" | "ICD10PCS" | "ICD-10-PCS" => "http://www.cms.gov/Medicare/Coding/ICD10",
        "RXNORM" | "RXN" => "RXNORM",
        "CPT4" | "CPT-4" | "CPT" | "C4" => "C4",
        "HCPCS" | "HPC" | "HCPT" => "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "CVX" => "CVX",
        "NDC" => "NDC",
        "MVX" => "http://hl7.org/fhir/sid/mvx",
        "CDCREC" => "urn:oid:2.16.840.1.113883.6.238",
        "UNII" => "http://fdasis.nlm.nih.gov",
        "NCIT" | "NCI" => "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
        "UCUM" => "http://unitsofmeasure.org",
        _ => name.trim(),
    };
    known.to_string()
}

/// Whether a name is that of a table of HL7's own, or of the immunization registries' (NIP).
pub(super) fn is_table(name: &str) -> bool {
    let upper = name.trim().to_ascii_uppercase();
    let numbered = |of: &&str| upper.strip_prefix(*of).is_some_and(|number| (3..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()));
    ["HL7", "NIP"].iter().any(|of| numbered(&of))
}

/// Whether a name is that of a code system that everybody knows: a code of it says what the words beside it say.
pub(super) fn is_code_system(name: &str) -> bool {
    is_table(name) || coding(&system(name), "", "").system != name.trim()
}

/// A coded element (CE, CWE, CNE, CF) by its components: up to three codings and the words. A lone first component without
/// a system is words, because a code without its system is not a code. `fallback` is the system where none is named.
pub(super) fn concept(mut part: impl FnMut(usize) -> Option<String>, fallback: &str) -> Option<Value> {
    let mut codings: Vec<Coding> = Vec::new();
    let mut lone = None;
    for (code, display, named) in [(1, 2, 3), (4, 5, 6), (10, 11, 12)] {
        let (Some(code), display) = (part(code), part(display)) else { continue };
        let named = part(named).map_or_else(|| fallback.to_string(), |name| system(&name));
        if named.is_empty() && display.is_none() {
            lone = lone.or(Some(code));
        } else {
            codings.push(coding(&named, &code, &display.unwrap_or_default()));
        }
    }
    let text = [9, 2, 5].into_iter().find_map(&mut part).or(lone).unwrap_or_default();
    (!codings.is_empty() || !text.is_empty()).then_some(Value::code(codings, text))
}

/// A structured numeric (SN): a number with comparator, else a range, a ratio or a category such as `2+`, as text.
pub(super) fn structured(mut part: impl FnMut(usize) -> Option<String>, unit: &str) -> Option<Value> {
    let mut component = |number: usize| part(number).unwrap_or_default();
    let (comparator, first, separator, second) = (component(1), component(2), component(3), component(4));
    let comparator = if comparator == "=" { String::new() } else { comparator };
    if separator.is_empty()
        && second.is_empty()
        && comparator != "<>"
        && let Some(number) = quantity(&format!("{comparator}{first}"), unit)
    {
        return Some(Value::Quantity(number));
    }
    // Without a separator nobody knows what the second number is to the first: it is none of the forms that have one.
    let between = if separator.is_empty() && !second.is_empty() { " ^ " } else { separator.as_str() };
    let text = format!("{comparator}{first}{between}{second}");
    let space = if unit.is_empty() || text.is_empty() { "" } else { " " };
    (!text.is_empty()).then(|| Value::Text(format!("{text}{space}{unit}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: Option<Value>) -> String {
        value.map(|v| v.shown()).unwrap_or_default()
    }

    fn parts(text: &'static str) -> impl FnMut(usize) -> Option<String> {
        move |n| text.split('^').nth(n - 1).filter(|p| !p.is_empty()).map(str::to_string)
    }

    #[test]
    fn structured_numerics_keep_what_they_say() {
        let cases = [
            ("^100", "100 mg/dL"),
            (">^100", ">100 mg/dL"),
            ("=^5.40", "5.40 mg/dL"),
            ("^100^-^200", "100-200 mg/dL"),
            ("^1^:^128", "1:128 mg/dL"),
            ("^2^+", "2+ mg/dL"),
            ("<>^5", "<>5 mg/dL"),
            ("^5^^-10", "5 ^ -10 mg/dL"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(structured(parts(text), "mg/dL")), expected, "{text}");
        }
    }

    #[test]
    fn ranges_have_a_low_and_a_high() {
        let cases = [
            ("3.5-5.0", "3.5..5.0"),
            ("3.5 - 5.0 mmol/L", "3.5..5.0"),
            ("(-2.0–2.0)", "-2.0..2.0"),
            ("-5--1", "-5..-1"),
            ("1 to 3", "1..3"),
            ("<5", "..5"),
            ("up to 40", "..40"),
            (">= 60", "60.."),
            ("NEGATIVE", "none"),
            ("2024-01-01", "none"),
            ("F 10-20", "none"),
        ];
        for (text, expected) in cases {
            let bound = |q: Option<Quantity>| q.map(|q| q.number.to_string()).unwrap_or_default();
            let found = range(text).map_or("none".to_string(), |(low, high)| format!("{}..{}", bound(low), bound(high)));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_system_is_known_by_a_name_that_a_standard_gives() {
        assert!(["LN", "SCT", "HL70063", "NIP001", "CVX", "I10"].into_iter().all(is_code_system));
        assert!(["L", "Edith", "99LAB", "", "HL7", "NIPPON"].into_iter().all(|name| !is_code_system(name)));
        assert!(is_table("NIP001") && is_table("HL70063") && !is_table("LN"));
    }

    #[test]
    fn a_code_needs_its_system() {
        let cases = [
            ("2345-7^Glucose^LN", "Glucose (LOINC 2345-7)"),
            ("GLU^Glucose", "Glucose ( GLU)"),
            ("Penicillin", "Penicillin"),
            ("^Free text", "Free text"),
            ("A^^HL70063", "v2-0063 A"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(concept(parts(text), "")), expected, "{text}");
        }
        assert_eq!(concept(parts("^^LN"), ""), None);
    }
}
