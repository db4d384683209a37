//! How strictly a pair is judged is a matter of the formats of its two records, whatever else stands in their books.

use super::tests::{SNOMED, code, copied, statement};
use crate::codes::Equivalences;
use crate::compare::compare_patient;
use crate::leaf::{self, Sort};
use crate::reading::Coverage;
use model::{Aspect, Kind, Statement, Value, Verdict};

/// A problem with an element that no aspect stands for and, where a severity is told, an aspect more. Without a reference it was read of a document.
fn problem(reference: &str, element: &str, severity: Option<&str>) -> Statement {
    let word = |w: &str| Value::Word(w.into());
    let mut facts = vec![copied(Aspect::Code, code(SNOMED, "195967001", "Asthma")), copied(Aspect::Status, word("active"))];
    facts.extend(severity.map(|s| copied(Aspect::Severity, word(s))));
    facts.push(copied(Aspect::Element, Value::Text(leaf::leaf(Sort::Said, "stage.summary", element))));
    let mut problem = statement(Kind::Problem, 1, facts);
    problem.origin.reference = reference.into();
    problem
}

fn found(legacy: &Statement, destination: &Statement, records: [u64; 2]) -> Vec<(Verdict, Aspect)> {
    let book = |statement: &Statement| {
        let mut book = Coverage { records, documents: records[1], ..Coverage::default() };
        book.count(statement);
        book
    };
    let books = (book(legacy), book(destination));
    let result = compare_patient(std::slice::from_ref(legacy), std::slice::from_ref(destination), &Equivalences::default(), (&books.0, &books.1), &|_| None);
    result.findings.iter().map(|f| (f.verdict, f.read_as)).collect()
}

#[test]
fn two_resources_are_judged_as_strictly_beside_documents_as_alone() {
    for records in [[9, 0], [9, 1]] {
        assert_eq!(found(&problem("Condition/a", "I", None), &problem("Condition/b", "I", Some("severe")), records), [(Verdict::Invented, Aspect::Severity)], "{records:?}");
        assert_eq!(found(&problem("Condition/a", "I", None), &problem("Condition/b", "II", None), records), [(Verdict::Altered, Aspect::Element)], "{records:?}");
        assert!(found(&problem("Condition/a", "I", None), &problem("Condition/b", "I", None), records).is_empty());
    }
}

#[test]
fn the_elements_of_a_resource_are_not_looked_for_in_a_document() {
    let (resource, document) = (problem("Condition/a", "I", None), problem("", "first", None));
    assert!(found(&resource, &document, [9, 1]).is_empty());
    assert!(found(&document, &resource, [9, 1]).is_empty());
    let more = problem("Condition/a", "I", Some("severe"));
    assert!(found(&document, &more, [9, 1]).is_empty(), "a document may have no place for it");
}

#[test]
fn a_book_of_resources_with_documents_beside_it_could_tell_of_any_kind_and_one_of_tables_could_not() {
    let book = |records: [u64; 2], documents: u64| Coverage { records, documents, ..Coverage::default() };
    assert!(book([9, 0], 0).could_tell_any() && book([9, 2], 2).could_tell_any());
    assert!(!book([9, 2], 1).could_tell_any() && !book([0, 2], 2).could_tell_any());
    assert!(book([9, 0], 0).could_say_all() && !book([9, 2], 2).could_say_all());
}
