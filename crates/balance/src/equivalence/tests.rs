use super::*;
use crate::codes::Equivalences;
use crate::compare::{PatientResult, compare_patient, judge_patient, realign};
use crate::links::Links;
use crate::reading::Coverage;
use model::{Coding, Date, Decimal, Fact, How, Origin, Quantity, Statement, Verdict, days_from_civil};
use proptest::prelude::*;

const LOCAL: &str = "urn:harbor:allergen";
const SNOMED: &str = "http://snomed.info/sct";
const ICD: &str = "http://hl7.org/fhir/sid/icd-10-cm";

fn document(body: &str) -> String {
    format!("format = \"{EQUIVALENCES_FORMAT}\"\nname = \"test\"\n{body}")
}

fn one(lines: &str) -> String {
    document(&format!("\n[[equivalence]]\nid = \"one\"\nauthor = \"a\"\nreason = \"r\"\n{lines}\n"))
}

fn parsed(text: &str) -> Declarations {
    Declarations::parse(text).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn problems(text: &str) -> Vec<String> {
    Declarations::parse(text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

fn in_force(text: &str, lens: &Equivalences) -> Equivalences {
    let mut all = lens.clone();
    all.declare(&parsed(text), days_from_civil(2026, 6, 1));
    all
}

fn code(pairs: &[(&str, &str)]) -> Value {
    Value::code(pairs.iter().map(|(s, c)| Coding { system: (*s).into(), code: (*c).into(), display: String::new() }).collect::<model::Codings>(), String::new())
}

fn quantity(text: &str) -> Value {
    Value::Quantity(Quantity::parse(text).unwrap())
}

fn date(text: &str) -> Value {
    Value::Date(Date::parse_iso(text).unwrap())
}

fn statement(kind: Kind, line: u64, facts: &[(Aspect, Value)]) -> Statement {
    let fact = |(place, (aspect, value)): (usize, &(Aspect, Value))| Fact { aspect: *aspect, value: value.clone(), place: place as u32 + 1, how: How::Copied };
    Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line, reference: String::new() }, facts: facts.iter().enumerate().map(fact).collect() }
}

/// Compared by provenance: what is tested is the judging.
fn judged(left: &[Statement], right: &[Statement], equivalences: &Equivalences) -> PatientResult {
    let mut coverage = Coverage::default();
    left.iter().chain(right).for_each(|s| coverage.count(s));
    compare_patient(left, right, equivalences, (&coverage, &coverage), &|s| Some((0, s.origin.line)))
}

fn pair(kind: Kind, left: &[(Aspect, Value)], right: &[(Aspect, Value)], equivalences: &Equivalences) -> PatientResult {
    judged(&[statement(kind, 1, left)], &[statement(kind, 1, right)], equivalences)
}

fn explained(result: &PatientResult) -> Vec<(&str, u64)> {
    result.explained.iter().map(|(id, n)| (id.as_str(), *n)).collect()
}

const NUTS: &str = r#"kind = ["allergy"]
aspect = "code"
legacy = "urn:harbor:allergen|PNT"
destination = "http://snomed.info/sct|91935009"
test = [
  { legacy = "urn:harbor:allergen|PNT", destination = "http://snomed.info/sct|91935009", equivalent = true },
  { legacy = "urn:harbor:allergen|PNT", destination = "http://snomed.info/sct|91934008", equivalent = false },
]"#;

#[test]
fn a_declared_pair_makes_the_difference_equivalent_and_is_counted() {
    let equivalences = in_force(&one(NUTS), &Equivalences::default());
    let left = [(Aspect::Code, code(&[(LOCAL, "PNT")]))];
    let result = pair(Kind::Allergy, &left, &[(Aspect::Code, code(&[(SNOMED, "91935009")]))], &equivalences);
    assert!(result.findings.is_empty(), "{:#?}", result.findings);
    assert_eq!(result.pairs[0].verdict, Verdict::Equivalent);
    assert_eq!(explained(&result), [("one", 1)]);
    // Another code of the same system, another kind, and the pair turned round are not declared.
    for (kind, from, to) in [
        (Kind::Allergy, (LOCAL, "PNT"), (SNOMED, "91934008")),
        (Kind::Problem, (LOCAL, "PNT"), (SNOMED, "91935009")),
        (Kind::Allergy, (SNOMED, "91935009"), (LOCAL, "PNT")),
    ] {
        let result = pair(kind, &[(Aspect::Code, code(&[from]))], &[(Aspect::Code, code(&[to]))], &equivalences);
        assert_eq!(result.findings.len(), 1, "{kind} {from:?} {to:?}");
        assert!(result.explained.is_empty());
    }
}

#[test]
fn a_declared_code_excuses_no_wrong_code_beside_it() {
    let equivalences = in_force(&one(NUTS), &Equivalences::default());
    let left = [(Aspect::Code, code(&[(LOCAL, "PNT"), (ICD, "Z91.010")]))];
    let right = |icd| [(Aspect::Code, code(&[(SNOMED, "91935009"), (ICD, icd)]))];
    assert!(pair(Kind::Allergy, &left, &right("Z91.010"), &equivalences).findings.is_empty());
    assert_eq!(pair(Kind::Allergy, &left, &right("Z91.018"), &equivalences).findings.len(), 1);
}

#[test]
fn a_code_has_one_declared_target() {
    let second = "\n[[equivalence]]\nid = \"two\"\nauthor = \"a\"\nreason = \"r\"\n";
    let other = NUTS.replace("91935009", "1").replace("91934008", "2");
    let found = problems(&format!("{}{second}{other}\n", one(NUTS)));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("one declared target"), "{found:#?}");
    // For another kind, or when the first is retired, the value is free.
    parsed(&format!("{}{second}{}\n", one(NUTS), other.replace("[\"allergy\"]", "[\"problem\"]")));
    parsed(&format!("{}{second}{other}\n", one(&format!("retired = \"replaced\"\n{NUTS}"))));
}

