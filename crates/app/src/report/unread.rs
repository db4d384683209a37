//! What was not read, held back or left out: the part of the export for which no comparison speaks.

use super::Room;
use super::content::{Block, Cell, ColumnKind, Section, Table, grouped};
use super::sources::Sources;
use super::words::held_words;
use crate::commands::{field_name, structure};
use crate::terminology::Terms;
use crate::told::ONE_A_PATIENT;
use crate::{ArchiveRule, MigrateReport, Result};
use balance::Lens;
use contract::CauseRow;
use model::Side;
use std::collections::{BTreeMap, BTreeSet};

/// The resource type of which everybody has one.
const PERSON: &str = "Patient";
const MORE: &str = "The spreadsheet has room for more.";
const SIDES: [Side; 2] = [Side::Legacy, Side::Destination];

pub(super) fn unread(s: &Sources<'_>, room: &Room) -> Result<Section> {
    let mut tables = vec![records(s), artifacts(s)?, quarantine(s)?, excluded(s), unlisted(s), alarms(s), one_book(s), added(s)?];
    if let Some((_, report)) = &s.migrated {
        tables.extend([held(report), dropped(report), unmapped(report), dangling(report)]);
        tables.extend(report.archive_rule.as_ref().map(|rule| archived(report, rule)));
    }
    let told = "No finding speaks for what stands here. Each line needs a decision: read it, archive it, or say why it does not matter.";
    let mut blocks = vec![Block::Text(told.into())];
    blocks.extend(tables.into_iter().map(|t| {
        let total = t.rows.len() as u64;
        Block::Table(t.at_most(room.lines, total, MORE))
    }));
    Ok(Section { key: "unread", title: "What was not read", sheet: "Unread", blocks })
}

fn records(s: &Sources<'_>) -> Table {
    let columns = [("Side", ColumnKind::Words), ("Relation or resource type", ColumnKind::Name), ("Records", ColumnKind::Bar)];
    let count = |side: &str, name: &str, n: u64| match is_of_people(name) {
        true => Cell::beside_others(s.told.one_each(usize::from(side == "destination"), n, n)),
        false => n.into(),
    };
    let rows = s.compared.unread.iter().map(|(side, name, n)| vec![side.as_str().into(), structure(name).into(), count(side, name, *n)]);
    Table::new("Records that no reading reads", "Every record is read.", &columns).with(rows)
}

/// Whether each record of a resource type, or of one of its elements, is a patient.
fn is_of_people(name: &str) -> bool {
    name.split('.').next() == Some(PERSON)
}

/// A number of rows of which a resource type is made.
fn rows_of(resource: &str, rows: u64) -> Cell {
    if resource == PERSON { Cell::patients(rows) } else { rows.into() }
}

fn artifacts(s: &Sources<'_>) -> Result<Table> {
    let columns = [("Side", ColumnKind::Words), ("Format", ColumnKind::Words), ("Artifacts", ColumnKind::Count)];
    let mut counts: Vec<_> = s.workspace.artifact_counts()?.iter().filter(|c| c.state == "unread").cloned().collect();
    counts.sort_by(|a, b| b.side.cmp(&a.side).then_with(|| a.format.cmp(&b.format)));
    let rows = counts.iter().map(|c| vec![c.side.as_str().into(), c.format.as_str().into(), c.artifacts.into()]);
    Ok(Table::new("Artifacts that were not read", "Every artifact was read, at least in part.", &columns).with(rows))
}

fn quarantine(s: &Sources<'_>) -> Result<Table> {
    let columns = [("Side", ColumnKind::Words), ("Reason", ColumnKind::Words), ("Records", ColumnKind::Bar), ("Artifacts", ColumnKind::Count)];
    let reasons = s.workspace.store().quarantine_reasons()?;
    let kept: u64 = reasons.iter().map(|r| r.2).sum();
    let all: u64 = s.workspace.artifact_counts()?.iter().map(|c| c.quarantined).sum();
    let rows = reasons.into_iter().map(|(side, code, records, artifacts)| vec![side.into(), code.replace('_', " ").into(), records.into(), artifacts.into()]);
    let mut table = Table::new("Quarantine by reason", "No record is in quarantine.", &columns).with(rows);
    if all > kept {
        // Of very broken artifacts only the first issues are kept with their reason; all are counted.
        table.cut = format!("{} more records are in quarantine; their reasons were not kept.", grouped(all - kept));
    }
    Ok(table)
}

