//! Why a value is not there, in one vocabulary: FHIR's reasons of absence, whoever wrote it.
//!
//! Null flavors of version 3, reasons of early versions of FHIR and the words of tables meet here. Unknown, asked and not
//! answered, not asked, refused, withheld and deleted stay apart. Words that name no reason are kept as they are.

use model::{Coding, Value};

/// What is written with the reason of R4 that means the same.
const REASONS: [(&str, &str); 58] = [
    ("unk", "unknown"), ("ni", "unknown"), ("navu", "unknown"), ("not known", "unknown"), ("no information", "unknown"), ("unavailable", "unknown"),
    ("asku", "asked-unknown"), ("asked", "asked-unknown"), ("asked but unknown", "asked-unknown"), ("asked unknown", "asked-unknown"),
    ("patient does not know", "asked-unknown"), ("does not know", "asked-unknown"), ("unable to answer", "asked-unknown"),
    ("nav", "temp-unknown"), ("temp", "temp-unknown"), ("pending", "temp-unknown"), ("temporarily unavailable", "temp-unknown"), ("not yet known", "temp-unknown"),
    ("temporarily unknown", "temp-unknown"),
    ("nask", "not-asked"), ("notasked", "not-asked"), ("not asked", "not-asked"), ("never asked", "not-asked"),
    ("refused", "asked-declined"), ("patient refused", "asked-declined"), ("declined", "asked-declined"), ("patient declined", "asked-declined"),
    ("declined to answer", "asked-declined"), ("declines to answer", "asked-declined"), ("refused to answer", "asked-declined"),
    ("asked but declined", "asked-declined"), ("decline to answer", "asked-declined"), ("prefer not to say", "asked-declined"), ("asked-refused", "asked-declined"),
    ("msk", "masked"), ("withheld", "masked"), ("restricted", "masked"), ("na", "not-applicable"), ("n/a", "not-applicable"),
    ("not applicable", "not-applicable"), ("oth", "unsupported"), ("trc", "unsupported"), ("uncoded", "unsupported"), ("astext", "as-text"), ("as text", "as-text"),
    ("nan", "not-a-number"), ("ninf", "negative-infinity"), ("pinf", "positive-infinity"), ("np", "unknown"), ("not performed", "not-performed"),
    ("not done", "not-performed"), ("not measured", "not-performed"), ("unable to obtain", "not-performed"), ("not obtained", "not-performed"),
    ("not permitted", "not-permitted"), ("failed", "error"), ("invalid", "error"), ("unable to measure", "error"),
];

/// The reasons of R4.
const R4: [&str; 15] = [
    "unknown", "asked-unknown", "temp-unknown", "not-asked", "asked-declined", "masked", "not-applicable", "unsupported", "as-text", "error", "not-a-number",
    "negative-infinity", "positive-infinity", "not-performed", "not-permitted",
];

/// The reason where somebody said that there is nothing any more: an explicit null of HL7 v2 (chapter 2, `""`). That is known, and no unknown.
pub(crate) const DELETED: &str = "deleted";

/// Whether a value only says that there is nothing any more, as silence does where nobody said a value.
pub(crate) fn is_deleted(value: &Value) -> bool {
    matches!(value, Value::Absent(reason) if reason == DELETED)
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_lowercase()
}

/// The reason that words or a code name; `None` when they name none.
pub(crate) fn named(text: &str) -> Option<&'static str> {
    let text = plain(text);
    let own = R4.iter().find(|reason| **reason == text).copied();
    own.or_else(|| REASONS.iter().find(|(given, _)| *given == text).map(|(_, reason)| *reason))
}

/// A reason in the one spelling.
pub(crate) fn reason(text: &str) -> String {
    named(text).map_or_else(|| text.trim().to_string(), str::to_string)
}

/// Null flavors that tell more than that nothing is there: asked and not answered, not asked, withheld. The others stand wherever
/// a format demands something.
pub(crate) fn tells(null_flavor: &str) -> bool {
    matches!(null_flavor, "ASKU" | "NASK" | "MSK")
}

