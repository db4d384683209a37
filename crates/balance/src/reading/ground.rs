//! What a judgment sees of a book beside the two charts. Not how often something is said, so that one patient more or less leaves it as it is.
//!
//! Most of it is asked only of statements of a kind, or of records of a type: where that changes, only charts that hold one have to be judged anew.

use super::Coverage;
use crate::design::{Design, Filled};
use crate::directory::Entry;
use model::{Aspect, Kind, Side};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What charts are judged by, by what makes a judgment look at it.
pub struct Ground<'c> {
    /// What every chart is judged by.
    pub whole: Whole<'c>,
    /// Of each kind the aspects that the book asserts at all, and whether hardly any statement does, or nearly every one.
    pub kinds: BTreeMap<Kind, Vec<(Aspect, [bool; 2])>>,
    /// Of each type of record of the destination, by what its references begin with, what is known of its elements.
    pub types: BTreeMap<&'c str, OfType<'c>>,
}

/// What every chart is judged by.
#[derive(Serialize)]
pub struct Whole<'c> {
    kinds: Vec<Kind>,
    tells_results: bool,
    tells_elements: bool,
    records: [bool; 2],
    tells_any: bool,
    of_documents: bool,
    vocabulary: Option<&'c BTreeMap<u64, BTreeSet<u64>>>,
    /// Words that stand beside the code of another concept, in the destination.
    strayed: BTreeSet<(u64, u64)>,
    /// What its makers call the codes that it calls otherwise, or as another one that they named.
    contested: BTreeMap<u64, BTreeSet<u64>>,
    directory: &'c [Entry],
    givers: &'c BTreeSet<u64>,
    logged: Option<i32>,
    /// Whether its makers are known, and whether it is as they wrote it.
    design: Option<bool>,
    /// Of which types of people, organizations, places and devices they set out to make records: charts name these and hold none.
    makes: [bool; 4],
    /// Whether it has contact persons as records of their own.
    keeps_contacts_apart: bool,
}

/// What is known of the elements of a type of record.
#[derive(Default, Serialize)]
pub struct OfType<'c> {
    /// Whether what none of them says is left out.
    are_several: bool,
    /// Those that nothing reads: whether hardly any record, and whether most of them say something there.
    elements: Vec<(&'c str, [bool; 2])>,
    /// What the makers of the book fill.
    filled: Option<&'c Filled>,
}

impl Coverage {
    /// What a judgment sees of the book. Words and logs are held against those of the legacy book, elements asked of the destination's, and words that strayed there.
    pub fn ground(&self, side: Side) -> Ground<'_> {
        // Every part by name: of one that is new somebody has to say whether a judgment sees it. Of the sets it sees those of its charts (`Coverage::sets_of`).
        let Self { statements, aspects, asserted: _, excluded: _, unread: _, unlisted: _, doubts: _, named_by_number: _, elements, records, documents: _, vocabulary, directory, givers, logged, sets: _, design } = self;
        let tells = |aspect: Aspect| aspects.iter().any(|(_, own)| *own == aspect);
        let whole = Whole {
            kinds: statements.keys().copied().collect(),
            tells_results: tells(Aspect::Results),
            tells_elements: tells(Aspect::Element),
            records: records.map(|n| n > 0),
            tells_any: self.could_tell_any(),
            of_documents: self.is_of_documents(),
            vocabulary: (side == Side::Legacy).then(|| vocabulary.known()),
            strayed: if side == Side::Destination { vocabulary.strayed() } else { BTreeSet::new() },
            contested: design.as_deref().map(|design| vocabulary.contested(&design.labels)).unwrap_or_default(),
            directory: directory.entries(),
            givers,
            logged: logged.filter(|_| side == Side::Legacy),
            design: design.as_deref().map(Design::is_as_written),
            makes: crate::directory::made(self),
            keeps_contacts_apart: side == Side::Destination && crate::kin::are_records(self),
        };
        let mut kinds: BTreeMap<Kind, Vec<(Aspect, [bool; 2])>> = BTreeMap::new();
        for (kind, aspect) in aspects {
            kinds.entry(*kind).or_default().push((*aspect, [self.is_rare(*kind, *aspect), self.is_usual(*kind, *aspect)]));
        }
        let mut types: BTreeMap<&str, OfType<'_>> = BTreeMap::new();
        if side == Side::Destination {
            for (of, paths) in elements {
                let known = |path: &'_ String| [self.is_rare_element(of, path), self.is_usual_element(of, path)];
                let own = types.entry(of).or_default();
                own.are_several = self.are_several(of);
                own.elements = paths.keys().filter(|path| !path.is_empty()).map(|path| (path.as_str(), known(path))).collect();
            }
        }
        for (of, filled) in design.iter().flat_map(|design| design.types()) {
            types.entry(of).or_default().filled = Some(filled);
        }
        Ground { whole, kinds, types }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn what_charts_name_and_hold_no_record_of_is_the_ground_of_every_chart() {
        let whole = |made: &[&str]| {
            let mut design = Design::default();
            made.iter().for_each(|of| design.fill(of, [1]));
            let book = Coverage { design: Some(Arc::new(design)), ..Coverage::default() };
            serde_json::to_string(&book.ground(Side::Destination).whole).unwrap()
        };
        assert_eq!(whole(&["Condition"]), whole(&["Condition", "Procedure"]));
        assert_ne!(whole(&["Condition"]), whole(&["Condition", "Location"]), "a place that nobody made is missed by whoever names it");
    }

    #[test]
    fn a_label_is_the_ground_of_a_judgment_where_the_book_has_other_words() {
        const LOINC: &str = "http://loinc.org";
        let whole = |labels: &[(&str, &str)]| {
            let mut design = Design::default();
            labels.iter().for_each(|(code, name)| design.labels.call(LOINC, code, name));
            let mut book = Coverage { design: Some(Arc::new(design)), ..Coverage::default() };
            book.vocabulary.note(LOINC, "29463-7", "Body weight");
            book.vocabulary.note_only(LOINC, "8302-2", "HT");
            serde_json::to_string(&book.ground(Side::Destination).whole).unwrap()
        };
        assert_eq!(whole(&[]), whole(&[("29463-7", "Weight of the body"), ("29463-7", "body weight"), ("8302-2", "Body height")]), "what is called so is not contested, and a text is no display");
        assert_ne!(whole(&[]), whole(&[("29463-7", "Weight")]));
        assert_ne!(whole(&[("29463-7", "Weight")]), whole(&[("29463-7", "Weight"), ("3141-9", "Body weight")]), "whose name it is");
    }
}
