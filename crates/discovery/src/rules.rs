//! Institutional memory: tables that hold rules, order sets, templates or report queries, and what a rule's text names.
//!
//! Names only propose, as everywhere here: a table that names a patient holds no rules, whatever it is called. Routines of
//! a dump need no recognising; `formats` delivers them as `sql.routines`.

use crate::names::{parts, patient_field, says};
use std::collections::BTreeSet;

/// Rows up to which a table is taken for one of rules: people wrote them.
pub const RULE_ROWS_MAX: u64 = 20_000;

/// How the rows of a table become rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTable {
    /// `alert rule`, `order set`, `template`, `report query`.
    pub kind: &'static str,
    /// Column that names the rule; rows of one name are one rule.
    pub name: usize,
    /// Column that says whether it is in use, and whether it says so by a yes.
    pub state: Option<(usize, bool)>,
    /// Columns that say when it was reviewed, changed or run.
    pub dates: Vec<usize>,
}

/// Whether a table holds rules, by the names of it and of its columns.
pub fn rule_table(relation: &str, fields: &[String]) -> Option<RuleTable> {
    let words = parts(relation.rsplit('.').next().unwrap_or(relation));
    let kind = kind_of(&words)?;
    // What a rule did to a patient, or when it ran, is no rule.
    if says(&words, &["log", "history", "audit", "result", "results", "queue", "instance", "patient", "event", "events", "fired", "run", "runs"]) || patient_field(relation, fields).is_some() {
        return None;
    }
    let columns: Vec<Vec<String>> = fields.iter().map(|f| parts(f)).collect();
    let named = |words: &[&str]| columns.iter().position(|c| says(c, words));
    let name = ["name", "nm", "title", "label", "description", "desc", "code", "cd", "id"].iter().find_map(|word| named(&[*word]))?;
    let in_use = named(&["active", "enabled"]).map(|at| (at, true));
    let state = in_use.or_else(|| named(&["inactive", "disabled", "retired", "voided", "deleted"]).map(|at| (at, false)));
    let told = ["review", "reviewed", "updated", "modified", "changed", "run", "used", "executed"];
    let dates = columns.iter().enumerate().filter(|(_, c)| says(c, &told)).map(|(at, _)| at).collect();
    Some(RuleTable { kind, name, state, dates })
}

fn kind_of(words: &[String]) -> Option<&'static str> {
    let joined = words.concat();
    let any = |needles: &[&str]| needles.iter().any(|needle| joined.contains(*needle));
    if any(&["orderset", "protocol", "pathway", "plandefinition", "activitydefinition", "standingorder"]) {
        return Some("order set");
    }
    if any(&["template", "macro", "smartphrase", "dotphrase", "smarttext", "questionnaire"]) && !joined.contains("response") {
        return Some("template");
    }
    if any(&["alert", "reminder", "advisory", "decisionrule", "cdsrule", "clinicalrule"]) || says(words, &["rule", "rules", "cds", "bpa"]) {
        return Some("alert rule");
    }
    let report = says(words, &["report", "reports", "reporting"]) && says(words, &["query", "queries", "design", "designs", "definition", "definitions", "object", "catalog"]);
    (report || says(words, &["query", "queries"])).then_some("report query")
}

/// Whether a cell says that a rule is in use; `None` when it says neither.
pub fn in_use(cell: &str, by_yes: bool) -> Option<bool> {
    let says = match cell.trim().to_lowercase().as_str() {
        "y" | "yes" | "1" | "t" | "true" | "a" | "active" | "enabled" | "on" => true,
        "n" | "no" | "0" | "f" | "false" | "i" | "inactive" | "disabled" | "off" => false,
        _ => return None,
    };
    Some(says == by_yes)
}

/// Names that a text of code uses: every word, in lower case, and those that stand where a table must.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Every word, without qualifiers.
    pub words: BTreeSet<String>,
    /// Words behind FROM, JOIN, INTO and UPDATE, without those that the text itself defines.
    pub tables: BTreeSet<String>,
}

/// Reads the names out of code; literals and comments name nothing.
pub fn named(code: &str) -> Named {
    let words = words_of(code);
    let mut named = Named::default();
    let mut defined: BTreeSet<&str> = BTreeSet::new();
    for (at, word) in words.iter().enumerate() {
        named.words.insert(word.text.clone());
        if words.get(at + 1).is_some_and(|next| next.text == "as" && next.opens) {
            defined.insert(&word.text);
        }
        let behind = at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|w| matches!(w.text.as_str(), "from" | "join" | "into" | "update") && !w.opens);
        if behind && !word.opens && !word.variable && !is_own(&word.text) {
            named.tables.insert(word.text.clone());
        }
    }
    named.tables.retain(|table| !defined.contains(table.as_str()));
    named
}

