//! Causes, the value pairs behind them, single findings worst first, and the balance by kind.

use super::Room;
use super::content::{Block, Cell, ColumnKind, Section, Table};
use super::dates::last_day;
use super::sources::{Sources, inside};
use super::words::cause_words;
use crate::Result;
use crate::commands::selected;
use contract::{CauseRow, FindingRow, FindingsQuery};
use std::collections::HashMap;
use store::PatientFilter;

/// Rows asked for of patients who are a few by the rolls: by their charts they may be some more.
const FEW_MOST: u64 = 1_000;

const ELSEWHERE: &str = "The spreadsheet has room for more.";

/// Causes, worst first.
pub(super) fn causes(s: &Sources<'_>, room: &Room) -> Section {
    let mut columns = vec![
        ("No.", ColumnKind::Count),
        ("Severity", ColumnKind::Severity),
        ("Cause", ColumnKind::Words),
        ("Class", ColumnKind::Words),
        ("Findings", ColumnKind::Bar),
        ("Safety", ColumnKind::Count),
        ("Patients", ColumnKind::Count),
    ];
    // The decision says both in a sentence; a filter wants them by themselves.
    if room.wide {
        columns.extend([("State", ColumnKind::Words), ("Owner", ColumnKind::Words)]);
    }
    columns.extend([("Decision", ColumnKind::Note), ("Evidence", ColumnKind::Note), ("Proposed", ColumnKind::Note)]);
    let row = |(no, c): (u64, &CauseRow)| -> Vec<Cell> {
        let mut row: Vec<Cell> = vec![
            no.into(),
            c.severity.as_str().into(),
            cause_words(&c.label).into(),
            c.class.as_str().into(),
            c.statements.into(),
            c.safety.into(),
            Cell::shown_patients(c.patients),
        ];
        if room.wide {
            row.extend([c.triage.state.as_str(), c.triage.owner.as_str()].map(Cell::from));
        }
        row.extend([Cell::from(decision(&c.triage)), c.evidence.as_str().into(), c.proposal.text.as_str().into()]);
        row
    };
    let table = Table::new("Causes, worst first", "No finding, no cause.", &columns).with((1..).zip(&s.causes).map(row)).at_most(room.causes, s.causes.len() as u64, ELSEWHERE);
    let told = "Differences are shown as the causes behind them; by its number a cause is named below. A cause is closed when a later comparison no longer finds it, not when somebody says so. \
                What is proposed is for a person to decide and to do: nothing of it was applied.";
    Section { key: "causes", title: "Causes", sheet: "Causes", blocks: vec![Block::Text(told.into()), Block::Table(table)] }
}

/// What was decided on a cause, and who sees to it: a difference without an owner is said to have none.
fn decision(triage: &contract::TriageState) -> String {
    let ends = triage.expires_ms.map(last_day).unwrap_or_default();
    let decided = match (triage.state.as_str(), triage.disposition.as_str()) {
        ("accepted", _) => format!("accepted as variance until {ends}, signed by {}", triage.signed_by),
        ("proposed", _) => format!("proposed as variance until {ends}, not signed: open"),
        ("expired", _) if triage.signed_by.is_empty() => "proposed as variance, never signed: open".to_string(),
        ("expired", _) => "its waiver is over: open".to_string(),
        (_, "accepted") => "not accepted as variance, a lead rejected it: open".to_string(),
        (_, "") => "not decided: open".to_string(),
        (_, defect) => format!("{defect}: open"),
    };
    let owner = if triage.owner.is_empty() { "no owner".to_string() } else { format!("owner {}", triage.owner) };
    format!("{decided}; {owner}{}", if triage.overdue { ", overdue" } else { "" })
}

