//! Damage of C-CDA destinations: the operators of the parent module over clinical documents.
//!
//! An operator sees one record of [`Charts`] (an entry, a member of a panel, the patient, a section of words) and what
//! stands around it. Documents are edited as trees, so that everything else is written as it was. Twins rewrite a record,
//! or a whole document: other ids, other order, another prefix.

mod allergy;
mod base;
mod charts;
mod code;
mod identity;
mod invented;
mod list;
mod lost;
mod medication;
mod null_flavour;
mod read;
mod resurrected;
mod sample;
mod status;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod tree;
mod value;
mod whole;

pub use read::document;
pub use sample::sample;
pub use tree::{Document, Element, Node, Way};

/// The destination: files with their records.
pub type Charts = crate::charts::Charts<Document>;
/// The undamaged destination around a record, and the dice.
pub type Around<'a> = crate::charts::Around<'a, Document>;
/// One way to damage a destination of the format, or to change it and keep the meaning.
pub type Operator = crate::charts::Operator<Document>;
/// What an operator did with one record.
pub type Effect = crate::Effect<Element>;

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
        whole::OPERATORS,
    ];
    families.concat()
}
