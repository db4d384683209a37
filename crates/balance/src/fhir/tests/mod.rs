//! Resources in, statements out. The people are invented.

mod conditions;
mod drugs;
mod money;
mod observations;
mod patient;
mod servers;
mod systems;
mod visits;

use super::resource;
use crate::reading::{Coverage, Places};
use formats::{Format, Item, Limits};
use model::{Aspect, Statement};
use std::ops::ControlFlow;

struct Book {
    statements: Vec<Statement>,
    places: Places,
    coverage: Coverage,
}

fn read_as(format: Format, text: &str) -> Book {
    let mut book = Book { statements: Vec::new(), places: Places::default(), coverage: Coverage::default() };
    let summary = formats::read(format, "case", &mut text.as_bytes(), &Limits::default(), &mut |item| {
        if let Item::Resource(one) = item {
            resource(one, 3, &mut book.places, &mut book.coverage, &mut |s| book.statements.push(s));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(summary.issues.is_empty(), "{:?}", summary.issues);
    book
}

fn read(text: &str) -> Book {
    read_as(Format::FhirJson, text)
}

impl Book {
    /// `kind patient` of every statement.
    fn kinds(&self) -> Vec<String> {
        self.statements.iter().map(|s| format!("{} {}", s.kind, s.patient)).collect()
    }

    /// `value @place` of an aspect of one statement.
    fn told(&self, index: usize, aspect: Aspect) -> Vec<String> {
        let facts = self.statements.get(index).map_or(&[][..], |s| &s.facts[..]);
        facts.iter().filter(|f| f.aspect == aspect).map(|f| format!("{} @{}", f.value.shown(), self.places.name(f.place))).collect()
    }

    fn unread(&self) -> String {
        self.coverage.unread.iter().map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>().join(", ")
    }

    fn excluded(&self) -> Vec<String> {
        self.coverage.excluded.iter().map(|((relation, reason), n)| format!("{relation}: {reason} {n}")).collect()
    }
}
