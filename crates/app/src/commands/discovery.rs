//! What discovery found: hidden corners with their decisions, joins, anomalies and integrations. `discovery_report.rs` makes the report of it all.

use super::artifacts::{field_name, structure};
use super::named_files::mask_people;
use super::{Answer, app, facet, not_found, page};
use crate::decided::{Contradiction, contradictions};
use crate::discover::Discovered;
use crate::report::grouped;
use crate::rules::short_hash;
use crate::show::shown_value;
use crate::{Host, Workspace};
use contract::{
    AnomaliesPage, Anomaly, Corner, CornersPage, DecideCorners, DecideIntegrations, DiscoveryQuery, DiscoverySummary, ErrorCode, Facet, Integration,
    IntegrationsPage, Join, JoinsPage, Nothing,
};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{CornerDecision, Decision, TrafficRow};

/// What may become of a corner.
const DECISIONS: [&str; 4] = ["migrate", "archive", "drop", "explained"];
/// Under what decisions on integrations are kept.
const INTEGRATION: &str = "integration";
/// What may become of an integration.
const STATUSES: [&str; 3] = ["replace", "keep", "retire"];
pub(super) const UNDECIDED: &str = "undecided";
/// Corners decided at once, at most.
pub(super) const DECIDED_MAX: usize = 5_000;

pub(super) fn found(workspace: &Workspace) -> Answer<Arc<Discovered>> {
    Ok(workspace.discovered()?)
}

pub(crate) fn discovery<H: Host>(host: &H, _: Nothing) -> Answer<DiscoverySummary> {
    let workspace = host.workspace();
    let found = found(workspace)?;
    crate::risks::note_risks(workspace)?;
    let decided = app(workspace.store().corner_decisions())?;
    let integrations = all_integrations(workspace)?;
    // A lens that does not check takes this count away and nothing else; the list of documents says why.
    let filing = workspace.filing().ok();
    Ok(DiscoverySummary {
        corners: found.corners.len() as u64,
        corners_open: found.corners.iter().filter(|c| !decided.contains_key(&c.id)).count() as u64,
        joins: found.joins.len() as u64,
        anomalies: found.anomalies.len() as u64,
        anomalies_high: found.anomalies.iter().filter(|(.., a)| a.severity == "high").count() as u64,
        integrations: integrations.len() as u64,
        integrations_open: integrations.iter().filter(|i| i.status == UNDECIDED).count() as u64,
        rules: found.rules.len() as u64,
        rules_open: super::rules::unclassed(workspace, &found)?,
        deliveries: app(workspace.store().deliveries("legacy"))?.len() as u64,
        described: found.dictionary.len() as u64,
        documents: filing.as_ref().map_or(0, |f| f.count()),
        documents_grave: filing.as_ref().map_or(0, |f| f.grave()),
    })
}

/// Counts of a word over rows, most first.
pub(super) fn facets<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Facet> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    words.for_each(|w| *counts.entry(w).or_default() += 1);
    let mut facets: Vec<Facet> = counts.into_iter().map(|(w, n)| facet(w, n)).collect();
    facets.sort_by(|a, b| b.count.cmp(&a.count));
    facets
}

pub(super) fn chosen(wanted: &[String], word: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|w| w == word)
}

pub(super) fn has(text: &str, parts: &[&str]) -> bool {
    text.is_empty() || parts.iter().any(|p| p.to_lowercase().contains(&text.to_lowercase()))
}

/// Sorts by what `compare` says of a key, descending with a leading `-`, and cuts a page out.
pub(super) fn paged<T>(mut rows: Vec<T>, q: &DiscoveryQuery, compare: impl Fn(&str, &T, &T) -> Ordering) -> Vec<T> {
    let (key, descending) = q.sort.strip_prefix('-').map_or((q.sort.as_str(), false), |k| (k, true));
    if !key.is_empty() {
        rows.sort_by(|a, b| if descending { compare(key, b, a) } else { compare(key, a, b) });
    }
    rows.into_iter().skip(q.offset as usize).take(page(q.limit) as usize).collect()
}

pub(super) fn rank(word: &str) -> usize {
    ["high", "medium", "low"].iter().position(|w| *w == word).unwrap_or(3)
}

