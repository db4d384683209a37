//! Texts that may be shown by the last comparison: those that at least 11 patients have, and those that the team itself wrote.

use super::books::Books;
use crate::{AppError, Result, Workspace};

const SETTING: &str = "common texts";

/// Keeps those of a run, from its conclusion on in the place of the ones before.
pub(super) fn keep(workspace: &Workspace, run: u32, books: &Books) -> Result<()> {
    let mut common: Vec<&String> = books.common.iter().collect();
    common.sort_unstable();
    let json = serde_json::to_string(&common).map_err(|e| AppError::Other(e.to_string()))?;
    Ok(workspace.store().stage_setting(run, SETTING, &json)?)
}

/// Those of the last comparison, in order.
pub(crate) fn common_texts(workspace: &Workspace) -> Result<Vec<String>> {
    let kept = workspace.store().setting(SETTING)?.unwrap_or_else(|| "[]".into());
    serde_json::from_str(&kept).map_err(|e| AppError::Other(e.to_string()))
}
