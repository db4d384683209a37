//! Files inside HL7 v2 messages: encapsulated data (ED, chapter 2A), text lines that are base64 of a file, and pointers (RP).
//!
//! The encoding of ED is the component that says `Base64`, `Hex` or `A`, wherever a sender put it, and the data stands
//! behind it. A document that is spread over several OBX or repetitions is one: a piece goes on with the file before it when
//! both answer the same question, the file begins as one of a known kind, its base64 is not closed, and the piece begins no
//! file itself.

use super::{EachEmbedded, Embedded, Packing, Pointer, Stated};
use crate::hl7v2::{Message, Segment};
use std::borrow::Cow;
use std::ops::ControlFlow;

/// Signs without a blank from which on a line of text can be a file.
const TEXT_SIGNS_MIN: usize = 64;

/// One stretch of packed text.
struct Piece<'s> {
    repetition: usize,
    media_type: String,
    packing: Packing,
    data: Cow<'s, str>,
    /// It says nothing of itself and may go on with whatever is before it.
    bare: bool,
    /// A line of text, which is a file only when it begins one or goes on with one.
    text: bool,
}

/// A file while its pieces are put together.
struct Open<'s> {
    file: Embedded<'s>,
    /// OBX-3, which its pieces share.
    question: String,
    /// It begins as a file of a known kind.
    begun: bool,
    /// Its last sign so far ends base64.
    closed: bool,
}

impl Open<'_> {
    fn goes_on(&self, question: &str, piece: &Piece<'_>) -> bool {
        let fits = self.question == question && self.begun && !self.closed && (piece.bare || piece.packing == self.file.packing);
        fits && piece.packing != Packing::Plain && !piece.data.is_empty() && !piece.packing.begins_a_file(&piece.data)
    }

    fn add(&mut self, data: &str) {
        // Each piece is looked at once: the file so far may be long, and its pieces many.
        self.closed = is_closed(data);
        self.file.data.to_mut().push_str(data);
    }
}

/// Whether base64 ends here. The end of a piece of nothing but white space says nothing.
fn is_closed(data: &str) -> bool {
    data.trim_end().ends_with('=')
}

pub(super) fn embedded(message: &Message<'_>, each: &mut EachEmbedded<'_>) -> ControlFlow<()> {
    let mut open: Option<Open<'_>> = None;
    for (index, segment) in message.segments.iter().enumerate() {
        if segment.name == "NTE" {
            continue;
        }
        let pieces = if segment.name == "OBX" { pieces(message, segment, open.is_some()) } else { Vec::new() };
        if pieces.is_empty() {
            close(&mut open, each)?;
        }
        for piece in pieces {
            let question = message.whole(segment, 3, 1, 0).unwrap_or_default();
            match open.as_mut().filter(|open| open.goes_on(&question, &piece)) {
                Some(open) => open.add(&piece.data),
                None => {
                    close(&mut open, each)?;
                    if piece.text && !piece.packing.begins_a_file(&piece.data) {
                        continue;
                    }
                    open = Some(begin(message, (index, segment), piece, question.into_owned()));
                }
            }
        }
    }
    close(&mut open, each)
}

fn close(open: &mut Option<Open<'_>>, each: &mut EachEmbedded<'_>) -> ControlFlow<()> {
    match open.take() {
        Some(open) => each(open.file),
        None => ControlFlow::Continue(()),
    }
}

fn begin<'s>(message: &Message<'s>, (index, segment): (usize, &Segment<'s>), piece: Piece<'s>, question: String) -> Open<'s> {
    let place = field(piece.repetition);
    let stated = Stated { line: segment.line, place: place.clone(), patient: patient(message, index), media_type: piece.media_type, ..Stated::default() };
    let (begun, closed) = (piece.packing.begins_a_file(&piece.data), is_closed(&piece.data));
    let file = Embedded { stem: format!("{}-{place}", segment.line), byte: message.byte, stated, packing: piece.packing, data: piece.data };
    Open { file, question, begun, closed }
}

fn field(repetition: usize) -> String {
    if repetition > 1 { format!("OBX-5[{repetition}]") } else { "OBX-5".into() }
}

