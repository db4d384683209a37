//! What values of elements say that silence says as well, and what turns the meaning of all that they stand in.

use super::{AROUND, DENIAL, MOOD};

/// The rules under which a resource was written.
const RULES: &str = "implicitRules";

/// Elements that turn what they stand in into its contrary where they are true, and say nothing where they are not: the standard gives their
/// absence the meaning of `false`.
const REVERSING: [&str; 5] = ["doNotPerform", "prohibited", "isSubpotent", "deleted", "exclude"];

/// Whether another drug may be given in place of the one that is ordered, which nobody has to say.
pub(crate) const SUBSTITUTION: &str = "substitution.allowedBoolean";

/// What says no more than silence.
const USUAL: [&str; 6] = ["unknown", "routine", "normal", "not recorded", "unspecified", "none"];

/// Whether silence says what a value of an element says: that it is not so, that what is held is complete, that it is in use, or that another drug may be
/// given for the one that is ordered.
pub(crate) fn is_said_by_silence(path: &str, value: &str) -> bool {
    value == "false" && is_no_by_silence(path) || path == AROUND && value == "completed" || value == "true" && (says_it_is_in_use(path) || path.ends_with(SUBSTITUTION))
}

/// Whether a value, or the code of a concept, says no more than silence: that nothing is known, that something is as usual, or that it is kept as closely
/// as any record.
pub(crate) fn is_usual(value: &str) -> bool {
    let (system, word) = value.rsplit_once('|').unwrap_or(("", value));
    let is_open = system.ends_with("v3-Confidentiality") && word == "N";
    is_open || system.ends_with("NullFlavor") || USUAL.iter().any(|usual| word.trim().eq_ignore_ascii_case(usual))
}

/// Whether an element says of what it stands in that it is in use, which silence says as well.
fn says_it_is_in_use(path: &str) -> bool {
    path.rsplit('.').next() == Some("active")
}

/// Whether that an element is not so is said by silence.
fn is_no_by_silence(path: &str) -> bool {
    is_reversing(path) || path.rsplit('.').next() == Some("asNeededBoolean")
}

/// Whether an element turns what it stands in into its contrary, where it is true.
fn is_reversing(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|name| REVERSING.contains(&name))
}

/// Whether a value changes the meaning of what it stands in: nobody may pass it over who does not know it. Rules under which a resource was written
/// change the meaning of all of it.
pub(crate) fn is_modifier(path: &str, value: &str) -> bool {
    let is_marked = path.contains("modifierExtension(") && value != "false" || path.rsplit('.').next() == Some(RULES);
    is_marked || value == "true" && is_reversing(path) || value == "false" && says_it_is_in_use(path) || is_limit(path)
}

/// Whether an element says after how long, or how often, a drug is taken no more: what was to be taken for good has an end.
fn is_limit(path: &str) -> bool {
    path.rsplit_once(".timing.repeat.").is_some_and(|(_, name)| matches!(name, "boundsDuration" | "boundsRange" | "count"))
}

/// The element that a leaf says not to have happened, or not yet: empty where that is the record itself.
pub(crate) fn turned<'p>(path: &'p str, value: &str) -> Option<&'p str> {
    let (of, name) = path.rsplit_once('.').unwrap_or(("", path));
    (name == MOOD || name == DENIAL && value == "true").then_some(of)
}
