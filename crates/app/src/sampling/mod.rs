//! Chart review by sample: planned from a claim, drawn from the newest comparison, kept, and judged as readers enter what they
//! find. The numbers come from `balance::sampling`; here they meet the workspace.
//!
//! The same run, seed and wishes are the same sample: drawing again gives it back, so nobody draws until they like what they see.

mod state;

pub use state::{ChartState, SampleState, Tally, sample_state, sample_states};
pub(crate) use state::{bound_words, claim_words};

use crate::{AppError, Result, Workspace};
use balance::sampling::{Claim, Cuts, Draw, Population, Stratum, TopCharts};
use store::{PatientFilter, RunRow, SampleItemRow, SampleRow};

/// Charts of a sample at most: more than any team reads.
pub const CHARTS_MAX: u64 = 20_000;

/// What somebody wants to show, and what they want read beyond it. Shares in percent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SampleWish {
    /// The claim: fewer than this share of the charts is wrong.
    pub claim: f64,
    /// One-sided confidence.
    pub confidence: f64,
    /// Wrong charts among those drawn by lot that the claim survives.
    pub errors_allowed: u64,
    /// Share of the patients, highest edge scores first, that makes the top stratum beside all with a safety finding.
    pub top_percent: f64,
    /// Share that follows them and makes the middle stratum.
    pub middle_percent: f64,
    /// Charts of the top stratum.
    pub top: TopCharts,
}

/// What drawing would give.
#[derive(Debug, Clone)]
pub struct SamplePlanned {
    /// Run it would be drawn from, 0 for none.
    pub run: u32,
    /// Patients of the run by stratum.
    pub patients: [u64; 3],
    /// How the claim is judged.
    pub population: Population,
    /// Charts by lot.
    pub by_lot: u64,
    /// Charts kept aside for the top stratum, whether the lot gives them or not.
    pub top: u64,
    /// Where the strata begin.
    pub cuts: Cuts,
    /// Why it cannot be drawn.
    pub refused: Option<String>,
}

impl SampleWish {
    /// The claim in shares of 1.
    pub fn claim(&self) -> Claim {
        Claim { share: self.claim / 100.0, confidence: self.confidence / 100.0, errors: self.errors_allowed }
    }

    /// What is wrong with the wish by itself.
    fn refused(&self) -> Option<&'static str> {
        let within = |value: f64, low: f64, high: f64| value.is_finite() && (low..=high).contains(&value);
        if !within(self.claim, 0.01, 50.0) {
            return Some("The claim is a share of wrong charts from 0.01 % to 50 %.");
        }
        if !within(self.confidence, 80.0, 99.99) {
            return Some("The confidence is from 80 % to 99.99 %.");
        }
        if !within(self.top_percent, 0.0, 50.0) || !within(self.middle_percent, 0.0, 50.0) {
            return Some("The top and the middle stratum take up to 50 % of the patients each.");
        }
        (self.errors_allowed > 1_000).then_some("A claim survives up to 1,000 wrong charts.")
    }

    /// How the strata are cut and a top of so many patients is filled, in words.
    fn design(&self, patients: u64) -> String {
        let top = match self.top {
            TopCharts::Lot => "as many as the lot gives".to_string(),
            TopCharts::AtLeast(charts) if charts > patients => format!("all charts, which are fewer than the {charts} that were asked for"),
            TopCharts::AtLeast(charts) => format!("at least {charts} charts"),
            TopCharts::All => "all charts".into(),
        };
        format!(
            "Top: a safety finding, or among the {} % of patients with the highest edge score; {top}, two readers. Middle: the next {} %. Rest: everybody else. One reader each.",
            self.top_percent, self.middle_percent
        )
    }
}

impl SamplePlanned {
    /// The charts that a stratum is expected to have in the sample.
    pub fn charts_of(&self, stratum: Stratum) -> u64 {
        let all: u64 = self.patients.iter().sum();
        let patients = self.patients[stratum as usize];
        let by_lot = if all == 0 { 0 } else { (self.by_lot as f64 * patients as f64 / all as f64).round() as u64 };
        if stratum == Stratum::Top { by_lot.max(self.top) } else { by_lot }
    }

    /// Charts in all, about.
    pub fn charts(&self) -> u64 {
        self.by_lot.max(Stratum::ALL.into_iter().map(|s| self.charts_of(s)).sum())
    }

