//! Where a sample stands: what readers entered, settled chart by chart, and what may be said of all charts now.
//!
//! What is unclear, and what its readers differ on, counts as wrong in every bound and never as an error. The claim rests on the charts drawn by
//! lot; errors in further charts of the top stratum are told beside it, never left out. While a sample is read, a bound rests on the beginning of
//! the draw up to the first chart that lacks a reading: that is a sample by lot itself, which the charts that happen to be settled are not (a chart
//! with two readers is settled later than one with one). Charts that wait for a second reader count nowhere, so no sum tells what the first found.

use super::{share_words, typed_words};
use crate::wording::counted;
use crate::{Result, Workspace};
use balance::sampling::{Agreement, Claim, How, Outcome, Population, Reading, Stratum, StratumCount, agreement, interval, settle, upper_bound, weighted_bound};
use std::collections::HashMap;
use store::{ReviewRow, SampleItemRow, SampleRow};

/// One chart and its readings.
#[derive(Debug, Clone)]
pub struct ChartState {
    /// The chart.
    pub item: SampleItemRow,
    /// What was entered, in order.
    pub reviews: Vec<ReviewRow>,
    /// Its readers so far.
    pub readers: Vec<String>,
    /// Whether as many read it as it needs.
    pub all_in: bool,
    /// Its outcome, once settled.
    pub settled: Option<(Outcome, How)>,
    /// What two entered blind.
    pub blind: Option<(Outcome, Outcome)>,
    /// `unread`, `second reader`, `adjudicate`, or the outcome.
    pub word: &'static str,
}

impl ChartState {
    fn of(item: SampleItemRow, reviews: Vec<ReviewRow>) -> Self {
        let readings: Vec<Reading<'_>> =
            reviews.iter().filter_map(|r| Some(Reading { reader: &r.reader, outcome: Outcome::from_word(&r.outcome)? })).collect();
        let standing = settle(item.readers, &readings);
        let readers = standing.readers.iter().map(|r| (*r).to_string()).collect();
        let (all_in, settled, blind, word) = (standing.all_in, standing.settled, standing.blind, standing.word());
        Self { item, reviews, readers, all_in, settled, blind, word }
    }

    /// Whether a reading of this account counts: as one of the chart's readers, or as the one who decides between them.
    pub fn may_read(&self, account: &str) -> bool {
        let reader = self.readers.iter().any(|r| r == account);
        let has_decided = self.reviews.iter().any(|r| r.reader == account);
        let apart = self.all_in && self.item.readers > 1 && !matches!(self.settled, Some((_, How::Agreed | How::Consensus)));
        reader || !self.all_in || has_decided || apart
    }

    /// Whether it waits for this account.
    pub fn waits_for(&self, account: &str) -> bool {
        !self.readers.iter().any(|r| r == account) && self.settled.is_none()
    }

    fn is(&self, outcome: Outcome) -> bool {
        self.settled.is_some_and(|(o, _)| o == outcome)
    }
}

/// What a part of the charts amounts to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Charts.
    pub charts: u64,
    /// Settled ones.
    pub settled: u64,
    /// Wrong ones among them.
    pub errors: u64,
    /// Ones that cannot be told.
    pub unclear: u64,
    /// Ones that all of their readers read and differ on.
    pub open: u64,
}

impl Tally {
    fn add(&mut self, chart: &ChartState) {
        self.charts += 1;
        self.settled += u64::from(chart.settled.is_some());
        self.errors += u64::from(chart.is(Outcome::Error));
        self.unclear += u64::from(chart.is(Outcome::Unclear));
        self.open += u64::from(chart.all_in && chart.settled.is_none());
    }

    /// Charts that all of their readers read.
    pub fn read(&self) -> u64 {
        self.settled + self.open
    }

    /// Charts that a bound counts as wrong.
    pub fn wrong(&self) -> u64 {
        self.errors + self.unclear + self.open
    }
}

