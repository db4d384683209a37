//! From a finding to an equivalence that would explain it, and how much else it would explain.
//!
//! What a finding's values are stays in the workspace: a value becomes part of a proposal only when it may be shown, and test rows of
//! tolerances are made up. The blast radius is counted on the findings of the last comparison, never guessed.

mod rows;

use crate::book::lens;
use crate::compare::{Charts, Detail, charts_of, common_texts};
use crate::show::Showing;
use crate::terminology::Terms;
use crate::{AppError, Result, Workspace};
use balance::{Equivalence, EquivalenceDraft, Equivalences, Means, PairForm, Tolerance};
use model::{Aspect, Coding, Date, Decimal, Kind, Precision, Quantity, Side, Statement, Value, Verdict, parse_decimal};
use std::collections::{BTreeMap, HashSet};
use store::{FindingFilter, FindingRow};

/// Findings looked at for a blast radius, at most.
const LOOKED_MAX: u64 = 50_000;
/// Findings read at once.
const PAGE: u64 = 5_000;

/// What is wanted of a proposal; what is empty is chosen.
pub(crate) struct Wish {
    pub relation: String,
    pub amount: String,
    pub all_kinds: bool,
    pub both: bool,
}

/// An equivalence that would explain a finding.
#[derive(Default)]
pub(crate) struct Proposal {
    pub relations: Vec<String>,
    pub relation: String,
    pub amount: String,
    pub aspect: String,
    pub legacy: String,
    pub destination: String,
    pub draft: Option<EquivalenceDraft>,
    pub problem: String,
}

/// What an equivalence would explain of a run.
#[derive(Default)]
pub(crate) struct Blast {
    pub statements: u64,
    pub patients: u64,
    pub findings: u64,
    pub safety: u64,
    pub within_cause: u64,
    pub looked_at: u64,
    pub of: u64,
}

/// The two values that a finding is about.
struct Subject<'c> {
    kind: Kind,
    aspect: Aspect,
    left: Option<&'c Value>,
    right: Option<&'c Value>,
}

impl<'c> Subject<'c> {
    /// `None` for what an equivalence never explains: whole statements, and what was over and goes on.
    fn of(detail: &Detail, verdict: &str, charts: &'c Charts) -> Option<Self> {
        let aspect = Aspect::from_word(&detail.read_as).filter(|a| *a != Aspect::Statement && *a != Aspect::Patient)?;
        let left = detail.legacy.and_then(|i| charts.legacy.get(i))?;
        let right = detail.destination.and_then(|i| charts.destination.get(i))?;
        if verdict == Verdict::Resurrected.word() {
            return None;
        }
        let value = |s: &'c Statement, shown: &str| s.facts.iter().filter(|f| f.aspect == aspect).map(|f| &f.value).find(|v| !shown.is_empty() && v.is_told_by(shown));
        Some(Self { kind: left.kind, aspect, left: value(left, &detail.legacy_value), right: value(right, &detail.destination_value) })
    }
}

/// What could be declared so that the finding is explained.
pub(crate) fn propose(workspace: &Workspace, run: u32, found: &FindingRow, wish: &Wish) -> Result<Proposal> {
    let detail = detail(found)?;
    let charts = charts(workspace, run, found.patient)?;
    let common = common(workspace)?;
    let terms = Terms::of_charts(workspace, &charts)?;
    let showing = Showing { anchor: charts.anchor, common: &common, terms: &terms };
    let mut proposal = Proposal { aspect: detail.read_as.clone(), legacy: detail.legacy_shown.clone(), destination: detail.destination_shown.clone(), ..Default::default() };
    terms.explain(&mut proposal.legacy);
    terms.explain(&mut proposal.destination);
    let Some(subject) = Subject::of(&detail, &found.verdict, &charts) else {
        proposal.problem = "No equivalence explains this: it is a whole statement, or something that was over and is shown as going on.".into();
        return Ok(proposal);
    };
    proposal.relations = relations(&subject).into_iter().map(str::to_string).collect();
    let Some(first) = proposal.relations.first() else {
        proposal.problem = "The two values are of different nature; nothing can be declared of them.".into();
        return Ok(proposal);
    };
    proposal.relation = proposal.relations.iter().find(|r| **r == wish.relation).unwrap_or(first).clone();
    let asked = wish.relation.is_empty() || wish.relation == proposal.relation;
    proposal.amount = if wish.amount.is_empty() || !asked { needed(&proposal.relation, &subject) } else { wish.amount.clone() };
    let lens = lens(workspace)?.map(|l| l.equivalences).unwrap_or_default();
    match means(&proposal.relation, &proposal.amount, wish.both, &subject, &showing, &lens) {
        Ok(means) => proposal.draft = Some(draft(&subject, wish, means)),
        Err(problem) => proposal.problem = problem,
    }
    Ok(proposal)
}

