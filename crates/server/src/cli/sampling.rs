//! sample: a claim turned into charts to read, and what the samples that were drawn say by now.

use super::options::Sample;
use super::terminal::{line, now_ms, text_line};
use super::{Outcome, Status};
use app::{AppError, SampleState, SampleWish, Workspace, counted, share_words};
use serde_json::json;

/// Who drew what the command line drew.
const BY: &str = "enclave";

pub(crate) fn sample(workspace: &Workspace, options: &Sample, as_json: bool) -> Outcome {
    let Some(claim) = options.claim else { return list(workspace, as_json) };
    let wish = SampleWish {
        claim,
        confidence: options.confidence,
        errors_allowed: options.errors,
        top_percent: options.top_share,
        middle_percent: options.middle_share,
        top: options.top,
    };
    let plan = app::plan_sample(workspace, &wish)?;
    if let Some(why) = plan.refused {
        eprintln!("throughline: {why}");
        return Ok(if plan.run == 0 { Status::Nothing } else { Status::Usage });
    }
    let row = app::draw_sample(workspace, &wish, options.seed, BY, now_ms())?;
    let state = app::sample_state(workspace, &row.id)?.ok_or_else(|| AppError::Nothing(format!("there is no sample {}", row.id)))?;
    charts(workspace, &state, as_json)?;
    summary(&state);
    Ok(Status::Done)
}

/// One line a chart in the order of the draw.
fn charts(workspace: &Workspace, state: &SampleState, as_json: bool) -> Result<(), AppError> {
    let tokens: Vec<String> = state.charts.iter().map(|c| c.item.token.clone()).collect();
    let keys = workspace.store().keys_of(&tokens)?;
    for chart in &state.charts {
        let item = &chart.item;
        let patient = keys.get(&item.token).map_or("", String::as_str);
        let reasons: serde_json::Value = serde_json::from_str(&item.reasons).unwrap_or_default();
        if as_json {
            line(&json!({
                "sample": state.row.id, "place": item.place, "patient": patient, "pseudonym": item.token, "stratum": item.stratum, "by_lot": item.by_lot,
                "readers": item.readers, "state": chart.word, "side": item.side, "findings": item.counts[2], "safety": item.counts[3], "reasons": reasons,
            }));
        } else {
            let lot = if item.by_lot { "by lot" } else { "on purpose" };
            text_line(&format!("{}\t{}\t{patient}\t{}\t{lot}\t{}\t{}", item.place, item.token, item.stratum, counted(item.readers.into(), "reader"), chart.word));
        }
    }
    Ok(())
}

fn summary(state: &SampleState) {
    let [top, middle, rest] = state.row.patients;
    eprintln!("sample {} of run {}, seed {}: {} charts of {} patients ({top} top, {middle} middle, {rest} rest)", state.row.id, state.row.run, state.row.seed, state.charts.len(), top + middle + rest);
    eprintln!("{}", state.row.design);
    eprintln!("{}", state.words());
}

/// One line a sample, newest first.
fn list(workspace: &Workspace, as_json: bool) -> Outcome {
    let states = app::sample_states(workspace)?;
    for state in &states {
        let (row, all, lot) = (&state.row, state.tally(|_| true), state.by_lot());
        if as_json {
            line(&json!({
                "sample": row.id, "run": row.run, "seed": row.seed, "claim": row.claim, "confidence": row.confidence, "errors_allowed": row.errors_allowed,
                "charts": all.charts, "settled": all.settled, "errors": all.errors, "unclear": all.unclear, "by_lot": lot.charts, "settled_by_lot": lot.settled,
                "state": state.state(), "upper": state.upper(), "weighted": state.weighted(), "words": state.words(),
            }));
        } else {
            let weighted = state.weighted().map_or_else(|| "-".into(), share_words);
            text_line(&format!("{}\trun {}\t{} of {} charts settled\t{}\t{weighted} weighted\t{}", row.id, row.run, all.settled, all.charts, state.state(), state.words()));
        }
    }
    if states.is_empty() {
        eprintln!("no sample was drawn yet; --claim 1% draws one");
    }
    Ok(if states.is_empty() { Status::Nothing } else { Status::Done })
}
