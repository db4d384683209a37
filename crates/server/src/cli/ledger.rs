//! `ledger`: every legacy record by its relation, end and reason, one line each.

use super::terminal::{end_progress, line, nothing, progress, text_line};
use super::{Outcome, Status};
use app::{End, Workspace};
use serde_json::json;

pub(crate) fn ledger(workspace: &Workspace, as_json: bool) -> Outcome {
    let meter = progress();
    let ledger = app::ledger(workspace, &meter)?;
    end_progress();
    if ledger.records == 0 {
        return Ok(nothing("the legacy side holds no records; ingest it first"));
    }
    for entry in &ledger.lines {
        match as_json {
            true => line(&json!({"relation": entry.relation, "end": entry.end.word(), "reason": entry.reason, "records": entry.records})),
            false => text_line(&format!("{}\t{}\t{}\t{}", entry.relation, entry.end.word(), entry.records, entry.reason)),
        }
    }
    for contradiction in &ledger.contradictions {
        if as_json {
            line(&json!({"contradiction": contradiction}));
        }
        eprintln!("  contradiction: {}", contradiction.words(&contradiction.relation, &contradiction.field));
    }
    let ends: Vec<String> = End::ALL.iter().map(|end| format!("{} {}", ledger.of(*end), end.word())).collect();
    let open = if ledger.unaccounted > 0 { format!(" + unaccounted: {}", ledger.unaccounted) } else { String::new() };
    eprintln!("{} legacy records = {}{open}", ledger.records, ends.join(" + "));
    Ok(Status::Done)
}
