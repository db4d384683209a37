//! The same content lost in one chart and invented in another, once each: one misplaced statement.

use super::Detail;
use super::balancing::{Balancing, cause_id};
use crate::book::hash;
use crate::{AppError, Result, Workspace};
use balance::PatientResult;
use model::{Aspect, Kind, Statement, Verdict};
use std::collections::BTreeMap;
use store::{CauseRow, FindingRow};

impl Balancing<'_> {
    /// Remembers statements that stand alone, by content: the same content alone in two charts is misplaced.
    pub(super) fn note_lone(&mut self, result: &PatientResult, legacy: &[Statement], destination: &[Statement], first: u64) {
        for (index, finding) in result.findings.iter().enumerate().filter(|(_, f)| f.aspect == Aspect::Statement) {
            let (statement, is_legacy) = match (finding.verdict, finding.legacy, finding.destination) {
                (Verdict::Lost, Some(l), _) => (&legacy[l], true),
                (Verdict::Invented, _, Some(d)) => (&destination[d], false),
                _ => continue,
            };
            if statement.kind == Kind::Demographic {
                continue;
            }
            if let Some(content) = self.content(statement) {
                self.lone.entry(content).or_default().push((self.ordinal, first + index as u64, is_legacy));
            }
        }
    }

    /// Hash of concept, time to the instant and value; only telling contents count.
    fn content(&self, statement: &Statement) -> Option<u64> {
        let when = statement.when()?;
        let code = match statement.value(Aspect::Code)? {
            model::Value::Code(codings, text) => match codings.first() {
                Some(c) => match self.equivalences.of(&c.system, &c.code).first() {
                    Some((s, c)) => format!("{s}|{c}"),
                    None => format!("{}|{}", c.system, c.code),
                },
                None => text.to_lowercase(),
            },
            other => other.shown(),
        };
        let value = statement.value(Aspect::Value).map(|v| match v {
            model::Value::Quantity(q) => q.number.normalize().to_string(),
            other => other.shown(),
        });
        Some(hash(&format!("{}|{code}|{}|{}|{}", statement.kind, when.instant(0), when.has_time(), value.unwrap_or_default())))
    }

    /// The same content lost in one chart and invented in another, once each: one misplaced statement. Gives how many
    /// findings were joined, and their causes.
    pub(super) fn join_misplaced(&mut self, workspace: &Workspace) -> Result<(u64, Vec<CauseRow>)> {
        let store = workspace.store();
        let mut places: Vec<_> = std::mem::take(&mut self.lone).into_values().collect();
        places.sort_unstable();
        let (mut changed, mut removed) = (Vec::new(), Vec::new());
        let mut by_kind: BTreeMap<String, u64> = BTreeMap::new();
        for found in places {
            let ([(p, lost, true), (q, invented, false)] | [(q, invented, false), (p, lost, true)]) = found[..] else { continue };
            if p == q {
                continue;
            }
            let (Some(mut left), Some(right)) = (store.finding_by_ordinal(self.run, lost)?, store.finding_by_ordinal(self.run, invented)?) else { continue };
            let parse = |row: &FindingRow| serde_json::from_str::<Detail>(&row.detail).map_err(|e| AppError::Other(e.to_string()));
            let (mut detail, other) = (parse(&left)?, parse(&right)?);
            for row in [&left, &right] {
                self.report.severities[usize::from(row.severity.min(4))] -= 1;
                self.causes.withdraw(&row.cause, |class, label| cause_id(class, label), row.severity == 0);
            }
            self.report.severities[0] += 1;
            detail.destination_shown = other.destination_shown;
            detail.destination_locators = other.destination_locators;
            detail.destination_places = other.destination_places;
            detail.destination_patient = other.destination_patient;
            detail.destination_statement = other.destination_statement;
            detail.destination_value = other.destination_value;
            detail.manner = "the destination holds it under another patient".into();
            detail.rule = None;
            (left.verdict, left.aspect, left.severity) = ("misplaced".into(), "patient".into(), 0);
            left.class = model::CauseClass::Identity.word().into();
            left.cause = cause_id(&left.class, &misplaced_label(&left.kind));
            left.detail = serde_json::to_string(&detail).map_err(|e| AppError::Other(e.to_string()))?;
            *by_kind.entry(left.kind.clone()).or_default() += 1;
            for (verdict, step) in [("lost", -1i64), ("invented", -1), ("misplaced", 1)] {
                let count = self.report.verdicts.entry(verdict.into()).or_default();
                *count = count.saturating_add_signed(step);
            }
            if let Some(counts) = self.report.kinds.get_mut(&left.kind) {
                counts[3] -= 1;
            }
            changed.push(left);
            removed.push(invented);
        }
        store.join_findings(self.run, &changed, &removed)?;
        let cause = |(kind, n): (String, u64)| CauseRow {
            id: cause_id("identity", &misplaced_label(&kind)),
            class: "identity".into(),
            label: misplaced_label(&kind),
            evidence: "The same concept, time and value is missing in one chart and stands, once, in another.".into(),
            rule: None,
            kind,
            verdict: "misplaced".into(),
            aspect: "patient".into(),
            severity: 0,
            statements: n,
            safety: n,
            patients: n,
            clusters: "[]".into(),
        };
        Ok((removed.len() as u64, by_kind.into_iter().map(cause).collect()))
    }
}

fn misplaced_label(kind: &str) -> String {
    format!("{kind} filed under another patient")
}
