//! The migration mutation test: does the comparison see what migrations do wrong, and stay silent where nothing is wrong?
//!
//! `UPDATE_DETECTION=1` (that is `cargo xtask mutation`) writes `docs/detection` anew; otherwise the table must be the same
//! as the committed one, so that a family that falls is seen. Pairs of the third-party data are run where they are there.

use damage::{Operator, ccda, charts, hl7v2, operators, operators_of_fhir, operators_of_words};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tests::Bench;
use tests::mutation::{Destination, Pair, Records, Resources, Tally, table};

const SEED: u64 = 20_260_701;

fn corpus(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("THROUGHLINE_CORPORA").map(PathBuf::from).map(|p| p.join(name)).filter(|p| p.is_dir());
    if folder.is_none() {
        eprintln!("corpus {name} is not there: not run");
    }
    folder
}

/// Every resource of a folder of NDJSON files, in order.
fn resources(folder: &Path) -> Vec<Value> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|f| std::fs::read_to_string(f).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect::<Vec<_>>()).collect()
}

/// Every resource of a folder of bundles, with references by `urn:uuid:` made relative.
fn bundles(folder: &Path) -> Vec<Value> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut out = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let bundle: Value = serde_json::from_str(&text).unwrap();
        let mut names = Vec::new();
        for entry in bundle["entry"].as_array().into_iter().flatten() {
            names.push((entry["fullUrl"].as_str().unwrap_or("").to_string(), damage::reference(&entry["resource"])));
        }
        let mut text = serde_json::to_string(&bundle).unwrap();
        for (url, reference) in names.iter().filter(|(url, _)| url.starts_with("urn:uuid:")) {
            text = text.replace(&format!("\"reference\":\"{url}\""), &format!("\"reference\":\"{reference}\""));
        }
        let bundle: Value = serde_json::from_str(&text).unwrap();
        out.extend(bundle["entry"].as_array().into_iter().flatten().map(|e| e["resource"].clone()));
    }
    out
}

/// Our own output of a legacy side, taken out and given back as a destination that nobody knows the maker of.
fn own_output(bench: &Bench) -> Vec<Value> {
    let out = bench.folder.path().join("out");
    app::migrate(&bench.workspace, true, Some(&out), tests::now, &app::quiet).unwrap();
    resources(&out)
}

fn check<D: Destination>(pair: &Pair<D>, operators: &[Operator<D::Work>], file: &str) {
    let systematic = true;
    let tallies = pair.run(operators, systematic, SEED);
    let text = table(pair, operators, &tallies);
    let missed: Vec<String> = operators.iter().zip(&tallies).filter(|(_, t)| !t.example.is_empty()).map(|(o, t): (_, &Tally)| format!("{}\t{}", o.name, t.example)).collect();
    println!("{text}\n{}", missed.join("\n"));
    committed(file, &text);
}

/// The table must be the committed one.
fn committed(file: &str, text: &str) {
    let path = tests::root().join("docs/detection").join(file);
    if std::env::var_os("UPDATE_DETECTION").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{} is not what the comparison does now: see the output, mend it or run `cargo xtask mutation`", path.display());
}

#[test]
fn sample_hospital() {
    let bench = Bench::harbor();
    let clean = own_output(&bench);
    let pair = Pair::new("Sample hospital: tables, HL7 v2 and C-CDA against the output of its own mapping", bench, Resources::new(clean));
    check(&pair, &[operators(), operators_of_words()].concat(), "sample-hospital.md");
}

#[test]
fn synthea_tables_against_fhir() {
    let Some(folder) = corpus("synthea-2024-csv-fhir-r4-10") else { return };
    let bench = Bench::new();
    bench.ingest("legacy", &folder.join("csv"));
    bench.starter("synthea-csv");
    let clean = own_output(&bench);
    let pair = Pair::new("Synthea 2024: tables against the output of their own mapping", bench, Resources::new(clean));
    check(&pair, &operators(), "synthea-tables.md");
}

#[test]
fn synthea_fhir_against_fhir() {
    let Some(folder) = corpus("synthea-2024-csv-fhir-r4-10") else { return };
    let bench = Bench::new();
    let clean = bundles(&folder.join("fhir"));
    let legacy: String = clean.iter().map(|r| format!("{r}\n")).collect();
    bench.ingest_bytes("legacy", "legacy.ndjson", legacy.as_bytes());
    check(&Pair::new("Synthea 2024: FHIR R4 against FHIR R4", bench, Resources::new(clean)), &operators_of_fhir(), "synthea-fhir.md");
}

