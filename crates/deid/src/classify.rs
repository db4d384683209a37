//! Which class of PHI a field holds, from its name and a profile of its values. Default-deny.
//!
//! Values that look like identifiers outvote the name; a name that says identifier outvotes harmless-looking values. Text
//! that nothing explains and that differs from row to row is taken for a direct identifier and is not shown.

use crate::patterns;
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// What a field's values may say about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhiClass {
    /// Nothing by itself.
    None,
    /// Who the person is.
    DirectIdentifier,
    /// A date or a time.
    Date,
    /// A place below the state, or a state.
    Geography,
    /// Sentences.
    FreeText,
    /// A code or a word of a small vocabulary.
    Code,
    /// With others, who the person is: sex, age, race and so on.
    QuasiIdentifier,
}

impl PhiClass {
    /// The class's word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::DirectIdentifier => "direct identifier",
            Self::Date => "date",
            Self::Geography => "geography",
            Self::FreeText => "free text",
            Self::Code => "code",
            Self::QuasiIdentifier => "quasi-identifier",
        }
    }
}

const IDENTIFIER: &str = " mrn ssn sin email mail phone telephone tel fax mobile cell pager address addr addr1 addr2 street line1 line2 acct account accountnumber policy \
subscriber member memberid beneficiary medicaid medicare license licence driver drivers passport npi dea vin plate serial udi url website ip photo picture fingerprint \
biometric signature firstname lastname fname lname mname surname maiden middlename givenname familyname fullname prefix suffix alias aka nickname pid empi eid guid uuid \
username login employer guarantor provider physician doctor clinician nurse author attending practitioner performer recorder surgeon prescriber pcp ";
const ID_WORDS: &str = " id key number no num nbr identifier ident ptr fk pk seq rownum ien ";
const NAMES: &str = " name names first last given family middle ";
const NAMED_THINGS: &str = " drug med medication test lab code concept proc procedure diagnosis dx vaccine allergen allergy component panel analyte unit table field column display problem order item class category generic brand ";
const DATE: &str = " date dt dte datetime time timestamp ts dob birth birthdate birthday dod born deceased onset start stop end begin created updated modified recorded admitted discharged ";
const GEOGRAPHY: &str = " zip zipcode postal postalcode postcode city town county state province region district country lat lon lng latitude longitude precinct parish tract birthplace fips ";
const TEXT: &str = " note notes comment comments text narrative remark remarks memo message impression findings assessment plan history hpi report body content freetext instructions sig ";
const QUASI: &str = " sex gender race ethnicity ethnic marital language lang religion age occupation nationality citizenship veteran deceasedflag ";
const CODE: &str = " code codes cd type status flag category class system unit units uom route frequency freq severity icd icd9 icd10 loinc snomed sct cpt hcpcs ndc rxnorm cvx mvx drg modifier kind priority version abnormal ind indicator active ";

/// How many values are looked at.
const SAMPLE: usize = 2_000;

#[derive(Default)]
struct Profile<'a> {
    filled: usize,
    identifiers: usize,
    dates: usize,
    numbers: usize,
    long_numbers: usize,
    short_words: usize,
    words: usize,
    distinct: HashSet<&'a str>,
}

impl<'a> Profile<'a> {
    fn of(samples: impl Iterator<Item = &'a str>) -> Self {
        static IDENTIFIER: LazyLock<Regex> = LazyLock::new(|| {
            patterns::regex(
                r"(?i)[a-z0-9._%+\-]+@[a-z0-9\-]+\.[a-z]|^\d{3}-\d{2}-\d{4}$|^(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}$|^https?://|^\d{1,6} [a-z0-9' .]+ (?:st|street|ave|avenue|rd|road|ln|lane|dr|drive|blvd|ct|court|way|pl|place)\b|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-",
            )
        });
        static DATE: LazyLock<Regex> = LazyLock::new(|| {
            patterns::regex(r"^(?:(?:18|19|20)\d{2}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:\d{4,6})?(?:[T ].*)?$")
        });
        let mut profile = Profile::default();
        for value in samples.map(str::trim).filter(|value| !value.is_empty()).take(SAMPLE) {
            let digits = value.bytes().filter(u8::is_ascii_digit).count();
            let number = value.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,<>=".contains(&byte)) && digits > 0;
            let words = value.split_whitespace().count();
            profile.filled += 1;
            profile.words += words;
            profile.identifiers += usize::from(IDENTIFIER.is_match(value));
            profile.dates += usize::from(DATE.is_match(value));
            profile.numbers += usize::from(number);
            profile.long_numbers += usize::from(number && digits >= 5 && !value.contains('.'));
            profile.short_words += usize::from(value.len() <= 24 && words <= 3);
            profile.distinct.insert(value);
        }
        profile
    }

