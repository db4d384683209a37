//! Changes to the document's text that leave everything else as it was written, comments included.

use super::document::{Declarations, EQUIVALENCES_FORMAT, TestRow};
use super::means::Means;
use super::tolerance::Tolerance;
use formats::toml_text;
use model::{Kind, Precision, Side};
use std::fmt::Write as _;

/// What is to be declared.
#[derive(Debug, Clone)]
pub struct EquivalenceDraft {
    /// Its id.
    pub id: String,
    /// Kinds, empty for all.
    pub kinds: Vec<Kind>,
    /// Aspect as the document names it.
    pub aspect: String,
    /// What it says.
    pub means: Means,
    /// Who declares it.
    pub author: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, as `2027-03-31`.
    pub expires: Option<String>,
    /// Statements that it may explain at most.
    pub statements_max: Option<u64>,
    /// Statements that it is expected to explain.
    pub expected: Option<u64>,
    /// Test rows.
    pub rows: Vec<TestRow>,
}

impl EquivalenceDraft {
    /// The draft as a document of its own that can be checked and put in force.
    pub fn document(&self) -> String {
        declare_equivalence("", self)
    }
}

/// The text with one more equivalence at its end; an empty text becomes a document.
pub fn declare_equivalence(text: &str, draft: &EquivalenceDraft) -> String {
    let mut out = match text.trim().is_empty() {
        true => format!("format = {}\nname = \"equivalences\"\n", toml_text(EQUIVALENCES_FORMAT)),
        false => format!("{}\n", text.trim_end()),
    };
    let mut line = |key: &str, value: String| {
        let _ = writeln!(out, "{key} = {value}");
    };
    line("\n[[equivalence]]\nid", toml_text(&draft.id));
    if !draft.kinds.is_empty() {
        line("kind", format!("[{}]", draft.kinds.iter().map(|k| toml_text(k.word())).collect::<Vec<_>>().join(", ")));
    }
    line("aspect", toml_text(&draft.aspect));
    for (key, value) in said(&draft.means) {
        line(key, value);
    }
    line("author", toml_text(&draft.author));
    line("reason", toml_text(&draft.reason));
    if let Some(day) = &draft.expires {
        line("expires", toml_text(day));
    }
    if let Some(most) = draft.statements_max {
        line("max_statements", most.to_string());
    }
    if let Some(expected) = draft.expected {
        line("expected", expected.to_string());
    }
    let row = |r: &TestRow| format!("  {{ legacy = {}, destination = {}, equivalent = {} }},\n", toml_text(&r.legacy), toml_text(&r.destination), r.equivalent);
    line("test", format!("[\n{}]", draft.rows.iter().map(row).collect::<String>()));
    out
}

/// The text in which an equivalence is retired, with the reason. `None` when there is no such equivalence, it is retired already, or
/// it is not written as a table of its own.
pub fn retire_equivalence(text: &str, id: &str, reason: &str) -> Option<String> {
    let known = Declarations::parse(text).ok()?;
    let line = known.equivalence(id).filter(|e| e.retired.is_none())?.line as usize;
    let mut lines: Vec<&str> = text.lines().collect();
    if line > lines.len() {
        return None;
    }
    let retired = format!("retired = {}", toml_text(reason));
    lines.insert(line, &retired);
    let changed = format!("{}\n", lines.join("\n"));
    // The line may have stood where no line fits in: then nothing is changed.
    let after = Declarations::parse(&changed).ok()?;
    let same = after.equivalences.len() == known.equivalences.len();
    (same && after.equivalence(id).is_some_and(|e| e.retired.as_deref() == Some(reason))).then_some(changed)
}

fn said(means: &Means) -> Vec<(&'static str, String)> {
    match means {
        Means::Pair { form, legacy, destination, both } => {
            let mut lines = vec![("as", toml_text(form.word())), ("legacy", toml_text(legacy)), ("destination", toml_text(destination))];
            if *both {
                lines.push(("direction", toml_text("both")));
            }
            lines
        }
        Means::Absent(side) => vec![("absent", toml_text(if *side == Side::Legacy { "legacy" } else { "destination" }))],
        Means::Tolerance(tolerance) => vec![("tolerance", written(tolerance))],
    }
}

fn written(tolerance: &Tolerance) -> String {
    match tolerance {
        Tolerance::Absolute(most, unit) if unit.is_empty() => format!("{{ absolute = \"{most}\" }}"),
        Tolerance::Absolute(most, unit) => format!("{{ absolute = \"{most}\", unit = {} }}", toml_text(unit)),
        Tolerance::Relative(share) => format!("{{ relative = \"{share}\" }}"),
        Tolerance::HalfLastDigit => "{ half_last_digit = true }".into(),
        Tolerance::Days(days) => format!("{{ days = {days} }}"),
        Tolerance::Minutes(minutes) => format!("{{ minutes = {minutes} }}"),
        Tolerance::Precision(Precision::Year) => "{ precision = \"year\" }".into(),
        Tolerance::Precision(Precision::Month) => "{ precision = \"month\" }".into(),
        Tolerance::Precision(_) => "{ precision = \"day\" }".into(),
    }
}
