//! The lens of either side on the desktop: its text and its visual form in step, its versions. The text is what is kept; a form is only ever written
//! onto the text that it came from.

use super::artifacts::{share_of_people, source_profiles, structure};
use super::lens_wire::{form, form_of};
use super::mapping::{history, kept_version};
use crate::book::lens_document;
use super::{Answer, app, invalid, not_found, problems};
use crate::discover::is_table;
use crate::source::{holders, lens_missing};
use crate::{Host, Workspace};
use balance::{DIRECTORY, Lens, LensForm};
use contract::{LensDraft, LensDrafted, LensHistoryQuery, LensMissing, LensQuery, LensTable, LensView, MappingHistory, MappingVersion, Nothing, PageQuery, RestoreLens, SaveLens};
use model::{Aspect, Kind, Side};

/// The side that a request is about, by its word.
pub(super) fn side_of(word: &str) -> Answer<Side> {
    Side::from_word(word).ok_or_else(not_found)
}

pub(crate) fn lens<H: Host>(host: &H, q: LensQuery) -> Answer<LensView> {
    let (workspace, side) = (host.workspace(), side_of(&q.side)?);
    let (version, text) = app(workspace.store().document(lens_document(side)))?.map_or_else(Default::default, |d| (d.version, d.text));
    let LensDrafted { text, form, problems, missing } = if text.is_empty() { LensDrafted::default() } else { drafted(workspace, side, text)? };
    let kinds = Kind::ALL.iter().filter(|kind| **kind != Kind::Record).map(|kind| kind.word()).chain(DIRECTORY).map(str::to_string).collect();
    // Elements are told by the built-in readings of a whole record, uses by the sources of what they are the use of.
    let is_said = |aspect: &&Aspect| !matches!(aspect, Aspect::Element | Aspect::PhoneUse | Aspect::EmailUse | Aspect::AddressUse);
    let aspects = Aspect::ALL.iter().filter(is_said).map(|aspect| aspect.word().to_string()).collect();
    Ok(LensView { version, text, form, problems, tables: tables(workspace, side)?, missing, kinds, aspects })
}

/// The relations of a side. What a file says of its patients is said of each of its relations.
fn tables(workspace: &Workspace, side: Side) -> Answer<Vec<LensTable>> {
    let holders = holders(workspace, side.word())?;
    let people = workspace.people(side.word())?;
    let rows = source_profiles(workspace, side)?.into_iter().map(|(name, (rows, fields))| {
        let held = holders.get(&name).map_or(&[][..], Vec::as_slice);
        let patients = held.iter().filter_map(|a| a.patients).max().and_then(deid::small_count);
        LensTable {
            artifact: held.first().map(|a| a.token.clone()).unwrap_or_default(),
            rows,
            fields: fields.len() as u64,
            reach: share_of_people(patients, people),
            patients,
            built_in: held.first().is_some_and(|a| !is_table(&name, &a.format)),
            name: structure(&name),
        }
    });
    Ok(rows.collect())
}

/// A text with what stands in it, against the relations of a side.
fn drafted(workspace: &Workspace, side: Side, text: String) -> Answer<LensDrafted> {
    let read = match LensForm::parse(&text) {
        Ok(read) => read,
        Err(found) => return Ok(LensDrafted { text, problems: problems(&found), ..LensDrafted::default() }),
    };
    let (found, missing) = match Lens::parse(&text) {
        Ok(lens) => (Vec::new(), lens_missing(workspace, side, &lens)?.into_iter().map(|(relation, field)| LensMissing { relation, field }).collect()),
        Err(found) => (problems(&found), Vec::new()),
    };
    Ok(LensDrafted { form: Some(form(&read)), problems: found, missing, text })
}

pub(crate) fn draft_lens<H: Host>(host: &H, q: LensDraft) -> Answer<LensDrafted> {
    let side = side_of(&q.side)?;
    let text = match q.form {
        None => q.lens,
        Some(changed) => balance::print_form(&form_of(changed), &q.lens).map_err(|found| invalid(&found))?,
    };
    drafted(host.workspace(), side, text)
}

pub(crate) fn save_lens<H: Host>(host: &H, q: SaveLens) -> Answer<MappingVersion> {
    let side = side_of(&q.side)?;
    Lens::parse(&q.lens).map_err(|found| invalid(&found))?;
    let note = if q.note.trim().is_empty() { format!("the {}", lens_document(side)) } else { q.note };
    keep(host, side, q.base_version, &q.lens, &note)
}

pub(crate) fn restore_lens<H: Host>(host: &H, q: RestoreLens) -> Answer<MappingVersion> {
    let side = side_of(&q.side)?;
    let old = app(host.workspace().store().document_version(lens_document(side), q.version))?.ok_or_else(not_found)?;
    keep(host, side, q.base_version, &old.text, &format!("version {} restored", q.version))
}

/// Keeps a text as a new version on top of a known one; the same text again is no new version.
fn keep<H: Host>(host: &H, side: Side, base: u32, text: &str, note: &str) -> Answer<MappingVersion> {
    let (workspace, store, kind) = (host.workspace(), host.workspace().store(), lens_document(side));
    let latest = app(store.document(kind))?;
    let version = match latest {
        Some(latest) if latest.version == base && latest.text == text => latest.version,
        _ => app(store.add_document(kind, base, text, &host.actor().account, host.now_ms(), note))?,
    };
    kept_version(workspace, kind, version)
}

pub(crate) fn lens_history<H: Host>(host: &H, q: LensHistoryQuery) -> Answer<MappingHistory> {
    history(host.workspace(), lens_document(side_of(&q.side)?), &PageQuery { offset: q.offset, limit: q.limit })
}

pub(crate) fn cancel_lens_count<H: Host>(host: &H, _: Nothing) -> Answer<Nothing> {
    host.workspace().stop_counting(&host.actor().account);
    Ok(Nothing {})
}
