//! What tables most likely assert, as parts of a lens. A proposal is a text to begin from: nothing here changes the lens.

use crate::discover::AttributeTable;
use crate::{Result, Workspace};
use balance::{LensForm, LookupForm, PartForm, SayForm, SourceForm};
use discovery::{LensBinding, LensSuggestion};
use model::Side;

/// The column that names the patient where another record knows them.
const WHO: &str = "patient_of_record";

/// What stands in a part for the name of a field that is a row.
const EACH: &str = "{each}";

/// A proposal with the part that it would be.
#[derive(Debug, Clone)]
pub struct SuggestedPart {
    /// Relation.
    pub relation: String,
    /// 0 to 1.
    pub score: f64,
    /// Why it is thought so.
    pub evidence: Vec<String>,
    /// The part.
    pub part: PartForm,
    /// Attribute, score and reasons, and the values that were not to be told.
    pub says: Vec<(String, f64, Vec<String>, u64)>,
    /// Fields that nothing was found for.
    pub open: Vec<String>,
}

/// The proposals for all tables of a side, those that hold attributes as rows among them. `told` says which value of how many patients may be told.
pub fn suggested_parts(workspace: &Workspace, side: Side, told: &dyn Fn(&str, u64) -> bool) -> Result<Vec<SuggestedPart>> {
    Ok(match side {
        Side::Legacy => {
            let found = workspace.discovered()?;
            parts_of(side, &found.attribute_tables, &found.suggestions, told)
        }
        Side::Destination => {
            let found = workspace.proposed_there()?;
            parts_of(side, &found.attribute_tables, &found.suggestions, told)
        }
    })
}

fn parts_of(side: Side, attribute_tables: &[AttributeTable], suggestions: &[LensSuggestion], told: &dyn Fn(&str, u64) -> bool) -> Vec<SuggestedPart> {
    let mut parts: Vec<SuggestedPart> = Vec::new();
    for table in attribute_tables {
        let names = table.names.as_ref().map(|(relation, key, name)| (relation.as_str(), key.as_str(), name.as_str()));
        let text = format!("format = \"throughline-lens/1\"\nname = \"\"\n\n{}", discovery::suggested_lens(&table.eav, names, side));
        let Some(part) = LensForm::parse(&text).ok().and_then(|form| form.parts.into_iter().next()) else { continue };
        let says = part.says.iter().map(|say| (say.aspect.clone(), 0.8, Vec::new(), 0)).collect();
        parts.push(SuggestedPart { relation: table.eav.relation.clone(), score: 0.8, evidence: table.eav.evidence.clone(), part: part.placeless(), says, open: Vec::new() });
    }
    // Read column by column a table of attributes has no meaning.
    let others = suggestions.iter().filter(|s| !attribute_tables.iter().any(|t| t.eav.relation == s.relation));
    parts.extend(others.map(|suggestion| suggested(side, suggestion, told)));
    parts.sort_by(|a, b| a.relation.cmp(&b.relation));
    parts
}

fn suggested(side: Side, suggestion: &LensSuggestion, told: &dyn Fn(&str, u64) -> bool) -> SuggestedPart {
    let mut part = PartForm {
        kind: suggestion.kind.word().into(),
        from: suggestion.relation.clone(),
        patient: suggestion.patient.clone(),
        each: suggestion.each.clone(),
        ..PartForm::default()
    };
    if let Some((relation, key, field)) = &suggestion.patient_of {
        let [from, key, value] = [relation, key, field].map(String::clone);
        part.lookups.push(LookupForm { name: WHO.into(), field: suggestion.patient.clone(), from, key, value, ..LookupForm::default() });
        part.patient = WHO.into();
    }
    for looked in &suggestion.lookups {
        let [name, field, from, key, value] = [&looked.name, &looked.field, &looked.from, &looked.key, &looked.value].map(String::clone);
        part.lookups.push(LookupForm { name, field, from, key, value, ..LookupForm::default() });
    }
    if let Some((field, _)) = &suggestion.removed {
        part.condition = discovery::rows_not_removed(field);
        part.excluded = discovery::removed_in(side).into();
    }
    let mut says = Vec::new();
    for binding in &suggestion.bindings {
        let (source, withheld) = source(binding, told);
        part.says.push(SayForm { aspect: binding.aspect.into(), sources: vec![source] });
        says.push((binding.aspect.to_string(), binding.score, binding.evidence.clone(), withheld));
    }
    SuggestedPart { relation: suggestion.relation.clone(), score: suggestion.score, evidence: suggestion.evidence.clone(), part, says, open: suggestion.open.clone() }
}

