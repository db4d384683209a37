//! population, questions: what both books answer, and the document of the questions. Exact counts: this is the enclave.

use super::options::DocumentAction;
use super::terminal::{column, line, text_line};
use super::{Outcome, Status, documents};
use app::{AppError, Workspace};
use balance::{CellKey, PopulationResult, QuestionResult};
use serde_json::json;

/// The document of the questions. Without one of its own a workspace has the standard questions.
pub(crate) fn questions(action: DocumentAction, open: &dyn Fn() -> Result<Workspace, AppError>, as_json: bool) -> Outcome {
    if let DocumentAction::Export { file } = &action
        && open()?.store().document("questions")?.is_none()
    {
        documents::export(file, balance::STANDARD_QUESTIONS)?;
        eprintln!("the standard questions exported; this workspace has none of its own");
        return Ok(Status::Done);
    }
    documents::run("questions", action, open, as_json)
}

pub(crate) fn run(workspace: &Workspace, question: Option<&str>, as_json: bool) -> Outcome {
    let (run, result) = app::population(workspace)?;
    if let Some(id) = question {
        let Some(question) = result.question(id) else {
            eprintln!("throughline: run {run} was not asked {id:?}; it was asked {}", ids(&result));
            return Ok(Status::Usage);
        };
        print_question(question, as_json);
        return patients(workspace, question, as_json);
    }
    result.questions.iter().for_each(|q| print_question(q, as_json));
    print_cells(&result, as_json);
    summary(run, &result);
    Ok(Status::Done)
}

fn ids(result: &PopulationResult) -> String {
    result.questions.iter().map(|q| q.id.as_str()).collect::<Vec<_>>().join(", ")
}

fn print_question(q: &QuestionResult, as_json: bool) {
    let [l, d] = q.sides;
    let verdict = if q.is_same() { "same" } else { "differs" };
    if as_json {
        let side = |s: balance::SideResult| json!({"number": s.number, "denominator": s.denominator, "by_words": s.by_words, "unread": s.unread});
        return line(&json!({
            "question": q.id, "title": q.title, "verdict": verdict, "counts": if q.counts_statements { "statements" } else { "patients" },
            "legacy": side(l), "destination": side(d), "only_legacy": q.only[0], "only_destination": q.only[1],
            "asked_only_legacy": q.asked_only[0], "asked_only_destination": q.asked_only[1],
            "told_only_legacy": q.told_only[0], "told_only_destination": q.told_only[1], "other_value": q.other_value,
        }));
    }
    text_line(&format!("question\t{}\t{verdict}\t{} of {}\t{} of {}\t{}", q.id, l.number, l.denominator, d.number, d.denominator, q.title));
}

/// The patients behind a difference, under the keys of both sides.
fn patients(workspace: &Workspace, question: &QuestionResult, as_json: bool) -> Outcome {
    let mut shown = 0u64;
    app::each_differing(workspace, &question.id, &mut |p| {
        shown += 1;
        if as_json {
            line(&json!({"question": question.id, "difference": p.difference, "legacy": p.legacy, "destination": p.destination}));
        } else {
            text_line(&format!("patient\t{}\t{}\t{}", p.difference, p.legacy, p.destination));
        }
    })?;
    let all: u64 = question.only.iter().chain(&question.asked_only).chain(&question.told_only).sum();
    if shown < all {
        eprintln!("{shown} of {all} listed; {} of each list are kept", balance::KEPT_MAX);
    }
    eprintln!("{}", in_words(question));
    Ok(Status::Done)
}

fn print_cells(result: &PopulationResult, as_json: bool) {
    for cell in &result.cells {
        let ([l, d], [pl, pd]) = (cell.statements, cell.patients);
        if as_json {
            let mut object = json!({
                "cell": cell.dimension.word(), "kind": cell.kind.word(), "key": key(&cell.key), "legacy": l, "destination": d, "difference": cell.difference(),
                "patients": {"legacy": pl, "destination": pd}, "one_book": cell.one_book,
            });
            if let (CellKey::Code(system, code, display), Some(members)) = (&cell.key, object.as_object_mut()) {
                members.insert("code".into(), json!({"system": system, "code": code, "display": display}));
            }
            line(&object);
        } else {
            text_line(&format!("{}\t{}\t{}\t{l}\t{d}\t{:+}", cell.dimension.word(), cell.kind, key(&cell.key), cell.difference()));
        }
    }
    for n in &result.numbers {
        if as_json {
            line(&json!({"cell": "number", "key": key(&n.key), "unit": n.unit, "count": n.count, "patients": n.patients, "sums": n.sums, "extremes": n.extremes, "quartiles": n.quartiles}));
        } else {
            let middle = |side: usize| n.quartiles[side].map_or_else(|| "-".to_string(), |q| q[1].to_string());
            text_line(&format!("number\t{}\t{}\t{}\t{}\tmedian {}\t{}", key(&n.key), n.unit, n.count[0], n.count[1], middle(0), middle(1)));
        }
    }
    for a in &result.amounts {
        let sum = |side: usize| a.sums[side].map_or_else(|| "-".to_string(), |s| s.to_string());
        if as_json {
            line(&json!({"cell": "amount", "kind": a.kind.word(), "aspect": a.aspect.word(), "currency": a.currency, "count": a.count, "patients": a.patients, "sums": a.sums}));
        } else {
            text_line(&format!("amount\t{}\t{} {}\t{}\t{}\t{}\t{}", a.kind, a.aspect, a.currency, a.count[0], a.count[1], sum(0), sum(1)));
        }
    }
}

