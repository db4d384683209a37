//! Codes, quantities, words and counts.
//!
//! A code goes out only if its vocabulary is public and the code is written as that vocabulary writes codes, check digit
//! included where there is one: a record number in a code's place must not pass for a code.

use crate::door::{Deid, Rule};
use crate::egress::Egress;
use crate::patterns;
use model::{Phi, Quantity};
use regex::Regex;
use std::sync::LazyLock;

/// How a public vocabulary is named and how its codes are written.
struct Vocabulary {
    names: &'static [&'static str],
    form: Form,
}

#[derive(Clone, Copy)]
enum Form {
    Snomed,
    Loinc,
    Icd10,
    Icd9,
    Digits(usize, usize),
    Letter4,
    Ndc,
    Short,
}

const VOCABULARIES: &[Vocabulary] = &[
    Vocabulary { names: &["http://snomed.info/sct", "2.16.840.1.113883.6.96", "snomed", "snomedct", "snomed ct", "sct"], form: Form::Snomed },
    Vocabulary { names: &["http://loinc.org", "2.16.840.1.113883.6.1", "loinc", "ln"], form: Form::Loinc },
    Vocabulary {
        names: &["http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10", "http://www.cms.gov/medicare/coding/icd10", "2.16.840.1.113883.6.90", "2.16.840.1.113883.6.3", "2.16.840.1.113883.6.4", "icd10", "icd-10", "icd10cm", "icd-10-cm", "i10", "i10c"],
        form: Form::Icd10,
    },
    Vocabulary {
        names: &["http://hl7.org/fhir/sid/icd-9-cm", "2.16.840.1.113883.6.103", "2.16.840.1.113883.6.104", "icd9", "icd-9", "icd9cm", "icd-9-cm", "i9", "i9c"],
        form: Form::Icd9,
    },
    Vocabulary { names: &["http://www.nlm.nih.gov/research/umls/rxnorm", "2.16.840.1.113883.6.88", "rxnorm"], form: Form::Digits(1, 7) },
    Vocabulary { names: &["http://hl7.org/fhir/sid/cvx", "2.16.840.1.113883.12.292", "cvx"], form: Form::Digits(1, 3) },
    Vocabulary { names: &["http://hl7.org/fhir/sid/ndc", "2.16.840.1.113883.6.69", "ndc"], form: Form::Ndc },
    Vocabulary {
        names: &["http://www.ama-assn.org/go/cpt", "2.16.840.1.113883.6.12", "cpt", "c4", "cpt4", "urn:oid:2.16.840.1.113883.6.285", "2.16.840.1.113883.6.285", "hcpcs"],
        form: Form::Letter4,
    },
    Vocabulary { names: &["http://unitsofmeasure.org", "2.16.840.1.113883.6.8", "ucum"], form: Form::Short },
    Vocabulary { names: &["urn:ietf:bcp:47", "iso639-1", "iso639-2", "2.16.840.1.113883.6.238", "urn:oid:2.16.840.1.113883.6.238", "cdcrec"], form: Form::Short },
];

fn form_of(system: &str) -> Option<Form> {
    let system = system.trim().to_ascii_lowercase();
    let name = system.strip_prefix("urn:oid:").unwrap_or(&system);
    if ["http://terminology.hl7.org/", "http://hl7.org/fhir/"].iter().any(|start| name.starts_with(start))
        && !name.contains("/sid/")
        || name.starts_with("2.16.840.1.113883.5.")
        || name.starts_with("hl7") && name.len() <= 7
    {
        return Some(Form::Short);
    }
    VOCABULARIES.iter().find(|vocabulary| vocabulary.names.contains(&name)).map(|vocabulary| vocabulary.form)
}