/// Files as the legacy side, and the same files as the destination that is damaged.
fn against_itself<F: charts::File>(name: &str, texts: &[(String, String)], operators: &[charts::Operator<F>], file: &str) {
    let bench = Bench::new();
    let folder = bench.folder.path().join("legacy");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in texts {
        std::fs::write(folder.join(name), text).unwrap();
    }
    bench.ingest("legacy", &folder);
    let destination = Records::<F>::new(texts);
    assert_eq!(destination.files().len(), texts.len(), "every file is sound");
    check(&Pair::new(name, bench, destination), operators, file);
}

/// Clinical documents, a file each.
fn documents(name: &str, texts: &[String], file: &str) {
    let named: Vec<(String, String)> = texts.iter().enumerate().map(|(number, text)| (format!("document-{number:03}.xml"), text.clone())).collect();
    against_itself::<ccda::Document>(name, &named, &ccda::operators(), file);
}

#[test]
fn clinical_documents() {
    let mut texts = ccda::sample(12);
    let mut files: Vec<PathBuf> = std::fs::read_dir(tests::sample().join("ccda")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    texts.extend(files.iter().map(|f| std::fs::read_to_string(f).unwrap()));
    documents("Invented patients and sample hospital: C-CDA against C-CDA", &texts, "ccda.md");
}

/// Bytes of a document above which it is left out: one vendor's whole archive would drown the others.
const DOCUMENT_BYTES_MAX: u64 = 400_000;

/// The document of each vendor that holds the most entries, of a patient whose number no other document has.
fn richest(corpora: &[PathBuf]) -> Vec<String> {
    let mut by_folder: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    let mut open: Vec<PathBuf> = corpora.to_vec();
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xml")) && path.metadata().unwrap().len() <= DOCUMENT_BYTES_MAX {
                by_folder.entry(folder.clone()).or_default().push(path);
            }
        }
    }
    let mut patients = BTreeSet::new();
    by_folder.into_values().filter_map(|files| richest_of(files, &mut patients)).collect()
}

fn richest_of(mut files: Vec<PathBuf>, patients: &mut BTreeSet<String>) -> Option<String> {
    files.sort();
    let mut found: Vec<(usize, String, String)> = Vec::new();
    for text in files.iter().filter_map(|f| std::fs::read_to_string(f).ok()) {
        let Some(document) = ccda::document(&text).filter(|d| d.root.local() == "ClinicalDocument") else { continue };
        let Some(role) = document.root.down("recordTarget/patientRole") else { continue };
        let key = role.elements().filter(|e| e.local() == "id").map(|e| e.attribute("extension")).find(|key| !key.is_empty()).unwrap_or("").to_string();
        let entries = document.root.within(|e| e.local() == "entry").len();
        if !key.is_empty() && entries >= 10 {
            found.push((entries, key, text));
        }
    }
    // The first of those with the most entries.
    found.sort_by_key(|(entries, ..)| std::cmp::Reverse(*entries));
    let (_, key, text) = found.into_iter().find(|(_, key, _)| !patients.contains(key))?;
    patients.insert(key);
    Some(text)
}

#[test]
fn clinical_documents_of_vendors() {
    let folders: Vec<PathBuf> = ["ccda-onc2015-52ehr", "ccda-vendor-mu2", "ccda-onc-cures-testdata", "bluebutton-fixtures"].iter().filter_map(|name| corpus(name)).collect();
    if folders.len() < 4 {
        return;
    }
    documents("Documents of certified systems, one patient a vendor: C-CDA against C-CDA", &richest(&folders), "ccda-vendors.md");
}

