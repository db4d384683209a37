//! Guards around readers that are not ours: a file in memory below the cap, and a call whose panic is an answer.
//!
//! A broken file may make a third-party reader panic. It is an issue of that file and never the end of the run, so every
//! such call goes through [`guarded`]; the consumer's own code never does, because its panics are not the file's fault.

use crate::{Limits, Summary};
use std::io::Read;
use std::panic::AssertUnwindSafe;

/// All bytes of an input, or `None` when they are over `document_bytes_max`; the refusal is noted.
pub(crate) fn whole(input: &mut dyn Read, limits: &Limits, summary: &mut Summary) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    input.take((limits.document_bytes_max as u64).saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() > limits.document_bytes_max {
        summary.refuse(limits, "document_too_long", 0, 0, format!("the file is longer than {} bytes", limits.document_bytes_max));
        return Ok(None);
    }
    Ok(Some(bytes))
}

/// What the call returns; `None` when it panics.
pub(crate) fn guarded<T>(call: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(AssertUnwindSafe(call)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_answer() {
        let numbers: Vec<u8> = Vec::new();
        assert_eq!(guarded(|| numbers.len()), Some(0));
        assert_eq!(guarded(|| numbers[3]), None);
    }

    #[test]
    fn a_file_over_the_cap_is_refused() {
        let limits = Limits { document_bytes_max: 3, ..Limits::default() };
        let mut summary = Summary::default();
        assert_eq!(whole(&mut &b"abc"[..], &limits, &mut summary).unwrap(), Some(b"abc".to_vec()));
        assert_eq!(whole(&mut &b"abcd"[..], &limits, &mut summary).unwrap(), None);
        assert_eq!(summary.counts["document_too_long"], 1);
    }
}