/// Values behind the causes that at least 11 patients have.
pub(super) fn pairs(s: &Sources<'_>, room: &Room) -> Section {
    let columns = [
        cause_column(room),
        ("Legacy value", ColumnKind::Words),
        ("Destination value", ColumnKind::Words),
        ("Findings", ColumnKind::Count),
        ("Safety", ColumnKind::Count),
        ("Patients", ColumnKind::Count),
    ];
    let of = |(no, c): (u64, &CauseRow)| {
        let row = |k: &contract::Cluster| {
            vec![cause_cell(room, Some(no), &c.label), absent(&k.value), absent(&k.destination), k.statements.into(), k.safety.into(), Cell::shown_patients(k.patients)]
        };
        c.clusters.iter().map(row).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<Cell>> = (1..).zip(&s.causes).flat_map(of).collect();
    let total = rows.len() as u64;
    let table = Table::new("Value pairs", "No pair of values is shared by 11 patients or more.", &columns).with(rows).at_most(room.pairs, total, ELSEWHERE);
    let told = "A pair of values is named when at least 11 patients have it; the others of its cause are one line.";
    Section { key: "pairs", title: "Value pairs behind the causes", sheet: "Value pairs", blocks: vec![Block::Text(told.into()), Block::Table(table)] }
}

fn absent(value: &str) -> Cell {
    if value.is_empty() { "absent".into() } else { value.into() }
}

/// Findings one by one, de-identified. They name no patient: whoever reads the report is not to count how many are behind a cause. Those of a few whom
/// only one book knows are left out, every one of them, for each has one that says so.
pub(super) fn findings(s: &Sources<'_>, room: &Room) -> Result<Section> {
    let alone = few_alone(s)?;
    let left_out = alone.values().sum::<u64>();
    let page = inside(selected(s.workspace, &FindingsQuery::default(), room.findings as u64, s.run.started_ms))?;
    let columns: &[(&'static str, ColumnKind)] = if room.wide { &WIDE } else { &NARROW };
    let numbers: HashMap<&str, u64> = s.causes.iter().map(|c| c.id.as_str()).zip(1..).collect();
    let row = |f: &FindingRow| {
        let cause = cause_cell(room, numbers.get(f.cause.as_str()).copied(), &f.cause_label);
        if room.wide { wide(f, cause) } else { narrow(f, cause) }
    };
    let caption = if room.wide { "Findings, worst first" } else { "Findings, worst first, each with the number of its cause" };
    let table = Table::new(caption, "No finding is listed.", columns)
        .with(page.rows.iter().filter(|f| !alone.contains_key(&f.patient)).map(row))
        .at_most(room.findings, page.total.saturating_sub(left_out), "The spreadsheet holds up to 50,000, the Findings screen all.");
    let told = "Those of a few patients whom only one book knows are not listed here: each has one that says so. The Findings screen has them.";
    let told = (left_out > 0).then(|| Block::Text(told.into()));
    Ok(Section { key: "findings", title: "Findings", sheet: "Findings", blocks: told.into_iter().chain([Block::Table(table)]).collect() })
}

/// Pseudonyms of those whom only one book knows, where they are a few, with the number of their findings.
fn few_alone(s: &Sources<'_>) -> Result<HashMap<String, u64>> {
    let mut few = HashMap::new();
    for (side, told) in ["legacy only", "destination only"].into_iter().zip(s.told.people.only) {
        if told.is_some() {
            continue;
        }
        let alone = PatientFilter { sides: vec![side.into()], ..PatientFilter::default() };
        let (rows, _) = s.workspace.store().patients(s.run.id, &alone, "", 0, FEW_MOST)?;
        few.extend(rows.into_iter().map(|p| (p.token, p.findings)));
    }
    Ok(few)
}

/// Where a table has room, a cause is there in words, to filter by; on paper its words are said once, among the causes, and its number elsewhere.
fn cause_column(room: &Room) -> (&'static str, ColumnKind) {
    if room.wide { ("Cause", ColumnKind::Words) } else { NUMBERED }
}

const NUMBERED: (&str, ColumnKind) = ("Cause no.", ColumnKind::Count);

fn cause_cell(room: &Room, number: Option<u64>, label: &str) -> Cell {
    if room.wide { cause_words(label).into() } else { number.map_or_else(|| "".into(), Cell::Count) }
}

/// A column a fact, to filter by.
const WIDE: [(&str, ColumnKind); 11] = [
    ("Severity", ColumnKind::Severity),
    ("Verdict", ColumnKind::Words),
    ("Aspect", ColumnKind::Words),
    ("Kind", ColumnKind::Words),
    ("About", ColumnKind::Words),
    ("Legacy", ColumnKind::Words),
    ("Destination", ColumnKind::Words),
    ("Finding", ColumnKind::Name),
    ("Cause", ColumnKind::Words),
    ("State", ColumnKind::Words),
    ("Owner", ColumnKind::Words),
];

fn wide(f: &FindingRow, cause: Cell) -> Vec<Cell> {
    let texts: [&str; 5] = [&f.severity, &f.verdict, &f.aspect, &f.kind, &f.label];
    let mut cells: Vec<Cell> = texts.into_iter().map(Cell::from).collect();
    cells.extend([absent(&f.legacy), absent(&f.destination), f.id.as_str().into(), cause]);
    cells.extend([Cell::from(f.triage.state.as_str()), Cell::from(f.triage.owner.as_str())]);
    cells
}

/// What a sheet of paper has room for.
const NARROW: [(&str, ColumnKind); 7] = [
    ("Severity", ColumnKind::Severity),
    ("What happened", ColumnKind::Words),
    ("About", ColumnKind::Words),
    ("Legacy", ColumnKind::Words),
    ("Destination", ColumnKind::Words),
    ("Finding", ColumnKind::Name),
    NUMBERED,
];

fn narrow(f: &FindingRow, cause: Cell) -> Vec<Cell> {
    let happened = if f.aspect.is_empty() || f.aspect == "statement" { f.verdict.clone() } else { format!("{}: {}", f.verdict, f.aspect) };
    vec![
        f.severity.as_str().into(),
        format!("{} {happened}", f.kind).into(),
        f.label.as_str().into(),
        absent(&f.legacy),
        absent(&f.destination),
        f.id.as_str().into(),
        cause,
    ]
}

/// Whether what the legacy system worked out of a chart still comes out.
pub(super) fn checks(s: &Sources<'_>) -> Section {
    let columns = [
        ("Check", ColumnKind::Words),
        ("Asked", ColumnKind::Count),
        ("Alike", ColumnKind::Count),
        ("Declared", ColumnKind::Count),
        ("Cannot be told of one book", ColumnKind::Count),
        ("Differ", ColumnKind::Bar),
        ("Patients", ColumnKind::Count),
    ];
    let rows = s.compared.checks.iter().map(|(check, [asked, alike, declared, parted, _, patients])| {
        let untold = s.compared.untold.get(check).copied().unwrap_or(0);
        vec![check.as_str().into(), (*asked).into(), (*alike).into(), (*declared).into(), untold.into(), (*parted).into(), Cell::patients(*patients)]
    });
    let table = Table::new("Answers of both books on the last day that they know", "Nothing was asked: no patient has both charts.", &columns).with(rows);
    let told = "An alert that fires in one book while the other holds too little to tell is neither alike nor a difference: it is counted by itself, and a person has to look. What differs is a finding or named by one.";
    Section { key: "checks", title: "Does it still compute", sheet: "Checks", blocks: vec![Block::Text(told.into()), Block::Table(table)] }
}

/// What the notes say against both books: what the source says against itself is counted apart from what the migration made.
fn notes(s: &Sources<'_>) -> Table {
    let columns = [
        ("What the notes say", ColumnKind::Words),
        ("Against both books: the source's own", ColumnKind::Count),
        ("Against the legacy book alone", ColumnKind::Count),
        ("Against the destination alone", ColumnKind::Bar),
    ];
    let rows = s.compared.notes.iter().map(|(check, [both, legacy, destination])| vec![check.as_str().into(), (*both).into(), (*legacy).into(), (*destination).into()]);
    Table::new("Against the notes", "No note speaks against a book.", &columns).with(rows)
}

/// Both books kind by kind.
pub(super) fn kinds(s: &Sources<'_>) -> Section {
    let columns = [
        ("Kind", ColumnKind::Words),
        ("Legacy statements", ColumnKind::Count),
        ("Destination statements", ColumnKind::Count),
        ("Balanced", ColumnKind::Count),
        ("Findings", ColumnKind::Bar),
    ];
    let rows = s.told.kinds.iter().map(|(kind, told)| {
        let counts = [told.legacy, told.destination, told.balanced, told.findings].map(Cell::beside_others);
        std::iter::once(Cell::from(kind.as_str())).chain(counts).collect::<Vec<Cell>>()
    });
    let table = Table::new("Balance by kind of statement", "No statement was read.", &columns).with(rows);
    let told = "Balanced are pairs with the verdict same or equivalent. One statement may have several findings. Withheld is what would tell from 1 to 10 patients.";
    Section { key: "kinds", title: "Kinds", sheet: "Kinds", blocks: vec![Block::Text(told.into()), Block::Table(table), Block::Table(notes(s))] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::TriageState;

    #[test]
    fn a_cause_says_what_was_decided_and_whose_it_is() {
        let state = |state: &str, disposition: &str, owner: &str| TriageState { state: state.into(), disposition: disposition.into(), owner: owner.into(), ..TriageState::default() };
        let ends = TriageState { expires_ms: Some(1_772_064_000_000), signed_by: "lead".into(), ..state("accepted", "accepted", "") };
        assert_eq!(decision(&state("open", "", "")), "not decided: open; no owner");
        assert_eq!(decision(&ends), "accepted as variance until 25 February, that day included, 2026, signed by lead; no owner");
        assert_eq!(decision(&TriageState { overdue: true, ..state("open", "mapping defect", "ada") }), "mapping defect: open; owner ada, overdue");
        assert!(decision(&state("open", "accepted", "")).starts_with("not accepted"));
    }
}
