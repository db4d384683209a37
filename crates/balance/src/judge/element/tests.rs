//! Two records of one format, leaf by leaf.

use super::*;
use crate::codes::Equivalences;
use crate::reading::Coverage;
use crate::judge::tests::{copied, statement};
use model::{How, Kind, Value};

fn facts(leaves: &[String]) -> Vec<Fact> {
    leaves.iter().map(|l| Fact { aspect: Aspect::Element, value: Value::Text(l.clone()), place: 0, how: How::Derived }).collect()
}

/// A record of the destination, of which nothing but leaves differs.
fn there() -> Statement {
    let mut record = statement(Kind::Record, 1, Vec::new());
    record.origin.reference = "Device/1".into();
    record
}

fn alone(destination: &Statement) -> Before<'_> {
    Before { alone: true, beside: true, withdrawn: false, destination }
}

fn found(left: &[String], right: &[String]) -> Vec<(Aspect, Verdict, String)> {
    found_between(&Coverage::default(), left, right)
}

/// The same of two resources.
fn found_of_resources(left: &[String], right: &[String]) -> Vec<(Aspect, Verdict, String)> {
    found_of(&Coverage::default(), [true; 2], left, right)
}

fn found_between(legacy: &Coverage, left: &[String], right: &[String]) -> Vec<(Aspect, Verdict, String)> {
    found_of(legacy, [false; 2], left, right)
}

fn found_of(legacy: &Coverage, resources: [bool; 2], left: &[String], right: &[String]) -> Vec<(Aspect, Verdict, String)> {
    let destination = Coverage::default();
    let links = |_: Aspect, a: &str, b: &str| if a.starts_with('?') || b.starts_with('?') { None } else { Some(a == b) };
    let judge = Judge { equivalences: &Equivalences::default(), legacy, destination: &destination, links: &links, ids_are_kept: false, resources, names: &|_| false, concepts: None };
    let (left, right) = (facts(left), facts(right));
    let (left, right): (Vec<&Fact>, Vec<&Fact>) = (left.iter().collect(), right.iter().collect());
    differences(&judge, &left, &right, alone(&there())).into_iter().map(|d| (d.aspect, d.verdict, d.manner)).collect()
}

fn said(path: &str, value: &str) -> String {
    leaf::leaf(Sort::Said, path, value)
}

fn linked(path: &str, value: &str) -> String {
    leaf::leaf(Sort::Link, path, value)
}

fn altered(manner: &str) -> Vec<(Aspect, Verdict, String)> {
    vec![(Aspect::Element, Verdict::Altered, manner.to_string())]
}

#[test]
fn a_value_is_gone_other_or_one_more() {
    assert_eq!(found(&[said("a", "1")], &[]), altered("a is absent in the destination"));
    assert_eq!(found(&[said("a", "1")], &[said("a", "2")]), altered("a is other in the destination"));
    assert_eq!(found(&[said("a", "1")], &[said("a", "1"), said("a", "2")]), [(Aspect::Element, Verdict::Invented, "the destination has one a more".to_string())]);
    assert!(found(&[said("a", "1")], &[said("a", "1"), said("b", "2")]).is_empty(), "what is added asserts nothing that is known");
    let (own, same, other) = (said("c.coding", "http://x|1"), said("c.coding", "http://x|2"), said("c.coding", "urn:y|2"));
    assert_eq!(found(std::slice::from_ref(&own), &[own.clone(), same]).len(), 1);
    assert!(found(std::slice::from_ref(&own), &[own.clone(), other]).is_empty(), "a code of its own beside the right one");
}

