//! An open workspace: the store, its jobs, its egress filter.

use crate::access::{Actor, IDLE_MS, SESSION_MS, role, token_hash};
use crate::compare::Learnt;
use crate::discover::{Discovered, Proposed};
use crate::filing::Filing;
use crate::jobs::Jobs;
use crate::structure::Outline;
use crate::{AppError, Result};
use contract::{ErrorCode, WireError};
use deid::egress::{Category, Egress};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::collections::HashMap;
use store::{Ahead, ArtifactClass, ArtifactCount, ArtifactRow, AuditEvent, Store};

/// A workspace, cheap to clone.
#[derive(Clone)]
pub struct Workspace {
    inner: Arc<Inner>,
    /// For whom long work is done: an account, or whoever is at the command line.
    worker: Arc<str>,
}

struct Inner {
    store: Store,
    jobs: Jobs,
    /// The filter with the state of the store it was built from.
    egress: Kept<Egress>,
    /// What discovery found, with the state of the store it was found in.
    discovered: Kept<Discovered>,
    /// What is proposed for the lens of the destination, with the state of the store it was found in.
    proposed_there: Kept<Proposed>,
    /// Where documents are filed, with the state of the store it was checked in.
    filing: Kept<Filing>,
    /// What the last comparison learnt, under the name by which it is kept.
    learnt: Kept<Learnt>,
    /// Counts of artifacts, with the state of the store they were taken in.
    counts: Kept<Vec<ArtifactCount>>,
    /// The same by class for the text of a search, with the state of the store and of what is known of risks.
    classes: RwLock<(String, HashMap<String, Arc<Vec<ArtifactClass>>>)>,
    /// Structures of artifacts by their number: the bytes of one never change.
    outlines: RwLock<HashMap<u32, Arc<Outline>>>,
    /// By account, what ends the count of a lens that it asked for last.
    counting: Mutex<HashMap<String, Arc<AtomicBool>>>,
}

/// What was made of the workspace, with the state that it was made in.
type Kept<T> = RwLock<Option<(String, Arc<T>)>>;

/// What is kept, if it was made in this state.
fn known<T>(kept: &Kept<T>, state: &str) -> Option<Arc<T>> {
    let kept = kept.read().unwrap_or_else(PoisonError::into_inner);
    kept.as_ref().filter(|(made_in, _)| made_in == state).map(|(_, made)| made.clone())
}

/// Keeps what was made in a state.
fn keep<T>(kept: &Kept<T>, state: String, made: T) -> Arc<T> {
    let made = Arc::new(made);
    *kept.write().unwrap_or_else(PoisonError::into_inner) = Some((state, made.clone()));
    made
}

/// Searches whose counts are kept.
const SEARCHES_MAX: usize = 32;
/// Structures that are kept.
const OUTLINES_MAX: usize = 64;

fn event(actor: &Actor, what: &str, object: &str, outcome: &str, now_ms: u64) -> AuditEvent {
    AuditEvent {
        seq: 0,
        at_ms: now_ms,
        actor: actor.account.clone(),
        role: actor.role.map_or("nobody", |r| r.name()).into(),
        what: what.into(),
        object: object.into(),
        outcome: outcome.into(),
    }
}

impl Workspace {
    /// Opens the workspace in a folder.
    pub fn open(home: &Path, passphrase: &str) -> Result<Self> {
        let workspace = Self::of(Store::open(home, passphrase)?);
        // What a crash left is in nobody's way: not being able to clear it away keeps nobody out.
        match crate::compare::held_blobs(&workspace).and_then(|held| Ok(workspace.store().clear_away(&held)?)) {
            Ok(Some(files)) if files > 0 => tracing::info!(files, "cleared away what work left that never came to its end"),
            Ok(_) => {}
            Err(_) => tracing::warn!("what unfinished work left could not be cleared away"),
        }
        Ok(workspace)
    }

    /// The right to replace the results of comparisons and migrations, for the time of one piece of work.
    pub(crate) fn lease(&self) -> Result<store::Lease> {
        let lease = self.store().lease()?.ok_or(crate::AppError::Busy)?;
        self.store().set_setting(crate::turn::BY, &self.worker)?;
        Ok(lease)
    }

    /// The same workspace, working for an account.
    pub(crate) fn worked_by(&self, account: &str) -> Self {
        Self { worker: account.into(), ..self.clone() }
    }

