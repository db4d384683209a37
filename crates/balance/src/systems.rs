//! Code systems under one name, whatever a format, a version or a sender calls them.
//!
//! C-CDA writes OIDs, HL7 v2 the names of table 0396, FHIR URIs, and each version of FHIR its own: all readings come through here, so
//! that one system never is two because two books are of two formats. Nothing is guessed: what no standard names stays as it is written.

use crate::written;

/// The canonical URI of a code system, whatever name or OID the source used for it.
pub fn canonical_system(system: &str) -> String {
    let name = system.trim().trim_start_matches("urn:oid:");
    let known = match name {
        "SNOMED-CT" | "SNOMED" | "SCT" | "SNM" => "http://snomed.info/sct",
        "LN" | "LOINC" => "http://loinc.org",
        "RXNORM" | "RxNorm" => "http://www.nlm.nih.gov/research/umls/rxnorm",
        "I10" | "I10C" | "ICD10CM" | "ICD-10-CM" | "ICD10" | "http://hl7.org/fhir/sid/icd-10" => "http://hl7.org/fhir/sid/icd-10-cm",
        "I9" | "I9C" | "ICD9CM" | "ICD-9-CM" => "http://hl7.org/fhir/sid/icd-9-cm",
        "CVX" => "http://hl7.org/fhir/sid/cvx",
        "NDC" => "http://hl7.org/fhir/sid/ndc",
        "UCUM" => "http://unitsofmeasure.org",
        "http://ncithesaurus.nci.nih.gov" | "http://ncithesaurus-stage.nci.nih.gov" => "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
        "http://nema.org/dicom/dicm" => "http://dicom.nema.org/resources/ontology/DCM",
        "http://hl7.org/fhir/sid/icd-10-pcs" => "http://www.cms.gov/Medicare/Coding/ICD10",
        "CPT" | "C4" | "CPT4" => "http://www.ama-assn.org/go/cpt",
        // Guides for claims write it with the other scheme.
        "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets" => "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        other => return of_oid(other).or_else(|| of_earlier_version(other)).unwrap_or_else(|| other.trim_end_matches('/').to_string()),
    };
    known.to_string()
}

/// The URI under which FHIR knows the code system of an OID.
pub(crate) fn of_oid(oid: &str) -> Option<String> {
    if !oid.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let known = match oid {
        "2.16.840.1.113883.6.96" => "http://snomed.info/sct",
        "2.16.840.1.113883.6.1" => "http://loinc.org",
        "2.16.840.1.113883.6.88" => "http://www.nlm.nih.gov/research/umls/rxnorm",
        // Every ICD-10 of the books that are read here is the clinical modification, whichever of the two it claims to be.
        "2.16.840.1.113883.6.90" | "2.16.840.1.113883.6.3" => "http://hl7.org/fhir/sid/icd-10-cm",
        "2.16.840.1.113883.6.4" => "http://www.cms.gov/Medicare/Coding/ICD10",
        "2.16.840.1.113883.6.103" | "2.16.840.1.113883.6.104" | "2.16.840.1.113883.6.42" => "http://hl7.org/fhir/sid/icd-9-cm",
        "2.16.840.1.113883.12.292" | "2.16.840.1.113883.6.59" => "http://hl7.org/fhir/sid/cvx",
        "2.16.840.1.113883.12.227" => "http://hl7.org/fhir/sid/mvx",
        "2.16.840.1.113883.6.69" => "http://hl7.org/fhir/sid/ndc",
        "2.16.840.1.113883.6.12" => "http://www.ama-assn.org/go/cpt",
        "2.16.840.1.113883.6.14" | "2.16.840.1.113883.6.285" => "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "2.16.840.1.113883.6.13" => "http://www.ada.org/cdt",
        "2.16.840.1.113883.4.9" => "http://fdasis.nlm.nih.gov",
        "2.16.840.1.113883.3.26.1.1" => "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
        "2.16.840.1.113883.3.26.1.5" => "http://hl7.org/fhir/ndfrt",
        "2.16.840.1.113883.6.8" => "http://unitsofmeasure.org",
        "2.16.840.1.113883.6.101" => "http://nucc.org/provider-taxonomy",
        "2.16.840.1.113883.6.254" => "http://hl7.org/fhir/sid/icf",
        "2.16.840.1.113883.6.259" => "https://www.cdc.gov/nhsn/cdaportal/terminology/codesystem/hsloc.html",
        "2.16.840.1.113883.6.301.5" => "https://www.nubc.org/CodeSystem/PatDischargeStatus",
        "2.16.840.1.113883.6.50" => "https://www.cms.gov/Medicare/Coding/place-of-service-codes",
        "2.16.840.1.113883.3.221.5" => "https://nahdo.org/sopt",
        "1.2.840.10008.2.16.4" => "http://dicom.nema.org/resources/ontology/DCM",
        other => return of_hl7(other),
    };
    Some(known.to_string())
}

