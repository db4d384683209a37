//! Pages to draw on: where the pen is, when a page is full, and the operators of a content stream (ISO 32000, 8 and 9).
//!
//! Heights are measured in points from the top; the pen only moves down. Text is wrapped by the real widths of the font.

use super::font::Font;
use std::fmt::Write as _;

/// US Letter.
pub(super) const WIDTH: f32 = 612.0;
/// US Letter.
pub(super) const HEIGHT: f32 = 792.0;
/// Blank at both sides.
pub(super) const MARGIN: f32 = 50.0;
/// Room for words.
pub(super) const INNER: f32 = WIDTH - 2.0 * MARGIN;
const TOP: f32 = 54.0;
const BOTTOM: f32 = HEIGHT - 58.0;

/// A colour: red, green, blue from 0 to 1.
pub(super) type Ink = (f32, f32, f32);
/// Words.
pub(super) const INK: Ink = (0.086, 0.125, 0.165);
/// Words of less weight.
pub(super) const QUIET: Ink = (0.29, 0.34, 0.39);
/// Harm.
pub(super) const ALARM: Ink = (0.69, 0.122, 0.122);
/// Bars and the kicker.
pub(super) const ACCENT: Ink = (0.106, 0.388, 0.839);
/// Fine lines.
pub(super) const LINE: Ink = (0.80, 0.83, 0.86);

/// What ends a part of a long name, such as a path of elements.
const PART_ENDS: &[u8] = b"-./_:,;]";

/// How words are set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub font: Font,
    pub size: f32,
    pub ink: Ink,
}

impl Style {
    /// From one line to the next.
    pub(super) fn leading(self) -> f32 {
        self.size * 1.36
    }

    /// How wide a text is.
    pub(super) fn width(self, text: &[u8]) -> f32 {
        self.font.width(text, self.size)
    }

    /// A text in lines of a width, broken at blanks, and inside a word only where it has no room otherwise.
    pub(super) fn wrap(self, text: &[u8], width: f32) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        let mut line: Vec<u8> = Vec::new();
        for word in text.split(|byte| *byte == b' ').filter(|word| !word.is_empty()) {
            let mut longer = line.clone();
            if !longer.is_empty() {
                longer.push(b' ');
            }
            longer.extend_from_slice(word);
            if self.width(&longer) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = self.broken(word, width, &mut lines);
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// The end of a word whose beginnings filled lines of their own: it is broken between its parts, and within one only where that is as long as a
    /// line.
    fn broken(self, word: &[u8], width: f32, lines: &mut Vec<Vec<u8>>) -> Vec<u8> {
        let mut rest: Vec<u8> = Vec::new();
        for byte in word {
            rest.push(*byte);
            while rest.len() > 1 && self.width(&rest) > width {
                let fits = rest.len() - 1;
                let part = rest.iter().take(fits).rposition(|byte| PART_ENDS.contains(byte));
                let next = rest.split_off(part.map_or(fits, |at| at + 1));
                lines.push(std::mem::replace(&mut rest, next));
            }
        }
        rest
    }
}

/// Pages as they fill.
pub(super) struct Paper {
    pages: Vec<String>,
    /// Where the pen is, from the top.
    pub y: f32,
}

impl Paper {
    pub(super) fn new() -> Self {
        Self { pages: vec![String::new()], y: TOP }
    }

    /// The pages drawn so far.
    pub(super) fn count(&self) -> usize {
        self.pages.len()
    }

    pub(super) fn into_pages(self) -> Vec<String> {
        self.pages
    }

    /// Begins a page.
    pub(super) fn turn(&mut self) {
        self.pages.push(String::new());
        self.y = TOP;
    }

    /// Begins a page when less than a height is left; tells whether it did.
    pub(super) fn room(&mut self, height: f32) -> bool {
        let full = self.y + height > BOTTOM;
        if full {
            self.turn();
        }
        full
    }

    /// What a page has room for.
    pub(super) fn whole() -> f32 {
        BOTTOM - TOP
    }

    fn draw(&mut self, page: usize, operators: &str) {
        if let Some(page) = self.pages.get_mut(page) {
            page.push_str(operators);
        }
    }

