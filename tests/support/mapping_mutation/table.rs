//! The table: per family, per operator, what is not seen, and what is not named.

use super::score::{Ground, Outcome, Said, Trial};
use super::{Operator, operators};
use crate::Bench;
use damage::Family;
use std::fmt::Write as _;

/// Runs every operator on the mapping of a starter, at most so many changes, and tells what came of it.
pub fn table(starter: &str, bench: Bench, most: usize) -> String {
    let operators = operators();
    let trials = Ground::new(starter, bench).trials(&operators, most);
    written(starter, &operators, &trials)
}

/// What came of some changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    tried: usize,
    nothing: usize,
    refused: usize,
    seen: usize,
    right: usize,
    named: usize,
    causes: [usize; 2],
    twins: usize,
    twins_other: usize,
    twin_findings: usize,
    twin_safety: usize,
}

impl Tally {
    fn of<'t>(operators: &[Operator], trials: impl Iterator<Item = &'t Trial>) -> Self {
        let mut tally = Self::default();
        for trial in trials {
            if operators[trial.operator].twin { tally.twin(&trial.outcome) } else { tally.error(&trial.outcome) }
        }
        tally
    }

    fn twin(&mut self, outcome: &Outcome) {
        self.twins += 1;
        self.twins_other += usize::from(matches!(outcome, Outcome::Silent | Outcome::Said(_)));
        match outcome {
            Outcome::Said(said) => {
                self.twin_findings += said.findings;
                self.twin_safety += said.safety;
            }
            Outcome::Refused(_) => self.twin_findings += 1,
            Outcome::Nothing | Outcome::Silent => {}
        }
    }

    fn error(&mut self, outcome: &Outcome) {
        self.tried += 1;
        match outcome {
            Outcome::Nothing => self.nothing += 1,
            Outcome::Refused(_) => self.refused += 1,
            Outcome::Silent => {}
            Outcome::Said(said) => {
                self.seen += 1;
                self.right += usize::from(said.is_right);
                self.named += usize::from(said.is_named);
                self.causes = [self.causes[0] + said.causes[0], self.causes[1] + said.causes[1]];
            }
        }
    }

    /// Errors of which something could be said.
    fn errors(&self) -> usize {
        self.tried - self.nothing - self.refused
    }
}

fn share(part: usize, whole: usize) -> String {
    if whole == 0 { String::new() } else { format!("{:.1} %", part as f64 * 100.0 / whole as f64) }
}

/// How many causes an error has on average, and how many of them name the true one.
fn causes(tally: &Tally) -> String {
    if tally.seen == 0 { String::new() } else { format!("{:.1} ({:.1})", tally.causes[0] as f64 / tally.seen as f64, tally.causes[1] as f64 / tally.seen as f64) }
}

fn written(starter: &str, operators: &[Operator], trials: &[Trial]) -> String {
    let mut out = String::new();
    let all = Tally::of(operators, trials.iter());
    let _ = writeln!(out, "## The mapping of {starter} damaged\n");
    let _ = writeln!(
        out,
        "{} changes, drawn by a seed and tried one at a time: {} errors, of which {} change no byte of what is written and {} are refused by the mapping itself; of the {} others {} were seen, {} with the right verdict, aspect and kind for most findings, {} with the true rule, element or condition as the cause of most findings. {} changes that keep the meaning, of which {} write other bytes, gave {} findings, {} of them of severity safety.\n",
        trials.len(), all.tried, all.nothing, all.refused, all.errors(), all.seen, all.right, all.named, all.twins, all.twins_other, all.twin_findings, all.twin_safety
    );
    let _ = writeln!(out, "| family | errors | change nothing | refused | seen | right verdict | right cause | causes (true ones) | twins | twin findings |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (name, family) in Family::ALL.iter().map(|f| (f.name(), Some(*f))).chain([("all", None)]) {
        let tally = Tally::of(operators, trials.iter().filter(|t| family.is_none_or(|f| operators[t.operator].family == f)));
        if tally != Tally::default() {
            let _ = writeln!(out, "| {name} | {} | {} | {} | {} | {} | {} | {} | {} | {} |", tally.tried, tally.nothing, tally.refused, share(tally.seen, tally.errors()), share(tally.right, tally.errors()), share(tally.named, tally.errors()), causes(&tally), tally.twins, tally.twin_findings);
        }
    }
    per_operator(&mut out, operators, trials);
    lists(&mut out, operators, trials);
    out
}

