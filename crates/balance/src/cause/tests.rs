//! Causes of hand-built findings: who is named for what was held back, and what is proposed.

use super::*;
use crate::judge::DECLARED_GONE;
use model::{Date, Fact, How, Origin, Value};

/// A destination of our own, made by one rule, of which rows were held back.
#[derive(Default)]
struct Ours {
    rule: Option<RuleInfo>,
    held: Option<HeldRow>,
    unread: Option<[u64; 2]>,
    element: &'static str,
    beside: &'static [&'static str],
    set: Option<&'static str>,
    elsewhere: Option<Unmade>,
    zones: Option<(&'static str, &'static str)>,
}

impl Provenance for Ours {
    fn filler(&self, _: &Finding, _: (Option<&Statement>, &Statement), _: (&str, &str)) -> Option<Filler> {
        let gap = || Gap { element: self.element.into(), beside: self.beside.iter().map(|rule| rule.to_string()).collect() };
        self.rule.clone().map(Filler::Rule).or_else(|| (!self.element.is_empty()).then(|| Filler::Nobody(gap())))
    }
    fn maker(&self, _: &Statement) -> Option<String> {
        self.set.map(str::to_string)
    }
    fn unmade(&self, _: &Statement) -> Option<Unmade> {
        self.held.clone().map(Unmade::Held).or_else(|| self.elsewhere.clone())
    }
    fn unread(&self, _: &str) -> Option<[u64; 2]> {
        self.unread
    }
    fn zones(&self) -> Option<(&str, &str)> {
        self.zones
    }
}

#[test]
fn what_is_read_in_two_zones_is_one_cause_whichever_rule_made_it() {
    let moment = |text: &str| dated(Date::parse_hl7(text).unwrap());
    let told = |zones: Option<(&'static str, &'static str)>, pairs: &[(&str, &str, &str)]| {
        let mut causes = Causes::default();
        for (rule, here, there) in pairs {
            let ours = Ours { rule: Some(RuleInfo { id: rule.to_string(), ..onset_rule(None) }), zones, ..Ours::default() };
            let (legacy, destination) = (moment(here), moment(there));
            let shifted = finding(Verdict::Altered, Aspect::Onset, "1:00 h earlier");
            causes.add(&shifted, (Some(&legacy), Some(&destination)), ("ONSET_DT", "onsetDateTime"), 0, Tied::Firmly, &ours);
        }
        causes.into_causes()
    };
    // Summer and winter, by two rules.
    let clocks = [("problem-onset", "202007010830-0500", "202007010830-0400"), ("visit-start", "202001010830-0600", "202001010830-0500")];
    let zones = Some(("America/Chicago", "America/New_York"));
    let found = told(zones, &clocks);
    let [cause] = &found[..] else { panic!("{found:?}") };
    assert_eq!((cause.class, cause.statements, cause.label.as_str()), (CauseClass::TimeZone, 2, "Local times: the mapping reads them in America/New_York, the lens in America/Chicago"));
    assert!(cause.proposal(&[]).text.starts_with("Set the `timezone` of the mapping to America/Chicago"));
    assert_eq!(told(None, &clocks).len(), 2, "both read in one zone: each rule has its own");
    let by_itself = [("problem-onset", "202007010830-0500", "202007010730-0500")];
    assert!(told(zones, &by_itself)[0].label.contains("rule problem-onset"), "an hour that a rule takes away is its own");
}

#[test]
fn pairs_of_values_are_counted_by_patient_but_for_long_ones() {
    let (statement, ours, note) = (dated(Date::day(2020, 1, 2).unwrap()), Ours::default(), "a".repeat(VALUE_MAX + 1));
    let mut causes = Causes::default();
    for (patient, value) in [(0, "a"), (0, "a"), (1, "a"), (1, "c"), (2, note.as_str())] {
        let found = Finding { legacy_value: value.into(), destination_value: "b".into(), ..finding(Verdict::Altered, Aspect::Value, "the value differs") };
        causes.add(&found, (Some(&statement), Some(&statement)), ("VAL", "value"), patient, Tied::Firmly, &ours);
    }
    causes.withdraw(0, false);
    let found = causes.into_causes();
    let [cause] = &found[..] else { panic!("{found:?}") };
    assert_eq!((cause.statements, cause.patients), (4, 3));
    let counts: BTreeMap<&str, (u64, u64)> = cause.clusters.iter().map(|((legacy, _), of)| (legacy.as_str(), (of.statements, of.patients))).collect();
    assert_eq!(counts, BTreeMap::from([("a", (3, 2)), ("c", (1, 1))]));
}

#[test]
fn what_is_declared_explains_a_loss_as_long_as_the_lens_does_not_decide_by_the_same_fields() {
    let drawn = |beyond: Option<Vec<String>>| {
        let row = DroppedRow { reason: "voided".into(), set: "Condition < problems".into(), beyond };
        let cause = lost(&Ours { elsewhere: Some(Unmade::Dropped(row)), ..Ours::default() });
        (cause.class, cause.label, cause.evidence)
    };
    let (class, label, _) = drawn(Some(Vec::new()));
    assert_eq!(class, CauseClass::MappingRule);
    assert_eq!(label, "Problem left out: the condition of Condition < problems does not take the rows that the lens takes by the same fields");
    let (class, label, evidence) = drawn(Some(vec!["STATUS_CD".into()]));
    assert_eq!((class, label.as_str()), (CauseClass::ExpectedByDesign, "Problem declared dropped: voided"));
    assert!(evidence.ends_with("The condition of Condition < problems reads STATUS_CD, which that of the lens does not."), "{evidence}");
    assert_eq!(drawn(None).0, CauseClass::ExpectedByDesign);
}