/// Relations of a side of which a row is a patient.
struct People(BTreeSet<String>);

impl People {
    /// A number of rows of a relation, or of values in them.
    fn count(&self, relation: &str, n: u64) -> Cell {
        if is_of_people(relation) || self.0.contains(relation) { Cell::patients(n) } else { n.into() }
    }
}

/// Those that patients are made of, and those by which the lens says who the patients are.
fn people(s: &Sources<'_>, side: Side) -> People {
    let [legacy, destination] = &s.lenses;
    let lens = if side == Side::Legacy { legacy } else { destination };
    let lens = lens.as_ref().and_then(|version| Lens::parse(&version.text).ok());
    let sets = s.migrated.iter().filter(|_| side == Side::Legacy).flat_map(|(_, report)| &report.sets);
    let made = sets.filter(|set| set.resource == PERSON).map(|set| set.from.clone());
    People(made.chain(lens.iter().flat_map(Lens::demographic_relations)).collect())
}

fn excluded(s: &Sources<'_>) -> Table {
    let columns = [("Side", ColumnKind::Words), ("Relation", ColumnKind::Name), ("Reason", ColumnKind::Words), ("Rows", ColumnKind::Bar)];
    let rows = SIDES.into_iter().zip([&s.compared.excluded, &s.compared.excluded_there]).flat_map(|(side, excluded)| {
        let people = people(s, side);
        let row = move |(relation, reason, n): &(String, String, u64)| -> Vec<Cell> { vec![side.word().into(), structure(relation).into(), reason.as_str().into(), people.count(relation, *n)] };
        excluded.iter().map(row).collect::<Vec<_>>()
    });
    Table::new("Rows that the lens excludes", "The lens excludes no row.", &columns).with(rows)
}

fn unlisted(s: &Sources<'_>) -> Table {
    let columns = [("Side", ColumnKind::Words), ("Relation", ColumnKind::Name), ("Field", ColumnKind::Name), ("Values", ColumnKind::Bar)];
    let rows = SIDES.into_iter().zip([&s.compared.unlisted, &s.compared.unlisted_there]).flat_map(|(side, unlisted)| {
        let people = people(s, side);
        let row = move |(relation, field, n): &(String, String, u64)| -> Vec<Cell> { vec![side.word().into(), structure(relation).into(), field_name(field).into(), people.count(relation, *n)] };
        unlisted.iter().map(row).collect::<Vec<_>>()
    });
    Table::new("Values that the lens does not list", "The lens lists every value that it met.", &columns).with(rows)
}

fn alarms(s: &Sources<'_>) -> Table {
    let columns = [("Equivalence", ColumnKind::Words), ("Statements more", ColumnKind::Count), ("Evidence", ColumnKind::Note), ("Proposed", ColumnKind::Note)];
    let more = |a: &CauseRow| if a.kind == ONE_A_PATIENT { Cell::patients(a.statements) } else { a.statements.into() };
    let rows = s.alarms.iter().map(|a| vec![a.label.as_str().into(), more(a), a.evidence.as_str().into(), a.proposal.text.as_str().into()]);
    Table::new("Equivalences that explain more than was declared or known", "No equivalence explains more than was declared or known.", &columns).with(rows)
}

fn one_book(s: &Sources<'_>) -> Table {
    let columns = [("Kind", ColumnKind::Words), ("Destination statements", ColumnKind::Bar)];
    let rows = s.compared.one_book_only.iter().map(|(kind, n)| vec![kind.as_str().into(), (*n).into()]);
    Table::new("Kinds that only the destination's book has: counted, not balanced", "Both books have every kind.", &columns).with(rows)
}

