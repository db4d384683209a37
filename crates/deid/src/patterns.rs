//! What identifiers look like: telephone numbers, dates, addresses, numbers, names with a title.
//!
//! Two strengths. [`mask_precise`] masks what is an identifier wherever it stands; [`safe_harbor_stream`] also masks
//! what is one in running text (names after a title, ages of 90 and over). Patterns cannot know names: scrubbed free
//! text (`text`) allows words instead, and uses these first.

use regex::{Captures, Regex};
use std::sync::LazyLock;

const MONTH: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

/// The patterns of this crate are constants: each is built in a test.
pub(crate) fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern that the tests build")
}

static PRECISE: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    let dated = |pattern: &str| regex(&pattern.replace("MONTH", MONTH));
    vec![
        (regex(r"(?i)\b(?:https?|ftp|sftp)://[^\s<>\x22']+|\bwww\.[^\s<>\x22']+"), "[url]"),
        (regex(r"(?i)[a-z0-9._%+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+"), "[e-mail]"),
        (regex(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"), "[address]"),
        (regex(r"\b(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}\b"), "[address]"),
        (regex(r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "[id]"),
        (
            regex(
                r"\b(?:18|19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:[12]\d|3[01]|0?[1-9])(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
            ),
            "[date]",
        ),
        (regex(r"\b\d{1,2}[-/.]\d{1,2}[-/.](?:(?:18|19|20)\d{2}|\d{2})\b"), "[date]"),
        (dated(r"(?i)\b\d{1,2}(?:st|nd|rd|th)?[\s-]+(?:of\s+)?MONTH[\s.,-]+(?:\d{4}|\d{2})\b"), "[date]"),
        (dated(r"(?i)\bMONTH\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?\b"), "[date]"),
        (dated(r"(?i)\b\d{1,2}(?:st|nd|rd|th)?[\s-]+(?:of\s+)?MONTH\b"), "[date]"),
        (dated(r"(?i)\bMONTH\.?,?\s+(?:of\s+)?(?:18|19|20)\d{2}\b"), "[date]"),
        (regex(r"\b\d{3}[- ]\d{2}[- ]\d{4}\b"), "[number]"),
        (regex(r"(?:\+?\b1[-. ]?)?(?:\(\d{3}\)\s*|\b\d{3}[-. ])\d{3}[-. ]\d{4}\b"), "[telephone]"),
        (regex(r"\b\d{3}-\d{4}\b"), "[telephone]"),
        (regex(r"\+\d{1,3}(?:[ .-]?\d{2,4}){2,5}\b"), "[telephone]"),
        (regex(r"\b\d{4}(?: \d{4}){2,}\b"), "[number]"),
        (regex(r"\d(?:-?\d){6,}"), "[number]"),
        (regex(r"(?i)\bp\.?\s?o\.?\s?box\s+\d+"), "[place]"),
        (
            regex(
                r"\b\d{1,6}\s+(?:[A-Z0-9][A-Za-z0-9'.]*\s+){1,4}(?i:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|circle|cir|place|pl|way|terrace|ter|trail|trl|highway|hwy|parkway|pkwy)\b\.?(?:,?\s*(?i:apt|suite|ste|unit|#)\.?\s*\w+)?",
            ),
            "[place]",
        ),
        (regex(r"(?i)\b\d{1,6}\s+(?:[a-z'.]+\s+){1,3}(?:street|avenue|boulevard|blvd|road|lane)\b"), "[place]"),
        (regex(r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b"), "[place]"),
        (regex(r"\b[A-HJ-NPR-Z0-9]{8}\d[A-HJ-NPR-Z0-9]{2}\d{6}\b"), "[number]"),
        (regex(r"\b[A-Za-z]{1,4}-?\d{5,}[A-Za-z0-9]*\b"), "[number]"),
        (regex(r"\d{5,}"), "[number]"),
    ]
});

static RUNNING: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    vec![
        (
            regex(
                r"\b(?:Drs?|DR|Mr|MR|Mrs|MRS|Ms|MS|Miss|Prof|Rev|Nurse|Doctor)\.?\s+[A-Z][A-Za-z'\x{2019}\-]+(?:\s+[A-Z]\.)?(?:\s+[A-Z][a-z'\x{2019}\-]+)?",
            ),
            "[name]",
        ),
        (
            regex(r"\b[A-Z][A-Za-z'\-]+(?:\s+[A-Z]\.?)?\s+[A-Z][A-Za-z'\-]+,?\s+(?:M\.?D|D\.?O|R\.?N|N\.?P|P\.?A|Ph\.?D|LPN|CNM|DDS|DPM)\b\.?"),
            "[name]",
        ),
        (
            regex(
                r"(?i:\b(?:patient|pt|name|mother|father|wife|husband|son|daughter|sister|brother|spouse|partner|guardian|contact|attending|physician|provider|signed by|dictated by|seen by|referred by)(?:\s+name)?\s*(?:is|:|,)?\s+)[A-Z][A-Za-z'\-]+,?\s+[A-Z][A-Za-z'\-]+",
            ),
            "[name]",
        ),
        (regex(r"(?i)\b(?:9\d|1[0-2]\d)[\s-]*(?:years?|yrs?|y\.?\s?/?\s?o\.?)(?:[\s-]*old)?\b"), "90+ years old"),
        (regex(r"(?i)\baged?\s*:?\s*(?:9\d|1[0-2]\d)\b"), "age 90+"),
        (regex(r"\b(?:18\d{2}|19[0-3]\d|194[0-5])\b"), "[year]"),
    ]
});

/// Numbers that say what they are.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(mrn|medical record|record|chart|acct|account|member|subscriber|policy|group|ssn|social|license|licence|dea|npi|serial|device|lot|vin|plate|case|id|phone|tel|telephone|fax|pager|cell|ext|extension)((?:\s*(?:number|no\.?|num|#|id))*\s*[:#=]?\s*)([A-Za-z0-9][A-Za-z0-9\-]*\d[A-Za-z0-9\-]*)",
    )
});