#[test]
fn what_only_the_resource_of_the_destination_says_is_told_where_it_says_more_than_silence() {
    let own = said("a", "1");
    let added = |path: &str, value: &str| found_of_resources(std::slice::from_ref(&own), &[own.clone(), said(path, value)]);
    for (path, value) in [("complication.coding", "http://snomed.info/sct|131148009"), ("stage.summary.text", "stage iv"), ("dosageInstruction.maxDosePerPeriod.numerator", "4 g"), ("implicitRules", "http://x"), ("substitution.allowedBoolean", "false"),
        ("dispenseRequest.validityPeriod.end", "2020-02-01"), ("securityLabel.coding", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R"),
    ] {
        let told = added(path, value);
        assert!(matches!(&told[..], [(Aspect::Element, Verdict::Invented, manner)] if manner.starts_with(path)), "{path}: {told:?}");
    }
    for (path, value) in [
        ("reaction.exposureRoute.coding", "http://x|unknown"), ("outcome.text", "Not recorded"), ("category.coding", "http://x|1"), ("location.period.start", "2020-01-01"), ("numberOfSeries", "2"),
        ("extension(a).valueString", "x"), ("contact.active", "true"), ("groupIdentifier.value", "7"), ("note.time", "2020-01-01"), ("asserter", THE_PATIENT), ("code.coding", "http://x|1"),
        ("dosageInstruction.timing.code.coding", "http://x|BID"), ("outcome.coding", "http://terminology.hl7.org/CodeSystem/v3-NullFlavor|NI"), ("flag", "false"),
        ("substitution.allowedBoolean", "true"), ("dispenseRequest.validityPeriod.start", "2020-01-02"), ("securityLabel.coding", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality|N"),
        ("hospitalization.preAdmissionIdentifier.value", "7"), ("item.careTeamSequence", "1"), ("udiCarrier.issuer", "http://hl7.org/fhir/NamingSystem/gs1"), ("custodian", "clinic"),
        ("location.physicalType.coding", "http://x|wa"), ("series.number", "1"), ("minutesDuration", "30"), ("instantiatesUri", "http://x"),
        ("severity.coding", "http://x|moderate"), ("verificationStatus.coding", "http://snomed.info/sct|410605003"), ("dosageInstruction.asNeededCodeableConcept.coding", "http://x|pain"),
    ] {
        assert!(added(path, value).is_empty(), "{path}");
    }
    assert!(found_of_resources(&[], &[linked("basedOn", "7")]).is_empty(), "an added link asserts nothing");
    let coded = said("outcome.coding", "http://x|1");
    assert!(found_of_resources(&[said("outcome.text", "well")], std::slice::from_ref(&coded)).is_empty(), "words may become codes");
    assert!(found_of_resources(&[said("series.modality", "http://x|CT")], &[said("series.modality", "http://x|CT"), said("modality", "http://x|CT")]).is_empty(), "summed up");
    let word = leaf::called("series.modality", "http://x|CT", "head ct");
    assert!(found_of_resources(std::slice::from_ref(&word), &[word.clone(), said("description", "Head CT")]).is_empty(), "the words of a code");
    assert!(!found_of_resources(std::slice::from_ref(&word), &[word.clone(), said("description", "tumour")]).is_empty());
    assert!(found_of_resources(&[said("achievementStatus.coding", ELSEWHERE)], &[said("achievementStatus.coding", "http://x|achieved")]).is_empty());
    let anothers = leaf::leaf(Sort::Stands, leaf::ANOTHERS, "#");
    assert!(found_of_resources(std::slice::from_ref(&anothers), std::slice::from_ref(&coded)).is_empty(), "another statement of the resource had its leaves");
    assert!(found(std::slice::from_ref(&own), &[own.clone(), coded]).is_empty(), "silence of another format says nothing");
}

#[test]
fn a_contact_whose_relationship_nobody_knew_may_get_one() {
    let is = |code: &str| said("contact.relationship.coding", &format!("http://x|{code}"));
    let item = |name: u32, code: Option<&str>| {
        let own = code.map(|code| leaf::short(&said("relationship.coding", &format!("http://x|{code}"))));
        leaf::item("contact", &[name].into_iter().chain(own).collect::<Vec<_>>(), &[], &[])
    };
    let left = [is("C"), item(1, Some("C")), item(2, None)];
    assert!(found(&left, &[is("C"), is("N"), item(1, Some("C")), item(2, Some("N"))]).is_empty());
    let both = leaf::item("contact", &[1, leaf::short(&said("relationship.coding", "http://x|C")), leaf::short(&said("relationship.coding", "http://x|N"))], &[], &[]);
    let full = [is("C"), item(1, Some("C")), item(2, Some("C"))];
    assert_eq!(found(&full, &[is("C"), is("N"), both, item(2, Some("C"))]).len(), 1, "one more where there was one");
}

#[test]
fn what_changes_the_meaning_is_told_wherever_it_was_added_and_never_where_it_denies() {
    let own = said("a", "1");
    let added = |path: &str, value: &str| found(std::slice::from_ref(&own), &[own.clone(), said(path, value)]);
    for path in ["modifierExtension(negated).valueBoolean", "activity.detail.doNotPerform"] {
        assert_eq!(added(path, "true"), [(Aspect::Element, Verdict::Invented, format!("{path} changes the meaning in the destination only"))]);
        assert!(added(path, "false").is_empty());
    }
    assert!(found(&[said("doNotPerform", "false")], &[]).is_empty(), "that something is to be done need not be said");
    assert_eq!(found(&[said("doNotPerform", "false")], &[said("doNotPerform", "true")]), altered("doNotPerform is other in the destination"));
    assert_eq!(found(&[said("doNotPerform", "true")], &[]), altered("doNotPerform is absent in the destination"));
}

#[test]
fn words_may_become_codes_and_are_missed_otherwise() {
    let words = said("code.text", "sore throat");
    assert!(found(std::slice::from_ref(&words), &[said("code.coding", "http://snomed.info/sct|1")]).is_empty());
    assert_eq!(found(std::slice::from_ref(&words), &[said("code.text", "cough")]), altered("code.text is other in the destination"));
    assert_eq!(found(&[said("note.text", "walk")], &[said("note.time", "2020-01-01")]), altered("note.text is absent in the destination"));
}

#[test]
fn what_one_side_contains_and_the_other_does_not_may_stand_in_a_record_of_its_own() {
    let form = |code: &str| said("contained.Medication.form.coding", code);
    assert!(found(&[form("http://x|tablet")], &[]).is_empty());
    assert!(found(&[], &[leaf::leaf(Sort::Over, "contained.Encounter", "")]).is_empty());
    let one = || leaf::leaf(Sort::Stands, "contained.Medication", "#");
    assert_eq!(found(&[one(), form("http://x|tablet")], &[one()]), altered("contained.Medication.form.coding is absent in the destination"), "of one that both contain");
    assert!(found(&[one(), form("http://x|tablet")], &[]).is_empty() && found(&[], &[one()]).is_empty(), "what only one side contains may stand elsewhere");
    assert_eq!(found(&[form("http://x|tablet")], &[form("http://x|capsule")]), altered("contained.Medication.form.coding is other in the destination"));
}

#[test]
fn a_code_of_the_same_coarser_word_is_news_only_where_nothing_else_differs() {
    let code = |code: &str| leaf::exactly("OBX-11", code);
    assert_eq!(found(&[code("U")], &[code("F")]), altered("OBX-11 is other in the destination"));
    assert_eq!(found(&[code("U")], &[]), altered("OBX-11 is absent in the destination"));
    assert_eq!(found(&[code("U"), said("OBX-7.1", "normal")], &[code("F")]), altered("OBX-7.1 is absent in the destination"));
    assert!(found(&[code("U")], &[code("U"), code("F")]).is_empty());
}

#[test]
fn a_field_of_a_message_may_be_repeated_and_an_element_of_a_resource_may_not() {
    let (own, more) = ([said("PID-3.4", "A")], [said("PID-3.4", "A"), said("PID-3.4", "B")]);
    let messages = Coverage { records: [0, 1], ..Coverage::default() };
    assert!(found_between(&messages, &own, &more).is_empty());
    assert_eq!(found(&own, &more).len(), 1);
    assert_eq!(found_between(&messages, &more, &own), altered("PID-3.4 is absent in the destination"));
}

#[test]
fn numbers_are_held_against_those_of_the_same_giver() {
    let number = |giver: &str, value: &str| said(&format!("identifier({giver})"), value);
    assert_eq!(found(&[number("a", "1")], &[number("a", "2")])[0].0, Aspect::Mrn);
    assert_eq!(found(&[number("a", "1")], &[number("a", "1"), number("a", "2")])[0].1, Verdict::Invented);
    assert!(found(&[number("a", "1")], &[number("b", "2")]).is_empty(), "a destination that numbers by itself");
}

#[test]
fn a_reference_leads_where_it_led() {
    assert!(found(&[linked("p", "1"), linked("p", "2")], &[linked("p", "2"), linked("p", "1")]).is_empty());
    assert_eq!(found(&[linked("p", "1")], &[linked("p", "2")]), altered("p leads to another record"));
    assert_eq!(found(&[linked("p", "1"), linked("p", "2")], &[linked("p", "1")]), altered("p is absent in the destination"));
    assert!(found(&[linked("p", "?1")], &[linked("p", "2")]).is_empty(), "nobody can tell");
    assert!(found(&[said("p", "pump 1")], &[linked("p", "7")]).is_empty(), "a name has become a link");
    assert_eq!(found(&[said("p", THE_PATIENT)], &[linked("p", "7")]).len(), 1);
    assert_eq!(found(&[said("p", "spouse")], &[said("p", THE_PATIENT)]).len(), 1);
}

#[test]
fn of_very_many_targets_fewer_are_told_and_more_are_not() {
    let targets = |n: u32| leaf::leaf(Sort::Count, "target", &n.to_string());
    let fewer = [(Aspect::Element, Verdict::Altered, "target leads to fewer records in the destination".to_string())];
    assert_eq!(found(&[targets(812)], &[targets(811)]), fewer);
    assert_eq!(found(&[targets(812)], &[linked("target", "1"), linked("target", "2")]), fewer);
    assert!(found(&[targets(812)], &[targets(813)]).is_empty());
    assert!(found(&[linked("target", "1")], &[targets(813)]).is_empty(), "among so many nobody looks for one");
    let many = |from: u32, to: u32| (from..to).map(|n| linked("target", &n.to_string())).collect::<Vec<_>>();
    assert_eq!(found(&many(0, 300), &many(1_000, 1_299)), altered("target is absent in the destination"));
}

#[test]
fn a_giver_may_have_a_new_name_and_not_that_of_another_nor_none() {
    let given = |name: &str| leaf::leaf(Sort::Giver, "PID-3.4", name);
    let mut legacy = Coverage { records: [0, 1], ..Coverage::default() };
    ["north", "south"].iter().for_each(|name| legacy.note_giver(name));
    assert!(found_between(&legacy, &[given("north")], &[given("new hospital")]).is_empty());
    assert_eq!(found_between(&legacy, &[given("north")], &[given("south")]), altered("PID-3.4 is other in the destination"));
    assert_eq!(found_between(&legacy, &[given("north")], &[]), altered("PID-3.4 is absent in the destination"));
    assert!(found_between(&legacy, &[given("north")], &[given("north"), given("south")]).is_empty(), "one more number");
}

#[test]
fn words_and_units_that_contradict_their_codes_are_told() {
    let words = |said: &str| leaf::called("bodySite", "http://snomed.info/sct|7771000", said);
    assert_eq!(found(&[words("left")], &[words("right")])[0].0, Aspect::Text);
    assert!(found(&[words("left")], &[]).is_empty(), "words that are left out");
    let unit = leaf::leaf(Sort::Unit, "valueQuantity", "mmol/L");
    assert_eq!(found(&[said("a", "1")], &[said("a", "1"), unit.clone()])[0].0, Aspect::Unit);
    assert!(found(std::slice::from_ref(&unit), std::slice::from_ref(&unit)).is_empty(), "so it was");
    assert_eq!(found(&[], &[leaf::leaf(Sort::Over, "address", "")]), altered("address is over in the destination"));
}

#[test]
fn a_former_number_beside_the_one_that_is_known_is_no_news() {
    let number = |value: &str| said("identifier(http...x.mrn)", value);
    let over = |value: &str| leaf::leaf(Sort::Over, "identifier(http...x.mrn)", value);
    assert!(found(&[number("7")], &[number("7"), number("9"), over("9")]).is_empty());
    assert_eq!(found(&[number("7")], &[number("7"), over("7")]), altered("identifier(http...x.mrn) is over in the destination"));
    assert_eq!(found(&[number("7")], &[number("7"), number("9")]).len(), 1, "another number in force");
    assert!(found(&[number("7"), number("9"), over("9")], &[number("7")]).len() == 1, "a former number is lost");
    let state = leaf::leaf(Sort::Over, "identifier(http...x.us-ssn)", "");
    assert_eq!(found(&[], std::slice::from_ref(&state)), altered("identifier(http...x.us-ssn) is over in the destination"));
    assert!(found(std::slice::from_ref(&state), std::slice::from_ref(&state)).is_empty(), "so it was");
    let renamed = [number("7"), said("identifier(urn.y)", "7"), leaf::leaf(Sort::Over, "identifier(urn.y)", "7")];
    assert_eq!(found(&[number("7")], &renamed), altered("identifier(urn.y) is over in the destination"), "the same number under another giver");
}

#[test]
fn what_an_item_leads_to_belongs_to_it_under_renewed_ids_as_well() {
    let item = |use_of: u32, key: &str| leaf::item("diagnosis", &[use_of], &[], &[(9, key.into())]);
    let left = [item(1, "a"), item(2, "b")];
    assert!(found(&left, &[item(2, "b"), item(1, "a")]).is_empty());
    assert_eq!(found(&left, &[item(1, "b"), item(2, "a")]), altered("what belongs together in diagnosis is other in the destination"));
    let unknown = [item(1, "?a"), item(2, "?b")];
    assert!(found(&unknown, &[item(1, "x"), item(2, "y")]).is_empty(), "nobody can tell");
    // The first fits both, the second one only.
    let wide = [leaf::item("p", &[1], &[], &[]), leaf::item("p", &[1, 2], &[], &[])];
    assert!(found(&wide, &[leaf::item("p", &[1, 2], &[], &[]), leaf::item("p", &[1], &[], &[])]).is_empty());
}

#[test]
fn parts_of_an_entry_stay_together_however_many_the_other_side_has() {
    let tied = |parts: &[u32]| leaf::tied("entryRelationship", parts);
    let left = [tied(&[1, 10]), tied(&[2, 20])];
    assert_eq!(found(&left, &[tied(&[1, 20]), tied(&[2, 10])]), altered("what belongs together in entryRelationship is other in the destination"));
    for right in [vec![tied(&[2, 20]), tied(&[1, 10])], vec![tied(&[1, 10]), tied(&[2, 20, 5]), tied(&[3])], vec![tied(&[1, 10]), tied(&[7, 70])], vec![]] {
        assert!(found(&left, &right).is_empty(), "{right:?}");
    }
}

#[test]
fn parts_that_belong_together_are_told_by_what_both_sides_write_alike() {
    let item = |parts: &[u32]| leaf::item("telecom", parts, &[], &[]);
    let left = [item(&[1, 10]), item(&[2, 20])];
    assert_eq!(found(&left, &[item(&[1, 20]), item(&[2, 10])]), altered("what belongs together in telecom is other in the destination"));
    assert!(found(&left, &[item(&[2, 20]), item(&[1, 10])]).is_empty());
    assert!(found(&left, &[item(&[1, 11]), item(&[2, 21])]).is_empty(), "numbers that are written otherwise");
    assert!(found(&left, &[item(&[1, 10, 5]), item(&[2, 20]), item(&[3])]).is_empty(), "what is added");
    assert_eq!(found(&left, &[]), altered("one of several in telecom is absent in the destination"));
}

#[test]
fn what_a_record_alone_has_in_a_path_is_no_place() {
    let paths = ["2300/HI(ABK·E119)-9", "2430(·88)/CAS(CO·45)", "2320(S)/AMT02(D)", "identifier(urn:x)", "code"];
    assert_eq!(paths.map(common), ["2300/HI(ABK)-9", "2430/CAS(CO)", "2320(S)/AMT02(D)", "identifier(urn:x)", "code"]);
}

#[test]
fn whoever_is_called_the_same_and_leads_to_somebody_else_is_told_where_both_are_known() {
    let book = || {
        let mut book = Coverage::default();
        for (id, name) in [("o1", "Aetna"), ("o2", "Humana"), ("o3", "Aetna")] {
            let mut row = statement(Kind::Demographic, 1, vec![copied(Aspect::Text, Value::Text(name.into()))]);
            row.patient = id.into();
            book.directory.note(directory::Entry::of_row(directory::Sort::Organization, &row));
        }
        book
    };
    let told = |other: &str| {
        let (legacy, destination) = (book(), book());
        let links = |_: Aspect, a: &str, b: &str| Some(a == b);
        let judge = Judge { equivalences: &Equivalences::default(), legacy: &legacy, destination: &destination, links: &links, ids_are_kept: true, resources: [true; 2], names: &|_| false, concepts: None };
        let (left, right) = (facts(&[leaf::leaf(Sort::Stands, "insurer", "o1")]), facts(&[leaf::leaf(Sort::Stands, "insurer", other)]));
        let (left, right): (Vec<&Fact>, Vec<&Fact>) = (left.iter().collect(), right.iter().collect());
        differences(&judge, &left, &right, alone(&there())).len()
    };
    assert_eq!(["o1", "o2", "o3", "o9"].map(told), [0, 1, 0, 0], "another entry of the same name is that one again, and of one that nobody lists nothing is known");
}

#[test]
fn a_record_that_is_named_by_its_number_is_another_one_under_another_number() {
    let named = |number: &str| [linked("performer", number), said("performer.identifier", number)];
    assert_eq!(found(&named("77"), &named("78")), altered("performer.identifier is other in the destination"));
    assert!(found(&named("77"), &named("77")).is_empty());
    assert!(found(&named("77"), &[linked("performer", "?x")]).is_empty(), "it has become a record with an id");
    assert!(found(&[linked("performer", "?x")], &named("77")).is_empty());
    let two = [named("77"), named("78")].concat();
    assert_eq!(found(&two, &named("77")), altered("performer.identifier is absent in the destination"));
    assert!(found_of_resources(&named("77"), &two).is_empty(), "one more link asserts nothing");
}

#[test]
fn what_a_whole_book_leaves_out_hides_nothing_that_a_record_lost_by_itself() {
    let told = |left: &[String], right: &[String], says_model: u64, beside: bool| {
        let (legacy, mut destination) = (Coverage::default(), Coverage::default());
        (0..200).for_each(|n| destination.note_unread("Device", ["safety"].into_iter().chain((n < says_model).then_some("modelNumber"))));
        let links = |_: Aspect, a: &str, b: &str| Some(a == b);
        let judge = Judge { equivalences: &Equivalences::default(), legacy: &legacy, destination: &destination, links: &links, ids_are_kept: true, resources: [true; 2], names: &|_| false, concepts: None };
        let (left, right) = (facts(left), facts(right));
        let (left, right): (Vec<&Fact>, Vec<&Fact>) = (left.iter().collect(), right.iter().collect());
        let record = there();
        let before = Before { alone: !beside, ..alone(&record) };
        differences(&judge, &left, &right, before).into_iter().map(|d| d.manner).collect::<Vec<_>>()
    };
    let (model, safety) = (said("modelNumber", "7"), said("safety", "MR unsafe"));
    let both = ["modelNumber is absent in the destination", "safety is absent in the destination"];
    assert_eq!(told(&[model.clone(), safety.clone()], &[], 0, false), both);
    assert_eq!(told(&[model.clone(), safety.clone()], &[], 100, false), both[..1], "one of a record is told");
    assert_eq!(told(&[model.clone(), safety.clone()], &[safety.clone()], 0, false), both[..1]);
    let item = |parts: [u32; 2]| leaf::item("reaction", &parts, &[], &[]);
    let (ours, theirs) = ([item([1, 2]), item([3, 4])], [item([1, 4]), item([3, 2])]);
    let parted = "what belongs together in reaction is other in the destination";
    assert_eq!(told(&[&ours[..], &[model.clone()]].concat(), &theirs, 0, false), [both[0], parted]);
    assert_eq!(told(&ours, &theirs, 0, true), [parted], "and so does what stands beside the list");
    assert!(told(&ours, &[item([1, 2]), item([3, 2])], 0, true).is_empty(), "a part that is other is told by itself");
}
