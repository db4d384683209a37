//! Every file of the third-party corpora through the readers, and the table of what came of it: `docs/readers.md`.
//!
//! Counts, never content. `UPDATE_READERS=1` writes the table anew; otherwise it must be the same as the committed one.
//! Where the corpora are not there (`THROUGHLINE_CORPORA`), nothing is run.

use formats::{Format, Item, Limits};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

const CORPORA: [&str; 25] = [
    "bluebutton-fixtures", "ccda-hl7-examples", "ccda-on-fhir", "ccda-onc-cures-testdata", "ccda-onc2015-52ehr", "ccda-to-fhir-fixtures", "ccda-vendor-mu2",
    "claims-hccinfhir", "cms-bfd-claims", "cms-synpuf-etl", "hl7v2-fhir-izgateway", "hl7v2-fhir-linuxforhealth", "hl7v2-fhir-reportstream", "hl7v2-fhir-whistle",
    "hl7v2-python-tests", "librehealth-openemr", "ms-fhir-converter", "openmrs-core-dataset", "smart-sample-patients", "synthea-2018-csv-stu3-text",
    "synthea-2024-csv-fhir-r4-10", "synthea-bulk-ndjson", "synthea27-csv-and-omop", "us-core", "vista-wvehr2-demo",
];

#[derive(Default)]
struct Count {
    files: u64,
    records: u64,
    quarantined: u64,
    doubts: u64,
    codes: BTreeMap<&'static str, u64>,
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

/// Reads a file and checks what holds for every file: nothing of an HL7 v2 message or a clinical document is lost.
fn read(path: &Path, counts: &mut BTreeMap<&'static str, Count>) {
    let bytes = std::fs::read(path).unwrap();
    let name = path.to_string_lossy();
    let format = formats::detect(&bytes[..bytes.len().min(64 << 10)], &name);
    let summary = formats::read(format, &name, &mut &bytes[..], &Limits::default(), &mut |item| {
        if let Item::Document(document) = &item {
            assert_eq!(in_tree(document.root()), in_rows(document), "{name}: an attribute or a text of the document is in no row");
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    let count = counts.entry(format.word()).or_default();
    count.files += 1;
    count.records += summary.records;
    count.quarantined += summary.quarantined;
    for (code, n) in summary.counts {
        *count.codes.entry(code).or_default() += n;
        count.doubts += n;
    }
    assert!(format == Format::Empty || summary.records + count.doubts > 0, "{name}: read in silence");
}

/// Attributes with a value in a tree.
fn in_tree(element: formats::xml::Element<'_>) -> u64 {
    element.attributes().filter(|(_, value)| !value.is_empty()).count() as u64 + element.elements().map(in_tree).sum::<u64>()
}

/// Attribute leaves of the rows; what rows add of their own (context, narrative) are no attributes.
fn in_rows(document: &formats::ccda::Document) -> u64 {
    let mut count = 0;
    formats::ccda::records(document, &mut |record| {
        let attribute = |field: &str| field.rsplit('/').next().is_some_and(|last| last.starts_with('@'));
        count += record.leaves.iter().filter(|(field, _)| attribute(field)).count() as u64;
    });
    count
}

#[test]
fn every_file_of_the_corpora_reads_as_the_table_says() {
    let Some(root) = std::env::var_os("THROUGHLINE_CORPORA").map(PathBuf::from).filter(|root| CORPORA.iter().all(|c| root.join(c).is_dir())) else {
        eprintln!("the corpora are not all there: not run");
        return;
    };
    let mut table = String::from(
        "# What the readers make of the corpora\n\nWritten by `UPDATE_READERS=1 cargo test -p tests --test readers` with the corpora of `shared/corpora` unpacked \
         (`THROUGHLINE_CORPORA`); the test compares it on every run. Counts, never content. A record is a row, a message, a resource or a document; \
         a record that could not be read is quarantined with its place; every code counts quarantined records and doubts alike. Every attribute of a clinical \
         document stands in exactly one row (checked file by file).\n\n| corpus | format | files | records | quarantined | issues by code |\n| --- | --- | ---: | ---: | ---: | --- |\n",
    );
    for corpus in CORPORA {
        let (mut paths, mut counts) = (Vec::new(), BTreeMap::new());
        files(&root.join(corpus), &mut paths);
        paths.iter().for_each(|path| read(path, &mut counts));
        for (format, c) in counts {
            let codes: Vec<String> = c.codes.iter().map(|(code, n)| format!("{code} {n}")).collect();
            writeln!(table, "| {corpus} | {format} | {} | {} | {} | {} |", c.files, c.records, c.quarantined, codes.join(", ")).unwrap();
        }
    }
    let path = tests::root().join("docs/readers.md");
    if std::env::var_os("UPDATE_READERS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    assert_eq!(table, std::fs::read_to_string(&path).unwrap_or_default(), "docs/readers.md is not what is read now");
}
