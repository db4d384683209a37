use super::*;
use crate::profile::RelationProfile;
use crate::profiler::Profiler;
use model::Side;

fn profile(names: &[&str], rows: &[Vec<&str>]) -> RelationProfile {
    let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
    let mut profiler = Profiler::new(&names, patient_field("obs", &names));
    rows.iter().for_each(|row| profiler.row(row));
    profiler.finish_relation()
}

fn facts<'a>(name: &'a str, profile: &'a RelationProfile) -> RelationFacts<'a> {
    RelationFacts { read_by_lens: false, read_by_mapping: false, ..RelationFacts::of(name, profile) }
}

const OBS: [&str; 8] = ["obs_id", "person_id", "concept_id", "obs_datetime", "value_coded", "value_numeric", "value_text", "voided"];

fn obs() -> RelationProfile {
    let ids: Vec<String> = (0..40).map(|i| i.to_string()).collect();
    let mut rows = Vec::new();
    for (i, id) in ids.iter().enumerate() {
        let person = ids[i % 7].as_str();
        let voided = if i % 10 == 0 { "1" } else { "0" };
        rows.push(match i % 4 {
            0 | 1 => vec![id, person, "5089", "2011-03-04 10:00:00", "", "61.5", "", voided],
            2 => vec![id, person, "1651", "2011-03-04 10:00:00", "6042", "", "", voided],
            _ => vec![id, person, "162169", "2011-03-05 09:00:00", "", "", "slept well last night", voided],
        });
    }
    profile(&OBS, &rows)
}

fn join(from: &str, to: &str) -> Join {
    let place = |relation: &str, field: &str| Place { relation: relation.into(), field: field.into() };
    Join { from: place("obs", from), to: place("concept", to), score: 1.0, share_contained: 1.0, ..Join::default() }
}

#[test]
fn a_table_of_observations_is_told_with_its_reasons() {
    let profile = obs();
    let joins = [join("concept_id", "concept_id"), join("value_coded", "concept_id")];
    let tables = eav_tables(&[facts("obs", &profile)], &joins);
    assert_eq!(tables.len(), 1);
    let table = &tables[0];
    assert_eq!((table.entity.as_str(), table.attribute.as_str()), ("person_id", "concept_id"));
    let values: Vec<(&str, u64)> = table.values.iter().map(|v| (v.field.as_str(), v.filled)).collect();
    assert_eq!(values, [("value_coded", 10), ("value_numeric", 20), ("value_text", 10)]);
    assert_eq!(table.removed, Some(("voided".to_string(), 4)));
    assert_eq!(table.dictionary.as_ref().map(|p| p.relation.as_str()), Some("concept"));
    assert_eq!(table.evidence[0], "3 of 3 values of concept_id make 100 % of 40 rows");
    assert!(table.evidence.iter().any(|e| e == "voided marks 4 rows as removed"), "{:?}", table.evidence);
}

#[test]
fn tables_that_describe_are_none() {
    let visits: Vec<Vec<&str>> = (0..20).map(|i| vec!["p", if i % 2 == 0 { "AMB" } else { "IMP" }, "2011-03-04", "12.5", "x"]).collect();
    let visits = profile(&["patient_id", "visit_type", "visit_date", "bill_value", "note"], &visits);
    let labs: Vec<Vec<&str>> = (0..20).map(|i| vec!["p", if i % 2 == 0 { "GLU" } else { "K" }, "5.4", "mg/dL"]).collect();
    let labs = profile(&["patient_id", "test_cd", "value", "unit"], &labs);
    let both: Vec<Vec<&str>> = (0..20).map(|i| vec!["p", if i % 2 == 0 { "A" } else { "B" }, "1", "2"]).collect();
    let both = profile(&["patient_id", "item", "value_low", "value_high"], &both);
    assert!(eav_tables(&[facts("visits", &visits), facts("labs", &labs), facts("ranges", &both)], &[]).is_empty());
}

#[test]
fn attributes_of_persons_are_told_by_one_value_column() {
    let rows: Vec<Vec<&str>> = (0..20).map(|i| vec![if i < 10 { "1" } else { "2" }, if i % 2 == 0 { "1" } else { "2" }, "York"]).collect();
    let profile = profile(&["person_id", "person_attribute_type_id", "value"], &rows);
    let tables = eav_tables(&[facts("person_attribute", &profile)], &[]);
    assert_eq!(tables.iter().map(|t| t.attribute.as_str()).collect::<Vec<_>>(), ["person_attribute_type_id"]);
}

