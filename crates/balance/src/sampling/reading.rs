//! What readers entered, settled: one reader, or two who do not know of each other, and a third when these two differ.
//!
//! Readings are only ever added. The last one of each reader counts. The first people to read a chart, as many as it needs, are
//! its readers; whoever comes later adjudicates. How well two readers agree is measured on what they entered blind: before both
//! were in, and so before either could see the other's.

use std::collections::BTreeMap;

/// What a reader found in a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The meaning held.
    Held,
    /// At least one error.
    Error,
    /// It cannot be told from the charts.
    Unclear,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Held, Self::Error, Self::Unclear];

    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Error => "error",
            Self::Unclear => "unclear",
        }
    }

    /// The outcome of a name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.word() == word)
    }
}

/// One reading, in the order in which they were entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading<'a> {
    /// Who read.
    pub reader: &'a str,
    /// What was found.
    pub outcome: Outcome,
}

/// How a chart came to its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It needs one reader only.
    OneReader,
    /// Two found the same, blind.
    Agreed,
    /// Two differed, and one of them changed their mind.
    Consensus,
    /// Two differed, and a third decided.
    Adjudicated,
}

impl How {
    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::OneReader => "one reader",
            Self::Agreed => "agreed",
            Self::Consensus => "consensus",
            Self::Adjudicated => "adjudicated",
        }
    }
}

/// Where the reading of a chart stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The chart's readers, in the order in which they came.
    pub readers: Vec<&'a str>,
    /// Whether as many read it as it needs: from then on, everybody may see what they found.
    pub all_in: bool,
    /// What was found and how it came about, once it is settled.
    pub settled: Option<(Outcome, How)>,
    /// What the first two entered blind.
    pub blind: Option<(Outcome, Outcome)>,
}

impl Standing<'_> {
    /// `unread`, `second reader`, `adjudicate`, or the outcome.
    pub fn word(&self) -> &'static str {
        match (self.settled, self.all_in, self.readers.len()) {
            (Some((outcome, _)), ..) => outcome.word(),
            (None, true, _) => "adjudicate",
            (None, false, 0) => "unread",
            (None, false, _) => "second reader",
        }
    }
}

/// Settles the readings of one chart that needs `needed` readers.
pub fn settle<'a>(needed: u8, readings: &[Reading<'a>]) -> Standing<'a> {
    let needed = usize::from(needed.max(1));
    let mut readers: Vec<&'a str> = Vec::new();
    let mut last: BTreeMap<&'a str, Outcome> = BTreeMap::new();
    let (mut blind, mut decided) = (None, None);
    for reading in readings {
        let mut is_reader = readers.contains(&reading.reader);
        if !is_reader && readers.len() < needed {
            readers.push(reading.reader);
            is_reader = true;
        }
        last.insert(reading.reader, reading.outcome);
        if !is_reader {
            decided = Some(reading.outcome);
        } else if let [first, second] = readers[..]
            && blind.is_none()
            && let (Some(first), Some(second)) = (last.get(first), last.get(second))
        {
            blind = Some((*first, *second));
        }
    }
    let all_in = readers.len() == needed;
    let found: Vec<Outcome> = readers.iter().filter_map(|r| last.get(r).copied()).collect();
    let settled = match found.first() {
        Some(first) if all_in && found.iter().all(|f| f == first) => Some((*first, how(needed, blind))),
        _ => decided.filter(|_| all_in).map(|outcome| (outcome, How::Adjudicated)),
    };
    Standing { readers, all_in, settled, blind }
}

fn how(needed: usize, blind: Option<(Outcome, Outcome)>) -> How {
    match blind {
        _ if needed == 1 => How::OneReader,
        Some((first, second)) if first != second => How::Consensus,
        _ => How::Agreed,
    }
}

/// How well two readers agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Charts that two read blind.
    pub pairs: u64,
    /// Of them those in which both found the same.
    pub agreed: u64,
    /// Cohen's kappa (1960): agreement beyond what chance alone would give; none when everybody always found the same.
    pub kappa: Option<f64>,
}

