//! pivot: tables that hold attributes as rows.

use super::terminal::{line, nothing, text, text_line};
use super::{Outcome, Status};
use app::Workspace;
use model::Side;
use serde_json::json;

pub(crate) fn run(workspace: &Workspace, relation: Option<&str>, lens: bool, as_json: bool) -> Outcome {
    let Some(relation) = relation else { return tables(workspace, as_json) };
    let table = app::attribute_table(workspace, relation)?;
    if lens {
        let names = table.names.as_ref().map(|(relation, key, name)| (relation.as_str(), key.as_str(), name.as_str()));
        text(&app::suggested_lens(&table.eav, names, Side::Legacy));
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
    groups(&report, as_json);
    if report.further > 0 {
        eprintln!("{} further attributes are summed up in the last line", report.further);
    }
    if !report.whole {
        eprintln!("the table is longer: only its first rows were counted");
    }
    Ok(if report.attributes.is_empty() { Status::Nothing } else { Status::Done })
}

/// The groups of rows that say one thing together: how many, how large, and what they are made of.
fn groups(report: &app::PivotReport, as_json: bool) {
    let (Some(groups), Some(column)) = (&report.groups, &report.table.eav.group) else { return };
    let relation = &report.table.eav.relation;
    let name = |value: &String| report.names.get(value).filter(|n| !n.is_empty()).unwrap_or(value).clone();
    let sizes: Vec<String> = groups.sizes.iter().map(|(rows, of)| format!("{rows} rows {of} times")).collect();
    if as_json {
        let sizes: serde_json::Map<String, serde_json::Value> = groups.sizes.iter().map(|(rows, of)| (rows.to_string(), (*of).into())).collect();
        line(&json!({"relation": relation, "group": column.field, "heading": column.heading, "groups": groups.groups, "rows": groups.rows, "sizes": sizes, "whole": groups.whole}));
    } else {
        text_line(&format!("{}\t{} groups\t{} rows\t{}", column.field, groups.groups, groups.rows, sizes.join(", ")));
    }
    for kind in &groups.kinds {
        let (heading, attributes) = (kind.heading.as_ref().map(name), kind.attributes.iter().map(name).collect::<Vec<String>>());
        if as_json {
            line(&json!({"relation": relation, "group": column.field, "heading": heading, "attributes": attributes, "groups": kind.groups, "entities": kind.entities}));
        } else {
            text_line(&format!("{}\t{}\t{} groups\t{}", column.field, heading.unwrap_or_default(), kind.groups, attributes.join(", ")));
        }
    }
    if groups.further > 0 {
        eprintln!("{} further kinds of groups are not listed", groups.further);
    }
    if !groups.whole {
        eprintln!("there are more groups: only the first were counted");
    }
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
    Ok(if all.is_empty() { nothing("no table holds attributes as rows") } else { Status::Done })
}
