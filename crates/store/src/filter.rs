//! What lists of findings and patients may be narrowed by, and the WHERE clauses that it becomes.

use rusqlite::types::Value as Sql;

/// Filters of findings; empty lists mean all.
#[derive(Debug, Clone, Default)]
pub struct FindingFilter {
    /// Severity indices.
    pub severities: Vec<u8>,
    /// Verdict words.
    pub verdicts: Vec<String>,
    /// Kind words.
    pub kinds: Vec<String>,
    /// Cause classes.
    pub classes: Vec<String>,
    /// Cause token.
    pub cause: Option<String>,
    /// Only findings of these causes, if it is asked for: an empty list lets none pass.
    pub causes: Option<Vec<String>>,
    /// Patient ordinal.
    pub patient: Option<u64>,
    /// Artifact that a statement of the finding stands in.
    pub artifact: Option<u32>,
    /// What triage leaves, if it is asked for.
    pub triage: Option<TriageScope>,
}

/// Findings that pass a filter by triage: those of some causes, but for findings with an entry of their own, of which some pass.
#[derive(Debug, Clone, Default)]
pub struct TriageScope {
    /// Causes whose findings pass.
    pub causes: Vec<String>,
    /// Ordinals of the findings that have an entry of their own.
    pub own: Vec<u64>,
    /// Those of them that pass.
    pub own_passing: Vec<u64>,
}

/// What patients are found under who have a finding that is neither of severity safety nor clinical: these are counted together.
pub const LESS_HARM: &str = "of less harm";

/// Filters of patients; empty lists mean all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PatientFilter {
    /// Part of the pseudonym.
    pub text: String,
    /// `safety`, `clinical` or [`LESS_HARM`]: one of them has to be what a finding of theirs is.
    pub severities: Vec<String>,
    /// Reason keys.
    pub reasons: Vec<String>,
    /// Sides.
    pub sides: Vec<String>,
    /// Only these patients, by ordinal.
    pub ordinals: Option<Vec<u64>>,
}

/// A WHERE clause in the making. Column names come from this file only.
pub(crate) struct Where {
    pub(crate) sql: String,
    pub(crate) values: Vec<Sql>,
}

impl Where {
    pub(crate) fn run(run: u32) -> Self {
        Self { sql: "run = ?".into(), values: vec![Sql::Integer(i64::from(run))] }
    }

    pub(crate) fn among(&mut self, column: &str, values: impl Iterator<Item = Sql>) {
        let values: Vec<Sql> = values.collect();
        if !values.is_empty() {
            let marks = vec!["?"; values.len()].join(", ");
            self.sql.push_str(&format!(" AND {column} IN ({marks})"));
            self.values.extend(values);
        }
    }

    pub(crate) fn and(&mut self, sql: &str, value: Sql) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.values.push(value);
    }
}

fn texts(values: &[String]) -> impl Iterator<Item = Sql> + '_ {
    values.iter().map(|v| Sql::Text(v.clone()))
}

impl FindingFilter {
    pub(crate) fn clause(&self, run: u32) -> Where {
        let mut clause = Where::run(run);
        clause.among("severity", self.severities.iter().map(|s| Sql::Integer(i64::from(*s))));
        clause.among("verdict", texts(&self.verdicts));
        clause.among("kind", texts(&self.kinds));
        clause.among("class", texts(&self.classes));
        if let Some(cause) = &self.cause {
            clause.and("cause = ?", Sql::Text(cause.clone()));
        }
        if let Some(causes) = &self.causes {
            clause.and("cause IN (SELECT value FROM json_each(?))", tokens(causes));
        }
        if let Some(patient) = self.patient {
            clause.and("patient = ?", Sql::Integer(patient as i64));
        }
        if let Some(artifact) = self.artifact {
            clause.and(&format!("ordinal IN (SELECT ordinal FROM finding_origin WHERE run = {run} AND artifact = ?)"), Sql::Integer(i64::from(artifact)));
        }
        if let Some(scope) = &self.triage {
            scope.narrow(&mut clause);
        }
        clause
    }
}

/// Tokens as a JSON text. A cause's token is hexadecimal, so it needs no escaping; one that is not is nobody's.
fn tokens(causes: &[String]) -> Sql {
    let known = causes.iter().filter(|c| c.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    Sql::Text(format!("[{}]", known.map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(",")))
}

impl TriageScope {
    /// Lists go in as JSON texts: there may be more of them than a statement may have variables.
    fn narrow(&self, clause: &mut Where) {
        let ordinals = |list: &[u64]| Sql::Text(format!("[{}]", list.iter().map(u64::to_string).collect::<Vec<_>>().join(",")));
        clause.and("((cause IN (SELECT value FROM json_each(?))", tokens(&self.causes));
        clause.and("ordinal NOT IN (SELECT value FROM json_each(?)))", ordinals(&self.own));
        clause.sql.push_str(" OR ordinal IN (SELECT value FROM json_each(?)))");
        clause.values.push(ordinals(&self.own_passing));
    }
}

impl PatientFilter {
    pub(crate) fn clause(&self, run: u32) -> Where {
        let mut clause = Where::run(run);
        if !self.text.is_empty() {
            clause.and("instr(token, ?) > 0", Sql::Text(self.text.to_uppercase()));
        }
        clause.among("side", texts(&self.sides));
        if !self.severities.is_empty() {
            let wanted: Vec<&str> = self.severities.iter().filter_map(|s| match s.as_str() {
                "safety" => Some("safety > 0"),
                "clinical" => Some("clinical > 0"),
                LESS_HARM => Some("findings > safety + clinical"),
                _ => None,
            }).collect();
            // A severity that nobody knows is nobody's.
            let wanted = if wanted.is_empty() { "0".to_string() } else { wanted.join(" OR ") };
            clause.sql.push_str(&format!(" AND ({wanted})"));
        }
        for reason in &self.reasons {
            clause.and(&format!("ordinal IN (SELECT ordinal FROM patient_reason WHERE run = {run} AND key = ?)"), Sql::Text(reason.clone()));
        }
        if let Some(ordinals) = &self.ordinals {
            let list: Vec<String> = ordinals.iter().map(u64::to_string).collect();
            clause.and("ordinal IN (SELECT value FROM json_each(?))", Sql::Text(format!("[{}]", list.join(","))));
        }
        clause
    }
}