static MONTH_AND_DAY: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(?:0?[1-9]|1[0-2])/(?:[12]\d|3[01]|0?[1-9])\b"));

/// Masks what is an identifier wherever it stands.
pub(crate) fn mask_precise(text: &str) -> String {
    apply(&PRECISE, text.to_owned())
}

/// Masks by patterns alone, for text that comes from anywhere. Names without a title are not found this way: the
/// product itself shows free text only after `free_text`.
pub fn safe_harbor_stream(text: &str) -> String {
    // Precise patterns first: a label's number must not take the first half of a date.
    let precise = mask_precise(text);
    let masked = apply(&RUNNING, LABELLED.replace_all(&precise, "${1}${2}[id]").into_owned());
    let before = masked.as_str();
    MONTH_AND_DAY
        .replace_all(before, |found: &Captures<'_>| {
            let Some(whole) = found.get(0) else { return String::new() };
            if is_score(&before[..whole.start()], whole.as_str()) { whole.as_str().to_owned() } else { "[date]".to_owned() }
        })
        .into_owned()
}

/// `8/10` after a word that says it is a score is not the tenth of August.
fn is_score(before: &str, text: &str) -> bool {
    let start = before.char_indices().rev().nth(30).map_or(0, |(index, _)| index);
    let near = before[start..].to_lowercase();
    let scale = text.ends_with("/10") || text.ends_with("/5") || text.ends_with("/6") || text.ends_with("/4");
    scale && ["pain", "strength", "score", "scale", "apgar", "rated", "murmur", "pulses", "reflexes"].iter().any(|word| near.contains(word))
}

fn apply(patterns: &[(Regex, &'static str)], mut text: String) -> String {
    for (pattern, mask) in patterns {
        if pattern.is_match(&text) {
            text = pattern.replace_all(&text, *mask).into_owned();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_go_goes() {
        for (text, secret) in [
            ("call (555) 867-5309 now", "5309"),
            ("call 555.867.5309", "5309"),
            ("tel +1 555 867 5309", "5309"),
            ("ssn 078-05-1120", "1120"),
            ("mail zeb.q@example.org please", "zeb"),
            ("see https://example.org/zeb?mrn=1", "zeb"),
            ("from 192.168.4.17", "192"),
            ("born 1931-07-04", "1931"),
            ("born 07/04/1931", "07/04"),
            ("born 7/4/31", "7/4"),
            ("born July 4, 1931", "July"),
            ("born 4 Jul 1931", "Jul"),
            ("seen on 3/14 for cough", "3/14"),
            ("stamp 19310704093000", "1931"),
            ("MRN: A-12B44", "12B44"),
            ("lives at 100 Quackenbush Hollow Rd, Apt 5", "Quackenbush"),
            ("lives at 12 main street", "main"),
            ("Boston MA 02139", "02139"),
            ("P.O. Box 771", "771"),
            ("seen by Dr. Zebulon Quackenbush today", "Quackenbush"),
            ("Zebulon Quackenbush, M.D. signed", "Zebulon"),
            ("a 94 year old woman", "94"),
            ("a 102-year-old man", "102"),
            ("VIN 1HGCM82633A004352", "1HGCM"),
            ("uuid 6f1c1f0a-9d5f-4c3d-8a60-1234567890ab", "6f1c"),
        ] {
            let masked = safe_harbor_stream(text);
            assert!(!masked.contains(secret), "{text} became {masked}");
        }
    }

    #[test]
    fn what_may_stay_stays() {
        for text in [
            "pain 8/10, strength 5/5",
            "BP 120/80, pulse 72",
            "metformin 500 mg twice a day",
            "an 82 year old woman with cough",
            "HbA1c 7.2 %",
            "platelets 250",
        ] {
            assert_eq!(safe_harbor_stream(text), text);
        }
    }
}