/// The URI of a code system that a clinical document only calls by a name, however it spells it.
pub(crate) fn of_name(name: &str) -> Option<String> {
    let known = match name.to_uppercase().replace([' ', '_'], "-").as_str() {
        "SNOMED-CT" | "SNOMED" | "SNOMEDCT" => "2.16.840.1.113883.6.96",
        "LOINC" => "2.16.840.1.113883.6.1",
        "RXNORM" => "2.16.840.1.113883.6.88",
        "ICD-10-CM" | "ICD10CM" | "ICD-10" | "ICD10" => "2.16.840.1.113883.6.90",
        "ICD-9-CM" | "ICD9CM" | "ICD-9" | "ICD9" => "2.16.840.1.113883.6.103",
        "CPT" | "CPT-4" | "CPT4" => "2.16.840.1.113883.6.12",
        "CVX" => "2.16.840.1.113883.12.292",
        "NDC" => "2.16.840.1.113883.6.69",
        _ => return None,
    };
    of_oid(known)
}

/// HL7's own vocabularies: v3 code systems, and the tables of v2 by their number.
fn of_hl7(oid: &str) -> Option<String> {
    if let Some(table) = oid.strip_prefix("2.16.840.1.113883.12.").and_then(|n| n.parse::<u16>().ok()) {
        return Some(format!("http://terminology.hl7.org/CodeSystem/v2-{table:04}"));
    }
    let name = match oid.strip_prefix("2.16.840.1.113883.5.")? {
        "1" => "AdministrativeGender",
        "2" => "MaritalStatus",
        "4" => "ActCode",
        "6" => "ActClass",
        "7" => "ActPriority",
        "8" => "ActReason",
        "14" => "ActStatus",
        "25" => "Confidentiality",
        "50" => "Ethnicity",
        "60" => "LanguageAbilityMode",
        "61" => "LanguageAbilityProficiency",
        "83" => "ObservationInterpretation",
        "84" => "ObservationMethod",
        "88" => "ParticipationFunction",
        "90" => "ParticipationType",
        "104" => "Race",
        "110" => "RoleClass",
        "111" => "RoleCode",
        "112" => "RouteOfAdministration",
        "139" => "TimingEvent",
        "1001" => "ActMood",
        "1008" => "NullFlavor",
        "1063" => "ObservationValue",
        "1076" => "ReligiousAffiliation",
        _ => return None,
    };
    Some(format!("http://terminology.hl7.org/CodeSystem/v3-{name}"))
}

/// HL7's vocabularies as STU3 and DSTU2 wrote them (`http://hl7.org/fhir/v3/ActCode`), and as table names of v2 (`HL70163`).
fn of_earlier_version(name: &str) -> Option<String> {
    const R4: &str = "http://terminology.hl7.org/CodeSystem";
    // Those that have another name since.
    const RENAMED: [(&str, &str); 4] = [
        ("medication-request-category", "medicationrequest-category"), ("ex-claimtype", "claim-type"), ("allergy-clinical-status", "allergyintolerance-clinical"),
        ("allergy-verification-status", "allergyintolerance-verification"),
    ];
    if let Some(table) = name.strip_prefix("HL7").filter(|t| t.len() == 4 && t.bytes().all(|b| b.is_ascii_digit())) {
        return Some(format!("{R4}/v2-{table}"));
    }
    // How HL7's page of table 0396 is cited for a local system, by those who have no URI for one.
    if name.ends_with("#v2-0396-99zzzorL") {
        return Some("L".into());
    }
    let rest = name.trim_end_matches('/').strip_prefix("http://hl7.org/fhir/")?;
    let (version, vocabulary) = rest.split_once('/').unwrap_or(("", rest));
    match version {
        "v2" | "v3" if !vocabulary.is_empty() && !vocabulary.contains('/') => Some(format!("{R4}/{version}-{vocabulary}")),
        // Those of FHIR itself have moved as a whole; the name of a terminology of somebody else's has not.
        "" if vocabulary != "ndfrt" && !vocabulary.is_empty() && vocabulary.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') => {
            let name = RENAMED.iter().find(|(old, _)| *old == vocabulary).map_or(vocabulary, |(_, new)| *new);
            Some(format!("{R4}/{name}"))
        }
        _ => None,
    }
}

