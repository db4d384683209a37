//! Entries of two directories held against each other, through charts that name them. The people are invented.

use super::*;
use crate::cause::{Causes, Provenance, RuleInfo};
use crate::codes::Equivalences;
use crate::compare::{Finding, compare_patient};
use crate::lookup::Lookups;
use crate::reading::{Coverage, Places, Reading};
use formats::{Format, Limits};
use model::{CauseClass, Side, Statement, Value};
use std::ops::ControlFlow;

const ANN: &str = r#"{"resourceType":"Practitioner","id":"17","active":true,"identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}],"name":[{"family":"Meyer-Lund","given":["Ann"],"prefix":["Dr."]}]}"#;
const BOB: &str = r#"{"resourceType":"Practitioner","id":"18","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1987654325"}],"name":[{"family":"Stone","given":["Bob"]}]}"#;
const CLINIC: &str = r#"{"resourceType":"Organization","id":"c","name":"Harbor Hosp., Inc."}"#;
const WARD: &str = r#"{"resourceType":"Location","id":"w","name":"Ward 5","address":{"line":["1 Main Street"],"city":"St. Ives","postalCode":"01420-1234"}}"#;

/// A chart whose records name the practitioners of two keys, the clinic and the ward.
fn chart(ann: &str, bob: &str) -> String {
    let condition = |id: &str, who: &str, code: &str| {
        format!(
            r#"{{"resourceType":"Condition","id":"{id}","subject":{{"reference":"Patient/p"}},"recorder":{{"reference":"{who}"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}]}},"onsetDateTime":"2020-01-0{id}"}}"#
        )
    };
    let visit = r#"{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/p"},"period":{"start":"2020-01-01"},
        "location":[{"location":{"reference":"Location/w","display":"Ward 5"}}],"serviceProvider":{"reference":"Organization/c"}}"#
        .replace('\n', " ");
    let patient = r#"{"resourceType":"Patient","id":"p","name":[{"family":"Roe","given":["Jane"]}]}"#.to_string();
    [patient, visit, condition("1", ann, "38341003"), condition("2", ann, "73211009"), condition("3", bob, "195967001")].join("\n")
}

fn book(text: &str) -> (Vec<Statement>, Coverage) {
    let (lookups, mut places, mut coverage, mut statements) = (Lookups::default(), Places::default(), Coverage::default(), Vec::new());
    let mut reading = Reading::new(Side::Legacy, 1, None, &lookups).whole(true);
    formats::read(Format::FhirNdjson, "case", &mut text.as_bytes(), &Limits::default(), &mut |item| {
        reading.item(&item, &mut places, &mut coverage, &mut |s| statements.push(s));
        ControlFlow::Continue(())
    })
    .unwrap();
    (statements, coverage)
}

fn findings(legacy: &[&str], destination: &[&str]) -> Vec<Finding> {
    let ((ours, left), (theirs, right)) = (book(&legacy.join("\n")), book(&destination.join("\n")));
    compare_patient(&ours, &theirs, &Equivalences::default(), (&left, &right), &|_| None).findings
}

/// The manners of what differs, each with how often.
fn said(destination: &[&str], chart_there: &str) -> Vec<String> {
    let here = chart("Practitioner/17", "Practitioner/18");
    let mut all = destination.to_vec();
    all.push(chart_there);
    let mut counts: std::collections::BTreeMap<String, u32> = Default::default();
    findings(&[ANN, BOB, CLINIC, WARD, &here], &all).into_iter().for_each(|f| *counts.entry(f.manner).or_default() += 1);
    counts.into_iter().map(|(manner, n)| format!("{n} {manner}")).collect()
}

fn same_keys() -> String {
    chart("Practitioner/17", "Practitioner/18")
}

