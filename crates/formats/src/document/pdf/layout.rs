//! The text of a PDF page from its content stream (ISO 32000-1, 9): strings by their font, laid out by where they stand.
//!
//! A string below the one before starts a line, one well to its right a space or a tab. Forms inside the page are followed.
//! Text comes in the order in which it is drawn; columns are not untangled. Text drawn invisibly, as scanners add it over
//! the picture, is text. A font that does not say which characters its codes mean has none, and that is counted.

use super::font::{Codes, FONTS_MAX, Font, Fonts, number};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::BTreeMap;

/// Forms inside forms.
const FORMS_DEEP_MAX: usize = 8;
/// Forms drawn on one page.
const FORMS_MAX: usize = 5000;
/// Operators of one page.
const OPERATIONS_MAX: usize = 5_000_000;
/// Saved states of the graphics.
const STATES_MAX: usize = 512;
/// Pictures of one page that are kept to be looked at.
const PICTURES_MAX: usize = 256;
/// Bytes of text of one page.
const TEXT_BYTES_MAX: usize = 16 << 20;

type Matrix = [f64; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `a` first, then `b`.
fn multiply(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// What `q` saves and `Q` brings back.
#[derive(Clone)]
struct State {
    transform: Matrix,
    font: Option<usize>,
    size: f64,
    leading: f64,
    character: f64,
    word: f64,
    scale: f64,
}

/// Where the text before ended.
struct End {
    x: f64,
    y: f64,
    height: f64,
}

/// Text that stands together, at its place on the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub left: f64,
    pub right: f64,
    /// Counted upwards.
    pub base: f64,
    pub height: f64,
    pub text: String,
}

/// How far the next text stands from the one before, along the line and across it, against the height of the letters.
struct Gap {
    along: f64,
    across: f64,
    height: f64,
}

/// The fonts that were loaded, from page to page.
#[derive(Default)]
pub(super) struct Loaded<'a> {
    /// By the place of their dictionary in the document: not every font is an object of its own.
    known: BTreeMap<*const Dictionary, usize>,
    pub(super) fonts: Vec<Font<'a>>,
}

/// The layout of one page.
pub(super) struct Layout<'a> {
    document: &'a Document,
    fonts: &'a Fonts,
    state: State,
    saved: Vec<State>,
    matrix: Matrix,
    line: Matrix,
    moved: bool,
    end: Option<End>,
    operations: usize,
    forms: usize,
    bytes_max: usize,
    /// The fonts of this page and of those before.
    pub(super) loaded: Loaded<'a>,
    /// The text.
    pub(super) out: String,
    /// Where it stands, if that was asked for.
    pub(super) pieces: Option<Vec<Piece>>,
    /// Pictures drawn.
    pub(super) images: u64,
    /// Those that are objects of their own, in the order in which they are drawn.
    pub(super) pictures: Vec<&'a Stream>,
    /// Strings in fonts that do not say what they mean.
    pub(super) unmapped: u64,
    /// Bytes of content, unpacked.
    pub(super) content_bytes: usize,
}

impl<'a> Layout<'a> {
    pub(super) fn new(document: &'a Document, fonts: &'a Fonts, loaded: Loaded<'a>) -> Self {
        Self {
            document,
            fonts,
            loaded,
            state: State { transform: IDENTITY, font: None, size: 1.0, leading: 0.0, character: 0.0, word: 0.0, scale: 1.0 },
            saved: Vec::new(),
            matrix: IDENTITY,
            line: IDENTITY,
            moved: false,
            end: None,
            operations: 0,
            forms: 0,
            bytes_max: 0,
            out: String::new(),
            pieces: None,
            images: 0,
            pictures: Vec::new(),
            unmapped: 0,
            content_bytes: 0,
        }
    }

