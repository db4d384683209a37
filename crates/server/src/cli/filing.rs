//! documents: whom each document names and under whom it is filed.

use super::terminal::{line, text_line};
use super::{Outcome, Status};
use app::Workspace;
use std::collections::BTreeMap;

pub(crate) fn documents(workspace: &Workspace, verdict: Option<&str>, as_json: bool) -> Outcome {
    let all = app::document_lines(workspace)?;
    let mut verdicts: BTreeMap<&str, u64> = BTreeMap::new();
    for document in all.iter().filter(|d| verdict.is_none_or(|v| d.verdict == v)) {
        *verdicts.entry(&document.verdict).or_default() += 1;
        if as_json {
            line(document);
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
    }
    for (verdict, count) in &verdicts {
        eprintln!("{count} {verdict}");
    }
    Ok(if verdicts.is_empty() { Status::Nothing } else { Status::Done })
}
