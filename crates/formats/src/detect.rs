//! Which format an artifact has, by its content; the name breaks ties only.

/// Format of an artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Delimited text with a header.
    Csv,
    /// HL7 v2 messages, batches and files.
    Hl7v2,
    /// A FHIR resource or Bundle as JSON.
    FhirJson,
    /// FHIR resources, one a line.
    FhirNdjson,
    /// Clinical document.
    Ccda,
    /// Other XML.
    Xml,
    /// JSON that is not FHIR.
    Json,
    /// PDF.
    Pdf,
    /// PNG, JPEG, TIFF, DICOM.
    Image,
    /// ZIP, GZIP.
    Archive,
    /// X12 interchange.
    X12,
    /// Rich text.
    Rtf,
    /// Text without structure.
    Text,
    /// Zero bytes.
    Empty,
    /// Unknown bytes.
    Binary,
}

impl Format {
    const ALL: [Format; 15] = [
        Format::Csv, Format::Hl7v2, Format::FhirJson, Format::FhirNdjson, Format::Ccda, Format::Xml, Format::Json, Format::Pdf,
        Format::Image, Format::Archive, Format::X12, Format::Rtf, Format::Text, Format::Empty, Format::Binary,
    ];

    /// The word on the command line and on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Hl7v2 => "HL7 v2",
            Self::FhirJson => "FHIR JSON",
            Self::FhirNdjson => "FHIR NDJSON",
            Self::Ccda => "C-CDA",
            Self::Xml => "XML",
            Self::Json => "JSON",
            Self::Pdf => "PDF",
            Self::Image => "image",
            Self::Archive => "archive",
            Self::X12 => "X12",
            Self::Rtf => "RTF",
            Self::Text => "text",
            Self::Empty => "empty",
            Self::Binary => "binary",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.word() == word)
    }

    /// Whether a reader exists.
    pub fn is_read(self) -> bool {
        matches!(self, Self::Csv | Self::Hl7v2 | Self::FhirJson | Self::FhirNdjson)
    }
}

/// Tells the format from the first bytes (64 KiB are plenty) and, where content is silent, from the name.
pub fn detect(head: &[u8], name: &str) -> Format {
    if head.is_empty() {
        return Format::Empty;
    }
    let magic: [(&[u8], Format); 12] = [
        (b"%PDF-", Format::Pdf),
        (b"PK\x03\x04", Format::Archive),
        (b"\x1f\x8b", Format::Archive),
        (b"\xfd7zXZ", Format::Archive),
        (b"\x89PNG", Format::Image),
        (b"\xff\xd8\xff", Format::Image),
        (b"II*\0", Format::Image),
        (b"MM\0*", Format::Image),
        (b"{\\rtf", Format::Rtf),
        (b"ISA*", Format::X12),
        (b"SQLite format 3\0", Format::Binary),
        (b"PAR1", Format::Binary),
    ];
    if let Some((_, format)) = magic.iter().find(|(m, _)| head.starts_with(m)) {
        return *format;
    }
    if head.len() > 132 && &head[128..132] == b"DICM" {
        return Format::Image;
    }
    let text = crate::text::decode_head(head);
    let Some(text) = text else { return Format::Binary };
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\u{b}', '\u{1c}']);
    let is_segment = |s: &str| {
        ["MSH", "FHS", "BHS"].iter().any(|n| {
            s.strip_prefix(n).and_then(|r| r.chars().next()).is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace())
        })
    };
    // Some feeds open with a log line or a stray segment; a message header at the start of any early line tells.
    if is_segment(start) || (text.split(['\r', '\n']).take(20).any(is_segment) && !start.starts_with(['{', '<'])) {
        return Format::Hl7v2;
    }
    if start.starts_with('<') {
        return if start.contains("ClinicalDocument") { Format::Ccda } else { Format::Xml };
    }
    if start.starts_with(['{', '[']) {
        return detect_json(start, name);
    }
    if start.is_empty() {
        return Format::Text;
    }
    let extension = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let first_line = start.lines().next().unwrap_or("");
    let delimited = [',', ';', '\t', '|'].iter().any(|d| first_line.contains(*d));
    match extension.as_str() {
        "csv" | "tsv" | "psv" => Format::Csv,
        "json" | "ndjson" => Format::Json,
        "md" | "sql" | "html" | "log" | "rst" => Format::Text,
        _ if delimited && crate::csv::looks_delimited(start) => Format::Csv,
        _ => Format::Text,
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
pub fn relation_name(path: &str) -> String {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_string()
}