/// Words in which every number from 1 to 10 that stands by itself is `<11`.
pub(super) fn small_counts(words: &str) -> String {
    let masked = |word: &str| word.parse().is_ok_and(|n: u64| (1..11).contains(&n));
    words.split(' ').map(|word| if masked(word) { "<11" } else { word }).collect::<Vec<_>>().join(" ")
}

/// What speaks for a table of attributes, as the desktop may see it: no number from 1 to 10, and the thousands of what is counted apart. A name is
/// masked before, and a year that is one stays as it is.
pub(super) fn evidence(words: &str) -> String {
    let masked = structure(&small_counts(words));
    let words: Vec<&str> = masked.split(' ').collect();
    let is_counted = words.iter().skip(1).map(|next| matches!(*next, "of" | "rows" | "values")).chain([false]);
    let apart = |(word, is_counted): (&&str, bool)| word.parse::<u64>().ok().filter(|_| is_counted).map_or_else(|| (*word).to_string(), grouped);
    words.iter().zip(is_counted).map(apart).collect::<Vec<_>>().join(" ")
}

pub(super) fn all_corners(workspace: &Workspace) -> Answer<Vec<Corner>> {
    let decided = app(workspace.store().corner_decisions())?;
    let found = found(workspace)?;
    let corner = |c: &discovery::Corner| {
        let decision = decided.get(&c.id).cloned();
        let CornerDecision { decision: state, reason, by, at_ms } =
            decision.unwrap_or(CornerDecision { decision: "open".into(), reason: String::new(), by: String::new(), at_ms: 0 });
        Corner {
            id: c.id.clone(),
            kind: c.kind.into(),
            risk: c.risk.into(),
            artifact: c.artifact.clone(),
            artifact_name: found.names.get(&c.artifact).map_or_else(String::new, |path| structure(path)),
            relation: structure(&c.relation),
            field: field_name(&c.field),
            words: structure(&small_counts(&c.words)),
            evidence: structure(&small_counts(&c.evidence)),
            state,
            reason,
            by,
            at_ms,
            contradiction: String::new(),
        }
    };
    let mut corners: Vec<Corner> = found.corners.iter().map(corner).collect();
    for contradiction in contradictions(workspace)? {
        let at = corners.iter().position(|c| c.id == contradiction.corner);
        let at = at.unwrap_or_else(|| {
            corners.push(found_no_more(&contradiction, decided.get(&contradiction.corner)));
            corners.len() - 1
        });
        if let Some(corner) = corners.get_mut(at) {
            corner.contradiction = contradiction.says;
        }
    }
    mask_people(workspace, corners.iter_mut().flat_map(|c| [&mut c.artifact_name, &mut c.field, &mut c.words, &mut c.evidence]))?;
    Ok(corners)
}

/// A corner that was decided on and is none any more by what the documents say, which is the contrary of the decision.
fn found_no_more(contradiction: &Contradiction, decision: Option<&CornerDecision>) -> Corner {
    let (relation, field) = (structure(&contradiction.relation), field_name(&contradiction.field));
    Corner {
        id: contradiction.corner.clone(),
        kind: contradiction.kind.clone(),
        risk: "high".into(),
        words: contradiction.words(&relation, &field),
        evidence: "the documents have changed since it was decided".into(),
        relation,
        field,
        state: contradiction.decision.clone(),
        reason: contradiction.reason.clone(),
        by: decision.map_or_else(String::new, |d| d.by.clone()),
        at_ms: decision.map_or(0, |d| d.at_ms),
        ..Corner::default()
    }
}

pub(crate) fn corners<H: Host>(host: &H, q: DiscoveryQuery) -> Answer<CornersPage> {
    let all = all_corners(host.workspace())?;
    let kept = |c: &&Corner| has(&q.text, &[&c.relation, &c.field, &c.words]) && (q.artifact.is_empty() || c.artifact == q.artifact);
    let of_kind = |c: &&Corner| chosen(&q.kinds, &c.kind);
    let in_state = |c: &&Corner| chosen(&q.states, &c.state);
    let rows: Vec<Corner> = all.iter().filter(kept).filter(of_kind).filter(in_state).cloned().collect();
    let total = rows.len() as u64;
    let rows = paged(rows, &q, |key, a, b| match key {
        "risk" => rank(&a.risk).cmp(&rank(&b.risk)),
        "kind" => a.kind.cmp(&b.kind),
        "state" => a.state.cmp(&b.state),
        "at" => a.at_ms.cmp(&b.at_ms),
        _ => (&a.relation, &a.field).cmp(&(&b.relation, &b.field)),
    });
    Ok(CornersPage {
        rows,
        total,
        kinds: facets(all.iter().filter(kept).filter(in_state).map(|c| c.kind.as_str())),
        states: facets(all.iter().filter(kept).filter(of_kind).map(|c| c.state.as_str())),
    })
}

