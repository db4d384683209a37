//! The text and the visual form of a lens say the same, and a change leaves alone what it does not concern.

use super::{GroupForm, Lens, LensForm, LookupForm, MapForm, PartForm, SayForm, SourceForm, print_form, print_part};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

const STARTERS: [&str; 4] = [
    include_str!("../../../../assets/starters/harbor/lens.toml"),
    include_str!("../../../../assets/starters/synthea-csv/lens.toml"),
    include_str!("../../../../assets/starters/synthea-csv-2018/lens.toml"),
    include_str!("../../../../assets/starters/vista/lens.toml"),
];

const TEXT: &str = r#"# Which system this is.
format = "throughline-lens/1"
name = "clinic" # as it calls itself

# Problems, from the list.
[[assert]]
kind = "problem"          # of the list alone
from = "problems"
patient = "PAT_ID"
where = "VOID_FLG IS NULL"
excluded = "voided"

  [assert.say]
  # The register of 2010.
  code = { field = "ICD_CD", system = "http://hl7.org/fhir/sid/icd-10-cm" }   # with its dot
  value = [
    # Numbers first.
    { field = "NUM" },
    { field = "TXT", as = "text" },
  ]
  status   = { field = "STATUS", values = { R = "resolved", A = "active" } }

# Visits.
[[assert]]
kind = "encounter"
from = "visits"
patient = "PAT_ID"

  [assert.say]
  type = { field = "TYPE" }

[equivalence.labs]
from = "urn:clinic:lab"
to = "http://loinc.org"
rows = { GLU = "2345-7" }
"#;

fn form(text: &str) -> LensForm {
    LensForm::parse(text).expect("a lens")
}

/// The form without the places of its parts.
fn placeless(form: &LensForm) -> LensForm {
    LensForm { parts: form.parts.iter().map(PartForm::placeless).collect(), ..form.clone() }
}

fn changed(change: impl FnOnce(&mut LensForm)) -> String {
    let mut form = form(TEXT);
    change(&mut form);
    print_form(&form, TEXT).expect("a text")
}

#[test]
fn what_is_not_changed_keeps_every_character() {
    for text in STARTERS.iter().chain([&TEXT]) {
        assert_eq!(print_form(&form(text), text).expect("a text"), **text);
    }
}

#[test]
fn the_starters_written_anew_say_the_same() {
    for text in STARTERS {
        Lens::parse(text).expect("a starter is a lens");
        let anew = print_form(&placeless(&form(text)), "").expect("a text");
        assert_eq!(placeless(&form(&anew)), placeless(&form(text)));
        Lens::parse(&anew).expect("the same lens");
    }
}

#[test]
fn every_system_with_a_starter_has_a_lens() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/starters");
    let systems: Vec<std::path::PathBuf> = std::fs::read_dir(folder).expect("the starters").map(|entry| entry.expect("a starter").path()).collect();
    assert!(systems.len() >= STARTERS.len());
    for system in systems {
        let text = std::fs::read_to_string(system.join("lens.toml")).unwrap_or_else(|_| panic!("{} has no lens", system.display()));
        assert!(Lens::parse(&text).is_ok_and(|lens| lens.parts().count() > 0), "{}", system.display());
    }
}

#[test]
fn a_changed_attribute_keeps_what_stands_around_it() {
    let text = changed(|form| form.parts[0].says.iter_mut().find(|say| say.aspect == "code").unwrap().sources[0].display = "ICD_DESC".into());
    assert!(text.contains("  # The register of 2010.\n  code = { field = \"ICD_CD\", system = \"http://hl7.org/fhir/sid/icd-10-cm\", display = \"ICD_DESC\" }   # with its dot\n"), "{text}");
    // Everything else is as it was, to the blank.
    let other: Vec<&str> = TEXT.lines().filter(|line| !line.contains("code =")).collect();
    assert_eq!(text.lines().filter(|line| !line.contains("code =")).collect::<Vec<_>>(), other);
}

#[test]
fn a_source_more_keeps_the_comment_above_the_others() {
    let text = changed(|form| {
        let value = form.parts[0].says.iter_mut().find(|say| say.aspect == "value").unwrap();
        value.sources.push(SourceForm { fields: vec!["CODE".into()], read_as: "code".into(), ..Default::default() });
    });
    assert!(text.contains("    # Numbers first.\n    { field = \"NUM\" },\n    { field = \"TXT\", as = \"text\" },\n    { field = \"CODE\", as = \"code\" },\n  ]\n"), "{text}");
}

