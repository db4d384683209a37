//! Public code systems by the names that people use.

/// Canonical URIs with their names.
pub const SYSTEM_NAMES: [(&str, &str); 7] = [
    ("http://snomed.info/sct", "SNOMED CT"),
    ("http://loinc.org", "LOINC"),
    ("http://www.nlm.nih.gov/research/umls/rxnorm", "RxNorm"),
    ("http://hl7.org/fhir/sid/icd-10-cm", "ICD-10-CM"),
    ("http://hl7.org/fhir/sid/icd-9-cm", "ICD-9-CM"),
    ("http://hl7.org/fhir/sid/cvx", "CVX"),
    ("http://hl7.org/fhir/sid/ndc", "NDC"),
];

/// The name of a system, where people have one for it.
pub fn system_name(system: &str) -> Option<&'static str> {
    SYSTEM_NAMES.iter().find(|(uri, _)| *uri == system).map(|(_, name)| *name)
}

/// The name of a system, or of one without a name of its own the end of its address.
pub fn short_system(system: &str) -> &str {
    system_name(system).unwrap_or_else(|| system.rsplit(['/', ':']).next().unwrap_or(system))
}
