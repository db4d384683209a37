//! Proposals for parts of the lens on the desktop. Values of short lists go out where at least 11 patients have them.

use super::Answer;
use super::artifacts::{field_name, structure};
use super::discovery::small_counts;
use super::lens::side_of;
use super::lens_wire::part;
use crate::show::shown_value;
use crate::{Host, SuggestedPart, suggested_parts};
use contract::{LensSuggestedSay, LensSuggestion, LensSuggestions, SuggestLens};

/// Proposals of one answer.
const SHOWN: usize = 500;

pub(crate) fn suggest_lens<H: Host>(host: &H, q: SuggestLens) -> Answer<LensSuggestions> {
    let told = |value: &str, patients: u64| shown_value(value, patients).is_some();
    // The desktop knows relations by their masked names.
    let of = |s: &SuggestedPart| q.relation.is_empty() || structure(&s.relation) == q.relation;
    let found: Vec<SuggestedPart> = suggested_parts(host.workspace(), side_of(&q.side)?, &told)?.into_iter().filter(of).collect();
    Ok(LensSuggestions { total: found.len() as u64, rows: found.iter().take(SHOWN).map(shown).collect() })
}

fn shown(s: &SuggestedPart) -> LensSuggestion {
    let words = |evidence: &[String]| evidence.iter().map(|e| structure(&small_counts(e))).collect();
    LensSuggestion {
        relation: structure(&s.relation),
        kind: s.part.kind.clone(),
        score: s.score,
        evidence: words(&s.evidence),
        part: part(&s.part),
        says: s.says.iter().map(|(aspect, score, evidence, withheld)| LensSuggestedSay { aspect: aspect.clone(), score: *score, evidence: words(evidence), withheld: *withheld }).collect(),
        open: s.open.iter().map(|field| field_name(field)).collect(),
    }
}
