//! Vocabularies of CDA in the words of FHIR: code systems by OID, states, severities, absences, frequencies.
//!
//! The tables are those of HL7's "C-CDA on FHIR" (R4, US Core). What is not in a table stays the source's own code: nothing
//! is guessed here.

use crate::ccda::at::At;
use crate::reading::coding;
use crate::systems::{of_name, of_oid};
use model::{Coding, Decimal};

/// SNOMED CT, the system of every code that this reading puts in itself.
pub(super) const SNOMED: &str = "http://snomed.info/sct";
/// SNOMED CT: pregnant, and not pregnant.
pub(super) const PREGNANT: &str = "77386006";
pub(super) const NOT_PREGNANT: &str = "60001007";
/// LOINC.
pub(super) const LOINC: &str = "http://loinc.org";

/// The URI under which FHIR knows a code system; `urn:oid:` where it knows none.
pub(super) fn uri(oid: &str) -> String {
    of_oid(oid).unwrap_or_else(|| format!("urn:oid:{oid}"))
}

/// The system of a coded element: its OID, else the name that the source gave the system; empty when it gave neither.
fn system(at: &At<'_>) -> String {
    if let Some(oid) = at.attribute("codeSystem") {
        return uri(oid);
    }
    let Some(name) = at.attribute("codeSystemName") else { return String::new() };
    of_name(name).unwrap_or_else(|| name.into())
}

/// The coding that an element carries itself.
pub(super) fn coding_of(at: &At<'_>) -> Option<Coding> {
    let code = at.attribute("code")?;
    Some(coding(&system(at), code, at.attribute("displayName").unwrap_or("")))
}

/// Whether a text identifies anything: exporters write the flavor of a null in the place of a number that they do not have, and then everybody has the same.
pub(super) fn is_identifier(text: &str) -> bool {
    const NONE: [&str; 12] = ["UNK", "NI", "NA", "N/A", "NAV", "ASKU", "NASK", "MSK", "NULL", "NONE", "UNKNOWN", "NOT AVAILABLE"];
    !NONE.iter().any(|none| text.trim().eq_ignore_ascii_case(none))
}

/// Why a value is absent, from a null flavor.
pub(super) fn absence(null_flavor: &str) -> &'static str {
    crate::absence::named(null_flavor).unwrap_or("unknown")
}

/// Clinical status of a problem or allergy, from the value of its status observation.
pub(super) fn clinical_status(code: &str) -> Option<&'static str> {
    Some(match code {
        "55561003" => "active",
        "73425007" => "inactive",
        "413322009" => "resolved",
        "246455001" | "255227004" => "recurrence",
        "263855007" => "relapse",
        "277022003" => "remission",
        _ => return None,
    })
}

/// What sort of problem an observation is said to be, by SNOMED CT or LOINC: C-CDA has a value set of each.
pub(super) fn problem_sort(code: &str) -> Option<&'static str> {
    Some(match code {
        "55607006" | "75326-9" => "problem",
        "64572001" | "75323-6" => "condition",
        "282291009" | "29308-4" => "diagnosis",
        "418799008" | "75325-1" => "symptom",
        "409586006" | "75322-8" => "complaint",
        "404684003" | "75321-0" => "finding",
        "248536006" | "75324-4" => "functional finding",
        "373930000" | "75319-4" => "cognitive finding",
        _ => return None,
    })
}

/// Clinical status from the status of the concern around it. A completed concern is no longer followed, which does not say
/// that it is resolved.
pub(super) fn concern_status(code: &str) -> Option<&'static str> {
    Some(match code {
        "active" => "active",
        "completed" | "aborted" | "suspended" => "inactive",
        _ => return None,
    })
}

/// Severity as a word.
pub(super) fn severity(code: &str) -> Option<&'static str> {
    Some(match code {
        "255604002" => "mild",
        "6736007" => "moderate",
        "24484000" => "severe",
        _ => return None,
    })
}

/// Whether a code of SNOMED CT in the place of a finding says that there is none: clinical finding absent, none.
pub(super) fn is_nothing_found(code: &str) -> bool {
    matches!(code, "373572006" | "260413007")
}

/// Criticality as a word.
pub(super) fn criticality(code: &str) -> Option<&'static str> {
    Some(match code {
        "CRITH" => "high",
        "CRITL" => "low",
        "CRITU" => "unable-to-assess",
        _ => return None,
    })
}

/// Type and category of an allergy, from its value; an empty word where the value does not say.
pub(crate) fn allergy_kind(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "419199007" | "ALG" => ("allergy", ""),
        "416098002" | "DALG" => ("allergy", "medication"),
        "419511003" => ("", "medication"),
        "59037007" | "DINT" => ("intolerance", "medication"),
        "414285001" | "FALG" => ("allergy", "food"),
        "418471000" => ("", "food"),
        "235719002" | "FINT" => ("intolerance", "food"),
        "426232007" | "EALG" => ("allergy", "environment"),
        "EINT" => ("intolerance", "environment"),
        "OINT" => ("intolerance", ""),
        "418038007" | "420134006" => ("", ""),
        _ => return None,
    })
}