#[test]
fn a_pivot_counts_by_attribute_and_leaves_removed_rows_out() {
    let profile = obs();
    let table = eav_tables(&[facts("obs", &profile)], &[]).remove(0);
    let mut pivot = Pivot::new(&table);
    take(&mut pivot, "1", "5089", false, &[None, Some("61.5"), None]);
    take(&mut pivot, "2", "5089", false, &[None, Some("70"), Some("fasting")]);
    take(&mut pivot, "2", "5089", true, &[None, Some("700"), None]);
    take(&mut pivot, "1", "1651", false, &[Some("6042"), None, None]);
    take(&mut pivot, "1", "1651", false, &[None, None, Some("")]);
    // Most rows were removed: it stands by those that are left.
    take(&mut pivot, "1", "9", false, &[None, Some("1"), None]);
    (0..4).for_each(|_| take(&mut pivot, "1", "9", true, &[None, Some("1"), None]));
    let (all, further, groups) = pivot.finish();
    assert_eq!(groups, None);
    assert_eq!((all.len(), further), (3, 0));
    assert_eq!((all[2].value.as_str(), all[2].rows, all[2].removed), ("9", 1, 4));
    let weight = &all[0];
    assert_eq!((weight.value.as_str(), weight.rows, weight.removed, weight.entities, weight.several), ("5089", 2, 1, 2, 1));
    assert_eq!((weight.filled.as_slice(), weight.kinds.get("number")), ([0, 2, 1].as_slice(), Some(&2)));
    assert_eq!((all[1].empty, all[1].kinds.get("coded")), (1, Some(&1)));
}

#[test]
fn the_names_of_attributes_are_found_beside_their_dictionary() {
    let obs = obs();
    let concepts: Vec<Vec<&str>> = ["5089", "1651", "162169"].iter().map(|id| vec![*id, "N/A"]).collect();
    let concepts = profile(&["concept_id", "datatype_id"], &concepts);
    let names: Vec<Vec<&str>> = [("5089", "Weight"), ("1651", "Diagnosis")].iter().map(|(id, name)| vec![*id, *name]).collect();
    let names = profile(&["concept_id", "name"], &names);
    let relations = [facts("obs", &obs), facts("concept", &concepts), facts("concept_name", &names)];
    let to_concept = Join { from: Place { relation: "concept_name".into(), field: "concept_id".into() }, ..join("concept_id", "concept_id") };
    let joins = [join("concept_id", "concept_id"), to_concept];
    let expected = Some(("concept_name".to_string(), "concept_id".to_string(), "name".to_string()));
    for joins in [&joins[..], &[]] {
        let table = eav_tables(&relations, joins).remove(0);
        assert_eq!(names_of(&table, &relations, joins), expected);
    }
    // A table of descriptions that comes first does not take the place of the names.
    let described = self::profile(&["concept_id", "description"], &[vec!["5089", "Weight in kilograms"], vec!["1651", "What was diagnosed"]]);
    let [obs, concept, names] = relations;
    let relations = [obs, concept, facts("concept_description", &described), names];
    let [to_dictionary, to_concept] = joins;
    let from_description = Join { from: Place { relation: "concept_description".into(), field: "concept_id".into() }, ..to_dictionary.clone() };
    let joins = [to_dictionary, from_description, to_concept];
    let table = eav_tables(&relations, &joins).remove(0);
    assert_eq!(names_of(&table, &relations, &joins), expected);
}

#[test]
fn the_suggested_lens_names_every_value_column() {
    let profile = obs();
    let table = eav_tables(&[facts("obs", &profile)], &[]).remove(0);
    let lens = suggested_lens(&table, Some(("concept_name", "concept_id", "name")), Side::Legacy);
    for part in ["attribute = \"concept_id\"", "from = \"concept_name\"", "answer_0 = ", "field = \"value_numeric\" }", "excluded = ", "effective = { field = \"obs_datetime\""] {
        assert!(lens.contains(part), "{part} is not in\n{lens}");
    }
    let there = suggested_lens(&table, None, Side::Destination);
    assert!(there.contains("excluded = \"removed in the destination\"\n"), "rows of the destination were removed there: {there}");
}

fn take(pivot: &mut Pivot, entity: &str, attribute: &str, removed: bool, values: &[Option<&str>]) {
    pivot.row(&PivotRow { entity, attribute, removed, values, ..PivotRow::default() });
}

