//! Which patients are likely to break, and why: what was found, and what of the chart itself breaks migrations.

use super::persons::Person;
use model::{Aspect, Date, Kind, Severity, Statement, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A reason to look at a patient first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Reason {
    pub key: String,
    pub count: u64,
}

/// Reasons with their weight.
#[derive(Default)]
struct Reasons {
    found: Vec<(f64, Reason)>,
}

impl Reasons {
    fn add(&mut self, key: &str, count: u64, weight: f64) {
        self.found.push((weight, Reason { key: key.into(), count }));
    }

    /// Adds a reason when there are at least `least`; more of it weighs a little more.
    fn many(&mut self, key: &str, count: u64, least: u64, weight: f64) {
        if count >= least {
            self.add(key, count, weight + (count as f64 / least as f64).min(4.0));
        }
    }
}

/// How likely a patient is to break, and why. `rare` is the number of codes that hardly anybody else has.
pub(super) fn edge(legacy: &[Statement], severities: &[u64; 5], person: Option<&Person>, side: &str, rare: u64) -> (f64, Vec<Reason>) {
    let mut reasons = Reasons::default();
    found(&mut reasons, severities, side);
    size(&mut reasons, legacy);
    history(&mut reasons, legacy);
    clock(&mut reasons, legacy);
    if rare > 0 {
        reasons.add("rare codes", rare, 4.0 + rare.min(5) as f64);
    }
    if let Some(person) = person {
        identity(&mut reasons, person);
        doses(&mut reasons, legacy, person);
    }
    reasons.found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.key.cmp(&b.1.key)));
    (reasons.found.iter().map(|(weight, _)| weight).sum(), reasons.found.into_iter().map(|(_, r)| r).collect())
}

/// Adds to what [`edge`] gives that the charts may not be one person's: then nothing that was found is sure.
pub(super) fn doubted(score: f64, reasons: Vec<Reason>) -> (f64, Vec<Reason>) {
    const WEIGHT: f64 = 38.0;
    let doubt = Reason { key: "identity uncertain".into(), count: 1 };
    (score + WEIGHT, std::iter::once(doubt).chain(reasons).collect())
}

/// What the comparison found.
fn found(reasons: &mut Reasons, severities: &[u64; 5], side: &str) {
    let (safety, clinical) = (severities[Severity::Safety as usize], severities[Severity::Clinical as usize]);
    if safety > 0 {
        reasons.add("safety findings", safety, 40.0 + safety.min(40) as f64);
    }
    if side != "paired" {
        reasons.add(side, 1, 35.0);
    }
    if clinical > 0 {
        reasons.add("clinical findings", clinical, 10.0 + clinical.min(50) as f64 / 5.0);
    }
}

fn count(legacy: &[Statement], kind: Kind) -> u64 {
    legacy.iter().filter(|s| s.kind == kind).count() as u64
}

/// Much of anything, and many years of it.
fn size(reasons: &mut Reasons, legacy: &[Statement]) {
    reasons.many("many allergies", count(legacy, Kind::Allergy), 4, 8.0);
    reasons.many("many medications", count(legacy, Kind::Medication), 12, 8.0);
    reasons.many("many encounters", count(legacy, Kind::Encounter), 20, 6.0);
    reasons.many("long record", legacy.len() as u64, 150, 6.0);
    let years = legacy.iter().filter(|s| s.kind != Kind::Demographic && s.kind != Kind::Appointment).filter_map(Statement::when).map(|d| i64::from(d.year)).filter(|y| *y < 2100);
    let (first, last) = years.fold((i64::MAX, i64::MIN), |(first, last), y| (first.min(y), last.max(y)));
    reasons.many("years of history", last.saturating_sub(first).max(0) as u64, 25, 5.0);
}

/// What was corrected, amended or contradicts itself.
fn history(reasons: &mut Reasons, legacy: &[Statement]) {
    let is_corrected = |s: &&Statement| {
        matches!(s.word(Aspect::Status), Some("corrected" | "amended" | "entered-in-error")) || matches!(s.word(Aspect::Verification), Some("refuted" | "entered-in-error"))
    };
    let corrected = legacy.iter().filter(is_corrected).count() as u64;
    if corrected > 0 {
        reasons.add("corrected or refuted", corrected, 7.0 + corrected.min(5) as f64);
    }
    let contradicted = |none: &&Statement| legacy.iter().any(|s| s.kind == Kind::Allergy && balance::contradicts_none_known(none, s));
    let none_known = legacy.iter().filter(|s| s.kind == Kind::NoKnownAllergy).filter(contradicted).count() as u64;
    if none_known > 0 {
        reasons.add("conflicting allergies", none_known, 12.0);
    }
    let conflicts = conflicts(legacy);
    if conflicts > 0 {
        reasons.add("conflicting statements", conflicts, 9.0 + conflicts.min(5) as f64);
    }
}