fn added(s: &Sources<'_>) -> Result<Table> {
    let columns =
        [("Kind", ColumnKind::Words), ("Aspect", ColumnKind::Words), ("Statements", ColumnKind::Bar), ("Of", ColumnKind::Count), ("First value", ColumnKind::Words), ("With it", ColumnKind::Count)];
    let terms = Terms::of_texts(s.workspace, s.compared.added.iter().map(|a| a.value.as_str()))?;
    let rows = s.compared.added.iter().map(|a| {
        let mut value = a.value.clone();
        terms.explain(&mut value);
        let count = |n: u64| if a.kind == ONE_A_PATIENT { Cell::beside_others(s.told.one_each(1, n, a.of)) } else { n.into() };
        // What fewer than 11 statements say, fewer than 11 patients share.
        let value: Cell = if deid::small_count(a.same).is_some() { value.into() } else { "withheld".into() };
        vec![a.kind.as_str().into(), a.aspect.as_str().into(), count(a.statements), count(a.of), value, count(a.same)]
    });
    Ok(Table::new("What the destination says and no legacy statement does: a format, or a default that nobody asserted", "Whatever the destination says, the legacy book says of some record.", &columns).with(rows))
}

fn held(report: &MigrateReport) -> Table {
    let columns = [("Resource", ColumnKind::Name), ("Relation", ColumnKind::Name), ("Rule", ColumnKind::Name), ("Reason", ColumnKind::Words), ("Rows", ColumnKind::Bar)];
    let rows = report.sets.iter().flat_map(|set| {
        let row = |(rule, reason, n): &(String, String, u64)| -> Vec<Cell> {
            vec![set.resource.as_str().into(), structure(&set.from).into(), rule.as_str().into(), held_words(rule, reason).into(), rows_of(&set.resource, *n)]
        };
        set.held.iter().map(row).collect::<Vec<_>>()
    });
    Table::new("Rows that the migration held back", "The migration held no row back.", &columns).with(rows)
}

fn dropped(report: &MigrateReport) -> Table {
    let columns = [("Resource", ColumnKind::Name), ("Relation", ColumnKind::Name), ("Reason", ColumnKind::Words), ("Rows", ColumnKind::Bar)];
    let rows = report.sets.iter().filter(|set| set.dropped > 0).map(|set| -> Vec<Cell> {
        vec![set.resource.as_str().into(), structure(&set.from).into(), set.dropped_reason.as_str().into(), rows_of(&set.resource, set.dropped)]
    });
    Table::new("Rows that the mapping declares dropped", "The mapping declares no row dropped.", &columns).with(rows)
}

fn archived(report: &MigrateReport, rule: &ArchiveRule) -> Table {
    let columns = [("Resource", ColumnKind::Name), ("Relation", ColumnKind::Name), ("Rows", ColumnKind::Bar)];
    // A patient has one row of their own: of a few the rows are withheld as well.
    let is_few = deid::small_count(rule.patients).is_none();
    let rows_told = |rows: u64| Cell::beside_others(Some(rows).filter(|_| !is_few));
    let rows = report.sets.iter().filter(|set| set.archived > 0).map(|set| -> Vec<Cell> { vec![set.resource.as_str().into(), structure(&set.from).into(), rows_told(set.archived)] });
    let title = format!("Rows of patients whom version {} of the archive rule keeps out", rule.version);
    Table::new(&title, "The rule in force keeps no row out.", &columns).with(rows)
}

/// Codes without a row, by code map: the codes themselves may be anything and stay in the workspace.
fn unmapped(report: &MigrateReport) -> Table {
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (map, _, rows) in &report.unmapped {
        let count = counts.entry(map).or_default();
        *count = (count.0 + 1, count.1 + rows);
    }
    let columns = [("Code map", ColumnKind::Name), ("Codes", ColumnKind::Count), ("Rows", ColumnKind::Bar)];
    let rows = counts.into_iter().map(|(map, (codes, rows))| vec![map.into(), codes.into(), rows.into()]);
    Table::new("Codes without a row in their code map", "Every code has a row.", &columns).with(rows)
}

fn dangling(report: &MigrateReport) -> Table {
    let columns = [("Resource type", ColumnKind::Name), ("References", ColumnKind::Bar)];
    let rows = report.dangling.iter().map(|(kind, n)| vec![kind.as_str().into(), (*n).into()]);
    Table::new("References that lead nowhere", "Every reference leads to a record.", &columns).with(rows)
}