#[test]
fn what_few_findings_of_a_rule_look_like_by_chance_is_no_cause_of_its_own() {
    let ours = Ours { rule: Some(onset_rule(None)), ..Ours::default() };
    let statement = dated(Date::day(2020, 3, 14).unwrap());
    let told = |counts: &[(&str, u64)]| {
        let mut causes = Causes::default();
        let manners = counts.iter().flat_map(|(manner, n)| (0..*n).map(move |_| *manner));
        for (patient, manner) in (0_u64..).zip(manners) {
            causes.add(&finding(Verdict::Altered, Aspect::Value, manner), (Some(&statement), Some(&statement)), ("VAL", "value"), patient, Tied::Firmly, &ours);
        }
        let folded = causes.fold();
        let left: Vec<(String, u64, u64)> = causes.into_causes().into_iter().filter(|c| c.statements > 0).map(|c| (c.label, c.statements, c.patients)).collect();
        (left, folded.len())
    };
    let label = |manner: &str| format!("Problem value, rule problem-onset: {manner}");
    let tenfold = "the decimal point moved: times 10";
    assert_eq!(told(&[("the value differs", 40), (tenfold, 2), ("the value is rounded", 4)]), (vec![(label("the value differs"), 46, 46)], 2));
    // Not by chance: as many again, what is gone, and a rule that does nothing else.
    let (left, folded) = told(&[("the value differs", 40), (tenfold, 5), ("value is absent in the destination", 2)]);
    assert_eq!((left.len(), folded), (3, 0), "{left:?}");
    assert_eq!(told(&[(tenfold, 40), ("the value differs", 2)]).1, 0);
}

#[test]
fn what_one_thing_to_mend_shows_in_several_ways_is_one_cause() {
    let statement = dated(Date::day(2020, 3, 14).unwrap());
    // Each finding with its kind, aspect, manner and both values, of a patient of its own.
    let told = |findings: &[(&Ours, Kind, Aspect, &str, [&str; 2])]| {
        let mut causes = Causes::default();
        for (patient, (ours, kind, aspect, manner, [legacy, destination])) in (0_u64..).zip(findings) {
            let found = Finding { kind: *kind, legacy_value: legacy.to_string(), destination_value: destination.to_string(), ..finding(Verdict::Altered, *aspect, manner) };
            causes.add(&found, (Some(&statement), Some(&statement)), ("F", "f"), patient, Tied::Firmly, *ours);
        }
        let folded = causes.fold().len();
        let left: Vec<(u64, u64)> = causes.into_causes().into_iter().filter(|c| c.statements > 0).map(|c| (c.statements, c.patients)).collect();
        (left, folded)
    };
    let rule = |id: &str, map: Option<&str>| Ours { rule: Some(RuleInfo { id: id.into(), ..onset_rule(map) }), ..Ours::default() };
    let (problem, diagnosis) = (Kind::Problem, Kind::EncounterDiagnosis);
    // A row of a code map, seen through the rules of two resource sets and of two elements; a row that is missing is another thing to do.
    let (labs, feed) = (rule("lab-flag", Some("flag")), rule("oru-flag", Some("flag")));
    let high = ["H", "L"];
    let of_map = [(&labs, Kind::Observation, Aspect::Flag, "high has become low", high), (&feed, Kind::Observation, Aspect::Flag, "high has become low", high), (&feed, Kind::Observation, Aspect::Text, "the text differs", high)];
    assert_eq!(told(&of_map), (vec![(3, 3)], 2));
    let with_gone = [of_map[0], (&feed, Kind::Observation, Aspect::Flag, "the code is gone", ["N", ""])];
    assert_eq!(told(&with_gone), (vec![(1, 1), (1, 1)], 0));
    // One word whatever the source says, in whichever kind the rows are.
    let status = rule("problem-status", None);
    let always = [
        (&status, diagnosis, Aspect::Status, "resolved has become active", ["resolved", "active"]),
        (&status, problem, Aspect::Status, "inactive has become active", ["inactive", "active"]),
        (&status, problem, Aspect::Status, "no legacy status, the destination has one", ["", "active"]),
    ];
    assert_eq!(told(&always), (vec![(3, 3)], 2));
    let either = [always[0], (&status, problem, Aspect::Status, "active has become inactive", ["active", "inactive"])];
    assert_eq!(told(&either).1, 0, "two words are two mistakes");
    let turned = [always[0], (&status, problem, Aspect::Status, "active has become resolved", ["active", "resolved"])];
    assert_eq!(told(&turned), (vec![(2, 2)], 1), "unless they stand in the place of each other");
    // Nobody knows the rule: a few of either word tell that there is one.
    let theirs = Ours::default();
    let sides = |often: usize| {
        let [left, right] = [(problem, "left has become right", ["left", "right"]), (diagnosis, "right has become left", ["right", "left"])];
        [left, right].into_iter().flat_map(|(kind, manner, values)| vec![(&theirs, kind, Aspect::Laterality, manner, values); often]).collect::<Vec<_>>()
    };
    assert_eq!([told(&sides(3)), told(&sides(1))], [(vec![(6, 6)], 1), (vec![(1, 1), (1, 1)], 0)]);
    // What a rule leaves out, and what nobody fills, of two kinds of rows.
    let gone = "time is absent in the destination";
    assert_eq!(told(&[(&status, problem, Aspect::End, gone, ["a", ""]), (&status, diagnosis, Aspect::End, gone, ["b", ""])]), (vec![(2, 2)], 1));
    let gap = Ours { element: "code.coding[1].system", beside: &["problem-local"], ..Ours::default() };
    let unfilled = [(&gap, problem, Aspect::Code, "the code system is gone", ["a", "b"]), (&gap, diagnosis, Aspect::Code, "the code stands under another code system", ["a", "b"])];
    assert_eq!(told(&unfilled), (vec![(2, 2)], 1));
    // Two sets may leave the same element out: each is to be mended.
    let other = Ours { element: "code.coding[1].system", beside: &["visit-local"], ..Ours::default() };
    assert_eq!(told(&[unfilled[0], (&other, diagnosis, Aspect::Code, "the code system is gone", ["a", "b"])]).1, 0);
}