fn draft(subject: &Subject<'_>, wish: &Wish, means: Means) -> EquivalenceDraft {
    EquivalenceDraft {
        id: String::new(),
        kinds: if wish.all_kinds { Vec::new() } else { vec![subject.kind] },
        aspect: subject.aspect.word().into(),
        rows: rows::made_up(&means),
        means,
        author: String::new(),
        reason: String::new(),
        expires: None,
        statements_max: None,
        expected: None,
    }
}

/// The relations that two values can have.
fn relations(subject: &Subject<'_>) -> Vec<&'static str> {
    match (subject.left, subject.right) {
        (Some(_), None) | (None, Some(_)) => vec!["absent"],
        (Some(Value::Code(a, _)), Some(Value::Code(b, _))) if !a.is_empty() && !b.is_empty() => vec!["code"],
        (Some(Value::Quantity(a)), Some(Value::Quantity(b))) if a.comparator != b.comparator => Vec::new(),
        (Some(Value::Quantity(a)), Some(Value::Quantity(b))) => match a.number == b.number && a.unit != b.unit {
            true => vec!["unit"],
            false => vec!["absolute", "relative", "half_last_digit"],
        },
        (Some(Value::Date(a)), Some(Value::Date(b))) => match (a.has_time() && b.has_time(), a.precision == b.precision) {
            (true, _) => vec!["minutes", "days", "precision"],
            (false, true) => vec!["days", "precision"],
            (false, false) => vec!["precision", "days"],
        },
        (Some(a), Some(b)) if is_worded(a) && is_worded(b) => match (a, b) {
            (Value::Text(_), _) | (_, Value::Text(_)) => vec!["text"],
            _ => vec!["word"],
        },
        _ => Vec::new(),
    }
}

fn is_worded(value: &Value) -> bool {
    matches!(value, Value::Word(_) | Value::Text(_) | Value::Flag(_)) || matches!(value, Value::Code(codings, _) if codings.is_empty())
}

/// How far values may lie apart so that the finding is explained.
fn needed(relation: &str, subject: &Subject<'_>) -> String {
    let numbers = || match (subject.left, subject.right) {
        (Some(Value::Quantity(a)), Some(Value::Quantity(b))) => Some((a, b)),
        _ => None,
    };
    let dates = || match (subject.left, subject.right) {
        (Some(Value::Date(a)), Some(Value::Date(b))) => Some((a, b)),
        _ => None,
    };
    let apart = |a: &Quantity, b: &Quantity| Some(a.number.checked_sub(b.number)?.abs());
    let found = match relation {
        "absolute" => numbers().and_then(|(a, b)| Some(apart(a, b)?.normalize().to_string())),
        "relative" => numbers().and_then(|(a, b)| Some(share_up(apart(a, b)?.checked_div(a.number.abs())?))),
        "days" => dates().map(|(a, b)| a.days().abs_diff(b.days()).max(1).to_string()),
        "minutes" => dates().map(|(a, b)| minutes_apart(a, b).to_string()),
        "precision" => dates().map(|(a, b)| level_word(common_level(a, b)).to_string()),
        _ => None,
    };
    found.unwrap_or_default()
}

/// A share rounded up to two digits after the point: 0.0134 is covered by 0.02.
fn share_up(share: Decimal) -> String {
    share.round_dp_with_strategy(2, model::RoundingStrategy::AwayFromZero).max(Decimal::new(1, 2)).normalize().to_string()
}

fn minutes_apart(a: &Date, b: &Date) -> u64 {
    let offset = a.offset.or(b.offset).unwrap_or(0);
    a.instant(a.offset.unwrap_or(offset)).abs_diff(b.instant(b.offset.unwrap_or(offset))).div_ceil(60).max(1)
}

/// The finest level on which both say the same.
fn common_level(a: &Date, b: &Date) -> Precision {
    let agrees = |level: &Precision| a.precision >= *level && b.precision >= *level && a.truncated(*level).days() == b.truncated(*level).days();
    [Precision::Day, Precision::Month].into_iter().find(agrees).unwrap_or(Precision::Year)
}

fn level_word(level: Precision) -> &'static str {
    match level {
        Precision::Year => "year",
        Precision::Month => "month",
        _ => "day",
    }
}

