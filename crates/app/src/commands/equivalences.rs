//! Declared equivalences: the list with what each explains, declaring one from a finding, retiring one.
//!
//! A value of a finding goes into the document only if the desktop may see it; tolerances are tested on made-up values.

use super::{Answer, app, invalid, last_compare, not_found, refused};
use crate::compare::{day_words, declarations};
use crate::declare::{Wish, blast, propose};
use crate::{AppError, CompareReport, Host, Workspace};
use balance::{Declarations, Equivalence, Lens, Means};
use contract::{
    DraftEquivalence, EquivalencePreview, EquivalenceRow, EquivalenceTest, EquivalencesView, Nothing, RetireEquivalence, SaveEquivalence, SavedEquivalence,
    WireError,
};
use std::collections::BTreeSet;

/// Comparisons that counts are told of.
const RUNS_MAX: u64 = 20;
/// Bytes of a reason, at most.
const REASON_MAX: usize = 4_000;

pub(crate) fn equivalences<H: Host>(host: &H, _: Nothing) -> Answer<EquivalencesView> {
    let workspace = host.workspace();
    let document = app(workspace.store().document("equivalences"))?;
    let (declared, problems) = match document.as_ref().map(|d| Declarations::parse(&d.text)) {
        None => (Declarations::default(), Vec::new()),
        Some(Ok(declared)) => (declared, Vec::new()),
        Some(Err(problems)) => (Declarations::default(), problems),
    };
    let runs: Vec<CompareReport> = app(workspace.store().runs("compare", RUNS_MAX))?.iter().filter_map(|r| serde_json::from_str(&r.report).ok()).collect();
    let today = (host.now_ms() / 86_400_000) as i32;
    let mut rows: Vec<EquivalenceRow> = declared.equivalences.iter().map(|e| row(e, &runs, today)).collect();
    let last = runs.last();
    // A lens that no longer checks maps nothing that could be told; its counts stand.
    let lens = crate::book::lens(workspace).ok().flatten();
    let maps = last.iter().flat_map(|r| &r.equivalences).filter(|c| c.id.starts_with("lens:"));
    rows.extend(maps.map(|count| counted(code_map(lens.as_ref(), &count.id), &runs)));
    Ok(EquivalencesView {
        version: document.map_or(0, |d| d.version),
        judged: last.map_or(0, |r| r.equivalences_version),
        run: last.map_or(0, |r| r.run),
        runs: runs.iter().map(|r| r.run).collect(),
        rows,
        warnings: last.map(|r| r.warnings.clone()).unwrap_or_default(),
        problems: super::problems(&problems),
    })
}

fn row(e: &Equivalence, runs: &[CompareReport], today: i32) -> EquivalenceRow {
    let (legacy, destination, both) = match &e.means {
        Means::Pair { legacy, destination, both, .. } => (legacy.clone(), destination.clone(), *both),
        _ => Default::default(),
    };
    let judged = runs.last().is_some_and(|r| r.equivalences.iter().any(|c| c.id == e.id));
    let state = match (&e.retired, e.expires) {
        (Some(_), _) => "retired",
        (None, Some(last)) if last < today => "expired",
        _ if judged => "in force",
        _ => "not judged yet",
    };
    let row = EquivalenceRow {
        id: e.id.clone(),
        state: state.into(),
        kinds: e.kinds.iter().map(|k| k.word().to_string()).collect(),
        aspect: e.aspect.replace('_', " "),
        relation: e.means.word().into(),
        legacy,
        destination,
        both,
        words: e.means.words(),
        author: e.author.clone(),
        reason: e.reason.clone(),
        expires: e.expires.map(day_words).unwrap_or_default(),
        days_left: e.expires.map(|last| last - today),
        retired: e.retired.clone().unwrap_or_default(),
        statements_max: e.statements_max,
        expected: e.expected,
        tests: e.rows.iter().map(|r| EquivalenceTest { legacy: r.legacy.clone(), destination: r.destination.clone(), equivalent: r.equivalent }).collect(),
        line: e.line,
        ..Default::default()
    };
    counted(row, runs)
}