    /// Around an open store.
    pub fn of(store: Store) -> Self {
        Self {
            worker: "enclave".into(),
            inner: Arc::new(Inner {
                store,
                jobs: Jobs::default(),
                egress: Kept::default(),
                discovered: Kept::default(),
                proposed_there: Kept::default(),
                filing: Kept::default(),
                learnt: Kept::default(),
                counts: Kept::default(),
                classes: RwLock::default(),
                outlines: RwLock::default(),
                counting: Mutex::default(),
            }),
        }
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The workspace's name.
    pub fn name(&self) -> &str {
        self.inner.store.name()
    }

    pub(crate) fn jobs(&self) -> &Jobs {
        &self.inner.jobs
    }

    /// Begins to count for an account; what it asked for before is ended. True once this count is to end.
    pub(crate) fn counting(&self, account: &str) -> Arc<AtomicBool> {
        let ended = Arc::new(AtomicBool::new(false));
        let before = self.inner.counting.lock().unwrap_or_else(PoisonError::into_inner).insert(account.to_string(), ended.clone());
        before.iter().for_each(|count| count.store(true, Ordering::Relaxed));
        ended
    }

    /// Ends the count that an account asked for last.
    pub(crate) fn stop_counting(&self, account: &str) {
        let asked = self.inner.counting.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
        asked.iter().for_each(|count| count.store(true, Ordering::Relaxed));
    }

    /// Job events from now on.
    pub fn subscribe(&self) -> tokio::sync::broadcast::Receiver<contract::Job> {
        self.inner.jobs.subscribe()
    }

    /// Who a bearer token belongs to. Moves the session's idle end.
    pub fn authenticate(&self, token: &str, now_ms: u64) -> std::result::Result<Actor, WireError> {
        let hash = token_hash(token);
        let session = self.store().session(&hash).map_err(|e| WireError::from(AppError::from(e)))?;
        let expired = || WireError::from(ErrorCode::SessionExpired);
        let session = session.filter(|s| s.expires_ms > now_ms && s.created_ms + SESSION_MS > now_ms).ok_or_else(expired)?;
        // Written at most once a minute: every request would be a write otherwise.
        if session.expires_ms < now_ms + IDLE_MS - 60_000 {
            self.store().extend_session(&hash, now_ms + IDLE_MS).map_err(|e| WireError::from(AppError::from(e)))?;
        }
        Ok(Actor { account: session.account, role: role(&session.role), session: Some(hash) })
    }

    /// Says what is about to be done, so that what a crash cuts off leaves an event as well; durable when it returns.
    pub fn note_ahead(&self, actor: &Actor, what: &str, object: &str, now_ms: u64) -> Result<Ahead> {
        Ok(self.store().audit_ahead(&event(actor, what, object, "", now_ms))?)
    }

    /// Leaves an audit event, in the place of what was said ahead of it; durable when it returns.
    pub fn note(&self, actor: &Actor, what: &str, object: &str, outcome: &str, now_ms: u64, ahead: Option<Ahead>) -> Result<()> {
        Ok(self.store().audit(&event(actor, what, object, outcome, now_ms), ahead)?)
    }

    /// An answer was withheld by the egress filter. The event holds no value.
    pub fn note_withheld(&self, command: &str, actor: &Actor) {
        tracing::warn!(command, "an answer held a known identifier and was withheld");
        let now_ms = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_millis() as u64);
        let _ = self.note(actor, "answer withheld by the egress filter", command, "withheld", now_ms, None);
    }

    /// The second, independent line: does a body hold a known identifier of this workspace?
    pub fn egress_check(&self, body: &[u8]) -> std::result::Result<(), ()> {
        let filter = self.egress().map_err(|_| ())?;
        match filter.check(body) {
            None => Ok(()),
            Some(hit) => {
                tracing::warn!(?hit, "egress filter hit");
                Err(())
            }
        }
    }

    /// What discovery finds in the legacy side as it is now.
    pub(crate) fn discovered(&self) -> Result<Arc<Discovered>> {
        // What is known of patients and of codes may come after the files.
        let releases: String = self.store().terminologies()?.iter().map(|t| format!(" {}", t.sha256)).collect();
        let state = format!("{} {}{releases}", self.store().state()?, self.store().reach_state()?);
        if let Some(discovered) = known(&self.inner.discovered, &state) {
            return Ok(discovered);
        }
        Ok(keep(&self.inner.discovered, state, crate::discover::discover(self)?))
    }