/// A sample and all of its charts.
#[derive(Debug, Clone)]
pub struct SampleState {
    /// The sample.
    pub row: SampleRow,
    /// Its charts in the order of the draw.
    pub charts: Vec<ChartState>,
}

impl SampleState {
    /// The claim.
    pub fn claim(&self) -> Claim {
        Claim { share: self.row.claim, confidence: self.row.confidence, errors: self.row.errors_allowed }
    }

    /// How the claim is judged.
    pub fn population(&self) -> Population {
        self.claim().population(self.row.patients.iter().sum())
    }

    /// The tally of the charts that pass a test.
    pub fn tally(&self, passes: impl Fn(&SampleItemRow) -> bool) -> Tally {
        let mut tally = Tally::default();
        self.charts.iter().filter(|c| passes(&c.item)).for_each(|chart| tally.add(chart));
        tally
    }

    /// The tally of those of them that a bound may rest on: from the beginning of the draw up to the first that lacks a reading.
    fn begun(&self, passes: impl Fn(&SampleItemRow) -> bool) -> Tally {
        let mut tally = Tally::default();
        self.charts.iter().filter(|c| passes(&c.item)).take_while(|c| c.all_in).for_each(|chart| tally.add(chart));
        tally
    }

    /// The charts drawn by lot.
    pub fn by_lot(&self) -> Tally {
        self.tally(|item| item.by_lot)
    }

    /// The upper bound of the share of wrong charts from the beginning of those drawn by lot, once the first is read.
    pub fn upper(&self) -> Option<f64> {
        let begun = self.begun(|item| item.by_lot);
        (begun.read() > 0).then(|| upper_bound(begun.wrong(), begun.read(), self.row.confidence, self.population()))
    }

    /// The two-sided interval at the same confidence.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let begun = self.begun(|item| item.by_lot);
        (begun.read() > 0).then(|| interval(begun.wrong(), begun.read(), self.row.confidence))
    }

    /// `reading`, `borne out`, `not borne out`. Errors beyond what the claim survives decide before everything is read.
    pub fn state(&self) -> &'static str {
        let lot = self.by_lot();
        if lot.errors > self.row.errors_allowed {
            "not borne out"
        } else if lot.settled < lot.charts {
            "reading"
        } else if self.claim().is_borne_out(lot.errors + lot.unclear, lot.settled, self.population()) {
            "borne out"
        } else {
            "not borne out"
        }
    }

    /// The strata with what was found in them, as far as their bounds may rest on it.
    pub fn strata(&self) -> Vec<(StratumCount, Tally)> {
        Stratum::ALL
            .into_iter()
            .zip(self.row.patients)
            .map(|(stratum, patients)| {
                let of_it = |item: &SampleItemRow| item.stratum == stratum.word();
                let (charts, begun) = (self.tally(of_it).charts, self.begun(of_it));
                (StratumCount { stratum, patients, charts, read: begun.read(), wrong: begun.wrong() }, begun)
            })
            .collect()
    }

    /// The bound over all strata, each from the beginning of its part of the draw.
    pub fn weighted(&self) -> Option<f64> {
        let strata: Vec<StratumCount> = self.strata().into_iter().map(|(count, _)| count).collect();
        strata.iter().any(|s| s.read > 0).then(|| weighted_bound(&strata, self.row.confidence))
    }

    /// How well two readers agreed.
    pub fn agreement(&self) -> Agreement {
        agreement(self.charts.iter().filter_map(|c| c.blind))
    }

    /// What was claimed when it was drawn, in words: what it shows if it is borne out.
    pub fn claim_said(&self) -> String {
        claim_words(&self.claim(), self.by_lot().charts)
    }

    /// Why nothing may be said yet.
    fn unread(&self) -> &'static str {
        if self.charts.iter().all(|c| c.reviews.is_empty()) {
            "Not read yet."
        } else if self.by_lot().settled == 0 {
            "No chart by lot is settled yet."
        } else {
            "The first chart of the draw is not read yet."
        }
    }

    /// What may be said now, in words. As long as the first chart by lot is not read that is what the sample would show.
    pub fn words(&self) -> String {
        let (lot, begun) = (self.by_lot(), self.begun(|item| item.by_lot));
        let mut words = match self.upper() {
            None => format!("{} {}", self.unread(), self.claim_said()),
            Some(upper) => format!("{}.", bound_words(begun, upper, self.row.confidence, self.population())),
        };
        let ahead = lot.settled - begun.settled;
        if ahead > 0 {
            words.push_str(&format!(" Further on in the draw {} in {}: these count once all before them are read.", counted(lot.errors - begun.errors, "error"), counted(ahead, "chart")));
        }
        if lot.settled > 0 && lot.settled < lot.charts {
            words.push_str(&format!(" {} of {} by lot are not settled yet.", lot.charts - lot.settled, counted(lot.charts, "chart")));
        }
        let more = self.tally(|item| !item.by_lot);
        if more.settled > 0 {
            words.push_str(&format!(" Beside them {} in {} of the top stratum.", counted(more.errors, "error"), counted(more.settled, "further chart")));
        }
        words
    }
}