#[test]
fn a_rule_that_reads_another_field_is_one_cause_in_whatever_it_shows() {
    let of_row = |kind: Kind, relation: u32| Statement { kind, origin: Origin { relation, ..dated(Date::day(2020, 3, 14).unwrap()).origin }, ..dated(Date::day(2020, 3, 14).unwrap()) };
    let made = |fields: &[&str]| RuleInfo { fields: fields.iter().map(|field| field.to_string()).collect(), ..onset_rule(None) };
    let told = |rule: &RuleInfo, relation: u32, field: &str| {
        let ours = Ours { rule: Some(rule.clone()), ..Ours::default() };
        let row = HeldRow { rule: rule.id.clone(), reason: "mandatory element is empty".into(), info: Some(rule.clone()), ..HeldRow::default() };
        let (mut causes, statement) = (Causes::default(), of_row(Kind::Problem, relation));
        let both = (Some(&statement), Some(&statement));
        causes.add(&finding(Verdict::Altered, Aspect::Onset, "another date"), both, (field, "onsetDateTime"), 0, Tied::Firmly, &ours);
        let precise = Finding { kind: Kind::EncounterDiagnosis, severity: Severity::Cosmetic, ..finding(Verdict::Altered, Aspect::Onset, "the destination claims more precision") };
        causes.add(&precise, both, (field, "onsetDateTime"), 1, Tied::Firmly, &ours);
        let unsaid = Finding { legacy_place: None, ..finding(Verdict::Invented, Aspect::Onset, "no legacy time, the destination has one") };
        causes.add(&unsaid, both, ("", "onsetDateTime"), 2, Tied::Firmly, &ours);
        causes.add(&finding(Verdict::Lost, Aspect::Statement, "no counterpart"), (Some(&statement), None), ("", ""), 3, Tied::Firmly, &Ours { held: Some(row), ..Ours::default() });
        causes.fold();
        causes.into_causes().into_iter().filter(|cause| cause.statements > 0).collect::<Vec<Cause>>()
    };
    let found = told(&made(&["NOTED_DT"]), 1, "ONSET_DT");
    let [cause] = &found[..] else { panic!("{found:?}") };
    assert_eq!((cause.class, cause.statements, cause.label.as_str()), (CauseClass::MappingRule, 4, "Rule problem-onset reads NOTED_DT, and the source has it in ONSET_DT"));
    let proposal = cause.proposal(&[]);
    assert!(proposal.text.starts_with("Let rule problem-onset, which fills onsetDateTime, read ONSET_DT in place of NOTED_DT"), "{}", proposal.text);
    assert_eq!((proposal.place.as_str(), proposal.target.as_str()), ("rule", "problem-onset"));
    // A rule that reads the field does something else with it; a part of it is the field as well; a built-in reading names places in its own way.
    for (fields, relation, field) in [(&["NOTED_DT", "ONSET_DT"][..], 1, "ONSET_DT"), (&["PID-3[2].1"][..], 1, "PID-3"), (&["NOTED_DT"][..], 0, "ONSET_DT")] {
        let found = told(&made(fields), relation, field);
        assert!(found.len() > 1 && found.iter().all(|cause| !cause.label.contains("the source has it in")), "{found:?}");
    }
    // A concept may stand in several fields, of which each reading takes its own; and the unit beside a number in another one.
    let said = |value: Value, aspect: Aspect, element: &str| {
        let mut statement = of_row(Kind::Observation, 1);
        statement.facts = vec![Fact { aspect: Aspect::Value, value, place: 3, how: How::Copied }];
        let ours = Ours { rule: Some(RuleInfo { element: element.into(), ..made(&["OTHER"]) }), ..Ours::default() };
        let mut causes = Causes::default();
        let found = Finding { read_as: Aspect::Value, ..finding(Verdict::Altered, aspect, "it differs") };
        causes.add(&found, (Some(&statement), Some(&statement)), ("RESULT", "value"), 0, Tied::Firmly, &ours);
        causes.causes()[0].label.contains("the source has it in RESULT")
    };
    assert!(said(Value::Text("clear".into()), Aspect::Value, "valueString"));
    assert!(!said(Value::words("clear"), Aspect::Value, "valueCodeableConcept.text"));
    assert!(!said(Value::Word("home".into()), Aspect::Value, "telecom[0].use"));
}

