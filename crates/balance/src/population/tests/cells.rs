//! Distributions per kind, month and code, and what is added up.

use super::*;

#[test]
fn cells_count_statements_and_patients_and_keep_an_unknown_month() {
    let visit = |day, place| told(Kind::Encounter, &[("effective", day), ("location", place)]);
    let legacy = [visit("2024-01-03", "North"), visit("2024-01-20", "North"), visit("2023", "South")];
    let destination = [visit("2024-01-03", "North"), visit("2024-02-01", "North"), told(Kind::Encounter, &[("effective", "2023-01-01")])];
    let result = asked(&[(&legacy, &destination)]);
    let cells = |dimension| -> Vec<(String, [u64; 2], [u64; 2])> {
        result.cells.iter().filter(|c| c.dimension == dimension).map(|c| (c.key.shown(), c.statements, c.patients)).collect()
    };
    let months = cells(Dimension::Month);
    assert!(months.contains(&("unknown month".into(), [1, 0], [1, 0])), "{months:?}");
    assert!(months.contains(&("2024-01".into(), [2, 1], [1, 1])), "{months:?}");
    assert!(months.contains(&("2023-01".into(), [0, 1], [0, 1])), "a January that nobody told is no unknown month");
    let clinics = cells(Dimension::Clinic);
    assert!(clinics.contains(&("North".into(), [2, 2], [1, 1])) && clinics.contains(&("no clinic told".into(), [0, 1], [0, 1])), "{clinics:?}");
    let drift = result.drifts.iter().find(|d| d.dimension == Dimension::Month).unwrap();
    assert_eq!((drift.statements, drift.moved, drift.cells), ([3, 3], 4, [4, 4]));
    assert_eq!(drift.contributors.len(), 4);
}

/// The rows of codes of a kind: system and code, statements of both books, patients of both.
fn codes(result: &PopulationResult, kind: Kind) -> Vec<(String, [u64; 2], [u64; 2])> {
    let key = |key: &CellKey| match key {
        CellKey::Code(system, code, _) => format!("{system}|{code}"),
        other => panic!("{other:?} is no code"),
    };
    let mut rows: Vec<_> = result.cells.iter().filter(|c| c.dimension == Dimension::Code && c.kind == kind).map(|c| (key(&c.key), c.statements, c.patients)).collect();
    rows.sort();
    rows
}

#[test]
fn what_one_book_names_and_the_other_codes_under_that_name_is_one_row() {
    let row = |key: &str, n: [u64; 2]| (key.to_string(), n, n);
    let (named, coded) = (problem("|| Gout ", "active"), problem("urn:a|1|GOUT", "active"));
    let both = told(Kind::Problem, &[("code", "urn:a|1|Gout"), ("code", "urn:b|2|Gouty arthritis")]);
    // Whichever book names it, in whatever order they come, and under every system that it is coded in.
    assert_eq!(codes(&asked(&[(&[named.clone()], &[coded.clone()])]), Kind::Problem), [row("urn:a|1", [1, 1])]);
    let mixed = asked(&[(&[coded.clone()], &[named.clone()]), (&[named.clone()], &[coded.clone()])]);
    assert_eq!(codes(&mixed, Kind::Problem), [("urn:a|1".to_string(), [2, 2], [1, 1])], "of patients the least that there can be");
    assert_eq!(codes(&asked(&[(&[named.clone()], &[both])]), Kind::Problem), [row("urn:a|1", [1, 1]), row("urn:b|2", [1, 1])]);
    // A name that several codes of a system have tells none of them, and one that nobody codes stays a name.
    let other = problem("urn:a|9|gout", "active");
    let apart = asked(&[(&[named.clone()], &[coded]), (&[], &[other])]);
    assert_eq!(codes(&apart, Kind::Problem).iter().map(|(key, n, _)| (key.as_str(), *n)).collect::<Vec<_>>(), [("urn:a|1", [0, 1]), ("urn:a|9", [0, 1]), ("|gout", [1, 0])]);
    assert_eq!(codes(&asked(&[(&[named.clone()], &[named])]), Kind::Problem), [row("|gout", [1, 1])]);
}

#[test]
fn numbers_of_a_test_that_is_only_named_stand_with_those_of_its_code() {
    let named = told(Kind::Observation, &[("code", "||hemoglobin a1c"), ("value", "9.4 %"), ("effective", "2024-02-01")]);
    let result = asked(&[(&[named], &[a1c("9.4 %", "2024-02-01")])]);
    let [numbers] = &result.numbers[..] else { panic!("{:#?}", result.numbers) };
    assert_eq!((numbers.count, numbers.sums[0], numbers.quartiles[0]), ([1, 1], numbers.sums[1], numbers.quartiles[1]));
    assert!(result.cells.iter().all(|c| c.dimension != Dimension::Code || c.difference() == 0), "{:#?}", result.cells);
}