pub(crate) fn decide_corners<H: Host>(host: &H, request: DecideCorners) -> Answer<Nothing> {
    let workspace = host.workspace();
    let reason = request.reason.trim();
    let open = request.decision == "open";
    if !open && (!DECISIONS.contains(&request.decision.as_str()) || reason.is_empty()) || request.ids.is_empty() || request.ids.len() > DECIDED_MAX {
        return Err(ErrorCode::Invalid.into());
    }
    let found = found(workspace)?;
    // What was decided on may be found no more, and may still be decided otherwise.
    let decided = app(workspace.store().corner_decisions())?;
    if !request.ids.iter().all(|id| decided.contains_key(id) || found.corners.iter().any(|c| c.id == *id)) {
        return Err(not_found());
    }
    let decision = CornerDecision { decision: request.decision.clone(), reason: reason.into(), by: host.actor().account.clone(), at_ms: host.now_ms() };
    app(workspace.store().decide_corners(&request.ids, (!open).then_some(&decision)))?;
    Ok(Nothing::default())
}

/// Joins as the desktop may see them.
pub(super) fn all_joins(workspace: &Workspace) -> Answer<Vec<Join>> {
    let mut all: Vec<Join> = found(workspace)?.joins.iter().map(join).collect();
    mask_people(workspace, all.iter_mut().flat_map(|j| [&mut j.from_field, &mut j.to_field]))?;
    Ok(all)
}

fn join(j: &discovery::Join) -> Join {
    let basis = if j.declared { "declared" } else if j.exact { "exact" } else { "estimated" };
    Join {
        from_relation: structure(&j.from.relation),
        from_field: field_name(&j.from.field),
        to_relation: structure(&j.to.relation),
        to_field: field_name(&j.to.field),
        contained: j.share_contained,
        orphans: deid::small_count(j.orphans_estimate),
        basis: basis.into(),
        score: j.score,
        reasons: j.reasons.clone(),
    }
}

pub(crate) fn joins<H: Host>(host: &H, q: DiscoveryQuery) -> Answer<JoinsPage> {
    let all = all_joins(host.workspace())?;
    let named = |j: &&Join| has(&q.text, &[&j.from_relation, &j.from_field, &j.to_relation, &j.to_field]);
    let rows: Vec<Join> = all.iter().filter(named).filter(|j| chosen(&q.kinds, &j.basis)).cloned().collect();
    let total = rows.len() as u64;
    let rows = paged(rows, &q, |key, a, b| match key {
        "contained" => a.contained.total_cmp(&b.contained),
        "score" => a.score.total_cmp(&b.score),
        "orphans" => a.orphans.cmp(&b.orphans),
        "to" => (&a.to_relation, &a.to_field).cmp(&(&b.to_relation, &b.to_field)),
        "basis" => a.basis.cmp(&b.basis),
        _ => (&a.from_relation, &a.from_field).cmp(&(&b.from_relation, &b.from_field)),
    });
    Ok(JoinsPage { rows, total, kinds: facets(all.iter().filter(named).map(|j| j.basis.as_str())) })
}

/// Anomalies as the desktop may see them.
pub(super) fn all_anomalies(workspace: &Workspace) -> Answer<Vec<Anomaly>> {
    let mut all: Vec<Anomaly> = found(workspace)?.anomalies.iter().map(anomaly).collect();
    // A table whose first row of data is taken for its header names its fields after people.
    mask_people(workspace, all.iter_mut().flat_map(|a| [&mut a.field, &mut a.words]))?;
    Ok(all)
}

