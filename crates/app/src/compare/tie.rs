//! How the two charts of a patient are tied to each other: by what, how surely, and what was merged on the way.
//!
//! Taken from the crosswalk once, kept with the charts and carried by every finding. Words and a number, no content: what both records
//! say of the person stays in them.

use super::joined::{Both, Made};
use super::linking::{Linking, made_of};
use crate::archive::kept_out_as_gathered;
use crate::book::BookReport;
use crate::jobs::Meter;
use crate::origins::Origins;
use crate::sorted::Shelves;
use crate::{Result, Workspace};
use balance::{Alone, Tied, Unfollowed};
use identity::{Confidence, Merges, Reconciled};
use model::{Side, Statement};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Words of a link: there are few, and every patient has some.
type Words = Cow<'static, str>;

/// The link of two charts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tie {
    /// `provenance`, `key`, `identifier`, `demographics`, `demographics, birth date in part`.
    pub by: Words,
    /// The probability that both are one person.
    pub score: f64,
    /// What says so and what speaks against it.
    pub evidence: Vec<Words>,
    /// Numbers that the legacy side merged into this one.
    pub merged: u64,
}

impl Tie {
    pub(crate) fn is_uncertain(&self) -> bool {
        self.score < identity::CERTAIN_MIN
    }

    /// What a finding keeps of it: why it is doubted is said where it is, everywhere else the chart knows.
    pub(crate) fn brief(&self) -> Self {
        let evidence = if self.is_uncertain() { self.evidence.clone() } else { Vec::new() };
        Self { evidence, ..self.clone() }
    }

    /// In words, for texts of findings.
    pub(crate) fn words(&self) -> String {
        format!("identity uncertain: the charts are linked with {} only", score_words(self.score))
    }
}

/// A score as it is written: two digits, more where two would say that it is certain.
pub(crate) fn score_words(score: f64) -> String {
    // Scores have four digits, which a multiplication may miss by a hair.
    let two = (score * 100.0 + 1e-9).floor() / 100.0;
    if score < 1.0 && two >= 0.99 { format!("{score:.4}") } else { format!("{two:.2}") }
}

/// How links are tied, by what is told of merges.
pub(super) struct Ties<'t> {
    told: &'t Reconciled,
    kept_apart: HashSet<&'t str>,
}

impl<'t> Ties<'t> {
    pub(super) fn new(told: &'t Reconciled) -> Self {
        Self { told, kept_apart: told.apart.values().map(String::as_str).collect() }
    }

    /// The tie of a legacy and a destination key, into the first of which so many were merged.
    pub(super) fn tie(&self, by: &'static str, confidence: Confidence, [legacy, destination]: [&str; 2], merged: u64) -> Tie {
        let Confidence { score, evidence } = confidence;
        let mut evidence: Vec<Words> = evidence.into_iter().map(Cow::Borrowed).collect();
        if merged > 0 {
            evidence.push("a number was merged into this one by the legacy system".into());
        }
        let unfollowed = [
            (self.told.contradicted.contains(legacy), "merges of this number contradict each other"),
            (self.kept_apart.contains(legacy), "the destination keeps the merged number apart"),
            (self.told.turned_round.contains(legacy), "the destination kept the number that was merged away"),
            (self.told.merged_there_only.contains(destination), "the destination merged this number into another"),
        ];
        evidence.extend(unfollowed.into_iter().filter(|(is_so, _)| *is_so).map(|(_, words)| Cow::Borrowed(words)));
        Tie { by: by.into(), score, evidence, merged }
    }
}

/// How firmly the charts of a patient are tied, as causes are drawn.
pub(super) fn tied<'a>(alone: Option<&'a Alone>, tie: Option<&Tie>) -> Tied<'a> {
    match (alone, tie) {
        (Some(alone), _) => Tied::Alone(alone),
        (None, Some(tie)) if tie.is_uncertain() => Tied::Doubtfully,
        _ => Tied::Firmly,
    }
}

/// What the destination did with the numbers of a person, where it did otherwise than the legacy side.
pub(super) fn unfollowed(told: &Reconciled, key: &str, destination: &[Statement]) -> Option<Unfollowed> {
    if told.contradicted.contains(key) {
        return Some(Unfollowed::Contradicted);
    }
    if told.turned_round.contains(key) {
        return Some(Unfollowed::TurnedRound);
    }
    let there_only = !told.merged_there_only.is_empty() && destination.iter().any(|s| told.merged_there_only.contains(&s.patient));
    there_only.then_some(Unfollowed::MergedThereOnly)
}

/// One line of `throughline link --json`: a pair of keys, a key without a mate, or the keys of one person on a side.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum LinkLine {
    /// A pair, or one of whom only one side knows.
    Pair {
        /// Legacy key.
        legacy: Option<String>,
        /// Destination key.
        destination: Option<String>,
        /// The probability that both are one person, 0 where nobody was found.
        score: f64,
        /// By what they were found.
        by: Words,
        /// What says so and what speaks against it.
        evidence: Vec<Words>,
    },
    /// Keys that a side itself calls one person.
    Cluster {
        /// Side.
        side: String,
        /// The key that stays, then those that were merged into it.
        cluster: Vec<String>,
        /// Where the side says so.
        locators: Vec<String>,
        /// What the other side did: `followed`, `kept apart`, `turned round`, `made on this side only`.
        other_side: String,
        /// Merges among them that contradict each other.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        contradictions: Vec<Contrary>,
    },
}

