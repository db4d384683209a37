//! One part of a message: its headers, its body, and the parts within it.

use super::words;
use crate::text::first_line;
use std::ops::ControlFlow;

/// Parts within parts that are followed.
const DEPTH_MAX: usize = 20;
/// Headers of one part.
const HEADERS_MAX: usize = 1000;

/// A part, the message as a whole being the first.
pub(super) struct Part<'b> {
    /// Names in lower case, values unfolded.
    headers: Vec<(String, String)>,
    /// As it stands, still packed.
    pub body: &'b [u8],
}

type EachPart<'e, 'b> = dyn FnMut(u64, &Part<'b>) -> ControlFlow<()> + 'e;

impl<'b> Part<'b> {
    pub(super) fn of(bytes: &'b [u8]) -> Self {
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (line, after) = first_line(rest);
            rest = after;
            if line.is_empty() {
                break;
            }
            let text = crate::text::decode(line).0;
            if text.starts_with([' ', '\t']) {
                if let Some((_, value)) = headers.last_mut() {
                    value.push(' ');
                    value.push_str(text.trim());
                }
            } else if let Some((name, value)) = text.split_once(':')
                && headers.len() < HEADERS_MAX
            {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_string()));
            }
        }
        Self { headers, body: rest }
    }

    fn raw(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    /// The first header of a name, encoded words resolved; empty when there is none.
    pub(super) fn header(&self, name: &str) -> String {
        words::decoded(self.raw(name))
    }

    /// A parameter of a header; empty when there is none.
    pub(super) fn parameter(&self, header: &str, name: &str) -> String {
        words::parameter(self.raw(header), name)
    }

    /// Media type in lower case; plain text where none is stated.
    pub(super) fn media_type(&self) -> String {
        let stated = self.raw("content-type").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        if stated.contains('/') { stated } else { "text/plain".into() }
    }

    /// The name of the file that the part is, empty when it has none.
    pub(super) fn file_name(&self) -> String {
        let name = self.parameter("content-disposition", "filename");
        if name.is_empty() { self.parameter("content-type", "name") } else { name }
    }

    /// Whether it is a file and no text of the message.
    pub(super) fn is_file(&self) -> bool {
        let attached = self.raw("content-disposition").trim().to_ascii_lowercase().starts_with("attachment");
        attached || !self.file_name().is_empty() || !matches!(self.media_type().as_str(), "text/plain" | "text/html")
    }

    /// Hands each part that holds no others to `each`, with its number; breaks when there are more than `most`.
    pub(super) fn each(&self, most: usize, each: &mut EachPart<'_, 'b>) -> ControlFlow<()> {
        let mut count = 0;
        self.walk(DEPTH_MAX, &mut |_, part| {
            count += 1;
            if count > most as u64 { ControlFlow::Break(()) } else { each(count, part) }
        })
    }

    fn walk(&self, depth: usize, each: &mut EachPart<'_, 'b>) -> ControlFlow<()> {
        let boundary = if self.media_type().starts_with("multipart/") { self.parameter("content-type", "boundary") } else { String::new() };
        if boundary.is_empty() || depth == 0 {
            return each(0, self);
        }
        let inner = between(self.body, &boundary);
        // Nothing between boundaries: the body is what it is.
        if inner.is_empty() {
            return each(0, self);
        }
        inner.into_iter().try_for_each(|bytes| Part::of(bytes).walk(depth - 1, each))
    }
}

/// What stands between the lines of a boundary; a last part without its closing line ends with the body.
fn between<'b>(body: &'b [u8], boundary: &str) -> Vec<&'b [u8]> {
    let mark = format!("--{boundary}");
    let (mut found, mut rest, mut at, mut start) = (Vec::new(), body, 0, None);
    while !rest.is_empty() {
        let (line, after) = first_line(rest);
        let next = body.len() - after.len();
        let trimmed = line.trim_ascii_end();
        let closing = trimmed.strip_prefix(mark.as_bytes()).is_some_and(|end| end == b"--");
        if closing || trimmed == mark.as_bytes() {
            found.extend(start.take().and_then(|start| without_end(body, start, at)));
            if closing {
                return found;
            }
            start = Some(next);
        }
        (rest, at) = (after, next);
    }
    found.extend(start.and_then(|start| body.get(start..)));
    found
}

/// A stretch without its last line end, which belongs to the boundary.
fn without_end(body: &[u8], start: usize, end: usize) -> Option<&[u8]> {
    let part = body.get(start..end)?;
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    Some(part.strip_suffix(b"\r").unwrap_or(part))
}
