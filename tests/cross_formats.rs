//! Either side may be any format, and a destination that somebody else made has no keys of ours: tables against FHIR, clinical documents
//! against FHIR, messages against FHIR, clinical documents against messages, FHIR against FHIR of another maker.
//!
//! A small pair of an invented patient is compared here both ways, finding by finding. Pairs of the third-party data are counted into
//! `docs/detection/cross-formats.md`, with what looking at them by hand said of each sort of finding; `UPDATE_DETECTION=1` (that is `cargo
//! xtask mutation`) writes the table anew, otherwise it must be what the comparison does. Where a corpus is not there nothing is counted.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tests::Bench;

/// Kind, verdict and aspect of every finding of one file against another, sorted.
fn found(legacy: &Path, destination: &Path) -> Vec<[String; 3]> {
    let bench = Bench::new();
    bench.ingest("legacy", legacy);
    bench.ingest("destination", destination);
    let (_, findings) = bench.compare();
    let mut rows: Vec<[String; 3]> = findings.iter().map(|f| ["kind", "verdict", "aspect"].map(|key| word(f, key))).collect();
    rows.sort();
    rows
}

fn word(finding: &Value, key: &str) -> String {
    finding[key].as_str().unwrap_or_default().to_string()
}

fn rows(expected: &[[&str; 3]]) -> Vec<[String; 3]> {
    expected.iter().map(|row| row.map(str::to_string)).collect()
}

#[test]
fn a_clinical_document_and_a_feed_of_one_patient_differ_only_in_what_the_other_cannot_say() {
    let (chart, feed) = (tests::root().join("tests/cross/chart.xml"), tests::root().join("tests/cross/feed.hl7"));
    // The feed has the reaction in words, and its diagnosis is one of the visit, without a state of its own.
    let expected = [["allergy", "altered", "reaction"], ["problem", "altered", "category"], ["problem", "altered", "status"]];
    assert_eq!(found(&chart, &feed), rows(&expected));
    // The document says neither where the visit was, nor at which one the diagnosis was made, nor into which arm was injected.
    let expected = [
        ["encounter", "altered", "location"],
        ["encounter diagnosis", "altered", "category"],
        ["encounter diagnosis", "altered", "encounter"],
        ["immunization", "altered", "site"],
    ];
    assert_eq!(found(&feed, &chart), rows(&expected));
}

/// Messages of a prescription and of what was dispensed and given upon it, each by itself.
const GIVEN: &str = "MSH|^~\\&|PH|H|EHR|H|20240314||RDE^O11^RDE_O11|1|P|2.5.1\rPID|1||7001^^^H^MR||Sampleton^Testa||19700102|F\r\
ORC|NW|R1|RF1||||||20240314090000\rRXE||197361^Amlodipine 5 MG Oral Tablet^RXNORM|5||mg\r\
MSH|^~\\&|PH|H|EHR|H|20240314||RDS^O13^RDS_O13|2|P|2.5.1\rPID|1||7001^^^H^MR||Sampleton^Testa||19700102|F\r\
ORC|RE|R1|RF1\rRXD|1|197361^Amlodipine 5 MG Oral Tablet^RXNORM|20240314103000|30|{tbl}\r\
MSH|^~\\&|PH|H|EHR|H|20240314||RAS^O17^RAS_O17|3|P|2.5.1\rPID|1||7001^^^H^MR||Sampleton^Testa||19700102|F\r\
ORC|RE|R1|RF1\rRXA|0|1|20240314140000|20240314140000|197361^Amlodipine 5 MG Oral Tablet^RXNORM|5|mg|||||||||||||CP\r";

