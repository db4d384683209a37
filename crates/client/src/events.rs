//! The stream of jobs: server-sent events, read to `Job`s.
//!
//! Only `data:` lines matter; comments keep the connection alive. A stream that is silent for longer than three
//! keep-alives is given up as `offline`: a cut cable says nothing.

use contract::{ErrorCode, Job, WireError};
use std::collections::VecDeque;
use std::time::Duration;

/// Silence after which the workspace counts as gone; it sends a comment every 15 seconds.
const SILENCE: Duration = Duration::from_secs(45);
/// Longest event.
const EVENT_BYTES_MAX: usize = 1024 * 1024;

/// Jobs as they move on.
pub struct Jobs {
    response: reqwest::Response,
    lines: Lines,
    ready: VecDeque<Job>,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Jobs")
    }
}

impl Jobs {
    pub(crate) fn new(response: reqwest::Response) -> Self {
        Self { response, lines: Lines::default(), ready: VecDeque::new() }
    }

    /// The next job; `None` when the workspace ended the stream in good order (the session ended, it is stopping).
    ///
    /// # Errors
    /// `offline` when the stream broke or fell silent. Do not ask again after an error.
    pub async fn next(&mut self) -> Result<Option<Job>, WireError> {
        loop {
            if let Some(job) = self.ready.pop_front() {
                return Ok(Some(job));
            }
            let piece = tokio::time::timeout(SILENCE, self.response.chunk()).await;
            match piece.map_err(|_| ErrorCode::Offline)?.map_err(|_| ErrorCode::Offline)? {
                Some(piece) => self.ready.extend(self.lines.push(&piece)?),
                None => return Ok(None),
            }
        }
    }

    /// The same as a stream, for combinators.
    pub fn stream(self) -> impl futures_util::Stream<Item = Result<Job, WireError>> + Send {
        futures_util::stream::unfold(Some(self), |jobs| async move {
            let mut jobs = jobs?;
            match jobs.next().await {
                Ok(Some(job)) => Some((Ok(job), Some(jobs))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        })
    }
}

/// Bytes in any pieces to events.
#[derive(Default)]
struct Lines {
    rest: Vec<u8>,
    data: Vec<u8>,
}

impl Lines {
    fn push(&mut self, piece: &[u8]) -> Result<Vec<Job>, WireError> {
        self.rest.extend_from_slice(piece);
        let mut jobs = Vec::new();
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            jobs.extend(self.line(line.trim_ascii_end()));
        }
        if self.rest.len() + self.data.len() > EVENT_BYTES_MAX {
            return Err(ErrorCode::Offline.into());
        }
        Ok(jobs)
    }

    /// A whole line; an empty one ends the event. What is not a job (a newer workspace's event) is passed over.
    fn line(&mut self, line: &[u8]) -> Option<Job> {
        if line.is_empty() {
            let data = std::mem::take(&mut self.data);
            return serde_json::from_slice(&data).ok();
        }
        if let Some(data) = line.strip_prefix(b"data:") {
            if !self.data.is_empty() {
                self.data.push(b'\n');
            }
            self.data.extend_from_slice(data.trim_ascii_start());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(id: &str) -> Job {
        Job { id: id.into(), kind: "compare".into(), state: "running".into(), ..Job::default() }
    }

    #[test]
    fn pieces_do_not_matter() {
        let text = format!(
            ": alive\n\ndata: {}\r\n\r\nevent: other\ndata: [1]\n\ndata: {}\n\n",
            serde_json::to_string(&job("a")).unwrap(),
            serde_json::to_string(&job("b")).unwrap()
        );
        for size in [1, 7, text.len()] {
            let mut lines = Lines::default();
            let jobs: Vec<Job> = text.as_bytes().chunks(size).flat_map(|piece| lines.push(piece).unwrap()).collect();
            assert_eq!(jobs, [job("a"), job("b")], "pieces of {size}");
        }
    }

    #[test]
    fn endless_event_is_given_up() {
        let mut lines = Lines::default();
        let piece = vec![b'x'; EVENT_BYTES_MAX + 1];
        assert_eq!(lines.push(&piece).unwrap_err().code, ErrorCode::Offline);
    }
}
