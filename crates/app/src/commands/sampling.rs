//! Chart review by sample: planning and drawing, the sheet with its bounds, and what readers enter. Who has not read a chart yet
//! does not see what the other reader found, here and nowhere else.

use super::{Answer, app, facet, not_found, page, refused};
use crate::compare::Reason;
use crate::sampling::{ChartState, SamplePlanned, SampleState, SampleWish, Tally, bound_words, claim_words, draw_sample as draw, plan_sample as plan, sample_state, sample_states, share_words};
use crate::{CompareReport, Host, Workspace};
use balance::sampling::{Outcome, Population, Stratum, StratumCount, TopCharts};
use contract::{
    ChartReading, ChartSample, ChartSampleQuery, DrawSample, ErrorCode, Facet, Nothing, PageQuery, RecordReview, ReviewedChart, SamplePlan, SampleStratum, SampleSummary,
    SamplesPage,
};
use model::{Aspect, Kind};
use std::collections::HashMap;

/// Why a chart takes no reading any more.
const OTHERWISE: &str = "Nothing was entered: the chart that you read is counted otherwise than when it was drawn. Draw a sample of the newest comparison.";
/// Longest comment of a reader, in bytes.
const COMMENT_MAX: usize = 2_000;

fn percent(share: f64) -> f64 {
    // Percent with nine digits behind the point: 0.07 * 100 is 7 again.
    (share * 1e11).round() / 1e9
}

fn wish(request: &DrawSample) -> Answer<SampleWish> {
    let top = match request.top.as_str() {
        "" | "lot" => TopCharts::Lot,
        "least" => TopCharts::AtLeast(request.top_charts),
        "all" => TopCharts::All,
        _ => return Err(ErrorCode::Invalid.into()),
    };
    Ok(SampleWish {
        claim: request.claim,
        confidence: request.confidence,
        errors_allowed: request.errors_allowed,
        top_percent: request.top_percent,
        middle_percent: request.middle_percent,
        top,
    })
}

pub(crate) fn plan_sample<H: Host>(host: &H, request: DrawSample) -> Answer<SamplePlan> {
    let wish = wish(&request)?;
    let plan = plan(host.workspace(), &wish)?;
    let stratum = |s: Stratum| SampleStratum { stratum: s.word().into(), patients: plan.patients[s as usize], charts: plan.charts_of(s), ..Default::default() };
    Ok(SamplePlan {
        run: plan.run,
        population: plan.patients.iter().sum(),
        basis: plan.population.word().into(),
        by_lot: plan.by_lot,
        charts: plan.charts(),
        readings: plan.readings(),
        strata: Stratum::ALL.into_iter().map(stratum).collect(),
        refused: plan.refused.clone().unwrap_or_default(),
        words: planned_words(&plan, &wish),
    })
}

fn planned_words(plan: &SamplePlanned, wish: &SampleWish) -> String {
    if plan.by_lot == 0 { String::new() } else { claim_words(&wish.claim(), plan.by_lot) }
}

pub(crate) fn draw_sample<H: Host>(host: &H, request: DrawSample) -> Answer<SampleSummary> {
    let workspace = host.workspace();
    let wish = wish(&request)?;
    if let Some(why) = plan(workspace, &wish)?.refused {
        return Err(refused(why));
    }
    let seed = request.seed.unwrap_or_else(|| fresh_seed(&host.new_token()));
    let row = draw(workspace, &wish, seed, &host.actor().account, host.now_ms())?;
    let state = sample_state(workspace, &row.id)?.ok_or_else(not_found)?;
    Ok(summary(&state, newest_run(workspace)?))
}

/// A seed from a random token. Seven hexadecimal digits: short enough to be read aloud.
fn fresh_seed(token: &str) -> u32 {
    u32::from_str_radix(&token.chars().filter(char::is_ascii_hexdigit).take(7).collect::<String>(), 16).unwrap_or(1)
}

fn newest_run(workspace: &Workspace) -> Answer<u32> {
    Ok(app(workspace.store().last_run("compare"))?.map_or(0, |r| r.id))
}

