//! Both charts of a patient in writing: they are sealed as they are written here, once, and the patient is known by them.
//!
//! Two charts are known by what they say and by which statements were made from which, not by where that stands: an artifact that was
//! made again, with other lines or under another number, changes nothing for the patients whose records came out the same.

use super::Arrival;
use super::judgments::Key;
use crate::Result;
use crate::packed::pack;
use model::Statement;
use store::BlobPart;
use model::packed::{Packer, number, pack_codings, put, put_text, text, unpack, unpack_codings};
use rustc_hash::{FxBuildHasher, FxHashMap};
use sha2::{Digest as _, Sha256};

/// The form in which charts are written, in their first byte: those of a program with another form are not read.
const FORM: u8 = 0xc3;

/// Both charts in writing, and by what they are known.
pub(super) struct Written {
    pub(super) sheet: Sheet,
    pub(super) key: Key,
}

/// Both charts as bytes, or where these are kept already.
pub(super) enum Sheet {
    New(Vec<u8>),
    Kept(BlobPart),
}

impl Default for Sheet {
    fn default() -> Self {
        Self::New(Vec::new())
    }
}

/// The legacy row that a statement of the destination was made from.
pub(super) type Source<'a> = &'a dyn Fn(&Statement) -> Option<(u32, u64)>;

/// Bytes that a written statement mostly takes.
const STATEMENT_BYTES: usize = 160;

/// Writes both charts of a patient: a table of all codings, then each chart behind its length and whom it is mostly of. Whom they are of is part of
/// the key.
pub(super) fn write(arrival: &Arrival, source: Source<'_>) -> Written {
    let (mut packer, mut statements) = (Packer::new(usize::MAX), Vec::with_capacity((arrival.legacy.len() + arrival.destination.len()) * STATEMENT_BYTES));
    let mut known = Sha256::new();
    let fixed = |number: usize| (number as u64).to_be_bytes();
    known.update(fixed(arrival.key.len()));
    known.update(&arrival.key);
    // Legacy rows of the patient, in the order in which the statements of both sides name them.
    let mut rows: FxHashMap<(u32, u64), usize> = FxHashMap::with_capacity_and_hasher(arrival.legacy.len(), FxBuildHasher);
    let own = |s: &Statement| Some((s.origin.artifact, s.origin.line));
    let sides: [(&[Statement], Source<'_>); 2] = [(&arrival.legacy, &own), (&arrival.destination, source)];
    for (chart, from) in sides {
        let patient = chart.first().map_or("", |s| s.patient.as_str());
        let start = statements.len();
        put(&mut statements, chart.len() as u64);
        put_text(&mut statements, patient);
        known.update(statements.get(start..).unwrap_or_default());
        // Artifacts of the side, in the order in which its statements name them.
        let mut artifacts: FxHashMap<u32, usize> = FxHashMap::default();
        for statement in chart {
            let (next_artifact, next_row) = (artifacts.len(), rows.len());
            let row = from(statement).map_or(usize::MAX, |row| *rows.entry(row).or_insert(next_row));
            known.update([fixed(*artifacts.entry(statement.origin.artifact).or_insert(next_artifact)), fixed(row)].as_flattened());
            let said = packer.pack(statement, patient, &mut statements);
            known.update(statements.get(said..).unwrap_or_default());
        }
    }
    let mut charts = Vec::with_capacity(statements.len() + statements.len() / 2);
    charts.push(FORM);
    pack_codings(&packer.into_codings(), &mut charts);
    known.update(&charts);
    charts.append(&mut statements);
    Written { sheet: Sheet::New(charts), key: short(known) }
}

/// By what it is known what is judged of charts: by the charts, the documents that stand in neither, and the ground on which they are judged.
pub(super) fn judged_by(charts: &Key, papers: &[Statement], ground: &[Key]) -> Result<Key> {
    let mut known = Sha256::new();
    known.update(charts);
    let mut facts = Vec::new();
    papers.iter().try_for_each(|paper| pack(&mut facts, &paper.facts))?;
    known.update(&facts);
    ground.iter().for_each(|part| known.update(part));
    Ok(short(known))
}

fn short(known: Sha256) -> Key {
    let mut key = Key::default();
    key.iter_mut().zip(known.finalize()).for_each(|(own, byte)| *own = byte);
    key
}

/// Both charts as they were written; none where another program wrote them.
pub(super) fn read(bytes: &[u8]) -> Option<[Vec<Statement>; 2]> {
    let mut rest = bytes.strip_prefix(&[FORM])?;
    let codings = unpack_codings(&mut rest)?;
    let mut chart = || {
        let (count, patient) = (number::<usize>(&mut rest)?, text(&mut rest)?);
        (0..count).map(|_| unpack(&mut rest, &patient, &codings)).collect::<Option<Vec<_>>>()
    };
    let charts = [chart()?, chart()?];
    rest.is_empty().then_some(charts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Aspect, Fact, How, Kind, Origin, Value};

    fn statement(artifact: u32, line: u64, text: &str) -> Statement {
        let facts = vec![Fact { aspect: Aspect::Text, value: Value::Text(text.into()), place: 0, how: How::Copied }];
        Statement { kind: Kind::Problem, patient: "p".into(), origin: Origin { artifact, relation: 0, line, reference: String::new() }, facts }
    }

    fn arrival(legacy: &[(u32, u64, &str)], destination: &[(u32, u64, &str)]) -> Arrival {
        let of = |side: &[(u32, u64, &str)]| side.iter().map(|(artifact, line, text)| statement(*artifact, *line, text)).collect::<Vec<_>>();
        Arrival { key: "p".into(), legacy: of(legacy), destination: of(destination), aligned: None, kept: None }
    }

    fn known(legacy: &[(u32, u64, &str)], destination: &[(u32, u64, &str)], sources: &[(u32, u64)]) -> Key {
        let source = |s: &Statement| destination.iter().position(|(a, l, _)| (*a, *l) == (s.origin.artifact, s.origin.line)).and_then(|at| sources.get(at).copied());
        write(&arrival(legacy, destination), &source).key
    }

    #[test]
    fn what_is_written_reads_back_as_both_charts() {
        let arrival = arrival(&[(1, 4, "gout"), (1, 9, "asthma")], &[(7, 300, "gout")]);
        let Sheet::New(written) = write(&arrival, &|_| None).sheet else { panic!("they are written") };
        assert_eq!(read(&written).unwrap(), [arrival.legacy, arrival.destination]);
        assert!(read(&written[1..]).is_none() && read(&written[..20]).is_none(), "another form, or cut");
        assert!(read(&[&written[..], &[1]].concat()).is_none(), "something stands behind them");
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
