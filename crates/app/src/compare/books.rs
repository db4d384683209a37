//! Both books of a run: every statement read, patients linked, charts spilled by patient.
//!
//! Of a patient who stands in both books what is held from then on is the roll (`linking.rs`): the two keys and some thirty bytes. Besides, in the whole run,
//! there is held per record of our own output a fraction of a byte (`origins.rs`), and per merge what both sides say of it. Which texts many
//! patients have is counted on disk (`labels.rs`).

use super::clusters::{Clusters, Gathered};
use super::heard::each_heard;
use super::joined::{Both, Made};
use super::keys::NOBODY;
use super::labels::{Names, Texts};
use super::linking::{Linking, Roll, made_of};
use super::people::People;
use super::persons::persons;
use super::rare::Rare;
use super::readings::Told;
use super::sides::{ReadSide, read_sides};
use super::stage;
use crate::archive::KeptOut;
use crate::book::BookReport;
use crate::jobs::Meter;
use crate::origins::Origins;
use crate::sorted::Shelves;
use crate::spill::{Numbers, file_by, give_up, partitions};
use crate::{AppError, Result, Workspace};
use identity::Reconciled;
use std::borrow::Cow;
use std::collections::HashSet;

pub(super) struct Books {
    pub(super) legacy: BookReport,
    pub(super) destination: BookReport,
    /// Who is whose, how surely, and what the list shows of everybody.
    pub(super) roll: Roll,
    /// Where one side merged numbers and the other did not do the same.
    pub(super) told: Reconciled,
    /// Numbers that each side merged away.
    pub(super) merged: [u64; 2],
    /// Over how many partitions the patients are spread.
    pub(super) spread: usize,
    /// The partitions of each side, which go as they are read; none where the charts are kept.
    pub(super) legacy_parts: Vec<String>,
    pub(super) destination_parts: Vec<String>,
    /// How what was read of the legacy side and of the destination's numbers its places and codings.
    pub(super) numbers: [Numbers; 2],
    pub(super) common: HashSet<String>,
    /// The newest day up to today on which something happened by the legacy book.
    pub(super) newest_day: Option<i32>,
    pub(super) rare: Rare,
    /// Records of each side that were read, and those whose reading was kept.
    pub(super) records: [[u64; 2]; 2],
    /// Patients whom the archive rule in force keeps out of the destination.
    pub(super) kept_out: Option<KeptOut>,
}

impl Books {
    /// Whether the archive rule keeps a patient out, by the legacy key.
    pub(super) fn is_kept_out(&self, key: &str) -> bool {
        self.kept_out.as_ref().is_some_and(|kept_out| kept_out.holds(key))
    }
}