#[test]
fn what_is_expired_or_retired_explains_nothing() {
    let left = [(Aspect::Code, code(&[(LOCAL, "PNT")]))];
    let right = [(Aspect::Code, code(&[(SNOMED, "91935009")]))];
    for (line, findings) in [("expires = 2026-05-31", 1), ("expires = 2026-06-01", 0), ("expires = \"2026-06-01\"", 0), ("retired = \"it was wrong\"", 1)] {
        let equivalences = in_force(&one(&format!("{line}\n{NUTS}")), &Equivalences::default());
        let result = pair(Kind::Allergy, &left, &right, &equivalences);
        assert_eq!(result.findings.len(), findings, "{line}");
    }
}

#[test]
fn what_was_over_and_goes_on_is_never_explained() {
    let words = "aspect = \"status\"\nlegacy = \"stopped\"\ndestination = \"active\"\ntest = [{ legacy = \"stopped\", destination = \"active\", equivalent = true }]";
    assert!(problems(&one(words)).iter().any(|p| p.contains("nothing makes these one")), "{:#?}", problems(&one(words)));
    let text = words.replace("aspect", "as = \"text\"\naspect");
    assert!(!problems(&one(&text)).is_empty(), "nor as a text");
    let harmless = words.replace("stopped", "on-hold").replace("active", "draft");
    let equivalences = in_force(&one(&harmless), &Equivalences::default());
    let status = |word: &str| [(Aspect::Status, Value::Word(word.into()))];
    assert!(pair(Kind::Medication, &status("on-hold"), &status("draft"), &equivalences).findings.is_empty());
    let revived = pair(Kind::Medication, &status("stopped"), &status("active"), &equivalences);
    assert_eq!(revived.findings[0].verdict, Verdict::Resurrected);
}

#[test]
fn units_are_declared_by_spelling_and_never_by_size() {
    let lines = |from: &str, to: &str| {
        format!("aspect = \"value\"\nas = \"unit\"\nlegacy = \"{from}\"\ndestination = \"{to}\"\ntest = [{{ legacy = \"5.4 {from}\", destination = \"5.4 {to}\", equivalent = true }}]")
    };
    let equivalences = in_force(&one(&lines("mg/dL", "mg/dL{calc}")), &Equivalences::default());
    let value = |text: &str| [(Aspect::Value, quantity(text))];
    assert!(pair(Kind::Observation, &value("5.4 mg/dL"), &value("5.4 mg/dL{calc}"), &equivalences).findings.is_empty());
    assert_eq!(pair(Kind::Observation, &value("5.4 mg/dL"), &value("5.9 mg/dL{calc}"), &equivalences).findings.len(), 1);
    assert!(problems(&one(&lines("mg", "ug"))).iter().any(|p| p.contains("differ in size")));
}

