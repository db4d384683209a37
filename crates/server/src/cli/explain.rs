//! `compare --explain ID`: why a pair was taken for the same assertion, as a waterfall in text, or as one JSON object.

use super::terminal::{line, text_line};
use super::{Outcome, Status};
use app::{AppError, ExplainLine, RivalLine, SideLine, StepLine, Workspace};

/// Characters of the longest bar.
const WIDTH: i64 = 32;

pub(crate) fn explain(workspace: &Workspace, id: &str, as_json: bool) -> Outcome {
    let Some(run) = workspace.store().last_run("compare")? else { return Err(AppError::Nothing("there is no comparison yet".into())) };
    let Some(explained) = app::explain(workspace, run.id, id)? else {
        return Err(AppError::Nothing(format!("run {} has no finding and no statement {id}", run.id)));
    };
    if as_json {
        line(&explained);
    } else {
        text(&explained);
    }
    eprintln!("{}", explained.line.evidence);
    Ok(Status::Done)
}

fn text(explained: &ExplainLine) {
    let (head, explanation) = (&explained.line, &explained.explanation);
    let words = [&head.severity, &head.verdict, &head.aspect, &head.kind, &head.finding];
    text_line(&words.into_iter().filter(|w| !w.is_empty()).map(String::as_str).collect::<Vec<_>>().join("\t"));
    for (name, side) in [("legacy", &head.legacy), ("destination", &head.destination)] {
        text_line(&format!("  {name:<12} {}", side.as_ref().map_or_else(|| "nothing".into(), side_text)));
    }
    match explanation.pass.as_str() {
        "" if explanation.steps.is_empty() => text_line("no mate was found"),
        "" => text_line("not aligned with each other"),
        pass => text_line(&format!("aligned by {pass}, {} points", explanation.score)),
    }
    waterfall(&explanation.steps, "  ");
    if !explanation.judged.is_empty() {
        text_line("judged");
    }
    for row in &explanation.judged {
        let verdict = row.verdict.map(|v| format!(" ({v}: {})", row.manner)).unwrap_or_default();
        text_line(&format!("  {:<14} {:<11} {} | {}{verdict} [{}]", row.aspect, row.relation, or_nothing(&row.legacy.join("; ")), or_nothing(&row.destination.join("; ")), row.by));
    }
    text_line(if explanation.rivals.is_empty() { "no rival comes near" } else { "rivals" });
    explanation.rivals.iter().for_each(rival);
}

fn side_text(side: &SideLine) -> String {
    format!("{} [{}] {}", or_nothing(&side.value), side.locators.join(" "), side.statement)
}

fn rival(rival: &RivalLine) {
    text_line(&format!("  {} {}: {} points, {}", rival.side, side_text(&rival.statement), rival.score, rival.outcome));
    waterfall(&rival.steps, "    ");
}

/// Bars that start where the one before ended.
fn waterfall(steps: &[StepLine], indent: &str) {
    let mut level = 0_i64;
    let mut peak = 0_i64;
    for step in steps {
        level += step.points;
        peak = peak.max(level);
    }
    let mut level = 0_i64;
    for step in steps {
        let (from, to) = (level.min(level + step.points), level.max(level + step.points));
        level += step.points;
        let values = match (step.legacy.as_str(), step.destination.as_str()) {
            ("", "") => String::new(),
            (a, b) if a == b => format!(": {a}"),
            (a, b) => format!(": {} | {}", or_nothing(a), or_nothing(b)),
        };
        text_line(&format!("{indent}{:<20} {:>+5} |{}| {}{values}", step.what, step.points, bar(from, to, peak, step.points < 0), step.words));
    }
}

fn or_nothing(text: &str) -> &str {
    if text.is_empty() { "nothing" } else { text }
}

fn bar(from: i64, to: i64, peak: i64, against: bool) -> String {
    let at = |points: i64| (points.max(0) * WIDTH / peak.max(1)).clamp(0, WIDTH) as usize;
    let (start, end) = (at(from), at(to));
    let mark = if against { "-" } else { "#" };
    format!("{}{}{}", " ".repeat(start), mark.repeat(end.saturating_sub(start)), " ".repeat((WIDTH as usize).saturating_sub(end)))
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn a_bar_starts_where_the_one_before_ended() {
        let (first, second) = (bar(0, 400, 600, false), bar(400, 600, 600, false));
        assert_eq!(first.trim_end().len(), second.len() - second.trim_start().len());
        assert_eq!(first.len(), second.len());
        assert_eq!(bar(0, 600, 600, true), "-".repeat(32));
        assert_eq!(bar(0, 0, 0, false), " ".repeat(32));
    }
}