#[test]
fn a_part_more_and_a_part_less() {
    let more = changed(|form| {
        let says = vec![SayForm { aspect: "code".into(), sources: vec![SourceForm { fields: vec!["ALLERGEN".into()], ..Default::default() }] }];
        form.parts.push(PartForm { kind: "allergy".into(), from: "allergies".into(), patient: "PAT_ID".into(), says, ..Default::default() });
    });
    assert!(more.contains("# Visits.\n[[assert]]"), "{more}");
    assert!(more.find("allergies").unwrap() < more.find("[equivalence.labs]").unwrap(), "beside the other parts: {more}");
    assert_eq!(form(&more).parts.len(), 3);
    let less = changed(|form| drop(form.parts.remove(0)));
    assert!(less.contains("# Visits.") && !less.contains("problems") && less.contains("# as it calls itself"), "{less}");
}

#[test]
fn what_is_taken_out_is_gone() {
    let text = changed(|form| {
        form.parts[0].condition.clear();
        form.parts[0].excluded.clear();
        form.parts[0].says.retain(|say| say.aspect != "status");
        form.maps.clear();
    });
    assert!(!text.contains("where") && !text.contains("voided") && !text.contains("status") && !text.contains("equivalence"), "{text}");
}

#[test]
fn a_part_by_itself_is_a_part_of_a_lens() {
    let part = form(TEXT).parts.remove(0);
    let text = format!("format = \"throughline-lens/1\"\nname = \"t\"\n\n{}", print_part(&part));
    assert_eq!(form(&text).parts[0].placeless(), part.placeless());
}

#[test]
fn a_text_that_does_not_read_says_where() {
    let problems = LensForm::parse("format = \"throughline-lens/1\"\nname = ").unwrap_err();
    assert_eq!(problems[0].line, 2);
    let known = print_form(&LensForm::default(), "name = [").unwrap_err();
    assert_eq!(known[0].line, 1);
}

#[test]
fn a_part_without_relation_or_patient_is_a_problem_with_a_place() {
    let text = changed(|form| {
        form.parts[1].from.clear();
        form.parts[1].patient.clear();
    });
    let problems = Lens::parse(&text).unwrap_err();
    assert!(problems.iter().any(|p| p.message.contains("`from`")) && problems.iter().any(|p| p.message.contains("`patient`")), "{problems:?}");
    assert!(problems.iter().all(|p| p.line > 20));
}

#[test]
fn the_fields_that_an_attribute_reads() {
    let part = &form(TEXT).parts[0];
    assert_eq!(part.fields_of("value"), ["NUM", "TXT"]);
    assert!(part.fields_of("onset").is_empty());
}

fn word() -> impl Strategy<Value = String> {
    "[ -~äß\n]{0,7}"
}

fn name() -> impl Strategy<Value = String> {
    "[A-Za-z_ .\"'-]{1,7}"
}

fn source() -> impl Strategy<Value = SourceForm> {
    let texts = vec(word(), 16);
    let lists = (vec(name(), 0..3), vec(name(), 0..3), vec(word(), 0..3));
    let pairs = (btree_map(name(), word(), 0..3), btree_map(name(), word(), 0..3));
    (texts, lists, pairs, 0u32..9, any::<bool>()).prop_map(|(texts, (attributes, fields, null_like), (units, values), pad, also)| {
        let text = |at: usize| texts[at].clone();
        SourceForm {
            attributes,
            fields,
            constant: text(0),
            reason: text(1),
            read_as: text(2),
            system: text(3),
            system_field: text(4),
            display: text(5),
            text: text(6),
            unit: text(7),
            unit_field: text(8),
            units: units.into_iter().collect(),
            used_for: text(14),
            use_field: text(15),
            format: text(9),
            values: values.into_iter().collect(),
            otherwise: text(10),
            absent: text(11),
            when: text(12),
            null_like,
            split: text(13),
            pattern: String::new(),
            pad,
            also,
        }
    })
}

fn part() -> impl Strategy<Value = PartForm> {
    let texts = vec(word(), 7);
    let lookups = btree_map(name(), (vec(word(), 6), any::<bool>()), 0..3);
    let group = proptest::option::of((vec(name(), 1..3), name(), name()));
    (texts, lookups, group, vec(name(), 0..3), btree_map(name(), vec(source(), 1..3), 0..4)).prop_map(|(texts, lookups, group, never, says)| PartForm {
        was: None,
        line: 0,
        kind: texts[0].clone(),
        from: texts[1].clone(),
        patient: texts[2].clone(),
        condition: texts[3].clone(),
        excluded: texts[4].clone(),
        each: texts[5].clone(),
        attribute: texts[6].clone(),
        group: group.map(|(heads, key, field)| GroupForm { heads, key, field }),
        never,
        lookups: lookups
            .into_iter()
            .map(|(name, (t, all))| LookupForm { name, field: t[0].clone(), pattern: t[1].clone(), from: t[2].clone(), key: t[3].clone(), value: t[4].clone(), condition: t[5].clone(), all })
            .collect(),
        says: says.into_iter().map(|(aspect, sources)| SayForm { aspect, sources }).collect(),
    })
}