#[test]
fn tolerances_hold_up_to_their_edge() {
    let value = |text: &str| (Aspect::Value, quantity(text));
    let onset = |text: &str| (Aspect::Onset, date(text));
    let observed = |text: &str| (Aspect::Effective, date(text));
    let cases = [
        ("value", "absolute = 0.1", ["10.0", "10.1", "10.2"], vec![(value("5.0 mg/dL"), value("5.1 mg/dL"), true), (value("5.0 mg/dL"), value("5.11 mg/dL"), false)]),
        ("value", "absolute = 0.1, unit = \"g/dL\"", ["10.0 g/dL", "10.1 g/dL", "10.2 g/dL"], vec![(value("10.0 g/dL"), value("10.1 g/dL"), true), (value("10.0 mg"), value("10.1 mg"), false)]),
        ("value", "relative = 0.02", ["100", "102", "103"], vec![(value("50 mg"), value("51 mg"), true), (value("50 mg"), value("51.1 mg"), false), (value("50 mg"), value(">51 mg"), false)]),
        ("value", "half_last_digit = true", ["5.44", "5.4", "5.3"], vec![(value("1.26 mg"), value("1.3 mg"), true), (value("1.26 mg"), value("1.2 mg"), false)]),
        ("time", "days = 1", ["2024-03-01", "2024-02-29", "2024-02-28"], vec![(onset("2020-01-01"), onset("2019-12-31"), true), (onset("2020-01-01"), onset("2020-01-03"), false)]),
        ("time", "minutes = 30", ["2024-03-01T10:00:00Z", "2024-03-01T10:30:00Z", "2024-03-01T10:30:01Z"], vec![(observed("2020-01-01T09:00:00"), observed("2020-01-01T09:29:59"), true), (observed("2020-01-01T09:00:00"), observed("2020-01-01T08:00:00"), false), (observed("2020-01-01T09:00:00"), observed("2020-01-01T09:30:00.500"), false)]),
        ("time", "precision = \"month\"", ["2024-03-01", "2024-03", "2024-04"], vec![(onset("2020-01-15"), onset("2020-01"), true), (onset("2020-01-15"), onset("2020"), false)]),
    ];
    for (aspect, tolerance, [base, near, far], pairs) in cases {
        let test = format!("test = [{{ legacy = \"{base}\", destination = \"{near}\", equivalent = true }}, {{ legacy = \"{base}\", destination = \"{far}\", equivalent = false }}]");
        let equivalences = in_force(&one(&format!("aspect = \"{aspect}\"\ntolerance = {{ {tolerance} }}\n{test}")), &Equivalences::default());
        for (left, right, within) in pairs {
            let result = pair(Kind::Observation, &[left.clone()], &[right.clone()], &equivalences);
            assert_eq!(result.findings.is_empty(), within, "{tolerance}: {left:?} {right:?}");
            assert_eq!(result.explained.len(), usize::from(within), "{tolerance}: {left:?} {right:?}");
        }
    }
}

#[test]
fn an_aspect_that_one_side_keeps_elsewhere() {
    let lines = "kind = [\"medication\"]\naspect = \"sig\"\nabsent = \"destination\"\ntest = [{ legacy = \"one a day\", destination = \"\", equivalent = true }]";
    let equivalences = in_force(&one(lines), &Equivalences::default());
    let sig = [(Aspect::Sig, Value::Text("one a day".into()))];
    let absent = pair(Kind::Medication, &sig, &[], &equivalences);
    assert!(absent.findings.is_empty(), "{:#?}", absent.findings);
    assert_eq!(explained(&absent), [("one", 1)]);
    assert_eq!(pair(Kind::Medication, &sig, &[(Aspect::Sig, Value::Text("two a day".into()))], &equivalences).findings.len(), 1);
    assert_eq!(pair(Kind::Medication, &[], &sig, &equivalences).findings.len(), 1, "the other way round it is invented");
}

