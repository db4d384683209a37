//! Patients: linked, on one side only, and those most likely to break. Pseudonyms and counts, nobody's name.
//!
//! Rows are counted as easily as numbers are read. So the list names patients of both books only, never all of them where their number is not told, and
//! says of one what enough patients share: a reason or a column that would single out a few is left out. The Patients screen has all of it.

use super::Room;
use super::content::{Block, Cell, ColumnKind, Section, Table, grouped};
use super::sources::Sources;
use crate::Result;
use crate::compare::Reason;
use crate::told::part;
use std::collections::HashSet;
use store::{LESS_HARM, PatientFilter, PatientRow};

/// What a row of the list may say.
struct Says {
    /// Reasons that enough patients have.
    reasons: HashSet<String>,
    /// Whether it may tell findings apart, and those of severity safety.
    findings: bool,
    safety: bool,
}

pub(super) fn patients(s: &Sources<'_>, room: &Room) -> Result<Section> {
    let store = s.workspace.store();
    let (sides, [safety, clinical, _], reasons) = store.patient_facets(s.run.id, &PatientFilter::default())?;
    let all = sides.iter().map(|(_, count)| *count).sum::<u64>();
    let found = PatientFilter { severities: ["safety", "clinical", LESS_HARM].map(str::to_string).to_vec(), ..PatientFilter::default() };
    let (_, with_findings) = store.patients(s.run.id, &found, "", 0, 1)?;
    let of_all = |count: u64| part(count, all);
    let reasons_told = reasons.iter().filter(|(_, count)| of_all(*count).is_some()).map(|(reason, _)| reason.clone()).collect();
    let says = Says { reasons: reasons_told, findings: of_all(with_findings).is_some(), safety: of_all(safety).is_some() };

    let paired = PatientFilter { sides: vec!["paired".into()], ..PatientFilter::default() };
    let (mut rows, total) = store.patients(s.run.id, &paired, "", 0, room.patients as u64)?;
    rows.truncate(s.told.listed(room.patients, total));

    let told = &s.told.people;
    let facts = vec![
        ("On both sides".to_string(), Cell::beside_others(told.both)),
        ("On the legacy side only".to_string(), Cell::shown_patients(told.only[0])),
        ("On the destination side only".to_string(), Cell::shown_patients(told.only[1])),
        ("With a safety finding".to_string(), Cell::beside_others(of_all(safety))),
        ("With a clinical finding".to_string(), Cell::beside_others(of_all(clinical))),
    ];
    let why = Table::new("Why patients are looked at first", "No patient stands out.", &[("Reason", ColumnKind::Words), ("Patients", ColumnKind::Bar)])
        .with(reasons.into_iter().map(|(reason, n)| vec![reason.into(), Cell::beside_others(of_all(n))]));
    let mut columns = vec![("Patient", ColumnKind::Name), ("Reasons", ColumnKind::Words), ("Legacy", ColumnKind::Count)];
    if says.findings {
        columns.extend([("Destination", ColumnKind::Count), ("Findings", ColumnKind::Bar)]);
    }
    if says.safety {
        columns.push(("Safety", ColumnKind::Count));
    }
    let first = Table::new("Edge cases: patients of both books most likely to break first", "No patient is listed here.", &columns).with(rows.iter().map(|p| edge(p, &says)));
    let elsewhere = "The Patients screen lists all of them.";
    let first = if told.both.is_some() { first.at_most(room.patients, total, elsewhere) } else { first.first_of_some(elsewhere) };
    let words = "Whoever only one book knows is a finding of identity: the whole chart has no counterpart. Patients are ranked by what makes a chart likely to break, with those \
                 reasons that enough patients share.";
    Ok(Section { key: "patients", title: "Patients and edge cases", sheet: "Patients", blocks: vec![Block::Text(words.into()), Block::Facts(facts), Block::Table(why), Block::Table(first)] })
}

fn edge(p: &PatientRow, says: &Says) -> Vec<Cell> {
    let reasons: Vec<Reason> = serde_json::from_str(&p.reasons).unwrap_or_default();
    let said = |r: &Reason| if r.count > 1 { format!("{} ({})", r.key, grouped(r.count)) } else { r.key.clone() };
    let reasons: Vec<String> = reasons.iter().filter(|r| says.reasons.contains(&r.key)).map(said).collect();
    let mut cells: Vec<Cell> = vec![p.token.as_str().into(), reasons.join(", ").into(), p.legacy.into()];
    if says.findings {
        cells.extend([Cell::from(p.destination), Cell::from(p.findings)]);
    }
    if says.safety {
        cells.push(p.safety.into());
    }
    cells
}