/// Words that stand behind FROM and its like without being a table.
fn is_own(word: &str) -> bool {
    let own = [
        "select", "lateral", "unnest", "table", "only", "dual", "inserted", "deleted", "new", "old", "set", "values", "outfile", "dumpfile", "current", "statement", "of", "on", "for", "from",
    ];
    own.contains(&word) || word.bytes().all(|b| b.is_ascii_digit())
}

struct Word {
    /// Lower case, without the schema before it.
    text: String,
    /// A bracket follows.
    opens: bool,
    /// Begins with `@`, `:` or `#`.
    variable: bool,
}

fn words_of(code: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut rest = code;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let skipped = [("--", "\n"), ("/*", "*/"), ("'", "'")].iter().find_map(|(open, close)| {
            let inner = rest.strip_prefix(*open)?;
            inner.find(*close).map_or(Some(""), |at| inner.get(at + close.len()..))
        });
        if let Some(after) = skipped {
            (rest, before) = (after, ' ');
            continue;
        }
        let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        if !is_name(first) {
            if first == '(' && let Some(last) = words.last_mut() {
                last.opens = true;
            }
            rest = rest.get(first.len_utf8()..).unwrap_or("");
            // Quotes around a name are no part of it.
            before = if matches!(first, '"' | '`' | '[' | ']') { before } else { first };
            continue;
        }
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        let (text, after) = rest.split_at(end);
        rest = after;
        let word = Word { text: text.to_lowercase(), opens: false, variable: matches!(before, '@' | ':' | '#') };
        // `schema.table` is the table.
        if before == '.' && let Some(last) = words.last_mut() {
            *last = word;
        } else {
            words.push(word);
        }
        before = ' ';
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(relation: &str, fields: &[&str]) -> Option<RuleTable> {
        rule_table(relation, &fields.iter().map(|f| f.to_string()).collect::<Vec<_>>())
    }

    #[test]
    fn tables_of_rules_are_known_by_their_names() {
        let alerts = table("alert_rules", &["RULE_ID", "RULE_NM", "ACTIVE_FLG", "LAST_REVIEW_DT"]).unwrap();
        assert_eq!(alerts, RuleTable { kind: "alert rule", name: 1, state: Some((2, true)), dates: vec![3] });
        assert_eq!(table("order_sets", &["SET_ID", "SET_NM", "LINE_NO", "ITEM_NM"]).unwrap().name, 1);
        assert_eq!(table("note_templates", &["title", "retired", "body"]).unwrap().state, Some((1, false)));
        assert_eq!(table("dbo.report_queries", &["name", "sql"]).map(|t| t.kind), Some("report query"));
        for (relation, fields) in [("alert_log", vec!["RULE_ID", "AT"]), ("alerts", vec!["PAT_ID", "RULE_NM"]), ("lab_reports", vec!["name"]), ("labs", vec!["name"])] {
            assert_eq!(table(relation, &fields), None, "{relation}");
        }
    }

    #[test]
    fn a_state_is_told_by_a_yes_or_by_a_no() {
        assert_eq!((in_use("Y", true), in_use("0", true), in_use("1", false), in_use("maybe", true)), (Some(true), Some(false), Some(false), None));
    }

    #[test]
    fn names_are_read_out_of_code_and_not_out_of_its_texts() {
        let code = "WITH old_ones AS (SELECT 1) INSERT INTO dbo.[audit_rows] SELECT p.* FROM \"patients\" p JOIN labs l ON l.id = p.id, old_ones
            WHERE note = 'from nowhere' -- join comment\n AND x IN (SELECT id FROM old_ones) /* update no_table */; UPDATE meds SET a = EXTRACT(YEAR FROM @day);";
        let found = named(code);
        assert_eq!(found.tables.iter().map(String::as_str).collect::<Vec<_>>(), ["audit_rows", "labs", "meds", "patients"]);
        assert!(found.words.contains("note") && !found.words.contains("nowhere") && !found.words.contains("no_table"));
        assert_eq!(named("'unclosed from x"), Named::default());
        assert_eq!(named("-- é"), Named::default());
    }
}