#[test]
fn what_is_worse_than_what_shows_of_another_field_keeps_its_name() {
    let rule = RuleInfo { fields: vec!["NOTED_DT".into()], ..onset_rule(None) };
    let row = HeldRow { rule: rule.id.clone(), reason: "mandatory element is empty".into(), info: Some(rule.clone()), ..HeldRow::default() };
    let mut statement = dated(Date::day(2020, 3, 14).unwrap());
    statement.origin.relation = 1;
    let mut causes = Causes::default();
    let ours = Ours { rule: Some(rule), ..Ours::default() };
    causes.add(&finding(Verdict::Altered, Aspect::Onset, "another date"), (Some(&statement), Some(&statement)), ("ONSET_DT", "onsetDateTime"), 0, Tied::Firmly, &ours);
    let gone = Finding { severity: Severity::Safety, ..finding(Verdict::Lost, Aspect::Statement, "no counterpart") };
    causes.add(&gone, (Some(&statement), None), ("", ""), 1, Tied::Firmly, &Ours { held: Some(row), ..Ours::default() });
    assert!(causes.fold().is_empty() && causes.causes().len() == 2);
}

#[test]
fn what_a_loader_does_to_one_type_of_record_is_one_cause() {
    let (statement, nobody) = (dated(Date::day(2020, 3, 14).unwrap()), Ours::default());
    let told = |findings: &[(Kind, Verdict, Aspect, &str, [&str; 2])]| {
        let mut causes = Causes::default();
        for (patient, (kind, verdict, aspect, manner, [legacy, destination])) in (0_u64..).zip(findings) {
            let found = Finding { kind: *kind, legacy_value: legacy.to_string(), destination_value: destination.to_string(), ..finding(*verdict, *aspect, manner) };
            let there = (*verdict != Verdict::Lost).then_some(&statement);
            causes.add(&found, (Some(&statement), there), ("F", "f"), patient, Tied::Firmly, &nobody);
        }
        causes.fold();
        causes.into_causes().into_iter().map(|cause| cause.statements).filter(|n| *n > 0).collect::<Vec<u64>>()
    };
    let (problem, diagnosis) = (Kind::Problem, Kind::EncounterDiagnosis);
    let status = |kind: Kind, manner: &'static str, values: [&'static str; 2]| (kind, Verdict::Altered, Aspect::Status, manner, values);
    let resolved = ["resolved", "active"];
    let always = [status(diagnosis, "resolved has become active", resolved), status(problem, "resolved has become active", resolved), status(problem, "inactive has become active", ["inactive", "active"])];
    assert_eq!(told(&always), [3]);
    assert_eq!(told(&[always[0], status(Kind::Medication, "resolved has become active", resolved)]), [1, 1], "another type of record");
    assert_eq!(told(&[always[0], status(problem, "active has become resolved", ["active", "resolved"])]), [1, 1], "two words");
    let lost = |kind: Kind| (kind, Verdict::Lost, Aspect::Statement, "no counterpart", ["a", ""]);
    assert_eq!(told(&[lost(problem), lost(diagnosis)]), [1, 1], "records may be lost for many a reason");
}

#[test]
fn a_mistake_is_named_by_the_worst_that_it_shows_in() {
    let statement = dated(Date::day(2020, 3, 14).unwrap());
    let ours = Ours { rule: Some(RuleInfo { id: "lab-flag".into(), ..onset_rule(Some("flag")) }), ..Ours::default() };
    let mut causes = Causes::default();
    let shown = [("normal has become low", Severity::Clinical), ("normal has become low", Severity::Clinical), ("high has become low", Severity::Safety)];
    for (patient, (manner, severity)) in (0_u64..).zip(shown) {
        let found = Finding { severity, ..finding(Verdict::Altered, Aspect::Flag, manner) };
        causes.add(&found, (Some(&statement), Some(&statement)), ("F", "f"), patient, Tied::Firmly, &ours);
    }
    let folded = causes.fold();
    assert!(folded.len() == 1 && folded[0].into.1.ends_with("high has become low"), "{folded:?}");
    let left: Vec<(u64, u64, Severity)> = causes.into_causes().into_iter().filter(|c| c.statements > 0).map(|c| (c.statements, c.safety, c.severity)).collect();
    assert_eq!(left, [(3, 1, Severity::Safety)]);
}

#[test]
fn summer_and_winter_of_one_zone_are_one_cause() {
    let (statement, ours) = (dated(Date::day(2020, 3, 14).unwrap()), Ours { rule: Some(onset_rule(None)), ..Ours::default() });
    let told = |provenance: &Ours, counts: &[(&str, u64)]| {
        let mut causes = Causes::default();
        for (manner, n) in counts {
            for patient in 0..*n {
                causes.add(&finding(Verdict::Altered, Aspect::Onset, manner), (Some(&statement), Some(&statement)), ("ONSET_DT", "onsetDateTime"), patient, Tied::Firmly, provenance);
            }
        }
        causes.fold();
        causes.into_causes().into_iter().map(|c| c.statements).filter(|n| *n > 0).collect::<Vec<u64>>()
    };
    for provenance in [&ours, &Ours::default()] {
        assert_eq!(told(provenance, &[("5:00 h earlier", 7), ("6:00 h earlier", 5)]), [12]);
        assert_eq!(told(provenance, &[("5:00 h earlier", 5), ("6:00 h earlier", 5)]), [10]);
        assert_eq!(told(provenance, &[("5:00 h earlier", 7), ("7:00 h earlier", 5), ("4:00 h later", 3)]), [7, 5, 3], "two hours apart, and the other way");
        assert_eq!(told(provenance, &[("5:00 h earlier", 7), ("6:00 h earlier", 6), ("7:00 h earlier", 5)]), [13, 5], "an hour more than the half that is part of another one");
    }
}

