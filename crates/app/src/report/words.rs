//! Causes and held rows in words for whoever did not write the mapping, the same as the screens say (`ui/src/components/heldWords.ts`).
//!
//! Nothing is left out: a reason that is not known here stays as it is.

/// Why a row made no resource: `another row claims the same id`.
pub(super) fn held_words(rule: &str, reason: &str) -> String {
    match reason {
        "id collision" => "another row claims the same id".into(),
        "no key" => "the row has nothing to be told by".into(),
        "bad value" => format!("rule {rule} cannot read the value"),
        "unmapped code" => format!("the code map of rule {rule} has no row for the code"),
        "mandatory element is empty" => format!("rule {rule} left a mandatory element empty"),
        "no rule fills it" => format!("no rule fills {rule}, which is mandatory"),
        "not in value set" => format!("rule {rule} gives a code that the element does not allow"),
        other => other.into(),
    }
}

/// The same of rule and reason as one text, `key: id collision`.
pub(super) fn reason_words(text: &str) -> String {
    let told = text.split_once(": ").map(|(rule, reason)| (reason, held_words(rule, reason)));
    told.filter(|(reason, words)| reason != words).map_or_else(|| text.into(), |(_, words)| words)
}

/// A cause as it is printed: `Problem held back: rule problem-onset cannot read the value`.
pub(super) fn cause_words(label: &str) -> String {
    match label.split_once(" held back by ") {
        Some((what, why)) => format!("{what} held back: {}", reason_words(why)),
        None => label.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_row_is_told_in_words() {
        assert_eq!(cause_words("Allergy held back by key: id collision"), "Allergy held back: another row claims the same id");
        assert_eq!(cause_words("Problem held back by problem-onset: bad value"), "Problem held back: rule problem-onset cannot read the value");
        assert_eq!(reason_words("key: id collision"), "another row claims the same id");
        assert_eq!(held_words("status", "mandatory element is empty"), "rule status left a mandatory element empty");
    }

    #[test]
    fn what_is_not_known_stays_as_it_is() {
        assert_eq!(cause_words("Problem held back by subject: no rule fills it"), "Problem held back: no rule fills subject, which is mandatory");
        assert_eq!(cause_words("Problem held back by site: weather"), "Problem held back: site: weather");
        assert_eq!(cause_words("Medication status, rule med-status: stopped has become active"), "Medication status, rule med-status: stopped has become active");
        assert_eq!(reason_words("set aside at ingest: ragged row"), "set aside at ingest: ragged row");
        assert_eq!(held_words("where", "rows of test patients"), "rows of test patients");
    }
}