/// `0 errors in 59 charts: fewer than 5.0 % wrong at 95 %`.
pub(crate) fn bound_words(tally: Tally, upper: f64, confidence: f64, population: Population) -> String {
    let unclear = if tally.unclear > 0 { format!(" and {}", counted(tally.unclear, "unclear one")) } else { String::new() };
    let open = if tally.open > 0 { format!(" and {} that readers differ on", tally.open) } else { String::new() };
    let as_wrong = if tally.unclear + tally.open > 0 { " counted as wrong" } else { "" };
    let found = format!("{}{unclear}{open}{as_wrong} in {}", counted(tally.errors, "error"), counted(tally.read(), "chart"));
    match population {
        Population::Finite(patients) if patients == tally.read() => format!("{found}: all were read, {} wrong", share_words(upper)),
        // Of a counted population the bound is a number of charts that may be reached. It is said as it is: its share is rounded, and may be rounded down.
        Population::Finite(patients) => {
            let wrong = (upper * patients as f64).round();
            format!("{found}: at most {} ({wrong} of {patients} charts) wrong at {}", share_words(upper), typed_words(confidence))
        }
        // Nothing is below a bound of all.
        Population::Unlimited if upper >= 1.0 => format!("{found}: at most {} wrong at {}", share_words(upper), typed_words(confidence)),
        Population::Unlimited => format!("{found}: fewer than {} wrong at {}", share_words(upper), typed_words(confidence)),
    }
}

/// What a sample of `charts` by lot would show. It is said before anything is read, so it is a condition and never a finding.
pub(crate) fn claim_words(claim: &Claim, charts: u64) -> String {
    let (allowed, verb) = match claim.errors {
        0 => ("none".to_string(), "is"),
        1 => ("at most 1".to_string(), "is"),
        errors => (format!("at most {errors}"), "are"),
    };
    format!("If {allowed} of {} by lot {verb} wrong: fewer than {} wrong at {}.", counted(charts, "chart"), typed_words(claim.share), typed_words(claim.confidence))
}

fn gather(workspace: &Workspace, row: SampleRow) -> Result<SampleState> {
    let mut reviews: HashMap<String, Vec<ReviewRow>> = HashMap::new();
    for review in workspace.store().reviews(&row.id)? {
        reviews.entry(review.token.clone()).or_default().push(review);
    }
    let items = workspace.store().sample_items(&row.id)?;
    let charts = items.into_iter().map(|item| {
        let entered = reviews.remove(&item.token).unwrap_or_default();
        ChartState::of(item, entered)
    });
    Ok(SampleState { charts: charts.collect(), row })
}

/// One sample.
pub fn sample_state(workspace: &Workspace, id: &str) -> Result<Option<SampleState>> {
    workspace.store().sample(id)?.map(|row| gather(workspace, row)).transpose()
}

