//! Where the records of a message stand: which segments say one thing together, and what it is.

use super::message::{Message, Segment};

/// A record in its message.
pub(super) struct Place {
    pub kind: &'static str,
    pub span: (usize, usize),
    pub core: usize,
}

/// Segments that open a group of their own: nothing before them reaches beyond.
const OPENING: [&str; 22] = [
    "PID", "PV1", "ORC", "OBR", "RXA", "RXE", "RXO", "RXD", "RXG", "PRB", "GOL", "FT1", "TXA", "SCH", "AL1", "IAM", "DG1", "PR1", "IN1", "GT1", "MRG", "CON",
];
/// Sections whose results are lines of text (table 0074).
const NARRATIVE: [&str; 8] = ["RAD", "RUS", "CT", "NMR", "NMS", "RX", "VUS", "PAT"];
/// LOINC codes of notes and reports.
const REPORTS: [&str; 22] = [
    "11506-3", "18842-5", "34117-2", "11488-4", "28570-0", "11504-8", "18748-4", "34133-9", "11502-2", "34109-9", "47045-0", "11526-1", "60591-5", "34746-8",
    "34111-5", "57133-1", "51845-6", "68604-8", "18725-2", "18782-3", "59268-3", "11490-0",
];
/// Types of a result that are text.
const TEXTS: [&str; 4] = ["TX", "FT", "ST", ""];

/// The number of the patient whom a segment is about: of the PID before it, else of the first.
pub(super) fn patient(message: &Message, at: usize) -> &str {
    let before = message.segments.get(..=at).unwrap_or_default().iter().rev().find(|s| s.name == "PID");
    before.map_or_else(|| message.patient(), Segment::person)
}

/// By what a record is the same as another of its patient.
pub(super) fn sameness(message: &Message, place: &Place) -> String {
    let text = |segment: &Segment| {
        let fields: Vec<&str> = segment.fields.iter().map(String::as_str).skip(1).collect();
        format!("{}|{}", segment.name, fields.join("|").trim_end_matches('|'))
    };
    let own = message.segments.get(place.core).map(text).unwrap_or_default();
    // The order of a result says when it was.
    let above = message.segments.get(..place.core).unwrap_or_default().iter().rev().find(|s| matches!(s.name.as_str(), "OBR" | "RXA" | "PID"));
    let order = above.filter(|s| place.kind == "result" && s.name == "OBR").map(|s| format!("{}|{}", s.field(4), s.field(7))).unwrap_or_default();
    let whole = match place.kind {
        "message" => snapshot(message),
        "appointment" => message.segments.first().map(Segment::text).unwrap_or_default(),
        _ => String::new(),
    };
    let own = if place.kind == "message" { String::new() } else { own };
    format!("{}\u{1f}{}\u{1f}{own}\u{1f}{order}\u{1f}{whole}", patient(message, place.core), place.kind)
}

/// What a message says, whenever and by whom it was sent. A visit that goes on is told again by every update of it.
fn snapshot(message: &Message) -> String {
    let event = if matches!(message.event(), "A01" | "A04" | "A08") { "" } else { message.event() };
    let said = message.segments.iter().filter(|s| !matches!(s.name.as_str(), "MSH" | "EVN")).map(Segment::text);
    std::iter::once(event.to_string()).chain(said).collect::<Vec<_>>().join("\r")
}

/// Every record of a message.
pub(super) fn records(message: &Message) -> Vec<Place> {
    let mut found = Vec::new();
    if message.patient().is_empty() {
        return found;
    }
    let last = message.segments.len().saturating_sub(1);
    if message.code() == "SIU" && message.segments.iter().filter(|s| s.name == "SCH").count() == 1 {
        let core = message.segments.iter().position(|s| s.name == "SCH").unwrap_or(0);
        found.push(Place { kind: "appointment", span: (0, last), core });
    } else if says_more(message) {
        found.push(Place { kind: "message", span: (0, last), core: 0 });
    }
    for (at, segment) in message.segments.iter().enumerate() {
        simple(message, at, segment, &mut found);
        match segment.name.as_str() {
            "OBR" => ordered(message, at, &mut found),
            "OBX" => result(message, at, segment, &mut found),
            "TXA" => transcribed(message, at, &mut found),
            _ => {}
        }
    }
    found
}