/// The agreement over charts that two read blind, first reader and second.
pub fn agreement(pairs: impl Iterator<Item = (Outcome, Outcome)>) -> Agreement {
    let (mut first, mut second) = ([0u64; 3], [0u64; 3]);
    let (mut count, mut agreed) = (0u64, 0u64);
    for (one, other) in pairs {
        first[one as usize] += 1;
        second[other as usize] += 1;
        count += 1;
        agreed += u64::from(one == other);
    }
    let all = count as f64;
    let chance: f64 = first.iter().zip(second).map(|(one, other)| (*one as f64 / all) * (other as f64 / all)).sum();
    let kappa = (count > 0 && chance < 1.0).then(|| (agreed as f64 / all - chance) / (1.0 - chance));
    Agreement { pairs: count, agreed, kappa }
}

#[cfg(test)]
mod tests {
    use super::Outcome::{Error, Held, Unclear};
    use super::*;

    fn settled(needed: u8, readings: &[(&'static str, Outcome)]) -> Standing<'static> {
        let readings: Vec<Reading<'static>> = readings.iter().map(|(reader, outcome)| Reading { reader, outcome: *outcome }).collect();
        settle(needed, &readings)
    }

    #[test]
    fn one_reader_settles_a_chart_and_may_change_their_mind() {
        assert_eq!(settled(1, &[]).word(), "unread");
        assert_eq!(settled(1, &[("a", Held)]).settled, Some((Held, How::OneReader)));
        assert_eq!(settled(1, &[("a", Held), ("a", Error)]).settled, Some((Error, How::OneReader)));
        assert_eq!(settled(1, &[("a", Held), ("b", Error)]).settled, Some((Held, How::OneReader)), "nobody was asked a second time");
    }

    #[test]
    fn two_readers_settle_a_chart_when_they_agree() {
        let half = settled(2, &[("a", Error), ("a", Held)]);
        assert_eq!((half.word(), half.all_in, half.settled), ("second reader", false, None));
        assert_eq!(settled(2, &[("a", Held), ("b", Held)]).settled, Some((Held, How::Agreed)));
        let apart = settled(2, &[("a", Held), ("b", Error)]);
        assert_eq!((apart.word(), apart.all_in, apart.settled, apart.blind), ("adjudicate", true, None, Some((Held, Error))));
    }

    #[test]
    fn a_third_decides_and_the_two_may_still_come_together() {
        let decided = settled(2, &[("a", Held), ("b", Error), ("c", Error)]);
        assert_eq!(decided.settled, Some((Error, How::Adjudicated)));
        assert_eq!(decided.readers, ["a", "b"]);
        let again = settled(2, &[("a", Held), ("b", Error), ("c", Error), ("d", Unclear)]);
        assert_eq!(again.settled, Some((Unclear, How::Adjudicated)), "the last one counts");
        let together = settled(2, &[("a", Held), ("b", Error), ("b", Held)]);
        assert_eq!((together.settled, together.blind), (Some((Held, How::Consensus)), Some((Held, Error))), "agreement is measured on what was entered blind");
    }

    #[test]
    fn a_mind_changed_before_the_second_came_is_what_counts_as_blind() {
        assert_eq!(settled(2, &[("a", Held), ("a", Error), ("b", Error)]).blind, Some((Error, Error)));
    }

    #[test]
    fn kappa_is_that_of_the_textbook() {
        // Twenty and fifteen agreed of fifty, five and ten not: 0.7 observed, 0.5 by chance, kappa 0.4.
        let cells = [(Held, Held, 20), (Held, Error, 5), (Error, Held, 10), (Error, Error, 15)];
        let pairs = cells.into_iter().flat_map(|(one, other, n)| std::iter::repeat_n((one, other), n));
        let found = agreement(pairs);
        assert_eq!((found.pairs, found.agreed), (50, 35));
        assert!((found.kappa.unwrap() - 0.4).abs() < 1e-12);
        assert_eq!(agreement([(Held, Held), (Held, Held)].into_iter()).kappa, None, "chance alone agrees as well");
        assert_eq!(agreement(std::iter::empty()), Agreement { pairs: 0, agreed: 0, kappa: None });
    }
}
