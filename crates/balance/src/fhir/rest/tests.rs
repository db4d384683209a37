//! What no fact stands for, element by element.

use super::*;

fn leaves(text: &str, told: &[&str]) -> Vec<String> {
    let mut places = Told::default();
    told.iter().for_each(|place| places.place(place, false));
    rest(&formats::json::parse(text, 100).unwrap(), "p", &places).0.into_iter().filter(|text| leaf::parts(text).1 != Sort::Item).collect()
}

fn items(text: &str) -> Vec<String> {
    rest(&formats::json::parse(text, 100).unwrap(), "p", &Told::default()).0.into_iter().filter(|text| leaf::parts(text).1 == Sort::Item).collect()
}

#[test]
fn what_no_fact_stands_for_is_left_in_one_spelling() {
    let order = r#"{"resourceType":"MedicationRequest","id":"1","subject":{"reference":"Patient/p"},"status":"active","substitution":{"allowedBoolean":false},
        "dosageInstruction":[{"text":"x","timing":{"repeat":{"count":5.0}}},{"timing":{"repeat":{"count":3}}}],"performer":{"reference":"Practitioner/9","display":"N"},
        "courseOfTherapyType":{"coding":[{"system":"urn:oid:2.16.840.1.113883.6.96","code":"1","display":"y"}],"text":"y"},"informationSource":{"reference":"urn:uuid:p"},
        "extension":[{"url":"http://example.org/kept-by","valueDateTime":"2020-01-01T12:00:00+02:00"}],"dispenseInterval":{"value":2,"unit":"days","code":"d"}}"#;
    assert_eq!(
        leaves(order, &["status", "dosageInstruction[0].text"]),
        [
            "courseOfTherapyType.coding = http://snomed.info/sct|1", "courseOfTherapyType.coding called http://snomed.info/sct|1\u{1f}y", "dispenseInterval = 172800 s",
            "dosageInstruction.timing.repeat.count = 3", "dosageInstruction.timing.repeat.count = 5", "extension(kept-by).valueDateTime = instant 1577872800",
            "informationSource = the patient", "performer called target\u{1f}n", "performer linked 9", "substitution.allowedBoolean = false",
        ]
    );
    let told = ["status", "dosageInstruction[0].timing.repeat", "dosageInstruction[0].text", "substitution.allowedBoolean", "performer", "dispenseInterval", "informationSource", "courseOfTherapyType", "extension(kept-by).valueDateTime"];
    assert_eq!(
        leaves(order, &told),
        ["courseOfTherapyType called http://snomed.info/sct|1\u{1f}y", "dosageInstruction.timing.repeat.count = 3", "dosageInstruction.timing.repeat.count = 5", "performer called target\u{1f}n"],
        "what stands beside a told value is left"
    );
}

#[test]
fn a_state_that_a_fact_holds_is_told_by_the_fact_alone() {
    let allergy = |system: &str, code: &str| format!(r#"{{"resourceType":"AllergyIntolerance","clinicalStatus":{{"coding":[{{"system":"{system}","code":"{code}"}}]}}}}"#);
    let left = |text: &str| {
        let active = Value::Word("active".into());
        let mut told = Told::default();
        told.fact("clinicalStatus.coding[0].code", &active);
        rest(&formats::json::parse(text, 100).unwrap(), "p", &told).0
    };
    let home = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    assert!(left(&allergy(home, "active")).is_empty());
    assert_eq!(left(&allergy(home, "resolved")).len(), 1, "another word than the fact's");
    assert_eq!(left(&allergy("http://example.org/states", "active")).len(), 1, "under a system in which it is not at home");
    let of = |text: &str, place: &str, word: &str| {
        let word = Value::Word(word.into());
        let mut told = Told::default();
        told.fact(place, &word);
        rest(&formats::json::parse(text, 100).unwrap(), "p", &told).0.len()
    };
    let class = r#"{"resourceType":"Encounter","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"}}"#;
    assert_eq!([of(class, "class.code", "IMP"), of(class, "class.code", "AMB"), of(class, "status", "IMP")], [0, 1, 1]);
}

#[test]
fn a_target_without_a_key_is_its_words_and_a_group_is_not_told_by_one_of_its_elements() {
    let vaccine = r#"{"resourceType":"Immunization","reaction":[{"date":"2020-05-01","detail":{"display":"Fever, mild"}}],"device":{"display":"Pump 1"},"quantity":{"value":5,"unit":"mcg","code":"mg"},
        "address":[{"use":"old","city":"Y"}],"identifier":[{"system":"http://a.org/n","value":"A-1"},{"type":{"coding":[{"code":"MR"}]},"value":"7"}]}"#;
    assert_eq!(
        leaves(vaccine, &["reaction[0]", "quantity"]),
        [
            "address over ", "address.city = y", "address.use = old", "device = 1 pump", "identifier(MR) = 7", "identifier(http...a.org.n) = a1", "quantity shown ug",
            "reaction.date = 2020-05-01", "reaction.detail = fever mild",
        ]
    );
}