    /// Readings that they need, about.
    pub fn readings(&self) -> u64 {
        self.charts() + self.charts_of(Stratum::Top) * u64::from(Stratum::Top.readers() - 1)
    }
}

/// Works out what a wish would give in the newest comparison.
pub fn plan_sample(workspace: &Workspace, wish: &SampleWish) -> Result<SamplePlanned> {
    let claim = wish.claim();
    let nothing = Cuts { top: f64::INFINITY, middle: f64::INFINITY };
    let mut plan = SamplePlanned { run: 0, patients: [0; 3], population: Population::Unlimited, by_lot: 0, top: 0, cuts: nothing, refused: wish.refused().map(String::from) };
    let Some(run) = workspace.store().last_run("compare")? else {
        plan.refused = Some("There is no comparison to draw from yet.".into());
        return Ok(plan);
    };
    plan.run = run.id;
    if plan.refused.is_some() {
        return Ok(plan);
    }
    fill(workspace, &run, wish, &mut plan)?;
    let all: u64 = plan.patients.iter().sum();
    plan.population = claim.population(all);
    match claim.charts(plan.population) {
        Some(charts) => plan.by_lot = charts,
        None => plan.refused = Some(format!("No sample of {all} patients can show this: reading every chart would not.")),
    }
    if plan.charts() > CHARTS_MAX {
        plan.refused = Some(format!("This needs about {} charts; a sample holds up to {CHARTS_MAX}. Claim less, or read less of the top stratum.", plan.charts()));
    }
    Ok(plan)
}

/// The strata of a run with their patients.
fn fill(workspace: &Workspace, run: &RunRow, wish: &SampleWish, plan: &mut SamplePlanned) -> Result<()> {
    let store = workspace.store();
    // Who stays in the archive is to be in no destination: no chart of theirs is reviewed.
    let asked = PatientFilter { sides: ["paired", "legacy only", "destination only"].map(str::to_string).to_vec(), ..PatientFilter::default() };
    let (_, all) = store.patients(run.id, &asked, "", 0, 1)?;
    let places = |percent: f64| (all as f64 * percent / 100.0).ceil() as u64;
    let top = places(wish.top_percent);
    // The score of the last patient inside; without a place inside nobody's score reaches it.
    let cut = |inside: u64| -> Result<f64> {
        let Some(last) = inside.checked_sub(1) else { return Ok(f64::INFINITY) };
        Ok(store.score_at(run.id, last.min(all.saturating_sub(1)))?.unwrap_or(f64::INFINITY))
    };
    plan.cuts = Cuts { top: cut(top)?, middle: if wish.middle_percent > 0.0 { cut(top + places(wish.middle_percent))? } else { f64::INFINITY } };
    let cuts = plan.cuts;
    store.each_ranked(run.id, &mut |p| plan.patients[cuts.stratum(p.safety, p.score) as usize] += 1)?;
    plan.top = wish.top.of(plan.patients[Stratum::Top as usize]);
    Ok(())
}

/// Draws a sample from the newest comparison and keeps it; the one that is there when it was drawn before.
pub fn draw_sample(workspace: &Workspace, wish: &SampleWish, seed: u32, by: &str, now_ms: u64) -> Result<SampleRow> {
    let plan = plan_sample(workspace, wish)?;
    if let Some(why) = plan.refused {
        return Err(AppError::Nothing(why));
    }
    let store = workspace.store();
    let id = sample_id(plan.run, seed, wish);
    if let Some(sample) = store.sample(&id)? {
        return Ok(sample);
    }
    let mut draw = Draw::new(u64::from(seed), plan.by_lot, plan.top);
    store.each_ranked(plan.run, &mut |p| draw.offer(p.ordinal, p.token, plan.cuts.stratum(p.safety, p.score)))?;
    let claim = wish.claim();
    let sample = SampleRow {
        id: id.clone(),
        run: plan.run,
        seed,
        claim: claim.share,
        confidence: claim.confidence,
        errors_allowed: claim.errors,
        patients: draw.patients(),
        design: wish.design(plan.patients[Stratum::Top as usize]),
        by: by.into(),
        at_ms: now_ms,
    };
    let mut items = Vec::new();
    for (drawn, place) in draw.finish().into_iter().zip(1u64..) {
        // A comparison that ended meanwhile has taken the run's patients away.
        let patient = store.patient_by_ordinal(plan.run, drawn.ordinal)?.ok_or(store::StoreError::Conflict)?;
        items.push(SampleItemRow {
            place,
            token: drawn.token,
            stratum: drawn.stratum.word().into(),
            by_lot: drawn.by_lot,
            readers: drawn.stratum.readers(),
            side: patient.side,
            counts: [patient.legacy, patient.destination, patient.findings, patient.safety],
            reasons: patient.reasons,
        });
    }
    store.add_sample(&sample, &items)?;
    Ok(store.sample(&id)?.unwrap_or(sample))
}

