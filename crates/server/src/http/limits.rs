//! Every limit of the HTTPS host in one place, each with a default that fits a team of analysts on one workspace.
//!
//! Not here: limits of formats, jobs and pages; those belong to the crates that enforce them. Going over a limit is
//! always refused with a code of the catalogue, never by dropping something silently.

use std::time::Duration;

/// Limits of the HTTPS host.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest request body.
    pub body_bytes_max: usize,
    /// Longest time from the first byte of a request to its answer. A command that runs on is not cut in half: the
    /// caller is told that the workspace is busy.
    pub request_seconds_max: u64,
    /// Longest time for a TLS handshake.
    pub handshake_seconds_max: u64,
    /// Longest time for the head of a request; idle connections end after it too.
    pub header_seconds_max: u64,
    /// Most header fields of a request.
    pub headers_max: usize,
    /// Most connections at a time; further ones wait in the listener's queue.
    pub connections_max: usize,
    /// Most commands at work at a time; further ones wait.
    pub commands_max: usize,
    /// Most open event streams.
    pub streams_max: usize,
    /// Silence on an event stream after which a comment is sent to keep it alive.
    pub keep_alive_seconds: u64,
    /// Sign-in attempts per minute for one account name, whether or not there is such an account.
    pub account_attempts_per_minute: u32,
    /// Sign-in attempts per minute from one network address.
    pub address_attempts_per_minute: u32,
    /// How long running requests may take to end when the host stops.
    pub drain_seconds_max: u64,
    /// Largest set of program files of the browser build, in bytes.
    pub program_bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes_max: 1024 * 1024,
            request_seconds_max: 60,
            handshake_seconds_max: 10,
            header_seconds_max: 30,
            headers_max: 64,
            connections_max: 256,
            commands_max: 64,
            streams_max: 64,
            keep_alive_seconds: 15,
            account_attempts_per_minute: 10,
            address_attempts_per_minute: 60,
            drain_seconds_max: 10,
            program_bytes_max: 64 * 1024 * 1024,
        }
    }
}

impl Limits {
    pub(super) fn request_time(&self) -> Duration {
        Duration::from_secs(self.request_seconds_max)
    }

    pub(super) fn handshake_time(&self) -> Duration {
        Duration::from_secs(self.handshake_seconds_max)
    }

    pub(super) fn header_time(&self) -> Duration {
        Duration::from_secs(self.header_seconds_max)
    }

    pub(super) fn keep_alive_time(&self) -> Duration {
        Duration::from_secs(self.keep_alive_seconds)
    }

    pub(super) fn drain_time(&self) -> Duration {
        Duration::from_secs(self.drain_seconds_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_unlimited_by_default() {
        let limits = Limits::default();
        assert_eq!(limits.body_bytes_max, 1_048_576);
        assert_eq!(limits.request_seconds_max, 60);
        assert_eq!(limits.connections_max, 256);
        assert!(limits.handshake_seconds_max > 0 && limits.header_seconds_max > 0 && limits.headers_max > 0);
        assert!(limits.commands_max > 0 && limits.streams_max > 0 && limits.account_attempts_per_minute > 0);
        assert!(limits.commands_max <= limits.connections_max && limits.streams_max <= limits.connections_max);
    }
}
