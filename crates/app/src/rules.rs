//! Rules and configuration of the legacy system as a catalogue: routines of dumps and of MUMPS (`routines.rs`), and rows of tables that hold
//! alert rules, order sets, templates and report queries. Each with what it names and with evidence of its use.
//!
//! Whether a rule drives the system or a clinician is for a person to say; nothing here guesses it. The text is record
//! content until `deid` has seen it. A rule's id depends on where it stands, its kind and its name, so that a decision
//! outlives the next delivery.

use crate::source::LegacySource;
use crate::wording::counted;
use crate::{Result, Workspace};
use discovery::{Join, Named, RULE_ROWS_MAX, RuleTable};
use mapping::Source as _;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

/// Longest text that is kept of a rule, in bytes.
const TEXT_MAX: usize = 32 << 10;

/// A relation of the legacy side, as far as rules ask.
pub(crate) struct KnownRelation<'a> {
    pub name: &'a str,
    pub rows: u64,
    pub fields: Vec<String>,
    /// Year of its newest record.
    pub last_year: Option<i16>,
}

/// A rule as it was found.
#[derive(Debug, Default, Clone)]
pub(crate) struct LegacyRuleFound {
    pub id: String,
    /// `trigger`, `stored procedure`, `routine`, `report query`, `alert rule`, `order set`, `template`, ...
    pub kind: String,
    /// Its name: of a routine structure, of a row content.
    pub name: String,
    /// The name is of a routine.
    pub routine: bool,
    /// Number of the artifact that holds it.
    pub artifact: u32,
    pub relation: String,
    pub text: String,
    /// Hash of the whole text: what a decision was taken on.
    pub basis: String,
    pub in_use: Option<bool>,
    /// Relations of the delivery that it names.
    pub mentions: Vec<String>,
    /// Tables that it names and that were not delivered.
    pub absent: Vec<String>,
    /// Signs that it was used, and that it was not.
    pub evidence: Vec<String>,
}