fn key(key: &CellKey) -> String {
    column(&key.shown())
}

fn summary(run: u32, result: &PopulationResult) {
    let (year, month, day) = model::civil_from_days(result.as_of);
    let [paired, legacy, destination] = result.people;
    eprintln!("run {run}, questions {:?} as of {year:04}-{month:02}-{day:02}: {paired} patients in both books, {legacy} in the legacy book only, {destination} in the destination's only", result.name);
    for drift in result.drifts.iter().filter(|d| d.moved > 0) {
        let of = drift.kind.map_or_else(|| "kinds".to_string(), |k| format!("{k} by {}", drift.dimension.word()));
        let biggest: Vec<String> = drift.contributors.iter().take(3).map(|c| format!("{} {:+}", if c.key == CellKey::All { c.kind.word().to_string() } else { key(&c.key) }, c.difference())).collect();
        eprintln!("  {of}: {} legacy, {} destination, {} moved in {} of {} cells; {}", drift.statements[0], drift.statements[1], drift.moved, drift.cells[1], drift.cells[0], biggest.join("; "));
    }
    for (dimension, kind, [l, d]) in &result.beyond {
        eprintln!("  {} {}: {l} legacy and {d} destination statements are beyond the number of cells that are counted one by one", kind.map_or("", |k| k.word()), dimension.word());
    }
    result.questions.iter().filter(|q| !q.is_same()).for_each(|q| eprintln!("{}", in_words(q)));
}

/// `registry: diabetics with last HbA1c over 9: 31 in the legacy book, 27 in the destination; 4 only legacy`.
fn in_words(q: &QuestionResult) -> String {
    let [l, d] = q.sides;
    let mut words = format!("registry: {}: {} in the legacy book, {} in the destination", q.title, l.number, d.number);
    if l.denominator != d.denominator {
        words.push_str(&format!(" (of {} and {} asked)", l.denominator, d.denominator));
    }
    let verb = if q.counts_statements { " with more in " } else { " only " };
    let counts = [
        (q.only[0], verb, "legacy"),
        (q.only[1], verb, "destination"),
        (q.asked_only[0], " asked only ", "legacy"),
        (q.asked_only[1], " asked only ", "destination"),
        (q.told_only[0], " told only by ", "legacy"),
        (q.told_only[1], " told only by ", "destination"),
        (q.other_value, " with another value", ""),
    ];
    let parts: Vec<String> = counts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, verb, side)| format!("{n}{verb}{side}")).collect();
    if parts.is_empty() {
        words.push_str("; the same patients");
    } else {
        words.push_str(&format!("; {}", parts.join(", ")));
    }
    words
}

/// The questions whose answers differ, for the summary of `compare`.
pub(crate) fn differences(workspace: &Workspace) -> Result<(), AppError> {
    let (_, result) = app::population(workspace)?;
    result.questions.iter().filter(|q| !q.is_same()).for_each(|q| eprintln!("  {}", in_words(q)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_said_in_one_sentence() {
        let side = |number| balance::SideResult { number, denominator: 200, ..Default::default() };
        let mut question = QuestionResult {
            id: "q".into(),
            title: "diabetics with last HbA1c over 9".into(),
            about: String::new(),
            counts_statements: false,
            sides: [side(31), side(27)],
            only: [4, 0],
            asked_only: [0, 0],
            told_only: [0, 0],
            other_value: 0,
            kept: [vec![1, 2, 3, 4], Vec::new()],
            asked_kept: [Vec::new(), Vec::new()],
            told_kept: [Vec::new(), Vec::new()],
        };
        assert_eq!(in_words(&question), "registry: diabetics with last HbA1c over 9: 31 in the legacy book, 27 in the destination; 4 only legacy");
        question.sides[1] = question.sides[0];
        question.only = [4, 4];
        assert!(in_words(&question).ends_with("; 4 only legacy, 4 only destination"));
        question.only = [0, 0];
        assert!(in_words(&question).ends_with("; the same patients"));
    }
}