fn summary(state: &SampleState, newest: u32) -> SampleSummary {
    let (all, lot) = (state.tally(|_| true), state.by_lot());
    let row = &state.row;
    SampleSummary {
        id: row.id.clone(),
        run: row.run,
        older: newest > row.run,
        claim: percent(row.claim),
        confidence: percent(row.confidence),
        errors_allowed: row.errors_allowed,
        seed: row.seed,
        population: row.patients.iter().sum(),
        charts: all.charts,
        settled: all.settled,
        by_lot: lot.charts,
        settled_by_lot: lot.settled,
        errors: all.errors,
        state: state.state().into(),
        words: state.words(),
        design: row.design.clone(),
        by: row.by.clone(),
        at_ms: row.at_ms,
    }
}

pub(crate) fn samples<H: Host>(host: &H, q: PageQuery) -> Answer<SamplesPage> {
    let workspace = host.workspace();
    let run = newest_run(workspace)?;
    let all = sample_states(workspace)?;
    let rows = all.iter().skip(q.offset as usize).take(page(q.limit) as usize).map(|state| summary(state, run));
    Ok(SamplesPage { rows: rows.collect(), total: all.len() as u64, run })
}

pub(crate) fn sample<H: Host>(host: &H, q: ChartSampleQuery) -> Answer<ChartSample> {
    let workspace = host.workspace();
    let state = sample_state(workspace, &q.id)?.ok_or_else(not_found)?;
    let account = host.actor().account.as_str();
    let may = host.actor().role.is_some_and(|r| r.may(contract::Permission::ApproveMapping));
    let newest = newest_run(workspace)?;
    let now = if newest > state.row.run { Some(counts_now(workspace, newest, &state)?) } else { None };
    let other = if has_books_of(workspace, newest, state.row.run)? { None } else { now.as_ref() };
    let waits = |c: &ChartState| may && c.waits_for(account) && is_as_drawn(&c.item, other);
    let waiting: Vec<&ChartState> = state.charts.iter().filter(|c| waits(c)).collect();
    let text = q.text.to_uppercase();
    let asked = |c: &&ChartState| (text.is_empty() || c.item.token.contains(&text)) && (!q.waiting || waits(c));
    let in_stratum = |c: &&ChartState| q.strata.is_empty() || q.strata.contains(&c.item.stratum);
    let in_state = |c: &&ChartState| q.states.is_empty() || q.states.iter().any(|s| s == c.word);
    let kept: Vec<&ChartState> = state.charts.iter().filter(asked).filter(in_stratum).filter(in_state).collect();
    let is_open = |c: &ChartState| may && c.may_read(account) && is_as_drawn(&c.item, other);
    let rows = kept.iter().skip(q.offset as usize).take(page(q.limit) as usize).map(|c| reviewed(c, account, is_open(c), now.as_ref()));
    let population = state.population();
    let agreement = state.agreement();
    Ok(ChartSample {
        rows: rows.collect(),
        total: kept.len() as u64,
        strata: facets(Stratum::ALL.map(Stratum::word), state.charts.iter().filter(asked).filter(in_state).map(|c| c.item.stratum.as_str())),
        states: facets(["unread", "second reader", "adjudicate", "held", "error", "unclear"], state.charts.iter().filter(asked).filter(in_stratum).map(|c| c.word)),
        bounds: state.strata().into_iter().map(|(count, tally)| bounded(count, tally, state.row.confidence)).collect(),
        basis: population.word().into(),
        upper: state.upper().map(percent),
        interval: state.interval().map_or_else(Vec::new, |(low, high)| vec![percent(low), percent(high)]),
        weighted: state.weighted().map(percent),
        weighted_words: state.weighted().map_or_else(String::new, |w| format!("All charts, weighted by stratum: at most {} wrong.", share_words(w))),
        pairs: agreement.pairs,
        agreed: agreement.agreed,
        kappa: agreement.kappa,
        waiting: waiting.len() as u64,
        next: waiting.first().map(|c| c.item.token.clone()).unwrap_or_default(),
        changes: match &now {
            Some(now) => changes(workspace, &state, newest, now)?,
            None => Vec::new(),
        },
        summary: summary(&state, newest),
        run: newest,
    })
}

