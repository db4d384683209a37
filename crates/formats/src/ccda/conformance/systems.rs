//! Code systems as clinical documents name them: identifier, names, and the form that their codes have.

use model::code_form as form;
use std::sync::LazyLock;

/// Whether a text has the form of a code.
type Form = fn(&str) -> bool;

/// A code system.
pub(super) struct System {
    /// Its object identifier.
    pub oid: &'static str,
    /// Its name in messages.
    pub name: &'static str,
    /// The form of its codes, where they have one.
    pub form: Option<Form>,
    /// What `codeSystemName` may call it, in small letters and digits. Empty where the name is not looked at.
    called: &'static [&'static str],
}

const fn plain(oid: &'static str, name: &'static str) -> System {
    System { oid, name, form: None, called: &[] }
}

const fn formed(oid: &'static str, name: &'static str, form: Form, called: &'static [&'static str]) -> System {
    System { oid, name, form: Some(form), called }
}

pub(super) const LOINC: &str = "2.16.840.1.113883.6.1";
pub(super) const SNOMED: &str = "2.16.840.1.113883.6.96";
pub(super) const RXNORM: &str = "2.16.840.1.113883.6.88";
pub(super) const NDC: &str = "2.16.840.1.113883.6.69";
pub(super) const UNII: &str = "2.16.840.1.113883.4.9";
pub(super) const CVX: &str = "2.16.840.1.113883.12.292";
pub(super) const ICD10: &str = "2.16.840.1.113883.6.90";
pub(super) const ICD9: &str = "2.16.840.1.113883.6.103";
pub(super) const NCI: &str = "2.16.840.1.113883.3.26.1.1";
pub(super) const RACE: &str = "2.16.840.1.113883.6.238";
pub(super) const CARE_LOCATION: &str = "2.16.840.1.113883.6.259";
pub(super) const NDFRT: &str = "2.16.840.1.113883.3.26.1.5";
pub(super) const MEDRT: &str = "2.16.840.1.113883.6.345";
pub(super) const PLACE: &str = "2.16.840.1.113883.6.50";
pub(super) const ACT_CODE: &str = "2.16.840.1.113883.5.4";
pub(super) const ACT_CLASS: &str = "2.16.840.1.113883.5.6";
pub(super) const ROLE_CODE: &str = "2.16.840.1.113883.5.111";
pub(super) const GENDER: &str = "2.16.840.1.113883.5.1";
pub(super) const MARITAL: &str = "2.16.840.1.113883.5.2";
pub(super) const RELIGION: &str = "2.16.840.1.113883.5.1076";
pub(super) const NULL_FLAVOR: &str = "2.16.840.1.113883.5.1008";

static SYSTEMS: [System; 28] = [
    formed(LOINC, "LOINC", form::loinc, &["loinc", "ln"]),
    formed(SNOMED, "SNOMED CT", form::snomed, &["snomedct", "sct", "snomed"]),
    formed(RXNORM, "RxNorm", form::rxnorm, &["rxnorm"]),
    formed(NDC, "NDC", form::ndc, &["ndc"]),
    formed(UNII, "UNII", form::unii, &["unii"]),
    formed(CVX, "CVX", form::cvx, &["cvx"]),
    formed(ICD10, "ICD-10-CM", form::icd10, &["icd10cm"]),
    formed(ICD9, "ICD-9-CM", form::icd9, &["icd9cm"]),
    formed(NCI, "NCI Thesaurus", form::nci, &["ncithesaurus", "nationalcancerinstitutencithesaurus"]),
    formed(RACE, "CDC Race and Ethnicity", form::race, &[]),
    formed(CARE_LOCATION, "HealthcareServiceLocation", form::care_location, &[]),
    formed("2.16.840.1.113883.6.12", "CPT", form::cpt, &["cpt", "cpt4"]),
    formed("2.16.840.1.113883.6.285", "HCPCS", form::hcpcs, &[]),
    // The identifier of dental codes, which exporters give to all of HCPCS.
    formed("2.16.840.1.113883.6.13", "HCPCS", form::hcpcs, &[]),
    formed("2.16.840.1.113883.6.104", "ICD-9-CM procedures", form::icd9_procedure, &["icd9cm"]),
    formed("2.16.840.1.113883.6.4", "ICD-10-PCS", form::icd10_procedure, &["icd10pcs"]),
    formed("2.16.840.1.113883.6.101", "the provider taxonomy", form::taxonomy, &[]),
    // The identifier of CVX as older guides have it.
    formed("2.16.840.1.113883.6.59", "CVX", form::cvx, &["cvx"]),
    plain(NDFRT, "NDF-RT"),
    plain(MEDRT, "MED-RT"),
    plain(PLACE, "CMS Place of Service"),
    plain(ACT_CODE, "ActCode (HL7 V3)"),
    plain(ACT_CLASS, "ActClass (HL7 V3)"),
    plain(ROLE_CODE, "RoleCode (HL7 V3)"),
    plain(GENDER, "AdministrativeGender (HL7 V3)"),
    plain(MARITAL, "MaritalStatus (HL7 V3)"),
    plain(RELIGION, "ReligiousAffiliation (HL7 V3)"),
    plain(NULL_FLAVOR, "NullFlavor (HL7 V3)"),
];

