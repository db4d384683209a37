//! A text line by line, with the line and byte of each: what readers of reports, fixed columns and lines of JSON share.
//!
//! Lines end with LF or CRLF. A line over the cap is set aside; a line that is not UTF-8 is read as Windows-1252, and both
//! are said in the summary.

use crate::text::{Window, decode};
use crate::{Limits, Summary};
use std::io::Read;
use std::ops::ControlFlow;

/// Line (1-based) and byte of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub line: u64,
    pub byte: u64,
}

/// Hands every line to `each`, without its end. Sets the summary's encoding and whether it was stopped.
pub(crate) fn each_line(
    input: &mut dyn Read,
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut(&str, Place, &mut Summary) -> ControlFlow<()>,
) -> std::io::Result<()> {
    let mut cp1252 = false;
    each_decoded(input, limits, summary, &mut |(text, recoded), place, summary| {
        cp1252 |= recoded;
        each(text, place, summary)
    })?;
    if cp1252 {
        summary.doubt(limits, "not_utf8", 0, 0, "some lines are not UTF-8 and were read as Windows-1252");
        summary.encoding = format!("{} with Windows-1252", summary.encoding);
    }
    Ok(())
}

/// The same for whoever says of each line that it was read as Windows-1252: it is told with the line.
pub(crate) fn each_decoded(
    input: &mut dyn Read,
    limits: &Limits,
    summary: &mut Summary,
    each: &mut dyn FnMut((&str, bool), Place, &mut Summary) -> ControlFlow<()>,
) -> std::io::Result<()> {
    let mut window = Window::new(input)?;
    summary.encoding = window.encoding().into();
    let mut line = 1u64;
    loop {
        let length = window.bytes().len();
        let place = Place { line, byte: window.offset };
        let (body, whole) = match memchr::memchr(b'\n', window.bytes()) {
            Some(end) => (end, end + 1),
            None if window.ended => (length, length),
            None if length > limits.record_bytes_max => {
                let message = format!("the line is longer than {} bytes", limits.record_bytes_max);
                summary.refuse(limits, "record_too_long", place.line, place.byte, message);
                window.skip_to_line_feed()?;
                line += 1;
                continue;
            }
            None => {
                window.grow()?;
                continue;
            }
        };
        if whole == 0 {
            break;
        }
        let flow = {
            let bytes = window.bytes().get(..body).unwrap_or_default();
            let (text, recoded) = decode(bytes.strip_suffix(b"\r").unwrap_or(bytes));
            each((&*text, recoded), place, summary)
        };
        window.consume(whole);
        line += 1;
        if flow.is_break() {
            summary.stopped = true;
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], cap: usize) -> (Vec<(u64, u64, String)>, Summary) {
        let (mut seen, mut summary) = (Vec::new(), Summary::default());
        let mut input = bytes;
        each_line(&mut input, &Limits { record_bytes_max: cap, ..Limits::default() }, &mut summary, &mut |text, place, _| {
            seen.push((place.line, place.byte, text.to_string()));
            ControlFlow::Continue(())
        })
        .unwrap();
        (seen, summary)
    }

    #[test]
    fn ends_of_lines_and_encodings() {
        let (seen, summary) = lines(b"a\r\n\nJos\xe9\nlast", 100);
        assert_eq!(seen, [(1, 0, "a".into()), (2, 3, String::new()), (3, 4, "José".into()), (4, 9, "last".to_string())]);
        assert_eq!(summary.encoding, "UTF-8 with Windows-1252");
    }

    #[test]
    fn a_line_over_the_cap_is_set_aside() {
        let mut bytes = vec![b'x'; 600_000];
        bytes.extend_from_slice(b"\nnext\n");
        let (seen, summary) = lines(&bytes, 50);
        assert_eq!(seen, [(2, 600_001, "next".to_string())]);
        assert_eq!(summary.quarantined, 1);
    }
}