fn onset_rule(map: Option<&str>) -> RuleInfo {
    RuleInfo { id: "problem-onset".into(), element: "onsetDateTime".into(), fields: vec!["ONSET_DT".into()], code_map: map.map(str::to_string), reason: None }
}

fn held(reason: &str, share: [u64; 2], is_readable: bool) -> Ours {
    let row = HeldRow { rule: "problem-onset".into(), reason: reason.into(), info: Some(onset_rule(None)), share: Some(share), is_readable, unfilled: None };
    Ours { held: Some(row), ..Ours::default() }
}

fn dated(day: Date) -> Statement {
    let origin = Origin { artifact: 0, relation: 0, line: 1, reference: "Condition/1".into() };
    let facts = vec![Fact { aspect: Aspect::Onset, value: Value::Date(day), place: 3, how: How::Copied }];
    Statement { patient: "1".into(), kind: Kind::Problem, origin, facts }
}

fn finding(verdict: Verdict, aspect: Aspect, manner: &str) -> Finding {
    Finding {
        verdict,
        aspect,
        read_as: aspect,
        kind: Kind::Problem,
        severity: Severity::Clinical,
        legacy: Some(0),
        destination: Some(0),
        legacy_place: Some(3),
        destination_place: Some(3),
        legacy_value: "a".into(),
        destination_value: "b".into(),
        manner: manner.into(),
        by: "",
    }
}

/// The one cause of a lost statement.
fn lost(provenance: &Ours) -> Cause {
    let mut causes = Causes::default();
    let statement = dated(Date::day(2020, 3, 14).unwrap());
    causes.add(&finding(Verdict::Lost, Aspect::Statement, "no counterpart"), (Some(&statement), None), ("ICD_CD", ""), 0, Tied::Firmly, provenance);
    causes.into_causes().remove(0)
}

/// The one cause of a statement that differs.
fn altered(provenance: &Ours, aspect: Aspect, manner: &str) -> Cause {
    let mut causes = Causes::default();
    let statement = dated(Date::day(2020, 3, 14).unwrap());
    causes.add(&finding(Verdict::Altered, aspect, manner), (Some(&statement), Some(&statement)), ("ONSET_DT", "onsetDateTime"), 0, Tied::Firmly, provenance);
    causes.into_causes().remove(0)
}

fn value(legacy: &str, declared: &str, destination: &str, statements: u64) -> SharedValue {
    SharedValue { legacy: legacy.into(), declared: declared.into(), destination: destination.into(), statements }
}

#[test]
fn what_the_lens_can_read_or_nothing_of_the_values_is_readable_to_is_the_rules_mistake() {
    for (provenance, class) in [
        (held("bad value", [5, 400], false), CauseClass::SourceDefect),
        (held("bad value", [2, 400], true), CauseClass::MappingRule),
        (held("bad value", [300, 400], false), CauseClass::MappingRule),
        // Two of three are not yet a habit.
        (held("bad value", [2, 3], false), CauseClass::SourceDefect),
        (held("id collision", [4, 400], false), CauseClass::SourceDefect),
        (held("id collision", [390, 400], false), CauseClass::MappingRule),
        (held("unmapped code", [390, 400], false), CauseClass::CodeMap),
    ] {
        let cause = lost(&provenance);
        assert_eq!(cause.class, class, "{:?}", provenance.held);
        assert!(cause.label.contains("problem-onset") && !cause.proposal(&[]).text.is_empty());
    }
    let cause = lost(&held("bad value", [300, 400], true));
    assert!(cause.evidence.contains("300 of 400 values") && cause.evidence.contains("problem-onset"), "{}", cause.evidence);
    let proposal = cause.proposal(&[]);
    assert_eq!((proposal.place.as_str(), proposal.target.as_str()), ("rule", "problem-onset"));
    assert!(proposal.text.contains("ONSET_DT") && proposal.text.contains("300 of 400"), "{}", proposal.text);
}

#[test]
fn rows_that_were_held_and_days_with_exchanged_parts_are_one_cause() {
    let provenance = Ours { rule: Some(onset_rule(None)), unread: Some([239, 444]), ..held("bad value", [239, 444], true) };
    let (day, exchanged, other) = (dated(Date::day(2020, 3, 4).unwrap()), dated(Date::day(2020, 4, 3).unwrap()), dated(Date::day(2020, 4, 9).unwrap()));
    let mut causes = Causes::default();
    let differs = finding(Verdict::Altered, Aspect::Onset, "another date");
    causes.add(&finding(Verdict::Lost, Aspect::Statement, "no counterpart"), (Some(&day), None), ("", ""), 0, Tied::Firmly, &provenance);
    causes.add(&differs, (Some(&day), Some(&exchanged)), ("ONSET_DT", "onsetDateTime"), 1, Tied::Firmly, &provenance);
    causes.add(&differs, (Some(&day), Some(&other)), ("ONSET_DT", "onsetDateTime"), 2, Tied::Firmly, &provenance);
    assert_eq!(causes.causes().iter().map(|c| (c.class, c.statements)).collect::<Vec<_>>(), [(CauseClass::MappingRule, 2), (CauseClass::MappingRule, 1)]);
    // Where the rule reads all, the same days are a date that somebody changed.
    let reads = Ours { unread: Some([2, 444]), ..provenance };
    let mut causes = Causes::default();
    causes.add(&differs, (Some(&day), Some(&exchanged)), ("ONSET_DT", "onsetDateTime"), 1, Tied::Firmly, &reads);
    assert!(!causes.causes()[0].label.contains("format"), "{}", causes.causes()[0].label);
}