/// What is meant when an allergy of this value is negated and no substance is named.
pub(crate) fn no_known_allergy(code: &str) -> (&'static str, &'static str) {
    match code {
        "416098002" | "419511003" | "59037007" => ("409137002", "No known drug allergy"),
        "414285001" | "418471000" | "235719002" => ("429625007", "No known food allergy"),
        "426232007" => ("428607008", "No known environmental allergy"),
        _ => ("716186003", "No known allergy"),
    }
}

/// Substances that name no substance: a negated allergy to one of them is the absence of any.
pub(crate) const ANY_SUBSTANCE: [&str; 6] = ["105590001", "410942007", "762766007", "255620007", "260787004", "373873005"];

/// Codes that already say that no allergy of a sort is known.
pub(super) const NO_KNOWN_ALLERGY: [&str; 5] = ["716186003", "409137002", "428607008", "429625007", "428197003"];

/// Problem codes that name no problem: negated, they say that there is none.
pub(super) const ANY_PROBLEM: [&str; 7] = ["55607006", "64572001", "404684003", "282291009", "418799008", "248536006", "409586006"];

/// Codes of SNOMED CT that an act says instead of a denial, each with the concept that it denies by: that there are no drugs, and that the patient takes
/// none of their own.
pub(super) const NO_THERAPY: [(&str, &str, &str); 2] =
    [("182849000", "787481004", "No known medications"), ("408350003", "408350003", "Patient not on self-medication")];

/// Codes of SNOMED CT for any procedure, vaccine, implant or device.
pub(super) const ANY_OF_ITS_SORT: [&str; 6] = ["71388002", "71181003", "787859002", "40388003", "49062001", "63653004"];

/// Status of a medication request, from an act's status.
pub(super) fn medication_status(code: &str) -> Option<&'static str> {
    Some(match code {
        "active" => "active",
        "suspended" | "held" => "on-hold",
        "aborted" => "stopped",
        "completed" => "completed",
        "cancelled" => "cancelled",
        "nullified" => "entered-in-error",
        "new" => "draft",
        _ => return None,
    })
}

/// Status of a medication, from a status observation (C32, CCD).
pub(super) fn medication_status_observed(code: &str) -> Option<&'static str> {
    Some(match code {
        "55561003" => "active",
        "421139008" => "on-hold",
        "73425007" | "392521001" | "413322009" => "completed",
        _ => return None,
    })
}

/// Status of an immunization, from an act's status.
pub(super) fn immunization_status(code: &str) -> Option<&'static str> {
    Some(match code {
        "completed" => "completed",
        "aborted" | "cancelled" | "held" | "new" | "obsolete" | "suspended" => "not-done",
        "nullified" => "entered-in-error",
        _ => return None,
    })
}

/// Status of a procedure, from an act's status.
pub(super) fn procedure_status(code: &str) -> Option<&'static str> {
    Some(match code {
        "completed" => "completed",
        "active" => "in-progress",
        "aborted" => "stopped",
        "cancelled" => "not-done",
        "held" | "suspended" => "on-hold",
        "new" => "preparation",
        "nullified" => "entered-in-error",
        _ => return None,
    })
}

/// Status of an observation, from an act's status.
pub(super) fn observation_status(code: &str) -> Option<&'static str> {
    Some(match code {
        "completed" => "final",
        "active" | "held" | "suspended" => "registered",
        "aborted" | "cancelled" => "cancelled",
        "nullified" => "entered-in-error",
        _ => return None,
    })
}

/// Status of an encounter, from an act's status; its time says more where it is known.
pub(super) fn encounter_status(code: &str) -> Option<&'static str> {
    Some(match code {
        "active" => "in-progress",
        "completed" => "finished",
        "cancelled" => "cancelled",
        "held" => "planned",
        "suspended" => "onleave",
        "aborted" | "new" => "unknown",
        "nullified" => "entered-in-error",
        _ => return None,
    })
}

/// Status of a request, from an act's status.
pub(super) fn order_status(code: &str) -> Option<&'static str> {
    Some(match code {
        "active" => "active",
        "completed" => "completed",
        "aborted" | "cancelled" => "revoked",
        "held" | "suspended" => "on-hold",
        "new" => "draft",
        "nullified" => "entered-in-error",
        _ => return None,
    })
}

/// Intent of a request, from its mood.
pub(super) fn intent(mood: &str) -> Option<&'static str> {
    Some(match mood {
        "INT" | "PRMS" | "APT" => "plan",
        "RQO" => "order",
        "PRP" | "ARQ" => "proposal",
        _ => return None,
    })
}

