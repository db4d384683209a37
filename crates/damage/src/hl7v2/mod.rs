//! Damage of HL7 v2 destinations: the operators of the parent module over messages.
//!
//! An operator sees one record of [`Charts`] (an allergy, an order with its results, a dose with its route, a whole message)
//! and what stands around it. Messages are edited segment by segment, so that everything else is written as it was. Twins
//! rewrite a record, or the whole stream: other delimiters, other line ends, an envelope.

mod allergy;
mod base;
mod charts;
mod code;
mod identity;
mod invented;
mod list;
mod lost;
mod medication;
mod memory;
mod message;
mod money;
mod null_flavour;
mod records;
mod resurrected;
mod sample;
mod status;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod value;
mod whole;

pub use base::Around;
pub use charts::{Charts, Edit, Group, Record};
pub use message::{Message, Segment, messages};
pub use sample::sample;

use crate::Dice;

/// What an operator did with one record.
pub type Effect = crate::Effect<Group>;
/// One way to damage an HL7 v2 destination, or to change it and keep the meaning.
pub type Operator = crate::Operator<Work>;

/// How an operator works.
#[derive(Clone, Copy)]
pub enum Work {
    /// On one record at a time. It must tell one that gives no occasion by [`crate::Effect::None`].
    Each(fn(&mut Group, &mut Around<'_>) -> Effect),
    /// On the messages of a whole file, which it writes anew; only twins do.
    Whole(fn(&[Message], &mut Dice) -> String),
}

/// Every operator, family by family.
pub fn operators() -> Vec<Operator> {
    let families = [
        lost::OPERATORS,
        invented::OPERATORS,
        resurrected::OPERATORS,
        status::OPERATORS,
        allergy::OPERATORS,
        medication::OPERATORS,
        value::OPERATORS,
        code::OPERATORS,
        time::OPERATORS,
        identity::OPERATORS,
        list::OPERATORS,
        text::OPERATORS,
        null_flavour::OPERATORS,
        money::OPERATORS,
        memory::OPERATORS,
        whole::OPERATORS,
    ];
    families.concat()
}
