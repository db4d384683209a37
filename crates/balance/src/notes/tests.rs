//! `cases.txt`: what notes say against charts, and what must stay silent. A new case is data.

use super::sentences::{Section, sentences};
use super::words::words;
use super::{NoteLabels, NoteReading, against_notes, note_words};
use model::{Aspect, Coding, Date, Fact, How, Kind, Origin, Statement, Value};
use proptest::prelude::*;

mod lines;

const KINDS: [Kind; 7] = [Kind::EncounterDiagnosis, Kind::NoKnownAllergy, Kind::FamilyHistory, Kind::Medication, Kind::Allergy, Kind::Problem, Kind::Procedure];

fn statement(kind: Kind, facts: Vec<(Aspect, Value)>) -> Statement {
    let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
    Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: String::new() }, facts }
}

fn note(day: &str, body: &str) -> Statement {
    let mut facts = vec![(Aspect::Body, Value::Text(body.into()))];
    facts.extend(Date::parse_iso(day).map(|d| (Aspect::Effective, Value::Date(d))));
    statement(Kind::Note, facts)
}

/// `KIND LABEL; key=value; ...`, wordings of a label separated by `|`.
fn structured(line: &str) -> Statement {
    let kind = KINDS.into_iter().find(|k| line.starts_with(&format!("{k} "))).unwrap_or_else(|| panic!("no kind: {line}"));
    let mut parts = line[kind.word().len() + 1..].split("; ");
    let label = parts.next().unwrap();
    let codings: model::Codings = label.split('|').map(|l| Coding { system: String::new(), code: String::new(), display: l.trim().into() }).collect();
    let mut facts = vec![(Aspect::Code, Value::code(codings, String::new()))];
    for part in parts {
        let (key, value) = part.split_once('=').unwrap();
        let day = || Value::Date(Date::parse_iso(value).unwrap());
        facts.push(match key {
            "status" => (Aspect::Status, Value::Word(value.into())),
            "verification" => (Aspect::Verification, Value::Word(value.into())),
            "side" => (Aspect::Laterality, Value::Word(value.into())),
            "from" if matches!(kind, Kind::Allergy | Kind::NoKnownAllergy) => (Aspect::Recorded, day()),
            "from" => (Aspect::Onset, day()),
            "to" => (Aspect::End, day()),
            other => panic!("no such key: {other}"),
        });
    }
    statement(kind, facts)
}

struct Case {
    name: String,
    chart: Vec<Statement>,
    expected: Vec<String>,
}

fn case(paragraph: &str) -> Option<Case> {
    let mut lines = paragraph.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    let name = lines.next()?.to_string();
    let (mut notes, mut chart, mut expected): (Vec<(String, Vec<String>)>, Vec<Statement>, Vec<String>) = Default::default();
    for line in lines {
        if let Some(day) = line.strip_prefix("note ") {
            notes.push((day.into(), Vec::new()));
        } else if let Some(text) = line.strip_prefix('|') {
            notes.last_mut().unwrap().1.push(text.strip_prefix(' ').unwrap_or(text).into());
        } else if let Some(hit) = line.strip_prefix("= ") {
            expected.push(hit.into());
        } else {
            chart.push(structured(line));
        }
    }
    let mut all: Vec<Statement> = notes.iter().map(|(day, text)| note(day, &text.join("\n"))).collect();
    all.append(&mut chart);
    Some(Case { name, chart: all, expected })
}

fn found(chart: &[Statement]) -> Vec<String> {
    let body = |index: usize| super::note_body(&chart[index]).unwrap();
    let told = |h: &super::NoteHit| format!("{}; {}; {}", h.what.word(), h.concept, note_words(body(h.note), h.sentence));
    against_notes(chart).iter().map(told).collect()
}

#[test]
fn each_case_is_found_or_stays_silent_as_written_down() {
    let cases: Vec<Case> = cases(include_str!("cases.txt"));
    assert!(cases.len() >= 80, "{}", cases.len());
    check(&cases);
}

fn cases(text: &str) -> Vec<Case> {
    text.split("\n\n").filter_map(case).collect()
}

