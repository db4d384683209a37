//! What only the destination's resource says, in an element that the legacy one leaves out.
//!
//! A resource could have said it: between two of them silence is silence, of a leaf as of an aspect. Not told is what a server says of all that it holds: where
//! it is filed and who keeps it, by which number and since when, who wrote a remark, how large a file or how long a visit is; what says no more than silence;
//! extensions, links, and whatever the legacy resource has in words, as a link, deeper in it, or as the words of a code.

use super::{AspectDifference, Leaf, difference, is_said_of};
use crate::leaf::{self, ELSEWHERE, Sort, THE_PATIENT};
use crate::vocabulary;
use model::{Aspect, Verdict};

/// Elements of a record that facts are read from: a server may fill them with more that it knows of a person, a concept or a file.
const OF_A_RECORD: [&str; 9] = ["address", "code", "content", "name", "photo", "presentedForm", "relatesTo", "telecom", "udiCarrier"];
/// Elements in which it files, sorts, counts, dates and measures what it holds, and names who keeps it, wherever they stand.
const OF_A_SERVER: [&str; 56] = [
    "active", "authorString", "category", "class", "classHistory", "contentType", "created", "creation", "custodian", "definition", "facilityType", "focal",
    "format", "function", "hash", "instantiatesCanonical", "instantiatesUri", "intent", "issued", "kind", "language", "length", "link",
    "managingOrganization", "minutesDuration", "mode", "number", "numberOfInstances", "numberOfSeries", "onBehalfOf", "owner", "period", "physicalType",
    "practiceSetting", "preferred", "priority", "rank", "recorded", "recordedDate", "required", "requisition", "role", "sequence", "serviceCategory",
    "serviceType", "size", "specialty", "status", "statusDate", "statusHistory", "subType", "time", "title", "type", "url", "use",
];
/// How the names of elements end that number a record, and that lead to another part of it by its number.
const NUMBERS: [&str; 3] = ["dentifier", "Sequence", "noteNumber"];
/// Other ways to say how often something is taken and when it is needed, and that an order is one from the day on which it was written.
const OTHERWISE: [&str; 3] = ["timing.code.coding", "asNeededCodeableConcept.coding", "validityPeriod.start"];
/// Elements that a fact is read from, by its words or one of its codes, and told by where they are new: one more code beside these says the same again.
const OF_A_FACT: [&str; 15] = [
    "achievementStatus", "admitSource", "bodySite", "clinicalStatus", "dischargeDisposition", "interpretation", "maritalStatus", "reaction.manifestation", "reasonCode",
    "route", "severity", "sex", "site", "statusReason", "verificationStatus",
];

/// The first of such leaves. A statement whose resource has another one for its leaves left none of them out.
pub(super) fn unsaid(left: &[Leaf<'_>], right: &[Leaf<'_>]) -> Option<AspectDifference> {
    if left.iter().any(|l| l.sort == Sort::Stands && l.path == leaf::ANOTHERS) {
        return None;
    }
    let found = right.iter().find(|r| asserts(r) && !left.iter().any(|l| is_said(l, r)))?;
    Some(difference(Aspect::Element, Verdict::Invented, format!("{} stands in the destination only", found.path), (None, Some(found))))
}

/// Whether a leaf says something of the patient that silence does not.
fn asserts(leaf: &Leaf<'_>) -> bool {
    let is_of_a_server = || {
        let mut names = leaf.path.split('.');
        let of_the_record = names.clone().next().is_some_and(|name| OF_A_RECORD.contains(&name));
        let is_again = leaf.path.strip_suffix(".coding").is_some_and(|element| OF_A_FACT.iter().any(|of| element.ends_with(of))) || OTHERWISE.iter().any(|end| leaf.path.ends_with(end));
        of_the_record || leaf.path.contains('(') || is_again || names.any(|name| OF_A_SERVER.contains(&name) || NUMBERS.iter().any(|end| name.ends_with(end)))
    };
    // That nothing else may be given is an order of its own.
    let is_no = || leaf.value == "false" && !leaf.path.ends_with(leaf::SUBSTITUTION);
    let says_nothing = || is_no() || matches!(leaf.value, "" | "0" | ELSEWHERE | THE_PATIENT) || leaf::is_usual(leaf.value) || leaf::is_said_by_silence(leaf.path, leaf.value);
    leaf.sort == Sort::Said && !says_nothing() && !is_of_a_server()
}

/// Whether a leaf of the legacy side says something of the element of another one: in words, by a code or by a link; or what the other one says, as the words
/// of a code or deeper in the resource, of which a server sums it up.
fn is_said(own: &Leaf<'_>, other: &Leaf<'_>) -> bool {
    let is_deeper = || own.path.strip_suffix(other.path).is_some_and(|above| above.ends_with('.'));
    let is_summed_up = own.sort == Sort::Said && own.value == other.value && is_deeper();
    if is_summed_up || own.sort == Sort::Called && is_described(own, other) {
        return true;
    }
    let speaks = matches!(own.sort, Sort::Said | Sort::Link | Sort::Count | Sort::Stands);
    speaks && (element(own.path) == element(other.path) || own.path.ends_with(".text") && is_said_of(other.path, element(own.path)))
}

/// The element whose words or codes stand at a path.
fn element(path: &str) -> &str {
    path.strip_suffix(".text").or_else(|| path.strip_suffix(".coding")).unwrap_or(path)
}

/// Whether a description only gives the words of a code.
fn is_described(called: &Leaf<'_>, other: &Leaf<'_>) -> bool {
    other.path.rsplit('.').next() == Some("description") && leaf::concept(called.value).1 == vocabulary::spoken(other.value)
}
