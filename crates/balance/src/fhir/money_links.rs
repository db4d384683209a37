//! To which records of the same chart a record of money leads: the coverage that a claim is made on, the claim that an answer is to.
//!
//! For a destination that is held against a book of another format. That book has no such link to hold it against, but it says what the records at its other
//! end say as well: who pays, under which number (`billed.rs`). Between two books of FHIR links are leaves of their own.

use super::values;
use crate::leaf::{self, Sort};
use crate::reading::Places;
use formats::Json;
use model::{Aspect, Fact, How, Value};

/// Types of records that lead to each other.
const OF_MONEY: [&str; 5] = ["Coverage", "Claim", "ClaimResponse", "ExplanationOfBenefit", "ChargeItem"];

/// A fact for each link to another record of money, by the path of its element, with the type and the id of that record.
pub(super) fn facts(kind: &str, json: &Json, places: &mut Places) -> Vec<Fact> {
    let mut found = Vec::new();
    if OF_MONEY.contains(&kind) {
        links(json, "", "", &mut found);
    }
    let fact = |(path, place, target): (String, String, String)| Fact {
        aspect: Aspect::Element,
        value: Value::Text(leaf::leaf(Sort::Stands, &path, &target)),
        place: places.number(&place),
        how: How::Derived,
    };
    found.into_iter().map(fact).collect()
}

/// Path, place and target of each link.
fn links(json: &Json, path: &str, place: &str, found: &mut Vec<(String, String, String)>) {
    match json {
        Json::Array(items) => items.iter().enumerate().for_each(|(index, item)| links(item, path, &format!("{place}[{index}]"), found)),
        Json::Object(members) => {
            if let Some(target) = target(json) {
                found.push((path.to_string(), place.to_string(), target));
                return;
            }
            let below = |above: &str, name: &str| if above.is_empty() { name.to_string() } else { format!("{above}.{name}") };
            for (name, value) in members.iter().filter(|(name, value)| name != "contained" && matches!(value, Json::Array(_) | Json::Object(_))) {
                links(value, &below(path, name), &below(place, name), found);
            }
        }
        _ => {}
    }
}

/// Type and id of the record of money that a reference leads to.
fn target(json: &Json) -> Option<String> {
    let reference = values::text(json, "reference")?;
    let kind = values::target_type(reference).filter(|kind| OF_MONEY.contains(kind))?;
    Some(format!("{kind}/{}", values::local_id(reference)))
}
