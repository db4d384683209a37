//! What only the destination's resource says, in an element that the legacy one leaves out.
//!
//! A resource could have said it: between two of them silence is silence, of a leaf as of an aspect. Not told is what a server says of all that it holds: where
//! it is filed, by which number and since when, who wrote a remark, how large a file is; what says no more than silence; extensions, links, and whatever the
//! legacy resource has in words or as a link.

use super::{AspectDifference, Leaf, difference, is_said_of};
use crate::leaf::{self, ELSEWHERE, Sort, THE_PATIENT};
use model::{Aspect, Verdict};

/// Elements of a record that facts are read from: a server may fill them with more that it knows of a person, a concept or a file.
const OF_A_RECORD: [&str; 8] = ["address", "code", "content", "name", "photo", "presentedForm", "relatesTo", "telecom"];
/// Elements in which it files, numbers, sorts, dates and measures what it holds, wherever they stand.
const OF_A_SERVER: [&str; 42] = [
    "accessionIdentifier", "active", "authorString", "category", "class", "classHistory", "contentType", "created", "creation", "facilityType", "focal", "format", "function",
    "groupIdentifier", "hash", "intent", "issued", "language", "length", "link", "masterIdentifier", "mode", "numberOfInstances", "numberOfSeries", "period", "practiceSetting",
    "preferred", "priority", "rank", "recorded", "recordedDate", "required", "requisition", "role", "sequence", "size", "status", "statusHistory", "time", "type", "url", "use",
];

/// The first of such leaves. A statement whose resource has another one for its leaves left none of them out.
pub(super) fn unsaid(left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    if left.iter().any(|l| l.sort == Sort::Stands && l.path == leaf::ANOTHERS) {
        return None;
    }
    let found = right.iter().find(|r| asserts(r) && !left.iter().any(|l| is_said(l, r)))?;
    Some(difference(Aspect::Element, Verdict::Invented, format!("{} stands in the destination only", found.path), (None, Some(found))))
}

/// Whether a leaf says something of the patient that silence does not. Of a timing the code is another way to say it.
fn asserts(leaf: &Leaf<'_>) -> bool {
    let is_of_a_server = || {
        let mut names = leaf.path.split('.');
        let of_the_record = names.clone().next().is_some_and(|name| OF_A_RECORD.contains(&name));
        of_the_record || leaf.path.contains('(') || leaf.path.ends_with("timing.code.coding") || names.any(|name| OF_A_SERVER.contains(&name))
    };
    let says_nothing = || matches!(leaf.value, "" | "false" | "0" | ELSEWHERE | THE_PATIENT) || leaf::is_usual(leaf.value) || leaf::is_said_by_silence(leaf.path, leaf.value);
    leaf.sort == Sort::Said && !says_nothing() && !is_of_a_server()
}

/// Whether a leaf of the legacy side says something of the element of another one: in words, by a code or by a link.
fn is_said(own: &Leaf<'_>, other: &Leaf<'_>) -> bool {
    let speaks = matches!(own.sort, Sort::Said | Sort::Link | Sort::Count | Sort::Stands);
    speaks && (element(own.path) == element(other.path) || own.path.ends_with(".text") && is_said_of(other.path, element(own.path)))
}

/// The element whose words or codes stand at a path.
fn element(path: &str) -> &str {
    path.strip_suffix(".text").or_else(|| path.strip_suffix(".coding")).unwrap_or(path)
}
