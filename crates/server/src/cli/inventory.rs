//! ingest, profile, issues. What `artifacts` lists is in `listed`.

use super::options::SideOption;
use super::terminal::{column, end_progress, line, nothing, now_ms, progress, text_line};
use super::{Outcome, Status};
use app::{AppError, Workspace, counted};
use serde_json::json;
use std::collections::HashMap;
use std::path::PathBuf;
use store::ArtifactRow;

/// Names that a message lists.
const NAMED_MAX: usize = 3;

pub(crate) fn ingest(workspace: &Workspace, side: SideOption, system: &str, paths: &[PathBuf], as_json: bool) -> Outcome {
    for path in paths {
        if !path.exists() {
            eprintln!("throughline: {} is not there", path.display());
            return Ok(Status::Usage);
        }
    }
    let (mut files, mut records, mut quarantined, mut unread, mut refused, mut partly) = (0u64, 0u64, 0u64, 0u64, 0u64, false);
    let (mut came, meter, began_ms) = (false, progress(), now_ms());
    app::ingest(workspace, side.side().word(), system, paths, now_ms(), &meter, &mut |l| {
        files += 1;
        records += l.records;
        came |= !l.unchanged && l.records > 0;
        quarantined += l.quarantined;
        unread += u64::from(l.state == "unread");
        refused += u64::from(l.state == "refused");
        partly |= l.state == "partly read";
        end_progress();
        let path = column(&l.path);
        if as_json {
            line(l);
        } else {
            let note = l.refused.as_deref().unwrap_or(if l.unchanged { "unchanged" } else { &l.state });
            text_line(&format!("{}\t{}\t{}\t{} quarantined\t{note}", path, l.format, counted(l.records, "record"), l.quarantined));
        }
        for (code, count) in &l.issues {
            eprintln!("  {path}: {code} x{count}");
        }
        if let Some(reason) = &l.refused {
            eprintln!("  {path}: {reason}");
        }
    })?;
    end_progress();
    eprintln!(
        "{}: {} read, {quarantined} quarantined, {} unread, {refused} refused",
        counted(files, "file"),
        counted(records, "record"),
        counted(unread, "file")
    );
    if came {
        read_again(workspace, side.side().word(), began_ms)?;
    }
    Ok(match (records, quarantined + unread + refused) {
        (0, _) => Status::Nothing,
        (_, 0) if !partly => Status::Done,
        _ => Status::Partly,
    })
}

/// Says which files that came since then hold what another file of the side holds, byte by byte: everything in them is asserted once more. What stands
/// inside of files is passed over, for a letter may be attached to many. Of the side nothing is held but the digests of what came.
fn read_again(workspace: &Workspace, side: &str, since_ms: u64) -> Result<(), AppError> {
    let digest_of = |artifact: &ArtifactRow| {
        let digest = artifact.sha256.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok());
        digest.filter(|_| artifact.records > 0 && !artifact.path.contains("!/"))
    };
    // Whether a file with the digest was met.
    let mut came: HashMap<u64, bool> = HashMap::new();
    workspace.store().each_artifact(side, &mut |artifact| {
        came.extend(digest_of(artifact).filter(|_| artifact.ingested_ms >= since_ms).map(|digest| (digest, false)));
    })?;
    let (mut again, mut named) = (0u64, Vec::new());
    // In the order in which they came: the first of each is no second one.
    workspace.store().each_artifact(side, &mut |artifact| {
        let Some(digest) = digest_of(artifact) else { return };
        let Some(met) = came.get_mut(&digest) else { return };
        if std::mem::replace(met, true) && artifact.ingested_ms >= since_ms {
            again += 1;
            if named.len() < NAMED_MAX {
                named.push(column(&artifact.path));
            }
        }
    })?;
    named.sort();
    if again > 0 {
        let more = if again > NAMED_MAX as u64 { format!(" and {} more", again - NAMED_MAX as u64) } else { String::new() };
        let (hold, are) = if again == 1 { ("holds", "is") } else { ("hold", "are") };
        eprintln!("{} {hold} the same bytes as another of the side and {are} read beside it, so that everything in there counts once more: {}{more}", counted(again, "file"), named.join(", "));
    }
    Ok(())
}

pub(crate) fn profile(workspace: &Workspace, wanted: Option<&str>, as_json: bool) -> Outcome {
    let mut any = false;
    for a in workspace.store().walk_artifacts("") {
        let a = a?;
        if wanted.is_some_and(|w| a.path != w && a.token != w) {
            continue;
        }
        for relation in workspace.store().relations(a.id)? {
            let profiles = app::whole_profiles(&relation)?;
            for field in profiles.as_array().into_iter().flatten() {
                any = true;
                if as_json {
                    let mut field = field.clone();
                    field["artifact"] = a.token.clone().into();
                    field["path"] = a.path.clone().into();
                    field["relation"] = relation.name.clone().into();
                    line(&field);
                } else {
                    let text = |k: &str| field[k].as_str().unwrap_or("").to_string();
                    text_line(&format!("{}.{}\t{}\t{} of {} filled\t{} distinct", relation.name, text("name"), text("kind"), field["filled"], field["rows"], field["distinct"]));
                }
            }
        }
    }
    Ok(if any { Status::Done } else { nothing(&unlisted(wanted, "no field")) })
}

/// Why nothing is listed: there is no such artifact, or none that holds what is asked for.
fn unlisted(wanted: Option<&str>, what: &str) -> String {
    match wanted {
        Some(wanted) => format!("there is no artifact {wanted}, or it holds {what}; `throughline artifacts` lists what is there"),
        None => format!("the workspace holds {what}"),
    }
}

pub(crate) fn issues(workspace: &Workspace, wanted: Option<&str>, as_json: bool) -> Outcome {
    let (mut any, mut quarantined) = (false, 0u64);
    for a in workspace.store().walk_artifacts("") {
        let a = a?;
        if wanted.is_some_and(|w| a.path != w && a.token != w) {
            continue;
        }
        for issue in workspace.store().issues(a.id)? {
            any = true;
            quarantined += u64::from(issue.quarantined);
            if as_json {
                line(&json!({
                    "artifact": a.token, "side": a.side, "path": a.path, "line": issue.line, "byte": issue.byte, "code": issue.code, "message": issue.message,
                    "quarantined": issue.quarantined,
                }));
            } else {
                text_line(&format!("{}:{}\t{}\t{}", column(&a.path), issue.line, issue.code, issue.message));
            }
        }
    }
    Ok(match (any, quarantined) {
        (false, _) => nothing(&unlisted(wanted, "no issue")),
        (true, 0) => Status::Done,
        (true, _) => Status::Partly,
    })
}
