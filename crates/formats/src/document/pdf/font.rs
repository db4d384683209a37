//! The fonts of a PDF, as far as text needs them: which characters their codes mean and how far each moves on.
//!
//! A font's own table from codes to characters (`ToUnicode`) goes before its named encoding. Glyph programs are not read.

use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};
use std::collections::BTreeMap;

/// Fonts of one document.
pub(super) const FONTS_MAX: usize = 5000;
/// Bytes of one table from codes to characters, unpacked.
const MAP_BYTES_MAX: usize = 4 << 20;
/// Widths of one font.
const WIDTHS_MAX: usize = 200_000;

/// How the codes of a font become characters.
pub(super) enum Codes<'a> {
    /// One byte a character.
    Bytes(Vec<String>),
    /// Two bytes a character, by the font's own table.
    Pairs(Encoding<'a>),
    /// A named encoding of many bytes.
    Named(Encoding<'a>),
    /// The font does not say.
    Unknown,
}

/// One font.
pub(super) struct Font<'a> {
    pub(super) codes: Codes<'a>,
    /// Advance of each code in thousandths of the size; empty when the font does not say.
    pub(super) widths: BTreeMap<u16, f64>,
    /// Advance of the codes without one.
    pub(super) usual: f64,
}

/// The fonts of a document, and a copy of each without its `Encoding`.
pub(super) struct Fonts {
    plain: BTreeMap<ObjectId, Dictionary>,
}

impl Fonts {
    /// Fonts with a table from codes to characters: the table goes before the named encoding.
    pub(super) fn of(document: &Document, stream_bytes_max: usize) -> Self {
        let mut plain = BTreeMap::new();
        for (id, object) in &document.objects {
            let Object::Dictionary(dictionary) = object else { continue };
            let mapped = dictionary.get_deref(b"ToUnicode", document).and_then(Object::as_stream).is_ok_and(|s| s.content.len() <= stream_bytes_max);
            if mapped && plain.len() < FONTS_MAX {
                let mut copy = dictionary.clone();
                copy.remove(b"Encoding");
                copy.set("Type", "Font");
                plain.insert(*id, copy);
            }
        }
        Self { plain }
    }

    pub(super) fn font<'a>(&'a self, document: &'a Document, dictionary: &'a Dictionary, id: Option<ObjectId>) -> Font<'a> {
        let composite = dictionary.get(b"Subtype").and_then(Object::as_name).ok() == Some(&b"Type0"[..]);
        let map = id.and_then(|id| self.plain.get(&id)).and_then(|d| d.get_font_encoding_with_limit(document, MAP_BYTES_MAX).ok());
        let map = map.filter(|m| matches!(m, Encoding::UnicodeMapEncoding(_)));
        if composite {
            let codes = match map {
                Some(map) => Codes::Pairs(map),
                None => match dictionary.get_font_encoding_with_limit(document, MAP_BYTES_MAX) {
                    Ok(named @ Encoding::SimpleEncoding(_)) => Codes::Named(named),
                    _ => Codes::Unknown,
                },
            };
            let (widths, usual) = composite_widths(document, dictionary);
            return Font { codes, widths, usual };
        }
        let mut table = own_table(document, dictionary);
        if let Some(map) = &map {
            for (byte, text) in (0..=255u8).zip(table.iter_mut()) {
                let mapped = Document::decode_text(map, &[byte]).unwrap_or_default();
                if !mapped.is_empty() && !mapped.contains('\u{fffd}') {
                    *text = mapped;
                }
            }
        }
        Font { codes: Codes::Bytes(table), widths: simple_widths(document, dictionary), usual: 500.0 }
    }
}

fn table_of(encoding: &Encoding<'_>) -> Vec<String> {
    (0..=255u8).map(|byte| Document::decode_text(encoding, &[byte]).unwrap_or_default()).collect()
}

