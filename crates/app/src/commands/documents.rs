//! Documents of the legacy side: whom they name, under whom they are filed, and what is wrong with that.

use super::artifacts::structure;
use super::discovery::{chosen, facets, has, paged};
use super::named_files::{mask_people, place};
use super::{Answer, app, last_compare};
use crate::filing::{DocumentLine, VERDICTS};
use crate::{Host, Workspace};
use contract::{DiscoveryQuery, DocumentRow, DocumentsPage};
use std::collections::{BTreeSet, HashMap};

/// A document with what the desktop may see of its name.
struct Shown<'a> {
    line: &'a DocumentLine,
    id: String,
    artifact: String,
    name: String,
}

fn rank(verdict: &str) -> usize {
    VERDICTS.iter().position(|v| *v == verdict).unwrap_or(VERDICTS.len())
}

pub(crate) fn documents<H: Host>(host: &H, q: DiscoveryQuery) -> Answer<DocumentsPage> {
    let workspace = host.workspace();
    let filing = workspace.filing()?;
    let delivered = filing.delivered().iter().map(|line| Shown { id: line.artifact.clone(), artifact: line.artifact.clone(), name: structure(&line.path), line });
    // The name of a file that is not there is a value of a table: it is told by its place.
    let missing = filing.documents.iter().skip(filing.delivered().len()).zip(&filing.indexes).enumerate().map(|(n, (line, (artifact, relation, field)))| Shown {
        id: format!("missing-{n}"),
        artifact: artifact.clone(),
        name: structure(&format!("{relation}.{field}, line {}", line_of(&line.filed_at))),
        line,
    });
    let all: Vec<Shown<'_>> = delivered.chain(missing).collect();
    let kept = |s: &&Shown<'_>| has(&q.text, &[&s.name, &s.line.verdict]) && (q.artifact.is_empty() || s.artifact == q.artifact);
    let of_verdict = |s: &&Shown<'_>| chosen(&q.kinds, &s.line.verdict);
    let of_text = |s: &&Shown<'_>| chosen(&q.states, &s.line.text);
    let rows: Vec<&Shown<'_>> = all.iter().filter(kept).filter(of_verdict).filter(of_text).collect();
    let total = rows.len() as u64;
    let rows = paged(rows, &q, |key, a, b| match key {
        "verdict" => rank(&a.line.verdict).cmp(&rank(&b.line.verdict)),
        "text" => a.line.text.cmp(&b.line.text),
        "pages" => a.line.pages.cmp(&b.line.pages),
        "score" => a.line.score.total_cmp(&b.line.score),
        "copies" => (a.line.same_bytes + a.line.same_text).cmp(&(b.line.same_bytes + b.line.same_text)),
        _ => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
    });
    let tokens = tokens(workspace, &rows)?;
    let mut rows: Vec<DocumentRow> = rows.into_iter().map(|s| row(s, &tokens)).collect();
    mask_people(workspace, rows.iter_mut().flat_map(|r| [&mut r.name, &mut r.filed_at]))?;
    Ok(DocumentsPage {
        rows,
        total,
        kinds: facets(all.iter().filter(kept).filter(of_text).map(|s| s.line.verdict.as_str())),
        states: facets(all.iter().filter(kept).filter(of_verdict).map(|s| s.line.text.as_str())),
    })
}

/// The line in a locator `path:line:field`.
fn line_of(place: &str) -> &str {
    place.rsplit(':').nth(1).unwrap_or("")
}

/// Pseudonyms of the patients of some rows, and whether the last comparison has their charts.
fn tokens(workspace: &Workspace, rows: &[&Shown<'_>]) -> Answer<HashMap<String, (String, bool)>> {
    let keys: BTreeSet<&String> = rows.iter().flat_map(|s| s.line.linked.iter().chain(&s.line.filed).chain(&s.line.between)).collect();
    let keys: Vec<String> = keys.into_iter().cloned().collect();
    let tokens = app(workspace.store().pseudonyms(&keys, &mut || deid::pseudonym(u64::from_str_radix(&store::random_token(8), 16).unwrap_or(0))))?;
    let run = last_compare(workspace)?.map(|(run, _)| run.id);
    let mut out = HashMap::new();
    for (key, token) in keys.into_iter().zip(tokens) {
        let chart = match run {
            Some(run) => app(workspace.store().patient(run, &token))?.is_some(),
            None => false,
        };
        out.insert(key, (token, chart));
    }
    Ok(out)
}

fn row(s: &Shown<'_>, tokens: &HashMap<String, (String, bool)>) -> DocumentRow {
    let line = s.line;
    let of = |key: &Option<String>| key.as_ref().and_then(|k| tokens.get(k).cloned()).unwrap_or_default();
    let ((linked, linked_chart), (filed, filed_chart)) = (of(&line.linked), of(&line.filed));
    DocumentRow {
        id: s.id.clone(),
        artifact: s.artifact.clone(),
        name: s.name.clone(),
        format: line.format.clone(),
        pages: line.pages,
        text: line.text.clone(),
        confidence: line.confidence.map(u64::from),
        verdict: line.verdict.clone(),
        linked,
        linked_chart,
        score: line.score,
        between: line.between.iter().filter_map(|k| tokens.get(k).map(|(token, _)| token.clone())).collect(),
        filed,
        filed_chart,
        filed_by: line.filed_by.clone(),
        filed_at: place(&line.filed_at),
        evidence: line.evidence.clone(),
        same_bytes: line.same_bytes,
        same_text: line.same_text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_locator() {
        assert_eq!(line_of("index:old.csv:12:FILE"), "12");
        assert_eq!(line_of(""), "");
    }

    #[test]
    fn the_gravest_verdict_comes_first() {
        assert!(rank("filed under another patient") < rank("not indexed") && rank("not indexed") < rank("filed right") && rank("filed right") < rank("?"));
    }
}
