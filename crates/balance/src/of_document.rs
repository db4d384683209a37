//! What a document says of all its entries is told once of the document, and not once of every entry.
//!
//! The protection of a document holds for each of its entries that says none of its own, and a reading writes it beside each of them as a default
//! ([`How::Defaulted`]). Where all of these entries differ in it alike, the document has changed and no entry has. Where some of them are protected as
//! before, each other one is told.

use crate::compare::PatientResult;
use model::{Aspect, How, Statement, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// The document of each side that protects both statements of a pair; none where they say it themselves.
type Around = (Option<u32>, Option<u32>);

/// The document whose protection a statement has.
fn document(statement: &Statement) -> Option<u32> {
    let is_around = statement.facts.iter().any(|fact| fact.aspect == Aspect::Sensitivity && fact.how == How::Defaulted);
    is_around.then_some(statement.origin.artifact)
}

/// Leaves of what a document changed for all its entries the first finding.
pub(crate) fn settle(legacy: &[Statement], destination: &[Statement], result: &mut PatientResult) {
    let around = |l: Option<usize>, r: Option<usize>| -> Option<Around> {
        let found = (document(legacy.get(l?)?), document(destination.get(r?)?));
        (found != (None, None)).then_some(found)
    };
    // How many pairs each document protects a side of.
    let mut entries: BTreeMap<Around, usize> = BTreeMap::new();
    for (l, r) in result.pairs.iter().filter_map(|pair| around(pair.legacy, pair.destination)) {
        for side in [(l, None), (None, r)].into_iter().filter(|side| *side != (None, None)) {
            *entries.entry(side).or_default() += 1;
        }
    }
    if entries.is_empty() {
        return;
    }
    let mut told: BTreeMap<(Around, &str, &str), Vec<usize>> = BTreeMap::new();
    for (at, finding) in result.findings.iter().enumerate().filter(|(_, finding)| finding.read_as == Aspect::Sensitivity) {
        if let Some(of) = around(finding.legacy, finding.destination) {
            told.entry((of, finding.legacy_value.as_str(), finding.destination_value.as_str())).or_default().push(at);
        }
    }
    let is_of_all = |(l, r): Around, times: usize| [(l, None), (None, r)].iter().filter_map(|side| entries.get(side)).all(|all| *all == times);
    let of_all = told.into_iter().filter(|(change, found)| is_of_all(change.0, found.len()));
    let again: BTreeSet<usize> = of_all.flat_map(|(_, found)| found.into_iter().skip(1)).collect();
    if !again.is_empty() {
        leave_out(&again, result);
    }
}

/// Takes findings out: each pair is left with the worst of its others.
fn leave_out(again: &BTreeSet<usize>, result: &mut PatientResult) {
    let all = result.findings.len();
    let kept: Vec<usize> = (0..all).filter(|at| !again.contains(at)).collect();
    let firsts: Vec<usize> = result.pairs.iter().filter_map(|pair| pair.finding).collect();
    for pair in &mut result.pairs {
        let Some((first, kind)) = pair.finding.and_then(|first| Some((first, result.findings.get(first)?.kind))) else { continue };
        // The findings of a pair stand together, the worst first.
        let end = firsts.get(firsts.partition_point(|at| *at <= first)).copied().unwrap_or(all);
        let moved = kept.partition_point(|at| *at < first);
        let worst = kept.get(moved).filter(|at| **at < end).and_then(|at| result.findings.get(*at));
        pair.finding = worst.map(|_| moved);
        let verdict = worst.map_or(Verdict::Same, |finding| finding.verdict);
        let before = std::mem::replace(&mut pair.verdict, verdict);
        if let Some(count) = result.verdicts.get_mut(&(kind, before)) {
            *count = count.saturating_sub(1);
        }
        *result.verdicts.entry((kind, verdict)).or_default() += 1;
    }
    result.verdicts.retain(|_, count| *count > 0);
    let mut at = 0..all;
    result.findings.retain(|_| at.next().is_some_and(|at| !again.contains(&at)));
}
