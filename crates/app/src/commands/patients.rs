//! Patients, edge cases first, and the two charts of one of them.

use super::{Answer, app, facet, last_compare, not_found, page};
use crate::compare::{Charts, Computes, Reason, Tie, findings_of, opened, pair_word, score_words};
use crate::show::{OfCharts, Showing};
use crate::{Host, Workspace};
use balance::ARCHIVED;
use contract::{Chart, ChartPair, ChartQuery, ChartStatement, ChartTie, Facet, PatientRow, PatientsPage, PatientsQuery};
use model::{Aspect, Date, Kind, Statement, Value, Verdict};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{LESS_HARM, PatientFilter};

fn row(p: &store::PatientRow) -> PatientRow {
    let reasons: Vec<Reason> = serde_json::from_str(&p.reasons).unwrap_or_default();
    PatientRow {
        id: p.token.clone(),
        sex: p.sex.clone(),
        age_band: p.age_band.clone(),
        legacy: p.legacy,
        destination: p.destination,
        findings: p.findings,
        safety: p.safety,
        clinical: p.clinical,
        side: p.side.clone(),
        reasons: reasons.into_iter().map(|r| contract::Reason { key: r.key, count: r.count }).collect(),
        score: p.score,
    }
}

pub(crate) fn patients<H: Host>(host: &H, q: PatientsQuery) -> Answer<PatientsPage> {
    let workspace = host.workspace();
    let Some((run, _)) = last_compare(workspace)? else { return Ok(PatientsPage::default()) };
    let ordinals = if q.question.is_empty() { None } else { Some(super::population::differing(workspace, run.id, &q.question, &q.difference)?) };
    let filter = PatientFilter { text: q.text, severities: q.severities, reasons: q.reasons, sides: q.sides, ordinals };
    let store = workspace.store();
    let (rows, total) = app(store.patients(run.id, &filter, &q.sort, q.offset, page(q.limit)))?;
    let sides = app(store.patient_facets(run.id, &PatientFilter { sides: Vec::new(), ..filter.clone() }))?.0;
    let severities = app(store.patient_facets(run.id, &PatientFilter { severities: Vec::new(), ..filter.clone() }))?.1;
    let reasons = app(store.patient_facets(run.id, &PatientFilter { reasons: Vec::new(), ..filter }))?.2;
    let words = |pairs: Vec<(String, u64)>| pairs.into_iter().map(|(v, n)| facet(v, n)).collect::<Vec<Facet>>();
    Ok(PatientsPage {
        rows: rows.iter().map(row).collect(),
        total,
        reasons: words(reasons),
        severities: [("safety", severities[0]), ("clinical", severities[1]), (LESS_HARM, severities[2])].into_iter().filter(|(_, n)| *n > 0).map(|(w, n)| facet(w, n)).collect(),
        sides: words(sides),
    })
}

/// Both charts of a patient, unsealed.
pub(crate) fn charts(workspace: &Workspace, p: &store::PatientRow) -> Answer<Charts> {
    Ok(charts_and_checks(workspace, p)?.0)
}

/// Both charts, with what was kept of what still computes.
pub(super) fn charts_and_checks(workspace: &Workspace, p: &store::PatientRow) -> Answer<(Charts, Computes)> {
    Ok(opened(workspace, p)?)
}

/// How two charts are linked, in words without content.
pub(super) fn tie(tie: &Tie) -> ChartTie {
    ChartTie { score: tie.score, words: score_words(tie.score), by: tie.by.to_string(), uncertain: tie.is_uncertain(), evidence: tie.evidence.iter().map(ToString::to_string).collect(), merged: tie.merged }
}

/// Statements on a chart at most. The window draws 50,000 without a stutter (`docs/benchmarks.md`); an answer of so many is some
/// 30 MB, well under what the desktop takes.
const STATEMENTS_MAX: usize = 100_000;
/// Days around a finding that are its context.
const CONTEXT_DAYS: i32 = 45;