fn any_form() -> impl Strategy<Value = LensForm> {
    let maps = btree_map(name(), (word(), word(), btree_map(name(), vec(word(), 1..3), 0..3)), 0..3);
    (word(), word(), vec(part(), 0..3), vec((word(), word()), 0..3), maps).prop_map(|(name, timezone, parts, archived, maps)| LensForm {
        name,
        timezone,
        parts,
        archived,
        maps: maps.into_iter().map(|(name, (from, to, rows))| MapForm { name, from, to, rows: rows.into_iter().collect() }).collect(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a form holds, its text reads as the same form.
    #[test]
    fn a_form_is_read_as_it_was_printed(form in any_form()) {
        let text = print_form(&form, "").expect("a text");
        prop_assert_eq!(placeless(&LensForm::parse(&text).expect("a lens")), form);
    }

    /// Whatever a text says, another form printed onto it reads as that form.
    #[test]
    fn a_form_printed_onto_any_text_is_read_as_itself(first in any_form(), second in any_form(), keep in vec(proptest::option::of(0usize..3), 3)) {
        let base = print_form(&first, "").expect("a text");
        let mut form = second;
        for (part, was) in form.parts.iter_mut().zip(keep) {
            part.was = was;
        }
        let text = print_form(&form, &base).expect("a text");
        prop_assert_eq!(placeless(&LensForm::parse(&text).expect("a lens")), placeless(&form));
    }
}

/// What no source says by itself: how times and precisions differ is found by comparing, elements are told by the built-in readings, and
/// what a number is for belongs to the number.
const NOT_SAID: [model::Aspect; 6] = [model::Aspect::Time, model::Aspect::Precision, model::Aspect::Element, model::Aspect::PhoneUse, model::Aspect::EmailUse, model::Aspect::AddressUse];

#[test]
fn every_attribute_of_a_statement_can_be_said_and_stands_in_the_guide() {
    let guide = include_str!("../../../../docs/lens.md");
    for aspect in model::Aspect::ALL.iter().filter(|aspect| !NOT_SAID.contains(aspect)) {
        let word = aspect.word();
        assert!(guide.contains(&format!("`{word}`")) || guide.contains(&format!("`{word} = ")), "{word} stands nowhere in docs/lens.md");
        let text = format!("format = \"throughline-lens/1\"\nname = \"t\"\n[[assert]]\nkind = \"order\"\nfrom = \"t\"\npatient = \"p\"\n[assert.say]\n{word} = {{ field = \"a\", as = \"text\" }}\n");
        assert!(Lens::parse(&text).is_ok(), "{word} cannot be said");
    }
    for aspect in [model::Aspect::Element, model::Aspect::PhoneUse] {
        let text = format!("format = \"throughline-lens/1\"\nname = \"t\"\n[[assert]]\nkind = \"order\"\nfrom = \"t\"\npatient = \"p\"\n[assert.say]\n{} = {{ field = \"a\", as = \"text\" }}\n", aspect.word());
        assert!(Lens::parse(&text).is_err(), "{aspect} is said by no source");
    }
}

#[test]
fn a_part_of_the_directory_has_a_key_and_names_no_patient() {
    let text = "format = \"throughline-lens/1\"\nname = \"t\"\n\n[[assert]]\nkind = \"practitioner\"\nfrom = \"providers\"\nkey = \"ID\"\n\n  [assert.say]\n  family = { field = \"LAST\", as = \"text\" }\n";
    let lens = Lens::parse(text).expect("a lens");
    assert_eq!((lens.patient_field("providers"), lens.kinds().len(), lens.relations().contains("providers")), (None, 0, true));
    let read = form(text);
    assert_eq!(read.parts.first().map(|part| part.patient.as_str()), Some("ID"));
    assert_eq!(print_form(&read, text).expect("a text"), text);
    let anew = print_form(&read, "").expect("a text");
    assert!(anew.contains("key = \"ID\"") && !anew.contains("patient"), "{anew}");
    let mut changed = read;
    changed.parts.iter_mut().for_each(|part| part.kind = "allergy".into());
    let other = print_form(&changed, text).expect("a text");
    assert!(other.contains("patient = \"ID\"") && !other.contains("key"), "{other}");
}
