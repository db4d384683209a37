//! The totals that claims and payments state about themselves, checked with exact decimals.
//!
//! 837: the charges of the service lines make the claim's total. 835: charge less payment is the sum of the adjustments,
//! for the claim and for each line; the payments less the provider's adjustments make the amount of the cheque. 820: what
//! was billed and its adjustments make the remittance, and the remittances the premium payment. What does not balance is a
//! doubt at the claim, line or header that states the total; amounts never stand in a message.

use super::context::Context;
use super::loops::Set;
use super::segment::Segment;
use super::{At, Doubt};
use model::Decimal;

/// A sum that is unknown once a part of it could not be read.
#[derive(Clone, Copy)]
struct Sum(Option<Decimal>);

impl Default for Sum {
    fn default() -> Self {
        Self(Some(Decimal::ZERO))
    }
}

impl Sum {
    fn add(&mut self, amount: Option<Decimal>) {
        self.0 = self.0.zip(amount).and_then(|(a, b)| a.checked_add(b));
    }

    fn less(self, other: Self) -> Self {
        Self(self.0.zip(other.0).and_then(|(a, b)| a.checked_sub(b)))
    }

    /// Both are known and differ.
    fn differs(self, other: Self) -> bool {
        matches!((self.0, other.0), (Some(a), Some(b)) if a != b)
    }
}

/// What a claim or a line states, and what its parts come to.
#[derive(Default)]
struct Account {
    at: At,
    charge: Sum,
    paid: Sum,
    adjustments: Sum,
    lines: u64,
    line_charges: Sum,
    /// It is a claim of a remittance.
    remitted: bool,
}

/// The open claim, line and payment.
#[derive(Default)]
pub(super) struct Totals {
    claim: Option<Account>,
    line: Option<Account>,
    payment: Option<Account>,
    unreadable: bool,
}

impl Totals {
    /// Takes note of a segment.
    pub(super) fn segment(&mut self, segment: &Segment<'_>, context: &Context, at: At, doubts: &mut Vec<Doubt>) {
        if matches!(segment.name, "ISA" | "GS" | "ST" | "SE" | "GE" | "IEA") {
            self.end(doubts);
            return;
        }
        self.unreadable = false;
        match context.set {
            set if set.is_claim() => self.claim_segment(segment, at, doubts),
            Set::Remittance => self.remittance_segment(segment, &context.loop_id, at, doubts),
            Set::Premium => self.premium_segment(segment, at, doubts),
            _ => {}
        }
        if self.unreadable {
            doubts.push(Doubt::new("bad_amount", at, format!("an amount of {} is no decimal number", segment.name)));
        }
    }

    /// An element as a decimal; zero where it is absent.
    fn amount(&mut self, segment: &Segment<'_>, n: usize) -> Option<Decimal> {
        let text = segment.element(n);
        if text.is_empty() {
            return Some(Decimal::ZERO);
        }
        let amount = if text.contains(',') { None } else { model::parse_decimal(text) };
        self.unreadable |= amount.is_none();
        amount
    }

    /// The sum of every `step`-th element from `first`.
    fn every(&mut self, segment: &Segment<'_>, first: usize, step: usize) -> Sum {
        let mut sum = Sum::default();
        for n in (first..=segment.len()).step_by(step) {
            sum.add(self.amount(segment, n));
        }
        sum
    }

    fn claim_segment(&mut self, segment: &Segment<'_>, at: At, doubts: &mut Vec<Doubt>) {
        let amount_at = match segment.name {
            "HL" => return self.end_claim(doubts),
            "CLM" => {
                self.end_claim(doubts);
                let charge = Sum(self.amount(segment, 2));
                self.claim = Some(Account { at, charge, ..Account::default() });
                return;
            }
            // A revenue code of 0001 is the total of the lines, not a line.
            "SV2" if segment.element(1) == "0001" => return,
            "SV1" | "SV3" => 2,
            "SV2" => 3,
            _ => return,
        };
        let amount = self.amount(segment, amount_at);
        if let Some(claim) = &mut self.claim {
            claim.lines += 1;
            claim.line_charges.add(amount);
        }
    }