/// The reason of absence that a value amounts to: an absence, a null flavor in the place of a code, words that name a reason
/// and nothing else.
pub(crate) fn of(value: &Value) -> Option<String> {
    match value {
        Value::Absent(text) => Some(reason(text)),
        Value::Word(text) | Value::Text(text) => words(text),
        Value::Code(codings, text) if codings.is_empty() => words(text),
        Value::Code(codings, text) if !says_more(codings, text) => of_codings(codings),
        _ => None,
    }
}

/// The same of a value whose mate is an absence: there an abbreviation is none of anything else.
pub(crate) fn beside_another(value: &Value) -> Option<String> {
    let abbreviated = || match value {
        Value::Word(text) => named(text).map(str::to_string),
        _ => None,
    };
    of(value).or_else(abbreviated)
}

/// The reason that words name and nothing else. An abbreviation is none where it may be a value.
fn words(text: &str) -> Option<String> {
    let text = text.trim();
    let is_words = text.len() > 4 || text.eq_ignore_ascii_case("ASKU") || text.eq_ignore_ascii_case("NASK");
    named(text).filter(|_| is_words).map(str::to_string)
}

/// Whether words of its own say what something is, whatever its codes could not.
fn says_more(codings: &[Coding], text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && named(text).is_none() && !codings.iter().any(|coding| coding.display.trim().eq_ignore_ascii_case(text))
}

/// Whether a coding, under the canonical name of its system, is a null flavor or a reason of FHIR.
pub(crate) fn is_flavor(coding: &Coding) -> bool {
    coding.system.ends_with("/v3-NullFlavor") || coding.system.ends_with("/data-absent-reason")
}

/// Whether a system may be that of null flavors or of reasons of FHIR, by whatever name a version has for it.
pub(crate) fn may_be_of_flavors(system: &str) -> bool {
    system.ends_with("NullFlavor") || system.ends_with("data-absent-reason") || system.ends_with("2.16.840.1.113883.5.1008")
}

/// The reason that all codings of a concept are, or are called: a flavor tells it best.
pub(crate) fn of_codings(codings: &[Coding]) -> Option<String> {
    let each = |coding: &Coding| if is_flavor(coding) { Some(reason(&coding.code)) } else { words(&coding.display) };
    let all = codings.iter().map(each).collect::<Option<Vec<String>>>()?;
    let best = codings.iter().position(is_flavor).unwrap_or(0);
    all.into_iter().nth(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flavors_of_nothing_stay_apart() {
        for (given, expected) in [("UNK", "unknown"), ("ASKU", "asked-unknown"), ("NASK", "not-asked"), ("notasked", "not-asked"), ("MSK", "masked"), ("Refused", "asked-declined"), ("Patient declined.", "asked-declined"), ("NAV", "temp-unknown"), ("not-performed", "not-performed"), ("no cuff", "no cuff")] {
            assert_eq!(reason(given), expected, "{given}");
        }
    }

    #[test]
    fn a_flavor_in_the_place_of_a_code_is_an_absence_and_a_value_is_none() {
        let flavor = Coding { system: "http://terminology.hl7.org/CodeSystem/v3-NullFlavor".into(), code: "ASKU".into(), display: String::new() };
        let loinc = Coding { system: "http://loinc.org".into(), code: "LA1-1".into(), display: String::new() };
        assert_eq!(of(&Value::code(vec![flavor.clone()], String::new())).as_deref(), Some("asked-unknown"));
        let unknown = Coding { system: "http://snomed.info/sct".into(), code: "261665006".into(), display: "Unknown".into() };
        assert_eq!(of(&Value::code(vec![unknown.clone(), flavor.clone()], String::new())).as_deref(), Some("asked-unknown"), "the flavor tells it best");
        assert_eq!(of(&Value::code(vec![unknown.clone()], String::new())).as_deref(), Some("unknown"));
        assert_eq!([of(&Value::code(vec![unknown.clone()], "unknown")), of(&Value::code(vec![unknown], "Penicillin"))], [Some("unknown".to_string()), None], "words of its own");
        assert_eq!(of(&Value::code(vec![flavor, loinc], String::new())), None);
        assert_eq!(of(&Value::Text("Refused".into())).as_deref(), Some("asked-declined"));
        assert_eq!(of(&Value::Text("NP".into())), None);
        assert_eq!(of(&Value::Text("refused the second dose".into())), None);
    }
}
