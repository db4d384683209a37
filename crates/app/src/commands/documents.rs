//! Documents of the legacy side: whom they name, under whom they are filed, and what is wrong with that.

use super::artifacts::structure;
use super::discovery::{chosen, facets, has, paged};
use super::named_files::{mask_people, place};
use super::{Answer, app, last_compare};
use crate::filing::{DocumentLine, Filing, VERDICTS};
use crate::{Host, Workspace};
use contract::{DiscoveryQuery, DocumentRow, DocumentsPage, Facet};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a list of documents is ordered by: of a million nothing else is held.
struct Listed {
    /// Of the line.
    number: u64,
    name: String,
    verdict: usize,
    text: String,
    pages: u64,
    score: f64,
    copies: u64,
}

/// A document with what the desktop may see of its name.
struct Shown {
    line: DocumentLine,
    id: String,
    artifact: String,
    name: String,
}

impl Shown {
    fn of(filing: &Filing, number: u64, line: DocumentLine) -> Self {
        let Some((place, (artifact, relation, field))) = number.checked_sub(filing.delivered()).and_then(|n| Some((n, filing.indexes.get(n as usize)?))) else {
            return Self { id: line.artifact.clone(), artifact: line.artifact.clone(), name: structure(&line.path), line };
        };
        // The name of a file that is not there is a value of a table: it is told by its place.
        let name = structure(&format!("{relation}.{field}, line {}", line_of(&line.filed_at)));
        Self { id: format!("missing-{place}"), artifact: artifact.clone(), name, line }
    }
}

fn rank(verdict: &str) -> usize {
    VERDICTS.iter().position(|v| *v == verdict).unwrap_or(VERDICTS.len())
}

pub(crate) fn documents<H: Host>(host: &H, q: DiscoveryQuery) -> Answer<DocumentsPage> {
    let workspace = host.workspace();
    let filing = workspace.filing()?;
    let (mut rows, mut kinds, mut states) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    let mut numbers = 0..;
    filing.each(&mut |line| {
        let Some(number) = numbers.next() else { return Ok(()) };
        let Shown { line, artifact, name, .. } = Shown::of(&filing, number, line);
        if !has(&q.text, &[&name, &line.verdict]) || !(q.artifact.is_empty() || artifact == q.artifact) {
            return Ok(());
        }
        let (of_verdict, of_text) = (chosen(&q.kinds, &line.verdict), chosen(&q.states, &line.text));
        if of_text {
            *kinds.entry(line.verdict.clone()).or_insert(0) += 1;
        }
        if of_verdict {
            *states.entry(line.text.clone()).or_insert(0) += 1;
        }
        if of_verdict && of_text {
            let copies = line.same_bytes + line.same_text;
            rows.push(Listed { number, name: name.to_lowercase(), verdict: rank(&line.verdict), text: line.text, pages: line.pages, score: line.score, copies });
        }
        Ok(())
    })?;
    let total = rows.len() as u64;
    let rows = paged(rows, &q, |key, a, b| match key {
        "verdict" => a.verdict.cmp(&b.verdict),
        "text" => a.text.cmp(&b.text),
        "pages" => a.pages.cmp(&b.pages),
        "score" => a.score.total_cmp(&b.score),
        "copies" => a.copies.cmp(&b.copies),
        _ => a.name.cmp(&b.name),
    });
    let mut shown = Vec::new();
    for listed in rows {
        shown.extend(filing.line(listed.number)?.map(|line| Shown::of(&filing, listed.number, line)));
    }
    let tokens = tokens(workspace, &shown)?;
    let mut rows: Vec<DocumentRow> = shown.iter().map(|s| row(s, &tokens)).collect();
    mask_people(workspace, rows.iter_mut().flat_map(|r| [&mut r.name, &mut r.filed_at]))?;
    Ok(DocumentsPage { rows, total, kinds: counted(&kinds), states: counted(&states) })
}

/// Words with how often they are there, most first.
fn counted(words: &BTreeMap<String, usize>) -> Vec<Facet> {
    facets(words.iter().flat_map(|(word, count)| std::iter::repeat_n(word.as_str(), *count)))
}

/// The line in a locator `path:line:field`.
fn line_of(place: &str) -> &str {
    place.rsplit(':').nth(1).unwrap_or("")
}

/// Pseudonyms of the patients of some rows, and whether the last comparison has their charts.
fn tokens(workspace: &Workspace, rows: &[Shown]) -> Answer<HashMap<String, (String, bool)>> {
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

fn row(s: &Shown, tokens: &HashMap<String, (String, bool)>) -> DocumentRow {
    let line = &s.line;
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
