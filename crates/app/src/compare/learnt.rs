//! What a run learnt of its books and judged by, kept so that a pair can be judged once more as it was: what both books assert at all, what
//! they call their codes, who gives numbers in them, whom their directories hold, and where the links of every chart lead.
//!
//! One sealed blob; the setting says which and of which run. The kept books (`kept.rs`) hold the first part too, with every person and place
//! beside it, and nothing of the links. What the makers of the destination set out to fill stands apart (`design.rs`).

use super::books::Books;
use super::design;
use super::sealed::{load, replace};
use crate::{Result, Workspace};
use balance::{Coverage, Links};
use serde::{Deserialize, Serialize};

pub(super) const SETTING: &str = "learnt by the run";
pub(super) const CLASS: &str = "learnt";

/// As it is written. The fields stand in the order of [`Learnt`].
#[derive(Serialize)]
struct Keeping<'a> {
    legacy: &'a Coverage,
    destination: &'a Coverage,
    links: &'a Links,
}

/// What a run judged by.
#[derive(Default, Deserialize)]
pub(crate) struct Learnt {
    pub(super) legacy: Coverage,
    pub(super) destination: Coverage,
    pub(super) links: Links,
}

/// Keeps it in the place of what the run before had learnt.
pub(super) fn keep(workspace: &Workspace, run: u32, books: &Books, links: &Links) -> Result<()> {
    replace(workspace, (SETTING, CLASS), run, &Keeping { legacy: &books.legacy.coverage, destination: &books.destination.coverage, links })
}

/// The name of what is kept, another one for every run; empty where nothing is.
pub(crate) fn name(workspace: &Workspace) -> Result<String> {
    Ok(workspace.store().setting(SETTING)?.unwrap_or_default())
}

/// What is kept under a name; `None` where an older program kept nothing, or another one in another form.
pub(crate) fn of_name(workspace: &Workspace, name: &str) -> Result<Option<Learnt>> {
    let Some((_, blob)) = name.split_once(' ') else { return Ok(None) };
    let Ok(mut learnt) = load::<Learnt>(workspace, CLASS, blob) else { return Ok(None) };
    learnt.destination.design = design::kept(workspace)?;
    Ok(Some(learnt))
}
