//! What a lens reads of tables, through its own door: texts of a lens and of files in, statements and counts out.

use crate::{Coverage, Lens, Lookups, Places, Reading};
use formats::{Format, Limits, Projection};
use model::{Aspect, Side, Statement, Value};
use std::ops::ControlFlow;

struct Book {
    /// `kind patient aspect=value; ...`, in order.
    lines: Vec<String>,
    coverage: Coverage,
}

impl Book {
    fn excluded(&self) -> Vec<String> {
        self.coverage.excluded.iter().map(|((relation, reason), n)| format!("{relation}: {reason} {n}")).collect()
    }

    fn doubts(&self) -> Vec<String> {
        self.coverage.doubts.iter().map(|((relation, field, reason), n)| format!("{relation}.{field}: {reason} {n}")).collect()
    }

    fn unlisted(&self) -> Vec<String> {
        self.coverage.unlisted.iter().map(|((relation, field, value), n)| format!("{relation}.{field}={value} {n}")).collect()
    }
}

fn lens(body: &str) -> Result<Lens, Vec<String>> {
    let text = format!("format = \"throughline-lens/1\"\nname = \"t\"\n{body}");
    Lens::parse(&text).map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

fn each_item(name: &str, text: &str, each: &mut dyn FnMut(formats::Item<'_>)) {
    let format = match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "zwr" => Format::Globals,
        "ndjson" => Format::FhirNdjson,
        "xml" => Format::Ccda,
        _ => Format::Csv,
    };
    let mut input = text.as_bytes();
    formats::read(format, name, &mut input, &Limits::default(), &mut |item| {
        each(item);
        ControlFlow::Continue(())
    })
    .unwrap();
}

/// Every statement that a lens reads of some files, in order, and what it counted.
fn statements(body: &str, files: &[(&str, &str)]) -> (Vec<Statement>, Coverage) {
    let lens = lens(body).unwrap();
    let mut lookups = Lookups::default();
    for (number, table) in lens.lookups.iter().enumerate() {
        for (name, text) in files {
            let mut projection = Projection::new(&table.relation, &table.fields);
            each_item(name, text, &mut |item| {
                projection.rows(&item, &mut |cells| {
                    let row: Vec<Option<&str>> = cells.values.iter().map(|v| v.as_deref()).collect();
                    lookups.add(number, table, &row);
                });
            });
        }
    }
    let (mut places, mut coverage, mut found) = (Places::default(), Coverage::default(), Vec::new());
    places.number("");
    for (artifact, (name, text)) in files.iter().enumerate() {
        let mut reading = Reading::new(Side::Legacy, artifact as u32, Some(&lens), &lookups);
        each_item(name, text, &mut |item| reading.item(&item, &mut places, &mut coverage, &mut |statement| found.push(statement)));
    }
    (found, coverage)
}

fn read(body: &str, files: &[(&str, &str)]) -> Book {
    let (statements, coverage) = statements(body, files);
    let line = |statement: &Statement| {
        let facts: Vec<String> = statement.facts.iter().map(|f| format!("{}={}", f.aspect.word(), f.value.shown())).collect();
        format!("{} {} {}", statement.kind, statement.patient, facts.join("; "))
    };
    Book { lines: statements.iter().map(line).collect(), coverage }
}

const CONCEPTS: &str = "concept_id,name,locale,voided\n5089,Peso,es,0\n5089,WEIGHT (KG),en,1\n5089,Weight,en,0\n1651,Diagnosis,en,0\n6042,Asthma,en,0\n162169,Note,en,0\n";

const OBS: &str = "obs_id,person_id,concept_id,obs_datetime,value_coded,value_numeric,value_datetime,value_text,voided\n\
    1,7,5089,2011-03-04 10:00:00,,61.5,,,0\n\
    2,7,1651,2011-03-04 10:00:00,6042,,,,0\n\
    3,8,162169,2011-03-05 09:00:00,,,,slept well,0\n\
    4,8,5089,2011-02-30 09:00:00,,58,,,0\n\
    5,8,5089,2011-03-05 09:00:00,,580,,,1\n\
    6,8,9999,2011-03-05 09:00:00,,3,,also said,0\n\
    7,8,5089,2011-03-06 09:00:00,,,,,0\n";

const OBSERVATIONS: &str = r#"
[[assert]]
kind = "observation"
from = "obs"
patient = "person_id"
attribute = "concept_id"
where = "voided = '0'"
excluded = "voided in the legacy system"

  [assert.lookup]
  name = { field = "concept_id", from = "concept_name", key = "concept_id", value = "name", where = "locale = 'en' AND voided = '0'" }
  answer = { field = "value_coded", from = "concept_name", key = "concept_id", value = "name", where = "locale = 'en' AND voided = '0'" }

  [assert.say]
  code = { field = "concept_id", system = "urn:local:concept", display = "name" }
  value = [
    { field = "value_numeric" },
    { field = "value_coded", as = "code", system = "urn:local:concept", display = "answer" },
    { field = "value_datetime", format = "YYYY-MM-DD HH24:MI:SS" },
    { field = "value_text", as = "text" },
  ]
  effective = { field = "obs_datetime", format = "YYYY-MM-DD HH24:MI:SS" }
"#;

#[test]
fn numbers_are_read_in_the_way_in_which_the_system_writes_them() {
    let part = |format: &str| {
        format!("[[assert]]\nkind = \"observation\"\nfrom = \"lbw\"\npatient = \"PNR\"\n\n  [assert.say]\n  value = {{ field = \"WRT\"{format} }}\n  range_low = {{ field = \"NU\", as = \"number\"{format} }}\n")
    };
    let rows = [("lbw.csv", "PNR;WRT;NU\n1;0,125;3,5\n1;1.234,5;12\n1;negativ;\n")];
    let book = read(&part(", format = \"1.234,5\""), &rows);
    assert_eq!(book.lines, ["observation 1 value=0.125; range_low=3.5", "observation 1 value=1234.5; range_low=12", "observation 1 value=negativ"]);
    assert_eq!(lens(&part(", format = \"german\"")).unwrap_err().len(), 1, "a number that is said to be one needs a way to be written");
}

#[test]
fn a_day_and_a_time_in_two_columns_are_one_moment() {
    let part = |fields: &str| format!("[[assert]]\nkind = \"encounter\"\nfrom = \"visits\"\npatient = \"P_NO\"\n\n  [assert.say]\n  reason = {{ field = \"CC\", as = \"text\" }}\n  effective = {{ {fields}, as = \"date\", format = \"MM/DD/YYYY + HH12:MI AM\" }}\n");
    let rows = [("visits.csv", "P_NO,V_DT,V_TM,CC\n1,11/08/2019,04:45 PM,cough\n1,11/09/2019,,cough\n1,,08:00 AM,cough\n")];
    let book = read(&part("fields = [\"V_DT\", \"V_TM\"]"), &rows);
    assert!(book.lines[0].contains("effective=2019-11-08T16:45"), "{}", book.lines[0]);
    assert!(book.lines[1].contains("effective=2019-11-09;"), "{}", book.lines[1]);
    assert!(!book.lines[2].contains("effective"), "{}", book.lines[2]);
    assert!(book.doubts().is_empty(), "{:?}", book.doubts());
    assert_eq!(lens(&part("field = \"V_DT\"")).unwrap_err().len(), 1, "one field is no two");
}

#[test]
fn what_an_empty_flag_says_is_a_yes_or_a_no_as_a_written_one_is() {
    let part = "[[assert]]\nkind = \"medication\"\nfrom = \"meds\"\npatient = \"PAT_ID\"\n\n  [assert.say]\n  as_needed = { field = \"PRN\", as = \"boolean\", values = { Y = \"true\", N = \"false\" }, absent = \"false\" }\n";
    let (found, _) = statements(part, &[("meds.csv", "PAT_ID,PRN\n1,Y\n1,N\n1,\n")]);
    let flags: Vec<Option<&Value>> = found.iter().map(|statement| statement.value(Aspect::AsNeeded)).collect();
    assert_eq!(flags, [Some(&Value::Flag(true)), Some(&Value::Flag(false)), Some(&Value::Flag(false))]);
}

#[test]
fn a_table_of_entities_attributes_and_values_is_read_by_what_is_filled() {
    let book = read(OBSERVATIONS, &[("concept_name.csv", CONCEPTS), ("obs.csv", OBS)]);
    assert_eq!(book.lines.len(), 6);
    assert!(book.lines[0].starts_with("observation 7") && book.lines[0].contains("Weight") && book.lines[0].contains("61.5"), "{}", book.lines[0]);
    assert!(book.lines[1].contains("Diagnosis") && book.lines[1].contains("Asthma"), "{}", book.lines[1]);
    assert!(book.lines[2].contains("value=slept well"), "{}", book.lines[2]);
    assert!(book.lines[3].contains("effective=2011-02-30 09:00:00"), "a day that does not exist stays as it was written: {}", book.lines[3]);
    assert!(!book.lines[5].contains("value="), "{}", book.lines[5]);
    assert_eq!(book.excluded(), ["concept_name: looked up from other rows 6", "obs: voided in the legacy system 1"]);
    assert_eq!(
        book.doubts(),
        [
            "obs.concept_id: a pointer to no entry of concept_name 1",
            "obs.obs_datetime: a date that does not exist 1",
            "obs.value_text: a second value beside the one that is read 1",
        ]
    );
}

#[test]
fn the_attribute_of_a_row_picks_the_aspect() {
    let body = r#"
[[assert]]
kind = "demographic"
from = "person_attribute"
patient = "person_id"
attribute = "type"

  [assert.lookup]
  type = { field = "type_id", from = "attribute_type", key = "id", value = "name" }

  [assert.say]
  phone = { field = "value", as = "text", attribute = ["Telephone", "Mobile"] }
  marital_status = { field = "value", attribute = "Civil Status", values = { "1" = "M" } }
"#;
    let types = "id,name\n1,Telephone\n2,Civil Status\n3,Birthplace\n";
    let rows = "person_id,type_id,value\n7,1,555\n7,2,1\n7,3,York\n8,3,Leeds\n";
    let book = read(body, &[("attribute_type.csv", types), ("person_attribute.csv", rows)]);
    assert_eq!(book.lines, ["demographic 7 phone=555", "demographic 7 marital_status=M"]);
    assert_eq!(book.unlisted(), ["person_attribute.type=Birthplace 2"], "attributes of which nothing is said are counted");
}

#[test]
fn a_number_is_for_what_the_lens_or_the_row_says() {
    let body = r#"
[[assert]]
kind = "demographic"
from = "phones"
patient = "id"

  [assert.say]
  phone = [
    { field = "home", as = "text", use = "home", also = true },
    { field = "other", as = "text", use_field = "sort" },
  ]
"#;
    let book = read(body, &[("phones.csv", "id,home,other,sort\n7,555-1,555-2,Cell\n8,,555-3,beeper\n")]);
    assert_eq!(book.lines, ["demographic 7 phone=555-1; phone=555-2; phone_use=home 555-1; phone_use=mobile 555-2", "demographic 8 phone=555-3"]);
    assert_eq!(book.doubts(), ["phones.sort: a use that is none of home, work, mobile, temp and old 1"]);
    let refused = |say: &str| lens(&format!("[[assert]]\nkind = \"demographic\"\nfrom = \"t\"\npatient = \"id\"\n[assert.say]\n{say}\n")).unwrap_err().join(" ");
    assert!(refused("phone = { field = \"a\", as = \"text\", use = \"boat\" }").contains("home, work, mobile, temp or old"));
    assert!(refused("city = { field = \"a\", as = \"text\", use = \"home\" }").contains("`use` is what a `phone`, an `email` or a `line` is for"));
}

#[test]
fn pointers_of_fileman_are_followed_to_every_entry() {
    let body = r#"
timezone = "America/New_York"

[[assert]]
kind = "allergy"
from = "GMR.120.8"
patient = "0;1"

  [assert.lookup]
  reactions = { field = "ien", from = "GMR.120.8.10", key = "parent", value = "0;1", all = true }
  reaction = { field = "reactions", from = "GMRD.120.83", key = "ien", value = "0;1" }
  drug = { field = "0;3", pattern = '^([0-9.]+);PSNDF\(50\.6,$', from = "PSNDF.50.6", key = "ien", value = "0;1" }

  [assert.say]
  code = [
    { field = "0;3", pattern = '^([0-9.]+);PSNDF\(50\.6,$', as = "code", system = "urn:vista:50.6", display = "drug", text = "0;2" },
    { field = "0;3", as = "code", system = "urn:vista:pointer", text = "0;2" },
  ]
  reaction = { field = "reaction", as = "text" }
  recorded = { field = "0;4", format = "FILEMAN" }
"#;
    let allergies = "T\nZWR\n^GMR(120.8,0)=\"PATIENT ALLERGIES^120.8PIs^2^2\"\n\
        ^GMR(120.8,1,0)=\"34^PROPRANOLOL^198;PSNDF(50.6,^3110501.1508\"\n^GMR(120.8,1,10,0)=\"^120.81P^3^3\"\n\
        ^GMR(120.8,1,10,1,0)=\"2\"\n^GMR(120.8,1,10,2,0)=\"1\"\n^GMR(120.8,1,10,3,0)=\"9\"\n\
        ^GMR(120.8,2,0)=\"35^DUST^7;GMRD(120.82,^3110000\"\n";
    let signs = "T\nZWR\n^GMRD(120.83,0)=\"SIGN/SYMPTOMS^120.83I^2^2\"\n^GMRD(120.83,1,0)=\"HIVES\"\n^GMRD(120.83,2,0)=\"ITCHING\"\n";
    let drugs = "T\nZWR\n^PSNDF(50.6,0)=\"VA GENERIC^50.6O^1^1\"\n^PSNDF(50.6,198,0)=\"PROPRANOLOL\"\n";
    let book = read(body, &[("120.8+A.zwr", allergies), ("120.83+S.zwr", signs), ("50.6+D.zwr", drugs)]);
    assert_eq!(book.lines.len(), 2);
    assert!(book.lines[0].contains("reaction=ITCHING; reaction=HIVES; recorded=2011-05-01T15:08:00-04:00"), "{}", book.lines[0]);
    assert!(book.lines[1].contains("recorded=2011") && !book.lines[1].contains("reaction"), "{}", book.lines[1]);
    assert_eq!(book.doubts(), ["GMR.120.8.reactions: a pointer to no entry of GMRD.120.83 1"]);
}

#[test]
fn every_field_of_a_name_can_be_a_row() {
    let body = r#"
[[assert]]
kind = "observation"
from = "LR.CH"
patient = "dfn"
each = '^([1-9][0-9]*);1$'

  [assert.lookup]
  dfn = { field = "parent", from = "LR", key = "ien", value = "0;3", where = "\"0;2\" = '2'" }
  test = { field = "{each}", from = "LAB.60", key = ".2;1", value = "0;1" }

  [assert.say]
  code = { field = "{each}", as = "code", system = "urn:vista:63.04", display = "test" }
  value = { field = "{each};1" }
  unit = { field = "{each};5", as = "word", pattern = '^(?:[^!]*!){6}([^!]*)' }
  flag = { field = "{each};2" }
  effective = { field = "0;1", format = "FILEMAN" }
"#;
    let lab = "T\nZWR\n^LR(0)=\"LAB DATA^63^2^2\"\n^LR(1,0)=\"1^2^7\"\n\
        ^LR(1,\"CH\",6889385.86,0)=\"3110613.14^^\"\n^LR(1,\"CH\",6889385.86,384)=\"12.1^H^x^9^70!4!11!!!!K/cmm!!\"\n^LR(1,\"CH\",6889385.86,67014)=\"300^^x^9^70!140!440!!!!K/UL!!\"\n\
        ^LR(1,\"CH\",6889386.9,0)=\"3110612.1^^\"\n^LR(2,0)=\"2^67^9\"\n^LR(2,\"CH\",6889386.9,0)=\"3110612.1^^\"\n^LR(2,\"CH\",6889386.9,384)=\"5\"\n";
    let tests = "T\nZWR\n^LAB(60,0)=\"LABORATORY TEST^60I^1^1\"\n^LAB(60,1,0)=\"WBC^^B^CH^CH;384;1\"\n^LAB(60,1,.2)=\"384\"\n";
    let book = read(body, &[("63+LAB DATA.zwr", lab), ("60+T.zwr", tests)]);
    assert_eq!(book.lines.len(), 2, "{:?}", book.lines);
    assert!(book.lines[0].starts_with("observation 7") && book.lines[0].contains("WBC") && book.lines[0].contains("12.1 K/cmm"), "{}", book.lines[0]);
    assert!(book.lines[1].contains("300 K/UL") && !book.lines[1].contains("flag"), "{}", book.lines[1]);
    assert!(book.excluded().contains(&"LR.CH: no field of the name that `each` reads is filled 1".to_string()), "{:?}", book.excluded());
    assert!(book.excluded().contains(&"LR.CH: no patient is named 1".to_string()), "not a patient of file 2: {:?}", book.excluded());
}

#[test]
fn every_measurement_that_has_a_column_of_its_own_can_be_a_row() {
    let body = r#"
[[assert]]
kind = "observation"
from = "vs"
patient = "p"
each = '^(SYS|PLS)$'

  [assert.say]
  code = { field = "{each}", system = "http://loinc.org", values = { SYS = "8480-6", PLS = "8867-4" } }
  value = { field = "{value}", unit_field = "{each}", units = { SYS = "mm[Hg]", PLS = "" } }
  effective = { field = "dt", as = "date", format = "YYYY-MM-DD" }
"#;
    let book = read(body, &[("vs.csv", "p,dt,SYS,PLS,nurse\n7,2020-01-02,154,68,x\n7,2020-01-03,,70,x\n")]);
    assert_eq!(book.lines.len(), 3, "an empty cell is no measurement: {:?}", book.lines);
    assert!(book.lines[0].contains("8480-6") && book.lines[0].contains("154 mm[Hg]") && book.lines[0].contains("2020-01-02"), "{}", book.lines[0]);
    assert!(book.lines[2].contains("8867-4") && book.lines[2].contains("value=70") && !book.lines[2].contains("PLS"), "{}", book.lines[2]);
    assert!(lens(body).unwrap().fields()["vs"].iter().all(|field| !field.contains('{')), "no field of the delivery has such a name");
    let body = body.replace("value = { field", "value = { null_like = [\"999\", \"000\"], field");
    let book = read(&body, &[("vs.csv", "p,dt,SYS,PLS\n7,2020-01-02,999,68\n7,2020-01-03,154,000\n")]);
    assert_eq!(book.lines.len(), 2, "what means empty is no measurement either: {:?}", book.lines);
    assert_eq!(book.excluded(), ["vs: a field of the name that `each` reads means empty 2"]);
}

#[test]
fn a_pointer_to_an_entry_without_the_value_is_no_fault() {
    let body = r#"
[[assert]]
kind = "observation"
from = "labs"
patient = "p"

  [assert.lookup]
  low = { field = "test", from = "tests", key = "id", value = "low" }

  [assert.say]
  code = { field = "test", system = "urn:t" }
  range_low = { field = "low", as = "number" }
"#;
    let book = read(body, &[("labs.csv", "p,test\n7,1\n7,2\n7,3\n"), ("tests.csv", "id,low\n1,3.5\n2,\n")]);
    assert!(book.lines[0].contains("range_low=3.5") && !book.lines[1].contains("range_low"), "{:?}", book.lines);
    assert_eq!(book.doubts(), ["labs.test: a pointer to no entry of tests 1"], "that of test 3");
}

#[test]
fn the_lens_of_vista_is_sound() {
    let vista = Lens::parse(include_str!("../../../../assets/starters/vista/lens.toml")).map_err(|p| p.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(vista.map(|l| (l.name.clone(), l.relations().contains("GMRD.120.83"))), Ok(("vista".to_string(), true)));
}

#[test]
fn a_part_of_a_field_can_name_the_patient() {
    let body = "[[assert]]\nkind = \"order\"\nfrom = \"orders\"\npatient = \"dfn\"\n[assert.lookup]\ndfn = { field = \"who\", pattern = '^([0-9]+);DPT' }\n[assert.say]\ntext = { field = \"what\", as = \"text\" }\n";
    let book = read(body, &[("orders.csv", "who,what\n7;DPT(,a\n8;LRT(,b\n")]);
    assert_eq!(book.lines, ["order 7 text=a"]);
    assert_eq!(book.excluded(), ["orders: no patient is named 1"]);
}

#[test]
fn problems_of_lookups_formats_and_attributes_are_named_with_their_place() {
    let one = |body: &str| lens(&format!("[[assert]]\nkind = \"observation\"\nfrom = \"t\"\npatient = \"p\"\n{body}")).map(|_| ()).unwrap_err().join("\n");
    assert!(one("[assert.lookup]\na = { field = \"b\", from = \"t\", key = \"k\", value = \"v\" }\nb = { field = \"a\", from = \"t\", key = \"k\", value = \"v\" }\n[assert.say]\ncode = { field = \"a\" }\n").contains("start from each other"));
    assert!(one("[assert.lookup]\na = { field = \"b\", from = \"t\", key = \"k\", value = \"v\", where = \"LOOKUP(x, 't', 'k', 'v') = '1'\" }\n[assert.say]\ncode = { field = \"a\" }\n").contains("looks nothing up itself"));
    assert!(one("[assert.say]\nonset = { field = \"d\", format = \"MM/DD/YY\" }\n").contains("YY(1930)"));
    assert!(one("[assert.say]\nvalue = { field = \"v\", attribute = \"Weight\" }\n").contains("8:1"), "named with its place");
    assert!(one("each = \"[0-9]+\"\n[assert.say]\nvalue = { field = \"v\" }\n").contains("with a group"));
}

#[test]
fn a_reason_of_absence_is_told_from_a_value_and_from_an_empty_field() {
    let body = "[[assert]]\nkind = \"observation\"\nfrom = \"labs\"\npatient = \"p\"\n[assert.say]\nvalue = [\n  { field = \"v\", as = \"quantity\", when = \"REGEXP_EXTRACT(v, '^[0-9]+$', 0) <> ''\" },\n  \
        { field = \"v\", as = \"absence\" },\n  { field = \"v\", as = \"text\" },\n]\nsensitivity = { field = \"s\" }\n";
    let book = read(body, &[("labs.csv", "p,v,s\n1,7,N\n1,Refused,R\n1,not asked,42 CFR Part 2\n1,hemolyzed,\n1,,VIP\n")]);
    let told = [
        "observation 1 value=7",
        "observation 1 value=absent: asked-declined; sensitivity=R",
        "observation 1 value=absent: not-asked; sensitivity=42CFRPart2",
        "observation 1 value=hemolyzed",
        "observation 1 sensitivity=CEL",
    ];
    assert_eq!(book.lines, told);
    let mapped = body.replace("as = \"absence\" }", "as = \"absence\", values = { PEND = \"temp-unknown\" }, absent = \"unknown\" }");
    let book = read(&mapped, &[("labs.csv", "p,v,s\n1,PEND,\n1,,\n1,Refused,\n")]);
    assert_eq!(book.lines, ["observation 1 value=absent: temp-unknown", "observation 1 value=absent: unknown", "observation 1 value=Refused"]);
    assert!(book.unlisted().is_empty(), "what is no reason is a value: {:?}", book.unlisted());
}

const CONSTRUCT: &str = r#"
[[assert]]
kind = "allergy"
from = "obs"
patient = "person"
attribute = "concept"
where = "voided = '0'"
excluded = "voided in the legacy system"

  [assert.group]
  heads = "1000"
  key = "id"
  field = "parent"

  [assert.lookup]
  answer = { field = "coded", from = "concept", key = "id", value = "name" }

  [assert.say]
  code = { attribute = "1001", field = "coded", system = "urn:local:concept", display = "answer" }
  reaction = { attribute = "1002", field = "coded", as = "code", system = "urn:local:concept", display = "answer" }
  severity = { attribute = "1003", field = "coded", values = { "90" = "severe" } }
  text = { attribute = ["1005", "1006"], field = "said", as = "text" }
  recorded = { field = "at", format = "YYYY-MM-DD" }
  author = { attribute = "1000", field = "by", as = "text" }

[[assert]]
kind = "observation"
from = "obs"
patient = "person"
where = "voided = '0'"
excluded = "voided in the legacy system"

  [assert.say]
  code = { field = "concept", system = "urn:local:concept" }
  value = { field = "said", as = "text" }
  panel = { field = "parent", as = "key" }
"#;

/// Two allergies with what belongs to them all over the table, a panel of two results, and an allergy that was voided.
const GROUPED: &str = "id,person,concept,parent,at,coded,said,by,voided\n\
    2,7,1002,1,,71,,,0\n\
    1,7,1000,,2014-03-02,,,Ann,0\n\
    3,7,1002,1,,72,,,0\n\
    4,7,1003,1,,90,,,0\n\
    10,8,1000,,2015-01-01,,,Bo,0\n\
    20,8,500,,2015-01-02,,,,0\n\
    21,8,501,20,,,120,,0\n\
    22,8,502,20,,,80,,0\n\
    5,7,1001,1,,60,,,0\n\
    6,7,1002,1,,73,,,1\n\
    7,7,1004,1,,1,,,0\n\
    11,9,1001,10,,61,,,0\n\
    12,8,1005,10,,,since birth,,0\n\
    30,9,1000,,2016-01-01,,,Cy,1\n";

const NAMES: &str = "id,name\n60,Penicillin\n61,Latex\n71,Hives\n72,Itching\n90,Severe\n";

#[test]
fn rows_that_say_one_thing_together_are_one_statement() {
    let book = read(CONSTRUCT, &[("concept.csv", NAMES), ("obs.csv", GROUPED)]);
    let allergies: Vec<&String> = book.lines.iter().filter(|line| line.starts_with("allergy")).collect();
    assert_eq!(allergies.len(), 2, "{:?}", book.lines);
    for part in ["allergy 7 ", "Penicillin", "Hives", "Itching", "severity=severe", "recorded=2014-03-02", "author=Ann"] {
        assert!(allergies[0].contains(part), "{part}: {}", allergies[0]);
    }
    assert_eq!(allergies[0].matches("reaction=").count(), 2, "{}", allergies[0]);
    assert!(!allergies[0].contains("73") && !allergies[0].contains("Hives; Itching"), "a voided reaction, and a name for each code: {}", allergies[0]);
    assert!(allergies[1].starts_with("allergy 8 ") && allergies[1].contains("Latex") && allergies[1].contains("text=since birth"), "{}", allergies[1]);
}

#[test]
fn a_row_of_a_group_is_read_once_and_what_is_left_of_it_is_counted() {
    let book = read(CONSTRUCT, &[("concept.csv", NAMES), ("obs.csv", GROUPED)]);
    let others: Vec<&str> = book.lines.iter().filter(|line| line.starts_with("observation")).map(String::as_str).collect();
    assert_eq!(others.len(), 3, "the panel and its two results: {others:?}");
    assert!(others[1].contains("value=120") && others[1].contains("panel=20"), "{}", others[1]);
    let excluded = book.excluded();
    assert!(excluded.contains(&format!("obs: {} 6", crate::PART_OF_GROUP)), "{excluded:?}");
    assert!(excluded.contains(&"obs: voided in the legacy system 2".to_string()), "the reaction and the allergy: {excluded:?}");
    assert_eq!(book.unlisted(), ["obs.concept=1004 1"]);
    assert_eq!(book.doubts(), ["obs.person: a row of a group that names another patient than its head 1"]);
    assert!(book.coverage.unread.is_empty(), "{:?}", book.coverage.unread);
}

#[test]
fn rows_of_a_number_without_a_heading_row_are_one_statement_by_the_row_that_is_said_to_head_it() {
    let body = "[[assert]]\nkind = \"allergy\"\nfrom = \"obs\"\npatient = \"person\"\nattribute = \"what\"\n\
        [assert.group]\nheads = [\"ALLERGEN\"]\nkey = \"no\"\nfield = \"no\"\n\
        [assert.say]\ntext = { attribute = \"ALLERGEN\", field = \"value\", as = \"text\" }\nreaction = { attribute = \"REACTION\", field = \"value\", as = \"text\" }\n";
    let rows = "person,what,value,no\n7,REACTION,rash,1\n7,ALLERGEN,Latex,1\n7,WEIGHT,61,\n8,ALLERGEN,Nuts,2\n8,WEIGHT,62,3\n";
    let book = read(body, &[("obs.csv", rows)]);
    assert_eq!(book.lines, ["allergy 7 text=Latex; reaction=rash", "allergy 8 text=Nuts"]);
    assert_eq!(book.coverage.unread.get("obs"), Some(&2), "rows of no such group are read by nobody: {:?}", book.coverage.unread);
    let blank = read(body, &[("obs.csv", "person,what,value,no\n7,ALLERGEN,Dust, \n8,WEIGHT,61, \n")]);
    assert_eq!((blank.lines, blank.coverage.unread.get("obs").copied()), (vec!["allergy 7 text=Dust".to_string()], Some(1)), "blanks name no head");
}

#[test]
fn a_group_may_stand_in_several_files() {
    let (head, rows) = GROUPED.split_once('\n').unwrap();
    let (first, second) = rows.split_at(rows.find("10,8").unwrap());
    let (first, second) = (format!("{head}\n{first}"), format!("{head}\n{second}"));
    let book = read(CONSTRUCT, &[("concept.csv", NAMES), ("a/obs.csv", &first), ("b/obs.csv", &second)]);
    assert!(book.lines.iter().any(|line| line.starts_with("allergy 7 ") && line.contains("Penicillin") && line.contains("Hives")), "{:?}", book.lines);
}

#[test]
fn problems_of_a_group_are_named() {
    let one = |attribute: &str, group: &str, say: &str| {
        let body = format!("[[assert]]\nkind = \"allergy\"\nfrom = \"t\"\npatient = \"p\"\n{attribute}[assert.group]\n{group}[assert.say]\n{say}");
        lens(&body).map(|_| ()).unwrap_err().join("\n")
    };
    let (of, group, say) = ("attribute = \"a\"\n", "heads = \"1\"\nkey = \"k\"\nfield = \"f\"\n", "code = { field = \"v\" }\n");
    assert!(one("", group, say).contains("say which field is the `attribute`"));
    assert!(one(of, "heads = []\nkey = \"k\"\nfield = \"f\"\n", say).contains("name the attribute of the rows that head"));
    assert!(one(of, group, "code = { attribute = [\"1\", \"2\"], field = \"v\" }\n").contains("reads the row that heads the group, or the others"));
    assert!(one(&format!("{of}where = \"LOOKUP(x, 't', 'k', 'v') = '1'\"\nexcluded = \"x\"\n"), group, say).contains("looks nothing up itself"));
    assert!(one(&format!("{of}each = '^([0-9]+)$'\n"), group, say).contains("exclude each other"));
}

#[test]
fn a_type_of_fhir_that_a_lens_names_is_read_by_the_lens_and_the_others_are_not() {
    let body = r#"
[[assert]]
kind = "observation"
from = "Observation"
patient = "who"
where = "\"status\" <> 'entered-in-error'"
excluded = "entered in error"

  [assert.lookup]
  who = { field = "subject.reference", pattern = '([^/:|]+)$' }

  [assert.say]
  code = { field = "code.coding.code", system_field = "code.coding.system" }
  value = { field = "extension.valueQuantity.value", unit_field = "extension.valueQuantity.unit" }
"#;
    let resources = concat!(
        "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\",\"subject\":{\"reference\":\"Patient/7\"},\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"29463-7\"}]},",
        "\"extension\":[{\"url\":\"u\",\"valueQuantity\":{\"value\":61.5,\"unit\":\"kg\"}}]}\n",
        "{\"resourceType\":\"Observation\",\"id\":\"o2\",\"status\":\"entered-in-error\",\"subject\":{\"reference\":\"Patient/7\"}}\n",
        "{\"resourceType\":\"Condition\",\"id\":\"c1\",\"subject\":{\"reference\":\"Patient/7\"},\"code\":{\"text\":\"Asthma\"}}\n",
    );
    let book = read(body, &[("r.ndjson", resources)]);
    assert_eq!(book.lines.iter().filter(|line| line.starts_with("observation 7 ")).count(), 1, "{:?}", book.lines);
    assert!(book.lines[0].contains("29463-7") && book.lines[0].contains("value=61.5 kg"), "{}", book.lines[0]);
    assert!(book.lines.iter().any(|line| line.starts_with("problem 7 ") && line.contains("Asthma")), "the built-in reading: {:?}", book.lines);
    assert!(book.excluded().contains(&"Observation: entered in error 1".to_string()), "{:?}", book.excluded());
}

#[test]
fn a_lens_over_clinical_documents_takes_the_place_of_their_reading() {
    let document = "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><recordTarget><patientRole><id root=\"1.2\" extension=\"P-7\"/></patientRole></recordTarget>\
        <component><structuredBody><component><section><code code=\"8716-3\"/><text>Weight 61.5</text>\
        <entry><observation classCode=\"OBS\"><code code=\"29463-7\" displayName=\"Weight\"/><value value=\"61.5\" unit=\"kg\"/></observation></entry></section></component>\
        <component><section><code code=\"48765-2\"/><text>none</text><entry><act><code code=\"x\"/></act></entry></section></component></structuredBody></component></ClinicalDocument>";
    let body = "[[assert]]\nkind = \"observation\"\nfrom = \"ccda.observation\"\npatient = \"patient\"\nwhere = \"section = '8716-3'\"\nexcluded = \"of another section\"\n\
        [assert.say]\ncode = { field = \"code/@code\", system = \"http://loinc.org\", display = \"code/@displayName\" }\nvalue = { field = \"value/@value\", unit_field = \"value/@unit\" }\n";
    let book = read(body, &[("d.xml", document)]);
    assert_eq!(book.lines.len(), 1, "{:?}", book.lines);
    assert!(book.lines[0].starts_with("observation P-7 ") && book.lines[0].contains("Weight") && book.lines[0].contains("value=61.5 kg"), "{}", book.lines[0]);
    assert_eq!(book.coverage.unread.get("ccda.act"), Some(&1), "{:?}", book.coverage.unread);
}

#[test]
fn what_a_legacy_system_has_no_place_for_it_could_have_said() {
    let body = "[[assert]]\nkind = \"medication\"\nfrom = \"orders\"\npatient = \"p\"\nnever = [\"dose\", \"as_needed\"]\n[assert.say]\ntext = { field = \"drug\", as = \"text\" }\n";
    let book = read(body, &[("orders.csv", "p,drug\n1,Aspirin\n")]);
    assert_eq!(book.lines, ["medication 1 text=Aspirin"]);
    let known = |aspect| book.coverage.aspects.contains(&(model::Kind::Medication, aspect));
    assert!(known(model::Aspect::Dose) && known(model::Aspect::AsNeeded) && !known(model::Aspect::Quantity));
    let problems = |never: &str| lens(&body.replace("\"dose\", \"as_needed\"", never)).map(|_| ()).unwrap_err().join("\n");
    assert!(problems("\"text\"").contains("it is said and never recorded"));
    assert!(problems("\"doses\"").contains("is no aspect of a statement"));
    let said = lens(&body.replace("text = {", "element = {")).map(|_| ()).unwrap_err().join("\n");
    assert!(said.contains("\"element\" is no aspect of a statement"), "a column would pass for the path of an element, which is shown: {said}");
}

#[test]
fn the_own_key_of_a_record_is_there_to_be_named_and_nobody_has_to_repeat_it() {
    let body = r#"
[[assert]]
kind = "note"
from = "notes"
patient = "p"

  [assert.say]
  statement = { field = "id", as = "key" }
  body = { field = "body", as = "text" }
"#;
    let (found, _) = statements(body, &[("notes.csv", "id,p,body\nN1,7,slept well\n")]);
    let how: Vec<(model::Aspect, model::How)> = found.iter().flat_map(|s| &s.facts).map(|f| (f.aspect, f.how)).collect();
    assert!(how.contains(&(model::Aspect::Statement, model::How::Derived)), "{how:?}");
    assert!(how.contains(&(model::Aspect::Body, model::How::Copied)), "{how:?}");
}

#[test]
fn a_delivered_column_that_no_row_fills_is_known_to_be_empty() {
    let body = r#"
[[assert]]
kind = "demographic"
from = "patients"
patient = "p"

  [assert.say]
  family = { field = "last", as = "text" }
  suffix = { field = "sfx", as = "text" }
  prefix = { field = "title", as = "text" }
  middle = { field = "mid", as = "text", when = "last = 'Doe'" }
"#;
    let (_, coverage) = statements(body, &[("patients.csv", "p,last,sfx,mid\n1,Roe,,\n")]);
    let known = |aspect| coverage.aspects.contains(&(model::Kind::Demographic, aspect));
    assert!(known(model::Aspect::Suffix), "it is read of every row");
    assert!(!known(model::Aspect::Prefix), "nobody delivered it");
    assert!(!known(model::Aspect::Middle), "it is read of certain rows only");
}

#[test]
fn words_in_the_place_of_a_code_are_a_concept() {
    let part = |code: &str| format!("[[assert]]\nkind = \"medication\"\nfrom = \"meds\"\npatient = \"p\"\n\n  [assert.say]\n  code = {code}\n");
    for code in [r#"{ field = "drug", as = "text" }"#, r#"{ constant = "Insulin", as = "text", reason = "a table of one drug" }"#] {
        let (found, _) = statements(&part(code), &[("meds.csv", "p,drug\n7,Insulin\n")]);
        assert_eq!(found[0].value(Aspect::Code), Some(&Value::words("Insulin")), "{code}");
    }
}
