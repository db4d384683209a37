//! How entries are protected, and what of that a document says of all of them.

use super::*;
use crate::{Equivalences, compare_patient};
use model::{Severity, Verdict};

#[test]
fn what_a_section_says_of_its_protection_overrules_the_document() {
    let asthma = problem("active", r#"<low value="2010"/>"#, ASTHMA, "");
    let list = |mark: &str| section("11450-4", "x", &asthma).replace("<title>T</title>", &format!("<title>T</title>{mark}"));
    let marks = |text: &str| said(Read::of(text).one(Kind::Problem), Aspect::Sensitivity);
    let restricted = |body: &str| whole(body).replace("<recordTarget>", r#"<confidentialityCode code="R" codeSystem="2.16.840.1.113883.5.25"/><recordTarget>"#);
    assert_eq!(marks(&restricted(&list(""))), ["R"]);
    assert_eq!(marks(&restricted(&list(r#"<confidentialityCode code="V" codeSystem="2.16.840.1.113883.5.25"/>"#))), ["V"]);
    assert!(marks(&restricted(&list(r#"<confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>"#))).is_empty());
    assert!(marks(&whole(&list(""))).is_empty());
    assert!(said(Read::of(&restricted("")).one(Kind::Demographic), Aspect::Sensitivity).is_empty());
    let annotation = r#"<entry><organizer classCode="CLUSTER" moodCode="EVN"><statusCode code="active"/><component><observation classCode="OBS" moodCode="EVN">
<templateId root="2.16.840.1.113883.3.445.21"/><code code="SECCLASSOBS"/><value xsi:type="CE" code="R" codeSystem="2.16.840.1.113883.5.25"/></observation></component></organizer></entry>"#;
    let read = Read::of(&whole(&section("11450-4", "x", &format!("{annotation}{asthma}"))));
    assert_eq!(said(read.one(Kind::Problem), Aspect::Sensitivity), ["R"]);
    assert!(read.kind(Kind::Observation).is_empty());
}

/// A list of three problems, in a document and with marks of its own.
fn chart(document: &str, section_mark: &str) -> Read {
    let named = |code: &str, name: &str| format!(r#"<value xsi:type="CD" code="{code}" codeSystem="2.16.840.1.113883.6.96" displayName="{name}"/>"#);
    let entries: String = [("195967001", "Asthma"), ("38341003", "Hypertension"), ("84757009", "Epilepsy")]
        .map(|(code, name)| problem("active", r#"<low value="2010"/>"#, &named(code, name), ""))
        .concat();
    let list = section("11450-4", "x", &entries).replace("<title>T</title>", &format!("<title>T</title>{}", mark(section_mark)));
    let mut read = Read::of(&whole(&list).replace("<recordTarget>", &format!("{}<recordTarget>", mark(document))));
    read.coverage.records = [0, 1];
    read
}

fn mark(code: &str) -> String {
    if code.is_empty() { String::new() } else { format!(r#"<confidentialityCode code="{code}" codeSystem="2.16.840.1.113883.5.25"/>"#) }
}

/// Findings about protection, and how many pairs bear a finding.
fn told(legacy: &Read, destination: &Read) -> (Vec<(Verdict, Severity)>, usize) {
    let books = (&legacy.coverage, &destination.coverage);
    let result = compare_patient(&legacy.statements, &destination.statements, &Equivalences::default(), books, &|_| None);
    assert!(result.findings.iter().all(|f| f.read_as == Aspect::Sensitivity), "{:#?}", result.findings);
    let pairs: Vec<_> = result.pairs.iter().filter_map(|pair| pair.finding).collect();
    assert!(pairs.iter().all(|at| *at < result.findings.len()));
    assert_eq!(result.verdicts.values().sum::<u64>(), result.pairs.len() as u64);
    (result.findings.iter().map(|f| (f.verdict, f.severity)).collect(), pairs.len())
}

#[test]
fn a_document_that_is_not_protected_any_more_is_one_finding() {
    let (found, pairs) = told(&chart("R", ""), &chart("N", ""));
    assert_eq!((found.len(), pairs), (1, 1), "{found:?}");
    assert_eq!(found[0].1, Severity::Safety);
    let (found, pairs) = told(&chart("R", ""), &chart("V", ""));
    assert_eq!((found.len(), pairs), (1, 1), "{found:?}");
    assert_eq!(found[0], (Verdict::Altered, Severity::Clinical));
}

#[test]
fn a_protection_that_stands_elsewhere_is_told_of_nobody() {
    assert!(told(&chart("R", ""), &chart("R", "")).0.is_empty());
    assert!(told(&chart("R", ""), &chart("R", "R")).0.is_empty());
    assert!(told(&chart("N", ""), &chart("", "")).0.is_empty());
}

#[test]
fn where_some_entries_keep_the_protection_of_their_document_each_other_one_is_told() {
    let (legacy, mut destination) = (chart("R", ""), chart("R", ""));
    let problems = destination.statements.iter_mut().filter(|s| s.kind == Kind::Problem);
    problems.take(2).for_each(|problem| problem.facts.retain(|fact| fact.aspect != Aspect::Sensitivity));
    let (found, pairs) = told(&legacy, &destination);
    assert_eq!((found.len(), pairs), (2, 2), "{found:?}");
}
