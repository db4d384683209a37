//! The code maps of a lens: what a local code is declared to mean in a public terminology.
//!
//! Several targets of one code are declared together: a destination must give all of them, one coding each. That one *or* the other would
//! do is nothing that a map can say; where that is so it is a declared equivalence, with its author, reason and end. What must stay true:
//! no two maps give one code two meanings in one system, because a destination could then be right by either.

use super::raw::RawEquivalence;
use super::{CodeMap, Problem, at};
use crate::codes::{Equivalences, canonical_system};
use std::collections::{BTreeMap, HashMap};

/// The maps of a lens, checked.
#[derive(Debug, Default)]
pub(super) struct Maps {
    pub(super) equivalences: Equivalences,
    pub(super) maps: Vec<CodeMap>,
    /// What is worth saying of them although nothing is wrong.
    pub(super) notes: Vec<Problem>,
}

/// Reads the maps as they are written; what is wrong goes to `problems`.
pub(super) fn maps(text: &str, written: &BTreeMap<String, RawEquivalence>, problems: &mut Vec<Problem>) -> Maps {
    let mut out = Maps::default();
    // Code and system of the target, with the map and the codes that it says there.
    let mut said: HashMap<(String, String, String), (&str, Vec<String>)> = HashMap::new();
    for (name, declared) in written {
        let place = declared.from.span().start;
        let [from, to] = [declared.from.get_ref(), &declared.to].map(|system| canonical_system(system));
        let mut listed = 0_usize;
        for (code, targets) in &declared.rows {
            let mut here: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for target in targets.all() {
                let Some((system, target)) = target_of(target, &declared.to) else {
                    problems.push(at(text, place, format!("{name}: {code:?} is mapped to {target:?}; write a code, or `system|code` for one of another system")));
                    continue;
                };
                out.equivalences.add_of(name, (declared.from.get_ref(), code), (system, target));
                here.entry(canonical_system(system)).or_default().push(target.to_uppercase());
            }
            here.values_mut().for_each(|codes| {
                codes.sort();
                codes.dedup();
            });
            listed += usize::from(here.values().map(Vec::len).sum::<usize>() > 1);
            for (system, codes) in here {
                let (other, before) = said.entry((from.clone(), code.clone(), system.clone())).or_insert_with(|| (name.as_str(), codes.clone()));
                if *before != codes {
                    problems.push(at(text, place, format!("{name}: {code:?} means something else in {system} than {other} says; one code has one declared meaning there")));
                }
            }
        }
        if listed > 0 {
            let codes = if listed == 1 { "1 code has a list of targets".to_string() } else { format!("{listed} codes have a list of targets") };
            out.notes.push(at(text, place, format!("{name}: {codes}; a destination must give all of a list, one coding each, and not one of it")));
        }
        out.maps.push(CodeMap { name: name.clone(), from, to, codes: declared.rows.len() });
    }
    out
}

/// System and code of a target; the system stands before a bar where it is another than that of the map.
fn target_of<'t>(target: &'t str, system: &'t str) -> Option<(&'t str, &'t str)> {
    let (system, code) = target.rsplit_once('|').unwrap_or((system, target));
    (!system.trim().is_empty() && !code.trim().is_empty()).then(|| (system.trim(), code.trim()))
}

#[cfg(test)]
mod tests {
    use crate::lens::Lens;

    fn lens(maps: &str) -> Result<Lens, Vec<String>> {
        let text = format!("format = \"throughline-lens/1\"\nname = \"clinic\"\n\n{maps}");
        Lens::parse(&text).map_err(|problems| problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_list_may_name_codes_of_several_systems_and_says_that_it_means_all_of_them() {
        let read = lens("[equivalence.problems]\nfrom = \"urn:clinic:problem\"\nto = \"http://snomed.info/sct\"\nrows = { DM2 = [\"44054006\", \"http://hl7.org/fhir/sid/icd-10-cm|E11.9\"], HTN = \"38341003\" }\n");
        let read = read.expect("a lens");
        let told: Vec<&str> = read.equivalences.of("urn:clinic:problem", "DM2").iter().map(|(system, _)| system.as_str()).collect();
        assert_eq!(told, ["http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10-cm"]);
        assert_eq!(read.notes().iter().map(ToString::to_string).collect::<Vec<_>>(), ["5:8: problems: 1 code has a list of targets; a destination must give all of a list, one coding each, and not one of it"]);
        let single = lens("[equivalence.problems]\nfrom = \"urn:clinic:problem\"\nto = \"http://snomed.info/sct\"\nrows = { HTN = [\"38341003\"] }\n").expect("a lens");
        assert!(single.notes().is_empty());
        let twice = lens("[equivalence.problems]\nfrom = \"urn:clinic:problem\"\nto = \"http://snomed.info/sct\"\nrows = { HTN = [\"38341003\", \"http://snomed.info/sct|38341003\"] }\n").expect("a lens");
        assert!(twice.notes().is_empty(), "one code that is written twice is one");
    }

    #[test]
    fn two_maps_that_give_one_code_two_meanings_in_one_system_are_a_problem() {
        let map = |name: &str, to: &str, code: &str| format!("[equivalence.{name}]\nfrom = \"urn:lab\"\nto = \"{to}\"\nrows = {{ GLU = \"{code}\" }}\n");
        let found = lens(&format!("{}{}", map("a", "http://loinc.org", "2345-7"), map("b", "http://loinc.org", "2339-0"))).expect_err("two meanings");
        assert!(found.len() == 1 && found[0].contains("\"GLU\" means something else in http://loinc.org than a says"), "{found:?}");
        assert!(lens(&format!("{}{}", map("a", "http://loinc.org", "2345-7"), map("b", "http://loinc.org", "2345-7"))).is_ok());
        assert!(lens(&format!("{}{}", map("a", "http://loinc.org", "2345-7"), map("b", "http://snomed.info/sct", "33747003"))).is_ok());
        let empty = lens("[equivalence.a]\nfrom = \"urn:lab\"\nto = \"http://loinc.org\"\nrows = { GLU = \"|2345-7\" }\n").expect_err("no system");
        assert!(empty[0].contains("write a code, or `system|code`"), "{empty:?}");
    }
}
