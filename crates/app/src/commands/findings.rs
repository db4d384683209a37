//! Causes first, then findings, then one finding down to both locators.

use super::{Answer, app, facet, last_compare, not_found, page, severity_indices, severity_word};
use crate::compare::{Charts, Detail};
use crate::show::Showing;
use crate::{AppError, Host, Workspace};
use contract::{AspectRow, ById, CauseRow, CausesPage, Cluster, FindingDetail, FindingRow, FindingsPage, FindingsQuery, RunPoint};
use mapping::Document;
use model::{Aspect, Statement};
use std::collections::HashMap;
use store::{DocumentVersion, FindingFilter};

fn filter(workspace: &Workspace, run: u32, q: &FindingsQuery) -> Answer<FindingFilter> {
    let patient = if q.patient.is_empty() { None } else { Some(app(workspace.store().patient(run, &q.patient))?.ok_or_else(not_found)?.ordinal) };
    Ok(FindingFilter {
        severities: severity_indices(&q.severities),
        verdicts: q.verdicts.clone(),
        kinds: q.kinds.clone(),
        classes: q.classes.clone(),
        cause: (!q.cause.is_empty()).then(|| q.cause.clone()),
        patient,
    })
}

/// Causes of a run, worst first.
pub(crate) fn cause_rows(workspace: &Workspace, run: u32, mapping: &Option<DocumentVersion>) -> Answer<Vec<CauseRow>> {
    let document = mapping.as_ref().and_then(|m| Document::parse(&m.text).ok());
    let causes = app(workspace.store().causes(run))?;
    causes.into_iter().map(|c| cause_row(workspace, run, c, document.as_ref())).collect()
}

fn cause_row(workspace: &Workspace, run: u32, c: store::CauseRow, document: Option<&Document>) -> Answer<CauseRow> {
    let clusters: Vec<(String, String, u64, u64, u64)> = serde_json::from_str(&c.clusters).unwrap_or_default();
    let (first, _) = app(workspace.store().findings(run, &FindingFilter { cause: Some(c.id.clone()), ..Default::default() }, 0, 1))?;
    let expression = c.rule.as_ref().and_then(|id| document?.rule(id).map(|(_, r)| r.value.trim().to_string()));
    Ok(CauseRow {
        id: c.id,
        label: c.label,
        class: c.class,
        severity: severity_word(c.severity),
        verdict: c.verdict,
        aspect: c.aspect,
        kind: c.kind,
        statements: c.statements,
        safety: c.safety,
        patients: deid::small_count(c.patients),
        rule: c.rule,
        expression,
        evidence: c.evidence,
        clusters: clusters
            .into_iter()
            .map(|(value, destination, statements, patients, safety)| Cluster { value, destination, statements, patients: deid::small_count(patients), safety })
            .collect(),
        example: first.first().map(|f| f.id.clone()).unwrap_or_default(),
    })
}

