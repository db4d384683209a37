//! A table of entities, attributes and values, counted by attribute: what a pivot of it would have as columns.
//!
//! One pass over the rows, cut off at [`ROWS_MAX`] and then said to be so. Nothing of it is kept.

use crate::discover::AttributeTable;
use crate::source::LegacySource;
use crate::{AppError, Result, Workspace};
use discovery::{Attribute, EavTable, Groups, Pivot, PivotRow};
use mapping::Source as _;
use model::Side;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// Rows that are read for one answer.
const ROWS_MAX: u64 = 5_000_000;
/// Rows that confirm a table which its structure alone gives away.
const CONFIRMING_MAX: u64 = 200_000;

/// The attributes of a table.
#[derive(Debug, Clone)]
pub struct PivotReport {
    /// What was recognised, and why.
    pub table: AttributeTable,
    /// Attributes, most rows first.
    pub attributes: Vec<Attribute>,
    /// Attributes that are summed up in the last.
    pub further: usize,
    /// Groups of rows that say one thing together, where a column tells them.
    pub groups: Option<Groups>,
    /// Names of the attributes by their values.
    pub names: BTreeMap<String, String>,
    /// Every row was read.
    pub whole: bool,
}

/// The tables of attributes on the legacy side.
pub fn attribute_tables(workspace: &Workspace) -> Result<Vec<AttributeTable>> {
    Ok(workspace.discovered()?.attribute_tables.clone())
}

/// Counts the rows of one of them.
pub fn pivot(workspace: &Workspace, table: &AttributeTable) -> Result<PivotReport> {
    let source = LegacySource::new(workspace)?;
    let (pivot, whole) = count(&source, &table.eav, ROWS_MAX)?;
    let (attributes, further, groups) = pivot.finish();
    let names = names(&source, table, &attributes)?;
    Ok(PivotReport { table: table.clone(), attributes, further, groups, names, whole })
}

/// Of the tables that their structure gives away those that their rows confirm, one for each relation.
pub(crate) fn confirmed(workspace: &Workspace, side: Side, candidates: Vec<EavTable>) -> Result<Vec<EavTable>> {
    let mut by_relation: BTreeMap<String, Vec<(EavTable, Vec<Attribute>)>> = BTreeMap::new();
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let source = LegacySource::of_side(workspace, side)?;
    for table in candidates {
        let of_relation = by_relation.entry(table.relation.clone()).or_default();
        // Several artifacts may hold parts of one relation; its rows are all of them.
        if of_relation.iter().any(|(known, _)| known.attribute == table.attribute) {
            continue;
        }
        let (pivot, _) = count(&source, &table, CONFIRMING_MAX)?;
        of_relation.push((table, pivot.finish().0));
    }
    Ok(by_relation.into_values().filter_map(discovery::confirmed).collect())
}

/// One pass over the rows of a table, up to so many; whether these were all.
fn count(source: &LegacySource<'_>, eav: &EavTable, most: u64) -> Result<(Pivot, bool)> {
    let group = eav.group.as_ref();
    let mut fields = vec![eav.entity.clone(), eav.attribute.clone(), eav.removed.as_ref().map(|(field, _)| field.clone()).unwrap_or_default()];
    fields.extend([group.and_then(|g| g.heading.clone()).unwrap_or_default(), group.map(|g| g.field.clone()).unwrap_or_default()]);
    fields.extend(eav.values.iter().map(|v| v.field.clone()));
    let (mut pivot, mut rows) = (Pivot::new(eav), 0u64);
    source.scan(&eav.relation, &fields, &mut |_, _, row| {
        rows += 1;
        if rows > most {
            return ControlFlow::Break(());
        }
        if let [entity, attribute, mark, key, group, values @ ..] = row {
            let removed = mark.is_some_and(discovery::is_removed);
            let (entity, attribute) = (entity.unwrap_or(""), attribute.unwrap_or(""));
            pivot.row(&PivotRow { entity, attribute, removed, values, key: key.unwrap_or(""), group: group.unwrap_or("") });
        }
        ControlFlow::Continue(())
    })?;
    Ok((pivot, rows <= most))
}

/// The first name that the dictionary has for each attribute.
fn names(source: &LegacySource<'_>, table: &AttributeTable, attributes: &[Attribute]) -> Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    let Some((relation, key, name)) = &table.names else { return Ok(names) };
    let wanted: BTreeSet<&str> = attributes.iter().map(|a| a.value.as_str()).collect();
    source.scan(relation, &[key.clone(), name.clone()], &mut |_, _, row| {
        if let [Some(key), Some(name)] = row
            && wanted.contains(key.trim())
        {
            names.entry(key.trim().to_string()).or_insert_with(|| name.trim().to_string());
        }
        ControlFlow::Continue(())
    })?;
    Ok(names)
}

/// The table of a relation.
pub fn attribute_table(workspace: &Workspace, relation: &str) -> Result<AttributeTable> {
    let found = workspace.discovered()?.attribute_tables.iter().find(|t| t.eav.relation == relation).cloned();
    found.ok_or_else(|| AppError::Nothing("the relation holds no attributes as rows".into()))
}
