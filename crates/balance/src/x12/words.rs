//! The code lists of X12 that become words, and the code systems its qualifiers name.

use crate::reading::coding;
use model::Coding;

/// Code and word.
pub(super) type Words = &'static [(&'static str, &'static str)];

/// SBR01, COB01: who pays first.
pub(super) const ORDERS: Words = &[("P", "primary"), ("S", "secondary"), ("T", "tertiary"), ("U", "unknown")];

/// CLP02: as which payer the claim was processed.
pub(super) const PROCESSED_AS: Words =
    &[("1", "primary"), ("2", "secondary"), ("3", "tertiary"), ("19", "primary"), ("20", "secondary"), ("21", "tertiary")];

/// CLP02: what became of the claim.
pub(super) const PROCESSED: Words = &[
    ("1", "processed"), ("2", "processed"), ("3", "processed"), ("4", "denied"), ("19", "forwarded"), ("20", "forwarded"), ("21", "forwarded"),
    ("22", "reversed"), ("23", "not our claim"), ("25", "predetermined"),
];

/// SBR02, PAT01, INS02: what the insured is to the subscriber, in the words of FHIR where it has one.
pub(super) const RELATIONSHIPS: Words = &[
    ("18", "self"), ("01", "spouse"), ("19", "child"), ("53", "common"), ("32", "parent"), ("33", "parent"), ("03", "parent"), ("41", "injured"),
    ("G8", "other"), ("20", "employee"), ("21", "unknown"), ("17", "stepchild"), ("10", "foster child"), ("15", "ward"), ("09", "adopted child"),
    ("04", "grandparent"), ("05", "grandchild"), ("29", "significant other"), ("39", "organ donor"), ("40", "cadaver donor"), ("25", "former spouse"),
];

/// DMG03.
pub(super) const SEXES: Words = &[("F", "female"), ("M", "male"), ("U", "unknown"), ("X", "other")];

/// DMG04, in the codes of HL7.
pub(super) const MARITAL: Words =
    &[("I", "S"), ("M", "M"), ("D", "D"), ("W", "W"), ("S", "L"), ("X", "L"), ("B", "T"), ("K", "UNK"), ("R", "UNK"), ("U", "UNK")];

/// DMG05-1, in the categories of the OMB; H is an ethnicity.
pub(super) const RACES: Words = &[
    ("A", "2028-9"), ("D", "2028-9"), ("F", "2028-9"), ("B", "2054-5"), ("N", "2054-5"), ("C", "2106-3"), ("O", "2106-3"), ("G", "1002-5"),
    ("I", "1002-5"), ("J", "2076-8"), ("P", "2076-8"), ("H", "2135-2"),
];

/// HD01: what an enrollment does to the coverage.
pub(super) const MAINTENANCE: Words =
    &[("001", "active"), ("021", "active"), ("025", "active"), ("026", "active"), ("030", "active"), ("002", "cancelled"), ("024", "cancelled")];

/// EB01: whether the coverage is active; the other codes name a benefit.
pub(super) const BENEFITS: Words = &[
    ("1", "active"), ("2", "active"), ("3", "active"), ("4", "active"), ("5", "active"), ("6", "cancelled"), ("7", "cancelled"), ("8", "cancelled"),
];

/// HCR01: what the payer says to a review.
pub(super) const CERTIFICATIONS: Words = &[
    ("A1", "certified"), ("A2", "certified in part"), ("A3", "denied"), ("A4", "pended"), ("A6", "certified as modified"), ("C", "cancelled"),
    ("CT", "payer to be contacted"), ("NA", "no action required"),
];

/// UM01: what is reviewed.
pub(super) const REVIEWS: Words = &[("AR", "admission"), ("HS", "health services"), ("IN", "individual"), ("SC", "specialty care")];

/// UM02: what the certification is to do.
pub(super) const CERTIFYING: Words = &[
    ("1", "appeal at once"), ("2", "appeal"), ("3", "cancel"), ("4", "extension"), ("5", "notification"), ("6", "verification"), ("I", "initial"),
    ("N", "reconsideration"), ("R", "renewal"), ("S", "revised"),
];