/// Charts of a sample that still take somebody's reading: not settled, and in the newest comparison what they were when they were drawn.
pub(super) fn still_read<'s>(workspace: &Workspace, state: &'s SampleState) -> Answer<Vec<&'s ChartState>> {
    let newest = newest_run(workspace)?;
    let other = if has_books_of(workspace, newest, state.row.run)? { None } else { Some(counts_now(workspace, newest, state)?) };
    Ok(state.charts.iter().filter(|c| c.settled.is_none() && is_as_drawn(&c.item, other.as_ref())).collect())
}

/// Counts of words in their given order, without those that do not occur.
fn facets<'a, const N: usize>(order: [&str; N], words: impl Iterator<Item = &'a str>) -> Vec<Facet> {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    words.for_each(|w| *counts.entry(w).or_default() += 1);
    order.into_iter().filter_map(|word| Some(facet(word, *counts.get(word)?))).collect()
}

fn bounded(count: StratumCount, tally: Tally, confidence: f64) -> SampleStratum {
    let upper = (count.read > 0).then(|| count.upper(confidence));
    SampleStratum {
        stratum: count.stratum.word().into(),
        patients: count.patients,
        charts: count.charts,
        read: count.read,
        errors: tally.errors,
        unclear: tally.unclear,
        open: tally.open,
        upper: upper.map(percent),
        words: upper.map_or_else(String::new, |upper| bound_words(tally, upper, confidence, Population::of(count.patients, count.read))),
    }
}

fn reviewed(chart: &ChartState, account: &str, may_read: bool, now: Option<&HashMap<String, [u64; 4]>>) -> ReviewedChart {
    let item = &chart.item;
    let reasons: Vec<Reason> = serde_json::from_str(&item.reasons).unwrap_or_default();
    let since = since(item, now);
    let readings = chart.reviews.iter().filter(|r| chart.all_in || r.reader == account);
    ReviewedChart {
        id: item.token.clone(),
        place: item.place,
        stratum: item.stratum.clone(),
        by_lot: item.by_lot,
        readers: u64::from(item.readers),
        read: chart.readers.len() as u64,
        state: chart.word.into(),
        how: chart.settled.map_or("", |(_, how)| how.word()).into(),
        mine: chart.reviews.iter().rev().find(|r| r.reader == account).map(|r| r.outcome.clone()).unwrap_or_default(),
        may_read,
        side: item.side.clone(),
        findings: item.counts[2],
        safety: item.counts[3],
        reasons: reasons.into_iter().map(|r| contract::Reason { key: r.key, count: r.count }).collect(),
        since: since.into(),
        readings: readings.map(|r| reading(r, chart)).collect(),
    }
}

/// Whether the charts of a comparison are those of an earlier one, which it only judged again.
fn has_books_of(workspace: &Workspace, newest: u32, drawn: u32) -> Answer<bool> {
    let mut run = newest;
    while run > drawn {
        let row = app(workspace.store().run(run))?;
        let report = row.and_then(|row| serde_json::from_str::<CompareReport>(&row.report).ok());
        match report.and_then(|report| report.rejudged).filter(|before| *before < run) {
            Some(before) => run = before,
            None => return Ok(false),
        }
    }
    Ok(run == drawn)
}

/// What became of a chart in a newer comparison: `gone`, `changed`, or nothing.
fn since(item: &store::SampleItemRow, now: Option<&HashMap<String, [u64; 4]>>) -> &'static str {
    match now.map(|now| now.get(&item.token)) {
        Some(None) => "gone",
        Some(Some(counts)) if *counts != item.counts => "changed",
        None | Some(Some(_)) => "",
    }
}

/// Whether a chart is, by the counts of a comparison of other books, the one that was drawn.
fn is_as_drawn(item: &store::SampleItemRow, other: Option<&HashMap<String, [u64; 4]>>) -> bool {
    since(item, other).is_empty()
}

fn reading(r: &store::ReviewRow, chart: &ChartState) -> ChartReading {
    ChartReading {
        by: r.reader.clone(),
        part: if chart.readers.contains(&r.reader) { "reader" } else { "adjudicator" }.into(),
        outcome: r.outcome.clone(),
        kind: r.kind.clone(),
        aspect: r.aspect.clone(),
        comment: r.comment.clone(),
        at_ms: r.at_ms,
    }
}

