//! pivot: tables that hold attributes as rows.

use super::terminal::{line, text_line};
use super::{Outcome, Status};
use app::Workspace;
use serde_json::json;

pub(crate) fn run(workspace: &Workspace, relation: Option<&str>, lens: bool, as_json: bool) -> Outcome {
    let Some(relation) = relation else { return tables(workspace, as_json) };
    let table = app::attribute_table(workspace, relation)?;
    if lens {
        let names = table.names.as_ref().map(|(relation, key, name)| (relation.as_str(), key.as_str(), name.as_str()));
        print!("{}", app::suggested_lens(&table.eav, names));
        return Ok(Status::Done);
    }
    let report = app::pivot(workspace, &table)?;
    let columns: Vec<&str> = table.eav.values.iter().map(|v| v.field.as_str()).collect();
    for attribute in &report.attributes {
        let name = report.names.get(&attribute.value).map_or("", String::as_str);
        let filled: Vec<(&str, u64)> = columns.iter().copied().zip(attribute.filled.iter().copied()).filter(|(_, n)| *n > 0).collect();
        if as_json {
            let filled: serde_json::Map<String, serde_json::Value> = filled.iter().map(|(field, n)| (field.to_string(), (*n).into())).collect();
            line(&json!({
                "relation": relation, "attribute": attribute.value, "name": name, "rows": attribute.rows, "removed": attribute.removed, "entities": attribute.entities,
                "kinds": attribute.kinds, "filled": filled, "empty": attribute.empty, "several": attribute.several,
            }));
        } else {
            let kinds: Vec<String> = attribute.kinds.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
            let filled: Vec<String> = filled.iter().map(|(field, n)| format!("{field} {n}")).collect();
            text_line(&format!("{}\t{name}\t{} rows\t{} removed\t{}\t{}", attribute.value, attribute.rows, attribute.removed, kinds.join(", "), filled.join(", ")));
        }
    }
    if report.further > 0 {
        eprintln!("{} further attributes are summed up in the last line", report.further);
    }
    if !report.whole {
        eprintln!("the table is longer: only its first rows were counted");
    }
    Ok(if report.attributes.is_empty() { Status::Nothing } else { Status::Done })
}

fn tables(workspace: &Workspace, as_json: bool) -> Outcome {
    let all = app::attribute_tables(workspace)?;
    for table in &all {
        let eav = &table.eav;
        if as_json {
            let columns: Vec<&str> = eav.values.iter().map(|v| v.field.as_str()).collect();
            line(&json!({"relation": eav.relation, "entity": eav.entity, "attribute": eav.attribute, "values": columns, "rows": eav.rows, "evidence": eav.evidence}));
        } else {
            text_line(&format!("{}\t{}\t{}\t{}", eav.relation, eav.entity, eav.attribute, eav.evidence.join("; ")));
        }
    }
    Ok(if all.is_empty() { Status::Nothing } else { Status::Done })
}