    fn remittance_segment(&mut self, segment: &Segment<'_>, loop_id: &str, at: At, doubts: &mut Vec<Doubt>) {
        match segment.name {
            "BPR" => {
                let charge = Sum(self.amount(segment, 2));
                self.payment = Some(Account { at, charge, ..Account::default() });
            }
            "LX" => self.end_claim(doubts),
            "CLP" => {
                self.end_claim(doubts);
                let (charge, paid) = (Sum(self.amount(segment, 3)), Sum(self.amount(segment, 4)));
                self.claim = Some(Account { at, charge, paid, remitted: true, ..Account::default() });
                self.payment.iter_mut().for_each(|p| p.paid.add(paid.0));
            }
            "SVC" => {
                self.end_line(doubts);
                let (charge, paid) = (Sum(self.amount(segment, 2)), Sum(self.amount(segment, 3)));
                self.line = Some(Account { at, charge, paid, ..Account::default() });
                if let Some(claim) = &mut self.claim {
                    claim.lines += 1;
                    claim.line_charges.add(charge.0);
                }
            }
            "CAS" => {
                let sum = self.every(segment, 3, 3);
                let of_line = if loop_id == "2110" { self.line.as_mut() } else { None };
                of_line.into_iter().chain(self.claim.as_mut()).for_each(|a| a.adjustments.add(sum.0));
            }
            "PLB" => {
                self.end_claim(doubts);
                let sum = self.every(segment, 4, 2);
                self.payment.iter_mut().for_each(|p| p.adjustments.add(sum.0));
            }
            _ => {}
        }
    }

    fn premium_segment(&mut self, segment: &Segment<'_>, at: At, doubts: &mut Vec<Doubt>) {
        match segment.name {
            "BPR" => {
                let charge = Sum(self.amount(segment, 2));
                self.payment = Some(Account { at, charge, ..Account::default() });
            }
            "ENT" => self.end_line(doubts),
            "RMR" => {
                self.end_line(doubts);
                // Without a billed amount there is nothing that adjustments could lead from.
                let charge = if segment.element(5).is_empty() { Sum(None) } else { Sum(self.amount(segment, 5)) };
                let paid = Sum(self.amount(segment, 4));
                self.line = Some(Account { at, charge, paid, ..Account::default() });
                self.payment.iter_mut().for_each(|p| p.paid.add(paid.0));
            }
            "ADX" => {
                // A negative amount lowers what is paid; a remittance already holds its own adjustments.
                let lowered = Sum(Some(Decimal::ZERO)).less(Sum(self.amount(segment, 1)));
                let account = self.line.as_mut().or(self.payment.as_mut());
                account.into_iter().for_each(|a| a.adjustments.add(lowered.0));
            }
            _ => {}
        }
    }

    fn end_line(&mut self, doubts: &mut Vec<Doubt>) {
        if let Some(line) = self.line.take()
            && line.charge.less(line.paid).differs(line.adjustments)
        {
            doubts.push(Doubt::new("line_balance", line.at, "charge less payment of the line is not the sum of its adjustments"));
        }
    }

    fn end_claim(&mut self, doubts: &mut Vec<Doubt>) {
        self.end_line(doubts);
        let Some(claim) = self.claim.take() else { return };
        if claim.lines > 0 && claim.charge.differs(claim.line_charges) {
            let message = format!("the charges of the {} service lines do not come to the total charge of the claim", claim.lines);
            doubts.push(Doubt::new("claim_total", claim.at, message));
        }
        if claim.remitted && claim.charge.less(claim.paid).differs(claim.adjustments) {
            doubts.push(Doubt::new("claim_balance", claim.at, "charge less payment of the claim is not the sum of its adjustments"));
        }
    }

    /// Closes whatever is open.
    pub(super) fn end(&mut self, doubts: &mut Vec<Doubt>) {
        self.end_claim(doubts);
        if let Some(payment) = self.payment.take()
            && payment.charge.differs(payment.paid.less(payment.adjustments))
        {
            doubts.push(Doubt::new("payment_total", payment.at, "the payments and adjustments do not come to the total of the payment"));
        }
    }
}