/// Gender as a word.
pub(super) fn gender(code: &str) -> Option<&'static str> {
    Some(match code {
        "F" => "female",
        "M" => "male",
        "UN" => "other",
        "UNK" => "unknown",
        _ => return None,
    })
}

/// Side of the body, from a SNOMED CT qualifier.
pub(super) fn side(code: &str) -> Option<&'static str> {
    Some(match code {
        "7771000" => "left",
        "24028007" => "right",
        "51440002" => "bilateral",
        _ => return None,
    })
}

/// The class of an encounter that a visit code of CPT stands for.
pub(super) fn visit_class(cpt: &str) -> Option<&'static str> {
    let number: u32 = if cpt.len() == 5 { cpt.parse().ok()? } else { return None };
    match number {
        99_201..=99_215 => Some("AMB"),
        99_221..=99_239 => Some("IMP"),
        99_281..=99_288 => Some("EMER"),
        _ => None,
    }
}

/// Why no vaccine was given (v3 ActReason): the codes that are a refusal or another reason, not an indication.
pub(super) fn is_refusal(code: &str) -> bool {
    matches!(code, "IMMUNE" | "MEDPREC" | "OSTOCK" | "PATOBJ" | "PHILISOP" | "RELIG" | "VACEFF" | "VACSAF")
}

/// A regular interval in FHIR's words: `BID`, `Q8H`, else `every 36 h`. `daily` says that the times of day are the
/// institution's (three times a day), not a span on the clock (every eight hours).
pub(super) fn frequency(number: Decimal, unit: &str, daily: bool) -> String {
    let number = number.normalize();
    let every = || format!("every {number} {unit}");
    let hours = match unit {
        "min" => number.checked_div(Decimal::from(60)),
        "h" => Some(number),
        "d" => number.checked_mul(Decimal::from(24)),
        "wk" => number.checked_mul(Decimal::from(168)),
        "mo" if number == Decimal::ONE => return "MO".into(),
        _ => None,
    };
    // A third of a day is often written with four digits.
    let Some(hours) = hours.map(|h| h.round_dp(2)).filter(|h| !h.is_zero()) else { return every() };
    let near = |whole: i64| hours.checked_sub(Decimal::from(whole)).is_some_and(|rest| rest.abs() < Decimal::new(5, 2));
    let by_day = [(24, "QD"), (12, "BID"), (8, "TID"), (6, "QID")];
    let by_clock = [(24, "QD"), (1, "Q1H"), (2, "Q2H"), (3, "Q3H"), (4, "Q4H"), (6, "Q6H"), (8, "Q8H")];
    let rare = [(48, "QOD"), (168, "WK")];
    let usual: &[(i64, &str)] = if daily { &by_day } else { &by_clock };
    let word = usual.iter().chain(&rare).find(|(whole, _)| near(*whole)).map(|(_, word)| (*word).to_string());
    word.unwrap_or_else(every)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(number: &str, unit: &str, daily: bool) -> String {
        frequency(model::parse_decimal(number).unwrap(), unit, daily)
    }

    #[test]
    fn intervals_have_the_word_of_the_prescription() {
        assert_eq!(word("12", "h", true), "BID");
        assert_eq!(word("12", "h", false), "every 12 h");
        assert_eq!(word("0.5", "d", true), "BID");
        assert_eq!(word("0.3333", "d", true), "TID");
        assert_eq!(word("8.0", "h", false), "Q8H");
        assert_eq!(word("24", "h", false), "QD");
        assert_eq!(word("7", "d", true), "WK");
        assert_eq!(word("2", "wk", true), "every 2 wk");
        assert_eq!(word("5", "h", true), "every 5 h");
        assert_eq!(word("0", "h", true), "every 0 h");
    }

    #[test]
    fn code_systems_have_the_uri_of_fhir() {
        assert_eq!(uri("2.16.840.1.113883.6.88"), "http://www.nlm.nih.gov/research/umls/rxnorm");
        assert_eq!(uri("2.16.840.1.113883.12.112"), "http://terminology.hl7.org/CodeSystem/v2-0112");
        assert_eq!(uri("2.16.840.1.113883.12.292"), "http://hl7.org/fhir/sid/cvx");
        assert_eq!(uri("2.16.840.1.113883.5.4"), "http://terminology.hl7.org/CodeSystem/v3-ActCode");
        assert_eq!(uri("1.2.3.4"), "urn:oid:1.2.3.4");
    }

    #[test]
    fn a_completed_concern_is_not_resolved() {
        assert_eq!(concern_status("completed"), Some("inactive"));
        assert_eq!(clinical_status("413322009"), Some("resolved"));
        assert_eq!(concern_status("unheard of"), None);
    }
}
