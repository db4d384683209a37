//! The state of the running desktop, shared by everything that answers the window.
//!
//! It holds parts and gives access to them; what is done with them is in `session`, `connection`, `follow`, `forward`
//! and `host`. Locks are held for moments only, never across a wait.

use crate::connection::Connection;
use crate::kept::Kept;
use crate::session::Current;
use crate::settings::Settings;
use crate::start::{Places, Start};
use crate::window::Teller;
use serde::Serialize;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};
use tauri::async_runtime::{JoinHandle, spawn_blocking};
use tokio::sync::OnceCell;

/// Everything that lives as long as the program.
pub struct Desktop {
    pub(crate) settings: Settings,
    pub(crate) start: Start,
    /// Whether the sign-in that the start options ask for was made.
    pub(crate) started: OnceCell<bool>,
    pub(crate) current: Mutex<Option<Current>>,
    pub(crate) generations: AtomicU64,
    pub(crate) connection: Mutex<Connection>,
    /// Certificates the host itself saw, by address: only these can be pinned.
    pub(crate) inspected: Mutex<HashMap<String, String>>,
    pub(crate) following: Mutex<Option<JoinHandle<()>>>,
    kept: OnceCell<Arc<Kept>>,
    cache: PathBuf,
    teller: OnceLock<Teller>,
}

impl Desktop {
    pub(crate) fn new(start: Start, places: Places) -> Self {
        Self::over(start, places, OnceCell::new())
    }

    /// One that keeps nothing and asks no keychain.
    #[cfg(test)]
    pub(crate) fn for_tests(folder: PathBuf) -> Self {
        let places = Places::within(folder);
        let kept = Kept::with(crate::keychain::Keychain::none(), &places.cache);
        Self::over(Start::default(), places, OnceCell::new_with(Some(Arc::new(kept))))
    }

    fn over(start: Start, places: Places, kept: OnceCell<Arc<Kept>>) -> Self {
        Self {
            settings: Settings::open(places.settings),
            start,
            started: OnceCell::new(),
            current: Mutex::new(None),
            generations: AtomicU64::new(0),
            connection: Mutex::new(Connection::none()),
            inspected: Mutex::new(HashMap::new()),
            following: Mutex::new(None),
            kept,
            cache: places.cache,
            teller: OnceLock::new(),
        }
    }

    /// How events reach the window; set once.
    pub(crate) fn tell_through(&self, teller: Teller) {
        let _ = self.teller.set(teller);
    }

    /// Tell the window something unasked.
    pub(crate) fn tell<T: Serialize>(&self, event: &str, payload: &T) {
        if let (Some(teller), Ok(payload)) = (self.teller.get(), serde_json::to_value(payload)) {
            teller(event, payload);
        }
    }

    /// Work with keychain and cache, on a blocking thread; they are opened at the first use.
    pub(crate) async fn kept<T: Send + 'static>(&self, work: impl FnOnce(&Kept) -> T + Send + 'static) -> Option<T> {
        let kept = self
            .kept
            .get_or_try_init(|| async {
                let cache = self.cache.clone();
                spawn_blocking(move || Arc::new(Kept::open(&cache))).await
            })
            .await
            .ok()?
            .clone();
        spawn_blocking(move || work(&kept)).await.ok()
    }
}

/// Milliseconds since 1970, UTC.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
