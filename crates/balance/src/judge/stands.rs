//! What stands beside a link of a resource: words by which a book of another format knows whom it leads to. Where they are those of another record of the
//! destination's directory, whoever follows the link is led astray. A longer name of the same one, or one that nobody else has, is only another label. And who
//! took a part in a claim for which the destination has no word: it may be the part that is missed.

use super::{AspectDifference, Judge, difference};
use crate::directory::institution;
use crate::leaf;
use crate::written::{part_and_key, taking_part};
use model::{Aspect, Statement, Value, Verdict};

/// Adds what a link says against the words beside it, of aspects that are told by nothing else.
pub(super) fn tell(judge: &Judge<'_>, legacy: &Statement, destination: &Statement, differences: &mut Vec<AspectDifference>) {
    if judge.resources[0] || !judge.resources[1] {
        return;
    }
    // Who stands in the place of another one is somebody else there, whatever part that one has.
    differences.retain(|d| d.read_as != Aspect::Role || !d.destination.is_empty() || !is_there(judge, destination, d));
    // These are among the last of its facts.
    for fact in destination.facts.iter().rev().take_while(|fact| fact.aspect == Aspect::Element) {
        let Some((aspect, key)) = leaf::of_looked_up(fact) else { continue };
        let Some(words) = destination.facts.iter().find(|own| own.aspect.word() == aspect && own.place == fact.place) else { continue };
        let Some(own) = legacy.fact(words.aspect).filter(|own| !differences.iter().any(|d| d.read_as == own.aspect)) else { continue };
        if let Value::Text(name) = &words.value
            && judge.destination.directory.is_another(key, "", name)
            && !is_longer(judge.destination.directory.words(key).as_deref().unwrap_or_default(), name)
        {
            differences.push(difference(words.aspect, Verdict::Altered, "the link leads to another record than the words beside it".into(), (Some(own), Some(words))));
        }
    }
}

/// Whether somebody whose part in a claim is missed took one that nobody tells.
fn is_there(judge: &Judge<'_>, destination: &Statement, d: &AspectDifference) -> bool {
    let (part, _) = part_and_key(&d.legacy);
    let mut untold = destination.facts.iter().filter_map(leaf::of_looked_up).filter(|(aspect, _)| *aspect == Aspect::Role.word());
    !part.is_empty() && untold.any(|(_, key)| judge.is_alike(Aspect::Role, &Value::Key(d.legacy.clone()), &Value::Key(taking_part(part, key))))
}

/// Whether one of two names of an organization is the other one and more.
fn is_longer(entry: &str, name: &str) -> bool {
    // What stands behind a name are its numbers.
    let (entry, name) = (institution(entry.split(", ").next().unwrap_or(entry)), institution(name));
    let has = |long: &str, short: &str| short.split(' ').all(|word| long.split(' ').any(|own| own == word));
    has(&entry, &name) || has(&name, &entry)
}
