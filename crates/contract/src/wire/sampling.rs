//! Chart review by sample: what is claimed, which charts are read, what readers entered. See `wire.rs` for what every field must
//! say. Shares are in percent here, as people type them.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// A sample to draw: the claim, and what is read beyond it.
    struct DrawSample {
        /// The claim: fewer than this share of the charts is wrong, in percent.
        claim: f64 = Count,
        /// One-sided confidence in percent.
        confidence: f64 = Count,
        /// Wrong charts among those drawn by lot that the claim survives.
        errors_allowed: u64 = Count,
        /// Seed; null takes a fresh one.
        seed: Option<u32> = Count,
        /// Share of the patients in percent, highest edge scores first, that makes the top stratum, beside all with a safety finding.
        top_percent: f64 = Count,
        /// Share of the patients in percent that follows them and makes the middle stratum.
        middle_percent: f64 = Count,
        /// Charts of the top stratum: `lot` as the lot gives them, `least` at least `top_charts`, `all`.
        top: String = Word,
        /// For `least`.
        top_charts: u64 = Count,
    }
    /// What drawing would give.
    struct SamplePlan {
        /// Comparison run it would be drawn from, 0 for none.
        run: u32 = Count,
        /// Patients of the run.
        population: u64 = Count,
        /// `binomial` or `hypergeometric`.
        basis: String = Word,
        /// Charts by lot: those that bear the claim.
        by_lot: u64 = Count,
        /// Charts in all, about: how many of the top the lot gives is only known when it is drawn.
        charts: u64 = Count,
        /// Readings that these need, about.
        readings: u64 = Count,
        /// Strata with their patients and charts, about.
        strata: Vec<SampleStratum> = Nested,
        /// Why this cannot be drawn, empty when it can.
        refused: String = Word,
        /// The claim and its size in words.
        words: String = Word,
    }
    /// A part of the sample.
    struct SampleStratum {
        /// `top`, `middle`, `rest`.
        stratum: String = Word,
        /// Patients.
        patients: u64 = Count,
        /// Charts.
        charts: u64 = Count,
        /// Charts that its bound rests on: those that all of their readers read, up to the first of the draw that lacks a reading.
        read: u64 = Count,
        /// Wrong ones among them.
        errors: u64 = Count,
        /// Ones that cannot be told among them; the bound counts them as wrong.
        unclear: u64 = Count,
        /// Ones among them that all of their readers read and differ on; the bound counts them as wrong.
        open: u64 = Count,
        /// Upper bound in percent, null while there is no such chart.
        upper: Option<f64> = Count,
        /// The bound in words.
        words: String = Word,
    }
    /// Samples, newest first.
    struct SamplesPage {
        /// Rows.
        rows: Vec<SampleSummary> = Nested,
        /// Samples.
        total: u64 = Count,
        /// Newest comparison run, 0 for none.
        run: u32 = Count,
    }
    /// One sample and where it stands.
    struct SampleSummary {
        /// Token.
        id: String = Token,
        /// Comparison run it was drawn from.
        run: u32 = Count,
        /// A newer run exists.
        older: bool = Word,
        /// Claim in percent.
        claim: f64 = Count,
        /// Confidence in percent.
        confidence: f64 = Count,
        /// Wrong charts that the claim survives.
        errors_allowed: u64 = Count,
        /// Seed.
        seed: u32 = Count,
        /// Patients of the run.
        population: u64 = Count,
        /// Charts in all.
        charts: u64 = Count,
        /// Of them settled.
        settled: u64 = Count,
        /// Charts by lot: those that bear the claim.
        by_lot: u64 = Count,
        /// Of these settled.
        settled_by_lot: u64 = Count,
        /// Wrong ones in all.
        errors: u64 = Count,
        /// `reading`, `borne out`, `not borne out`.
        state: String = Word,
        /// What may be said now.
        words: String = Word,
        /// How the strata were cut and the top filled up.
        design: String = Word,
        /// Who drew it.
        by: String = Authored,
        /// When.
        at_ms: u64 = Clock,
    }
    /// A page of a sample's charts. Filters combine; empty means all.
    struct ChartSampleQuery {
        /// Token of the sample.
        id: String = Token,
        /// First row.
        offset: u64 = Count,
        /// At most.
        limit: u64 = Count,
        /// Pseudonym or part of it.
        text: String = Token,
        /// Strata.
        strata: Vec<String> = Word,
        /// `unread`, `second reader`, `adjudicate`, `held`, `error`, `unclear`.
        states: Vec<String> = Word,
        /// Only what waits for whoever asks.
        waiting: bool = Word,
    }
    /// A sample with a page of its charts in the order of the draw.
    struct ChartSample {
        /// The sample.
        summary: SampleSummary = Nested,
        /// Newest comparison run: the one whose charts are shown.
        run: u32 = Count,
        /// Rows.
        rows: Vec<ReviewedChart> = Nested,
        /// Rows in the selection.
        total: u64 = Count,
        /// Strata in the selection.
        strata: Vec<Facet> = Nested,
        /// States in the selection.
        states: Vec<Facet> = Nested,
        /// The strata with their bounds.
        bounds: Vec<SampleStratum> = Nested,
        /// `binomial` or `hypergeometric`.
        basis: String = Word,
        /// Upper bound of the charts drawn by lot, in percent, from the beginning of the draw up to the first that lacks a reading; null while that is the first.
        upper: Option<f64> = Count,
        /// Two-sided interval at the same confidence, in percent; empty while there is no bound.
        interval: Vec<f64> = Count,
        /// Upper bound over all strata and all charts, in percent.
        weighted: Option<f64> = Count,
        /// It in words.
        weighted_words: String = Word,
        /// Charts that two read blind.
        pairs: u64 = Count,
        /// Of them those in which both found the same.
        agreed: u64 = Count,
        /// Cohen's kappa.
        kappa: Option<f64> = Count,
        /// Charts that wait for whoever asks.
        waiting: u64 = Count,
        /// The first of them in the order of the draw; empty for none.
        next: String = Token,
        /// What changed since, when the sample is of an older run.
        changes: Vec<String> = Word,
    }
    /// One chart of a sample.
    struct ReviewedChart {
        /// Pseudonym.
        id: String = Token,
        /// Place in the order of the draw, from 1.
        place: u64 = Count,
        /// `top`, `middle`, `rest`.
        stratum: String = Word,
        /// Drawn by lot; otherwise taken from the top stratum on purpose.
        by_lot: bool = Word,
        /// Readers needed.
        readers: u64 = Count,
        /// Readers so far.
        read: u64 = Count,
        /// As in `ChartSampleQuery`.
        state: String = Word,
        /// How it was settled: `one reader`, `agreed`, `consensus`, `adjudicated`; empty while it is not.
        how: String = Word,
        /// What whoever asks entered last, empty for nothing.
        mine: String = Word,
        /// Whether a reading of whoever asks counts: as reader, or as adjudicator.
        may_read: bool = Word,
        /// `paired`, `legacy only`, `destination only`.
        side: String = Word,
        /// Findings when it was drawn.
        findings: u64 = Count,
        /// Of them safety.
        safety: u64 = Count,
        /// Why this patient is likely to break.
        reasons: Vec<Reason> = Nested,
        /// Since the sample was drawn: `changed`, `gone`, empty for the same counts.
        since: String = Word,
        /// What was entered, oldest first. Until all readers are in, only what whoever asks entered.
        readings: Vec<ChartReading> = Nested,
    }
    /// What somebody entered for a chart.
    struct ChartReading {
        /// Account.
        by: String = Authored,
        /// `reader` or `adjudicator`.
        part: String = Word,
        /// `held`, `error`, `unclear`.
        outcome: String = Word,
        /// Kind of statement that is wrong, empty when none was named.
        kind: String = Word,
        /// Aspect that is wrong, empty likewise.
        aspect: String = Word,
        /// In their words.
        comment: String = Authored,
        /// When.
        at_ms: u64 = Clock,
    }
    /// Enters what was found in a chart. A changed mind is entered again; nothing is overwritten.
    struct RecordReview {
        /// Token of the sample.
        id: String = Token,
        /// Pseudonym.
        patient: String = Token,
        /// Comparison run whose charts were read, 0 for the newest one: what was read before a newer one ended is kept for the one it was read of.
        run: u32 = Count,
        /// `held`; `error` or `unclear`, which say what it is or name a kind or an aspect.
        outcome: String = Word,
        /// Kind of statement that is wrong, empty for none.
        kind: String = Word,
        /// Aspect that is wrong, empty for none.
        aspect: String = Word,
        /// In the reader's words, free of identifiers.
        comment: String = Authored,
    }
    /// Takes a sample out as a printable page.
    struct ExportSample {
        /// Token of the sample.
        id: String = Token,
        /// `first` for the first reader, `second` for the second, both with the charts that still take a reading; `results` for what was found.
        sheet: String = Word,
    }
}