#[test]
fn a_legacy_document_of_two_numbers_is_a_defect_of_the_source_whoever_fills_the_value() {
    let cause = altered(&Ours { rule: Some(onset_rule(None)), ..Ours::default() }, Aspect::Text, crate::judge::printed::OF_LEGACY);
    assert_eq!((cause.class, cause.rule.as_deref()), (CauseClass::SourceDefect, None));
    assert!(cause.proposal(&[]).text.contains("source"));
}

#[test]
fn a_chart_without_its_patient_is_named_by_what_held_the_patient_back() {
    let row = HeldRow { rule: "key".into(), reason: "id collision".into(), share: Some([2, 200]), ..HeldRow::default() };
    let statement = dated(Date::day(2020, 3, 14).unwrap());
    let mut causes = Causes::default();
    let lost = finding(Verdict::Lost, Aspect::Statement, "no counterpart");
    causes.add(&lost, (Some(&statement), None), ("", ""), 0, Tied::Alone(&Alone { unmade: Some(Unmade::Held(row)) }), &Ours::default());
    causes.add(&lost, (Some(&statement), None), ("", ""), 1, Tied::Alone(&Alone::default()), &Ours::default());
    assert_eq!(causes.causes().iter().map(|c| c.class).collect::<Vec<_>>(), [CauseClass::SourceDefect, CauseClass::Identity]);
    assert!(causes.causes()[0].label.starts_with("Patient held back by key"));
    let proposal = causes.causes()[1].proposal(&[]);
    assert_eq!((proposal.place.as_str(), proposal.target.as_str()), ("patients", "legacy only"));
}

#[test]
fn a_code_map_is_told_row_by_row_what_its_target_is() {
    let ours = Ours { rule: Some(onset_rule(Some("allergen"))), ..Ours::default() };
    let mut cause = altered(&ours, Aspect::Code, "another code");
    cause.statements = 415;
    let rows = [value("SULFA (local SULFA)", "SNOMED CT 387406002", "SNOMED CT 373270004", 412)];
    let proposal = cause.proposal(&rows);
    assert_eq!(
        proposal.text,
        "In code map allergen map SULFA (local SULFA) → SNOMED CT 387406002, which the lens declares it to be (today SNOMED CT 373270004; 412 of 415 statements)."
    );
    assert_eq!((proposal.place.as_str(), proposal.target.as_str()), ("rule", "problem-onset"));
    assert!(!cause.proposal(&[]).text.contains("SULFA"), "nothing is named that was not handed in");
    // A target that did not come along is a row to add.
    let gone = altered(&ours, Aspect::Code, DECLARED_GONE).proposal(&[value("local PCN", "SNOMED CT 373270004", "local PCN", 1)]);
    assert!(gone.text.contains("add the row local PCN → SNOMED CT 373270004"), "{}", gone.text);
    // Where no rule gives a code at all, the map is not what is missing.
    let copied = Ours { element: "code.coding.code", beside: &["problem-local"], ..Ours::default() };
    let cause = altered(&copied, Aspect::Code, DECLARED_GONE);
    assert_eq!((cause.class, cause.proposal(&[]).target.as_str()), (CauseClass::MappingRule, "Condition.code.coding.code"));
    assert!(cause.label.ends_with("(no rule fills code.coding.code)") && cause.evidence.contains("Rule problem-local fills what stands beside it."), "{} {}", cause.label, cause.evidence);
}

#[test]
fn whichever_codes_of_a_list_are_missing_it_is_one_mistake_of_a_rule() {
    let ours = Ours { rule: Some(onset_rule(Some("problems"))), ..Ours::default() };
    let (mut causes, statement) = (Causes::default(), dated(Date::day(2020, 3, 14).unwrap()));
    for (patient, missing) in (0_u64..).zip(["E11.9 (http://hl7.org/fhir/sid/icd-10-cm)", "I10 (http://hl7.org/fhir/sid/icd-10-cm)"]) {
        let found = finding(Verdict::Altered, Aspect::Code, &format!("of the codes declared together, missing: {missing}"));
        causes.add(&found, (Some(&statement), Some(&statement)), ("CODE", "code.coding[0].code"), patient, Tied::Firmly, &ours);
    }
    let told = causes.into_causes();
    assert_eq!(told.iter().map(|cause| (cause.statements, cause.patients)).collect::<Vec<_>>(), [(2, 2)]);
    assert!(told[0].label.ends_with("some of the codes declared together are missing"), "{}", told[0].label);
}