pub(crate) fn chart<H: Host>(host: &H, q: ChartQuery) -> Answer<Chart> {
    let workspace = host.workspace();
    let (run, _) = last_compare(workspace)?.ok_or_else(not_found)?;
    let patient = app(workspace.store().patient(run.id, &q.id))?.ok_or_else(not_found)?;
    let (charts, computes) = charts_and_checks(workspace, &patient)?;
    let known = OfCharts::new(workspace, &charts)?;
    let showing = known.showing();
    let found = findings_of(workspace, run.id, patient.ordinal)?;
    let by_ordinal: HashMap<u64, &store::FindingRow> = found.iter().map(|f| (f.ordinal, f)).collect();
    let wanted_kind = |k: Kind| q.kinds.is_empty() || q.kinds.iter().any(|w| w == k.word());
    let mut answer = Chart { patient: row(&patient), tie: computes.tie.as_ref().map(tie), ..Default::default() };
    // What stays in the archive is judged by nothing; it comes behind all that is.
    let (mut verdicts, mut archived): (BTreeMap<Verdict, u64>, u64) = (BTreeMap::new(), 0);
    let mut used: HashSet<String> = HashSet::new();
    let near = days_with_findings(&charts);
    let moments = first_moments(&charts);
    let mut kept: Vec<Kept> = Vec::new();
    for (at, (l, d, verdict, finding, by)) in charts.pairs.iter().enumerate() {
        if by == ARCHIVED {
            archived += 1;
        } else {
            *verdicts.entry(*verdict).or_default() += 1;
        }
        let statement = l.map_or_else(|| d.map(|d| &charts.destination[d as usize]), |l| Some(&charts.legacy[l as usize]));
        let Some(statement) = statement else { continue };
        let asked = match q.show.as_str() {
            "findings" => finding.is_some(),
            "" if patient.findings == 0 => true,
            "" | "context" => finding.is_some() || statement.when().is_none_or(|w| beside(&near, w.days())) || lasting(statement.kind),
            _ => true,
        };
        if asked && wanted_kind(statement.kind) {
            kept.push(Kept { at, kind: statement.kind, found: finding.is_some(), statements: usize::from(l.is_some()) + usize::from(d.is_some()) });
        }
    }
    answer.truncated = make_room(&mut kept, STATEMENTS_MAX);
    for Kept { at, .. } in kept {
        let Some((l, d, verdict, finding, by)) = charts.pairs.get(at) else { continue };
        let mut add = |side: &str, prefix: char, index: u32, statement: &Statement| {
            let id = format!("{prefix}{index}");
            if used.insert(id.clone()) {
                answer.statements.push(on_chart(id, side, statement, &showing, &moments));
            }
        };
        if let Some(l) = l {
            add("legacy", 'L', *l, &charts.legacy[*l as usize]);
        }
        if let Some(d) = d {
            add("destination", 'D', *d, &charts.destination[*d as usize]);
        }
        let finding = finding.and_then(|f| by_ordinal.get(&f));
        answer.pairs.push(ChartPair {
            finding: finding.map(|f| f.id.clone()).unwrap_or_default(),
            legacy: l.map(|l| format!("L{l}")),
            destination: d.map(|d| format!("D{d}")),
            verdict: finding.map_or_else(|| pair_word(*verdict, by).into(), |f| f.verdict.clone()),
            aspect: finding.map(|f| f.aspect.clone()).unwrap_or_default(),
            severity: finding.map(|f| super::severity_word(f.severity)).unwrap_or_default(),
        });
    }
    answer.checks = super::state::checks(&computes, &charts, &showing, &by_ordinal);
    answer.verdicts = verdicts.into_iter().map(|(v, n)| facet(v.word(), n)).collect();
    answer.verdicts.extend((archived > 0).then(|| facet(ARCHIVED, archived)));
    let days = answer.statements.iter().flat_map(|s| [s.start, s.end]).flatten();
    answer.days = match (days.clone().min(), days.max()) {
        (Some(first), Some(last)) => vec![first, last.max(0)],
        _ => Vec::new(),
    };
    Ok(answer)
}

/// A pair that a chart is asked for: its place among the pairs, and how many statements it is.
struct Kept {
    at: usize,
    kind: Kind,
    found: bool,
    statements: usize,
}

/// Leaves out what a chart has no room for, and tells whether it did. What was found stays first, then what is rare of its kind before what is
/// frequent: a hundred thousand results hide neither a finding nor the one note. The order stays.
fn make_room(kept: &mut Vec<Kept>, most: usize) -> bool {
    if kept.iter().map(|one| one.statements).sum::<usize>() <= most {
        return false;
    }
    let mut of_kind: HashMap<Kind, usize> = HashMap::new();
    for one in &*kept {
        *of_kind.entry(one.kind).or_default() += one.statements;
    }
    kept.sort_by_key(|one| (!one.found, of_kind.get(&one.kind).copied().unwrap_or_default(), one.at));
    let mut room = most;
    kept.retain(|one| {
        let fits = one.statements <= room;
        room -= if fits { one.statements } else { room };
        fits
    });
    kept.sort_by_key(|one| one.at);
    true
}