fn check(cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        let got = found(&case.chart);
        if got != case.expected {
            wrong.push(format!("{}: expected {:#?}, found {got:#?}", case.name, case.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What notes are checked for, each in the style of several kinds of notes.
const ASPECTS: [(&str, &str); 18] = [
    ("negation", include_str!("cases/negation.txt")),
    ("laterality", include_str!("cases/laterality.txt")),
    ("allergies and drugs only in the note", include_str!("cases/alone.txt")),
    ("history of", include_str!("cases/history.txt")),
    ("family history", include_str!("cases/family.txt")),
    ("stopped drugs", include_str!("cases/stopped.txt")),
    ("problems only in the note", include_str!("cases/problems.txt")),
    ("everything at once, in hard sentences", include_str!("cases/hard.txt")),
    ("the words of wards and clinics", include_str!("cases/ward.txt")),
    ("boxes, lists and marks", include_str!("cases/clinic.txt")),
    ("what stands behind an allergy, and another form of a drug", include_str!("cases/behind.txt")),
    ("drugs as lists and plans have them", include_str!("cases/charts_drugs.txt")),
    ("allergies as forms and lists have them", include_str!("cases/charts_allergies.txt")),
    ("problems, sides and families in a few letters", include_str!("cases/charts_problems.txt")),
    ("letters, telephone calls and nights on the ward", include_str!("cases/letters.txt")),
    ("summaries of visits and tables of drugs", include_str!("cases/visits.txt")),
    ("what is taken again, what is gone and comes back", include_str!("cases/again.txt")),
    ("how far words reach", include_str!("cases/scopes.txt")),
];

#[test]
fn each_aspect_is_found_in_notes_of_every_style_and_stays_silent_where_nothing_is_said() {
    for (aspect, text) in ASPECTS {
        let cases = cases(text);
        let sentences: usize = cases.iter().flat_map(|c| &c.chart).filter_map(super::note_body).map(|b| super::note_sentences(b).len()).sum();
        let silent = cases.iter().filter(|c| c.expected.is_empty()).count();
        assert!(sentences >= 10 && silent >= 4 && cases.len() - silent >= 4, "{aspect}: {sentences} sentences, {silent} of {} silent", cases.len());
        check(&cases);
    }
}

#[test]
fn a_title_is_the_heading_of_a_section_that_has_none() {
    let mut section = note("2014-03-01", "Penicillin: hives. Sulfa.");
    section.facts.push(Fact { aspect: Aspect::Title, value: Value::Text("Allergies".into()), place: 0, how: How::Copied });
    let codeine = structured("allergy codeine; status=active; from=2012-01-01");
    let hits: Vec<String> = against_notes(&[section, codeine.clone()]).into_iter().map(|h| format!("{} {}", h.what.word(), h.concept)).collect();
    assert_eq!(hits, ["allergy only in the note penicillins", "allergy only in the note sulfonamides"]);
    assert!(against_notes(&[note("2014-03-01", "Penicillin: hives. Sulfa."), codeine]).is_empty());
}

#[test]
fn a_remark_beside_a_statement_is_read_like_a_note() {
    let text = |aspect: Aspect, words: &str| Fact { aspect, value: Value::Text(words.into()), place: 0, how: How::Copied };
    let mut remarked = structured("problem hypertension; status=active; from=2014-03-01");
    remarked.facts.push(text(Aspect::Text, "Warfarin was stopped after the bleed."));
    let warfarin = structured("medication warfarin; status=active; from=2012-01-01");
    assert_eq!(found(&[remarked, warfarin.clone()]), ["stopped in the note; warfarin; Warfarin was stopped after the bleed."]);
    let mut result = statement(Kind::Observation, vec![(Aspect::Effective, Value::Date(Date::parse_iso("2014-03-01").unwrap()))]);
    result.facts.push(text(Aspect::Value, "Patient remains on apixaban per report"));
    assert_eq!(found(&[result, warfarin.clone()]), ["medication only in the note; apixaban; Patient remains on apixaban per report"]);
    // What a statement is called is no remark, and a word or two say nothing.
    let mut called = statement(Kind::Medication, vec![(Aspect::Effective, Value::Date(Date::parse_iso("2014-03-01").unwrap()))]);
    called.facts.push(text(Aspect::Text, "Warfarin was stopped after the bleed."));
    assert!(against_notes(&[called, warfarin]).is_empty());
}

#[test]
fn what_may_harm_at_once_is_of_safety() {
    let chart = [
        note("2014-03-01", "Meds: warfarin 5 mg, insulin glargine, codeine, atorvastatin\nAllergies: latex\nPMH: gout"),
        structured("medication lisinopril; status=active; from=2012-01-01"),
        structured("problem cough; status=active; from=2012-01-01"),
    ];
    let hits = against_notes(&chart);
    let safety: Vec<&str> = hits.iter().filter(|h| h.severity() == model::Severity::Safety).map(|h| h.concept.as_str()).collect();
    let others: Vec<&str> = hits.iter().filter(|h| h.severity() != model::Severity::Safety).map(|h| h.concept.as_str()).collect();
    assert_eq!((safety, others), (vec!["warfarin", "insulin", "codeine", "latex"], vec!["atorvastatin", "gout"]));
}

#[test]
fn a_hit_names_the_statement_and_the_place() {
    let chart = [note("2014-03-01", "Seen today. Warfarin STOPPED."), structured("medication warfarin; status=active; from=2012-01-01")];
    let hits = against_notes(&chart);
    let body = super::note_body(&chart[0]).unwrap();
    assert_eq!((hits.len(), hits[0].note, hits[0].statement, hits[0].kind), (1, 0, Some(1), Kind::Medication));
    assert_eq!(&body[hits[0].sentence.0..hits[0].sentence.1], "Warfarin STOPPED.");
    assert_eq!(hits[0].mention.map(|(from, to)| &body[from..to]), Some("Warfarin"));
}

#[test]
fn a_drug_that_no_lexicon_has_is_known_from_the_chart() {
    let chart = [note("2014-03-01", "Zorbamycin was discontinued."), structured("medication Zorbamycin 5 MG Oral Tablet; status=active; from=2012-01-01")];
    assert_eq!(found(&chart), ["stopped in the note; zorbamycin; Zorbamycin was discontinued."]);
}

#[test]
fn a_withdrawn_note_and_a_withdrawn_statement_say_nothing() {
    let mut withdrawn = note("2014-03-01", "Warfarin was stopped.");
    withdrawn.facts.push(Fact { aspect: Aspect::Status, value: Value::Word("entered-in-error".into()), place: 0, how: How::Copied });
    let warfarin = structured("medication warfarin; status=active; from=2012-01-01");
    assert!(against_notes(&[withdrawn, warfarin]).is_empty());
    let void = structured("medication warfarin; status=entered-in-error; from=2012-01-01");
    assert!(against_notes(&[note("2014-03-01", "Warfarin was stopped."), void]).is_empty());
}

#[test]
fn one_reading_serves_both_books() {
    let notes = [note("2014-03-01", "Warfarin was stopped.")];
    let legacy = [structured("medication warfarin; status=stopped; from=2012-01-01; to=2014-03-01")];
    let destination = [structured("medication warfarin; status=active; from=2012-01-01")];
    let labels = NoteLabels::default();
    let reading = NoteReading::new(notes.iter(), &[&legacy, &destination], &labels);
    assert!(reading.against(&legacy).is_empty());
    assert_eq!(reading.against(&destination).len(), 1);
}

#[test]
fn sections_hold_for_what_stands_in_them() {
    let body = "Allergies: PCN. Seen today.\nMEDICATIONS:\n - Aspirin 81 mg\n2) Metoprolol\n\nPlan:\n1. Walk more; rest";
    let cut: Vec<(&str, Section)> = sentences(body, Section::Other).iter().map(|s| (&body[s.start..s.end], s.section)).collect();
    let expected = [
        ("PCN.", Section::Allergies),
        ("Seen today.", Section::Other),
        ("Aspirin 81 mg", Section::Medications),
        ("Metoprolol", Section::Medications),
        ("Walk more;", Section::Other),
        ("rest", Section::Other),
    ];
    assert_eq!(cut, expected);
}

#[test]
fn words_are_cut_as_clinicians_write_them() {
    let cut = |text: &str| words(text, 0, text.len()).into_iter().map(|w| w.text).collect::<Vec<_>>();
    assert_eq!(cut("h/o DVT, D/C\u{2019}d ASA/Plavix 2.5mg"), ["h/o", "dvt", "d/c'd", "asa", "plavix", "2.5mg"]);
    assert_eq!(cut("a<b>&nbsp;PCN-allergic</b> 3 < 4"), ["a", "pcn", "allergic", "3", "4"]);
}

proptest! {
    /// Whatever a note holds: every place is on a character boundary, in order, and nothing is cut twice.
    #[test]
    fn any_text_is_cut_into_places_of_its_own(parts in prop::collection::vec(prop_oneof![
        Just("Allergies: ".to_string()), Just("<p>&amp;".to_string()), Just("\n".to_string()), Just(". ".to_string()), Just("1) ".to_string()),
        Just("no warfarin, ".to_string()), Just("stopped ".to_string()), Just("a/a/a/".to_string()), Just("L knee fx ".to_string()), ".{0,12}"
    ], 0..40)) {
        let body = parts.concat();
        let mut last = 0;
        for sentence in sentences(&body, Section::Other) {
            prop_assert!(sentence.start >= last && sentence.start < sentence.end);
            prop_assert!(body.get(sentence.start..sentence.end).is_some());
            for word in words(&body, sentence.start, sentence.end) {
                prop_assert!(body.get(word.start..word.end).is_some() && word.start >= sentence.start && word.end <= sentence.end);
            }
            last = sentence.end;
        }
        let chart = [note("2014-03-01", &body), structured("medication warfarin; status=active; from=2012-01-01")];
        for hit in against_notes(&chart) {
            prop_assert!(body.get(hit.sentence.0..hit.sentence.1).is_some());
            if let Some((from, to)) = hit.mention {
                prop_assert!(body.get(from..to).is_some() && from >= hit.sentence.0 && to <= hit.sentence.1);
            }
        }
    }
}