/// A cell; an empty one is none.
fn cell(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

#[test]
fn what_a_database_writes_for_no_value_fills_no_column() {
    let fields = ["obs_id", "person_id", "concept_id", "value_numeric", "value_coded", "value_text", "value_datetime"];
    let row = |id: &'static str, concept: &'static str, at: usize, value: &'static str| {
        let mut row = vec![id, "7", concept, "", "", "", ""];
        row[3 + at] = value;
        row
    };
    let mut first = row("1", "5089", 0, "50.0");
    first[4..].copy_from_slice(&["[NULL]", "[NULL]", "[NULL]"]);
    let mut rows = vec![first, row("2", "5497", 0, "150.0"), row("3", "5089", 0, "55.0"), row("4", "5497", 0, "175.0"), row("5", "19", 2, "PB and J")];
    rows.extend([row("6", "18", 1, "7"), row("7", "20", 3, "2008-08-14 00:00:00.0"), row("8", "21", 1, "22"), row("9", "5089", 0, "61.0"), row("10", "5089", 0, "65.0")]);
    let profile = profile(&fields, &rows);
    let table = eav_tables(&[facts("obs", &profile)], &[join("concept_id", "concept_id")]).remove(0);
    let values: Vec<(&str, u64, &str)> = table.values.iter().map(|v| (v.field.as_str(), v.filled, v.kind.as_str())).collect();
    assert_eq!(values, [("value_numeric", 6, "decimal"), ("value_coded", 2, "integer"), ("value_text", 1, "text"), ("value_datetime", 1, "datetime")]);
    let lens = suggested_lens(&table, None, Side::Legacy);
    assert!(lens.contains("field = \"value_datetime\", as = \"date\", format = \"ISO\", null_like = [\"[NULL]\"] }"), "{lens}");
    let mut pivot = Pivot::new(&table);
    take(&mut pivot, "7", "5089", false, &[Some("50.0"), Some("[NULL]"), Some("[NULL]"), None]);
    assert_eq!((pivot.finish().0[0].several, table.group), (0, None));
}

const RESULTS: [&str; 6] = ["ROW_KEY", "PAT_ID", "TEST_ID", "RES_NUM", "RES_TXT", "RES_DT"];

/// Six rows of three tests: a number, a text, a date.
fn results() -> Vec<Vec<&'static str>> {
    vec![
        vec!["901", "P1", "10", "7.1", "", ""],
        vec!["902", "P1", "20", "", "clear", ""],
        vec!["903", "P2", "10", "6.4", "", ""],
        vec!["904", "P2", "30", "", "", "2014-03-02"],
        vec!["905", "P3", "10", "5.9", "", ""],
        vec!["906", "P3", "20", "", "turbid", ""],
    ]
}

/// What the candidates over these rows come to when their rows are counted.
fn by_structure(fields: &[&str], rows: &[Vec<&str>], joins: &[Join]) -> Option<EavTable> {
    let profile = profile(fields, rows);
    let names: Vec<Vec<&str>> = [("10", "Potassium"), ("20", "Appearance"), ("30", "Collected")].iter().map(|(id, name)| vec![*id, *name]).collect();
    let names = self::profile(&["TEST_ID", "NAME"], &names);
    let relations = [facts("results", &profile), facts("tests", &names)];
    assert!(eav_tables(&relations, joins).is_empty(), "names and counts alone do not tell it");
    let counted = |table: EavTable| {
        let at = |name: &str| fields.iter().position(|f| *f == name).unwrap();
        let mut pivot = Pivot::new(&table);
        for row in rows {
            let values: Vec<Option<&str>> = table.values.iter().map(|v| cell(row[at(&v.field)])).collect();
            take(&mut pivot, row[at(&table.entity)], row[at(&table.attribute)], false, &values);
        }
        let attributes = pivot.finish().0;
        (table, attributes)
    };
    confirmed(eav_candidates(&relations, joins).into_iter().map(counted).collect())
}

fn to_tests() -> Vec<Join> {
    let place = |relation: &str| Place { relation: relation.into(), field: "TEST_ID".into() };
    vec![Join { from: place("results"), to: place("tests"), score: 1.0, share_contained: 1.0, ..Join::default() }]
}

#[test]
fn a_short_table_under_other_names_is_told_by_its_structure() {
    let table = by_structure(&RESULTS, &results(), &to_tests()).expect("one value a row, each test in its own column");
    assert_eq!((table.relation.as_str(), table.entity.as_str(), table.attribute.as_str()), ("results", "PAT_ID", "TEST_ID"));
    assert_eq!(table.values.iter().map(|v| v.field.as_str()).collect::<Vec<_>>(), ["RES_NUM", "RES_TXT", "RES_DT"]);
    assert!(table.evidence.iter().any(|e| e == "6 of 6 rows have exactly one value"), "{:?}", table.evidence);
}