/// A code map of the lens: which codes of which table it maps to what.
fn code_map(lens: Option<&Lens>, id: &str) -> EquivalenceRow {
    let mut row = EquivalenceRow { id: id.into(), state: "lens".into(), aspect: "code".into(), relation: "code".into(), both: true, ..Default::default() };
    let name = id.strip_prefix("lens:").unwrap_or(id);
    let Some((lens, map)) = lens.and_then(|lens| Some((lens, lens.code_maps.iter().find(|map| map.name == name)?))) else {
        row.words = "a code map that the lens no longer has".into();
        return row;
    };
    let (mut relations, mut kinds, mut aspects) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (relation, kind, aspect) in lens.coded_in(&map.from) {
        relations.insert(relation);
        kinds.insert(kind.word());
        aspects.insert(aspect.word().replace('_', " "));
    }
    let codes = if map.codes == 1 { "1 code".to_string() } else { format!("{} codes", map.codes) };
    let read = if relations.is_empty() { String::new() } else { format!("{}: ", relations.into_iter().collect::<Vec<_>>().join(", ")) };
    row.words = format!("{read}{codes} to {}", model::short_system(&map.to));
    (row.legacy, row.destination) = (map.from.clone(), map.to.clone());
    row.kinds = kinds.into_iter().map(str::to_string).collect();
    if !aspects.is_empty() {
        row.aspect = aspects.into_iter().collect::<Vec<_>>().join(", ");
    }
    row
}

/// The row with its counts, run by run.
fn counted(mut row: EquivalenceRow, runs: &[CompareReport]) -> EquivalenceRow {
    let of = |r: &CompareReport| r.equivalences.iter().find(|c| c.id == row.id).map(|c| (c.statements, c.patients));
    let last = runs.last().and_then(of).unwrap_or_default();
    let counts: Vec<Option<u64>> = runs.iter().map(|r| of(r).map(|c| c.0)).collect();
    let opens = format!("Equivalence {} ", row.id);
    let warning = runs.last().and_then(|r| r.warnings.iter().find(|w| w.starts_with(&opens)).cloned()).unwrap_or_default();
    row.counts = counts;
    (row.statements, row.patients, row.warning) = (last.0, deid::small_count(last.1), warning);
    row
}

fn wish(draft: &DraftEquivalence) -> Wish {
    Wish { relation: draft.relation.clone(), amount: draft.amount.trim().into(), all_kinds: draft.all_kinds, both: draft.both }
}

pub(crate) fn preview_equivalence<H: Host>(host: &H, q: DraftEquivalence) -> Answer<EquivalencePreview> {
    let workspace = host.workspace();
    let (run, _) = last_compare(workspace)?.ok_or_else(not_found)?;
    let found = app(workspace.store().finding(run.id, &q.finding))?.ok_or_else(not_found)?;
    let (version, declared) = declarations(workspace)?;
    let proposal = propose(workspace, run.id, &found, &wish(&q))?;
    let mut answer = EquivalencePreview {
        relations: proposal.relations,
        relation: proposal.relation,
        amount: proposal.amount,
        kind: found.kind.clone(),
        aspect: proposal.aspect.replace('_', " "),
        legacy: proposal.legacy,
        destination: proposal.destination,
        id: free_id(&declared, &found.kind, &proposal.aspect),
        version,
        problem: proposal.problem,
        ..Default::default()
    };
    let Some(mut draft) = proposal.draft else { return Ok(answer) };
    (draft.id, draft.author, draft.reason) = (answer.id.clone(), "preview".into(), "preview".into());
    let whole = balance::declare_equivalence(&text(workspace)?, &draft);
    let declared = match Declarations::parse(&whole) {
        Ok(declared) => declared,
        Err(problems) => {
            answer.problem = problems.into_iter().next().map(|p| p.message).unwrap_or_default();
            return Ok(answer);
        }
    };
    let Some(equivalence) = declared.equivalence(&draft.id) else { return Ok(answer) };
    answer.words = equivalence.means.words();
    let blast = blast(workspace, run.id, equivalence, &found.cause)?;
    answer.statements = blast.statements;
    answer.patients = deid::small_count(blast.patients);
    answer.findings = blast.findings;
    answer.safety = blast.safety;
    answer.within_cause = blast.within_cause;
    answer.looked_at = blast.looked_at;
    answer.of = blast.of;
    answer.of_cause = app(workspace.store().findings(run.id, &store::FindingFilter { cause: Some(found.cause.clone()), ..Default::default() }, 0, 1))?.1;
    Ok(answer)
}