fn per_operator(out: &mut String, operators: &[Operator], trials: &[Trial]) {
    let of = |at: usize| Tally::of(operators, trials.iter().filter(|t| t.operator == at));
    let _ = writeln!(out, "\n| operator | what happens | errors | change nothing | seen | right verdict | right cause | causes (true ones) |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (at, operator) in operators.iter().enumerate().filter(|(_, o)| !o.twin) {
        let tally = of(at);
        if tally.tried > 0 {
            let _ = writeln!(out, "| {} | {} | {} | {} | {} | {} | {} | {} |", operator.name, operator.what, tally.tried, tally.nothing, tally.seen, tally.right, tally.named, causes(&tally));
        }
    }
    let _ = writeln!(out, "\n| twin | what happens | tried | other bytes | findings |\n| --- | --- | ---: | ---: | ---: |");
    for (at, operator) in operators.iter().enumerate().filter(|(_, o)| o.twin) {
        let tally = of(at);
        if tally.twins > 0 {
            let _ = writeln!(out, "| {} | {} | {} | {} | {} |", operator.name, operator.what, tally.twins, tally.twins_other, tally.twin_findings);
        }
    }
}

/// What is not seen, what is not named or judged otherwise, what twins raise, what is refused and what is no error.
fn lists(out: &mut String, operators: &[Operator], trials: &[Trial]) {
    let name = |trial: &Trial| operators[trial.operator].name;
    let is_twin = |trial: &Trial| operators[trial.operator].twin;
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(out, "\n{title}\n\n{}", lines.join("\n"));
        }
    };
    let errors: Vec<&Trial> = trials.iter().filter(|t| !is_twin(t)).collect();
    let silent = errors.iter().filter(|t| t.outcome == Outcome::Silent).map(|t| format!("- {}: {}{}", name(t), t.what, about(t)));
    list("Not seen, with the element that it is about:", silent.collect());
    let said = |keep: fn(&Said) -> bool, tell: fn(&Said) -> String| -> Vec<String> {
        let line = |t: &&Trial| match &t.outcome {
            Outcome::Said(said) if keep(said) => Some(format!("- {}: {}: {} findings, {}", name(t), t.what, said.findings, tell(said))),
            _ => None,
        };
        errors.iter().filter_map(line).collect()
    };
    list("Not named by the cause of most findings:", said(|s| !s.is_named, |s| format!("{} of {} causes name it; the greatest: {}", s.causes[1], s.causes[0], s.label)));
    list("Seen with another verdict, aspect or kind than expected:", said(|s| !s.is_right, |s| format!("most of them {}", s.most)));
    let twins = trials.iter().filter(|t| is_twin(t)).filter_map(|t| match &t.outcome {
        Outcome::Said(said) => Some(format!("- {}: {}: {} findings, {}", name(t), t.what, said.findings, said.label)),
        Outcome::Refused(why) => Some(format!("- {}: {}: refused: {}", name(t), t.what, first_line(why))),
        Outcome::Nothing | Outcome::Silent => None,
    });
    list("Said of what keeps the meaning:", twins.collect());
    let refused = errors.iter().filter_map(|t| match &t.outcome {
        Outcome::Refused(why) => Some(format!("- {}: {}: {}", name(t), t.what, first_line(why))),
        _ => None,
    });
    list("Refused by the mapping itself:", refused.collect());
    let nothing = errors.iter().filter(|t| t.outcome == Outcome::Nothing).map(|t| format!("- {}: {}", name(t), t.what));
    list("Changes nothing that is written, with this source:", nothing.collect());
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The resource set and element that a change is about, where it is about one. Why nobody sees it is for a person to say.
fn about(trial: &Trial) -> String {
    if trial.about.is_empty() { String::new() } else { format!(": {}", trial.about) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(operator: usize, outcome: Outcome) -> Trial {
        Trial { operator, what: "a rule".into(), about: "Condition < problems code.coding.display".into(), outcome }
    }

    #[test]
    fn what_changes_nothing_is_no_error_and_what_a_twin_says_counts_against_it() {
        let operators = operators();
        let twin = operators.iter().position(|o| o.twin).unwrap();
        let said = Said { findings: 7, safety: 2, causes: [3, 1], is_right: true, ..Said::default() };
        let trials = [trial(0, Outcome::Nothing), trial(0, Outcome::Silent), trial(0, Outcome::Said(said.clone())), trial(0, Outcome::Refused("no".into())), trial(twin, Outcome::Said(said)), trial(twin, Outcome::Nothing)];
        let tally = Tally::of(&operators, trials.iter());
        assert_eq!((tally.tried, tally.errors(), tally.seen, tally.right, tally.named), (4, 2, 1, 1, 0));
        assert_eq!((tally.twins, tally.twins_other, tally.twin_findings, tally.twin_safety), (2, 1, 7, 2));
        let text = written("harbor", &operators, &trials);
        assert!(text.contains("- rule-removed: a rule: Condition < problems code.coding.display"), "{text}");
        assert!(text.contains("1 of 3 causes name it"), "{text}");
        assert!(text.contains("| 50.0 % | 50.0 % | 0.0 % |"), "{text}");
    }
}
