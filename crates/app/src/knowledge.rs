//! What is known to identify people in this workspace: names, numbers, addresses, birth dates of both books.

use crate::book::{lens_of, read_demographics};
use crate::{Result, Workspace};
use deid::egress::Category;
use model::{Aspect, Side, Statement, Value};
use store::ArtifactRow;

/// Whether an artifact can hold demographics: a table that the lens reads as such, or a file with Patient resources.
pub(crate) fn holds_demographics(workspace: &Workspace, side: Side) -> Result<Box<dyn Fn(&ArtifactRow) -> bool>> {
    let lens = lens_of(workspace, side)?;
    let tables: Vec<String> = lens.iter().flat_map(|l| l.demographic_relations()).collect();
    let relations: Vec<&str> = BUILT_IN.into_iter().chain(tables.iter().map(String::as_str)).collect();
    let with_patients = workspace.store().artifacts_holding(side.word(), &relations)?;
    Ok(Box::new(move |artifact| with_patients.contains(&artifact.id)))
}

/// Relations that name patients and have a built-in reading.
const BUILT_IN: [&str; 4] = ["Patient", "hl7.PID", "ccda.header.recordTarget", "x12.NM1"];

/// Whether two records say the same of the same patient, each as far as it was taken up.
pub(crate) fn says_the_same(a: &Statement, b: &Statement) -> bool {
    a.patient == b.patient && a.facts.len() == b.facts.len() && a.facts.iter().zip(&b.facts).all(|(a, b)| a.aspect == b.aspect && a.value == b.value)
}

/// Every known identifier of both books, and of what a lens leaves in the archive.
pub(crate) fn identifiers(workspace: &Workspace, each: &mut dyn FnMut(Category, String)) -> Result<()> {
    for side in [Side::Legacy, Side::Destination] {
        let lens = lens_of(workspace, side)?;
        for lens in [lens.as_ref(), None].into_iter().skip(usize::from(lens.is_none())) {
            read_demographics(workspace, side, lens, &mut |statement| {
                identifiers_of(&statement, each);
                Ok(())
            })?;
        }
    }
    Ok(())
}

/// Identifiers that one demographic statement holds.
pub(crate) fn identifiers_of(statement: &Statement, each: &mut dyn FnMut(Category, String)) {
    let text = |a: Aspect| statement.value(a).map(Value::shown).unwrap_or_default();
    let (given, family) = (text(Aspect::Given), text(Aspect::Family));
    if !family.trim().is_empty() {
        each(Category::Name, format!("{given} {family}"));
        each(Category::Name, format!("{family}, {given}"));
    }
    for fact in statement.facts.iter().filter(|fact| !matches!(fact.value, Value::Absent(_))) {
        let category = match fact.aspect {
            Aspect::Mrn | Aspect::DriverLicense | Aspect::Passport => Category::Number,
            Aspect::Ssn => Category::SocialSecurity,
            Aspect::Phone => Category::Telephone,
            Aspect::Email => Category::Email,
            Aspect::Line => Category::Street,
            Aspect::BirthDate => Category::BirthDate,
            _ => continue,
        };
        each(category, fact.value.shown());
    }
}
