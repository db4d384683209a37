//! How much two statements are alike, and why they cannot be the same assertion whatever they share.

use super::Key;
use crate::equal::equal;
use model::{Date, Kind, Precision};
use std::collections::BTreeSet;

/// What a resemblance is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Person,
    Concept,
    Day,
    Instant,
    Value,
    End,
    Status,
    Facts,
}

/// Why two statements cannot be the same assertion, whatever they share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    OtherKind,
    OtherObservation,
    TooLittle,
}

/// How many of two sorted lists stand in both.
fn in_both(a: &[u64], b: &[u64]) -> u32 {
    let (mut a, mut b, mut both) = (a.iter().peekable(), b.iter().peekable(), 0);
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        let order = x.cmp(y);
        both += u32::from(order.is_eq());
        if order.is_le() {
            a.next();
        }
        if order.is_ge() {
            b.next();
        }
    }
    both
}

impl Key<'_> {
    /// Days between both, as exactly as the less exact one knows: within one month or year they are near, not equal.
    pub(crate) fn days_apart(&self, other: &Self) -> Option<i32> {
        let (a, b) = (self.date?, other.date?);
        let months = |d: Date| i32::from(d.year) * 12 + i32::from(d.month);
        match a.precision.min(b.precision) {
            Precision::Year => Some((i32::from(a.year) - i32::from(b.year)).abs() * 365).map(|d| d.max(1)),
            Precision::Month => Some((months(a) - months(b)).abs() * 30).map(|d| d.max(1)),
            _ => Some((self.day? - other.day?).abs()),
        }
    }

    /// Whether all facts but one or two (its points in time) agree word for word, or the concept and all but one of what stands
    /// beside it and its value in whatever form the two books give it.
    fn agrees_but_for_dates(&self, other: &Self) -> bool {
        let least = self.facts.len().min(other.facts.len());
        let agree = self.agreement(other) as usize;
        if least >= 3 && agree + 1 >= least || least >= 5 && agree + 2 >= least {
            return true;
        }
        let beside = self.beside().len().min(other.beside().len());
        beside >= 2 && in_both(self.beside(), other.beside()) as usize + 1 >= beside && self.concept_agrees(other)
    }

    /// Whether all that one of both says, and that is something, the other says word for word.
    fn says_all_of(&self, other: &Self) -> bool {
        let least = self.facts.len().min(other.facts.len());
        least >= 3 && self.agreement(other) as usize == least
    }

    /// Whether all but one of what both insurances say is the same in whatever form.
    fn insures_alike(&self, other: &Self) -> bool {
        let least = self.beside().len().min(other.beside().len());
        least >= 4 && in_both(self.beside(), other.beside()) as usize + 1 >= least
    }

    /// Whether only one of both has a name, and all that stands beside it is the same in whatever form.
    fn is_one_unnamed(&self, other: &Self) -> bool {
        let least = self.beside().len().min(other.beside().len());
        self.is_named() != other.is_named() && least >= 2 && in_both(self.beside(), other.beside()) as usize == least
    }

    /// Facts that both have word for word.
    pub(crate) fn agreement(&self, other: &Self) -> u32 {
        in_both(&self.facts, &other.facts)
    }

    /// Whether the values of both are a sentence of which most words are the same: it was cut, or something was added to it.
    pub(super) fn says_nearly(&self, other: &Self) -> bool {
        /// Longer texts are what notes are made of, which are known otherwise.
        const SENTENCE_MAX: usize = 400;
        const WORDS_MIN: usize = 3;
        let is_sentence = |text: &str| text.len() <= SENTENCE_MAX && text.contains(' ');
        if self.value == other.value || !is_sentence(&self.value) || !is_sentence(&other.value) {
            return false;
        }
        let (own, its) = (words(&self.value), words(&other.value));
        let both = own.intersection(&its).count();
        both >= WORDS_MIN && both * 2 > own.len().max(its.len())
    }

    /// The same code under two systems: one of them is mistaken, or is another name that nobody knows.
    fn same_code_elsewhere(&self, other: &Self) -> bool {
        self.codes.iter().any(|a| a.1.len() >= 4 && other.codes.iter().any(|b| a.1 == b.1))
    }

    /// Whether both have a code of a system in common.
    pub(super) fn shares_code(&self, other: &Self) -> bool {
        self.codes.iter().any(|c| !c.0.is_empty() && other.codes.contains(c))
    }

    /// Whether both answer a claim of one number.
    pub(crate) fn shares_bill(&self, other: &Self) -> bool {
        self.bills.iter().any(|number| other.bills.contains(number))
    }

    pub(super) fn concept_agrees(&self, other: &Self) -> bool {
        self.shares_code(other) || (!self.text.is_empty() && self.text == other.text) || self.shares_bill(other)
    }

    /// Whether the concepts of both are the same or begin alike.
    pub(super) fn is_kin(&self, other: &Self) -> bool {
        let mut is_kin = false;
        self.weigh(other, |part, points, _| is_kin |= part == Part::Concept && points > 0);
        is_kin
    }

    /// Whether one of these may have become the other: it kept its concept, day or value, or half of all that it says. Who a patient is is not told by numbers
    /// here, and that nothing is known is no record of something.
    pub(super) fn may_have_become(&self, other: &Self) -> bool {
        let same_value = || !self.value.is_empty() && self.value == other.value;
        let half = || self.agreement(other) as usize * 2 >= self.facts.len().max(other.facts.len());
        self.is_same_sort(other) && self.group != Kind::Demographic && (self.is_kin(other) || self.days_apart(other) == Some(0) || same_value() || half())
    }

    /// Whether both say the same but for one fact of at least four.
    pub(super) fn is_other_in_one(&self, other: &Self) -> bool {
        let most = self.facts.len().max(other.facts.len());
        most >= 4 && self.is_same_sort(other) && self.agreement(other) as usize + 1 >= most
    }

    /// Resemblance, 0 when they cannot be the same assertion.
    pub(crate) fn resemblance(&self, other: &Self) -> u32 {
        match self.weigh(other, |_, _, _| {}) {
            (score, None) => score,
            (_, Some(_)) => 0,
        }
    }

    /// What speaks for a pair, one call a part with its points and the most it could have: the resemblance is the sum. Also
    /// why the two cannot be the same assertion all the same. The explanation of a pair (`explain.rs`) is made of these calls.
    pub(crate) fn weigh(&self, other: &Self, mut each: impl FnMut(Part, u32, u32)) -> (u32, Option<Refusal>) {
        if self.group != other.group {
            return (0, Some(Refusal::OtherKind));
        }
        let mut score = 0_u32;
        let mut add = |part: Part, points: u32, most: u32| {
            score += points;
            each(part, points, most);
        };
        if self.group == Kind::Demographic {
            add(Part::Person, 1000, 1000);
            return (score, None);
        }
        let concept = self.concept_agrees(other);
        let moved = !concept && self.same_code_elsewhere(other);
        let kin = !concept && !moved && (shares_stem(&self.text, &other.text) || self.names_drugs_of(other) || self.codes.iter().any(|a| other.codes.iter().any(|b| equal(&a.0, &b.0) && related(&a.1, &b.1))));
        add(Part::Concept, if concept { 400 } else if moved { 300 } else if kin { 150 } else { 0 }, 400);
        let days = self.days_apart(other);
        let day_points = match days {
            Some(0) => 200,
            Some(1) => 150,
            Some(2..=31) => 80,
            Some(n) if n % 365 <= 1 && n < 3660 => 60,
            Some(_) => 0,
            None => 60,
        };
        add(Part::Day, day_points, 200);
        if let (Some(a), Some(b)) = (self.second, other.second) {
            add(Part::Instant, if a == b { 120 } else if (a - b).abs() <= 14 * 3600 && (a - b) % 1800 == 0 { 60 } else { 0 }, 120);
        }
        let same_value = !self.value.is_empty() && self.value == other.value;
        add(Part::Value, if same_value { 150 } else { 0 }, 150);
        add(Part::End, if self.end.is_some() && self.end == other.end { 60 } else { 0 }, 60);
        add(Part::Status, if equal(&self.status, &other.status) { 20 } else { 0 }, 20);
        // Same concept suffices; without it, time and value must agree to the instant.
        let same_instant = self.second.is_some() && self.second == other.second || (self.second.is_none() && days == Some(0));
        // An encounter has few facts: those that agree word for word speak for it, as they do for a kindred concept.
        if matches!(self.group, Kind::Encounter | Kind::Coverage) || kin {
            add(Part::Facts, (20 * self.agreement(other)).min(120), 120);
        }
        // That nothing is known of one sort and that nothing is known at all are told apart by the judge.
        let absences = kin && self.group == Kind::Allergy && [self, other].iter().all(|key| key.text.starts_with("no known"));
        // An insurance has no concept: all but one or two of its facts tell it.
        let insured = self.group == Kind::Coverage && (self.agrees_but_for_dates(other) || self.insures_alike(other));
        // A member of a team goes by the name, and where only one side has that by all the rest.
        let member = self.group == Kind::CareTeam && (self.says_all_of(other) || self.is_one_unnamed(other));
        // A patient is at one appointment at a time, whatever it is called.
        let appointed = self.group == Kind::Appointment && self.second.is_some() && self.second == other.second;
        // A drug whose start only one side knows is told by its name: its ingredient may be all that is left of it.
        let same_drug = self.group == Kind::Medication && days.is_none() && (shares_stem(&self.text, &other.text) || self.names_drugs_of(other));
        let threshold_met = concept || moved || absences || insured || member || appointed || same_drug || (same_instant && same_value) || (score >= 350);
        // An observation of another time with another value is another observation; of a far one everything else must agree.
        let far = days.is_some_and(|d| d > 31) && !self.agrees_but_for_dates(other);
        let other_observation = self.group == Kind::Observation && days.is_some_and(|d| d > 1) && (!same_value || far);
        let refusal = match (threshold_met, other_observation) {
            (_, true) => Some(Refusal::OtherObservation),
            (false, false) => Some(Refusal::TooLittle),
            (true, false) => None,
        };
        (score, refusal)
    }
}

