//! One segment: its elements, repetitions and components, and the leaves they become.
//!
//! Only the elements that the implementation guides define as composites are taken apart, always into numbered parts
//! (`SV107-1` even when there is one pointer), so that a colon in a note stays a colon.

use super::delimiters::Delimiters;

/// Composite elements of the HIPAA implementation guides.
const COMPOSITES: [(&str, &[usize]); 28] = [
    ("CLM", &[5, 11]),
    ("HI", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ("SV1", &[1, 7]),
    ("SV2", &[2]),
    ("SV3", &[1, 4, 11]),
    ("SV5", &[1]),
    ("SVD", &[3]),
    ("SVC", &[1, 6]),
    ("TOO", &[3]),
    ("REF", &[4]),
    ("CTP", &[5]),
    ("MEA", &[4]),
    ("DMG", &[5]),
    ("INS", &[6]),
    ("STC", &[1, 10, 11]),
    ("EB", &[13, 14]),
    ("EQ", &[2, 5]),
    ("UM", &[4, 5]),
    ("PLB", &[3, 5, 7, 9, 11, 13]),
    ("QTY", &[3]),
    ("PRV", &[5]),
    ("IK4", &[1]),
    ("AK4", &[1]),
    ("CTX", &[1, 5, 6]),
    ("K3", &[3]),
    ("PWK", &[8]),
    ("RDM", &[4, 5]),
    ("SLN", &[5]),
];

/// Segments of names and free text, in which no element repeats.
const PLAIN: [&str; 9] = ["NTE", "MSG", "K3", "N1", "N2", "N3", "N4", "NM1", "PER"];

/// One segment.
pub(super) struct Segment<'t> {
    pub name: &'t str,
    elements: Vec<&'t str>,
    delimiters: Delimiters,
}

impl<'t> Segment<'t> {
    /// Splits the text of a segment; `None` when it has no name.
    pub(super) fn parse(text: &'t str, delimiters: Delimiters) -> Option<Self> {
        let mut parts = text.split(char::from(delimiters.element));
        let name = parts.next()?.trim_end();
        let valid = (2..=3).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        // The elements of an ISA are padded to their fixed lengths.
        let padded = name == "ISA";
        let elements = parts.map(|e| if padded { e.trim_end() } else { e }).collect();
        valid.then_some(Self { name, elements, delimiters })
    }

    /// Number of elements.
    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    /// The n-th (1-based) element without blanks around it, empty when absent.
    pub(super) fn element(&self, n: usize) -> &'t str {
        n.checked_sub(1).and_then(|i| self.elements.get(i)).map_or("", |e| e.trim())
    }

    /// Every leaf in order: `CLM01`, `CLM05-1`, `DMG05[2]-3`.
    pub(super) fn leaves(&self, out: &mut Vec<(String, String)>) {
        let composites = COMPOSITES.iter().find(|(n, _)| *n == self.name).map_or(&[][..], |(_, e)| *e);
        for (index, element) in self.elements.iter().enumerate() {
            let field = format!("{}{:02}", self.name, index + 1);
            let composite = composites.contains(&(index + 1));
            match self.delimiters.repetition.map(char::from) {
                Some(separator) if self.name != "ISA" && !PLAIN.contains(&self.name) && element.contains(separator) => {
                    for (r, repetition) in element.split(separator).enumerate() {
                        let field = if r == 0 { field.clone() } else { format!("{field}[{}]", r + 1) };
                        self.parts(&field, repetition, composite, out);
                    }
                }
                _ => self.parts(&field, element, composite, out),
            }
        }
    }

    fn parts(&self, field: &str, text: &str, composite: bool, out: &mut Vec<(String, String)>) {
        if !composite {
            if !text.trim().is_empty() {
                out.push((field.to_string(), text.to_string()));
            }
            return;
        }
        for (index, part) in text.split(char::from(self.delimiters.component)).enumerate() {
            if !part.trim().is_empty() {
                out.push((format!("{field}-{}", index + 1), part.to_string()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Delimiters = Delimiters { element: b'*', repetition: Some(b'^'), component: b':', terminator: b'~' };

    fn leaves(text: &str) -> String {
        let mut out = Vec::new();
        Segment::parse(text, USUAL).unwrap().leaves(&mut out);
        out.iter().map(|(f, v)| format!("{f}={v}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn composites_have_numbered_parts_even_when_single() {
        assert_eq!(leaves("CLM*A1*150***11:B:1*Y"), "CLM01=A1 CLM02=150 CLM05-1=11 CLM05-2=B CLM05-3=1 CLM06=Y");
        assert_eq!(leaves("SV1*HC:99213:25*1**1***2"), "SV101-1=HC SV101-2=99213 SV101-3=25 SV102=1 SV104=1 SV107-1=2");
    }

    #[test]
    fn repetitions_are_numbered_from_the_second() {
        let expected = "DMG01=D8 DMG02=19800102 DMG03=F DMG05-2=RET DMG05-3=2106-3 DMG05[2]-2=RET DMG05[2]-3=2135-2";
        assert_eq!(leaves("DMG*D8*19800102*F**:RET:2106-3^:RET:2135-2"), expected);
        assert_eq!(leaves("EB*1**30^1"), "EB01=1 EB03=30 EB03[2]=1");
    }

    #[test]
    fn free_text_stays_whole() {
        assert_eq!(leaves("NTE*ADD*Left: 5^6"), "NTE01=ADD NTE02=Left: 5^6");
    }

    #[test]
    fn a_name_is_two_or_three_capitals() {
        for text in ["", "a1*2", "X*1", "LONG*1", "1A*2", "É*1"] {
            assert!(Segment::parse(text, USUAL).is_none(), "{text}");
        }
    }
}