pub(crate) fn causes<H: Host>(host: &H, q: FindingsQuery) -> Answer<CausesPage> {
    let workspace = host.workspace();
    let store = workspace.store();
    let Some((run, _)) = last_compare(workspace)? else { return Ok(CausesPage::default()) };
    let filter = filter(workspace, run.id, &q)?;
    let counts: HashMap<String, u64> = app(store.count_findings(run.id, &filter, "cause"))?.into_iter().collect();
    let mapping = if run.version == 0 { None } else { app(store.document_version("mapping", run.version))? };
    let text = q.text.to_lowercase();
    let mut rows: Vec<CauseRow> = cause_rows(workspace, run.id, &mapping)?
        .into_iter()
        .filter_map(|mut c| {
            c.statements = *counts.get(&c.id)?;
            (text.is_empty() || c.label.to_lowercase().contains(&text)).then_some(c)
        })
        .collect();
    match q.sort.as_str() {
        "statements" => rows.sort_by_key(|c| c.statements),
        "-statements" => rows.sort_by_key(|c| std::cmp::Reverse(c.statements)),
        "patients" => rows.sort_by_key(|c| c.patients.unwrap_or(1)),
        "-patients" => rows.sort_by_key(|c| std::cmp::Reverse(c.patients.unwrap_or(1))),
        "label" => rows.sort_by(|a, b| a.label.cmp(&b.label)),
        "-label" => rows.sort_by(|a, b| b.label.cmp(&a.label)),
        "-severity" => rows.reverse(),
        _ => {}
    }
    let count = |column: &str, without: &dyn Fn(&mut FindingFilter)| -> Answer<Vec<(String, u64)>> {
        let mut wider = filter.clone();
        without(&mut wider);
        app(store.count_findings(run.id, &wider, column))
    };
    let words = |pairs: Vec<(String, u64)>| pairs.into_iter().map(|(v, n)| facet(v, n)).collect::<Vec<_>>();
    let mut severities = count("severity", &|f| f.severities.clear())?;
    severities.sort();
    let trend = app(store.runs("compare", 50))?.into_iter().filter_map(|r| {
        let report: crate::CompareReport = serde_json::from_str(&r.report).ok()?;
        Some(RunPoint { run: r.id, findings: report.findings, safety: report.severities[0], cosmetic: report.severities[4], mapping_version: report.version, at_ms: r.ended_ms.unwrap_or(0) })
    });
    Ok(CausesPage {
        total: rows.len() as u64,
        findings: counts.values().sum(),
        safety: app(store.count_findings(run.id, &filter, "severity"))?.into_iter().find(|(s, _)| s == "0").map_or(0, |(_, n)| n),
        severities: severities.into_iter().map(|(s, n)| facet(severity_word(s.parse().unwrap_or(9)), n)).collect(),
        verdicts: words(count("verdict", &|f| f.verdicts.clear())?),
        kinds: words(count("kind", &|f| f.kinds.clear())?),
        classes: words(count("class", &|f| f.classes.clear())?),
        run: run.id,
        trend: trend.collect(),
        rows: rows.into_iter().skip(q.offset as usize).take(page(q.limit) as usize).collect(),
    })
}

/// A finding as the lists show it.
pub(crate) fn row(f: &store::FindingRow, patient: &str, causes: &HashMap<String, String>) -> Answer<FindingRow> {
    let detail = detail(f)?;
    Ok(FindingRow {
        id: f.id.clone(),
        patient: patient.into(),
        verdict: f.verdict.clone(),
        aspect: f.aspect.clone(),
        kind: f.kind.clone(),
        severity: severity_word(f.severity),
        label: detail.label,
        legacy: detail.legacy_shown,
        destination: detail.destination_shown,
        cause: f.cause.clone(),
        cause_label: causes.get(&f.cause).cloned().unwrap_or_default(),
    })
}

fn detail(f: &store::FindingRow) -> Answer<Detail> {
    serde_json::from_str(&f.detail).map_err(|e| AppError::Other(e.to_string()).into())
}

/// Labels of the causes of a run, by token.
pub(crate) fn cause_labels(workspace: &Workspace, run: u32) -> Answer<HashMap<String, String>> {
    Ok(app(workspace.store().causes(run))?.into_iter().map(|c| (c.id, c.label)).collect())
}

pub(crate) fn findings<H: Host>(host: &H, q: FindingsQuery) -> Answer<FindingsPage> {
    let limit = page(q.limit);
    selected(host.workspace(), &q, limit)
}

/// Findings of a selection; the caller bounds `limit`.
pub(crate) fn selected(workspace: &Workspace, q: &FindingsQuery, limit: u64) -> Answer<FindingsPage> {
    let store = workspace.store();
    let Some((run, _)) = last_compare(workspace)? else { return Ok(FindingsPage::default()) };
    let (found, total) = app(store.findings(run.id, &filter(workspace, run.id, q)?, q.offset, limit))?;
    let labels = cause_labels(workspace, run.id)?;
    let mut tokens: HashMap<u64, String> = HashMap::new();
    let mut rows = Vec::with_capacity(found.len());
    for f in &found {
        if !tokens.contains_key(&f.patient) {
            let token = app(store.patient_by_ordinal(run.id, f.patient))?.map(|p| p.token).unwrap_or_default();
            tokens.insert(f.patient, token);
        }
        rows.push(row(f, &tokens[&f.patient], &labels)?);
    }
    Ok(FindingsPage { rows, total })
}