#[test]
fn messages_of_hl7v2() {
    let mut texts = hl7v2::sample(40);
    let mut files: Vec<PathBuf> = std::fs::read_dir(tests::sample().join("hl7")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files {
        texts.push((file.file_name().unwrap().to_string_lossy().into_owned(), String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned()));
    }
    let sound: usize = texts.iter().map(|(_, text)| hl7v2::messages(text).len()).sum();
    assert!(sound > 600, "{sound} messages");
    against_itself::<Vec<hl7v2::Message>>("Invented patients and sample hospital: HL7 v2 against HL7 v2", &sound_only(&texts), &hl7v2::operators(), "hl7v2.md");
}

/// The messages that can be edited, so that both sides hold the same ones.
fn sound_only(texts: &[(String, String)]) -> Vec<(String, String)> {
    let line = |segment: &hl7v2::Segment| segment.text() + "\n";
    let rewritten = |text: &str| hl7v2::messages(text).iter().flat_map(|m| &m.segments).map(line).collect::<String>();
    texts.iter().map(|(name, text)| (name.clone(), rewritten(text))).filter(|(_, text)| !text.is_empty()).collect()
}

/// Messages of one patient of a sender that are taken, and patients of it.
const MESSAGES_MAX: usize = 12;
const PATIENTS_MAX: usize = 25;

/// Messages of several senders: a file for each patient whose number no other sender has, the ones that say the most first.
fn richest_messages(corpora: &[PathBuf]) -> Vec<(String, String)> {
    let mut taken = BTreeSet::new();
    let mut out = Vec::new();
    for corpus in corpora {
        let mut by_patient: BTreeMap<String, Vec<hl7v2::Message>> = BTreeMap::new();
        for file in files_below(corpus).iter().filter(|f| f.extension().is_some_and(|e| e.eq_ignore_ascii_case("hl7"))) {
            let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
            for message in hl7v2::messages(&text).into_iter().filter(|m| m.segments.len() > 3 && m.patient().len() > 1) {
                by_patient.entry(message.patient().to_string()).or_default().push(message);
            }
        }
        let mut patients: Vec<(usize, String, Vec<hl7v2::Message>)> = by_patient
            .into_iter()
            .filter(|(key, _)| !taken.contains(key))
            .map(|(key, mut messages)| {
                // Test suites send one message in many forms: the longest of a kind is kept.
                messages.sort_by_key(|m| std::cmp::Reverse(m.segments.len()));
                let mut kinds = BTreeSet::new();
                messages.retain(|m| kinds.insert(format!("{} {}", m.code(), m.event())));
                messages.truncate(MESSAGES_MAX);
                (messages.iter().map(|m| m.segments.len()).sum(), key, messages)
            })
            .collect();
        patients.sort_by_key(|(segments, key, _)| (std::cmp::Reverse(*segments), key.clone()));
        for (_, key, messages) in patients.into_iter().take(PATIENTS_MAX) {
            let text: String = messages.iter().flat_map(|m| &m.segments).map(|s| s.text() + "\n").collect();
            out.push((format!("sender-{:03}.hl7", out.len()), text));
            taken.insert(key);
        }
    }
    out
}

/// Every file below a folder, in order.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut open, mut files) = (vec![folder.to_path_buf()], Vec::new());
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

#[test]
fn messages_of_senders() {
    let names = ["ms-fhir-converter", "hl7v2-fhir-linuxforhealth", "hl7v2-fhir-whistle", "hl7v2-python-tests"];
    let folders: Vec<PathBuf> = names.iter().filter_map(|name| corpus(name)).collect();
    if folders.len() < names.len() {
        return;
    }
    against_itself::<Vec<hl7v2::Message>>("Messages of several senders and their test suites: HL7 v2 against HL7 v2", &richest_messages(&folders), &hl7v2::operators(), "hl7v2-corpora.md");
}

/// Changes of a mapping that are tried at most.
const CHANGES_MAX: usize = 240;
const CHANGES_OF_TABLES_MAX: usize = 60;

#[test]
fn the_mapping_itself() {
    check_mapping(&tests::mapping_mutation::table("harbor", Bench::harbor(), CHANGES_MAX), "mapping.md");
}

#[test]
fn the_mapping_of_synthea_tables() {
    let Some(folder) = corpus("synthea-2024-csv-fhir-r4-10") else { return };
    let bench = Bench::new();
    bench.ingest("legacy", &folder.join("csv"));
    bench.starter("synthea-csv");
    check_mapping(&tests::mapping_mutation::table("synthea-csv", bench, CHANGES_OF_TABLES_MAX), "mapping-synthea.md");
}

fn check_mapping(text: &str, file: &str) {
    println!("{text}");
    committed(file, text);
}
