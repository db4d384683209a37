//! Changes to the mapping: always a new version on top of a known one, checked before it is kept.

use super::mapping::{Latest, kept_version, latest};
use super::{Answer, app, invalid, not_found, refused};
use crate::Host;
use crate::source::legacy_schema;
use contract::{ApproveMapping, ErrorCode, MappingVersion, RestoreMapping, SaveCodeMap, SaveRule, WireError};
use mapping::{CodeRow, Document, Plan};

/// Keeps a text as a new version. Problems that the text did not have before refuse it.
fn keep<H: Host>(host: &H, base: u32, text: &str, note: &str, known: &[mapping::Problem]) -> Answer<MappingVersion> {
    let workspace = host.workspace();
    let document = Document::parse(text).map_err(|p| invalid(&p))?;
    let (_, problems) = Plan::check(document, Some(&legacy_schema(workspace)?));
    let fresh: Vec<_> = problems.into_iter().filter(|p| !known.iter().any(|k| k.message == p.message)).collect();
    if !fresh.is_empty() {
        return Err(invalid(&fresh));
    }
    let version = app(workspace.store().add_document("mapping", base, text, &host.actor().account, host.now_ms(), note))?;
    kept_version(workspace, "mapping", version)
}

fn conflict_unless(latest: &Latest, base: u32) -> Answer<()> {
    if latest.version.version == base { Ok(()) } else { Err(ErrorCode::Conflict.into()) }
}

/// The name of a mapping that nobody named, and of its namespace of stable ids.
const UNNAMED: &str = "legacy";
/// Longest name of a mapping, in bytes: every stable id carries it.
const NAME_BYTES_MAX: usize = 40;

/// The name of a mapping that is begun. It becomes part of every stable id, so it is plain enough for one (RFC 8141, a namespace identifier).
fn name_of(q: &SaveRule) -> Answer<&str> {
    let name = q.name.as_deref().map_or("", str::trim);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() {
        return Ok(UNNAMED);
    }
    if name.len() > NAME_BYTES_MAX || !name.chars().all(plain) || name.starts_with('-') || name.ends_with('-') {
        return Err(refused(format!("a mapping's name has small letters, digits and dashes, up to {NAME_BYTES_MAX}")));
    }
    Ok(name)
}

/// The text with the set of a new rule, where that is new as well.
fn with_set(text: &str, q: &SaveRule) -> Answer<String> {
    let Some(key) = q.key.as_deref().map(str::trim).filter(|key| !key.is_empty()) else { return Ok(text.to_string()) };
    let there = || refused(format!("the mapping has a set {} already", q.set));
    mapping::add_set(text, &q.set, key).ok_or_else(there)
}

fn note_of(q: &SaveRule) -> String {
    if q.note.trim().is_empty() { format!("rule {}", q.id) } else { q.note.clone() }
}

/// The first rule of a workspace that has no mapping: its set and the document begin with it.
fn begin_with<H: Host>(host: &H, q: &SaveRule) -> Answer<MappingVersion> {
    let text = with_set(&mapping::begun(name_of(q)?), q)?;
    let text = mapping::set_rule(&text, &q.id, &q.set, &q.element, q.expression.trim(), q.reason.as_deref()).ok_or_else(not_found)?;
    keep(host, 0, &text, &note_of(q), &[])
}

pub(crate) fn save_rule<H: Host>(host: &H, q: SaveRule) -> Answer<MappingVersion> {
    if q.base_version == 0 && app(host.workspace().store().document("mapping"))?.is_none() {
        return begin_with(host, &q);
    }
    let latest = latest(host.workspace())?;
    conflict_unless(&latest, q.base_version)?;
    let text = &with_set(&latest.version.text, &q)?;
    let known = latest.plan.document.rule(&q.id).map(|(set, rule)| (set.from.clone(), rule.clone()));
    let changed = if q.expression.trim().is_empty() {
        mapping::remove_rule(text, &q.id)
    } else {
        // Problems are told relative to the expression that was sent, so it is checked alone first.
        if let Some((relation, _)) = &known {
            let schema = legacy_schema(host.workspace())?;
            let source = crate::source::LegacySource::new(host.workspace()).map_err(WireError::from)?;
            let tried = mapping::preview(&latest.plan, relation, &[&q.expression], Some(&schema), &source, &mut |_, _, _, _| std::ops::ControlFlow::Break(()));
            if let Ok(Err(problems)) = tried {
                return Err(invalid(&problems));
            }
        }
        mapping::set_rule(text, &q.id, &q.set, &q.element, q.expression.trim(), q.reason.as_deref())
    };
    let changed = changed.ok_or_else(not_found)?;
    keep(host, q.base_version, &changed, &note_of(&q), &latest.problems)
}

pub(crate) fn save_code_map<H: Host>(host: &H, q: SaveCodeMap) -> Answer<MappingVersion> {
    let latest = latest(host.workspace())?;
    conflict_unless(&latest, q.base_version)?;
    let rows: Vec<CodeRow> =
        q.rows.into_iter().map(|r| CodeRow { from: r.from, to: r.to, display: r.display, system: r.system, relation: r.relation }).collect();
    let changed = mapping::set_code_map(&latest.version.text, &q.id, &q.otherwise, &rows).ok_or_else(not_found)?;
    let note = if q.note.trim().is_empty() { format!("code map {}", q.id) } else { q.note };
    keep(host, q.base_version, &changed, &note, &latest.problems)
}

pub(crate) fn restore_mapping<H: Host>(host: &H, q: RestoreMapping) -> Answer<MappingVersion> {
    let store = host.workspace().store();
    let old = app(store.document_version("mapping", q.version))?.ok_or_else(not_found)?;
    let latest = app(store.document("mapping"))?.ok_or_else(not_found)?;
    if latest.version == q.base_version && latest.text == old.text {
        return kept_version(host.workspace(), "mapping", latest.version); // nothing would change
    }
    let note = format!("version {} restored", q.version);
    let version = app(store.add_document("mapping", q.base_version, &old.text, &host.actor().account, host.now_ms(), &note))?;
    kept_version(host.workspace(), "mapping", version)
}

pub(crate) fn approve_mapping<H: Host>(host: &H, q: ApproveMapping) -> Answer<MappingVersion> {
    let store = host.workspace().store();
    let version = app(store.document_version("mapping", q.version))?.ok_or_else(not_found)?;
    // Nobody approves what they wrote.
    if version.author == host.actor().account {
        return Err(ErrorCode::Forbidden.into());
    }
    let document = Document::parse(&version.text).map_err(|p| invalid(&p))?;
    let problems = Plan::check(document, Some(&legacy_schema(host.workspace())?)).1;
    if !problems.is_empty() {
        return Err(invalid(&problems));
    }
    app(store.approve_document("mapping", q.version, &host.actor().account, &q.note))?;
    kept_version(host.workspace(), "mapping", q.version)
}
