//! Follows the workspace's jobs while somebody is signed in, tells the window, and notices when the workspace comes
//! back.
//!
//! One task at a time; it ends with the session's generation. It waits longer after each failure, up to half a minute.

use crate::desktop::Desktop;
use crate::session::Current;
use contract::ErrorCode;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tauri::async_runtime::spawn;

const WAIT_MIN: Duration = Duration::from_secs(1);
const WAIT_MAX: Duration = Duration::from_secs(30);

/// Follow the present session; whatever was followed before is left.
pub(crate) fn start(desktop: &Arc<Desktop>, current: &Current) {
    let task = spawn(follow(desktop.clone(), current.clone()));
    let before = desktop.following.lock().unwrap_or_else(PoisonError::into_inner).replace(task);
    if let Some(before) = before {
        before.abort();
    }
}

pub(crate) fn stop(desktop: &Desktop) {
    if let Some(task) = desktop.following.lock().unwrap_or_else(PoisonError::into_inner).take() {
        task.abort();
    }
}

async fn follow(desktop: Arc<Desktop>, current: Current) {
    let mut wait = WAIT_MIN;
    while desktop.is_current(&current) {
        let opened = current.client.events().await;
        if !desktop.is_current(&current) {
            return;
        }
        desktop.heard(current.address(), &opened);
        match opened {
            Ok(mut jobs) => {
                wait = WAIT_MIN;
                while let Ok(Some(job)) = jobs.next().await {
                    desktop.tell("job", &job);
                }
            }
            Err(error) if error.code == ErrorCode::SessionExpired => {
                // Ending the session stops this very task, so another one has to do it to the end.
                spawn(async move { desktop.session_ended(&current).await });
                return;
            }
            Err(_) => {}
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(WAIT_MAX);
    }
}
