//! What a hospital's bill (UB-04) says beside its diagnoses and lines, in the words of X12: procedures, and the codes of its lists, which FHIR gathers as
//! supporting information. Of which list a code is its system tells, or the category that it stands under. For a book of another format: between resources
//! every element is told by itself.

use super::claim::in_order;
use super::entry::Entry;
use super::values;
use crate::written::{billed, operated};
use formats::Json;
use model::{Aspect, Value, parse_decimal};

/// Lists of codes by their tables of HL7 v2, and by what the names of their systems and categories say; the longer name first.
const LISTS: [(&str, [&str; 2]); 4] =
    [("occurrence span", ["v20351", "occurrencespan"]), ("occurrence", ["v20350", "occurrence"]), ("condition", ["v20043", "conditioncode"]), ("value", ["v20153", "valuecode"])];
/// Categories of what is only said in words.
const REMARKS: [&str; 2] = ["info", "other"];

/// What was done during a stay, each with its day; of several the first one is the main one where none says so.
pub(super) fn procedures(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    if source.is_of_whole_books() {
        return;
    }
    let list = in_order(source.items("procedure"));
    let is_main = |procedure: &Json| values::items(procedure, "type").iter().any(|sort| values::codes(sort).iter().any(|code| matches!(*code, "principal" | "primary")));
    let main = list.iter().find(|&&(_, procedure)| is_main(procedure)).or_else(|| list.first()).map_or(0, |(index, _)| *index);
    for &(index, procedure) in &list {
        match values::first(procedure, "procedureCodeableConcept").and_then(values::word) {
            Some((code, _)) => {
                let day = values::text(procedure, "date").map(day).unwrap_or_default();
                entry.builder.word(Aspect::Flag, &operated(index == main, code, &day), &format!("procedure[{index}]"));
            }
            None => source.leave("procedure"),
        }
    }
}

/// What stands in an item of the supporting information that is no part of every claim; whether it was read.
pub(super) fn told(entry: &mut Entry<'_, '_, '_>, info: &Json, base: &str) -> bool {
    if entry.source.is_of_whole_books() {
        return false;
    }
    if let Some(word) = of_list(info) {
        entry.builder.word(Aspect::Flag, &word, base);
        return true;
    }
    let is_remark = || values::first(info, "category").is_some_and(|category| values::codes(category).iter().any(|code| REMARKS.contains(code)));
    match values::text(info, "valueString") {
        Some(words) if values::first(info, "code").is_none() && is_remark() => entry.told(Aspect::Text, Some(Value::Text(words.into())), base),
        _ => false,
    }
}

/// A code of a list with its day, its span or its amount.
fn of_list(info: &Json) -> Option<String> {
    let code = values::first(info, "code")?;
    let by_system = values::items(code, "coding").iter().find_map(|coding| Some((list(values::text(coding, "system")?)?, values::text(coding, "code")?)));
    let by_category = || Some((values::codes(values::first(info, "category")?).into_iter().find_map(list)?, values::word(code)?.0));
    let (list, code) = by_system.or_else(by_category)?;
    let on = |path: &str| values::down(info, path).and_then(values::primitive).map(day);
    let beside = match list {
        "condition" => None,
        "value" => values::down(info, "valueQuantity.value").and_then(values::primitive).map(amount).or_else(|| values::text(info, "valueString").map(amount)),
        "occurrence" => on("timingDate").or_else(|| on("timingPeriod.start")),
        _ => on("timingPeriod.start").map(|start| format!("{start}-{}", on("timingPeriod.end").unwrap_or_default())),
    };
    Some(billed(list, code, &beside.unwrap_or_default()))
}

/// The list that the name of a system or a category is of.
fn list(name: &str) -> Option<&'static str> {
    let last: String = name.rsplit('/').next()?.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    LISTS.iter().find(|(_, [table, word])| last == *table || last.contains(*word)).map(|(list, _)| *list)
}

/// A day as X12 writes it.
fn day(date: &str) -> String {
    date.chars().take_while(|c| *c != 'T').filter(char::is_ascii_digit).collect()
}

/// An amount, however many decimals are written.
fn amount(text: &str) -> String {
    parse_decimal(text).map_or_else(|| text.to_string(), |number| number.normalize().to_string())
}
