//! How long the list of artifacts takes at a million rows: `cargo run --release -p store --example million_artifacts [ROWS]`.
//!
//! It makes a workspace in a temporary folder, fills it, and prints the time of each question that the Artifacts screen asks.
//! It judges nothing.

use std::time::Instant;
use store::{ArtifactFilter, ArtifactOrder, ArtifactRow, NewArtifact, Result, Store};

/// Artifacts that are added in one transaction.
const AT_ONCE: usize = 10_000;

fn row(number: u64) -> ArtifactRow {
    let (format, state) = [("C-CDA", "read"), ("PDF", "read"), ("HL7 v2", "partly read"), ("CSV", "unread")][(number % 4) as usize];
    ArtifactRow {
        token: format!("a-{number:016x}"),
        side: "legacy".into(),
        system: "bench".into(),
        path: format!("box_{:04}/document_{number:07}.{}", number / 1000, &format[..3]),
        format: format.into(),
        size_bytes: number * 37 % 1_000_003,
        sha256: format!("{number:064x}"),
        blob: format!("{number:032x}"),
        encoding: "UTF-8".into(),
        records: number % 97,
        quarantined: number % 7,
        issues: number % 3,
        fields: number % 50,
        patients: Some(number % 200),
        state: state.into(),
        ..ArtifactRow::default()
    }
}

fn timed<T>(what: &str, question: impl FnOnce() -> Result<T>) -> Result<T> {
    let began = Instant::now();
    let answer = question()?;
    println!("{what}: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    Ok(answer)
}

fn main() -> Result<()> {
    let rows: u64 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir()?;
    let store = Store::init(&folder.path().join("ws"), "Bench", "passphrase", vault::Cost::TRIVIAL)?;
    timed(&format!("fill with {rows} artifacts"), || {
        let new = |number| NewArtifact { row: row(number), ..NewArtifact::default() };
        (0..rows).step_by(AT_ONCE).try_for_each(|first| {
            let some: Vec<NewArtifact> = (first..rows.min(first + AT_ONCE as u64)).map(new).collect();
            store.put_output(0, &[], &some).map(drop)
        })
    })?;
    let all = ArtifactFilter { side: "legacy", ..ArtifactFilter::default() };
    timed("counts by side, format and state", || store.artifact_counts())?;
    let people = [200, 0];
    timed("counts of every facet", || store.artifact_classes("", people))?;
    let risky = ["quarantined records".to_string()];
    let narrowed = ArtifactFilter { risks: &risky, people, ..all };
    timed("first page of a risk, by path", || store.artifacts_page(&narrowed, ArtifactOrder::Path, false, (0, 100)))?;
    let root = timed("the tree: a side", || store.folder_of_side("legacy"))?.unwrap_or_default();
    let boxes = timed("the tree: its folders", || store.tree_page(&root, (0, 200)))?;
    let middle = boxes.folders.get(boxes.folders.len() / 2).cloned().unwrap_or_default();
    timed("the tree: what lies in a folder", || store.tree_page(&middle, (0, 200)))?;
    timed("the tree: its folders, narrowed to a risk", || store.tree_page_kept(&root, &narrowed, (0, 200)))?;
    timed("the tree: what lies in a folder, narrowed", || store.tree_page_kept(&middle, &narrowed, (0, 200)))?;
    timed("first page by path", || store.artifacts_page(&all, ArtifactOrder::Path, false, (0, 100)))?;
    timed("page in the middle by path", || store.artifacts_page(&all, ArtifactOrder::Path, false, (rows / 2, 100)))?;
    timed("first page by size, descending", || store.artifacts_page(&all, ArtifactOrder::Size, true, (0, 100)))?;
    let found = ArtifactFilter { text: "document_0999", ..all };
    timed("first page of a search", || store.artifacts_page(&found, ArtifactOrder::Path, false, (0, 100)))?;
    timed("counts of a search", || store.artifact_classes("document_0999", people))?;
    timed("state of the store", || store.state())?;
    Ok(())
}
