//! What the pairs so far tell of where links lead, while two charts are being aligned.

use super::Key;
use model::Aspect;
use rustc_hash::FxHashMap;

/// Which destination record a linked legacy record became, as far as the pairs so far tell: an encounter, a claim, a person.
#[derive(Default)]
pub(crate) struct Encounters<'k> {
    votes: FxHashMap<(Aspect, &'k str), FxHashMap<&'k str, u32>>,
    /// Resources that were paired themselves, by id.
    own: FxHashMap<&'k str, &'k str>,
}

impl<'k> Encounters<'k> {
    pub(crate) fn vote(&mut self, left: &Key<'k>, right: &Key<'k>) {
        for (aspect, a) in &left.links {
            if let Some((_, b)) = right.links.iter().find(|(other, _)| other == aspect) {
                *self.votes.entry((*aspect, *a)).or_default().entry(*b).or_default() += 1;
            }
        }
        if !left.own.is_empty() && !right.own.is_empty() {
            self.own.insert(left.own, right.own);
        }
    }

    /// Whether anything that hung on a record hangs on that one now.
    pub(super) fn is_led(&self, aspect: Aspect, left: &'k str, right: &str) -> bool {
        self.votes.get(&(aspect, left)).is_some_and(|votes| votes.contains_key(right))
    }

    /// 2 when both hang on the same records, 0 when one link of theirs leads elsewhere, 1 when nobody can tell.
    pub(crate) fn agree(&self, left: &Key<'_>, right: &Key<'_>) -> u32 {
        let mut least = if left.links.is_empty() == right.links.is_empty() { 2 } else { 1 };
        for (aspect, a) in &left.links {
            let Some((_, b)) = right.links.iter().find(|(other, _)| other == aspect) else { continue };
            let told = self.own.get(*a).map(|mate| mate == b).or_else(|| Some(self.votes.get(&(*aspect, *a))?.contains_key(*b)));
            least = least.min(match told {
                Some(true) => 2,
                Some(false) => 0,
                None => 1,
            });
        }
        let astray = |lead: &String| self.own.get(lead.as_str()).is_some_and(|mate| !right.leads.iter().any(|other| other == mate));
        if left.leads.iter().any(astray) { 0 } else { least }
    }
}
