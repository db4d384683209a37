//! documents: whom each document names and under whom it is filed.

use super::terminal::{line, nothing, text_line};
use super::{Outcome, Status};
use app::Workspace;
use std::collections::BTreeMap;

pub(crate) fn documents(workspace: &Workspace, verdict: Option<&str>, as_json: bool) -> Outcome {
    let mut verdicts: BTreeMap<String, u64> = BTreeMap::new();
    app::each_document(workspace, &mut |document| {
        if verdict.is_some_and(|v| document.verdict != v) {
            return;
        }
        if as_json {
            line(&document);
        } else {
            let key = |key: &Option<String>| key.as_deref().unwrap_or("-").to_string();
            let pages = if document.pages == 1 { "1 page".to_string() } else { format!("{} pages", document.pages) };
            text_line(&format!(
                "{}\t{pages}\ttext: {}\tnames {}\tfiled under {}\t{}\t{}",
                document.path,
                document.text,
                key(&document.linked),
                key(&document.filed),
                document.verdict,
                document.evidence.join("; ")
            ));
        }
        *verdicts.entry(document.verdict).or_default() += 1;
    })?;
    for (verdict, count) in &verdicts {
        eprintln!("{count} {verdict}");
    }
    Ok(match (verdicts.is_empty(), verdict) {
        (true, Some(verdict)) => nothing(&format!("no document is {verdict}")),
        (true, None) => nothing("the legacy side holds no document or scan"),
        _ => Status::Done,
    })
}