#[test]
fn the_same_key_is_no_proof_of_the_same_person() {
    let overlaid = BOB.replace(r#""18""#, r#""17""#);
    assert_eq!(said(&[&overlaid, BOB, CLINIC, WARD], &same_keys()), ["2 in the directory, the practitioner it names has another name and another NPI"]);
    let mistyped = ANN.replace("1234567893", "1234567839");
    assert_eq!(said(&[&mistyped, BOB, CLINIC, WARD], &same_keys()), ["2 in the directory, the practitioner it names has another NPI"]);
    assert_eq!(said(&[BOB, CLINIC, WARD], &same_keys()), ["2 in the directory, the practitioner it names is not there any more"]);
}

#[test]
fn whoever_is_not_in_use_any_more_is_told_where_both_books_say() {
    let left = ANN.replace(r#""active":true"#, r#""active":false"#);
    assert_eq!(said(&[&left, BOB, CLINIC, WARD], &same_keys()), ["2 in the directory, the practitioner it names is not in use any more"]);
    let silent = ANN.replace(r#""active":true,"#, "");
    assert!(said(&[&silent, BOB, CLINIC, WARD], &same_keys()).is_empty());
    let inactive = BOB.replace(r#""id":"18""#, r#""id":"18","active":false"#);
    assert!(said(&[ANN, &inactive, CLINIC, WARD], &same_keys()).is_empty(), "the legacy book does not say it of him");
}

#[test]
fn the_sex_is_told_where_both_books_know_it() {
    let of = |entry: &str, sex: &str| entry.replace(r#","name""#, &format!(r#","gender":"{sex}","name""#));
    let told = |here: &str, there: &str| findings(&[&of(ANN, here), &same_keys()], &[&of(ANN, there), &same_keys()]).into_iter().map(|f| f.manner).collect::<Vec<_>>();
    assert_eq!(told("female", "male"), vec!["in the directory, the practitioner it names has another sex"; 2]);
    assert!([("female", "female"), ("female", "unknown"), ("unknown", "male")].iter().all(|(here, there)| told(here, there).is_empty()));
}

#[test]
fn everybody_who_has_become_one_is_told() {
    let migration = r#"{"resourceType":"Practitioner","id":"m","name":[{"text":"Migration User"}]}"#;
    let found = said(&[migration, CLINIC, WARD], &chart("Practitioner/m", "Practitioner/m"));
    assert_eq!(found, ["3 in the directory, the practitioner it names has another name"]);
    let device = r#"{"resourceType":"Device","id":"m","deviceName":[{"name":"Data migration"}]}"#;
    let found = said(&[device, BOB, CLINIC, WARD], &chart("Device/m", "Practitioner/18"));
    assert_eq!(found, ["2 in the directory, the practitioner it names has become something of another sort"]);
}

#[test]
fn organizations_and_places_are_held_against_each_other_too() {
    let renamed = CLINIC.replace("Harbor", "Hillside");
    assert_eq!(said(&[ANN, BOB, &renamed, WARD], &same_keys()), ["1 in the directory, the organization it names has another name"]);
    let moved = WARD.replace("St. Ives", "Penzance").replace("01420", "02139");
    assert_eq!(said(&[ANN, BOB, CLINIC, &moved], &same_keys()), ["1 in the directory, the place it names stands elsewhere"]);
}

#[test]
fn what_is_written_otherwise_is_the_same() {
    let ann = r#"{"resourceType":"Practitioner","id":"9","identifier":[{"value":"1234567893","type":{"coding":[{"code":"NPI"}]}},{"system":"urn:new","value":"44"}],"name":[{"text":"MEYER LUND, ANN K. MD"}]}"#;
    let role = r#"{"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/9"}}"#;
    let clinic = r#"{"resourceType":"Organization","id":"c","active":true,"name":"HARBOR HOSPITAL"}"#;
    let ward = WARD.replace("St. Ives", "Saint Ives").replace("01420-1234", "01420");
    let nobodys = r#"{"resourceType":"Practitioner","id":"77","name":[{"family":"New"}]}"#;
    for key in ["Practitioner/9", "PractitionerRole/r"] {
        let found = said(&[ann, BOB, role, clinic, &ward, nobodys], &chart(key, "Practitioner/18"));
        assert!(found.is_empty(), "{key}: {found:?}");
    }
    // A book without a directory says nothing of anybody.
    assert!(said(&[], &same_keys()).is_empty());
}

#[test]
fn names_are_those_of_one_person() {
    for (a, b, known, one) in [
        ("ann meyer", "a meyer", false, true),
        ("ann meyer", "ann k meyer", false, true),
        ("ann meyer", "ann stone", false, false),
        ("ann meyer", "ann stone", true, true),
        ("ann meyer", "bob stone", true, false),
        ("a m", "a s", false, false),
    ] {
        assert_eq!(is_one_person(a, b, known), one, "{a} and {b}");
    }
    assert_eq!(institution("St. Mary's Med. Ctr., LLC"), institution("saint marys medical center"));
    assert_ne!(institution("Ward 5"), institution("Ward 6"));
}

/// Of the destination nothing is known but the rules that fill an element of its directory.
struct Unknown(Vec<RuleInfo>);

impl Provenance for Unknown {
    fn fillers_of(&self, resource: &str, element: &str) -> Vec<RuleInfo> {
        let is_asked = |rule: &&RuleInfo| resource == "Practitioner" && rule.element == element;
        self.0.iter().filter(is_asked).cloned().collect()
    }
    fn numberer(&self, resource: &str, numbering: &str) -> Option<RuleInfo> {
        self.0.iter().find(|rule| (resource, numbering) == ("Practitioner", "NPI") && rule.element == "identifier.value").cloned()
    }
}

#[test]
fn what_became_of_an_entry_is_one_cause() {
    let (here, overlaid) = (same_keys(), BOB.replace(r#""18""#, r#""17""#));
    let all = findings(&[ANN, BOB, &here], &[&overlaid, BOB, &here]);
    assert_eq!(all.iter().map(|f| f.destination_value.as_str()).collect::<Vec<_>>(), ["Bob Stone, NPI 1987654325"; 2]);
    let ((ours, _), (theirs, _)) = (book(&here), book(&here));
    let mut causes = Causes::default();
    for finding in &all {
        causes.add(finding, (finding.legacy.map(|i| &ours[i]), finding.destination.map(|i| &theirs[i])), ("", ""), 0, crate::cause::Tied::Firmly, &Unknown(Vec::new()));
    }
    let causes = causes.into_causes();
    assert_eq!(causes.iter().map(|c| (c.class, c.statements)).collect::<Vec<_>>(), [(CauseClass::Identity, 2)]);
    assert!(causes[0].evidence.ends_with("Entries concerned: 1. On the one that is named most hang 2 records of fewer than 11 patients."), "{}", causes[0].evidence);
    assert!(!causes[0].label.contains("Bob") && !causes[0].evidence.contains("17"), "no content");
}

#[test]
fn another_number_of_somebody_is_told_with_the_rule_that_gives_it() {
    let here = same_keys();
    let mistyped = ANN.replace("1234567893", "1234567839");
    let all = findings(&[ANN, BOB, &here], &[&mistyped, BOB, &here]);
    let (ours, theirs) = (book(&here).0, book(&here).0);
    let rule = RuleInfo { id: "npi".into(), element: "identifier.value".into(), ..RuleInfo::default() };
    let mut causes = Causes::default();
    for finding in &all {
        causes.add(finding, (finding.legacy.map(|i| &ours[i]), finding.destination.map(|i| &theirs[i])), ("", ""), 0, crate::cause::Tied::Firmly, &Unknown(vec![rule.clone()]));
    }
    let causes = causes.into_causes();
    let told: Vec<(CauseClass, &str, u64)> = causes.iter().map(|c| (c.class, c.label.as_str(), c.statements)).collect();
    assert_eq!(told, [(CauseClass::MappingRule, "Directory: the practitioner it names has another NPI, rule npi", 2)]);
    assert_eq!(other_number("the practitioner it names has another name and another NPI"), None, "that may as well be somebody else");
}

#[test]
fn a_stand_in_for_whoever_it_was_is_nobody() {
    let unknown = BOB.replace("Stone", "Provider").replace("Bob", "Unknown");
    let here = book(&format!("{ANN}\n{unknown}\n{CLINIC}")).1.directory;
    assert_eq!(["17", "18", "c", "99"].map(|key| here.is_somebody(key)), [true, false, false, false]);
}

#[test]
fn a_name_may_be_said_in_part() {
    let here = book(&[ANN, CLINIC].join("\n")).1.directory;
    let called = |key: &str, name: &str| here.is_called(key, name);
    assert!(called("17", "Dr. Meyer-Lund") && called("17", "A. Meyer Lund") && called("c", "Harbor Hospital"));
    assert!(!called("17", "Stone") && !called("17", "Dr. Bob Lund") && !called("c", "Hill Hospital") && !called("c", ""));
}

#[test]
fn somebody_may_be_named_by_what_he_works_as() {
    let there = |of: &str| book(&format!(r#"{ANN}
{BOB}
{{"resourceType":"PractitionerRole","id":"r","practitioner":{{"reference":"Practitioner/{of}"}}}}"#)).1.directory;
    let here = book(ANN).1.directory;
    assert!(is_same(&here, &there("17"), "17", "r") && is_same(&there("17"), &here, "r", "17"));
    assert!(!is_same(&here, &there("18"), "17", "r"));
}

#[test]
fn somebody_may_be_kept_several_times_under_one_number() {
    let here = book(&[ANN, BOB].join("\n")).1.directory;
    let copy = ANN.replace(r#""id":"17""#, r#""id":"171""#);
    assert_ne!(copy, ANN);
    let there = book(&[copy.as_str(), ANN, BOB].join("\n")).1.directory;
    assert!(is_same(&here, &there, "17", "171"));
    assert!(!is_same(&here, &there, "18", "171") && !is_same(&here, &there, "17", "18"));
    let of_one_tax = |id: &str, name: &str| {
        format!(r#"{{"resourceType":"Organization","id":"{id}","identifier":[{{"system":"urn:oid:2.16.840.1.113883.4.4","value":"12-3456789"}}],"name":"{name}"}}"#)
    };
    let here = book(&[of_one_tax("1", "Harbor Clinic"), of_one_tax("2", "Hill Clinic")].join("\n")).1.directory;
    let there = book(&[of_one_tax("1", "Harbor Clinic"), of_one_tax("2", "Hill Clinic"), of_one_tax("11", "Harbor Clinic")].join("\n")).1.directory;
    assert!(is_same(&here, &there, "1", "11"));
    assert!(!is_same(&here, &there, "1", "2"), "two that pay their taxes under one number");
}

#[test]
fn what_a_key_is_called_that_nobody_stands_under_nobody_can_tell() {
    let visit = |of: &str| format!(r#"{{"resourceType":"Encounter","id":"e","status":"finished","subject":{{"reference":"Patient/p"}},"period":{{"start":"2020-01-01"}},"location":[{{"location":{of}}}]}}"#);
    let (link, named) = (visit(r#"{"reference":"Location/w"}"#), visit(r#"{"reference":"Location/w","display":"Ward 6"}"#));
    assert!(findings(&[&link], &[&named]).is_empty());
    assert!(!findings(&[WARD, &link], &[&named]).is_empty());
}

#[test]
fn what_one_rule_says_of_entries_is_the_cause_and_of_two_nobody_knows() {
    let rule = |id: &str, element: &str| RuleInfo { id: id.into(), element: element.into(), ..RuleInfo::default() };
    let (here, left) = (same_keys(), ANN.replace(r#""active":true"#, r#""active":false"#));
    let all = findings(&[ANN, BOB, &here], &[&left, BOB, &here]);
    let caused = |rules: Vec<RuleInfo>| {
        let mut causes = Causes::default();
        for finding in &all {
            causes.add(finding, (None, None), ("", ""), 0, crate::cause::Tied::Firmly, &Unknown(rules.clone()));
        }
        causes.into_causes().into_iter().map(|cause| (cause.class, cause.label)).collect::<Vec<_>>()
    };
    let told = "Directory: the practitioner it names is not in use any more".to_string();
    assert_eq!(caused(vec![rule("who-active", "active"), rule("who-name", "name.family")]), [(CauseClass::MappingRule, format!("{told}, rule who-active"))]);
    assert_eq!(caused(vec![rule("who-active", "active"), rule("who-else", "active")]), [(CauseClass::Identity, told)]);
}

#[test]
fn one_entry_is_held_once_and_named_in_words() {
    let (_, mut coverage) = book(&[ANN, ANN, BOB].join("\n"));
    let (_, other) = book(ANN);
    coverage.directory.add(other.directory);
    assert_eq!(coverage.directory.entries.len(), 2);
    assert_eq!(coverage.directory.words("17").as_deref(), Some("Ann Meyer-Lund, NPI 1234567893"));
    assert_eq!(coverage.directory.words("1987654325").as_deref(), Some("Bob Stone, NPI 1987654325"), "a reference may name a number");
    assert_eq!(coverage.directory.words("19"), None);
}

#[test]
fn whom_messages_name_is_listed_nowhere_and_so_nobody_is_missed() {
    let mut directory = Directory::default();
    assert!(directory.note(Entry::of_messages("17", "Meyer Ann").unwrap()));
    assert!(directory.holds("17") && !directory.holds("18") && !directory.has("practitioner"));
    assert!(directory.note(Entry { sort: Sort::Person, ..Entry::of_messages("18", "Stone Bob").unwrap() }) && directory.has("practitioner"));
}

#[test]
fn one_number_under_very_many_names_leaves_room_for_others() {
    let mut directory = Directory::default();
    let named = |n: usize| Entry::of_messages("999", &format!("Unknown{} Doctor", "x".repeat(n))).unwrap();
    let held = (0..NAMESAKES_MAX + 40).filter(|n| directory.note(named(*n))).count();
    assert_eq!((held, directory.entries().len()), (NAMESAKES_MAX, NAMESAKES_MAX));
    assert!(!directory.note(named(NAMESAKES_MAX + 1)) && directory.note(named(1)), "who is held is held once, who is not takes no room");
    assert!(directory.note(Entry::of_messages("17", "Meyer Ann").unwrap()));
    assert_eq!(directory.entries().len(), NAMESAKES_MAX + 1);
}

#[test]
fn of_what_our_own_mapping_wrote_a_key_that_leads_nowhere_is_told() {
    let (_, coverage) = book(&[ANN, CLINIC].join("\n"));
    let told = |aspect: Aspect, key: &str| missing(&coverage, aspect, "recorder", key);
    assert_eq!(told(Aspect::Author, "17"), None);
    let gone = told(Aspect::Author, "18").unwrap();
    assert_eq!(of_manner(&gone).and_then(is_missing), Some("Practitioner"));
    assert_eq!(told(Aspect::Location, "w"), None, "the book holds no places at all");
    assert_eq!(is_missing("the practitioner it names has another name"), None);
}

#[test]
fn of_what_our_own_mapping_sets_out_to_make_and_made_nothing_of_every_key_leads_nowhere() {
    let (_, mut coverage) = book(CLINIC);
    let told = |coverage: &Coverage| missing(coverage, Aspect::Author, "recorder", "17").is_some();
    assert!(!told(&coverage), "nobody set out to make any");
    let mut design = crate::design::Design::default();
    design.fill("Practitioner", []);
    coverage.design = Some(std::sync::Arc::new(design));
    assert!(told(&coverage));
    assert!(missing(&coverage, Aspect::Location, "location", "w").is_none(), "places are none that it makes");
}

#[test]
fn a_name_that_is_printed_is_one_that_the_parts_have() {
    let printed = |text: &str| ANN.replace(r#""family":"Meyer-Lund""#, &format!(r#""text":"{text}","family":"Meyer-Lund""#));
    for text in ["Dr. Ann Meyer Lund, MD", "MEYER-LUND ANN", "Ann K. Meyer-Lund (retired)", ""] {
        assert!(said(&[&printed(text), BOB, CLINIC, WARD], &same_keys()).is_empty(), "{text}");
    }
    assert_eq!(said(&[&printed("P-00017"), BOB, CLINIC, WARD], &same_keys()), ["2 in the directory, the practitioner it names is printed under another name"]);
    // The legacy book prints the same.
    let here = printed("P-00017");
    let found = findings(&[&here, BOB, CLINIC, WARD, &same_keys()], &[&here, BOB, CLINIC, WARD, &same_keys()]);
    assert!(found.is_empty(), "{found:?}");
}

const LENS: &str = r#"format = "throughline-lens/1"
name = "clinic"

[[assert]]
kind = "practitioner"
from = "providers"
key = "ID"

  [assert.say]
  family = { field = "LAST", as = "text" }
  given = { field = "FIRST", as = "text" }
  identifier = { field = "NPI", system = "http://hl7.org/fhir/sid/us-npi" }
  status = { field = "ACTIVE", values = { Y = "active", N = "inactive" } }
  suffix = { field = "CRED", as = "text" }

[[assert]]
kind = "problem"
from = "problems"
patient = "PAT"

  [assert.say]
  code = { field = "CODE", system = "http://snomed.info/sct" }
  onset = { field = "DT", as = "date", format = "YYYY-MM-DD" }
  author = { field = "BY", as = "key" }
"#;
const PROBLEMS: &str = "PAT,CODE,DT,BY\np,38341003,2020-01-01,A1\np,73211009,2020-01-02,A1\np,195967001,2020-01-03,B2\n";

/// A book of tables: who works there, and the problems that they recorded.
fn tables(providers: &str) -> (Vec<Statement>, Coverage) {
    let lens = crate::lens::Lens::parse(LENS).unwrap_or_else(|problems| panic!("{problems:?}"));
    let (lookups, mut places, mut coverage, mut statements) = (Lookups::default(), Places::default(), Coverage::default(), Vec::new());
    places.number("");
    for (artifact, (name, text)) in (1_u32..).zip([("providers.csv", providers), ("problems.csv", PROBLEMS)]) {
        let mut reading = Reading::new(Side::Legacy, artifact, Some(&lens), &lookups);
        formats::read(Format::Csv, name, &mut text.as_bytes(), &Limits::default(), &mut |item| {
            reading.item(&item, &mut places, &mut coverage, &mut |s| statements.push(s));
            ControlFlow::Continue(())
        })
        .unwrap();
    }
    (statements, coverage)
}

#[test]
fn a_table_of_whoever_works_there_is_a_directory_and_no_chart() {
    let (statements, coverage) = tables("ID,LAST,FIRST,NPI,ACTIVE\nA1,MEYER-LUND,ANN,1234567893,Y\nB2,STONE,BOB,1987654325,\n");
    assert!(statements.iter().all(|s| s.kind == model::Kind::Problem && s.patient == "p"), "{statements:?}");
    assert_eq!(coverage.statements.len(), 1, "entries are no statements");
    assert_eq!(coverage.directory.words("A1").as_deref(), Some("ANN MEYER-LUND, NPI 1234567893"));
    let told = |destination: &[&str]| -> Vec<String> {
        let chart = same_keys();
        let mut all = destination.to_vec();
        all.push(&chart);
        let (theirs, right) = book(&all.join("\n"));
        let found = compare_patient(&statements, &theirs, &Equivalences::default(), (&coverage, &right), &|_| None).findings;
        found.into_iter().map(|f| f.manner).filter(|manner| is_manner(manner)).collect()
    };
    assert!(told(&[ANN, BOB, CLINIC, WARD]).is_empty());
    let another = |what: &str| vec![format!("in the directory, the practitioner it names {what}"); 2];
    assert_eq!(told(&[&ANN.replace("1234567893", "1234567839"), BOB]), another("has another NPI"));
    assert_eq!(told(&[&ANN.replace(r#""active":true"#, r#""active":false"#), BOB]), another("is not in use any more"));
    assert_eq!(told(&[&ANN.replace("Meyer-Lund", "Keller").replace("Ann", "Eva"), BOB]), another("has another name"));
    let inactive = BOB.replace(r#""id":"18""#, r#""id":"18","active":false"#);
    assert!(told(&[ANN, &inactive]).is_empty(), "the row does not say it of him");
}

#[test]
fn letters_behind_a_name_are_others_where_they_are_somebody_elses_or_another_column() {
    let told_by = |ann: &str, bob: &str, qualification: &str| -> usize {
        let (statements, coverage) = tables(&format!("ID,LAST,FIRST,NPI,ACTIVE,CRED\nA1,MEYER-LUND,ANN,1234567893,Y,{ann}\nB2,STONE,BOB,1987654325,,{bob}\n"));
        let ann = ANN.replace(r#""active":true"#, &format!(r#""active":true,"qualification":[{{"code":{qualification}}}]"#));
        let chart = same_keys();
        let (theirs, right) = book(&[ann.as_str(), BOB, chart.as_str()].join("\n"));
        let found = compare_patient(&statements, &theirs, &Equivalences::default(), (&coverage, &right), &|_| None).findings;
        found.iter().filter(|f| f.manner.ends_with(CREDENTIAL)).count()
    };
    let told = |qualification: &str| told_by("MD", "RN", qualification);
    for same in [r#"{"text":"M.D."}"#, r#"{"text":"Doctor of Medicine"}"#, r#"{"coding":[{"code":"MD","display":"Doctor of Medicine"}]}"#] {
        assert_eq!(told(same), 0, "{same}");
    }
    for other in [r#"{"text":"RN"}"#, r#"{"text":"A1"}"#, r#"{"text":"1234567893"}"#, r#"{"text":"Lund"}"#] {
        assert_eq!(told(other), 2, "{other}");
    }
    // Several that are written in one are each of them.
    assert_eq!(told(r#"{"text":"PhD/RN"}"#), 2);
    assert_eq!(told_by("MD; PHD", "PHD", r#"{"text":"PhD"}"#), 0);
}

#[test]
fn a_server_may_write_the_name_of_a_member_who_is_known_by_a_link_and_nobody_elses() {
    let team = |display: &str| {
        format!(
            r#"{{"resourceType":"CareTeam","id":"t","status":"active","name":"Diabetes team","period":{{"start":"2020-01-01"}},"subject":{{"reference":"Patient/p"}},"participant":[{{"member":{{"reference":"Practitioner/17"{display}}},"role":[{{"coding":[{{"system":"http://snomed.info/sct","code":"446050000"}}]}}]}}]}}"#
        )
    };
    let (chart, unnamed) = (same_keys(), team(""));
    let told = |display: &str| -> Vec<String> {
        let named = team(display);
        findings(&[ANN, BOB, CLINIC, WARD, &chart, &unnamed], &[ANN, BOB, CLINIC, WARD, &chart, &named]).into_iter().map(|f| f.manner).collect()
    };
    assert_eq!(told(r#","display":"Ann Meyer-Lund""#), Vec::<String>::new());
    assert_eq!(told(r#","display":"Bob Stone""#), ["no legacy text, the destination has one"]);
}

#[test]
fn somebody_may_be_named_by_a_number_and_whoever_has_another_one_is_another() {
    let by = |number: &str| {
        let identifier = format!(r#"{{"identifier":{{"system":"http://hl7.org/fhir/sid/us-npi","value":"{number}"}}}}"#);
        chart("Practitioner/17", "Practitioner/18").replacen(r#"{"reference":"Practitioner/17"}"#, &identifier, 1)
    };
    let there = [ANN, BOB, CLINIC, WARD];
    assert!(said(&there, &by("1234567893")).is_empty());
    assert!(!said(&there, &by("1987654325")).is_empty(), "that is the number of the other one");
    assert!(!said(&there, &by("18")).is_empty(), "and that is his id");
}

#[test]
fn a_name_and_a_link_are_of_two_where_the_name_is_somebody_elses() {
    let chart = same_keys();
    let (theirs, right) = book(&[ANN, BOB, CLINIC, WARD, &chart].join("\n"));
    // Two of three conditions are recorded by Ann, one by Bob; the rows of a table name whoever it was.
    let told = |name: &str| -> usize {
        let (mut ours, mut left) = (theirs.clone(), Coverage::default());
        for statement in &mut ours {
            (statement.origin.relation, statement.origin.reference) = (1, String::new());
            statement.facts.iter_mut().filter(|fact| fact.aspect == Aspect::Author).for_each(|fact| fact.value = Value::Text(name.into()));
            left.count(statement);
        }
        let found = compare_patient(&ours, &theirs, &Equivalences::default(), (&left, &right), &|_| None).findings;
        found.iter().filter(|f| f.aspect == Aspect::Author && f.manner == "it leads to another record").count()
    };
    assert_eq!([told("MEYER-LUND,ANN"), told("Dr. Bob Stone"), told("Eva Keller"), told("A. Meyer-Lund"), told("Harbor Hosp., Inc.")], [1, 2, 0, 0, 0]);
}

#[test]
fn where_numbers_tell_nothing_a_payer_is_whoever_goes_by_the_name() {
    let payers = [
        r#"{"resourceType":"Organization","id":"o1","name":"Payer One, Inc."}"#,
        r#"{"resourceType":"Organization","id":"o2","name":"Payer Two"}"#,
        r#"{"resourceType":"Organization","id":"o3","identifier":[{"system":"urn:payers","value":"77"}],"name":"Payer One of Ohio"}"#,
    ];
    let (_, there) = book(&payers.join("\n"));
    let is_another = |key: &str| there.directory.is_another(key, "77", "PAYER ONE");
    assert_eq!(["o1", "o2", "o3", "gone"].map(is_another), [false, true, false, false], "who has the number is it, and of nobody known nobody can tell");
    assert!(!there.directory.is_another("o2", "77", "Payer Three"), "nobody is called so");
}
