//! What a test or a drug is about, by rows of a table: by its code of LOINC, else by the words of its names.
//!
//! A name that says what several rows have with different values is about neither of them.

use model::{Aspect, Coding, Statement, Value};

/// Words, the longest of them phrases; codes of LOINC; and what holds of what these name.
pub(crate) type Row<T> = (&'static [&'static str], &'static [&'static str], T);

/// What holds of what a statement names; none where nothing of the rows or several are named, or one of the words that make another thing of it.
pub(crate) fn of_statement<T: Copy + PartialEq>(statement: &Statement, rows: &[Row<T>], others: &[&str]) -> Option<T> {
    let Some(Value::Code(codings, text)) = statement.value(Aspect::Code) else { return None };
    let coded = |c: &Coding| rows.iter().find(|(_, codes, _)| c.system == "http://loinc.org" && codes.contains(&c.code.as_str())).map(|(.., value)| *value);
    codings.iter().find_map(coded).or_else(|| {
        let names = codings.iter().map(|c| c.display.as_str()).chain([text.as_str()]).collect::<Vec<&str>>().join(" ").to_lowercase();
        let words: Vec<&str> = names.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let spoken = format!(" {} ", words.join(" "));
        let says = |phrase: &&str| spoken.contains(&format!(" {phrase} "));
        let mut named = rows.iter().filter(|(names, ..)| names.iter().any(says)).map(|(.., value)| *value);
        let first = named.next()?;
        (named.all(|other| other == first) && !others.iter().any(says)).then_some(first)
    })
}

/// Whether a rule holds two amounts to be one, of a result with a code of LOINC and words.
#[cfg(test)]
pub(crate) fn are_one(rule: fn(&Statement, &Value, &Value) -> bool, (code, words): (&str, &str), a: &str, b: &str) -> bool {
    use model::{Fact, How, Kind, Origin, Quantity};
    let concept = Value::code(vec![Coding { system: "http://loinc.org".into(), code: code.into(), display: String::new() }], words);
    let facts = vec![Fact { aspect: Aspect::Code, value: concept, place: 0, how: How::Copied }];
    let statement = Statement { kind: Kind::Observation, patient: "p".into(), origin: Origin { artifact: 1, relation: 0, line: 1, reference: String::new() }, facts };
    let amount = |text: &str| Value::Quantity(Quantity::parse(text).expect("it is a quantity"));
    rule(&statement, &amount(a), &amount(b))
}
