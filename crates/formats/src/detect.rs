//! Which format an artifact has, by its content; the name breaks ties only.

use crate::{archive, document};

macro_rules! formats {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal),* $(,)?) => {
        /// Format of an artifact.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Format { $($(#[doc = $doc])* $name),* }

        impl Format {
            /// Every format.
            pub const ALL: &'static [Format] = &[$(Format::$name),*];

            /// The word on the command line and on screen.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }
        }
    };
}

formats! {
    /// Delimited text, with a header or without.
    Csv = "CSV",
    /// Data of SQL Server as bcp writes it, read by its format file.
    Bcp = "bcp export",
    /// The format file of an export of bcp.
    FormatFile = "bcp format file",
    /// Text in columns of fixed width.
    FixedWidth = "fixed width",
    /// XLSX, XLS, XLSB, ODS.
    Workbook = "workbook",
    /// A SQLite database file.
    Sqlite = "SQLite",
    /// Parquet.
    Parquet = "Parquet",
    /// A table of dBase or FoxPro.
    Dbase = "dBase",
    /// JSON that is not FHIR: arrays and lines of objects.
    Json = "JSON",
    /// A dump of a database as SQL.
    SqlDump = "SQL dump",
    /// A data set as XML, one element a row (DbUnit).
    Dataset = "XML data set",
    /// MUMPS globals (ZWR, GO).
    Globals = "MUMPS globals",
    /// MUMPS routines, one or an export of many.
    Routines = "MUMPS routines",
    /// Builds of VistA: routines, components and data to install (KIDS).
    Kids = "KIDS build",
    /// HL7 v2 messages, batches and files.
    Hl7v2 = "HL7 v2",
    /// A FHIR resource or Bundle as JSON.
    FhirJson = "FHIR JSON",
    /// A FHIR resource or Bundle as XML.
    FhirXml = "FHIR XML",
    /// FHIR resources, one a line.
    FhirNdjson = "FHIR NDJSON",
    /// Clinical document.
    Ccda = "C-CDA",
    /// X12 interchange.
    X12 = "X12",
    /// A report of sections with `Label: value` lines (VA Blue Button).
    Report = "report",
    /// PDF.
    Pdf = "PDF",
    /// Rich text.
    Rtf = "RTF",
    /// HTML.
    Html = "HTML",
    /// Word document.
    Docx = "DOCX",
    /// A message of e-mail.
    Mail = "e-mail",
    /// Many messages of e-mail in one file (mbox).
    Mailbox = "mailbox",
    /// PNG, JPEG, TIFF, GIF, BMP.
    Image = "image",
    /// DICOM.
    Dicom = "DICOM",
    /// ZIP, TAR, GZIP, XZ.
    Archive = "archive",
    /// Text without structure.
    Text = "text",
    /// Other XML.
    Xml = "XML",
    /// Zero bytes.
    Empty = "empty",
    /// Unknown bytes.
    Binary = "binary",
}

impl Format {
    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.word() == word)
    }

    /// Whether a reader exists.
    pub fn is_read(self) -> bool {
        !matches!(self, Self::Xml | Self::Empty | Self::Binary)
    }

    /// Whether files may stand inside it: members of an archive, messages of a mailbox, attachments of a document, files in the fields of records.
    pub fn holds_others(self) -> bool {
        matches!(self, Self::Archive | Self::Ccda | Self::Hl7v2 | Self::FhirJson | Self::FhirXml | Self::FhirNdjson | Self::Pdf | Self::Mail | Self::Mailbox)
    }
}

/// Tells the format from the first bytes (64 KiB are plenty) and, where content is silent, from the name.
pub fn detect(head: &[u8], name: &str) -> Format {
    if head.is_empty() {
        return Format::Empty;
    }
    if crate::workbook::looks_workbook(head, name) {
        return Format::Workbook;
    }
    if head.starts_with(b"SQLite format 3\0") {
        return Format::Sqlite;
    }
    // Behind its magic bytes a column store is no text: `PARENT_ID` is the first column of a table.
    let is_text = |rest: &[u8]| !rest.is_empty() && rest.iter().take(64).all(|byte| *byte >= b' ' || byte.is_ascii_whitespace());
    if [&b"PAR1"[..], b"PARE"].iter().filter_map(|magic| head.strip_prefix(*magic)).any(|rest| !is_text(rest)) {
        return Format::Parquet;
    }
    if crate::dbase::looks_like(head) {
        return Format::Dbase;
    }
    if crate::mailbox::looks_like(head) {
        return Format::Mailbox;
    }
    if let Some(format) = document::Kind::of(head).and_then(document_format) {
        return format;
    }
    if archive::Kind::of(head).is_some() {
        return Format::Archive;
    }
    match crate::text::decode_head(head).filter(|text| !is_bcp(name) || is_plain(text)) {
        Some(text) => detect_text(&text, name),
        None if is_bcp(name) => detect_bcp(head),
        None => Format::Binary,
    }
}

