//! Whether an allergy speaks against the word that none is known: peanuts do not against no known drug allergy.
//!
//! What an allergy is of is told by its category, else by the substance that it names. Where neither tells, it speaks against any such word.

use crate::judge::none_known;
use crate::substances::{self, Row};
use model::{Aspect, Statement, Value};

/// The sorts of [`none_known`] that say it of drugs and of food alone.
const OF_DRUGS: usize = 1;
const OF_FOOD: usize = 2;

/// Whether both cannot be so: no allergy known, of all or of some sort, and this one.
pub fn contradicts_none_known(none: &Statement, allergy: &Statement) -> bool {
    is_none_known(none, is_of_drug(allergy))
}

/// Whether a statement that none is known says so of a drug, of what is none, or of what nobody knows to be either.
pub(crate) fn is_none_known(none: &Statement, is_drug: Option<bool>) -> bool {
    match sort(none) {
        OF_DRUGS => is_drug != Some(false),
        OF_FOOD => is_drug != Some(true),
        _ => true,
    }
}

/// Of what none is known; of anything where neither the code nor any word tells.
fn sort(none: &Statement) -> usize {
    let told = none.facts.iter().filter(|fact| fact.aspect == Aspect::Code).find_map(|fact| match &fact.value {
        Value::Code(codings, text) => none_known(codings, text),
        Value::Text(text) | Value::Word(text) => none_known(&[], text),
        _ => None,
    });
    told.unwrap_or_else(|| {
        let label = none.label().to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
        match (says(&["nkda", "drug", "medication"]), says(&["nkfa", "food"])) {
            (true, false) => OF_DRUGS,
            (false, true) => OF_FOOD,
            _ => 0,
        }
    })
}

/// Whether it is an allergy to a drug; none where nothing tells.
fn is_of_drug(allergy: &Statement) -> Option<bool> {
    let category = |wanted: [&str; 2]| allergy.facts.iter().any(|fact| fact.aspect == Aspect::Category && matches!(&fact.value, Value::Word(word) if wanted.contains(&word.as_str())));
    let (drug, other) = (category(["medication", "biologic"]), category(["food", "environment"]));
    if drug == other { named(&allergy.label()) } else { Some(drug) }
}

/// The same by the substances that a label names.
fn named(label: &str) -> Option<bool> {
    let lower = label.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let spoken = format!(" {} ", words.join(" "));
    let says = |text: &str| spoken.contains(&format!(" {text} "));
    let class_of = |whole: &str| {
        substances::rows().iter().find_map(|row| match row {
            Row::Substance { name, class, .. } if name.text == whole => Some(*class),
            _ => None,
        })
    };
    let drugs: Vec<bool> = substances::rows()
        .iter()
        .filter_map(|row| match row {
            Row::Substance { name, kind_of, others, class } if says(name.text) || others.iter().any(|other| says(other.text)) => {
                Some(kind_of.and_then(class_of).unwrap_or(*class) != "no drug")
            }
            _ => None,
        })
        .collect();
    let first = *drugs.first()?;
    drugs.iter().all(|drug| *drug == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Kind, Origin};

    fn statement(kind: Kind, name: &str, category: &str) -> Statement {
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let mut facts = vec![fact(Aspect::Code, Value::words(name))];
        if !category.is_empty() {
            facts.push(fact(Aspect::Category, Value::Word(category.into())));
        }
        Statement { kind, patient: "1".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    #[test]
    fn an_allergy_speaks_against_the_sort_that_it_is_of() {
        let against = |none: &str, name: &str, category: &str| contradicts_none_known(&statement(Kind::NoKnownAllergy, none, ""), &statement(Kind::Allergy, name, category));
        for (none, name, category) in [("NKDA", "Penicillin", ""), ("NKDA", "Something", ""), ("NKDA", "Something", "medication"), ("NKA", "Shrimp", "food"), ("No known food allergies", "Shrimp", ""), ("No allergies to drugs or food on file", "Shrimp", "")] {
            assert!(against(none, name, category), "{none} beside {name}");
        }
        for (none, name, category) in [("NKDA", "Shrimp", ""), ("NKDA", "Allergy to latex", ""), ("NKDA", "Something", "food"), ("No known food allergies", "Penicillin", ""), ("No medication allergies on file", "Shrimp", ""), ("Denies food allergies", "Penicillin", "")] {
            assert!(!against(none, name, category), "{none} beside {name}");
        }
    }
}
