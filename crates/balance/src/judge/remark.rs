//! Two texts, of which a reading may have made one of an amount or of a concept: those are judged as what they were.

use super::quantity::quantities;
use super::text::texts;
use super::{Judge, Relation};
use crate::worded;
use model::Aspect;

impl Judge<'_> {
    /// Two texts; one that a reading made of an amount or of a concept is judged as that.
    pub(super) fn texts(&self, aspect: Aspect, a: &str, b: &str) -> Relation {
        let as_written = texts(aspect, a, b);
        if aspect != Aspect::Text || as_written == Relation::Same {
            return as_written;
        }
        if let (Some(x), Some(y)) = (worded::rate(a), worded::rate(b)) {
            return match quantities(aspect, &x, &y, self.legacy_could_say_all()) {
                Relation::Differs(verdict, _, manner) => Relation::Differs(verdict, aspect, manner),
                alike => alike,
            };
        }
        if worded::same_reason(a, b) { Relation::Equivalent } else { as_written }
    }
}
