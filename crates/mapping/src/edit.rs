//! Changes to the document's text that leave everything else as the analyst wrote it, comments included.

use crate::document::CodeRow;
use toml_edit::{DocumentMut, InlineTable, Item, Table, value};

/// Sets or adds a rule. A new rule goes to the end of `set` (`Type < relation`). `None` when there is no such place.
pub fn set_rule(text: &str, id: &str, set: &str, element: &str, expression: &str, reason: Option<&str>) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    if let Some(rule) = find_rule(&mut document, id) {
        rule["value"] = value(expression);
        if !element.is_empty() {
            rule["to"] = value(element);
        }
        match reason {
            Some(reason) if !reason.is_empty() => rule["reason"] = value(reason),
            _ => {
                rule.remove("reason");
            }
        }
        return Some(document.to_string());
    }
    let (kind, from) = set.split_once(" < ")?;
    let resources = document.get_mut("resource")?.as_array_of_tables_mut()?;
    let resource = resources.iter_mut().find(|r| {
        r.get("type").and_then(Item::as_str) == Some(kind) && r.get("from").and_then(Item::as_str) == Some(from)
    })?;
    let mut rule = Table::new();
    rule["id"] = value(id);
    rule["to"] = value(element);
    rule["value"] = value(expression);
    if let Some(reason) = reason.filter(|r| !r.is_empty()) {
        rule["reason"] = value(reason);
    }
    resource.entry("rule").or_insert(Item::ArrayOfTables(Default::default())).as_array_of_tables_mut()?.push(rule);
    Some(document.to_string())
}

/// The head of a document that has no resource set yet.
pub fn begun(name: &str) -> String {
    let mut document = DocumentMut::new();
    document["format"] = value(crate::document::FORMAT);
    document["name"] = value(name);
    document["system"] = value(format!("urn:{name}"));
    document["target"] = value("hl7.fhir.us.core#6.1.0");
    document.to_string()
}

/// Adds a resource set without rules, `Type < relation`, at the end. `None` when it is there already or is written otherwise.
pub fn add_set(text: &str, set: &str, key: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let (kind, from) = set.split_once(" < ")?;
    let resources = document.entry("resource").or_insert(Item::ArrayOfTables(Default::default())).as_array_of_tables_mut()?;
    let same = |r: &Table| r.get("type").and_then(Item::as_str) == Some(kind) && r.get("from").and_then(Item::as_str) == Some(from);
    if resources.iter().any(same) {
        return None;
    }
    let mut resource = Table::new();
    resource["type"] = value(kind);
    resource["from"] = value(from);
    resource["key"] = value(key);
    resources.push(resource);
    Some(document.to_string())
}

/// Removes a rule.
pub fn remove_rule(text: &str, id: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let resources = document.get_mut("resource")?.as_array_of_tables_mut()?;
    let (rules, position) = resources.iter_mut().find_map(|resource| {
        let rules = resource.get_mut("rule").and_then(Item::as_array_of_tables_mut)?;
        let position = rules.iter().position(|r| r.get("id").and_then(Item::as_str) == Some(id))?;
        Some((rules, position))
    })?;
    rules.remove(position);
    Some(document.to_string())
}

/// Replaces the rows of a code map.
pub fn set_code_map(text: &str, name: &str, otherwise: &str, rows: &[CodeRow]) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let map = document.get_mut("code_map")?.as_table_like_mut()?.get_mut(name)?.as_table_like_mut()?;
    let mut array = toml_edit::Array::new();
    for row in rows {
        let mut table = InlineTable::new();
        table.insert("from", row.from.as_str().into());
        table.insert("to", row.to.as_str().into());
        if !row.display.is_empty() {
            table.insert("display", row.display.as_str().into());
        }
        if !row.system.is_empty() {
            table.insert("system", row.system.as_str().into());
        }
        table.insert("relation", row.relation.as_str().into());
        let mut entry = toml_edit::Value::InlineTable(table);
        entry.decor_mut().set_prefix("\n  ");
        array.push_formatted(entry);
    }
    array.set_trailing("\n");
    array.set_trailing_comma(true);
    map.insert("rows", value(array));
    map.insert("otherwise", value(otherwise));
    Some(document.to_string())
}

fn find_rule<'a>(document: &'a mut DocumentMut, id: &str) -> Option<&'a mut Table> {
    let resources = document.get_mut("resource")?.as_array_of_tables_mut()?;
    resources
        .iter_mut()
        .filter_map(|r| r.get_mut("rule").and_then(Item::as_array_of_tables_mut))
        .flat_map(|rules| rules.iter_mut())
        .find(|rule| rule.get("id").and_then(Item::as_str) == Some(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    #[test]
    fn a_document_begins_with_a_set_and_its_first_rule() {
        let text = add_set(&begun("legacy"), "Patient < patients", "PAT_ID").unwrap();
        let text = set_rule(&text, "patient-family", "Patient < patients", "name[0].family", "LAST_NM", None).unwrap();
        let document = Document::parse(&text).unwrap();
        assert_eq!((document.name.as_str(), document.system.as_str()), ("legacy", "urn:legacy"));
        assert_eq!((document.resources[0].name().as_str(), document.resources[0].key.as_str()), ("Patient < patients", "PAT_ID"));
        assert_eq!(document.rule("patient-family").unwrap().1.to, "name[0].family");
        assert!(add_set(&text, "Patient < patients", "MRN").is_none(), "a set is added once");
        assert!(add_set(&text, "Patient", "MRN").is_none(), "a set names its relation");
    }

    #[test]
    fn a_set_comes_after_those_that_are_there_and_before_what_follows_them() {
        let text = add_set(&begun("legacy"), "Patient < patients", "ID").unwrap() + "\n[code_map.sex]\ntarget = \"x\"\nrows = [{ from = \"F\", to = \"female\" }]\n";
        let text = add_set(&text, "Condition < problems", "PROB_ID").unwrap();
        let text = set_rule(&text, "condition-code", "Condition < problems", "code.text", "DX", None).unwrap();
        let document = Document::parse(&text).unwrap();
        assert_eq!(document.resources.iter().map(|set| set.name()).collect::<Vec<_>>(), ["Patient < patients", "Condition < problems"]);
        assert!(document.rule("condition-code").is_some_and(|(set, _)| set.kind == "Condition") && document.code_maps.contains_key("sex"));
    }
}
