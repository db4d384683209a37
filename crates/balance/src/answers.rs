//! Answers of tests that are said in several ways: a blood group, whether a germ resists, an age in weeks and days, so many plus signs.

use crate::equal::equal;
use model::Value;

/// Codes of the lists that HL7, LOINC and SNOMED CT have for yes and no.
const YES_AND_NO: [(&str, &str, bool); 10] = [
    ("http://terminology.hl7.org/CodeSystem/v2-0136", "Y", true),
    ("http://terminology.hl7.org/CodeSystem/v2-0136", "N", false),
    ("http://terminology.hl7.org/CodeSystem/v2-0532", "Y", true),
    ("http://terminology.hl7.org/CodeSystem/v2-0532", "N", false),
    ("http://loinc.org", "LA33-6", true),
    ("http://loinc.org", "LA32-8", false),
    ("http://snomed.info/sct", "373066001", true),
    ("http://snomed.info/sct", "373067005", false),
    ("http://snomed.info/sct", "52101004", true),
    ("http://snomed.info/sct", "2667000", false),
];

/// Yes or no, where a value says one of them: by all of its codes that are known, else in words.
pub(crate) fn yes_or_no(value: &Value) -> Option<bool> {
    let in_words = |words: &str| match words.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" => Some(true),
        "no" | "n" | "false" => Some(false),
        _ => None,
    };
    match value {
        Value::Text(words) | Value::Word(words) => in_words(words),
        Value::Code(codings, words) => {
            let coded = |system: &str, code: &str| YES_AND_NO.iter().find(|(of, one, _)| equal(of, system) && equal(one, code)).map(|(.., yes)| *yes);
            let mut known = codings.iter().filter_map(|coding| coded(&coding.system, &coding.code));
            match known.next() {
                Some(first) => known.all(|other| other == first).then_some(first),
                None if codings.is_empty() => in_words(words),
                None => None,
            }
        }
        _ => None,
    }
}

/// What an answer says.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// Of the system ABO, and whether it is Rh positive.
    Group(&'static str, bool),
    Susceptible,
    Intermediate,
    Resistant,
    Days(u32),
    Pluses(usize),
}

/// Whether two texts are one answer.
pub(crate) fn are_one(a: &str, b: &str) -> bool {
    read(a).is_some_and(|own| read(b) == Some(own))
}

/// Days of an age that is told in weeks and days.
pub(crate) fn days(text: &str) -> Option<u32> {
    match age(&text.trim().to_lowercase()) {
        Some(Answer::Days(days)) => Some(days),
        _ => None,
    }
}

fn read(text: &str) -> Option<Answer> {
    let lower = text.trim().to_lowercase().replace(['\u{2212}', '\u{2013}'], "-");
    match lower.as_str() {
        "s" | "susceptible" | "sensitive" => Some(Answer::Susceptible),
        "i" | "intermediate" => Some(Answer::Intermediate),
        "r" | "resistant" => Some(Answer::Resistant),
        other => group(other).or_else(|| pluses(other)).or_else(|| age(other)),
    }
}

/// `O neg`, `AB+`, `A Rh(D) positive`; none of a group without the other half.
fn group(lower: &str) -> Option<Answer> {
    let bare = ["blood group ", "blood type ", "group ", "type "].iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(lower);
    let (name, rest) = ["ab", "a", "b", "o"].iter().find_map(|name| Some((*name, bare.strip_prefix(name)?)))?;
    let rest: String = rest.chars().filter(|c| c.is_alphanumeric() || matches!(c, '+' | '-')).collect();
    let rest = ["rhesus", "rhd", "rh"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(&rest);
    let positive = match rest {
        "+" | "pos" | "positive" | "-pos" | "-positive" => true,
        "-" | "neg" | "negative" | "-neg" | "-negative" => false,
        _ => return None,
    };
    Some(Answer::Group(name, positive))
}

/// `++`, `2+`, `+2`.
fn pluses(lower: &str) -> Option<Answer> {
    let count = if lower.bytes().all(|byte| byte == b'+') { lower.len() } else { lower.strip_suffix('+').or_else(|| lower.strip_prefix('+'))?.parse().ok()? };
    (1..=4).contains(&count).then_some(Answer::Pluses(count))
}

/// `32w3d`, `32 weeks and 3 days`, `32 3/7 weeks`, `32+3`.
fn age(lower: &str) -> Option<Answer> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in lower.chars() {
        let goes_on = c.is_ascii_digit() && before.is_ascii_digit() || c.is_alphabetic() && before.is_alphabetic();
        match parts.last_mut() {
            Some(last) if goes_on => last.push(c),
            _ if c.is_whitespace() => {}
            _ => parts.push(c.to_string()),
        }
        before = c;
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| *part != "and").map(|part| if matches!(part, "weeks" | "week" | "wks" | "wk") { "w" } else { part }).collect();
    let (weeks, days) = match parts.as_slice() {
        [weeks, "w"] => (*weeks, "0"),
        [weeks, "w", days, "d" | "day" | "days"] | [weeks, "+", days] | [weeks, days, "/", "7"] | [weeks, days, "/", "7", "w"] | [weeks, "w", days, "/", "7"] => (*weeks, *days),
        _ => return None,
    };
    let (weeks, days): (u32, u32) = (weeks.parse().ok()?, days.parse().ok()?);
    (weeks <= 45 && days < 7).then(|| Answer::Days(weeks * 7 + days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_answer_has_many_forms_and_another_one_none_of_them() {
        for group in [
            &["A positive", "A+", "A Pos", "A Rh(D) positive", "Group A Rh positive", "A-Pos"] as &[&str],
            &["O-", "O neg", "O NEGATIVE", "O Rh neg", "O \u{2212}"],
            &["AB+", "AB Positive"],
            &["R", "Resistant"],
            &["S", "Susceptible", "sensitive"],
            &["32w3d", "32 weeks 3 days", "32 wks and 3 days", "32 3/7 weeks", "32+3", "32 weeks 3/7"],
            &["++", "2+", "+2"],
        ] {
            for (a, b) in group.iter().flat_map(|a| group.iter().map(move |b| (*a, *b))) {
                assert!(are_one(a, b), "{a} / {b}: {:?} {:?}", read(a), read(b));
            }
        }
        for (a, b) in [
            ("A+", "A-"), ("A+", "AB+"), ("O-", "O+"), ("A", "A positive"), ("S", "R"), ("S", "Intermediate"), ("32w3d", "23w3d"), ("32w3d", "32w"), ("32.3 weeks", "32w3d"), ("32 weeks 9 days", "33w2d"),
            ("2+", "3+"), ("+", "Positive"), ("2+3", "2/3"), ("", ""), ("Positive", "Pos"),
        ] {
            assert!(!are_one(a, b), "{a} / {b}: {:?} {:?}", read(a), read(b));
        }
    }
}