    /// What the tables of the destination most likely assert, as it is now.
    pub(crate) fn proposed_there(&self) -> Result<Arc<Proposed>> {
        let state = self.store().state()?;
        if let Some(proposed) = known(&self.inner.proposed_there, &state) {
            return Ok(proposed);
        }
        Ok(keep(&self.inner.proposed_there, state, crate::discover::proposed_there(self)?))
    }

    /// Where the documents of the legacy side are filed, and whose they are, as it is now.
    pub(crate) fn filing(&self) -> Result<Arc<Filing>> {
        let state = self.store().state()?;
        if let Some(filing) = known(&self.inner.filing, &state) {
            return Ok(filing);
        }
        Ok(keep(&self.inner.filing, state, crate::filing::check(self)?))
    }

    /// What the last comparison learnt and judged by, where it kept that.
    pub(crate) fn learnt(&self) -> Result<Option<Arc<Learnt>>> {
        let name = crate::compare::learnt_name(self)?;
        if let Some(learnt) = known(&self.inner.learnt, &name) {
            return Ok(Some(learnt));
        }
        Ok(crate::compare::learnt_of(self, &name)?.map(|learnt| keep(&self.inner.learnt, name, learnt)))
    }

    /// Active artifacts, counted by side, format and state.
    pub(crate) fn artifact_counts(&self) -> Result<Arc<Vec<ArtifactCount>>> {
        let state = self.store().state()?;
        if let Some(counts) = known(&self.inner.counts, &state) {
            return Ok(counts);
        }
        Ok(keep(&self.inner.counts, state, self.store().artifact_counts()?))
    }

    /// Artifacts by everything that a list of them can be narrowed by, for the text of a search.
    pub(crate) fn artifact_classes(&self, text: &str) -> Result<Arc<Vec<ArtifactClass>>> {
        let state = format!("{} {}", self.store().state()?, self.store().risks_basis()?);
        {
            let kept = self.inner.classes.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(classes) = kept.1.get(text).filter(|_| kept.0 == state) {
                return Ok(classes.clone());
            }
        }
        self.findable(text)?;
        let classes = Arc::new(self.store().artifact_classes(text, self.people_of_sides()?)?);
        let mut kept = self.inner.classes.write().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != state || kept.1.len() >= SEARCHES_MAX {
            *kept = (state, HashMap::new());
        }
        kept.1.insert(text.to_string(), classes.clone());
        Ok(classes)
    }

    /// The structure of an artifact.
    pub(crate) fn outline(&self, artifact: &ArtifactRow) -> Result<Arc<Outline>> {
        let known = self.inner.outlines.read().unwrap_or_else(PoisonError::into_inner).get(&artifact.id).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let outline = Arc::new(crate::structure::outline(self, artifact)?);
        let mut kept = self.inner.outlines.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= OUTLINES_MAX {
            kept.clear();
        }
        kept.insert(artifact.id, outline.clone());
        Ok(outline)
    }

    /// A search goes by how paths are shown.
    pub(crate) fn findable(&self, text: &str) -> Result<()> {
        if text.is_empty() { Ok(()) } else { self.show_all() }
    }

    /// Says of artifacts that an older program kept how their paths are shown: a search goes by that.
    fn show_all(&self) -> Result<()> {
        loop {
            let some = self.store().artifacts_unshown(1_000)?;
            if some.is_empty() {
                return Ok(());
            }
            let shown: Vec<(u32, Option<String>)> = some.into_iter().map(|(id, path)| (id, crate::examine::shown(&path))).collect();
            self.store().set_shown(&shown)?;
        }
    }

    /// The most patients that one artifact of a side names: what reach is measured against.
    pub(crate) fn people(&self, side: &str) -> Result<u64> {
        Ok(self.artifact_counts()?.iter().filter(|c| c.side == side).map(|c| c.patients).max().unwrap_or(0))
    }

    /// What reach is measured against on the legacy and on the destination side.
    pub(crate) fn people_of_sides(&self) -> Result<[u64; 2]> {
        Ok([self.people("legacy")?, self.people("destination")?])
    }

    /// What is known to identify people, as the filter of answers holds it.
    pub(crate) fn egress(&self) -> Result<Arc<Egress>> {
        // Another process may have ingested meanwhile: the filter is as old as the store's state that it was built from.
        let state = self.store().state()?;
        if let Some(filter) = known(&self.inner.egress, &state) {
            return Ok(filter);
        }
        let mut identifiers: Vec<(Category, String)> = Vec::new();
        crate::knowledge::identifiers(self, &mut |category, text| identifiers.push((category, text)))?;
        Ok(keep(&self.inner.egress, state, Egress::build(identifiers.into_iter())))
    }
}
