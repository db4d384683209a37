//! artifacts: what is there, narrowed by what the screen narrows it by.

use super::options::SideOption;
use super::terminal::{column, line, nothing, text_line};
use super::{Outcome, Status};
use app::{Workspace, counted};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use contract::ArtifactsQuery;
use serde_json::json;
use store::ArtifactRow;

/// Classes of size, by the words of before as well.
fn sizes() -> impl Iterator<Item = PossibleValue> {
    store::SIZES.into_iter().zip(store::SIZES_BEFORE).map(|(now, before)| PossibleValue::new(now).alias(before))
}

/// Which artifacts are listed. What is given more than once is an alternative; different options combine.
#[derive(Args)]
pub(crate) struct Listed {
    /// One side only
    #[arg(long)]
    side: Option<SideOption>,
    /// Part of the path as it is shown
    #[arg(long, default_value = "", hide_default_value = true)]
    text: String,
    /// A format: "HL7 v2", CSV, archive...
    #[arg(long)]
    format: Vec<String>,
    /// How much was read
    #[arg(long, value_parser = PossibleValuesParser::new(["read", "partly read", "unread"]))]
    state: Vec<String>,
    /// A class of size
    #[arg(long, value_parser = PossibleValuesParser::new(sizes()))]
    size: Vec<String>,
    /// A class of reach: the share of the side's patients that it names
    #[arg(long, value_parser = PossibleValuesParser::new(store::REACHES))]
    reach: Vec<String>,
    /// A reason to look at it
    #[arg(long, value_parser = PossibleValuesParser::new(store::RISKS))]
    risk: Vec<String>,
}

impl Listed {
    fn query(self) -> ArtifactsQuery {
        ArtifactsQuery {
            side: self.side.map_or("", |s| s.side().word()).to_string(),
            text: self.text,
            formats: self.format,
            states: self.state,
            sizes: self.size,
            reaches: self.reach,
            risks: self.risk,
            ..ArtifactsQuery::default()
        }
    }
}

pub(crate) fn artifacts(workspace: &Workspace, listed: Listed, as_json: bool) -> Outcome {
    // Risks are as of now only where they were asked for.
    let with_risks = !listed.risk.is_empty();
    let rows: Vec<ArtifactRow> = app::listed_artifacts(workspace, &listed.query())?;
    for a in &rows {
        if as_json {
            let relations: Vec<String> = workspace.store().relations(a.id)?.into_iter().map(|r| r.name).collect();
            let mut told = json!({
                "artifact": a.token, "side": a.side, "system": a.system, "path": a.path, "format": a.format, "size_bytes": a.size_bytes, "sha256": a.sha256,
                "encoding": a.encoding, "records": a.records, "quarantined": a.quarantined, "issues": a.issues, "fields": a.fields, "patients": a.patients,
                "reach_rows": a.reach_rows, "hanging_rows": a.hanging_rows, "state": a.state, "relations": relations,
            });
            if with_risks {
                told["risks"] = json!(a.risks());
            }
            line(&told);
        } else {
            text_line(&format!("{}\t{}\t{}\t{}\t{} quarantined\t{}", a.side, column(&a.path), a.format, counted(a.records, "record"), a.quarantined, a.state));
        }
    }
    Ok(if rows.is_empty() { nothing("no artifact is so") } else { Status::Done })
}
