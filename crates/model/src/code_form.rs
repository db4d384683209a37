//! Forms and check digits of the code systems of health care: whether a text can be a code of a system at all.
//!
//! SNOMED CT is told by Verhoeff's check digit and its partition, LOINC by modulus 10, NPI by Luhn's with 80840, the others by
//! their form. Form is no membership: that a code has it does not say that the code exists. Nothing is trimmed here, and case
//! counts, since it counts in the systems.

/// Whether a text is made of ASCII digits, one at least.
pub fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Digits in groups of these lengths, separated by hyphens.
pub fn grouped(text: &str, lengths: &[usize]) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.len() == lengths.len() && groups.iter().zip(lengths).all(|(group, length)| group.len() == *length && all_digits(group))
}

/// ISO/IEC 7812-1 modulus 10 over digits, the check digit last.
fn luhn(digits: impl DoubleEndedIterator<Item = u8>) -> bool {
    let sum: u32 = digits
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            let doubled = if at % 2 == 1 { digit * 2 } else { digit };
            doubled / 10 + doubled % 10
        })
        .sum();
    sum % 10 == 0
}

/// Verhoeff's check over the dihedral group of the pentagon, the check digit last.
fn verhoeff(text: &str) -> bool {
    const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut check = 0u8;
    for (at, byte) in text.bytes().rev().enumerate() {
        let mut digit = byte.saturating_sub(b'0');
        for _ in 0..at % 8 {
            digit = PERMUTATION.get(usize::from(digit)).copied().unwrap_or(0);
        }
        check = dihedral(check, digit);
    }
    check == 0
}