/// A code of an allow-listed public vocabulary, written as the vocabulary writes codes.
pub fn code_value<T: AsRef<str>>(system: &str, code: &Phi<T>) -> Option<Deid<String>> {
    static ICD10: LazyLock<Regex> = LazyLock::new(|| patterns::regex(r"^[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?$"));
    static ICD9: LazyLock<Regex> = LazyLock::new(|| patterns::regex(r"^(?:V?\d{2,3}|E\d{3})(?:\.\d{1,2})?$"));
    static LETTER4: LazyLock<Regex> = LazyLock::new(|| patterns::regex(r"^[A-Z0-9]\d{3}[A-Z0-9]$"));
    static NDC: LazyLock<Regex> = LazyLock::new(|| patterns::regex(r"^(?:\d{4,5}-\d{3,4}(?:-\d{1,2})?|\d{11})$"));
    static SHORT: LazyLock<Regex> = LazyLock::new(|| patterns::regex(r"^[A-Za-z0-9\-_.%/\[\]{}*^]{1,30}$"));
    let code = code.reveal().as_ref().trim();
    let digits = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    let fits = match form_of(system)? {
        Form::Snomed => digits && (6..=18).contains(&code.len()) && verhoeff(code),
        Form::Loinc => is_loinc(code),
        Form::Icd10 => ICD10.is_match(code),
        Form::Icd9 => ICD9.is_match(code),
        Form::Digits(least, most) => digits && (least..=most).contains(&code.len()),
        Form::Letter4 => LETTER4.is_match(code),
        Form::Ndc => NDC.is_match(code),
        Form::Short => SHORT.is_match(code) && longest_number(code) < 5,
    };
    fits.then(|| Deid::new(code.to_owned(), Rule::CodeValue))
}

/// Whether codes of a system are ever shown.
pub fn is_public_system(system: &str) -> bool {
    form_of(system).is_some()
}

/// Words that a release of a public terminology has for a code. They come from the release, never from a record; those that hold a known
/// identifier of the workspace (a patient who is called like a disease) do not go out. Patterns of identifiers are not asked: strengths look like them
/// (`nystatin 100000 UNT/ML`).
pub fn published_words<T: AsRef<str>>(words: &Phi<T>, known: &Egress) -> Option<Deid<String>> {
    let words = words.reveal().as_ref().trim();
    let shown = !words.is_empty() && known.check(words.as_bytes()).is_none();
    shown.then(|| Deid::new(words.to_owned(), Rule::PublishedWords))
}

fn longest_number(text: &str) -> usize {
    text.split(|character: char| !character.is_ascii_digit()).map(str::len).max().unwrap_or(0)
}

/// `12345-6`, with the mod-10 check digit; also answer lists and parts (`LA6576-8`, `LP12345-6`).
fn is_loinc(code: &str) -> bool {
    let number = code.strip_prefix("LA").or_else(|| code.strip_prefix("LP")).or_else(|| code.strip_prefix("LL")).unwrap_or(code);
    let Some((body, check)) = number.split_once('-') else { return false };
    if !(1..=7).contains(&body.len()) || check.len() != 1 || !(body.bytes().chain(check.bytes())).all(|b| b.is_ascii_digit()) {
        return false;
    }
    let mut sum = 0u32;
    for (place, digit) in body.bytes().rev().enumerate() {
        let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
        sum += value / 10 + value % 10;
    }
    check.bytes().next().map(|digit| u32::from(digit - b'0')) == Some((10 - sum % 10) % 10)
}

/// Verhoeff's check digit over a string of digits, as in every SNOMED CT identifier.
fn verhoeff(digits: &str) -> bool {
    /// The product in the dihedral group of the pentagon.
    fn times(left: u8, right: u8) -> u8 {
        match (left < 5, right < 5) {
            (true, true) => (left + right) % 5,
            (true, false) => (left + right - 5) % 5 + 5,
            (false, true) => (left + 10 - right) % 5 + 5,
            (false, false) => (left + 5 - right) % 5,
        }
    }
    const STEP: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut check = 0u8;
    for (place, digit) in digits.bytes().rev().enumerate() {
        let mut digit = digit - b'0';
        for _ in 0..place % 8 {
            digit = STEP[usize::from(digit)];
        }
        check = times(check, digit);
    }
    check == 0
}

/// Units that may follow a number. Anything else could be a word of a text.
const UNITS: &str = " % mg g kg mcg ug ng pg l dl ml ul fl mmol mol umol nmol pmol meq eq u iu miu uiu mosm cm mm m km in ft lb lbs oz mmhg mm[hg] kpa torr h hr hrs min s sec ms d day days wk week weeks mo month months a yr year years c f cel degf degc [degf] bpm beats cells copies ratio score index ph /min /hpf /lpf /ul /mm3 10*3 10*6 10*9 10*12 x10 10^3 10^6 10^9 k m2 kcal cal tab tabs tablet capsule capsules puff puffs drop drops unit units [iu] [in_i] [lb_av] [oz_av] [ft_i] {score} {ratio} {index} 1 ";

