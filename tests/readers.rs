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

/// What clinical documents hold and where it went.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Held {
    documents: u64,
    elements: u64,
    /// Elements with a value or words of their own; with other elements only; with nothing.
    telling: u64,
    holding: u64,
    empty: u64,
    /// Attributes with a value, and letters of texts: in the document, and in rows of relations.
    values: [u64; 2],
    letters: [u64; 2],
    /// Statements that the clinical reading makes, and records and elements that it lists as unread or as asserting nothing.
    statements: u64,
    unread: u64,
    /// Facts of narrative that no entry refers to: listed for a person.
    narrative: u64,
}

impl Held {
    fn of(document: &formats::ccda::Document) -> Self {
        let mut held = Self { documents: 1, narrative: formats::ccda::narrative_only(document), ..Self::default() };
        held.tree(&document.root);
        formats::ccda::records(document, &mut |record| {
            for (field, value) in &record.leaves {
                let last = field.rsplit('/').next().unwrap_or_default();
                let is_text = last.starts_with("text()") || record.relation == "ccda.narrative" && field == "text";
                held.values[1] += u64::from(last.starts_with('@'));
                held.letters[1] += if is_text { letters(value) } else { 0 };
            }
        });
        let lookups = balance::Lookups::default();
        let (mut places, mut coverage) = (balance::Places::default(), balance::Coverage::default());
        let mut reading = balance::Reading::new(model::Side::Legacy, 1, None, &lookups);
        reading.item(&Item::Document(document), &mut places, &mut coverage, &mut |_| held.statements += 1);
        held.unread = coverage.unread.values().chain(coverage.excluded.values()).sum();
        held
    }

    fn tree(&mut self, element: &formats::xml::Element) {
        let values = element.attributes.iter().filter(|(_, value)| !value.is_empty()).count() as u64;
        let texts = element.children.iter().map(|node| if let formats::xml::Node::Text(text) = node { letters(text) } else { 0 });
        let words: u64 = texts.sum();
        self.elements += 1;
        self.values[0] += values;
        self.letters[0] += words;
        let kind = match (values + words > 0, element.elements().next().is_some()) {
            (true, _) => &mut self.telling,
            (false, true) => &mut self.holding,
            (false, false) => &mut self.empty,
        };
        *kind += 1;
        element.elements().for_each(|child| self.tree(child));
    }

    /// Every element is one of three, and every value and letter of a document stands in the rows, once.
    fn check(&self, name: &str) {
        assert_eq!(self.telling + self.holding + self.empty, self.elements, "{name}");
        assert_eq!(self.values[1], self.values[0], "{name}: values in rows and in the document");
        assert_eq!(self.letters[1], self.letters[0], "{name}: letters in rows and in the document");
    }

    fn add(&mut self, other: &Self) {
        let Self { documents, elements, telling, holding, empty, values, letters, statements, unread, narrative } = other;
        self.values.iter_mut().zip(values).for_each(|(own, n)| *own += n);
        self.letters.iter_mut().zip(letters).for_each(|(own, n)| *own += n);
        let own = [&mut self.documents, &mut self.elements, &mut self.telling, &mut self.holding, &mut self.empty, &mut self.statements, &mut self.unread, &mut self.narrative];
        own.into_iter().zip([documents, elements, telling, holding, empty, statements, unread, narrative]).for_each(|(own, n)| *own += n);
    }
}

/// What is not white space.
fn letters(text: &str) -> u64 {
    text.chars().filter(|c| !c.is_whitespace()).count() as u64
}

/// Reads a file and checks what holds for every file: nothing of a clinical document is lost.
fn read(path: &Path, counts: &mut BTreeMap<&'static str, Count>, held: &mut Held) {
    let bytes = std::fs::read(path).unwrap();
    let name = path.to_string_lossy();
    let format = formats::detect(&bytes[..bytes.len().min(64 << 10)], &name);
    let summary = formats::read(format, &name, &mut &bytes[..], &Limits::default(), &mut |item| {
        if let Item::Document(document) = &item {
            let own = Held::of(document);
            own.check(&name);
            held.add(&own);
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

#[test]
fn a_value_or_a_word_that_is_in_no_row_is_seen() {
    let text = br#"<ClinicalDocument xmlns="urn:hl7-org:v3"><code code="34133-9"/><title>Summary of care</title><component><structuredBody><component><section>
<title>Notes</title><text><paragraph>All is well.</paragraph></text><entry><observation classCode="OBS"><code code="1"/><text>one <br/>two</text></observation></entry></section></component></structuredBody></component></ClinicalDocument>"#;
    let mut found = Held::default();
    let summary = formats::read(Format::Ccda, "x.xml", &mut &text[..], &Limits::default(), &mut |item| {
        if let Item::Document(document) = &item {
            found.add(&Held::of(document));
        }
        ControlFlow::Continue(())
    });
    assert_eq!((summary.unwrap().records, found.documents, found.empty), (1, 1, 1));
    found.check("as read");
    assert_eq!(found.letters[0], letters("Summary of care Notes All is well. one two"));
    for lost in [Held { values: [found.values[0], found.values[1] - 1], ..found }, Held { letters: [found.letters[0] + 1, found.letters[1]], ..found }] {
        assert!(std::panic::catch_unwind(|| lost.check("something is lost")).is_err());
    }
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
         a record that could not be read is quarantined with its place; every code counts quarantined records and doubts alike.\n\n| corpus | format | files | records | quarantined | issues by code |\n| --- | --- | ---: | ---: | ---: | --- |\n",
    );
    let mut documents = String::from(
        "\n## Clinical documents: where every element and text went\n\nEvery element tells something itself (a value, a word), holds others only, or is empty: the three add up to all of \
         them. Every attribute with a value and every letter that is no white space stands in a row of a relation, exactly once: what is left over is 0 (all checked file by file). \
         What the rows hold the clinical reading makes statements of, or lists as unread or as asserting nothing, entry by entry; facts of the narrative that no entry refers to are listed for a person.\n\n\
         | corpus | documents | elements | tell something | hold others | empty | values | of them in no row | letters | of them in no row | statements | listed as unread | narrative only |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for corpus in CORPORA {
        let (mut paths, mut counts, mut held) = (Vec::new(), BTreeMap::new(), Held::default());
        files(&root.join(corpus), &mut paths);
        paths.iter().for_each(|path| read(path, &mut counts, &mut held));
        if held.documents > 0 {
            let Held { documents: of, elements, telling, holding, empty, values, letters, statements, unread, narrative } = held;
            let (no_row, no_letter) = (values[0] - values[1], letters[0] - letters[1]);
            writeln!(documents, "| {corpus} | {of} | {elements} | {telling} | {holding} | {empty} | {} | {no_row} | {} | {no_letter} | {statements} | {unread} | {narrative} |", values[0], letters[0]).unwrap();
        }
        for (format, c) in counts {
            let codes: Vec<String> = c.codes.iter().map(|(code, n)| format!("{code} {n}")).collect();
            writeln!(table, "| {corpus} | {format} | {} | {} | {} | {} |", c.files, c.records, c.quarantined, codes.join(", ")).unwrap();
        }
    }
    table.push_str(&documents);
    let path = tests::root().join("docs/readers.md");
    if std::env::var_os("UPDATE_READERS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    assert_eq!(table, std::fs::read_to_string(&path).unwrap_or_default(), "docs/readers.md is not what is read now");
}