/// Two merges of one side that cannot both stand.
#[derive(Debug, Serialize)]
pub struct Contrary {
    /// What they say together.
    pub what: &'static str,
    /// Where the one stands that does not count.
    pub earlier: String,
    /// Where the one stands that counts.
    pub later: String,
    /// How it is known which one is later: `time of the event`, `order of reading`.
    pub by: &'static str,
}

/// Links the patients of both sides and hands out every pair, everybody without a mate, and every merge. Gives pairs, of them uncertain, and
/// those without a mate.
pub fn link(workspace: &Workspace, meter: &Meter<'_>, each: &mut dyn FnMut(&LinkLine)) -> Result<[u64; 3]> {
    // Whatever is read is kept for the next comparison, in the place of what is kept.
    let lease = workspace.lease()?;
    let origins = Origins::read(workspace)?;
    let shelves = Shelves::new(workspace.store().scratch()?);
    let (sides, reports) = super::books::both(workspace, &shelves, meter)?;
    let made = made_of(&origins);
    let mut linking = Linking::new(sides, origins.is_own().then_some(&made as Made<'_>))?;
    let derived = super::books::derived(workspace, &origins)?;
    let linked = linking.linked(derived.as_deref())?;
    // Whoever takes the lines in may take their time.
    drop(lease);
    let mut counts = [0; 3];
    linking.each_tie(&linked, &mut |_, [legacy, destination], tie| {
        counts[0] += 1;
        counts[1] += u64::from(tie.is_uncertain());
        each(&LinkLine::Pair { legacy: Some(legacy.into()), destination: Some(destination.into()), score: tie.score, by: tie.by, evidence: tie.evidence });
    });
    let kept_out = kept_out_as_gathered(workspace)?;
    let archived = |key: &str| kept_out.as_ref().filter(|kept_out| kept_out.holds(key)).map(|kept_out| Words::Owned(kept_out.reason()));
    let alone = |legacy: Option<&str>, destination: Option<&str>| LinkLine::Pair {
        legacy: legacy.map(str::to_string),
        destination: destination.map(str::to_string),
        score: 0.0,
        by: Words::default(),
        evidence: vec![legacy.and_then(archived).unwrap_or("no patient of the other side has this key, these identifiers or this name and birth date".into())],
    };
    let [legacy, destination] = linking.alone(&linked);
    for line in legacy.map(|key| alone(Some(key), None)).chain(destination.map(|key| alone(None, Some(key)))) {
        counts[2] += 1;
        each(&line);
    }
    let Both { legacy, destination, .. } = &linking.both;
    for (side, people, report) in [(Side::Legacy, legacy, &reports[0]), (Side::Destination, destination, &reports[1])] {
        clusters(side, &people.merges, report, &linked.told).iter().for_each(&mut *each);
    }
    Ok(counts)
}

/// The keys of one person on a side, by the one that stays.
fn clusters(side: Side, merges: &Merges, report: &BookReport, told: &Reconciled) -> Vec<LinkLine> {
    let mut by_survivor: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (prior, survivor) in merges.followed() {
        by_survivor.entry(survivor).or_default().push(prior);
    }
    let kept_apart: HashSet<&str> = told.apart.values().map(String::as_str).collect();
    let locator = |event: &identity::Merge| {
        let path = report.artifacts.get(&event.origin.artifact).map_or("", String::as_str);
        if event.origin.reference.is_empty() { format!("{path}:{}", event.origin.line) } else { event.origin.reference.clone() }
    };
    let mut said: HashMap<&str, Vec<String>> = HashMap::new();
    for event in &merges.events {
        said.entry(merges.survivor(&event.prior)).or_default().push(locator(event));
    }
    let mut contrary: HashMap<&str, Vec<Contrary>> = HashMap::new();
    for c in &merges.contradictions {
        let by = if c.is_dated() { "time of the event" } else { "order of reading" };
        contrary.entry(merges.survivor(&c.later.surviving)).or_default().push(Contrary { what: c.what, earlier: locator(&c.earlier), later: locator(&c.later), by });
    }
    let line = |(survivor, priors): (&str, Vec<&str>)| {
        let other_side = match side {
            Side::Legacy if kept_apart.contains(survivor) => "kept apart",
            Side::Legacy if told.turned_round.contains(survivor) => "turned round",
            Side::Destination if priors.iter().any(|key| told.merged_there_only.contains(*key)) => "made on this side only",
            _ => "followed",
        };
        let locators = said.get(survivor).cloned().unwrap_or_default();
        let cluster = std::iter::once(survivor).chain(priors.iter().copied()).map(str::to_string).collect();
        LinkLine::Cluster { side: side.word().into(), cluster, locators, other_side: other_side.into(), contradictions: contrary.remove(survivor).unwrap_or_default() }
    };
    by_survivor.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_never_rounded_up_to_certainty() {
        assert_eq!([1.0, 0.9999, 0.979, 0.83, 0.9951].map(score_words), ["1.00", "0.9999", "0.97", "0.83", "0.9951"]);
    }
}
