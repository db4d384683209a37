//! The tree of artifacts: what lies in a side, a folder or an archive, with the sums of what is below.
//!
//! A node is known by a number of the store, so no path crosses the wire but in masked form.

use super::artifacts::{filter, people_of, row, structure};
use super::named_files::mask_people;
use super::{Answer, app, not_found, page};
use crate::{Host, Workspace};
use contract::{ArtifactTreePage, ArtifactTreeQuery, ArtifactsQuery, TreeRow};
use store::{FolderRow, TreeArtifact, TreePage};

/// The token of a node.
pub(super) fn node(folder: &FolderRow) -> String {
    format!("n-{}", folder.id)
}

/// Whether a query keeps everything of a side.
fn keeps_all(q: &ArtifactsQuery) -> bool {
    q.text.is_empty() && [&q.formats, &q.states, &q.sizes, &q.reaches, &q.risks].iter().all(|words| words.is_empty())
}

pub(crate) fn artifact_tree<H: Host>(host: &H, q: ArtifactTreeQuery) -> Answer<ArtifactTreePage> {
    let workspace = host.workspace();
    workspace.findable(&q.filter.text)?;
    let mut answer = if q.node.is_empty() { sides(workspace, &q.filter)? } else { below(workspace, &q)? };
    mask_people(workspace, answer.rows.iter_mut().flat_map(|r| std::iter::once(&mut r.name).chain(r.artifact.as_mut().map(|a| &mut a.name))))?;
    Ok(answer)
}

/// The sides that hold anything.
fn sides(workspace: &Workspace, q: &ArtifactsQuery) -> Answer<ArtifactTreePage> {
    let store = workspace.store();
    let folders = if keeps_all(q) {
        let both = ["legacy", "destination"].map(|side| if q.side.is_empty() || q.side == side { app(store.folder_of_side(side)) } else { Ok(None) });
        both.into_iter().filter_map(Result::transpose).collect::<Answer<Vec<FolderRow>>>()?
    } else {
        app(store.tree_roots(&filter(q, workspace.people_of_sides()?)))?
    };
    let rows: Vec<TreeRow> = folders.iter().map(|f| TreeRow { name: f.side.clone(), kind: "side".into(), ..of_folder(f) }).collect();
    Ok(ArtifactTreePage { total: rows.len() as u64, rows })
}

fn below(workspace: &Workspace, q: &ArtifactTreeQuery) -> Answer<ArtifactTreePage> {
    let store = workspace.store();
    let number: u64 = q.node.strip_prefix("n-").and_then(|n| n.parse().ok()).ok_or_else(not_found)?;
    let folder = app(store.folder(number))?.ok_or_else(not_found)?;
    let people = workspace.people_of_sides()?;
    let part = (q.offset, page(q.limit));
    let TreePage { folders, artifacts, total } = if keeps_all(&q.filter) {
        app(store.tree_page(&folder, part))?
    } else {
        app(store.tree_page_kept(&folder, &filter(&q.filter, people), part))?
    };
    let rows = folders.iter().map(of_folder).chain(artifacts.iter().map(|a| of_artifact(a, people))).collect();
    Ok(ArtifactTreePage { rows, total })
}

/// The last step of a path as the desktop may see it.
fn step(path: &str) -> String {
    let path = path.strip_suffix('/').unwrap_or(path);
    structure(path.rsplit('/').next().unwrap_or(path))
}

fn of_folder(f: &FolderRow) -> TreeRow {
    TreeRow {
        node: node(f),
        kind: "folder".into(),
        name: step(&f.path),
        artifacts: f.artifacts,
        size_bytes: f.size_bytes,
        records: f.records,
        quarantined: f.quarantined,
        issues: f.issues,
        unread: f.unread,
        artifact: None,
    }
}

fn of_artifact(a: &TreeArtifact, people: [u64; 2]) -> TreeRow {
    let inside = a.inside.clone().unwrap_or_default();
    TreeRow {
        node: a.inside.as_ref().map_or_else(String::new, node),
        kind: "artifact".into(),
        name: step(&a.row.path),
        artifacts: inside.artifacts,
        // The bytes of an archive hold those of what stands inside it.
        size_bytes: a.row.size_bytes,
        records: a.row.records + inside.records,
        quarantined: a.row.quarantined + inside.quarantined,
        issues: a.row.issues + inside.issues,
        unread: u64::from(a.row.state != "read") + inside.unread,
        artifact: Some(row(&a.row, people_of(&a.row, people))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_the_last_part_of_a_path_and_masked_like_it() {
        assert_eq!((step("a/b/"), step("a/b.zip!/"), step("a/scan_00123456.pdf"), step("")), ("b".into(), "b.zip!".into(), "scan_[number].pdf".into(), String::new()));
    }
}
