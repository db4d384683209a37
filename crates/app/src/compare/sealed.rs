//! What a comparison keeps for the next one, each value in a sealed blob of its own.
//!
//! The form knows no versions: whoever reads takes what another program wrote in another form for not kept.

use crate::{AppError, Result, Workspace};
use serde::{Deserialize, Serialize};
use std::io::{Read as _, Write as _};

/// Writes a value into a new blob of a class.
pub(super) fn save(workspace: &Workspace, class: &str, value: &impl Serialize) -> Result<String> {
    let mut writer = workspace.store().write_blob(class)?;
    let mut buffered = std::io::BufWriter::new(&mut writer);
    postcard::to_io(value, &mut buffered).map_err(|e| AppError::Other(e.to_string()))?;
    buffered.flush()?;
    drop(buffered);
    Ok(writer.finish()?)
}

/// Writes what a run keeps. As soon as the run is concluded it takes the place of what the run before kept under the setting, which says of which run
/// it is and in which blob.
pub(super) fn replace(workspace: &Workspace, (setting, class): (&str, &str), run: u32, value: &impl Serialize) -> Result<()> {
    let blob = save(workspace, class, value)?;
    Ok(workspace.store().stage_setting(run, setting, &format!("{run} {blob}"))?)
}

/// Reads it back.
pub(super) fn load<T: for<'de> Deserialize<'de>>(workspace: &Workspace, class: &str, blob: &str) -> Result<T> {
    let mut bytes = Vec::new();
    workspace.store().read_blob(blob, class)?.read_to_end(&mut bytes)?;
    postcard::from_bytes(&bytes).map_err(|e| AppError::Other(e.to_string()))
}

/// Whether what is kept under a setting is that of a run, and is whole.
pub(super) fn is_of_run(workspace: &Workspace, (setting, class): (&str, &str), run: u32) -> Result<bool> {
    let kept = workspace.store().setting(setting)?;
    let own = kept.as_deref().and_then(|kept| kept.split_once(' ')).filter(|(number, _)| number.parse::<u32>().ok() == Some(run));
    Ok(own.is_some_and(|(_, blob)| workspace.store().read_blob(blob, class).is_ok()))
}