#[test]
fn values_that_were_held_against_each_other_crosswise() {
    let entry = |id: &str, from: &str, to: &str| {
        format!("\n[[equivalence]]\nid = \"{id}\"\nauthor = \"a\"\nreason = \"r\"\naspect = \"reaction\"\nlegacy = \"{LOCAL}|{from}\"\ndestination = \"{SNOMED}|{to}\"\ntest = [{{ legacy = \"{LOCAL}|{from}\", destination = \"{SNOMED}|{to}\", equivalent = true }}]\n")
    };
    let equivalences = in_force(&document(&format!("{}{}", entry("hives", "HIV", "1"), entry("nausea", "NAU", "2"))), &Equivalences::default());
    let reactions = |system: &str, codes: [&str; 2]| codes.map(|c| (Aspect::Reaction, code(&[(system, c)])));
    let crosswise = pair(Kind::Allergy, &reactions(LOCAL, ["HIV", "NAU"]), &reactions(SNOMED, ["2", "1"]), &equivalences);
    assert_eq!(explained(&crosswise), [("hives", 1), ("nausea", 1)]);
    assert!(crosswise.findings.is_empty());
    let one_wrong = pair(Kind::Allergy, &reactions(LOCAL, ["HIV", "NAU"]), &reactions(SNOMED, ["2", "3"]), &equivalences);
    assert!(!one_wrong.findings.is_empty());
}

#[test]
fn of_very_many_values_nothing_is_explained_crosswise_and_few_questions_are_kept() {
    let lines = |count: usize| {
        let entry = |at: usize| {
            format!("\n[[equivalence]]\nid = \"e{at}\"\nauthor = \"a\"\nreason = \"r\"\naspect = \"reaction\"\nlegacy = \"{LOCAL}|L{at}\"\ndestination = \"{SNOMED}|{}\"\ntest = [{{ legacy = \"{LOCAL}|L{at}\", destination = \"{SNOMED}|{}\", equivalent = true }}]\n", 1000 + at, 1000 + at)
        };
        (0..count).map(entry).collect::<String>()
    };
    let judged = |count: usize| {
        let equivalences = in_force(&document(&lines(count)), &Equivalences::default());
        let legacy: Vec<(Aspect, Value)> = (0..count).map(|at| (Aspect::Reaction, code(&[(LOCAL, format!("L{at}").as_str())]))).collect();
        let destination: Vec<(Aspect, Value)> = (0..count).rev().map(|at| (Aspect::Reaction, code(&[(SNOMED, (1000 + at).to_string().as_str())]))).collect();
        pair(Kind::Allergy, &legacy, &destination, &equivalences)
    };
    assert!(judged(super::explain::CROSSWISE_MAX).findings.is_empty());
    let many = judged(super::explain::CROSSWISE_MAX + 2);
    assert!(!many.findings.is_empty(), "they stay the differences that they are");
}

#[test]
fn code_maps_of_the_lens_are_counted_by_their_name() {
    let mut lens = Equivalences::default();
    lens.add_of("labs", ("urn:lab", "GLU"), ("http://loinc.org", "2345-7"));
    let result = pair(Kind::Observation, &[(Aspect::Code, code(&[("urn:lab", "GLU")]))], &[(Aspect::Code, code(&[("http://loinc.org", "2345-7")]))], &lens);
    assert_eq!(result.pairs[0].verdict, Verdict::Equivalent);
    assert_eq!(explained(&result), [("lens:labs", 1)]);
    let literal = pair(Kind::Observation, &[(Aspect::Code, code(&[("urn:lab", "GLU")]))], &[(Aspect::Code, code(&[("urn:lab", "GLU")]))], &lens);
    assert!(literal.explained.is_empty());
}

