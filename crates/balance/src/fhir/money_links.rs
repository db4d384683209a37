//! To which records of the same chart a record of money leads: the coverage that a claim is made on, the claim that an answer is to.
//!
//! For a destination that is held against a book of another format. That book has no such link to hold it against, but it says what the records at its other
//! end say as well: who pays, under which number (`billed.rs`). Between two books of FHIR links are leaves of their own. What a claim is related to is another
//! one, and what an extension leads to nobody can tell.

use super::values;
use crate::leaf;
use crate::reading::Places;
use formats::Json;
use model::{Aspect, Fact, How, Kind, Statement, Value};

/// Types of records, the group and the element of a link, and the type of the record at its other end.
const LINKS: [(&[&str], &str, &str, &str); 7] = [
    (&["Claim", "ClaimResponse", "ExplanationOfBenefit"], "insurance", "coverage", "Coverage"),
    (&["Claim", "ClaimResponse", "ExplanationOfBenefit"], "coverage", "coverage", "Coverage"),
    (&["Claim", "ClaimResponse", "ExplanationOfBenefit"], "coverage", "coverageReference", "Coverage"),
    (&["ClaimResponse"], "", "request", "Claim"),
    (&["ClaimResponse"], "", "requestReference", "Claim"),
    (&["ExplanationOfBenefit"], "", "claim", "Claim"),
    (&["ExplanationOfBenefit"], "", "claimReference", "Claim"),
];

/// Adds a fact for each link of a resource to another record of money to each of its claims and payments.
pub(super) fn add(kind: &str, json: &Json, places: &mut Places, statements: &mut [Statement]) {
    let links = facts(kind, json, places);
    if links.is_empty() {
        return;
    }
    for one in statements.iter_mut().filter(|one| matches!(one.kind, Kind::Claim | Kind::Payment)) {
        one.facts.extend(links.iter().cloned());
    }
}

fn facts(kind: &str, json: &Json, places: &mut Places) -> Vec<Fact> {
    let mut found = Vec::new();
    for (_, group, element, to) in LINKS.iter().filter(|(of, ..)| of.contains(&kind)) {
        let mut tell = |json: &Json, place: &str| {
            if let Some(target) = values::first(json, element).and_then(|link| target(link, to)) {
                found.push(Fact { aspect: Aspect::Element, value: Value::Text(leaf::to_money(&target)), place: places.number(place), how: How::Derived });
            }
        };
        if group.is_empty() {
            tell(json, element);
            continue;
        }
        for (index, one) in values::items(json, group).iter().enumerate() {
            tell(one, &format!("{group}[{index}].{element}"));
        }
    }
    found
}

/// Type and id of the record that a link leads to, whatever is said of the type there; none of what stands inside of the record itself.
fn target(link: &Json, to: &str) -> Option<String> {
    let reference = values::text(link, "reference").filter(|reference| !reference.starts_with('#'))?;
    let kind = values::target_type(reference).unwrap_or(to);
    (kind == to).then(|| format!("{to}/{}", values::local_id(reference)))
}
