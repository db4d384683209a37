//! Causes first, then findings, then one finding down to both locators.

use super::named_files::{mask_people, place};
use super::triage::{lookup, state};
use super::{Answer, app, facet, last_compare, not_found, page, reading, severity_indices, severity_word};
use crate::compare::{Detail, findings_of, place_locator, proposal_of, score_words};
use crate::show::{LINKED, OfCharts, Showing};
use crate::terminology::Terms;
use crate::triage::{Group, Lookup, STATES, Standing, Wanted, disposition_word, groups, owner_word, scope, standings, state_counts};
use crate::{AppError, Host, Workspace};
use contract::{AspectRow, ById, CauseRow, CausesPage, Cluster, FindingDetail, FindingRow, FindingsPage, FindingsQuery, OwnerFacet, Proposal, RunPoint};
use mapping::Document;
use model::{Aspect, Statement, Verdict};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{DocumentVersion, FindingFilter};

fn filter(workspace: &Workspace, run: u32, q: &FindingsQuery) -> Answer<FindingFilter> {
    let artifact = if q.artifact.is_empty() { None } else { Some(app(workspace.store().artifact(&q.artifact))?.ok_or_else(not_found)?.id) };
    let patient = if q.patient.is_empty() { None } else { Some(app(workspace.store().patient(run, &q.patient))?.ok_or_else(not_found)?.ordinal) };
    Ok(FindingFilter {
        severities: severity_indices(&q.severities),
        verdicts: q.verdicts.clone(),
        kinds: q.kinds.clone(),
        classes: q.classes.clone(),
        cause: (!q.cause.is_empty()).then(|| q.cause.clone()),
        causes: worded_causes(&app(workspace.store().causes(run))?, &q.text),
        patient,
        artifact,
        triage: None,
    })
}

/// The causes whose label has the words that are asked for; none are asked for without words. Lists, facets and counts all go by these.
fn worded_causes(causes: &[store::CauseRow], text: &str) -> Option<Vec<String>> {
    let text = text.trim().to_lowercase();
    (!text.is_empty()).then(|| causes.iter().filter(|c| c.label.to_lowercase().contains(&text)).map(|c| c.id.clone()).collect())
}

fn wanted(q: &FindingsQuery) -> Wanted {
    Wanted { states: q.states.clone(), dispositions: q.dispositions.clone(), owners: q.owners.clone() }
}

/// Whether a cause has findings: an equivalence that explains more than it may stands among the causes so that somebody looks, and explains none.
pub(crate) fn has_findings(cause: &CauseRow) -> bool {
    cause.verdict != Verdict::Equivalent.word()
}

/// Causes of a run, worst first.
pub(crate) fn cause_rows(workspace: &Workspace, run: u32, mapping: &Option<DocumentVersion>, now_ms: u64) -> Answer<Vec<CauseRow>> {
    let document = mapping.as_ref().and_then(|m| Document::parse(&m.text).ok());
    let causes = app(workspace.store().causes(run))?;
    let standings = standings(workspace, &causes)?;
    let row = |c: store::CauseRow| {
        let standing = standings.get(&c.id).cloned().unwrap_or_default();
        cause_row(workspace, run, c, document.as_ref(), standing, now_ms)
    };
    causes.into_iter().map(row).collect()
}

fn cause_row(workspace: &Workspace, run: u32, c: store::CauseRow, document: Option<&Document>, standing: Standing, now_ms: u64) -> Answer<CauseRow> {
    let clusters: Vec<(String, String, u64, u64, u64)> = serde_json::from_str(&c.clusters).unwrap_or_default();
    let (first, _) = app(workspace.store().findings(run, &FindingFilter { cause: Some(c.id.clone()), ..Default::default() }, 0, 1))?;
    let balance::Proposal { text, place, target } = proposal_of(&c);
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
        proposal: Proposal { text, place, target },
        clusters: clusters
            .into_iter()
            .map(|(value, destination, statements, patients, safety)| Cluster { value, destination, statements, patients: deid::small_count(patients), safety })
            .collect(),
        example: first.first().map(|f| f.id.clone()).unwrap_or_default(),
        triage: state(standing, now_ms),
    })
}

