//! The three envelopes (ISA/IEA, GS/GE, ST/SE): control numbers that must return in the trailer, and counts that must be
//! true. Whatever is wrong is a doubt: the segments inside are read all the same.

use super::segment::Segment;
use super::{At, Doubt};

/// A header whose trailer has not come.
struct Open {
    control: String,
    at: At,
    inside: u64,
}

/// Which envelopes are open.
#[derive(Default)]
pub(super) struct Envelope {
    interchange: Option<Open>,
    group: Option<Open>,
    set: Option<Open>,
}

impl Envelope {
    /// Takes note of a segment.
    pub(super) fn segment(&mut self, segment: &Segment<'_>, at: At, doubts: &mut Vec<Doubt>) {
        let open = |n: usize, inside: u64| Some(Open { control: segment.element(n).to_string(), at, inside });
        match segment.name {
            "ISA" => {
                self.end(doubts);
                self.interchange = open(13, 0);
            }
            "GS" => {
                self.missing_se(doubts);
                self.missing_ge(doubts);
                self.interchange.iter_mut().for_each(|i| i.inside += 1);
                self.group = open(6, 0);
            }
            "ST" => {
                self.missing_se(doubts);
                match &mut self.group {
                    Some(group) => group.inside += 1,
                    None => doubts.push(Doubt::new("outside_group", at, "a transaction set stands outside any functional group")),
                }
                self.set = open(2, 1);
            }
            "SE" | "GE" | "IEA" => self.trailer(segment, at, doubts),
            "TA1" => {}
            _ => self.pass(at, doubts),
        }
    }

    /// Counts a segment of a transaction set.
    pub(super) fn pass(&mut self, at: At, doubts: &mut Vec<Doubt>) {
        match &mut self.set {
            Some(set) => set.inside += 1,
            None => doubts.push(Doubt::new("outside_transaction", at, "a segment stands outside any transaction set")),
        }
    }

    fn trailer(&mut self, segment: &Segment<'_>, at: At, doubts: &mut Vec<Doubt>) {
        if segment.name != "SE" {
            self.missing_se(doubts);
        }
        if segment.name == "IEA" {
            self.missing_ge(doubts);
        }
        let (open, code, unit, itself) = match segment.name {
            "SE" => (self.set.take(), "segment_count", "segments", 1),
            "GE" => (self.group.take(), "transaction_count", "transaction sets", 0),
            _ => (self.interchange.take(), "group_count", "functional groups", 0),
        };
        let Some(open) = open else {
            doubts.push(Doubt::new("stray_trailer", at, format!("{} has no header before it", segment.name)));
            return;
        };
        if segment.element(2) != open.control {
            doubts.push(Doubt::new("control_number", at, format!("the control number in {} is not that of its header", segment.name)));
        }
        let counted = open.inside + itself;
        match segment.element(1).parse::<u64>() {
            Ok(stated) if stated == counted => {}
            Ok(stated) => doubts.push(Doubt::new(code, at, format!("{} states {stated} {unit}, there are {counted}", segment.name))),
            Err(_) => doubts.push(Doubt::new(code, at, format!("{} states no count, there are {counted} {unit}", segment.name))),
        }
    }

    fn missing_se(&mut self, doubts: &mut Vec<Doubt>) {
        if let Some(open) = self.set.take() {
            doubts.push(Doubt::new("missing_trailer", open.at, "the transaction set that starts here has no SE"));
        }
    }

    fn missing_ge(&mut self, doubts: &mut Vec<Doubt>) {
        if let Some(open) = self.group.take() {
            doubts.push(Doubt::new("missing_trailer", open.at, "the functional group that starts here has no GE"));
        }
    }

    /// Whatever is still open has no trailer.
    pub(super) fn end(&mut self, doubts: &mut Vec<Doubt>) {
        self.missing_se(doubts);
        self.missing_ge(doubts);
        if let Some(open) = self.interchange.take() {
            doubts.push(Doubt::new("missing_trailer", open.at, "the interchange that starts here has no IEA"));
        }
    }
}
