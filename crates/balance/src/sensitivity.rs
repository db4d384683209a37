//! Marks of protection in one vocabulary, whoever wrote them: HL7's confidentialities, and its codes of sensitive segments.
//!
//! FHIR and C-CDA write codes of version 3, HL7 v2 has tables of its own, tables have words. They meet here, in the codes of
//! version 3. What asks for no more protection than any record has is no mark: its loss discloses nothing.

use model::{Aspect, Statement, Value};

/// Confidentialities of a record like any other, and below.
const PLAIN: [&str; 16] =
    ["U", "L", "M", "N", "UC", "UNRESTRICTED", "LOW", "MODERATE", "NORMAL", "USUAL CONTROL", "NONE", "NO", "0", "F", "FALSE", "UNCLASSIFIED"];

/// Codes of HL7 v2 (tables 0099, 0177, 0272, 0717 and 0719) and words, with the code of version 3 that means the same.
const MARKS: [(&str, &str); 45] = [
    ("RE", "R"), ("RESTRICTED", "R"), ("CONFIDENTIAL", "R"), ("SENSITIVE", "R"), ("Y", "R"), ("YES", "R"), ("T", "R"), ("TRUE", "R"), ("1", "R"),
    ("VERY RESTRICTED", "V"), ("AID", "HIV"), ("AIDS", "HIV"), ("HIV-RELATED", "HIV"), ("VIP", "CEL"), ("CELEBRITY", "CEL"), ("EMP", "EMPL"),
    ("EMPLOYEE", "EMPL"), ("42CFRPART2", "42CFRPart2"), ("42 CFR PART 2", "42CFRPart2"), ("42-CFR-PART-2", "42CFRPart2"), ("42CFR2", "42CFRPart2"),
    ("CFR42", "42CFRPart2"), ("PART 2", "42CFRPart2"), ("PART2", "42CFRPart2"), ("SUBSTANCE USE", "SUD"), ("SUBSTANCE ABUSE", "ETH"), ("SUBSTANCE USE DISORDER", "SUD"),
    ("ALCOHOL AND DRUG TREATMENT", "ETH"), ("MENTAL HEALTH", "MH"), ("BEHAVIORAL HEALTH", "BH"), ("PSYCHIATRIC", "PSY"), ("PSYCHIATRY", "PSY"),
    ("PSYCHOTHERAPY", "PSYTHPN"), ("PSYCHOTHERAPY NOTES", "PSYTHPN"), ("SEXUAL HEALTH", "SEX"), ("REPRODUCTIVE HEALTH", "SEX"), ("SEXUALLY TRANSMITTED DISEASE", "STD"),
    ("SEXUAL ASSAULT", "SDV"), ("DOMESTIC VIOLENCE", "SDV"), ("GENETIC", "GDIS"), ("GENETIC DISEASE", "GDIS"), ("VIOLENCE", "VIO"),
    ("PAT", "PRS"), ("DEM", "DEMO"), ("LOC", "LOCIS"),
];

/// Labels that say something other than how a record is to be protected: test data, how whole or certain it is, and that labels are to be set or kept.
const OTHER: [&str; 8] = ["LABEL", "PERSISTLABEL", "HTEST", "SUBSETTED", "SUMMARIZED", "ABSTRACTED", "AGGREGATED", "TREAT"];

/// One mark in the one spelling; `None` where it asks for nothing.
fn code(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let upper = text.to_uppercase();
    if upper.is_empty() || PLAIN.contains(&upper.as_str()) || OTHER.contains(&upper.as_str()) {
        return None;
    }
    let known = MARKS.iter().find(|(given, _)| *given == upper).map(|(_, code)| (*code).to_string());
    // A code of version 3 stands as it is; other words are compared by their words.
    Some(known.unwrap_or_else(|| if text.contains(' ') { text.to_lowercase() } else { upper }))
}

/// What a value says of protection, as a word; `None` where it asks for nothing.
pub(crate) fn mark(value: &Value) -> Option<Value> {
    let word = match value {
        Value::Word(text) | Value::Text(text) => code(text),
        Value::Flag(flag) => flag.then(|| "R".to_string()),
        Value::Quantity(number) => code(&number.number.normalize().to_string()),
        Value::Code(codings, text) => match codings.first() {
            Some(coding) => code(&coding.code),
            None => code(text),
        },
        Value::Date(_) | Value::Key(_) | Value::Absent(_) => None,
    };
    word.map(Value::Word)
}

/// Whether a record is protected as a mark asks for, or more: "very restricted" is more than "restricted". Marks of sensitive segments stand beside
/// each other, none for another.
pub(crate) fn stands(mark: &str, statement: &Statement) -> bool {
    let has = |word: &str| statement.facts.iter().any(|f| f.aspect == Aspect::Sensitivity && matches!(&f.value, Value::Word(said) if said == word));
    has(mark) || (mark == "R" && has("V"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<String> {
        mark(&Value::Word(text.into())).map(|v| v.shown())
    }

    #[test]
    fn marks_of_every_standard_meet_in_one_code() {
        for (given, expected) in [("R", "R"), ("re", "R"), ("Restricted", "R"), ("V", "V"), ("very  restricted", "V"), ("AID", "HIV"), ("VIP", "CEL"), ("psy", "PSY"), ("PAT", "PRS"), ("DEM", "DEMO"), ("42cfrpart2", "42CFRPart2"), ("42 CFR Part 2", "42CFRPart2"), ("house staff", "house staff")] {
            assert_eq!(said(given).as_deref(), Some(expected), "{given}");
        }
    }

    #[test]
    fn what_asks_for_nothing_is_no_mark() {
        for given in ["N", "n", "L", "U", "UC", "normal", "", "  ", "HTEST", "SUBSETTED"] {
            assert_eq!(said(given), None, "{given}");
        }
        assert_eq!(mark(&Value::Flag(false)), None);
        assert_eq!(mark(&Value::Flag(true)), Some(Value::Word("R".into())));
    }
}