pub(super) fn read_books(workspace: &Workspace, origins: &Origins, today: (i32, u8, u8), meter: &Meter<'_>) -> Result<Books> {
    let shelves = Shelves::new(workspace.store().scratch()?);
    let texts = Texts::new(&shelves);
    let [left, right] = read_sides(workspace, Some(&texts), meter)?;
    stage(meter, "linking patients")?;
    let records = [left.records, right.records];
    let count = partitions(records.iter().flatten().sum());
    if left.report.coverage.statements.is_empty() {
        return Err(AppError::Nothing("the legacy side asserts nothing: tables need a lens (`throughline starter apply`, `throughline lens import`)".into()));
    }
    let (sides, [own_clusters, their_clusters]) = joining(workspace, &shelves, [&left, &right])?;
    let ReadSide { report: legacy, statements: legacy_statements, numbers: legacy_numbers, told: left, .. } = left;
    let ReadSide { report: destination, statements: destination_statements, numbers: destination_numbers, .. } = right;
    let made = made_of(origins);
    let mut linking = Linking::new(sides, origins.is_own().then_some(&made as Made<'_>))?;
    let linked = linking.linked(derived(workspace, origins)?.as_deref())?;
    // Both take their time: who cancelled while people were linked does not wait for the filing as well.
    stage(meter, "linking patients")?;
    let (here, there) = (&linking.both.legacy, &linking.both.destination);
    let persons = persons(&shelves, (here, there), &linked.told, &linked.mates, today)?;
    let merged = [here.merges.count(), there.merges.count()];
    let known = own_clusters.iter().map(|(key, name)| (key, here.known_by(name).unwrap_or(name)));
    let own = Names::of(here.numbers().filter_map(|number| Some((here.keys.get(number), here.keys.get(here.name(number)?)))).chain(known));
    // Who stands in both books is one patient of the k: a text that six have is six patients' on either side.
    let mate = |number: u32| linked.mates.get(number as usize).copied().filter(|mate| *mate != NOBODY).map(|mate| here.keys.get(mate));
    let known = their_clusters.iter().filter_map(|(key, name)| Some((key, mate(there.keys.number(name)?)?)));
    let mates = Names::of(there.numbers().filter_map(|number| Some((there.keys.get(number), mate(number)?))).chain(known));
    let mut common = texts.common(&[own, mates])?;
    let Told { rare, days } = left;
    common.extend(authored(workspace)?);
    let latest = model::days_from_civil(today.0 as i16, today.1, today.2);
    let newest_day = days.range(..=latest).next_back().copied();
    let filed_by = |key: &str| {
        let key = their_clusters.get(key).unwrap_or(key);
        // Who was merged away on this side goes by the number that stays.
        let key = linked.told.followed.get(key).map_or(key, String::as_str);
        match there.keys.number(key).and_then(mate) {
            Some(mate) => Some(Cow::Borrowed(mate)),
            // A key that both sides use without demographics is one person; otherwise it stands alone.
            None if here.keys.number(key).is_some_and(|number| here.has_records(number)) => Some(Cow::Owned(key.to_string())),
            None => Some(Cow::Owned(format!("\u{1f}{key}"))),
        }
    };
    let filed = rayon::join(
        || file_by(workspace, &legacy_statements, count, &|key| {
            let name = own_clusters.get(key);
            here.known_by(name.unwrap_or(key)).or(name).map(Cow::Borrowed)
        }),
        || file_by(workspace, &destination_statements, count, &filed_by),
    );
    let (legacy_parts, destination_parts) = match filed {
        (Ok(legacy), Ok(destination)) => (legacy, destination),
        (Ok(parts), Err(error)) | (Err(error), Ok(parts)) => {
            give_up(workspace, &parts);
            return Err(error);
        }
        (Err(error), Err(_)) => return Err(error),
    };
    let roll = linking.roll(&linked, persons);
    Ok(Books {
        legacy,
        destination,
        roll,
        told: linked.told,
        merged,
        spread: legacy_parts.len(),
        legacy_parts,
        destination_parts,
        numbers: [legacy_numbers, destination_numbers],
        common,
        newest_day,
        rare,
        records,
        kept_out: None,
    })
}

/// Both sides by their keys. Everybody of the legacy side has one key of its own: what was said under keys that were merged away is held against the
/// destination, and no record hangs on those any more. Whoever goes by several numbers in messages goes by one ([`Clusters`]), on either side.
fn joining<'s>(workspace: &Workspace, shelves: &'s Shelves, [legacy, destination]: [&ReadSide; 2]) -> Result<(Both<'s>, [Clusters; 2])> {
    let are_named = [legacy, destination].iter().any(|side| side.report.coverage.named_by_number > 0);
    let gathered = |side: &ReadSide| match side.report.coverage.records[1] > 0 || are_named {
        true => Gathered::of(shelves, &mut |each| each_heard(workspace, &side.people, each)),
        // Resources alone name nobody by several numbers.
        false => Ok(Gathered::default()),
    };
    let (ours, theirs) = (gathered(legacy)?, gathered(destination)?);
    let may_be_named = are_named && !ours.are_ids && !theirs.are_ids;
    let of = |side: &ReadSide, clusters: Clusters, has_aliases: bool| -> Result<(People<'s>, Clusters)> {
        let people = People::of(shelves, &mut |each| each_heard(workspace, &side.people, &mut |key, bytes| clusters.renamed(key, bytes, each)), has_aliases)?;
        Ok((people, clusters))
    };
    let (mut legacy, own_clusters) = of(legacy, ours.clusters(may_be_named), true)?;
    legacy.file_by_names();
    let (destination, their_clusters) = of(destination, theirs.clusters(may_be_named), false)?;
    Ok((Both::new(shelves, legacy, destination), [own_clusters, their_clusters]))
}

/// The id that our own output derives from the key of a patient, where the destination is that.
pub(super) fn derived(workspace: &Workspace, origins: &Origins) -> Result<Option<Box<dyn Fn(&str) -> String>>> {
    let document = if origins.is_own() { mapping_document(workspace)? } else { None };
    Ok(document.map(|document| -> Box<dyn Fn(&str) -> String> { Box::new(move |key| mapping::stable_id(&document.system, "Patient", key)) }))
}

/// Reads both sides and brings them together as a comparison would.
pub(super) fn both<'s>(workspace: &Workspace, shelves: &'s Shelves, meter: &Meter<'_>) -> Result<(Both<'s>, [BookReport; 2])> {
    let [left, right] = read_sides(workspace, None, meter)?;
    let (both, _) = joining(workspace, shelves, [&left, &right])?;
    if both.legacy.len() == 0 {
        return Err(AppError::Nothing("the legacy side names no patient; ingest it first, and give its tables a lens".into()));
    }
    Ok((both, [left.report, right.report]))
}

/// The latest mapping document, when it parses.
pub(super) fn mapping_document(workspace: &Workspace) -> Result<Option<mapping::Document>> {
    Ok(workspace.store().document("mapping")?.and_then(|v| mapping::Document::parse(&v.text).ok()))
}

/// Displays that the team itself wrote into the mapping's code maps.
fn authored(workspace: &Workspace) -> Result<Vec<String>> {
    let Some(document) = mapping_document(workspace)? else { return Ok(Vec::new()) };
    Ok(document.code_maps.values().flat_map(|m| m.rows.iter().map(|r| r.display.clone())).filter(|d| !d.is_empty()).collect())
}