/// Subjects of which the chart says two things that cannot both be so: whichever comes last into the destination wins.
fn conflicts(legacy: &[Statement]) -> u64 {
    let mut said: BTreeMap<(Kind, String), BTreeSet<String>> = BTreeMap::new();
    for statement in legacy {
        for (about, says) in claims(statement) {
            said.entry((statement.kind, about)).or_default().insert(says);
        }
    }
    said.values().filter(|claims| claims.len() > 1).count() as u64
}

/// What a statement claims of which only one can be so: who somebody is, whether a problem that began on a day goes on, the dose of a drug that is
/// taken, the answer to a directive that is in force.
fn claims(statement: &Statement) -> Vec<(String, String)> {
    let shown = |aspect: Aspect| statement.value(aspect).map(Value::shown).filter(|v| !v.is_empty());
    if !matches!(statement.kind, Kind::Demographic | Kind::Problem | Kind::Medication | Kind::AdvanceDirective) {
        return Vec::new();
    }
    let live = matches!(statement.word(Aspect::Status), Some("active" | "in-progress")) && statement.value(Aspect::End).is_none();
    let about = statement.label().trim().to_lowercase();
    match statement.kind {
        Kind::Demographic => [Aspect::BirthDate, Aspect::Sex].into_iter().filter_map(|aspect| Some((aspect.word().to_string(), shown(aspect)?))).collect(),
        _ if about.is_empty() => Vec::new(),
        Kind::Problem => {
            let state = match statement.word(Aspect::Status) {
                Some("active" | "recurrence" | "relapse") => "goes on",
                Some("resolved" | "inactive" | "remission") => "over",
                _ => return Vec::new(),
            };
            shown(Aspect::Onset).map(|onset| (format!("{about}|{onset}"), state.to_string())).into_iter().collect()
        }
        Kind::Medication if live => shown(Aspect::Dose).map(|dose| (about, format!("{dose} {}", shown(Aspect::DoseUnit).unwrap_or_default()))).into_iter().collect(),
        Kind::AdvanceDirective if live => shown(Aspect::Value).map(|answer| (about, answer)).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Times near midnight, and offsets of more than one zone: what a wrong zone moves to another day.
fn clock(reasons: &mut Reasons, legacy: &[Statement]) {
    let times = || legacy.iter().flat_map(|s| &s.facts).filter_map(|f| match &f.value {
        Value::Date(date) if date.has_time() => Some(date),
        _ => None,
    });
    let near = times().filter(|d| near_midnight(d)).count() as u64;
    reasons.many("near midnight", near, 3, 4.0);
    reasons.many("across midnight", legacy.iter().filter(|s| crosses_midnight(s)).count() as u64, 2, 4.0);
    let offsets: BTreeSet<i16> = times().filter_map(|d| d.offset).collect();
    let apart = offsets.last().zip(offsets.first()).map_or(0, |(last, first)| last - first);
    // An hour apart is one zone in summer and in winter.
    if apart > 60 {
        reasons.add("several time zones", offsets.len() as u64, 9.0);
    }
}

/// Began on one day and ended on the next, within a day and a night: a wrong zone puts both on one day, or on other days.
fn crosses_midnight(statement: &Statement) -> bool {
    const DAY: i64 = 86_400;
    let timed = |aspect: Aspect| statement.date(aspect).filter(|d| d.has_time());
    let (Some(start), Some(end)) = (timed(Aspect::Effective).or_else(|| timed(Aspect::Onset)), timed(Aspect::End)) else { return false };
    let days = i64::from(end.days() - start.days());
    let lasted = days * DAY + i64::from(end.second) - i64::from(start.second);
    days > 0 && (1..=DAY).contains(&lasted)
}

/// Within an hour of midnight. Midnight itself is mostly a day without a time.
fn near_midnight(date: &Date) -> bool {
    const HOUR: u32 = 3_600;
    (date.second > 0 && date.second < HOUR) || (date.second > 23 * HOUR && date.second < 24 * HOUR)
}

/// Who the person is, and whom they can be mistaken for.
fn identity(reasons: &mut Reasons, person: &Person) {
    if person.namesake {
        reasons.add("same name and birth date", 1, 16.0);
    } else if person.duplicate {
        reasons.add("possible duplicate", 1, 14.0);
    }
    if person.merged > 0 {
        reasons.add("merged charts", person.merged, 7.0 + person.merged.min(6) as f64);
    }
    if person.deceased {
        reasons.add("deceased", 1, 5.0);
    }
}

/// Children take doses by weight, in small units; whoever is grown up by now has those of childhood in the chart.
fn doses(reasons: &mut Reasons, legacy: &[Statement], person: &Person) {
    const CHILDHOOD: i32 = 13 * 365 + 3;
    let born = legacy.iter().filter(|s| s.kind == Kind::Demographic).find_map(|s| s.date(Aspect::BirthDate)).map(|d| d.days());
    let of_child = |s: &Statement| person.child || s.when().zip(born).is_some_and(|(day, born)| day.days() - born < CHILDHOOD);
    let given: Vec<&Statement> = legacy.iter().filter(|s| s.kind == Kind::Medication && of_child(s)).collect();
    if given.is_empty() {
        return;
    }
    let (reason, weight) = if person.child { ("child with medications", 6.0) } else { ("medications of childhood", 3.0) };
    reasons.add(reason, given.len() as u64, weight);
    let by_weight = given.iter().filter(|s| is_by_weight(s)).count() as u64;
    if by_weight > 0 {
        reasons.add("dose by weight", by_weight, 11.0 + by_weight.min(4) as f64);
    }
}

fn is_by_weight(statement: &Statement) -> bool {
    let per_weight = |text: &str| {
        let text: String = text.to_lowercase().split_whitespace().collect();
        ["/kg", "perkg", "/m2"].iter().any(|unit| text.contains(unit))
    };
    statement.facts.iter().filter(|f| matches!(f.aspect, Aspect::Dose | Aspect::DoseUnit | Aspect::Sig | Aspect::Quantity)).any(|f| match &f.value {
        Value::Quantity(quantity) => per_weight(&quantity.unit),
        Value::Text(text) | Value::Word(text) | Value::Code(_, text) => per_weight(text),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin};

    fn statement(kind: Kind, facts: &[(Aspect, Value)]) -> Statement {
        let facts = facts.iter().map(|(aspect, value)| Fact { aspect: *aspect, value: value.clone(), place: 0, how: How::Copied }).collect();
        Statement { kind, patient: "1".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
    }

    fn at(text: &str) -> (Aspect, Value) {
        (Aspect::Effective, Value::Date(Date::parse_iso(text).unwrap()))
    }

    fn child() -> Person {
        Person { sex: "female".into(), age_band: "5-9".into(), duplicate: true, deceased: false, child: true, namesake: true, merged: 2 }
    }

    fn keys(legacy: &[Statement], person: Option<&Person>, rare: u64) -> Vec<(String, u64)> {
        edge(legacy, &[0; 5], person, "paired", rare).1.into_iter().map(|r| (r.key, r.count)).collect()
    }

    #[test]
    fn midnight_is_near_within_the_hour_and_not_at_no_time() {
        let lab = |time: &str| statement(Kind::Observation, &[at(&format!("2020-01-0{time}"))]);
        let near = [lab("1T23:40:00"), lab("2T00:20:00"), lab("3T23:01:00")];
        assert_eq!(keys(&near, None, 0), [("near midnight".to_string(), 3)]);
        let far = [lab("1T00:00:00"), lab("2T12:00:00"), lab("3T22:59:00"), lab("4")];
        assert_eq!(keys(&far, None, 0), []);
    }

    #[test]
    fn summer_and_winter_are_one_zone_and_two_coasts_are_not() {
        let visit = |offset: &str| statement(Kind::Encounter, &[at(&format!("2020-01-01T12:00:00{offset}"))]);
        assert_eq!(keys(&[visit("-05:00"), visit("-06:00")], None, 0), []);
        assert_eq!(keys(&[visit("-05:00"), visit("-08:00")], None, 0), [("several time zones".to_string(), 2)]);
    }

    #[test]
    fn a_child_with_a_dose_by_weight_a_namesake_and_merged_charts_comes_first() {
        let drug = |sig: &str| statement(Kind::Medication, &[(Aspect::Sig, Value::Text(sig.into()))]);
        let found = keys(&[drug("give 15 mg / kg every 6 h"), drug("one tablet")], Some(&child()), 2);
        let names: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(names, ["same name and birth date", "dose by weight", "merged charts", "child with medications", "rare codes"]);
        assert_eq!(found[1].1, 1);
    }

    #[test]
    fn a_chart_that_says_two_things_of_one_subject_conflicts_and_one_that_changed_does_not() {
        let word = |aspect, word: &str| (aspect, Value::Word(word.into()));
        let day = |aspect, text: &str| (aspect, Value::Date(Date::parse_iso(text).unwrap()));
        let named = |label: &str| (Aspect::Code, Value::words(label));
        let drug = |dose: &str| statement(Kind::Medication, &[named("warfarin"), word(Aspect::Status, "active"), (Aspect::Dose, Value::Text(dose.into()))]);
        let conflict = |legacy: &[Statement]| keys(legacy, None, 0).into_iter().find(|(key, _)| key == "conflicting statements").map(|(_, n)| n);
        assert_eq!(conflict(&[drug("5"), drug("2.5")]), Some(1));
        let mut over = drug("2.5");
        over.facts.push(Fact { aspect: Aspect::End, value: day(Aspect::End, "2020-01-01").1, place: 0, how: How::Copied });
        assert_eq!(conflict(&[drug("5"), over]), None, "the dose was changed");
        let problem = |status: &str, onset: &str| statement(Kind::Problem, &[named("asthma"), word(Aspect::Status, status), day(Aspect::Onset, onset)]);
        assert_eq!(conflict(&[problem("active", "2010-01-01"), problem("resolved", "2010-01-01")]), Some(1));
        assert_eq!(conflict(&[problem("active", "2015-01-01"), problem("resolved", "2010-01-01")]), None, "it came back");
        let person = |born: &str| statement(Kind::Demographic, &[day(Aspect::BirthDate, born), word(Aspect::Sex, "female")]);
        assert_eq!(conflict(&[person("1970-01-02"), person("1970-02-01")]), Some(1));
        assert_eq!(conflict(&[person("1970-01-02"), person("1970-01-02")]), None);
    }

    #[test]
    fn no_known_drug_allergy_conflicts_with_one_to_a_drug_and_with_no_other() {
        let named = |kind: Kind, label: &str| statement(kind, &[(Aspect::Code, Value::words(label))]);
        let conflict = |label: &str| keys(&[named(Kind::NoKnownAllergy, "NKDA"), named(Kind::Allergy, label)], None, 0);
        assert_eq!(conflict("Penicillin"), [("conflicting allergies".to_string(), 1)]);
        assert_eq!(conflict("Shellfish"), []);
    }

    #[test]
    fn a_night_is_across_midnight_and_a_week_or_a_day_is_not() {
        let stay = |from: &str, to: &str| statement(Kind::Encounter, &[at(from), (Aspect::End, Value::Date(Date::parse_iso(to).unwrap()))]);
        let nights = [stay("2020-01-01T21:00:00", "2020-01-02T03:00:00"), stay("2020-02-01T22:00:00", "2020-02-02T10:00:00")];
        assert_eq!(keys(&nights, None, 0), [("across midnight".to_string(), 2)]);
        let others = [stay("2020-01-01T21:00:00", "2020-01-08T03:00:00"), stay("2020-01-01T09:00:00", "2020-01-01T17:00:00"), stay("2020-01-01", "2020-01-02")];
        assert_eq!(keys(&others, None, 0), []);
    }

    #[test]
    fn doses_of_childhood_stay_in_the_chart_of_a_grown_up() {
        let born = statement(Kind::Demographic, &[(Aspect::BirthDate, Value::Date(Date::parse_iso("1990-06-01").unwrap()))]);
        let drug = |day: &str, sig: &str| statement(Kind::Medication, &[(Aspect::Onset, Value::Date(Date::parse_iso(day).unwrap())), (Aspect::Sig, Value::Text(sig.into()))]);
        let grown = Person { child: false, duplicate: false, namesake: false, merged: 0, ..child() };
        let chart = [born, drug("1995-01-01", "10 mg/kg/day"), drug("2015-01-01", "1 mg/kg")];
        assert_eq!(keys(&chart, Some(&grown), 0), [("dose by weight".to_string(), 1), ("medications of childhood".to_string(), 1)]);
    }

    #[test]
    fn many_years_count_without_plans_and_without_typing_errors() {
        let seen = |text: &str| statement(Kind::Encounter, &[at(text)]);
        let planned = statement(Kind::Appointment, &[at("2031-01-01")]);
        assert_eq!(keys(&[seen("1990-01-01"), seen("2020-01-01"), seen("9999-01-01"), planned.clone()], None, 0), [("years of history".to_string(), 30)]);
        assert_eq!(keys(&[seen("2010-01-01"), planned], None, 0), []);
    }
}