/// A hash of several parts in sixteen letters.
pub(crate) fn short_hash(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\u{1f}").as_bytes());
    digest.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// Every rule of the legacy side, by kind and name.
pub(crate) fn catalogue(workspace: &Workspace, relations: &[KnownRelation<'_>], joins: &[Join]) -> Result<Vec<LegacyRuleFound>> {
    let source = LegacySource::new(workspace)?;
    let known = by_name(relations);
    let mut all = routines(&source, &known)?;
    all.extend(crate::routines::catalogue(&source, &known)?);
    for (name, relation) in &known {
        if let Some(table) = discovery::rule_table(name, &relation.fields).filter(|_| relation.rows > 0 && relation.rows <= RULE_ROWS_MAX) {
            all.extend(rows_of(&source, relation, &table, joins)?);
        }
    }
    number(&mut all);
    all.sort_by(|a, b| (&a.kind, &a.name, &a.id).cmp(&(&b.kind, &b.name, &b.id)));
    Ok(all)
}

/// Relations by name; several artifacts may hold parts of one.
fn by_name<'a>(relations: &'a [KnownRelation<'a>]) -> BTreeMap<&'a str, KnownRelation<'a>> {
    let mut known: BTreeMap<&str, KnownRelation<'_>> = BTreeMap::new();
    for relation in relations {
        let whole = known.entry(relation.name).or_insert_with(|| KnownRelation { name: relation.name, rows: 0, fields: Vec::new(), last_year: None });
        whole.rows += relation.rows;
        whole.last_year = whole.last_year.max(relation.last_year);
        for field in &relation.fields {
            if !whole.fields.contains(field) {
                whole.fields.push(field.clone());
            }
        }
    }
    known
}

pub(crate) fn cut(text: &str) -> String {
    cut_at(text, TEXT_MAX)
}

/// The beginning of a text, at most so many bytes.
pub(crate) fn cut_at(text: &str, most: usize) -> String {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("").to_string()
}

/// Triggers, procedures, views and queries of the dumps.
fn routines(source: &LegacySource<'_>, known: &BTreeMap<&str, KnownRelation<'_>>) -> Result<Vec<LegacyRuleFound>> {
    let mut all: Vec<(LegacyRuleFound, Named, String)> = Vec::new();
    let wanted = ["name", "kind", "table", "body"].map(String::from);
    source.scan("sql.routines", &wanted, &mut |artifact, _, row| {
        let cell = |at: usize| row.get(at).copied().flatten().unwrap_or("");
        let (name, kind, table, body) = (cell(0), cell(1), cell(2), cell(3));
        let kind = match kind {
            "procedure" | "function" | "package" => "stored procedure",
            "view" | "query" => "report query",
            "event" => "scheduled job",
            "trigger" | "rule" => "trigger",
            _ => "definition",
        };
        let found = LegacyRuleFound {
            kind: kind.into(),
            name: if name.is_empty() { format!("{kind} on {table}") } else { name.into() },
            routine: true,
            artifact,
            relation: "sql.routines".into(),
            text: cut(body),
            basis: short_hash(&[body]),
            ..LegacyRuleFound::default()
        };
        all.push((found, discovery::named(body), table.to_lowercase()));
        ControlFlow::Continue(())
    })?;
    // The tables that the delivery holds, by their name without a schema.
    let bare = |name: &str| name.rsplit('.').next().unwrap_or(name).to_lowercase();
    let mut tables: HashMap<String, &KnownRelation<'_>> = HashMap::new();
    let of_messages = |name: &str| ["sql.", "mumps.", "hl7.", "ccda.", "x12."].iter().any(|prefix| name.starts_with(prefix));
    for relation in known.values().filter(|r| !of_messages(r.name)) {
        tables.insert(bare(relation.name), relation);
    }
    let fields: BTreeSet<String> = known.values().flat_map(|r| r.fields.iter().map(|f| f.to_lowercase())).collect();
    let names: BTreeSet<String> = all.iter().map(|(r, ..)| r.name.to_lowercase()).collect();
    let mut callers: HashMap<String, u64> = HashMap::new();
    for (rule, named, _) in &all {
        for called in named.words.intersection(&names).filter(|called| called.len() >= 4 && **called != rule.name.to_lowercase()) {
            *callers.entry(called.clone()).or_default() += 1;
        }
    }
    let complete = |(mut rule, named, table): (LegacyRuleFound, Named, String)| {
        let mentioned: Vec<&KnownRelation<'_>> = named.words.iter().filter(|w| w.len() >= 3).filter_map(|w| tables.get(w).copied()).collect();
        rule.absent = named.tables.iter().filter(|t| !tables.contains_key(*t) && !names.contains(*t) && !fields.contains(*t)).cloned().collect();
        if let Some(on) = tables.get(&table) {
            rule.evidence.push(format!("runs when {} changes: {}", on.name, filled(on)));
        }
        if !mentioned.is_empty() {
            let (rows, year) = (mentioned.iter().map(|r| r.rows).sum::<u64>(), mentioned.iter().filter_map(|r| r.last_year).max());
            let year = year.map_or_else(String::new, |y| format!(", the newest of {y}"));
            rule.evidence.push(format!("names {} with {}{year}", counted(mentioned.len() as u64, "delivered relation"), rows_words(rows)));
        }
        if let Some(count) = callers.get(&rule.name.to_lowercase()) {
            rule.evidence.push(format!("called by {}", counted(*count, "other routine")));
        }
        if !rule.absent.is_empty() {
            rule.evidence.push(format!("not delivered: {} that it names", counted(rule.absent.len() as u64, "table")));
        }
        rule.mentions = mentioned.into_iter().map(|r| r.name.to_string()).collect();
        rule
    };
    Ok(all.into_iter().map(complete).collect())
}

fn filled(relation: &KnownRelation<'_>) -> String {
    let year = relation.last_year.map_or_else(String::new, |y| format!(", the newest of {y}"));
    format!("{}{year}", rows_words(relation.rows))
}

/// Rows may be patients: few of them are not counted.
pub(crate) fn rows_words(rows: u64) -> String {
    format!("{} rows", deid::count_text(rows).into_value())
}

/// The rows of a table of rules, those of one name together.
fn rows_of(source: &LegacySource<'_>, relation: &KnownRelation<'_>, table: &RuleTable, joins: &[Join]) -> Result<Vec<LegacyRuleFound>> {
    let mut all: BTreeMap<String, (LegacyRuleFound, Option<i32>)> = BTreeMap::new();
    source.scan(relation.name, &relation.fields, &mut |artifact, _, row| {
        let cell = |at: usize| row.get(at).copied().flatten().unwrap_or("").trim();
        let name = cell(table.name);
        if name.is_empty() {
            return ControlFlow::Continue(());
        }
        let new = || (LegacyRuleFound { kind: table.kind.into(), name: name.into(), artifact, relation: relation.name.into(), ..LegacyRuleFound::default() }, None);
        let (rule, year) = all.entry(name.to_string()).or_insert_with(new);
        let cells = relation.fields.iter().enumerate().filter(|(at, _)| *at != table.name).map(|(at, field)| (field, cell(at)));
        let line: Vec<String> = cells.filter(|(_, value)| !value.is_empty()).map(|(field, value)| format!("{field}: {value}")).collect();
        if rule.text.len() < TEXT_MAX {
            rule.text.push_str(&line.join("\n"));
            rule.text.push_str("\n\n");
        }
        if let Some(says) = table.state.and_then(|(at, by_yes)| discovery::in_use(cell(at), by_yes)) {
            // A rule of several rows is in use while one of them is.
            rule.in_use = Some(says || rule.in_use == Some(true));
        }
        *year = (*year).max(table.dates.iter().filter_map(|at| year_in(cell(*at))).max());
        ControlFlow::Continue(())
    })?;
    let referring: Vec<String> = joins.iter().filter(|j| j.to.relation == relation.name).map(|j| format!("{}.{}", j.from.relation, j.from.field)).collect();
    let complete = |(mut rule, year): (LegacyRuleFound, Option<i32>)| {
        rule.basis = short_hash(&[rule.text.as_str()]);
        rule.text = cut(rule.text.trim_end());
        if let Some(in_use) = rule.in_use {
            rule.evidence.push(if in_use { "its table says that it is in use".into() } else { "its table says that it is not in use".into() });
        }
        if let Some(year) = year {
            rule.evidence.push(format!("last reviewed, changed or run in {year}"));
        }
        if !referring.is_empty() {
            rule.evidence.push(format!("its table is referred to by {}", referring.join(", ")));
        }
        rule
    };
    Ok(all.into_values().map(complete).collect())
}

/// The latest year that a cell names, of this century and the one before.
fn year_in(cell: &str) -> Option<i32> {
    let numbers = cell.split(|c: char| !c.is_ascii_digit()).filter(|n| n.len() == 4 || n.len() == 8);
    numbers.filter_map(|n| n.get(..4)?.parse().ok()).filter(|y| (1950..=2100).contains(y)).max()
}

/// Gives every rule its id; the second of one place, kind and name gets a number.
fn number(all: &mut [LegacyRuleFound]) {
    let mut seen: HashMap<String, u32> = HashMap::new();
    for rule in all {
        let id = short_hash(&[rule.relation.as_str(), rule.kind.as_str(), rule.name.as_str()]);
        let times = seen.entry(id.clone()).or_default();
        rule.id = if *times == 0 { format!("r-{id}") } else { format!("r-{id}-{times}") };
        *times += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_read_from_any_form() {
        assert_eq!((year_in("03/02/2023"), year_in("20180519"), year_in("2015-02-11 10:00"), year_in("12345"), year_in("")), (Some(2023), Some(2018), Some(2015), None, None));
    }

    #[test]
    fn ids_do_not_change_with_the_text_and_are_never_shared() {
        let rule = |name: &str, text: &str| LegacyRuleFound { kind: "trigger".into(), name: name.into(), text: text.into(), ..LegacyRuleFound::default() };
        let mut first = [rule("a", "x"), rule("b", "x"), rule("a", "y")];
        let mut second = [rule("a", "changed"), rule("b", "x"), rule("a", "y")];
        number(&mut first);
        number(&mut second);
        let ids = |rules: &[LegacyRuleFound]| rules.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&first), ids(&second));
        assert_eq!(ids(&first).into_iter().collect::<BTreeSet<_>>().len(), 3);
    }

    #[test]
    fn a_text_is_cut_between_letters() {
        let long = "é".repeat(TEXT_MAX);
        assert!(cut(&long).len() <= TEXT_MAX && long.starts_with(&cut(&long)));
    }
}