#[test]
fn what_a_statement_says_in_a_system_no_declaration_says_for_it() {
    let mut equivalences = Equivalences::default();
    equivalences.add(("urn:lab", "CRE"), (LOINC, "2160-0"));
    let result = |statement: &Statement| {
        let mut population = Population::new(Questions::parse(STANDARD_QUESTIONS).unwrap(), &equivalences, today());
        population.patient(0, &[], std::slice::from_ref(statement));
        codes(&population.finish(), Kind::Observation).into_iter().map(|(key, ..)| key).collect::<Vec<_>>()
    };
    let loinc = |code: &str| format!("{LOINC}|{code}");
    let local = told(Kind::Observation, &[("code", "urn:lab|CRE|Creatinine")]);
    assert_eq!(result(&local), [loinc("2160-0"), "urn:lab|CRE".into()]);
    let molar = told(Kind::Observation, &[("code", "urn:lab|CRE|Creatinine"), ("code", format!("{LOINC}|14682-9|Creatinine").as_str())]);
    assert_eq!(result(&molar), [loinc("14682-9"), "urn:lab|CRE".into()]);
}

#[test]
fn a_local_code_that_the_destination_keeps_beside_a_common_one_is_listed_and_not_balanced() {
    let lab = |codes: &[&str]| told(Kind::Observation, &codes.iter().map(|code| ("code", *code)).collect::<Vec<_>>());
    let calcium: &str = &format!("{LOINC}|17861-6|Calcium");
    let albumin: &str = &format!("{LOINC}|1751-7|Albumin");
    let [ca, alb] = ["urn:lab|CA|CALCIUM", "urn:lab|ALB|ALBUMIN"];
    let one_book = |legacy: &[Statement], destination: &[Statement], system: &str, wanted: &str| {
        let result = asked(&[(legacy, destination)]);
        result.cells.iter().find(|c| matches!(&c.key, CellKey::Code(s, code, _) if s == system && code == wanted)).unwrap().one_book
    };
    // The legacy book uses the local system too, but never beside this code.
    let legacy = [lab(&[calcium]), lab(&[albumin, alb])];
    let destination = [lab(&[calcium, ca]), lab(&[albumin, alb])];
    assert!(one_book(&legacy, &destination, "urn:lab", "CA"));
    assert!(!one_book(&legacy, &destination, LOINC, "17861-6") && !one_book(&legacy, &destination, "urn:lab", "ALB"));
    // Left out, it is missed.
    assert!(!one_book(&destination, &legacy, "urn:lab", "CA"));
    // Another local code than the legacy book tells beside it, one that once stands alone, and one beside a code of the destination's own are differences.
    assert!(!one_book(&[lab(&[calcium, "urn:lab|CAL|CALCIUM"])], &[lab(&[calcium, ca])], "urn:lab", "CA"));
    assert!(!one_book(&legacy, &[destination[0].clone(), lab(&[ca])], "urn:lab", "CA"));
    assert!(!one_book(&[lab(&[albumin, alb])], &destination, "urn:lab", "CA"));
    // So is a code of a system that registries ask for.
    let coded = [problem("http://snomed.info/sct|38341003|Hypertension", "active"), problem(&format!("{ICD}|J45|Asthma"), "active")];
    let more = [told(Kind::Problem, &[("code", "http://snomed.info/sct|38341003|Hypertension"), ("code", format!("{ICD}|I10|Hypertension").as_str())]), coded[1].clone()];
    assert!(!one_book(&coded, &more, ICD, "I10"));
}

#[test]
fn numbers_and_amounts_are_added_up_exactly() {
    let charge = |amount| told(Kind::Charge, &[("amount", amount)]);
    let legacy = [a1c("6.10 %", "2024-01-01"), a1c("7.25 %", "2024-02-01"), charge("0.10 USD"), charge("0.20 USD")];
    let destination = [a1c("6.10 %", "2024-01-01"), charge("0.30 USD")];
    let result = asked(&[(&legacy, &destination)]);
    let decimal = |text| model::parse_decimal(text);
    assert_eq!(result.numbers[0].sums, [decimal("13.35"), decimal("6.10")]);
    assert_eq!((result.numbers[0].count, result.numbers[0].unit.as_str()), ([2, 1], "%"));
    assert_eq!(result.amounts[0].sums, [decimal("0.30"), decimal("0.30")]);
    assert_eq!((result.amounts[0].count, result.amounts[0].currency.as_str()), ([2, 1], "USD"));
}
