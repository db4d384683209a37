//! A patient whom the archive rule keeps out of the destination: nothing is lost there, and nothing may stand there.
//!
//! Who is kept out is for the caller to say. Every statement of both charts gets exactly one place in the result, as anywhere else.

use crate::align::Match;
use crate::compare::{Alignment, PatientResult, Pair, Way, alone};
use model::{Statement, Verdict};

/// The way of a statement that stays in the archive with its patient.
pub const ARCHIVED: Way = "archived";

/// What is wrong with a record of such a patient in the destination.
pub const KEPT_OUT: &str = "the archive rule keeps this patient out";

/// Judges the charts of a patient who is kept out: what only the legacy side holds is archived, and whatever stands in the destination is a finding.
pub fn judge_kept_out(legacy: &[Statement], destination: &[Statement], alignment: &Alignment) -> PatientResult {
    let mut result = PatientResult::default();
    for found in &alignment.0 {
        let standing = found.destination.and_then(|d| Some((d, destination.get(d)?)));
        let (verdict, by, finding) = match standing {
            Some((at, statement)) => {
                // Found as what nobody asserts; that the legacy side did is told by its statement.
                let lone = Match { legacy: None, destination: Some(at), by: found.by };
                let verdict = if found.legacy.is_some() { Verdict::Resurrected } else { Verdict::Invented };
                let mut finding = alone(&lone, statement.kind, statement, verdict);
                finding.legacy = found.legacy.filter(|l| *l < legacy.len());
                finding.manner = KEPT_OUT.into();
                result.findings.push(finding);
                *result.verdicts.entry((statement.kind, verdict)).or_default() += 1;
                (verdict, found.by, Some(result.findings.len() - 1))
            }
            // Nothing is to answer it, so that it is neither balanced nor lost: it is counted among no verdict.
            None => (Verdict::Equivalent, ARCHIVED, None),
        };
        result.pairs.push(Pair { legacy: found.legacy, destination: found.destination, verdict, finding, by });
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Equivalences;
    use crate::compare::{align_patient, judge_patient, realign};
    use crate::links::Links;
    use crate::reading::Coverage;
    use model::{Aspect, Fact, How, Kind, Origin, Value};

    fn statement(line: u64, kind: Kind, text: &str) -> Statement {
        let facts = vec![Fact { aspect: Aspect::Text, value: Value::Text(text.into()), place: 0, how: How::Copied }];
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 1, relation: 1, line, reference: String::new() }, facts }
    }

    /// Aligned by what was made from what: the record at line 8 from the one at line 1.
    fn aligned(legacy: &[Statement], destination: &[Statement]) -> Alignment {
        align_patient(legacy, destination, &Equivalences::default(), &|s| (s.origin.line == 8).then_some((1, 1)))
    }

    #[test]
    fn what_stays_in_the_archive_is_no_loss() {
        let legacy = [statement(1, Kind::Problem, "gout"), statement(2, Kind::Allergy, "latex")];
        let result = judge_kept_out(&legacy, &[], &aligned(&legacy, &[]));
        assert!(result.findings.is_empty() && result.verdicts.is_empty());
        assert_eq!(result.pairs.iter().filter(|p| p.by == ARCHIVED).count(), 2, "each has a place");
    }

    #[test]
    fn what_stands_all_the_same_is_told() {
        let legacy = [statement(1, Kind::Problem, "gout")];
        let destination = [statement(8, Kind::Problem, "gout"), statement(9, Kind::Allergy, "latex")];
        let result = judge_kept_out(&legacy, &destination, &aligned(&legacy, &destination));
        let mut verdicts: Vec<(Verdict, Kind, bool)> = result.findings.iter().map(|f| (f.verdict, f.kind, f.legacy.is_some())).collect();
        verdicts.sort_by_key(|(_, kind, _)| kind.word());
        assert_eq!(verdicts, [(Verdict::Invented, Kind::Allergy, false), (Verdict::Resurrected, Kind::Problem, true)]);
        assert!(result.findings.iter().all(|f| f.manner == KEPT_OUT && f.destination.is_some()));
    }

    #[test]
    fn the_same_pairs_are_judged_as_ever_once_nobody_is_kept_out() {
        let legacy = [statement(1, Kind::Problem, "gout")];
        let kept = judge_kept_out(&legacy, &[], &aligned(&legacy, &[])).pairs;
        let result = judge_patient(&legacy, &[], &realign(&legacy, &[], &kept), &Equivalences::default(), (&Coverage::default(), &Coverage::default()), &Links::default(), &crate::Concepts::default());
        assert_eq!(result.findings.iter().map(|f| (f.verdict, f.by)).collect::<Vec<_>>(), [(Verdict::Lost, "")]);
    }
}