fn days_with_findings(charts: &Charts) -> Vec<i32> {
    let of = |(l, d, _, finding, _): &(Option<u32>, Option<u32>, Verdict, Option<u64>, String)| {
        finding.as_ref()?;
        let statement = l.map_or_else(|| d.map(|d| &charts.destination[d as usize]), |l| Some(&charts.legacy[l as usize]))?;
        statement.when().map(|w| w.days())
    };
    let mut days: Vec<i32> = charts.pairs.iter().filter_map(of).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// Whether one of the sorted days lies within the context of a day.
fn beside(near: &[i32], day: i32) -> bool {
    let first = near.partition_point(|n| *n < day.saturating_sub(CONTEXT_DAYS));
    near.get(first).is_some_and(|n| *n <= day.saturating_add(CONTEXT_DAYS))
}

/// The first known moment of each day of two charts, in seconds since midnight.
fn first_moments(charts: &Charts) -> HashMap<i32, u32> {
    let mut first: HashMap<i32, u32> = HashMap::new();
    let timed = charts.legacy.iter().chain(&charts.destination).filter(|s| s.kind != Kind::Demographic).filter_map(Statement::when).filter(Date::has_time);
    for date in timed {
        first.entry(date.days()).and_modify(|s| *s = date.second.min(*s)).or_insert(date.second);
    }
    first
}

/// Kinds that last: they are context at any time.
fn lasting(kind: Kind) -> bool {
    matches!(kind, Kind::Allergy | Kind::NoKnownAllergy | Kind::Problem | Kind::Demographic)
}

fn on_chart(id: String, side: &str, s: &Statement, showing: &Showing<'_>, moments: &HashMap<i32, u32>) -> ChartStatement {
    let when = if s.kind == Kind::Demographic { None } else { s.when() };
    let interval = matches!(s.kind, Kind::Allergy | Kind::NoKnownAllergy | Kind::Problem | Kind::EncounterDiagnosis | Kind::Medication | Kind::Encounter | Kind::Procedure);
    let end = s.date(Aspect::End).filter(|_| interval).map(|d| showing.day(&d));
    let quantity = match s.value(Aspect::Value) {
        Some(Value::Quantity(q)) => Some(q),
        _ => None,
    };
    let bound = |a| match s.value(a) {
        Some(Value::Quantity(q)) => q.number.to_string().parse::<f64>().ok(),
        _ => None,
    };
    let value = s.value(Aspect::Value).map(|v| showing.value(s.kind, Aspect::Value, v)).unwrap_or_default();
    let shown_number = quantity.filter(|_| !value.contains("withheld")).and_then(|q| q.number.to_string().parse::<f64>().ok());
    ChartStatement {
        id,
        side: side.into(),
        kind: s.kind.word().into(),
        label: showing.label(s),
        codes: s.value(Aspect::Code).map(|v| showing.codes(v)).unwrap_or_default(),
        start: when.map(|d| showing.day(&d)),
        end,
        open: interval && end.is_none() && matches!(s.word(Aspect::Status), Some("active" | "in-progress" | "recurrence" | "relapse") | None) && !matches!(s.kind, Kind::Encounter | Kind::Procedure),
        precision: when.map(|d| d.precision.word().to_string()).unwrap_or_default(),
        status: s.value(Aspect::Status).map(|v| showing.value(s.kind, Aspect::Status, v)).unwrap_or_default(),
        value,
        number: shown_number,
        unit: quantity.map(|q| model::canonical_unit(&q.unit)).filter(|u| u.len() <= 16).unwrap_or_default(),
        range: match (bound(Aspect::RangeLow), bound(Aspect::RangeHigh)) {
            (Some(low), Some(high)) => Some(vec![low, high]),
            _ => None,
        },
        minute: when.filter(Date::has_time).and_then(|d| Some(showing.minute(&d, *moments.get(&d.days())?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin};

    fn result(when: &str) -> Statement {
        let date = Date::parse_iso(when).unwrap();
        let facts = vec![Fact { aspect: Aspect::Effective, value: Value::Date(date), place: 0, how: How::Copied }];
        Statement { kind: Kind::Observation, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    #[test]
    fn within_a_day_only_the_distance_to_its_first_moment_is_told() {
        let charts = Charts {
            legacy: vec![result("2014-03-01T14:05"), result("2014-03-01"), result("2014-03-02T09:00:59")],
            destination: vec![result("2014-03-01T19:05Z")],
            pairs: Vec::new(),
            anchor: 0,
        };
        let common = HashSet::new();
        let showing = Showing { anchor: 0, common: &common, terms: &Default::default() };
        let moments = first_moments(&charts);
        let minute = |s: &Statement| on_chart(String::new(), "legacy", s, &showing, &moments).minute;
        assert_eq!(charts.legacy.iter().chain(&charts.destination).map(minute).collect::<Vec<_>>(), [Some(0), None, Some(0), Some(300)]);
    }

    #[test]
    fn a_chart_without_room_for_all_keeps_findings_and_what_is_rare() {
        let kept = || -> Vec<Kept> {
            let of = |at: usize| match at {
                9 => (Kind::Note, false),
                8 => (Kind::Observation, true),
                _ => (Kind::Observation, false),
            };
            (0..10).map(|at| Kept { at, kind: of(at).0, found: of(at).1, statements: 2 }).collect()
        };
        let held = |most: usize| {
            let mut some = kept();
            let without = make_room(&mut some, most);
            (some.iter().map(|one| one.at).collect::<Vec<_>>(), without)
        };
        assert_eq!(held(20), ((0..10).collect(), false));
        assert_eq!(held(9), (vec![0, 1, 8, 9], true), "the finding and the note stand behind eight results, and stay");
        assert_eq!(held(2), (vec![8], true));
        assert_eq!(held(0), (Vec::new(), true));
    }

    #[test]
    fn context_is_found_by_halving() {
        let near = [-900, 10, 400];
        for day in [-945, -855, -35, 55, 355, 445] {
            assert!(beside(&near, day), "{day}");
        }
        for day in [-946, -854, -36, 56, 354, 446, i32::MIN, i32::MAX] {
            assert!(!beside(&near, day), "{day}");
        }
    }
}
