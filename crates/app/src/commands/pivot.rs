//! A table that holds attributes as rows, as a pivot would have it. Attributes are values of the export: one that fewer than
//! 11 patients have is counted and not named.

use super::Answer;
use super::artifacts::{field_name, structure};
use crate::book::K;
use crate::show::{share_told, shown_value};
use crate::{Host, attribute_table, attribute_tables};
use contract::{PivotAttribute, PivotGroup, PivotGroups, PivotQuery, PivotView};
use discovery::{Attribute, EavTable, GroupColumn, GroupKind, Groups};
use model::Side;
use std::collections::{BTreeMap, HashMap};

pub(crate) fn pivot<H: Host>(host: &H, q: PivotQuery) -> Answer<PivotView> {
    let workspace = host.workspace();
    // The desktop knows relations by their masked names.
    let named = attribute_tables(workspace)?.into_iter().map(|t| t.eav.relation).find(|r| structure(r) == q.relation).unwrap_or_default();
    let table = attribute_table(workspace, &named)?;
    let report = crate::pivot(workspace, &table)?;
    let eav = &report.table.eav;
    let names = report.table.names.as_ref();
    let attributes: Vec<PivotAttribute> =
        report.attributes.iter().filter_map(|a| shown(a, eav, report.names.get(&a.value).map_or("", String::as_str))).collect();
    let labels = labels(&report.attributes, eav, &report.names);
    let rows: u64 = report.attributes.iter().map(|a| a.rows).sum();
    Ok(PivotView {
        relation: structure(&eav.relation),
        entity: structure(&eav.entity),
        attribute: structure(&eav.attribute),
        columns: eav.values.iter().map(|v| field_name(&v.field)).collect(),
        names: names.map_or_else(String::new, |(relation, _, name)| structure(&format!("{relation}.{name}"))),
        evidence: eav.evidence.iter().map(|e| super::discovery::evidence(e)).collect(),
        total: (report.attributes.len() + report.further.saturating_sub(1)) as u64,
        rows,
        rows_hidden: rows.saturating_sub(attributes.iter().map(|a| a.rows).sum()),
        removed: deid::small_count(report.attributes.iter().map(|a| a.removed).sum()),
        whole: report.whole,
        lens: structure(&crate::suggested_lens(eav, names.map(|(relation, key, name)| (relation.as_str(), key.as_str(), name.as_str())), Side::Legacy)),
        groups: report.groups.as_ref().zip(eav.group.as_ref()).map(|(groups, column)| shown_groups(groups, column, &labels, eav.of_patients)),
        attributes,
    })
}

/// The groups, and what they are made of where every part of it may be named.
fn shown_groups(groups: &Groups, column: &GroupColumn, labels: &HashMap<&str, String>, of_patients: bool) -> PivotGroups {
    let kind = |k: &GroupKind| {
        let heading = k.heading.as_deref().map_or(Some(String::new()), |h| labels.get(h).cloned())?;
        let attributes: Vec<String> = k.attributes.iter().map(|a| labels.get(a.as_str()).cloned()).collect::<Option<_>>()?;
        let enough = of_patients && k.entities >= K as u64;
        enough.then(|| PivotGroup { heading, attributes, groups: deid::small_count(k.groups), patients: k.entities })
    };
    PivotGroups {
        column: field_name(&column.field),
        heading: column.heading.as_deref().map(structure).unwrap_or_default(),
        groups: deid::small_count(groups.groups),
        rows: deid::small_count(groups.rows),
        least: groups.sizes.keys().next().copied().unwrap_or(0),
        middle: middle(groups),
        most: groups.sizes.keys().next_back().copied().unwrap_or(0),
        kinds: groups.kinds.iter().filter_map(kind).collect(),
        total: groups.kinds.len() as u64 + groups.further,
        whole: groups.whole,
    }
}

/// Rows of the group in the middle of all groups by size.
fn middle(groups: &Groups) -> u64 {
    let mut before = 0;
    for (size, count) in &groups.sizes {
        before += count;
        if before * 2 >= groups.groups {
            return *size;
        }
    }
    0
}

/// What each attribute may be called, if enough patients have it: its name, else its value.
fn labels<'a>(attributes: &'a [Attribute], eav: &EavTable, names: &BTreeMap<String, String>) -> HashMap<&'a str, String> {
    let one = |a: &'a Attribute| {
        let shown = shown(a, eav, names.get(&a.value).map_or("", String::as_str))?;
        Some((a.value.as_str(), if shown.name.is_empty() { shown.value } else { shown.name }))
    };
    attributes.iter().filter_map(one).collect()
}

/// One attribute, if enough patients have it.
fn shown(a: &Attribute, eav: &EavTable, name: &str) -> Option<PivotAttribute> {
    let patients = if eav.of_patients { a.entities } else { 0 };
    let common = |text: &str| shown_value(text, patients).unwrap_or_default();
    // A long number stays inside even where its name may be told.
    let (value, name) = (common(&a.value), common(name));
    if value.is_empty() && name.is_empty() {
        return None;
    }
    let most = a.filled.iter().enumerate().max_by_key(|(at, filled)| (**filled, std::cmp::Reverse(*at))).filter(|(_, filled)| **filled > 0);
    let kind = a.kinds.iter().max_by_key(|(_, rows)| **rows).map_or("empty", |(kind, _)| *kind);
    Some(PivotAttribute {
        value,
        name,
        rows: a.rows,
        patients,
        kind: kind.into(),
        column: most.and_then(|(at, _)| eav.values.get(at)).map_or_else(String::new, |v| field_name(&v.field)),
        filled: most.map_or(0.0, |(_, filled)| share_told(*filled, a.rows)),
        several: deid::small_count(a.several),
    })
}