    /// Whether at least this share of a hundred of the values is so.
    fn share(&self, count: usize, percent: usize) -> bool {
        self.filled > 0 && count * 100 >= self.filled * percent
    }
}

/// The class of a field, from its name, its kind as the profile calls it, and values as they were read.
pub fn classify<'a>(name: &str, kind: &str, samples: impl Iterator<Item = &'a str>) -> PhiClass {
    let parts = name_parts(name);
    let joined = parts.concat();
    let says = |list: &str| parts.iter().chain([&joined]).any(|part| list.contains(&format!(" {part} ")));
    let kind = kind.to_ascii_lowercase();
    let values = Profile::of(samples);
    let varied = values.distinct.len() * 100 >= values.filled * 90 && values.filled >= 5;
    let few = values.distinct.len() <= 50 && values.distinct.len() * 4 <= values.filled;

    if values.share(values.identifiers, 20) || says(IDENTIFIER) || (says(NAMES) && !says(NAMED_THINGS)) {
        return PhiClass::DirectIdentifier;
    }
    if kind.contains("date") || kind.contains("time") || values.share(values.dates, 50) || (says(DATE) && !says(TEXT)) {
        return PhiClass::Date;
    }
    if says(GEOGRAPHY) {
        return PhiClass::Geography;
    }
    if says(ID_WORDS) {
        return PhiClass::DirectIdentifier;
    }
    if says(TEXT) || values.words > values.filled * 4 {
        return PhiClass::FreeText;
    }
    if says(QUASI) {
        return PhiClass::QuasiIdentifier;
    }
    if values.share(values.long_numbers, 50) && varied && !says(CODE) {
        return PhiClass::DirectIdentifier;
    }
    if values.share(values.numbers, 95) {
        return if says(CODE) { PhiClass::Code } else { PhiClass::None };
    }
    if values.filled == 0 || (values.share(values.short_words, 95) && (few || (says(CODE) && !varied) || says(NAMED_THINGS))) {
        return PhiClass::Code;
    }
    PhiClass::DirectIdentifier
}

/// The words of a field's name: `PatientID`, `patient_id` and `PATIENT-ID` are `patient id`.
fn name_parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        let starts = (letter.is_uppercase() && before.is_lowercase()) || !letter.is_alphanumeric();
        if starts {
            parts.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(part) = parts.last_mut()
        {
            part.extend(letter.to_lowercase());
        }
        before = letter;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(name: &str, values: &[&str]) -> &'static str {
        classify(name, "text", values.iter().copied().cycle().take(if values.is_empty() { 0 } else { 100 })).word()
    }

    #[test]
    fn by_name() {
        for (name, word) in [
            ("PatientID", "direct identifier"),
            ("LAST_NAME", "direct identifier"),
            ("home-phone", "direct identifier"),
            ("BirthDate", "date"),
            ("zip", "geography"),
            ("Comments", "free text"),
            ("gender", "quasi-identifier"),
        ] {
            assert_eq!(class(name, &["a", "b"]), word, "{name}");
        }
    }

    #[test]
    fn by_values() {
        assert_eq!(class("x", &["zeb@example.org"]), "direct identifier");
        assert_eq!(class("x", &["1931-07-04", "2001-02-03 10:00"]), "date");
        assert_eq!(class("x", &["5.1", "7.4", "120"]), "none");
        assert_eq!(class("x", &["active", "inactive"]), "code");
        assert_eq!(class("drug_name", &["metformin", "aspirin"]), "code");
        assert_eq!(class("x", &["the patient was seen for a cough today"]), "free text");
    }

    #[test]
    fn unknown_text_is_hidden() {
        let values: Vec<String> = (0..100).map(|index| format!("Word{index}")).collect();
        assert_eq!(classify("x", "text", values.iter().map(String::as_str)), PhiClass::DirectIdentifier);
        let numbers: Vec<String> = (0..100).map(|index| (4_000_000 + index * 17).to_string()).collect();
        assert_eq!(classify("x", "integer", numbers.iter().map(String::as_str)), PhiClass::DirectIdentifier);
    }
}
