//! What the legacy system left: list, structure, profile, sample, quarantine.

use super::named_files::mask_people;
use super::{Answer, app, facet, not_found, page};
use crate::discover::{Discovered, of_artifact};
use crate::migrate::plan;
use crate::show::{as_share_told, hidden, null_like_told, phi_class, shape_told, share_told, shown_value, values_told};
use crate::source::each_profiled;
use crate::{AppError, Host, Workspace};
use contract::{
    ArtifactDetail, ArtifactRow, ArtifactsPage, ArtifactsQuery, ById, CodeSystemShare, FieldView, IssueLine, QuarantinePage, QuarantineQuery, QuarantineRow, RelationView, Sample,
    SampleColumn, SampleQuery, ValueCount,
};
use deid::Known;
use discovery::FieldProfile;
use mapping::Plan;
use model::{Phi, Side};
use std::collections::BTreeMap;
use store::{ArtifactClass, ArtifactFilter, ArtifactOrder, REACHES, RISKS, SIZES, size_word};

fn nobody() -> Known {
    Known::new(std::iter::empty::<&str>())
}

/// A path or name as the desktop may see it.
pub(crate) fn structure(name: &str) -> String {
    deid::structure_name(&Phi::new(name), &nobody()).into_value()
}

/// The name of a field as the desktop may see it: one that is written like a value is none.
pub(crate) fn field_name(name: &str) -> String {
    deid::field_name(&Phi::new(name), &nobody()).into_value()
}

pub(super) fn row(a: &store::ArtifactRow, people: u64) -> ArtifactRow {
    let patients = a.patients.and_then(deid::small_count);
    ArtifactRow {
        id: a.token.clone(),
        name: structure(&a.path),
        format: a.format.clone(),
        side: a.side.clone(),
        size_bytes: a.size_bytes,
        records: a.records,
        quarantined: a.quarantined,
        issues: a.issues,
        fields: a.fields,
        patients,
        reach: share_of_people(patients, people),
        hanging: a.reach_rows.zip(a.hanging_rows).filter(|(rows, _)| *rows > 0).map(|(rows, hanging)| share_told(hanging, rows)),
        state: a.state.clone(),
        risks: a.risks().into_iter().map(str::to_string).collect(),
        ingested_ms: a.ingested_ms,
    }
}

/// The share of all people that so many patients are, where both are told.
pub(super) fn share_of_people(patients: Option<u64>, people: u64) -> Option<f64> {
    patients.filter(|_| people > 0).map(|n| (n as f64 / people as f64).min(1.0))
}

/// What a query keeps, as the store is asked for it.
pub(crate) fn filter<'a>(q: &'a ArtifactsQuery, people: [u64; 2]) -> ArtifactFilter<'a> {
    ArtifactFilter { side: &q.side, text: &q.text, formats: &q.formats, states: &q.states, sizes: &q.sizes, reaches: &q.reaches, risks: &q.risks, people }
}

/// Whether a class passes the filters of a query but one: a facet counts what the other filters leave, so that a choice never hides its alternatives.
fn passes(c: &ArtifactClass, q: &ArtifactsQuery, but: &str) -> bool {
    let any = |facet: &str, wanted: &[String], word: &str| but == facet || wanted.is_empty() || wanted.iter().any(|w| w == word);
    let side = but == "side" || q.side.is_empty() || c.side == q.side;
    let risk = but == "risk" || q.risks.is_empty() || c.risks().any(|risk| q.risks.iter().any(|w| w == risk));
    let size = but == "size" || q.sizes.is_empty() || q.sizes.iter().any(|w| size_word(w) == c.size);
    let kind = any("format", &q.formats, &c.format) && any("state", &q.states, &c.state);
    side && kind && size && any("reach", &q.reaches, c.reach) && risk
}