/// UM06: how urgent it is.
pub(super) const LEVELS: Words = &[("03", "emergency"), ("E", "elective"), ("U", "urgent")];

/// HSD03 and HSD05: spans of time.
pub(super) const PERIODS: Words = &[
    ("DA", "day"), ("MO", "month"), ("WK", "week"), ("Q1", "quarter"), ("6", "hours"), ("7", "days"), ("21", "years"), ("26", "episode"), ("27", "visits"),
    ("34", "months"), ("35", "weeks"),
];

/// Units of service, in UCUM; a count has no unit.
pub(super) const UNITS: Words = &[
    ("UN", ""), ("VS", ""), ("MJ", "min"), ("DA", "d"), ("DY", "d"), ("HS", "h"), ("MO", "mo"), ("F2", "[iU]"), ("ML", "mL"), ("GR", "g"), ("ME", "mg"), ("01", ""),
];

/// Role of a provider by entity code.
pub(super) const ROLES: Words = &[
    ("82", "rendering"), ("71", "attending"), ("72", "operating"), ("ZZ", "other operating"), ("DN", "referring"), ("P3", "primary care"),
    ("77", "service facility"), ("DQ", "supervising"), ("DK", "ordering"), ("QB", "purchased service"), ("DD", "assistant surgeon"),
    ("FA", "service facility"), ("LI", "independent laboratory"), ("TL", "testing laboratory"),
];

/// The word of a code; the code itself where the list has none.
pub(super) fn word_of<'c>(words: Words, code: &'c str) -> &'c str {
    words.iter().find(|(c, _)| *c == code).map_or(code, |(_, w)| *w)
}

/// A procedure by its qualifier (SV101-1, SV202-1, SVC01-1) and code.
pub(super) fn procedure(qualifier: &str, code: &str, text: &str) -> Coding {
    let letter = code.chars().next().filter(char::is_ascii_alphabetic);
    let system = match (qualifier, letter) {
        ("AD", _) | ("HC", Some('D' | 'd')) => "http://www.ada.org/cdt",
        ("HC", Some(_)) => "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        ("HC", None) => "http://www.ama-assn.org/go/cpt",
        ("N4", _) => "http://hl7.org/fhir/sid/ndc",
        ("HP", _) => "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/ProspMedicareFeeSvcPmtGen/HIPPSCodes",
        ("NU", _) => "https://www.nubc.org/CodeSystem/RevenueCodes",
        _ => "",
    };
    coding(system, code, text)
}

/// A diagnosis with the point that X12 leaves out.
pub(super) fn diagnosis(tenth: bool, code: &str) -> Coding {
    let bare: String = code.chars().filter(|c| *c != '.').collect::<String>().to_uppercase();
    let whole = if !tenth && bare.starts_with('E') { 4 } else { 3 };
    let code = match (bare.get(..whole), bare.get(whole..)) {
        (Some(head), Some(tail)) if !tail.is_empty() => format!("{head}.{tail}"),
        _ => bare,
    };
    coding(if tenth { "http://hl7.org/fhir/sid/icd-10-cm" } else { "http://hl7.org/fhir/sid/icd-9-cm" }, &code, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagnoses_get_their_point_back() {
        let code = |tenth, code| diagnosis(tenth, code).code;
        assert_eq!([code(true, "F1120"), code(true, "J20"), code(true, "e11.9"), code(true, "S31813D")], ["F11.20", "J20", "E11.9", "S31.813D"]);
        assert_eq!([code(false, "25000"), code(false, "E8490"), code(false, "V700")], ["250.00", "E849.0", "V70.0"]);
    }

    #[test]
    fn the_first_character_tells_cpt_from_hcpcs() {
        let system = |q, c| procedure(q, c, "").system;
        assert_eq!(system("HC", "99213"), "http://www.ama-assn.org/go/cpt");
        assert_eq!(system("HC", "0029T"), "http://www.ama-assn.org/go/cpt");
        assert!(system("HC", "J1745").ends_with("HCPCSReleaseCodeSets"));
        assert_eq!(system("AD", "D1110"), "http://www.ada.org/cdt");
        assert_eq!(system("ZZ", "1"), "");
    }
}
