//! Jobs. See `wire.rs` for what every field must say.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Start a migration run.
    struct StartMigrate {
        /// Run the latest version even if it is not approved.
        draft: bool = Word,
    }
    /// Start a comparison.
    struct StartCompare {
        /// Forget what is kept of the readings of both books, so that every record is read again.
        anew: bool = Word,
    }
    /// A started (or already running) job.
    struct JobRef {
        /// Token.
        id: String = Token,
    }
    /// Jobs, newest first, at most 50.
    struct JobList {
        /// Jobs.
        rows: Vec<Job> = Nested,
    }
    /// One job. Sent as an event too.
    struct Job {
        /// Token.
        id: String = Token,
        /// `ingest`, `migrate`, `compare`.
        kind: String = Word,
        /// `queued`, `running`, `done`, `cancelled`, `failed`.
        state: String = Word,
        /// What it is doing now.
        phase: String = Word,
        /// Units done.
        done: u64 = Count,
        /// Units in all, 0 when unknown.
        total: u64 = Count,
        /// `rows`, `patients`, `bytes`.
        unit: String = Word,
        /// Units a second.
        rate: f64 = Count,
        /// Seconds left, when known.
        left_s: Option<f64> = Clock,
        /// Who started it.
        account: String = Authored,
        /// When it started.
        started_ms: u64 = Clock,
        /// When it ended.
        ended_ms: Option<u64> = Clock,
        /// Run number.
        run: u32 = Count,
        /// What came of it, in words and counts.
        summary: String = Word,
        /// Set when it failed.
        error: Option<crate::ErrorCode> = Word,
    }
}