/// The same as resources, of which the second and the third name the first; without those of a type.
fn resources_given(without: &str) -> String {
    let drug = r#""subject":{"reference":"Patient/p"},"medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"197361","display":"Amlodipine 5 MG Oral Tablet"}]}"#;
    let lines = [
        r#"{"resourceType":"Patient","id":"p","identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"7001"}],"name":[{"family":"Sampleton","given":["Testa"]}],"birthDate":"1970-01-02","gender":"female"}"#.to_string(),
        format!(r#"{{"resourceType":"MedicationRequest","id":"m","status":"active","intent":"order",{drug},"authoredOn":"2024-03-14T09:00:00Z","dosageInstruction":[{{"doseAndRate":[{{"doseQuantity":{{"value":5,"unit":"mg"}}}}]}}]}}"#),
        format!(r#"{{"resourceType":"MedicationDispense","id":"d","status":"completed",{drug},"authorizingPrescription":[{{"reference":"MedicationRequest/m"}}],"quantity":{{"value":30,"unit":"{{tbl}}"}},"whenHandedOver":"2024-03-14T10:30:00Z"}}"#),
        format!(r#"{{"resourceType":"MedicationAdministration","id":"a","status":"completed",{drug},"request":{{"reference":"MedicationRequest/m"}},"effectiveDateTime":"2024-03-14T14:00:00Z","dosage":{{"dose":{{"value":5,"unit":"mg"}}}}}}"#),
    ];
    lines.iter().filter(|line| without.is_empty() || !line.contains(&format!("\"resourceType\":\"{without}\""))).map(|line| format!("{line}\n")).collect()
}

#[test]
fn what_was_dispensed_and_given_upon_an_order_is_compared_where_messages_tell_of_it() {
    let told = |resources: &str| tests::findings_of(("feed.hl7", GIVEN), ("book.ndjson", resources));
    assert_eq!(told(&resources_given("")), [""; 0]);
    for kind in ["MedicationDispense", "MedicationAdministration"] {
        assert_eq!(told(&resources_given(kind)), ["lost statement order clinical"], "without a {kind}");
    }
    assert_eq!(told(&resources_given("").replace("\"value\":30", "\"value\":90")).len(), 1, "another amount");
    let ordered = GIVEN.split_inclusive("mg\r").next().unwrap_or_default();
    assert_eq!(tests::findings_of(("feed.hl7", ordered), ("book.ndjson", &resources_given(""))), [""; 0], "of a feed of orders alone the order says it");
}

/// A visit of a patient at a ward, under a doctor.
const VISIT: &str = "MSH|^~\\&|A|H|EHR|H|20240314||ADT^A03^ADT_A03|1|P|2.5.1\rEVN|A03|20240314\rPID|1||7001^^^H^MR||Sampleton^Testa||19700102|F\r\
PV1|1|I|W3^301^1||||1234567893^Keel^Ada^^^^^^NPI||||||||||||V1|||||||||||||||||||||||||20240310090000|20240314113000\r";

/// The same as resources, which name the ward and the doctor by key alone, beside another ward and another doctor.
fn resources_of_visit(ward: &str, doctor: &str) -> String {
    let person = |id: &str, number: &str, family: &str| {
        format!(r#"{{"resourceType":"Practitioner","id":"{id}","identifier":[{{"system":"http://hl7.org/fhir/sid/us-npi","value":"{number}"}}],"name":[{{"family":"{family}"}}]}}"#)
    };
    let place = |id: &str, name: &str| format!(r#"{{"resourceType":"Location","id":"{id}","name":"{name}"}}"#);
    let patient = r#"{"resourceType":"Patient","id":"p","identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"7001"}],"name":[{"family":"Sampleton","given":["Testa"]}],"birthDate":"1970-01-02","gender":"female"}"#;
    let visit = format!(
        r#"{{"resourceType":"Encounter","id":"v","status":"finished","class":{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"}},"subject":{{"reference":"Patient/p"}},"period":{{"start":"2024-03-10T09:00:00Z","end":"2024-03-14T11:30:00Z"}},
        "participant":[{{"type":[{{"coding":[{{"code":"ATND"}}]}}],"individual":{{"reference":"Practitioner/{doctor}"}}}}],"location":[{{"location":{{"reference":"Location/{ward}"}}}}]}}"#
    );
    let all = [patient.to_string(), visit.replace('\n', " "), person("d1", "1234567893", "Keel"), person("d2", "1987654325", "Marsh"), place("l1", "W3 301 1"), place("l2", "ED E4 2")];
    all.join("\n") + "\n"
}

#[test]
fn a_number_that_nobody_shares_and_a_name_of_a_place_tell_another_one_however_few_links_there_are() {
    let told = |ward: &str, doctor: &str| tests::findings_of(("feed.hl7", VISIT), ("book.ndjson", &resources_of_visit(ward, doctor)));
    assert_eq!(told("l1", "d1"), [""; 0]);
    assert_eq!(told("l1", "d2").len(), 1, "another doctor");
    assert_eq!(told("l2", "d1").len(), 1, "another ward");
}

/// Results of two specimens.
const TAKEN: &str = "MSH|^~\\&|LAB|H|EHR|H|20240310||ORU^R01^ORU_R01|1|P|2.5.1\rPID|1||7001^^^H^MR||Sampleton^Testa||19700102|F\r\
ORC|RE|P1|F1\rOBR|1|P1|F1|2345-7^Glucose^LN|||20240310080000||||||||||||||||||F\r\
OBX|1|NM|2345-7^Glucose^LN||142|mg/dL|||||F|||20240310080000\rSPM|1|||119297000^Blood specimen^SCT\r\
ORC|RE|P2|F2\rOBR|2|P2|F2|5804-0^Protein^LN|||20240310090000||||||||||||||||||F\r\
OBX|1|NM|5804-0^Protein^LN||30|mg/dL|||||F|||20240310090000\rSPM|1|||122575003^Urine specimen^SCT\r";

#[test]
fn a_specimen_that_is_gone_says_nothing_of_what_was_taken() {
    let observation = |id: &str, code: &str, words: &str, hour: &str, value: &str| {
        format!(
            r#"{{"resourceType":"Observation","id":"o{id}","status":"final","subject":{{"reference":"Patient/p"}},"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}","display":"{words}"}}]}},
            "effectiveDateTime":"2024-03-10T{hour}:00:00Z","valueQuantity":{{"value":{value},"unit":"mg/dL"}},"specimen":{{"reference":"Specimen/s{id}"}}}}"#
        )
        .replace('\n', " ")
    };
    let specimen = |id: &str, code: &str, words: &str| {
        format!(r#"{{"resourceType":"Specimen","id":"s{id}","subject":{{"reference":"Patient/p"}},"type":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}","display":"{words}"}}]}}}}"#)
    };
    let patient = r#"{"resourceType":"Patient","id":"p","identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"7001"}],"name":[{"family":"Sampleton","given":["Testa"]}],"birthDate":"1970-01-02","gender":"female"}"#;
    let all = [
        patient.to_string(),
        observation("1", "2345-7", "Glucose", "08", "142"),
        observation("2", "5804-0", "Protein", "09", "30"),
        specimen("1", "119297000", "Blood specimen"),
        specimen("2", "122575003", "Urine specimen"),
    ];
    let told = |lines: &[String]| tests::findings_of(("feed.hl7", TAKEN), ("book.ndjson", &(lines.join("\n") + "\n"))).into_iter().filter(|f| f.contains("specimen")).count();
    assert_eq!([told(&all), told(&all[..4])], [0, 1]);
}

/// Files of both sides that hold the same patients.
struct Pair {
    legacy: PathBuf,
    destination: PathBuf,
    /// Lens of the legacy tables; empty where the format is read by itself.
    starter: &'static str,
}

/// Pairs of one source.
struct Family {
    name: &'static str,
    formats: &'static str,
    pairs: Vec<Pair>,
}

/// What came of a family.
#[derive(Default)]
struct Count {
    pairs: u64,
    /// Pairs of which one side says nothing about a patient.
    silent: u64,
    statements: [u64; 2],
    balanced: u64,
    findings: u64,
    safety: u64,
    causes: BTreeSet<String>,
    /// Per kind: legacy, destination, balanced, findings.
    kinds: BTreeMap<String, [u64; 4]>,
    /// Findings by kind, verdict, aspect and class of the cause.
    rows: BTreeMap<[String; 4], u64>,
}

impl Count {
    fn add(&mut self, pair: &Pair) {
        let bench = Bench::new();
        bench.ingest("legacy", &pair.legacy);
        bench.ingest("destination", &pair.destination);
        if !pair.starter.is_empty() {
            bench.document("lens", &Bench::starter_text(pair.starter, "lens"));
        }
        self.pairs += 1;
        let Ok(report) = app::compare(&bench.workspace, tests::now, &app::quiet) else {
            self.silent += 1;
            return;
        };
        for (sum, one) in self.statements.iter_mut().zip(report.statements) {
            *sum += one;
        }
        for (kind, counts) in &report.kinds {
            let sums = self.kinds.entry(kind.clone()).or_default();
            sums.iter_mut().zip(counts).for_each(|(sum, one)| *sum += one);
        }
        self.balanced += ["same", "equivalent"].iter().filter_map(|verdict| report.verdicts.get(*verdict)).sum::<u64>();
        self.findings += report.findings;
        self.safety += report.severities[0];
        app::finding_lines(&bench.workspace, report.run, &mut |line| {
            let finding = serde_json::to_value(line).unwrap();
            self.causes.insert(word(&finding["cause"], "label"));
            let row = [word(&finding, "kind"), word(&finding, "verdict"), word(&finding, "aspect"), word(&finding["cause"], "class")];
            *self.rows.entry(row).or_default() += 1;
        })
        .unwrap();
    }
}

/// What looking at findings of a sort by hand said, per family, kind, verdict and aspect. An empty aspect or kind means any.
const CHECKED: &[[&str; 5]] = &[
    ["tables against FHIR R4", "", "lost", "statement", "true: one patient of the tables has no bundle"],
    ["tables against FHIR R4", "", "altered", "precision", "true: the tables have days, the resources instants"],
    ["tables against FHIR R4", "allergy", "altered", "severity", "true: the exporter leaves the severity of reactions out"],
    ["tables against FHIR R4", "allergy", "invented", "reaction", "true: the tables have room for two reactions"],
    ["tables against FHIR R4", "demographic", "invented", "marital_status", "true: the tables leave it empty"],
    ["tables against FHIR R4", "medication", "altered", "time", "true: the exporter has no end of a prescription"],
    ["tables against FHIR R4", "observation", "altered", "value", "true: rounded to four digits"],
    ["tables against STU3", "", "altered", "precision", "true: the tables have days, the resources instants"],
    ["tables against STU3", "demographic", "altered", "ethnicity", "true: origins in the tables, two categories in the resources"],
    ["tables against STU3", "demographic", "altered", "race", "true: an ethnicity in the column of race"],
    ["tables against STU3", "demographic", "invented", "marital_status", "true: the table has no such column filled"],
    ["tables against STU3", "medication", "altered", "time", "true: the exporter has no end of a prescription"],
    ["tables against STU3", "medication", "altered", "reason", "true: reasons only as references to conditions"],
    ["tables against STU3", "medication", "invented", "reason", "true: more conditions than the table's reason"],
    ["one document by four converters", "allergy", "altered", "code", "true: the code system's identifier is malformed"],
    ["one document by four converters", "allergy", "altered", "reaction", "true: the code system's identifier is not SNOMED CT's"],
    ["one document by four converters", "problem", "altered", "code", "true: the code system's identifier is malformed or not SNOMED CT's"],
    ["one document by four converters", "encounter diagnosis", "altered", "code", "true: the code system's identifier is not SNOMED CT's"],
    ["one document by four converters", "encounter", "altered", "status", "true: in progress for a visit that is over"],
    ["one document by four converters", "encounter", "resurrected", "status", "true: in progress for a visit that is over"],
    ["one document by four converters", "encounter", "altered", "class", "true: ambulatory became inpatient, or nothing"],
    ["one document by four converters", "problem", "altered", "status", "true: active became inactive, or nothing"],
    ["one document by four converters", "procedure", "altered", "status", "true: a procedure that was done is active, under way or unknown"],
    ["one document by four converters", "procedure", "resurrected", "status", "true: a procedure that was done is active"],
    ["one document by four converters", "procedure", "altered", "time", "true: the day is gone"],
    ["one document by four converters", "note", "altered", "body", "true: the text of the note is not there"],
    ["one document by four converters", "medication", "altered", "category", "true: a drug that is taken became one that was given"],
    ["one document by four converters", "medication", "altered", "code", "true: the product became its ingredient"],
    ["one document by four converters", "immunization", "altered", "lot", "true: the lot is gone"],
    ["clinical documents by a converter", "allergy", "altered", "code", "true: the allergen stands under the reaction, where no check looks"],
    ["clinical documents by a converter", "immunization", "resurrected", "status", "true: a vaccine that was not given is completed"],
    ["clinical documents by a converter", "immunization", "altered", "lot", "true: the lot is gone"],
    ["clinical documents by a converter", "procedure", "altered", "status", "true: a procedure that was not done is completed"],
    ["clinical documents by a converter", "problem", "altered", "status", "true: no state, or a health status in its place"],
    ["clinical documents by a converter", "problem", "altered", "category", "true: resources without a category are on no list"],
    ["clinical documents by a converter", "note", "lost", "statement", "true: of a section only the heading is left"],
    ["clinical documents by a converter", "demographic", "altered", "maiden", "true: the name at birth has lost its use"],
    ["clinical documents by a converter", "demographic", "altered", "marital_status", "true: not converted"],
    ["clinical documents by a converter", "demographic", "altered", "element", "true: contact persons of the header are not converted"],
    ["clinical documents by a converter", "care team", "lost", "statement", "true: performers of the header are not converted"],
    ["clinical documents by a converter", "device", "lost", "statement", "true: not converted"],
    ["clinical documents by a converter", "order", "lost", "statement", "true: plans are not converted"],
    ["clinical documents by a converter", "advance directive", "altered", "time", "source: a day with nine digits"],
    ["messages by a converter", "demographic", "altered", "element", "true: numbers of contact persons are not converted"],
    ["messages by a converter", "allergy", "altered", "severity", "true: criticality in place of the severity"],
    ["messages by a converter", "immunization", "invented", "dose", "true: 999 stands for an unknown amount"],
    ["messages by a converter", "observation", "altered", "status", "true: unknown for whatever is not final"],
    ["messages by a converter", "observation", "invented", "statement", "unread: accident and death segments"],
    ["messages by a converter", "procedure", "invented", "statement", "unread: accident and death segments"],
    ["messages by a converter", "problem", "invented", "statement", "unread: causes of death"],
    ["messages by a converter", "encounter diagnosis", "altered", "verification", "true: the type of a diagnosis is not converted"],
    ["messages by a converter", "charge", "altered", "modifier", "true: not converted"],
    ["messages of a health department", "order", "lost", "statement", "identity: test messages name nobody"],
    ["messages of a health department", "order", "invented", "statement", "identity: test messages name nobody"],
    ["messages of a health department", "demographic", "lost", "statement", "identity: test messages name nobody"],
    ["messages of a health department", "demographic", "invented", "statement", "identity: test messages name nobody"],
    ["messages of a health department", "observation", "altered", "status", "true: unknown for what was only ordered"],
    ["messages of a health department", "coverage", "altered", "relationship", "open: codes of a table of version 2 are not translated"],
];

fn remark(family: &str, [kind, verdict, aspect, _]: &[String; 4]) -> &'static str {
    let fits = |row: &&[&str; 5]| row[0] == family && (row[1].is_empty() || row[1] == kind) && row[2] == verdict && row[3] == aspect;
    CHECKED.iter().find(fits).map_or("", |row| row[4])
}

fn pair(legacy: PathBuf, destination: PathBuf) -> Pair {
    Pair { legacy, destination, starter: "" }
}

/// Every file below a folder with an ending, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Samples of a converter, each with the bundle that its tests expect.
fn expected_of(samples: &Path, ending: &str, expected: &[PathBuf]) -> Vec<Pair> {
    let of = |sample: PathBuf| {
        let name = format!("{}-expected.json", sample.file_name()?.to_str()?.strip_suffix(ending)?);
        let bundle = expected.iter().find(|e| e.file_name().and_then(|n| n.to_str()) == Some(name.as_str()))?.clone();
        Some(pair(sample, bundle))
    };
    files(samples, ending).into_iter().filter_map(of).collect()
}

/// All families, where every corpus is there.
fn families() -> Option<Vec<Family>> {
    let root = std::env::var_os("THROUGHLINE_CORPORA").map(PathBuf::from)?;
    let corpora = ["synthea-2024-csv-fhir-r4-10", "synthea-2018-csv-stu3-text", "ccda-on-fhir", "ms-fhir-converter", "hl7v2-fhir-reportstream"];
    if let Some(missing) = corpora.iter().find(|name| !root.join(name).is_dir()) {
        eprintln!("corpus {missing} is not there: not run");
        return None;
    }
    let [new, old, documents, converter, department] = corpora.map(|name| root.join(name));
    let bundles = documents.join("mappings/examples/CDAtoFHIRExamples/Raw_Output/Bundle-Complete");
    let document = documents.join("mappings/examples/CDAtoFHIRExamples/Input/Myra Jones v2.xml");
    let vendors = [
        "Cerner/Cerner_Myra_Jones_v2_fhir_bundle.json",
        "Diameter Health/DH_Myra Jones v2_fhir bundle.json",
        "MDIX/MDIX_CCDA_output.json",
        "Redox/Redox_Myra_Jones_v2_fhir_bundle.json",
    ];
    let expected = files(&converter.join("src"), "-expected.json");
    let messages = files(&department.join("prime-router/src/testIntegration/resources/datatests"), ".hl7");
    let with_bundle = messages.into_iter().map(|m| (m.clone(), m.with_extension("fhir"))).filter(|(_, bundle)| bundle.is_file());
    Some(vec![
        Family { name: "tables against FHIR R4", formats: "tables, FHIR R4", pairs: vec![Pair { legacy: new.join("csv"), destination: new.join("fhir"), starter: "synthea-csv" }] },
        Family { name: "tables against STU3", formats: "tables, FHIR STU3", pairs: vec![Pair { legacy: old.join("csv_dev"), destination: old.join("fhir"), starter: "synthea-csv-2018" }] },
        Family { name: "one document by four converters", formats: "C-CDA, FHIR R4", pairs: vendors.iter().map(|vendor| pair(document.clone(), bundles.join(vendor))).collect() },
        Family { name: "two converters of one document", formats: "FHIR R4, FHIR R4", pairs: vec![pair(bundles.join(vendors[1]), bundles.join(vendors[3]))] },
        Family { name: "clinical documents by a converter", formats: "C-CDA, FHIR R4", pairs: expected_of(&converter.join("data/SampleData/Ccda"), ".ccda", &expected) },
        Family { name: "messages by a converter", formats: "HL7 v2, FHIR R4", pairs: expected_of(&converter.join("data/SampleData/Hl7v2"), ".hl7", &expected) },
        Family { name: "messages of a health department", formats: "HL7 v2, FHIR R4", pairs: with_bundle.map(|(message, bundle)| pair(message, bundle)).collect() },
    ])
}

/// A share in percent with one decimal, cut and not rounded; empty of nothing.
fn share(part: u64, whole: u64) -> String {
    let tenths = (part * 1000).checked_div(whole);
    tenths.map_or(String::new(), |tenths| format!("{}.{} %", tenths / 10, tenths % 10))
}

fn table(counted: &[(Family, Count)]) -> String {
    let mut out = String::from("## Across formats: destinations that others made\n\n");
    out.push_str("Balanced are legacy statements that are the same or equivalent in the destination. Checked is what looking at findings of the sort by hand said: true (the data\ndiffer), unread (no reading reads it), source, identity, open; empty is not looked at. Counts only.\n\n");
    out.push_str("| pairs | formats | files | say nothing | legacy | destination | balanced | of legacy | findings | of them safety | causes |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (family, count) in counted {
        let [legacy, destination] = count.statements;
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {legacy} | {destination} | {} | {} | {} | {} | {} |",
            family.name, family.formats, count.pairs, count.silent, count.balanced, share(count.balanced, legacy), count.findings, count.safety, count.causes.len()
        );
    }
    for (family, count) in counted {
        let _ = write!(out, "\n### {}\n\n| kind | legacy | destination | balanced | findings |\n| --- | ---: | ---: | ---: | ---: |\n", family.name);
        for (kind, [legacy, destination, balanced, findings]) in &count.kinds {
            let _ = writeln!(out, "| {kind} | {legacy} | {destination} | {balanced} | {findings} |");
        }
        out.push_str("\n| kind | verdict | aspect | cause | findings | checked |\n| --- | --- | --- | --- | ---: | --- |\n");
        for (row, findings) in &count.rows {
            let [kind, verdict, aspect, class] = row;
            let _ = writeln!(out, "| {kind} | {verdict} | {aspect} | {class} | {findings} | {} |", remark(family.name, row));
        }
    }
    out
}

#[test]
fn destinations_of_other_makers_are_counted() {
    let Some(families) = families() else { return };
    let counted: Vec<(Family, Count)> = families
        .into_iter()
        .map(|family| {
            let mut count = Count::default();
            family.pairs.iter().for_each(|pair| count.add(pair));
            assert!(count.pairs > 0 && count.silent < count.pairs, "{}: nothing was compared", family.name);
            (family, count)
        })
        .collect();
    let text = table(&counted);
    println!("{text}");
    let path = tests::root().join("docs/detection/cross-formats.md");
    if std::env::var_os("UPDATE_DETECTION").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{} is not what the comparison does now: see the output, mend it or run `cargo xtask mutation`", path.display());
}