/// The words of a text, each once.
fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// Two codes of a classification begin with the same three letters or digits.
pub(crate) fn related(a: &str, b: &str) -> bool {
    start(a).eq(start(b)) && start(a).count() == 3
}

fn start(code: &str) -> impl Iterator<Item = char> {
    code.chars().filter(|c| *c != '.').take(3)
}

/// The first word of at least five letters is shared: `warfarin 5 mg tab` and `Warfarin Sodium 5 MG`.
fn shares_stem(a: &str, b: &str) -> bool {
    let stem = |t: &str| t.split(|c: char| !c.is_alphabetic()).find(|w| w.len() >= 5).map(str::to_string);
    matches!((stem(a), stem(b)), (Some(x), Some(y)) if x == y)
}

#[cfg(test)]
mod tests {
    use super::related;

    #[test]
    fn codes_begin_alike_in_whatever_letters() {
        for (a, b, is_one) in [("E11.9", "E11", true), ("E119", "E11.65", true), ("E11", "E10.9", false), ("E1", "E1", false), ("BLÄ1", "XYÄ9", false), ("KNÖ1", "KN.Ö2", true), ("KNÖ1", "KNÜ1", false), ("", "E11", false)] {
            assert_eq!([related(a, b), related(b, a)], [is_one; 2], "{a} {b}");
        }
    }
}
