//! The mapping itself damaged, one error at a time, the way those who write mappings err: a rule that is gone, a condition too narrow, a
//! constant where the source says nothing, a wrong column, a format read the other way round. And changes that keep the meaning.
//!
//! An [`Operator`] looks at a mapping document and gives what it can do to it ([`Change`]), each with its [`Truth`]: which rule, element
//! or condition is the cause, and what kinds of statements it is about. [`table`] runs the mapping, compares, and scores. An error that
//! changes no byte of what is written is no error; it is counted apart and not as missed.

mod code;
mod edit;
pub mod expression;
mod identity;
mod invented;
mod list;
mod lost;
mod score;
mod site;
mod status;
mod table;
mod time;
mod truth;
mod twins;
mod value;

pub use score::{Outcome, Trial};
pub use edit::Edit;
pub use site::Site;
pub use table::table;
pub use truth::Truth;

use damage::Family;

/// One error in a mapping, or one change that keeps its meaning.
pub struct Change {
    /// What was done where.
    pub what: String,
    /// How the document is changed: of many changes few are drawn and made.
    pub edit: Edit,
    /// What is to be said of it.
    pub truth: Truth,
}

/// A way to damage a mapping.
pub struct Operator {
    /// Name in the table.
    pub name: &'static str,
    /// Family of drift.
    pub family: Family,
    /// What happens.
    pub what: &'static str,
    /// Verdicts that are right.
    pub verdicts: &'static [&'static str],
    /// It keeps the meaning: nothing may be said of it.
    pub twin: bool,
    /// Changes that are tried at most, drawn by the seed.
    pub most: usize,
    /// Everything it can do to a document.
    pub changes: fn(&Site<'_>) -> Vec<Change>,
}

impl Operator {
    const fn error(family: Family, name: &'static str, what: &'static str, verdicts: &'static [&'static str], changes: fn(&Site<'_>) -> Vec<Change>) -> Self {
        Self { name, family, what, verdicts, twin: false, most: 4, changes }
    }

    const fn twin(family: Family, name: &'static str, what: &'static str, changes: fn(&Site<'_>) -> Vec<Change>) -> Self {
        Self { name, family, what, verdicts: &[], twin: true, most: 2, changes }
    }

    const fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }
}

/// Every operator, in the order of the table.
pub fn operators() -> Vec<Operator> {
    [lost::operators(), invented::operators(), status::operators(), value::operators(), code::operators(), time::operators(), identity::operators(), list::operators(), twins::operators()]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bench;
    use mapping::{Document, Plan};

    #[test]
    fn every_change_of_the_starters_is_another_sound_document_and_every_operator_finds_work() {
        let starters: Vec<String> = ["harbor", "synthea-csv"].iter().map(|name| Bench::starter_text(name, "mapping")).collect();
        for operator in operators() {
            let mut done = 0;
            for text in &starters {
                let document = Document::parse(text).unwrap();
                let site = Site::new(text, &document);
                for change in (operator.changes)(&site).into_iter().take(2) {
                    let edited = change.edit.applied(text).unwrap_or_else(|| panic!("{}: {} cannot be done", operator.name, change.what));
                    assert_ne!(edited, *text, "{}: {}", operator.name, change.what);
                    let changed = Document::parse(&edited).unwrap_or_else(|p| panic!("{}: {}: {p:?}", operator.name, change.what));
                    assert!(!Plan::check(changed, None).0.resources.is_empty(), "{}: {}", operator.name, change.what);
                    done += 1;
                }
            }
            assert!(done > 0, "{} finds nothing to do", operator.name);
        }
    }

    #[test]
    fn no_two_operators_have_one_name() {
        let all = operators();
        let names: std::collections::BTreeSet<&str> = all.iter().map(|o| o.name).collect();
        assert_eq!(names.len(), all.len());
    }
}