pub(crate) fn finding<H: Host>(host: &H, q: ById) -> Answer<FindingDetail> {
    let workspace = host.workspace();
    let store = workspace.store();
    let (run, _) = last_compare(workspace)?.ok_or_else(not_found)?;
    let found = app(store.finding(run.id, &q.id))?.ok_or_else(not_found)?;
    let patient = app(store.patient_by_ordinal(run.id, found.patient))?.ok_or_else(not_found)?;
    let detail = detail(&found)?;
    let charts = super::patients::charts(workspace, &patient)?;
    let common = super::patients::common(workspace, &charts)?;
    let showing = Showing { anchor: charts.anchor, common: &common };
    let left = detail.legacy.and_then(|i| charts.legacy.get(i));
    let right = detail.destination.and_then(|i| charts.destination.get(i));
    let mapping = if run.version == 0 { None } else { app(store.document_version("mapping", run.version))? };
    let document = mapping.as_ref().and_then(|m| Document::parse(&m.text).ok());
    let cause = app(store.causes(run.id))?.into_iter().find(|c| c.id == found.cause).ok_or_else(not_found)?;
    let rule = detail.rule.as_ref().and_then(|id| document.as_ref()?.rule(id).map(|(_, r)| (format!("{id}, line {}", r.line), r.value.trim().to_string())));
    let labels = cause_labels(workspace, run.id)?;
    Ok(FindingDetail {
        row: row(&found, &patient.token, &labels)?,
        aspects: aspects(left, right, &detail, &found, &showing),
        legacy_locators: detail.legacy_locators.iter().map(|l| super::artifacts::structure(l)).collect(),
        destination_locators: detail.destination_places.clone(),
        rule: rule.as_ref().map(|r| r.0.clone()),
        expression: rule.map(|r| r.1),
        explanation: explanation(&found, &detail),
        cause: cause_row(workspace, run.id, cause, document.as_ref())?,
        legacy_statement: detail.legacy.map(|i| format!("L{i}")),
        destination_statement: if detail.legacy_patient.is_empty() || detail.destination.is_some() { detail.destination.map(|i| format!("D{i}")) } else { None },
        note: detail.note.as_ref().map(|evidence| crate::quote::quote(evidence, &charts, &showing)),
    })
}

fn aspects(left: Option<&Statement>, right: Option<&Statement>, detail: &Detail, found: &store::FindingRow, showing: &Showing<'_>) -> Vec<AspectRow> {
    let mut rows = Vec::new();
    let shown = |s: Option<&Statement>, a: Aspect| -> (String, String) {
        let Some(s) = s else { return Default::default() };
        let facts: Vec<_> = s.facts.iter().filter(|f| f.aspect == a).collect();
        let texts: Vec<String> = facts.iter().map(|f| showing.value(s.kind, a, &f.value)).collect();
        (texts.join("; "), facts.first().map(|f| f.how.word().to_string()).unwrap_or_default())
    };
    for aspect in Aspect::ALL.iter().copied() {
        let ((legacy, legacy_how), (destination, destination_how)) = (shown(left, aspect), shown(right, aspect));
        if legacy.is_empty() && destination.is_empty() {
            continue;
        }
        let differs = found.aspect == "statement" || detail.read_as == aspect.word();
        rows.push(AspectRow { aspect: aspect.word().replace('_', " "), legacy, legacy_how, destination, destination_how, differs });
    }
    rows
}

fn explanation(found: &store::FindingRow, detail: &Detail) -> Vec<String> {
    let mut steps = Vec::new();
    steps.push(match detail.by.as_str() {
        "provenance" => "Aligned by provenance: the run made the destination record from this very source row.".to_string(),
        "content" => "Aligned by content: concept, time and value agree.".into(),
        "resemblance" => "Aligned by best resemblance of concept, time, value and state.".into(),
        _ => "No statement on the other side resembles it.".into(),
    });
    steps.push(format!("Judged on {}: {}.", detail.read_as.replace('_', " "), detail.manner));
    if let Some(note) = &detail.note {
        steps.push(format!("A note of the {} side speaks to it: {}.", if note.of_legacy { "legacy" } else { "destination" }, note.check));
    }
    steps.push(format!("Verdict {}, severity {}.", found.verdict, severity_word(found.severity)));
    steps
}

/// Charts of a patient, for other modules.
pub(crate) fn decode(bytes: &[u8]) -> Answer<Charts> {
    postcard::from_bytes(bytes).map_err(|e| AppError::Other(e.to_string()).into())
}

