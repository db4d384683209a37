//! Operators that damage a correct destination the way real migrations do, and their legitimate twins.
//!
//! An [`Operator`] belongs to one [`Family`] of `drift.md`'s list. It looks at one FHIR R4 resource and says what became of it
//! ([`Effect`]); `tests/mutation.rs` applies it at a rate, compares, and asks whether the comparison named the damage. A twin
//! looks alike and keeps the meaning: the comparison must stay silent. [`ccda`] does the same with clinical documents and [`hl7v2`] with
//! messages, both over [`charts`]; [`x12`] exchanges elements of interchanges.
//!
//! Nothing here knows the comparison. Same resources and same seed give the same damage.

mod allergy;
mod base;
mod beside;
pub mod ccda;
pub mod charts;
mod code;
mod dated;
mod directory;
mod edit;
#[cfg(test)]
mod every_operator;
#[cfg(test)]
mod every_record;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod fixture_more;
mod gathered;
pub mod hl7v2;
mod identity;
mod imported;
mod invented;
mod json;
mod last_wins;
mod list;
mod lost;
mod medication;
mod memory;
mod moment;
mod money;
mod null_flavour;
mod operator;
mod phrase;
#[cfg(test)]
mod proof;
mod resurrected;
mod served;
mod site;
mod stamp;
mod status;
mod systems;
mod text;
mod time;
mod value;
mod words;
pub mod x12;

pub use directory::named_by;
pub use operator::{AllResources, EachResource, Effect, Operator, Work};
pub use site::{Dice, Index, Site, patient, reference};

/// What a migration loses: the families of drift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// A record or an attribute vanishes.
    Lost,
    /// Something that nobody asserted.
    Invented,
    /// Refuted, removed or resolved comes back live.
    Resurrected,
    /// Status, certainty, negation.
    Status,
    /// What an allergy means.
    Allergy,
    /// What a medication order means.
    Medication,
    /// Values, units, ranges, flags.
    Value,
    /// Codes and their systems.
    Code,
    /// Points in time.
    Time,
    /// Patients, encounters, authors.
    Identity,
    /// Lists, panels, duplicates.
    List,
    /// Text.
    Text,
    /// Absence and its reason.
    NullFlavour,
    /// Claims, charges, coverage.
    Money,
    /// Versions, directives, consents, audit.
    Memory,
    /// One record overwrites another.
    LastWins,
}

impl Family {
    /// Every family, in the order of the table.
    pub const ALL: [Family; 16] = [
        Family::Lost, Family::Invented, Family::Resurrected, Family::Status, Family::Allergy, Family::Medication, Family::Value, Family::Code,
        Family::Time, Family::Identity, Family::List, Family::Text, Family::NullFlavour, Family::Money, Family::Memory, Family::LastWins,
    ];

    /// The name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Family::Lost => "lost",
            Family::Invented => "invented",
            Family::Resurrected => "resurrected",
            Family::Status => "status and certainty",
            Family::Allergy => "allergy meaning",
            Family::Medication => "medication story",
            Family::Value => "value and unit",
            Family::Code => "code",
            Family::Time => "time",
            Family::Identity => "identity and links",
            Family::List => "list structure",
            Family::Text => "text",
            Family::NullFlavour => "null flavours",
            Family::Money => "money",
            Family::Memory => "memory",
            Family::LastWins => "last wins",
        }
    }
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
        last_wins::OPERATORS,
    ];
    families.concat()
}

/// Those on the words beside codes, which a comparison with tables can see as well: they have words of their own, and the destination has them for other records.
pub fn operators_of_words() -> Vec<Operator> {
    beside::OPERATORS.iter().filter(|operator| operator.family == Family::Code).copied().collect()
}

/// Every operator with those that only a comparison of FHIR with FHIR can see.
pub fn operators_of_fhir() -> Vec<Operator> {
    let mut all = operators();
    all.extend_from_slice(beside::OPERATORS);
    all.extend_from_slice(directory::OPERATORS);
    all.extend_from_slice(systems::OPERATORS);
    all.extend_from_slice(imported::OPERATORS);
    all.extend_from_slice(served::OPERATORS);
    all.extend_from_slice(gathered::OPERATORS);
    all
}
