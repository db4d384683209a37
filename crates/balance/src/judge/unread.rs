//! What only the destination says, in an element that no aspect stands for and that a book of another format has no place for.
//!
//! Silence of such a book says nothing: most of what a destination adds is its own form, and messages and documents may hold more than is read of
//! them. But what one resource of its type in a hundred says beside a row of a table is said of that record, and what stands where its makers, as far as they are
//! known, fill nothing was put there by nobody.

use super::{AspectDifference, Judge};
use crate::leaf::{self, Sort};
use model::{Aspect, Statement, Verdict};

/// Adds each such element to what else differs.
pub(super) fn tell(judge: &Judge<'_>, legacy: &Statement, destination: &Statement, differences: &mut Vec<AspectDifference>) {
    if judge.legacy_could_say_all() {
        return;
    }
    let book = judge.destination;
    let reference = &destination.origin.reference;
    let of = reference.split('/').next().unwrap_or(reference);
    // These are among the last of its facts.
    for fact in destination.facts.iter().rev().take_while(|fact| fact.aspect == Aspect::Element) {
        let Some((path, Sort::Unread, words)) = leaf::of(fact).map(leaf::parts) else { continue };
        let is_nobodys = match book.design.as_deref() {
            Some(design) => {
                // Where the book was loaded and given back, what stands in most records is the server's.
                let is_unforeseen = || !design.fills(reference, fact.place) && (design.is_as_written() || !book.is_usual_element(of, path));
                // What all records have was decided on; what a few have in its place was not. Beside a code a server has words of its own.
                let is_other = || design.said_otherwise(reference, fact.place, words).is_some_and(|constant| !constant.of_concept || book.is_rare_element(of, path));
                is_unforeseen() || is_other()
            }
            None => legacy.origin.relation != 0 && book.is_rare_element(of, path),
        };
        if is_nobodys {
            differences.push(AspectDifference {
                aspect: Aspect::Element,
                read_as: Aspect::Element,
                verdict: Verdict::Invented,
                manner: format!("no legacy record asserts {path}"),
                legacy_place: None,
                destination_place: Some(fact.place),
                legacy: String::new(),
                destination: if words.is_empty() { path.to_string() } else { format!("{path} = {words}") },
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::codes::Equivalences;
    use crate::compare::compare_patient;
    use crate::judge::tests::{copied, statement};
    use crate::leaf::{self, Sort};
    use crate::reading::Coverage;
    use model::{Aspect, Kind, Statement, Value, Verdict};
    use std::sync::Arc;

    fn procedure(more: Option<&str>, reference: &str) -> Statement {
        let mut facts = vec![copied(Aspect::Code, Value::words("Appendectomy"))];
        facts.extend(more.map(|path| copied(Aspect::Element, Value::Text(leaf::leaf(Sort::Unread, path, "bleeding")))));
        let mut procedure = statement(Kind::Procedure, 1, facts);
        procedure.origin.reference = reference.into();
        procedure
    }

    /// What is found of a row and its resource, where so many of a hundred resources say the same. `fills` tells whether their makers, where they are known,
    /// fill the place.
    fn found(said: u64, fills: Option<bool>) -> Vec<(Verdict, Aspect)> {
        found_beside(1, said, fills)
    }

    /// The same of a record of a relation; that of a message or a document has none.
    fn found_beside(relation: u32, said: u64, fills: Option<bool>) -> Vec<(Verdict, Aspect)> {
        let (mut row, resource) = (procedure(None, ""), procedure(Some("complication"), "Procedure/1"));
        row.origin.relation = relation;
        let mut legacy = Coverage { records: [0, 100], ..Coverage::default() };
        let mut book = Coverage { records: [100, 0], ..Coverage::default() };
        for index in 0..100 {
            legacy.count(&row);
            book.count(&procedure(None, "Procedure/2"));
            book.note_unread("Procedure", (index < said).then_some("complication").into_iter());
        }
        book.design = fills.map(|fills| {
            let mut design = crate::design::Design::default();
            design.fill("Procedure", if fills { 0..9 } else { 0..0 });
            Arc::new(design)
        });
        let result = compare_patient(std::slice::from_ref(&row), std::slice::from_ref(&resource), &Equivalences::default(), (&legacy, &book), &|_| None);
        result.findings.iter().map(|f| (f.verdict, f.aspect)).collect()
    }

    #[test]
    fn what_hardly_any_record_says_is_said_of_that_record_and_what_many_say_is_their_form() {
        assert_eq!(found(1, None), [(Verdict::Invented, Aspect::Element)]);
        assert!(found(50, None).is_empty());
        assert!(found_beside(0, 1, None).is_empty(), "a document may say it where nobody reads it");
    }

    #[test]
    fn what_each_of_a_type_says_is_its_form_however_few_there_are_among_others_of_the_kind() {
        let mut book = Coverage::default();
        (0..1000).for_each(|_| book.note_unread("ServiceRequest", std::iter::empty()));
        book.note_unread("MedicationAdministration", std::iter::once("dosage.method"));
        assert!(!book.is_rare_element("MedicationAdministration", "dosage.method") && book.is_usual_element("MedicationAdministration", "dosage.method"));
        book.note_unread("ServiceRequest", std::iter::once("dosage.method"));
        assert!(book.is_rare_element("ServiceRequest", "dosage.method") && !book.is_usual_element("ServiceRequest", "dosage.method"));
    }

    #[test]
    fn what_stands_in_the_place_of_what_every_record_has_is_told() {
        let judged = |constant: &str, of_concept: bool, said: u64| {
            let (row, resource) = (procedure(None, ""), procedure(Some("complication"), "Procedure/1"));
            let (mut legacy, mut book) = (Coverage { records: [0, 100], ..Coverage::default() }, Coverage { records: [100, 0], ..Coverage::default() });
            for _ in 0..100 {
                legacy.count(&row);
                book.count(&procedure(None, "Procedure/2"));
            }
            (0..100).for_each(|index| book.note_unread("Procedure", (index < said).then_some("complication").into_iter()));
            let mut design = crate::design::Design::default();
            design.fill("Procedure", 0..9);
            let place = resource.facts.last().map_or(0, |fact| fact.place);
            design.always("Procedure", place, crate::design::Constant { words: [constant.to_string()].into(), of_concept });
            book.design = Some(Arc::new(design));
            let result = compare_patient(std::slice::from_ref(&row), std::slice::from_ref(&resource), &Equivalences::default(), (&legacy, &book), &|_| None);
            result.findings.iter().map(|f| (f.verdict, f.aspect)).collect::<Vec<_>>()
        };
        assert_eq!(judged("none of all", false, 100), [(Verdict::Invented, Aspect::Element)]);
        assert!(judged("bleeding", false, 100).is_empty());
        assert_eq!(judged("none of all", true, 1), [(Verdict::Invented, Aspect::Element)]);
        assert!(judged("none of all", true, 100).is_empty(), "the words beside a code may be the server's");
    }

    #[test]
    fn what_stands_where_the_makers_fill_nothing_is_told_of_each_record() {
        assert_eq!(found(40, Some(false)), [(Verdict::Invented, Aspect::Element)]);
        assert_eq!(found_beside(0, 40, Some(false)), [(Verdict::Invented, Aspect::Element)]);
        assert!(found(60, Some(false)).is_empty(), "most of a book that was given back have it of the server");
        assert!(found(1, Some(true)).is_empty());
    }
}