/// A unit, or the two that a record gives one number, in its code and in its words: `mg/dL or mmol/L`.
fn is_unit(unit: &str) -> bool {
    unit.split(" or ").count() <= 2 && unit.split(" or ").all(is_one_unit)
}

/// What UCUM lets stand in braces behind or in place of a unit, and says nothing of anybody: of what a number is one.
const ANNOTATIONS: &str = " # inr beats breaths cells cfu copies count creat creatinine delta dose drop events feu ddu hb hgb index ph puff ratio rbc rbcs score tablet tbl titer volume wbc wbcs 1.73_m2 1.73m2 ";
/// Measures that hold a number of their own: by which body surface and by which day laboratories count.
const NUMBERED: [&str; 7] = ["1.73_m2", "1.73m2", "1.73 m2", "1.73 m^2", "24h", "24 h", "24.h"];

fn is_one_unit(unit: &str) -> bool {
    let unit = unit.trim().to_lowercase().replace(['µ', 'μ'], "u");
    let known = |part: &str| part.is_empty() || UNITS.contains(&format!(" {part} "));
    let annotated = |part: &str| {
        let within = part.strip_suffix('}').and_then(|rest| rest.split_once('{'));
        within.map_or_else(|| known(part), |(base, note)| known(base) && !note.contains(' ') && ANNOTATIONS.contains(&format!(" {note} ")))
    };
    let parts = |unit: &str| unit.split(['/', '.']).all(annotated);
    // A numbered measure ends a unit, and its point is not one that joins two units.
    let counted = NUMBERED.iter().find_map(|own| unit.strip_suffix(*own)?.strip_suffix('/'));
    let whole = || unit.rsplit_once('/').is_some_and(|(first, last)| parts(first) && annotated(last));
    unit.is_empty() || unit.len() <= 24 && !unit.contains("  ") && (annotated(&unit) || parts(&unit) || whole() || counted.is_some_and(parts))
}

/// A measured number with its unit. Numbers of seven digits and more, and units nobody measures in, do not go out.
pub fn quantity<T: AsRef<str>>(text: &Phi<T>) -> Option<Deid<String>> {
    let text = text.reveal().as_ref().trim();
    let parsed = Quantity::parse(text)?;
    let number = parsed.number.to_string();
    let fits = longest_number(&number) < 7 && number.len() <= 12 && is_unit(&parsed.unit) && parsed.comparator.len() <= 2;
    let gap = if parsed.unit.is_empty() { "" } else { " " };
    fits.then(|| Deid::new(format!("{}{number}{gap}{}", parsed.comparator, parsed.unit), Rule::Quantity))
}

