//! By what the charts are found that a header may name, so that it need not be compared with everybody.
//!
//! What must stay true: a header is linked as if it were compared with every chart that shares its number or its birth date, as long as no more than
//! [`CANDIDATES_MAX`](super::CANDIDATES_MAX) charts share one of these texts with it. It is so by how [`Person::compare`] weighs. A chart that matters
//! reaches [`LINKED_MIN`](super::LINKED_MIN), or is one of the two of whom a header names one by number and one by name and birth date. Of the charts
//! that share the birth date (0.3) and no number:
//!
//! - with a name that is equal (0.35) one reaches it, and may be the second of two: found by name and birth date ([`Asked::persons`]);
//! - with one that is near (0.25) it reaches it only where nothing is said of the number: a header with a number that is not the chart's takes 0.1 away,
//!   and the sex gives 0.02 back. A chart always has a number, that of its key. Found by family name and birth date ([`Asked::families`]), and only for a
//!   header without a number;
//! - with the family name alone (0.15), and the sex, it does not reach it; with no name or another one still less.
//!
//! Whoever shares the birth date and does not matter counts by being there: to say that no chart fits, none may have it ([`Asked::births`]).

use super::{Person, Read};
use std::collections::BTreeSet;

/// By what charts are found: whoever shares none of these texts with a header is not linked by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Of [`Person::numbers`].
    pub numbers: BTreeSet<String>,
    /// Of [`Person::persons`].
    pub persons: BTreeSet<String>,
    /// Of [`Person::families`].
    pub families: BTreeSet<String>,
    /// Of [`Person::births`]: of each it is enough to know that somebody has it.
    pub births: BTreeSet<i32>,
}

impl Asked {
    pub(super) fn of(header: &Read) -> Self {
        let mut asked = Self { numbers: header.numbers().map(str::to_string).collect(), births: header.births.iter().copied().collect(), ..Self::default() };
        let wholes: BTreeSet<String> = header.name.wholes().collect();
        let families = if header.number.is_empty() { header.name.near_families() } else { BTreeSet::new() };
        for day in &header.births {
            asked.persons.extend(wholes.iter().map(|name| format!("{day} {name}")));
            asked.families.extend(families.iter().map(|name| format!("{day} {name}")));
        }
        asked
    }
}

impl Person {
    /// Names with birth dates by which a chart is found.
    pub fn persons(&self) -> BTreeSet<String> {
        self.on_each_birth(self.names.iter().flat_map(|name| name.wholes()).collect())
    }

    /// Family names with birth dates by which a chart is found, as far as a name may be misread.
    pub fn families(&self) -> BTreeSet<String> {
        self.on_each_birth(self.names.iter().flat_map(|name| name.own_families()).collect())
    }

    fn on_each_birth(&self, names: BTreeSet<String>) -> BTreeSet<String> {
        self.births.iter().flat_map(|day| names.iter().map(move |name| format!("{day} {name}"))).collect()
    }
}
