//! Where every ID of a document is, and which of them something outside of the narrative refers to.
//!
//! Holds numbers of elements, not texts: the texts stand in the tree.

use super::vocabulary::{ID, REFERENCE, REPRESENTATION, SECTION, TEXT, TR, VALUE};
use crate::xml::{Element, Tree};

/// The index of one document; it belongs to the tree it was built from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Index {
    /// The first element of each ID, in the order of the IDs.
    ids: Vec<u32>,
    /// Elements whose ID is referred to, in order.
    referenced: Vec<u32>,
    /// Rows of tables, in order.
    rows: Vec<u32>,
    /// Elements that hold base64.
    pub packed: Vec<u32>,
    /// Line and byte of references that point at nothing.
    pub dangling: Vec<(u64, u64)>,
    /// Elements whose ID stands on an earlier one.
    pub repeated: u64,
}

impl Index {
    pub fn new(root: Element<'_>) -> Self {
        let Gathered { mut ids, references, rows, packed } = gather(root);
        ids.sort_unstable();
        let mut wanted: Vec<&str> = references.iter().map(|(id, _)| *id).collect();
        wanted.sort_unstable();
        let is_wanted = |id: &str| wanted.binary_search(&id).is_ok();
        let mut referenced: Vec<u32> = ids.iter().filter(|(id, _)| is_wanted(id)).map(|(_, at)| *at).collect();
        referenced.sort_unstable();
        let all = ids.len();
        ids.dedup_by_key(|(id, _)| *id);
        let is_missing = |id: &str| ids.binary_search_by_key(&id, |(known, _)| *known).is_err();
        let dangling = references.iter().filter(|(id, _)| is_missing(id)).map(|(_, element)| (element.line(), element.byte())).collect();
        Self { repeated: (all - ids.len()) as u64, ids: ids.into_iter().map(|(_, at)| at).collect(), referenced, rows, packed, dangling }
    }

    /// The element that a reference points at, with or without its `#`.
    pub fn find<'t>(&self, tree: &'t Tree, reference: &str) -> Option<Element<'t>> {
        let reference = reference.trim();
        let id = reference.strip_prefix('#').unwrap_or(reference);
        let found = self.ids.binary_search_by_key(&id, |at| tree.element(*at).value(ID).unwrap_or_default()).ok()?;
        Some(tree.element(*self.ids.get(found)?))
    }

    /// The row of a table that an element is or stands in; none of a row that holds another table behind which it stands.
    pub fn row<'t>(&self, tree: &'t Tree, element: Element<'_>) -> Option<Element<'t>> {
        let next = self.rows.partition_point(|at| *at <= element.number());
        let row = tree.element(*self.rows.get(next.checked_sub(1)?)?);
        (element.number() < row.end()).then_some(row)
    }

    /// Whether something refers to the element itself.
    pub fn is_referenced(&self, element: Element<'_>) -> bool {
        self.referenced.binary_search(&element.number()).is_ok()
    }

    /// Whether something refers to one of the elements with these numbers.
    pub fn is_referenced_within(&self, numbers: std::ops::Range<u32>) -> bool {
        let next = self.referenced.partition_point(|at| *at < numbers.start);
        self.referenced.get(next).is_some_and(|at| *at < numbers.end)
    }
}

/// What an index is made of.
#[derive(Default)]
struct Gathered<'t> {
    /// IDs with their elements.
    ids: Vec<(&'t str, u32)>,
    /// References from outside of the narrative with theirs.
    references: Vec<(&'t str, Element<'t>)>,
    rows: Vec<u32>,
    packed: Vec<u32>,
}

fn gather(root: Element<'_>) -> Gathered<'_> {
    let mut found = Gathered::default();
    // Where the elements that are open end, and which of them are sections; where the narrative ends.
    let (mut open, mut narrative_end): (Vec<(u32, bool)>, u32) = (Vec::new(), 0);
    for element in std::iter::once(root).chain(root.inside()) {
        let (number, end, kind) = (element.number(), element.end(), element.kind());
        while open.last().is_some_and(|(end, _)| *end <= number) {
            open.pop();
        }
        if kind == TEXT && number >= narrative_end && open.last().is_some_and(|(_, section)| *section) {
            narrative_end = end;
        }
        if end > number + 1 {
            open.push((end, kind == SECTION));
        }
        if kind == TR {
            found.rows.push(number);
        }
        let [id, value, representation] = element.values([ID, VALUE, REPRESENTATION]);
        if let Some(id) = id {
            found.ids.push((id, number));
        }
        if representation.is_some_and(|r| r.eq_ignore_ascii_case("B64")) {
            found.packed.push(number);
        }
        if kind == REFERENCE
            && number >= narrative_end
            && let Some(id) = value.and_then(|value| value.trim().strip_prefix('#'))
        {
            found.references.push((id, element));
        }
    }
    found
}
