//! What the declared equivalences explain in a run: counted by id, held against the run before, and said when it grew.
//!
//! A count that grows is how a convenient equivalence hides a new defect: it becomes a cause of its own, and a warning.

use super::CompareReport;
use super::balancing::cause_id;
use super::proposed::kept;
use crate::{AppError, Result, Workspace};
use balance::{Declarations, Equivalence, Equivalences, Proposal};
use model::{CauseClass, Severity, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{CauseRow, RunRow};

/// What one equivalence explains in a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquivalenceCount {
    /// Its id; `lens:MAP` for a code map of the lens.
    pub id: String,
    /// Aligned statements in which it explains something.
    pub statements: u64,
    /// Patients with one of them.
    pub patients: u64,
}

/// The equivalences of the workspace with the version of their document, 0 without one.
pub(crate) fn declarations(workspace: &Workspace) -> Result<(u32, Declarations)> {
    let Some(version) = workspace.store().document("equivalences")? else { return Ok((0, Declarations::default())) };
    let parsed = Declarations::parse(&version.text).map_err(|p| AppError::Document(p.iter().map(ToString::to_string).collect()))?;
    Ok((version.version, parsed))
}

/// The equivalences that a run was judged by, and its day.
pub(super) fn judged_by(workspace: &Workspace, run: &RunRow) -> Result<(Declarations, i32)> {
    let version = serde_json::from_str::<CompareReport>(&run.report).map_or(0, |r| r.equivalences_version);
    let document = workspace.store().document_version("equivalences", version)?;
    Ok((document.and_then(|d| Declarations::parse(&d.text).ok()).unwrap_or_default(), (run.started_ms / 86_400_000) as i32))
}

/// The count of a run.
pub(super) struct Explained {
    version: u32,
    declarations: Declarations,
    maps: Vec<String>,
    day: i32,
    before: Option<(u32, Vec<EquivalenceCount>)>,
    counts: BTreeMap<String, (u64, u64)>,
}

impl Explained {
    /// Starts a count. `previous` is the comparison before, 0 for none; `day` is the day of this run.
    pub(super) fn new(workspace: &Workspace, (version, declarations): (u32, Declarations), equivalences: &Equivalences, previous: u32, day: i32) -> Result<Self> {
        let run = if previous == 0 { None } else { workspace.store().run(previous)? };
        let before = run.and_then(|r| serde_json::from_str::<CompareReport>(&r.report).ok()).map(|r| (previous, r.equivalences));
        let maps = equivalences.maps().iter().filter(|m| !m.is_empty()).map(|m| format!("lens:{m}")).collect();
        Ok(Self { version, declarations, maps, day, before, counts: BTreeMap::new() })
    }

    /// Counts one patient.
    pub(super) fn note(&mut self, explained: &BTreeMap<String, u64>) {
        for (id, statements) in explained {
            let count = self.counts.entry(id.clone()).or_default();
            count.0 += statements;
            count.1 += 1;
        }
    }

    /// Writes the counts and the warnings into the report; gives a cause for each count that grew.
    pub(super) fn finish(self, report: &mut CompareReport) -> Vec<CauseRow> {
        let declared = self.declarations.equivalences.iter().filter(|e| e.holds_on(self.day)).map(|e| e.id.clone());
        report.equivalences_version = self.version;
        for id in declared.chain(self.maps.iter().cloned()) {
            let (statements, patients) = self.counts.get(&id).copied().unwrap_or_default();
            report.equivalences.push(EquivalenceCount { id, statements, patients });
        }
        let mut causes = Vec::new();
        for count in &report.equivalences {
            let equivalence = self.declarations.equivalence(&count.id);
            for (label, evidence, more) in self.alarms(count, equivalence) {
                causes.push(cause(count, equivalence, &label, &evidence, more));
                report.warnings.push(label);
            }
        }
        let expired = self.declarations.equivalences.iter().filter(|e| e.retired.is_none() && e.expires.is_some_and(|last| last < self.day));
        report.warnings.extend(expired.map(|e| format!("Equivalence {} expired on {} and explains nothing any more", e.id, e.expires.map(day_words).unwrap_or_default())));
        causes
    }

    /// Whether a run that explains as much as one before says all that one said: what grew is said once.
    pub(super) fn says_again(mut self, before: &CompareReport) -> bool {
        self.counts = before.equivalences.iter().map(|count| (count.id.clone(), (count.statements, count.patients))).collect();
        let mut again = CompareReport::default();
        drop(self.finish(&mut again));
        (again.equivalences_version, &again.equivalences, &again.warnings) == (before.equivalences_version, &before.equivalences, &before.warnings)
    }