pub(crate) fn artifacts<H: Host>(host: &H, q: ArtifactsQuery) -> Answer<ArtifactsPage> {
    let workspace = host.workspace();
    let (key, descending) = q.sort.strip_prefix('-').map_or((q.sort.as_str(), false), |k| (k, true));
    let order = match key {
        "format" => ArtifactOrder::Format,
        "records" => ArtifactOrder::Records,
        "quarantined" => ArtifactOrder::Quarantined,
        "size" => ArtifactOrder::Size,
        "patients" => ArtifactOrder::Patients,
        "fields" => ArtifactOrder::Fields,
        _ => ArtifactOrder::Path,
    };
    let classes = workspace.artifact_classes(&q.text)?;
    let people = workspace.people_of_sides()?;
    let rows = app(workspace.store().artifacts_page(&filter(&q, people), order, descending, (q.offset, page(q.limit))))?;
    let mut rows: Vec<ArtifactRow> = rows.iter().map(|a| row(a, people_of(a, people))).collect();
    mask_people(workspace, rows.iter_mut().map(|r| &mut r.name))?;
    let query = &q;
    let left = |but: &'static str| classes.iter().filter(move |c| passes(c, query, but));
    let kept: Vec<&ArtifactClass> = left("").collect();
    Ok(ArtifactsPage {
        total: kept.iter().map(|c| c.artifacts).sum(),
        formats: facets(left("format").map(|c| (c.format.as_str(), c.artifacts))),
        states: facets(left("state").map(|c| (c.state.as_str(), c.artifacts))),
        sides: facets(left("side").map(|c| (c.side.as_str(), c.artifacts))),
        sizes: in_order(&SIZES, left("size").map(|c| (c.size, c.artifacts))),
        reaches: in_order(&REACHES, left("reach").map(|c| (c.reach, c.artifacts))),
        risks: in_order(&RISKS, left("risk").flat_map(|c| c.risks().map(move |risk| (risk, c.artifacts)))),
        risks_current: crate::risks::are_current(workspace)?,
        records: kept.iter().map(|c| c.records).sum(),
        quarantined: kept.iter().map(|c| c.quarantined).sum(),
        rows,
    })
}

/// What the reach of an artifact is measured against.
pub(super) fn people_of(a: &store::ArtifactRow, [legacy, destination]: [u64; 2]) -> u64 {
    if a.side == "legacy" { legacy } else { destination }
}

/// Counts by a word, most first.
fn facets<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Vec<contract::Facet> {
    let mut facets = sums(counts);
    facets.sort_by(|a, b| b.count.cmp(&a.count));
    facets
}

fn sums<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Vec<contract::Facet> {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    counts.for_each(|(word, count)| *sums.entry(word).or_default() += count);
    sums.into_iter().map(|(value, count)| facet(value, count)).collect()
}

/// Counts by a word, in the order of the words.
fn in_order<'a>(words: &[&str], counts: impl Iterator<Item = (&'a str, u64)>) -> Vec<contract::Facet> {
    let mut facets = sums(counts);
    facets.sort_by_key(|f| words.iter().position(|w| *w == f.value));
    facets
}

pub(crate) fn artifact<H: Host>(host: &H, q: ById) -> Answer<ArtifactDetail> {
    let workspace = host.workspace();
    let store = workspace.store();
    let artifact = app(store.artifact(&q.id))?.ok_or_else(not_found)?;
    let plan = plan(workspace, true).ok().map(|p| p.0);
    let found = workspace.discovered()?;
    let around = Around { found: &found, plan: plan.as_ref(), legacy: artifact.side == "legacy" };
    let reach = if around.legacy { app(store.reach_of(artifact.id))? } else { Vec::new() };
    let (odd, memberships) = if around.legacy { of_artifact(workspace, artifact.id, &found)? } else { Default::default() };
    let mut relations: Vec<RelationView> = app(store.relations(artifact.id))?
        .into_iter()
        .map(|r| {
            let anomalies: Vec<&discovery::Anomaly> = odd.iter().filter(|(name, _)| *name == r.name).map(|(_, a)| a).collect();
            let of_field = |p: &FieldProfile| memberships.get(&(artifact.id, r.name.clone(), p.name.clone()));
            let fields = profiles(&r.profile)?.iter().map(|p| field(p, &r.name, (anomalies.as_slice(), of_field(p)), &around)).collect();
            let held = reach.iter().find(|row| row.relation == r.name).map(crate::reach::read);
            let orphans = held.as_ref().and_then(|h| deid::small_count(h.orphans()));
            Ok(RelationView { name: structure(&r.name), rows: r.rows, hanging: held.filter(|h| h.rows > 0).map(|h| share_told(h.hanging, h.rows)), orphans, fields })
        })
        .collect::<Answer<_>>()?;
    let issues = app(store.issue_messages(artifact.id))?
        .into_iter()
        .map(|(code, message, count, quarantined)| IssueLine { code, message, count, effect: if quarantined { "quarantined" } else { "doubt" }.into() })
        .collect();
    let people = workspace.people(&artifact.side)?;
    let mut row = row(&artifact, people);
    mask_people(workspace, relations.iter_mut().flat_map(|r| r.fields.iter_mut().map(|f| &mut f.name)).chain([&mut row.name]))?;
    let way = app(store.folders_around(&artifact.side, &artifact.path))?.iter().map(super::tree::node).collect();
    let structured = !discovery::structure::form(&artifact.format).is_empty();
    Ok(ArtifactDetail { row, encoding: artifact.encoding, sha256: artifact.sha256, relations, issues, way, structured })
}

