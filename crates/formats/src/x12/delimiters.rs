//! The delimiters of an interchange, from its ISA: the element separator at position 3, the repetition separator in
//! ISA11, the component separator at 104, the terminator at 105. Line breaks inside an ISA (files wrapped at 80 columns)
//! do not count as positions; an ISA whose elements were trimmed is read by its separators.

/// What separates what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Delimiters {
    pub element: u8,
    /// None in 004010, where ISA11 names a standards body.
    pub repetition: Option<u8>,
    pub component: u8,
    pub terminator: u8,
}

/// What stands at a place where an ISA was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Isa {
    /// A whole ISA.
    Whole {
        delimiters: Delimiters,
        /// Bytes before its terminator.
        length: usize,
        /// Every element has its fixed length.
        fixed: bool,
        /// The interchange is broken into lines.
        lines: bool,
    },
    /// The window does not hold it all.
    More,
    /// Why it names no delimiters.
    Bad(&'static str),
}

/// Where an ISA has its separators.
const POSITIONS: [usize; 16] = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];

/// An ISA is never longer, even when somebody padded it.
const LENGTH_MAX: usize = 1024;

/// Bytes that tell an ISA from a word.
pub(super) const PROBE: usize = 7;

fn is_break(byte: u8) -> bool {
    byte == b'\r' || byte == b'\n'
}

fn separates(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b' '
}

/// Whether an ISA starts at `at`: ISA01 has two characters between equal separators.
pub(super) fn starts_isa(bytes: &[u8], at: usize) -> bool {
    let Some([b'I', b'S', b'A', first, _, _, second]) = bytes.get(at..at.saturating_add(PROBE)) else { return false };
    let alone = at == 0 || bytes.get(at - 1).is_none_or(|b| !b.is_ascii_alphanumeric());
    alone && first == second && separates(*first) && !is_break(*first)
}

/// The first ISA of the window.
pub(super) fn find_isa(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"ISA").find(|at| starts_isa(bytes, *at))
}

/// Bytes at the end of a window without an ISA that may be the start of one, with the byte before, which tells it from a
/// word.
pub(super) fn undecided(bytes: &[u8]) -> usize {
    let kept = bytes.len().min(PROBE);
    // A word that looks like an ISA behind its first letter would be taken for one when that letter is gone.
    let word = starts_isa(bytes.get(bytes.len() - kept..).unwrap_or(bytes), 0);
    if word { kept.saturating_sub(1) } else { kept }
}

/// Where a line break is followed by an ISA: the segment before it lost its terminator.
pub(super) fn isa_after_break(bytes: &[u8]) -> Option<usize> {
    memchr::memchr2_iter(b'\r', b'\n', bytes).find(|at| starts_isa(bytes, at + 1))
}

/// Reads the ISA at the start of `bytes`.
pub(super) fn read_isa(bytes: &[u8], ended: bool) -> Isa {
    if bytes.len() < LENGTH_MAX && !ended {
        return Isa::More;
    }
    let head = bytes.get(..LENGTH_MAX).unwrap_or(bytes);
    let significant: Vec<usize> = head.iter().enumerate().filter(|(_, b)| !is_break(**b)).map(|(i, _)| i).collect();
    let byte = |position: usize| significant.get(position).and_then(|i| head.get(*i)).copied();
    let Some(element) = byte(3) else { return Isa::Bad("the ISA ends after its name") };
    let fixed = POSITIONS.iter().all(|p| byte(*p) == Some(element));
    let separators: Vec<usize> = if fixed {
        POSITIONS.to_vec()
    } else {
        (3..significant.len()).filter(|p| byte(*p) == Some(element)).take(16).collect()
    };
    let (Some(tenth), Some(eleventh), Some(last)) = (separators.get(10), separators.get(11), separators.get(15)) else {
        return Isa::Bad("the ISA has fewer than 16 elements");
    };
    let end = significant.get(last + 1).map_or(head.len(), |i| i + 1);
    let (Some(component), Some(terminator)) = (byte(last + 1), head.get(end).copied()) else {
        return Isa::Bad("the ISA ends before its terminator");
    };
    if !separates(component) || !separates(terminator) || component == element || terminator == element || terminator == component {
        return Isa::Bad("the ISA names no usable delimiters");
    }
    let repetition = if tenth + 2 == *eleventh { byte(tenth + 1) } else { None };
    let repetition = repetition.filter(|b| separates(*b) && ![element, component, terminator].contains(b));
    let broken = head.iter().take(end).any(|b| is_break(*b));
    let lines = broken || is_break(terminator) || head.get(end + 1).is_some_and(|b| is_break(*b));
    Isa::Whole { delimiters: Delimiters { element, repetition, component, terminator }, length: end, fixed, lines }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An ISA with a control number, without its terminator.
    pub(in crate::x12) fn isa(control: &str) -> String {
        format!("ISA*00*{0:10}*00*{0:10}*ZZ*{1:15}*ZZ*{2:15}*240105*0930*^*00501*{control:0>9}*0*P*:", "", "SENDER", "RECEIVER")
    }

    #[test]
    fn delimiters_come_from_their_positions() {
        let text = isa("1") + "~GS*HC~";
        let expected = Delimiters { element: b'*', repetition: Some(b'^'), component: b':', terminator: b'~' };
        assert_eq!(read_isa(text.as_bytes(), true), Isa::Whole { delimiters: expected, length: 105, fixed: true, lines: false });
        let old = text.replace("*^*00501", "*U*00401").replace('*', "|").replace("~G", "\nG");
        let expected = Delimiters { element: b'|', repetition: None, component: b':', terminator: b'\n' };
        assert_eq!(read_isa(old.as_bytes(), true), Isa::Whole { delimiters: expected, length: 105, fixed: true, lines: true });
    }

    #[test]
    fn wrapped_and_trimmed_headers_are_read() {
        let wrapped = format!("{}\n{}~\n", &isa("1")[..80], &isa("1")[80..]);
        assert!(matches!(read_isa(wrapped.as_bytes(), true), Isa::Whole { fixed: true, lines: true, length: 106, .. }));
        let trimmed = "ISA*00**00**ZZ*A*ZZ*B*240105*0930*^*00501*1*0*P*:~GS*HC~";
        assert!(matches!(read_isa(trimmed.as_bytes(), true), Isa::Whole { fixed: false, length: 49, .. }));
        assert_eq!(read_isa(b"ISA*00*", true), Isa::Bad("the ISA has fewer than 16 elements"));
        assert_eq!(read_isa(b"ISA*00*", false), Isa::More);
    }

    #[test]
    fn a_word_is_no_header() {
        assert_eq!(find_isa(b"VISA*00*  ISA 00  \nISA*00*"), Some(19));
        assert_eq!(find_isa(b"ISA*00"), None);
        // What is kept of a window must not make an ISA of a word, nor lose the start of one.
        assert_eq!([undecided(b"ab VISA*00*"), undecided(b"ab VISA*00"), undecided(b"ab"), undecided(b"")], [6, 7, 2, 0]);
    }
}