/// The packed text of an OBX. Text lines hold some only when they are nothing else.
fn pieces<'s>(message: &Message<'_>, segment: &Segment<'s>, going_on: bool) -> Vec<Piece<'s>> {
    let repetitions = || (1..).zip(message.raw_repetitions(segment, 5));
    match message.at(segment, 2, 1, 1, 1).as_deref() {
        Some("ED") => repetitions().filter_map(|(r, raw)| encapsulated(message, r, raw)).collect(),
        Some("TX" | "FT" | "ST") if going_on || message.whole(segment, 5, 1, 0).is_some_and(|text| text.len() >= TEXT_SIGNS_MIN) => {
            let found: Vec<Piece<'s>> = repetitions().map_while(|(r, raw)| line(message, r, raw)).collect();
            // A word of sixty-four letters is no file: the first line has to begin one, unless one is open.
            if going_on || found.first().is_some_and(|p| p.packing.begins_a_file(&p.data)) { found } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}

/// One repetition of ED: source, type, subtype, encoding, data.
fn encapsulated<'s>(message: &Message<'_>, repetition: usize, raw: &'s str) -> Option<Piece<'s>> {
    let component = |n: usize| message.part(raw, n);
    let encoding = (1..=4).find_map(|n| Some((n, packing(component(n)?.trim(), n)?)));
    let whole = component(0)?;
    if encoding.is_none() && component(2).is_none() && component(5).is_none() {
        return Some(Piece { repetition, media_type: String::new(), packing: Packing::Base64, data: whole, bare: true, text: false });
    }
    let (at, packing) = encoding.unwrap_or((4, Packing::Base64));
    let data = component(at + 1).unwrap_or_default();
    // Text as it stands is the text of a note, unless it is the source of a document.
    if packing == Packing::Plain && !packing.begins_a_file(&data) {
        return None;
    }
    // The type stands where the standard has it, else right before the encoding.
    let before = |n: usize| if n < at { component(n) } else { None };
    let kind = if at == 4 { component(2) } else { before(2).or_else(|| before(1)) };
    let media_type = media_type(kind.as_deref(), before(3).as_deref());
    Some(Piece { repetition, media_type, packing, data, bare: false, text: false })
}

fn packing(word: &str, component: usize) -> Option<Packing> {
    match word {
        _ if word.eq_ignore_ascii_case("base64") => Some(Packing::Base64),
        _ if word.eq_ignore_ascii_case("hex") => Some(Packing::Hex),
        "A" if component == 4 => Some(Packing::Plain),
        _ => None,
    }
}

/// Table 0191 and what senders write instead, as a media type.
fn media_type(kind: Option<&str>, subtype: Option<&str>) -> String {
    let kind = kind.unwrap_or("").trim().to_ascii_lowercase();
    let main = match kind.as_str() {
        "ap" => "application",
        "im" => "image",
        "au" => "audio",
        "ft" | "text" => "text",
        other => other,
    };
    match (main, subtype.map(|s| s.trim().to_ascii_lowercase()).filter(|s| !s.is_empty())) {
        ("text", None) => "text/plain".into(),
        (main, None) => main.into(),
        (main, Some(subtype)) if main.is_empty() || subtype.contains('/') => subtype,
        (main, Some(subtype)) => format!("{main}/{subtype}"),
    }
}

/// A line of text that is base64 from end to end.
fn line<'s>(message: &Message<'_>, repetition: usize, raw: &'s str) -> Option<Piece<'s>> {
    let data = message.part(raw, 0)?;
    let packed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let near = data.as_bytes().get(..TEXT_SIGNS_MIN).is_some_and(|head| head.iter().all(|b| packed(*b)));
    let short_end = data.len() < TEXT_SIGNS_MIN;
    let all = (near || short_end) && data.bytes().all(|b| packed(b) || b.is_ascii_whitespace());
    all.then(|| Piece { repetition, media_type: String::new(), packing: Packing::Base64, data, bare: true, text: true })
}

/// The key of the patient as the reading takes it.
fn patient(message: &Message<'_>, index: usize) -> String {
    message.pid(index).map(|pid| message.patient(pid)).unwrap_or_default()
}

/// Files that RP names.
pub(super) fn pointers(message: &Message<'_>, each: &mut dyn FnMut(Pointer)) {
    for (index, segment) in message.segments.iter().enumerate().filter(|(_, s)| s.name == "OBX") {
        if message.at(segment, 2, 1, 1, 1).as_deref() != Some("RP") {
            continue;
        }
        let patient = patient(message, index);
        let values = message.raw_repetitions(segment, 5).filter_map(|raw| message.part(raw, 1)).filter(|value| !value.trim().is_empty());
        for value in values {
            let (value, patient) = (value.trim().to_string(), patient.clone());
            each(Pointer { relation: "hl7.OBX".into(), field: "OBX-5.1".into(), line: segment.line, value, patient, ..Pointer::default() });
        }
    }
}
