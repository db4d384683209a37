//! Code systems under one name, and declared equivalences between codes.

use std::collections::HashMap;

/// The canonical URI of a code system, whatever name or OID the source used for it.
pub fn canonical_system(system: &str) -> String {
    let name = system.trim().trim_start_matches("urn:oid:");
    let known = match name {
        "2.16.840.1.113883.6.96" | "SNOMED-CT" | "SNOMED" | "SCT" | "SNM" => "http://snomed.info/sct",
        "2.16.840.1.113883.6.1" | "LN" | "LOINC" => "http://loinc.org",
        "2.16.840.1.113883.6.88" | "RXNORM" | "RxNorm" => "http://www.nlm.nih.gov/research/umls/rxnorm",
        "2.16.840.1.113883.6.90" | "I10" | "I10C" | "ICD10CM" | "ICD-10-CM" | "ICD10" | "http://hl7.org/fhir/sid/icd-10" => "http://hl7.org/fhir/sid/icd-10-cm",
        "2.16.840.1.113883.6.103" | "I9" | "I9C" | "ICD9CM" | "ICD-9-CM" => "http://hl7.org/fhir/sid/icd-9-cm",
        "2.16.840.1.113883.12.292" | "CVX" => "http://hl7.org/fhir/sid/cvx",
        "2.16.840.1.113883.6.69" | "NDC" => "http://hl7.org/fhir/sid/ndc",
        "2.16.840.1.113883.6.12" | "CPT" | "C4" | "CPT4" => "http://www.ama-assn.org/go/cpt",
        other => other,
    };
    known.trim_end_matches('/').to_string()
}

/// Codes declared to mean the same, both ways, from the lens. An equivalence is data: it has a name and is counted.
#[derive(Debug, Default, Clone)]
pub struct Equivalences {
    targets: HashMap<(String, String), Vec<(String, String)>>,
}

impl Equivalences {
    /// Declares one.
    pub fn add(&mut self, from: (&str, &str), to: (&str, &str)) {
        let key = |p: (&str, &str)| (canonical_system(p.0), p.1.to_string());
        self.targets.entry(key(from)).or_default().push(key(to));
    }

    /// What a code is declared to mean in other systems.
    pub fn of(&self, system: &str, code: &str) -> &[(String, String)] {
        self.targets.get(&(system.to_string(), code.to_string())).map_or(&[], Vec::as_slice)
    }

    /// Whether the code has a declared meaning in the system.
    pub fn reaches(&self, system: &str, code: &str, target: &str) -> bool {
        self.of(system, code).iter().any(|(s, _)| s == target)
    }

    /// Number of declared pairs.
    pub fn len(&self) -> usize {
        self.targets.values().map(Vec::len).sum()
    }

    /// None are declared.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }
}