pub(crate) fn causes<H: Host>(host: &H, q: FindingsQuery) -> Answer<CausesPage> {
    let workspace = host.workspace();
    let store = workspace.store();
    let Some((run, report)) = last_compare(workspace)? else { return Ok(CausesPage::default()) };
    let now_ms = host.now_ms();
    let mut filter = filter(workspace, run.id, &q)?;
    let (wanted, standings) = (wanted(&q), standings(workspace, &app(store.causes(run.id))?)?);
    let groups = groups(workspace, run.id, &filter, &standings)?;
    let triage = triage_facets(&groups, &wanted, now_ms);
    filter.triage = scope(workspace, run.id, &wanted, &standings, now_ms)?;
    let passing: Vec<&Group> = groups.iter().filter(|g| wanted.passes(&g.standing, now_ms)).collect();
    let mut counts: HashMap<&str, (u64, u64)> = HashMap::new();
    for group in &passing {
        let count = counts.entry(group.cause.as_str()).or_default();
        count.0 += group.count;
        count.1 += if group.severity == 0 { group.count } else { 0 };
    }
    let mapping = if run.version == 0 { None } else { app(store.document_version("mapping", run.version))? };
    let mut rows: Vec<CauseRow> = cause_rows(workspace, run.id, &mapping, now_ms)?
        .into_iter()
        .filter_map(|mut c| {
            (c.statements, c.safety) = *counts.get(c.id.as_str())?;
            Some(c)
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
        // Of the causes that are listed: one that a word leaves out does not count in the selection either.
        findings: rows.iter().map(|c| c.statements).sum(),
        safety: rows.iter().map(|c| c.safety).sum(),
        severities: severities.into_iter().map(|(s, n)| facet(severity_word(s.parse().unwrap_or(9)), n)).collect(),
        verdicts: words(count("verdict", &|f| f.verdicts.clear())?),
        kinds: words(count("kind", &|f| f.kinds.clear())?),
        classes: words(count("class", &|f| f.classes.clear())?),
        run: run.id,
        trend: trend.collect(),
        states: triage.0,
        dispositions: triage.1,
        owners: triage.2,
        reading: reading(&report),
        rows: rows.into_iter().skip(q.offset as usize).take(page(q.limit) as usize).collect(),
    })
}

/// Findings by state, disposition and owner; each as the other two leave it.
fn triage_facets(groups: &[Group], wanted: &Wanted, now_ms: u64) -> (Vec<contract::Facet>, Vec<contract::Facet>, Vec<OwnerFacet>) {
    let left = |wider: Wanted| -> Vec<&Group> { groups.iter().filter(|g| wider.passes(&g.standing, now_ms)).collect() };
    let states = state_counts(left(Wanted { states: Vec::new(), ..wanted.clone() }).into_iter(), now_ms);
    let states = STATES.into_iter().zip(states).filter(|(_, n)| *n > 0).map(|(s, n)| facet(s, n)).collect();
    let by = |groups: Vec<&Group>, word: fn(&Standing) -> &str| -> Vec<(String, u64)> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        groups.into_iter().for_each(|g| *counts.entry(word(&g.standing).to_string()).or_default() += g.count);
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1));
        counts
    };
    let dispositions = by(left(Wanted { dispositions: Vec::new(), ..wanted.clone() }), disposition_word);
    let owners = by(left(Wanted { owners: Vec::new(), ..wanted.clone() }), owner_word);
    let owners = owners.into_iter().map(|(value, count)| OwnerFacet { value, count }).collect();
    (states, dispositions.into_iter().map(|(d, n)| facet(d, n)).collect(), owners)
}

/// A finding as the lists show it.
fn row(f: &store::FindingRow, patient: &str, causes: &HashMap<String, String>, triage: &Lookup, now_ms: u64) -> Answer<FindingRow> {
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
        triage: state(triage.of(&f.id, &f.cause), now_ms),
    })
}

pub(super) fn detail(f: &store::FindingRow) -> Answer<Detail> {
    serde_json::from_str(&f.detail).map_err(|e| AppError::Other(e.to_string()).into())
}

pub(crate) fn findings<H: Host>(host: &H, q: FindingsQuery) -> Answer<FindingsPage> {
    let limit = page(q.limit);
    selected(host.workspace(), &q, limit, host.now_ms())
}

