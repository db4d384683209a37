//! Patients: linked, on one side only, and those most likely to break. Pseudonyms and counts, nobody's name.

use super::Room;
use super::content::{Block, Cell, ColumnKind, Section, Table, grouped};
use super::sources::Sources;
use crate::Result;
use crate::compare::Reason;
use store::{PatientFilter, PatientRow};

pub(super) fn patients(s: &Sources<'_>, room: &Room) -> Result<Section> {
    let store = s.workspace.store();
    let (_, [safety, clinical, _], reasons) = store.patient_facets(s.run.id, &PatientFilter::default())?;
    let (rows, total) = store.patients(s.run.id, &PatientFilter::default(), "", 0, room.patients as u64)?;
    let told = deid::books_told(s.compared.patients);
    let facts = vec![
        ("On both sides".to_string(), Cell::beside_others(told.both)),
        ("On the legacy side only".to_string(), Cell::shown_patients(told.only[0])),
        ("On the destination side only".to_string(), Cell::shown_patients(told.only[1])),
        ("With a safety finding".to_string(), Cell::patients(safety)),
        ("With a clinical finding".to_string(), Cell::patients(clinical)),
    ];
    let reasons = Table::new("Why patients are looked at first", "No patient stands out.", &[("Reason", ColumnKind::Words), ("Patients", ColumnKind::Bar)])
        .with(reasons.into_iter().map(|(reason, n)| vec![reason.into(), Cell::patients(n)]));
    let columns = [
        ("Patient", ColumnKind::Name),
        ("Side", ColumnKind::Words),
        ("Reasons", ColumnKind::Words),
        ("Legacy", ColumnKind::Count),
        ("Destination", ColumnKind::Count),
        ("Findings", ColumnKind::Bar),
        ("Safety", ColumnKind::Count),
    ];
    let first = Table::new("Edge cases: patients most likely to break first", "No patient was compared.", &columns)
        .with(rows.iter().map(edge))
        .at_most(room.patients, total, "The Patients screen lists all of them.");
    let told = "Whoever only one book knows is a finding of identity: the whole chart has no counterpart. Patients are ranked by what makes a chart likely to break, with the reasons.";
    Ok(Section { key: "patients", title: "Patients and edge cases", sheet: "Patients", blocks: vec![Block::Text(told.into()), Block::Facts(facts), Block::Table(reasons), Block::Table(first)] })
}

fn edge(p: &PatientRow) -> Vec<Cell> {
    let reasons: Vec<Reason> = serde_json::from_str(&p.reasons).unwrap_or_default();
    let said = |r: &Reason| if r.count > 1 { format!("{} ({})", r.key, grouped(r.count)) } else { r.key.clone() };
    let reasons: Vec<String> = reasons.iter().map(said).collect();
    vec![p.token.as_str().into(), p.side.as_str().into(), reasons.join(", ").into(), p.legacy.into(), p.destination.into(), p.findings.into(), p.safety.into()]
}
