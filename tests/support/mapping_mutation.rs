//! The mapping itself damaged, one error at a time: each rule removed, each code map with two of its targets exchanged. The
//! findings that come of it must carry the rule as their cause.

use crate::Bench;
use mapping::{Document, remove_rule, set_code_map};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

/// One error in a mapping document.
struct Error {
    what: String,
    /// A rule that may be named, or a part of a cause's label.
    names: Vec<String>,
    text: String,
}

fn errors(text: &str) -> Vec<Error> {
    let document = Document::parse(text).unwrap();
    let mut out = Vec::new();
    // Every third rule is enough to see whether causes name rules; all code maps.
    for rule in document.resources.iter().flat_map(|r| &r.rules).step_by(3) {
        let Some(without) = remove_rule(text, &rule.id) else { continue };
        out.push(Error { what: format!("rule {} removed ({})", rule.id, rule.to), names: vec![rule.id.clone(), format!("no rule fills {}", element(&rule.to)), format!("held back by {}", rule.to)], text: without });
    }
    for (name, map) in &document.code_maps {
        let mut rows = map.rows.clone();
        let Some(other) = (1..rows.len()).find(|i| !rows[*i].to.is_empty() && !rows[0].to.is_empty() && rows[*i].to != rows[0].to) else { continue };
        let (first, second) = rows.split_at_mut(other);
        std::mem::swap(&mut first[0].to, &mut second[0].to);
        let Some(swapped) = set_code_map(text, name, &map.otherwise, &rows) else { continue };
        let users = document.resources.iter().flat_map(|r| &r.rules).filter(|r| r.value.contains(&format!("'{name}'"))).map(|r| r.id.clone());
        out.push(Error { what: format!("code map {name}: two targets exchanged"), names: users.collect(), text: swapped });
    }
    out
}

/// The element without the places in its lists, and without the parts of a coded value.
fn element(to: &str) -> String {
    let path: String = to.split('.').map(|step| step.split('[').next().unwrap_or(step)).collect::<Vec<_>>().join(".");
    [".coding.code", ".coding.system", ".reference", ".value"].iter().fold(path, |p, end| p.strip_suffix(end).map_or(p.clone(), str::to_string))
}

fn label(finding: &Value) -> String {
    format!("{} {}", finding["cause"]["label"].as_str().unwrap_or(""), finding["evidence"].as_str().unwrap_or(""))
}

/// The table of every error: new findings, causes, and whether the rule is named.
pub fn table(starter: &str, mut bench: impl FnMut() -> Bench) -> String {
    let text = Bench::starter_text(starter, "mapping");
    let bench = bench();
    bench.document("mapping", &text);
    bench.migrate();
    let known: HashSet<String> = bench.compare().1.iter().map(|f| f["finding"].as_str().unwrap_or("").to_string()).collect();
    let mut lines = String::new();
    let (mut seen, mut named, mut silent) = (0, 0, Vec::new());
    let errors = errors(&text);
    for error in &errors {
        bench.document("mapping", &error.text);
        let made = app::migrate(&bench.workspace, true, None, crate::now, &app::quiet);
        if let Err(refused) = made {
            let _ = writeln!(lines, "| {} | refused | | {} |", error.what, refused.to_string().lines().next().unwrap_or(""));
            (seen, named) = (seen + 1, named + 1);
            continue;
        }
        let fresh: Vec<Value> = bench.compare().1.into_iter().filter(|f| !known.contains(f["finding"].as_str().unwrap_or(""))).collect();
        let mut causes: BTreeMap<String, usize> = BTreeMap::new();
        fresh.iter().for_each(|f| *causes.entry(label(f)).or_default() += 1);
        let is_named = causes.keys().any(|c| error.names.iter().any(|n| c.contains(n.as_str())));
        seen += usize::from(!fresh.is_empty());
        named += usize::from(is_named);
        if fresh.is_empty() {
            silent.push(error.what.clone());
            continue;
        }
        let most = causes.iter().max_by_key(|(_, n)| **n).map_or("", |(c, _)| c.as_str());
        let most: String = most.chars().take(110).collect();
        let _ = writeln!(lines, "| {} | {} | {} | {}{most} |", error.what, fresh.len(), causes.len(), if is_named { "" } else { "**not named** " });
    }
    let mut out = format!("## The mapping of {starter} damaged\n\n{} errors, one at a time; {seen} were seen, {named} with their rule as the cause.\n\n", errors.len());
    let _ = writeln!(out, "| error | new findings | causes | the greatest |\n| --- | ---: | ---: | --- |\n{lines}");
    let _ = writeln!(out, "Not seen, because neither book asserts what the rule fills:\n");
    silent.iter().for_each(|s| out.push_str(&format!("- {s}\n")));
    out
}