#[test]
fn judging_kept_pairs_again_equals_comparing_again() {
    let mut left = Vec::new();
    let mut right = Vec::new();
    for line in 1..40u64 {
        let day = format!("2020-01-{:02}", line % 28 + 1);
        left.push(statement(Kind::Observation, line, &[(Aspect::Code, code(&[("http://loinc.org", "2345-7")])), (Aspect::Value, quantity(&format!("{line}.00 mg/dL"))), (Aspect::Effective, date(&day))]));
        let moved = if line % 7 == 0 { "0.05" } else { "0.00" };
        let number = Decimal::from(line) + model::parse_decimal(moved).unwrap();
        right.push(statement(Kind::Observation, line, &[(Aspect::Code, code(&[("http://loinc.org", "2345-7")])), (Aspect::Value, quantity(&format!("{number} mg/dL"))), (Aspect::Effective, date(&day))]));
    }
    right.truncate(36);
    let none = Equivalences::default();
    let tolerance = "aspect = \"value\"\ntolerance = { absolute = 0.05 }\ntest = [{ legacy = \"1.00\", destination = \"1.05\", equivalent = true }, { legacy = \"1.00\", destination = \"1.06\", equivalent = false }]";
    let wider = in_force(&one(tolerance), &none);
    let mut coverage = Coverage::default();
    left.iter().chain(&right).for_each(|s| coverage.count(s));
    let before = judged(&left, &right, &none);
    let mut links = Links::default();
    let alignment = realign(&left, &right, &before.pairs);
    links.learn(&left, &right, &alignment);
    let again = judge_patient(&left, &right, &alignment, &wider, (&coverage, &coverage), &links, &crate::Concepts::default());
    let whole = judged(&left, &right, &wider);
    assert!(before.findings.len() > whole.findings.len() && !whole.findings.is_empty());
    assert_eq!(format!("{again:?}"), format!("{whole:?}"));
}

#[test]
fn problems_name_their_place() {
    let text = one("kind = [\"alergy\"]\naspect = \"cod\"\nlegacy = \"a|b\"\ndestination = \"c\"\ndirection = \"back\"");
    let found = Declarations::parse(&text).unwrap_err();
    let lines: Vec<u32> = found.iter().map(|p| p.line).collect();
    assert!(lines.contains(&8) && lines.contains(&9) && lines.contains(&12), "{found:#?}");
    let row = one(&NUTS.replace("91934008\", equivalent = false", "91934008\", equivalent = true"));
    let found = Declarations::parse(&row).unwrap_err();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].line, row.lines().position(|l| l.contains("91934008")).unwrap() as u32 + 1);
    for (lines, word) in [
        ("aspect = \"value\"\ntolerance = { absolute = 1, relative = 0.1 }", "name one of"),
        ("aspect = \"code\"\ntolerance = { days = 1 }\ntest = []", "not one for"),
        ("aspect = \"value\"\ntolerance = { relative = 1.5 }", "above zero"),
        ("aspect = \"sig\"", "or a `tolerance`"),
        ("aspect = \"sig\"\nabsent = \"both\"", "the side that says nothing"),
        ("aspect = \"statement\"\nabsent = \"destination\"", "cannot be declared"),
        ("aspect = \"status\"\nlegacy = \"a\"\ndestination = \"b\"", "`test` row"),
        ("aspect = \"value\"\ntolerance = { days = 1 }\ntest = [{ legacy = \"2024-01-01\", destination = \"2024-01-02\", equivalent = true }]", "not one for"),
        ("aspect = \"onset\"\ntolerance = { days = 1 }\ntest = [{ legacy = \"2024-01-01\", destination = \"2024-01-02\", equivalent = true }]", "equivalent = false is missing"),
    ] {
        assert!(problems(&one(lines)).iter().any(|p| p.contains(word)), "{lines}: {:#?}", problems(&one(lines)));
    }
}

#[test]
fn an_alarm_needs_both_the_factor_and_the_number() {
    let alarm = parsed(&document("alarm = { factor = 1.5, statements = 10 }")).alarm;
    assert_eq!(alarm.rings(100, 151), Some(51));
    assert_eq!(alarm.rings(100, 150), None, "not above the factor");
    assert_eq!(alarm.rings(4, 14), None, "not above the number");
    assert_eq!(Alarm::default().rings(0, 21), Some(21));
    assert_eq!(Alarm::default().rings(30, 10), None);
}