/// Findings of a selection; the caller bounds `limit`.
pub(crate) fn selected(workspace: &Workspace, q: &FindingsQuery, limit: u64, now_ms: u64) -> Answer<FindingsPage> {
    let store = workspace.store();
    let Some((run, _)) = last_compare(workspace)? else { return Ok(FindingsPage::default()) };
    let mut filter = filter(workspace, run.id, q)?;
    let causes = app(store.causes(run.id))?;
    filter.triage = scope(workspace, run.id, &wanted(q), &standings(workspace, &causes)?, now_ms)?;
    let (found, total) = app(store.findings_by(run.id, &filter, &q.sort, q.offset, limit))?;
    let labels: HashMap<String, String> = causes.into_iter().map(|c| (c.id, c.label)).collect();
    let triage = lookup(workspace, run.id)?;
    let mut tokens: HashMap<u64, String> = HashMap::new();
    let mut rows = Vec::with_capacity(found.len());
    for f in &found {
        if !tokens.contains_key(&f.patient) {
            let token = app(store.patient_by_ordinal(run.id, f.patient))?.map(|p| p.token).unwrap_or_default();
            tokens.insert(f.patient, token);
        }
        rows.push(row(f, &tokens[&f.patient], &labels, &triage, now_ms)?);
    }
    worded(workspace, &mut rows)?;
    Ok(FindingsPage { rows, total })
}

/// Words of a release in the place of what a run kept as nothing but a code: one question for all rows.
fn worded(workspace: &Workspace, rows: &mut [FindingRow]) -> Answer<()> {
    let terms = Terms::of_texts(workspace, rows.iter().flat_map(|r| [r.label.as_str(), r.legacy.as_str(), r.destination.as_str()]))?;
    for row in rows {
        terms.name(&mut row.label);
        // A whole statement is shown by its label.
        let put = if row.aspect == "statement" { Terms::name } else { Terms::explain };
        put(&terms, &mut row.legacy);
        put(&terms, &mut row.destination);
    }
    Ok(())
}

pub(crate) fn finding<H: Host>(host: &H, q: ById) -> Answer<FindingDetail> {
    let workspace = host.workspace();
    let store = workspace.store();
    let (run, _) = last_compare(workspace)?.ok_or_else(not_found)?;
    let found = app(store.finding(run.id, &q.id))?.ok_or_else(not_found)?;
    let patient = app(store.patient_by_ordinal(run.id, found.patient))?.ok_or_else(not_found)?;
    let detail = detail(&found)?;
    let (charts, computes) = super::patients::charts_and_checks(workspace, &patient)?;
    let known = OfCharts::new(workspace, &charts)?;
    let showing = known.showing();
    let left = detail.legacy.and_then(|i| charts.legacy.get(i));
    let right = detail.destination.and_then(|i| charts.destination.get(i));
    let mapping = if run.version == 0 { None } else { app(store.document_version("mapping", run.version))? };
    let document = mapping.as_ref().and_then(|m| Document::parse(&m.text).ok());
    let now_ms = host.now_ms();
    let causes = app(store.causes(run.id))?;
    let standing = standings(workspace, &causes)?.remove(&found.cause).unwrap_or_default();
    let labels: HashMap<String, String> = causes.iter().map(|c| (c.id.clone(), c.label.clone())).collect();
    let cause = causes.into_iter().find(|c| c.id == found.cause).ok_or_else(not_found)?;
    let rule = detail.rule.as_ref().and_then(|id| document.as_ref()?.rule(id).map(|(_, r)| (format!("{id}, line {}", r.line), r.value.trim().to_string())));
    let mut legacy_locators = legacy_places(workspace, left, &detail.legacy_locators)?;
    let mut destination_locators: Vec<String> = detail.destination_places.iter().map(|l| place(l)).collect();
    let mut note = detail.note.as_ref().map(|evidence| crate::quote::quote(evidence, &charts, &showing));
    let of_note = note.iter_mut().map(|n| &mut n.locator);
    mask_people(workspace, legacy_locators.iter_mut().chain(&mut destination_locators).chain(of_note))?;
    let mut row = row(&found, &patient.token, &labels, &lookup(workspace, run.id)?, now_ms)?;
    worded(workspace, std::slice::from_mut(&mut row))?;
    Ok(FindingDetail {
        row,
        aspects: aspects(left, right, &parted(workspace, run.id, &found, &detail)?, &found, &showing),
        legacy_locators,
        destination_locators,
        rule: rule.as_ref().map(|r| r.0.clone()),
        expression: rule.map(|r| r.1),
        explanation: explanation(&found, &detail),
        cause: cause_row(workspace, run.id, cause, document.as_ref(), standing, now_ms)?,
        legacy_statement: detail.legacy.map(|i| format!("L{i}")),
        destination_statement: if detail.legacy_patient.is_empty() || detail.destination.is_some() { detail.destination.map(|i| format!("D{i}")) } else { None },
        note,
        tie: computes.tie.as_ref().map(super::patients::tie),
    })
}

