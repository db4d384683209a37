//! One statement of a chart with its mate, down to both locators; of a note also its words.
//!
//! A chart shows a line of a statement; this is asked for one at a time. Values leave through [`Showing`], the words of a note
//! through `quote`, places as structure.

use super::findings::{aspect_rows, detail};
use super::named_files::{mask_people, place};
use super::{Answer, app, last_compare, not_found};
use crate::compare::{Found, NoteEvidence, charts_of, findings_of, of_index, place_locator};
use crate::quote::note_text;
use crate::show::{OfCharts, Showing};
use crate::{Host, Workspace};
use contract::{ChartStatementDetail, ChartStatementQuery, NoteText};
use model::{Side, Statement};

pub(crate) fn chart_statement<H: Host>(host: &H, q: ChartStatementQuery) -> Answer<ChartStatementDetail> {
    let workspace = host.workspace();
    let (run, _) = last_compare(workspace)?.ok_or_else(not_found)?;
    let (side, index) = token(&q.statement).ok_or_else(not_found)?;
    let patient = app(workspace.store().patient(run.id, &q.id))?.ok_or_else(not_found)?;
    let found = of_index(workspace, run.id, charts_of(workspace, &patient)?, side, index)?.ok_or_else(not_found)?;
    let known = OfCharts::new(workspace, &found.charts)?;
    let showing = known.showing();
    let left = found.legacy.and_then(|i| found.charts.legacy.get(i));
    let right = found.destination.and_then(|i| found.charts.destination.get(i));
    let kept = found.finding.as_ref().map(detail).transpose()?;
    let read_as = kept.as_ref().map_or("", |d| d.read_as.as_str());
    let whole = found.finding.as_ref().is_some_and(|f| f.aspect == "statement");
    let evidence = evidence(workspace, run.id, patient.ordinal, side, index)?;
    Ok(ChartStatementDetail {
        aspects: aspect_rows(left, right, &showing, &|aspect| whole || aspect.word() == read_as),
        legacy_statement: found.legacy.map(|i| format!("L{i}")),
        destination_statement: found.destination.map(|i| format!("D{i}")),
        legacy_locators: places(workspace, left)?,
        destination_locators: places(workspace, right)?,
        note: words(workspace, &found, (side, index), &evidence, &showing)?,
    })
}

/// Side and index of a chart statement token.
fn token(token: &str) -> Option<(Side, usize)> {
    let side = match token.chars().next()? {
        'L' => Side::Legacy,
        'D' => Side::Destination,
        _ => return None,
    };
    Some((side, token.get(1..)?.parse().ok()?))
}

/// By file and line: the id of a record is masked and would lead nowhere.
fn places(workspace: &Workspace, statement: Option<&Statement>) -> Answer<Vec<String>> {
    let Some(statement) = statement else { return Ok(Vec::new()) };
    let path = app(workspace.store().artifact_by_id(statement.origin.artifact))?.map(|a| a.path).unwrap_or_default();
    let mut places = vec![place(&place_locator(&path, statement, ""))];
    mask_people(workspace, places.iter_mut())?;
    Ok(places)
}

/// What the findings of a patient rest on in one note, with their tokens.
fn evidence(workspace: &Workspace, run: u32, patient: u64, side: Side, note: usize) -> Answer<Vec<(String, NoteEvidence)>> {
    let mut out = Vec::new();
    for finding in findings_of(workspace, run, patient)? {
        let Some(evidence) = detail(&finding)?.note else { continue };
        if evidence.note == note && evidence.of_legacy == (side == Side::Legacy) {
            out.push((finding.id, evidence));
        }
    }
    Ok(out)
}

fn words(workspace: &Workspace, found: &Found, (side, index): (Side, usize), evidence: &[(String, NoteEvidence)], showing: &Showing<'_>) -> Answer<Option<NoteText>> {
    let chart: &[Statement] = if side == Side::Legacy { &found.charts.legacy } else { &found.charts.destination };
    let Some(mut text) = chart.get(index).and_then(|note| note_text(note, side, evidence, &found.charts, showing)) else { return Ok(None) };
    text.locator = places(workspace, chart.get(index))?.pop().unwrap_or_default();
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_a_side_and_an_index() {
        assert_eq!(token("L12"), Some((Side::Legacy, 12)));
        assert_eq!(token("D0"), Some((Side::Destination, 0)));
        for wrong in ["", "L", "X3", "L-1", "é3", "L1e3", "Zebulonia"] {
            assert_eq!(token(wrong), None, "{wrong}");
        }
    }
}