pub(crate) fn profiles(json: &str) -> Answer<Vec<FieldProfile>> {
    serde_json::from_str(json).map_err(|e| AppError::Other(e.to_string()).into())
}

pub(super) fn top(profile: &FieldProfile, said: Option<&discovery::Description>) -> Vec<ValueCount> {
    let row = |(value, rows, patients): (String, u64, u64)| {
        let meaning = said.and_then(|d| d.meaning(&value)).map_or_else(String::new, structure);
        ValueCount { value, rows, patients, meaning }
    };
    values_told(profile).into_iter().take(8).map(row).collect()
}

/// The decision for a source field: mapped, dropped, undecided.
pub(crate) fn decision(plan: Option<&Plan>, relation: &str, field: &str) -> (&'static str, Option<String>) {
    match plan {
        Some(plan) if plan.reads(relation, field) => ("mapped", None),
        Some(plan) => match plan.dropped(relation, field) {
            Some(reason) => ("dropped", Some(reason.to_string())),
            None => ("undecided", None),
        },
        None => ("undecided", None),
    }
}

/// What the other fields of the export say of this one.
struct Around<'a> {
    found: &'a Discovered,
    plan: Option<&'a Plan>,
    legacy: bool,
}

fn field(p: &FieldProfile, relation: &str, (anomalies, membership): (&[&discovery::Anomaly], Option<&discovery::Membership>), around: &Around<'_>) -> FieldView {
    let Around { found, plan, legacy } = *around;
    let class = phi_class(p);
    let hidden = hidden(class);
    let numeric = matches!(p.kind.as_str(), "integer" | "decimal");
    let said = found.dictionary.of(relation, &p.name);
    let used_by = plan.map_or_else(Vec::new, |plan| {
        let reads = |r: &&mapping::CheckedRule| r.fields.iter().any(|f| *f == p.name);
        plan.resources.iter().filter(|r| r.set.from == relation).flat_map(|r| r.rules.iter().filter(reads)).map(|r| r.rule.id.clone()).collect()
    });
    FieldView {
        name: field_name(&p.name),
        kind: p.kind.clone(),
        confidence: as_share_told(p.confidence, p.filled),
        filled: share_told(p.filled, p.rows),
        distinct: deid::small_count(p.distinct).filter(|_| p.distinct_exact),
        phi_class: class.into(),
        top: if hidden.is_none() && legacy { top(p, said) } else { Vec::new() },
        shape: if hidden.is_none() || numeric { shape_told(p) } else { Vec::new() },
        range: None,
        patterns: p.formats.keys().cloned().collect(),
        lengths: if p.filled == 0 { Vec::new() } else { vec![p.length_min as f64, p.length_mean, p.length_max as f64] },
        quartiles: if hidden.is_none() && numeric && p.filled >= 100 { p.quantiles.clone() } else { Vec::new() },
        exact: !p.sampled,
        null_like: null_like_told(p),
        systems: p.codes.iter().map(|c| system(c, membership.filter(|m| m.system == c.system))).collect(),
        anomalies: anomalies.iter().filter(|a| a.field == p.name).map(|a| a.code.to_string()).collect(),
        description: said.map_or_else(String::new, |d| structure(&d.text)),
        meanings: said.map_or(0, |d| d.values.len() as u64),
        hidden,
        used_by,
        decision: if legacy { decision(plan, relation, &p.name).0.into() } else { "mapped".into() },
    }
}