fn anomaly((artifact, relation, a): &(String, String, discovery::Anomaly)) -> Anomaly {
    let count = deid::small_count(a.count);
    Anomaly {
        artifact: artifact.clone(),
        relation: structure(relation),
        field: field_name(&a.field),
        code: a.code.into(),
        severity: a.severity.into(),
        count,
        share: if count.is_some() { a.share } else { 0.0 },
        words: structure(&small_counts(&a.words)),
        // Of few rows the places would tell how few. In groups of three: six digits in a row may be somebody's number, and the filter of answers would take them for it.
        places: a.lines.iter().filter(|_| count.is_some()).map(|line| format!("line {}", grouped(*line))).collect(),
        values: a.values.iter().filter_map(|(value, _, patients)| shown_value(value, *patients)).collect(),
    }
}

pub(crate) fn anomalies<H: Host>(host: &H, q: DiscoveryQuery) -> Answer<AnomaliesPage> {
    let all = all_anomalies(host.workspace())?;
    let kept = |a: &&Anomaly| has(&q.text, &[&a.relation, &a.field, &a.words]) && (q.artifact.is_empty() || a.artifact == q.artifact);
    let of_code = |a: &&Anomaly| chosen(&q.kinds, &a.code);
    let severe = |a: &&Anomaly| chosen(&q.states, &a.severity);
    let rows: Vec<Anomaly> = all.iter().filter(kept).filter(of_code).filter(severe).cloned().collect();
    let total = rows.len() as u64;
    let rows = paged(rows, &q, |key, a, b| match key {
        "severity" => rank(&a.severity).cmp(&rank(&b.severity)),
        "code" => a.code.cmp(&b.code),
        "count" => a.count.cmp(&b.count),
        "share" => a.share.total_cmp(&b.share),
        _ => (&a.relation, &a.field).cmp(&(&b.relation, &b.field)),
    });
    Ok(AnomaliesPage {
        rows,
        total,
        kinds: facets(all.iter().filter(kept).filter(severe).map(|a| a.code.as_str())),
        states: facets(all.iter().filter(kept).filter(of_code).map(|a| a.severity.as_str())),
    })
}

/// Traffic by integration; rows come ordered by kind, name and year.
fn gather(traffic: Vec<TrafficRow>) -> Vec<Integration> {
    let mut all: Vec<(String, Integration, BTreeMap<u32, u64>)> = Vec::new();
    for row in traffic {
        if all.last().is_none_or(|(name, i, _)| *name != row.name || i.kind != row.kind) {
            let id = format!("i-{}", short_hash(&[row.kind.as_str(), row.name.as_str()]));
            all.push((row.name.clone(), Integration { id, kind: row.kind, name: structure(&row.name), ..Integration::default() }, BTreeMap::new()));
        }
        if let Some((_, integration, years)) = all.last_mut() {
            integration.records += row.records;
            if row.year > 0 {
                *years.entry(row.year).or_default() += row.records;
            }
        }
    }
    let finish = |(_, mut integration, years): (String, Integration, BTreeMap<u32, u64>)| {
        if let (Some((first, _)), Some((last, _))) = (years.first_key_value(), years.last_key_value()) {
            (integration.first_year, integration.last_year) = (*first, *last);
            integration.years = (*first..=*last).map(|y| years.get(&y).copied().unwrap_or(0)).collect();
        }
        integration
    };
    all.into_iter().map(finish).collect()
}

/// Integrations with what was decided on them.
pub(super) fn all_integrations(workspace: &Workspace) -> Answer<Vec<Integration>> {
    let mut all = gather(app(workspace.store().traffic("legacy"))?);
    // Who pays for themselves stands in the data as a payer.
    mask_people(workspace, all.iter_mut().map(|i| &mut i.name))?;
    let decisions = app(workspace.store().decisions(INTEGRATION))?;
    for integration in &mut all {
        let decided = decisions.get(&integration.id).map_or(&[][..], Vec::as_slice);
        integration.status = decided.last().map_or(UNDECIDED, |d| d.word.as_str()).into();
        integration.owner = decided.last().map_or_else(String::new, |d| d.owner.clone());
        integration.history = super::rules::history(decided);
    }
    Ok(all)
}

