//! What the tables of the destination most likely assert, for the lens of that side. Nothing else of it is discovered: what is wrong with it is for the
//! comparison to say.

use super::gathered::relations;
use super::{AttributeTable, attributes, columns_of, declared_keys, dictionary, facts_of, named};
use crate::{Result, Workspace};
use discovery::{Column, LensSuggestion, RelationFacts};
use model::Side;

/// From what the parts of a lens are proposed.
#[derive(Debug, Default)]
pub(crate) struct Proposed {
    /// Tables that hold attributes as rows.
    pub attribute_tables: Vec<AttributeTable>,
    /// What the others most likely assert.
    pub suggestions: Vec<LensSuggestion>,
}

/// Finds everything anew, from profiles. The result is as old as the store's state: `Workspace::proposed_there` keeps it.
pub(crate) fn proposed_there(workspace: &Workspace) -> Result<Proposed> {
    let side = Side::Destination;
    let mut relations = relations(workspace, side, &mut |_| {})?;
    relations.retain(|relation| relation.is_table);
    let columns: Vec<Column<'_>> = relations.iter().flat_map(columns_of).collect();
    let joins = discovery::joins(&columns, &declared_keys(workspace, side)?);
    let facts: Vec<RelationFacts<'_>> = relations.iter().map(facts_of).collect();
    Ok(Proposed {
        attribute_tables: attributes(workspace, side, &facts, &joins)?.into_iter().map(|eav| named(eav, &facts, &joins)).collect(),
        suggestions: discovery::lens_suggestions(&facts, &joins, &dictionary(workspace, side)?),
    })
}
