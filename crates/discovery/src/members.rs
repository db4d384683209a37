//! Whether codes are members of their code system, beyond their form: the distinct values that are kept of coded fields, the lists that the program
//! carries itself, and what comes of holding the one against the other.
//!
//! Carried are the codes of CVX and the categories of ICD-9-CM and ICD-10-CM. For everything else the customer's own releases are asked, and for
//! these systems as well once they are there: whoever asks hands the answer in. A list says what exists, not what is right for a patient.

use crate::anomalies::Anomaly;
use crate::profile::share;
use model::code_form::{cvx, icd9, icd10};
use serde::{Deserialize, Serialize};

/// Codes of CVX as the CDC listed them in 2025, from and to: in use, out of use, and of other countries.
const CVX: [(u16, u16); 9] = [(1, 98), (100, 123), (125, 198), (200, 208), (210, 231), (300, 334), (500, 521), (801, 801), (998, 999)];
/// Systems whose codes are held against lists.
pub(crate) const SYSTEMS: [&str; 9] = ["SNOMED CT", "LOINC", "ICD-10-CM", "ICD-9-CM", "RxNorm", "CVX", "NDC", "CPT", "HCPCS"];
/// Values of a field that are kept for it.
pub(crate) const KEPT_MAX: usize = 2_048;

/// The distinct values of a coded field, with their rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodedValues {
    /// Field.
    pub field: String,
    /// Code system that most of them look like.
    pub system: String,
    /// Values with their rows and patients (counted up to 50), most frequent first.
    pub values: Vec<(String, u64, u64)>,
    /// All distinct values are among them.
    pub whole: bool,
}

/// What came of holding values against a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Membership {
    /// Code system.
    pub system: String,
    /// The list.
    pub list: String,
    /// Distinct values that are members.
    pub members: u64,
    /// Distinct values that were held against it.
    pub values: u64,
    /// Rows with a value that is none.
    pub rows_off: u64,
    /// Values that are none with their rows and patients, most frequent first; at most 50.
    pub off: Vec<(String, u64, u64)>,
    /// Every distinct value was held against it; otherwise a sample.
    pub whole: bool,
    /// Members that the list calls out of use, with their rows and patients, most frequent first; at most 50.
    pub retired: Vec<(String, u64, u64)>,
    /// Distinct members that the list calls out of use.
    pub values_retired: u64,
    /// Rows with one of them.
    pub rows_retired: u64,
}

/// What a list says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// It is a member.
    Member,
    /// It is one that is out of use.
    Retired,
    /// It is none.
    No,
}

/// Values that are listed when they are no members.
const OFF_MAX: usize = 50;

impl Membership {
    /// Holds the values of a field against a list.
    pub fn of(coded: &CodedValues, list: &str, listed: &dyn Fn(&str) -> Listed) -> Self {
        let those = |wanted: Listed| -> Vec<(String, u64, u64)> { coded.values.iter().filter(|(value, ..)| listed(value) == wanted).cloned().collect() };
        let rows = |values: &[(String, u64, u64)]| -> u64 { values.iter().map(|(_, rows, _)| rows).sum() };
        let (mut off, mut retired) = (those(Listed::No), those(Listed::Retired));
        let (values, rows_off, rows_retired) = (coded.values.len() as u64, rows(&off), rows(&retired));
        let members = values - (off.len() as u64).min(values);
        let values_retired = retired.len() as u64;
        off.truncate(OFF_MAX);
        retired.truncate(OFF_MAX);
        Self { system: coded.system.clone(), list: list.into(), members, values, rows_off, off, whole: coded.whole, retired, values_retired, rows_retired }
    }

    /// What is odd about the values of a field of so many rows, as far as the list knows: some are no members, some are out of use.
    pub fn anomalies(&self, field: &str, rows: u64) -> Vec<Anomaly> {
        // A list that knows next to nothing of a field is not the list of its codes.
        if self.share() < 0.5 {
            return Vec::new();
        }
        let words = format!("codes that {} calls out of use", self.list);
        let retired = Anomaly { values: self.retired.clone(), ..Anomaly::of("retired_codes", field, "low", (self.rows_retired, rows), words) };
        self.off_list(field, rows).into_iter().chain((self.rows_retired > 0).then_some(retired)).collect()
    }

    fn off_list(&self, field: &str, rows: u64) -> Option<Anomaly> {
        let off = self.values.saturating_sub(self.members);
        if off == 0 {
            return None;
        }
        let severity = if self.share() < 0.95 { "high" } else { "medium" };
        let kept = if self.whole { "" } else { " that were kept" };
        let percent = (self.share() * 1_000.0).floor() / 10.0;
        let words = format!("{percent:.1} % of the distinct values{kept} are members of {}; {off} are none", self.list);
        Some(Anomaly { values: self.off.clone(), ..Anomaly::of("not_in_code_system", field, severity, (self.rows_off, rows), words) })
    }

    /// Share of the distinct values that are members, 0 to 1.
    pub fn share(&self) -> f64 {
        share(self.members, self.values)
    }
}

/// Whether a code is a member of the list that the program carries of a system, and the name of that list; nothing where it carries none.
pub fn carried(system: &str) -> Option<(&'static str, fn(&str) -> bool)> {
    match system {
        "CVX" => Some(("the codes of CVX", is_cvx)),
        "ICD-10-CM" => Some(("the categories of ICD-10-CM", in_icd10)),
        "ICD-9-CM" => Some(("the categories of ICD-9-CM", in_icd9)),
        _ => None,
    }
}

