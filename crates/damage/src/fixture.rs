//! A small hand-written destination for the tests of the operators: five score resources of some thirty types about four
//! patients, every status and certainty among them, and one true duplicate. No person of it exists.

use crate::{Dice, Effect, Index, Operator, Site, Work, reference};
use serde_json::Value;

/// Every resource, in order.
pub(crate) fn resources() -> Vec<Value> {
    include_str!("fixture.ndjson").lines().map(|line| serde_json::from_str(line).expect("the fixture is JSON")).collect()
}

/// One resource by `Type/id`.
pub(crate) fn resource(name: &str) -> Value {
    resources().into_iter().find(|r| reference(r) == name).unwrap_or_else(|| panic!("the fixture has {name}"))
}

/// What an operator that works on each resource did: every occasion as what was, what is now, and the effect.
pub(crate) fn occasions(operator: &Operator, all: &[Value], seed: u64) -> Vec<(Value, Value, Effect)> {
    let Work::Each(work) = operator.work else { return Vec::new() };
    let index = Index::new(all);
    let looked_at = all.iter().filter(|r| operator.types.is_empty() || operator.types.iter().any(|t| r["resourceType"] == *t));
    let mut found = Vec::new();
    for before in looked_at {
        let dice = Dice::new(seed, &format!("{} {}", operator.name, reference(before)));
        let mut after = before.clone();
        let effect = work(&mut after, &mut Site::new(all, &index, dice));
        if effect != Effect::None {
            found.push((before.clone(), after, effect));
        } else {
            assert_eq!(&after, before, "{} gives no occasion and edits all the same", operator.name);
        }
    }
    found
}

/// The effect of one operator on one resource of the fixture, and what became of it.
pub(crate) fn applied(operator: &Operator, name: &str) -> Option<(Value, Effect)> {
    let found = occasions(operator, &resources(), 7);
    found.into_iter().find(|(before, ..)| reference(before) == name).map(|(_, after, effect)| (after, effect))
}