/// Whether one is a table of HL7 v2 and the other the code system of version 3 that took over its codes: how and where a drug is given.
pub(crate) fn is_taken_over(a: &str, b: &str) -> bool {
    const TAKEN_OVER: [[&str; 2]; 2] = [["v2-0162", "v3-RouteOfAdministration"], ["v2-0163", "v3-ActSite"]];
    fn name(system: &str) -> Option<&str> {
        system.strip_prefix("http://terminology.hl7.org/CodeSystem/")
    }
    let (Some(a), Some(b)) = (name(a), name(b)) else { return false };
    TAKEN_OVER.contains(&[a, b]) || TAKEN_OVER.contains(&[b, a])
}

/// Whether two names are of one code system of somebody's own: one is a plain name (`L`, `ICDO`), as HL7 v2 writes it, the other a URI or
/// an OID's place in FHIR that ends in this name. A system that has a canonical URI is no system of anybody's own: it is that one or it is not.
/// `L` is no name at all (table 0396): it says that the code is the sender's own, which any URI says that no standard gives.
pub(crate) fn is_local_name_of(name: &str, uri: &str) -> bool {
    if name == "L" && uri.contains(['/', ':']) && !["http://terminology.hl7.org/", "http://hl7.org/"].iter().any(|of_hl7| uri.starts_with(of_hl7)) {
        return true;
    }
    let is_plain = !name.is_empty() && !name.contains(['/', ':']) && !name.starts_with(|c: char| c.is_ascii_digit());
    let last = uri.rsplit(['/', ':', '#']).next().unwrap_or_default();
    is_plain && uri.contains(['/', ':']) && !last.is_empty() && written::bare(last) == written::bare(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_has_one_name_in_every_format() {
        let one: [(&[&str], &str); 10] = [
            (&["2.16.840.1.113883.6.96", "urn:oid:2.16.840.1.113883.6.96", "SCT", "http://snomed.info/sct/"], "http://snomed.info/sct"),
            (&["urn:oid:2.16.840.1.113883.5.1", "http://hl7.org/fhir/v3/AdministrativeGender", "http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender"], "http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender"),
            (&["HL70163", "urn:oid:2.16.840.1.113883.12.163", "http://hl7.org/fhir/v2/0163"], "http://terminology.hl7.org/CodeSystem/v2-0163"),
            (&["2.16.840.1.113883.6.8", "UCUM"], "http://unitsofmeasure.org"),
            (&["urn:oid:2.16.840.1.113883.3.26.1.1", "http://ncithesaurus-stage.nci.nih.gov"], "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"),
            (&["2.16.840.1.113883.6.3", "http://hl7.org/fhir/sid/icd-10", "I10"], "http://hl7.org/fhir/sid/icd-10-cm"),
            (&["http://hl7.org/fhir/data-absent-reason"], "http://terminology.hl7.org/CodeSystem/data-absent-reason"),
            (&["http://hl7.org/fhir/diagnosis-role"], "http://terminology.hl7.org/CodeSystem/diagnosis-role"),
            (&["http://hl7.org/fhir/ex-claimtype"], "http://terminology.hl7.org/CodeSystem/claim-type"),
            (&["http://hl7.org/fhir/ndfrt"], "http://hl7.org/fhir/ndfrt"),
        ];
        for (names, expected) in one {
            for name in names {
                assert_eq!(canonical_system(name), expected, "{name}");
            }
        }
        assert_eq!(canonical_system("urn:oid:1.2.3.4"), "1.2.3.4");
        assert_eq!(canonical_system("http://hl7.org/fhir/sid/cvx"), "http://hl7.org/fhir/sid/cvx");
        assert_eq!(canonical_system("99LOCAL"), "99LOCAL");
        assert_eq!(canonical_system("https://terminology.hl7.org/CodeSystem-v2-0396.html#v2-0396-99zzzorL"), "L");
    }

    #[test]
    fn a_plain_name_is_the_uri_that_ends_in_it_and_no_other() {
        assert!(is_local_name_of("ICDO", "http://terminology.hl7.org/CodeSystem/icd-o"));
        assert!(is_local_name_of("L", "http://example.org/converter/CodeSystem/L"));
        assert!(!is_local_name_of("LA", "http://example.org/converter/CodeSystem/LAB"));
        assert!(is_local_name_of("L", "http://example.org/converter/CodeSystem/LAB"), "nobody's name");
        assert!(!is_local_name_of("L", "http://terminology.hl7.org/CodeSystem/v2-0074"));
        assert!(!is_local_name_of("http://loinc.org", "http://example.org/loinc.org"));
        assert!(!is_local_name_of("", "http://example.org/"));
        assert!(!is_local_name_of("1.2.3", "urn:oid:1.2.3"));
    }
}