/// Whether a message says anything but who the patient is.
fn says_more(message: &Message) -> bool {
    message.segments.iter().any(|s| matches!(s.name.as_str(), "PV1" | "AL1" | "IAM" | "DG1" | "PRB" | "PR1" | "OBR" | "RXA" | "RXE" | "RXO" | "TXA" | "FT1" | "IN1"))
}

/// The last segment of those right behind one that have one of the names.
fn followed(message: &Message, at: usize, names: &[&str]) -> usize {
    let behind = message.segments.get(at + 1..).unwrap_or_default().iter();
    at + behind.take_while(|s| names.contains(&s.name.as_str())).count()
}

/// The last segment before the next that opens a group.
fn until(message: &Message, at: usize, beside: &[&str]) -> usize {
    let opens = |s: &Segment| OPENING.contains(&s.name.as_str()) && !beside.contains(&s.name.as_str());
    at + message.segments.get(at + 1..).unwrap_or_default().iter().take_while(|s| !opens(s)).count()
}

/// Segments with what hangs on them.
fn simple(message: &Message, at: usize, segment: &Segment, found: &mut Vec<Place>) {
    let vaccines = message.code() == "VXU";
    let (kind, last) = match segment.name.as_str() {
        "PID" => ("patient", followed(message, at, &["PD1", "NK1", "ARV"])),
        "PD1" if matches!(segment.field(7), "Y" | "N" | "F" | "I") && !segment.has(15) => ("will", at),
        "CON" if segment.part(2, 2).to_lowercase().contains("directive") || segment.part(2, 1) == "42348-3" => ("directive", at),
        "MRG" if segment.has(1) && segment.part(1, 1) != patient(message, at) => ("merge", at),
        "PV1" if segment.field(2) != "N" || segment.has(19) || segment.has(44) => ("visit", followed(message, at, &["PV2"])),
        "AL1" | "IAM" if segment.has(3) => (if denies(segment) { "none known" } else { "allergy" }, followed(message, at, &["NTE"])),
        "DG1" if segment.has(3) => ("diagnosis", followed(message, at, &["NTE"])),
        "PRB" if segment.has(3) => ("problem", followed(message, at, &["NTE", "VAR"])),
        "PR1" if segment.has(3) => ("procedure", followed(message, at, &["NTE"])),
        "IN1" => ("coverage", followed(message, at, &["IN2", "IN3"])),
        "FT1" if segment.field(6) == "PY" => ("payment", followed(message, at, &["NTE"])),
        "FT1" => ("charge", followed(message, at, &["NTE"])),
        "RXE" if segment.has(2) => return drug(message, at, found),
        "RXO" if segment.has(1) && !beside(message, at, "RXE") => return drug(message, at, found),
        "RXA" if vaccines && segment.has(5) && segment.part(5, 1) != "998" => {
            let first = opened(message, at);
            return found.push(Place { kind: "immunization", span: (first, until(message, at, &[])), core: at });
        }
        "RXA" if message.code() == "RAS" && segment.has(3) && segment.has(5) => {
            let first = opened(message, at);
            let is_ordered = message.segments.get(first..at).unwrap_or_default().iter().any(|s| matches!(s.name.as_str(), "RXE" | "RXO"));
            if !is_ordered {
                found.push(Place { kind: "dose", span: (first, until(message, at, &[])), core: at });
            }
            return;
        }
        _ => return,
    };
    found.push(Place { kind, span: (at, last), core: at });
}

/// Whether a segment of allergies says that none is known.
fn denies(segment: &Segment) -> bool {
    let (code, words) = (segment.part(3, 1).to_uppercase(), segment.part(3, 2).to_uppercase());
    let short = |text: &str| matches!(text, "NKA" | "NKDA" | "NKFA");
    matches!(code.as_str(), "716186003" | "409137002" | "428607008" | "429625007" | "428197003") || short(&code) || short(&words) || words.starts_with("NO KNOWN") || code.starts_with("NO KNOWN")
}

