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

pub use charts::{Group, Run};
pub use message::{Message, Segment, messages};
pub use sample::sample;

/// The destination: files with their records.
pub type Charts = crate::charts::Charts<Vec<Message>>;
/// The undamaged destination around a record, and the dice.
pub type Around<'a> = crate::charts::Around<'a, Vec<Message>>;
/// One way to damage a destination of the format, or to change it and keep the meaning.
pub type Operator = crate::charts::Operator<Vec<Message>>;
/// What an operator did with one record.
pub type Effect = crate::Effect<Group>;

/// Every operator, family by family.
pub fn operators() -> Vec<Operator> {
    let time = time::operators();
    let families = [
        lost::OPERATORS,
        invented::OPERATORS,
        resurrected::OPERATORS,
        status::OPERATORS,
        allergy::OPERATORS,
        medication::OPERATORS,
        value::OPERATORS,
        code::OPERATORS,
        time.as_slice(),
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
