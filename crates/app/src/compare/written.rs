//! Both charts of a patient in writing: they are sealed as they are written here, and the patient is known by them.
//!
//! Two charts are known by what they say and by which statements were made from which, not by where that stands: an artifact that was
//! made again, with other lines or under another number, changes nothing for the patients whose records came out the same.

use super::Arrival;
use super::judgments::Key;
use crate::Result;
use crate::packed::pack;
use model::{Origin, Statement};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// Both charts as bytes, field by field as [`super::Charts`] begins, and by what the patient is known.
pub(super) struct Written {
    pub(super) charts: Vec<u8>,
    pub(super) key: Key,
}

/// The legacy row that a statement of the destination was made from.
pub(super) type Source<'a> = &'a dyn Fn(&Statement) -> Option<(u32, u64)>;

/// Bytes that a written statement mostly takes.
const STATEMENT_BYTES: usize = 288;

/// Writes both charts of a patient. Whom they are of and the documents that stand in neither are part of the key.
pub(super) fn write(arrival: &Arrival, papers: &[Statement], source: Source<'_>) -> Result<Written> {
    let mut charts = Vec::with_capacity((arrival.legacy.len() + arrival.destination.len()) * STATEMENT_BYTES);
    let mut known = Sha256::new();
    let number = |number: usize| (number as u64).to_be_bytes();
    known.update(number(arrival.key.len()));
    known.update(&arrival.key);
    // Legacy rows of the patient, in the order in which the statements of both sides name them.
    let mut rows: HashMap<(u32, u64), usize> = HashMap::new();
    let own = |s: &Statement| Some((s.origin.artifact, s.origin.line));
    let sides: [(&[Statement], Source<'_>); 2] = [(&arrival.legacy, &own), (&arrival.destination, source)];
    for (chart, from) in sides {
        pack(&mut charts, &chart.len())?;
        known.update(number(chart.len()));
        // Artifacts of the side, in the order in which its statements name them.
        let mut artifacts: HashMap<u32, usize> = HashMap::new();
        for statement in chart {
            let Statement { kind, patient, origin: Origin { artifact, relation, line, reference }, facts } = statement;
            let (next_artifact, next_row) = (artifacts.len(), rows.len());
            let row = from(statement).map_or(usize::MAX, |row| *rows.entry(row).or_insert(next_row));
            known.update([number(*artifacts.entry(*artifact).or_insert(next_artifact)), number(row)].as_flattened());
            let mut told = |charts: &mut Vec<u8>, from: usize| known.update(charts.get(from..).unwrap_or_default());
            let start = charts.len();
            pack(&mut charts, &(kind, patient))?;
            told(&mut charts, start);
            pack(&mut charts, artifact)?;
            let start = charts.len();
            pack(&mut charts, relation)?;
            told(&mut charts, start);
            pack(&mut charts, line)?;
            let start = charts.len();
            pack(&mut charts, &(reference, facts))?;
            told(&mut charts, start);
        }
    }
    let mut facts = Vec::new();
    papers.iter().try_for_each(|paper| pack(&mut facts, &paper.facts))?;
    known.update(&facts);
    let mut key = Key::default();
    key.iter_mut().zip(known.finalize()).for_each(|(own, byte)| *own = byte);
    Ok(Written { charts, key })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Aspect, Fact, How, Kind, Value};

    fn statement(artifact: u32, line: u64, text: &str) -> Statement {
        let facts = vec![Fact { aspect: Aspect::Text, value: Value::Text(text.into()), place: 0, how: How::Copied }];
        Statement { kind: Kind::Problem, patient: "p".into(), origin: Origin { artifact, relation: 0, line, reference: String::new() }, facts }
    }

    fn arrival(legacy: &[(u32, u64, &str)], destination: &[(u32, u64, &str)]) -> Arrival {
        let of = |side: &[(u32, u64, &str)]| side.iter().map(|(artifact, line, text)| statement(*artifact, *line, text)).collect::<Vec<_>>();
        Arrival { key: "p".into(), legacy: of(legacy), destination: of(destination), aligned: None }
    }

    fn known(legacy: &[(u32, u64, &str)], destination: &[(u32, u64, &str)], sources: &[(u32, u64)]) -> Key {
        let source = |s: &Statement| destination.iter().position(|(a, l, _)| (*a, *l) == (s.origin.artifact, s.origin.line)).and_then(|at| sources.get(at).copied());
        write(&arrival(legacy, destination), &[], &source).unwrap().key
    }

    #[test]
    fn what_is_written_reads_back_as_both_charts() {
        let arrival = arrival(&[(1, 4, "gout"), (1, 9, "asthma")], &[(7, 300, "gout")]);
        let written = write(&arrival, &[], &|_| None).unwrap();
        let read: (Vec<Statement>, Vec<Statement>) = postcard::from_bytes(&written.charts).unwrap();
        assert_eq!(read, (arrival.legacy, arrival.destination));
    }

    #[test]
    fn charts_are_known_by_what_they_say_and_by_what_was_made_from_what() {
        let charts = known(&[(1, 4, "gout"), (1, 9, "gout")], &[(7, 1, "gout"), (7, 2, "gout")], &[(1, 4), (1, 9)]);
        let made_again = known(&[(1, 4, "gout"), (1, 9, "gout")], &[(8, 11, "gout"), (8, 12, "gout")], &[(1, 4), (1, 9)]);
        assert_eq!(charts, made_again, "another artifact with other lines");
        let others = [
            known(&[(1, 4, "gout"), (1, 9, "gout")], &[(7, 1, "gout"), (7, 2, "gout")], &[(1, 9), (1, 4)]),
            known(&[(1, 4, "gout"), (1, 9, "gout")], &[(7, 1, "gout"), (7, 2, "gout")], &[]),
            known(&[(1, 4, "gout"), (1, 9, "gout")], &[(7, 1, "gout"), (8, 2, "gout")], &[(1, 4), (1, 9)]),
            known(&[(1, 4, "gout"), (1, 9, "gout")], &[(7, 1, "gout"), (7, 2, "gouty")], &[(1, 4), (1, 9)]),
            known(&[(1, 4, "gout")], &[(7, 1, "gout"), (7, 2, "gout")], &[(1, 4), (1, 9)]),
        ];
        for (index, other) in others.iter().enumerate() {
            assert_ne!(charts, *other, "{index}");
        }
    }
}