const WITHHELD: &str = "The value is not shown here: fewer than 11 patients have it, or it is about the person. Declare it in the document on the workspace.";

/// What is said of the two values, or why it cannot be said from here.
fn means(relation: &str, amount: &str, both: bool, subject: &Subject<'_>, showing: &Showing<'_>, lens: &Equivalences) -> std::result::Result<Means, String> {
    let number = || parse_decimal(amount).filter(|n| *n > Decimal::ZERO).ok_or_else(|| "The amount is a number above zero.".to_string());
    let whole = || amount.parse::<i64>().ok().filter(|n| *n > 0).ok_or_else(|| "The amount is a whole number above zero.".to_string());
    let tolerance = match relation {
        "absolute" => Some(Tolerance::Absolute(number()?, unit_of(subject))),
        "relative" => Some(Tolerance::Relative(number()?)),
        "half_last_digit" => Some(Tolerance::HalfLastDigit),
        "days" => Some(Tolerance::Days(whole()?)),
        "minutes" => Some(Tolerance::Minutes(whole()?)),
        "precision" => Some(Tolerance::Precision(match amount {
            "year" => Precision::Year,
            "month" => Precision::Month,
            "day" => Precision::Day,
            _ => return Err("The amount is year, month or day.".into()),
        })),
        _ => None,
    };
    if let Some(tolerance) = tolerance {
        return Ok(Means::Tolerance(tolerance));
    }
    match (relation, subject.left, subject.right) {
        ("absent", Some(_), None) => Ok(Means::Absent(Side::Destination)),
        ("absent", None, Some(_)) => Ok(Means::Absent(Side::Legacy)),
        ("code", Some(Value::Code(a, _)), Some(Value::Code(b, _))) => code_pair((a, b), both, subject, showing, lens),
        ("unit", Some(Value::Quantity(a)), Some(Value::Quantity(b))) => Ok(pair(PairForm::Unit, &a.unit, &b.unit, both)),
        ("word" | "text", Some(a), Some(b)) => {
            let hidden = |v: &Value| showing.value(subject.kind, subject.aspect, v).contains("withheld") || matches!(v, Value::Text(text) if showing.value(subject.kind, subject.aspect, v) != *text);
            match hidden(a) || hidden(b) {
                true => Err(WITHHELD.into()),
                false => Ok(pair(if relation == "text" { PairForm::Text } else { PairForm::Word }, &a.shown(), &b.shown(), both)),
            }
        }
        _ => Err("Nothing can be declared of these values.".into()),
    }
}

fn pair(form: PairForm, legacy: &str, destination: &str, both: bool) -> Means {
    Means::Pair { form, legacy: legacy.into(), destination: destination.into(), both }
}