    /// What is to be said of one count: label, evidence and how many statements more.
    fn alarms(&self, count: &EquivalenceCount, equivalence: Option<&Equivalence>) -> Vec<(String, String, u64)> {
        let mut found = Vec::new();
        let alarm = &self.declarations.alarm;
        let name = format!("Equivalence {} explains", count.id);
        let is_of_people = equivalence.is_some_and(is_of_people);
        let few = |n: u64| if is_of_people && deid::small_count(n).is_none() { "<11".to_string() } else { n.to_string() };
        // Of what is told beside one another a few would follow.
        let evidence = |counts: [u64; 3], told: String| if is_of_people && counts.iter().any(|n| deid::small_count(*n).is_none()) { WITHHELD.to_string() } else { told };
        let known = self.before.as_ref().and_then(|(run, counts)| Some((*run, counts.iter().find(|c| c.id == count.id)?.statements)));
        match (known, equivalence.and_then(|e| e.expected)) {
            (Some((run, before)), _) => {
                if let Some(more) = alarm.rings(before, count.statements) {
                    let told = format!("{before} in run {run}, {} now.", count.statements);
                    found.push((format!("{name} {} more statements than in run {run}", few(more)), evidence([before, count.statements, more], told), more));
                }
            }
            (None, Some(expected)) => {
                if let Some(more) = alarm.rings(expected, count.statements) {
                    let told = format!("{expected} were expected, {} are explained.", count.statements);
                    found.push((format!("{name} {} more statements than expected", few(more)), evidence([0, count.statements, more], told), more));
                }
            }
            (None, None) => {}
        }
        if let Some(most) = equivalence.and_then(|e| e.statements_max).filter(|most| count.statements > *most) {
            let over = count.statements - most;
            let all = if is_of_people && deid::small_count(over).is_none() { "more".into() } else { few(count.statements) };
            found.push((format!("{name} {all} statements; it may explain {most}"), evidence([0, count.statements, over], format!("{over} statements over its own limit.")), over));
        }
        found
    }
}

/// A day as `2027-03-31`.
pub(crate) fn day_words(day: i32) -> String {
    let (year, month, day) = model::civil_from_days(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// What is said in the place of numbers that would tell a few patients.
const WITHHELD: &str = "How many is withheld: each of these statements is a patient.";

/// Whether it explains nothing but the demographics: everybody has one, so that a few of them are a few patients.
fn is_of_people(equivalence: &Equivalence) -> bool {
    !equivalence.kinds.is_empty() && equivalence.kinds.iter().all(|kind| *kind == model::Kind::Demographic)
}

/// What to do about an equivalence that explains more: it is right and more was expected of it, or it hides something.
fn proposal(count: &EquivalenceCount, equivalence: Option<&Equivalence>) -> Proposal {
    let expected = if equivalence.is_some_and(is_of_people) { "so many".to_string() } else { count.statements.to_string() };
    match equivalence {
        Some(e) => Proposal::new(
            format!("Look at what equivalence {} explains now. Where all of it means the same, declare that {expected} statements are expected of it; else narrow it, and the rest becomes findings.", e.id),
            "equivalence",
            &e.id,
        ),
        None => Proposal::new(
            format!("Look at what the lens's code map {} explains now. Where all of it means the same, nothing is to be done; else correct its rows in the lens.", count.id.trim_start_matches("lens:")),
            "equivalence",
            "",
        ),
    }
}

fn cause(count: &EquivalenceCount, equivalence: Option<&Equivalence>, label: &str, evidence: &str, more: u64) -> CauseRow {
    let class = CauseClass::ExpectedByDesign.word();
    let kind = equivalence.and_then(|e| e.kinds.first().copied()).unwrap_or(model::Kind::Observation);
    CauseRow {
        id: cause_id(class, label),
        class: class.into(),
        label: label.into(),
        evidence: match equivalence {
            Some(e) => format!("{evidence} Declared in the equivalences document, line {}.", e.line),
            None => format!("{evidence} Declared by the lens."),
        },
        rule: None,
        kind: kind.word().into(),
        verdict: Verdict::Equivalent.word().into(),
        aspect: equivalence.map_or("code", |e| e.aspect.as_str()).into(),
        severity: Severity::Administrative as u8,
        statements: more,
        safety: 0,
        patients: count.patients,
        clusters: "[]".into(),
        proposal: kept(&proposal(count, equivalence)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of an equivalence that may explain 2 statements of a kind and explains more.
    fn said(kind: &str, explained: u64) -> String {
        let text = format!(
            "format = \"throughline-equivalences/1\"\nname = \"ours\"\n\n[[equivalence]]\nid = \"near\"\nkind = [\"{kind}\"]\naspect = \"time\"\ntolerance = {{ minutes = 60 }}\nauthor = \"lead\"\n\
             reason = \"both round\"\nmax_statements = 2\ntest = [\n  {{ legacy = \"2024-03-05T10:00:00\", destination = \"2024-03-05T11:00:00\", equivalent = true }},\n  \
             {{ legacy = \"2024-03-05T10:00:00\", destination = \"2024-03-05T11:01:00\", equivalent = false }},\n]\n"
        );
        let declarations = Declarations::parse(&text).unwrap();
        let explained = Explained { version: 1, declarations, maps: Vec::new(), day: 0, before: None, counts: BTreeMap::from([("near".to_string(), (explained, explained))]) };
        let mut report = CompareReport::default();
        let causes = explained.finish(&mut report);
        let [cause] = causes.as_slice() else { panic!("{:?}", report.warnings) };
        format!("{} {} {}", report.warnings.join(" "), cause.evidence, cause.proposal)
    }

    #[test]
    fn a_few_patients_follow_from_no_equivalence_of_the_demographics() {
        let of_a_few = said("demographic", 9);
        assert!(of_a_few.contains("more statements; it may explain 2") && of_a_few.contains(WITHHELD), "{of_a_few}");
        assert!(!of_a_few.contains('7') && !of_a_few.contains('9'), "{of_a_few}");
        assert!(said("demographic", 50).contains("50 statements; it may explain 2") && said("problem", 5).contains("5 statements; it may explain 2"));
    }
}