/// A word of our own vocabulary: what goes out is our copy of it, never what was read.
pub fn word<T: AsRef<str>>(word: &Phi<T>, vocabulary: &[&'static str]) -> Option<Deid<&'static str>> {
    let given = word.reveal().as_ref();
    vocabulary.iter().find(|known| **known == given).map(|known| Deid::new(*known, Rule::Word))
}

/// A value that at least `least` different patients have. `least` is held between 5 and 50. A value that looks like a
/// telephone number, an address or the like does not go out however many have it.
pub fn k_anonymous<T: AsRef<str>>(value: &Phi<T>, patients: u64, least: u64) -> Option<Deid<String>> {
    let value = value.reveal().as_ref();
    let shown = patients >= least.clamp(5, 50) && patterns::mask_precise(value) == value;
    shown.then(|| Deid::new(value.to_owned(), Rule::KAnonymous))
}

/// A count of patients, or nothing if it is from 1 to 10.
pub fn small_count(count: u64) -> Option<u64> {
    (!(1..=10).contains(&count)).then_some(count)
}

/// Counts of patients of the parts of a whole whose sum is known: nothing for those from 1 to 10, nor for the smallest of the others where what is
/// told would leave so few of the whole.
pub fn parts_told(parts: &[u64]) -> Vec<Option<u64>> {
    let mut told: Vec<Option<u64>> = parts.iter().map(|count| small_count(*count)).collect();
    loop {
        let left: u64 = parts.iter().zip(&told).filter(|(_, told)| told.is_none()).map(|(count, _)| *count).sum();
        if small_count(left).is_some() {
            return told;
        }
        let Some(smallest) = told.iter().flatten().copied().filter(|count| *count > 0).min() else { return told };
        if let Some(cell) = told.iter_mut().find(|cell| **cell == Some(smallest)) {
            *cell = None;
        }
    }
}

/// Patients of two books as far as they may be told together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct BooksTold {
    /// In both books; none where it would tell, beside a book's whole, how few stand in one book only.
    pub both: Option<u64>,
    /// In the first book only, in the second only; none from 1 to 10.
    pub only: [Option<u64>; 2],
    /// In the first book, in the second; none from 1 to 10, and where the difference to what else is told would be such a number.
    pub whole: [Option<u64>; 2],
}

/// Counts of patients in both books, in the first only and in the second only, as they may be told: no number from 1 to 10 of the three, or of the two
/// wholes that they make, follows from what is told of all five. The first book's whole is the one that is kept where one has to go.
///
/// `aside` are patients of the first system who stand in neither book, as those of an archive. All patients of that system are known from elsewhere, so
/// a few who are aside would follow from the first book's whole: then no number is told that makes it.
pub fn books_told([both, first, second]: [u64; 3], aside: u64) -> BooksTold {
    let is_small = |count: u64| small_count(count).is_none();
    let wholes = [both.saturating_add(first), both.saturating_add(second)];
    let parts = [both, first, second].map(is_small);
    let is_hidden = is_small(aside);
    BooksTold {
        both: small_count(both).filter(|_| !parts[1] && !is_hidden),
        only: [small_count(first), small_count(second)],
        // Two numbers under 11 hide each other in their sum; one of them would follow from it.
        whole: [small_count(wholes[0]).filter(|_| (!parts[0] || parts[1]) && !is_hidden), small_count(wholes[1]).filter(|_| parts == [false; 3] && !is_hidden)],
    }
}

/// A count of patients as it is written: `<11` for 1 to 10.
pub fn count_text(count: u64) -> Deid<String> {
    Deid::new(small_count(count).map_or_else(|| "<11".to_owned(), |count| count.to_string()), Rule::SmallCount)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(system: &str, code: &str) -> bool {
        code_value(system, &Phi::new(code)).is_some()
    }

    #[test]
    fn codes_pass_in_their_own_form_only() {
        assert!(code("http://snomed.info/sct", "73211009"));
        assert!(code("SNOMEDCT", "22298006"));
        assert!(!code("http://snomed.info/sct", "73211008"));
        assert!(code("LN", "4548-4"));
        assert!(code("http://loinc.org", "2160-0"));
        assert!(!code("http://loinc.org", "4548-5"));
        assert!(code("I10", "E11.9") && code("ICD-9-CM", "250.00") && code("CVX", "140") && code("CPT", "99213"));
        assert!(!code("ICD-9-CM", "123456789") && !code("CVX", "1234567"));
        assert!(code("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"));
        assert!(!code("http://terminology.hl7.org/CodeSystem/condition-clinical", "00123456"));
        assert!(!code("http://hospital.example/mrn", "active") && !code("", "E11.9"));
    }

    #[test]
    fn quantities_have_known_units() {
        let shown = |text: &str| quantity(&Phi::new(text)).map(Deid::into_value);
        assert_eq!(shown("5.40 mg/dL").as_deref(), Some("5.40 mg/dL"));
        assert_eq!(shown("<0.1").as_deref(), Some("<0.1"));
        assert_eq!(shown("120 mmHg").as_deref(), Some("120 mmHg"));
        assert_eq!(shown("140 mg/dL or MMOL/L").as_deref(), Some("140 mg/dL or MMOL/L"));
        assert_eq!([shown("140 mg/dL or Smith"), shown("140 mg/dL or g/L or mg/L")], [None, None]);
        for measured in ["2.4 {INR}", "61 mL/min/{1.73_m2}", "61 mL/min/1.73m2", "61 mL/min/1.73 m2", "30 mg/g{creat}", "0.4 ug/mL{FEU}", "72 {beats}/min", "1.2 g/24 h"] {
            assert_eq!(shown(measured).as_deref(), Some(measured));
        }
        for withheld in ["5 {Quackenbush}", "5 mg{Smith}", "5 {inr beats}", "5 {}", "5 Smith{creat}", "5 Smith/1.73m2"] {
            assert_eq!(shown(withheld), None, "{withheld}");
        }
        assert_eq!(shown("5551234567"), None);
        assert_eq!(shown("5 Quackenbush"), None);
        assert_eq!(shown("hello"), None);
    }

    #[test]
    fn published_words_go_out_unless_a_patient_is_called_so() {
        let known = Egress::build([(crate::egress::Category::Name, "Zebulon Marfan".to_string())].into_iter());
        let shown = |words: &str| published_words(&Phi::new(words), &known).map(Deid::into_value);
        assert_eq!(shown(" Viral sinusitis (disorder) ").as_deref(), Some("Viral sinusitis (disorder)"));
        assert_eq!(shown("Marfan's syndrome (disorder)"), None);
        assert_eq!(shown("Nystatin 100000 UNT/ML Oral Suspension").as_deref(), Some("Nystatin 100000 UNT/ML Oral Suspension"));
        assert_eq!(shown(" "), None);
        assert!(is_public_system("LOINC") && is_public_system("http://snomed.info/sct") && !is_public_system("http://hospital.example/mrn"));
    }

    #[test]
    fn no_few_patients_follow_from_what_is_told_of_two_books() {
        use std::collections::{BTreeSet, HashMap};
        let told = books_told([201, 3, 0], 0);
        assert_eq!((told.both, told.only, told.whole), (None, [None, Some(0)], [Some(204), None]));
        assert_eq!(books_told([190, 14, 0], 0).whole, [Some(204), Some(190)], "fourteen may be told");
        assert_eq!(books_told([50, 0, 4], 0), BooksTold { both: Some(50), only: [Some(0), None], whole: [Some(50), None] });
        assert_eq!(books_told([50, 0, 0], 3), BooksTold { both: None, only: [Some(0), Some(0)], whole: [None, None] }, "53 are known: 50 of them tell three");
        assert_eq!(books_told([50, 0, 0], 20), books_told([50, 0, 0], 0), "twenty may be told");
        // Whoever sees what is told, and knows all of the first system, considers all books that look the same: of no number under 11 they may be certain.
        let most = 24;
        let mut alike: HashMap<(BooksTold, u64), Vec<[u64; 6]>> = HashMap::new();
        for both in 0..=most {
            for first in 0..=most {
                for second in 0..=most {
                    for aside in 0..=most {
                        let seen = (books_told([both, first, second], aside), both + first + aside);
                        alike.entry(seen).or_default().push([both, first, second, both + first, both + second, aside]);
                    }
                }
            }
        }
        // At the end of the range the books beyond it are missing from those that look the same. A system of a few patients tells them by itself.
        let whole = alike.iter().filter(|((_, all), _)| small_count(*all).is_some()).map(|(_, books)| books);
        for books in whole.filter(|books| books.iter().all(|book| book[0] < most && book[1] < most && book[2] < most && book[5] < most)) {
            for at in 0..6 {
                let values: BTreeSet<u64> = books.iter().map(|book| book[at]).collect();
                assert!(values.len() > 1 || values.iter().all(|value| small_count(*value).is_some()), "{at}: {books:?}");
            }
        }
    }

    #[test]
    fn small_groups_are_hidden() {
        assert_eq!((small_count(0), small_count(1), small_count(10), small_count(11)), (Some(0), None, None, Some(11)));
        assert_eq!(count_text(3).value(), "<11");
        assert_eq!(parts_told(&[163, 40, 0]), [Some(163), Some(40), Some(0)]);
        assert_eq!(parts_told(&[163, 40, 1]), [Some(163), None, None], "163 and 40 of 204 tell the last one");
        assert_eq!(parts_told(&[163, 40, 6, 5]), [Some(163), Some(40), None, None], "eleven are left, of whom nobody knows which");
        assert_eq!(parts_told(&[20, 20, 2]), [None, Some(20), None]);
        assert_eq!([parts_told(&[3, 0]), parts_told(&[0, 0]), parts_told(&[])], [vec![None, Some(0)], vec![Some(0), Some(0)], Vec::new()]);
        assert!(k_anonymous(&Phi::new("active"), 10, 11).is_none());
        assert!(k_anonymous(&Phi::new("active"), 11, 11).is_some());
        assert!(k_anonymous(&Phi::new("active"), 4, 0).is_none());
        assert!(k_anonymous(&Phi::new("555-867-5309"), 1000, 11).is_none());
        assert_eq!(word(&Phi::new("lost"), &["same", "lost"]).map(Deid::into_value), Some("lost"));
        assert!(word(&Phi::new("Lost"), &["same", "lost"]).is_none());
    }
}