fn counts_now(workspace: &Workspace, run: u32, state: &SampleState) -> Answer<HashMap<String, [u64; 4]>> {
    let tokens: Vec<String> = state.charts.iter().map(|c| c.item.token.clone()).collect();
    app(workspace.store().counts_of(run, &tokens))
}

/// What is different in the newest run, as far as it touches the sample.
fn changes(workspace: &Workspace, state: &SampleState, newest: u32, now: &HashMap<String, [u64; 4]>) -> Answer<Vec<String>> {
    let version = |run: u32| -> Answer<u32> { Ok(app(workspace.store().run(run))?.map_or(0, |r| r.version)) };
    let (before, after) = (version(state.row.run)?, version(newest)?);
    let gone = state.charts.iter().filter(|c| !now.contains_key(&c.item.token)).count();
    let changed = state.charts.iter().filter(|c| now.get(&c.item.token).is_some_and(|counts| *counts != c.item.counts)).count();
    let mut words = vec![format!("Run {newest} is newer than run {}, which this sample was drawn from. Its claim is about run {}.", state.row.run, state.row.run)];
    if before != after {
        words.push(format!("The mapping is at version {after}; it was at version {before}."));
    }
    words.push(match (changed, gone) {
        (0, 0) => "All of its charts have the same numbers of statements and findings as before.".to_string(),
        (changed, 0) => format!("{changed} of its {} charts have other numbers of statements or findings now.", state.charts.len()),
        (changed, gone) => format!("{changed} of its {} charts have other numbers of statements or findings now, {gone} are not there any more.", state.charts.len()),
    });
    Ok(words)
}

pub(crate) fn record_review<H: Host>(host: &H, request: RecordReview) -> Answer<Nothing> {
    let workspace = host.workspace();
    let comment = request.comment.trim();
    let named = |word: &str, known: bool| word.is_empty() || known;
    let sound = Outcome::from_word(&request.outcome).is_some()
        && named(&request.kind, Kind::from_word(&request.kind).is_some())
        && named(&request.aspect, Aspect::from_word(&request.aspect).is_some())
        && comment.len() <= COMMENT_MAX;
    if !sound {
        return Err(ErrorCode::Invalid.into());
    }
    // Whoever adjudicates has nothing else to go by.
    if request.outcome != Outcome::Held.word() && comment.is_empty() && request.kind.is_empty() && request.aspect.is_empty() {
        return Err(refused("Say what is wrong or cannot be told, or name its kind or aspect."));
    }
    // A comment with an identifier would hold back every page that it stands on.
    if workspace.egress_check(comment.as_bytes()).is_err() {
        return Err(refused("The comment names somebody or holds an identifier of the data. Say it without."));
    }
    let state = sample_state(workspace, &request.id)?.ok_or_else(not_found)?;
    let chart = state.charts.iter().find(|c| c.item.token == request.patient).ok_or_else(not_found)?;
    let reader = host.actor().account.clone();
    let newest = newest_run(workspace)?;
    if request.run > newest {
        return Err(ErrorCode::Invalid.into());
    }
    // A comparison that ended while somebody read does not take back what they read: it is held against the comparison whose charts they had before them.
    let read = if request.run == 0 { newest } else { request.run };
    let other = if has_books_of(workspace, read, state.row.run)? { None } else { Some(app(workspace.store().counts_of(newest, std::slice::from_ref(&request.patient)))?) };
    if !is_as_drawn(&chart.item, other.as_ref()) {
        return Err(refused(OTHERWISE));
    }
    if !chart.may_read(&reader) {
        return Err(refused("This chart has its readers. A third reading counts only where two differ."));
    }
    let review = store::ReviewRow {
        token: request.patient.clone(),
        reader,
        outcome: request.outcome.clone(),
        kind: request.kind.clone(),
        aspect: request.aspect.clone(),
        comment: comment.into(),
        at_ms: host.now_ms(),
    };
    app(workspace.store().add_review(&state.row.id, &review))?;
    Ok(Nothing::default())
}
