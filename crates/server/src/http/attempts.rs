//! How often somebody may try to sign in: per account name and per network address, in windows of a minute.
//!
//! It does not know whether an account exists or a password was right, so its answer cannot tell. Names are kept as
//! digests and only for the running minute.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

const WINDOW_MS: u64 = 60_000;
/// Keys kept at a time; when more names than this are tried within a minute, further sign-ins wait.
const KEYS_MAX: usize = 10_000;

#[derive(Clone, Copy)]
struct Window {
    began_ms: u64,
    tries: u32,
}

/// Counts of the running minute.
pub(super) struct Attempts {
    per_account: u32,
    per_address: u32,
    windows: Mutex<HashMap<[u8; 32], Window>>,
}

impl Attempts {
    pub(super) fn new(per_account: u32, per_address: u32) -> Self {
        Self { per_account, per_address, windows: Mutex::new(HashMap::new()) }
    }

    /// Count one attempt; false when it is one too many for the account or for the address.
    pub(super) fn admit(&self, account: &str, address: Option<IpAddr>, now_ms: u64) -> bool {
        let account_key = key("account", account.trim().to_lowercase().as_bytes());
        let address_key = address.map(|a| key("address", a.to_string().as_bytes()));
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= KEYS_MAX {
            windows.retain(|_, window| now_ms.saturating_sub(window.began_ms) < WINDOW_MS);
            if windows.len() >= KEYS_MAX {
                return false;
            }
        }
        // Both are counted even if the first already refuses: otherwise one could be used to probe the other.
        let account_ok = count(&mut windows, account_key, self.per_account, now_ms);
        let address_ok = address_key.is_none_or(|k| count(&mut windows, k, self.per_address, now_ms));
        account_ok && address_ok
    }
}

fn count(windows: &mut HashMap<[u8; 32], Window>, key: [u8; 32], most: u32, now_ms: u64) -> bool {
    let window = windows.entry(key).or_insert(Window { began_ms: now_ms, tries: 0 });
    if now_ms.saturating_sub(window.began_ms) >= WINDOW_MS {
        *window = Window { began_ms: now_ms, tries: 0 };
    }
    window.tries = window.tries.saturating_add(1);
    window.tries <= most
}

fn key(kind: &str, value: &[u8]) -> [u8; 32] {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    context.update(kind.as_bytes());
    context.update(&[0]);
    context.update(value);
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(Ipv4Addr::LOCALHOST));

    #[test]
    fn account_is_held_after_its_tries_and_released_after_a_minute() {
        let attempts = Attempts::new(3, 100);
        assert!((0..3).all(|_| attempts.admit("lead", HERE, 1_000)));
        assert!(!attempts.admit("lead", HERE, 2_000));
        assert!(!attempts.admit(" Lead ", HERE, 2_000), "case and blanks are the same name");
        assert!(attempts.admit("analyst", HERE, 2_000));
        assert!(attempts.admit("lead", HERE, 61_000));
    }

    #[test]
    fn address_is_held_over_all_names() {
        let attempts = Attempts::new(100, 5);
        assert!((0..5).all(|i| attempts.admit(&format!("name {i}"), HERE, 0)));
        assert!(!attempts.admit("another", HERE, 0));
        assert!(attempts.admit("another", Some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 9))), 0));
    }

    #[test]
    fn memory_is_bounded() {
        let attempts = Attempts::new(1, u32::MAX);
        for i in 0..KEYS_MAX + 10 {
            attempts.admit(&i.to_string(), None, 0);
        }
        assert!(attempts.windows.lock().unwrap().len() <= KEYS_MAX);
        assert!(!attempts.admit("late", None, 1));
        assert!(attempts.admit("late", None, WINDOW_MS));
    }
}
