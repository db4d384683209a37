//! Words as the two fonts of the report write them: WinAnsi bytes, and how wide they are.
//!
//! Helvetica and Helvetica Bold belong to every PDF viewer (ISO 32000, 9.6.2.2), so no font is carried along; their widths are
//! those that Adobe published, for the codes 32 to 255 in thousandths of the size. What WinAnsi lacks is written out as its
//! code point, never left out.

/// A font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Font {
    /// Helvetica.
    Regular,
    /// Helvetica Bold.
    Bold,
}

impl Font {
    /// Its name in the resources of a page.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Regular => "R",
            Self::Bold => "B",
        }
    }

    /// How wide a text is, in points.
    pub(super) fn width(self, text: &[u8], size: f32) -> f32 {
        let widths = match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        };
        let units: u32 = text.iter().map(|byte| u32::from(widths.get(usize::from(byte.saturating_sub(32))).copied().unwrap_or(0))).sum();
        units as f32 * size / 1000.0
    }
}

/// A text in WinAnsi. Line ends and other blanks become one blank each.
pub(super) fn encode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' '..='~' => out.push(c as u8),
            c if c.is_whitespace() => out.push(b' '),
            '\u{a1}'..='\u{ff}' => out.push(u8::try_from(u32::from(c)).unwrap_or(b'?')),
            _ => other(c, &mut out),
        }
    }
    out
}

/// Where WinAnsi has its own place for a character.
const PLACES: [(char, u8); 27] = [
    ('€', 128), ('‚', 130), ('ƒ', 131), ('„', 132), ('…', 133), ('†', 134), ('‡', 135), ('ˆ', 136), ('‰', 137), ('Š', 138), ('‹', 139), ('Œ', 140), ('Ž', 142),
    ('‘', 145), ('’', 146), ('“', 147), ('”', 148), ('•', 149), ('–', 150), ('—', 151), ('˜', 152), ('™', 153), ('š', 154), ('›', 155), ('œ', 156), ('ž', 158), ('Ÿ', 159),
];

/// What reads the same in other characters.
const LIKENESSES: [(char, &str); 7] = [('‑', "-"), ('→', "->"), ('←', "<-"), ('≥', ">="), ('≤', "<="), ('≠', "!="), ('≈', "~")];

fn other(c: char, out: &mut Vec<u8>) {
    if let Some((_, byte)) = PLACES.iter().find(|(known, _)| *known == c) {
        out.push(*byte);
    } else if c == '−' {
        // The minus sign: the dash of its width.
        out.push(150);
    } else if let Some((_, alike)) = LIKENESSES.iter().find(|(known, _)| *known == c) {
        out.extend_from_slice(alike.as_bytes());
    } else {
        out.extend_from_slice(format!("U+{:04X}", u32::from(c)).as_bytes());
    }
}

#[rustfmt::skip]
const REGULAR: [u16; 224] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 350,
    556, 350, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
    350, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 350, 500, 667,
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
];

#[rustfmt::skip]
const BOLD: [u16; 224] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584, 350,
    556, 350, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
    350, 278, 278, 500, 500, 350, 556, 1000, 333, 1000, 556, 333, 944, 350, 500, 667,
    278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    722, 722, 722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278,
    611, 611, 611, 611, 611, 611, 611, 584, 611, 611, 611, 611, 611, 556, 611, 556,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_fonts() {
        assert_eq!(Font::Regular.width(b"W", 1000.0), 944.0);
        assert_eq!(Font::Regular.width(b"~", 1000.0), 584.0);
        assert_eq!(Font::Bold.width(b" a", 1000.0), 278.0 + 556.0);
        assert_eq!(Font::Regular.width(&[255], 1000.0), 500.0);
    }

    #[test]
    fn nothing_is_left_out() {
        assert_eq!(encode("a\nb\u{a0}c"), b"a b c");
        assert_eq!(encode("é—−"), [0xe9, 151, 150]);
        assert_eq!(encode("≥ 中"), b">= U+4E2D");
    }
}
