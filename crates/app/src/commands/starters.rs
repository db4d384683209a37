//! Beginning a mapping in the window: the starters, how well each fits what was delivered, and the first version from one of them.
//!
//! What must stay true: a mapping that is there is never replaced, and what is begun here is approved by nobody yet.

use super::mapping::kept_version;
use super::{Answer, app, not_found};
use crate::source::legacy_schema;
use crate::{Host, STARTERS, Starter, starter};
use contract::{BeginMapping, ErrorCode, MappingVersion, Nothing, StarterList, StarterRow};
use mapping::{Document, SourceSchema};
use std::collections::BTreeSet;

pub(crate) fn starters<H: Host>(host: &H, _: Nothing) -> Answer<StarterList> {
    let schema = legacy_schema(host.workspace())?;
    Ok(StarterList { rows: STARTERS.iter().map(|starter| row(starter, &schema)).collect() })
}

/// A starter, with how many of the relations that its mapping reads were delivered.
fn row(starter: &Starter, schema: &SourceSchema) -> StarterRow {
    let document = starter.mapping.and_then(|text| Document::parse(text).ok());
    let relations: BTreeSet<String> = document.into_iter().flat_map(|d| d.resources).map(|set| set.from).collect();
    StarterRow {
        name: starter.name.into(),
        about: starter.about.into(),
        relations: relations.len() as u64,
        found: relations.iter().filter(|relation| schema.contains_key(*relation)).count() as u64,
    }
}

pub(crate) fn begin_mapping<H: Host>(host: &H, q: BeginMapping) -> Answer<MappingVersion> {
    let (workspace, store) = (host.workspace(), host.workspace().store());
    let begun = starter(&q.starter).ok_or_else(not_found)?;
    let text = begun.mapping.ok_or_else(not_found)?;
    if app(store.document("mapping"))?.is_some() {
        return Err(ErrorCode::Conflict.into());
    }
    let (account, note) = (&host.actor().account, format!("starter {}", begun.name));
    let mut documents = vec![("mapping", 0, text)];
    if app(store.document("lens"))?.is_none() {
        documents.push(("lens", 0, begun.lens));
    }
    app(store.add_documents(&documents, account, host.now_ms(), &note))?;
    kept_version(workspace, "mapping", 1)
}
