//! A lens over a table of attributes, to begin from: every attribute as an observation. What is not known is left to be written.

use super::{EavTable, ValueColumn};
use crate::names::{canonical, parts, rows_not_removed, says};
use model::Side;

/// Why a proposal leaves out the rows that a column marks as removed.
pub fn removed_in(side: Side) -> &'static str {
    match side {
        Side::Legacy => "removed in the legacy system",
        Side::Destination => "removed in the destination",
    }
}

/// A lens over the table of a side, to begin from: every attribute as an observation. What is not known is left to be written. `names` are the table, the
/// key and the field that name the attributes.
pub fn suggested_lens(table: &EavTable, names: Option<(&str, &str, &str)>, side: Side) -> String {
    let quoted = |text: &str| format!("{text:?}");
    let mut lens = String::new();
    if let Some(group) = &table.group {
        lens.push_str(&format!(
            "# {} groups rows that were entered together. Every row is read as a statement of its own, and `panel` says which belong together;\n\
             # rows that say one thing together, as an allergen with its reactions, are one statement by [assert.group].\n",
            group.field
        ));
    }
    lens.push_str(&format!(
        "[[assert]]\nkind = \"observation\"\nfrom = {}\npatient = {}\nattribute = {}\n",
        quoted(&table.relation),
        quoted(&table.entity),
        quoted(&table.attribute)
    ));
    if let Some((field, _)) = &table.removed {
        lens.push_str(&format!("where = {}\nexcluded = {}\n", quoted(&rows_not_removed(field)), quoted(removed_in(side))));
    }
    let mut display = String::new();
    let mut answers = Vec::new();
    if let Some((relation, key, name)) = names {
        let lookup = |field: &str| format!("{{ field = {}, from = {}, key = {}, value = {} }}", quoted(field), quoted(relation), quoted(key), quoted(name));
        lens.push_str(&format!("\n  [assert.lookup]\n  attribute_name = {}\n", lookup(&table.attribute)));
        display = ", display = \"attribute_name\"".into();
        for (at, value) in table.values.iter().enumerate().filter(|(_, v)| is_coded(v)) {
            lens.push_str(&format!("  answer_{at} = {}\n", lookup(&value.field)));
            answers.push(at);
        }
    }
    let system = format!("urn:{}:{}", canonical(&table.relation), canonical(&table.attribute));
    lens.push_str(&format!("\n  [assert.say]\n  code = {{ field = {}, system = {}{display} }}\n  value = [\n", quoted(&table.attribute), quoted(&system)));
    for (at, value) in table.values.iter().enumerate() {
        let rest = match value.kind.as_str() {
            _ if is_coded(value) && answers.contains(&at) => format!(", as = \"code\", system = {}, display = \"answer_{at}\"", quoted(&system)),
            _ if is_coded(value) => format!(", as = \"code\", system = {}", quoted(&system)),
            "date" | "datetime" => format!(", as = \"date\", format = {}", quoted(&value.format)),
            "integer" | "decimal" => String::new(),
            _ => ", as = \"text\"".to_string(),
        };
        let nulls: Vec<String> = value.nulls.iter().map(|token| quoted(token)).collect();
        let nulls = if nulls.is_empty() { String::new() } else { format!(", null_like = [{}]", nulls.join(", ")) };
        lens.push_str(&format!("    {{ field = {}{rest}{nulls} }},\n", quoted(&value.field)));
    }
    lens.push_str("  ]\n");
    if let Some(time) = &table.time {
        lens.push_str(&format!("  effective = {{ field = {}, format = {} }}\n", quoted(time), quoted(&table.time_format)));
    }
    if let Some(group) = &table.group {
        lens.push_str(&format!("  panel = {{ field = {}, as = \"key\" }}\n", quoted(&group.field)));
    }
    lens
}

/// Whether a column holds entries of a dictionary.
pub(super) fn is_coded(value: &ValueColumn) -> bool {
    value.refers.is_some() || says(&parts(&value.field), &["coded", "code", "concept"])
}