/// Product of two elements: 0 to 4 are rotations, 5 to 9 reflections.
fn dihedral(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b - 5) % 5 + 5,
        (false, true) => (a - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// A SNOMED CT identifier of a concept, description or relationship, short or long form.
pub fn snomed(text: &str) -> bool {
    let partition = text.len().checked_sub(3).and_then(|from| text.get(from..from + 2));
    (6..=18).contains(&text.len())
        && all_digits(text)
        && !text.starts_with('0')
        && matches!(partition, Some("00" | "01" | "02" | "10" | "11" | "12"))
        && verhoeff(text)
}

/// A LOINC term, by its check digit; parts, answers, answer lists and groups by their form, as their letters take part in theirs.
pub fn loinc(text: &str) -> bool {
    let (lettered, rest) = match ["LP", "LA", "LL", "LG"].iter().find_map(|letters| text.strip_prefix(letters)) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let Some((number, check)) = rest.split_once('-') else { return false };
    (1..=7).contains(&number.len())
        && check.len() == 1
        && all_digits(number)
        && all_digits(check)
        && (lettered || luhn(number.bytes().chain(check.bytes())))
}

/// A national provider identifier.
pub fn npi(text: &str) -> bool {
    text.len() == 10 && all_digits(text) && matches!(text.as_bytes().first(), Some(b'1' | b'2')) && luhn("80840".bytes().chain(text.bytes()))
}

/// A code of ICD-10-CM, with or without its dot.
pub fn icd10(text: &str) -> bool {
    let (category, rest) = match text.split_once('.') {
        Some((category, rest)) => (category, Some(rest)),
        None => (text.get(..3).unwrap_or(""), text.get(3..).filter(|rest| !rest.is_empty())),
    };
    let bytes = category.as_bytes();
    let starts = matches!(bytes, [b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9' | b'A' | b'B']);
    let detail = rest.is_none_or(|rest| (1..=4).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()));
    starts && detail
}

/// A code of ICD-10-PCS: seven signs without the letters I and O.
pub fn icd10_procedure(text: &str) -> bool {
    text.len() == 7 && text.bytes().all(|b| b.is_ascii_digit() || (b.is_ascii_uppercase() && !matches!(b, b'I' | b'O')))
}

/// A diagnosis of ICD-9-CM, with or without its dot.
pub fn icd9(text: &str) -> bool {
    match text.strip_prefix('V') {
        Some(rest) => dotted(rest, 2, 4),
        None => text.strip_prefix('E').map_or_else(|| dotted(text, 3, 5), |rest| dotted(rest, 3, 4)),
    }
}

/// A procedure of ICD-9-CM, with or without its dot.
pub fn icd9_procedure(text: &str) -> bool {
    dotted(text, 2, 4)
}

/// Digits with a dot after `lead` of them, if any follow; `most` in all.
fn dotted(text: &str, lead: usize, most: usize) -> bool {
    let (head, rest) = match text.split_once('.') {
        Some((head, rest)) if !rest.is_empty() => (head, rest),
        Some(_) => return false,
        None => match (text.get(..lead), text.get(lead..)) {
            (Some(head), Some(rest)) => (head, rest),
            _ => return false,
        },
    };
    head.len() == lead && all_digits(head) && (rest.is_empty() || all_digits(rest)) && head.len() + rest.len() <= most
}

/// A level II code of HCPCS, without modifiers.
pub fn hcpcs(text: &str) -> bool {
    matches!(text.as_bytes(), [b'A'..=b'V', digits @ ..] if digits.len() == 4 && digits.iter().all(u8::is_ascii_digit))
}

/// A code of CPT or HCPCS.
pub fn cpt(text: &str) -> bool {
    let body = text.strip_suffix(['F', 'T', 'U', 'M']).unwrap_or(text);
    (text.len() == 5 && all_digits(body)) || hcpcs(text)
}

/// A code of CVX.
pub fn cvx(text: &str) -> bool {
    text.len() <= 3 && all_digits(text) && text.parse::<u16>().is_ok_and(|code| (1..=999).contains(&code))
}

/// An identifier of RxNorm.
pub fn rxnorm(text: &str) -> bool {
    text.len() <= 8 && all_digits(text) && !text.starts_with('0')
}

/// A national drug code: ten or eleven digits, or three groups.
pub fn ndc(text: &str) -> bool {
    (matches!(text.len(), 10 | 11) && all_digits(text)) || [[5, 4, 2], [4, 4, 2], [5, 3, 2], [5, 4, 1]].iter().any(|lengths| grouped(text, lengths))
}

/// A unique ingredient identifier: ten capital letters and digits.
pub fn unii(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// A concept of the NCI Thesaurus: `C` and up to six digits.
pub fn nci(text: &str) -> bool {
    text.strip_prefix('C').is_some_and(|digits| (2..=6).contains(&digits.len()) && all_digits(digits))
}

/// A code of CDC's race and ethnicity: four digits and a check digit.
pub fn race(text: &str) -> bool {
    grouped(text, &[4, 1]) && luhn(text.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>().into_iter())
}

/// A kind of location of the CDC: four digits, a hyphen and one more.
pub fn care_location(text: &str) -> bool {
    grouped(text, &[4, 1])
}

/// A code of the provider taxonomy: ten capital letters and digits.
pub fn taxonomy(text: &str) -> bool {
    unii(text)
}

/// A language as RFC 5646 writes it: two or three letters, with subtags.
pub fn language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|p| matches!(p.len(), 2 | 3) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    first && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_tell_a_code_from_one_with_a_wrong_digit() {
        for good in ["44054006", "419511003", "428071000124103", "138875005"] {
            assert!(snomed(good), "{good}");
        }
        for bad in ["44054007", "4195110031", "67360071", "247472004A", "29308", "044054006", "", "1é4054006"] {
            assert!(!snomed(bad), "{bad}");
        }
        assert!(["2345-7", "8480-6", "48765-2", "LA6395-3", "LP121695-3"].iter().all(|code| loinc(code)));
        assert!(!["2345-6", "48765-2x", "8867-4VVVV", "NOT_a_real_code", "48765", "LA-3"].iter().any(|code| loinc(code)));
        assert!(npi("1234567893") && !npi("1234567890"));
        assert!(race("2106-3") && race("2186-5") && !race("2106-4") && !race("null"));
    }

    #[test]
    fn forms_of_diagnoses_and_procedures() {
        assert!(["E11.9", "I10", "S52.521A", "Z3800", "C7A.1"].iter().all(|code| icd10(code)));
        assert!(!["D63.1AAAABC", "250.00", "e11.9", "0BJ08ZZ"].iter().any(|code| icd10(code)));
        assert!(icd10_procedure("0BJ08ZZ") && !icd10_procedure("D63.1"));
        assert!(["250.00", "401.9", "4019", "V22.1", "E880.9", "042"].iter().all(|code| icd9(code)));
        assert!(!["95.03", "401.", "E88.09", "V2", "25000000", ""].iter().any(|code| icd9(code)));
        assert!(icd9_procedure("95.03") && icd9_procedure("00.66") && !icd9_procedure("401.9"));
        assert!(cpt("99213") && cpt("0001F") && cpt("J1885") && !cpt("99234ABC") && !hcpcs("99213"));
    }

    #[test]
    fn forms_of_drugs_and_the_rest() {
        assert!(rxnorm("7982") && !rxnorm("7982A") && !rxnorm("07982") && !rxnorm("123456789"));
        assert!(cvx("08") && cvx("141") && !cvx("106ABAC") && !cvx("0"));
        assert!(ndc("00069-2587-41") && ndc("00069258741") && !ndc("672530182"));
        assert!(nci("C38288") && !nci("C382881111") && !nci("38288"));
        assert!(unii("Q42T66VG0C") && !unii("Unknown") && taxonomy("207Q00000X"));
        assert!(care_location("1160-1") && !care_location("1160-1AAAA"));
        assert!(["en", "en-US", "spa", "zh-Hant-TW"].iter().all(|code| language(code)));
        assert!(!["english", "", "e", "en_US"].iter().any(|code| language(code)));
    }
}