#[test]
fn addresses_numbers_and_names_of_others_have_one_spelling() {
    let mother = |phone: &str, street: &str, state: &str, name: &str| {
        leaves(&format!(r#"{{"telecom":[{{"value":"{phone}"}}],"address":[{{"line":["{street}"],"state":"{state}"}}],"name":[{{"family":"{name}"}}]}}"#), &[])
    };
    let written = mother("617-555-3000", "5 Mill Street", "Oregon", "Roe");
    assert_eq!(written, mother("+1 (617) 555-3000", "5 Mill St.", "OR", "ROE"));
    for other in [mother("617-555-3001", "5 Mill Street", "OR", "Roe"), mother("617-555-3000", "6 Mill St", "OR", "Roe"), mother("617-555-3000", "5 Mill St", "OH", "Roe"), mother("617-555-3000", "5 Mill St", "OR", "Row")] {
        assert_ne!(written, other);
    }
}

#[test]
fn a_fact_stands_for_its_own_item_of_a_list() {
    let ranges = r#"{"referenceRange":[{"low":{"value":3.5,"code":"mmol/L"}},{"low":{"value":7,"code":"mmol/L"}}]}"#;
    assert_eq!(leaves(ranges, &["referenceRange[0].low"]), ["referenceRange.low = 7 mmol/L"]);
    assert!(leaves(ranges, &["referenceRange[0].low", "referenceRange[1].low"]).is_empty());
    let of_type = |code: &str| leaves(&format!(r#"{{"referenceRange":[{{"type":{{"coding":[{{"system":"http://x","code":"{code}"}}]}}}}]}}"#), &[]);
    assert_eq!([of_type("normal").len(), of_type("critical").len()], [0, 1], "a range is normal where nothing is said");
    let performers = r#"{"performer":[{"reference":"Practitioner/1"},{"reference":"Organization/2"}]}"#;
    let first = Value::Key("1".into());
    let mut told = Told::default();
    told.fact("performer", &first);
    let all = rest(&formats::json::parse(performers, 100).unwrap(), "p", &told).0;
    let linked: Vec<&str> = all.iter().map(String::as_str).filter(|text| leaf::parts(text).1 == Sort::Link).collect();
    assert_eq!(linked, ["performer linked 1", "performer linked 2"], "the first of them was read");
    assert!(leaves(performers, &["performer[0]", "performer[1]"]).is_empty());
}

#[test]
fn a_contained_resource_says_what_it_says_under_its_type() {
    let drug = r#"{"resourceType":"Medication","id":"m","form":{"coding":[{"system":"http://x","code":"2"}]},"code":{"coding":[{"system":"http://x","code":"1"}]},"ingredient":[{"strength":{"numerator":{"value":5,"unit":"mg","code":"mg"}}}]}"#;
    let order = format!(r##"{{"contained":[{drug},{{"resourceType":"Patient","birthDate":"1970-01-01"}}],"medicationReference":{{"reference":"#m"}}}}"##);
    assert_eq!(
        leaves(&order, &["medicationReference"]),
        ["contained.Medication stands #", "contained.Medication.form.coding = http://x|2", "contained.Medication.ingredient.strength.numerator = 0.005 g"],
    );
}

#[test]
fn a_record_that_is_named_by_its_number_is_a_link_and_a_thing_with_a_number_is_none() {
    let test = r#"{"performer":[{"type":"Practitioner","identifier":{"system":"http://npi","value":"77"}}],"container":[{"identifier":{"value":"5"},"type":{"coding":[{"system":"http://x","code":"t"}]}}]}"#;
    assert_eq!(leaves(test, &[]), ["container.type.coding = http://x|t", "performer linked 77", "performer.identifier = 77"]);
    let words = Value::Text("Main pharmacy".into());
    let mut told = Told::default();
    told.fact("facility", &words);
    let pharmacy = r#"{"facility":{"display":"Main pharmacy","identifier":{"value":"1023011079"}}}"#;
    let all = rest(&formats::json::parse(pharmacy, 100).unwrap(), "p", &told).0;
    assert_eq!(all.into_iter().collect::<Vec<String>>(), ["facility.identifier = 1023011079"], "a fact has the words alone");
}

#[test]
fn what_a_former_version_says_stands_where_r4_has_it() {
    let given = r#"{"resourceType":"Immunization","notGiven":false,"practitioner":[{"role":{"coding":[{"system":"http://x","code":"OP"}]}}],"vaccinationProtocol":[{"series":"A"},{"series":"B"}]}"#;
    let r4 = r#"{"resourceType":"Immunization","performer":[{"function":{"coding":[{"system":"http://x","code":"OP"}]}}],"protocolApplied":[{"series":"A"},{"series":"B"}]}"#;
    let whole = |text: &str| rest(&formats::json::parse(text, 100).unwrap(), "p", &Told::default()).0;
    assert_eq!(whole(given), whole(r4));
    let panel = r#"{"resourceType":"Observation","related":[{"type":"has-member","target":{"reference":"Observation/1"}},{"type":"derived-from","target":{"reference":"Observation/2"}}]}"#;
    assert_eq!(leaves(panel, &[]), ["derivedFrom linked 2"]);
}

#[test]
fn words_without_a_code_belong_to_the_item_that_they_stand_in() {
    let range = |low: u8, whose: &str| format!(r#"{{"low":{{"value":{low}}},"appliesTo":[{{"text":"{whose}"}}]}}"#);
    let ranges = |first: String, second: String| {
        let json = format!(r#"{{"resourceType":"Observation","referenceRange":[{first},{second}]}}"#);
        rest(&formats::json::parse(&json, 100).unwrap(), "p", &Told::default()).0
    };
    let both = ranges(range(70, "Female"), range(60, "Male"));
    assert_eq!(both, ranges(range(60, "MALE"), range(70, "female")), "in another order they are the same");
    assert_ne!(both, ranges(range(70, "Male"), range(60, "Female")), "each is the other's");
}

#[test]
fn words_count_where_nothing_else_says_it() {
    let goal = r#"{"resourceType":"Goal","text":{"status":"generated","div":"<div>x</div>"},"description":{"text":"HbA1c below 7 %"},"note":[{"time":"2020-01-01","text":"Walks daily"}],
        "priority":{"coding":[{"system":"http://x","code":"h"}],"text":"High"},"name":{"family":"Roe","text":"Jane Roe"}}"#;
    let told: Vec<String> = leaves(goal, &[]).into_iter().filter(|l| l.contains(".text ")).collect();
    assert_eq!(told, ["description.text = hba1c below 7 %", "note.text = walks daily"]);
    assert!(!leaves(goal, &["note.text"]).iter().any(|l| l.starts_with("note.text")));
}

#[test]
fn a_curve_is_its_numbers_and_what_they_are_to_be_multiplied_by() {
    let curve = r#"{"valueSampledData":{"factor":1.6,"period":10,"data":"2041 2043"}}"#;
    assert_eq!(leaves(curve, &["valueSampledData.data"]), ["valueSampledData.factor = 1.6", "valueSampledData.period = 10"]);
}

#[test]
fn items_of_a_list_are_tied_whatever_their_order() {
    let phones = |a: &str, b: &str| items(&format!(r#"{{"telecom":[{{"use":"{a}","value":"1"}},{{"use":"{b}","value":"2"}}]}}"#));
    assert_eq!(phones("home", "work").len(), 2);
    assert_ne!(phones("home", "work"), phones("work", "home"));
    let shown = items(r#"{"performer":[{"actor":{"reference":"A/1"}},{"actor":{"reference":"A/2"}}]}"#);
    let renumbered = items(r#"{"performer":[{"actor":{"reference":"A/8"}},{"actor":{"reference":"A/9"}}]}"#);
    assert_ne!(shown, renumbered);
    let content = |all: &[String]| all.iter().filter_map(|l| leaf::content(l).map(str::to_string)).collect::<Vec<_>>();
    assert_eq!(content(&shown), content(&renumbered), "ids tell nothing of which records are the same");
    assert!(items(r#"{"code":{"coding":[{"code":"1"},{"code":"2"}]}}"#).is_empty(), "codings of one concept are no parts");
    let speaks = |first: &str, second: &str| {
        let one = |code: &str, more: &str| format!(r#"{{"language":{{"coding":[{{"system":"urn:ietf:bcp:47","code":"{code}"}}]}}{more}}}"#);
        items(&format!(r#"{{"language":"en","communication":[{},{}]}}"#, one("en", first), one("es", second)))
    };
    assert_ne!(speaks(r#","preferred":true"#, ""), speaks("", r#","preferred":true"#), "which language is preferred");
    let planned = |denied: &str| items(&format!(r#"{{"activity":[{{"detail":{{"description":"walk"{denied}}}}},{{"detail":{{"description":"swim"}}}}]}}"#));
    assert_eq!(planned(r#","doNotPerform":false"#), planned(""));
}

#[test]
fn nothing_of_a_very_large_resource_is_left_out() {
    let answers = |last: u32| {
        let items: Vec<String> = (0..2_000).map(|n| format!(r#"{{"linkId":"q{n}","answer":[{{"valueInteger":{}}}]}}"#, if n == 1_999 { last } else { 10_000 + n })).collect();
        leaves(&format!(r#"{{"item":[{}]}}"#, items.join(",")), &[])
    };
    let told = answers(1);
    assert!(told.len() <= 4, "{told:?}");
    assert_ne!(told, answers(2), "the last of two thousand answers");
    let targets = |count: u32| (0..count).map(|n| format!(r#"{{"reference":"Observation/{n}"}}"#)).collect::<Vec<_>>().join(",");
    assert_eq!(leaves(&format!(r#"{{"target":[{}]}}"#, targets(812)), &[]), ["target counts 812"]);
}

#[test]
fn a_file_that_is_not_read_is_known_by_what_it_holds() {
    let document = |data: &str| format!(r#"{{"content":[{{"attachment":{{"contentType":"text/plain","data":"QQ=="}}}},{{"attachment":{{"contentType":"text/plain","data":"{data}"}}}}]}}"#);
    let of = |data: &str| leaves(&document(data), &["content[0].attachment.data", "content[0].attachment.contentType"]);
    assert_eq!(of("Qg==").len(), 1);
    assert_eq!(of("Qg=="), of("Qg0K"), "line ends say nothing");
    assert_ne!(of("Qg=="), of("Qw=="));
    let written = |sort: &str| leaves(&format!(r#"{{"content":[{{"attachment":{{"contentType":"{sort}","data":"QQ=="}}}}]}}"#), &["content[0].attachment.data"]);
    assert_eq!(written("text/plain"), written("text/html; charset=utf-8"), "words are words");
    assert_ne!(written("text/plain"), written("image/png"));
    let picture = |data: &str| leaves(&format!(r#"{{"content":{{"contentType":"image/png","data":"{data}"}}}}"#), &["content.contentType"]);
    assert_eq!(picture("QQ==").len(), 1);
    assert_ne!(picture("QQ=="), picture("Qg=="));
    let signed = |member: &str| leaves(&format!(r#"{{"sourceAttachment":{{"contentType":"application/pdf",{member}}}}}"#), &[]);
    assert_ne!(signed(r#""data":"QQ==""#), signed(r#""data":"Qg==""#), "wherever in the resource it stands");
    assert!(signed(r#""url":"Binary/1""#).contains(&"sourceAttachment.data = elsewhere".to_string()));
}

#[test]
fn what_an_extension_adds_to_a_value_is_left_where_a_fact_stands_for_the_value() {
    let born = r#"{"birthDate":"1970-01-02","_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthTime","valueDateTime":"1970-01-02T03:00:00Z"}]}}"#;
    assert_eq!(leaves(born, &["birthDate"]), ["birthDate.extension(patient-birthTime).valueDateTime = instant 97200"]);
    let unknown = r#"{"_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}"#;
    assert!(leaves(unknown, &["birthDate"]).is_empty(), "why there is no value is its fact");
}

#[test]
fn that_a_dose_does_not_count_is_left_although_r4_has_no_place_for_it() {
    let dose = |status: &str| {
        let system = "http://hl7.org/fhir/vaccination-protocol-dose-status";
        leaves(&format!(r#"{{"resourceType":"Immunization","vaccinationProtocol":[{{"doseStatus":{{"coding":[{{"system":"{system}","code":"{status}"}}]}}}}]}}"#), &[])
    };
    assert!(dose("count").is_empty());
    assert!(matches!(&dose("nocount")[..], [said] if said.starts_with("vaccinationProtocol.doseStatus.coding = ") && said.ends_with("|nocount")));
}

#[test]
fn the_words_of_a_concept_stand_for_none_of_its_codes() {
    let order = formats::json::parse(
        r#"{"dosageInstruction":[{"additionalInstruction":[{"coding":[{"system":"http://snomed.info/sct","code":"311504000","display":"With food"}]}]}]}"#,
        100,
    )
    .unwrap();
    let left = |said: &Value| {
        let mut told = Told::default();
        told.fact("dosageInstruction[0].additionalInstruction[0]", said);
        rest(&order, "p", &told).0.contains("dosageInstruction.additionalInstruction.coding = http://snomed.info/sct|311504000")
    };
    assert!(left(&Value::Text("With food".into())));
    assert!(!left(&Value::words("With food")));
}

#[test]
fn pictures_of_a_report_and_what_a_consent_is_about_are_links() {
    assert_eq!(leaves(r#"{"resourceType":"DiagnosticReport","media":[{"link":{"reference":"Media/3"}}]}"#, &[]), ["media.link linked 3"]);
    let about = r#"{"resourceType":"Consent","provision":{"data":[{"meaning":"instance","reference":{"reference":"Observation/7"}}]}}"#;
    assert_eq!(leaves(about, &[]), ["provision.data.meaning = instance", "provision.data.reference linked 7"]);
    assert!(leaves(r#"{"resourceType":"Patient","link":[{"other":{"reference":"Patient/3"},"type":"seealso"}]}"#, &[]).is_empty(), "charts tell it");
}

#[test]
fn what_is_asked_are_the_words_of_the_number_under_which_it_is_answered() {
    let asked = |text: &str| leaves(&format!(r#"{{"item":[{{"linkId":"3"{text},"answer":[{{"valueBoolean":false}}]}}]}}"#), &[]);
    let latex = asked(r#","text":"Allergic to latex""#);
    assert!(latex.iter().any(|text| text.starts_with("item.linkId called linkId|3")) && latex != asked(r#","text":"Pregnant""#));
    assert!(asked("").iter().all(|text| leaf::parts(text).1 != Sort::Called));
}

#[test]
fn questions_are_asked_however_they_are_grouped_and_what_repeats_stays_together() {
    let all = |items: &str| rest(&formats::json::parse(&format!(r#"{{"resourceType":"QuestionnaireResponse","status":"completed","item":[{items}]}}"#), 100).unwrap(), "p", &Told::default()).0;
    let asked = |number: &str, value: &str| format!(r#"{{"linkId":"{number}","text":"Q {number}","answer":[{{{value}}}]}}"#);
    let (sleep, mood) = (asked("1", r#""valueInteger":2"#), asked("2", r#""valueInteger":3"#));
    let flat = all(&format!("{sleep},{mood}"));
    assert_eq!(flat, all(&format!(r#"{{"linkId":"g","item":[{sleep},{mood}]}}"#)), "a group");
    assert_eq!(flat, all(&format!(r#"{{"linkId":"g","item":[{{"linkId":"h","item":[{sleep}]}},{mood}]}}"#)), "a group in a group");
    let dstu2 = format!(r#"{{"resourceType":"QuestionnaireResponse","status":"completed","group":{{"linkId":"g","question":[{sleep},{mood}]}}}}"#);
    assert_eq!(flat, rest(&formats::json::parse(&dstu2, 100).unwrap(), "p", &Told::default()).0, "as DSTU2 has groups and questions");
    let headed = |words: &str| all(&format!(r#"{{"linkId":"g","text":"{words}","item":[{sleep},{mood}]}}"#));
    assert!(headed("Before surgery").difference(&flat).all(|text| leaf::parts(text).1 == Sort::Called), "what a group is headed by are words beside its number");
    assert_ne!(headed("Before surgery"), headed("After surgery"));
    assert_eq!(flat, all(&format!(r#"{},{mood}"#, asked("1", r#""valueDecimal":2.0"#))), "a whole number as a decimal");
    assert_ne!(flat, all(&format!("{},{}", asked("1", r#""valueInteger":3"#), asked("2", r#""valueInteger":2"#))), "answers exchanged");
    let because = |inner: &str| asked("1", &format!(r#""valueBoolean":true{inner}"#));
    assert_eq!(all(&because(&format!(r#","item":[{mood}]"#))), all(&format!("{},{mood}", because(""))), "a question that an answer led to");
    let drug = |name: &str, dose: u8| format!(r#"{{"linkId":"drug","item":[{},{}]}}"#, asked("n", &format!(r#""valueString":"{name}""#)), asked("d", &format!(r#""valueInteger":{dose}"#)));
    assert_ne!(all(&[drug("A", 5), drug("B", 10)].join(",")), all(&[drug("A", 10), drug("B", 5)].join(",")), "whose dose it is");
    assert_eq!(all(&[drug("A", 5), drug("B", 10)].join(",")), all(&[drug("B", 10), drug("A", 5)].join(",")));
    let numbered = |names: [&str; 2]| all(&[drug(names[0], 5).replace("\"drug\"", "\"g1\""), drug(names[1], 10).replace("\"drug\"", "\"g2\"")].join(","));
    assert_ne!(numbered(["A", "B"]), numbered(["B", "A"]), "whose dose it is, in groups with numbers of their own");
}

#[test]
fn lines_of_a_claim_hold_what_they_name_by_a_number() {
    let claim = |numbers: [u8; 2], lines: [u8; 2]| {
        let text = format!(
            r#"{{"resourceType":"ExplanationOfBenefit","careTeam":[{{"sequence":{0},"provider":{{"reference":"Practitioner/a"}}}},{{"sequence":{1},"provider":{{"reference":"Practitioner/b"}}}}],
            "supportingInfo":[{{"sequence":{0},"valueString":"left knee"}},{{"sequence":{1},"valueString":"fall"}}],"processNote":[{{"number":{0},"text":"Bundled"}},{{"number":{1},"text":"Denied"}}],
            "item":[{{"sequence":1,"careTeamSequence":[{2}],"informationSequence":[{2}],"noteNumber":[{2}]}},{{"sequence":2,"careTeamSequence":[{3}],"informationSequence":[{3}],"noteNumber":[{3}]}}]}}"#,
            numbers[0], numbers[1], lines[0], lines[1]
        );
        rest(&formats::json::parse(&text, 100).unwrap(), "p", &Told::default()).0
    };
    assert_eq!(claim([1, 2], [1, 2]), claim([11, 12], [11, 12]), "numbered anew");
    assert_eq!(claim([1, 2], [1, 2]), claim([2, 1], [2, 1]));
    assert_ne!(claim([1, 2], [1, 2]), claim([1, 2], [2, 1]), "lines that name each other's");
    let lost: Vec<String> = claim([1, 2], [1, 2]).difference(&claim([1, 2], [1, 1])).cloned().collect();
    assert!(lost.iter().any(|leaf| leaf == "item.informationSequence.valueString = fall"), "{lost:?}");
    assert!(claim([1, 2], [1, 9]).iter().any(|leaf| leaf == "item.noteNumber = 9"), "a number that leads nowhere");
}

#[test]
fn what_was_done_keeps_its_order_and_its_lines_whatever_the_numbers_are() {
    let claim = |numbers: [u8; 2], lines: [u8; 2]| {
        let text = format!(
            r#"{{"resourceType":"Claim","procedure":[{{"sequence":{},"date":"2020-01-03"}},{{"sequence":{},"date":"2020-01-04"}}],"item":[{{"sequence":1,"procedureSequence":[{}]}},{{"sequence":2,"procedureSequence":[{}]}}]}}"#,
            numbers[0], numbers[1], lines[0], lines[1]
        );
        rest(&formats::json::parse(&text, 100).unwrap(), "p", &Told::default()).0
    };
    let own = claim([1, 2], [1, 2]);
    assert_eq!(own, claim([10, 25], [10, 25]), "numbered anew");
    assert_ne!(own, claim([1, 2], [2, 1]), "lines that name each other's");
    assert_ne!(own, claim([2, 1], [2, 1]), "another one is the main one");
    assert_ne!(own, claim([1, 2], [1, 9]), "a number that leads nowhere");
}

#[test]
fn what_stands_below_a_line_holds_what_it_names_as_well() {
    let claim = |numbers: [u8; 2], below: [u8; 2]| {
        let text = format!(
            r#"{{"resourceType":"ClaimResponse","processNote":[{{"number":{0},"text":"Bundled"}},{{"number":{1},"text":"Denied"}}],
            "item":[{{"itemSequence":1,"detail":[{{"detailSequence":1,"noteNumber":[{2}],"subDetail":[{{"subDetailSequence":1,"noteNumber":[{3}]}}]}}]}}]}}"#,
            numbers[0], numbers[1], below[0], below[1]
        );
        rest(&formats::json::parse(&text, 100).unwrap(), "p", &Told::default()).0
    };
    assert_eq!(claim([1, 2], [1, 2]), claim([11, 12], [11, 12]), "numbered anew");
    assert_ne!(claim([1, 2], [1, 2]), claim([1, 2], [2, 1]), "whose note it is");
}

#[test]
fn a_reaction_to_what_the_allergy_is_to_says_nothing_more() {
    let penicillin = r#"{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"7980"}],"text":"Penicillin"}"#;
    let allergy = |substance: &str| leaves(&format!(r#"{{"resourceType":"AllergyIntolerance","code":{penicillin},"reaction":[{{"severity":"severe","substance":{substance}}}]}}"#), &["code", "reaction[0].severity"]);
    assert!(allergy(penicillin).is_empty());
    assert!(allergy(r#"{"coding":[{"system":"urn:oid:2.16.840.1.113883.6.88","code":"7980"}]}"#).is_empty(), "under another name of the system");
    assert_eq!(allergy(r#"{"coding":[{"system":"urn:oid:2.16.840.1.113883.6.88","code":"723"}]}"#), ["reaction.substance.coding = http://www.nlm.nih.gov/research/umls/rxnorm|723"]);
    assert_eq!(allergy(r#"{"text":"Amoxicillin"}"#), ["reaction.substance.text = amoxicillin"]);
    assert!(allergy(r#"{"text":"PENICILLIN"}"#).is_empty(), "in its words");
    let coded = |more: &str| allergy(&format!(r#"{{"coding":[{{"system":"http://www.nlm.nih.gov/research/umls/rxnorm",{more}}}],"text":"Penicillin"}}"#));
    assert_eq!(coded(r#""code":"723""#), ["reaction.substance.coding = http://www.nlm.nih.gov/research/umls/rxnorm|723"], "another code is another substance, whatever its words");
    assert!(coded(r#""code":"7980","display":"Amoxicillin""#).concat().contains("called"), "the words beside the code are another name");
}

#[test]
fn a_rhythm_beside_its_code_is_no_leaf() {
    let order = |repeat: &str| {
        let timing = format!(r#"{{"repeat":{{{repeat}}},"code":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation","code":"BID"}}]}}}}"#);
        leaves(&format!(r#"{{"resourceType":"MedicationRequest","dosageInstruction":[{{"timing":{timing}}}]}}"#), &["dosageInstruction[0].timing.code"])
    };
    assert!(order(r#""frequency":2,"period":1,"periodUnit":"d""#).is_empty());
    assert!(order(r#""frequency":3,"period":1,"periodUnit":"d""#).is_empty(), "the fact says both");
    assert_eq!(order(r#""frequency":2,"period":1,"periodUnit":"d","count":5"#), ["dosageInstruction.timing.repeat.count = 5"]);
    assert!(!order(r#""frequency":2,"period":1,"periodUnit":"d","timeOfDay":["08:00:00","20:00:00"]"#).is_empty());
    let several = |repeat: &str| {
        let mut told = Told::default();
        told.place("dosageInstruction[0].timing.code", false);
        told.place("dosageInstruction[1].timing.code", false);
        let code = |code: &str| format!(r#""code":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation","code":"{code}"}}]}}"#);
        let order = format!(r#"{{"resourceType":"MedicationRequest","dosageInstruction":[{{"sequence":1,"timing":{{{repeat}{}}}}},{{"sequence":2,"timing":{{{}}}}}]}}"#, code("BID"), code("QD"));
        rest(&formats::json::parse(&order, 100).unwrap(), "p", &told).0
    };
    assert_eq!(several(""), several(r#""repeat":{"frequency":2,"period":1,"periodUnit":"d"},"#), "one of several dosages");
}

#[test]
fn an_age_in_months_is_the_same_in_years() {
    let died = |value: u32, unit: &str| leaves(&format!(r#"{{"resourceType":"FamilyMemberHistory","deceasedAge":{{"value":{value},"unit":"{unit}","code":"{unit}"}}}}"#), &[]);
    assert_eq!(died(70, "a"), died(840, "mo"));
    assert_ne!(died(70, "a"), died(7, "a"));
}

#[test]
fn what_a_fact_says_in_the_words_beside_no_reference_is_no_leaf() {
    let specimen = r#"{"resourceType":"Observation","specimen":{"display":"Serum"}}"#;
    assert_eq!(leaves(specimen, &[]), ["specimen = serum"]);
    assert!(leaves(specimen, &["specimen.display"]).is_empty());
}

#[test]
fn what_stood_elsewhere_before_is_the_same_leaf() {
    let same = |kind: &str, former: &str, now: &str| {
        let of = |text: &str| leaves(&format!(r#"{{"resourceType":"{kind}",{text}}}"#), &[]);
        let (left, right) = (of(former), of(now));
        assert!(!left.is_empty(), "{former}");
        assert_eq!(left, right);
    };
    same("ImagingStudy", r#""uid":"urn:oid:1.2.3","accession":{"value":"A-1"},"series":[{"uid":"urn:oid:1.2.4","performer":[{"reference":"Practitioner/d"}]}]"#,
        r#""identifier":[{"system":"urn:dicom:uid","value":"urn:oid:1.2.3"},{"type":{"coding":[{"code":"ACSN"}]},"value":"A-1"}],"series":[{"uid":"1.2.4","performer":[{"actor":{"reference":"Practitioner/d"}}]}]"#);
    same("List", r#""note":"As told""#, r#""note":[{"text":"As told"}]"#);
    let long = "What She Said. ".repeat(50);
    same("List", &format!(r#""note":"{long}""#), &format!(r#""note":[{{"text":"{long}"}}]"#));
    same("Specimen", r#""treatment":[{"description":"Spun"}],"collection":{"comment":["Late"]}"#, r#""processing":[{"description":"Spun"}],"note":[{"text":"Late"}]"#);
    same("ImagingStudy", r#""modalityList":[{"system":"http://nema.org/dicom/dicm","code":"CT"}]"#, r#""modality":[{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"CT"}]"#);
    same("EpisodeOfCare", r#""condition":[{"reference":"Condition/c"}]"#, r#""diagnosis":[{"condition":{"reference":"Condition/c"}}]"#);
    same("Goal", r#""description":"Lose weight""#, r#""description":{"text":"Lose weight"}"#);
    same("Device", r#""version":"1.2""#, r#""version":[{"value":"1.2"}]"#);
    same("MedicationRequest", r#""definition":[{"reference":"ActivityDefinition/a"}]"#,
        r#""extension":[{"url":"http://hl7.org/fhir/3.0/StructureDefinition/extension-MedicationRequest.definition","valueReference":{"reference":"ActivityDefinition/a"}}]"#);
    same("Consent", r#""purpose":[{"system":"http://hl7.org/fhir/v3/ActReason","code":"TREAT"}],"except":[{"type":"deny"}]"#,
        r#""provision":{"purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}],"provision":[{"type":"deny"}]}"#);
}

#[test]
fn what_xml_writes_without_a_list_or_a_type_is_the_same() {
    let supply = |quantity: &str, extension: &str| leaves(&format!(r#"{{"resourceType":"SupplyDelivery","suppliedItem":{{"quantity":{{"value":{quantity}}}}},"extension":{extension}}}"#), &[]);
    let kept = r#"{"url":"http://example.org/kept-by","valueCode":"x"}"#;
    let written = supply("50", &format!("[{kept}]"));
    assert_eq!(written, ["extension(kept-by).valueCode = x", "suppliedItem.quantity = 50 "]);
    assert_eq!(supply("\"50\"", kept), written);
}

#[test]
fn a_study_of_pictures_is_known_by_its_address_whoever_names_the_giver() {
    let study = |system: &str, number: &str| leaves(&format!(r#"{{"resourceType":"ImagingStudy","identifier":[{{"system":"{system}","value":"urn:oid:{number}"}}]}}"#), &[]);
    assert_eq!(study("urn:ietf:rfc:3986", "1.2.99"), ["identifier(urn.dicom.uid) = urnoid1299"]);
    assert_eq!(study("urn:ietf:rfc:3986", "1.2.99"), study("urn:dicom:uid", "1.2.99"));
    assert_ne!(study("urn:ietf:rfc:3986", "1.2.99"), study("urn:ietf:rfc:3986", "1.2.98"));
}

#[test]
fn how_often_something_recurs_is_one_amount() {
    let plan = |repeat: &str| leaves(&format!(r#"{{"resourceType":"CarePlan","activity":{{"detail":{{"scheduledTiming":{{"repeat":{{"frequency":1,{repeat}}}}}}}}}}}"#), &[]);
    assert_eq!(plan(r#""period":1,"periodUnit":"d""#), plan(r#""period":24.0,"periodUnit":"h""#));
    assert_eq!(plan(r#""period":0.5,"periodUnit":"d""#), plan(r#""period":12,"periodUnit":"h""#));
    assert_ne!(plan(r#""period":1,"periodUnit":"d""#), plan(r#""period":1,"periodUnit":"wk""#));
    assert_ne!(plan(r#""period":1,"periodMax":2,"periodUnit":"d""#), plan(r#""period":24,"periodMax":2,"periodUnit":"h""#), "a span is told as it is written");
}
