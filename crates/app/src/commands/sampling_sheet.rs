//! The sheet of a sample to print: the claim at its head, a line a chart with boxes to fill in by hand, or what was found. De-
//! identified like everything that leaves: pseudonyms, strata, reasons. A sheet for a reader shows nothing that another found.

use super::export::{html_page, html_table};
use super::sampling::still_read;
use super::{Answer, not_found};
use crate::Host;
use crate::compare::Reason;
use crate::sampling::{ChartState, SampleState, claim_words, sample_state, share_words, typed_words};
use contract::{ErrorCode, ExportSample, ExportedFile};

pub(crate) fn export_sample<H: Host>(host: &H, request: ExportSample) -> Answer<ExportedFile> {
    let workspace = host.workspace();
    let state = sample_state(workspace, &request.id)?.ok_or_else(not_found)?;
    let (title, body) = match request.sheet.as_str() {
        "first" => ("Chart review, first reader", reader_sheet(&state, &still_read(workspace, &state)?, 1)),
        "second" => ("Chart review, second reader", reader_sheet(&state, &still_read(workspace, &state)?, 2)),
        "results" => ("Chart review, results", results(&state)),
        _ => return Err(ErrorCode::Invalid.into()),
    };
    let content = html_page(title, workspace.name(), &body);
    Ok(ExportedFile { name: format!("chart-review-{}-{}.html", state.row.id, request.sheet), media_type: "text/html".into(), content, hex: false })
}

/// What is claimed and how the charts were chosen. All of it is our own words and numbers, nothing to escape.
fn head(state: &SampleState) -> String {
    let row = &state.row;
    let [top, middle, rest] = row.patients;
    format!(
        "<p><b>{}</b></p><p>Sample {} of comparison run {}, seed {}, {} charts of {} patients ({top} top, {middle} middle, {rest} rest), judged by the {} distribution.</p><p>{}</p>",
        claim_words(&state.claim(), state.by_lot().charts),
        row.id,
        row.run,
        row.seed,
        state.charts.len(),
        top + middle + rest,
        state.population().word(),
        row.design,
    )
}

fn reasons(chart: &ChartState) -> String {
    let reasons: Vec<Reason> = serde_json::from_str(&chart.item.reasons).unwrap_or_default();
    reasons.iter().map(|r| if r.count > 1 { format!("{} {}", r.key, r.count) } else { r.key.clone() }).collect::<Vec<_>>().join(", ")
}

fn drawn(chart: &ChartState) -> String {
    format!("{}{}", chart.item.stratum, if chart.item.by_lot { "" } else { ", on purpose" })
}

/// A line a chart that still takes a reading and has at least so many readers, and boxes to tick. The reading is entered in the window afterwards.
fn reader_sheet(state: &SampleState, open: &[&ChartState], readers: u8) -> String {
    let has_readers = |c: &ChartState| c.item.readers >= readers;
    let to_tick = || "\u{2610}".to_string();
    let row = |c: &ChartState| vec![c.item.place.to_string(), c.item.token.clone(), drawn(c), reasons(c), to_tick(), to_tick(), to_tick(), String::new()];
    let rows: Vec<Vec<String>> = open.iter().copied().filter(|c| has_readers(c)).map(row).collect();
    let left_out = state.charts.iter().filter(|c| has_readers(c)).count() - rows.len();
    let left_out = if left_out == 0 { String::new() } else { format!(" {left_out} of the sample are not listed: they are settled, or a newer comparison counts them otherwise.") };
    let columns = ["no.", "patient", "stratum", "why here", "held", "error", "unclear", "what is wrong, without names or dates"];
    format!(
        "{}<p>A chart is wrong when one statement in it is: read both charts, then tick one box. Read in the order of the list. {} charts.{left_out}</p>{}<p>Reader: ______________________ &nbsp; Date: ______________ &nbsp; Signature: ______________________</p>",
        head(state),
        rows.len(),
        html_table(&columns, &rows),
    )
}

/// What may be said, stratum by stratum, and every chart that all of its readers read.
fn results(state: &SampleState) -> String {
    let strata: Vec<Vec<String>> = state
        .strata()
        .into_iter()
        .map(|(count, tally)| {
            let upper = if count.read == 0 { "not told".into() } else { share_words(count.upper(state.row.confidence)) };
            vec![count.stratum.word().into(), count.patients.to_string(), count.charts.to_string(), count.read.to_string(), tally.errors.to_string(), tally.unclear.to_string(), tally.open.to_string(), upper]
        })
        .collect();
    let row = |c: &ChartState| {
        let (outcome, how) = match c.settled {
            Some((outcome, how)) => (outcome.word(), how.word()),
            None if c.all_in => ("open", "readers differ"),
            None => return None,
        };
        let said = c.reviews.iter().map(|r| [r.kind.as_str(), r.aspect.as_str(), r.comment.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" "));
        let said: Vec<String> = said.filter(|s| !s.is_empty()).collect();
        Some(vec![c.item.place.to_string(), c.item.token.clone(), drawn(c), outcome.into(), how.into(), said.join("; ")])
    };
    let rows: Vec<Vec<String>> = state.charts.iter().filter_map(row).collect();
    let weighted = state.weighted().map_or_else(String::new, |w| format!("<p>All charts, weighted by stratum: at most {} wrong at {}.</p>", share_words(w), typed_words(state.row.confidence)));
    let agreement = state.agreement();
    let agreed = match (agreement.pairs, agreement.kappa) {
        (0, _) => String::new(),
        (pairs, None) => format!("<p>Two readers agreed in {} of {pairs} charts.</p>", agreement.agreed),
        (pairs, Some(kappa)) => format!("<p>Two readers agreed in {} of {pairs} charts, Cohen's kappa {kappa:.2}.</p>", agreement.agreed),
    };
    format!(
        "{}<h2>{}: {}</h2>{weighted}{agreed}{}<h2>Charts</h2>{}",
        head(state),
        capital(state.state()),
        state.words(),
        html_table(&["stratum", "patients", "charts", "read", "errors", "unclear", "readers differ", "at most wrong"], &strata),
        html_table(&["no.", "patient", "stratum", "outcome", "how", "what was said"], &rows),
    )
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