/// Every sample, newest first.
pub fn sample_states(workspace: &Workspace) -> Result<Vec<SampleState>> {
    workspace.store().samples()?.into_iter().map(|row| gather(workspace, row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(place: u64, stratum: &str, by_lot: bool, found: &[(&str, &str)]) -> ChartState {
        let item = SampleItemRow { place, token: format!("P{place}"), stratum: stratum.into(), by_lot, readers: if stratum == "top" { 2 } else { 1 }, side: "paired".into(), counts: [1, 1, 0, 0], reasons: "[]".into() };
        let review = |(reader, outcome): &(&str, &str)| ReviewRow { token: item.token.clone(), reader: (*reader).into(), outcome: (*outcome).into(), kind: String::new(), aspect: String::new(), comment: String::new(), at_ms: 0 };
        let reviews = found.iter().map(review).collect();
        ChartState::of(item, reviews)
    }

    fn sample(charts: Vec<ChartState>, claim: f64) -> SampleState {
        let row = SampleRow { id: "cr-1".into(), run: 1, seed: 1, claim, confidence: 0.95, errors_allowed: 0, patients: [5_000, 20_000, 75_000], design: String::new(), by: "lead".into(), at_ms: 0 };
        SampleState { row, charts }
    }

    fn held(count: u64) -> Vec<ChartState> {
        (1..=count).map(|place| chart(place, "rest", true, &[("a", "held")])).collect()
    }

    #[test]
    fn a_clean_sample_says_its_bound() {
        let state = sample(held(59), 0.05);
        assert_eq!((state.words().as_str(), state.state()), ("0 errors in 59 charts: fewer than 5.0 % wrong at 95 %.", "borne out"));
    }

    #[test]
    fn a_bound_among_counted_charts_says_their_number_because_its_share_is_rounded() {
        let tally = |settled, errors| Tally { charts: settled, settled, errors, ..Tally::default() };
        let words = |settled, errors, population| bound_words(tally(settled, errors), upper_bound(errors, settled, 0.95, population), 0.95, population);
        // 20 of 204 are more than 9.8 %, and 27 more than 13.2 %: as many wrong charts cannot be excluded.
        assert_eq!(words(26, 0, Population::Finite(204)), "0 errors in 26 charts: at most 9.8 % (20 of 204 charts) wrong at 95 %");
        assert_eq!(words(41, 2, Population::Finite(204)), "2 errors in 41 charts: at most 13.2 % (27 of 204 charts) wrong at 95 %");
        assert_eq!(words(1, 1, Population::Unlimited), "1 error in 1 chart: at most 100.0 % wrong at 95 %", "one of one is wrong, and all may be");
    }

    #[test]
    fn what_is_not_read_keeps_the_claim_open_and_an_error_ends_it() {
        let mut charts = held(58);
        charts.push(chart(59, "rest", true, &[]));
        let open = sample(charts.clone(), 0.05);
        assert_eq!(open.state(), "reading");
        assert!(open.words().ends_with("1 of 59 charts by lot are not settled yet."), "{}", open.words());
        charts[0] = chart(1, "rest", true, &[("a", "error")]);
        assert_eq!(sample(charts, 0.05).state(), "not borne out", "no number of further charts mends this");
    }

    #[test]
    fn what_nobody_read_says_what_it_would_show_and_bears_nothing_out() {
        let unread: Vec<ChartState> = (1..=49).map(|place| chart(place, "rest", true, &[])).collect();
        let state = sample(unread.clone(), 0.05);
        assert_eq!(state.words(), "Not read yet. If none of 49 charts by lot is wrong: fewer than 5 % wrong at 95 %.");
        assert_eq!((state.state(), state.upper()), ("reading", None));
        let half = sample([vec![chart(50, "top", true, &[("a", "held")])], unread].concat(), 0.05);
        assert_eq!(half.words(), "No chart by lot is settled yet. If none of 50 charts by lot is wrong: fewer than 5 % wrong at 95 %.");
        let claim = |errors| claim_words(&Claim { share: 0.05, confidence: 0.95, errors }, 93);
        assert!(claim(1).starts_with("If at most 1 of 93 charts by lot is wrong: ") && claim(2).starts_with("If at most 2 of 93 charts by lot are wrong: "));
    }

    #[test]
    fn what_is_unclear_counts_as_wrong_and_is_no_error() {
        let mut charts = held(58);
        charts.push(chart(59, "rest", true, &[("a", "unclear")]));
        let state = sample(charts, 0.05);
        assert_eq!((state.state(), state.by_lot().errors), ("not borne out", 0));
        assert!(state.words().starts_with("0 errors and 1 unclear one counted as wrong in 59 charts"), "{}", state.words());
    }

    #[test]
    fn a_bound_of_what_is_read_so_far_rests_on_the_beginning_of_the_draw() {
        // Charts of the top wait for their second reader, the others are settled with the first: those alone are no sample by lot.
        let top = |found: &'static [(&'static str, &'static str)]| move |place: u64| if place % 4 == 0 { chart(place, "rest", true, &[("a", "held")]) } else { chart(place, "top", true, found) };
        let half = sample((1..=48).map(top(&[("a", "error")])).collect(), 0.05);
        assert_eq!((half.upper(), half.interval()), (None, None));
        assert!(half.words().starts_with("The first chart of the draw is not read yet. If none of 48"), "{}", half.words());
        assert!(half.words().ends_with("Further on in the draw 0 errors in 12 charts: these count once all before them are read. 36 of 48 charts by lot are not settled yet."), "{}", half.words());
        assert_eq!(half.words(), sample((1..=48).map(top(&[("a", "held")])).collect(), 0.05).words(), "no sum tells the second reader what the first found");
        let apart = sample((1..=48).map(top(&[("a", "error"), ("b", "held")])).collect(), 0.05);
        assert!(apart.words().starts_with("0 errors and 36 that readers differ on counted as wrong in 48 charts: "), "{}", apart.words());
        assert!(apart.upper() > Some(36.0 / 48.0) && apart.state() == "reading");
        // As far as the draw is read in its order, the bound is that of its beginning.
        let begun = sample([held(30), vec![chart(31, "rest", true, &[])], (32..=59).map(|place| chart(place, "rest", true, &[("a", "error")])).collect()].concat(), 0.05);
        assert!(begun.words().starts_with("0 errors in 30 charts: fewer than 9.5 % wrong at 95 %. Further on in the draw 28 errors in 28 charts"), "{}", begun.words());
        assert_eq!(begun.state(), "not borne out");
    }

    #[test]
    fn errors_beyond_the_lot_are_told_beside_the_claim() {
        let mut charts = held(59);
        charts.push(chart(60, "top", false, &[("a", "error"), ("b", "error")]));
        let state = sample(charts, 0.05);
        assert_eq!(state.state(), "borne out");
        assert!(state.words().ends_with("Beside them 1 error in 1 further chart of the top stratum."), "{}", state.words());
        assert!(state.weighted() > state.upper());
    }

    #[test]
    fn the_second_reader_is_waited_for_and_a_third_decides() {
        let half = chart(1, "top", true, &[("a", "held")]);
        assert_eq!((half.word, half.waits_for("a"), half.waits_for("b")), ("second reader", false, true));
        let apart = chart(1, "top", true, &[("a", "held"), ("b", "error")]);
        assert_eq!((apart.word, apart.waits_for("b"), apart.waits_for("c"), apart.may_read("c")), ("adjudicate", false, true, true));
        let agreed = chart(1, "top", true, &[("a", "held"), ("b", "held")]);
        assert!(!agreed.may_read("c") && agreed.may_read("a"));
        let one = chart(1, "rest", true, &[("a", "held")]);
        assert!(!one.may_read("b"), "nobody was asked a second time");
        let state = sample(vec![half, apart, agreed], 0.05);
        assert_eq!((state.agreement().pairs, state.agreement().agreed), (2, 1));
    }
}
