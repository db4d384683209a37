//! Long work: one thread a job, progress as events, cancellation, one job of a kind at a time.

use contract::{ErrorCode, Job};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::sync::broadcast;

/// Where a long piece of work stands.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// What it is doing.
    pub phase: &'static str,
    /// Units done.
    pub done: u64,
    /// Units in all, 0 when unknown.
    pub total: u64,
    /// Unit.
    pub unit: &'static str,
}

/// Told about each step, from any thread; `Break` cancels the work.
pub type Meter<'a> = dyn Fn(Step) -> ControlFlow<()> + Sync + 'a;

/// A meter that tells nobody.
pub fn quiet(_: Step) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Jobs of a workspace.
pub(crate) struct Jobs {
    list: Arc<Mutex<Vec<Job>>>,
    cancels: Mutex<HashMap<String, Arc<AtomicBool>>>,
    events: broadcast::Sender<Job>,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { list: Arc::default(), cancels: Mutex::default(), events: broadcast::channel(256).0 }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What came of a job: run number and words with counts, or a code.
pub(crate) type Outcome = Result<(u32, String), crate::AppError>;

impl Jobs {
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Job> {
        self.events.subscribe()
    }

    /// Newest first.
    pub(crate) fn list(&self) -> Vec<Job> {
        lock(&self.list).iter().rev().take(50).cloned().collect()
    }

    /// Asks a job to stop; false when it is not running.
    pub(crate) fn cancel(&self, id: &str) -> bool {
        match lock(&self.cancels).get(id) {
            Some(flag) => {
                flag.store(true, Ordering::Relaxed);
                true
            }
            None => false,
        }
    }
}

/// Starts a job on a workspace, or gives the id of the running one of the same kind.
pub(crate) fn start(
    workspace: &crate::Workspace,
    id: String,
    kind: &'static str,
    account: &str,
    now: fn() -> u64,
    work: impl FnOnce(&crate::Workspace, &Meter<'_>) -> Outcome + Send + 'static,
) -> String {
    let jobs = workspace.jobs();
    let mut list = lock(&jobs.list);
    if let Some(running) = list.iter().find(|j| j.kind == kind && ["queued", "running"].contains(&j.state.as_str())) {
        return running.id.clone();
    }
    let job = Job { id: id.clone(), kind: kind.into(), state: "running".into(), phase: "starting".into(), account: account.into(), started_ms: now(), ..Default::default() };
    list.push(job.clone());
    let excess = list.len().saturating_sub(200);
    list.drain(..excess);
    drop(list);
    let flag = Arc::new(AtomicBool::new(false));
    lock(&jobs.cancels).insert(id.clone(), flag.clone());
    let _ = jobs.events.send(job);
    let (workspace, name) = (workspace.worked_by(account), id.clone());
    std::thread::spawn(move || run(&workspace, &name, &flag, now, work));
    id
}

fn run(
    workspace: &crate::Workspace,
    id: &str,
    flag: &AtomicBool,
    now: fn() -> u64,
    work: impl FnOnce(&crate::Workspace, &Meter<'_>) -> Outcome,
) {
    let jobs = workspace.jobs();
    let change = |edit: &mut dyn FnMut(&mut Job)| {
        let mut list = lock(&jobs.list);
        if let Some(job) = list.iter_mut().find(|j| j.id == id) {
            edit(job);
            let _ = jobs.events.send(job.clone());
        }
    };
    let started = Mutex::new((Instant::now(), ""));
    let last = Mutex::new(Instant::now());
    let meter = |step: Step| {
        let mut begun = lock(&started);
        if begun.1 != step.phase {
            *begun = (Instant::now(), step.phase);
        }
        let fresh = lock(&last).elapsed().as_millis() >= 200 || step.done == 0;
        if fresh {
            *lock(&last) = Instant::now();
            let seconds = begun.0.elapsed().as_secs_f64().max(0.001);
            let rate = step.done as f64 / seconds;
            let left = (step.total > step.done && rate > 0.0).then(|| (step.total - step.done) as f64 / rate);
            let state = if step.phase == crate::turn::WAITING { "queued" } else { "running" };
            change(&mut |job| {
                job.state = state.into();
                (job.phase, job.done, job.total, job.unit) = (step.phase.into(), step.done, step.total, step.unit.into());
                (job.rate, job.left_s) = (rate, left);
            });
        }
        if flag.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(workspace, &meter)));
    change(&mut |job| {
        job.ended_ms = Some(now());
        job.left_s = None;
        match &outcome {
            Ok(Ok((run, summary))) => (job.state, job.run, job.summary) = ("done".into(), *run, summary.clone()),
            Ok(Err(crate::AppError::Cancelled)) => (job.state, job.summary) = ("cancelled".into(), "cancelled; nothing was changed".into()),
            Ok(Err(error)) => {
                let code = crate::dispatch::code_of(error);
                // Why there was nothing to do is said in words of ours; of everything else the code's sentence is all that leaves.
                let said = match error {
                    crate::AppError::Nothing(why) => why.clone(),
                    _ => code.message().into(),
                };
                (job.state, job.error, job.summary) = ("failed".into(), Some(code), said);
                tracing::error!(job = id, kind = job.kind, phase = job.phase, failure = ?std::mem::discriminant(error), "job failed");
            }
            Err(_) => {
                (job.state, job.error, job.summary) = ("failed".into(), Some(ErrorCode::Internal), ErrorCode::Internal.message().into());
                tracing::error!(job = id, kind = job.kind, phase = job.phase, "job panicked");
            }
        }
    });
    lock(&jobs.cancels).remove(id);
}
