//! The data elements of a DICOM file, one after the other (PS3.5, 7).

use super::attributes::attribute;

/// Sequences inside sequences.
const DEPTH_MAX: usize = 16;
/// Bytes of one value; a longer one is no text for people.
const VALUE_BYTES_MAX: usize = 1 << 20;

/// One element's head.
struct Element {
    group: u16,
    element: u16,
    vr: [u8; 2],
    /// `None` for an undefined length.
    length: Option<usize>,
    /// Where its value starts.
    value: usize,
}

pub(super) struct Parser<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    explicit: bool,
    big: bool,
    pub(super) transfer: String,
    pub(super) encoding: &'static encoding_rs::Encoding,
    pub(super) leaves: Vec<(String, String)>,
    leaves_max: usize,
    pub(super) private: u64,
    pub(super) binary: u64,
    pub(super) encapsulated: Option<usize>,
    pub(super) pixels: bool,
    pub(super) doubts: Vec<(&'static str, usize, String)>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize, explicit: bool, leaves_max: usize) -> Self {
        Self {
            bytes,
            at,
            explicit,
            big: false,
            transfer: String::new(),
            encoding: encoding_rs::WINDOWS_1252,
            leaves: Vec::new(),
            leaves_max,
            private: 0,
            binary: 0,
            encapsulated: None,
            pixels: false,
            doubts: Vec::new(),
        }
    }

    fn number(&self, at: usize, count: usize) -> Option<u64> {
        let bytes = self.bytes.get(at..at.checked_add(count)?)?;
        let add = |n: u64, b: &u8| n << 8 | u64::from(*b);
        Some(if self.big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) })
    }

    fn short(&self, at: usize) -> Option<u16> {
        u16::try_from(self.number(at, 2)?).ok()
    }

    /// Group 2 is always explicit and little-endian; it names the syntax of what follows.
    pub(super) fn file_meta(&mut self) {
        while self.short(self.at) == Some(2) {
            let Some(element) = self.head() else { return self.truncated() };
            if !self.take(&element, "", 0) {
                return;
            }
        }
        let transfer = self.leaves.iter().find(|(f, _)| f == "TransferSyntaxUID").map(|(_, v)| v.clone());
        match transfer.as_deref() {
            Some("1.2.840.10008.1.2") => self.explicit = false,
            Some("1.2.840.10008.1.2.2") => self.big = true,
            // Without a named syntax the file shows which it is.
            None => self.explicit = self.looks_explicit(),
            Some(_) => {}
        }
        self.transfer = transfer.unwrap_or_default();
        // Some writers name one syntax and use the other.
        if !self.transfer.ends_with(".99") && self.at < self.bytes.len() && !self.big && self.explicit != self.looks_explicit() {
            self.explicit = !self.explicit;
            self.doubt("other_syntax", self.at, "the data set is not in the transfer syntax that the file names");
        }
    }

    fn looks_explicit(&self) -> bool {
        self.bytes.get(self.at + 4..self.at + 6).is_some_and(|vr| vr.iter().all(u8::is_ascii_uppercase))
    }

    pub(super) fn data_set(&mut self) {
        while self.at < self.bytes.len() {
            let Some(element) = self.head() else { return self.truncated() };
            // Pixels, as integers or as floating point.
            if element.group == 0x7fe0 && matches!(element.element, 0x0008 | 0x0009 | 0x0010) {
                self.pixels = true;
                return;
            }
            if !self.take(&element, "", 0) {
                return;
            }
        }
    }

    fn truncated(&mut self) {
        self.doubt("truncated", self.at, "the file ends inside an element, or the element is broken; what follows was not read");
    }

    /// A doubt of a kind is said once, at its first place.
    pub(super) fn doubt(&mut self, code: &'static str, at: usize, message: impl Into<String>) {
        if !self.doubts.iter().any(|d| d.0 == code) {
            self.doubts.push((code, at, message.into()));
        }
    }

    /// The head of the element at `at`; moves behind it.
    fn head(&mut self) -> Option<Element> {
        let (group, element) = (self.short(self.at)?, self.short(self.at.checked_add(2)?)?);
        let body = self.at.checked_add(4)?;
        // Items and delimiters have no representation.
        if group == 0xfffe || !self.explicit {
            let length = self.number(body, 4)?;
            let vr = attribute(group, element).map_or(*b"UN", |(vr, _)| vr);
            self.at = body.checked_add(4)?;
            return Some(Element { group, element, vr, length: self.length(length), value: self.at });
        }
        let vr: [u8; 2] = self.bytes.get(body..body.checked_add(2)?)?.try_into().ok()?;
        if !vr.iter().all(u8::is_ascii_uppercase) {
            return None;
        }
        let long = matches!(&vr, b"OB" | b"OD" | b"OF" | b"OL" | b"OV" | b"OW" | b"SQ" | b"SV" | b"UC" | b"UN" | b"UR" | b"UT" | b"UV");
        let (length, value) = if long { (self.number(body.checked_add(4)?, 4)?, body.checked_add(8)?) } else { (self.number(body.checked_add(2)?, 2)?, body.checked_add(4)?) };
        self.at = value;
        Some(Element { group, element, vr, length: if long { self.length(length) } else { usize::try_from(length).ok() }, value })
    }

    fn length(&self, length: u64) -> Option<usize> {
        if length == 0xffff_ffff { None } else { usize::try_from(length).ok() }
    }

    /// Takes the value of an element and moves behind it; false when reading cannot go on.
    fn take(&mut self, element: &Element, prefix: &str, depth: usize) -> bool {
        let private = element.group % 2 == 1;
        // A sequence that no table knows shows itself by its first item.
        let item = &element.vr == b"UN" && self.bytes.get(element.value..element.value.saturating_add(4)) == Some(&[0xfe, 0xff, 0x00, 0xe0][..]);
        if &element.vr == b"SQ" || item || (element.length.is_none() && element.group != 0xfffe) {
            let name = name(element);
            return self.sequence(element, &format!("{prefix}{name}"), private, depth);
        }
        let Some(end) = element.length.and_then(|l| element.value.checked_add(l)).filter(|end| *end <= self.bytes.len()) else {
            self.truncated();
            return false;
        };
        self.at = end;
        if private {
            self.private += 1;
            return true;
        }
        if element.group == 0x0042 && element.element == 0x0011 {
            self.encapsulated = Some(end - element.value);
        }
        let bytes = self.bytes.get(element.value..end).unwrap_or(&[]);
        if (element.group, element.element) == (8, 5) {
            self.character_set(bytes);
        }
        match self.value(element, bytes) {
            Some(value) if value.is_empty() => {}
            Some(value) if self.leaves.len() < self.leaves_max => self.leaves.push((format!("{prefix}{}", name(element)), value)),
            Some(_) => self.doubt("too_many_fields", self.at, format!("the header has more than {} elements; the rest were left out", self.leaves_max)),
            None => self.binary += 1,
        }
        true
    }

    /// The items of a sequence, each with its elements.
    fn sequence(&mut self, element: &Element, path: &str, private: bool, depth: usize) -> bool {
        let end = match element.length {
            Some(length) => element.value.checked_add(length),
            None => Some(self.bytes.len()),
        };
        let Some(end) = end.filter(|end| *end <= self.bytes.len()) else {
            self.truncated();
            return false;
        };
        if private || depth >= DEPTH_MAX {
            self.private += u64::from(private);
            if !private {
                self.doubt("too_deep", element.value, format!("sequences are nested deeper than {DEPTH_MAX}; those were not read"));
            }
            if element.length.is_some() {
                self.at = end;
                return true;
            }
        }
        if depth >= DEPTH_MAX {
            return false;
        }
        // An unknown representation of undefined length holds a sequence in implicit form.
        let explicit = self.explicit;
        self.explicit &= &element.vr != b"UN";
        let kept = self.leaves.len();
        let whole = self.items(element, path, end, depth);
        self.explicit = explicit;
        if private {
            self.leaves.truncate(kept);
        }
        whole
    }

    fn items(&mut self, element: &Element, path: &str, end: usize, depth: usize) -> bool {
        let mut number = 0u32;
        while self.at < end {
            let Some(item) = self.head() else {
                self.truncated();
                return false;
            };
            match (item.group, item.element) {
                (0xfffe, 0xe0dd) => return true,
                (0xfffe, 0xe000) => {
                    number += 1;
                    if !self.item(&item, &format!("{path}[{number}]."), end, depth) {
                        return false;
                    }
                }
                _ => {
                    self.at = element.value;
                    self.truncated();
                    return false;
                }
            }
        }
        if element.length.is_none() {
            self.truncated();
        }
        element.length.is_some()
    }

    fn item(&mut self, item: &Element, prefix: &str, sequence_end: usize, depth: usize) -> bool {
        let end = item.length.and_then(|l| item.value.checked_add(l)).unwrap_or(sequence_end).min(sequence_end);
        while self.at < end {
            let Some(element) = self.head() else {
                self.truncated();
                return false;
            };
            if (element.group, element.element) == (0xfffe, 0xe00d) {
                return true;
            }
            if !self.take(&element, prefix, depth + 1) {
                return false;
            }
        }
        true
    }

    /// A value as text; `None` when it is binary. Values of a list are parted by a backslash, as DICOM has it.
    fn value(&self, element: &Element, bytes: &[u8]) -> Option<String> {
        let list = |size: usize, show: &dyn Fn(u64) -> String| {
            let shown: Option<Vec<String>> = (0..bytes.len() / size).map(|i| self.number(element.value + i * size, size).map(show)).collect();
            shown.map(|s| s.join("\\"))
        };
        if bytes.len() > VALUE_BYTES_MAX {
            return None;
        }
        match &element.vr {
            b"US" => list(2, &|n| n.to_string()),
            b"UL" => list(4, &|n| n.to_string()),
            b"UV" => list(8, &|n| n.to_string()),
            b"SS" => list(2, &|n| i64::from((n as u16).cast_signed()).to_string()),
            b"SL" => list(4, &|n| i64::from((n as u32).cast_signed()).to_string()),
            b"SV" => list(8, &|n| n.cast_signed().to_string()),
            b"FL" => list(4, &|n| f32::from_bits(n as u32).to_string()),
            b"FD" => list(8, &|n| f64::from_bits(n).to_string()),
            b"AT" => list(4, &|n| if self.big { format!("({:04x},{:04x})", n >> 16, n & 0xffff) } else { format!("({:04x},{:04x})", n & 0xffff, n >> 16) }),
            b"OB" | b"OD" | b"OF" | b"OL" | b"OV" | b"OW" => None,
            b"UN" => {
                // An implicit file does not say what it holds: text shows itself.
                let text = std::str::from_utf8(bytes).ok()?.trim_matches(['\0', ' ']);
                text.chars().all(|c| !c.is_control()).then(|| text.to_string())
            }
            _ => Some(self.text(bytes)),
        }
    }

    fn text(&self, bytes: &[u8]) -> String {
        let text = if bytes.is_ascii() && self.encoding != encoding_rs::ISO_2022_JP {
            String::from_utf8_lossy(bytes).into_owned()
        } else {
            self.encoding.decode_without_bom_handling(bytes).0.into_owned()
        };
        text.trim_matches(['\0', ' ', '\n', '\r']).to_string()
    }

    /// Specific Character Set; of several the last is the one that the others are escapes from.
    fn character_set(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let name = text.trim_matches(['\0', ' ']).rsplit('\\').next().unwrap_or("").trim().replace("ISO 2022 ", "ISO_").replace("ISO_IR ", "IR ").replace("ISO_IR", "IR ");
        self.encoding = match name.as_str() {
            "" | "IR 6" | "IR 100" => encoding_rs::WINDOWS_1252,
            "IR 101" => encoding_rs::ISO_8859_2,
            "IR 109" => encoding_rs::ISO_8859_3,
            "IR 110" => encoding_rs::ISO_8859_4,
            "IR 144" => encoding_rs::ISO_8859_5,
            "IR 127" => encoding_rs::ISO_8859_6,
            "IR 126" => encoding_rs::ISO_8859_7,
            "IR 138" => encoding_rs::ISO_8859_8,
            "IR 148" => encoding_rs::WINDOWS_1254,
            "IR 203" => encoding_rs::ISO_8859_15,
            "IR 13" => encoding_rs::SHIFT_JIS,
            "IR 87" | "IR 159" => encoding_rs::ISO_2022_JP,
            "IR 149" => encoding_rs::EUC_KR,
            "IR 58" | "GBK" => encoding_rs::GBK,
            "IR 166" => encoding_rs::WINDOWS_874,
            "IR 192" => encoding_rs::UTF_8,
            "GB18030" => encoding_rs::GB18030,
            _ => {
                self.doubt("unknown_character_set", self.at, "the character set is not known; text was read as Windows-1252");
                encoding_rs::WINDOWS_1252
            }
        };
    }

    pub(super) fn get(&self, keyword: &str) -> &str {
        self.leaves.iter().find(|(f, _)| f == keyword).map_or("", |(_, v)| v.as_str())
    }
}

fn name(element: &Element) -> String {
    match attribute(element.group, element.element) {
        Some((_, keyword)) => keyword.to_string(),
        None => format!("({:04x},{:04x})", element.group, element.element),
    }
}