    /// Lays out a page; an error when its content breaks or is over a cap. What came before stays.
    pub(super) fn page(&mut self, page: ObjectId, bytes_max: usize) -> Result<(), ()> {
        self.bytes_max = bytes_max;
        let Ok(content) = self.document.get_page_content_with_limit(page, bytes_max) else {
            // It was unpacked up to the cap.
            self.content_bytes = bytes_max;
            return Err(());
        };
        let resources = self.resources(page);
        self.run(&content, resources, 0)
    }

    /// The nearest resources of a page.
    fn resources(&self, page: ObjectId) -> Option<&'a Dictionary> {
        let mut node = self.document.get_dictionary(page).ok()?;
        for _ in 0..64 {
            if let Ok(resources) = node.get_deref(b"Resources", self.document).and_then(Object::as_dict) {
                return Some(resources);
            }
            node = node.get_deref(b"Parent", self.document).and_then(Object::as_dict).ok()?;
        }
        None
    }

    fn run(&mut self, content: &[u8], resources: Option<&'a Dictionary>, depth: usize) -> Result<(), ()> {
        self.content_bytes = self.content_bytes.saturating_add(content.len());
        for operation in Content::decode_iter(content) {
            let operation = operation.map_err(|_| ())?;
            self.operations += 1;
            if self.operations > OPERATIONS_MAX || self.out.len() > TEXT_BYTES_MAX {
                return Err(());
            }
            match operation.operator.as_str() {
                "Do" => self.draw(&operation, resources, depth)?,
                "Tf" => self.set_font(&operation, resources),
                _ => self.apply(&operation),
            }
        }
        Ok(())
    }

    /// Draws a picture or a form.
    fn draw(&mut self, operation: &Operation, resources: Option<&'a Dictionary>, depth: usize) -> Result<(), ()> {
        let Some(name) = operation.operands.first().and_then(|o| o.as_name().ok()) else { return Ok(()) };
        let objects = resources.and_then(|r| r.get_deref(b"XObject", self.document).ok()).and_then(|o| o.as_dict().ok());
        let Some(stream) = objects.and_then(|d| d.get_deref(name, self.document).ok()).and_then(|o| o.as_stream().ok()) else { return Ok(()) };
        match stream.dict.get(b"Subtype").and_then(Object::as_name).ok() {
            Some(b"Image") => {
                self.images += 1;
                if self.pictures.len() < PICTURES_MAX {
                    self.pictures.push(stream);
                }
                Ok(())
            }
            Some(b"Form") => {
                self.forms += 1;
                if depth >= FORMS_DEEP_MAX || self.forms > FORMS_MAX {
                    return Err(());
                }
                let left = self.bytes_max.saturating_sub(self.content_bytes);
                let content = match stream.get_plain_content_with_limit(left) {
                    Ok(content) => content,
                    Err(error) => {
                        if matches!(error, lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) {
                            self.content_bytes = self.bytes_max;
                        }
                        return Err(());
                    }
                };
                let own = stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
                let matrix = stream.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array).ok().and_then(|m| self.matrix_of(m));
                let before = self.state.clone();
                let saved = std::mem::take(&mut self.saved);
                let text = (self.matrix, self.line);
                self.state.transform = multiply(&matrix.unwrap_or(IDENTITY), &self.state.transform);
                let outcome = self.run(&content, own.or(resources), depth + 1);
                (self.state, self.saved) = (before, saved);
                (self.matrix, self.line) = text;
                outcome
            }
            _ => Ok(()),
        }
    }

    fn matrix_of(&self, objects: &[Object]) -> Option<Matrix> {
        let mut out = IDENTITY;
        for (index, place) in out.iter_mut().enumerate() {
            *place = number(self.document, objects.get(index)?)?;
        }
        Some(out)
    }

    fn set_font(&mut self, operation: &Operation, resources: Option<&'a Dictionary>) {
        self.state.size = operation.operands.get(1).and_then(|o| number(self.document, o)).unwrap_or(self.state.size);
        let name = operation.operands.first().and_then(|o| o.as_name().ok());
        let fonts = resources.and_then(|r| r.get_deref(b"Font", self.document).ok()).and_then(|o| o.as_dict().ok());
        let object = name.and_then(|n| fonts?.get(n).ok());
        let Some((id, Object::Dictionary(dictionary))) = object.and_then(|o| self.document.dereference(o).ok()) else {
            self.state.font = None;
            return;
        };
        let place: *const Dictionary = std::ptr::from_ref(dictionary);
        if let Some(known) = self.loaded.known.get(&place) {
            self.state.font = Some(*known);
            return;
        }
        if self.loaded.fonts.len() >= FONTS_MAX {
            self.state.font = None;
            return;
        }
        let index = self.loaded.fonts.len();
        self.loaded.fonts.push(self.fonts.font(self.document, dictionary, id));
        self.loaded.known.insert(place, index);
        self.state.font = Some(index);
    }

    fn apply(&mut self, operation: &Operation) {
        let operand = |index: usize| operation.operands.get(index).and_then(|o| o.as_float().ok()).map_or(0.0, f64::from);
        match operation.operator.as_str() {
            "q" if self.saved.len() < STATES_MAX => self.saved.push(self.state.clone()),
            "Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            "cm" => {
                if let Some(matrix) = self.matrix_of(&operation.operands) {
                    self.state.transform = multiply(&matrix, &self.state.transform);
                }
            }
            "BT" => self.place(IDENTITY),
            "Td" => self.step(operand(0), operand(1)),
            "TD" => {
                self.state.leading = -operand(1);
                self.step(operand(0), operand(1));
            }
            "Tm" => {
                if let Some(matrix) = self.matrix_of(&operation.operands) {
                    self.place(matrix);
                }
            }
            "T*" => self.step(0.0, -self.state.leading),
            "TL" => self.state.leading = operand(0),
            "Tc" => self.state.character = operand(0),
            "Tw" => self.state.word = operand(0),
            "Tz" => self.state.scale = operand(0) / 100.0,
            "Tj" => self.show_operand(operation.operands.first()),
            "'" => {
                self.step(0.0, -self.state.leading);
                self.show_operand(operation.operands.first());
            }
            "\"" => {
                (self.state.word, self.state.character) = (operand(0), operand(1));
                self.step(0.0, -self.state.leading);
                self.show_operand(operation.operands.get(2));
            }
            "TJ" => self.show_list(operation),
            // An image inside the content.
            "BI" => self.images += 1,
            _ => {}
        }
    }

    fn place(&mut self, matrix: Matrix) {
        (self.matrix, self.line, self.moved) = (matrix, matrix, true);
    }

    fn step(&mut self, x: f64, y: f64) {
        self.place(multiply(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line));
    }

    fn advance(&mut self, x: f64) {
        self.matrix = multiply(&[1.0, 0.0, 0.0, 1.0, x, 0.0], &self.matrix);
    }

    fn show_operand(&mut self, operand: Option<&Object>) {
        if let Some(Object::String(bytes, _)) = operand {
            self.show(bytes);
        }
    }

    fn show_list(&mut self, operation: &Operation) {
        let Some(Object::Array(parts)) = operation.operands.first() else { return };
        for part in parts {
            match part {
                Object::String(bytes, _) => self.show(bytes),
                other => {
                    let shift = other.as_float().map_or(0.0, f64::from);
                    self.advance(-shift / 1000.0 * self.state.size * self.state.scale);
                    // Where widths are not known a wide gap is a space all the same.
                    self.moved |= shift < -200.0;
                }
            }
        }
    }

    /// Shows a string: its text after what parts it from the text before, then the place moves on.
    fn show(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.and_then(|index| self.loaded.fonts.get(index)) else {
            self.unmapped += u64::from(!bytes.is_empty());
            return;
        };
        let measured = !font.widths.is_empty();
        let (text, width, mapped) = decode(font, bytes, &self.state);
        self.unmapped += u64::from(!mapped && !bytes.is_empty());
        let full = multiply(&self.matrix, &self.state.transform);
        let apart = self.gap(&full);
        if !text.is_empty() {
            self.part(&full, measured);
            self.out.push_str(&text);
        }
        self.advance(width);
        let after = multiply(&self.matrix, &self.state.transform);
        let height = self.state.size.abs() * full[2].hypot(full[3]);
        if !text.is_empty() {
            self.keep_piece(Piece { left: full[4], right: after[4], base: full[5], height, text }, apart.as_ref());
            self.end = Some(End { x: after[4], y: after[5], height });
            self.moved = false;
        }
    }

    /// Keeps text with its place: with the piece before where it goes on from there, else as one of its own.
    fn keep_piece(&mut self, piece: Piece, gap: Option<&Gap>) {
        let Some(pieces) = &mut self.pieces else { return };
        let goes_on = gap.filter(|g| g.across <= 0.45 * g.height && g.along <= 0.9 * g.height && g.along >= -g.height);
        match (goes_on, pieces.last_mut()) {
            (Some(gap), Some(last)) => {
                if gap.along > 0.18 * gap.height && !last.text.ends_with(' ') {
                    last.text.push(' ');
                }
                last.text.push_str(&piece.text);
                last.right = last.right.max(piece.right);
            }
            _ => pieces.push(piece),
        }
    }

    fn gap(&self, full: &Matrix) -> Option<Gap> {
        let end = self.end.as_ref()?;
        let length = full[0].hypot(full[1]);
        let (along_x, along_y) = if length > 0.0 { (full[0] / length, full[1] / length) } else { (1.0, 0.0) };
        let (dx, dy) = (full[4] - end.x, full[5] - end.y);
        let along = dx * along_x + dy * along_y;
        let across = (dy * along_x - dx * along_y).abs();
        let height = end.height.max(self.state.size.abs() * full[2].hypot(full[3]));
        Some(Gap { along, across, height })
    }

    /// A line end, a tab, a space or nothing, by where the next text stands.
    fn part(&mut self, full: &Matrix, measured: bool) {
        let Some(Gap { along, across, height }) = self.gap(full) else { return };
        let sign = if across > 0.45 * height {
            '\n'
        } else if along > 2.0 * height {
            '\t'
        } else if along > 0.18 * height || along < -height || (!measured && self.moved) {
            ' '
        } else {
            return;
        };
        if sign == '\n' && self.out.ends_with([' ', '\t']) {
            self.out.pop();
        }
        if !self.out.is_empty() && (sign == '\n' || !self.out.ends_with([' ', '\t', '\n'])) {
            self.out.push(sign);
        }
    }
}

/// Text of a string, its advance, and whether its font says what it means.
fn decode(font: &Font<'_>, bytes: &[u8], state: &State) -> (String, f64, bool) {
    let pair = !matches!(font.codes, Codes::Bytes(_));
    let mut text = String::new();
    let mut width = 0.0;
    for code in bytes.chunks(if pair { 2 } else { 1 }) {
        let value = code.iter().fold(0u16, |n, b| n << 8 | u16::from(*b));
        let spacing = state.character + if !pair && value == 32 { state.word } else { 0.0 };
        let glyph = font.widths.get(&value).copied().unwrap_or(font.usual);
        width += (glyph / 1000.0 * state.size + spacing) * state.scale;
        match &font.codes {
            Codes::Bytes(table) => text.push_str(table.get(usize::from(value)).map_or("", String::as_str)),
            Codes::Pairs(map) => text.push_str(&Document::decode_text(map, code).unwrap_or_default().replace('\u{fffd}', "")),
            Codes::Named(_) | Codes::Unknown => {}
        }
    }
    if let Codes::Named(encoding) = &font.codes {
        text = Document::decode_text(encoding, bytes).unwrap_or_default();
    }
    let mapped = !text.is_empty();
    (text, width, mapped)
}
