//! Rules and configuration of the legacy system: the catalogue, one rule with its text and evidence, and its class by a person.

use super::artifacts::structure;
use super::discovery::{DECIDED_MAX, chosen, facets, has, paged};
use super::{Answer, app, not_found};
use crate::discover::Discovered;
use crate::rules::LegacyRuleFound;
use crate::{Host, Workspace};
use contract::{ById, ClassifyRules, Decided, DiscoveryQuery, ErrorCode, LegacyRule, LegacyRuleDetail, LegacyRulesPage, Nothing};
use deid::Known;
use model::Phi;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::Decision;

/// Under what decisions on rules are kept.
const ABOUT: &str = "rule";
const CLASSES: [&str; 2] = ["system-driven", "clinician-driven"];
const OPEN: &str = "open";

/// Decisions as they are shown, newest first.
pub(super) fn history(decisions: &[Decision]) -> Vec<Decided> {
    let one = |d: &Decision| Decided { word: d.word.clone(), owner: d.owner.clone(), reason: d.reason.clone(), by: d.by.clone(), at_ms: d.at_ms };
    decisions.iter().rev().map(one).collect()
}

/// What showing rules needs to know.
struct Shown<'a> {
    workspace: &'a Workspace,
    /// Names of relations and fields that are shown elsewhere as they are, in lower case.
    structure: HashSet<String>,
    decisions: BTreeMap<String, Vec<Decision>>,
    artifacts: HashMap<u32, String>,
}

impl<'a> Shown<'a> {
    fn new(workspace: &'a Workspace) -> Answer<Self> {
        let mut names: HashSet<String> = HashSet::new();
        for (relation, fields) in crate::source::legacy_schema(workspace)? {
            let bare = relation.rsplit('.').next().unwrap_or_default().to_string();
            names.extend(fields.into_iter().chain([bare, relation]));
        }
        let structure = names.into_iter().filter(|name| structure(name) == *name).map(|name| name.to_lowercase()).collect();
        let artifacts = app(workspace.store().artifacts("legacy"))?.into_iter().map(|a| (a.id, a.token)).collect();
        Ok(Self { workspace, structure, decisions: app(workspace.store().decisions(ABOUT))?, artifacts })
    }

    /// A text of a rule as it may leave, with the name of the rule of de-identification; `None` when even so a known
    /// identifier is in it.
    fn text(&self, text: &str) -> Option<(String, &'static str)> {
        let shown = deid::code_text(&Phi::new(text), &self.structure, &Known::new(std::iter::empty::<&str>()));
        let rule = shown.rule().name();
        let shown = shown.into_value();
        self.workspace.egress_check(shown.as_bytes()).is_ok().then_some((shown, rule))
    }

    fn name(&self, rule: &LegacyRuleFound) -> String {
        if rule.routine { structure(&rule.name) } else { self.text(&rule.name).map_or_else(|| deid::WITHHELD.to_string(), |(name, _)| name) }
    }

    /// The class that holds now, without the name of the rule: a list filters before it shows.
    fn row(&self, rule: &LegacyRuleFound) -> LegacyRule {
        let last = self.decisions.get(&rule.id).and_then(|d| d.last());
        LegacyRule {
            id: rule.id.clone(),
            kind: rule.kind.clone(),
            name: String::new(),
            artifact: self.artifacts.get(&rule.artifact).cloned().unwrap_or_default(),
            relation: structure(&rule.relation),
            state: last.map_or_else(|| OPEN.to_string(), |d| d.word.clone()),
            in_use: rule.in_use,
            mentions: rule.mentions.len() as u64,
            signs: rule.evidence.len() as u64,
            reason: last.map_or_else(String::new, |d| d.reason.clone()),
            by: last.map_or_else(String::new, |d| d.by.clone()),
            at_ms: last.map_or(0, |d| d.at_ms),
            changed: last.is_some_and(|d| d.word != OPEN && d.basis != rule.basis),
        }
    }
}

/// Rules that nobody has classed.
pub(super) fn unclassed(workspace: &Workspace, found: &Discovered) -> Answer<u64> {
    let decisions = app(workspace.store().decisions(ABOUT))?;
    let open = |rule: &&LegacyRuleFound| decisions.get(&rule.id).and_then(|d| d.last()).is_none_or(|d| d.word == OPEN);
    Ok(found.rules.iter().filter(open).count() as u64)
}