fn system(code: &discovery::CodeShare, membership: Option<&discovery::Membership>) -> CodeSystemShare {
    let list = membership.map_or_else(String::new, |m| structure(&m.list));
    CodeSystemShare { system: code.system.clone(), share: code.share, members: membership.map(discovery::Membership::share), list }
}

pub(crate) fn artifact_sample<H: Host>(host: &H, q: SampleQuery) -> Answer<Sample> {
    let store = host.workspace().store();
    let artifact = app(store.artifact(&q.id))?.ok_or_else(not_found)?;
    let relation = app(store.relations(artifact.id))?.into_iter().find(|r| structure(&r.name) == q.relation).ok_or_else(not_found)?;
    let limit = if q.limit == 0 { 12 } else { q.limit.min(50) } as usize;
    let mut columns: Vec<SampleColumn> = profiles(&relation.profile)?
        .iter()
        .map(|p| {
            let hidden = hidden(phi_class(p));
            // Each column on its own, most frequent values first, every value held by at least k patients: no row is shown.
            let shown = p.top.iter().filter(|_| hidden.is_none()).filter_map(|(value, _, patients)| shown_value(value, *patients));
            let values: Vec<String> = shown.take(limit.min(8)).collect();
            let hidden = hidden.or_else(|| values.is_empty().then(|| "no value is held by 11 patients".to_string()));
            SampleColumn { name: field_name(&p.name), values, hidden, rule: "k-anonymous".into() }
        })
        .collect();
    mask_people(host.workspace(), columns.iter_mut().map(|c| &mut c.name))?;
    Ok(Sample { columns })
}

pub(crate) fn quarantine<H: Host>(host: &H, q: QuarantineQuery) -> Answer<QuarantinePage> {
    let store = host.workspace().store();
    let artifact = if q.id.is_empty() { None } else { Some(app(store.artifact(&q.id))?.ok_or_else(not_found)?.id) };
    let (rows, total) = app(store.quarantine(artifact, q.offset, page(q.limit)))?;
    let mut names: BTreeMap<u32, (String, String)> = BTreeMap::new();
    for issue in &rows {
        if let (false, Some(a)) = (names.contains_key(&issue.artifact), app(store.artifact_by_id(issue.artifact))?) {
            names.insert(a.id, (a.token, structure(&a.path)));
        }
    }
    mask_people(host.workspace(), names.values_mut().map(|(_, name)| name))?;
    let rows = rows
        .into_iter()
        .map(|i| {
            let (artifact, name) = names.get(&i.artifact).cloned().unwrap_or_default();
            let place = if i.line == 0 { "whole file".to_string() } else { format!("line {}, byte {}", i.line, i.byte) };
            QuarantineRow { artifact, name, place, code: i.code, reason: i.message }
        })
        .collect();
    Ok(QuarantinePage { rows, total })
}

/// The de-identified kind and fill of every field of a side, merged over the artifacts of a relation.
pub(crate) fn source_profiles(workspace: &Workspace, side: Side) -> Answer<BTreeMap<String, (u64, Vec<FieldProfile>)>> {
    let mut out: BTreeMap<String, (u64, Vec<FieldProfile>)> = BTreeMap::new();
    each_profiled(workspace, side, &mut |relation, fields| {
        let entry = out.entry(relation.name).or_default();
        entry.0 += relation.rows;
        for profile in fields {
            match entry.1.iter_mut().find(|p| p.name == profile.name) {
                Some(known) => {
                    known.rows += profile.rows;
                    known.filled += profile.filled;
                }
                None => entry.1.push(profile),
            }
        }
    })?;
    Ok(out)
}
