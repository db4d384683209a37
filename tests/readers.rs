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
        held.tree(document.root());
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

    fn tree(&mut self, element: formats::xml::Element<'_>) {
        let values = element.attributes().filter(|(_, value)| !value.is_empty()).count() as u64;
        let texts = element.children().map(|node| if let formats::xml::Node::Text(text) = node { letters(text) } else { 0 });
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

/// What messages hold.
#[derive(Debug, Default, Clone, Copy)]
struct Spoken {
    files: u64,
    /// Files in which every letter was looked for in the leaves.
    checked: u64,
    messages: u64,
    segments: u64,
    /// Letters of the values of segments.
    letters: u64,
}

impl Spoken {
    fn note(&mut self, message: &formats::hl7v2::Message<'_>) {
        self.messages += 1;
        self.segments += message.segments.len() as u64;
        for segment in &message.segments {
            message.leaves(segment, &mut |_, value| self.letters += letters(&value));
        }
    }

    /// Every letter of a file stands in one leaf, the names of its segments and the delimiters aside: of a file that is plain enough to be
    /// counted without reading it, with the usual delimiters, no escapes, no envelope and no doubt.
    fn check(&mut self, bytes: &[u8], doubts: u64, name: &str) {
        self.files += 1;
        let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| doubts == 0 && text.is_ascii()) else { return };
        let lines: Vec<&str> = text.split(['\r', '\n']).map(|line| line.trim_matches(|c: char| c.is_control() || c.is_whitespace())).filter(|line| !line.is_empty()).collect();
        let is_plain = |line: &&str| match line.get(..3) {
            Some("MSH") => line.strip_prefix("MSH|^~\\&|").is_some_and(|rest| !rest.contains('\\')),
            Some("FHS" | "BHS" | "BTS" | "FTS" | "ADD" | "DSC") | None => false,
            Some(_) => !line.contains('\\'),
        };
        if !lines.iter().all(|line| is_plain(line)) {
            return;
        }
        let of_file: u64 = lines.iter().map(|line| letters(&line.replace(['|', '^', '~', '&', '\\'], ""))).sum();
        assert_eq!(self.letters + 3 * self.segments, of_file, "{name}: letters of the leaves and of the file");
        self.checked += 1;
    }

    fn add(&mut self, other: &Self) {
        let own = [&mut self.files, &mut self.checked, &mut self.messages, &mut self.segments, &mut self.letters];
        own.into_iter().zip([other.files, other.checked, other.messages, other.segments, other.letters]).for_each(|(own, n)| *own += n);
    }
}

/// What is not white space nor a sign of control.
fn letters(text: &str) -> u64 {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).count() as u64
}

/// Reads a file and checks what holds for every file: nothing of a message or of a clinical document is lost.
fn read(path: &Path, counts: &mut BTreeMap<&'static str, Count>, (held, spoken): (&mut Held, &mut Spoken)) {
    let bytes = std::fs::read(path).unwrap();
    let name = path.to_string_lossy();
    let format = formats::detect(&bytes[..bytes.len().min(64 << 10)], &name);
    let mut messages = Spoken::default();
    let summary = formats::read(format, &name, &mut &bytes[..], &Limits::default(), &mut |item| {
        match &item {
            Item::Document(document) => {
                let own = Held::of(document);
                own.check(&name);
                held.add(&own);
            }
            Item::Message(message) => messages.note(message),
            _ => {}
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    if format == Format::Hl7v2 {
        messages.check(&bytes, summary.counts.values().sum(), &name);
        spoken.add(&messages);
    }
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
fn a_letter_of_a_message_that_is_in_no_leaf_is_seen() {
    let text = "MSH|^~\\&|A|H|||20240101||ADT^A08|1|P|2.5\rPID|1||7^^^H^MR~8^^^H^SS||Doe^Jane &x^Q\rPV1|1|I|\r";
    let mut spoken = Spoken::default();
    let summary = formats::read(Format::Hl7v2, "a.hl7", &mut text.as_bytes(), &Limits::default(), &mut |item| {
        if let Item::Message(message) = &item {
            spoken.note(message);
        }
        ControlFlow::Continue(())
    });
    assert_eq!(summary.unwrap().records, 1);
    let mut whole = spoken;
    whole.check(text.as_bytes(), 0, "as read");
    assert_eq!((whole.files, whole.checked, whole.segments), (1, 1, 3));
    let lost = Spoken { letters: spoken.letters - 1, ..spoken };
    let missed = std::panic::catch_unwind(move || {
        let mut lost = lost;
        lost.check(text.as_bytes(), 0, "a letter is lost");
    });
    assert!(missed.is_err());
    let mut escaped = spoken;
    escaped.check(text.replace("Jane", "J\\T\\e").as_bytes(), 0, "not counted");
    assert_eq!((escaped.files, escaped.checked), (1, 0));
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
    let mut messages = String::from(
        "\n## Messages: where every letter went\n\nOf a file that is plain enough to be counted without reading it (plain ASCII, the usual delimiters, no escapes, no envelope, no doubt) every letter stands in \
         one leaf of one segment: looked for file by file. Of every other one it holds by a test of the reader over invented messages, and what it could not read is among the issues above.\n\n\
         | corpus | files | of them counted letter by letter | messages | segments | letters in leaves |\n| --- | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for corpus in CORPORA {
        let (mut paths, mut counts, mut held, mut spoken) = (Vec::new(), BTreeMap::new(), Held::default(), Spoken::default());
        files(&root.join(corpus), &mut paths);
        paths.iter().for_each(|path| read(path, &mut counts, (&mut held, &mut spoken)));
        if spoken.files > 0 {
            let Spoken { files, checked, messages: of, segments, letters } = spoken;
            writeln!(messages, "| {corpus} | {files} | {checked} | {of} | {segments} | {letters} |").unwrap();
        }
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
    table.push_str(&messages);
    let path = tests::root().join("docs/readers.md");
    if std::env::var_os("UPDATE_READERS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    assert_eq!(table, std::fs::read_to_string(&path).unwrap_or_default(), "docs/readers.md is not what is read now");
}