/// The text of the document, empty when there is none.
fn text(workspace: &Workspace) -> Answer<String> {
    Ok(app(workspace.store().document("equivalences"))?.map(|d| d.text).unwrap_or_default())
}

/// An id that tells what it is about and is not taken.
fn free_id(declared: &Declarations, kind: &str, aspect: &str) -> String {
    let plain = |text: &str| text.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let base: String = format!("{}-{}", plain(kind), plain(aspect)).chars().take(34).collect();
    let mut id = base.clone();
    let mut number = 2u32;
    while declared.equivalence(&id).is_some() {
        id = format!("{base}-{number}");
        number += 1;
    }
    id
}

pub(crate) fn save_equivalence<H: Host>(host: &H, q: SaveEquivalence) -> Answer<SavedEquivalence> {
    let workspace = host.workspace();
    check_reason(workspace, &q.reason)?;
    let (run, _) = last_compare(workspace)?.ok_or_else(not_found)?;
    let found = app(workspace.store().finding(run.id, &q.draft.finding))?.ok_or_else(not_found)?;
    let proposal = propose(workspace, run.id, &found, &wish(&q.draft))?;
    let Some(mut draft) = proposal.draft else { return Err(refused(&proposal.problem)) };
    draft.id = q.id.trim().into();
    draft.author.clone_from(&host.actor().account);
    draft.reason = q.reason.trim().into();
    draft.expires = Some(q.expires.trim().to_string()).filter(|day| !day.is_empty());
    (draft.statements_max, draft.expected) = (q.statements_max, q.expected);
    let changed = balance::declare_equivalence(&text(workspace)?, &draft);
    let declared = Declarations::parse(&changed).map_err(|found| invalid(&found))?;
    let today = (host.now_ms() / 86_400_000) as i32;
    if declared.equivalence(&draft.id).is_none_or(|e| !e.holds_on(today)) {
        return Err(refused("The last day has passed already."));
    }
    keep(host, q.base_version, &changed, &draft.id, &format!("equivalence {} declared", draft.id))
}

pub(crate) fn retire_equivalence<H: Host>(host: &H, q: RetireEquivalence) -> Answer<SavedEquivalence> {
    let workspace = host.workspace();
    check_reason(workspace, &q.reason)?;
    let text = text(workspace)?;
    let declared = Declarations::parse(&text).map_err(|found| invalid(&found))?;
    if declared.equivalence(&q.id).is_none_or(|e| e.retired.is_some()) {
        return Err(not_found());
    }
    let Some(changed) = balance::retire_equivalence(&text, &q.id, q.reason.trim()) else {
        return Err(refused("It is not written as a table of its own; retire it in the document on the workspace."));
    };
    keep(host, q.base_version, &changed, &q.id, &format!("equivalence {} retired", q.id))
}

fn check_reason(workspace: &Workspace, reason: &str) -> Answer<()> {
    if reason.trim().is_empty() || reason.len() > REASON_MAX {
        return Err(refused("Say why, in at most 4,000 characters."));
    }
    match workspace.egress_check(reason.as_bytes()) {
        Ok(()) => Ok(()),
        Err(()) => Err(refused("The text holds an identifier of a patient. Say it without.")),
    }
}

fn keep<H: Host>(host: &H, base: u32, text: &str, id: &str, note: &str) -> Answer<SavedEquivalence> {
    let version = host.workspace().store().add_document("equivalences", base, text, &host.actor().account, host.now_ms(), note);
    Ok(SavedEquivalence { id: id.into(), version: version.map_err(|e| WireError::from(AppError::from(e)))? })
}
