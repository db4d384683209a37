//! What one reading delivered: checked item by item, and kept as a number, so that two readings can be compared.

use formats::{Header, Item, Record, Row, Summary, ccda, hl7v2};
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Leaves of a message that are looked up again by their path; a look-up walks its segment.
const LOOKUPS_MAX: usize = 256;
/// Rows, records and leaves that one reading may deliver. Inputs are small: one that makes more of them is a bomb.
const STEPS_MAX: u64 = 1 << 26;

/// What came of a reading.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    records: u64,
    quarantined: u64,
    encoding: String,
    counts: BTreeMap<&'static str, u64>,
    delivered: u64,
}

/// The items so far.
#[derive(Default)]
pub(crate) struct Seen {
    /// Relation and number of fields of the header that came last.
    table: Option<(String, usize)>,
    records: u64,
    steps: u64,
    delivered: DefaultHasher,
}

impl Seen {
    /// Checks an item, and its rows where it has any.
    pub(crate) fn item(&mut self, item: &Item<'_>) {
        self.records += u64::from(!matches!(item, Item::Header(_)));
        self.step(1);
        match item {
            Item::Header(header) => self.header(header),
            Item::Row(row) => self.row(row),
            Item::Message(message) => self.message(message),
            Item::Resource(resource) => assert!(resource.line >= 1, "a resource has line 0"),
            Item::Document(document) => {
                for attachment in ccda::attachments(document) {
                    (attachment.line, attachment.byte, attachment.place, attachment.base64).hash(&mut self.delivered);
                }
                ccda::narrative_only(document).hash(&mut self.delivered);
            }
            Item::Record(_) => {}
        }
        formats::flatten(item, &mut |record| self.record(record));
    }

    fn step(&mut self, by: usize) {
        self.steps += by as u64;
        assert!(self.steps <= STEPS_MAX, "a reading delivers without end");
    }

    fn header(&mut self, header: &Header<'_>) {
        let unique: HashSet<&str> = header.names.iter().map(String::as_str).collect();
        assert_eq!(unique.len(), header.names.len(), "two fields of a header have one name");
        assert!(!unique.contains(""), "a field of a header has no name");
        (header.relation, header.names).hash(&mut self.delivered);
        self.table = Some((header.relation.to_string(), header.names.len()));
    }

    fn row(&mut self, row: &Row<'_>) {
        self.step(row.cells.len());
        assert!(row.line >= 1, "a row has line 0");
        let table = self.table.as_ref().map(|(relation, fields)| (relation.as_str(), *fields));
        assert_eq!(table, Some((row.relation, row.cells.len())), "a row does not fit the header before it");
        (row.line, row.byte, row.cells).hash(&mut self.delivered);
    }

    fn record(&mut self, record: &Record) {
        self.step(record.leaves.len());
        assert!(record.line >= 1, "a record of {} has line 0", record.relation);
        for (field, value) in &record.leaves {
            assert!(!value.is_empty(), "a record of {} has an empty value: {field}", record.relation);
        }
        (&record.relation, record.line, record.byte, &record.leaves).hash(&mut self.delivered);
    }

    fn message(&mut self, message: &hl7v2::Message<'_>) {
        assert!(message.line >= 1, "a message has line 0");
        assert_eq!(message.segments.first().map(|s| s.name), Some("MSH"), "a message does not open with MSH");
        (message.line, message.byte).hash(&mut self.delivered);
        let mut lookups = 0;
        for (index, segment) in message.segments.iter().enumerate() {
            assert!(segment.line >= 1, "a segment has line 0");
            assert!(message.parent(index).is_none_or(|parent| parent < index), "a segment stands before the one that governs it");
            (segment.line, segment.name, message.parent(index)).hash(&mut self.delivered);
            let mut leaves: Vec<(hl7v2::Path, String)> = Vec::new();
            message.leaves(segment, &mut |path, value| leaves.push((path.clone(), value.into_owned())));
            for (path, value) in leaves {
                assert!(!value.is_empty(), "a leaf of a segment is empty: {path}");
                if lookups < LOOKUPS_MAX {
                    lookups += 1;
                    assert_eq!(message.value(segment, &path).as_deref(), Some(value.as_str()), "{path} does not lead back to its value");
                    assert_eq!(hl7v2::Path::parse(&path.to_string()).as_ref(), Some(&path), "{path} does not read as it prints");
                }
                (path, value).hash(&mut self.delivered);
            }
        }
    }

    /// What came of it, with the summary, which counts what was delivered.
    pub(crate) fn outcome(self, summary: Summary) -> Outcome {
        assert_eq!(summary.records, self.records, "records counted and delivered");
        let Summary { records, quarantined, encoding, counts, .. } = summary;
        Outcome { records, quarantined, encoding, counts, delivered: self.delivered.finish() }
    }
}
