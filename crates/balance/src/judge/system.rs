//! Words, units and numbers whose code has lost its system in the destination, or stands under one in which it is no code.
//!
//! A code without its system is not a code, whatever the word says that it was read as. What stands under no system is a leaf of the destination
//! record ([`leaf::standing`]); it is told where the legacy statement asserts what was read there, and where its own record, in the same
//! format, does not lack the same. Of concepts, which hold their systems, the judge of codes tells; here only the place is found.

use super::{AspectDifference, Judge, difference};
use crate::leaf::{self, Sort};
use model::{Aspect, Fact, Kind, Severity, Statement, Value, Verdict};

/// The code stayed, and nothing says whose it is.
pub(crate) const SYSTEM_GONE: &str = "the code system is gone";
/// The code stayed, and is said to be of a system in which it means something else or nothing.
pub(crate) const SYSTEM_OTHER: &str = "the code stands under another code system";

/// A leaf of a record: the fact it is, and aspect, system and what was read.
type Under<'s> = (&'s Fact, Aspect, &'s str, &'s str);

/// What of a record stands under no system or a foreign one. These are among the last of its facts.
fn unsystematic(statement: &Statement) -> impl Iterator<Item = Under<'_>> {
    statement.facts.iter().rev().take_while(|fact| fact.aspect == Aspect::Element).filter_map(|fact| {
        let (_, sort, value) = leaf::parts(leaf::of(fact)?);
        let (aspect, system, said) = leaf::under(value).filter(|_| sort == Sort::Under)?;
        Some((fact, aspect, system, said))
    })
}

/// Adds what has lost its system to what else differs, once for an aspect.
pub(super) fn tell(judge: &Judge<'_>, legacy: &Statement, destination: &Statement, differences: &mut Vec<AspectDifference>) {
    for (leaf, aspect, system, said) in unsystematic(destination) {
        if let Some(told) = differences.iter_mut().find(|d| d.read_as == aspect || d.aspect == aspect) {
            // The system itself is the place: whatever should have given the code did.
            if told.manner == SYSTEM_GONE && system.is_empty() && told.read_as == aspect {
                told.destination_place = Some(leaf.place);
            }
            continue;
        }
        let Some(there) = destination.facts.iter().find(|f| f.aspect == aspect && f.value.shown().trim() == said) else { continue };
        let own = legacy.facts.iter().find(|f| f.aspect == aspect && judge.is_alike(aspect, &f.value, &there.value));
        let is_asserted = own.map_or_else(|| aspect == Aspect::Category && is_list_of(legacy, said), |own| !is_anybodys(legacy, own));
        if matches!(there.value, Value::Code(..)) || !is_asserted || is_assigned(legacy, leaf) {
            continue;
        }
        // What stood there under no system, or under this one, still does.
        if unsystematic(legacy).any(|(_, read_as, before, _)| read_as == aspect && (before == system || before.is_empty())) {
            continue;
        }
        let manner = if system.is_empty() { SYSTEM_GONE } else { SYSTEM_OTHER };
        let reported = if matches!(there.value, Value::Quantity(_)) { Aspect::Unit } else { aspect };
        let found = difference(aspect, Verdict::Altered, manner.into(), (own, Some(there)));
        let shown = own.map_or_else(|| legacy.kind.word().to_string(), |own| own.value.shown());
        differences.push(AspectDifference { aspect: reported, legacy: shown, destination_place: Some(leaf.place), ..found });
    }
}

/// Whether a category says no more than of what kind the legacy statement is. A resource says so by a category of its own.
fn is_list_of(legacy: &Statement, category: &str) -> bool {
    legacy.origin.reference.is_empty() && matches!((legacy.kind, category), (Kind::Problem, "problem-list-item") | (Kind::EncounterDiagnosis, "encounter-diagnosis"))
}

/// Whether the legacy side does not say whose it is itself: an amount without a unit, and of a message or a clinical document a number, which
/// may come without whoever gave it, or a code that is a bare number: it is of no table of HL7's. What a table holds is the system's own.
fn is_anybodys(legacy: &Statement, own: &Fact) -> bool {
    let of_a_message = legacy.origin.is_in_message();
    match &own.value {
        Value::Quantity(quantity) => quantity.unit.is_empty(),
        Value::Word(word) => of_a_message && word.bytes().all(|b| b.is_ascii_digit()),
        _ => of_a_message && own.aspect.is_number(),
    }
}

/// Whether a number without a system has somebody beside it who gave it. Of two resources the one that had a system has lost it all the same.
fn is_assigned(legacy: &Statement, number: &Fact) -> bool {
    legacy.origin.reference.is_empty() && leaf::of(number).is_some_and(|text| leaf::parts(text).0 == leaf::ASSIGNED)
}

/// Whether a difference is one that is told here.
pub(crate) fn is_told(d: &AspectDifference, destination: &Statement) -> bool {
    let is_concept = || destination.facts.iter().any(|f| f.aspect == d.read_as && matches!(f.value, Value::Code(..)));
    matches!(d.manner.as_str(), SYSTEM_GONE | SYSTEM_OTHER) && d.read_as != Aspect::Element && !is_concept()
}

/// Its severity: the word is still there for people to read, so it is no danger by itself, and a flag is read beside its value.
/// `usual` is that of another value of the aspect.
pub(crate) fn severity(d: &AspectDifference, usual: Severity) -> Severity {
    if d.aspect == Aspect::Flag { Severity::Administrative } else { usual.max(Severity::Clinical) }
}
