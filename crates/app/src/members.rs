//! The codes of the legacy side held against lists: the customer's releases where they are imported, else what the program carries of a system.
//!
//! A release is asked by the code as its table keeps it. What must stay true: nothing is asked of a system that nobody has a list of, and the values
//! that are no members stay inside; what of them may be shown is decided where it is shown.

use crate::discover::Relation;
use crate::terminology::key;
use crate::{Result, Workspace};
use discovery::{CodedValues, Listed, Membership, carried};
use std::collections::BTreeMap;
use store::TerminologyRow;

/// Memberships by artifact, relation and field.
pub(crate) type Memberships = BTreeMap<(u32, String, String), Membership>;

/// Holds every coded field of these relations.
pub(crate) fn memberships(workspace: &Workspace, relations: &[Relation]) -> Result<Memberships> {
    let releases = workspace.store().terminologies()?;
    let mut all = Memberships::new();
    for relation in relations {
        for coded in &relation.kept.coded {
            if let Some(found) = one(workspace, &releases, coded)? {
                all.insert((relation.artifact, relation.name.clone(), coded.field.clone()), found);
            }
        }
    }
    Ok(all)
}

fn one(workspace: &Workspace, releases: &[TerminologyRow], coded: &CodedValues) -> Result<Option<Membership>> {
    let Some(release) = release_of(releases, &coded.system) else {
        let listed = |is_member: fn(&str) -> bool| move |value: &str| if is_member(value) { Listed::Member } else { Listed::No };
        return Ok(carried(&coded.system).map(|(list, is_member)| Membership::of(coded, list, &listed(is_member))));
    };
    let wanted: Vec<String> = coded.values.iter().flat_map(|(value, ..)| written(&release.system, value)).collect();
    let known = workspace.store().known_codes(&release.system, &wanted)?;
    let list = format!("{} as imported from {}", coded.system, release.source);
    let listed = |value: &str| match written(&release.system, value).iter().find_map(|code| known.get(code)) {
        Some(true) => Listed::Retired,
        Some(false) => Listed::Member,
        None => Listed::No,
    };
    Ok(Some(Membership::of(coded, &list, &listed)))
}

/// The release of a system by the name under which discovery recognises its codes.
fn release_of<'r>(releases: &'r [TerminologyRow], system: &str) -> Option<&'r TerminologyRow> {
    let uri = discovery::system_uri(system)?;
    releases.iter().find(|release| release.system == uri)
}

/// The ways in which a list may write a code.
fn written(system: &str, value: &str) -> Vec<String> {
    let mut ways = vec![key(system, value).into_owned()];
    // CVX writes two digits at least, tables often as many as there are.
    if system.ends_with("/cvx") {
        ways.extend([format!("{:0>2}", value.trim()), value.trim().trim_start_matches('0').to_string()]);
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminology::terminology_system;

    #[test]
    fn the_release_of_a_system_is_found_whatever_the_system_is_called() {
        let release = |system: &str| TerminologyRow { system: system.into(), codes: 1, source: "release.csv".into(), release: String::new(), sha256: String::new(), by: String::new(), at_ms: 0 };
        let systems = ["2.16.840.1.113883.6.96", "LOINC", "ICD-10-CM", "ICD-9-CM", "RxNorm", "CVX", "NDC", "CPT", "2.16.840.1.113883.6.285"];
        let releases: Vec<TerminologyRow> = systems.iter().map(|name| release(&terminology_system(name))).collect();
        for name in ["SNOMED CT", "LOINC", "ICD-10-CM", "ICD-9-CM", "RxNorm", "CVX", "NDC", "CPT", "HCPCS"] {
            assert!(release_of(&releases, name).is_some(), "{name} as the import names it");
        }
        assert!(release_of(&releases, "ZIP").is_none());
    }

    #[test]
    fn a_code_is_asked_for_as_lists_write_it() {
        assert_eq!(written("http://hl7.org/fhir/sid/icd-10-cm", "E119"), ["E11.9"]);
        assert_eq!(written("http://hl7.org/fhir/sid/cvx", "8"), ["8", "08", "8"]);
        assert_eq!(written("http://loinc.org", "718-7"), ["718-7"]);
    }
}