/// The first rules of the catalogue with their classes.
pub(super) fn catalogued(workspace: &Workspace, found: &Discovered, most: usize) -> Answer<Vec<LegacyRule>> {
    let shown = Shown::new(workspace)?;
    Ok(found.rules.iter().take(most).map(|rule| LegacyRule { name: shown.name(rule), ..shown.row(rule) }).collect())
}

pub(crate) fn legacy_rules<H: Host>(host: &H, q: DiscoveryQuery) -> Answer<LegacyRulesPage> {
    let workspace = host.workspace();
    let found = workspace.discovered()?;
    let shown = Shown::new(workspace)?;
    let all: Vec<(&LegacyRuleFound, LegacyRule)> = found.rules.iter().map(|rule| (rule, shown.row(rule))).collect();
    let named = |(rule, row): &&(&LegacyRuleFound, LegacyRule)| has(&q.text, &[&shown_name(rule), &row.relation]) && (q.artifact.is_empty() || row.artifact == q.artifact);
    let of_kind = |(_, row): &&(&LegacyRuleFound, LegacyRule)| chosen(&q.kinds, &row.kind);
    let in_state = |(_, row): &&(&LegacyRuleFound, LegacyRule)| chosen(&q.states, &row.state);
    let rows: Vec<(&LegacyRuleFound, LegacyRule)> = all.iter().filter(named).filter(of_kind).filter(in_state).cloned().collect();
    let total = rows.len() as u64;
    let rows = paged(rows, &q, |key, (a, x), (b, y)| match key {
        "kind" => x.kind.cmp(&y.kind),
        "where" => x.relation.cmp(&y.relation),
        "state" => x.state.cmp(&y.state),
        "mentions" => x.mentions.cmp(&y.mentions),
        "signs" => x.signs.cmp(&y.signs),
        "at" => x.at_ms.cmp(&y.at_ms),
        _ => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
    });
    Ok(LegacyRulesPage {
        rows: rows.into_iter().map(|(rule, row)| LegacyRule { name: shown.name(rule), ..row }).collect(),
        total,
        kinds: facets(all.iter().filter(named).filter(in_state).map(|(_, row)| row.kind.as_str())),
        states: facets(all.iter().filter(named).filter(of_kind).map(|(_, row)| row.state.as_str())),
    })
}

/// What a search looks through: a routine's name. What a row calls itself is content, and a search must not feel for it.
fn shown_name(rule: &LegacyRuleFound) -> String {
    if rule.routine { structure(&rule.name) } else { String::new() }
}

pub(crate) fn legacy_rule<H: Host>(host: &H, q: ById) -> Answer<LegacyRuleDetail> {
    let workspace = host.workspace();
    let found = workspace.discovered()?;
    let rule = found.rules.iter().find(|r| r.id == q.id).ok_or_else(not_found)?;
    let shown = Shown::new(workspace)?;
    let text = shown.text(&rule.text);
    let (withheld, shown_by) = (text.is_none(), text.as_ref().map_or("", |t| t.1).to_string());
    Ok(LegacyRuleDetail {
        rule: LegacyRule { name: shown.name(rule), ..shown.row(rule) },
        text: text.map_or_else(String::new, |t| t.0),
        shown_by,
        withheld,
        mentions: rule.mentions.iter().map(|m| structure(m)).collect(),
        absent: rule.absent.iter().filter_map(|a| shown.text(a)).map(|a| a.0).collect(),
        evidence: rule.evidence.iter().map(|e| structure(e)).collect(),
        history: shown.decisions.get(&rule.id).map_or_else(Vec::new, |d| history(d)),
    })
}

pub(crate) fn classify_rules<H: Host>(host: &H, request: ClassifyRules) -> Answer<Nothing> {
    let workspace = host.workspace();
    let (class, reason) = (request.class.as_str(), request.reason.trim());
    if class != OPEN && (!CLASSES.contains(&class) || reason.is_empty()) || request.ids.is_empty() || request.ids.len() > DECIDED_MAX {
        return Err(ErrorCode::Invalid.into());
    }
    let found = workspace.discovered()?;
    let by_id: HashMap<&str, &LegacyRuleFound> = found.rules.iter().map(|r| (r.id.as_str(), r)).collect();
    let mut decided = Vec::new();
    for id in &request.ids {
        let rule = by_id.get(id.as_str()).ok_or_else(not_found)?;
        let (by, at_ms) = (host.actor().account.clone(), host.now_ms());
        decided.push((id.clone(), Decision { word: class.into(), owner: String::new(), reason: reason.into(), basis: rule.basis.clone(), by, at_ms }));
    }
    app(workspace.store().decide(ABOUT, &decided))?;
    Ok(Nothing::default())
}