/// The token of a sample: its run, and a digest of everything that decides who is in it.
fn sample_id(run: u32, seed: u32, wish: &SampleWish) -> String {
    let SampleWish { claim, confidence, errors_allowed, top_percent, middle_percent, top } = wish;
    let digest = crate::access::token_hash(&format!("{seed} {claim} {confidence} {errors_allowed} {top_percent} {middle_percent} {top:?}"));
    format!("cr-{run}-{}", digest.chars().take(10).collect::<String>())
}

/// A share of 1 as percent with two telling digits: `9.5 %`, `1.0 %`, `0.10 %`.
pub fn share_words(share: f64) -> String {
    let percent = share * 100.0;
    let digits = match percent {
        p if p >= 0.95 || p <= 0.0 => 1,
        p if p >= 0.095 => 2,
        _ => 3,
    };
    format!("{percent:.digits$} %")
}

/// A percentage as somebody typed it: `95 %`, `99.5 %`.
pub(crate) fn typed_words(share: f64) -> String {
    // Through thousandths of a percent, so that 0.07 * 100 is 7 again.
    format!("{} %", (share * 100_000.0).round() / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_keep_two_telling_digits() {
        let shown = [0.095_033_9, 0.049_507_6, 0.009_969_1, 0.000_999_7, 0.257, 1.0, 0.0, 0.000_05].map(share_words);
        assert_eq!(shown, ["9.5 %", "5.0 %", "1.0 %", "0.10 %", "25.7 %", "100.0 %", "0.0 %", "0.005 %"]);
        assert_eq!([0.95, 0.995, 0.07, 0.001, 0.9999].map(typed_words), ["95 %", "99.5 %", "7 %", "0.1 %", "99.99 %"]);
    }

    #[test]
    fn the_same_wish_is_the_same_sample() {
        let wish = SampleWish { claim: 1.0, confidence: 95.0, errors_allowed: 0, top_percent: 5.0, middle_percent: 20.0, top: TopCharts::AtLeast(30) };
        assert_eq!(sample_id(4, 7, &wish), sample_id(4, 7, &wish));
        let others = [sample_id(5, 7, &wish), sample_id(4, 8, &wish), sample_id(4, 7, &SampleWish { claim: 2.0, ..wish }), sample_id(4, 7, &SampleWish { top: TopCharts::All, ..wish })];
        assert!(others.iter().all(|other| *other != sample_id(4, 7, &wish)));
    }

    #[test]
    fn a_top_that_is_smaller_than_what_was_asked_for_says_so() {
        let wish = SampleWish { claim: 1.0, confidence: 95.0, errors_allowed: 0, top_percent: 5.0, middle_percent: 20.0, top: TopCharts::AtLeast(30) };
        assert!(wish.design(159).contains("; at least 30 charts, two readers."));
        assert!(wish.design(12).contains("; all charts, which are fewer than the 30 that were asked for, two readers."));
    }

    #[test]
    fn a_wish_beyond_reason_is_refused_in_words() {
        let wish = SampleWish { claim: 1.0, confidence: 95.0, errors_allowed: 0, top_percent: 5.0, middle_percent: 20.0, top: TopCharts::Lot };
        assert_eq!(wish.refused(), None);
        for refused in [SampleWish { claim: 0.0, ..wish }, SampleWish { claim: f64::NAN, ..wish }, SampleWish { confidence: 100.0, ..wish }, SampleWish { top_percent: 51.0, ..wish }, SampleWish { errors_allowed: 1_001, ..wish }] {
            assert!(refused.refused().is_some(), "{refused:?}");
        }
    }
}