/// Legacy locators by file and line, as those of the destination: the id of a record is masked and would lead nowhere.
fn legacy_places(workspace: &Workspace, left: Option<&Statement>, locators: &[String]) -> Answer<Vec<String>> {
    let Some(left) = left.filter(|s| !s.origin.reference.is_empty()) else { return Ok(locators.iter().map(|l| place(l)).collect()) };
    let path = app(workspace.store().artifact_by_id(left.origin.artifact))?.map(|a| a.path).unwrap_or_default();
    let element = |locator: &str| locator.split_once('#').map_or("", |(_, element)| element).to_string();
    Ok(locators.iter().map(|l| place(&place_locator(&path, left, &element(l)))).collect())
}

/// The aspects by which this pair parts: a pair may have several findings, and whoever sees one has to see the others.
fn parted(workspace: &Workspace, run: u32, found: &store::FindingRow, of: &Detail) -> Answer<HashSet<String>> {
    let mut aspects = HashSet::from([of.read_as.clone()]);
    for other in findings_of(workspace, run, found.patient)? {
        let other = detail(&other)?;
        if other.legacy == of.legacy && other.destination == of.destination {
            aspects.insert(other.read_as);
        }
    }
    Ok(aspects)
}

fn aspects(left: Option<&Statement>, right: Option<&Statement>, parted: &HashSet<String>, found: &store::FindingRow, showing: &Showing<'_>) -> Vec<AspectRow> {
    aspect_rows(left, right, showing, &|aspect| found.aspect == "statement" || parted.contains(aspect.word()))
}

/// Both statements aspect by aspect, as the desktop may see them.
pub(super) fn aspect_rows(left: Option<&Statement>, right: Option<&Statement>, showing: &Showing<'_>, differs: &dyn Fn(Aspect) -> bool) -> Vec<AspectRow> {
    let mut rows = Vec::new();
    let shown = |s: Option<&Statement>, a: Aspect| -> (String, String) {
        let Some(s) = s else { return Default::default() };
        let facts: Vec<_> = s.facts.iter().filter(|f| f.aspect == a && !balance::is_place(f)).collect();
        let texts: Vec<String> = facts.iter().map(|f| showing.value(s.kind, a, &f.value)).collect();
        let links = texts.len() > 1 && texts.iter().all(|t| t == LINKED);
        (if links { format!("{LINKED} to {}", texts.len()) } else { texts.join("; ") }, facts.first().map(|f| f.how.word().to_string()).unwrap_or_default())
    };
    for aspect in Aspect::ALL.iter().copied() {
        let ((legacy, legacy_how), (destination, destination_how)) = (shown(left, aspect), shown(right, aspect));
        if legacy.is_empty() && destination.is_empty() {
            continue;
        }
        rows.push(AspectRow { aspect: aspect.word().replace('_', " "), legacy, legacy_how, destination, destination_how, differs: differs(aspect) });
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
    if let Some(tie) = detail.link.as_ref().filter(|tie| tie.is_uncertain()) {
        steps.push(format!("Identity uncertain: the charts are linked with {} only, by {}: {}.", score_words(tie.score), tie.by, tie.evidence.join(", ")));
    }
    steps.push(format!("Verdict {}, severity {}.", found.verdict, severity_word(found.severity)));
    steps
}