    /// One line of words on a page, its baseline at a height.
    pub(super) fn write_on(&mut self, page: usize, (x, y): (f32, f32), style: Style, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        let (r, g, b) = style.ink;
        let mut operators = String::with_capacity(text.len() + 80);
        let _ = write!(operators, "BT /{} {:.1} Tf {r:.3} {g:.3} {b:.3} rg {x:.2} {:.2} Td (", style.font.name(), style.size, HEIGHT - y);
        text.iter().for_each(|byte| escape(*byte, &mut operators));
        operators.push_str(") Tj ET\n");
        self.draw(page, &operators);
    }

    /// One line of words at the pen's height plus an offset.
    pub(super) fn write(&mut self, x: f32, below: f32, style: Style, text: &[u8]) {
        let at = (x, self.y + below);
        self.write_on(self.pages.len() - 1, at, style, text);
    }

    /// A paragraph from the pen on, over as many pages as it takes.
    pub(super) fn paragraph(&mut self, x: f32, width: f32, style: Style, text: &[u8]) {
        for line in style.wrap(text, width) {
            self.room(style.leading());
            self.write(x, style.size, style, &line);
            self.y += style.leading();
        }
    }

    /// A filled rectangle, its top at the pen's height plus an offset.
    pub(super) fn fill(&mut self, (x, below): (f32, f32), (width, height): (f32, f32), (r, g, b): Ink) {
        let bottom = HEIGHT - (self.y + below) - height;
        let operators = format!("{r:.3} {g:.3} {b:.3} rg {x:.2} {bottom:.2} {width:.2} {height:.2} re f\n");
        self.draw(self.pages.len() - 1, &operators);
    }
}

/// A byte in a literal string; what is no plain letter as three octal digits, so that the file stays ASCII.
fn escape(byte: u8, out: &mut String) {
    match byte {
        b'(' | b')' | b'\\' => {
            out.push('\\');
            out.push(char::from(byte));
        }
        b' '..=b'~' => out.push(char::from(byte)),
        _ => {
            let _ = write!(out, "\\{byte:03o}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { font: Font::Regular, size: 10.0, ink: INK };

    #[test]
    fn lines_hold_every_word_and_fit() {
        let text = b"the quick brown fox jumps over an_uncommonly_long_name_of_a_field_that_has_no_blank and goes on";
        for width in [20.0, 60.0, 200.0] {
            let lines = STYLE.wrap(text, width);
            assert!(lines.iter().all(|line| STYLE.width(line) <= width), "{width}");
            let without_blanks = |bytes: &[u8]| bytes.iter().copied().filter(|b| *b != b' ').collect::<Vec<u8>>();
            assert_eq!(without_blanks(&lines.concat()), without_blanks(text));
        }
    }

    #[test]
    fn a_name_is_broken_between_its_parts() {
        let lines = |text: &str, width: &str| -> Vec<String> {
            STYLE.wrap(text.as_bytes(), STYLE.width(width.as_bytes())).into_iter().map(|line| String::from_utf8(line).unwrap()).collect()
        };
        assert_eq!(lines("entered-in-error", "entered-in-er"), ["entered-in-", "error"]);
        assert_eq!(lines("Observation.category[0].coding[0].system", "Observation.category[0].coding[0].sy"), ["Observation.category[0].coding[0].", "system"]);
        assert_eq!(lines("HYDROCHLOROTHIAZIDE", "HYDROCHLOROTHIAZ"), ["HYDROCHLOROTHIAZ", "IDE"]);
    }

    #[test]
    fn no_text_is_one_empty_line() {
        assert_eq!(STYLE.wrap(b"", 10.0), [Vec::<u8>::new()]);
    }

    #[test]
    fn a_width_too_small_for_a_letter_ends_all_the_same() {
        assert_eq!(STYLE.wrap(b"abc", 0.1).concat(), b"abc");
    }

    #[test]
    fn paragraphs_go_on_over_pages() {
        let mut paper = Paper::new();
        paper.paragraph(MARGIN, INNER, STYLE, &b"word ".repeat(8_000));
        assert!(paper.count() > 5, "{}", paper.count());
        let words: usize = paper.into_pages().iter().map(|page| page.matches("word").count()).sum();
        assert_eq!(words, 8_000);
    }

    #[test]
    fn brackets_do_not_end_a_string() {
        let mut out = String::new();
        b"a(b)\\\xe9".iter().for_each(|byte| escape(*byte, &mut out));
        assert_eq!(out, "a\\(b\\)\\\\\\351");
    }
}