/// The ORC right before an order's detail, with what stands between them, else the detail itself.
fn opened(message: &Message, at: usize) -> usize {
    let before = message.segments.get(..at).unwrap_or_default();
    let between = before.iter().rev().take_while(|s| matches!(s.name.as_str(), "TQ1" | "TQ2" | "RXO" | "RXR" | "RXC" | "NTE" | "PRT")).count();
    let orc = at.checked_sub(between + 1).filter(|orc| before.get(*orc).is_some_and(|s| s.name == "ORC"));
    orc.unwrap_or(at)
}

/// Whether the order of a segment has one of another name.
fn beside(message: &Message, at: usize, name: &str) -> bool {
    message.segments.get(at + 1..).unwrap_or_default().iter().take_while(|s| !matches!(s.name.as_str(), "ORC" | "PID")).any(|s| s.name == name)
}

fn drug(message: &Message, at: usize, found: &mut Vec<Place>) {
    let span = (opened(message, at), until(message, at, &["RXE", "RXD", "RXG", "RXA"]));
    found.push(Place { kind: "medication", span, core: at });
}

/// The results of an order, by their place.
fn results(message: &Message, obr: usize) -> Vec<usize> {
    (obr + 1..=until(message, obr, &[])).filter(|at| message.segments.get(*at).is_some_and(|s| s.name == "OBX")).collect()
}

/// Whether the results of an order are the lines of one report.
fn is_report(message: &Message, obr: usize) -> bool {
    let Some(order) = message.segments.get(obr) else { return false };
    let lines: Vec<&Segment> = results(message, obr).into_iter().filter_map(|at| message.segments.get(at)).collect();
    let texts = lines.iter().all(|s| TEXTS.contains(&s.field(2)) || matches!(s.field(2), "ED" | "RP"));
    let worded = lines.iter().any(|s| matches!(s.field(2), "TX" | "FT"));
    let coded = REPORTS.contains(&order.part(4, 1)) || lines.iter().any(|s| REPORTS.contains(&s.part(3, 1)));
    message.code() == "ORU" && texts && worded && (NARRATIVE.contains(&order.field(24)) || coded)
}

fn ordered(message: &Message, at: usize, found: &mut Vec<Place>) {
    if !message.segments.get(at).is_some_and(|s| s.has(4)) {
        return;
    }
    let (span, lines) = ((opened(message, at), until(message, at, &[])), results(message, at));
    found.push(Place { kind: "order", span, core: at });
    if lines.len() > 1 && !is_report(message, at) {
        found.push(Place { kind: "panel", span, core: at });
    }
    if let (true, Some(first), Some(last)) = (is_report(message, at), lines.first(), lines.last()) {
        found.push(Place { kind: "note", span: (*first, *last), core: *first });
    }
}

/// A result that is a statement of its own.
fn result(message: &Message, at: usize, segment: &Segment, found: &mut Vec<Place>) {
    let above = (0..at).rev().find(|i| message.segments.get(*i).is_some_and(|s| matches!(s.name.as_str(), "OBR" | "RXA" | "TXA" | "PRB" | "PV1" | "PID" | "RXE" | "RXO" | "SCH" | "ORC" | "FT1")));
    let governs = |name: &str| above.and_then(|i| message.segments.get(i)).is_some_and(|s| s.name == name);
    let line = governs("TXA") || matches!(segment.field(2), "ED" | "RP");
    let number = governs("RXA") && segment.part(3, 1) == "30973-2";
    let report = governs("OBR") && above.is_some_and(|obr| is_report(message, obr));
    if segment.has(3) && !line && !number && !report && (segment.has(5) || segment.field(5) == "\"\"" || segment.field(11) == "N") {
        found.push(Place { kind: "result", span: (at, followed(message, at, &["NTE"])), core: at });
    }
}

fn transcribed(message: &Message, at: usize, found: &mut Vec<Place>) {
    let last = until(message, at, &[]);
    let lines = message.segments.get(at..=last).unwrap_or_default();
    let kind = if lines.iter().any(|s| s.name == "OBX" && TEXTS.contains(&s.field(2)) && s.has(5)) { "note" } else { "document" };
    found.push(Place { kind, span: (at, last), core: at });
}