#[test]
fn structure_that_chance_explains_is_none() {
    // The same columns, but a test writes now into one and now into another.
    let mut mixed = results();
    mixed[2] = vec!["903", "P2", "10", "", "hemolyzed", ""];
    mixed[5] = vec!["906", "P3", "20", "4.0", "", ""];
    assert_eq!(by_structure(&RESULTS, &mixed, &to_tests()), None);
    // Two values in one row.
    let mut both = results();
    both[0] = vec!["901", "P1", "10", "7.1", "high", ""];
    assert_eq!(by_structure(&RESULTS, &both, &to_tests()), None);
    // Every test once: nothing shows that it keeps to its column.
    let once: Vec<Vec<&str>> = results().into_iter().take(4).filter(|row| row[0] != "903").collect();
    assert_eq!(by_structure(&RESULTS, &once, &to_tests()), None);
    // No table of names, and no patient.
    assert_eq!(by_structure(&RESULTS, &results(), &[]), None);
    let nobody = ["ROW_KEY", "MACHINE", "TEST_ID", "RES_NUM", "RES_TXT", "RES_DT"];
    assert_eq!(by_structure(&nobody, &results(), &to_tests()), None);
}

#[test]
fn a_visit_with_a_start_and_an_end_is_no_table_of_attributes() {
    let fields = ["VISIT_KEY", "PAT_ID", "TEST_ID", "START_DATE", "START_TIME", "DX_CODE", "DX_TEXT"];
    let rows: Vec<Vec<&str>> = (0..8).map(|n| vec!["v", "P", if n % 2 == 0 { "10" } else { "20" }, "2014-03-02", "10:00", "401.9", "Hypertension"]).collect();
    assert_eq!(by_structure(&fields, &rows, &to_tests()), None);
}

const GROUPED: [&str; 8] = ["obs_id", "person_id", "concept_id", "obs_group_id", "previous_version", "obs_datetime", "value_numeric", "value_text"];

/// Twelve panels of three readings under a row of their own, and twelve readings alone.
fn panels() -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for n in 0..12u32 {
        let (head, person) = (1_000 + n * 10, (n + 1).to_string());
        let mut row = |id: u32, concept: &str, group: &str, number: &str, text: &str| {
            let previous = if n == 5 { "1001" } else { "" };
            rows.push([id.to_string().as_str(), person.as_str(), concept, group, previous, "2014-03-02 10:00:00", number, text].map(str::to_string).to_vec());
        };
        let group = head.to_string();
        row(head, "100", "", "", "");
        row(head + 1, "101", &group, "120", "");
        row(head + 2, "102", &group, "80", "");
        row(head + 3, "103", &group, "", "sitting");
        row(head + 4, "104", "", "61.5", "");
    }
    rows
}

#[test]
fn rows_that_make_one_statement_together_are_counted_with_what_they_are_made_of() {
    let rows = panels();
    let lines: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let profile = profile(&GROUPED, &lines);
    let table = eav_tables(&[facts("obs", &profile)], &[join("concept_id", "concept_id")]).remove(0);
    assert_eq!(table.group, Some(GroupColumn { field: "obs_group_id".into(), heading: Some("obs_id".into()) }));
    assert!(table.evidence.iter().any(|e| e == "obs_group_id says which rows belong together"), "{:?}", table.evidence);
    let lens = suggested_lens(&table, None, Side::Legacy);
    assert!(lens.starts_with("# obs_group_id groups rows") && lens.ends_with("  panel = { field = \"obs_group_id\", as = \"key\" }\n"), "{lens}");
    let mut pivot = Pivot::new(&table);
    for row in &lines {
        let values = [cell(row[6]), cell(row[7])];
        pivot.row(&PivotRow { entity: row[1], attribute: row[2], removed: false, values: &values, key: row[0], group: row[3] });
    }
    // A removed row belongs to no group.
    pivot.row(&PivotRow { entity: "1", attribute: "101", removed: true, values: &[Some("1"), None], key: "9", group: "1000" });
    let groups = pivot.finish().2.expect("the table has groups");
    assert_eq!((groups.groups, groups.rows, groups.whole), (12, 36, true));
    assert_eq!(groups.sizes.into_iter().collect::<Vec<_>>(), [(3, 12)]);
    let made_of = GroupKind { heading: Some("100".into()), attributes: ["101", "102", "103"].map(str::to_string).to_vec(), groups: 12, entities: 12 };
    assert_eq!(groups.kinds, [made_of]);
}

#[test]
fn a_number_that_rows_share_groups_them_without_a_heading() {
    let rows: Vec<Vec<String>> = (0..24u32).map(|n| [n.to_string(), format!("P{}", n / 2), format!("C{}", n % 2), format!("B{}", n / 2), "5".into()].to_vec()).collect();
    let lines: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let group = |names: &[&str]| {
        let profile = profile(names, &lines);
        groups::group_column(&facts("answers", &profile), &["patient_id", "question", "value"])
    };
    assert_eq!(group(&["id", "patient_id", "question", "panel_no", "value"]), Some(GroupColumn { field: "panel_no".into(), heading: None }));
    assert_eq!(group(&["id", "patient_id", "question", "age_group", "value"]), None);
    assert_eq!(group(&["id", "patient_id", "question", "form_no", "value"]), None);
}
