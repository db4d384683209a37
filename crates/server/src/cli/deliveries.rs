//! deliveries: what came when, and what the newest delivery of each system changed.

use super::terminal::{line, text_line};
use super::{Outcome, Status};
use app::{AppError, DeliveryChange, Workspace, counted};
use serde_json::json;
use std::collections::BTreeSet;

pub(crate) fn deliveries(workspace: &Workspace, all: bool, as_json: bool) -> Outcome {
    let deliveries = app::deliveries(workspace)?;
    if deliveries.is_empty() {
        return Err(AppError::Nothing("nothing was delivered yet".into()));
    }
    let mut systems: BTreeSet<&str> = BTreeSet::new();
    for delivery in &deliveries {
        if !systems.insert(delivery.system.as_str()) && !all {
            continue;
        }
        let found = app::delivery_changes(workspace, delivery)?;
        for change in &found.changes {
            print_change(delivery.id, change, as_json)?;
        }
        let name = if delivery.system.is_empty() { "a system without a name" } else { delivery.system.as_str() };
        eprintln!("delivery {} of {name}: {}, {} of them new, {}", delivery.id, counted(delivery.files, "file"), delivery.new_files, counted(delivery.records, "record"));
        if found.compared {
            eprintln!("  {} changes, {} relations as they were; {} rules carried over, {} no longer find their field", found.changes.len(), found.unchanged, found.carried, found.lost);
        } else {
            eprintln!("  the first one: there is nothing to compare it with");
        }
    }
    Ok(Status::Done)
}

fn print_change(delivery: u32, change: &DeliveryChange, as_json: bool) -> Result<(), AppError> {
    if as_json {
        let mut object = serde_json::to_value(change).map_err(|e| AppError::Other(e.to_string()))?;
        if let Some(members) = object.as_object_mut() {
            members.insert("delivery".into(), json!(delivery));
        }
        line(&object);
        return Ok(());
    }
    let place = if change.field.is_empty() { change.relation.clone() } else { format!("{}.{}", change.relation, change.field) };
    let rules = if change.rules.is_empty() { String::new() } else { format!("\tno longer found by {}", change.rules.join(", ")) };
    text_line(&format!("{delivery}\t{}\t{}\t{place}\t{} -> {}{rules}", change.severity, change.change, change.before, change.after));
    Ok(())
}