fn is_cvx(code: &str) -> bool {
    let number = code.trim().parse::<u16>().unwrap_or(0);
    cvx(code.trim()) && CVX.iter().any(|(from, to)| (*from..=*to).contains(&number))
}

/// Chapters of ICD-10-CM by the least and the greatest of their categories, whose third sign may be a letter: letters come after figures.
const ICD10: [(&str, &str); 22] = [
    ("A00", "B99"),
    ("C00", "C96"),
    ("D00", "D49"),
    ("D50", "D89"),
    ("E00", "E89"),
    ("F01", "F99"),
    ("G00", "G99"),
    ("H00", "H59"),
    ("H60", "H95"),
    ("I00", "I99"),
    ("J00", "J99"),
    ("K00", "K95"),
    ("L00", "L99"),
    ("M00", "M99"),
    ("N00", "N99"),
    ("O00", "O9A"),
    ("P00", "P96"),
    ("Q00", "Q99"),
    ("R00", "R99"),
    ("S00", "T88"),
    ("U00", "U85"),
    ("V00", "Z99"),
];

fn in_icd10(code: &str) -> bool {
    let code = code.trim();
    let category = code.get(..3).unwrap_or("");
    icd10(code) && ICD10.iter().any(|(from, to)| *from <= category && category <= *to)
}

fn in_icd9(code: &str) -> bool {
    let code = code.trim();
    let within = |digits: Option<&str>, from: u16, to: u16| digits.and_then(|d| d.parse::<u16>().ok()).is_some_and(|n| (from..=to).contains(&n));
    icd9(code)
        && match code.as_bytes().first() {
            Some(b'V') => within(code.get(1..3), 1, 91),
            Some(b'E') => within(code.get(1..4), 0, 999),
            _ => within(code.get(..3), 1, 999),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_the_program_carries() {
        let is = |system: &str, code: &str| carried(system).is_some_and(|(_, is_member)| is_member(code));
        assert!(["08", "8", "115", "208", "998"].iter().all(|code| is("CVX", code)));
        assert!(!["99", "124", "199", "209", "400", "0", "x"].iter().any(|code| is("CVX", code)));
        assert!(["E11.9", "I10", "S52.521A", "Z38.00", "U07.1", "C7A.00", "O9A.111", "M1A.00"].iter().all(|code| is("ICD-10-CM", code)));
        assert!(!["E95.1", "K99", "D95", "F00", "T90.1", "H99", "U99"].iter().any(|code| is("ICD-10-CM", code)), "no chapter has these categories");
        assert!(["250.00", "001.9", "V22.1", "E880.9"].iter().all(|code| is("ICD-9-CM", code)));
        assert!(!["000.1", "V95"].iter().any(|code| is("ICD-9-CM", code)));
        assert!(carried("LOINC").is_none(), "of LOINC the customer's release is asked");
        assert!(SYSTEMS.iter().all(|system| crate::codes::system_uri(system).is_some()), "a release is asked by the address of its system");
    }

    #[test]
    fn members_and_the_others_are_counted() {
        let values = [("718-7", 90, 40), ("2345-7", 8, 8), ("9999-9", 2, 1)].map(|(value, rows, patients)| (value.to_string(), rows, patients)).to_vec();
        let coded = CodedValues { field: "test".into(), system: "LOINC".into(), values, whole: true };
        let is = |code: &str| if code == "9999-9" { Listed::No } else { Listed::Member };
        let found = Membership::of(&coded, "a release", &is);
        assert_eq!((found.members, found.values, found.rows_off, found.whole), (2, 3, 2, true));
        assert_eq!(found.off, [("9999-9".to_string(), 2, 1)]);
        assert!((found.share() - 2.0 / 3.0).abs() < 1e-9);
        let anomaly = found.anomalies("test", 100).remove(0);
        assert_eq!((anomaly.code, anomaly.count, anomaly.severity), ("not_in_code_system", 2, "high"));
        assert_eq!(anomaly.words, "66.6 % of the distinct values are members of a release; 1 are none");
        assert!(!anomaly.words.contains("9999") && anomaly.values == found.off);
        assert!(Membership::of(&coded, "another list", &|_| Listed::No).anomalies("test", 100).is_empty(), "a list of something else");
        assert!(Membership::of(&coded, "a release", &|_| Listed::Member).anomalies("test", 100).is_empty());
        let old = Membership::of(&coded, "a release", &|code| if code == "2345-7" { Listed::Retired } else { Listed::Member });
        assert_eq!((old.members, old.rows_retired, old.retired.len()), (3, 8, 1), "what is out of use is a member all the same");
        let many = CodedValues { values: (0..80).map(|n| (format!("{n}-0"), 1, 1)).collect(), ..coded.clone() };
        let old_ones = Membership::of(&many, "a release", &|_| Listed::Retired);
        assert_eq!((old_ones.retired.len(), old_ones.values_retired, old_ones.rows_retired), (OFF_MAX, 80, 80), "what is not listed is counted");
        assert_eq!(old.anomalies("test", 100).iter().map(|a| (a.code, a.count)).collect::<Vec<_>>(), [("retired_codes", 8)]);
    }
}