#[test]
fn a_rule_is_told_which_value_to_send_and_which_way_the_point_has_to_move() {
    let ours = Ours { rule: Some(onset_rule(None)), ..Ours::default() };
    let text = altered(&ours, Aspect::Status, "stopped has become active").proposal(&[value("stopped", "", "active", 1)]).text;
    assert_eq!(text, "In rule problem-onset, which fills onsetDateTime, send stopped where the source says so (today active; 1 of 1 statement).");
    let text = altered(&ours, Aspect::Value, "the decimal point moved: times 10").proposal(&[]).text;
    assert!(text.contains("divide by 10"), "{text}");
    let text = altered(&ours, Aspect::Onset, "time is absent in the destination").proposal(&[]).text;
    assert!(text.contains("carry the value of ONSET_DT"), "{text}");
}

#[test]
fn what_is_proposed_says_what_to_mend_and_is_true_where_nothing_may_be_named() {
    let ours = Ours { rule: Some(onset_rule(None)), ..Ours::default() };
    let cut = altered(&ours, Aspect::Sig, "the text is cut").proposal(&[value("once a day", "", "once", 1)]).text;
    assert_eq!(cut, "Let rule problem-onset, which fills onsetDateTime, carry ONSET_DT whole: it cuts 1 statement.");
    let other = altered(&ours, Aspect::Code, "the code stands under another code system").proposal(&[value("RxNorm 1191", "", "local 1191", 1)]).text;
    assert!(other.contains("give the code system to which the codes of ONSET_DT belong"), "{other}");
    // No code map is asked for an empty field.
    let mapped = Ours { rule: Some(onset_rule(Some("certainty"))), ..Ours::default() };
    let mut cause = altered(&mapped, Aspect::Verification, "no legacy verification, the destination has one");
    let text = cause.proposal(&[value("", "", "confirmed", 1)]).text;
    assert!(text.starts_with("In rule problem-onset, which fills onsetDateTime, leave it empty where the source says nothing"), "{text}");
    assert!(cause.proposal(&[]).text.contains("No row is shared by 11 patients"));
    cause.patients = 11;
    assert!(cause.proposal(&[]).text.contains("No row may be named here"));
    let row = DroppedRow { reason: "test patients".into(), set: "Condition < problems".into(), beyond: Some(vec!["NOTED_DT".into()]) };
    let text = lost(&Ours { elsewhere: Some(Unmade::Dropped(row)), ..Ours::default() }).proposal(&[]).text;
    assert!(text.ends_with("the condition of Condition < problems that reads NOTED_DT leaves out others than the reason says, take that part out."), "{text}");
}

#[test]
fn whoever_loads_is_asked_for_what_is_wrong_and_never_to_take_a_record_out_for_one_value() {
    let told = |verdict: Verdict, aspect: Aspect, manner: &str| {
        let (mut causes, statement) = (Causes::default(), dated(Date::day(2020, 3, 14).unwrap()));
        let places = ("ONSET_DT", "onsetDateTime");
        causes.add(&finding(verdict, aspect, manner), (Some(&statement), Some(&statement)), places, 0, Tied::Firmly, &Ours::default());
        causes.into_causes().remove(0).proposal(&[]).text
    };
    assert_eq!(
        told(Verdict::Invented, Aspect::MaritalStatus, "no legacy marital status, the destination has one"),
        "Ask whoever loads the destination where it takes the marital status of a problem from: no legacy marital status, the destination has one in 1 statement. \
         Have that alone taken out where nobody said it, or show the source that this comparison did not read."
    );
    let gone = told(Verdict::Altered, Aspect::Reason, "reason is absent in the destination");
    assert_eq!(gone, "Ask whoever loads the destination why it leaves out the reason of a problem, and to load it: it is absent in 1 statement.");
    let recall = told(Verdict::Altered, Aspect::Statement, "recall: called in, not due in the destination");
    assert!(recall.contains("to make a problem work as it did: recall: called in") && !recall.contains("takes the statement"), "{recall}");
    assert!(told(Verdict::Invented, Aspect::Statement, "nobody asserted it").contains("remove them"), "a record that nobody asserted is another thing");
}

#[test]
fn a_unit_names_the_factor_and_a_zone_the_shift() {
    let ours = Ours { rule: Some(onset_rule(None)), ..Ours::default() };
    let manner = "the number is kept under another unit";
    let text = altered(&ours, Aspect::Unit, manner).proposal(&[value("kg", "", "g", 1)]).text;
    assert!(text.contains("keep kg as kg, or multiply the number by 1000 (today g"), "{text}");
    // Between two scales of temperature no factor leads.
    let text = altered(&ours, Aspect::Unit, manner).proposal(&[value("Cel", "", "[degF]", 1)]).text;
    assert!(text.contains("keep Cel as Cel (today"), "{text}");
    let cause = altered(&ours, Aspect::Onset, "1:00 h earlier");
    let text = cause.proposal(&[]).text;
    assert!(cause.class == CauseClass::TimeZone && text.contains("1:00 h earlier") && text.contains("ONSET_DT") && text.contains("onsetDateTime"), "{text}");
    let theirs = altered(&Ours::default(), Aspect::Onset, "1:00 h earlier").proposal(&[]);
    assert!(theirs.place.is_empty() && theirs.text.starts_with("Ask whoever loads the destination"), "{}", theirs.text);
}