/// The source of an attribute, and how many values of it are not told.
fn source(binding: &LensBinding, told: &dyn Fn(&str, u64) -> bool) -> (SourceForm, u64) {
    let mut withheld = 0;
    // Names of columns are no values.
    let is_of_names = [&binding.field, &binding.unit_field].iter().any(|field| field.as_str() == EACH);
    let mut pairs = |all: &[(String, String, u64)]| {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (from, to, patients) in all {
            if is_of_names || told(from, *patients) {
                pairs.push((from.clone(), to.clone()));
            } else {
                withheld += 1;
            }
        }
        pairs
    };
    let (units, values) = (pairs(&binding.units), pairs(&binding.values));
    let reason = if binding.constant.is_empty() { String::new() } else { binding.evidence.first().cloned().unwrap_or_default() };
    let made = SourceForm {
        fields: if binding.field.is_empty() { Vec::new() } else { vec![binding.field.clone()] },
        constant: binding.constant.into(),
        reason,
        // The usual way of an attribute is not written.
        read_as: if binding.aspect == "code" && binding.read_as == "code" { String::new() } else { binding.read_as.into() },
        system: binding.system.clone(),
        display: binding.display.clone(),
        unit_field: binding.unit_field.clone(),
        units,
        format: binding.format.clone(),
        values,
        null_like: binding.null_like.clone(),
        pattern: binding.pattern.into(),
        ..SourceForm::default()
    };
    (made, withheld)
}

#[cfg(test)]
mod tests {
    use super::*;
    use balance::{Lens, print_part};
    use model::Kind;

    fn problem() -> LensSuggestion {
        let code = LensBinding { aspect: "code", field: "DX_CD".into(), read_as: "code", system: "http://hl7.org/fhir/sid/icd-10-cm".into(), score: 0.9, ..LensBinding::default() };
        let values = vec![("A".to_string(), "active".to_string(), 50), ("Q".to_string(), "inactive".to_string(), 2)];
        let status = LensBinding { aspect: "status", field: "STATUS".into(), values, score: 0.8, ..LensBinding::default() };
        LensSuggestion {
            relation: "problems".into(),
            kind: Kind::Problem,
            score: 0.9,
            evidence: vec!["the name says so".into()],
            patient: "ENC_ID".into(),
            patient_of: Some(("visits".into(), "ENC_ID".into(), "PAT_ID".into())),
            each: String::new(),
            removed: Some(("VOID".into(), 3)),
            lookups: Vec::new(),
            bindings: vec![code, status],
            open: Vec::new(),
        }
    }

    #[test]
    fn a_proposal_is_a_lens_that_checks() {
        let made = suggested(Side::Legacy, &problem(), &|_, _| true);
        let text = format!("format = \"throughline-lens/1\"\nname = \"t\"\n\n{}", print_part(&made.part));
        let lens = Lens::parse(&text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
        assert_eq!(lens.kinds().into_iter().collect::<Vec<_>>(), [Kind::Problem]);
        assert!(lens.relations().contains("visits"), "the patient is looked up: {text}");
    }

    #[test]
    fn what_entries_of_lists_say_is_looked_up() {
        let looked = discovery::LensLookup { name: "code_of_entry".into(), field: "DX_ID".into(), from: "diagnoses".into(), key: "DX_ID".into(), value: "CODE".into() };
        let code = LensBinding { aspect: "code", field: "code_of_entry".into(), read_as: "code", system: "http://hl7.org/fhir/sid/icd-10-cm".into(), score: 0.6, ..LensBinding::default() };
        let made = suggested(Side::Legacy, &LensSuggestion { lookups: vec![looked], bindings: vec![code], ..problem() }, &|_, _| true);
        let text = format!("format = \"throughline-lens/1\"\nname = \"t\"\n\n{}", print_part(&made.part));
        let lens = Lens::parse(&text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
        assert!(lens.relations().contains("diagnoses"), "{text}");
    }

    #[test]
    fn rows_are_left_out_as_removed_where_they_were() {
        let why = |side| suggested(side, &problem(), &|_, _| true).part.excluded;
        assert_eq!([why(Side::Legacy), why(Side::Destination)], ["removed in the legacy system", "removed in the destination"]);
    }

    #[test]
    fn columns_that_are_rows_are_named_whoever_has_them() {
        let pair = |from: &str, to: &str| (from.to_string(), to.to_string(), 3);
        let code = LensBinding { aspect: "code", field: EACH.into(), read_as: "code", system: "http://loinc.org".into(), values: vec![pair("SYS", "8480-6")], ..LensBinding::default() };
        let value = LensBinding { aspect: "value", field: "{value}".into(), unit_field: EACH.into(), units: vec![pair("SYS", "mm[Hg]"), pair("WT", "")], ..LensBinding::default() };
        let suggestion = LensSuggestion { kind: Kind::Observation, patient_of: None, each: "^(SYS|WT)$".into(), bindings: vec![code, value], ..problem() };
        let made = suggested(Side::Legacy, &suggestion, &|_, _| false);
        let text = format!("format = \"throughline-lens/1\"\nname = \"t\"\n\n{}", print_part(&made.part));
        Lens::parse(&text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
        assert!(text.contains("SYS = \"8480-6\"") && text.contains("^(SYS|WT)$"), "{text}");
        assert!(made.says.iter().all(|(.., withheld)| *withheld == 0));
    }

    #[test]
    fn a_value_of_few_patients_is_counted_and_not_told() {
        let made = suggested(Side::Legacy, &problem(), &|_, patients| patients >= 11);
        assert_eq!(made.part.says[1].sources[0].values, [("A".to_string(), "active".to_string())]);
        assert_eq!(made.says[1].3, 1);
    }
}