pub(crate) fn decide_integrations<H: Host>(host: &H, request: DecideIntegrations) -> Answer<Nothing> {
    let workspace = host.workspace();
    let (status, owner, note) = (request.status.as_str(), request.owner.trim(), request.note.trim());
    let open = status == UNDECIDED;
    let said = !owner.is_empty() || !note.is_empty();
    if !open && (!STATUSES.contains(&status) || !said) || request.ids.is_empty() || request.ids.len() > DECIDED_MAX {
        return Err(ErrorCode::Invalid.into());
    }
    let all = all_integrations(workspace)?;
    if !request.ids.iter().all(|id| all.iter().any(|i| i.id == *id)) {
        return Err(not_found());
    }
    let (by, at_ms) = (host.actor().account.clone(), host.now_ms());
    let decision = Decision { word: status.into(), owner: if open { String::new() } else { owner.into() }, reason: note.into(), basis: String::new(), by, at_ms };
    let decided: Vec<(String, Decision)> = request.ids.iter().map(|id| (id.clone(), decision.clone())).collect();
    app(workspace.store().decide(INTEGRATION, &decided))?;
    Ok(Nothing::default())
}

pub(crate) fn integrations<H: Host>(host: &H, q: DiscoveryQuery) -> Answer<IntegrationsPage> {
    let all = all_integrations(host.workspace())?;
    let named = |i: &&Integration| has(&q.text, &[&i.name, &i.owner]);
    let of_kind = |i: &&Integration| chosen(&q.kinds, &i.kind);
    let in_state = |i: &&Integration| chosen(&q.states, &i.status);
    let rows: Vec<Integration> = all.iter().filter(named).filter(of_kind).filter(in_state).cloned().collect();
    let total = rows.len() as u64;
    let rows = paged(rows, &q, |key, a, b| match key {
        "records" => a.records.cmp(&b.records),
        "first" => a.first_year.cmp(&b.first_year),
        "last" => a.last_year.cmp(&b.last_year),
        "name" => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
        "status" => a.status.cmp(&b.status),
        "owner" => a.owner.to_lowercase().cmp(&b.owner.to_lowercase()),
        _ => (&a.kind, &b.records).cmp(&(&b.kind, &a.records)),
    });
    Ok(IntegrationsPage {
        rows,
        total,
        kinds: facets(all.iter().filter(named).filter(in_state).map(|i| i.kind.as_str())),
        states: facets(all.iter().filter(named).filter(of_kind).map(|i| i.status.as_str())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_in_groups_that_are_nobodys_number() {
        let odd = discovery::Anomaly { lines: vec![17, 1_000_234], ..unknown() };
        let told = anomaly(&("a-1".into(), "visits".into(), odd));
        assert_eq!(told.places, ["line 17", "line 1,000,234"]);
        let few = anomaly(&("a-1".into(), "visits".into(), discovery::Anomaly { count: 3, lines: vec![17, 18, 19], ..unknown() }));
        assert_eq!((few.count, few.places.len()), (None, 0), "three places would tell that there are three");
        let known = deid::egress::Egress::build([(deid::egress::Category::Number, "1000234".to_string())].into_iter());
        assert!(known.check(b"line 1000234").is_some() && known.check(told.places.concat().as_bytes()).is_none());
    }

    #[test]
    fn what_is_counted_has_its_thousands_apart_and_a_name_has_none() {
        assert_eq!(evidence("1200 of 1200 values of concept make 100 % of 2451 rows"), "1,200 of 1,200 values of concept make 100 % of 2,451 rows");
        assert_eq!(evidence("filled: 2019 in 80 %, value in 20 %"), "filled: 2019 in 80 %, value in 20 %");
        assert_eq!(evidence("voided marks 4 rows as removed"), "voided marks <11 rows as removed");
    }

    #[test]
    fn a_value_is_told_where_eleven_patients_have_it() {
        let odd = discovery::Anomaly { values: vec![("E95.1".into(), 40, 11), ("E95.2".into(), 40, 10), ("E95.3".into(), 40, 0)], ..unknown() };
        assert_eq!(anomaly(&("a-1".into(), "visits".into(), odd)).values, ["E95.1"]);
    }

    fn unknown() -> discovery::Anomaly {
        discovery::Held { rows: 40, named: 40, ..discovery::Held::default() }.anomalies().remove(0)
    }
}