#[test]
fn an_element_that_no_rule_fills_is_proposed_with_its_resource_and_its_field() {
    let ours = Ours { element: "onsetDateTime", ..Ours::default() };
    let mut causes = Causes::default();
    let statement = dated(Date::day(2020, 3, 14).unwrap());
    let absent = Finding { destination_place: None, ..finding(Verdict::Altered, Aspect::Onset, "time is absent in the destination") };
    causes.add(&absent, (Some(&statement), Some(&statement)), ("ONSET_DT", ""), 0, Tied::Firmly, &ours);
    let proposal = causes.causes()[0].proposal(&[]);
    assert_eq!((proposal.place.as_str(), proposal.target.as_str()), ("element", "Condition.onsetDateTime"));
    assert_eq!(proposal.text, "Add a rule that fills Condition.onsetDateTime from ONSET_DT: no rule carries the value of 1 statement.");
}

#[test]
fn what_is_held_back_for_an_element_that_nobody_fills_names_the_element() {
    let row = |info: Option<RuleInfo>, unfilled: Option<&str>| HeldRow {
        rule: "subject".into(),
        reason: "mandatory element is empty".into(),
        info,
        share: Some([400, 400]),
        unfilled: unfilled.map(str::to_string),
        ..HeldRow::default()
    };
    let gone = lost(&Ours { held: Some(row(None, Some("Condition.subject"))), ..Ours::default() });
    assert_eq!((gone.label.as_str(), gone.rule.as_deref()), ("Problem held back by subject: no rule fills it", None));
    let proposal = gone.proposal(&[]);
    assert_eq!((proposal.place.as_str(), proposal.target.as_str()), ("element", "Condition.subject"));
    // A rule that fills it and gives nothing is the one to mend.
    let narrow = lost(&Ours { held: Some(row(Some(onset_rule(None)), None)), ..Ours::default() });
    assert_eq!(narrow.rule.as_deref(), Some("problem-onset"));
    let proposal = narrow.proposal(&[]);
    assert_eq!((proposal.place.as_str(), proposal.target.as_str()), ("rule", "problem-onset"));
    assert!(proposal.text.starts_with("Let rule problem-onset, which fills onsetDateTime, give a value in every row"), "{}", proposal.text);
}

#[test]
fn a_row_whose_record_is_in_no_chart_was_not_dropped() {
    let elsewhere = |rule| Ours { elsewhere: Some(Unmade::Elsewhere { set: "Condition < problems".into(), element: "Condition.subject".into(), rule }), ..Ours::default() };
    let nobodys = lost(&elsewhere(None));
    assert_eq!((nobodys.class, nobodys.label.as_str()), (CauseClass::MappingRule, "Problem made for no patient (no rule fills Condition.subject)"));
    assert_eq!(nobodys.proposal(&[]).target, "Condition.subject");
    let others = lost(&elsewhere(Some(RuleInfo { id: "problem-patient".into(), element: "subject.reference".into(), ..RuleInfo::default() })));
    assert_eq!(others.rule.as_deref(), Some("problem-patient"));
    assert!(others.proposal(&[]).text.contains("name the patient of the row"), "{}", others.proposal(&[]).text);
}

#[test]
fn what_is_made_of_rows_that_assert_nothing_is_one_cause_of_its_resource_set() {
    let ours = Ours { rule: Some(onset_rule(None)), set: Some("Condition < problems"), ..Ours::default() };
    let mut causes = Causes::default();
    let statement = dated(Date::day(2020, 3, 14).unwrap());
    for place in ["code", "component[0].code"] {
        causes.add(&finding(Verdict::Invented, Aspect::Statement, "no legacy statement asserts it"), (None, Some(&statement)), ("", place), 0, Tied::Firmly, &ours);
    }
    let cause = causes.into_causes().remove(0);
    assert_eq!((cause.statements, cause.class), (2, CauseClass::MappingRule));
    assert!(cause.label.contains("the condition of Condition < problems lets them through"), "{}", cause.label);
    assert!(cause.proposal(&[]).text.contains("leave out the rows that the lens leaves out"));
}

#[test]
fn every_cause_has_a_proposal() {
    let ours = Ours { rule: Some(onset_rule(Some("a-map"))), ..Ours::default() };
    for verdict in Verdict::ALL {
        for aspect in [Aspect::Code, Aspect::Value, Aspect::Unit, Aspect::Onset, Aspect::Status, Aspect::Statement, Aspect::Patient] {
            for provenance in [&ours, &Ours::default()] {
                let mut causes = Causes::default();
                let statement = dated(Date::day(2020, 3, 14).unwrap());
                causes.add(&finding(*verdict, aspect, "another one"), (Some(&statement), Some(&statement)), ("F", "f"), 0, Tied::Firmly, provenance);
                let text = causes.causes()[0].proposal(&[]).text;
                assert!(text.len() > 40 && text.ends_with('.'), "{verdict} {aspect}: {text}");
            }
        }
    }
}

#[test]
fn what_to_do_about_a_doubtful_link_is_said_of_the_charts_and_ends_with_a_sentence() {
    let mut causes = Causes::default();
    let statement = dated(Date::day(2020, 3, 14).unwrap());
    let lost = finding(Verdict::Lost, Aspect::Statement, "no counterpart");
    let nobody = Ours::default();
    causes.add(&lost, (Some(&statement), None), ("", ""), 0, Tied::Doubtfully, &nobody);
    let cause = causes.into_causes().remove(0);
    assert_eq!(cause.class, CauseClass::Identity);
    assert_eq!(cause.proposal(&[]).text, "Look at the crosswalk pair of the patient in each finding, and decide whose records these are.");
}