/// The pair of codes that explains the difference, of those that may be shown.
fn code_pair((a, b): (&[Coding], &[Coding]), both: bool, subject: &Subject<'_>, showing: &Showing<'_>, lens: &Equivalences) -> std::result::Result<Means, String> {
    let shown = |c: &&Coding| !c.system.is_empty() && !showing.codes(&Value::code(vec![(*c).clone()], String::new())).is_empty();
    let written = |c: &Coding| format!("{}|{}", c.system, c.code.to_uppercase());
    if subject.kind == Kind::Demographic || !a.iter().any(|c| shown(&c)) || !b.iter().any(|c| shown(&c)) {
        return Err(WITHHELD.into());
    }
    for from in a.iter().filter(shown) {
        for to in b.iter().filter(shown) {
            let means = pair(PairForm::Code, &written(from), &written(to), both);
            let alone = EquivalenceDraft { kinds: vec![subject.kind], ..draft(subject, &Wish { relation: String::new(), amount: String::new(), all_kinds: false, both }, means.clone()) };
            if explains_alone(alone, subject, lens) {
                return Ok(means);
            }
        }
    }
    Err("No single pair of codes explains this: another code of the destination contradicts the legacy codes.".into())
}

/// Whether a draft by itself explains the two values.
fn explains_alone(mut draft: EquivalenceDraft, subject: &Subject<'_>, lens: &Equivalences) -> bool {
    (draft.id, draft.author, draft.reason) = ("draft".into(), "draft".into(), "draft".into());
    let Ok(declared) = balance::Declarations::parse(&draft.document()) else { return false };
    declared.equivalences.first().is_some_and(|e| e.explains(subject.kind, subject.aspect, (subject.left, subject.right), lens))
}

fn unit_of(subject: &Subject<'_>) -> String {
    match subject.left {
        Some(Value::Quantity(q)) => model::canonical_unit(&q.unit),
        _ => String::new(),
    }
}

/// Counts what an equivalence would explain of the findings of a run.
pub(crate) fn blast(workspace: &Workspace, run: u32, equivalence: &Equivalence, cause: &str) -> Result<Blast> {
    let store = workspace.store();
    let lens = lens(workspace)?.map(|l| l.equivalences).unwrap_or_default();
    let filter = FindingFilter { kinds: equivalence.kinds.iter().map(|k| k.word().to_string()).collect(), ..Default::default() };
    let mut blast = Blast::default();
    let mut by_patient: BTreeMap<u64, Vec<(FindingRow, Detail)>> = BTreeMap::new();
    while blast.looked_at < LOOKED_MAX {
        let (rows, total) = store.findings(run, &filter, blast.looked_at, PAGE)?;
        blast.of = total;
        if rows.is_empty() {
            break;
        }
        blast.looked_at += rows.len() as u64;
        for row in rows {
            let detail = detail(&row)?;
            if Aspect::from_word(&detail.read_as).is_some_and(|a| equivalence.aspects.contains(&a)) {
                by_patient.entry(row.patient).or_default().push((row, detail));
            }
        }
    }
    for (patient, found) in by_patient {
        let charts = charts(workspace, run, patient)?;
        let mut statements = HashSet::new();
        for (row, detail) in &found {
            let explained = Subject::of(detail, &row.verdict, &charts).is_some_and(|s| equivalence.explains(s.kind, s.aspect, (s.left, s.right), &lens));
            if explained {
                statements.insert((detail.legacy, detail.destination));
                blast.findings += 1;
                blast.safety += u64::from(row.severity == 0);
                blast.within_cause += u64::from(row.cause == cause);
            }
        }
        blast.statements += statements.len() as u64;
        blast.patients += u64::from(!statements.is_empty());
    }
    Ok(blast)
}

fn detail(found: &FindingRow) -> Result<Detail> {
    serde_json::from_str(&found.detail).map_err(|e| AppError::Other(e.to_string()))
}

fn charts(workspace: &Workspace, run: u32, patient: u64) -> Result<Charts> {
    let row = workspace.store().patient_by_ordinal(run, patient)?.ok_or_else(|| AppError::Nothing("the patient is not in this run".into()))?;
    charts_of(workspace, &row)
}

/// Texts that at least 11 patients have.
fn common(workspace: &Workspace) -> Result<HashSet<String>> {
    Ok(common_texts(workspace)?.into_iter().collect())
}
