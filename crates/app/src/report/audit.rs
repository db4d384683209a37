//! The audit checkpoint that the report rests on, and the lines to sign on.
//!
//! The checkpoint ends at the last event that changed something: looking at the workspace, or taking this report out, must
//! not change the report.

use super::dates::moment;
use super::content::{Block, Cell, Section};
use super::sources::Sources;
use crate::Result;
use crate::terminology::{IMPORTED, REMOVED};
use contract::{COMMANDS, Tag};

pub(super) use store::Checkpoint;

pub(super) fn checkpoint(s: &Sources<'_>) -> Result<Checkpoint> {
    Ok(s.workspace.store().audit_checkpoint(&|event| (event.outcome == "done" || event.outcome == store::INTERRUPTED) && changes(&event.what))?)
}

/// Whether what was done changed the work, not only somebody's session.
fn changes(what: &str) -> bool {
    [IMPORTED, REMOVED].contains(&what) || COMMANDS.iter().any(|c| c.audit == what && c.writes.iter().any(|tag| *tag != Tag::Session))
}

pub(super) fn audit(checkpoint: &Checkpoint) -> Section {
    let mut blocks = vec![Block::Text(
        "Every command leaves an event. The events are the leaves of a Merkle tree (RFC 6962); its root stands for all of them. The checkpoint ends at the last event that changed the \
         work, or may have. Of what is done on the command line of the enclave only signing, the archive rule and terminologies leave events yet."
            .into(),
    )];
    match (&checkpoint.root, &checkpoint.last) {
        (Err(seq), _) => blocks.push(Block::Warning(format!("The log was changed: event {seq} does not fit its hash. Nothing in this report rests on it."))),
        (Ok(_), None) => blocks.push(Block::Text(UNWRITTEN.into())),
        (Ok(root), Some(last)) => {
            let what = if last.object.is_empty() { last.what.clone() } else { format!("{} ({})", last.what, last.object) };
            blocks.push(Block::Facts(vec![
                ("Last event".to_string(), Cell::from(last.seq)),
                ("What was done".to_string(), what.into()),
                ("By".to_string(), format!("{} ({})", last.actor, last.role).into()),
                ("When".to_string(), moment(last.at_ms).into()),
                ("Merkle root".to_string(), root.as_str().into()),
            ]));
            blocks.push(Block::Text(format!(
                "To verify: run `throughline audit --at {}` on the workspace. It checks every event against its hash and prints the root over the events up to this one, which must be the root \
                 above. Keep this report apart from the workspace: a log that was cut or signed anew is noticed only against a root that was kept elsewhere.",
                last.seq
            )));
        }
    }
    Section { key: "audit", title: "Audit checkpoint", sheet: "Audit", blocks }
}

/// No command of a desktop changed anything: the work was done on the command line, or there is none.
const UNWRITTEN: &str = "No command of a desktop changed the work, so there is no event to end a checkpoint at: what was ingested, mapped and compared so far was done on the command line of the \
    enclave, which does not write it into the log yet. Nothing in this report is proved by the log. The first change from a desktop, like approving the mapping, ends a checkpoint.";

pub(super) fn sign_off() -> Section {
    let told = "Signing says: I have read the findings, the waivers, the bounds of the claims and what was not read, as they stand in this report. It does not say that nothing is wrong.";
    let roles = vec!["Project lead", "Clinical informaticist", "For the committee"];
    Section { key: "sign-off", title: "Sign-off", sheet: "", blocks: vec![Block::Text(told.into()), Block::Signatures(roles)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_and_signing_in_are_no_changes() {
        for (what, changed) in [
            ("approved a mapping version", true),
            ("started a comparison", true),
            ("decided on hidden corners", true),
            ("signed acceptances of differences", true),
            (IMPORTED, true),
            (REMOVED, true),
            ("listed what waits for a lead", false),
            ("signed in", false),
            ("looked at the overview", false),
            ("exported the discrepancy report", false),
            ("something else", false),
        ] {
            assert_eq!(changes(what), changed, "{what}");
        }
    }
}