/// Whether a text is one: native data with text of two bytes a character pass for UTF-16.
fn is_plain(text: &str) -> bool {
    let odd = text.chars().filter(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n') || *c == '\u{fffd}').count();
    odd * 50 <= text.chars().count()
}

/// An export of bcp that is no plain text: of characters, with a NUL in each cell that holds an empty text, or native.
fn detect_bcp(head: &[u8]) -> Format {
    let ends = |byte: Option<&u8>| byte.is_none_or(|b| matches!(b, b'\t' | b'\r' | b'\n' | b'|' | b',' | b';'));
    let alone = |at: usize| ends(at.checked_sub(1).and_then(|before| head.get(before))) && ends(head.get(at + 1));
    let kept: Vec<u8> = head.iter().enumerate().filter(|(at, byte)| **byte != 0 || !alone(*at)).map(|(_, byte)| *byte).collect();
    let (first_line, _) = crate::text::first_line(&kept);
    let delimited = first_line.iter().any(|byte| matches!(byte, b'\t' | b'|' | b',' | b';'));
    if delimited && crate::text::decode_head(&kept).is_some_and(|text| is_plain(&text)) { Format::Csv } else { Format::Bcp }
}

fn document_format(kind: document::Kind) -> Option<Format> {
    Some(match kind {
        document::Kind::Pdf => Format::Pdf,
        document::Kind::Rtf => Format::Rtf,
        document::Kind::Office => Format::Docx,
        document::Kind::Mail => Format::Mail,
        document::Kind::Image => Format::Image,
        document::Kind::Dicom => Format::Dicom,
        document::Kind::Html => Format::Html,
        document::Kind::Text => return None,
    })
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
}

/// Whether a name is that of an export of bcp (SQL Server, Sybase).
pub(crate) fn is_bcp(name: &str) -> bool {
    extension(name) == "bcp"
}

fn detect_text(text: &str, name: &str) -> Format {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\u{b}', '\u{1c}']);
    let is_segment = |s: &str| {
        ["MSH", "FHS", "BHS"].iter().any(|n| {
            s.strip_prefix(n).and_then(|r| r.chars().next()).is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace())
        })
    };
    if start.starts_with('<') {
        return detect_xml(start);
    }
    if start.starts_with(['{', '[']) {
        return detect_json(start, name);
    }
    if start.starts_with("ISA") && crate::x12::looks_like(start) {
        return Format::X12;
    }
    // Some feeds open with a log line or a stray segment; a message header at the start of any early line tells.
    if is_segment(start) || text.split(['\r', '\n']).take(20).any(|l| is_segment(l.trim_start_matches(['\u{b}', ' ']))) {
        return Format::Hl7v2;
    }
    // Segments without any header are set aside with their reason; as a table they would be read in silence, and wrong.
    if crate::hl7v2::looks_headless(start) {
        return Format::Hl7v2;
    }
    if start.is_empty() || crate::unread::named_text(start).is_some() {
        return Format::Text;
    }
    if crate::bcp::looks_like(start) {
        return Format::FormatFile;
    }
    if crate::kids::looks_like(text) {
        return Format::Kids;
    }
    if crate::globals::looks_like(text) {
        return Format::Globals;
    }
    if crate::routines::looks_like(text) {
        return Format::Routines;
    }
    let first_line = start.lines().next().unwrap_or("");
    let delimited = [',', ';', '\t', '|'].iter().any(|d| first_line.contains(*d));
    match extension(name).as_str() {
        "csv" | "tsv" | "psv" => Format::Csv,
        _ if is_bcp(name) && first_line.contains('\t') => Format::Csv,
        "sql" | "dmp" => Format::SqlDump,
        "json" | "ndjson" => Format::Json,
        "html" | "htm" => Format::Html,
        "md" | "log" | "rst" => Format::Text,
        _ if crate::sql_dump::looks_like(text) => Format::SqlDump,
        _ if delimited && crate::csv::looks_delimited(start) => Format::Csv,
        _ if crate::key_value::looks_report(text) => Format::Report,
        _ if crate::fixed_width::looks_fixed(text) => Format::FixedWidth,
        _ => Format::Text,
    }
}

/// The root element tells; the prologue (declaration, stylesheets, comments) may be long.
fn detect_xml(start: &str) -> Format {
    let lower = start.get(..start.len().min(2048)).unwrap_or("").to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return Format::Html;
    }
    let root = root_element(start).unwrap_or("");
    let fhir = start.contains("http://hl7.org/fhir");
    match root.rsplit(':').next().unwrap_or(root) {
        "html" => Format::Html,
        "BCPFORMAT" => Format::FormatFile,
        "dataset" if crate::dbunit::looks_like(start) => Format::Dataset,
        _ if crate::ccda::looks_clinical(start) => Format::Ccda,
        name if fhir && crate::fhir_xml::is_resource(name) => Format::FhirXml,
        _ => Format::Xml,
    }
}

/// Name of the first element, after declarations, instructions and comments.
fn root_element(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.get(rest.find('<')? + 1..)?;
        rest = if rest.starts_with("!--") {
            rest.get(rest.find("-->")? + 3..)?
        } else if rest.starts_with(['?', '!']) {
            rest.get(rest.find('>')? + 1..)?
        } else {
            return rest.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next();
        };
    }
}

fn detect_json(start: &str, name: &str) -> Format {
    if !start.contains("\"resourceType\"") {
        return Format::Json;
    }
    let first = start.lines().next().unwrap_or("").trim_end();
    let one_a_line = first.ends_with('}') && first.contains("\"resourceType\"");
    let more = start.lines().nth(1).is_some_and(|l| l.trim_start().starts_with('{'));
    let named = name.to_ascii_lowercase().ends_with(".ndjson");
    if named || (one_a_line && more) { Format::FhirNdjson } else { Format::FhirJson }
}

/// The relation a table file becomes: its name without folders and extension.
pub fn relation_name(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}
