//! MUMPS routines in the catalogue of rules: what each is called, which delivered globals it touches, who calls it, and what it calls
//! that was not delivered.
//!
//! A system of this kind has tens of thousands of them, so their texts are kept whole only up to [`TEXTS_MAX`] in all; of the others
//! the beginning, which says what they are for.

use crate::Result;
use crate::rules::{KnownRelation, LegacyRuleFound, cut, cut_at, rows_words, short_hash};
use crate::source::LegacySource;
use crate::wording::counted;
use mapping::Source as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

/// Bytes of text that are kept of all routines together.
const TEXTS_MAX: usize = 32 << 20;
/// Bytes of the text of a routine beyond that.
const BEGINNING: usize = 400;
/// Names that a routine lists of what was not delivered.
const ABSENT_MAX: usize = 100;

/// Globals that every system has for itself, and that no delivery holds.
const SCRATCH: [&str; 8] = ["TMP", "UTILITY", "XTMP", "%ZOSF", "%ZIS", "DD", "DIC", "DIE"];

struct Found {
    rule: LegacyRuleFound,
    /// Globals and routines that it names.
    globals: BTreeSet<String>,
    calls: BTreeSet<String>,
}

/// Every MUMPS routine of the legacy side.
pub(crate) fn catalogue(source: &LegacySource<'_>, known: &BTreeMap<&str, KnownRelation<'_>>) -> Result<Vec<LegacyRuleFound>> {
    if !known.contains_key("mumps.routine") {
        return Ok(Vec::new());
    }
    let mut all = read(source)?;
    name_uses(source, &mut all)?;
    let names: BTreeSet<String> = all.iter().map(|f| f.rule.name.clone()).collect();
    let globals = globals(known);
    let mut callers: HashMap<String, usize> = HashMap::new();
    for found in &all {
        for called in found.calls.iter().filter(|called| **called != found.rule.name && names.contains(*called)) {
            *callers.entry(called.clone()).or_default() += 1;
        }
    }
    Ok(all.into_iter().map(|found| complete(found, &names, &globals, &callers)).collect())
}

fn read(source: &LegacySource<'_>) -> Result<Vec<Found>> {
    let wanted = ["name", "title", "version", "package", "lines", "body", "build", "type"].map(String::from);
    let (mut all, mut kept) = (Vec::new(), 0usize);
    source.scan("mumps.routine", &wanted, &mut |artifact, _, row| {
        let cell = |at: usize| row.get(at).copied().flatten().unwrap_or("");
        let (name, body) = (cell(0), cell(5));
        let text = if kept < TEXTS_MAX { cut(body) } else { cut_at(body, BEGINNING) };
        kept += text.len();
        let mut rule = LegacyRuleFound { kind: "routine".into(), name: name.into(), routine: true, artifact, relation: "mumps.routine".into(), ..LegacyRuleFound::default() };
        (rule.basis, rule.text) = (short_hash(&[body]), text);
        rule.evidence.push(format!("{} lines", cell(4)));
        if !cell(3).is_empty() {
            let package = format!("part of the package {} {}", cell(3), cell(2));
            rule.evidence.push(package.trim_end().to_string());
        }
        if !cell(6).is_empty() {
            let deleted = if cell(7) == "deleted by the build" { ", which deletes it" } else { "" };
            rule.evidence.push(format!("comes with the build {}{deleted}", cell(6)));
        }
        all.push(Found { rule, globals: BTreeSet::new(), calls: BTreeSet::new() });
        ControlFlow::Continue(())
    })?;
    Ok(all)
}

/// Adds what each routine names. Two routines of one name share it.
fn name_uses(source: &LegacySource<'_>, all: &mut [Found]) -> Result<()> {
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, found) in all.iter().enumerate() {
        by_name.entry(found.rule.name.clone()).or_default().push(at);
    }
    let wanted = ["routine", "kind", "name"].map(String::from);
    source.scan("mumps.use", &wanted, &mut |_, _, row| {
        if let [Some(routine), Some(kind), Some(name)] = row {
            for at in by_name.get(*routine).into_iter().flatten() {
                let Some(found) = all.get_mut(*at) else { continue };
                let names = if *kind == "global" { &mut found.globals } else { &mut found.calls };
                names.insert(name.to_string());
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(())
}

/// The relations of each delivered global: `DPT`, and `GMR.120.5` of `GMR`.
fn globals<'k>(known: &'k BTreeMap<&str, KnownRelation<'k>>) -> HashMap<&'k str, Vec<&'k KnownRelation<'k>>> {
    let mut all: HashMap<&str, Vec<&KnownRelation<'_>>> = HashMap::new();
    for relation in known.values().filter(|r| !r.name.starts_with("mumps.")) {
        let (global, rest) = relation.name.split_once('.').unwrap_or((relation.name, ""));
        // The file itself, not its multiples.
        if rest.is_empty() || rest.parse::<f64>().is_ok() {
            all.entry(global).or_default().push(relation);
        }
    }
    all
}

fn complete(found: Found, names: &BTreeSet<String>, globals: &HashMap<&str, Vec<&KnownRelation<'_>>>, callers: &HashMap<String, usize>) -> LegacyRuleFound {
    let Found { mut rule, globals: touched, calls } = found;
    let mentioned: Vec<&KnownRelation<'_>> = touched.iter().filter_map(|g| globals.get(g.as_str())).flatten().copied().collect();
    if !mentioned.is_empty() {
        let rows = mentioned.iter().map(|r| r.rows).sum::<u64>();
        rule.evidence.push(format!("touches {} with {}", counted(mentioned.len() as u64, "delivered file"), rows_words(rows)));
    }
    if let Some(count) = callers.get(&rule.name) {
        rule.evidence.push(format!("called by {}", counted(*count as u64, "other routine")));
    }
    let absent: Vec<&String> = calls.iter().filter(|c| !names.contains(*c)).collect();
    let delivered = calls.iter().filter(|c| names.contains(*c) && **c != rule.name).count();
    if delivered > 0 {
        rule.evidence.push(format!("calls {}", counted(delivered as u64, "other routine")));
    }
    if !absent.is_empty() {
        rule.evidence.push(format!("not delivered: {} that it calls", counted(absent.len() as u64, "routine")));
    }
    let unknown: Vec<&String> = touched.iter().filter(|g| !globals.contains_key(g.as_str()) && !SCRATCH.contains(&g.as_str())).collect();
    if !unknown.is_empty() {
        rule.evidence.push(format!("not delivered: {} that it touches", counted(unknown.len() as u64, "global")));
    }
    rule.absent = unknown.into_iter().map(|g| format!("^{g}")).chain(absent.into_iter().cloned()).take(ABSENT_MAX).collect();
    rule.mentions = mentioned.into_iter().map(|r| r.name.to_string()).collect();
    rule
}