/// What the bytes of a simple font mean by its own encoding.
fn own_table(document: &Document, font: &Dictionary) -> Vec<String> {
    let usual = Encoding::SimpleEncoding(b"WinAnsiEncoding");
    let named = font.get_font_encoding_with_limit(document, MAP_BYTES_MAX).unwrap_or(usual);
    let mut table = table_of(&named);
    let encoding = font.get_deref(b"Encoding", document).and_then(Object::as_dict).ok();
    let differences = encoding.and_then(|e| e.get_deref(b"Differences", document).ok()).and_then(|o| o.as_array().ok());
    // One name that the library does not know makes it forget all of them.
    if let Some(differences) = differences.filter(|_| !matches!(named, Encoding::Differences(_))) {
        let mut code = 0usize;
        for object in differences {
            match object {
                Object::Integer(number) => code = usize::try_from(*number).unwrap_or(256),
                Object::Name(name) => {
                    if let Some(place) = table.get_mut(code) {
                        *place = glyph(document, name);
                    }
                    code = code.saturating_add(1);
                }
                _ => {}
            }
        }
    }
    table
}

/// The character of a glyph name; empty when the name is of no known character.
fn glyph(document: &Document, name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    let number = text.strip_prefix("uni").filter(|h| h.len() == 4).or_else(|| text.strip_prefix('u').filter(|h| (4..=6).contains(&h.len())));
    if let Some(c) = number.and_then(|h| u32::from_str_radix(h, 16).ok()).and_then(char::from_u32) {
        return c.to_string();
    }
    let (mut encoding, mut font) = (Dictionary::new(), Dictionary::new());
    encoding.set("Differences", vec![Object::Integer(65), Object::Name(name.to_vec())]);
    font.set("Type", "Font");
    font.set("Encoding", encoding);
    match font.get_font_encoding_with_limit(document, MAP_BYTES_MAX) {
        Ok(known @ Encoding::Differences(_)) => Document::decode_text(&known, b"A").unwrap_or_default(),
        _ => String::new(),
    }
}

pub(super) fn number(document: &Document, object: &Object) -> Option<f64> {
    document.dereference(object).ok()?.1.as_float().ok().map(f64::from)
}

fn simple_widths(document: &Document, font: &Dictionary) -> BTreeMap<u16, f64> {
    let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
    let Ok(list) = font.get_deref(b"Widths", document).and_then(Object::as_array) else { return BTreeMap::new() };
    // Glyphs of a Type 3 font are measured by its own matrix.
    let matrix = font.get_deref(b"FontMatrix", document).and_then(Object::as_array).ok();
    let scale = matrix.and_then(|m| number(document, m.first()?)).map_or(1.0, |a| a * 1000.0);
    let code = |index: usize| u16::try_from(first.checked_add(i64::try_from(index).ok()?)?).ok();
    list.iter().take(256).enumerate().filter_map(|(i, w)| Some((code(i)?, number(document, w)? * scale))).collect()
}

/// `/W` of the descendant font: `c [w1 w2 ...]` and `first last w`.
fn composite_widths(document: &Document, font: &Dictionary) -> (BTreeMap<u16, f64>, f64) {
    let mut out = BTreeMap::new();
    let descendants = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array).ok();
    let descendant = descendants.and_then(|d| document.dereference(d.first()?).ok()?.1.as_dict().ok());
    let Some(descendant) = descendant else { return (out, 1000.0) };
    let usual = descendant.get(b"DW").ok().and_then(|w| number(document, w)).unwrap_or(1000.0);
    let Ok(list) = descendant.get_deref(b"W", document).and_then(Object::as_array) else { return (out, usual) };
    // Ranges may overlap: what is put in is bounded, not only what stays.
    let (mut at, mut left) = (0, WIDTHS_MAX);
    while let (Some(first), Some(second)) = (list.get(at).and_then(|o| number(document, o)), list.get(at + 1)) {
        if let Ok((_, Object::Array(widths))) = document.dereference(second) {
            for (index, width) in widths.iter().enumerate() {
                left = left.saturating_sub(1);
                if let Some(width) = number(document, width).filter(|_| left > 0) {
                    out.insert((first as u16).saturating_add(u16::try_from(index).unwrap_or(u16::MAX)), width);
                }
            }
            at += 2;
        } else {
            let (last, width) = (number(document, second).unwrap_or(first), list.get(at + 2).and_then(|o| number(document, o)).unwrap_or(usual));
            for code in (first as u16..=last as u16).take(left) {
                left -= 1;
                out.insert(code, width);
            }
            at += 3;
        }
    }
    (out, usual)
}
