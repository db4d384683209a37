//! Where an artifact is used: the mapping rules and the parts of the lens that read it, the built-in reading, the open findings that come
//! from it, and its hidden corners.

use super::artifacts::{field_name, structure};
use super::named_files::mask_people;
use super::{Answer, app, facet, last_compare, not_found, severity_word};
use crate::migrate::plan;
use crate::triage::{Wanted, scope, standings};
use crate::{Host, Workspace};
use contract::{ArchivedUse, ArtifactUses, ById, LensUse, RuleUse};
use model::Side;
use std::collections::{BTreeMap, BTreeSet};
use store::{ArtifactRow, FindingFilter, RelationRow};

pub(crate) fn artifact_uses<H: Host>(host: &H, q: ById) -> Answer<ArtifactUses> {
    let workspace = host.workspace();
    let artifact = app(workspace.store().artifact(&q.id))?.ok_or_else(not_found)?;
    let relations = app(workspace.store().relations(artifact.id))?;
    let names: BTreeSet<&str> = relations.iter().map(|r| r.name.as_str()).collect();
    let legacy = artifact.side == "legacy";
    let side = if legacy { Side::Legacy } else { Side::Destination };
    let lens = crate::book::lens_of(workspace, side).ok().flatten();
    let mut uses = ArtifactUses {
        rules: if legacy { rules(workspace, &names) } else { Vec::new() },
        lens: lens.iter().flat_map(|lens| of_lens(lens, &names)).collect(),
        archived: lens.iter().flat_map(|lens| archived(lens, &relations)).collect(),
        reading: built_in(&artifact.format).into(),
        corners: super::discovery::all_corners(workspace)?.into_iter().filter(|c| c.artifact == artifact.token).collect(),
        ..ArtifactUses::default()
    };
    mask_people(workspace, uses.rules.iter_mut().flat_map(|r| r.fields.iter_mut()).chain(uses.lens.iter_mut().map(|u| &mut u.field)))?;
    findings(workspace, &artifact, host.now_ms(), &mut uses)?;
    Ok(uses)
}

/// Rules that read the relations, each with the fields that it reads of them.
fn rules(workspace: &Workspace, names: &BTreeSet<&str>) -> Vec<RuleUse> {
    let Ok((plan, ..)) = plan(workspace, true) else { return Vec::new() };
    let sets = plan.resources.iter().filter(|r| names.contains(r.set.from.as_str()));
    let of_set = |r: &mapping::CheckedResource| {
        let (resource, relation) = (r.set.kind.clone(), structure(&r.set.from));
        let one = |rule: &mapping::CheckedRule| {
            let fields = rule.fields.iter().map(|f| field_name(f)).collect();
            RuleUse { rule: rule.rule.id.clone(), resource: resource.clone(), relation: relation.clone(), fields }
        };
        r.rules.iter().filter(|rule| !rule.is_constant()).map(one).collect::<Vec<_>>()
    };
    sets.flat_map(of_set).collect()
}

fn of_lens(lens: &balance::Lens, names: &BTreeSet<&str>) -> Vec<LensUse> {
    let named = lens.uses().into_iter().filter(|u| names.contains(u.relation.as_str()));
    let word = |u: balance::LensUse| LensUse {
        relation: structure(&u.relation),
        field: field_name(&u.field),
        kind: u.kind.map_or("", model::Kind::word).into(),
        aspect: u.purpose.into(),
    };
    named.map(word).collect()
}

fn archived(lens: &balance::Lens, relations: &[RelationRow]) -> Vec<ArchivedUse> {
    let reason = |r: &RelationRow| Some(ArchivedUse { relation: structure(&r.name), reason: lens.archived(&r.name)?.to_string() });
    relations.iter().filter_map(reason).collect()
}

/// The reading that needs no lens, by format.
fn built_in(format: &str) -> &'static str {
    match format {
        "HL7 v2" => "HL7 v2",
        "C-CDA" => "C-CDA",
        "X12" => "X12",
        format if format.starts_with("FHIR") => "FHIR",
        _ => "",
    }
}

/// Open findings of the last comparison of which a statement stands in the artifact.
fn findings(workspace: &Workspace, artifact: &ArtifactRow, now_ms: u64, uses: &mut ArtifactUses) -> Answer<()> {
    let Some((run, _)) = last_compare(workspace)? else { return Ok(()) };
    let store = workspace.store();
    uses.run = run.id;
    uses.findings_known = app(store.knows_origins(run.id))?;
    if !uses.findings_known {
        return Ok(());
    }
    let open = Wanted { states: vec!["open".into()], ..Wanted::default() };
    let triage = scope(workspace, run.id, &open, &standings(workspace, &app(store.causes(run.id))?)?, now_ms)?;
    let filter = FindingFilter { artifact: Some(artifact.id), triage, ..FindingFilter::default() };
    let counts: BTreeMap<u8, u64> = app(store.count_findings(run.id, &filter, "severity"))?.into_iter().filter_map(|(s, n)| Some((s.parse().ok()?, n))).collect();
    uses.findings = counts.values().sum();
    uses.severities = counts.into_iter().map(|(s, n)| facet(severity_word(s), n)).collect();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_with_a_reading_of_their_own_name_it() {
        for format in formats::Format::ALL {
            let records = matches!(format.word(), "HL7 v2" | "C-CDA" | "X12" | "FHIR JSON" | "FHIR XML" | "FHIR NDJSON");
            assert_eq!(!built_in(format.word()).is_empty(), records, "{}", format.word());
        }
    }
}
