//! The loop that accepts connections, and its orderly end.
//!
//! The listener comes from outside, already bound: the caller chose the port and can print it before anything is
//! served. No more connections are taken than `Limits` says; further ones wait in the operating system's queue.

use super::connection::Connections;
use super::program_files::ProgramFiles;
use super::router::{Server, router};
use super::{Certificate, Limits};
use app::Workspace;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;

/// Serve a workspace until `shutdown` ends; then let running requests finish, for a while.
///
/// `static_dir` holds the browser build; without one there is only the interface for desktops.
///
/// # Errors
/// When the certificate cannot be used, the listener fails, or `static_dir` holds no program.
pub async fn serve(
    workspace: Workspace,
    listener: std::net::TcpListener,
    certificate: Certificate,
    limits: Limits,
    static_dir: Option<PathBuf>,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let program = static_dir.map(|folder| ProgramFiles::read(&folder, limits.program_bytes_max)).transpose()?;
    let limits = Arc::new(limits);
    let (stop, stopping) = watch::channel(false);
    let connections = Connections {
        acceptor: TlsAcceptor::from(certificate.server_config()?),
        router: router(Server::new(workspace, limits.clone(), program, stopping.clone())),
        limits: limits.clone(),
        stopping,
    };
    let places = Arc::new(Semaphore::new(limits.connections_max));

    tokio::select! {
        () = accept(&listener, &connections, &places) => {}
        () = shutdown => {}
    }

    drop(listener);
    let _ = stop.send(true);
    let all = u32::try_from(limits.connections_max).unwrap_or(u32::MAX);
    if tokio::time::timeout(limits.drain_time(), places.acquire_many(all)).await.is_err() {
        tracing::warn!("connections were still open when the host stopped");
    }
    Ok(())
}

async fn accept(listener: &tokio::net::TcpListener, connections: &Connections, places: &Arc<Semaphore>) {
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let connection = connections.clone().serve(stream, peer);
                tokio::spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            Err(error) => {
                // Out of file descriptors, or the peer went away already. Neither is a reason to stop serving.
                tracing::warn!(kind = ?error.kind(), "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}