#[test]
fn what_is_written_is_read_again_and_retiring_keeps_the_rest() {
    let row = |legacy: &str, destination: &str, equivalent| TestRow { legacy: legacy.into(), destination: destination.into(), equivalent };
    let draft = |id: &str, aspect: &str, means, rows| EquivalenceDraft {
        id: id.into(),
        kinds: vec![Kind::EncounterDiagnosis],
        aspect: aspect.into(),
        means,
        author: "lead".into(),
        reason: "says \"the same\"\nin another way \\ spelling".into(),
        expires: Some("2027-01-31".into()),
        statements_max: Some(500),
        expected: None,
        rows,
    };
    let tolerances = [
        ("onset", Tolerance::Days(2), ["2024-01-01", "2024-01-03", "2024-01-04"]),
        ("value", Tolerance::Absolute(Decimal::new(15, 1), "mg/dL".into()), ["10 mg/dL", "11.5 mg/dL", "12 mg/dL"]),
        ("effective", Tolerance::Precision(model::Precision::Year), ["2024-01-01", "2024-07-01", "2025-01-01"]),
    ];
    let mut text = "# ours\n".to_string() + &document("");
    for (index, (aspect, tolerance, [base, near, far])) in tolerances.into_iter().enumerate() {
        text = declare_equivalence(&text, &draft(&format!("t-{index}"), aspect, Means::Tolerance(tolerance.clone()), vec![row(base, near, true), row(base, far, false)]));
        assert_eq!(parsed(&text).equivalences[index].means, Means::Tolerance(tolerance));
    }
    let pair = Means::Pair { form: PairForm::Word, legacy: "left side".into(), destination: "left".into(), both: true };
    text = declare_equivalence(&text, &draft("side", "laterality", pair.clone(), vec![row("left side", "left", true)]));
    let read = parsed(&text);
    let side = read.equivalence("side").unwrap();
    assert_eq!((&side.means, side.statements_max, side.reason.as_str()), (&pair, Some(500), "says \"the same\"\nin another way \\ spelling"));
    let retired = retire_equivalence(&text, "side", "not \"the same\" after all").unwrap();
    assert_eq!(parsed(&retired).equivalence("side").unwrap().retired.as_deref(), Some("not \"the same\" after all"));
    assert!(retired.starts_with("# ours\n") && retired.lines().count() == text.lines().count() + 1);
    assert_eq!(retire_equivalence(&retired, "side", "again"), None);
    assert_eq!(retire_equivalence(&text, "no-such", "x"), None);
    assert!(Declarations::parse(&draft("alone", "laterality", pair, vec![row("left side", "left", true)]).document()).is_ok());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,400}") {
        let _ = Declarations::parse(&text);
    }

    #[test]
    fn any_reason_survives_being_written(reason in "\\PC{1,60}", legacy in "[a-z]{1,12}", destination in "[A-Z]{1,12}") {
        prop_assume!(!reason.trim().is_empty() && !legacy.eq_ignore_ascii_case(&destination));
        let means = Means::Pair { form: PairForm::Word, legacy: legacy.clone(), destination: destination.to_lowercase(), both: false };
        let rows = vec![TestRow { legacy: legacy.clone(), destination: destination.clone(), equivalent: true }];
        let draft = EquivalenceDraft { id: "x".into(), kinds: Vec::new(), aspect: "role".into(), means: means.clone(), author: "a".into(), reason: reason.clone(), expires: None, statements_max: None, expected: Some(3), rows };
        let read = Declarations::parse(&draft.document());
        prop_assert!(read.is_ok(), "{read:?}");
        let read = read.unwrap_or_default();
        prop_assert_eq!(&read.equivalences[0].reason, &reason);
        prop_assert_eq!(&read.equivalences[0].means, &means);
    }

    #[test]
    fn a_tolerance_of_numbers_looks_the_same_from_both_sides(a in 0i64..100_000, b in 0i64..100_000, most in 1i64..500) {
        let tolerance = Tolerance::Absolute(Decimal::new(most, 2), String::new());
        let value = |n: i64| Value::Quantity(Quantity { number: Decimal::new(n, 2), comparator: String::new(), unit: "mg".into() });
        prop_assert_eq!(tolerance.holds(&value(a), &value(b)), (a - b).abs() <= most);
        prop_assert_eq!(tolerance.holds(&value(a), &value(b)), tolerance.holds(&value(b), &value(a)));
    }
}