/// Identifiers that older documents give to a system.
const OLDER: [(&str, &str); 3] = [("icd9cm", "2.16.840.1.113883.6.2"), ("icd9cm", "2.16.840.1.113883.6.42"), ("icd10cm", "2.16.840.1.113883.6.3")];

/// The system of an identifier.
pub(super) fn of(oid: &str) -> Option<&'static System> {
    let found = BY_OID.binary_search_by_key(&oid, |system| system.oid).ok()?;
    BY_OID.get(found).copied()
}

/// The systems in the order of their identifiers.
static BY_OID: LazyLock<Vec<&'static System>> = LazyLock::new(|| {
    let mut all: Vec<&'static System> = SYSTEMS.iter().collect();
    all.sort_by_key(|system| system.oid);
    all
});

/// Letters of a name; a longer one names no system.
const LETTERS_MAX: usize = 64;

/// The system that a `codeSystemName` names, where the identifier beside it is another's.
pub(super) fn misnamed(name: &str, oid: &str) -> Option<&'static System> {
    let (mut letters, mut count) = ([0u8; LETTERS_MAX], 0);
    for byte in name.bytes().filter(u8::is_ascii_alphanumeric) {
        *letters.get_mut(count)? = byte.to_ascii_lowercase();
        count += 1;
    }
    let name = letters.get(..count)?;
    let mut first = None;
    for system in SYSTEMS.iter().filter(|system| system.called.iter().any(|called| called.as_bytes() == name)) {
        if system.oid == oid {
            return None;
        }
        first = first.or(Some(system));
    }
    if OLDER.iter().any(|(called, older)| called.as_bytes() == name && *older == oid) { None } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_an_identifier_agree_or_not() {
        assert!(misnamed("LOINC", LOINC).is_none());
        assert!(misnamed("SNOMED-CT", SNOMED).is_none());
        assert!(misnamed("ICD-9-CM", "2.16.840.1.113883.6.104").is_none());
        assert!(misnamed("ICD9CM", "2.16.840.1.113883.6.2").is_none());
        assert!(misnamed("A local list", "1.2.3").is_none());
        assert_eq!(misnamed("RxNorm", "1.2.3").map(|system| system.name), Some("RxNorm"));
        assert_eq!(misnamed("SNOMED CT", LOINC).map(|system| system.name), Some("SNOMED CT"));
    }

    #[test]
    fn identifiers_are_unique() {
        let mut oids: Vec<&str> = SYSTEMS.iter().map(|system| system.oid).collect();
        oids.sort_unstable();
        oids.dedup();
        assert_eq!(oids.len(), SYSTEMS.len());
        assert!(of("2.16.840.1.113883.6.12").and_then(|system| system.form).is_some_and(|form| form("99213") && !form("99234ABC")));
        assert!(of("1.2.3").is_none());
    }
}
