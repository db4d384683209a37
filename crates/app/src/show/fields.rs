//! What of a field's values may be shown, by its name and what it holds: no value of a person, a place, a day or a free text, and of codes those that
//! enough patients have.
//!
//! What must stay true: what is not known to be a code is an identifier, and no rule here opens a value that fewer than 11 patients have.

use crate::book::K;
use discovery::FieldProfile;
use model::Phi;

/// PHI class of a field, by its name and what it holds.
pub(crate) fn phi_class(profile: &FieldProfile) -> &'static str {
    if names_a_person(&profile.name) {
        return "direct identifier";
    }
    let class = deid::classify(&profile.name, &profile.kind, profile.top.iter().map(|(v, ..)| v.as_str())).word();
    if class == "direct identifier" && !is_pointed(&profile.name) && (is_short_list(profile) || is_terminology(profile)) { "code" } else { class }
}

/// Fields that a standard gives to the name, number or address of a person, patient and staff alike (HL7 v2 types XPN, XCN,
/// XAD, XTN and CX; X12 NM1, N3, N4, PER, REF): however short their list of values is, it is no code.
fn names_a_person(field: &str) -> bool {
    const FIELDS: [&str; 58] = [
        "NK1-2", "NK1-4", "NK1-5", "NK1-6", "MRG-1", "MRG-7", "PD1-3", "PD1-4", "PV1-7", "PV1-8", "PV1-9", "PV1-17", "PV1-19", "PV1-52", "PV2-13", "EVN-5", "GT1-3", "GT1-5",
        "GT1-6", "IN1-16", "IN1-19", "IN1-36", "IN1-49", "IN2-1", "ORC-10", "ORC-11", "ORC-12", "ORC-19", "OBR-10", "OBR-16", "OBR-28", "OBR-32", "OBR-33", "OBR-34", "OBR-35",
        "OBX-16", "OBX-25", "TXA-5", "TXA-9", "TXA-10", "TXA-11", "DG1-16", "PR1-8", "PR1-11", "PR1-12", "RXA-10", "RXO-14", "RXE-13", "SCH-12", "SCH-16", "SCH-20", "AIP-3", "ROL-4",
        "STF-3", "CTD-2", "FT1-20", "FT1-21", "IAM-14",
    ];
    let hl7 = field.split(['.', '[']).next().unwrap_or(field);
    let x12 = ["NM103", "NM104", "NM105", "NM106", "NM107", "NM109", "N301", "N302", "N401", "N403", "PER02", "PER04", "PER06", "PER08", "REF02", "DMG02", "N102", "N104"];
    hl7.starts_with("PID-") && !matches!(hl7, "PID-1" | "PID-8" | "PID-10" | "PID-15" | "PID-16" | "PID-22" | "PID-30") || FIELDS.contains(&hl7) || x12.iter().any(|f| field.starts_with(f))
}

/// Whether the name of a field points to a person, a place or a number.
fn is_pointed(name: &str) -> bool {
    const POINTS: [&str; 35] = [
        "ID", "NO", "NUM", "NM", "NAME", "MRN", "SSN", "PROV", "PROVIDER", "DOC", "DR", "USER", "BY", "PHONE", "EMAIL", "ADDR", "ADDRESS", "ZIP", "CITY", "COUNTY",
        "ACCT", "LOT", "MEMBER", "POLICY", "NPI", "FAC", "FACILITY", "PID", "STATE", "PAYER",
        "FAMILY", "GIVEN", "FIRST", "LAST", "MIDDLE",
    ];
    let upper = name.to_uppercase();
    upper.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| POINTS.contains(&part)) || upper.starts_with("PID-") || upper.starts_with("PV1-")
}

/// A field of clinical codes: nearly every value passes the check digit of their system, or has its form where the name speaks of codes. Its
/// values still go out under k-anonymity only.
fn is_terminology(profile: &FieldProfile) -> bool {
    const CLINICAL: [&str; 8] = ["ICD-9-CM", "ICD-10-CM", "LOINC", "SNOMED CT", "CVX", "RxNorm", "NDC", "HCPCS"];
    const NAMED: [&str; 10] = ["CD", "CODE", "ICD", "ICD9", "ICD10", "DX", "DIAG", "DIAGNOSIS", "LOINC", "SNOMED"];
    let upper = profile.name.to_uppercase();
    let is_named = upper.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| NAMED.contains(&part));
    profile.codes.iter().any(|c| CLINICAL.contains(&c.system.as_str()) && c.share >= 0.95 && c.values >= 5 && (c.basis != "form" || is_named))
}

/// A field that draws from a short list of short values, each many times over: a code of the legacy system. Its values still go out under
/// k-anonymity only.
fn is_short_list(profile: &FieldProfile) -> bool {
    let distinct = profile.distinct.max(1);
    let short = profile.top.iter().all(|(v, ..)| v.chars().count() <= 24 && v.chars().filter(char::is_ascii_digit).count() <= 4);
    profile.distinct_exact && distinct <= 40 && profile.filled >= distinct * 8 && short
}

/// Whether no value of a field is ever shown.
pub(crate) fn is_hidden(profile: &FieldProfile) -> bool {
    hidden(phi_class(profile)).is_some()
}

/// A value as the desktop may see it, where so many patients have it.
pub(crate) fn shown_value(value: &str, patients: u64) -> Option<String> {
    deid::k_anonymous(&Phi::new(value), patients, K as u64).map(|shown| shown.into_value())
}

/// Why values of a class are not shown; `None` when they may be, k permitting.
pub(crate) fn hidden(class: &str) -> Option<String> {
    match class {
        "direct identifier" => Some("identifier".into()),
        "free text" => Some("free text".into()),
        "date" => Some("date".into()),
        "geography" => Some("geography".into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use discovery::CodeShare;

    fn of_codes(name: &str, system: &str, share: f64, basis: &str) -> FieldProfile {
        let codes = vec![CodeShare { system: system.into(), share, values: 33, basis: basis.into() }];
        let top = (0..33).map(|n| (format!("E11.{n:02}65"), 20, 12)).collect();
        FieldProfile { name: name.into(), kind: "text".into(), rows: 700, filled: 660, distinct: 33, distinct_exact: true, codes, top, ..FieldProfile::default() }
    }

    #[test]
    fn codes_of_a_terminology_are_codes_and_numbers_of_people_stay_hidden() {
        assert_eq!(phi_class(&of_codes("ICD_CD", "ICD-10-CM", 1.0, "form")), "code");
        assert_eq!(phi_class(&of_codes("RESULT", "LOINC", 0.99, "check digit")), "code");
        for (name, system, share, basis) in [("PAT_CD_ID", "ICD-10-CM", 1.0, "form"), ("REF", "ICD-10-CM", 1.0, "form"), ("ICD_CD", "ICD-10-CM", 0.5, "form"), ("PROV_CD", "NPI", 1.0, "check digit")] {
            assert_eq!(phi_class(&of_codes(name, system, share, basis)), "direct identifier", "{name}");
        }
    }
}
