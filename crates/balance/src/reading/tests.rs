//! Places and their parts, marks of what a book is, and what stands inside of a record.

use super::coverage::UNLISTED_MAX;
use super::*;

#[test]
fn a_paper_inside_of_a_record_makes_a_book_of_fhir_no_other() {
    let read = |relations: &[&str]| {
        let (lookups, mut coverage, mut places) = (Lookups::default(), Coverage { records: [1, 0], ..Coverage::default() }, Places::default());
        let mut reading = Reading::new(Side::Destination, 1, None, &lookups);
        for relation in relations {
            let record = formats::Record { relation: (*relation).into(), line: 1, byte: 0, leaves: Vec::new() };
            reading.item(&Item::Record(&record), &mut places, &mut coverage, &mut |_| {});
        }
        (coverage.could_say_all(), coverage.unread.values().sum::<u64>())
    };
    assert_eq!(read(&["document", "document.page"]), (true, 2), "they are counted where nobody reads them");
    assert_eq!(read(&["labs"]), (false, 1));
}

#[test]
fn a_place_in_parts_is_the_place_of_their_text() {
    let mut places = Places::default();
    let (whole, other) = (places.number("item[3].net"), places.number("item[4].net"));
    for (index, expected) in [(3, whole), (4, other), (3, whole)] {
        assert_eq!(Place::number(format_args!("item[{index}].net"), &mut places), expected);
    }
    assert_eq!(Place::number(format_args!("net"), &mut places), 2);
    assert_eq!(places.names(), ["item[3].net", "item[4].net", "net"]);
}

#[test]
fn values_beyond_those_that_are_held_are_counted_all_the_same() {
    let mut book = Coverage::default();
    for n in 0..UNLISTED_MAX + 7 {
        book.unlist("obs", "concept", &n.to_string(), 1);
    }
    book.unlist("obs", "concept", "0", 1);
    let mut part = Coverage::default();
    part.unlist("obs", "unit", "mg", 3);
    book.add(part);
    let of = |field: &str| book.unlisted.iter().filter(|((_, of, _), _)| of == field).map(|(_, n)| n).sum::<u64>();
    assert_eq!((of("concept"), of("unit")), (UNLISTED_MAX as u64 + 8, 3));
    assert_eq!(book.unlisted.len(), UNLISTED_MAX + 2);
}
